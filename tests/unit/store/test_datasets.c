/* Whole datasets: create, delete, rename, reset; all or none, whatever fails. */
#include "store_test.h"

static size_t n_datasets(struct fixture *f)
{
    struct dataset_list l;
    assert_ok(workspace_list(f->ws, &l, &f->err), &f->err);
    size_t n = l.n;
    dataset_list_free(&l);
    return n;
}

static struct dataset_handle handle_of(struct fixture *f, const char *name)
{
    struct dataset_handle h;
    assert_ok(workspace_resolve(f->ws, str_c(name), &f->arena, &h, &f->err), &f->err);
    return h;
}

static void test_create(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    char text[64];
    static const char *const dirs[] = {"blocks", "checkpoints", "data", "info", "refs"};
    for (size_t i = 0; i < 5; i++)
        assert_true(exists(arena_printf(&f->arena, "%s/%s", dataset_dir(ds), dirs[i])));
    size_t n = get_file(arena_printf(&f->arena, "%s/info/alias", dataset_dir(ds)), text, 64);
    assert_int_equal(n, 1);
    assert_int_equal(text[0], 'a');
    dataset_close(ds);
    struct chain c;
    struct dataset_new item = new_dataset(&c, "a");
    odf_did_seeded(STR("another"), &c.seed.dataset_id);
    item.name = STR("A");
    size_t failed = 9;
    assert_fails(dataset_create(f->ws, &item, 1, T0, &failed, &f->err), KAMU_E_EXISTS,
                 "Dataset with name a already exists", &f->err);
    assert_int_equal(failed, 0);
    item.name = STR("a b");
    assert_fails(dataset_create(f->ws, &item, 1, T0, &failed, &f->err), KAMU_E_INPUT, "a b",
                 &f->err);
    item.name = STR("b");
    item.n_events = 0;
    assert_fails(dataset_create(f->ws, &item, 1, T0, &failed, &f->err), KAMU_E_CHAIN, "seed",
                 &f->err);
    assert_int_equal(n_datasets(f), 1);
    assert_int_equal(count_files(path_of(f, "datasets"), "fed01"), 1);
}

static void test_replace(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    push(f, ds, 3, "rows");
    dataset_close(ds);
    struct chain c;
    struct dataset_new item = new_dataset(&c, "a");
    odf_did_seeded(STR("second"), &c.seed.dataset_id);
    item.replace = true;
    assert_ok(dataset_create(f->ws, &item, 1, T0, NULL, &f->err), &f->err);
    assert_int_equal(n_datasets(f), 1);
    struct dataset_handle h = handle_of(f, "a");
    assert_true(odf_did_eq(&h.id, &c.seed.dataset_id));
    assert_int_equal(count_files(path_of(f, "datasets"), "fed01"), 1);
}

enum { MANY = 2 };
static const char *const many_names[MANY] = {"x", "y"};

static kamu_code create_many(struct fixture *f, struct kamu_error *err)
{
    struct chain chains[MANY];
    struct dataset_new items[MANY];
    for (int i = 0; i < MANY; i++)
        items[i] = new_dataset(&chains[i], many_names[i]);
    return dataset_create(f->ws, items, MANY, T0, NULL, err);
}

static kamu_code delete_many(struct fixture *f, struct kamu_error *err)
{
    struct dataset_handle items[MANY];
    for (int i = 0; i < MANY; i++)
        KAMU_TRY(workspace_resolve(f->ws, str_c(many_names[i]), &f->arena, &items[i], err));
    return dataset_delete(f->ws, items, MANY, err);
}

/* Fails the n-th step for each n; afterwards there are all or none, and the opposite works. */
static void all_or_none(struct fixture *f, kamu_code (*run)(struct fixture *, struct kamu_error *),
                        kamu_code (*undo)(struct fixture *, struct kamu_error *), size_t after,
                        int action, bool onwards)
{
    for (uint64_t n = 1;; n++) {
        struct fault fault = {.nth = n, .action = action, .onwards = onwards};
        int code = 0;
        if (action < 0) {
            pid_t child = fork();
            if (child == 0) {
                f->env.fs.hook = fault_hook;
                f->env.fs.hook_ctx = &fault;
                _exit(run(f, &f->err) == KAMU_OK ? 0 : 2);
            }
            int status;
            assert_int_equal(waitpid(child, &status, 0), child);
            code = WEXITSTATUS(status);
            assert_true(code == 0 || code == 77);
        } else {
            f->env.fs.hook = fault_hook;
            f->env.fs.hook_ctx = &fault;
            code = run(f, &f->err) == KAMU_OK ? 0 : 1;
            f->env.fs.hook = NULL;
        }
        bool unharmed = action < 0 ? code == 0 : fault.count < n;
        reopen(f); /* finishes what was recorded */
        size_t now = n_datasets(f);
        assert_true(now == 0 || now == MANY);
        if (code == 0)
            assert_int_equal(now, after);
        for (int i = 0; i < MANY; i++)
            assert_int_equal(try_open(f, many_names[i]), now ? KAMU_OK : KAMU_E_NOT_FOUND);
        if (now == after)
            assert_ok(undo(f, &f->err), &f->err);
        if (unharmed)
            break;
        assert_true(n < 1000);
    }
}

