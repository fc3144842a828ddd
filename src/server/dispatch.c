/* What happens before a handler is called, in the order of kamu (spec/http-api.md 1.4): route,
 * CORS, method, caller, anonymous policy, dataset, rights, precheck, body. */
#include "server/body.h"
#include "server/content_coding.h"
#include "server/listener.h"
#include "server/workers.h"

enum { FORM_BYTES = 64 * 1024 }; /* what a form adds to the file in it */

/* ---- on the loop's thread --------------------------------------------------------------- */

static void answer_options(struct exchange *x)
{
    char allow[64];
    route_allow(x, allow);
    exchange_add_header(x, "access-control-allow-methods", "GET,POST");
    exchange_add_header(x, "access-control-allow-headers", "*");
    exchange_add_header(x, "allow", allow);
    exchange_send(x, 200, NULL, NULL, 0);
}

static void answer_method(struct exchange *x, unsigned status)
{
    char allow[64];
    route_allow(x, allow);
    exchange_add_header(x, "allow", allow);
    exchange_send(x, status, NULL, NULL, 0);
}

static uint64_t limit_of(const struct exchange *x)
{
    const struct server_options *o = &x->server->options;
    if (x->route->body == BODY_NONE)
        return READ_FIRST_MAX;
    switch (x->route->limit) {
    case LIMIT_JSON:
        return 2 << 20;
    case LIMIT_INGEST:
        return o->body_max_bytes;
    case LIMIT_UPLOAD:
        return o->upload_max_bytes + FORM_BYTES;
    case LIMIT_OBJECT:
        return o->object_max_bytes;
    default:
        return 16 << 20;
    }
}

static bool right_method(const struct exchange *x)
{
    unsigned wanted = x->method == HTTP_HEAD ? HTTP_GET : (unsigned)x->method;
    return x->route->methods & wanted;
}

/* Declared small, and no word about waiting: taken before the checks, which saves a second hop. */
static bool body_comes_first(const struct exchange_private *r)
{
    return !r->expects && !r->chunked && r->has_length && r->length <= READ_FIRST_MAX &&
           r->x.route->body != BODY_STREAM;
}

static enum dispatch_plan run_here(struct exchange_private *r)
{
    r->on_loop = true;
    r->x.route->handle(&r->x, &r->loop->worker);
    r->on_loop = false;
    return PLAN_ANSWERED;
}

enum dispatch_plan dispatch_begin(struct exchange_private *r)
{
    struct exchange *x = &r->x;
    struct kamu_error err = {0};
    r->on_loop = true;
    enum route_match found =
        route_find(x, x->server->ws->multi_tenant, &r->account_name, &r->dataset_name, &err);
    if (found == ROUTE_NONE) {
        exchange_send_text(x, 404, "text/plain; charset=utf-8", "Not Found");
        r->on_loop = false;
        return PLAN_ANSWERED;
    }
    bool outside = x->route->flags & ROUTE_OUTSIDE;
    bool method = right_method(x);
    r->cors = !outside;
    r->body_limit = limit_of(x);
    if (x->method == HTTP_OPTIONS && !outside) {
        answer_options(x);
    } else if (!method && outside) {
        answer_method(x, 405);
    } else {
        r->on_loop = false;
        r->wrong_method = !method;
        r->bad_name = found == ROUTE_BAD_NAME;
        /* Without a body there is nothing to read. */
        bool bodiless = !r->chunked && r->length == 0;
        r->body_read = bodiless && x->route->body != BODY_WHOLE;
        if (x->route->flags & ROUTE_QUICK && method && bodiless && !r->bad_name &&
            (outside ||
             (!exchange_header(x, "authorization").p &&
              (x->server->options.access.allow_anonymous || x->route->flags & ROUTE_OPEN))))
            return run_here(r);
        return !r->body_read && (bodiless || body_comes_first(r)) ? PLAN_READ : PLAN_JOB;
    }
    r->on_loop = false;
    return PLAN_ANSWERED;
}

/* ---- on a worker -------------------------------------------------------------------------- */

/* kamu's answer is text without a type and a challenge; who asks for problem documents gets what
 * the standards say. */
static void refuse_caller(struct exchange *x, const char *text)
{
    if (!exchange_wants_problem(x)) {
        exchange_send_text(x, 401, NULL, text);
        return;
    }
    bool bad = x->caller.kind == CALLER_INVALID || x->caller.kind == CALLER_EXPIRED;
    exchange_add_header(x, "www-authenticate", bad ? "Bearer error=\"invalid_token\"" : "Bearer");
    exchange_refuse(x, 401, text);
}

/* Steps of the checks: true = answered. */
static bool check_caller(struct exchange_private *r)
{
    struct exchange *x = &r->x;
    struct kamu_error err = {0};
    if (access_identify(x->server->access, exchange_header(x, "authorization"), &x->arena,
                        &x->caller, &err) != KAMU_OK) {
        if (err.code == KAMU_E_USAGE)
            exchange_send_text(x, 400, NULL, kamu_error_message(&err, 0));
        else
            exchange_fail(x, &err);
        return true;
    }
    if (x->caller.kind == CALLER_ACCOUNT || x->server->options.access.allow_anonymous ||
        x->route->flags & ROUTE_OPEN)
        return false;
    refuse_caller(x, "Anonymous account is restricted");
    return true;
}

