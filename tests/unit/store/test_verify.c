/* What `verify` finds, and that it finds all of it. */
#include "slice_test.h"

#include <dirent.h>

/* The texts must be in the failures, in this order, and there are no more failures than texts. */
static void expect(struct fixture *f, struct dataset *ds, bool integrity, const char *const *texts)
{
    struct verify_options options = {.integrity_only = integrity};
    struct verify_report report;
    assert_ok(dataset_verify(ds, &options, &report, &f->err), &f->err);
    size_t n = 0;
    for (; texts[n]; n++) {
        if (n >= report.n)
            fail_msg("'%s' was not found", texts[n]);
        if (!test_error_has(&report.failures[n].error, texts[n]))
            fail_msg("failure %zu: '%s' is not in: %s", n, texts[n],
                     test_error_text(&report.failures[n].error));
    }
    if (report.n > n)
        fail_msg("not expected: %s", test_error_text(&report.failures[n].error));
    verify_report_free(&report);
}
#define EXPECT(f, ds, ...)                                                                         \
    expect(f, ds, false, (const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})

static char *object_path(struct fixture *f, struct dataset *ds, enum dataset_object kind,
                         const struct odf_hash *hash)
{
    char *path = arena_alloc(&f->arena, FS_PATH_MAX);
    assert_ok(dataset_object_path(ds, kind, hash, path, &f->err), &f->err);
    return path;
}

static void test_valid(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct verify_report report;
    EXPECT(f, ds);
    push_slice(f, ds, NULL);
    push_slice(f, ds, NULL);
    EXPECT(f, ds);
    assert_ok(dataset_verify(ds, NULL, &report, &f->err), &f->err);
    assert_int_equal(report.blocks, 6);
    assert_int_equal(report.slices, 2);
    assert_int_equal(report.rows, 2 * ROWS);
    assert_false(report.cut || report.replay_skipped);
    verify_report_free(&report);
    dataset_close(ds);
}

