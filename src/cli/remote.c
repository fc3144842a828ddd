/* See remote.h. */
#include "cli/remote.h"
#include "cli/repos.h"
#include "cli/tokens.h"

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

/* ---- places ---------------------------------------------------------------------------------- */

static void show_bytes(void *ctx, uint64_t bytes)
{
    struct remote_place *p = ctx;
    p->done += bytes;
    progress_set(&p->progress, p->done, p->total, 0);
}

static void show_total(void *ctx, uint64_t total)
{
    ((struct remote_place *)ctx)->total = total;
}

static void show(void *ctx, uint64_t done, uint64_t total)
{
    progress_set(&((struct remote_place *)ctx)->progress, done, total, 0);
}

static bool has_scheme(struct str url, const char *scheme)
{
    size_t n = strlen(scheme);
    return url.n > n && strncasecmp(url.p, scheme, n) == 0;
}

static kamu_code unknown_protocol(struct str url, struct kamu_error *err)
{
    const char *colon = memchr(url.p, ':', url.n);
    int n = colon ? (int)(colon - url.p) : 0;
    error_set(err, KAMU_E_UNSUPPORTED,
              "Unsupported protocol %.*s when accessing dataset at " STR_FMT "%s", n, url.p,
              STR_ARG(url), str_ends(url, "/") ? "" : "/");
    error_hint(err, "file, http(s) and odf+http(s) are known here; kamu-cli knows others and works "
                    "on the same workspace");
    return KAMU_E_UNSUPPORTED;
}

kamu_code remote_open(struct cli *cli, struct str url, bool push, struct remote_place *out,
                      struct kamu_error *err)
{
    struct workspace *ws;
    struct arena arena;
    *out = (struct remote_place){.cli = cli};
    if (repos_file_path(url, out->dir))
        return KAMU_OK;
    bool server = has_scheme(url, "http://") || has_scheme(url, "https://");
    bool smart = has_scheme(url, "odf+http://") || has_scheme(url, "odf+https://");
    if (!server && !smart)
        return unknown_protocol(url, err);
    if (smart) { /* "odf+" */
        url.p += 4;
        url.n -= 4;
    }
    out->smart = smart;
    KAMU_TRY(cli_workspace(cli, &ws, err));
    arena_init(&arena, 1 << 20);
    const char *token = NULL;
    struct str text = arena_str(&arena, url);
    kamu_code rc = text.p ? tokens_find(cli, text, &arena, &token, err) : error_nomem(err);
    if (rc == KAMU_OK)
        rc = http_remote_open(ws, text.p, token, show_bytes, out, &out->http, err);
    arena_free(&arena);
    KAMU_TRY(rc);
    snprintf(out->dir, sizeof out->dir, "%s", http_remote_dir(out->http));
    return KAMU_OK;
}

struct transfer_options remote_options(struct remote_place *p, bool force, const char *fmt, ...)
{
    char text[sizeof p->progress.text];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    progress_start(&p->progress, p->cli, PROGRESS_BYTES, "%s", text);
    struct transfer_options o = {.force = force, .progress_ctx = p};
    if (p->http) {
        o.remote = http_remote_methods(p->http);
        o.total = show_total;
    } else {
        o.progress = show;
    }
    return o;
}

kamu_code remote_push(struct remote_place *p, struct dataset *ds, const struct remote_push *what,
                      struct transfer_result *out, struct kamu_error *err)
{
    struct transfer_options options =
        remote_options(p, what->force, "Pushing (%s)", dataset_alias(ds));
    options.to = what->to;
    if (!p->smart)
        return transfer_push(ds, p->dir, &options, out, err);
    struct smart_push_options smart = {.force = what->force,
                                       .public_visibility = what->public_visibility,
                                       .to = what->to,
                                       .total = show_total,
                                       .progress = show_bytes,
                                       .progress_ctx = p};
    return smart_client_push(ds, p->http, &smart, out, err);
}

