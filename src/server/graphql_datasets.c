/* GraphQL: datasets, as they are. */
#include "server/graphql_schema.h"

static kamu_code find(struct gql_call *c, struct str ref, struct gql_out *out,
                      struct kamu_error *err)
{
    struct gql_dataset *d;
    KAMU_TRY(gql_find_dataset(c, ref, &d, err));
    if (d != NULL)
        *out = gql_object(&gql_Dataset, d);
    return KAMU_OK;
}

GQL_RESOLVER(datasets_by_id)
{
    struct odf_did id;
    (void)parent;
    KAMU_TRY(odf_did_parse(gql_arg_text(c, "datasetId"), &id, err));
    return find(c, gql_arg_text(c, "datasetId"), out, err);
}
GQL_RESOLVER(datasets_by_ref)
{
    (void)parent;
    return find(c, gql_arg_text(c, "datasetRef"), out, err);
}
/* A single-tenant workspace knows one account, and does not write it in aliases. */
GQL_RESOLVER(datasets_by_owner)
{
    struct str account = gql_arg_text(c, "accountName"), name = gql_arg_text(c, "datasetName");
    const struct workspace *ws = gql_workspace(c);
    (void)parent;
    KAMU_TRY(odf_dataset_name_check(name, err));
    if (!ws->multi_tenant)
        return str_ieq(account, str_c(ws->account)) ? find(c, name, out, err) : KAMU_OK;
    char *alias =
        arena_printf(c->exec->arena, STR_FMT "/" STR_FMT, STR_ARG(account), STR_ARG(name));
    return alias != NULL ? find(c, str_c(alias), out, err) : error_nomem(err);
}

/* ---- lists ---------------------------------------------------------------------------------- */

/* Those of the account (.p NULL: all) that the caller may read. */
static kamu_code collect(struct gql_call *c, struct str account, struct gql_connection *found,
                         struct kamu_error *err)
{
    struct dataset_list list;
    size_t n = 0;
    const struct workspace *ws = gql_workspace(c);
    KAMU_TRY(workspace_list(gql_workspace(c), &list, err));
    struct gql_out *all = arena_calloc(c->exec->arena, list.n + 1, sizeof *all);
    kamu_code rc = all != NULL ? KAMU_OK : error_nomem(err);
    for (size_t i = 0; i < list.n && rc == KAMU_OK; i++) {
        const struct dataset_handle *h = &list.items[i];
        struct str owner = h->account.p != NULL ? h->account : str_c(ws->account);
        struct gql_dataset *d = NULL;
        if (account.p != NULL && !str_ieq(owner, account))
            continue;
        rc = gql_find_dataset(c, h->alias, &d, err);
        if (rc == KAMU_OK && d != NULL)
            all[n++] = gql_object(&gql_Dataset, d);
    }
    dataset_list_free(&list);
    KAMU_TRY(rc);
    KAMU_TRY(gql_take_page(c, 15, n, &found->page, err));
    found->nodes = all + found->page.first;
    return KAMU_OK;
}

GQL_RESOLVER(datasets_by_account_name)
{
    struct gql_connection *found = gql_new(c, sizeof *found);
    (void)parent;
    if (found == NULL)
        return error_nomem(err);
    KAMU_TRY(collect(c, gql_arg_text(c, "accountName"), found, err));
    *out = gql_object(&gql_DatasetConnection, found);
    return KAMU_OK;
}

const struct gql_type gql_Datasets = {
    .name = "Datasets",
    .fields = (const struct gql_field[]){
        {"byId", "Dataset", datasets_by_id, GQL_ARGS({"datasetId", "DatasetID!"})},
        {"byRef", "Dataset", datasets_by_ref, GQL_ARGS({"datasetRef", "DatasetRef!"})},
        {"byOwnerAndName", "Dataset", datasets_by_owner,
         GQL_ARGS({"accountName", "AccountName!"}, {"datasetName", "DatasetName!"})},
        {"byAccountName", "DatasetConnection!", datasets_by_account_name,
         GQL_ARGS({"accountName", "AccountName!"}, {"page", "Int", "0"}, {"perPage", "Int", "15"})},
        {0}}};

const struct gql_type gql_DatasetConnection = {
    .name = "DatasetConnection",
    .fields = (const struct gql_field[]){{"nodes", "[Dataset!]!", gql_connection_nodes},
                                         {"totalCount", "Int!", gql_connection_total},
                                         {"pageInfo", "PageBasedInfo!", gql_connection_page},
                                         {0}}};

