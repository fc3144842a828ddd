/* Compaction: which slices are joined, and that nothing else changes (spec/data-slices.md 6). */
#include "slice_test.h"

#include "store/compact.h"

#include <ctype.h>

/* One letter a block, newest last: S A V D, L (licence), w (a watermark), a number = its rows. */
static char *picture(struct fixture *f, struct dataset *ds)
{
    struct odf_hash *hashes;
    size_t n;
    struct buf out = BUF_INIT(1 << 16);
    assert_ok(dataset_chain(ds, NULL, &hashes, &n, &f->err), &f->err);
    for (size_t i = 0; i < n; i++) {
        struct odf_block b;
        assert_ok(dataset_block(ds, &hashes[i], &f->arena, &b, &f->err), &f->err);
        const struct odf_data_slice *s =
            b.event.kind == ODF_ADD_DATA ? b.event.add_data->new_data : NULL;
        if (s)
            buf_printf(&out, NULL, "%d ",
                       (int)(s->offset_interval.end - s->offset_interval.start + 1));
        else
            buf_printf(&out, NULL, "%c ",
                       b.event.kind == ODF_SEED              ? 'S'
                       : b.event.kind == ODF_ADD_PUSH_SOURCE ? 'A'
                       : b.event.kind == ODF_SET_VOCAB       ? 'V'
                       : b.event.kind == ODF_SET_DATA_SCHEMA ? 'D'
                       : b.event.kind == ODF_SET_LICENSE     ? 'L'
                                                             : 'w');
    }
    mem_free(hashes);
    char *text = arena_strdup(&f->arena, buf_cstr(&out));
    buf_free(&out);
    text[strlen(text) - 1] = '\0';
    return text;
}

static void put_licence(struct fixture *f, struct dataset *ds)
{
    struct commit *c;
    struct commit_result r;
    struct odf_set_license licence = {STR("x"), STR("x"), STR_NONE, STR("http://x")};
    struct odf_event event = {.kind = ODF_SET_LICENSE, .set_license = &licence};
    assert_ok(commit_begin(ds, NULL, &c, &f->err), &f->err);
    assert_ok(commit_add_event(c, T0, &event, &f->err), &f->err);
    assert_ok(commit_publish(c, &r, &f->err), &f->err);
    commit_free(c);
}

/* "3 w L": what is pushed. Watermarks grow by a second each. */
static struct dataset *make(struct fixture *f, const char *name, const char *blocks)
{
    struct dataset *ds = create(f, name);
    int64_t seconds = 1;
    for (const char *p = blocks; *p; p++) {
        if (*p == 'L') {
            put_licence(f, ds);
        } else if (*p == 'w') {
            struct commit_result r;
            struct instant w = {T0.seconds + seconds++, 0};
            assert_ok(dataset_set_watermark(ds, w, T0, &r, &f->err), &f->err);
        } else if (isdigit((unsigned char)*p)) {
            /* Event times stay in the first second: the watermark never goes back. */
            struct fault_in_slice x = {.interval = *p - '0'};
            const struct dataset_state *s;
            assert_ok(dataset_state(ds, &s, &f->err), &f->err);
            if (s->chain.watermark.set)
                x.watermark_less =
                    T0.seconds * 1000 + x.interval - 1 - instant_ms_floor(s->chain.watermark.value);
            if (x.watermark_less > 0)
                x.watermark_less = 0;
            push_slice(f, ds, &x);
        }
    }
    return ds;
}

static void expect_valid(struct fixture *f, struct dataset *ds)
{
    struct verify_report report;
    assert_ok(dataset_verify(ds, NULL, &report, &f->err), &f->err);
    if (report.n)
        fail_msg("%s", test_error_text(&report.failures[0].error));
    verify_report_free(&report);
}

