#include "unit/harness.h"

static void civil_dates_go_both_ways(void **state)
{
    (void)state;
    assert_int_equal(days_from_civil(1970, 1, 1), 0);
    assert_int_equal(days_from_civil(2000, 3, 1), 11017);
    assert_int_equal(days_from_civil(1969, 12, 31), -1);
    assert_int_equal(days_from_civil(1, 1, 1), -719162);
    for (int64_t day = -1000000; day < 4000000; day += 13) {
        int64_t y;
        unsigned m, d;
        civil_from_days(day, &y, &m, &d);
        assert_int_equal(days_from_civil(y, m, d), day);
        assert_in_range(m, 1, 12);
        assert_in_range(d, 1, 31);
    }
}

static void milliseconds_go_down(void **state)
{
    (void)state;
    assert_int_equal(instant_ms_floor((struct instant){-1, 999999999}), -1);
    assert_int_equal(instant_ms_floor((struct instant){-1, 1}), -1000);
    assert_int_equal(instant_ms_floor((struct instant){1, 1999999}), 1001);
    assert_true(instant_eq(instant_from_ms(-1), (struct instant){-1, 999000000}));
    assert_true(instant_eq(instant_from_ms(1500), (struct instant){1, 500000000}));
    assert_true(instant_cmp(instant_from_ms(-1), instant_from_ms(0)) < 0);
    assert_true(instant_cmp(instant_from_ms(2), instant_from_ms(1)) > 0);
}

/* What kamu-cli 0.265 says to each. */
static void rfc3339_is_read_as_kamu_reads_it(void **state)
{
    (void)state;
    static const char early[] = "premature end of input", range[] = "input is out of range",
                      chars[] = "input contains invalid characters", rest[] = "trailing input";
    static const struct {
        const char *in, *out; /* out: the text of the instant, or the error */
    } t[] = {
        {"yesterday", early},
        {"", early},
        {"2020-01-01", early},
        {"2020-01-01T00:00:00", early},
        {"2020-1-1T00:00:00Z", early},
        {"2020-01-01T00:00:00.1", early},
        {"2020-01-01T00:00:00.", early},
        {"2020-01-01T00:00:00+1", early},
        {"2020-01-01T00:00:00+01", early},
        {"2020-01-01T00:00:00Zx", rest},
        {"2020x01-01T00:00:00Z", chars},
        {"2020-01-01_00:00:00Z", chars},
        {"+2020-01-01T00:00:00Z", chars},
        {"2020-01-01T00:00:aaZ", chars},
        {" 2020-01-01T00:00:00Z", chars},
        {"2020-01-01T00:00:00.Z", chars},
        {"2020-01-01T00:00:00 Z", chars},
        {"2020-01-01T00:00:00,5Z", chars},
        {"2020-01-01T00:00:00UTC", chars},
        {"2020-01-01T00:00:00+0100", chars},
        {"2020-01-01T00:00:00+aa:00", chars},
        {"2020-02-30T00:00:00Z", range},
        {"2021-02-29T00:00:00Z", range},
        {"2020-13-01T00:00:00Z", range},
        {"2020-00-01T00:00:00Z", range},
        {"2020-01-01T25:00:00Z", range},
        {"2020-01-01T00:60:00Z", range},
        {"2020-01-01T00:00:61Z", range},
        {"2020-01-01T00:00:00+24:00", range},
        {"2020-01-01T00:00:00-00:60", range},
        {"2020-02-29T00:00:00Z", "2020-02-29T00:00:00Z"},
        {"2020-01-01t00:00:00z", "2020-01-01T00:00:00Z"},
        {"2020-01-01 00:00:00z", "2020-01-01T00:00:00Z"},
        {"2020-01-01T00:00:00+01:00", "2019-12-31T23:00:00Z"},
        {"2020-01-01T00:00:00-01:30", "2020-01-01T01:30:00Z"},
        {"2020-01-01T00:00:00\xe2\x88\x92"
         "01:00",
         "2020-01-01T01:00:00Z"},
        {"2020-01-01T00:00:00.5Z", "2020-01-01T00:00:00.500Z"},
        {"2020-01-01T00:00:00.000001Z", "2020-01-01T00:00:00.000001Z"},
        {"2020-01-01T00:00:00.1234567891234Z", "2020-01-01T00:00:00.123456789Z"},
        {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
        {"0000-01-01T00:00:00+01:00", "-0001-12-31T23:00:00Z"},
        {"9999-12-31T23:59:59-01:00", "+10000-01-01T00:59:59Z"},
    };
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        struct kamu_error err;
        struct instant at;
        char text[INSTANT_TEXT_MAX];
        const char *got = text;
        if (instant_parse_rfc3339(str_c(t[i].in), &at, &err) != KAMU_OK)
            got = kamu_error_message(&err, 0);
        else if (instant_format(at, text) != strlen(text))
            fail_msg("length of '%s'", text);
        if (strcmp(got, t[i].out) != 0)
            fail_msg("'%s': '%s' instead of '%s'", t[i].in, got, t[i].out);
    }
}

static void extreme_instants_fit_the_text(void **state)
{
    (void)state;
    char text[INSTANT_TEXT_MAX];
    assert_in_range(instant_format((struct instant){INT64_MAX, 999999999}, text), 20,
                    INSTANT_TEXT_MAX - 1);
    assert_in_range(instant_format((struct instant){INT64_MIN, 1}, text), 20, INSTANT_TEXT_MAX - 1);
}

static void the_clock_can_stand(void **state)
{
    (void)state;
    struct clock c = {.fixed = true, .at = {5, 6}};
    assert_true(instant_eq(clock_now(&c), (struct instant){5, 6}));
    c.fixed = false;
    assert_true(clock_now(&c).seconds > 1600000000);
    uint64_t t0 = clock_monotonic_ns();
    assert_true(clock_monotonic_ns() >= t0);
}

static void random_is_uniform_enough_and_repeatable(void **state)
{
    (void)state;
    struct kamu_error err;
    struct random a = {0}, b = {0}, real = {0};
    char x[33], y[33];
    random_seed(&a, 42);
    random_seed(&b, 42);
    assert_ok(random_alnum(&a, x, 32, &err), &err);
    assert_ok(random_alnum(&b, y, 32, &err), &err);
    assert_string_equal(x, y);
    assert_ok(random_alnum(&real, x, 32, &err), &err);
    assert_string_not_equal(x, y);
    for (int i = 0; i < 32; i++)
        assert_true((x[i] >= '0' && x[i] <= '9') || (x[i] >= 'A' && x[i] <= 'Z') ||
                    (x[i] >= 'a' && x[i] <= 'z'));
    uint8_t bytes[1000];
    assert_ok(random_bytes(&real, bytes, sizeof bytes, &err), &err);
}

/* The generator's reference output for the state 1, 2, 3, 4. */
static void xoshiro_matches_its_authors(void **state)
{
    (void)state;
    uint64_t s[4] = {1, 2, 3, 4};
    static const uint64_t want[] = {41943041u, 58720359u, 3588806011781223u, 3591011842654386u};
    for (int i = 0; i < 4; i++)
        assert_int_equal(xoshiro256pp_next(s), want[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(civil_dates_go_both_ways),
        cmocka_unit_test(milliseconds_go_down),
        cmocka_unit_test(rfc3339_is_read_as_kamu_reads_it),
        cmocka_unit_test(extreme_instants_fit_the_text),
        cmocka_unit_test(the_clock_can_stand),
        cmocka_unit_test(random_is_uniform_enough_and_repeatable),
        cmocka_unit_test(xoshiro_matches_its_authors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
