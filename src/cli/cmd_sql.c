/* `kamu sql`: spec/cli.md 6.5. */
#include "cli/commands.h"
#include "cli/export.h"
#include "cli/sql_shell.h"

static const char *const engines[] = {"datafusion", "duckdb", "spark", NULL};

static kamu_code usage(struct kamu_error *err, const char *text)
{
    return error_set(err, KAMU_E_USAGE, "%s", text);
}

/* The format of --output-path: -o, else what its extension says. */
static kamu_code export_format(const struct cli *cli, const struct cli_args *args,
                               enum output_format *out, struct kamu_error *err)
{
    const char *path = cli_value(args, "output-path"), *dot = strrchr(path, '.');
    const char *name = cli_output_format(cli, args);
    if (!cli_given(args, "output-format") && dot != NULL && strchr(dot, '/') == NULL)
        name = strcmp(dot, ".json") == 0 ? "ndjson" : dot + 1;
    if (output_format_parse(str_c(name), out) &&
        (*out == OUTPUT_CSV || *out == OUTPUT_NDJSON || *out == OUTPUT_PARQUET))
        return KAMU_OK;
    return error_set(err, KAMU_E_USAGE,
                     "Invalid output format for export '%s'. Supported formats: 'csv', 'ndjson', "
                     "'parquet'",
                     name);
}

static kamu_code check_usage(const struct cli *cli, const struct cli_args *args,
                             struct kamu_error *err)
{
    bool spark = cli_given(args, "engine") && strcmp(cli_value(args, "engine"), "spark") == 0;
    bool path = cli_given(args, "output-path"), command = cli_given(args, "command");
    enum output_format format;
    if (path && spark)
        return usage(err, "Data export to file(s) is available with DataFusion (default) engine "
                          "only");
    if (cli_given(args, "records-per-file") && !path)
        return usage(err, "Partitioning is only supported for data export to file(s)");
    if (path && !command)
        return usage(err, "--output-path is for the rows of a query: give it with --command");
    if (command && cli_given(args, "script"))
        return usage(err, "Either --command or --script, not both");
    if (path)
        KAMU_TRY(export_format(cli, args, &format, err));
    if (!path && strcmp(cli_output_format(cli, args), "parquet") == 0) {
        error_set(err, KAMU_E_USAGE, "Parquet format is applicable for data export only");
        error_hint(err, "Use it with --output-path");
        return KAMU_E_USAGE;
    }
    if (!spark && !cli_given(args, "url"))
        return KAMU_OK;
    error_set(err, KAMU_E_UNSUPPORTED,
              spark ? "Engine 'spark' runs in a container, which this "
                      "program does not start"
                    : "Servers of other engines (--url) cannot be asked");
    error_hint(err, "leave it out: the query runs here, on DuckDB");
    return KAMU_E_UNSUPPORTED;
}

static kamu_code copy_rows(struct sql_run *run, struct export *e, struct kamu_error *err)
{
    for (;;) {
        struct batch *b = NULL;
        KAMU_TRY(sql_run_next(run, &b, err));
        if (b == NULL)
            return KAMU_OK;
        kamu_code rc = export_write(e, b, err);
        batch_free(b);
        KAMU_TRY(rc);
    }
}

static kamu_code export_query(struct cli *cli, const struct cli_args *args,
                              enum sql_dialect dialect, struct kamu_error *err)
{
    struct export_options options = {.path = cli_value(args, "output-path")};
    struct sql_run *run = NULL;
    struct export *e = NULL;
    uint64_t rows = 0;
    KAMU_TRY(export_format(cli, args, &options.format, err));
    if (cli_given(args, "records-per-file"))
        options.records_per_file = cli_value_u64(args, "records-per-file");
    KAMU_TRY(sql_run_open(cli, dialect, str_c(cli_value(args, "command")), &run, err));
    kamu_code rc = export_open(&cli->env, &options, sql_run_schema(run), &e, err);
    if (rc == KAMU_OK)
        rc = copy_rows(run, e, err);
    if (rc == KAMU_OK)
        rc = export_finish(e, &rows, err);
    export_free(e);
    sql_run_close(run);
    if (rc == KAMU_OK) /* also with --quiet, and without colour */
        cli_say(cli, CLI_PLAIN, "Exported %llu rows", (unsigned long long)rows);
    return rc;
}

