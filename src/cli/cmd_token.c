/* `kamu system generate-token|debug-token`: JSON Web Tokens of the API; spec/cli.md 8.5, 8.6. */
#include "cli/commands.h"
#include "cli/node.h"

#include "odf/ids.h"
#include "server/access.h"
#include "server/jwt.h"

/* $KAMU_JWT_SECRET, else the one of the workspace's servers, else one of this process alone: such a
 * token is good for nothing else. */
static kamu_code secret_of(struct cli *cli, char out[256], size_t *n, struct kamu_error *err)
{
    const char *secret = getenv("KAMU_JWT_SECRET");
    char root[FS_PATH_MAX];
    struct workspace *ws;
    bool found;
    if (secret && secret[0])
        return access_secret(NULL, secret, out, n, err);
    KAMU_TRY(workspace_find(&cli->env, getenv("KAMU_WORKSPACE"), root, &found, err));
    if (found) {
        KAMU_TRY(cli_workspace(cli, &ws, err));
        return access_secret(ws, NULL, out, n, err);
    }
    cli_say(cli, CLI_YELLOW, "Warning: KAMU_JWT_SECRET is not set: no server accepts this token");
    *n = 64;
    return random_alnum(&cli->env.random, out, 64, err);
}

/* ---- generate-token ----------------------------------------------------------------------- */

static kamu_code make_token(struct cli *cli, const char *subject, uint64_t lifetime_s,
                            struct buf *out, struct kamu_error *err)
{
    char secret[256];
    size_t n;
    if (lifetime_s > INT64_MAX)
        return error_set(err, KAMU_E_USAGE, "--expiration-time-sec is too large");
    KAMU_TRY(secret_of(cli, secret, &n, err));
    return jwt_mint((struct str){secret, n}, subject, clock_now(&cli->env.clock).seconds,
                    (int64_t)lifetime_s, out, err);
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
    buf_init(&token, JWT_TEXT_MAX);
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

/* ---- debug-token -------------------------------------------------------------------------- */

static kamu_code show_part(struct cli *cli, const char *title, struct str part,
                           struct kamu_error *err)
{
    struct buf json, yaml;
    struct arena a;
    struct node n;
    buf_init(&json, JWT_TEXT_MAX);
    buf_init(&yaml, JWT_TEXT_MAX * 4);
    arena_init(&a, NODE_BYTES_MAX);
    kamu_code rc =
        base64url_get(part, &json)
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

static kamu_code run_debug(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct str token = str_c(cli_arg(args, "TOKEN")), part[3];
    const char *secret = getenv("KAMU_JWT_SECRET");
    bool genuine;
    if (!jwt_split(token, part))
        return error_set(err, KAMU_E_INPUT, "Malformed token: expected header.claims.signature");
    KAMU_TRY(show_part(cli, "Header", part[0], err));
    KAMU_TRY(show_part(cli, "Claims", part[1], err));
    if (!secret || !secret[0])
        return error_set(err, KAMU_E_USAGE, "Environment variable KAMU_JWT_SECRET is not set");
    KAMU_TRY(jwt_signed(str_c(secret), token, &genuine, err));
    return genuine ? KAMU_OK
                   : error_set(err, KAMU_E_ACCESS, "Token validation failed: invalid signature");
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
