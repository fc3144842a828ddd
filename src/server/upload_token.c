#include "server/upload_token.h"

#include "odf/json_pull.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>

/* The id's 16 bytes: 4 of the time, 2 of chance, 10 of the code. */
enum { ID_BYTES = 16, HEAD_BYTES = 6, CODE_BYTES = ID_BYTES - HEAD_BYTES };

bool upload_name_valid(struct str name)
{
    if (name.n == 0 || name.n > UPLOAD_NAME_MAX || str_eqc(name, ".") || str_eqc(name, "..") ||
        !utf8_valid(name.p, name.n, NULL))
        return false;
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7f || name.p[i] == '/' ||
            name.p[i] == '\\')
            return false;
    return true;
}

/* ---- the code ---------------------------------------------------------------------------------
 */

/* Each member with its length in front, so that no two tokens give the same bytes. */
static void add(struct buf *b, struct str s)
{
    uint64_t n = s.p ? s.n : UINT64_MAX;
    buf_append(b, &n, sizeof n, NULL);
    buf_append(b, s.p, s.p ? s.n : 0, NULL);
}

static bool make_code(struct str secret, const uint8_t head[HEAD_BYTES],
                      const struct upload_token *t, uint8_t code[CODE_BYTES])
{
    static const char purpose[] = "kamu upload token 1";
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    struct buf b = BUF_INIT(4 * UPLOAD_TOKEN_MAX);
    bool ok =
        buf_reserve(&b, t->file_name.n + t->owner.n + t->content_type.n + 128, NULL) == KAMU_OK;
    if (ok) {
        add(&b, STR(purpose));
        add(&b, (struct str){(const char *)head, HEAD_BYTES});
        add(&b, t->file_name);
        add(&b, t->owner);
        add(&b, (struct str){(const char *)&t->content_length, sizeof t->content_length});
        add(&b, t->content_type);
        ok = HMAC(EVP_sha256(), secret.p, (int)secret.n, b.data, b.len, digest, &n) && n == 32;
    }
    buf_free(&b);
    if (ok)
        memcpy(code, digest, CODE_BYTES);
    return ok;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_id(const char *text, uint8_t out[ID_BYTES])
{
    for (int i = 0; i < ID_BYTES; i++) {
        int a = hex_digit(text[2 * i]), b = a < 0 ? -1 : hex_digit(text[2 * i + 1]);
        if (b < 0)
            return false;
        out[i] = (uint8_t)(a << 4 | b);
    }
    return text[UPLOAD_ID_TEXT] == '\0';
}

enum upload_token_state upload_token_check(struct str secret, const struct upload_token *t,
                                           int64_t now_seconds)
{
    uint8_t id[ID_BYTES], code[CODE_BYTES];
    if (!read_id(t->id, id) || !upload_name_valid(t->file_name) ||
        !make_code(secret, id, t, code) || CRYPTO_memcmp(code, id + HEAD_BYTES, CODE_BYTES) != 0)
        return UPLOAD_TOKEN_FORGED;
    int64_t until = (int64_t)id[0] << 24 | id[1] << 16 | id[2] << 8 | id[3];
    return now_seconds <= until ? UPLOAD_TOKEN_GOOD : UPLOAD_TOKEN_EXPIRED;
}

/* ---- writing ----------------------------------------------------------------------------------
 */

static kamu_code write_json(const struct upload_token *t, struct buf *out, struct kamu_error *err)
{
    KAMU_TRY(buf_printf(out, err, "{\"upload_id\":\"%s\",\"file_name\":", t->id));
    KAMU_TRY(odf_json_quote(t->file_name, out, err));
    KAMU_TRY(buf_append_str(out, ",\"owner_account_id\":", err));
    KAMU_TRY(odf_json_quote(t->owner, out, err));
    KAMU_TRY(buf_printf(out, err, ",\"content_length\":%" PRIu64, t->content_length));
    if (t->content_type.p) {
        KAMU_TRY(buf_append_str(out, ",\"content_type\":", err));
        KAMU_TRY(odf_json_quote(t->content_type, out, err));
    }
    return buf_append_byte(out, '}', err);
}

static struct str encode(const struct buf *json, struct arena *arena)
{
    char *text = arena_alloc(arena, 4 * ((json->len + 2) / 3) + 1);
    if (!text)
        return STR_NONE;
    int n = EVP_EncodeBlock((unsigned char *)text, json->data, (int)json->len);
    for (int i = 0; i < n; i++)
        text[i] = text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i];
    return (struct str){text, (size_t)n};
}

