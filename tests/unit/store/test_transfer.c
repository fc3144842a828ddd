/* Datasets copied to and from plain directories. */
#include "slice_test.h"

#include "digest/sha3.h"
#include "store/private.h"
#include "store/transfer.h"

static char *repo(struct fixture *f, const char *name)
{
    return arena_printf(&f->arena, "%s/repo/%s", f->dir, name);
}

static struct transfer_result push_to(struct fixture *f, struct dataset *ds, const char *dir)
{
    struct transfer_result r;
    assert_ok(transfer_push(ds, dir, NULL, &r, &f->err), &f->err);
    return r;
}

/* A second workspace, to pull into. */
static struct workspace *other_workspace(struct fixture *f)
{
    struct workspace *ws;
    bool created;
    char *dir = arena_printf(&f->arena, "%s/other", f->dir);
    assert_int_equal(mkdir(dir, 0755), 0);
    assert_ok(workspace_init(&f->env, dir, false, false, &created, &f->err), &f->err);
    assert_ok(workspace_open(&f->env, dir, &ws, &f->err), &f->err);
    return ws;
}

static uint64_t rows_in(struct fixture *f, struct workspace *ws, const char *name)
{
    struct dataset *ds;
    const struct dataset_state *s;
    assert_ok(dataset_open_ref(ws, str_c(name), &ds, &f->err), &f->err);
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    uint64_t rows = s->chain.rows_total;
    dataset_close(ds);
    return rows;
}

static void test_push(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    push(f, ds, 2, "one");
    struct transfer_result r = push_to(f, ds, repo(f, "a"));
    assert_false(r.up_to_date);
    assert_int_equal(r.blocks, 5);
    assert_int_equal(r.objects, 1);
    assert_int_equal(count_files(repo(f, "a"), ""), 4); /* nothing but the four directories */
    r = push_to(f, ds, repo(f, "a"));
    assert_true(r.up_to_date);
    push(f, ds, 2, "two");
    r = push_to(f, ds, repo(f, "a"));
    assert_int_equal(r.blocks, 1);
    assert_int_equal(count_files(repo(f, "a/blocks"), ""), 6);
    assert_int_equal(count_files(repo(f, "a/data"), ""), 2);
    put_file(repo(f, "file"), "x", 1);
    assert_fails(transfer_push(ds, repo(f, "file"), NULL, &r, &f->err), KAMU_E_USAGE,
                 "is no directory", &f->err);
    assert_int_equal(mkdir(repo(f, "full"), 0755), 0);
    put_file(repo(f, "full/x"), "x", 1);
    assert_fails(transfer_push(ds, repo(f, "full"), NULL, &r, &f->err), KAMU_E_EXISTS, "not empty",
                 &f->err);
    struct dataset *other = create(f, "b");
    assert_fails(transfer_push(other, repo(f, "a"), NULL, &r, &f->err), KAMU_E_CONFLICT,
                 "different datasets", &f->err);
    dataset_close(other);
    dataset_close(ds);
}

static void push_rows(struct fixture *f, struct dataset *ds, int64_t n)
{
    push_slice(f, ds, &(struct fault_in_slice){.rows = n, .interval = n});
}

