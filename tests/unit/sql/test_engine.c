/* The engine: rows in and out in every type, what it is shut off from, its limits. */
#include "columnar/compare.h"
#include "unit/columnar/random_columns.h"
#include "unit/sql/batch_source.h"

#include <pthread.h>
#include <unistd.h>

struct fixture {
    struct env env;
    _Atomic int cancel;
    struct engine *e;
};

static bool open_fixture(struct fixture *f, const struct engine_options *options)
{
    static const struct engine_options plain = {.threads = 1};
    struct kamu_error err = {0};
    memset(f, 0, sizeof *f);
    assert_ok(env_init(&f->env, &err), &err);
    f->env.cancel = &f->cancel;
    f->e = test_engine(&f->env, options == NULL ? &plain : options);
    if (f->e == NULL)
        env_free(&f->env);
    return f->e != NULL;
}

static void close_fixture(struct fixture *f)
{
    engine_close(f->e);
    env_free(&f->env);
}

/* All rows of a query as one batch. */
static kamu_code all_rows(struct engine *e, const char *sql, struct col_schema *schema,
                          struct batch **out, struct kamu_error *err)
{
    struct engine_query *q = NULL;
    struct batch *parts[64];
    size_t n = 0;
    *out = NULL;
    KAMU_TRY(engine_prepare(e, sql, schema, &q, err));
    kamu_code rc = KAMU_OK;
    for (; n < 64; n++) {
        rc = engine_next(q, &parts[n], err);
        if (rc != KAMU_OK || parts[n] == NULL)
            break;
    }
    if (rc == KAMU_OK)
        rc = n == 0 ? batch_new(engine_query_schema(q), 0, out, err)
                    : batch_concat(parts, n, out, err);
    while (n > 0)
        batch_free(parts[--n]);
    engine_query_free(q);
    return rc;
}

static int64_t one_number(struct engine *e, const char *sql)
{
    struct kamu_error err = {0};
    struct batch *b = NULL;
    assert_ok(all_rows(e, sql, NULL, &b, &err), &err);
    assert_int_equal(b->length, 1);
    assert_int_equal(b->columns[0].type->kind, COL_INT64);
    int64_t v = ((const int64_t *)(const void *)b->columns[0].values->data)[0];
    batch_free(b);
    return v;
}

static void run_fails(struct engine *e, const char *sql, kamu_code want, const char *text)
{
    struct kamu_error err = {0};
    struct batch *b = NULL;
    assert_fails(all_rows(e, sql, NULL, &b, &err), want, text, &err);
}

static bool has_kind(const struct col_type *t, enum col_kind kind)
{
    if (t->kind == kind)
        return true;
    for (uint32_t i = 0; i < t->n_children; i++)
        if (has_kind(&t->children[i].type, kind))
            return true;
    return false;
}

/* Every type survives the way in and out, nulls and nesting included. */
static void test_round_trip(void **state)
{
    struct fixture f;
    (void)state;
    if (!open_fixture(&f, NULL))
        skip();
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct kamu_error err = {0};
        struct rnd r = rnd_new(seed);
        struct col_schema *schema = rnd_schema(&r, 4, 0);
        bool wide = false;
        for (uint32_t i = 0; i < schema->n_fields; i++)
            wide = wide || has_kind(&schema->fields[i].type, COL_DECIMAL256) ||
                   has_kind(&schema->fields[i].type, COL_NULL);
        struct batch *in = rnd_batch(&r, schema, (int64_t)rnd_below(&r, 5000), 20), *out = NULL;
        struct batch *several[] = {in, in};
        struct batch_source source = {.batches = several, .n = 2};
        struct engine_source s = batch_source_of(&source, schema);
        uint32_t id;
        char sql[64];
        assert_ok(engine_add_source(f.e, &s, &id, &err), &err);
        (void)snprintf(sql, sizeof sql, "SELECT c0, c1, c2, c3 FROM kamu_scan(%u)", id);
        if (!wide) {
            uint32_t all[] = {0, 1, 2, 3};
            assert_ok(all_rows(f.e, sql, schema, &out, &err), &err);
            assert_int_equal(out->length, 2 * in->length);
            assert_ok(batch_validate(out, true, &err), &err);
            for (int64_t i = 0; i < out->length; i++)
                if (!batch_row_equal(out, i, in, i % in->length, all, all, 4))
                    fail_msg("seed %d, row %d", (int)seed, (int)i);
        }
        batch_free(out);
        batch_free(in);
        col_schema_unref(schema);
        assert_int_equal(source.opened, source.closed);
    }
    close_fixture(&f);
}

