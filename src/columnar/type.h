/*
 * Column types: the ODF core types in their Arrow form (spec/odf-metadata.md 4.6,
 * spec/data-slices.md 1.9). One logical type has one physical form here; variants
 * that only foreign files have (views, large offsets, Decimal32, dictionaries) are
 * turned into these when read.
 */
#ifndef KAMU_COLUMNAR_TYPE_H
#define KAMU_COLUMNAR_TYPE_H

#include "base/mem.h"

enum col_kind {
    COL_NULL,
    COL_BOOL, /* bitmap */
    COL_INT8,
    COL_INT16,
    COL_INT32,
    COL_INT64,
    COL_UINT8,
    COL_UINT16,
    COL_UINT32,
    COL_UINT64,
    COL_FLOAT16,
    COL_FLOAT32,
    COL_FLOAT64,
    COL_DECIMAL128,
    COL_DECIMAL256,   /* two's complement little-endian, 16 / 32 bytes */
    COL_STRING,       /* int32 offsets + UTF-8 bytes */
    COL_BINARY,       /* int32 offsets + bytes */
    COL_FIXED_BINARY, /* fixed_length bytes each */
    COL_DATE32,       /* int32 days since 1970-01-01 */
    COL_TIME32,       /* int32; unit second or millisecond */
    COL_TIME64,       /* int64; unit microsecond or nanosecond */
    COL_TIMESTAMP,    /* int64 in `unit`; timezone NULL = none */
    COL_DURATION,     /* int64 in `unit` */
    COL_LIST,         /* int32 offsets, children[0] = item */
    COL_FIXED_LIST,   /* fixed_length items each, children[0] = item */
    COL_STRUCT,       /* children = members */
    COL_MAP           /* int32 offsets, children[0] = struct "entries" { keys, values } */
};

enum col_unit { UNIT_SECOND, UNIT_MILLI, UNIT_MICRO, UNIT_NANO }; /* ODF TimeUnit codes */

struct col_field;

struct col_type {
    enum col_kind kind;
    enum col_unit unit;   /* time32/64, timestamp, duration */
    const char *timezone; /* timestamp: NULL = no zone */
    uint8_t precision;    /* decimal */
    int8_t scale;         /* decimal */
    int32_t fixed_length; /* fixed binary, fixed list */
    bool keys_sorted;     /* map */
    uint32_t n_children;
    struct col_field *children;
};

struct col_field {
    const char *name;
    struct col_type type;
    bool nullable;
};

/* Immutable once built; reference-counted, memory in its own arena. */
struct col_schema {
    uint32_t n_fields;
    struct col_field *fields;
    struct arena arena;
    _Atomic uint32_t refs;
};

#define COL_FIELDS_MAX 4096 /* leaf columns of one schema */
#define COL_DEPTH_MAX 32    /* nesting */

/* An empty schema to fill through schema->arena; one reference. */
kamu_code col_schema_new(uint32_t n_fields, struct col_schema **out, struct kamu_error *err);
struct col_schema *col_schema_ref(struct col_schema *s);
void col_schema_unref(struct col_schema *s);
/* Deep copy of a field into an arena. */
kamu_code col_field_copy(struct arena *a, const struct col_field *src, struct col_field *dst,
                         struct kamu_error *err);
kamu_code col_schema_copy(const struct col_schema *src, struct col_schema **out,
                          struct kamu_error *err);

bool col_type_eq(const struct col_type *a, const struct col_type *b); /* incl. nested nullability */
bool col_field_eq(const struct col_field *a,
                  const struct col_field *b); /* name, type, nullability */
bool col_schema_eq(const struct col_schema *a, const struct col_schema *b);
int col_schema_find(const struct col_schema *s, struct str name); /* exact; -1 when absent */

/* Bytes of one value of a fixed-width kind; 0 for bool, variable width and nested kinds. */
size_t col_width(const struct col_type *t);
bool col_is_nested(enum col_kind k);

/* Arrow's name of a type for messages, as kamu prints it: "Int64", "Utf8",
 * "Timestamp(ms, \"UTC\")", "Decimal128(10, 2)" . Returns bytes written (cut at n). */
size_t col_type_name(const struct col_type *t, char *out, size_t n);

/* "message arrow_schema {\n  REQUIRED INT64 offset;\n ..." : the Parquet form of a schema
 * (inspect schema -o parquet, error texts). Lines are indented by two blanks; ends with "}\n". */
kamu_code col_schema_print_parquet(const struct col_schema *s, struct buf *out,
                                   struct kamu_error *err);

#endif
