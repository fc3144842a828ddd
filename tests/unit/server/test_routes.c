#include "unit/harness.h"
#include "unit/server/fake_exchange.h"

static struct fake f;

static enum route_match find(const char *request, bool multi_tenant, struct str *account,
                             struct str *dataset)
{
    assert_int_equal(fake_get(&f, request, ""), 0);
    return route_find(f.x, multi_tenant, account, dataset, NULL);
}

static void test_found(void **state)
{
    (void)state;
    static const struct {
        const char *request, *path, *dataset, *arg;
    } cases[] = {
        {"GET /", "/", "", NULL},
        {"GET /query?x", "/query", "", NULL},
        {"POST /query", "/query", "", NULL},
        {"GET /gps/tail", "{ds}/tail", "gps", NULL},
        {"GET /g%70s/tail", "{ds}/tail", "gps", NULL},
        {"HEAD /GPS/refs/head", "{ds}/refs/{}", "GPS", "head"},
        {"PUT /gps/data/f16%32", "{ds}/data/{}", "gps", "f162"},
        {"GET /query/tail", "{ds}/tail", "query", NULL},
        {"GET /datasets/tail", "/datasets/{}", "", "tail"},
        {"GET /platform/file/upload/abc", "/platform/file/upload/{}", "", "abc"},
        {"POST /platform/file/upload/prepare", "/platform/file/upload/prepare", "", NULL},
        {"POST /gps/ingest/stream", "{ds}/ingest/stream", "gps", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str account, dataset;
        if (find(cases[i].request, false, &account, &dataset) != ROUTE_FOUND)
            fail_msg("%s is not found", cases[i].request);
        if (strcmp(f.x->route->path, cases[i].path) != 0 || !str_eqc(dataset, cases[i].dataset) ||
            (cases[i].arg && !str_eqc(f.x->args[0], cases[i].arg)))
            fail_msg("%s: %s " STR_FMT " " STR_FMT, cases[i].request, f.x->route->path,
                     STR_ARG(dataset), STR_ARG(f.x->args[0]));
    }
}

static void test_not_found(void **state)
{
    (void)state;
    static const char *const nowhere[] = {
        "GET /gps",          "GET /gps/",         "GET /gps/tail/",  "GET //tail",
        "GET /gps//tail",    "GET /gps/Tail",     "GET /gps%2ftail", "GET /gps/t%61il",
        "GET /../tail/..",   "GET /query/",       "GET /gps/refs",   "GET /gps/refs/",
        "GET /gps/refs/a/b", "GET /a/gps/tail/x", "GET *",           "GET /e2e/health",
        "GET /QUERY/"};
    static const char *const bad[] = {
        "GET /g%zzps/tail",  "GET /g%/tail",   "GET /g%20s/tail", "GET /%00/tail",
        "GET /%ff/tail",     "GET /../tail",   "GET /./tail",     "GET /did:odf:fed01/tail",
        "GET /gps/refs/%ff", "GET /g%2fs/tail"};
    struct str account, dataset;
    for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++)
        if (find(nowhere[i], false, &account, &dataset) != ROUTE_NONE)
            fail_msg("%s is found: %s", nowhere[i], f.x->route->path);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (find(bad[i], false, &account, &dataset) != ROUTE_BAD_NAME)
            fail_msg("%s is a name", bad[i]);
}

static void test_accounts(void **state)
{
    (void)state;
    struct str account, dataset;
    assert_int_equal(find("GET /alice/gps/tail", true, &account, &dataset), ROUTE_FOUND);
    assert_true(str_eqc(account, "alice") && str_eqc(dataset, "gps"));
    assert_int_equal(find("GET /gps/tail", true, &account, &dataset), ROUTE_NONE);
    assert_int_equal(find("GET /a%20b/gps/tail", true, &account, &dataset), ROUTE_BAD_NAME);
    assert_int_equal(find("GET /info", true, &account, &dataset), ROUTE_FOUND);
}

