/* See remote.h. */
#include "cli/remote.h"
#include "cli/progress.h"
#include "cli/repos.h"

#include <stdio.h>

kamu_code remote_url(struct cli *cli, const char *text, struct str name, struct arena *arena,
                     struct str *url, struct kamu_error *err)
{
    struct odf_ref ref;
    KAMU_TRY(odf_ref_parse_push_target(str_c(text), &ref, err));
    if (ref.kind == ODF_REF_URL) {
        *url = arena_str(arena, str_c(text));
        return url->p ? KAMU_OK : error_nomem(err);
    }
    struct str base;
    KAMU_TRY(repos_find(cli, ref.repo, arena, &base, err));
    char alias[2048];
    snprintf(alias, sizeof alias, STR_FMT, STR_ARG(name));
    if (ref.kind == ODF_REF_REMOTE)
        odf_alias_text(&ref.alias, alias, sizeof alias);
    char *joined =
        arena_printf(arena, STR_FMT "%s%s", STR_ARG(base), str_ends(base, "/") ? "" : "/", alias);
    *url = str_c(joined);
    return joined ? KAMU_OK : error_nomem(err);
}

kamu_code remote_dir(struct str url, char out[FS_PATH_MAX], struct kamu_error *err)
{
    if (repos_file_path(url, out))
        return KAMU_OK;
    const char *colon = memchr(url.p, ':', url.n);
    int n = colon ? (int)(colon - url.p) : 0;
    error_set(err, KAMU_E_UNSUPPORTED,
              "Unsupported protocol %.*s when accessing dataset at " STR_FMT "%s", n, url.p,
              STR_ARG(url), str_ends(url, "/") ? "" : "/");
    error_hint(err, "this program copies datasets to and from file:///absolute/paths; kamu-cli "
                    "knows the others and works on the same workspace");
    return KAMU_E_UNSUPPORTED;
}

/* A closing '/' does not make another place. */
static bool same_place(struct str a, struct str b)
{
    if (a.n && a.p[a.n - 1] == '/')
        a.n--;
    if (b.n && b.p[b.n - 1] == '/')
        b.n--;
    return str_eq(a, b);
}

kamu_code remote_remember(struct dataset *ds, struct str url, bool pull, struct kamu_error *err)
{
    struct dataset_aliases a;
    KAMU_TRY(dataset_aliases_read(ds, &a, err));
    struct str *list = pull ? a.pull : a.push;
    size_t n = pull ? a.n_pull : a.n_push;
    kamu_code rc = KAMU_OK;
    bool known = false;
    for (size_t i = 0; i < n; i++)
        known |= same_place(list[i], url);
    struct str *longer = mem_calloc(n + 1, sizeof *longer);
    if (!longer)
        rc = error_nomem(err);
    if (rc == KAMU_OK && !known) {
        for (size_t i = 0; i < n; i++)
            longer[i] = list[i];
        longer[n] = url;
        rc = pull ? dataset_aliases_write(ds, longer, n + 1, a.push, a.n_push, err)
                  : dataset_aliases_write(ds, a.pull, a.n_pull, longer, n + 1, err);
    }
    mem_free(longer);
    dataset_aliases_free(&a);
    return rc;
}

/* ---- pull ------------------------------------------------------------------------------------ */

static void show(void *ctx, uint64_t done, uint64_t total)
{
    progress_set(ctx, done, total, 0);
}

/* The dataset that was pulled from there before; *found = false when there is none. */
static kamu_code find_by_alias(struct workspace *ws, struct str url, struct arena *arena,
                               struct dataset_handle *out, bool *found, struct kamu_error *err)
{
    struct dataset_list all;
    *found = false;
    KAMU_TRY(workspace_list(ws, &all, err));
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < all.n && rc == KAMU_OK && !*found; i++) {
        struct dataset_aliases a;
        struct dataset *ds;
        rc = dataset_open(ws, &all.items[i], &ds, err);
        if (rc != KAMU_OK)
            break;
        rc = dataset_aliases_read(ds, &a, err);
        for (size_t j = 0; rc == KAMU_OK && j < a.n_pull; j++)
            *found |= same_place(a.pull[j], url);
        if (rc == KAMU_OK)
            dataset_aliases_free(&a);
        dataset_close(ds);
        if (*found) {
            *out = all.items[i];
            out->alias = arena_str(arena, all.items[i].alias);
            out->name = arena_str(arena, all.items[i].name);
            if (out->account.p)
                out->account = arena_str(arena, out->account);
        }
    }
    dataset_list_free(&all);
    return rc;
}

