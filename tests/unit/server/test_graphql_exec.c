#include "unit/harness.h"

#include "server/graphql_exec.h"

static struct kamu_error err;

/* ---- a small schema ------------------------------------------------------------------------- */

static const struct gql_type type_query, type_mutation, type_animal, type_cat, type_dog, type_food,
    type_wish, type_text, type_int, type_bool, type_id;

struct calls {
    unsigned n;
};

static kamu_code zoo(struct gql_call *c, const void *parent, struct gql_out *out,
                     struct kamu_error *e)
{
    static const struct gql_out animals[2] = {
        {.kind = GQL_OUT_OBJECT, .type = &type_cat, .object = "Tom"},
        {.kind = GQL_OUT_OBJECT, .type = &type_dog, .object = "Rex"}};
    (void)parent;
    (void)e;
    ((struct calls *)c->exec->ctx)->n++;
    *out = gql_list(animals, 2);
    return KAMU_OK;
}

static kamu_code name(struct gql_call *c, const void *parent, struct gql_out *out,
                      struct kamu_error *e)
{
    (void)c;
    (void)e;
    *out = gql_text(str_c(parent));
    return KAMU_OK;
}

static kamu_code fails(struct gql_call *c, const void *parent, struct gql_out *out,
                       struct kamu_error *e)
{
    (void)parent;
    (void)out;
    c->extensions = STR("{\"code\":1}");
    return error_set(e, KAMU_E_ACCESS, "Not \"now\"");
}

static kamu_code breaks(struct gql_call *c, const void *parent, struct gql_out *out,
                        struct kamu_error *e)
{
    (void)c;
    (void)parent;
    (void)out;
    return error_set(e, KAMU_E_IO, "/secret/path: broken");
}

/* What the arguments have become, as text. */
static kamu_code echo(struct gql_call *c, const void *parent, struct gql_out *out,
                      struct kamu_error *e)
{
    char *text = NULL;
    uint64_t limit;
    const struct gql_value *wish = gql_arg(c, "wish"), *ids = gql_arg(c, "ids");
    (void)parent;
    ((struct calls *)c->exec->ctx)->n++;
    KAMU_TRY(gql_arg_number(c, "limit", 7, &limit, e));
    size_t n = 0;
    for (const struct gql_value *i = ids != NULL ? ids->first : NULL; i != NULL; i = i->next)
        n++;
    text =
        arena_printf(c->exec->arena, STR_FMT "/%d/" STR_FMT "/" STR_FMT "/%zu",
                     STR_ARG(gql_arg_text(c, "text")), (int)limit, STR_ARG(gql_arg_text(c, "food")),
                     STR_ARG(wish != NULL ? gql_member(wish, "what")->text : STR("-")), n);
    *out = gql_text(str_c(text));
    return KAMU_OK;
}

static const struct gql_type type_query = {
    .name = "Query",
    .fields = (const struct gql_field[]){
        {"zoo", "[Animal!]!", zoo, NULL},
        {"broken", "String", breaks, NULL},
        {"echo", "String!", echo,
         GQL_ARGS({"text", "String!", NULL}, {"limit", "Int", "7"}, {"food", "Food", NULL},
                  {"wish", "Wish", NULL}, {"ids", "[ID!]", NULL})},
        {0}}};
static const struct gql_type type_mutation = {
    .name = "Mutation",
    .fields = (const struct gql_field[]){
        {"echo", "String!", echo, GQL_ARGS({"text", "String!", NULL})}, {0}}};
static const struct gql_type type_animal = {
    .name = "Animal",
    .kind = GQL_TYPE_INTERFACE,
    .fields = (const struct gql_field[]){{"name", "String!", NULL, NULL}, {0}}};
static const struct gql_type type_cat = {
    .name = "Cat",
    .interfaces = GQL_NAMES("Animal"),
    .fields = (const struct gql_field[]){{"name", "String!", name, NULL},
                                         {"maybe", "String", fails, NULL},
                                         {"must", "String!", fails, NULL},
                                         {"friends", "[Animal!]", zoo, NULL},
                                         {0}}};
static const struct gql_type type_dog = {
    .name = "Dog",
    .interfaces = GQL_NAMES("Animal"),
    .fields = (const struct gql_field[]){{"name", "String!", name, NULL}, {0}}};
static const struct gql_type type_food = {
    .name = "Food", .kind = GQL_TYPE_ENUM, .values = GQL_NAMES("MEAT", "FISH")};
