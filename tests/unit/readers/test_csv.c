/* Csv: the state machine, binding, values, errors. spec/read-formats.md 1.2, 3, 7.1, 7.11. */
#include "reading.h"

static void csv(struct reading *t, uint32_t n, const struct col_field *fields)
{
    t->o.format = (struct reader_format){.kind = DATA_CSV};
    reading_schema(t, n, fields);
}

static void state_machine(void **state)
{
    struct reading t;
    reading_init(&t);
    csv(&t, 2, (struct col_field[]){FIELD("a", COL_STRING), FIELD("b", COL_STRING)});
    assert_reads(&t, "\"x \"\"y\"\" z\",\"C:\\temp\"\n",
                 "{\"a\":\"x \\\"y\\\" z\",\"b\":\"C:temp\"}\n");
    assert_reads(&t, "\"\",b\n a , b ",
                 "{\"a\":null,\"b\":\"b\"}\n{\"a\":\" a \",\"b\":\" b \"}\n");
    assert_reads(&t, "a\"b,\"c\nd\"", "{\"a\":\"a\\\"b\",\"b\":\"c\\nd\"}\n");
    assert_reads(&t, "a,b\r\n\r\n\nc,d\re,",
                 "{\"a\":\"a\",\"b\":\"b\"}\n{\"a\":\"c\",\"b\":\"d\"}\n"
                 "{\"a\":\"e\",\"b\":null}\n");
    assert_reads(&t, "\"a\"x,\"b\\\"c\"\n", "{\"a\":\"ax\",\"b\":\"b\\\"c\"}\n");
    assert_reads(&t, "1,\"open\nrest", "{\"a\":\"1\",\"b\":\"open\\nrest\"}\n");
    assert_reads(&t, " \"x\",y\n", "{\"a\":\" \\\"x\\\"\",\"b\":\"y\"}\n");
    assert_reads(&t,
                 "\xef\xbb\xbf"
                 "a,b\n",
                 "{\"a\":\"a\",\"b\":\"b\"}\n");
    read_bytes(&t,
               "\xff\xfe"
               "a\0,\0b\0\n\0",
               10);
    assert_string_equal(buf_cstr(&t.out), "{\"a\":\"a\",\"b\":\"b\"}\n");
    assert_refuses(&t, "a,b,c", "1:1", "incorrect number of fields, expected 2 got 3");
    assert_refuses(&t, "a,b\n\nc", "3:1", "incorrect number of fields, expected 2 got 1");
    assert_refuses(&t,
                   "a,b\nc,\xff"
                   "d\n",
                   "2:3", "Encountered invalid UTF-8 data");
    t.o.format.escape = STR("\"");
    assert_reads(&t, "\"C:\\temp\",\"a\"\"b\"\n", "{\"a\":\"C:\\\\temp\",\"b\":\"a\\\"b\"}\n");
    t.o.format.quote = STR("~");
    t.o.format.separator = STR("\t");
    assert_reads(&t, "~id0~\t~va\tlue0~\n", "{\"a\":\"id0\",\"b\":\"va\\tlue0\"}\n");
    t.o.format.quote = STR("");
    assert_reads(&t, "\"x\t\"\n", "{\"a\":\"\\\"x\",\"b\":\"\\\"\"}\n");
    reading_free(&t);
}

