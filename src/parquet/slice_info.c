/* What a slice says of itself: schema, metadata, and the statistics that can be trusted. */
#include "parquet/slice_reader_impl.h"
#include "parquet/statistics.h"

struct col_schema *slice_reader_schema(const struct slice_reader *r)
{
    return r->schema;
}

struct col_schema *slice_reader_file_schema(const struct slice_reader *r)
{
    return r->file_schema;
}

uint64_t slice_reader_rows(const struct slice_reader *r)
{
    return r->rows;
}

const char *slice_reader_created_by(const struct slice_reader *r)
{
    return r->created_by;
}

struct str slice_reader_metadata(const struct slice_reader *r, struct str key)
{
    for (uint32_t i = 0; i < r->file.n_key_values; i++)
        if (str_eq(r->file.key_values[i].key, key))
            return r->file.key_values[i].value;
    return STR_NONE;
}

uint32_t slice_reader_row_groups(const struct slice_reader *r)
{
    return r->file.n_row_groups;
}

uint64_t slice_reader_row_group_rows(const struct slice_reader *r, uint32_t group)
{
    return group < r->file.n_row_groups ? (uint64_t)r->file.row_groups[group].num_rows : 0;
}

/* A bound is trusted only when its size fits the type and it is no NaN. */
static bool bound_fits(const struct pq_leaf *leaf, struct str v)
{
    size_t width =
        leaf->physical == PQ_BOOLEAN ? 1 : pq_physical_width(leaf->physical, leaf->type_length);
    if (v.p == NULL)
        return false;
    if (width > 0 && v.n != width && leaf->type->kind != COL_FIXED_BINARY)
        return false;
    if (leaf->physical == PQ_DOUBLE) {
        double d;
        memcpy(&d, v.p, 8);
        return d == d;
    }
    if (leaf->physical == PQ_FLOAT) {
        float f;
        memcpy(&f, v.p, 4);
        return f == f;
    }
    return true;
}

void slice_reader_stats(const struct slice_reader *r, uint32_t group, uint32_t column,
                        struct slice_stats *out)
{
    *out = (struct slice_stats){0};
    if (group >= r->file.n_row_groups || column >= r->tree.n_top ||
        r->tree.top[column].kind != PQ_NODE_LEAF)
        return;
    const struct pq_leaf *leaf = &r->tree.leaves[r->tree.top[column].first_leaf];
    const struct pq_chunk *c = &r->file.row_groups[group].columns[r->tree.top[column].first_leaf];
    const struct pq_statistics *s = &c->statistics;
    enum stats_order order = stats_order_of(leaf);
    out->has_null_count = s->null_count >= 0;
    out->null_count = out->has_null_count ? (uint64_t)s->null_count : 0;
    if (order == STATS_NONE || leaf->physical == PQ_INT96 || leaf->conv == PQ_AS_DEC_BYTES)
        return;
    bool bytes = order == STATS_TEXT || order == STATS_BYTES;
    if (r->file.type_ordered && r->file.n_column_orders == r->tree.n_leaves) {
        out->min = s->min_value;
        out->max = s->max_value;
    }
    if (out->min.p == NULL && out->max.p == NULL &&
        (order == STATS_SIGNED || order == STATS_FLOAT)) {
        out->min = s->min; /* written by old writers in signed order */
        out->max = s->max;
    }
    out->has_min = bound_fits(leaf, out->min);
    out->has_max = bound_fits(leaf, out->max);
    out->min_exact = s->min_exact >= 0 ? s->min_exact == 1 : !bytes;
    out->max_exact = s->max_exact >= 0 ? s->max_exact == 1 : !bytes;
}

static int64_t bound_int(struct str v)
{
    int64_t wide = 0;
    int32_t narrow = 0;
    if (v.n == 8) {
        memcpy(&wide, v.p, 8);
        return wide;
    }
    memcpy(&narrow, v.p, 4);
    return narrow;
}

bool slice_reader_range(const struct slice_reader *r, uint32_t column, int64_t *min, int64_t *max,
                        bool *any)
{
    *any = false;
    *min = *max = 0;
    if (column >= r->tree.n_top || r->tree.top[column].kind != PQ_NODE_LEAF)
        return false;
    const struct pq_leaf *leaf = &r->tree.leaves[r->tree.top[column].first_leaf];
    if ((leaf->physical != PQ_INT32 && leaf->physical != PQ_INT64) || leaf->is_unsigned ||
        leaf->conv == PQ_AS_DEC_INT || leaf->conv == PQ_AS_DATE64)
        return false;
    for (uint32_t g = 0; g < r->file.n_row_groups; g++) {
        struct slice_stats s;
        slice_reader_stats(r, g, column, &s);
        uint64_t rows = slice_reader_row_group_rows(r, g);
        if (rows == 0 || (s.has_null_count && s.null_count == rows))
            continue;
        if (!s.has_min || !s.has_max || !s.min_exact || !s.max_exact)
            return false;
        int64_t lo = bound_int(s.min), hi = bound_int(s.max);
        *min = !*any || lo < *min ? lo : *min;
        *max = !*any || hi > *max ? hi : *max;
        *any = true;
    }
    return true;
}
