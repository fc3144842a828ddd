/* GraphQL: the roots, and the list of all types. */
#include "server/graphql_schema.h"

GQL_RESOLVER(api_version)
{
    (void)c;
    (void)err;
    (void)parent;
    *out = gql_text(STR("1"));
    return KAMU_OK;
}
GQL_SAME(root_auth, gql_Auth)
GQL_SAME(root_accounts, gql_Accounts)
GQL_SAME(root_datasets, gql_Datasets)
GQL_SAME(root_data, gql_DataQueries)
GQL_SAME(root_auth_mut, gql_AuthMut)
GQL_SAME(root_accounts_mut, gql_AccountsMut)
GQL_SAME(root_datasets_mut, gql_DatasetsMut)

const struct gql_type gql_Query = {
    .name = "Query",
    .fields = (const struct gql_field[]){{"apiVersion", "String!", api_version},
                                         {"auth", "Auth!", root_auth},
                                         {"datasets", "Datasets!", root_datasets},
                                         {"accounts", "Accounts!", root_accounts},
                                         {"data", "DataQueries!", root_data},
                                         {0}}};

/* These may be null, so that an error leaves the other fields of the answer alone. */
const struct gql_type gql_Mutation = {
    .name = "Mutation",
    .fields = (const struct gql_field[]){{"auth", "AuthMut", root_auth_mut},
                                         {"datasets", "DatasetsMut", root_datasets_mut},
                                         {"accounts", "AccountsMut", root_accounts_mut},
                                         {0}}};

/* ---- pages ------------------------------------------------------------------------------ */

GQL_RESOLVER(page_number)
{
    (void)c;
    (void)err;
    *out = gql_int((int64_t)((const struct gql_page *)parent)->page);
    return KAMU_OK;
}
GQL_RESOLVER(page_has_previous)
{
    (void)c;
    (void)err;
    *out = gql_bool(((const struct gql_page *)parent)->page > 0);
    return KAMU_OK;
}
GQL_RESOLVER(page_has_next)
{
    const struct gql_page *p = parent;
    (void)c;
    (void)err;
    *out = gql_bool(p->first + p->n < p->total);
    return KAMU_OK;
}
GQL_RESOLVER(page_total)
{
    const struct gql_page *p = parent;
    (void)c;
    (void)err;
    if (p->per_page > 0)
        *out = gql_int((int64_t)((p->total + p->per_page - 1) / p->per_page));
    return KAMU_OK;
}

kamu_code gql_connection_nodes(struct gql_call *c, const void *parent, struct gql_out *out,
                               struct kamu_error *err)
{
    const struct gql_connection *found = parent;
    (void)c;
    (void)err;
    *out = gql_list(found->nodes, found->page.n);
    return KAMU_OK;
}

kamu_code gql_connection_total(struct gql_call *c, const void *parent, struct gql_out *out,
                               struct kamu_error *err)
{
    (void)c;
    (void)err;
    *out = gql_int((int64_t)((const struct gql_connection *)parent)->page.total);
    return KAMU_OK;
}

kamu_code gql_connection_page(struct gql_call *c, const void *parent, struct gql_out *out,
                              struct kamu_error *err)
{
    (void)c;
    (void)err;
    *out = gql_object(&gql_PageBasedInfo, &((const struct gql_connection *)parent)->page);
    return KAMU_OK;
}

const struct gql_type gql_PageBasedInfo = {
    .name = "PageBasedInfo",
    .fields = (const struct gql_field[]){{"hasPreviousPage", "Boolean!", page_has_previous},
                                         {"hasNextPage", "Boolean!", page_has_next},
                                         {"currentPage", "Int!", page_number},
                                         {"totalPages", "Int", page_total},
                                         {0}}};

/* ---- all types --------------------------------------------------------------------------- */

#define SCALAR(n) static const struct gql_type scalar_##n = {.name = #n, .kind = GQL_TYPE_SCALAR}
SCALAR(String);
SCALAR(Int);
SCALAR(Boolean);
SCALAR(AccountID);
SCALAR(AccountName);
SCALAR(AccessTokenID);
SCALAR(AccessTokenName);
SCALAR(DatasetAlias);
SCALAR(DatasetID);
SCALAR(DatasetName);
SCALAR(DatasetRef);
SCALAR(DateTime);
SCALAR(DeviceCode);
SCALAR(Multihash);

