/* Every allocation, write and read failing in turn; wrong input; limits. */
#include "unit/harness.h"
#include <errno.h>

#include "unit/parquet/random_batch.h"

#include "parquet/slice_reader.h"
#include "parquet/slice_writer.h"

struct world {
    struct env env;
    char dir[64], path[128];
    struct batch *batch;
};

static void open_world(struct world *w, uint64_t seed, uint32_t columns, int64_t rows)
{
    struct kamu_error err;
    struct gen g;
    assert_ok(env_init(&w->env, &err), &err);
    pool_destroy(w->env.pool);
    assert_ok(pool_create(0, &w->env.pool, &err), &err);
    test_mkdir(w->dir);
    snprintf(w->path, sizeof w->path, "%s/slice", w->dir);
    gen_seed(&g, seed);
    struct col_schema *s = gen_schema(&g, columns, true);
    w->batch = gen_batch(&g, s, rows, 30);
    col_schema_unref(s);
}

static void close_world(struct world *w)
{
    batch_free(w->batch);
    test_rmdir(w->dir);
    env_free(&w->env);
}

static kamu_code write_slice(struct world *w, const struct slice_writer_options *o,
                             struct slice_result *res, struct kamu_error *err)
{
    struct fs_file *f;
    struct slice_writer *sw = NULL;
    KAMU_TRY(fs_unlink(&w->env.fs, w->path, err));
    KAMU_TRY(fs_create(&w->env.fs, w->path, false, &f, err));
    kamu_code rc = slice_writer_open(&w->env, f, w->batch->schema, o, &sw, err);
    if (rc == KAMU_OK)
        rc = slice_writer_append(sw, w->batch, err);
    if (rc == KAMU_OK)
        rc = slice_writer_finish(sw, res, err);
    slice_writer_free(sw);
    if (rc != KAMU_OK)
        (void)fs_close(f, NULL);
    else
        rc = fs_close(f, err);
    return rc;
}

static kamu_code read_slice(struct world *w, struct kamu_error *err)
{
    struct slice_reader *r;
    KAMU_TRY(slice_reader_open(&w->env, w->path, &r, err));
    kamu_code rc = slice_reader_seek(r, 3, err);
    for (struct batch *b; rc == KAMU_OK;) {
        rc = slice_reader_next(r, &b, err);
        if (b == NULL)
            break;
        batch_free(b);
    }
    uint8_t hash[32];
    if (rc == KAMU_OK)
        rc = slice_reader_logical_hash(r, hash, err);
    slice_reader_close(r);
    return rc;
}

static kamu_code write_then_read(void *ctx, struct kamu_error *err)
{
    struct slice_result res;
    struct slice_writer_options o = {.row_group_rows = 50, .page_rows = 20};
    KAMU_TRY(write_slice(ctx, &o, &res, err));
    return read_slice(ctx, err);
}

static void each_allocation_fails(void **state)
{
    for (uint64_t seed = 1; seed < 4; seed++) {
        struct world w;
        open_world(&w, seed, 4, 120);
        test_each_allocation_fails(write_then_read, &w, 20000);
        close_world(&w);
    }
}

struct nth {
    enum fs_step step;
    int left;
};

static int fail_nth(void *ctx, enum fs_step step, const char *path)
{
    struct nth *n = ctx;
    return step == n->step && --n->left == 0 ? EIO : 0;
}

static void each_write_and_read_fails(void **state)
{
    struct world w;
    struct kamu_error err;
    open_world(&w, 5, 5, 400);
    static const enum fs_step steps[] = {FS_STEP_WRITE, FS_STEP_READ};
    for (int s = 0; s < 2; s++) {
        for (int n = 1;; n++) {
            struct nth nth = {steps[s], n};
            w.env.fs.hook = fail_nth;
            w.env.fs.hook_ctx = &nth;
            kamu_code rc = write_then_read(&w, &err);
            w.env.fs.hook = NULL;
            if (nth.left > 0) {
                assert_ok(rc, &err);
                assert_true(n > 1);
                break;
            }
            assert_int_equal(rc, KAMU_E_IO);
        }
    }
    close_world(&w);
}

/* ---- schemas that cannot be written ------------------------------------------------ */

static void refuse(struct col_field field, bool no_hash, const char *text)
{
    struct world w;
    struct kamu_error err;
    struct fs_file *f;
    struct slice_writer *sw;
    struct col_schema *s;
    struct slice_writer_options o = {.no_logical_hash = no_hash};
    open_world(&w, 1, 1, 1);
    assert_ok(col_schema_new(1, &s, &err), &err);
    assert_ok(col_field_copy(&s->arena, &field, &s->fields[0], &err), &err);
    assert_ok(fs_create(&w.env.fs, w.path, false, &f, &err), &err);
    assert_fails(slice_writer_open(&w.env, f, s, &o, &sw, &err), KAMU_E_UNSUPPORTED, text, &err);
    assert_null(sw);
    assert_string_equal(err.at.field, "x");
    assert_ok(fs_close(f, &err), &err);
    col_schema_unref(s);
    close_world(&w);
}

