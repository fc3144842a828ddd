/* Messages of the smart transfer protocol, as recorded from kamu. */
#include "unit/harness.h"

#include "store/smart_message.h"

static struct kamu_error err;

#define HASH                                                                                       \
    "f1620"                                                                                        \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void test_pull_request(void **state)
{
    struct smart_pull_request r;
    struct buf out = BUF_INIT(1 << 20);
    (void)state;
    const char *first =
        "{\"begin_after\":null,\"stop_at\":null,\"force_update_if_diverged\":false}";
    assert_ok(smart_read_pull_request(str_c(first), &r, &err), &err);
    assert_false(odf_hash_present(&r.begin_after) || odf_hash_present(&r.stop_at) || r.force);
    assert_ok(smart_write_pull_request(&r, &out, &err), &err);
    assert_string_equal(buf_cstr(&out), first);
    assert_ok(smart_read_pull_request(
                  STR(" { \"more\" : [{\"a\":[1,{}]}], \"force_update_if_diverged\":true,"
                      "\"begin_after\":\"" HASH "\"} "),
                  &r, &err),
              &err);
    assert_true(odf_hash_present(&r.begin_after) && !odf_hash_present(&r.stop_at) && r.force);
    static const char *const bad[] = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "not json",
        "{\"begin_after\":null,\"stop_at\":null}",
        "{\"begin_after\":1,\"stop_at\":null,\"force_update_if_diverged\":false}",
        "{\"begin_after\":\"x\",\"stop_at\":null,\"force_update_if_diverged\":false}",
        "{\"begin_after\":null,\"stop_at\":null,\"force_update_if_diverged\":0}",
        "{\"begin_after\":null,\"begin_after\":null,\"force_update_if_diverged\":false}",
        "{\"begin_after\":null,\"stop_at\":null,\"force_update_if_diverged\":false}x",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_fails(smart_read_pull_request(str_c(bad[i]), &r, &err), KAMU_E_INPUT,
                     "Malformed message", &err);
    buf_free(&out);
}

static void test_push_request(void **state)
{
    struct smart_push_request r;
    struct buf out = BUF_INIT(1 << 20);
    (void)state;
    const char *text =
        "{\"current_head\":\"" HASH "\",\"transfer_plan\":{\"num_blocks\":4,\"num_objects\":1,"
        "\"num_records\":2,\"bytes_in_raw_blocks\":1432,\"bytes_in_raw_objects\":2877},"
        "\"force_update_if_diverged\":true,\"visibility_for_created_dataset\":\"Public\"}";
    assert_ok(smart_read_push_request(str_c(text), &r, &err), &err);
    assert_true(r.force && r.public_visibility && r.plan.blocks == 4 &&
                r.plan.object_bytes == 2877);
    assert_ok(smart_write_push_request(&r, &out, &err), &err);
    assert_string_equal(buf_cstr(&out), text);
    buf_free(&out);
    static const char *const bad[] = {
        "{\"transfer_plan\":{\"num_blocks\":4},\"force_update_if_diverged\":true,"
        "\"visibility_for_created_dataset\":\"Public\"}",
        "{\"transfer_plan\":{\"num_blocks\":-4,\"num_objects\":1,\"num_records\":2,"
        "\"bytes_in_raw_blocks\":1,\"bytes_in_raw_objects\":2},"
        "\"force_update_if_diverged\":true,\"visibility_for_created_dataset\":\"Public\"}",
        "{\"transfer_plan\":{\"num_blocks\":4294967296,\"num_objects\":1,\"num_records\":2,"
        "\"bytes_in_raw_blocks\":1,\"bytes_in_raw_objects\":2},"
        "\"force_update_if_diverged\":true,\"visibility_for_created_dataset\":\"Public\"}",
        "{\"transfer_plan\":{\"num_blocks\":1,\"num_objects\":1,\"num_records\":2,"
        "\"bytes_in_raw_blocks\":99999999999999999999,\"bytes_in_raw_objects\":2},"
        "\"force_update_if_diverged\":true,\"visibility_for_created_dataset\":\"Public\"}",
        "{\"transfer_plan\":{\"num_blocks\":1,\"num_objects\":1,\"num_records\":2,"
        "\"bytes_in_raw_blocks\":1,\"bytes_in_raw_objects\":2},"
        "\"force_update_if_diverged\":true,\"visibility_for_created_dataset\":\"Secret\"}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_fails(smart_read_push_request(str_c(bad[i]), &r, &err), KAMU_E_INPUT,
                     "Malformed message", &err);
}

