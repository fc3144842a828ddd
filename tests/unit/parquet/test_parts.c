/* The parts of the codec one by one: runs, Snappy streams, dictionaries, bounds, hints. */
#include "unit/harness.h"

#include "parquet/arrow_hint.h"
#include "parquet/dictionary.h"
#include "parquet/rle.h"
#include "parquet/snappy_page.h"
#include "parquet/statistics.h"
#include "parquet/thrift.h"
#include "unit/parquet/random_batch.h"

#include <math.h>
#include <snappy-c.h>

static void runs_and_packed_values(void **state)
{
    struct gen g;
    struct kamu_error err;
    static uint32_t in[3000], out[3000];
    static uint8_t out8[3000];
    gen_seed(&g, 1);
    for (unsigned width = 0; width <= 32; width++) {
        for (int round = 0; round < 20; round++) {
            size_t n = gen_below(&g, 3000);
            uint32_t mask = width == 32 ? UINT32_MAX : (UINT32_C(1) << width) - 1;
            for (size_t i = 0; i < n;) {
                uint32_t v = (uint32_t)gen_u64(&g) & mask;
                for (size_t run = 1 + gen_below(&g, round % 2 ? 2 : 40); run > 0 && i < n; run--)
                    in[i++] = v;
            }
            struct buf b = BUF_INIT(1 << 20);
            struct rle_decoder d;
            assert_ok(rle_encode(in, n, width, &b, &err), &err);
            rle_decoder_init(&d, b.data, b.len, width);
            size_t skip = n ? gen_below(&g, (uint32_t)n) : 0;
            assert_int_equal(rle_skip(&d, skip), skip);
            assert_int_equal(rle_decode(&d, out, n - skip), n - skip);
            assert_memory_equal(out, in + skip, (n - skip) * sizeof *in);
            if (width <= 8) {
                rle_decoder_init(&d, b.data, b.len, width);
                assert_int_equal(rle_decode8(&d, out8, n), n);
                for (size_t i = 0; i < n; i++)
                    assert_int_equal(out8[i], in[i]);
            }
            if (b.len > 1) { /* cut short: fewer values, nothing worse */
                rle_decoder_init(&d, b.data, b.len / 2, width);
                assert_true(rle_decode(&d, out, n) <= n);
            }
            buf_free(&b);
        }
    }
    uint32_t run = 0;
    struct rle_decoder d;
    rle_decoder_init(&d, "\x10\x01", 2, 1); /* 8 times 1 */
    assert_true(rle_peek_run(&d, 8, &run));
    assert_int_equal(run, 1);
    assert_false(rle_peek_run(&d, 9, &run));
}

static void check_snappy(const uint8_t *in, size_t n, size_t values, unsigned stride,
                         enum snappy_way want)
{
    struct snappy_page s = {0};
    size_t len = n + 1;
    uint8_t *packed = malloc(snappy_page_bound(n)), *back = malloc(len);
    enum snappy_way way = snappy_page_choose(&s, in, n, values, stride, packed);
    if (want != SNAPPY_UNDECIDED)
        assert_int_equal(way, want);
    size_t k = snappy_page_compress(way, in, n, values, packed);
    assert_true(k <= snappy_page_bound(n));
    if (way == SNAPPY_STORED)
        assert_int_equal(k, snappy_stored_length(n));
    assert_int_equal(snappy_uncompress((const char *)packed, k, (char *)back, &len), SNAPPY_OK);
    assert_int_equal(len, n);
    assert_memory_equal(back, in, n);
    free(packed);
    free(back);
}