static void test_create_many_with_faults(void **state)
{
    all_or_none(*state, create_many, delete_many, MANY, EIO, false);
}

static void test_create_many_killed(void **state)
{
    all_or_none(*state, create_many, delete_many, MANY, -1, false);
}

static void test_delete_many_with_faults(void **state)
{
    struct fixture *f = *state;
    assert_ok(create_many(f, &f->err), &f->err);
    all_or_none(f, delete_many, create_many, 0, EIO, false);
}

static void test_delete_many_killed(void **state)
{
    struct fixture *f = *state;
    assert_ok(create_many(f, &f->err), &f->err);
    all_or_none(f, delete_many, create_many, 0, -1, false);
}

static void test_unfinished_record(void **state)
{
    struct fixture *f = *state;
    static const char junk[] = "head junk\nend 0\n";
    struct workspace *ws;
    put_file(path_of(f, "datasets/.transaction"), junk, sizeof junk - 1);
    assert_fails(workspace_open(&f->env, f->dir, &ws, &f->err), KAMU_E_CORRUPT, ".transaction",
                 &f->err);
    unlink(path_of(f, "datasets/.transaction"));
    reopen(f);
}

static void test_delete(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct commit *c;
    struct commit_result r;
    struct dataset_handle h = handle_of(f, "a");
    assert_ok(commit_begin(ds, NULL, &c, &f->err), &f->err);
    struct odf_event schema = schema_event(&f->arena);
    assert_ok(commit_add_event(c, T0, &schema, &f->err), &f->err);
    assert_ok(dataset_delete(f->ws, &h, 1, &f->err), &f->err);
    assert_int_equal(try_open(f, "a"), KAMU_E_NOT_FOUND);
    assert_int_equal(count_files(path_of(f, "datasets"), "fed01"), 0);
    /* A commit that was under way cannot bring it back. */
    assert_int_not_equal(commit_publish(c, &r, &f->err), KAMU_OK);
    commit_free(c);
    assert_int_equal(n_datasets(f), 0);
    dataset_close(ds);
    dataset_close(create(f, "a"));
    assert_int_equal(n_datasets(f), 1);
}

static void test_rename(void **state)
{
    struct fixture *f = *state;
    dataset_close(create(f, "a"));
    dataset_close(create(f, "b"));
    struct dataset_handle h = handle_of(f, "a");
    assert_fails(dataset_rename(f->ws, &h, STR("B"), &f->err), KAMU_E_EXISTS,
                 "Dataset with name b already exists", &f->err);
    assert_ok(dataset_rename(f->ws, &h, STR("A"), &f->err), &f->err);
    assert_string_equal(handle_of(f, "a").alias.p, "A");
    h = handle_of(f, "a");
    assert_ok(dataset_rename(f->ws, &h, STR("A"), &f->err), &f->err);
    assert_ok(dataset_rename(f->ws, &h, STR("c"), &f->err), &f->err);
    assert_int_equal(try_open(f, "a"), KAMU_E_NOT_FOUND);
    assert_int_equal(try_open(f, "c"), KAMU_OK);
    assert_int_not_equal(dataset_rename(f->ws, &h, STR("c d"), &f->err), KAMU_OK);
    dataset_close(create(f, "a2"));
    assert_int_equal(n_datasets(f), 3);
}

static void test_reset(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    const struct dataset_state *s;
    struct odf_hash none = odf_hash_of("none", 4);
    struct commit_result first = push(f, ds, 2, "one");
    struct commit_result second = push(f, ds, 3, "two");
    assert_ok(dataset_reset(ds, &first.new_head, &f->err), &f->err);
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    assert_int_equal(s->chain.rows_total, 2);
    assert_int_equal(s->blocks, 5);
    assert_fails(dataset_reset(ds, &none, &f->err), KAMU_E_NOT_FOUND, "Block does not exist: f1620",
                 &f->err);
    assert_ok(dataset_reset(ds, &second.new_head, &f->err), &f->err); /* forward again */
    assert_ok(dataset_reset(ds, &second.new_head, &f->err), &f->err);
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    assert_int_equal(s->chain.rows_total, 5);
    assert_ok(dataset_reset(ds, &first.old_head, &f->err), &f->err);
    push(f, ds, 7, "three");
    forget_cache(f);
    dataset_close(ds);
    assert_ok(dataset_open_ref(f->ws, STR("a"), &ds, &f->err), &f->err);
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    assert_int_equal(s->chain.rows_total, 7);
    dataset_close(ds);
}

/* ---- the remembered state ---------------------------------------------------------------------
 */

