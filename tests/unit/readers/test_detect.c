/* What an input is taken for when it cannot be what the source declares. */
#include "reading.h"

#include "readers/detect.h"

static struct col_schema *columns(struct reading *t, enum col_kind first)
{
    reading_schema(t, 2, (struct col_field[]){FIELD("id", first), FIELD("name", COL_STRING)});
    return t->o.schema;
}

/* "json", "csv;separator=;" ..., "" = no guess */
static const char *guess_of(const char *name, enum format_kind declared, const void *head, size_t n,
                            const struct col_schema *schema, bool whole)
{
    struct format_clues c = {.name = name == NULL ? STR_NONE : str_c(name),
                             .head = head,
                             .n = n,
                             .whole = whole,
                             .stored = head,
                             .n_stored = n,
                             .schema = schema};
    struct format_guess g;
    format_guess(&c, declared, &g);
    return g.what == NULL ? "" : g.option;
}

static void guesses(void **state)
{
    static const struct {
        const char *name, *text, *want;
        enum format_kind declared;
        enum { NONE, TYPED, TEXTS } schema;
        bool more;
    } cases[] = {
        {NULL, "[{\"id\":1}]", "json", DATA_NDJSON, TYPED, false},
        {NULL, " \n [ ]", "json", DATA_NDJSON, NONE, false},
        {NULL, "[1, 2]", "", DATA_NDJSON, TYPED, false},
        {NULL, "[{\"id\":1}]", "", DATA_JSON, TYPED, false},
        {NULL, "{\"id\":1}\n{\"id\":2}\n", "ndjson", DATA_JSON, TYPED, false},
        {NULL, "{\"id\":1}\n\n  {\"id\":2}", "ndjson", DATA_CSV, NONE, false},
        {NULL, "{\"id\":1}\n", "ndjson", DATA_CSV, TYPED, false},
        {NULL, "{\"id\":1}\n", "", DATA_CSV, NONE, false},
        {NULL, "{\"id\":1}\n", "", DATA_JSON, TYPED, false},
        {NULL, "{\"id\":\n1}\n", "", DATA_JSON, TYPED, false},
        {NULL, "{\"type\":\"FeatureCollection\",\"features\":[]}", "geojson", DATA_NDJSON, TYPED,
         false},
        {NULL, "{\"type\":\"Feature\",\"geometry\":null}\n{}", "ndgeojson", DATA_GEOJSON, TYPED,
         false},
        {NULL, "id,name\n1,a\n", "csv", DATA_NDJSON, TYPED, false},
        {NULL, "1;a\n2;b\n", "csv;separator=;", DATA_NDJSON, TYPED, false},
        {NULL, "1\ta\n2\tb\n", "csv;separator=\\t", DATA_JSON, TYPED, false},
        {NULL, "1|a", "csv;separator=|", DATA_PARQUET, TYPED, false},
        {NULL, "1|a", "", DATA_PARQUET, TYPED, true}, /* the first line is not whole */
        {NULL, "id,name\n1,a\n", "", DATA_NDJSON, NONE, false},
        {"x.csv", "id,name\n1,a\n", "csv", DATA_NDJSON, NONE, false},
        {"x.csv.gz", "id,name\n1,a\n", "csv", DATA_NDJSON, NONE, false},
        {"x.json", "id,name\n1,a\n", "", DATA_NDJSON, NONE, false},
        {"x.csv", "1,a\n2,b\n", "", DATA_NDJSON, NONE, false}, /* no names */
        {"x.csv", "id,name\n", "", DATA_NDJSON, NONE, false},
        {"x.csv", "id,name\n1,a,b\n", "", DATA_NDJSON, NONE, false},
        {NULL, "oh, no\nbye, all\n", "", DATA_NDJSON, TEXTS, false},
        {NULL, "name,id\nx,y\n", "csv", DATA_NDJSON, TEXTS, false},
        {"x.csv", "oh, no\nbye, all\n", "csv", DATA_NDJSON, TEXTS, false},
        {"x.csv", "<html>,\n,", "", DATA_NDJSON, TYPED, false},
        {NULL, "\"a,b\",1\n\"c,d\",2\n", "csv", DATA_NDJSON, TYPED, false},
        {"x.csv", "", "", DATA_NDJSON, TYPED, false},
        {"x.csv", "\n\n", "", DATA_NDJSON, TYPED, false},
    };
    struct reading t;
    reading_init(&t);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct col_schema *schema =
            cases[i].schema == NONE
                ? NULL
                : columns(&t, cases[i].schema == TYPED ? COL_INT64 : COL_STRING);
        const char *got = guess_of(cases[i].name, cases[i].declared, cases[i].text,
                                   strlen(cases[i].text), schema, !cases[i].more);
        if (strcmp(got, cases[i].want) != 0)
            fail_msg("case %zu, %s: '%s', not '%s'", i, cases[i].text, got, cases[i].want);
    }
    reading_free(&t);
}

