/* Appending: what is on disk, lost races, and failures at every step. */
#include "store_test.h"

#include <pthread.h>

static void expect_clean(struct fixture *f, struct dataset *ds)
{
    static const char *const dirs[] = {"blocks", "data", "refs", "info", "checkpoints"};
    for (size_t i = 0; i < 5; i++) {
        char *dir = arena_printf(&f->arena, "%s/%s", dataset_dir(ds), dirs[i]);
        assert_int_equal(count_files(dir, ".pending-"), 0);
    }
}

static void test_append(void **state)
{
    struct fixture *f = *state;
    f->env.fs.no_sync = false;
    struct dataset *ds = create(f, "a");
    const struct dataset_state *s;
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    struct odf_hash base = s->head;
    assert_int_equal(s->blocks, 3);
    struct commit_result r = push(f, ds, 5, "first");
    assert_int_equal(r.blocks, 2); /* schema and data, one move of the head */
    assert_int_equal(r.sequence_number, 4);
    assert_true(odf_hash_eq(&r.old_head, &base));
    r = push(f, ds, 2, "second");
    assert_int_equal(r.blocks, 1);
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    assert_true(odf_hash_eq(&s->head, &r.new_head));
    assert_int_equal(s->blocks, 6);
    assert_int_equal(s->chain.rows_total, 7);
    assert_int_equal(s->chain.last_offset.value, 6);
    assert_int_equal(s->chain.data_bytes_total, 11);
    assert_true(s->pulled.set);
    char text[128], expected[ODF_HASH_TEXT_MAX];
    size_t n = get_file(arena_printf(&f->arena, "%s/refs/head", dataset_dir(ds)), text, 128);
    assert_int_equal(n, odf_hash_text(&r.new_head, expected)); /* no newline */
    assert_memory_equal(text, expected, n);
    assert_int_equal(count_files(arena_printf(&f->arena, "%s/data", dataset_dir(ds)), "f1620"), 2);
    assert_int_equal(count_files(arena_printf(&f->arena, "%s/blocks", dataset_dir(ds)), "f1620"),
                     6);
    expect_clean(f, ds);
    dataset_close(ds);
}

static void test_nothing_to_commit(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct commit *c;
    struct commit_result r;
    struct fs_file *file;
    assert_ok(commit_begin(ds, NULL, &c, &f->err), &f->err);
    assert_ok(commit_data_create(c, &file, &f->err), &f->err);
    commit_data_drop(c, file);
    assert_ok(commit_publish(c, &r, &f->err), &f->err);
    assert_int_equal(r.blocks, 0);
    assert_true(odf_hash_eq(&r.old_head, &r.new_head));
    commit_free(c);
    expect_clean(f, ds);
    dataset_close(ds);
}

static void test_abort_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct commit *c;
    struct fs_file *file, *other;
    assert_ok(commit_begin(ds, NULL, &c, &f->err), &f->err);
    assert_ok(commit_data_create(c, &file, &f->err), &f->err);
    assert_ok(commit_data_create(c, &other, &f->err), &f->err);
    assert_ok(fs_write(file, "x", 1, &f->err), &f->err);
    struct odf_event schema = schema_event(&f->arena);
    assert_ok(commit_add_event(c, T0, &schema, &f->err), &f->err);
    assert_int_equal(commit_events(c), 1);
    commit_free(c);
    expect_clean(f, ds);
    const struct dataset_state *s;
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    assert_int_equal(s->blocks, 3);
    dataset_close(ds);
}

static void test_rules_are_checked(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct commit *c;
    assert_ok(commit_begin(ds, NULL, &c, &f->err), &f->err);
    struct odf_event schema = schema_event(&f->arena);
    struct instant early = {T0.seconds - 1, 0};
    assert_fails(commit_add_event(c, early, &schema, &f->err), KAMU_E_CHAIN,
                 "System time has to be monotonically non-decreasing", &f->err);
    assert_int_equal(commit_events(c), 0);
    assert_ok(commit_add_event(c, T0, &schema, &f->err), &f->err); /* as if nothing had been */
    commit_free(c);
    dataset_close(ds);
}

static void test_expected_head(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct odf_hash head;
    struct commit *c;
    assert_ok(dataset_head(ds, &head, &f->err), &f->err);
    assert_ok(commit_begin(ds, &head, &c, &f->err), &f->err);
    assert_true(odf_hash_eq(commit_base(c), &head));
    commit_free(c);
    push(f, ds, 1, "x");
    assert_fails(commit_begin(ds, &head, &c, &f->err), KAMU_E_CONFLICT, "head expected to point at",
                 &f->err);
    dataset_close(ds);
}

