/* Sorter against a plain stable sort: in memory, spilled, with a prepended run, folded runs. */
#include "columnar/compare.h"
#include "ingest/sorter.h"
#include "unit/ingest/rows_of.h"

struct world {
    struct env env;
    struct kamu_error err;
    char dir[64];
    struct col_schema *schema;
    uint64_t rng[4];
};

static void setup(struct world *w)
{
    memset(w, 0, sizeof *w);
    assert_ok(env_init(&w->env, &w->err), &w->err);
    random_seed(&w->env.random, 7);
    test_mkdir(w->dir);
    w->schema = schema_of("k:i64? n:i64 s:str?");
    w->rng[0] = 1;
}

static void teardown(struct world *w)
{
    col_schema_unref(w->schema);
    env_free(&w->env);
    test_rmdir(w->dir);
}

/* `n` rows numbered from *next; keys from `keys` values (0: ascending), some null. */
static struct batch *random_batch(struct world *w, int n, int64_t *next, unsigned keys)
{
    struct batch_builder bb;
    struct batch *b = NULL;
    assert_ok(batch_builder_init(&bb, w->schema, &w->err), &w->err);
    for (int i = 0; i < n; i++) {
        uint64_t r = xoshiro256pp_next(w->rng);
        if (keys == 0)
            assert_ok(col_put_i64(&bb.columns[0], *next, &w->err), &w->err);
        else if (r % 17 == 0)
            assert_ok(col_put_null(&bb.columns[0], &w->err), &w->err);
        else
            assert_ok(col_put_i64(&bb.columns[0], (int64_t)((r >> 8) % keys), &w->err), &w->err);
        assert_ok(col_put_i64(&bb.columns[1], (*next)++, &w->err), &w->err);
        if (r % 5 == 0)
            assert_ok(col_put_null(&bb.columns[2], &w->err), &w->err);
        else
            assert_ok(col_put_string(&bb.columns[2], "abcdefgh", r % 9, &w->err), &w->err);
    }
    assert_ok(batch_builder_finish(&bb, &b, &w->err), &w->err);
    batch_builder_free(&bb);
    return b;
}

struct pile { /* batches handed out one by one, or gathered */
    struct batch *items[400];
    size_t n, at;
};

static kamu_code next_of_pile(void *ctx, struct batch **out, struct kamu_error *err)
{
    struct pile *p = ctx;
    (void)err;
    *out = p->at < p->n ? p->items[p->at++] : NULL;
    return KAMU_OK;
}

/* Output must be a permutation, ascending by k, ties by n (which counts the input). */
static void check_output(struct world *w, struct sorter *s, int64_t rows)
{
    bool *seen = calloc((size_t)rows, sizeof *seen);
    assert_non_null(seen);
    struct batch *last = NULL;
    uint32_t keys[] = {0, 1};
    int64_t got = 0;
    for (;;) {
        struct batch *b = NULL;
        assert_ok(sorter_next(s, &b, &w->err), &w->err);
        if (b == NULL)
            break;
        assert_true(b->length > 0 && b->length <= BATCH_ROWS_MAX);
        for (int64_t i = 0; i < b->length; i++) {
            int64_t n = ((int64_t *)(void *)b->columns[1].values->data)[i];
            assert_true(n >= 0 && n < rows && !seen[n]);
            seen[n] = true;
            if (i > 0)
                assert_true(batch_row_compare(b, i - 1, b, i, keys, keys, 2) < 0);
            else if (last != NULL)
                assert_true(batch_row_compare(last, last->length - 1, b, 0, keys, keys, 2) < 0);
        }
        got += b->length;
        batch_free(last);
        last = b;
    }
    batch_free(last);
    free(seen);
    assert_int_equal(got, rows);
}

static void run(struct world *w, int batches, int rows_each, unsigned keys, uint64_t memory,
                int prepended, bool spills)
{
    uint32_t key = 0;
    struct sorter_options o = {
        .keys = &key, .n_keys = 1, .memory_max_bytes = memory, .temp_dir = w->dir};
    struct sorter *s = NULL;
    struct pile pile = {0};
    int64_t next = 0;
    assert_ok(sorter_open(&w->env, w->schema, &o, &s, &w->err), &w->err);
    for (int i = 0; i < prepended; i++) /* one key, so it is in order */
        pile.items[pile.n++] = random_batch(w, 100, &next, 0);
    if (prepended != 0)
        sorter_prepend(s, (struct sorter_source){next_of_pile, &pile});
    for (int i = 0; i < batches; i++)
        assert_ok(sorter_add(s, random_batch(w, rows_each, &next, keys), &w->err), &w->err);
    check_output(w, s, next);
    assert_int_equal(sorter_spilled_bytes(s) != 0, spills);
    sorter_free(s);
}

static void test_in_memory(void **state)
{
    struct world w;
    (void)state;
    setup(&w);
    run(&w, 0, 0, 3, 1 << 20, 0, false);
    run(&w, 1, 1, 3, 1 << 20, 0, false);
    run(&w, 7, 333, 5, 1 << 30, 0, false);
    run(&w, 7, 333, 0, 1 << 30, 0, false);  /* in order already */
    run(&w, 1100, 3, 5, 1 << 30, 0, false); /* more batches than are held apart */
    teardown(&w);
}

static void test_spilled(void **state)
{
    struct world w;
    (void)state;
    setup(&w);
    run(&w, 9, 20000, 7, 1 << 20, 0, true);
    run(&w, 9, 20000, 1000000, 1 << 20, 0, true);
    run(&w, 300, 50, 4, 1, 0, true); /* every batch is a run: more than may be merged at once */
    teardown(&w);
}

static void test_prepended(void **state)
{
    struct world w;
    (void)state;
    setup(&w);
    run(&w, 5, 500, 900, 1 << 30, 4, true);
    run(&w, 5, 500, 900, 1, 4, true);
    run(&w, 0, 0, 1, 1, 3, false);
    run(&w, 250, 20, 300, 1, 4, true);
    teardown(&w);
}

static void test_dropped_halfway(void **state)
{
    struct world w;
    uint32_t key = 0;
    struct sorter *s = NULL;
    int64_t next = 0;
    struct batch *b = NULL;
    (void)state;
    setup(&w);
    struct sorter_options o = {.keys = &key, .n_keys = 1, .memory_max_bytes = 1, .temp_dir = w.dir};
    assert_ok(sorter_open(&w.env, w.schema, &o, &s, &w.err), &w.err);
    for (int i = 0; i < 5; i++)
        assert_ok(sorter_add(s, random_batch(&w, 10, &next, 5), &w.err), &w.err);
    assert_ok(sorter_next(s, &b, &w.err), &w.err);
    batch_free(b);
    sorter_free(s);
    teardown(&w); /* the directory is empty: rmdir of the harness removes trees, so look */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_memory),
        cmocka_unit_test(test_spilled),
        cmocka_unit_test(test_prepended),
        cmocka_unit_test(test_dropped_halfway),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
