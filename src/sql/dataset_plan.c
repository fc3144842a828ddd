/* What of a dataset a query has to read: by offsets, and by what is remembered of its slices. */
#include "parquet/slice_reader.h"
#include "sql/dataset_scan.h"

/* A slice of more rows than this is read by several threads, in pieces of row groups. */
#define PIECE_ROWS ((uint64_t)256 << 10)

/* ---- which pieces ---- */

/* Can any value of [low, high] fulfil the bound? */
static bool possible(const struct scan_bound *b, int64_t low, int64_t high)
{
    switch (b->op) {
    case SCAN_EQ:
        return low <= b->value && b->value <= high;
    case SCAN_LT:
        return low < b->value;
    case SCAN_LE:
        return low <= b->value;
    case SCAN_GT:
        return high > b->value;
    case SCAN_GE:
        return high >= b->value;
    }
    return true;
}

static bool offsets_possible(const struct dataset_scan *c, uint64_t first, uint64_t last)
{
    if (last > INT64_MAX)
        return true;
    for (uint32_t i = 0; i < c->request->n_bounds; i++) {
        const struct scan_bound *b = &c->request->bounds[i];
        if ((int)b->column == c->s->offset_column && !possible(b, (int64_t)first, (int64_t)last))
            return false;
    }
    return true;
}

static kamu_code add_piece(struct dataset_scan *c, const struct slice_ref *slice, uint64_t from,
                           uint64_t rows, struct kamu_error *err)
{
    if (!offsets_possible(c, slice->offset_first + from, slice->offset_first + from + rows - 1))
        return KAMU_OK;
    if (c->n == c->cap) {
        size_t cap = c->cap == 0 ? 64 : c->cap * 2;
        struct slice_piece *grown = mem_realloc_array(c->pieces, cap, sizeof *grown);
        if (grown == NULL)
            return error_nomem(err);
        c->pieces = grown;
        c->cap = cap;
    }
    c->pieces[c->n++] = (struct slice_piece){.slice = slice, .from = from, .rows = rows};
    return KAMU_OK;
}

kamu_code dataset_scan_path(const struct dataset_source *s, const struct slice_ref *slice,
                            char out[FS_PATH_MAX], struct kamu_error *err)
{
    return dataset_object_path(s->ds, DATASET_DATA, &slice->physical, out, err);
}

/* A large slice, cut between its row groups. */
static kamu_code cut_slice(struct dataset_scan *c, const struct slice_ref *slice, uint64_t rows,
                           struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct slice_rows *r = NULL;
    KAMU_TRY(dataset_scan_path(c->s, slice, path, err));
    KAMU_TRY(slice_rows_open(&c->s->env, path, rows, c->request->schema, &r, err));
    struct slice_reader *reader = slice_rows_reader(r);
    uint64_t from = 0, end = 0;
    kamu_code rc = KAMU_OK;
    for (uint32_t g = 0; g < slice_reader_row_groups(reader) && rc == KAMU_OK; g++) {
        end += slice_reader_row_group_rows(reader, g);
        if (end - from < PIECE_ROWS && end < rows)
            continue;
        rc = end > from ? add_piece(c, slice, from, end - from, err) : KAMU_OK;
        from = end;
    }
    if (rc == KAMU_OK && from < rows)
        rc = add_piece(c, slice, from, rows - from, err);
    slice_rows_close(r);
    return rc;
}

/* ---- what is known of slices without opening them ---- */

static void add_range_column(struct dataset_scan *c, uint32_t column)
{
    if (!slice_ranges_fit(&c->s->schema->fields[column].type))
        return;
    for (uint32_t i = 0; i < c->n_range_columns; i++)
        if (c->range_columns[i] == column)
            return;
    c->range_columns[c->n_range_columns++] = column;
}

/* The columns whose ranges decide what is read; offsets are known anyway. */
static kamu_code open_ranges(struct dataset_scan *c, struct kamu_error *err)
{
    const struct scan_request *q = c->request;
    struct dataset_source *s = c->s;
    size_t max = (size_t)q->n_bounds + (q->extremes ? q->n_columns : 0);
    if (max == 0)
        return KAMU_OK;
    const struct col_field **fields = mem_calloc(max, sizeof *fields);
    c->range_columns = mem_calloc(max, sizeof *c->range_columns);
    kamu_code rc = fields == NULL || c->range_columns == NULL ? error_nomem(err) : KAMU_OK;
    for (uint32_t i = 0; i < q->n_bounds && rc == KAMU_OK; i++)
        if ((int)q->bounds[i].column != s->offset_column)
            add_range_column(c, q->bounds[i].column);
    for (uint32_t i = 0; q->extremes && i < q->n_columns && rc == KAMU_OK; i++)
        if ((int)q->columns[i] != s->offset_column)
            add_range_column(c, q->columns[i]);
    for (uint32_t i = 0; i < c->n_range_columns; i++)
        fields[i] = &s->schema->fields[c->range_columns[i]];
    if (rc == KAMU_OK)
        rc = slice_ranges_open(s->ds, fields, c->n_range_columns, s->slices, s->n_slices,
                               &c->ranges, err);
    mem_free(fields);
    return rc;
}

