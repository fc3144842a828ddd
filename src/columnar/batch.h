/*
 * A batch: equally long columns in the Arrow C Data layout. Columns share their
 * buffers by reference count, so dropping, reordering, renaming and adding
 * columns costs nothing per row. Arrays have no `offset`: every buffer starts at
 * row 0.
 */
#ifndef KAMU_COLUMNAR_BATCH_H
#define KAMU_COLUMNAR_BATCH_H

#include "columnar/type.h"

#define BATCH_ROWS_MAX 65536

/* One array. Which buffers are set follows from the type:
 *   bool                 values = bitmap (LSB first)
 *   fixed width          values
 *   string, binary       offsets[length + 1] (int32), values = bytes
 *   list, map            offsets[length + 1], children[0]
 *   fixed list           children[0] (length * fixed_length items)
 *   struct               children (same length as parent)
 * validity == NULL: no nulls. Bitmaps are LSB first; bits past length are undefined. */
struct column {
    const struct col_type *type; /* borrowed from the batch's schema */
    int64_t length;
    int64_t null_count; /* exact, never -1 */
    struct blk *validity;
    struct blk *values;
    struct blk *offsets;
    uint32_t n_children;
    struct column *children; /* heap array owned by this column */
};

struct batch {
    struct col_schema *schema; /* one reference */
    int64_t length;
    uint32_t n_columns;     /* == schema->n_fields */
    struct column *columns; /* heap array owned by the batch */
};

static inline bool bit_get(const uint8_t *bits, int64_t i)
{
    return (bits[i >> 3] >> (i & 7)) & 1;
}
static inline bool col_is_null(const struct column *c, int64_t i)
{
    return c->validity != NULL && !bit_get(c->validity->data, i);
}
static inline const int32_t *col_offsets(const struct column *c)
{
    return (const int32_t *)(const void *)c->offsets->data;
}

kamu_code
batch_new(struct col_schema *schema, int64_t length, struct batch **out,
          struct kamu_error *err);     /* takes its own reference; columns zeroed, to be filled */
void batch_free(struct batch *b);      /* b may be NULL */
void column_release(struct column *c); /* drops buffers and children; zeroes c */
kamu_code column_ref(const struct column *src, struct column *dst,
                     struct kamu_error *err); /* share */
/* Points a column and its children at an equally shaped type (same kinds and numbers of children),
 * e.g. that of another schema. */
void column_set_type(struct column *c, const struct col_type *type);
/* Column i of b = src, shared; its type becomes that of b's schema. The old column i is released.
 */
kamu_code batch_set_column(struct batch *b, uint32_t i, const struct column *src,
                           struct kamu_error *err);

/* Rows idx[0..n) of src, in that order, as a new column / batch. idx may repeat. */
kamu_code column_take(const struct column *src, const int32_t *idx, int64_t n, struct column *dst,
                      struct kamu_error *err);
kamu_code column_slice(const struct column *src, int64_t start, int64_t n, struct column *dst,
                       struct kamu_error *err);
kamu_code column_concat(const struct column *const *parts, size_t n_parts, struct column *dst,
                        struct kamu_error *err);
kamu_code batch_take(const struct batch *src, const int32_t *idx, int64_t n, struct batch **out,
                     struct kamu_error *err);
/* Rows [start, start+n). Copies only what it must. */
kamu_code batch_slice(const struct batch *src, int64_t start, int64_t n, struct batch **out,
                      struct kamu_error *err);
/* Same schema (col_schema_eq) required. */
kamu_code batch_concat(struct batch *const *parts, size_t n_parts, struct batch **out,
                       struct kamu_error *err);
/* A column of n equal values; value points at col_width bytes (NULL = all null). Fixed width only.
 */
kamu_code column_constant(const struct col_type *t, const void *value, int64_t n,
                          struct column *out, struct kamu_error *err);
kamu_code column_nulls(const struct col_type *t, int64_t n, struct column *out,
                       struct kamu_error *err);
/* Structural check of one batch: lengths, offsets ascending and in range, UTF-8 when asked. For
 * batches from outside (Arrow C Data import, DuckDB) and for tests. */
kamu_code batch_validate(const struct batch *b, bool check_utf8, struct kamu_error *err);
/* Heap bytes held (shared buffers counted fully). */
uint64_t batch_bytes(const struct batch *b);

#endif