static void snappy_streams(void **state)
{
    struct gen g;
    gen_seed(&g, 2);
    enum { N = 20000 };
    uint64_t *v = malloc(N * 8);
    for (size_t i = 0; i < N; i++)
        v[i] = i;
    check_snappy((void *)v, N * 8, 0, 8, SNAPPY_STRIDE);
    check_snappy((void *)v, N * 8, 16, 8, SNAPPY_STRIDE);    /* levels in front */
    check_snappy((void *)v, N * 8 - 3, 0, 8, SNAPPY_STORED); /* no whole values: not that way */
    for (size_t i = 0; i < N; i++)
        v[i] = 1577836800000 + i * 250 + gen_below(&g, 3000) * (i % 5 == 0);
    check_snappy((void *)v, N * 8, 0, 8, SNAPPY_STRIDE);
    for (size_t i = 0; i < N; i++)
        v[i] = gen_u64(&g);
    check_snappy((void *)v, N * 8, 0, 8, SNAPPY_STORED);
    check_snappy((void *)v, N * 8, 0, 0, SNAPPY_STORED);
    for (size_t i = 0; i < N; i++)
        v[i] = gen_u64(&g) >> (8 * gen_below(&g, 8));
    check_snappy((void *)v, N * 8, 0, 8, SNAPPY_UNDECIDED);
    for (size_t i = 0; i < N; i++) /* long repeats, and values that only begin alike */
        v[i] = i % 1000 < 900 ? 7 : gen_u64(&g) << 32;
    check_snappy((void *)v, N * 8, 0, 8, SNAPPY_UNDECIDED);
    memset(v, 'x', N * 8);
    check_snappy((void *)v, N * 8, 0, 0, SNAPPY_LIBRARY);
    for (size_t n = 0; n < 300; n += 7)
        check_snappy((void *)v, n, 0, 8, SNAPPY_LIBRARY);
    free(v);
}

static void dictionaries(void **state)
{
    struct kamu_error err;
    struct dictionary d;
    struct gen g;
    static uint64_t v[10000];
    static uint32_t ids[10000];
    size_t done, n;
    gen_seed(&g, 3);
    for (size_t i = 0; i < 10000; i++)
        v[i] = gen_below(&g, 700);
    dictionary_init(&d, 8, 1 << 20);
    assert_ok(dictionary_put_fixed(&d, (void *)v, 10000, ids, &done, &err), &err);
    assert_int_equal(done, 10000);
    assert_int_equal(d.n, 700);
    for (size_t i = 0; i < 10000; i++)
        assert_memory_equal(dictionary_value(&d, ids[i], &n), &v[i], 8);
    dictionary_free(&d);
    dictionary_init(&d, 8, 100 * 8); /* full at the 101st value */
    assert_ok(dictionary_put_fixed(&d, (void *)v, 10000, ids, &done, &err), &err);
    assert_int_equal(d.n, 100);
    assert_true(done < 10000);
    dictionary_free(&d);

    for (uint32_t domain = 1000; domain <= 100000000; domain *= 10) {
        dictionary_init(&d, 8, 1 << 20);
        for (size_t i = 0; i < DICTIONARY_SAMPLE; i++)
            v[i] = gen_below(&g, domain);
        assert_ok(dictionary_put_fixed(&d, (void *)v, DICTIONARY_SAMPLE, ids, &done, &err), &err);
        assert_int_equal(dictionary_hopeless(&d), domain > 50000);
        dictionary_free(&d);
    }
    static const char text[] = "aabbaabbbcc\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    static const int32_t offsets[] = {0, 2, 4, 6, 8, 9, 9, 11};
    dictionary_init(&d, 0, 1000);
    assert_ok(
        dictionary_put_bytes(&d, offsets, (const uint8_t *)text, NULL, 0, 7, ids, &done, &err),
        &err);
    static const uint32_t want[] = {0, 1, 0, 1, 2, 3, 4};
    assert_int_equal(done, 7);
    assert_memory_equal(ids, want, sizeof want);
    assert_memory_equal(dictionary_value(&d, 4, &n), "\2\0\0\0cc", 6);
    assert_int_equal(n, 6);
    dictionary_free(&d);
}

/* ---- bounds ---------------------------------------------------------------------- */

static struct pq_leaf leaf_of(enum col_kind kind, enum pq_type physical, struct col_type *t)
{
    *t = (struct col_type){.kind = kind, .precision = 20};
    return (struct pq_leaf){.type = t,
                            .physical = physical,
                            .type_length = kind == COL_FLOAT16 ? 2 : 9,
                            .is_unsigned = kind >= COL_UINT8 && kind <= COL_UINT64};
}

static void bounds(enum col_kind kind, enum pq_type physical, const void *v, size_t n,
                   const void *min, const void *max, size_t width)
{
    struct col_type t;
    struct pq_leaf leaf = leaf_of(kind, physical, &t);
    struct stats s, whole;
    struct stats_bound lo, hi;
    stats_clear(&s);
    stats_clear(&whole);
    stats_add_fixed(&s, &leaf, v, n);
    stats_merge(&whole, &s, &leaf);
    stats_bounds(&whole, &leaf, &lo, &hi);
    assert_int_equal(lo.has, min != NULL);
    assert_int_equal(hi.has, max != NULL);
    if (min != NULL) {
        assert_int_equal(lo.n, width);
        assert_memory_equal(lo.b, min, width);
        assert_memory_equal(hi.b, max, width);
        assert_true(lo.exact && hi.exact);
    }
}

