/* Commit queue: see commit_queue.h. Here: the way into the line, and the committers. */
#include "server/commit_queue.h"

#include "server/commit_line.h"

#include <errno.h>
#include <time.h>

#define WAITING_BYTES 2048                          /* of a push besides its body */
#define REST_AFTER_NS ((uint64_t)250 * 1000 * 1000) /* idle: key states are brought up to date */
#define CLOSE_AFTER_NS ((uint64_t)60 * 1000000000)  /* idle: a line is closed */
#define LINES_OPEN_MAX 256 /* more of them are closed as soon as they are idle */
#define LOOK_AROUND_MS 250
#define GATHER_NS_MAX ((uint64_t)1000 * 1000)
#define PREPARE_ALONE_BYTES ((uint64_t)256 << 10) /* bodies up to this are parsed by one thread */

/* ---- lines, under the lock ------------------------------------------------------------------ */

static void free_line(struct line *l)
{
    line_close(l);
    target_unref(l->target);
    arena_free(&l->arena);
    (void)pthread_cond_destroy(&l->gathered);
    mem_free(l);
}

static kamu_code copy_handle(struct line *l, const struct dataset_handle *from,
                             struct kamu_error *err)
{
    l->dataset = *from;
    l->dataset.account = from->account.p == NULL ? STR_NONE : arena_str(&l->arena, from->account);
    l->dataset.name = arena_str(&l->arena, from->name);
    l->dataset.alias = arena_str(&l->arena, from->alias);
    bool full = l->dataset.name.p == NULL || l->dataset.alias.p == NULL ||
                (from->account.p != NULL && l->dataset.account.p == NULL);
    return full ? error_nomem(err) : KAMU_OK;
}

/* The line of a dataset, made when there is none; a reference for the caller. */
static kamu_code get_line(struct commit_queue *q, const struct dataset_handle *dataset,
                          struct line **out, struct kamu_error *err)
{
    char did[ODF_DID_TEXT_MAX];
    size_t n = odf_did_text(&dataset->id, did);
    struct line *l = map_get(&q->lines, (struct str){did, n});
    if (l == NULL) {
        l = mem_calloc(1, sizeof *l);
        if (l == NULL)
            return error_nomem(err);
        l->queue = q;
        (void)pthread_cond_init(&l->gathered, &q->monotonic);
        arena_init(&l->arena, 1 << 20);
        memcpy(l->did, did, n + 1);
        kamu_code rc = copy_handle(l, dataset, err);
        if (rc == KAMU_OK)
            rc = map_put(&q->lines, (struct str){did, n}, l, err);
        if (rc != KAMU_OK) {
            free_line(l);
            return rc;
        }
    }
    l->refs++;
    *out = l;
    return KAMU_OK;
}

static void make_ready(struct line *l)
{
    struct commit_queue *q = l->queue;
    if (l->busy || l->ready)
        return;
    l->ready = true;
    l->next_ready = NULL;
    if (q->last_ready == NULL)
        q->first_ready = l;
    else
        q->last_ready->next_ready = l;
    q->last_ready = l;
    (void)pthread_cond_signal(&q->work);
}

static struct line *next_ready(struct commit_queue *q)
{
    struct line *l = q->first_ready;
    if (l == NULL)
        return NULL;
    q->first_ready = l->next_ready;
    if (q->first_ready == NULL)
        q->last_ready = NULL;
    l->ready = false;
    l->busy = true;
    return l;
}

static void set_target(struct line *l, struct target *t)
{
    struct target *old = l->target;
    if (t == old)
        return;
    l->target = target_ref(t);
    target_unref(old);
}

/* ---- limits ------------------------------------------------------------------------------------
 */

static void gauges(struct commit_queue *q)
{
    metrics_gauge_set(q->server->metrics, METRIC_QUEUE_PUSHES, (int64_t)q->pushes);
    metrics_gauge_set(q->server->metrics, METRIC_QUEUE_BYTES, (int64_t)q->bytes);
}

/* Counts a push against the limits before anything is done for it. A queue without anything in it
 * takes any push. */
static enum push_verdict take_room(struct line *l, uint64_t bytes)
{
    struct commit_queue *q = l->queue;
    const struct server_options *o = &q->server->options;
    if (q->pushes != 0 &&
        bytes >
            o->queue_max_bytes - (q->bytes < o->queue_max_bytes ? q->bytes : o->queue_max_bytes))
        return VERDICT_QUEUE_FULL;
    if (l->bytes != 0 &&
        (l->bytes > o->dataset_queue_max_bytes || bytes > o->dataset_queue_max_bytes - l->bytes))
        return VERDICT_DATASET_FULL;
    q->bytes += bytes;
    l->bytes += bytes;
    q->pushes++;
    return VERDICT_NONE;
}