static void test_blocks(void **state)
{
    uint8_t bytes[256 * 3];
    struct buf out = BUF_INIT(1 << 20), back = BUF_INIT(1 << 20);
    uint64_t n;
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7);
    assert_ok(
        smart_write_blocks("new_blocks", 3, (struct str){(char *)bytes, sizeof bytes}, &out, &err),
        &err);
    struct str text = {(char *)out.data, out.len};
    assert_true(str_starts(text, "{\"new_blocks\":{\"num_blocks\":3,\"media_type\":\"application/"
                                 "tar+gzip\",\"encoding\":\"raw\",\"payload\":[0,7,14,"));
    assert_ok(smart_read_blocks(text, "new_blocks", &n, &back, &err), &err);
    assert_int_equal(n, 3);
    assert_int_equal(back.len, sizeof bytes);
    assert_memory_equal(back.data, bytes, sizeof bytes);
    assert_fails(smart_read_blocks(text, "blocks", &n, &back, &err), KAMU_E_INPUT,
                 "missing field `blocks`", &err);
    assert_ok(
        smart_read_blocks(STR("{\"blocks\":{\"payload\":[ ],\"num_blocks\":0,\"x\":[256],"
                              "\"media_type\":\"application/tar+gzip\",\"encoding\":\"raw\"}}"),
                          "blocks", &n, &back, &err),
        &err);
    assert_int_equal(back.len, 0);
    static const char *const payloads[] = {"[256]", "[-1]",  "[1.0]", "[01]",  "[1,]",  "[,1]",
                                           "[1 2]", "[1",    "[",     "null",  "\"1\"", "[[1]]",
                                           "[1e1]", "[1],2", "[1]]",  "[1000]"};
    for (size_t i = 0; i < sizeof payloads / sizeof payloads[0]; i++) {
        char message[256];
        snprintf(message, sizeof message,
                 "{\"blocks\":{\"num_blocks\":0,\"media_type\":\"application/tar+gzip\","
                 "\"encoding\":\"raw\",\"payload\":%s}}",
                 payloads[i]);
        assert_fails(smart_read_blocks(str_c(message), "blocks", &n, &back, &err), KAMU_E_INPUT,
                     "Malformed message", &err);
    }
    assert_fails(smart_read_blocks(STR("{\"blocks\":{\"payload\":[],\"num_blocks\":0,"
                                       "\"media_type\":\"application/tar\",\"encoding\":\"raw\"}}"),
                                   "blocks", &n, &back, &err),
                 KAMU_E_INPUT, "unknown value", &err);
    buf_free(&out);
    buf_init(&out, 100);
    assert_fails(
        smart_write_blocks("blocks", 3, (struct str){(char *)bytes, sizeof bytes}, &out, &err),
        KAMU_E_LIMIT, NULL, &err);
    buf_free(&out);
    buf_free(&back);
}

static void test_objects(void **state)
{
    struct smart_objects o;
    struct buf out = BUF_INIT(1 << 20);
    (void)state;
    const char *text = "{\"object_files\":[{\"object_type\":\"DataSlice\",\"physical_hash\":\"" HASH
                       "\",\"size\":2877},{\"object_type\":\"Checkpoint\",\"physical_hash\":\"" HASH
                       "\",\"size\":1}],\"is_truncated\":false}";
    assert_ok(smart_read_objects(str_c(text), true, &o, &err), &err);
    assert_int_equal(o.n, 2);
    assert_int_equal(o.items[1].kind, DATASET_CHECKPOINT);
    assert_ok(smart_write_objects(o.items, o.n, true, &out, &err), &err);
    assert_string_equal(buf_cstr(&out), text);
    out.len = 0;
    const bool skip[] = {true, false};
    struct smart_url url = {STR("http://h/ds/"), STR("t\"k")};
    assert_ok(smart_write_strategies(o.items, skip, 2, true, &url, &out, &err), &err);
    assert_string_equal(
        buf_cstr(&out),
        "{\"Ok\":{\"object_transfer_strategies\":[{\"object_file\":{\"object_type\":\"DataSlice\","
        "\"physical_hash\":\"" HASH "\",\"size\":2877},\"push_strategy\":\"SkipUpload\","
        "\"upload_to\":null},{\"object_file\":{\"object_type\":\"Checkpoint\",\"physical_hash\":"
        "\"" HASH "\",\"size\":1},\"push_strategy\":\"HttpUpload\",\"upload_to\":{\"url\":"
        "\"http://h/ds/checkpoints/" HASH "\",\"headers\":[{\"name\":\"x-odf-smtp-version\","
        "\"value\":\"1\"},{\"name\":\"authorization\",\"value\":\"Bearer t\\\"k\"}],"
        "\"expires_at\":null}}]}}");
    smart_objects_free(&o);
    assert_ok(smart_read_objects(STR("{\"object_files\":[]}"), false, &o, &err), &err);
    assert_int_equal(o.n, 0);
    smart_objects_free(&o);
    assert_fails(smart_read_objects(STR("{\"object_files\":[]}"), true, &o, &err), KAMU_E_INPUT,
                 "missing field `is_truncated`", &err);
    assert_fails(smart_read_objects(STR("{\"object_files\":[{\"object_type\":\"Block\","
                                        "\"physical_hash\":\"" HASH "\",\"size\":1}]}"),
                                    false, &o, &err),
                 KAMU_E_INPUT, "unknown value", &err);
    buf_free(&out);
}

