/* Values from text: the vectors of spec/read-formats.md 3.2 - 3.6 and 7.10. */
#include "unit/harness.h"

#include "columnar/text.h"
#include "unit/columnar/random_columns.h"

#include <math.h>
#include <time.h>

static int64_t ms(const char *text, const char *zone)
{
    int64_t v = -1;
    const char *why = text_to_timestamp(str_c(text), zone_find(str_c(zone)), UNIT_MILLI, &v, NULL);

    if (why != NULL)
        fail_msg("%s: %s", text, why);
    return v;
}

static void timestamps(void **state)
{
    static const struct {
        const char *text, *zone;
        int64_t want;
    } good[] = {
        {"2020-09-08T13:42:29.190855+00:00", "UTC", 1599572549190},
        {"2020-09-08T13:42:29.190855Z", "UTC", 1599572549190},
        {"2020-09-08 13:42:29.190855Z", "UTC", 1599572549190},
        {"2020-09-08t13:42:29.190855", "UTC", 1599572549190},
        {"2020-09-08T13:42:29.190855-05:00", "UTC", 1599590549190},
        {"2020-09-08T13:42:29Z", "UTC", 1599572549000},
        {"2020-09-08", "UTC", 1599523200000},
        {"2020-09-08T12:00:12.123456789123+02:00", "UTC", 1599559212123},
        {"2020-09-08T12:00:60Z", "UTC", 1599566460000},
        {"1997-01-31 092656", "+08:00", 854674016000},
        {"2020-09-08 13:42:29", "+02:00", 1599565349000},
        {"1970-01-01T00:00:00", "-05:00", 18000000},
        {"1997-01-31T09:26:56.123", "UTC", 854702816123},
        {"1997-01-31T14:26:56.123-05:00", "UTC", 854738816123},
        {"2020-09-08T134229Z", "UTC", 1599572549000},
        {"2020-09-08T134229 +02", "UTC", 1599565349000},
        {"2020-09-08T134229UTC", "UTC", 1599572549000},
        {"2020-09-08T13:42:29 UTC", "UTC", 1599572549000},
        {"2020-09-08T13:42:29+02:60", "UTC", 1599561749000},
        {"2020-09-08T13:42:29+0200", "UTC", 1599565349000},
        {"2020-09-08T13:42:29   +02", "UTC", 1599565349000},
        {"1969-12-31T23:59:59.9999Z", "UTC", -1}, /* cut downwards */
        {"0001-01-01", "UTC", -62135596800000},
        {"9999-12-31T23:59:59.999", "UTC", 253402300799999},
    };
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"", "timestamp must contain at least 10 characters"},
        {"SS", "timestamp must contain at least 10 characters"},
        {"Wed, 18 Feb 2015 23:16:09 GMT", "error parsing date"},
        {"1997:01:31T09:26:56.123Z", "error parsing date"},
        {"1997-01-32T09:26:56.123Z", "error parsing date"},
        {"1997-02-29T09:26:56.123Z", "error parsing date"},
        {"9/25/2022 1:02:03", "error parsing date"},
        {"1997-01-31H09:26:56.123Z", "invalid timestamp separator"},
        {"1997-01-31  09:26:56.123Z", "error parsing time"},
        {"1997-01-10T9:26:56.123Z", "error parsing time"},
        {"2015-01-20T25:35:20-08:00", "error parsing time"},
        {"1997-01-10T09:61:56.123Z", "error parsing time"},
        {"1997-01-10T12:00:6.123Z", "error parsing time"},
        {"1997-01-31T092656.123Z", "error parsing time"},
        {"1997-01-10T12:00:06.", "error parsing time"},
        {"2020-09-08T134229+02", "error parsing time"},
        {"2020-01-01 00:00", "error parsing time"},
        {"2020-09-08T24:00:00", "error parsing time"},
        {"2020-09-08T23:59:61", "error parsing time"},
        {"2020-09-08T04:05:06 Z", "failed to parse timezone"},
        {"2020-09-08T04:05:06ZZ", "failed to parse timezone"},
        {"2020-09-08T04:05:06PST", "failed to parse timezone"},
        {"2020-09-08T04:05:06+2:00", "failed to parse timezone"},
        {"2020-09-08T04:05:06+24:00", "failed to parse timezone"},
        {"2020-09-08T04:05:06.5.5Z", "failed to parse timezone"},
        {"2020-09-08T04:05:06,5", "failed to parse timezone"},
        {"2020-09-08T04:05:06 ", "failed to parse timezone"},
        {"2020-09-08T04:05:06/../etc/passwd", "failed to parse timezone"},
        {"+2020-09-08", "error parsing date"},
    };

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        if (ms(good[i].text, good[i].zone) != good[i].want)
            fail_msg("%s: %lld", good[i].text, (long long)ms(good[i].text, good[i].zone));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        int64_t v;
        const char *why = text_to_timestamp(str_c(bad[i].text), zone_utc(), UNIT_MILLI, &v, NULL);
        if (why == NULL || strcmp(why, bad[i].why) != 0)
            fail_msg("%s: %s", bad[i].text, why ? why : "(accepted)");
    }
}

