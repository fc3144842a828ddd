/* Casts: values by way of text as the oracle, kamu's rules for times, errors that name the row. */
#include "unit/harness.h"

#include "columnar/cast.h"
#include "columnar/compare.h"
#include "columnar/format.h"
#include "unit/columnar/random_columns.h"

static struct kamu_error err;

#define TS(u, z) ((struct col_type){.kind = COL_TIMESTAMP, .unit = (u), .timezone = (z)})
static const struct col_type ts_ms = {.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"};
static const struct col_type text_type = {.kind = COL_STRING};

/* A column from the texts of its values; NULL is a null. */
static struct column texts(const char *const *v, int n)
{
    struct col_builder b;
    struct column c;

    assert_ok(col_builder_init(&b, &text_type, &err), &err);
    for (int i = 0; i < n; i++)
        assert_ok(v[i] ? col_put_string(&b, v[i], strlen(v[i]), &err) : col_put_null(&b, &err),
                  &err);
    assert_ok(col_builder_finish(&b, &c, &err), &err);
    col_builder_free(&b);
    return c;
}

static struct column i64s(const struct col_type *t, const int64_t *v, int n)
{
    struct col_builder b;
    struct column c;

    assert_ok(col_builder_init(&b, t, &err), &err);
    for (int i = 0; i < n; i++)
        assert_ok(col_put_i64(&b, v[i], &err), &err);
    assert_ok(col_put_null(&b, &err), &err);
    assert_ok(col_builder_finish(&b, &c, &err), &err);
    col_builder_free(&b);
    return c;
}

static int64_t at(const struct column *c, int i)
{
    return ((const int64_t *)(const void *)c->values->data)[i];
}

/* text -> type -> text gives the canonical text of the value */
static void check(const char *from, const struct col_type *to, const char *want)
{
    struct column c = texts(&from, 1), d;
    struct buf out = BUF_INIT(4096);

    if (column_cast(&c, to, &d, &err) != KAMU_OK) {
        if (want != NULL)
            fail_msg("%s: %s", from, test_error_text(&err));
        assert_int_equal(err.at.record, 1);
        column_release(&c);
        return;
    }
    assert_ok(value_format(&d, 0, FORMAT_TABLE, &out, &err), &err);
    if (want == NULL)
        fail_msg("%s became %s", from, buf_cstr(&out));
    assert_string_equal(buf_cstr(&out), want);
    buf_free(&out);
    column_release(&c);
    column_release(&d);
}

static void from_text(void **state)
{
    struct col_type dec = {.kind = COL_DECIMAL128, .precision = 5, .scale = 2};

    check("12", &(struct col_type){.kind = COL_INT8}, "12");
    check("-129", &(struct col_type){.kind = COL_INT8}, NULL);
    check(" 1", &(struct col_type){.kind = COL_INT64}, NULL);
    check("18446744073709551615", &(struct col_type){.kind = COL_UINT64}, "18446744073709551615");
    check("1.5", &(struct col_type){.kind = COL_FLOAT64}, "1.5");
    check("0.1", &(struct col_type){.kind = COL_FLOAT32}, "0.1");
    check("TRUE", &(struct col_type){.kind = COL_BOOL}, "true");
    check("1.239", &dec, "1.24"); /* rounded here, unlike in the readers */
    check("-1.235", &dec, "-1.24");
    check("-1.2349", &dec, "-1.23");
    check("999.995", &dec, NULL);
    check("1e1", &dec, NULL);
    check("2020-01-02", &(struct col_type){.kind = COL_DATE32}, "2020-01-02");
    check("01:02:03", &(struct col_type){.kind = COL_TIME32, .unit = UNIT_MILLI}, "01:02:03");
    check("2020-01-02T03:04:05+01:00", &ts_ms, "2020-01-02T02:04:05Z");
    check("2020-01-02T03:04:05", &TS(UNIT_MILLI, "+01:00"), "2020-01-02T03:04:05+01:00");
    check("x", &ts_ms, NULL);
    check("abc", &(struct col_type){.kind = COL_BINARY}, "616263");
}

static void numbers(void **state)
{
    static const int64_t v[] = {0, 127, -128, 65504, 3000000000, INT64_C(9007199254740993)};
    static const struct col_type i64 = {.kind = COL_INT64};
    static const struct {
        struct col_type to;
        int fits; /* how many of v from the left */
    } cases[] = {{{.kind = COL_INT8}, 3},
                 {{.kind = COL_INT32}, 4},
                 {{.kind = COL_UINT64}, 2},
                 {{.kind = COL_FLOAT64}, 5},
                 {{.kind = COL_FLOAT32}, 5},
                 {{.kind = COL_FLOAT16}, 4},
                 {{.kind = COL_DECIMAL128, .precision = 38, .scale = 2}, 6},
                 {{.kind = COL_DECIMAL128, .precision = 5, .scale = 2}, 3}};

    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++)
        for (int n = 1; n <= 6; n++) {
            struct column c = i64s(&i64, v, n), d, back;
            kamu_code rc = column_cast(&c, &cases[k].to, &d, &err);
            if ((rc == KAMU_OK) != (n <= cases[k].fits))
                fail_msg("case %zu, %d values: %s", k, n, kamu_code_name(rc));
            if (rc == KAMU_OK) {
                assert_int_equal(d.null_count, 1);
                assert_ok(column_cast(&d, &i64, &back, &err), &err);
                for (int i = 0; i <= n; i++)
                    assert_true(column_value_equal(&c, i, &back, i));
                column_release(&back);
                column_release(&d);
            } else {
                assert_int_equal(err.at.record, cases[k].fits + 1);
            }
            column_release(&c);
        }
}

