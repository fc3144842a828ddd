/* Usage lines and help texts, made from the tables of the commands. */
#include "cli/args.h"

#define HELP_COLUMNS 100 /* wrap texts here */
#define LEFT_MAX 30      /* wider words put their text on the next line */

void usage_print_path(FILE *f, const struct cli_command *const *path, size_t depth)
{
    for (size_t i = 0; i < depth; i++)
        fprintf(f, "%s%s", i ? " " : "", path[i]->name);
}

static size_t option_text(char *out, size_t size, const struct cli_option *o)
{
    char name[64];
    if (o->short_name && o->long_name[0] == o->short_name && !o->long_name[1])
        snprintf(name, sizeof name, "-%c", o->short_name);
    else
        snprintf(name, sizeof name, "--%s", o->long_name);
    int n = o->value_name ? snprintf(out, size, "%s <%s>", name, o->value_name)
                          : snprintf(out, size, "%s%s", name, o->flags & CLI_REPEAT ? "..." : "");
    return n < 0 ? 0 : (size_t)n;
}

void usage_print_option(FILE *f, const struct cli_option *o)
{
    char text[128];
    option_text(text, sizeof text, o);
    fputs(text, f);
}

static void positional_text(char *out, size_t size, const struct cli_positional *p, bool given)
{
    bool plain = p->required || given;
    snprintf(out, size, "%c%s%c%s", plain ? '<' : '[', p->name, plain ? '>' : ']',
             p->many ? "..." : "");
}

void usage_print_positional(FILE *f, const struct cli_positional *p, bool given)
{
    char text[128];
    positional_text(text, sizeof text, p, given);
    fputs(text, f);
}

static bool shown_option(const struct cli_option *o)
{
    return !(o->flags & CLI_HIDDEN);
}

/* Options given, in the order of the command line. */
static void print_given(FILE *f, const struct cli_args *used, const struct cli_command *c,
                        const struct cli_option *extra)
{
    for (uint32_t order = 1; order <= used->given_n; order++) {
        for (size_t i = 0; i < used->slot_n; i++) {
            const struct cli_slot *s = &used->slots[i];
            bool own = false;
            for (size_t j = 0; c->options && c->options[j].long_name; j++)
                own = own || s->option == &c->options[j];
            if (s->order != order || !own || !shown_option(s->option) || s->option == extra ||
                (s->option->flags & CLI_REQUIRED))
                continue;
            fputc(' ', f);
            usage_print_option(f, s->option);
        }
    }
    if (extra) {
        fputc(' ', f);
        usage_print_option(f, extra);
    }
}

/* Is there anything that makes the short form of the usage line? */
static bool anything_given(const struct cli_args *used, const struct cli_command *c,
                           const struct cli_option *extra)
{
    if (extra)
        return true;
    for (size_t i = 0; i < used->slot_n; i++)
        for (size_t j = 0; c->options && c->options[j].long_name; j++)
            if (used->slots[i].option == &c->options[j] && used->slots[i].count &&
                shown_option(used->slots[i].option))
                return true;
    for (size_t i = 0; i < used->positional_n; i++)
        if (used->positionals[i].n)
            return true;
    return false;
}

