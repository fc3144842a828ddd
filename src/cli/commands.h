/* Every command of the program. A command's file exports it; commands.c puts them in order. */
#ifndef KAMU_CLI_COMMANDS_H
#define KAMU_CLI_COMMANDS_H

#include "cli/command.h"

extern const struct cli_command cmd_add, cmd_alter, cmd_complete, cmd_completions, cmd_config,
    cmd_delete, cmd_export, cmd_ingest, cmd_init, cmd_inspect, cmd_inspect_lineage, cmd_list,
    cmd_log, cmd_login, cmd_logout, cmd_new, cmd_notebook, cmd_pull, cmd_push, cmd_rename,
    cmd_reset, cmd_repo, cmd_repo_alias, cmd_search, cmd_sql, cmd_system, cmd_tail, cmd_ui,
    cmd_verify, cmd_version;

extern const struct cli_command cmd_gql_query, cmd_gql_schema, cmd_system_access_token,
    cmd_system_api_server, cmd_system_compact, cmd_system_debug_token, cmd_system_decode,
    cmd_system_depgraph, cmd_system_diagnose, cmd_system_e2e, cmd_system_gc,
    cmd_system_generate_token, cmd_system_info, cmd_system_ipfs, cmd_system_upgrade_workspace;

#endif
