/*
 * From JSON text straight into typed columns, no tree in between.
 *
 * Two parsers work together. The fast one (json_fast.inc.h, compiled for several CPUs) takes the
 * records that look like the one before: keys in the same order, plain strings, short numbers. It
 * never decides that something is wrong: whatever is unusual makes it step back to the start of the
 * record, which the exact one (json_exact.c) then reads by the full rules, with errors that name
 * the spot. Both append to the same column builders.
 *
 * Rules: spec/read-formats.md 1.3, 1.4, 3.
 */
#ifndef KAMU_READERS_JSON_PARSER_H
#define KAMU_READERS_JSON_PARSER_H

#include "base/time.h"
#include "columnar/builder.h"
#include "columnar/text.h"
#include "readers/fast_day.h"
#include "readers/reader.h"

/* Bytes that may be read (not interpreted) behind the end of any text given to a parser. */
#define JSON_SLACK 128
#define JSON_DEPTH_MAX 4096 /* nesting of one record */
#define JSON_NO_FIELD UINT32_MAX

enum json_op {
    JSON_OP_SKIP, /* known but not wanted: comes out as NULL */
    JSON_OP_NULL, /* a column that never had a value when it was inferred */
    JSON_OP_BOOL,
    JSON_OP_INT,  /* signed, any width */
    JSON_OP_UINT, /* unsigned, any width */
    JSON_OP_FLOAT16,
    JSON_OP_FLOAT32,
    JSON_OP_FLOAT64,
    JSON_OP_DECIMAL,
    JSON_OP_DATE,
    JSON_OP_TIME,
    JSON_OP_TIMESTAMP,
    JSON_OP_DURATION,
    JSON_OP_STRING,
    JSON_OP_TEXT, /* inferred string: numbers and booleans are kept as their text */
    JSON_OP_BINARY,
    JSON_OP_FIXED_BINARY,
    JSON_OP_LIST,
    JSON_OP_FIXED_LIST,
    JSON_OP_STRUCT,
    JSON_OP_MAP
};

struct json_node {
    enum json_op op;
    bool nullable;
    bool promote; /* inferred list: a scalar is a list of one */
    bool utc;     /* timestamp: texts without zone are UTC */
    const struct col_field *field;
    struct col_builder *b;
    const struct zone *zone;    /* timestamp; NULL: the declared zone is unknown */
    struct json_object *object; /* struct; map: {keys, values} */
    struct json_node *item;     /* lists */
};

/* What stood between the end of one value and the start of the next, key included, in the last
 * record, e.g. `,"id": `. Compared as bytes. */
#define JSON_SLOT_TEXT 64
struct json_slot {
    uint8_t text[JSON_SLOT_TEXT]; /* zero beyond len */
    uint32_t ignore[2];           /* bits set beyond len, for the first and second 32 bytes */
    uint32_t len;
    uint32_t field;
};
#define JSON_SLOTS_MAX 512

struct json_name {
    uint32_t hash, field; /* field + 1; 0 = empty */
};

/* The members of one object type: the record itself, or a struct column. */
struct json_object {
    uint32_t n;
    struct json_node *nodes;
    uint64_t instance;     /* counts objects seen */
    uint64_t *stamp;       /* per member: the last instance that had it */
    const uint8_t **value; /* per member: exact parser's last value */
    struct json_name *names;
    uint32_t names_mask;
    struct json_slot *slots; /* JSON_SLOTS_MAX at most */
    uint32_t n_slots, cap_slots;
};

/* How records are found in the text. */
enum json_mode {
    JSON_STREAM, /* values separated by white space; lenient (1.3) */
    JSON_ARRAY   /* elements of an array, each with the ',' or ']' behind it; strict (1.4) */
};
/* What a record is. */
enum json_shape {
    JSON_PLAIN,
    JSON_FEATURE /* GeoJSON: `properties` are the columns, `geometry` becomes text (1.5, 1.6) */
};

enum json_feature_member { FEATURE_TYPE, FEATURE_PROPERTIES, FEATURE_GEOMETRY, FEATURE_MEMBERS };

enum json_stop {
    JSON_END,        /* all of the text was used */
    JSON_INCOMPLETE, /* the text ends inside a record that starts at `stop_at` */
    JSON_BAD,        /* the record at `stop_at` is bad */
    JSON_ARRAY_END,  /* the closing ']' is at `stop_at` */
    JSON_ROWS,       /* the batch is full: finish it and go on */
    JSON_NO_MEMORY
};

