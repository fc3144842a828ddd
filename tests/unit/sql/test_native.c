/* The functions that generated SQL calls: values as DataFusion has them. */
#include "sql/native.h"

#include "unit/harness.h"

static struct buf text = BUF_INIT(NATIVE_TEXT_MAX);

static const struct native *find(const char *name)
{
    const struct {
        const struct native *rows;
        size_t n;
    } tables[] = {{native_texts, native_texts_n},
                  {native_numbers, native_numbers_n},
                  {native_times, native_times_n},
                  {native_json, native_json_n}};
    for (size_t t = 0; t < 4; t++)
        for (size_t i = 0; i < tables[t].n; i++)
            if (strcmp(tables[t].rows[i].name, name) == 0)
                return &tables[t].rows[i];
    fail_msg("no function %s", name);
    abort();
}

static bool call(const char *name, enum col_unit unit, const struct native_value *args,
                 struct native_call *c)
{
    const struct native *n = find(name);
    text.len = 0;
    *c = (struct native_call){
        .args = args, .n_args = strlen(n->args), .code = n->code, .unit = unit, .text = &text};
    return n->fn(c);
}

#define T(literal)                                                                                 \
    {                                                                                              \
        .s = {(literal), sizeof(literal) - 1 }                                                     \
    }
#define N(value)                                                                                   \
    {                                                                                              \
        .i = (value)                                                                               \
    }
#define F(value)                                                                                   \
    {                                                                                              \
        .f = (value)                                                                               \
    }
#define ARGS(...) ((const struct native_value[]){__VA_ARGS__})

/* expected == NULL: an error */
static void check_text(const char *name, const struct native_value *args, const char *expected)
{
    struct native_call c;
    bool ok = call(name, UNIT_MILLI, args, &c);
    if (!expected) {
        assert_false(ok);
        assert_true(strchr(c.message, ':') != NULL);
        return;
    }
    if (!ok)
        fail_msg("%s: %s", name, c.message);
    if (c.out.null || text.len != strlen(expected) || memcmp(text.data, expected, text.len) != 0)
        fail_msg("%s: '%.*s', expected '%s'", name, (int)text.len, (const char *)text.data,
                 expected);
}

static void check_number(const char *name, enum col_unit unit, const struct native_value *args,
                         int64_t expected)
{
    struct native_call c;
    if (!call(name, unit, args, &c))
        fail_msg("%s: %s", name, c.message);
    if (c.out.i != expected)
        fail_msg("%s: %lld, expected %lld", name, (long long)c.out.i, (long long)expected);
}

static void check_fails(const char *name, const struct native_value *args)
{
    struct native_call c;
    if (call(name, UNIT_SECOND, args, &c))
        fail_msg("%s gives %lld", name, (long long)c.out.i);
}

static void check_null(const char *name, const struct native_value *args)
{
    struct native_call c;
    assert_true(call(name, UNIT_MILLI, args, &c));
    if (!c.out.null)
        fail_msg("%s is not NULL", name);
}

