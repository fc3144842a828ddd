/* Casts of columns: which exist, the common ones in one loop, nested types, errors. */
#include "columnar/cast.h"

#include "columnar/bits.h"
#include "columnar/cast_internal.h"
#include "columnar/format.h"
#include "columnar/text.h"

#include <inttypes.h>

#define TEXT_MAX ((size_t)1 << 30)

/* ---- which casts exist ------------------------------------------------------------------ */

static bool is_integer(enum col_kind k)
{
    return k >= COL_INT8 && k <= COL_UINT64;
}

/* A number with digits */
static bool is_number(enum col_kind k)
{
    return k == COL_BOOL || (k >= COL_INT8 && k <= COL_DECIMAL256);
}

static bool is_list(enum col_kind k)
{
    return k == COL_LIST || k == COL_FIXED_LIST;
}

static bool is_bytes(enum col_kind k)
{
    return k == COL_STRING || k == COL_BINARY || k == COL_FIXED_BINARY;
}

static bool is_temporal(enum col_kind k)
{
    return k == COL_DATE32 || k == COL_TIME32 || k == COL_TIME64 || k == COL_TIMESTAMP ||
           k == COL_DURATION;
}

static bool members_can_cast(const struct col_type *from, const struct col_type *to)
{
    if (from->n_children != to->n_children)
        return false;
    for (uint32_t i = 0; i < to->n_children; i++)
        if ((to->kind == COL_STRUCT && strcmp(from->children[i].name, to->children[i].name) != 0) ||
            !column_can_cast(&from->children[i].type, &to->children[i].type))
            return false;
    return true;
}

bool column_can_cast(const struct col_type *from, const struct col_type *to)
{
    enum col_kind f = from->kind;

    if (f == COL_NULL)
        return true;
    switch (to->kind) {
    case COL_NULL:
        return false;
    case COL_STRING:
        return !col_is_nested(f);
    case COL_BINARY:
        return is_bytes(f);
    case COL_FIXED_BINARY:
        return f == COL_BINARY || f == COL_FIXED_BINARY;
    case COL_DATE32:
        return f == COL_DATE32 || f == COL_TIMESTAMP || is_integer(f) || f == COL_STRING;
    case COL_TIMESTAMP:
        return f == COL_DATE32 || f == COL_TIMESTAMP || is_integer(f) || f == COL_STRING;
    case COL_TIME32:
    case COL_TIME64:
        return f == COL_TIME32 || f == COL_TIME64 || is_integer(f) || f == COL_STRING;
    case COL_DURATION:
        return f == COL_DURATION || is_integer(f);
    case COL_LIST:
    case COL_FIXED_LIST:
        return is_list(f) && members_can_cast(from, to);
    case COL_STRUCT:
        return f == COL_STRUCT && members_can_cast(from, to);
    case COL_MAP: /* the entries: their names do not matter */
        return f == COL_MAP && from->n_children == 1 && to->n_children == 1 &&
               from->children[0].type.n_children == 2 && to->children[0].type.n_children == 2 &&
               column_can_cast(&from->children[0].type.children[0].type,
                               &to->children[0].type.children[0].type) &&
               column_can_cast(&from->children[0].type.children[1].type,
                               &to->children[0].type.children[1].type);
    default:
        return is_number(f) || f == COL_STRING || (is_integer(to->kind) && is_temporal(f));
    }
}

/* Same bytes in the buffers, so that they can be shared. */
static bool same_form(const struct col_type *from, const struct col_type *to)
{
    if (from->kind != to->kind || from->n_children != to->n_children)
        return false;
    switch (from->kind) {
    case COL_TIME32:
    case COL_TIME64:
    case COL_DURATION:
        return from->unit == to->unit;
    case COL_TIMESTAMP: /* without zone: wall time of the other's zone, the same only for UTC */
        return from->unit == to->unit && (from->timezone != NULL || to->timezone == NULL ||
                                          zone_find(str_c(to->timezone)) == zone_utc());
    case COL_DECIMAL128:
    case COL_DECIMAL256:
        return from->scale == to->scale && from->precision <= to->precision;
    case COL_FIXED_BINARY:
        return from->fixed_length == to->fixed_length;
    case COL_FIXED_LIST:
        if (from->fixed_length != to->fixed_length)
            return false;
        break;
    default:
        break;
    }
    for (uint32_t i = 0; i < from->n_children; i++)
        if (!same_form(&from->children[i].type, &to->children[i].type))
            return false;
    return true;
}

