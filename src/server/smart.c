#include "server/smart.h"

#include "base/wslay.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>

#define TEXT "text/plain; charset=utf-8"

/* ---- the upgrade ------------------------------------------------------------------------------
 */

/* Whether a list of tokens, parted by commas, has this one; case does not count. */
static bool has_token(struct str list, const char *token)
{
    while (list.n) {
        const char *comma = memchr(list.p, ',', list.n);
        size_t n = comma ? (size_t)(comma - list.p) : list.n;
        if (str_ieq(str_trim((struct str){list.p, n}), str_c(token)))
            return true;
        n += comma != NULL;
        list.p += n;
        list.n -= n;
    }
    return false;
}

static const char *bad_upgrade(const struct exchange *x)
{
    if (!has_token(exchange_header(x, "connection"), "upgrade"))
        return "Connection header did not include 'upgrade'";
    if (!has_token(exchange_header(x, "upgrade"), "websocket"))
        return "`Upgrade` header did not include 'websocket'";
    if (!str_eqc(exchange_header(x, "sec-websocket-version"), "13"))
        return "`Sec-WebSocket-Version` header did not include '13'";
    if (exchange_header(x, "sec-websocket-key").n == 0)
        return "`Sec-WebSocket-Key` header missing";
    return NULL;
}

/* A 32-bit integer with a sign, as the client's version is read. */
static bool parse_version(struct str s, int64_t *out)
{
    bool minus = s.n && s.p[0] == '-';
    size_t i = minus || (s.n && s.p[0] == '+');
    if (i == s.n || s.n > 11)
        return false;
    for (*out = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        *out = 10 * *out + (s.p[i] - '0');
    }
    *out = minus ? -*out : *out;
    return *out >= INT32_MIN && *out <= INT32_MAX;
}

bool smart_refused(struct exchange *x)
{
    const char *bad = bad_upgrade(x);
    int64_t number = 0;
    struct str version = exchange_header(x, SMART_VERSION_HEADER);
    if (!bad && !version.p)
        bad = "Header of type `" SMART_VERSION_HEADER "` was missing";
    if (!bad && !parse_version(version, &number))
        bad = "invalid HTTP header (" SMART_VERSION_HEADER ")";
    if (bad)
        exchange_send_text(x, 400, TEXT, bad);
    else if (number != 1)
        exchange_refuse(x, 400, "Incompatible client version");
    return bad || number != 1;
}