/* widening and back gives the same values, for random columns of every pair of kinds */
static void there_and_back(void **state)
{
    struct rnd r = rnd_new(70);
    int done = 0;

    for (int round = 0; round < 3000; round++) {
        struct col_schema *s = rnd_schema(&r, 2, RND_HASHABLE);
        struct batch *b = rnd_batch(&r, s, 12, 20);
        const struct col_type *from = &s->fields[0].type, *to = &s->fields[1].type;
        struct column d, back;
        if (column_can_cast(from, to) && column_cast(&b->columns[0], to, &d, &err) == KAMU_OK) {
            assert_int_equal(d.length, 12);
            assert_int_equal(d.null_count, b->columns[0].null_count);
            assert_true(d.type == to);
            if (from->kind != COL_FLOAT16 && from->kind != COL_FLOAT32 &&
                from->kind != COL_FLOAT64 && to->kind != COL_FLOAT64 && to->kind != COL_BOOL &&
                column_can_cast(to, from) && column_cast(&d, from, &back, &err) == KAMU_OK) {
                column_release(&back);
                done++;
            }
            column_release(&d);
        }
        batch_free(b);
        col_schema_unref(s);
    }
    assert_true(done > 20);
}

/* every type to text and back is the same value */
static void by_way_of_text(void **state)
{
    struct rnd r = rnd_new(71);

    for (int round = 0; round < 400; round++) {
        struct col_schema *s = rnd_schema(&r, 1, RND_FLAT | RND_HASHABLE);
        struct batch *b = rnd_batch(&r, s, 15, 20);
        const struct col_type *t = &s->fields[0].type;
        struct column text, back;
        bool years = t->kind == COL_TIMESTAMP; /* random instants have years beyond the texts */
        if (t->kind != COL_BINARY && t->kind != COL_FIXED_BINARY && !years) {
            assert_ok(column_cast(&b->columns[0], &text_type, &text, &err), &err);
            assert_ok(column_cast(&text, t, &back, &err), &err);
            for (int64_t i = 0; i < 15; i++)
                assert_true(column_value_equal(&b->columns[0], i, &back, i));
            column_release(&text);
            column_release(&back);
        }
        batch_free(b);
        col_schema_unref(s);
    }
}

static void timestamps_to_ms(void **state)
{
    /* spec/data-slices.md 1.6: toward zero, also before 1970 */
    static const int64_t us[] = {1577926923123456, -123456, -999, -1, 0};
    static const int64_t want[] = {1577926923123, -123, 0, 0, 0};
    static const int64_t s[] = {1577926923, -1, INT64_MAX / 1000 + 1};
    struct col_type micro = TS(UNIT_MICRO, "Europe/Paris"), second = TS(UNIT_SECOND, NULL),
                    milli = TS(UNIT_MILLI, NULL);
    struct column c = i64s(&micro, us, 5), d;

    assert_ok(column_to_timestamp_ms(&c, &ts_ms, &d, &err), &err);
    for (int i = 0; i < 5; i++)
        assert_int_equal(at(&d, i), want[i]);
    assert_true(col_is_null(&d, 5));
    column_release(&c);
    column_release(&d);
    c = i64s(&second, s, 2);
    assert_ok(column_to_timestamp_ms(&c, &ts_ms, &d, &err), &err);
    assert_int_equal(at(&d, 0), 1577926923000);
    assert_int_equal(at(&d, 1), -1000);
    column_release(&c);
    column_release(&d);
    c = i64s(&second, s, 3);
    assert_fails(column_to_timestamp_ms(&c, &ts_ms, &d, &err), KAMU_E_INPUT,
                 "Arithmetic overflow: Overflow happened on: 9223372036854776 * 1000", &err);
    assert_int_equal(err.at.record, 3);
    column_release(&c);
    c = i64s(&milli, us, 5);
    assert_ok(column_to_timestamp_ms(&c, &ts_ms, &d, &err), &err);
    assert_ptr_equal(c.values, d.values); /* shared */
    assert_ptr_equal(d.type, &ts_ms);
    column_release(&c);
    column_release(&d);
}