static void give_room(struct line *l, uint64_t bytes)
{
    l->queue->bytes -= bytes;
    l->bytes -= bytes;
    l->queue->pushes--;
}

/* ---- answers
 * -------------------------------------------------------------------------------------- */

static void count_push(struct commit_queue *q, const struct push_request *r,
                       const struct push_outcome *o)
{
    struct metrics_push p = {.dataset = &r->dataset,
                             .code = o->code,
                             .replayed = o->replayed,
                             .updated = o->updated,
                             .bytes = r->size,
                             .rows_received = o->rows_received,
                             .rows_new = o->rows_new,
                             .rows_rejected = o->rows_rejected};
    metrics_push(q->server->metrics, &p);
}

/* Takes the waiting push over. */
static void answer(struct commit_queue *q, struct waiting *w, const struct push_outcome *o)
{
    struct push_request r = w->request;
    prepared_free(w->push); /* it borrows from the body, which goes with the answer */
    guard_leave(w->ticket);
    mem_free(w);
    count_push(q, &r, o);
    r.done(r.ctx, o);
}

/* ---- the way in
 * ------------------------------------------------------------------------------------- */

/* A push on its way into the line, on a worker. */
struct entering {
    struct worker *worker;
    struct line *line;
    struct waiting *w;
    struct push_outcome outcome;
};

static kamu_code look_at_chain(struct entering *e, struct target **out, struct kamu_error *err)
{
    struct dataset *ds = NULL;
    const struct dataset_state *state = NULL;
    KAMU_TRY(dataset_open(e->worker->ws, &e->w->request.dataset, &ds, err));
    kamu_code rc = dataset_state(ds, &state, err);
    if (rc == KAMU_OK && *out != NULL && target_fits(*out, &state->chain)) {
        dataset_close(ds);
        return KAMU_OK; /* nothing has changed */
    }
    target_unref(*out);
    *out = NULL;
    if (rc == KAMU_OK)
        rc = target_new(&state->chain, out, err);
    dataset_close(ds);
    return rc;
}

static kamu_code prepare_for(struct entering *e, struct target *t, struct kamu_error *err)
{
    const struct push_request *r = &e->w->request;
    bool file = r->data == NULL && (r->fd >= 0 || r->read != NULL);
    struct prepare_input in = {r->data != NULL ? r->data : "", file ? UINT64_MAX : r->size, r->name,
                               r->makes_source};
    struct env env = e->worker->env;
    if (!file && r->size <= PREPARE_ALONE_BYTES)
        env.pool = e->line->queue->no_pool; /* a hop to another thread costs more than the work */
    return group_prepare(&env, t, &r->options, &in, e->line->queue->run_dir, &e->w->push, err);
}

/* Prepared for the chain as it was last seen; what fails there is tried on the chain as it is. */
static kamu_code prepare(struct entering *e, struct kamu_error *err)
{
    struct commit_queue *q = e->line->queue;
    (void)pthread_mutex_lock(&q->lock);
    struct target *t = target_ref(e->line->target), *before = t;
    (void)pthread_mutex_unlock(&q->lock);
    kamu_code rc = t == NULL ? KAMU_OK : prepare_for(e, t, err);
    bool failed = t != NULL && rc != KAMU_OK;
    if (rc == KAMU_OK && t != NULL) {
        target_unref(t);
        return KAMU_OK;
    }
    struct kamu_error why = {0};
    kamu_code looked = look_at_chain(e, &t, &why);
    if (looked != KAMU_OK) {
        if (!failed && err != NULL)
            *err = why;
        return failed ? rc : looked;
    }
    if (failed && t == before) {
        target_unref(t);
        return rc;
    }
    (void)pthread_mutex_lock(&q->lock);
    set_target(e->line, t);
    (void)pthread_mutex_unlock(&q->lock);
    const struct kamu_push_options *o = &e->w->request.options;
    rc = failed && o->reject != NULL ? o->reject(o->reject_ctx, NULL, NULL, 0) : KAMU_OK;
    if (rc == KAMU_OK)
        rc = prepare_for(e, t, err);
    target_unref(t);
    return rc;
}

static void finish(struct commit_queue *q, struct entering *e, kamu_code rc,
                   const struct kamu_error *why)
{
    if (rc != KAMU_OK) {
        e->outcome.code = rc;
        if (why != NULL)
            e->outcome.error = *why;
    }
    answer(q, e->w, &e->outcome);
}

