/* Exchanges that get a thread of their own, and connections handed over as raw bytes. */
#include "server/listener.h"
#include "server/metrics.h"
#include "server/relay.h"
#include "server/workers.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static void refuse_spawn(struct exchange *x, const struct kamu_error *err)
{
    log_write(&x->server->env->log, LOG_WARN, "%s", kamu_error_message(err, 0));
    exchange_add_header(x, "retry-after", "5");
    exchange_refuse(x, 503,
                    err->code == KAMU_E_LIMIT ? kamu_error_message(err, 0)
                                              : "The server cannot do this now");
}

/* ---- a thread of its own ------------------------------------------------------------------ */

struct spawn {
    struct exchange *x;
    void (*run)(struct exchange *x, struct worker *w, void *ctx);
    void *ctx;
};

static void run_spawn(struct worker *w, void *arg)
{
    struct spawn s = *(struct spawn *)arg;
    s.run(s.x, w, s.ctx);
}

void exchange_spawn(struct exchange *x,
                    void (*run)(struct exchange *x, struct worker *w, void *ctx), void *ctx)
{
    struct kamu_error err = {0};
    struct spawn *s = arena_alloc(&x->arena, sizeof *s);
    kamu_code rc = s ? KAMU_OK : error_nomem(&err);
    if (rc == KAMU_OK) {
        *s = (struct spawn){x, run, ctx};
        x->priv->spawned = true;
        rc = workers_spawn(x->server->workers, run_spawn, s, &err);
    }
    if (rc != KAMU_OK)
        refuse_spawn(x, &err);
}

/* ---- a socket of its own ------------------------------------------------------------------ */

struct upgrade { /* in the exchange's arena */
    struct exchange_private *r;
    void (*run)(struct exchange *x, struct worker *w, int fd, void *ctx);
    void *ctx;
    int fd;       /* -1: not here yet */
    bool dropped; /* it will not come */
    struct tls_conn *tls;
    void *early; /* what the client sent before it had the answer */
    size_t n_early;
    struct upgrade *prev, *next; /* of the listener's list, while fd is open */
};

static void enlist(struct upgrade *u)
{
    struct listener *l = u->r->loop->listener;
    pthread_mutex_lock(&l->upgrades_lock);
    u->next = l->upgrades;
    if (u->next)
        u->next->prev = u;
    l->upgrades = u;
    if (atomic_load(&l->server->stopping) == 2)
        shutdown(u->fd, SHUT_RDWR);
    metrics_gauge_add(l->server->metrics, METRIC_SOCKETS, 1);
    pthread_mutex_unlock(&l->upgrades_lock);
}

static void delist(struct upgrade *u)
{
    struct listener *l = u->r->loop->listener;
    pthread_mutex_lock(&l->upgrades_lock);
    if (u->prev)
        u->prev->next = u->next;
    else
        l->upgrades = u->next;
    if (u->next)
        u->next->prev = u->prev;
    close(u->fd);
    metrics_gauge_add(l->server->metrics, METRIC_SOCKETS, -1);
    pthread_mutex_unlock(&l->upgrades_lock);
}

void upgrades_stop(struct listener *l)
{
    pthread_mutex_lock(&l->upgrades_lock);
    for (struct upgrade *u = l->upgrades; u; u = u->next)
        shutdown(u->fd, SHUT_RDWR);
    pthread_mutex_unlock(&l->upgrades_lock);
}

void upgrade_give(struct exchange_private *r, int fd, struct tls_conn *tls, const void *early,
                  size_t n)
{
    struct upgrade *u = r->upgrade;
    pthread_mutex_lock(&r->lock);
    if (n && (u->early = mem_alloc(n)) != NULL) {
        memcpy(u->early, early, n);
        u->n_early = n;
    }
    u->dropped = n && !u->early;
    u->fd = fd;
    u->tls = tls;
    pthread_cond_broadcast(&r->cond);
    pthread_mutex_unlock(&r->lock);
}

void upgrade_drop(struct exchange_private *r)
{
    pthread_mutex_lock(&r->lock);
    r->upgrade->dropped = true;
    pthread_cond_broadcast(&r->cond);
    pthread_mutex_unlock(&r->lock);
}

static void make_blocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    if (flags >= 0)
        fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
}

struct relayed {
    struct upgrade *u;
    int near;
};

static void *run_relay(void *arg)
{
    struct relayed *r = arg;
    relay_run(r->near, r->u->fd, r->u->tls, r->u->early, r->u->n_early);
    return NULL;
}

/* The client speaks TLS, or has sent bytes early: the handler gets one end of a pair of sockets. */
static void run_relayed(struct upgrade *u, struct worker *w)
{
    int pair[2];
    pthread_t thread;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return;
    struct relayed r = {u, pair[0]};
    bool ok = pthread_create(&thread, NULL, run_relay, &r) == 0;
    if (ok) {
        u->run(&u->r->x, w, pair[1], u->ctx);
        shutdown(pair[1], SHUT_WR);
        shutdown(u->fd, SHUT_RD); /* what the handler has written still goes out */
        pthread_join(thread, NULL);
    }
    close(pair[0]);
    close(pair[1]);
}

static void run_upgrade(struct worker *w, void *arg)
{
    struct upgrade *u = arg;
    struct exchange_private *r = u->r;
    pthread_mutex_lock(&r->lock);
    while (u->fd < 0 && !u->dropped)
        pthread_cond_wait(&r->cond, &r->lock);
    pthread_mutex_unlock(&r->lock);
    if (u->fd >= 0) {
        enlist(u);
        if (u->n_early || u->tls) {
            run_relayed(u, w);
        } else if (!u->dropped) {
            make_blocking(u->fd);
            u->run(&r->x, w, u->fd, u->ctx);
        }
        tls_conn_free(u->tls);
        delist(u);
        mem_free(u->early);
    }
    exchange_post(r, POST_END);
}

void exchange_upgrade(struct exchange *x, const char *protocol,
                      void (*run)(struct exchange *x, struct worker *w, int fd, void *ctx),
                      void *ctx)
{
    struct exchange_private *r = x->priv;
    struct kamu_error err = {0};
    struct upgrade *u = arena_calloc(&x->arena, 1, sizeof *u);
    kamu_code rc = u ? KAMU_OK : error_nomem(&err);
    if (rc == KAMU_OK) {
        *u = (struct upgrade){.r = r, .run = run, .ctx = ctx, .fd = -1};
        rc = workers_spawn(x->server->workers, run_upgrade, u, &err);
    }
    if (rc != KAMU_OK) {
        refuse_spawn(x, &err);
        return;
    }
    r->upgrade = u;
    exchange_add_header(x, "connection", "upgrade");
    exchange_add_header(x, "upgrade", protocol);
    r->answer.kind = ANSWER_UPGRADE;
    r->answer.status = 101;
    exchange_post(r, POST_ANSWER);
}
