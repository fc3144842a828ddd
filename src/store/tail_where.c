/* Tail with a condition: which parts of a slice hold rows that match, and these rows. */
#include "store/tail_internal.h"

/* ---- what statistics tell -----------------------------------------------------------------------
 */

struct group_stats {
    const struct dataset_tail *t;
    const struct tail_part *slice;
    const struct slice_reader *reader; /* NULL: only the block is known */
    uint32_t group;
};

static size_t stored_width(const struct col_type *t)
{
    size_t width = col_width(t);
    if (t->kind == COL_BOOL)
        return 1;
    return t->kind == COL_FLOAT16 || width > 4 ? width : 4;
}

static int64_t stored_key(const struct col_type *t, struct str bytes)
{
    /* small integers are stored in four bytes: little-endian, so the low ones come first */
    return filter_key(t, bytes.p);
}

static bool is_float(enum col_kind k)
{
    return k == COL_FLOAT16 || k == COL_FLOAT32 || k == COL_FLOAT64;
}

static void take_range(const struct col_type *t, const struct slice_stats *s,
                       struct filter_bounds *out)
{
    bool text = t->kind == COL_STRING || t->kind == COL_BINARY;
    out->has_min_bytes = text && s->has_min;
    out->has_max_bytes = text && s->has_max;
    out->min_bytes = s->min;
    out->max_bytes = s->max;
    if (!filter_has_keys(t) || !s->has_min || !s->has_max || !s->min_exact || !s->max_exact ||
        s->min.n != stored_width(t) || s->max.n != stored_width(t))
        return;
    out->has_range = true;
    out->min = stored_key(t, s->min);
    out->max = is_float(t->kind) ? INT64_MAX /* NaN is in no statistics */ : stored_key(t, s->max);
}

static void bounds_of(void *ctx, uint32_t i, struct filter_bounds *out)
{
    const struct group_stats *g = ctx;
    const struct col_field *field = &g->t->schema->fields[i];
    if (i == 0 && field->type.kind == COL_INT64) { /* the offset: its block tells */
        out->no_nulls = out->has_range = true;
        out->min = (int64_t)g->slice->first;
        out->max = (int64_t)(g->slice->first + g->slice->slice_rows - 1);
    }
    if (g->reader == NULL)
        return;
    const struct col_schema *file = slice_reader_file_schema(g->reader);
    int at = col_schema_find(file, str_c(field->name));
    if (at < 0) {
        out->only_nulls = true; /* as slice_reader_want fills it in */
        return;
    }
    if (!col_type_eq(&file->fields[at].type, &field->type))
        return;
    struct slice_stats s;
    slice_reader_stats(g->reader, g->group, (uint32_t)at, &s);
    out->no_nulls |= s.has_null_count && s.null_count == 0;
    out->only_nulls |=
        s.has_null_count && s.null_count == slice_reader_row_group_rows(g->reader, g->group);
    take_range(&field->type, &s, out);
}

/* ---- search -------------------------------------------------------------------------------------
 */

static bool enough(const struct dataset_tail *t)
{
    uint64_t wanted;
    return !ADD_OVERFLOW(t->options.skip, t->options.limit, &wanted) && t->matched >= wanted;
}

/* Rows [at, end) of the slice, batch by batch; parts come oldest first. */
static kamu_code search_rows(struct dataset_tail *t, const struct tail_part *slice, uint64_t at,
                             uint64_t end, struct kamu_error *err)
{
    KAMU_TRY(slice_reader_seek(t->reader, at, err));
    while (at < end) {
        struct batch *b;
        int64_t n, first = 0;
        KAMU_TRY(slice_reader_next(t->reader, &b, err));
        if (b == NULL)
            return error_set(err, KAMU_E_CORRUPT, "A data file ends before its last row");
        uint64_t length = (uint64_t)b->length;
        kamu_code rc = filter_select(t->filter, b, t->rows, &n, err);
        batch_free(b);
        KAMU_TRY(rc);
        while (n > 0 && at + (uint64_t)t->rows[n - 1] >= end)
            n--;
        if (n > 0) {
            struct tail_part p = *slice;
            first = t->rows[0];
            p.from = at + (uint64_t)first;
            p.rows = (uint64_t)(t->rows[n - 1] - first + 1);
            KAMU_TRY(tail_add_part(t, &p, err));
            t->matched += (uint64_t)n;
        }
        at += length;
    }
    return KAMU_OK;
}

static void reverse(struct tail_part *p, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        struct tail_part swap = p[i];
        p[i] = p[n - 1 - i];
        p[n - 1 - i] = swap;
    }
}

/* Rows from slice->from on, one row group after the other, from the last. */
static kamu_code search_groups(struct dataset_tail *t, const struct tail_part *slice,
                               struct kamu_error *err)
{
    uint64_t end = slice->slice_rows;
    struct group_stats g = {t, slice, t->reader, slice_reader_row_groups(t->reader)};
    while (g.group > 0 && end > slice->from && !enough(t)) {
        g.group--;
        uint64_t rows = slice_reader_row_group_rows(t->reader, g.group);
        if (rows > end)
            return error_set(err, KAMU_E_CORRUPT, "Row groups do not add up to the file's rows");
        uint64_t start = end - rows;
        if (filter_may_match(t->filter, bounds_of, &g)) {
            size_t before = t->n;
            uint64_t at = start > slice->from ? start : slice->from;
            KAMU_TRY(search_rows(t, slice, at, end, err));
            reverse(t->parts + before, t->n - before);
        }
        end = start;
    }
    return KAMU_OK;
}

kamu_code tail_search_slice(struct dataset_tail *t, const struct tail_part *slice,
                            struct kamu_error *err)
{
    struct group_stats g = {t, slice, NULL, 0};
    if (!filter_may_match(t->filter, bounds_of, &g))
        return KAMU_OK;
    filter_bind(t->filter, t->tested);
    KAMU_TRY(tail_open_part(t, slice, t->tested, err));
    kamu_code rc = search_groups(t, slice, err);
    tail_close_reader(t);
    return rc;
}

/* ---- the rows -----------------------------------------------------------------------------------
 */

/* The first columns, which are those to show. */
static kamu_code drop_tested(struct dataset_tail *t, struct batch *b, struct batch **out,
                             struct kamu_error *err)
{
    struct batch *shown;
    KAMU_TRY(batch_new(t->shown, b->length, &shown, err));
    for (uint32_t i = 0; i < shown->n_columns; i++) {
        kamu_code rc = batch_set_column(shown, i, &b->columns[i], err);
        if (rc != KAMU_OK) {
            batch_free(shown);
            return rc;
        }
    }
    *out = shown;
    return KAMU_OK;
}

kamu_code tail_pick(struct dataset_tail *t, const struct batch *b, struct batch **out,
                    struct kamu_error *err)
{
    struct batch *taken;
    const int32_t *rows = t->rows;
    int64_t n;
    *out = NULL;
    KAMU_TRY(filter_select(t->filter, b, t->rows, &n, err));
    if (t->lead > 0) {
        int64_t skip = (uint64_t)n < t->lead ? n : (int64_t)t->lead;
        t->lead -= (uint64_t)skip;
        rows += skip;
        n -= skip;
    }
    if ((uint64_t)n > t->want)
        n = (int64_t)t->want;
    if (n == 0)
        return KAMU_OK;
    t->want -= (uint64_t)n;
    KAMU_TRY(batch_take(b, rows, n, &taken, err));
    kamu_code rc = drop_tested(t, taken, out, err);
    batch_free(taken);
    return rc;
}
