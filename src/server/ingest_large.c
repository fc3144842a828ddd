/*
 * A large body: see ingest_request.h. It is written to a file without a name as it comes. When much
 * of it is there, the push begins to read the file behind the writer, so that parsing and receiving
 * take the time of one of them.
 *
 * A push that has begun holds the line of its dataset. A client that falls behind by more than a
 * little in all loses that place: the push is given up, and made anew from the file when that is
 * whole. So is one that has lost a race for the head.
 */
#include "server/ingest_request.h"

#include "ingest/push.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#define EARLY_BYTES ((uint64_t)8 << 20)        /* so much is there when the push begins */
#define WAIT_NS_MAX ((uint64_t)2 * 1000000000) /* of the push for the client, in all */
#define PIECE ((size_t)256 << 10)

struct large {
    struct exchange *x;
    struct worker *worker;
    struct ingest_request *r;
    struct fs_file *file;

    pthread_mutex_t lock;
    pthread_cond_t more; /* bytes, or the end; or an outcome */
    uint64_t size;       /* bytes in the file */
    bool whole, broken;  /* all of them; there will not be more */
    bool stalled;        /* the push has waited too long */
    bool answered;       /* `outcome` is there */
    struct push_outcome outcome;

    uint64_t at, waited_ns; /* the push's */
};

static void done(void *ctx, const struct push_outcome *o)
{
    struct large *l = ctx;
    (void)pthread_mutex_lock(&l->lock);
    l->outcome = *o;
    l->answered = true;
    (void)pthread_cond_broadcast(&l->more);
    (void)pthread_mutex_unlock(&l->lock);
}

static void wait_for_outcome(struct large *l)
{
    (void)pthread_mutex_lock(&l->lock);
    while (!l->answered)
        (void)pthread_cond_wait(&l->more, &l->lock);
    (void)pthread_mutex_unlock(&l->lock);
}

/* ---- reading behind the writer ------------------------------------------------------------ */

/* With the lock. false: there will be nothing more in time. */
static bool wait_for_bytes(struct large *l)
{
    uint64_t start = clock_monotonic_ns();
    while (l->at == l->size && !l->whole && !l->broken) {
        uint64_t waited = l->waited_ns + (clock_monotonic_ns() - start);
        struct timespec until;
        if (waited >= WAIT_NS_MAX) {
            l->stalled = true;
            return false;
        }
        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += 100 * 1000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        (void)pthread_cond_timedwait(&l->more, &l->lock, &until);
    }
    l->waited_ns += clock_monotonic_ns() - start;
    return !l->broken;
}

static enum kamu_code read_behind(void *ctx, void *out, size_t capacity, size_t *got)
{
    struct large *l = ctx;
    (void)pthread_mutex_lock(&l->lock);
    bool fine = wait_for_bytes(l);
    uint64_t n = l->size - l->at;
    (void)pthread_mutex_unlock(&l->lock);
    *got = n < capacity ? (size_t)n : capacity;
    if (!fine)
        return KAMU_E_CANCELLED;
    if (*got != 0 && fs_pread(l->file, out, *got, l->at, NULL) != KAMU_OK)
        return KAMU_E_IO;
    l->at += *got;
    return KAMU_OK;
}

static void begin_early(struct large *l)
{
    struct push_request *p = &l->r->push;
    p->read = read_behind;
    p->read_ctx = l;
    p->fd = -1;
    p->done = done;
    p->ctx = l;
    commit_queue_push(l->worker, p);
}

/* ---- writing -------------------------------------------------------------------------------- */

static kamu_code open_file(struct large *l, struct kamu_error *err)
{
    struct env *env = &l->worker->env;
    char dir[FS_PATH_MAX], path[FS_PATH_MAX];
    KAMU_TRY(path_join(dir, err, l->worker->ws->dir, "run"));
    KAMU_TRY(fs_create_pending(&env->fs, &env->random, dir, path, &l->file, err));
    return fs_unlink(&env->fs, path, err);
}

