/* The argument parser. Rules and texts: spec/cli.md 2.1 and 2.4. */
#include "cli/args.h"

struct parser {
    const struct cli_command *root;
    const struct cli_printer *pr;
    struct cli_args *args;
    char *const *argv;
    int argc, next;
    size_t positional; /* the one that takes the next plain argument */
    bool only_values;  /* after `--` */
    enum cli_parse_result result;
};

static const struct cli_option help_option = {
    .short_name = 'h', .long_name = "help", .help = "Print help"};
static const struct cli_option version_option = {
    .short_name = 'V', .long_name = "version", .help = "Print version"};

/* ---- messages -------------------------------------------------------------- */

static void wrong_start(struct parser *p)
{
    p->result = CLI_PARSE_WRONG;
    fputs(p->pr->color_err ? "\033[31m\033[1merror:\033[0m " : "error: ", p->pr->err);
}

static void tip_start(struct parser *p)
{
    fputs(p->pr->color_err ? "\n  \033[32mtip:\033[0m " : "\n  tip: ", p->pr->err);
}

static void wrong_end(struct parser *p)
{
    fputs("\nFor more information, try '--help'.\n", p->pr->err);
}

static void wrong_usage(struct parser *p, enum usage_form form, const struct cli_option *extra)
{
    fputc('\n', p->pr->err);
    usage_print(p->pr->err, p->pr->color_err, p->args->path, p->args->depth, form, p->args, extra);
    wrong_end(p);
}

static void print_values(FILE *f, const char *const *values)
{
    fputs("  [possible values: ", f);
    for (size_t i = 0; values[i]; i++)
        fprintf(f, "%s%s", i ? ", " : "", values[i]);
    fputs("]\n", f);
}

static void option_without_value(struct parser *p, const struct cli_option *o)
{
    FILE *f = p->pr->err;
    wrong_start(p);
    fputs("a value is required for '", f);
    usage_print_option(f, o);
    fputs("' but none was supplied\n", f);
    if (o->values)
        print_values(f, o->values);
    wrong_end(p);
}

/* Listed and checked values of options (o) and positionals (q). */
static bool value_ok(struct parser *p, const struct cli_option *o, const struct cli_positional *q,
                     const char *value)
{
    const char *const *values = o ? o->values : q->values;
    cli_check check = o ? o->check : q->check;
    struct suggestions near = {.n = 0};
    if (values) {
        for (size_t i = 0; values[i]; i++) {
            if (strcmp(values[i], value) == 0)
                return true;
            suggest_try(&near, value, values[i]);
        }
        if (o && value[0] == '\0') {
            option_without_value(p, o);
            return false;
        }
    }
    struct kamu_error err = {0};
    if (!values && (!check || check(value, &err) == KAMU_OK))
        return true;
    FILE *f = p->pr->err;
    wrong_start(p);
    fprintf(f, "invalid value '%s' for '", value);
    if (o)
        usage_print_option(f, o);
    else
        usage_print_positional(f, q, false);
    if (values) {
        fputs("'\n", f);
        print_values(f, values);
        if (near.n) {
            tip_start(p);
            fprintf(f, "a similar value exists: '%s'\n", near.words[near.n - 1]);
        }
    } else {
        const char *why = kamu_error_message(&err, 0);
        fprintf(f, "': %s\n", why ? why : "invalid value");
    }
    wrong_end(p);
    return false;
}

static void missing_arguments(struct parser *p)
{
    FILE *f = p->pr->err;
    wrong_start(p);
    fputs("the following required arguments were not provided:\n", f);
    for (size_t i = 0; i < p->args->slot_n; i++) {
        const struct cli_slot *s = &p->args->slots[i];
        if ((s->option->flags & CLI_REQUIRED) && s->count == 0) {
            fputs("  ", f);
            usage_print_option(f, s->option);
            fputc('\n', f);
        }
    }
    for (size_t i = 0; i < p->args->positional_n; i++) {
        const struct cli_positional_slot *s = &p->args->positionals[i];
        if (s->positional->required && s->n == 0) {
            fputs("  ", f);
            usage_print_positional(f, s->positional, false);
            fputc('\n', f);
        }
    }
    wrong_usage(p, USAGE_SHORT, NULL);
}

