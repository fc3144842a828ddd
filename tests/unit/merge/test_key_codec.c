/* Encoded keys: equal exactly when the values are, in the order of the values. */
#include "columnar/compare.h"
#include "digest/sha3.h"
#include "merge/key_codec.h"
#include "merge/key_entry.h"
#include "merge/key_list.h"
#include "unit/ingest/rows_of.h"

#include <math.h>

static void test_siphash(void **state)
{
    static const uint8_t empty[] = {0xa3, 0x81, 0x7f, 0x04, 0xba, 0x25, 0xa8, 0xe6,
                                    0x6d, 0xf6, 0x72, 0x14, 0xc7, 0x55, 0x02, 0x93};
    static const uint8_t one[] = {0xda, 0x87, 0xc1, 0xd8, 0x6b, 0x99, 0xaf, 0x44,
                                  0x34, 0x76, 0x59, 0x11, 0x9b, 0x22, 0xfc, 0x45};
    uint8_t key[16], zero = 0;
    uint64_t out[2];
    (void)state;
    for (int i = 0; i < 16; i++)
        key[i] = (uint8_t)i;
    siphash128(key, "", 0, out); /* vectors of the reference implementation */
    assert_memory_equal(out, empty, sizeof empty);
    siphash128(key, &zero, 1, out);
    assert_memory_equal(out, one, sizeof one);
}

static int sign(int v)
{
    return (v > 0) - (v < 0);
}

/* Compares all pairs of rows both ways. `ordered`: bytes must follow the order, not only equality.
 */
static void check_pairs(const struct batch *b, bool ordered)
{
    struct kamu_error err = {0};
    struct buf x = BUF_INIT(1 << 20), y = BUF_INIT(1 << 20);
    uint32_t columns[8];
    for (uint32_t i = 0; i < b->n_columns; i++)
        columns[i] = i;
    for (int64_t i = 0; i < b->length; i++)
        for (int64_t j = 0; j < b->length; j++) {
            assert_ok(key_encode(b, i, columns, b->n_columns, &x, &err), &err);
            assert_ok(key_encode(b, j, columns, b->n_columns, &y, &err), &err);
            int bytes =
                str_cmp((struct str){(char *)x.data, x.len}, (struct str){(char *)y.data, y.len});
            bool equal = batch_row_equal(b, i, b, j, columns, columns, b->n_columns);
            assert_int_equal(equal, bytes == 0);
            if (ordered && !equal)
                assert_int_equal(sign(bytes), sign(batch_row_compare(b, i, b, j, columns, columns,
                                                                     b->n_columns)));
        }
    buf_free(&x);
    buf_free(&y);
}

static void put_strings(struct col_builder *c, struct col_builder *d)
{
    static const struct str texts[] = {STR(""),     STR("\0"),       STR("\0\0"), STR("\0\xff"),
                                       STR("a"),    STR("a\0"),      STR("a\0b"), STR("ab"),
                                       STR("\x7f"), STR("\xc3\xa9"), STR("b"),    STR("a\x01")};
    struct kamu_error err = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++) {
            assert_ok(col_put_string(c, texts[i].p, texts[i].n, &err), &err);
            assert_ok(col_put_string(d, texts[j].p, texts[j].n, &err), &err);
        }
    assert_ok(col_put_null(c, &err), &err);
    assert_ok(col_put_string(d, "", 0, &err), &err);
    assert_ok(col_put_string(c, "", 0, &err), &err);
    assert_ok(col_put_null(d, &err), &err);
}

static void test_strings(void **state)
{
    struct kamu_error err = {0};
    struct col_schema *s = schema_of("a:str? b:str?");
    struct batch_builder bb;
    struct batch *b = NULL;
    (void)state;
    assert_ok(batch_builder_init(&bb, s, &err), &err);
    put_strings(&bb.columns[0], &bb.columns[1]);
    assert_ok(batch_builder_finish(&bb, &b, &err), &err);
    check_pairs(b, true);
    batch_free(b);
    batch_builder_free(&bb);
    col_schema_unref(s);
}

