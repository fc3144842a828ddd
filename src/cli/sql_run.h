/* One query of `kamu sql` over the datasets of the workspace: an engine of its own, and
 * sql/dataset_query.h. */
#ifndef KAMU_CLI_SQL_RUN_H
#define KAMU_CLI_SQL_RUN_H

#include "cli/command.h"
#include "sql/dataset_query.h"

struct sql_run;

/* Errors of the query are KAMU_E_INPUT with the chain of messages that kamu prints. */
kamu_code sql_run_open(struct cli *cli, enum sql_dialect dialect, struct str query,
                       struct sql_run **out, struct kamu_error *err);
struct col_schema *sql_run_schema(const struct sql_run *r); /* borrowed */
kamu_code sql_run_next(struct sql_run *r, struct batch **out, struct kamu_error *err);
void sql_run_close(struct sql_run *r); /* NULL is fine */

#endif
