/* Queries over datasets: names, pinned blocks, what is not seen, limits, one engine for many. */
#include "unit/ingest/workspace_of.h"
#include "unit/sql/batch_source.h"

#include "columnar/json_rows.h"
#include "sql/dataset_query.h"
#include "store/past.h"
#include "store/ranges.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct world {
    struct fixture f;
    struct engine *e;
    struct odf_hash heads[8];
    size_t n;
};

static void push(struct world *w, const char *rows)
{
    assert_ok(fixture_push(&w->f, rows, strlen(rows), NULL, NULL), &w->f.err);
    assert_ok(dataset_head(w->f.ds, &w->heads[w->n++], &w->f.err), &w->f.err);
}

/* Dataset "d" of two pushes: v = 1, 2 and v = 3. false: there is no DuckDB. */
static bool world_open(struct world *w, uint64_t time_max_ms)
{
    memset(w, 0, sizeof *w);
    fixture_open(&w->f);
    struct engine_options options = {.threads = 2, .time_max_ms = time_max_ms};
    w->e = test_engine(&w->f.env, &options);
    if (w->e == NULL) {
        fixture_close(&w->f);
        return false;
    }
    struct col_schema *s = schema_of("v:i64");
    struct odf_event source = source_event(
        &w->f, STR("default"), s,
        merge_of(&w->f, ODF_MERGE_APPEND, strs_of(&w->f, NULL, 0), strs_of(&w->f, NULL, 0)));
    col_schema_unref(s);
    fixture_create(&w->f, "d", &source, 1);
    push(w, "{\"v\":1}\n{\"v\":2}\n");
    push(w, "{\"v\":3}\n");
    return true;
}

static void world_close(struct world *w)
{
    engine_close(w->e);
    fixture_close(&w->f);
}

/* The rows as JSON, or the first message of the error. */
static const char *ask(struct world *w, struct dataset_query_options o, const char *sql)
{
    static char text[KAMU_ERROR_TEXT_MAX + 1];
    struct kamu_error err = {0};
    struct dataset_query *q = NULL;
    struct json_rows *rows = NULL;
    struct buf out = BUF_INIT(sizeof text - 1);
    kamu_code rc = dataset_query_open(w->f.ws, w->e, &o, str_c(sql), &q, &err);
    if (rc == KAMU_OK)
        rc = json_rows_new(JSON_AOA, dataset_query_schema(q), 1000, &rows, &err);
    struct batch *b = NULL;
    while (rc == KAMU_OK && (rc = dataset_query_next(q, &b, &err)) == KAMU_OK && b != NULL) {
        for (int64_t i = 0; i < b->length; i++)
            assert_ok(json_rows_add(rows, b, i, &out, &err), &err);
        batch_free(b);
    }
    if (rc == KAMU_OK)
        rc = json_rows_end(rows, false, &out, &err);
    snprintf(text, sizeof text, "%s", rc == KAMU_OK ? buf_cstr(&out) : kamu_error_message(&err, 0));
    json_rows_free(rows);
    dataset_query_close(q);
    buf_free(&out);
    return text;
}

static void names(void **state)
{
    struct world w;
    struct dataset_query_options o = {0};
    char sql[256], did[ODF_DID_TEXT_MAX];
    static const char *const same[] = {"d", "D", "\"d\"", "kamu.d", "kamu.kamu.d", "\"kamu/d\""};
    if (!world_open(&w, 0))
        return;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        snprintf(sql, sizeof sql, "select sum(v) from %s", same[i]);
        assert_string_equal(ask(&w, o, sql), "[[6]]");
    }
    odf_did_text(&dataset_handle(w.f.ds)->id, did);
    snprintf(sql, sizeof sql, "select count(*) from \"%s\"", did);
    assert_string_equal(ask(&w, o, sql), "[[3]]");
    assert_string_equal(ask(&w, o, "select 1 from e"), "table 'kamu.kamu.e' not found");
    assert_string_equal(ask(&w, o, "select 1 from \"alice/d\""),
                        "table 'kamu.kamu.alice/d' not found");
    assert_string_equal(ask(&w, o, "select 1 from '/etc/passwd'"),
                        "table 'kamu.kamu./etc/passwd' not found");
    world_close(&w);
}

