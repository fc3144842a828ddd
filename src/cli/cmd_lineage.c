/* `kamu inspect lineage`: what datasets are made from; spec/cli.md 7.5. */
#include "cli/commands.h"
#include "cli/select.h"

#include <sys/wait.h>
#include <unistd.h>

struct lineage_node {
    struct str name; /* alias, or the reference of a missing dataset */
    bool available, derivative, shown;
    size_t *inputs;
    size_t n_inputs;
};

struct lineage {
    struct cli *cli;
    FILE *out;
    struct arena arena;
    struct dataset_list list; /* nodes[0 .. list.n) are these; missing inputs come behind */
    struct lineage_node *nodes;
    size_t n, cap;
};

/* ---- the graph ------------------------------------------------------------------------- */

static kamu_code add_node(struct lineage *l, struct str name, size_t *index, struct kamu_error *err)
{
    if (l->n == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 16;
        struct lineage_node *grown = mem_realloc_array(l->nodes, cap, sizeof *grown);
        if (!grown)
            return error_nomem(err);
        l->nodes = grown;
        l->cap = cap;
    }
    l->nodes[l->n] = (struct lineage_node){.name = arena_str(&l->arena, name)};
    *index = l->n;
    return l->nodes[l->n].name.p ? (l->n++, KAMU_OK) : error_nomem(err);
}

static kamu_code input_index(struct lineage *l, const struct odf_transform_input *in, size_t *out,
                             struct kamu_error *err)
{
    struct odf_ref ref;
    if (odf_ref_parse(in->dataset_ref, &ref, NULL) == KAMU_OK) {
        for (size_t i = 0; i < l->list.n; i++) {
            struct odf_alias alias = {l->list.items[i].account, l->list.items[i].name};
            *out = i;
            if (odf_ref_matches(&ref, &alias, &l->list.items[i].id))
                return KAMU_OK;
        }
    }
    struct str name = in->alias.p ? in->alias : in->dataset_ref;
    for (size_t i = l->list.n; i < l->n; i++) {
        *out = i;
        if (str_eq(l->nodes[i].name, name))
            return KAMU_OK;
    }
    return add_node(l, name, out, err);
}

static kamu_code read_inputs(struct lineage *l, size_t i, struct workspace *ws,
                             struct kamu_error *err)
{
    struct dataset *ds;
    const struct dataset_state *state;
    KAMU_TRY(dataset_open(ws, &l->list.items[i], &ds, err));
    kamu_code rc = dataset_state(ds, &state, err);
    if (rc == KAMU_OK) {
        const struct odf_set_transform *t = state->chain.transform;
        size_t n = t ? t->inputs.n : 0;
        l->nodes[i].available = true;
        l->nodes[i].derivative = state->chain.dataset_kind == ODF_DERIVATIVE;
        size_t *inputs = arena_calloc(&l->arena, n + 1, sizeof *inputs);
        rc = inputs ? KAMU_OK : error_nomem(err);
        for (size_t j = 0; j < n && rc == KAMU_OK; j++)
            rc = input_index(l, &t->inputs.items[j], &inputs[j], err);
        l->nodes[i].inputs = inputs;
        l->nodes[i].n_inputs = rc == KAMU_OK ? n : 0;
    }
    dataset_close(ds);
    return rc;
}

static kamu_code build(struct lineage *l, struct workspace *ws, struct kamu_error *err)
{
    size_t ignored;
    KAMU_TRY(workspace_list(ws, &l->list, err));
    for (size_t i = 0; i < l->list.n; i++)
        KAMU_TRY(add_node(l, l->list.items[i].alias, &ignored, err));
    for (size_t i = 0; i < l->list.n; i++)
        KAMU_TRY(read_inputs(l, i, ws, err));
    return KAMU_OK;
}

/* ---- forms ------------------------------------------------------------------------------- */

static const char *kind_text(const struct lineage_node *n)
{
    return !n->available ? "N/A" : n->derivative ? "Derivative" : "Root";
}

#define SHELL_DEPTH_MAX 64

