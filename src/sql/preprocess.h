/*
 * Preprocess: what the queries of a push source make of its input (spec/read-formats.md 5).
 *
 * The input is the table `input`; each step with an alias is a table for those behind it; the last
 * step is the result, streamed. `engine: datafusion` goes through the dialect (dialect.h),
 * `engine: duckdb` is DuckDB's own SQL. Other engines run in containers, which we do not start:
 * KAMU_E_UNSUPPORTED, and so where DuckDB is not installed.
 *
 * Errors of a query are KAMU_E_INPUT: "Engine error", "Invalid query: <class>: <text>", with
 * err->at.input "preprocess" or "preprocess step 'x'", line and column in that query.
 */
#ifndef KAMU_SQL_PREPROCESS_H
#define KAMU_SQL_PREPROCESS_H

#include "odf/event.h"
#include "sql/engine.h"

/* Checks the queries without running anything, as far as it can be done: engine, aliases, syntax,
 * and with `input` (the columns that the source declares; else NULL) names and types. *out (may be
 * NULL) = the columns of the result, one reference, NULL when they are not known. DuckDB's own SQL
 * is looked at where there is a DuckDB. `sql` is a transform that is not absent. */
kamu_code preprocess_check(struct env *env, const struct odf_transform *sql,
                           struct col_schema *input, struct col_schema **out,
                           struct kamu_error *err);

/* Is its engine one that runs here (datafusion, duckdb)? */
bool preprocess_runs_here(const struct odf_transform *sql);

struct preprocess;
struct preprocess_options {
    const struct odf_transform *sql;
    struct engine_source input; /* own_names and workers_max are ours to set */
    struct instant now;         /* what now() is */
    const char *temp_dir;       /* for what does not fit into memory */
};

/* Compiles and prepares. The input is not read before preprocess_next. Strings of the transform
 * must outlive it. */
kamu_code preprocess_open(struct env *env, const struct preprocess_options *options,
                          struct preprocess **out, struct kamu_error *err);
/* How often the input is going to be read. */
uint32_t preprocess_input_uses(const struct preprocess *p);
struct col_schema *preprocess_schema(const struct preprocess *p); /* borrowed */
/* *out = NULL at the end. Runs, the input's functions included, in the calling thread. */
kamu_code preprocess_next(struct preprocess *p, struct batch **out, struct kamu_error *err);
void preprocess_close(struct preprocess *p); /* NULL is fine */

#endif
