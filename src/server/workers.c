#include "server/workers.h"

#include <pthread.h>
#include <stdatomic.h>

struct job {
    void (*run)(struct worker *w, void *arg);
    void *arg;
};

struct worker_pool {
    struct server *server;
    pthread_mutex_t lock;
    pthread_cond_t work, room;
    struct job *jobs; /* a ring of jobs_max */
    unsigned jobs_max, first, n, idle;
    bool closing;
    struct pool_thread {
        struct worker_pool *pool;
        pthread_t thread;
        struct worker worker;
    } * threads;
    unsigned n_threads;
    unsigned spawned; /* threads of their own */
    pthread_cond_t spawned_less;
};

kamu_code worker_init(struct worker *w, struct server *s, unsigned index, struct kamu_error *err)
{
    *w = (struct worker){.server = s, .env = *s->env, .index = index};
    /* A signal drains the server; what is being done is finished. */
    w->env.cancel = &s->cancel;
    w->env.fs.cancel = &s->cancel;
    return workspace_open(&w->env, s->options.workspace, &w->ws, err);
}

void worker_free(struct worker *w)
{
    workspace_close(w->ws);
    w->ws = NULL;
}

static void *work(void *arg)
{
    struct pool_thread *t = arg;
    struct worker_pool *p = t->pool;
    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (p->n == 0 && !p->closing) {
            p->idle++;
            pthread_cond_wait(&p->work, &p->lock);
            p->idle--;
        }
        if (p->n == 0)
            break;
        struct job job = p->jobs[p->first];
        p->first = (p->first + 1) % p->jobs_max;
        if (p->n-- == p->jobs_max)
            pthread_cond_broadcast(&p->room);
        pthread_mutex_unlock(&p->lock);
        job.run(&t->worker, job.arg);
        pthread_mutex_lock(&p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

static void put(struct worker_pool *p, void (*run)(struct worker *w, void *arg), void *arg)
{
    p->jobs[(p->first + p->n++) % p->jobs_max] = (struct job){run, arg};
    if (p->idle)
        pthread_cond_signal(&p->work);
}

bool workers_try(struct worker_pool *p, void (*run)(struct worker *w, void *arg), void *arg)
{
    pthread_mutex_lock(&p->lock);
    bool room = p->n < p->jobs_max;
    if (room)
        put(p, run, arg);
    pthread_mutex_unlock(&p->lock);
    return room;
}

void workers_submit(struct worker_pool *p, void (*run)(struct worker *w, void *arg), void *arg)
{
    pthread_mutex_lock(&p->lock);
    while (p->n == p->jobs_max)
        pthread_cond_wait(&p->room, &p->lock);
    put(p, run, arg);
    pthread_mutex_unlock(&p->lock);
}

/* ---- threads of their own -------------------------------------------------------------- */

struct spawned {
    struct worker_pool *pool;
    struct worker worker;
    void (*run)(struct worker *w, void *arg);
    void *arg;
};

static void count_spawned(struct worker_pool *p, int change)
{
    pthread_mutex_lock(&p->lock);
    p->spawned += (unsigned)change;
    pthread_cond_broadcast(&p->spawned_less);
    pthread_mutex_unlock(&p->lock);
}

static void *run_spawned(void *arg)
{
    struct spawned *t = arg;
    struct worker_pool *p = t->pool;
    t->run(&t->worker, t->arg);
    worker_free(&t->worker);
    mem_free(t);
    count_spawned(p, -1);
    return NULL;
}

static bool reserve_spawned(struct worker_pool *p)
{
    pthread_mutex_lock(&p->lock);
    bool room = p->spawned < SPAWNED_MAX && !p->closing;
    p->spawned += room;
    pthread_mutex_unlock(&p->lock);
    return room;
}

kamu_code workers_spawn(struct worker_pool *p, void (*run)(struct worker *w, void *arg), void *arg,
                        struct kamu_error *err)
{
    pthread_attr_t detached;
    pthread_t thread;
    if (!reserve_spawned(p))
        return error_set(err, KAMU_E_LIMIT, "Too many streams are open");
    struct spawned *t = mem_calloc(1, sizeof *t);
    kamu_code rc = t ? worker_init(&t->worker, p->server, 0, err) : error_nomem(err);
    if (rc == KAMU_OK) {
        t->pool = p;
        t->run = run;
        t->arg = arg;
        pthread_attr_init(&detached);
        pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
        int no = pthread_create(&thread, &detached, run_spawned, t);
        pthread_attr_destroy(&detached);
        if (no == 0)
            return KAMU_OK;
        worker_free(&t->worker);
        rc = error_os(err, no, "Cannot start a thread");
    }
    mem_free(t);
    count_spawned(p, -1);
    return rc;
}

unsigned workers_spawned(struct worker_pool *p)
{
    pthread_mutex_lock(&p->lock);
    unsigned n = p->spawned;
    pthread_mutex_unlock(&p->lock);
    return n;
}

unsigned workers_depth(struct worker_pool *p)
{
    pthread_mutex_lock(&p->lock);
    unsigned n = p->n;
    pthread_mutex_unlock(&p->lock);
    return n;
}

unsigned workers_busy(struct worker_pool *p)
{
    pthread_mutex_lock(&p->lock);
    unsigned n = p->n_threads - p->idle;
    pthread_mutex_unlock(&p->lock);
    return n;
}

void workers_close(struct worker_pool *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->closing = true;
    pthread_cond_broadcast(&p->work);
    while (p->spawned > 0)
        pthread_cond_wait(&p->spawned_less, &p->lock);
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 0; i < p->n_threads; i++) {
        pthread_join(p->threads[i].thread, NULL);
        worker_free(&p->threads[i].worker);
    }
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->work);
    pthread_cond_destroy(&p->room);
    pthread_cond_destroy(&p->spawned_less);
    mem_free(p->jobs);
    mem_free(p->threads);
    mem_free(p);
}

kamu_code workers_open(struct server *s, struct worker_pool **out, struct kamu_error *err)
{
    struct worker_pool *p = mem_calloc(1, sizeof *p);
    if (!p)
        return error_nomem(err);
    p->server = s;
    p->jobs_max = s->options.jobs_max;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    pthread_cond_init(&p->room, NULL);
    pthread_cond_init(&p->spawned_less, NULL);
    p->jobs = mem_calloc(p->jobs_max, sizeof *p->jobs);
    p->threads = mem_calloc(s->options.workers, sizeof *p->threads);
    kamu_code rc = p->jobs && p->threads ? KAMU_OK : error_nomem(err);
    for (unsigned i = 0; rc == KAMU_OK && i < s->options.workers; i++) {
        struct pool_thread *t = &p->threads[i];
        t->pool = p;
        rc = worker_init(&t->worker, s, i, err);
        if (rc == KAMU_OK) {
            int no = pthread_create(&t->thread, NULL, work, t);
            if (no) {
                worker_free(&t->worker);
                rc = error_os(err, no, "Cannot start a worker thread");
            } else {
                p->n_threads++;
            }
        }
    }
    if (rc != KAMU_OK) {
        workers_close(p);
        return rc;
    }
    *out = p;
    return KAMU_OK;
}

void server_submit(struct server *s, void (*run)(struct worker *w, void *arg), void *arg)
{
    workers_submit(s->workers, run, arg);
}
