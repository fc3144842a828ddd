/* From names, ids and patterns to datasets (spec/cli.md 3). */
#include "store/index.h"

#include <stdio.h>
#include <stdlib.h>

#define LIST_BYTES_MAX ((size_t)256 << 20)
#define NEAR_NAMES_MAX 3

void store_handle_set(struct dataset_handle *h, const struct odf_did *id, struct str alias)
{
    const char *slash = alias.n ? memchr(alias.p, '/', alias.n) : NULL;
    h->id = *id;
    h->alias = alias;
    h->account = slash ? (struct str){alias.p, (size_t)(slash - alias.p)} : STR_NONE;
    h->name = slash ? (struct str){slash + 1, alias.n - h->account.n - 1} : alias;
}

kamu_code store_handle_copy(struct arena *arena, const struct dataset_handle *from,
                            struct dataset_handle *to, struct kamu_error *err)
{
    struct str alias = arena_str(arena, from->alias);
    if (!alias.p)
        return error_nomem(err);
    store_handle_set(to, &from->id, alias);
    return KAMU_OK;
}

static int by_alias(const void *a, const void *b)
{
    return str_icmp(((const struct dataset_handle *)a)->alias,
                    ((const struct dataset_handle *)b)->alias);
}

void store_list_sort(struct dataset_list *l)
{
    if (l->n)
        qsort(l->items, l->n, sizeof *l->items, by_alias);
}

void dataset_list_free(struct dataset_list *l)
{
    if (!l)
        return;
    arena_free(&l->arena);
    l->items = NULL;
    l->n = 0;
}

static kamu_code list_init(struct dataset_list *l, size_t cap, struct kamu_error *err)
{
    *l = (struct dataset_list){0};
    arena_init(&l->arena, LIST_BYTES_MAX);
    l->items = arena_calloc(&l->arena, cap ? cap : 1, sizeof *l->items);
    return l->items ? KAMU_OK : error_nomem(err);
}

static int entry_by_alias(const void *a, const void *b)
{
    return str_icmp(((const struct index_entry *)a)->alias, ((const struct index_entry *)b)->alias);
}

static kamu_code list_of(struct index *ix, struct dataset_list *out,
                         struct dataset_summary **summaries, struct kamu_error *err)
{
    kamu_code rc = list_init(out, ix->n, err);
    if (ix->n)
        qsort(ix->entries, ix->n, sizeof *ix->entries, entry_by_alias);
    if (rc == KAMU_OK && summaries) {
        *summaries = arena_calloc(&out->arena, ix->n ? ix->n : 1, sizeof **summaries);
        if (!*summaries)
            rc = error_nomem(err);
    }
    for (size_t i = 0; rc == KAMU_OK && i < ix->n; i++) {
        struct dataset_handle h;
        store_handle_set(&h, &ix->entries[i].id, ix->entries[i].alias);
        rc = store_handle_copy(&out->arena, &h, &out->items[i], err);
        if (summaries)
            (*summaries)[i] = ix->entries[i].summary;
        out->n++;
    }
    index_free(ix);
    if (rc != KAMU_OK)
        dataset_list_free(out);
    return rc;
}

kamu_code workspace_list(struct workspace *ws, struct dataset_list *out, struct kamu_error *err)
{
    struct index ix;
    *out = (struct dataset_list){0};
    KAMU_TRY(index_scan(ws, false, &ix, err));
    return list_of(&ix, out, NULL, err);
}

kamu_code workspace_list_summaries(struct workspace *ws, struct dataset_list *out,
                                   struct dataset_summary **summaries, struct kamu_error *err)
{
    struct index ix;
    *out = (struct dataset_list){0};
    KAMU_TRY(index_scan(ws, true, &ix, err));
    return list_of(&ix, out, summaries, err);
}

/* ---- one dataset ----------------------------------------------------------------------- */

static bool names_it(const struct workspace *ws, struct str alias, struct str account,
                     struct str name)
{
    struct dataset_handle h;
    store_handle_set(&h, &(struct odf_did){{0}}, alias);
    if (!str_ieq(h.name, name))
        return false;
    if (!account.p && h.account.p) /* multi-tenant: a bare name is one's own */
        return str_ieq(h.account, str_c(ws->account));
    return !account.p || (h.account.p && str_ieq(h.account, account));
}

