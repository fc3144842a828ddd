/* The threads of the followers, and the datasets that they watch: see follow.h. */
#include "server/follow_impl.h"

#include "server/workers.h"
#include "store/dataset.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { THREADS = 2, POLL_MAX = 1024 };

struct followers {
    struct server *server;
    struct follow_thread threads[THREADS];
    _Atomic unsigned count;
};

/* ---- datasets ---------------------------------------------------------------------------------
 */

static void feed_free(struct feed *feed)
{
    fs_watch_close(&feed->watch);
    dataset_close(feed->ds);
    buf_free(&feed->last.text);
    arena_free(&feed->arena);
    mem_free(feed);
}

static kamu_code copy_handle(struct feed *feed, const struct dataset_handle *from,
                             struct kamu_error *err)
{
    feed->handle = *from;
    if (from->account.p != NULL)
        feed->handle.account = arena_str(&feed->arena, from->account);
    feed->handle.name = arena_str(&feed->arena, from->name);
    feed->handle.alias = arena_str(&feed->arena, from->alias);
    return feed->handle.name.p == NULL || feed->handle.alias.p == NULL ? error_nomem(err) : KAMU_OK;
}

static kamu_code take_state(struct feed *feed, struct kamu_error *err)
{
    const struct dataset_state *state = NULL;
    KAMU_TRY(dataset_state(feed->ds, &state, err));
    feed->head = state->head;
    feed->sequence = state->chain.sequence_number;
    feed->end = state->chain.last_offset.set ? state->chain.last_offset.value + 1 : 0;
    return KAMU_OK;
}

static kamu_code feed_open(struct follow_thread *t, const struct dataset_handle *handle,
                           struct feed **out, struct kamu_error *err)
{
    char refs[FS_PATH_MAX];
    struct feed *feed = mem_calloc(1, sizeof *feed);
    if (feed == NULL)
        return error_nomem(err);
    feed->watch.fd = -1;
    arena_init(&feed->arena, (size_t)1 << 16);
    buf_init(&feed->last.text, 2 * (size_t)FOLLOW_TEXT);
    kamu_code rc = copy_handle(feed, handle, err);
    if (rc == KAMU_OK)
        rc = dataset_open(t->worker.ws, &feed->handle, &feed->ds, err);
    if (rc == KAMU_OK)
        rc = path_join(refs, err, dataset_dir(feed->ds), "refs");
    if (rc == KAMU_OK) {
        fs_watch_open(&feed->watch, &t->worker.env.fs, refs); /* before the head is read */
        rc = take_state(feed, err);
    }
    if (rc != KAMU_OK) {
        feed_free(feed);
        return rc;
    }
    feed->next = t->feeds;
    t->feeds = feed;
    *out = feed;
    return KAMU_OK;
}

static kamu_code find_feed(struct follow_thread *t, const struct dataset_handle *handle,
                           struct feed **out, struct kamu_error *err)
{
    for (struct feed *feed = t->feeds; feed != NULL; feed = feed->next)
        if (odf_did_eq(&feed->handle.id, &handle->id) && !feed->gone) {
            *out = feed;
            return KAMU_OK;
        }
    return feed_open(t, handle, out, err);
}

/* Is the head that was seen last below the one that there is now? */
static bool continues(struct feed *feed, const struct odf_hash *seen, uint64_t sequence)
{
    const struct odf_block *b = NULL;
    const struct odf_hash *hash = NULL;
    struct block_walk *w = NULL;
    bool found = false, over = false;
    if (feed->sequence < sequence || block_walk_open(feed->ds, &feed->head, &w, NULL) != KAMU_OK)
        return false;
    while (!found && !over) {
        over = block_walk_next(w, &b, &hash, NULL) != KAMU_OK || b == NULL;
        found = !over && odf_hash_eq(hash, seen);
        over = over || b->sequence_number <= sequence;
    }
    block_walk_free(w);
    return found;
}

static void look_at_head(struct feed *feed)
{
    struct odf_hash head, seen = feed->head;
    uint64_t sequence = feed->sequence;
    kamu_code rc = dataset_head(feed->ds, &head, NULL);
    if (rc == KAMU_OK && odf_hash_eq(&head, &seen)) {
        feed->stale = false;
        return;
    }
    if (rc == KAMU_OK)
        rc = take_state(feed, NULL);
    feed->gone = feed->gone || rc == KAMU_E_NOT_FOUND;
    feed->stale = rc != KAMU_OK; /* it may be read the next time */
    if (feed->stale)
        return;
    if (!continues(feed, &seen, sequence)) {
        feed->rewrites++;
        feed->last.to = feed->last.from;
    }
}

/* ---- a thread ---------------------------------------------------------------------------------
 */

static void refuse(struct follow_thread *t, struct follower *f, const struct kamu_error *err)
{
    log_write(&t->worker.env.log, LOG_WARN, "a follower cannot be served: %s",
              kamu_error_message(err, 0));
    exchange_tell_taken(f->x, -1);
    exchange_end(f->x);
    follower_free(t, f);
    atomic_fetch_sub(&t->all->count, 1);
}

