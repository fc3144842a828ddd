/* The SQL shell: see sql_shell.h. */
#include "cli/sql_shell.h"

#include "cli/output.h"
#include "cli/sql_table.h"
#include "columnar/builder.h"
#include "sql/dataset_source.h"
#include "sql/dialect.h"
#include "sql/duck_query.h"

#include <errno.h>

#define TEXT_MAX ((size_t)64 << 20)
#define TABLE_ROWS_MAX 40

enum shell_format { SHELL_TABLE, SHELL_CSV, SHELL_JSON, SHELL_NDJSON, SHELL_AUTOMATIC };
static const char *const format_names[] = {"Table", "Csv", "Json", "NdJson", "Automatic"};
#define FORMATS (sizeof format_names / sizeof *format_names)

struct shell {
    struct cli *cli;
    enum sql_dialect dialect;
    enum shell_format format;
    bool quiet, quit, prompts;
    unsigned depth; /* of \i */
};

/* ---- one statement --------------------------------------------------------------------------- */

kamu_code sql_print(struct cli *cli, enum sql_dialect dialect, struct str query, const char *format,
                    struct kamu_error *err)
{
    struct output_options options = {.format = OUTPUT_TABLE};
    struct sql_run *run = NULL;
    struct output *o = NULL;
    if (!output_format_parse(str_c(format), &options.format))
        KAMU_BUG("output format '%s'", format);
    KAMU_TRY(sql_run_open(cli, dialect, query, &run, err));
    kamu_code rc = output_open(&options, sql_run_schema(run), output_sink_stdio(cli->out), &o, err);
    while (rc == KAMU_OK) {
        struct batch *b = NULL;
        rc = sql_run_next(run, &b, err);
        if (rc != KAMU_OK || b == NULL)
            break;
        rc = output_write(o, b, err);
        batch_free(b);
    }
    if (rc == KAMU_OK)
        rc = output_finish(o, err);
    output_free(o);
    sql_run_close(run);
    return rc;
}

static kamu_code print_table(struct shell *sh, struct sql_table *t, struct kamu_error *err)
{
    struct buf text = BUF_INIT(TEXT_MAX);
    kamu_code rc = sql_table_print(t, &text, err);
    if (rc == KAMU_OK && text.len > 0)
        fwrite(text.data, 1, text.len, sh->cli->out);
    buf_free(&text);
    return rc;
}

static void print_summary(struct shell *sh, uint64_t rows, bool cut, uint64_t start_ns)
{
    if (sh->quiet)
        return;
    fprintf(sh->cli->out, "%llu row(s) fetched. ", (unsigned long long)rows);
    if (cut)
        fprintf(sh->cli->out, "(First %d displayed. Use --maxrows to adjust)", TABLE_ROWS_MAX);
    fprintf(sh->cli->out, "\nElapsed %.3f seconds.\n\n",
            (double)(clock_monotonic_ns() - start_ns) / 1e9);
}

/* All rows, into the table or the output. */
static kamu_code drain(struct sql_run *run, struct sql_table *t, struct output *o, uint64_t *rows,
                       struct kamu_error *err)
{
    for (;;) {
        struct batch *b = NULL;
        KAMU_TRY(sql_run_next(run, &b, err));
        if (b == NULL)
            return KAMU_OK;
        *rows += (uint64_t)b->length;
        kamu_code rc = t != NULL ? sql_table_add(t, b, err) : output_write(o, b, err);
        batch_free(b);
        KAMU_TRY(rc);
    }
}

static kamu_code run_as_table(struct shell *sh, struct sql_run *run, uint64_t *rows,
                              struct kamu_error *err)
{
    struct sql_table *t = NULL;
    KAMU_TRY(sql_table_open(sql_run_schema(run), TABLE_ROWS_MAX, &t, err));
    kamu_code rc = drain(run, t, NULL, rows, err);
    if (rc == KAMU_OK)
        rc = print_table(sh, t, err);
    sql_table_free(t);
    return rc;
}

