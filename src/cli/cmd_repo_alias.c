/* `kamu repo alias add|delete|list`: where datasets are pushed to and pulled from; spec/cli.md 8.3.
 */
#include "cli/commands.h"
#include "cli/repos.h"
#include "cli/rows.h"

#include "odf/ids.h"
#include "store/dataset.h"

enum { PULL, PUSH };

/* The two lists of a dataset, to be changed and written back. */
struct alias_edit {
    struct dataset *ds;
    struct dataset_aliases aliases;
    bool changed;
};

static kamu_code edit_open(struct dataset *ds, struct alias_edit *e, struct kamu_error *err)
{
    *e = (struct alias_edit){.ds = ds};
    return dataset_aliases_read(ds, &e->aliases, err);
}

static kamu_code edit_close(struct alias_edit *e, kamu_code rc, struct kamu_error *err)
{
    struct dataset_aliases *a = &e->aliases;
    if (rc == KAMU_OK && e->changed)
        rc = dataset_aliases_write(e->ds, a->pull, a->n_pull, a->push, a->n_push, err);
    dataset_aliases_free(a);
    return rc;
}

static struct str **list_of(struct dataset_aliases *a, int kind, size_t **n)
{
    *n = kind == PULL ? &a->n_pull : &a->n_push;
    return kind == PULL ? &a->pull : &a->push;
}

/* The reference as it is stored: URLs without a path get one, as kamu does. */
static struct str stored_form(struct arena *a, struct str ref)
{
    for (size_t i = 0; i + 2 < ref.n; i++) {
        if (memcmp(ref.p + i, "://", 3) != 0)
            continue;
        bool path = memchr(ref.p + i + 3, '/', ref.n - i - 3) != NULL;
        return path ? arena_str(a, ref) : str_c(arena_printf(a, STR_FMT "/", STR_ARG(ref)));
    }
    return arena_str(a, ref);
}

/* ---- add -------------------------------------------------------------------------- */

static kamu_code edit_add(struct cli *cli, struct alias_edit *e, int kind, struct str ref,
                          struct kamu_error *err)
{
    static const char *const names[] = {"pull", "push"};
    size_t *n;
    struct str **list = list_of(&e->aliases, kind, &n);
    struct str stored = stored_form(&e->aliases.arena, ref);
    if (!stored.p)
        return error_nomem(err);
    for (size_t i = 0; i < *n; i++) {
        if (!str_eq((*list)[i], stored))
            continue;
        cli_say(cli, CLI_YELLOW, "Already there: " STR_FMT " (%s)", STR_ARG(stored), names[kind]);
        return KAMU_OK;
    }
    struct str *grown = arena_calloc(&e->aliases.arena, *n + 1, sizeof *grown);
    if (!grown)
        return error_nomem(err);
    if (*n)
        memcpy(grown, *list, *n * sizeof *grown);
    grown[*n] = stored;
    *list = grown;
    (*n)++;
    e->changed = true;
    cli_say(cli, CLI_GREEN, "Added: " STR_FMT " (%s)", STR_ARG(stored), names[kind]);
    return KAMU_OK;
}

static kamu_code run_add(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    bool pull = cli_flag(args, "pull"), push = cli_flag(args, "push");
    if (!pull && !push)
        return error_set(err, KAMU_E_USAGE, "Specify either --pull or --push or both");
    struct str text = str_c(cli_arg(args, "ALIAS"));
    struct odf_ref ref;
    KAMU_TRY(odf_ref_parse_remote(text, &ref, err));
    struct dataset *ds;
    KAMU_TRY(cli_open_dataset(cli, cli_arg(args, "DATASET"), &ds, err));
    struct alias_edit edit;
    kamu_code rc = KAMU_OK;
    if (ref.repo.p)
        rc = repos_find(cli, ref.repo, NULL, NULL, err);
    if (rc == KAMU_OK)
        rc = edit_open(ds, &edit, err);
    if (rc == KAMU_OK) {
        if (pull)
            rc = edit_add(cli, &edit, PULL, text, err);
        if (rc == KAMU_OK && push)
            rc = edit_add(cli, &edit, PUSH, text, err);
        rc = edit_close(&edit, rc, err);
    }
    dataset_close(ds);
    return rc;
}

#define KIND_OPTIONS(verb)                                                                         \
    {.long_name = "push", .help = verb " push alias"},                                             \
    {                                                                                              \
        .long_name = "pull", .help = verb " pull alias"                                            \
    }

static const struct cli_command cmd_alias_add = {
    .name = "add",
    .summary = "Adds a remote alias to a dataset",
    .flags = CLI_NEEDS_WORKSPACE,
    .options = (const struct cli_option[]){KIND_OPTIONS("Add a"), {0}},
    .positionals =
        (const struct cli_positional[]){{.name = "DATASET",
                                         .help = "Local dataset reference",
                                         .required = true,
                                         .check = cli_check_dataset_ref},
                                        {.name = "ALIAS",
                                         .help = "Remote dataset: repository/name or a URL",
                                         .required = true,
                                         .check = cli_check_remote_ref},
                                        {0}},
    .run = run_add,
};

/* ---- delete ------------------------------------------------------------------------- */

static size_t edit_delete(struct alias_edit *e, int kind, const char *alias)
{
    size_t *n, removed = 0;
    struct str **list = list_of(&e->aliases, kind, &n);
    struct str stored = alias ? stored_form(&e->aliases.arena, str_c(alias)) : STR_NONE;
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        if (!alias || str_eq((*list)[i], stored))
            removed++;
        else
            (*list)[kept++] = (*list)[i];
    }
    *n = kept;
    e->changed = e->changed || removed;
    return removed;
}

