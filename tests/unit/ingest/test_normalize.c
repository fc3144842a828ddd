/* Normalize: names, event times, types, binding to the dataset's schema. */
#include "ingest/normalize.h"
#include "unit/ingest/rows_of.h"

static const struct merge_vocab VOCAB = {
    .offset = {"offset", 6},
    .op = {"op", 2},
    .system_time = {"system_time", 11},
    .event_time = {"event_time", 10},
};
#define SYSTEM "offset:i64 op:i32 system_time:ts event_time:ts"

static struct normalize_options options(enum merge_kind kind, bool clean_up,
                                        struct col_schema *dataset)
{
    struct normalize_options o = {.vocab = VOCAB, .clean_up = clean_up, .dataset = dataset};
    o.merge.kind = kind;
    return o;
}

/* Data columns of a slice as " name:Type?" each. */
static void schema_text(const struct col_schema *s, char *out, size_t n)
{
    out[0] = 0;
    for (uint32_t i = 4; i < s->n_fields; i++) {
        char type[64];
        (void)col_type_name(&s->fields[i].type, type, sizeof type);
        size_t at = strlen(out);
        (void)snprintf(out + at, n - at, " %s:%s%s", s->fields[i].name, type,
                       s->fields[i].nullable ? "?" : "");
    }
}

static void check(const char *input, const char *rows, const struct normalize_options *o,
                  const char *slice_schema, const char *want)
{
    struct kamu_error err = {0};
    struct col_schema *in = schema_of(input);
    struct normalizer *n = NULL;
    struct batch *b = batch_of(in, rows), *out = NULL;
    struct buf text = BUF_INIT(1 << 16);
    char schema[1024];
    assert_ok(normalizer_open(in, o, &n, &err), &err);
    schema_text(normalizer_slice(n), schema, sizeof schema);
    if (slice_schema != NULL)
        assert_string_equal(schema, slice_schema);
    assert_ok(normalizer_apply(n, b, &out, &err), &err);
    assert_ok(batch_validate(out, true, &err), &err);
    batch_text(out, &text);
    assert_string_equal(buf_cstr(&text), want);
    buf_free(&text);
    batch_free(b);
    batch_free(out);
    normalizer_free(n);
    col_schema_unref(in);
}

static void check_fails(const char *input, const struct normalize_options *o, const char *text)
{
    struct kamu_error err = {0};
    struct col_schema *in = schema_of(input);
    struct normalizer *n = NULL;
    assert_fails(normalizer_open(in, o, &n, &err), KAMU_E_SCHEMA, text, &err);
    col_schema_unref(in);
}

static void test_free_binding(void **state)
{
    struct normalize_options o = options(MERGE_APPEND, false, NULL);
    (void)state;
    check("v:i64 s:str?", "1 a;2 -", &o, " v:Int64 s:Utf8?", "- 1 a;- 2 -");
    check("v:i64 event_time:us?", "1 2020-01-01T00:00:00.123456Z;2 -", &o, " v:Int64",
          "2020-01-01T00:00:00.123Z 1;- 2");
    check("event_time:date v:i64", "2020-01-01 7", &o, " v:Int64", "2020-01-01 7");
    check("x:us", "1960-01-01T00:00:00.123456Z", &o, " x:Timestamp(ms, \"UTC\")",
          "- 1960-01-01T00:00:00.124Z"); /* casts cut toward zero */
}

static void test_clean_up(void **state)
{
    struct normalize_options o = options(MERGE_APPEND, true, NULL);
    (void)state;
    check("offset:i64 op:i64 system_time:str event_time:i64 v:i64", "7 1 x 1577926923 2", &o,
          " _offset:Int64 _op:Int64 _system_time:Utf8 v:Int64", "2020-01-02T01:02:03Z 7 1 x 2");
    check("op:i64 _op:i64", "1 2", &o, " __op:Int64 _op:Int64", "- 1 2");
    check("event_time:str?", "2020-01-01;-", &o, NULL, "2020-01-01T00:00:00Z;-");
    check("event_time:null v:i64", "- 2", &o, " v:Int64", "- 2");
    check("v:null", "-;-", &o, " v:Utf8?", "- -;- -");
    o.merge.kind = MERGE_UPSERT_STREAM;
    check("op:i64 v:i64", "1 2;0 3", &o, " v:Int64", "1 - 2;0 - 3");
    check("v:i64 op:str", "2 +A;3 -R;4 +C", &o, " v:Int64", "0 - 2;1 - 3;3 - 4");
}