static kamu_code run_as_text(struct shell *sh, struct sql_run *run, uint64_t *rows,
                             struct kamu_error *err)
{
    static const enum output_format formats[] = {OUTPUT_TABLE, OUTPUT_CSV, OUTPUT_JSON,
                                                 OUTPUT_NDJSON};
    struct output_options options = {.format = formats[sh->format]};
    struct output *o = NULL;
    KAMU_TRY(output_open(&options, sql_run_schema(run), output_sink_stdio(sh->cli->out), &o, err));
    kamu_code rc = drain(run, NULL, o, rows, err);
    if (rc == KAMU_OK)
        rc = output_finish(o, err);
    output_free(o);
    if (rc == KAMU_OK)
        fputc('\n', sh->cli->out);
    return rc;
}

static kamu_code run_statement(struct shell *sh, struct str text, struct kamu_error *err)
{
    uint64_t start = clock_monotonic_ns(), rows = 0;
    struct sql_run *run = NULL;
    bool table = sh->format == SHELL_TABLE || sh->format == SHELL_AUTOMATIC;
    KAMU_TRY(sql_run_open(sh->cli, sh->dialect, text, &run, err));
    kamu_code rc = table ? run_as_table(sh, run, &rows, err) : run_as_text(sh, run, &rows, err);
    sql_run_close(run);
    if (rc == KAMU_OK)
        print_summary(sh, rows, table && rows > TABLE_ROWS_MAX, start);
    return rc;
}

/* ---- commands: tables of facts ------------------------------------------------------------------
 */

struct facts {
    struct shell *sh;
    struct col_schema *schema;
    struct batch_builder builder;
    uint64_t start_ns;
    kamu_code rc;
    struct kamu_error *err;
};

static void facts_open(struct facts *f, struct shell *sh, const char *const *columns, uint32_t n,
                       struct kamu_error *err)
{
    *f = (struct facts){.sh = sh, .start_ns = clock_monotonic_ns(), .err = err};
    f->rc = col_schema_new(n, &f->schema, err);
    for (uint32_t i = 0; i < n && f->rc == KAMU_OK; i++)
        f->schema->fields[i] = (struct col_field){.name = columns[i], .type = {.kind = COL_STRING}};
    if (f->rc == KAMU_OK)
        f->rc = batch_builder_init(&f->builder, f->schema, err);
}

static void fact(struct facts *f, uint32_t column, struct str text)
{
    if (f->rc == KAMU_OK)
        f->rc = col_put_string(&f->builder.columns[column], text.p, text.n, f->err);
}

/* Prints and frees. */
static kamu_code facts_close(struct facts *f)
{
    struct sql_table *t = NULL;
    struct batch *b = NULL;
    if (f->rc == KAMU_OK)
        f->rc = batch_builder_finish(&f->builder, &b, f->err);
    if (f->rc == KAMU_OK)
        f->rc = sql_table_open(f->schema, 0, &t, f->err);
    if (f->rc == KAMU_OK)
        f->rc = sql_table_add(t, b, f->err);
    if (f->rc == KAMU_OK)
        f->rc = print_table(f->sh, t, f->err);
    if (f->rc == KAMU_OK)
        print_summary(f->sh, (uint64_t)b->length, false, f->start_ns);
    sql_table_free(t);
    batch_free(b);
    if (f->builder.schema != NULL)
        batch_builder_free(&f->builder);
    col_schema_unref(f->schema);
    return f->rc;
}

static kamu_code list_tables(struct shell *sh, struct kamu_error *err)
{
    static const char *const columns[] = {"table_catalog", "table_schema", "table_name",
                                          "table_type"};
    struct workspace *ws;
    struct dataset_list list;
    struct facts f;
    KAMU_TRY(cli_workspace(sh->cli, &ws, err));
    KAMU_TRY(workspace_list(ws, &list, err));
    facts_open(&f, sh, columns, 4, err);
    for (size_t i = 0; i < list.n; i++) {
        fact(&f, 0, STR("kamu"));
        fact(&f, 1, STR("kamu"));
        fact(&f, 2, list.items[i].alias);
        fact(&f, 3, STR("BASE TABLE"));
    }
    dataset_list_free(&list);
    return facts_close(&f);
}

