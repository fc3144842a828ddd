/*
 * Exchange: one HTTP request and its answer, without the library that speaks the protocol
 * (listener.h does). This header is all that a route's handler needs to know of HTTP.
 *
 * A handler is called on a worker thread (server.h), may wait there, and answers once: at once, or
 * by leaving the exchange to another thread that answers later (the committer of a dataset). What
 * is sent is copied or taken over, so the exchange is not to be touched after its answer.
 *
 * A client that goes away does not free an exchange: its answer is then dropped.
 */
#ifndef KAMU_SERVER_EXCHANGE_H
#define KAMU_SERVER_EXCHANGE_H

#include "base/mem.h"
#include "server/access.h"
#include "store/workspace.h"

enum http_method {
    HTTP_GET = 1,
    HTTP_HEAD = 2,
    HTTP_POST = 4,
    HTTP_PUT = 8,
    HTTP_DELETE = 16,
    HTTP_OPTIONS = 32,
    HTTP_OTHER = 64
};

struct route;
struct server;
struct worker;

/* What the access log and the metrics say of a request besides what the listener sees; may be
 * filled in by handlers before they answer. exchange_fail sets the code. */
struct exchange_note {
    enum kamu_code code; /* of a failure */
    bool is_push;        /* the members below are set */
    bool replayed;
    uint64_t rows_received, rows_new, rows_rejected;
    uint64_t group; /* pushes in its commit */
};

struct exchange { /* read-only for handlers; valid until the answer */
    struct server *server;
    const struct route *route;
    enum http_method method;
    struct str path;    /* as sent, escapes kept, without the query string */
    struct str query;   /* as sent, without '?'; .p NULL: none */
    struct str remote;  /* the client's address, "127.0.0.1:41234" */
    struct str args[2]; /* variable parts of the path after {ds}, decoded */
    struct caller caller;
    struct dataset_handle dataset; /* of a ROUTE_DATASET */
    unsigned rights;               /* of the caller on it: ACCESS_* bits */
    uint64_t started_ns;           /* clock_monotonic_ns when the head was read */
    struct exchange_note note;     /* not read-only */
    struct arena arena;            /* dies with the exchange; used by one thread at a time */
    struct exchange_private *priv; /* the listener's */
};

/* ---- the request ------------------------------------------------------------------ */

/* The first header of that name (ASCII case ignored), white space around it cut; .p NULL: none. */
struct str exchange_header(const struct exchange *x, const char *name);

/* Is `word` in this comma-separated header, whatever parameters stand behind it? Case does not
 * count. */
bool header_lists(struct str header, const char *word);

/* A parameter of the query string, decoded (`+` is a blank), in the exchange's arena; .p NULL when
 * it is not there. Twice the same is KAMU_E_USAGE with kamu's text ("Failed to deserialize query
 * string: duplicate field `limit`"), so is what is not UTF-8; a broken escape stands for itself. */
kamu_code exchange_param(struct exchange *x, const char *name, struct str *out,
                         struct kamu_error *err);
/* Every parameter in order, decoded; for routes that refuse unknown ones. */
struct exchange_pair {
    struct str name, value;
};
kamu_code exchange_params(struct exchange *x, struct exchange_pair **out, size_t *n,
                          struct kamu_error *err);

/*
 * The body of a BODY_WHOLE route: complete, unpacked (Content-Encoding), within its limit, checked
 * against Content-Digest. Small ones lie in memory, larger ones in a file without a name.
 */
struct body {
    const void *data; /* NULL when it lies in the file */
    uint64_t size;
    int fd;             /* -1 when it lies in memory; belongs to the exchange */
    uint64_t sent_size; /* bytes as they came, packed */
    bool declared; /* the request named a length or was chunked: there is a body, maybe empty */
};
const struct body *exchange_body(const struct exchange *x);

/* Bytes of the body that the request declares; UINT64_MAX: it does not say. */
uint64_t exchange_declared(const struct exchange *x);
/* In a precheck of a BODY_WHOLE route: the handler is to be called at once, on a thread of its own,
 * and reads the body as that of a BODY_STREAM route; exchange_streams tells it so. */
void exchange_stream_body(struct exchange *x);
bool exchange_streams(const struct exchange *x);

/* The body of a BODY_STREAM route, as it arrives, unpacked: waits for the next bytes; *got = 0 at
 * the end. KAMU_E_INPUT when the client breaks off or breaks the framing, KAMU_E_LIMIT,
 * KAMU_E_CANCELLED when the server stops. The client is held up while nobody reads. With
 * timeout_ms >= 0, *got = 0 and *timed_out = true when nothing came for so long. */