static void values(void **state)
{
    struct reading t;
    reading_init(&t);
    csv(&t, 4,
        (struct col_field[]){FIELD_TS("t"), FIELD("i", COL_INT64), FIELD("d", COL_FLOAT64),
                             FIELD("f", COL_BOOL)});
    assert_reads(&t,
                 "2020-09-08T13:42:29.190855-05:00,+7,.5,tRue\n2020-01-01,-0,1e3,\n"
                 "\"2020-09-08T13:42:29Z\",\"12\",\"2.\",false\n,,,\n",
                 "{\"t\":\"2020-09-08T18:42:29.190Z\",\"i\":7,\"d\":0.5,\"f\":true}\n"
                 "{\"t\":\"2020-01-01T00:00:00Z\",\"i\":0,\"d\":1000.0,\"f\":null}\n"
                 "{\"t\":\"2020-09-08T13:42:29Z\",\"i\":12,\"d\":2.0,\"f\":false}\n"
                 "{\"t\":null,\"i\":null,\"d\":null,\"f\":null}\n");
    assert_int_equal(t.stats.all_null_rows, 1);
    assert_refuses(&t, "2020-01-01,1.0,1,true\n", "1:12",
                   "field 'i': failed to parse '1.0' as Int64");
    assert_refuses(&t, "2020-01-01,1,\"1,5\",true\n", "1:14",
                   "field 'd': failed to parse '1,5' as Float64");
    assert_string_equal(t.err.at.hint,
                        "a decimal comma? Write a point; groups of thousands are not accepted");
    assert_refuses(&t, "t,i,d,f\n", "1:1",
                   "field 't': failed to parse 't' as Timestamp(ms, \"UTC\"): timestamp must "
                   "contain at least 10 characters");
    assert_string_equal(t.err.at.hint,
                        "this is the column's name: set the option `header: true`, or use "
                        "--input-format 'csv;header=true', for a file with a header");
    t.o.format.null_value = STR("NA");
    t.o.format.timestamp_format = STR("%d/%m/%Y %I:%M %p");
    assert_reads(&t, "08/09/2020 1:42 PM,NA,,NA\n",
                 "{\"t\":\"2020-09-08T13:42:00Z\",\"i\":null,\"d\":null,\"f\":null}\n");
    reading_free(&t);
}

static void headers(void **state)
{
    struct reading t;
    reading_init(&t);
    csv(&t, 2, (struct col_field[]){FIELD("city", COL_STRING), FIELD("population", COL_INT64)});
    t.o.format.header = FORMAT_YES;
    assert_reads(&t, "city,population\nA,1000\nB,\n",
                 "{\"city\":\"A\",\"population\":1000}\n{\"city\":\"B\",\"population\":null}\n");
    assert_reads(&t, "x,y\nA,1000\n", "{\"city\":\"A\",\"population\":1000}\n");
    assert_refuses(&t, "\nx\nA,1000\n", "2:1", "incorrect number of fields, expected 2 got 1");
    assert_refuses(&t, "city;population\nA;1\n", "1:1",
                   "incorrect number of fields, expected 2 got 1");
    assert_string_equal(t.err.at.hint,
                        "with the separator ';' the record has 2 fields: set the option "
                        "`separator`, or use --input-format 'csv;separator=;'");
    assert_reads(&t, "x,2000\nA,1000\n", "{\"city\":\"A\",\"population\":1000}\n");
    assert_string_equal(buf_cstr(&t.warnings),
                        "in: the first record was skipped as a header (`header: true`), but it "
                        "looks like data\n");
    assert_reads(&t, "population,x\nA,1000\n", "{\"city\":\"A\",\"population\":1000}\n");
    assert_string_equal(buf_cstr(&t.warnings),
                        "in: the header names 'population' in place 1, the schema in place 2; "
                        "fields were bound by their place, since other names differ\n");
    assert_reads(&t, "population,extra,city\n1000,e,A\n", "{\"city\":\"A\",\"population\":1000}\n");
    t.o.format.header = FORMAT_NO;
    t.o.format.header_by_guess = true;
    assert_reads(&t, "population,city\n1000,A\n", "{\"city\":\"A\",\"population\":1000}\n");
    assert_reads(&t, "A,1000\n", "{\"city\":\"A\",\"population\":1000}\n");
    csv(&t, 0, NULL);
    assert_reads(
        &t, "A,1000\nB,\n",
        "{\"column_1\":\"A\",\"column_2\":\"1000\"}\n{\"column_1\":\"B\",\"column_2\":null}\n");
    t.o.format.header = FORMAT_YES;
    assert_reads(&t, "city, population\nA,1000\n", "{\"city\":\"A\",\" population\":\"1000\"}\n");
    assert_reads(&t, "city,population\n", "");
    assert_true(t.no_schema);
    read_text(&t, "a,b,a\n1,2,3\n");
    assert_fails(t.rc, KAMU_E_INPUT, "the header has the name 'a' twice (fields 1 and 3)", &t.err);
    t.o.format.infer_schema = FORMAT_YES;
    assert_reads(&t, "city,population\nA,1000\nB,\n",
                 "{\"city\":\"A\",\"population\":1000}\n{\"city\":\"B\",\"population\":null}\n");
    assert_string_equal(t.columns, "city: Utf8?, population: Int64?");
    reading_free(&t);
}