/* ---- one dataset ------------------------------------------------------------------------------
 */

GQL_RESOLVER(dataset_id)
{
    (void)err;
    *out = gql_did(c, &((const struct gql_dataset *)parent)->handle.id);
    return KAMU_OK;
}
GQL_RESOLVER(dataset_name)
{
    (void)c;
    (void)err;
    *out = gql_text(((const struct gql_dataset *)parent)->handle.name);
    return KAMU_OK;
}
GQL_RESOLVER(dataset_alias_text)
{
    (void)c;
    (void)err;
    *out = gql_text(((const struct gql_dataset *)parent)->handle.alias);
    return KAMU_OK;
}
GQL_RESOLVER(dataset_owner)
{
    const struct dataset_handle *h = &((const struct gql_dataset *)parent)->handle;
    struct str name = h->account.p != NULL ? h->account : str_c(gql_workspace(c)->account);
    return gql_find_account(c, NULL, name, out, &gql_Account, err);
}
GQL_RESOLVER(dataset_kind)
{
    const struct dataset_state *s;
    KAMU_TRY(gql_dataset_state(c, parent, &s, err));
    *out = gql_text(s->chain.dataset_kind == ODF_ROOT ? STR("ROOT") : STR("DERIVATIVE"));
    return KAMU_OK;
}
GQL_RESOLVER(dataset_head_hash)
{
    const struct dataset_state *s;
    KAMU_TRY(gql_dataset_state(c, parent, &s, err));
    *out = gql_hash(c, &s->head);
    return KAMU_OK;
}
GQL_RESOLVER(dataset_updated)
{
    const struct dataset_state *s;
    KAMU_TRY(gql_dataset_state(c, parent, &s, err));
    *out = gql_time(c, s->chain.system_time);
    return KAMU_OK;
}

GQL_RESOLVER(dataset_visibility)
{
    const struct gql_dataset *d = parent;
    struct rights *rights;
    struct dataset_rights found;
    KAMU_TRY(rights_open(gql_workspace(c), &rights, err));
    kamu_code rc = rights_find(rights, &d->handle.id, &found, err);
    bool public = rc == KAMU_OK && found.public_read, anonymous = public && found.anonymous_read;
    rights_close(rights);
    KAMU_TRY(rc);
    static const bool yes = true, no = false;
    *out = public ? gql_object(&gql_PublicDatasetVisibility, anonymous ? &yes : &no)
                  : gql_object(&gql_PrivateDatasetVisibility, &no);
    return KAMU_OK;
}
GQL_RESOLVER(visibility_anonymous)
{
    (void)c;
    (void)err;
    *out = gql_bool(*(const bool *)parent);
    return KAMU_OK;
}
GQL_RESOLVER(visibility_none)
{
    (void)c;
    (void)err;
    (void)parent;
    (void)out;
    return KAMU_OK;
}

GQL_SAME(dataset_data, gql_DatasetData)
GQL_SAME(dataset_metadata, gql_DatasetMetadata)
GQL_SAME(dataset_endpoints, gql_DatasetEndpoints)

const struct gql_type gql_Dataset = {
    .name = "Dataset",
    .fields =
        (const struct gql_field[]){{"id", "DatasetID!", dataset_id},
                                   {"name", "DatasetName!", dataset_name},
                                   {"owner", "Account!", dataset_owner},
                                   {"alias", "DatasetAlias!", dataset_alias_text},
                                   {"kind", "DatasetKind!", dataset_kind},
                                   {"head", "Multihash!", dataset_head_hash},
                                   {"visibility", "DatasetVisibilityOutput!", dataset_visibility},
                                   {"data", "DatasetData!", dataset_data},
                                   {"metadata", "DatasetMetadata!", dataset_metadata},
                                   {"lastUpdatedAt", "DateTime!", dataset_updated},
                                   {"endpoints", "DatasetEndpoints!", dataset_endpoints},
                                   {0}}};

const struct gql_type gql_DatasetKind = {
    .name = "DatasetKind", .kind = GQL_TYPE_ENUM, .values = GQL_NAMES("ROOT", "DERIVATIVE")};
const struct gql_type gql_DatasetVisibility = {
    .name = "DatasetVisibility", .kind = GQL_TYPE_ENUM, .values = GQL_NAMES("PUBLIC", "PRIVATE")};

