#include "server/relay.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

enum { WINDOW = 64 * 1024 };

struct way { /* one direction */
    char *data;
    size_t from, to;
    bool ended;  /* nothing more comes */
    bool closed; /* and the other side knows */
};

struct relay {
    int near, far;
    struct tls_conn *tls;
    struct way in, out; /* to the handler, to the client */
    bool broken;
    short far_wait; /* what TLS waits for, besides data */
};

static ssize_t far_io(struct relay *r, bool sending, void *p, size_t n)
{
    enum tls_wait wait;
    ssize_t done;
    if (!r->tls) {
        done = sending ? send(r->far, p, n, MSG_NOSIGNAL) : recv(r->far, p, n, 0);
        if (done < 0 && errno != EAGAIN && errno != EINTR)
            r->broken = true;
        return done;
    }
    done = sending ? tls_send(r->tls, p, n, &wait) : tls_recv(r->tls, p, n, &wait);
    if (done < 0 && wait == TLS_WAIT_NONE)
        r->broken = true;
    r->far_wait = done < 0 && wait == TLS_WAIT_WRITE ? POLLOUT : 0;
    return done;
}

static ssize_t near_io(struct relay *r, bool sending, void *p, size_t n)
{
    ssize_t done = sending ? send(r->near, p, n, MSG_NOSIGNAL) : recv(r->near, p, n, 0);
    if (done < 0 && errno != EAGAIN && errno != EINTR)
        r->broken = true;
    return done;
}

/* One step of a direction; true when something moved. */
static bool step(struct relay *r, struct way *w, bool inwards)
{
    bool moved = false;
    if (!w->ended && w->to == w->from) {
        w->from = w->to = 0;
        ssize_t got =
            inwards ? far_io(r, false, w->data, WINDOW) : near_io(r, false, w->data, WINDOW);
        if (got > 0)
            w->to = (size_t)got;
        w->ended = got == 0;
        moved = got >= 0;
    }
    if (w->to > w->from) {
        char *p = w->data + w->from;
        size_t n = w->to - w->from;
        ssize_t sent = inwards ? near_io(r, true, p, n) : far_io(r, true, p, n);
        if (sent > 0)
            w->from += (size_t)sent;
        moved = moved || sent > 0;
    }
    if (w->ended && w->from == w->to && !w->closed) {
        if (!inwards && r->tls)
            tls_say_goodbye(r->tls);
        shutdown(inwards ? r->near : r->far, SHUT_WR);
        w->closed = moved = true;
    }
    return moved;
}

static void carry(struct relay *r)
{
    while (!r->broken && !(r->in.closed && r->out.closed)) {
        if (step(r, &r->in, true) | step(r, &r->out, false))
            continue;
        struct pollfd fds[2] = {{r->near, 0, 0}, {r->far, r->far_wait, 0}};
        if (r->in.to > r->in.from)
            fds[0].events |= POLLOUT;
        else if (!r->in.ended)
            fds[1].events |= POLLIN;
        if (r->out.to > r->out.from)
            fds[1].events |= POLLOUT;
        else if (!r->out.ended)
            fds[0].events |= POLLIN;
        for (int i = 0; i < 2; i++)
            if (!fds[i].events)
                fds[i].fd = -1;
        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            return;
        for (int i = 0; i < 2; i++)
            if (fds[i].revents & (POLLERR | POLLNVAL))
                return;
    }
}

void relay_run(int near, int far, struct tls_conn *tls, const void *early, size_t n_early)
{
    struct relay r = {.near = near, .far = far, .tls = tls};
    int flags = fcntl(near, F_GETFL);
    fcntl(near, F_SETFL, flags | O_NONBLOCK);
    r.in.data = mem_alloc(n_early > WINDOW ? n_early : WINDOW);
    r.out.data = mem_alloc(WINDOW);
    if (r.in.data && r.out.data) {
        if (n_early)
            memcpy(r.in.data, early, n_early);
        r.in.to = n_early;
        carry(&r);
    }
    shutdown(near, SHUT_RDWR);
    mem_free(r.in.data);
    mem_free(r.out.data);
}