static void turn_away(struct commit_queue *q, struct entering *e)
{
    const char *text = e->outcome.verdict == VERDICT_QUEUE_FULL
                           ? "The server has more pushes waiting than it takes"
                           : "The dataset has more pushes waiting than it takes";
    metrics_count(q->server->metrics, METRIC_QUEUE_REFUSED, 1);
    finish(q, e, (error_set)(&e->outcome.error, KAMU_E_LIMIT, "%s", text), NULL);
}

/* The line and a place in it, or the reason why not. */
static kamu_code enter_line(struct commit_queue *q, struct entering *e, struct kamu_error *err)
{
    struct waiting *w = e->w;
    const struct push_request *r = &w->request;
    w->bytes = WAITING_BYTES + (r->data != NULL ? r->size : 0);
    (void)pthread_mutex_lock(&q->lock);
    kamu_code rc = q->closing ? error_set(err, KAMU_E_CANCELLED, "The server is stopping")
                              : get_line(q, &r->dataset, &e->line, err);
    if (rc == KAMU_OK) {
        enum push_verdict full = take_room(e->line, w->bytes);
        if (full != VERDICT_NONE) {
            e->line->refs--;
            rc = KAMU_E_LIMIT;
            e->outcome.verdict = full;
        }
    }
    (void)pthread_mutex_unlock(&q->lock);
    return rc;
}

/* Prepared: into the line with it. */
static void stand_in_line(struct entering *e)
{
    struct line *l = e->line;
    struct commit_queue *q = l->queue;
    uint64_t more = prepared_bytes(e->w->push);
    (void)pthread_mutex_lock(&q->lock);
    e->w->bytes += more;
    q->bytes += more;
    l->bytes += more;
    waiting_append(&l->waits, e->w);
    l->refs--;
    if (l->gathering && l->waits.n >= l->expected)
        (void)pthread_cond_signal(&l->gathered);
    make_ready(l);
    (void)pthread_mutex_unlock(&q->lock);
}

static void leave_line(struct entering *e)
{
    struct line *l = e->line;
    (void)pthread_mutex_lock(&l->queue->lock);
    give_room(l, e->w->bytes);
    l->refs--;
    (void)pthread_mutex_unlock(&l->queue->lock);
}

void commit_queue_push(struct worker *worker, const struct push_request *request)
{
    struct commit_queue *q = worker->server->commits;
    struct entering e = {.worker = worker};
    struct kamu_error why = {0};
    bool known = false;
    outcome_clear(&e.outcome);
    e.w = mem_calloc(1, sizeof *e.w);
    if (e.w == NULL) {
        e.outcome.code = error_nomem(&e.outcome.error);
        request->done(request->ctx, &e.outcome);
        return;
    }
    e.w->request = *request;
    kamu_code rc = guard_enter(worker, request, &e.w->ticket, &e.outcome, &known, &why);
    if (rc != KAMU_OK || known) {
        finish(q, &e, rc, &why);
        return;
    }
    rc = enter_line(q, &e, &why);
    if (e.outcome.verdict != VERDICT_NONE) {
        turn_away(q, &e);
        return;
    }
    if (rc == KAMU_OK) {
        rc = prepare(&e, &why);
        if (rc == KAMU_OK) {
            stand_in_line(&e);
            return;
        }
        leave_line(&e);
    }
    finish(q, &e, rc, &why);
}

/* ---- committers --------------------------------------------------------------------------------
 */

static bool may_join(const struct waiting *w, const struct waiting *first)
{
    return prepared_how(w->push) != PREPARED_ALONE &&
           str_eq(prepared_source(w->push), prepared_source(first->push));
}

/* The first push and all that can be committed with it, up to the first that must be alone. Those
 * of other sources stay: no order was promised to what is under way at the same time. */
static kamu_code take_group(struct line *l, struct batch_of_pushes *b, size_t max,
                            struct kamu_error *err)
{
    struct waiting *first = l->waits.first, *next = NULL;
    struct waiting_list rest = {NULL, NULL, 0};
    uint64_t rows = 0;
    size_t most = prepared_how(first->push) != PREPARED_TOGETHER ? 1 : max;
    if (prepared_how(first->push) == PREPARED_FIRST && l->target != NULL &&
        target_schema(l->target) != NULL && target_has_data(l->target))
        most = max;
    b->n = 0;
    KAMU_TRY(batch_of_pushes_reserve(b, l->waits.n < most ? l->waits.n : most, err));
    bool open = true;
    for (struct waiting *w = first; w != NULL; w = next) {
        next = w->next;
        open = open && b->n < most && prepared_how(w->push) != PREPARED_ALONE;
        bool takes = w == first || (open && may_join(w, first) &&
                                    rows + prepared_rows(w->push) <= BATCH_ROWS_MAX);
        if (takes) {
            b->items[b->n++] = w;
            rows += prepared_rows(w->push);
        } else {
            waiting_append(&rest, w);
        }
    }
    l->waits = rest;
    return KAMU_OK;
}

