/* GraphQL: changes of a dataset. */
#include "ingest/plan.h"
#include "odf/schema.h"
#include "odf/yaml.h"
#include "server/graphql_schema.h"
#include "store/commit.h"

enum { RETRIES_MAX = 100 }; /* lost races against other writers */

GQL_SAME(mut_metadata, gql_DatasetMetadataMut)
GQL_SAME(metadata_chain_mut, gql_MetadataChainMut)

GQL_RESOLVER(mut_collaboration)
{
    KAMU_TRY(gql_need_rights(c, parent, ACCESS_MAINTAIN, err));
    *out = gql_object(&gql_DatasetCollaborationMut, parent);
    return KAMU_OK;
}

/* ---- events ---------------------------------------------------------------------------------- */

/* What `kamu add` checks beyond the rules of the chain; what data makes is not for people. */
static kamu_code check_event(struct gql_call *c, const struct odf_event *e,
                             const struct dataset_state *state, struct kamu_error *err)
{
    struct odf_vocab vocab = odf_vocab_of(state->chain.vocab);
    bool foreign = false;
    switch (e->kind) {
    case ODF_ADD_DATA:
    case ODF_EXECUTE_TRANSFORM:
        return error_set(err, KAMU_E_CHAIN, "Invalid event: %s is not added by hand",
                         odf_event_name(e->kind));
    case ODF_ADD_PUSH_SOURCE:
        KAMU_TRY(odf_source_check(e, &vocab, err));
        KAMU_TRY(plan_check_source(e, err));
        return plan_check_query(&gql_context(c)->worker->env, e->add_push_source, &vocab, &foreign,
                                err);
    case ODF_SET_POLLING_SOURCE:
        KAMU_TRY(odf_source_check(e, &vocab, err));
        return plan_check_source(e, err);
    case ODF_SET_VOCAB:
        return odf_vocab_check(e->set_vocab, &state->chain, err);
    case ODF_SET_DATA_SCHEMA:
        return e->set_data_schema->schema == NULL
                   ? KAMU_OK
                   : odf_schema_check_storable(e->set_data_schema->schema, err);
    default:
        return KAMU_OK;
    }
}

static kamu_code commit_once(struct gql_call *c, struct dataset *ds, const struct odf_event *event,
                             struct commit_result *result, struct kamu_error *err)
{
    struct commit *commit;
    KAMU_TRY(commit_begin(ds, NULL, &commit, err));
    kamu_code rc = check_event(c, event, commit_state(commit), err);
    if (rc == KAMU_OK)
        rc = commit_add_event(commit, clock_now(&gql_context(c)->worker->env.clock), event, err);
    if (rc == KAMU_OK)
        rc = commit_publish(commit, result, err);
    commit_free(commit);
    return rc;
}

static kamu_code commit_event(struct gql_call *c, const struct gql_dataset *d,
                              const struct odf_event *event, struct commit_result *result,
                              struct kamu_error *err)
{
    struct dataset *ds;
    kamu_code rc;
    KAMU_TRY(gql_open_dataset(c, d, &ds, err));
    for (unsigned i = 0;; i++) {
        rc = commit_once(c, ds, event, result, err);
        if (rc != KAMU_E_CONFLICT || i == RETRIES_MAX)
            return rc;
        KAMU_TRY(env_check_cancel(&gql_context(c)->worker->env, err));
    }
}

static const char *joined(struct gql_call *c, const struct kamu_error *why)
{
    const char *text = kamu_error_message(why, 0), *more;
    for (unsigned i = 1; text != NULL && (more = kamu_error_message(why, i)) != NULL; i++)
        text = arena_printf(c->exec->arena, "%s: %s", text, more);
    return text != NULL ? text : "";
}

static bool is_refusal(kamu_code code)
{
    return code == KAMU_E_CHAIN || code == KAMU_E_INPUT || code == KAMU_E_SCHEMA ||
           code == KAMU_E_USAGE || code == KAMU_E_UNSUPPORTED;
}

