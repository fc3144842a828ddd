/* The server as a whole: its rooms, opened and closed in order. */
#include "server/server.h"

#include "server/access_log.h"
#include "server/commit_queue.h"
#include "server/engines.h"
#include "server/follow.h"
#include "server/guard.h"
#include "server/listener.h"
#include "server/metrics.h"
#include "server/proof.h"
#include "server/query_threads.h"
#include "server/quota.h"
#include "server/wal.h"
#include "server/workers.h"

#include <signal.h>
#include <time.h>

#define GiB ((uint64_t)1 << 30)
#define MiB ((uint64_t)1 << 20)

void server_options_init(struct server_options *o)
{
    unsigned workers = 4 * (pool_default_threads() + 1);
    *o = (struct server_options){
        .address = "127.0.0.1",
        .access = {.allow_anonymous = true},
        .workers = workers < 8 ? 8 : workers,
        .jobs_max = 8192,
        .connections_max = 16384,
        .body_max_bytes = GiB,
        .upload_max_bytes = 50 * MiB,
        .object_max_bytes = 16 * GiB,
        .spool_bytes = 256 << 10,
        .bodies_max_bytes = 512 * MiB,
        .idle_timeout_ms = 75000,
        .body_timeout_ms = 30000,
        .body_min_rate = 100,
        .queue_max_bytes = 256 * MiB,
        .dataset_queue_max_bytes = 64 * MiB,
        .group_max = 4096,
        .drain_timeout_ms = 30000,
        .wal_max_bytes = GiB,
        .idempotency_seconds = 86400,
        .quota_bytes = QUOTA_NONE,
        .answer_max_bytes = GiB,
        .followers_max = 1024,
        .query_timeout_ms = 60000,
    };
}

/* ---- the rooms ---------------------------------------------------------------------------- */

/* What watches all others: there as long as the listener. */
static kamu_code open_observers(struct server *s, struct kamu_error *err)
{
    KAMU_TRY(random_bytes(&s->env->random, &s->request_seed, sizeof s->request_seed, err));
    KAMU_TRY(metrics_new(routes, n_routes, &s->metrics, err));
    if (!s->options.access_log)
        return KAMU_OK;
    return access_log_open(s->env, s->options.access_log, s->metrics, &s->access_log, err);
}

static void close_observers(struct server *s)
{
    access_log_close(s->access_log);
    metrics_free(s->metrics);
}

static kamu_code open_access(struct server *s, struct kamu_error *err)
{
    return access_open(s->ws, &s->options.access, &s->access, err);
}
static void close_access(struct server *s)
{
    access_close(s->access);
}

static kamu_code open_workers(struct server *s, struct kamu_error *err)
{
    return workers_open(s, &s->workers, err);
}
static void close_workers(struct server *s)
{
    workers_close(s->workers);
}

static kamu_code open_guard(struct server *s, struct kamu_error *err)
{
    return guard_open(s, &s->guard, err);
}
static void close_guard(struct server *s)
{
    guard_close(s->guard);
}

static kamu_code open_quotas(struct server *s, struct kamu_error *err)
{
    if (!s->ws->multi_tenant)
        return KAMU_OK;
    return quotas_open(s->env, s->server_dir, s->options.quota_bytes, &s->quotas, err);
}
static void close_quotas(struct server *s)
{
    quotas_close(s->quotas);
}

static kamu_code open_commits(struct server *s, struct kamu_error *err)
{
    return commit_queue_open(s, &s->commits, err);
}
static void close_commits(struct server *s)
{
    commit_queue_close(s->commits);
}

static kamu_code open_wal(struct server *s, struct kamu_error *err)
{
    return wal_open(s, &s->wal, err);
}
static void close_wal(struct server *s)
{
    wal_close(s->wal);
}
static kamu_code start_wal(struct server *s, struct kamu_error *err)
{
    return wal_start(s->wal, err);
}
static void stop_wal(struct server *s)
{
    wal_stop(s->wal);
}

static kamu_code open_engines(struct server *s, struct kamu_error *err)
{
    return engines_open(s, &s->engines, err);
}
static void close_engines(struct server *s)
{
    engines_close(s->engines);
}

static kamu_code open_queries(struct server *s, struct kamu_error *err)
{
    return query_threads_open(s, &s->queries, err);
}
static void close_queries(struct server *s)
{
    query_threads_close(s->queries);
}

static kamu_code open_followers(struct server *s, struct kamu_error *err)
{
    return followers_open(s, &s->followers, err);
}
static void close_followers(struct server *s)
{
    followers_close(s->followers);
}

static kamu_code open_key(struct server *s, struct kamu_error *err)
{
    if (!s->options.ed25519_key)
        return KAMU_OK;
    s->node_key = mem_calloc(1, sizeof *s->node_key);
    return s->node_key ? node_key_parse(s->options.ed25519_key, s->node_key, err)
                       : error_nomem(err);
}
static void close_key(struct server *s)
{
    mem_free(s->node_key);
}

/* Opened from the top, closed from the bottom: what a room uses stands above it. */
static const struct room {
    kamu_code (*open)(struct server *s, struct kamu_error *err);
    void (*close)(struct server *s);
} rooms[] = {
    {open_access, close_access},
    {open_key, close_key},
    {open_engines, close_engines},
    {open_queries, close_queries},
    {open_quotas, close_quotas},
    {open_guard, close_guard},
    {open_commits, close_commits},
    {open_followers, close_followers},
    {open_wal, close_wal},
    {open_workers, close_workers}, /* they push into the queue, so they
                                      end before it */
    {start_wal, stop_wal},
};
enum { N_ROOMS = sizeof rooms / sizeof *rooms };

