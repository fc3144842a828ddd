/* Schemas: DDL, conversion to columns and back, the legacy form, evolution, what may be declared.
 */
#include "odf/ddl.h"
#include "odf/schema.h"
#include "odf/yaml.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct arena arena;
static struct kamu_error err;

static struct odf_data_schema yaml_schema(const char *text)
{
    struct odf_data_schema s;
    if (odf_schema_from_yaml(str_c(text), &arena, &s, &err) != KAMU_OK)
        fail_msg("%s", err.text);
    return s;
}

/* "a Int64, b Option<String>" */
static const char *shown(const struct odf_data_schema *s)
{
    static char text[4096];
    size_t n = 0;
    text[0] = '\0';
    for (uint32_t i = 0; i < s->fields.n; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%s" STR_FMT " ", i ? ", " : "",
                              STR_ARG(s->fields.items[i].name));
        n += odf_data_type_text(&s->fields.items[i].type, text + n, sizeof text - n);
    }
    return text;
}

static const char *ddl(const char *a, const char *b)
{
    struct str items[2] = {str_c(a), str_c(b)};
    struct odf_data_schema s;
    memset(&err, 0, sizeof err);
    kamu_code rc = odf_ddl_parse(items, b ? 2 : 1, &arena, &s, &err);
    return rc == KAMU_OK ? shown(&s) : err.text;
}

static void ddl_types(void **state)
{
    assert_string_equal(ddl("b bool not null, b_opt bool, i32 int not null, u32 int unsigned not "
                            "null, i64 bigint not null, "
                            "u64 bigint unsigned not null, f32 float not null, f64 double not "
                            "null, d date not null, ts "
                            "timestamp not null, s1 string not null, s2 varchar not null",
                            NULL),
                        "b Bool, b_opt Option<Bool>, i32 Int32, u32 UInt32, i64 Int64, u64 UInt64, "
                        "f32 Float32, f64 "
                        "Float64, d Date, ts Timestamp(Millisecond, UTC), s1 String, s2 String");
    assert_string_equal(ddl("a DATE, b DECIMAL(10, 2)", "c NUMERIC(10,2)"),
                        "a Date, b Decimal(10, 2), c Option<Decimal(10, 2)>");
    assert_string_equal(
        ddl("a SIGNED, b UNSIGNED INTEGER, c INT(11) SIGNED, d INTEGER(5) UNSIGNED", NULL),
        "a Option<Int32>, b Option<UInt32>, c Option<Int32>, d Option<UInt32>");
    assert_string_equal(
        ddl("a TIMESTAMP(3) WITH TIME ZONE, b timestamp without time zone, c TIMESTAMPTZ", NULL),
        "a Option<Timestamp(Millisecond, UTC)>, b Option<Timestamp(Millisecond, UTC)>, c "
        "Option<Timestamp(Millisecond, UTC)>");
    assert_string_equal(ddl("a ARRAY<INT>, b ARRAY<ARRAY<DATE>> NOT NULL", NULL),
                        "a Option<List<Option<Int32>>>, b List<Option<List<Date>>>");
    assert_string_equal(
        ddl("\"a b\" STRING, `Date (UTC)` TEXT, \"q\"\"q\" INT, MIXed INT NULL", NULL),
        "a b Option<String>, Date (UTC) Option<String>, q\"q Option<Int32>, MIXed "
        "Option<Int32>");
    /* a column may reach over two strings, constraints and comments say nothing */
    assert_string_equal(ddl("a DECIMAL(10", "2), PRIMARY KEY (a), b INT -- last\n"),
                        "a Decimal(10, 2), b Option<Int32>");
    assert_string_equal(ddl("", NULL), "");
    /* beyond kamu */
    assert_string_equal(
        ddl("a SMALLINT, b TINYINT UNSIGNED, c REAL, d DOUBLE PRECISION, e CHAR(3), f TIME, g "
            "BLOB, h JSON, i STRUCT<x INT, y ARRAY<TEXT>>, j INT[], k CHARACTER VARYING(9)",
            NULL),
        "a Option<Int16>, b Option<UInt8>, c Option<Float32>, d Option<Float64>, e "
        "Option<String>, f Option<Time(Millisecond)>, g Option<Binary>, h Option<String>, i "
        "Option<Struct(2 fields)>, j Option<List<Option<Int32>>>, k Option<String>");
}

