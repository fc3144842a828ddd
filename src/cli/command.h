/*
 * What a command of the program is: its words, options, help and function, and
 * what it is given to work with. One command = one file cmd_<name>.c that exports
 * `const struct cli_command cmd_<name>`; all are listed in commands.c.
 *
 * The parser (args.c) follows kamu-cli's texts and exit codes (spec/cli.md 2.4);
 * global options are accepted before and after the command.
 */
#ifndef KAMU_CLI_COMMAND_H
#define KAMU_CLI_COMMAND_H

#include "base/env.h"

struct workspace;
struct dataset;
struct cli;
struct cli_args;

/* ---- describing a command -------------------------------------------------- */

/* Refuses a value: err's single message is what kamu prints behind "invalid value 'x' for '…': ".
 */
typedef kamu_code (*cli_check)(const char *value, struct kamu_error *err);

enum cli_option_flags {
    CLI_HIDDEN = 1,   /* not in help */
    CLI_REPEAT = 2,   /* may be given several times: counted, or a list of values */
    CLI_REQUIRED = 4, /* must be given */
};

struct cli_option {
    char short_name;           /* 0 = none */
    const char *long_name;     /* the name for lookups; never NULL ("v" when there is only -v) */
    const char *value_name;    /* "FMT"; NULL = a flag */
    const char *help;          /* one sentence without the default and the possible values */
    const char *default_value; /* shown in help and returned by cli_value; NULL = none */
    const char *const *values; /* the possible values, ended by NULL; NULL = any */
    cli_check check;           /* NULL = any text */
    unsigned flags;            /* cli_option_flags */
};

struct cli_positional {
    const char *name; /* "DATASET": for lookups and messages */
    const char *help;
    bool required;
    bool many; /* takes all that follow; the last one only */
    cli_check check;
    const char *const *values; /* possible values, ended by NULL; NULL = any */
};

enum cli_command_flags {
    CLI_COMMAND_HIDDEN = 1, /* not in help and completion */
    CLI_NEEDS_WORKSPACE =
        2, /* "Directory is not a kamu workspace" before run() when there is none */
    CLI_SUBCOMMAND_OPTIONAL = 4 /* has subcommands and a run() of its own (`sql`) */
};

struct cli_command {
    const char *name;
    const char *alias;                /* "rm"; NULL = none */
    const char *summary;              /* one line, no full stop: shown in the list of commands */
    const char *details;              /* further paragraphs of `--help`; NULL = none */
    const char *examples;             /* lines of examples for `--help`; NULL = none */
    unsigned flags;                   /* cli_command_flags */
    const struct cli_option *options; /* ended by long_name == NULL; NULL = none */
    const struct cli_positional *positionals;  /* ended by name == NULL; NULL = none */
    const struct cli_command *const *commands; /* subcommands, ended by NULL; NULL = none */
    /* Exit code: KAMU_OK = 0; else 1, and err is printed (nothing is printed when err has no
     * message: the command has reported itself, see cli_batch_report). Data goes to cli->out only,
     * everything else to cli->err. */
    kamu_code (*run)(struct cli *cli, const struct cli_args *args, struct kamu_error *err);
};

extern const struct cli_command cli_root; /* "kamu": the table in commands.c */

/* ---- reading the arguments (names must be declared; an unknown one is a bug) ---- */

bool cli_flag(const struct cli_args *args, const char *long_name);      /* flag given */
unsigned cli_count(const struct cli_args *args, const char *long_name); /* times given */
bool cli_given(const struct cli_args *args, const char *long_name); /* option given by the user */
/* The value given, else the default, else NULL. */
const char *cli_value(const struct cli_args *args, const char *long_name);
const char *const *cli_values(const struct cli_args *args, const char *long_name, size_t *n);
/* For options whose check is cli_check_u64 / cli_check_usize and which have a default or were
 * given. */
uint64_t cli_value_u64(const struct cli_args *args, const char *long_name);
const char *cli_arg(const struct cli_args *args, const char *positional); /* NULL = not given */
const char *const *cli_arg_list(const struct cli_args *args, const char *positional, size_t *n);

/* ---- checks of values, with kamu's texts (spec/cli.md 3) -------------------- */

kamu_code cli_check_u64(const char *value, struct kamu_error *err);
kamu_code cli_check_records_per_file(const char *value, struct kamu_error *err); /* not 0 */
kamu_code cli_check_time(const char *value, struct kamu_error *err);             /* RFC 3339 */
kamu_code cli_check_dataset_ref(const char *value, struct kamu_error *err);      /* local ref */
kamu_code cli_check_dataset_ref_or_pattern(const char *value, struct kamu_error *err);
kamu_code cli_check_dataset_name(const char *value, struct kamu_error *err);
kamu_code cli_check_dataset_alias(const char *value, struct kamu_error *err);
kamu_code cli_check_any_ref(const char *value, struct kamu_error *err); /* pull */
kamu_code cli_check_push_target(const char *value, struct kamu_error *err);
kamu_code cli_check_remote_ref(const char *value, struct kamu_error *err);
kamu_code cli_check_repo_name(const char *value, struct kamu_error *err);
kamu_code cli_check_url(const char *value, struct kamu_error *err);
kamu_code cli_check_block_hash(const char *value, struct kamu_error *err);

