/* What is counted and logged of a request, once it is over. */
#include "server/access_log.h"
#include "server/listener.h"
#include "server/metrics.h"

static struct str method_of(const struct exchange *x)
{
    switch (x->method) {
    case HTTP_GET:
        return STR("GET");
    case HTTP_HEAD:
        return STR("HEAD");
    case HTTP_POST:
        return STR("POST");
    case HTTP_PUT:
        return STR("PUT");
    case HTTP_DELETE:
        return STR("DELETE");
    case HTTP_OPTIONS:
        return STR("OPTIONS");
    default:
        return STR("OTHER");
    }
}

void observe_begin(struct exchange_private *r)
{
    r->x.remote = arena_str(&r->x.arena, r->x.remote); /* it may outlive the connection */
    struct str id = exchange_header(&r->x, "x-request-id");
    if (!request_id_sane(id))
        return;
    char *copy = arena_printf(&r->x.arena, STR_FMT, STR_ARG(id));
    r->request_id = str_c(copy);
    if (copy != NULL)
        exchange_add_header(&r->x, "x-request-id", copy);
}

static uint64_t body_sent(const struct exchange_private *r)
{
    return r->sent > r->sent_head ? r->sent - r->sent_head : 0;
}

static void count(const struct exchange_private *r, unsigned status, uint64_t duration_ns)
{
    struct metrics_request m = {.route = r->x.route,
                                .status = status,
                                .bytes_in = r->received,
                                .bytes_out = body_sent(r),
                                .duration_ns = duration_ns};
    struct metrics *all = r->x.server->metrics;
    void (*handle)(struct exchange * x, struct worker * w) = m.route ? m.route->handle : NULL;
    metrics_request(all, &m);
    if (status == 408)
        metrics_count(all, METRIC_TIMEOUTS, 1);
    if (r->x.caller.kind == CALLER_INVALID || r->x.caller.kind == CALLER_EXPIRED ||
        (handle == handle_login && status == 401))
        metrics_count(all, METRIC_AUTH_FAILURES, 1);
    if (handle == handle_upload_post && status == 200)
        metrics_count(all, METRIC_UPLOADS, 1);
    metrics_error(all, r->x.note.code);
}

static void log_request(struct exchange_private *r, unsigned status, uint64_t duration_ns)
{
    const struct exchange *x = &r->x;
    const struct exchange_note *n = &x->note;
    struct server *s = x->server;
    struct instant now = clock_now(&(struct clock){0});
    char made[REQUEST_ID_MAX];
    struct access_entry e = {
        .at = instant_from_ms(instant_ms_floor(now) - (int64_t)(duration_ns / 1000000)),
        .duration_ns = duration_ns,
        .remote = x->remote,
        .method = method_of(x),
        .path = x->path,
        .query = x->query,
        .route = x->route != NULL ? x->route->path : NULL,
        .status = status,
        .bytes_in = r->received,
        .bytes_out = body_sent(r),
        .account = x->caller.kind == CALLER_ACCOUNT ? x->caller.account_name : STR_NONE,
        .dataset = x->dataset.alias,
        .request_id = r->request_id,
        .code = n->code,
        .is_push = n->is_push,
        .rows_received = n->rows_received,
        .rows_new = n->rows_new,
        .rows_rejected = n->rows_rejected,
        .group = n->group,
        .replayed = n->replayed,
    };
    if (e.request_id.p == NULL) {
        request_id_make(s->request_seed, atomic_fetch_add(&s->requests, 1), made);
        e.request_id = str_c(made);
    }
    access_log_write(s->access_log, &e);
}

void observe_end(struct exchange_private *r)
{
    struct server *s = r->x.server;
    /* Before the connection's end is noticed an answer may have been made for nobody. */
    unsigned status = r->sent > 0 ? r->answer.status : 0;
    uint64_t duration_ns = clock_monotonic_ns() - r->x.started_ns;
    if (s->metrics != NULL)
        count(r, status, duration_ns);
    if (s->access_log != NULL && (r->x.route == NULL || !(r->x.route->flags & ROUTE_NO_LOG)))
        log_request(r, status, duration_ns);
}