void usage_print(FILE *f, bool color, const struct cli_command *const *path, size_t depth,
                 enum usage_form form, const struct cli_args *used, const struct cli_option *extra)
{
    const struct cli_command *c = path[depth - 1];
    fputs(color ? "\033[1m\033[4mUsage:\033[0m " : "Usage: ", f);
    usage_print_path(f, path, depth);
    bool short_form =
        form == USAGE_SHORT || (form == USAGE_SHORT_IF_GIVEN && anything_given(used, c, extra));
    bool optional = false;
    for (size_t i = 0; c->options && c->options[i].long_name; i++)
        optional =
            optional || (shown_option(&c->options[i]) && !(c->options[i].flags & CLI_REQUIRED));
    if (!short_form && optional)
        fputs(" [OPTIONS]", f);
    for (size_t i = 0; c->options && c->options[i].long_name; i++) {
        if (!(c->options[i].flags & CLI_REQUIRED))
            continue;
        fputc(' ', f);
        usage_print_option(f, &c->options[i]);
    }
    if (short_form)
        print_given(f, used, c, extra);
    for (size_t i = 0; c->positionals && c->positionals[i].name; i++) {
        fputc(' ', f);
        usage_print_positional(f, &c->positionals[i], short_form && used->positionals[i].n > 0);
    }
    if (c->commands)
        fputs(c->flags & CLI_SUBCOMMAND_OPTIONAL ? " [COMMAND]" : " <COMMAND>", f);
    fputc('\n', f);
}

/* ---- help ------------------------------------------------------------------- */

static size_t word_columns(const char *s, size_t n)
{
    size_t columns = 0;
    for (size_t i = 0; i < n; i++)
        columns += ((unsigned char)s[i] & 0xC0) != 0x80;
    return columns;
}

/* Writes text wrapped at HELP_COLUMNS; the cursor is at column `at`, further lines start at
 * `indent`. */
static void print_wrapped(FILE *f, const char *text, size_t at, size_t indent)
{
    bool first = true;
    while (*text) {
        size_t n = strcspn(text, " \n");
        size_t columns = word_columns(text, n);
        if (!first && at + 1 + columns > HELP_COLUMNS) {
            fprintf(f, "\n%*s", (int)indent, "");
            at = indent;
        } else if (!first) {
            fputc(' ', f);
            at++;
        }
        fwrite(text, 1, n, f);
        at += columns;
        first = false;
        text += n;
        if (*text == '\n') {
            fprintf(f, "\n%*s", (int)indent, "");
            at = indent;
            first = true;
        }
        while (*text == ' ' || *text == '\n')
            text++;
    }
    fputc('\n', f);
}

static void heading(FILE *f, bool color, const char *text)
{
    fprintf(f, color ? "\n\033[1m\033[4m%s\033[0m\n" : "\n%s\n", text);
}

static void row(FILE *f, bool color, const char *left, size_t width, const char *text)
{
    size_t n = strlen(left);
    fprintf(f, color ? "  \033[1m%s\033[0m" : "  %s", left);
    if (!text[0]) {
        fputc('\n', f);
        return;
    }
    if (n > width)
        fprintf(f, "\n%*s", (int)(width + 4), "");
    else
        fprintf(f, "%*s", (int)(width - n + 2), "");
    print_wrapped(f, text, width + 4, width + 4);
}

static void command_row(FILE *f, bool color, const char *name, size_t width, const char *summary)
{
    fprintf(f, color ? "  \033[1m%s\033[0m%*s%s\n" : "  %s%*s%s\n", name,
            (int)(width - strlen(name) + 2), "", summary);
}

static void add_values(char *text, size_t size, const char *const *values)
{
    size_t n = strlen(text);
    for (size_t i = 0; values[i] && n < size; i++)
        n += (size_t)snprintf(text + n, size - n, "%s%s",
                              i ? ", " : " [possible values: ", values[i]);
    if (n < size)
        snprintf(text + n, size - n, "]");
}

static void option_left(char *out, size_t size, const struct cli_option *o)
{
    char text[128];
    option_text(text, sizeof text, o);
    if (text[1] != '-')
        snprintf(out, size, "%s", text);
    else if (o->short_name)
        snprintf(out, size, "-%c, %s", o->short_name, text);
    else
        snprintf(out, size, "    %s", text);
}

static void option_row(FILE *f, bool color, const struct cli_option *o, size_t width)
{
    char left[160], text[1024];
    option_left(left, sizeof left, o);
    int n = snprintf(text, sizeof text, "%s", o->help ? o->help : "");
    if (o->default_value && n >= 0 && (size_t)n < sizeof text)
        snprintf(text + n, sizeof text - (size_t)n, " [default: %s]", o->default_value);
    if (o->values)
        add_values(text, sizeof text, o->values);
    row(f, color, left, width, text);
}

