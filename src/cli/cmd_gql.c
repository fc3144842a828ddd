/* `kamu system api-server gql-query` and `gql-schema`: GraphQL without a server, as who runs it. */
#include "cli/access_options.h"
#include "cli/commands.h"

#include "odf/json_pull.h"
#include "server/graphql_schema.h"
#include "server/quota.h"

enum { ARENA_MAX = 512 << 20, OPTIONS_MAX = 1 << 20 };

/* ---- printing -------------------------------------------------------------------------------- */

static kamu_code put_indent(struct buf *out, unsigned depth, struct kamu_error *err)
{
    KAMU_TRY(buf_append_byte(out, '\n', err));
    for (unsigned i = 0; i < depth; i++)
        KAMU_TRY(buf_append_str(out, "  ", err));
    return KAMU_OK;
}

/* JSON with a member or item a line, as kamu prints it. The text is ours, so it is JSON, and
 * compact. */
static kamu_code pretty(struct str json, struct buf *out, struct kamu_error *err)
{
    unsigned depth = 0;
    bool in_text = false;
    for (size_t i = 0; i < json.n; i++) {
        char c = json.p[i], next = i + 1 < json.n ? json.p[i + 1] : '\0';
        bool closes = !in_text && (c == '}' || c == ']');
        bool opens = !in_text && (c == '{' || c == '[');
        if (closes && json.p[i - 1] != '{' && json.p[i - 1] != '[')
            KAMU_TRY(put_indent(out, depth - 1, err));
        depth -= closes;
        KAMU_TRY(buf_append_byte(out, (uint8_t)c, err));
        if (in_text && c == '\\') {
            KAMU_TRY(buf_append_byte(out, (uint8_t)next, err));
            i++;
            continue;
        }
        if (c == '"')
            in_text = !in_text;
        depth += opens;
        if (opens && next != '}' && next != ']')
            KAMU_TRY(put_indent(out, depth, err));
        else if (!in_text && c == ',')
            KAMU_TRY(put_indent(out, depth, err));
        else if (!in_text && c == ':')
            KAMU_TRY(buf_append_byte(out, ' ', err));
    }
    return buf_append_byte(out, '\n', err);
}

/* The text of the value that comes next. */
static struct str raw_value(struct json_pull *j)
{
    enum json_token t = json_pull_next(j);
    size_t from = j->at;
    unsigned depth = 0;
    for (;; t = json_pull_next(j)) {
        depth += t == JSON_OBJECT || t == JSON_ARRAY;
        depth -= t == JSON_OBJECT_END || t == JSON_ARRAY_END;
        if (depth == 0 || t == JSON_ERROR)
            return (struct str){j->start + from, (size_t)(j->p - j->start) - from};
    }
}

/* The first message of a list of errors. */
static kamu_code first_error(struct str errors, struct kamu_error *err)
{
    struct json_pull j;
    kamu_code rc = KAMU_E_INPUT;
    json_pull_init(&j, errors);
    while (json_pull_next(&j) != JSON_KEY) { /* [{"message": */
    }
    if (json_pull_next(&j) == JSON_STRING)
        rc = error_set(err, KAMU_E_INPUT, STR_FMT, STR_ARG(j.text));
    json_pull_free(&j);
    return rc;
}

static kamu_code print_answer(struct cli *cli, const struct buf *answer, bool full,
                              struct kamu_error *err)
{
    struct str whole = {(const char *)answer->data, answer->len}, data = whole, errors = STR_NONE;
    struct json_pull j;
    json_pull_init(&j, whole);
    json_pull_next(&j);
    while (json_pull_next(&j) == JSON_KEY) {
        bool is_data = str_eqc(j.text, "data");
        struct str value = raw_value(&j);
        if (is_data)
            data = value;
        else
            errors = value;
    }
    json_pull_free(&j);
    if (errors.p != NULL && !full)
        return first_error(errors, err);
    struct buf text = BUF_INIT(GQL_OUTPUT_MAX);
    kamu_code rc = pretty(full ? whole : data, &text, err);
    if (rc == KAMU_OK)
        fwrite(text.data, 1, text.len, cli->out);
    buf_free(&text);
    return rc;
}

