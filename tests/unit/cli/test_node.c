/* Configuration values: YAML in, YAML and JSON out, paths; and the checks of the key table. */
#include "cli/config.h"
#include "cli/node.h"
#include "cli/rows.h"

#include "unit/harness.h"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 20);
    return 0;
}
static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct node read_yaml(const char *text)
{
    struct node n;
    struct kamu_error err = {0};
    if (node_from_yaml(str_c(text), &arena, &n, &err) != KAMU_OK)
        fail_msg("%s", kamu_error_message(&err, 0));
    return n;
}

static const char *as_yaml(const struct node *n)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    assert_int_equal(node_to_yaml(n, &b, NULL), KAMU_OK);
    const char *text = arena_printf(&arena, "%.*s", (int)b.len, (const char *)b.data);
    buf_free(&b);
    return text;
}

static const char *as_json(const struct node *n)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    assert_int_equal(node_to_json(n, &b, NULL), KAMU_OK);
    const char *text = arena_printf(&arena, "%.*s", (int)b.len, (const char *)b.data);
    buf_free(&b);
    return text;
}

static void scalars(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum node_kind kind;
    } cases[] = {
        {"", NODE_NULL},      {"~", NODE_NULL},     {"null", NODE_NULL}, {"true", NODE_BOOL},
        {"False", NODE_BOOL}, {"yes", NODE_STRING}, {"1", NODE_INT},     {"-7", NODE_INT},
        {"0x1f", NODE_INT},   {"007", NODE_FLOAT},  {"1.5", NODE_FLOAT}, {".5", NODE_FLOAT},
        {"1e5", NODE_FLOAT},  {".inf", NODE_FLOAT}, {"1e", NODE_STRING}, {"5m", NODE_STRING},
        {"-", NODE_STRING},   {"0x", NODE_STRING},  {".", NODE_STRING},  {"a: b", NODE_STRING},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(node_scalar(str_c(cases[i].text), false).kind, cases[i].kind);
        assert_int_equal(node_scalar(str_c(cases[i].text), true).kind, NODE_STRING);
        /* a text keeps being a text */
        struct node in = node_scalar(str_c(cases[i].text), true), out = read_yaml(as_yaml(&in));
        assert_int_equal(out.kind, NODE_STRING);
        assert_string_equal(out.text.p, cases[i].text);
    }
}

static void writing(void **state)
{
    (void)state;
    struct node n =
        read_yaml("b: [1, {c: d, e: [x]}]\na: {z: {}, y: [], x: 'it''s # one', w: \"l\\nm\"}\n");
    assert_string_equal(as_yaml(&n), "a:\n  w: \"l\\nm\"\n  x: 'it''s # one'\n  y: []\n  z: {}\n"
                                     "b:\n- 1\n- c: d\n  e:\n  - x\n");
    assert_string_equal(as_json(&n),
                        "{\"a\":{\"w\":\"l\\nm\",\"x\":\"it's # one\",\"y\":[],\"z\":{}},"
                        "\"b\":[1,{\"c\":\"d\",\"e\":[\"x\"]}]}");
    struct node again = read_yaml(as_yaml(&n));
    assert_string_equal(as_json(&again), as_json(&n));
}

static void paths(void **state)
{
    (void)state;
    struct node n = read_yaml("a: {b: {c: 1}}");
    assert_string_equal(node_path(&n, STR("a.b.c"))->text.p, "1");
    assert_null(node_path(&n, STR("a.b.c.d")));
    assert_null(node_path(&n, STR("a.x")));
    assert_null(node_path(&n, STR("")));
    struct node v = node_scalar(STR("2"), false);
    assert_int_equal(node_set_path(&n, STR("a.b.c"), v, &arena, NULL), KAMU_OK);
    assert_int_equal(node_set_path(&n, STR("x.y"), v, &arena, NULL), KAMU_OK);
    for (int i = 0; i < 100; i++) {
        char key[16];
        snprintf(key, sizeof key, "k.%d", i);
        assert_int_equal(node_set_path(&n, str_c(key), v, &arena, NULL), KAMU_OK);
    }
    assert_int_equal(node_path(&n, STR("k"))->n, 100);
    assert_true(node_remove_path(&n, STR("k")));
    assert_false(node_remove_path(&n, STR("k.1")));
    assert_string_equal(as_json(&n), "{\"a\":{\"b\":{\"c\":2}},\"x\":{\"y\":2}}");
}