/* The values of --visibility. */
extern const char *const cli_visibilities[];
/* The values of -o for tables: csv json ndjson json-soa json-aoa table parquet. */
extern const char *const cli_table_formats[];
/* The option itself, which cli_output_format reads. */
#define CLI_OPTION_TABLE_FORMAT                                                                    \
    {                                                                                              \
        .short_name = 'o', .long_name = "output-format", .value_name = "FMT",                      \
        .values = cli_table_formats,                                                               \
        .help = "Format of the answer (on a terminal table, else json)"                            \
    }
/* The -o of the command line; else "table" on a terminal and "json" off it. */
const char *cli_output_format(const struct cli *cli, const struct cli_args *args);

/* ---- what a command works with ---------------------------------------------- */

struct cli {
    struct env env;
    FILE *out, *err; /* stdout, stderr: fully buffered, flushed at the end */
    int out_errno;   /* why an early flush of out failed, else 0 */
    bool in_tty, out_tty, err_tty;
    bool color_out, color_err; /* spec/cli.md 2.5 */
    bool quiet, assume_yes, show_stack_trace, trace, metrics;
    unsigned verbosity;          /* how many -v */
    const char *account;         /* --account, NULL = not given */
    const char *program;         /* argv[0] */
    struct workspace *workspace; /* NULL until cli_workspace() */
    struct cli_pager *pager;     /* running, or NULL */
};

/* The workspace of the current directory, opened at the first call and closed by the frame. */
kamu_code cli_workspace(struct cli *cli, struct workspace **out, struct kamu_error *err);

/* After a signal the command ends in its own time (a server that drains); a second one ends it at
 * once. Else it has a few seconds. */
void cli_ends_itself(void);

/* Resolves a local reference ("name", "did:odf:…", "account/name") and opens the dataset; near
 * names are offered in the hint when there is none. The caller closes it with dataset_close. */
kamu_code cli_open_dataset(struct cli *cli, const char *ref, struct dataset **out,
                           struct kamu_error *err);

/* ---- speaking ------------------------------------------------------------------ */

enum cli_style {
    CLI_PLAIN = 0,
    CLI_RED = 1,
    CLI_GREEN = 2,
    CLI_YELLOW = 3,
    CLI_BLUE = 4,
    CLI_MAGENTA = 5,
    CLI_CYAN = 6,
    CLI_BOLD = 16,
    CLI_DIM = 32, /* or-ed to a colour */
};

/* Writes the text to cli->out or cli->err, coloured when that stream is. No newline is added. */
void cli_paint(struct cli *cli, FILE *stream, unsigned style, const char *fmt, ...)
    KAMU_PRINTF(4, 5);
/* One line on stderr. */
void cli_say(struct cli *cli, unsigned style, const char *fmt, ...) KAMU_PRINTF(3, 4);
/* The same, silent with --quiet: init, add, ingest, export, pull and push (spec/cli.md 2.8). */
void cli_status(struct cli *cli, unsigned style, const char *fmt, ...) KAMU_PRINTF(3, 4);

/* "Exported 5 rows", silent with --quiet: export, sql --output-path. */
void cli_say_exported(struct cli *cli, uint64_t rows);

/* Prints the question (text ends without newline) and takes the answer; KAMU_E_CANCELLED
 * "Operation aborted" unless it is yes. */
kamu_code cli_confirm(struct cli *cli, const char *question, struct kamu_error *err);

/* The "Error: …" block (spec/cli.md 2.4) on stderr, with the position beneath. */
void cli_print_error(struct cli *cli, const struct kamu_error *err);

/* Several errors of one command ("Summary of individual errors"). */
struct cli_batch {
    struct cli_batch_entry *entries;
    size_t n;
};
void cli_batch_init(struct cli_batch *b);
void cli_batch_free(struct cli_batch *b);
/* Keeps a copy of `cause` under a context ("Failed to verify x"). */
kamu_code cli_batch_add(struct cli_batch *b, const struct kamu_error *cause, struct kamu_error *err,
                        const char *context_fmt, ...) KAMU_PRINTF(4, 5);
/* Prints summary and entries, then fails with the code of the first entry and no message in err. */
kamu_code cli_batch_report(struct cli *cli, const struct cli_batch *b, struct kamu_error *err,
                           const char *summary_fmt, ...) KAMU_PRINTF(4, 5);

/* On a terminal: sends cli->out through $KAMU_PAGER or $PAGER, when one is set, until the command
 * ends. `title` is shown to the pager where it can (less). Never fails: without a pager nothing
 * happens. */
void cli_page_output(struct cli *cli, const char *title);

/* "1.87 MiB", "512 B" (spec/cli.md 7.1). Returns out. */
#define CLI_SIZE_TEXT_MAX 32
const char *cli_size_text(uint64_t size_bytes, char out[CLI_SIZE_TEXT_MAX]);

#endif
