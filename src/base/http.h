/*
 * HTTP requests through libcurl, which is loaded at the first of them: a program that needs none
 * starts without it. http and https only, also behind redirects (from https to https only).
 *
 * What fails in passing (a timeout, no connection to a server that has answered before, a body cut
 * short, the statuses 408, 429, 500, 502, 503, 504) is tried again up to HTTP_TRIES times with
 * growing pauses. A server that sends less than HTTP_SLOW_BYTES a second for HTTP_SLOW_SECONDS
 * counts as not answering. One thread.
 */
#ifndef KAMU_BASE_HTTP_H
#define KAMU_BASE_HTTP_H

#include "base/env.h"

#define HTTP_TRIES 5
#define HTTP_SLOW_BYTES 128
#define HTTP_SLOW_SECONDS 30
#define HTTP_PARALLEL_MAX 8

struct http;
/* KAMU_E_UNSUPPORTED with what to install when there is no libcurl. `bearer`: token for the
 * Authorization header, or NULL; it goes to the host of the URL only. Copied. */
kamu_code http_open(struct env *env, const char *bearer, struct http **out, struct kamu_error *err);
void http_close(struct http *h); /* NULL is fine */

struct http_request {
    const char *url;
    const char *method;              /* NULL: GET, or PUT with a body */
    const char *header;              /* one more header line, or NULL */
    const char *const *more_headers; /* further ones, ended by NULL; or NULL */
    bool no_bearer;                  /* the token is not for this server */
    bool any_encoding;               /* let the body come compressed, and unpack it */
    uint64_t from;                   /* the Range to ask for: from this byte on; 0 = all */
    const void *body;                /* to send; NULL = nothing, or from `file` */
    struct fs_file *file;            /* to send, from its beginning */
    uint64_t body_bytes;             /* of either */
    /* Runs before each try, may be NULL: sets `from` and forgets what an earlier try has brought
     * if it cannot be used. */
    kamu_code (*begin)(struct http_request *r, struct kamu_error *err);
    /* A piece of the body of an answer 200 or 206, whose status is in r->status. An error ends the
     * request. */
    kamu_code (*sink)(struct http_request *r, const void *p, size_t n, struct kamu_error *err);
    void *ctx;
    bool any_status; /* bodies of all answers to the sink, not of 200 and 206 alone */
    bool head_only;  /* no body is wanted: HEAD */
    /* out, of the last try: */
    long status;
    int64_t length; /* Content-Length of the answer, -1 when there is none */
    char etag[160]; /* with its quotes; "" when there is none or it is longer */
    /* private */
    uint64_t sent;
    unsigned tries;
    uint64_t wait_until_ns;
    kamu_code rc;
    void *easy;
    void *headers;
    struct http *http;
    char reason[256];
};

/* All of them, up to HTTP_PARALLEL_MAX at a time. KAMU_OK when each has an answer, whatever its
 * status; else what was wrong with the first that has none: "Cannot reach <url>: <reason>", the
 * sink's error, KAMU_E_CANCELLED. */
kamu_code http_run(struct http *h, struct http_request *requests, size_t n, struct kamu_error *err);

/* Called several times a second while requests run; an error ends them. NULL: nothing. */
void http_on_idle(struct http *h, kamu_code (*run)(void *ctx, struct kamu_error *err), void *ctx);
const char *http_bearer(const struct http *h); /* NULL: none */

/*
 * A connection to the host of the URL, for another protocol than plain requests: bytes as they are,
 * through TLS for https. `url` lasts as long as the stream.
 */
struct http_stream;
kamu_code http_stream_open(struct http *h, const char *url, struct http_stream **out,
                           struct kamu_error *err);
/* As websocket_io has them (base/websocket.h). */
kamu_code http_stream_read(void *stream, void *out, size_t n, int timeout_ms, size_t *got,
                           bool *timed_out, struct kamu_error *err);
kamu_code http_stream_write(void *stream, const void *p, size_t n, struct kamu_error *err);
void http_stream_close(struct http_stream *s); /* NULL is fine */

#endif
