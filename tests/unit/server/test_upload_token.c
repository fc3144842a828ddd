/* Upload tokens: made, read back, forged in every way, expired. */
#include "unit/harness.h"

#include "server/upload_token.h"

struct fixture {
    struct env env;
    struct arena arena;
    struct kamu_error err;
};

static int setup(void **state)
{
    static struct fixture f;
    f = (struct fixture){0};
    arena_init(&f.arena, 1 << 24);
    assert_ok(env_init(&f.env, &f.err), &f.err);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    arena_free(&f->arena);
    env_free(&f->env);
    return 0;
}

#define OWNER "fed016b61ed2ab1b63a006b61ed2ab1b63a00b016d65607000000e0821aafbf163e6f"
static const struct str secret = {"secret", 6};

static struct str issue(struct fixture *f, struct str name, struct str type)
{
    struct upload_token t = {
        .file_name = name, .owner = STR(OWNER), .content_length = 123, .content_type = type};
    struct str text;
    assert_ok(upload_token_issue(&f->env, secret, &t, &f->arena, &text, &f->err), &f->err);
    return text;
}

static int64_t now(void)
{
    struct clock real = {0};
    return clock_now(&real).seconds;
}

static void test_issue(void **state)
{
    struct fixture *f = *state;
    struct upload_token t;
    struct str text = issue(f, STR("some \"File\".json"), STR("application/json"));
    assert_true(str_starts(text, "eyJ1cGxvYWRfaWQiOi"));
    assert_int_equal(text.n % 4, 0);
    assert_ok(upload_token_parse(text, &f->arena, &t, &f->err), &f->err);
    assert_true(str_eqc(t.file_name, "some \"File\".json"));
    assert_true(str_eqc(t.owner, OWNER));
    assert_int_equal(t.content_length, 123);
    assert_true(str_eqc(t.content_type, "application/json"));
    assert_int_equal(upload_token_check(secret, &t, now()), UPLOAD_TOKEN_GOOD);
    assert_int_equal(upload_token_check(secret, &t, now() + UPLOAD_SECONDS + 5),
                     UPLOAD_TOKEN_EXPIRED);
    assert_int_equal(upload_token_check(STR("other"), &t, now()), UPLOAD_TOKEN_FORGED);
    t.content_length++;
    assert_int_equal(upload_token_check(secret, &t, now()), UPLOAD_TOKEN_FORGED);
    t.content_length--;
    t.owner = STR("fed01");
    assert_int_equal(upload_token_check(secret, &t, now()), UPLOAD_TOKEN_FORGED);
    t.owner = STR(OWNER);
    t.content_type = STR_NONE;
    assert_int_equal(upload_token_check(secret, &t, now()), UPLOAD_TOKEN_FORGED);
    t.content_type = STR("application/json");
    t.file_name = STR("../some");
    assert_int_equal(upload_token_check(secret, &t, now()), UPLOAD_TOKEN_FORGED);
    t.file_name = STR("some \"File\".json");
    for (int i = 0; i < UPLOAD_ID_TEXT; i++) { /* each digit counts */
        char digit = t.id[i];
        t.id[i] = digit == '0' ? '1' : '0';
        assert_int_not_equal(upload_token_check(secret, &t, now()), UPLOAD_TOKEN_GOOD);
        t.id[i] = digit;
    }
    memcpy(t.id, "../../../../../../../../../../..", UPLOAD_ID_TEXT);
    assert_int_equal(upload_token_check(secret, &t, now()), UPLOAD_TOKEN_FORGED);
}

/* A token of kamu is read, and is not ours. */
static void test_of_kamu(void **state)
{
    struct fixture *f = *state;
    struct upload_token t;
    assert_ok(
        upload_token_parse(
            STR("eyJ1cGxvYWRfaWQiOiIwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZiIsImZpbGVfbmFtZSI6In"
                "NvbWVGaWxlLmpzb24iLCJvd25lcl9hY2NvdW50X2lkIjoiZmVkMDEiLCJjb250ZW50X2xlbmd0aCI6MTIz"
                "fQ=="),
            &f->arena, &t, &f->err),
        &f->err);
    assert_null(t.content_type.p);
    assert_int_equal(upload_token_check(secret, &t, 0), UPLOAD_TOKEN_FORGED);
}

static void test_bad_texts(void **state)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"garbage", "Invalid padding"},
        {"", "EOF while parsing a value at line 1 column 0"},
        {"e30=", "missing field `upload_id` at line 1 column 2"},
        {"bm90IGpzb24=", "expected ident at line 1 column 2"},
        {"eyJ1cGxvYWRfaWQiOiIxMjMifQ==", "missing field `file_name` at line 1 column 19"},
        {"e30", "Invalid padding"},
        {"e30==", "Invalid padding"},
        {"e3 0", "Invalid symbol 32, offset 2."},
        {"e+30", "Invalid symbol 43, offset 1."},
        {"e30=e30=", "Invalid symbol 61, offset 3."},
        {"eyJh=", "Invalid symbol 61, offset 4."},
        {"e31=", "Invalid last symbol 49, offset 2."},
        {"e", "Invalid input length: 1"},
        {"e30K", "missing field `upload_id`"},
        {"e31b", "Invalid"},
        {"eyJ1cGxvYWRfaWQiOjF9", "missing field `file_name`"},
        {"MQ==", "expected value"},
        {"eyJhIjp7fQ==", "expected value"},
    };
    struct fixture *f = *state;
    struct upload_token t;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (!str_eqc(str_c(cases[i].why), "Invalid"))
            assert_fails(upload_token_parse(str_c(cases[i].text), &f->arena, &t, &f->err),
                         KAMU_E_INPUT, cases[i].why, &f->err);
}

static void test_names(void **state)
{
    static const char *const bad[] = {"",     ".",    "..",    "a/b",  "../a",
                                      "a\\b", "a\nb", "a\x7f", "\xff", "/etc/passwd"};
    char long_name[300];
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(upload_name_valid(str_c(bad[i])));
    assert_false(upload_name_valid((struct str){"a\0b", 3}));
    memset(long_name, 'a', sizeof long_name);
    assert_true(upload_name_valid((struct str){long_name, 255}));
    assert_false(upload_name_valid((struct str){long_name, 256}));
    assert_true(upload_name_valid(STR("\xc3\xbc.csv")));
    assert_true(upload_name_valid(STR("...")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_issue, setup, teardown),
        cmocka_unit_test_setup_teardown(test_of_kamu, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bad_texts, setup, teardown),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