static struct batch *numbers(struct col_schema **schema, int64_t n)
{
    struct batch_builder bb;
    struct batch *b = NULL;
    assert_int_equal(col_schema_new(2, schema, NULL), KAMU_OK);
    (*schema)->fields[0] = (struct col_field){.name = "n", .type = {.kind = COL_INT64}};
    (*schema)->fields[1] =
        (struct col_field){.name = "s", .type = {.kind = COL_STRING}, .nullable = true};
    assert_int_equal(batch_builder_init(&bb, *schema, NULL), KAMU_OK);
    for (int64_t i = 0; i < n; i++) {
        char text[32];
        int m = snprintf(text, sizeof text, "number %lld", (long long)i);
        assert_int_equal(col_put_i64(&bb.columns[0], i, NULL), KAMU_OK);
        assert_int_equal(i % 3 == 0 ? col_put_null(&bb.columns[1], NULL)
                                    : col_put_string(&bb.columns[1], text, (size_t)m, NULL),
                         KAMU_OK);
    }
    assert_int_equal(batch_builder_finish(&bb, &b, NULL), KAMU_OK);
    batch_builder_free(&bb);
    return b;
}

/* Only what the query uses is asked for; a source named twice is read twice. */
static void test_columns_and_uses(void **state)
{
    struct fixture f;
    struct col_schema *schema;
    (void)state;
    if (!open_fixture(&f, NULL))
        skip();
    struct batch *b = numbers(&schema, 1000);
    struct batch_source source = {.batches = &b, .n = 1};
    struct engine_source s = batch_source_of(&source, schema);
    struct kamu_error err = {0};
    uint32_t id;
    assert_ok(engine_add_source(f.e, &s, &id, &err), &err);
    assert_int_equal(one_number(f.e, "SELECT count(*) FROM kamu_scan(0)"), 1000);
    assert_int_equal(source.columns_asked, 0);
    assert_int_equal(one_number(f.e, "SELECT sum(c0)::BIGINT FROM kamu_scan(0)"), 499500);
    assert_int_equal(source.columns_asked, 1);
    assert_int_equal(one_number(f.e, "SELECT count(*) FROM kamu_scan(0) WHERE c0 > 5 AND c1 = 'x'"),
                     0);
    assert_int_equal(source.columns_asked, 2);
    assert_int_equal(engine_source_uses(f.e, id), 1);
    assert_int_equal(one_number(f.e,
                                "SELECT (SELECT count(c1) FROM kamu_scan(0)) + (SELECT max(c0) "
                                "FROM kamu_scan(0))"),
                     666 + 999);
    assert_int_equal(engine_source_uses(f.e, id), 2);
    assert_int_equal(source.opened, source.closed);
    run_fails(f.e, "SELECT * FROM kamu_scan(7)", KAMU_E_INPUT, "no source 7");
    batch_free(b);
    col_schema_unref(schema);
    close_fixture(&f);
}

/* Sources need not be ready for several threads before their scans are open. */
static _Atomic int opening, met;

static kamu_code open_slowly(void *ctx, const struct scan_request *request, void **scan,
                             struct kamu_error *err)
{
    met += opening++ > 0;
    usleep(20000);
    opening--;
    return batch_scan_open(ctx, request, scan, err);
}

static void test_scans_open_one_by_one(void **state)
{
    struct fixture f;
    struct engine_options o = {.threads = 4};
    struct col_schema *schema;
    (void)state;
    if (!open_fixture(&f, &o))
        skip();
    struct batch *b = numbers(&schema, 1000);
    struct batch_source source = {.batches = &b, .n = 1};
    struct engine_source s = batch_source_of(&source, schema);
    struct kamu_error err = {0};
    uint32_t id;
    s.scan_open = open_slowly;
    assert_ok(engine_add_source(f.e, &s, &id, &err), &err);
    struct buf sql = BUF_INIT(1 << 16);
    assert_ok(buf_append_str(&sql, "SELECT sum(v)::BIGINT FROM (", &err), &err);
    for (int i = 0; i < 8; i++) /* which end at the same time, and are not the same to DuckDB */
        assert_ok(buf_printf(&sql, &err,
                             "%sSELECT count(*) AS v FROM kamu_scan(0) x JOIN (SELECT DISTINCT c0 "
                             "FROM kamu_scan(0)) y ON x.c0 = y.c0 WHERE x.c0 <> %d",
                             i == 0 ? "" : " UNION ALL ", i),
                  &err);
    assert_ok(buf_append_str(&sql, ")", &err), &err);
    assert_int_equal(one_number(f.e, buf_cstr(&sql)), 8 * 999);
    assert_int_equal(source.opened, 16);
    assert_int_equal(met, 0);
    buf_free(&sql);
    batch_free(b);
    col_schema_unref(schema);
    close_fixture(&f);
}

