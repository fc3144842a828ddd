/* WebSocket messages between two ends, and peers that break the rules. */
#include "unit/harness.h"

#include "base/websocket.h"
#include "base/wslay.h"

#include <pthread.h>
#include <sys/socket.h>

struct fixture {
    struct env env;
    struct kamu_error err;
    struct websocket_socket sockets[2];
    struct websocket *server, *client;
};

static int setup(void **state)
{
    static struct fixture f;
    struct wslay probe;
    int fds[2];
    f = (struct fixture){0};
    if (wslay_load(&probe, NULL) != KAMU_OK)
        skip();
    assert_ok(env_init(&f.env, &f.err), &f.err);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    for (int i = 0; i < 2; i++)
        f.sockets[i] = (struct websocket_socket){.fd = fds[i], .write_timeout_ms = 5000};
    struct websocket_io s = websocket_socket_io(&f.sockets[0]);
    struct websocket_io c = websocket_socket_io(&f.sockets[1]);
    assert_ok(websocket_open(&f.env, &s, WEBSOCKET_NO_PINGS, &f.server, &f.err), &f.err);
    assert_ok(websocket_open(&f.env, &c, WEBSOCKET_CLIENT, &f.client, &f.err), &f.err);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    websocket_free(f->server);
    websocket_free(f->client);
    for (int i = 0; i < 2; i++)
        if (f->sockets[i].fd >= 0)
            close(f->sockets[i].fd);
    env_free(&f->env);
    return 0;
}

static void test_messages(void **state)
{
    struct fixture *f = *state;
    struct buf b = BUF_INIT(0);
    enum websocket_event event;
    assert_ok(websocket_send(f->client, "{}", 2, &f->err), &f->err);
    assert_ok(websocket_send(f->client, "second", 6, &f->err), &f->err);
    assert_ok(websocket_receive(f->server, 5000, &b, &event, &f->err), &f->err);
    assert_int_equal(event, WEBSOCKET_TEXT);
    assert_string_equal(buf_cstr(&b), "{}");
    assert_ok(websocket_receive(f->server, 5000, &b, &event, &f->err), &f->err);
    assert_string_equal(buf_cstr(&b), "second");
    assert_ok(websocket_receive(f->server, 20, &b, &event, &f->err), &f->err);
    assert_int_equal(event, WEBSOCKET_TIMEOUT);
    assert_ok(websocket_send(f->server, "answer", 6, &f->err), &f->err);
    assert_ok(websocket_receive(f->client, 5000, &b, &event, &f->err), &f->err);
    assert_string_equal(buf_cstr(&b), "answer");
    buf_free(&b);
}

static void *closer(void *arg)
{
    struct fixture *f = arg;
    struct kamu_error err;
    assert_ok(websocket_close(f->server, 1011, "{\"Err\":{}}", 5000, &err), &err);
    return NULL;
}

static void test_close(void **state)
{
    struct fixture *f = *state;
    struct buf b = BUF_INIT(0);
    enum websocket_event event;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, closer, f), 0);
    assert_ok(websocket_receive(f->client, 5000, &b, &event, &f->err), &f->err);
    pthread_join(thread, NULL);
    assert_int_equal(event, WEBSOCKET_CLOSED);
    assert_int_equal(websocket_close_code(f->client), 1011);
    assert_true(str_eqc(websocket_close_reason(f->client), "{\"Err\":{}}"));
    assert_int_equal(websocket_close_code(f->server), 1011); /* the echo */
    buf_free(&b);
}

static void test_long_reason(void **state)
{
    struct fixture *f = *state;
    char reason[200];
    struct buf b = BUF_INIT(0);
    enum websocket_event event;
    memset(reason, 'x', sizeof reason - 1);
    reason[sizeof reason - 1] = '\0';
    assert_ok(websocket_close(f->server, 1011, reason, 10, &f->err), &f->err);
    assert_ok(websocket_receive(f->client, 5000, &b, &event, &f->err), &f->err);
    assert_int_equal(event, WEBSOCKET_CLOSED);
    assert_int_equal(websocket_close_reason(f->client).n, WEBSOCKET_REASON_MAX);
    buf_free(&b);
}

struct large {
    struct fixture *f;
    size_t n;
};

static void *send_large(void *arg)
{
    struct large *l = arg;
    struct kamu_error err;
    char *text = malloc(l->n);
    memset(text, 'a', l->n);
    text[l->n - 1] = 'z';
    assert_ok(websocket_send(l->f->client, text, l->n, &err), &err);
    free(text);
    return NULL;
}

static void test_large(void **state)
{
    struct fixture *f = *state;
    const size_t sizes[] = {70000, WEBSOCKET_FRAME_MAX, WEBSOCKET_FRAME_MAX + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct large l = {f, sizes[i]};
        struct buf b = BUF_INIT(0);
        enum websocket_event event;
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, send_large, &l), 0);
        assert_ok(websocket_receive(f->server, 20000, &b, &event, &f->err), &f->err);
        pthread_join(thread, NULL);
        assert_int_equal(event, WEBSOCKET_TEXT);
        assert_int_equal(b.len, l.n);
        assert_int_equal(b.data[l.n - 1], 'z');
        buf_free(&b);
    }
    struct str none = {"", WEBSOCKET_MESSAGE_MAX + 1};
    assert_fails(websocket_send(f->server, none.p, none.n, &f->err), KAMU_E_LIMIT, "64 MiB",
                 &f->err);
}