/* RFC 6455, 4.2.2. */
static bool accept_key(struct str key, char out[32])
{
    static const char suffix[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char text[200], digest[EVP_MAX_MD_SIZE];
    unsigned n;
    if (key.n > sizeof text - sizeof suffix)
        return false;
    memcpy(text, key.p, key.n);
    memcpy(text + key.n, suffix, sizeof suffix - 1);
    if (!EVP_Digest(text, key.n + sizeof suffix - 1, digest, &n, EVP_sha1(), NULL) || n != 20)
        return false;
    EVP_EncodeBlock((unsigned char *)out, digest, 20);
    return true;
}

static bool is_stopped(void *ctx)
{
    const struct smart_session *s = ctx;
    return atomic_load(&s->x->server->stopping) != 0;
}

/* The client may fetch or send objects for hours without a word here; a peer that has vanished is
 * noticed all the same. */
static void keep_alive(int fd)
{
    int on = 1, idle = 60, interval = 20, count = 6;
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

typedef void session_run(struct smart_session *s);

static void run_session(struct exchange *x, struct worker *w, int fd, void *ctx)
{
    struct smart_session s = {.x = x, .worker = w};
    struct kamu_error err = {0};
    session_run *run;
    memcpy(&run, ctx, sizeof run);
    s.socket = (struct websocket_socket){
        .fd = fd, .write_timeout_ms = SMART_WRITE_MS, .stopped = is_stopped, .stopped_ctx = &s};
    buf_init(&s.in, WEBSOCKET_MESSAGE_MAX);
    buf_init(&s.out, WEBSOCKET_MESSAGE_MAX);
    struct websocket_io io = websocket_socket_io(&s.socket);
    bool room = atomic_fetch_add(&x->server->smart_sessions, 1) < SMART_SESSIONS_MAX;
    keep_alive(fd);
    if (websocket_open(&w->env, &io, WEBSOCKET_NO_PINGS, &s.ws, &err) != KAMU_OK)
        smart_log(&s, "cannot begin", &err);
    else if (!room)
        websocket_close(s.ws, 1013, "Too many transfers at a time", SMART_CLOSE_MS, NULL);
    else
        run(&s);
    websocket_free(s.ws);
    buf_free(&s.in);
    buf_free(&s.out);
    atomic_fetch_sub(&x->server->smart_bytes, s.reserved);
    atomic_fetch_sub(&x->server->smart_sessions, 1);
}

void smart_start(struct exchange *x, session_run *run)
{
    char accept[32];
    struct kamu_error err = {0};
    struct wslay *probe = arena_alloc(&x->arena, sizeof *probe);
    session_run **kept = arena_alloc(&x->arena, sizeof *kept);
    if (!probe || !kept) {
        exchange_refuse(x, 503, "The server cannot do this now");
    } else if (!accept_key(exchange_header(x, "sec-websocket-key"), accept)) {
        exchange_send_text(x, 400, TEXT, "`Sec-WebSocket-Key` header is not valid");
    } else if (wslay_load(probe, &err) != KAMU_OK) {
        exchange_fail(x, &err);
    } else {
        *kept = run;
        exchange_add_header(x, "sec-websocket-accept", accept);
        exchange_upgrade(x, "websocket", run_session, kept);
    }
}

/* ---- messages ---------------------------------------------------------------------------------
 */

void smart_log(struct smart_session *s, const char *what, const struct kamu_error *err)
{
    const char *inner = err ? kamu_error_message(err, 1) : NULL;
    log_write(&s->x->server->env->log, LOG_WARN, STR_FMT " of " STR_FMT ": %s%s%s%s%s",
              STR_ARG(s->x->path), STR_ARG(s->x->remote), what, err ? ": " : "",
              err ? kamu_error_message(err, 0) : "", inner ? ": " : "", inner ? inner : "");
}

struct str smart_message(const struct smart_session *s)
{
    return (struct str){s->in.data ? (const char *)s->in.data : "", s->in.len};
}

bool smart_reserve(struct smart_session *s, uint64_t bytes)
{
    _Atomic uint64_t *all = &s->x->server->smart_bytes;
    if (atomic_fetch_add(all, bytes) <= SMART_MEMORY_MAX - bytes) {
        s->reserved += bytes;
        return true;
    }
    atomic_fetch_sub(all, bytes);
    smart_log(s, "refused: the transfers under way hold all memory there is for them", NULL);
    websocket_close(s->ws, 1013, "Too many transfers at a time", SMART_CLOSE_MS, NULL);
    s->ended = true;
    return false;
}

bool smart_receive(struct smart_session *s, size_t max, int timeout_ms, bool *timed_out)
{
    enum websocket_event event;
    struct kamu_error err = {0};
    if (timed_out)
        *timed_out = false;
    if (s->ended)
        return false;
    websocket_limit(s->ws, max);
    kamu_code rc = websocket_receive(s->ws, timeout_ms, &s->in, &event, &err);
    if (rc == KAMU_OK && event == WEBSOCKET_TEXT)
        return true;
    if (rc == KAMU_OK && event == WEBSOCKET_TIMEOUT && timed_out) {
        *timed_out = true;
        return false;
    }
    s->ended = true;
    if (rc == KAMU_E_CANCELLED)
        websocket_close(s->ws, 1001, NULL, 0, NULL);
    else if (rc != KAMU_OK)
        smart_log(s, "dropped", &err);
    else if (event == WEBSOCKET_TIMEOUT)
        smart_log(s, "dropped: the client says nothing", NULL);
    return false;
}

void smart_drop(struct smart_session *s, const struct kamu_error *err)
{
    smart_log(s, "dropped", err);
    s->ended = true;
}

bool smart_send(struct smart_session *s, kamu_code rc, const struct kamu_error *err)
{
    struct kamu_error local = {0};
    if (rc == KAMU_OK && !s->ended)
        rc = websocket_send(s->ws, s->out.data, s->out.len, &local);
    s->out.len = 0;
    if (rc != KAMU_OK)
        smart_drop(s, local.code ? &local : err);
    return !s->ended;
}

void smart_send_closing(struct smart_session *s, kamu_code rc)
{
    const char *text = rc == KAMU_OK ? buf_cstr(&s->out) : NULL;
    if (text && s->out.len > WEBSOCKET_REASON_MAX) {
        websocket_send(s->ws, s->out.data, s->out.len, NULL);
        text = NULL;
    }
    websocket_close(s->ws, 1011, text, SMART_CLOSE_MS, NULL);
    s->ended = true;
}

void smart_close_failed(struct smart_session *s, const char *text)
{
    websocket_close(s->ws, 1011, text, SMART_CLOSE_MS, NULL);
    s->ended = true;
}

void smart_await_close(struct smart_session *s, int timeout_ms)
{
    uint64_t until = clock_monotonic_ns() + (uint64_t)timeout_ms * 1000000;
    bool timed_out = false;
    while (!timed_out && clock_monotonic_ns() < until &&
           smart_receive(s, SMART_SMALL_MAX, timeout_ms, &timed_out))
        ;
    s->ended = true;
}

kamu_code smart_object_url(struct smart_session *s, struct smart_url *out, struct kamu_error *err)
{
    struct str path = s->x->path;
    while (path.n && path.p[path.n - 1] != '/')
        path.n--;
    if (path.n && path.p[0] == '/') { /* the base URL ends with one */
        path.p++;
        path.n--;
    }
    char *base = arena_printf(&s->x->arena, "%s" STR_FMT, s->x->server->base_url, STR_ARG(path));
    *out = (struct smart_url){.base = str_c(base), .token = s->x->caller.token};
    return base ? KAMU_OK : error_nomem(err);
}
