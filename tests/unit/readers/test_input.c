/* Inputs: compressed, encoded, piped; formats by name and content; numbers. */
#include "reading.h"

#include "readers/number.h"

#include <math.h>
#include <zlib.h>

static void gzip(const char *text, uint8_t *out, size_t *n)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)text;
    z.avail_in = (uInt)strlen(text);
    z.next_out = out;
    z.avail_out = (uInt)*n;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    *n = z.total_out;
    deflateEnd(&z);
}

static void compressed(void **state)
{
    struct reading t;
    uint8_t packed[1024];
    size_t n = sizeof packed;
    reading_init(&t);
    t.o.format.kind = DATA_NDJSON;
    gzip("{\"a\":1}\n{\"a\":2}\n", packed, &n);
    read_bytes(&t, packed, n); /* twice over the input: inferred */
    assert_ok(t.rc, &t.err);
    assert_string_equal(buf_cstr(&t.out), "{\"a\":1}\n{\"a\":2}\n");
    assert_int_equal(t.stats.bytes_read, n);
    read_bytes(&t, packed, n - 9);
    assert_fails(t.rc, KAMU_E_INPUT, "broken gzip data", &t.err);
    reading_free(&t);
}

struct drip { /* a stream that gives one byte at a time */
    const char *p;
};
static kamu_code drip(void *ctx, void *out, size_t n, size_t *got, struct kamu_error *err)
{
    struct drip *d = ctx;
    *got = *d->p != 0 && n > 0;
    if (*got)
        *(char *)out = *d->p++;
    return KAMU_OK;
}

static void streams(void **state)
{
    struct reading t;
    struct reader *r;
    struct batch *b;
    struct drip d = {"{\"a\":1}\n{\"a\":\"x\"}\n"};
    reading_init(&t);
    t.o.format.kind = DATA_NDJSON;
    t.o.input =
        (struct reader_input){.kind = READER_STREAM, .read = drip, .ctx = &d, .name = "drip"};
    assert_ok(reader_open(&t.env, &t.o, &r, &t.err), &t.err);
    assert_ok(reader_next(r, &b, &t.err), &t.err);
    assert_int_equal(b->length, 2);
    reading_rows(&t, b);
    assert_string_equal(buf_cstr(&t.out), "{\"a\":\"1\"}\n{\"a\":\"x\"}\n");
    batch_free(b);
    assert_ok(reader_next(r, &b, &t.err), &t.err);
    assert_null(b);
    reader_close(r);
    reading_free(&t);
}

static void files(void **state)
{
    char dir[64], path[128];
    struct reading t;
    struct reader *r;
    reading_init(&t);
    test_mkdir(dir);
    t.o.format.kind = DATA_NDJSON;
    t.o.input = (struct reader_input){.kind = READER_PATH, .path = dir};
    assert_fails(reader_open(&t.env, &t.o, &r, &t.err), KAMU_E_IO, "is a directory", &t.err);
    snprintf(path, sizeof path, "%s/a[1]*.json", dir);
    t.o.input.path = path;
    assert_fails(reader_open(&t.env, &t.o, &r, &t.err), KAMU_E_NOT_FOUND, NULL, &t.err);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
    assert_ok(reader_open(&t.env, &t.o, &r, &t.err), &t.err); /* empty */
    assert_null(reader_schema(r));
    reader_close(r);
    test_rmdir(dir);
    reading_free(&t);
}

static void long_records(void **state)
{
    struct reading t;
    struct buf text;
    reading_init(&t);
    buf_init(&text, 1 << 24);
    t.o.format.kind = DATA_NDJSON;
    t.o.chunk_bytes = 1000;
    reading_schema(&t, 1, (struct col_field[]){FIELD("a", COL_STRING)});
    assert_int_equal(buf_append_str(&text, "{\"a\":\"b\"}\n{\"a\":\"", NULL), KAMU_OK);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(buf_append_byte(&text, 'x', NULL), KAMU_OK);
    assert_int_equal(buf_append_str(&text, "\"}\n{\"a\":\"c\"}\n", NULL), KAMU_OK);
    read_bytes(&t, text.data, text.len);
    assert_ok(t.rc, &t.err);
    assert_int_equal(t.stats.rows, 3);
    t.o.record_max_bytes = 50000;
    read_bytes(&t, text.data, text.len);
    assert_fails(t.rc, KAMU_E_LIMIT, "The record is longer than 50000 bytes", &t.err);
    assert_int_equal(t.err.at.line, 2);
    buf_free(&text);
    reading_free(&t);
}

static void deep_nesting(void **state)
{
    static char text[40000];
    struct reading t;
    reading_init(&t);
    t.o.format.kind = DATA_NDJSON;
    for (int declared = 0; declared < 2; declared++) {
        size_t n = (size_t)snprintf(text, sizeof text, "{\"x\":");
        memset(text + n, '[', 10000);
        memset(text + n + 10000, ']', 10000);
        snprintf(text + n + 20000, 8, "}");
        if (declared)
            reading_schema(&t, 1, (struct col_field[]){FIELD("a", COL_STRING)});
        read_text(&t, text);
        assert_int_equal(t.rc, KAMU_E_INPUT);
        assert_non_null(strstr(kamu_error_message(&t.err, 0), "Nested deeper"));
    }
    reading_free(&t);
}

