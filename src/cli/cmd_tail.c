/* `kamu tail`: spec/cli.md 6.2. */
#include "cli/commands.h"
#include "cli/output.h"

#include "base/fs_watch.h"
#include "store/tail.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

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

struct tailing {
    struct cli *cli;
    struct dataset *ds;
    struct dataset_tail_options options;
    enum output_format format;
    bool follow;
    struct output *out;        /* open from the first rows to the last, but for tables */
    struct col_schema *schema; /* its columns */
    struct output_column *looks;
};

static void close_output(struct tailing *t)
{
    output_free(t->out);
    col_schema_unref(t->schema);
    mem_free(t->looks);
    t->out = NULL;
    t->schema = NULL;
    t->looks = NULL;
}

/* The column of operations, the dataset's second, shows its symbols. */
static void look_of_operations(struct tailing *t, const struct col_schema *dataset)
{
    const struct col_field *op = dataset && dataset->n_fields > 1 ? &dataset->fields[1] : NULL;
    int at = op && (op->type.kind == COL_INT32 || op->type.kind == COL_UINT8)
                 ? col_schema_find(t->schema, str_c(op->name))
                 : -1;
    if (at >= 0)
        t->looks[at].humanize = operation_symbol;
}

static kamu_code open_output(struct tailing *t, const struct dataset_tail *rows,
                             struct kamu_error *err)
{
    struct output_options options = {.format = t->format, .whole_lines = t->follow};
    t->schema = col_schema_ref(dataset_tail_schema(rows));
    if (t->schema == NULL) /* nothing was ever pushed: a table without columns */
        KAMU_TRY(col_schema_new(0, &t->schema, err));
    t->looks = mem_calloc((size_t)t->schema->n_fields + 1, sizeof(*t->looks));
    if (t->looks == NULL)
        return error_nomem(err);
    look_of_operations(t, dataset_tail_dataset_schema(rows));
    options.columns = t->looks;
    return output_open(&options, t->schema, output_sink_stdio(t->cli->out), &t->out, err);
}

static kamu_code write_rows(struct tailing *t, struct dataset_tail *rows, uint64_t *n,
                            struct kamu_error *err)
{
    for (;;) {
        struct batch *b;
        kamu_code rc;
        KAMU_TRY(env_check_cancel(&t->cli->env, err));
        KAMU_TRY(dataset_tail_next(rows, &b, err));
        if (b == NULL)
            return KAMU_OK;
        if (t->out == NULL) {
            rc = open_output(t, rows, err);
            if (rc != KAMU_OK) {
                batch_free(b);
                return rc;
            }
        }
        *n += (uint64_t)b->length;
        rc = output_write(t->out, b, err);
        batch_free(b);
        if (rc != KAMU_OK)
            return rc;
    }
}

static kamu_code print_once(struct tailing *t, struct dataset_tail *rows, struct kamu_error *err)
{
    uint64_t n = 0;
    KAMU_TRY(open_output(t, rows, err));
    KAMU_TRY(write_rows(t, rows, &n, err));
    return output_finish(t->out, err);
}

/* ---- --follow ------------------------------------------------------------------------- */

static kamu_code print_more(struct tailing *t, struct dataset_tail *rows, struct kamu_error *err)
{
    struct col_schema *now = dataset_tail_schema(rows);
    uint64_t n = 0;
    if (t->out != NULL && (now == NULL || !col_schema_eq(t->schema, now))) {
        cli_say(t->cli, CLI_YELLOW, "Warning: the columns of %s have changed",
                dataset_alias(t->ds));
        close_output(t);
    }
    KAMU_TRY(write_rows(t, rows, &n, err));
    if (n == 0)
        return KAMU_OK;
    if (t->format == OUTPUT_TABLE) { /* each arrival is a table of its own */
        KAMU_TRY(output_finish(t->out, err));
        close_output(t);
    } else {
        KAMU_TRY(output_flush(t->out, err));
    }
    errno = 0;
    if (fflush(t->cli->out) == 0)
        return KAMU_OK;
    if (errno == EPIPE) {
        error_set(err, KAMU_E_CANCELLED, "The reader of the output has gone away");
        if (err != NULL)
            err->os_errno = EPIPE;
        return KAMU_E_CANCELLED;
    }
    return error_os(err, errno, "Cannot write the output");
}

