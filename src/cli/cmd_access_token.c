/* `kamu system access-token create|list|revoke`: tokens for the servers of this workspace. */
#include "cli/access_options.h"
#include "cli/commands.h"
#include "cli/rows.h"

#include "store/workspace.h"

#define ARENA_MAX ((size_t)16 << 20)

/* ---- durations: "90d", "1h 30m" ---------------------------------------------------------- */

static bool parse_duration(const char *s, int64_t *seconds)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}, {'y', 31536000}};
    bool any = false;
    *seconds = 0;
    for (;;) {
        int64_t n = 0, part = -1;
        while (*s == ' ')
            s++;
        if (!*s)
            return any && *seconds > 0;
        const char *digits = s;
        for (; *s >= '0' && *s <= '9'; s++)
            if (MUL_OVERFLOW(n, 10, &n) || ADD_OVERFLOW(n, *s - '0', &n))
                return false;
        for (size_t i = 0; s > digits && i < sizeof units / sizeof units[0]; i++)
            if (*s == units[i].unit && MUL_OVERFLOW(n, units[i].seconds, &part))
                return false;
        if (part < 0 || ADD_OVERFLOW(*seconds, part, seconds))
            return false;
        any = true;
        s++;
    }
}

static kamu_code check_duration(const char *value, struct kamu_error *err)
{
    int64_t seconds;
    return parse_duration(value, &seconds) && seconds <= INT64_C(100) * 31536000
               ? KAMU_OK
               : error_set(err, KAMU_E_USAGE, "expected a duration like 90d, 12h or 1h 30m");
}

static kamu_code check_pattern(const char *value, struct kamu_error *err)
{
    return token_pattern_check(str_c(value), err);
}

/* ---- whose tokens --------------------------------------------------------------------------- */

struct session {
    struct access *access;
    struct access_account account;
    struct arena arena;
};

static void end_session(struct session *s)
{
    access_close(s->access);
    arena_free(&s->arena);
}

static kamu_code begin_session(struct cli *cli, struct session *s, struct kamu_error *err)
{
    struct access_options o;
    struct workspace *ws;
    bool found = false;
    *s = (struct session){.access = NULL};
    KAMU_TRY(cli_workspace(cli, &ws, err));
    arena_init(&s->arena, ACCESS_OPTIONS_BYTES_MAX);
    kamu_code rc = cli_access_options(cli, true, &s->arena, &o, err);
    if (rc == KAMU_OK)
        rc = access_open(ws, &o, &s->access, err);
    if (rc == KAMU_OK)
        rc = access_account(s->access, NULL, str_c(ws->account), &s->arena, &s->account, &found,
                            err);
    if (rc == KAMU_OK && !found)
        rc = error_set(err, KAMU_E_NOT_FOUND, "Account '%s' not registered", ws->account);
    if (rc != KAMU_OK)
        end_session(s);
    return rc;
}

/* ---- create --------------------------------------------------------------------------------- */

static kamu_code read_patterns(const struct cli_args *args, const char *option, struct arena *arena,
                               const struct str **out, size_t *n, struct kamu_error *err)
{
    const char *const *values = cli_values(args, option, n);
    struct str *list = arena_calloc(arena, *n ? *n : 1, sizeof *list);
    if (!list)
        return error_nomem(err);
    for (size_t i = 0; i < *n; i++)
        list[i] = str_c(values[i]);
    *out = list;
    return KAMU_OK;
}

