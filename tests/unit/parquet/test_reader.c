/* Choosing columns, fitting them to a wanted schema, statistics, ranges, and a slice of the real
 * kamu. */
#include "unit/harness.h"

#include "unit/parquet/random_batch.h"

#include "parquet/slice_reader.h"
#include "parquet/slice_writer.h"

struct world {
    struct env env;
    char dir[64], path[128];
    struct col_schema *schema;
};

enum { ROWS = 5000, GROUP = 1000 };

static struct col_schema *make_schema(const struct col_field *f, uint32_t n)
{
    struct col_schema *s;
    assert_int_equal(col_schema_new(n, &s, NULL), KAMU_OK);
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(col_field_copy(&s->arena, &f[i], &s->fields[i], NULL), KAMU_OK);
    return s;
}

/* offset i, t = 1000 - i, n = i with each 10th null, s = "v<i>", u: all null from row 1000 on */
static int setup(void **state)
{
    static struct world w;
    struct kamu_error err;
    static const struct col_field fields[] = {
        {.name = "offset", .type = {.kind = COL_INT64}},
        {.name = "t", .type = {.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"}},
        {.name = "n", .type = {.kind = COL_INT32}, .nullable = true},
        {.name = "s", .type = {.kind = COL_STRING}, .nullable = true},
        {.name = "u", .type = {.kind = COL_INT16}, .nullable = true}};
    struct slice_writer_options o = {.row_group_rows = GROUP, .page_rows = 100};
    struct batch_builder b;
    struct batch *batch;
    struct fs_file *f;
    struct slice_writer *sw;
    struct slice_result res;
    assert_ok(env_init(&w.env, &err), &err);
    test_mkdir(w.dir);
    snprintf(w.path, sizeof w.path, "%s/slice", w.dir);
    w.schema = make_schema(fields, 5);
    assert_ok(batch_builder_init(&b, w.schema, &err), &err);
    for (int i = 0; i < ROWS; i++) {
        char text[16];
        int n = snprintf(text, sizeof text, "v%d", i);
        assert_ok(col_put_i64(&b.columns[0], i, &err), &err);
        assert_ok(col_put_i64(&b.columns[1], 1000 - i, &err), &err);
        assert_ok(i % 10 ? col_put_i32(&b.columns[2], i, &err) : col_put_null(&b.columns[2], &err),
                  &err);
        assert_ok(col_put_string(&b.columns[3], text, (size_t)n, &err), &err);
        assert_ok(i < 1000 ? col_put_i16(&b.columns[4], (int16_t)i, &err)
                           : col_put_null(&b.columns[4], &err),
                  &err);
    }
    assert_ok(batch_builder_finish(&b, &batch, &err), &err);
    batch_builder_free(&b);
    assert_ok(fs_create(&w.env.fs, w.path, false, &f, &err), &err);
    assert_ok(slice_writer_open(&w.env, f, w.schema, &o, &sw, &err), &err);
    assert_ok(slice_writer_append(sw, batch, &err), &err);
    assert_ok(slice_writer_finish(sw, &res, &err), &err);
    struct slice_range r = slice_writer_range(sw, 1);
    assert_true(r.any);
    assert_int_equal(r.min, 1000 - ROWS + 1);
    assert_int_equal(r.max, 1000);
    r = slice_writer_range(sw, 2);
    assert_int_equal(r.null_count, ROWS / 10);
    assert_false(slice_writer_range(sw, 3).any);
    slice_writer_free(sw);
    assert_ok(fs_close(f, &err), &err);
    batch_free(batch);
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    col_schema_unref(w->schema);
    test_rmdir(w->dir);
    env_free(&w->env);
    return 0;
}

static struct slice_reader *open_slice(struct world *w)
{
    struct kamu_error err;
    struct slice_reader *r;
    assert_ok(slice_reader_open(&w->env, w->path, &r, &err), &err);
    return r;
}

static void projection(void **state)
{
    struct kamu_error err;
    struct slice_reader *r = open_slice(*state);
    struct str names[] = {STR("n"), STR("offset")}, bad[] = {STR("offset"), STR("N")};
    struct batch *b;
    assert_fails(slice_reader_project(r, bad, 2, &err), KAMU_E_NOT_FOUND, "no column `N`", &err);
    assert_ok(slice_reader_project(r, names, 2, &err), &err);
    assert_ok(slice_reader_seek(r, 2345, &err), &err);
    assert_ok(slice_reader_next(r, &b, &err), &err);
    assert_int_equal(b->n_columns, 2);
    assert_int_equal(b->length, 655); /* to the end of the row group */
    assert_int_equal(((int32_t *)(void *)b->columns[0].values->data)[0], 2345);
    assert_int_equal(((int64_t *)(void *)b->columns[1].values->data)[654], 2999);
    assert_true(col_is_null(&b->columns[0], 5));
    batch_free(b);
    assert_ok(slice_reader_seek(r, ROWS, &err), &err);
    assert_ok(slice_reader_next(r, &b, &err), &err);
    assert_null(b);
    slice_reader_close(r);
}

static void wanted_schema(void **state)
{
    struct kamu_error err;
    struct batch *b;
    static const struct col_field fields[] = {
        {.name = "s", .type = {.kind = COL_BINARY}, .nullable = true},
        {.name = "new", .type = {.kind = COL_FLOAT64}, .nullable = true},
        {.name = "n", .type = {.kind = COL_INT64}, .nullable = true},
        {.name = "t",
         .type = {.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "Europe/Paris"}}};
    struct col_schema *want = make_schema(fields, 4);
    struct slice_reader *r = open_slice(*state);
    assert_ok(slice_reader_want(r, want, &err), &err);
    assert_ok(slice_reader_next(r, &b, &err), &err);
    assert_true(b->schema == want);
    assert_ok(batch_validate(b, true, &err), &err);
    assert_int_equal(b->columns[1].null_count, b->length);
    assert_int_equal(((int64_t *)(void *)b->columns[2].values->data)[7], 7);
    assert_true(col_is_null(&b->columns[2], 10));
    assert_memory_equal(b->columns[0].values->data, "v0v1v2", 6);
    batch_free(b);
    slice_reader_close(r);
    col_schema_unref(want);

    static const struct col_field required = {.name = "missing", .type = {.kind = COL_INT64}};
    static const struct col_field nulls = {.name = "u", .type = {.kind = COL_INT16}};
    want = make_schema(&required, 1);
    r = open_slice(*state);
    assert_fails(slice_reader_want(r, want, &err), KAMU_E_SCHEMA, "no column `missing`", &err);
    assert_string_equal(err.at.field, "missing");
    slice_reader_close(r);
    col_schema_unref(want);
    want = make_schema(&nulls, 1);
    r = open_slice(*state);
    assert_ok(slice_reader_want(r, want, &err), &err);
    assert_ok(slice_reader_next(r, &b, &err), &err);
    batch_free(b);
    assert_fails(slice_reader_next(r, &b, &err), KAMU_E_SCHEMA,
                 "required column `u` has 1000 nulls", &err);
    slice_reader_close(r);
    col_schema_unref(want);
}

static void statistics(void **state)
{
    struct slice_reader *r = open_slice(*state);
    int64_t min, max;
    bool any;
    struct slice_stats s;
    assert_int_equal(slice_reader_row_groups(r), 5);
    assert_int_equal(slice_reader_row_group_rows(r, 4), GROUP);
    assert_true(slice_reader_range(r, 0, &min, &max, &any) && any);
    assert_int_equal(min, 0);
    assert_int_equal(max, ROWS - 1);
    assert_true(slice_reader_range(r, 1, &min, &max, &any) && any);
    assert_int_equal(min, 1001 - ROWS);
    assert_int_equal(max, 1000);
    assert_true(slice_reader_range(r, 4, &min, &max, &any) && any);
    assert_int_equal(max, 999);
    assert_false(slice_reader_range(r, 3, &min, &max, &any));
    slice_reader_stats(r, 0, 3, &s);
    assert_true(s.has_min && s.has_max && s.min_exact && s.max_exact);
    assert_true(str_eqc(s.min, "v0") && str_eqc(s.max, "v999"));
    slice_reader_stats(r, 1, 4, &s);
    assert_true(s.has_null_count && !s.has_min && !s.has_max);
    assert_int_equal(s.null_count, GROUP);
    slice_reader_stats(r, 99, 0, &s);
    assert_false(s.has_min || s.has_null_count);
    assert_string_equal(slice_reader_created_by(r), "kamu-c version " KAMU_VERSION);
    assert_null(slice_reader_metadata(r, STR("ARROW:schema")).p);
    slice_reader_close(r);
}

/* Date64, Decimal32, Decimal64 and a list of Date64, pushed with kamu-cli 0.265: hashed as hinted.
 */
static void hinted_types_of_kamu(void **state)
{
    struct world *w = *state;
    struct kamu_error err;
    struct slice_reader *r;
    uint8_t hash[32];
    char text[65];
    assert_ok(slice_reader_open(&w->env, "unit/parquet/kamu-date64-decimal.parquet", &r, &err),
              &err);
    assert_ok(slice_reader_logical_hash(r, hash, &err), &err);
    for (int i = 0; i < 32; i++)
        snprintf(text + 2 * i, 3, "%02x", hash[i]);
    assert_string_equal(text, "e079a9d11220ede3614d980b53ff4d46b9b51569fb1af665cb352b752c054a64");
    assert_int_equal(slice_reader_schema(r)->fields[4].type.kind, COL_DATE32);
    assert_int_equal(slice_reader_schema(r)->fields[5].type.kind, COL_DECIMAL128);
    slice_reader_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(projection),
        cmocka_unit_test(wanted_schema),
        cmocka_unit_test(statistics),
        cmocka_unit_test(hinted_types_of_kamu),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