/* What was remembered under this name is still so: its directory says it. */
static kamu_code still_there(struct workspace *ws, const struct odf_did *id, struct str account,
                             struct str name, struct arena *arena, struct dataset_handle *out,
                             bool *found, struct kamu_error *err)
{
    char dir[FS_PATH_MAX];
    struct odf_hash head;
    struct str alias;
    KAMU_TRY(store_dataset_dir(ws, id, dir, err));
    kamu_code rc = store_read_head(ws->env, dir, &head, found, err);
    if (rc == KAMU_E_CORRUPT)
        *found = true;
    else
        KAMU_TRY(rc);
    if (!*found)
        return KAMU_OK;
    KAMU_TRY(store_read_alias(ws->env, dir, arena, &alias, found, err));
    *found = *found && names_it(ws, alias, account, name);
    if (*found)
        store_handle_set(out, id, alias);
    return KAMU_OK;
}

static kamu_code find_remembered(struct workspace *ws, struct str account, struct str name,
                                 struct arena *arena, struct dataset_handle *out, bool *found,
                                 struct kamu_error *err)
{
    struct index ix;
    kamu_code rc = KAMU_OK;
    *found = false;
    if (kamu_db_exists(ws)) /* names may be ahead there: index_scan compares all of them at once */
        return KAMU_OK;
    index_load(ws, &ix);
    for (size_t i = 0; i < ix.n && rc == KAMU_OK && !*found; i++)
        if (names_it(ws, ix.entries[i].alias, account, name))
            rc = still_there(ws, &ix.entries[i].id, account, name, arena, out, found, err);
    index_free(&ix);
    return rc;
}

/* The first alias behind `after`, in order, whose name is `distance` away; .p NULL when there is
 * none. */
static struct str near_name(const struct index *ix, struct str name, unsigned distance,
                            struct str after)
{
    struct str best = STR_NONE;
    for (size_t i = 0; i < ix->n; i++) {
        struct dataset_handle h;
        store_handle_set(&h, &ix->entries[i].id, ix->entries[i].alias);
        if ((!after.p || str_cmp(h.alias, after) > 0) && (!best.p || str_cmp(h.alias, best) < 0) &&
            str_distance(name, h.name, distance + 1) == distance)
            best = h.alias;
    }
    return best;
}

/* "did you mean gps, gps2?", the nearest first. */
static void suggest(const struct index *ix, struct str name, struct kamu_error *err)
{
    if (!err)
        return;
    unsigned farthest = (unsigned)(name.n / 3 < 1 ? 1 : name.n / 3 > 3 ? 3 : name.n / 3);
    char text[sizeof err->at.hint] = "";
    size_t n = 0, used = 0;
    for (unsigned d = 0; d <= farthest; d++) {
        struct str near = STR_NONE;
        while (n < NEAR_NAMES_MAX && (near = near_name(ix, name, d, near)).p) {
            if (near.n + used + 8 > sizeof text)
                continue;
            int len = snprintf(text + used, sizeof text - used, "%s" STR_FMT, n ? ", " : "",
                               STR_ARG(near));
            used += len > 0 ? (size_t)len : 0;
            n++;
        }
    }
    if (n)
        error_hint(err, "did you mean %s?", text);
}

kamu_code store_find_alias(struct workspace *ws, struct str account, struct str name,
                           struct arena *arena, struct dataset_handle *out, bool *found,
                           struct kamu_error *err)
{
    struct index ix;
    KAMU_TRY(find_remembered(ws, account, name, arena, out, found, err));
    if (*found)
        return KAMU_OK;
    KAMU_TRY(index_scan(ws, false, &ix, err));
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < ix.n && !*found; i++) {
        if (!names_it(ws, ix.entries[i].alias, account, name))
            continue;
        struct dataset_handle h;
        store_handle_set(&h, &ix.entries[i].id, ix.entries[i].alias);
        rc = store_handle_copy(arena, &h, out, err);
        *found = true;
    }
    index_free(&ix);
    return rc;
}

static kamu_code find_id(struct workspace *ws, const struct odf_did *id, struct arena *arena,
                         struct dataset_handle *out, bool *found, struct kamu_error *err)
{
    char dir[FS_PATH_MAX];
    struct odf_hash head;
    struct str alias;
    KAMU_TRY(store_dataset_dir(ws, id, dir, err));
    kamu_code rc = store_read_head(ws->env, dir, &head, found, err);
    if (rc == KAMU_E_CORRUPT)
        *found = true;
    else
        KAMU_TRY(rc);
    if (!*found && kamu_db_exists(ws)) { /* perhaps kamu has not written the file yet */
        struct index ix;
        KAMU_TRY(index_scan(ws, false, &ix, err));
        for (size_t i = 0; i < ix.n; i++)
            *found |= odf_did_eq(&ix.entries[i].id, id);
        index_free(&ix);
    }
    if (!*found)
        return KAMU_OK;
    bool named;
    KAMU_TRY(store_read_alias(ws->env, dir, arena, &alias, &named, err));
    if (!named) {
        char text[ODF_DID_DIR_MAX];
        odf_did_dir(id, text);
        alias = arena_str(arena, str_c(text));
        if (!alias.p)
            return error_nomem(err);
    }
    store_handle_set(out, id, alias);
    return KAMU_OK;
}