static void test_pull(void **state)
{
    struct fixture *f = *state;
    struct workspace *ws = other_workspace(f);
    struct dataset *ds = create(f, "a"), *copy;
    struct transfer_result r;
    struct odf_hash here, there;
    push_rows(f, ds, 2);
    push_to(f, ds, repo(f, "a"));
    assert_ok(transfer_pull_new(ws, repo(f, "a"), STR("copy"), NULL, &r, &f->err), &f->err);
    assert_int_equal(rows_in(f, ws, "copy"), 2);
    assert_ok(dataset_open_ref(ws, STR("copy"), &copy, &f->err), &f->err);
    assert_ok(dataset_head(ds, &here, &f->err), &f->err);
    assert_ok(dataset_head(copy, &there, &f->err), &f->err);
    assert_true(odf_hash_eq(&here, &there)); /* byte for byte */
    assert_ok(transfer_pull(copy, repo(f, "a"), NULL, &r, &f->err), &f->err);
    assert_true(r.up_to_date);
    push_rows(f, ds, 3);
    push_to(f, ds, repo(f, "a"));
    assert_ok(transfer_pull(copy, repo(f, "a"), NULL, &r, &f->err), &f->err);
    assert_int_equal(r.blocks, 1);
    assert_int_equal(rows_in(f, ws, "copy"), 5);
    assert_fails(transfer_pull_new(ws, repo(f, "a"), STR("again"), NULL, &r, &f->err),
                 KAMU_E_EXISTS, "Dataset with id did:odf:", &f->err);
    assert_fails(transfer_pull_new(ws, repo(f, "none"), STR("none"), NULL, &r, &f->err),
                 KAMU_E_NOT_FOUND, "not found", &f->err);
    dataset_close(copy);
    dataset_close(ds);
    workspace_close(ws);
}

static void test_diverged(void **state)
{
    struct fixture *f = *state;
    struct workspace *ws = other_workspace(f);
    struct dataset *ds = create(f, "a"), *copy;
    struct transfer_result r;
    push_rows(f, ds, 1);
    push_to(f, ds, repo(f, "a"));
    assert_ok(transfer_pull_new(ws, repo(f, "a"), STR("a"), NULL, &r, &f->err), &f->err);
    assert_ok(dataset_open_ref(ws, STR("a"), &copy, &f->err), &f->err);
    struct odf_hash mine;
    push_rows(f, copy, 1);
    assert_ok(dataset_head(copy, &mine, &f->err), &f->err);
    assert_fails(transfer_pull(copy, repo(f, "a"), NULL, &r, &f->err), KAMU_E_CONFLICT,
                 "is ahead of source head", &f->err);
    assert_true(test_error_has(&f->err, "by 1 blocks"));
    push_rows(f, ds, 2);
    push_to(f, ds, repo(f, "a"));
    assert_fails(transfer_pull(copy, repo(f, "a"), NULL, &r, &f->err), KAMU_E_CONFLICT,
                 "have diverged and have 1 and 1 different blocks respectively", &f->err);
    assert_fails(transfer_push(copy, repo(f, "a"), NULL, &r, &f->err), KAMU_E_CONFLICT,
                 "have diverged", &f->err);
    struct transfer_options force = {.force = true};
    assert_ok(transfer_pull(copy, repo(f, "a"), &force, &r, &f->err), &f->err);
    assert_int_equal(rows_in(f, ws, "a"), 3);
    assert_ok(dataset_reset(copy, &mine, &f->err), &f->err);
    assert_ok(transfer_push(copy, repo(f, "a"), &force, &r, &f->err), &f->err);
    assert_ok(transfer_pull(ds, repo(f, "a"), &force, &r, &f->err), &f->err);
    assert_int_equal(rows_in(f, f->ws, "a"), 2);
    dataset_close(copy);
    dataset_close(ds);
    workspace_close(ws);
}

