/*
 * POST /graphql: the transport (spec/http-api.md 8.1). What is wrong with a document is said in the
 * answer, with 200; what is no request at all is 400, in kamu's words as far as clients read them.
 */
#include "odf/json_pull.h"
#include "server/graphql_schema.h"
#include "server/routes.h"

#include <unistd.h>

#define RESPONSE_TYPE "application/graphql-response+json"
enum { BODY_MAX = 16 << 20, ARENA_MAX = 512 << 20 };

/* ---- the request ---------------------------------------------------------------------------- */

/* The body as text; in the file it was spooled to, or in memory. */
static kamu_code body_text(struct exchange *x, struct buf *file, struct str *out,
                           struct kamu_error *err)
{
    const struct body *b = exchange_body(x);
    if (b->data != NULL || b->size == 0) {
        *out = (struct str){b->data != NULL ? b->data : "", (size_t)b->size};
        return KAMU_OK;
    }
    if (b->size > BODY_MAX)
        return error_set(err, KAMU_E_LIMIT, "The body is larger than %d bytes", BODY_MAX);
    KAMU_TRY(buf_reserve(file, (size_t)b->size, err));
    while (file->len < b->size) {
        ssize_t got =
            pread(b->fd, file->data + file->len, (size_t)b->size - file->len, (off_t)file->len);
        if (got <= 0)
            return error_set(err, KAMU_E_IO, "Cannot read a spooled body");
        file->len += (size_t)got;
    }
    *out = (struct str){(const char *)file->data, file->len};
    return KAMU_OK;
}

/* The text of the value that begins with token t. */
static bool raw_value(struct json_pull *j, enum json_token t, const char *text, struct str *out)
{
    size_t from = j->at;
    unsigned depth = 0;
    for (;; t = json_pull_next(j)) {
        if (t == JSON_ERROR || t == JSON_END)
            return false;
        if (t == JSON_OBJECT || t == JSON_ARRAY)
            depth++;
        else if (t == JSON_OBJECT_END || t == JSON_ARRAY_END)
            depth--;
        if (depth == 0)
            break;
    }
    *out = (struct str){text + from, (size_t)(j->p - text) - from};
    return true;
}

static bool take_text(struct json_pull *j, enum json_token t, struct arena *arena, struct str *out)
{
    if (t == JSON_NULL)
        return true;
    if (t != JSON_STRING)
        return false;
    *out = arena_str(arena, j->text);
    return out->p != NULL;
}

static bool take_member(struct json_pull *j, struct arena *arena, struct str text,
                        struct gql_request *out)
{
    struct str *to = str_eqc(j->text, "query")           ? &out->query
                     : str_eqc(j->text, "operationName") ? &out->operation
                                                         : NULL;
    bool variables = str_eqc(j->text, "variables");
    struct str unused;
    enum json_token t = json_pull_next(j);
    if (to != NULL)
        return take_text(j, t, arena, to);
    if (variables && t != JSON_OBJECT && t != JSON_NULL)
        return false;
    return raw_value(j, t, text.p, variables ? &out->variables : &unused);
}

enum parsed { REQUEST_FINE, REQUEST_BATCH, REQUEST_BAD };

static enum parsed parse_request(struct str text, struct arena *arena, struct gql_request *out,
                                 size_t *at)
{
    struct json_pull j;
    *out = (struct gql_request){.query = {NULL, 0}};
    json_pull_init(&j, text);
    enum json_token t = json_pull_next(&j);
    if (t == JSON_ARRAY) {
        bool empty = json_pull_next(&j) == JSON_ARRAY_END;
        json_pull_free(&j);
        out->query = STR("");
        return empty ? REQUEST_FINE : REQUEST_BATCH;
    }
    bool ok = t == JSON_OBJECT;
    while (ok && (t = json_pull_next(&j)) == JSON_KEY)
        ok = take_member(&j, arena, text, out);
    ok = ok && t == JSON_OBJECT_END && json_pull_next(&j) == JSON_END;
    *at = j.at;
    json_pull_free(&j);
    if (out->query.p == NULL)
        out->query = STR("");
    return ok ? REQUEST_FINE : REQUEST_BAD;
}

