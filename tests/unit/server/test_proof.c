/* Commitments and signatures: the vectors of spec/http-api.md 11.6. */
#include "unit/harness.h"

#include "server/proof.h"

static struct kamu_error err;
static const char seed[] = "f7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b";
#define KEY "did:key:z6Mko2nqhQ9wYSTS5Giab2j1aHzGnxHimqwmFeEVY8aNsVnN"

static struct buf text_of(const char *s)
{
    struct buf b = BUF_INIT(1 << 16);
    assert_ok(buf_append_str(&b, s, &err), &err);
    return b;
}

static void second_vector(void **state)
{
    struct node_key key;
    struct buf out = BUF_INIT(1 << 16);
    struct buf input = text_of("{\"query\":\"select 1 as one\",\"queryDialect\":\"SqlDataFusion\","
                               "\"dataFormat\":\"JsonAoS\",\"include\":[\"Input\",\"Proof\"],"
                               "\"datasets\":[],\"skip\":0,\"limit\":100}");
    struct buf output = text_of("{\"data\":[{\"one\":1}],\"dataFormat\":\"JsonAoS\"}");
    assert_ok(node_key_parse(seed, &key, &err), &err);
    assert_ok(proof_write(&key, &input, &output, &out, &err), &err);
    assert_non_null(strstr(
        buf_cstr(&out),
        "\"subQueries\":[],\"commitment\":{\"inputHash\":"
        "\"f1620595da56d9f25ceb667e5a4e52eb8b25dbde48e4b3f38e76359b53f6df6aab5b3\",\"outputHash\":"
        "\"f1620e752be53f1bdc78ffa1c4eee20fd77b9b228aa04c08704d41147e9e5ed8ddf23\","
        "\"subQueriesHash\":"
        "\"f1620ca4510738395af1429224dd785675309c344b2b549632e20275c69b15ed1d210\"},\"proof\":{"
        "\"type\":\"Ed25519Signature2020\",\"verificationMethod\":\"" KEY "\",\"proofValue\":"
        "\"uleA7J-iHrjOG0iH4LWLYzuoKjF1-FI8TAUSSKf0g8Mj9k1KCWGwuyiCLj1_VelgDSn0o1RsfxmEgmrb5nl2tCA"
        "\"}}"));
    buf_free(&input);
    buf_free(&output);
    buf_free(&out);
}

static struct commitment first_commitment(void)
{
    struct commitment c;
    assert_ok(odf_hash_parse(STR("f1620ef74430b1ad8916e80c148f7a9e8815ca702610a2655971b2f9852f00d5c"
                                 "aa31"),
                             &c.input, &err),
              &err);
    assert_ok(odf_hash_parse(STR("f1620ff7f5beaf16900218a3ac4aae82cdccf764816986c7c739c716cf7dc0311"
                                 "2a2c"),
                             &c.output, &err),
              &err);
    assert_ok(proof_hash(STR("[]"), &c.sub_queries, &err), &err);
    return c;
}

static void first_vector(void **state)
{
    static const struct str method = {KEY, sizeof KEY - 1};
    static const struct str value = STR(
        "u43jJXaMAJCmMzZ0SL2HBQloggw5PQzOnG7gCPTZAoJKCtAx-mrhSmqtWna676x3gm09_b0V7_Qb8zcca8nuABg");
    struct commitment c = first_commitment();
    bool good = false;
    assert_ok(proof_check(&c, method, value, &good, &err), &err);
    assert_true(good);
    c.output.digest[31] ^= 1;
    assert_ok(proof_check(&c, method, value, &good, &err), &err);
    assert_false(good);
    c = first_commitment();
    assert_ok(proof_check(&c, method,
                          STR("uZbm7fFcWc4l6iyvaKe_txdKntL3h3kvsGHOaKIbPV6c42PH1VnSmpYHMopv4TU68sy"
                              "zgoEdcS26AvpkSQb9dBQ"),
                          &good, &err),
              &err);
    assert_false(good);
    assert_fails(proof_check(&c, STR("did:odf:x"), value, &good, &err), KAMU_E_INPUT, "did:key",
                 &err);
    assert_fails(proof_check(&c, STR("did:key:z6Mk"), value, &good, &err), KAMU_E_INPUT, "did:key",
                 &err);
    assert_fails(proof_check(&c, method, STR("u43jJ"), &good, &err), KAMU_E_INPUT, "signature",
                 &err);
    assert_fails(proof_check(&c, method, STR(""), &good, &err), KAMU_E_INPUT, "signature", &err);
}

static void keys(void **state)
{
    struct node_key key;
    static const char *const bad[] = {
        "",
        "f",
        "f7b",
        "x7b7b",
        "7b7b7b7b",
        "f7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b"
        "7b7b00"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_fails(node_key_parse(bad[i], &key, &err), KAMU_E_USAGE, "ed25519PrivateKey", &err);
    assert_ok(node_key_parse("ue3t7e3t7e3t7e3t7e3t7e3t7e3t7e3t7e3t7e3t7e3s", &key, &err), &err);
    char text[ODF_DID_TEXT_MAX];
    odf_did_key_text(&key.public_key, text);
    assert_string_equal(text, KEY);
}

static kamu_code sign_one(void *ctx, struct kamu_error *e)
{
    struct node_key key;
    struct buf out = BUF_INIT(1 << 16);
    kamu_code rc = node_key_parse(seed, &key, e);
    if (rc == KAMU_OK)
        rc = proof_write(&key, ctx, ctx, &out, e);
    buf_free(&out);
    return rc;
}

static void memory(void **state)
{
    struct buf json = text_of("{\"b\":[1,\"\xc3\xa9\"],\"a\":null}");
    test_each_allocation_fails(sign_one, &json, 200);
    buf_free(&json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(second_vector),
        cmocka_unit_test(first_vector),
        cmocka_unit_test(keys),
        cmocka_unit_test(memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
