/* The DataFusion dialect without DuckDB: syntax, names, types, positions of errors. */
#include "sql/ast.h"
#include "sql/bind.h"
#include "sql/dialect.h"

#include "unit/harness.h"

static struct col_schema *schema;

static kamu_code find(void *ctx, const struct str *parts, size_t n, struct dialect_table *out,
                      struct kamu_error *err)
{
    if (!str_ieq(parts[n - 1], STR("input")))
        return KAMU_E_NOT_FOUND;
    *out =
        (struct dialect_table){.schema = schema, .relation = "kamu_scan(0)", .takes_bounds = true};
    return KAMU_OK;
}

static const struct dialect_catalog catalog = {.find = find, .now_us = 1600000000000000};

static int setup(void **state)
{
    static const struct {
        const char *name;
        struct col_type type;
        bool nullable;
    } columns[] = {{"i", {.kind = COL_INT32}, false},
                   {"I", {.kind = COL_INT64}, true},
                   {"u", {.kind = COL_UINT64}, false},
                   {"f", {.kind = COL_FLOAT32}, false},
                   {"s", {.kind = COL_STRING}, true},
                   {"b", {.kind = COL_BOOL}, false},
                   {"d", {.kind = COL_DATE32}, false},
                   {"t", {.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"}, false},
                   {"c", {.kind = COL_DECIMAL128, .precision = 5, .scale = 2}, false}};
    size_t n = sizeof columns / sizeof *columns;
    if (col_schema_new((uint32_t)n, &schema, NULL) != KAMU_OK)
        return -1;
    for (size_t i = 0; i < n; i++) {
        struct col_field f = {
            .name = columns[i].name, .type = columns[i].type, .nullable = columns[i].nullable};
        if (col_field_copy(&schema->arena, &f, &schema->fields[i], NULL) != KAMU_OK)
            return -1;
    }
    return 0;
}

static int teardown(void **state)
{
    col_schema_unref(schema);
    return 0;
}

/* "Int64", "Utf8?" of the only column */
static void check_type(const char *expr, const char *expected)
{
    char query[600], type[200];
    struct arena arena;
    struct dialect_query q;
    struct kamu_error err = {0};
    arena_init(&arena, 1 << 20);
    snprintf(query, sizeof query, "select %s as x from input", expr);
    if (dialect_compile(str_c(query), &catalog, &arena, &q, &err) != KAMU_OK)
        fail_msg("%s: %s", expr, kamu_error_message(&err, 0));
    assert_int_equal(q.schema->n_fields, 1);
    size_t n = col_type_name(&q.schema->fields[0].type, type, sizeof type - 2);
    type[n] = 0;
    if (q.schema->fields[0].nullable)
        memcpy(type + n, "?", 2);
    if (strcmp(type, expected) != 0)
        fail_msg("%s: %s, expected %s", expr, type, expected);
    col_schema_unref(q.schema);
    arena_free(&arena);
}

static void check_error(const char *query, kamu_code code, const char *text, unsigned line,
                        unsigned column)
{
    struct arena arena;
    struct dialect_query q;
    struct kamu_error err = {0};
    arena_init(&arena, 1 << 20);
    if (dialect_compile(str_c(query), &catalog, &arena, &q, &err) != code)
        fail_msg("%s: %s", query, kamu_error_message(&err, 0));
    if (!strstr(kamu_error_message(&err, 0), text))
        fail_msg("%s: %s", query, kamu_error_message(&err, 0));
    if (err.at.line != line || err.at.column != column)
        fail_msg("%s: at %u:%u", query, (unsigned)err.at.line, (unsigned)err.at.column);
    arena_free(&arena);
}

static void test_types(void **state)
{
    check_type("i + 1", "Int64");
    check_type("i + i", "Int32");
    check_type("I + 1", "Int64?");
    check_type("f * 2", "Float32");
    check_type("i * 1.5", "Float64");
    check_type("c * 2", "Decimal128(26, 2)");
    check_type("u + 1", "Decimal128(21, 0)");
    check_type("c / 3", "Decimal128(9, 6)");
    check_type("s || i", "Utf8?");
    check_type("length(s)", "Int32?");
    check_type("cast(s as bigint)", "Int64?");
    check_type("try_cast(i as double)", "Float64?");
    check_type("d + interval '1 day'", "Date32");
    check_type("t - t", "Duration(ms)");
    check_type("date_trunc('month', t)", "Timestamp(ms, \"UTC\")");
    check_type("extract(year from t)", "Int32");
    check_type("case when b then 1 end", "Int64?");
    check_type("coalesce(s, 'x')", "Utf8");
    check_type("row_number() over (order by i)", "UInt64");
    check_type("count(*)", "Int64");
    check_type("sum(i)", "Int64?");
    check_type("avg(i)", "Float64?");
    check_type("(select count(*) from input)", "Int64");
    check_type("i in (1, 2.5)", "Boolean");
    check_type("9223372036854775808", "UInt64");
    check_type("-9223372036854775808", "Int64");
    check_type("to_timestamp_seconds(i)", "Timestamp(s)?");
    check_type("make_time(1, 2, 3)", "Time32(s)?");
    check_type("to_time(s)", "Time64(ns)?");
    check_type("sha512(s)", "Binary?");
    check_type("median(c)", "Decimal128(5, 2)?");
    check_type("percentile_cont(f, 0.5)", "Float32?");
    check_type("percentile_cont(i, 0.5)", "Float64?");
    check_type("arrow_cast(i, 'Duration(Second)')", "Duration(s)");
    check_type("map([s], [i])['a']", "Int32?");
    check_type("map_values(map {s: I})", "List(Int64)?");
    check_type("array_remove([i], I)", "List(Int64)?");
}

static void test_errors(void **state)
{
    check_error("select\n  é, nope from input", KAMU_E_INPUT,
                "Schema error: No field named \"é\". Valid fields are input.i, input.\"I\"", 2, 3);
    check_error("select nope.i from input", KAMU_E_INPUT, "No field named nope.i", 1, 8);
    check_error("select i from other", KAMU_E_INPUT,
                "Error during planning: table 'kamu.kamu.other' not found", 1, 15);
    check_error("selec 1", KAMU_E_INPUT, "SQL error: ParserError(\"Expected: a query", 1, 1);
    check_error("select 1; select 2", KAMU_E_INPUT, "single SQL statement", 1, 11);
    check_error("select 'a", KAMU_E_INPUT, "Unterminated string literal", 1, 8);
    check_error("copy (select 1) to 'x'", KAMU_E_INPUT, "Expected: a query", 1, 1);
    check_error("select 1 as a, 2 as a", KAMU_E_INPUT, "two columns called `a`", 1, 1);
    check_error("select i, count(*) from input", KAMU_E_INPUT, "must be in GROUP BY", 1, 8);
    check_error("select i from input where sum(i) > 1", KAMU_E_INPUT, "not allowed in WHERE", 1,
                27);
    check_error("select no_such(1)", KAMU_E_INPUT, "Invalid function 'no_such'", 1, 8);
    check_error("select s + 1 from input", KAMU_E_INPUT, "Cannot coerce Utf8 + Int64", 1, 8);
    check_error("select i from input group by rollup((i, s))", KAMU_E_INPUT, "plain expressions", 1,
                43);
    check_error("select grouping(s) from input group by i", KAMU_E_INPUT, "not in grouping columns",
                1, 17);
    check_error("select i from input intersect select s from input", KAMU_E_UNSUPPORTED,
                "INTERSECT of", 1, 21);
    check_error("select s like 'a' escape '!' from input", KAMU_E_UNSUPPORTED, "ESCAPE other", 1,
                8);
    check_error("select interval '1 day' as x from input", KAMU_E_UNSUPPORTED, "an interval", 1, 1);
    check_error("select arrow_cast(s, 'Dictionary(Int32, Utf8)') from input", KAMU_E_UNSUPPORTED,
                "to this type", 1, 8);
    check_error("select map([[i]], [i]) from input", KAMU_E_UNSUPPORTED, "keys are lists", 1, 8);
    check_error("select percentile_cont(i, 1.5) from input", KAMU_E_INPUT, "between 0.0 and 1.0", 1,
                27);
    check_error("select regexp_count(s, 'a*') from input", KAMU_E_UNSUPPORTED, "fits an empty text",
                1, 24);
    check_error("select round(c, 1) from input", KAMU_E_UNSUPPORTED, "round() of a decimal", 1, 8);
    check_error("select i from input, input", KAMU_E_INPUT, "used twice", 1, 22);
}

static void test_hint(void **state)
{
    struct arena arena;
    struct dialect_query q;
    struct kamu_error err = {0};
    arena_init(&arena, 1 << 20);
    struct str query = STR("select S from input");
    assert_int_equal(dialect_compile(query, &catalog, &arena, &q, &err), KAMU_E_INPUT);
    assert_string_equal(err.at.hint, "did you mean `s`?");
    assert_string_equal(err.at.excerpt, "S");
    arena_free(&arena);
}

static void check_sql(const char *query, const char *part)
{
    struct arena arena;
    struct dialect_query q;
    struct kamu_error err = {0};
    arena_init(&arena, 1 << 20);
    if (dialect_compile(str_c(query), &catalog, &arena, &q, &err) != KAMU_OK)
        fail_msg("%s: %s", query, kamu_error_message(&err, 0));
    if (!strstr(q.sql, part))
        fail_msg("%s: %s", query, q.sql);
    col_schema_unref(q.schema);
    arena_free(&arena);
}

static void test_bounds(void **state)
{
    check_sql("select 1 from input where i >= 5 and (f > 1 or i = 3) and 7 >= i",
              "kamu_scan(0, bounds := '0 >= 5;0 <= 7') AS");
    check_sql("select 1 from input where 5 > i and t between '2020-01-01' and '2020-01-02'",
              "bounds := '0 < 5;7 >= 1577836800000;7 <= 1577923200000'");
    check_sql("select 1 from input where i + 1 > 5 or i = 2", "kamu_scan(0) AS");
    check_sql("select 1 from (select i + 1 as i from input) q where i > 5", "kamu_scan(0) AS");
    check_sql("select 1 from input where not i > 5", "kamu_scan(0) AS");
    check_sql("select 1 from input where i <> 5 and i > null", "kamu_scan(0) AS");
}

/* Constants that are known before the query runs; the clock says 2020-09-13T12:26:40Z. */
static void test_constant_bounds(void **state)
{
    static const char *const known[][2] = {
        {"t > now() - interval '1 hour'", "bounds := '7 > 1599996400000')"},
        {"t >= interval '1' day + current_timestamp", "bounds := '7 >= 1600086400000')"},
        {"now() - interval '1 month 1 day' <= t", "bounds := '7 >= 1597235200000')"},
        {"t < timestamp '2020-03-31' - interval '1 month'", "bounds := '7 < 1582934400000')"},
        {"t < date_trunc('day', now())", "bounds := '7 < 1599955200000')"},
        {"t < date_trunc('month', now()) - interval '1 year'", "bounds := '7 < 1567296000000')"},
        {"t = to_timestamp_seconds(5)", "bounds := '7 = 5000')"},
        {"t > to_timestamp('1970-01-01T00:00:01.0005Z')", "bounds := '7 >= 1000')"},
        {"t > cast('2020-01-01' as timestamp)", "bounds := '7 > 1577836800000')"},
        {"t > '2020-01-01'::timestamp + interval '36 hours'", "bounds := '7 > 1577966400000')"},
        {"t >= current_date", "bounds := '7 >= 1599955200000')"},
        {"d >= current_date - interval '7 days'", "bounds := '6 >= 18511')"},
        {"d < date '2020-02-01'", "bounds := '6 < 18293')"},
        {"d = '2020-02-01'", "bounds := '6 = 18293')"},
        {"d > timestamp '2020-02-01T12:00:00'", "bounds := '6 >= 18293')"},
        {"d in (date '2020-01-05', '2020-01-02')", "bounds := '6 >= 18263;6 <= 18266')"},
        {"i in (5, -3, 4)", "bounds := '0 >= -3;0 <= 5')"},
    };
    static const char *const unknown[] = {
        "i in (5, u)",
        "i not in (5, 4)",
        "t > cast('2020-01-01T00:00:00.9' as timestamp(0))",
        "t > date_trunc('week', now())",
        "d > cast(i as date)",
        "t > arrow_cast('2020-01-01', 'Timestamp(Second, None)')",
    };
    char sql[256];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        snprintf(sql, sizeof sql, "select 1 from input where %s", known[i][0]);
        check_sql(sql, known[i][1]);
    }
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        snprintf(sql, sizeof sql, "select 1 from input where %s", unknown[i]);
        check_sql(sql, "kamu_scan(0) AS");
    }
}

