/*
 * Stable order of rows by key columns, ascending, nulls first (spec/data-slices.md
 * 1.8). Input that is already in order costs one pass; one 8-byte integer key
 * (every timestamp) is sorted by radix, anything else by merge sort.
 */
#ifndef KAMU_COLUMNAR_SORT_H
#define KAMU_COLUMNAR_SORT_H

#include "columnar/batch.h"

/* True when rows 0..length-1 are in ascending order by the keys. */
bool batch_is_sorted(const struct batch *b, const uint32_t *keys, uint32_t n_keys);

/* Fills idx[0..b->length) with the row numbers in order, ties in input order. *sorted (may be NULL)
 * is set when that is 0, 1, 2, ... */
kamu_code batch_sort_order(const struct batch *b, const uint32_t *keys, uint32_t n_keys,
                           int32_t *idx, bool *sorted, struct kamu_error *err);

/* The same for one column. */
kamu_code column_sort_order(const struct column *c, int32_t *idx, bool *sorted,
                            struct kamu_error *err);

#endif
