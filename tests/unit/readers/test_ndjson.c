/* NdJson with a declared schema: values, tolerance, errors. spec/read-formats.md 1.3, 3, 7. */
#include "reading.h"

static void plain_rows(void **state)
{
    struct reading t;
    reading_init(&t);
    t.o.format.kind = DATA_NDJSON;
    reading_schema(&t, 5,
                   (struct col_field[]){FIELD_TS("t"), FIELD("id", COL_STRING),
                                        FIELD("x", COL_FLOAT64), FIELD("y", COL_FLOAT64),
                                        FIELD("n", COL_INT64)});
    assert_reads(
        &t,
        "{\"t\":\"2020-01-01T00:00:00.959Z\",\"id\":\"bpbg\",\"x\":-46.705338,\"y\":114.5,"
        "\"n\":41}\n"
        "{\"t\":\"2020-01-01T00:00:01Z\",\"id\":\"a\\u00e9b\",\"x\":1,\"y\":-0.0,\"n\":-7}\n"
        "{\"id\":null,\"t\":\"1969-12-31T23:59:59.5Z\",\"n\":9223372036854775807}\n",
        "{\"t\":\"2020-01-01T00:00:00.959Z\",\"id\":\"bpbg\",\"x\":-46.705338,\"y\":114.5,"
        "\"n\":41}\n"
        "{\"t\":\"2020-01-01T00:00:01Z\",\"id\":\"aéb\",\"x\":1.0,\"y\":-0.0,\"n\":-7}\n"
        "{\"t\":\"1969-12-31T23:59:59.500Z\",\"id\":null,\"x\":null,\"y\":null,\"n\":"
        "9223372036854775807}\n");
    assert_int_equal(t.stats.rows, 3);
    assert_int_equal(t.stats.missing_fields, 2);
    reading_free(&t);
}

static void tolerance(void **state)
{
    struct reading t;
    reading_init(&t);
    t.o.format.kind = DATA_NDJSON;
    reading_schema(&t, 2, (struct col_field[]){FIELD("a", COL_INT64), FIELD("b", COL_INT64)});
    assert_reads(&t, "{\"a\":1,,\"b\":2,}", "{\"a\":1,\"b\":2}\n");
    assert_reads(&t, "{\"a\":2 \"b\":3}", "{\"a\":2,\"b\":3}\n");
    assert_reads(&t, "{,\"a\":4}", "{\"a\":4,\"b\":null}\n");
    assert_reads(&t, "{\"a\":05,\"b\":-01}", "{\"a\":5,\"b\":-1}\n");
    assert_reads(&t, "{\"a\":6,\"x\":1.2.3e-+}", "{\"a\":6,\"b\":null}\n");
    assert_reads(&t, "{\"a\":1}{\"a\":2}\n\n {\n\"a\"\n:\n3}\r\n",
                 "{\"a\":1,\"b\":null}\n{\"a\":2,\"b\":null}\n{\"a\":3,\"b\":null}\n");
    assert_reads(&t, "{\"a\":12,\"x\":[1,,2 3,]}", "{\"a\":12,\"b\":null}\n");
    assert_reads(&t, "", "");
    assert_reads(&t, " \n\n ", "");
    assert_reads(&t, "\xef\xbb\xbf{\"a\":1}", "{\"a\":1,\"b\":null}\n");
    assert_reads(&t, "{\"a\":\"x\",\"a\":2}{\"a\":1,\"\\u0061\":3}",
                 "{\"a\":2,\"b\":null}\n{\"a\":3,\"b\":null}\n");
    assert_refuses(&t, "{\"a\":+8}", "1:6", "Encountered unexpected '+' whilst parsing value");
    assert_refuses(&t, "{\"b\":1}\n{\"a\":1_1}", "2:7",
                   "Encountered unexpected '_' whilst parsing object");
    assert_refuses(&t, "[{\"a\":1}]", "1:1", "expected { got [{\"a\":1}]");
    assert_string_equal(t.err.at.hint, "this looks like a JSON array: use --input-format 'json'");
    assert_refuses(&t, "{\"a\":1,\"s", "1:10", "Truncated record whilst reading string");
    assert_refuses(&t, "{\"a\":1", "1:7", "Truncated record whilst reading number");
    assert_refuses(&t, "{\"x\":\"\xff\"}", "1:7", "Encountered non-UTF-8 data");
    assert_refuses(&t, "a,b\n1,2", "1:1", "Encountered unexpected 'a' whilst parsing value");
    assert_string_equal(t.err.at.hint, "this looks like CSV: use --input-format 'csv'");
    assert_refuses(&t, "{\"a\":\"x\"}", "1:6", "field 'a': failed to parse \"x\" as Int64");
    assert_string_equal(t.err.at.field, "a");
    assert_refuses(&t, "{\"a\":true}", "1:6", "field 'a': expected primitive got true");
    reading_free(&t);
}

