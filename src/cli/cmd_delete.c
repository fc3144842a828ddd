/* `kamu delete`: spec/cli.md 4.4. */
#include "cli/commands.h"
#include "cli/select.h"

#include "store/commit.h"

/* Data that a remote has or lacks is worth a warning before it is gone here. */
static kamu_code warn_out_of_sync(struct cli *cli, struct workspace *ws,
                                  const struct dataset_handle *h, struct kamu_error *err)
{
    struct dataset *ds;
    struct kamu_error ignored = {0};
    if (dataset_open(ws, h, &ds, &ignored) != KAMU_OK)
        return KAMU_OK; /* a damaged dataset can be deleted too */
    struct dataset_aliases aliases;
    kamu_code rc = dataset_aliases_read(ds, &aliases, err);
    bool said = false;
    for (size_t i = 0; rc == KAMU_OK && i < aliases.n_push; i++) {
        char state[512];
        if (!select_remote_state(cli, ds, aliases.push[i], state, sizeof state))
            continue;
        if (!said)
            cli_say(cli, CLI_YELLOW,
                    STR_FMT " dataset is out of sync with remote(s):", STR_ARG(h->alias));
        said = true;
        cli_say(cli, CLI_PLAIN, " - %s", state);
    }
    if (said)
        cli_say(cli, CLI_PLAIN, "%s", "");
    if (rc == KAMU_OK)
        dataset_aliases_free(&aliases);
    dataset_close(ds);
    return rc;
}

static kamu_code delete_these(struct cli *cli, struct workspace *ws,
                              const struct dataset_list *list, struct kamu_error *err)
{
    if (list->n == 0) {
        cli_say(cli, CLI_YELLOW, "There are no datasets matching the pattern");
        return KAMU_OK;
    }
    for (size_t i = 0; i < list->n; i++)
        KAMU_TRY(warn_out_of_sync(cli, ws, &list->items[i], err));
    KAMU_TRY(select_confirm_delete(cli, list->items, list->n, err));
    KAMU_TRY(dataset_delete(ws, list->items, list->n, err));
    cli_say(cli, CLI_GREEN | CLI_BOLD, "Deleted %zu dataset(s)", list->n);
    return KAMU_OK;
}

static kamu_code run_delete(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    size_t n;
    const char *const *refs = cli_arg_list(args, "DATASET", &n);
    bool all = cli_flag(args, "all");
    if (n == 0 && !all)
        return error_set(err, KAMU_E_USAGE, "Specify dataset(s) or pass --all");
    if (n && all)
        return error_set(err, KAMU_E_USAGE, "You can either specify dataset(s) or pass --all");
    struct workspace *ws;
    KAMU_TRY(cli_workspace(cli, &ws, err));
    struct dataset_list list;
    KAMU_TRY(all ? workspace_list(ws, &list, err) : select_datasets(ws, refs, n, &list, err));
    kamu_code rc = KAMU_OK;
    if (cli_flag(args, "recursive"))
        rc = select_add_downstream(ws, &list, err);
    if (rc == KAMU_OK)
        rc = delete_these(cli, ws, &list, err);
    dataset_list_free(&list);
    return rc;
}

const struct cli_command cmd_delete = {
    .name = "delete",
    .alias = "rm",
    .summary = "Delete a dataset",
    .details =
        "Removes datasets with all their data and history. Datasets that others are made from "
        "are kept: delete those too, or add --recursive.",
    .examples = "  kamu delete my.dataset\n"
                "  kamu delete my.dataset.%\n"
                "  kamu delete -y --all\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.short_name = 'a', .long_name = "all", .help = "Delete all datasets of the workspace"},
            {.short_name = 'r',
             .long_name = "recursive",
             .help = "Also delete the datasets that are made from these"},
            {0}},
    .positionals = (const struct cli_positional[]){{.name = "DATASET",
                                                    .help = "Local dataset references or patterns",
                                                    .many = true,
                                                    .check = cli_check_dataset_ref_or_pattern},
                                                   {0}},
    .run = run_delete,
};
