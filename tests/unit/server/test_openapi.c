/* The description of the API is JSON, and tells of what the server has: no more, no less. */
#include "unit/harness.h"

#include "odf/json_pull.h"
#include "server/openapi.h"
#include "server/routes.h"

static const struct {
    const char *name;
    unsigned bit;
} methods[] = {{"get", HTTP_GET}, {"post", HTTP_POST}, {"put", HTTP_PUT}, {"delete", HTTP_DELETE}};

/* "{ds}/blocks/{}" of the routes against "{ds}/blocks/{block_hash}". */
static bool same_path(const char *route, const char *documented)
{
    while (*route && *documented) {
        if (strncmp(route, "{}", 2) == 0 && *documented == '{') {
            route += 2;
            documented += strcspn(documented, "}") + 1;
        } else if (*route++ != *documented++) {
            return false;
        }
    }
    return !*route && !*documented;
}

static bool documented(const char *path, const char *method)
{
    for (size_t i = 0; i < openapi_n_operations; i++)
        if (same_path(path, openapi_operations[i].path) &&
            strcmp(method, openapi_operations[i].method) == 0)
            return true;
    return false;
}

/* Pages, and the description itself. */
static bool for_people(const struct route *r)
{
    return r->handle == handle_page || r->handle == handle_graphql_page ||
           r->handle == handle_openapi_page || r->handle == handle_openapi;
}

static void every_route_is_described(void **state)
{
    for (size_t i = 0; i < n_routes; i++)
        for (size_t m = 0; m < sizeof methods / sizeof methods[0]; m++)
            if (routes[i].methods & methods[m].bit && !(routes[i].flags & ROUTE_E2E) &&
                !for_people(&routes[i]) && !documented(routes[i].path, methods[m].name))
                fail_msg("%s %s is not described", methods[m].name, routes[i].path);
}

static void every_description_has_its_route(void **state)
{
    for (size_t i = 0; i < openapi_n_operations; i++) {
        const struct openapi_operation *o = &openapi_operations[i];
        bool found = false;
        for (size_t r = 0; r < n_routes; r++)
            for (size_t m = 0; m < sizeof methods / sizeof methods[0]; m++)
                found = found ||
                        (same_path(routes[r].path, o->path) && routes[r].methods & methods[m].bit &&
                         strcmp(methods[m].name, o->method) == 0);
        if (!found)
            fail_msg("%s %s is described, but there is no such route", o->method, o->path);
    }
}

/* Operations of a path must stand behind each other, or the path would be there twice. */
static void no_path_is_there_twice(void **state)
{
    for (size_t i = 0; i < openapi_n_operations; i++)
        for (size_t j = i + 2; j < openapi_n_operations; j++)
            if (strcmp(openapi_operations[i].path, openapi_operations[j].path) == 0 &&
                strcmp(openapi_operations[j - 1].path, openapi_operations[j].path) != 0)
                fail_msg("%s is there twice", openapi_operations[j].path);
}

static bool has(const struct buf *b, const char *text)
{
    return memmem(b->data, b->len, text, strlen(text)) != NULL;
}

static void the_document_is_json(void **state)
{
    for (int multi_tenant = 0; multi_tenant < 2; multi_tenant++) {
        struct kamu_error err = {0};
        struct json_pull j;
        struct buf b;
        enum json_token t;
        buf_init(&b, 1 << 20);
        assert_ok(openapi_document("http://127.0.0.1:1/", multi_tenant, &b, &err), &err);
        json_pull_init(&j, (struct str){(const char *)b.data, b.len});
        do
            t = json_pull_next(&j);
        while (t != JSON_END && t != JSON_ERROR);
        if (t == JSON_ERROR)
            fail_msg("%s at %zu: %.60s", j.error, j.at, (const char *)b.data + j.at);
        json_pull_free(&j);
        assert_int_equal(has(&b, "\"/{account_name}/{dataset_name}/ingest\":"), multi_tenant);
        assert_int_equal(has(&b, "\"/{dataset_name}/ingest\":"), !multi_tenant);
        assert_true(has(&b, "\"url\":\"http://127.0.0.1:1\""));
        buf_free(&b);
    }
}

/* Every schema that is referred to is there. */
static void references_lead_somewhere(void **state)
{
    static const char ref[] = "#/components/schemas/";
    struct kamu_error err = {0};
    struct buf b;
    buf_init(&b, 1 << 20);
    assert_ok(openapi_document("http://127.0.0.1:1/", false, &b, &err), &err);
    const char *text = buf_cstr(&b);
    for (const char *at = strstr(text, ref); at; at = strstr(at + 1, ref)) {
        char definition[128];
        const char *name = at + sizeof ref - 1;
        snprintf(definition, sizeof definition, "\"%.*s\": {", (int)strcspn(name, "\""), name);
        if (!strstr(openapi_schemas, definition))
            fail_msg("there is no %s", definition);
    }
    buf_free(&b);
}

static void the_page_needs_nobody_else(void **state)
{
    assert_non_null(strstr(openapi_page, "<title>Kamu REST API Reference</title>"));
    assert_null(strstr(openapi_page, "http://"));
    assert_null(strstr(openapi_page, "https://"));
    assert_null(strstr(openapi_page, "src="));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_is_described),
        cmocka_unit_test(every_description_has_its_route),
        cmocka_unit_test(no_path_is_there_twice),
        cmocka_unit_test(the_document_is_json),
        cmocka_unit_test(references_lead_somewhere),
        cmocka_unit_test(the_page_needs_nobody_else),
    };
    return cmocka_run_group_tests_name("openapi", tests, NULL, NULL);
}