static kamu_code describe(struct shell *sh, struct str name, struct kamu_error *err)
{
    static const char *const columns[] = {"table_catalog", "table_schema", "table_name",
                                          "column_name",   "data_type",    "is_nullable"};
    struct workspace *ws;
    struct dataset *ds = NULL;
    struct dataset_source *source = NULL;
    struct facts f;
    if (name.n >= 2 && strchr("\"'`", name.p[0]) != NULL && name.p[name.n - 1] == name.p[0])
        name = (struct str){name.p + 1, name.n - 2};
    KAMU_TRY(cli_workspace(sh->cli, &ws, err));
    KAMU_TRY(dataset_open_ref(ws, name, &ds, err));
    kamu_code rc = dataset_source_open(&sh->cli->env, ds, NULL, &source, err);
    if (rc == KAMU_OK) {
        const struct col_schema *s = dataset_source_schema(source);
        facts_open(&f, sh, columns, 6, err);
        for (uint32_t i = 0; i < s->n_fields; i++) {
            char type[160];
            size_t n = col_type_name(&s->fields[i].type, type, sizeof type);
            fact(&f, 0, STR("kamu"));
            fact(&f, 1, STR("kamu"));
            fact(&f, 2, str_c(dataset_alias(ds)));
            fact(&f, 3, str_c(s->fields[i].name));
            fact(&f, 4, (struct str){type, n});
            fact(&f, 5, s->fields[i].nullable ? STR("YES") : STR("NO"));
        }
        rc = facts_close(&f);
    }
    dataset_source_close(source);
    dataset_close(ds);
    return rc;
}

static kamu_code help(struct shell *sh, struct kamu_error *err)
{
    static const char *const columns[] = {"Command", "Description"};
    static const char *const lines[][2] = {
        {"\\d", "list tables"},
        {"\\d name", "describe table"},
        {"\\q", "quit"},
        {"\\?", "help"},
        {"\\i filename", "reads input from the specified filename"},
        {"\\h", "statements"},
        {"\\quiet (true|false)?", "print or set quiet mode"},
        {"\\pset [NAME [VALUE]]", "set table output option\n(format)"},
    };
    struct facts f;
    facts_open(&f, sh, columns, 2, err);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        fact(&f, 0, str_c(lines[i][0]));
        fact(&f, 1, str_c(lines[i][1]));
    }
    return facts_close(&f);
}

/* ---- commands
 * ------------------------------------------------------------------------------------ */

static void set_format(struct shell *sh, struct str name)
{
    for (size_t i = 0; i < FORMATS; i++)
        if (str_ieq(name, str_c(format_names[i]))) {
            sh->format = (enum shell_format)i;
            fprintf(sh->cli->out, "Output format is %s.\n", format_names[i]);
            return;
        }
    cli_say(
        sh->cli, CLI_PLAIN,
        "Execution error: \"" STR_FMT
        "\" is not a valid format type [possible values: [Csv, Table, Json, NdJson, Automatic]]",
        STR_ARG(name));
}

static kamu_code run_lines(struct shell *sh, FILE *in, struct kamu_error *err);

static kamu_code include(struct shell *sh, struct str name, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    (void)snprintf(path, sizeof path, STR_FMT, STR_ARG(name));
    if (sh->depth >= 16)
        return error_set(err, KAMU_E_LIMIT, "Files that read each other: %s", path);
    FILE *f = fopen(path, "re");
    if (f == NULL) {
        cli_say(sh->cli, CLI_PLAIN, "Execution error: Error opening \"%s\" %s (os error %d)", path,
                strerror(errno), errno);
        return KAMU_OK;
    }
    bool prompts = sh->prompts;
    sh->prompts = false;
    sh->depth++;
    kamu_code rc = run_lines(sh, f, err);
    sh->depth--;
    sh->prompts = prompts;
    (void)fclose(f);
    return rc;
}

