/* Builders and batches: whatever is done to rows, each keeps its value. */
#include "unit/harness.h"

#include "columnar/bits.h"
#include "columnar/compare.h"
#include "unit/columnar/random_columns.h"

static struct kamu_error err;

static void same_row(const struct batch *a, int64_t i, const struct batch *b, int64_t j)
{
    for (uint32_t k = 0; k < a->n_columns; k++) {
        struct buf x = BUF_INIT(1 << 20), y = BUF_INIT(1 << 20);
        assert_ok(column_value_encode(&a->columns[k], i, &x, &err), &err);
        assert_ok(column_value_encode(&b->columns[k], j, &y, &err), &err);
        assert_int_equal(x.len, y.len);
        assert_memory_equal(x.data, y.data, x.len);
        assert_true(column_value_equal(&a->columns[k], i, &b->columns[k], j));
        assert_int_equal(column_value_hash(&a->columns[k], i, 1),
                         column_value_hash(&b->columns[k], j, 1));
        buf_free(&x);
        buf_free(&y);
    }
}

/* take, slice and concat of random batches of random types give valid batches of the same values */
static void rows_keep_their_values(void **state)
{
    struct rnd r = rnd_new(1);

    for (int round = 0; round < 120; round++) {
        struct col_schema *s = rnd_schema(&r, 1 + (uint32_t)rnd_below(&r, 4), 0);
        int64_t n = (int64_t)rnd_below(&r, 70);
        struct batch *b = rnd_batch(&r, s, n, (unsigned)rnd_below(&r, 2) * 40), *out = NULL;
        struct batch *parts[3] = {NULL, NULL, NULL};
        int32_t idx[64];
        int64_t m = n ? (int64_t)rnd_below(&r, 64) : 0;
        int64_t cut1 = (int64_t)rnd_below(&r, (uint64_t)n + 1);
        int64_t cut2 = cut1 + (int64_t)rnd_below(&r, (uint64_t)(n - cut1) + 1);

        assert_ok(batch_validate(b, true, &err), &err);
        for (int64_t i = 0; i < m; i++)
            idx[i] = (int32_t)rnd_below(&r, (uint64_t)n);
        assert_ok(batch_take(b, idx, m, &out, &err), &err);
        assert_ok(batch_validate(out, true, &err), &err);
        for (int64_t i = 0; i < m; i++)
            same_row(out, i, b, idx[i]);
        batch_free(out);

        assert_ok(batch_slice(b, 0, cut1, &parts[0], &err), &err);
        assert_ok(batch_slice(b, cut1, cut2 - cut1, &parts[1], &err), &err);
        assert_ok(batch_slice(b, cut2, n - cut2, &parts[2], &err), &err);
        for (int i = 0; i < 3; i++)
            assert_ok(batch_validate(parts[i], true, &err), &err);
        assert_ok(batch_concat(parts, 3, &out, &err), &err);
        assert_ok(batch_validate(out, true, &err), &err);
        assert_int_equal(out->length, n);
        for (int64_t i = 0; i < n; i++)
            same_row(out, i, b, i);
        for (int i = 0; i < 3; i++)
            batch_free(parts[i]);
        batch_free(out);
        batch_free(b);
        col_schema_unref(s);
    }
}

/* a truncated builder goes on as if the rows had never been there */
static void truncation_leaves_no_trace(void **state)
{
    struct rnd r = rnd_new(2);

    for (int round = 0; round < 100; round++) {
        struct col_schema *s = rnd_schema(&r, 2, 0);
        struct batch *clean = rnd_batch(&r, s, 20, 30), *out = NULL;
        struct batch_builder bb;

        assert_ok(batch_builder_init(&bb, s, &err), &err);
        for (int64_t i = 0; i < 20; i++)
            for (uint32_t k = 0; k < 2; k++) {
                int64_t before = bb.columns[k].length;
                for (uint64_t junk = rnd_below(&r, 3); junk > 0; junk--)
                    assert_ok(rnd_value(&r, &bb.columns[k], true, 40, &err), &err);
                col_builder_truncate(&bb.columns[k], before);
                assert_ok(col_put_from(&bb.columns[k], &clean->columns[k], i, &err), &err);
            }
        assert_ok(batch_builder_finish(&bb, &out, &err), &err);
        assert_ok(batch_validate(out, true, &err), &err);
        for (int64_t i = 0; i < 20; i++)
            same_row(out, i, clean, i);
        batch_builder_free(&bb);
        batch_free(out);
        batch_free(clean);
        col_schema_unref(s);
    }
}

static void builders_are_reused(void **state)
{
    struct col_type t = {.kind = COL_INT64};
    struct col_builder b;
    struct column c;

    assert_ok(col_builder_init(&b, &t, &err), &err);
    for (int round = 0; round < 3; round++) {
        for (int64_t i = 0; i < 5000; i++)
            assert_ok(i % 7 == 3 ? col_put_null(&b, &err) : col_put_i64(&b, i, &err), &err);
        assert_ok(col_builder_finish(&b, &c, &err), &err);
        assert_int_equal(c.length, 5000);
        assert_int_equal(c.null_count, 714);
        assert_true(col_is_null(&c, 3));
        assert_int_equal(((const int64_t *)(const void *)c.values->data)[4999], 4999);
        column_release(&c);
    }
    col_builder_free(&b);
}

