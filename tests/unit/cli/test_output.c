/* The tabular printers: texts of spec/cli.md 6.1 - 6.3 and golden/cli/060 - 081. */
#include "unit/harness.h"

#include "cli/output.h"
#include "columnar/builder.h"
#include "unit/columnar/random_columns.h"

static struct kamu_error err;

struct sample {
    struct col_schema *schema;
    struct batch *batch;
};

/* offset Int64, name Utf8 nullable; n rows of (i, names[i]) */
static struct sample sample(const char *const *names, int64_t n)
{
    struct sample s;
    struct batch_builder b;

    assert_ok(col_schema_new(2, &s.schema, &err), &err);
    s.schema->fields[0] = (struct col_field){"offset", {.kind = COL_INT64}, false};
    s.schema->fields[1] = (struct col_field){"na\"me", {.kind = COL_STRING}, true};
    assert_ok(batch_builder_init(&b, s.schema, &err), &err);
    for (int64_t i = 0; i < n; i++) {
        assert_ok(col_put_i64(&b.columns[0], i, &err), &err);
        assert_ok(names[i] ? col_put_string(&b.columns[1], names[i], strlen(names[i]), &err)
                           : col_put_null(&b.columns[1], &err),
                  &err);
    }
    assert_ok(batch_builder_finish(&b, &s.batch, &err), &err);
    batch_builder_free(&b);
    return s;
}

static void done(struct sample *s)
{
    batch_free(s->batch);
    col_schema_unref(s->schema);
}

static const char *print(enum output_format f, const struct sample *s,
                         const struct output_column *columns, bool names_when_empty)
{
    static struct buf out = BUF_INIT(1 << 24);
    struct output_options options = {
        .format = f, .columns = columns, .names_when_empty = names_when_empty};
    struct output *o = NULL;

    out.len = 0;
    assert_ok(output_open(&options, s->schema, output_sink_buf(&out), &o, &err), &err);
    assert_ok(output_write(o, s->batch, &err), &err);
    assert_ok(output_finish(o, &err), &err);
    output_free(o);
    return buf_cstr(&out);
}

static void each_format(void **state)
{
    static const char *const names[] = {"a,b", NULL};
    struct sample s = sample(names, 2);

    assert_string_equal(print(OUTPUT_JSON, &s, NULL, false),
                        "[{\"offset\":0,\"na\\\"me\":\"a,b\"},{\"offset\":1,\"na\\\"me\":null}]");
    assert_string_equal(print(OUTPUT_NDJSON, &s, NULL, false),
                        "{\"offset\":0,\"na\\\"me\":\"a,b\"}\n{\"offset\":1,\"na\\\"me\":null}");
    assert_string_equal(print(OUTPUT_JSON_AOA, &s, NULL, false), "[[0,\"a,b\"],[1,null]]");
    assert_string_equal(print(OUTPUT_JSON_SOA, &s, NULL, false),
                        "{\"offset\":[0,1],\"na\\\"me\":[\"a,b\",null]}");
    assert_string_equal(print(OUTPUT_CSV, &s, NULL, false), "offset,\"na\"\"me\"\n0,\"a,b\"\n1,");
    assert_string_equal(print(OUTPUT_TABLE, &s, NULL, false), "┌────────┬───────┐\n"
                                                              "│ offset │ na\"me │\n"
                                                              "├────────┼───────┤\n"
                                                              "│      0 │   a,b │\n"
                                                              "│      1 │       │\n"
                                                              "└────────┴───────┘\n");
    done(&s);
}

static void empty_results(void **state)
{
    struct sample s = sample(NULL, 0), none;

    assert_string_equal(print(OUTPUT_JSON, &s, NULL, false), "[]");
    assert_string_equal(print(OUTPUT_NDJSON, &s, NULL, false), "");
    assert_string_equal(print(OUTPUT_JSON_AOA, &s, NULL, false), "[]");
    assert_string_equal(print(OUTPUT_JSON_SOA, &s, NULL, false), "{}");
    assert_string_equal(print(OUTPUT_JSON_SOA, &s, NULL, true), "{\"offset\":[],\"na\\\"me\":[]}");
    assert_string_equal(print(OUTPUT_CSV, &s, NULL, false), "");
    assert_string_equal(print(OUTPUT_CSV, &s, NULL, true), "offset,\"na\"\"me\"");
    assert_string_equal(print(OUTPUT_TABLE, &s, NULL, false), "┌────────┬───────┐\n"
                                                              "│ offset │ na\"me │\n"
                                                              "├────────┼───────┤\n"
                                                              "│        │       │\n"
                                                              "└────────┴───────┘\n");
    done(&s);
    assert_ok(col_schema_new(0, &none.schema, &err), &err);
    assert_ok(batch_new(none.schema, 0, &none.batch, &err), &err);
    assert_string_equal(print(OUTPUT_TABLE, &none, NULL, false), "┌┐\n││\n├┤\n││\n└┘\n");
    assert_string_equal(print(OUTPUT_JSON_SOA, &none, NULL, false), "{}");
    assert_string_equal(print(OUTPUT_CSV, &none, NULL, false), "");
    done(&none);
}