/* What came since `head`; `next` is the offset that was to come. */
static kamu_code print_news(struct tailing *t, struct odf_hash *head, uint64_t *next,
                            struct kamu_error *err)
{
    struct dataset_tail *rows;
    const char *alias = dataset_alias(t->ds);
    t->options.skip = 0;
    t->options.limit = UINT64_MAX;
    t->options.from = *next;
    t->options.since = head;
    KAMU_TRY(dataset_tail_open(&t->cli->env, t->ds, &t->options, &rows, err));
    uint64_t end = dataset_tail_end(rows);
    if (!dataset_tail_connected(rows) && end < *next)
        cli_say(t->cli, CLI_YELLOW,
                "Warning: %s was reset: its records from offset %" PRIu64 " on are gone", alias,
                end);
    else if (!dataset_tail_connected(rows))
        cli_say(t->cli, CLI_YELLOW,
                "Warning: the history of %s was rewritten: records before offset %" PRIu64
                " may have changed",
                alias, *next);
    kamu_code rc = print_more(t, rows, err);
    *head = *dataset_tail_head(rows);
    *next = end;
    dataset_tail_close(rows);
    return rc;
}

static kamu_code wait_for_news(struct tailing *t, struct odf_hash head, uint64_t next,
                               struct kamu_error *err)
{
    char refs[FS_PATH_MAX];
    struct fs_watch watch;
    struct odf_hash now;
    kamu_code rc;
    KAMU_TRY(path_join(refs, err, dataset_dir(t->ds), "refs"));
    fs_watch_open(&watch, &t->cli->env.fs, refs);
    do {
        rc = dataset_head(t->ds, &now, err);
        if (rc == KAMU_OK && !odf_hash_eq(&now, &head))
            rc = print_news(t, &head, &next, err);
        if (rc == KAMU_OK)
            rc = fs_watch_wait(&watch, fileno(t->cli->out), err);
    } while (rc == KAMU_OK);
    fs_watch_close(&watch);
    if (rc == KAMU_E_CANCELLED && err != NULL && err->os_errno != EPIPE)
        *err = (struct kamu_error){.code = rc}; /* the way to end it: nothing to complain of */
    return rc;
}

/* ---- the command ---------------------------------------------------------------------- */

static kamu_code print_tail(struct tailing *t, struct kamu_error *err)
{
    struct dataset_tail *rows;
    KAMU_TRY(dataset_tail_open(&t->cli->env, t->ds, &t->options, &rows, err));
    struct odf_hash head = *dataset_tail_head(rows);
    uint64_t next = dataset_tail_end(rows);
    kamu_code rc = t->follow ? print_more(t, rows, err) : print_once(t, rows, err);
    dataset_tail_close(rows);
    if (rc == KAMU_OK && t->follow)
        rc = wait_for_news(t, head, next, err);
    close_output(t);
    return rc;
}

/* One name of "a,b,\"c,d\"": quotes when it holds a comma or quotes, which are doubled then. */
static kamu_code take_name(const char **at, struct arena *arena, struct str *out,
                           struct kamu_error *err)
{
    const char *p = *at;
    size_t n = 0;
    char *name = arena_alloc(arena, strlen(p) + 1);
    if (name == NULL)
        return error_nomem(err);
    while (*p == ' ')
        p++;
    if (*p == '"') {
        for (p++; *p && (*p != '"' || p[1] == '"'); p++) {
            p += *p == '"';
            name[n++] = *p;
        }
        if (*p++ != '"')
            return error_set(err, KAMU_E_USAGE, "--columns: a quote is not closed");
        while (*p == ' ')
            p++;
        if (*p && *p != ',')
            return error_set(err, KAMU_E_USAGE, "--columns: a comma is missing before `%s`", p);
    } else {
        while (*p && *p != ',')
            name[n++] = *p++;
        while (n > 0 && name[n - 1] == ' ')
            n--;
        if (n == 0)
            return error_set(err, KAMU_E_USAGE, "--columns: the name of a column is missing");
    }
    *out = (struct str){name, n};
    *at = p;
    return KAMU_OK;
}

static kamu_code take_columns(struct tailing *t, const char *text, struct arena *arena,
                              struct kamu_error *err)
{
    size_t most = 1;
    struct str *names;
    for (const char *p = text; *p; p++)
        most += *p == ',';
    names = arena_calloc(arena, most, sizeof(*names));
    if (names == NULL)
        return error_nomem(err);
    t->options.columns = names;
    for (;; text++) {
        KAMU_TRY(take_name(&text, arena, &names[t->options.n_columns++], err));
        if (*text != ',')
            return KAMU_OK;
    }
}