void remote_close(struct remote_place *p, bool forget)
{
    progress_end(&p->progress);
    if (p->http && forget)
        http_remote_forget_all(p->http);
    http_remote_close(p->http);
    p->http = NULL;
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

/* The dataset that was pulled from there before; *found = false when there is none. */
static kamu_code find_by_alias(struct workspace *ws, struct str url, struct str ref,
                               struct arena *arena, struct dataset_handle *out, bool *found,
                               struct kamu_error *err)
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
            *found |= same_place(a.pull[j], url) || same_place(a.pull[j], ref);
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

enum dataset_visibility remote_visibility(const struct cli_args *args)
{
    const char *value = cli_value(args, "visibility");
    if (!value)
        return VISIBILITY_USUAL;
    return strcmp(value, "public") == 0 ? VISIBILITY_PUBLIC : VISIBILITY_PRIVATE;
}

/* Blocks by the smart protocol, as far as the server speaks it. */
static kamu_code fetch_blocks(struct cli *cli, struct dataset *ds, struct remote_place *place,
                              struct kamu_error *err)
{
    struct odf_hash head;
    struct kamu_error why = {0};
    if (ds)
        KAMU_TRY(dataset_head(ds, &head, err));
    kamu_code rc = smart_client_fetch(&cli->env, place->http, ds ? &head : NULL, &why);
    if (rc == KAMU_E_CANCELLED || rc == KAMU_E_NOMEM)
        return error_set(err, rc, "%s", kamu_error_message(&why, 0));
    if (rc != KAMU_OK)
        log_write(&cli->env.log, LOG_INFO, "blocks are asked for one by one: %s",
                  kamu_error_message(&why, 0));
    return KAMU_OK;
}

static kamu_code transfer(struct cli *cli, struct workspace *ws, struct dataset *ds, struct str url,
                          struct str name, struct remote_pull *p, struct kamu_error *err)
{
    char from[2048];
    struct remote_place place;
    struct transfer_result r;
    KAMU_TRY(remote_open(cli, url, false, &place, err));
    snprintf(from, sizeof from, STR_FMT "%s", STR_ARG(url), str_ends(url, "/") ? "" : "/");
    struct transfer_options options = remote_options(&place, p->force, "Pulling (%s)", from);
    options.from = from;
    options.visibility = p->visibility;
    options.smart = place.smart;
    kamu_code rc = place.smart ? fetch_blocks(cli, ds, &place, err) : KAMU_OK;
    if (rc == KAMU_OK)
        rc = ds ? transfer_pull(ds, place.dir, &options, &r, err)
                : transfer_pull_new(ws, place.dir, name, &options, &r, err);
    remote_close(&place, rc == KAMU_OK || rc == KAMU_E_NOT_FOUND || rc == KAMU_E_EXISTS);
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

/* *ds = NULL when there is no dataset of that name. */
static kamu_code open_if_there(struct workspace *ws, struct str name, struct dataset **ds,
                               struct kamu_error *err)
{
    struct kamu_error local;
    kamu_code rc = dataset_open_ref(ws, name, ds, &local);
    if (rc == KAMU_E_NOT_FOUND) {
        *ds = NULL;
        return KAMU_OK;
    }
    if (rc != KAMU_OK && err)
        *err = local;
    return rc;
}

/* `ref`: the URL as the user has written it. */
static kamu_code pull_url(struct cli *cli, struct workspace *ws, struct str url, struct str ref,
                          struct remote_pull *p, struct arena *arena, struct kamu_error *err)
{
    struct dataset_handle known;
    struct dataset *ds = NULL;
    bool found;
    struct str name = p->as ? str_c(p->as) : last_part(url);
    KAMU_TRY(find_by_alias(ws, url, ref, arena, &known, &found, err));
    snprintf(p->context, sizeof p->context, "Failed to sync " STR_FMT " from " STR_FMT,
             STR_ARG(found && !p->as ? known.alias : name), STR_ARG(ref));
    if (found && p->as && !str_ieq(known.name, str_c(p->as)))
        return error_set(err, KAMU_E_EXISTS,
                         "The dataset was previously saved via '" STR_FMT "' alias",
                         STR_ARG(known.alias));
    if (!found && !p->as && !odf_name_valid(name)) {
        snprintf(p->context, sizeof p->context, "Failed to sync dataset from " STR_FMT,
                 STR_ARG(ref));
        error_set(err, KAMU_E_USAGE,
                  "Unable to infer local name from remote URL, please specify the destination "
                  "explicitly");
        error_hint(err, "--as gives the name");
        return KAMU_E_USAGE;
    }
    if (found)
        KAMU_TRY(dataset_open(ws, &known, &ds, err));
    else
        KAMU_TRY(open_if_there(ws, name, &ds, err));
    bool local = ds && !found; /* no copy so far, and none by this pull */
    kamu_code rc = transfer(cli, ws, ds, url, name, p, err);
    if (rc == KAMU_OK && !ds)
        rc = dataset_open_ref(ws, name, &ds, err);
    if (rc == KAMU_OK && !p->no_alias && !local)
        rc = remote_remember(ds, ref, true, err);
    dataset_close(ds);
    return rc;
}

kamu_code remote_pull(struct cli *cli, struct workspace *ws, const char *ref, struct remote_pull *p,
                      struct kamu_error *err)
{
    struct arena arena;
    struct str url;
    struct str name = p->as ? str_c(p->as) : last_part(str_c(ref));
    snprintf(p->context, sizeof p->context, "Failed to sync " STR_FMT " from %s", STR_ARG(name),
             ref);
    p->updated = false;
    arena_init(&arena, 1 << 20);
    kamu_code rc = remote_url(cli, ref, STR_NONE, &arena, &url, err);
    if (rc == KAMU_OK)
        rc = pull_url(cli, ws, url, str_c(ref), p, &arena, err);
    arena_free(&arena);
    return rc;
}