static void test_progress(void **state)
{
    bool complete;
    (void)state;
    assert_ok(smart_read_progress(STR("{\"details\":\"Complete\"}"), &complete, &err), &err);
    assert_true(complete);
    assert_ok(smart_read_progress(STR("{\"details\":{\"Running\":{\"uploaded_objects_count\":1}}}"),
                                  &complete, &err),
              &err);
    assert_false(complete);
    assert_fails(smart_read_progress(STR("{\"details\":\"Running\"}"), &complete, &err),
                 KAMU_E_INPUT, NULL, &err);
    assert_fails(smart_read_progress(STR("{\"details\":{\"Done\":{}}}"), &complete, &err),
                 KAMU_E_INPUT, NULL, &err);
    assert_ok(smart_read_empty(STR("{}"), &err), &err);
    assert_ok(smart_read_empty(STR("{\"a\":{}}"), &err), &err);
    assert_fails(smart_read_empty(STR("[]"), &err), KAMU_E_INPUT, NULL, &err);
}

static void test_answers(void **state)
{
    struct buf out = BUF_INIT(1 << 20);
    struct smart_plan plan = {4, 1, 2, 1432, 2877};
    struct odf_hash hash, none = {0};
    (void)state;
    assert_ok(odf_hash_parse(STR(HASH), &hash, &err), &err);
    assert_ok(smart_write_plan(&plan, &out, &err), &err);
    assert_string_equal(buf_cstr(&out),
                        "{\"Ok\":{\"transfer_plan\":{\"num_blocks\":4,\"num_objects\":1,"
                        "\"num_records\":2,\"bytes_in_raw_blocks\":1432,"
                        "\"bytes_in_raw_objects\":2877}}}");
    out.len = 0;
    assert_ok(smart_write_error_hashes("InvalidHead", "actual_head", &hash, "expected_head", &none,
                                       &out, &err),
              &err);
    assert_string_equal(buf_cstr(&out), "{\"Err\":{\"InvalidHead\":{\"actual_head\":\"" HASH
                                        "\",\"expected_head\":null}}}");
    out.len = 0;
    assert_ok(smart_write_error_text("SeedBlockOverwriteRestricted", NULL, STR_NONE, &out, &err),
              &err);
    assert_string_equal(buf_cstr(&out), "{\"Err\":{\"SeedBlockOverwriteRestricted\":{}}}");
    out.len = 0;
    assert_ok(smart_write_internal(true, SMART_UPLOAD, "Internal error", &out, &err), &err);
    assert_string_equal(buf_cstr(&out),
                        "{\"Err\":{\"Internal\":{\"phase\":{\"Push\":\"ObjectsUploadProgress\"},"
                        "\"error_message\":\"Internal error\"}}}");
    buf_free(&out);
}