static void test_texts(void **state)
{
    check_text("substr", ARGS(T("héllo"), N(2)), "éllo");
    check_text("substr", ARGS(T("héllo"), N(-5)), "héllo");
    check_text("substr", ARGS(T("a"), N(INT64_MAX)), "");
    check_text("substr3", ARGS(T("héllo"), N(0), N(3)), "hé");
    check_text("substr3", ARGS(T("héllo"), N(2), N(-1)), NULL);
    check_text("substr3", ARGS(T("a"), N(INT64_MAX), N(INT64_MAX)), NULL);
    check_text("left", ARGS(T("日本語"), N(-1)), "日本");
    check_text("left", ARGS(T("a"), N(INT64_MIN)), "");
    check_text("right", ARGS(T("日本語"), N(2)), "本語");
    check_text("right", ARGS(T("a"), N(INT64_MAX)), "a");
    check_text("lpad", ARGS(T("é"), N(4), T("xy")), "xyxé");
    check_text("rpad", ARGS(T("abcd"), N(2), T("é")), "ab");
    check_text("lpad", ARGS(T("a"), N(INT64_MAX), T("x")), NULL);
    check_text("repeat", ARGS(T("ab"), N(INT64_MAX)), NULL);
    check_text("repeat", ARGS(T(""), N(INT64_MAX)), "");
    check_text("replace", ARGS(T("abc"), T(""), T("-")), "-a-b-c-");
    check_text("reverse", ARGS(T("aé😀")), "😀éa");
    check_text("split_part", ARGS(T("a,b,,c"), T(","), N(-2)), "");
    check_text("split_part", ARGS(T("a,b"), T(","), N(INT64_MIN)), "");
    check_text("split_part", ARGS(T("a,b"), T(","), N(0)), NULL);
    check_text("substr_index", ARGS(T("a.b.c"), T("."), N(-2)), "b.c");
    check_text("translate", ARGS(T("aéb"), T("éb"), T("x")), "ax");
    check_text("trim", ARGS(T("éaé"), T("é")), "a");
    check_text("overlay", ARGS(T("abcdef"), T("Z"), N(2), N(3)), "aZef");
    check_text("overlay", ARGS(T("abc"), T("Z"), N(INT64_MIN + 1), N(INT64_MIN)), "Zabc");
    check_text("chr", ARGS(N(233)), "é");
    check_text("chr", ARGS(N(0xd800)), NULL);
    check_text("encode_base64", ARGS(T("ab")), "YWI");
    check_text("decode_base64", ARGS(T("YWI=")), "ab");
    check_text("decode_base64", ARGS(T("YW*")), NULL);
    check_text("decode_hex", ARGS(T("6Aff0")), NULL);
    check_text("decode_hex", ARGS(T("6A6b")), "jk");
    check_text("to_hex", ARGS(N(-1)), "ffffffffffffffff");
    check_number("strpos", UNIT_NANO, ARGS(T("héllo"), T("l")), 3);
    check_number("strpos", UNIT_NANO, ARGS(T("a"), T("")), 1);
    check_number("levenshtein", UNIT_NANO, ARGS(T("kitten"), T("sitting")), 3);
    check_number("levenshtein", UNIT_NANO, ARGS(T("é"), T("")), 1);
    check_number("find_in_set", UNIT_NANO, ARGS(T("b"), T("a,b")), 2);
}

static void test_numbers(void **state)
{
    check_number("text_i8", UNIT_NANO, ARGS(T("-128")), -128);
    check_fails("text_i8", ARGS(T("128")));
    check_fails("text_u8", ARGS(T("-1")));
    check_number("text_u32", UNIT_NANO, ARGS(T("4294967295")), 4294967295);
    check_fails("text_i64", ARGS(T("1.0")));
    check_fails("text_i64", ARGS(T(" 1")));
    check_number("text_bool", UNIT_NANO, ARGS(T("Yes")), 1);
    check_fails("text_bool", ARGS(T("2")));
    check_text("text_decimal", ARGS(T("1.005"), N(5), N(2)), "1.01");
    check_text("text_decimal", ARGS(T("-0.004"), N(5), N(2)), "0.00");
    check_text("text_decimal", ARGS(T(""), N(5), N(2)), "0.00");
    check_text("text_decimal", ARGS(T("1000"), N(5), N(2)), NULL);
    check_text("text_decimal", ARGS(T("1e3"), N(9), N(2)), NULL);
    check_text("text_decimal", ARGS(T("99999999999999999999999999999999999999"), N(38), N(0)),
               "99999999999999999999999999999999999999");
    check_text("text_decimal", ARGS(T("999999999999999999999999999999999999999"), N(38), N(0)),
               NULL);
    check_text("decimal_div", ARGS(T("10.00"), T("3"), N(6)), "3.333333");
    check_text("decimal_div", ARGS(T("-10.00"), T("3"), N(6)), "-3.333333");
    check_text("decimal_div", ARGS(T("1"), T("0.00"), N(6)), NULL);
    check_text("decimal_div", ARGS(T("99999999999999999999999999999999999999"), T("0.01"), N(10)),
               NULL);
    check_text("decimal_rem", ARGS(T("-7.5"), T("2"), N(1)), "-1.5");
    check_text("f64_text", ARGS(F(1e20)), "1e20");
    check_text("f64_text", ARGS(F(1)), "1.0");
    check_number("div_i64", UNIT_NANO, ARGS(N(-7), N(2)), -3);
    check_fails("div_i64", ARGS(N(1), N(0)));
    check_fails("div_i64", ARGS(N(INT64_MIN), N(-1)));
    check_fails("div_i8", ARGS(N(-128), N(-1)));
    check_number("rem_i64", UNIT_NANO, ARGS(N(INT64_MIN), N(-1)), 0);
    check_number("div_u64", UNIT_NANO, ARGS(N(-1), N(2)), INT64_MAX);
    check_number("gcd", UNIT_NANO, ARGS(N(-12), N(18)), 6);
    check_fails("gcd", ARGS(N(INT64_MIN), N(0)));
    check_fails("factorial", ARGS(N(21)));
}

