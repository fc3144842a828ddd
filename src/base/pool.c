/*
 * One queue under one lock: tasks are the size of a chunk or a column, so the
 * lock is taken some thousand times a second at most. A thread is started when
 * a task comes and none is idle, so programs that never submit stay at one.
 */
#include "base/pool.h"

#include "base/mem.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

enum { POOL_THREADS_MAX = 256 };

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t work; /* a task was queued, or the end */
    pthread_cond_t done; /* a task has ended */
    struct pool_task *first, **last;
    unsigned max, started, idle, queued, waiters;
    bool stop;
    pthread_t threads[];
};

kamu_code pool_create(unsigned threads, struct pool **out, struct kamu_error *err)
{
    if (threads > POOL_THREADS_MAX)
        threads = POOL_THREADS_MAX;
    struct pool *p = mem_calloc(1, sizeof *p + threads * sizeof p->threads[0]);
    if (p == NULL)
        return error_nomem(err);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    pthread_cond_init(&p->done, NULL);
    p->last = &p->first;
    p->max = threads;
    *out = p;
    return KAMU_OK;
}

void pool_destroy(struct pool *p)
{
    if (p == NULL)
        return;
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 0; i < p->started; i++)
        pthread_join(p->threads[i], NULL);
    pthread_cond_destroy(&p->done);
    pthread_cond_destroy(&p->work);
    pthread_mutex_destroy(&p->lock);
    mem_free(p);
}

unsigned pool_workers(const struct pool *p)
{
    return p->max + 1;
}

unsigned pool_default_threads(void)
{
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return n > 1 ? (unsigned)n - 1 : 0;
}

void pool_group_init(struct pool_group *g, struct pool *p)
{
    g->pool = p;
    atomic_init(&g->pending, 0);
}

/* Takes the first task (of group g, when given) from the queue; NULL when there is none. */
static struct pool_task *take(struct pool *p, const struct pool_group *g)
{
    for (struct pool_task **at = &p->first; *at != NULL; at = &(*at)->next) {
        struct pool_task *t = *at;
        if (g != NULL && t->group != g)
            continue;
        *at = t->next;
        if (p->last == &t->next)
            p->last = at;
        p->queued--;
        return t;
    }
    return NULL;
}

/* Called with the lock, returns with it. The task and its group may be gone afterwards. */
static void run_unlocked(struct pool *p, struct pool_task *t)
{
    pthread_mutex_unlock(&p->lock);
    struct stage_mark before = stage_help(t->submitter);
    t->run(t->arg);
    stage_leave(before);
    pthread_mutex_lock(&p->lock);
    atomic_fetch_sub(&t->group->pending, 1);
    atomic_store(&t->done, 1);
    if (p->waiters > 0)
        pthread_cond_broadcast(&p->done);
}

static void *worker(void *arg)
{
    struct pool *p = arg;
    pthread_mutex_lock(&p->lock);
    for (;;) {
        struct pool_task *t = take(p, NULL);
        if (t != NULL) {
            run_unlocked(p, t);
        } else if (p->stop) {
            break;
        } else {
            p->idle++;
            pthread_cond_wait(&p->work, &p->lock);
            p->idle--;
        }
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* With the lock. Signals stay with the program's own threads. A thread that cannot be had is no
 * error: the waiter does the work. */
static void start_one(struct pool *p)
{
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    if (pthread_create(&p->threads[p->started], NULL, worker, p) == 0)
        p->started++;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void pool_submit(struct pool_group *g, struct pool_task *t, void (*run)(void *), void *arg)
{
    struct pool *p = g->pool;
    t->run = run;
    t->arg = arg;
    t->group = g;
    t->next = NULL;
    t->submitter = stage_here();
    atomic_store(&t->done, 0);
    atomic_fetch_add(&g->pending, 1);
    pthread_mutex_lock(&p->lock);
    *p->last = t;
    p->last = &t->next;
    p->queued++;
    if (p->queued > p->idle && p->started < p->max)
        start_one(p);
    else if (p->idle > 0)
        pthread_cond_signal(&p->work);
    if (p->waiters > 0) /* a waiter of this group may help */
        pthread_cond_broadcast(&p->done);
    pthread_mutex_unlock(&p->lock);
}

static void wait_until_zero(struct pool_group *g, const _Atomic uint32_t *pending,
                            const _Atomic int *done)
{
    struct pool *p = g->pool;
    pthread_mutex_lock(&p->lock);
    while (done != NULL ? atomic_load(done) == 0 : atomic_load(pending) > 0) {
        struct pool_task *t = take(p, g);
        if (t != NULL) {
            run_unlocked(p, t);
        } else {
            p->waiters++;
            pthread_cond_wait(&p->done, &p->lock);
            p->waiters--;
        }
    }
    pthread_mutex_unlock(&p->lock);
}

void pool_wait(struct pool_group *g)
{
    wait_until_zero(g, &g->pending, NULL);
}

void pool_wait_task(struct pool_group *g, struct pool_task *t)
{
    wait_until_zero(g, NULL, &t->done);
}
