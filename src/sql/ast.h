/*
 * The tree of one SQL query: what the parser makes and the binder reads.
 *
 * Everything lives in one arena. Positions are byte offsets into the query's text
 * (sql_position turns them into line and column). Names are as written, without
 * their quotes; keywords are compared without case, names with it.
 */
#ifndef KAMU_SQL_AST_H
#define KAMU_SQL_AST_H

#include "base/mem.h"

#define SQL_TEXT_MAX ((size_t)256 << 10) /* bytes of one query */
#define SQL_DEPTH_MAX 128                /* nesting of expressions, queries and joins */
#define SQL_ITEMS_MAX 4096               /* entries of one list */

/* ---- tokens --------------------------------------------------------------- */

enum sql_token_kind {
    SQL_T_END,
    SQL_T_WORD,   /* bare name or keyword */
    SQL_T_QUOTED, /* "name" or `name` */
    SQL_T_NUMBER, /* 1, 1.5, .5, 1e9 */
    SQL_T_STRING, /* 'text', E'text', $$text$$ */
    SQL_T_HEX,    /* x'00ff' */
    SQL_T_OP      /* everything else; text is the operator */
};

struct sql_token {
    enum sql_token_kind kind;
    uint32_t at, end; /* bytes of the text */
    uint32_t close;   /* of "(": the index of its ")"; 0 when there is none */
    struct str text;  /* unquoted, escapes resolved */
};

/* ---- expressions ------------------------------------------------------------ */

enum sql_expr_kind {
    SQL_COLUMN,   /* a, a.b, a.b.c: parts */
    SQL_NUMBER,   /* name = digits as written */
    SQL_STRING,   /* name = text */
    SQL_HEX,      /* name = hexadecimal digits */
    SQL_BOOL,     /* flag */
    SQL_NULL,     /* */
    SQL_TYPED,    /* DATE '...': type, name = text */
    SQL_INTERVAL, /* args[0] = value (or none: name), unit = leading field or empty */
    SQL_UNARY,    /* op "-", "+", "not"; args[0] */
    SQL_BINARY,   /* op; args[0], args[1] */
    SQL_CAST,     /* args[0], type; flag = TRY_CAST */
    SQL_CASE,     /* subject (may be NULL), args = when, then, when, then ...; otherwise */
    SQL_CALL,     /* name, args, call */
    SQL_BETWEEN,  /* args[0], args[1], args[2]; negated */
    SQL_IN,       /* args[0] in args[1..] or query; negated */
    SQL_EXISTS,   /* query; negated */
    SQL_SUBQUERY, /* query: scalar */
    SQL_LIKE,     /* args[0] like args[1]; op "like", "ilike", "similar"; escape = name; negated */
    SQL_IS,       /* args[0]; op "null", "true", "false", "unknown"; negated */
    SQL_DISTINCT, /* args[0] IS [NOT] DISTINCT FROM args[1]; negated = NOT */
    SQL_INDEX,    /* args[0][args[1]] */
    SQL_SLICE,    /* args[0][args[1]:args[2]:args[3]]; absent ones are NULL */
    SQL_FIELD,    /* args[0].name */
    SQL_ARRAY,    /* [args...] */
    SQL_OBJECT,   /* {'key': value, ...}: args = key, value, ... */
    SQL_TUPLE,    /* (a, b) */
    SQL_EXTRACT,  /* unit, args[0] */
    SQL_ZONE,     /* args[0] AT TIME ZONE args[1] */
    SQL_WILDCARD  /* the star of count(*) */
};

struct sql_expr;
struct sql_query;

struct sql_type_name {
    uint32_t at, end;
    struct str name; /* lower case, words joined by one blank: "double precision" */
    int64_t args[2]; /* precision, scale */
    unsigned n_args;
    struct sql_type_name *item; /* list */
    struct sql_type_name **members;
    struct str *member_names; /* struct */
    size_t n_members;
};

struct sql_order {
    struct sql_expr *expr;
    bool descending, nulls_given, nulls_first;
};

enum sql_frame_unit { SQL_FRAME_NONE, SQL_FRAME_ROWS, SQL_FRAME_RANGE, SQL_FRAME_GROUPS };
enum sql_bound_kind { SQL_BOUND_CURRENT, SQL_BOUND_PRECEDING, SQL_BOUND_FOLLOWING };
struct sql_bound {
    enum sql_bound_kind kind;
    struct sql_expr *offset; /* NULL = unbounded (not for CURRENT ROW) */
};

struct sql_window {
    uint32_t at;
    struct str base; /* name of a window of the WINDOW clause, or absent */
    struct sql_expr **partition;
    size_t n_partition;
    struct sql_order *order;
    size_t n_order;
    enum sql_frame_unit unit;
    struct sql_bound from, to;
};

struct sql_call {
    bool distinct;
    struct sql_order *order; /* ORDER BY inside the call, or WITHIN GROUP */
    size_t n_order;
    bool within_group;
    struct sql_expr *filter;
    int nulls; /* 0 not said, 1 IGNORE NULLS, 2 RESPECT NULLS */
    struct sql_window *over;
};

struct sql_expr {
    enum sql_expr_kind kind;
    uint32_t at, end; /* bytes of the text */
    bool flag, negated;
    const char *op; /* static text */
    struct str name;
    struct str unit;
    struct str *parts;
    size_t n_parts;
    struct sql_expr **args;
    size_t n_args;
    struct sql_expr *subject, *otherwise;
    struct sql_type_name *type;
    struct sql_call *call;
    struct sql_query *query;
};

