/* See websocket.h. libwslay frames; messages are gathered here, in one buffer with a hard limit. */
#include "base/websocket.h"

#include "base/wslay.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#define QUEUE_MAX 16 /* messages that one read of libwslay (4 KiB) may bring at once */
#define POLL_SLICE_MS 250

enum { FAULT_NONE, FAULT_PING, FAULT_BINARY, FAULT_FRAME_SIZE, FAULT_QUEUE, FAULT_IO };

struct websocket {
    struct env *env;
    struct websocket_io io;
    unsigned flags;
    struct wslay call;
    wslay_event_context_ptr ctx;
    struct buf message; /* being received */
    struct buf ready[QUEUE_MAX];
    size_t n_ready;
    size_t max; /* of a message */
    uint64_t deadline_ns;
    bool ended, timed_out, closed;
    int fault;
    kamu_code rc; /* FAULT_IO */
    struct kamu_error error;
    unsigned close_code;
    char reason[WEBSOCKET_REASON_MAX + 1];
    size_t reason_n;
};

/* ---- what libwslay calls -------------------------------------------------------------------- */

static int left_ms(const struct websocket *w)
{
    uint64_t now = clock_monotonic_ns();
    return now >= w->deadline_ns ? 0 : (int)((w->deadline_ns - now + 999999) / 1000000);
}

static ssize_t on_recv(wslay_event_context_ptr ctx, uint8_t *out, size_t n, int flags, void *arg)
{
    struct websocket *w = arg;
    size_t got = 0;
    (void)flags;
    if (w->n_ready || w->fault || w->ended || w->timed_out) {
        w->call.wslay_event_set_error(ctx, WSLAY_ERR_WOULDBLOCK);
        return -1;
    }
    w->rc = w->io.read(w->io.ctx, out, n, left_ms(w), &got, &w->timed_out, &w->error);
    if (w->rc != KAMU_OK) {
        w->fault = FAULT_IO;
        w->call.wslay_event_set_error(ctx, WSLAY_ERR_CALLBACK_FAILURE);
        return -1;
    }
    if (got)
        return (ssize_t)got;
    w->ended = !w->timed_out;
    w->call.wslay_event_set_error(ctx, WSLAY_ERR_WOULDBLOCK);
    return -1;
}

static ssize_t on_send(wslay_event_context_ptr ctx, const uint8_t *p, size_t n, int flags,
                       void *arg)
{
    struct websocket *w = arg;
    (void)flags;
    w->rc = w->io.write(w->io.ctx, p, n, &w->error);
    if (w->rc == KAMU_OK)
        return (ssize_t)n;
    w->fault = FAULT_IO;
    w->call.wslay_event_set_error(ctx, WSLAY_ERR_CALLBACK_FAILURE);
    return -1;
}

static int on_mask(wslay_event_context_ptr ctx, uint8_t *out, size_t n, void *arg)
{
    struct websocket *w = arg;
    if (random_bytes(&w->env->random, out, n, NULL) == KAMU_OK)
        return 0;
    w->call.wslay_event_set_error(ctx, WSLAY_ERR_CALLBACK_FAILURE);
    return -1;
}

static void stop_reading(struct websocket *w, int fault)
{
    if (!w->fault)
        w->fault = fault;
    w->call.wslay_event_shutdown_read(w->ctx);
}

static bool is_control(uint8_t opcode)
{
    return opcode & 8;
}

static void on_frame(wslay_event_context_ptr ctx,
                     const struct wslay_event_on_frame_recv_start_arg *a, void *arg)
{
    struct websocket *w = arg;
    (void)ctx;
    if (a->opcode == WSLAY_BINARY_FRAME)
        stop_reading(w, FAULT_BINARY);
    else if (!is_control(a->opcode) &&
             (a->payload_length > WEBSOCKET_FRAME_MAX || w->message.len > w->max ||
              a->payload_length > w->max - w->message.len))
        stop_reading(w, FAULT_FRAME_SIZE);
}