/* ---- errors -------------------------------------------------------------------------------- */

static kamu_code value_error(const struct column *src, int64_t i, const struct col_type *to,
                             const char *why, struct kamu_error *err)
{
    struct buf text = BUF_INIT(TEXT_MAX);
    char name[128];
    const char *shown = "?";
    size_t n = 1;

    if (err == NULL)
        return KAMU_E_INPUT;
    if (value_format(src, i, FORMAT_TABLE, &text, NULL) == KAMU_OK && text.data != NULL) {
        shown = (const char *)text.data;
        n = text.len;
    }
    col_type_name(to, name, sizeof(name));
    if (src->type->kind == COL_STRING && to->kind == COL_TIMESTAMP)
        error_set(err, KAMU_E_INPUT, "Parser error: Error parsing timestamp from '%.*s': %s",
                  (int)utf8_cut(shown, n, 200), shown, why);
    else if (src->type->kind == COL_STRING)
        error_set(err, KAMU_E_INPUT, "Cast error: Cannot cast string '%.*s' to value of %s type",
                  (int)utf8_cut(shown, n, 200), shown, name);
    else
        error_set(err, KAMU_E_INPUT, "Cast error: Can't cast value %.*s to type %s",
                  (int)utf8_cut(shown, n, 200), shown, name);
    err->at.record = (uint64_t)i + 1;
    error_excerpt(err, shown, n);
    error_expected(err, "%s", name);
    buf_free(&text);
    return KAMU_E_INPUT;
}

static kamu_code impossible(const struct col_type *from, const struct col_type *to,
                            struct kamu_error *err)
{
    char a[128], b[128];

    col_type_name(from, a, sizeof(a));
    col_type_name(to, b, sizeof(b));
    return error_set(err, KAMU_E_SCHEMA, "Casting from %s to %s not supported", a, b);
}

/* ---- nested -----------------------------------------------------------------------------------
 */

static kamu_code share_validity(const struct column *src, const struct col_type *to,
                                struct column *dst)
{
    memset(dst, 0, sizeof(*dst));
    dst->type = to;
    dst->length = src->length;
    dst->null_count = src->null_count;
    dst->validity = blk_ref(src->validity);
    return KAMU_OK;
}

static kamu_code cast_children(const struct column *src, const struct col_type *to,
                               struct column *dst, struct kamu_error *err)
{
    dst->children = mem_calloc(to->n_children ? to->n_children : 1, sizeof(struct column));
    if (dst->children == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < to->n_children; i++) {
        KAMU_TRY(column_cast(&src->children[i], &to->children[i].type, &dst->children[i], err));
        dst->n_children++;
    }
    return KAMU_OK;
}

static kamu_code fixed_to_list(const struct column *src, struct column *dst, struct kamu_error *err)
{
    int64_t each = src->type->fixed_length;
    int32_t *o;

    if (src->length * each > INT32_MAX)
        return error_set(err, KAMU_E_LIMIT,
                         "A column of one batch would hold more than 2^31 items");
    dst->offsets = blk_new(((size_t)src->length + 1) * sizeof(int32_t));
    if (dst->offsets == NULL)
        return error_nomem(err);
    o = (int32_t *)(void *)dst->offsets->data;
    for (int64_t i = 0; i <= src->length; i++)
        o[i] = (int32_t)(i * each);
    return KAMU_OK;
}

