/* What the server tells of itself, of accounts and of datasets (spec/http-api.md 4.6, 4.8). */
#include "server/routes.h"
#include "server/server.h"

#include "odf/json.h"

#include <time.h>

#define JSON "application/json"
#define TEXT_TYPE "text/plain; charset=utf-8"
#define ANSWER_MAX 16384
#define PROBE_SLEEP_MAX_MS 1000

#ifndef KAMU_GIT_DESCRIBE
#define KAMU_GIT_DESCRIBE ""
#endif

void handle_info(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_send_text(x, 200, JSON,
                       x->server->ws->multi_tenant ? "{\"isMultiTenant\":true}"
                                                   : "{\"isMultiTenant\":false}");
}

static kamu_code put_member(struct buf *b, const char *name, struct str value,
                            struct kamu_error *err)
{
    KAMU_TRY(buf_printf(b, err, "%s\"%s\":", b->data[b->len - 1] == '{' ? "" : ",", name));
    return odf_json_quote(value, b, err);
}

static kamu_code put_did(struct buf *b, const char *name, const struct odf_did *id,
                         struct kamu_error *err)
{
    char text[ODF_DID_TEXT_MAX];
    size_t n = odf_did_text(id, text);
    return put_member(b, name, (struct str){text, n}, err);
}

static void send_or_fail(struct exchange *x, kamu_code rc, struct buf *b, struct kamu_error *err)
{
    if (rc == KAMU_OK) {
        exchange_send_buf(x, 200, JSON, b);
        return;
    }
    buf_free(b);
    exchange_fail(x, err);
}

void handle_account_me(struct exchange *x, struct worker *w)
{
    struct kamu_error err = {0};
    struct buf b;
    (void)w;
    if (x->caller.kind != CALLER_ACCOUNT) {
        exchange_refuse(x, 401, "Unauthenticated");
        return;
    }
    buf_init(&b, ANSWER_MAX);
    kamu_code rc = buf_append_byte(&b, '{', &err);
    if (rc == KAMU_OK)
        rc = put_did(&b, "id", &x->caller.account_id, &err);
    if (rc == KAMU_OK)
        rc = put_member(&b, "accountName", x->caller.account_name, &err);
    if (rc == KAMU_OK)
        rc = buf_append_byte(&b, '}', &err);
    send_or_fail(x, rc, &b, &err);
}

/* ---- a dataset by its id ------------------------------------------------------------------- */

static kamu_code put_dataset(struct exchange *x, const struct dataset_handle *d, struct buf *b,
                             struct kamu_error *err)
{
    struct str owner = d->account.p ? d->account : STR(WORKSPACE_DEFAULT_ACCOUNT);
    struct access_account account;
    bool found;
    KAMU_TRY(access_account(x->server->access, NULL, owner, &x->arena, &account, &found, err));
    if (!found) /* an account that is not registered any more */
        odf_did_seeded(owner, &account.id);
    KAMU_TRY(buf_append_byte(b, '{', err));
    KAMU_TRY(put_did(b, "id", &d->id, err));
    KAMU_TRY(buf_append_str(b, ",\"owner\":{", err));
    KAMU_TRY(put_member(b, "accountName", owner, err));
    KAMU_TRY(put_did(b, "accountId", &account.id, err));
    KAMU_TRY(buf_append_byte(b, '}', err));
    KAMU_TRY(put_member(b, "datasetName", d->name, err));
    return buf_append_byte(b, '}', err);
}

void handle_dataset_info(struct exchange *x, struct worker *w)
{
    struct kamu_error err = {0};
    struct dataset_handle d;
    struct odf_did id;
    struct buf b;
    unsigned rights = 0;
    if (odf_did_parse(x->args[0], &id, NULL) != KAMU_OK) {
        const char *text =
            arena_printf(&x->arena, "Invalid URL: Value '" STR_FMT "' is not a valid did:odf",
                         STR_ARG(x->args[0]));
        exchange_send_text(x, 400, TEXT_TYPE, text ? text : "Invalid URL");
        return;
    }
    kamu_code rc = workspace_resolve(w->ws, x->args[0], &x->arena, &d, &err);
    if (rc == KAMU_OK)
        rc = access_rights(x->server->access, &x->caller, &d, &rights, &err);
    if (rc == KAMU_E_NOT_FOUND || (rc == KAMU_OK && !rights)) {
        exchange_refuse(x, 404, "Not Found");
        return;
    }
    buf_init(&b, ANSWER_MAX);
    if (rc == KAMU_OK)
        rc = put_dataset(x, &d, &b, &err);
    send_or_fail(x, rc, &b, &err);
}

/* ---- configuration and build ---------------------------------------------------------------- */

