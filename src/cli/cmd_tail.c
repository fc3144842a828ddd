/* `kamu tail`: spec/cli.md 6.2. */
#include "cli/commands.h"
#include "cli/output.h"

#include "store/tail.h"

/* The operation codes of the second column, in tables only. */
static kamu_code operation_symbol(void *ctx, const struct column *c, int64_t row, struct buf *out,
                                  struct kamu_error *err)
{
    static const char *const symbols[] = {"+A", "-R", "-C", "+C"};
    int64_t v;

    (void)ctx;
    if (c->type->kind == COL_UINT8)
        v = c->values->data[row];
    else
        v = ((const int32_t *)(const void *)c->values->data)[row];
    return buf_append_str(out, v >= 0 && v <= 3 ? symbols[v] : "??", err);
}

static bool shows_operations(const struct col_schema *s)
{
    return s->n_fields > 1 &&
           (s->fields[1].type.kind == COL_INT32 || s->fields[1].type.kind == COL_UINT8);
}

static kamu_code print_rows(struct cli *cli, struct dataset_tail *tail, struct output *o,
                            struct kamu_error *err)
{
    for (;;) {
        struct batch *b;
        kamu_code rc;
        KAMU_TRY(env_check_cancel(&cli->env, err));
        KAMU_TRY(dataset_tail_next(tail, &b, err));
        if (b == NULL)
            return output_finish(o, err);
        rc = output_write(o, b, err);
        batch_free(b);
        if (rc != KAMU_OK)
            return rc;
    }
}

static kamu_code print_tail(struct cli *cli, struct dataset_tail *tail, enum output_format format,
                            struct kamu_error *err)
{
    struct output_options options = {.format = format};
    struct col_schema *schema = col_schema_ref(dataset_tail_schema(tail));
    struct output_column *looks = NULL;
    struct output *o = NULL;
    kamu_code rc = KAMU_OK;

    if (schema == NULL) /* nothing was ever pushed: a table without columns */
        KAMU_TRY(col_schema_new(0, &schema, err));
    if (shows_operations(schema)) {
        looks = mem_calloc(schema->n_fields, sizeof(*looks));
        if (looks == NULL) {
            rc = error_nomem(err);
            goto out;
        }
        looks[1].humanize = operation_symbol;
        options.columns = looks;
    }
    rc = output_open(&options, schema, output_sink_stdio(cli->out), &o, err);
    if (rc == KAMU_OK)
        rc = print_rows(cli, tail, o, err);
out:
    output_free(o);
    mem_free(looks);
    col_schema_unref(schema);
    return rc;
}

static kamu_code run_tail(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct dataset_tail *tail = NULL;
    struct dataset *ds = NULL;
    enum output_format format;
    kamu_code rc;

    if (!output_format_parse(str_c(cli_output_format(cli, args)), &format))
        KAMU_BUG("output format '%s'", cli_output_format(cli, args));
    if (format == OUTPUT_PARQUET) {
        error_set(err, KAMU_E_USAGE, "Parquet format is applicable for data export only");
        error_hint(err, "Use `kamu export --output-format parquet`");
        return KAMU_E_USAGE;
    }
    KAMU_TRY(cli_open_dataset(cli, cli_arg(args, "DATASET"), &ds, err));
    rc = dataset_tail_open(&cli->env, ds, cli_value_u64(args, "skip-records"),
                           cli_value_u64(args, "num-records"), &tail, err);
    if (rc == KAMU_OK)
        rc = print_tail(cli, tail, format, err);
    dataset_tail_close(tail);
    dataset_close(ds);
    return rc;
}

const struct cli_command cmd_tail = {
    .name = "tail",
    .summary = "Displays a sample of most recent records in a dataset",
    .details =
        "Shows the newest records in the order of their offsets. In a table the operation of\n"
        "a record is a symbol: +A appended, -R retracted, -C and +C the old and the new\n"
        "values of a correction; in all other formats it is its number.",
    .examples = "  kamu tail my.dataset\n"
                "  kamu tail my.dataset -n 100 -o csv\n"
                "  kamu tail my.dataset -n 10 -s 10     # the ten before the last ten\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.short_name = 'o',
             .long_name = "output-format",
             .value_name = "FMT",
             .values = cli_table_formats,
             .help = "Format of the answer (on a terminal table, else json)"},
            {.short_name = 'n',
             .long_name = "num-records",
             .value_name = "NUM",
             .default_value = "10",
             .check = cli_check_u64,
             .help = "Number of records to show"},
            {.short_name = 's',
             .long_name = "skip-records",
             .value_name = "SKP",
             .default_value = "0",
             .check = cli_check_u64,
             .help = "Number of newest records to leave out"},
            {0},
        },
    .positionals = (const struct cli_positional[]){{.name = "DATASET",
                                                    .help = "Local dataset reference",
                                                    .required = true,
                                                    .check = cli_check_dataset_ref},
                                                   {0}},
    .run = run_tail,
};
