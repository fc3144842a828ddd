/*
 * One query of `kamu sql` over the datasets of the workspace, from its text to its rows.
 *
 * Only the datasets that it names are opened, each once, as they are at that moment.
 */
#ifndef KAMU_CLI_SQL_RUN_H
#define KAMU_CLI_SQL_RUN_H

#include "cli/command.h"
#include "columnar/batch.h"

enum sql_dialect { SQL_DATAFUSION, SQL_DUCKDB };

struct sql_run;

/* Errors of the query are KAMU_E_INPUT with the chain of messages that kamu prints. */
kamu_code sql_run_open(struct cli *cli, enum sql_dialect dialect, struct str query,
                       struct sql_run **out, struct kamu_error *err);
struct col_schema *sql_run_schema(const struct sql_run *r); /* borrowed */
kamu_code sql_run_next(struct sql_run *r, struct batch **out, struct kamu_error *err);
void sql_run_close(struct sql_run *r); /* NULL is fine */

#endif