/* What statistics can answer is asked of them, and only that. */
static void test_extremes(void **state)
{
    check_sql(
        "select count(*), max(t), min(i) from input",
        "SELECT (SELECT count(*) FROM kamu_scan(0)) AS a0, max(t0.c7) AS a1, min(t0.c0) AS a2 "
        "FROM kamu_scan(0, extremes := 1) AS t0");
    check_sql("select max(i) - min(i) from input having min(i) > 3", "(0, extremes := 1) AS");
    static const char *const rows[] = {
        "select max(f) from input", /* NaN is not in statistics */
        "select max(s) from input",
        "select max(u) from input",
        "select max(i + 1) from input",
        "select max(i), sum(i) from input",
        "select max(i), count(s) from input",
        "select max(i) filter (where i > 3) from input",
        "select count(distinct i), max(i) from input",
        "select max(i) over () from input",
        "select max(x.i) from input x cross join input y",
        "select s, max(i) from input group by s",
        "select max(i) from (select i from input limit 1) q",
        "select count(*) from input",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_sql(rows[i], "kamu_scan(0) AS");
    check_sql("select max(i) from input where t > '2020-01-01'", "bounds := '7 > 1577836800000')");
}

/* Where patterns fit nothing at all the engines do not agree. */
static void test_empty_patterns(void **state)
{
    static const char *const empty[] = {"",         "a*", "a?",   "a{0,3}", "(a|)",      "a|b*",
                                        "\\b",      "^",  "$",    "^$",     "(?i)",      "(?:a*)+",
                                        "(a*)(b*)", "(",  "[a]*", "a\\Q",   "(?P<n>a?)", "a)"};
    static const char *const full[] = {
        "a",         "a+",          "^a",       "a$",      "(a)",         "a|b",
        "[ab*]",     "\\*",         "\\d{1,2}", "(?i)a",   "a*b",         "[]*]",
        "(?:a|b)c?", "(?P<name>x)", "[^a]",     "\\p{Lu}", "[[:alpha:]]", "(a*)+b"};
    char deep[200];
    memset(deep, '(', 90);
    deep[90] = 'a';
    memset(deep + 91, ')', 90);
    deep[181] = 0;
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
        if (!bind_pattern_may_be_empty(str_c(empty[i])))
            fail_msg("%s", empty[i]);
    for (size_t i = 0; i < sizeof full / sizeof *full; i++)
        if (bind_pattern_may_be_empty(str_c(full[i])))
            fail_msg("%s", full[i]);
    assert_true(bind_pattern_may_be_empty(str_c(deep)));
}

/* Names and texts of a query never reach DuckDB as SQL. */
static void test_quoting(void **state)
{
    check_sql("select '''; drop table x; --' as \"\"\"; --\" from input", "'''; drop table x; --'");
    check_sql("select i as \"a\"\"; select 1\" from input", "SELECT t0.c0 AS c0 FROM");
}

/* Whatever nests is bounded. */
static void test_depth(void **state)
{
    static const char *const around[][3] = {
        {"(", "1", ")"},        {"- ", "1", ""},
        {"not ", "true", ""},   {"case when true then ", "1", " end"},
        {"(select ", "1", ")"}, {"abs(", "1", ")"},
        {"[", "1", "]"}};
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        struct buf b = BUF_INIT(SQL_TEXT_MAX);
        struct kamu_error err = {0};
        buf_append_str(&b, "select ", NULL);
        for (int k = 0; k < 5000; k++)
            buf_append_str(&b, around[i][0], NULL);
        buf_append_str(&b, around[i][1], NULL);
        for (int k = 0; k < 5000; k++)
            buf_append_str(&b, around[i][2], NULL);
        struct str text = {(const char *)b.data, b.len};
        assert_int_equal(dialect_check_syntax(text, &err), KAMU_E_LIMIT);
        buf_free(&b);
    }
}