static void magic_numbers(void **state)
{
    assert_string_equal(guess_of(NULL, DATA_NDJSON, "PAR1\x15\4", 6, NULL, false), "parquet");
    assert_string_equal(guess_of(NULL, DATA_NDJSON, "PAR1,x", 6, NULL, false), "");
    assert_string_equal(guess_of(NULL, DATA_PARQUET, "PAR1\x15\4", 6, NULL, false), "");
    assert_string_equal(guess_of(NULL, DATA_CSV, "\0\0\x27\x0a", 4, NULL, false), "esrishapefile");
    /* two stored entries: a directory, then a part of a shapefile */
    uint8_t zip[128] = {0};
    memcpy(zip, "PK\3\4", 4);
    zip[26] = 2;
    memcpy(zip + 30, "d/", 2);
    memcpy(zip + 32, "PK\3\4", 4);
    zip[32 + 26] = 7;
    memcpy(zip + 62, "d/a.DBF", 7);
    assert_string_equal(guess_of(NULL, DATA_CSV, zip, 69, NULL, false), "esrishapefile");
    assert_string_equal(guess_of(NULL, DATA_CSV, zip, 68, NULL, false), ""); /* a cut name */
    zip[18] = zip[19] = zip[20] = zip[21] = 0xff; /* a size beyond everything */
    zip[28] = zip[29] = 0xff;
    assert_string_equal(guess_of(NULL, DATA_CSV, zip, 69, NULL, false), "");
    memcpy(zip + 62, "d/a.csv", 7);
    assert_false(is_shapefile(zip, sizeof zip));
}

/* The guess is taken only when the declared format fails on the first record and it does not. */
static void choices(void **state)
{
    struct reading t;
    reading_init(&t);
    columns(&t, COL_INT64);
    t.o.detect = true;
    t.o.format = (struct reader_format){.kind = DATA_NDJSON};
    assert_reads(&t, "[{\"id\":1},{\"id\":2}]",
                 "{\"id\":1,\"name\":null}\n{\"id\":2,\"name\":null}\n");
    assert_string_equal(buf_cstr(&t.warnings),
                        "in: this is a JSON array, not NdJson as the source declares: read with "
                        "--input-format 'json'\n");
    assert_reads(&t, "name,id\na,1\n", "{\"id\":1,\"name\":\"a\"}\n");
    assert_reads(&t,
                 "\xef\xbb\xbf"
                 "1,a\n",
                 "{\"id\":1,\"name\":\"a\"}\n");
    assert_reads(&t, "{\"id\":1}\n", "{\"id\":1,\"name\":null}\n");
    assert_string_equal(buf_cstr(&t.warnings), "");
    assert_refuses(&t, "{\"id\":1}\n[{\"id\":2}]\n", "2:1", "expected { got [{\"id\":2}]");
    assert_refuses(&t, "[{\"id\":\"x\"}]", "1:1", "expected { got [{\"id\":\"x\"}]");
    assert_refuses(&t, "[{\"other\":1}]", "1:1", "expected { got [{\"other\":1}]");
    t.o.detect = false;
    assert_refuses(&t, "[{\"id\":1}]", "1:1", "expected { got [{\"id\":1}]");
    t.o.detect = true;
    t.o.format = (struct reader_format){.kind = DATA_CSV, .separator = STR("|")};
    reading_schema(&t, 1, (struct col_field[]){FIELD("line", COL_STRING)});
    assert_reads(&t, "{\"line\":1}\n{\"line\":2}\n",
                 "{\"line\":\"{\\\"line\\\":1}\"}\n{\"line\":\"{\\\"line\\\":2}\"}\n");
    reading_schema(&t, 0, NULL);
    read_text(&t, "<!doctype HTML>\n<p>\n");
    assert_fails(t.rc, KAMU_E_INPUT, "this is an HTML page, not Csv as the source declares",
                 &t.err);
    reading_free(&t);
}

/* A record that is longer than what is looked at. */
static void long_records(void **state)
{
    struct reading t;
    struct buf text = BUF_INIT(1 << 20), want = BUF_INIT(1 << 20);
    reading_init(&t);
    columns(&t, COL_INT64);
    t.o.detect = true;
    t.o.format = (struct reader_format){.kind = DATA_NDJSON};
    char name[10001];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = 0;
    assert_int_equal(buf_printf(&text, NULL, "[{\"id\":1,\"name\":\"%s\"}]", name), KAMU_OK);
    assert_int_equal(buf_printf(&want, NULL, "{\"id\":1,\"name\":\"%s\"}\n", name), KAMU_OK);
    assert_reads(&t, buf_cstr(&text), buf_cstr(&want));
    buf_free(&text);
    buf_free(&want);
    reading_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guesses),
        cmocka_unit_test(magic_numbers),
        cmocka_unit_test(choices),
        cmocka_unit_test(long_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
