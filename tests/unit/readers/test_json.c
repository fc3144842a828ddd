/* Json, GeoJson, NdGeoJson. spec/read-formats.md 1.4 - 1.6, 7.3, 7.4, 7.13. */
#include "reading.h"

static void document(void **state)
{
    struct reading t;
    reading_init(&t);
    t.o.format = (struct reader_format){.kind = DATA_JSON, .sub_path = STR("result.cities")};
    reading_schema(&t, 2,
                   (struct col_field[]){FIELD("city", COL_STRING), FIELD("population", COL_INT32)});
    assert_reads(&t,
                 "{\"x\":[1,{\"result\":2}],\"result\":{\"a\":1,\"cities\":[\n{\"city\":\"A\","
                 "\"population\":"
                 "1000},\n  {\"city\":\"B\"} ], \"b\":{}}, \"y\":null}\n",
                 "{\"city\":\"A\",\"population\":1000}\n{\"city\":\"B\",\"population\":null}\n");
    assert_refuses(&t, "{\"result\":{\"cities\":[{\"city\":\"A\"},\n {\"population\":\"x\"}]}}",
                   "2:16", "field 'population': failed to parse \"x\" as Int32");
    assert_refuses(&t, "{\"result\":{\"cities\":[{\"city\":\"A\"}],}}", "1:36",
                   "Encountered unexpected '}' whilst parsing object");
    assert_refuses(&t, "{\"result\":{\"cities\":[{\"city\":\"A\"},]}}", "1:35",
                   "Encountered unexpected ']' whilst parsing value");
    assert_refuses(&t, "{\"result\":{\"cities\":[{\"city\":\"A\"}]}} x", "1:38",
                   "Encountered unexpected 'x' whilst parsing the end of the document");
    assert_refuses(&t, "{\"result\":{\"cities\":null}}", "1:21",
                   "Sub-path not found: result.cities");
    assert_refuses(&t, "{\"result\":{\"cities\":{}}}", "1:21",
                   "Sub-path does not specify an array: result.cities");
    assert_refuses(&t, "{\"result\":[]}", "1:11", "Sub-path not found: result.cities");
    assert_refuses(&t, "{\"a\":[]}", "1:8", "Sub-path not found: result");
    read_text(&t, "{\"result\":{\"cities\":[{\"city\":\"A\"},");
    assert_int_equal(t.rc, KAMU_E_INPUT);
    read_text(&t, "{\"result\":{\"cities\":[{\"city\":\"A\"}");
    assert_int_equal(t.rc, KAMU_E_INPUT);
    assert_reads(&t, "{\"result\":{\"cities\":[]}}", "");
    t.o.format.sub_path = STR_NONE;
    assert_reads(&t, "[{\"city\":\"A\"}]", "{\"city\":\"A\",\"population\":null}\n");
    assert_reads(&t, " [ ] ", "");
    assert_reads(&t, "  ", "");
    assert_refuses(&t, "{}", "1:1", "Sub-path does not specify an array: .");
    assert_refuses(&t, "[{\"population\":05}]", "1:17",
                   "Encountered unexpected '5' whilst parsing number");
    assert_refuses(&t, "[{\"city\":\"A\" \"population\":5}]", "1:14",
                   "Encountered unexpected '\"' whilst parsing object");
    assert_refuses(&t, "[{\"city\":\"A\"},1]", "1:15", "expected { got 1");
    reading_free(&t);
}

static void numbers_keep_their_text(void **state)
{
    struct reading t;
    reading_init(&t);
    t.o.format = (struct reader_format){.kind = DATA_JSON};
    struct col_field v = FIELD("v", COL_DECIMAL128);
    v.type.precision = 38;
    v.type.scale = 10;
    reading_schema(&t, 1, &v);
    assert_reads(&t, "[{\"v\":12345678901234567890.5},{\"v\":1e3}]",
                 "{\"v\":\"12345678901234567890.5000000000\"}\n{\"v\":\"1000.0000000000\"}\n");
    reading_free(&t);
}

#define POLYGON(a, b)                                                                              \
    "{\"type\": \"Feature\", \"properties\": {\"id\": " a                                          \
    ", \"zipcode\": \"00101\", \"name\": \"" b                                                     \
    "\"}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[0.0, 0.0],[10.0, 0.0]]]}}"
#define G0 "{\\\"coordinates\\\":[[[0.0,0.0],[10.0,0.0]]],\\\"type\\\":\\\"Polygon\\\"}"

