/* The argument parser: what is understood, and kamu's texts for what is not. */
#include "cli/args.h"

#include "unit/harness.h"

static kamu_code run_nothing(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    (void)cli, (void)args, (void)err;
    return KAMU_OK;
}

static const char *const formats[] = {"csv", "json", "ndjson", "table", NULL};

static const struct cli_command tail = {
    .name = "tail",
    .summary = "Show records",
    .options =
        (const struct cli_option[]){{.short_name = 'o',
                                     .long_name = "output-format",
                                     .value_name = "FMT",
                                     .values = formats},
                                    {.short_name = 'n',
                                     .long_name = "num-records",
                                     .value_name = "NUM",
                                     .default_value = "10",
                                     .check = cli_check_u64},
                                    {.short_name = 'w', .long_name = "wide", .flags = CLI_REPEAT},
                                    {.long_name = "secret", .flags = CLI_HIDDEN},
                                    {0}},
    .positionals =
        (const struct cli_positional[]){
            {.name = "DATASET", .required = true, .check = cli_check_dataset_ref},
            {.name = "FILE", .many = true},
            {0}},
    .run = run_nothing,
};
static const struct cli_command export = {
    .name = "export",
    .summary = "Write files",
    .options =
        (const struct cli_option[]){
            {.long_name = "to", .value_name = "PATH", .flags = CLI_REQUIRED},
            {.long_name = "fast"},
            {0}},
    .run = run_nothing,
};
static const struct cli_command root = {
    .name = "kamu",
    .summary = "",
    .options =
        (const struct cli_option[]){{.short_name = 'v', .long_name = "v", .flags = CLI_REPEAT},
                                    {.short_name = 'q', .long_name = "quiet"},
                                    {0}},
    .commands = (const struct cli_command *const[]){&tail, &export, NULL},
};

/* Parses one command line (words separated by blanks, '' for an empty one) and returns what was
 * printed to both streams. */
struct parsed {
    enum cli_parse_result result;
    struct cli_args args;
    char words[512], out[8192], err[4096];
};

static void parse(struct parsed *p, const char *line)
{
    char *argv[32];
    int argc = 0;
    snprintf(p->words, sizeof p->words, "%s", line);
    for (char *save, *w = strtok_r(p->words, " ", &save); w; w = strtok_r(NULL, " ", &save))
        argv[argc++] = strcmp(w, "''") == 0 ? w + 2 : w;
    FILE *out = fmemopen(p->out, sizeof p->out, "w"), *err = fmemopen(p->err, sizeof p->err, "w");
    assert_non_null(out);
    assert_non_null(err);
    p->out[0] = p->err[0] = '\0';
    struct cli_printer pr = {out, err, false, false};
    p->result = cli_parse(&root, argc, argv, &pr, &p->args);
    fclose(out);
    fclose(err);
}

static void understood(void **state)
{
    (void)state;
    struct parsed p;
    size_t n;
    parse(&p, "kamu tail -n5 -qw --output-format=json gps a b -v -- -c");
    assert_int_equal(p.result, CLI_PARSE_RUN);
    assert_string_equal(cli_arg(&p.args, "DATASET"), "gps");
    assert_int_equal(cli_value_u64(&p.args, "num-records"), 5);
    assert_string_equal(cli_value(&p.args, "output-format"), "json");
    assert_true(cli_flag(&p.args, "quiet"));
    assert_int_equal(cli_count(&p.args, "wide"), 1);
    assert_int_equal(cli_count(&p.args, "v"), 1);
    const char *const *files = cli_arg_list(&p.args, "FILE", &n);
    assert_int_equal(n, 3);
    assert_string_equal(files[2], "-c");
    cli_args_free(&p.args);

    parse(&p, "kamu -vv tail -ww x -");
    assert_int_equal(p.result, CLI_PARSE_RUN);
    assert_int_equal(cli_count(&p.args, "v"), 2);
    assert_int_equal(cli_count(&p.args, "wide"), 2);
    assert_int_equal(cli_value_u64(&p.args, "num-records"), 10);
    assert_null(cli_value(&p.args, "output-format"));
    cli_args_free(&p.args);
}

