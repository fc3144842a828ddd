#include "unit/harness.h"

#include "server/graphql_parse.h"

static struct kamu_error err;

static struct gql_document parse(struct arena *arena, const char *text)
{
    struct gql_document d;
    arena_init(arena, 16 << 20);
    assert_ok(gql_parse(str_c(text), arena, &d, &err), &err);
    return d;
}

static void assert_syntax(const char *text, unsigned line, unsigned column, const char *message)
{
    struct arena arena;
    struct gql_document d;
    arena_init(&arena, 16 << 20);
    memset(&err, 0, sizeof err);
    assert_fails(gql_parse(str_c(text), &arena, &d, &err), KAMU_E_INPUT, message, &err);
    if (err.at.line != line || err.at.column != column)
        fail_msg("%s: at %u:%u, not %u:%u", text, (unsigned)err.at.line, (unsigned)err.at.column,
                 line, column);
    arena_free(&arena);
}

static void reads_operations(void **state)
{
    (void)state;
    struct arena arena;
    struct gql_document d = parse(
        &arena, "query Q($a: Int! = 3, $b: [String!]) @skip(if: false) { x: f(p: $a, q: {r: [1, "
                "\"s\", E, null, true, -1.5e3]}) { __typename ...F } ... on T @include(if: $c) { "
                "g } } mutation { m } fragment F on T { h }");
    const struct gql_operation *q = d.operations;
    assert_int_equal(q->kind, GQL_QUERY);
    assert_true(str_eqc(q->name, "Q"));
    assert_true(str_eqc(q->variables->name, "a"));
    assert_true(q->variables->type->non_null);
    assert_true(str_eqc(q->variables->standard->text, "3"));
    assert_null(q->variables->next->type->name.p);
    assert_true(q->variables->next->type->item->non_null);
    assert_true(str_eqc(q->directives->name, "skip"));
    const struct gql_selection *x = q->selections;
    assert_true(str_eqc(x->key, "x"));
    assert_true(str_eqc(x->name, "f"));
    assert_true(str_eqc(x->arguments_text, "(p: $a, q: {r: [1, \"s\", E, null, true, -1.5e3]})"));
    assert_int_equal(x->at.line, 1);
    assert_int_equal(x->at.column, 57);
    const struct gql_value *list = x->arguments->next->first->first;
    static const enum gql_value_kind kinds[] = {GQL_INT,  GQL_STRING, GQL_ENUM,
                                                GQL_NULL, GQL_BOOL,   GQL_FLOAT};
    for (size_t i = 0; i < 6; i++, list = list->next)
        assert_int_equal(list->kind, kinds[i]);
    assert_null(list);
    assert_int_equal(x->selections->next->kind, GQL_SPREAD);
    assert_int_equal(x->next->kind, GQL_INLINE);
    assert_true(str_eqc(x->next->name, "T"));
    assert_int_equal(q->next->kind, GQL_MUTATION);
    assert_null(q->next->name.p);
    assert_non_null(gql_fragment_find(&d, STR("F")));
    assert_null(gql_fragment_find(&d, STR("G")));
    arena_free(&arena);
}

static void assert_text(const char *literal, const char *want)
{
    struct arena arena;
    char text[512];
    snprintf(text, sizeof text, "{f(a:%s)}", literal);
    struct gql_document d = parse(&arena, text);
    struct str got = d.operations->selections->arguments->text;
    if (!str_eqc(got, want))
        fail_msg("%s is <" STR_FMT ">", literal, STR_ARG(got));
    arena_free(&arena);
}

static void undoes_escapes(void **state)
{
    (void)state;
    assert_text("\"\"", "");
    assert_text("\"a\\n\\t\\\"\\\\\\/b\"", "a\n\t\"\\/b");
    assert_text("\"\\u00e4\\u{1F600}\\uD83D\\uDE00\"", "\xc3\xa4\xf0\x9f\x98\x80\xf0\x9f\x98\x80");
    assert_text("\"\"\"one line\"\"\"", "one line");
    assert_text("\"\"\"\n    kind: X\n      version: 1\n\n    end \\\"\"\" \n  \"\"\"",
                "kind: X\n  version: 1\n\nend \"\"\" ");
    assert_text("\"\"\"first\r\n  second\r\n  third\"\"\"", "first\nsecond\nthird");
    assert_text("\"\"\"\"\"\"", "");
}

