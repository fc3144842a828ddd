/*
 * GET /metrics: everything. GET /system/metrics: what kamu has there, so that a check of the one
 * against the other finds no strangers.
 */
#include "server/commit_queue.h"
#include "server/follow.h"
#include "server/listener.h"
#include "server/metrics.h"
#include "server/workers.h"

enum { TEXT_MAX = 8 << 20 };

/* The families that kamu prints; there is no outbox here in which a message could wait or fail. */
static const char kamus[] =
    "# HELP outbox_failed_consumers_total Consumers of the outbox that have failed.\n"
    "# TYPE outbox_failed_consumers_total gauge\n"
    "outbox_failed_consumers_total 0\n"
    "# HELP outbox_messages_pending_total Messages of the outbox that wait.\n"
    "# TYPE outbox_messages_pending_total gauge\n"
    "outbox_messages_pending_total 0\n"
    "# HELP outbox_messages_processed_total Messages of the outbox that were processed.\n"
    "# TYPE outbox_messages_processed_total counter\n"
    "outbox_messages_processed_total 0\n";

/* Levels that others know better than a counter would. */
static void read_levels(struct server *s)
{
    struct metrics *m = s->metrics;
    metrics_gauge_set(m, METRIC_CONNECTIONS, listener_connections(s->listener));
    metrics_gauge_set(m, METRIC_WORKERS, s->options.workers);
    metrics_gauge_set(m, METRIC_WORKERS_BUSY, workers_busy(s->workers));
    metrics_gauge_set(m, METRIC_FOLLOWERS, followers_count(s->followers));
    uint64_t pushes, bytes, datasets;
    commit_queue_depth(s->commits, &pushes, &bytes, &datasets);
    metrics_gauge_set(m, METRIC_QUEUE_PUSHES, (int64_t)pushes);
    metrics_gauge_set(m, METRIC_QUEUE_BYTES, (int64_t)bytes);
    metrics_gauge_set(m, METRIC_QUEUE_DATASETS, (int64_t)datasets);
    metrics_gauge_set(m, METRIC_JOBS_WAITING, workers_depth(s->workers));
}

struct viewer { /* who is shown the names of datasets */
    struct access *access;
    struct caller caller;
};

static bool may_read(void *ctx, const struct dataset_handle *dataset)
{
    struct viewer *v = ctx;
    unsigned rights;
    return access_rights(v->access, &v->caller, dataset, &rights, NULL) == KAMU_OK &&
           (rights & ACCESS_READ) != 0;
}

void handle_metrics(struct exchange *x, struct worker *w)
{
    static const char system[] = "/system/metrics";
    struct viewer viewer = {.access = w->server->access};
    struct kamu_error err;
    struct buf b = BUF_INIT(TEXT_MAX);
    if (str_eqc(x->path, system)) {
        exchange_send_text(x, 200, "text/plain; charset=utf-8", kamus);
        return;
    }
    /* The route asks for no credentials; with some, more names are shown. */
    kamu_code rc = access_identify(viewer.access, exchange_header(x, "authorization"), &x->arena,
                                   &viewer.caller, &err);
    read_levels(w->server);
    if (rc == KAMU_OK)
        rc = metrics_text(w->server->metrics, may_read, &viewer, &b, &err);
    if (rc == KAMU_OK)
        rc = buf_append_str(&b, kamus, &err);
    if (rc == KAMU_OK)
        exchange_send_buf(x, 200, "text/plain; version=0.0.4; charset=utf-8", &b);
    else
        exchange_fail(x, &err);
    buf_free(&b);
}