static kamu_code run_command(struct shell *sh, struct str line, struct kamu_error *err)
{
    size_t n = 0;
    while (n < line.n && line.p[n] != ' ' && line.p[n] != '\t')
        n++;
    struct str word = {line.p, n}, rest = str_trim((struct str){line.p + n, line.n - n});
    if (str_eqc(word, "\\q") && rest.n == 0) {
        sh->quit = true;
        return KAMU_OK;
    }
    if (str_eqc(word, "\\d"))
        return rest.n == 0 ? list_tables(sh, err) : describe(sh, rest, err);
    if (str_eqc(word, "\\?") && rest.n == 0)
        return help(sh, err);
    if (str_eqc(word, "\\i") && rest.n > 0)
        return include(sh, rest, err);
    if (str_eqc(word, "\\h") && (rest.n == 0 || str_ieq(rest, STR("select")))) {
        fputs("Available help:\n+----------+\n| Function |\n+----------+\n| SELECT   |\n"
              "+----------+\n",
              sh->cli->out);
        return KAMU_OK;
    }
    if (str_eqc(word, "\\h")) {
        cli_say(sh->cli, CLI_PLAIN, "Execution error: " STR_FMT " is not a supported function",
                STR_ARG(rest));
        return KAMU_OK;
    }
    if (str_eqc(word, "\\quiet") && (str_eqc(rest, "true") || str_eqc(rest, "false"))) {
        sh->quiet = str_eqc(rest, "true");
        fprintf(sh->cli->out, "Quiet mode set to " STR_FMT "\n", STR_ARG(rest));
        return KAMU_OK;
    }
    if (str_eqc(word, "\\quiet") && rest.n == 0) {
        fprintf(sh->cli->out, "Quiet mode is %s\n", sh->quiet ? "true" : "false");
        return KAMU_OK;
    }
    if (str_eqc(word, "\\pset") && rest.n == 0) {
        fprintf(sh->cli->out, "Output format is %s.\n", format_names[sh->format]);
        return KAMU_OK;
    }
    if (str_eqc(word, "\\pset") && str_starts(rest, "format ")) {
        set_format(sh, str_trim((struct str){rest.p + 7, rest.n - 7}));
        return KAMU_OK;
    }
    cli_say(sh->cli, CLI_PLAIN,
            "'" STR_FMT "' is not a valid command, you can use '\\?' to see all commands",
            STR_ARG(line));
    return KAMU_OK;
}

/* ---- lines
 * --------------------------------------------------------------------------------------- */

/* Told, and the shell goes on; nothing but the end of the program ends it. */
static kamu_code report(struct shell *sh, kamu_code rc, const struct kamu_error *why,
                        struct kamu_error *err)
{
    if (rc == KAMU_OK)
        return rc;
    if (rc == KAMU_E_CANCELLED || sh->cli->out_errno != 0) {
        if (err != NULL)
            *err = *why;
        return rc;
    }
    cli_print_error(sh->cli, why);
    return KAMU_OK;
}

/* Runs the statements that are complete and drops them from the buffer. */
static kamu_code run_complete(struct shell *sh, struct buf *pending, struct kamu_error *err)
{
    size_t done = 0;
    kamu_code rc = KAMU_OK;
    while (rc == KAMU_OK && !sh->quit) {
        struct str rest = {(const char *)pending->data + done, pending->len - done};
        size_t n = rest.n == 0 ? 0 : dialect_statement_end(rest);
        if (n == 0)
            break;
        struct kamu_error why = {0};
        kamu_code failed = run_statement(sh, str_trim((struct str){rest.p, n}), &why);
        done += n;
        rc = report(sh, failed, &why, err);
        (void)fflush(sh->cli->out);
        (void)fflush(sh->cli->err);
    }
    if (done > 0) {
        memmove(pending->data, pending->data + done, pending->len - done);
        pending->len -= done;
    }
    return rc;
}

static void prompt(struct shell *sh, const struct buf *pending)
{
    if (!sh->prompts)
        return;
    struct str held = {(const char *)pending->data, pending->len};
    fputs(held.n == 0 || str_trim(held).n == 0 ? "> " : "  ", sh->cli->out);
    (void)fflush(sh->cli->out);
}