GQL_RESOLVER(chain_commit_event)
{
    struct odf_event event;
    struct kamu_error why = {0};
    struct commit_result result = {0};
    struct gql_result *r;
    KAMU_TRY(gql_need_rights(c, parent, ACCESS_WRITE, err));
    kamu_code rc =
        odf_event_from_manifest(gql_arg_text(c, "event"), c->exec->arena, &event, NULL, &why);
    if (rc == KAMU_E_NOMEM)
        return error_nomem(err);
    if (rc != KAMU_OK)
        return gql_result(c, &gql_MetadataManifestMalformed, false,
                          arena_printf(c->exec->arena, "Serde error: %s", joined(c, &why)), NULL,
                          out, err);
    rc = commit_event(c, parent, &event, &result, &why);
    if (is_refusal(rc) && strncmp(joined(c, &why), "No-op event", 11) == 0)
        return gql_result(c, &gql_NoChanges, true, "No changes", NULL, out, err);
    if (is_refusal(rc))
        return gql_result(c, &gql_CommitResultAppendError, false, joined(c, &why), NULL, out, err);
    if (rc != KAMU_OK && err != NULL)
        *err = why;
    KAMU_TRY(rc);
    KAMU_TRY(gql_result(c, &gql_CommitResultSuccess, true, NULL, &r, out, err));
    r->old_head = result.old_head;
    r->new_head = result.new_head;
    return KAMU_OK;
}

/* ---- the dataset as a whole -------------------------------------------------------------------
 */

GQL_RESOLVER(mut_rename)
{
    const struct gql_dataset *d = parent;
    struct str name = gql_arg_text(c, "newName");
    struct gql_result *r;
    KAMU_TRY(gql_need_rights(c, d, ACCESS_OWN, err));
    KAMU_TRY(odf_dataset_name_check(name, err));
    if (str_eq(name, d->handle.name)) {
        KAMU_TRY(gql_result(c, &gql_RenameResultNoChanges, true, "No changes", &r, out, err));
        r->a = name;
        return KAMU_OK;
    }
    kamu_code rc = dataset_rename(gql_workspace(c), &d->handle, name, err);
    if (rc == KAMU_E_EXISTS) {
        char *text =
            arena_printf(c->exec->arena, "Dataset '" STR_FMT "' already exists", STR_ARG(name));
        KAMU_TRY(gql_result(c, &gql_RenameResultNameCollision, false, text, &r, out, err));
        r->b = name;
        return KAMU_OK;
    }
    KAMU_TRY(rc);
    KAMU_TRY(gql_result(c, &gql_RenameResultSuccess, true, NULL, &r, out, err));
    r->a = d->handle.name;
    r->b = name;
    return KAMU_OK;
}

GQL_RESOLVER(mut_delete)
{
    const struct gql_dataset *d = parent;
    struct gql_result *r;
    KAMU_TRY(gql_need_rights(c, d, ACCESS_OWN, err));
    struct kamu_error why = {0};
    kamu_code rc = dataset_delete(gql_workspace(c), &d->handle, 1, &why);
    if (rc == KAMU_E_CHAIN) {
        KAMU_TRY(gql_result(c, &gql_DeleteResultDanglingReference, false, joined(c, &why), &r, out,
                            err));
        r->a = d->handle.name;
        return KAMU_OK;
    }
    if (rc != KAMU_OK && err != NULL)
        *err = why;
    KAMU_TRY(rc);
    KAMU_TRY(rights_forget(gql_workspace(c), &d->handle.id, err));
    KAMU_TRY(gql_result(c, &gql_DeleteResultSuccess, true, NULL, &r, out, err));
    r->a = d->handle.alias;
    return KAMU_OK;
}

GQL_RESOLVER(mut_set_watermark)
{
    struct instant watermark;
    struct commit_result result;
    struct gql_result *r;
    struct dataset *ds;
    KAMU_TRY(gql_need_rights(c, parent, ACCESS_WRITE, err));
    KAMU_TRY(instant_parse_rfc3339(gql_arg_text(c, "watermark"), &watermark, err));
    KAMU_TRY(gql_open_dataset(c, parent, &ds, err));
    KAMU_TRY(dataset_set_watermark(ds, watermark, clock_now(&gql_context(c)->worker->env.clock),
                                   &result, err));
    if (result.blocks == 0)
        return gql_result(c, &gql_SetWatermarkUpToDate, true, "UpToDate", NULL, out, err);
    KAMU_TRY(gql_result(c, &gql_SetWatermarkUpdated, true, "Updated", &r, out, err));
    r->new_head = result.new_head;
    return KAMU_OK;
}

