/* Conditions on rows (columnar/filter.h). */
#include "unit/harness.h"

#include "columnar/builder.h"
#include "columnar/filter.h"
#include "unit/columnar/random_columns.h"

#include <math.h>

static struct kamu_error err;

static struct col_type type(enum col_kind k)
{
    struct col_type t = {.kind = k};
    if (k == COL_DECIMAL128) {
        t.precision = 10;
        t.scale = 2;
    }
    if (k == COL_TIMESTAMP) {
        t.unit = UNIT_MILLI;
        t.timezone = "UTC";
    }
    return t;
}

enum { N, U, F, S, D, T, B, BIN, COLUMNS, ROWS = 6 };

/*
 *   n     u             f      s          d     t                          b      bin
 *   1     1             1.5    "Rome"     1.50  2020-01-01T00:00:00Z       true   0a
 *   -5    2^64-1        -0.0   "Oslo"     -1    2020-01-01T00:00:00.500Z   false  (empty)
 *   null  null          null   null       null  null                       null   null
 *   7     0             NaN    ""         0     1969-12-31T23:59:59.999Z   true   0aff
 *   100   2             inf    "R%_x"     99    2030-06-01T12:00:00Z       false  ff
 *   0     3             1e300  "Rüm"      1.51  1970-01-01T00:00:00Z       true   00
 */
static struct batch *make(void)
{
    static const char *const names[] = {"n", "u", "f", "s", "d", "t", "b", "bin"};
    static const enum col_kind kinds[] = {COL_INT32,      COL_UINT64,    COL_FLOAT64, COL_STRING,
                                          COL_DECIMAL128, COL_TIMESTAMP, COL_BOOL,    COL_BINARY};
    static const int32_t n[] = {1, -5, 0, 7, 100, 0};
    static const uint64_t u[] = {1, UINT64_MAX, 0, 0, 2, 3};
    static const double f[] = {1.5, -0.0, 0, (double)NAN, (double)INFINITY, 1e300};
    static const char *const s[] = {"Rome", "Oslo", "", "", "R%_x", "R\xc3\xbcm"};
    static const int64_t d[] = {150, -100, 0, 0, 9900, 151};
    static const int64_t t[] = {1577836800000, 1577836800500, 0, -1, 1906545600000, 0};
    static const bool b[] = {true, false, false, true, false, true};
    static const char *const bin[] = {"\x0a", "", "", "\x0a\xff", "\xff", "\x00"};
    static const size_t bin_n[] = {1, 0, 0, 2, 1, 1};
    struct col_schema *schema;
    struct batch_builder builder;
    struct batch *out;
    assert_ok(col_schema_new(COLUMNS, &schema, &err), &err);
    for (int i = 0; i < COLUMNS; i++)
        schema->fields[i] =
            (struct col_field){.name = names[i], .type = type(kinds[i]), .nullable = true};
    assert_ok(batch_builder_init(&builder, schema, &err), &err);
    for (int i = 0; i < ROWS; i++) {
        __int128 decimal = d[i];
        if (i == 2) {
            for (int c = 0; c < COLUMNS; c++)
                assert_ok(col_put_null(&builder.columns[c], &err), &err);
            continue;
        }
        assert_ok(col_put_fixed(&builder.columns[N], &n[i], &err), &err);
        assert_ok(col_put_fixed(&builder.columns[U], &u[i], &err), &err);
        assert_ok(col_put_fixed(&builder.columns[F], &f[i], &err), &err);
        assert_ok(col_put_string(&builder.columns[S], s[i], strlen(s[i]), &err), &err);
        assert_ok(col_put_fixed(&builder.columns[D], &decimal, &err), &err);
        assert_ok(col_put_fixed(&builder.columns[T], &t[i], &err), &err);
        assert_ok(col_put_bool(&builder.columns[B], b[i], &err), &err);
        assert_ok(col_put_string(&builder.columns[BIN], bin[i], bin_n[i], &err), &err);
    }
    assert_ok(batch_builder_finish(&builder, &out, &err), &err);
    batch_builder_free(&builder);
    col_schema_unref(schema);
    return out;
}

