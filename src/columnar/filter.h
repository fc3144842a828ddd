/*
 * Conditions on rows: `score >= 10 AND (city IN ('Rome', 'Oslo') OR NOT name LIKE 'A%')`.
 *
 *   column = <> != < <= > >= literal     column [NOT] BETWEEN literal AND literal
 *   column IS [NOT] NULL                 column [NOT] IN (literal, ...)
 *   column [NOT] LIKE 'pattern'          NOT, AND, OR, parentheses
 *
 * Names are exact: bare when of letters, digits and '_', else in "double quotes". Words of the
 * language have any case. Literals are values of the column's type: 12, -1.5, true, 'text' ('' for
 * one quote); dates, times and timestamps as text in quotes (timestamps in UTC unless they name a
 * zone); binaries as hexadecimal digits in quotes. In a pattern % is any text, _ one character,
 * \ takes the next character as it is.
 *
 * Logic of three values as in SQL: a comparison with null is unknown, and a row counts when the
 * whole is true. NaN equals itself and is greater than all numbers; -0.0 equals 0.0. Of lists,
 * structs and maps only nullness can be asked.
 */
#ifndef KAMU_COLUMNAR_FILTER_H
#define KAMU_COLUMNAR_FILTER_H

#include "columnar/batch.h"

#define FILTER_TEXT_MAX ((size_t)64 << 10)
#define FILTER_DEPTH_MAX 64

struct filter;

/* Errors (KAMU_E_USAGE; KAMU_E_NOT_FOUND for a column, with near names) carry `name`, line and
 * column. Takes a reference of the schema. */
kamu_code filter_parse(struct str text, const char *name, struct col_schema *schema,
                       struct filter **out, struct kamu_error *err);
void filter_free(struct filter *f); /* NULL is fine */

/* Whether column i of the schema is looked at. */
bool filter_uses(const struct filter *f, uint32_t i);
/* Batches will have this schema, which must have the columns looked at with their types. */
void filter_bind(struct filter *f, const struct col_schema *batches);
/* Rows for which the condition is true: idx[0..*n), ascending; room for b->length of them. */
kamu_code filter_select(struct filter *f, const struct batch *b, int32_t *idx, int64_t *n,
                        struct kamu_error *err);

/* What is known of the values of a column in some rows. Bounds need not be met. */
struct filter_bounds {
    bool no_nulls;   /* no value is null */
    bool only_nulls; /* all are: the rest means nothing */
    bool has_range;
    int64_t min, max; /* as filter_key gives them; only for types that have keys */
    bool has_min_bytes, has_max_bytes;
    struct str min_bytes, max_bytes; /* texts and binaries */
};
/* An order-preserving number for a value: integers, booleans, floats, dates, times, timestamps. */
bool filter_has_keys(const struct col_type *t);
int64_t filter_key(const struct col_type *t, const void *value); /* at its width; bool: one byte */

/* False when no row can match, by what `bounds` knows of column i of the schema; it may leave *out
 * zeroed. */
bool filter_may_match(const struct filter *f,
                      void (*bounds)(void *ctx, uint32_t i, struct filter_bounds *out), void *ctx);

/* KAMU_E_NOT_FOUND "Column 'x' does not exist", with near names or all names as the hint. */
kamu_code filter_unknown_column(const struct col_schema *schema, struct str name,
                                struct kamu_error *err);

#endif