static void test_vectors(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *blocks;
        struct compact_options options;
        const char *after;
    } cases[] = {
        {"3", {0}, "S A V D 3"},
        {"3 3", {0}, "S A V D 6"},
        {"3 w 3 w", {0}, "S A V D 6"},
        {"3 3 6 3 1", {.max_slice_records = 6}, "S A V D 6 6 4"},
        {"3 3 L 3 3", {0}, "S A V D 6 L 6"},
        {"2 2 2 2 2 2 2 2", {.max_slice_records = 4}, "S A V D 4 4 4 4"},
        {"9 9", {.max_slice_records = 5}, "S A V D 9 9"},
        {"3 3", {.max_slice_bytes = 10}, "S A V D 3 3"},
        {"3 3", {.keep_metadata_only = true}, "S A V D"},
        {"3 w", {0}, "S A V D 3"},
        {"3 L w w", {0}, "S A V D 3 L w"},
        {"w", {0}, "S A V w"},
        {"3 w L", {0}, "S A V D 3 L"},
        {"", {0}, "S A V"},
        {"", {.keep_metadata_only = true}, "S A V"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char name[8];
        snprintf(name, sizeof name, "d%zu", i);
        struct dataset *ds = make(f, name, cases[i].blocks);
        const struct dataset_state *s;
        struct compact_result r;
        struct instant later = {T0.seconds + 1000, 5};
        assert_ok(dataset_state(ds, &s, &f->err), &f->err);
        struct odf_opt_instant watermark = s->chain.watermark;
        uint64_t rows = s->chain.rows_total;
        char *before = picture(f, ds);
        assert_ok(dataset_compact(ds, &cases[i].options, later, &r, &f->err), &f->err);
        assert_string_equal(picture(f, ds), cases[i].after);
        assert_int_equal(r.changed, strcmp(before, cases[i].after) != 0);
        assert_int_equal(odf_hash_eq(&r.old_head, &r.new_head), !r.changed);
        assert_ok(dataset_state(ds, &s, &f->err), &f->err);
        assert_true(odf_hash_eq(&s->head, &r.new_head));
        assert_int_equal(s->blocks, r.new_blocks);
        if (r.changed)
            assert_int_equal(s->chain.system_time.seconds, later.seconds);
        if (!cases[i].options.keep_metadata_only) {
            assert_int_equal(s->chain.rows_total, rows);
            assert_int_equal(s->chain.watermark.set, watermark.set);
            if (watermark.set)
                assert_true(instant_eq(s->chain.watermark.value, watermark.value));
        } else {
            assert_int_equal(s->chain.rows_total, 0);
            assert_false(s->chain.last_offset.set);
        }
        expect_valid(f, ds);
        assert_ok(dataset_compact(ds, &cases[i].options, later, &r, &f->err), &f->err);
        assert_false(r.changed); /* once is enough */
        dataset_close(ds);
    }
}

static void test_missing_slice(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = make(f, "a", "3");
    struct odf_data_slice gone = push_slice(f, ds, NULL);
    struct odf_hash before, after;
    struct compact_result r;
    char path[FS_PATH_MAX];
    assert_ok(dataset_object_path(ds, DATASET_DATA, &gone.physical_hash, path, &f->err), &f->err);
    assert_int_equal(unlink(path), 0);
    assert_ok(dataset_head(ds, &before, &f->err), &f->err);
    assert_fails(dataset_compact(ds, NULL, T0, &r, &f->err), KAMU_E_NOT_FOUND, path, &f->err);
    assert_ok(dataset_head(ds, &after, &f->err), &f->err);
    assert_true(odf_hash_eq(&before, &after));
    assert_int_equal(count_files(arena_printf(&f->arena, "%s/data", dataset_dir(ds)), ".pending"),
                     0);
    dataset_close(ds);
}

/* What was joined is collected, and the dataset stays whole. */
static void test_collect_afterwards(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = make(f, "a", "3 3 3");
    struct compact_result r;
    struct gc_result gc;
    struct instant later = {T0.seconds + 1, 0};
    assert_ok(dataset_compact(ds, NULL, later, &r, &f->err), &f->err);
    struct gc_options look = {.dry_run = true};
    assert_ok(workspace_gc(f->ws, &look, &gc, &f->err), &f->err);
    uint64_t files = gc.orphan_files;
    assert_true(files >= 3 + 6);
    assert_ok(workspace_gc(f->ws, NULL, &gc, &f->err), &f->err);
    assert_int_equal(gc.orphan_files, files);
    assert_ok(workspace_gc(f->ws, NULL, &gc, &f->err), &f->err);
    assert_int_equal(gc.orphan_files, 0);
    assert_int_equal(count_files(arena_printf(&f->arena, "%s/data", dataset_dir(ds)), ""), 1);
    expect_valid(f, ds);
    dataset_close(ds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_vectors, setup, teardown),
        cmocka_unit_test_setup_teardown(test_missing_slice, setup, teardown),
        cmocka_unit_test_setup_teardown(test_collect_afterwards, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
