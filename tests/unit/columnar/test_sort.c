/* Sorting and comparison: against a plain stable sort by column_value_compare, and its laws. */
#include "unit/harness.h"

#include "columnar/compare.h"
#include "columnar/sort.h"
#include "unit/columnar/random_columns.h"

static struct kamu_error err;

static void check_order(const struct batch *b, const uint32_t *keys, uint32_t n_keys)
{
    int32_t *idx = mem_realloc_array(NULL, (size_t)b->length + 1, sizeof(*idx));
    uint8_t *seen = mem_calloc((size_t)b->length + 1, 1);
    bool sorted = false, identity = true;

    assert_ok(batch_sort_order(b, keys, n_keys, idx, &sorted, &err), &err);
    for (int64_t i = 0; i < b->length; i++) {
        assert_in_range(idx[i], 0, b->length - 1);
        assert_int_equal(seen[idx[i]]++, 0);
        identity &= idx[i] == i;
        if (i > 0) {
            int c = batch_row_compare(b, idx[i - 1], b, idx[i], keys, keys, n_keys);
            assert_true(c <= 0);
            assert_true(c < 0 || idx[i - 1] < idx[i]); /* stable */
        }
    }
    assert_int_equal(sorted, identity);
    assert_int_equal(batch_is_sorted(b, keys, n_keys), identity);
    mem_free(idx);
    mem_free(seen);
}

static void random_keys(void **state)
{
    struct rnd r = rnd_new(40);

    for (int round = 0; round < 150; round++) {
        struct col_schema *s = rnd_schema(&r, 3, 0);
        struct batch *b = rnd_batch(&r, s, (int64_t)rnd_below(&r, 200), 20);
        uint32_t keys[] = {(uint32_t)rnd_below(&r, 3), (uint32_t)rnd_below(&r, 3)};
        check_order(b, keys, 1 + (round & 1));
        batch_free(b);
        col_schema_unref(s);
    }
}

/* every kind as the only key */
static void each_kind(void **state)
{
    struct rnd r = rnd_new(41);

    for (int kind = COL_NULL; kind <= COL_MAP; kind++)
        for (int round = 0; round < 6; round++) {
            struct col_schema *s = rnd_schema(&r, 1, 0);
            uint32_t key = 0;
            struct batch *b;
            while (s->fields[0].type.kind != (enum col_kind)kind) {
                col_schema_unref(s);
                s = rnd_schema(&r, 1, 0);
            }
            b = rnd_batch(&r, s, 90, 15);
            check_order(b, &key, 1);
            batch_free(b);
            col_schema_unref(s);
        }
}

static struct column ints(const int64_t *v, int64_t n)
{
    static const struct col_type t = {.kind = COL_INT64};
    struct col_builder b;
    struct column c;

    assert_ok(col_builder_init(&b, &t, &err), &err);
    for (int64_t i = 0; i < n; i++)
        assert_ok(col_put_i64(&b, v[i], &err), &err);
    assert_ok(col_builder_finish(&b, &c, &err), &err);
    col_builder_free(&b);
    return c;
}

static void large_and_nearly_sorted(void **state)
{
    enum { N = 100000 };
    static int64_t v[N];
    static int32_t idx[N];
    struct rnd r = rnd_new(42);
    struct column c;
    bool sorted;

    for (int64_t i = 0; i < N; i++)
        v[i] = i * 1000 - 30000000;
    c = ints(v, N);
    assert_ok(column_sort_order(&c, idx, &sorted, &err), &err);
    assert_true(sorted);
    column_release(&c);
    v[N / 2] = INT64_MIN;
    v[7] = INT64_MAX;
    for (int i = 0; i < 100; i++)
        v[rnd_below(&r, N)] = (int64_t)rnd_u64(&r);
    c = ints(v, N);
    assert_ok(column_sort_order(&c, idx, &sorted, &err), &err);
    assert_false(sorted);
    for (int64_t i = 1; i < N; i++)
        assert_true(v[idx[i - 1]] < v[idx[i]] ||
                    (v[idx[i - 1]] == v[idx[i]] && idx[i - 1] < idx[i]));
    column_release(&c);
}

