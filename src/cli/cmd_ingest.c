/* kamu ingest: files, pipes and standard input into a root dataset (spec/cli.md 5). */
#include "cli/command.h"
#include "cli/ingest_options.h"
#include "cli/ingest_report.h"
#include "cli/progress.h"
#include "ingest/push.h"
#include "readers/format.h"
#include "store/dataset.h"

#include <errno.h>
#include <sys/resource.h>

static const char *const on_error_values[] = {"stop", "skip", NULL};
static const char *const output_values[] = {"shell", "json", NULL};

static kamu_code check_format(const char *value, struct kamu_error *err)
{
    struct arena arena;
    struct reader_format format;
    arena_init(&arena, (size_t)1 << 20);
    kamu_code rc = format_parse(&arena, str_c(value), &format, err);
    arena_free(&arena);
    return rc;
}

static const struct cli_option options[] = {
    {.long_name = "source-name",
     .value_name = "SRC",
     .help = "Name of the push source to use for ingestion"},
    {.long_name = "event-time",
     .value_name = "T",
     .help = "Event time of the records that have none (RFC 3339); else the system time"},
    {.long_name = "stdin", .help = "Read data from the standard input"},
    {.short_name = 'r',
     .long_name = "recursive",
     .help = "Name the derivative datasets that the new data makes out of date"},
    {.long_name = "input-format",
     .value_name = "FMT",
     .check = check_format,
     .help = "Format of the data, when it is not the one that the source declares: csv, tsv, json, "
             "ndjson, geojson, ndgeojson, parquet, arrow, esrishapefile; options may follow, as in "
             "'csv;header=true;separator=;'"},
    {.long_name = "expected-head",
     .value_name = "HASH",
     .check = cli_check_block_hash,
     .help = "Fail unless this block is the newest one of the dataset"},
    {.long_name = "dry-run",
     .help = "Do everything but the commit, and show the first rows that it would add"},
    {.long_name = "on-error",
     .value_name = "WHAT",
     .values = on_error_values,
     .default_value = "stop",
     .help = "At a bad record: stop and commit nothing, or skip it"},
    {.long_name = "max-errors",
     .value_name = "N",
     .check = cli_check_u64,
     .help = "With --on-error skip: give up after more bad records than this"},
    {.long_name = "rejects",
     .value_name = "FILE",
     .help = "With --on-error skip: write the records left out to this file, as NDJSON"},
    {.long_name = "on-repeated-key",
     .value_name = "WHAT",
     .values = ingest_on_repeated_key_values,
     .help = "Records of one input with the same key: take all (the default of Ledger), the first "
             "or the last (that of Snapshot and UpsertStream), or fail"},
    {.long_name = "on-changed-row",
     .value_name = "WHAT",
     .values = ingest_on_changed_row_values,
     .help = "Records for a Ledger under keys that the dataset has with other values: leave them "
             "out without a word (the default), with a report, or fail"},
    {.long_name = "max-retract",
     .value_name = "PERCENT",
     .check = ingest_check_percent,
     .help = "Fail when a Snapshot would retract more than this share of the dataset's rows"},
    {.long_name = "max-retract-rows",
     .value_name = "N",
     .check = cli_check_u64,
     .help = "Fail when a Snapshot would retract more rows than this"},
    {.long_name = "strict",
     .help = "Unknown fields, missing optional fields and records of only nulls are errors too"},
    {.long_name = "timings",
     .help = "Print what each stage took: the wall time of the push and the processor time of all "
             "threads"},
    {.short_name = 'o',
     .long_name = "output-format",
     .value_name = "FMT",
     .values = output_values,
     .default_value = "shell",
     .help = "Format of the summary: for people on a terminal, or JSON on the standard output"},
    {0},
};

static const struct cli_positional positionals[] = {
    {.name = "DATASET",
     .required = true,
     .check = cli_check_dataset_ref,
     .help = "Local dataset reference"},
    {.name = "FILE",
     .many = true,
     .help = "Data files to ingest, all or none; '-' is the standard input"},
    {0},
};

struct job {
    struct cli *cli;
    const struct cli_args *args;
    struct dataset *ds;
    struct progress progress;
    struct ingest_rejects rejects;
};

/* ---- checks, in kamu's order (spec/cli.md 5.2) ------------------------------------- */

static kamu_code check_pull_aliases(struct dataset *ds, struct kamu_error *err)
{
    struct dataset_aliases aliases;
    KAMU_TRY(dataset_aliases_read(ds, &aliases, err));
    kamu_code rc = KAMU_OK;
    if (aliases.n_pull != 0) {
        struct buf text = BUF_INIT(4096);
        for (size_t i = 0; i < aliases.n_pull; i++)
            (void)buf_printf(&text, NULL, "\n" STR_FMT, STR_ARG(aliases.pull[i]));
        const char *list = buf_cstr(&text);
        rc = error_set(err, KAMU_E_USAGE,
                       "Ingesting data into remote dataset will cause histories to diverge. "
                       "Existing pull aliases:%s",
                       list == NULL ? "" : list);
        buf_free(&text);
    }
    dataset_aliases_free(&aliases);
    return rc;
}