/* The day of an instant is that of its own zone, as in Arrow. */
static void dates_in_zones(void **state)
{
    static const int64_t ms[] = {-1000, 1577836799000, 1593641100000};
    static const struct {
        const char *zone;
        int32_t days[3];
    } cases[] = {{NULL, {-1, 18261, 18444}},
                 {"UTC", {-1, 18261, 18444}},
                 {"Europe/Paris", {0, 18262, 18445}},
                 {"-01:00", {-1, 18261, 18444}}};
    struct col_type date = {.kind = COL_DATE32};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        struct col_type from = TS(UNIT_MILLI, cases[k].zone);
        struct column c = i64s(&from, ms, 3), d;
        assert_ok(column_cast(&c, &date, &d, &err), &err);
        for (int i = 0; i < 3; i++)
            assert_int_equal(((const int32_t *)(const void *)d.values->data)[i], cases[k].days[i]);
        column_release(&c);
        column_release(&d);
    }
}

static void event_times(void **state)
{
    static const char *const good[] = {"2020-01-02T01:02:03.123456789Z",
                                       NULL,
                                       "2020-01-02",
                                       "1969-12-31T23:59:59.9999Z",
                                       "1969-12-31T23:59:58.0009Z",
                                       "1677-09-21T00:12:43.5"};
    static const int64_t want[] = {1577926923123, 0, 1577923200000, 0, -1999, -9223372036500};
    static const int64_t seconds[] = {1577926923, -1, 9223372036854776};
    static const char *const bad[] = {"2020-01-01", "1577926923"};
    static const char *const far[] = {"2300-01-01"};
    static const struct col_type i64 = {.kind = COL_INT64}, f64 = {.kind = COL_FLOAT64};
    struct column c = texts(good, 6), d;

    assert_ok(column_event_time(&c, &ts_ms, &d, &err), &err);
    for (int i = 0; i < 6; i++)
        assert_int_equal(at(&d, i), want[i]);
    assert_true(col_is_null(&d, 1));
    column_release(&c);
    column_release(&d);
    c = i64s(&i64, seconds, 2);
    assert_ok(column_event_time(&c, &ts_ms, &d, &err), &err);
    assert_int_equal(at(&d, 0), 1577926923000);
    column_release(&c);
    column_release(&d);
    c = i64s(&i64, seconds, 3);
    assert_fails(column_event_time(&c, &ts_ms, &d, &err), KAMU_E_INPUT,
                 "Overflow happened on: 9223372036854776 * 1000", &err);
    column_release(&c);
    c = texts(bad, 2);
    assert_fails(column_event_time(&c, &ts_ms, &d, &err), KAMU_E_INPUT,
                 "Error parsing timestamp from '1577926923': error parsing date", &err);
    assert_int_equal(err.at.record, 2);
    assert_string_equal(err.at.excerpt, "1577926923");
    column_release(&c);
    c = texts(far, 1);
    assert_fails(column_event_time(&c, &ts_ms, &d, &err), KAMU_E_INPUT,
                 "represented as nanoseconds have to be between 1677-09-21T00:12:44.0", &err);
    column_release(&c);
    assert_false(event_time_coercible(&f64));
    assert_false(event_time_coercible(&(struct col_type){.kind = COL_INT8}));
}

static void dates_and_units(void **state)
{
    static const int64_t v[] = {-1, 0, 86399999, 86400000};
    static const int32_t want[] = {-1, 0, 0, 1};
    struct col_type date = {.kind = COL_DATE32}, nano = {.kind = COL_TIME64, .unit = UNIT_NANO};
    static const struct col_type milli = {.kind = COL_TIME32, .unit = UNIT_MILLI};
    struct column c = i64s(&ts_ms, v, 4), d, e;

    assert_ok(column_cast(&c, &date, &d, &err), &err);
    for (int i = 0; i < 4; i++)
        assert_int_equal(((const int32_t *)(const void *)d.values->data)[i], want[i]);
    assert_ok(column_cast(&d, &ts_ms, &e, &err), &err);
    assert_int_equal(at(&e, 3), 86400000);
    column_release(&c);
    column_release(&d);
    column_release(&e);
    c = i64s(&nano, v, 4);
    assert_ok(column_cast(&c, &milli, &d, &err), &err);
    assert_int_equal(((const int32_t *)(const void *)d.values->data)[3], 86);
    column_release(&c);
    column_release(&d);
}