GQL_RESOLVER(mut_set_visibility)
{
    const struct gql_dataset *d = parent;
    KAMU_TRY(gql_need_rights(c, d, ACCESS_MAINTAIN, err));
    const struct gql_value *public = gql_member(gql_arg(c, "visibility"), "public");
    const struct gql_value *anonymous = gql_member(public, "anonymousAvailable");
    KAMU_TRY(rights_set_public(gql_workspace(c), &d->handle.id, public != NULL,
                               anonymous != NULL && anonymous->boolean, err));
    return gql_result(c, &gql_SetDatasetVisibilityResultSuccess, true, NULL, NULL, out, err);
}

/* ---- roles --------------------------------------------------------------------------------------
 */

static kamu_code set_role(struct gql_call *c, const struct gql_dataset *d, struct str account,
                          enum dataset_role role, struct kamu_error *err)
{
    struct odf_did id;
    struct access_account found;
    bool exists = false;
    KAMU_TRY(odf_did_parse(account, &id, err));
    KAMU_TRY(access_account(gql_context(c)->server->access, &id, STR_NONE, c->exec->arena, &found,
                            &exists, err));
    if (!exists)
        return error_set(err, KAMU_E_NOT_FOUND, "Account not found: " STR_FMT, STR_ARG(account));
    return rights_set_role(gql_workspace(c), &d->handle.id, &id, role, err);
}

GQL_RESOLVER(collaboration_set_role)
{
    struct str name = gql_arg_text(c, "role");
    enum dataset_role role = str_eqc(name, "READER")   ? ROLE_READER
                             : str_eqc(name, "EDITOR") ? ROLE_EDITOR
                                                       : ROLE_MAINTAINER;
    KAMU_TRY(set_role(c, parent, gql_arg_text(c, "accountId"), role, err));
    return gql_result(c, &gql_SetRoleResultSuccess, true, NULL, NULL, out, err);
}

GQL_RESOLVER(collaboration_unset_roles)
{
    const struct gql_value *accounts = gql_arg(c, "accountIds");
    for (const struct gql_value *a = accounts->first; a != NULL; a = a->next)
        KAMU_TRY(set_role(c, parent, a->text, ROLE_NONE, err));
    return gql_result(c, &gql_UnsetRoleResultSuccess, true, NULL, NULL, out, err);
}

/* ---- results
 * ------------------------------------------------------------------------------------- */

