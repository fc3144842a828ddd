/* Speaking to people: colours, status lines, questions, the error blocks
 * (spec/cli.md 2.4, 2.5, 2.8). */
#include "cli/command.h"

#include <ctype.h>
#include <inttypes.h>

/* ---- colours ------------------------------------------------------------------ */

static bool stream_color(const struct cli *cli, const FILE *stream)
{
    return stream == cli->out ? cli->color_out : cli->color_err;
}

/* stdout and stderr often end in the same place: keep the order of what was said. */
static void keep_order(struct cli *cli, const FILE *stream)
{
    if (stream == cli->err)
        fflush(cli->out);
}

static void style_on(FILE *f, unsigned style)
{
    if (style & 15)
        fprintf(f, "\033[%um", 30 + (style & 15));
    if (style & CLI_BOLD)
        fputs("\033[1m", f);
    if (style & CLI_DIM)
        fputs("\033[2m", f);
}

static void paint_v(struct cli *cli, FILE *stream, unsigned style, const char *fmt, va_list ap)
    KAMU_PRINTF(4, 0);
static void paint_v(struct cli *cli, FILE *stream, unsigned style, const char *fmt, va_list ap)
{
    bool color = style && stream_color(cli, stream);
    keep_order(cli, stream);
    if (color)
        style_on(stream, style);
    vfprintf(stream, fmt, ap);
    if (color)
        fputs("\033[0m", stream);
}

void cli_paint(struct cli *cli, FILE *stream, unsigned style, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    paint_v(cli, stream, style, fmt, ap);
    va_end(ap);
}

void cli_say(struct cli *cli, unsigned style, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    paint_v(cli, cli->err, style, fmt, ap);
    va_end(ap);
    fputc('\n', cli->err);
}

void cli_status(struct cli *cli, unsigned style, const char *fmt, ...)
{
    if (cli->quiet)
        return;
    va_list ap;
    va_start(ap, fmt);
    paint_v(cli, cli->err, style, fmt, ap);
    va_end(ap);
    fputc('\n', cli->err);
}

void cli_say_exported(struct cli *cli, uint64_t rows)
{
    char n[32];
    if (cli->quiet)
        return;
    snprintf(n, sizeof n, "%llu", (unsigned long long)rows);
    cli_paint(cli, cli->err, CLI_GREEN, "Exported ");
    cli_paint(cli, cli->err, CLI_GREEN | CLI_BOLD, "%s", n);
    cli_paint(cli, cli->err, CLI_GREEN, " rows");
    fputc('\n', cli->err);
}

/* ---- questions ------------------------------------------------------------------ */

kamu_code cli_confirm(struct cli *cli, const char *question, struct kamu_error *err)
{
    if (cli->assume_yes)
        return KAMU_OK;
    keep_order(cli, cli->err);
    fprintf(cli->err, "%s\nDo you wish to continue? [y/N]: ", question);
    if (!cli->out_tty || !cli->in_tty) {
        fputs(" Assuming 'no' because --yes flag was not provided\n", cli->err);
        return error_set(err, KAMU_E_CANCELLED, "Operation aborted");
    }
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        struct str answer = str_trim(str_c(line));
        if (str_eqc(answer, "y") || str_eqc(answer, "Y") || str_eqc(answer, "yes"))
            return KAMU_OK;
        if (answer.n == 0 || str_eqc(answer, "n") || str_eqc(answer, "N") || str_eqc(answer, "no"))
            break;
        fputs("Do you wish to continue? [y/N]: ", cli->err);
    }
    return error_set(err, KAMU_E_CANCELLED, "Operation aborted");
}

/* ---- errors ---------------------------------------------------------------------- */

#define CHAIN_MAX 16

struct chain {
    struct str messages[CHAIN_MAX];
    size_t n;
};

