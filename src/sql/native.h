/*
 * Functions that the generated SQL calls where DuckDB has none that is equal: one row of a table
 * each, row by row, without DuckDB in sight. native_register.c gives them to a connection.
 *
 * A type is a letter:
 *   o BOOLEAN   b TINYINT  h SMALLINT  i INTEGER  l BIGINT   B H I L the same, unsigned
 *   f FLOAT     d DOUBLE   s VARCHAR   x BLOB     D DATE     T TIME_NS   V INTERVAL
 *   z m u n TIMESTAMP_S, _MS, TIMESTAMP, _NS
 *   @ each of the last four: the function is there four times, as name_s, name_ms, name_us and
 *     name_ns, and call->unit is the unit
 *
 * A NULL among the arguments gives NULL without a call.
 */
#ifndef KAMU_SQL_NATIVE_H
#define KAMU_SQL_NATIVE_H

#include "columnar/type.h"

#define NATIVE_ARGS_MAX 4
#define NATIVE_TEXT_MAX ((size_t)64 << 20) /* of one result */

struct native_value {
    bool null;
    int64_t i; /* integers (UBIGINT as its bits), dates, times, instants; micros of an interval */
    double f;  /* floats */
    struct str s;
    int32_t months, days; /* of an interval */
};

struct native_call {
    const struct native_value *args;
    size_t n_args;
    int64_t code;       /* of the row of the table */
    enum col_unit unit; /* where a type is @ */
    struct buf *text;   /* empty; a text result is what is put there */
    struct native_value out;
    char message[480]; /* "<class>: <text>" when it fails; see dialect.h */
};

struct native {
    const char *name; /* behind "kamu_" */
    const char *args;
    char result;
    bool (*fn)(struct native_call *c); /* false: failed, with a message */
    int64_t code;
    bool try_too; /* also as name_try: NULL where it fails */
};

extern const struct native native_texts[], native_numbers[], native_times[], native_json[];
extern const size_t native_texts_n, native_numbers_n, native_times_n, native_json_n;

bool native_fail(struct native_call *c, const char *fmt, ...) KAMU_PRINTF(2, 3);
bool native_text(struct native_call *c, const char *p, size_t n); /* appends to the result */

/* chrono's formats (native_format.c). The instant as seconds and nanos of UTC. */
const char *native_strptime(struct str text, struct str format, bool date_only, int64_t *seconds,
                            uint32_t *nanos); /* NULL, or what is wrong */
bool native_strftime(struct native_call *c, struct str format, int64_t seconds, uint32_t nanos,
                     bool has_time);

/* The calendar (proleptic Gregorian), days from 1970-01-01. */
int64_t native_days(int64_t year, int64_t month, int64_t day);
void native_civil(int64_t days, int64_t *year, int64_t *month, int64_t *day);
int64_t native_month_length(int64_t year, int64_t month);
int64_t native_floor_div(int64_t a, int64_t b); /* b > 0 */
void native_iso_week(int64_t days, int64_t *year, int64_t *week);

#endif
