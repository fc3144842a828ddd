/* Threads, accepting, the rounds of a loop. */
#include "server/listener.h"
#include "server/metrics.h"
#include "server/workers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS_MAX = 256, ROUND_MS = 100, BACKLOG = 4096, ACCEPT_MAX = 64 };

/* ---- addresses --------------------------------------------------------------------------- */

static void address_text(const struct sockaddr_storage *a, char *out, size_t max)
{
    char host[INET6_ADDRSTRLEN] = "?";
    if (a->ss_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)a;
        inet_ntop(AF_INET6, &six->sin6_addr, host, sizeof host);
        snprintf(out, max, "[%s]:%u", host, ntohs(six->sin6_port));
    } else {
        const struct sockaddr_in *four = (const struct sockaddr_in *)a;
        inet_ntop(AF_INET, &four->sin_addr, host, sizeof host);
        snprintf(out, max, "%s:%u", host, ntohs(four->sin_port));
    }
}

static kamu_code listen_on(struct listener *l, const char *address, uint16_t port,
                           struct kamu_error *err)
{
    char service[8];
    struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV,
                             .ai_socktype = SOCK_STREAM},
                    *found;
    snprintf(service, sizeof service, "%u", port);
    if (getaddrinfo(address, service, &hints, &found) != 0)
        return error_set(err, KAMU_E_USAGE, "Not an IP address to listen on: %s", address);
    int one = 1;
    l->fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool ok = l->fd >= 0 && setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
              bind(l->fd, found->ai_addr, found->ai_addrlen) == 0 && listen(l->fd, BACKLOG) == 0;
    int no = errno;
    freeaddrinfo(found);
    if (ok)
        return KAMU_OK;
    error_set(err, KAMU_E_IO, "%s (os error %d)", strerror(no), no);
    if (err)
        err->os_errno = no;
    return KAMU_E_IO;
}

uint16_t listener_port(const struct listener *l)
{
    struct sockaddr_storage a;
    socklen_t n = sizeof a;
    if (getsockname(l->fd, (struct sockaddr *)&a, &n) != 0)
        return 0;
    return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&a)->sin6_port
                                         : ((struct sockaddr_in *)&a)->sin_port);
}

/* ---- a loop ------------------------------------------------------------------------------- */

static bool watch(struct loop *loop, int fd, uint32_t events, void *what)
{
    struct epoll_event e = {.events = events, .data = {.ptr = what}};
    return epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &e) == 0;
}

static bool has_room(const struct listener *l)
{
    return !atomic_load(&((struct listener *)(uintptr_t)l)->stopping) &&
           listener_connections(l) < l->server->options.connections_max;
}

/* While there is no room the listening socket is not watched: its connections wait in the
 * kernel's queue. */
static void set_accepting(struct loop *loop, bool on)
{
    if (loop->accepting == on)
        return;
    loop->accepting = on;
    if (on)
        watch(loop, loop->listener->fd, EPOLLIN | EPOLLEXCLUSIVE, loop->listener);
    else
        epoll_ctl(loop->epoll, EPOLL_CTL_DEL, loop->listener->fd, NULL);
}

/* One answer of one packet, for a client that has too many connections. */
static void turn_away(struct listener *l, int fd)
{
    static const char answer[] = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\n"
                                 "connection: close\r\ncontent-length: 0\r\n\r\n";
    if (!l->tls && send(fd, answer, sizeof answer - 1, MSG_NOSIGNAL) > 0)
        shutdown(fd, SHUT_WR);
    close(fd);
}

