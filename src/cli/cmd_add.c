/* `kamu add`: spec/cli.md 4.3. All manifests are read and checked first, then all datasets are
 * created in one step. */
#include "cli/commands.h"
#include "cli/fetch.h"
#include "cli/remote.h"
#include "cli/select.h"

#include "ingest/plan.h"
#include "odf/snapshot.h"
#include "store/commit.h"

#include <errno.h>

#define ADD_MANIFESTS_MAX 100000
#define ADD_DIR_DEPTH_MAX 64
#define ADD_MEMORY_MAX ((size_t)1 << 30)

enum add_state { ADD_NEW, ADD_EXISTS };

struct add_item {
    struct odf_dataset_snapshot snapshot;
    const char *source; /* path, URL or STDIN */
    struct odf_alias alias;
    struct odf_did id;
    enum add_state state;
    bool replace;
    bool ordered; /* already placed behind its inputs */
    struct odf_event *events;
    uint32_t n_events;
};

struct adding {
    struct cli *cli;
    struct workspace *ws;
    struct arena arena;
    struct add_item *items;
    size_t n, cap;
    struct cli_batch failed;
    enum dataset_visibility visibility;
    const char **paths; /* files found by --recursive */
    size_t n_paths, cap_paths;
};

/* ---- reading manifests ---------------------------------------------------------------- */

static kamu_code add_item(struct adding *a, const char *source,
                          const struct odf_dataset_snapshot *s, struct kamu_error *err)
{
    if (a->n == a->cap) {
        size_t cap = a->cap ? a->cap * 2 : 16;
        struct add_item *grown = mem_realloc_array(a->items, cap, sizeof *grown);
        if (!grown || cap > ADD_MANIFESTS_MAX)
            return grown ? error_set(err, KAMU_E_LIMIT, "More than %d manifests", ADD_MANIFESTS_MAX)
                         : error_nomem(err);
        a->items = grown;
        a->cap = cap;
    }
    struct add_item *item = &a->items[a->n];
    *item = (struct add_item){.snapshot = *s, .source = source};
    KAMU_TRY(odf_alias_parse(s->name, &item->alias, err));
    a->n++;
    return KAMU_OK;
}

static void print_notes(struct adding *a, const char *source, const struct odf_notes *notes)
{
    for (uint32_t i = 0; i < notes->n; i++)
        cli_status(a->cli, CLI_YELLOW, "Warning: %s:%u:%u: %s%s%s", source, notes->items[i].line,
                   notes->items[i].column, notes->items[i].path,
                   notes->items[i].path[0] ? ": " : "", notes->items[i].text);
}

static kamu_code parse_text(struct adding *a, const char *source, struct str text, bool many,
                            struct kamu_error *err)
{
    struct odf_dataset_snapshots found;
    struct odf_notes notes = {0};
    kamu_code rc = odf_snapshots_read(text, &a->arena, &found, &notes, err);
    if (rc == KAMU_OK && !many && found.n > 1)
        rc =
            error_set(err, KAMU_E_INPUT,
                      "deserializing from YAML containing more than one document is not supported");
    if (rc != KAMU_OK) {
        if (rc == KAMU_E_NOMEM || rc == KAMU_E_LIMIT)
            return rc;
        if (err && err->at.line <= 1 && err->at.column <= 1)
            err->at.line = 0; /* the document as a whole: no place worth naming */
        else if (err && !err->at.input[0])
            snprintf(err->at.input, sizeof err->at.input, "%s", source);
        error_wrap(err, rc, "Serde error");
        return error_wrap(err, rc, "Could not deserialize data");
    }
    print_notes(a, source, &notes);
    for (uint32_t i = 0; i < found.n; i++)
        KAMU_TRY(add_item(a, source, &found.items[i], err));
    return KAMU_OK;
}

