/* Test aids under /e2e, as kamu has them (health, shutdown) and for the tests of the listener. */
#include "server/json_body.h"
#include "server/routes.h"

#include "server/server.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PIECE_BYTES = 64 * 1024 };

void handle_e2e_health(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_send_text(x, 200, "text/plain; charset=utf-8", "OK");
}

void handle_e2e_shutdown(struct exchange *x, struct worker *w)
{
    atomic_store(&w->server->shutdown, true);
    exchange_send_text(x, 200, "text/plain; charset=utf-8", "Shutting down HTTP server...");
}

/* From now on the server's clock stands there. Tokens still end by the real one. */
void handle_e2e_system_time(struct exchange *x, struct worker *w)
{
    struct kamu_error err = {0};
    struct instant t;
    struct str text;
    const struct json_body_field fields[] = {{"newSystemTime", &text}};
    if (!json_body_strings(x, "SetSystemTimeRequest", fields, 1))
        return;
    if (instant_parse_rfc3339(text, &t, &err) != KAMU_OK) {
        const char *why = arena_printf(&x->arena,
                                       "Failed to deserialize the JSON body into the target type: "
                                       "newSystemTime: %s",
                                       kamu_error_message(&err, 0));
        exchange_send_text(x, 422, "text/plain; charset=utf-8", why ? why : "newSystemTime");
        return;
    }
    atomic_store(&w->server->test_time, instant_ms_floor(t));
    exchange_send(x, 200, NULL, NULL, 0);
}

void handle_e2e_echo(struct exchange *x, struct worker *w)
{
    const struct body *b = exchange_body(x);
    (void)w;
    if (b->data)
        exchange_send(x, 200, "application/octet-stream", b->data, b->size);
    else
        exchange_send_file(x, 200, "application/octet-stream", dup(b->fd), 0, b->size);
}

void handle_e2e_stream(struct exchange *x, struct worker *w)
{
    struct kamu_error err = {0};
    char *piece = mem_alloc(PIECE_BYTES);
    size_t got;
    (void)w;
    kamu_code rc =
        piece ? exchange_begin(x, 200, "application/octet-stream", &err) : error_nomem(&err);
    while (rc == KAMU_OK) {
        rc = exchange_read(x, piece, PIECE_BYTES, -1, &got, NULL, &err);
        if (rc == KAMU_OK && got == 0)
            break;
        if (rc == KAMU_OK)
            rc = exchange_write(x, piece, got, &err);
    }
    if (rc != KAMU_OK) {
        const char *text = arena_printf(&x->arena, "\n%s: %s\n", kamu_code_name(err.code),
                                        kamu_error_message(&err, 0));
        if (text)
            exchange_write(x, text, strlen(text), NULL);
    }
    mem_free(piece);
    exchange_end(x);
}

/* ?bytes=N, in a thread of its own with ?spawn=1 */
static void flow(struct exchange *x, struct worker *w, void *ctx)
{
    struct str bytes;
    static const char line[] = "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnop\n";
    (void)w;
    (void)ctx;
    if (exchange_param(x, "bytes", &bytes, NULL) != KAMU_OK ||
        exchange_begin(x, 200, "text/plain", NULL) != KAMU_OK)
        bytes = STR_NONE;
    unsigned long long left = bytes.p ? strtoull(bytes.p, NULL, 10) : 0;
    while (left > 0) {
        size_t n = left < sizeof line - 1 ? (size_t)left : sizeof line - 1;
        if (exchange_write(x, line, n, NULL) != KAMU_OK)
            break;
        left -= n;
    }
    exchange_end(x);
}

void handle_e2e_flow(struct exchange *x, struct worker *w)
{
    struct str spawn;
    if (exchange_param(x, "spawn", &spawn, NULL) == KAMU_OK && spawn.p)
        exchange_spawn(x, flow, NULL);
    else
        flow(x, w, NULL);
}

static void echo(struct exchange *x, struct worker *w, int fd, void *ctx)
{
    char piece[4096];
    ssize_t got;
    (void)x;
    (void)w;
    (void)ctx;
    while ((got = recv(fd, piece, sizeof piece, 0)) > 0)
        if (send(fd, piece, (size_t)got, MSG_NOSIGNAL) != got)
            break;
}

void handle_e2e_upgrade(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_upgrade(x, "echo", echo, NULL);
}
