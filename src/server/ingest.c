/* POST {ds}/ingest: one body is one push (spec/http-api.md 4.1, 5, 12.4). */
#include "ingest/push.h"
#include "odf/rules.h"
#include "server/ingest_request.h"
#include "server/routes.h"
#include "server/wal.h"
#include "store/dataset.h"

static void done(void *ctx, const struct push_outcome *outcome)
{
    ingest_answer(ctx, outcome);
}

/* ---- a media type that nothing reads -------------------------------------------------------- */

/* The source is looked for first, as kamu does: its error is told before the media type's. */
static void refuse_media_type(struct exchange *x, struct worker *w, const struct ingest_request *r)
{
    struct kamu_error err = {0};
    struct dataset *ds = NULL;
    const struct dataset_state *state = NULL;
    const struct odf_add_push_source *source = NULL;
    bool none = false;
    kamu_code rc = dataset_open(w->ws, &x->dataset, &ds, &err);
    if (rc == KAMU_OK)
        rc = dataset_state(ds, &state, &err);
    if (rc == KAMU_OK && state->chain.dataset_kind != ODF_ROOT)
        rc = error_set(&err, KAMU_E_USAGE, "Ingesting data available for root datasets only");
    if (rc == KAMU_OK)
        rc = odf_chain_pick_source(&state->chain, str_c(r->push.options.source_name), &source,
                                   r->upload.fd >= 0 ? &none : NULL, &err);
    dataset_close(ds);
    if (rc == KAMU_OK)
        exchange_refuse(x, 415, "Unsupported media type");
    else
        ingest_fail(x, &err);
}

/* May the push begin before all of the body is there? What must be known of all of it, or comes to
 * nothing, may not. */
static bool may_stream(struct exchange *x)
{
    static const char *const whole[] = {"idempotency-key", "kamu-producer", "if-match", "prefer"};
    static const char *const params[] = {"validateOnly", "uploadToken"};
    uint64_t n = exchange_declared(x);
    if (n < INGEST_LARGE || n > x->server->options.body_max_bytes)
        return false;
    for (size_t i = 0; i < sizeof params / sizeof *params; i++) {
        struct str v = STR_NONE;
        if (exchange_param(x, params[i], &v, NULL) != KAMU_OK || v.p != NULL)
            return false;
    }
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (exchange_header(x, whole[i]).p != NULL)
            return false;
    return true;
}

/* A body that nobody can read need not be sent. */
bool ingest_precheck(struct exchange *x, struct worker *w)
{
    if (may_stream(x))
        exchange_stream_body(x);
    struct str type = exchange_header(x, "content-type");
    const char *format = NULL;
    bool unknown = false;
    struct str token = STR_NONE;
    if (type.p == NULL || ingest_format(x, type, &format, &unknown, NULL) != KAMU_OK || !unknown ||
        exchange_param(x, "uploadToken", &token, NULL) != KAMU_OK || token.p != NULL)
        return false; /* the handler has the words for what is wrong */
    struct ingest_request r = {.x = x};
    if (!ingest_request_read(x, w, &r))
        return true;
    refuse_media_type(x, w, &r);
    ingest_request_free(&r);
    return true;
}

/* ---- trying only ------------------------------------------------------------------------------
 */

static kamu_code try_push(struct worker *w, struct ingest_request *r, struct kamu_push_result *out,
                          struct kamu_error *err)
{
    struct dataset *ds = NULL;
    struct kamu_push *push = NULL;
    const struct push_request *p = &r->push;
    KAMU_TRY(dataset_open(w->ws, &p->dataset, &ds, err));
    kamu_code rc = p->makes_source
                       ? push_open_auto(&w->env, ds, &p->options, p->auto_format, &push, err)
                       : push_open(&w->env, ds, &p->options, &push, err);
    if (rc == KAMU_OK)
        rc = p->data != NULL || p->fd < 0
                 ? kamu_push_add_memory(push, p->data != NULL ? p->data : "", (size_t)p->size,
                                        p->name, err)
                 : kamu_push_add_fd(push, p->fd, p->name, err);
    if (rc == KAMU_OK)
        rc = kamu_push_commit(push, out, err);
    kamu_push_free(push);
    dataset_close(ds);
    return rc;
}

/* Everything but the commit, here and now. */
static void dry_run(struct worker *w, struct ingest_request *r)
{
    struct kamu_push_result result;
    struct push_outcome *o = mem_calloc(1, sizeof *o);
    if (o == NULL) {
        struct kamu_error err = {.code = KAMU_E_NOMEM};
        struct exchange *x = r->x;
        ingest_request_free(r);
        exchange_fail(x, &err);
        return;
    }
    r->push.options.dry_run = true;
    r->push.options.preview_rows = 0;
    o->code = try_push(w, r, &result, &o->error);
    if (o->code == KAMU_OK) {
        o->updated = result.updated;
        o->old_head = odf_hash_sha3(result.old_head.digest);
        o->rows_received = result.rows_read;
        o->rows_rejected = result.rows_rejected;
        o->rows_new = result.rows_added + result.rows_retracted + result.rows_corrected;
        o->has_offsets = result.has_data;
        o->offset_first = result.offset_first;
        o->offset_last = result.offset_last;
    }
    ingest_answer(r, o);
    mem_free(o);
}

/* ---- before its commit -----------------------------------------------------------------------
 */

/* Answered as soon as it is durable. r goes with the exchange that is answered. */
static void accept_async(struct worker *w, struct ingest_request *r)
{
    struct push_outcome *o = mem_calloc(1, sizeof *o);
    if (o == NULL) {
        struct kamu_error err = {.code = KAMU_E_NOMEM};
        struct exchange *x = r->x;
        ingest_request_free(r); /* not after the answer, with which r goes */
        exchange_fail(x, &err);
        return;
    }
    r->push.options.reject = NULL; /* they are counted */
    if (!wal_accept(r->x, w, &r->push, o))
        ingest_answer(r, o);
    mem_free(o);
}

/* ---- the handler
 * --------------------------------------------------------------------------------- */

void handle_ingest(struct exchange *x, struct worker *w)
{
    struct kamu_error err = {0};
    struct ingest_request *r = arena_calloc(&x->arena, 1, sizeof *r);
    if (r == NULL) {
        (void)error_nomem(&err);
        exchange_fail(x, &err);
        return;
    }
    if (!ingest_request_read(x, w, r))
        return;
    if (r->unknown_media_type) {
        struct ingest_request rest = {.rejects = r->rejects, .upload = r->upload};
        refuse_media_type(x, w, r); /* r may go with the answer */
        ingest_request_free(&rest);
        return;
    }
    if (r->dry_run) {
        dry_run(w, r);
        return;
    }
    if (guard_read(x, &r->push, &r->push.guard, &err) != KAMU_OK) {
        ingest_request_free(r);
        ingest_fail(x, &err);
        return;
    }
    if (wal_asked(x, &r->push) && r->upload.fd < 0) {
        accept_async(w, r);
        return;
    }
    if (exchange_streams(x)) {
        ingest_large(x, w, r);
        return;
    }
    r->push.done = done;
    r->push.ctx = r;
    commit_queue_push(w, &r->push); /* x may be answered and gone by now */
}
