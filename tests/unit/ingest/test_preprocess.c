/* Preprocess through the library: every way of pushing, inputs that flow and are named twice. */
#include "columnar/arrow_c.h"
#include "sql/duckdb.h"
#include "unit/ingest/workspace_of.h"

static bool no_duckdb(void)
{
    struct duckdb db;
    struct kamu_error err = {0};
    const char *named = getenv("KAMU_DUCKDB");
    if (named != NULL && access(named, R_OK) != 0)
        unsetenv("KAMU_DUCKDB");
    if (duckdb_load(&db, &err) == KAMU_OK)
        return false;
    print_message("skipped: %s\n", test_error_text(&err));
    return true;
}

static void open_with_query(struct fixture *f, const char *engine, const char *query)
{
    fixture_open(f);
    struct col_schema *schema = schema_of("t:ts k:str? v:i64?");
    struct odf_event e =
        source_event(f, STR("default"), schema,
                     merge_of(f, ODF_MERGE_APPEND, (struct odf_strs){0}, (struct odf_strs){0}));
    struct odf_transform_sql *sql = arena_calloc(&f->arena, 1, sizeof *sql);
    sql->engine = str_c(engine);
    sql->queries.items = arena_calloc(&f->arena, 1, sizeof *sql->queries.items);
    sql->queries.items[0].query = str_c(query);
    sql->queries.n = 1;
    e.add_push_source->preprocess = (struct odf_transform){.kind = ODF_TRANSFORM_SQL, .sql = sql};
    fixture_create(f, "ds", &e, 1);
    col_schema_unref(schema);
}

static int64_t sum_of(const struct batch *b, const char *column)
{
    int at = col_schema_find(b->schema, str_c(column));
    int64_t sum = 0;
    assert_true(at >= 0);
    assert_int_equal(b->columns[at].type->kind, COL_INT64);
    for (int64_t i = 0; i < b->length; i++)
        sum += ((const int64_t *)(const void *)b->columns[at].values->data)[i];
    return sum;
}

struct stream {
    const char *text;
    size_t n, at, piece;
};

static enum kamu_code read_stream(void *ctx, void *out, size_t capacity, size_t *got)
{
    struct stream *s = ctx;
    *got = s->n - s->at < s->piece ? s->n - s->at : s->piece;
    if (*got > capacity)
        *got = capacity;
    memcpy(out, s->text + s->at, *got);
    s->at += *got;
    return KAMU_OK;
}

static const char twice[] =
    "select t as event_time, v * 2 as w, (select cast(sum(v) as bigint) from input) as total "
    "from input where v is not null and k <> 'x'";
static const char rows[] = "{\"t\": \"2020-01-01\", \"k\": \"a\", \"v\": 1}\n"
                           "{\"t\": \"2020-01-02\", \"k\": \"x\", \"v\": 10}\n"
                           "{\"t\": \"2020-01-03\", \"k\": \"b\", \"v\": 100}\n"
                           "{\"t\": \"2020-01-04\", \"k\": \"c\", \"v\": null}\n";

static void check_rows(struct fixture *f)
{
    struct batch *b = newest_slice(f);
    assert_int_equal(b->length, 2);
    assert_int_equal(sum_of(b, "w"), 202);
    assert_int_equal(sum_of(b, "total"), 222);
    batch_free(b);
}

static void push_each_way(const char *engine)
{
    struct fixture f;
    struct kamu_push *p = NULL;
    struct kamu_push_result result;
    open_with_query(&f, engine, twice);
    assert_ok(fixture_push(&f, rows, strlen(rows), NULL, &result), &f.err);
    assert_int_equal(result.rows_read, 4);
    assert_int_equal(result.rows_written, 2);
    check_rows(&f);

    struct stream s = {.text = rows, .n = strlen(rows), .piece = 7};
    assert_ok(push_open(&f.env, f.ds, NULL, &p, &f.err), &f.err);
    assert_ok(kamu_push_add_callback(p, read_stream, &s, "stream", &f.err), &f.err);
    assert_ok(kamu_push_commit(p, &result, &f.err), &f.err);
    assert_int_equal(result.rows_read, 4);
    kamu_push_free(p);
    check_rows(&f);

    struct ArrowSchema schema;
    struct ArrowArray array;
    struct col_schema *columns = schema_of("t:ts k:str? v:i64?");
    struct batch *b =
        batch_of(columns, "2020-01-01 a 1;2020-01-02 x 10;2020-01-03 b 100;2020-01-04 c -");
    assert_ok(arrow_export_schema(columns, &schema, &f.err), &f.err);
    assert_ok(arrow_export_batch(b, &array, &f.err), &f.err);
    assert_ok(push_open(&f.env, f.ds, NULL, &p, &f.err), &f.err);
    assert_ok(kamu_push_add_arrow(p, &schema, &array, NULL, &f.err), &f.err);
    assert_ok(kamu_push_commit(p, &result, &f.err), &f.err);
    kamu_push_free(p);
    check_rows(&f);
    batch_free(b);
    col_schema_unref(columns);
    fixture_close(&f);
}

