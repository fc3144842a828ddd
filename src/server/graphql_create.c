/* GraphQL: new datasets. */
#include "ingest/plan.h"
#include "odf/snapshot.h"
#include "server/graphql_schema.h"
#include "store/commit.h"

struct creation {
    struct gql_call *c;
    struct odf_dataset_snapshot snapshot;
    struct odf_alias alias;
    struct odf_did id;
    bool public;
};

static kamu_code resolve_input(void *ctx, const struct odf_ref *ref, struct odf_did *out,
                               struct kamu_error *err)
{
    struct creation *n = ctx;
    struct gql_dataset *d;
    KAMU_TRY(gql_find_dataset(n->c, ref->text, &d, err));
    if (d == NULL)
        return error_set(err, KAMU_E_NOT_FOUND, "Dataset not found: " STR_FMT, STR_ARG(ref->text));
    *out = d->handle.id;
    return KAMU_OK;
}

/* Its account, as aliases show it; .p NULL in a single-tenant workspace. */
static struct str account_of(const struct creation *n)
{
    if (!gql_workspace(n->c)->multi_tenant)
        return STR_NONE;
    return n->alias.account.p != NULL ? n->alias.account : gql_context(n->c)->caller->account_name;
}

static kamu_code check_allowed(struct creation *n, struct kamu_error *err)
{
    struct gql_context *x = gql_context(n->c);
    KAMU_TRY(gql_need_account(n->c, true, err));
    if (access_may_create(x->server->access, x->caller, account_of(n), n->alias.name))
        return KAMU_OK;
    n->c->extensions = STR("{\"code\":\"UNAUTHORIZED\"}");
    return error_set(err, KAMU_E_ACCESS, "Unauthorized");
}

/* ---- what can become of it ------------------------------------------------------------------- */

static kamu_code name_collision(struct creation *n, struct gql_out *out, struct kamu_error *err)
{
    struct str account = account_of(n);
    struct gql_result *r;
    char *text = arena_printf(
        n->c->exec->arena, "Dataset with name '" STR_FMT "%s" STR_FMT "' already exists",
        STR_ARG(account), account.p != NULL ? "/" : "", STR_ARG(n->alias.name));
    KAMU_TRY(gql_result(n->c, &gql_CreateDatasetResultNameCollision, false, text, &r, out, err));
    r->a = account;
    r->b = n->alias.name;
    return KAMU_OK;
}

static kamu_code missing_inputs(struct creation *n, const char *message, struct gql_out *out,
                                struct kamu_error *err)
{
    struct gql_call *c = n->c;
    struct odf_strs inputs = odf_snapshot_inputs(&n->snapshot, c->exec->arena);
    struct gql_out *list = arena_calloc(c->exec->arena, inputs.n + 1, sizeof *list);
    struct gql_result *r;
    if (list == NULL)
        return error_nomem(err);
    KAMU_TRY(gql_result(c, &gql_CreateDatasetResultMissingInputs, false, message, &r, out, err));
    for (uint32_t i = 0; i < inputs.n; i++) {
        struct gql_dataset *d = NULL;
        if (gql_find_dataset(c, inputs.items[i], &d, NULL) != KAMU_OK || d == NULL)
            list[r->n_list++] = gql_text(inputs.items[i]);
    }
    r->list = list;
    return KAMU_OK;
}

/* The messages of an error, as one. */
static const char *joined(struct gql_call *c, const struct kamu_error *why)
{
    const char *text = kamu_error_message(why, 0), *more;
    for (unsigned i = 1; text != NULL && (more = kamu_error_message(why, i)) != NULL; i++)
        text = arena_printf(c->exec->arena, "%s: %s", text, more);
    return text != NULL ? text : "";
}

/* An error of what the caller wrote becomes a result; others stay errors. */
static kamu_code refused(struct creation *n, const struct kamu_error *why, struct gql_out *out,
                         struct kamu_error *err)
{
    const char *text = joined(n->c, why);
    switch (why->code) {
    case KAMU_E_EXISTS:
        return name_collision(n, out, err);
    case KAMU_E_NOT_FOUND:
        return missing_inputs(n, text, out, err);
    case KAMU_E_INPUT:
    case KAMU_E_USAGE:
    case KAMU_E_SCHEMA:
    case KAMU_E_CHAIN:
    case KAMU_E_UNSUPPORTED:
        if (strstr(text, "non-existing inputs") != NULL)
            return missing_inputs(n, text, out, err);
        return gql_result(n->c, &gql_CreateDatasetResultInvalidSnapshot, false, text, NULL, out,
                          err);
    default:
        if (err != NULL)
            *err = *why;
        return why->code;
    }
}

/* ---- making it --------------------------------------------------------------------------------
 */