/* The rows for which the condition is true: "0 3 5". */
static const char *rows(struct batch *b, const char *where)
{
    static char text[64];
    struct filter *f;
    int32_t idx[ROWS];
    int64_t n;
    size_t at = 0;
    assert_ok(filter_parse(str_c(where), "--where", b->schema, &f, &err), &err);
    assert_ok(filter_select(f, b, idx, &n, &err), &err);
    text[0] = '\0';
    for (int64_t i = 0; i < n; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%d", i ? " " : "", idx[i]);
    filter_free(f);
    return text;
}

static void each_type(void **state)
{
    static const struct {
        const char *where, *rows;
    } cases[] = {
        {"n = 1", "0"},
        {"n <> 1", "1 3 4 5"},
        {"n > 0", "0 3 4"},
        {"n >= 0", "0 3 4 5"},
        {"n < -4", "1"},
        {"n<=-5", "1"},
        {"n < -2147483648", ""},
        {"n between 0 and 7", "0 3 5"},
        {"n not between 0 and 7", "1 4"},
        {"n in (7, 100, 3)", "3 4"},
        {"n not in (7, 100)", "0 1 5"},
        {"n is null", "2"},
        {"n is not null", "0 1 3 4 5"},
        {"u = 18446744073709551615", "1"},
        {"u > 2", "1 5"},
        {"u < 1", "3"},
        {"f = 0", "1"},
        {"f > 1.5", "3 4 5"},
        {"f = 'NaN'", "3"},
        {"f >= 'inf'", "3 4"},
        {"f < 'NaN'", "0 1 4 5"},
        {"f <= 1e300", "0 1 5"},
        {"s = 'Rome'", "0"},
        {"s = ''", "3"},
        {"s > 'Oslo'", "0 4 5"},
        {"s like 'R%'", "0 4 5"},
        {"s LIKE 'R_m'", "5"},
        {"s like '%o%e'", "0"},
        {"s like 'R\\%\\_x'", "4"},
        {"s not like '%m%'", "1 3 4"},
        {"s like ''", "3"},
        {"s like '%'", "0 1 3 4 5"},
        {"d = 1.5", "0"},
        {"d > 1.50", "4 5"},
        {"d <= -1", "1"},
        {"d in (99, 0.00)", "3 4"},
        {"t = '2020-01-01T00:00:00Z'", "0"},
        {"t = '2020-01-01'", "0"},
        {"t > '2020-01-01T01:00:00+01:00' and t < '2020-01-02'", "1"},
        {"t < '1970-01-01'", "3"},
        {"b = true", "0 3 5"},
        {"b <> TRUE", "1 4"},
        {"bin = '0A'", "0"},
        {"bin = ''", "1"},
        {"bin > '0a'", "3 4"},
    };
    struct batch *b = make();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (strcmp(rows(b, cases[i].where), cases[i].rows) != 0)
            fail_msg("%s: rows %s instead of %s", cases[i].where, rows(b, cases[i].where),
                     cases[i].rows);
    batch_free(b);
}

static void logic(void **state)
{
    static const struct {
        const char *where, *rows;
    } cases[] = {
        {"n = 1 or n = 7 and b = false", "0"},
        {"(n = 1 or n = 7) and b = true", "0 3"},
        {"not n = 1", "1 3 4 5"}, /* null stays unknown */
        {"not not n = 1", "0"},
        {"not (n = 1 or n is null)", "1 3 4 5"},
        {"not (n = 1 and s = 'Rome')", "1 3 4 5"},
        {"n = 1 or n is null", "0 2"},
        {"n = 1 and n is null", ""},
        {"NOT (n > 0 AND (f > 1 OR s = '')) AND n IS NOT NULL", "1 5"},
        {"((((n = 1))))", "0"},
        {"\"n\" = 1", "0"},
        {" n\n=\t1 ", "0"},
    };
    struct batch *b = make();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(rows(b, cases[i].where), cases[i].rows);
    batch_free(b);
}

static void refused(void **state)
{
    static const struct {
        const char *where;
        kamu_code code;
        const char *text;
        uint64_t column;
    } cases[] = {
        {"", KAMU_E_USAGE, "Expected the name of a column", 1},
        {"  ", KAMU_E_USAGE, "the text ends", 3},
        {"n", KAMU_E_USAGE, "IS, IN, LIKE or BETWEEN", 2},
        {"N = 1", KAMU_E_NOT_FOUND, "Column 'N' does not exist", 1},
        {"n = 1 and nn = 2", KAMU_E_NOT_FOUND, "Column 'nn' does not exist", 11},
        {"n = 1.0", KAMU_E_USAGE, "Int32", 5},
        {"n = '1'", KAMU_E_USAGE, "Int32", 5},
        {"n = 2147483648", KAMU_E_USAGE, "Int32", 5},
        {"u = -1", KAMU_E_USAGE, "UInt64", 5},
        {"u = 18446744073709551616", KAMU_E_USAGE, "UInt64", 5},
        {"d = 1.555", KAMU_E_USAGE, "Decimal128", 5},
        {"d = 1e2", KAMU_E_USAGE, "Decimal128", 5},
        {"d = 123456789012", KAMU_E_USAGE, "Decimal128", 5},
        {"t = 5", KAMU_E_USAGE, "Timestamp", 5},
        {"t = 'yesterday'", KAMU_E_USAGE, "Timestamp", 5},
        {"t = '2020-01-01T00:00:00.0001'", KAMU_E_USAGE, "Timestamp", 5},
        {"b = 1", KAMU_E_USAGE, "true or false", 5},
        {"bin = '0'", KAMU_E_USAGE, "hexadecimal", 7},
        {"s = Rome", KAMU_E_USAGE, "a text in 'quotes'", 5},
        {"s = \"Rome\"", KAMU_E_USAGE, "a text in 'quotes'", 5},
        {"s = 'Rome", KAMU_E_USAGE, "not closed", 5},
        {"n like '1'", KAMU_E_USAGE, "LIKE is for texts", 8},
        {"n = null", KAMU_E_USAGE, "NULL", 5},
        {"n in ()", KAMU_E_USAGE, "Int32", 7},
        {"n in (1", KAMU_E_USAGE, "`,` or `)`", 8},
        {"n between 1", KAMU_E_USAGE, "Expected AND", 12},
        {"(n = 1", KAMU_E_USAGE, "`)`", 7},
        {"n = 1)", KAMU_E_USAGE, "the end, found `)`", 6},
        {"n = 1; drop table x", KAMU_E_USAGE, "found `;`", 6},
        {"n not = 1", KAMU_E_USAGE, "IN, LIKE or BETWEEN", 7},
        {"n is 1", KAMU_E_USAGE, "Expected NULL", 6},
        {"s = '\xc3\xbc' and x = 1", KAMU_E_NOT_FOUND, "Column 'x'", 13},
        {"s = '\xff'", KAMU_E_USAGE, "UTF-8", 6},
    };
    struct batch *b = make();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct filter *f;
        assert_fails(filter_parse(str_c(cases[i].where), "--where", b->schema, &f, &err),
                     cases[i].code, cases[i].text, &err);
        if (err.at.column != cases[i].column)
            fail_msg("%s: column %d", cases[i].where, (int)err.at.column);
    }
    char deep[FILTER_DEPTH_MAX + 2] = "";
    memset(deep, '(', FILTER_DEPTH_MAX + 1);
    struct filter *f;
    assert_fails(filter_parse(str_c(deep), "--where", b->schema, &f, &err), KAMU_E_LIMIT,
                 "levels of parentheses", &err);
    batch_free(b);
}

