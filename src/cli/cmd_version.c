/* `kamu version` and `kamu system info`: spec/cli.md 4.10. Nothing is opened for the former. */
#include "cli/commands.h"

#include "store/workspace.h"

#ifndef KAMU_GIT_DESCRIBE
#define KAMU_GIT_DESCRIBE NULL
#endif

static const char *const info_formats[] = {"shell", "json", "yaml", NULL};

struct fact {
    const char *key, *value; /* value NULL = null */
};

/* kamu's keys; those of Rust's tools have no value here. */
static const struct fact build_facts[] = {
    {"appVersion", KAMU_VERSION},
    {"buildTimestamp", NULL},
    {"gitDescribe", KAMU_GIT_DESCRIBE},
    {"gitSha", NULL},
    {"gitCommitDate", NULL},
    {"gitBranch", NULL},
    {"rustcSemver", NULL},
    {"rustcChannel", NULL},
    {"rustcHostTriple", NULL},
    {"rustcCommitSha", NULL},
    {"cargoTargetTriple", NULL},
    {"cargoFeatures", NULL},
    {"cargoOptLevel", NULL},
    {"compatibleWith", "kamu-cli " KAMU_COMPAT_VERSION},
    {"compiler", __VERSION__},
};
#define BUILD_FACTS (sizeof build_facts / sizeof build_facts[0])

static bool as_json(const struct cli *cli, const struct cli_args *args)
{
    const char *format = cli_value(args, "output-format");
    return format ? strcmp(format, "json") == 0 : !cli->out_tty;
}

static void print_quoted(FILE *f, const char *s)
{
    fputc('"', f);
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            fprintf(f, "\\%c", *s);
        else if ((unsigned char)*s < 0x20)
            fprintf(f, "\\u%04x", (unsigned)(unsigned char)*s);
        else
            fputc(*s, f);
    }
    fputc('"', f);
}

static void print_facts(FILE *f, bool json, const char *indent)
{
    for (size_t i = 0; i < BUILD_FACTS; i++) {
        const struct fact *fact = &build_facts[i];
        if (json) {
            fprintf(f, "%s\"%s\": ", indent, fact->key);
            if (fact->value)
                print_quoted(f, fact->value);
            else
                fputs("null", f);
            fputs(i + 1 < BUILD_FACTS ? ",\n" : "\n", f);
        } else {
            fprintf(f, "%s%s: %s\n", indent, fact->key, fact->value ? fact->value : "null");
        }
    }
}

static kamu_code run_version(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    (void)err;
    bool json = as_json(cli, args);
    if (json)
        fputs("{\n", cli->out);
    print_facts(cli->out, json, json ? "  " : "");
    if (json)
        fputs("}", cli->out);
    return KAMU_OK;
}

static kamu_code run_info(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    char root[FS_PATH_MAX];
    bool found;
    uint64_t version = 0;
    KAMU_TRY(workspace_find(&cli->env, getenv("KAMU_WORKSPACE"), root, &found, err));
    if (found)
        KAMU_TRY(workspace_version(&cli->env, root, &version, err));
    else
        root[0] = '\0';
    static const char no_containers[] = "this program runs no containers";
    FILE *f = cli->out;
    if (!as_json(cli, args)) {
        fputs("build:\n", f);
        print_facts(f, false, "  ");
        fprintf(f, "workspace:\n  version: %llu\n  rootDir: ", (unsigned long long)version);
        if (found)
            fprintf(f, "%s\n", root);
        else
            fputs("''\n", f);
        fprintf(f, "containerRuntime:\n  info:\n    error: %s\n", no_containers);
        return KAMU_OK;
    }
    fputs("{\n  \"build\": {\n", f);
    print_facts(f, true, "    ");
    fprintf(f, "  },\n  \"workspace\": {\n    \"version\": %llu,\n    \"rootDir\": ",
            (unsigned long long)version);
    print_quoted(f, root);
    fprintf(f,
            "\n  },\n  \"containerRuntime\": {\n    \"info\": {\n      \"error\": \"%s\"\n    }\n  "
            "}\n}",
            no_containers);
    return KAMU_OK;
}

#define OPTIONS                                                                                    \
    (const struct cli_option[])                                                                    \
    {                                                                                              \
        {.short_name = 'o',                                                                        \
         .long_name = "output-format",                                                             \
         .value_name = "FMT",                                                                      \
         .values = info_formats,                                                                   \
         .help = "Format of the answer (on a terminal shell, else json)"},                         \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }

const struct cli_command cmd_version = {
    .name = "version",
    .summary = "Outputs build information",
    .options = OPTIONS,
    .run = run_version,
};

const struct cli_command cmd_system_info = {
    .name = "info",
    .summary = "Summary of the system information",
    .options = OPTIONS,
    .run = run_info,
};