static kamu_code check_sources(struct creation *n, const struct odf_event *events, uint32_t count,
                               struct kamu_error *err)
{
    const struct odf_set_vocab *newest = NULL;
    for (uint32_t i = 0; i < count; i++)
        if (events[i].kind == ODF_SET_VOCAB)
            newest = events[i].set_vocab;
    struct odf_vocab vocab = odf_vocab_of(newest);
    for (uint32_t i = 0; i < count; i++) {
        bool foreign = false;
        if (events[i].kind == ODF_ADD_PUSH_SOURCE)
            KAMU_TRY(plan_check_query(&gql_context(n->c)->worker->env, events[i].add_push_source,
                                      &vocab, &foreign, err));
    }
    return KAMU_OK;
}

/* Whoever may see it is said before it is there, so that a private dataset is never seen. */
static kamu_code make(struct creation *n, struct kamu_error *err)
{
    struct gql_context *x = gql_context(n->c);
    struct workspace *ws = x->worker->ws;
    struct odf_resolver resolver = {resolve_input, n};
    struct odf_event *events;
    uint32_t count;
    KAMU_TRY(odf_did_generate(&x->worker->env, &n->id, NULL, err));
    KAMU_TRY(odf_snapshot_to_events(&n->snapshot, &n->id, &resolver, n->c->exec->arena, &events,
                                    &count, err));
    KAMU_TRY(check_sources(n, events, count, err));
    KAMU_TRY(rights_set_public(ws, &n->id, n->public, n->public, err));
    struct dataset_new item = {
        .account = account_of(n), .name = n->alias.name, .events = events, .n_events = count};
    kamu_code rc = dataset_create(ws, &item, 1, clock_now(&x->worker->env.clock), NULL, err);
    if (rc != KAMU_OK)
        rights_forget(ws, &n->id, NULL);
    return rc;
}

static kamu_code create(struct creation *n, struct gql_out *out, struct kamu_error *err)
{
    struct kamu_error why = {0};
    struct gql_dataset *made;
    struct gql_result *r;
    n->public = str_eqc(gql_arg_text(n->c, "datasetVisibility"), "PUBLIC");
    KAMU_TRY(check_allowed(n, err));
    kamu_code rc = make(n, &why);
    if (rc != KAMU_OK)
        return refused(n, &why, out, err);
    KAMU_TRY(gql_made_dataset(n->c, &n->id, &made, err));
    KAMU_TRY(gql_result(n->c, &gql_CreateDatasetResultSuccess, true, NULL, &r, out, err));
    r->dataset = made;
    return KAMU_OK;
}

GQL_RESOLVER(create_empty)
{
    struct creation n = {.c = c};
    (void)parent;
    n.snapshot.name = gql_arg_text(c, "datasetAlias");
    n.snapshot.kind = str_eqc(gql_arg_text(c, "datasetKind"), "ROOT") ? ODF_ROOT : ODF_DERIVATIVE;
    KAMU_TRY(odf_alias_parse(n.snapshot.name, &n.alias, err));
    return create(&n, out, err);
}

static kamu_code malformed(struct gql_call *c, const struct kamu_error *why, struct gql_out *out,
                           struct kamu_error *err)
{
    char *text = arena_printf(c->exec->arena, "Serde error: %s", joined(c, why));
    if (text != NULL && why->at.line > 0)
        text = arena_printf(c->exec->arena, "%s at line %llu column %llu", text,
                            (unsigned long long)why->at.line, (unsigned long long)why->at.column);
    return gql_result(c, &gql_MetadataManifestMalformed, false, text, NULL, out, err);
}

GQL_RESOLVER(create_from_snapshot)
{
    struct creation n = {.c = c};
    struct odf_dataset_snapshots found;
    struct kamu_error why = {0};
    (void)parent;
    KAMU_TRY(gql_need_account(c, true, err));
    kamu_code rc =
        odf_snapshots_read(gql_arg_text(c, "snapshot"), c->exec->arena, &found, NULL, &why);
    if (rc == KAMU_OK && found.n != 1)
        rc = error_set(&why, KAMU_E_INPUT,
                       "deserializing from YAML containing more than one "
                       "document is not supported");
    if (rc == KAMU_OK)
        rc = odf_alias_parse(found.items[0].name, &n.alias, &why);
    if (rc == KAMU_E_NOMEM)
        return error_nomem(err);
    if (rc != KAMU_OK)
        return malformed(c, &why, out, err);
    n.snapshot = found.items[0];
    return create(&n, out, err);
}

/* ---- changes of datasets that are there ---------------------------------------------------------
 */

GQL_RESOLVER(datasets_mut_by_id)
{
    struct odf_did id;
    struct gql_dataset *d;
    (void)parent;
    KAMU_TRY(odf_did_parse(gql_arg_text(c, "datasetId"), &id, err));
    KAMU_TRY(gql_find_dataset(c, gql_arg_text(c, "datasetId"), &d, err));
    if (d != NULL)
        *out = gql_object(&gql_DatasetMut, d);
    return KAMU_OK;
}