static const struct gql_type *const types[] = {&gql_Query,
                                               &gql_Mutation,
                                               &gql_PageBasedInfo,
                                               &gql_Auth,
                                               &gql_AuthMut,
                                               &gql_LoginResponse,
                                               &gql_Account,
                                               &gql_Accounts,
                                               &gql_AccountsMut,
                                               &gql_AccountMut,
                                               &gql_AccountProvider,
                                               &gql_AccountQuotasMut,
                                               &gql_SetAccountQuotasInput,
                                               &gql_SetStorageQuotaInput,
                                               &gql_SetAccountQuotasResult,
                                               &gql_SetAccountQuotasResultSuccess,

                                               &gql_AccountAccessTokens,
                                               &gql_AccountAccessTokensMut,
                                               &gql_ViewAccessToken,
                                               &gql_AccessTokenConnection,
                                               &gql_CreateTokenResult,
                                               &gql_CreateAccessTokenResultSuccess,
                                               &gql_CreateAccessTokenResultDuplicate,
                                               &gql_CreatedAccessToken,
                                               &gql_RevokeResult,
                                               &gql_RevokeResultSuccess,
                                               &gql_Datasets,
                                               &gql_Dataset,
                                               &gql_DatasetConnection,
                                               &gql_DatasetEndpoints,
                                               &gql_RestProtocolDesc,
                                               &gql_CliProtocolDesc,
                                               &gql_LinkProtocolDesc,
                                               &gql_UrlProtocolDesc,
                                               &gql_DatasetVisibilityOutput,
                                               &gql_PublicDatasetVisibility,
                                               &gql_PrivateDatasetVisibility,
                                               &gql_DatasetKind,
                                               &gql_DatasetVisibility,
                                               &gql_DatasetsMut,
                                               &gql_CreateDatasetResult,
                                               &gql_CreateDatasetFromSnapshotResult,
                                               &gql_CreateDatasetResultSuccess,
                                               &gql_CreateDatasetResultNameCollision,
                                               &gql_CreateDatasetResultInvalidSnapshot,
                                               &gql_CreateDatasetResultMissingInputs,
                                               &gql_MetadataManifestFormat,
                                               &gql_MetadataManifestMalformed,
                                               &gql_MetadataManifestUnsupportedVersion,
                                               &gql_DatasetMut,
                                               &gql_DatasetMetadataMut,
                                               &gql_MetadataChainMut,
                                               &gql_DatasetCollaborationMut,
                                               &gql_CommitResult,
                                               &gql_CommitResultSuccess,
                                               &gql_NoChanges,
                                               &gql_CommitResultAppendError,
                                               &gql_RenameResult,
                                               &gql_RenameResultSuccess,
                                               &gql_RenameResultNoChanges,
                                               &gql_RenameResultNameCollision,
                                               &gql_DeleteResult,
                                               &gql_DeleteResultSuccess,
                                               &gql_DeleteResultDanglingReference,
                                               &gql_SetWatermarkResult,
                                               &gql_SetWatermarkUpdated,
                                               &gql_SetWatermarkUpToDate,
                                               &gql_SetDatasetVisibilityResult,
                                               &gql_SetDatasetVisibilityResultSuccess,
                                               &gql_SetRoleResult,
                                               &gql_SetRoleResultSuccess,
                                               &gql_UnsetRoleResult,
                                               &gql_UnsetRoleResultSuccess,
                                               &gql_DatasetVisibilityInput,
                                               &gql_PrivateDatasetVisibilityInput,
                                               &gql_PublicDatasetVisibilityInput,
                                               &gql_DatasetAccessRole,
                                               &gql_DatasetMetadata,
                                               &gql_MetadataChain,
                                               &gql_BlockRef,
                                               &gql_MetadataBlockConnection,
                                               &gql_MetadataBlockEdge,
                                               &gql_MetadataBlockExtended,
                                               &gql_MetadataEvent,
                                               &gql_Seed,
                                               &gql_AddData,
                                               &gql_ExecuteTransform,
                                               &gql_SetPollingSource,
                                               &gql_SetTransform,
                                               &gql_SetVocab,
                                               &gql_SetAttachments,
                                               &gql_SetInfo,
                                               &gql_SetLicense,
                                               &gql_SetDataSchema,
                                               &gql_AddPushSource,
                                               &gql_DisablePushSource,
                                               &gql_DisablePollingSource,
                                               &gql_DataSlice,
                                               &gql_OffsetInterval,
                                               &gql_MergeStrategy,
                                               &gql_ReadStep,
                                               &gql_DataQueries,
                                               &gql_DatasetData,
                                               &gql_DataQueryResult,
                                               &gql_DataQueryResultSuccess,
                                               &gql_DataQueryResultError,
                                               &gql_DataSchema,
                                               &gql_DataBatch,
                                               &gql_DatasetState,
                                               &gql_DataBatchFormat,
                                               &gql_DataSchemaFormat,
                                               &gql_QueryDialect,
                                               &gql_DataQueryResultErrorKind,
                                               &scalar_String,
                                               &scalar_Int,
                                               &scalar_Boolean,
                                               &scalar_AccountID,
                                               &scalar_AccountName,
                                               &scalar_AccessTokenID,
                                               &scalar_AccessTokenName,
                                               &scalar_DatasetAlias,
                                               &scalar_DatasetID,
                                               &scalar_DatasetName,
                                               &scalar_DatasetRef,
                                               &scalar_DateTime,
                                               &scalar_DeviceCode,
                                               &scalar_Multihash,
                                               NULL};

const struct gql_schema gql_kamu = {.types = types, .query = &gql_Query, .mutation = &gql_Mutation};