static void test_answers_read(void **state)
{
    struct smart_failure f;
    struct smart_plan plan;
    (void)state;
    assert_ok(smart_read_answer(STR("{\"Ok\":{}}"), &f, &err), &err);
    assert_string_equal(f.variant, "");
    assert_ok(smart_read_answer(STR("{\"Err\":{\"InvalidHead\":{\"actual_head\":null,"
                                    "\"expected_head\":\"" HASH "\",\"more\":1}}}"),
                                &f, &err),
              &err);
    assert_string_equal(f.variant, "InvalidHead");
    assert_true(!odf_hash_present(&f.a) && odf_hash_present(&f.b));
    assert_ok(smart_read_answer(STR("{\"Err\":{\"Internal\":{\"phase\":{\"Push\":\"x\"},"
                                    "\"error_message\":\"no \\\"room\\\"\"}}}"),
                                &f, &err),
              &err);
    assert_string_equal(f.text, "no \"room\"");
    static const char *const bad[] = {"{}",
                                      "{\"Ok\":{},\"Err\":{\"X\":{}}}",
                                      "{\"Err\":{}}",
                                      "{\"Err\":{\"X\":{},\"Y\":{}}}",
                                      "{\"Err\":{\"\":{}}}",
                                      "{\"Err\":1}",
                                      "[]",
                                      "{\"Ok\":{}"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_fails(smart_read_answer(str_c(bad[i]), &f, &err), KAMU_E_INPUT, "Malformed message",
                     &err);
    assert_ok(smart_read_plan(STR("{\"Ok\":{\"transfer_plan\":{\"num_blocks\":4,"
                                  "\"num_objects\":1,\"num_records\":2,"
                                  "\"bytes_in_raw_blocks\":1432,\"bytes_in_raw_objects\":2877}}}"),
                              &plan, &f, &err),
              &err);
    assert_int_equal(plan.blocks, 4);
    assert_ok(smart_read_plan(STR("{\"Err\":{\"InvalidInterval\":{\"head\":\"" HASH
                                  "\",\"tail\":\"" HASH "\"}}}"),
                              &plan, &f, &err),
              &err);
    assert_int_equal(plan.blocks, 0);
    assert_string_equal(f.variant, "InvalidInterval");
    assert_fails(smart_read_plan(STR("{\"Ok\":{}}"), &plan, &f, &err), KAMU_E_INPUT,
                 "missing field `transfer_plan`", &err);
}

static void test_strategies_read(void **state)
{
    struct smart_failure f;
    struct smart_upload *u;
    struct arena arena;
    struct buf out = BUF_INIT(1 << 20);
    size_t n;
    (void)state;
    arena_init(&arena, 1 << 20);
    struct transfer_object o[2] = {{DATASET_DATA, {0}, 7}, {DATASET_CHECKPOINT, {0}, 8}};
    assert_ok(odf_hash_parse(STR(HASH), &o[0].hash, &err), &err);
    o[1].hash = o[0].hash;
    const bool skip[] = {true, false};
    struct smart_url url = {STR("http://h/ds/"), STR("token")};
    assert_ok(smart_write_strategies(o, skip, 2, true, &url, &out, &err), &err);
    struct str text = {(char *)out.data, out.len};
    assert_ok(smart_read_strategies(text, &arena, &u, &n, &f, &err), &err);
    assert_int_equal(n, 2);
    assert_true(u[0].skip && !u[1].skip);
    assert_string_equal(u[1].url, "http://h/ds/checkpoints/" HASH);
    assert_string_equal(u[1].headers[0], "x-odf-smtp-version: 1");
    assert_string_equal(u[1].headers[1], "authorization: Bearer token");
    assert_null(u[1].headers[2]);
    assert_int_equal(u[1].object.kind, DATASET_CHECKPOINT);
    static const char *const bad[] = {
        "{\"Ok\":{\"object_transfer_strategies\":[{\"object_file\":{\"object_type\":\"DataSlice\","
        "\"physical_hash\":\"" HASH "\",\"size\":1},\"push_strategy\":\"HttpUpload\","
        "\"upload_to\":null}]}}",
        "{\"Ok\":{\"object_transfer_strategies\":[{\"object_file\":{\"object_type\":\"DataSlice\","
        "\"physical_hash\":\"" HASH "\",\"size\":1},\"push_strategy\":\"HttpUpload\","
        "\"upload_to\":{\"url\":\"http://h\",\"headers\":[{\"name\":\"a\\r\\nb\","
        "\"value\":\"c\"}]}}]}}",
        "{\"Ok\":{\"object_transfer_strategies\":{}}}", "{\"Ok\":{}}"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_fails(smart_read_strategies(str_c(bad[i]), &arena, &u, &n, &f, &err), KAMU_E_INPUT,
                     "Malformed message", &err);
    buf_free(&out);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pull_request), cmocka_unit_test(test_push_request),
        cmocka_unit_test(test_blocks),       cmocka_unit_test(test_objects),
        cmocka_unit_test(test_progress),     cmocka_unit_test(test_answers),
        cmocka_unit_test(test_answers_read), cmocka_unit_test(test_strategies_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
