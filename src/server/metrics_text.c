/* Metrics as text: the exposition format of Prometheus, version 0.0.4. */
#include "server/metrics_impl.h"
#include "server/routes.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <sys/resource.h>

struct family {
    const char *name, *help;
};

static const struct family counters[METRICS_COUNTERS] = {
    [METRIC_CONNECTIONS_TOTAL] = {"kamu_http_connections_total", "Connections accepted."},
    [METRIC_CONNECTIONS_REFUSED] = {"kamu_http_connections_refused_total",
                                    "Connections closed at once because of a limit."},
    [METRIC_TIMEOUTS] = {"kamu_http_timeouts_total",
                         "Connections closed because the client was too slow."},
    [METRIC_AUTH_FAILURES] = {"kamu_auth_failures_total",
                              "Bad or expired tokens, and failed logins."},
    [METRIC_QUEUE_REFUSED] = {"kamu_queue_refused_total", "Pushes turned away by a full queue."},
    [METRIC_COMMIT_RETRIES] = {"kamu_commit_retries_total",
                               "Commits tried again because the head had moved."},
    [METRIC_REPLAYS] = {"kamu_idempotency_replays_total", "Pushes known by their idempotency key."},
    [METRIC_PRODUCER_REPLAYS] = {"kamu_producer_replays_total",
                                 "Pushes known by their producer offset."},
    [METRIC_PRODUCER_FENCED] = {"kamu_producer_fenced_total",
                                "Pushes refused because their producer's epoch has ended."},
    [METRIC_WAL_APPENDS] = {"kamu_wal_appends_total", "Pushes made durable before their commit."},
    [METRIC_WAL_RECOVERED] = {"kamu_wal_recovered_total",
                              "Accepted pushes that were committed after a restart."},
    [METRIC_STREAM_RECORDS] = {"kamu_stream_records_total",
                               "Records received through streaming requests."},
    [METRIC_FOLLOW_EVENTS] = {"kamu_follow_events_total", "Rows sent to followers of a tail."},
    [METRIC_QUERIES] = {"kamu_queries_total", "SQL statements run."},
    [METRIC_UPLOADS] = {"kamu_uploads_total", "Files uploaded."},
    [METRIC_LOG_DROPPED] = {"kamu_access_log_dropped_total", "Access log lines that were dropped."},
};

static const struct family gauges[METRICS_GAUGES] = {
    [METRIC_CONNECTIONS] = {"kamu_http_connections", "Open connections."},
    [METRIC_WORKERS] = {"kamu_workers", "Worker threads."},
    [METRIC_WORKERS_BUSY] = {"kamu_workers_busy", "Worker threads that serve a request."},
    [METRIC_JOBS_WAITING] = {"kamu_workers_waiting", "Requests that wait for a worker."},
    [METRIC_QUEUE_PUSHES] = {"kamu_queue_pushes", "Pushes that wait for their commit."},
    [METRIC_QUEUE_BYTES] = {"kamu_queue_bytes", "Memory held by waiting pushes."},
    [METRIC_QUEUE_DATASETS] = {"kamu_queue_datasets", "Datasets with waiting pushes."},
    [METRIC_WAL_ENTRIES] = {"kamu_wal_entries", "Pushes accepted and not yet committed."},
    [METRIC_WAL_BYTES] = {"kamu_wal_bytes", "Their size on disk."},
    [METRIC_IDEMPOTENCY_KEYS] = {"kamu_idempotency_keys", "Idempotency keys remembered."},
    [METRIC_FOLLOWERS] = {"kamu_followers", "Clients that follow a tail."},
    [METRIC_STREAMS] = {"kamu_streams", "Streaming requests being read."},
    [METRIC_SOCKETS] = {"kamu_websockets", "Open WebSockets."},
};

struct writer { /* the first failure sticks */
    const struct metrics *m;
    struct buf *out;
    kamu_code rc;
    struct kamu_error *err;
};

#define PUT(w, ...)                                                                                \
    do {                                                                                           \
        if ((w)->rc == KAMU_OK)                                                                    \
            (w)->rc = buf_printf((w)->out, (w)->err, __VA_ARGS__);                                 \
    } while (0)

static uint64_t get(const _Atomic uint64_t *v)
{
    return atomic_load_explicit(v, memory_order_relaxed);
}