static const struct gql_type type_wish = {
    .name = "Wish",
    .kind = GQL_TYPE_INPUT,
    .members = GQL_ARGS({"what", "String!", NULL}, {"soon", "Boolean", NULL})};
static const struct gql_type type_text = {.name = "String", .kind = GQL_TYPE_SCALAR};
static const struct gql_type type_int = {.name = "Int", .kind = GQL_TYPE_SCALAR};
static const struct gql_type type_bool = {.name = "Boolean", .kind = GQL_TYPE_SCALAR};
static const struct gql_type type_id = {.name = "ID", .kind = GQL_TYPE_SCALAR};
static const struct gql_schema schema = {
    .types = (const struct gql_type *const[]){&type_query, &type_mutation, &type_animal, &type_cat,
                                              &type_dog, &type_food, &type_wish, &type_text,
                                              &type_int, &type_bool, &type_id, NULL},
    .query = &type_query,
    .mutation = &type_mutation};

/* ---- running -------------------------------------------------------------------------------- */

static struct calls calls;

static char *run(const char *query, const char *variables, const char *operation)
{
    struct arena arena;
    struct buf out = BUF_INIT(1 << 20);
    struct gql_request r = {str_c(query), str_c(operation), str_c(variables)};
    calls.n = 0;
    arena_init(&arena, 64 << 20);
    assert_ok(gql_run(&schema, &r, &arena, &calls, &out, &err), &err);
    arena_free(&arena);
    return (char *)(uintptr_t)buf_cstr(&out);
}

static void assert_answer(const char *query, const char *variables, const char *want)
{
    char *got = run(query, variables, NULL);
    assert_string_equal(got, want);
    mem_free(got);
}

/* An error of the document: nothing was asked. */
static void assert_refused(const char *query, const char *variables, const char *message)
{
    char *got = run(query, variables, NULL);
    if (strncmp(got, "{\"data\":null,\"errors\":[", 23) != 0 || strstr(got, message) == NULL)
        fail_msg("%s: %s", query, got);
    assert_int_equal(calls.n, 0);
    mem_free(got);
}

static void answers_what_is_asked(void **state)
{
    (void)state;
    assert_answer("{ zoo { name } }", NULL,
                  "{\"data\":{\"zoo\":[{\"name\":\"Tom\"},{\"name\":\"Rex\"}]}}");
    assert_answer("{ a: zoo { __typename n: name } __typename }", NULL,
                  "{\"data\":{\"a\":[{\"__typename\":\"Cat\",\"n\":\"Tom\"},{\"__typename\":"
                  "\"Dog\",\"n\":\"Rex\"}],\"__typename\":\"Query\"}}");
    assert_answer("{ zoo { ... on Cat { friends { name } } ...D ... on Animal { name } ... { name "
                  "} } } fragment D on Dog { dog: name }",
                  NULL,
                  "{\"data\":{\"zoo\":[{\"friends\":[{\"name\":\"Tom\"},{\"name\":\"Rex\"}],"
                  "\"name\":\"Tom\"},{\"dog\":\"Rex\",\"name\":\"Rex\"}]}}");
    /* the same field twice is one, with what both ask of it */
    assert_answer("{ zoo { name } zoo { __typename } }", NULL,
                  "{\"data\":{\"zoo\":[{\"name\":\"Tom\",\"__typename\":\"Cat\"},{\"name\":\"Rex\","
                  "\"__typename\":\"Dog\"}]}}");
    assert_int_equal(calls.n, 1);
    assert_answer("query($no: Boolean = false, $yes: Boolean!) { a: echo(text: \"a\") @skip(if: "
                  "$yes) b: echo(text: \"b\") @include(if: $yes) ... @include(if: $no) { c: "
                  "echo(text: \"c\") } }",
                  "{\"yes\": true}", "{\"data\":{\"b\":\"b/7//-/0\"}}");
}