static struct str last_part(struct str url)
{
    while (url.n && url.p[url.n - 1] == '/')
        url.n--;
    size_t at = url.n;
    while (at && url.p[at - 1] != '/')
        at--;
    return (struct str){url.p + at, url.n - at};
}

static kamu_code transfer(struct cli *cli, struct workspace *ws, struct dataset *ds, struct str url,
                          struct str name, struct remote_pull *p, struct kamu_error *err)
{
    char dir[FS_PATH_MAX], from[2048];
    struct progress progress;
    struct transfer_result r;
    KAMU_TRY(remote_dir(url, dir, err));
    snprintf(from, sizeof from, STR_FMT "%s", STR_ARG(url), str_ends(url, "/") ? "" : "/");
    struct transfer_options options = {
        .force = p->force, .from = from, .progress = show, .progress_ctx = &progress};
    progress_start(&progress, cli, PROGRESS_BYTES, "Pulling (%s)", from);
    kamu_code rc = ds ? transfer_pull(ds, dir, &options, &r, err)
                      : transfer_pull_new(ws, dir, name, &options, &r, err);
    progress_end(&progress);
    KAMU_TRY(rc);
    p->updated = !r.up_to_date;
    return KAMU_OK;
}

kamu_code remote_pull_into(struct cli *cli, struct dataset *ds, struct str alias,
                           struct remote_pull *p, struct kamu_error *err)
{
    struct arena arena;
    struct str url;
    char ref[2048];
    snprintf(ref, sizeof ref, STR_FMT, STR_ARG(alias));
    snprintf(p->context, sizeof p->context, "Failed to sync %s from " STR_FMT, dataset_alias(ds),
             STR_ARG(alias));
    arena_init(&arena, 1 << 20);
    kamu_code rc = remote_url(cli, ref, dataset_handle(ds)->name, &arena, &url, err);
    if (rc == KAMU_OK)
        rc = transfer(cli, dataset_workspace(ds), ds, url, STR_NONE, p, err);
    arena_free(&arena);
    return rc;
}

static kamu_code pull_url(struct cli *cli, struct workspace *ws, struct str url,
                          struct remote_pull *p, struct arena *arena, struct kamu_error *err)
{
    struct dataset_handle known;
    struct dataset *ds = NULL;
    bool found;
    struct str name = p->as ? str_c(p->as) : last_part(url);
    KAMU_TRY(find_by_alias(ws, url, arena, &known, &found, err));
    snprintf(p->context, sizeof p->context, "Failed to sync " STR_FMT " from " STR_FMT,
             STR_ARG(found ? known.alias : name), STR_ARG(url));
    if (found && p->as && !str_ieq(known.name, str_c(p->as)))
        return error_set(err, KAMU_E_EXISTS,
                         "The dataset was previously saved via '" STR_FMT "' alias",
                         STR_ARG(known.alias));
    if (found)
        KAMU_TRY(dataset_open(ws, &known, &ds, err));
    kamu_code rc = transfer(cli, ws, ds, url, name, p, err);
    if (rc == KAMU_OK && !ds)
        rc = dataset_open_ref(ws, name, &ds, err);
    if (rc == KAMU_OK && !p->no_alias)
        rc = remote_remember(ds, url, true, err);
    dataset_close(ds);
    return rc;
}

kamu_code remote_pull(struct cli *cli, struct workspace *ws, const char *ref, struct remote_pull *p,
                      struct kamu_error *err)
{
    struct arena arena;
    struct str url;
    snprintf(p->context, sizeof p->context, "Failed to pull %s", ref);
    p->updated = false;
    arena_init(&arena, 1 << 20);
    kamu_code rc = remote_url(cli, ref, STR_NONE, &arena, &url, err);
    if (rc == KAMU_OK)
        rc = pull_url(cli, ws, url, p, &arena, err);
    arena_free(&arena);
    return rc;
}
