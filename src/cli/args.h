/*
 * The argument parser and what it prints: parse errors, usage lines, help.
 * Commands see only command.h.
 */
#ifndef KAMU_CLI_ARGS_H
#define KAMU_CLI_ARGS_H

#include "cli/command.h"

#define CLI_DEPTH_MAX 6 /* kamu repo alias add */

struct cli_slot {
    const struct cli_option *option;
    unsigned count;      /* times given */
    const char **values; /* those given; borrowed from argv */
    size_t n;
    uint32_t order; /* when first given, from 1; for usage lines */
};

struct cli_positional_slot {
    const struct cli_positional *positional;
    const char **values;
    size_t n;
};

struct cli_args {
    const struct cli_command *path[CLI_DEPTH_MAX]; /* path[0] = root */
    size_t depth;                                  /* of path */
    struct cli_slot *slots;                        /* the options of all of path, root first */
    size_t slot_n;
    struct cli_positional_slot *positionals; /* of the last command */
    size_t positional_n;
    uint32_t given_n;
};

enum cli_parse_result {
    CLI_PARSE_RUN,   /* args are complete */
    CLI_PARSE_DONE,  /* help or version was printed to out: exit 0 */
    CLI_PARSE_WRONG, /* the reason was printed to err: exit 2 */
    CLI_PARSE_NOMEM,
};

/* Where the parser may write, and whether in colour. */
struct cli_printer {
    FILE *out, *err;
    bool color_out, color_err;
};

enum cli_parse_result cli_parse(const struct cli_command *root, int argc, char *const argv[],
                                const struct cli_printer *pr, struct cli_args *args);
void cli_args_free(struct cli_args *args);
const struct cli_command *cli_args_command(const struct cli_args *args); /* the last of path */

/* ---- usage.c ---- */

/* "kamu repo alias add" */
void usage_print_path(FILE *f, const struct cli_command *const *path, size_t depth);
/* "Usage: kamu tail [OPTIONS] <DATASET>" and a newline. The short form names the required arguments
 * and those given in `used` (of the same command; not NULL then); `extra` is one more option to
 * show as given. */
enum usage_form { USAGE_FULL, USAGE_SHORT_IF_GIVEN, USAGE_SHORT };
void usage_print(FILE *f, bool color, const struct cli_command *const *path, size_t depth,
                 enum usage_form form, const struct cli_args *used, const struct cli_option *extra);
/* The whole help; `full` adds details, defaults on own lines and examples. */
void help_print(FILE *f, bool color, const struct cli_command *const *path, size_t depth,
                bool full);
/* "--output-format <FMT>", "-v...", "--wide..." */
void usage_print_option(FILE *f, const struct cli_option *o);
/* "<DATASET>", "[FILE]..." ; given: an optional one is written as if required */
void usage_print_positional(FILE *f, const struct cli_positional *p, bool given);

/* ---- suggest.c ---- */

/* Similarity of two words, 0..1 (Jaro). */
double suggest_jaro(const char *a, const char *b);
#define SUGGEST_MIN 0.7
struct suggestions {
    const char *words[8];
    double scores[8];
    size_t n; /* ascending scores, the best is the last */
};
void suggest_try(struct suggestions *s, const char *word, const char *candidate);

#endif
