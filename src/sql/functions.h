/* The functions of DataFusion that are known: one table for each kind. */
#ifndef KAMU_SQL_FUNCTIONS_H
#define KAMU_SQL_FUNCTIONS_H

#include "sql/bind.h"

/*
 * args: one letter for each argument, "*" behind a letter repeats it (also no times)
 *   s text   c text, or anything that a cast makes text   q text literal
 *   i integer, taken as Int64   f number, taken as Float64 (no Float32, no decimal)
 *   g number, taken as Float64   r Float32   n number as it is   k decimal
 *   d date   t timestamp (UTC or without zone)   o time   v interval
 *   b boolean   x binary   y binary or text   j text or a member of one   l list   a anything
 *   m what is an item of the first list   p a list of the same type as the first
 * A NULL literal fits every letter.
 *
 * result: s Utf8, i Int32, l Int64, L UInt64, d Float64, r Float32, b Boolean, x Binary, D Date32,
 *   T Time64(ns), t Time32(s), z/m/u/n Timestamp(s/ms/us/ns), w timestamp 1 without its zone,
 *   1..9 as that argument, e element of list 1
 *
 * nulls: y may be NULL, a only when an argument may, n never
 *
 * emit: DuckDB SQL; $1 .. $9 the arguments, $* all of them, $+ all but the first, $u the unit
 * suffix of the first timestamp among them, $a a number for names of its own.
 */
struct sql_function {
    const char *name, *args, *result;
    char nulls;
    const char *emit;
    /* Instead of `result` and `emit`. */
    kamu_code (*special)(struct binder *b, const struct sql_expr *e, struct value *args, size_t n,
                         struct value *out);
};

/* The next row for a name from *at on; NULL at the end. */
const struct sql_function *sql_function_next(struct str name, size_t *at);
/* A near name for the hint, NULL when none is near. */
const char *sql_function_near(struct str name);

/* Aggregates and functions of windows. */
enum sql_aggregate_result {
    SQL_RESULT_COUNT,      /* Int64 */
    SQL_RESULT_SUM,        /* Int64, UInt64, Float64, decimal + 10 */
    SQL_RESULT_AVG,        /* Float64, decimal + 4 */
    SQL_RESULT_SAME,       /* as the argument */
    SQL_RESULT_FLOAT,      /* Float64 of any number */
    SQL_RESULT_MEDIAN,     /* Float64; Float32 and decimals stay */
    SQL_RESULT_PERCENTILE, /* Float64; Float32 stays */
    SQL_RESULT_BOOL,
    SQL_RESULT_INTEGER, /* as the argument, an integer */
    SQL_RESULT_LIST,
    SQL_RESULT_TEXT,
    SQL_RESULT_UINT64,
    SQL_RESULT_RANK,    /* UInt64, never NULL */
    SQL_RESULT_GROUPING /* Int32: which keys are rolled up */
};
struct sql_aggregate {
    const char *name;
    const char *emit; /* name in DuckDB */
    enum sql_aggregate_result result;
    unsigned min_args, max_args;
    char kind; /* a aggregate, w of windows only, b both forms */
};
const struct sql_aggregate *sql_aggregate_find(struct str name);

/* Makes the list's items and the item one type. */
kamu_code bind_list_item(struct binder *b, const struct sql_expr *e, struct value *list,
                         struct value *item);

/* functions_special.c */
#define SQL_SPECIAL(name)                                                                          \
    kamu_code name(struct binder *b, const struct sql_expr *e, struct value *args, size_t n,       \
                   struct value *out)
SQL_SPECIAL(special_coalesce);
SQL_SPECIAL(special_nullif);
SQL_SPECIAL(special_nvl2);
SQL_SPECIAL(special_greatest);
SQL_SPECIAL(special_now);
SQL_SPECIAL(special_today);
SQL_SPECIAL(special_current_time);
SQL_SPECIAL(special_round);
SQL_SPECIAL(special_ceil);
SQL_SPECIAL(special_abs);
SQL_SPECIAL(special_date_part);
SQL_SPECIAL(special_date_trunc);
SQL_SPECIAL(special_date_bin);
SQL_SPECIAL(special_arrow_cast);
SQL_SPECIAL(special_arrow_typeof);
SQL_SPECIAL(special_json);
SQL_SPECIAL(special_make_array);
SQL_SPECIAL(special_named_struct);
SQL_SPECIAL(special_map);
SQL_SPECIAL(special_map_part);
SQL_SPECIAL(special_struct);
SQL_SPECIAL(special_get_field);
SQL_SPECIAL(special_regexp);
SQL_SPECIAL(special_regexp_count);
SQL_SPECIAL(special_regexp_instr);
SQL_SPECIAL(special_list_sort);
SQL_SPECIAL(special_digest);
SQL_SPECIAL(special_encode);
SQL_SPECIAL(special_list_with);
SQL_SPECIAL(special_list_concat);
SQL_SPECIAL(special_unixtime);

#endif
