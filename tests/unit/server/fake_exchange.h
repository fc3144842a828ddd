/* An exchange without a listener: a request from its bytes, the answer where a test can see it. */
#ifndef KAMU_TESTS_FAKE_EXCHANGE_H
#define KAMU_TESTS_FAKE_EXCHANGE_H

#include "server/listener.h"

struct fake {
    struct env env;
    struct workspace ws;
    struct server server;
    struct listener listener;
    struct loop loop;
    struct http1_head head;
    struct exchange_private *r;
    struct exchange *x;
};

static inline void fake_init(struct fake *f)
{
    memset(f, 0, sizeof *f);
    f->server.env = &f->env;
    f->server.ws = &f->ws;
    server_options_init(&f->server.options);
    f->listener.server = &f->server;
    f->loop.listener = &f->listener;
    f->loop.wake = -1;
}

static inline void fake_end(struct fake *f)
{
    exchange_free(f->r);
    f->r = NULL;
    f->x = NULL;
}

/* 0, or the status that the head would be refused with. */
static inline unsigned fake_request(struct fake *f, const char *bytes, size_t n)
{
    fake_end(f);
    unsigned bad = http1_parse(bytes, n, &f->head);
    if (bad)
        return bad;
    f->r = exchange_new(&f->loop, &f->head, bytes, n);
    if (!f->r)
        return 503;
    f->r->on_loop = true; /* the answer stays where it is */
    f->x = &f->r->x;
    return 0;
}

/* "GET /path" and further lines, each with its CR LF. */
static inline unsigned fake_get(struct fake *f, const char *request, const char *lines)
{
    char text[4096];
    int n = snprintf(text, sizeof text, "%s HTTP/1.1\r\n%s\r\n", request, lines);
    return fake_request(f, text, (size_t)n);
}

#endif