/* Reads one argument; what is wrong with it goes to the batch. */
static kamu_code load(struct adding *a, const char *source, bool from_stdin, struct kamu_error *err)
{
    struct kamu_error why = {0};
    struct buf text;
    buf_init(&text, ODF_MANIFEST_BYTES_MAX);
    kamu_code rc =
        from_stdin ? fetch_stdin(a->cli, &text, &why) : fetch_bytes(a->cli, source, &text, &why);
    if (rc == KAMU_OK) {
        struct str copy = arena_str(&a->arena, (struct str){(const char *)text.data, text.len});
        if (text.len == 0)
            copy = STR("");
        rc = copy.p ? parse_text(a, source, copy, from_stdin, &why) : error_nomem(&why);
    }
    buf_free(&text);
    if (rc == KAMU_E_CANCELLED || rc == KAMU_E_NOMEM) {
        if (err)
            *err = why;
        return rc;
    }
    return rc == KAMU_OK ? KAMU_OK
                         : cli_batch_add(&a->failed, &why, err, "Failed to load from %s", source);
}

/* ---- --recursive -------------------------------------------------------------------------- */

/* One of the first four lines that are neither empty nor comments names the kind. */
static bool looks_like_manifest(struct cli *cli, const char *path)
{
    struct fs_file *f;
    char head[4096];
    size_t got = 0;
    if (fs_open_read(&cli->env.fs, path, &f, NULL) != KAMU_OK)
        return true; /* let reading it fail with the reason */
    kamu_code rc = fs_read(f, head, sizeof head - 1, &got, NULL);
    fs_close(f, NULL);
    if (rc != KAMU_OK)
        return true;
    head[got] = '\0';
    int lines = 0;
    for (char *p = head; *p && lines < 4;) {
        char *end = strchrnul(p, '\n');
        struct str line = str_trim((struct str){p, (size_t)(end - p)});
        if (line.n && line.p[0] != '#') {
            lines++;
            if (memmem(line.p, line.n, "DatasetSnapshot", 15))
                return true;
        }
        p = *end ? end + 1 : end;
    }
    return false;
}

struct walk {
    struct adding *adding;
    const char *dir;
    unsigned depth;
};

static kamu_code walk_dir(struct adding *a, const char *dir, unsigned depth,
                          struct kamu_error *err);

static kamu_code on_entry(void *ctx, const char *name, struct kamu_error *err)
{
    struct walk *w = ctx;
    struct adding *a = w->adding;
    char path[FS_PATH_MAX];
    struct fs_stat st;
    if (name[0] == '.')
        return KAMU_OK;
    KAMU_TRY(path_join(path, err, w->dir, name));
    KAMU_TRY(fs_stat(&a->cli->env.fs, path, &st, err));
    if (st.kind == FS_DIRECTORY)
        return walk_dir(a, path, w->depth + 1, err);
    if (st.kind != FS_REGULAR || !str_ends(str_c(name), ".yaml") ||
        !looks_like_manifest(a->cli, path))
        return KAMU_OK;
    if (a->n_paths == a->cap_paths) {
        size_t cap = a->cap_paths ? a->cap_paths * 2 : 16;
        const char **grown = mem_realloc_array(a->paths, cap, sizeof *grown);
        if (!grown || cap > ADD_MANIFESTS_MAX)
            return grown ? error_set(err, KAMU_E_LIMIT, "More than %d manifests", ADD_MANIFESTS_MAX)
                         : error_nomem(err);
        a->paths = grown;
        a->cap_paths = cap;
    }
    a->paths[a->n_paths] = arena_strdup(&a->arena, path);
    return a->paths[a->n_paths] ? (a->n_paths++, KAMU_OK) : error_nomem(err);
}

static kamu_code walk_dir(struct adding *a, const char *dir, unsigned depth, struct kamu_error *err)
{
    if (depth > ADD_DIR_DEPTH_MAX)
        return error_set(err, KAMU_E_LIMIT, "Directories nested too deep: %s", dir);
    struct walk w = {a, dir, depth};
    return fs_list(&a->cli->env.fs, dir, on_entry, &w, err);
}