static struct column doubles(const double *v, int64_t n)
{
    static const struct col_type t = {.kind = COL_FLOAT64};
    struct col_builder b;
    struct column c;

    assert_ok(col_builder_init(&b, &t, &err), &err);
    for (int64_t i = 0; i < n; i++)
        assert_ok(col_put_f64(&b, v[i], &err), &err);
    assert_ok(col_put_null(&b, &err), &err);
    assert_ok(col_builder_finish(&b, &c, &err), &err);
    col_builder_free(&b);
    return c;
}

static void floats_compare_as_documented(void **state)
{
    const double v[] = {__builtin_nan(""),   -0.0, 0.0, __builtin_inf(), -__builtin_inf(),
                        -__builtin_nan("2"), 1.5};
    struct column c = doubles(v, 7);

    assert_true(column_value_equal(&c, 0, &c, 5)); /* NaN equals NaN, whatever its bits */
    assert_int_equal(column_value_hash(&c, 0, 9), column_value_hash(&c, 5, 9));
    assert_false(column_value_equal(&c, 1, &c, 2)); /* -0.0 is not 0.0 */
    assert_int_equal(column_value_compare(&c, 1, &c, 2), -1);
    assert_int_equal(column_value_compare(&c, 4, &c, 6), -1);
    assert_int_equal(column_value_compare(&c, 3, &c, 0), -1); /* NaN behind infinity */
    assert_int_equal(column_value_compare(&c, 7, &c, 5), -1); /* null first */
    assert_true(column_value_equal(&c, 7, &c, 7));
    assert_int_equal(column_value_compare(&c, 7, &c, 7), 0);
    column_release(&c);
}

/* equal <=> same bytes; order antisymmetric and, for equal values, 0 */
static void laws(void **state)
{
    struct rnd r = rnd_new(43);

    for (int round = 0; round < 80; round++) {
        struct col_schema *s = rnd_schema(&r, 1, 0);
        struct batch *b = rnd_batch(&r, s, 25, 30);
        const struct column *c = &b->columns[0];
        for (int64_t i = 0; i < 25; i++)
            for (int64_t j = 0; j < 25; j++) {
                struct buf x = BUF_INIT(1 << 20), y = BUF_INIT(1 << 20);
                bool equal = column_value_equal(c, i, c, j);
                assert_ok(column_value_encode(c, i, &x, &err), &err);
                assert_ok(column_value_encode(c, j, &y, &err), &err);
                assert_int_equal(equal, x.len == y.len && memcmp(x.data, y.data, x.len) == 0);
                assert_int_equal(column_value_compare(c, i, c, j),
                                 -column_value_compare(c, j, c, i));
                if (equal)
                    assert_int_equal(column_value_hash(c, i, 5), column_value_hash(c, j, 5));
                buf_free(&x);
                buf_free(&y);
            }
        batch_free(b);
        col_schema_unref(s);
    }
}

static kamu_code sort_once(void *ctx, struct kamu_error *e)
{
    struct batch *b = ctx;
    int32_t idx[64];
    uint32_t keys[] = {0, 1};

    return batch_sort_order(b, keys, 2, idx, NULL, e);
}

static void allocation_failures(void **state)
{
    struct rnd r = rnd_new(44);
    struct col_schema *s = rnd_schema(&r, 2, RND_FLAT | RND_HASHABLE);
    struct batch *b = rnd_batch(&r, s, 50, 10);

    test_each_allocation_fails(sort_once, b, 50);
    batch_free(b);
    col_schema_unref(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_keys),
        cmocka_unit_test(each_kind),
        cmocka_unit_test(large_and_nearly_sorted),
        cmocka_unit_test(floats_compare_as_documented),
        cmocka_unit_test(laws),
        cmocka_unit_test(allocation_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
