/* JSON Web Tokens and access tokens: what is taken and what is not. */
#include "unit/harness.h"

#include "server/access_token.h"
#include "server/jwt.h"

#define SUBJECT "did:odf:fed016b61ed2ab1b63a006b61ed2ab1b63a00b016d65607000000e0821aafbf163e6f"
#define NOW INT64_C(1800000000)

static const struct str secret = {"a secret of some length", 23};

static enum jwt_verdict verdict_of(struct str token, int64_t now)
{
    struct kamu_error err = {0};
    enum jwt_verdict v;
    struct arena arena;
    struct str subject;
    arena_init(&arena, 1 << 16);
    assert_ok(jwt_verify(secret, token, now, &arena, &subject, &v, &err), &err);
    if (v == JWT_VALID)
        assert_true(subject.p != NULL);
    arena_free(&arena);
    return v;
}

static struct str text_of(const struct buf *b)
{
    return (struct str){(const char *)b->data, b->len};
}

/* A token with this header and these claims, signed rightly. */
static enum jwt_verdict verdict_of_parts(const char *header, const char *claims)
{
    struct kamu_error err = {0};
    struct buf token;
    struct str part[3];
    buf_init(&token, JWT_TEXT_MAX * 2);
    assert_ok(base64url_put(header, strlen(header), &token, &err), &err);
    assert_ok(buf_append_byte(&token, '.', &err), &err);
    assert_ok(base64url_put(claims, strlen(claims), &token, &err), &err);
    bool genuine = false;
    uint8_t mac[JWT_SIGNATURE];
    assert_ok(jwt_signature(secret, text_of(&token), mac, &err), &err);
    assert_ok(buf_append_byte(&token, '.', &err), &err);
    assert_ok(base64url_put(mac, sizeof mac, &token, &err), &err);
    assert_ok(jwt_signed(secret, text_of(&token), &genuine, &err), &err);
    assert_int_equal(genuine, jwt_split(text_of(&token), part));
    enum jwt_verdict v = verdict_of(text_of(&token), NOW);
    buf_free(&token);
    return v;
}

#define HEADER "{\"typ\":\"JWT\",\"alg\":\"HS384\"}"
#define CLAIMS "\"iat\":1,\"iss\":\"dev.kamu\",\"sub\":\"" SUBJECT "\""

static void minted_tokens_are_valid(void **state)
{
    struct kamu_error err = {0};
    struct buf token;
    buf_init(&token, JWT_TEXT_MAX);
    assert_ok(jwt_mint(secret, SUBJECT, NOW, 100, &token, &err), &err);
    assert_int_equal(verdict_of(text_of(&token), NOW), JWT_VALID);
    assert_int_equal(verdict_of(text_of(&token), NOW + 160), JWT_VALID); /* 60 s of leeway */
    assert_int_equal(verdict_of(text_of(&token), NOW + 161), JWT_EXPIRED);
    for (size_t i = 0; i < token.len; i++) { /* every change of one character is noticed */
        uint8_t old = token.data[i];
        token.data[i] = old == 'A' ? 'B' : 'A';
        assert_int_equal(verdict_of(text_of(&token), NOW), JWT_INVALID);
        token.data[i] = old;
    }
    for (size_t n = 0; n < token.len; n++)
        assert_int_equal(verdict_of((struct str){(const char *)token.data, n}, NOW), JWT_INVALID);
    buf_free(&token);
}

static void another_secret_makes_no_valid_tokens(void **state)
{
    struct kamu_error err = {0};
    struct buf token;
    buf_init(&token, JWT_TEXT_MAX);
    assert_ok(jwt_mint(STR("another secret"), SUBJECT, NOW, 100, &token, &err), &err);
    assert_int_equal(verdict_of(text_of(&token), NOW), JWT_INVALID);
    /* also an expired one: nobody is told anything about it */
    assert_int_equal(verdict_of(text_of(&token), NOW + 1000), JWT_INVALID);
    buf_free(&token);
}

