/*
 * Record log: an append-only file of records that tells what it has whole after a crash. Used by
 * idempotency.h and wal.h.
 *
 *   file    magic 8 | format 8 | seed 8 | sum 8, then records
 *   record  magic 4 | type 4 | length 4 | 0 4 | sum 8 of these | payload | sum 8 of it
 *
 * Sums are seeded with the file's secret seed and the record's own place, so nothing that a client
 * has put into a payload, and no left-over of an earlier file, is ever taken for a record. A torn
 * or damaged stretch is skipped: reading goes on at the next record that is whole. One writer at a
 * time (its owner holds a lock); it may append behind a torn tail.
 */
#ifndef KAMU_SERVER_RECORD_LOG_H
#define KAMU_SERVER_RECORD_LOG_H

#include "base/env.h"

#define RECORD_PAYLOAD_MAX ((size_t)20 << 20)
#define RECORD_OVERHEAD 32 /* bytes of a record besides its payload */
#define RECORD_FILE_HEADER 32

struct record_log {
    struct fs_file *file;
    uint64_t seed;
    uint64_t size; /* as far as it was read or written */
};

struct record {
    uint32_t type;
    uint64_t at; /* of the record's first byte in the file */
    const uint8_t *data;
    size_t n;
};

/* What a file begins with. */
void record_log_header(uint64_t seed, uint8_t out[RECORD_FILE_HEADER]);
/* Makes dir/name, durably and with its header; KAMU_E_EXISTS is not told: whoever calls holds the
 * lock and knows. */
kamu_code record_log_create(struct env *env, const char *dir, const char *name,
                            struct record_log *out, struct kamu_error *err);
/* KAMU_E_NOT_FOUND; KAMU_E_CORRUPT without a good header. */
kamu_code record_log_open(struct env *env, const char *path, struct record_log *out,
                          struct kamu_error *err);
void record_log_close(struct record_log *l);

/* Records from byte `from` (at least RECORD_FILE_HEADER) on. *end is behind the last whole one: go
 * on from there. *skipped (may be NULL) counts the bytes between that belong to none. A record is
 * valid during the call. */
kamu_code record_log_scan(struct record_log *l, uint64_t from,
                          kamu_code (*each)(void *ctx, const struct record *r,
                                            struct kamu_error *err),
                          void *ctx, uint64_t *end, uint64_t *skipped, struct kamu_error *err);
/* One record by its place. KAMU_E_CORRUPT when there is none that is whole. */
kamu_code record_log_read(struct record_log *l, uint64_t at, struct buf *payload, uint32_t *type,
                          struct kamu_error *err);

/* Puts a record into `out`, to be written at the file's byte `at` (that of out's first byte plus
 * what stands in it before). */
kamu_code record_put(const struct record_log *l, uint64_t at, uint32_t type, const void *payload,
                     size_t n, struct buf *out, struct kamu_error *err);
/* Writes what record_put has put together at the end of the file, *at = where; not synced. */
kamu_code record_log_end(struct record_log *l, uint64_t *at, struct kamu_error *err);
kamu_code record_log_append(struct record_log *l, uint64_t at, const struct buf *records,
                            struct kamu_error *err);

#endif
