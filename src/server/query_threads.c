/* Threads of queries: see query_threads.h. */
#include "server/query_threads.h"

#include "server/engines.h"
#include "server/workers.h"

#include <pthread.h>

enum { LINE_MAX_JOBS = 256, WAIT_MS = 30000 };

struct query_job {
    struct exchange *x;
    void (*run)(struct exchange *x, struct worker *w, void *ctx);
    void *ctx;
    uint64_t since_ns;
};

struct query_thread {
    struct query_threads *all;
    pthread_t thread;
    struct worker worker;
};

struct query_threads {
    struct server *server;
    pthread_mutex_t lock;
    pthread_cond_t work;
    struct query_job jobs[LINE_MAX_JOBS]; /* a ring */
    unsigned first, n, idle;
    bool closing;
    struct query_thread *threads; /* the first n_threads have been started */
    unsigned n_threads, max;
};

static void turn_away(struct exchange *x, const char *why)
{
    exchange_add_header(x, "retry-after", "1");
    exchange_refuse(x, 503, why);
}

static void do_job(struct query_thread *t, const struct query_job *job, bool closing)
{
    uint64_t waited_ms = (clock_monotonic_ns() - job->since_ns) / 1000000u;
    if (closing || exchange_left(job->x)) /* then nobody reads why */
        turn_away(job->x, "The server stops");
    else if (waited_ms >= WAIT_MS)
        turn_away(job->x, "Too many queries are being run");
    else
        job->run(job->x, &t->worker, job->ctx);
}

static void *work(void *arg)
{
    struct query_thread *t = arg;
    struct query_threads *q = t->all;
    pthread_mutex_lock(&q->lock);
    while (q->n > 0 || !q->closing) {
        if (q->n == 0) {
            q->idle++;
            (void)pthread_cond_wait(&q->work, &q->lock);
            q->idle--;
            continue;
        }
        struct query_job job = q->jobs[q->first];
        q->first = (q->first + 1) % LINE_MAX_JOBS;
        q->n--;
        bool closing = q->closing;
        pthread_mutex_unlock(&q->lock);
        do_job(t, &job, closing);
        pthread_mutex_lock(&q->lock);
    }
    pthread_mutex_unlock(&q->lock);
    return NULL;
}

/* With the lock held. */
static kamu_code start_one(struct query_threads *q, struct kamu_error *err)
{
    struct query_thread *t = &q->threads[q->n_threads];
    t->all = q;
    KAMU_TRY(worker_init(&t->worker, q->server, q->n_threads, err));
    int no = pthread_create(&t->thread, NULL, work, t);
    if (no != 0) {
        worker_free(&t->worker);
        return error_os(err, no, "Cannot start a thread for queries");
    }
    q->n_threads++;
    return KAMU_OK;
}

kamu_code query_threads_open(struct server *s, struct query_threads **out, struct kamu_error *err)
{
    struct query_threads *q = mem_calloc(1, sizeof *q);
    if (q == NULL)
        return error_nomem(err);
    q->server = s;
    q->max = engines_max(s->engines);
    (void)pthread_mutex_init(&q->lock, NULL);
    (void)pthread_cond_init(&q->work, NULL);
    q->threads = mem_calloc(q->max, sizeof *q->threads);
    if (q->threads == NULL) {
        query_threads_close(q);
        return error_nomem(err);
    }
    *out = q;
    return KAMU_OK;
}

void query_threads_close(struct query_threads *q)
{
    if (q == NULL)
        return;
    pthread_mutex_lock(&q->lock);
    q->closing = true;
    (void)pthread_cond_broadcast(&q->work);
    pthread_mutex_unlock(&q->lock);
    for (unsigned i = 0; i < q->n_threads; i++) {
        (void)pthread_join(q->threads[i].thread, NULL);
        worker_free(&q->threads[i].worker);
    }
    (void)pthread_cond_destroy(&q->work);
    (void)pthread_mutex_destroy(&q->lock);
    mem_free(q->threads);
    mem_free(q);
}

void query_threads_run(struct exchange *x,
                       void (*run)(struct exchange *x, struct worker *w, void *ctx), void *ctx)
{
    struct query_threads *q = x->server->queries;
    struct kamu_error err = {0};
    kamu_code rc = KAMU_OK;
    pthread_mutex_lock(&q->lock);
    bool full = q->n == LINE_MAX_JOBS;
    if (!full && q->idle <= q->n && q->n_threads < q->max)
        rc = start_one(q, &err);
    bool taken = !full && q->n_threads > 0; /* those that there are will do */
    if (taken) {
        q->jobs[(q->first + q->n++) % LINE_MAX_JOBS] =
            (struct query_job){x, run, ctx, clock_monotonic_ns()};
        (void)pthread_cond_signal(&q->work);
    }
    pthread_mutex_unlock(&q->lock);
    if (full)
        turn_away(x, "Too many queries are being run");
    else if (!taken && rc != KAMU_OK)
        exchange_fail(x, &err);
}