/* kamu's de-duplication over adjacent pairs: equal ones once, a suffix ": <inner>" is cut. */
static void chain_of(const struct kamu_error *err, struct chain *c)
{
    struct str all[CHAIN_MAX];
    size_t n = 0;
    for (const char *m; n < CHAIN_MAX && (m = kamu_error_message(err, (unsigned)n)) != NULL; n++)
        all[n] = str_c(m);
    c->n = 0;
    for (size_t i = 0; i < n; i++) {
        struct str m = all[i];
        if (i + 1 < n) {
            struct str inner = all[i + 1];
            if (str_eq(m, inner))
                continue;
            if (inner.n && m.n >= inner.n + 2 &&
                memcmp(m.p + m.n - inner.n, inner.p, inner.n) == 0 &&
                memcmp(m.p + m.n - inner.n - 2, ": ", 2) == 0)
                m.n -= inner.n + 2;
        }
        if (m.n)
            c->messages[c->n++] = m;
    }
}

static void print_chain(struct cli *cli, const struct chain *c)
{
    if (c->n == 1) {
        fprintf(cli->err, " " STR_FMT "\n", STR_ARG(c->messages[0]));
        return;
    }
    fputc('\n', cli->err);
    for (size_t i = 0; i < c->n; i++) {
        fputs("  ", cli->err);
        cli_paint(cli, cli->err, CLI_DIM, "%zu:", i);
        fprintf(cli->err, " " STR_FMT "\n", STR_ARG(c->messages[i]));
    }
}