static void on_chunk(wslay_event_context_ptr ctx,
                     const struct wslay_event_on_frame_recv_chunk_arg *a, void *arg)
{
    struct websocket *w = arg;
    (void)ctx;
    if (!w->fault && buf_append(&w->message, a->data, a->data_length, &w->error) != KAMU_OK) {
        w->rc = KAMU_E_NOMEM;
        stop_reading(w, FAULT_IO);
    }
}

static void on_close(struct websocket *w, const struct wslay_event_on_msg_recv_arg *a)
{
    w->closed = true;
    w->close_code = a->msg_length >= 2 ? a->status_code : WSLAY_CODE_NO_STATUS_RCVD;
    w->reason_n = a->msg_length > 2 ? a->msg_length - 2 : 0;
    if (w->reason_n > WEBSOCKET_REASON_MAX)
        w->reason_n = WEBSOCKET_REASON_MAX;
    if (w->reason_n)
        memcpy(w->reason, a->msg + 2, w->reason_n);
}

static void on_message(wslay_event_context_ptr ctx, const struct wslay_event_on_msg_recv_arg *a,
                       void *arg)
{
    struct websocket *w = arg;
    (void)ctx;
    if (a->opcode == WSLAY_CONNECTION_CLOSE)
        on_close(w, a);
    else if (a->opcode == WSLAY_PING && w->flags & WEBSOCKET_NO_PINGS)
        stop_reading(w, FAULT_PING);
    if (is_control(a->opcode) || w->fault)
        return;
    if (w->n_ready == QUEUE_MAX) {
        stop_reading(w, FAULT_QUEUE);
        return;
    }
    w->ready[w->n_ready++] = w->message;
    buf_init(&w->message, WEBSOCKET_MESSAGE_MAX);
}

/* ---- life ------------------------------------------------------------------------------------ */

kamu_code websocket_open(struct env *env, const struct websocket_io *io, unsigned flags,
                         struct websocket **out, struct kamu_error *err)
{
    struct wslay_event_callbacks callbacks = {.recv_callback = on_recv,
                                              .send_callback = on_send,
                                              .genmask_callback = on_mask,
                                              .on_frame_recv_start_callback = on_frame,
                                              .on_frame_recv_chunk_callback = on_chunk,
                                              .on_msg_recv_callback = on_message};
    struct websocket *w = mem_calloc(1, sizeof *w);
    if (!w)
        return error_nomem(err);
    w->env = env;
    w->io = *io;
    w->flags = flags;
    w->max = WEBSOCKET_MESSAGE_MAX;
    buf_init(&w->message, WEBSOCKET_MESSAGE_MAX);
    kamu_code rc = wslay_load(&w->call, err);
    if (rc == KAMU_OK && (flags & WEBSOCKET_CLIENT ? w->call.wslay_event_context_client_init
                                                   : w->call.wslay_event_context_server_init)(
                             &w->ctx, &callbacks, w) != 0)
        rc = error_nomem(err);
    if (rc != KAMU_OK) {
        mem_free(w);
        return rc;
    }
    w->call.wslay_event_config_set_no_buffering(w->ctx, 1);
    w->call.wslay_event_config_set_max_recv_msg_length(w->ctx, UINT64_MAX); /* see on_frame */
    *out = w;
    return KAMU_OK;
}

void websocket_free(struct websocket *w)
{
    if (!w)
        return;
    w->call.wslay_event_context_free(w->ctx);
    buf_free(&w->message);
    for (size_t i = 0; i < w->n_ready; i++)
        buf_free(&w->ready[i]);
    mem_free(w);
}

void websocket_limit(struct websocket *w, size_t bytes)
{
    w->max = bytes < WEBSOCKET_MESSAGE_MAX ? bytes : WEBSOCKET_MESSAGE_MAX;
}

unsigned websocket_close_code(const struct websocket *w)
{
    return w->close_code;
}

struct str websocket_close_reason(const struct websocket *w)
{
    return (struct str){w->reason, w->reason_n};
}

/* ---- messages -------------------------------------------------------------------------------- */

static kamu_code failed_io(struct websocket *w, struct kamu_error *err)
{
    if (w->fault != FAULT_IO || w->rc == KAMU_OK)
        return error_set(err, KAMU_E_IO, "The WebSocket connection has failed");
    if (err)
        *err = w->error;
    return w->rc;
}