static void features(void **state)
{
    struct reading t;
    reading_init(&t);
    t.o.format = (struct reader_format){.kind = DATA_GEOJSON};
    assert_reads(&t,
                 "{\"type\":\"FeatureCollection\",\"features\":[" POLYGON("0", "A") "," POLYGON(
                     "1", "B") "]}",
                 "{\"geometry\":\"" G0 "\",\"id\":0,\"name\":\"A\",\"zipcode\":\"00101\"}\n"
                 "{\"geometry\":\"" G0 "\",\"id\":1,\"name\":\"B\",\"zipcode\":\"00101\"}\n");
    assert_string_equal(t.columns, "geometry: Utf8?, id: Int64?, name: Utf8?, zipcode: Utf8?");
    assert_reads(&t, "{\"features\":[],\"type\":\"FeatureCollection\"}", "");
    assert_refuses(&t, "{\"type\":\"Feature\",\"features\":[]}", "1:9",
                   "Expected FeatureCollection type but got \"Feature\" instead");
    t.o.format.kind = DATA_NDGEOJSON;
    reading_schema(&t, 2,
                   (struct col_field[]){FIELD("geometry", COL_STRING), FIELD("id", COL_INT64)});
    assert_reads(&t, POLYGON("0", "A") "\n" POLYGON("1", "B"),
                 "{\"geometry\":\"" G0 "\",\"id\":0}\n{\"geometry\":\"" G0 "\",\"id\":1}\n");
    assert_reads(
        &t,
        "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"id\":1,\"geometry\":5}}\n"
        "{\"type\":\"Feature\",\"geometry\":{\"b\":[1E5,1e+5,1e-5,1.50,-0,1E-5,1e05,-0.0],\"a\":1,"
        "\"a\":\"\\u00e9\\/\"}}",
        "{\"geometry\":null,\"id\":1}\n{\"geometry\":\"{\\\"a\\\":\\\"é/\\\",\\\"b\\\":[1e+5,1e+5,"
        "1e-5,1.50,0,1e-5,1e+05,-0.0]}\",\"id\":null}\n");
    assert_refuses(&t, "{\"type\":\"Point\"}", "1:9",
                   "Expected Feature type but got \"Point\" instead");
    assert_refuses(&t, "{\"type\":\"Feature\",\"properties\":{\"id\":\"x\"}}", "1:38",
                   "field 'id': failed to parse \"x\" as Int64");
    reading_free(&t);
}

#define OPEN_22 "[[[[[[[[[[[[[[[[[[[[[["
#define OPEN_66 OPEN_22 OPEN_22 OPEN_22
#define CLOSE_22 "]]]]]]]]]]]]]]]]]]]]]]"
#define CLOSE_66 CLOSE_22 CLOSE_22 CLOSE_22

