/*
 * Commands of kamu-cli that this program does not have (yet): their names and
 * arguments are known, so help and usage errors are right; running one fails.
 * An owner who writes a command takes its entry out of here.
 */
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/select.h"

/* What is wrong with the arguments is said first. */
static kamu_code check_datasets(struct cli *cli, const struct cli_args *args,
                                struct kamu_error *err)
{
    const struct cli_command *c = cli_args_command(args);
    bool takes_datasets =
        c->positionals && c->positionals[0].name && strcmp(c->positionals[0].name, "DATASET") == 0;
    if (!takes_datasets || !(c->flags & CLI_NEEDS_WORKSPACE))
        return KAMU_OK;
    size_t n;
    const char *const *refs = cli_arg_list(args, "DATASET", &n);
    struct workspace *ws;
    struct dataset_list list;
    KAMU_TRY(cli_workspace(cli, &ws, err));
    KAMU_TRY(select_datasets(ws, refs, n, &list, err));
    dataset_list_free(&list);
    return KAMU_OK;
}

static kamu_code run_later(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    KAMU_TRY(check_datasets(cli, args, err));
    char name[64] = "";
    size_t n = 0;
    for (size_t i = 0; i < args->depth && n < sizeof name; i++)
        n += (size_t)snprintf(name + n, sizeof name - n, "%s%s", i ? " " : "", args->path[i]->name);
    error_set(err, KAMU_E_UNSUPPORTED, "`%s` comes with a later release of this program", name);
    error_hint(err, "kamu-cli " KAMU_COMPAT_VERSION " can be run on the same workspace meanwhile");
    return KAMU_E_UNSUPPORTED;
}

static kamu_code run_never(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    (void)cli;
    const char *name = cli_args_command(args)->name;
    error_set(err, KAMU_E_UNSUPPORTED, "`%s` is not part of this program", name);
    error_hint(err,
               "kamu-cli " KAMU_COMPAT_VERSION " has it, and can be run on the same workspace");
    return KAMU_E_UNSUPPORTED;
}

static const char *const engines[] = {"datafusion", "spark", NULL};

#define OPTION_FORMAT                                                                              \
    {                                                                                              \
        .short_name = 'o', .long_name = "output-format", .value_name = "FMT",                      \
        .values = cli_table_formats, .help = "Format of the answer"                                \
    }

/* ---- login, logout ------------------------------------------------------------------ */

static const struct cli_option login_options[] = {
    {.long_name = "user", .help = "Keep the token in the home directory, not in the workspace"},
    {.long_name = "check", .help = "Only check whether the token is still valid"},
    {.long_name = "access-token", .value_name = "ACCESS_TOKEN", .help = "Use this token"},
    {.long_name = "repo-name",
     .value_name = "REPO_NAME",
     .check = cli_check_repo_name,
     .help = "Name of the repository to add for the server"},
    {.long_name = "skip-add-repo", .help = "Do not add a repository for the server"},
    {0}};
static const struct cli_command cmd_login_oauth = {
    .name = "oauth",
    .summary = "Performs non-interactive login to a remote Kamu server via OAuth provider token",
    .options =
        (const struct cli_option[]){
            {.long_name = "user", .help = "Keep the token in the home directory"}, {0}},
    .positionals =
        (const struct cli_positional[]){
            {.name = "PROVIDER", .help = "Name of the provider, e.g. github", .required = true},
            {.name = "ACCESS_TOKEN", .help = "Token of the provider", .required = true},
            {.name = "SERVER", .help = "URL of the server"},
            {0}},
    .run = run_later,
};
static const struct cli_command cmd_login_password = {
    .name = "password",
    .summary = "Performs non-interactive login to a remote Kamu server via login and password",
    .options =
        (const struct cli_option[]){
            {.long_name = "user", .help = "Keep the token in the home directory"}, {0}},
    .positionals =
        (const struct cli_positional[]){
            {.name = "LOGIN", .help = "Name of the account", .required = true},
            {.name = "PASSWORD", .help = "Its password", .required = true},
            {.name = "SERVER", .help = "URL of the server"},
            {0}},
    .run = run_later,
};
const struct cli_command cmd_login = {
    .name = "login",
    .summary = "Authenticates with a remote ODF server interactively",
    .flags = CLI_SUBCOMMAND_OPTIONAL,
    .options = login_options,
    .positionals =
        (const struct cli_positional[]){
            {.name = "SERVER", .help = "URL of the server", .check = cli_check_url}, {0}},
    .commands = (const struct cli_command *const[]){&cmd_login_oauth, &cmd_login_password, NULL},
    .run = run_later,
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
        (const struct cli_positional[]){
            {.name = "SERVER", .help = "URL of the server", .check = cli_check_url}, {0}},
    .run = run_later,
};