static kamu_code flush(struct websocket *w, struct kamu_error *err)
{
    if (w->call.wslay_event_want_write(w->ctx) && w->call.wslay_event_send(w->ctx) != 0)
        return failed_io(w, err);
    return KAMU_OK;
}

static kamu_code fault(struct websocket *w, struct kamu_error *err)
{
    switch (w->fault) {
    case FAULT_PING:
        return error_set(err, KAMU_E_INPUT, "A ping came where a message is expected");
    case FAULT_BINARY:
        return error_set(err, KAMU_E_INPUT, "A binary message came where text is expected");
    case FAULT_QUEUE:
        return error_set(err, KAMU_E_LIMIT, "More than %d messages came at once", QUEUE_MAX);
    case FAULT_FRAME_SIZE:
        w->call.wslay_event_queue_close(w->ctx, WSLAY_CODE_MESSAGE_TOO_BIG, NULL, 0);
        flush(w, NULL);
        return error_set(err, KAMU_E_LIMIT,
                         "A WebSocket message exceeds %zu bytes, or a frame of it %zu MiB", w->max,
                         WEBSOCKET_FRAME_MAX >> 20);
    default:
        return failed_io(w, err);
    }
}

static void take_ready(struct websocket *w, struct buf *out)
{
    buf_free(out);
    *out = w->ready[0];
    w->n_ready--;
    memmove(w->ready, w->ready + 1, w->n_ready * sizeof w->ready[0]);
}

/* libwslay found the peer's fault, and has queued the close frame that says so. */
static kamu_code broken(struct websocket *w, struct kamu_error *err)
{
    flush(w, NULL);
    return error_set(err, KAMU_E_INPUT, "The peer breaks the WebSocket protocol");
}

kamu_code websocket_receive(struct websocket *w, int timeout_ms, struct buf *out,
                            enum websocket_event *event, struct kamu_error *err)
{
    w->deadline_ns = clock_monotonic_ns() + (uint64_t)timeout_ms * 1000000u;
    w->timed_out = false;
    out->len = 0;
    for (;;) {
        if (w->n_ready) {
            take_ready(w, out);
            *event = WEBSOCKET_TEXT;
            return KAMU_OK;
        }
        if (w->fault && w->fault != FAULT_PING)
            return fault(w, err);
        KAMU_TRY(flush(w, err)); /* answers to pings and close frames */
        if (w->fault)
            return fault(w, err);
        if (w->closed || w->ended || w->timed_out) {
            *event = w->closed ? WEBSOCKET_CLOSED : w->ended ? WEBSOCKET_ENDED : WEBSOCKET_TIMEOUT;
            return KAMU_OK;
        }
        if (!w->call.wslay_event_get_read_enabled(w->ctx))
            return broken(w, err);
        if (w->call.wslay_event_recv(w->ctx) != 0 && !w->fault)
            return failed_io(w, err);
    }
}

struct piece {
    const uint8_t *p;
    size_t left;
};

static ssize_t on_piece(wslay_event_context_ptr ctx, uint8_t *out, size_t n,
                        const union wslay_event_msg_source *source, int *eof, void *arg)
{
    struct piece *piece = source->data;
    (void)ctx, (void)arg;
    if (n > piece->left)
        n = piece->left;
    memcpy(out, piece->p, n);
    piece->p += n;
    piece->left -= n;
    *eof = piece->left == 0;
    return (ssize_t)n;
}

kamu_code websocket_send(struct websocket *w, const void *text, size_t n, struct kamu_error *err)
{
    struct piece piece = {text, n};
    struct wslay_event_msg whole = {WSLAY_TEXT_FRAME, text, n};
    struct wslay_event_fragmented_msg parts = {WSLAY_TEXT_FRAME, {.data = &piece}, on_piece};
    if (n > WEBSOCKET_MESSAGE_MAX)
        return error_set(err, KAMU_E_LIMIT,
                         "A message has %zu bytes, more than the %zu MiB that the other side takes",
                         n, WEBSOCKET_MESSAGE_MAX >> 20);
    int rc = n > WEBSOCKET_FRAME_MAX ? w->call.wslay_event_queue_fragmented_msg(w->ctx, &parts)
                                     : w->call.wslay_event_queue_msg(w->ctx, &whole);
    if (rc == WSLAY_ERR_NOMEM)
        return error_nomem(err);
    if (rc != 0)
        return error_set(err, KAMU_E_IO, "The WebSocket connection is closed");
    return flush(w, err);
}

