/* `kamu push`: spec/cli.md 8.4. */
#include "cli/commands.h"
#include "cli/remote.h"
#include "cli/select.h"

struct pushing {
    struct cli *cli;
    const char *to; /* --to, or NULL */
    bool no_alias, force, public_visibility;
    size_t pushed, up_to_date, failed;
    struct cli_batch failures;
};

static kamu_code push_to(struct pushing *p, struct dataset *ds, const char *ref, bool remember,
                         struct kamu_error *err)
{
    struct remote_place place;
    struct transfer_result r;
    struct arena arena;
    struct str url;
    arena_init(&arena, 1 << 20);
    kamu_code rc = remote_url(p->cli, ref, dataset_handle(ds)->name, &arena, &url, err);
    if (rc == KAMU_OK)
        rc = remote_open(p->cli, url, true, &place, err);
    if (rc == KAMU_OK) {
        struct remote_push what = {ref, p->force, p->public_visibility};
        rc = remote_push(&place, ds, &what, &r, err);
        remote_close(&place, true);
    }
    if (rc == KAMU_OK && remember)
        rc = remote_remember(ds, url, false, err);
    arena_free(&arena);
    KAMU_TRY(rc);
    *(r.up_to_date ? &p->up_to_date : &p->pushed) += 1;
    return KAMU_OK;
}

/* Keeps a failure; only what concerns the whole run is returned. */
static kamu_code keep(struct pushing *p, kamu_code rc, const struct kamu_error *cause,
                      const char *alias, const char *to, struct kamu_error *err)
{
    if (rc == KAMU_OK)
        return KAMU_OK;
    if (rc == KAMU_E_CANCELLED || rc == KAMU_E_NOMEM) {
        if (err)
            *err = *cause;
        return rc;
    }
    p->failed++;
    return cli_batch_add(&p->failures, cause, err, "Failed to push %s%s%s", alias, to ? " to " : "",
                         to ? to : "");
}

static kamu_code push_dataset(struct pushing *p, struct workspace *ws,
                              const struct dataset_handle *h, struct kamu_error *err)
{
    struct dataset_aliases aliases = {0};
    struct kamu_error cause;
    struct dataset *ds;
    KAMU_TRY(dataset_open(ws, h, &ds, err));
    kamu_code rc;
    if (p->to) {
        rc = keep(p, push_to(p, ds, p->to, !p->no_alias, &cause), &cause, h->alias.p, p->to, err);
        dataset_close(ds);
        return rc;
    }
    rc = dataset_aliases_read(ds, &aliases, &cause);
    const struct str *to =
        aliases.n_push ? aliases.push : aliases.pull; /* back where it came from */
    size_t n = aliases.n_push ? aliases.n_push : aliases.n_pull;
    if (rc == KAMU_OK && n == 0)
        rc = error_set(&cause, KAMU_E_USAGE,
                       "Destination is not specified and there is no associated push alias");
    if (rc == KAMU_OK && n > 1) {
        rc = error_set(&cause, KAMU_E_USAGE, "Cannot choose between multiple push aliases");
        error_hint(&cause, "--to names one");
    }
    if (rc == KAMU_OK)
        rc = keep(p, push_to(p, ds, to[0].p, false, &cause), &cause, h->alias.p, NULL, err);
    else
        rc = keep(p, rc, &cause, h->alias.p, NULL, err);
    dataset_aliases_free(&aliases);
    dataset_close(ds);
    return rc;
}

static kamu_code push_list(struct pushing *p, struct workspace *ws, const struct dataset_list *list,
                           struct kamu_error *err)
{
    for (size_t i = 0; i < list->n; i++)
        KAMU_TRY(push_dataset(p, ws, &list->items[i], err));
    if (p->pushed)
        cli_status(p->cli, CLI_GREEN | CLI_BOLD, "%zu dataset(s) pushed", p->pushed);
    if (p->up_to_date)
        cli_status(p->cli, CLI_YELLOW | CLI_BOLD, "%zu dataset(s) up-to-date", p->up_to_date);
    if (p->failed)
        return cli_batch_report(p->cli, &p->failures, err, "Failed to push %zu dataset(s)",
                                p->failed);
    return KAMU_OK;
}

