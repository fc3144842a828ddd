/* Shared by the three files of the logical hash; not for others. */
#ifndef KAMU_COLUMNAR_LOGICAL_HASH_INTERNAL_H
#define KAMU_COLUMNAR_LOGICAL_HASH_INTERNAL_H

#include "columnar/logical_hash.h"

#define HASH_WINDOW_ROWS 10000 /* rows that kamu reads at once to hash them */
#define HASH_ROUND_ROWS 2048   /* rows of all leaves per many-stream call: stays in L2 */
#define HASH_SCRATCH_MAX ((size_t)64 << 10)
#define HASH_SCRATCH_MIN ((size_t)1 << 10)
#define HASH_SCRATCH_TOTAL ((size_t)8 << 20) /* all leaves together, about */
#define HASH_SCRATCH_SLACK 64                /* fast copies write past the end */

/* A column that is not a struct, wherever it lies in structs: one SHA3 stream. */
struct hash_leaf {
    const struct col_type *type;
    uint32_t top;                     /* top-level column */
    uint32_t depth;                   /* structs around it */
    uint16_t path[COL_DEPTH_MAX + 1]; /* child indexes from the top down */
    bool windowed;                    /* an enclosing struct is optional: rule 3.7 */
    struct sha3 stream;
    uint8_t *scratch; /* encoded bytes that wait for the stream */
    size_t filled, capacity;
};

/* Rows of a top-level column that wait for a window to be full. */
struct hash_window {
    bool used;
    struct column *parts;
    size_t n_parts, cap_parts;
};

struct logical_hash {
    struct col_schema *schema;
    struct logical_hash_options options;
    struct sha3 record;
    uint32_t n_leaves;
    struct hash_leaf *leaves;
    struct sha3 **states; /* n_leaves + 1, for the many-stream calls */
    struct sha3_piece *pieces;
    size_t scratch_size;
    int64_t round_rows; /* most rows per round, so that scratch usually holds them */
    bool finished;
    /* windows */
    bool any_window;
    struct hash_window *windows; /* one per top-level column */
    int64_t window_rows;         /* rows waiting */
    int64_t group_rows;          /* rows since the row group began */
    int32_t *piece_starts;       /* rows of the window at which a new row group begins */
    size_t n_piece_starts, cap_piece_starts;
};

/* Appends encoded bytes to the leaf; full scratch goes to the stream. */
void hash_emit(struct hash_leaf *l, const void *p, size_t n);
/* Appends rows [row, row + rows) of a column of the leaf's type by its own nulls. */
void hash_encode_rows(struct hash_leaf *l, const struct column *c, int64_t row, int64_t rows);
/* One value, which must not be null. */
void hash_encode_value(struct hash_leaf *l, const struct column *c, int64_t i);

kamu_code hash_windows_add(struct logical_hash *h, const struct batch *b, struct kamu_error *err);
kamu_code hash_windows_cut(struct logical_hash *h, struct kamu_error *err);
kamu_code hash_windows_flush(struct logical_hash *h, struct kamu_error *err);
void hash_window_free(struct hash_window *w);

#endif
