/* What the collection takes, and above all what it leaves. */
#include "store_test.h"

static struct gc_result collect(struct fixture *f, struct gc_options options)
{
    struct gc_result r;
    assert_ok(workspace_gc(f->ws, &options, &r, &f->err), &f->err);
    return r;
}

static void test_cache(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    push(f, ds, 1, "x");
    assert_int_equal(try_open(f, "a"), KAMU_OK);
    struct gc_result r = collect(f, (struct gc_options){.cache_only = true, .dry_run = true});
    assert_true(r.cache_files >= 2 && r.cache_bytes > 100);
    struct gc_result again = collect(f, (struct gc_options){.cache_only = true});
    assert_int_equal(again.cache_bytes, r.cache_bytes);
    assert_int_equal(count_files(path_of(f, "cache"), ""), 0);
    r = collect(f, (struct gc_options){.cache_only = true});
    assert_int_equal(r.cache_files, 0);
    push(f, ds, 1, "y");
    dataset_close(ds);
}

static void test_unreachable(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct commit_result one = push(f, ds, 1, "one");
    push(f, ds, 1, "two");
    push(f, ds, 1, "three");
    struct gc_result r = collect(f, (struct gc_options){0});
    assert_int_equal(r.orphan_files, 0);
    assert_ok(dataset_reset(ds, &one.new_head, &f->err), &f->err);
    r = collect(f, (struct gc_options){.dry_run = true});
    assert_int_equal(r.orphan_files, 4); /* two blocks, two slices */
    r = collect(f, (struct gc_options){.keep_younger_s = 100});
    assert_int_equal(r.orphan_files, 0);
    r = collect(f, (struct gc_options){0});
    assert_int_equal(r.orphan_files, 4);
    push(f, ds, 1, "four");
    r = collect(f, (struct gc_options){0});
    assert_int_equal(r.orphan_files, 0);
    dataset_close(ds);
}

static void test_foreign_files_stay(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    put_file(arena_printf(&f->arena, "%s/data/README", dataset_dir(ds)), "x", 1);
    put_file(arena_printf(&f->arena, "%s/blocks/notes.txt", dataset_dir(ds)), "x", 1);
    put_file(path_of(f, "datasets/other"), "x", 1);
    struct gc_result r = collect(f, (struct gc_options){0});
    assert_int_equal(r.orphan_files, 0);
    dataset_close(ds);
}

static void test_living_writer(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct commit *c;
    struct commit_result done;
    struct fs_file *file;
    assert_ok(commit_begin(ds, NULL, &c, &f->err), &f->err);
    assert_ok(commit_data_create(c, &file, &f->err), &f->err);
    assert_ok(fs_write(file, "data", 4, &f->err), &f->err);
    put_file(arena_printf(&f->arena, "%s/data/.pending-0123456789abcdef", dataset_dir(ds)), "x", 1);
    age_files(f->dir);
    struct gc_result r = collect(f, (struct gc_options){0});
    assert_int_equal(r.orphan_files, 1); /* only the one without a writer */
    struct odf_hash hash = odf_hash_of("data", 4);
    assert_ok(commit_data_done(c, file, &hash, &f->err), &f->err);
    struct odf_event schema = schema_event(&f->arena);
    assert_ok(commit_add_event(c, T0, &schema, &f->err), &f->err);
    assert_ok(commit_publish(c, &done, &f->err), &f->err);
    commit_free(c);
    dataset_close(ds);
}

static void test_directories(void **state)
{
    struct fixture *f = *state;
    struct odf_did id;
    char name[ODF_DID_DIR_MAX];
    dataset_close(create(f, "a"));
    odf_did_seeded(STR("half-made"), &id);
    odf_did_dir(&id, name);
    assert_int_equal(mkdir(path_of(f, "datasets/%s", name), 0755), 0);
    assert_int_equal(mkdir(path_of(f, "datasets/.pending-0123456789abcdef"), 0755), 0);
    put_file(path_of(f, "datasets/.pending-0123456789abcdef/.lock"), "", 0);
    assert_int_equal(mkdir(path_of(f, "datasets/.pending-without-lock00"), 0755), 0);
    assert_int_equal(mkdir(path_of(f, "run/.pending-0123456789abcdef"), 0755), 0);
    put_file(path_of(f, "run/.pending-0123456789abcdef/.lock"), "", 0);
    put_file(path_of(f, "run/.pending-0123456789abcdef/spilled"), "x", 1);
    put_file(path_of(f, "run/other"), "x", 1);
    collect(f, (struct gc_options){0});
    assert_false(exists(path_of(f, "datasets/.pending-0123456789abcdef")));
    assert_false(exists(path_of(f, "run/.pending-0123456789abcdef")));
    assert_true(exists(path_of(f, "run/other")));
    assert_true(exists(path_of(f, "datasets/.pending-without-lock00")));
    assert_true(exists(path_of(f, "datasets/%s", name)));
    age_files(f->dir);
    collect(f, (struct gc_options){0});
    assert_false(exists(path_of(f, "datasets/.pending-without-lock00")));
    assert_false(exists(path_of(f, "datasets/%s", name)));
    assert_int_equal(try_open(f, "a"), KAMU_OK);
}

/* A dataset that cannot be read keeps all it has, and does not keep the others from being swept. */
static void test_damaged(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a"), *other = create(f, "b");
    struct commit_result one = push(f, ds, 1, "one"), two = push(f, other, 1, "two");
    char path[FS_PATH_MAX];
    assert_ok(dataset_object_path(ds, DATASET_BLOCK, &one.old_head, path, &f->err), &f->err);
    put_file(path, "", 0);
    assert_ok(dataset_reset(other, &two.old_head, &f->err), &f->err);
    struct gc_result r = collect(f, (struct gc_options){0});
    assert_int_equal(r.skipped, 1);
    assert_int_equal(r.orphan_files, 3); /* schema and data block, slice of b */
    assert_int_equal(count_files(arena_printf(&f->arena, "%s/blocks", dataset_dir(ds)), ""), 5);
    dataset_close(ds);
    dataset_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cache, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unreachable, setup, teardown),
        cmocka_unit_test_setup_teardown(test_foreign_files_stay, setup, teardown),
        cmocka_unit_test_setup_teardown(test_living_writer, setup, teardown),
        cmocka_unit_test_setup_teardown(test_directories, setup, teardown),
        cmocka_unit_test_setup_teardown(test_damaged, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