kamu_code upload_token_issue(struct env *env, struct str secret, struct upload_token *t,
                             struct arena *arena, struct str *text, struct kamu_error *err)
{
    struct clock real = {0}; /* also under --system-time, as the expiry of JWTs */
    uint64_t until = (uint64_t)clock_now(&real).seconds + UPLOAD_SECONDS;
    uint8_t id[ID_BYTES];
    struct buf json = BUF_INIT(UPLOAD_TOKEN_MAX / 4 * 3);
    for (int i = 0; i < 4; i++)
        id[i] = (uint8_t)(until >> (24 - 8 * i));
    KAMU_TRY(random_bytes(&env->random, id + 4, 2, err));
    if (!make_code(secret, id, t, id + HEAD_BYTES))
        return error_nomem(err);
    for (int i = 0; i < ID_BYTES; i++)
        snprintf(t->id + 2 * i, 3, "%02x", id[i]);
    kamu_code rc = write_json(t, &json, err);
    if (rc == KAMU_OK) {
        *text = encode(&json, arena);
        rc = text->p ? KAMU_OK : error_nomem(err);
    }
    buf_free(&json);
    return rc;
}

/* ---- reading ----------------------------------------------------------------------------------
 */

static int symbol(char c)
{
    return c >= 'A' && c <= 'Z'   ? c - 'A'
           : c >= 'a' && c <= 'z' ? c - 'a' + 26
           : c >= '0' && c <= '9' ? c - '0' + 52
           : c == '-'             ? 62
           : c == '_'             ? 63
                                  : -1;
}

static kamu_code decode(struct str s, struct buf *out, struct kamu_error *err)
{
    size_t pads = 0, n = s.n;
    while (n && pads < 2 && s.p[n - 1] == '=') {
        n--;
        pads++;
    }
    for (size_t i = 0; i < n; i++)
        if (symbol(s.p[i]) < 0)
            return error_set(err, KAMU_E_INPUT, "Invalid symbol %d, offset %zu.",
                             (unsigned char)s.p[i], i);
    if (pads && n % 4 == 0)
        return error_set(err, KAMU_E_INPUT, "Invalid symbol 61, offset %zu.", n);
    if (n % 4 == 1)
        return error_set(err, KAMU_E_INPUT, "Invalid input length: %zu", n);
    if ((n + pads) % 4)
        return error_set(err, KAMU_E_INPUT, "Invalid padding");
    uint32_t bits = 0;
    for (size_t i = 0; i < n; i++) {
        bits = bits << 6 | (uint32_t)symbol(s.p[i]);
        if (i % 4)
            KAMU_TRY(buf_append_byte(out, (uint8_t)(bits >> (6 - 2 * (i % 4))), err));
    }
    if (n % 4 && bits & ((n % 4 == 2 ? 0xfu : 0x3u)))
        return error_set(err, KAMU_E_INPUT, "Invalid last symbol %d, offset %zu.",
                         (unsigned char)s.p[n - 1], n - 1);
    return KAMU_OK;
}

enum member { ID, NAME, OWNER, LENGTH, TYPE, N_MEMBERS };
static const char *const members[N_MEMBERS] = {"upload_id", "file_name", "owner_account_id",
                                               "content_length", "content_type"};

/* kamu's decoder looks at the first letters of a word before it says what it misses. */
static kamu_code no_json(struct str json, size_t at, struct kamu_error *err)
{
    char c = json.n ? json.p[0] : '\0';
    if (json.n == 0)
        return error_set(err, KAMU_E_INPUT, "EOF while parsing a value at line 1 column 0");
    return error_set(err, KAMU_E_INPUT, "expected %s at line 1 column %zu",
                     c == 't' || c == 'f' || c == 'n' ? "ident" : "value",
                     at == 0 && strchr("tfn", c) ? (size_t)2 : at + 1);
}