static void test_numbers(void **state)
{
    static const int64_t ints[] = {INT64_MIN, -256, -255, -1, 0, 1, 255, 256, INT64_MAX};
    const double floats[] = {-INFINITY, -1.5, -0.0, 0.0, 4.9e-324, 1, 1.5, INFINITY, NAN};
    struct kamu_error err = {0};
    struct col_schema *s = schema_of("a:i64? b:f64? c:bool?");
    struct batch_builder bb;
    struct batch *b = NULL;
    (void)state;
    assert_ok(batch_builder_init(&bb, s, &err), &err);
    for (int i = 0; i < 9; i++)
        for (int j = 0; j < 9; j++) {
            assert_ok(col_put_i64(&bb.columns[0], ints[i], &err), &err);
            assert_ok(col_put_f64(&bb.columns[1], floats[j], &err), &err);
            assert_ok(col_put_bool(&bb.columns[2], j & 1, &err), &err);
        }
    for (int i = 0; i < 3; i++)
        assert_ok(col_put_null(&bb.columns[i], &err), &err);
    assert_ok(batch_builder_finish(&bb, &b, &err), &err);
    check_pairs(b, true);
    batch_free(b);
    batch_builder_free(&bb);
    col_schema_unref(s);
}

static void test_nan_is_nan(void **state)
{
    const uint64_t bits[] = {0x7ff8000000000000, 0x7ff0000000000001, 0xfff8000000000123};
    struct kamu_error err = {0};
    struct col_schema *s = schema_of("a:f64");
    struct batch_builder bb;
    struct batch *b = NULL;
    (void)state;
    assert_ok(batch_builder_init(&bb, s, &err), &err);
    for (int i = 0; i < 3; i++) {
        double v;
        memcpy(&v, &bits[i], sizeof v);
        assert_ok(col_put_f64(&bb.columns[0], v, &err), &err);
    }
    assert_ok(batch_builder_finish(&bb, &b, &err), &err);
    check_pairs(b, false); /* all equal, so all bytes are */
    batch_free(b);
    batch_builder_free(&bb);
    col_schema_unref(s);
}

static void test_long_keys(void **state)
{
    struct kamu_error err = {0};
    struct col_schema *s = schema_of("a:str");
    struct batch_builder bb;
    struct batch *b = NULL;
    struct buf key = BUF_INIT(1 << 20);
    uint32_t column = 0;
    char text[2000];
    (void)state;
    memset(text, 'x', sizeof text);
    assert_ok(batch_builder_init(&bb, s, &err), &err);
    for (size_t n = 470; n < 490; n++)
        assert_ok(col_put_string(&bb.columns[0], text, n, &err), &err);
    for (int i = 0; i < 20; i++) { /* differ far behind the cut */
        text[1990] = (char)('a' + i);
        assert_ok(col_put_string(&bb.columns[0], text, sizeof text, &err), &err);
    }
    assert_ok(batch_builder_finish(&bb, &b, &err), &err);
    check_pairs(b, false);
    for (int64_t i = 0; i < b->length; i++) {
        assert_ok(key_encode(b, i, &column, 1, &key, &err), &err);
        assert_true(key.len <= KEY_BYTES_MAX);
    }
    buf_free(&key);
    batch_free(b);
    batch_builder_free(&bb);
    col_schema_unref(s);
}

static void digest(struct col_schema *s, struct batch *b, const uint32_t *columns, uint32_t n,
                   uint64_t out[2])
{
    static const uint8_t secret[16] = {1, 2, 3};
    struct kamu_error err = {0};
    struct row_digest d;
    assert_ok(row_digest_init(&d, secret, s, columns, n, &err), &err);
    assert_ok(row_digest_of(&d, b, 0, out, &err), &err);
    row_digest_free(&d);
}