/* Any cut of the input gives the same rows. */
static void any_cut(void **state)
{
    static const char text[] =
        "{\"a\":1,\"b\":2}\n{\"a\":3,\n\"b\":4}\n{\"b\":6,\"a\":5}{\"a\":7}\n\n{\"a\":8,\"x\":{"
        "\"y\":"
        "[\n{\"a\":99}\n,{}]}}\n{\"b\":10,\"a\":\"9\"}\n{\"x\":\"\n{\\\"a\\\":77}\n\",\"a\":11}\n";
    struct reading t;
    struct buf whole;
    reading_init(&t);
    t.o.format.kind = DATA_NDJSON;
    reading_schema(&t, 2, (struct col_field[]){FIELD("a", COL_INT64), FIELD("b", COL_INT64)});
    read_text(&t, text);
    assert_int_equal(t.rc, KAMU_OK);
    assert_int_equal(t.stats.rows, 7);
    buf_init(&whole, 1 << 20);
    assert_int_equal(buf_append(&whole, t.out.data, t.out.len, NULL), KAMU_OK);
    struct buf big;
    buf_init(&big, 1 << 20);
    for (int i = 0; i < 20; i++)
        assert_int_equal(buf_append_str(&big, text, NULL), KAMU_OK);
    for (size_t piece = 64; piece < 300; piece++) {
        t.o.chunk_bytes = piece;
        read_bytes(&t, big.data, big.len);
        assert_ok(t.rc, &t.err);
        assert_int_equal(t.stats.rows, 140);
        for (int i = 0; i < 20; i++)
            assert_memory_equal(t.out.data + (size_t)i * whole.len, whole.data, whole.len);
        assert_int_equal(t.out.len, 20 * whole.len);
    }
    buf_free(&big);
    buf_free(&whole);
    reading_free(&t);
}

static void bad_records_left_out(void **state)
{
    struct reading t;
    reading_init(&t);
    t.o.format.kind = DATA_NDJSON;
    t.o.on_error = READER_SKIP;
    reading_schema(&t, 1, (struct col_field[]){FIELD("a", COL_INT64)});
    assert_reads(&t, "{\"a\":1}\n{\"a\":\"x\"}\nnonsense\n{\"a\":2}\n{\"a\":[}\n{\"a\":3}",
                 "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
    assert_string_equal(buf_cstr(&t.rejects),
                        "2:6 #2 field 'a': failed to parse \"x\" as Int64 | {\"a\":\"x\"}\n"
                        "3:2 #3 Encountered unexpected 'o' whilst parsing literal | nonsense\n"
                        "5:7 #5 Encountered unexpected '}' whilst parsing value | {\"a\":[}\n");
    t.o.max_errors = 2;
    read_text(&t, "{\"a\":1}\n{\"a\":\"x\"}\nnonsense\n{\"a\":2}\n{\"a\":[}\n{\"a\":3}");
    assert_int_equal(t.rc, KAMU_E_INPUT);
    assert_string_equal(kamu_error_message(&t.err, 0), "More than 2 bad records");
    reading_free(&t);
}

static void inference(void **state)
{
    struct reading t;
    reading_init(&t);
    t.o.format.kind = DATA_NDJSON;
    assert_reads(
        &t,
        "{\"zeta\": 1, \"alpha\": \"x\", \"Beta\": true}\n"
        "{\"gamma\": 2.5, \"alpha\": \"y\", \"_\": null, \"2\": 1}\n"
        "{\"_\": \"u\", \"zeta\": 2}\n",
        "{\"Beta\":true,\"alpha\":\"x\",\"zeta\":1,\"2\":null,\"_\":null,\"gamma\":null}\n"
        "{\"Beta\":null,\"alpha\":\"y\",\"zeta\":null,\"2\":1,\"_\":null,\"gamma\":2.5}\n"
        "{\"Beta\":null,\"alpha\":null,\"zeta\":2,\"2\":null,\"_\":\"u\",\"gamma\":null}\n");
    assert_string_equal(t.columns, "Beta: Boolean?, alpha: Utf8?, zeta: Int64?, 2: Int64?, _: "
                                   "Utf8?, gamma: Float64?");

    reading_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_rows), cmocka_unit_test(tolerance),
        cmocka_unit_test(any_cut),    cmocka_unit_test(bad_records_left_out),
        cmocka_unit_test(inference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
