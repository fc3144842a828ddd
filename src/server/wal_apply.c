/* Committing what was accepted, in order and once; see wal.h. */
#include "server/metrics.h"
#include "server/wal_impl.h"

#define RETRY_ORDER_NS ((uint64_t)2 * 1000000)  /* one before it is not settled yet */
#define RETRY_FIRST_NS ((uint64_t)20 * 1000000) /* the disk, memory, a full queue */
#define RETRY_MAX_NS ((uint64_t)5 * 1000000000)
#define TIDY_NS ((uint64_t)1000000000)

/* ---- the order of a line ------------------------------------------------------------------- */

static bool may(void *ctx, uint64_t attempt)
{
    struct wal_entry *e = ((struct wal_run *)ctx)->e;
    struct wal *w = e->line->wal;
    pthread_mutex_lock(&w->mutex);
    const struct wal_entry *before = e->prev;
    while (before != NULL && before->state >= WAL_SETTLED)
        before = before->prev;
    bool ok = before == NULL || before->attempt == attempt;
    if (ok)
        e->attempt = attempt;
    pthread_mutex_unlock(&w->mutex);
    return ok;
}

static void settled(void *ctx)
{
    struct wal_entry *e = ((struct wal_run *)ctx)->e;
    struct wal *w = e->line->wal;
    pthread_mutex_lock(&w->mutex);
    e->state = WAL_SETTLED;
    pthread_mutex_unlock(&w->mutex);
}

/* ---- one push on its way ----------------------------------------------------------------------
 */

static void run_free(struct wal_run *r)
{
    buf_free(&r->payload);
    arena_free(&r->arena);
    mem_free(r);
}

/* Is it to be tried again as it is? */
static bool again(const struct wal_run *r, const struct push_outcome *o)
{
    if (o->code == KAMU_OK)
        return false;
    if (o->verdict == VERDICT_MISMATCH || o->verdict == VERDICT_FENCED)
        return false;
    if (o->verdict != VERDICT_NONE || !guard_final(o->code))
        return true;
    return o->code == KAMU_E_CONFLICT && r->push.options.expected_head == NULL; /* a lost race */
}

static void wait_again(struct wal_line *l, struct wal_entry *e, enum push_verdict verdict)
{
    uint64_t wait = RETRY_ORDER_NS;
    e->state = WAL_WAITING;
    if (l->waiting == NULL || l->waiting->number > e->number)
        l->waiting = e;
    if (verdict != VERDICT_RUNNING) {
        l->failures += l->failures < 16;
        wait = RETRY_FIRST_NS << (l->failures - 1);
    }
    wait = clock_monotonic_ns() + (wait < RETRY_MAX_NS ? wait : RETRY_MAX_NS);
    l->retry_ns = wait > l->retry_ns ? wait : l->retry_ns;
}

static void done(void *ctx, const struct push_outcome *outcome)
{
    struct wal_run *r = ctx;
    struct wal_entry *e = r->e;
    struct wal_line *l = e->line;
    struct wal *w = l->wal;
    bool retry = again(r, outcome);
    if (!retry)
        r->outcome = *outcome;
    pthread_mutex_lock(&w->mutex);
    l->under_way--;
    w->under_way--;
    l->bytes_under_way -= e->size;
    if (retry) {
        wait_again(l, e, outcome->verdict);
    } else {
        e->state = WAL_SETTLED;
        l->failures = 0;
        r->next = NULL;
        *(w->last_finished != NULL ? &w->last_finished->next : &w->finished) = r;
        w->last_finished = r;
    }
    wal_wake(w);
    pthread_mutex_unlock(&w->mutex);
    if (retry)
        run_free(r);
}

static kamu_code load(struct worker *worker, struct wal_run *r, struct kamu_error *err)
{
    uint32_t type;
    char did[ODF_DID_TEXT_MAX];
    struct push_request *q = &r->request;
    KAMU_TRY(record_log_read(&r->e->file->log, r->e->at, &r->payload, &type, err));
    if (type != WAL_ACCEPTED || !wal_push_decode(r->payload.data, r->payload.len, &r->push))
        return error_set(err, KAMU_E_CORRUPT, "%s: the record at byte %llu is damaged",
                         fs_name(r->e->file->log.file), (unsigned long long)r->e->at);
    size_t n = odf_did_text(&r->push.dataset, did);
    KAMU_TRY(workspace_resolve(worker->ws, (struct str){did, n}, &r->arena, &q->dataset, err));
    q->options = r->push.options;
    q->media_type = r->push.media_type;
    q->data = r->push.body;
    q->size = r->push.size;
    q->fd = -1;
    q->name = "request body";
    q->guard = r->push.guard;
    q->guard.order = &r->order;
    q->done = done;
    q->ctx = r;
    return KAMU_OK;
}