static void constants_and_nulls(void **state)
{
    struct col_type t = {.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"};
    int64_t v = 1234567;
    struct rnd r = rnd_new(3);
    struct column c;

    assert_ok(column_constant(&t, &v, 1001, &c, &err), &err);
    for (int64_t i = 0; i < 1001; i++)
        assert_int_equal(((const int64_t *)(const void *)c.values->data)[i], v);
    column_release(&c);
    assert_ok(column_constant(&t, &v, 0, &c, &err), &err);
    column_release(&c);
    for (int round = 0; round < 60; round++) {
        struct col_schema *s = rnd_schema(&r, 1, 0);
        struct batch *b = NULL;
        assert_ok(batch_new(s, 17, &b, &err), &err);
        assert_ok(column_nulls(&s->fields[0].type, 17, &b->columns[0], &err), &err);
        assert_ok(batch_validate(b, true, &err), &err);
        assert_int_equal(b->columns[0].null_count, 17);
        batch_free(b);
        col_schema_unref(s);
    }
}

static void validation_finds_damage(void **state)
{
    struct rnd r = rnd_new(4);
    struct col_schema *s = NULL;
    struct batch *b;
    int32_t *o;

    assert_ok(col_schema_new(1, &s, &err), &err);
    s->fields[0] = (struct col_field){.name = "s", .type = {.kind = COL_STRING}, .nullable = true};
    b = rnd_batch(&r, s, 50, 20);
    assert_ok(batch_validate(b, true, &err), &err);
    o = (int32_t *)(void *)b->columns[0].offsets->data;
    o[50] += 1;
    assert_fails(batch_validate(b, true, &err), KAMU_E_CORRUPT, "Column 's' is malformed", &err);
    o[50] -= 1;
    b->columns[0].null_count++;
    assert_fails(batch_validate(b, true, &err), KAMU_E_CORRUPT, "number of nulls", &err);
    b->columns[0].null_count--;
    for (int64_t i = 0; i < 50; i++)
        if (!col_is_null(&b->columns[0], i) && o[i + 1] > o[i]) {
            b->columns[0].values->data[o[i]] = 0xff;
            break;
        }
    assert_fails(batch_validate(b, true, &err), KAMU_E_INPUT, "not UTF-8", &err);
    assert_ok(batch_validate(b, false, &err), &err);
    batch_free(b);
    col_schema_unref(s);
}

static void bit_loops(void **state)
{
    struct rnd r = rnd_new(5);
    uint8_t src[64], dst[64], want[64];

    for (int round = 0; round < 3000; round++) {
        int64_t n = (int64_t)rnd_below(&r, 200), from = (int64_t)rnd_below(&r, 200),
                to = (int64_t)rnd_below(&r, 200), ones = 0;
        for (int i = 0; i < 64; i++) {
            src[i] = (uint8_t)rnd_u64(&r);
            want[i] = dst[i] = (uint8_t)rnd_u64(&r);
        }
        for (int64_t i = 0; i < n; i++) {
            ones += bit_get(src, from + i);
            bit_get(src, from + i) ? bit_set(want, to + i) : bit_clear(want, to + i);
        }
        bits_copy(dst, to, src, from, n);
        assert_memory_equal(dst, want, 64);
        assert_int_equal(bits_count(src, from, n), ones);
        for (int64_t i = 0; i < n; i++)
            (round & 1) ? bit_set(want, to + i) : bit_clear(want, to + i);
        bits_fill(dst, to, n, round & 1);
        assert_memory_equal(dst, want, 64);
    }
}

/* batch building, taking and joining with every allocation failing in turn */
static kamu_code build_and_join(void *ctx, struct kamu_error *e)
{
    struct col_schema *s = ctx;
    struct batch_builder bb;
    struct batch *b = NULL, *t = NULL, *parts[2], *out = NULL;
    struct rnd r = rnd_new(6);
    int32_t idx[3] = {2, 0, 1};
    kamu_code rc;

    KAMU_TRY(batch_builder_init(&bb, s, e));
    for (int64_t i = 0; i < 3; i++)
        for (uint32_t k = 0; k < bb.n_columns; k++)
            KAMU_TRY_GOTO(rnd_value(&r, &bb.columns[k], s->fields[k].nullable, 30, e), out);
    KAMU_TRY_GOTO(batch_builder_finish(&bb, &b, e), out);
    KAMU_TRY_GOTO(batch_take(b, idx, 3, &t, e), out);
    parts[0] = b;
    parts[1] = t;
    KAMU_TRY_GOTO(batch_concat(parts, 2, &out, e), out);
out:
    batch_builder_free(&bb);
    batch_free(b);
    batch_free(t);
    batch_free(out);
    return rc;
}

static void allocation_failures(void **state)
{
    struct rnd r = rnd_new(7);
    struct col_schema *s = rnd_schema(&r, 12, 0);

    test_each_allocation_fails(build_and_join, s, 2000);
    col_schema_unref(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_keep_their_values),  cmocka_unit_test(truncation_leaves_no_trace),
        cmocka_unit_test(builders_are_reused),     cmocka_unit_test(constants_and_nulls),
        cmocka_unit_test(validation_finds_damage), cmocka_unit_test(bit_loops),
        cmocka_unit_test(allocation_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