static void some_rows(void **state)
{
    struct world w;
    struct dataset_query_options o = {.limited = true, .limit = 2};
    if (!world_open(&w, 0))
        return;
    assert_string_equal(ask(&w, o, "select v from d order by v desc;"), "[[3],[2]]");
    o.skip = 2;
    assert_string_equal(ask(&w, o, "select v from d order by v desc"), "[[1]]");
    o.skip = 5;
    assert_string_equal(ask(&w, o, "select v from d -- all"), "[]");
    o = (struct dataset_query_options){.limited = true, .limit = 0};
    assert_string_equal(ask(&w, o, "select v from d"), "[]");
    o.limit = INT64_MAX;
    o.skip = 1;
    assert_string_equal(
        ask(&w, o, "with x as (select v from d) select v from x order by 1 limit 2"), "[[2]]");
    o.limit = (uint64_t)INT64_MAX + 1;
    assert_string_equal(ask(&w, o, "select v from d"), "skip and limit must be less than 2^63");
    world_close(&w);
}

static void pinned(void **state)
{
    struct world w;
    if (!world_open(&w, 0))
        return;
    struct query_table t[3] = {
        {.alias = STR("x"), .id = dataset_handle(w.f.ds)->id, .has_block = true},
        {.alias = STR("y"), .id = dataset_handle(w.f.ds)->id},
        {.alias = STR("gone"), .id = {{1, 2, 3}}}};
    struct dataset_query_options o = {.tables = t, .n_tables = 3};
    t[0].block = w.heads[0];
    assert_string_equal(ask(&w, o, "select sum(v) from x"), "[[3]]");
    assert_string_equal(ask(&w, o, "select count(*), max(v) from x"), "[[2,2]]");
    assert_string_equal(ask(&w, o, "select (select max(v) from y), x.v from x order by 2"),
                        "[[3,1],[3,2]]");
    assert_string_equal(ask(&w, o, "select 1 from d"), "table 'kamu.kamu.d' not found");
    assert_string_equal(ask(&w, o, "select 1 from X"), "table 'kamu.kamu.X' not found");
    assert_string_equal(ask(&w, o, "select 1 from \"X\""), "table 'kamu.kamu.X' not found");
    assert_string_equal(ask(&w, o, "select 1 from gone"), "table 'kamu.kamu.gone' not found");
    /* the blocks before there were rows, and before there was a schema */
    struct odf_hash *chain = NULL;
    size_t n = 0;
    assert_ok(dataset_chain(w.f.ds, NULL, &chain, &n, &w.f.err), &w.f.err);
    t[0].block = chain[0];
    assert_string_equal(ask(&w, o, "select count(*) from x"), "[[0]]");
    assert_string_equal(ask(&w, o, "select v from x"), "No field named v.");
    for (size_t i = 0; i < n; i++) {
        struct dataset_past past;
        assert_ok(dataset_past_open(w.f.ds, &chain[i], &past, &w.f.err), &w.f.err);
        assert_int_equal(past.n_slices, i + 1 == n ? 2 : i + 2 == n ? 1 : 0);
        dataset_past_free(&past);
    }
    mem_free(chain);
    t[0].block.digest[0] ^= 1;
    assert_non_null(strstr(ask(&w, o, "select 1"), " does not have a block f1620"));
    o.n_tables = 0;
    assert_string_equal(ask(&w, o, "select 1 from x"), "table 'kamu.kamu.x' not found");
    world_close(&w);
}

