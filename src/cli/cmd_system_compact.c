/* `kamu system compact`: spec/cli.md 8.2. */
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/select.h"

#include "server/idempotency.h"
#include "store/compact.h"
#include "store/verify.h"

#include <inttypes.h>

struct compacting {
    struct cli *cli;
    struct workspace *ws;
    struct compact_options options;
    bool verify;
    struct progress progress;
    struct cli_batch failures;
};

static void show(void *ctx, uint64_t rows_done, uint64_t rows_total)
{
    progress_set(ctx, rows_done, rows_total, 0);
}

/* Pushes that a server would know again it knows in the new chain too. */
static kamu_code carry_over(void *ctx, struct dataset *ds, const struct compact_move *move,
                            struct kamu_error *err)
{
    struct compacting *c = ctx;
    char dir[FS_PATH_MAX];
    struct group_commit_point at = {move->base, move->base_sequence, move->new_head,
                                    move->sequence};
    KAMU_TRY(path_join(dir, err, c->ws->dir, "server"));
    return idempotency_carry_over(&c->cli->env, dir, ds, &at, err);
}

/* The first failure is enough to leave the dataset alone. */
static kamu_code check_valid(struct compacting *c, struct dataset *ds, struct kamu_error *err)
{
    struct verify_options options = {.max_failures = 1};
    struct verify_report report;
    KAMU_TRY(dataset_verify(ds, &options, &report, err));
    kamu_code rc = KAMU_OK;
    if (report.n) {
        cli_say(c->cli, CLI_RED, "Cannot perform compaction, dataset is invalid");
        rc = report.failures[0].error.code;
        if (err)
            *err = report.failures[0].error;
    }
    verify_report_free(&report);
    return rc;
}

static kamu_code compact_one(struct compacting *c, const struct dataset_handle *h, bool *invalid,
                             struct kamu_error *err)
{
    struct compact_result r;
    struct dataset *ds;
    KAMU_TRY(dataset_open(c->ws, h, &ds, err));
    kamu_code rc = c->verify ? check_valid(c, ds, err) : KAMU_OK;
    *invalid = rc != KAMU_OK;
    progress_start(&c->progress, c->cli, PROGRESS_COUNT, "Compacting (" STR_FMT ")",
                   STR_ARG(h->alias));
    if (rc == KAMU_OK)
        rc = dataset_compact(ds, &c->options, clock_now(&c->cli->env.clock), &r, err);
    progress_end(&c->progress);
    if (rc == KAMU_OK && c->options.dry_run) {
        if (r.changed)
            cli_say(c->cli, CLI_PLAIN, STR_FMT ": %" PRIu64 " -> %" PRIu64 " blocks",
                    STR_ARG(h->alias), r.old_blocks, r.new_blocks);
        else
            cli_say(c->cli, CLI_PLAIN, STR_FMT ": left as it is", STR_ARG(h->alias));
    } else if (rc == KAMU_OK && c->cli->out_tty && !c->cli->quiet) {
        if (r.changed)
            cli_say(c->cli, CLI_GREEN,
                    "Dataset compacted successfully (%" PRIu64 " -> %" PRIu64 " blocks) " STR_FMT,
                    r.old_blocks, r.new_blocks, STR_ARG(h->alias));
        else
            cli_say(c->cli, CLI_YELLOW, "Dataset was left intact " STR_FMT, STR_ARG(h->alias));
    }
    dataset_close(ds);
    return rc;
}

static kamu_code compact_all(struct compacting *c, const struct dataset_list *list,
                             struct kamu_error *err)
{
    for (size_t i = 0; i < list->n; i++) {
        struct kamu_error cause;
        bool invalid = false;
        kamu_code rc = compact_one(c, &list->items[i], &invalid, &cause);
        if (rc == KAMU_E_CANCELLED || rc == KAMU_E_NOMEM || invalid) {
            if (err)
                *err = cause;
            return rc;
        }
        if (rc != KAMU_OK)
            KAMU_TRY(cli_batch_add(&c->failures, &cause, err, "Failed to compact " STR_FMT,
                                   STR_ARG(list->items[i].alias)));
    }
    if (c->failures.n)
        return cli_batch_report(c->cli, &c->failures, err, "Failed to compact %zu/%zu dataset(s)",
                                c->failures.n, list->n);
    if (!c->options.dry_run)
        cli_say(c->cli, CLI_GREEN | CLI_BOLD, "%zu dataset(s) were compacted", list->n);
    return KAMU_OK;
}

