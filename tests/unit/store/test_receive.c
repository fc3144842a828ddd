/* Pushes of other programs: packed blocks, stored objects, chains taken over. */
#include "slice_test.h"

#include "store/private.h"
#include "store/receive.h"

#include <fcntl.h>
#include <sys/time.h>

/* ---- the archive ------------------------------------------------------------------------------
 */

static struct buf packed(struct fixture *f, const struct str *blocks, size_t n)
{
    struct block_archive_writer *w;
    struct buf out;
    assert_ok(block_archive_writer_open(1 << 20, &w, &f->err), &f->err);
    for (size_t i = 0; i < n; i++) {
        struct odf_hash hash = odf_hash_of(blocks[i].p, blocks[i].n);
        assert_ok(block_archive_add(w, &hash, blocks[i].p, blocks[i].n, &f->err), &f->err);
    }
    assert_ok(block_archive_finish(w, &out, &f->err), &f->err);
    block_archive_writer_free(w);
    return out;
}

static void test_archive(void **state)
{
    struct fixture *f = *state;
    char large[2000];
    memset(large, 'x', sizeof large);
    struct str blocks[] = {STR("one"), STR(""), {large, 512}, {large, sizeof large}};
    struct buf b = packed(f, blocks, 4);
    struct block_archive a;
    assert_ok(block_archive_read(b.data, b.len, 4, 1 << 20, &a, &f->err), &f->err);
    assert_int_equal(a.n, 4);
    for (size_t i = 0; i < 4; i++)
        assert_true(str_eq(a.entries[i].bytes, blocks[i]));
    block_archive_free(&a);
    assert_fails(block_archive_read(b.data, b.len, 3, 1 << 20, &a, &f->err), KAMU_E_LIMIT,
                 "more than 3 blocks", &f->err);
    assert_fails(block_archive_read(b.data, b.len, 4, 4096, &a, &f->err), KAMU_E_LIMIT,
                 "more than 4096 bytes", &f->err);
    for (size_t n = 0; n < b.len; n++) /* cut off anywhere */
        assert_fails(block_archive_read(b.data, n, 4, 1 << 20, &a, &f->err), KAMU_E_INPUT, NULL,
                     &f->err);
    for (size_t i = 0; i < b.len; i++) { /* a damaged byte never gives other blocks */
        b.data[i] ^= 0x55;
        if (block_archive_read(b.data, b.len, 4, 1 << 20, &a, &f->err) == KAMU_OK) {
            for (size_t j = 0; j < a.n; j++)
                assert_true(str_eq(a.entries[j].bytes, blocks[j]));
            block_archive_free(&a);
        }
        b.data[i] ^= 0x55;
    }
    buf_free(&b);
    assert_fails(block_archive_read("junk", 4, 4, 1 << 20, &a, &f->err), KAMU_E_INPUT,
                 "no gzipped tar", &f->err);
}

static void test_archive_limit(void **state)
{
    struct fixture *f = *state;
    struct block_archive_writer *w;
    uint8_t noise[64 << 10];
    assert_ok(block_archive_writer_open(32 << 10, &w, &f->err), &f->err);
    assert_ok(random_bytes(&f->env.random, noise, sizeof noise, &f->err), &f->err);
    struct odf_hash hash = odf_hash_of(noise, sizeof noise);
    kamu_code rc = block_archive_add(w, &hash, noise, sizeof noise, &f->err);
    struct buf out = {0};
    if (rc == KAMU_OK)
        rc = block_archive_finish(w, &out, &f->err);
    assert_int_equal(rc, KAMU_E_LIMIT);
    block_archive_writer_free(w);
}

/* ---- objects ----------------------------------------------------------------------------------
 */

static void test_objects(void **state)
{
    struct fixture *f = *state;
    char *dir = path_of(f, "staging");
    struct transfer_object o = {DATASET_DATA, odf_hash_of("some object", 11), 11};
    bool there;
    char name[ODF_HASH_TEXT_MAX];
    odf_hash_text(&o.hash, name);
    assert_fails(
        receive_object(&f->env, dir, DATASET_DATA, &o.hash, "other bytes", -1, 11, &f->err),
        KAMU_E_INPUT, "Expected hash f1620", &f->err);
    assert_ok(receive_has(&f->env, dir, &o, &there, &f->err), &f->err);
    assert_false(there);
    for (int i = 0; i < 2; i++)
        assert_ok(
            receive_object(&f->env, dir, DATASET_DATA, &o.hash, "some object", -1, 11, &f->err),
            &f->err);
    assert_ok(receive_has(&f->env, dir, &o, &there, &f->err), &f->err);
    assert_true(there);
    o.size = 12;
    assert_ok(receive_has(&f->env, dir, &o, &there, &f->err), &f->err);
    assert_false(there);
    assert_int_equal(count_files(arena_printf(&f->arena, "%s/data", dir), ""), 1);
    struct odf_hash empty = odf_hash_of("", 0);
    assert_ok(receive_object(&f->env, dir, DATASET_CHECKPOINT, &empty, "", -1, 0, &f->err),
              &f->err);
    assert_int_equal(count_files(arena_printf(&f->arena, "%s/checkpoints", dir), ""), 1);
}