static void takes_arguments(void **state)
{
    (void)state;
    assert_answer("{ echo(text: \"x\", limit: 3, food: FISH, wish: {what: \"w\"}, ids: [\"1\", "
                  "\"2\"]) }",
                  NULL, "{\"data\":{\"echo\":\"x/3/FISH/w/2\"}}");
    assert_answer("query($t: String!, $f: Food, $w: Wish, $i: [ID!], $l: Int) { echo(text: $t, "
                  "food: $f, wish: $w, ids: $i, limit: $l) }",
                  "{\"t\":\"x\",\"f\":\"MEAT\",\"w\":{\"what\":\"w\",\"soon\":true},\"i\":\"1\"}",
                  "{\"data\":{\"echo\":\"x/7/MEAT/w/1\"}}");
    assert_answer("query($w: String!) { echo(text: \"\", food: null, wish: {what: $w}) }",
                  "{\"w\":\"v\"}", "{\"data\":{\"echo\":\"/7//v/0\"}}");
    assert_refused("{ echo }", NULL, "Argument \\\"text\\\" of type \\\"String!\\\" is required");
    assert_refused("{ echo(text: null) }", NULL, "is required");
    assert_refused("{ echo(text: 1) }", NULL, "expected type \\\"String\\\", found an integer");
    assert_refused("{ echo(text: \"\", limit: \"1\") }", NULL, "found a text");
    assert_refused("{ echo(text: \"\", food: \"MEAT\") }", NULL, "found a text");
    assert_refused("{ echo(text: \"\", food: SALAD) }", NULL,
                   "enumeration type \\\"Food\\\" does not contain the value \\\"SALAD\\\"");
    assert_refused("{ echo(text: \"\", wish: {}) }", NULL, "field \\\"what\\\"");
    assert_refused("{ echo(text: \"\", wish: {what: \"\", who: 1}) }", NULL,
                   "unknown field \\\"who\\\"");
    assert_refused("{ echo(text: \"\", ids: [null]) }", NULL, "found null");
    assert_refused("{ echo(text: \"\", more: 1) }", NULL, "Unknown argument \\\"more\\\"");
    assert_refused("{ echo(text: $t) }", NULL, "Variable \\\"$t\\\" is not defined");
    assert_refused("query($t: String!) { echo(text: $t) }", NULL, "\\\"$t\\\" is required");
    assert_refused("query($t: Cat) { zoo { name } }", NULL, "cannot be of type \\\"Cat\\\"");
    assert_refused("{ zoo { name } }", "[]", "Variables");
    char *got = run("{ echo(text: \"\", limit: -1) }", NULL, NULL);
    assert_non_null(strstr(got, "Invalid value for argument \\\"limit\\\": -1"));
    mem_free(got);
}

static void validates_before_it_asks(void **state)
{
    (void)state;
    assert_refused("mutation { echo(text: \"x\") ecco }", NULL,
                   "Unknown field \\\"ecco\\\" on type \\\"Mutation\\\". Did you mean \\\"echo\\\"?"
                   "\",\"locations\":[{\"line\":1,\"column\":28}]");
    assert_refused("{ zoo }", NULL, "must have a selection of subfields");
    assert_refused("{ echo(text: \"\") { x } }", NULL, "must not have a selection");
    assert_refused("{ zoo { maybe } }", NULL, "Unknown field \\\"maybe\\\" on type \\\"Animal\\\"");
    assert_refused("{ ...F }", NULL, "Unknown fragment: \\\"F\\\"");
    assert_refused("{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }", NULL,
                   "within itself");
    assert_refused("{ ... on Tree { x } }", NULL, "Unknown type \\\"Tree\\\"");
    assert_refused("{ ... on Food { x } }", NULL, "non composite type");
    assert_refused("{ zoo @later { name } }", NULL, "Unknown directive \\\"later\\\"");
    assert_refused("{ zoo @skip { name } }", NULL, "Argument \\\"if\\\"");
    assert_refused("{ __schema { types } }", NULL, "Field \\\"__schema\\\" is not supported");
    assert_refused("subscription { zoo { name } }", NULL, "Subscriptions are not supported");
    assert_refused("fragment F on Query { __typename }", NULL, "has no operation");
    assert_refused("query A { __typename } query B { __typename }", NULL,
                   "Operation name required in request");
    assert_refused("{", NULL, "Syntax error");
    assert_refused("{ x: echo(text: \"1\") x: echo(text: \"2\") }", NULL, "conflict");
}

static void picks_the_operation(void **state)
{
    (void)state;
    static const char two[] = "query A { a: __typename } query B { b: __typename }";
    char *got = run(two, NULL, "B");
    assert_string_equal(got, "{\"data\":{\"b\":\"Query\"}}");
    mem_free(got);
    got = run(two, NULL, "C");
    assert_non_null(strstr(got, "Unknown operation named \\\"C\\\""));
    mem_free(got);
}