/* ---- results
 * -------------------------------------------------------------------------------------- */

GQL_RESOLVER(result_dataset)
{
    (void)c;
    (void)err;
    *out = gql_object(&gql_Dataset, ((const struct gql_result *)parent)->dataset);
    return KAMU_OK;
}
GQL_RESOLVER(result_a)
{
    (void)c;
    (void)err;
    *out = gql_text(((const struct gql_result *)parent)->a);
    return KAMU_OK;
}
GQL_RESOLVER(result_b)
{
    (void)c;
    (void)err;
    *out = gql_text(((const struct gql_result *)parent)->b);
    return KAMU_OK;
}
GQL_RESOLVER(result_list)
{
    const struct gql_result *r = parent;
    (void)c;
    (void)err;
    *out = gql_list(r->list, r->n_list);
    return KAMU_OK;
}

#define CREATE_ARGS                                                                                \
    {                                                                                              \
        "datasetVisibility", "DatasetVisibility!"                                                  \
    }
const struct gql_type gql_DatasetsMut = {
    .name = "DatasetsMut",
    .fields = (const struct gql_field[]){
        {"byId", "DatasetMut", datasets_mut_by_id, GQL_ARGS({"datasetId", "DatasetID!"})},
        {"createEmpty", "CreateDatasetResult!", create_empty,
         GQL_ARGS({"datasetKind", "DatasetKind!"}, {"datasetAlias", "DatasetAlias!"}, CREATE_ARGS)},
        {"createFromSnapshot", "CreateDatasetFromSnapshotResult!", create_from_snapshot,
         GQL_ARGS({"snapshot", "String!"}, {"snapshotFormat", "MetadataManifestFormat!"},
                  CREATE_ARGS)},
        {0}}};

const struct gql_type gql_MetadataManifestFormat = {
    .name = "MetadataManifestFormat", .kind = GQL_TYPE_ENUM, .values = GQL_NAMES("YAML")};

#define RESULT_FIELDS                                                                              \
    {"isSuccess", "Boolean!", gql_result_ok}, {"message", "String!", gql_result_message},          \
    {                                                                                              \
        0                                                                                          \
    }
#define ABSTRACT_FIELDS                                                                            \
    (const struct gql_field[])                                                                     \
    {                                                                                              \
        {"isSuccess", "Boolean!", NULL}, {"message", "String!", NULL},                             \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
#define BOTH GQL_NAMES("CreateDatasetResult", "CreateDatasetFromSnapshotResult")

const struct gql_type gql_CreateDatasetResult = {
    .name = "CreateDatasetResult", .kind = GQL_TYPE_INTERFACE, .fields = ABSTRACT_FIELDS};
const struct gql_type gql_CreateDatasetFromSnapshotResult = {.name =
                                                                 "CreateDatasetFromSnapshotResult",
                                                             .kind = GQL_TYPE_INTERFACE,
                                                             .fields = ABSTRACT_FIELDS};
const struct gql_type gql_CreateDatasetResultSuccess = {
    .name = "CreateDatasetResultSuccess",
    .interfaces = BOTH,
    .fields = (const struct gql_field[]){{"dataset", "Dataset!", result_dataset}, RESULT_FIELDS}};
const struct gql_type gql_CreateDatasetResultNameCollision = {
    .name = "CreateDatasetResultNameCollision",
    .interfaces = BOTH,
    .fields = (const struct gql_field[]){{"accountName", "AccountName", result_a},
                                         {"datasetName", "DatasetName!", result_b},
                                         RESULT_FIELDS}};
const struct gql_type gql_CreateDatasetResultInvalidSnapshot = {
    .name = "CreateDatasetResultInvalidSnapshot",
    .interfaces = BOTH,
    .fields = (const struct gql_field[]){RESULT_FIELDS}};
const struct gql_type gql_CreateDatasetResultMissingInputs = {
    .name = "CreateDatasetResultMissingInputs",
    .interfaces = BOTH,
    .fields =
        (const struct gql_field[]){{"missingInputs", "[String!]!", result_list}, RESULT_FIELDS}};
const struct gql_type gql_MetadataManifestMalformed = {
    .name = "MetadataManifestMalformed",
    .interfaces =
        GQL_NAMES("CreateDatasetFromSnapshotResult", "CommitResult", "UpdateReadmeResult"),
    .fields = (const struct gql_field[]){RESULT_FIELDS}};
const struct gql_type gql_MetadataManifestUnsupportedVersion = {
    .name = "MetadataManifestUnsupportedVersion",
    .interfaces = GQL_NAMES("CreateDatasetFromSnapshotResult", "CommitResult"),
    .fields = (const struct gql_field[]){RESULT_FIELDS}};
