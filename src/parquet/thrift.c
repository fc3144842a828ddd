/* Thrift compact protocol: varints, zigzag, field deltas. */
#include "parquet/thrift.h"

void thrift_reader_init(struct thrift_reader *r, const void *data, size_t n)
{
    *r = (struct thrift_reader){.p = data, .end = (const uint8_t *)data + n};
}

static uint8_t read_byte(struct thrift_reader *r)
{
    if (r->p >= r->end) {
        r->bad = true;
        return 0;
    }
    return *r->p++;
}

static uint64_t read_varint(struct thrift_reader *r)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
        uint8_t b = read_byte(r);
        if (r->bad)
            return 0;
        if (shift == 63 && (b & 0x7e))
            break;
        v |= (uint64_t)(b & 0x7f) << shift;
        if (!(b & 0x80))
            return v;
    }
    r->bad = true;
    return 0;
}

static int64_t read_zigzag(struct thrift_reader *r)
{
    uint64_t v = read_varint(r);
    return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

void thrift_struct_begin(struct thrift_reader *r)
{
    if (r->depth >= THRIFT_DEPTH_MAX) {
        r->bad = true;
        return;
    }
    r->last[r->depth++] = 0;
}

bool thrift_field(struct thrift_reader *r, int16_t *id, enum thrift_type *type)
{
    if (r->bad || r->depth == 0)
        return false;
    uint8_t b = read_byte(r);
    if (r->bad)
        return false;
    if (b == THRIFT_STOP) {
        r->depth--;
        return false;
    }
    int16_t *last = &r->last[r->depth - 1];
    unsigned delta = b >> 4;
    int64_t next = delta ? *last + (int64_t)delta : read_zigzag(r);
    if (next < INT16_MIN || next > INT16_MAX || (b & 15) > THRIFT_UUID || (b & 15) == 0) {
        r->bad = true;
        return false;
    }
    *last = (int16_t)next;
    *id = *last;
    *type = (enum thrift_type)(b & 15);
    return !r->bad;
}

bool thrift_bool(enum thrift_type type)
{
    return type == THRIFT_TRUE;
}

int64_t thrift_int(struct thrift_reader *r, enum thrift_type type)
{
    switch (type) {
    case THRIFT_BYTE:
        return (int8_t)read_byte(r);
    case THRIFT_I16:
    case THRIFT_I32:
    case THRIFT_I64:
        return read_zigzag(r);
    default:
        r->bad = true;
        return 0;
    }
}

int32_t thrift_i32(struct thrift_reader *r, enum thrift_type type)
{
    int64_t v = thrift_int(r, type);
    if (v < INT32_MIN || v > INT32_MAX) {
        r->bad = true;
        return 0;
    }
    return (int32_t)v;
}

struct str thrift_binary(struct thrift_reader *r)
{
    uint64_t n = read_varint(r);
    if (r->bad || n > (uint64_t)(r->end - r->p)) {
        r->bad = true;
        return STR("");
    }
    struct str s = {(const char *)r->p, (size_t)n};
    r->p += n;
    return s;
}

uint32_t thrift_list(struct thrift_reader *r, enum thrift_type *element)
{
    uint8_t b = read_byte(r);
    uint64_t n = b >> 4;
    if (n == 15)
        n = read_varint(r);
    *element = (enum thrift_type)(b & 15);
    if (r->bad || n > (uint64_t)(r->end - r->p) || n > UINT32_MAX) {
        r->bad = true;
        return 0;
    }
    return (uint32_t)n;
}

static void skip_at(struct thrift_reader *r, enum thrift_type type, unsigned depth, bool element)
{
    if (r->bad)
        return;
    if (depth > THRIFT_DEPTH_MAX) {
        r->bad = true;
        return;
    }
    switch (type) {
    case THRIFT_TRUE:
    case THRIFT_FALSE:
        if (element)
            read_byte(r);
        return;
    case THRIFT_BYTE:
        read_byte(r);
        return;
    case THRIFT_I16:
    case THRIFT_I32:
    case THRIFT_I64:
        read_varint(r);
        return;
    case THRIFT_DOUBLE:
    case THRIFT_UUID: {
        size_t n = type == THRIFT_DOUBLE ? 8 : 16;
        if ((size_t)(r->end - r->p) < n)
            r->bad = true;
        else
            r->p += n;
        return;
    }
    case THRIFT_BINARY:
        thrift_binary(r);
        return;
    case THRIFT_LIST:
    case THRIFT_SET: {
        enum thrift_type et;
        uint32_t n = thrift_list(r, &et);
        for (uint32_t i = 0; i < n && !r->bad; i++)
            skip_at(r, et, depth + 1, true);
        return;
    }
    case THRIFT_MAP: {
        uint64_t n = read_varint(r);
        if (n == 0)
            return;
        uint8_t kv = read_byte(r);
        for (uint64_t i = 0; i < n && !r->bad; i++) {
            skip_at(r, (enum thrift_type)(kv >> 4), depth + 1, true);
            skip_at(r, (enum thrift_type)(kv & 15), depth + 1, true);
        }
        return;
    }
    case THRIFT_STRUCT: {
        int16_t id;
        enum thrift_type t;
        thrift_struct_begin(r);
        while (thrift_field(r, &id, &t))
            skip_at(r, t, depth + 1, false);
        return;
    }
    case THRIFT_STOP:
        break;
    }
    r->bad = true;
}

void thrift_skip(struct thrift_reader *r, enum thrift_type type)
{
    skip_at(r, type, 0, false);
}

void thrift_skip_element(struct thrift_reader *r, enum thrift_type type)
{
    skip_at(r, type, 0, true);
}

/* ---- writer --------------------------------------------------------------- */

void thrift_writer_init(struct thrift_writer *w, struct buf *out, struct kamu_error *err)
{
    *w = (struct thrift_writer){.out = out, .rc = KAMU_OK, .err = err};
}

static void put(struct thrift_writer *w, const void *p, size_t n)
{
    if (w->rc == KAMU_OK)
        w->rc = buf_append(w->out, p, n, w->err);
}

static void put_varint(struct thrift_writer *w, uint64_t v)
{
    uint8_t b[10];
    size_t n = 0;
    while (v >= 0x80) {
        b[n++] = (uint8_t)(v | 0x80);
        v >>= 7;
    }
    b[n++] = (uint8_t)v;
    put(w, b, n);
}

void thrift_write_raw_int(struct thrift_writer *w, int64_t value)
{
    put_varint(w, ((uint64_t)value << 1) ^ (uint64_t)(value >> 63));
}

void thrift_write_raw_byte(struct thrift_writer *w, uint8_t b)
{
    put(w, &b, 1);
}

void thrift_write_struct_begin(struct thrift_writer *w)
{
    KAMU_ASSERT(w->depth < THRIFT_DEPTH_MAX);
    w->last[w->depth++] = 0;
}

void thrift_write_struct_end(struct thrift_writer *w)
{
    w->depth--;
    thrift_write_raw_byte(w, THRIFT_STOP);
}

void thrift_write_field(struct thrift_writer *w, int16_t id, enum thrift_type type)
{
    int16_t *last = &w->last[w->depth - 1];
    int delta = id - *last;
    if (delta > 0 && delta <= 15) {
        thrift_write_raw_byte(w, (uint8_t)((unsigned)delta << 4 | (unsigned)type));
    } else {
        thrift_write_raw_byte(w, (uint8_t)type);
        thrift_write_raw_int(w, id);
    }
    *last = id;
}

void thrift_write_bool(struct thrift_writer *w, int16_t id, bool value)
{
    thrift_write_field(w, id, value ? THRIFT_TRUE : THRIFT_FALSE);
}

void thrift_write_i8(struct thrift_writer *w, int16_t id, int8_t value)
{
    thrift_write_field(w, id, THRIFT_BYTE);
    thrift_write_raw_byte(w, (uint8_t)value);
}

void thrift_write_i16(struct thrift_writer *w, int16_t id, int16_t value)
{
    thrift_write_field(w, id, THRIFT_I16);
    thrift_write_raw_int(w, value);
}

void thrift_write_i32(struct thrift_writer *w, int16_t id, int32_t value)
{
    thrift_write_field(w, id, THRIFT_I32);
    thrift_write_raw_int(w, value);
}

void thrift_write_i64(struct thrift_writer *w, int16_t id, int64_t value)
{
    thrift_write_field(w, id, THRIFT_I64);
    thrift_write_raw_int(w, value);
}

void thrift_write_raw_binary(struct thrift_writer *w, const void *p, size_t n)
{
    put_varint(w, n);
    put(w, p, n);
}

void thrift_write_binary(struct thrift_writer *w, int16_t id, const void *p, size_t n)
{
    thrift_write_field(w, id, THRIFT_BINARY);
    thrift_write_raw_binary(w, p, n);
}

void thrift_write_list(struct thrift_writer *w, int16_t id, enum thrift_type element, size_t n)
{
    thrift_write_field(w, id, THRIFT_LIST);
    if (n < 15) {
        thrift_write_raw_byte(w, (uint8_t)(n << 4 | (unsigned)element));
    } else {
        thrift_write_raw_byte(w, (uint8_t)(0xf0 | (unsigned)element));
        put_varint(w, n);
    }
}

void thrift_write_empty(struct thrift_writer *w, int16_t id)
{
    thrift_write_field(w, id, THRIFT_STRUCT);
    thrift_write_struct_begin(w);
    thrift_write_struct_end(w);
}
