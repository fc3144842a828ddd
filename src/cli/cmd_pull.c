/*
 * `kamu pull`: watermarks of push datasets (spec/cli.md 4.7), and the answer for
 * datasets that have nothing to pull (8.4). Polling, transforming and fetching from
 * repositories come with a later release.
 */
#include "cli/commands.h"
#include "cli/select.h"

#include "store/commit.h"

/* ---- pull --set-watermark --------------------------------------------------------- */

static kamu_code check_watermark_usage(const struct cli_args *args, const char **ref,
                                       struct kamu_error *err)
{
    size_t n;
    const char *const *refs = cli_arg_list(args, "DATASET", &n);
    if (cli_flag(args, "all") || cli_flag(args, "recursive"))
        return error_set(err, KAMU_E_USAGE,
                         "Can't use --all or --recursive flags when setting a watermark");
    if (n != 1)
        return error_set(err, KAMU_E_USAGE,
                         "Only one dataset can be provided when setting a watermark");
    if (strchr(refs[0], '%'))
        return error_set(err, KAMU_E_USAGE, "Cannot use a pattern when setting a watermark");
    if (cli_check_dataset_ref(refs[0], NULL) != KAMU_OK)
        return error_set(err, KAMU_E_USAGE, "Expected a local dataset reference");
    *ref = refs[0];
    return KAMU_OK;
}

static kamu_code check_watermark_dataset(struct dataset *ds, struct kamu_error *err)
{
    const struct dataset_state *state;
    struct dataset_aliases aliases;
    KAMU_TRY(dataset_aliases_read(ds, &aliases, err));
    bool remote = aliases.n_pull > 0;
    dataset_aliases_free(&aliases);
    KAMU_TRY(dataset_state(ds, &state, err));
    if (state->chain.dataset_kind != ODF_ROOT)
        return error_set(err, KAMU_E_USAGE, "Attempting to set watermark on a derivative dataset");
    if (remote)
        return error_set(err, KAMU_E_USAGE, "Attempting to set watermark on a remote dataset");
    return KAMU_OK;
}

static kamu_code set_watermark(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    const char *ref, *text = cli_value(args, "set-watermark");
    struct instant watermark;
    KAMU_TRY(check_watermark_usage(args, &ref, err));
    if (instant_parse_rfc3339(str_c(text), &watermark, NULL) != KAMU_OK)
        return error_set(
            err, KAMU_E_USAGE,
            "Invalid timestamp %s should follow RFC3339 format, e.g. 2020-01-01T12:00:00Z", text);
    struct dataset *ds;
    KAMU_TRY(cli_open_dataset(cli, ref, &ds, err));
    struct commit_result result;
    kamu_code rc = check_watermark_dataset(ds, err);
    if (rc == KAMU_OK)
        rc = dataset_set_watermark(ds, watermark, clock_now(&cli->env.clock), &result, err);
    dataset_close(ds);
    KAMU_TRY(rc);
    if (result.blocks) {
        char hash[9];
        odf_hash_short(&result.new_head, hash);
        cli_say(cli, CLI_GREEN, "Committed new block %s", hash);
    } else {
        cli_say(cli, CLI_YELLOW, "Watermark was up-to-date");
    }
    return KAMU_OK;
}

/* ---- pull ------------------------------------------------------------------------------ */

static kamu_code pull_one(struct workspace *ws, const struct dataset_handle *h,
                          struct kamu_error *err)
{
    struct dataset *ds;
    KAMU_TRY(dataset_open(ws, h, &ds, err));
    const struct dataset_state *state;
    const struct odf_add_push_source *source;
    bool implicit;
    struct dataset_aliases aliases;
    kamu_code rc = dataset_aliases_read(ds, &aliases, err);
    if (rc == KAMU_OK) {
        if (aliases.n_pull)
            rc = error_set(err, KAMU_E_UNSUPPORTED,
                           "Pulling from a repository comes with a later release of this program");
        dataset_aliases_free(&aliases);
    }
    if (rc == KAMU_OK)
        rc = dataset_state(ds, &state, err);
    if (rc == KAMU_OK && state->chain.dataset_kind != ODF_ROOT)
        rc = error_set(err, KAMU_E_UNSUPPORTED,
                       "Derivative datasets are updated by kamu-cli " KAMU_COMPAT_VERSION);
    else if (rc == KAMU_OK && state->chain.polling)
        rc = error_set(err, KAMU_E_UNSUPPORTED,
                       "Polling sources are read by kamu-cli " KAMU_COMPAT_VERSION);
    else if (rc == KAMU_OK)
        rc = odf_chain_pick_source(&state->chain, STR_NONE, &source, &implicit, err);
    dataset_close(ds);
    return rc;
}

