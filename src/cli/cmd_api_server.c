/* `kamu system api-server` (spec/cli.md 8.5). */
#include "cli/access_options.h"
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/server_options.h"

#include "server/jwt.h"
#include "server/server.h"

#include <signal.h>
#include <stdlib.h>

static kamu_code check_port(const char *value, struct kamu_error *err)
{
    char *end;
    unsigned long port = strtoul(value, &end, 10);
    if (*value < '0' || *value > '9' || *end)
        return error_set(err, KAMU_E_USAGE, "invalid digit found in string");
    if (port > UINT16_MAX)
        return error_set(err, KAMU_E_USAGE, "number too large to fit in target type");
    return KAMU_OK;
}

static kamu_code check_base_url(const char *value, struct kamu_error *err)
{
    if (!str_starts(str_c(value), "http://") && !str_starts(str_c(value), "https://"))
        return error_set(err, KAMU_E_USAGE, "not an http or https URL");
    if (strlen(value) > 400)
        return error_set(err, KAMU_E_USAGE, "too long");
    return KAMU_OK;
}

static void say_where(struct cli *cli, const struct server *s)
{
    if (!cli->err_tty || cli->quiet)
        return;
    int n = (int)strlen(s->base_url) - 1;
    cli_say(cli, CLI_GREEN, "API server is listening on:");
    cli_say(cli, CLI_BOLD, "  %.*s", n, s->base_url);
    cli_say(cli, CLI_YELLOW, "Use Ctrl+C to stop the server");
    fflush(cli->err);
}

/* A token for who runs the server; like the address, only on a terminal. */
static kamu_code say_token(struct cli *cli, const struct server *s, struct kamu_error *err)
{
    struct buf token;
    if (!cli->err_tty || cli->quiet)
        return KAMU_OK;
    buf_init(&token, JWT_TEXT_MAX);
    kamu_code rc = access_mint(s->access, NULL, clock_now(&cli->env.clock), &token, err);
    if (rc == KAMU_OK)
        cli_say(cli, CLI_PLAIN, "Access token: %.*s", (int)token.len, (const char *)token.data);
    fflush(cli->err);
    buf_free(&token);
    return rc;
}

/* Whether only this machine reaches a server of this address. */
static bool is_loopback(const char *address)
{
    return !address || strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0 ||
           strcmp(address, "localhost") == 0;
}

/* For all threads that are started from here on: server_run takes them, to open the access log
 * anew. */
static void hold_back_hangups(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
}

static kamu_code serve(struct cli *cli, const struct cli_args *args, struct server_options *o,
                       struct kamu_error *err)
{
    struct server *s;
    o->access_log = cli_value(args, "access-log");
    if (o->access_log)
        hold_back_hangups();
    KAMU_TRY(server_open(&cli->env, o, &s, err));
    say_where(cli, s);
    kamu_code rc = cli_flag(args, "get-token") ? say_token(cli, s, err) : KAMU_OK;
    if (rc == KAMU_OK)
        rc = server_run(s, err);
    server_close(s);
    return rc;
}

/* identity.ed25519PrivateKey, or its other name: what queries are signed with. */
static kamu_code take_key(struct cli *cli, struct arena *arena, struct server_options *o,
                          struct kamu_error *err)
{
    static const char *const names[] = {"identity.ed25519PrivateKey", "identity.privateKey"};
    struct node config;
    KAMU_TRY(config_load(cli, CONFIG_COMBINED, true, arena, &config, err));
    for (size_t i = 0; i < 2 && !o->ed25519_key; i++) {
        const struct node *n = node_path(&config, str_c(names[i]));
        if (!n || n->kind == NODE_NULL)
            continue;
        o->ed25519_key = arena_str(arena, n->text).p;
        if (!o->ed25519_key)
            return error_nomem(err);
    }
    return KAMU_OK;
}

/* A number of the configuration, when it is written down there. */
static kamu_code take_number(const struct node *config, const char *key, uint64_t unit,
                             uint64_t *out, struct kamu_error *err)
{
    const struct node *n = node_path(config, str_c(key));
    uint64_t value;
    char *end, text[32];
    if (n == NULL || n->text.p == NULL || n->text.n == 0)
        return KAMU_OK;
    snprintf(text, sizeof text, STR_FMT, STR_ARG(n->text));
    value = strtoull(text, &end, 10);
    if (*end != '\0' || text[0] < '0' || text[0] > '9' || MUL_OVERFLOW(value, unit, out))
        return error_set(err, KAMU_E_USAGE, "%s is not a number that can be used: %s", key, text);
    return KAMU_OK;
}