static void test_every_way(void **state)
{
    (void)state;
    if (no_duckdb())
        skip();
    push_each_way("datafusion");
    push_each_way("DuckDB");
}

/* More than the spool keeps in memory, read twice at the same time. */
static void test_long_stream_twice(void **state)
{
    struct fixture f;
    struct kamu_push *p = NULL;
    struct kamu_push_result result;
    const int64_t n = 200000;
    (void)state;
    if (no_duckdb())
        skip();
    open_with_query(&f, "datafusion",
                    "select a.t as event_time, a.v as w, b.v as u from input a join input b on "
                    "a.v = b.v + 1 order by a.v");
    struct buf text = BUF_INIT((size_t)64 << 20);
    for (int64_t i = 0; i < n; i++)
        assert_ok(buf_printf(&text, &f.err, "{\"t\": %lld, \"k\": \"k%lld\", \"v\": %lld}\n",
                             (long long)i * 1000, (long long)i % 7, (long long)i),
                  &f.err);
    struct stream s = {.text = (const char *)text.data, .n = text.len, .piece = 100000};
    assert_ok(push_open(&f.env, f.ds, NULL, &p, &f.err), &f.err);
    assert_ok(kamu_push_add_callback(p, read_stream, &s, "stream", &f.err), &f.err);
    assert_ok(kamu_push_commit(p, &result, &f.err), &f.err);
    assert_int_equal(result.rows_written, n - 1);
    kamu_push_free(p);
    struct batch *b = newest_slice(&f);
    assert_int_equal(sum_of(b, "w"), (n - 1) * n / 2);
    assert_int_equal(sum_of(b, "u"), (n - 1) * (n - 2) / 2);
    batch_free(b);
    buf_free(&text);
    fixture_close(&f);
}

/* An error of the query, of the input and of the caller: nothing is committed. */
static enum kamu_code broken_stream(void *ctx, void *out, size_t capacity, size_t *got)
{
    (void)ctx;
    (void)out;
    (void)capacity;
    *got = 0;
    return KAMU_E_IO;
}

static void test_failures(void **state)
{
    struct fixture f;
    struct kamu_push *p = NULL;
    struct odf_hash before, after;
    (void)state;
    if (no_duckdb())
        skip();
    open_with_query(&f, "datafusion", "select t as event_time, cast(k as int) as n from input");
    assert_ok(dataset_head(f.ds, &before, &f.err), &f.err);
    assert_fails(fixture_push(&f, rows, strlen(rows), NULL, NULL), KAMU_E_INPUT, "'a'", &f.err);
    assert_fails(fixture_push(&f, "{\"t\": 1, \"k\": \"1\"", 16, NULL, NULL), KAMU_E_INPUT, NULL,
                 &f.err);
    assert_int_equal(f.err.at.line, 1);
    assert_ok(push_open(&f.env, f.ds, NULL, &p, &f.err), &f.err);
    assert_ok(kamu_push_add_callback(p, broken_stream, NULL, "stream", &f.err), &f.err);
    assert_fails(kamu_push_commit(p, NULL, &f.err), KAMU_E_IO, "caller", &f.err);
    kamu_push_free(p);
    assert_ok(dataset_head(f.ds, &after, &f.err), &f.err);
    assert_true(odf_hash_eq(&before, &after));
    /* the column that the query does not use is not parsed */
    static const char unused[] = "{\"t\": 1, \"k\": \"1\", \"v\": \"no number\"}\n";
    assert_ok(fixture_push(&f, unused, strlen(unused), NULL, NULL), &f.err);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_way),
        cmocka_unit_test(test_long_stream_twice),
        cmocka_unit_test(test_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