static void timestamp_units_and_ranges(void **state)
{
    int64_t v;
    bool overflow = false;

    assert_null(text_to_timestamp(STR("1677-09-21T00:12:43.145224192"), zone_utc(), UNIT_NANO, &v,
                                  &overflow));
    assert_true(v == INT64_MIN);
    assert_null(text_to_timestamp(STR("2262-04-11T23:47:16.854775807"), zone_utc(), UNIT_NANO, &v,
                                  &overflow));
    assert_true(v == INT64_MAX);
    assert_non_null(text_to_timestamp(STR("2262-04-11T23:47:16.854775808"), zone_utc(), UNIT_NANO,
                                      &v, &overflow));
    assert_true(overflow);
    assert_non_null(text_to_timestamp(STR("1677-09-21T00:12:43.145224191"), zone_utc(), UNIT_NANO,
                                      &v, &overflow));
    assert_true(overflow);
    assert_non_null(text_to_timestamp(STR("x"), zone_utc(), UNIT_NANO, &v, &overflow));
    assert_false(overflow);
    assert_null(
        text_to_timestamp(STR("1969-12-31T23:59:59.9999999"), zone_utc(), UNIT_MICRO, &v, NULL));
    assert_int_equal(v, -1);
    assert_null(text_to_timestamp(STR("1969-12-31T23:59:59.5"), zone_utc(), UNIT_SECOND, &v, NULL));
    assert_int_equal(v, -1);
}

static void zones(void **state)
{
    int64_t v;

    assert_null(zone_find(STR("PST")));
    assert_null(zone_find(STR("Nowhere/City")));
    assert_null(zone_find(STR("")));
    assert_null(zone_find(STR("../UTC")));
    assert_ptr_equal(zone_find(STR("+00:00")), zone_utc());
    assert_int_equal(zone_offset_at(zone_find(STR("-08:30")), 0), -30600);
    assert_ptr_equal(zone_find(STR("+05:30")), zone_find(STR("+05:30")));
    if (zone_find(STR("Europe/Paris")) == NULL)
        return; /* no zone files on this machine */
    assert_int_equal(ms("2020-07-01T12:00:00Europe/Paris", "UTC"), 1593597600000);
    assert_int_equal(ms("2020-01-01T12:00:00 Europe/Paris", "UTC"), 1577876400000);
    assert_int_equal(ms("2099-07-01T12:00:00", "Europe/Paris"), 4086583200000);
    assert_string_equal(text_to_timestamp(STR("2020-03-29T02:30:00"),
                                          zone_find(STR("Europe/Paris")), UNIT_MILLI, &v, NULL),
                        "error computing timezone offset"); /* skipped */
    assert_string_equal(text_to_timestamp(STR("2020-10-25T02:30:00"),
                                          zone_find(STR("Europe/Paris")), UNIT_MILLI, &v, NULL),
                        "error computing timezone offset"); /* twice */
    assert_int_equal(ms("2020-10-25T03:30:00", "Europe/Paris"), 1603593000000);
}