static kamu_code take_format(struct tailing *t, const struct cli_args *args, struct kamu_error *err)
{
    const char *name = cli_output_format(t->cli, args);
    if (t->follow && !cli_given(args, "output-format") && !t->cli->out_tty)
        name = "ndjson";
    if (!output_format_parse(str_c(name), &t->format))
        KAMU_BUG("output format '%s'", name);
    if (t->format == OUTPUT_PARQUET) {
        error_set(err, KAMU_E_USAGE, "Parquet format is applicable for data export only");
        error_hint(err, "Use `kamu export --output-format parquet`");
        return KAMU_E_USAGE;
    }
    if (t->follow && t->format != OUTPUT_TABLE && t->format != OUTPUT_CSV &&
        t->format != OUTPUT_NDJSON) {
        error_set(err, KAMU_E_USAGE, "%s is complete only at its end, which --follow has not",
                  name);
        error_hint(err, "Use ndjson, csv or table");
        return KAMU_E_USAGE;
    }
    return KAMU_OK;
}

static kamu_code run_tail(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct tailing t = {.cli = cli,
                        .follow = cli_flag(args, "follow"),
                        .options = {.skip = cli_value_u64(args, "skip-records"),
                                    .limit = cli_value_u64(args, "num-records")}};
    struct arena arena;
    kamu_code rc;
    KAMU_TRY(take_format(&t, args, err));
    if (cli_given(args, "where"))
        t.options.where = str_c(cli_value(args, "where"));
    arena_init(&arena, 1 << 20);
    rc = cli_given(args, "columns") ? take_columns(&t, cli_value(args, "columns"), &arena, err)
                                    : KAMU_OK;
    if (rc == KAMU_OK)
        rc = cli_open_dataset(cli, cli_arg(args, "DATASET"), &t.ds, err);
    if (rc == KAMU_OK)
        rc = print_tail(&t, err);
    close_output(&t);
    dataset_close(t.ds);
    arena_free(&arena);
    return rc;
}

const struct cli_command cmd_tail = {
    .name = "tail",
    .summary = "Displays a sample of most recent records in a dataset",
    .details =
        "Shows the newest records in the order of their offsets. In a table the operation of\n"
        "a record is a symbol: +A appended, -R retracted, -C and +C the old and the new\n"
        "values of a correction; in all other formats it is its number.\n\n"
        "--where takes conditions on columns, joined by AND, OR, NOT and parentheses:\n"
        "  = <> < <= > >=, [NOT] BETWEEN x AND y, [NOT] IN (x, ...), [NOT] LIKE 'a%', IS [NOT] "
        "NULL\n"
        "Texts, dates and times stand in 'single quotes', names with other characters than "
        "letters,\n"
        "digits and _ in \"double quotes\". Slices that cannot hold such records are not read.\n\n"
        "--follow prints what is pushed from then on, too, until it is interrupted (exit code "
        "130)\n"
        "or the reader of a pipe goes away: ndjson or csv line by line, or a table for each push.\n"
        "-n 0 leaves out what is there already.",
    .examples =
        "  kamu tail my.dataset\n"
        "  kamu tail my.dataset -n 100 -o csv\n"
        "  kamu tail my.dataset -n 10 -s 10     # the ten before the last ten\n"
        "  kamu tail my.dataset --columns city,population --where \"population > 1000000\"\n"
        "  kamu tail my.dataset -n 0 --follow -o ndjson\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            CLI_OPTION_TABLE_FORMAT,
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
            {.long_name = "columns",
             .value_name = "COLUMNS",
             .help = "Columns to show, separated by commas, in this order"},
            {.long_name = "where",
             .value_name = "CONDITION",
             .help = "Only records that meet this condition"},
            {.short_name = 'f',
             .long_name = "follow",
             .help = "Go on and print records as they are pushed"},
            {0},
        },
    .positionals = (const struct cli_positional[]){{.name = "DATASET",
                                                    .help = "Local dataset reference",
                                                    .required = true,
                                                    .check = cli_check_dataset_ref},
                                                   {0}},
    .run = run_tail,
};