/* Nothing but a query, and nothing outside of it. */
static void test_shut_off(void **state)
{
    static const struct {
        const char *sql, *text;
    } refused[] = {
        {"", "no query"},
        {"-- nothing", "no query"},
        {"SELECT 1; SELECT 2", "single SQL statement"},
        {"CREATE TABLE t AS SELECT 1", "Only a query"},
        {"INSERT INTO t VALUES (1)", NULL},
        {"UPDATE t SET a = 1", NULL},
        {"DELETE FROM t", NULL},
        {"DROP TABLE t", NULL},
        {"COPY (SELECT 1) TO 'x.csv'", NULL},
        {"COPY t FROM '/etc/passwd'", NULL},
        {"ATTACH 'x.db'", NULL},
        {"INSTALL httpfs", NULL},
        {"LOAD httpfs", NULL},
        {"SET threads = 8", NULL},
        {"SET enable_external_access = true", NULL},
        {"RESET lock_configuration", NULL},
        {"PRAGMA memory_limit = '1TB'", NULL},
        {"CALL pragma_version()", NULL},
        {"CHECKPOINT", NULL},
        {"BEGIN", NULL},
        {"EXPORT DATABASE 'x'", NULL},
        {"SELECT * FROM read_csv('/etc/passwd')", "disabled"},
        {"SELECT * FROM read_text('/etc/passwd')", "disabled"},
        {"SELECT * FROM read_blob('/etc/passwd')", "disabled"},
        {"SELECT * FROM read_parquet('x.parquet')", "disabled"},
        {"SELECT * FROM read_json('http://127.0.0.1:1/x')", NULL},
        {"SELECT * FROM glob('/etc/*')", "disabled"},
        {"SELECT * FROM '/etc/passwd'", NULL},
        {"SELECT * FROM sniff_csv('/etc/passwd')", NULL},
        {"SELECT getenv('HOME')", NULL},
        {"SELECT ?", "parameters"},
        {"SELECT 1 +", "syntax error"},
        {"SELECT interval '1 day'", "cast it"},
    };
    struct fixture f;
    (void)state;
    if (!open_fixture(&f, NULL))
        skip();
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct kamu_error err = {0};
        struct batch *b = NULL;
        kamu_code rc = all_rows(f.e, refused[i].sql, NULL, &b, &err);
        if (rc == KAMU_OK)
            fail_msg("'%s' was answered", refused[i].sql);
        if (refused[i].text != NULL && !test_error_has(&err, refused[i].text) &&
            strstr(err.at.hint, refused[i].text) == NULL)
            fail_msg("'%s': %s", refused[i].sql, test_error_text(&err));
    }
    assert_int_equal(one_number(f.e, "SELECT 1::BIGINT"), 1); /* and it goes on */
    close_fixture(&f);
}

static void test_positions(void **state)
{
    struct fixture f;
    struct kamu_error err = {0};
    struct engine_query *q = NULL;
    (void)state;
    if (!open_fixture(&f, NULL))
        skip();
    assert_fails(engine_prepare(f.e, "SELECT 1,\n  nope", NULL, &q, &err), KAMU_E_INPUT, "nope",
                 &err);
    assert_int_equal(err.at.line, 2);
    assert_int_equal(err.at.column, 3);
    char sql[400];
    (void)snprintf(sql, sizeof sql, "SELECT 1 AS %0150d, nope AS %0150d FROM (SELECT 1 AS a)", 1,
                   1);
    for (char *p = sql; *p; p++)
        if (*p == '0')
            *p = 'x';
    assert_fails(engine_prepare(f.e, sql, NULL, &q, &err), KAMU_E_INPUT, "nope", &err);
    assert_int_equal(err.at.line, 1);
    assert_int_equal(err.at.column, (uint64_t)(strstr(sql, "nope") - sql) + 1);
    close_fixture(&f);
}