/* SLICE_RANGE_NEW: not known. */
static struct slice_range known_range(const struct dataset_scan *c, uint32_t column, size_t slice)
{
    const struct slice_ref *ref = &c->s->slices[slice];
    if ((int)column == c->s->offset_column && ref->offset_last <= INT64_MAX)
        return (struct slice_range){.kind = SLICE_RANGE_SOME,
                                    .low = (int64_t)ref->offset_first,
                                    .high = (int64_t)ref->offset_last};
    for (uint32_t i = 0; c->ranges != NULL && i < c->n_range_columns; i++)
        if (c->range_columns[i] == column)
            return slice_ranges_get(c->ranges, i, slice);
    return (struct slice_range){.kind = SLICE_RANGE_NEW};
}

bool dataset_scan_rules_out(const struct scan_bound *b, const struct slice_range *r)
{
    return r->kind == SLICE_RANGE_NONE ||
           (r->kind == SLICE_RANGE_SOME && !possible(b, r->low, r->high));
}

/* What is remembered says that no row can be of use. */
static bool known_useless(const struct dataset_scan *c, size_t slice)
{
    for (uint32_t i = 0; i < c->request->n_bounds; i++) {
        struct slice_range r = known_range(c, c->request->bounds[i].column, slice);
        if (dataset_scan_rules_out(&c->request->bounds[i], &r))
            return true;
    }
    return false;
}

static void fold(struct slice_range *into, const struct slice_range *r)
{
    if (r->kind != SLICE_RANGE_SOME)
        return;
    if (into->kind != SLICE_RANGE_SOME) {
        *into = *r;
        return;
    }
    into->low = r->low < into->low ? r->low : into->low;
    into->high = r->high > into->high ? r->high : into->high;
}

/* The least and the greatest values of a slice that need not be opened for them. */
static bool fold_slice(struct dataset_scan *c, size_t slice)
{
    const struct scan_request *q = c->request;
    for (uint32_t i = 0; i < q->n_columns; i++) {
        enum slice_range_kind kind = known_range(c, q->columns[i], slice).kind;
        if (kind != SLICE_RANGE_NONE && kind != SLICE_RANGE_SOME)
            return false;
    }
    for (uint32_t i = 0; i < q->n_columns; i++) {
        struct slice_range r = known_range(c, q->columns[i], slice);
        fold(&c->folded[i], &r);
    }
    c->folded_due = true;
    return true;
}

static kamu_code plan_slice(struct dataset_scan *c, size_t i, struct kamu_error *err)
{
    const struct slice_ref *slice = &c->s->slices[i];
    const struct scan_request *q = c->request;
    uint64_t rows = slice->offset_last - slice->offset_first + 1;
    if (q->n_bounds > 0 && known_useless(c, i))
        return KAMU_OK;
    if (q->extremes && q->n_columns > 0 && fold_slice(c, i))
        return KAMU_OK;
    return rows > PIECE_ROWS && q->n_columns > 0 && !q->extremes
               ? cut_slice(c, slice, rows, err)
               : add_piece(c, slice, 0, rows, err);
}

kamu_code dataset_scan_plan(struct dataset_scan *c, struct kamu_error *err)
{
    struct dataset_source *s = c->s;
    if (!s->known)
        KAMU_TRY(dataset_slices(s->ds, &s->head, &s->slices, &s->n_slices, err));
    s->known = true;
    KAMU_TRY(open_ranges(c, err));
    if (c->request->extremes) {
        c->folded = mem_calloc((size_t)c->request->n_columns + 1, sizeof *c->folded);
        if (c->folded == NULL)
            return error_nomem(err);
        for (uint32_t i = 0; i < c->request->n_columns; i++)
            c->folded[i].kind = SLICE_RANGE_NONE;
    }
    for (size_t i = 0; i < s->n_slices; i++)
        KAMU_TRY(plan_slice(c, i, err));
    return KAMU_OK;
}