/* libc reads the same files */
static void zones_agree_with_libc(void **state)
{
    static const char *const names[] = {"Europe/Paris", "America/New_York",  "Australia/Sydney",
                                        "Asia/Kolkata", "Africa/Casablanca", "America/Sao_Paulo"};
    struct rnd r = rnd_new(50);

    for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
        const struct zone *z = zone_find(str_c(names[k]));
        if (z == NULL)
            continue;
        setenv("TZ", names[k], 1);
        tzset();
        for (int i = 0; i < 2000; i++) {
            time_t t = (time_t)((int64_t)rnd_below(&r, 6000000000) - 2000000000);
            struct tm tm;
            localtime_r(&t, &tm);
            if (zone_offset_at(z, t) != tm.tm_gmtoff)
                fail_msg("%s at %lld: %d, libc %ld", names[k], (long long)t, zone_offset_at(z, t),
                         tm.tm_gmtoff);
        }
    }
    unsetenv("TZ");
    tzset();
}

static void dates(void **state)
{
    static const struct {
        const char *text;
        int32_t want;
    } good[] = {{"1970-01-01", 0},
                {"2020-03-15", 18336},
                {"1945-05-08", -9004},
                {"2020-09-08", 18513},
                {"2020-9-8", 18513},
                {"2020-09-8", 18513},
                {"2020-9-08", 18513},
                {"2020-12-1", 18597},
                {"20200315", 18336},
                {"+2020-01-01", 18262},
                {"2020-09-08 01:02:03", 18513},
                {"-0012-05-06", -723785},
                {"+10999-12-31", 3298139},
                {"1969-12-31T23:00:00-05:00", 0},
                {"1970-01-01T00:00:00+01:00", -1}};
    static const char *const bad[] = {"",
                                      "80-01-01",
                                      "342",
                                      "Foo",
                                      "2020-09-08-03",
                                      "2020--04-03",
                                      "2020--",
                                      "2020-09-08 01",
                                      "2020-09-08 01:02",
                                      "2020-09-08 01-02-03",
                                      "2020-9-8 01:02:03",
                                      "2020-09-08 1:2:3",
                                      "2020-1",
                                      " 2020-01-01",
                                      "2020-01-01 ",
                                      "2020/01/02",
                                      "10999-12-31",
                                      "18336",
                                      "20201301",
                                      "2020-13-01",
                                      "2021-02-29",
                                      "+020-01-01",
                                      "-",
                                      "2020-12-1x",
                                      "+999999-01-01"};

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        int32_t v = -99;
        if (text_to_date(str_c(good[i].text), &v) != NULL || v != good[i].want)
            fail_msg("%s: %d", good[i].text, v);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        int32_t v;
        if (text_to_date(str_c(bad[i]), &v) == NULL)
            fail_msg("%s accepted", bad[i]);
    }
}

static void times(void **state)
{
    static const struct {
        const char *text;
        int64_t want;
    } good[] = {{"02:10:01.1", 7801100},
                {"2:10:01.1", 7801100},
                {"12:10:01.123 AM", 601123},
                {"2:10:01.12 PM", 51001120},
                {"2:10 pm", 51000000},
                {"02:10", 7800000},
                {"23:59:60", 86400000},
                {"1", 1},
                {"0210", 210},
                {"12:00 PM", 43200000},
                {"01:02:03.0004", 3723000},
                {"-1", -1},
                {"00:00:00.1234567891", 123}};
    static const char *const bad[] = {"24:00:00", "1:2:3",  "02:10:01.",  "2:10PM", "0:10 AM",
                                      "13:00 PM", " 1:00",  "1:00 ",      "1:00Z",  "",
                                      "1:0",      "123:00", "99999999999"};
    int64_t v;

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        if (text_to_time(str_c(good[i].text), UNIT_MILLI, &v) != NULL || v != good[i].want)
            fail_msg("%s: %lld", good[i].text, (long long)v);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (text_to_time(str_c(bad[i]), UNIT_MILLI, &v) == NULL)
            fail_msg("%s accepted", bad[i]);
    assert_null(text_to_time(STR("1:02:03 PM"), UNIT_NANO, &v));
    assert_int_equal(v, 46923000000000);
}

static __int128 decimal128(const char *text, int p, int s, const char **why)
{
    __int128 v = 0;
    *why = text_to_decimal(str_c(text), (uint8_t)p, (int8_t)s, (uint8_t *)&v, 16);
    return v;
}