static void test_allow(void **state)
{
    (void)state;
    static const struct {
        const char *request, *allow;
    } cases[] = {{"BREW /query", "GET,HEAD,POST"},
                 {"GET /gps/ingest", "POST"},
                 {"GET /gps/data/x", "GET,HEAD,PUT"},
                 {"PUT /platform/file/upload/x", "POST,GET,HEAD"},
                 {"POST /info", "GET,HEAD"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str account, dataset;
        char allow[64];
        assert_int_equal(find(cases[i].request, false, &account, &dataset), ROUTE_FOUND);
        route_allow(f.x, allow);
        assert_string_equal(allow, cases[i].allow);
    }
}

/* Every row of the table can be reached, with each of its methods. */
static void test_all_routes(void **state)
{
    (void)state;
    static const char *const names[] = {"GET", "POST", "PUT", "DELETE"};
    static const unsigned methods[] = {HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_DELETE};
    f.server.options.e2e_output = "x";
    for (size_t i = 0; i < n_routes; i++) {
        for (size_t m = 0; m < 4; m++) {
            char request[256];
            struct str account, dataset;
            size_t n = (size_t)snprintf(request, sizeof request, "%s ", names[m]);
            if (!(routes[i].methods & methods[m]))
                continue;
            for (const char *p = routes[i].path; *p;) {
                bool ds = strncmp(p, "{ds}", 4) == 0, arg = strncmp(p, "{}", 2) == 0;
                const char *text = ds ? "/gps" : arg ? "something" : NULL;
                n += (size_t)snprintf(request + n, sizeof request - n, "%.*s", text ? 99 : 1,
                                      text ? text : p);
                p += ds ? 4 : arg ? 2 : 1;
            }
            if (find(request, false, &account, &dataset) != ROUTE_FOUND || f.x->route != &routes[i])
                fail_msg("%s does not lead to %s", request, routes[i].path);
        }
    }
    f.server.options.e2e_output = NULL;
}

/* ---- what handlers ask of a request -------------------------------------------------------- */

static void test_headers(void **state)
{
    (void)state;
    fake_get(&f, "GET /", "ETag: \"x\"\r\netag: second\r\nA:\r\n");
    assert_true(str_eqc(exchange_header(f.x, "eTaG"), "\"x\""));
    assert_non_null(exchange_header(f.x, "a").p);
    assert_int_equal(exchange_header(f.x, "a").n, 0);
    assert_null(exchange_header(f.x, "b").p);
}

static void test_query(void **state)
{
    (void)state;
    struct kamu_error err = {0};
    struct str v;
    struct exchange_pair *pairs;
    size_t n;
    fake_get(&f, "GET /?a=1+2%2B3&b&c=&&%64=%C3%A4&a%3D=x=y&e=%zz%4", "");
    assert_ok(exchange_param(f.x, "a", &v, &err), &err);
    assert_true(str_eqc(v, "1 2+3"));
    assert_ok(exchange_param(f.x, "b", &v, &err), &err);
    assert_true(v.p && v.n == 0);
    assert_ok(exchange_param(f.x, "d", &v, &err), &err);
    assert_true(str_eqc(v, "\xc3\xa4"));
    assert_ok(exchange_param(f.x, "a=", &v, &err), &err);
    assert_true(str_eqc(v, "x=y"));
    assert_ok(exchange_param(f.x, "e", &v, &err), &err);
    assert_true(str_eqc(v, "%zz%4"));
    assert_ok(exchange_param(f.x, "z", &v, &err), &err);
    assert_null(v.p);
    assert_ok(exchange_params(f.x, &pairs, &n, &err), &err);
    assert_int_equal(n, 6);
    fake_get(&f, "GET /?limit=1&limit=2", "");
    assert_fails(exchange_param(f.x, "limit", &v, &err), KAMU_E_USAGE,
                 "Failed to deserialize query string: duplicate field `limit`", &err);
    fake_get(&f, "GET /?x=%ff", "");
    assert_fails(exchange_param(f.x, "x", &v, &err), KAMU_E_USAGE, "UTF-8", &err);
    fake_get(&f, "GET /", "");
    assert_ok(exchange_params(f.x, &pairs, &n, &err), &err);
    assert_int_equal(n, 0);
    char many[1200] = "GET /?a";
    for (int i = 0; i < 300; i++)
        snprintf(many + strlen(many), 8, "&a");
    fake_get(&f, many, "");
    assert_fails(exchange_params(f.x, &pairs, &n, &err), KAMU_E_USAGE, "parameters", &err);
}

/* ---- answers that say what went wrong -------------------------------------------------------- */

static const char *answer(void)
{
    static char text[8192];
    struct answer *a = &f.r->answer;
    snprintf(text, sizeof text, "%u %s %.*s", a->status, a->type ? a->type : "-", (int)a->size,
             (const char *)a->data);
    return text;
}

static void test_refuse(void **state)
{
    (void)state;
    fake_get(&f, "GET /", "");
    exchange_refuse(f.x, 404, "No \"such\"\nthing \xff");
    assert_string_equal(
        answer(), "404 application/json {\"message\":\"No \\\"such\\\"\\nthing \xef\xbf\xbd\"}");
    fake_get(&f, "GET /", "Accept: text/html, application/problem+json;q=0.9\r\n");
    exchange_refuse(f.x, 404, "Gone");
    assert_string_equal(answer(),
                        "404 application/problem+json {\"type\":\"about:blank\",\"title\":\"Not "
                        "Found\",\"status\":404,\"detail\":\"Gone\",\"message\":\"Gone\"}");
}

static void test_fail(void **state)
{
    (void)state;
    struct kamu_error err = {0};
    fake_get(&f, "POST /", "");
    error_set(&err, KAMU_E_INPUT, "Bad number");
    error_at(&err, "request body", 3, 14, 120);
    error_field(&err, "id");
    error_excerpt(&err, "x\n1", 3);
    error_expected(&err, "Int64");
    error_hint(&err, "mend it");
    exchange_problem_number(f.x, "limit", 7);
    exchange_fail(f.x, &err);
    assert_string_equal(
        answer(),
        "400 application/problem+json {\"type\":\"about:blank\",\"title\":\"Bad "
        "Request\",\"status\":400,\"detail\":\"Bad number\",\"message\":\"Bad "
        "number\",\"input\":\"request "
        "body\",\"line\":3,\"column\":14,\"byte\":120,\"field\":\"id\","
        "\"text\":\"x\\\\x0A1\",\"expected\":\"Int64\",\"hint\":\"mend it\",\"limit\":7}");
    /* Of the inside nothing is told. */
    fake_get(&f, "POST /", "");
    error_set(&err, KAMU_E_CORRUPT, "/home/x/.kamu/datasets/1 is damaged");
    exchange_fail(f.x, &err);
    assert_null(strstr(answer(), ".kamu"));
    assert_non_null(strstr(answer(), "500 application/problem+json"));
    fake_get(&f, "POST /", "");
    error_set(&err, KAMU_E_IO, "/home/x: No space left on device");
    exchange_fail(f.x, &err);
    assert_null(strstr(answer(), "/home"));
    assert_non_null(strstr(answer(), "503 application/problem+json"));
    assert_non_null(memmem(f.r->answer.lines.data, f.r->answer.lines.len, "retry-after: ", 13));
}

static void test_header_injection(void **state)
{
    (void)state;
    fake_get(&f, "GET /", "");
    exchange_add_header(f.x, "x-a", "b\r\nset-cookie: c\n\x01");
    assert_int_equal(f.r->answer.lines.len, strlen("x-a: b  set-cookie: c  \r\n"));
    assert_memory_equal(f.r->answer.lines.data, "x-a: b  set-cookie: c  \r\n", 25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),      cmocka_unit_test(test_not_found),
        cmocka_unit_test(test_accounts),   cmocka_unit_test(test_allow),
        cmocka_unit_test(test_all_routes), cmocka_unit_test(test_headers),
        cmocka_unit_test(test_query),      cmocka_unit_test(test_refuse),
        cmocka_unit_test(test_fail),       cmocka_unit_test(test_header_injection),
    };
    fake_init(&f);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    fake_end(&f);
    return failed;
}