static void test_errors_of_rows(void **state)
{
    struct fixture f;
    struct col_schema *schema;
    struct kamu_error err = {0};
    (void)state;
    if (!open_fixture(&f, NULL))
        skip();
    struct batch *b = numbers(&schema, 1000), *out = NULL;
    struct batch_source source = {.batches = &b, .n = 1, .fails = KAMU_E_CORRUPT};
    struct engine_source s = batch_source_of(&source, schema);
    uint32_t id;
    assert_ok(engine_add_source(f.e, &s, &id, &err), &err);
    run_fails(f.e, "SELECT c0, c1 FROM kamu_scan(0)", KAMU_E_CORRUPT, "out of rows");
    run_fails(f.e, "SELECT max(c0) FROM kamu_scan(0)", KAMU_E_CORRUPT, "out of rows");
    run_fails(f.e, "SELECT cast('x' AS INTEGER)", KAMU_E_INPUT, "Could not convert");
    run_fails(f.e, "SELECT error('kamu: Arrow error: bad')", KAMU_E_INPUT, "Arrow error: bad");
    source.fails = KAMU_OK;
    run_fails(f.e, "SELECT cast(c1 AS INTEGER) FROM kamu_scan(0)", KAMU_E_INPUT, "number 1");
    /* a null where none may be */
    struct col_schema *strict;
    assert_ok(col_schema_new(1, &strict, &err), &err);
    strict->fields[0] = (struct col_field){.name = "s", .type = {.kind = COL_STRING}};
    assert_fails(all_rows(f.e, "SELECT c1 FROM kamu_scan(0)", strict, &out, &err), KAMU_E_INPUT,
                 "Column 's' is declared as non-nullable but contains null values", &err);
    assert_fails(all_rows(f.e, "SELECT c0 FROM kamu_scan(0)", strict, &out, &err), KAMU_E_BUG,
                 "not of the type", &err);
    assert_int_equal(source.opened, source.closed);
    col_schema_unref(strict);
    batch_free(b);
    col_schema_unref(schema);
    close_fixture(&f);
}

static void *cancel_soon(void *arg)
{
    struct fixture *f = arg;
    usleep(150000);
    f->cancel = 1;
    return NULL;
}

static const char endless[] =
    "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range + b.range = 7";

static void test_time_limit_and_cancel(void **state)
{
    struct fixture f;
    struct engine_options o = {.threads = 2, .time_max_ms = 200};
    pthread_t t;
    (void)state;
    if (!open_fixture(&f, &o))
        skip();
    run_fails(f.e, endless, KAMU_E_LIMIT, "took longer than");
    assert_int_equal(one_number(f.e, "SELECT 1::BIGINT"), 1);
    close_fixture(&f);
    o.time_max_ms = 0;
    assert_true(open_fixture(&f, &o));
    assert_int_equal(pthread_create(&t, NULL, cancel_soon, &f), 0);
    run_fails(f.e, endless, KAMU_E_CANCELLED, "aborted");
    pthread_join(t, NULL);
    close_fixture(&f);
}

static void test_memory_limit(void **state)
{
    struct fixture f;
    struct engine_options o = {.threads = 1, .memory_max_bytes = (uint64_t)32 << 20};
    (void)state;
    if (!open_fixture(&f, &o))
        skip();
    run_fails(f.e,
              "SELECT count(*) FROM (SELECT list(range) AS l FROM range(20000000)) WHERE l[5] = 3",
              KAMU_E_LIMIT, NULL);
    close_fixture(&f);
}

/* ---- spilling ---------------------------------------------------------------------------- */

#define SORTED                                                                                     \
    "SELECT range AS a, md5(range::VARCHAR) AS b FROM range(1500000) ORDER BY md5((range + "       \
    "7)::VARCHAR)"

static struct engine_query *start_sort(struct engine *e, int64_t *rows)
{
    struct kamu_error err = {0};
    struct engine_query *q = NULL;
    struct batch *b = NULL;
    assert_ok(engine_prepare(e, SORTED, NULL, &q, &err), &err);
    assert_ok(engine_next(q, &b, &err), &err);
    assert_non_null(b);
    *rows = b->length;
    batch_free(b);
    return q;
}

static void finish_sort(struct engine_query *q, int64_t rows)
{
    struct kamu_error err = {0};
    struct batch *b = NULL;
    do {
        assert_ok(engine_next(q, &b, &err), &err);
        rows += b == NULL ? 0 : b->length;
        batch_free(b);
    } while (b != NULL);
    assert_int_equal(rows, 1500000);
    engine_query_free(q);
}