static void push_one(struct worker *worker, struct wal_entry *e)
{
    struct wal *w = e->line->wal;
    struct wal_run *r = mem_calloc(1, sizeof *r);
    if (r == NULL) {
        pthread_mutex_lock(&w->mutex);
        e->line->under_way--;
        w->under_way--;
        e->line->bytes_under_way -= e->size;
        wait_again(e->line, e, VERDICT_NONE);
        pthread_mutex_unlock(&w->mutex);
        return;
    }
    r->e = e;
    buf_init(&r->payload, RECORD_PAYLOAD_MAX + 1);
    arena_init(&r->arena, 1 << 20);
    r->order = (struct push_order){may, settled, r};
    r->outcome.code = load(worker, r, &r->outcome.error);
    if (r->outcome.code == KAMU_OK) {
        commit_queue_push(worker, &r->request); /* r may be gone by now */
        return;
    }
    struct push_outcome failed = r->outcome;
    done(r, &failed);
}

/* A worker's job: puts what waits in a line into the commit queue, as much as may be in there. */
static void run_line(struct worker *worker, void *arg)
{
    struct wal_line *l = arg;
    struct wal *w = l->wal;
    pthread_mutex_lock(&w->mutex);
    while (!w->stopping && l->waiting != NULL && l->under_way < WAL_WINDOW &&
           l->bytes_under_way < WAL_WINDOW_BYTES && clock_monotonic_ns() >= l->retry_ns) {
        struct wal_entry *e = l->waiting;
        l->waiting = e->next;
        if (e->state != WAL_WAITING)
            continue;
        e->state = WAL_UNDER_WAY;
        l->under_way++;
        w->under_way++;
        l->bytes_under_way += e->size;
        pthread_mutex_unlock(&w->mutex);
        push_one(worker, e);
        pthread_mutex_lock(&w->mutex);
    }
    l->job = false;
    w->jobs--;
    wal_wake(w);
    pthread_mutex_unlock(&w->mutex);
}

/* ---- statuses
 * -------------------------------------------------------------------------------------
 */

static kamu_code put_dead(struct wal *w, const struct wal_run *r, const struct buf *text,
                          struct kamu_error *err)
{
    char dir[FS_PATH_MAX], id[WAL_ID_TEXT], name[WAL_ID_TEXT + 8];
    struct env *env = &w->env;
    wal_id_text(r->e->id, id);
    KAMU_TRY(path_join(dir, err, r->e->file->journal->dir, "dead"));
    KAMU_TRY(fs_mkdirs(&env->fs, dir, err));
    (void)snprintf(name, sizeof name, "%s.json", id);
    KAMU_TRY(fs_write_atomic(&env->fs, &env->random, dir, name, text->data, text->len, true, err));
    return fs_write_atomic(&env->fs, &env->random, dir, id, r->push.body, r->push.size, true, err);
}

/* Without the mutex: only this thread ends pushes. */
static bool keep_dead(struct wal *w, const struct wal_run *r)
{
    struct buf text = BUF_INIT(WAL_STATUS_TEXT_MAX);
    struct kamu_error err;
    uint64_t bytes = r->push.size + WAL_STATUS_TEXT_MAX;
    bool kept = r->push.body != NULL && w->dead_bytes + bytes <= WAL_DEAD_MAX &&
                wal_status_text(r->e->id, &r->outcome, true, &text, NULL) == KAMU_OK;
    if (kept && put_dead(w, r, &text, &err) != KAMU_OK) {
        kept = false;
        log_write(&w->env.log, LOG_WARN, "The body of a failed push could not be kept: %s",
                  kamu_error_message(&err, 0));
    }
    if (kept)
        w->dead_bytes += r->push.size + text.len;
    buf_free(&text);
    return kept;
}

static kamu_code write_status(struct wal *w, struct wal_run *r, bool kept, struct kamu_error *err)
{
    struct wal_entry *e = r->e;
    struct buf text = BUF_INIT(WAL_STATUS_TEXT_MAX), payload = BUF_INIT(2 * WAL_STATUS_TEXT_MAX);
    struct wal_file *f = NULL;
    uint64_t at = 0;
    bool failed = r->outcome.code != KAMU_OK;
    struct wal_done d = {.time_ms = instant_ms_floor(clock_now(&w->env.clock)),
                         .dataset = e->dataset,
                         .client_key = e->client_key,
                         .failed = failed};
    memcpy(d.id, e->id, WAL_ID);
    memcpy(d.scope, e->scope, sizeof d.scope);
    memcpy(d.fingerprint, e->fingerprint, sizeof d.fingerprint);
    kamu_code rc = wal_status_text(e->id, &r->outcome, kept, &text, err);
    d.text = (struct str){(const char *)text.data, text.len};
    if (rc == KAMU_OK)
        rc = wal_done_encode(&d, &payload, err);
    pthread_mutex_lock(&w->mutex);
    if (rc == KAMU_OK)
        rc = wal_file_current(e->file->journal, true, payload.len + RECORD_OVERHEAD, &f, err);
    if (rc == KAMU_OK)
        rc = wal_file_put(f, WAL_DONE, &payload, &at, err);
    if (rc == KAMU_OK) {
        bool recovered = e->recovered;
        wal_entry_finish(w, e, f, at, d.time_ms, failed);
        if (recovered && --w->recovering == 0)
            atomic_fetch_sub(&w->server->guard->limits.hold, 1);
        metrics_count(w->server->metrics, METRIC_WAL_RECOVERED, recovered);
    }
    pthread_mutex_unlock(&w->mutex);
    buf_free(&text);
    buf_free(&payload);
    return rc;
}