static kamu_code thousands(void *ctx, const struct column *c, int64_t row, struct buf *out,
                           struct kamu_error *e)
{
    return output_quantity(
        (uint64_t)((const int64_t *)(const void *)c->values->data)[row] * 1000000, out, e);
}

static void looks_of_columns(void **state)
{
    static const char *const names[] = {"Root", NULL};
    struct output_column look[] = {{.humanize = thousands},
                                   {.align = OUTPUT_CENTER, .null_text = "-"}};
    struct sample s = sample(names, 2);

    assert_string_equal(print(OUTPUT_TABLE, &s, look, false), "┌───────────┬───────┐\n"
                                                              "│  offset   │ na\"me │\n"
                                                              "├───────────┼───────┤\n"
                                                              "│         0 │ Root  │\n"
                                                              "│ 1,000,000 │   -   │\n"
                                                              "└───────────┴───────┘\n");
    look[1].align = OUTPUT_LEFT;
    look[1].max_chars = 2;
    assert_string_equal(print(OUTPUT_TABLE, &s, look, false), "┌───────────┬───────┐\n"
                                                              "│  offset   │ na\"me │\n"
                                                              "├───────────┼───────┤\n"
                                                              "│         0 │ Ro…   │\n"
                                                              "│ 1,000,000 │ -     │\n"
                                                              "└───────────┴───────┘\n");
    assert_string_equal(print(OUTPUT_NDJSON, &s, look, false),
                        "{\"offset\":0,\"na\\\"me\":\"Root\"}\n{\"offset\":1,\"na\\\"me\":null}");
    done(&s);
}

static void lines_and_widths(void **state)
{
    static const char *const names[] = {"line\nbreak and\ttab", "日本語", "e\xcc\x81", "", "\n"};
    struct sample s = sample(names, 5);

    assert_string_equal(print(OUTPUT_TABLE, &s, NULL, false), "┌────────┬───────────────┐\n"
                                                              "│ offset │     na\"me     │\n"
                                                              "├────────┼───────────────┤\n"
                                                              "│      0 │          line │\n"
                                                              "│        │ break and\ttab │\n"
                                                              "│      1 │        日本語 │\n"
                                                              "│      2 │             e\xcc\x81 │\n"
                                                              "│      3 │               │\n"
                                                              "│      4 │               │\n"
                                                              "└────────┴───────────────┘\n");
    done(&s);
}

static void cut_at_90_characters(void **state)
{
    char text[400] = "";
    const char *names[] = {text};
    struct sample s;
    const char *got;

    for (int i = 0; i < 95; i++)
        memcpy(text + strlen(text), "é", 3);
    s = sample(names, 1);
    got = print(OUTPUT_TABLE, &s, NULL, false);
    text[180] = '\0';
    memcpy(text + 180, "… │\n", 9);
    assert_non_null(strstr(got, text));
    done(&s);
}

