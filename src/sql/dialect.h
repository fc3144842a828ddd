/*
 * The DataFusion dialect: a query as manifests and `kamu sql` hold it (DataFusion's syntax, names
 * that keep their case, its functions and types; spec/read-formats.md 5) is parsed, bound and
 * typed here, and comes out as DuckDB SQL that yields the same rows, with the names, types and
 * nullability that DataFusion gives to its columns. Nothing here needs DuckDB but
 * dialect_register: a source can be checked when it is added.
 *
 * How rows go in and out of DuckDB (src/sql/engine.h copies them):
 *
 *   names    The columns of every table are named c0, c1, ... in the order of its schema, the
 *            members of a struct m0, m1, ...: DuckDB compares names without case and we do not.
 *            The statement that comes out yields its columns in the order of `schema`; their
 *            names do not matter.
 *   types    A type of ours has one physical type in DuckDB, dialect_duck_type(). Zones,
 *            nullability and what DuckDB has no type for (durations are BIGINT) are known to the
 *            binder alone. The statement must yield exactly the physical types of `schema`; the
 *            engine checks that and refuses to guess.
 *   errors   Whatever the generated SQL or a registered function raises while it runs and is meant
 *            for the user starts with DIALECT_RAISE; the engine cuts DuckDB's own words and that
 *            mark off. What stays is "<class>: <text>" as under `errors` below.
 *   state    TimeZone is UTC, integer_division off, default_null_order NULLS_LAST, threads as the
 *            machine has; no extension is loaded besides those compiled in (core_functions, json,
 *            parquet, icu is not there).
 */
#ifndef KAMU_SQL_DIALECT_H
#define KAMU_SQL_DIALECT_H

#include "columnar/type.h"

/* A table that a query may name. */
struct dialect_table {
    struct col_schema *schema; /* borrowed; lives until the compiled query is dropped */
    /* DuckDB SQL that stands behind FROM and yields the columns c0, c1, ... and maybe others, so
     * never SELECT *: "s1" (a view of a former step) or "kamu_scan(3)". NUL-terminated, borrowed as
     * the schema. */
    const char *relation;
    /* The relation is a call of kamu_scan: before its ")" further named arguments may be put:
     *   bounds := '<column> <op> <value>;...'   with op one of = < <= > >=, columns by index,
     * values of integer, date and timestamp columns as a whole number in the column's unit. Each is
     * a condition that every row the query can use fulfils; the scan leaves out whole slices by it
     * and may give rows that do not fulfil it;
     *   extremes := 1  when min() and max() are all that is asked of its columns. */
    bool takes_bounds;
    /* The primary key of a changelog dataset, for to_table(); n_key == 0: it has none. */
    const struct str *key;
    size_t n_key;
    uint32_t offset_column, op_column; /* for to_table(): indexes into the schema */
};

/* How a query finds its tables. */
struct dialect_catalog {
    /* parts[0..n_parts): the name as it is written, without its quotes, n_parts 1..3
     * ("kamu"."kamu"."x"). KAMU_E_NOT_FOUND when there is none, without a message: the dialect
     * words it ("Error during planning: table 'kamu.kamu.x' not found") and keeps err's hint. */
    kamu_code (*find)(void *ctx, const struct str *parts, size_t n_parts, struct dialect_table *out,
                      struct kamu_error *err);
    void *ctx;
    /* `kamu sql`: to_table(<dataset>) is known, and results may have what no dataset can hold:
     * intervals come out as the texts that arrow prints. */
    bool has_to_table;
    /* What now() and its kin are: the clock of the program, not DuckDB's. Microseconds. */
    int64_t now_us;
};

struct dialect_query {
    const char *sql;           /* one SELECT for DuckDB, NUL-terminated; in the arena */
    struct col_schema *schema; /* one reference, the caller's; duplicate names are refused */
    bool ordered;              /* the outermost query has an ORDER BY */
};

/* `query` is one statement, a closing ";" is fine; anything but a query is refused.
 *
 * errors: KAMU_E_INPUT with one message "<class>: <text>", the class as DataFusion has it ("SQL
 * error", "Schema error", "Error during planning", "This feature is not implemented", "Execution
 * error", "Arrow error: Cast error"); err->at.line and .column are the place in `query`, from 1
 * (columns count characters), and err->at.excerpt the offending text. A query that DataFusion runs
 * and DuckDB cannot answer equally is KAMU_E_UNSUPPORTED, with position and hint. */
kamu_code dialect_compile(struct str query, const struct dialect_catalog *catalog,
                          struct arena *arena, struct dialect_query *out, struct kamu_error *err);

/* Syntax alone, for queries over columns that are not known yet (no schema declared). */
kamu_code dialect_check_syntax(struct str query, struct kamu_error *err);

/* How many bytes of `text` make up its first statement with its closing ";", outside of quotes and
 * comments; 0 when none is closed yet (the SQL shell reads on). */
size_t dialect_statement_end(struct str text);

#define DIALECT_RAISE "kamu: "
#define DIALECT_DUCK_TYPE_MAX 64

/* The physical type: BOOLEAN, TINYINT .. UBIGINT, FLOAT (of Float16 too), DOUBLE, DECIMAL(p,s) with
 * p <= 38 and s >= 0, VARCHAR, BLOB, DATE, TIME (Time32 and Time64 in microseconds), TIME_NS,
 * TIMESTAMP_S, TIMESTAMP_MS, TIMESTAMP, TIMESTAMP_NS by unit whatever the zone, BIGINT for
 * durations, T[], T[n], STRUCT(m0 T, m1 U), MAP(K, V); "NULL" for Null.
 * Appends to `out`. KAMU_E_UNSUPPORTED for wider decimals. */
kamu_code dialect_duck_type(const struct col_type *type, struct buf *out, struct kamu_error *err);

/* The functions that the generated SQL calls, registered with one connection; `db` is the loaded
 * library and connection of src/sql/duckdb.h. */
struct duckdb;
kamu_code dialect_register(const struct duckdb *db, struct kamu_error *err);

#endif
