/*
 * The SQL shell of `kamu sql` (spec/cli.md 6.5): statements, each ended by a ';', from a terminal
 * or a pipe, and commands that start with '\'. Results go to stdout as tables of at most 40 rows,
 * or in the format that \pset asks for; errors to stderr, and the shell goes on.
 */
#ifndef KAMU_CLI_SQL_SHELL_H
#define KAMU_CLI_SQL_SHELL_H

#include "cli/sql_run.h"

/* Reads stdin until its end or \q. */
kamu_code sql_shell(struct cli *cli, enum sql_dialect dialect, struct kamu_error *err);

/* The statements of a file, the result of each in `format`; stops at the first error, which names
 * the place in the file. A last statement needs no ';'. */
kamu_code sql_script(struct cli *cli, enum sql_dialect dialect, const char *path,
                     const char *format, struct kamu_error *err);

/* All rows of the query in an output format, as `kamu sql -c`. */
kamu_code sql_print(struct cli *cli, enum sql_dialect dialect, struct str query, const char *format,
                    struct kamu_error *err);

#endif
