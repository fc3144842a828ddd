/* Taking pushes over: checked, written, synced, answered 202. See wal.h. */
#include "digest/sha3.h"
#include "ingest/group.h"
#include "server/metrics.h"
#include "server/wal_impl.h"

#include <errno.h>
#include <unistd.h>

/* ---- is it asked for? ---------------------------------------------------------------------- */

bool wal_asked(const struct exchange *x, const struct push_request *request)
{
    /* A producer's push must not wait here: a later one that does not would overtake it, and make a
     * repeat of what was accepted. */
    return x->server->wal != NULL && request->size <= WAL_BODY_MAX &&
           request->guard.producer.p == NULL &&
           header_lists(exchange_header(x, "prefer"), "respond-async");
}

/* ---- is it good? ------------------------------------------------------------------------------
 */

static kamu_code read_body(const struct push_request *r, struct buf *out, struct kamu_error *err)
{
    size_t size = (size_t)r->size;
    KAMU_TRY(buf_reserve(out, size + 1, err));
    if (r->data != NULL || r->fd < 0)
        return buf_append(out, r->data != NULL ? r->data : "", r->data != NULL ? size : 0, err);
    while (out->len < size) {
        ssize_t n = pread(r->fd, out->data + out->len, size - out->len, (off_t)out->len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return error_os(err, n < 0 ? errno : EIO, "Cannot read the request's body");
        out->len += (size_t)n;
    }
    return KAMU_OK;
}

/* A push that is committed by itself is tried. */
static kamu_code try_alone(struct worker *w, struct dataset *ds, const struct push_request *r,
                           const struct buf *body, struct kamu_error *err)
{
    struct kamu_push *push;
    struct kamu_push_options o = r->options;
    o.dry_run = true;
    o.preview_rows = 0;
    o.expected_head = NULL; /* it counts when its turn has come */
    KAMU_TRY(push_open(&w->env, ds, &o, &push, err));
    kamu_code rc = kamu_push_add_memory(push, body->data != NULL ? (const char *)body->data : "",
                                        body->len, r->name, err);
    if (rc == KAMU_OK)
        rc = kamu_push_commit(push, NULL, err);
    kamu_push_free(push);
    return rc;
}

static kamu_code check_on(struct worker *w, struct dataset *ds, const struct push_request *r,
                          const struct buf *body, struct kamu_error *err)
{
    const struct dataset_state *state;
    struct target *target = NULL;
    struct prepared *p = NULL;
    char run[FS_PATH_MAX];
    struct prepare_input in = {.data = body->data != NULL ? (const char *)body->data : "",
                               .size = body->len,
                               .name = r->name};
    KAMU_TRY(path_join(run, err, w->ws->dir, "run"));
    KAMU_TRY(dataset_state(ds, &state, err));
    if (state->chain.dataset_kind != ODF_ROOT)
        return error_set(err, KAMU_E_USAGE, "Ingesting data available for root datasets only");
    KAMU_TRY(target_new(&state->chain, &target, err));
    kamu_code rc = group_prepare(&w->env, target, &r->options, &in, run, &p, err);
    bool alone = rc == KAMU_OK && prepared_how(p) != PREPARED_TOGETHER;
    prepared_free(p);
    target_unref(target);
    return alone ? try_alone(w, ds, r, body, err) : rc;
}

/* Everything that can be said of it without committing it. */
static kamu_code check(struct worker *w, const struct push_request *r, const struct buf *body,
                       struct kamu_error *err)
{
    struct dataset *ds = NULL;
    KAMU_TRY(dataset_open(w->ws, &r->dataset, &ds, err));
    kamu_code rc = check_on(w, ds, r, body, err);
    dataset_close(ds);
    return rc;
}

/* ---- answers ------------------------------------------------------------------------------------
 */

static void answer_accepted(struct exchange *x, const uint8_t id[WAL_ID], bool replayed)
{
    char text[WAL_ID_TEXT];
    wal_id_text(id, text);
    struct str path = x->path;
    while (path.n > 1 && path.p[path.n - 1] == '/')
        path.n--;
    const char *where = arena_printf(&x->arena, STR_FMT "/status/%s", STR_ARG(path), text);
    if (where != NULL)
        exchange_add_header(x, "Location", where);
    exchange_add_header(x, "Preference-Applied", "respond-async");
    if (replayed)
        exchange_add_header(x, "Idempotent-Replayed", "true");
    exchange_send(x, 202, NULL, NULL, 0);
}

static void answer_full(struct exchange *x)
{
    exchange_add_header(x, "Retry-After", "5");
    exchange_refuse(x, 503, "Too many pushes wait for their commit");
}

/* ---- writing it down
 * ------------------------------------------------------------------------------ */

/* What the client does not give for it to be known again. */
static kamu_code own_key(struct wal *w, struct wal_push *p, struct kamu_error *err)
{
    uint8_t digest[SHA3_256_SIZE];
    static const char salt[] = "kamu-c/wal";
    struct sha3 h;
    KAMU_TRY(random_bytes(&w->env.random, p->id, WAL_ID, err));
    p->client_key = p->guard.has_key;
    if (p->guard.has_key || p->guard.producer.p != NULL)
        return KAMU_OK;
    sha3_init(&h);
    sha3_update(&h, salt, sizeof salt);
    sha3_update(&h, p->id, WAL_ID);
    sha3_final(&h, digest);
    p->guard.has_key = true;
    memcpy(p->guard.scope, digest, sizeof p->guard.scope);
    memcpy(p->guard.fingerprint, digest + 16, sizeof p->guard.fingerprint);
    return KAMU_OK;
}

static kamu_code encode(struct wal *w, const struct push_request *r, const struct buf *body,
                        struct wal_push *p, struct buf *payload, struct kamu_error *err)
{
    *p = (struct wal_push){.time_ms = instant_ms_floor(clock_now(&w->env.clock)),
                           .dataset = r->dataset.id,
                           .guard = r->guard,
                           .options = r->options,
                           .media_type = r->media_type,
                           .body = body->data != NULL ? body->data : (const uint8_t *)"",
                           .size = body->len};
    KAMU_TRY(own_key(w, p, err));
    return wal_push_encode(p, payload, err);
}

/* With the mutex held. The record is in the file, not yet on the disk. */
static kamu_code write_down(struct wal *w, const struct wal_push *p, const struct buf *payload,
                            struct wal_entry **out, struct kamu_error *err)
{
    struct wal_file *f;
    struct wal_entry *e = mem_calloc(1, sizeof *e);
    if (e == NULL)
        return error_nomem(err);
    e->client_key = p->client_key;
    e->dataset = p->dataset;
    e->size = payload->len;
    memcpy(e->id, p->id, WAL_ID);
    memcpy(e->scope, p->guard.scope, sizeof e->scope);
    memcpy(e->fingerprint, p->guard.fingerprint, sizeof e->fingerprint);
    KAMU_TRY(wal_entry_add(w, e, err));
    kamu_code rc = wal_file_current(w->journals, false, payload->len + RECORD_OVERHEAD, &f, err);
    if (rc == KAMU_OK)
        rc = wal_file_put(f, WAL_ACCEPTED, payload, &e->at, err);
    if (rc != KAMU_OK) {
        wal_entry_drop(w, e);
        return rc;
    }
    f->first_ms = p->time_ms < f->first_ms ? p->time_ms : f->first_ms;
    f->last_ms = p->time_ms > f->last_ms ? p->time_ms : f->last_ms;
    f->open++;
    e->file = f;
    *out = e;
    return KAMU_OK;
}

static void wait_for_sync(struct wal *w, struct exchange *x, struct wal_entry *e,
                          struct wal_waiter *waiter)
{
    *waiter = (struct wal_waiter){.x = x, .e = e};
    *(w->last_waiter != NULL ? &w->last_waiter->next : &w->waiters) = waiter;
    w->last_waiter = waiter;
    pthread_cond_signal(&w->to_sync);
}

/* The same key again: true = x is answered. */
static bool answer_known(struct wal *w, struct exchange *x, const struct push_guard *g,
                         struct push_outcome *o, bool *refused)
{
    uint8_t id[WAL_ID];
    *refused = false;
    if (!g->has_key)
        return false;
    pthread_mutex_lock(&w->mutex);
    const struct wal_entry *e =
        map_get(&w->by_scope, (struct str){(const char *)g->scope, sizeof g->scope});
    bool known = e != NULL;
    if (known) {
        *refused = memcmp(e->fingerprint, g->fingerprint, sizeof e->fingerprint) != 0;
        enum push_verdict verdict = VERDICT_MISMATCH;
        if (e->state == WAL_NEW && !*refused) {
            *refused = true;
            verdict = VERDICT_RUNNING;
        }
        memcpy(id, e->id, WAL_ID);
        if (*refused)
            guard_refuse(o, verdict);
    }
    pthread_mutex_unlock(&w->mutex);
    if (known && !*refused)
        answer_accepted(x, id, true);
    return known && !*refused;
}

static bool accept_body(struct wal *w, struct exchange *x, const struct push_request *request,
                        const struct buf *body, struct push_outcome *o)
{
    struct buf payload = BUF_INIT(RECORD_PAYLOAD_MAX);
    struct wal_push p;
    struct wal_entry *e = NULL;
    struct wal_waiter *waiter = arena_alloc(&x->arena, sizeof *waiter);
    bool full = false;
    kamu_code rc = waiter != NULL ? KAMU_OK : error_nomem(&o->error);
    if (rc == KAMU_OK)
        rc = encode(w, request, body, &p, &payload, &o->error);
    if (rc == KAMU_OK) {
        pthread_mutex_lock(&w->mutex);
        full =
            w->pending != 0 && (w->pending >= WAL_PENDING_MAX ||
                                w->pending_bytes + payload.len > w->server->options.wal_max_bytes);
        if (w->stopping)
            rc = error_set(&o->error, KAMU_E_CANCELLED, "The server stops");
        else if (!full)
            rc = write_down(w, &p, &payload, &e, &o->error);
        if (e != NULL)
            wait_for_sync(w, x, e, waiter);
        pthread_mutex_unlock(&w->mutex);
    }
    buf_free(&payload);
    o->code = rc;
    if (full)
        answer_full(x);
    return full || e != NULL;
}

bool wal_accept(struct exchange *x, struct worker *worker, const struct push_request *request,
                struct push_outcome *outcome)
{
    struct wal *w = x->server->wal;
    struct guard_ticket *ticket = NULL;
    struct buf body = BUF_INIT((size_t)WAL_BODY_MAX + 2);
    bool known = false, refused;
    *outcome = (struct push_outcome){0};
    if (answer_known(w, x, &request->guard, outcome, &refused))
        return true;
    if (refused)
        return false;
    kamu_code rc = guard_enter(worker, request, &ticket, outcome, &known, &outcome->error);
    if (rc == KAMU_OK && known)
        return false;
    if (rc == KAMU_OK)
        rc = read_body(request, &body, &outcome->error);
    if (rc == KAMU_OK)
        rc = check(worker, request, &body, &outcome->error);
    outcome->code = rc;
    bool answered = rc == KAMU_OK && accept_body(w, x, request, &body, outcome);
    buf_free(&body);
    guard_leave(ticket);
    return answered;
}

/* ---- one sync for many
 * --------------------------------------------------------------------------- */

/* Files of the waiters: nearly always one. */
static kamu_code sync_files(const struct wal_waiter *list, struct kamu_error *err)
{
    const struct wal_file *last = NULL;
    for (const struct wal_waiter *x = list; x != NULL; x = x->next) {
        if (x->e->file == last)
            continue;
        last = x->e->file;
        KAMU_TRY(fs_sync(last->log.file, err));
    }
    return KAMU_OK;
}

/* It was not acknowledged, but a part of it may be on the disk: whoever finds it shall not commit
 * it. */
static void take_back(struct wal *w, struct wal_entry *e)
{
    struct buf payload = BUF_INIT(WAL_STATUS_TEXT_MAX);
    struct wal_file *f;
    uint64_t at;
    struct wal_done d = {.time_ms = instant_ms_floor(clock_now(&w->env.clock)),
                         .dataset = e->dataset,
                         .failed = true,
                         .text = STR("{\"status\":\"refused\"}")};
    memcpy(d.id, e->id, WAL_ID);
    if (wal_done_encode(&d, &payload, NULL) == KAMU_OK &&
        wal_file_current(w->journals, true, payload.len + RECORD_OVERHEAD, &f, NULL) == KAMU_OK &&
        wal_file_put(f, WAL_DONE, &payload, &at, NULL) == KAMU_OK) {
        f->first_ms = d.time_ms < f->first_ms ? d.time_ms : f->first_ms;
        f->last_ms = d.time_ms > f->last_ms ? d.time_ms : f->last_ms;
    }
    buf_free(&payload);
    wal_entry_drop(w, e);
}

static void settle_waiters(struct wal *w, struct wal_waiter *list, kamu_code rc)
{
    for (struct wal_waiter *x = list; x != NULL; x = x->next) {
        if (rc == KAMU_OK)
            rc = wal_entry_line_up(w, x->e, NULL);
        if (rc != KAMU_OK) {
            take_back(w, x->e);
            x->e = NULL;
        }
    }
    wal_wake(w);
}

static void answer_waiters(struct wal *w, struct wal_waiter *list, const uint8_t (*ids)[WAL_ID],
                           const struct kamu_error *err)
{
    size_t i = 0;
    for (struct wal_waiter *x = list, *next; x != NULL; x = next, i++) {
        next = x->next; /* it goes with its exchange */
        if (x->e != NULL)
            answer_accepted(x->x, ids[i], false);
        else
            exchange_fail(x->x, err);
    }
    metrics_count(w->server->metrics, METRIC_WAL_APPENDS, i);
}

enum { SYNC_AT_ONCE = 1024 };

static struct wal_waiter *take_waiters(struct wal *w, uint8_t (*ids)[WAL_ID])
{
    struct wal_waiter *first = w->waiters, *x = first, *last = NULL;
    for (size_t n = 0; x != NULL && n < SYNC_AT_ONCE; n++, x = x->next) {
        memcpy(ids[n], x->e->id, WAL_ID);
        last = x;
    }
    w->waiters = x;
    if (x == NULL)
        w->last_waiter = NULL;
    last->next = NULL;
    return first;
}

void *wal_sync(void *arg)
{
    struct wal *w = arg;
    static const struct kamu_error unknown = {.code = KAMU_E_NOMEM};
    uint8_t ids[SYNC_AT_ONCE][WAL_ID];
    pthread_mutex_lock(&w->mutex);
    for (;;) {
        while (w->waiters == NULL && !w->stopping)
            pthread_cond_wait(&w->to_sync, &w->mutex);
        if (w->waiters == NULL)
            break;
        struct wal_waiter *list = take_waiters(w, ids);
        struct kamu_error err = unknown;
        pthread_mutex_unlock(&w->mutex);
        kamu_code rc = sync_files(list, &err);
        pthread_mutex_lock(&w->mutex);
        settle_waiters(w, list, rc);
        pthread_mutex_unlock(&w->mutex);
        answer_waiters(w, list, ids, &err);
        pthread_mutex_lock(&w->mutex);
    }
    pthread_mutex_unlock(&w->mutex);
    return NULL;
}

bool wal_full(struct wal *w)
{
    if (w == NULL)
        return false;
    pthread_mutex_lock(&w->mutex);
    bool full = w->pending_bytes >= w->server->options.wal_max_bytes;
    pthread_mutex_unlock(&w->mutex);
    return full;
}