static void shapes(void **state)
{
    static const char *const cases[][2] = {{"A", "Utf8"},
                                           {"10", "Int64"},
                                           {"+1", "Utf8"},
                                           {"00", "Int64"},
                                           {".2", "Float64"},
                                           {"2.", "Float64"},
                                           {"1e5", "Float64"},
                                           {"1e", "Utf8"},
                                           {"-", "Utf8"},
                                           {"NaN", "Float64"},
                                           {"NAN", "Utf8"},
                                           {"trUe", "Boolean"},
                                           {"2020-11-08", "Date32"},
                                           {"2020-1-1", "Utf8"},
                                           {"9223372036854775808", "Utf8"},
                                           {"2020-11-08 14:20:01", "Timestamp(s)"},
                                           {"2021-12-19 13:12:30.921", "Timestamp(ms)"},
                                           {"2021-12-19T13:12:30.123456789", "Timestamp(ns)"},
                                           {"12\n12.4", "Float64"},
                                           {"false\n12", "Utf8"},
                                           {"", "Utf8"},
                                           {"2020-03-19\n2020-03-19 02:00:00", "Timestamp(s)"}};
    struct reading t;
    reading_init(&t);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[128], want[128];
        csv(&t, 0, NULL);
        t.o.format.infer_schema = FORMAT_YES;
        t.o.format.header = FORMAT_YES;
        snprintf(text, sizeof text, "a,b\n%s,1\n", cases[i][0]);
        if (strchr(cases[i][0], '\n') != NULL)
            snprintf(text, sizeof text, "a,b\n%.*s,1\n%s,1\n", (int)strcspn(cases[i][0], "\n"),
                     cases[i][0], strchr(cases[i][0], '\n') + 1);
        snprintf(want, sizeof want, "a: %s?, b: Int64?", cases[i][1]);
        read_text(&t, text);
        assert_ok(t.rc, &t.err);
        if (strncmp(t.columns, want, strlen(want) - 13) != 0)
            fail_msg("%s: %s", cases[i][0], t.columns);
    }
    reading_free(&t);
}

static void any_cut(void **state)
{
    static const char text[] = "1,\"a\nb\"\n2,\"c\"\"\n3,d\"\n\n4,e\"\n5,\"x\\\"\n6,y\"\r\n7,\n";
    struct reading t;
    struct buf whole, big;
    reading_init(&t);
    csv(&t, 2, (struct col_field[]){FIELD("a", COL_INT64), FIELD("b", COL_STRING)});
    read_text(&t, text);
    assert_ok(t.rc, &t.err);
    assert_int_equal(t.stats.rows, 5);
    buf_init(&whole, 1 << 20);
    buf_init(&big, 1 << 20);
    assert_int_equal(buf_append(&whole, t.out.data, t.out.len, NULL), KAMU_OK);
    for (int i = 0; i < 20; i++)
        assert_int_equal(buf_append_str(&big, text, NULL), KAMU_OK);
    for (size_t piece = 64; piece < 300; piece++) {
        t.o.chunk_bytes = piece;
        read_bytes(&t, big.data, big.len);
        assert_ok(t.rc, &t.err);
        assert_int_equal(t.out.len, 20 * whole.len);
        for (int i = 0; i < 20; i++)
            assert_memory_equal(t.out.data + (size_t)i * whole.len, whole.data, whole.len);
    }
    buf_free(&big);
    buf_free(&whole);
    reading_free(&t);
}

static void bad_records_left_out(void **state)
{
    struct reading t;
    reading_init(&t);
    csv(&t, 2, (struct col_field[]){FIELD("a", COL_INT64), FIELD("b", COL_STRING)});
    t.o.on_error = READER_SKIP;
    assert_reads(&t, "1,x\n2\nz,y\n3,\"q\n\",r\n4,w\n",
                 "{\"a\":1,\"b\":\"x\"}\n{\"a\":4,\"b\":\"w\"}\n");
    assert_string_equal(buf_cstr(&t.rejects),
                        "2:1 #2 incorrect number of fields, expected 2 got 1 | 2\n"
                        "3:1 #3 field 'a': failed to parse 'z' as Int64 | z,y\n"
                        "4:1 #4 incorrect number of fields, expected 2 got 3 | 3,\"q\n\",r\n");
    reading_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(state_machine), cmocka_unit_test(values),
        cmocka_unit_test(headers),       cmocka_unit_test(shapes),
        cmocka_unit_test(any_cut),       cmocka_unit_test(bad_records_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