static void shell_children(struct lineage *l, const struct lineage_node *n, char *prefix,
                           size_t len, unsigned depth)
{
    static const char blank[] = "    ", bar[] = "│   ";
    if (!n->available)
        fprintf(l->out, "%.*s└── ???\n", (int)len, prefix);
    for (size_t i = 0; i < n->n_inputs && depth < SHELL_DEPTH_MAX; i++) {
        const struct lineage_node *in = &l->nodes[n->inputs[i]];
        bool last = i + 1 == n->n_inputs;
        fprintf(l->out, "%.*s%s" STR_FMT ": %s\n", (int)len, prefix, last ? "└── " : "├── ",
                STR_ARG(in->name), kind_text(in));
        const char *add = last ? blank : bar;
        memcpy(prefix + len, add, strlen(add));
        shell_children(l, in, prefix, len + strlen(add), depth + 1);
    }
}

static void shell_tree(struct lineage *l, size_t root)
{
    char prefix[SHELL_DEPTH_MAX * 8];
    const struct lineage_node *n = &l->nodes[root];
    fprintf(l->out, STR_FMT ": %s\n", STR_ARG(n->name), kind_text(n));
    shell_children(l, n, prefix, 0, 0);
}

static void quoted(FILE *f, struct str s)
{
    fprintf(f, "\"" STR_FMT "\"", STR_ARG(s));
}

static void csv_rows(struct lineage *l, struct lineage_node *n)
{
    if (!n->available) {
        quoted(l->out, n->name);
        fputs(",\"false\",\"\"\n", l->out);
    }
    for (size_t i = 0; i < n->n_inputs; i++) {
        quoted(l->out, n->name);
        fputs(",\"true\",", l->out);
        quoted(l->out, l->nodes[n->inputs[i]].name);
        fputc('\n', l->out);
    }
}

static void dot_rows(struct lineage *l, struct lineage_node *n)
{
    quoted(l->out, n->name);
    fprintf(l->out, " [style=filled, fillcolor=%s];\n",
            !n->available   ? "lightgray"
            : n->derivative ? "lightblue"
                            : "darkolivegreen1");
    for (size_t i = 0; i < n->n_inputs; i++) {
        quoted(l->out, l->nodes[n->inputs[i]].name);
        fputs(" -> ", l->out);
        quoted(l->out, n->name);
        fputs(";\n", l->out);
    }
}

/* Each dataset once, then what it is made from. */
static void walk(struct lineage *l, size_t i,
                 void (*print)(struct lineage *, struct lineage_node *))
{
    struct lineage_node *n = &l->nodes[i];
    if (n->shown)
        return;
    n->shown = true;
    print(l, n);
    for (size_t j = 0; j < n->n_inputs; j++)
        walk(l, n->inputs[j], print);
}

static void html_item(struct lineage *l, size_t i, unsigned depth)
{
    const struct lineage_node *n = &l->nodes[i];
    fprintf(l->out, "<li class=\"%s\"><b>" STR_FMT "</b> %s",
            !n->available   ? "missing"
            : n->derivative ? "derivative"
                            : "root",
            STR_ARG(n->name), kind_text(n));
    if (n->n_inputs && depth < SHELL_DEPTH_MAX) {
        fputs("<ul>", l->out);
        for (size_t j = 0; j < n->n_inputs; j++)
            html_item(l, n->inputs[j], depth + 1);
        fputs("</ul>", l->out);
    }
    fputs("</li>\n", l->out);
}

static void html_head(FILE *f)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
          "<title>Lineage of datasets</title>\n<style>\n"
          "body { font: 16px sans-serif; margin: 2em }\n"
          "li { margin: .4em 0; list-style: none; color: #555 }\n"
          "ul { border-left: 1px solid #bbb; padding-left: 1.5em }\n"
          "b { padding: .1em .5em; border-radius: .3em; color: #000; background: #cf9 }\n"
          ".derivative > b { background: #add8e6 } .missing > b { background: #ddd }\n"
          "</style></head><body>\n<h1>Lineage</h1>\n<ul>\n",
          f);
}

static void print_all(struct lineage *l, const size_t *roots, size_t n, const char *format)
{
    if (strcmp(format, "html") == 0) {
        html_head(l->out);
        for (size_t i = 0; i < n; i++)
            html_item(l, roots[i], 0);
        fputs("</ul>\n</body></html>\n", l->out);
    } else if (strcmp(format, "shell") == 0) {
        for (size_t i = 0; i < n; i++)
            shell_tree(l, roots[i]);
    } else {
        bool dot = strcmp(format, "dot") == 0;
        fputs(dot ? "digraph datasets {\nrankdir = LR;\n" : "name,available,depends_on\n", l->out);
        for (size_t i = 0; i < n; i++)
            walk(l, roots[i], dot ? dot_rows : csv_rows);
        if (dot)
            fputs("}\n", l->out);
    }
}

