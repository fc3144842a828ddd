/* Any text is a GraphQL document or an error with its place, and is answered in bounded time; what
 * asks of the real schema is validated against it. Resolvers are not run: they need a server. */
#include "odf/json_pull.h"
#include "server/graphql_schema.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static kamu_code no_answer(struct gql_call *c, const void *parent, struct gql_out *out,
                           struct kamu_error *err)
{
    (void)c;
    (void)parent;
    (void)out;
    return error_set(err, KAMU_E_UNSUPPORTED, "No");
}

/* The answer is one JSON value. */
static void check_json(const struct buf *b)
{
    struct json_pull j;
    enum json_token t;
    json_pull_init(&j, (struct str){(const char *)b->data, b->len});
    while ((t = json_pull_next(&j)) != JSON_END)
        if (t == JSON_ERROR)
            abort();
    json_pull_free(&j);
}

static const struct gql_type text = {.name = "String", .kind = GQL_TYPE_SCALAR};
static const struct gql_type flag = {.name = "Boolean", .kind = GQL_TYPE_SCALAR};
static const struct gql_type root = {
    .name = "Query",
    .fields = (const struct gql_field[]){
        {"a", "String", no_answer, GQL_ARGS({"b", "[String!]"}, {"c", "Boolean"})},
        {"q", "Query", no_answer},
        {0}}};
static const struct gql_schema schema = {
    .types = (const struct gql_type *const[]){&root, &text, &flag, NULL},
    .query = &root,
    .mutation = &root};

/* Up to a zero byte the query, behind it the variables. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct buf out = BUF_INIT(1 << 24);
    struct kamu_error err;
    const uint8_t *zero = size > 0 ? memchr(data, 0, size) : NULL;
    size_t n = zero != NULL ? (size_t)(zero - data) : size;
    struct gql_request r = {.query = {(const char *)data, n}};
    if (zero != NULL)
        r.variables = (struct str){(const char *)zero + 1, size - n - 1};
    arena_init(&arena, 256 << 20);
    if (gql_run(&schema, &r, &arena, NULL, &out, &err) == KAMU_OK)
        check_json(&out);
    struct gql_document d;
    struct gql_exec e = {.schema = &gql_kamu, .doc = &d, .arena = &arena};
    if (gql_parse(r.query, &arena, &d, &err) == KAMU_OK && d.operations != NULL) {
        e.operation = d.operations;
        (void)gql_validate(
            &e, d.operations->kind == GQL_MUTATION ? gql_kamu.mutation : gql_kamu.query, &err);
    }
    buf_free(&out);
    arena_free(&arena);
    return 0;
}
