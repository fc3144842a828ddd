/*
 * Key block: up to 256 keys in ascending order with what is known of each, packed and
 * summed. What all keys of a block have in common is kept once; what differs lies at equal
 * distances, so a key is found without unpacking anything. Two integers that count up take
 * some 4 bytes, two random ones 20.
 *
 * A block is only believed after its sum, which covers its bytes, the file it belongs to
 * and its place there: nothing here is ever synced.
 */
#ifndef KAMU_MERGE_KEY_BLOCK_H
#define KAMU_MERGE_KEY_BLOCK_H

#include "merge/key_codec.h"
#include "merge/key_entry.h"

#define KEY_BLOCK_ROWS 256
#define KEY_BLOCK_KEY_BYTES ((size_t)32 << 10)  /* of all keys: then a block is full */
#define KEY_BLOCK_BYTES_MAX ((size_t)128 << 10) /* packed */
#define KEY_BLOCK_SLACK 8                       /* bytes behind a block that must be readable */

/* One key and what is known of it. The offset has KEY_GONE when the key was retracted. */
struct key_row {
    const uint8_t *key;
    uint32_t n;
    struct key_entry entry;
};

/* ---- packing ------------------------------------------------------------------------- */

struct key_packer {
    bool with_values; /* digests and event times, besides offsets */
    uint32_t n;
    struct buf keys; /* one behind the other */
    uint32_t ends[KEY_BLOCK_ROWS];
    struct key_entry entries[KEY_BLOCK_ROWS];
};

void key_packer_init(struct key_packer *p, bool with_values);
void key_packer_free(struct key_packer *p);
static inline bool key_packer_full(const struct key_packer *p)
{
    return p->n == KEY_BLOCK_ROWS || p->keys.len >= KEY_BLOCK_KEY_BYTES;
}
/* Not when full. Keys must come in ascending order, none twice. */
kamu_code key_packer_add(struct key_packer *p, const struct key_row *row, struct kamu_error *err);
/* Appends the block to *out and empties the packer, which must hold at least one key. */
kamu_code key_packer_finish(struct key_packer *p, uint64_t seed, struct buf *out,
                            struct kamu_error *err);

/* ---- reading ------------------------------------------------------------------------- */

struct key_block {
    uint32_t n;
    bool with_values;
    uint32_t key_n;                /* all keys have this length; 0: they differ */
    uint32_t differ;               /* equal lengths: how many bytes of a key are kept for each */
    uint16_t pos[KEY_BYTES_MAX];   /* which ones */
    uint8_t common[KEY_BYTES_MAX]; /* equal lengths: the other bytes; else the common beginning */
    uint8_t is_common[KEY_BYTES_MAX]; /* equal lengths: 0xff where `common` counts, else 0 */
    uint32_t common_n;                /* different lengths: bytes of the common beginning */
    const uint8_t *records, *ends, *gone, *offsets, *digests, *times;
    uint32_t offset_width, time_width;
    uint64_t offset_base;
    int64_t time_base;
};

/* Bytes from outside: any n bytes (followed by KEY_BLOCK_SLACK more) give a block or
 * KAMU_E_CORRUPT. Borrows them. */
kamu_code key_block_open(struct key_block *b, const uint8_t *bytes, size_t n, uint64_t seed,
                         struct kamu_error *err);
/* *equal: `key` is there, at the place that is returned. Else the place is one before which all
 * keys are below `key`; so is `from`: where to begin. */
uint32_t key_block_find(const struct key_block *b, const uint8_t *key, uint32_t n, uint32_t from,
                        bool *equal);
/* Place of the first key above `key`; slow. */
uint32_t key_block_above(const struct key_block *b, const uint8_t *key, uint32_t n);
void key_block_entry(const struct key_block *b, uint32_t i, struct key_entry *out);
/* Writes key i to `out` (KEY_BYTES_MAX); returns its length. */
uint32_t key_block_key(const struct key_block *b, uint32_t i, uint8_t *out);

#endif