static void test_contents(void **state)
{
    struct fixture *f = *state;
    static const struct {
        struct fault_in_slice x;
        const char *text;
    } cases[] = {
        {{.offset_shift = 1}, "has offset 1 in row 0, expected 0"},
        {{.op = 4}, "has operation 4 in row 2"},
        {{.op = -1}, "has operation -1 in row 2"},
        {{.short_column = true}, "Data schema doesn't match SetDataSchema"},
        {{.rows = ROWS + 1}, "has 6 records, but the offset interval 0 to 4"},
        {{.watermark_less = 1}, "Watermark for block"},
        {{.logical_hash = true}, "Data logical hash for block"},
        {{.statistics = true}, "column 'v' has a value outside"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char name[8];
        snprintf(name, sizeof name, "d%zu", i);
        struct dataset *ds = create(f, name);
        push_slice(f, ds, &cases[i].x);
        EXPECT(f, ds, cases[i].text);
        expect(f, ds, true, (const char *const[]){NULL}); /* --integrity does not look inside */
        dataset_close(ds);
    }
}

static void test_all_failures(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct fault_in_slice bad = {.op = 7, .watermark_less = 2, .logical_hash = true};
    struct odf_data_slice first = push_slice(f, ds, NULL);
    push_slice(f, ds, &(struct fault_in_slice){.op = 9});
    push_slice(f, ds, NULL);
    struct odf_data_slice last = push_slice(f, ds, NULL);
    assert_int_equal(unlink(object_path(f, ds, DATASET_DATA, &first.physical_hash)), 0);
    /* Equal slices but for the offsets: the last one gets another's bytes. */
    char bytes[1 << 16];
    char *path = object_path(f, ds, DATASET_DATA, &last.physical_hash);
    size_t n = get_file(path, bytes, sizeof bytes);
    bytes[n / 2] ^= 1;
    put_file(path, bytes, n);
    EXPECT(f, ds, "Data physical hash for block", "has operation 9 in row 2",
           "Object does not exist");
    put_file(path, bytes, n - 1);
    EXPECT(f, ds, "Data size for block", "has operation 9 in row 2", "Object does not exist");
    struct verify_options one = {.max_failures = 1};
    struct verify_report report;
    assert_ok(dataset_verify(ds, &one, &report, &f->err), &f->err);
    assert_int_equal(report.n, 1);
    assert_true(report.cut);
    verify_report_free(&report);
    dataset_close(ds);
    ds = create(f, "b");
    push_slice(f, ds, &bad);
    EXPECT(f, ds, "Data logical hash for block", "has operation 7", "Watermark for block");
    dataset_close(ds);
}

static void test_chain_damage(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    push_slice(f, ds, NULL);
    struct odf_hash *hashes;
    size_t n;
    assert_ok(dataset_chain(ds, NULL, &hashes, &n, &f->err), &f->err);
    assert_int_equal(n, 5);
    char bytes[4096];
    char *path = object_path(f, ds, DATASET_BLOCK, &hashes[1]);
    size_t len = get_file(path, bytes, sizeof bytes);
    bytes[50] ^= 1;
    put_file(path, bytes, len);
    EXPECT(f, ds, "Block is malformed");
    assert_int_equal(unlink(path), 0);
    EXPECT(f, ds, "Block does not exist");
    bytes[50] ^= 1;
    put_file(path, bytes, len);
    EXPECT(f, ds);
    mem_free(hashes);
    char *head = arena_printf(&f->arena, "%s/refs/head", dataset_dir(ds));
    struct verify_report report;
    put_file(head, "junk", 4);
    assert_fails(dataset_verify(ds, NULL, &report, &f->err), KAMU_E_CORRUPT, "refs/head", &f->err);
    dataset_close(ds);
}

/* A chain that breaks a rule, written block by block behind commit's back. */
static void test_broken_rule(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    push_slice(f, ds, NULL);
    const struct dataset_state *s;
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    struct odf_add_data data = {.new_watermark = {true, T0}}; /* prev_offset is missing */
    struct odf_event event = {.kind = ODF_ADD_DATA, .add_data = &data};
    struct odf_block block = odf_chain_next(&s->chain, T0, event);
    struct buf bytes = BUF_INIT(1 << 16);
    assert_ok(odf_block_encode(&block, &bytes, &f->err), &f->err);
    struct odf_hash hash = odf_block_hash(bytes.data, bytes.len);
    put_file(object_path(f, ds, DATASET_BLOCK, &hash), bytes.data, bytes.len);
    buf_free(&bytes);
    char text[ODF_HASH_TEXT_MAX];
    size_t n = odf_hash_text(&hash, text);
    put_file(arena_printf(&f->arena, "%s/refs/head", dataset_dir(ds)), text, n);
    EXPECT(f, ds, text);
    dataset_close(ds);
}

static kamu_code verify_again(void *ctx, struct kamu_error *err)
{
    struct verify_report report;
    kamu_code rc = dataset_verify(ctx, NULL, &report, err);
    if (rc == KAMU_OK) {
        if (report.n && report.failures[0].error.code != KAMU_E_NOMEM)
            fail_msg("%s", test_error_text(&report.failures[0].error));
        verify_report_free(&report);
    }
    return rc;
}

static void test_no_memory(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    push_slice(f, ds, NULL);
    test_each_allocation_fails(verify_again, ds, 3000);
    dataset_close(ds);
}

/* What kamu-cli has written is valid, to the last hash. */
static void test_datasets_of_kamu(void **state)
{
    struct fixture *f = *state;
    static const char dir[] = "vectors/datasets";
    DIR *d = opendir(dir);
    struct dirent *e;
    int seen = 0;
    assert_non_null(d);
    while ((e = readdir(d))) {
        struct dataset *ds;
        char path[512];
        snprintf(path, sizeof path, "%s/%s/refs/head", dir, e->d_name);
        if (e->d_name[0] == '.' || !exists(path))
            continue;
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        assert_ok(dataset_open_dir(&f->env, path, &ds, &f->err), &f->err);
        EXPECT(f, ds);
        dataset_close(ds);
        seen++;
    }
    closedir(d);
    assert_int_equal(seen, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_valid, setup, teardown),
        cmocka_unit_test_setup_teardown(test_contents, setup, teardown),
        cmocka_unit_test_setup_teardown(test_all_failures, setup, teardown),
        cmocka_unit_test_setup_teardown(test_chain_damage, setup, teardown),
        cmocka_unit_test_setup_teardown(test_broken_rule, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_memory, setup, teardown),
        cmocka_unit_test_setup_teardown(test_datasets_of_kamu, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