static void refuse_text(struct exchange *x, struct str text, size_t at)
{
    size_t line = 1, column = 0;
    char message[160];
    for (size_t i = 0; i < at && i < text.n; i++) {
        column = text.p[i] == '\n' ? 0 : column + 1;
        line += text.p[i] == '\n';
    }
    snprintf(message, sizeof message,
             "InvalidRequest(Error(\"expected a GraphQL request\", line: %zu, column: %zu))", line,
             column + 1);
    exchange_send_text(x, 400, NULL, message);
}

/* ---- the answer -------------------------------------------------------------------------------
 */

/* Where anonymous access is off, /graphql is open for logging in alone; the whole document is
 * answered, so it must ask for nothing else. */
static bool only_logs_in(const struct gql_request *r, struct arena *arena)
{
    struct gql_document d;
    if (gql_parse(r->query, arena, &d, NULL) != KAMU_OK)
        return false;
    for (const struct gql_operation *o = d.operations; o != NULL; o = o->next)
        for (const struct gql_selection *s = o->selections; s != NULL; s = s->next)
            if (s->kind != GQL_FIELD || !str_eqc(s->name, "auth"))
                return false;
    return true;
}

static bool is_allowed(struct exchange *x, const struct gql_request *r, struct arena *arena)
{
    if (x->caller.kind == CALLER_ACCOUNT || access_anonymous_allowed(x->server->access) ||
        only_logs_in(r, arena))
        return true;
    if (exchange_wants_problem(x))
        exchange_add_header(x, "www-authenticate", "Bearer");
    exchange_send_text(x, 401, NULL, "Anonymous account is restricted");
    return false;
}

static void answer(struct exchange *x, struct worker *w, struct str text, struct arena *arena)
{
    struct gql_request request;
    struct gql_context context = {.x = x, .worker = w, .server = x->server, .caller = &x->caller};
    struct buf out = BUF_INIT(GQL_OUTPUT_MAX);
    struct kamu_error err = {0};
    size_t at = 0;
    switch (parse_request(text, arena, &request, &at)) {
    case REQUEST_BATCH:
        exchange_send_text(x, 400, NULL, "UnsupportedBatch");
        return;
    case REQUEST_BAD:
        refuse_text(x, text, at);
        return;
    case REQUEST_FINE:
        break;
    }
    if (!is_allowed(x, &request, arena))
        return;
    kamu_code rc = gql_run(&gql_kamu, &request, arena, &context, &out, &err);
    gql_context_close(&context);
    if (rc == KAMU_OK)
        exchange_send_buf(x, 200, RESPONSE_TYPE, &out);
    else
        exchange_fail(x, &err);
    buf_free(&out);
}

void handle_graphql(struct exchange *x, struct worker *w)
{
    struct arena arena;
    struct buf file = BUF_INIT(BODY_MAX);
    struct str text;
    struct kamu_error err = {0};
    arena_init(&arena, ARENA_MAX);
    if (body_text(x, &file, &text, &err) == KAMU_OK)
        answer(x, w, text, &arena);
    else
        exchange_fail(x, &err);
    buf_free(&file);
    arena_free(&arena);
}

void handle_graphql_page(struct exchange *x, struct worker *w)
{
    struct buf out = BUF_INIT(1 << 20);
    struct kamu_error err = {0};
    (void)w;
    if (x->query.p == NULL || !str_eqc(x->query, "schema")) {
        graphql_page(x);
        return;
    }
    if (gql_schema_text(&gql_kamu, &out, &err) == KAMU_OK)
        exchange_send_buf(x, 200, "text/plain; charset=utf-8", &out);
    else
        exchange_fail(x, &err);
    buf_free(&out);
}