static void widths(void **state)
{
    static const struct {
        const char *text;
        size_t want;
    } cases[] = {{"", 0},
                 {"abc", 3},
                 {"日本語 wide", 11},
                 {"한글", 4},
                 {"e\xcc\x81 combining é", 13},
                 {"emoji 👍🏽 👩‍👩‍👧 🇨🇭", 14},
                 {"𝒳", 1},
                 {"zero\xe2\x80\x8bwidth", 9},
                 {"\xef\xbb\xbf", 0},
                 {"\x01 \x1b[31m \x7f", 5},
                 {"\xc2\x85", 1},
                 {"\xc2\xa0", 1},
                 {"❤️", 2},
                 {"ß", 1},
                 {"two\nlines!", 6},
                 {"\xff\xfe", 2}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (text_width(str_c(cases[i].text)) != cases[i].want)
            fail_msg("'%s': %zu", cases[i].text, text_width(str_c(cases[i].text)));
}

static void formats_have_names(void **state)
{
    enum output_format f;

    for (int i = 0; output_format_names[i] != NULL; i++) {
        assert_true(output_format_parse(str_c(output_format_names[i]), &f));
        assert_string_equal(output_format_name(f), output_format_names[i]);
    }
    assert_false(output_format_parse(STR("JSON"), &f));
    assert_false(output_format_parse(STR("xls"), &f));
}

static void parquet_is_refused(void **state)
{
    struct sample s = sample(NULL, 0);
    struct output_options options = {.format = OUTPUT_PARQUET};
    struct output *o = NULL;
    struct buf out = BUF_INIT(10);

    assert_fails(output_open(&options, s.schema, output_sink_buf(&out), &o, &err), KAMU_E_USAGE,
                 "Parquet format is applicable for data export only", &err);
    done(&s);
}

static void closed_pipe(void **state)
{
    static const char *const names[] = {"x"};
    struct sample s = sample(names, 1);
    struct output_options options = {.format = OUTPUT_JSON};
    struct output *o = NULL;
    FILE *full = fopen("/dev/full", "w");

    if (full != NULL) {
        setvbuf(full, NULL, _IONBF, 0);
        assert_ok(output_open(&options, s.schema, output_sink_stdio(full), &o, &err), &err);
        assert_ok(output_write(o, s.batch, &err), &err);
        assert_fails(output_finish(o, &err), KAMU_E_IO, "Cannot write the output", &err);
        output_free(o);
        fclose(full);
    }
    done(&s);
}

static kamu_code print_all(void *ctx, struct kamu_error *e)
{
    struct sample *s = ctx;

    for (enum output_format f = OUTPUT_CSV; f <= OUTPUT_TABLE; f++) {
        struct output_options options = {.format = f};
        struct buf out = BUF_INIT(1 << 20);
        struct output *o = NULL;
        kamu_code rc = output_open(&options, s->schema, output_sink_buf(&out), &o, e);
        if (rc == KAMU_OK)
            rc = output_write(o, s->batch, e);
        if (rc == KAMU_OK)
            rc = output_finish(o, e);
        output_free(o);
        buf_free(&out);
        KAMU_TRY(rc);
    }
    return KAMU_OK;
}

static void allocation_failures(void **state)
{
    static const char *const names[] = {"x", NULL, "yy"};
    struct sample s = sample(names, 3);

    test_each_allocation_fails(print_all, &s, 500);
    done(&s);
}

/* random batches of every type go through every format */
static void everything_prints(void **state)
{
    struct rnd r = rnd_new(80);

    for (int round = 0; round < 40; round++) {
        struct sample s = {.schema = rnd_schema(&r, 3, 0)};
        s.batch = rnd_batch(&r, s.schema, 10, 20);
        for (enum output_format f = OUTPUT_CSV; f <= OUTPUT_TABLE; f++)
            assert_true(strlen(print(f, &s, NULL, false)) > 0);
        done(&s);
    }
}

static void print_lines(struct pool *pool, enum output_format f, const struct sample *s,
                        struct buf *out)
{
    struct output_options options = {
        .format = f, .whole_lines = true, .export_values = true, .pool = pool};
    struct output *o;
    assert_ok(output_open(&options, s->schema, output_sink_buf(out), &o, &err), &err);
    for (int i = 0; i < 2; i++)
        assert_ok(output_write(o, s->batch, &err), &err);
    assert_ok(output_finish(o, &err), &err);
    output_free(o);
}

/* several threads print what one prints */
static void threads_print_the_same(void **state)
{
    struct rnd r = rnd_new(81);
    struct pool *pool;
    assert_ok(pool_create(3, &pool, &err), &err);
    for (int round = 0; round < 4; round++) {
        struct sample s = {.schema = rnd_schema(&r, 3, 0)};
        s.batch = rnd_batch(&r, s.schema, round == 3 ? 4096 : 20000, 20);
        for (int f = 0; f < 2; f++) {
            struct buf one = BUF_INIT(1 << 28), many = BUF_INIT(1 << 28);
            print_lines(NULL, f ? OUTPUT_CSV : OUTPUT_NDJSON, &s, &one);
            print_lines(pool, f ? OUTPUT_CSV : OUTPUT_NDJSON, &s, &many);
            assert_int_equal(one.len, many.len);
            assert_memory_equal(one.data, many.data, one.len);
            buf_free(&one);
            buf_free(&many);
        }
        done(&s);
    }
    pool_destroy(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format),          cmocka_unit_test(empty_results),
        cmocka_unit_test(looks_of_columns),     cmocka_unit_test(lines_and_widths),
        cmocka_unit_test(cut_at_90_characters), cmocka_unit_test(widths),
        cmocka_unit_test(formats_have_names),   cmocka_unit_test(parquet_is_refused),
        cmocka_unit_test(closed_pipe),          cmocka_unit_test(allocation_failures),
        cmocka_unit_test(everything_prints),    cmocka_unit_test(threads_print_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
