/* GraphQL: access tokens. Unlike kamu's, only for the owner of the account and for admins
 * (graphql_accounts.c asks). */
#include "server/graphql_schema.h"

static kamu_code id_text(const struct gql_call *c, const uint8_t id[16], struct gql_out *out,
                         struct kamu_error *err)
{
    char text[UUID_TEXT + 1];
    uuid_text(id, text);
    *out = gql_text(gql_copy(c, str_c(text)));
    return out->text.p != NULL ? KAMU_OK : error_nomem(err);
}

/* ---- the list ------------------------------------------------------------------------------- */

static kamu_code make_connection(struct gql_call *c, const struct token_list *list,
                                 struct gql_out *out, struct kamu_error *err)
{
    struct gql_connection *found = gql_new(c, sizeof *found);
    if (found == NULL)
        return error_nomem(err);
    KAMU_TRY(gql_take_page(c, 15, list->n, &found->page, err));
    found->nodes = arena_calloc(c->exec->arena, found->page.n + 1, sizeof *found->nodes);
    if (found->nodes == NULL)
        return error_nomem(err);
    for (size_t i = 0; i < found->page.n; i++) {
        struct stored_token *t = gql_new(c, sizeof *t);
        if (t == NULL)
            return error_nomem(err);
        *t = list->items[found->page.first + i];
        t->name = gql_copy(c, t->name);
        found->nodes[i] = gql_object(&gql_ViewAccessToken, t);
    }
    *out = gql_object(&gql_AccessTokenConnection, found);
    return KAMU_OK;
}

GQL_RESOLVER(list_tokens)
{
    const struct access_account *a = parent;
    struct token_list list;
    token_list_init(&list);
    kamu_code rc = access_token_list(gql_context(c)->server->access, &a->id, &list, err);
    if (rc == KAMU_OK)
        rc = make_connection(c, &list, out, err);
    token_list_free(&list);
    return rc;
}
GQL_RESOLVER(token_id)
{
    return id_text(c, ((const struct stored_token *)parent)->id, out, err);
}
GQL_RESOLVER(token_name)
{
    (void)c;
    (void)err;
    *out = gql_text(((const struct stored_token *)parent)->name);
    return KAMU_OK;
}
GQL_RESOLVER(token_created)
{
    (void)err;
    *out = gql_time(c, ((const struct stored_token *)parent)->created_at);
    return KAMU_OK;
}
GQL_RESOLVER(token_revoked)
{
    const struct stored_token *t = parent;
    (void)err;
    if (t->revoked)
        *out = gql_time(c, t->revoked_at);
    return KAMU_OK;
}

const struct gql_type gql_AccountAccessTokens = {
    .name = "AccountAccessTokens",
    .fields = (const struct gql_field[]){{"listAccessTokens", "AccessTokenConnection!", list_tokens,
                                          GQL_ARGS({"page", "Int", "0"}, {"perPage", "Int", "15"})},
                                         {0}}};

const struct gql_type gql_AccessTokenConnection = {
    .name = "AccessTokenConnection",
    .fields = (const struct gql_field[]){{"nodes", "[ViewAccessToken!]!", gql_connection_nodes},
                                         {"totalCount", "Int!", gql_connection_total},
                                         {"pageInfo", "PageBasedInfo!", gql_connection_page},
                                         {0}}};

const struct gql_type gql_ViewAccessToken = {
    .name = "ViewAccessToken",
    .fields = (const struct gql_field[]){{"id", "AccessTokenID!", token_id},
                                         {"name", "AccessTokenName!", token_name},
                                         {"createdAt", "DateTime!", token_created},
                                         {"revokedAt", "DateTime", token_revoked},
                                         {0}}};

/* ---- made and revoked --------------------------------------------------------------------------
 */

struct created {
    struct access_token token;
    struct str name, text;
};

