/*
 * Metadata blocks as bytes: FlatBuffers in kamu's canonical layout
 * (spec/odf-metadata.md 3). What is written is byte for byte what kamu 0.265
 * writes for the same content; what is read may be any valid layout of
 * manifest version 2 or 3. Stored bytes are kept and copied, never re-encoded.
 */
#ifndef KAMU_ODF_BLOCK_H
#define KAMU_ODF_BLOCK_H

#include "odf/event.h"

#define ODF_BLOCK_VERSION 3
#define ODF_BLOCK_BYTES_MAX ((size_t)64 << 20) /* larger blocks are KAMU_E_LIMIT */

/* Appends nothing: `out` is emptied first. KAMU_E_LIMIT when too large. */
kamu_code odf_block_encode(const struct odf_block *b, struct buf *out, struct kamu_error *err);
/* Manifest version 2 (timestamps with alignment 1): only for tests and for compaction of old
 * chains. */
kamu_code odf_block_encode_version(const struct odf_block *b, int version, struct buf *out,
                                   struct kamu_error *err);
/* Any bytes give a value or KAMU_E_CORRUPT. Strings are copied into the arena. `bytes` needs no
 * alignment. */
kamu_code odf_block_decode(const void *bytes, size_t n, struct arena *arena, struct odf_block *out,
                           struct kamu_error *err);
/* Only what a chain walk needs: no event content (event.any is NULL), no arena. */
kamu_code odf_block_peek(const void *bytes, size_t n, struct odf_block *out,
                         struct kamu_error *err);
/* The manifest version of the bytes (2, 3), or 0 when they are no manifest. */
int odf_block_version(const void *bytes, size_t n);
/* sha3-256 of all bytes: the name of the block. */
struct odf_hash odf_block_hash(const void *bytes, size_t n);

#endif
