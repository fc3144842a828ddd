/*
 * Minimum and maximum of the values of a page or chunk under Parquet's TYPE_ORDER:
 * signed or unsigned integers, IEEE order without NaN and with signed zeros spread (-0.0 as
 * minimum, +0.0 as maximum), bytes unsigned, big-endian decimals by value.
 */
#ifndef KAMU_PARQUET_STATISTICS_H
#define KAMU_PARQUET_STATISTICS_H

#include "parquet/schema_tree.h"

enum { STATS_BYTES_MAX = 64 }; /* longer byte arrays are cut to a bound, as arrow-rs does */

struct stats_bytes { /* up to STATS_BYTES_MAX + 1 bytes are kept: enough to know that more follow */
    uint32_t n;
    uint8_t b[STATS_BYTES_MAX + 8];
};

struct stats {
    bool any;        /* min and max hold a value */
    bool nan;        /* a NaN was seen */
    uint64_t values; /* non-null values */
    uint64_t nulls;
    int64_t imin, imax; /* integers; unsigned as bits */
    double fmin, fmax;
    struct stats_bytes bmin, bmax;
};

enum stats_order {
    STATS_NONE,
    STATS_SIGNED,
    STATS_UNSIGNED,
    STATS_FLOAT,
    STATS_BYTES,
    STATS_TEXT,
    STATS_DECIMAL
};
enum stats_order stats_order_of(const struct pq_leaf *leaf);

void stats_clear(struct stats *s);
/* n physical values of the leaf (booleans: one byte each). */
void stats_add_fixed(struct stats *s, const struct pq_leaf *leaf, const uint8_t *values, size_t n);
/* Byte arrays: value i is bytes[offsets[k] .. offsets[k + 1]) with k = sel ? sel[i] : i. Eight
 * bytes past the last value are readable (blk promises it). */
void stats_add_bytes(struct stats *s, const int32_t *offsets, const uint8_t *bytes,
                     const int32_t *sel, size_t n);
void stats_merge(struct stats *s, const struct stats *other, const struct pq_leaf *leaf);

/* The bounds as Parquet stores them; false when there are none. Texts are cut to STATS_BYTES_MAX
 * bytes, the maximum then raised; a maximum that cannot be raised is left out (max->n == 0 and
 * *has_max false). min and max need STATS_BYTES_MAX bytes of room each. */
struct stats_bound {
    bool has, exact;
    uint32_t n;
    uint8_t b[STATS_BYTES_MAX];
};
void stats_bounds(const struct stats *s, const struct pq_leaf *leaf, struct stats_bound *min,
                  struct stats_bound *max);
/* -1, 0, 1: order of two pages for the column index's boundary order; both must have values. */
int stats_compare_min(const struct stats *a, const struct stats *b, const struct pq_leaf *leaf);
int stats_compare_max(const struct stats *a, const struct stats *b, const struct pq_leaf *leaf);

#endif