static void test_conflicts(void **state)
{
    struct normalize_options o = options(MERGE_LEDGER, false, NULL);
    (void)state;
    check_fails("offset:i64 v:i64", &o,
                "Bad input schema: Data contains a column that conflicts with the system column "
                "name, you should either rename the data column or configure the dataset "
                "vocabulary to use a different name: offset\nmessage arrow_schema {\n  REQUIRED "
                "INT64 offset;\n  REQUIRED INT64 v;\n}\n");
    check_fails("op:i32", &o, "different name: op");
    check_fails("event_time:i64 v:i64", &o,
                "Event time column 'event_time' should be either Date or Timestamp, but found: "
                "Int64");
    o.merge.kind = MERGE_CHANGELOG_STREAM;
    check_fails("op:bool v:i64", &o, "Operation column 'op'");
    o.clean_up = true;
    check_fails("event_time:f64", &o, "but found: Float64");
}

static void test_bad_operations(void **state)
{
    struct kamu_error err = {0};
    struct normalize_options o = options(MERGE_UPSERT_STREAM, false, NULL);
    struct col_schema *in = schema_of("op:i64? v:i64");
    struct normalizer *n = NULL;
    static const char *const bad[] = {"0 1;4 2", "0 1;-1 2", "0 1;- 2"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct batch *b = batch_of(in, bad[i]), *out = NULL;
        assert_ok(normalizer_open(in, &o, &n, &err), &err);
        assert_fails(normalizer_apply(n, b, &out, &err), KAMU_E_INPUT, "peration code", &err);
        assert_int_equal(err.at.record, 2);
        assert_string_equal(err.at.field, "op");
        batch_free(b);
        normalizer_free(n);
    }
    col_schema_unref(in);
}

static void test_to_dataset(void **state)
{
    struct col_schema *d = schema_of(SYSTEM " a:i64 b:str? c:f64?");
    struct normalize_options o = options(MERGE_APPEND, true, d);
    (void)state;
    check("a:i64 b:str? c:f64?", "1 x 2.5", &o, " a:Int64 b:Utf8? c:Float64?", "- 1 x 2.5");
    check("c:f64 a:i64? b:str", "2.5 1 x", &o, " a:Int64 b:Utf8 c:Float64", "- 1 x 2.5");
    check("a:i64", "1", &o, " a:Int64 b:Utf8? c:Float64?", "- 1 - -"); /* absent: null */
    check("a:i64 b:null c:null", "1 - -", &o, " a:Int64 b:Utf8? c:Float64?", "- 1 - -");
    check_fails("b:str", &o, "Incompatible schema: Schema of the new slice is not compatible");
    check_fails("a:i64 d:i64", &o, "Incompatible schema");
    check_fails("a:f64", &o, "Incompatible schema");
    check_fails("A:i64", &o, "Incompatible schema");
    check_fails("a:i64 event_time:date", &o, "Incompatible schema");
    col_schema_unref(d);
}

static void test_numbers_with_history(void **state)
{
    struct kamu_error err = {0};
    struct col_schema *d = schema_of(SYSTEM " k:str a:i32? b:f64?"), *in = NULL;
    struct normalize_options o = options(MERGE_SNAPSHOT, false, d);
    struct normalizer *n = NULL;
    struct batch *out = NULL;
    (void)state;
    o.with_history = true;
    check("k:str a:i64 b:i64", "x 5 6", &o, " k:Utf8 a:Int32? b:Float64?", "- x 5 6.0");
    check_fails("k:str a:f64", &o, "Incompatible schema"); /* 1.5 has no place there */
    check_fails("k:str a:str", &o, "Incompatible schema");
    in = schema_of("k:str a:i64");
    struct batch *b = batch_of(in, "x 1;y 3000000000");
    assert_ok(normalizer_open(in, &o, &n, &err), &err);
    assert_fails(normalizer_apply(n, b, &out, &err), KAMU_E_INPUT, NULL, &err);
    assert_int_equal(err.at.record, 2);
    assert_string_equal(err.at.field, "a");
    normalizer_free(n);
    batch_free(b);
    col_schema_unref(in);
    col_schema_unref(d);
}

static void test_dataset_without_system_columns(void **state)
{
    struct col_schema *d = schema_of("v:i64");
    struct normalize_options o = options(MERGE_APPEND, false, d);
    (void)state;
    check_fails("v:i64", &o, "Incompatible schema");
    col_schema_unref(d);
}

static void test_date_event_time(void **state)
{
    struct col_schema *d = schema_of("offset:i64 op:i32 system_time:ts event_time:date v:i64");
    struct normalize_options o = options(MERGE_APPEND, false, d);
    (void)state;
    check("v:i64", "1", &o, " v:Int64", "- 1");
    o.fill_event_time = true;
    o.event_time = (struct instant){.seconds = -1};
    check("v:i64", "1", &o, " v:Int64", "1969-12-31 1");
    check_fails("v:i64 event_time:ts", &o, "Incompatible schema");
    col_schema_unref(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_free_binding),
        cmocka_unit_test(test_clean_up),
        cmocka_unit_test(test_conflicts),
        cmocka_unit_test(test_bad_operations),
        cmocka_unit_test(test_to_dataset),
        cmocka_unit_test(test_numbers_with_history),
        cmocka_unit_test(test_dataset_without_system_columns),
        cmocka_unit_test(test_date_event_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
