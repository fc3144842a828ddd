/*
 * The logical hash `arrow0-sha3-256` of a slice (spec/data-slices.md section 3),
 * bit for bit as kamu computes it from the written file, the struct-null rule of
 * 3.7 included. The result does not depend on how the rows are cut into batches.
 *
 * Every leaf column is an independent SHA3 stream; all streams advance together
 * in the lanes of digest/sha3.h, straight from the column buffers where they hold
 * the hashed bytes as they are (fixed width without nulls).
 */
#ifndef KAMU_COLUMNAR_LOGICAL_HASH_H
#define KAMU_COLUMNAR_LOGICAL_HASH_H

#include "columnar/batch.h"
#include "digest/sha3.h"

#define LOGICAL_HASH_ROW_GROUP_ROWS 1048576

struct logical_hash;

/* The innermost type of a leaf that is hashed under another name than its column type has: foreign
 * types without a form of their own here, whose values come as integers of the same bytes (Date64,
 * Decimal32, Decimal64; spec/data-slices.md 3.3, 3.6). */
struct logical_hash_prefix {
    uint32_t leaf; /* depth first, structs not counted */
    uint32_t n;
    uint8_t bytes[26];
};

struct logical_hash_options {
    /* Rows per row group of the file the hash stands for; 0 = LOGICAL_HASH_ROW_GROUP_ROWS,
     * -1 = only where logical_hash_end_row_group() is called. Matters for 3.7 alone. */
    int64_t row_group_rows;
    /* The file says that strings and binaries are read as views (3.7, only foreign files). */
    bool string_views;
    const struct logical_hash_prefix *prefixes; /* borrowed during logical_hash_new */
    uint32_t n_prefixes;
};

/* KAMU_E_UNSUPPORTED naming the column when a type cannot be hashed (3.5): Null, Map, Duration,
 * lists of structs. `options` may be NULL. */
kamu_code logical_hash_new(struct col_schema *schema, const struct logical_hash_options *options,
                           struct logical_hash **out, struct kamu_error *err);
void logical_hash_free(struct logical_hash *h); /* h may be NULL */
/* Only the check of logical_hash_new. */
kamu_code logical_hash_supports(const struct col_schema *schema, struct kamu_error *err);

/* Adds the rows of a batch (same schema, nullability aside). `extra` (may be NULL) is one more
 * stream that rides along in a free lane: `piece` is appended to it, e.g. finished bytes of the
 * file for the physical hash. */
kamu_code logical_hash_update(struct logical_hash *h, const struct batch *b, struct sha3 *extra,
                              struct sha3_piece piece, struct kamu_error *err);
/* The next row starts a new row group. */
kamu_code logical_hash_end_row_group(struct logical_hash *h, struct kamu_error *err);
/* h can only be freed afterwards. */
kamu_code logical_hash_finish(struct logical_hash *h, uint8_t out[SHA3_256_SIZE],
                              struct kamu_error *err);

#endif