static bool has_failed(const struct push_outcome *o)
{
    return o->code != KAMU_OK && o->code != KAMU_E_CONFLICT && o->code != KAMU_E_CANCELLED &&
           o->code != KAMU_E_LIMIT && o->code != KAMU_E_IO;
}

/* More bytes of the body; *over: that was all, or it is known by now that the push fails. */
static kamu_code take_piece(struct large *l, uint8_t *piece, bool *over, struct kamu_error *err)
{
    size_t got = 0;
    KAMU_TRY(exchange_read(l->x, piece, PIECE, -1, &got, NULL, err));
    if (l->size + got > l->x->server->options.body_max_bytes)
        return error_set(err, KAMU_E_LIMIT, "The body is larger than the limit of %llu bytes",
                         (unsigned long long)l->x->server->options.body_max_bytes);
    if (got != 0)
        KAMU_TRY(fs_write(l->file, piece, got, err));
    (void)pthread_mutex_lock(&l->lock);
    l->size += got;
    l->whole = got == 0;
    *over = got == 0 || (l->answered && has_failed(&l->outcome));
    (void)pthread_cond_broadcast(&l->more);
    (void)pthread_mutex_unlock(&l->lock);
    return KAMU_OK;
}

static kamu_code take_body(struct large *l, bool *early, struct kamu_error *err)
{
    uint8_t *piece = mem_alloc(PIECE);
    bool over = false;
    kamu_code rc = piece == NULL ? error_nomem(err) : open_file(l, err);
    while (rc == KAMU_OK && !over) {
        rc = take_piece(l, piece, &over, err);
        if (rc == KAMU_OK && !*early && !over && l->size >= EARLY_BYTES) {
            *early = true;
            begin_early(l);
        }
    }
    mem_free(piece);
    if (rc != KAMU_OK) {
        (void)pthread_mutex_lock(&l->lock);
        l->broken = true;
        (void)pthread_cond_broadcast(&l->more);
        (void)pthread_mutex_unlock(&l->lock);
    }
    return rc;
}

/* ---- the push -----------------------------------------------------------------------------------
 */

/* From the whole file, as any other body. */
static void push_whole(struct large *l)
{
    struct push_request *p = &l->r->push;
    if (p->options.reject != NULL)
        (void)p->options.reject(p->options.reject_ctx, NULL, NULL, 0);
    p->read = NULL;
    p->fd = fs_fd(l->file);
    p->size = l->size;
    p->done = done;
    p->ctx = l;
    l->answered = false;
    commit_queue_push(l->worker, p);
    wait_for_outcome(l);
}

static bool must_be_made_anew(const struct large *l)
{
    return l->stalled || l->outcome.code == KAMU_E_CONFLICT ||
           l->outcome.verdict == VERDICT_QUEUE_FULL || l->outcome.verdict == VERDICT_DATASET_FULL;
}

static void run(struct large *l)
{
    struct kamu_error err = {0};
    bool early = false;
    kamu_code rc = take_body(l, &early, &err);
    if (early)
        wait_for_outcome(l);
    if (rc != KAMU_OK) { /* nothing was committed: the push never saw the end */
        struct exchange *x = l->x;
        ingest_request_free(l->r);
        exchange_fail(x, &err);
        return;
    }
    if (!early || must_be_made_anew(l))
        push_whole(l);
    ingest_answer(l->r, &l->outcome);
}

void ingest_large(struct exchange *x, struct worker *w, struct ingest_request *r)
{
    pthread_condattr_t monotonic;
    struct large *l = mem_calloc(1, sizeof *l);
    if (l == NULL) {
        struct kamu_error err = {0};
        (void)error_nomem(&err);
        ingest_request_free(r);
        exchange_fail(x, &err);
        return;
    }
    l->x = x;
    l->worker = w;
    l->r = r;
    (void)pthread_mutex_init(&l->lock, NULL);
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&l->more, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    run(l);
    (void)pthread_mutex_destroy(&l->lock);
    (void)pthread_cond_destroy(&l->more);
    (void)fs_close(l->file, NULL);
    mem_free(l);
}
