/* A connection: bytes to requests, answers to bytes. Everything here runs on the loop's thread. */
#include "server/listener.h"
#include "server/metrics.h"
#include "server/workers.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    HEAD_MAX = 128 * 1024,     /* request line and headers */
    KEEP_BODY_MAX = 64 * 1024, /* so much of an unwanted body is read to keep the connection */
    LINGER_MS = 2000,
    FILE_BYTES = 1 << 20, /* of a file at once */
    TURN_STEPS = 64       /* then other connections have their turn */
};

#define CORS_LINES                                                                                 \
    "access-control-allow-origin: *\r\n"                                                           \
    "vary: origin, access-control-request-method, access-control-request-headers\r\n"

struct conn *conn_new(struct loop *loop, int fd, const char *remote)
{
    struct conn *c = mem_calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->loop = loop;
    c->fd = fd;
    c->writable = true;
    c->since_ns = loop->now_ns;
    buf_init(&c->in, HEAD_MAX + SCRATCH_BYTES);
    buf_init(&c->out, 4 * STREAM_WINDOW);
    snprintf(c->remote, sizeof c->remote, "%s", remote);
    c->next = loop->conns;
    if (c->next)
        c->next->prev = c;
    loop->conns = c;
    loop->n_conns++;
    return c;
}

void conn_free(struct conn *c)
{
    buf_free(&c->in);
    buf_free(&c->out);
    mem_free(c);
}

static void unlink_conn(struct conn *c)
{
    struct loop *loop = c->loop;
    if (c->prev)
        c->prev->next = c->next;
    else
        loop->conns = c->next;
    if (c->next)
        c->next->prev = c->prev;
    c->next = loop->dead;
    loop->dead = c;
    loop->n_conns--;
    addresses_leave(&loop->listener->addresses, &c->address);
    atomic_fetch_sub(&loop->listener->connections, 1);
}

/* The answer 101 is sent: the socket belongs to the handler's thread from now on. */
static void hand_over(struct conn *c)
{
    struct exchange_private *r = c->current;
    epoll_ctl(c->loop->epoll, EPOLL_CTL_DEL, c->fd, NULL);
    c->dead = true;
    c->current = NULL;
    r->conn = NULL;
    upgrade_give(r, c->fd, c->tls, c->in.data, c->in.len);
    unlink_conn(c);
}

void conn_close(struct conn *c)
{
    struct exchange_private *r = c->current;
    if (c->dead)
        return;
    c->dead = true;
    tls_conn_free(c->tls);
    close(c->fd);
    if (r) {
        c->current = NULL;
        r->conn = NULL;
        if (r->upgrade)
            upgrade_drop(r);
        pthread_mutex_lock(&r->lock);
        atomic_store(&r->gone, true);
        pthread_cond_broadcast(&r->cond);
        pthread_mutex_unlock(&r->lock);
        if (r->ended || !r->handed)
            exchange_free(r);
    }
    unlink_conn(c);
}

/* ---- sending ------------------------------------------------------------------------------ */

/* What a failed send means: 0 = not now, -1 = broken. */
static ssize_t not_sent(struct conn *c)
{
    c->writable = false;
    c->since_ns = c->loop->now_ns; /* from now on it is the client who is waited for */
    return errno == EAGAIN ? 0 : -1;
}

static ssize_t send_tls(struct conn *c, const struct iovec *iov, int n)
{
    enum tls_wait wait;
    while (n > 1 && iov->iov_len == 0)
        iov++, n--;
    ssize_t sent = tls_send(c->tls, iov->iov_base, iov->iov_len, &wait);
    if (sent > 0)
        return sent;
    if (wait == TLS_WAIT_WRITE) {
        c->writable = false;
        c->since_ns = c->loop->now_ns;
    }
    return wait == TLS_WAIT_NONE ? -1 : 0;
}

/* Bytes sent; 0 when the socket takes none now, -1 when the connection is broken. */
static ssize_t send_some(struct conn *c, struct iovec *iov, int n)
{
    struct msghdr message = {.msg_iov = iov, .msg_iovlen = (size_t)n};
    ssize_t sent;
    if (c->tls) {
        sent = send_tls(c, iov, n);
    } else {
        do {
            sent = sendmsg(c->fd, &message, MSG_NOSIGNAL);
        } while (sent < 0 && errno == EINTR);
        if (sent < 0)
            return not_sent(c);
    }
    if (sent > 0)
        c->since_ns = c->loop->now_ns;
    return sent;
}