static kamu_code count_entry(void *ctx, const char *name, struct kamu_error *err)
{
    (void)name, (void)err;
    ++*(unsigned *)ctx;
    return KAMU_OK;
}

static unsigned entries(struct env *env, const char *dir)
{
    struct kamu_error err = {0};
    unsigned n = 0;
    assert_ok(fs_list(&env->fs, dir, count_entry, &n, &err), &err);
    return n;
}

/* Two engines spill into one directory and do not meet there; nothing stays. */
static void test_spill(void **state)
{
    struct fixture f, g;
    char dir[64], path[80], sql[128];
    struct kamu_error err = {0};
    struct engine_options o = {
        .threads = 1, .memory_max_bytes = (uint64_t)40 << 20, .temp_dir = dir};
    int64_t first, second;
    (void)state;
    test_mkdir(dir);
    if (!open_fixture(&f, &o)) {
        test_rmdir(dir);
        skip();
    }
    assert_true(open_fixture(&g, &o));
    struct engine_query *one = start_sort(f.e, &first), *two = start_sort(g.e, &second);
    finish_sort(one, first);
    finish_sort(two, second);
    assert_int_equal(entries(&f.env, dir), 2);
    close_fixture(&g);
    assert_int_equal(entries(&f.env, dir), 1);

    (void)snprintf(path, sizeof path, "%s/x.csv", dir);
    (void)snprintf(sql, sizeof sql, "SELECT * FROM '%s'", path);
    FILE *csv = fopen(path, "we");
    assert_non_null(csv);
    assert_true(fputs("a,b\n1,2\n", csv) >= 0);
    assert_int_equal(fclose(csv), 0);
    run_fails(f.e, sql, KAMU_E_INPUT, "disabled");
    close_fixture(&f);
    assert_ok(env_init(&f.env, &err), &err);
    assert_int_equal(entries(&f.env, dir), 1); /* x.csv */
    env_free(&f.env);
    test_rmdir(dir);
}

/* A stream that is read as it comes: the memory does not grow with it. */
static void test_streams(void **state)
{
    struct fixture f;
    struct col_schema *schema;
    struct kamu_error err = {0};
    struct engine_options o = {.threads = 1, .memory_max_bytes = (uint64_t)64 << 20};
    (void)state;
    if (!open_fixture(&f, &o))
        skip();
    struct batch *b = numbers(&schema, 50000);
    struct batch_source source = {.batches = &b, .n = 1, .endless = 200}; /* 10 M rows, 400 MB */
    struct engine_source s = batch_source_of(&source, schema);
    struct engine_query *q = NULL;
    uint32_t id;
    int64_t rows = 0;
    assert_ok(engine_add_source(f.e, &s, &id, &err), &err);
    assert_ok(
        engine_prepare(f.e, "SELECT c0 + 1, c1 FROM kamu_scan(0) WHERE c0 % 2 = 0", NULL, &q, &err),
        &err);
    for (;;) {
        struct batch *out = NULL;
        assert_ok(engine_next(q, &out, &err), &err);
        if (out == NULL)
            break;
        rows += out->length;
        assert_true(out->length <= BATCH_ROWS_MAX);
        batch_free(out);
    }
    assert_int_equal(rows, 200 * 25000);
    engine_query_free(q);
    /* a reader that stops early ends the source too */
    assert_ok(engine_prepare(f.e, "SELECT c0, c1 FROM kamu_scan(0)", NULL, &q, &err), &err);
    struct batch *out = NULL;
    assert_ok(engine_next(q, &out, &err), &err);
    batch_free(out);
    engine_query_free(q);
    assert_int_equal(source.opened, source.closed);
    batch_free(b);
    col_schema_unref(schema);
    close_fixture(&f);
}

static void test_quoting(void **state)
{
    struct buf out = BUF_INIT(1000);
    (void)state;
    assert_int_equal(sql_quote_name(STR("a\"; drop"), &out, NULL), KAMU_OK);
    assert_int_equal(sql_quote_text(STR("it's"), &out, NULL), KAMU_OK);
    assert_string_equal(buf_cstr(&out), "\"a\"\"; drop\"'it''s'");
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_columns_and_uses),
        cmocka_unit_test(test_shut_off),
        cmocka_unit_test(test_positions),
        cmocka_unit_test(test_errors_of_rows),
        cmocka_unit_test(test_time_limit_and_cancel),
        cmocka_unit_test(test_memory_limit),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_quoting),
        cmocka_unit_test(test_spill),
        cmocka_unit_test(test_scans_open_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