kamu_code exchange_read(struct exchange *x, void *out, size_t capacity, int timeout_ms, size_t *got,
                        bool *timed_out, struct kamu_error *err);

/* ---- the answer --------------------------------------------------------------------- */

/* One more header; name and value are copied. Before the answer. */
void exchange_add_header(struct exchange *x, const char *name, const char *value);

/* type: Content-Type, NULL = none. HEAD: the body is left out by the listener. */
void exchange_send(struct exchange *x, unsigned status, const char *type, const void *data,
                   size_t n);
void exchange_send_text(struct exchange *x, unsigned status, const char *type, const char *text);
/* Takes `body`'s memory over. */
void exchange_send_buf(struct exchange *x, unsigned status, const char *type, struct buf *body);
/* Takes `fd` over; sends its bytes [offset, offset + size). */
void exchange_send_file(struct exchange *x, unsigned status, const char *type, int fd,
                        uint64_t offset, uint64_t size);

/* kamu's {"message": text}; as problem+json when the client asks for that (error.c). */
void exchange_refuse(struct exchange *x, unsigned status, const char *message);
/* The same as a problem document, whatever the client asks for: where kamu has no answer of its
 * own. */
void exchange_problem(struct exchange *x, unsigned status, const char *detail);
/* What went wrong, for the client: status by code (KAMU_E_INPUT 400, KAMU_E_LIMIT 413, ...), body
 * application/problem+json with type, title, status, detail, message, and of a data fault input,
 * line, column, byte, record, field, text, expected, hint. Server faults say nothing of the inside
 * and go to the log. */
void exchange_fail(struct exchange *x, const struct kamu_error *err);
/* The client's Accept names application/problem+json. */
bool exchange_wants_problem(const struct exchange *x);
/* A further member of the problem document that exchange_fail or exchange_refuse sends next. */
void exchange_problem_number(struct exchange *x, const char *member, uint64_t value);
/* The status that exchange_fail would send. */
unsigned exchange_status_of(const struct kamu_error *err);

/* An answer of unknown length, sent as it is made. exchange_write waits for a slow client;
 * KAMU_E_CANCELLED when the client is gone or the server stops: then end at once. */
kamu_code exchange_begin(struct exchange *x, unsigned status, const char *type,
                         struct kamu_error *err);
kamu_code exchange_write(struct exchange *x, const void *data, size_t n, struct kamu_error *err);
/* The same without waiting: *taken = false while the client has not taken what was written before.
 */
kamu_code exchange_offer(struct exchange *x, const void *data, size_t n, bool *taken,
                         struct kamu_error *err);
/* An eventfd that is written to when the client has taken what was offered. It must outlive the
 * exchange. */
void exchange_tell_taken(struct exchange *x, int eventfd);
void exchange_end(struct exchange *x);
/*
 * Nobody waits for the answer any more. Of what lasts (a streamed answer that has begun, a handler
 * with a thread of its own) also: it is to end, since the server stops, or since a client that has
 * sent all it had has shut its side, and so has probably left. Requests that are merely in hand
 * when the server stops are finished.
 */
bool exchange_gone(struct exchange *x);
/* The client has left, or has shut its side, after which what costs much is not worth it. A server
 * that stops still answers what it has in hand, until the drain timeout. */
bool exchange_left(struct exchange *x);

/*
 * Hands the connection over as raw bytes after an answer 101 with the headers added so far
 * (WebSocket). `run` is called on a thread of its own with a worker of its own and a blocking
 * socket, and closes nothing; the exchange ends when it returns. When the server stops the socket
 * is shut down. 503 when there are too many such threads (SPAWNED_MAX).
 */
void exchange_upgrade(struct exchange *x, const char *protocol,
                      void (*run)(struct exchange *x, struct worker *w, int fd, void *ctx),
                      void *ctx);

/*
 * Goes on with `run` on a thread of its own with a worker of its own: for what lasts (an endless
 * answer), so that it keeps no worker from others. The caller returns at once and touches neither x
 * nor ctx any more. 503 when there are too many. Handlers of BODY_STREAM routes are called on such
 * a thread from the beginning.
 */
void exchange_spawn(struct exchange *x,
                    void (*run)(struct exchange *x, struct worker *w, void *ctx), void *ctx);

#endif
