/*
 * Idempotency: which pushes under an Idempotency-Key were committed, and with what outcome; so that
 * one that is sent again gets the first answer and adds nothing (IETF draft-07).
 *
 * What is known of one dataset lies in .kamu/server/idempotency/<dataset>/, in append-only files
 * (record_log.h) named by ascending numbers. Written under the dataset's lock, before the head
 * moves, and synced in the same wait as the files of the commit, so they cost no sync of their own:
 *
 *   GROUP  the head before, the head that will be; and of each push scope, fingerprint, outcome
 *   VOID   a group that did not come to be
 *
 * A group counts only if its head is in the dataset's chain. That is cheap to know: whoever appends
 * a group has made sure of all before it (with VOIDs for those that are not), so of a file only the
 * last group is open, and one walk from the head down to the head before it tells. Only when that
 * one is gone from the chain (the dataset was reset, or rewritten by another program) all are
 * looked up. Compaction by this program writes a group of its own, without pushes, that carries the
 * others over to the new chain.
 *
 * In memory is 16 to 32 bytes for each key: a table for each file, from a part of the scope to the
 * place of the record. Files are dropped as a whole once their newest record has reached its age;
 * so a key is remembered for at least idempotency_seconds, and at most an eighth longer as long as
 * keys keep coming.
 */
#ifndef KAMU_SERVER_IDEMPOTENCY_H
#define KAMU_SERVER_IDEMPOTENCY_H

#include "ingest/group.h"
#include "store/dataset.h"

#include <stdatomic.h>

#define IDEMPOTENCY_DIR "idempotency"
#define IDEMPOTENCY_KEY_MAX 255
#define IDEMPOTENCY_KEYS_MAX 16000000 /* in all datasets; then new keys are refused (503) */
#define IDEMPOTENCY_FILE_MAX ((uint64_t)64 << 20)

/* What all datasets share; one server's. */
struct idempotency_limits {
    uint64_t seconds, keys_max;
    _Atomic uint64_t keys; /* remembered now */
    _Atomic int hold;      /* non-zero: nothing is forgotten for now (wal.h catches up) */
};

struct idempotency_outcome {
    bool updated, has_offsets;
    uint64_t rows_received, rows_new, rows_rejected, offset_first, offset_last;
};
struct idempotency_entry {
    uint8_t scope[16], fingerprint[16];
    struct idempotency_outcome outcome;
};
struct idempotency_found {
    struct idempotency_entry entry;
    struct odf_hash old_head, new_head;
};

struct idempotency; /* of one dataset; used by one thread at a time */

/* Reads nothing yet and makes nothing; `env` is kept. `dir` is the directory of all of them. */
kamu_code idempotency_open(struct env *env, const char *dir, const struct odf_did *dataset,
                           struct idempotency_limits *limits, struct idempotency **out,
                           struct kamu_error *err);
void idempotency_close(struct idempotency *d); /* NULL is fine */

/* May this scope be known? False is certain as far as this program's own commits go, so it must be
 * asked again after idempotency_catch_up; true needs it too. */
kamu_code idempotency_maybe(struct idempotency *d, const uint8_t scope[16], bool *maybe,
                            struct kamu_error *err);

/* Reads what others have appended, and settles which groups count at the head of `state`. A group
 * whose head is not in the chain (yet) is left open. KAMU_E_CONFLICT: `state` is older than the
 * records, so it cannot tell; read it anew. */
kamu_code idempotency_catch_up(struct idempotency *d, struct dataset *ds,
                               const struct dataset_state *state, struct kamu_error *err);
/* As of the last catch-up. */
kamu_code idempotency_find(struct idempotency *d, const uint8_t scope[16], bool *found,
                           struct idempotency_found *out, struct kamu_error *err);

/* Appends a group under the dataset's lock, its head being at->base. *file is to be synced before
 * the head moves. With at->new_head = at->base (nothing was committed) it counts at once. */
kamu_code idempotency_append(struct idempotency *d, struct dataset *ds,
                             const struct group_commit_point *at,
                             const struct idempotency_entry *entries, size_t n,
                             struct fs_file **file, struct kamu_error *err);
/* The head was moved to that of the group appended last. Without this call the next catch-up looks
 * whether it was. */
void idempotency_confirm(struct idempotency *d);

/* For a program that rewrites the chain of `ds` without changing its rows, under the dataset's
 * lock, before its head moves from at->base to at->new_head: what counted there will count here.
 * Nothing where there are no records. Durable when it returns. */
kamu_code idempotency_carry_over(struct env *env, const char *server_dir, struct dataset *ds,
                                 const struct group_commit_point *at, struct kamu_error *err);

#endif