static kamu_code run_sql(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    const char *engine = cli_value(args, "engine");
    enum sql_dialect dialect =
        engine != NULL && strcmp(engine, "duckdb") == 0 ? SQL_DUCKDB : SQL_DATAFUSION;
    KAMU_TRY(check_usage(cli, args, err));
    if (cli_given(args, "output-path"))
        return export_query(cli, args, dialect, err);
    if (cli_given(args, "command"))
        return sql_print(cli, dialect, str_c(cli_value(args, "command")),
                         cli_output_format(cli, args), err);
    if (cli_given(args, "script"))
        return sql_script(cli, dialect, cli_value(args, "script"), cli_output_format(cli, args),
                          err);
    return sql_shell(cli, dialect, err);
}

static kamu_code run_server(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    (void)cli;
    (void)args;
    error_set(err, KAMU_E_UNSUPPORTED, "This program does not run engines in a server mode");
    error_hint(err, "kamu-cli " KAMU_COMPAT_VERSION " can be run on the same workspace");
    return KAMU_E_UNSUPPORTED;
}

static const struct cli_command cmd_sql_server = {
    .name = "server",
    .summary = "Runs an SQL engine in a server mode",
    .options = (const struct cli_option[]){{.long_name = "address",
                                            .value_name = "ADDRESS",
                                            .help = "Network interface to listen on"},
                                           {.long_name = "port",
                                            .value_name = "PORT",
                                            .check = cli_check_u64,
                                            .help = "Port to listen on"},
                                           {.long_name = "engine",
                                            .value_name = "ENG",
                                            .values = engines,
                                            .help = "Engine to run"},
                                           {.long_name = "livy", .help = "Run a Livy server"},
                                           {0}},
    .run = run_server,
};
const struct cli_command cmd_sql = {
    .name = "sql",
    .summary = "Executes an SQL query or drops you into an SQL shell",
    .details =
        "Datasets are tables: \"my.dataset\", or by DID. The dialect is DataFusion's, as in\n"
        "kamu-cli; --engine duckdb takes DuckDB's own. Queries run on the DuckDB library, which\n"
        "KAMU_DUCKDB names where it is not found. A query has a memory limit, KAMU_SQL_MEMORY in "
        "MiB (default: half of\n"
        "the machine's), beyond which it spills to disk, and, if KAMU_SQL_TIMEOUT gives one in\n"
        "seconds, a time limit.\n\n"
        "Without --command and --script a shell reads statements, each ended by a ';'.",
    .examples = "  kamu sql -c 'select count(*) from \"my.dataset\"'\n"
                "  kamu sql -c 'select * from \"my.dataset\"' --output-path out.parquet\n"
                "  kamu sql --script report.sql -o csv\n",
    .flags = CLI_SUBCOMMAND_OPTIONAL | CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.short_name = 'o',
             .long_name = "output-format",
             .value_name = "FMT",
             .values = cli_table_formats,
             .help = "Format of the answer (on a terminal table, else json)"},
            {.long_name = "engine",
             .value_name = "ENG",
             .values = engines,
             .help = "Whose SQL the query is"},
            {.long_name = "url", .value_name = "URL", .help = "URL of a running JDBC server"},
            {.short_name = 'c',
             .long_name = "command",
             .value_name = "CMD",
             .help = "Query to run"},
            {.long_name = "script",
             .value_name = "FILE",
             .help = "File of queries to run, each ended by a ';'"},
            {.long_name = "output-path",
             .value_name = "OUTPUT_PATH",
             .help = "File or directory for the rows of the query: csv, ndjson or parquet"},
            {.long_name = "records-per-file",
             .value_name = "RECORDS_PER_FILE",
             .check = cli_check_records_per_file,
             .help = "Most records in one file of a directory"},
            {0}},
    .commands = (const struct cli_command *const[]){&cmd_sql_server, NULL},
    .run = run_sql,
};
