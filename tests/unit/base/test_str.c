#include "unit/harness.h"

static void comparing(void **state)
{
    (void)state;
    assert_true(str_ieq(STR("GpS"), STR("gps")));
    assert_false(str_ieq(STR("gps"), STR("gp")));
    assert_true(str_cmp(STR("a"), STR("ab")) < 0);
    assert_true(str_cmp(STR("b"), STR("ab")) > 0);
    assert_true(str_cmp(STR("\xff"), STR("a")) > 0);
    assert_true(str_icmp(STR("B"), STR("a")) > 0);
    assert_true(str_eq(STR(""), STR_NONE));
    assert_true(str_starts(STR("did:odf:x"), "did:odf:"));
    assert_false(str_starts(STR("did"), "did:odf:"));
    assert_true(str_ends(STR("x.json"), ".json"));
    assert_false(str_ends(STR("json"), ".json"));
    struct str t = str_trim(STR(" \t a b\r\n"));
    assert_true(str_eqc(t, "a b"));
    assert_int_equal(str_trim(STR(" \n")).n, 0);
}

static void numbers(void **state)
{
    (void)state;
    uint64_t v = 7;
    assert_true(str_u64(STR("0"), &v) && v == 0);
    assert_true(str_u64(STR("0042"), &v) && v == 42);
    assert_true(str_u64(STR("18446744073709551615"), &v) && v == UINT64_MAX);
    static const char *const none[] = {"",   "+1",  "-1",  " 1",
                                       "1 ", "1.0", "0x1", "18446744073709551616"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(str_u64(str_c(none[i]), &v));
    for (int c = 0; c < 256; c++) {
        char text[2] = {(char)c, 0}, *end;
        long digit = strtol(text, &end, 16);
        assert_int_equal(str_hex_digit((char)c), end == text + 1 ? digit : -1);
    }
}

static void near_names(void **state)
{
    (void)state;
    assert_int_equal(str_distance(STR("gps"), STR("GPS"), 9), 0);
    assert_int_equal(str_distance(STR("gsp"), STR("gps"), 9), 1);
    assert_int_equal(str_distance(STR("gp"), STR("gps"), 9), 1);
    assert_int_equal(str_distance(STR("kitten"), STR("sitting"), 9), 3);
    assert_int_equal(str_distance(STR("abc"), STR("xyz"), 2), 2);
    assert_int_equal(str_distance(STR(""), STR("abc"), 9), 3);
}

static void utf8_accepts_exactly_scalar_values(void **state)
{
    (void)state;
    unsigned good = 0;
    for (uint32_t cp = 0; cp < 0x120000; cp++) {
        char s[4];
        unsigned n = utf8_encode(cp, s);
        bool scalar = cp < 0xd800 || (cp > 0xdfff && cp <= 0x10ffff);
        assert_int_equal(n > 0, scalar);
        if (n == 0)
            continue;
        uint32_t back = 0;
        if (utf8_decode(s, n, &back) != n || back != cp || utf8_decode(s, n - 1, &back) != 0)
            fail_msg("code point %x", cp);
        good++;
    }
    assert_int_equal(good, 0x110000 - 0x800);
    static const char *const bad[] = {"\x80",         "\xc0\x80",         "\xc1\xbf",
                                      "\xe0\x9f\xbf", "\xed\xa0\x80",     "\xf0\x8f\xbf\xbf",
                                      "\xf5\x80\x80", "\xf4\x90\x80\x80", "\xc3(",
                                      "\xff",         "\xe2\x82",         NULL};
    for (int i = 0; bad[i] != NULL; i++) {
        uint32_t cp;
        assert_int_equal(utf8_decode(bad[i], strlen(bad[i]), &cp), 0);
        for (size_t pad = 0; pad < 70; pad++) {
            char text[160];
            memset(text, 'a', sizeof text);
            memcpy(text + pad, bad[i], strlen(bad[i]));
            size_t at = 999;
            assert_false(utf8_valid(text, sizeof text, &at));
            assert_int_equal(at, pad);
        }
    }
    char text[200];
    for (size_t i = 0; i < sizeof text; i += 2)
        memcpy(text + i, "é", 2);
    assert_true(utf8_valid(text, sizeof text, NULL));
    assert_true(utf8_valid(text, 0, NULL));
    assert_false(utf8_valid(text, 199, NULL));
}

static void cutting_keeps_code_points_whole(void **state)
{
    (void)state;
    static const char s[] = "aé€𝄞z"; /* 1 + 2 + 3 + 4 + 1 bytes */
    static const size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
    for (size_t max = 0; max < 13; max++)
        assert_int_equal(utf8_cut(s, 11, max), want[max]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparing),
        cmocka_unit_test(numbers),
        cmocka_unit_test(near_names),
        cmocka_unit_test(utf8_accepts_exactly_scalar_values),
        cmocka_unit_test(cutting_keeps_code_points_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