kamu_code websocket_close(struct websocket *w, unsigned code, const char *reason, int timeout_ms,
                          struct kamu_error *err)
{
    size_t n = reason ? strlen(reason) : 0;
    struct buf rest = BUF_INIT(WEBSOCKET_MESSAGE_MAX);
    enum websocket_event event = WEBSOCKET_TEXT;
    if (n > WEBSOCKET_REASON_MAX)
        n = utf8_cut(reason, n, WEBSOCKET_REASON_MAX);
    w->call.wslay_event_queue_close(w->ctx, (uint16_t)code, (const uint8_t *)reason, n);
    KAMU_TRY(flush(w, err));
    kamu_code rc = KAMU_OK;
    for (int i = 0; i < QUEUE_MAX && rc == KAMU_OK && event == WEBSOCKET_TEXT; i++)
        rc = websocket_receive(w, timeout_ms, &rest, &event, err);
    buf_free(&rest);
    return rc;
}

/* ---- sockets --------------------------------------------------------------------------------- */

static kamu_code wait_socket(struct websocket_socket *s, short what, int timeout_ms, bool *ready,
                             struct kamu_error *err)
{
    uint64_t until = clock_monotonic_ns() + (uint64_t)timeout_ms * 1000000u;
    for (*ready = false;;) {
        uint64_t now = clock_monotonic_ns();
        int left = now >= until ? 0 : (int)((until - now + 999999) / 1000000);
        struct pollfd p = {.fd = s->fd, .events = what};
        int n = poll(&p, 1, left < POLL_SLICE_MS ? left : POLL_SLICE_MS);
        *ready = n > 0;
        if (n > 0 || (n == 0 && left == 0))
            return KAMU_OK;
        if (n < 0 && errno != EINTR)
            return error_os(err, errno, "WebSocket");
        if (s->stopped && s->stopped(s->stopped_ctx))
            return error_set(err, KAMU_E_CANCELLED, "Operation aborted");
    }
}

static kamu_code socket_read(void *ctx, void *out, size_t n, int timeout_ms, size_t *got,
                             bool *timed_out, struct kamu_error *err)
{
    struct websocket_socket *s = ctx;
    bool ready;
    *got = 0;
    for (;;) {
        KAMU_TRY(wait_socket(s, POLLIN, timeout_ms, &ready, err));
        *timed_out = !ready;
        if (!ready)
            return KAMU_OK;
        ssize_t r = recv(s->fd, out, n, MSG_DONTWAIT);
        if (r >= 0 || errno == ECONNRESET) {
            *got = r > 0 ? (size_t)r : 0;
            return KAMU_OK;
        }
        if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
            return error_os(err, errno, "WebSocket");
    }
}

static kamu_code socket_write(void *ctx, const void *p, size_t n, struct kamu_error *err)
{
    struct websocket_socket *s = ctx;
    const char *at = p;
    while (n) {
        ssize_t r = send(s->fd, at, n, MSG_DONTWAIT | MSG_NOSIGNAL);
        bool ready = true;
        if (r > 0) {
            at += r;
            n -= (size_t)r;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            KAMU_TRY(wait_socket(s, POLLOUT, s->write_timeout_ms, &ready, err));
        } else if (errno != EINTR) {
            return error_os(err, errno, "WebSocket");
        }
        if (!ready)
            return error_set(err, KAMU_E_IO, "The peer takes no data");
    }
    return KAMU_OK;
}

struct websocket_io websocket_socket_io(struct websocket_socket *s)
{
    return (struct websocket_io){s, socket_read, socket_write};
}