/* ---- the commands ------------------------------------------------------------------------------
 */

static kamu_code who_runs_it(struct server *s, struct arena *arena, struct caller *out,
                             struct kamu_error *err)
{
    struct access_account a;
    bool found = false;
    KAMU_TRY(access_account(s->access, NULL, str_c(s->ws->account), arena, &a, &found, err));
    if (!found)
        return error_set(err, KAMU_E_NOT_FOUND, "Account not found: %s", s->ws->account);
    *out = (struct caller){
        .kind = CALLER_ACCOUNT, .account_id = a.id, .account_name = a.name, .admin = a.admin};
    return KAMU_OK;
}

static kamu_code run_query(struct cli *cli, struct server *s, const char *query, bool full,
                           struct arena *arena, struct kamu_error *err)
{
    struct caller caller;
    struct worker w = {.server = s, .env = cli->env, .ws = s->ws};
    struct gql_context context = {.worker = &w, .server = s, .caller = &caller};
    struct gql_request request = {.query = str_c(query)};
    struct buf answer = BUF_INIT(GQL_OUTPUT_MAX);
    KAMU_TRY(who_runs_it(s, arena, &caller, err));
    kamu_code rc = gql_run(&gql_kamu, &request, arena, &context, &answer, err);
    gql_context_close(&context);
    if (rc == KAMU_OK)
        rc = print_answer(cli, &answer, full, err);
    buf_free(&answer);
    return rc;
}

static kamu_code open_quotas(struct server *s, struct kamu_error *err)
{
    KAMU_TRY(workspace_server_dir(s->ws, s->server_dir, err));
    return quotas_open(s->env, s->server_dir, QUOTA_NONE, &s->quotas, err);
}

static kamu_code run_gql_query(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct server s = {.env = &cli->env, .base_url = "http://127.0.0.1:8080/"};
    struct arena arena;
    arena_init(&arena, ARENA_MAX);
    kamu_code rc = cli_workspace(cli, &s.ws, err);
    if (rc == KAMU_OK)
        rc = cli_access_options(cli, true, &arena, &s.options.access, err);
    if (rc == KAMU_OK)
        rc = access_open(s.ws, &s.options.access, &s.access, err);
    if (rc == KAMU_OK && s.ws->multi_tenant)
        rc = open_quotas(&s, err);
    if (rc == KAMU_OK)
        rc = run_query(cli, &s, cli_arg(args, "QUERY"), cli_flag(args, "full"), &arena, err);
    quotas_close(s.quotas);
    access_close(s.access);
    arena_free(&arena);
    return rc;
}

static kamu_code run_gql_schema(struct cli *cli, const struct cli_args *args,
                                struct kamu_error *err)
{
    struct buf text = BUF_INIT(1 << 20);
    (void)args;
    kamu_code rc = gql_schema_text(&gql_kamu, &text, err);
    if (rc == KAMU_OK)
        fwrite(text.data, 1, text.len, cli->out);
    buf_free(&text);
    return rc;
}

const struct cli_command cmd_gql_query = {
    .name = "gql-query",
    .summary = "Executes the GraphQL query and prints out the result",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.long_name = "full", .help = "Print the whole response with its errors"}, {0}},
    .positionals =
        (const struct cli_positional[]){
            {.name = "QUERY", .help = "GraphQL query", .required = true}, {0}},
    .examples = "  kamu system api-server gql-query '{ apiVersion }'\n"
                "  kamu system api-server gql-query '{ datasets { byAccountName(accountName: "
                "\"kamu\") { nodes { alias } } } }'\n",
    .run = run_gql_query,
};
const struct cli_command cmd_gql_schema = {
    .name = "gql-schema",
    .summary = "Prints the GraphQL schema",
    .run = run_gql_schema,
};
