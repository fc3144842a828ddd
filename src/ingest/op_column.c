/* The operation column of an input: see op_column.h. */
#include "ingest/op_column.h"

#include "columnar/format.h"
#include "columnar/text.h"

bool op_column_possible(const struct col_type *t)
{
    return (t->kind >= COL_INT8 && t->kind <= COL_UINT64) || t->kind == COL_FLOAT32 ||
           t->kind == COL_FLOAT64 || t->kind == COL_STRING;
}

static int from_float(double v)
{
    return v == 0 ? 0 : v == 1 ? 1 : v == 2 ? 2 : v == 3 ? 3 : -1;
}

static int from_text(struct str s)
{
    static const char codes[4][3] = {"+A", "-R", "-C", "+C"};
    for (int i = 0; i < 4; i++)
        if (str_eqc(s, codes[i]))
            return i;
    int64_t v = -1;
    return text_to_i64(s, &v) == NULL && v >= 0 && v <= 3 ? (int)v : -1;
}

#define AS(type) ((const type *)(const void *)c->values->data)[i]

/* 0..3, or -1. */
static int code_at(const struct column *c, int64_t i)
{
    int64_t v = -1;
    switch (c->type->kind) {
    case COL_INT8:
        v = AS(int8_t);
        break;
    case COL_INT16:
        v = AS(int16_t);
        break;
    case COL_INT32:
        v = AS(int32_t);
        break;
    case COL_INT64:
        v = AS(int64_t);
        break;
    case COL_UINT8:
        v = AS(uint8_t);
        break;
    case COL_UINT16:
        v = AS(uint16_t);
        break;
    case COL_UINT32:
        v = AS(uint32_t);
        break;
    case COL_UINT64:
        v = AS(uint64_t) > 3 ? -1 : (int64_t)AS(uint64_t);
        break;
    case COL_FLOAT32:
        return from_float((double)AS(float));
    case COL_FLOAT64:
        return from_float(AS(double));
    case COL_STRING: {
        const int32_t *o = col_offsets(c);
        return from_text(
            (struct str){(const char *)c->values->data + o[i], (size_t)(o[i + 1] - o[i])});
    }
    default:
        break;
    }
    return v >= 0 && v <= 3 ? (int)v : -1;
}

static kamu_code bad_code(const struct column *c, int64_t i, struct kamu_error *err)
{
    struct buf text = BUF_INIT(4096);
    bool null = col_is_null(c, i);
    if (!null)
        (void)value_format(c, i, FORMAT_CSV, &text, NULL);
    kamu_code rc = null ? error_set(err, KAMU_E_INPUT, "Operation code is null")
                        : error_set(err, KAMU_E_INPUT, "Invalid operation code");
    if (err != NULL)
        err->at.record = (uint64_t)i + 1;
    error_excerpt(err, null ? "null" : (const char *)text.data, null ? 4 : text.len);
    error_expected(err, "0 (+A), 1 (-R), 2 (-C) or 3 (+C)");
    buf_free(&text);
    return rc;
}

kamu_code op_column_convert(const struct column *src, const struct col_type *to, struct column *dst,
                            struct kamu_error *err)
{
    struct blk *values = blk_new((size_t)src->length * sizeof(int32_t));
    if (values == NULL)
        return error_nomem(err);
    int32_t *out = (int32_t *)(void *)values->data;
    for (int64_t i = 0; i < src->length; i++) {
        int code = col_is_null(src, i) ? -1 : code_at(src, i);
        if (code < 0) {
            blk_unref(values);
            return bad_code(src, i, err);
        }
        out[i] = code;
    }
    *dst = (struct column){.type = to, .length = src->length, .values = values};
    return KAMU_OK;
}