GQL_RESOLVER(result_old_head)
{
    (void)err;
    *out = gql_hash(c, &((const struct gql_result *)parent)->old_head);
    return KAMU_OK;
}
GQL_RESOLVER(result_new_head)
{
    (void)err;
    *out = gql_hash(c, &((const struct gql_result *)parent)->new_head);
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

const struct gql_type gql_DatasetMut = {
    .name = "DatasetMut",
    .fields = (const struct gql_field[]){
        {"metadata", "DatasetMetadataMut!", mut_metadata},
        {"collaboration", "DatasetCollaborationMut!", mut_collaboration},
        {"rename", "RenameResult!", mut_rename, GQL_ARGS({"newName", "DatasetName!"})},
        {"delete", "DeleteResult!", mut_delete},
        {"setWatermark", "SetWatermarkResult!", mut_set_watermark,
         GQL_ARGS({"watermark", "DateTime!"})},
        {"setVisibility", "SetDatasetVisibilityResult!", mut_set_visibility,
         GQL_ARGS({"visibility", "DatasetVisibilityInput!"})},
        {0}}};
const struct gql_type gql_DatasetMetadataMut = {
    .name = "DatasetMetadataMut",
    .fields = (const struct gql_field[]){{"chain", "MetadataChainMut!", metadata_chain_mut}, {0}}};
const struct gql_type gql_MetadataChainMut = {
    .name = "MetadataChainMut",
    .fields = (const struct gql_field[]){
        {"commitEvent", "CommitResult!", chain_commit_event,
         GQL_ARGS({"event", "String!"}, {"eventFormat", "MetadataManifestFormat!"})},
        {0}}};
const struct gql_type gql_DatasetCollaborationMut = {
    .name = "DatasetCollaborationMut",
    .fields = (const struct gql_field[]){
        {"setRole", "SetRoleResult!", collaboration_set_role,
         GQL_ARGS({"accountId", "AccountID!"}, {"role", "DatasetAccessRole!"})},
        {"unsetRoles", "UnsetRoleResult!", collaboration_unset_roles,
         GQL_ARGS({"accountIds", "[AccountID!]!"})},
        {0}}};

const struct gql_type gql_DatasetAccessRole = {.name = "DatasetAccessRole",
                                               .kind = GQL_TYPE_ENUM,
                                               .values =
                                                   GQL_NAMES("READER", "EDITOR", "MAINTAINER")};
const struct gql_type gql_DatasetVisibilityInput = {
    .name = "DatasetVisibilityInput",
    .kind = GQL_TYPE_INPUT,
    .one_of = true,
    .members = GQL_ARGS({"private", "PrivateDatasetVisibilityInput"},
                        {"public", "PublicDatasetVisibilityInput"})};
const struct gql_type gql_PrivateDatasetVisibilityInput = {.name = "PrivateDatasetVisibilityInput",
                                                           .kind = GQL_TYPE_INPUT,
                                                           .members =
                                                               GQL_ARGS({"_dummy", "String"})};
const struct gql_type gql_PublicDatasetVisibilityInput = {
    .name = "PublicDatasetVisibilityInput",
    .kind = GQL_TYPE_INPUT,
    .members = GQL_ARGS({"anonymousAvailable", "Boolean!"})};

/* An interface with a message, and a type of it with further fields. */
#define INTERFACE(n, ...)                                                                          \
    const struct gql_type gql_##n = {                                                              \
        .name = #n,                                                                                \
        .kind = GQL_TYPE_INTERFACE,                                                                \
        .fields = (const struct gql_field[]){__VA_ARGS__{"message", "String!", NULL}, {0}}}
#define RESULT(n, of, ...)                                                                         \
    const struct gql_type gql_##n = {                                                              \
        .name = #n,                                                                                \
        .interfaces = GQL_NAMES(of),                                                               \
        .fields = (const struct gql_field[]){__VA_ARGS__{"isSuccess", "Boolean!", gql_result_ok},  \
                                             {"message", "String!", gql_result_message},           \
                                             {0}}}
#define COMMA ,

INTERFACE(CommitResult, {"isSuccess" COMMA "Boolean!" COMMA NULL}, );
RESULT(CommitResultSuccess, "CommitResult", {"oldHead", "Multihash", result_old_head},
       {"newHead", "Multihash!", result_new_head}, );
RESULT(NoChanges, "CommitResult");
RESULT(CommitResultAppendError, "CommitResult");
INTERFACE(RenameResult);
RESULT(RenameResultSuccess, "RenameResult", {"oldName", "DatasetName!", result_a},
       {"newName", "DatasetName!", result_b}, );
RESULT(RenameResultNoChanges, "RenameResult", {"preservedName", "DatasetName!", result_a}, );
RESULT(RenameResultNameCollision, "RenameResult", {"collidingAlias", "DatasetAlias!", result_b}, );
INTERFACE(DeleteResult);
RESULT(DeleteResultSuccess, "DeleteResult", {"deletedDataset", "DatasetAlias!", result_a}, );
RESULT(DeleteResultDanglingReference, "DeleteResult",
       {"notDeletedDataset", "DatasetAlias!", result_a}, );
INTERFACE(SetWatermarkResult);
RESULT(SetWatermarkUpdated, "SetWatermarkResult", {"newHead", "Multihash!", result_new_head}, );
RESULT(SetWatermarkUpToDate, "SetWatermarkResult");
INTERFACE(SetDatasetVisibilityResult);
RESULT(SetDatasetVisibilityResultSuccess, "SetDatasetVisibilityResult");
INTERFACE(SetRoleResult);
RESULT(SetRoleResultSuccess, "SetRoleResult");
INTERFACE(UnsetRoleResult);
RESULT(UnsetRoleResultSuccess, "UnsetRoleResult");
