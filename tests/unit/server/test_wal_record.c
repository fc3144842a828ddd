/* What the write-ahead log writes is what it reads: pushes with all their options, statuses, ids.
 */
#include "unit/harness.h"

#include "server/wal_impl.h"

static struct kamu_error err;

static struct wal_push full(void)
{
    struct wal_push p = {
        .time_ms = -5, .client_key = true, .media_type = "text/csv; header=present"};
    memset(p.id, 1, sizeof p.id);
    memset(p.dataset.key, 2, sizeof p.dataset.key);
    memset(p.guard.scope, 3, sizeof p.guard.scope);
    memset(p.guard.fingerprint, 4, sizeof p.guard.fingerprint);
    p.guard.has_key = true;
    kamu_push_options_init(&p.options);
    p.options.source_name = "sensors";
    p.options.input_format = "csv;header=true";
    p.options.expected_head = "f1620";
    p.options.has_event_time = true;
    p.options.event_time = (struct kamu_time){-1, 999999999};
    p.options.on_error = KAMU_ON_ERROR_SKIP;
    p.options.max_errors = UINT64_MAX;
    p.options.on_repeated_key = KAMU_REPEATED_KEY_LAST;
    p.options.on_changed_row = KAMU_CHANGED_ROW_ERROR;
    p.options.strict = true;
    p.body = "a,b\n1,2\n\0x";
    p.size = 10;
    return p;
}

static void test_push(void **state)
{
    struct wal_push p = full(), q;
    struct buf b = BUF_INIT(1 << 16);
    (void)state;
    assert_ok(wal_push_encode(&p, &b, &err), &err);
    assert_true(wal_push_decode(b.data, b.len, &q));
    assert_memory_equal(q.id, p.id, sizeof p.id);
    assert_memory_equal(q.dataset.key, p.dataset.key, 32);
    assert_memory_equal(q.guard.scope, p.guard.scope, 16);
    assert_memory_equal(q.guard.fingerprint, p.guard.fingerprint, 16);
    assert_true(q.client_key && q.guard.has_key && q.guard.producer.p == NULL);
    assert_int_equal(q.time_ms, -5);
    assert_string_equal(q.media_type, p.media_type);
    assert_string_equal(q.options.source_name, "sensors");
    assert_string_equal(q.options.input_format, p.options.input_format);
    assert_string_equal(q.options.expected_head, "f1620");
    assert_true(q.options.has_event_time && q.options.strict);
    assert_int_equal(q.options.event_time.seconds, -1);
    assert_int_equal(q.options.event_time.nanos, 999999999);
    assert_int_equal(q.options.on_error, KAMU_ON_ERROR_SKIP);
    assert_true(q.options.max_errors == UINT64_MAX);
    assert_int_equal(q.options.on_repeated_key, KAMU_REPEATED_KEY_LAST);
    assert_int_equal(q.options.on_changed_row, KAMU_CHANGED_ROW_ERROR);
    assert_int_equal(q.size, 10);
    assert_memory_equal(q.body, p.body, 10);
    for (size_t n = 0; n < b.len; n++) /* cut short: never taken for whole */
        assert_false(wal_push_decode(b.data, n, &q));
    buf_free(&b);
}

static void test_producer(void **state)
{
    struct wal_push p = full(), q;
    struct buf b = BUF_INIT(1 << 16);
    (void)state;
    p.guard = (struct push_guard){
        .producer = STR("p"), .offset = STR("17"), .has_epoch = true, .epoch = UINT64_MAX};
    p.client_key = false;
    p.options.source_name = p.options.input_format = p.options.expected_head = NULL;
    p.media_type = NULL;
    p.size = 0;
    assert_ok(wal_push_encode(&p, &b, &err), &err);
    assert_true(wal_push_decode(b.data, b.len, &q));
    assert_true(str_eqc(q.guard.producer, "p") && str_eqc(q.guard.offset, "17"));
    assert_true(q.guard.has_epoch && q.guard.epoch == UINT64_MAX && !q.guard.has_key);
    assert_null(q.options.source_name);
    assert_null(q.media_type);
    assert_int_equal(q.size, 0);
    b.len = 0;
    p.guard.producer = STR_NONE; /* nothing by which it would be known again */
    assert_ok(wal_push_encode(&p, &b, &err), &err);
    assert_false(wal_push_decode(b.data, b.len, &q));
    buf_free(&b);
}

static void expect_status(const struct push_outcome *o, bool kept, const char *rest)
{
    static const uint8_t id[WAL_ID] = {0xab, 1};
    struct buf b = BUF_INIT(1 << 16);
    assert_ok(wal_status_text(id, o, kept, &b, &err), &err);
    const char *text = buf_cstr(&b);
    assert_memory_equal(text, "{\"id\":\"ab010000000000000000000000000000\",", 41);
    assert_string_equal(text + 41, rest);
    buf_free(&b);
}

static void test_status(void **state)
{
    struct push_outcome o = {.updated = true, .rows_received = 3, .rows_new = 2};
    (void)state;
    o.has_offsets = true;
    o.offset_first = 5;
    o.offset_last = 6;
    expect_status(&o, false,
                  "\"status\":\"committed\",\"rows\":{\"received\":3,\"new\":2,\"rejected\":0},"
                  "\"offsets\":{\"start\":5,\"end\":6}}");
    o = (struct push_outcome){.replayed = true};
    expect_status(&o, false,
                  "\"status\":\"up-to-date\",\"replayed\":true,\"rows\":{\"received\":0,\"new\":0,"
                  "\"rejected\":0}}");
    o.code = error_set(&o.error, KAMU_E_INPUT, "bad \"x\"");
    error_field(&o.error, "k");
    error_at(&o.error, "", 2, 3, 4);
    expect_status(&o, true,
                  "\"status\":\"failed\",\"error\":{\"code\":\"KAMU_E_INPUT\",\"message\":\"bad "
                  "\\\"x\\\"\",\"line\":2,\"column\":3,\"field\":\"k\"},\"bodyKept\":true}");
    o.code = error_set(&o.error, KAMU_E_CORRUPT, "/secret/path is damaged");
    expect_status(&o, false,
                  "\"status\":\"failed\",\"error\":{\"code\":\"KAMU_E_BUG\",\"message\":\"Internal "
                  "error\"},\"bodyKept\":false}");
}

static void test_ids(void **state)
{
    uint8_t id[WAL_ID], again[WAL_ID];
    char text[WAL_ID_TEXT];
    (void)state;
    for (size_t i = 0; i < WAL_ID; i++)
        id[i] = (uint8_t)(i * 17);
    wal_id_text(id, text);
    assert_string_equal(text, "00112233445566778899aabbccddeeff");
    assert_true(wal_id_parse(str_c(text), again));
    assert_memory_equal(id, again, WAL_ID);
    assert_false(wal_id_parse(STR("00112233445566778899aabbccddeef"), again));
    assert_false(wal_id_parse(STR("00112233445566778899aabbccddeefg"), again));
    assert_false(wal_id_parse(STR("../../../../../../../../../etc/x"), again));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_push),
        cmocka_unit_test(test_producer),
        cmocka_unit_test(test_status),
        cmocka_unit_test(test_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