static kamu_code delete_of(struct dataset *ds, const struct cli_args *args, const char *alias,
                           size_t *count, struct kamu_error *err)
{
    bool pull = cli_flag(args, "pull"), push = cli_flag(args, "push");
    struct alias_edit edit;
    KAMU_TRY(edit_open(ds, &edit, err));
    if (pull || !push)
        *count += edit_delete(&edit, PULL, alias);
    if (push || !pull)
        *count += edit_delete(&edit, PUSH, alias);
    return edit_close(&edit, KAMU_OK, err);
}

static kamu_code run_delete(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    const char *ref = cli_arg(args, "DATASET"), *alias = cli_arg(args, "ALIAS");
    bool all = cli_flag(args, "all");
    if (!ref && !all)
        return error_set(err, KAMU_E_USAGE, "Need to specify either a dataset or --all");
    if (ref && !alias && !all)
        return error_set(err, KAMU_E_USAGE, "Specify either an alias or --all");
    struct workspace *ws;
    struct dataset_list list;
    struct str text = str_c(ref ? ref : "%");
    KAMU_TRY(cli_workspace(cli, &ws, err));
    KAMU_TRY(workspace_select(ws, &text, 1, &list, err));
    size_t count = 0;
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < list.n && rc == KAMU_OK; i++) {
        struct dataset *ds;
        rc = dataset_open(ws, &list.items[i], &ds, err);
        if (rc != KAMU_OK)
            break;
        rc = delete_of(ds, args, alias, &count, err);
        dataset_close(ds);
    }
    dataset_list_free(&list);
    if (rc == KAMU_OK)
        cli_say(cli, CLI_GREEN | CLI_BOLD, "Deleted %zu alias(es)", count);
    return rc;
}

static const struct cli_command cmd_alias_delete = {
    .name = "delete",
    .alias = "rm",
    .summary = "Deletes a remote alias associated with a dataset",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.short_name = 'a', .long_name = "all", .help = "Delete all aliases"},
            KIND_OPTIONS("Only delete the"),
            {0}},
    .positionals =
        (const struct cli_positional[]){
            {.name = "DATASET", .help = "Local dataset reference", .check = cli_check_dataset_ref},
            {.name = "ALIAS",
             .help = "Remote dataset: repository/name or a URL",
             .check = cli_check_remote_ref},
            {0}},
    .run = run_delete,
};

/* ---- list ------------------------------------------------------------------------------ */

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static kamu_code put_aliases(struct rows *rows, struct str dataset, const char *kind,
                             struct str *list, size_t n, struct kamu_error *err)
{
    if (n)
        qsort(list, n, sizeof *list, by_text);
    for (size_t i = 0; i < n; i++) {
        KAMU_TRY(rows_text(rows, dataset, err));
        KAMU_TRY(rows_text(rows, str_c(kind), err));
        KAMU_TRY(rows_text(rows, list[i], err));
    }
    return KAMU_OK;
}

static kamu_code put_dataset(struct rows *rows, struct workspace *ws,
                             const struct dataset_handle *h, struct kamu_error *err)
{
    struct dataset *ds;
    struct dataset_aliases a;
    KAMU_TRY(dataset_open(ws, h, &ds, err));
    kamu_code rc = dataset_aliases_read(ds, &a, err);
    if (rc == KAMU_OK) {
        rc = put_aliases(rows, h->alias, "Pull", a.pull, a.n_pull, err);
        if (rc == KAMU_OK)
            rc = put_aliases(rows, h->alias, "Push", a.push, a.n_push, err);
        dataset_aliases_free(&a);
    }
    dataset_close(ds);
    return rc;
}

static kamu_code run_list(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    static const struct rows_column columns[] = {{"Dataset", ROWS_TEXT, OUTPUT_LEFT},
                                                 {"Kind", ROWS_TEXT, OUTPUT_CENTER},
                                                 {"Alias", ROWS_TEXT, OUTPUT_LEFT}};
    const char *ref = cli_arg(args, "DATASET");
    struct str text = str_c(ref ? ref : "%");
    struct workspace *ws;
    struct dataset_list list;
    struct rows rows;
    KAMU_TRY(cli_workspace(cli, &ws, err));
    KAMU_TRY(workspace_select(ws, &text, 1, &list, err));
    kamu_code rc = rows_open(&rows, cli, cli_output_format(cli, args), columns, 3, err);
    if (rc == KAMU_OK) {
        for (size_t i = 0; i < list.n && rc == KAMU_OK; i++)
            rc = put_dataset(&rows, ws, &list.items[i], err);
        if (rc == KAMU_OK)
            rc = rows_finish(&rows, err);
        rows_free(&rows);
    }
    dataset_list_free(&list);
    return rc;
}

static const struct cli_command cmd_alias_list = {
    .name = "list",
    .alias = "ls",
    .summary = "Lists remote aliases",
    .flags = CLI_NEEDS_WORKSPACE,
    .options = (const struct cli_option[]){CLI_OPTION_TABLE_FORMAT, {0}},
    .positionals =
        (const struct cli_positional[]){
            {.name = "DATASET", .help = "Local dataset reference", .check = cli_check_dataset_ref},
            {0}},
    .run = run_list,
};

const struct cli_command cmd_repo_alias = {
    .name = "alias",
    .summary = "Manage set of remote aliases associated with datasets",
    .details =
        "An alias remembers where a dataset is pushed to or was pulled from, so that the remote "
        "need not be named each time. Push and pull make them; this command changes them.",
    .examples = "  kamu repo alias list\n"
                "  kamu repo alias list my.dataset\n"
                "  kamu repo alias add --pull my.dataset my-bucket/my.dataset\n",
    .commands = (const struct cli_command *const[]){&cmd_alias_add, &cmd_alias_delete,
                                                    &cmd_alias_list, NULL},
};