void handle_ui_config(struct exchange *x, struct worker *w)
{
    const struct server_options *o = &x->server->options;
    const char *text = arena_printf(
        &x->arena,
        "{\"ingestUploadFileLimitMb\":%llu,\"minNewPasswordLength\":8,\"featureFlags\":{"
        "\"enableLogout\":true,\"enableScheduling\":true,\"enableDatasetEnvVarsManagement\":false,"
        "\"enableTermsOfService\":true,\"allowAnonymous\":%s}}",
        (unsigned long long)(o->upload_max_bytes >> 20),
        o->access.allow_anonymous ? "true" : "false");
    (void)w;
    exchange_send_text(x, text ? 200 : 503, JSON, text ? text : "{}");
}

/* Clients judge by appVersion what they may ask for: it is that of the kamu that this is compatible
 * with. What it really is stands in gitDescribe. */
void handle_system_info(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_send_text(
        x, 200, JSON,
        "{\"appVersion\":\"" KAMU_COMPAT_VERSION "\",\"buildTimestamp\":\"\",\"gitDescribe\":"
        "\"kamu-c " KAMU_VERSION "\",\"gitSha\":\"" KAMU_GIT_DESCRIBE "\",\"gitCommitDate\":\"\","
        "\"gitBranch\":\"\",\"rustcSemver\":\"\",\"rustcChannel\":\"\",\"rustcHostTriple\":\"\","
        "\"rustcCommitSha\":\"\",\"cargoTargetTriple\":\"\",\"cargoFeatures\":\"\","
        "\"cargoOptLevel\":\"\"}");
}

/* ---- the probe: a test aid ------------------------------------------------------------------ */

static bool parse_sleep(struct str s, unsigned *ms)
{
    unsigned v = 0;
    size_t i = 0;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && v < 100000; i++)
        v = 10 * v + (unsigned)(s.p[i] - '0');
    struct str unit = {s.p + i, s.n - i};
    if (i == 0 || (!str_eqc(unit, "ms") && !str_eqc(unit, "s")))
        return false;
    *ms = unit.n == 1 ? v * 1000 : v;
    return true;
}

static void refuse_query(struct exchange *x, const char *what, struct str value, const char *rest)
{
    const char *text =
        arena_printf(&x->arena, "Failed to deserialize query string: %s" STR_FMT "%s", what,
                     STR_ARG(value), rest);
    exchange_send_text(x, 400, TEXT_TYPE, text ? text : what);
}

/* false: answered */
static bool probe_parameters(struct exchange *x, struct str *error, unsigned *sleep_ms)
{
    struct kamu_error err = {0};
    struct str transaction, sleep;
    if (exchange_param(x, "error", error, &err) != KAMU_OK ||
        exchange_param(x, "sleep", &sleep, &err) != KAMU_OK ||
        exchange_param(x, "dbTransaction", &transaction, &err) != KAMU_OK) {
        exchange_send_text(x, 400, TEXT_TYPE, kamu_error_message(&err, 0));
        return false;
    }
    if (transaction.p && !str_eqc(transaction, "true") && !str_eqc(transaction, "false")) {
        refuse_query(x, "dbTransaction: provided string was not `true` or `false`", STR(""), "");
        return false;
    }
    if (sleep.p && !parse_sleep(sleep, sleep_ms)) {
        refuse_query(x, "sleep: invalid value: string \"",
                     STR("cannot parse integer from empty "
                         "string"),
                     "\", expected string");
        return false;
    }
    if (*sleep_ms > PROBE_SLEEP_MAX_MS) {
        exchange_refuse(x, 400, "sleep: at most 1s");
        return false;
    }
    if (error->p && !str_eqc(*error, "panic") && !str_eqc(*error, "internal") &&
        !str_eqc(*error, "api")) {
        refuse_query(x, "error: unknown variant `", *error,
                     "`, expected one of `panic`, `internal`, `api`");
        return false;
    }
    return true;
}

void handle_probe(struct exchange *x, struct worker *w)
{
    struct str error;
    unsigned sleep_ms = 0;
    (void)w;
    if (!probe_parameters(x, &error, &sleep_ms))
        return;
    if (sleep_ms)
        nanosleep(&(struct timespec){.tv_sec = sleep_ms / 1000,
                                     .tv_nsec = (long)(sleep_ms % 1000) * 1000000},
                  NULL);
    if (!error.p)
        exchange_send_text(x, 200, JSON, "{}");
    else if (str_eqc(error, "api"))
        exchange_refuse(x, 400, "Probe API error");
    else if (str_eqc(error, "internal"))
        exchange_send(x, 500, TEXT_TYPE, NULL, 0);
    else
        exchange_send_text(x, 500, JSON, "{\"error\":\"Internal Server Error\"}");
}
