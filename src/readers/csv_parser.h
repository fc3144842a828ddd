/*
 * From CSV text straight into typed columns (spec/read-formats.md 1.2, 3).
 *
 * As with JSON, a fast parser takes the usual records and an exact one the rest: quotes with
 * escapes, unusual numbers and times, and everything that is wrong.
 */
#ifndef KAMU_READERS_CSV_PARSER_H
#define KAMU_READERS_CSV_PARSER_H

#include "columnar/builder.h"
#include "columnar/text.h"
#include "readers/fast_day.h"
#include "readers/format.h"
#include "readers/json_parser.h" /* enum json_op: the kinds of values are the same */
#include "readers/time_format.h"

#define CSV_FIELDS_MAX COL_FIELDS_MAX

struct csv_dialect {
    uint8_t separator, quote, escape;
    bool quoting, escaping;
    struct str null_value;       /* "": the empty field */
    struct str date_format;      /* .p NULL: the rules of 3.4 */
    struct str timestamp_format; /* .p NULL: the rules of 3.3 */
};
/* Options were checked. Strings are borrowed. */
void csv_dialect_init(struct csv_dialect *d, const struct reader_format *f);

struct csv_column { /* one per field of the records */
    enum json_op op;
    bool nullable, utc;
    const struct col_field *field; /* NULL: not in the schema, ignored */
    struct col_builder *b;
    const struct zone *zone;
};

struct csv_field {
    const uint8_t *p; /* the text, unquoted */
    size_t n;
    bool quoted, copied;  /* copied: in ps->scratch at offset (size_t)p until the record is split */
    const uint8_t *start; /* where it begins in the input */
};

enum csv_fault {
    CSV_FAULT_NONE,
    CSV_FAULT_TRUNCATED, /* the text ends inside the record */
    CSV_FAULT_COUNT,     /* `count` fields */
    CSV_FAULT_UTF8,
    CSV_FAULT_NULL,
    CSV_FAULT_PARSE, /* `what` = reason or NULL */
    CSV_FAULT_ZONE,
    CSV_FAULT_NULL_ROW,
    CSV_FAULT_NOMEM
};

enum csv_stop { CSV_END, CSV_INCOMPLETE, CSV_BAD, CSV_ROWS, CSV_NO_MEMORY };

struct csv_parser {
    struct csv_dialect d;
    struct batch_builder builder;
    struct csv_column *columns;
    uint32_t n;
    struct csv_field *fields;
    uint32_t *absent, n_absent; /* schema columns that no field feeds: NULL */
    enum reader_parser parser;
    bool strict_rows, plain_nulls; /* plain_nulls: the empty field is NULL */
    int64_t rows, rows_max;
    uint64_t records, null_rows;

    const uint8_t *end, *utf8_bad, *utf8_from; /* as in struct json_parser */
    bool utf8_known;
    bool last;
    struct fast_day day;
    struct buf scratch;

    enum csv_fault fault;
    const char *what;
    uint32_t fault_field;
    uint64_t count;
    const uint8_t *fault_at;
};

/* field_of[i]: the schema column of field i, JSON_NO_FIELD when ignored. */
struct csv_options {
    uint32_t n;
    const uint32_t *field_of;
    const bool *wanted;
    bool strict_rows;
    enum reader_parser parser;
};
kamu_code csv_parser_init(struct csv_parser *ps, const struct csv_dialect *d,
                          struct col_schema *schema, const struct csv_options *o,
                          struct kamu_error *err);
void csv_parser_free(struct csv_parser *ps);
void csv_parser_text(struct csv_parser *ps, const uint8_t *p, size_t n, bool last);
enum csv_stop csv_parse(struct csv_parser *ps, const uint8_t *p, const uint8_t **stop_at);
void csv_check_utf8(struct csv_parser *ps);
void csv_check_utf8_from(struct csv_parser *ps, const uint8_t *p);
void csv_truncate(struct csv_parser *ps, int64_t rows);

/* Splits the record at p (not a blank line) into at most `max` fields; *n counts all. The end, or
 * NULL (truncated, or no memory). */
const uint8_t *csv_split(struct csv_parser *ps, const uint8_t *p, struct csv_field *fields,
                         uint32_t max, uint64_t *n);
/* One record by the full rules, or NULL with the fault set. */
const uint8_t *csv_exact_record(struct csv_parser *ps, const uint8_t *p);
/* One value by the full rules into its column. */
bool csv_put(struct csv_parser *ps, const struct csv_column *c, struct str s, bool quoted);
/* Behind line ends. */
const uint8_t *csv_skip_blank(const struct csv_parser *ps, const uint8_t *p);

/* csv_error.c: the message for ps->fault; `record` is the text of the bad record, `first`: of the
 * input. Without the position. */
kamu_code csv_error(const struct csv_parser *ps, struct str record, bool first,
                    struct kamu_error *err);
kamu_code csv_count_error(const struct csv_parser *ps, uint64_t wanted, uint64_t got,
                          struct str record, struct kamu_error *err);
/* Fields of the first record of the text, were `separator` the one; escapes do not count. */
uint64_t csv_count_fields(const struct csv_dialect *d, uint8_t separator, struct str record);

const uint8_t *csv_fast_base(struct csv_parser *ps, const uint8_t *p);
#if defined(__x86_64__)
const uint8_t *csv_fast_avx2(struct csv_parser *ps, const uint8_t *p);
#endif

#endif
