/*
 * Order and equality of values (spec/data-slices.md 1.8, golden merge notes):
 * nulls are equal to each other and come first; floats by IEEE total order for
 * sorting, while for equality every NaN equals every NaN and -0.0 differs from
 * 0.0; strings and binaries byte by byte; decimals and integers by value; lists
 * item by item; structs member by member.
 *
 * The two columns of a comparison must have equal types (nullability aside).
 */
#ifndef KAMU_COLUMNAR_COMPARE_H
#define KAMU_COLUMNAR_COMPARE_H

#include "columnar/batch.h"

/* -1, 0, 1; nulls first. */
int column_value_compare(const struct column *a, int64_t i, const struct column *b, int64_t j);
bool column_value_equal(const struct column *a, int64_t i, const struct column *b, int64_t j);

/* Rows by the given columns (indexes into a->columns and b->columns). */
int batch_row_compare(const struct batch *a, int64_t i, const struct batch *b, int64_t j,
                      const uint32_t *columns_a, const uint32_t *columns_b, uint32_t n);
bool batch_row_equal(const struct batch *a, int64_t i, const struct batch *b, int64_t j,
                     const uint32_t *columns_a, const uint32_t *columns_b, uint32_t n);

/* Hash of a value / row, equal for equal values (not for use on disk: may change). */
uint64_t column_value_hash(const struct column *c, int64_t i, uint64_t seed);
uint64_t batch_row_hash(const struct batch *b, int64_t i, const uint32_t *columns, uint32_t n,
                        uint64_t seed);

/* Appends bytes that are equal exactly when the values are equal (types being equal), for map keys
 * and digests that are kept on disk: null 00; else 01, then the value little-endian at its width
 * (NaN made canonical, bool one byte) or u64 length and bytes; lists u64 count and items. */
kamu_code column_value_encode(const struct column *c, int64_t i, struct buf *out,
                              struct kamu_error *err);
kamu_code batch_row_encode(const struct batch *b, int64_t i, const uint32_t *columns, uint32_t n,
                           struct buf *out, struct kamu_error *err);

#endif
