/* Which datasets there are, and finding them by name, id and pattern. */
#include "store_test.h"

static void make(struct fixture *f, const char *name)
{
    dataset_close(create(f, name));
}

static void expect_list(struct fixture *f, const char *names)
{
    struct dataset_list l;
    struct buf text = BUF_INIT(1 << 16);
    assert_ok(workspace_list(f->ws, &l, &f->err), &f->err);
    for (size_t i = 0; i < l.n; i++)
        assert_ok(buf_printf(&text, &f->err, "%s%s", i ? " " : "", l.items[i].alias.p), &f->err);
    assert_string_equal(buf_cstr(&text), names);
    buf_free(&text);
    dataset_list_free(&l);
}

static void expect_selected(struct fixture *f, const char *a, const char *b, const char *names)
{
    struct dataset_list l;
    struct buf text = BUF_INIT(1 << 16);
    struct str refs[2] = {str_c(a), str_c(b)};
    assert_ok(workspace_select(f->ws, refs, b ? 2 : 1, &l, &f->err), &f->err);
    for (size_t i = 0; i < l.n; i++)
        assert_ok(buf_printf(&text, &f->err, "%s%s", i ? " " : "", l.items[i].alias.p), &f->err);
    assert_string_equal(buf_cstr(&text), names);
    buf_free(&text);
    dataset_list_free(&l);
}

static void test_list_is_sorted_without_case(void **state)
{
    struct fixture *f = *state;
    expect_list(f, "");
    make(f, "b");
    make(f, "A.x");
    make(f, "c-1");
    expect_list(f, "A.x b c-1");
    expect_list(f, "A.x b c-1"); /* from the index */
    forget_cache(f);
    expect_list(f, "A.x b c-1");
}

static void test_resolve(void **state)
{
    struct fixture *f = *state;
    struct dataset_handle h;
    char did[ODF_DID_TEXT_MAX];
    make(f, "My.Data");
    assert_ok(workspace_resolve(f->ws, STR("my.dATA"), &f->arena, &h, &f->err), &f->err);
    assert_string_equal(h.alias.p, "My.Data");
    odf_did_text(&h.id, did);
    assert_ok(workspace_resolve(f->ws, str_c(did), &f->arena, &h, &f->err), &f->err);
    assert_string_equal(h.alias.p, "My.Data");
    did[20] = did[20] == '0' ? '1' : '0';
    assert_fails(workspace_resolve(f->ws, str_c(did), &f->arena, &h, &f->err), KAMU_E_NOT_FOUND,
                 did, &f->err);
    assert_fails(workspace_resolve(f->ws, STR("acct/my.data"), &f->arena, &h, &f->err),
                 KAMU_E_USAGE, "Multi-tenant reference is unexpected", &f->err);
    assert_int_not_equal(workspace_resolve(f->ws, STR("a_b"), &f->arena, &h, &f->err), KAMU_OK);
}

static void test_near_names(void **state)
{
    struct fixture *f = *state;
    struct dataset_handle h;
    make(f, "weather");
    make(f, "gps");
    assert_fails(workspace_resolve(f->ws, STR("wether"), &f->arena, &h, &f->err), KAMU_E_NOT_FOUND,
                 "Dataset not found: wether", &f->err);
    assert_string_equal(f->err.at.hint, "did you mean weather?");
    assert_fails(workspace_resolve(f->ws, STR("zzzzzz"), &f->arena, &h, &f->err), KAMU_E_NOT_FOUND,
                 NULL, &f->err);
    assert_string_equal(f->err.at.hint, "");
}

static void test_select(void **state)
{
    struct fixture *f = *state;
    make(f, "net.example.com");
    make(f, "net.example.org");
    make(f, "other");
    expect_selected(f, "%", NULL, "net.example.com net.example.org other");
    expect_selected(f, "NET.%.com", NULL, "net.example.com");
    expect_selected(f, "none%", NULL, "");
    expect_selected(f, "other", "net.example.com", "other net.example.com");
    expect_selected(f, "other", "OTHER", "other");
    expect_selected(f, "missing", "net%", "net.example.com net.example.org");
    struct dataset_list l;
    assert_fails(
        workspace_select(f->ws, (struct str[]){STR("other"), STR("missing")}, 2, &l, &f->err),
        KAMU_E_NOT_FOUND, "Dataset not found: missing", &f->err);
}

static void test_what_is_no_dataset_is_ignored(void **state)
{
    struct fixture *f = *state;
    make(f, "a");
    put_file(path_of(f, "datasets/junk"), "x", 1);
    assert_int_equal(mkdir(path_of(f, "datasets/.hidden"), 0755), 0);
    char dir[ODF_DID_DIR_MAX];
    struct odf_did id;
    odf_did_seeded(STR("headless"), &id);
    odf_did_dir(&id, dir);
    assert_int_equal(mkdir(path_of(f, "datasets/%s", dir), 0755), 0);
    expect_list(f, "a");
}

static char *dir_of(struct fixture *f, const char *name)
{
    struct odf_did id;
    char dir[ODF_DID_DIR_MAX];
    odf_did_seeded(str_c(name), &id);
    odf_did_dir(&id, dir);
    return path_of(f, "datasets/%s", dir);
}

static void write_alias(struct fixture *f, const char *dataset, const char *alias)
{
    put_file(arena_printf(&f->arena, "%s/info/alias", dir_of(f, dataset)), alias, strlen(alias));
}