static void make_head(struct conn *c, struct exchange_private *r)
{
    struct answer *a = &r->answer;
    struct buf *b = &c->out;
    bool bodiless = a->status < 200 || a->status == 204 || a->status == 304;
    bool empty = a->kind != ANSWER_STREAM && a->size == 0;
    const char *close = a->kind == ANSWER_UPGRADE  ? ""
                        : c->last && r->minor == 1 ? "connection: close\r\n"
                                                   : "";
    if (!c->last && r->minor == 0)
        close = "connection: keep-alive\r\n";
    buf_printf(b, NULL, "HTTP/1.%u %u %s\r\n", r->minor, a->status, http1_reason(a->status));
    if (a->type)
        buf_printf(b, NULL, "content-type: %s\r\n", a->type);
    buf_append(b, a->lines.data, a->lines.len, NULL);
    if (r->cors)
        buf_append(b, CORS_LINES, sizeof CORS_LINES - 1, NULL);
    if (a->kind == ANSWER_STREAM && r->minor == 1)
        buf_append_str(b, "transfer-encoding: chunked\r\n", NULL);
    else if (a->kind != ANSWER_STREAM && !empty)
        buf_printf(b, NULL, "content-length: %" PRIu64 "\r\n", a->size);
    buf_append_str(b, close, NULL);
    if (empty && !bodiless)
        buf_append_str(b, "content-length: 0\r\n", NULL);
    buf_printf(b, NULL, "date: %s\r\n\r\n", c->loop->date);
}

/* Fetches what the handler has written; true when there is something to send. */
static bool take_stream(struct conn *c, struct exchange_private *r)
{
    pthread_mutex_lock(&r->lock);
    struct buf empty = c->out;
    empty.len = 0;
    c->out = r->out;
    r->out = empty;
    c->out.max = r->out.max = 4 * (size_t)STREAM_WINDOW;
    c->out_sent = 0;
    pthread_cond_broadcast(&r->cond);
    if (c->out.len > 0 && r->taken_fd >= 0) {
        ssize_t told = write(r->taken_fd, &(uint64_t){1}, sizeof(uint64_t));
        (void)told; /* full only when whoever reads it is told anyway */
    }
    pthread_mutex_unlock(&r->lock);
    return c->out.len > 0;
}

/* The piece of the body that is in memory, if any. */
static struct iovec memory_left(const struct conn *c, const struct exchange_private *r)
{
    if (r->answer.kind != ANSWER_MEMORY || r->x.method == HTTP_HEAD)
        return (struct iovec){0};
    return (struct iovec){(char *)r->answer.data + c->body_sent,
                          (size_t)(r->answer.size - c->body_sent)};
}

static ssize_t send_file(struct conn *c, struct exchange_private *r)
{
    uint64_t left = r->answer.size - c->body_sent;
    off_t offset = (off_t)(r->answer.offset + c->body_sent);
    ssize_t sent;
    if (c->tls) {
        ssize_t got = pread(r->answer.fd, c->loop->scratch,
                            left < SCRATCH_BYTES ? (size_t)left : SCRATCH_BYTES, offset);
        struct iovec iov = {c->loop->scratch, got > 0 ? (size_t)got : 0};
        return got > 0 ? send_some(c, &iov, 1) : -1;
    }
    sent = sendfile(c->fd, r->answer.fd, &offset, left < FILE_BYTES ? (size_t)left : FILE_BYTES);
    if (sent < 0)
        return not_sent(c);
    if (sent == 0) /* the file has become shorter than was promised */
        return -1;
    c->since_ns = c->loop->now_ns;
    return sent;
}

enum sent { SENT_ALL, SENT_WAIT, SENT_BROKEN };

static enum sent send_answer(struct conn *c, struct exchange_private *r)
{
    for (;;) {
        size_t pending = c->out.len - c->out_sent;
        struct iovec iov[2] = {{c->out.data + c->out_sent, pending}, memory_left(c, r)};
        bool file = r->answer.kind == ANSWER_FILE && r->x.method != HTTP_HEAD &&
                    c->body_sent < r->answer.size;
        if (pending + iov[1].iov_len == 0 && !file) {
            if (r->answer.kind != ANSWER_STREAM || (!take_stream(c, r) && r->ended))
                return SENT_ALL;
            if (c->out.len == 0)
                return SENT_WAIT;
            continue;
        }
        if (!c->writable)
            return SENT_WAIT;
        ssize_t sent = pending + iov[1].iov_len ? send_some(c, iov, 2) : send_file(c, r);
        if (sent < 0)
            return SENT_BROKEN;
        if (sent == 0)
            return SENT_WAIT;
        r->sent += (size_t)sent;
        size_t of_head = (size_t)sent < pending ? (size_t)sent : pending;
        c->out_sent += of_head;
        c->body_sent += (size_t)sent - of_head;
    }
}