/* ---- what statistics rule out has no rows -------------------------------------------------------
 */

static struct batch *known;

static void exact_bounds(void *ctx, uint32_t i, struct filter_bounds *out)
{
    const struct column *c = &known->columns[i];
    size_t width = col_width(c->type);
    int64_t values = 0;
    for (int64_t r = 0; r < c->length; r++) {
        if (col_is_null(c, r))
            continue;
        if (filter_has_keys(c->type)) {
            uint8_t bit = c->type->kind == COL_BOOL && bit_get(c->values->data, r);
            int64_t key = filter_key(
                c->type, c->type->kind == COL_BOOL ? &bit : c->values->data + (size_t)r * width);
            out->min = values == 0 || key < out->min ? key : out->min;
            out->max = values == 0 || key > out->max ? key : out->max;
            out->has_range = true;
        } else if (c->type->kind == COL_STRING || c->type->kind == COL_BINARY) {
            struct str s = {(const char *)c->values->data + col_offsets(c)[r],
                            (size_t)(col_offsets(c)[r + 1] - col_offsets(c)[r])};
            if (values == 0 || str_cmp(s, out->min_bytes) < 0)
                out->min_bytes = s;
            if (values == 0 || str_cmp(s, out->max_bytes) > 0)
                out->max_bytes = s;
            out->has_min_bytes = out->has_max_bytes = true;
        }
        values++;
    }
    out->no_nulls = c->null_count == 0;
    out->only_nulls = values == 0;
    (void)ctx;
}