static kamu_code confirm(struct cli *cli, const struct dataset_list *list, struct kamu_error *err)
{
    if (cli->assume_yes || list->n == 0)
        return KAMU_OK;
    cli_say(cli, CLI_YELLOW,
            "You are about to perform a hard compaction of the following dataset(s):");
    for (size_t i = 0; i < list->n; i++)
        cli_say(cli, CLI_PLAIN, "  " STR_FMT, STR_ARG(list->items[i].alias));
    return cli_confirm(cli, "This operation is history-altering and irreversible!", err);
}

static kamu_code run_compact(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct compacting c = {
        .cli = cli,
        .verify = cli_flag(args, "verify"),
        .options = {.max_slice_bytes = cli_value_u64(args, "max-slice-size"),
                    .max_slice_records = cli_value_u64(args, "max-slice-records"),
                    .keep_metadata_only = cli_flag(args, "keep-metadata-only"),
                    .dry_run = cli_flag(args, "dry-run"),
                    .progress = show,
                    .progress_ctx = &c.progress,
                    /* without its rows a push is not known any more */
                    .before_head = cli_flag(args, "keep-metadata-only") ? NULL : carry_over,
                    .before_ctx = &c}};
    struct dataset_list list;
    size_t n;
    const char *const *refs = cli_arg_list(args, "DATASET", &n);
    if (n == 0)
        return error_set(err, KAMU_E_USAGE, "Specify a dataset or a pattern");
    if (!cli_flag(args, "hard")) {
        error_set(err, KAMU_E_USAGE, "Soft compactions are not yet supported");
        error_hint(err, "--hard writes the chain anew: block hashes change, rows and offsets stay");
        return KAMU_E_USAGE;
    }
    KAMU_TRY(cli_workspace(cli, &c.ws, err));
    KAMU_TRY(select_datasets(c.ws, refs, n, &list, err));
    cli_batch_init(&c.failures);
    kamu_code rc = c.options.dry_run ? KAMU_OK : confirm(cli, &list, err);
    if (rc == KAMU_OK)
        rc = compact_all(&c, &list, err);
    cli_batch_free(&c.failures);
    dataset_list_free(&list);
    return rc;
}

const struct cli_command cmd_system_compact = {
    .name = "compact",
    .summary = "Compact a dataset",
    .details =
        "Joins neighbouring small data slices and writes the chain anew behind its first block. "
        "Rows, offsets, watermark and schema stay; hashes of blocks change, so copies of the "
        "dataset elsewhere and datasets made from it no longer fit. The old files stay until "
        "`kamu system gc`.",
    .examples = "  kamu system compact --hard my.dataset\n"
                "  kamu system compact --hard % --max-slice-records 1000000\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.long_name = "max-slice-size",
             .value_name = "SIZE",
             .default_value = "300000000",
             .check = cli_check_u64,
             .help = "Largest size of a joined slice, in bytes"},
            {.long_name = "max-slice-records",
             .value_name = "RECORDS",
             .default_value = "10000",
             .check = cli_check_u64,
             .help = "Largest number of records of a joined slice"},
            {.long_name = "hard", .help = "Rewrite the history of the dataset"},
            {.long_name = "keep-metadata-only", .help = "Drop all data, keep everything else"},
            {.long_name = "verify", .help = "Verify the dataset first"},
            {.long_name = "dry-run", .help = "Say how many blocks would be left, change nothing"},
            {0}},
    .positionals = (const struct cli_positional[]){{.name = "DATASET",
                                                    .help = "Local dataset references or patterns",
                                                    .many = true,
                                                    .check = cli_check_dataset_ref_or_pattern},
                                                   {0}},
    .run = run_compact,
};
