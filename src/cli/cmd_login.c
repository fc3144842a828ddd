/* `kamu login`, `kamu logout`: tokens for other servers (spec/cli.md 8.6, spec/http-api.md 3.7). */
#include "cli/commands.h"
#include "cli/repos.h"
#include "cli/tokens.h"

#include "base/http.h"
#include "odf/json.h"
#include "store/workspace.h"

#include <ctype.h>

#define DEFAULT_SERVER "https://platform.demo.kamu.dev"
#define DEFAULT_BACKEND "https://api.demo.kamu.dev"
#define ANSWER_MAX ((size_t)64 << 10)
#define URL_MAX 2048
#define LOGIN_ARENA_MAX ((size_t)4 << 20)

/* ---- URLs -------------------------------------------------------------------------------- */

static bool is_default_port(const char *url, size_t scheme, const char *port, size_t n)
{
    return (scheme == 4 && n == 3 && memcmp(port, ":80", 3) == 0) ||
           (scheme == 5 && n == 4 && memcmp(port, ":443", 4) == 0 && url[4] == 's');
}

/* As a URL is written in full: scheme and host in lower case, no usual port, a path. A bare name is
 * of https. */
static kamu_code normal_url(const char *given, char out[URL_MAX], struct kamu_error *err)
{
    const char *scheme_end = strstr(given, "://");
    int n = snprintf(out, URL_MAX - 2, "%s%s", scheme_end ? "" : "https://",
                     strncmp(given, "odf+", 4) == 0 ? given + 4 : given);
    if (n < 0 || n >= URL_MAX - 2)
        return error_set(err, KAMU_E_LIMIT, "The URL is too long");
    char *authority = strstr(out, "://") + 3;
    size_t scheme = (size_t)(authority - 3 - out), len = strcspn(authority, "/?#");
    for (char *p = out; p < authority + len; p++)
        *p = (char)tolower((unsigned char)*p);
    if (len == 0 || (strncmp(out, "http://", 7) != 0 && strncmp(out, "https://", 8) != 0))
        return error_set(err, KAMU_E_USAGE, "'%s' is not the http or https URL of a server", given);
    if (memchr(authority, '@', len))
        return error_set(err, KAMU_E_USAGE, "A URL with a name and password is not taken here");
    char *port = memrchr(authority, ':', len);
    size_t port_n = port ? (size_t)(authority + len - port) : 0;
    if (port && is_default_port(out, scheme, port, port_n)) {
        memmove(port, port + port_n, strlen(port + port_n) + 1);
        len -= port_n;
    }
    if (authority[len] != '/') {
        memmove(authority + len + 1, authority + len, strlen(authority + len) + 1);
        authority[len] = '/';
    }
    return KAMU_OK;
}

static kamu_code endpoint(const char *base, const char *path, char out[URL_MAX],
                          struct kamu_error *err)
{
    int n = snprintf(out, URL_MAX, "%s%s%s", base, base[strlen(base) - 1] == '/' ? "" : "/", path);
    return n < 0 || n >= URL_MAX ? error_set(err, KAMU_E_LIMIT, "The URL is too long") : KAMU_OK;
}

/* ---- asking the server ------------------------------------------------------------------- */

static kamu_code take_answer(struct http_request *r, const void *p, size_t n,
                             struct kamu_error *err)
{
    return buf_append(r->ctx, p, n, err);
}

static kamu_code forget_answer(struct http_request *r, struct kamu_error *err)
{
    ((struct buf *)r->ctx)->len = 0;
    return KAMU_OK;
}

static kamu_code ask(struct cli *cli, const char *url, const char *token, const struct buf *body,
                     struct buf *answer, long *status, struct kamu_error *err)
{
    struct http *h;
    struct http_request r = {.url = url, .any_status = true, .ctx = answer};
    r.begin = forget_answer;
    r.sink = take_answer;
    if (body) {
        r.method = "POST";
        r.header = "Content-Type: application/json";
        r.body = body->data;
        r.body_bytes = body->len;
    }
    KAMU_TRY(http_open(&cli->env, token, &h, err));
    kamu_code rc = http_run(h, &r, 1, err);
    http_close(h);
    *status = r.status;
    return rc;
}