/* ---- queries ------------------------------------------------------------------ */

struct sql_item { /* of a SELECT list */
    uint32_t at, end;
    struct sql_expr *expr; /* NULL: a wildcard */
    struct str *qualifier; /* of t.*: its parts */
    size_t n_qualifier;
    struct str alias;   /* absent: none */
    struct str *except; /* * EXCEPT (a, b) */
    size_t n_except;
    struct sql_item *replace; /* * REPLACE (expr AS a) */
    size_t n_replace;
};

enum sql_table_kind {
    SQL_TABLE_NAME,
    SQL_TABLE_QUERY,
    SQL_TABLE_JOIN,
    SQL_TABLE_UNNEST,
    SQL_TABLE_CALL
};
enum sql_join_kind {
    SQL_JOIN_INNER,
    SQL_JOIN_LEFT,
    SQL_JOIN_RIGHT,
    SQL_JOIN_FULL,
    SQL_JOIN_CROSS,
    SQL_JOIN_SEMI, /* LEFT SEMI */
    SQL_JOIN_ANTI, /* LEFT ANTI */
    SQL_JOIN_RIGHT_SEMI,
    SQL_JOIN_RIGHT_ANTI
};

struct sql_table_ref {
    enum sql_table_kind kind;
    uint32_t at, end;
    struct str *parts; /* name; one part for a call */
    size_t n_parts;
    struct sql_query *query;
    bool lateral, ordinality;
    struct sql_expr **args; /* UNNEST(args), f(args) */
    size_t n_args;
    struct str alias;
    struct str *columns; /* alias (columns) */
    size_t n_columns;
    /* join */
    enum sql_join_kind join;
    bool natural;
    struct sql_table_ref *left, *right;
    struct sql_expr *on;
    struct str *using_;
    size_t n_using;
};

struct sql_named_window {
    struct str name;
    struct sql_window *window;
};

/* An entry of GROUP BY, over the next n_sets of the select's sets; what is plain is a set of its
 * own. */
struct sql_grouping {
    enum { SQL_GROUP_PLAIN, SQL_GROUP_ROLLUP, SQL_GROUP_CUBE, SQL_GROUP_SETS } kind;
    size_t n_sets;
};

struct sql_select {
    uint32_t at;
    bool distinct;
    struct sql_expr **distinct_on;
    size_t n_distinct_on;
    struct sql_item *items;
    size_t n_items;
    struct sql_table_ref *from; /* NULL: none; commas are cross joins */
    struct sql_expr *where, *having, *qualify;
    bool group, group_all; /* GROUP BY written; GROUP BY ALL */
    struct sql_expr **keys;
    size_t n_keys;
    struct sql_grouping *groupings; /* NULL: all of them plain, and GROUP BY ALL */
    size_t n_groupings;
    size_t *sets; /* how many keys belong to each, in the order of `keys` */
    struct sql_named_window *windows;
    size_t n_windows;
};

enum sql_body_kind { SQL_BODY_SELECT, SQL_BODY_VALUES, SQL_BODY_QUERY, SQL_BODY_SET };
enum sql_set_op { SQL_UNION, SQL_INTERSECT, SQL_EXCEPT };

struct sql_body {
    enum sql_body_kind kind;
    uint32_t at;
    struct sql_select *select;
    struct sql_expr ***rows; /* VALUES: n_rows of n_columns */
    size_t n_rows, n_columns;
    struct sql_query *query; /* in parentheses */
    enum sql_set_op set;
    bool all, by_name;
    struct sql_body *left, *right;
};

struct sql_cte {
    uint32_t at;
    struct str name;
    struct str *columns;
    size_t n_columns;
    struct sql_query *query;
};

struct sql_query {
    uint32_t at, end;
    bool recursive;
    struct sql_cte *ctes;
    size_t n_ctes;
    struct sql_body *body;
    struct sql_order *order;
    size_t n_order;
    struct sql_expr *limit, *offset;
};

/* ---- making it ------------------------------------------------------------------ */

/* Line (from 1) and column (in characters, from 1) of a byte. */
void sql_position(struct str text, size_t at, uint32_t *line, uint32_t *column);

/* Sets the error with its position and the bytes at..end as excerpt. Returns `code`. */
kamu_code sql_fail(struct str text, uint32_t at, uint32_t end, kamu_code code,
                   struct kamu_error *err, const char *fmt, ...) KAMU_PRINTF(6, 7);

/* The same for a text that cannot be read: `SQL error: ParserError("... at Line: 1, Column: 2")`.
 */
kamu_code sql_syntax_fail(struct str text, uint32_t at, uint32_t end, struct kamu_error *err,
                          const char *fmt, ...) KAMU_PRINTF(5, 6);

/* The tokens of a text, the last one is SQL_T_END. KAMU_E_INPUT, KAMU_E_LIMIT, KAMU_E_NOMEM. */
kamu_code sql_tokens(struct arena *arena, struct str text, struct sql_token **out, size_t *count,
                     struct kamu_error *err);

/* One query, a closing ';' is fine. KAMU_E_INPUT (syntax; not a query), KAMU_E_LIMIT, KAMU_E_NOMEM.
 */
kamu_code sql_parse(struct arena *arena, struct str text, struct sql_query **out,
                    struct kamu_error *err);

#endif
