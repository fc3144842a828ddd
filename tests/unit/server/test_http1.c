#include "unit/harness.h"

#include "server/http1.h"

static struct http1_head head;

static unsigned parse(const char *text)
{
    return http1_parse(text, strlen(text), &head);
}

#define assert_str(s, text)                                                                        \
    do {                                                                                           \
        assert_int_equal((s).n, strlen(text));                                                     \
        assert_memory_equal((s).p, text, strlen(text));                                            \
    } while (0)

static void test_request(void **state)
{
    (void)state;
    assert_int_equal(parse("POST /a/b?x=1&y HTTP/1.1\r\nHost: h\r\nA:  v w \t\r\nEmpty:\r\n"
                           "Content-Length: 12\r\nExpect: 100-Continue\r\n\r\n"),
                     0);
    assert_int_equal(head.method, HTTP_POST);
    assert_str(head.path, "/a/b");
    assert_str(head.query, "x=1&y");
    assert_int_equal(head.n_headers, 5);
    assert_str(head.headers[1].value, "v w");
    assert_int_equal(head.headers[2].value.n, 0);
    assert_true(head.has_length && head.length == 12 && !head.chunked && head.expects);
    assert_true(head.keep_alive);
    assert_int_equal(parse("BREW * HTTP/1.0\r\n\r\n"), 0);
    assert_int_equal(head.method, HTTP_OTHER);
    assert_str(head.path, "*");
    assert_null(head.query.p);
    assert_false(head.keep_alive);
    assert_int_equal(parse("GET https://h:1?q HTTP/1.1\r\nConnection: x, CLOSE\r\n\r\n"), 0);
    assert_str(head.path, "/");
    assert_str(head.query, "q");
    assert_false(head.keep_alive);
    assert_int_equal(parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"), 0);
    assert_true(head.keep_alive);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        unsigned status;
        const char *text;
    } cases[] = {
        {400, "\r\n"},
        {400, "GET / HTTP/1.1\r\n"},
        {400, "GET / HTTP/1.1\n\n"},
        {400, "GET  / HTTP/1.1\r\n\r\n"},
        {400, "GET / HTTP/1.1 \r\n\r\n"},
        {400, "GET / HTTP/1.11\r\n\r\n"},
        {400, "GET / FTP/1.1\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nA : b\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n A: b\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nA: b\x01\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n"},
        {400, "GET /\x7f HTTP/1.1\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nContent-Length: 9223372036854775808\r\n\r\n"},
        {400, "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"},
        {501, "GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n"},
        {505, "GET / HTTP/1.2\r\n\r\n"},
        {505, "PRI * HTTP/2.0\r\n\r\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (parse(cases[i].text) != cases[i].status)
            fail_msg("%s: not %u", cases[i].text, cases[i].status);
}

static void test_limits(void **state)
{
    (void)state;
    struct buf b = BUF_INIT(1 << 20);
    buf_append_str(&b, "GET /", NULL);
    while (b.len < 5 + HTTP1_TARGET_MAX - 1)
        buf_append_byte(&b, 'a', NULL);
    size_t full = b.len;
    buf_append_str(&b, " HTTP/1.1\r\n\r\n", NULL);
    assert_int_equal(http1_parse((char *)b.data, b.len, &head), 0);
    b.len = full;
    buf_append_str(&b, "aa HTTP/1.1\r\n\r\n", NULL);
    assert_int_equal(http1_parse((char *)b.data, b.len, &head), 414);
    b.len = 0;
    buf_append_str(&b, "GET / HTTP/1.1\r\n", NULL);
    for (int i = 0; i < HTTP1_HEADERS_MAX; i++)
        buf_append_str(&b, "A: b\r\n", NULL);
    full = b.len;
    buf_append_str(&b, "\r\n", NULL);
    assert_int_equal(http1_parse((char *)b.data, b.len, &head), 0);
    b.len = full;
    buf_append_str(&b, "A: b\r\n\r\n", NULL);
    assert_int_equal(http1_parse((char *)b.data, b.len, &head), 431);
    buf_free(&b);
}

static void test_head_end(void **state)
{
    (void)state;
    static const char text[] = "GET / HTTP/1.1\r\n\r\nmore";
    for (size_t n = 0; n < sizeof text; n++)
        for (size_t from = 0; from <= n && from < 18; from++)
            assert_int_equal(http1_head_end(text, n, from), n >= 18 ? 18 : 0);
}

/* All of the body, fed in pieces of at most `step`; -1 when it is wrong, -2 when it is not over. */
static int chunks(const char *text, size_t step, char *out)
{
    struct http1_chunks c = {0};
    size_t n = strlen(text), at = 0, len = 0;
    while (at < n) {
        const char *data;
        size_t got;
        bool end;
        size_t piece = n - at < step ? n - at : step;
        ptrdiff_t used = http1_chunks_next(&c, text + at, piece, &data, &got, &end);
        if (used < 0)
            return -1;
        assert_true(used > 0 && (size_t)used <= piece && got <= piece);
        memcpy(out + len, got ? data : out + len, got);
        len += got;
        at += (size_t)used;
        if (end) {
            assert_int_equal(at, n);
            return (int)len;
        }
    }
    return -2;
}

static void test_chunks(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int size;
    } cases[] = {{"0\r\n\r\n", 0},
                 {"3\r\nabc\r\n0\r\n\r\n", 3},
                 {"3;a=b\r\nabc\r\n00\r\nX: y\r\nZ:\r\n\r\n", 3},
                 {"A\r\n0123456789\r\n1 ;x\r\n!\r\n0;\r\n\r\n", 11},
                 {"3\r\nabc\r\n0\r\n", -2},
                 {"3\r\nab", -2},
                 {"3\r\nabcd\r\n0\r\n\r\n", -1},
                 {"\r\n", -1},
                 {"x\r\n", -1},
                 {"3\n", -1},
                 {"7fffffffffffffff\r\n", -2},
                 {"80000000000000000\r\n", -1},
                 {"0\r\n\n", -1},
                 {"0\r\nX\n\r\n", -1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t step = 1; step < 20; step++) {
            char out[64];
            int got = chunks(cases[i].text, step, out);
            if (got != cases[i].size)
                fail_msg("%s in pieces of %zu: %d", cases[i].text, step, got);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_request), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limits),  cmocka_unit_test(test_head_end),
        cmocka_unit_test(test_chunks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
