/* Schemas as texts and as JSON values (spec/http-api.md 4.2.1; golden/http/203, 225). */
#include "unit/harness.h"

#include "odf/schema.h"
#include "odf/yaml.h"

static struct kamu_error err;

static const char yaml[] =
    "fields:\n- name: a\n  type:\n    kind: Int64\n- name: b\n  type:\n    kind: String\n"
    "- name: c\n  type:\n    kind: Date\n- name: d\n  type:\n    kind: Decimal\n    precision: 5\n"
    "    scale: 2\n- name: e\n  type:\n    kind: Option\n    inner:\n      kind: List\n"
    "      itemType:\n        kind: Option\n        inner:\n          kind: Int64\n- name: f\n"
    "  type:\n    kind: Option\n    inner:\n      kind: Struct\n      fields:\n      - name: x\n"
    "        type:\n          kind: Option\n          inner:\n            kind: Bool\n- name: g\n"
    "  type:\n    kind: Option\n    inner:\n      kind: 'Null'\n- name: h\n  type:\n"
    "    kind: Binary\n    fixedLength: 3\n- name: i\n  type:\n    kind: Timestamp\n"
    "    unit: Millisecond\n    timezone: UTC\n";

static const char *value(const char *schema, enum odf_schema_format format)
{
    static char text[8192];
    struct buf out = BUF_INIT(sizeof text - 1);
    struct odf_data_schema s, *p = NULL;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    if (schema != NULL) {
        assert_ok(odf_schema_from_yaml(str_c(schema), &arena, &s, &err), &err);
        p = &s;
    }
    assert_ok(odf_schema_json_value(p, format, &out, &err), &err);
    snprintf(text, sizeof text, "%s", buf_cstr(&out));
    buf_free(&out);
    arena_free(&arena);
    return text;
}

#define ARROW(type, name, nullable)                                                                \
    "{\"data_type\":" type ",\"dict_id\":0,\"dict_is_ordered\":false,\"metadata\":{},\"name\":"    \
    "\"" name "\",\"nullable\":" nullable "}"