static void ddl_mistakes(void **state)
{
    assert_string_equal(ddl("a INT", "b FOO"),
                        "Unsupported SQL type when converting to ODF schema: FOO of "
                        "column `b` (schema item 2, character 3)");
    assert_int_equal(err.at.record, 2);
    assert_int_equal(err.at.column, 3);
    assert_string_equal(err.at.field, "b");
    assert_string_equal(err.at.excerpt, "FOO");
    assert_string_equal(
        ddl("a INT PRIMARY KEY", NULL),
        "Unsupported SQL column option: PRIMARY of column `a` (schema item 1, character 7)");
    assert_string_equal(
        ddl("a", NULL),
        "Invalid DDL: expected a data type, found the end of column `a` (schema item 1, "
        "character 2)");
    assert_string_equal(
        ddl("key INT", NULL),
        "Invalid DDL: `key` starts a table constraint (schema item 1, character 1)");
    assert_string_equal(
        ddl("a INT,", NULL),
        "Invalid DDL: expected a column name, found the end (schema item 1, character 7)");
    assert_string_equal(ddl("a DECIMAL", NULL),
                        "Unsupported SQL type when converting to ODF schema: DECIMAL "
                        "of column `a` (schema item 1, character 3)");
    assert_string_equal(ddl("a INT8", NULL),
                        "Unsupported SQL type when converting to ODF schema: INT8 of "
                        "column `a` (schema item 1, character 3)");
    const char *bad[] = {
        "1a INT",   "a ARRAY<INT",     "a ARRAY",          "a VARCHAR(x)",     "\"a INT",
        "a INT /*", "a DECIMAL(77,0)", "a DECIMAL(1,2,3)", "a STRUCT<>",       "(",
        "a INT)",   "a.b INT",         ", a INT",          "a TIMESTAMP WITH", "a INT NOT",
        "a INT[",   "a 'x'",           "CHECK (a",         "a INT ?"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (strncmp(ddl(bad[i], NULL), "Invalid DDL", 11) != 0)
            fail_msg("%s: %s", bad[i], ddl(bad[i], NULL));
    char deep[3000] = "a ";
    for (int i = 0; i < 200; i++)
        memcpy(deep + 2 + 6 * i, "ARRAY<", 7);
    assert_int_equal(strncmp(ddl(deep, NULL), "Invalid DDL", 11), 0);
}

static const char many[] = "fields:\n- {name: o, type: {kind: Option, inner: Int64}}\n- {name: l, "
                           "type: {kind: List, itemType: {kind: "
                           "Option, inner: String}}}\n- {name: f, type: {kind: List, itemType: "
                           "Int8, fixedLength: 2}}\n- {name: s, type: "
                           "{kind: Struct, fields: [{name: a, type: Bool}, {name: b, type: {kind: "
                           "Option, inner: Date}}]}}\n- {name: t, "
                           "type: {kind: Timestamp, unit: Nanosecond, timezone: Europe/Paris}}\n- "
                           "{name: d, type: {kind: Decimal, "
                           "precision: 10, scale: 2}}\n- {name: e, type: {kind: Decimal, "
                           "precision: 39, scale: 0}}\n- {name: m, type: "
                           "{kind: Time, unit: Microsecond}}\n- {name: x, type: {kind: Binary, "
                           "fixedLength: 3}}\n- {name: u, type: "
                           "{kind: Duration, unit: Second}}\n- {name: p, type: {kind: Map, "
                           "keyType: Int32, valueType: {kind: Option, inner: "
                           "Float64}, keysSorted: true}}\n";

static void to_columns_and_back(void **state)
{
    struct odf_data_schema s = yaml_schema(many), back;
    struct col_schema *cols = NULL, *again = NULL;
    assert_int_equal(odf_schema_to_columns(&s, &cols, &err), KAMU_OK);
    assert_int_equal(cols->n_fields, s.fields.n);
    assert_true(cols->fields[0].nullable);
    assert_int_equal(cols->fields[1].type.kind, COL_LIST);
    assert_string_equal(cols->fields[1].type.children[0].name, "item");
    assert_int_equal(cols->fields[6].type.kind, COL_DECIMAL256);
    assert_int_equal(cols->fields[7].type.kind, COL_TIME64);
    assert_int_equal(odf_schema_from_columns(cols, &arena, &back, &err), KAMU_OK);
    assert_true(odf_schema_eq(&s, &back, 0));
    assert_int_equal(odf_schema_to_columns(&back, &again, &err), KAMU_OK);
    assert_true(col_schema_eq(cols, again));
    col_schema_unref(cols);
    col_schema_unref(again);
    s = yaml_schema("fields: [{name: a, type: Timestamp}]");
    assert_int_equal(odf_schema_to_columns(&s, &cols, &err), KAMU_OK);
    assert_string_equal(cols->fields[0].type.timezone, "UTC");
    assert_int_equal(cols->fields[0].type.unit, UNIT_MILLI);
    col_schema_unref(cols);
    s = yaml_schema("fields: [{name: a, type: {kind: Struct, fields: [{name: b, type: {kind: "
                    "Option, inner: {kind: "
                    "Option, inner: Bool}}}]}}]");
    assert_int_equal(odf_schema_to_columns(&s, &cols, &err), KAMU_E_SCHEMA);
    assert_string_equal(err.at.field, "a.b");
}

static const char s1_hex[] = "0c00000008000800000004000800000004000000060000004401000004010000ac000"
                             "0006c0000003c00000004000000"
                             "e4feffff10000000180000000000010214000000d4feffff400000000000000100000"
                             "0000a000000706f70756c617469"
                             "6f6e000018ffffff180000000c0000000000010510000000000000000400040004000"
                             "000040000006369747900000000"
                             "44ffffff140000000c0000000000010a1c00000000000000c4ffffff0800000000000"
                             "10003000000555443000a000000"
                             "6576656e745f74696d650000bcffffff1c0000000c0000000000000a2400000000000"
                             "00008000c000a00040008000000"
                             "080000000000010003000000555443000b00000073797374656d5f74696d650010001"
                             "400100000000f00040000000800"
                             "1000000010000000180000000000000214000000c4ffffff200000000000000100000"
                             "000020000006f70000010001400"
                             "10000e000f00040000000800100000001800000020000000000001021c00000008000"
                             "c0004000b000800000040000000"
                             "0000000100000000060000006f66667365740000";

static size_t s1_bytes(uint8_t *out)
{
    size_t n = 0;
    for (const char *p = s1_hex; *p; p += 2) {
        char two[3] = {p[0], p[1], 0};
        out[n++] = (uint8_t)strtoul(two, NULL, 16);
    }
    return n;
}

static void legacy_form(void **state)
{
    uint8_t bytes[512], copy[512];
    size_t n = s1_bytes(bytes);
    struct odf_data_schema s;
    assert_int_equal(odf_arrow_schema_decode(bytes, n, &arena, &s, &err), KAMU_OK);
    assert_string_equal(shown(&s),
                        "offset Option<Int64>, op Int32, system_time Timestamp(Millisecond, UTC), "
                        "event_time Option<Timestamp(Millisecond, UTC)>, city Option<String>, "
                        "population Option<Int64>");
    for (size_t cut = 0; cut < n; cut++)
        (void)odf_arrow_schema_decode(bytes, cut, &arena, &s, &err);
    for (size_t i = 0; i < n; i++) {
        memcpy(copy, bytes, n);
        copy[i] ^= 0xff;
        (void)odf_arrow_schema_decode(copy, n, &arena, &s, &err);
    }
    struct odf_event *events;
    uint32_t count;
    assert_int_equal(odf_events_from_yaml(STR("kind: SetDataSchema\nrawArrowSchema: "
                                              "DAAAAAgACAAAAAQACAAAAAQAAAACAAAAQAAAAAQAAADY////"
                                              "GAAAAAwAAAAAAAAGEAAAAAAAAAAEAAQABAAAAAEAAABiAAAAEAAU"
                                              "ABAAAAAPAAQAAAAIABAAAAAYAAAAIAAAAAAAAA"
                                              "IcAAAACAAMAAQACwAIAAAAQAAAAAAAAAEAAAAAAQAAAGEAAAA="),
                                          &arena, &events, &count, NULL, &err),
                     KAMU_OK);
    assert_int_equal(odf_set_data_schema_effective(events[0].set_data_schema, &arena, &s, &err),
                     KAMU_OK);
    assert_string_equal(shown(&s), "a Int64, b Bool");
}

#define SYSTEM                                                                                     \
    "fields:\n- {name: offset, type: Int64}\n- {name: op, type: Int32}\n- {name: system_time, "    \
    "type: Timestamp}\n"                                                                           \
    "- {name: event_time, type: Timestamp}\n"
#define S4 SYSTEM "- {name: city, type: String}\n- {name: population, type: Int64}\n"

static kamu_code evolve(const char *prev, const char *next)
{
    struct odf_data_schema a = yaml_schema(prev), b = yaml_schema(next);
    return odf_schema_check_evolution(&a, false, &b, &err);
}

static void evolution(void **state)
{
    assert_int_equal(evolve(S4, S4), KAMU_E_CHAIN);
    assert_string_equal(err.text, "No-op event: New schema is identical to the current");
    assert_int_equal(evolve(S4, SYSTEM
                            "- {name: city, type: String, extra: {kamu.dev/test: foo}}\n- {name: "
                            "population, type: Int64}\n"),
                     KAMU_OK);
    assert_int_equal(
        evolve(S4, SYSTEM "- {name: pity, type: String}\n- {name: population, type: Int64}\n"),
        KAMU_E_CHAIN);
    assert_non_null(strstr(
        err.text, "Incompatible:\n- field `city` was removed\n- field `pity` was added but is "
                  "not optional"));
    assert_int_equal(evolve(S4,
                            SYSTEM "- {name: city, type: {kind: Option, inner: String}}\n- {name: "
                                   "population, type: Int64}\n"),
                     KAMU_E_CHAIN);
    assert_int_equal(evolve(S4, S4 "- {name: survey_url, type: String}\n"), KAMU_E_CHAIN);
    assert_int_equal(evolve(S4, S4 "- {name: survey_url, type: {kind: Option, inner: String}}\n"),
                     KAMU_OK);
    /* reordered; and kamu's hole: common fields are compared in every case */
    assert_int_equal(
        evolve(S4, SYSTEM "- {name: population, type: Int64}\n- {name: city, type: String}\n"),
        KAMU_OK);
    assert_int_equal(
        evolve(S4,
               SYSTEM "- {name: city, type: Int64}\n- {name: population, type: Int64}\n- {name: "
                      "x, type: {kind: Option, inner: String}}\n"),
        KAMU_E_CHAIN);
    assert_non_null(strstr(err.text, "- type of field `city` changed from String to Int64"));

    uint8_t bytes[512];
    size_t n = s1_bytes(bytes);
    struct odf_data_schema legacy, next = yaml_schema(S4);
    assert_int_equal(odf_arrow_schema_decode(bytes, n, &arena, &legacy, &err), KAMU_OK);
    assert_int_equal(odf_schema_check_evolution(&legacy, true, &next, &err), KAMU_OK);
    next = yaml_schema(SYSTEM "- {name: pity, type: String}\n- {name: population, type: Int64}\n");
    assert_int_equal(odf_schema_check_evolution(&legacy, true, &next, &err), KAMU_E_CHAIN);
    struct odf_data_schema lists =
        yaml_schema("fields: [{name: a, type: {kind: Option, inner: {kind: List, "
                    "itemType: {kind: Option, inner: String}}}}]");
    next = yaml_schema("fields: [{name: a, type: {kind: List, itemType: UInt32}}]");
    assert_int_equal(odf_schema_check_evolution(&lists, true, &next, &err), KAMU_E_CHAIN);
    next = yaml_schema("fields: [{name: a, type: {kind: List, itemType: String}}]");
    assert_int_equal(odf_schema_check_evolution(&lists, true, &next, &err), KAMU_OK);
}

static bool same(const char *a, const char *b, unsigned flags)
{
    struct odf_data_schema x = yaml_schema(a), y = yaml_schema(b);
    return odf_schema_eq(&x, &y, flags);
}

static void equality(void **state)
{
    assert_true(
        same("fields: [{name: a, type: Timestamp}]",
             "fields: [{name: a, type: {kind: Timestamp, unit: Millisecond, timezone: UTC}}]", 0));
    assert_false(same("fields: [{name: a, type: UInt32}]", "fields: [{name: a, type: UInt64}]", 0));
    assert_false(same("fields: [{name: a, type: Int8}]", "fields: [{name: b, type: Int8}]", 0));
    const char *extra = "fields: [{name: a, type: Int8, extra: {x/y: 1}}]",
               *plain = "fields: [{name: a, type: Int8}]";
    assert_false(same(extra, plain, 0));
    assert_true(same(extra, plain, ODF_SCHEMA_IGNORE_EXTRA));
    const char *optional = "fields: [{name: a, type: {kind: Option, inner: Int8}}]";
    assert_false(same(optional, plain, 0));
    assert_true(same(optional, plain, ODF_SCHEMA_IGNORE_OPTIONAL));
    assert_false(same("fields: [{name: a, type: {kind: Struct, fields: [{name: b, type: Int8}]}}]",
                      "fields: [{name: a, type: {kind: Struct, fields: [{name: c, type: Int8}]}}]",
                      0));
}

static kamu_code slice(const char *dataset, const char *is)
{
    struct odf_data_schema a = yaml_schema(dataset), b = yaml_schema(is);
    struct col_schema *x, *y;
    assert_int_equal(odf_schema_to_columns(&a, &x, &err), KAMU_OK);
    assert_int_equal(odf_schema_to_columns(&b, &y, &err), KAMU_OK);
    memset(&err, 0, sizeof err);
    kamu_code rc = odf_schema_check_slice(x, y, &err);
    col_schema_unref(x);
    col_schema_unref(y);
    return rc;
}

static void slices(void **state)
{
    assert_int_equal(slice("fields: [{name: a, type: {kind: Option, inner: Int64}}]",
                           "fields: [{name: a, type: Int64}]"),
                     KAMU_OK);
    assert_int_equal(
        slice("fields: [{name: a, type: Int64}, {name: b, type: String}]",
              "fields: [{name: a, type: {kind: Option, inner: Int64}}, {name: b, type: String}]"),
        KAMU_E_SCHEMA);
    assert_int_equal(slice("fields: [{name: a, type: Int64}]", "fields: [{name: a, type: Int32}]"),
                     KAMU_E_SCHEMA);
    assert_string_equal(
        err.text,
        "Incompatible schema: Schema of the new slice is not compatible with the schema defined by "
        "SetDataSchema event\nDataset schema:\nmessage arrow_schema {\n  REQUIRED INT64 "
        "a;\n}\n\nNew "
        "slice schema:\nmessage arrow_schema {\n  REQUIRED INT32 a;\n}\n");
    assert_string_equal(err.at.field, "a");
    assert_string_equal(err.at.expected, "Int64");
    assert_int_equal(slice("fields: [{name: a, type: Int64}, {name: b, type: Int64}]",
                           "fields: [{name: b, type: Int64}, {name: a, type: Int64}]"),
                     KAMU_E_SCHEMA);
    assert_string_equal(err.at.hint, "column `b` stands at position 1, where the dataset has `a`");
    assert_int_equal(slice("fields: [{name: a, type: Int64}, {name: b, type: Int64}]",
                           "fields: [{name: a, type: Int64}]"),
                     KAMU_E_SCHEMA);
    assert_string_equal(err.at.hint, "column `b` of the dataset's schema is missing");
}

static void storable(void **state)
{
    static const struct {
        const char *schema, *error;
    } cases[] = {
        {"fields: []", "The schema declares no columns"},
        {"fields: [{name: a, type: Int8}, {name: a, type: Int8}]",
         "Column `a`: the name is used twice"},
        {"fields: [{name: a, type: {kind: 'Null'}}]",
         "Column `a`: type Null cannot be stored; name the type that values will have, with "
         "Option"},
        {"fields: [{name: a, type: {kind: List, itemType: {kind: Struct, fields: [{name: b, type: "
         "Int8}]}}}]",
         "Column `a[]`: a List of Struct has no logical hash in ODF and cannot be stored"},
        {"fields: [{name: a, type: {kind: Struct, fields: [{name: b, type: {kind: Decimal, "
         "precision: 5, scale: "
         "-2}}]}}]",
         "Column `a.b`: Invalid DECIMAL scale: -2"},
        {"fields: [{name: a, type: {kind: Decimal, precision: 78, scale: 0}}]",
         "Column `a`: Decimal precision 78 is not within 1..76"},
        {"fields: [{name: a, type: {kind: Option, inner: {kind: Option, inner: Int8}}}]",
         "Column `a`: Nested Option types are not supported"},
        {"fields: [{name: a, type: {kind: Timestamp, timezone: Nowhere/City}}]",
         "Column `a`: Invalid timezone \"Nowhere/City\""},
        {"fields: [{name: a, type: {kind: Timestamp, timezone: +02:00}}, {name: '', type: {kind: "
         "Decimal, "
         "precision: 39, scale: 0}}]",
         ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct odf_data_schema s = yaml_schema(cases[i].schema);
        memset(&err, 0, sizeof err);
        (void)odf_schema_check_storable(&s, &err);
        assert_string_equal(err.text, cases[i].error);
    }
}

static int setup(void **state)
{
    arena_init(&arena, 256 << 20);
    return 0;
}

static int teardown(void **state)
{
    arena_free(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ddl_types),
        cmocka_unit_test(ddl_mistakes),
        cmocka_unit_test(to_columns_and_back),
        cmocka_unit_test(legacy_form),
        cmocka_unit_test(evolution),
        cmocka_unit_test(equality),
        cmocka_unit_test(slices),
        cmocka_unit_test(storable),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