static void claims_are_checked(void **state)
{
    static const struct {
        const char *header, *claims;
        enum jwt_verdict verdict;
    } cases[] = {
        {HEADER, "{\"exp\":1800000000," CLAIMS "}", JWT_VALID},
        {HEADER, " { \"exp\" : 1800000000 , \"more\" : {\"a\":[1,{}]}, " CLAIMS " } ", JWT_VALID},
        {HEADER, "{\"exp\":1799999940," CLAIMS "}", JWT_VALID},
        {HEADER, "{\"exp\":1799999939," CLAIMS "}", JWT_EXPIRED},
        {HEADER, "{\"exp\":0," CLAIMS "}", JWT_EXPIRED},
        {"{\"alg\":\"HS384\"}", "{\"exp\":1800000000," CLAIMS "}", JWT_VALID},
        {"{\"alg\":\"none\"}", "{\"exp\":1800000000," CLAIMS "}", JWT_INVALID},
        {"{\"alg\":\"hs384\"}", "{\"exp\":1800000000," CLAIMS "}", JWT_INVALID},
        {"{\"alg\":\"HS256\"}", "{\"exp\":1800000000," CLAIMS "}", JWT_INVALID},
        {"{\"alg\":\"HS384\",\"alg\":\"HS384\"}", "{\"exp\":1800000000," CLAIMS "}", JWT_INVALID},
        {"{\"alg\":\"HS384\",\"crit\":[\"x\"]}", "{\"exp\":1800000000," CLAIMS "}", JWT_INVALID},
        {"{}", "{\"exp\":1800000000," CLAIMS "}", JWT_INVALID},
        {"[]", "{\"exp\":1800000000," CLAIMS "}", JWT_INVALID},
        {"", "{\"exp\":1800000000," CLAIMS "}", JWT_INVALID},
        {HEADER, "{" CLAIMS "}", JWT_INVALID},
        {HEADER, "{\"exp\":\"1800000000\"," CLAIMS "}", JWT_INVALID},
        {HEADER, "{\"exp\":1.8e9," CLAIMS "}", JWT_INVALID},
        {HEADER, "{\"exp\":-1," CLAIMS "}", JWT_INVALID},
        {HEADER, "{\"exp\":99999999999999999999," CLAIMS "}", JWT_INVALID},
        {HEADER, "{\"exp\":1,\"exp\":1800000000," CLAIMS "}", JWT_INVALID},
        {HEADER, "{\"exp\":1800000000,\"aud\":\"others\"," CLAIMS "}", JWT_INVALID},
        {HEADER, "{\"exp\":1800000000,\"iat\":1,\"iss\":\"other\",\"sub\":\"x\"}", JWT_INVALID},
        {HEADER, "{\"exp\":1800000000,\"iat\":1,\"iss\":\"dev.kamu\"}", JWT_INVALID},
        {HEADER, "{\"exp\":1800000000,\"iat\":1,\"iss\":\"dev.kamu\",\"sub\":1}", JWT_INVALID},
        {HEADER, "{\"exp\":1800000000," CLAIMS "}x", JWT_INVALID},
        {HEADER, "{\"exp\":1800000000," CLAIMS, JWT_INVALID},
        {HEADER, "[1]", JWT_INVALID},
        {HEADER, "", JWT_INVALID},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum jwt_verdict v = verdict_of_parts(cases[i].header, cases[i].claims);
        if (v != cases[i].verdict)
            fail_msg("case %zu: %d instead of %d: %s", i, v, cases[i].verdict, cases[i].claims);
    }
}

static void texts_that_are_no_tokens(void **state)
{
    static const char *const texts[] = {"",    ".",        "..",      "...",   "a.b.c",
                                        "bad", "e30.e30.", "e30.e30", "=.=.=", "e30=.e30=.e30="};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(verdict_of(str_c(texts[i]), NOW), JWT_INVALID);
    char *long_text = mem_alloc(JWT_TEXT_MAX + 2);
    memset(long_text, '.', JWT_TEXT_MAX + 2);
    assert_int_equal(verdict_of((struct str){long_text, JWT_TEXT_MAX + 2}, NOW), JWT_INVALID);
    mem_free(long_text);
}

/* Two texts must never be the same bytes: a token has one text. */
static void base64_has_one_text(void **state)
{
    struct buf b;
    buf_init(&b, 64);
    assert_true(base64url_get(STR("QQ"), &b));
    assert_int_equal(b.len, 1);
    assert_int_equal(b.data[0], 'A');
    assert_false(base64url_get(STR("QR"), &b));
    assert_false(base64url_get(STR("QQ=="), &b));
    assert_false(base64url_get(STR("Q"), &b));
    assert_false(base64url_get(STR("Q Q"), &b));
    assert_false(base64url_get(STR("+/+/"), &b));
    buf_free(&b);
}

/* ---- ka_ ---------------------------------------------------------------------------------- */

#define VECTOR "ka_000G40R40M30E209185GR38E1W8124GK2GAHC5RR34D1P70X3RFZ99ZXCW"

