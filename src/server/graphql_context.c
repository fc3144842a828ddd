/* What resolvers share: datasets, rights, values. */
#include "server/graphql_schema.h"

void gql_context_close(struct gql_context *c)
{
    for (struct gql_dataset *d = c->datasets; d != NULL; d = d->next)
        dataset_close(d->ds);
    c->datasets = NULL;
}

/* ---- datasets ------------------------------------------------------------------------------- */

static kamu_code keep_dataset(struct gql_call *c, const struct dataset_handle *h, unsigned rights,
                              struct gql_dataset **out, struct kamu_error *err)
{
    struct gql_dataset *d = gql_new(c, sizeof *d);
    if (d == NULL)
        return error_nomem(err);
    d->handle = *h;
    d->rights = rights;
    d->next = gql_context(c)->datasets;
    gql_context(c)->datasets = d;
    *out = d;
    return KAMU_OK;
}

kamu_code gql_find_dataset(struct gql_call *c, struct str ref, struct gql_dataset **out,
                           struct kamu_error *err)
{
    struct gql_context *x = gql_context(c);
    struct dataset_handle h;
    unsigned rights;
    *out = NULL;
    kamu_code rc = workspace_resolve(x->worker->ws, ref, c->exec->arena, &h, err);
    if (rc == KAMU_E_NOT_FOUND)
        return KAMU_OK;
    KAMU_TRY(rc);
    KAMU_TRY(access_rights(x->server->access, x->caller, &h, &rights, err));
    return rights & ACCESS_READ ? keep_dataset(c, &h, rights, out, err) : KAMU_OK;
}

kamu_code gql_made_dataset(struct gql_call *c, const struct odf_did *id, struct gql_dataset **out,
                           struct kamu_error *err)
{
    struct dataset_handle h;
    char text[ODF_DID_TEXT_MAX];
    size_t n = odf_did_text(id, text);
    KAMU_TRY(workspace_resolve(gql_workspace(c), (struct str){text, n}, c->exec->arena, &h, err));
    return keep_dataset(c, &h, ACCESS_READ | ACCESS_WRITE | ACCESS_MAINTAIN | ACCESS_OWN, out, err);
}

kamu_code gql_open_dataset(struct gql_call *c, const struct gql_dataset *d, struct dataset **out,
                           struct kamu_error *err)
{
    struct gql_dataset *own = (struct gql_dataset *)(uintptr_t)d; /* of this request's arena */
    if (own->ds == NULL)
        KAMU_TRY(dataset_open(gql_workspace(c), &d->handle, &own->ds, err));
    *out = own->ds;
    return KAMU_OK;
}

kamu_code gql_dataset_state(struct gql_call *c, const struct gql_dataset *d,
                            const struct dataset_state **out, struct kamu_error *err)
{
    struct dataset *ds;
    KAMU_TRY(gql_open_dataset(c, d, &ds, err));
    return dataset_state(ds, out, err);
}

/* ---- rights -----------------------------------------------------------------------------------
 */

kamu_code gql_need_account(struct gql_call *c, bool mutation, struct kamu_error *err)
{
    switch (gql_context(c)->caller->kind) {
    case CALLER_ACCOUNT:
        return KAMU_OK;
    case CALLER_INVALID:
        if (mutation)
            return error_set(err, KAMU_E_ACCESS, "Invalid access token");
        break;
    case CALLER_EXPIRED:
        if (mutation)
            return error_set(err, KAMU_E_ACCESS, "Expired access token");
        break;
    case CALLER_ANONYMOUS:
        break;
    }
    return error_set(err, KAMU_E_ACCESS, "Anonymous access forbidden");
}

static kamu_code set_alias(struct gql_call *c, const struct gql_dataset *d, struct kamu_error *err)
{
    c->extensions = str_c(
        arena_printf(c->exec->arena, "{\"alias\":\"" STR_FMT "\"}", STR_ARG(d->handle.alias)));
    return error_set(err, KAMU_E_ACCESS, "Dataset access error");
}

kamu_code gql_need_rights(struct gql_call *c, const struct gql_dataset *d, unsigned rights,
                          struct kamu_error *err)
{
    KAMU_TRY(gql_need_account(c, true, err));
    return (d->rights & rights) == rights ? KAMU_OK : set_alias(c, d, err);
}

/* ---- values -------------------------------------------------------------------------------------
 */

void *gql_new(const struct gql_call *c, size_t size)
{
    return arena_calloc(c->exec->arena, 1, size);
}

struct str gql_copy(const struct gql_call *c, struct str s)
{
    return s.p != NULL ? arena_str(c->exec->arena, s) : s;
}

struct gql_out gql_did(const struct gql_call *c, const struct odf_did *id)
{
    char text[ODF_DID_TEXT_MAX];
    size_t n = odf_did_text(id, text);
    return gql_text(gql_copy(c, (struct str){text, n}));
}

struct gql_out gql_hash(const struct gql_call *c, const struct odf_hash *h)
{
    char text[ODF_HASH_TEXT_MAX];
    if (!odf_hash_present(h))
        return (struct gql_out){.kind = GQL_OUT_NULL};
    size_t n = odf_hash_text(h, text);
    return gql_text(gql_copy(c, (struct str){text, n}));
}

/* With +00:00, as kamu's GraphQL writes them. */
struct gql_out gql_time(const struct gql_call *c, struct instant t)
{
    char text[INSTANT_TEXT_MAX];
    size_t n = instant_format(t, text);
    char *copy = arena_printf(c->exec->arena, "%.*s+00:00", (int)(n - 1), text);
    return gql_text(str_c(copy));
}

kamu_code gql_take_page(const struct gql_call *c, uint64_t standard, uint64_t total,
                        struct gql_page *out, struct kamu_error *err)
{
    KAMU_TRY(gql_arg_number(c, "page", 0, &out->page, err));
    KAMU_TRY(gql_arg_number(c, "perPage", standard, &out->per_page, err));
    if (out->per_page > GQL_PAGE_MAX)
        return error_set(err, KAMU_E_USAGE, "perPage may be %d at most", GQL_PAGE_MAX);
    uint64_t first;
    if (MUL_OVERFLOW(out->page, out->per_page, &first) || first > total)
        first = total;
    out->total = total;
    out->first = (size_t)first;
    out->n = (size_t)(total - first < out->per_page ? total - first : out->per_page);
    return KAMU_OK;
}

kamu_code gql_result(struct gql_call *c, const struct gql_type *type, bool ok, const char *text,
                     struct gql_result **made, struct gql_out *out, struct kamu_error *err)
{
    struct gql_result *r = gql_new(c, sizeof *r);
    if (r == NULL)
        return error_nomem(err);
    r->ok = ok;
    r->message = gql_copy(c, str_c(text != NULL ? text : "Success"));
    if (r->message.p == NULL)
        return error_nomem(err);
    if (made != NULL)
        *made = r;
    *out = gql_object(type, r);
    return KAMU_OK;
}

kamu_code gql_result_ok(struct gql_call *c, const void *parent, struct gql_out *out,
                        struct kamu_error *err)
{
    (void)c;
    (void)err;
    *out = gql_bool(((const struct gql_result *)parent)->ok);
    return KAMU_OK;
}

kamu_code gql_result_message(struct gql_call *c, const void *parent, struct gql_out *out,
                             struct kamu_error *err)
{
    (void)c;
    (void)err;
    *out = gql_text(((const struct gql_result *)parent)->message);
    return KAMU_OK;
}
