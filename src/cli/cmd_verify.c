/* `kamu verify`: spec/cli.md 7.6. */
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/select.h"

#include "store/verify.h"

#include <inttypes.h>

struct verifying {
    struct cli *cli;
    struct progress *progress;
    const char *alias;
    bool integrity_only;
    size_t failed;       /* datasets */
    size_t not_replayed; /* derivatives with data */
    struct cli_batch failures;
};

static void show(void *ctx, const struct verify_progress *p)
{
    struct verifying *v = ctx;
    if (p->phase == VERIFY_CHAIN) {
        progress_text(v->progress, "Verifying metadata integrity (%s)", v->alias);
        return;
    }
    char hash[9] = "";
    if (p->block)
        odf_hash_short(p->block, hash);
    progress_text(v->progress, "[%" PRIu64 "/%" PRIu64 "] Verifying data integrity (%s @ %s)",
                  p->done + 1 < p->total ? p->done + 1 : p->total, p->total, v->alias, hash);
    progress_set(v->progress, p->bytes_done, p->bytes_total, 0);
}

static kamu_code keep_failures(struct verifying *v, const struct verify_report *report,
                               struct kamu_error *err)
{
    for (size_t i = 0; i < report->n; i++)
        KAMU_TRY(cli_batch_add(&v->failures, &report->failures[i].error, err, "Failed to verify %s",
                               v->alias));
    if (!report->cut)
        return KAMU_OK;
    struct kamu_error more;
    error_set(&more, KAMU_E_CORRUPT, "There may be more failures than the first %zu", report->n);
    return cli_batch_add(&v->failures, &more, err, "Failed to verify %s", v->alias);
}

static kamu_code verify_one(struct verifying *v, struct workspace *ws,
                            const struct dataset_handle *handle, struct kamu_error *err)
{
    struct verify_options options = {
        .integrity_only = v->integrity_only, .progress = show, .progress_ctx = v};
    struct verify_report report;
    struct kamu_error cause;
    struct dataset *ds;
    v->alias = handle->alias.p;
    KAMU_TRY(dataset_open(ws, handle, &ds, err));
    kamu_code rc = dataset_verify(ds, &options, &report, &cause);
    dataset_close(ds);
    if (rc == KAMU_E_CANCELLED || rc == KAMU_E_NOMEM) {
        if (err)
            *err = cause;
        return rc;
    }
    if (rc != KAMU_OK) { /* its head cannot be read: this dataset's failure, not the command's */
        v->failed++;
        return cli_batch_add(&v->failures, &cause, err, "Failed to verify %s", v->alias);
    }
    v->failed += report.n > 0;
    v->not_replayed += report.replay_skipped && report.slices > 0;
    rc = keep_failures(v, &report, err);
    verify_report_free(&report);
    return rc;
}

static kamu_code add_upstream(struct workspace *ws, struct dataset_list *list,
                              struct kamu_error *err)
{
    size_t n = list->n;
    for (size_t i = 0; i < n; i++) {
        struct dataset_list up;
        KAMU_TRY(workspace_upstream(ws, &list->items[i].id, true, &up, err));
        kamu_code rc = select_add(list, &up, err);
        dataset_list_free(&up);
        KAMU_TRY(rc);
    }
    return KAMU_OK;
}

static kamu_code verify_these(struct verifying *v, struct workspace *ws,
                              const struct dataset_list *list, struct kamu_error *err)
{
    struct progress progress;
    if (list->n == 0) {
        cli_say(v->cli, CLI_YELLOW, "There are no datasets matching the pattern");
        return KAMU_OK;
    }
    v->progress = &progress;
    progress_start(&progress, v->cli, PROGRESS_BYTES, "Verifying");
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < list->n && rc == KAMU_OK; i++)
        rc = verify_one(v, ws, &list->items[i], err);
    progress_end(&progress);
    KAMU_TRY(rc);
    if (v->not_replayed)
        cli_say(
            v->cli, CLI_YELLOW,
            "The transformations of %zu derivative dataset(s) were not run again: their data is "
            "as their metadata says, but was not reproduced",
            v->not_replayed);
    if (v->failed)
        return cli_batch_report(v->cli, &v->failures, err, "Failed to verify %zu dataset(s)",
                                v->failed);
    cli_say(v->cli, CLI_GREEN | CLI_BOLD, "%zu dataset(s) are valid", list->n);
    return KAMU_OK;
}

static kamu_code run_verify(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct verifying v = {.cli = cli, .integrity_only = cli_flag(args, "integrity")};
    struct workspace *ws;
    struct dataset_list list;
    size_t n;
    const char *const *refs = cli_arg_list(args, "DATASET", &n);
    if (n == 0) {
        error_set(err, KAMU_E_USAGE, "Specify dataset(s) or a pattern");
        error_hint(err, "`kamu verify %%` verifies all datasets");
        return KAMU_E_USAGE;
    }
    KAMU_TRY(cli_workspace(cli, &ws, err));
    KAMU_TRY(select_datasets(ws, refs, n, &list, err));
    cli_batch_init(&v.failures);
    kamu_code rc = cli_flag(args, "recursive") ? add_upstream(ws, &list, err) : KAMU_OK;
    if (rc == KAMU_OK)
        rc = verify_these(&v, ws, &list, err);
    cli_batch_free(&v.failures);
    dataset_list_free(&list);
    return rc;
}

const struct cli_command cmd_verify = {
    .name = "verify",
    .summary = "Verifies the validity of a dataset",
    .details =
        "Reads everything that a dataset consists of and recomputes what it claims: the hash and "
        "the rules of every block, and of every data file the size, the physical and the logical "
        "hash, the columns, offsets, operations, statistics and the watermark. All failures are "
        "reported. Transformations of derivative datasets are not run again.",
    .examples = "  kamu verify my.dataset\n"
                "  kamu verify % --integrity\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.short_name = 'r',
             .long_name = "recursive",
             .help = "Verify the datasets that these are made from as well"},
            {.long_name = "integrity",
             .help = "Check only blocks, sizes and physical hashes, not what is in the data"},
            {0}},
    .positionals = (const struct cli_positional[]){{.name = "DATASET",
                                                    .help = "Local dataset references or patterns",
                                                    .many = true,
                                                    .check = cli_check_dataset_ref_or_pattern},
                                                   {0}},
    .run = run_verify,
};
