/*
 * Thrift compact protocol, as Parquet uses it. Both sides keep a sticky error, so
 * that callers check once per structure instead of once per field.
 */
#ifndef KAMU_PARQUET_THRIFT_H
#define KAMU_PARQUET_THRIFT_H

#include "base/mem.h"

enum thrift_type {
    THRIFT_STOP = 0,
    THRIFT_TRUE = 1,
    THRIFT_FALSE = 2,
    THRIFT_BYTE = 3,
    THRIFT_I16 = 4,
    THRIFT_I32 = 5,
    THRIFT_I64 = 6,
    THRIFT_DOUBLE = 7,
    THRIFT_BINARY = 8,
    THRIFT_LIST = 9,
    THRIFT_SET = 10,
    THRIFT_MAP = 11,
    THRIFT_STRUCT = 12,
    THRIFT_UUID = 13
};

#define THRIFT_DEPTH_MAX 24

struct thrift_reader {
    const uint8_t *p, *end;
    bool bad;       /* truncated or malformed; all later reads give zero */
    unsigned depth; /* open structs */
    int16_t last[THRIFT_DEPTH_MAX];
};

void thrift_reader_init(struct thrift_reader *r, const void *data, size_t n);
void thrift_struct_begin(struct thrift_reader *r);
/* Next field of the current struct; false at its end (the struct is then closed) or when bad. */
bool thrift_field(struct thrift_reader *r, int16_t *id, enum thrift_type *type);
bool thrift_bool(enum thrift_type type); /* the value of a bool FIELD sits in its type */
int64_t thrift_int(struct thrift_reader *r, enum thrift_type type); /* byte, i16, i32, i64 */
int32_t thrift_i32(struct thrift_reader *r, enum thrift_type type); /* out of range = bad */
struct str thrift_binary(struct thrift_reader *r);                  /* borrowed */
/* Element count; every element takes at least one byte, so the count is at most what is left. */
uint32_t thrift_list(struct thrift_reader *r, enum thrift_type *element);
void thrift_skip(struct thrift_reader *r, enum thrift_type type);
void thrift_skip_element(struct thrift_reader *r, enum thrift_type type); /* bools take a byte */

struct thrift_writer {
    struct buf *out;
    kamu_code rc;
    struct kamu_error *err;
    unsigned depth;
    int16_t last[THRIFT_DEPTH_MAX];
};

void thrift_writer_init(struct thrift_writer *w, struct buf *out, struct kamu_error *err);
void thrift_write_struct_begin(struct thrift_writer *w);
void thrift_write_struct_end(struct thrift_writer *w);
void thrift_write_field(struct thrift_writer *w, int16_t id, enum thrift_type type);
void thrift_write_bool(struct thrift_writer *w, int16_t id, bool value);
void thrift_write_i8(struct thrift_writer *w, int16_t id, int8_t value);
void thrift_write_i16(struct thrift_writer *w, int16_t id, int16_t value);
void thrift_write_i32(struct thrift_writer *w, int16_t id, int32_t value);
void thrift_write_i64(struct thrift_writer *w, int16_t id, int64_t value);
void thrift_write_binary(struct thrift_writer *w, int16_t id, const void *p, size_t n);
void thrift_write_list(struct thrift_writer *w, int16_t id, enum thrift_type element, size_t n);
/* list elements, and anything without a field header */
void thrift_write_raw_int(struct thrift_writer *w, int64_t value);
void thrift_write_raw_binary(struct thrift_writer *w, const void *p, size_t n);
void thrift_write_raw_byte(struct thrift_writer *w, uint8_t b);
/* field holding a struct without members (union tags) */
void thrift_write_empty(struct thrift_writer *w, int16_t id);

#endif
