/*
 * Write-ahead log: pushes with `Prefer: respond-async` are answered 202 as soon as they are durable
 * here, and committed later through the commit queue like any other.
 *
 *   .kamu/server/wal/<journal>/lock         held as long as its server lives
 *                              body-<n>     accepted pushes, their bodies included (record_log.h)
 *                              status-<n>   what became of them
 *                              dead/<id>    bodies of pushes that failed, with <id>.json: why
 *
 * A server has a journal of its own; at its start it takes over every one whose server is gone, and
 * commits what it finds in there.
 *
 * - Each push is checked alone before it is accepted: what is bad is answered 400 at once. What
 *   fails only later (another head than the expected one, a merge error, a source that is gone) is
 *   told by its status, its body is kept, and those behind it go on.
 * - Pushes of one dataset are committed in the order in which they were accepted (push_order),
 *   also when the disk fails in between.
 * - Exactly once: each carries a key, the client's or one of its own, that is remembered with the
 *   commit (idempotency.h), or its producer's offset. One that was committed before a crash, but
 *   not noted as such, is a repeat.
 * - One sync makes many of them durable.
 *
 * A status is kept for idempotency_seconds, and no more than WAL_STATUS_MAX of them.
 */
#ifndef KAMU_SERVER_WAL_H
#define KAMU_SERVER_WAL_H

#include "server/commit_queue.h"
#include "server/exchange.h"

#define WAL_DIR "wal"
#define WAL_BODY_MAX ((uint64_t)16 << 20) /* larger ones are committed before the answer */
#define WAL_FILE_MAX ((uint64_t)64 << 20) /* of accepted pushes; then the next file */
#define WAL_STATUS_FILE_MAX ((uint64_t)16 << 20)
#define WAL_STATUS_MAX 500000
#define WAL_PENDING_MAX 500000           /* accepted, not yet committed; besides their bytes */
#define WAL_DEAD_MAX ((uint64_t)1 << 30) /* bytes of bodies that are kept for people to look at */

struct wal;

/* Takes journals over and reads what is in them; nothing is accepted yet. */
kamu_code wal_open(struct server *s, struct wal **out, struct kamu_error *err);
/* When there are workers and a commit queue: what was found is being committed, more is accepted.
 */
kamu_code wal_start(struct wal *w, struct kamu_error *err);
/* While these still are there: waits for what is in the queue; the rest is for the next start, and
 * nothing more is accepted. */
void wal_stop(struct wal *w);
void wal_close(struct wal *w); /* NULL is fine */
/* No more is accepted before some is committed. Thread-safe; NULL is fine. */
bool wal_full(struct wal *w);

/* Does the client ask for it, and is the push one that can wait? */
bool wal_asked(const struct exchange *x, const struct push_request *request);
/*
 * Takes the push over if it is good: true = x is answered, or will be. false = it is for the caller
 * to answer with `outcome`. Nothing of `request` is used afterwards.
 */
bool wal_accept(struct exchange *x, struct worker *w, const struct push_request *request,
                struct push_outcome *outcome);

#endif