static void test_damaged_source(void **state)
{
    struct fixture *f = *state;
    struct workspace *ws = other_workspace(f);
    struct dataset *ds = create(f, "a");
    struct transfer_result r;
    struct odf_hash data = push_slice(f, ds, NULL).physical_hash, head;
    assert_ok(dataset_head(ds, &head, &f->err), &f->err);
    push_to(f, ds, repo(f, "a"));
    char name[ODF_HASH_TEXT_MAX];
    static char bytes[1 << 16];
    odf_hash_text(&data, name);
    char *file = arena_printf(&f->arena, "%s/%s", repo(f, "a/data"), name);
    size_t n = get_file(file, bytes, sizeof bytes);
    bytes[7] ^= 1;
    put_file(file, bytes, n);
    assert_fails(transfer_pull_new(ws, repo(f, "a"), STR("x"), NULL, &r, &f->err), KAMU_E_CORRUPT,
                 "Repository appears to have corrupted data", &f->err);
    assert_int_equal(unlink(file), 0);
    assert_fails(transfer_pull_new(ws, repo(f, "a"), STR("x"), NULL, &r, &f->err), KAMU_E_CORRUPT,
                 "Object does not exist", &f->err);
    bytes[7] ^= 1;
    put_file(file, bytes, n);
    odf_hash_text(&head, name);
    char *block = arena_printf(&f->arena, "%s/%s", repo(f, "a/blocks"), name);
    n = get_file(block, bytes, sizeof bytes);
    put_file(block, bytes, n - 1);
    assert_fails(transfer_pull_new(ws, repo(f, "a"), STR("x"), NULL, &r, &f->err), KAMU_E_CORRUPT,
                 "Block is malformed", &f->err);
    put_file(block, bytes, n);
    struct dataset_list l;
    assert_ok(workspace_list(ws, &l, &f->err), &f->err);
    assert_int_equal(l.n, 0); /* nothing of the failed pulls stays */
    dataset_list_free(&l);
    assert_ok(transfer_pull_new(ws, repo(f, "a"), STR("x"), NULL, &r, &f->err), &f->err);
    dataset_close(ds);
    workspace_close(ws);
}

/* A file that is what its hash says, but not what its block says. */
static void test_lying_blocks(void **state)
{
    static const struct {
        struct fault_in_slice fault;
        const char *text;
    } cases[] = {
        {{.logical_hash = true}, "logical hash declared by the source"},
        {{.rows = 4, .interval = 5}, "has 4 rows, its block says 5"},
    };
    struct fixture *f = *state;
    struct workspace *ws = other_workspace(f);
    struct transfer_result r;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char name[16];
        snprintf(name, sizeof name, "d%zu", i);
        struct dataset *ds = create(f, name);
        push_slice(f, ds, &cases[i].fault);
        push_to(f, ds, repo(f, name));
        assert_fails(transfer_pull_new(ws, repo(f, name), STR("x"), NULL, &r, &f->err),
                     KAMU_E_CORRUPT, cases[i].text, &f->err);
        dataset_close(ds);
    }
    workspace_close(ws);
}

/* A remote whose objects are there already: what is asked for counts. */
struct near {
    struct fixture *f;
    const char *dir;
    unsigned files; /* of the last request for any */
};

static kamu_code near_head(void *ctx, struct odf_hash *out, bool *found, struct kamu_error *err)
{
    struct near *r = ctx;
    return store_read_head(&r->f->env, r->dir, out, found, err);
}

static kamu_code near_fetch(void *ctx, const struct transfer_object *objects, size_t n,
                            struct kamu_error *err)
{
    struct near *r = ctx;
    (void)err;
    r->files = objects[0].kind == DATASET_BLOCK ? r->files : 0;
    for (size_t i = 0; i < n; i++) {
        r->files += objects[i].kind != DATASET_BLOCK;
        for (size_t k = 0; k < i; k++)
            assert_false(odf_hash_eq(&objects[i].hash, &objects[k].hash));
    }
    return KAMU_OK;
}