/* From a file with and without a name. */
static void test_object_files(void **state)
{
    struct fixture *f = *state;
    char *dir = path_of(f, "staging");
    char *named = path_of(f, "named");
    put_file(named, "content", 7);
    struct odf_hash hash = odf_hash_of("content", 7);
    int fd = open(named, O_RDWR);
    assert_true(fd >= 0);
    assert_ok(receive_object(&f->env, dir, DATASET_DATA, &hash, NULL, fd, 7, &f->err), &f->err);
    close(fd);
    fd = open(f->dir, O_TMPFILE | O_RDWR, 0600);
    if (fd >= 0) {
        assert_int_equal(write(fd, "without", 7), 7);
        hash = odf_hash_of("without", 7);
        assert_fails(receive_object(&f->env, dir, DATASET_DATA, &hash, NULL, fd, 9, &f->err),
                     KAMU_E_INPUT, "ends after 7 bytes", &f->err);
        assert_ok(receive_object(&f->env, dir, DATASET_DATA, &hash, NULL, fd, 7, &f->err), &f->err);
        close(fd);
        assert_int_equal(count_files(arena_printf(&f->arena, "%s/data", dir), ""), 2);
    }
}

/* ---- chains ------------------------------------------------------------------------------------
 */

/* Blocks [from, end) of the dataset, as another program would send them. */
static struct block_archive blocks_of(struct fixture *f, struct dataset *ds, size_t from)
{
    struct odf_hash *hashes;
    struct buf raw[32];
    struct str bytes[32];
    size_t n;
    assert_ok(dataset_chain(ds, NULL, &hashes, &n, &f->err), &f->err);
    assert_true(n <= 32);
    for (size_t i = 0; i < n; i++) {
        buf_init(&raw[i], 1 << 20);
        assert_ok(dataset_block_bytes(ds, &hashes[i], &raw[i], &f->err), &f->err);
        bytes[i] = (struct str){(char *)raw[i].data, raw[i].len};
    }
    struct buf b = packed(f, bytes + from, n - from);
    struct block_archive a;
    assert_ok(block_archive_read(b.data, b.len, 32, 1 << 20, &a, &f->err), &f->err);
    buf_free(&b);
    for (size_t i = 0; i < n; i++)
        buf_free(&raw[i]);
    mem_free(hashes);
    return a;
}

static void copy_objects(struct fixture *f, struct dataset *from, const char *dir)
{
    struct block_archive a = blocks_of(f, from, 0);
    struct transfer_object *objects;
    size_t n;
    assert_ok(receive_objects_of(&a, &objects, &n, &f->err), &f->err);
    for (size_t i = 0; i < n; i++) {
        char path[FS_PATH_MAX];
        struct buf bytes = BUF_INIT(1 << 20);
        assert_ok(dataset_object_path(from, objects[i].kind, &objects[i].hash, path, &f->err),
                  &f->err);
        assert_ok(fs_read_all(&f->env.fs, path, 1 << 20, &bytes, &f->err), &f->err);
        assert_ok(receive_object(&f->env, dir, objects[i].kind, &objects[i].hash, bytes.data, -1,
                                 bytes.len, &f->err),
                  &f->err);
        buf_free(&bytes);
    }
    mem_free(objects);
    block_archive_free(&a);
}

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

static void push_rows(struct fixture *f, struct dataset *ds, int64_t n)
{
    push_slice(f, ds, &(struct fault_in_slice){.rows = n, .interval = n});
}

static kamu_code make_copy(struct fixture *f, struct workspace *ws, struct dataset *ds,
                           const char *name)
{
    struct block_archive a = blocks_of(f, ds, 0);
    struct odf_did id;
    struct odf_hash head;
    kamu_code rc = receive_new(ws, STR_NONE, str_c(name), VISIBILITY_USUAL, path_of(f, "staging"),
                               &a, &id, &head, &f->err);
    block_archive_free(&a);
    return rc;
}