static void unknown_long(struct parser *p, const char *name, size_t name_n)
{
    char word[128];
    snprintf(word, sizeof word, "%.*s", (int)name_n, name);
    struct suggestions near = {.n = 0};
    const struct cli_command *c = cli_args_command(p->args);
    for (size_t i = 0; c->options && c->options[i].long_name; i++)
        suggest_try(&near, word, c->options[i].long_name);
    if (near.n == 0) {
        suggest_try(&near, word, "help");
        if (p->args->depth == 1)
            suggest_try(&near, word, "version");
        for (size_t i = 0; p->root->options[i].long_name; i++)
            suggest_try(&near, word, p->root->options[i].long_name);
    }
    const struct cli_option *extra = NULL;
    FILE *f = p->pr->err;
    wrong_start(p);
    fprintf(f, "unexpected argument '--%s' found\n", word);
    if (near.n) {
        const char *best = near.words[near.n - 1];
        for (size_t i = 0; c->options && c->options[i].long_name; i++)
            if (strcmp(c->options[i].long_name, best) == 0 && !(c->options[i].flags & CLI_HIDDEN))
                extra = &c->options[i];
        if (strcmp(best, "help") == 0)
            extra = &help_option;
        if (strcmp(best, "version") == 0)
            extra = &version_option;
        tip_start(p);
        fprintf(f, "a similar argument exists: '--%s'\n", best);
    } else if (c->positionals && c->positionals[0].name && !p->only_values) {
        tip_start(p);
        fprintf(f, "to pass '--%s' as a value, use '-- --%s'\n", word, word);
    }
    wrong_usage(p, USAGE_SHORT_IF_GIVEN, extra);
}

static void unknown_short(struct parser *p, const char *c)
{
    const struct cli_command *cmd = cli_args_command(p->args);
    FILE *f = p->pr->err;
    unsigned n = utf8_decode(c, strlen(c), &(uint32_t){0});
    if (n == 0)
        n = 1;
    wrong_start(p);
    fprintf(f, "unexpected argument '-%.*s' found\n", (int)n, c);
    if (cmd->positionals && cmd->positionals[0].name) {
        tip_start(p);
        fprintf(f, "to pass '-%.*s' as a value, use '-- -%.*s'\n", (int)n, c, (int)n, c);
    }
    wrong_usage(p, USAGE_FULL, NULL);
}

static void unknown_plain(struct parser *p, const char *word)
{
    const struct cli_command *cmd = cli_args_command(p->args);
    FILE *f = p->pr->err;
    bool exact = false;
    struct suggestions near = {.n = 0};
    for (size_t i = 0; cmd->commands && cmd->commands[i]; i++) {
        const struct cli_command *c = cmd->commands[i];
        exact = exact || strcmp(c->name, word) == 0 || (c->alias && strcmp(c->alias, word) == 0);
        suggest_try(&near, word, c->name);
        if (c->alias)
            suggest_try(&near, word, c->alias);
    }
    wrong_start(p);
    if (cmd->commands && p->only_values && exact) {
        fprintf(f, "unexpected argument '%s' found\n", word);
        tip_start(p);
        fprintf(f, "subcommand '%s' exists; to use it, remove the '--' before it\n", word);
    } else if (cmd->commands && (near.n || !cmd->positionals)) {
        suggest_try(&near, word, "help");
        fprintf(f, "unrecognized subcommand '%s'\n", word);
        if (near.n) {
            tip_start(p);
            fputs(near.n == 1 ? "a similar subcommand exists: "
                              : "some similar subcommands exist: ",
                  f);
            for (size_t i = 0; i < near.n; i++)
                fprintf(f, "%s'%s'", i ? ", " : "", near.words[i]);
            fputc('\n', f);
        }
    } else {
        fprintf(f, "unexpected argument '%s' found\n", word);
        if (!p->only_values && word[0] == '-' && word[1]) {
            tip_start(p);
            fprintf(f, "to pass '%s' as a value, use '-- %s'\n", word, word);
        }
    }
    wrong_usage(p, USAGE_FULL, NULL);
}

/* ---- parsing --------------------------------------------------------------- */

