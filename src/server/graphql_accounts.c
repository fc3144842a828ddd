/* GraphQL: logging in, accounts. */
#include "odf/json_pull.h"
#include "server/exchange.h"
#include "server/graphql_schema.h"
#include "server/metrics.h"
#include "server/quota.h"

#define TEXT(literal)                                                                              \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

/* ---- accounts ------------------------------------------------------------------------------ */

kamu_code gql_find_account(struct gql_call *c, const struct odf_did *id, struct str name,
                           struct gql_out *out, const struct gql_type *type, struct kamu_error *err)
{
    struct access_account *a = gql_new(c, sizeof *a);
    bool found = false;
    if (a == NULL)
        return error_nomem(err);
    KAMU_TRY(
        access_account(gql_context(c)->server->access, id, name, c->exec->arena, a, &found, err));
    if (found)
        *out = gql_object(type, a);
    return KAMU_OK;
}

static kamu_code by_id(struct gql_call *c, const struct gql_type *type, struct gql_out *out,
                       struct kamu_error *err)
{
    struct odf_did id;
    KAMU_TRY(odf_did_parse(gql_arg_text(c, "accountId"), &id, err));
    return gql_find_account(c, &id, STR_NONE, out, type, err);
}

static kamu_code by_name(struct gql_call *c, const char *argument, const struct gql_type *type,
                         struct gql_out *out, struct kamu_error *err)
{
    struct str name = gql_arg_text(c, argument);
    if (!odf_name_valid(name))
        return error_set(err, KAMU_E_USAGE, "Value '" STR_FMT "' is not a valid AccountName",
                         STR_ARG(name));
    return gql_find_account(c, NULL, name, out, type, err);
}

GQL_RESOLVER(accounts_by_id)
{
    (void)parent;
    return by_id(c, &gql_Account, out, err);
}
GQL_RESOLVER(accounts_by_name)
{
    (void)parent;
    return by_name(c, "name", &gql_Account, out, err);
}
GQL_RESOLVER(account_id)
{
    (void)err;
    *out = gql_did(c, &((const struct access_account *)parent)->id);
    return KAMU_OK;
}
GQL_RESOLVER(account_name)
{
    (void)c;
    (void)err;
    *out = gql_text(((const struct access_account *)parent)->name);
    return KAMU_OK;
}
GQL_RESOLVER(account_is_admin)
{
    (void)c;
    (void)err;
    *out = gql_bool(((const struct access_account *)parent)->admin);
    return KAMU_OK;
}

/* What belongs to an account is for its owner and admins. */
static kamu_code need_owner(struct gql_call *c, const struct access_account *a, bool mutation,
                            struct kamu_error *err)
{
    KAMU_TRY(gql_need_account(c, mutation, err));
    if (access_may_manage(gql_context(c)->caller, &a->id))
        return KAMU_OK;
    return error_set(err, KAMU_E_ACCESS, "Account access error");
}

GQL_RESOLVER(account_tokens)
{
    KAMU_TRY(need_owner(c, parent, false, err));
    *out = gql_object(&gql_AccountAccessTokens, parent);
    return KAMU_OK;
}

const struct gql_type gql_Accounts = {
    .name = "Accounts",
    .fields = (const struct gql_field[]){
        {"byId", "Account", accounts_by_id, GQL_ARGS({"accountId", "AccountID!"})},
        {"byName", "Account", accounts_by_name, GQL_ARGS({"name", "AccountName!"})},
        {0}}};

const struct gql_type gql_Account = {
    .name = "Account",
    .fields = (const struct gql_field[]){{"id", "AccountID!", account_id},
                                         {"accountName", "AccountName!", account_name},
                                         {"displayName", "String!", account_name},
                                         {"isAdmin", "Boolean!", account_is_admin},
                                         {"accessTokens", "AccountAccessTokens!", account_tokens},
                                         {0}}};

/* ---- accounts, changed ----------------------------------------------------------------------- */

GQL_RESOLVER(accounts_mut_by_id)
{
    (void)parent;
    return by_id(c, &gql_AccountMut, out, err);
}
GQL_RESOLVER(accounts_mut_by_name)
{
    (void)parent;
    return by_name(c, "accountName", &gql_AccountMut, out, err);
}
GQL_RESOLVER(account_tokens_mut)
{
    KAMU_TRY(need_owner(c, parent, true, err));
    *out = gql_object(&gql_AccountAccessTokensMut, parent);
    return KAMU_OK;
}

/* ---- quotas ------------------------------------------------------------------------------------
 */