/* Lists that all have the right length; null lists get null items. */
static kamu_code list_to_fixed(const struct column *src, const struct col_type *to,
                               struct column *dst, struct kamu_error *err)
{
    struct col_type same = *src->type;
    struct col_builder b;
    struct column items;
    kamu_code rc;

    same.kind = COL_FIXED_LIST;
    same.fixed_length = to->fixed_length;
    KAMU_TRY(col_builder_init(&b, &same, err));
    for (int64_t i = 0; i < src->length; i++) {
        int32_t from = col_offsets(src)[i], n = col_offsets(src)[i + 1] - from;
        if (col_is_null(src, i)) {
            KAMU_TRY_GOTO(col_put_null(&b, err), out);
            continue;
        }
        if (n != to->fixed_length) {
            rc = value_error(src, i, to, "", err);
            goto out;
        }
        for (int32_t k = from; k < from + n; k++)
            KAMU_TRY_GOTO(col_put_from(&b.children[0], &src->children[0], k, err), out);
        KAMU_TRY_GOTO(col_struct_end(&b, err), out);
    }
    KAMU_TRY_GOTO(col_builder_finish(&b, &items, err), out);
    share_validity(&items, to, dst);
    rc = cast_children(&items, to, dst, err);
    column_release(&items);
out:
    col_builder_free(&b);
    return rc;
}

static kamu_code cast_nested(const struct column *src, const struct col_type *to,
                             struct column *dst, struct kamu_error *err)
{
    kamu_code rc;

    if (src->type->kind == COL_LIST && to->kind == COL_FIXED_LIST) {
        memset(dst, 0, sizeof(*dst));
        rc = list_to_fixed(src, to, dst, err);
    } else {
        share_validity(src, to, dst);
        rc = cast_children(src, to, dst, err);
        if (rc == KAMU_OK && src->type->kind == COL_FIXED_LIST && to->kind == COL_LIST)
            rc = fixed_to_list(src, dst, err);
        else if (rc == KAMU_OK && src->type->kind == COL_FIXED_LIST &&
                 src->type->fixed_length != to->fixed_length)
            rc = src->length != 0 ? value_error(src, 0, to, "", err) : KAMU_OK;
        else if (rc == KAMU_OK)
            dst->offsets = blk_ref(src->offsets);
    }
    if (rc != KAMU_OK)
        column_release(dst);
    return rc;
}

/* ---- columns
 * ------------------------------------------------------------------------------------- */

static kamu_code cast_values(const struct column *src, const struct col_type *to,
                             struct column *dst, struct kamu_error *err)
{
    struct cast_plan p = {.from = src->type, .to = to, .zone = zone_utc()};
    struct col_builder b;
    kamu_code rc;

    if (to->kind == COL_TIMESTAMP && to->timezone != NULL) {
        p.zone = zone_find(str_c(to->timezone));
        if (p.zone == NULL)
            return error_set(err, KAMU_E_INPUT,
                             "Parser error: Invalid timezone \"%s\": failed to parse timezone",
                             to->timezone);
    }
    if (src->type->kind == COL_TIMESTAMP && src->type->timezone != NULL)
        p.from_zone = zone_find(str_c(src->type->timezone));
    buf_init(&p.text, TEXT_MAX);
    KAMU_TRY(col_builder_init(&b, to, err));
    rc = col_reserve(&b, src->length, err);
    for (int64_t i = 0; i < src->length && rc == KAMU_OK; i++) {
        const char *why;
        if (col_is_null(src, i)) {
            rc = col_put_null(&b, err);
            continue;
        }
        why = cast_value(&p, src, i, &b, &rc, err);
        if (why != NULL && rc == KAMU_OK)
            rc = value_error(src, i, to, why, err);
    }
    if (rc == KAMU_OK)
        rc = col_builder_finish(&b, dst, err);
    col_builder_free(&b);
    buf_free(&p.text);
    return rc;
}