static const struct wrong {
    const char *line, *text; /* up to the closing line */
} wrongs[] = {
    {"kamu lst", "error: unrecognized subcommand 'lst'\n\nUsage: kamu [OPTIONS] <COMMAND>\n"},
    {"kamu tial", "error: unrecognized subcommand 'tial'\n\n  tip: a similar subcommand exists: "
                  "'tail'\n\nUsage: kamu [OPTIONS] <COMMAND>\n"},
    {"kamu tail", "error: the following required arguments were not provided:\n  <DATASET>\n\n"
                  "Usage: kamu tail <DATASET> [FILE]...\n"},
    {"kamu tail -n 3", "error: the following required arguments were not provided:\n  <DATASET>\n\n"
                       "Usage: kamu tail --num-records <NUM> <DATASET> [FILE]...\n"},
    {"kamu export", "error: the following required arguments were not provided:\n  --to <PATH>\n\n"
                    "Usage: kamu export --to <PATH>\n"},
    {"kamu tail -x a",
     "error: unexpected argument '-x' found\n\n  tip: to pass '-x' as a value, use "
     "'-- -x'\n\nUsage: kamu tail [OPTIONS] <DATASET> [FILE]...\n"},
    {"kamu tail a --follow",
     "error: unexpected argument '--follow' found\n\n  tip: to pass '--follow' as a value, use '-- "
     "--follow'\n\nUsage: kamu tail <DATASET> [FILE]...\n"},
    {"kamu tail --output-forma json",
     "error: unexpected argument '--output-forma' found\n\n  tip: a similar argument exists: "
     "'--output-format'\n\nUsage: kamu tail --output-format <FMT> <DATASET> [FILE]...\n"},
    {"kamu tail --secre a",
     "error: unexpected argument '--secre' found\n\n  tip: a similar argument "
     "exists: '--secret'\n\nUsage: kamu tail [OPTIONS] <DATASET> [FILE]...\n"},
    {"kamu tail a -o",
     "error: a value is required for '--output-format <FMT>' but none was supplied\n"
     "  [possible values: csv, json, ndjson, table]\n"},
    {"kamu tail a -o ''", "error: a value is required for '--output-format <FMT>' but none was "
                          "supplied\n  [possible values: csv, json, ndjson, table]\n"},
    {"kamu tail a -o jsn", "error: invalid value 'jsn' for '--output-format <FMT>'\n"
                           "  [possible values: csv, json, ndjson, table]\n\n"
                           "  tip: a similar value exists: 'json'\n"},
    {"kamu tail a -n x",
     "error: invalid value 'x' for '--num-records <NUM>': invalid digit found in "
     "string\n"},
    {"kamu tail a -n -1",
     "error: unexpected argument '-1' found\n\n  tip: to pass '-1' as a value, use "
     "'-- -1'\n\nUsage: kamu tail [OPTIONS] <DATASET> [FILE]...\n"},
    {"kamu tail a --wide=3",
     "error: unexpected value '3' for '--wide...' found; no more were expected\n"
     "\nUsage: kamu tail --wide... <DATASET> [FILE]...\n"},
    {"kamu -q tail -q a", "error: the argument '--quiet' cannot be used multiple times\n\n"
                          "Usage: kamu tail [OPTIONS] <DATASET> [FILE]...\n"},
    {"kamu tail a_b",
     "error: invalid value 'a_b' for '<DATASET>': Local reference should be in form: "
     "`did:odf:...` or `my.dataset.id`\n"},
    {"kamu export --to x extra",
     "error: unexpected argument 'extra' found\n\nUsage: kamu export [OPTIONS] --to <PATH>\n"},
    {"kamu -- tail",
     "error: unexpected argument 'tail' found\n\n  tip: subcommand 'tail' exists; to use "
     "it, remove the '--' before it\n\nUsage: kamu [OPTIONS] <COMMAND>\n"},
    {"kamu -q",
     "error: 'kamu' requires a subcommand but one was not provided\n  [subcommands: tail, "
     "export, help]\n\nUsage: kamu [OPTIONS] <COMMAND>\n"},
};