GQL_RESOLVER(set_quotas)
{
    const struct access_account *a = parent;
    struct gql_context *x = gql_context(c);
    const struct gql_value *storage = gql_member(gql_arg(c, "quotas"), "storage");
    const struct gql_value *limit = gql_member(storage, "limitTotalBytes");
    uint64_t bytes = 0;
    if (x->caller->kind != CALLER_ACCOUNT || !x->caller->admin || x->caller->scope != NULL)
        return error_set(err, KAMU_E_ACCESS, "Access restricted to administrators only");
    if (x->server->quotas == NULL)
        return error_set(err, KAMU_E_UNSUPPORTED, "Quotas need a multi-tenant workspace");
    KAMU_TRY(gql_number(limit, "limitTotalBytes", &bytes, err));
    KAMU_TRY(quotas_set(x->server->quotas, a->name, bytes, err));
    return gql_result(c, &gql_SetAccountQuotasResultSuccess, true, "", NULL, out, err);
}
GQL_SAME(account_quotas, gql_AccountQuotasMut)

const struct gql_type gql_AccountQuotasMut = {
    .name = "AccountQuotasMut",
    .fields = (const struct gql_field[]){{"setAccountQuotas", "SetAccountQuotasResult!", set_quotas,
                                          GQL_ARGS({"quotas", "SetAccountQuotasInput!"})},
                                         {0}}};
const struct gql_type gql_SetAccountQuotasInput = {
    .name = "SetAccountQuotasInput",
    .kind = GQL_TYPE_INPUT,
    .members = GQL_ARGS({"storage", "SetStorageQuotaInput!"})};
const struct gql_type gql_SetStorageQuotaInput = {.name = "SetStorageQuotaInput",
                                                  .kind = GQL_TYPE_INPUT,
                                                  .members = GQL_ARGS({"limitTotalBytes", "Int!"})};
const struct gql_type gql_SetAccountQuotasResult = {
    .name = "SetAccountQuotasResult",
    .kind = GQL_TYPE_INTERFACE,
    .fields = (const struct gql_field[]){
        {"isSuccess", "Boolean!", NULL}, {"message", "String!", NULL}, {0}}};
const struct gql_type gql_SetAccountQuotasResultSuccess = {
    .name = "SetAccountQuotasResultSuccess",
    .interfaces = GQL_NAMES("SetAccountQuotasResult"),
    .fields = (const struct gql_field[]){
        {"isSuccess", "Boolean!", gql_result_ok}, {"message", "String!", gql_result_message}, {0}}};

const struct gql_type gql_AccountsMut = {
    .name = "AccountsMut",
    .fields = (const struct gql_field[]){
        {"byId", "AccountMut", accounts_mut_by_id, GQL_ARGS({"accountId", "AccountID!"})},
        {"byName", "AccountMut", accounts_mut_by_name, GQL_ARGS({"accountName", "AccountName!"})},
        {0}}};

const struct gql_type gql_AccountMut = {
    .name = "AccountMut",
    .fields =
        (const struct gql_field[]){{"accessTokens", "AccountAccessTokensMut!", account_tokens_mut},
                                   {"quotas", "AccountQuotasMut", account_quotas},
                                   {0}}};

/* ---- logging in -------------------------------------------------------------------------------
 */

GQL_RESOLVER(enabled_providers)
{
    /* What kamu says; of these only passwords are taken by this server. */
    static const struct gql_out all[] = {{.kind = GQL_OUT_TEXT, .text = TEXT("OAUTH_GITHUB")},
                                         {.kind = GQL_OUT_TEXT, .text = TEXT("PASSWORD")},
                                         {.kind = GQL_OUT_TEXT, .text = TEXT("WEB3_WALLET")}};
    (void)parent;
    (void)err;
    *out = gql_workspace(c)->multi_tenant ? gql_list(all, 3) : gql_list(&all[1], 1);
    return KAMU_OK;
}

static bool take_member(struct json_pull *j, struct arena *arena, struct str *login,
                        struct str *password)
{
    struct str *to = str_eqc(j->text, "login")      ? login
                     : str_eqc(j->text, "password") ? password
                                                    : NULL;
    enum json_token t = json_pull_next(j);
    if (t == JSON_OBJECT || t == JSON_ARRAY || t == JSON_ERROR)
        return false;
    if (to == NULL)
        return true;
    if (t != JSON_STRING)
        return false;
    *to = arena_str(arena, j->text);
    return to->p != NULL;
}

