/*
 * Metrics: what the server counts, for Prometheus. Counting is an atomic addition without a lock
 * and never fails; a `struct metrics *` may be NULL, then nothing is counted.
 *
 * How many series there are does not depend on what clients do: routes are those of the table,
 * datasets get a label of their own until METRICS_DATASETS_MAX of them have one, and share "other"
 * from then on.
 */
#ifndef KAMU_SERVER_METRICS_H
#define KAMU_SERVER_METRICS_H

#include "base/mem.h"
#include "store/workspace.h"

#define METRICS_DATASETS_MAX 128

struct metrics;
struct route;

/* Only goes up: metrics_count. */
enum metrics_counter {
    METRIC_CONNECTIONS_TOTAL,   /* accepted */
    METRIC_CONNECTIONS_REFUSED, /* closed at once, by a limit */
    METRIC_TIMEOUTS,            /* connections closed because a client was too slow */
    METRIC_AUTH_FAILURES,       /* bad or expired tokens, failed logins */
    METRIC_QUEUE_REFUSED,       /* pushes turned away by a full queue */
    METRIC_COMMIT_RETRIES,      /* lost races for a head */
    METRIC_REPLAYS,             /* pushes that were committed before, by idempotency key */
    METRIC_PRODUCER_REPLAYS,    /* the same by producer offset */
    METRIC_PRODUCER_FENCED,     /* refused: of an epoch that has ended */
    METRIC_WAL_APPENDS,         /* pushes made durable before their commit */
    METRIC_WAL_RECOVERED,       /* of those, committed after a restart */
    METRIC_STREAM_RECORDS,      /* rows that came through endless bodies */
    METRIC_FOLLOW_EVENTS,       /* rows sent to followers of a tail */
    METRIC_QUERIES,             /* SQL statements run */
    METRIC_UPLOADS,             /* files taken */
    METRIC_LOG_DROPPED,         /* lines that the access log had no room for */
    METRICS_COUNTERS
};

/* Goes up and down: metrics_gauge_add, metrics_gauge_set. */
enum metrics_gauge {
    METRIC_CONNECTIONS,    /* open */
    METRIC_WORKERS,        /* worker threads */
    METRIC_WORKERS_BUSY,   /* of them, at work */
    METRIC_JOBS_WAITING,   /* requests that wait for a worker */
    METRIC_QUEUE_PUSHES,   /* pushes that wait for their commit */
    METRIC_QUEUE_BYTES,    /* what they hold */
    METRIC_QUEUE_DATASETS, /* datasets with waiting pushes */
    METRIC_WAL_ENTRIES,    /* accepted, not yet committed */
    METRIC_WAL_BYTES,
    METRIC_IDEMPOTENCY_KEYS, /* remembered */
    METRIC_FOLLOWERS,        /* of tails */
    METRIC_STREAMS,          /* endless bodies being read */
    METRIC_SOCKETS,          /* WebSockets of the smart transfer protocol */
    METRICS_GAUGES
};

/* `table`: the routes that requests may name; stays the caller's (routes, n_routes). */
kamu_code metrics_new(const struct route *table, size_t n, struct metrics **out,
                      struct kamu_error *err);
void metrics_free(struct metrics *m); /* NULL is fine */

void metrics_count(struct metrics *m, enum metrics_counter counter, uint64_t n);
void metrics_gauge_add(struct metrics *m, enum metrics_gauge gauge, int64_t delta);
void metrics_gauge_set(struct metrics *m, enum metrics_gauge gauge, int64_t value);
/* One failure of this kind; each request's is counted when it has been answered (observe.c). */
void metrics_error(struct metrics *m, enum kamu_code code);

/* One request that has been answered. */
struct metrics_request {
    const struct route *route; /* of the table; NULL: none of them */
    unsigned status;
    uint64_t bytes_in, bytes_out; /* bodies */
    uint64_t duration_ns;
};
void metrics_request(struct metrics *m, const struct metrics_request *r);

/* One push that has been answered, whatever became of it. */
struct metrics_push {
    const struct dataset_handle *dataset;
    enum kamu_code code;
    bool replayed; /* also to be counted as METRIC_REPLAYS or METRIC_PRODUCER_REPLAYS */
    bool updated;
    uint64_t bytes;
    uint64_t rows_received, rows_new, rows_rejected;
};
void metrics_push(struct metrics *m, const struct metrics_push *p);

/* One block made of one or several pushes. */
struct metrics_commit {
    const struct dataset_handle *dataset;
    uint64_t pushes;          /* in the group */
    uint64_t total_ns;        /* from the first step under the dataset's lock to the new head */
    uint64_t sync_ns;         /* of it, waiting for stable storage (KAMU_STAGE_SYNC) */
    uint64_t slice_bytes;     /* of the file that was written */
    const uint64_t *stage_ns; /* [KAMU_STAGES] wall times as in kamu_push_result; NULL: unknown */
};
void metrics_commit(struct metrics *m, const struct metrics_commit *c);

/* ---- reading -------------------------------------------------------------------- */

/* For tests and other readers. */
uint64_t metrics_counter_value(const struct metrics *m, enum metrics_counter counter);
int64_t metrics_gauge_value(const struct metrics *m, enum metrics_gauge gauge);

/*
 * The text exposition format, version 0.0.4. Datasets for which `shows` says no are added up under
 * the label "private"; shows == NULL: all have their names.
 */
kamu_code metrics_text(const struct metrics *m,
                       bool (*shows)(void *ctx, const struct dataset_handle *dataset), void *ctx,
                       struct buf *out, struct kamu_error *err);

#endif