static void test_syntax(void **state)
{
    static const char *const good[] = {
        "select 1",
        "select to, \"from\", t.from from input as t;",
        "with a as (select 1 as x), b(y) as (select x from a) select * from b union all values (2)",
        "select * except (a, b) from x natural join y left join z using (k) cross join w, v",
        "select a.*, count(distinct b) filter (where c > 1) from t a group by 1 having d order by "
        "1 "
        "desc nulls last limit 5 offset 2",
        "select sum(a) over (partition by b order by c rows between 1 preceding and unbounded "
        "following), lag(a) over w from t window w as (order by a)",
        "select x::int[], cast(a as decimal(10, 2)), a -> 'b' ->> 'c', a[1], a[1:2], s.\"M\" from "
        "t",
        "select date '2020-01-01', interval '1 day', extract(year from a), substring(a from 1 for "
        "2), trim(both 'x' from a), position('a' in b) from t",
        "select case a when 1 then 2 else 3 end, a not in (1, 2), b between 1 and 2 and c, d is "
        "not "
        "distinct from e, f not like 'x' escape '\\' from t where exists (select 1)",
        "((select 1) union (select 2)) order by 1 /* a /* nested */ comment */ -- and a line",
        "select 'it''s', E'a\\n', $$x$$, x'00ff', 1e3, .5, 1_000, `q`, \"q\"\"q\" from t",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct kamu_error err = {0};
        if (dialect_check_syntax(str_c(good[i]), &err) != KAMU_OK)
            fail_msg("%s: %s", good[i], kamu_error_message(&err, 0));
    }
}

static void test_statement_end(void **state)
{
    assert_int_equal(dialect_statement_end(STR("select ';' -- ;\n, \";\" /* ; */;x")), 30);
    assert_int_equal(dialect_statement_end(STR("select 'a;")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_hint),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_syntax),
        cmocka_unit_test(test_statement_end),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_quoting),
        cmocka_unit_test(test_empty_patterns),
        cmocka_unit_test(test_constant_bounds),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