/* A newer schema is not that of an old block. */
static void pinned_below_metadata(void **state)
{
    struct world w;
    struct odf_set_info info = {.description = STR("text")};
    struct odf_event e = {.kind = ODF_SET_INFO, .set_info = &info};
    if (!world_open(&w, 0))
        return;
    fixture_commit(&w.f, &e);
    push(&w, "{\"v\":4}\n");
    struct query_table t = {.alias = STR("d"), .id = dataset_handle(w.f.ds)->id, .has_block = true};
    struct dataset_query_options o = {.tables = &t, .n_tables = 1};
    static const char *const sums[] = {"[[3]]", "[[6]]", "[[10]]"};
    for (size_t i = 0; i < 3; i++) {
        t.block = w.heads[i];
        assert_string_equal(ask(&w, o, "select sum(v) from d"), sums[i]);
    }
    world_close(&w);
}

static bool nothing(void *ctx, const struct dataset_handle *dataset)
{
    return false;
}

static void unseen(void **state)
{
    struct world w;
    struct dataset_query_options o = {.visible = nothing};
    struct query_table t = {.alias = STR("d")};
    if (!world_open(&w, 0))
        return;
    assert_string_equal(ask(&w, o, "select 1 from d"), "table 'kamu.kamu.d' not found");
    t.id = dataset_handle(w.f.ds)->id;
    o.tables = &t;
    o.n_tables = 1;
    assert_string_equal(ask(&w, o, "select 1 from d"), "table 'kamu.kamu.d' not found");
    world_close(&w);
}

static void writes_are_refused(void **state)
{
    struct world w;
    struct dataset_query_options o = {.limited = true, .limit = 100};
    static const char *const all[] = {"copy (select 1) to '/tmp/x'",
                                      "set a = 1",
                                      "create table x (a int)",
                                      "drop table d",
                                      "insert into d values (1)",
                                      "select 1; select 2",
                                      "explain select 1",
                                      "show tables",
                                      "attach 'x'",
                                      "pragma version",
                                      "",
                                      ";",
                                      "select 1) limit 1; create table x(a int); --"};
    if (!world_open(&w, 0))
        return;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_int_not_equal(ask(&w, o, all[i])[0], '[');
    world_close(&w);
}

#define ENDLESS                                                                                    \
    "select sum(a.value * b.value) from generate_series(1, 1000000) a cross join "                 \
    "generate_series(1, 1000000) b"

static void time_limit(void **state)
{
    struct world w;
    struct dataset_query_options o = {0};
    if (!world_open(&w, 300))
        return;
    uint64_t start = clock_monotonic_ns();
    assert_non_null(strstr(ask(&w, o, ENDLESS), "took longer than"));
    assert_true(clock_monotonic_ns() - start < 5000000000u);
    assert_string_equal(ask(&w, o, "select sum(v) from d"), "[[6]]");
    usleep(400000); /* an engine at rest has no time limit */
    assert_string_equal(ask(&w, o, "select sum(v) from d"), "[[6]]");
    world_close(&w);
}

static bool gone_later(void *ctx)
{
    return ++*(int *)ctx > 3;
}

static void client_leaves(void **state)
{
    struct world w;
    struct dataset_query_options o = {0};
    int calls = 0;
    if (!world_open(&w, 0))
        return;
    engine_watch(w.e, gone_later, &calls);
    assert_string_equal(ask(&w, o, ENDLESS), "Operation aborted");
    assert_string_equal(ask(&w, o, "select sum(v) from d"), "[[6]]"); /* closing ended the watch */
    world_close(&w);
}

/* ---- ranges of slices ---- */

#define SLICES 40

static void many_slices(struct world *w)
{
    char row[64];
    for (int i = 0; i < SLICES; i++) {
        int n = snprintf(row, sizeof row, "{\"v\":%d}\n", 100 + i);
        assert_ok(fixture_push(&w->f, row, (size_t)n, NULL, NULL), &w->f.err);
    }
}

static void ranges_path(struct world *w, char path[FS_PATH_MAX])
{
    char name[ODF_DID_DIR_MAX];
    odf_did_dir(&dataset_handle(w->f.ds)->id, name);
    snprintf(path, FS_PATH_MAX, "%s/.kamu/cache/ranges/%s", w->f.dir, name);
}