static void fills(void **state)
{
    static const int64_t v[] = {1, 2};
    struct column c = i64s(&ts_ms, v, 2), d, e;
    int64_t fill = 99;

    assert_ok(column_fill_nulls(&c, &fill, &d, &err), &err);
    assert_int_equal(at(&d, 1), 2);
    assert_int_equal(at(&d, 2), 99);
    assert_int_equal(d.null_count, 0);
    assert_null(d.validity);
    assert_ok(column_fill_nulls(&d, &fill, &e, &err), &err);
    assert_ptr_equal(e.values, d.values);
    column_release(&c);
    column_release(&d);
    column_release(&e);
    assert_ok(column_nulls(&ts_ms, 5, &c, &err), &err);
    assert_ok(column_fill_nulls(&c, &fill, &d, &err), &err);
    assert_int_equal(at(&d, 4), 99);
    column_release(&c);
    column_release(&d);
}

static void nested(void **state)
{
    struct col_field i32 = {"item", {.kind = COL_INT32}, true},
                     i64 = {"item", {.kind = COL_INT64}, true};
    struct col_type list32 = {.kind = COL_LIST, .n_children = 1, .children = &i32},
                    list64 = {.kind = COL_LIST, .n_children = 1, .children = &i64},
                    fixed = {.kind = COL_FIXED_LIST,
                             .fixed_length = 2,
                             .n_children = 1,
                             .children = &i64};
    struct col_builder b;
    struct column c, d, e, f;

    assert_ok(col_builder_init(&b, &list32, &err), &err);
    for (int i = 0; i < 4; i++) {
        if (i == 2) {
            assert_ok(col_put_null(&b, &err), &err);
            continue;
        }
        assert_ok(col_put_i32(&b.children[0], i, &err), &err);
        assert_ok(i == 1 ? col_put_null(&b.children[0], &err)
                         : col_put_i32(&b.children[0], 7, &err),
                  &err);
        assert_ok(col_list_end(&b, &err), &err);
    }
    assert_ok(col_builder_finish(&b, &c, &err), &err);
    col_builder_free(&b);
    assert_ok(column_cast(&c, &list64, &d, &err), &err);
    assert_ok(column_cast(&c, &fixed, &e, &err), &err);
    assert_ok(column_cast(&e, &list64, &f, &err), &err);
    for (int i = 0; i < 4; i++)
        assert_true(column_value_equal(&d, i, &f, i));
    assert_int_equal(e.null_count, 1);
    column_release(&e);
    fixed.fixed_length = 3;
    assert_fails(column_cast(&c, &fixed, &e, &err), KAMU_E_INPUT, "Can't cast value [0, 7]", &err);
    assert_false(column_can_cast(&list32, &text_type));
    assert_fails(column_cast(&c, &text_type, &e, &err), KAMU_E_SCHEMA,
                 "Casting from List(Int32) to Utf8 not supported", &err);
    column_release(&c);
    column_release(&d);
    column_release(&f);
}

static void errors_name_the_value(void **state)
{
    static const int64_t v[] = {1, 3000000000};
    static const struct col_type i64 = {.kind = COL_INT64}, i32 = {.kind = COL_INT32};
    struct column c = i64s(&i64, v, 2), d;

    assert_fails(column_cast(&c, &i32, &d, &err), KAMU_E_INPUT,
                 "Cast error: Can't cast value 3000000000 to type Int32", &err);
    assert_int_equal(err.at.record, 2);
    assert_string_equal(err.at.excerpt, "3000000000");
    assert_string_equal(err.at.expected, "Int32");
    column_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_text),
        cmocka_unit_test(numbers),
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(by_way_of_text),
        cmocka_unit_test(timestamps_to_ms),
        cmocka_unit_test(event_times),
        cmocka_unit_test(dates_in_zones),
        cmocka_unit_test(dates_and_units),
        cmocka_unit_test(fills),
        cmocka_unit_test(nested),
        cmocka_unit_test(errors_name_the_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