/* Whether the server takes the token: 200 or 401; anything else, or no answer, tells nothing. */
enum token_check { TOKEN_GOOD, TOKEN_BAD, TOKEN_UNKNOWN };
static kamu_code check_token(struct cli *cli, const char *base, const char *token,
                             enum token_check *out, struct kamu_error *err)
{
    char url[URL_MAX];
    struct buf answer;
    long status = 0;
    *out = TOKEN_UNKNOWN;
    KAMU_TRY(endpoint(base, "platform/token/validate", url, err));
    buf_init(&answer, ANSWER_MAX);
    kamu_code rc = ask(cli, url, token, NULL, &answer, &status, err);
    buf_free(&answer);
    KAMU_TRY(rc);
    *out = status == 200 ? TOKEN_GOOD : status == 401 ? TOKEN_BAD : TOKEN_UNKNOWN;
    return KAMU_OK;
}

/* ---- keeping it --------------------------------------------------------------------------- */

static enum token_place place_of(const struct cli_args *args)
{
    return cli_flag(args, "user") ? TOKENS_OF_USER : TOKENS_OF_WORKSPACE;
}

static bool in_workspace(struct cli *cli, struct workspace **ws)
{
    return cli_workspace(cli, ws, NULL) == KAMU_OK;
}

/* The repository of a server, named by its host. */
static kamu_code add_repository(struct cli *cli, const char *name, const char *base,
                                struct kamu_error *err)
{
    char host[256], url[URL_MAX + 8];
    const char *start = strstr(base, "://") + 3;
    size_t n = strcspn(start, ":/?#");
    struct arena arena;
    struct str known = STR_NONE;
    if (!name) {
        snprintf(host, sizeof host, "%.*s", (int)(n < 255 ? n : 255), start);
        if (cli_check_repo_name(host, NULL) != KAMU_OK)
            return KAMU_OK; /* an IPv6 address: give --repo-name */
    }
    snprintf(url, sizeof url, "odf+%s%s", base, base[strlen(base) - 1] == '/' ? "" : "/");
    arena_init(&arena, 1 << 16);
    kamu_code rc = repos_find(cli, str_c(name ? name : host), &arena, &known, NULL);
    if (rc == KAMU_E_NOT_FOUND)
        rc = repos_add(cli, name ? name : host, url, err);
    else if (rc == KAMU_OK && name && !str_eqc(known, url))
        rc =
            error_set(err, KAMU_E_EXISTS, "Repository %s already exists with another URL: " STR_FMT,
                      name, STR_ARG(known));
    arena_free(&arena);
    return rc;
}

struct login {
    const char *frontend; /* NULL = none */
    char base[URL_MAX];
    struct str token;
};

static kamu_code keep(struct cli *cli, const struct cli_args *args, const struct login *l,
                      struct kamu_error *err)
{
    struct workspace *ws;
    enum token_place place = place_of(args);
    bool workspace = in_workspace(cli, &ws);
    struct str account = workspace ? str_c(ws->account) : STR(WORKSPACE_DEFAULT_ACCOUNT);
    if (workspace && !cli_flag(args, "skip-add-repo"))
        KAMU_TRY(add_repository(cli, cli_value(args, "repo-name"), l->base, err));
    return tokens_save(cli, place, str_c(l->frontend), str_c(l->base), account, l->token, err);
}

/* Nothing is asked of a server before it is known that the answer can be kept. */
static kamu_code check_place(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct workspace *ws;
    return place_of(args) == TOKENS_OF_USER ? KAMU_OK : cli_workspace(cli, &ws, err);
}

/* ---- password, oauth ---------------------------------------------------------------------- */