static void one_row(const char *schema, const char *v, const char *w, bool null_w, uint64_t out[2])
{
    struct kamu_error err = {0};
    struct col_schema *s = schema_of(schema);
    struct batch_builder bb;
    struct batch *b = NULL;
    const uint32_t columns[] = {0, 1};
    assert_ok(batch_builder_init(&bb, s, &err), &err);
    assert_ok(col_put_string(&bb.columns[0], v, strlen(v), &err), &err);
    if (s->n_fields == 2 && null_w)
        assert_ok(col_put_null(&bb.columns[1], &err), &err);
    else if (s->n_fields == 2)
        assert_ok(col_put_string(&bb.columns[1], w, strlen(w), &err), &err);
    assert_ok(batch_builder_finish(&bb, &b, &err), &err);
    digest(s, b, columns, s->n_fields, out);
    batch_free(b);
    batch_builder_free(&bb);
    col_schema_unref(s);
}

static void test_digests(void **state)
{
    uint64_t a[2], b[2];
    (void)state;
    one_row("v:str", "x", "", false, a);
    one_row("v:str w:str?", "x", "", true, b); /* a column added later, null in old rows */
    assert_memory_equal(a, b, sizeof a);
    one_row("v:str w:str?", "x", "", false, b); /* an empty text is a value */
    assert_memory_not_equal(a, b, sizeof a);
    one_row("w:str", "x", "", false, b); /* the name counts */
    assert_memory_not_equal(a, b, sizeof a);
    one_row("v:str w:str?", "xy", "z", false, a);
    one_row("v:str w:str?", "x", "yz", false, b);
    assert_memory_not_equal(a, b, sizeof a);
    one_row("v:str w:str?", "x", "y", false, a); /* the order of the columns does not */
    one_row("w:str v:str?", "y", "x", false, b);
    assert_memory_equal(a, b, sizeof a);
}

/* A key of just the length at which keys are cut may be made up of the bytes of a cut one. */
static void test_cut_key_is_no_other(void **state)
{
    struct kamu_error err = {0};
    struct col_schema *s = schema_of("a:str");
    struct batch_builder bb;
    struct batch *b = NULL;
    struct key_list l;
    struct buf key = BUF_INIT(1 << 20), other = BUF_INIT(1 << 20);
    uint32_t column = 0;
    char text[600];
    (void)state;
    memset(text, 'x', sizeof text);
    assert_ok(batch_builder_init(&bb, s, &err), &err);
    for (unsigned i = 0;; i++) { /* one that ends as encoded texts do */
        text[590] = (char)('a' + i % 26);
        text[591] = (char)('a' + i / 26 % 26);
        text[592] = (char)('a' + i / 676 % 26);
        text[593] = (char)('a' + i / 17576 % 26);
        struct sha3 h;
        uint8_t digest[SHA3_256_SIZE];
        sha3_init(&h);
        sha3_update(&h, "\1", 1);
        sha3_update(&h, text, sizeof text);
        sha3_update(&h, "\0", 2);
        sha3_final(&h, digest);
        if (digest[30] != 0 || digest[31] != 0 || memchr(digest, 0, 30) != NULL)
            continue;
        assert_ok(col_put_string(&bb.columns[0], text, sizeof text, &err), &err);
        memcpy(text + KEY_BYTES_MAX - sizeof digest - 1, digest, 30);
        assert_ok(col_put_string(&bb.columns[0], text, KEY_BYTES_MAX - 3, &err), &err);
        break;
    }
    assert_ok(batch_builder_finish(&bb, &b, &err), &err);
    assert_ok(key_encode(b, 0, &column, 1, &key, &err), &err);
    assert_ok(key_encode(b, 1, &column, 1, &other, &err), &err);
    assert_int_equal(key.len, KEY_BYTES_MAX);
    assert_true(other.len != key.len || memcmp(key.data, other.data, key.len) != 0);
    key_list_init(&l);
    assert_ok(key_list_add(&l, b, 2, &column, 1, &err), &err);
    assert_true(key_compare(key_list_at(&l, 0), key_list_at(&l, 1)) != 0);
    key_list_free(&l);
    buf_free(&key);
    buf_free(&other);
    batch_free(b);
    batch_builder_free(&bb);
    col_schema_unref(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_siphash),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_nan_is_nan),
        cmocka_unit_test(test_long_keys),
        cmocka_unit_test(test_digests),
        cmocka_unit_test(test_cut_key_is_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
