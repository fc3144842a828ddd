#include "server/jwt.h"

#include "odf/ids.h"
#include "odf/json_pull.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

/* ---- base64url ------------------------------------------------------------------------ */

kamu_code base64url_put(const void *data, size_t n, struct buf *out, struct kamu_error *err)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const uint8_t *p = data;
    for (size_t i = 0; i < n; i += 3) {
        size_t left = n - i;
        uint32_t v = (uint32_t)p[i] << 16 | (uint32_t)(left > 1 ? p[i + 1] : 0) << 8 |
                     (uint32_t)(left > 2 ? p[i + 2] : 0);
        for (size_t d = 0; d < (left > 2 ? 4 : left + 1); d++)
            KAMU_TRY(buf_append_byte(out, (uint8_t)digits[v >> (18 - 6 * d) & 63], err));
    }
    return KAMU_OK;
}

bool base64url_get(struct str s, struct buf *out)
{
    size_t size = s.n * 6 / 8, n = 0;
    if (s.n > SIZE_MAX / 6 || buf_reserve(out, size, NULL) != KAMU_OK ||
        !odf_base64url_decode(s, out->data + out->len, size, &n))
        return false;
    out->len += n;
    return true;
}

bool secret_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}

/* ---- signature ------------------------------------------------------------------------- */

kamu_code jwt_signature(struct str secret, struct str text, uint8_t out[JWT_SIGNATURE],
                        struct kamu_error *err)
{
    unsigned n = 0;
    if (secret.n > INT32_MAX ||
        !HMAC(EVP_sha384(), secret.p ? secret.p : "", (int)secret.n, (const uint8_t *)text.p,
              text.n, out, &n) ||
        n != JWT_SIGNATURE)
        return error_set(err, KAMU_E_UNSUPPORTED, "The crypto library has no HMAC-SHA384");
    return KAMU_OK;
}

bool jwt_split(struct str token, struct str parts[3])
{
    const char *end = token.p + token.n;
    const char *first = token.n <= JWT_TEXT_MAX ? memchr(token.p, '.', token.n) : NULL;
    const char *second = first ? memchr(first + 1, '.', (size_t)(end - first - 1)) : NULL;
    if (!second || memchr(second + 1, '.', (size_t)(end - second - 1)))
        return false;
    parts[0] = (struct str){token.p, (size_t)(first - token.p)};
    parts[1] = (struct str){first + 1, (size_t)(second - first - 1)};
    parts[2] = (struct str){second + 1, (size_t)(end - second - 1)};
    return true;
}

kamu_code jwt_signed(struct str secret, struct str token, bool *out, struct kamu_error *err)
{
    uint8_t expected[JWT_SIGNATURE];
    struct str part[3];
    struct buf given;
    *out = false;
    if (!jwt_split(token, part))
        return KAMU_OK;
    KAMU_TRY(
        jwt_signature(secret, (struct str){token.p, part[0].n + 1 + part[1].n}, expected, err));
    buf_init(&given, JWT_SIGNATURE);
    *out = base64url_get(part[2], &given) &&
           secret_eq((struct str){(const char *)given.data, given.len},
                     (struct str){(const char *)expected, sizeof expected});
    buf_free(&given);
    return KAMU_OK;
}

kamu_code jwt_mint(struct str secret, const char *subject, int64_t now_s, int64_t lifetime_s,
                   struct buf *out, struct kamu_error *err)
{
    static const char header[] = "{\"typ\":\"JWT\",\"alg\":\"HS384\"}";
    uint8_t signature[JWT_SIGNATURE];
    char claims[512];
    int64_t expires;
    size_t start = out->len;
    if (lifetime_s < 0 || ADD_OVERFLOW(now_s, lifetime_s, &expires))
        return error_set(err, KAMU_E_USAGE, "The lifetime of the token is too large");
    int n = snprintf(claims, sizeof claims,
                     "{\"exp\":%" PRId64 ",\"iat\":%" PRId64 ",\"iss\":\"" JWT_ISSUER
                     "\",\"sub\":\"%s\"}",
                     expires, now_s, subject);
    if (n < 0 || (size_t)n >= sizeof claims)
        return error_set(err, KAMU_E_LIMIT, "The subject of the token is too long");
    KAMU_TRY(base64url_put(header, sizeof header - 1, out, err));
    KAMU_TRY(buf_append_byte(out, '.', err));
    KAMU_TRY(base64url_put(claims, (size_t)n, out, err));
    KAMU_TRY(jwt_signature(secret, (struct str){(const char *)out->data + start, out->len - start},
                           signature, err));
    KAMU_TRY(buf_append_byte(out, '.', err));
    return base64url_put(signature, sizeof signature, out, err);
}

