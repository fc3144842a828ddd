/*
 * Commands of kamu-cli that this program does not have: their names and
 * arguments are known, so help and usage errors are right; running one fails.
 * An owner who writes a command takes its entry out of here.
 */
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/select.h"

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