/* One argument; *n_updated counts the datasets that are up to date. */
static kamu_code pull_ref(struct workspace *ws, const char *ref, struct cli_batch *failed,
                          size_t *up_to_date, struct kamu_error *err)
{
    struct kamu_error why = {0};
    struct dataset_list list;
    kamu_code rc;
    if (cli_check_dataset_ref_or_pattern(ref, NULL) != KAMU_OK) {
        error_set(&why, KAMU_E_UNSUPPORTED,
                  "Pulling from a repository comes with a later release of this program");
        return cli_batch_add(failed, &why, err, "Failed to pull %s", ref);
    }
    rc = select_datasets(ws, &ref, 1, &list, &why);
    if (rc != KAMU_OK)
        return cli_batch_add(failed, &why, err, "Failed to pull %s", ref);
    rc = KAMU_OK;
    for (size_t i = 0; i < list.n && rc == KAMU_OK; i++) {
        if (pull_one(ws, &list.items[i], &why) == KAMU_OK)
            (*up_to_date)++;
        else
            rc = cli_batch_add(failed, &why, err, "Failed to pull " STR_FMT,
                               STR_ARG(list.items[i].alias));
    }
    dataset_list_free(&list);
    return rc;
}

static kamu_code run_pull(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    size_t n, up_to_date = 0;
    const char *const *refs = cli_arg_list(args, "DATASET", &n);
    if (cli_given(args, "set-watermark"))
        return set_watermark(cli, args, err);
    bool all = cli_flag(args, "all");
    if (n == 0 && !all)
        return error_set(err, KAMU_E_USAGE, "Specify a dataset or pass --all");
    if ((n && all) || (cli_given(args, "as") && n != 1))
        return error_set(err, KAMU_E_USAGE, "Invalid combination of arguments");
    struct workspace *ws;
    KAMU_TRY(cli_workspace(cli, &ws, err));
    struct cli_batch failed;
    cli_batch_init(&failed);
    static const char *const everything[] = {"%"};
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < (all ? 1 : n) && rc == KAMU_OK; i++)
        rc = pull_ref(ws, all ? everything[0] : refs[i], &failed, &up_to_date, err);
    if (rc == KAMU_OK && up_to_date)
        cli_status(cli, CLI_YELLOW | CLI_BOLD, "%zu dataset(s) up-to-date", up_to_date);
    if (rc == KAMU_OK && failed.n)
        rc = cli_batch_report(cli, &failed, err, "Failed to update %zu dataset(s)", failed.n);
    cli_batch_free(&failed);
    return rc;
}

static const char *const visibilities[] = {"private", "public", NULL};

const struct cli_command cmd_pull = {
    .name = "pull",
    .summary = "Pull new data into the datasets",
    .details =
        "With --set-watermark: says that no data with an earlier event time is expected in a "
        "root dataset any more.\n\n"
        "Datasets that data is pushed into have nothing to pull. Polling sources, derivative "
        "datasets and repositories are served by kamu-cli for now; it works on the same "
        "workspace.",
    .examples = "  kamu pull my.dataset --set-watermark 2024-01-01T00:00:00Z\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.short_name = 'a', .long_name = "all", .help = "All datasets of the workspace"},
            {.short_name = 'r',
             .long_name = "recursive",
             .help = "Also what the datasets are made from"},
            {.long_name = "fetch-uncacheable",
             .help = "Read sources again that cannot tell what is new"},
            {.long_name = "as",
             .value_name = "NAME",
             .check = cli_check_dataset_alias,
             .help = "Local name for a dataset that comes from a repository"},
            {.long_name = "no-alias", .help = "Do not remember where the dataset came from"},
            {.long_name = "set-watermark",
             .value_name = "TIME",
             .help = "Commit this watermark (RFC 3339)"},
            {.short_name = 'f',
             .long_name = "force",
             .help = "Take the remote history even if it has diverged"},
            {.long_name = "reset-derivatives-on-diverged-input",
             .help = "Start a derivative dataset anew when its input has diverged"},
            {.long_name = "visibility",
             .value_name = "VIS",
             .values = visibilities,
             .help = "Visibility of datasets that are new here"},
            {0}},
    .positionals =
        (const struct cli_positional[]){{.name = "DATASET",
                                         .help = "Local or remote dataset references or patterns",
                                         .many = true,
                                         .check = cli_check_any_ref},
                                        {0}},
    .run = run_pull,
};