static int by_path(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static kamu_code load_directory(struct adding *a, const char *dir, struct kamu_error *err)
{
    struct kamu_error why = {0};
    struct fs_stat st;
    a->n_paths = 0;
    kamu_code rc = fs_stat(&a->cli->env.fs, dir, &st, &why);
    if (rc == KAMU_OK && st.kind == FS_NONE)
        rc = error_set(&why, KAMU_E_NOT_FOUND, "No such file or directory (os error 2)");
    else if (rc == KAMU_OK && st.kind != FS_DIRECTORY) {
        rc = error_set(&why, KAMU_E_USAGE, "Not a directory (os error 20)");
        error_hint(&why, "Leave out --recursive to add a file");
    }
    if (rc == KAMU_OK)
        rc = walk_dir(a, dir, 0, &why);
    if (rc != KAMU_OK)
        return cli_batch_add(&a->failed, &why, err, "Failed to load from %s", dir);
    if (a->n_paths)
        qsort(a->paths, a->n_paths, sizeof *a->paths, by_path);
    for (size_t i = 0; i < a->n_paths; i++) {
        const char *path = a->paths[i];
        if (path[0] == '.' && path[1] == '/')
            path += 2;
        KAMU_TRY(load(a, path, false, err));
    }
    return KAMU_OK;
}

/* ---- what is there already --------------------------------------------------------------- */

static struct str shown_account(const struct adding *a, const struct odf_alias *alias)
{
    if (!a->ws->multi_tenant)
        return STR_NONE; /* "acct/name" is accepted and stored as "name" */
    return alias->account.p ? alias->account : str_c(a->ws->account);
}

static bool same_dataset(const struct adding *a, const struct add_item *item,
                         const struct dataset_handle *h)
{
    struct str account = shown_account(a, &item->alias);
    return str_ieq(item->alias.name, h->name) &&
           (!account.p || !h->account.p || str_ieq(account, h->account));
}

static bool same_name(const struct adding *a, const struct add_item *x, const struct add_item *y)
{
    struct str xa = shown_account(a, &x->alias), ya = shown_account(a, &y->alias);
    return str_ieq(x->alias.name, y->alias.name) && (!xa.p || str_ieq(xa, ya));
}

static kamu_code find_existing(struct adding *a, const struct dataset_list *there, bool replace,
                               struct kamu_error *err)
{
    for (size_t i = 0; i < a->n; i++) {
        struct add_item *item = &a->items[i];
        for (size_t j = 0; j < i && item->state == ADD_NEW; j++)
            if (a->items[j].state == ADD_NEW && same_name(a, item, &a->items[j]))
                item->state = ADD_EXISTS;
        for (size_t j = 0; j < there->n && item->state == ADD_NEW; j++) {
            if (!same_dataset(a, item, &there->items[j]))
                continue;
            item->replace = replace;
            item->state = replace ? ADD_NEW : ADD_EXISTS;
            break;
        }
        if (item->state == ADD_NEW)
            KAMU_TRY(odf_did_generate(&a->cli->env, &item->id, NULL, err));
    }
    return KAMU_OK;
}

static bool is_replaced(const struct adding *a, const struct dataset_handle *h)
{
    for (size_t i = 0; i < a->n; i++)
        if (a->items[i].replace && same_dataset(a, &a->items[i], h))
            return true;
    return false;
}

/* Datasets made from one that would be replaced keep it from being replaced. */
static kamu_code check_replaced(struct adding *a, const struct dataset_handle *h,
                                struct kamu_error *err)
{
    struct dataset_list users;
    KAMU_TRY(workspace_downstream(a->ws, &h->id, false, &users, err));
    struct buf names;
    buf_init(&names, 1 << 20);
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < users.n && rc == KAMU_OK; i++)
        if (!is_replaced(a, &users.items[i]))
            rc = buf_printf(&names, err, "%s" STR_FMT, names.len ? ", " : "",
                            STR_ARG(users.items[i].alias));
    if (rc == KAMU_OK && names.len)
        rc = error_set(err, KAMU_E_CHAIN, "Dataset " STR_FMT " is referenced by: %.*s",
                       STR_ARG(h->alias), (int)names.len, (const char *)names.data);
    buf_free(&names);
    dataset_list_free(&users);
    return rc;
}

static kamu_code confirm_replacing(struct adding *a, const struct dataset_list *there,
                                   struct kamu_error *err)
{
    struct dataset_handle *gone = mem_calloc(there->n ? there->n : 1, sizeof *gone);
    if (!gone)
        return error_nomem(err);
    size_t n = 0;
    for (size_t i = 0; i < there->n; i++)
        if (is_replaced(a, &there->items[i]))
            gone[n++] = there->items[i];
    kamu_code rc = select_confirm_delete(a->cli, gone, n, err);
    for (size_t i = 0; i < n && rc == KAMU_OK; i++)
        rc = check_replaced(a, &gone[i], err);
    mem_free(gone);
    return rc;
}