static void test_lost_race(void **state)
{
    struct fixture *f = *state;
    struct dataset *mine = create(f, "a"), *theirs;
    struct commit *c;
    struct commit_result r;
    assert_ok(dataset_open_ref(f->ws, STR("a"), &theirs, &f->err), &f->err);
    assert_ok(commit_begin(mine, NULL, &c, &f->err), &f->err);
    struct odf_event schema = schema_event(&f->arena);
    assert_ok(commit_add_event(c, T0, &schema, &f->err), &f->err);
    struct commit_result won = push(f, theirs, 1, "theirs");
    assert_fails(commit_publish(c, &r, &f->err), KAMU_E_CONFLICT, "but points at", &f->err);
    commit_free(c);
    expect_clean(f, mine);
    const struct dataset_state *s;
    assert_ok(dataset_state(mine, &s, &f->err), &f->err);
    assert_true(odf_hash_eq(&s->head, &won.new_head));
    r = push(f, mine, 1, "mine");
    assert_true(odf_hash_eq(&r.old_head, &won.new_head));
    dataset_close(mine);
    dataset_close(theirs);
}

/* ---- many writers ------------------------------------------------------------------------------
 */

enum { WRITERS = 4, PUSHES = 8 };

static void *writer(void *arg)
{
    struct fixture *shared = arg;
    static _Atomic int failures;
    struct fixture mine = {0};
    struct dataset *ds = NULL;
    snprintf(mine.dir, sizeof mine.dir, "%s", shared->dir);
    arena_init(&mine.arena, 1 << 24);
    bool ok = env_init(&mine.env, &mine.err) == KAMU_OK &&
              workspace_open(&mine.env, mine.dir, &mine.ws, &mine.err) == KAMU_OK &&
              dataset_open_ref(mine.ws, STR("a"), &ds, &mine.err) == KAMU_OK;
    for (int i = 0; ok && i < PUSHES; i++) {
        struct commit_result r;
        kamu_code rc;
        do {
            rc = push_text(&mine, ds, 1, "row", &r, &mine.err);
        } while (rc == KAMU_E_CONFLICT);
        ok = rc == KAMU_OK;
    }
    failures += !ok;
    dataset_close(ds);
    workspace_close(mine.ws);
    env_free(&mine.env);
    arena_free(&mine.arena);
    return failures ? &failures : NULL;
}

static void test_many_writers(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    pthread_t threads[WRITERS];
    push(f, ds, 1, "first");
    for (int i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, writer, f), 0);
    for (int i = 0; i < WRITERS; i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    const struct dataset_state *s;
    forget_cache(f);
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    assert_int_equal(s->chain.rows_total, 1 + WRITERS * PUSHES);
    assert_int_equal(s->blocks, 5 + WRITERS * PUSHES);
    expect_clean(f, ds);
    dataset_close(ds);
}

/* ---- faults -------------------------------------------------------------------------------------
 */

/* Head, state, blocks and slices as a fresh process without any cache sees them. */
static uint64_t rows_of(struct fixture *f)
{
    const struct dataset_state *s;
    struct dataset *ds;
    forget_cache(f);
    reopen(f);
    assert_ok(dataset_open_ref(f->ws, STR("a"), &ds, &f->err), &f->err);
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    uint64_t rows = s->chain.rows_total;
    struct block_walk *w;
    const struct odf_block *block;
    assert_ok(block_walk_open(ds, NULL, &w, &f->err), &f->err);
    for (;;) {
        assert_ok(block_walk_next(w, &block, NULL, &f->err), &f->err);
        if (!block)
            break;
        if (block->event.kind == ODF_ADD_DATA && block->event.add_data->new_data) {
            char path[FS_PATH_MAX];
            assert_ok(dataset_object_path(ds, DATASET_DATA,
                                          &block->event.add_data->new_data->physical_hash, path,
                                          &f->err),
                      &f->err);
            assert_true(exists(path));
        }
    }
    block_walk_free(w);
    dataset_close(ds);
    return rows;
}

static void fail_each_step(struct fixture *f, bool onwards)
{
    dataset_close(create(f, "a"));
    uint64_t rows = 0;
    bool done = false;
    for (uint64_t n = 1; !done; n++) {
        struct fault fault = {.nth = n, .action = ENOSPC, .onwards = onwards};
        struct commit_result r;
        struct dataset *ds;
        assert_ok(dataset_open_ref(f->ws, STR("a"), &ds, &f->err), &f->err);
        f->env.fs.hook = fault_hook;
        f->env.fs.hook_ctx = &fault;
        kamu_code rc = push_text(f, ds, 1, "row", &r, &f->err);
        f->env.fs.hook = NULL;
        dataset_close(ds);
        done = fault.count < n;
        uint64_t now = rows_of(f);
        if (rc == KAMU_OK)
            assert_int_equal(now, rows + 1); /* acknowledged: there */
        else
            assert_int_equal(now, rows); /* not acknowledged, and every undoing could be done */
        rows = now;
        assert_true(n < 500);
    }
}