static void widen(size_t *width, const char *left)
{
    size_t n = strlen(left);
    if (n > *width && n <= LEFT_MAX)
        *width = n;
}

static void print_commands(FILE *f, bool color, const struct cli_command *c)
{
    size_t width = 4;
    for (size_t i = 0; c->commands[i]; i++)
        if (!(c->commands[i]->flags & CLI_COMMAND_HIDDEN))
            widen(&width, c->commands[i]->name);
    heading(f, color, "Commands:");
    for (size_t i = 0; c->commands[i]; i++) {
        const struct cli_command *sub = c->commands[i];
        if (sub->flags & CLI_COMMAND_HIDDEN)
            continue;
        char text[256];
        if (sub->alias)
            snprintf(text, sizeof text, "%s [alias: %s]", sub->summary, sub->alias);
        else
            snprintf(text, sizeof text, "%s", sub->summary);
        command_row(f, color, sub->name, width, text);
    }
    command_row(f, color, "help", width,
                "Print this message or the help of the given subcommand(s)");
}

static void print_arguments(FILE *f, bool color, const struct cli_command *c)
{
    char left[128], text[1024];
    size_t width = 0;
    for (size_t i = 0; c->positionals[i].name; i++) {
        positional_text(left, sizeof left, &c->positionals[i], false);
        widen(&width, left);
    }
    heading(f, color, "Arguments:");
    for (size_t i = 0; c->positionals[i].name; i++) {
        positional_text(left, sizeof left, &c->positionals[i], false);
        snprintf(text, sizeof text, "%s", c->positionals[i].help ? c->positionals[i].help : "");
        if (c->positionals[i].values)
            add_values(text, sizeof text, c->positionals[i].values);
        row(f, color, left, width, text);
    }
}

static void print_options(FILE *f, bool color, const struct cli_command *c, bool root, bool full)
{
    char left[160];
    size_t width = strlen(root ? "-V, --version" : "-h, --help");
    for (size_t i = 0; c->options && c->options[i].long_name; i++) {
        option_left(left, sizeof left, &c->options[i]);
        if (shown_option(&c->options[i]))
            widen(&width, left);
    }
    heading(f, color, "Options:");
    for (size_t i = 0; c->options && c->options[i].long_name; i++)
        if (shown_option(&c->options[i]))
            option_row(f, color, &c->options[i], width);
    bool more = !full && (c->details || c->examples);
    row(f, color, "-h, --help", width, more ? "Print help (--help: more of it)" : "Print help");
    if (root)
        row(f, color, "-V, --version", width, "Print version");
}

void help_print(FILE *f, bool color, const struct cli_command *const *path, size_t depth, bool full)
{
    const struct cli_command *c = path[depth - 1];
    bool root = depth == 1;
    if (!root)
        fprintf(f, "%s\n\n", c->summary);
    usage_print(f, color, path, depth, USAGE_FULL, NULL, NULL);
    if (c->commands)
        print_commands(f, color, c);
    if (c->positionals && c->positionals[0].name)
        print_arguments(f, color, c);
    print_options(f, color, c, root, full);
    if (c->details && full) {
        fputc('\n', f);
        const char *text = c->details;
        while (*text) { /* paragraphs are separated by an empty line */
            const char *end = strstr(text, "\n\n");
            char paragraph[2048];
            snprintf(paragraph, sizeof paragraph, "%.*s",
                     (int)(end ? (size_t)(end - text) : strlen(text)), text);
            print_wrapped(f, paragraph, 0, 0);
            if (!end)
                break;
            fputc('\n', f);
            text = end + 2;
        }
    }
    if (c->examples && full) {
        heading(f, color, "Examples:");
        fputs(c->examples, f);
    }
}