/* ---- the command ------------------------------------------------------------------------------
 */

static kamu_code write_page(struct lineage *l, const size_t *roots, size_t n, const char *path,
                            struct kamu_error *err)
{
    struct fs_file *file;
    char *text = NULL;
    size_t size = 0;
    FILE *page = open_memstream(&text, &size);
    if (!page)
        return error_nomem(err);
    l->out = page;
    print_all(l, roots, n, "html");
    l->out = l->cli->out;
    kamu_code rc = fclose(page) == 0 ? KAMU_OK : error_nomem(err);
    if (rc == KAMU_OK)
        rc = fs_create(&l->cli->env.fs, path, true, &file, err);
    if (rc == KAMU_OK) {
        rc = fs_write(file, text, size, err);
        kamu_code closed = fs_close(file, rc == KAMU_OK ? err : NULL);
        rc = rc == KAMU_OK ? closed : rc;
    }
    free(text); /* of open_memstream */
    return rc;
}

static kamu_code open_in_browser(struct lineage *l, const size_t *roots, size_t n,
                                 struct kamu_error *err)
{
    char path[FS_PATH_MAX], name[9];
    KAMU_TRY(random_alnum(&l->cli->env.random, name, 8, err));
    snprintf(path, sizeof path, "/tmp/kamu-lineage-%s.html", name);
    KAMU_TRY(write_page(l, roots, n, path, err));
    pid_t pid = fork();
    if (pid == 0) {
        execlp("xdg-open", "xdg-open", path, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    if (pid > 0)
        waitpid(pid, &status, 0);
    if (pid < 0 || status != 0)
        cli_say(l->cli, CLI_YELLOW, "No browser could be started; the page is %s", path);
    return KAMU_OK;
}

static kamu_code show(struct lineage *l, struct workspace *ws, const struct cli_args *args,
                      struct kamu_error *err)
{
    size_t n;
    const char *const *refs = cli_arg_list(args, "DATASET", &n);
    static const char *const everything[] = {"%"};
    struct dataset_list wanted;
    KAMU_TRY(build(l, ws, err));
    KAMU_TRY(select_datasets(ws, n ? refs : everything, n ? n : 1, &wanted, err));
    size_t *roots = arena_calloc(&l->arena, wanted.n + 1, sizeof *roots);
    for (size_t i = 0; roots && i < wanted.n; i++)
        for (size_t j = 0; j < l->list.n; j++)
            if (odf_did_eq(&l->list.items[j].id, &wanted.items[i].id))
                roots[i] = j;
    size_t count = wanted.n;
    dataset_list_free(&wanted);
    if (!roots)
        return error_nomem(err);
    if (cli_flag(args, "browse"))
        return open_in_browser(l, roots, count, err);
    const char *format = cli_value(args, "output-format");
    print_all(l, roots, count, format ? format : l->cli->out_tty ? "shell" : "csv");
    return KAMU_OK;
}

static kamu_code run_lineage(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct workspace *ws;
    struct lineage l = {.cli = cli, .out = cli->out};
    KAMU_TRY(cli_workspace(cli, &ws, err));
    arena_init(&l.arena, (size_t)256 << 20);
    kamu_code rc = show(&l, ws, args, err);
    if (l.list.n)
        dataset_list_free(&l.list);
    mem_free(l.nodes);
    arena_free(&l.arena);
    return rc;
}

static const char *const lineage_formats[] = {"shell", "dot", "csv", "html", NULL};

const struct cli_command cmd_inspect_lineage = {
    .name = "lineage",
    .summary = "Shows the dependency tree of a dataset",
    .details = "What the datasets are made from, directly and through others; all datasets of the "
               "workspace when none is named.",
    .examples = "  kamu inspect lineage my.dataset\n"
                "  kamu inspect lineage -o dot | dot -Tsvg > lineage.svg\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.short_name = 'o',
             .long_name = "output-format",
             .value_name = "FMT",
             .values = lineage_formats,
             .help = "Format of the answer (on a terminal shell, else csv)"},
            {.short_name = 'b', .long_name = "browse", .help = "Show it in a browser"},
            {0}},
    .positionals = (const struct cli_positional[]){{.name = "DATASET",
                                                    .help = "Local dataset references",
                                                    .many = true,
                                                    .check = cli_check_dataset_ref},
                                                   {0}},
    .run = run_lineage,
};