static void test_alias_changed_by_hand(void **state)
{
    struct fixture *f = *state;
    make(f, "a");
    make(f, "b");
    expect_list(f, "a b");
    write_alias(f, "a", "renamed\n");
    expect_list(f, "b renamed");
    assert_int_equal(try_open(f, "a"), KAMU_E_NOT_FOUND);
    assert_int_equal(try_open(f, "renamed"), KAMU_OK);
    write_alias(f, "b", "xx"); /* same second, perhaps the same inode: seen all the same */
    expect_list(f, "renamed xx");
}

static void test_alias_missing_or_malformed(void **state)
{
    struct fixture *f = *state;
    static const char *const bad[] = {"", "a b", "/", "\xff", "-x"};
    make(f, "a");
    char dir[ODF_DID_DIR_MAX];
    struct odf_did id;
    odf_did_seeded(STR("a"), &id);
    odf_did_dir(&id, dir);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_alias(f, "a", bad[i]);
        expect_list(f, dir);
    }
    assert_int_equal(unlink(arena_printf(&f->arena, "%s/info/alias", dir_of(f, "a"))), 0);
    expect_list(f, dir);
    struct dataset_handle h;
    assert_ok(workspace_resolve(f->ws, str_c(dir), &f->arena, &h, &f->err), &f->err);
    assert_ok(dataset_rename(f->ws, &h, STR("again"), &f->err), &f->err);
    expect_list(f, "again");
}

static void test_index_damaged(void **state)
{
    struct fixture *f = *state;
    char file[1 << 14];
    make(f, "a");
    make(f, "b");
    expect_list(f, "a b");
    const char *path = path_of(f, "cache/index");
    size_t n = get_file(path, file, sizeof file);
    assert_true(n > 64 && n < sizeof file);
    for (size_t i = 0; i < n; i += 7) {
        file[i] ^= 0x55;
        put_file(path, file, n);
        expect_list(f, "a b");
        file[i] ^= 0x55;
    }
    for (size_t cut = 0; cut < n; cut += 11) {
        put_file(path, file, cut);
        expect_list(f, "a b");
        assert_int_equal(try_open(f, "B"), KAMU_OK);
    }
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0755), 0);
    expect_list(f, "a b");
}

static void test_dataset_removed_by_hand(void **state)
{
    struct fixture *f = *state;
    make(f, "a");
    make(f, "b");
    expect_list(f, "a b");
    assert_int_equal(unlink(arena_printf(&f->arena, "%s/refs/head", dir_of(f, "a"))), 0);
    expect_list(f, "b");
    assert_int_equal(try_open(f, "a"), KAMU_E_NOT_FOUND);
    test_rmdir(dir_of(f, "b"));
    assert_int_equal(try_open(f, "b"), KAMU_E_NOT_FOUND);
    expect_list(f, "");
}

static void test_summaries(void **state)
{
    struct fixture *f = *state;
    struct dataset_list l;
    struct dataset_summary *s;
    struct dataset *ds = create(f, "a");
    make(f, "b");
    push(f, ds, 10, "slice");
    for (int round = 0; round < 3; round++) {
        assert_ok(workspace_list_summaries(f->ws, &l, &s, &f->err), &f->err);
        assert_int_equal(l.n, 2);
        assert_int_equal(s[0].records, 10);
        assert_int_equal(s[0].data_bytes, 5);
        assert_int_equal(s[0].blocks, 5);
        assert_true(s[0].pulled.set && s[0].watermark.set);
        assert_int_equal(s[1].blocks, 3);
        assert_false(s[1].pulled.set);
        assert_false(s[0].damaged || s[0].remote);
        dataset_list_free(&l);
        if (round == 1)
            forget_cache(f);
    }
    struct str pull = STR("https://example.com/a");
    assert_ok(dataset_aliases_write(ds, &pull, 1, NULL, 0, &f->err), &f->err);
    push(f, ds, 1, "more");
    assert_ok(workspace_list_summaries(f->ws, &l, &s, &f->err), &f->err);
    assert_int_equal(s[0].records, 11);
    assert_true(s[0].remote);
    dataset_list_free(&l);
    /* A chain that cannot be read leaves the list whole. */
    forget_cache(f);
    char head[128];
    size_t n = get_file(arena_printf(&f->arena, "%s/refs/head", dir_of(f, "a")), head, 100);
    head[n] = '\0';
    put_file(arena_printf(&f->arena, "%s/blocks/%s", dir_of(f, "a"), head), "", 0);
    assert_ok(workspace_list_summaries(f->ws, &l, &s, &f->err), &f->err);
    assert_int_equal(l.n, 2);
    assert_true(s[0].damaged);
    assert_false(s[1].damaged);
    dataset_list_free(&l);
    dataset_close(ds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_list_is_sorted_without_case, setup, teardown),
        cmocka_unit_test_setup_teardown(test_resolve, setup, teardown),
        cmocka_unit_test_setup_teardown(test_near_names, setup, teardown),
        cmocka_unit_test_setup_teardown(test_select, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_is_no_dataset_is_ignored, setup, teardown),
        cmocka_unit_test_setup_teardown(test_alias_changed_by_hand, setup, teardown),
        cmocka_unit_test_setup_teardown(test_alias_missing_or_malformed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_index_damaged, setup, teardown),
        cmocka_unit_test_setup_teardown(test_dataset_removed_by_hand, setup, teardown),
        cmocka_unit_test_setup_teardown(test_summaries, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