kamu_code column_cast(const struct column *src, const struct col_type *to, struct column *dst,
                      struct kamu_error *err)
{
    if (src->type->kind == COL_NULL)
        return column_nulls(to, src->length, dst, err);
    if (same_form(src->type, to)) {
        KAMU_TRY(column_ref(src, dst, err));
        column_set_type(dst, to);
        return KAMU_OK;
    }
    if (!column_can_cast(src->type, to))
        return impossible(src->type, to, err);
    return col_is_nested(to->kind) ? cast_nested(src, to, dst, err)
                                   : cast_values(src, to, dst, err);
}

/* ---- timestamps to ms UTC
 * --------------------------------------------------------------------------- */

static const int64_t per_second[] = {1, 1000, 1000000, 1000000000};

/* Another column of 8-byte values with src's nulls. */
static kamu_code like_i64(const struct column *src, const struct col_type *to, struct column *dst,
                          int64_t **values, struct kamu_error *err)
{
    share_validity(src, to, dst);
    dst->values = blk_new((size_t)src->length * sizeof(int64_t));
    if (dst->values == NULL) {
        column_release(dst);
        return error_nomem(err);
    }
    *values = (int64_t *)(void *)dst->values->data;
    return KAMU_OK;
}

static kamu_code seconds_overflow(int64_t i, const char *text, struct kamu_error *err)
{
    error_set(err, KAMU_E_INPUT, "Arithmetic overflow: Overflow happened on: %s * 1000", text);
    if (err != NULL)
        err->at.record = (uint64_t)i + 1;
    error_excerpt(err, text, strlen(text));
    error_expected(err, "Timestamp(ms, \"UTC\")");
    return KAMU_E_INPUT;
}

kamu_code column_to_timestamp_ms(const struct column *src, const struct col_type *to,
                                 struct column *dst, struct kamu_error *err)
{
    const int64_t *in;
    int64_t *out, by;
    char text[32];

    KAMU_ASSERT(src->type->kind == COL_TIMESTAMP && to->kind == COL_TIMESTAMP &&
                to->unit == UNIT_MILLI);
    /* Values are instants whatever the zone; without a zone they are UTC wall time. */
    if (src->type->unit == UNIT_MILLI) {
        KAMU_TRY(column_ref(src, dst, err));
        column_set_type(dst, to);
        return KAMU_OK;
    }
    KAMU_TRY(like_i64(src, to, dst, &out, err));
    in = (const int64_t *)(const void *)src->values->data;
    if (src->type->unit != UNIT_SECOND) {
        by = per_second[src->type->unit] / 1000;
        for (int64_t i = 0; i < src->length; i++)
            out[i] = in[i] / by; /* toward zero */
        return KAMU_OK;
    }
    for (int64_t i = 0; i < src->length; i++) {
        if (col_is_null(src, i)) {
            out[i] = 0;
        } else if (MUL_OVERFLOW(in[i], (int64_t)1000, &out[i])) {
            snprintf(text, sizeof(text), "%" PRId64, in[i]);
            column_release(dst);
            return seconds_overflow(i, text, err);
        }
    }
    return KAMU_OK;
}

/* ---- event times
 * ---------------------------------------------------------------------------------------- */

bool event_time_coercible(const struct col_type *t)
{
    switch (t->kind) {
    case COL_INT16:
    case COL_INT32:
    case COL_INT64:
    case COL_UINT16:
    case COL_UINT32:
    case COL_UINT64:
    case COL_STRING:
        return true;
    default:
        return false;
    }
}