/* ---- order and events ----------------------------------------------------------------------- */

/* The new dataset that a transform's input names, or NULL. */
static struct add_item *new_input(const struct adding *a, const struct odf_ref *ref)
{
    for (size_t i = 0; i < a->n; i++) {
        struct add_item *item = &a->items[i];
        if (item->state != ADD_NEW)
            continue;
        if (ref->kind == ODF_REF_ID
                ? odf_did_eq(&ref->id, &item->id)
                : str_ieq(ref->alias.name, item->alias.name) &&
                      (!a->ws->multi_tenant || !ref->alias.account.p ||
                       str_ieq(ref->alias.account, shown_account(a, &item->alias))))
            return item;
    }
    return NULL;
}

static kamu_code resolve_input(void *ctx, const struct odf_ref *ref, struct odf_did *out,
                               struct kamu_error *err)
{
    struct adding *a = ctx;
    const struct add_item *item = new_input(a, ref);
    if (item) {
        *out = item->id;
        return KAMU_OK;
    }
    struct dataset_handle h;
    KAMU_TRY(workspace_resolve(a->ws, ref->text, &a->arena, &h, err));
    *out = h.id;
    return KAMU_OK;
}

/* Places an item behind the new datasets that it reads. */
static kamu_code place(struct adding *a, size_t i, const struct add_item **order, size_t *n,
                       unsigned depth, struct kamu_error *err)
{
    struct add_item *item = &a->items[i];
    if (item->ordered || item->state != ADD_NEW)
        return KAMU_OK;
    if (depth > a->n)
        return error_set(err, KAMU_E_INPUT,
                         "Datasets are made from each other in a circle: " STR_FMT,
                         STR_ARG(item->snapshot.name));
    struct odf_strs inputs = odf_snapshot_inputs(&item->snapshot, &a->arena);
    for (uint32_t j = 0; j < inputs.n; j++) {
        struct odf_ref ref;
        if (odf_ref_parse(inputs.items[j], &ref, NULL) != KAMU_OK)
            continue; /* said by the rules */
        struct add_item *input = new_input(a, &ref);
        if (input && input != item)
            KAMU_TRY(place(a, (size_t)(input - a->items), order, n, depth + 1, err));
    }
    if (!item->ordered) {
        item->ordered = true;
        order[(*n)++] = item;
    }
    return KAMU_OK;
}

/* The preprocess queries of its push sources. */
static kamu_code check_queries(struct adding *a, const struct add_item *item,
                               struct kamu_error *err)
{
    const struct odf_set_vocab *newest = NULL;
    for (uint32_t i = 0; i < item->n_events; i++)
        if (item->events[i].kind == ODF_SET_VOCAB)
            newest = item->events[i].set_vocab;
    struct odf_vocab vocab = odf_vocab_of(newest);
    for (uint32_t i = 0; i < item->n_events; i++) {
        bool foreign = false;
        if (item->events[i].kind != ODF_ADD_PUSH_SOURCE)
            continue;
        const struct odf_add_push_source *source = item->events[i].add_push_source;
        KAMU_TRY(plan_check_query(&a->cli->env, source, &vocab, &foreign, err));
        if (foreign)
            cli_status(a->cli, CLI_YELLOW,
                       "Warning: " STR_FMT ": push source '" STR_FMT "': nothing can be pushed to "
                       "it with this program, whose preprocess engines are datafusion and duckdb",
                       STR_ARG(item->snapshot.name), STR_ARG(source->source_name));
    }
    return KAMU_OK;
}

static kamu_code check_sources(const struct odf_dataset_snapshot *s, struct kamu_error *err)
{
    for (uint32_t i = 0; i < s->n_metadata; i++)
        KAMU_TRY(odf_snapshot_event_error(s, i, plan_check_source(&s->metadata[i], err), err));
    return KAMU_OK;
}