static kamu_code add_upstream(struct workspace *ws, struct dataset_list *list,
                              struct kamu_error *err)
{
    size_t n = list->n;
    for (size_t i = 0; i < n; i++) {
        struct dataset_list up;
        KAMU_TRY(workspace_upstream(ws, &list->items[i].id, true, &up, err));
        kamu_code rc = select_add(list, &up, err);
        dataset_list_free(&up);
        KAMU_TRY(rc);
    }
    return KAMU_OK;
}

static kamu_code run_push(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct pushing p = {.cli = cli,
                        .to = cli_value(args, "to"),
                        .no_alias = cli_flag(args, "no-alias"),
                        .force = cli_flag(args, "force")};
    const char *visibility = cli_value(args, "visibility");
    p.public_visibility = visibility && strcasecmp(visibility, "public") == 0;
    struct workspace *ws;
    struct dataset_list list;
    size_t n;
    const char *const *refs = cli_arg_list(args, "DATASET", &n);
    bool all = cli_flag(args, "all");
    if (n == 0 && !all)
        return error_set(err, KAMU_E_USAGE, "Specify a dataset or pass --all");
    if (n > 1 && p.to)
        return error_set(err, KAMU_E_USAGE, "Cannot specify multiple datasets when using --to");
    if (all && (n || p.to))
        return error_set(err, KAMU_E_USAGE, "Invalid combination of arguments");
    KAMU_TRY(cli_workspace(cli, &ws, err));
    KAMU_TRY(all ? workspace_list(ws, &list, err) : select_datasets(ws, refs, n, &list, err));
    cli_batch_init(&p.failures);
    kamu_code rc = cli_flag(args, "recursive") ? add_upstream(ws, &list, err) : KAMU_OK;
    if (rc == KAMU_OK && p.to && list.n > 1)
        rc = error_set(err, KAMU_E_USAGE, "Cannot specify multiple datasets when using --to");
    if (rc == KAMU_OK)
        rc = push_list(&p, ws, &list, err);
    cli_batch_free(&p.failures);
    dataset_list_free(&list);
    return rc;
}

const struct cli_command cmd_push = {
    .name = "push",
    .summary = "Push local data into a repository",
    .details =
        "Copies what the destination lacks: blocks, data and, last, the head. The destination is "
        "remembered, so that the next push needs no --to. It can be the odf+http:// or "
        "odf+https:// "
        "URL of a server of kamu or of this program, a file:// URL, an http:// or https:// URL of "
        "a server that takes PUT, or a repository of such; kamu-cli serves the others and works on "
        "the same workspace.",
    .examples = "  kamu push my.dataset --to odf+https://node.example/my.dataset\n"
                "  kamu push my.dataset --to file:///mnt/share/my.dataset\n"
                "  kamu push my.dataset\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.short_name = 'a', .long_name = "all", .help = "Push all datasets of the workspace"},
            {.short_name = 'r',
             .long_name = "recursive",
             .help = "Also push what the datasets are made from"},
            {.long_name = "no-alias", .help = "Do not remember the destination as a push alias"},
            {.long_name = "to",
             .value_name = "REM",
             .check = cli_check_push_target,
             .help = "Repository, remote dataset or URL to push to"},
            {.short_name = 'f',
             .long_name = "force",
             .help = "Overwrite the remote even if it has diverged"},
            {.long_name = "visibility",
             .value_name = "VIS",
             .values = cli_visibilities,
             .help = "Visibility of datasets that are new at the remote"},
            {0}},
    .positionals = (const struct cli_positional[]){{.name = "DATASET",
                                                    .help = "Local dataset references or patterns",
                                                    .many = true,
                                                    .check = cli_check_dataset_ref_or_pattern},
                                                   {0}},
    .run = run_push,
};
