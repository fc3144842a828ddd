#include "unit/harness.h"

static void messages_are_a_chain(void **state)
{
    (void)state;
    struct kamu_error err;
    assert_int_equal(error_set(&err, KAMU_E_INPUT, "bad %s", "row"), KAMU_E_INPUT);
    assert_int_equal(error_wrap(&err, KAMU_E_IO, "file %d", 7), KAMU_E_INPUT);
    assert_string_equal(kamu_error_message(&err, 0), "file 7");
    assert_string_equal(kamu_error_message(&err, 1), "bad row");
    assert_null(kamu_error_message(&err, 2));
    assert_int_equal(error_wrap(NULL, KAMU_E_IO, "x"), KAMU_E_IO);
}

static void a_long_chain_is_cut_not_overrun(void **state)
{
    (void)state;
    static struct kamu_error err;
    char text[3000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    error_set(&err, KAMU_E_INPUT, "%s", text);
    for (int i = 0; i < 8; i++)
        error_wrap(&err, KAMU_E_INPUT, "%d %s é", i, text);
    assert_true(strncmp(kamu_error_message(&err, 0), "7 xxx", 5) == 0);
    assert_true(strncmp(kamu_error_message(&err, 1), "6 xxx", 5) == 0);
    assert_int_equal(err.text[sizeof err.text - 1], 0);
    size_t total = 0;
    for (unsigned i = 0; kamu_error_message(&err, i) != NULL; i++)
        total += strlen(kamu_error_message(&err, i)) + 1;
    assert_true(total < sizeof err.text);
}

static void an_error_may_quote_itself(void **state)
{
    (void)state;
    static struct kamu_error err;
    error_set(&err, KAMU_E_INPUT, "inner");
    error_set(&err, KAMU_E_SCHEMA, "outer(%s)", kamu_error_message(&err, 0));
    assert_string_equal(kamu_error_message(&err, 0), "outer(inner)");
}

static void errno_texts_are_kamus(void **state)
{
    (void)state;
    struct kamu_error err;
    assert_int_equal(error_os(&err, 2, "Cannot open %s", "x"), KAMU_E_NOT_FOUND);
    assert_string_equal(kamu_error_message(&err, 0),
                        "Cannot open x: No such file or directory (os error 2)");
    assert_int_equal(err.os_errno, 2);
    assert_int_equal(error_os(&err, 13, "x"), KAMU_E_ACCESS);
    assert_int_equal(error_os(&err, 28, "x"), KAMU_E_IO);
}

static void excerpts_are_printable_and_short(void **state)
{
    (void)state;
    struct kamu_error err;
    error_set(&err, KAMU_E_INPUT, "x");
    error_excerpt(&err, "a\tb\0\xffé", 7);
    assert_string_equal(err.at.excerpt, "a\\x09b\\x00\\xFFé");
    char text[400];
    for (size_t i = 0; i < sizeof text; i += 2)
        memcpy(text + i, "é", 2);
    error_excerpt(&err, text, sizeof text);
    size_t n = strlen(err.at.excerpt);
    assert_true(n < sizeof err.at.excerpt && n > 90);
    assert_true(utf8_valid(err.at.excerpt, n, NULL));
    assert_string_equal(err.at.excerpt + n - 3, "…");
}

static void positions_are_cut_to_their_fields(void **state)
{
    (void)state;
    struct kamu_error err;
    char name[600];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    error_set(&err, KAMU_E_INPUT, "x");
    error_at(&err, name, 3, 14, 100);
    error_field(&err, "%s", name);
    error_expected(&err, "Int%d", 64);
    error_hint(&err, "quote it");
    assert_int_equal(strlen(err.at.input), sizeof err.at.input - 1);
    assert_int_equal(strlen(err.at.field), sizeof err.at.field - 1);
    assert_string_equal(err.at.expected, "Int64");
    assert_string_equal(err.at.hint, "quote it");
    assert_int_equal(err.at.column, 14);
    error_at(NULL, "x", 1, 1, 1);
    error_field(NULL, "x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_a_chain),
        cmocka_unit_test(a_long_chain_is_cut_not_overrun),
        cmocka_unit_test(an_error_may_quote_itself),
        cmocka_unit_test(errno_texts_are_kamus),
        cmocka_unit_test(excerpts_are_printable_and_short),
        cmocka_unit_test(positions_are_cut_to_their_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