struct json_counts {
    uint64_t records, unknown, missing, null_rows, implausible;
};

#define JSON_PATH_MAX 64
struct json_path_step {
    const char *name; /* NULL: an item, `index` */
    uint64_t index;
};

/* Where and why, before it is made into a kamu_error (json_error.c). */
enum json_fault {
    JSON_FAULT_NONE,
    JSON_FAULT_UNEXPECTED, /* `what` = "value", "object", ...; the byte at `at` */
    JSON_FAULT_TRUNCATED,  /* `what` = "string", ... */
    JSON_FAULT_UTF8,
    JSON_FAULT_SURROGATE,
    JSON_FAULT_DEPTH,
    JSON_FAULT_KIND,    /* `what` = "string": another kind of value than expected */
    JSON_FAULT_PARSE,   /* `what` = reason or NULL: text that is no such value */
    JSON_FAULT_NULL,    /* null where a value is required */
    JSON_FAULT_MISSING, /* a required field is not there */
    JSON_FAULT_LENGTH,  /* fixed list or binary: `count` given */
    JSON_FAULT_ZONE,    /* the declared time zone is unknown */
    JSON_FAULT_UNKNOWN_FIELD,
    JSON_FAULT_ABSENT_FIELD,
    JSON_FAULT_NULL_ROW, /* strict */
    JSON_FAULT_FEATURE,  /* `what`: not a feature */
    JSON_FAULT_NOMEM
};

struct json_parser {
    struct col_schema *schema; /* borrowed */
    struct batch_builder builder;
    struct json_object root;
    struct json_object feature; /* JSON_FEATURE: the members around, enum json_feature_member */
    struct arena arena;         /* nodes and tables */
    enum json_mode mode;
    enum json_shape shape;
    bool strict;   /* the grammar of RFC 8259, not the lenient one of NdJson */
    bool inferred; /* the schema was: be generous (JSON_OP_TEXT, promote) */
    struct str date_format, timestamp_format;
    bool strict_rows; /* unknown, absent fields and null rows are faults */
    enum reader_parser parser;
    bool has_utf8;    /* the text has bytes above 127: `utf8_bad` says where it breaks */
    int64_t rows;     /* in the builder */
    int64_t rows_max; /* rows per batch */
    struct json_counts counts;
    struct str unknown_name; /* first unknown key, in the text */

    const uint8_t *end;      /* of the text */
    const uint8_t *utf8_bad; /* first invalid byte, or end; once utf8_known */
    const uint8_t *utf8_from;
    bool utf8_known; /* plain ASCII in the usual records needs no look */
    bool last;       /* nothing follows `end` */

    struct fast_day day;

    uint32_t geometry;        /* JSON_FEATURE: its column, JSON_NO_FIELD when not wanted */
    struct buf scratch, text; /* unescaped strings; geometry text */

    /* the fault of the exact parser */
    enum json_fault fault;
    const char *what;
    const uint8_t *fault_at, *fault_end; /* the text concerned */
    uint64_t count;
    const struct json_node *fault_node;
    unsigned path_n;
    struct json_path_step path[JSON_PATH_MAX];
};

/* ---- building and using ------------------------------------------------------- */

struct json_options {
    enum json_mode mode;
    enum json_shape shape;
    bool strict;   /* grammar; JSON_ARRAY always is */
    bool inferred; /* the schema was inferred from this input */
    bool strict_rows;
    enum reader_parser parser;
    const bool *wanted;                       /* schema->n_fields flags, or NULL */
    struct str date_format, timestamp_format; /* time_format.h; .p NULL: 3.3, 3.4 */
};
kamu_code json_parser_init(struct json_parser *ps, struct col_schema *schema,
                           const struct json_options *o, struct kamu_error *err);
void json_parser_free(struct json_parser *ps);

/* Sets the text; JSON_SLACK bytes behind it must be readable. */
void json_parser_text(struct json_parser *ps, const uint8_t *p, size_t n, bool last);

/* Makes sure that utf8_bad is known. */
void json_check_utf8(struct json_parser *ps);
/* Looks again from p on, behind a bad record. */
void json_check_utf8_from(struct json_parser *ps, const uint8_t *p);

/* Reads records from p on. *stop_at is where it ended (see json_stop). On JSON_BAD the fault is set
 * and the record's start is *stop_at. */
