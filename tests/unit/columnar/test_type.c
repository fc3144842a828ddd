/* Types: names, Parquet messages, copies and equality. */
#include "unit/harness.h"

#include "unit/columnar/random_columns.h"

static struct kamu_error err;

static const char *name_of(struct col_type t)
{
    static char text[256];
    col_type_name(&t, text, sizeof(text));
    return text;
}

static void arrow_names(void **state)
{
    struct col_field item = {"item", {.kind = COL_INT64}, false};
    struct col_field element = {"element", {.kind = COL_INT32}, true};
    struct col_field members[2] = {{"x", {.kind = COL_INT64}, false},
                                   {"y", {.kind = COL_STRING}, true}};

    assert_string_equal(name_of((struct col_type){.kind = COL_STRING}), "Utf8");
    assert_string_equal(name_of((struct col_type){.kind = COL_BOOL}), "Boolean");
    assert_string_equal(
        name_of((struct col_type){.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"}),
        "Timestamp(ms, \"UTC\")");
    assert_string_equal(name_of((struct col_type){.kind = COL_TIMESTAMP, .unit = UNIT_NANO}),
                        "Timestamp(ns)");
    assert_string_equal(
        name_of((struct col_type){.kind = COL_DECIMAL128, .precision = 10, .scale = 2}),
        "Decimal128(10, 2)");
    assert_string_equal(name_of((struct col_type){.kind = COL_TIME32, .unit = UNIT_MILLI}),
                        "Time32(ms)");
    assert_string_equal(
        name_of((struct col_type){.kind = COL_LIST, .n_children = 1, .children = &item}),
        "List(non-null Int64)");
    assert_string_equal(
        name_of((struct col_type){.kind = COL_LIST, .n_children = 1, .children = &element}),
        "List(Int32, field: 'element')");
    assert_string_equal(
        name_of((struct col_type){.kind = COL_STRUCT, .n_children = 2, .children = members}),
        "Struct(\"x\": non-null Int64, \"y\": Utf8)");
}

static void names_are_cut(void **state)
{
    struct col_type t = {.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"};
    char small[8];

    assert_int_equal(col_type_name(&t, small, sizeof(small)), 7);
    assert_string_equal(small, "Timesta");
    assert_int_equal(col_type_name(&t, small, 0), 0);
}

static struct col_field field(const char *name, struct col_type t, bool nullable)
{
    return (struct col_field){name, t, nullable};
}

/* the text of golden/cli/102-inspect-schema-types and 045-schema-nested */
static void parquet_message(void **state)
{
    struct col_schema *s = NULL;
    struct buf out = BUF_INIT(1 << 16);
    struct col_field opt_item = field("item", (struct col_type){.kind = COL_INT32}, true);
    struct col_field inner = field("item", (struct col_type){.kind = COL_INT32}, false);
    struct col_type list = {.kind = COL_LIST, .n_children = 1, .children = &inner};
    struct col_field outer = field("item", list, false);
    struct col_field members[2] = {field("a", (struct col_type){.kind = COL_INT64}, false),
                                   field("b", (struct col_type){.kind = COL_STRING}, true)};
    struct col_type types[] = {
        {.kind = COL_INT64},
        {.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"},
        {.kind = COL_BOOL},
        {.kind = COL_INT8},
        {.kind = COL_UINT64},
        {.kind = COL_DECIMAL128, .precision = 10, .scale = 2},
        {.kind = COL_DECIMAL128, .precision = 5, .scale = 2},
        {.kind = COL_DECIMAL256, .precision = 76, .scale = 5},
        {.kind = COL_DECIMAL128, .precision = 38, .scale = 18},
        {.kind = COL_TIME64, .unit = UNIT_MICRO},
        {.kind = COL_FIXED_BINARY, .fixed_length = 2},
        {.kind = COL_LIST, .n_children = 1, .children = &opt_item},
        {.kind = COL_LIST, .n_children = 1, .children = &outer},
        {.kind = COL_STRUCT, .n_children = 2, .children = members},
        {.kind = COL_NULL},
    };
    uint32_t n = sizeof(types) / sizeof(types[0]);

    assert_ok(col_schema_new(n, &s, &err), &err);
    for (uint32_t i = 0; i < n; i++)
        s->fields[i] = field(i == 13 ? "s t" : "f", types[i], i == 2 || i == 14);
    assert_ok(col_schema_print_parquet(s, &out, &err), &err);
    assert_string_equal(buf_cstr(&out), "message arrow_schema {\n"
                                        "  REQUIRED INT64 f;\n"
                                        "  REQUIRED INT64 f (TIMESTAMP(MILLIS,true));\n"
                                        "  OPTIONAL BOOLEAN f;\n"
                                        "  REQUIRED INT32 f (INTEGER(8,true));\n"
                                        "  REQUIRED INT64 f (INTEGER(64,false));\n"
                                        "  REQUIRED INT64 f (DECIMAL(10,2));\n"
                                        "  REQUIRED INT32 f (DECIMAL(5,2));\n"
                                        "  REQUIRED FIXED_LEN_BYTE_ARRAY (32) f (DECIMAL(76,5));\n"
                                        "  REQUIRED FIXED_LEN_BYTE_ARRAY (16) f (DECIMAL(38,18));\n"
                                        "  REQUIRED INT64 f (TIME(MICROS,false));\n"
                                        "  REQUIRED FIXED_LEN_BYTE_ARRAY (2) f;\n"
                                        "  REQUIRED group f (LIST) {\n"
                                        "    REPEATED group list {\n"
                                        "      OPTIONAL INT32 item;\n"
                                        "    }\n"
                                        "  }\n"
                                        "  REQUIRED group f (LIST) {\n"
                                        "    REPEATED group list {\n"
                                        "      REQUIRED group item (LIST) {\n"
                                        "        REPEATED group list {\n"
                                        "          REQUIRED INT32 item;\n"
                                        "        }\n"
                                        "      }\n"
                                        "    }\n"
                                        "  }\n"
                                        "  REQUIRED group s t {\n"
                                        "    REQUIRED INT64 a;\n"
                                        "    OPTIONAL BYTE_ARRAY b (STRING);\n"
                                        "  }\n"
                                        "  OPTIONAL INT32 f (UNKNOWN);\n"
                                        "}\n");
    buf_free(&out);
    col_schema_unref(s);
}

static void decimal_widths(void **state)
{
    /* spec/data-slices.md section 2 */
    static const struct {
        uint8_t precision;
        const char *want;
    } cases[] = {{1, "INT64"}, {2, "INT32"}, {9, "INT32"}, {10, "INT64"}, {18, "INT64"},
                 {19, "(9)"},  {21, "(9)"},  {22, "(10)"}, {23, "(10)"},  {24, "(11)"},
                 {26, "(11)"}, {27, "(12)"}, {28, "(12)"}, {29, "(13)"},  {31, "(13)"},
                 {32, "(14)"}, {33, "(14)"}, {34, "(15)"}, {35, "(15)"},  {36, "(16)"},
                 {38, "(16)"}, {39, "(17)"}, {41, "(18)"}, {43, "(18)"},  {44, "(19)"},
                 {48, "(21)"}, {50, "(21)"}, {65, "(28)"}, {74, "(31)"},  {76, "(32)"}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct col_schema *s = NULL;
        struct buf out = BUF_INIT(4096);
        assert_ok(col_schema_new(1, &s, &err), &err);
        s->fields[0] = field(
            "d",
            (struct col_type){.kind = cases[i].precision > 38 ? COL_DECIMAL256 : COL_DECIMAL128,
                              .precision = cases[i].precision},
            false);
        assert_ok(col_schema_print_parquet(s, &out, &err), &err);
        if (strstr(buf_cstr(&out), cases[i].want) == NULL)
            fail_msg("precision %u: %s", cases[i].precision, buf_cstr(&out));
        buf_free(&out);
        col_schema_unref(s);
    }
}

static void copies_are_equal(void **state)
{
    struct rnd r = rnd_new(11);

    for (int round = 0; round < 200; round++) {
        struct col_schema *a = rnd_schema(&r, 3, 0), *b = NULL, *c = rnd_schema(&r, 3, 0);
        assert_ok(col_schema_copy(a, &b, &err), &err);
        assert_true(col_schema_eq(a, b));
        assert_int_equal(col_schema_find(b, STR("c2")), 2);
        assert_int_equal(col_schema_find(b, STR("C2")), -1);
        b->fields[1].nullable = !b->fields[1].nullable;
        assert_false(col_schema_eq(a, b));
        col_schema_unref(a);
        col_schema_unref(b);
        col_schema_unref(c);
    }
}

static void limits(void **state)
{
    struct col_schema *s = NULL;
    struct col_field f[COL_DEPTH_MAX + 2], copy;

    assert_fails(col_schema_new(COL_FIELDS_MAX + 1, &s, &err), KAMU_E_LIMIT, "columns", &err);
    assert_ok(col_schema_new(0, &s, &err), &err);
    for (int i = 0; i < COL_DEPTH_MAX + 2; i++) {
        f[i] = field("item", (struct col_type){.kind = COL_LIST}, true);
        if (i > 0) {
            f[i].type.n_children = 1;
            f[i].type.children = &f[i - 1];
        }
    }
    assert_fails(col_field_copy(&s->arena, &f[COL_DEPTH_MAX + 1], &copy, &err), KAMU_E_LIMIT,
                 "nested deeper", &err);
    assert_ok(col_field_copy(&s->arena, &f[COL_DEPTH_MAX - 1], &copy, &err), &err);
    col_schema_unref(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrow_names),      cmocka_unit_test(names_are_cut),
        cmocka_unit_test(parquet_message),  cmocka_unit_test(decimal_widths),
        cmocka_unit_test(copies_are_equal), cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