/* The file of the slice that begins with this offset is away, or back again. */
static void take_slice(struct world *w, uint64_t offset, bool away)
{
    struct odf_hash head;
    struct slice_ref *slices = NULL;
    size_t n = 0;
    bool found = false;
    assert_ok(dataset_head(w->f.ds, &head, &w->f.err), &w->f.err);
    assert_ok(dataset_slices(w->f.ds, &head, &slices, &n, &w->f.err), &w->f.err);
    for (size_t i = 0; i < n; i++) {
        char path[FS_PATH_MAX], hidden[FS_PATH_MAX + 8];
        if (slices[i].offset_first != offset)
            continue;
        found = true;
        assert_ok(dataset_object_path(w->f.ds, DATASET_DATA, &slices[i].physical, path, &w->f.err),
                  &w->f.err);
        snprintf(hidden, sizeof hidden, "%s.away", path);
        assert_int_equal(rename(away ? path : hidden, away ? hidden : path), 0);
    }
    assert_true(found);
    mem_free(slices);
}

static const struct {
    const char *sql, *rows;
    bool without_first; /* the first slices, v = 1, 2 and 3, are not opened once ranges are known */
} range_cases[] = {
    {"select count(*), min(v) from d where v >= 130", "[[10,130]]", true},
    {"select count(*) from d where v > 100 and v <= 103", "[[3]]", true},
    {"select v from d where v = 120", "[[120]]", true},
    {"select count(*) from d where v between 101 and 110", "[[10]]", true},
    {"select min(v), max(v) from d", "[[1,139]]", true},
    {"select max(v), min(offset), max(offset) from d", "[[139,0,42]]", true},
    {"select max(offset) from d", "[[42]]", true},
    {"select min(event_time) = max(event_time) from d where v >= 130", "[[true]]", true},
    {"select count(*) from d where v < 103 or v is null", "[[6]]", false},
    {"select count(*) from d where v >= 130 and event_time < now() - interval '1 day'", "[[0]]",
     true},
    {"select count(*) from d where event_time < now() - interval '1 day'", "[[0]]", true},
    {"select count(*) from d where event_time > date_trunc('hour', now()) - interval '1 day'",
     "[[43]]", false},
    {"select count(*) from d where v in (139, 4, 120)", "[[2]]", true},
    {"select a.v from d a left join d b on a.v = b.v - 30 where b.v > 138", "[[109]]", false},
};

static void all_ranges(struct world *w)
{
    struct dataset_query_options o = {0};
    for (size_t i = 0; i < sizeof range_cases / sizeof *range_cases; i++)
        assert_string_equal(ask(w, o, range_cases[i].sql), range_cases[i].rows);
}

static void ranges_are_kept(void **state)
{
    struct world w;
    struct dataset_query_options o = {0};
    char path[FS_PATH_MAX];
    if (!world_open(&w, 0))
        return;
    many_slices(&w);
    ranges_path(&w, path);
    all_ranges(&w);
    all_ranges(&w);
    assert_int_equal(access(path, F_OK), 0);
    take_slice(&w, 0, true);
    for (size_t i = 0; i < sizeof range_cases / sizeof *range_cases; i++)
        if (range_cases[i].without_first)
            assert_string_equal(ask(&w, o, range_cases[i].sql), range_cases[i].rows);
    assert_int_equal(unlink(path), 0);
    assert_int_not_equal(ask(&w, o, range_cases[0].sql)[0], '[');
    take_slice(&w, 0, false);
    all_ranges(&w);
    /* later slices are looked at */
    assert_ok(fixture_push(&w.f, "{\"v\":1000}\n", 11, NULL, NULL), &w.f.err);
    assert_string_equal(ask(&w, o, "select max(v) from d"), "[[1000]]");
    assert_string_equal(ask(&w, o, "select v from d where v > 139"), "[[1000]]");
    world_close(&w);
}