static kamu_code check_kind(struct dataset *ds, struct kamu_error *err)
{
    const struct dataset_state *state = NULL;
    KAMU_TRY(dataset_state(ds, &state, err));
    if (state->chain.dataset_kind != ODF_ROOT)
        return error_set(err, KAMU_E_USAGE, "Ingesting data available for root datasets only");
    return KAMU_OK;
}

static kamu_code check_paths(struct job *j, struct kamu_error *err)
{
    size_t n = 0;
    const char *const *files = cli_arg_list(j->args, "FILE", &n);
    for (size_t i = 0; i < n; i++) {
        struct fs_stat st;
        if (strcmp(files[i], "-") == 0)
            continue;
        KAMU_TRY(fs_stat(&j->cli->env.fs, files[i], &st, err));
        if (st.kind == FS_NONE)
            return error_os(err, ENOENT, "Invalid path %s", files[i]);
    }
    return KAMU_OK;
}

/* ---- callbacks ------------------------------------------------------------------------ */

static void on_progress(void *ctx, const struct kamu_progress *p)
{
    struct job *j = ctx;
    const char *text = p->stage == KAMU_STAGE_SORT    ? "Sorting data"
                       : p->stage == KAMU_STAGE_MERGE ? "Merging data"
                       : p->stage == KAMU_STAGE_WRITE ? "Writing data"
                       : p->stage == KAMU_STAGE_SYNC  ? "Committing data"
                                                      : "Reading data";
    progress_text(&j->progress, "%s (%s)", text, dataset_alias(j->ds));
    progress_set(&j->progress, p->bytes_done, p->bytes_total, p->rows_read);
}

static void on_warning(void *ctx, const char *text)
{
    struct job *j = ctx;
    progress_end(&j->progress);
    cli_status(j->cli, CLI_YELLOW, "Warning: %s", text);
}

/* ---- the push --------------------------------------------------------------------------- */

static kamu_code push_options(struct job *j, struct kamu_push_options *o, struct kamu_error *err)
{
    kamu_push_options_init(o);
    const char *event_time = cli_value(j->args, "event-time");
    if (event_time != NULL) {
        struct instant t;
        KAMU_TRY(instant_parse_rfc3339(str_c(event_time), &t, err));
        o->has_event_time = true;
        o->event_time = (struct kamu_time){t.seconds, t.nanos};
    }
    o->source_name = cli_value(j->args, "source-name");
    o->input_format = cli_value(j->args, "input-format");
    o->expected_head = cli_value(j->args, "expected-head");
    o->dry_run = cli_flag(j->args, "dry-run");
    KAMU_TRY(ingest_options_merge(j->cli, j->args, o, err));
    o->strict = cli_flag(j->args, "strict");
    if (strcmp(cli_value(j->args, "on-error"), "skip") == 0)
        o->on_error = KAMU_ON_ERROR_SKIP;
    if (cli_given(j->args, "max-errors"))
        o->max_errors = cli_value_u64(j->args, "max-errors");
    if (o->on_error != KAMU_ON_ERROR_SKIP &&
        (cli_given(j->args, "max-errors") || cli_given(j->args, "rejects")))
        return error_set(err, KAMU_E_USAGE, "--max-errors and --rejects need --on-error skip");
    o->progress = on_progress;
    o->progress_ctx = j;
    o->warn = on_warning;
    o->warn_ctx = j;
    if (cli_given(j->args, "rejects")) {
        KAMU_TRY(ingest_rejects_open(&j->rejects, j->cli, cli_value(j->args, "rejects"), err));
        o->reject = ingest_rejects_write;
        o->reject_ctx = &j->rejects;
    }
    return KAMU_OK;
}

/* Each file is held open until the commit: make room for many. */
static void allow_open_files(size_t n)
{
    struct rlimit l;
    if (n > 100 && getrlimit(RLIMIT_NOFILE, &l) == 0 && l.rlim_cur < l.rlim_max) {
        l.rlim_cur = l.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &l);
    }
}

static kamu_code add_inputs(struct job *j, struct kamu_push *push, struct kamu_error *err)
{
    if (cli_flag(j->args, "stdin"))
        return kamu_push_add_fd(push, 0, NULL, err);
    size_t n = 0;
    const char *const *files = cli_arg_list(j->args, "FILE", &n);
    allow_open_files(n);
    for (size_t i = 0; i < n; i++)
        KAMU_TRY(kamu_push_add_file(push, files[i], err));
    return KAMU_OK;
}

static void warn_downstream(struct job *j)
{
    struct dataset_list list;
    struct workspace *ws = dataset_workspace(j->ds);
    if (workspace_downstream(ws, &dataset_handle(j->ds)->id, true, &list, NULL) != KAMU_OK)
        return;
    for (size_t i = 0; i < list.n; i++)
        cli_status(j->cli, CLI_YELLOW, "Warning: %s is derived from it and was not updated",
                   list.items[i].alias.p);
    dataset_list_free(&list);
}