/* ---- push --------------------------------------------------------------------------------- */

/* ---- search -------------------------------------------------------------------------------------
 */

const struct cli_command cmd_search = {
    .name = "search",
    .summary = "Searches for datasets in the registered repositories",
    .options =
        (const struct cli_option[]){
            {.short_name = 'l', .long_name = "local", .help = "Search in the workspace"},
            {.short_name = 'n',
             .long_name = "max-results",
             .value_name = "MAX_RESULTS",
             .default_value = "10",
             .check = cli_check_u64,
             .help = "How many to show"},
            OPTION_FORMAT,
            {.long_name = "repo",
             .value_name = "REPO",
             .flags = CLI_REPEAT,
             .check = cli_check_repo_name,
             .help = "Repositories to search in"},
            {0}},
    .positionals =
        (const struct cli_positional[]){{.name = "QUERY", .help = "Words to search"}, {0}},
    .run = run_never,
};

/* ---- notebook, ui
 * ----------------------------------------------------------------------------------- */

const struct cli_command cmd_notebook = {
    .name = "notebook",
    .summary = "Starts the notebook server for exploring the data in the workspace",
    .options = (const struct cli_option[]){{.long_name = "address",
                                            .value_name = "ADDRESS",
                                            .help = "Network interface to listen on"},
                                           {.long_name = "http-port",
                                            .value_name = "HTTP_PORT",
                                            .check = cli_check_u64,
                                            .help = "Port to listen on"},
                                           {.long_name = "engine",
                                            .value_name = "ENG",
                                            .values = engines,
                                            .help = "Engine of the notebook"},
                                           {.short_name = 'e',
                                            .long_name = "env",
                                            .value_name = "VAR",
                                            .flags = CLI_REPEAT,
                                            .help = "Environment variable to pass on or to set"},
                                           {0}},
    .run = run_never,
};
const struct cli_command cmd_ui = {
    .name = "ui",
    .summary = "Opens web interface",
    .options =
        (const struct cli_option[]){{.long_name = "address",
                                     .value_name = "ADDRESS",
                                     .help = "Network interface to listen on"},
                                    {.long_name = "http-port",
                                     .value_name = "HTTP_PORT",
                                     .check = cli_check_u64,
                                     .help = "Port to listen on"},
                                    {.long_name = "get-token", .help = "Print a token for the API"},
                                    {0}},
    .run = run_never,
};

/* ---- system
 * ------------------------------------------------------------------------------------------- */

const struct cli_command cmd_system_depgraph = {
    .name = "depgraph",
    .summary = "Print the internal dependency graph of kamu-cli",
    .run = run_never,
};
static const struct cli_command cmd_ipfs_add = {
    .name = "add",
    .summary = "Adds the specified dataset to IPFS and returns the CID",
    .positionals = (const struct cli_positional[]){{.name = "DATASET",
                                                    .help = "Local dataset reference",
                                                    .required = true,
                                                    .check = cli_check_dataset_ref},
                                                   {0}},
    .run = run_never,
};
const struct cli_command cmd_system_ipfs = {
    .name = "ipfs",
    .summary = "IPFS helpers",
    .commands = (const struct cli_command *const[]){&cmd_ipfs_add, NULL},
};
