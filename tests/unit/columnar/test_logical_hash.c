/* The logical hash: every digest of spec/data-slices.md 3.8, 8.2 (where no reader is needed), 8.3.
 */
#include "unit/harness.h"

#include "columnar/logical_hash_internal.h"
#include "unit/columnar/random_columns.h"

static struct kamu_error err;

/* ---- small columns from lists of values; NULL pointers are nulls ----------------- */

static struct col_field F(const char *name, enum col_kind kind, bool nullable) {
    return (struct col_field){name, {.kind = kind}, nullable};
}

static struct col_schema *
schema_of(const struct col_field *fields, uint32_t n)
{
    struct col_schema *s = NULL;

    assert_ok(col_schema_new(n, &s, &err), &err);
    for (uint32_t i = 0; i < n; i++)
        assert_ok(col_field_copy(&s->arena, &fields[i], &s->fields[i], &err), &err);
    return s;
}

static void start(struct batch_builder *b, const struct col_field *fields, uint32_t n)
{
    struct col_schema *s = schema_of(fields, n);

    assert_ok(batch_builder_init(b, s, &err), &err);
    col_schema_unref(s);
}

static void hex(const uint8_t digest[32], char out[65])
{
    for (int i = 0; i < 32; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

static void assert_record(struct batch_builder *bb, const char *want)
{
    struct logical_hash *h = NULL;
    struct batch *b = NULL;
    uint8_t digest[32];
    char text[65];

    assert_ok(batch_builder_finish(bb, &b, &err), &err);
    assert_ok(logical_hash_new(bb->schema, NULL, &h, &err), &err);
    assert_ok(logical_hash_update(h, b, NULL, (struct sha3_piece){0}, &err), &err);
    assert_ok(logical_hash_finish(h, digest, &err), &err);
    hex(digest, text);
    assert_string_equal(text, want);
    logical_hash_free(h);
    batch_free(b);
    batch_builder_free(bb);
}

/* The digest of the one leaf alone: type prefix and values. */
static void assert_array(struct batch_builder *bb, const char *want)
{
    struct logical_hash *h = NULL;
    struct batch *b = NULL;
    uint8_t digest[32];
    char text[65];

    assert_ok(batch_builder_finish(bb, &b, &err), &err);
    assert_ok(logical_hash_new(bb->schema, NULL, &h, &err), &err);
    assert_ok(logical_hash_update(h, b, NULL, (struct sha3_piece){0}, &err), &err);
    assert_int_equal(h->n_leaves, 1);
    sha3_final(&h->leaves[0].stream, digest);
    hex(digest, text);
    assert_string_equal(text, want);
    logical_hash_free(h);
    batch_free(b);
    batch_builder_free(bb);
}

static struct batch_builder one(struct col_type t)
{
    struct col_field f = {"a", t, true};
    struct batch_builder bb;

    start(&bb, &f, 1);
    return bb;
}

#define PUT(bb, put, v) assert_ok(col_put_##put(&(bb).columns[0], v, &err), &err)
#define NUL(bb) assert_ok(col_put_null(&(bb).columns[0], &err), &err)
#define TEXT(b, s) assert_ok(col_put_string(b, s, strlen(s), &err), &err)

/* L-1 .. L-3 */
static void integers_bools_texts(void **state)
{
    struct batch_builder b = one((struct col_type){.kind = COL_INT32});
    for (int i = 1; i <= 3; i++)
        PUT(b, i32, i);
    assert_array(&b, "95d11399ecaed3721501c76f154c3430744d178831b53896cb8f54fed36fb321");
    b = one((struct col_type){.kind = COL_UINT32});
    for (uint32_t i = 1; i <= 3; i++)
        PUT(b, u32, i);
    assert_array(&b, "e831c2bdebc5fde2cdf84c8d0d71d4fdbb78b2e5f015aa112af03129474b4926");
    b = one((struct col_type){.kind = COL_INT32});
    PUT(b, i32, 1);
    PUT(b, i32, 2);
    NUL(b);
    PUT(b, i32, 3);
    assert_array(&b, "20b4574d7526ce57fcdf90a4544eebfb94d9b65bc14d4dd8d2ac24d2b6adaf1f");
    b = one((struct col_type){.kind = COL_INT8});
    for (int i = -1; i <= 1; i++)
        PUT(b, i8, (int8_t)i);
    assert_array(&b, "4b5ee9dfd7af88fc5853209d13b0bb7c400d087043db83d8035217fe8ed397df");
    b = one((struct col_type){.kind = COL_INT64});
    assert_array(&b, "35f34f98d31c3bbcb25464a0df005b646d00a4425e8c9be1bf481e06a89092fc");
    b = one((struct col_type){.kind = COL_INT64});
    NUL(b);
    assert_array(&b, "735ce36640a21b4bba36d9c705e79506d85206030af5c9fc53a28b9df82a546f");

    b = one((struct col_type){.kind = COL_BOOL});
    for (int i = 0; i < 6; i++)
        PUT(b, bool, (0x35 >> i) & 1); /* t f t f t t */
    assert_array(&b, "09a41b44a6f9d7171ae5199b17383e835f6e4f156d907847bd6a430699f7dd36");
    b = one((struct col_type){.kind = COL_BOOL});
    NUL(b);
    PUT(b, bool, false);
    PUT(b, bool, true);
    PUT(b, bool, false);
    NUL(b);
    PUT(b, bool, true);
    assert_array(&b, "6d539a8460608b9677a8d9f9ebcee0553d525c625ddb88352a32be71cbec5308");

    b = one((struct col_type){.kind = COL_STRING});
    TEXT(&b.columns[0], "foo");
    TEXT(&b.columns[0], "bar");
    TEXT(&b.columns[0], "baz");
    assert_array(&b, "c09fe3b0cabaef56d03b408feb328d0f0e523d130f1af88799669c88317bab85");
    b = one((struct col_type){.kind = COL_STRING});
    TEXT(&b.columns[0], "foo");
    TEXT(&b.columns[0], "bar");
    NUL(b);
    TEXT(&b.columns[0], "baz");
    assert_array(&b, "f884cd124a1acea39dce2477090f60db86d837ffb7e987992337d5ee71f3d6d0");
    b = one((struct col_type){.kind = COL_STRING});
    TEXT(&b.columns[0], "foo");
    TEXT(&b.columns[0], "bar");
    TEXT(&b.columns[0], "");
    TEXT(&b.columns[0], "baz");
    assert_array(&b, "f98ac02853a15ca241070307b152c53b2224116878bdc73405591de6f8ccab78");
}

/* L-4, L-6, L-7 */
static void binaries_floats_decimals(void **state)
{
    struct batch_builder b = one((struct col_type){.kind = COL_BINARY});
    uint8_t dec[16];
    int64_t v;

    TEXT(&b.columns[0], "one");
    TEXT(&b.columns[0], "two");
    TEXT(&b.columns[0], "");
    TEXT(&b.columns[0], "three");
    assert_array(&b, "16d5271300f8c442e0ad73aebd592942a12d9a3ac1db0f936d22ac16dfe60b7a");
    b = one((struct col_type){.kind = COL_BINARY});
    TEXT(&b.columns[0], "one");
    TEXT(&b.columns[0], "two");
    assert_array(&b, "8c4eef937e340507c5681472f8909b286c61c9a74b4bf51e5e824cd4258c371a");
    b = one((struct col_type){.kind = COL_FIXED_BINARY, .fixed_length = 3});
    PUT(b, fixed, "one");
    PUT(b, fixed, "two");
    assert_array(&b, "8c4eef937e340507c5681472f8909b286c61c9a74b4bf51e5e824cd4258c371a");

    b = one((struct col_type){.kind = COL_FLOAT64});
    PUT(b, f64, 1.5);
    PUT(b, f64, -0.0);
    NUL(b);
    assert_array(&b, "4e9e846412e38df773753f3bc9f2ebc3c20cea09733830b1d25e48edbec086e6");
    b = one((struct col_type){.kind = COL_FLOAT32});
    PUT(b, f32, 1.5f);
    assert_array(&b, "b204c27cc1293dcc15827ec19a0471d1d7bd89785f5422d7b4d9b0ae3552a08a");

    b = one((struct col_type){.kind = COL_DECIMAL128, .precision = 10, .scale = 2});
    memset(dec, 0, sizeof(dec));
    v = 123;
    memcpy(dec, &v, 8);
    PUT(b, fixed, dec);
    memset(dec, 0xff, sizeof(dec));
    v = -100;
    memcpy(dec, &v, 8);
    PUT(b, fixed, dec);
    assert_array(&b, "e7a3fa21df4ae6d8bd719d521b7c0886be6c01382709653f75a75d8e3ea51f0b");
    b = one((struct col_type){.kind = COL_DECIMAL128, .precision = 5, .scale = -2});
    memset(dec, 0, sizeof(dec));
    dec[0] = 1;
    PUT(b, fixed, dec);
    assert_array(&b, "d0ec31d22d1e890b7fa8f4c25d6e66b078a1034461807af82a5197da0f086d50");
}

/* L-8, L-9 */
static void times(void **state)
{
    struct batch_builder b = one((struct col_type){.kind = COL_DATE32});

    PUT(b, i32, 0);
    PUT(b, i32, 19000);
    assert_array(&b, "cf6f513bdb326cbe88b9dd29edc281a9d1f202ef39fc7d92a4b65ca16e374657");
    b = one((struct col_type){.kind = COL_TIME32, .unit = UNIT_MILLI});
    PUT(b, i32, 1);
    assert_array(&b, "2eba2531ad06e192a39bb48fcaa49a83cd00880ddf2e1fa61063ddc49383f3cf");
    b = one((struct col_type){.kind = COL_TIME64, .unit = UNIT_MICRO});
    PUT(b, i64, 1);
    assert_array(&b, "6a97582935d65fc656917bc31fa1a183fb8d1f7511296f2456a000f7ae168b7c");
    b = one((struct col_type){.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"});
    PUT(b, i64, 0);
    PUT(b, i64, 946728000000);
    assert_array(&b, "f8b32f1d85ea3a4cd9af6d7401f0c0099f4bd2f27c63370d15ed07a8e4d8f5ee");
    b = one((struct col_type){.kind = COL_TIMESTAMP, .unit = UNIT_MILLI});
    PUT(b, i64, 0);
    assert_array(&b, "3bd835ff34a512da5d934665fddad486b7c2be0c1d8dd9fe66b4f9a1097c1f59");
    b = one((struct col_type){.kind = COL_TIMESTAMP, .unit = UNIT_NANO, .timezone = "+02:00"});
    PUT(b, i64, 0);
    assert_array(&b, "6f85319e11f18ba0b5cc930c1d89b8f37df31544e3a43d79faba6a54d62e8fa9");
}

/* L-5 */
static void lists(void **state)
{
    struct col_field ints = F("item", COL_INT32, true), texts = F("item", COL_STRING, true);
    struct col_type inner = {.kind = COL_LIST, .n_children = 1, .children = &texts};
    struct col_field lists = {"item", inner, true};
    struct batch_builder b =
        one((struct col_type){.kind = COL_LIST, .n_children = 1, .children = &ints});
    struct col_builder *l = &b.columns[0], *t;

    for (int i = 0; i < 3; i++)
        assert_ok(col_put_i32(&l->children[0], i, &err), &err);
    assert_ok(col_list_end(l, &err), &err);
    NUL(b);
    assert_ok(col_put_i32(&l->children[0], 3, &err), &err);
    assert_ok(col_put_null(&l->children[0], &err), &err);
    assert_ok(col_put_i32(&l->children[0], 4, &err), &err);
    assert_ok(col_put_i32(&l->children[0], 5, &err), &err);
    assert_ok(col_list_end(l, &err), &err);
    assert_ok(col_put_i32(&l->children[0], 6, &err), &err);
    assert_ok(col_put_i32(&l->children[0], 7, &err), &err);
    assert_ok(col_list_end(l, &err), &err);
    assert_array(&b, "ba72d7de1b2334d11a456cc787a9f3aa358dd1a136f90278105e0641813a2671");

    b = one((struct col_type){.kind = COL_LIST, .n_children = 1, .children = &ints});
    assert_ok(col_list_end(&b.columns[0], &err), &err);
    assert_array(&b, "718dcfdf8ca03bc86e00f20d2d37187e7f81d017a93b828582c32133ddcd14d7");

    b = one((struct col_type){.kind = COL_LIST, .n_children = 1, .children = &lists});
    l = &b.columns[0];
    t = &l->children[0].children[0];
    TEXT(t, "a");
    assert_ok(col_list_end(&l->children[0], &err), &err);
    assert_ok(col_list_end(&l->children[0], &err), &err);
    assert_ok(col_list_end(l, &err), &err);
    TEXT(t, "b");
    assert_ok(col_put_null(t, &err), &err);
    assert_ok(col_list_end(&l->children[0], &err), &err);
    assert_ok(col_list_end(l, &err), &err);
    assert_array(&b, "fdbea7b41dfd8bfbe80f65ddcf247a7c86cb00af0f0656aab512b87112d85793");
}

/* L-0, L-10 */
static void records(void **state)
{
    struct col_field l0[] = {F("offset", COL_INT64, false), F("city", COL_STRING, false),
                             F("population", COL_UINT64, false)};
    struct col_field ab[] = {F("a", COL_INT32, false), F("b", COL_STRING, false)};
    static const struct {
        const char *letters, *want;
    } l10[] = {{"abcde", "98c0eccc62805320769d68714e1a5fb9cd4deeb7bdb7f4d77f36259883f3ef28"},
               {"abcfe", "0c2a607037f717a85dc335bce8ba5b7bbff076a671bb283b94d32f8f015edbbd"},
               {"abcded", "4458a471259ecf75f40581a1d6e29044fca534d9da3ce564208cd7611ba608f3"},
               {"", "2b615cd0b31e04124fa35efd863e724ad6179d1c8cfe52921030c45d21a99100"},
               {"abc", "5684f7bfdcaf4ff7d1f9bf0fd766c98d8ded335e933fb4eec245054f3206b61a"}};
    struct batch_builder b;

    start(&b, l0, 3);
    assert_ok(col_put_i64(&b.columns[0], 1, &err), &err);
    assert_ok(col_put_i64(&b.columns[0], 0, &err), &err);
    TEXT(&b.columns[1], "B");
    TEXT(&b.columns[1], "A");
    assert_ok(col_put_u64(&b.columns[2], 200, &err), &err);
    assert_ok(col_put_u64(&b.columns[2], 100, &err), &err);
    assert_record(&b, "0b3483eecc3d5c6b50ee6b8cba11b51c08f89ea1f53d3a334c743199f5fe656e");

    for (size_t c = 0; c < sizeof(l10) / sizeof(l10[0]); c++) {
        start(&b, ab, 2);
        for (int i = 0; l10[c].letters[i] != '\0'; i++) {
            assert_ok(col_put_i32(&b.columns[0], i + 1, &err), &err);
            assert_ok(col_put_string(&b.columns[1], &l10[c].letters[i], 1, &err), &err);
        }
        assert_record(&b, l10[c].want);
    }
}

/* W-1: offset, op, system_time, event_time, city, population */
static void slices(void **state)
{
    struct col_type ts = {.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"};
    struct col_field w1[] = {F("offset", COL_INT64, false), F("op", COL_INT32, false),
                             {"system_time", ts, false},    {"event_time", ts, false},
                             F("city", COL_STRING, false),  F("population", COL_INT64, false)};
    static const struct {
        int64_t first;
        int n;
        int64_t system, event;
        bool third_null, nullable;
        const char *want;
    } cases[] = {
        {0, 3, 1262347200000, 946728000000, false, false,
         "0bbcabb9bb3ac17295c539135e2bd152faccc98600d64fe14c90464cc42df6cc"},
        {3, 1, 1262433600000, 946814400000, false, false,
         "3c99fafccc372cceed6e05d3b13faf33307e026d5e6c897abf99aa3f87e24bc9"},
        {0, 3, 1262347200000, 946728000000, true, true,
         "ce1d4396e0fd5f3822482fdd4c918b39b778d986ccda0d88d97252161665b5c9"},
    };

    for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++) {
        struct batch_builder b;
        w1[5].nullable = cases[c].nullable;
        start(&b, w1, 6);
        for (int64_t i = cases[c].first; i < cases[c].first + cases[c].n; i++) {
            char city = (char)('A' + i);
            assert_ok(col_put_i64(&b.columns[0], i, &err), &err);
            assert_ok(col_put_i32(&b.columns[1], 0, &err), &err);
            assert_ok(col_put_i64(&b.columns[2], cases[c].system, &err), &err);
            assert_ok(col_put_i64(&b.columns[3], cases[c].event, &err), &err);
            assert_ok(col_put_string(&b.columns[4], &city, 1, &err), &err);
            assert_ok(i == 2 && cases[c].third_null
                          ? col_put_null(&b.columns[5], &err)
                          : col_put_i64(&b.columns[5], (i + 1) * 1000, &err),
                      &err);
        }
        assert_record(&b, cases[c].want);
    }
}

/* ---- structs ------------------------------------------------------------------------ */

static struct batch_builder two(const char *first, enum col_kind kind, const char *name,
                                bool nullable, struct col_field *members)
{
    struct col_field f[] = {
        F(first, kind, false),
        {name, {.kind = COL_STRUCT, .n_children = 2, .children = members}, nullable}};
    struct batch_builder b;

    start(&b, f, 2);
    return b;
}

/* L-11 */
static void structs(void **state)
{
    static const struct {
        const char *name;
        bool null_row1;
        const char *want;
    } cases[] = {
        {"b", false, "fad2f505cc7d67eb2a3c24e137831723ce886e31e34b80bddac5f8757616aa0b"},
        {"bee", false, "dcd6865be8bd29ba8c1c8addd363093675bd8442f22e2316092ed22a36884039"},
        {"b", true, "e398355e9b8c179f3f1bf0569fccc1e9a9a922c6691a61ae251295a5686178a4"},
    };
    struct col_field members[] = {F("c", COL_STRING, false), F("d", COL_INT32, false)};
    struct col_field optional[] = {F("a", COL_INT32, true), F("b", COL_STRING, true)};
    struct batch_builder b;

    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        b = two("a", COL_INT32, cases[k].name, cases[k].null_row1, members);
        for (int i = 0; i < 3; i++) {
            char c = (char)('a' + i);
            assert_ok(col_put_i32(&b.columns[0], i + 1, &err), &err);
            if (i == 1 && cases[k].null_row1) {
                assert_ok(col_put_null(&b.columns[1], &err), &err);
                continue;
            }
            assert_ok(col_put_string(&b.columns[1].children[0], &c, 1, &err), &err);
            assert_ok(col_put_i32(&b.columns[1].children[1], 3 - i, &err), &err);
            assert_ok(col_struct_end(&b.columns[1], &err), &err);
        }
        assert_record(&b, cases[k].want);
    }
    b = two("id", COL_INT64, "s", true, optional);
    assert_ok(col_put_i64(&b.columns[0], 0, &err), &err);
    assert_ok(col_put_i64(&b.columns[0], 1, &err), &err);
    assert_ok(col_put_null(&b.columns[1].children[0], &err), &err);
    assert_ok(col_put_i32(&b.columns[1].children[0], 1, &err), &err);
    TEXT(&b.columns[1].children[1], "x");
    assert_ok(col_put_null(&b.columns[1].children[1], &err), &err);
    assert_ok(col_struct_end(&b.columns[1], &err), &err);
    assert_ok(col_struct_end(&b.columns[1], &err), &err);
    assert_record(&b, "0c94d497158a4d03b2563b8636665156f209386012dd82b6d359bccfc024a702");
}

/* The four rows of L-12: null, {null, null}, {5, x}, {6, y} */
static void put_l12(struct col_builder *s)
{
    assert_ok(col_put_null(s, &err), &err);
    assert_ok(col_put_null(&s->children[0], &err), &err);
    assert_ok(col_put_null(&s->children[1], &err), &err);
    assert_ok(col_struct_end(s, &err), &err);
    for (int i = 0; i < 2; i++) {
        assert_ok(col_put_i32(&s->children[0], 5 + i, &err), &err);
        TEXT(&s->children[1], i ? "y" : "x");
        assert_ok(col_struct_end(s, &err), &err);
    }
}

/* L-12, L-13 */
static void struct_nulls(void **state)
{
    struct col_field optional[] = {F("a", COL_INT32, true), F("b", COL_STRING, true)};
    struct col_type ts = {.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"};
    struct col_field l13[] = {
        F("offset", COL_INT64, false),
        F("op", COL_INT32, false),
        {"system_time", ts, false},
        {"event_time", ts, false},
        F("id", COL_INT64, false),
        {"s", {.kind = COL_STRUCT, .n_children = 2, .children = optional}, true}};
    struct logical_hash_options views = {.string_views = true};
    struct batch_builder b = two("id", COL_INT64, "s", true, optional);
    struct logical_hash *h = NULL;
    struct batch *batch = NULL;
    uint8_t digest[32];
    char text[65];

    for (int64_t i = 0; i < 4; i++)
        assert_ok(col_put_i64(&b.columns[0], i, &err), &err);
    put_l12(&b.columns[1]);
    assert_record(&b, "263438eb893645308b188bd95a4d204e36c4136fabeb1f039c2edf3bf46f5b5e");

    b = two("id", COL_INT64, "s", true, optional);
    for (int64_t i = 0; i < 4; i++)
        assert_ok(col_put_i64(&b.columns[0], i, &err), &err);
    put_l12(&b.columns[1]);
    assert_ok(batch_builder_finish(&b, &batch, &err), &err);
    assert_ok(logical_hash_new(b.schema, &views, &h, &err), &err);
    assert_ok(logical_hash_update(h, batch, NULL, (struct sha3_piece){0}, &err), &err);
    assert_ok(logical_hash_finish(h, digest, &err), &err);
    hex(digest, text);
    assert_string_equal(text, "dd870e51731be4bee6dd4f6a498bbc014b7a8e1ee6b647455506ea707139510b");
    logical_hash_free(h);
    batch_free(batch);
    batch_builder_free(&b);

    start(&b, l13, 6);
    for (int64_t i = 0; i < 4; i++) {
        assert_ok(col_put_i64(&b.columns[0], i, &err), &err);
        assert_ok(col_put_i32(&b.columns[1], 0, &err), &err);
        assert_ok(col_put_i64(&b.columns[2], 2524705445000, &err), &err);
        assert_ok(col_put_i64(&b.columns[3], 2524705445000, &err), &err);
        assert_ok(col_put_i64(&b.columns[4], i, &err), &err);
    }
    put_l12(&b.columns[5]);
    assert_record(&b, "51fce560eea0dc346f8c61316ede204899f220ec5f3af1784973c7013921d78b");
}

/* ---- properties ---------------------------------------------------------------------- */

/* Hashes b cut at random rows, extra bytes riding along; checks the extra stream too. */
static void hash_in_pieces(struct rnd *r, struct batch *b, int64_t group, uint8_t out[32])
{
    struct logical_hash_options options = {.row_group_rows = group ? -1 : 0};
    static uint8_t ride[3000], want[32], got[32];
    struct logical_hash *h = NULL;
    struct sha3 extra;
    size_t fed = 0;
    int64_t at = 0;

    sha3_init(&extra);
    assert_ok(logical_hash_new(b->schema, &options, &h, &err), &err);
    while (at < b->length) {
        int64_t n = 1 + (int64_t)rnd_below(r, rnd_below(r, 3) ? 7000 : 40);
        size_t bytes = rnd_below(r, sizeof(ride) - fed + 1);
        struct batch *part = NULL;
        n = n < b->length - at ? n : b->length - at;
        if (group && at / group != (at + n) / group)
            n = (at / group + 1) * group - at;
        assert_ok(batch_slice(b, at, n, &part, &err), &err);
        assert_ok(
            logical_hash_update(h, part, &extra, (struct sha3_piece){ride + fed, bytes}, &err),
            &err);
        batch_free(part);
        fed += bytes;
        at += n;
        if (group && at % group == 0)
            assert_ok(logical_hash_end_row_group(h, &err), &err);
    }
    assert_ok(logical_hash_finish(h, out, &err), &err);
    logical_hash_free(h);
    sha3_final(&extra, got);
    sha3_256(ride, fed, want);
    assert_memory_equal(got, want, 32);
}

static void independent_of_batches(void **state)
{
    struct rnd r = rnd_new(30);

    for (int round = 0; round < 25; round++) {
        struct col_schema *s = rnd_schema(&r, 1 + (uint32_t)rnd_below(&r, 6), RND_HASHABLE);
        int64_t rows = (int64_t)rnd_below(&r, round % 6 ? 300 : 24000);
        struct batch *b = rnd_batch(&r, s, rows, (unsigned)rnd_below(&r, 3) * 20);
        uint8_t first[32], again[32];

        hash_in_pieces(&r, b, 0, first);
        hash_in_pieces(&r, b, 0, again);
        assert_memory_equal(first, again, 32);
        hash_in_pieces(&r, b, 3000, first);
        hash_in_pieces(&r, b, 3000, again);
        assert_memory_equal(first, again, 32);
        batch_free(b);
        col_schema_unref(s);
    }
}

/* The j-th present value is counted from the start of the row group's part of the window. */
static void row_groups_matter_below_structs(void **state)
{
    struct col_field optional[] = {F("a", COL_INT32, true), F("b", COL_STRING, true)};
    struct batch_builder b = two("id", COL_INT64, "s", true, optional);
    struct logical_hash_options cut = {.row_group_rows = 2}, whole = {.row_group_rows = -1};
    struct logical_hash *h = NULL;
    struct batch *batch = NULL;
    uint8_t a[32], c[32];

    for (int64_t i = 0; i < 4; i++)
        assert_ok(col_put_i64(&b.columns[0], i, &err), &err);
    put_l12(&b.columns[1]);
    assert_ok(batch_builder_finish(&b, &batch, &err), &err);
    assert_ok(logical_hash_new(b.schema, &cut, &h, &err), &err);
    assert_ok(logical_hash_update(h, batch, NULL, (struct sha3_piece){0}, &err), &err);
    assert_ok(logical_hash_finish(h, a, &err), &err);
    logical_hash_free(h);
    assert_ok(logical_hash_new(b.schema, &whole, &h, &err), &err);
    assert_ok(logical_hash_update(h, batch, NULL, (struct sha3_piece){0}, &err), &err);
    assert_ok(logical_hash_finish(h, c, &err), &err);
    logical_hash_free(h);
    assert_memory_not_equal(a, c, 32); /* row 1's `a`: 0 (no value in its part) against 6 */
    batch_free(batch);
    batch_builder_free(&b);
}

/* values far larger than the scratch, alone and among small ones */
static void long_values(void **state)
{
    struct batch_builder b = one((struct col_type){.kind = COL_STRING});
    static char big[300000];
    struct sha3 want;
    struct logical_hash *h = NULL;
    struct batch *batch = NULL;
    uint8_t x[32], y[32];

    sha3_init(&want);
    sha3_update(&want, "\x04", 2);
    memset(big, 'x', sizeof(big));
    for (size_t i = 0; i < 12; i++) {
        uint64_t n = i % 3 == 1 ? sizeof(big) : i * 7;
        assert_ok(col_put_string(&b.columns[0], big, n, &err), &err);
        sha3_update(&want, &n, 8);
        sha3_update(&want, big, n);
    }
    assert_ok(batch_builder_finish(&b, &batch, &err), &err);
    assert_ok(logical_hash_new(b.schema, NULL, &h, &err), &err);
    assert_ok(logical_hash_update(h, batch, NULL, (struct sha3_piece){0}, &err), &err);
    sha3_final(&h->leaves[0].stream, x);
    sha3_final(&want, y);
    assert_memory_equal(x, y, 32);
    logical_hash_free(h);
    batch_free(batch);
    batch_builder_free(&b);
}

static void unsupported_types_are_named(void **state)
{
    struct col_field item = F("item", COL_INT64, true);
    struct col_field st = {"item", {.kind = COL_STRUCT, .n_children = 1, .children = &item}, true};
    struct col_field bad[] = {
        F("nothing", COL_NULL, true),
        {"span", {.kind = COL_DURATION, .unit = UNIT_SECOND}, false},
        {"objects", {.kind = COL_LIST, .n_children = 1, .children = &st}, true},
        {"outer",
         {.kind = COL_STRUCT,
          .n_children = 1,
          .children = &(struct col_field){"m", {.kind = COL_NULL}, true}},
         true},
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct col_schema *s = schema_of(&bad[i], 1);
        struct logical_hash *h = NULL;
        char want[64];
        snprintf(want, sizeof(want), "Column '%s' has type ", bad[i].name);
        assert_fails(logical_hash_new(s, NULL, &h, &err), KAMU_E_UNSUPPORTED, want, &err);
        assert_fails(logical_hash_supports(s, &err), KAMU_E_UNSUPPORTED, want, &err);
        assert_string_equal(err.at.field, bad[i].name);
        col_schema_unref(s);
    }
}

struct sweep {
    struct col_schema *s;
    struct batch *b;
};
static kamu_code hash_once(void *ctx, struct kamu_error *e)
{
    struct sweep *w = ctx;
    struct logical_hash *h = NULL;
    uint8_t out[32];
    kamu_code rc;

    KAMU_TRY(logical_hash_new(w->s, NULL, &h, e));
    KAMU_TRY_GOTO(logical_hash_update(h, w->b, NULL, (struct sha3_piece){0}, e), out);
    KAMU_TRY_GOTO(logical_hash_finish(h, out, e), out);
out:
    logical_hash_free(h);
    return rc;
}

static void allocation_failures(void **state)
{
    struct rnd r = rnd_new(31);
    struct sweep w = {.s = rnd_schema(&r, 8, RND_HASHABLE)};

    w.b = rnd_batch(&r, w.s, 20, 30);
    test_each_allocation_fails(hash_once, &w, 500);
    batch_free(w.b);
    col_schema_unref(w.s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_bools_texts),
        cmocka_unit_test(binaries_floats_decimals),
        cmocka_unit_test(times),
        cmocka_unit_test(lists),
        cmocka_unit_test(records),
        cmocka_unit_test(slices),
        cmocka_unit_test(structs),
        cmocka_unit_test(struct_nulls),
        cmocka_unit_test(independent_of_batches),
        cmocka_unit_test(row_groups_matter_below_structs),
        cmocka_unit_test(long_values),
        cmocka_unit_test(unsupported_types_are_named),
        cmocka_unit_test(allocation_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
