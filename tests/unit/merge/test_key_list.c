/* Key lists: the same bytes as key_encode gives row by row; ordered as memcmp orders them. */
#include "base/time.h"
#include "merge/key_list.h"
#include "unit/ingest/rows_of.h"

/* Random rows; `small` chooses from few values, so that keys repeat. */
static struct batch *random_batch(struct col_schema *s, int64_t rows, bool small, bool nulls,
                                  uint64_t rng[4])
{
    struct kamu_error err = {0};
    struct batch_builder bb;
    struct batch *b = NULL;
    assert_ok(batch_builder_init(&bb, s, &err), &err);
    for (int64_t i = 0; i < rows; i++)
        for (uint32_t c = 0; c < s->n_fields; c++) {
            uint64_t r = xoshiro256pp_next(rng), v = small ? r % 20 : r;
            struct col_builder *to = &bb.columns[c];
            char text[64];
            if (nulls && r >> 60 == 0) {
                assert_ok(col_put_null(to, &err), &err);
                continue;
            }
            switch (s->fields[c].type.kind) {
            case COL_INT64:
            case COL_TIMESTAMP:
                assert_ok(col_put_i64(to, (int64_t)v, &err), &err);
                break;
            case COL_INT32:
                assert_ok(col_put_i32(to, (int32_t)v, &err), &err);
                break;
            case COL_FLOAT64:
                assert_ok(col_put_f64(to, (double)v - 9, &err), &err);
                break;
            case COL_BOOL:
                assert_ok(col_put_bool(to, v & 1, &err), &err);
                break;
            default:
                (void)snprintf(text, sizeof text, "%.*s%llu", (int)(v % 15), "common beginning",
                               (unsigned long long)v);
                assert_ok(col_put_string(to, text, strlen(text) - (v % 3 == 0), &err), &err);
            }
        }
    assert_ok(batch_builder_finish(&bb, &b, &err), &err);
    batch_builder_free(&bb);
    return b;
}

static void check_bytes(const struct key_list *l, size_t from, const struct batch *b,
                        const uint32_t *columns, uint32_t n)
{
    struct kamu_error err = {0};
    struct buf one = BUF_INIT(1 << 20);
    for (int64_t i = 0; i < b->length; i++) {
        struct str k = key_list_at(l, from + (size_t)i);
        assert_ok(key_encode(b, i, columns, n, &one, &err), &err);
        assert_int_equal(k.n, one.len);
        assert_memory_equal(k.p, one.data, one.len);
    }
    buf_free(&one);
}

static void check_order(const struct key_list *l)
{
    struct kamu_error err = {0};
    uint32_t *order = calloc(l->n + 1, sizeof *order);
    bool *there = calloc(l->n + 1, sizeof *there);
    assert_non_null(order);
    assert_non_null(there);
    assert_ok(key_list_order(l, order, &err), &err);
    for (size_t i = 0; i < l->n; i++) {
        assert_false(there[order[i]]);
        there[order[i]] = true;
        if (i == 0)
            continue;
        int c = str_cmp(key_list_at(l, order[i - 1]), key_list_at(l, order[i]));
        assert_true(c < 0 || (c == 0 && order[i - 1] < order[i]));
    }
    free(order);
    free(there);
}

static void run(const char *schema, bool small, bool nulls, uint64_t seed)
{
    struct kamu_error err = {0};
    struct col_schema *s = schema_of(schema);
    uint64_t rng[4] = {seed, 1, 2, 3};
    uint32_t columns[8];
    struct key_list l;
    key_list_init(&l);
    for (uint32_t i = 0; i < s->n_fields; i++)
        columns[i] = s->n_fields - 1 - i;
    for (int round = 0; round < 2; round++) { /* a list is used again after a clear */
        size_t at = 0;
        for (int k = 0; k < 4; k++) { /* batches with and without nulls in turn */
            struct batch *b = random_batch(s, 300 + 50 * k, small, nulls && k % 2 == 1, rng);
            assert_ok(key_list_add(&l, b, b->length, columns, s->n_fields, &err), &err);
            assert_int_equal(l.n, at + (size_t)b->length);
            check_bytes(&l, at, b, columns, s->n_fields);
            at = l.n;
            batch_free(b);
        }
        check_order(&l);
        key_list_clear(&l);
    }
    key_list_free(&l);
    col_schema_unref(s);
}

static void test_lists(void **state)
{
    static const char *const schemas[] = {
        "a:i64?",
        "a:i64? b:i64?",
        "a:i32? b:bool? c:f64?",
        "a:str?",
        "a:str? b:i64?",
        "t:ts? d:i64? e:i64? f:i64?", /* more differing bytes than two words hold */
    };
    (void)state;
    for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++)
        for (int k = 0; k < 4; k++)
            run(schemas[i], k & 1, k & 2, 10 * i + (uint64_t)k + 1);
}

static void test_equal_keys(void **state)
{
    struct kamu_error err = {0};
    struct col_schema *s = schema_of("a:str");
    struct batch_builder bb;
    struct batch *b = NULL;
    struct key_list l;
    uint32_t column = 0, order[3000];
    (void)state;
    key_list_init(&l);
    assert_ok(key_list_order(&l, order, &err), &err); /* none at all */
    assert_ok(batch_builder_init(&bb, s, &err), &err);
    for (int i = 0; i < 3000; i++)
        assert_ok(col_put_string(&bb.columns[0], "same", 4, &err), &err);
    assert_ok(batch_builder_finish(&bb, &b, &err), &err);
    assert_ok(key_list_add(&l, b, b->length, &column, 1, &err), &err);
    assert_ok(key_list_order(&l, order, &err), &err);
    for (uint32_t i = 0; i < 3000; i++)
        assert_int_equal(order[i], i);
    key_list_free(&l);
    batch_free(b);
    batch_builder_free(&bb);
    col_schema_unref(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_equal_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