static void nulls_reach_the_nearest_nullable(void **state)
{
    (void)state;
    assert_answer("{ zoo { name ... on Cat { maybe } } }", NULL,
                  "{\"data\":{\"zoo\":[{\"name\":\"Tom\",\"maybe\":null},{\"name\":\"Rex\"}]},"
                  "\"errors\":[{\"message\":\"Not \\\"now\\\"\",\"locations\":[{\"line\":1,"
                  "\"column\":27}],\"path\":[\"zoo\",0,\"maybe\"],\"extensions\":{\"code\":1}}]}");
    assert_answer("{ zoo { name ... on Cat { must } } }", NULL,
                  "{\"data\":null,\"errors\":[{\"message\":\"Not \\\"now\\\"\",\"locations\":[{"
                  "\"line\":1,\"column\":27}],\"path\":[\"zoo\",0,\"must\"],\"extensions\":{"
                  "\"code\":1}}]}");
    assert_answer("{ zoo { ... on Cat { friends { ... on Cat { must } } } } }", NULL,
                  "{\"data\":{\"zoo\":[{\"friends\":null},{}]},\"errors\":[{\"message\":\"Not "
                  "\\\"now\\\"\",\"locations\":[{\"line\":1,\"column\":45}],\"path\":[\"zoo\",0,"
                  "\"friends\",0,\"must\"],\"extensions\":{\"code\":1}}]}");
    /* of the server's faults nothing is told */
    assert_answer("{ broken }", NULL,
                  "{\"data\":{\"broken\":null},\"errors\":[{\"message\":\"Internal error\","
                  "\"locations\":[{\"line\":1,\"column\":3}],\"path\":[\"broken\"]}]}");
}

/* Documents that unfold into far more than they are. */
static void limits_what_unfolds(void **state)
{
    (void)state;
    static char text[100000];
    size_t n = (size_t)snprintf(text, sizeof text, "{ ...F0 }");
    for (int i = 0; i < 40; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "fragment F%d on Query { ...F%d ...F%d }",
                              i, i + 1, i + 1);
    snprintf(text + n, sizeof text - n, "fragment F40 on Query { __typename }");
    assert_refused(text, NULL, "more than 20000 fields");
    n = (size_t)snprintf(text, sizeof text, "{ ...F0 }");
    for (int i = 0; i < 1000; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "fragment F%d on Query { ...F%d }", i,
                              i + 1);
    snprintf(text + n, sizeof text - n, "fragment F1000 on Query { __typename }");
    assert_refused(text, NULL, "nested deeper than 64");
    n = (size_t)snprintf(text, sizeof text, "{ zoo { name");
    for (int i = 0; i < 20; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, " ... on Cat { friends { name");
    for (int i = 0; i < 20; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, " } }");
    snprintf(text + n, sizeof text - n, " } }");
    char *got = run(text, NULL, NULL); /* a chain: Tom's friends, their Tom's friends, ... */
    assert_null(strstr(got, "errors"));
    mem_free(got);
}

static void prints_the_schema(void **state)
{
    (void)state;
    struct buf out = BUF_INIT(1 << 16);
    assert_ok(gql_schema_text(&schema, &out, &err), &err);
    const char *text = buf_cstr(&out);
    assert_non_null(strstr(text, "type Cat implements Animal {\n  name: String!\n"));
    assert_non_null(strstr(text, "interface Animal {\n"));
    assert_non_null(strstr(text, "enum Food {\n  MEAT\n  FISH\n}\n"));
    assert_non_null(strstr(text, "input Wish {\n  what: String!\n  soon: Boolean\n}\n"));
    assert_non_null(strstr(text, "  echo(text: String!, limit: Int = 7, food: Food, wish: Wish, "
                                 "ids: [ID!]): String!\n"));
    assert_null(strstr(text, "scalar String"));
    buf_free(&out);
}

static kamu_code without_memory(void *ctx, struct kamu_error *e)
{
    struct arena arena;
    struct buf out = BUF_INIT(1 << 20);
    struct gql_request r = {.query = STR("query($l: Int) { zoo { name ... on Cat { maybe } } "
                                         "echo(text: \"x\", limit: $l, wish: {what: \"y\"}) }"),
                            .variables = STR("{\"l\":2}")};
    (void)ctx;
    arena_init(&arena, 1 << 20);
    kamu_code rc = gql_run(&schema, &r, &arena, &calls, &out, e);
    arena_free(&arena);
    buf_free(&out);
    return rc;
}

static void survives_failing_allocations(void **state)
{
    (void)state;
    test_each_allocation_fails(without_memory, NULL, 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_what_is_asked),
        cmocka_unit_test(takes_arguments),
        cmocka_unit_test(validates_before_it_asks),
        cmocka_unit_test(picks_the_operation),
        cmocka_unit_test(nulls_reach_the_nearest_nullable),
        cmocka_unit_test(limits_what_unfolds),
        cmocka_unit_test(prints_the_schema),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