static kamu_code take_line(struct shell *sh, struct str line, struct buf *pending,
                           struct kamu_error *err)
{
    struct str trimmed = str_trim(line);
    struct str held = {(const char *)pending->data, pending->len};
    if (held.n == 0 || str_trim(held).n == 0) {
        pending->len = 0;
        if (trimmed.n > 0 && trimmed.p[0] == '\\') {
            struct kamu_error why = {0};
            kamu_code rc = run_command(sh, trimmed, &why);
            (void)fflush(sh->cli->out);
            return report(sh, rc, &why, err);
        }
    }
    KAMU_TRY(buf_append(pending, line.p, line.n, err));
    return run_complete(sh, pending, err);
}

static kamu_code run_lines(struct shell *sh, FILE *in, struct kamu_error *err)
{
    struct buf pending = BUF_INIT(TEXT_MAX);
    char *line = NULL;
    size_t size = 0;
    kamu_code rc = KAMU_OK;
    while (rc == KAMU_OK && !sh->quit) {
        prompt(sh, &pending);
        errno = 0;
        ssize_t n = getline(&line, &size, in);
        if (n < 0) {
            rc = env_check_cancel(&sh->cli->env, err);
            break;
        }
        rc = take_line(sh, (struct str){line, (size_t)n}, &pending, err);
    }
    free(line); /* getline's */
    buf_free(&pending);
    return rc;
}

kamu_code sql_shell(struct cli *cli, enum sql_dialect dialect, struct kamu_error *err)
{
    struct shell sh = {.cli = cli, .dialect = dialect, .prompts = cli->in_tty && cli->out_tty};
    cli_say(cli, CLI_DIM, "Kamu + %s SQL shell. Type \\? for help.",
            dialect == SQL_DUCKDB ? "DuckDB" : "DataFusion");
    (void)fflush(cli->err);
    KAMU_TRY(run_lines(&sh, stdin, err));
    if (!sh.quit)
        fputs("\\q\n", cli->out);
    return KAMU_OK;
}

/* ---- scripts
 * --------------------------------------------------------------------------------------- */

static bool only_comments(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '-' && i + 1 < s.n && s.p[i + 1] == '-') {
            while (i < s.n && s.p[i] != '\n')
                i++;
        } else if (s.p[i] != ' ' && s.p[i] != '\t' && s.p[i] != '\n' && s.p[i] != '\r') {
            return false;
        }
    }
    return true;
}

/* A place in the statement becomes one in the file. */
static void place_in_file(struct kamu_error *err, const char *path, struct str all, size_t at)
{
    uint64_t line, column;
    if (err == NULL)
        return;
    text_position(all, at, &line, &column);
    (void)snprintf(err->at.input, sizeof err->at.input, "%s", path);
    if (err->at.line == 0)
        err->at.column = column;
    else if (err->at.line == 1)
        err->at.column += column - 1;
    err->at.line = err->at.line == 0 ? line : err->at.line + line - 1;
}

kamu_code sql_script(struct cli *cli, enum sql_dialect dialect, const char *path,
                     const char *format, struct kamu_error *err)
{
    struct buf text = BUF_INIT(TEXT_MAX);
    kamu_code rc = fs_read_all(&cli->env.fs, path, TEXT_MAX, &text, err);
    struct str all = {(const char *)text.data, text.len};
    size_t at = 0;
    while (rc == KAMU_OK && at < all.n) {
        struct str rest = {all.p + at, all.n - at};
        size_t n = dialect_statement_end(rest);
        if (n == 0)
            n = rest.n;
        while (n > 0 && strchr(" \t\r\n", *rest.p) != NULL) {
            rest.p++, at++, n--;
        }
        struct str one = {rest.p, n};
        if (!only_comments(one)) {
            rc = sql_print(cli, dialect, one, format, err);
            if (rc == KAMU_OK)
                fputc('\n', cli->out);
            else
                place_in_file(err, path, all, at);
        }
        at += n;
    }
    buf_free(&text);
    return rc;
}
