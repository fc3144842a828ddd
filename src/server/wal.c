/* The write-ahead log: its pushes, their lines, their statuses. See wal.h. */
#include "server/wal.h"

#include "server/metrics.h"
#include "server/routes.h"
#include "server/wal_impl.h"

/* ---- pushes ------------------------------------------------------------------------------- */

static struct str id_of(const struct wal_entry *e)
{
    return (struct str){(const char *)e->id, WAL_ID};
}

static struct str scope_of(const struct wal_entry *e)
{
    return (struct str){(const char *)e->scope, sizeof e->scope};
}

/* Takes the entry over, also when it fails. */
kamu_code wal_entry_add(struct wal *w, struct wal_entry *e, struct kamu_error *err)
{
    kamu_code rc = map_put(&w->by_id, id_of(e), e, err);
    if (rc == KAMU_OK && e->client_key) {
        rc = map_put(&w->by_scope, scope_of(e), e, err);
        if (rc != KAMU_OK)
            (void)map_remove(&w->by_id, id_of(e));
    }
    if (rc != KAMU_OK)
        mem_free(e);
    return rc;
}

static void forget_scope(struct wal *w, const struct wal_entry *e)
{
    if (e->client_key && map_get(&w->by_scope, scope_of(e)) == e)
        (void)map_remove(&w->by_scope, scope_of(e));
}

static void leave_line(struct wal *w, struct wal_entry *e)
{
    struct wal_line *l = e->line;
    if (l == NULL)
        return;
    if (l->waiting == e)
        l->waiting = e->next;
    *(e->prev != NULL ? &e->prev->next : &l->first) = e->next;
    *(e->next != NULL ? &e->next->prev : &l->last) = e->prev;
    e->prev = e->next = NULL;
    e->line = NULL;
    w->pending--;
    w->pending_bytes -= e->size;
    metrics_gauge_set(w->server->metrics, METRIC_WAL_ENTRIES, (int64_t)w->pending);
    metrics_gauge_set(w->server->metrics, METRIC_WAL_BYTES, (int64_t)w->pending_bytes);
}

void wal_entry_drop(struct wal *w, struct wal_entry *e)
{
    leave_line(w, e);
    forget_scope(w, e);
    (void)map_remove(&w->by_id, id_of(e));
    if (e->file != NULL)
        e->file->open--;
    mem_free(e);
}

static struct wal_line *line_of(struct wal *w, const struct odf_did *dataset)
{
    struct wal_line *l = w->lines;
    while (l != NULL && !odf_did_eq(&l->dataset, dataset))
        l = l->next;
    if (l != NULL)
        return l;
    l = mem_calloc(1, sizeof *l);
    if (l == NULL)
        return NULL;
    l->wal = w;
    l->dataset = *dataset;
    l->next = w->lines;
    w->lines = l;
    return l;
}

kamu_code wal_entry_line_up(struct wal *w, struct wal_entry *e, struct kamu_error *err)
{
    struct wal_line *l = line_of(w, &e->dataset);
    if (l == NULL)
        return error_nomem(err);
    e->line = l;
    e->state = WAL_WAITING;
    e->number = w->next_number++;
    e->prev = l->last;
    *(l->last != NULL ? &l->last->next : &l->first) = e;
    l->last = e;
    if (l->waiting == NULL)
        l->waiting = e;
    w->pending++;
    w->pending_bytes += e->size;
    metrics_gauge_set(w->server->metrics, METRIC_WAL_ENTRIES, (int64_t)w->pending);
    metrics_gauge_set(w->server->metrics, METRIC_WAL_BYTES, (int64_t)w->pending_bytes);
    return KAMU_OK;
}

void wal_entry_finish(struct wal *w, struct wal_entry *e, struct wal_file *status, uint64_t at,
                      int64_t now_ms, bool failed)
{
    leave_line(w, e);
    if (e->file != NULL)
        e->file->open--;
    if (failed) { /* the client may try again under the same key */
        forget_scope(w, e);
        e->client_key = false;
    }
    e->state = WAL_FINISHED;
    e->file = status;
    e->at = at;
    e->done_ms = now_ms;
    status->open++;
    status->first_ms = now_ms < status->first_ms ? now_ms : status->first_ms;
    status->last_ms = now_ms > status->last_ms ? now_ms : status->last_ms;
    e->prev = w->old_last;
    *(w->old_last != NULL ? &w->old_last->next : &w->old_first) = e;
    w->old_last = e;
    w->n_old++;
}

void wal_forget_old(struct wal *w, int64_t now_ms)
{
    int64_t oldest = now_ms - (int64_t)w->server->options.idempotency_seconds * 1000;
    while (w->old_first != NULL && (w->old_first->done_ms < oldest || w->n_old > WAL_STATUS_MAX)) {
        struct wal_entry *e = w->old_first;
        w->old_first = e->next;
        *(e->next != NULL ? &e->next->prev : &w->old_last) = NULL;
        e->next = NULL;
        w->n_old--;
        wal_entry_drop(w, e);
    }
}

/* ---- open, close ----------------------------------------------------------------------------- */

static void wal_free(struct wal *w)
{
    size_t i = 0;
    struct str key;
    void *e;
    while (map_next(&w->by_id, &i, &key, &e))
        mem_free(e);
    map_free(&w->by_id);
    map_free(&w->by_scope);
    while (w->lines != NULL) {
        struct wal_line *l = w->lines;
        w->lines = l->next;
        mem_free(l);
    }
    wal_journals_close(w);
    pthread_cond_destroy(&w->to_sync);
    pthread_cond_destroy(&w->to_do);
    pthread_cond_destroy(&w->less);
    pthread_mutex_destroy(&w->mutex);
    mem_free(w);
}