static kamu_code put_credentials(const char *method, const char *const pairs[4], struct buf *body,
                                 struct kamu_error *err)
{
    struct buf inner;
    buf_init(&inner, ANSWER_MAX);
    kamu_code rc = buf_append_byte(&inner, '{', err);
    for (size_t i = 0; i < 4 && pairs[i] && rc == KAMU_OK; i += 2) {
        rc = buf_printf(&inner, err, "%s\"%s\":", i ? "," : "", pairs[i]);
        if (rc == KAMU_OK)
            rc = odf_json_quote(str_c(pairs[i + 1]), &inner, err);
    }
    if (rc == KAMU_OK)
        rc = buf_append_byte(&inner, '}', err);
    if (rc == KAMU_OK)
        rc = buf_printf(body, err, "{\"loginMethod\":\"%s\",\"loginCredentialsJson\":", method);
    if (rc == KAMU_OK)
        rc = odf_json_quote((struct str){(const char *)inner.data, inner.len}, body, err);
    if (rc == KAMU_OK)
        rc = buf_append_byte(body, '}', err);
    buf_free(&inner);
    return rc;
}

/* "accessToken" of the answer, in the arena. */
static kamu_code read_token(const struct buf *answer, struct arena *arena, struct str *token,
                            struct kamu_error *err)
{
    struct buf canonical;
    buf_init(&canonical, ANSWER_MAX);
    kamu_code rc =
        odf_json_canonical((struct str){(const char *)answer->data, answer->len}, &canonical, err);
    struct str value =
        rc == KAMU_OK
            ? odf_json_get((struct str){(const char *)canonical.data, canonical.len}, "accessToken")
            : STR_NONE;
    bool quoted = value.n > 2 && value.p[0] == '"' && !memchr(value.p, '\\', value.n);
    if (rc == KAMU_OK && !quoted)
        rc = error_set(err, KAMU_E_INPUT, "There is no access token in the server's answer");
    if (rc == KAMU_OK) {
        *token = arena_str(arena, (struct str){value.p + 1, value.n - 2});
        rc = token->p ? KAMU_OK : error_nomem(err);
    }
    buf_free(&canonical);
    return rc;
}

static kamu_code ask_for_token(struct cli *cli, struct login *l, const struct buf *body,
                               struct arena *arena, struct kamu_error *err)
{
    char url[URL_MAX];
    struct buf answer;
    long status = 0;
    KAMU_TRY(endpoint(l->base, "platform/login", url, err));
    buf_init(&answer, ANSWER_MAX);
    kamu_code rc = ask(cli, url, NULL, body, &answer, &status, err);
    if (rc == KAMU_OK && status != 200)
        rc = error_set(err, KAMU_E_ACCESS, "Did not obtain access token. Reason: Status %ld %.*s",
                       status, (int)(answer.len < 300 ? answer.len : 300),
                       (const char *)answer.data);
    if (rc == KAMU_OK)
        rc = read_token(&answer, arena, &l->token, err);
    buf_free(&answer);
    return rc;
}

static kamu_code log_in(struct cli *cli, const struct cli_args *args, const char *method,
                        const char *const pairs[4], struct kamu_error *err)
{
    const char *server = cli_arg(args, "SERVER");
    struct login l = {.frontend = NULL};
    struct arena arena;
    struct buf body;
    KAMU_TRY(check_place(cli, args, err));
    KAMU_TRY(normal_url(server ? server : DEFAULT_BACKEND, l.base, err));
    arena_init(&arena, LOGIN_ARENA_MAX);
    buf_init(&body, ANSWER_MAX);
    kamu_code rc = put_credentials(method, pairs, &body, err);
    if (rc == KAMU_OK)
        rc = ask_for_token(cli, &l, &body, &arena, err);
    if (rc == KAMU_OK)
        rc = keep(cli, args, &l, err);
    if (rc == KAMU_OK)
        cli_say(cli, CLI_GREEN | CLI_BOLD, "Login successful: %s", l.base);
    buf_free(&body);
    arena_free(&arena);
    return rc;
}