static kamu_code make_events(struct adding *a, struct kamu_error *err)
{
    struct odf_resolver resolver = {.resolve = resolve_input, .ctx = a};
    for (size_t i = 0; i < a->n; i++) {
        struct add_item *item = &a->items[i];
        struct kamu_error why = {0};
        if (item->state != ADD_NEW)
            continue;
        kamu_code rc = odf_snapshot_to_events(&item->snapshot, &item->id, &resolver, &a->arena,
                                              &item->events, &item->n_events, &why);
        if (rc == KAMU_OK)
            rc = check_sources(&item->snapshot, &why);
        if (rc == KAMU_OK)
            rc = check_queries(a, item, &why);
        if (rc == KAMU_OK)
            continue;
        if (!why.at.input[0] && why.at.line)
            snprintf(why.at.input, sizeof why.at.input, "%s", item->source);
        KAMU_TRY(cli_batch_add(&a->failed, &why, err, "Failed to add dataset " STR_FMT,
                               STR_ARG(item->snapshot.name)));
    }
    return KAMU_OK;
}

static kamu_code create_all(struct adding *a, const struct add_item *const *order, size_t n,
                            struct kamu_error *err)
{
    struct dataset_new *fresh = mem_calloc(n ? n : 1, sizeof *fresh);
    if (!fresh)
        return error_nomem(err);
    for (size_t i = 0; i < n; i++) {
        fresh[i].account = shown_account(a, &order[i]->alias);
        fresh[i].name = order[i]->alias.name;
        fresh[i].events = order[i]->events;
        fresh[i].n_events = order[i]->n_events;
        fresh[i].replace = order[i]->replace;
        fresh[i].visibility = a->visibility;
    }
    struct kamu_error why = {0};
    size_t failed = n;
    kamu_code rc =
        n ? dataset_create(a->ws, fresh, n, clock_now(&a->cli->env.clock), &failed, &why) : KAMU_OK;
    mem_free(fresh);
    if (rc == KAMU_OK)
        return KAMU_OK;
    if (failed < n)
        return cli_batch_add(&a->failed, &why, err, "Failed to add dataset " STR_FMT,
                             STR_ARG(order[failed]->snapshot.name));
    if (err)
        *err = why;
    return rc;
}

/* ---- the command ------------------------------------------------------------------------------
 */

static int by_name(const void *x, const void *y)
{
    const struct add_item *const *a = x, *const *b = y;
    int c = str_icmp((*a)->snapshot.name, (*b)->snapshot.name);
    return c ? c : (int)(*a)->state - (int)(*b)->state;
}

static kamu_code print_result(struct adding *a, struct kamu_error *err)
{
    struct add_item **sorted = mem_calloc(a->n ? a->n : 1, sizeof *sorted);
    if (!sorted)
        return error_nomem(err);
    size_t added = 0;
    for (size_t i = 0; i < a->n; i++)
        sorted[i] = &a->items[i];
    qsort(sorted, a->n, sizeof *sorted, by_name);
    for (size_t i = 0; i < a->n; i++) {
        struct str name = sorted[i]->snapshot.name;
        if (sorted[i]->state == ADD_NEW)
            cli_status(a->cli, CLI_GREEN, "Added: " STR_FMT, STR_ARG(name));
        else
            cli_status(a->cli, CLI_YELLOW, "Skipped: " STR_FMT ": Already exists", STR_ARG(name));
        added += sorted[i]->state == ADD_NEW;
    }
    mem_free(sorted);
    cli_status(a->cli, CLI_GREEN | CLI_BOLD, "Added %zu dataset(s)", added);
    return KAMU_OK;
}

static kamu_code add_loaded(struct adding *a, bool replace, struct kamu_error *err)
{
    struct dataset_list there;
    KAMU_TRY(workspace_list(a->ws, &there, err));
    kamu_code rc = find_existing(a, &there, replace, err);
    if (rc == KAMU_OK && replace)
        rc = confirm_replacing(a, &there, err);
    dataset_list_free(&there);
    KAMU_TRY(rc);
    const struct add_item **order = mem_calloc(a->n ? a->n : 1, sizeof *order);
    if (!order)
        return error_nomem(err);
    size_t n = 0;
    for (size_t i = 0; i < a->n && rc == KAMU_OK; i++)
        rc = place(a, i, order, &n, 0, err);
    if (rc == KAMU_OK)
        rc = make_events(a, err);
    if (rc == KAMU_OK && a->failed.n == 0)
        rc = create_all(a, order, n, err);
    mem_free(order);
    if (rc == KAMU_OK && a->failed.n)
        return cli_batch_report(a->cli, &a->failed, err, "Failed to load %zu manifest(s)",
                                a->failed.n);
    KAMU_TRY(rc);
    return print_result(a, err);
}

