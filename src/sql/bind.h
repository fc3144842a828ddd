/*
 * Inside the binder: names are resolved, expressions get DataFusion's types, and what comes out is
 * DuckDB SQL as ropes. Everything lives in the arena of the query.
 */
#ifndef KAMU_SQL_BIND_H
#define KAMU_SQL_BIND_H

#include "sql/ast.h"
#include "sql/dialect.h"
#include "sql/rope.h"

/* Interval(MonthDayNano): DataFusion's, never a column of a result. */
#define SQL_KIND_INTERVAL ((enum col_kind)(COL_MAP + 1))

/* What json_get() and -> give: a member that has no type yet. `sql` is the text that it is in. */
#define SQL_KIND_JSON ((enum col_kind)(COL_MAP + 2))

/* A bound expression. */
struct value {
    struct col_type type;
    bool nullable;
    bool literal; /* a constant without columns: may be folded by the rules that ask for one */
    const struct rope *sql;
    const struct sql_expr *expr; /* where it stands */
    const struct rope *path;     /* of SQL_KIND_JSON: the way to the member (native_json.c) */
};

/* A call of kamu_scan in the FROM clause, t<alias>. */
struct scan {
    const char *call;    /* "kamu_scan(3" */
    struct rope *bounds; /* what stands behind its first argument, filled by bind_bounds */
    unsigned alias;
};

struct column {
    struct str table; /* alias or name of its table; absent: none */
    struct str name;
    struct col_type type;
    bool nullable;
    bool hidden; /* the other half of a USING column: found by its table only */
    const struct rope *sql;
    struct scan *scan; /* where sql is t<alias>.c<scan_column>, or NULL */
    uint32_t scan_column;
};

struct cte {
    struct cte *next;
    struct str name;
    struct column *columns;
    size_t n_columns;
    const char *relation; /* "w3" */
};

struct aggregate { /* a call that the grouping query computes */
    const struct rope *sql;
    struct col_type type;
    bool nullable;
    /* count(*); min() or max() of a column of a scan, which its statistics may know */
    enum { AGGREGATE_OTHER, AGGREGATE_ROWS, AGGREGATE_EXTREME } use;
};

/* GROUP BY: expressions outside of aggregates are made of its keys. */
struct grouping {
    struct scope *input;
    const struct sql_expr **keys;
    struct value *key_values;
    size_t n_keys;
    struct aggregate *aggregates;
    size_t n_aggregates, cap_aggregates;
    unsigned alias; /* of the grouping query: g7.k0, g7.a0 */
};

struct scope {
    struct scope *outer;
    struct column *columns;
    size_t n_columns;
    struct grouping *group;          /* NULL: not grouped */
    const struct sql_select *select; /* for WINDOW names; NULL elsewhere */
    const char *no_aggregates; /* the clause in which there are none: "WHERE", "an aggregate" */
    const char *no_windows;
    bool json_fits; /* the expression may be a member of a JSON text without a type */
    enum { ALIAS_NONE, ALIAS_LAST, ALIAS_FIRST } aliases; /* of the SELECT list, as names */
};

struct binder {
    struct arena *arena;
    struct str text;
    const struct dialect_catalog *catalog;
    struct kamu_error *err;
    struct cte *ctes; /* in sight, the nearest first */
    unsigned depth, next_alias;
    bool volatile_seen;
};

/* A bound query: SQL whose columns are named c0, c1, ... */
struct relation {
    const struct rope *sql;
    struct column *columns; /* name, type, nullable, table (for qualified output) */
    size_t n_columns;
    bool ordered;
};

/* ---- errors (never KAMU_OK) --------------------------------------------------------- */

kamu_code bind_fail(struct binder *b, const struct sql_expr *e, const char *fmt, ...)
    KAMU_PRINTF(3, 4); /* Error during planning: ... */
/* DataFusion has it, we do not: KAMU_E_UNSUPPORTED with a hint (may be NULL). */
kamu_code bind_refuse(struct binder *b, const struct sql_expr *e, const char *hint, const char *fmt,
                      ...) KAMU_PRINTF(4, 5);