static void head(struct writer *w, const char *name, const char *type, const char *help)
{
    PUT(w, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* A number of nanoseconds as seconds, exactly. */
static void put_seconds(struct writer *w, uint64_t ns)
{
    PUT(w, "%" PRIu64 ".%09" PRIu64, ns / 1000000000, ns % 1000000000);
}

/* The value of a label; the three characters that mean something are escaped. */
static void put_label(struct writer *w, struct str value)
{
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        if (c == '\\' || c == '"')
            PUT(w, "\\%c", c);
        else if (c == '\n')
            PUT(w, "\\n");
        else
            PUT(w, "%c", c);
    }
}

/* `label`: "" or `route="/query"`; seconds: observed are nanoseconds. */
static void put_histogram(struct writer *w, const char *name, const char *label,
                          const struct histogram *h, const struct bounds *bounds, bool seconds)
{
    uint64_t below = 0;
    const char *comma = *label != '\0' ? "," : "";
    for (unsigned i = 0; i < bounds->n; i++) {
        below += get(&h->buckets[i]);
        PUT(w, "%s_bucket{%s%sle=\"", name, label, comma);
        if (seconds)
            PUT(w, "%g", (double)bounds->at[i] / 1e9);
        else
            PUT(w, "%" PRIu64, bounds->at[i]);
        PUT(w, "\"} %" PRIu64 "\n", below);
    }
    below += get(&h->buckets[bounds->n]);
    const char *open = *label != '\0' ? "{" : "", *close = *label != '\0' ? "}" : "";
    PUT(w, "%s_bucket{%s%sle=\"+Inf\"} %" PRIu64 "\n", name, label, comma, below);
    PUT(w, "%s_sum%s%s%s ", name, open, label, close);
    if (seconds)
        put_seconds(w, get(&h->sum));
    else
        PUT(w, "%" PRIu64, get(&h->sum));
    PUT(w, "\n%s_count%s%s%s %" PRIu64 "\n", name, open, label, close, below);
}

/* ---- requests -------------------------------------------------------------------- */

/* Routes of one path stand together and are one label; two methods of a path count together. */
static bool route_begins(const struct metrics *m, size_t i)
{
    return i == 0 || i >= m->n_routes || strcmp(m->table[i].path, m->table[i - 1].path) != 0;
}

/* The routes that share the i-th one's path, added up; i == n_routes: requests without a route. */
static void route_sum(const struct metrics *m, size_t i, struct route_metrics *sum)
{
    memset(sum, 0, sizeof *sum);
    size_t end = i + 1;
    while (end < m->n_routes && !route_begins(m, end))
        end++;
    for (; i < end; i++) {
        const struct route_metrics *r = &m->routes[i < m->n_routes ? i : METRICS_ROUTES_MAX];
        for (unsigned s = 0; s < METRICS_STATUS; s++)
            sum->requests[s] += get(&r->requests[s]);
        sum->bytes_in += get(&r->bytes_in);
        sum->bytes_out += get(&r->bytes_out);
        for (unsigned b = 0; b < METRICS_BUCKETS_MAX; b++)
            sum->duration.buckets[b] += get(&r->duration.buckets[b]);
        sum->duration.sum += get(&r->duration.sum);
    }
}

static bool route_used(const struct route_metrics *r)
{
    for (unsigned s = 0; s < METRICS_STATUS; s++)
        if (r->requests[s] > 0)
            return true;
    return false;
}

enum route_family { ROUTE_REQUESTS, ROUTE_BYTES_IN, ROUTE_BYTES_OUT, ROUTE_DURATION };

static void put_route(struct writer *w, enum route_family family, const char *path,
                      const struct route_metrics *r)
{
    static const char *const classes[METRICS_STATUS] = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};
    char label[96];
    snprintf(label, sizeof label, "route=\"%s\"", path);
    switch (family) {
    case ROUTE_REQUESTS:
        for (unsigned s = 0; s < METRICS_STATUS; s++)
            if (r->requests[s] > 0)
                PUT(w, "kamu_http_requests_total{%s,status=\"%s\"} %" PRIu64 "\n", label,
                    classes[s], get(&r->requests[s]));
        break;
    case ROUTE_BYTES_IN:
        PUT(w, "kamu_http_request_bytes_total{%s} %" PRIu64 "\n", label, get(&r->bytes_in));
        break;
    case ROUTE_BYTES_OUT:
        PUT(w, "kamu_http_response_bytes_total{%s} %" PRIu64 "\n", label, get(&r->bytes_out));
        break;
    case ROUTE_DURATION:
        put_histogram(w, "kamu_http_request_duration_seconds", label, &r->duration, &bounds_request,
                      true);
    }
}

/* Routes that nobody has called are left out. */
static void put_routes(struct writer *w, enum route_family family)
{
    const struct metrics *m = w->m;
    for (size_t i = 0; i <= m->n_routes; i++) {
        struct route_metrics sum;
        if (!route_begins(m, i))
            continue;
        route_sum(m, i, &sum);
        if (route_used(&sum))
            put_route(w, family, i < m->n_routes ? m->table[i].path : "none", &sum);
    }
}

