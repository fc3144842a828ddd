/*
 * Statistics of a slice against its values. Readers skip row groups by them, so a
 * bound that a value lies outside of hides rows. A bound that is wider than needed
 * is fine.
 */
#include "parquet/slice_reader.h"
#include "store/verify_private.h"

#include <math.h>

/* How the PLAIN bytes of a bound compare with a value of the column; NONE: not checked. */
enum order { ORDER_NONE, ORDER_SIGNED, ORDER_UNSIGNED, ORDER_FLOAT, ORDER_DOUBLE, ORDER_BYTES };

static enum order order_of(const struct col_type *t, size_t *stored_width)
{
    switch (t->kind) {
    case COL_INT8:
    case COL_INT16:
    case COL_INT32:
    case COL_DATE32:
        *stored_width = 4;
        return ORDER_SIGNED;
    case COL_TIME32: /* seconds are stored in another unit */
        *stored_width = 4;
        return t->unit == UNIT_SECOND ? ORDER_NONE : ORDER_SIGNED;
    case COL_UINT8:
    case COL_UINT16:
    case COL_UINT32:
        *stored_width = 4;
        return ORDER_UNSIGNED;
    case COL_INT64:
    case COL_TIME64:
        *stored_width = 8;
        return ORDER_SIGNED;
    case COL_TIMESTAMP:
        *stored_width = 8;
        return t->unit == UNIT_SECOND ? ORDER_NONE : ORDER_SIGNED;
    case COL_UINT64:
        *stored_width = 8;
        return ORDER_UNSIGNED;
    case COL_FLOAT32:
        *stored_width = 4;
        return ORDER_FLOAT;
    case COL_FLOAT64:
        *stored_width = 8;
        return ORDER_DOUBLE;
    case COL_STRING:
    case COL_BINARY:
        *stored_width = 0;
        return ORDER_BYTES;
    default:
        return ORDER_NONE;
    }
}

static int64_t signed_at(const void *p, size_t width)
{
    int8_t a;
    int16_t b;
    int32_t c;
    int64_t d;
    switch (width) {
    case 1:
        memcpy(&a, p, 1);
        return a;
    case 2:
        memcpy(&b, p, 2);
        return b;
    case 4:
        memcpy(&c, p, 4);
        return c;
    default:
        memcpy(&d, p, 8);
        return d;
    }
}

static uint64_t unsigned_at(const void *p, size_t width)
{
    uint64_t v = (uint64_t)signed_at(p, width);
    return width == 8 ? v : v & ((1ull << (8 * width)) - 1);
}

static double float_at(const void *p, size_t width)
{
    float f;
    double d;
    if (width == 4) {
        memcpy(&f, p, 4);
        return (double)f;
    }
    memcpy(&d, p, 8);
    return d;
}

static int bytes_compare(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

struct bounds {
    enum order order;
    size_t width; /* of a value in the column */
    bool has_min, has_max;
    struct str min, max;
    int64_t imin, imax;
    uint64_t umin, umax;
    double fmin, fmax;
};

static void bounds_of(const struct slice_stats *s, const struct col_type *t, struct bounds *b)
{
    size_t stored = 0;
    *b = (struct bounds){.order = order_of(t, &stored), .width = col_width(t)};
    b->has_min = s->has_min && (b->order == ORDER_BYTES || s->min.n == stored);
    b->has_max = s->has_max && (b->order == ORDER_BYTES || s->max.n == stored);
    b->min = s->min;
    b->max = s->max;
    if (b->order == ORDER_BYTES || b->order == ORDER_NONE)
        return;
    if (b->has_min) {
        b->imin = signed_at(s->min.p, stored);
        b->umin = unsigned_at(s->min.p, stored);
        b->fmin = float_at(s->min.p, stored);
    }
    if (b->has_max) {
        b->imax = signed_at(s->max.p, stored);
        b->umax = unsigned_at(s->max.p, stored);
        b->fmax = float_at(s->max.p, stored);
    }
    /* A bound that is no number says nothing. */
    if (b->order == ORDER_FLOAT || b->order == ORDER_DOUBLE) {
        b->has_min &= !isnan(b->fmin);
        b->has_max &= !isnan(b->fmax);
    }
}

static bool below_or_above(const struct bounds *b, const struct column *c, int64_t i)
{
    if (b->order == ORDER_BYTES) {
        const int32_t *o = col_offsets(c);
        struct str v = {(const char *)c->values->data + o[i], (size_t)(o[i + 1] - o[i])};
        return (b->has_min && bytes_compare(v, b->min) < 0) ||
               (b->has_max && bytes_compare(v, b->max) > 0);
    }
    const uint8_t *p = c->values->data + (size_t)i * b->width;
    if (b->order == ORDER_SIGNED) {
        int64_t v = signed_at(p, b->width);
        return (b->has_min && v < b->imin) || (b->has_max && v > b->imax);
    }
    if (b->order == ORDER_UNSIGNED) {
        uint64_t v = unsigned_at(p, b->width);
        return (b->has_min && v < b->umin) || (b->has_max && v > b->umax);
    }
    double v = float_at(p, b->width); /* NaN is never outside; zeros have no sign here */
    return (b->has_min && v < b->fmin) || (b->has_max && v > b->fmax);
}

kamu_code verify_stats_batch(const struct slice_reader *reader, uint32_t group,
                             const struct batch *b, uint64_t *nulls, struct kamu_error *err)
{
    for (uint32_t i = 0; i < b->n_columns; i++) {
        const struct column *c = &b->columns[i];
        struct slice_stats stats;
        struct bounds bounds;
        nulls[i] += (uint64_t)c->null_count;
        slice_reader_stats(reader, group, i, &stats);
        bounds_of(&stats, &b->schema->fields[i].type, &bounds);
        if (bounds.order == ORDER_NONE || (!bounds.has_min && !bounds.has_max))
            continue;
        for (int64_t row = 0; row < b->length; row++) {
            if (col_is_null(c, row) || !below_or_above(&bounds, c, row))
                continue;
            error_set(err, KAMU_E_CORRUPT,
                      "column '%s' has a value outside of the bounds that its statistics give for "
                      "row group %u",
                      b->schema->fields[i].name, group);
            error_field(err, "%s", b->schema->fields[i].name);
            return KAMU_E_CORRUPT;
        }
    }
    return KAMU_OK;
}

kamu_code verify_stats_nulls(const struct slice_reader *reader, uint32_t group, uint64_t *nulls,
                             struct kamu_error *err)
{
    const struct col_schema *schema = slice_reader_file_schema(reader);
    for (uint32_t i = 0; i < schema->n_fields; i++) {
        struct slice_stats stats;
        slice_reader_stats(reader, group, i, &stats);
        uint64_t actual = nulls[i];
        nulls[i] = 0;
        if (!stats.has_null_count || col_is_nested(schema->fields[i].type.kind) ||
            stats.null_count == actual)
            continue;
        error_set(err, KAMU_E_CORRUPT,
                  "column '%s' has %llu nulls in row group %u, but its statistics say %llu",
                  schema->fields[i].name, (unsigned long long)actual, group,
                  (unsigned long long)stats.null_count);
        error_field(err, "%s", schema->fields[i].name);
        return KAMU_E_CORRUPT;
    }
    return KAMU_OK;
}