static void expect_rows(struct fixture *f, uint64_t rows, uint64_t blocks)
{
    struct dataset *ds;
    const struct dataset_state *s;
    assert_ok(dataset_open_ref(f->ws, STR("a"), &ds, &f->err), &f->err);
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    assert_int_equal(s->chain.rows_total, rows);
    assert_int_equal(s->blocks, blocks);
    dataset_close(ds);
}

static void test_remembered_state(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    char dir[ODF_DID_DIR_MAX], file[1 << 14], other[1 << 14];
    odf_did_dir(&dataset_handle(ds)->id, dir);
    char *path = path_of(f, "cache/heads/%s", dir);
    push(f, ds, 2, "one");
    size_t n = get_file(path, file, sizeof file);
    push(f, ds, 3, "two");
    push(f, ds, 4, "three");
    size_t n_new = get_file(path, other, sizeof other);
    dataset_close(ds);
    assert_true(n > 100 && n < sizeof file && n_new < sizeof other);
    expect_rows(f, 9, 7);
    put_file(path, file, n); /* of an older head: the blocks behind it are read */
    expect_rows(f, 9, 7);
    for (size_t i = 0; i < n_new; i += 1 + n_new / 200) { /* any damage: built anew */
        other[i] ^= 0x40;
        put_file(path, other, n_new);
        expect_rows(f, 9, 7);
        other[i] ^= 0x40;
    }
    for (size_t cut = 0; cut < n_new; cut += 1 + n_new / 50) {
        put_file(path, other, cut);
        expect_rows(f, 9, 7);
    }
    assert_int_equal(unlink(path), 0);
    expect_rows(f, 9, 7);
    assert_true(exists(path)); /* and kept */
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0755), 0);
    expect_rows(f, 9, 7);
}

/* With the state kept a push reads one block file, the head it builds on, whatever the length of
 * the chain. */
struct reads {
    uint64_t blocks;
};
static int count_block_reads(void *ctx, enum fs_step step, const char *path)
{
    struct reads *r = ctx;
    r->blocks += step == FS_STEP_OPEN && strstr(path, "/blocks/") != NULL;
    return 0;
}

static void test_push_reads_no_chain(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    for (int i = 0; i < 20; i++)
        push(f, ds, 1, "row");
    dataset_close(ds);
    struct reads reads = {0};
    reopen(f);
    f->env.fs.hook = count_block_reads;
    f->env.fs.hook_ctx = &reads;
    assert_ok(dataset_open_ref(f->ws, STR("a"), &ds, &f->err), &f->err);
    push(f, ds, 1, "row");
    f->env.fs.hook = NULL;
    assert_int_equal(reads.blocks, 1);
    dataset_close(ds);
}

/* ---- aliases
 * --------------------------------------------------------------------------------------- */

static void test_aliases(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct dataset_aliases a;
    assert_ok(dataset_aliases_read(ds, &a, &f->err), &f->err);
    assert_int_equal(a.n_pull + a.n_push, 0);
    dataset_aliases_free(&a);
    struct str pull[] = {STR("repo/x"), STR("it's: odd #1")}, push_to = STR("file:///tmp/a b");
    assert_ok(dataset_aliases_write(ds, pull, 2, &push_to, 1, &f->err), &f->err);
    assert_ok(dataset_aliases_read(ds, &a, &f->err), &f->err);
    assert_int_equal(a.n_pull, 2);
    assert_int_equal(a.n_push, 1);
    assert_string_equal(a.pull[1].p, "it's: odd #1");
    assert_string_equal(a.push[0].p, "file:///tmp/a b");
    dataset_aliases_free(&a);
    char *path = arena_printf(&f->arena, "%s/info/config", dataset_dir(ds));
    static const char *const bad[] = {"{", "kind: X\nversion: 1\ncontent: {}\n", "[]", "",
                                      "kind: DatasetConfig\nversion: 2\ncontent: {}\n"};
    for (size_t i = 0; i < 5; i++) {
        put_file(path, bad[i], strlen(bad[i]));
        assert_fails(dataset_aliases_read(ds, &a, &f->err), KAMU_E_CORRUPT, path, &f->err);
    }
    assert_ok(dataset_aliases_write(ds, NULL, 0, NULL, 0, &f->err), &f->err);
    assert_false(exists(path));
    dataset_close(ds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_create, setup, teardown),
        cmocka_unit_test_setup_teardown(test_replace, setup, teardown),
        cmocka_unit_test_setup_teardown(test_create_many_with_faults, setup, teardown),
        cmocka_unit_test_setup_teardown(test_create_many_killed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_delete_many_with_faults, setup, teardown),
        cmocka_unit_test_setup_teardown(test_delete_many_killed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unfinished_record, setup, teardown),
        cmocka_unit_test_setup_teardown(test_delete, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rename, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reset, setup, teardown),
        cmocka_unit_test_setup_teardown(test_remembered_state, setup, teardown),
        cmocka_unit_test_setup_teardown(test_push_reads_no_chain, setup, teardown),
        cmocka_unit_test_setup_teardown(test_aliases, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