static bool enter(struct parser *p, const struct cli_command *c)
{
    struct cli_args *a = p->args;
    if (a->depth == CLI_DEPTH_MAX)
        KAMU_BUG("commands nested too deep at %s", c->name);
    a->path[a->depth++] = c;
    size_t n = 0, m = 0;
    while (c->options && c->options[n].long_name)
        n++;
    while (c->positionals && c->positionals[m].name)
        m++;
    struct cli_slot *slots =
        mem_realloc_array(a->slots, a->slot_n + n + 1, sizeof *slots); /* never size 0 */
    if (!slots)
        return false;
    a->slots = slots;
    for (size_t i = 0; i < n; i++)
        a->slots[a->slot_n++] = (struct cli_slot){.option = &c->options[i]};
    mem_free(a->positionals);
    a->positional_n = 0;
    a->positionals = mem_calloc(m + 1, sizeof *a->positionals);
    if (!a->positionals)
        return false;
    for (size_t i = 0; i < m; i++)
        a->positionals[a->positional_n++].positional = &c->positionals[i];
    p->positional = 0;
    return true;
}

/* The command's own options first, then the global ones (which are accepted anywhere). */
static struct cli_slot *find_slot(struct parser *p, char short_name, const char *name,
                                  size_t name_n)
{
    struct cli_args *a = p->args;
    const struct cli_command *own = cli_args_command(a);
    for (int globals = 0; globals < 2; globals++) {
        const struct cli_command *c = globals ? p->root : own;
        for (size_t i = 0; i < a->slot_n; i++) {
            const struct cli_option *o = a->slots[i].option;
            bool belongs = false;
            for (size_t j = 0; c->options && c->options[j].long_name; j++)
                belongs = belongs || o == &c->options[j];
            if (!belongs)
                continue;
            if (short_name ? o->short_name == short_name
                           : name_n > 1 && strlen(o->long_name) == name_n &&
                                 memcmp(o->long_name, name, name_n) == 0)
                return &a->slots[i];
        }
    }
    return NULL;
}

static bool push_value(const char ***values, size_t *n, const char *value)
{
    const char **grown = mem_realloc_array(*values, *n + 1, sizeof *grown);
    if (!grown)
        return false;
    grown[(*n)++] = value;
    *values = grown;
    return true;
}

/* One occurrence of an option. `inlined` is the text behind '=' or in the same word, or NULL. */
static bool take_option(struct parser *p, struct cli_slot *s, const char *inlined)
{
    const struct cli_option *o = s->option;
    FILE *f = p->pr->err;
    const char *value = inlined;
    if (!o->value_name) {
        if (inlined) {
            s->count++;
            s->order = s->order ? s->order : ++p->args->given_n;
            wrong_start(p);
            fprintf(f, "unexpected value '%s' for '", inlined);
            usage_print_option(f, o);
            fputs("' found; no more were expected\n", f);
            wrong_usage(p, USAGE_SHORT_IF_GIVEN, NULL);
            return false;
        }
    } else if (!value) {
        const char *next = p->next < p->argc ? p->argv[p->next] : NULL;
        if (next && next[0] == '-' && next[1] && !p->only_values) {
            /* an option: if it is unknown, that is what is wrong */
            bool is_long = next[1] == '-';
            size_t n = is_long ? strcspn(next + 2, "=") : 1;
            if (is_long && next[2] && !(n == 4 && memcmp(next + 2, "help", 4) == 0) &&
                !find_slot(p, 0, next + 2, n)) {
                unknown_long(p, next + 2, n);
                return false;
            }
            if (!is_long && next[1] != 'h' && !find_slot(p, next[1], NULL, 0)) {
                unknown_short(p, next + 1);
                return false;
            }
            next = NULL;
        }
        if (!next) {
            option_without_value(p, o);
            return false;
        }
        value = next;
        p->next++;
    }
    if (s->count && !(o->flags & CLI_REPEAT)) {
        wrong_start(p);
        fputs("the argument '", f);
        usage_print_option(f, o);
        fputs("' cannot be used multiple times\n", f);
        wrong_usage(p, USAGE_FULL, NULL);
        return false;
    }
    s->count++;
    s->order = s->order ? s->order : ++p->args->given_n;
    if (!o->value_name)
        return true;
    if (!value_ok(p, o, NULL, value))
        return false;
    if (!push_value(&s->values, &s->n, value)) {
        p->result = CLI_PARSE_NOMEM;
        return false;
    }
    return true;
}

static bool print_help(struct parser *p, bool full)
{
    help_print(p->pr->out, p->pr->color_out, p->args->path, p->args->depth, full);
    p->result = CLI_PARSE_DONE;
    return false;
}