static void the_token_of_the_specification(void **state)
{
    static const uint8_t hash[32] = {0x96, 0x26, 0xdf, 0x40, 0xd1, 0xa5, 0x19, 0x4d,
                                     0x41, 0x16, 0x59, 0xc0, 0x8d, 0x90, 0xfb, 0x56,
                                     0xe6, 0x62, 0x47, 0xe3, 0x8c, 0x04, 0xfc, 0xc7,
                                     0x2e, 0x36, 0x21, 0x0f, 0xe0, 0x65, 0x87, 0x3d};
    struct access_token t;
    char text[ACCESS_TOKEN_TEXT + 1], id[UUID_TEXT + 1];
    uint8_t got[32], again[16];
    assert_true(access_token_parse(STR(VECTOR), &t));
    for (uint8_t i = 0; i < 16; i++) {
        assert_int_equal(t.id[i], i);
        assert_int_equal(t.secret[i], 16 + i);
    }
    access_token_hash(&t, got);
    assert_memory_equal(got, hash, 32);
    access_token_text(&t, text);
    assert_string_equal(text, VECTOR);
    uuid_text(t.id, id);
    assert_string_equal(id, "00010203-0405-0607-0809-0a0b0c0d0e0f");
    assert_true(uuid_parse(str_c(id), again));
    assert_memory_equal(again, t.id, 16);
    assert_false(uuid_parse(STR("00010203-0405-0607-0809-0a0b0c0d0e0g"), again));
    assert_false(uuid_parse(STR("00010203x0405-0607-0809-0a0b0c0d0e0f"), again));
    assert_false(uuid_parse(STR("00010203"), again));
}

static void texts_that_are_no_access_tokens(void **state)
{
    static const char *const bad[] = {
        "ks_1211TGDWBS05F563JTYCAQRXKWJCJ09HW1CQWDN2G4TWVMQTCBEQR2J2FC",
        "ka_1211TGDWBS05F563JTYCAQRXKWJCJ09HW1CQWDN2G4TWVMQTCBE",
        "ka+1211TGDWBS05F563JTYCAQRXKWJCJ09HW1CQWDN2G4TWVMQTCBEQR2J2FC",
        "ka_1211TGDWBS05F563JTYCAQRXKWJCJ09HW1CQWDN2G4TWVMQTCBEQR2J2KC",
        "ka_1211tgdwbs05f563jtycaqrxkwjcj09hw1cqwdn2g4twvmqtcbeqr2j2fc",
        "ka_000G40R40M30E209185GR38E1W8124GK2GAHC5RR34D1P70X3RFZ99ZXCX", /* bits behind the end */
        "ka_OOOG40R40M30E209185GR38E1W8124GK2GAHC5RR34D1P70X3RFZ99ZXCW",
        "ka_",
        "",
    };
    struct access_token t;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(access_token_parse(str_c(bad[i]), &t));
    assert_true(access_token_parse(
        STR("ka_1211TGDWBS05F563JTYCAQRXKWJCJ09HW1CQWDN2G4TWVMQTCBEQR2J2FC"), &t));
    char text[] = VECTOR;
    text[20] = '\0';
    assert_false(access_token_parse((struct str){text, ACCESS_TOKEN_TEXT}, &t));
}

static void made_tokens_are_read_back(void **state)
{
    struct kamu_error err = {0};
    struct random r = {0};
    struct access_token t, again;
    char text[ACCESS_TOKEN_TEXT + 1];
    for (int i = 0; i < 100; i++) {
        assert_ok(access_token_make(&r, &t, &err), &err);
        assert_int_equal(t.id[6] >> 4, 4); /* UUID v4 */
        assert_int_equal(t.id[8] >> 6, 2);
        access_token_text(&t, text);
        assert_true(access_token_parse(str_c(text), &again));
        assert_memory_equal(&t, &again, sizeof t);
    }
}

static void secrets_compare(void **state)
{
    assert_true(secret_eq(STR(""), STR("")));
    assert_true(secret_eq(STR("abc"), STR("abc")));
    assert_false(secret_eq(STR("abc"), STR("abd")));
    assert_false(secret_eq(STR("abc"), STR("abcd")));
    assert_true(secret_eq(STR_NONE, STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(minted_tokens_are_valid),
        cmocka_unit_test(another_secret_makes_no_valid_tokens),
        cmocka_unit_test(claims_are_checked),
        cmocka_unit_test(texts_that_are_no_tokens),
        cmocka_unit_test(base64_has_one_text),
        cmocka_unit_test(the_token_of_the_specification),
        cmocka_unit_test(texts_that_are_no_access_tokens),
        cmocka_unit_test(made_tokens_are_read_back),
        cmocka_unit_test(secrets_compare),
    };
    return cmocka_run_group_tests_name("jwt", tests, NULL, NULL);
}