static void put_requests(struct writer *w)
{
    head(w, "kamu_http_requests_total", "counter", "Requests answered, by route and status.");
    put_routes(w, ROUTE_REQUESTS);
    head(w, "kamu_http_request_bytes_total", "counter", "Bytes of request bodies.");
    put_routes(w, ROUTE_BYTES_IN);
    head(w, "kamu_http_response_bytes_total", "counter", "Bytes of response bodies.");
    put_routes(w, ROUTE_BYTES_OUT);
    head(w, "kamu_http_request_duration_seconds", "histogram",
         "From the head of a request to the end of its answer.");
    put_routes(w, ROUTE_DURATION);
}

/* ---- datasets -------------------------------------------------------------------- */

struct shown { /* the datasets as they are printed, and the sum of those that are not */
    const struct dataset_metrics *named[METRICS_DATASETS_MAX];
    size_t n;
    uint64_t hidden[DATASET_METRICS];
    bool any_hidden, any_other;
};

static int by_alias(const void *a, const void *b)
{
    const struct dataset_metrics *const *x = a, *const *y = b;
    int order = str_cmp((*x)->dataset.alias, (*y)->dataset.alias);
    return order != 0 ? order
                      : memcmp(&(*x)->dataset.id, &(*y)->dataset.id, sizeof(struct odf_did));
}

static void collect(const struct metrics *m,
                    bool (*shows)(void *ctx, const struct dataset_handle *dataset), void *ctx,
                    struct shown *out)
{
    memset(out, 0, sizeof *out);
    for (unsigned i = 0; i < METRICS_SLOTS; i++) {
        const struct dataset_metrics *d =
            atomic_load_explicit(&m->datasets[i], memory_order_acquire);
        if (d == NULL)
            continue;
        if ((shows == NULL || shows(ctx, &d->dataset)) && out->n < METRICS_DATASETS_MAX) {
            out->named[out->n++] = d;
            continue;
        }
        out->any_hidden = true;
        for (unsigned v = 0; v < DATASET_METRICS; v++)
            out->hidden[v] += get(&d->values[v]);
    }
    for (unsigned v = 0; v < DATASET_METRICS; v++)
        out->any_other = out->any_other || get(&m->other.values[v]) > 0;
    qsort(out->named, out->n, sizeof out->named[0], by_alias);
}

/* One sample for each dataset; `label` is a second one, or "". */
static void put_datasets(struct writer *w, const struct shown *s, const char *name,
                         const char *label, enum dataset_metric metric)
{
    for (size_t i = 0; i < s->n; i++) {
        PUT(w, "%s{dataset=\"", name);
        put_label(w, s->named[i]->dataset.alias);
        PUT(w, "\"%s} %" PRIu64 "\n", label, get(&s->named[i]->values[metric]));
    }
    if (s->any_hidden)
        PUT(w, "%s{dataset=\"private\"%s} %" PRIu64 "\n", name, label, s->hidden[metric]);
    if (s->any_other)
        PUT(w, "%s{dataset=\"other\"%s} %" PRIu64 "\n", name, label,
            get(&w->m->other.values[metric]));
}

static void put_pushes(struct writer *w, const struct shown *s)
{
    static const struct {
        const char *name, *help;
        enum dataset_metric metric;
    } plain[] = {
        {"kamu_push_bytes_total", "Bytes pushed.", DATASET_BYTES},
        {"kamu_rows_received_total", "Records pushed.", DATASET_ROWS_RECEIVED},
        {"kamu_rows_committed_total", "Rows that were new.", DATASET_ROWS_NEW},
        {"kamu_rows_rejected_total", "Bad records left out.", DATASET_ROWS_REJECTED},
        {"kamu_commits_total", "Data blocks made.", DATASET_COMMITS},
        {"kamu_slice_bytes_total", "Bytes of data files written.", DATASET_SLICE_BYTES},
    };
    head(w, "kamu_pushes_total", "counter", "Pushes answered, by what became of them.");
    put_datasets(w, s, "kamu_pushes_total", ",result=\"committed\"", DATASET_PUSH_COMMITTED);
    put_datasets(w, s, "kamu_pushes_total", ",result=\"unchanged\"", DATASET_PUSH_UNCHANGED);
    put_datasets(w, s, "kamu_pushes_total", ",result=\"replayed\"", DATASET_PUSH_REPLAYED);
    put_datasets(w, s, "kamu_pushes_total", ",result=\"failed\"", DATASET_PUSH_FAILED);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        head(w, plain[i].name, "counter", plain[i].help);
        put_datasets(w, s, plain[i].name, "", plain[i].metric);
    }
}

