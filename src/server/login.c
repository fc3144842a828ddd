/* Logging in: names and passwords for tokens, and whether a token is good (spec/http-api.md 4.7).
 */
#include "server/json_body.h"
#include "server/jwt.h"
#include "server/routes.h"

#include "odf/json.h"
#include "server/server.h"

static void login_with_password(struct exchange *x, struct worker *w, struct str credentials)
{
    struct kamu_error err = {0};
    struct str name, password;
    struct caller who;
    struct buf token, body;
    bool syntax;
    const struct json_body_field fields[] = {{"login", &name}, {"password", &password}};
    if (json_strings(credentials, "PasswordLoginCredentials", fields, 2, &x->arena, &syntax) ||
        !odf_name_valid(name)) {
        exchange_refuse(x, 401, "Invalid credentials");
        return;
    }
    buf_init(&token, JWT_TEXT_MAX);
    buf_init(&body, JWT_TEXT_MAX + 64);
    const struct access_origin from = {.remote = x->remote, .page = exchange_header(x, "origin")};
    kamu_code rc = access_login(x->server->access, name, password, &from, clock_now(&w->env.clock),
                                &x->arena, &who, &token, &err);
    if (rc == KAMU_OK)
        rc = buf_printf(&body, &err, "{\"accessToken\":\"%.*s\"}", (int)token.len,
                        (const char *)token.data);
    buf_free(&token);
    if (rc == KAMU_OK) {
        exchange_send_buf(x, 200, "application/json", &body);
        return;
    }
    buf_free(&body);
    if (rc == KAMU_E_ACCESS) {
        exchange_refuse(x, 401, kamu_error_message(&err, 0));
    } else if (rc == KAMU_E_LIMIT) {
        exchange_add_header(x, "retry-after", "1");
        exchange_refuse(x, 429, kamu_error_message(&err, 0));
    } else {
        exchange_fail(x, &err);
    }
}

void handle_login(struct exchange *x, struct worker *w)
{
    struct str method, credentials;
    const struct json_body_field fields[] = {{"loginMethod", &method},
                                             {"loginCredentialsJson", &credentials}};
    if (!json_body_strings(x, "LoginRequestBody", fields, 2))
        return;
    if (str_ieq(method, STR("password"))) {
        login_with_password(x, w, credentials);
        return;
    }
    const char *text =
        arena_printf(&x->arena, "Unsupported login method '" STR_FMT "'", STR_ARG(method));
    exchange_refuse(x, 400, text ? text : "Unsupported login method");
}

void handle_token_validate(struct exchange *x, struct worker *w)
{
    (void)w;
    if (x->caller.kind == CALLER_ACCOUNT)
        exchange_send(x, 200, NULL, NULL, 0);
    else
        exchange_refuse(x, 401, access_refusal(x->caller.kind));
}

/* The device flow needs a page to log in on, which kamu has in its web platform. */
#define NO_DEVICE_FLOW                                                                             \
    "This server has no page to log in on: use `kamu login password`, or `kamu login "             \
    "--access-token`"

void handle_device_authorize(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, NO_DEVICE_FLOW);
}

void handle_device_token(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, NO_DEVICE_FLOW);
}