static void raw(struct fixture *f, const void *bytes, size_t n)
{
    assert_int_equal(write(f->sockets[1].fd, bytes, n), (ssize_t)n);
}

static void assert_rejected(struct fixture *f, kamu_code code, const char *text)
{
    struct buf b = BUF_INIT(0);
    enum websocket_event event;
    assert_fails(websocket_receive(f->server, 2000, &b, &event, &f->err), code, text, &f->err);
    buf_free(&b);
}

/* What the server's end has said: opcode and close code. */
static void assert_said(struct fixture *f, uint8_t first, int code)
{
    uint8_t frame[200];
    ssize_t n = recv(f->sockets[1].fd, frame, sizeof frame, MSG_DONTWAIT);
    if (!first) {
        assert_true(n <= 0);
        return;
    }
    assert_true(n >= 2);
    assert_int_equal(frame[0], first);
    if (code)
        assert_int_equal(frame[2] << 8 | frame[3], code);
}

static void test_binary(void **state)
{
    raw(*state, "\x82\x82\0\0\0\0{}", 8);
    assert_rejected(*state, KAMU_E_INPUT, "binary message");
    assert_said(*state, 0, 0); /* dropped without a word, as kamu does */
}

static void test_ping(void **state)
{
    raw(*state, "\x89\x80\0\0\0\0", 6);
    assert_rejected(*state, KAMU_E_INPUT, "ping");
    assert_said(*state, 0x8a, 0); /* after a pong */
}

static void test_frame_too_large(void **state)
{
    raw(*state, "\x81\xff\0\0\0\0\x01\0\0\x01\0\0\0\0a", 15);
    assert_rejected(*state, KAMU_E_LIMIT, "16 MiB");
    assert_said(*state, 0x88, 1009);
}

static void test_lower_limit(void **state)
{
    struct fixture *f = *state;
    struct buf b = BUF_INIT(0);
    enum websocket_event event;
    websocket_limit(f->server, 3);
    raw(f, "\x01\x82\0\0\0\0ab\x80\x81\0\0\0\0c", 15);
    assert_ok(websocket_receive(f->server, 2000, &b, &event, &f->err), &f->err);
    assert_string_equal(buf_cstr(&b), "abc");
    raw(f, "\x01\x82\0\0\0\0ab\x80\x82\0\0\0\0cd", 16);
    assert_rejected(f, KAMU_E_LIMIT, "exceeds 3 bytes");
    assert_said(f, 0x88, 1009);
    buf_free(&b);
}

static void test_bad_utf8(void **state)
{
    raw(*state, "\x81\x82\0\0\0\0\xff\xff", 8);
    assert_rejected(*state, KAMU_E_INPUT, "breaks the WebSocket protocol");
    assert_said(*state, 0x88, 1007);
}

static void test_reserved(void **state)
{
    raw(*state, "\xf1\x80\0\0\0\0", 6);
    assert_rejected(*state, KAMU_E_INPUT, NULL);
}

static void test_end(void **state)
{
    struct fixture *f = *state;
    struct buf b = BUF_INIT(0);
    enum websocket_event event;
    raw(f, "\x81\x82\0\0", 4); /* in the middle of a frame */
    close(f->sockets[1].fd);
    f->sockets[1].fd = -1;
    assert_ok(websocket_receive(f->server, 2000, &b, &event, &f->err), &f->err);
    assert_int_equal(event, WEBSOCKET_ENDED);
    buf_free(&b);
}

static bool yes(void *ctx)
{
    (void)ctx;
    return true;
}

static void test_stopped(void **state)
{
    struct fixture *f = *state;
    f->sockets[0].stopped = yes;
    assert_rejected(f, KAMU_E_CANCELLED, NULL);
}

static void test_pongs_from_a_client(void **state)
{
    struct fixture *f = *state;
    struct buf b = BUF_INIT(0);
    enum websocket_event event;
    assert_int_equal(write(f->sockets[0].fd, "\x89\0", 2), 2); /* a server that pings */
    assert_int_equal(write(f->sockets[0].fd, "\x81\x02ok", 4), 4);
    assert_ok(websocket_receive(f->client, 2000, &b, &event, &f->err), &f->err);
    assert_string_equal(buf_cstr(&b), "ok");
    buf_free(&b);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_messages),
        TEST(test_close),
        TEST(test_long_reason),
        TEST(test_large),
        TEST(test_binary),
        TEST(test_ping),
        TEST(test_frame_too_large),
        TEST(test_lower_limit),
        TEST(test_bad_utf8),
        TEST(test_reserved),
        TEST(test_end),
        TEST(test_stopped),
        TEST(test_pongs_from_a_client),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