static void test_times(void **state)
{
    const struct native_value month = {.months = 1}, hours = {.i = 36LL * 3600 * 1000000};
    check_number("ts_to_s", UNIT_MILLI, ARGS(N(-1)), 0); /* cut toward zero, as arrow does */
    check_fails("ts_to_ns", ARGS(N(INT64_MAX)));
    check_number("ts_date", UNIT_MILLI, ARGS(N(-1)), -1);
    check_number("date_add", UNIT_MILLI, ARGS(N(18292), month), 18321); /* 31 January: 29 Feb. */
    check_number("date_add", UNIT_MILLI, ARGS(N(0), hours), 1);
    check_number("ts_add", UNIT_MILLI, ARGS(N(1580428800000), month), 1582934400000);
    check_number("part", UNIT_SECOND, ARGS(N(3), N(1609459200)), 53); /* week of 2021-01-01 */
    check_number("part", UNIT_SECOND, ARGS(N(11), N(1609459200)), 5);
    check_number("part", UNIT_MILLI, ARGS(N(7), N(-1)), 59);
    check_number("trunc", UNIT_MILLI, ARGS(N(4), N(-1)), -86400000);
    check_number("trunc", UNIT_MILLI, ARGS(N(3), N(0)), -259200000); /* Monday before */
    check_number("date_bin", UNIT_NANO, ARGS(hours, N(-1), N(0)), -129600000000000);
    check_fails("date_bin", ARGS(N(0), N(0), N(0)));
    check_number("make_date", UNIT_NANO, ARGS(N(2020), N(2), N(29)), 18321);
    check_fails("make_date", ARGS(N(2021), N(2), N(29)));
    check_fails("make_date", ARGS(N(2021), N(13), N(1)));
    check_number("make_time", UNIT_NANO, ARGS(N(23), N(59), N(58)), 86398000000000);
    check_fails("make_time", ARGS(N(24), N(0), N(0)));
    check_fails("make_time", ARGS(N(1), N(-1), N(0)));
    check_number("to_time", UNIT_NANO, ARGS(T("1:02")), 3720000000000);
    check_number("to_time", UNIT_NANO, ARGS(T("00:00:01.0250000001")), 1025000000);
    static const struct {
        int32_t months, days;
        int64_t us;
        const char *text;
    } spans[] = {{0, 0, 0, "0 secs"},
                 {14, -3, 0, "14 mons -3 days"},
                 {0, 0, -5400000000, "-1 hours -30 mins"},
                 {0, 1, 3723500000, "1 days 1 hours 2 mins 3.500000000 secs"},
                 {0, 0, -500000, "-0.500000000 secs"}};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        check_text("interval_text",
                   ARGS({.months = spans[i].months, .days = spans[i].days, .i = spans[i].us}),
                   spans[i].text);
    static const char *const no_times[] = {"",          "12",       "12:",    "12:3x",
                                           "24:00",     "12:60",    "12:30:", "12:30:61",
                                           "12:30:10.", "12:30 PM", "123:00", "-1:00"};
    for (size_t i = 0; i < sizeof no_times / sizeof *no_times; i++)
        check_fails("to_time", ARGS({.s = str_c(no_times[i])}));
    check_number("parse_ts", UNIT_NANO, ARGS(T("31/12/2019 10:30 PM"), T("%d/%m/%Y %I:%M %p")),
                 1577831400000000000);
    check_number("parse_ts", UNIT_NANO, ARGS(T("2020-01-01"), T("%Y\x1f%Y-%m-%d")),
                 1577836800000000000);
    check_number("parse_ts", UNIT_NANO,
                 ARGS(T("2020-01-01T02:00:00.5+02:00"), T("%Y-%m-%dT%H:%M:%S%.f%:z")),
                 1577836800500000000);
    check_fails("parse_ts", ARGS(T("2020-02-30"), T("%Y-%m-%d")));
    check_fails("parse_ts", ARGS(T("2020-01-01 x"), T("%Y-%m-%d")));
    check_fails("parse_ts", ARGS(T("2020"), T("%Y")));
    check_fails("parse_ts", ARGS(T("2020"), T("%")));
    check_fails("parse_ts", ARGS(T("0001-01-01"), T("%Y-%m-%d")));
    check_text("to_char", ARGS(N(-1), T("%Y-%m-%d %H:%M:%S%.f|%j|%a %-d|%I %p|%%")),
               "1969-12-31 23:59:59.999|365|Wed 31|11 PM|%");
    check_text("to_char", ARGS(N(0), T("%Q")), NULL);
    check_text("to_char", ARGS(N(0), T("%")), NULL);
    check_text("ts_text", ARGS(N(1500), N(1)), "1970-01-01T00:00:01.500Z");
}