static kamu_code take_numbers(struct cli *cli, struct arena *arena, struct server_options *o,
                              struct kamu_error *err)
{
    struct node config;
    KAMU_TRY(config_load(cli, CONFIG_COMBINED, false, arena, &config, err));
    /* Of the quota only one that is written down counts: kamu's default of 1 GB would surprise. */
    KAMU_TRY(take_number(&config, "quotaDefaults.storage", 1, &o->quota_bytes, err));
    return take_number(&config, "uploads.maxFileSizeInMb", 1 << 20, &o->upload_max_bytes, err);
}

static kamu_code run_api_server(struct cli *cli, const struct cli_args *args,
                                struct kamu_error *err)
{
    struct server_options o;
    struct arena arena;
    server_options_init(&o);
    cli_ends_itself();
    o.workspace = getenv("KAMU_WORKSPACE");
    if (cli_given(args, "address"))
        o.address = cli_value(args, "address");
    if (cli_given(args, "http-port"))
        o.port = (uint16_t)strtoul(cli_value(args, "http-port"), NULL, 10);
    o.external_address = cli_value(args, "external-address");
    o.e2e_output = cli_value(args, "e2e-output-data-path");
    o.base_url = cli_value(args, "base-url");
    o.tls_cert = cli_value(args, "tls-cert");
    o.tls_key = cli_value(args, "tls-key");
    if (!o.tls_cert != !o.tls_key)
        return error_set(err, KAMU_E_USAGE, "--tls-cert and --tls-key go together");
    server_limits_read(args, &o);
    arena_init(&arena, ACCESS_OPTIONS_BYTES_MAX);
    bool local = is_loopback(o.address) && is_loopback(o.external_address) && !o.base_url;
    kamu_code rc = cli_access_options(cli, local, &arena, &o.access, err);
    if (rc == KAMU_OK)
        rc = take_key(cli, &arena, &o, err);
    if (rc == KAMU_OK)
        rc = take_numbers(cli, &arena, &o, err);
    if (rc == KAMU_OK)
        rc = serve(cli, args, &o, err);
    arena_free(&arena);
    return rc;
}

const struct cli_command cmd_system_api_server = {
    .name = "api-server",
    .summary = "Run HTTP + GraphQL server",
    .details = "Serves the datasets of the workspace until it gets SIGTERM or SIGINT; then it "
               "answers what "
               "it has in hand and ends, at a second signal at once. Sizes are written like 256KiB "
               "or 1GB, "
               "times like 500ms, 75s or 1d. SIGHUP opens the access log anew.",
    .examples =
        "  kamu system api-server --http-port 8080 --get-token\n"
        "  kamu system api-server --address 0.0.0.0 --http-port 443 --tls-cert host.pem --tls-key "
        "host.key\n",
    .flags = CLI_SUBCOMMAND_OPTIONAL | CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.long_name = "address",
             .value_name = "ADDRESS",
             .help = "Network interface to listen on (127.0.0.1 unless given)"},
            {.long_name = "http-port",
             .value_name = "HTTP_PORT",
             .check = check_port,
             .help = "Port to listen on (a free one unless given)"},
            {.long_name = "access-log",
             .value_name = "FILE",
             .help = "Write a JSON line for each request to this file (- = standard error)"},
            {.long_name = "get-token", .help = "Print a token for the API"},
            {.long_name = "external-address",
             .value_name = "EXTERNAL_ADDRESS",
             .help = "Address to use in the URLs that the server gives out"},
            {.long_name = "base-url",
             .value_name = "URL",
             .check = check_base_url,
             .help = "The same, all of it: behind a proxy"},
            {.long_name = "tls-cert",
             .value_name = "FILE",
             .help = "Speak TLS, with this certificate and its chain (PEM)"},
            {.long_name = "tls-key",
             .value_name = "FILE",
             .help = "Its private key (PEM), which others may not read"},
            /* clang-format off */
            SERVER_LIMITS(SERVER_LIMIT_OPTION)
            /* clang-format on */
            {0}},
    .commands = (const struct cli_command *const[]){&cmd_gql_query, &cmd_gql_schema, NULL},
    .run = run_api_server,
};