static void unsupported_types(void **state)
{
    refuse((struct col_field){.name = "x", .type = {.kind = COL_NULL}}, false, "Null");
    refuse((struct col_field){.name = "x", .type = {.kind = COL_DURATION}}, false, "Duration");
    refuse((struct col_field){.name = "x", .type = {.kind = COL_STRUCT}}, true, "empty structs");
    refuse((struct col_field){.name = "x",
                              .type = {.kind = COL_DECIMAL128, .precision = 5, .scale = -2}},
           true, "negative scale");
    refuse((struct col_field){.name = "x", .type = {.kind = COL_DECIMAL128, .precision = 39}}, true,
           "precision");
}

static void null_in_required_column(void **state)
{
    struct world w;
    struct kamu_error err;
    struct slice_result res;
    open_world(&w, 1, 1, 1);
    batch_free(w.batch);
    struct col_schema *nullable, *required;
    struct gen g;
    gen_seed(&g, 1);
    struct col_field f = {.name = "population", .type = {.kind = COL_INT64}, .nullable = true};
    assert_ok(col_schema_new(1, &nullable, &err), &err);
    assert_ok(col_field_copy(&nullable->arena, &f, &nullable->fields[0], &err), &err);
    assert_ok(col_schema_copy(nullable, &required, &err), &err);
    required->fields[0].nullable = false;
    w.batch = gen_batch(&g, nullable, 100, 10);
    col_schema_unref(w.batch->schema);
    w.batch->schema = required;
    w.batch->columns[0].type = &required->fields[0].type;
    assert_fails(write_slice(&w, NULL, &res, &err), KAMU_E_INPUT, "Column `population` contains ",
                 &err);
    assert_string_equal(err.at.field, "population");
    col_schema_unref(nullable);
    close_world(&w);
}

/* ---- files that are none ------------------------------------------------------------ */

static void open_bytes(struct world *w, const void *p, size_t n, kamu_code want, const char *text)
{
    struct kamu_error err;
    struct slice_reader *r;
    assert_fails(slice_reader_open_bytes(&w->env, p, n, "data.bin", &r, &err), want, text, &err);
    assert_null(r);
}

static void not_parquet(void **state)
{
    struct world w;
    open_world(&w, 1, 1, 1);
    open_bytes(&w, "", 0, KAMU_E_CORRUPT, "it is empty");
    open_bytes(&w, "PAR1", 4, KAMU_E_CORRUPT, "too short");
    open_bytes(&w, "a,b,c\n1,2,3\n4,5,6\n", 18, KAMU_E_CORRUPT, "PAR1 is missing");
    open_bytes(&w, "PAR1\xff\xff\xff\x7fPAR1", 12, KAMU_E_CORRUPT, "footer is longer");
    open_bytes(&w, "PAR1....\1\0\0\0PARE", 16, KAMU_E_UNSUPPORTED, "encrypted");
    open_bytes(&w, "PAR1\x15\x02\x00\x03\0\0\0PAR1", 15, KAMU_E_CORRUPT, "schema");
    close_world(&w);
}

/* A byte changed anywhere gives rows or an error, never a crash (run with the sanitizers). */
static void any_byte_changed(void **state)
{
    struct world w;
    struct kamu_error err;
    struct slice_result res;
    struct buf bytes = BUF_INIT(1 << 24);
    open_world(&w, 9, 6, 60);
    assert_ok(write_slice(&w, NULL, &res, &err), &err);
    assert_ok(fs_read_all(&w.env.fs, w.path, bytes.max, &bytes, &err), &err);
    w.env.memory_max_bytes = 4 << 20;
    for (size_t i = 0; i < bytes.len; i++) {
        struct slice_reader *r;
        struct batch *b;
        uint8_t old = bytes.data[i];
        bytes.data[i] ^= (uint8_t)(1u << (i % 8));
        if (slice_reader_open_bytes(&w.env, bytes.data, bytes.len, "x", &r, &err) == KAMU_OK) {
            for (int n = 0; n < 4 && slice_reader_next(r, &b, &err) == KAMU_OK && b != NULL; n++) {
                assert_ok(batch_validate(b, true, &err), &err);
                batch_free(b);
            }
            slice_reader_close(r);
        }
        bytes.data[i] = old;
    }
    buf_free(&bytes);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_allocation_fails), cmocka_unit_test(each_write_and_read_fails),
        cmocka_unit_test(unsupported_types),     cmocka_unit_test(null_in_required_column),
        cmocka_unit_test(not_parquet),           cmocka_unit_test(any_byte_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