kamu_code bind_nomem(struct binder *b);
kamu_code bind_enter(struct binder *b, uint32_t at);

/* ---- types (type.c) ------------------------------------------------------------------- */

struct col_type sql_type(enum col_kind kind);
struct col_type sql_timestamp(enum col_unit unit, const char *timezone);
struct col_type sql_decimal(int precision, int scale);
/* NULL without memory. */
const struct col_type *sql_list_of(struct binder *b, struct col_type item, struct col_type *out);
bool sql_is_integer(const struct col_type *t);
bool sql_is_signed(const struct col_type *t);
bool sql_is_float(const struct col_type *t);
bool sql_is_decimal(const struct col_type *t);
bool sql_is_numeric(const struct col_type *t);
bool sql_is_temporal(const struct col_type *t); /* date or timestamp */
bool sql_is_utc(const struct col_type *t);      /* a timestamp without zone or in UTC */
bool sql_type_same(const struct col_type *a, const struct col_type *b); /* but for nullability */
const char *sql_unit_suffix(enum col_unit unit);                        /* "s", "ms", "us", "ns" */
int64_t sql_unit_per_second(enum col_unit unit);
struct str sql_type_text(struct binder *b, const struct col_type *t); /* for messages */
kamu_code sql_named_type(struct binder *b, const struct sql_type_name *name, struct col_type *out);
const struct rope *sql_duck_type(struct binder *b, const struct col_type *t);

/* Common types; false: there is none. */
bool sql_arithmetic_type(const struct col_type *l, const struct col_type *r, struct col_type *out);
bool sql_compare_type(const struct col_type *l, const struct col_type *r, struct col_type *out);
/* Of CASE branches, UNION, VALUES, lists (text wins); of coalesce and its kin (numbers win). */
bool sql_union_type(const struct col_type *l, const struct col_type *r, struct col_type *out);
bool sql_coalesce_type(const struct col_type *l, const struct col_type *r, struct col_type *out);

/* ---- casts (cast.c) ------------------------------------------------------------------------ */

/* v as `to`, by arrow's rules; the type of *v is then `to`. Sets the error when impossible. */
kamu_code bind_cast(struct binder *b, struct value *v, const struct col_type *to, bool try_);
bool sql_can_cast(const struct col_type *from, const struct col_type *to);

/* ---- expressions ---------------------------------------------------------------------------- */

kamu_code bind_expr(struct binder *b, struct scope *s, const struct sql_expr *e, struct value *out);
/* Fills *out; without `sql` there was no memory for it. */
kamu_code bind_done(struct binder *b, const struct sql_expr *e, struct col_type type, bool nullable,
                    const struct rope *sql, struct value *out);
kamu_code bind_column(struct binder *b, struct scope *s, const struct sql_expr *e,
                      struct value *out);
kamu_code bind_bool(struct binder *b, struct scope *s, const struct sql_expr *e, const char *clause,
                    struct value *out);
/* An operand that may be a member of a JSON text without a type. */
kamu_code bind_json_operand(struct binder *b, struct scope *s, const struct sql_expr *e,
                            struct value *out);
kamu_code bind_list(struct binder *b, struct scope *s, struct sql_expr *const *args, size_t n,
                    struct value **out);
kamu_code bind_binary(struct binder *b, const struct sql_expr *e, const char *op, struct value *l,
                      struct value *r, struct value *out);
kamu_code bind_compare(struct binder *b, const struct sql_expr *e, const char *op, struct value *l,
                       struct value *r, struct value *out);
/* A member of a JSON text as `to`: json_get_str() and its kin. */
kamu_code bind_json_cast(struct binder *b, struct value *v, const struct col_type *to);
/* -> and ->> */
kamu_code bind_json_operator(struct binder *b, const struct sql_expr *e, const char *op,
                             struct value *args, struct value *out);
/* A regular expression as DuckDB's engine reads it: \\d and its kin mean all of Unicode. */
kamu_code bind_pattern(struct binder *b, struct value *v);
/* Can it fit a text of no characters? In doubt yes. (pattern.c) */
bool bind_pattern_may_be_empty(struct str pattern);
kamu_code bind_call(struct binder *b, struct scope *s, const struct sql_expr *e, struct value *out);
kamu_code bind_aggregate(struct binder *b, struct scope *s, const struct sql_expr *e,
                         struct value *out);