/* Whatever the bytes: a value or an error. */
static void bad_texts(void **state)
{
    (void)state;
    static const char *const bad[] = {"[",        "{a: 1, a: 2}", "a: *x",
                                      "? [a]: b", "\"\xff\"",     "a:\n\tb"};
    struct node n;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_not_equal(node_from_yaml(str_c(bad[i]), &arena, &n, NULL), KAMU_OK);
    char deep[400];
    memset(deep, '[', sizeof deep);
    assert_int_not_equal(node_from_yaml((struct str){deep, sizeof deep}, &arena, &n, NULL),
                         KAMU_OK);
    assert_int_not_equal(node_from_json(STR("podman"), &arena, &n, NULL), KAMU_OK);
    assert_int_equal(node_from_json(STR("{\"a\": [true]}"), &arena, &n, NULL), KAMU_OK);
}

static void config_keys(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message; /* NULL = fine */
    } cases[] = {
        {"{}", NULL},
        {"{engine: {runtime: Podman, startTimeout: 1h 30m}, uploads: {maxFileSizeInMb: 7}}", NULL},
        {"{outbox: {batchSize: -1}}", "invalid number"},
        {"{outbox: {x: 1}}", "unknown field `x`, expected one of `minDebounceInterval`, "
                             "`maxListeningTimeout`, `batchSize`"},
        {"{uploads: {x: 1}}", "unknown field `x`, expected `maxFileSizeInMb`"},
        {"{didEncryption: {x: 1}}", "unknown field `x`, expected `enabled` or `encryptionKey`"},
        {"{engine: {images: []}}", "invalid type: sequence, expected struct EngineImagesConfig"},
        {"{auth: {users: {predefined: [{accountName: a_b, password: x, email: y}]}}}",
         "Value 'a_b' is not a valid AccountName"},
        {"{auth: {users: {predefined: [{accountName: a}]}}}", "missing field `password`"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct kamu_error err = {0};
        struct node n = read_yaml(cases[i].text);
        kamu_code rc = config_check(&n, &err);
        assert_int_equal(rc == KAMU_OK, cases[i].message == NULL);
        if (cases[i].message)
            assert_string_equal(kamu_error_message(&err, 0), cases[i].message);
    }
}

static void times_ago(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        const char *text;
    } cases[] = {
        {0, "now"},
        {10, "now"},
        {11, "11 seconds ago"},
        {45, "45 seconds ago"},
        {46, "a minute ago"},
        {90, "a minute ago"},
        {91, "2 minutes ago"},
        {2700, "45 minutes ago"},
        {2701, "an hour ago"},
        {5400, "an hour ago"},
        {5401, "2 hours ago"},
        {79200, "22 hours ago"},
        {79201, "a day ago"},
        {129600, "a day ago"},
        {129601, "2 days ago"},
        {561600, "6 days ago"},
        {561601, "a week ago"},
        {907200, "a week ago"},
        {907201, "2 weeks ago"},
        {2505600, "4 weeks ago"},
        {2505601, "a month ago"},
        {3888000, "a month ago"},
        {3888001, "2 months ago"},
        {29808000, "11 months ago"},
        {29808001, "a year ago"},
        {47260800, "a year ago"},
        {47260801, "2 years ago"},
        {-100, "in 2 minutes"},
        {-5, "now"},
        {-946080000, "in 30 years"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[ROWS_AGO_MAX];
        rows_ago((struct instant){.seconds = 1000000000 - cases[i].seconds},
                 (struct instant){.seconds = 1000000000}, text);
        assert_string_equal(text, cases[i].text);
    }
}

static void sizes(void **state)
{
    (void)state;
    char text[CLI_SIZE_TEXT_MAX];
    assert_string_equal(cli_size_text(0, text), "0 B");
    assert_string_equal(cli_size_text(512, text), "512 B");
    assert_string_equal(cli_size_text(2048, text), "2 KiB");
    assert_string_equal(cli_size_text(2150, text), "2.10 KiB");
    assert_string_equal(cli_size_text(UINT64_MAX, text), "16 EiB");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars),   cmocka_unit_test(writing),     cmocka_unit_test(paths),
        cmocka_unit_test(bad_texts), cmocka_unit_test(config_keys), cmocka_unit_test(times_ago),
        cmocka_unit_test(sizes),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
