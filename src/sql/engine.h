/*
 * The engine: one DuckDB in memory for the queries of one command or one push.
 *
 * What it may touch is closed off before the first query: no file, no network, no extension, no
 * setting; rows come from sources that were given to it and from nothing else. A query is one
 * SELECT. Memory, threads and time are limited; what does not fit into memory is spilled into
 * temp_dir when there is one. Two gaps are DuckDB's: it cannot be interrupted while it plans a
 * query or while one function works on one batch of rows, and what that function allocates (range
 * of billions as a list) is not in the memory limit. A second Ctrl-C, or two seconds after the
 * first, ends the program there, too.
 *
 *     engine_open → engine_add_source → engine_prepare → engine_next … → engine_query_free →
 * engine_close
 *
 * Rows are pulled: nothing runs until engine_next asks, a source is read only as far as the query
 * wants, and a query without sorting, grouping or joins holds a few batches at a time. With
 * threads == 1 everything, the sources' functions included, runs in the calling thread.
 *
 * An engine and its queries belong to one thread at a time; one query runs at a time.
 */
#ifndef KAMU_SQL_ENGINE_H
#define KAMU_SQL_ENGINE_H

#include "base/env.h"
#include "columnar/batch.h"
#include "sql/duckdb.h"

struct engine;
struct engine_query;

struct engine_options {
    /* What $KAMU_SQL_MEMORY (MiB) and $KAMU_SQL_TIMEOUT (seconds) do not set. */
    uint64_t memory_max_bytes; /* 0 = ENGINE_MEMORY_MAX */
    unsigned threads;          /* 0 = as many as the program may use */
    uint64_t time_max_ms;      /* of one query, its sources and the reader of its rows; 0 = none */
    /* Must exist; NULL, or one that cannot be written = what does not fit is an error. The engine
     * makes a directory of its own in it, `.pending-<random>/` with a locked `.lock`, which goes
     * with the engine, or by `system gc` when the process was killed. */
    const char *temp_dir;
};
#define ENGINE_MEMORY_MAX ((uint64_t)1 << 30)
/* What a query may spill. */
#define ENGINE_SPILL_MAX ((uint64_t)64 << 30)

/* KAMU_E_UNSUPPORTED without a usable library (duckdb.h). Costs about 20 ms. */
kamu_code engine_open(struct env *env, const struct engine_options *options, struct engine **out,
                      struct kamu_error *err);
void engine_close(struct engine *e); /* after its queries; NULL is fine */
/* For the next query, after the one before was freed: its sources are forgotten. */
void engine_reset(struct engine *e);
/* Asked some times a second, in a thread of the engine, while a query is at work: true ends the
 * query with KAMU_E_CANCELLED. Until engine_reset. */
void engine_watch(struct engine *e, bool (*gone)(void *ctx), void *ctx);
const struct duckdb *engine_duckdb(const struct engine *e);

/* ---- sources ----------------------------------------------------------------------------- */

/* Rows that a query cannot use, by one column: everything that does not fulfil `column op value`.
 * The value counts in the column's own unit. A source may use it or not. */
enum scan_op { SCAN_EQ, SCAN_LT, SCAN_LE, SCAN_GT, SCAN_GE };
struct scan_bound {
    uint32_t column;
    enum scan_op op;
    int64_t value;
};

/* What one reading of a source has to give. */
struct scan_request {
    struct col_schema *schema; /* of the batches: the columns wanted, in this order; may be empty */
    const uint32_t *columns;   /* their indexes in the source's schema */
    uint32_t n_columns;
    const struct scan_bound *bounds;
    uint32_t n_bounds;
    /* Only the least and the greatest value of each column are wanted: rows may be left out, and
     * made up, as long as these two stay. A source may do so or not. */
    bool extremes;
};

/* A query that names a source twice reads it twice, maybe at the same time. */
struct engine_source {
    struct col_schema *schema; /* of everything that it has; gets a reference */
    uint64_t rows;             /* about, for the planner; UINT64_MAX = unknown */
    /* Named as in the schema, members of structs too; else c0, c1, ..., m0, m1, ... */
    bool own_names;
    unsigned workers_max; /* how many threads may read at once; <= 1: just one, in order */
    void *ctx;
    /* Called in any thread, but for one scan at a time, of all sources. request lives as long as
     * the scan */
    kamu_code (*scan_open)(void *ctx, const struct scan_request *request, void **scan,
                           struct kamu_error *err);
    /* One for each thread. */
    kamu_code (*worker_open)(void *scan, void **worker, struct kamu_error *err);
    /* Batches in request->schema; *out = NULL at the end. Any length up to INT32_MAX when the
     * request has no columns. */
    kamu_code (*worker_next)(void *worker, struct batch **out, struct kamu_error *err);
    void (*worker_close)(void *worker);
    void (*scan_close)(void *scan);
};

/* In SQL the source is kamu_scan(*id): its columns behind one that means nothing, so name them. */
kamu_code engine_add_source(struct engine *e, const struct engine_source *source, uint32_t *id,
                            struct kamu_error *err);
/* How often the query prepared last reads the source. */
uint32_t engine_source_uses(const struct engine *e, uint32_t id);

/* ---- queries ------------------------------------------------------------------------------ */

/* Runs a statement of ours (never a user's) that has no rows: CREATE TEMP VIEW. */
kamu_code engine_run(struct engine *e, const char *sql, struct kamu_error *err);

/* `sql` must be one SELECT (KAMU_E_INPUT otherwise). `schema`: what the columns must be, by
 * position; names and nullability are taken from it, a physical type that differs is KAMU_E_BUG.
 * NULL: names and types as DuckDB has them, everything nullable; KAMU_E_UNSUPPORTED for a type that
 * has no counterpart. Errors of DuckDB are KAMU_E_INPUT, with line and column when it told them. */
kamu_code engine_prepare(struct engine *e, const char *sql, struct col_schema *schema,
                         struct engine_query **out, struct kamu_error *err);
struct col_schema *engine_query_schema(const struct engine_query *q); /* borrowed */
/* *out = NULL at the end. A null in a column that must not have one is KAMU_E_INPUT; an error of a
 * source is returned as it is; a time or memory limit KAMU_E_LIMIT; KAMU_E_CANCELLED. */
kamu_code engine_next(struct engine_query *q, struct batch **out, struct kamu_error *err);
void engine_query_free(struct engine_query *q); /* NULL is fine */

/* "a" -> "\"a\"", quotes doubled: a name in SQL; '...' for a text. Appends. */
kamu_code sql_quote_name(struct str name, struct buf *out, struct kamu_error *err);
kamu_code sql_quote_text(struct str text, struct buf *out, struct kamu_error *err);

#endif