/* ---- requests ------------------------------------------------------------------------------- */

static void start_answer(struct conn *c);

/* Nothing more will be sent. */
static void end_sending(struct conn *c)
{
    if (c->tls)
        tls_say_goodbye(c->tls);
    shutdown(c->fd, SHUT_WR);
}

/* An answer made here, for a request that never became one. */
static void refuse_bytes(struct conn *c, unsigned status)
{
    char text[256];
    int n = snprintf(text, sizeof text,
                     "HTTP/1.1 %u %s\r\nconnection: close\r\ncontent-length: 0\r\ndate: %s\r\n\r\n",
                     status, http1_reason(status), c->loop->date);
    struct iovec iov = {text, (size_t)n};
    send_some(c, &iov, 1); /* one packet; a client whose window is full goes without */
    end_sending(c);
    c->in.len = 0;
    c->reading = READ_LINGER;
    c->since_ns = c->loop->now_ns;
}

void conn_refuse(struct conn *c, unsigned status, const char *message)
{
    struct exchange_private *r = c->current;
    r->on_loop = true;
    if (status == 503)
        exchange_add_header(&r->x, "retry-after", "1");
    exchange_problem(&r->x, status, message);
    r->on_loop = false;
    start_answer(c);
}

void conn_submit(struct conn *c)
{
    struct exchange_private *r = c->current;
    r->handed = true;
    c->reading = READ_NOTHING;
    if (workers_try(r->x.server->workers, dispatch_job, r))
        return;
    r->handed = false;
    conn_refuse(c, 503, "Too many requests are waiting");
}

static bool has_body(const struct exchange_private *r)
{
    return r->chunked || r->length > 0;
}

/* The request is to be answered, so its body is wanted. */
static void begin_body(struct conn *c)
{
    struct exchange_private *r = c->current;
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    enum body_mode mode = body_mode_of(r);
    bool small = r->has_length && r->length <= r->x.server->options.spool_bytes;
    if (!intake_begin(c, mode == BODY_NONE       ? INTAKE_DISCARD
                         : mode == BODY_STREAM   ? INTAKE_STREAM
                         : small || !has_body(r) ? INTAKE_MEMORY
                                                 : INTAKE_PIECES))
        return;
    if (r->expects && c->in.len == 0) {
        struct iovec iov = {(void *)(uintptr_t)go_on, sizeof go_on - 1};
        if (send_some(c, &iov, 1) < 0) {
            conn_close(c);
            return;
        }
    }
    r->expects = false;
    if (!has_body(r))
        intake_end(c);
}

/* Whether what is left of the body can be read away, so that the connection may go on. */
static bool body_is_small(const struct exchange_private *r)
{
    return !r->expects && r->has_length && r->length - r->received <= KEEP_BODY_MAX;
}

static void start_answer(struct conn *c)
{
    struct exchange_private *r = c->current;
    struct listener *l = c->loop->listener;
    c->last = !r->keep_alive || r->answer.close || r->body_broken || atomic_load(&l->stopping) ||
              (r->minor == 0 && r->answer.kind == ANSWER_STREAM);
    if (!r->body_read) {
        if (!has_body(r))
            r->body_read = true;
        else if (c->reading == READ_BODY && r->intake == INTAKE_STREAM)
            c->last = true; /* while its bytes still come */
        else if (body_is_small(r) && !c->last)
            intake_begin(c, INTAKE_DISCARD);
        else
            c->last = true, c->reading = READ_NOTHING;
    }
    c->writing = true;
    c->body_sent = 0;
    c->out.len = c->out_sent = 0;
    c->since_ns = c->loop->now_ns;
    make_head(c, r);
    r->sent_head = c->out.len;
}

/* The answer is sent. */
static void end_answer(struct conn *c)
{
    struct exchange_private *r = c->current;
    if (r->answer.kind == ANSWER_UPGRADE) {
        hand_over(c);
        return;
    }
    if (!c->last && !r->body_read)
        return; /* the rest of the body first */
    bool whole = r->body_read;
    c->last = c->last || r->answer.close;
    c->current = NULL;
    c->writing = false;
    c->out.len = c->out_sent = 0;
    if (c->out.cap > SCRATCH_BYTES)
        buf_free(&c->out);
    exchange_free(r);
    c->since_ns = c->loop->now_ns;
    if (!c->last) {
        c->reading = READ_HEAD;
        return;
    }
    /* Closing with unread bytes would make the client's system throw the answer away. */
    if (whole && c->in.len == 0 && !c->tls && (c->peer_closed || !c->readable)) {
        conn_close(c);
        return;
    }
    end_sending(c);
    c->in.len = 0;
    c->reading = READ_LINGER;
}

