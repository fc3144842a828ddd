/*
 * The tables of the SQL shell: +---+ borders, all columns to the left, at most so many rows. What
 * is beyond them is counted, not kept.
 */
#ifndef KAMU_CLI_SQL_TABLE_H
#define KAMU_CLI_SQL_TABLE_H

#include "columnar/batch.h"

struct sql_table;
/* rows_max 0 = no limit. Takes a reference of the schema. */
kamu_code sql_table_open(struct col_schema *schema, uint64_t rows_max, struct sql_table **out,
                         struct kamu_error *err);
kamu_code sql_table_add(struct sql_table *t, const struct batch *b, struct kamu_error *err);
uint64_t sql_table_rows(const struct sql_table *t); /* all that were added */
/* The whole table as text, with its last line end; nothing for a result without columns. */
kamu_code sql_table_print(struct sql_table *t, struct buf *out, struct kamu_error *err);
void sql_table_free(struct sql_table *t); /* NULL is fine */

#endif
