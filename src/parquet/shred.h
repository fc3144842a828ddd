/*
 * Arrow columns to Parquet's levels and dense values, one leaf at a time: the levels of every
 * slot, and the non-null values in their physical form, without gaps.
 */
#ifndef KAMU_PARQUET_SHRED_H
#define KAMU_PARQUET_SHRED_H

#include "columnar/batch.h"
#include "parquet/schema_tree.h"

struct leaf_values {
    int64_t rows;
    int64_t n_slots;
    const uint8_t *def; /* NULL: every slot at max_def */
    const uint8_t *rep; /* NULL: every slot starts a row */
    int64_t n_values;
    const uint8_t *fixed; /* physical values; booleans one byte each */
    /* byte arrays: value i is bytes[offsets[k] .. offsets[k + 1]) with k = sel ? sel[i] : i */
    const int32_t *offsets, *sel;
    const uint8_t *bytes;
};

/* Buffers that are used again from piece to piece. */
struct shredder {
    uint8_t *level_mem;
    size_t level_cap;
    int32_t *idx_mem;
    uint8_t *def, *rep, *def2, *rep2; /* two sets of parts of the above */
    int32_t *idx, *idx2;
    uint8_t *values;
    size_t values_cap;
};

void shredder_free(struct shredder *s);

/* Rows [start, start + rows) of top-level column `col` for one leaf below `node`. What `out` points
 * to is valid until the next call. KAMU_E_INPUT: a null where the schema has none. */
kamu_code shred(struct shredder *s, const struct pq_node *node, const struct pq_leaf *leaf,
                uint32_t leaf_index, const struct column *col, int64_t start, int64_t rows,
                struct leaf_values *out, struct kamu_error *err);

#endif