static void begin_request(struct conn *c, const char *bytes, size_t n)
{
    struct http1_head *head = &c->loop->parsed;
    unsigned bad = http1_parse(bytes, n, head);
    if (bad) {
        refuse_bytes(c, bad);
        return;
    }
    struct exchange_private *r = exchange_new(c->loop, head, bytes, n);
    if (!r) {
        refuse_bytes(c, 503);
        return;
    }
    r->conn = c;
    r->x.remote = str_c(c->remote);
    c->current = r;
    c->reading = READ_NOTHING;
    observe_begin(r);
    switch (dispatch_begin(r)) {
    case PLAN_ANSWERED:
        start_answer(c);
        break;
    case PLAN_READ:
        begin_body(c);
        break;
    case PLAN_JOB:
        conn_submit(c);
        break;
    }
}

static size_t feed_head(struct conn *c, const char *p, size_t n)
{
    if (n >= 2 && p[0] == '\r' && p[1] == '\n' && c->scanned == 0)
        return 2; /* an empty line in front of a request (RFC 9112 2.2) */
    size_t end = http1_head_end(p, n, c->scanned);
    if (end == 0) {
        c->scanned = n;
        if (n > HEAD_MAX) {
            /* A line without an end is a target that is too long. */
            refuse_bytes(c, memchr(p, '\n', n) ? 431 : 414);
            return n;
        }
        return 0;
    }
    c->scanned = 0;
    begin_request(c, p, end);
    return end;
}

/* Uses up some of the bytes; 0: more are needed, or none are wanted now. */
static size_t feed(struct conn *c, const char *p, size_t n)
{
    switch (c->reading) {
    case READ_HEAD:
        return feed_head(c, p, n);
    case READ_BODY:
        return intake_feed(c, p, n);
    case READ_LINGER:
        return n;
    default:
        return 0;
    }
}

/* ---- receiving ----------------------------------------------------------------------------------
 */

static size_t feed_all(struct conn *c, const char *p, size_t n)
{
    size_t used = 0;
    while (used < n && !c->dead) {
        size_t now = feed(c, p + used, n - used);
        if (now == 0)
            break;
        used += now;
    }
    return used;
}

/* The peer has ended its side. */
static void on_end(struct conn *c)
{
    c->peer_closed = true;
    c->readable = false;
    if (c->reading == READ_BODY && !c->current->body_read) {
        intake_broken(c, 400, "The body ends before its announced length");
        return;
    }
    if (c->reading == READ_HEAD && c->in.len > 0 && !c->current)
        refuse_bytes(c, 400);
    if (!c->current)
        conn_close(c);
}

enum { RECEIVED_NOTHING = -2 };

static ssize_t receive_plain(struct conn *c, char *scratch)
{
    ssize_t got;
    do {
        got = recv(c->fd, scratch, SCRATCH_BYTES, 0);
    } while (got < 0 && errno == EINTR);
    /* Edge-triggered: behind a short read new bytes are a new event. */
    if (got < SCRATCH_BYTES && !c->peer_closed)
        c->readable = false;
    if (got < 0)
        c->readable = false;
    return got < 0 && errno == EAGAIN ? RECEIVED_NOTHING : got;
}

static ssize_t receive_tls(struct conn *c, char *scratch)
{
    enum tls_wait wait;
    ssize_t got = tls_recv(c->tls, scratch, SCRATCH_BYTES, &wait);
    if (got < 0 && wait == TLS_WAIT_READ)
        c->readable = false;
    return got < 0 && wait != TLS_WAIT_NONE ? RECEIVED_NOTHING : got;
}