static kamu_code create(struct cli *cli, const struct cli_args *args, struct session *s,
                        struct kamu_error *err)
{
    struct str name = str_c(cli_arg(args, "NAME"));
    struct token_scope scope;
    struct instant expires = clock_now(&(struct clock){0});
    int64_t lifetime_s = 0;
    struct access_token token;
    char text[ACCESS_TOKEN_TEXT + 1];
    bool scoped = cli_given(args, "read") || cli_given(args, "push"),
         ends = cli_given(args, "expires");
    KAMU_TRY(read_patterns(args, "read", &s->arena, &scope.read, &scope.n_read, err));
    KAMU_TRY(read_patterns(args, "push", &s->arena, &scope.push, &scope.n_push, err));
    if (ends)
        parse_duration(cli_value(args, "expires"), &lifetime_s);
    expires.seconds += lifetime_s;
    KAMU_TRY(access_token_create(s->access, &s->account.id, name, scoped ? &scope : NULL,
                                 ends ? &expires : NULL, &token, text, err));
    cli_say(cli, CLI_GREEN, "Created access token: " STR_FMT, STR_ARG(name));
    if (cli->out_tty)
        cli_say(cli, CLI_YELLOW, "It is shown this once:");
    fprintf(cli->out, "%s\n", text);
    return KAMU_OK;
}

static kamu_code run_create(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct session s;
    KAMU_TRY(begin_session(cli, &s, err));
    kamu_code rc = create(cli, args, &s, err);
    end_session(&s);
    return rc;
}

static const struct cli_command cmd_token_create = {
    .name = "create",
    .summary = "Creates an access token and prints it",
    .details = "Without --read and --push the token may do all that the account may. A pattern is "
               "the name of a\ndataset, or has % for any characters; only a sum of the token is "
               "kept.",
    .examples = "  kamu system access-token create admin\n"
                "  kamu system access-token create --push 'sensors-%' --expires 90d gateway\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.long_name = "read",
             .value_name = "PATTERN",
             .flags = CLI_REPEAT,
             .check = check_pattern,
             .help = "Datasets that the token may read"},
            {.long_name = "push",
             .value_name = "PATTERN",
             .flags = CLI_REPEAT,
             .check = check_pattern,
             .help = "Datasets that the token may push to"},
            {.long_name = "expires",
             .value_name = "DURATION",
             .check = check_duration,
             .help = "How long the token is valid, e.g. 90d (for ever unless given)"},
            {0}},
    .positionals =
        (const struct cli_positional[]){
            {.name = "NAME", .help = "What to call it", .required = true}, {0}},
    .run = run_create,
};

/* ---- list ----------------------------------------------------------------------------------- */

/* "a, b%"; "*" of a token without limits, null of one that may not. */
static kamu_code put_patterns(struct rows *rows, bool scoped, const struct str *list, size_t n,
                              struct kamu_error *err)
{
    struct buf text;
    kamu_code rc = KAMU_OK;
    if (!scoped)
        return rows_text(rows, STR("*"), err);
    if (n == 0)
        return rows_text(rows, STR_NONE, err);
    buf_init(&text, 1 << 20);
    for (size_t i = 0; i < n && rc == KAMU_OK; i++)
        rc = buf_printf(&text, err, "%s" STR_FMT, i ? ", " : "", STR_ARG(list[i]));
    if (rc == KAMU_OK)
        rc = rows_text(rows, (struct str){(const char *)text.data, text.len}, err);
    buf_free(&text);
    return rc;
}

static kamu_code put_token(struct rows *rows, const struct stored_token *t, struct kamu_error *err)
{
    char id[UUID_TEXT + 1];
    uuid_text(t->id, id);
    KAMU_TRY(rows_text(rows, str_c(id), err));
    KAMU_TRY(rows_text(rows, t->name, err));
    KAMU_TRY(put_patterns(rows, t->scoped, t->scope.read, t->scope.n_read, err));
    KAMU_TRY(put_patterns(rows, t->scoped, t->scope.push, t->scope.n_push, err));
    KAMU_TRY(rows_time(rows, &t->created_at, err));
    KAMU_TRY(rows_time(rows, t->expires ? &t->expires_at : NULL, err));
    return rows_time(rows, t->revoked ? &t->revoked_at : NULL, err);
}

