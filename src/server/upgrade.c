/* Exchanges that get a thread of their own, and connections handed over as raw bytes. */
#include "server/listener.h"
#include "server/workers.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
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
    void *early;  /* what the client sent before it had the answer */
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
    pthread_mutex_unlock(&l->upgrades_lock);
}

void upgrades_stop(struct listener *l)
{
    pthread_mutex_lock(&l->upgrades_lock);
    for (struct upgrade *u = l->upgrades; u; u = u->next)
        shutdown(u->fd, SHUT_RDWR);
    pthread_mutex_unlock(&l->upgrades_lock);
}

void upgrade_give(struct exchange_private *r, int fd, const void *early, size_t n)
{
    struct upgrade *u = r->upgrade;
    pthread_mutex_lock(&r->lock);
    if (n && (u->early = mem_alloc(n)) != NULL) {
        memcpy(u->early, early, n);
        u->n_early = n;
    }
    u->dropped = n && !u->early;
    u->fd = fd;
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

/* Everything from one socket to the other; false at the end or on an error. */
static bool pass_on(int from, int to)
{
    char piece[16 * 1024];
    ssize_t got = recv(from, piece, sizeof piece, 0);
    if (got <= 0)
        return got < 0 && errno == EINTR;
    for (ssize_t done = 0; done < got;) {
        ssize_t sent = send(to, piece + done, (size_t)(got - done), MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR)
            return false;
        done += sent > 0 ? sent : 0;
    }
    return true;
}

struct relay {
    int near, far; /* the handler's other end; the client */
};

static void *run_relay(void *arg)
{
    struct relay *r = arg;
    bool to_far = true, to_near = true;
    while (to_far || to_near) {
        struct pollfd fds[2] = {{to_far ? r->near : -1, POLLIN, 0},
                                {to_near ? r->far : -1, POLLIN, 0}};
        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            break;
        if (to_far && fds[0].revents && !(to_far = pass_on(r->near, r->far)))
            shutdown(r->far, SHUT_WR);
        if (to_near && fds[1].revents && !(to_near = pass_on(r->far, r->near)))
            shutdown(r->near, SHUT_WR);
    }
    return NULL;
}

/* The client has sent bytes early: they go through a pair of sockets in front of the later ones. */
static void run_with_early(struct upgrade *u, struct worker *w)
{
    int pair[2];
    pthread_t thread;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return;
    struct relay relay = {pair[0], u->fd};
    /* At most SCRATCH_BYTES: the pair's buffer takes them. */
    bool ok = send(pair[0], u->early, u->n_early, MSG_NOSIGNAL) == (ssize_t)u->n_early &&
              pthread_create(&thread, NULL, run_relay, &relay) == 0;
    if (ok)
        u->run(&u->r->x, w, pair[1], u->ctx);
    shutdown(pair[1], SHUT_RDWR);
    if (ok) {
        shutdown(u->fd, SHUT_RD);
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
        make_blocking(u->fd);
        enlist(u);
        if (u->n_early)
            run_with_early(u, w);
        else if (!u->dropped)
            u->run(&r->x, w, u->fd, u->ctx);
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
