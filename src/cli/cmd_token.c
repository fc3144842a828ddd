/* `kamu system generate-token|debug-token`: JSON Web Tokens of the API; spec/cli.md 8.5, 8.6. */
#include "cli/commands.h"
#include "cli/node.h"

#include "odf/ids.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#define JWT_SIGNATURE 48 /* HS384 */
#define JWT_MAX 8192

/* ---- base64url without padding ------------------------------------------------------------ */

static kamu_code put_base64url(const uint8_t *p, size_t n, struct buf *out, struct kamu_error *err)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (size_t i = 0; i < n; i += 3) {
        size_t left = n - i;
        uint32_t v = (uint32_t)p[i] << 16 | (uint32_t)(left > 1 ? p[i + 1] : 0) << 8 |
                     (uint32_t)(left > 2 ? p[i + 2] : 0);
        for (size_t d = 0; d < (left > 2 ? 4 : left + 1); d++)
            KAMU_TRY(buf_append_byte(out, (uint8_t)digits[v >> (18 - 6 * d) & 63], err));
    }
    return KAMU_OK;
}

static bool get_base64url(struct str s, struct buf *out)
{
    uint32_t v = 0;
    unsigned bits = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        uint32_t d;
        if (c >= 'A' && c <= 'Z')
            d = (uint32_t)(c - 'A');
        else if (c >= 'a' && c <= 'z')
            d = (uint32_t)(c - 'a' + 26);
        else if (c >= '0' && c <= '9')
            d = (uint32_t)(c - '0' + 52);
        else if (c == '-' || c == '_')
            d = c == '-' ? 62 : 63;
        else
            return false;
        v = v << 6 | d;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            if (buf_append_byte(out, (uint8_t)(v >> bits), NULL) != KAMU_OK)
                return false;
        }
    }
    return true;
}

/* ---- secret and signature ---------------------------------------------------------------------
 */

/* $KAMU_JWT_SECRET, else one of this process alone: such a token is good for nothing else. */
static kamu_code secret_of(struct cli *cli, char out[256], struct kamu_error *err)
{
    const char *secret = getenv("KAMU_JWT_SECRET");
    if (secret && secret[0]) {
        snprintf(out, 256, "%s", secret);
        return KAMU_OK;
    }
    cli_say(cli, CLI_YELLOW, "Warning: KAMU_JWT_SECRET is not set: no server accepts this token");
    return random_alnum(&cli->env.random, out, 64, err);
}

static kamu_code sign(const char *secret, const struct buf *text, uint8_t out[JWT_SIGNATURE],
                      struct kamu_error *err)
{
    unsigned n = 0;
    if (!HMAC(EVP_sha384(), secret, (int)strlen(secret), text->data, text->len, out, &n) ||
        n != JWT_SIGNATURE)
        return error_set(err, KAMU_E_UNSUPPORTED, "The crypto library has no HMAC-SHA384");
    return KAMU_OK;
}

/* ---- generate-token
 * ------------------------------------------------------------------------------ */

static kamu_code make_token(struct cli *cli, const char *subject, uint64_t lifetime_s,
                            struct buf *out, struct kamu_error *err)
{
    static const char header[] = "{\"typ\":\"JWT\",\"alg\":\"HS384\"}";
    char secret[256], claims[512];
    uint8_t signature[JWT_SIGNATURE];
    int64_t now = clock_now(&cli->env.clock).seconds, expires;
    if (lifetime_s > INT64_MAX || ADD_OVERFLOW(now, (int64_t)lifetime_s, &expires))
        return error_set(err, KAMU_E_USAGE, "--expiration-time-sec is too large");
    KAMU_TRY(secret_of(cli, secret, err));
    int n =
        snprintf(claims, sizeof claims,
                 "{\"exp\":%" PRId64 ",\"iat\":%" PRId64 ",\"iss\":\"dev.kamu\",\"sub\":\"%s\"}",
                 expires, now, subject);
    if (n < 0 || (size_t)n >= sizeof claims)
        return error_set(err, KAMU_E_LIMIT, "The subject is too long");
    KAMU_TRY(put_base64url((const uint8_t *)header, sizeof header - 1, out, err));
    KAMU_TRY(buf_append_byte(out, '.', err));
    KAMU_TRY(put_base64url((const uint8_t *)claims, (size_t)n, out, err));
    KAMU_TRY(sign(secret, out, signature, err));
    KAMU_TRY(buf_append_byte(out, '.', err));
    return put_base64url(signature, sizeof signature, out, err);
}