static void some_test(struct rnd *r, char *out, size_t size)
{
    static const char *const tests[] = {
        "n = 1",
        "n <> 1",
        "n > 6",
        "n < 0",
        "n in (7,100)",
        "n is null",
        "u > 2",
        "u <= 1",
        "f > 2",
        "f <= 1.5",
        "f = 'NaN'",
        "s = 'Rome'",
        "s > 'Oslo'",
        "s like 'R%'",
        "s like 'Q%'",
        "s like '%x'",
        "s < 'R'",
        "d > 1.5",
        "d <= 0",
        "b = true",
        "b <> true",
        "bin > '0a'",
        "bin <= '0a'",
        "s is not null",
        "t > '2025-01-01'",
        "t < '1970-01-01'",
        "not n > 6",
        "not s like 'R%'",
        "not b = true",
        "n between 2 and 6",
    };
    snprintf(out, size, "%s", tests[rnd_below(r, sizeof tests / sizeof tests[0])]);
}

static void pruning_is_sound(void **state)
{
    struct rnd r = rnd_new(7);
    struct batch *all = make();
    int pruned = 0;
    for (int round = 0; round < 4000; round++) {
        char a[64], b[64], where[256];
        int32_t take[ROWS], idx[ROWS];
        int64_t n = 1 + (int64_t)rnd_below(&r, 3), found;
        struct filter *f;
        for (int64_t i = 0; i < n; i++)
            take[i] = (int32_t)rnd_below(&r, ROWS);
        some_test(&r, a, sizeof a);
        some_test(&r, b, sizeof b);
        snprintf(where, sizeof where, "%s(%s) %s (%s)", rnd_below(&r, 2) ? "not " : "", a,
                 rnd_below(&r, 2) ? "and" : "or", b);
        assert_ok(batch_take(all, take, n, &known, &err), &err);
        assert_ok(filter_parse(str_c(where), "--where", all->schema, &f, &err), &err);
        assert_ok(filter_select(f, known, idx, &found, &err), &err);
        bool may = filter_may_match(f, exact_bounds, NULL);
        if (found > 0 && !may)
            fail_msg("%s: ruled out, but %d rows match", where, (int)found);
        pruned += !may;
        filter_free(f);
        batch_free(known);
    }
    assert_true(pruned > 500); /* it does rule out */
    batch_free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_type),
        cmocka_unit_test(logic),
        cmocka_unit_test(refused),
        cmocka_unit_test(pruning_is_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
