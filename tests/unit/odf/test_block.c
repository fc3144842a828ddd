/* Blocks as bytes: published vectors, kamu's own datasets, and damaged bytes. */
#include "odf/block.h"
#include "odf/json.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct arena arena;

static size_t unhex(const char *p, size_t n, uint8_t *out)
{
    for (size_t i = 0; i < n / 2; i++) {
        char two[3] = {p[2 * i], p[2 * i + 1], 0};
        out[i] = (uint8_t)strtoul(two, NULL, 16);
    }
    return n / 2;
}

static void assert_hash(const struct buf *b, const char *hex)
{
    char text[ODF_HASH_TEXT_MAX];
    struct odf_hash h = odf_block_hash(b->data, b->len);
    odf_hash_text(&h, text);
    assert_memory_equal(text, "f1620", 5);
    assert_string_equal(text + 5, hex);
}

/* Every vector decodes, and encodes to the same bytes and to the version 2 hash. */
static void published_vectors(void **state)
{
    char name[16], hash3[80], hash2[80], *line = NULL;
    size_t cap = 0;
    int version;
    unsigned seen = 0;
    FILE *f = fopen("vectors/metadata_blocks.txt", "r");
    assert_non_null(f);
    while (getline(&line, &cap, f) > 0) {
        int at = 0;
        if (line[0] == '#' ||
            sscanf(line, "%15s %d %79s %79s %n", name, &version, hash3, hash2, &at) != 4)
            continue;
        size_t hex = strcspn(line + at, "\n");
        uint8_t *bytes = malloc(hex / 2);
        struct buf out = BUF_INIT(1 << 20);
        struct odf_block block;
        struct kamu_error err = {0};
        size_t n = unhex(line + at, hex, bytes);
        print_message("%s v%d\n", name, version);
        assert_int_equal(odf_block_version(bytes, n), version);
        assert_int_equal(odf_block_decode(bytes, n, &arena, &block, &err), KAMU_OK);
        assert_int_equal(odf_block_encode_version(&block, version, &out, &err), KAMU_OK);
        assert_int_equal(out.len, n);
        assert_memory_equal(out.data, bytes, n);
        assert_hash(&out, hash3);
        if (hash2[0] != '-') {
            assert_int_equal(odf_block_encode_version(&block, 2, &out, &err), KAMU_OK);
            assert_hash(&out, hash2);
            assert_int_equal(odf_block_decode(out.data, out.len, &arena, &block, &err), KAMU_OK);
        }
        struct odf_block peeked;
        assert_int_equal(odf_block_peek(bytes, n, &peeked, &err), KAMU_OK);
        assert_int_equal(peeked.event.kind, block.event.kind);
        assert_int_equal(peeked.sequence_number, block.sequence_number);
        assert_true(instant_eq(peeked.system_time, block.system_time));
        assert_true(odf_hash_eq(&peeked.prev_block_hash, &block.prev_block_hash));
        buf_free(&out);
        free(bytes);
        seen++;
    }
    free(line);
    fclose(f);
    assert_int_equal(seen, 34);
}

/* Cut and flipped blocks give a value or an error, and a copy equals its original. */
static void damaged_blocks(void **state)
{
    char *line = NULL;
    size_t cap = 0;
    FILE *f = fopen("vectors/metadata_blocks.txt", "r");
    assert_non_null(f);
    while (getline(&line, &cap, f) > 0) {
        char *hex = strrchr(line, ' ');
        if (line[0] == '#' || !hex)
            continue;
        size_t n = strcspn(++hex, "\n") / 2;
        uint8_t *bytes = malloc(n), *copy = malloc(n);
        struct odf_block block;
        struct odf_event event;
        unhex(hex, 2 * n, bytes);
        assert_int_equal(odf_block_decode(bytes, n, &arena, &block, NULL), KAMU_OK);
        assert_int_equal(odf_event_copy(&arena, &block.event, &event, NULL), KAMU_OK);
        assert_true(odf_event_eq(&event, &block.event));
        for (size_t cut = 0; cut < n; cut += 3) {
            uint8_t *exact = malloc(cut ? cut : 1); /* so that a sanitizer sees the end */
            memcpy(exact, bytes, cut);
            assert_int_not_equal(odf_block_decode(exact, cut, &arena, &block, NULL), KAMU_OK);
            free(exact);
        }
        for (size_t i = 0; i < n; i++) {
            memcpy(copy, bytes, n);
            copy[i] ^= (uint8_t)(1 << (i % 8));
            (void)odf_block_decode(copy, n, &arena, &block, NULL);
            copy[i] = 0xff;
            (void)odf_block_decode(copy, n, &arena, &block, NULL);
            arena_free(&arena);
        }
        free(bytes);
        free(copy);
    }
    free(line);
    fclose(f);
}