static kamu_code load_all(struct adding *a, const struct cli_args *args, struct kamu_error *err)
{
    size_t n;
    const char *const *manifests = cli_arg_list(args, "MANIFEST", &n);
    if (cli_flag(args, "stdin"))
        KAMU_TRY(load(a, "STDIN", true, err));
    for (size_t i = 0; i < n; i++)
        KAMU_TRY(cli_flag(args, "recursive") ? load_directory(a, manifests[i], err)
                                             : load(a, manifests[i], false, err));
    if (a->failed.n)
        return cli_batch_report(a->cli, &a->failed, err, "Failed to load manifests");
    const char *name = cli_value(args, "name");
    if (!name)
        return KAMU_OK;
    if (a->n != 1)
        return error_set(err, KAMU_E_USAGE,
                         "Name override can be used only when adding a single manifest");
    a->items[0].snapshot.name = str_c(name);
    return odf_alias_parse(str_c(name), &a->items[0].alias, err);
}

static kamu_code check_usage(const struct cli_args *args, struct kamu_error *err)
{
    size_t n;
    cli_arg_list(args, "MANIFEST", &n);
    bool from_stdin = cli_flag(args, "stdin");
    if (from_stdin && n)
        return error_set(err, KAMU_E_USAGE,
                         "Cannot specify --stdin and positional arguments at the same time");
    if (!from_stdin && !n)
        return error_set(err, KAMU_E_USAGE, "No manifest references or paths were provided");
    if (cli_given(args, "name") && (n > 1 || cli_flag(args, "recursive")))
        return error_set(err, KAMU_E_USAGE,
                         "Name override can be used only when adding a single manifest");
    return KAMU_OK;
}

static kamu_code run_add(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    KAMU_TRY(check_usage(args, err));
    struct adding a = {.cli = cli, .visibility = remote_visibility(args)};
    KAMU_TRY(cli_workspace(cli, &a.ws, err));
    arena_init(&a.arena, ADD_MEMORY_MAX);
    cli_batch_init(&a.failed);
    kamu_code rc = load_all(&a, args, err);
    if (rc == KAMU_OK)
        rc = add_loaded(&a, cli_flag(args, "replace"), err);
    cli_batch_free(&a.failed);
    mem_free(a.items);
    mem_free(a.paths);
    arena_free(&a.arena);
    return rc;
}

const struct cli_command cmd_add = {
    .name = "add",
    .summary = "Add a new dataset or modify an existing one",
    .details =
        "Creates datasets from manifests of kind DatasetSnapshot; `kamu new` writes one to start "
        "from. Either all datasets are created or none. Those whose names are taken are skipped; "
        "`kamu alter` changes them.",
    .examples = "  kamu add gps.yaml\n"
                "  kamu add https://example.com/gps.yaml\n"
                "  kamu add --recursive datasets/\n"
                "  cat gps.yaml | kamu add --stdin\n"
                "  kamu add --name my.gps gps.yaml\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.short_name = 'r',
             .long_name = "recursive",
             .help = "Add all manifests (*.yaml) in the directories given"},
            {.long_name = "replace", .help = "Delete datasets of the same names first"},
            {.long_name = "stdin", .help = "Read manifests from standard input"},
            {.long_name = "name",
             .value_name = "N",
             .check = cli_check_dataset_alias,
             .help = "Name of the dataset, instead of the one in the manifest"},
            {.long_name = "visibility",
             .value_name = "VIS",
             .values = cli_visibilities,
             .help = "Who sees the dataset in a multi-tenant workspace"},
            {0}},
    .positionals =
        (const struct cli_positional[]){
            {.name = "MANIFEST", .help = "Paths or URLs of manifests", .many = true}, {0}},
    .run = run_add,
};