enum json_stop json_parse(struct json_parser *ps, const uint8_t *p, const uint8_t **stop_at);

/* Behind a bad record: where to go on (the next line or element), at most ps->end. NULL: *more says
 * whether that lies behind the text, else an array's syntax is broken. */
const uint8_t *json_resync(const struct json_parser *ps, const uint8_t *record, bool *more);

/* Fills text, field, excerpt, expected and hint of *err from the fault; the position is the
 * caller's. */
kamu_code json_error(const struct json_parser *ps, struct kamu_error *err);

/* ---- between the parts ----------------------------------------------------------- */

/* Records of the fast kind from p on, until one is unusual, the text ends or the batch is full.
 * Returns the start of the first record that was not taken (its columns are cleaned up). */
const uint8_t *json_fast_base(struct json_parser *ps, const uint8_t *p);
#if defined(__x86_64__)
const uint8_t *json_fast_avx2(struct json_parser *ps, const uint8_t *p);
#endif

/* Compact text of the valid value at p with sorted keys, as kamu stores geometries (1.5); appended
 * to out. NULL: the fault is set. */
const uint8_t *json_canonical(struct json_parser *ps, const uint8_t *p, struct buf *out);

/* One record at p (not white space) by the full rules: its end, or NULL with the fault set. */
const uint8_t *json_exact_record(struct json_parser *ps, const uint8_t *p);
/* One value by the full rules into its column. */
const uint8_t *json_exact_value(struct json_parser *ps, const struct json_node *n,
                                const uint8_t *p);
/* JSON_ARRAY, behind an element: behind its comma, or at the closing bracket. */
const uint8_t *json_end_element(struct json_parser *ps, const uint8_t *p);
/* The members of a GeoJSON feature that count; NULL when absent. Returns the feature's end. */
struct json_feature {
    const uint8_t *type, *properties, *geometry;
};
const uint8_t *json_feature_parts(struct json_parser *ps, const uint8_t *p, struct json_feature *f);
const uint8_t *json_exact_feature(struct json_parser *ps, const uint8_t *p);
/* The members of an object; `keep` (or JSON_NO_FIELD) is a column that the caller fills. */
const uint8_t *json_exact_object(struct json_parser *ps, struct json_object *o, const uint8_t *p,
                                 uint32_t keep);

/* Forgets the columns' values beyond `rows`. */
void json_truncate(struct json_parser *ps, int64_t rows);

uint32_t json_object_find(const struct json_object *o, const void *name, size_t n);
/* Remembers that `text` (from the end of the last value to the start of the next) leads to field.
 */
void json_object_learn(struct json_object *o, uint32_t slot, const uint8_t *text, size_t n,
                       uint32_t field);

/* json_skip.c: the end of the value, key or string at p, or NULL with the fault set. */
const uint8_t *json_skip_value(struct json_parser *ps, const uint8_t *p);
const uint8_t *json_skip_string(struct json_parser *ps, const uint8_t *p); /* p at the quote */
const uint8_t *json_skip_space(const struct json_parser *ps, const uint8_t *p);
/* To the next member's key ('"') or the closing '}'; p at '{' or behind a value. */
const uint8_t *json_next_member(struct json_parser *ps, const uint8_t *p, bool first);
/* To the value behind the key that ends before p. */
const uint8_t *json_to_value(struct json_parser *ps, const uint8_t *p);
/* To the next item or ']'; p at '[' or behind an item. */
const uint8_t *json_next_item(struct json_parser *ps, const uint8_t *p, bool first);
/* The text of a valid string token [p, end), quotes included; with escapes it is put into `tmp`. */
kamu_code json_string_text(const uint8_t *p, const uint8_t *end, struct buf *tmp, struct str *out);
/* The value at p, of known good grammar, is this string, however it is escaped. */
bool json_string_is(struct json_parser *ps, const uint8_t *p, const char *want);
/* Same as json_string_text, written to `out` (end - p bytes are enough); returns the length. */
size_t json_unescape(const uint8_t *p, const uint8_t *end, uint8_t *out);

static inline const uint8_t *json_fail(struct json_parser *ps, enum json_fault fault,
                                       const char *what, const uint8_t *at, const uint8_t *end)
{
    ps->fault = fault;
    ps->what = what;
    ps->fault_at = at;
    ps->fault_end = end;
    return NULL;
}

static inline bool json_is_space(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}
static inline bool json_is_number_byte(uint8_t c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

#endif
