/*
 * Keys and compared values as bytes that are kept on disk.
 *
 * A key is encoded so that equal keys (null equals null, NaN equals NaN, -0.0 differs from
 * 0.0: spec/merge-strategies.md 1.5) give equal bytes and, for scalar types, memcmp follows
 * the order of values: neighbours in the data are neighbours in the state. A long key is cut to
 * KEY_BYTES_MAX and ends in a hash of all of it; no other key has that length.
 */
#ifndef KAMU_MERGE_KEY_CODEC_H
#define KAMU_MERGE_KEY_CODEC_H

#include "base/env.h"
#include "columnar/batch.h"

#define KEY_BYTES_MAX 480

/* Replaces the contents of *out. */
kamu_code key_encode(const struct batch *b, int64_t row, const uint32_t *columns, uint32_t n,
                     struct buf *out, struct kamu_error *err);

/* SipHash-2-4 with 128 bits of output: keyed, so that nobody can prepare values that collide. */
void siphash128(const uint8_t key[16], const void *data, size_t n, uint64_t out[2]);

/* Digest of the values of some columns, by column name; a null counts as if the column were not
 * there, so that rows keep their digest when the dataset gains an optional column. Nor does the
 * order of the columns count. */
struct row_digest {
    uint8_t key[16];
    uint32_t *columns; /* in the order of the hashes of their names */
    uint64_t *names;   /* these hashes */
    uint32_t n;
    struct buf buf;
};
kamu_code row_digest_init(struct row_digest *d, const uint8_t key[16],
                          const struct col_schema *schema, const uint32_t *columns, uint32_t n,
                          struct kamu_error *err);
kamu_code row_digest_of(struct row_digest *d, const struct batch *b, int64_t row, uint64_t out[2],
                        struct kamu_error *err);
/* Of rows 0..n-1, into out[2 * row]; on all cores, begun here and there after the wait. */
struct row_digests {
    struct row_digest *digest;
    const struct batch *batch;
    uint64_t *out;
    struct pool_group group;
    struct digest_part *parts;
    uint32_t n_parts;
};
kamu_code row_digests_begin(struct row_digests *r, struct env *env, struct row_digest *d,
                            const struct batch *b, int64_t n, uint64_t *out,
                            struct kamu_error *err);
/* After a begin, whatever came of it. */
kamu_code row_digests_wait(struct row_digests *r, struct kamu_error *err);
void row_digest_free(struct row_digest *d);

#endif
