/*
 * WebSocket messages (RFC 6455) over a byte stream that is open already; the upgrade is the
 * caller's. Blocking, with a timeout for each message. Text messages only: a binary one is a fault
 * of the peer. One thread.
 */
#ifndef KAMU_BASE_WEBSOCKET_H
#define KAMU_BASE_WEBSOCKET_H

#include "base/env.h"

/* What kamu's own two ends take (tungstenite's defaults). */
#define WEBSOCKET_MESSAGE_MAX ((size_t)64 << 20)
#define WEBSOCKET_FRAME_MAX ((size_t)16 << 20)
#define WEBSOCKET_REASON_MAX 123

struct websocket_io {
    void *ctx;
    /* Waits up to timeout_ms for at least one byte. *got = 0 at the end of the stream, or when
     * *timed_out. */
    kamu_code (*read)(void *ctx, void *out, size_t n, int timeout_ms, size_t *got, bool *timed_out,
                      struct kamu_error *err);
    kamu_code (*write)(void *ctx, const void *p, size_t n, struct kamu_error *err); /* all of it */
};

/* A socket. `stopped` (may be NULL) is asked several times a second while nothing comes or goes. */
struct websocket_socket {
    int fd;
    int write_timeout_ms; /* without a byte taken */
    bool (*stopped)(void *ctx);
    void *stopped_ctx;
};
struct websocket_io websocket_socket_io(struct websocket_socket *s);

enum websocket_flags {
    WEBSOCKET_CLIENT = 1,  /* frames are masked */
    WEBSOCKET_NO_PINGS = 2 /* a ping is answered and then an error, as kamu's server has it */
};

struct websocket;
/* `io` is copied. KAMU_E_UNSUPPORTED without libwslay. */
kamu_code websocket_open(struct env *env, const struct websocket_io *io, unsigned flags,
                         struct websocket **out, struct kamu_error *err);
void websocket_free(struct websocket *w); /* says nothing to the peer; NULL is fine */

/* What the next messages may have at most, where less than WEBSOCKET_MESSAGE_MAX is expected. */
void websocket_limit(struct websocket *w, size_t bytes);

enum websocket_event {
    WEBSOCKET_TEXT,
    WEBSOCKET_CLOSED, /* by a close frame, which has been answered: see websocket_close_* */
    WEBSOCKET_ENDED,  /* the stream ended without one */
    WEBSOCKET_TIMEOUT /* nothing, or not all of a message, came in time */
};

/* The next message; `out` is emptied first. KAMU_E_INPUT when the peer breaks the protocol,
 * KAMU_E_LIMIT (and a close frame 1009 sent) when it exceeds a limit. */
kamu_code websocket_receive(struct websocket *w, int timeout_ms, struct buf *out,
                            enum websocket_event *event, struct kamu_error *err);
/* Of WEBSOCKET_CLOSED: the code (1005: none was given) and the reason. */
unsigned websocket_close_code(const struct websocket *w);
struct str websocket_close_reason(const struct websocket *w);

kamu_code websocket_send(struct websocket *w, const void *text, size_t n, struct kamu_error *err);
/* Sends a close frame and waits up to timeout_ms for the peer's. The reason is cut to
 * WEBSOCKET_REASON_MAX bytes. */
kamu_code websocket_close(struct websocket *w, unsigned code, const char *reason, int timeout_ms,
                          struct kamu_error *err);

#endif