static kamu_code run_password(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    const char *const pairs[4] = {"login", cli_arg(args, "LOGIN"), "password",
                                  cli_arg(args, "PASSWORD")};
    return log_in(cli, args, "password", pairs, err);
}

static kamu_code run_oauth(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    const char *const pairs[4] = {"accessToken", cli_arg(args, "ACCESS_TOKEN"), NULL, NULL};
    if (strcasecmp(cli_arg(args, "PROVIDER"), "github") != 0)
        return error_set(err, KAMU_E_USAGE, "Only 'github' provider is supported at the moment");
    return log_in(cli, args, "oauth_github", pairs, err);
}

/* ---- a token that is there already ---------------------------------------------------------- */

static kamu_code run_check(struct cli *cli, const struct cli_args *args, const char *base,
                           struct kamu_error *err)
{
    const char *token;
    struct arena arena;
    enum token_check good = TOKEN_UNKNOWN;
    KAMU_TRY(check_place(cli, args, err));
    arena_init(&arena, LOGIN_ARENA_MAX);
    kamu_code rc = cli_flag(args, "user")
                       ? tokens_find_in(cli, TOKENS_OF_USER, str_c(base), &arena, &token, err)
                       : tokens_find(cli, str_c(base), &arena, &token, err);
    if (rc == KAMU_OK && !token)
        rc = error_set(err, KAMU_E_ACCESS, "No access token found for: %s", base);
    if (rc == KAMU_OK)
        rc = check_token(cli, base, token, &good, err);
    arena_free(&arena);
    KAMU_TRY(rc);
    if (good == TOKEN_UNKNOWN)
        return error_set(err, KAMU_E_IO, "%s does not tell whether the token is valid", base);
    if (good == TOKEN_BAD)
        return error_set(err, KAMU_E_ACCESS, "Access token expired");
    cli_say(cli, CLI_GREEN | CLI_BOLD, "Access token valid: %s", base);
    return KAMU_OK;
}

/* A token that the server refuses is not kept; one that nobody could be asked about is. */
static kamu_code run_given(struct cli *cli, const struct cli_args *args, struct login *l,
                           struct kamu_error *err)
{
    enum token_check good;
    struct kamu_error why = {0};
    KAMU_TRY(check_place(cli, args, err));
    if (check_token(cli, l->base, l->token.p, &good, &why) != KAMU_OK)
        good = TOKEN_UNKNOWN;
    if (good == TOKEN_BAD) {
        error_set(err, KAMU_E_ACCESS, "%s does not take this access token", l->base);
        error_hint(err, "it is not kept: perhaps it has expired or was revoked");
        return KAMU_E_ACCESS;
    }
    l->frontend = l->base;
    KAMU_TRY(keep(cli, args, l, err));
    if (good == TOKEN_UNKNOWN)
        cli_say(cli, CLI_YELLOW, "Warning: the token is kept, but could not be checked: %s",
                kamu_error_message(&why, 0) ? kamu_error_message(&why, 0)
                                            : "the server does not tell");
    cli_say(cli, CLI_GREEN | CLI_BOLD, "Login successful: %s", l->base);
    return KAMU_OK;
}

static kamu_code run_login(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    const char *server = cli_arg(args, "SERVER"), *token = cli_value(args, "access-token");
    struct login l = {.token = str_c(token)};
    KAMU_TRY(normal_url(server ? server : DEFAULT_SERVER, l.base, err));
    if (cli_flag(args, "check"))
        return run_check(cli, args, l.base, err);
    if (token) {
        if (token[strcspn(token, " \t\r\n")] || !token[0])
            return error_set(err, KAMU_E_USAGE, "An access token is one word");
        return run_given(cli, args, &l, err);
    }
    error_set(err, KAMU_E_UNSUPPORTED, "Logging in with a browser is not part of this program");
    error_hint(err, "use `kamu login password` or `kamu login --access-token`");
    return KAMU_E_UNSUPPORTED;
}