/* ---- claims ---------------------------------------------------------------------------- */

struct claims {
    bool has_exp, has_iat, has_iss, has_sub, has_alg;
    int64_t exp;
    struct str sub;
};

static bool whole_number(struct str s, int64_t *out)
{
    int64_t v = 0;
    if (s.n == 0)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9' || MUL_OVERFLOW(v, 10, &v) ||
            ADD_OVERFLOW(v, s.p[i] - '0', &v))
            return false;
    *out = v;
    return true;
}

/* Skips the value whose first token was read. */
static bool skip_value(struct json_pull *j, enum json_token t)
{
    unsigned depth = t == JSON_OBJECT || t == JSON_ARRAY;
    while (depth) {
        t = json_pull_next(j);
        if (t == JSON_ERROR || t == JSON_END)
            return false;
        depth += t == JSON_OBJECT || t == JSON_ARRAY;
        depth -= t == JSON_OBJECT_END || t == JSON_ARRAY_END;
    }
    return t != JSON_ERROR && t != JSON_END;
}

/* One member of the header; false: the token is not to be taken. */
static bool header_member(struct json_pull *j, struct claims *c, struct str key, bool *ok)
{
    bool alg = str_eqc(key, "alg"), critical = str_eqc(key, "crit");
    enum json_token t = json_pull_next(j);
    if (alg) {
        *ok = !c->has_alg && t == JSON_STRING && str_eqc(j->text, "HS384");
        c->has_alg = true;
    }
    *ok = *ok && !critical; /* extensions that must be understood: none is */
    return skip_value(j, t);
}

static bool claims_member(struct json_pull *j, struct claims *c, struct arena *arena,
                          struct str key, bool *ok)
{
    bool exp = str_eqc(key, "exp"), iat = str_eqc(key, "iat"), iss = str_eqc(key, "iss"),
         sub = str_eqc(key, "sub"), audience = str_eqc(key, "aud");
    enum json_token t = json_pull_next(j);
    int64_t issued;
    if ((exp && c->has_exp) || (iat && c->has_iat) || (iss && c->has_iss) || (sub && c->has_sub))
        *ok = false;
    else if (exp)
        *ok = c->has_exp = t == JSON_NUMBER && whole_number(j->text, &c->exp);
    else if (iat)
        *ok = c->has_iat = t == JSON_NUMBER && whole_number(j->text, &issued);
    else if (iss)
        *ok = c->has_iss = t == JSON_STRING && str_eqc(j->text, JWT_ISSUER);
    else if (sub && t == JSON_STRING) {
        c->sub = arena_str(arena, j->text);
        *ok = c->has_sub = c->sub.p != NULL;
    } else if (sub || audience) {
        *ok = false; /* meant for others */
    }
    return skip_value(j, t);
}

/* An object whose members are all looked at; false when it is none, or a member is not right. */
static bool read_object(struct str encoded, bool header, struct claims *c, struct arena *arena)
{
    struct buf json;
    struct json_pull j;
    char key[32];
    bool ok;
    buf_init(&json, JWT_TEXT_MAX);
    ok = base64url_get(encoded, &json);
    json_pull_init(&j, (struct str){(const char *)json.data, json.len});
    ok = ok && json.len && json_pull_next(&j) == JSON_OBJECT;
    enum json_token t = JSON_ERROR;
    while (ok && (t = json_pull_next(&j)) == JSON_KEY) {
        struct str name = j.text.n < sizeof key ? j.text : STR("(long)");
        memcpy(key, name.p, name.n);
        name.p = key;
        bool read =
            header ? header_member(&j, c, name, &ok) : claims_member(&j, c, arena, name, &ok);
        ok = ok && read;
    }
    ok = ok && t == JSON_OBJECT_END && json_pull_next(&j) == JSON_END;
    json_pull_free(&j);
    buf_free(&json);
    return ok;
}

kamu_code jwt_verify(struct str secret, struct str token, int64_t now_s, struct arena *arena,
                     struct str *subject, enum jwt_verdict *out, struct kamu_error *err)
{
    struct claims c = {0};
    struct str part[3];
    bool genuine;
    *out = JWT_INVALID;
    *subject = STR_NONE;
    KAMU_TRY(jwt_signed(secret, token, &genuine, err));
    if (!genuine || !jwt_split(token, part) || !read_object(part[0], true, &c, arena) ||
        !c.has_alg || !read_object(part[1], false, &c, arena))
        return KAMU_OK;
    if (!c.has_exp || !c.has_iat || !c.has_iss || !c.has_sub)
        return KAMU_OK;
    *out = c.exp < now_s - JWT_LEEWAY_SECONDS ? JWT_EXPIRED : JWT_VALID;
    *subject = c.sub;
    return KAMU_OK;
}