static kamu_code init_locks(struct wal *w, struct kamu_error *err)
{
    pthread_condattr_t clock;
    if (pthread_mutex_init(&w->mutex, NULL) != 0 || pthread_condattr_init(&clock) != 0)
        return error_nomem(err);
    (void)pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    bool ok = pthread_cond_init(&w->to_sync, NULL) == 0 &&
              pthread_cond_init(&w->to_do, &clock) == 0 && pthread_cond_init(&w->less, NULL) == 0;
    pthread_condattr_destroy(&clock);
    return ok ? KAMU_OK : error_nomem(err);
}

kamu_code wal_start(struct wal *w, struct kamu_error *err)
{
    w->stopping = false;
    int e = pthread_create(&w->syncer, NULL, wal_sync, w);
    w->has_syncer = e == 0;
    if (e == 0)
        e = pthread_create(&w->applier, NULL, wal_apply, w);
    w->has_applier = w->has_syncer && e == 0;
    return e == 0 ? KAMU_OK : error_os(err, e, "Cannot start a thread");
}

kamu_code wal_open(struct server *s, struct wal **out, struct kamu_error *err)
{
    struct wal *w = mem_calloc(1, sizeof *w);
    *out = NULL;
    if (w == NULL)
        return error_nomem(err);
    w->server = s;
    w->env = *s->env;
    w->env.cancel = w->env.fs.cancel = NULL;
    w->stopping = true; /* until it is started */
    map_init(&w->by_id);
    map_init(&w->by_scope);
    kamu_code rc = init_locks(w, err);
    if (rc != KAMU_OK) {
        mem_free(w);
        return rc;
    }
    rc = path_join(w->dir, err, s->server_dir, WAL_DIR);
    if (rc == KAMU_OK)
        rc = wal_journals_open(w, err);
    if (rc == KAMU_OK && w->recovering != 0) {
        log_write(&w->env.log, LOG_INFO, "%zu accepted push(es) from before are being committed",
                  w->recovering);
        atomic_fetch_add(&s->guard->limits.hold, 1);
    }
    if (rc != KAMU_OK) {
        wal_free(w);
        return rc;
    }
    *out = w;
    return KAMU_OK;
}

void wal_stop(struct wal *w)
{
    pthread_mutex_lock(&w->mutex);
    w->stopping = true;
    pthread_cond_broadcast(&w->to_sync);
    wal_wake(w);
    pthread_mutex_unlock(&w->mutex);
    if (w->has_syncer)
        pthread_join(w->syncer, NULL);
    if (w->has_applier)
        pthread_join(w->applier, NULL);
    w->has_syncer = w->has_applier = false;
}

void wal_close(struct wal *w)
{
    if (w != NULL)
        wal_free(w);
}

/* ---- GET {ds}/ingest/status/{id} ----------------------------------------------------------------
 */

/* *known = false: there is none, or it is another dataset's. Empty: it is pending. */
static kamu_code read_status(struct wal *w, const uint8_t id[WAL_ID], const struct odf_did *dataset,
                             bool *known, struct buf *out, struct kamu_error *err)
{
    struct buf payload = BUF_INIT(WAL_STATUS_TEXT_MAX + 1024);
    struct wal_done d;
    uint32_t type;
    kamu_code rc = KAMU_OK;
    pthread_mutex_lock(&w->mutex);
    const struct wal_entry *e = map_get(&w->by_id, (struct str){(const char *)id, WAL_ID});
    *known = e != NULL && e->state != WAL_NEW && odf_did_eq(&e->dataset, dataset);
    if (*known && e->state == WAL_FINISHED)
        rc = record_log_read(&e->file->log, e->at, &payload, &type, err);
    pthread_mutex_unlock(&w->mutex);
    if (rc == KAMU_OK && payload.len != 0) {
        if (wal_done_decode(payload.data, payload.len, &d))
            rc = buf_append(out, d.text.p, d.text.n, err);
        else
            rc = error_set(err, KAMU_E_CORRUPT, "A status is damaged");
    }
    buf_free(&payload);
    return rc;
}

void handle_ingest_status(struct exchange *x, struct worker *w)
{
    struct buf text = BUF_INIT(WAL_STATUS_TEXT_MAX);
    struct kamu_error err = {0};
    uint8_t id[WAL_ID];
    char id_text[WAL_ID_TEXT];
    bool known = false;
    kamu_code rc = KAMU_OK;
    if (wal_id_parse(x->args[0], id))
        rc = read_status(w->server->wal, id, &x->dataset.id, &known, &text, &err);
    wal_id_text(id, id_text);
    if (rc == KAMU_OK && known && text.len == 0)
        rc = buf_printf(&text, &err, "{\"id\":\"%s\",\"status\":\"pending\"}", id_text);
    if (rc == KAMU_OK && known) {
        exchange_add_header(x, "Cache-Control", "no-store");
        exchange_send_buf(x, 200, "application/json", &text);
        return;
    }
    buf_free(&text);
    if (rc != KAMU_OK)
        exchange_fail(x, &err);
    else
        exchange_refuse(x, 404, "No push is known by this id");
}