static bool check_rights(struct exchange_private *r, bool writes)
{
    struct exchange *x = &r->x;
    unsigned wanted = writes ? ACCESS_WRITE : ACCESS_READ;
    if (x->route->flags & ROUTE_PUSHERS)
        wanted |= ACCESS_WRITE;
    if (x->rights & wanted)
        return false;
    if (!x->rights)
        exchange_send(x, 404, NULL, NULL, 0);
    else if (r->wrong_method)
        answer_method(x, 403);
    else
        exchange_send(x, 403, NULL, NULL, 0);
    return true;
}

static bool check_dataset(struct exchange_private *r, struct worker *w)
{
    struct exchange *x = &r->x;
    struct kamu_error err = {0};
    bool creates = x->route->flags & ROUTE_WRITES;
    bool writes = creates || !(x->method == HTTP_GET || x->method == HTTP_HEAD);
    struct str ref = r->dataset_name;
    /* Before the dataset is looked for: the answer does not tell whether it exists. */
    if (x->caller.kind == CALLER_INVALID || x->caller.kind == CALLER_EXPIRED) {
        refuse_caller(x, access_refusal(x->caller.kind));
        return true;
    }
    if (r->account_name.p) {
        char *text = arena_printf(&x->arena, STR_FMT "/" STR_FMT, STR_ARG(r->account_name),
                                  STR_ARG(r->dataset_name));
        ref = str_c(text);
    }
    kamu_code rc =
        ref.p ? workspace_resolve(w->ws, ref, &x->arena, &x->dataset, &err) : error_nomem(&err);
    if (rc == KAMU_E_NOT_FOUND) {
        bool stages =
            x->route->flags & ROUTE_STAGES &&
            access_may_create(x->server->access, &x->caller, r->account_name, r->dataset_name);
        if ((creates || stages) && !r->wrong_method) {
            x->dataset =
                (struct dataset_handle){.account = r->account_name, .name = r->dataset_name};
            return false;
        }
        if (creates)
            return check_rights(r, writes);
        exchange_send(x, 404, NULL, NULL, 0);
        return true;
    }
    if (rc == KAMU_OK)
        rc = access_rights(x->server->access, &x->caller, &x->dataset, &x->rights, &err);
    if (rc != KAMU_OK) {
        exchange_fail(x, &err);
        return true;
    }
    return check_rights(r, writes);
}

/* What cannot be unpacked is not taken in either. */
static bool check_coding(struct exchange_private *r)
{
    struct kamu_error err = {0};
    if (r->x.route->body == BODY_NONE ||
        content_coding_of(exchange_header(&r->x, "content-encoding")) != CODING_UNKNOWN)
        return false;
    error_set(&err, KAMU_E_UNSUPPORTED, "Unsupported content encoding");
    body_refuse(&r->x, r->body_limit, &err);
    return true;
}

static bool check_length(struct exchange_private *r)
{
    if (r->x.route->body != BODY_WHOLE || !r->has_length || r->length <= r->body_limit)
        return false;
    struct kamu_error err = {0};
    error_set(&err, KAMU_E_LIMIT, "The body is larger than the limit of %llu bytes",
              (unsigned long long)r->body_limit);
    body_refuse(&r->x, r->body_limit, &err);
    return true;
}

/* true = answered */
static bool check(struct exchange_private *r, struct worker *w)
{
    struct exchange *x = &r->x;
    if (!(x->route->flags & ROUTE_OUTSIDE)) {
        if (check_caller(r))
            return true;
        if (r->bad_name) {
            exchange_send(x, 400, NULL, NULL, 0);
            return true;
        }
        if (x->route->flags & ROUTE_DATASET && check_dataset(r, w))
            return true;
    }
    if (r->wrong_method) {
        answer_method(x, 405);
        return true;
    }
    return check_coding(r) || check_length(r) || (x->route->precheck && x->route->precheck(x, w));
}

static void run_stream(struct exchange *x, struct worker *w, void *ctx)
{
    (void)ctx;
    exchange_post(x->priv, POST_BODY);
    x->route->handle(x, w);
}

/* A small body, which came in one piece. false = answered. */
static bool prepare_body(struct exchange_private *r, struct worker *w)
{
    struct exchange *x = &r->x;
    struct kamu_error err = {0};
    if (x->route->body != BODY_WHOLE || body_is_plain(x))
        return true;
    struct buf sent = r->memory;
    buf_init(&r->memory, SIZE_MAX);
    kamu_code rc = body_pipe_open(x, r->body_limit, &r->pipe, &err);
    if (rc == KAMU_OK)
        rc = body_pipe_add(r->pipe, w, sent.data, sent.len, &err);
    if (rc == KAMU_OK)
        rc = body_pipe_end(r->pipe, w, &r->body, &r->memory, &err);
    buf_free(&sent);
    if (rc != KAMU_OK)
        body_refuse(x, r->body_limit, &err);
    return rc == KAMU_OK;
}

void dispatch_job(struct worker *w, void *request)
{
    struct exchange_private *r = request;
    if (!r->checked) {
        r->checked = true;
        if (check(r, w))
            return;
        if (body_mode_of(r) == BODY_STREAM) {
            exchange_spawn(&r->x, run_stream, NULL);
            return;
        }
        if (!r->body_read) {
            exchange_post(r, POST_BODY);
            return;
        }
    }
    if (prepare_body(r, w))
        r->x.route->handle(&r->x, w);
}
