/* `kamu rename`: spec/cli.md 4.5. */
#include "cli/commands.h"

#include "store/commit.h"

static kamu_code run_rename(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct workspace *ws;
    KAMU_TRY(cli_workspace(cli, &ws, err));
    struct arena arena;
    arena_init(&arena, 64 << 10);
    struct dataset_handle handle;
    kamu_code rc = workspace_resolve(ws, str_c(cli_arg(args, "DATASET")), &arena, &handle, err);
    if (rc == KAMU_OK)
        rc = dataset_rename(ws, &handle, str_c(cli_arg(args, "NAME")), err);
    arena_free(&arena);
    if (rc == KAMU_OK)
        cli_say(cli, CLI_GREEN | CLI_BOLD, "Dataset renamed");
    return rc;
}

const struct cli_command cmd_rename = {
    .name = "rename",
    .alias = "mv",
    .summary = "Rename a dataset",
    .details = "Only the local name changes, not the identity: datasets made from this one, and "
               "copies of it elsewhere, are not affected.",
    .examples = "  kamu rename my.dataset my.old.dataset\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .positionals = (const struct cli_positional[]){{.name = "DATASET",
                                                    .help = "Dataset reference",
                                                    .required = true,
                                                    .check = cli_check_dataset_ref},
                                                   {.name = "NAME",
                                                    .help = "The new name",
                                                    .required = true,
                                                    .check = cli_check_dataset_name},
                                                   {0}},
    .run = run_rename,
};
