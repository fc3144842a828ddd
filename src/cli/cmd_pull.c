/*
 * `kamu pull`: watermarks of push datasets (spec/cli.md 4.7), datasets from URLs and
 * repositories, and the answer for datasets that have nothing to pull (8.4).
 */
#include "cli/commands.h"
#include "cli/remote.h"
#include "cli/repos.h"
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

struct pulling {
    struct cli *cli;
    struct workspace *ws;
    struct remote_pull remote; /* the options; context and outcome of the last one */
    size_t up_to_date, updated;
    struct cli_batch failed;
};

/* A root dataset that data is pushed into has nothing to pull: that is fine. */
static kamu_code check_nothing_to_pull(struct dataset *ds, struct kamu_error *err)
{
    const struct dataset_state *state;
    const struct odf_add_push_source *source;
    bool implicit;
    KAMU_TRY(dataset_state(ds, &state, err));
    if (state->chain.dataset_kind != ODF_ROOT)
        return error_set(err, KAMU_E_UNSUPPORTED,
                         "Derivative datasets are updated by kamu-cli " KAMU_COMPAT_VERSION);
    if (state->chain.polling)
        return error_set(err, KAMU_E_UNSUPPORTED,
                         "Polling sources are read by kamu-cli " KAMU_COMPAT_VERSION);
    return odf_chain_pick_source(&state->chain, STR_NONE, &source, &implicit, err);
}

static kamu_code pull_one(struct pulling *p, const struct dataset_handle *h, struct kamu_error *err)
{
    struct dataset *ds;
    struct dataset_aliases aliases;
    snprintf(p->remote.context, sizeof p->remote.context, "Failed to pull " STR_FMT,
             STR_ARG(h->alias));
    p->remote.updated = false;
    KAMU_TRY(dataset_open(p->ws, h, &ds, err));
    kamu_code rc = dataset_aliases_read(ds, &aliases, err);
    if (rc == KAMU_OK) {
        rc = aliases.n_pull ? remote_pull_into(p->cli, ds, aliases.pull[0], &p->remote, err)
                            : check_nothing_to_pull(ds, err);
        dataset_aliases_free(&aliases);
    }
    dataset_close(ds);
    return rc;
}

/* Counts one outcome; a failure is kept, and only what ends the whole run is returned. */
static kamu_code count(struct pulling *p, kamu_code rc, const struct kamu_error *why,
                       struct kamu_error *err)
{
    if (rc == KAMU_E_CANCELLED || rc == KAMU_E_NOMEM) {
        if (err)
            *err = *why;
        return rc;
    }
    if (rc != KAMU_OK)
        return cli_batch_add(&p->failed, why, err, "%s", p->remote.context);
    *(p->remote.updated ? &p->updated : &p->up_to_date) += 1;
    return KAMU_OK;
}

/* "x/y" is a dataset of repository x when there is one, or no account can be meant. */
static bool is_remote(struct cli *cli, const struct workspace *ws, const char *text)
{
    struct odf_ref ref;
    struct arena arena;
    if (odf_ref_parse_any_pattern(str_c(text), &ref, NULL) != KAMU_OK)
        return false;
    if (ref.kind != ODF_REF_AMBIGUOUS)
        return ref.kind == ODF_REF_URL || ref.kind == ODF_REF_REMOTE;
    if (!ws->multi_tenant)
        return true;
    arena_init(&arena, 1 << 20);
    bool known = repos_find(cli, ref.repo, &arena, NULL, NULL) == KAMU_OK;
    arena_free(&arena);
    return known;
}

static kamu_code pull_ref(struct pulling *p, const char *ref, struct kamu_error *err)
{
    struct kamu_error why = {0};
    struct dataset_list list;
    if (is_remote(p->cli, p->ws, ref))
        return count(p, remote_pull(p->cli, p->ws, ref, &p->remote, &why), &why, err);
    kamu_code rc = select_datasets(p->ws, &ref, 1, &list, &why);
    if (rc != KAMU_OK) {
        snprintf(p->remote.context, sizeof p->remote.context, "Failed to pull %s", ref);
        return count(p, rc, &why, err);
    }
    for (size_t i = 0; i < list.n && rc == KAMU_OK; i++)
        rc = count(p, pull_one(p, &list.items[i], &why), &why, err);
    dataset_list_free(&list);
    return rc;
}

static kamu_code run_pull(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    size_t n;
    const char *const *refs = cli_arg_list(args, "DATASET", &n);
    if (cli_given(args, "set-watermark"))
        return set_watermark(cli, args, err);
    bool all = cli_flag(args, "all");
    if (n == 0 && !all)
        return error_set(err, KAMU_E_USAGE, "Specify a dataset or pass --all");
    if ((n && all) || (cli_given(args, "as") && n != 1))
        return error_set(err, KAMU_E_USAGE, "Invalid combination of arguments");
    struct pulling p = {.cli = cli,
                        .remote = {.as = cli_value(args, "as"),
                                   .no_alias = cli_flag(args, "no-alias"),
                                   .force = cli_flag(args, "force"),
                                   .visibility = remote_visibility(args)}};
    KAMU_TRY(cli_workspace(cli, &p.ws, err));
    if (p.remote.as && !is_remote(cli, p.ws, refs[0]))
        return error_set(err, KAMU_E_USAGE,
                         "When using --as reference should point to a remote dataset");
    cli_batch_init(&p.failed);
    static const char *const everything[] = {"%"};
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < (all ? 1 : n) && rc == KAMU_OK; i++)
        rc = pull_ref(&p, all ? everything[0] : refs[i], err);
    if (rc == KAMU_OK && p.updated)
        cli_status(cli, CLI_GREEN | CLI_BOLD, "%zu dataset(s) updated", p.updated);
    if (rc == KAMU_OK && p.up_to_date)
        cli_status(cli, CLI_YELLOW | CLI_BOLD, "%zu dataset(s) up-to-date", p.up_to_date);
    if (rc == KAMU_OK && p.failed.n)
        rc = cli_batch_report(cli, &p.failed, err, "Failed to update %zu dataset(s)", p.failed.n);
    cli_batch_free(&p.failed);
    return rc;
}

const struct cli_command cmd_pull = {
    .name = "pull",
    .summary = "Pull new data into the datasets",
    .details =
        "With --set-watermark: says that no data with an earlier event time is expected in a "
        "root dataset any more.\n\n"
        "From a file://, http:// or https:// URL, or a repository of such: copies a dataset into "
        "the "
        "workspace, checked block by block and file by file; the next pull needs only its name. A "
        "pull that was cut short goes on where it was.\n\n"
        "Datasets that data is pushed into have nothing to pull. Polling sources, derivative "
        "datasets and other protocols are served by kamu-cli; it works on the same workspace.",
    .examples = "  kamu pull file:///mnt/share/my.dataset --as my.dataset\n"
                "  kamu pull https://example.com/data/my.dataset\n"
                "  kamu pull my.dataset --set-watermark 2024-01-01T00:00:00Z\n",
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
             .values = cli_visibilities,
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
