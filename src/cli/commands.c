/* The table of all commands and the global options. */
#include "cli/commands.h"

static const char *const hashing_modes[] = {"production", "testing", NULL};

static const struct cli_option global_options[] = {
    {.short_name = 'v',
     .long_name = "v",
     .flags = CLI_REPEAT,
     .help = "Say more about what is done (repeat for more)"},
    {.long_name = "no-color", .help = "No colours in the terminal"},
    {.short_name = 'q', .long_name = "quiet", .help = "Only say what is essential"},
    {.short_name = 'y', .long_name = "yes", .help = "Answer all questions with yes"},
    {.long_name = "trace", .help = "Save a trace of the run for perfetto.dev"},
    {.long_name = "show-error-stack-trace", .help = "Add internal details to an error"},
    {.long_name = "metrics", .help = "Save time and memory used, in Prometheus' text format"},
    {.long_name = "system-time",
     .value_name = "T",
     .check = cli_check_time,
     .flags = CLI_HIDDEN,
     .help = "Run with the clock fixed at this time"},
    {.short_name = 'a',
     .long_name = "account",
     .value_name = "ACCOUNT",
     .flags = CLI_HIDDEN,
     .help = "Account to act as, in a multi-tenant workspace"},
    {.long_name = "password-hashing-mode",
     .value_name = "MODE",
     .values = hashing_modes,
     .flags = CLI_HIDDEN,
     .help = "How expensive password hashes are"},
    {.long_name = "e2e-output-data-path",
     .value_name = "PATH",
     .flags = CLI_HIDDEN,
     .help = "File for the address of the API server (tests)"},
    {0},
};

static const struct cli_command *const commands[] = {
    &cmd_add,    &cmd_alter,  &cmd_complete, &cmd_completions, &cmd_config, &cmd_delete,
    &cmd_export, &cmd_ingest, &cmd_init,     &cmd_inspect,     &cmd_list,   &cmd_log,
    &cmd_login,  &cmd_logout, &cmd_new,      &cmd_notebook,    &cmd_pull,   &cmd_push,
    &cmd_rename, &cmd_reset,  &cmd_repo,     &cmd_search,      &cmd_sql,    &cmd_system,
    &cmd_tail,   &cmd_ui,     &cmd_verify,   &cmd_version,     NULL,
};

const struct cli_command cli_root = {
    .name = "kamu",
    .summary = "Push data into Open Data Fabric datasets",
    .examples =
        "  kamu init\n"
        "  kamu new --push gps && $EDITOR gps.yaml && kamu add gps.yaml\n"
        "  kamu ingest gps data.json\n"
        "  kamu tail gps\n"
        "\n"
        "`kamu <command> --help` explains a command; options like -q and -y may stand before or\n"
        "after it.\n",
    .options = global_options,
    .commands = commands,
};

static const struct cli_command *const system_commands[] = {
    &cmd_system_access_token,
    &cmd_system_api_server,
    &cmd_system_compact,
    &cmd_system_debug_token,
    &cmd_system_depgraph,
    &cmd_system_decode,
    &cmd_system_diagnose,
    &cmd_system_e2e,
    &cmd_system_generate_token,
    &cmd_system_gc,
    &cmd_system_info,
    &cmd_system_ipfs,
    &cmd_system_upgrade_workspace,
    NULL,
};

const struct cli_command cmd_system = {
    .name = "system",
    .summary = "Command group for system-level functionality",
    .commands = system_commands,
};