GQL_RESOLVER(create_token)
{
    const struct access_account *a = parent;
    struct created *made = gql_new(c, sizeof *made);
    struct gql_result *r;
    char text[ACCESS_TOKEN_TEXT + 1];
    struct str name = gql_arg_text(c, "tokenName");
    if (made == NULL)
        return error_nomem(err);
    kamu_code rc = access_token_create(gql_context(c)->server->access, &a->id, name, NULL, NULL,
                                       &made->token, text, err);
    if (rc == KAMU_E_EXISTS) {
        char *why = arena_printf(
            c->exec->arena, "Access token with " STR_FMT " name already exists", STR_ARG(name));
        KAMU_TRY(gql_result(c, &gql_CreateAccessTokenResultDuplicate, false, why, &r, out, err));
        r->a = name;
        return KAMU_OK;
    }
    KAMU_TRY(rc);
    made->name = name;
    made->text = gql_copy(c, str_c(text));
    KAMU_TRY(gql_result(c, &gql_CreateAccessTokenResultSuccess, true, NULL, &r, out, err));
    struct gql_out *token = gql_new(c, sizeof *token);
    if (token == NULL || made->text.p == NULL)
        return error_nomem(err);
    *token = gql_object(&gql_CreatedAccessToken, made);
    r->list = token;
    return KAMU_OK;
}
GQL_RESOLVER(created_token)
{
    (void)c;
    (void)err;
    *out = *((const struct gql_result *)parent)->list;
    return KAMU_OK;
}
GQL_RESOLVER(created_id)
{
    return id_text(c, ((const struct created *)parent)->token.id, out, err);
}
GQL_RESOLVER(created_name)
{
    (void)c;
    (void)err;
    *out = gql_text(((const struct created *)parent)->name);
    return KAMU_OK;
}
GQL_RESOLVER(created_text)
{
    (void)c;
    (void)err;
    *out = gql_text(((const struct created *)parent)->text);
    return KAMU_OK;
}
GQL_RESOLVER(result_a)
{
    (void)c;
    (void)err;
    *out = gql_text(((const struct gql_result *)parent)->a);
    return KAMU_OK;
}

GQL_RESOLVER(revoke_token)
{
    const struct access_account *a = parent;
    struct gql_result *r;
    uint8_t id[16];
    if (!uuid_parse(gql_arg_text(c, "tokenId"), id))
        return error_set(err, KAMU_E_USAGE, "Value '" STR_FMT "' is not a valid AccessTokenID",
                         STR_ARG(gql_arg_text(c, "tokenId")));
    kamu_code rc = access_token_revoke(gql_context(c)->server->access, &a->id, id, err);
    if (rc == KAMU_E_NOT_FOUND)
        return error_set(err, KAMU_E_NOT_FOUND, "Access token not found");
    KAMU_TRY(rc);
    KAMU_TRY(gql_result(c, &gql_RevokeResultSuccess, true, "Access token revoked successfully", &r,
                        out, err));
    r->a = gql_arg_text(c, "tokenId");
    return KAMU_OK;
}

const struct gql_type gql_AccountAccessTokensMut = {
    .name = "AccountAccessTokensMut",
    .fields = (const struct gql_field[]){{"createAccessToken", "CreateTokenResult!", create_token,
                                          GQL_ARGS({"tokenName", "AccessTokenName!"})},
                                         {"revokeAccessToken", "RevokeResult!", revoke_token,
                                          GQL_ARGS({"tokenId", "AccessTokenID!"})},
                                         {0}}};

const struct gql_type gql_CreateTokenResult = {
    .name = "CreateTokenResult",
    .kind = GQL_TYPE_INTERFACE,
    .fields = (const struct gql_field[]){{"message", "String!", NULL}, {0}}};

const struct gql_type gql_CreateAccessTokenResultSuccess = {
    .name = "CreateAccessTokenResultSuccess",
    .interfaces = GQL_NAMES("CreateTokenResult"),
    .fields = (const struct gql_field[]){{"token", "CreatedAccessToken!", created_token},
                                         {"message", "String!", gql_result_message},
                                         {0}}};

const struct gql_type gql_CreateAccessTokenResultDuplicate = {
    .name = "CreateAccessTokenResultDuplicate",
    .interfaces = GQL_NAMES("CreateTokenResult"),
    .fields = (const struct gql_field[]){{"tokenName", "AccessTokenName!", result_a},
                                         {"message", "String!", gql_result_message},
                                         {0}}};

const struct gql_type gql_CreatedAccessToken = {
    .name = "CreatedAccessToken",
    .fields = (const struct gql_field[]){{"id", "AccessTokenID!", created_id},
                                         {"name", "AccessTokenName!", created_name},
                                         {"composed", "String!", created_text},
                                         {0}}};

const struct gql_type gql_RevokeResult = {
    .name = "RevokeResult",
    .kind = GQL_TYPE_INTERFACE,
    .fields = (const struct gql_field[]){
        {"tokenId", "AccessTokenID!", NULL}, {"message", "String!", NULL}, {0}}};

const struct gql_type gql_RevokeResultSuccess = {
    .name = "RevokeResultSuccess",
    .interfaces = GQL_NAMES("RevokeResult"),
    .fields = (const struct gql_field[]){
        {"tokenId", "AccessTokenID!", result_a}, {"message", "String!", gql_result_message}, {0}}};