static void decimals(void **state)
{
    static const struct {
        const char *text;
        int p, s;
        int64_t want;
    } good[] = {{"123.123", 20, 3, 123123},
                {"123.1234", 20, 3, 123123},
                {"123.1", 20, 3, 123100},
                {"123", 20, 3, 123000},
                {"-123.1234", 20, 3, -123123},
                {"0.0000123", 20, 3, 0},
                {"12.", 20, 3, 12000},
                {".123", 20, 3, 123},
                {"00.1", 20, 3, 100},
                {"38.30", 10, 2, 3830},
                {"123.456", 10, 2, 12345},
                {"2.0452", 10, 2, 204},
                {"11034.2", 10, 2, 1103420},
                {"1", 10, 2, 100},
                {"1e3", 10, 2, 100000},
                {"1.5E-1", 10, 2, 15},
                {"-0", 10, 2, 0},
                {"1e-999999999", 10, 2, 0},
                {"0e99999999", 10, 2, 0},
                {"+7", 5, 0, 7},
                {"12345", 5, -2, 123}};
    static const char *const bad[] = {"123,123", ".",  "123.123.123", "",         "+", "-",  "e",
                                      "1.3e+e3", "1e", "1e+",         "1.23e+3.", "x", " 1", "1 "};
    static const struct {
        const char *text;
        int p, s;
    } over[] = {{"12345678", 10, 3},      {"1.2345678e7", 10, 3},   {"12345678.9", 10, 3},
                {"1234560000000", 10, 0}, {"12345678900.0", 10, 0}, {"1e9", 10, 2},
                {"123456789", 10, 2},     {"1e999999999999", 10, 2}};
    const char *why;
    uint8_t wide[32], want[32];

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        if (decimal128(good[i].text, good[i].p, good[i].s, &why) != good[i].want || why != NULL)
            fail_msg("%s: %s", good[i].text, why ? why : "another value");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        decimal128(bad[i], 20, 3, &why);
        if (why == NULL || strcmp(why, "can't parse the string value to decimal") != 0)
            fail_msg("%s: %s", bad[i], why ? why : "accepted");
    }
    for (size_t i = 0; i < sizeof(over) / sizeof(over[0]); i++) {
        decimal128(over[i].text, over[i].p, over[i].s, &why);
        if (why == NULL || strcmp(why, "parse decimal overflow") != 0)
            fail_msg("%s: %s", over[i].text, why ? why : "accepted");
    }
    /* 99999999999999999.999 at (20,3) = 10^20 - 1 */
    assert_true(decimal128("99999999999999999.999", 20, 3, &why) ==
                (__int128)UINT64_C(10000000000) * UINT64_C(10000000000) - 1);
    assert_null(text_to_decimal(STR("-1"), 76, 0, wide, 32));
    memset(want, 0xff, 32);
    assert_memory_equal(wide, want, 32);
    assert_null(text_to_decimal(
        STR("9999999999999999999999999999999999999999999999999999999999999999999999999999"), 76, 0,
        wide, 32));
    assert_int_equal(wide[31], 0x16); /* 10^76 - 1 = 161BCCA7...FF */
    assert_int_equal(wide[0], 0xff);
}

static void integers(void **state)
{
    int64_t v;
    uint64_t u;

    assert_null(text_to_i64(STR("9223372036854775807"), &v));
    assert_true(v == INT64_MAX);
    assert_null(text_to_i64(STR("-9223372036854775808"), &v));
    assert_true(v == INT64_MIN);
    assert_null(text_to_i64(STR("+0007"), &v));
    assert_int_equal(v, 7);
    assert_null(text_to_u64(STR("18446744073709551615"), &u));
    assert_true(u == UINT64_MAX);
    assert_null(text_to_u64(STR("-0"), &u));
    assert_non_null(text_to_i64(STR("9223372036854775808"), &v));
    assert_non_null(text_to_i64(STR("-9223372036854775809"), &v));
    assert_non_null(text_to_u64(STR("18446744073709551616"), &u));
    assert_non_null(text_to_u64(STR("-1"), &u));
    for (const char *const *p = (const char *const[]){"", "-", "+", "1.0", " 1", "1 ", "1_0", "1e3",
                                                      "0x1", "--1", NULL};
         *p != NULL; p++)
        assert_non_null(text_to_i64(str_c(*p), &v));
}