/* Where it cannot be written the push stays settled, and its status pending. Without the mutex.
 * true: all were written. */
static bool write_statuses(struct wal *w, struct wal_run *list)
{
    struct kamu_error err;
    for (struct wal_run *r = list, *next; r != NULL; r = next) {
        next = r->next;
        bool kept = r->outcome.code != KAMU_OK && keep_dead(w, r);
        if (write_status(w, r, kept, &err) != KAMU_OK) {
            log_write(&w->env.log, LOG_WARN, "The status of an accepted push is not written: %s",
                      kamu_error_message(&err, 0));
            pthread_mutex_lock(&w->mutex);
            struct wal_run *last = r;
            while (last->next != NULL)
                last = last->next;
            last->next = w->finished;
            if (w->finished == NULL)
                w->last_finished = last;
            w->finished = r;
            pthread_mutex_unlock(&w->mutex);
            return false;
        }
        run_free(r);
    }
    return true;
}

/* ---- the thread ---------------------------------------------------------------------------------
 */

/* With the mutex; *until: when to look again. */
static void start_jobs(struct wal *w, uint64_t *until)
{
    uint64_t now = clock_monotonic_ns();
    for (struct wal_line *l = w->lines; l != NULL && !w->stopping; l = l->next) {
        if (l->waiting == NULL || l->job || l->under_way >= WAL_WINDOW ||
            l->bytes_under_way >= WAL_WINDOW_BYTES)
            continue;
        if (l->retry_ns > now) {
            *until = l->retry_ns < *until ? l->retry_ns : *until;
            continue;
        }
        l->job = true;
        w->jobs++;
        pthread_mutex_unlock(&w->mutex);
        server_submit(w->server, run_line, l); /* lines stay where they are */
        pthread_mutex_lock(&w->mutex);
    }
}

/* With the mutex. Files are removed by this thread alone. */
static bool sync_statuses(struct wal *w)
{
    bool ok = true;
    for (struct wal_journal *j = w->journals; j != NULL; j = j->next)
        for (struct wal_file *f = j->statuses; f != NULL; f = f->next) {
            if (!f->dirty)
                continue;
            f->dirty = false;
            pthread_mutex_unlock(&w->mutex);
            bool synced = fs_sync(f->log.file, NULL) == KAMU_OK;
            pthread_mutex_lock(&w->mutex);
            f->dirty |= !synced;
            ok &= synced;
        }
    return ok;
}

static void tidy(struct wal *w)
{
    wal_forget_old(w, instant_ms_floor(clock_now(&w->env.clock)));
    if (sync_statuses(w))
        wal_journals_tidy(w);
}

static bool is_over(const struct wal *w)
{
    return w->stopping && w->jobs == 0 && w->under_way == 0;
}

static void wait_until(struct wal *w, uint64_t until)
{
    struct timespec t = {(time_t)(until / 1000000000), (long)(until % 1000000000)};
    (void)pthread_cond_timedwait(&w->to_do, &w->mutex, &t);
}

void *wal_apply(void *arg)
{
    struct wal *w = arg;
    uint64_t tidied = clock_monotonic_ns(), write_at = 0;
    pthread_mutex_lock(&w->mutex);
    for (;;) {
        uint64_t now = clock_monotonic_ns(), until = tidied + TIDY_NS;
        bool over = is_over(w);
        w->woken = false;
        if (w->finished != NULL && (now >= write_at || over)) {
            struct wal_run *list = w->finished;
            w->finished = w->last_finished = NULL;
            pthread_mutex_unlock(&w->mutex);
            write_at = write_statuses(w, list) ? 0 : now + TIDY_NS;
            pthread_mutex_lock(&w->mutex);
        }
        start_jobs(w, &until);
        if (now >= tidied + TIDY_NS) {
            tidy(w);
            tidied = now;
            until = tidied + TIDY_NS;
        }
        if (over)
            break;
        if (!w->woken)
            wait_until(w, until);
    }
    while (w->finished != NULL) { /* what could not be written; it is found again as pending */
        struct wal_run *r = w->finished;
        w->finished = r->next;
        run_free(r);
    }
    tidy(w);
    pthread_mutex_unlock(&w->mutex);
    return NULL;
}
