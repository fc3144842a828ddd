/*
 * Queries that users write in DuckDB's own dialect (`engine: duckdb`): what is in them, before they
 * run. The engine is shut off from files and network anyway; this also keeps them from DuckDB's
 * settings and catalogs, and says where the fault is.
 */
#ifndef KAMU_SQL_DUCK_QUERY_H
#define KAMU_SQL_DUCK_QUERY_H

#include "sql/engine.h"

/* `sql` must be one SELECT; KAMU_E_INPUT with line and column otherwise, and for functions and
 * tables that tell or reach more than the rows at hand. `table` (may be NULL) is called for each
 * table that is named, the names of WITH clauses too. */
kamu_code duck_query_check(struct engine *e, struct str sql,
                           kamu_code (*table)(void *ctx, struct str name, struct kamu_error *err),
                           void *ctx, struct kamu_error *err);

/* Byte `at` of the text as line and column, both from 1, columns in characters. */
void text_position(struct str text, size_t at, uint64_t *line, uint64_t *column);

#endif