/* Geometries that the fast parser takes itself, and some that it just does not. */
static void geometries(void **state)
{
    static const char *const cases[][2] = {
        {"{\"type\":\"Point\",\"coordinates\":[1,2]}",
         "{\"coordinates\":[1,2],\"type\":\"Point\"}"},
        {"{ \"coordinates\" : [ -0.0 , 1.50 ] , \"type\" : \"Point\" }",
         "{\"coordinates\":[-0.0,1.50],\"type\":\"Point\"}"},
        {"{\"type\":\"X\",\"coordinates\":[]}", "{\"coordinates\":[],\"type\":\"X\"}"},
        {"{\"type\":\"X\",\"coordinates\":[[],[[1]],[[2,3],[ ]]]}",
         "{\"coordinates\":[[],[[1]],[[2,3],[]]],\"type\":\"X\"}"},
        {"{\"type\":\"X\",\"coordinates\":[-0,0,10,0.0,-10.25,-0.5,123456789012345678901234567890,"
         "0.1234567890123456789012345678901234567890]}",
         "{\"coordinates\":[0,0,10,0.0,-10.25,-0.5,123456789012345678901234567890,"
         "0.1234567890123456789012345678901234567890],\"type\":\"X\"}"},
        {"{\"type\":\"X\",\"coordinates\":[1e3,2E-7]}",
         "{\"coordinates\":[1e+3,2e-7],\"type\":\"X\"}"},
        {"{\"type\":\"X\",\"coordinates\":" OPEN_66 "7" CLOSE_66 "}",
         "{\"coordinates\":" OPEN_66 "7" CLOSE_66 ",\"type\":\"X\"}"},
        {"{\"type\":\"X\",\"bbox\":[1,2],\"coordinates\":[3]}",
         "{\"bbox\":[1,2],\"coordinates\":[3],\"type\":\"X\"}"},
        {"{\"type\":\"A\",\"type\":\"B\"}", "{\"type\":\"B\"}"},
        {"{\"type\":\"G\",\"geometries\":[{\"type\":\"P\",\"coordinates\":[1]}]}",
         "{\"geometries\":[{\"coordinates\":[1],\"type\":\"P\"}],\"type\":\"G\"}"},
        {"{\"type\":\"\u00e9\",\"coordinates\":[\"a\",null]}",
         "{\"coordinates\":[\"a\",null],\"type\":\"\u00e9\"}"},
        {"{}", "{}"},
        {"{\"type\":\"X\",\"coordinates\":[1,]}", NULL},
        {"{\"type\":\"X\",\"coordinates\":[,1]}", NULL},
        {"{\"type\":\"X\",\"coordinates\":[1 2]}", NULL},
        {"{\"type\":\"X\",\"coordinates\":[1]]}", NULL},
        {"{\"type\":\"X\",\"coordinates\":[[1]}", NULL},
        {"{\"type\":\"X\",\"coordinates\":[1.]}", NULL},
        {"{\"type\":\"X\",\"coordinates\":[.5]}", NULL},
        {"{\"type\":\"X\",\"coordinates\":[01]}", NULL},
        {"{\"type\":\"X\",\"coordinates\":[-]}", NULL},
        {"{\"type\":\"X\",\"coordinates\":[1.2.3]}", NULL},
        {"{\"type\":\"X\",\"coordinates\":[1],}", NULL},
        {"{\"type\":\"X\" \"coordinates\":[1]}", NULL},
    };
    static const char *const forms[][2] = {
        {"{\"type\":\"Feature\",\"properties\":{\"id\":1},\"geometry\":", "}\n"},
        {"{\"geometry\":", ",\"id\":7,\"type\":\"Feature\",\"properties\":{\"id\":1}}\n"},
        {"{ \"type\" : \"Feature\" , \"geometry\" : ",
         " , \"properties\" : { \"id\" : 1 , \"more\" : "
         "2 } }\n"},
        {"{\"type\":\"Feature\",\"properties\":{\"geometry\":\"no\",\"id\":1},\"geometry\":",
         "}\n"},
    };
    struct reading t;
    struct buf text, want;
    reading_init(&t);
    buf_init(&text, 1 << 20);
    buf_init(&want, 1 << 20);
    t.o.format.kind = DATA_NDGEOJSON;
    reading_schema(&t, 2,
                   (struct col_field[]){FIELD("geometry", COL_STRING), FIELD("id", COL_INT64)});
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
        for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
            text.len = want.len = 0;
            for (int i = 0; i < 3; i++) { /* the second and third go by what the first taught */
                assert_ok(buf_append_str(&text, forms[f][0], NULL), NULL);
                assert_ok(buf_append_str(&text, cases[c][0], NULL), NULL);
                assert_ok(buf_append_str(&text, forms[f][1], NULL), NULL);
                assert_ok(buf_append_str(&want, "{\"geometry\":", NULL), NULL);
                if (cases[c][1] != NULL)
                    assert_ok(format_json_string(str_c(cases[c][1]), &want, NULL), NULL);
                assert_ok(buf_append_str(&want, ",\"id\":1}\n", NULL), NULL);
            }
            read_bytes(&t, text.data, text.len);
            if (cases[c][1] != NULL) {
                assert_ok(t.rc, &t.err);
                assert_string_equal(buf_cstr(&t.out), buf_cstr(&want));
            } else {
                assert_int_equal(t.rc, KAMU_E_INPUT);
                assert_int_equal(t.err.at.line, 1);
            }
        }
    buf_free(&text);
    buf_free(&want);
    reading_free(&t);
}

/* Compact, spaced and nested arrays in pieces of every size. */
static void any_cut(void **state)
{
    static const char *const separators[] = {",", ",\n", " ,\n  "};
    struct reading t;
    struct buf text;
    reading_init(&t);
    buf_init(&text, 1 << 20);
    t.o.format = (struct reader_format){.kind = DATA_JSON};
    reading_schema(&t, 1, (struct col_field[]){FIELD("a", COL_INT64)});
    for (size_t s = 0; s < 3; s++) {
        text.len = 0;
        assert_int_equal(buf_append_str(&text, "[ ", NULL), KAMU_OK);
        for (int i = 0; i < 60; i++)
            assert_int_equal(buf_printf(&text, NULL,
                                        "%s{\"a\":%d,\"x\":[{\"a\":7},{\"a\":8}%s{\"a\":9}]}",
                                        i > 0 ? separators[s] : "", i, separators[s]),
                             KAMU_OK);
        assert_int_equal(buf_append_str(&text, "\n]\n", NULL), KAMU_OK);
        for (size_t piece = 64; piece < 400; piece += 3) {
            char want[32];
            t.o.chunk_bytes = piece;
            read_bytes(&t, text.data, text.len);
            assert_ok(t.rc, &t.err);
            assert_int_equal(t.stats.rows, 60);
            snprintf(want, sizeof want, "{\"a\":59}\n");
            assert_memory_equal(t.out.data + t.out.len - strlen(want), want, strlen(want));
        }
    }
    buf_free(&text);
    reading_free(&t);
}