static void admit(struct follow_thread *t, struct follower *f)
{
    struct kamu_error err = {0};
    struct feed *feed = NULL;
    if (find_feed(t, &f->x->dataset, &feed, &err) != KAMU_OK) {
        refuse(t, f, &err);
        return;
    }
    feed->stirred = true; /* it has begun at a head that the feed may not have seen */
    f->rewrites = feed->rewrites;
    f->sent_ns = f->checked_ns = t->now_ns;
    f->link = feed->followers;
    feed->followers = f;
    t->n_followers++;
}

/* true while the thread is to go on */
static bool take_incoming(struct follow_thread *t)
{
    pthread_mutex_lock(&t->lock);
    struct follower *f = t->incoming;
    bool closing = t->closing;
    t->incoming = NULL;
    pthread_mutex_unlock(&t->lock);
    while (f != NULL) {
        struct follower *more = f->link;
        admit(t, f);
        f = more;
    }
    return !closing;
}

static void serve_feed(struct follow_thread *t, struct feed *feed, bool *more)
{
    struct follower **at = &feed->followers;
    while (*at != NULL) {
        struct follower *f = *at;
        if (follower_serve(t, feed, f)) {
            *more = *more || (!f->waiting && f->next < feed->end);
            at = &f->link;
            continue;
        }
        *at = f->link;
        follower_free(t, f);
        t->n_followers--;
        atomic_fetch_sub(&t->all->count, 1);
    }
}

static void serve_all(struct follow_thread *t, bool *more)
{
    struct feed **at = &t->feeds;
    *more = false;
    while (*at != NULL) {
        struct feed *feed = *at;
        if (feed->stirred || t->now_ns - feed->looked_ns >= (uint64_t)FOLLOW_LOOK_MS * 1000000u) {
            feed->stirred = false;
            feed->looked_ns = t->now_ns;
            look_at_head(feed);
        }
        serve_feed(t, feed, more);
        if (feed->followers != NULL) {
            at = &feed->next;
            continue;
        }
        *at = feed->next;
        feed_free(feed);
    }
}

static void drain(int fd)
{
    char bytes[4096];
    while (read(fd, bytes, sizeof bytes) > 0)
        ;
}

/* Until something happens: a follower comes, a client has taken something, a head may have moved,
 * it is time to look. `more`: at once, there is more to send. */
static void wait_for_news(struct follow_thread *t, bool more)
{
    struct pollfd fds[POLL_MAX] = {{.fd = t->wake, .events = POLLIN}};
    nfds_t n = 1;
    for (struct feed *feed = t->feeds; feed != NULL && n < POLL_MAX; feed = feed->next)
        if (feed->watch.fd >= 0)
            fds[n++] = (struct pollfd){.fd = feed->watch.fd, .events = POLLIN};
    int timeout = t->n_followers == 0 ? -1 : more ? 0 : FOLLOW_LOOK_MS;
    if (poll(fds, n, timeout) <= 0)
        return;
    n = 1;
    if (fds[0].revents != 0)
        drain(fds[0].fd);
    for (struct feed *feed = t->feeds; feed != NULL && n < POLL_MAX; feed = feed->next)
        if (feed->watch.fd >= 0 && fds[n++].revents != 0) {
            drain(feed->watch.fd);
            feed->stirred = true;
        }
}

static void *run(void *arg)
{
    struct follow_thread *t = arg;
    bool more = false;
    t->now_ns = clock_monotonic_ns();
    while (take_incoming(t)) {
        serve_all(t, &more);
        wait_for_news(t, more);
        t->now_ns = clock_monotonic_ns();
    }
    serve_all(t, &more); /* the server stops: exchange_gone says so to all */
    return NULL;
}

/* ---- the room ---------------------------------------------------------------------------------
 */

static kamu_code start(struct followers *all, struct follow_thread *t, unsigned index,
                       struct kamu_error *err)
{
    t->all = all;
    (void)pthread_mutex_init(&t->lock, NULL);
    t->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (t->wake < 0)
        return error_os(err, errno, "Cannot make an event");
    KAMU_TRY(worker_init(&t->worker, all->server, index, err));
    int no = pthread_create(&t->thread, NULL, run, t);
    t->started = no == 0;
    return no == 0 ? KAMU_OK : error_os(err, no, "Cannot start a thread");
}

kamu_code followers_open(struct server *s, struct followers **out, struct kamu_error *err)
{
    struct followers *all = mem_calloc(1, sizeof *all);
    if (all == NULL)
        return error_nomem(err);
    all->server = s;
    kamu_code rc = KAMU_OK;
    for (unsigned i = 0; i < THREADS; i++)
        all->threads[i].wake = -1;
    for (unsigned i = 0; i < THREADS && rc == KAMU_OK; i++)
        rc = start(all, &all->threads[i], s->options.workers + i, err);
    if (rc != KAMU_OK) {
        followers_close(all);
        return rc;
    }
    *out = all;
    return KAMU_OK;
}

