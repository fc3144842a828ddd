/*
 * The `ARROW:schema` entry of a Parquet file: base64 of an Arrow IPC schema message. A hint
 * that gives types which Parquet's own annotations cannot (spec/data-slices.md 2, 3.6).
 */
#ifndef KAMU_PARQUET_ARROW_HINT_H
#define KAMU_PARQUET_ARROW_HINT_H

#include "columnar/type.h"

enum arrow_type { /* numbers of the Type union in Arrow's Schema.fbs */
                  ARROW_NONE,
                  ARROW_NULL,
                  ARROW_INT,
                  ARROW_FLOAT,
                  ARROW_BINARY,
                  ARROW_UTF8,
                  ARROW_BOOL,
                  ARROW_DECIMAL,
                  ARROW_DATE,
                  ARROW_TIME,
                  ARROW_TIMESTAMP,
                  ARROW_INTERVAL,
                  ARROW_LIST,
                  ARROW_STRUCT,
                  ARROW_UNION,
                  ARROW_FIXED_BINARY,
                  ARROW_FIXED_LIST,
                  ARROW_MAP,
                  ARROW_DURATION,
                  ARROW_LARGE_BINARY,
                  ARROW_LARGE_UTF8,
                  ARROW_LARGE_LIST,
                  ARROW_RUN_END,
                  ARROW_BINARY_VIEW,
                  ARROW_UTF8_VIEW,
                  ARROW_LIST_VIEW,
                  ARROW_LARGE_LIST_VIEW
};

struct arrow_field {
    const char *name;
    bool nullable;
    bool dictionary; /* dictionary-encoded values of `type` */
    int64_t dictionary_id;
    int32_t index_bits;
    bool index_signed;
    enum arrow_type type;
    int32_t bits; /* int, decimal, time, float (16, 32, 64) */
    bool is_signed;
    int32_t precision, scale;
    enum col_unit unit;   /* time, timestamp, duration; date: UNIT_SECOND = days, UNIT_MILLI */
    const char *timezone; /* NULL = none */
    int32_t length;       /* fixed binary, fixed list */
    bool keys_sorted;
    uint32_t n_children;
    struct arrow_field *children;
};

/* True when reading the file without a hint would give other types (and another logical
 * hash) than the schema has. */
bool arrow_hint_needed(const struct col_schema *schema);
/* The entry's value, in the arena. `views`: texts and binaries as Arrow's view types. */
kamu_code arrow_hint_write(const struct col_schema *schema, bool views, struct arena *a,
                           struct str *out, struct kamu_error *err);
/* Decodes the FlatBuffer of a schema message: as arrow_hint_read. */
kamu_code arrow_schema_read(const uint8_t *message, size_t n, struct arena *a,
                            struct arrow_field **out, bool *little_endian, struct kamu_error *err);
/* The same for a Schema table at `schema` (0 = there is none) of any FlatBuffer. */
kamu_code arrow_schema_read_at(const uint8_t *p, size_t n, size_t schema, struct arena *a,
                               struct arrow_field **out, bool *little_endian,
                               struct kamu_error *err);
/* Decodes an entry: *out is a root whose children are the columns. KAMU_E_CORRUPT when it cannot
 * be. */
kamu_code arrow_hint_read(struct str value, struct arena *a, struct arrow_field **out,
                          struct kamu_error *err);

#endif