/* bind_percentile.c: percentile_cont(x, p), percentile_cont(p) WITHIN GROUP (ORDER BY x), and
 * median(x) of what DuckDB's own is not equal for. `in`: the rows that are grouped. */
kamu_code bind_percentile(struct binder *b, struct scope *in, const struct sql_expr *e, bool median,
                          struct col_type *type, const struct rope **out);
kamu_code bind_interval(struct binder *b, const struct sql_expr *e, struct value *out);
/* Of a literal. */
kamu_code bind_interval_parts(struct binder *b, const struct sql_expr *e, int64_t *months,
                              int64_t *days, int64_t *micros);
kamu_code bind_member(struct binder *b, const struct sql_expr *e, const struct value *v,
                      struct str name, struct value *out);
kamu_code bind_index(struct binder *b, const struct sql_expr *e, struct value *args, size_t n,
                     struct value *out);
/* Of a list of keys and a list of values. */
kamu_code bind_make_map(struct binder *b, const struct sql_expr *e, const struct value *keys,
                        const struct value *values, struct value *out);
kamu_code bind_make_array(struct binder *b, const struct sql_expr *e, struct value *args, size_t n,
                          struct value *out);
/* Keys and values by turns. */
kamu_code bind_make_struct(struct binder *b, const struct sql_expr *e, const struct str *names,
                           struct value *values, size_t n, struct value *out);
/* Casts all to one type by `rule`. */
kamu_code bind_unify(struct binder *b, const struct sql_expr *e, struct value *v, size_t n,
                     bool (*rule)(const struct col_type *, const struct col_type *,
                                  struct col_type *),
                     const char *what);
/* The expression of the SELECT list with this alias. */
const struct sql_expr *bind_alias(const struct scope *s, struct str name);
bool bind_has_column(const struct scope *s, struct str name);
/* The column that a name stands for; *rest: how many of its parts are members of a struct. */
kamu_code bind_name(struct binder *b, struct scope *s, const struct sql_expr *e,
                    const struct column **out, struct scope **found, size_t *rest);
bool sql_is_aggregate(const struct sql_expr *e); /* a call of one, not over a window */
bool sql_has_aggregate(const struct sql_expr *e);
bool sql_expr_eq(const struct sql_expr *a, const struct sql_expr *b);
/* A text literal. */
bool sql_literal_text(const struct value *v, struct str *out);
bool sql_literal_int(const struct sql_expr *e, int64_t *out);

/* bind_bounds.c: tells the scans of `s` what the WHERE clause, which is bound already, asks of
 * them.
 */
void bind_bounds(struct binder *b, struct scope *s, const struct sql_expr *where);
/* The scan that a column comes straight from; NULL: it is computed, or of another query. */
struct scan *bind_scan_of(struct binder *b, struct scope *s, const struct sql_expr *e,
                          const struct column **column);

/* ---- names of columns without alias (display.c) -----------------------------------------------
 */

kamu_code bind_display(struct binder *b, struct scope *s, const struct sql_expr *e,
                       struct str *out);

/* ---- queries
 * ------------------------------------------------------------------------------------- */

kamu_code bind_query(struct binder *b, const struct sql_query *q, struct scope *outer,
                     struct relation *out);
kamu_code bind_select(struct binder *b, const struct sql_query *q, const struct sql_select *s,
                      struct scope *outer, struct relation *out);
/* Fills s->columns and the text behind FROM. */
kamu_code bind_from(struct binder *b, const struct sql_table_ref *t, struct scope *s,
                    const struct rope **sql);
/* Adds columns; their names are the list's when there is one. */
kamu_code bind_add_columns(struct binder *b, struct scope *s, const struct column *columns,
                           size_t n);
kamu_code bind_order(struct binder *b, struct scope *s, const struct sql_order *order, size_t n,
                     const struct rope **out); /* ORDER BY of windows and aggregates */

#endif
