/* Values as text: what kamu prints (golden/cli/072-081, spec/cli.md 6.1, 6.4). */
#include "unit/harness.h"

#include "columnar/format.h"
#include "columnar/shortest.h"
#include "unit/columnar/random_columns.h"

#include <math.h>

static struct kamu_error err;

static const char *f64(double v, bool plus)
{
    static char out[FORMAT_NUMBER_MAX + 1];
    out[format_f64(v, plus, out)] = '\0';
    return out;
}

static const char *f32(float v, bool plus)
{
    static char out[FORMAT_NUMBER_MAX + 1];
    out[format_f32(v, plus, out)] = '\0';
    return out;
}

static void doubles(void **state)
{
    static const struct {
        double v;
        const char *table, *json;
    } cases[] = {
        {0.0, "0.0", "0.0"},
        {-0.0, "-0.0", "-0.0"},
        {1, "1.0", "1.0"},
        {-1.5, "-1.5", "-1.5"},
        {0.1, "0.1", "0.1"},
        {0.30000000000000004, "0.30000000000000004", "0.30000000000000004"},
        {123456789.123456789, "123456789.12345679", "123456789.12345679"},
        {1e15, "1000000000000000.0", "1000000000000000.0"},
        {1e16, "1e16", "1e+16"},
        {1e17, "1e17", "1e+17"},
        {1e300, "1e300", "1e+300"},
        {1e-5, "0.00001", "0.00001"},
        {9.9e-6, "9.9e-6", "9.9e-6"},
        {1e-7, "1e-7", "1e-7"},
        {1e-300, "1e-300", "1e-300"},
        {5e-324, "5e-324", "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e308", "1.7976931348623157e+308"},
        {9007199254740993, "9007199254740992.0", "9007199254740992.0"},
        {-123.12, "-123.12", "-123.12"},
        {49.28, "49.28", "49.28"},
        {2.2250738585072014e-308, "2.2250738585072014e-308", "2.2250738585072014e-308"},
        {5.684341886080801e-14, "5.684341886080801e-14", "5.684341886080801e-14"},
        {9.5367431640625e-07, "9.5367431640625e-7", "9.5367431640625e-7"},
        {4.35, "4.35", "4.35"},
        {2e22, "2e22", "2e+22"},
        {1e23, "1e23", "1e+23"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(f64(cases[i].v, false), cases[i].table);
        assert_string_equal(f64(cases[i].v, true), cases[i].json);
    }
    assert_string_equal(f64((double)NAN, false), "NaN");
    assert_string_equal(f64(-(double)INFINITY, false), "-inf");
}

static void floats(void **state)
{
    static const struct {
        float v;
        const char *table, *json;
    } cases[] = {
        {0.1f, "0.1", "0.1"},
        {0.3f, "0.3", "0.3"},
        {123456789.123456789f, "123456790.0", "123456790.0"},
        {1e12f, "1000000000000.0", "1000000000000.0"},
        {1e13f, "1e13", "1e+13"},
        {1e15f, "1e15", "1e+15"},
        {16777217.0f, "16777216.0", "16777216.0"},
        {3.4e38f, "3.4e38", "3.4e+38"},
        {1e-5f, "0.00001", "0.00001"},
        {1e-6f, "0.000001", "0.000001"},
        {1e-7f, "1e-7", "1e-7"},
        {1e-45f, "1e-45", "1e-45"},
        {1.1754944e-38f, "1.1754944e-38", "1.1754944e-38"},
        {3.4028235e38f, "3.4028235e38", "3.4028235e+38"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(f32(cases[i].v, false), cases[i].table);
        assert_string_equal(f32(cases[i].v, true), cases[i].json);
    }
}

/* The quick ways say what exact arithmetic says. */
static void check_exact(double v, const struct shortest *s)
{
    struct shortest exact;
    int exponent;
    uint64_t fraction = (uint64_t)ldexp(frexp(v, &exponent), 53);

    exponent -= 53;
    for (; exponent < -1074; exponent++)
        fraction /= 2;
    shortest_digits(fraction, exponent, 53, -1074, &exact);
    if (exact.n != s->n || exact.exponent != s->exponent ||
        memcmp(exact.digits, s->digits, (size_t)s->n) != 0)
        fail_msg("%.17g: 0.%.*se%d, exactly 0.%.*se%d", v, s->n, s->digits, s->exponent, exact.n,
                 exact.digits, exact.exponent);
}

/* Reads back equal; no shorter text does (one digit less, rounded either way); the C library's
 * rounding of as many digits is never nearer. */
static void check_shortest(double v)
{
    char text[64], fewer[64];
    struct shortest s;
    double back;
    int n;

    shortest_f64(v, &s);
    check_exact(v, &s);
    n = snprintf(text, sizeof(text), "0.%.*se%d", s.n, s.digits, s.exponent);
    assert_true(n > 0);
    if (strtod(text, NULL) != v)
        fail_msg("%.17g: %s", v, text);
    assert_true(s.digits[0] != '0' && (s.n == 1 || s.digits[s.n - 1] != '0'));
    if (s.n > 1) {
        for (int up = 0; up < 2; up++) {
            long long digits = strtoll(
                (snprintf(fewer, sizeof(fewer), "%.*s", s.n - 1, s.digits), fewer), NULL, 10);
            snprintf(fewer, sizeof(fewer), "%llde%d", digits + up, s.exponent - (s.n - 1));
            if (strtod(fewer, NULL) == v)
                fail_msg("%.17g: %s is shorter than %s", v, fewer, text);
        }
    }
    snprintf(fewer, sizeof(fewer), "%.*e", s.n - 1, v);
    back = strtod(fewer, NULL);
    if (back == v) { /* then it is the nearest of that length: ours must be that one */
        char digits[32];
        int k = 0;
        for (const char *p = fewer; *p != 'e'; p++)
            if (*p != '.')
                digits[k++] = *p;
        while (k > 1 && digits[k - 1] == '0')
            k--;
        if (k != s.n || memcmp(digits, s.digits, (size_t)k) != 0)
            fail_msg("%.17g: %s, nearest %s", v, text, fewer);
    }
}

static void all_kinds_of_doubles(void **state)
{
    struct rnd r = rnd_new(60);

    for (int e = -1074; e <= 1023; e++) { /* powers of two and their neighbours */
        double v = ldexp(1.0, e);
        check_shortest(v);
        check_shortest(nextafter(v, 0) > 0 ? nextafter(v, 0) : v);
        check_shortest(nextafter(v, (double)INFINITY));
    }
    for (int i = 0; i < 8000; i++) {
        uint64_t bits = rnd_u64(&r) & INT64_MAX;
        double v;
        memcpy(&v, &bits, 8);
        if (isfinite(v) && v != 0.0)
            check_shortest(v);
    }
    for (int i = 0; i < 8000; i++) { /* what data looks like */
        double v = (double)rnd_below(&r, 1000000000) / pow(10, (double)rnd_below(&r, 12));
        if (v != 0.0)
            check_shortest(v);
    }
}

static void all_kinds_of_floats(void **state)
{
    struct rnd r = rnd_new(61);
    char text[64], fewer[64];

    for (int i = 0; i < 30000; i++) {
        uint32_t bits = (uint32_t)rnd_u64(&r) & 0x7fffffff;
        struct shortest s;
        float v;
        if (i < 512) /* powers of two and the like */
            bits = (uint32_t)(i / 2) << 23 | (uint32_t)(i & 1);
        memcpy(&v, &bits, 4);
        if (!isfinite(v) || v == 0.0f)
            continue;
        shortest_f32(v, &s);
        snprintf(text, sizeof(text), "0.%.*se%d", s.n, s.digits, s.exponent);
        assert_true(strtof(text, NULL) == v);
        for (int p = 1; p < s.n; p++) {
            snprintf(fewer, sizeof(fewer), "%.*e", p - 1, (double)v);
            if (strtof(fewer, NULL) == v)
                fail_msg("%.9g: %s is shorter than %s", (double)v, fewer, text);
        }
    }
}

static void integers(void **state)
{
    char out[FORMAT_NUMBER_MAX + 1];

    out[format_i64(INT64_MIN, out)] = '\0';
    assert_string_equal(out, "-9223372036854775808");
    out[format_u64(UINT64_MAX, out)] = '\0';
    assert_string_equal(out, "18446744073709551615");
    out[format_i64(0, out)] = '\0';
    assert_string_equal(out, "0");
}

static const char *decimal(const char *digits, int scale, size_t width)
{
    static char out[FORMAT_DECIMAL_MAX + 1];
    uint8_t v[32] = {0};
    bool negative = digits[0] == '-';
    unsigned carry;

    for (const char *p = digits + negative; *p; p++) { /* v = v * 10 + digit */
        carry = (unsigned)(*p - '0');
        for (int i = 0; i < 32; i++) {
            carry += v[i] * 10u;
            v[i] = (uint8_t)carry;
            carry >>= 8;
        }
    }
    for (int i = 0, c = 1; negative && i < 32; i++) {
        c += (uint8_t)~v[i];
        v[i] = (uint8_t)c;
        c >>= 8;
    }
    out[format_decimal(v, width, (int8_t)scale, out)] = '\0';
    return out;
}

static void decimals(void **state)
{
    assert_string_equal(decimal("0", 2, 16), "0.00");
    assert_string_equal(decimal("-1", 2, 16), "-0.01");
    assert_string_equal(decimal("1234567899", 2, 16), "12345678.99");
    assert_string_equal(decimal("99999999999999999999999999999999999999", 0, 16),
                        "99999999999999999999999999999999999999");
    assert_string_equal(decimal("-1", 18, 16), "-0.000000000000000001");
    assert_string_equal(decimal("10000000000000000000", 0, 16), "10000000000000000000");
    assert_string_equal(decimal("100000000000000000000000000000000000000", 19, 32),
                        "10000000000000000000.0000000000000000000");
    assert_string_equal(
        decimal("9999999999999999999999999999999999999999999999999999999999999999999999999999", 5,
                32),
        "99999999999999999999999999999999999999999999999999999999999999999999999.99999");
    assert_string_equal(decimal("-50000", 5, 32), "-0.50000");
    assert_string_equal(decimal("123", -2, 16), "12300");
    assert_string_equal(decimal("0", -2, 16), "0");
    assert_string_equal(decimal("5", 38, 16), "0.00000000000000000000000000000000000005");
    assert_string_equal(
        decimal("5789604461865809771178549250434395392663499233282028201972879200395656481996", 0,
                32),
        "5789604461865809771178549250434395392663499233282028201972879200395656481996");
}

static const char *timestamp(int64_t v, enum col_unit u, const char *zone)
{
    static char out[FORMAT_TIME_MAX + 1];
    out[format_timestamp(v, u, zone, out)] = '\0';
    return out;
}

static void times(void **state)
{
    char out[FORMAT_TIME_MAX + 1];

    assert_string_equal(timestamp(0, UNIT_MILLI, "UTC"), "1970-01-01T00:00:00Z");
    assert_string_equal(timestamp(-1, UNIT_MILLI, "UTC"), "1969-12-31T23:59:59.999Z");
    assert_string_equal(timestamp(-62135596800000, UNIT_MILLI, "UTC"), "0001-01-01T00:00:00Z");
    assert_string_equal(timestamp(253402300799999, UNIT_MILLI, "UTC"), "9999-12-31T23:59:59.999Z");
    assert_string_equal(timestamp(253402300800000, UNIT_MILLI, "UTC"), "+10000-01-01T00:00:00Z");
    assert_string_equal(timestamp(1577926923123456, UNIT_MICRO, "+00:00"),
                        "2020-01-02T01:02:03.123456Z");
    assert_string_equal(timestamp(1577926923000000100, UNIT_NANO, NULL),
                        "2020-01-02T01:02:03.000000100");
    assert_string_equal(timestamp(1577926923, UNIT_SECOND, "+02:00"), "2020-01-02T03:02:03+02:00");
    assert_string_equal(timestamp(1577926923, UNIT_SECOND, "-08:30"), "2020-01-01T16:32:03-08:30");
    assert_true(strlen(timestamp(INT64_MIN, UNIT_SECOND, "UTC")) < FORMAT_TIME_MAX);
    assert_true(strlen(timestamp(INT64_MAX, UNIT_SECOND, "+14:00")) < FORMAT_TIME_MAX);

    out[format_date(2932897, out)] = '\0';
    assert_string_equal(out, "+10000-01-01");
    out[format_date(-719529, out)] = '\0';
    assert_string_equal(out, "-0001-12-31");
    out[format_time(86399999, UNIT_MILLI, out)] = '\0';
    assert_string_equal(out, "23:59:59.999");
    out[format_time(45296700, UNIT_MILLI, out)] = '\0';
    assert_string_equal(out, "12:34:56.700");
    out[format_time(1000, UNIT_NANO, out)] = '\0';
    assert_string_equal(out, "00:00:00.000001");
    out[format_time(86400000, UNIT_MILLI, out)] = '\0';
    assert_string_equal(out, "24:00:00");
    out[format_time(-1, UNIT_MILLI, out)] = '\0';
    assert_string_equal(out, "-00:00:00.001");
    out[format_time(INT64_MIN, UNIT_MICRO, out)] = '\0';
    assert_string_equal(out, "-2562047788:00:54.775808");
    out[format_duration(3938554123, UNIT_MILLI, out)] = '\0';
    assert_string_equal(out, "PT3938554.123S");
    out[format_duration(-1, UNIT_SECOND, out)] = '\0';
    assert_string_equal(out, "-PT1S");
    out[format_duration(1500000000, UNIT_NANO, out)] = '\0';
    assert_string_equal(out, "PT1.5S");
    out[format_duration(0, UNIT_NANO, out)] = '\0';
    assert_string_equal(out, "P0D");
}

static const char *value(const struct column *c, int64_t i, enum format_style style)
{
    static struct buf out = BUF_INIT(1 << 20);
    out.len = 0;
    assert_ok(value_format(c, i, style, &out, &err), &err);
    return buf_cstr(&out);
}

/* golden/cli/079: {"l":["a","b, c","d\"e",null,"","é"], "st":{"a b":1,"c":"x, \"y\"","d":"..."}} */
static void nested(void **state)
{
    struct col_field item = {"item", {.kind = COL_STRING}, true};
    struct col_field members[] = {{"a b", {.kind = COL_INT64}, false},
                                  {"c", {.kind = COL_STRING}, true},
                                  {"d", {.kind = COL_DATE32}, false}};
    struct col_type list = {.kind = COL_LIST, .n_children = 1, .children = &item};
    struct col_type st = {.kind = COL_STRUCT, .n_children = 3, .children = members};
    static const char *const texts[] = {"a", "b, c", "d\"e", NULL, "", "é"};
    struct col_builder b;
    struct column c;

    assert_ok(col_builder_init(&b, &list, &err), &err);
    for (int i = 0; i < 6; i++)
        assert_ok(texts[i] ? col_put_string(&b.children[0], texts[i], strlen(texts[i]), &err)
                           : col_put_null(&b.children[0], &err),
                  &err);
    assert_ok(col_list_end(&b, &err), &err);
    assert_ok(col_list_end(&b, &err), &err);
    assert_ok(col_put_null(&b, &err), &err);
    assert_ok(col_builder_finish(&b, &c, &err), &err);
    assert_string_equal(value(&c, 0, FORMAT_TABLE), "[a, b, c, d\"e, , , é]");
    assert_string_equal(value(&c, 0, FORMAT_JSON), "[\"a\",\"b, c\",\"d\\\"e\",null,\"\",\"é\"]");
    assert_string_equal(value(&c, 0, FORMAT_CSV), "[\"a\",\"b, c\",\"d\\\"e\",null,\"\",\"é\"]");
    assert_string_equal(value(&c, 1, FORMAT_TABLE), "[]");
    assert_string_equal(value(&c, 2, FORMAT_TABLE), "");
    assert_string_equal(value(&c, 2, FORMAT_JSON), "null");
    assert_string_equal(value(&c, 2, FORMAT_CSV), "");
    column_release(&c);
    col_builder_free(&b);

    assert_ok(col_builder_init(&b, &st, &err), &err);
    assert_ok(col_put_i64(&b.children[0], 1, &err), &err);
    assert_ok(col_put_string(&b.children[1], "x, \"y\"", 6, &err), &err);
    assert_ok(col_put_i32(&b.children[2], 18262, &err), &err);
    assert_ok(col_struct_end(&b, &err), &err);
    assert_ok(col_put_i64(&b.children[0], 2, &err), &err);
    assert_ok(col_put_null(&b.children[1], &err), &err);
    assert_ok(col_put_i32(&b.children[2], 18263, &err), &err);
    assert_ok(col_struct_end(&b, &err), &err);
    assert_ok(col_builder_finish(&b, &c, &err), &err);
    assert_string_equal(value(&c, 0, FORMAT_TABLE), "{a b: 1, c: x, \"y\", d: 2020-01-01}");
    assert_string_equal(value(&c, 0, FORMAT_JSON),
                        "{\"a b\":1,\"c\":\"x, \\\"y\\\"\",\"d\":\"2020-01-01\"}");
    assert_string_equal(value(&c, 1, FORMAT_TABLE), "{a b: 2, c: , d: 2020-01-02}");
    assert_string_equal(value(&c, 1, FORMAT_JSON_AOA), "[2,null,\"2020-01-02\"]");
    column_release(&c);
    col_builder_free(&b);
}

static void scalars_in_each_style(void **state)
{
    struct col_type bin = {.kind = COL_BINARY}, f = {.kind = COL_FLOAT64},
                    fixed = {.kind = COL_FIXED_BINARY, .fixed_length = 2};
    struct col_builder b;
    struct column c;

    assert_ok(col_builder_init(&b, &bin, &err), &err);
    assert_ok(col_put_string(&b, "\x00\xff\xde", 3, &err), &err);
    assert_ok(col_put_string(&b, "", 0, &err), &err);
    assert_ok(col_builder_finish(&b, &c, &err), &err);
    assert_string_equal(value(&c, 0, FORMAT_TABLE), "00ffde");
    assert_string_equal(value(&c, 0, FORMAT_CSV), "00ffde");
    assert_string_equal(value(&c, 0, FORMAT_JSON), "\"00ffde\"");
    assert_string_equal(value(&c, 1, FORMAT_JSON), "\"\"");
    column_release(&c);
    col_builder_free(&b);
    assert_ok(col_builder_init(&b, &fixed, &err), &err);
    assert_ok(col_put_fixed(&b, "\x0a\x0b", &err), &err);
    assert_ok(col_builder_finish(&b, &c, &err), &err);
    assert_string_equal(value(&c, 0, FORMAT_TABLE), "0a0b");
    column_release(&c);
    col_builder_free(&b);
    assert_ok(col_builder_init(&b, &f, &err), &err);
    assert_ok(col_put_f64(&b, (double)NAN, &err), &err);
    assert_ok(col_put_f64(&b, 1e16, &err), &err);
    assert_ok(col_builder_finish(&b, &c, &err), &err);
    assert_string_equal(value(&c, 0, FORMAT_TABLE), "NaN");
    assert_string_equal(value(&c, 0, FORMAT_JSON), "null");
    assert_string_equal(value(&c, 0, FORMAT_CSV), "null");
    assert_string_equal(value(&c, 1, FORMAT_TABLE), "1e16");
    assert_string_equal(value(&c, 1, FORMAT_CSV), "1e+16");
    column_release(&c);
    col_builder_free(&b);
}

static void quoting(void **state)
{
    struct buf out = BUF_INIT(4096);

    assert_ok(format_json_string(STR("\x01 \x1b[31m \x7f \b\f\n\r\t \"\\/"), &out, &err), &err);
    assert_string_equal(buf_cstr(&out), "\"\\u0001 \\u001b[31m \x7f \\b\\f\\n\\r\\t \\\"\\\\/\"");
    out.len = 0;
    assert_ok(format_csv_field(STR("sep,quotes'\",newline\nfin"), &out, &err), &err);
    assert_string_equal(buf_cstr(&out), "\"sep,quotes'\"\",newline\nfin\"");
    out.len = 0;
    assert_ok(format_csv_field(STR(" blanks "), &out, &err), &err);
    assert_string_equal(buf_cstr(&out), " blanks ");
    out.len = 0;
    assert_ok(format_csv_field(STR("\""), &out, &err), &err);
    assert_string_equal(buf_cstr(&out), "\"\"\"\"");
    buf_free(&out);
}

static void exported_floats(void **state)
{
    static const struct {
        double v;
        bool single;
        const char *text;
    } cases[] = {
        {0, false, "0.0"},
        {-0.0, true, "-0.0"},
        {1e9, false, "1000000000.0"},
        {9999999999.5, false, "9999999999.5"},
        {1e10, false, "1.0e10"},
        {1.25e10, true, "1.25e10"},
        {1e300, false, "1.0e300"},
        {-2.5e-7, false, "-2.5e-7"},
        {1e-5, false, "0.00001"},
        {9.9e-6, false, "9.9e-6"},
        {5e-324, false, "5.0e-324"},
        {1234567890, true, "1234568000.0"},
    };
    char out[FORMAT_NUMBER_MAX + 1];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        out[format_export_float(cases[i].v, cases[i].single, out)] = '\0';
        assert_string_equal(out, cases[i].text);
    }
}

/* every type prints in every style, and the limit of the buffer is an error */
static void everything_prints(void **state)
{
    struct rnd r = rnd_new(62);

    for (int round = 0; round < 100; round++) {
        struct col_schema *s = rnd_schema(&r, 2, 0);
        struct batch *b = rnd_batch(&r, s, 20, 20);
        for (int64_t i = 0; i < 20; i++)
            for (enum format_style style = FORMAT_TABLE; style <= FORMAT_EXPORT_CSV; style++)
                (void)value(&b->columns[i % 2], i, style);
        batch_free(b);
        col_schema_unref(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doubles),
        cmocka_unit_test(floats),
        cmocka_unit_test(all_kinds_of_doubles),
        cmocka_unit_test(all_kinds_of_floats),
        cmocka_unit_test(integers),
        cmocka_unit_test(decimals),
        cmocka_unit_test(times),
        cmocka_unit_test(nested),
        cmocka_unit_test(scalars_in_each_style),
        cmocka_unit_test(quoting),
        cmocka_unit_test(exported_floats),
        cmocka_unit_test(everything_prints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