/* Text as kamu's default preprocessing reads it: nanoseconds first, then cut toward zero. */
static kamu_code event_time_text(const struct column *src, int64_t i, const struct col_type *to,
                                 int64_t *out, struct kamu_error *err)
{
    const int32_t *o = col_offsets(src);
    struct str s = {src->values ? (const char *)src->values->data + o[i] : "",
                    (size_t)(o[i + 1] - o[i])};
    bool overflow = false;
    int64_t nanos = 0;
    const char *why = text_to_timestamp(s, zone_utc(), UNIT_NANO, &nanos, &overflow);

    *out = nanos / 1000000;
    if (why == NULL)
        return KAMU_OK;
    if (!overflow)
        return value_error(src, i, to, why, err);
    error_set(err, KAMU_E_INPUT,
              "The dates that can be represented as nanoseconds have to be between "
              "1677-09-21T00:12:44.0 and 2262-04-11T23:47:16.854775804");
    if (err != NULL)
        err->at.record = (uint64_t)i + 1;
    error_excerpt(err, s.p, s.n);
    error_hint(err, "Declare the column as a Timestamp of milliseconds in the source's schema");
    return KAMU_E_INPUT;
}

static kamu_code event_time_number(const struct column *src, int64_t i, int64_t *out,
                                   struct kamu_error *err)
{
    struct buf text = BUF_INIT(64);
    kamu_code rc = KAMU_OK;
    int64_t seconds = 0;
    bool fits = true;

    switch (src->type->kind) {
    case COL_INT16:
        seconds = ((const int16_t *)(const void *)src->values->data)[i];
        break;
    case COL_UINT16:
        seconds = ((const uint16_t *)(const void *)src->values->data)[i];
        break;
    case COL_INT32:
        seconds = ((const int32_t *)(const void *)src->values->data)[i];
        break;
    case COL_UINT32:
        seconds = ((const uint32_t *)(const void *)src->values->data)[i];
        break;
    default:
        memcpy(&seconds, src->values->data + 8 * (size_t)i, 8);
        fits = src->type->kind == COL_INT64 || seconds >= 0;
    }
    if (fits && !MUL_OVERFLOW(seconds, (int64_t)1000, out))
        return KAMU_OK;
    KAMU_TRY(value_format(src, i, FORMAT_TABLE, &text, err));
    rc = seconds_overflow(i, buf_cstr(&text) ? (const char *)text.data : "?", err);
    buf_free(&text);
    return rc;
}

kamu_code column_event_time(const struct column *src, const struct col_type *to, struct column *dst,
                            struct kamu_error *err)
{
    int64_t *out;

    KAMU_ASSERT(to->kind == COL_TIMESTAMP && to->unit == UNIT_MILLI);
    if (!event_time_coercible(src->type))
        return impossible(src->type, to, err);
    KAMU_TRY(like_i64(src, to, dst, &out, err));
    for (int64_t i = 0; i < src->length; i++) {
        kamu_code rc = KAMU_OK;
        out[i] = 0;
        if (!col_is_null(src, i))
            rc = src->type->kind == COL_STRING ? event_time_text(src, i, to, &out[i], err)
                                               : event_time_number(src, i, &out[i], err);
        if (rc != KAMU_OK) {
            column_release(dst);
            return rc;
        }
    }
    return KAMU_OK;
}

/* ---- nulls filled
 * -------------------------------------------------------------------------------------------- */

kamu_code column_fill_nulls(const struct column *src, const void *value, struct column *dst,
                            struct kamu_error *err)
{
    size_t width = col_width(src->type);
    uint8_t *out;

    if (src->null_count == 0 && src->type->kind != COL_NULL) {
        KAMU_TRY(column_ref(src, dst, err));
        blk_unref(dst->validity);
        dst->validity = NULL;
        return KAMU_OK;
    }
    KAMU_ASSERT(width != 0);
    if (src->null_count == src->length)
        return column_constant(src->type, value, src->length, dst, err);
    memset(dst, 0, sizeof(*dst));
    dst->type = src->type;
    dst->length = src->length;
    dst->values = blk_new((size_t)src->length * width);
    if (dst->values == NULL)
        return error_nomem(err);
    out = dst->values->data;
    memcpy(out, src->values->data, (size_t)src->length * width);
    for (int64_t i = 0; i < src->length; i++)
        if (!bit_get(src->validity->data, i))
            memcpy(out + (size_t)i * width, value, width);
    return KAMU_OK;
}