/* What must be tried again comes before what has arrived meanwhile. */
static void put_back(struct line *l, struct waiting_list *left)
{
    if (left->first == NULL)
        return;
    left->last->next = l->waits.first;
    if (l->waits.first == NULL)
        l->waits.last = left->last;
    l->waits.first = left->first;
    l->waits.n += left->n;
}

static void turn_away_all(struct line *l, struct batch_of_pushes *b)
{
    for (size_t i = 0; i < b->n; i++) {
        outcome_clear(&b->outcomes[i]);
        b->outcomes[i].code = (error_set)(&b->outcomes[i].error, KAMU_E_CANCELLED,
                                          "The server has stopped before the push was committed");
    }
    (void)l;
}

/*
 * Most clients send again when they are answered. Who answered many a moment ago waits for them a
 * little rather than make a commit of the few that came meanwhile: half as many commits, each for
 * twice as many. Never for longer than a share of what a commit takes, and not when nobody is
 * missing.
 */
static void gather(struct commit_queue *q, struct line *l)
{
    uint64_t most = l->commit_ns / 2 < GATHER_NS_MAX ? l->commit_ns / 2 : GATHER_NS_MAX;
    struct timespec until;
    if (l->waits.n * 4 >= l->expected * 3 || q->closing ||
        l->waits.n >= q->server->options.group_max)
        return;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)most;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    l->gathering = true;
    while (l->waits.n < l->expected && pthread_cond_timedwait(&l->gathered, &q->lock, &until) == 0)
        continue;
    l->gathering = false;
}

/* Called and returns with the lock held. */
static void serve(struct commit_queue *q, struct line *l, struct batch_of_pushes *b)
{
    struct waiting_list left = {NULL, NULL, 0};
    struct kamu_error why;
    gather(q, l);
    bool late = q->closing && clock_monotonic_ns() > q->give_up_ns;
    if (take_group(l, b, q->server->options.group_max, &why) != KAMU_OK) {
        l->busy = false; /* no memory: the next look around tries again */
        return;
    }
    gauges(q);
    uint64_t started = clock_monotonic_ns();
    (void)pthread_mutex_unlock(&q->lock);
    if (late)
        turn_away_all(l, b);
    else
        line_commit(l, b, &left);
    uint64_t bytes = 0;
    for (size_t i = 0; i < b->n; i++)
        bytes += b->items[i]->bytes;
    /* room and line first: who is answered comes again */
    (void)pthread_mutex_lock(&q->lock);
    set_target(l, line_target(l));
    q->bytes -= bytes;
    l->bytes -= bytes;
    q->pushes -= b->n;
    put_back(l, &left);
    l->used_ns = clock_monotonic_ns();
    l->commit_ns = l->used_ns - started;
    l->expected = b->n + l->waits.n;
    (void)pthread_mutex_unlock(&q->lock);
    for (size_t i = 0; i < b->n; i++)
        answer(q, b->items[i], &b->outcomes[i]);
    (void)pthread_mutex_lock(&q->lock);
    l->busy = false;
    if (l->waits.first != NULL)
        make_ready(l);
    if (q->closing && q->pushes == 0)
        (void)pthread_cond_broadcast(&q->work);
    gauges(q);
}

/* A line with nothing to do, of which something is to be put down; it is the caller's then. */
static struct line *idle_line(struct commit_queue *q, bool *closes)
{
    size_t i = 0;
    struct str key;
    void *value = NULL;
    uint64_t now = clock_monotonic_ns();
    while (map_next(&q->lines, &i, &key, &value)) {
        struct line *l = value;
        if (l->busy || l->ready)
            continue;
        if (l->waits.first != NULL) {
            make_ready(l);
            continue;
        }
        uint64_t idle = now - l->used_ns;
        *closes = l->refs == 0 && (idle > CLOSE_AFTER_NS ||
                                   (q->lines.len > LINES_OPEN_MAX && idle > REST_AFTER_NS));
        if (*closes || (l->open && !l->rested && idle > REST_AFTER_NS)) {
            l->busy = true;
            return l;
        }
    }
    return NULL;
}

