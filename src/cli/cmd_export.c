/* `kamu export`: spec/cli.md 8.1. */
#include "cli/commands.h"
#include "cli/export.h"
#include "cli/progress.h"

#include "store/tail.h"

static kamu_code check_format(const char *v, struct kamu_error *err)
{
    if (strcmp(v, "parquet") == 0 || strcmp(v, "csv") == 0 || strcmp(v, "ndjson") == 0)
        return KAMU_OK;
    return error_set(err, KAMU_E_USAGE, "Supported formats: 'parquet', 'csv', 'ndjson'");
}

/* By default a directory called as the dataset was. */
static const char *output_path(const struct cli_args *args, const struct dataset *ds)
{
    const char *ref = cli_arg(args, "DATASET");
    if (cli_given(args, "output-path"))
        return cli_value(args, "output-path");
    return strncmp(ref, "did:", 4) == 0 ? dataset_alias(ds) : ref;
}

static kamu_code copy_rows(struct cli *cli, struct dataset *ds, struct dataset_tail *rows,
                           struct export *e, struct kamu_error *err)
{
    const struct dataset_state *state;
    struct progress progress;
    uint64_t done = 0, total;
    kamu_code rc;
    KAMU_TRY(dataset_state(ds, &state, err));
    total = state->chain.rows_total;
    progress_start(&progress, cli, PROGRESS_COUNT, "Exporting records (%s)", dataset_alias(ds));
    for (;;) {
        struct batch *b;
        KAMU_TRY_GOTO(env_check_cancel(&cli->env, err), out);
        KAMU_TRY_GOTO(dataset_tail_next(rows, &b, err), out);
        if (!b)
            break;
        done += (uint64_t)b->length;
        rc = export_write(e, b, err);
        batch_free(b);
        if (rc != KAMU_OK)
            goto out;
        progress_set(&progress, done, total, 0);
    }
    rc = KAMU_OK;
out:
    progress_end(&progress);
    return rc;
}

static kamu_code export_rows(struct cli *cli, const struct cli_args *args, struct dataset *ds,
                             struct dataset_tail *rows, struct kamu_error *err)
{
    struct export_options options = {.path = output_path(args, ds)};
    struct export *e;
    uint64_t n;
    if (!output_format_parse(str_c(cli_value(args, "output-format")), &options.format))
        KAMU_BUG("output format '%s'", cli_value(args, "output-format"));
    if (cli_given(args, "records-per-file"))
        options.records_per_file = cli_value_u64(args, "records-per-file");
    KAMU_TRY(export_open(&cli->env, &options, dataset_tail_schema(rows), &e, err));
    kamu_code rc = copy_rows(cli, ds, rows, e, err);
    if (rc == KAMU_OK)
        rc = export_finish(e, &n, err);
    export_free(e);
    if (rc == KAMU_OK)
        cli_say_exported(cli, n);
    return rc;
}

static kamu_code run_export(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct dataset_tail *rows = NULL;
    struct dataset *ds;
    KAMU_TRY(cli_open_dataset(cli, cli_arg(args, "DATASET"), &ds, err));
    const struct dataset_tail_options all = {.limit = UINT64_MAX};
    kamu_code rc = dataset_tail_open(&cli->env, ds, &all, &rows, err);
    if (rc == KAMU_OK && !dataset_tail_schema(rows))
        cli_status(cli, CLI_YELLOW, "Dataset is empty and has no schema");
    else if (rc == KAMU_OK)
        rc = export_rows(cli, args, ds, rows, err);
    dataset_tail_close(rows);
    dataset_close(ds);
    return rc;
}

const struct cli_command cmd_export = {
    .name = "export",
    .summary = "Exports a dataset",
    .details =
        "Writes all records, in the order of their offsets, to files that other programs read. An\n"
        "output path with an extension is one file, and replaces one of that name; any other is a\n"
        "directory of files. Files appear under their names when they are complete.\n\n"
        "CSV has a header, empty fields for null, and lists and structs as JSON; NDJSON leaves "
        "out\n"
        "keys whose value is null.",
    .examples = "  kamu export my.dataset --output-format csv --output-path out.csv\n"
                "  kamu export my.dataset --output-format parquet --records-per-file 1000000\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.long_name = "output-path",
             .value_name = "OUTPUT_PATH",
             .help = "File or directory to write (else a directory named like the dataset)"},
            {.long_name = "output-format",
             .value_name = "OUTPUT_FORMAT",
             .flags = CLI_REQUIRED,
             .check = check_format,
             .help = "Format of the files: parquet, csv or ndjson"},
            {.long_name = "records-per-file",
             .value_name = "RECORDS_PER_FILE",
             .check = cli_check_records_per_file,
             .help = "Most records in one file of a directory (50000000 unless given)"},
            {0}},
    .positionals = (const struct cli_positional[]){{.name = "DATASET",
                                                    .help = "Local dataset reference",
                                                    .required = true,
                                                    .check = cli_check_dataset_ref},
                                                   {0}},
    .run = run_export,
};
