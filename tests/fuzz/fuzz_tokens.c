/* What callers say of themselves: any Authorization header, any token, any JSON body of a login;
 * and the file of tokens. The first byte says which. Tokens get a right signature, or nothing would
 * be looked at behind it. */
#include "server/access.h"
#include "server/json_body.h"
#include "server/jwt.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct access *server(void)
{
    static struct access *access;
    static struct env env;
    static struct workspace *ws;
    static const struct access_options options = {.allow_anonymous = true, .jwt_secret = "secret"};
    char root[] = "/tmp/kamu-fuzz-tokens-XXXXXX";
    struct kamu_error err = {0};
    bool created;
    if (access)
        return access;
    if (!mkdtemp(root) || env_init(&env, &err) != KAMU_OK ||
        workspace_init(&env, root, false, false, &created, &err) != KAMU_OK ||
        workspace_open(&env, root, &ws, &err) != KAMU_OK ||
        access_open(ws, &options, &access, &err) != KAMU_OK)
        abort();
    fs_remove_tree(&env.fs, root, NULL); /* everything is in memory */
    return access;
}

/* Nobody gets in who has no secret. */
static void header(struct str text)
{
    struct caller caller;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    if (access_identify(server(), text, &arena, &caller, NULL) == KAMU_OK &&
        caller.kind == CALLER_ACCOUNT)
        abort();
    arena_free(&arena);
}

static void signed_token(struct str text)
{
    struct str subject, secret = STR("secret");
    uint8_t signature[JWT_SIGNATURE];
    enum jwt_verdict verdict;
    struct arena arena;
    struct buf token;
    arena_init(&arena, 1 << 20);
    buf_init(&token, 1 << 20);
    const char *dot = memchr(text.p, '.', text.n); /* header and claims, not encoded yet */
    size_t n = dot ? (size_t)(dot - text.p) : text.n;
    base64url_put(text.p, n, &token, NULL);
    buf_append_byte(&token, '.', NULL);
    base64url_put(text.p + n + (dot != NULL), text.n - n - (dot != NULL), &token, NULL);
    jwt_signature(secret, (struct str){(const char *)token.data, token.len}, signature, NULL);
    buf_append_byte(&token, '.', NULL);
    base64url_put(signature, sizeof signature, &token, NULL);
    if (jwt_verify(secret, (struct str){(const char *)token.data, token.len}, 1800000000, &arena,
                   &subject, &verdict, NULL) == KAMU_OK &&
        verdict == JWT_VALID && !subject.p)
        abort();
    arena_free(&arena);
    buf_free(&token);
}

static void access_token(struct str text)
{
    struct access_token t;
    char again[ACCESS_TOKEN_TEXT + 1];
    if (!access_token_parse(text, &t))
        return;
    access_token_text(&t, again);
    if (!str_eqc(text, again))
        abort();
}

/* What is read is written as what reads the same. */
static void token_file(struct str text)
{
    struct token_list list, again;
    struct buf out;
    token_list_init(&list);
    token_list_init(&again);
    buf_init(&out, TOKEN_FILE_MAX);
    if (token_list_parse(text, "tokens", &list, NULL) == KAMU_OK) {
        for (size_t i = 0; i < list.n; i++)
            if (token_line(&list.items[i], &out, NULL) != KAMU_OK)
                abort();
        if (token_list_parse((struct str){(const char *)out.data, out.len}, "tokens", &again,
                             NULL) != KAMU_OK ||
            again.n != list.n)
            abort();
        for (size_t i = 0; i < list.n; i++)
            if (!str_eq(list.items[i].name, again.items[i].name) ||
                list.items[i].scoped != again.items[i].scoped ||
                list.items[i].scope.n_push != again.items[i].scope.n_push ||
                list.items[i].revoked != again.items[i].revoked)
                abort();
    }
    buf_free(&out);
    token_list_free(&again);
    token_list_free(&list);
}

static void login_body(struct str text)
{
    struct str method = STR_NONE, credentials = STR_NONE;
    const struct json_body_field fields[] = {{"loginMethod", &method},
                                             {"loginCredentialsJson", &credentials}};
    struct arena arena;
    bool syntax;
    arena_init(&arena, 1 << 22);
    if (!json_strings(text, "LoginRequestBody", fields, 2, &arena, &syntax) &&
        (!method.p || !credentials.p))
        abort();
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct str text = {(const char *)data + 1, size - 1};
    switch (data[0] % 5) {
    case 0:
        header(text);
        break;
    case 1:
        signed_token(text);
        break;
    case 2:
        access_token(text);
        break;
    case 3:
        token_file(text);
        break;
    default:
        login_body(text);
    }
    return 0;
}
