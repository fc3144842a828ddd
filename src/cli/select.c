#include "cli/select.h"
#include "cli/remote.h"

kamu_code select_datasets(struct workspace *ws, const char *const *refs, size_t n,
                          struct dataset_list *out, struct kamu_error *err)
{
    struct str *strs = mem_calloc(n ? n : 1, sizeof *strs);
    if (!strs)
        return error_nomem(err);
    for (size_t i = 0; i < n; i++)
        strs[i] = str_c(refs[i]);
    kamu_code rc = workspace_select(ws, strs, n, out, err);
    mem_free(strs);
    return rc;
}

static bool listed(const struct dataset_list *list, const struct odf_did *id)
{
    for (size_t i = 0; i < list->n; i++)
        if (odf_did_eq(&list->items[i].id, id))
            return true;
    return false;
}

static kamu_code add_handle(struct dataset_list *list, const struct dataset_handle *h,
                            struct kamu_error *err)
{
    struct dataset_handle *grown = arena_calloc(&list->arena, list->n + 1, sizeof *grown);
    if (!grown)
        return error_nomem(err);
    if (list->n)
        memcpy(grown, list->items, list->n * sizeof *grown);
    struct dataset_handle *copy = &grown[list->n];
    copy->id = h->id;
    if (h->account.p)
        copy->account = arena_str(&list->arena, h->account);
    copy->name = arena_str(&list->arena, h->name);
    copy->alias = arena_str(&list->arena, h->alias);
    if (!copy->name.p || !copy->alias.p || (h->account.p && !copy->account.p))
        return error_nomem(err);
    list->items = grown;
    list->n++;
    return KAMU_OK;
}

kamu_code select_add(struct dataset_list *list, const struct dataset_list *more,
                     struct kamu_error *err)
{
    for (size_t i = 0; i < more->n; i++)
        if (!listed(list, &more->items[i].id))
            KAMU_TRY(add_handle(list, &more->items[i], err));
    return KAMU_OK;
}

kamu_code select_add_downstream(struct workspace *ws, struct dataset_list *list,
                                struct kamu_error *err)
{
    size_t n = list->n; /* those found are complete with theirs */
    for (size_t i = 0; i < n; i++) {
        struct dataset_list more;
        KAMU_TRY(workspace_downstream(ws, &list->items[i].id, true, &more, err));
        kamu_code rc = select_add(list, &more, err);
        dataset_list_free(&more);
        KAMU_TRY(rc);
    }
    return KAMU_OK;
}

static int by_bytes(const void *a, const void *b)
{
    const struct str *const *x = a, *const *y = b;
    return str_cmp(**x, **y);
}

kamu_code select_confirm_delete(struct cli *cli, const struct dataset_handle *items, size_t n,
                                struct kamu_error *err)
{
    if (cli->assume_yes || n == 0)
        return KAMU_OK;
    const struct str **names = mem_calloc(n, sizeof *names);
    if (!names)
        return error_nomem(err);
    for (size_t i = 0; i < n; i++)
        names[i] = &items[i].alias;
    qsort(names, n, sizeof *names, by_bytes);
    cli_say(cli, CLI_YELLOW, "You are about to delete following dataset(s):");
    for (size_t i = 0; i < n; i++)
        cli_say(cli, CLI_PLAIN, "  " STR_FMT, STR_ARG(*names[i]));
    mem_free(names);
    return cli_confirm(cli, "This operation is irreversible!", err);
}

/* ---- copies at remotes ------------------------------------------------------------- */

bool select_remote_state(struct cli *cli, struct dataset *ds, struct str remote, char *out,
                         size_t size)
{
    static const char *const states[] = {NULL, "ahead of", "behind", "diverged from"};
    struct kamu_error err = {0};
    struct remote_place place;
    enum transfer_relation relation = TRANSFER_EQUAL;
    kamu_code rc = remote_open(cli, remote, false, &place, &err);
    if (rc == KAMU_OK) {
        struct transfer_options options = remote_options(&place, false, "Looking at %s", "remotes");
        rc = transfer_compare(ds, place.dir, &options, &relation, &err);
        remote_close(&place, true);
    }
    const char *state = states[relation];
    if (rc != KAMU_OK)
        snprintf(out, size, "could not check state of '" STR_FMT "'. Error: %s", STR_ARG(remote),
                 kamu_error_message(&err, 0));
    else if (state)
        snprintf(out, size, "%s '" STR_FMT "'", state, STR_ARG(remote));
    return rc != KAMU_OK || state;
}
