/*
 * The types of our GraphQL: kamu's, as far as scripts use them (spec/http-api.md 8.2-8.4). Each
 * file graphql_<topic>.c gives some of them; graphql_schema.c lists them all.
 */
#ifndef KAMU_SERVER_GRAPHQL_SCHEMA_H
#define KAMU_SERVER_GRAPHQL_SCHEMA_H

#include "server/access.h"
#include "server/graphql_exec.h"
#include "server/server.h"
#include "store/dataset.h"

/* What a table leaves out is nothing. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define GQL_PAGE_MAX 1000 /* objects of one page of a list */

extern const struct gql_schema gql_kamu;

struct exchange;
/* The console: GET /graphql (page.c). */
void graphql_page(struct exchange *x);

/* SQL queries of one document: each may hold its worker to its time limit. */
#define GQL_QUERIES_MAX 10

/* What resolvers work with: exec->ctx. */
struct gql_context {
    struct exchange *x; /* NULL: the command line */
    struct worker *worker;
    struct server *server;
    const struct caller *caller;
    struct gql_dataset *datasets; /* that were asked for; the context closes them */
    unsigned queries;             /* of SQL that were run, up to GQL_QUERIES_MAX */
};
void gql_context_close(struct gql_context *c);

static inline struct gql_context *gql_context(const struct gql_call *c)
{
    return c->exec->ctx;
}
static inline struct workspace *gql_workspace(const struct gql_call *c)
{
    return gql_context(c)->worker->ws;
}

/* The object of the types Dataset and DatasetMut. */
struct gql_dataset {
    struct dataset_handle handle;
    unsigned rights;
    struct dataset *ds; /* NULL until it is needed */
    struct gql_dataset *next;
};

/* *out = NULL: there is none that the caller may read. Errors but KAMU_E_NOT_FOUND are returned. */
kamu_code gql_find_dataset(struct gql_call *c, struct str ref, struct gql_dataset **out,
                           struct kamu_error *err);
/* The object of a dataset that was just made. */
kamu_code gql_made_dataset(struct gql_call *c, const struct odf_did *id, struct gql_dataset **out,
                           struct kamu_error *err);
kamu_code gql_open_dataset(struct gql_call *c, const struct gql_dataset *d, struct dataset **out,
                           struct kamu_error *err);
kamu_code gql_dataset_state(struct gql_call *c, const struct gql_dataset *d,
                            const struct dataset_state **out, struct kamu_error *err);

/* KAMU_E_ACCESS with kamu's words unless the caller is an account. */
kamu_code gql_need_account(struct gql_call *c, bool mutation, struct kamu_error *err);
/* KAMU_E_ACCESS "Dataset access error" unless the caller has all of these ACCESS_* bits. */
kamu_code gql_need_rights(struct gql_call *c, const struct gql_dataset *d, unsigned rights,
                          struct kamu_error *err);

/* ---- values ------------------------------------------------------------------------------- */

/* Texts in the request's arena. .p NULL without memory. */
struct str gql_copy(const struct gql_call *c, struct str s);
struct gql_out gql_did(const struct gql_call *c, const struct odf_did *id);
struct gql_out gql_hash(const struct gql_call *c, const struct odf_hash *h); /* null when absent */
struct gql_out gql_time(const struct gql_call *c, struct instant t);
/* A zeroed object in the request's arena; NULL without memory. */
void *gql_new(const struct gql_call *c, size_t size);
/* page, perPage: the part of n objects that is wanted. `standard` objects when not given. */
struct gql_page {
    uint64_t page, per_page, total;
    size_t first, n; /* of this page */
};
kamu_code gql_take_page(const struct gql_call *c, uint64_t standard, uint64_t total,
                        struct gql_page *out, struct kamu_error *err);

/* The object of the connection types: one page of a list. */
struct gql_connection {
    struct gql_page page;
    struct gql_out *nodes; /* page.n of them */
};
kamu_code gql_connection_nodes(struct gql_call *c, const void *parent, struct gql_out *out,
                               struct kamu_error *err);
kamu_code gql_connection_total(struct gql_call *c, const void *parent, struct gql_out *out,
                               struct kamu_error *err);
kamu_code gql_connection_page(struct gql_call *c, const void *parent, struct gql_out *out,
                              struct kamu_error *err);

/* An object that has a message, of one of the result types; `text` NULL: "Success". */
struct gql_result {
    bool ok;
    struct str message;
    const struct gql_dataset *dataset;
    struct odf_hash old_head, new_head;
    struct str a, b; /* what else the type has */
    const struct gql_out *list;
    size_t n_list;
};
kamu_code gql_result(struct gql_call *c, const struct gql_type *type, bool ok, const char *text,
                     struct gql_result **made, struct gql_out *out, struct kamu_error *err);
/* Resolvers of isSuccess and message. */
kamu_code gql_result_ok(struct gql_call *c, const void *parent, struct gql_out *out,
                        struct kamu_error *err);
kamu_code gql_result_message(struct gql_call *c, const void *parent, struct gql_out *out,
                             struct kamu_error *err);