static kamu_code not_found(struct workspace *ws, struct str ref, struct str name,
                           struct kamu_error *err)
{
    struct index ix;
    error_set(err, KAMU_E_NOT_FOUND, "Dataset not found: " STR_FMT, STR_ARG(ref));
    index_load(ws, &ix); /* just written by the scan that did not find it */
    if (name.p)
        suggest(&ix, name, err);
    index_free(&ix);
    return KAMU_E_NOT_FOUND;
}

static kamu_code check_account(struct workspace *ws, struct str ref, struct str account,
                               struct kamu_error *err)
{
    if (!account.p || ws->multi_tenant)
        return KAMU_OK;
    return error_set(err, KAMU_E_USAGE,
                     "Multi-tenant reference is unexpected in single-tenant workspace: " STR_FMT,
                     STR_ARG(ref));
}

kamu_code workspace_resolve(struct workspace *ws, struct str text, struct arena *arena,
                            struct dataset_handle *out, struct kamu_error *err)
{
    struct odf_ref ref;
    bool found;
    KAMU_TRY(odf_ref_parse(text, &ref, err));
    if (ref.kind == ODF_REF_ID) {
        KAMU_TRY(find_id(ws, &ref.id, arena, out, &found, err));
        return found ? KAMU_OK : not_found(ws, text, STR_NONE, err);
    }
    KAMU_TRY(check_account(ws, text, ref.alias.account, err));
    KAMU_TRY(store_find_alias(ws, ref.alias.account, ref.alias.name, arena, out, &found, err));
    return found ? KAMU_OK : not_found(ws, text, ref.alias.name, err);
}

/* ---- several ----------------------------------------------------------------------------- */

static bool selected(const struct workspace *ws, const struct odf_ref *ref,
                     const struct dataset_handle *h)
{
    if (ref->kind == ODF_REF_ID)
        return odf_did_eq(&ref->id, &h->id);
    if (ref->kind == ODF_REF_ALIAS)
        return names_it(ws, h->alias, ref->alias.account, ref->alias.name);
    if (ref->alias.account.p && !(h->account.p && str_ieq(h->account, ref->alias.account)))
        return false;
    return odf_like(ref->alias.name, h->name);
}

static kamu_code select_matching(struct workspace *ws, const struct odf_ref *refs, size_t n,
                                 struct dataset_list *out, struct kamu_error *err)
{
    KAMU_TRY(workspace_list(ws, out, err));
    size_t kept = 0;
    for (size_t i = 0; i < out->n; i++) {
        bool match = false;
        for (size_t j = 0; j < n && !match; j++)
            match = selected(ws, &refs[j], &out->items[i]);
        if (match)
            out->items[kept++] = out->items[i];
    }
    out->n = kept;
    return KAMU_OK;
}

static kamu_code select_each(struct workspace *ws, const struct str *texts, size_t n,
                             struct dataset_list *out, struct kamu_error *err)
{
    kamu_code rc = list_init(out, n, err);
    for (size_t i = 0; i < n && rc == KAMU_OK; i++) {
        struct dataset_handle *h = &out->items[out->n];
        rc = workspace_resolve(ws, texts[i], &out->arena, h, err);
        bool known = false;
        for (size_t j = 0; j < out->n; j++)
            known |= odf_did_eq(&out->items[j].id, &h->id);
        out->n += !known;
    }
    if (rc != KAMU_OK)
        dataset_list_free(out);
    return rc;
}

kamu_code workspace_select(struct workspace *ws, const struct str *texts, size_t n,
                           struct dataset_list *out, struct kamu_error *err)
{
    *out = (struct dataset_list){0};
    struct odf_ref *refs = mem_calloc(n ? n : 1, sizeof *refs);
    if (!refs)
        return error_nomem(err);
    kamu_code rc = KAMU_OK;
    bool patterns = false;
    for (size_t i = 0; i < n && rc == KAMU_OK; i++) {
        rc = odf_ref_parse_pattern(texts[i], &refs[i], err);
        if (rc == KAMU_OK && refs[i].kind != ODF_REF_ID)
            rc = check_account(ws, texts[i], refs[i].alias.account, err);
        patterns |= rc == KAMU_OK && refs[i].kind == ODF_REF_PATTERN;
    }
    if (rc == KAMU_OK)
        rc =
            patterns ? select_matching(ws, refs, n, out, err) : select_each(ws, texts, n, out, err);
    mem_free(refs);
    return rc;
}