static void bounds_of_numbers(void **state)
{
    int64_t i64[] = {5, -7, INT64_MAX, INT64_MIN, 0};
    bounds(COL_INT64, PQ_INT64, i64, 5, &i64[3], &i64[2], 8);
    int64_t minus = -1, zero = 0;
    bounds(COL_UINT64, PQ_INT64, (int64_t[]){0, -1, 5}, 3, &zero, &minus,
           8); /* -1 is the largest */
    uint32_t u32[] = {1, UINT32_MAX, 7};
    bounds(COL_UINT32, PQ_INT32, u32, 3, &u32[0], &u32[1], 4);
    double nzero = -0.0, pzero = 0.0, inf = (double)INFINITY, ninf = -inf, nan = (double)NAN;
    bounds(COL_FLOAT64, PQ_DOUBLE, (double[]){0.0, 0.0}, 2, &nzero, &pzero, 8);
    bounds(COL_FLOAT64, PQ_DOUBLE, (double[]){-0.0}, 1, &nzero, &pzero, 8);
    bounds(COL_FLOAT64, PQ_DOUBLE, (double[]){nan, 1, nan, inf, ninf}, 5, &ninf, &inf, 8);
    bounds(COL_FLOAT64, PQ_DOUBLE, (double[]){nan}, 1, NULL, NULL, 8);
    bounds(COL_FLOAT64, PQ_DOUBLE, (double[]){inf}, 1, &inf, &inf, 8);
    float small = 1e-45f, one = 1;
    bounds(COL_FLOAT32, PQ_FLOAT, (float[]){one, small}, 2, &small, &one, 4);
    /* halves: 1, -2, the smallest, the largest, NaN */
    uint16_t h[] = {0x3c00, 0xc000, 0x0001, 0x7bff, 0x7e00};
    bounds(COL_FLOAT16, PQ_FIXED, h, 5, &h[1], &h[3], 2);
    bounds(COL_FLOAT16, PQ_FIXED, &h[2], 1, &h[2], &h[2], 2);
    bounds(COL_BOOL, PQ_BOOLEAN, "\1\0\1", 3, "\0", "\1", 1);
    bounds(COL_BOOL, PQ_BOOLEAN, "\1\1", 2, "\1", "\1", 1);
    uint8_t d[4][9] = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe},
                       {0},
                       {0, 0, 0, 0, 0, 0, 0, 1, 0},
                       {0x80}};
    bounds(COL_DECIMAL128, PQ_FIXED, d, 4, d[3], d[2], 9);
    bounds(COL_INT64, PQ_INT64, i64, 0, NULL, NULL, 8);
}

static void text_bounds(enum col_kind kind, const char *a, const char *b, const char *min,
                        bool min_exact, const char *max, bool max_exact)
{
    struct col_type t;
    struct pq_leaf leaf = leaf_of(kind, PQ_BYTE_ARRAY, &t);
    struct stats s;
    struct stats_bound lo, hi;
    char bytes[1024] = {0};
    int32_t offsets[3] = {0, (int32_t)strlen(a), (int32_t)(strlen(a) + strlen(b))};
    memcpy(bytes, a, strlen(a));
    memcpy(bytes + offsets[1], b, strlen(b));
    stats_clear(&s);
    stats_add_bytes(&s, offsets, (const uint8_t *)bytes, NULL, 2);
    stats_bounds(&s, &leaf, &lo, &hi);
    assert_true(lo.has);
    assert_int_equal(lo.n, strlen(min));
    assert_memory_equal(lo.b, min, lo.n);
    assert_int_equal(lo.exact, min_exact);
    assert_int_equal(hi.has, max != NULL);
    if (max != NULL) {
        assert_int_equal(hi.n, strlen(max));
        assert_memory_equal(hi.b, max, hi.n);
        assert_int_equal(hi.exact, max_exact);
    }
}

