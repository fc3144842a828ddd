/* Making, finding and opening workspaces. */
#include "store_test.h"

static void test_layout(void **state)
{
    struct fixture *f = *state;
    char text[16];
    static const char *const dirs[] = {"datasets", "repos", "cache", "run"};
    for (size_t i = 0; i < 4; i++)
        assert_true(exists(path_of(f, "%s", dirs[i])));
    assert_int_equal(get_file(path_of(f, "version"), text, sizeof text), 1);
    assert_int_equal(text[0], '7');
    assert_false(exists(path_of(f, "workspace.config")));
    assert_false(f->ws->multi_tenant);
    assert_false(f->ws->has_database);
}

static void test_init_again(void **state)
{
    struct fixture *f = *state;
    bool created = true;
    assert_ok(workspace_init(&f->env, f->dir, false, true, &created, &f->err), &f->err);
    assert_false(created);
    assert_fails(workspace_init(&f->env, f->dir, false, false, &created, &f->err), KAMU_E_EXISTS,
                 "Directory is already a kamu workspace", &f->err);
}

static void test_multi_tenant(void **state)
{
    struct fixture *f = *state;
    char dir[64];
    bool created;
    struct workspace *ws;
    test_mkdir(dir);
    assert_ok(workspace_init(&f->env, dir, true, false, &created, &f->err), &f->err);
    assert_ok(workspace_open(&f->env, dir, &ws, &f->err), &f->err);
    assert_true(ws->multi_tenant);
    workspace_close(ws);
    test_rmdir(dir);
}

static void test_lookup_walks_up(void **state)
{
    struct fixture *f = *state;
    char root[FS_PATH_MAX], old[FS_PATH_MAX], sub[128];
    bool found;
    assert_non_null(getcwd(old, sizeof old));
    snprintf(sub, sizeof sub, "%s/a", f->dir);
    assert_int_equal(mkdir(sub, 0755), 0);
    snprintf(sub, sizeof sub, "%s/a/b", f->dir);
    assert_int_equal(mkdir(sub, 0755), 0);
    assert_int_equal(chdir(sub), 0);
    assert_ok(workspace_find(&f->env, NULL, root, &found, &f->err), &f->err);
    assert_true(found);
    assert_string_equal(strrchr(root, '/'), strrchr(f->dir, '/'));
    assert_ok(workspace_find(&f->env, "", root, &found, &f->err), &f->err);
    assert_true(found);
    assert_ok(workspace_find(&f->env, ".", root, &found, &f->err), &f->err);
    assert_false(found); /* named: no walk */
    assert_int_equal(chdir("/"), 0);
    assert_ok(workspace_find(&f->env, NULL, root, &found, &f->err), &f->err);
    assert_false(found);
    assert_string_equal(root, "/");
    assert_int_equal(chdir(old), 0);
}

static void test_missing_directory_is_named(void **state)
{
    struct fixture *f = *state;
    char missing[128];
    bool created;
    struct workspace *ws;
    snprintf(missing, sizeof missing, "%s/none", f->dir);
    assert_fails(workspace_init(&f->env, missing, false, false, &created, &f->err),
                 KAMU_E_NOT_FOUND, missing, &f->err);
    assert_fails(workspace_open(&f->env, missing, &ws, &f->err), KAMU_E_NOT_FOUND,
                 "Directory is not a kamu workspace", &f->err);
}

static void expect_version(struct fixture *f, const char *text, kamu_code code, const char *message)
{
    struct workspace *ws = NULL;
    put_file(path_of(f, "version"), text, strlen(text));
    if (code == KAMU_OK)
        assert_ok(workspace_open(&f->env, f->dir, &ws, &f->err), &f->err);
    else
        assert_fails(workspace_open(&f->env, f->dir, &ws, &f->err), code, message, &f->err);
    workspace_close(ws);
}

static void test_versions(void **state)
{
    struct fixture *f = *state;
    static const char upgrade[] = "Workspace needs to be upgraded before continuing - please run "
                                  "`kamu system upgrade-workspace`";
    expect_version(f, "7", KAMU_OK, NULL);
    expect_version(f, " 7\n", KAMU_OK, NULL);
    expect_version(f, "5", KAMU_E_UNSUPPORTED, upgrade);
    expect_version(f, "99", KAMU_E_UNSUPPORTED, "version 99 is newer than supported version 7");
    expect_version(f, "x", KAMU_E_CORRUPT, "malformed");
    expect_version(f, "", KAMU_E_CORRUPT, "malformed");
    expect_version(f, "99999999999999999999999", KAMU_E_CORRUPT, "malformed");
    struct workspace *ws;
    assert_int_equal(unlink(path_of(f, "version")), 0);
    assert_fails(workspace_open(&f->env, f->dir, &ws, &f->err), KAMU_E_UNSUPPORTED, upgrade,
                 &f->err);
    expect_version(f, "7", KAMU_OK, NULL);
}

static void test_missing_scratch_directories(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(rmdir(path_of(f, "cache")), 0);
    assert_int_equal(rmdir(path_of(f, "run")), 0);
    assert_int_equal(rmdir(path_of(f, "repos")), 0);
    reopen(f);
    struct dataset *ds = create(f, "a");
    push(f, ds, 1, "x");
    dataset_close(ds);
    assert_int_equal(try_open(f, "a"), KAMU_OK);
}

/* Whatever fails while it is made: no workspace, or a whole one. */
static void test_init_faults(void **state)
{
    struct fixture *f = *state;
    bool done = false;
    for (uint64_t n = 1; !done; n++) {
        char dir[64];
        bool created;
        test_mkdir(dir);
        struct fault fault = {.nth = n, .action = EIO};
        f->env.fs.hook = fault_hook;
        f->env.fs.hook_ctx = &fault;
        kamu_code rc = workspace_init(&f->env, dir, true, false, &created, &f->err);
        f->env.fs.hook = NULL;
        done = fault.count < n;
        struct workspace *ws = NULL;
        kamu_code opened = workspace_open(&f->env, dir, &ws, NULL);
        if (rc == KAMU_OK)
            assert_int_equal(opened, KAMU_OK);
        else
            assert_true(opened == KAMU_E_NOT_FOUND || (opened == KAMU_OK && ws->multi_tenant));
        workspace_close(ws);
        test_rmdir(dir);
        assert_true(n < 200);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_layout, setup, teardown),
        cmocka_unit_test_setup_teardown(test_init_again, setup, teardown),
        cmocka_unit_test_setup_teardown(test_multi_tenant, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lookup_walks_up, setup, teardown),
        cmocka_unit_test_setup_teardown(test_missing_directory_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(test_versions, setup, teardown),
        cmocka_unit_test_setup_teardown(test_missing_scratch_directories, setup, teardown),
        cmocka_unit_test_setup_teardown(test_init_faults, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
