/* Forms with files: what curl and browsers send, and what is broken. */
#include "unit/harness.h"

#include "server/multipart.h"

static struct kamu_error err;

static kamu_code read_all(struct str body, const char *boundary, char *out, size_t n)
{
    struct multipart m;
    struct multipart_part part;
    bool more;
    size_t at = 0;
    out[0] = '\0';
    KAMU_TRY(multipart_open(&m, body, boundary, &err));
    for (;;) {
        KAMU_TRY(multipart_next(&m, &part, &more, &err));
        if (!more)
            return KAMU_OK;
        at += (size_t)snprintf(out + at, n - at, "[" STR_FMT "=" STR_FMT "]", STR_ARG(part.name),
                               STR_ARG(part.content));
    }
}

static void assert_parts(const char *body, const char *expected)
{
    char out[1000];
    assert_ok(read_all(str_c(body), "x", out, sizeof out), &err);
    assert_string_equal(out, expected);
}

static void assert_broken(const char *body, const char *why)
{
    char out[1000];
    assert_fails(read_all(str_c(body), "x", out, sizeof out), KAMU_E_INPUT, why, &err);
}

#define FILE_HEAD "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"

static void test_parts(void **state)
{
    (void)state;
    assert_parts("--x\r\n" FILE_HEAD "Content-Type: text/plain\r\n\r\nabc\r\n--x--\r\n",
                 "[file=abc]");
    assert_parts("--x--\r\n", "");
    assert_parts("--x--", "");
    assert_parts("preamble\r\n--x \t\r\n" FILE_HEAD "\r\nabc\r\n--x--epilogue --x\r\n",
                 "[file=abc]");
    assert_parts("--x\r\n" FILE_HEAD "\r\n\r\n--x--", "[file=]");
    assert_parts("--x\r\n" FILE_HEAD "\r\n--x--", "[file=]");
    assert_parts("--x\r\n" FILE_HEAD "\r\n-\r\n--\r\n--y\r\n--x--", "[file=-\r\n--\r\n--y]");
    assert_parts("--x\r\ncontent-disposition:form-data;NAME=file\r\n\r\n1\r\n--x\r\n"
                 "Content-Disposition: form-data; filename=\"name=b;\"; name=\"c\\\"d\"\r\n\r\n2"
                 "\r\n--x--",
                 "[file=1][c\\\"d=2]");
    assert_parts("--x\r\n\r\n1\r\n--x--", "[=1]");
}

static void test_broken(void **state)
{
    (void)state;
    assert_broken("", "no delimiter");
    assert_broken("--y--", "no delimiter");
    assert_broken("--x", "not ended");
    assert_broken("--x\n", "not ended");
    assert_broken("--xy\r\n", "not ended");
    assert_broken("--x\r\n", "cut off in the headers");
    assert_broken("--x\r\nA: b\r\n", "cut off in the headers");
    assert_broken("--x\r\nno header\r\n\r\n", "no colon");
    assert_broken("--x\r\n" FILE_HEAD "\r\nabc", "cut off in a part");
    assert_broken("--x\r\n" FILE_HEAD "\r\nabc\r\n--", "cut off in a part");
    assert_broken("--x\r\n" FILE_HEAD "\r\nabc\r\n--x", "not ended");
    assert_broken("--x\r\n" FILE_HEAD "\r\nabc\r\n--x-", "not ended");
}

static void test_boundary(void **state)
{
    char b[MULTIPART_BOUNDARY_MAX + 1];
    (void)state;
    static const char *const good[] = {"multipart/form-data; boundary=abc",
                                       "Multipart/Form-Data;Boundary=abc;x=y",
                                       "multipart/form-data; charset=\"a;b\"; boundary=\"abc\""};
    for (size_t i = 0; i < 3; i++) {
        assert_true(multipart_boundary(str_c(good[i]), b));
        assert_string_equal(b, "abc");
    }
    static const char *const bad[] = {"",
                                      "text/plain; boundary=abc",
                                      "multipart/form-data",
                                      "multipart/form-data;",
                                      "multipart/form-data; boundary=",
                                      "multipart/form-data; boundary=\"\"",
                                      "multipart/form-data; boundary=\"abc",
                                      "multipart/form-dataX; boundary=abc",
                                      "multipart/form-data; boundary=\"a\r\nb\"",
                                      "multipart/form-data; boundary=12345678901234567890123456789"
                                      "012345678901234567890123456789012345678901"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(multipart_boundary(str_c(bad[i]), b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_boundary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