static void test_json(void **state)
{
#define DOCUMENT                                                                                   \
    "{\"a\": 1, \"b\": \"x\\u00e9\\ud83d\\ude00\", \"c\": [1, 2.5, null, {\"d\": true}]}"
    check_text("json_str", ARGS(T(DOCUMENT), T("kb")), "xé😀");
    check_null("json_str", ARGS(T(DOCUMENT), T("ka")));
    check_number("json_int", UNIT_NANO, ARGS(T(DOCUMENT), T("ka")), 1);
    check_null("json_int", ARGS(T(DOCUMENT), T("kc\x1fi1")));
    check_text("json_json", ARGS(T(DOCUMENT), T("kc\x1fi3")), "{\"d\": true}");
    check_number("json_bool", UNIT_NANO, ARGS(T(DOCUMENT), T("kc\x1fi3\x1fkd")), 1);
    check_number("json_length", UNIT_NANO, ARGS(T(DOCUMENT), T("kc")), 4);
    check_number("json_contains", UNIT_NANO, ARGS(T(DOCUMENT), T("kc\x1fi4")), 0);
    check_null("json_text", ARGS(T(DOCUMENT), T("kc\x1fi2")));
    check_text("json_text", ARGS(T(DOCUMENT), T("kc\x1fi1")), "2.5");
    static const char *const broken[] = {
        "",          "{",           "{\"a\"",    "{\"a\":",           "{\"a\":}",
        "[1",        "{\"a\":tru}", "{\"a\":\"", "{\"a\":\"\\u12\"}", "{\"a\":\"\\ud800\"}",
        "{\"a\":01}"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct native_value args[2] = {{.s = str_c(broken[i])}, T("ka")};
        check_null("json_str", args);
        check_null("json_text", args);
        check_null("json_int", args);
    }
}

/* Every row is callable with whatever its types allow, and either answers or says why not. */
static void test_extremes(void **state)
{
    static const int64_t numbers[] = {0, 1, -1, INT64_MAX, INT64_MIN, 1577836800000};
    static const double floats[] = {0, -1.5, 1e308, -1e308};
    static const struct str texts[] = {{"", 0}, {"é", 2}, {"%Y-%m-%d %", 10}, {"-9e999", 6}};
    const struct {
        const struct native *rows;
        size_t n;
    } tables[] = {{native_texts, native_texts_n},
                  {native_numbers, native_numbers_n},
                  {native_times, native_times_n},
                  {native_json, native_json_n}};
    for (size_t t = 0; t < 4; t++)
        for (size_t i = 0; i < tables[t].n; i++)
            for (unsigned k = 0; k < 256; k++) {
                const struct native *n = &tables[t].rows[i];
                struct native_value args[NATIVE_ARGS_MAX];
                for (size_t a = 0; a < NATIVE_ARGS_MAX; a++) {
                    unsigned choice = (k >> (2 * a)) + (unsigned)a;
                    char letter = a < strlen(n->args) ? n->args[a] : 'l';
                    int64_t v = numbers[choice % 6];
                    if (strchr("iD", letter))
                        v = (int32_t)v;
                    if (letter == 'b')
                        v = (int8_t)v;
                    if (letter == 'h')
                        v = (int16_t)v;
                    args[a] = (struct native_value){.i = v,
                                                    .f = floats[choice % 4],
                                                    .s = texts[choice % 4],
                                                    .months = (int32_t)v,
                                                    .days = (int32_t)v};
                }
                if (strcmp(n->name, "text_decimal") == 0)
                    args[1].i = 10, args[2].i = 2;
                if (strncmp(n->name, "decimal_", 8) == 0)
                    args[2].i = 4;
                if (strcmp(n->name, "part") == 0 || strcmp(n->name, "trunc") == 0)
                    args[0].i = k % 10;
                struct native_call c;
                if (!call(n->name, (enum col_unit)(k % 4), args, &c) && !c.message[0])
                    fail_msg("%s fails without a word", n->name);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts), cmocka_unit_test(test_numbers),  cmocka_unit_test(test_times),
        cmocka_unit_test(test_json),  cmocka_unit_test(test_extremes),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buf_free(&text);
    return failed;
}