static kamu_code list(struct cli *cli, const struct cli_args *args, const struct token_list *l,
                      struct kamu_error *err)
{
    static const struct rows_column columns[] = {
        {"Id", ROWS_TEXT, OUTPUT_LEFT},        {"Name", ROWS_TEXT, OUTPUT_LEFT},
        {"Read", ROWS_TEXT, OUTPUT_LEFT},      {"Push", ROWS_TEXT, OUTPUT_LEFT},
        {"Created", ROWS_TIME, OUTPUT_CENTER}, {"Expires", ROWS_TIME, OUTPUT_CENTER},
        {"Revoked", ROWS_TIME, OUTPUT_CENTER}};
    struct rows rows;
    KAMU_TRY(rows_open(&rows, cli, cli_output_format(cli, args), columns, 7, err));
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < l->n && rc == KAMU_OK; i++)
        rc = put_token(&rows, &l->items[i], err);
    if (rc == KAMU_OK)
        rc = rows_finish(&rows, err);
    rows_free(&rows);
    return rc;
}

static kamu_code run_list(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct session s;
    struct token_list l;
    KAMU_TRY(begin_session(cli, &s, err));
    token_list_init(&l);
    kamu_code rc = access_token_list(s.access, &s.account.id, &l, err);
    if (rc == KAMU_OK)
        rc = list(cli, args, &l, err);
    token_list_free(&l);
    end_session(&s);
    return rc;
}

static const struct cli_command cmd_token_list = {
    .name = "list",
    .summary = "Lists access tokens",
    .flags = CLI_NEEDS_WORKSPACE,
    .options = (const struct cli_option[]){CLI_OPTION_TABLE_FORMAT, {0}},
    .run = run_list,
};

/* ---- revoke --------------------------------------------------------------------------------- */

/* By id, or the one of that name that is not revoked. */
static const struct stored_token *find(const struct token_list *l, struct str ref)
{
    uint8_t id[16];
    bool by_id = uuid_parse(ref, id);
    for (size_t i = 0; i < l->n; i++)
        if (by_id ? memcmp(l->items[i].id, id, 16) == 0
                  : !l->items[i].revoked && str_eq(l->items[i].name, ref))
            return &l->items[i];
    return NULL;
}

static kamu_code revoke(struct cli *cli, const struct cli_args *args, struct session *s,
                        const struct token_list *l, struct kamu_error *err)
{
    size_t n;
    const char *const *refs = cli_arg_list(args, "TOKEN", &n);
    for (size_t i = 0; i < n; i++)
        if (!find(l, str_c(refs[i])))
            return error_set(err, KAMU_E_NOT_FOUND, "There is no access token '%s'", refs[i]);
    for (size_t i = 0; i < n; i++) {
        KAMU_TRY(access_token_revoke(s->access, &s->account.id, find(l, str_c(refs[i]))->id, err));
        cli_say(cli, CLI_GREEN, "Revoked access token: %s", refs[i]);
    }
    return KAMU_OK;
}

static kamu_code run_revoke(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct session s;
    struct token_list l;
    KAMU_TRY(begin_session(cli, &s, err));
    token_list_init(&l);
    kamu_code rc = access_token_list(s.access, &s.account.id, &l, err);
    if (rc == KAMU_OK)
        rc = revoke(cli, args, &s, &l, err);
    token_list_free(&l);
    end_session(&s);
    return rc;
}

static const struct cli_command cmd_token_revoke = {
    .name = "revoke",
    .summary = "Revokes access tokens; running servers refuse them at once",
    .flags = CLI_NEEDS_WORKSPACE,
    .positionals =
        (const struct cli_positional[]){
            {.name = "TOKEN", .help = "Name or id of a token", .required = true, .many = true},
            {0}},
    .run = run_revoke,
};

const struct cli_command cmd_system_access_token = {
    .name = "access-token",
    .summary = "Manage the access tokens of this workspace's servers",
    .commands = (const struct cli_command *const[]){&cmd_token_create, &cmd_token_list,
                                                    &cmd_token_revoke, NULL},
};