static bool take_length(struct str s, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned d = (unsigned)(unsigned char)s.p[i] - '0';
        if (d > 9 || MUL_OVERFLOW(*out, (uint64_t)10, out) || ADD_OVERFLOW(*out, d, out))
            return false;
    }
    return true;
}

static kamu_code take_member(struct json_pull *j, enum member which, struct arena *arena,
                             struct upload_token *out, struct kamu_error *err)
{
    enum json_token t = json_pull_next(j);
    if (which == TYPE && t == JSON_NULL)
        return KAMU_OK;
    bool ok = t == (which == LENGTH ? JSON_NUMBER : JSON_STRING);
    struct str copy = ok ? arena_str(arena, j->text) : STR_NONE;
    if (ok && !copy.p)
        return error_nomem(err);
    if (ok && which == LENGTH)
        ok = take_length(j->text, &out->content_length);
    if (ok && which == ID) {
        ok = copy.n == UPLOAD_ID_TEXT;
        if (ok)
            memcpy(out->id, copy.p, UPLOAD_ID_TEXT + 1);
    }
    if (!ok)
        return error_set(err, KAMU_E_INPUT, "invalid value of `%s` at line 1 column %zu",
                         members[which], j->at + 1);
    if (which == NAME)
        out->file_name = copy;
    else if (which == OWNER)
        out->owner = copy;
    else if (which == TYPE)
        out->content_type = copy;
    return KAMU_OK;
}

static kamu_code skip(struct json_pull *j, struct str json, struct kamu_error *err)
{
    unsigned depth = j->depth;
    do {
        enum json_token t = json_pull_next(j);
        if (t == JSON_ERROR || t == JSON_END)
            return no_json(json, j->at, err);
    } while (j->depth > depth);
    return KAMU_OK;
}

/* An id of another length than ours is known only when all members are there. */
static kamu_code read_json(struct json_pull *j, struct str json, struct arena *arena,
                           struct upload_token *out, struct kamu_error *err)
{
    unsigned seen = 0;
    if (json_pull_next(j) != JSON_OBJECT)
        return no_json(json, j->at, err);
    kamu_code later = KAMU_OK;
    struct kamu_error later_error = {0};
    for (;;) {
        enum json_token t = json_pull_next(j);
        if (t == JSON_OBJECT_END)
            break;
        if (t != JSON_KEY)
            return no_json(json, j->at, err);
        int which = 0;
        while (which < N_MEMBERS && !str_eqc(j->text, members[which]))
            which++;
        if (which == N_MEMBERS) {
            KAMU_TRY(skip(j, json, err));
            continue;
        }
        if (seen & 1u << which)
            return error_set(err, KAMU_E_INPUT, "duplicate field `%s` at line 1 column %zu",
                             members[which], j->at + 1);
        seen |= 1u << which;
        kamu_code rc = take_member(j, (enum member)which, arena, out, &later_error);
        if (rc == KAMU_E_NOMEM || j->error)
            return rc == KAMU_E_NOMEM ? error_nomem(err) : no_json(json, j->at, err);
        later = rc == KAMU_OK ? later : rc;
    }
    for (int i = 0; i < TYPE; i++)
        if (!(seen & 1u << i))
            return error_set(err, KAMU_E_INPUT, "missing field `%s` at line 1 column %zu",
                             members[i], j->at + 1);
    if (later != KAMU_OK)
        return error_set(err, later, "%s", kamu_error_message(&later_error, 0));
    return json_pull_next(j) == JSON_END ? KAMU_OK : no_json(json, j->at, err);
}

kamu_code upload_token_parse(struct str text, struct arena *arena, struct upload_token *out,
                             struct kamu_error *err)
{
    struct buf json = BUF_INIT(UPLOAD_TOKEN_MAX);
    struct json_pull j;
    *out = (struct upload_token){0};
    if (text.n > UPLOAD_TOKEN_MAX)
        return error_set(err, KAMU_E_INPUT, "Invalid input length: %zu", text.n);
    kamu_code rc = decode(text, &json, err);
    if (rc == KAMU_OK) {
        struct str s = {json.data ? (const char *)json.data : "", json.len};
        json_pull_init(&j, s);
        rc = read_json(&j, s, arena, out, err);
        json_pull_free(&j);
    }
    buf_free(&json);
    return rc;
}
