/*
 * Blocks packed for the wire: a GNU tar archive, gzipped; one entry per block, oldest first, its
 * name the block's hash and its content the stored bytes (spec/http-api.md 7.3). Written byte for
 * byte as kamu's but for the compressor; of what is read only names and sizes count.
 */
#ifndef KAMU_STORE_BLOCK_ARCHIVE_H
#define KAMU_STORE_BLOCK_ARCHIVE_H

#include "odf/ids.h"

#define BLOCK_ARCHIVE_TYPE "application/tar+gzip"

struct block_archive_writer;
/* At most `max` bytes packed, then KAMU_E_LIMIT. */
kamu_code block_archive_writer_open(size_t max, struct block_archive_writer **out,
                                    struct kamu_error *err);
kamu_code block_archive_add(struct block_archive_writer *w, const struct odf_hash *hash,
                            const void *bytes, size_t n, struct kamu_error *err);
/* Bytes packed so far, as far as the compressor has given them out. */
size_t block_archive_size(const struct block_archive_writer *w);
/* Ends the archive; the caller frees *out. */
kamu_code block_archive_finish(struct block_archive_writer *w, struct buf *out,
                               struct kamu_error *err);
void block_archive_writer_free(struct block_archive_writer *w); /* NULL is fine */

struct block_archive_entry {
    struct odf_hash hash;
    struct str bytes;
};
struct block_archive { /* what was read */
    struct block_archive_entry *entries;
    size_t n;
    struct buf unpacked;
};
/* At most max_blocks entries and max_bytes unpacked, then KAMU_E_LIMIT. The bytes of each entry are
 * those that its hash names, else KAMU_E_CORRUPT. KAMU_E_INPUT: no such archive. */
kamu_code block_archive_read(const void *p, size_t n, size_t max_blocks, size_t max_bytes,
                             struct block_archive *out, struct kamu_error *err);
void block_archive_free(struct block_archive *a);

#endif