static void floats(void **state)
{
    struct rnd r = rnd_new(51);
    double v;
    float f;
    char text[2000];

    assert_null(text_to_f64(STR(".2"), &v));
    assert_true(v == 0.2);
    assert_null(text_to_f64(STR("2."), &v));
    assert_true(v == 2.0);
    assert_null(text_to_f64(STR("-iNf"), &v));
    assert_true(isinf(v) && v < 0);
    assert_null(text_to_f64(STR("nan"), &v));
    assert_true(isnan(v));
    assert_null(text_to_f64(STR("1e309"), &v));
    assert_true(isinf(v));
    assert_null(text_to_f64(STR("1e-400"), &v));
    assert_true(v == 0.0 && !signbit(v));
    assert_null(text_to_f32(STR("3.5e38"), &f));
    assert_true(isinf(f));
    assert_null(text_to_f32(STR("16777217"), &f));
    assert_true(f == 16777216.0f);
    for (const char *const *p = (const char *const[]){"", "dd", "12.34.56", "1e", "e1", "+-1", ".",
                                                      " 1", "0x10", "infin", "1f", NULL};
         *p != NULL; p++)
        assert_non_null(text_to_f64(str_c(*p), &v));
    for (int i = 0; i < 20000; i++) { /* the C library's strtod as oracle */
        uint64_t bits = rnd_u64(&r);
        double x;
        memcpy(&x, &bits, 8);
        if (isnan(x) || isinf(x))
            continue;
        snprintf(text, sizeof(text), "%.*e", (int)rnd_below(&r, 20), x);
        assert_null(text_to_f64(str_c(text), &v));
        assert_true(v == strtod(text, NULL));
        assert_null(text_to_f32(str_c(text), &f));
        assert_true(f == strtof(text, NULL));
    }
    /* halfway cases with the deciding digit far behind */
    for (int zeros = 0; zeros < 1100; zeros += 50) {
        int n = snprintf(text, sizeof(text), "9007199254740993.%0*d1", zeros, 0);
        assert_null(text_to_f64((struct str){text, (size_t)n}, &v));
        assert_true(v == 9007199254740994.0);
    }
}

static void halves(void **state)
{
    struct rnd r = rnd_new(52);

    for (uint32_t h = 0; h < 65536; h++) {
        float f = f16_to_f32((uint16_t)h);
        if ((h & 0x7fff) > 0x7c00)
            assert_true(isnan(f));
        else
            assert_int_equal(f32_to_f16(f), h);
    }
    assert_int_equal(f32_to_f16(65520.0f), 0x7c00);
    assert_int_equal(f32_to_f16(65519.996f), 0x7bff);
    assert_int_equal(f32_to_f16(ldexpf(1, -25)), 0); /* tie to even */
    assert_int_equal(f32_to_f16(ldexpf(1.5f, -25)), 1);
    for (int i = 0; i < 20000; i++) { /* nearest: no half lies closer */
        float f = ldexpf((float)((int64_t)rnd_below(&r, 2000001) - 1000000) / 1000000.0f,
                         (int)rnd_below(&r, 40) - 24);
        uint16_t h = f32_to_f16(f);
        double mine = fabs((double)f16_to_f32(h) - (double)f);
        if ((h & 0x7fff) < 0x7c00 && (h & 0x7fff) > 0) {
            assert_true(mine <= fabs((double)f16_to_f32((uint16_t)(h - 1)) - (double)f));
            if ((h & 0x7fff) < 0x7bff)
                assert_true(mine <= fabs((double)f16_to_f32((uint16_t)(h + 1)) - (double)f));
        }
    }
}

static void booleans(void **state)
{
    bool v = false;

    assert_null(text_to_bool(STR("tRUe"), &v));
    assert_true(v);
    assert_null(text_to_bool(STR("FALSE"), &v));
    assert_false(v);
    assert_non_null(text_to_bool(STR("t"), &v));
    assert_non_null(text_to_bool(STR(""), &v));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timestamps), cmocka_unit_test(timestamp_units_and_ranges),
        cmocka_unit_test(zones),      cmocka_unit_test(zones_agree_with_libc),
        cmocka_unit_test(dates),      cmocka_unit_test(times),
        cmocka_unit_test(decimals),   cmocka_unit_test(integers),
        cmocka_unit_test(floats),     cmocka_unit_test(halves),
        cmocka_unit_test(booleans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