static void versions(void **state)
{
    struct kamu_error err = {0};
    struct odf_block b = {.event = {.kind = ODF_DISABLE_POLLING_SOURCE}}, back;
    struct odf_empty empty = {0};
    struct buf out = BUF_INIT(1 << 16);
    b.event.any = &empty;
    assert_int_equal(odf_block_encode_version(&b, 1, &out, &err), KAMU_OK);
    assert_int_equal(odf_block_decode(out.data, out.len, &arena, &back, &err), KAMU_E_CORRUPT);
    assert_string_equal(
        err.text, "Obsolete version: manifest has version 1 while minimum supported version is 2");
    assert_int_equal(odf_block_encode_version(&b, 4, &out, &err), KAMU_OK);
    assert_int_equal(odf_block_decode(out.data, out.len, &arena, &back, &err), KAMU_E_UNSUPPORTED);
    assert_string_equal(
        err.text,
        "Unsupported version: manifest has version 4 while maximum supported version is 3");
    buf_free(&out);
}

static void canonical(const char *in, const char *want)
{
    struct buf out = BUF_INIT(1 << 20);
    struct kamu_error err = {0};
    kamu_code rc = odf_json_canonical(str_c(in), &out, &err);
    if (want) {
        assert_int_equal(rc, KAMU_OK);
        assert_string_equal(buf_cstr(&out), want);
    } else {
        assert_int_not_equal(rc, KAMU_OK);
    }
    buf_free(&out);
}

static void json_texts(void **state)
{
    canonical(" { \"b\" : 1 , \"a\" : [ true , null , \"x\\u0041\\n\" ] } ",
              "{\"a\":[true,null,\"xA\\n\"],\"b\":1}");
    canonical("{\"a\":1,\"a\":{\"z\":1,\"y\":2}}", "{\"a\":{\"y\":2,\"z\":1}}");
    canonical(
        "[1e3,2.50,-0,18446744073709551615,18446744073709551616,1e16,1.5e-7,0.00001,123456789e9]",
        "[1000.0,2.5,-0.0,18446744073709551615,1.8446744073709552e+19,1e+16,1.5e-7,0.00001,"
        "1.23456789e+17]");
    canonical("\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\"");
    canonical("[]", "[]");
    canonical("{}", "{}");
    const char *bad[] = {
        "",    "{",       "[1,]", "{\"a\"}", "{\"a\":1,}",  "01",    "1.",    "+1",
        "tru", "\"\\x\"", "\"a",  "\"\t\"",  "\"\\ud83d\"", "[1] 2", "{a:1}", "1e999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        canonical(bad[i], NULL);
    struct str json = STR("{\"a\":[1,{\"b\":2}],\"b\":\"x\",\"c\":{\"b\":3}}");
    assert_true(str_eqc(odf_json_get(json, "b"), "\"x\""));
    assert_true(str_eqc(odf_json_get(json, "c"), "{\"b\":3}"));
    assert_null(odf_json_get(json, "d").p);
    assert_null(odf_json_get(STR_NONE, "d").p);
}

static int setup(void **state)
{
    arena_init(&arena, 64 << 20);
    return 0;
}

static int teardown(void **state)
{
    arena_free(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vectors),
        cmocka_unit_test(damaged_blocks),
        cmocka_unit_test(versions),
        cmocka_unit_test(json_texts),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