static void take_in(struct loop *loop, int fd, const struct sockaddr_storage *a)
{
    struct listener *l = loop->listener;
    unsigned max = l->server->options.connections_per_address_max;
    struct address_key key = {0};
    char remote[64];
    int one = 1;
    if (max && !addresses_enter(&l->addresses, a, max, &key)) {
        metrics_count(l->server->metrics, METRIC_CONNECTIONS_REFUSED, 1);
        turn_away(l, fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
    address_text(a, remote, sizeof remote);
    struct conn *c = conn_new(loop, fd, remote);
    if (!c) {
        addresses_leave(&l->addresses, &key);
        close(fd);
        return;
    }
    c->address = key;
    atomic_fetch_add(&l->connections, 1);
    metrics_count(l->server->metrics, METRIC_CONNECTIONS_TOTAL, 1);
    if ((l->tls && !(c->tls = tls_accept(l->tls, fd))) || !watch(loop, fd, CONN_EVENTS, c))
        conn_close(c);
}

static void accept_some(struct loop *loop)
{
    struct listener *l = loop->listener;
    for (int i = 0; i < ACCEPT_MAX; i++) {
        struct sockaddr_storage a;
        socklen_t n = sizeof a;
        if (!has_room(l)) {
            set_accepting(loop, false);
            return;
        }
        int fd = accept4(l->fd, (struct sockaddr *)&a, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            take_in(loop, fd, &a);
            continue;
        }
        if (errno == EINTR || errno == ECONNABORTED)
            continue;
        if (errno != EAGAIN) { /* no file descriptors, no memory: a little later */
            log_write(&l->server->env->log, LOG_WARN, "cannot accept a connection: %s",
                      strerror(errno));
            set_accepting(loop, false);
        }
        return;
    }
}

static bool has_body_to_come(const struct exchange_private *r)
{
    return r->chunked || r->length > 0;
}

static void on_event(struct conn *c, uint32_t events)
{
    if (c->dead)
        return;
    if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
        c->readable = true;
    if (events & EPOLLOUT)
        c->writable = true;
    if (events & EPOLLRDHUP) {
        c->peer_closed = true;
        if (c->current && !has_body_to_come(c->current))
            atomic_store(&c->current->half_gone, true);
    }
    if (events & (EPOLLHUP | EPOLLERR)) {
        conn_close(c);
        return;
    }
    conn_run(c);
}

static void take_posts(struct loop *loop)
{
    struct exchange_private *list = atomic_exchange(&loop->posts, NULL), *in_order = NULL;
    while (list) {
        struct exchange_private *next = list->post_next;
        list->post_next = in_order;
        in_order = list;
        list = next;
    }
    while (in_order) {
        struct exchange_private *r = in_order;
        in_order = r->post_next; /* before the bits: then it may be posted again */
        conn_posted(r, atomic_exchange(&r->posted, 0));
    }
}

static void tick(struct loop *loop)
{
    loop->now_ns = clock_monotonic_ns();
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    if (now.tv_sec == loop->date_second)
        return;
    struct tm tm;
    loop->date_second = now.tv_sec;
    gmtime_r(&now.tv_sec, &tm);
    strftime(loop->date, sizeof loop->date, "%a, %d %b %Y %H:%M:%S GMT", &tm);
}

static void sweep(struct loop *loop)
{
    for (struct conn *c = loop->conns, *next; c; c = next) {
        next = c->next;
        conn_sweep(c);
    }
}

static void bury(struct loop *loop)
{
    while (loop->dead) {
        struct conn *c = loop->dead;
        loop->dead = c->next;
        conn_free(c);
    }
}

static void *run_loop(void *arg)
{
    struct loop *loop = arg;
    struct epoll_event events[EVENTS_MAX];
    uint64_t swept = 0;
    while (!atomic_load(&loop->listener->ending)) {
        int n = epoll_wait(loop->epoll, events, EVENTS_MAX, ROUND_MS);
        bool accepting = false;
        tick(loop);
        for (int i = 0; i < n; i++) {
            if (events[i].data.ptr == &loop->wake) {
                uint64_t count;
                ssize_t got = read(loop->wake, &count, sizeof count);
                (void)got;
            } else if (events[i].data.ptr == loop->listener) {
                accepting = true;
            } else {
                on_event(events[i].data.ptr, events[i].events);
            }
        }
        take_posts(loop);
        if (accepting)
            accept_some(loop);
        if (loop->now_ns - swept > (uint64_t)ROUND_MS * 1000000) {
            swept = loop->now_ns;
            sweep(loop);
        }
        if (!loop->accepting && swept == loop->now_ns)
            set_accepting(loop, has_room(loop->listener));
        bury(loop);
    }
    while (loop->conns)
        conn_close(loop->conns);
    take_posts(loop);
    bury(loop);
    return NULL;
}

static kamu_code open_loop(struct loop *loop, struct listener *l, struct kamu_error *err)
{
    loop->listener = l;
    loop->epoll = loop->wake = -1;
    loop->worker = (struct worker){.server = l->server, .env = *l->server->env};
    loop->scratch = mem_alloc(SCRATCH_BYTES);
    if (!loop->scratch)
        return error_nomem(err);
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    tick(loop);
    if (loop->epoll < 0 || loop->wake < 0 || !watch(loop, loop->wake, EPOLLIN, &loop->wake))
        return error_os(err, errno, "Cannot make an event loop");
    set_accepting(loop, true);
    return KAMU_OK;
}

/* ---- all of it ------------------------------------------------------------------------------- */

/* As many files as the system lets us have; the maximum of connections follows. */
static void raise_files(struct server *s)
{
    struct rlimit r;
    enum { OTHER_FILES = 256 };
    if (getrlimit(RLIMIT_NOFILE, &r) != 0)
        return;
    if (r.rlim_cur < r.rlim_max) {
        r.rlim_cur = r.rlim_max;
        setrlimit(RLIMIT_NOFILE, &r);
        getrlimit(RLIMIT_NOFILE, &r);
    }
    uint64_t room = r.rlim_cur > 2 * OTHER_FILES ? r.rlim_cur - OTHER_FILES : r.rlim_cur / 2;
    if (s->options.connections_max <= room)
        return;
    log_write(&s->env->log, LOG_WARN, "only %llu connections: open files are limited to %llu",
              (unsigned long long)room, (unsigned long long)r.rlim_cur);
    s->options.connections_max = (unsigned)room;
}

kamu_code listener_open(struct server *s, struct listener **out, struct kamu_error *err)
{
    struct listener *l = mem_calloc(1, sizeof *l);
    if (!l)
        return error_nomem(err);
    l->server = s;
    l->fd = -1;
    pthread_mutex_init(&l->upgrades_lock, NULL);
    addresses_init(&l->addresses);
    raise_files(s);
    kamu_code rc = KAMU_OK;
    if (s->options.tls_cert)
        rc = tls_open(s->env, s->options.tls_cert, s->options.tls_key, &l->tls, err);
    if (rc == KAMU_OK)
        rc = listen_on(l, s->options.address, s->options.port, err);
    unsigned cpus = pool_default_threads() + 1;
    l->n_loops = cpus / 2 ? cpus / 2 : 1;
    l->loops = mem_calloc(l->n_loops, sizeof *l->loops);
    if (!l->loops) {
        l->n_loops = 0;
        rc = rc != KAMU_OK ? rc : error_nomem(err);
    }
    for (unsigned i = 0; i < l->n_loops && rc == KAMU_OK; i++)
        rc = open_loop(&l->loops[i], l, err);
    if (rc != KAMU_OK) {
        listener_close(l);
        return rc;
    }
    *out = l;
    return KAMU_OK;
}

kamu_code listener_start(struct listener *l, struct kamu_error *err)
{
    for (unsigned i = 0; i < l->n_loops; i++) {
        int no = pthread_create(&l->loops[i].thread, NULL, run_loop, &l->loops[i]);
        if (no)
            return error_os(err, no, "Cannot start a thread of the listener");
        l->loops[i].started = true;
    }
    return KAMU_OK;
}

void listener_stop(struct listener *l)
{
    atomic_store(&l->stopping, true);
    shutdown(l->fd, SHUT_RDWR); /* who comes now is refused, and may try another server */
}

unsigned listener_connections(const struct listener *l)
{
    return atomic_load(&((struct listener *)(uintptr_t)l)->connections);
}

void listener_close(struct listener *l)
{
    if (!l)
        return;
    atomic_store(&l->ending, true);
    for (unsigned i = 0; i < l->n_loops; i++) {
        struct loop *loop = &l->loops[i];
        if (loop->started) {
            uint64_t one = 1;
            ssize_t written = write(loop->wake, &one, sizeof one);
            (void)written;
            pthread_join(loop->thread, NULL);
        }
        if (loop->epoll >= 0 && loop->listener)
            close(loop->epoll);
        if (loop->wake >= 0 && loop->listener)
            close(loop->wake);
        mem_free(loop->scratch);
    }
    if (l->fd >= 0)
        close(l->fd);
    tls_close(l->tls);
    addresses_free(&l->addresses);
    mem_free(l->loops);
    pthread_mutex_destroy(&l->upgrades_lock);
    mem_free(l);
}
