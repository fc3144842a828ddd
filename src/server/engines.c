/* The engines of queries: see engines.h. */
#include "server/engines.h"

#include "server/metrics.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

enum { WAIT_MS = 30000 };
#define MEMORY_MIN ((uint64_t)128 << 20)

struct engines {
    struct server *server;
    struct env env; /* cancelled as the workers are */
    char temp[FS_PATH_MAX];
    struct engine_options options;
    pthread_mutex_t lock;
    pthread_cond_t given;
    struct engine **idle;                /* a stack */
    unsigned n_idle, busy, max, waiting; /* waiting: workers */
};

static uint64_t memory_of_each(const struct server_options *o, unsigned engines)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    uint64_t bytes = 0;
    if (o->query_memory_bytes != 0)
        return o->query_memory_bytes;
    if (pages <= 0 || size <= 0 || MUL_OVERFLOW((uint64_t)pages, (uint64_t)size, &bytes))
        return MEMORY_MIN;
    bytes /= (uint64_t)4 * engines;
    return bytes < MEMORY_MIN ? MEMORY_MIN : bytes;
}

kamu_code engines_open(struct server *s, struct engines **out, struct kamu_error *err)
{
    struct engines *e = mem_calloc(1, sizeof *e);
    if (e == NULL)
        return error_nomem(err);
    e->server = s;
    e->env = *s->env;
    e->env.cancel = &s->cancel;
    e->env.fs.cancel = &s->cancel;
    unsigned cpus = pool_default_threads() + 1;
    e->max = s->options.queries_max != 0 ? s->options.queries_max : cpus < 2 ? 2 : cpus;
    (void)pthread_mutex_init(&e->lock, NULL);
    (void)pthread_cond_init(&e->given, NULL);
    e->idle = mem_calloc(e->max, sizeof *e->idle);
    kamu_code rc = e->idle == NULL ? error_nomem(err) : KAMU_OK;
    if (rc == KAMU_OK)
        rc = path_join(e->temp, err, s->ws->dir, "run");
    if (rc != KAMU_OK) {
        engines_close(e);
        return rc;
    }
    e->options = (struct engine_options){.memory_max_bytes = memory_of_each(&s->options, e->max),
                                         .time_max_ms = s->options.query_timeout_ms};
    *out = e;
    return KAMU_OK;
}

void engines_close(struct engines *e)
{
    if (e == NULL)
        return;
    KAMU_ASSERT(e->busy == 0);
    for (unsigned i = 0; i < e->n_idle; i++)
        engine_close(e->idle[i]);
    mem_free(e->idle);
    (void)pthread_cond_destroy(&e->given);
    (void)pthread_mutex_destroy(&e->lock);
    mem_free(e);
}

/* With the lock held: false when there is none to be had in time. */
static bool wait_for_one(struct engines *e, struct exchange *x, bool worker)
{
    uint64_t until = clock_monotonic_ns() + (uint64_t)WAIT_MS * 1000000u;
    if (worker && e->busy == e->max && e->waiting > e->server->options.workers / 4)
        return false;
    e->waiting += worker;
    while (e->busy == e->max && clock_monotonic_ns() < until && !exchange_left(x)) {
        struct timespec t;
        (void)clock_gettime(CLOCK_REALTIME, &t);
        t.tv_sec++; /* a client that leaves is not signalled */
        (void)pthread_cond_timedwait(&e->given, &e->lock, &t);
    }
    e->waiting -= worker;
    return e->busy < e->max;
}

static bool client_gone(void *x)
{
    return exchange_left(x);
}

static kamu_code open_one(struct engines *e, struct engine **out, struct kamu_error *err)
{
    struct engine_options options = e->options;
    /* In a workspace that cannot be written nothing is spilled. */
    if (fs_mkdir(&e->env.fs, e->temp, NULL) == KAMU_OK)
        options.temp_dir = e->temp;
    return engine_open(&e->env, &options, out, err);
}

static kamu_code take(struct engines *e, struct exchange *x, bool worker, struct engine **out,
                      bool *busy, struct kamu_error *err)
{
    pthread_mutex_lock(&e->lock);
    *busy = !wait_for_one(e, x, worker);
    *out = NULL;
    if (!*busy) {
        e->busy++;
        if (e->n_idle > 0)
            *out = e->idle[--e->n_idle];
    }
    pthread_mutex_unlock(&e->lock);
    if (*busy)
        return error_set(err, KAMU_E_LIMIT, "Too many queries are being run");
    kamu_code rc = *out == NULL ? open_one(e, out, err) : KAMU_OK;
    if (rc != KAMU_OK)
        engines_give(e, NULL, rc);
    else
        engine_watch(*out, client_gone, x);
    if (rc == KAMU_OK)
        metrics_count(e->server->metrics, METRIC_QUERIES, 1);
    return rc;
}

kamu_code engines_take(struct engines *e, struct exchange *x, struct engine **out, bool *busy,
                       struct kamu_error *err)
{
    return take(e, x, true, out, busy, err);
}

kamu_code engines_await(struct engines *e, struct exchange *x, struct engine **out, bool *busy,
                        struct kamu_error *err)
{
    return take(e, x, false, out, busy, err);
}

unsigned engines_max(const struct engines *e)
{
    return e->max;
}

void engines_give(struct engines *e, struct engine *engine, kamu_code rc)
{
    bool sound = rc == KAMU_OK || rc == KAMU_E_INPUT || rc == KAMU_E_UNSUPPORTED ||
                 rc == KAMU_E_NOT_FOUND || rc == KAMU_E_LIMIT || rc == KAMU_E_CANCELLED;
    if (engine != NULL)
        engine_reset(engine);
    if (engine != NULL && !sound) {
        engine_close(engine);
        engine = NULL;
    }
    pthread_mutex_lock(&e->lock);
    e->busy--;
    if (engine != NULL)
        e->idle[e->n_idle++] = engine;
    pthread_cond_signal(&e->given);
    pthread_mutex_unlock(&e->lock);
}