static void assert_same(struct fixture *f, struct dataset *a, struct dataset *b)
{
    struct odf_hash here, there;
    struct verify_report v;
    assert_ok(dataset_head(a, &here, &f->err), &f->err);
    assert_ok(dataset_head(b, &there, &f->err), &f->err);
    assert_true(odf_hash_eq(&here, &there));
    assert_ok(dataset_verify(b, NULL, &v, &f->err), &f->err);
    verify_report_free(&v);
}

static void test_new_and_more(void **state)
{
    struct fixture *f = *state;
    struct workspace *ws = other_workspace(f);
    struct dataset *ds = create(f, "a"), *copy;
    struct commit_result r;
    struct odf_hash old;
    push_rows(f, ds, 2);
    assert_fails(make_copy(f, ws, ds, "copy"), KAMU_E_CORRUPT, "Object does not exist: f1620",
                 &f->err);
    assert_fails(dataset_open_ref(ws, STR("copy"), &copy, &f->err), KAMU_E_NOT_FOUND, NULL,
                 &f->err); /* nothing half made */
    copy_objects(f, ds, path_of(f, "staging"));
    assert_ok(make_copy(f, ws, ds, "copy"), &f->err);
    assert_fails(make_copy(f, ws, ds, "copy"), KAMU_E_EXISTS, "already exists", &f->err);
    assert_fails(make_copy(f, ws, ds, "other"), KAMU_E_EXISTS, "already exists", &f->err);
    assert_ok(dataset_open_ref(ws, STR("copy"), &copy, &f->err), &f->err);
    assert_same(f, ds, copy);

    assert_ok(dataset_head(ds, &old, &f->err), &f->err);
    push_rows(f, ds, 3);
    struct block_archive a = blocks_of(f, ds, 5);
    assert_int_equal(a.n, 1);
    assert_fails(receive_blocks(copy, &old, false, &a, &r, &f->err), KAMU_E_CORRUPT,
                 "Object does not exist", &f->err);
    copy_objects(f, ds, dataset_dir(copy));
    assert_ok(receive_blocks(copy, &old, false, &a, &r, &f->err), &f->err);
    assert_int_equal(r.blocks, 1);
    assert_same(f, ds, copy);
    assert_fails(receive_blocks(copy, &old, false, &a, &r, &f->err), KAMU_E_CONFLICT, NULL,
                 &f->err); /* the head has moved */
    block_archive_free(&a);
    a = blocks_of(f, ds, 3); /* not behind the head */
    assert_ok(dataset_head(copy, &old, &f->err), &f->err);
    assert_fails(receive_blocks(copy, &old, false, &a, &r, &f->err), KAMU_E_CONFLICT,
                 "do not follow the head", &f->err);
    assert_ok(receive_blocks(copy, NULL, true, &a, &r, &f->err), &f->err); /* changes nothing */
    assert_int_equal(r.blocks, 0);
    block_archive_free(&a);
    dataset_close(copy);
    dataset_close(ds);
    workspace_close(ws);
}

static void test_forced(void **state)
{
    struct fixture *f = *state;
    struct workspace *ws = other_workspace(f);
    struct dataset *ds = create(f, "a"), *stranger = create(f, "b"), *copy;
    struct commit_result r;
    push_rows(f, ds, 1);
    copy_objects(f, ds, path_of(f, "staging"));
    assert_ok(make_copy(f, ws, ds, "a"), &f->err);
    assert_ok(dataset_open_ref(ws, STR("a"), &copy, &f->err), &f->err);
    push_rows(f, ds, 3);
    assert_ok(dataset_set_watermark(copy, (struct instant){1900000000, 0}, T0, &r, &f->err),
              &f->err); /* both went on */
    copy_objects(f, ds, dataset_dir(copy));
    struct block_archive a = blocks_of(f, ds, 5), whole = blocks_of(f, ds, 0),
                         foreign = blocks_of(f, stranger, 0), hole = blocks_of(f, stranger, 1);
    assert_fails(receive_blocks(copy, NULL, true, &foreign, &r, &f->err), KAMU_E_CHAIN,
                 "Seed block is that of another dataset", &f->err);
    assert_fails(receive_blocks(copy, NULL, true, &hole, &r, &f->err), KAMU_E_CONFLICT, NULL,
                 &f->err);
    assert_ok(receive_blocks(copy, NULL, true, &a, &r, &f->err), &f->err);
    assert_same(f, ds, copy);
    assert_ok(dataset_set_watermark(copy, (struct instant){1900000000, 0}, T0, &r, &f->err),
              &f->err);
    assert_ok(receive_blocks(copy, NULL, true, &whole, &r, &f->err), &f->err); /* ahead: back */
    assert_int_equal(r.blocks, 0);
    assert_same(f, ds, copy);
    block_archive_free(&a);
    block_archive_free(&whole);
    block_archive_free(&foreign);
    block_archive_free(&hole);
    dataset_close(copy);
    dataset_close(ds);
    dataset_close(stranger);
    workspace_close(ws);
}