static void damaged_ranges(void **state)
{
    struct world w;
    char path[FS_PATH_MAX];
    struct stat st;
    if (!world_open(&w, 0))
        return;
    many_slices(&w);
    ranges_path(&w, path);
    all_ranges(&w);
    assert_int_equal(stat(path, &st), 0);
    off_t size = st.st_size;
    for (off_t at = 0; at < size; at += 97) { /* a byte of it is another */
        int fd = open(path, O_RDWR);
        uint8_t byte;
        assert_true(fd >= 0 && pread(fd, &byte, 1, at) == 1);
        byte ^= 0x41;
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
        close(fd);
        if (at % (97 * 8) == 0 || at > size - 200)
            all_ranges(&w);
    }
    for (off_t cut = 0; cut < size; cut += 1009) {
        assert_int_equal(truncate(path, cut), 0);
        all_ranges(&w);
        assert_int_equal(stat(path, &st), 0);
        assert_true(st.st_size >= size / 2);
    }
    world_close(&w);
}

/* What one query after the other finds stays in a file of bounded size, other columns' too. */
static void many_small_additions(void **state)
{
    enum { N = 400 };
    struct world w;
    struct slice_ref *slices = mem_calloc(N, sizeof *slices);
    struct slice_ranges *r = NULL;
    struct col_field v = {.name = "v", .type = {.kind = COL_INT64}};
    struct col_field same = {.name = "v", .type = {.kind = COL_INT32}}, other = v;
    const struct col_field *one = &v, *two[2] = {&other, &same};
    char path[FS_PATH_MAX];
    struct stat st;
    other.name = "other";
    memset(&w, 0, sizeof w);
    fixture_open(&w.f);
    fixture_create(&w.f, "d", NULL, 0);
    ranges_path(&w, path);
    for (uint32_t i = 0; i < N; i++) {
        slices[i] = (struct slice_ref){.offset_first = i, .offset_last = i};
        slices[i].physical = (struct odf_hash){.code = 0x16, .len = 32};
        memcpy(slices[i].physical.digest, &(uint32_t){i % 2 ? i : i << 16}, 4);
    }
    assert_ok(slice_ranges_open(w.f.ds, two, 2, slices, N, &r, &w.f.err), &w.f.err);
    for (size_t i = 0; i < N; i += 3)
        slice_ranges_put(r, 0, i, (struct slice_range){SLICE_RANGE_SOME, (int64_t)i, 5});
    slice_ranges_close(r);
    for (size_t i = 0; i < N; i++) {
        assert_ok(slice_ranges_open(w.f.ds, &one, 1, slices, N, &r, &w.f.err), &w.f.err);
        assert_int_equal(slice_ranges_get(r, 0, i).kind, SLICE_RANGE_NEW);
        slice_ranges_put(r, 0, i, (struct slice_range){SLICE_RANGE_SOME, -(int64_t)i, 7});
        slice_ranges_close(r);
    }
    assert_int_equal(stat(path, &st), 0);
    assert_true(st.st_size < 56 * 3 * N + 300 * 40);
    assert_ok(slice_ranges_open(w.f.ds, two, 2, slices, N, &r, &w.f.err), &w.f.err);
    for (size_t i = 0; i < N; i++) {
        struct slice_range got = slice_ranges_get(r, 0, i);
        assert_int_equal(got.kind, i % 3 == 0 ? SLICE_RANGE_SOME : SLICE_RANGE_NEW);
        assert_int_equal(got.low, i % 3 == 0 ? i : 0);
        assert_int_equal(slice_ranges_get(r, 1, i).kind, SLICE_RANGE_NEW); /* of another type */
    }
    slice_ranges_close(r);
    assert_ok(slice_ranges_open(w.f.ds, &one, 1, slices, N, &r, &w.f.err), &w.f.err);
    for (size_t i = 0; i < N; i++)
        assert_int_equal(slice_ranges_get(r, 0, i).low, -(int64_t)i);
    slice_ranges_close(r);
    mem_free(slices);
    fixture_close(&w.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(some_rows),
        cmocka_unit_test(pinned),
        cmocka_unit_test(pinned_below_metadata),
        cmocka_unit_test(unseen),
        cmocka_unit_test(writes_are_refused),
        cmocka_unit_test(time_limit),
        cmocka_unit_test(client_leaves),
        cmocka_unit_test(ranges_are_kept),
        cmocka_unit_test(damaged_ranges),
        cmocka_unit_test(many_small_additions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