static kamu_code run_generate(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    const char *subject = cli_value(args, "subject"), *login = cli_value(args, "login");
    char id[ODF_DID_TEXT_MAX];
    if (!subject && !login)
        return error_set(err, KAMU_E_USAGE, "Specify --login or --subject");
    if (!subject) {
        struct odf_did did;
        odf_did_seeded(str_c(login), &did);
        odf_did_text(&did, id);
        subject = id;
    } else if (!odf_account_did_valid(str_c(subject))) {
        return error_set(err, KAMU_E_USAGE, "Value '%s' is not a valid AccountID", subject);
    }
    struct buf token;
    buf_init(&token, JWT_MAX);
    kamu_code rc =
        make_token(cli, subject, cli_value_u64(args, "expiration-time-sec"), &token, err);
    if (rc == KAMU_OK)
        fwrite(token.data, 1, token.len, cli->out);
    buf_free(&token);
    return rc;
}

const struct cli_command cmd_system_generate_token = {
    .name = "generate-token",
    .summary = "Generate a platform token from a known secret for debugging",
    .options =
        (const struct cli_option[]){
            {.long_name = "subject", .value_name = "SUBJECT", .help = "Identity of the account"},
            {.long_name = "login",
             .value_name = "LOGIN",
             .check = cli_check_repo_name,
             .help = "Name of a predefined account to derive the identity from"},
            {.long_name = "expiration-time-sec",
             .value_name = "EXPIRATION_TIME_SEC",
             .default_value = "3600",
             .check = cli_check_u64,
             .help = "How long the token is valid, in seconds"},
            {0}},
    .run = run_generate,
};

/* ---- debug-token
 * ------------------------------------------------------------------------------------ */

static kamu_code show_part(struct cli *cli, const char *title, struct str part,
                           struct kamu_error *err)
{
    struct buf json, yaml;
    struct arena a;
    struct node n;
    buf_init(&json, JWT_MAX);
    buf_init(&yaml, JWT_MAX * 4);
    arena_init(&a, NODE_BYTES_MAX);
    kamu_code rc =
        get_base64url(part, &json)
            ? node_from_json((struct str){(const char *)json.data, json.len}, &a, &n, err)
            : error_set(err, KAMU_E_INPUT, "Malformed token: bad base64");
    if (rc == KAMU_OK)
        rc = node_to_yaml(&n, &yaml, err);
    if (rc == KAMU_OK)
        fprintf(cli->out, "# %s\n%.*s", title, (int)yaml.len, (const char *)yaml.data);
    arena_free(&a);
    buf_free(&yaml);
    buf_free(&json);
    return rc;
}

static kamu_code check_signature(struct str token, size_t signed_n, struct kamu_error *err)
{
    const char *secret = getenv("KAMU_JWT_SECRET");
    uint8_t expected[JWT_SIGNATURE];
    if (!secret || !secret[0])
        return error_set(err, KAMU_E_USAGE, "Environment variable KAMU_JWT_SECRET is not set");
    struct buf text, given;
    buf_init(&text, JWT_MAX);
    buf_init(&given, JWT_MAX);
    kamu_code rc = buf_append(&text, token.p, signed_n, err);
    if (rc == KAMU_OK)
        rc = sign(secret, &text, expected, err);
    bool same =
        rc == KAMU_OK &&
        get_base64url((struct str){token.p + signed_n + 1, token.n - signed_n - 1}, &given) &&
        given.len == JWT_SIGNATURE && memcmp(given.data, expected, JWT_SIGNATURE) == 0;
    buf_free(&given);
    buf_free(&text);
    if (rc == KAMU_OK && !same)
        rc = error_set(err, KAMU_E_ACCESS, "Token validation failed: invalid signature");
    return rc;
}

static kamu_code run_debug(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct str token = str_c(cli_arg(args, "TOKEN"));
    const char *first = memchr(token.p, '.', token.n);
    const char *second = first ? strchr(first + 1, '.') : NULL;
    if (!second || token.n > JWT_MAX)
        return error_set(err, KAMU_E_INPUT, "Malformed token: expected header.claims.signature");
    KAMU_TRY(show_part(cli, "Header", (struct str){token.p, (size_t)(first - token.p)}, err));
    KAMU_TRY(show_part(cli, "Claims", (struct str){first + 1, (size_t)(second - first - 1)}, err));
    return check_signature(token, (size_t)(second - token.p), err);
}

const struct cli_command cmd_system_debug_token = {
    .name = "debug-token",
    .summary = "Validate a Kamu token",
    .details = "Shows what a token says and checks its signature with $KAMU_JWT_SECRET.",
    .positionals =
        (const struct cli_positional[]){{.name = "TOKEN", .help = "The token", .required = true},
                                        {0}},
    .run = run_debug,
};