/* A hole in the chain, blocks in another order, a damaged object. */
static void test_bad_chains(void **state)
{
    struct fixture *f = *state;
    struct workspace *ws = other_workspace(f);
    struct dataset *ds = create(f, "a");
    struct odf_did id;
    struct odf_hash head;
    push_rows(f, ds, 2);
    copy_objects(f, ds, path_of(f, "staging"));
    struct block_archive a = blocks_of(f, ds, 0);
    for (size_t i = 0; i + 1 < a.n; i++) {
        struct block_archive b = a;
        b.entries = test_malloc(a.n * sizeof *b.entries);
        memcpy(b.entries, a.entries, a.n * sizeof *b.entries);
        struct block_archive_entry e = b.entries[i];
        b.entries[i] = b.entries[i + 1];
        b.entries[i + 1] = e;
        assert_fails(receive_new(ws, STR_NONE, STR("x"), VISIBILITY_USUAL, path_of(f, "staging"),
                                 &b, &id, &head, &f->err),
                     KAMU_E_CHAIN, NULL, &f->err);
        test_free(b.entries);
    }
    assert_int_equal(count_files(arena_printf(&f->arena, "%s/other/.kamu/datasets", f->dir), ".p"),
                     0);
    char path[FS_PATH_MAX];
    struct transfer_object *objects;
    size_t n;
    assert_ok(receive_objects_of(&a, &objects, &n, &f->err), &f->err);
    snprintf(path, sizeof path, "%s/data/", path_of(f, "staging"));
    odf_hash_text(&objects[0].hash, path + strlen(path));
    mem_free(objects);
    int fd = open(path, O_RDWR);
    assert_int_equal(pwrite(fd, "?", 1, 40), 1);
    close(fd);
    assert_fails(make_copy(f, ws, ds, "x"), KAMU_E_CORRUPT, "is damaged", &f->err);
    assert_fails(make_copy(f, ws, ds, "x"), KAMU_E_CORRUPT, "does not exist", &f->err);
    block_archive_free(&a);
    dataset_close(ds);
    workspace_close(ws);
}

/* A sweep leaves what a server has just received, and takes it when it is old. */
static void test_sweep(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct odf_hash hash = odf_hash_of("orphan", 6);
    struct transfer_object o = {DATASET_DATA, hash, 6};
    struct gc_result r;
    bool there;
    assert_int_equal(mkdir(path_of(f, "server"), 0700), 0);
    assert_int_equal(mkdir(path_of(f, "server/incoming"), 0700), 0);
    assert_int_equal(mkdir(path_of(f, "server/incoming/x"), 0700), 0);
    assert_ok(receive_object(&f->env, dataset_dir(ds), o.kind, &hash, "orphan", -1, 6, &f->err),
              &f->err);
    assert_ok(workspace_gc(f->ws, NULL, &r, &f->err), &f->err);
    assert_int_equal(r.orphan_files, 0);
    char path[FS_PATH_MAX];
    struct timeval old[2] = {{1577836800, 0}, {1577836800, 0}};
    assert_ok(dataset_object_path(ds, o.kind, &hash, path, &f->err), &f->err);
    assert_int_equal(utimes(path, old), 0);
    assert_ok(receive_has(&f->env, dataset_dir(ds), &o, &there, &f->err), &f->err);
    assert_true(there); /* and it is young again */
    assert_ok(workspace_gc(f->ws, NULL, &r, &f->err), &f->err);
    assert_int_equal(r.orphan_files, 0);
    assert_int_equal(utimes(path, old), 0);
    assert_int_equal(utimes(path_of(f, "server/incoming/x"), old), 0);
    assert_ok(workspace_gc(f->ws, NULL, &r, &f->err), &f->err);
    assert_int_equal(r.orphan_files, 1);
    assert_int_not_equal(access(path_of(f, "server/incoming/x"), F_OK), 0);
    dataset_close(ds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_archive, setup, teardown),
        cmocka_unit_test_setup_teardown(test_archive_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(test_objects, setup, teardown),
        cmocka_unit_test_setup_teardown(test_object_files, setup, teardown),
        cmocka_unit_test_setup_teardown(test_new_and_more, setup, teardown),
        cmocka_unit_test_setup_teardown(test_forced, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bad_chains, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sweep, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