static void wake(const struct follow_thread *t)
{
    uint64_t one = 1;
    ssize_t written = write(t->wake, &one, sizeof one);
    (void)written; /* full only when a wake-up is due anyway */
}

void followers_close(struct followers *all)
{
    if (all == NULL)
        return;
    for (unsigned i = 0; i < THREADS; i++) {
        struct follow_thread *t = &all->threads[i];
        if (t->wake < 0)
            continue;
        pthread_mutex_lock(&t->lock);
        t->closing = true;
        pthread_mutex_unlock(&t->lock);
        wake(t);
        if (t->started)
            (void)pthread_join(t->thread, NULL);
        worker_free(&t->worker);
        (void)close(t->wake);
        (void)pthread_mutex_destroy(&t->lock);
    }
    mem_free(all);
}

unsigned followers_count(struct followers *f)
{
    return atomic_load(&f->count);
}

/* ---- a request --------------------------------------------------------------------------------
 */

/* Last-Event-ID, which a client sends when it comes back, counts more than the URL. */
static bool take_last_id(struct exchange *x, struct tail_params *p)
{
    struct str last = exchange_header(x, "last-event-id");
    if (last.p == NULL || last.n == 0)
        return true;
    if (param_u64(last, &p->after, NULL) != KAMU_OK || p->after >= INT64_MAX) {
        exchange_refuse(x, 400, "Last-Event-ID is not the id of an event");
        return false;
    }
    p->has_after = true;
    p->after_all = false;
    return true;
}

static bool acceptable(struct exchange *x, struct tail_params *p)
{
    if (p->form == JSON_SOA) {
        exchange_refuse(x, 400, "JsonSoA is no format for events: JsonAoS and JsonAoA are");
        return false;
    }
    return take_last_id(x, p);
}

static bool count_in(struct followers *all, unsigned max)
{
    unsigned n = atomic_load(&all->count);
    while (n < max)
        if (atomic_compare_exchange_weak(&all->count, &n, n + 1))
            return true;
    return false;
}

/* Where it begins. Known before the client is told that it follows: what is pushed then is sent. */
static kamu_code find_place(struct exchange *x, struct worker *w, struct follower *f,
                            struct kamu_error *err)
{
    const struct tail_params *p = &f->params;
    const struct dataset_state *state = NULL;
    struct dataset *ds = NULL;
    if (p->has_after) {
        f->next = p->after_all ? 0 : p->after + 1;
        return KAMU_OK;
    }
    KAMU_TRY(dataset_open(w->ws, &x->dataset, &ds, err));
    kamu_code rc = dataset_state(ds, &state, err);
    if (rc == KAMU_OK) {
        uint64_t end = state->chain.last_offset.set ? state->chain.last_offset.value + 1 : 0;
        uint64_t before = p->has_limit ? p->limit : 0;
        f->next = before < end ? end - before : 0;
    }
    dataset_close(ds);
    return rc;
}

/* The head of the answer, and a first word, so that clients know that they are connected. */
static kamu_code begin(struct exchange *x, const struct follow_thread *t, struct kamu_error *err)
{
    static const char hello[] = "retry: 1000\n\n";
    bool taken;
    exchange_add_header(x, "cache-control", "no-store");
    exchange_add_header(x, "x-accel-buffering", "no");
    KAMU_TRY(exchange_begin(x, 200, "text/event-stream", err));
    exchange_tell_taken(x, t->wake);
    return exchange_offer(x, hello, sizeof hello - 1, &taken, err);
}

static void hand_over(struct follow_thread *t, struct follower *f)
{
    pthread_mutex_lock(&t->lock);
    f->link = t->incoming;
    t->incoming = f;
    pthread_mutex_unlock(&t->lock);
    wake(t);
}

void follow_start(struct exchange *x, struct worker *w, const struct tail_params *params)
{
    struct followers *all = w->server->followers;
    struct tail_params p = *params;
    struct kamu_error err = {0};
    if (!acceptable(x, &p))
        return;
    if (x->method == HTTP_HEAD) {
        exchange_send(x, 200, "text/event-stream", NULL, 0);
        return;
    }
    if (!count_in(all, w->server->options.followers_max)) {
        exchange_add_header(x, "retry-after", "5");
        exchange_refuse(x, 503, "There are too many followers");
        return;
    }
    struct follower *f = follower_new(x, &p);
    kamu_code rc = f == NULL ? error_nomem(&err) : find_place(x, w, f, &err);
    if (rc != KAMU_OK) {
        mem_free(f);
        atomic_fetch_sub(&all->count, 1);
        exchange_fail(x, &err);
        return;
    }
    struct follow_thread *t = &all->threads[x->dataset.id.key[31] % THREADS];
    (void)begin(x, t, &err); /* a client that has left already is noticed by the thread */
    hand_over(t, f);
}