static bool print_version(struct parser *p)
{
    fputs("kamu " KAMU_VERSION "\n", p->pr->out);
    p->result = CLI_PARSE_DONE;
    return false;
}

static bool take_long(struct parser *p, const char *word)
{
    const char *name = word + 2;
    size_t n = strcspn(name, "=");
    const char *inlined = name[n] == '=' ? name + n + 1 : NULL;
    struct cli_slot *s = find_slot(p, 0, name, n);
    if (s)
        return take_option(p, s, inlined);
    if (n == 4 && memcmp(name, "help", 4) == 0)
        return print_help(p, true);
    if (n == 7 && memcmp(name, "version", 7) == 0 && p->args->depth == 1)
        return print_version(p);
    unknown_long(p, name, n);
    return false;
}

static bool take_shorts(struct parser *p, const char *word)
{
    for (const char *c = word + 1; *c; c++) {
        struct cli_slot *s = find_slot(p, *c, NULL, 0);
        if (!s) {
            if (*c == 'h')
                return print_help(p, false);
            if (*c == 'V' && p->args->depth == 1)
                return print_version(p);
            unknown_short(p, c);
            return false;
        }
        if (s->option->value_name) {
            const char *rest = c[1] ? c + 1 + (c[1] == '=') : NULL;
            return take_option(p, s, rest);
        }
        if (c[1] == '=')
            return take_option(p, s, c + 2);
        if (!take_option(p, s, NULL))
            return false;
    }
    return true;
}

static const struct cli_command *find_command(const struct cli_command *in, const char *word)
{
    for (size_t i = 0; in->commands && in->commands[i]; i++) {
        const struct cli_command *c = in->commands[i];
        if (strcmp(c->name, word) == 0 || (c->alias && strcmp(c->alias, word) == 0))
            return c;
    }
    return NULL;
}

/* `help` [command...] of any group */
static bool take_help(struct parser *p)
{
    while (p->next < p->argc) {
        const char *word = p->argv[p->next];
        const struct cli_command *c = find_command(cli_args_command(p->args), word);
        if (!c) {
            if (strcmp(word, "help") == 0 && cli_args_command(p->args)->commands)
                break;
            wrong_start(p);
            fprintf(p->pr->err, "unrecognized subcommand '%s'\n", word);
            wrong_usage(p, USAGE_FULL, NULL);
            return false;
        }
        if (!enter(p, c)) {
            p->result = CLI_PARSE_NOMEM;
            return false;
        }
        p->next++;
    }
    return print_help(p, true);
}

static bool take_plain(struct parser *p, const char *word)
{
    struct cli_args *a = p->args;
    const struct cli_command *current = cli_args_command(a);
    if (current->commands && !p->only_values && p->positional == 0) {
        const struct cli_command *c = find_command(current, word);
        if (c) {
            if (enter(p, c))
                return true;
            p->result = CLI_PARSE_NOMEM;
            return false;
        }
        if (strcmp(word, "help") == 0)
            return take_help(p);
    }
    if (p->positional == a->positional_n) {
        unknown_plain(p, word);
        return false;
    }
    struct cli_positional_slot *s = &a->positionals[p->positional];
    if (!value_ok(p, NULL, s->positional, word))
        return false;
    if (!push_value(&s->values, &s->n, word)) {
        p->result = CLI_PARSE_NOMEM;
        return false;
    }
    if (!s->positional->many)
        p->positional++;
    return true;
}

static bool complete(struct parser *p)
{
    struct cli_args *a = p->args;
    const struct cli_command *c = cli_args_command(a);
    if (c->commands && !(c->flags & CLI_SUBCOMMAND_OPTIONAL)) {
        p->result = CLI_PARSE_WRONG;
        const char *last = p->argc > 1 ? p->argv[p->argc - 1] : "";
        bool bare =
            p->argc == 1 || (a->depth > 1 && find_command(a->path[a->depth - 2], last) == c);
        if (bare) {
            help_print(p->pr->err, p->pr->color_err, a->path, a->depth, false);
            return false;
        }
        FILE *f = p->pr->err;
        wrong_start(p);
        fputc('\'', f);
        usage_print_path(f, a->path, a->depth);
        fputs("' requires a subcommand but one was not provided\n  [subcommands: ", f);
        for (size_t i = 0; c->commands[i]; i++)
            if (!(c->commands[i]->flags & CLI_COMMAND_HIDDEN))
                fprintf(f, "%s, ", c->commands[i]->name);
        fputs("help]\n", f);
        wrong_usage(p, USAGE_FULL, NULL);
        return false;
    }
    bool missing = false;
    for (size_t i = 0; i < a->slot_n; i++)
        missing = missing || ((a->slots[i].option->flags & CLI_REQUIRED) && !a->slots[i].count);
    for (size_t i = 0; i < a->positional_n; i++)
        missing = missing || (a->positionals[i].positional->required && !a->positionals[i].n);
    if (missing)
        missing_arguments(p);
    return !missing;
}

