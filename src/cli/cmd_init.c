/* `kamu init`: spec/cli.md 4.1. */
#include "cli/commands.h"

#include "store/workspace.h"

static kamu_code run_init(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    if (cli_flag(args, "pull-images")) {
        if (!cli_flag(args, "list-only"))
            cli_status(cli, CLI_PLAIN, "No images to pull: this program runs no containers");
        return KAMU_OK;
    }
    bool multi_tenant = cli_flag(args, "multi-tenant"), created = false;
    KAMU_TRY(workspace_init(&cli->env, getenv("KAMU_WORKSPACE"), multi_tenant,
                            cli_flag(args, "exists-ok"), &created, err));
    if (created)
        cli_status(cli, CLI_GREEN | CLI_BOLD, "Initialized an empty %sworkspace",
                   multi_tenant ? "multi-tenant " : "");
    else
        cli_status(cli, CLI_YELLOW, "Workspace already exists");
    return KAMU_OK;
}

const struct cli_command cmd_init = {
    .name = "init",
    .summary = "Initialize an empty workspace in the current directory",
    .details =
        "A workspace is a directory with a sub-directory `.kamu`: datasets, configuration and "
        "caches lie there. Commands find it from any directory below.\n\n"
        "With $KAMU_WORKSPACE the workspace of that directory is meant instead.",
    .examples = "  kamu init\n",
    .options =
        (const struct cli_option[]){
            {.long_name = "exists-ok", .help = "It is no error when there is a workspace already"},
            {.long_name = "pull-images",
             .help = "Only pull container images (there are none) and exit"},
            {.long_name = "list-only", .flags = CLI_HIDDEN, .help = "List the images instead"},
            {.long_name = "multi-tenant",
             .flags = CLI_HIDDEN,
             .help = "A workspace for the datasets of several accounts"},
            {0}},
    .run = run_init,
};