/* One receive; false when nothing more can be got now. */
static bool receive(struct conn *c)
{
    char *scratch = c->loop->scratch;
    ssize_t got = c->tls ? receive_tls(c, scratch) : receive_plain(c, scratch);
    if (got == RECEIVED_NOTHING)
        return false;
    if (got < 0) {
        conn_close(c);
        return false;
    }
    if (got == 0) {
        on_end(c);
        return !c->dead;
    }
    if (c->in.len == 0) {
        bool start = c->reading == READ_HEAD;
        size_t used = feed_all(c, scratch, (size_t)got);
        if (c->dead)
            return false;
        if (used < (size_t)got) {
            if (start && c->reading == READ_HEAD)
                c->since_ns = c->loop->now_ns; /* the head's time begins with its first byte */
            if (buf_append(&c->in, scratch + used, (size_t)got - used, NULL) != KAMU_OK)
                conn_close(c);
        }
        return !c->dead;
    }
    if (buf_append(&c->in, scratch, (size_t)got, NULL) != KAMU_OK) {
        refuse_bytes(c, 431);
        return !c->dead;
    }
    return true;
}

/* What was received before and not used; true when it led to something. */
static bool feed_kept(struct conn *c)
{
    if (c->in.len == 0)
        return false;
    size_t used = feed_all(c, (const char *)c->in.data, c->in.len);
    if (used == 0 || c->dead)
        return false;
    if (c->in.len) { /* it may have been thrown away */
        memmove(c->in.data, c->in.data + used, c->in.len - used);
        c->in.len -= used;
    }
    if (c->in.len == 0)
        buf_free(&c->in);
    return true;
}

static bool wants_bytes(const struct conn *c)
{
    return c->reading == READ_LINGER || (c->reading == READ_BODY && !intake_paused(c)) ||
           (c->reading == READ_HEAD && !c->current);
}

/* Has the connection's events told once more in the next round. */
static void come_back(struct conn *c)
{
    struct epoll_event e = {.events = CONN_EVENTS, .data = {.ptr = c}};
    epoll_ctl(c->loop->epoll, EPOLL_CTL_MOD, c->fd, &e);
}

void conn_run(struct conn *c)
{
    unsigned turn = 0;
    while (!c->dead) {
        bool moved = false;
        if (c->writing) {
            enum sent sent = send_answer(c, c->current);
            if (sent == SENT_BROKEN) {
                conn_close(c);
                return;
            }
            if (sent == SENT_ALL) {
                end_answer(c);
                moved = !c->dead && !c->writing;
            }
        }
        if (!c->dead && wants_bytes(c)) {
            moved = feed_kept(c) || moved;
            if (!c->dead && wants_bytes(c) && c->readable)
                moved = receive(c) || moved;
        }
        if (!moved)
            break;
        if (++turn == TURN_STEPS) {
            if (!c->dead)
                come_back(c);
            break;
        }
    }
    if (!c->dead && c->peer_closed && !c->current && c->in.len == 0)
        conn_close(c);
}

/* ---- from handlers
 * -------------------------------------------------------------------------------- */

/* Whether the handler will post once more, though the client is gone. */
static bool waits_for_handler(const struct exchange_private *r, unsigned bits)
{
    if (body_mode_of(r) == BODY_STREAM)
        return true;
    return !(bits & (POST_BODY | POST_TAKEN));
}

void conn_posted(struct exchange_private *r, unsigned bits)
{
    struct conn *c = r->conn;
    if (bits & POST_END)
        r->ended = true;
    if (!c) {
        if (r->ended || !waits_for_handler(r, bits))
            exchange_free(r);
        return;
    }
    if (bits & POST_BODY) {
        r->handed = body_mode_of(r) == BODY_STREAM;
        begin_body(c);
    }
    if (bits & POST_TAKEN && !c->dead && !r->ended && r->conn)
        intake_taken(c);
    if (c->dead)
        return;
    if (bits & POST_ANSWER)
        start_answer(c);
    conn_run(c);
}

void conn_sweep(struct conn *c)
{
    const struct server_options *o = &c->loop->listener->server->options;
    uint64_t waited_ms = (c->loop->now_ns - c->since_ns) / 1000000;
    if (atomic_load(&c->loop->listener->stopping) && !c->current && c->in.len == 0) {
        conn_close(c);
        return;
    }
    switch (c->reading) {
    case READ_LINGER:
        if (waited_ms > LINGER_MS)
            conn_close(c);
        break;
    case READ_HEAD:
        if (waited_ms <= o->idle_timeout_ms)
            break;
        if (c->in.len) {
            metrics_count(c->loop->listener->server->metrics, METRIC_TIMEOUTS, 1);
            refuse_bytes(c, 408);
        } else {
            conn_close(c);
        }
        break;
    case READ_BODY:
        intake_sweep(c);
        conn_run(c);
        break;
    default:
        break;
    }
    if (!c->dead && c->writing && waited_ms > o->body_timeout_ms && !c->writable)
        conn_close(c);
}