static void misunderstood(void **state)
{
    (void)state;
    static const char closing[] = "\nFor more information, try '--help'.\n";
    for (size_t i = 0; i < sizeof wrongs / sizeof wrongs[0]; i++) {
        struct parsed p;
        char expected[4096];
        parse(&p, wrongs[i].line);
        snprintf(expected, sizeof expected, "%s%s", wrongs[i].text, closing);
        assert_string_equal(p.err, expected);
        assert_int_equal(p.result, CLI_PARSE_WRONG);
        cli_args_free(&p.args);
    }
}

static void help_and_version(void **state)
{
    (void)state;
    struct parsed p;
    static const char *const lines[] = {"kamu --help", "kamu help", "kamu tail -h",
                                        "kamu help tail"};
    for (size_t i = 0; i < 4; i++) {
        parse(&p, lines[i]);
        assert_int_equal(p.result, CLI_PARSE_DONE);
        assert_non_null(strstr(p.out, "Usage: kamu"));
        assert_null(strstr(p.out, "--secret"));
        cli_args_free(&p.args);
    }
    parse(&p, "kamu -V");
    assert_int_equal(p.result, CLI_PARSE_DONE);
    assert_string_equal(p.out, "kamu " KAMU_VERSION "\n");
    cli_args_free(&p.args);
}

/* Every allocation that fails is an answer, not a crash. */
static void out_of_memory(void **state)
{
    (void)state;
    for (uint64_t i = 1; i < 20; i++) {
        struct parsed p;
        mem_fail_after(i, true);
        parse(&p, "kamu tail -o json -n 3 gps a b c");
        mem_fail_after(0, false);
        assert_true(p.result == CLI_PARSE_NOMEM || p.result == CLI_PARSE_RUN);
        cli_args_free(&p.args);
    }
}

static void similarity(void **state)
{
    (void)state;
    assert_true(suggest_jaro("lst", "list") > 0.9 && suggest_jaro("lst", "list") < 0.92);
    assert_true(suggest_jaro("lst", "ls") > 0.88 && suggest_jaro("lst", "ls") < 0.89);
    assert_true(suggest_jaro("", "") == 1 && suggest_jaro("a", "") == 0);
    struct suggestions s = {.n = 0};
    suggest_try(&s, "lst", "list");
    suggest_try(&s, "lst", "ls");
    suggest_try(&s, "lst", "rename");
    assert_int_equal(s.n, 2);
    assert_string_equal(s.words[1], "list");
}

static void references(void **state)
{
    (void)state;
    static const char *const good[] = {
        "%",    "net.e%.com",   "net-%.com",    "net%net",  "%.example.com",
        "%e",   "%-e",          "net%.ex%.com", "%.ex%.c%", "%-net.ex-%.c-%",
        "%a%%", "nEt.eXample%", "account/net%", "a",        "a/b"};
    static const char *const bad[] = {"net.example.%-",
                                      "net.exa^mple.%",
                                      "&net%.exa%mple.net",
                                      "did:odf:fed01%",
                                      "a_b",
                                      "-a",
                                      "a-",
                                      "a..b",
                                      "",
                                      "a b",
                                      "a/b/c"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(cli_check_dataset_ref_or_pattern(good[i], NULL), KAMU_OK);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_not_equal(cli_check_dataset_ref_or_pattern(bad[i], NULL), KAMU_OK);
    assert_int_equal(cli_check_dataset_ref("did:odf:fed0100112233445566778899aabbccddeeff"
                                           "00112233445566778899aabbccddeeff",
                                           NULL),
                     KAMU_OK);
    assert_int_not_equal(cli_check_dataset_ref("did:odf:fed0100112233", NULL), KAMU_OK);
    assert_int_equal(cli_check_push_target("repo", NULL), KAMU_OK);
    assert_int_not_equal(cli_check_remote_ref("name", NULL), KAMU_OK);
    assert_int_equal(cli_check_url("s3+https://x/y", NULL), KAMU_OK);
    assert_int_not_equal(cli_check_url("mailto:foo", NULL), KAMU_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(understood),       cmocka_unit_test(misunderstood),
        cmocka_unit_test(help_and_version), cmocka_unit_test(out_of_memory),
        cmocka_unit_test(similarity),       cmocka_unit_test(references),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
