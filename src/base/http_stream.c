/* Connections that libcurl makes and hands over (CURLOPT_CONNECT_ONLY). */
#include "base/http_private.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

enum { POLL_SLICE_MS = 200, WRITE_TIMEOUT_MS = 60 * 1000 };

struct http_stream {
    struct http *http;
    const char *url;
    void *easy;
    int fd;
    char reason[256];
};

static kamu_code failed(struct http_stream *s, int code, struct kamu_error *err)
{
    return error_set(err, KAMU_E_IO, "Cannot reach %s: %s", s->url,
                     s->reason[0] ? s->reason : s->http->easy_strerror(code));
}

static kamu_code connect_stream(struct http_stream *s, struct kamu_error *err)
{
    struct http *h = s->http;
    s->easy = h->easy_init();
    if (!s->easy)
        return error_nomem(err);
    h->easy_setopt(s->easy, OPT_URL, s->url);
    h->easy_setopt(s->easy, OPT_PROTOCOLS, (long)(PROTOCOL_HTTP | PROTOCOL_HTTPS));
    h->easy_setopt(s->easy, OPT_ERRORBUFFER, s->reason);
    h->easy_setopt(s->easy, OPT_CONNECTTIMEOUT, (long)HTTP_SLOW_SECONDS);
    h->easy_setopt(s->easy, OPT_NOSIGNAL, 1L);
    h->easy_setopt(s->easy, OPT_CONNECT_ONLY, 1L);
    h->easy_setopt(s->easy, OPT_HTTPPROXYTUNNEL, 1L); /* a proxy is to pass bytes on */
    h->easy_setopt(s->easy, OPT_HTTP_VERSION, (long)HTTP_VERSION_1_1);
    int code = h->easy_perform(s->easy);
    if (code == OK)
        code = h->easy_getinfo(s->easy, INFO_ACTIVESOCKET, &s->fd);
    return code == OK && s->fd >= 0 ? KAMU_OK : failed(s, code, err);
}

kamu_code http_stream_open(struct http *h, const char *url, struct http_stream **out,
                           struct kamu_error *err)
{
    struct http_stream *s = mem_calloc(1, sizeof *s);
    if (!s)
        return error_nomem(err);
    s->http = h;
    s->url = url;
    s->fd = -1;
    kamu_code rc = connect_stream(s, err);
    if (rc != KAMU_OK) {
        http_stream_close(s);
        return rc;
    }
    *out = s;
    return KAMU_OK;
}

void http_stream_close(struct http_stream *s)
{
    if (!s)
        return;
    if (s->easy)
        s->http->easy_cleanup(s->easy);
    mem_free(s);
}

static kamu_code wait_socket(struct http_stream *s, short what, int timeout_ms, bool *ready,
                             struct kamu_error *err)
{
    uint64_t until = clock_monotonic_ns() + (uint64_t)timeout_ms * 1000000;
    for (;;) {
        uint64_t now = clock_monotonic_ns();
        int left = now >= until ? 0 : (int)((until - now + 999999) / 1000000);
        struct pollfd p = {.fd = s->fd, .events = what};
        int n = poll(&p, 1, left < POLL_SLICE_MS ? left : POLL_SLICE_MS);
        *ready = n > 0;
        if (n > 0 || (n == 0 && left == 0))
            return KAMU_OK;
        if (n < 0 && errno != EINTR)
            return error_os(err, errno, "Cannot reach %s", s->url);
        KAMU_TRY(env_check_cancel(s->http->env, err));
    }
}

kamu_code http_stream_read(void *stream, void *out, size_t n, int timeout_ms, size_t *got,
                           bool *timed_out, struct kamu_error *err)
{
    struct http_stream *s = stream;
    uint64_t until = clock_monotonic_ns() + (uint64_t)timeout_ms * 1000000;
    *timed_out = false;
    for (;;) {
        bool ready;
        /* Of TLS there may be bytes that the socket does not have any more: ask first. */
        int code = s->http->easy_recv(s->easy, out, n, got);
        if (code == OK)
            return KAMU_OK;
        *got = 0;
        if (code != AGAIN)
            return failed(s, code, err);
        uint64_t now = clock_monotonic_ns();
        int left = now >= until ? 0 : (int)((until - now + 999999) / 1000000);
        KAMU_TRY(wait_socket(s, POLLIN, left, &ready, err));
        if (!ready) {
            *timed_out = true;
            return KAMU_OK;
        }
    }
}

kamu_code http_stream_write(void *stream, const void *p, size_t n, struct kamu_error *err)
{
    struct http_stream *s = stream;
    const char *at = p;
    while (n) {
        size_t sent = 0;
        bool ready = true;
        int code = s->http->easy_send(s->easy, at, n, &sent);
        if (code != OK && code != AGAIN)
            return failed(s, code, err);
        at += sent;
        n -= sent;
        if (code == AGAIN)
            KAMU_TRY(wait_socket(s, POLLOUT, WRITE_TIMEOUT_MS, &ready, err));
        if (!ready)
            return error_set(err, KAMU_E_IO, "Cannot reach %s: it takes no data", s->url);
    }
    return KAMU_OK;
}