static void formats(void **state)
{
    assert_string_equal(
        value(yaml, ODF_SCHEMA_ARROW_JSON),
        "{\"fields\":[" ARROW("\"Int64\"", "a", "false") "," ARROW("\"Utf8\"", "b", "false") "," ARROW("\"Date32\"", "c", "false") "," ARROW(
            "{\"Decimal128\":[5,2]}", "d",
            "false") "," ARROW("{\"List\":" ARROW("\"Int64\"", "item", "true") "}", "e",
                               "true") "," ARROW("{\"Struct\":[" ARROW("\"Boolean\"", "x",
                                                                       "true") "]}",
                                                 "f",
                                                 "true") "," ARROW("\"Null\"", "g",
                                                                   "true") "," ARROW("{\"FixedSizeB"
                                                                                     "inary\":3}",
                                                                                     "h",
                                                                                     "false") "," ARROW("{\"Timestamp\":"
                                                                                                        "[\"Millisecond"
                                                                                                        "\",\"UTC\"]}",
                                                                                                        "i",
                                                                                                        "false") "],"
                                                                                                                 "\"me"
                                                                                                                 "tada"
                                                                                                                 "ta\""
                                                                                                                 ":{}"
                                                                                                                 "}");
    assert_string_equal(
        value(yaml, ODF_SCHEMA_ODF_JSON),
        "{\"fields\":[{\"name\":\"a\",\"type\":{\"kind\":\"Int64\"}},{\"name\":\"b\",\"type\":{"
        "\"kind\":\"String\"}},{\"name\":\"c\",\"type\":{\"kind\":\"Date\"}},{\"name\":\"d\","
        "\"type\":{\"kind\":\"Decimal\",\"precision\":5,\"scale\":2}},{\"name\":\"e\",\"type\":{"
        "\"inner\":{\"itemType\":{\"inner\":{\"kind\":\"Int64\"},\"kind\":\"Option\"},\"kind\":"
        "\"List\"},\"kind\":\"Option\"}},{\"name\":\"f\",\"type\":{\"inner\":{\"fields\":[{"
        "\"name\":\"x\",\"type\":{\"inner\":{\"kind\":\"Bool\"},\"kind\":\"Option\"}}],\"kind\":"
        "\"Struct\"},\"kind\":\"Option\"}},{\"name\":\"g\",\"type\":{\"inner\":{\"kind\":\"Null\"},"
        "\"kind\":\"Option\"}},{\"name\":\"h\",\"type\":{\"fixedLength\":3,\"kind\":\"Binary\"}},{"
        "\"name\":\"i\",\"type\":{\"kind\":\"Timestamp\",\"timezone\":\"UTC\",\"unit\":"
        "\"Millisecond\"}}]}");
    assert_string_equal(
        value(yaml, ODF_SCHEMA_PARQUET),
        "\"message arrow_schema {\\n  REQUIRED INT64 a;\\n  REQUIRED BYTE_ARRAY b (STRING);\\n  "
        "REQUIRED INT32 c (DATE);\\n  REQUIRED INT32 d (DECIMAL(5,2));\\n  OPTIONAL group e (LIST) "
        "{\\n    REPEATED group list {\\n      OPTIONAL INT64 item;\\n    }\\n  }\\n  OPTIONAL "
        "group f {\\n    OPTIONAL BOOLEAN x;\\n  }\\n  OPTIONAL INT32 g (UNKNOWN);\\n  REQUIRED "
        "FIXED_LEN_BYTE_ARRAY (3) h;\\n  REQUIRED INT64 i (TIMESTAMP(MILLIS,true));\\n}\\n\"");
    assert_string_equal(
        value("fields:\n- name: d\n  type:\n    kind: Decimal\n    precision: 38\n    scale: 4\n"
              "- name: l\n  type:\n    kind: List\n    itemType:\n      kind: Int64\n",
              ODF_SCHEMA_PARQUET_JSON),
        "{\"fields\":[{\"logicalType\":\"DECIMAL(38,4)\",\"name\":\"d\",\"repetition\":"
        "\"REQUIRED\",\"type\":\"FIXED_LEN_BYTE_ARRAY(16)\"},{\"fields\":[{\"fields\":[{\"name\":"
        "\"item\",\"repetition\":\"REQUIRED\",\"type\":\"INT64\"}],\"name\":\"list\","
        "\"repetition\":\"REPEATED\",\"type\":\"struct\"}],\"name\":\"l\",\"repetition\":"
        "\"REQUIRED\",\"type\":\"struct\"}],\"name\":\"arrow_schema\",\"type\":\"struct\"}");
}

/* The YAML comes out as it went in. */
static void yaml_text(void **state)
{
    struct odf_data_schema s;
    struct col_schema *columns;
    struct arena arena;
    struct buf out = BUF_INIT(8192), again = BUF_INIT(8192);
    arena_init(&arena, 1 << 20);
    assert_ok(odf_schema_from_yaml(str_c(yaml), &arena, &s, &err), &err);
    assert_ok(odf_schema_print(&s, ODF_SCHEMA_ODF_YAML, &out, &err), &err);
    assert_string_equal(buf_cstr(&out), yaml);
    assert_ok(odf_schema_to_columns(&s, &columns, &err), &err);
    assert_ok(odf_schema_print_columns(columns, ODF_SCHEMA_ODF_YAML, &again, &err), &err);
    assert_string_equal(buf_cstr(&again), yaml);
    col_schema_unref(columns);
    buf_free(&out);
    buf_free(&again);
    arena_free(&arena);
}

static void no_fields(void **state)
{
    assert_string_equal(value(NULL, ODF_SCHEMA_ARROW_JSON), "{\"fields\":[],\"metadata\":{}}");
    assert_string_equal(value(NULL, ODF_SCHEMA_ODF_JSON), "{\"fields\":[]}");
    assert_string_equal(value(NULL, ODF_SCHEMA_ODF_YAML), "\"fields: []\\n\"");
    assert_string_equal(value(NULL, ODF_SCHEMA_PARQUET), "\"message arrow_schema {\\n}\\n\"");
    assert_string_equal(value(NULL, ODF_SCHEMA_PARQUET_JSON),
                        "{\"fields\":[],\"name\":\"arrow_schema\",\"type\":\"struct\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats),
        cmocka_unit_test(yaml_text),
        cmocka_unit_test(no_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