static void names_the_place(void **state)
{
    (void)state;
    assert_syntax("", 1, 1, "expected a query, a mutation or a fragment, found the end");
    assert_syntax("{}", 1, 2, "expected a field, found `}`");
    assert_syntax("{\n  a(\n}", 3, 1, "expected a name, found `}`");
    assert_syntax("{ \xc3\xa4 }", 1, 3, "unexpected character");
    assert_syntax("{ a # \xc3\xa4\xc3\xa4\n\r\n  ? }", 3, 3, "unexpected character");
    assert_syntax("{ f(a: \"\xc3\xa4\xc3\xa4\", b: ?) }", 1, 17, "unexpected character");
    assert_syntax("{ f(a: \"x) }", 1, 8, "does not end");
    assert_syntax("{ f(a: \"x\ny\") }", 1, 8, "does not end");
    assert_syntax("{ f(a: \"\"\"x) }", 1, 8, "does not end");
    assert_syntax("{ f(a: \"\\x\") }", 1, 9, "bad escape");
    assert_syntax("{ f(a: \"\\uD83D\") }", 1, 9, "bad escape");
    assert_syntax("{ f(a: \"\\u{110000}\") }", 1, 9, "bad escape");
    assert_syntax("{ f(a: 01) }", 1, 9, "unexpected character behind a number");
    assert_syntax("{ f(a: 1.) }", 1, 10, "expected a digit");
    assert_syntax("{ f(a: 1, a: 2) }", 1, 11, "`a` is there twice");
    assert_syntax("query($a: Int, $a: Int) { f }", 1, 16, "`$a` is there twice");
    assert_syntax("query($a: Int = $b) { f }", 1, 17, "expected a constant");
    assert_syntax("fragment F on T { f } fragment F on T { f }", 1, 23, "is there twice");
    assert_syntax("fragment on on T { f }", 1, 10, "the name of a fragment");
    assert_syntax("{ f } type T { f: Int }", 1, 7, "expected a query");
    assert_syntax("{ f", 1, 4, "expected a field, found the end");
    assert_syntax("{ .. }", 1, 3, "unexpected character");
    assert_syntax("{ f \xff }", 0, 0, "not UTF-8 at byte 4");
}

static void limits_nesting_and_length(void **state)
{
    (void)state;
    static char text[400000];
    static const char *const nests[] = {"{a", "[", "{a:"};
    struct arena arena;
    struct gql_document d;
    for (int kind = 0; kind < 3; kind++) {
        size_t n = (size_t)snprintf(text, sizeof text, "%s", kind > 0 ? "{f(a:" : "");
        for (int i = 0; i < 100000; i++)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s", nests[kind]);
        arena_init(&arena, 64 << 20);
        assert_fails(gql_parse(str_c(text), &arena, &d, &err), KAMU_E_LIMIT, "deeper than 64",
                     &err);
        arena_free(&arena);
    }
    size_t n = (size_t)snprintf(text, sizeof text, "{");
    for (int i = 0; i < 100000; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "a ");
    arena_init(&arena, 64 << 20);
    assert_fails(gql_parse(str_c(text), &arena, &d, &err), KAMU_E_LIMIT, "more than 20000 tokens",
                 &err);
    arena_free(&arena);
}

static void reads_variables(void **state)
{
    (void)state;
    struct arena arena;
    struct gql_value *v;
    arena_init(&arena, 1 << 20);
    assert_ok(
        gql_parse_variables(STR("{\"a\": \"\\u00e4\", \"b\": [1, 2.5], \"c\": {\"d\": null}}"),
                            &arena, &v, &err),
        &err);
    assert_true(str_eqc(v->text, "\xc3\xa4"));
    assert_int_equal(v->next->first->next->kind, GQL_FLOAT);
    assert_int_equal(v->next->next->first->kind, GQL_NULL);
    assert_ok(gql_parse_variables(STR("null"), &arena, &v, &err), &err);
    assert_null(v);
    assert_fails(gql_parse_variables(STR("[]"), &arena, &v, &err), KAMU_E_INPUT, "not an object",
                 &err);
    assert_fails(gql_parse_variables(STR("{\"a\":[1,]}"), &arena, &v, &err), KAMU_E_INPUT,
                 "Variables", &err);
    assert_fails(gql_parse_variables(STR("{} x"), &arena, &v, &err), KAMU_E_INPUT, "Variables",
                 &err);
    arena_free(&arena);
}

static kamu_code without_memory(void *ctx, struct kamu_error *e)
{
    (void)ctx;
    struct arena arena;
    struct gql_document d;
    struct gql_value *v;
    arena_init(&arena, 1 << 20);
    kamu_code rc = gql_parse(STR("query($a: [Int!]){f(a:\"\\n\",b:\"\"\"x\"\"\"){...F}} fragment F "
                                 "on T @include(if:true){g}"),
                             &arena, &d, e);
    if (rc == KAMU_OK)
        rc = gql_parse_variables(STR("{\"a\":[\"\\n\",{}]}"), &arena, &v, e);
    arena_free(&arena);
    return rc;
}

static void survives_failing_allocations(void **state)
{
    (void)state;
    test_each_allocation_fails(without_memory, NULL, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_operations), cmocka_unit_test(undoes_escapes),
        cmocka_unit_test(names_the_place),  cmocka_unit_test(limits_nesting_and_length),
        cmocka_unit_test(reads_variables),  cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