static void names(void **state)
{
    struct arena a;
    struct reader_format f;
    struct kamu_error err = {0};
    arena_init(&a, 1 << 20);
    assert_true(format_from_media_type(STR("Text/CSV; charset=utf-8; header=present"), &f));
    assert_int_equal(f.kind, DATA_CSV);
    assert_int_equal(f.header, FORMAT_YES);
    assert_null(f.separator.p);
    assert_true(format_from_media_type(STR("text/tab-separated-values;header=absent"), &f));
    assert_int_equal(f.kind, DATA_CSV);
    assert_int_equal(f.header, FORMAT_NO);
    assert_true(str_eqc(f.separator, "\t"));
    assert_true(format_from_media_type(STR("application/vnd.esri.shapefile"), &f));
    assert_int_equal(f.kind, DATA_ESRI_SHAPEFILE);
    assert_false(format_from_media_type(STR("application/octet-stream"), &f));
    assert_false(format_from_media_type(STR("application"), &f));
    for (int k = 0; k < FORMAT_KINDS; k++) { /* the canonical type is among the names */
        assert_true(format_from_media_type(str_c(format_media_type((enum format_kind)k)), &f));
        assert_int_equal(f.kind, k);
        assert_true(format_from_name(str_c(format_kind_name((enum format_kind)k)), &f));
        assert_int_equal(f.kind, k);
    }
    assert_true(format_from_file_name(STR("/a.b/data.NDJSON.gz"), &f));
    assert_int_equal(f.kind, DATA_NDJSON);
    assert_true(format_from_file_name(STR("x.Tsv"), &f));
    assert_true(str_eqc(f.separator, "\t"));
    assert_false(format_from_file_name(STR("/a.csv/data"), &f));
    assert_ok(format_parse(&a, STR("TSV;header=true"), &f, &err), &err);
    assert_int_equal(f.kind, DATA_CSV);
    assert_true(str_eqc(f.separator, "\t"));
    assert_int_equal(f.header, FORMAT_YES);
    assert_ok(format_parse(&a, STR("csv;header=true;separator=;;quote=;nullValue=NA"), &f, &err),
              &err);
    assert_int_equal(f.header, FORMAT_YES);
    assert_true(str_eqc(f.separator, ";"));
    assert_int_equal(f.quote.n, 0);
    assert_non_null(f.quote.p);
    assert_true(str_eqc(f.null_value, "NA"));
    assert_ok(format_parse(&a, STR("csv;sep=\\t"), &f, &err), &err);
    assert_true(str_eqc(f.separator, "\t"));
    assert_fails(format_parse(&a, STR("xml"), &f, &err), KAMU_E_USAGE, "Unsupported format xml",
                 &err);
    assert_fails(format_parse(&a, STR("ndjson;header=1"), &f, &err), KAMU_E_USAGE,
                 "Unknown option 'header'", &err);
    assert_fails(format_parse(&a, STR("csv;separator=ab"), &f, &err), KAMU_E_INPUT,
                 "Csv.separator supports only single-character ascii values", &err);
    arena_free(&a);
}

static void translation(void **state)
{
    struct reader_format csv = {.kind = DATA_CSV, .header = FORMAT_YES, .separator = STR(";")};
    struct reader_format nd = {.kind = DATA_NDJSON}, actual = {.kind = DATA_CSV}, out;
    format_translate(&csv, NULL, true, &out);
    assert_int_equal(out.header, FORMAT_YES);
    format_translate(&csv, &actual, true, &out); /* the same kind keeps its options */
    assert_true(str_eqc(out.separator, ";"));
    format_translate(&nd, &actual, true, &out);
    assert_int_equal(out.header, FORMAT_NO);
    assert_true(out.header_by_guess);
    format_translate(&nd, &actual, false, &out);
    assert_int_equal(out.header, FORMAT_YES);
}

/* Random decimals against the C library. */
static void floats(void **state)
{
    uint64_t s = 88172645463325252u;
    for (int i = 0; i < 200000; i++) {
        char text[128];
        double mine, theirs;
        float mine_f, theirs_f;
        s ^= s << 13;
        s ^= s >> 7;
        s ^= s << 17;
        int n = 0;
        memcpy(&theirs, &s, sizeof theirs);
        if (i % 4 == 0 && isfinite(theirs))
            n = snprintf(text, sizeof text, "%.17g", theirs);
        else if (i % 4 == 1)
            n = snprintf(text, sizeof text, "%u.%llue%d", (unsigned)(s % 1000000),
                         (unsigned long long)s, (int)(s % 660) - 330);
        else if (i % 4 == 2)
            n = snprintf(text, sizeof text, "%llu%llu.%llu", (unsigned long long)s,
                         (unsigned long long)s, (unsigned long long)s);
        else /* half-way cases */
            n = snprintf(text, sizeof text, "%llu.%s", (1ull << 54) + 2 * (s % 1000) + 1,
                         s & 1 ? "00000000000000000000000000001" : "0");
        theirs = strtod(text, NULL);
        theirs_f = strtof(text, NULL);
        assert_true(number_f64(text, (size_t)n, &mine));
        assert_true(number_f32(text, (size_t)n, &mine_f));
        if (memcmp(&mine, &theirs, sizeof mine) != 0 || memcmp(&mine_f, &theirs_f, 4) != 0)
            fail_msg("%s: %a %a, %a %a", text, mine, theirs, (double)mine_f, (double)theirs_f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compressed),   cmocka_unit_test(streams),      cmocka_unit_test(files),
        cmocka_unit_test(long_records), cmocka_unit_test(deep_nesting), cmocka_unit_test(names),
        cmocka_unit_test(translation),  cmocka_unit_test(floats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
