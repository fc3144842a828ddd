/* Identifiers: vectors of spec/odf-metadata.md 8.1 and 8.2. */
#include "odf/ids.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void hash_is(const char *text, const char *of)
{
    struct odf_hash h = odf_hash_of(of, strlen(of)), parsed;
    char out[ODF_HASH_TEXT_MAX];
    assert_int_equal(odf_hash_text(&h, out), strlen(text));
    assert_string_equal(out, text);
    assert_int_equal(odf_hash_parse(str_c(text), &parsed, NULL), KAMU_OK);
    assert_true(odf_hash_eq(&h, &parsed));
}

static void multihashes(void **state)
{
    hash_is("f162008c3792b2a4deed1bd7ea2328fb5de5531eccf0fbfa04a7d800cdc267137c635", "multihash");
    hash_is("f16209eb949bd8ff0bb1d827f11809aebc6bd0d5955c7f368469a913c70d196620272", "prev");
    hash_is("f1620894b355f91b194f31c1116dcec200b68d5cfd90a3df19032829fa643bc711fcb", "checkpoint");
    hash_is("f1620ca4510738395af1429224dd785675309c344b2b549632e20275c69b15ed1d210", "[]");
    struct odf_hash a = odf_hash_of("multihash", 9), b;
    char text[200];
    uint8_t bytes[ODF_HASH_BYTES_MAX];
    odf_hash_short(&a, text);
    assert_string_equal(text, "7137c635");
    size_t n = odf_hash_bytes(&a, bytes);
    assert_int_equal(n, 34);
    odf_multibase_base58(bytes, n, text);
    assert_string_equal(text, "zW1a3CNT52HXiJNniLkWMeev3CPRy9QiNRMWGyTrVNg4hY8");
    assert_int_equal(odf_hash_parse(str_c(text), &b, NULL), KAMU_OK);
    assert_true(odf_hash_eq(&a, &b));
    assert_int_equal(
        odf_hash_parse(STR("F162008C3792B2A4DEED1BD7EA2328FB5DE5531ECCF0FBFA04A7D800CDC267137C635"),
                       &b, NULL),
        KAMU_OK);
    assert_true(odf_hash_eq(&a, &b));
    assert_int_equal(
        odf_hash_parse(STR("zQmYtUc4iTCbbfVSDNKvtQqrfyezPPnFvE33wFmutw9PBBk"), &b, NULL), KAMU_OK);
    odf_hash_text(&b, text);
    assert_string_equal(text,
                        "f12209cbc07c3f991725836a3aa2a581ca2029198aa420b9d99bc0e131d9f3e2cbe47");
    const char *arrow0 =
        "f9680c001200456651f4be2a8c1a2404c89c6356ce875969d69d93333f5ae97155ff996c4a7";
    assert_int_equal(odf_hash_parse(str_c(arrow0), &b, NULL), KAMU_OK);
    assert_int_equal(b.code, ODF_CODE_ARROW0_SHA3_256);
    assert_int_equal(odf_hash_text(&b, text), 75);
    assert_string_equal(text, arrow0);
    const char *bad[] = {
        "",    "f", "f16",  "f1620",   "x1620",   "f162008", "f1720", "f1600",
        "zzz", "u", "f162", "f1620zz", "ff0ff0f", "z0OIl",   "uA",    "f808080808080"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(odf_hash_parse(str_c(bad[i]), &b, NULL), KAMU_E_INPUT);
}

static void seeded(const char *seed, const char *hex, const char *key_text)
{
    struct odf_did d, back;
    char dir[ODF_DID_DIR_MAX], key[ODF_DID_TEXT_MAX];
    odf_did_seeded(str_c(seed), &d);
    odf_did_dir(&d, dir);
    assert_memory_equal(dir, "fed01", 5);
    assert_string_equal(dir + 5, hex);
    odf_did_key_text(&d, key);
    if (key_text)
        assert_string_equal(key + 8, key_text);
    memcpy(key, "did:odf:", 8); /* the same bytes in another base */
    assert_int_equal(odf_did_parse(str_c(key), &back, NULL), KAMU_OK);
    assert_true(odf_did_eq(&d, &back));
    assert_int_equal(odf_did_parse_dir(str_c(dir), &back, NULL), KAMU_OK);
    assert_true(odf_did_eq(&d, &back));
}

static void dids(void **state)
{
    seeded("multihash", "2126262ba49e1ba8392c26f7a39e1ba8d756c7469786d3365200c68402ff65dc",
           "z6MkggfEoTnRceFGdwjUtm1JaWeHQVKUpttKZUY6KAMaWvqq");
    seeded("key", "6b65f9b5b23c00006b65f9b5b23c0000b056960700000000561226bab29c83f7",
           "z6MkmgVreHBu2ABaD59Jq1J2JneXwzpsUWwEWXS4kLhjb4V4");
    seeded("input1", "816ef0a9abe93aba816ef0a9abe93aba90e6065747170300c0d3d30c2cd8d7a4",
           "z6MkoAWkiHNdfm5bWeX6VyPUxY13rM86RVv2xT7shMCsxD71");
    seeded("kamu", "6b61ed2ab1b63a006b61ed2ab1b63a00b016d65607000000e0821aafbf163e6f",
           "z6MkmgSGwxNEAR33fZiEgrwX3bs7Tk8Y6TmVEo1gEEd9pAYE");
    seeded("", "df230b49615d175307d580c33d6fda61fc7b9aec91df0f5c1a5ebe3b8cbfee02", NULL);
    struct odf_did d;
    struct kamu_error err = {0};
    char text[ODF_DID_TEXT_MAX];
    assert_int_equal(
        odf_did_parse(STR("did:odf:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"), &d, &err),
        KAMU_OK);
    assert_int_equal(odf_did_text(&d, text), 77);
    assert_string_equal(
        text, "did:odf:fed012e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6");
    assert_int_equal(odf_did_parse_dir(STR("junk"), &d, &err), KAMU_E_INPUT);
    assert_string_equal(kamu_error_message(&err, 0), "Value 'junk' is not a valid did:odf");
    assert_string_equal(kamu_error_message(&err, 1), "Unsupported multibase encoding code '106'");
    const char *bad[] = {"did:odf:", "did:odf:fed01",   "did:odf",   "did:key:xASDSAD", "did:odf:x",
                         "",         "did:odf:fed0100", "did:odf:z", "did:odf:f1620"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(odf_did_parse(str_c(bad[i]), &d, NULL), KAMU_E_INPUT);

    uint8_t secret[32], other[32];
    memset(secret, 0x7b, sizeof secret);
    assert_int_equal(odf_did_of_secret(secret, &d, NULL), KAMU_OK);
    odf_did_dir(&d, text);
    assert_string_equal(text,
                        "fed017f747b67bd3fe63c2a736739dfe40156d622347346e70f68f51c178a75ce5537");
    struct env env = {0};
    struct odf_did again;
    random_seed(&env.random, 7);
    assert_int_equal(odf_did_generate(&env, &d, secret, NULL), KAMU_OK);
    random_seed(&env.random, 7);
    assert_int_equal(odf_did_generate(&env, &again, other, NULL), KAMU_OK);
    assert_true(odf_did_eq(&d, &again));
    assert_memory_equal(secret, other, 32);

    assert_true(odf_account_did_valid(
        STR("did:odf:fed017465732eb3393a007465732eb3393a004057364707000000e082e0b8bdb9d037")));
    assert_true(
        odf_account_did_valid(STR("did:pkh:eip155:1:0xb9c5714089478a327f09197987f16f9e5d936e8a")));
    assert_true(odf_account_did_valid(STR("did:pkh:solana:4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZ:"
                                          "CKg5d12Jhpej1JqtmxLJgaFqqeYjxgPqToJ4LBdvG9Ev")));
    assert_false(odf_account_did_valid(STR("did:pkh:eip155:1")));
    assert_false(odf_account_did_valid(STR("did:pkh:e:1:a")));
    assert_false(odf_account_did_valid(STR("did:key:z6Mk")));
}

static void names(void **state)
{
    const char *good[] = {"local.id-only", "valid.dataset.id", "a", "1", "A1", "123.456"};
    const char *bad[] = {"",     ".invalid",   "invalid-", "invalid--id", "invalid..id", "in^valid",
                         "a-.b", "invalid_id", "-a",       "a b",         "\xc3\xa9"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(odf_name_valid(str_c(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(odf_name_valid(str_c(bad[i])));
    struct odf_alias a, b;
    struct kamu_error err = {0};
    assert_int_equal(odf_alias_parse(STR("user-name/local.id"), &a, &err), KAMU_OK);
    assert_true(str_eqc(a.account, "user-name"));
    char text[64];
    assert_int_equal(odf_alias_text(&a, text, sizeof text), 18);
    assert_string_equal(text, "user-name/local.id");
    const char *bad_alias[] = {"repo.name/user-name/blah",
                               "user-name/.invalid",
                               ".invalid/local.id",
                               "invalid_alias",
                               "/a",
                               "a/",
                               "did:odf:fed01",
                               ""};
    for (size_t i = 0; i < sizeof bad_alias / sizeof *bad_alias; i++)
        assert_int_equal(odf_alias_parse(str_c(bad_alias[i]), &a, &err), KAMU_E_INPUT);
    assert_string_equal(err.text, "Value '' is not a valid DatasetAlias");
    odf_alias_parse(STR("account/net.example.com"), &a, NULL);
    odf_alias_parse(STR("aCCouNt/net.ExaMplE.coM"), &b, NULL);
    assert_true(odf_alias_eq(&a, &b));
    odf_alias_parse(STR("net.example.com"), &b, NULL);
    assert_false(odf_alias_eq(&a, &b));
}

static enum odf_ref_kind any(const char *s)
{
    struct odf_ref r;
    return odf_ref_parse_any(str_c(s), &r, NULL) == KAMU_OK ? r.kind : ODF_REF_NONE;
}

static void references(void **state)
{
    const char *id = "did:odf:z6MkmgVreHBu2ABaD59Jq1J2JneXwzpsUWwEWXS4kLhjb4V4";
    struct odf_ref r;
    struct kamu_error err = {0};
    assert_int_equal(any("dataset"), ODF_REF_ALIAS);
    assert_int_equal(any("mystery/dataset"), ODF_REF_AMBIGUOUS);
    assert_int_equal(any("repo/account/dataset"), ODF_REF_REMOTE);
    assert_int_equal(any(id), ODF_REF_ID);
    assert_int_equal(any("repo/did:odf:z6MkmgVreHBu2ABaD59Jq1J2JneXwzpsUWwEWXS4kLhjb4V4"),
                     ODF_REF_ID);
    assert_int_equal(any("https://opendata.ca/odf/census-2016-population/"), ODF_REF_URL);
    assert_int_equal(any("ipfs://bafkreie3hfshd4ikinnbio3kewo2hvj6doh5jp3p23iwk2evgo2un5g7km/"),
                     ODF_REF_URL);
    assert_int_equal(any("odf+http://x"), ODF_REF_URL);
    const char *bad[] = {"foo:bar",  "",           "a/b/c/d", "://x",
                         "+a://x",   "a+://x",     "http://", "repo.name/.invalid",
                         "did:odf:", "x/did:odf:f"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(any(bad[i]), ODF_REF_NONE);
    assert_int_equal(odf_ref_parse_remote(STR("repo.name/user-name/local.id"), &r, &err), KAMU_OK);
    assert_true(str_eqc(r.repo, "repo.name") && str_eqc(r.alias.account, "user-name"));
    assert_int_equal(odf_ref_parse_remote(STR("repo.name/local.id"), &r, &err), KAMU_OK);
    assert_null(r.alias.account.p);
    const char *bad_remote[] = {"a", "repo.name/user-name/.invalid", "repo.name/.invalid/local.id",
                                ".invalid/user-name/local.id"};
    for (size_t i = 0; i < sizeof bad_remote / sizeof *bad_remote; i++)
        assert_int_equal(odf_ref_parse_remote(str_c(bad_remote[i]), &r, &err), KAMU_E_INPUT);
    assert_int_equal(odf_ref_parse_push_target(STR("repo"), &r, &err), KAMU_OK);
    assert_int_equal(r.kind, ODF_REF_REPO);
    assert_int_equal(odf_ref_parse(STR("a^"), &r, &err), KAMU_E_INPUT);
    assert_string_equal(err.text, "Value 'a^' is not a valid DatasetRef");
}

static bool matches(const char *pattern, const char *alias)
{
    struct odf_ref r;
    struct odf_alias a;
    assert_int_equal(odf_ref_parse_pattern(str_c(pattern), &r, NULL), KAMU_OK);
    assert_int_equal(odf_alias_parse(str_c(alias), &a, NULL), KAMU_OK);
    return odf_ref_matches(&r, &a, NULL);
}

static void patterns(void **state)
{
    const char *good[] = {"net.example.%",
                          "net.e%.com",
                          "net-%.com",
                          "net%net",
                          "%.example.com",
                          "%e",
                          "%-e",
                          "net%.ex%.com",
                          "%.ex%.c%",
                          "%-net.ex-%.c-%",
                          "%",
                          "%a%%",
                          "account/net%"};
    const char *bad[] = {"net.example.%-",
                         "net.exa^mple.%",
                         "&net%.exa%mple.net",
                         "did:odf:fed0%",
                         "a..%",
                         "%.-a",
                         "%/a",
                         "%--%"};
    struct odf_ref r;
    struct kamu_error err = {0};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_int_equal(odf_ref_parse_pattern(str_c(good[i]), &r, NULL), KAMU_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(odf_ref_parse_pattern(str_c(bad[i]), &r, NULL), KAMU_E_INPUT);
    assert_int_equal(odf_ref_parse_pattern(STR("invalid_ref^"), &r, &err), KAMU_E_INPUT);
    assert_string_equal(err.text, "Value 'invalid_ref^' is not a valid DatasetRefPattern");
    assert_true(matches("nEt.eXample%", "net.example.com"));
    assert_false(matches("%odf%", "net.example.com"));
    assert_true(matches("%odf%", "net.example.odf"));
    assert_true(matches("account1/net%", "account1/net.example.com"));
    assert_false(matches("account1/net%", "account2/net.example.com"));
    assert_false(matches("account1/net%", "net.example.com"));
    assert_true(matches("%", "a"));
    assert_true(matches("%a%a%", "xaxa"));
    assert_false(matches("a%b", "abc"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(multihashes), cmocka_unit_test(dids),     cmocka_unit_test(names),
        cmocka_unit_test(references),  cmocka_unit_test(patterns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