static void inference(void **state)
{
    static const struct {
        const char *text, *columns, *rows;
    } cases[] = {
        {"{\"v\":1}{\"v\":2.5}", "v: Float64?", "{\"v\":1.0}\n{\"v\":2.5}\n"},
        {"{\"v\":1}{\"v\":\"x\"}{\"v\":true}", "v: Utf8?",
         "{\"v\":\"1\"}\n{\"v\":\"x\"}\n{\"v\":\"true\"}\n"},
        {"{\"v\":1}{\"v\":[2]}", "v: List(Int64)?", "{\"v\":[1]}\n{\"v\":[2]}\n"},
        {"{\"v\":[1,\"x\",true]}", "v: List(Utf8)?", "{\"v\":[\"1\",\"x\",\"true\"]}\n"},
        {"{\"v\":[null]}", "v: List(Utf8)?", "{\"v\":[null]}\n"},
        {"{\"v\":[]}", "v: List(Utf8)?", "{\"v\":[]}\n"},
        {"{\"v\":null}", "v: Null?", "{\"v\":null}\n"},
        {"{\"v\":{}}", "v: Null?", "{\"v\":null}\n"},
        {"{\"v\":{\"a\":1}}{\"v\":{\"b\":null}}", "v: Struct(\"a\": Int64, \"b\": Utf8)?",
         "{\"v\":{\"a\":1,\"b\":null}}\n{\"v\":{\"a\":null,\"b\":null}}\n"},
        {"{\"v\":9223372036854775808}", "v: Float64?", "{\"v\":9.223372036854776e+18}\n"},
        {"{\"v\":1,\"v\":\"x\"}", "v: Utf8?", "{\"v\":\"x\"}\n"},
        {"{\"b\":1,\"a\":2}{\"d\":3,\"c\":4}", "a: Int64?, b: Int64?, c: Int64?, d: Int64?",
         "{\"a\":2,\"b\":1,\"c\":null,\"d\":null}\n{\"a\":null,\"b\":null,\"c\":4,\"d\":3}\n"},
    };
    struct reading t;
    reading_init(&t);
    t.o.format.kind = DATA_NDJSON;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_reads(&t, cases[i].text, cases[i].rows);
        if (strstr(cases[i].columns, "List") == NULL && strstr(cases[i].columns, "Struct") == NULL)
            assert_string_equal(t.columns, cases[i].columns);
    }
    assert_refuses(&t, "{\"v\":1}\n{\"v\":{\"a\":1}}", "2:6",
                   "field 'v': an object here, a plain value in another record");
    assert_refuses(&t, "{\"v\":{\"a\":1}}\n\n{\"v\":[1]}", "3:6",
                   "field 'v': a list here, an object in another record");
    assert_reads(&t, "\n {} \n{}\n", "");
    assert_true(t.no_schema);
    assert_refuses(&t, "{\"a\":1}\n{\"a\"", "2:5", "Truncated record whilst reading colon");
    reading_free(&t);
}

static void bad_elements_left_out(void **state)
{
    struct reading t;
    reading_init(&t);
    t.o.format.kind = DATA_JSON;
    t.o.on_error = READER_SKIP;
    reading_schema(&t, 1, (struct col_field[]){FIELD("a", COL_INT64)});
    assert_reads(&t, "[{\"a\":1},{\"a\":\"x\"} , 7,{\"a\":2},{\"a\":[]} ]",
                 "{\"a\":1}\n{\"a\":2}\n");
    assert_string_equal(buf_cstr(&t.rejects),
                        "1:15 #2 field 'a': failed to parse \"x\" as Int64 | {\"a\":\"x\"}\n"
                        "1:22 #3 expected { got 7 | 7\n"
                        "1:37 #5 field 'a': expected primitive got [] | {\"a\":[]}\n");
    assert_reads(&t, "[7]", "");
    assert_refuses(&t, "[{\"a\":\"x\"},]", "1:12",
                   "Encountered unexpected ']' whilst parsing value");
    assert_refuses(&t, "[{\"a\":\"x\"}", "1:7", "field 'a': failed to parse \"x\" as Int64");
    reading_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(document),
        cmocka_unit_test(numbers_keep_their_text),
        cmocka_unit_test(features),
        cmocka_unit_test(geometries),
        cmocka_unit_test(any_cut),
        cmocka_unit_test(inference),
        cmocka_unit_test(bad_elements_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
