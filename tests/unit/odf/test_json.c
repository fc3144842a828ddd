/* Canonical JSON: for metadata, and for commitments of queries (spec/http-api.md 4.4, 11.6). */
#include "unit/harness.h"

#include "odf/ids.h"
#include "odf/json.h"

static struct kamu_error err;

static const char *canonical(const char *json, bool ascii)
{
    static char text[KAMU_ERROR_TEXT_MAX + 1];
    struct buf out = BUF_INIT(sizeof text - 1);
    kamu_code rc = ascii ? odf_json_canonical_ascii(str_c(json), &out, &err)
                         : odf_json_canonical(str_c(json), &out, &err);
    snprintf(text, sizeof text, "%s", rc == KAMU_OK ? buf_cstr(&out) : err.text);
    buf_free(&out);
    return text;
}

static void sorted(void **state)
{
    assert_string_equal(canonical(" { \"b\" : [ 1 , 2 ], \"a\":{\"d\":null,\"c\":true}} ", false),
                        "{\"a\":{\"c\":true,\"d\":null},\"b\":[1,2]}");
    assert_string_equal(canonical("{\"a\":1,\"a\":2}", false), "{\"a\":2}");
    assert_string_equal(canonical("{\"\xc3\xa9\":1,\"z\":2}", false), "{\"z\":2,\"\xc3\xa9\":1}");
}

/* Each was asked of kamu-cli 0.265 by the hash of its answer. */
static void numbers(void **state)
{
    static const char *const same[] = {"1.0",
                                       "1.5",
                                       "1000000000000000.0",
                                       "1e+16",
                                       "1e+20",
                                       "1e+300",
                                       "0.0",
                                       "1.2345678901234568e+17",
                                       "0.0001",
                                       "0.00001",
                                       "1e-6",
                                       "0",
                                       "-0.0",
                                       "5e-324",
                                       "18446744073709551615",
                                       "1.5e-7"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_string_equal(canonical(same[i], true), same[i]);
    assert_string_equal(canonical("1e16", true), "1e+16");
    assert_string_equal(canonical("100000000000000000000", true), "1e+20");
    assert_string_equal(canonical("0.1e1", true), "1.0");
    assert_string_equal(canonical("-0", true), "-0.0");
}

static void escapes(void **state)
{
    assert_string_equal(
        canonical("\"\xc3\xa9 \xf0\x9f\x98\x80 \x7f \xe2\x80\xa8 \\u0001\\t\\b\\f\\u001f / ' < "
                  "\\\" \\\\\"",
                  true),
        "\"\\u00e9 \\ud83d\\ude00 \\u007f \\u2028 \\u0001\\t\\b\\f\\u001f / ' < \\\" \\\\\"");
    assert_string_equal(canonical("{\"\xc3\xbc\":\"\\u00FC\"}", true), "{\"\\u00fc\":\"\\u00fc\"}");
    assert_string_equal(canonical("\"\\u00fc\\u007f\"", false), "\"\xc3\xbc\x7f\"");
}

static void check_hash(const char *json, const char *expected)
{
    struct buf out = BUF_INIT(1 << 16);
    char text[ODF_HASH_TEXT_MAX];
    assert_ok(odf_json_canonical_ascii(str_c(json), &out, &err), &err);
    struct odf_hash h = odf_hash_of(out.data, out.len);
    odf_hash_text(&h, text);
    assert_string_equal(text, expected);
    buf_free(&out);
}

static void commitments(void **state)
{
    check_hash("[]", "f1620ca4510738395af1429224dd785675309c344b2b549632e20275c69b15ed1d210");
    check_hash("{\"query\":\"select 1 as one\",\"queryDialect\":\"SqlDataFusion\",\"dataFormat\":"
               "\"JsonAoS\",\"include\":[\"Input\",\"Proof\"],\"datasets\":[],\"skip\":0,\"limit\":"
               "100}",
               "f1620595da56d9f25ceb667e5a4e52eb8b25dbde48e4b3f38e76359b53f6df6aab5b3");
    check_hash("{\"data\":[{\"one\":1}],\"dataFormat\":\"JsonAoS\"}",
               "f1620e752be53f1bdc78ffa1c4eee20fd77b9b228aa04c08704d41147e9e5ed8ddf23");
}

static void refused(void **state)
{
    struct buf out = BUF_INIT(1000);
    static const char *const bad[] = {"", "{", "[1,]", "{\"a\"}", "1 2", "nul", "\"\xff\"", "01"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_fails(odf_json_canonical_ascii(str_c(bad[i]), &out, &err), KAMU_E_INPUT, NULL, &err);
    buf_free(&out);
}

static kamu_code one(void *ctx, struct kamu_error *e)
{
    struct buf out = BUF_INIT(1000);
    kamu_code rc = odf_json_canonical_ascii(str_c(ctx), &out, e);
    buf_free(&out);
    return rc;
}

static void memory(void **state)
{
    char json[] = "{\"b\":[\"\xc3\xa9\",\"\\n\"],\"a\":1}";
    test_each_allocation_fails(one, json, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorted),      cmocka_unit_test(numbers), cmocka_unit_test(escapes),
        cmocka_unit_test(commitments), cmocka_unit_test(refused), cmocka_unit_test(memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
