/*
 * Commit queue: pushes of one dataset wait in line; one committer takes what has gathered and makes
 * one slice and one block of it (ingest/group.h), then answers all. Datasets do not wait for each
 * other. What cannot be grouped (Snapshot, big bodies) stands in the same line and is committed by
 * itself, in its turn.
 */
#ifndef KAMU_SERVER_COMMIT_QUEUE_H
#define KAMU_SERVER_COMMIT_QUEUE_H

#include "kamu.h"
#include "odf/ids.h"
#include "readers/format.h"
#include "server/guard.h"
#include "server/server.h"

struct commit_queue;
kamu_code commit_queue_open(struct server *s, struct commit_queue **out, struct kamu_error *err);
/* Commits what is waiting, up to the drain timeout; the rest is answered KAMU_E_CANCELLED. */
void commit_queue_close(struct commit_queue *q);

enum push_verdict {
    VERDICT_NONE,
    VERDICT_RUNNING,  /* the same key or offset is under way: 409 */
    VERDICT_MISMATCH, /* the key was used for another push: 422 */
    VERDICT_FENCED,   /* the producer goes on under a higher epoch: 409 */
    VERDICT_FULL,     /* as many keys are remembered as may be: 503 */
    /* of the queue, when `code` is KAMU_E_LIMIT; both with Retry-After: */
    VERDICT_QUEUE_FULL,   /* 503 */
    VERDICT_DATASET_FULL, /* 429 */
    VERDICT_QUOTA         /* the owner's storage is used up: 403 */
};

/* What one push has become. Of a replay (the same idempotency key or producer offset was committed
 * before) `replayed`, with what is known of the first time. */
struct push_outcome {
    kamu_code code; /* KAMU_OK or what is in error */
    enum push_verdict
        verdict; /* up to VERDICT_FULL of the guard, which then gives the answer too */
    bool replayed;
    bool updated; /* something was committed for it */
    struct odf_hash old_head, new_head;
    uint64_t rows_received, rows_new, rows_rejected;
    uint64_t group; /* pushes of its commit; 0: it came to none */
    bool has_offsets;
    /* The range in which its own rows lie; the order of the slice may have put rows of others
     * between them. */
    uint64_t offset_first, offset_last;
    struct kamu_error error;
};

struct push_request { /* all that it points to lives until `done` */
    struct dataset_handle dataset;
    /* Callbacks are called on a worker, or later on a committer; never on two at once. */
    struct kamu_push_options options;
    /* When the dataset has no source at all and none is named: make one of this format (push.h). */
    bool makes_source;
    enum format_kind auto_format;
    const char *media_type; /* as sent, NULL = none; options.input_format is what counts */
    /* The body: memory or file, as in exchange.h. data == NULL and fd < 0: empty. */
    const void *data;
    uint64_t size;
    int fd;
    /* Instead of both: bytes that are still coming. The push is alone and read once: a lost race
     * for the head is not tried again (KAMU_E_CONFLICT). */
    kamu_read_fn read;
    void *read_ctx;
    const char *name; /* in messages: "request body" */
    struct push_guard guard;
    /* Called once, on any thread; the outcome dies with the call. */
    void (*done)(void *ctx, const struct push_outcome *outcome);
    void *ctx;
};

/*
 * Reads, preprocesses and checks the push on the calling worker, then puts it into its dataset's
 * line and returns; `done` is called later, also when this function finds something wrong (then at
 * once). A queue that is full says so through `done` (verdict).
 */
void commit_queue_push(struct worker *w, const struct push_request *request);

/* For metrics: waiting now. */
void commit_queue_depth(struct commit_queue *q, uint64_t *pushes, uint64_t *bytes,
                        uint64_t *datasets);

#endif