const struct gql_type gql_DatasetVisibilityOutput = {.name = "DatasetVisibilityOutput",
                                                     .kind = GQL_TYPE_INTERFACE};
const struct gql_type gql_PublicDatasetVisibility = {
    .name = "PublicDatasetVisibility",
    .interfaces = GQL_NAMES("DatasetVisibilityOutput"),
    .fields =
        (const struct gql_field[]){{"anonymousAvailable", "Boolean!", visibility_anonymous}, {0}}};
const struct gql_type gql_PrivateDatasetVisibility = {
    .name = "PrivateDatasetVisibility",
    .interfaces = GQL_NAMES("DatasetVisibilityOutput"),
    .fields = (const struct gql_field[]){{"_dummy", "String", visibility_none}, {0}}};

/* ---- where it is reached ------------------------------------------------------------------------
 */

/* before, the address of the server, the alias of a dataset (NULL: none), behind. */
static kamu_code address(struct gql_call *c, const char *before, const struct gql_dataset *d,
                         const char *behind, struct gql_out *out, struct kamu_error *err)
{
    char *text =
        arena_printf(c->exec->arena, "%s%s" STR_FMT "%s", before, gql_context(c)->server->base_url,
                     STR_ARG(d != NULL ? d->handle.alias : STR("")), behind);
    *out = gql_text(str_c(text));
    return text != NULL ? KAMU_OK : error_nomem(err);
}

GQL_RESOLVER(tail_url)
{
    return address(c, "", parent, "/tail?limit=10", out, err);
}
GQL_RESOLVER(query_url)
{
    (void)parent;
    return address(c, "", NULL, "query?query=SELECT 42 as answer", out, err);
}
GQL_RESOLVER(push_url)
{
    return address(c, "", parent, "/ingest", out, err);
}
GQL_RESOLVER(web_url)
{
    return address(c, "", parent, "", out, err);
}
GQL_RESOLVER(pull_command)
{
    return address(c, "kamu pull odf+", parent, "", out, err);
}
GQL_RESOLVER(push_command)
{
    const struct gql_dataset *d = parent;
    char *text = arena_printf(c->exec->arena, "kamu push " STR_FMT " --to odf+%s" STR_FMT,
                              STR_ARG(d->handle.alias), gql_context(c)->server->base_url,
                              STR_ARG(d->handle.alias));
    *out = gql_text(str_c(text));
    return text != NULL ? KAMU_OK : error_nomem(err);
}
GQL_RESOLVER(coming_soon)
{
    (void)c;
    (void)err;
    (void)parent;
    *out = gql_text(STR("- coming soon -"));
    return KAMU_OK;
}
GQL_SAME(endpoint_rest, gql_RestProtocolDesc)
GQL_SAME(endpoint_cli, gql_CliProtocolDesc)
GQL_SAME(endpoint_link, gql_LinkProtocolDesc)
GQL_SAME(endpoint_url, gql_UrlProtocolDesc)

const struct gql_type gql_DatasetEndpoints = {
    .name = "DatasetEndpoints",
    .fields = (const struct gql_field[]){{"rest", "RestProtocolDesc!", endpoint_rest},
                                         {"cli", "CliProtocolDesc!", endpoint_cli},
                                         {"webLink", "LinkProtocolDesc!", endpoint_link},
                                         {"postgresql", "UrlProtocolDesc!", endpoint_url},
                                         {"kafka", "UrlProtocolDesc!", endpoint_url},
                                         {"websocket", "UrlProtocolDesc!", endpoint_url},
                                         {0}}};
const struct gql_type gql_RestProtocolDesc = {
    .name = "RestProtocolDesc",
    .fields = (const struct gql_field[]){{"tailUrl", "String!", tail_url},
                                         {"queryUrl", "String!", query_url},
                                         {"pushUrl", "String!", push_url},
                                         {0}}};
const struct gql_type gql_CliProtocolDesc = {
    .name = "CliProtocolDesc",
    .fields = (const struct gql_field[]){
        {"pullCommand", "String!", pull_command}, {"pushCommand", "String!", push_command}, {0}}};
const struct gql_type gql_LinkProtocolDesc = {
    .name = "LinkProtocolDesc",
    .fields = (const struct gql_field[]){{"url", "String!", web_url}, {0}}};
const struct gql_type gql_UrlProtocolDesc = {
    .name = "UrlProtocolDesc",
    .fields = (const struct gql_field[]){{"url", "String!", coming_soon}, {0}}};