static kamu_code commit(struct job *j, struct kamu_push *push, struct kamu_error *err)
{
    struct kamu_push_result r;
    progress_start(&j->progress, j->cli, PROGRESS_BYTES, "Reading data (%s)", dataset_alias(j->ds));
    kamu_code rc = kamu_push_commit(push, &r, err);
    progress_end(&j->progress);
    if (rc == KAMU_OK && j->rejects.file != NULL)
        rc = ingest_rejects_close(&j->rejects, err);
    KAMU_TRY(rc);
    struct ingest_report report = {
        .push = push,
        .result = &r,
        .dry_run = cli_flag(j->args, "dry-run"),
        .timings = cli_flag(j->args, "timings"),
        .json = strcmp(cli_value(j->args, "output-format"), "json") == 0,
    };
    KAMU_TRY(ingest_report(j->cli, &report, err));
    if (r.updated && cli_flag(j->args, "recursive"))
        warn_downstream(j);
    return KAMU_OK;
}

static kamu_code push_into(struct job *j, struct kamu_error *err)
{
    struct kamu_push_options o;
    struct kamu_push *push = NULL;
    KAMU_TRY(check_pull_aliases(j->ds, err));
    KAMU_TRY(check_kind(j->ds, err));
    KAMU_TRY(check_paths(j, err));
    KAMU_TRY(push_options(j, &o, err));
    KAMU_TRY(push_open(&j->cli->env, j->ds, &o, &push, err));
    kamu_code rc = ingest_options_fit(j->args, push, err);
    if (rc == KAMU_OK)
        rc = add_inputs(j, push, err);
    if (rc == KAMU_OK)
        rc = commit(j, push, err);
    kamu_push_free(push);
    return rc;
}

static kamu_code run(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    size_t n = 0;
    (void)cli_arg_list(args, "FILE", &n);
    if ((n != 0) == cli_flag(args, "stdin"))
        return error_set(err, KAMU_E_USAGE, "Specify a list of files or pass --stdin");
    struct job j = {.cli = cli, .args = args};
    KAMU_TRY(cli_open_dataset(cli, cli_arg(args, "DATASET"), &j.ds, err));
    kamu_code rc = push_into(&j, err);
    ingest_rejects_free(&j.rejects);
    dataset_close(j.ds);
    return rc;
}

const struct cli_command cmd_ingest = {
    .name = "ingest",
    .summary = "Adds data to the root dataset according to its push source configuration",
    .details =
        "Reads the files in the given order, brings them into the schema of the dataset, applies "
        "the\nmerge strategy of the push source and commits the result: all of it, or nothing. The "
        "data is on\nstable storage when the command ends.\n\nWithout an error the last line is "
        "'Dataset updated', or 'Dataset up-to-date' when the data\nchanged nothing.\n\n"
        "Files may be compressed (gz, zst, bz2, xz, zip with one file). Data in another format "
        "than "
        "the\nsource declares is recognized by its first bytes and the file's name when it cannot "
        "be "
        "read as\ndeclared; a warning says how it was read, and --input-format rules it out. Of "
        "another format\nthe schema counts as declared, the options of the source do not. CSV has "
        "no "
        "header line then,\nunless its first record has the names of all columns.\n\n"
        "A bad record stops the push, and nothing is committed. The error names file, line, "
        "column, "
        "byte\nand field. With --on-error skip bad records are left out and written to --rejects; "
        "--strict\nmakes errors of what is otherwise only counted in the summary.\n\n"
        "A number in a declared Timestamp column is a count of its unit, milliseconds if none is "
        "given.\nWithout a declared schema a whole number as event time is a count of seconds.\n\n"
        "Defaults of --on-repeated-key, --on-changed-row, --max-retract and --max-retract-rows can "
        "be\nset for a workspace: `kamu config set ingest.maxRetract 20%`, "
        "`ingest.onRepeatedKey`,\n"
        "`ingest.onChangedRow`, `ingest.maxRetractRows`. They count where the merge strategy has a "
        "use for\nthem.",
    .examples =
        "Ingest data from files:\n    kamu ingest org.example.data path/to/data.csv\n\n"
        "Ingest data from standard input (assumes source is defined to use NDJSON):\n"
        "    echo '{\"key\": \"value1\"}' | kamu ingest org.example.data --stdin\n\n"
        "Ingest data with format conversion:\n"
        "    echo '[{\"key\": \"value1\"}]' | kamu ingest org.example.data --stdin --input-format "
        "json\n\n"
        "Ingest a CSV with a header line and semicolons:\n"
        "    kamu ingest org.example.data data.csv --input-format 'csv;header=true;separator=;'\n\n"
        "Leave bad records out, but not more than a hundred:\n"
        "    kamu ingest org.example.data data.json --on-error skip --max-errors 100 --rejects "
        "bad.ndjson\n\n"
        "Ingest data with event time hint:\n"
        "    kamu ingest org.example.data data.json --event-time 2050-01-02T12:00:00Z\n\n"
        "Never let half a dump wipe out what is there:\n    kamu ingest org.example.data dump.csv "
        "--max-retract 20%\n\n"
        "See what would be added:\n    kamu ingest org.example.data data.json --dry-run\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .options = options,
    .positionals = positionals,
    .run = run,
};