enum cli_parse_result cli_parse(const struct cli_command *root, int argc, char *const argv[],
                                const struct cli_printer *pr, struct cli_args *args)
{
    *args = (struct cli_args){.depth = 0};
    struct parser p = {.root = root, .pr = pr, .args = args, .argv = argv, .argc = argc, .next = 1};
    if (!enter(&p, root))
        return CLI_PARSE_NOMEM;
    while (p.next < p.argc) {
        const char *word = argv[p.next++];
        bool ok;
        if (p.only_values || word[0] != '-' || word[1] == '\0') {
            ok = take_plain(&p, word);
        } else if (strcmp(word, "--") == 0) {
            p.only_values = true;
            ok = true;
        } else if (word[1] == '-') {
            ok = take_long(&p, word);
        } else {
            ok = take_shorts(&p, word);
        }
        if (!ok)
            return p.result;
    }
    return complete(&p) ? CLI_PARSE_RUN : p.result;
}

void cli_args_free(struct cli_args *args)
{
    for (size_t i = 0; i < args->slot_n; i++)
        mem_free(args->slots[i].values);
    for (size_t i = 0; i < args->positional_n; i++)
        mem_free(args->positionals[i].values);
    mem_free(args->slots);
    mem_free(args->positionals);
    *args = (struct cli_args){.depth = 0};
}

/* ---- reading ------------------------------------------------------------------ */

const struct cli_command *cli_args_command(const struct cli_args *args)
{
    return args->path[args->depth - 1];
}

static const struct cli_slot *slot_of(const struct cli_args *args, const char *name)
{
    for (size_t i = args->slot_n; i-- > 0;) /* the innermost command first */
        if (strcmp(args->slots[i].option->long_name, name) == 0)
            return &args->slots[i];
    KAMU_BUG("no option --%s is declared for %s", name, cli_args_command(args)->name);
}

bool cli_flag(const struct cli_args *args, const char *long_name)
{
    return slot_of(args, long_name)->count > 0;
}

unsigned cli_count(const struct cli_args *args, const char *long_name)
{
    return slot_of(args, long_name)->count;
}

bool cli_given(const struct cli_args *args, const char *long_name)
{
    return slot_of(args, long_name)->count > 0;
}

const char *cli_value(const struct cli_args *args, const char *long_name)
{
    const struct cli_slot *s = slot_of(args, long_name);
    return s->n ? s->values[s->n - 1] : s->option->default_value;
}

const char *const *cli_values(const struct cli_args *args, const char *long_name, size_t *n)
{
    const struct cli_slot *s = slot_of(args, long_name);
    *n = s->n;
    return s->values;
}

uint64_t cli_value_u64(const struct cli_args *args, const char *long_name)
{
    const char *text = cli_value(args, long_name);
    if (!text)
        KAMU_BUG("--%s has neither a value nor a default", long_name);
    return strtoull(text, NULL, 10);
}

static const struct cli_positional_slot *positional_of(const struct cli_args *args,
                                                       const char *name)
{
    for (size_t i = 0; i < args->positional_n; i++)
        if (strcmp(args->positionals[i].positional->name, name) == 0)
            return &args->positionals[i];
    KAMU_BUG("no argument <%s> is declared for %s", name, cli_args_command(args)->name);
}

const char *cli_arg(const struct cli_args *args, const char *positional)
{
    const struct cli_positional_slot *s = positional_of(args, positional);
    return s->n ? s->values[0] : NULL;
}

const char *const *cli_arg_list(const struct cli_args *args, const char *positional, size_t *n)
{
    const struct cli_positional_slot *s = positional_of(args, positional);
    *n = s->n;
    return s->values;
}