/* `{"login":...,"password":...}` */
static bool read_credentials(struct str json, struct arena *arena, struct str *login,
                             struct str *password)
{
    struct json_pull j;
    json_pull_init(&j, json);
    enum json_token t = json_pull_next(&j);
    bool ok = t == JSON_OBJECT;
    while (ok && (t = json_pull_next(&j)) == JSON_KEY)
        ok = take_member(&j, arena, login, password);
    ok = ok && t == JSON_OBJECT_END && json_pull_next(&j) == JSON_END;
    json_pull_free(&j);
    return ok && login->p != NULL && login->n > 0 && password->p != NULL;
}

struct login {
    struct str token;
    struct access_account account;
};

static kamu_code refuse_login(struct gql_call *c, struct kamu_error *err)
{
    metrics_count(gql_context(c)->server->metrics, METRIC_AUTH_FAILURES, 1);
    const char *why = err != NULL ? kamu_error_message(err, 0) : NULL;
    c->extensions =
        str_c(arena_printf(c->exec->arena, "{\"reason\":\"%s\"}", why != NULL ? why : ""));
    return KAMU_E_ACCESS;
}

static kamu_code log_in(struct gql_call *c, struct str name, struct str password, struct login *out,
                        struct kamu_error *err)
{
    struct gql_context *x = gql_context(c);
    struct caller who = {0};
    struct buf token = BUF_INIT(1 << 16);
    struct access_origin from = {.remote = STR_NONE};
    if (x->x)
        from =
            (struct access_origin){.remote = x->x->remote, .page = exchange_header(x->x, "origin")};
    kamu_code rc =
        access_login(x->server->access, name, password, &from, clock_now(&x->worker->env.clock),
                     c->exec->arena, &who, &token, err);
    if (rc == KAMU_OK) {
        out->token = gql_copy(c, (struct str){(const char *)token.data, token.len});
        out->account = (struct access_account){
            .id = who.account_id, .name = who.account_name, .admin = who.admin};
    }
    buf_free(&token);
    if (rc == KAMU_OK && out->token.p == NULL)
        return error_nomem(err);
    return rc;
}

GQL_RESOLVER(auth_login)
{
    struct str name = STR_NONE, password = STR_NONE;
    struct login *l = gql_new(c, sizeof *l);
    (void)parent;
    if (l == NULL)
        return error_nomem(err);
    if (!str_eqc(gql_arg_text(c, "loginMethod"), "PASSWORD"))
        return error_set(err, KAMU_E_USAGE, "Unsupported login method '" STR_FMT "'",
                         STR_ARG(gql_arg_text(c, "loginMethod")));
    if (gql_arg(c, "deviceCode") != NULL)
        return error_set(err, KAMU_E_UNSUPPORTED, "deviceCode is not supported");
    kamu_code rc =
        read_credentials(gql_arg_text(c, "loginCredentialsJson"), c->exec->arena, &name, &password)
            ? log_in(c, name, password, l, err)
            : error_set(err, KAMU_E_ACCESS, "Invalid credentials");
    if (rc == KAMU_E_ACCESS)
        return refuse_login(c, err);
    KAMU_TRY(rc);
    *out = gql_object(&gql_LoginResponse, l);
    return KAMU_OK;
}
GQL_RESOLVER(login_token)
{
    (void)c;
    (void)err;
    *out = gql_text(((const struct login *)parent)->token);
    return KAMU_OK;
}
GQL_RESOLVER(login_account)
{
    (void)c;
    (void)err;
    *out = gql_object(&gql_Account, &((const struct login *)parent)->account);
    return KAMU_OK;
}

const struct gql_type gql_Auth = {
    .name = "Auth",
    .fields = (const struct gql_field[]){
        {"enabledProviders", "[AccountProvider!]!", enabled_providers}, {0}}};

const struct gql_type gql_AuthMut = {
    .name = "AuthMut",
    .fields = (const struct gql_field[]){
        {"login", "LoginResponse!", auth_login,
         GQL_ARGS({"loginMethod", "AccountProvider!"}, {"loginCredentialsJson", "String!"},
                  {"deviceCode", "DeviceCode"})},
        {0}}};

const struct gql_type gql_LoginResponse = {
    .name = "LoginResponse",
    .fields = (const struct gql_field[]){
        {"accessToken", "String!", login_token}, {"account", "Account!", login_account}, {0}}};

const struct gql_type gql_AccountProvider = {
    .name = "AccountProvider",
    .kind = GQL_TYPE_ENUM,
    .values = GQL_NAMES("PASSWORD", "OAUTH_GITHUB", "WEB3_WALLET")};
