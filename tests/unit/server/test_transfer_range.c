/* Range, If-None-Match and If-Range of files that are named by a hash. */
#include "unit/harness.h"

#include "server/transfer_range.h"

static void test_ranges(void **state)
{
    static const struct {
        const char *header;
        uint64_t size;
        enum transfer_range_kind kind;
        uint64_t from, n;
    } cases[] = {
        {"bytes=0-0", 10, TRANSFER_RANGE_PART, 0, 1},
        {"bytes=0-", 10, TRANSFER_RANGE_PART, 0, 10},
        {"Bytes= 3-5 ", 10, TRANSFER_RANGE_PART, 3, 3},
        {"bytes=9-9", 10, TRANSFER_RANGE_PART, 9, 1},
        {"bytes=3-100", 10, TRANSFER_RANGE_PART, 3, 7},
        {"bytes=-4", 10, TRANSFER_RANGE_PART, 6, 4},
        {"bytes=-40", 10, TRANSFER_RANGE_PART, 0, 10},
        {"bytes=3-9223372036854775807", 10, TRANSFER_RANGE_PART, 3, 7},
        {"bytes=10-", 10, TRANSFER_RANGE_BAD, 0, 0},
        {"bytes=11-12", 10, TRANSFER_RANGE_BAD, 0, 0},
        {"bytes=-0", 10, TRANSFER_RANGE_BAD, 0, 0},
        {"bytes=0-", 0, TRANSFER_RANGE_BAD, 0, 0},
        {"bytes=-1", 0, TRANSFER_RANGE_BAD, 0, 0},
        {"bytes=5-3", 10, TRANSFER_RANGE_NONE, 0, 0},
        {"bytes=1-2,4-5", 10, TRANSFER_RANGE_NONE, 0, 0},
        {"bytes=", 10, TRANSFER_RANGE_NONE, 0, 0},
        {"bytes=-", 10, TRANSFER_RANGE_NONE, 0, 0},
        {"bytes=a-", 10, TRANSFER_RANGE_NONE, 0, 0},
        {"bytes=1", 10, TRANSFER_RANGE_NONE, 0, 0},
        {"bytes=+1-2", 10, TRANSFER_RANGE_NONE, 0, 0},
        {"lines=1-2", 10, TRANSFER_RANGE_NONE, 0, 0},
        {"bytes=1-99999999999999999999", 10, TRANSFER_RANGE_NONE, 0, 0},
        {"", 10, TRANSFER_RANGE_NONE, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct transfer_range r = {0, 0};
        enum transfer_range_kind kind =
            transfer_range_parse(str_c(cases[i].header), cases[i].size, &r);
        if (kind != cases[i].kind ||
            (kind == TRANSFER_RANGE_PART && (r.from != cases[i].from || r.n != cases[i].n)))
            fail_msg("%s: kind %d, from %llu, %llu bytes", cases[i].header, (int)kind,
                     (unsigned long long)r.from, (unsigned long long)r.n);
    }
}

static void test_tags(void **state)
{
    (void)state;
    assert_true(transfer_etag_matches(STR("\"abc\""), "abc"));
    assert_true(transfer_etag_matches(STR("\"x\", W/\"abc\" ,\"y\""), "abc"));
    assert_true(transfer_etag_matches(STR(" * "), "abc"));
    assert_false(transfer_etag_matches(STR("abc"), "abc"));
    assert_false(transfer_etag_matches(STR("\"ab\", \"abcd\",,"), "abc"));
    assert_false(transfer_etag_matches(STR("\""), "abc"));
    assert_true(transfer_etag_is(STR(" \"abc\" "), "abc"));
    assert_false(transfer_etag_is(STR("W/\"abc\""), "abc"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_tags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
