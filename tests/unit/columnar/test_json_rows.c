/* Rows as JSON in the three forms (spec/http-api.md 4.2.1, 11.11). */
#include "unit/harness.h"

#include "columnar/builder.h"
#include "columnar/json_rows.h"
#include "odf/json.h"
#include "unit/columnar/random_columns.h"

static struct kamu_error err;

/* a Int64, "b\"" Struct<x Utf8, y Utf8>: three rows */
static struct batch *rows(void)
{
    struct col_schema *s;
    struct batch_builder bb;
    struct batch *b;
    assert_ok(col_schema_new(2, &s, &err), &err);
    s->fields[0] = (struct col_field){.name = "a", .type = {.kind = COL_INT64}};
    struct col_field *members = arena_calloc(&s->arena, 2, sizeof *members);
    members[0] = (struct col_field){.name = "x", .type = {.kind = COL_STRING}, .nullable = true};
    members[1] = (struct col_field){.name = "y", .type = {.kind = COL_STRING}, .nullable = true};
    s->fields[1] =
        (struct col_field){.name = "b\"",
                           .type = {.kind = COL_STRUCT, .n_children = 2, .children = members},
                           .nullable = true};
    assert_ok(batch_builder_init(&bb, s, &err), &err);
    for (int64_t i = 0; i < 3; i++) {
        struct col_builder *c = bb.columns;
        assert_ok(col_put_fixed(&c[0], &i, &err), &err);
        if (i == 2) {
            assert_ok(col_put_null(&c[1], &err), &err);
            continue;
        }
        assert_ok(col_put_string(&c[1].children[0], "foo", 3, &err), &err);
        assert_ok(i ? col_put_null(&c[1].children[1], &err)
                    : col_put_string(&c[1].children[1], "é\n", 3, &err),
                  &err);
        assert_ok(col_struct_end(&c[1], &err), &err);
    }
    assert_ok(batch_builder_finish(&bb, &b, &err), &err);
    batch_builder_free(&bb);
    col_schema_unref(s);
    return b;
}

static const char *written(enum json_form form, bool sorted, const struct batch *b, int64_t n,
                           bool names)
{
    static char text[4096];
    struct buf out = BUF_INIT(sizeof text - 1);
    struct json_rows *r;
    assert_ok((sorted ? json_rows_new_sorted : json_rows_new)(form, b->schema, 1000, &r, &err),
              &err);
    for (int64_t i = 0; i < n; i++)
        assert_ok(json_rows_add(r, b, i, &out, &err), &err);
    assert_int_equal(json_rows_count(r), n);
    assert_ok(json_rows_end(r, names, &out, &err), &err);
    snprintf(text, sizeof text, "%s", buf_cstr(&out));
    json_rows_free(r);
    buf_free(&out);
    return text;
}

static const char *text_of(enum json_form form, const struct batch *b, int64_t n, bool names)
{
    return written(form, false, b, n, names);
}

/* Members by name, at every level. */
static void sorted(void **state)
{
    struct batch *b = rows();
    b->schema->fields[0].name = "z";
    b->schema->fields[1].type.children[0].name = "y2";
    assert_string_equal(written(JSON_AOS, true, b, 1, false),
                        "[{\"b\\\"\":{\"y\":\"é\\n\",\"y2\":\"foo\"},\"z\":0}]");
    assert_string_equal(written(JSON_SOA, true, b, 2, false),
                        "{\"b\\\"\":[{\"y\":\"é\\n\",\"y2\":\"foo\"},{\"y\":null,\"y2\":"
                        "\"foo\"}],\"z\":[0,1]}");
    assert_string_equal(written(JSON_AOA, true, b, 1, false), "[[0,[\"foo\",\"é\\n\"]]]");
    batch_free(b);
}

static void forms(void **state)
{
    struct batch *b = rows();
    assert_string_equal(text_of(JSON_AOS, b, 3, false),
                        "[{\"a\":0,\"b\\\"\":{\"x\":\"foo\",\"y\":\"é\\n\"}},"
                        "{\"a\":1,\"b\\\"\":{\"x\":\"foo\",\"y\":null}},{\"a\":2,\"b\\\"\":null}]");
    assert_string_equal(text_of(JSON_AOA, b, 3, false),
                        "[[0,[\"foo\",\"é\\n\"]],[1,[\"foo\",null]],[2,null]]");
    assert_string_equal(text_of(JSON_SOA, b, 3, false),
                        "{\"a\":[0,1,2],\"b\\\"\":[{\"x\":\"foo\",\"y\":\"é\\n\"},"
                        "{\"x\":\"foo\",\"y\":null},null]}");
    assert_string_equal(text_of(JSON_AOS, b, 0, true), "[]");
    assert_string_equal(text_of(JSON_AOA, b, 0, true), "[]");
    assert_string_equal(text_of(JSON_SOA, b, 0, true), "{\"a\":[],\"b\\\"\":[]}");
    assert_string_equal(text_of(JSON_SOA, b, 0, false), "{}");
    batch_free(b);
}

static void columns_have_a_limit(void **state)
{
    struct batch *b = rows();
    struct buf out = BUF_INIT(1000);
    struct json_rows *r;
    assert_ok(json_rows_new(JSON_SOA, b->schema, 30, &r, &err), &err);
    assert_ok(json_rows_add(r, b, 0, &out, &err), &err);
    assert_fails(json_rows_add(r, b, 1, &out, &err), KAMU_E_LIMIT, NULL, &err);
    json_rows_free(r);
    buf_free(&out);
    batch_free(b);
}

/* Whatever the types and values: it is JSON. */
static void always_json(void **state)
{
    struct rnd rnd = rnd_new(7);
    for (int round = 0; round < 60; round++) {
        struct col_schema *s = rnd_schema(&rnd, 1 + (uint32_t)rnd_below(&rnd, 5), 0);
        struct batch *b = rnd_batch(&rnd, s, 20, 20);
        for (int form = JSON_AOS; form <= JSON_AOA; form++) {
            struct buf out = BUF_INIT(1 << 24), canonical = BUF_INIT(1 << 24);
            struct json_rows *r;
            assert_ok(json_rows_new((enum json_form)form, b->schema, 1 << 24, &r, &err), &err);
            for (int64_t i = 0; i < b->length; i++)
                assert_ok(json_rows_add(r, b, i, &out, &err), &err);
            assert_ok(json_rows_end(r, false, &out, &err), &err);
            struct str json = {(const char *)out.data, out.len};
            assert_ok(odf_json_canonical(json, &canonical, &err), &err);
            json_rows_free(r);
            buf_free(&out);
            buf_free(&canonical);
        }
        batch_free(b);
        col_schema_unref(s);
    }
}

static kamu_code all_of(void *ctx, struct kamu_error *e)
{
    struct json_rows *r = NULL;
    struct buf out = BUF_INIT(1000);
    kamu_code rc = json_rows_new(JSON_SOA, ((struct batch *)ctx)->schema, 1000, &r, e);
    if (rc == KAMU_OK)
        rc = json_rows_add(r, ctx, 0, &out, e);
    if (rc == KAMU_OK)
        rc = json_rows_end(r, false, &out, e);
    json_rows_free(r);
    buf_free(&out);
    return rc;
}

static void memory(void **state)
{
    struct batch *b = rows();
    test_each_allocation_fails(all_of, b, 1000);
    batch_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms),
        cmocka_unit_test(sorted),
        cmocka_unit_test(columns_have_a_limit),
        cmocka_unit_test(always_json),
        cmocka_unit_test(memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
