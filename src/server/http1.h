/*
 * HTTP/1.x on the wire: the head of a request, the framing of its body, the head of an answer. Pure
 * functions on bytes, strict where leniency would let two programs read one message differently
 * (RFC 9112): lines end with CR LF, no white space before a colon, no folded lines, one length.
 */
#ifndef KAMU_SERVER_HTTP1_H
#define KAMU_SERVER_HTTP1_H

#include "base/mem.h"
#include "server/exchange.h"

#define HTTP1_HEADERS_MAX 128
#define HTTP1_TARGET_MAX 65534 /* bytes of the request target, as kamu */

struct http1_head {
    enum http_method method;
    struct str method_text;
    struct str path;  /* as sent, from '/' on; of an absolute target what follows the host */
    struct str query; /* .p NULL: no '?' */
    unsigned minor;   /* HTTP/1.<minor>, 0 or 1 */
    struct exchange_pair headers[HTTP1_HEADERS_MAX];
    size_t n_headers;
    bool keep_alive; /* as the request wishes */
    bool expects;    /* Expect: 100-continue */
    bool chunked;
    bool has_length;
    uint64_t length; /* 0 without has_length */
};

/* Bytes of the head that begins at p, with the empty line behind it; 0 when it is not all there.
 * `from`: what was searched before, 0 at first. */
size_t http1_head_end(const char *p, size_t n, size_t from);

/*
 * Takes apart a whole head; strings point into it. 0, or the status to answer before the connection
 * is closed: 400, 414 (target too long), 431 (too many headers), 501 (transfer coding), 505.
 */
unsigned http1_parse(const char *p, size_t n, struct http1_head *out);

/* ---- chunked ------------------------------------------------------------------------ */

struct http1_chunks { /* zero-initialized: at the start */
    int state;
    uint64_t left;     /* of the current chunk's data */
    unsigned line;     /* bytes of the current line */
    unsigned trailers; /* bytes of the trailer section */
};

/* Goes through the next bytes. *data, *n_data: the piece of the body among them (may be none).
 * Returns how many bytes were used up (0 only when n is 0), -1 when they are no chunks. *end: that
 * was the last byte of the message. */
ptrdiff_t http1_chunks_next(struct http1_chunks *c, const char *p, size_t n, const char **data,
                            size_t *n_data, bool *end);

const char *http1_reason(unsigned status); /* "Not Found"; "" when unknown */
bool http1_token_char(char c);

#endif
