/*
 * Guard: exactly-once. What a client sends again is told from what is new, by an idempotency key
 * (idempotency.h) or by a producer's offset (producers.h). The commit queue leads each push through
 * it:
 *
 *   guard_read       the ingest handler: headers into a push_guard
 *   guard_enter      a worker, before it parses anything: answers at once what is known already
 *   guard_group_new  the committer, with the tickets of the pushes of one commit; then, as
 *     guard_admit, guard_source_state, guard_before_head   the hooks of group_options (ctx = the
 *                    group); also for a push that is committed by itself (n = 1)
 *   guard_settle     the committer, when group_commit has returned: completes the outcomes
 *   guard_leave      after the answer, in every case
 *
 * Thread-safe; what belongs to a commit is called by one committer of a dataset at a time.
 */
#ifndef KAMU_SERVER_GUARD_H
#define KAMU_SERVER_GUARD_H

#include "ingest/group.h"
#include "server/exchange.h"
#include "store/producers.h"

struct guard; /* of one server: server.guard */
struct guard_ticket;
struct guard_group;
struct push_outcome;
struct push_request;
struct worker;

/*
 * Order: pushes of which none may be committed before those that came before it (wal.h). One that
 * comes too early is refused (VERDICT_RUNNING) and is to be sent once more.
 */
struct push_order {
    /* Is everything before it done, or part of the attempt to commit with this number? */
    bool (*may)(void *ctx, uint64_t attempt);
    /* It is done: committed, or at fault itself. */
    void (*settled)(void *ctx);
    void *ctx;
};

/* Exactly-once: a key, a producer with its offset, or neither. */
struct push_guard {
    bool has_key;      /* scope and fingerprint say it all */
    uint8_t scope[16]; /* of the key: account, dataset, source and key; see idempotency.h */
    uint8_t fingerprint[16];
    struct str producer, offset; /* .p NULL: none; see producers.h */
    bool has_epoch;
    uint64_t epoch;
    const struct push_order *order; /* NULL: none; lives until guard_leave */
};

kamu_code guard_open(struct server *s, struct guard **out, struct kamu_error *err);
void guard_close(struct guard *g); /* NULL is fine */

/*
 * How far a producer of the source has come at the head of `state`, for who asks. Strings go to
 * `arena`. source.p NULL: the only one of the dataset.
 */
kamu_code guard_producer(struct worker *w, struct dataset *ds, const struct dataset_state *state,
                         struct str source, struct str name, struct arena *arena, bool *found,
                         struct producer *out, struct kamu_error *err);

/*
 * Idempotency-Key, Kamu-Producer, Kamu-Offset and Kamu-Epoch of a request whose dataset, options,
 * media type and body stand in `request` (its `guard` is not looked at). Strings go to x's arena.
 * KAMU_E_USAGE for a header that is not as it must be. Reads the body once when there is a key.
 */
kamu_code guard_read(struct exchange *x, const struct push_request *request, struct push_guard *out,
                     struct kamu_error *err);

/* The parts of it, for tests. A structured-field string or a bare token, to `out`; at most
 * IDEMPOTENCY_KEY_MAX characters. Names and offsets of producers: visible ASCII. */
kamu_code guard_parse_key(struct str header, char out[256], size_t *n, struct kamu_error *err);
kamu_code guard_parse_producer(struct str producer, struct str offset, struct str epoch,
                               struct push_guard *out, struct kamu_error *err);

/*
 * The push is under way from here until guard_leave. *ticket = NULL: it has no guard, and nothing
 * else of this header is needed for it. *known = true: it is to be answered with `outcome` as it
 * stands, without being read: committed before (outcome->replayed), under way just now (409) or
 * another push under the same key (422); there is no ticket then.
 */
kamu_code guard_enter(struct worker *w, const struct push_request *request,
                      struct guard_ticket **ticket, struct push_outcome *outcome, bool *known,
                      struct kamu_error *err);
void guard_leave(struct guard_ticket *t); /* NULL is fine */

/* Of the members of one commit, in their order; tickets[i] may be NULL. *out = NULL when all are:
 * then group_commit needs no hooks. Borrows the tickets until guard_group_free. */
kamu_code guard_group_new(struct guard *g, struct env *env, struct guard_ticket *const *tickets,
                          size_t n, struct guard_group **out, struct kamu_error *err);
void guard_group_free(struct guard_group *g); /* NULL is fine */

/* The hooks of group_options; ctx is a struct guard_group. */
kamu_code guard_admit(void *ctx, struct dataset *ds, const struct dataset_state *state,
                      struct group_member *members, size_t n, struct kamu_error *err);
kamu_code guard_source_state(void *ctx, struct group_member *members, size_t n,
                             struct odf_source_state *out, bool *present, struct kamu_error *err);
kamu_code guard_before_head(void *ctx, const struct group_commit_point *at, struct fs_file **along,
                            struct kamu_error *err);

/*
 * `rc` is what group_commit has returned; outcomes[i] is filled in for members[i] already, as far
 * as the queue knows. Members that `admit` has taken out (skip) get what was answered the first
 * time, or why they are refused. Remembers pushes that changed nothing.
 */
void guard_settle(struct guard_group *g, struct dataset *ds, kamu_code rc,
                  const struct group_member *members, struct push_outcome *outcomes, size_t n);

/*
 * Before any answer to a push with this outcome, also a bad one: adds what the guard has to say
 * (Idempotent-Replayed; how long keys are remembered). true: it has answered as well (409 under
 * way, 409 fenced, 422, 503).
 */
bool guard_answer(struct exchange *x, const struct push_outcome *outcome);

#endif
