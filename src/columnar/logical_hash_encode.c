/* Values as the bytes that are hashed (spec/data-slices.md 3.4). */
#include "columnar/logical_hash_internal.h"

void hash_emit(struct hash_leaf *l, const void *p, size_t n)
{
    if (n > l->capacity - l->filled) {
        sha3_update(&l->stream, l->scratch, l->filled);
        l->filled = 0;
        if (n > l->capacity) {
            sha3_update(&l->stream, p, n);
            return;
        }
    }
    if (n != 0)
        memcpy(l->scratch + l->filled, p, n);
    l->filled += n;
}

static void emit_u64(struct hash_leaf *l, uint64_t v)
{
    uint8_t b[8];

    for (int i = 0; i < 8; i++)
        b[i] = (uint8_t)(v >> (8 * i));
    hash_emit(l, b, 8);
}

static void encode_items(struct hash_leaf *l, const struct column *items, int64_t from, int64_t to);

void hash_encode_value(struct hash_leaf *l, const struct column *c, int64_t i)
{
    size_t width = col_width(c->type);
    int64_t from, to;
    uint8_t byte;

    switch (c->type->kind) {
    case COL_BOOL:
        byte = (uint8_t)(1 + bit_get(c->values->data, i));
        hash_emit(l, &byte, 1);
        return;
    case COL_STRING:
    case COL_BINARY:
        from = col_offsets(c)[i];
        to = col_offsets(c)[i + 1];
        emit_u64(l, (uint64_t)(to - from));
        if (to > from)
            hash_emit(l, c->values->data + from, (size_t)(to - from));
        return;
    case COL_FIXED_BINARY:
        emit_u64(l, width);
        if (width != 0)
            hash_emit(l, c->values->data + (size_t)i * width, width);
        return;
    case COL_LIST:
        from = col_offsets(c)[i];
        to = col_offsets(c)[i + 1];
        emit_u64(l, (uint64_t)(to - from));
        encode_items(l, &c->children[0], from, to);
        return;
    case COL_FIXED_LIST:
        from = i * c->type->fixed_length;
        to = from + c->type->fixed_length;
        emit_u64(l, (uint64_t)(to - from));
        encode_items(l, &c->children[0], from, to);
        return;
    default:
        KAMU_ASSERT(width != 0);
        hash_emit(l, c->values->data + (size_t)i * width, width);
    }
}

static void encode_items(struct hash_leaf *l, const struct column *items, int64_t from, int64_t to)
{
    size_t width = col_width(items->type);

    if (items->null_count == 0 && width != 0 && items->type->kind != COL_FIXED_BINARY) {
        if (to > from)
            hash_emit(l, items->values->data + (size_t)from * width, (size_t)(to - from) * width);
        return;
    }
    for (; from < to; from++) {
        if (col_is_null(items, from))
            hash_emit(l, "", 1);
        else
            hash_encode_value(l, items, from);
    }
}

/* ---- whole ranges of the usual kinds ---------------------------------------------- */

/* Length and bytes of each value. The bytes of a column can be read 64 past their end and the
 * scratch written HASH_SCRATCH_SLACK past its end, so short texts are copied as 16 bytes. */
static bool encode_texts(struct hash_leaf *l, const struct column *c, int64_t row, int64_t rows)
{
    const int32_t *o = col_offsets(c) + row;
    const uint8_t *bytes = c->values ? c->values->data : NULL;
    uint8_t *out = l->scratch + l->filled;
    bool nulls = c->null_count != 0;

    if ((size_t)(o[rows] - o[0]) + 8 * (size_t)rows > l->capacity - l->filled || bytes == NULL)
        return false;
    for (int64_t i = 0; i < rows; i++) {
        uint64_t n = (uint64_t)(uint32_t)(o[i + 1] - o[i]);
        if (nulls && !bit_get(c->validity->data, row + i)) {
            *out++ = 0;
            continue;
        }
        memcpy(out, &n, 8);
        out += 8;
        if (n <= 16)
            memcpy(out, bytes + o[i], 16);
        else
            memcpy(out, bytes + o[i], n);
        out += n;
    }
    l->filled = (size_t)(out - l->scratch);
    return true;
}

static bool encode_bools(struct hash_leaf *l, const struct column *c, int64_t row, int64_t rows)
{
    uint8_t *out = l->scratch + l->filled;

    if ((size_t)rows > l->capacity - l->filled)
        return false;
    for (int64_t i = row; i < row + rows; i++)
        *out++ = col_is_null(c, i) ? 0 : (uint8_t)(1 + bit_get(c->values->data, i));
    l->filled += (size_t)rows;
    return true;
}

/* Values of width bytes, one zero byte for a null. */
static bool encode_nullable(struct hash_leaf *l, const struct column *c, int64_t row, int64_t rows,
                            size_t width)
{
    const uint8_t *in = c->values->data + (size_t)row * width, *valid = c->validity->data;
    uint8_t *out = l->scratch + l->filled;

    if ((size_t)rows * width > l->capacity - l->filled)
        return false;
    if (width == 8) {
        for (int64_t i = 0; i < rows; i++, in += 8) {
            uint64_t v, present = bit_get(valid, row + i);
            memcpy(&v, in, 8);
            v &= -present;
            memcpy(out, &v, 8);
            out += 1 + 7 * present;
        }
    } else {
        for (int64_t i = 0; i < rows; i++, in += width) {
            if (bit_get(valid, row + i)) {
                memcpy(out, in, width);
                out += width;
            } else {
                *out++ = 0;
            }
        }
    }
    l->filled = (size_t)(out - l->scratch);
    return true;
}

void hash_encode_rows(struct hash_leaf *l, const struct column *c, int64_t row, int64_t rows)
{
    size_t width = col_width(c->type);
    bool done = false;

    if (rows == 0)
        return;
    if (c->type->kind == COL_STRING || c->type->kind == COL_BINARY)
        done = encode_texts(l, c, row, rows);
    else if (c->type->kind == COL_BOOL)
        done = encode_bools(l, c, row, rows);
    else if (width != 0 && c->type->kind != COL_FIXED_BINARY && c->null_count != 0)
        done = encode_nullable(l, c, row, rows, width);
    if (done)
        return;
    for (int64_t i = row; i < row + rows; i++) {
        if (col_is_null(c, i))
            hash_emit(l, "", 1);
        else
            hash_encode_value(l, c, i);
    }
}