/* Called and returns with the lock held. false: there was nothing. */
static bool tidy_one(struct commit_queue *q)
{
    bool closes = false;
    struct line *l = idle_line(q, &closes);
    if (l == NULL)
        return false;
    if (closes)
        (void)map_remove(&q->lines, str_c(l->did));
    (void)pthread_mutex_unlock(&q->lock);
    if (closes)
        free_line(l);
    else
        line_rest(l);
    (void)pthread_mutex_lock(&q->lock);
    if (closes)
        return true;
    l->busy = false;
    if (l->waits.first != NULL)
        make_ready(l);
    return true;
}

static void look_around(struct commit_queue *q)
{
    while (q->first_ready == NULL && tidy_one(q))
        continue;
}

static void wait_for_work(struct commit_queue *q)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)LOOK_AROUND_MS * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    if (pthread_cond_timedwait(&q->work, &q->lock, &until) == ETIMEDOUT)
        look_around(q);
}

static void *commit_lines(void *arg)
{
    struct commit_queue *q = arg;
    struct batch_of_pushes b = {0};
    (void)pthread_mutex_lock(&q->lock);
    for (;;) {
        struct line *l = next_ready(q);
        if (l != NULL)
            serve(q, l, &b);
        else if (q->closing && q->pushes == 0)
            break;
        else
            wait_for_work(q);
    }
    (void)pthread_mutex_unlock(&q->lock);
    batch_of_pushes_free(&b);
    return NULL;
}

/* ---- opening, closing
 * ------------------------------------------------------------------------------
 */

static kamu_code start_threads(struct commit_queue *q, struct kamu_error *err)
{
    unsigned n = 2 * (pool_default_threads() + 1); /* they mostly wait for the disk */
    n = n < 4 ? 4 : n > 16 ? 16 : n;
    q->threads = mem_calloc(n, sizeof *q->threads);
    if (q->threads == NULL)
        return error_nomem(err);
    for (; q->n_threads < n; q->n_threads++) {
        int no = pthread_create(&q->threads[q->n_threads], NULL, commit_lines, q);
        if (no != 0)
            return error_os(err, no, "Cannot start a committer thread");
    }
    return KAMU_OK;
}

kamu_code commit_queue_open(struct server *s, struct commit_queue **out, struct kamu_error *err)
{
    struct commit_queue *q = mem_calloc(1, sizeof *q);
    if (q == NULL)
        return error_nomem(err);
    q->server = s;
    map_init(&q->lines);
    (void)pthread_mutex_init(&q->lock, NULL);
    (void)pthread_condattr_init(&q->monotonic);
    (void)pthread_condattr_setclock(&q->monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&q->work, &q->monotonic);
    kamu_code rc = pool_create(0, &q->no_pool, err);
    if (rc == KAMU_OK)
        rc = path_join(q->run_dir, err, s->ws->dir, "run");
    if (rc == KAMU_OK)
        rc = fs_mkdir(&s->env->fs, q->run_dir, err);
    if (rc == KAMU_OK)
        rc = start_threads(q, err);
    if (rc != KAMU_OK) {
        commit_queue_close(q);
        return rc;
    }
    *out = q;
    return KAMU_OK;
}

void commit_queue_close(struct commit_queue *q)
{
    if (q == NULL)
        return;
    (void)pthread_mutex_lock(&q->lock);
    q->closing = true;
    q->give_up_ns = clock_monotonic_ns() + (uint64_t)q->server->options.drain_timeout_ms * 1000000;
    (void)pthread_cond_broadcast(&q->work);
    (void)pthread_mutex_unlock(&q->lock);
    for (unsigned i = 0; i < q->n_threads; i++)
        (void)pthread_join(q->threads[i], NULL);
    size_t i = 0;
    struct str key;
    void *line = NULL;
    while (map_next(&q->lines, &i, &key, &line))
        free_line(line);
    map_free(&q->lines);
    pool_destroy(q->no_pool);
    (void)pthread_mutex_destroy(&q->lock);
    (void)pthread_cond_destroy(&q->work);
    (void)pthread_condattr_destroy(&q->monotonic);
    mem_free(q->threads);
    mem_free(q);
}

void commit_queue_depth(struct commit_queue *q, uint64_t *pushes, uint64_t *bytes,
                        uint64_t *datasets)
{
    (void)pthread_mutex_lock(&q->lock);
    *pushes = q->pushes;
    *bytes = q->bytes;
    *datasets = 0;
    size_t i = 0;
    struct str key;
    void *line = NULL;
    while (map_next(&q->lines, &i, &key, &line))
        *datasets += ((const struct line *)line)->waits.first != NULL;
    (void)pthread_mutex_unlock(&q->lock);
}
