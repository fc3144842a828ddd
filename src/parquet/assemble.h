/* Levels and dense values of leaves back to Arrow columns. */
#ifndef KAMU_PARQUET_ASSEMBLE_H
#define KAMU_PARQUET_ASSEMBLE_H

#include "parquet/leaf_reader.h"

/* The column of top-level `node` from what its leaves (leaves[0] = the node's first) just read.
 * `type` is the type that the column gets (same shape as node->type). Takes the value buffers where
 * it can. Levels of two leaves that contradict each other: KAMU_E_CORRUPT. */
kamu_code assemble_column(const struct pq_node *node, const struct col_type *type,
                          struct leaf_reader *leaves, size_t rows, struct column *out,
                          struct kamu_error *err);

#endif
