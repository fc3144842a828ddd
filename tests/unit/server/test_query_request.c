/* What a query asks for: kamu's words for bodies of another shape (asked of kamu-cli 0.265), what
 * is implied, and how it is written. */
#include "unit/harness.h"

#include "server/query_request.h"

static struct arena arena;
static struct query_request r;

/* What is wrong, without the words in front; "" when nothing is. */
static const char *wrong(const char *text)
{
    static const char parse[] = "Failed to parse the request body as JSON: ";
    static const char shape_of[] = "Failed to deserialize the JSON body into the target type: ";
    bool shape = false;
    const char *why = query_request_of_text(str_c(text), &arena, &r, &shape);
    if (why == NULL)
        return "";
    const char *front = shape ? shape_of : parse;
    assert_true(str_starts(str_c(why), front));
    return why + strlen(front);
}

#define DID "did:odf:fed01df230b49615d175307d580c33d6fda61fc7b9aec91df0f5c1a5ebe3b8cbfee02"
#define HASH "f1620efdd11877825ad5f30fce4fb64a130e3d6273ea8fc81d72507c59081cc1d430e"

static void shapes(void **state)
{
    static const char *const all[][2] = {
        {"{}", "missing field `query` at line 1 column 2"},
        {"", "EOF while parsing a value at line 1 column 0"},
        {"null", "invalid type: null, expected struct QueryRequest at line 1 column 4"},
        {"{\"query\":1}",
         "query: invalid type: integer `1`, expected a string at line 1 column 10"},
        {"{\"query\":\"select 1\"} x", "trailing characters at line 1 column 22"},
        {"{\"query\":\"select 1\",\"query\":\"select 2\"}",
         "duplicate field `query` at line 1 column 27"},
        {"{\"query\":\"select 1\",\"other\":1}",
         "other: unknown field `other`, expected one of `query`, `queryDialect`, `dataFormat`, "
         "`include`, `schemaFormat`, `datasets`, `skip`, `limit` at line 1 column 27"},
        {"{\"query\":\"select 1\",\"limit\":null}",
         "limit: invalid type: null, expected u64 at line 1 column 32"},
        {"{\"query\":\"select 1\",\"limit\":-1}",
         "limit: invalid value: integer `-1`, expected u64 at line 1 column 30"},
        {"{\"query\":\"select 1\",\"limit\":1.5}",
         "limit: invalid type: floating point `1.5`, expected u64 at line 1 column 31"},
        {"{\"query\":\"select 1\",\"limit\":\"1\"}",
         "limit: invalid type: string \"1\", expected u64 at line 1 column 31"},
        {"{\"query\":\"select 1\",\"dataFormat\":null}",
         "dataFormat: expected value at line 1 column 34"},
        {"{\"query\":\"select 1\",\"queryDialect\":\"x\"}",
         "queryDialect: unknown variant `x`, expected one of `SqlDataFusion`, `SqlFlink`, "
         "`SqlRisingWave`, `SqlSpark` at line 1 column 38"},
        {"{\"query\":\"select 1\",\"include\":null}",
         "include: invalid type: null, expected a sequence at line 1 column 34"},
        {"{\"query\":\"select 1\",\"include\":[\"INPUT\"]}",
         "include[0]: unknown variant `INPUT`, expected one of `Input`, `input`, `Proof`, `proof`, "
         "`Schema`, `schema` at line 1 column 38"},
        {"{\"query\":\"select a from foo\",\"datasets\":[{\"id\":\"x\",\"alias\":\"foo\"}]}",
         "datasets[0].id: Value 'x' is not a valid did:odf at line 1 column 50"},
        {"{\"query\":\"select a from foo\",\"datasets\":{}}",
         "datasets: invalid type: map, expected a sequence at line 1 column 40"},
        {"{\"query\":\"select 1\",\"schemaFormat\":null,\"datasets\":null,\"limit\":0}", ""},
        {"{\"query\":\"select 1\",\"skip\":18446744073709551615}", ""},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_string_equal(wrong(all[i][0]), all[i][1]);
    assert_non_null(strstr(wrong("{\"query\":\"\",\"datasets\":[{\"id\":\"" DID "\"}]}"),
                           "datasets[0]: missing field `alias` at"));
    assert_non_null(strstr(
        wrong("{\"query\":\"\",\"datasets\":[{\"id\":\"" DID "\",\"alias\":\"a\",\"x\":null}]}"),
        "datasets[0].x: unknown field `x`, expected one of `id`, `alias`, "
        "`blockHash` at"));
}

static const char *written(void)
{
    static char text[2048];
    struct buf out = BUF_INIT(sizeof text - 1);
    struct kamu_error err;
    assert_ok(query_request_write(&r, &out, &err), &err);
    snprintf(text, sizeof text, "%s", buf_cstr(&out));
    buf_free(&out);
    return text;
}

static void defaults_and_implications(void **state)
{
    assert_string_equal(wrong("{\"query\":\"select \\\"1\\\"\"}"), "");
    assert_string_equal(written(), "{\"query\":\"select \\\"1\\\"\",\"queryDialect\":"
                                   "\"SqlDataFusion\",\"dataFormat\":\"JsonAoS\",\"include\":[],"
                                   "\"skip\":0,\"limit\":100}");
    assert_string_equal(wrong("{\"query\":\"q\",\"include\":[\"schema\",\"proof\"]}"), "");
    query_request_complete(&r);
    assert_string_equal(written(), "{\"query\":\"q\",\"queryDialect\":\"SqlDataFusion\","
                                   "\"dataFormat\":\"JsonAoS\",\"include\":[\"Input\",\"Proof\","
                                   "\"Schema\"],\"schemaFormat\":\"ArrowJson\",\"skip\":0,"
                                   "\"limit\":100}");
    assert_string_equal(wrong("{\"query\":\"q\",\"schemaFormat\":\"odf-yaml\"}"), "");
    query_request_complete(&r);
    assert_int_equal(r.include, QUERY_SCHEMA);
    assert_int_equal(r.schema_format, ODF_SCHEMA_ODF_YAML);
}

/* As in 11.6 of the specification, whatever the order of members. */
static void whole(void **state)
{
    static const char text[] =
        "{\"query\":\"select 1\",\"queryDialect\":\"SqlSpark\",\"dataFormat\":\"JsonAoA\","
        "\"include\":[\"Input\",\"Proof\"],\"datasets\":[{\"id\":\"" DID
        "\",\"alias\":\"kamu-server/population\",\"blockHash\":\"" HASH "\"},{\"id\":\"" DID
        "\",\"alias\":\"b\"}],\"skip\":1,\"limit\":2}";
    assert_string_equal(wrong(text), "");
    assert_string_equal(written(), text);
    assert_true(r.has_tables && r.n_tables == 2 && r.tables[0].has_block && !r.tables[1].has_block);
    assert_string_equal(wrong("{\"datasets\":[],\"query\":\"\"}"), "");
    assert_true(r.has_tables && r.n_tables == 0);
}

static void numbers(void **state)
{
    static const struct {
        const char *text, *why;
        uint64_t value;
    } all[] = {
        {"0", NULL, 0},
        {"+1", NULL, 1},
        {"007", NULL, 7},
        {"18446744073709551615", NULL, UINT64_MAX},
        {"18446744073709551616", "number too large to fit in target type", 0},
        {"", "cannot parse integer from empty string", 0},
        {"+", "invalid digit found in string", 0},
        {"-1", "invalid digit found in string", 0},
        {" 1", "invalid digit found in string", 0},
        {"1e1", "invalid digit found in string", 0},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct kamu_error err = {0};
        uint64_t v = 0;
        kamu_code rc = param_u64(str_c(all[i].text), &v, &err);
        assert_int_equal(rc, all[i].why == NULL ? KAMU_OK : KAMU_E_USAGE);
        if (all[i].why == NULL)
            assert_int_equal(v, all[i].value);
        else
            assert_string_equal(kamu_error_message(&err, 0), all[i].why);
    }
}

static void formats(void **state)
{
    static const char *const spellings[] = {"JsonAoS", "JsonAos", "json-aos", "jsonaos"};
    struct kamu_error err = {0};
    enum json_form form = JSON_AOA;
    enum odf_schema_format schema;
    for (size_t i = 0; i < 4; i++) {
        assert_ok(param_data_format(str_c(spellings[i]), &form, &err), &err);
        assert_int_equal(form, JSON_AOS);
    }
    assert_fails(param_data_format(STR("JSONAOS"), &form, &err), KAMU_E_USAGE,
                 "unknown variant `JSONAOS`, expected one of `JsonAoS`, `JsonAos`, `json-aos`",
                 &err);
    assert_ok(param_schema_format(STR("parquetjson"), &schema, &err), &err);
    assert_string_equal(schema_format_name(schema), "ParquetJson");
    assert_string_equal(data_format_name(JSON_SOA), "JsonSoA");
}

static int set_up(void **state)
{
    arena_init(&arena, (size_t)16 << 20);
    return 0;
}

static int tear_down(void **state)
{
    arena_free(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes),  cmocka_unit_test(defaults_and_implications),
        cmocka_unit_test(whole),   cmocka_unit_test(numbers),
        cmocka_unit_test(formats),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