static void make_base_url(struct server *s)
{
    const struct server_options *o = &s->options;
    const char *host = o->external_address ? o->external_address : o->address;
    bool six = strchr(host, ':') != NULL && host[0] != '[';
    if (o->base_url) {
        size_t n = strlen(o->base_url);
        snprintf(s->base_url, sizeof s->base_url, "%s%s", o->base_url,
                 n && o->base_url[n - 1] == '/' ? "" : "/");
        return;
    }
    snprintf(s->base_url, sizeof s->base_url, "%s://%s%s%s:%u/", o->tls_cert ? "https" : "http",
             six ? "[" : "", host, six ? "]" : "", listener_port(s->listener));
}

/* The tests of kamu read the address from a file. */
static kamu_code tell_e2e(struct server *s, struct kamu_error *err)
{
    struct fs_file *f;
    if (!s->options.e2e_output)
        return KAMU_OK;
    KAMU_TRY(fs_unlink(&s->env->fs, s->options.e2e_output, err));
    KAMU_TRY(fs_create(&s->env->fs, s->options.e2e_output, false, &f, err));
    kamu_code rc = fs_write(f, s->base_url, strlen(s->base_url), err);
    kamu_code closed = fs_close(f, rc == KAMU_OK ? err : NULL);
    return rc == KAMU_OK ? closed : rc;
}

static kamu_code open_all(struct server *s, struct kamu_error *err)
{
    KAMU_TRY(workspace_open(s->env, s->options.workspace, &s->ws, err));
    KAMU_TRY(workspace_server_dir(s->ws, s->server_dir, err));
    KAMU_TRY(open_observers(s, err));
    KAMU_TRY(listener_open(s, &s->listener, err)); /* a taken port is noticed first */
    make_base_url(s);
    for (; s->n_open < N_ROOMS; s->n_open++)
        KAMU_TRY(rooms[s->n_open].open(s, err));
    KAMU_TRY(listener_start(s->listener, err));
    return tell_e2e(s, err);
}

/* Signals are the main thread's: all others are made while they are blocked. */
static void block_signals(sigset_t *before)
{
    sigset_t all;
    sigfillset(&all);
    sigdelset(&all, SIGSEGV); /* what a thread does to itself */
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGILL);
    sigdelset(&all, SIGABRT);
    pthread_sigmask(SIG_BLOCK, &all, before);
}

/* But for that of a client that has left, which is no reason to end the program. */
static void restore_signals(const sigset_t *before)
{
    sigset_t set = *before;
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_SETMASK, &set, NULL);
}

kamu_code server_open(struct env *env, const struct server_options *options, struct server **out,
                      struct kamu_error *err)
{
    sigset_t signals;
    struct server *s = mem_calloc(1, sizeof *s);
    if (!s)
        return error_nomem(err);
    s->options = *options;
    s->own_env = *env;
    s->env = &s->own_env;
    atomic_init(&s->test_time, CLOCK_NOT_SET);
    if (options->e2e_output)
        s->own_env.clock.set_ms = &s->test_time;
    s->stop_signal = env->cancel;
    s->env->cancel = s->env->fs.cancel = &s->cancel;
    block_signals(&signals);
    kamu_code rc = open_all(s, err);
    restore_signals(&signals);
    if (rc != KAMU_OK) {
        server_close(s);
        return rc;
    }
    *out = s;
    return KAMU_OK;
}

static void pause_ms(unsigned ms)
{
    struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};
    nanosleep(&t, NULL);
}

/* SIGHUP came, where whoever started the server holds it back for us; never waits. */
static bool hung_up(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    return sigtimedwait(&set, NULL, &(struct timespec){0}) == SIGHUP;
}

static bool asked_to_stop(const struct server *s)
{
    return atomic_load(&((struct server *)(uintptr_t)s)->shutdown) ||
           (s->stop_signal && atomic_load(s->stop_signal) != 0);
}

kamu_code server_run(struct server *s, struct kamu_error *err)
{
    (void)err;
    while (!asked_to_stop(s)) {
        pause_ms(20);
        if (hung_up())
            access_log_reopen(s->access_log);
    }
    log_write(&s->env->log, LOG_INFO, "stopping: no new connections, %u are open",
              listener_connections(s->listener));
    atomic_store(&s->stopping, 1);
    listener_stop(s->listener);
    uint64_t until = clock_monotonic_ns() + (uint64_t)s->options.drain_timeout_ms * 1000000;
    while ((listener_connections(s->listener) > 0 || workers_spawned(s->workers) > 0) &&
           clock_monotonic_ns() < until)
        pause_ms(5);
    unsigned left = listener_connections(s->listener);
    if (left > 0) {
        log_write(&s->env->log, LOG_WARN, "%u connections were not done in time", left);
        atomic_store(&s->cancel, 1);
    }
    return KAMU_OK;
}

void server_close(struct server *s)
{
    if (!s)
        return;
    atomic_store(&s->stopping, 2);
    if (s->listener) {
        listener_stop(s->listener);
        upgrades_stop(s->listener);
    }
    /* Handlers and committers answer into the listener, so it goes last. */
    while (s->n_open > 0)
        rooms[--s->n_open].close(s);
    listener_close(s->listener);
    close_observers(s);
    workspace_close(s->ws);
    mem_free(s);
}
