/* Properties: what is written is read back equal; bytes do not depend on how rows were cut or on
 * threads; rows can be read from anywhere. */
#include "unit/harness.h"

#include "digest/sha3.h"
#include "parquet/slice_reader.h"
#include "parquet/slice_writer.h"
#include "unit/parquet/random_batch.h"

struct world {
    struct env env;
    char dir[64];
    unsigned files;
};

static int setup(void **state)
{
    static struct world w;
    struct kamu_error err;
    assert_ok(env_init(&w.env, &err), &err);
    snprintf(w.dir, sizeof w.dir, "/tmp/kamu-parquet-XXXXXX");
    assert_non_null(mkdtemp(w.dir));
    w.files = 0;
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    struct kamu_error err;
    assert_ok(fs_remove_tree(&w->env.fs, w->dir, &err), &err);
    env_free(&w->env);
    return 0;
}

/* Writes the batch in pieces of `cut` rows (0 = whole). */
static void write_file(struct world *w, struct batch *b, int64_t cut,
                       const struct slice_writer_options *o, char path[128],
                       struct slice_result *res)
{
    struct kamu_error err;
    struct fs_file *f;
    struct slice_writer *sw;
    snprintf(path, 128, "%s/%u", w->dir, w->files++);
    assert_ok(fs_create(&w->env.fs, path, false, &f, &err), &err);
    assert_ok(slice_writer_open(&w->env, f, b->schema, o, &sw, &err), &err);
    for (int64_t at = 0; at < b->length;) {
        int64_t n = cut && b->length - at > cut ? cut : b->length - at;
        struct batch *part;
        assert_ok(batch_slice(b, at, n, &part, &err), &err);
        assert_ok(slice_writer_append(sw, part, &err), &err);
        batch_free(part);
        at += n;
    }
    assert_ok(slice_writer_finish(sw, res, &err), &err);
    slice_writer_free(sw);
    assert_ok(fs_close(f, &err), &err);
    assert_int_equal(res->rows, b->length);
}

/* Rows from `row` on equal those of b. */
static void check_rows(struct world *w, const char *path, const struct batch *b, uint64_t row,
                       uint32_t batch_rows)
{
    struct kamu_error err;
    struct slice_reader *r;
    struct batch *got;
    assert_ok(slice_reader_open(&w->env, path, &r, &err), &err);
    assert_int_equal(slice_reader_rows(r), b->length);
    assert_true(col_schema_eq(slice_reader_schema(r), b->schema));
    slice_reader_set_batch_rows(r, batch_rows);
    assert_ok(slice_reader_seek(r, row, &err), &err);
    for (;;) {
        assert_ok(slice_reader_next(r, &got, &err), &err);
        if (got == NULL)
            break;
        assert_ok(batch_validate(got, true, &err), &err);
        for (uint32_t c = 0; c < b->n_columns; c++)
            for (int64_t i = 0; i < got->length; i++)
                if (!column_value_equal(&got->columns[c], i, &b->columns[c], (int64_t)row + i))
                    fail_msg("column %s row %llu differs", b->schema->fields[c].name,
                             (unsigned long long)row + (unsigned long long)i);
        row += (uint64_t)got->length;
        batch_free(got);
    }
    assert_int_equal(row, b->length);
    slice_reader_close(r);
}

static void round_trip(void **state)
{
    struct world *w = *state;
    static const uint32_t domains[] = {1, 2, 50, 1000000000};
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct gen g;
        char path[128];
        struct slice_result res;
        struct slice_writer_options o = {.no_logical_hash = true, .unsorted = seed & 1};
        gen_seed(&g, seed);
        o.codec = (enum slice_codec)(seed % 3);
        o.no_dictionary = seed % 5 == 0;
        o.page_rows = seed % 4 ? 1 + gen_below(&g, 300) : 0;
        o.page_bytes = seed % 3 ? 0 : 64 + gen_below(&g, 4000);
        o.row_group_rows = seed % 2 ? 100 + gen_below(&g, 700) : 0;
        o.dictionary_bytes = seed % 6 == 0 ? 100 : 0;
        struct col_schema *s = gen_schema(&g, 1 + gen_below(&g, 8), false);
        struct batch *b = gen_batch(&g, s, gen_below(&g, 1500), domains[seed % 4]);
        write_file(w, b, 0, &o, path, &res);
        check_rows(w, path, b, 0, seed % 3 ? 65536 : 77);
        if (b->length > 0)
            check_rows(w, path, b, gen_below(&g, (uint32_t)b->length), 333);
        batch_free(b);
        col_schema_unref(s);
    }
}

static void any_cut_any_threads(void **state)
{
    struct world *w = *state;
    struct kamu_error err;
    for (uint64_t seed = 100; seed < 112; seed++) {
        struct gen g;
        char path[128];
        struct slice_result one, other;
        gen_seed(&g, seed);
        struct slice_writer_options o = {.row_group_rows = 1000, .page_rows = 170};
        struct col_schema *s = gen_schema(&g, 5, true);
        struct batch *b = gen_batch(&g, s, 3500, seed & 1 ? 40 : 1000000000);
        write_file(w, b, 0, &o, path, &one);
        for (int64_t cut = 1; cut < 4000; cut = cut * 3 + 5) {
            struct pool *all = w->env.pool, *none;
            assert_ok(pool_create(0, &none, &err), &err);
            w->env.pool = cut & 1 ? all : none;
            write_file(w, b, cut, &o, path, &other);
            w->env.pool = all;
            pool_destroy(none);
            assert_int_equal(one.size_bytes, other.size_bytes);
            assert_memory_equal(one.physical_hash, other.physical_hash, 32);
            assert_memory_equal(one.logical_hash, other.logical_hash, 32);
        }
        struct slice_reader *r;
        uint8_t logical[32];
        assert_ok(slice_reader_open(&w->env, path, &r, &err), &err);
        assert_ok(slice_reader_logical_hash(r, logical, &err), &err);
        assert_memory_equal(one.logical_hash, logical, 32);
        slice_reader_close(r);
        batch_free(b);
        col_schema_unref(s);
    }
}

static void physical_hash_is_of_the_file(void **state)
{
    struct world *w = *state;
    struct kamu_error err;
    struct gen g;
    char path[128];
    struct slice_result res;
    struct buf bytes = BUF_INIT(1 << 26);
    uint8_t hash[32];
    gen_seed(&g, 7);
    struct col_schema *s = gen_schema(&g, 4, true);
    struct batch *b = gen_batch(&g, s, 5000, 1000000000);
    struct slice_writer_options o = {.row_group_rows = 600};
    write_file(w, b, 0, &o, path, &res);
    assert_ok(fs_read_all(&w->env.fs, path, bytes.max, &bytes, &err), &err);
    assert_int_equal(bytes.len, res.size_bytes);
    sha3_256(bytes.data, bytes.len, hash);
    assert_memory_equal(hash, res.physical_hash, 32);
    buf_free(&bytes);
    batch_free(b);
    col_schema_unref(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),
        cmocka_unit_test(any_cut_any_threads),
        cmocka_unit_test(physical_hash_is_of_the_file),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