static void test_each_step_fails(void **state)
{
    fail_each_step(*state, false);
}

/* All that comes after fails as well, so nothing can be undone: then the push may have happened,
 * but only whole. */
static void test_disk_goes_away(void **state)
{
    struct fixture *f = *state;
    dataset_close(create(f, "a"));
    uint64_t rows = 0;
    bool done = false;
    for (uint64_t n = 1; !done; n++) {
        struct fault fault = {.nth = n, .action = EIO, .onwards = true};
        struct commit_result r;
        struct dataset *ds;
        assert_ok(dataset_open_ref(f->ws, STR("a"), &ds, &f->err), &f->err);
        f->env.fs.hook = fault_hook;
        f->env.fs.hook_ctx = &fault;
        kamu_code rc = push_text(f, ds, 1, "row", &r, &f->err);
        f->env.fs.hook = NULL;
        dataset_close(ds);
        done = fault.count < n;
        uint64_t now = rows_of(f);
        assert_true(now == rows + 1 || (rc != KAMU_OK && now == rows));
        rows = now;
        assert_true(n < 500);
    }
}

static void test_killed_at_each_step(void **state)
{
    struct fixture *f = *state;
    dataset_close(create(f, "a"));
    uint64_t rows = 0;
    for (uint64_t n = 1;; n++) {
        pid_t child = fork();
        if (child == 0) {
            struct fault fault = {.nth = n, .action = -1};
            struct commit_result r;
            struct dataset *ds;
            if (dataset_open_ref(f->ws, STR("a"), &ds, &f->err) != KAMU_OK)
                _exit(1);
            f->env.fs.hook = fault_hook;
            f->env.fs.hook_ctx = &fault;
            _exit(push_text(f, ds, 1, "row", &r, &f->err) == KAMU_OK ? 0 : 2);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        int code = WEXITSTATUS(status);
        assert_true(code == 0 || code == 77);
        uint64_t now = rows_of(f);
        assert_true(now == rows + 1 || (code == 77 && now == rows));
        rows = now;
        if (code == 0)
            break;
        assert_true(n < 500);
    }
    /* What the dead left is collected. */
    struct gc_result gc;
    struct dataset *ds;
    assert_ok(dataset_open_ref(f->ws, STR("a"), &ds, &f->err), &f->err);
    assert_ok(workspace_gc(f->ws, NULL, &gc, &f->err), &f->err);
    assert_true(gc.orphan_files > 0);
    expect_clean(f, ds);
    const struct dataset_state *s;
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    assert_int_equal(count_files(arena_printf(&f->arena, "%s/blocks", dataset_dir(ds)), ""),
                     s->blocks);
    dataset_close(ds);
}

struct out_of_memory {
    struct fixture *f;
    struct dataset *ds;
};

static kamu_code push_again(void *ctx, struct kamu_error *err)
{
    struct out_of_memory *o = ctx;
    struct commit_result r;
    return push_text(o->f, o->ds, 1, "row", &r, err);
}

static void test_no_memory(void **state)
{
    struct fixture *f = *state;
    struct out_of_memory o = {f, create(f, "a")};
    push(f, o.ds, 1, "first");
    test_each_allocation_fails(push_again, &o, 2000);
    expect_clean(f, o.ds);
    dataset_close(o.ds);
    rows_of(f);
}

/* ---- damage
 * ---------------------------------------------------------------------------------------- */

static void test_damaged_files(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct commit_result r = push(f, ds, 1, "x");
    char head[ODF_HASH_TEXT_MAX], bytes[4096];
    odf_hash_text(&r.new_head, head);
    char *block = arena_printf(&f->arena, "%s/blocks/%s", dataset_dir(ds), head);
    char *ref = arena_printf(&f->arena, "%s/refs/head", dataset_dir(ds));
    dataset_close(ds);
    size_t n = get_file(block, bytes, sizeof bytes);
    static const struct {
        int kind;
        kamu_code code;
        const char *text;
    } cases[] = {{0, KAMU_E_CORRUPT, "Block is malformed"},
                 {1, KAMU_E_CORRUPT, "Block is malformed"},
                 {2, KAMU_E_CORRUPT, "Block is malformed"},
                 {3, KAMU_E_CORRUPT, "Block does not exist"}};
    for (size_t i = 0; i < 4; i++) {
        const struct dataset_state *s;
        forget_cache(f);
        reopen(f);
        bytes[100] ^= 1;
        if (cases[i].kind == 0)
            put_file(block, bytes, n);
        else if (cases[i].kind < 3)
            put_file(block, bytes, cases[i].kind == 1 ? n - 10 : 0);
        else
            unlink(block);
        bytes[100] ^= 1;
        assert_ok(dataset_open_ref(f->ws, STR("a"), &ds, &f->err), &f->err);
        assert_fails(dataset_state(ds, &s, &f->err), cases[i].code, cases[i].text, &f->err);
        assert_true(test_error_has(&f->err, head));
        dataset_close(ds);
        put_file(block, bytes, n);
    }
    static const char *const bad[] = {"", "x", "f1620", "f1620zz", "did:odf:x"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const struct dataset_state *s;
        put_file(ref, bad[i], strlen(bad[i]));
        assert_ok(dataset_open_ref(f->ws, STR("a"), &ds, &f->err), &f->err);
        assert_fails(dataset_state(ds, &s, &f->err), KAMU_E_CORRUPT, "refs/head is malformed",
                     &f->err);
        dataset_close(ds);
    }
    /* A reset repairs it. White space is no damage. */
    assert_ok(dataset_open_ref(f->ws, STR("a"), &ds, &f->err), &f->err);
    assert_ok(dataset_reset(ds, &r.new_head, &f->err), &f->err);
    dataset_close(ds);
    char with_newline[ODF_HASH_TEXT_MAX + 1];
    put_file(ref, with_newline, (size_t)snprintf(with_newline, sizeof with_newline, "%s\n", head));
    assert_int_equal(rows_of(f), 1);
}

static void test_missing_directories(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    assert_int_equal(rmdir(arena_printf(&f->arena, "%s/data", dataset_dir(ds))), 0);
    assert_int_equal(rmdir(arena_printf(&f->arena, "%s/checkpoints", dataset_dir(ds))), 0);
    push(f, ds, 1, "x");
    dataset_close(ds);
    assert_int_equal(rows_of(f), 1);
}

static void test_read_only(void **state)
{
    struct fixture *f = *state;
    if (geteuid() == 0)
        skip(); /* root may write anywhere */
    struct dataset *ds = create(f, "a");
    struct commit_result r;
    const struct dataset_state *s;
    assert_int_equal(chmod(arena_printf(&f->arena, "%s/data", dataset_dir(ds)), 0555), 0);
    assert_fails(push_text(f, ds, 1, "x", &r, &f->err), KAMU_E_ACCESS, "data", &f->err);
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    assert_int_equal(chmod(arena_printf(&f->arena, "%s/data", dataset_dir(ds)), 0755), 0);
    dataset_close(ds);
}

/* ---- watermark
 * ---------------------------------------------------------------------------------------- */

static void test_watermark(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct commit_result r;
    struct instant w = {T0.seconds + 100, 123456789};
    assert_ok(dataset_set_watermark(ds, w, T0, &r, &f->err), &f->err);
    assert_int_equal(r.blocks, 1);
    assert_ok(dataset_set_watermark(ds, w, T0, &r, &f->err), &f->err);
    assert_int_equal(r.blocks, 0);
    w.seconds--;
    assert_ok(dataset_set_watermark(ds, w, T0, &r, &f->err), &f->err);
    assert_int_equal(r.blocks, 0);
    w.seconds += 2;
    assert_fails(dataset_set_watermark(ds, w, (struct instant){0, 0}, &r, &f->err), KAMU_E_CHAIN,
                 "System time has to be monotonically non-decreasing", &f->err);
    const struct dataset_state *s;
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    assert_int_equal(s->chain.watermark.value.nanos, 123456789);
    dataset_close(ds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_append, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_to_commit, setup, teardown),
        cmocka_unit_test_setup_teardown(test_abort_leaves_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rules_are_checked, setup, teardown),
        cmocka_unit_test_setup_teardown(test_expected_head, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lost_race, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many_writers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_each_step_fails, setup, teardown),
        cmocka_unit_test_setup_teardown(test_disk_goes_away, setup, teardown),
        cmocka_unit_test_setup_teardown(test_killed_at_each_step, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_memory, setup, teardown),
        cmocka_unit_test_setup_teardown(test_damaged_files, setup, teardown),
        cmocka_unit_test_setup_teardown(test_missing_directories, setup, teardown),
        cmocka_unit_test_setup_teardown(test_read_only, setup, teardown),
        cmocka_unit_test_setup_teardown(test_watermark, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