#define A63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void bounds_of_texts(void **state)
{
    text_bounds(COL_STRING, "b", "a", "a", true, "b", true);
    text_bounds(COL_STRING, "", "a", "", true, "a", true);
    text_bounds(COL_STRING, A63 "a", A63 "b", A63 "a", true, A63 "b", true); /* 64 bytes fit */
    text_bounds(COL_STRING, A63 "aa", A63 "bb", A63 "a", false, A63 "c", false);
    /* a character across the cut is left out; what is raised stays a character */
    text_bounds(COL_STRING, A63 "\xc3\xa9x", A63 "\xc3\xa9x", A63, false,
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false);
    text_bounds(COL_BINARY, A63 "\xff\xff", A63 "\xff\xff", A63 "\xff", false,
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false);
    char all[80];
    memset(all, 0xff, 79);
    all[79] = '\0';
    char cut[65];
    memset(cut, 0xff, 64);
    cut[64] = '\0';
    text_bounds(COL_BINARY, all, all, cut, false, NULL, false); /* nothing is above it */
    text_bounds(COL_STRING, "z", "aaaaaaaab", "aaaaaaaab", true, "z", true);
    text_bounds(COL_STRING, "aaaaaaaac", "aaaaaaaab", "aaaaaaaab", true, "aaaaaaaac", true);
}

/* ---- hint, thrift -------------------------------------------------------------------- */

static void check_field(const struct col_field *f, const struct arrow_field *h)
{
    assert_string_equal(f->name, h->name);
    assert_int_equal(f->nullable, h->nullable);
    assert_int_equal(f->type.n_children, h->n_children);
    if (f->type.kind == COL_TIMESTAMP) {
        assert_int_equal(h->type, ARROW_TIMESTAMP);
        assert_int_equal(h->unit, f->type.unit);
        if (f->type.timezone == NULL)
            assert_null(h->timezone);
        else
            assert_string_equal(h->timezone, f->type.timezone);
    }
    if (f->type.kind == COL_DECIMAL256) {
        assert_int_equal(h->bits, 256);
        assert_int_equal(h->precision, f->type.precision);
        assert_int_equal(h->scale, f->type.scale);
    }
    if (f->type.kind == COL_FIXED_LIST)
        assert_int_equal(h->length, f->type.fixed_length);
    if (f->type.kind == COL_MAP)
        assert_int_equal(h->keys_sorted, f->type.keys_sorted);
    for (uint32_t i = 0; i < f->type.n_children; i++)
        check_field(&f->type.children[i], &h->children[i]);
}

static void hints(void **state)
{
    struct kamu_error err;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct gen g;
        struct arena a;
        struct str text;
        struct arrow_field *root;
        gen_seed(&g, seed);
        arena_init(&a, 1 << 24);
        struct col_schema *s = gen_schema(&g, gen_below(&g, 9), false);
        assert_ok(arrow_hint_write(s, false, &a, &text, &err), &err);
        assert_ok(arrow_hint_read(text, &a, &root, &err), &err);
        assert_int_equal(root->n_children, s->n_fields);
        for (uint32_t i = 0; i < s->n_fields; i++)
            check_field(&s->fields[i], &root->children[i]);
        for (size_t cut = 0; cut < text.n;
             cut += 1 + text.n / 40) { /* damaged: an error or a schema */
            struct str part = {text.p, cut};
            (void)!arrow_hint_read(part, &a, &root, &err);
        }
        arena_free(&a);
        col_schema_unref(s);
    }
}

static void thrift_limits(void **state)
{
    struct thrift_reader r;
    int16_t id;
    enum thrift_type t;
    uint8_t deep[200];
    memset(deep, 0x1c, sizeof deep); /* structs in structs without end */
    thrift_reader_init(&r, deep, sizeof deep);
    thrift_struct_begin(&r);
    while (thrift_field(&r, &id, &t))
        thrift_skip(&r, t);
    assert_true(r.bad);
    thrift_reader_init(&r, "\x19\xfc\xff\xff\xff\xff\x0f", 7); /* a list of four thousand million */
    thrift_struct_begin(&r);
    assert_true(thrift_field(&r, &id, &t));
    assert_int_equal(thrift_list(&r, &t), 0);
    assert_true(r.bad);
    thrift_reader_init(&r, "\x16\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
                       11); /* more than 64 bits */
    thrift_struct_begin(&r);
    assert_true(thrift_field(&r, &id, &t));
    assert_int_equal(thrift_int(&r, t), 0);
    assert_true(r.bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_and_packed_values), cmocka_unit_test(snappy_streams),
        cmocka_unit_test(dictionaries),           cmocka_unit_test(bounds_of_numbers),
        cmocka_unit_test(bounds_of_texts),        cmocka_unit_test(hints),
        cmocka_unit_test(thrift_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