/* An object without anything of its own: `parent` handed down. */
#define GQL_SAME(name, child)                                                                      \
    static kamu_code name(struct gql_call *c, const void *parent, struct gql_out *out,             \
                          struct kamu_error *err)                                                  \
    {                                                                                              \
        (void)c;                                                                                   \
        (void)err;                                                                                 \
        *out = gql_object(&(child), parent);                                                       \
        return KAMU_OK;                                                                            \
    }
#define GQL_RESOLVER(name)                                                                         \
    static kamu_code name(struct gql_call *c, const void *parent, struct gql_out *out,             \
                          struct kamu_error *err)

/* ---- the types ------------------------------------------------------------------------------ */

/* graphql_schema.c */
extern const struct gql_type gql_Query, gql_Mutation;
extern const struct gql_type gql_PageBasedInfo; /* object: struct gql_page */
/* graphql_accounts.c; object: struct access_account */
extern const struct gql_type gql_Auth, gql_AuthMut, gql_LoginResponse, gql_Account, gql_Accounts,
    gql_AccountsMut, gql_AccountMut, gql_AccountProvider, gql_AccountQuotasMut,
    gql_SetAccountQuotasInput, gql_SetStorageQuotaInput, gql_SetAccountQuotasResult,
    gql_SetAccountQuotasResultSuccess;
kamu_code gql_find_account(struct gql_call *c, const struct odf_did *id, struct str name,
                           struct gql_out *out, const struct gql_type *type,
                           struct kamu_error *err);
/* graphql_tokens.c; object: struct access_account */
extern const struct gql_type gql_AccountAccessTokens, gql_AccountAccessTokensMut,
    gql_ViewAccessToken, gql_AccessTokenConnection, gql_CreateTokenResult,
    gql_CreateAccessTokenResultSuccess, gql_CreateAccessTokenResultDuplicate,
    gql_CreatedAccessToken, gql_RevokeResult, gql_RevokeResultSuccess;
/* graphql_datasets.c */
extern const struct gql_type gql_Datasets, gql_Dataset, gql_DatasetConnection, gql_DatasetEndpoints,
    gql_RestProtocolDesc, gql_CliProtocolDesc, gql_LinkProtocolDesc, gql_UrlProtocolDesc,
    gql_DatasetVisibilityOutput, gql_PublicDatasetVisibility, gql_PrivateDatasetVisibility,
    gql_DatasetKind, gql_DatasetVisibility;
/* graphql_create.c */
extern const struct gql_type gql_DatasetsMut, gql_CreateDatasetResult,
    gql_CreateDatasetFromSnapshotResult, gql_CreateDatasetResultSuccess,
    gql_CreateDatasetResultNameCollision, gql_CreateDatasetResultInvalidSnapshot,
    gql_CreateDatasetResultMissingInputs, gql_MetadataManifestFormat, gql_MetadataManifestMalformed,
    gql_MetadataManifestUnsupportedVersion;
/* graphql_change.c */
extern const struct gql_type gql_DatasetMut, gql_DatasetMetadataMut, gql_MetadataChainMut,
    gql_DatasetCollaborationMut, gql_CommitResult, gql_CommitResultSuccess, gql_NoChanges,
    gql_CommitResultAppendError, gql_RenameResult, gql_RenameResultSuccess,
    gql_RenameResultNoChanges, gql_RenameResultNameCollision, gql_DeleteResult,
    gql_DeleteResultSuccess, gql_DeleteResultDanglingReference, gql_SetWatermarkResult,
    gql_SetWatermarkUpdated, gql_SetWatermarkUpToDate, gql_SetDatasetVisibilityResult,
    gql_SetDatasetVisibilityResultSuccess, gql_SetRoleResult, gql_SetRoleResultSuccess,
    gql_UnsetRoleResult, gql_UnsetRoleResultSuccess, gql_DatasetVisibilityInput,
    gql_PrivateDatasetVisibilityInput, gql_PublicDatasetVisibilityInput, gql_DatasetAccessRole;
/* graphql_metadata.c; object: struct gql_dataset */
extern const struct gql_type gql_DatasetMetadata, gql_MetadataChain, gql_BlockRef,
    gql_MetadataBlockConnection, gql_MetadataBlockEdge, gql_MetadataBlockExtended;
/* graphql_events.c; object: what odf/event.h has */
extern const struct gql_type gql_MetadataEvent, gql_Seed, gql_AddData, gql_ExecuteTransform,
    gql_SetPollingSource, gql_SetTransform, gql_SetVocab, gql_SetAttachments, gql_SetInfo,
    gql_SetLicense, gql_SetDataSchema, gql_AddPushSource, gql_DisablePushSource,
    gql_DisablePollingSource, gql_DataSlice, gql_OffsetInterval, gql_MergeStrategy, gql_ReadStep;
struct gql_out gql_event(const struct odf_event *e);
/* graphql_data.c */
extern const struct gql_type gql_DataQueries, gql_DatasetData, gql_DataQueryResult,
    gql_DataQueryResultSuccess, gql_DataQueryResultError, gql_DataSchema, gql_DataBatch,
    gql_DatasetState, gql_DataBatchFormat, gql_DataSchemaFormat, gql_QueryDialect,
    gql_DataQueryResultErrorKind;
kamu_code gql_schema_of(struct gql_call *c, const struct odf_data_schema *schema,
                        struct gql_out *out, struct kamu_error *err);

#endif