/* ---- logout --------------------------------------------------------------------------------- */

static kamu_code run_logout(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    const char *server = cli_arg(args, "SERVER");
    bool all = cli_flag(args, "all"), any;
    char base[URL_MAX];
    if (all && server)
        return error_set(err, KAMU_E_USAGE,
                         "Can't use --all and particular server name simultaneously");
    KAMU_TRY(normal_url(server ? server : DEFAULT_SERVER, base, err));
    KAMU_TRY(tokens_forget(cli, place_of(args), all ? STR_NONE : str_c(base), &any, err));
    if (all)
        cli_say(cli, any ? CLI_GREEN | CLI_BOLD : CLI_YELLOW, "%s",
                any ? "Logged out of all servers" : "Not logged in to any servers");
    else
        cli_say(cli, any ? CLI_GREEN | CLI_BOLD : CLI_YELLOW,
                any ? "Logged out of %s" : "Not logged in to %s", base);
    return KAMU_OK;
}

/* ---- the commands ---------------------------------------------------------------------------- */

static const struct cli_command cmd_login_oauth = {
    .name = "oauth",
    .summary = "Performs non-interactive login to a remote Kamu server via OAuth provider token",
    .positionals =
        (const struct cli_positional[]){
            {.name = "PROVIDER", .help = "Name of the provider, e.g. github", .required = true},
            {.name = "ACCESS_TOKEN", .help = "Token of the provider", .required = true},
            {.name = "SERVER", .help = "URL of the server"},
            {0}},
    .run = run_oauth,
};
static const struct cli_command cmd_login_password = {
    .name = "password",
    .summary = "Performs non-interactive login to a remote Kamu server via login and password",
    .positionals =
        (const struct cli_positional[]){
            {.name = "LOGIN", .help = "Name of the account", .required = true},
            {.name = "PASSWORD", .help = "Its password", .required = true},
            {.name = "SERVER", .help = "URL of the server"},
            {0}},
    .run = run_password,
};
const struct cli_command cmd_login = {
    .name = "login",
    .summary = "Authenticates with a remote ODF server interactively",
    .details = "The token is kept in the workspace, or with --user in the home directory, and used "
               "by `pull` and\n`push`. Options stand before the form of login:\n"
               "  kamu login --user password LOGIN PASSWORD SERVER",
    .examples = "  kamu login password alice secret-password https://node.example\n"
                "  kamu login --access-token ka_... http://127.0.0.1:8080\n"
                "  kamu login --check http://127.0.0.1:8080\n",
    .flags = CLI_SUBCOMMAND_OPTIONAL,
    .options =
        (const struct cli_option[]){
            {.long_name = "user",
             .help = "Keep the token in the home directory, not in the workspace"},
            {.long_name = "check", .help = "Only check whether the token is still valid"},
            {.long_name = "access-token", .value_name = "ACCESS_TOKEN", .help = "Use this token"},
            {.long_name = "repo-name",
             .value_name = "REPO_NAME",
             .check = cli_check_repo_name,
             .help = "Name of the repository to add for the server"},
            {.long_name = "skip-add-repo", .help = "Do not add a repository for the server"},
            {0}},
    .positionals =
        (const struct cli_positional[]){{.name = "SERVER", .help = "URL of the server"}, {0}},
    .commands = (const struct cli_command *const[]){&cmd_login_oauth, &cmd_login_password, NULL},
    .run = run_login,
};

const struct cli_command cmd_logout = {
    .name = "logout",
    .summary = "Logs out from a remote Kamu server",
    .options =
        (const struct cli_option[]){
            {.long_name = "user", .help = "Remove the token from the home directory"},
            {.short_name = 'a', .long_name = "all", .help = "Log out of all servers"},
            {0}},
    .positionals =
        (const struct cli_positional[]){{.name = "SERVER", .help = "URL of the server"}, {0}},
    .run = run_logout,
};