static void push_checkpoint(struct fixture *f, struct dataset *ds, int64_t watermark,
                            struct odf_hash *last)
{
    static const char bytes[] = "the state of a source";
    uint8_t digest[SHA3_256_SIZE];
    struct commit *c;
    struct commit_result r;
    struct fs_file *file;
    struct odf_checkpoint checkpoint = {.size = sizeof bytes};
    struct sha3 sha;
    sha3_init(&sha);
    sha3_update(&sha, bytes, sizeof bytes);
    sha3_final(&sha, digest);
    checkpoint.physical_hash = odf_hash_sha3(digest);
    assert_ok(commit_begin(ds, NULL, &c, &f->err), &f->err);
    assert_ok(store_commit_object(c, DATASET_CHECKPOINT, &file, &f->err), &f->err);
    assert_ok(fs_write(file, bytes, sizeof bytes, &f->err), &f->err);
    assert_ok(commit_data_done(c, file, &checkpoint.physical_hash, &f->err), &f->err);
    struct odf_add_data data = {.prev_offset = commit_state(c)->chain.last_offset,
                                .prev_checkpoint = *last,
                                .new_checkpoint = &checkpoint,
                                .new_watermark = {true, instant_from_ms(watermark)}};
    struct odf_event event = {.kind = ODF_ADD_DATA, .add_data = &data};
    assert_ok(commit_add_event(c, T0, &event, &f->err), &f->err);
    assert_ok(commit_publish(c, &r, &f->err), &f->err);
    commit_free(c);
    *last = checkpoint.physical_hash;
}

/* Two blocks with the same checkpoint: it is asked for once, two downloads would share a file. */
static void test_shared_checkpoint(void **state)
{
    struct fixture *f = *state;
    struct workspace *ws = other_workspace(f);
    struct dataset *ds = create(f, "a");
    struct odf_hash last = {0};
    struct transfer_result r;
    push_rows(f, ds, 2);
    push_checkpoint(f, ds, T0.seconds * 1000 + 1000, &last);
    push_checkpoint(f, ds, T0.seconds * 1000 + 2000, &last);
    push_to(f, ds, repo(f, "a"));
    struct near near = {.f = f, .dir = repo(f, "a")};
    const struct transfer_remote remote = {.ctx = &near, .head = near_head, .fetch = near_fetch};
    const struct transfer_options options = {.remote = &remote};
    assert_ok(transfer_pull_new(ws, near.dir, STR("copy"), &options, &r, &f->err), &f->err);
    assert_int_equal(near.files, 2);
    assert_int_equal(rows_in(f, ws, "copy"), 2);
    dataset_close(ds);
    workspace_close(ws);
}

/* Each step of a push fails: the copy is the old or the new dataset, and the next push mends it. */
static void test_faults(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    bool done = false;
    push(f, ds, 1, "one");
    for (uint64_t n = 1; !done; n++) {
        struct fault fault = {.nth = n, .action = ENOSPC};
        struct transfer_result r;
        char dir[32];
        snprintf(dir, sizeof dir, "d%d", (int)n);
        f->env.fs.hook = fault_hook;
        f->env.fs.hook_ctx = &fault;
        kamu_code rc = transfer_push(ds, repo(f, dir), NULL, &r, &f->err);
        f->env.fs.hook = NULL;
        done = fault.count < n;
        char *head = arena_printf(&f->arena, "%s/refs/head", repo(f, dir));
        if (rc == KAMU_OK)
            assert_true(exists(head));
        push_to(f, ds, repo(f, dir));
        struct dataset *copy;
        struct odf_hash *hashes;
        size_t blocks;
        assert_ok(dataset_open_dir(&f->env, repo(f, dir), &copy, &f->err), &f->err);
        assert_ok(dataset_chain(copy, NULL, &hashes, &blocks, &f->err), &f->err);
        assert_int_equal(blocks, 5);
        mem_free(hashes);
        dataset_close(copy);
        assert_true(n < 300);
    }
    dataset_close(ds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_push, setup, teardown),
        cmocka_unit_test_setup_teardown(test_pull, setup, teardown),
        cmocka_unit_test_setup_teardown(test_diverged, setup, teardown),
        cmocka_unit_test_setup_teardown(test_damaged_source, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lying_blocks, setup, teardown),
        cmocka_unit_test_setup_teardown(test_shared_checkpoint, setup, teardown),
        cmocka_unit_test_setup_teardown(test_faults, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
