#include "unit/harness.h"

#include "cli/args.h"
#include "cli/commands.h"
#include "cli/server_options.h"

static void test_sizes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t value;
    } good[] = {
        {"0", 0},       {"1", 1},           {"100B", 100},       {"2kB", 2000},
        {"2KiB", 2048}, {"3 mib", 3 << 20}, {"1GB", 1000000000}, {"16TiB", (uint64_t)16 << 40}};
    static const char *const bad[] = {"",
                                      "x",
                                      "-1",
                                      "1.5MiB",
                                      "KiB",
                                      "1XB",
                                      "1 2",
                                      "+1",
                                      "18446744073709551616",
                                      "99999999999999TiB",
                                      "1Mi B"};
    struct kamu_error err = {0};
    uint64_t v;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_ok(server_parse_size(good[i].text, &v, &err), &err);
        assert_int_equal(v, good[i].value);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (server_parse_size(bad[i], &v, &err) != KAMU_E_USAGE)
            fail_msg("%s is a size", bad[i]);
}

static void test_times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t value;
    } good[] = {{"0", 0},       {"500ms", 500},   {"75s", 75000},
                {"2m", 120000}, {"1 h", 3600000}, {"1d", DAY}};
    struct kamu_error err = {0};
    uint64_t v;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_ok(server_parse_time(good[i].text, &v, &err), &err);
        assert_int_equal(v, good[i].value);
    }
    assert_fails(server_parse_time("75", &v, &err), KAMU_E_USAGE, "expected a time like", &err);
    assert_fails(server_parse_time("1y", &v, &err), KAMU_E_USAGE, "expected a time like", &err);
    assert_fails(server_parse_time("999999999999999999d", &v, &err), KAMU_E_USAGE, "large", &err);
}

/* What --help says is what server_options_init sets. */
static void test_defaults(void **state)
{
    (void)state;
    struct server_options want, have;
    struct cli_args args;
    char *argv[] = {(char *)(uintptr_t) "kamu", (char *)(uintptr_t) "system",
                    (char *)(uintptr_t) "api-server", NULL};
    struct cli_printer pr = {stdout, stderr, false, false};
    assert_int_equal(cli_parse(&cli_root, 3, argv, &pr, &args), CLI_PARSE_RUN);
    server_options_init(&want);
    have = want;
    server_limits_read(&args, &have);
    assert_memory_equal(&have, &want, sizeof have);
    cli_args_free(&args);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_defaults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