static bool is_word_part(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Does `text` stand in `m` as words of its own? */
static bool stands_in(struct str m, const char *text, size_t n)
{
    const char *p = m.p, *end = m.p + m.n;
    while ((p = memmem(p, (size_t)(end - p), text, n)) != NULL) {
        bool starts = p == m.p || !is_word_part(p[-1]) || !is_word_part(text[0]);
        bool ends = p + n == end || !is_word_part(p[n]) || !is_word_part(text[n - 1]);
        if (starts && ends)
            return true;
        p++;
    }
    return false;
}

/* A detail is left out where the messages already say it. */
static bool said(const struct chain *c, const char *text)
{
    size_t n = strlen(text);
    for (size_t i = 0; i < c->n && n; i++)
        if (stands_in(c->messages[i], text, n))
            return true;
    return false;
}

static void detail(struct cli *cli, const char *label, const char *text)
{
    fputs("  ", cli->err);
    cli_paint(cli, cli->err, CLI_CYAN, "%s", label);
    fprintf(cli->err, " %s\n", text);
}

/* What goes beyond kamu: where exactly, what was found, what was expected, what to do. */
static void print_position(struct cli *cli, const struct kamu_error *err, const struct chain *c)
{
    const struct kamu_position *at = &err->at;
    char text[600];
    if (at->line && !said(c, " at line ") && !said(c, "line ")) {
        int n = snprintf(text, sizeof text, "%s:%" PRIu64, at->input[0] ? at->input : "input",
                         at->line);
        if (at->column && n > 0 && (size_t)n < sizeof text)
            n += snprintf(text + n, sizeof text - (size_t)n, ":%" PRIu64, at->column);
        if (at->byte && n > 0 && (size_t)n < sizeof text)
            snprintf(text + n, sizeof text - (size_t)n, " (byte %" PRIu64 ")", at->byte);
        if (!said(c, text))
            detail(cli, "at:", text);
    } else if (at->record && !at->line) {
        snprintf(text, sizeof text, "%s, record %" PRIu64, at->input[0] ? at->input : "input",
                 at->record);
        detail(cli, "at:", text);
    } else if (at->input[0] && !at->line && !said(c, at->input)) {
        detail(cli, "in:", at->input);
    }
    if (at->field[0] && !said(c, at->field))
        detail(cli, "field:", at->field);
    if (at->excerpt[0] && !said(c, at->excerpt))
        detail(cli, "found:", at->excerpt);
    if (at->expected[0] && !said(c, at->expected))
        detail(cli, "expected:", at->expected);
    if (at->hint[0])
        detail(cli, "hint:", at->hint);
}

void cli_print_error(struct cli *cli, const struct kamu_error *err)
{
    struct chain c;
    chain_of(err, &c);
    if (c.n == 0)
        return;
    cli_paint(cli, cli->err, CLI_RED | CLI_BOLD, "Error");
    fputc(':', cli->err);
    print_chain(cli, &c);
    print_position(cli, err, &c);
    if (cli->show_stack_trace)
        fprintf(cli->err, "  code: %s, errno %d\n", kamu_code_name(err->code), err->os_errno);
    if (err->code == KAMU_E_BUG)
        cli_paint(cli, cli->err, CLI_BOLD,
                  "This is a fault of kamu itself: please report it together with the command "
                  "and the text above\n");
    fputc('\n', cli->err);
}

/* ---- several errors ----------------------------------------------------------------- */

struct cli_batch_entry {
    char *context;
    struct kamu_error cause;
};

void cli_batch_init(struct cli_batch *b)
{
    *b = (struct cli_batch){.entries = NULL};
}

void cli_batch_free(struct cli_batch *b)
{
    for (size_t i = 0; i < b->n; i++)
        mem_free(b->entries[i].context);
    mem_free(b->entries);
    cli_batch_init(b);
}

kamu_code cli_batch_add(struct cli_batch *b, const struct kamu_error *cause, struct kamu_error *err,
                        const char *context_fmt, ...)
{
    struct cli_batch_entry *grown = mem_realloc_array(b->entries, b->n + 1, sizeof *grown);
    if (!grown)
        return error_nomem(err);
    b->entries = grown;
    char context[2048];
    va_list ap;
    va_start(ap, context_fmt);
    vsnprintf(context, sizeof context, context_fmt, ap);
    va_end(ap);
    struct cli_batch_entry *e = &b->entries[b->n];
    e->context = mem_strdup(context);
    if (!e->context)
        return error_nomem(err);
    e->cause = *cause;
    b->n++;
    return KAMU_OK;
}

kamu_code cli_batch_report(struct cli *cli, const struct cli_batch *b, struct kamu_error *err,
                           const char *summary_fmt, ...)
{
    KAMU_ASSERT(b->n > 0);
    cli_paint(cli, cli->err, CLI_RED | CLI_BOLD, "Error");
    fputs(": ", cli->err);
    va_list ap;
    va_start(ap, summary_fmt);
    vfprintf(cli->err, summary_fmt, ap);
    va_end(ap);
    fputs("\n\nSummary of individual errors:\n", cli->err);
    for (size_t i = 0; i < b->n; i++) {
        struct chain c;
        chain_of(&b->entries[i].cause, &c);
        fputc('\n', cli->err);
        cli_paint(cli, cli->err, CLI_GREEN, ">");
        fputc(' ', cli->err);
        cli_paint(cli, cli->err, CLI_BOLD, "%s", b->entries[i].context);
        fputc(':', cli->err);
        print_chain(cli, &c);
        print_position(cli, &b->entries[i].cause, &c);
    }
    fputc('\n', cli->err);
    kamu_code code = b->entries[0].cause.code;
    if (err) {
        *err = (struct kamu_error){.code = code};
    }
    return code;
}

/* ---- sizes ------------------------------------------------------------------------------ */

const char *cli_size_text(uint64_t size_bytes, char out[CLI_SIZE_TEXT_MAX])
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double v = (double)size_bytes;
    size_t unit = 0;
    while (v >= 1024 && unit + 1 < sizeof units / sizeof units[0]) {
        v /= 1024;
        unit++;
    }
    if (v == (double)(uint64_t)v)
        snprintf(out, CLI_SIZE_TEXT_MAX, "%.0f %s", v, units[unit]);
    else
        snprintf(out, CLI_SIZE_TEXT_MAX, "%.2f %s", v, units[unit]);
    return out;
}