static void put_commits(struct writer *w)
{
    static const char *const stages[KAMU_STAGES] = {
        [KAMU_STAGE_READ] = "read",           [KAMU_STAGE_PARSE] = "parse",
        [KAMU_STAGE_NORMALIZE] = "normalize", [KAMU_STAGE_SORT] = "sort",
        [KAMU_STAGE_MERGE] = "merge",         [KAMU_STAGE_ENCODE] = "encode",
        [KAMU_STAGE_COMPRESS] = "compress",   [KAMU_STAGE_HASH] = "hash",
        [KAMU_STAGE_WRITE] = "write",         [KAMU_STAGE_SYNC] = "sync",
        [KAMU_STAGE_OTHER] = "other",         [KAMU_STAGE_QUERY] = "query"};
    const struct metrics *m = w->m;
    head(w, "kamu_commit_pushes", "histogram", "Pushes in one commit.");
    put_histogram(w, "kamu_commit_pushes", "", &m->group, &bounds_group, false);
    head(w, "kamu_commit_duration_seconds", "histogram", "Time for one commit.");
    put_histogram(w, "kamu_commit_duration_seconds", "", &m->commit, &bounds_commit, true);
    head(w, "kamu_commit_sync_seconds", "histogram", "Of it, waiting for stable storage.");
    put_histogram(w, "kamu_commit_sync_seconds", "", &m->sync, &bounds_commit, true);
    head(w, "kamu_stage_seconds_total", "counter", "Time of commits and pushes, by stage.");
    for (unsigned i = 0; i < KAMU_STAGES; i++) {
        PUT(w, "kamu_stage_seconds_total{stage=\"%s\"} ", stages[i]);
        put_seconds(w, get(&m->stage_ns[i]));
        PUT(w, "\n");
    }
}

/* ---- the rest --------------------------------------------------------------------- */

/* "KAMU_E_NOT_FOUND" -> "not_found" */
static void put_kind(struct writer *w, enum kamu_code code)
{
    const char *name = kamu_code_name(code);
    for (name += strlen("KAMU_E_"); *name != '\0'; name++)
        PUT(w, "%c", *name >= 'A' && *name <= 'Z' ? *name - 'A' + 'a' : *name);
}

static void put_plain(struct writer *w)
{
    const struct metrics *m = w->m;
    head(w, "kamu_errors_total", "counter", "Failures, by kind.");
    for (unsigned i = KAMU_OK + 1; i <= KAMU_E_BUG; i++) {
        PUT(w, "kamu_errors_total{kind=\"");
        put_kind(w, (enum kamu_code)i);
        PUT(w, "\"} %" PRIu64 "\n", get(&m->errors[i]));
    }
    for (unsigned i = 0; i < METRICS_COUNTERS; i++) {
        head(w, counters[i].name, "counter", counters[i].help);
        PUT(w, "%s %" PRIu64 "\n", counters[i].name, get(&m->counters[i]));
    }
    for (unsigned i = 0; i < METRICS_GAUGES; i++) {
        head(w, gauges[i].name, "gauge", gauges[i].help);
        PUT(w, "%s %" PRId64 "\n", gauges[i].name, atomic_load(&m->gauges[i]));
    }
}

static void put_process(struct writer *w)
{
    struct rusage use;
    head(w, "kamu_build_info", "gauge", "Version of the program; always 1.");
    PUT(w,
        "kamu_build_info{version=\"" KAMU_VERSION "\",compatible=\"" KAMU_COMPAT_VERSION "\"} 1\n");
    if (getrusage(RUSAGE_SELF, &use) != 0)
        return;
    head(w, "process_cpu_seconds_total", "counter", "Processor time of the process.");
    PUT(w, "process_cpu_seconds_total %.6f\n",
        (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
            (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6);
    head(w, "process_max_resident_memory_bytes", "gauge", "Most memory that was ever in use.");
    PUT(w, "process_max_resident_memory_bytes %" PRIu64 "\n", (uint64_t)use.ru_maxrss * 1024);
}

kamu_code metrics_text(const struct metrics *m,
                       bool (*shows)(void *ctx, const struct dataset_handle *dataset), void *ctx,
                       struct buf *out, struct kamu_error *err)
{
    struct writer w = {.m = m, .out = out, .rc = KAMU_OK, .err = err};
    struct shown *shown = mem_alloc(sizeof *shown);
    if (shown == NULL)
        return error_nomem(err);
    collect(m, shows, ctx, shown);
    put_requests(&w);
    put_pushes(&w, shown);
    put_commits(&w);
    put_plain(&w);
    put_process(&w);
    mem_free(shown);
    return w.rc;
}
