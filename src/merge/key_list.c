/* Keys of many rows: see key_list.h. */
#include "merge/key_list.h"

#include <endian.h>

#define KEY_LIST_BYTES_MAX ((size_t)1 << 32)

void key_list_init(struct key_list *l)
{
    memset(l, 0, sizeof *l);
    buf_init(&l->bytes, KEY_LIST_BYTES_MAX);
}

void key_list_free(struct key_list *l)
{
    buf_free(&l->bytes);
    mem_free(l->ends);
    key_list_init(l);
}

void key_list_clear(struct key_list *l)
{
    l->bytes.len = 0;
    l->n = 0;
    l->width = 0;
}

static kamu_code room_for(struct key_list *l, size_t more, struct kamu_error *err)
{
    if (more > KEY_LIST_MAX - l->n)
        return error_set(err, KAMU_E_LIMIT, "More than %zu keys at once", KEY_LIST_MAX);
    if (l->n + more <= l->cap)
        return KAMU_OK;
    size_t cap = l->cap == 0 ? 1024 : l->cap;
    while (cap < l->n + more)
        cap *= 2;
    uint64_t *grown = mem_realloc_array(l->ends, cap, sizeof *grown);
    if (grown == NULL)
        return error_nomem(err);
    l->ends = grown;
    l->cap = cap;
    return KAMU_OK;
}

/* ---- keys of one length -------------------------------------------------------------- */

/* Bytes of the encoded value of a column without nulls, its mark included; 0: they vary. */
static uint32_t fixed_width(const struct column *c)
{
    if (c->null_count != 0)
        return 0;
    switch (c->type->kind) {
    case COL_BOOL:
        return 2;
    case COL_NULL:
    case COL_STRING:
    case COL_BINARY:
    case COL_LIST:
    case COL_FIXED_LIST:
    case COL_STRUCT:
    case COL_MAP:
        return 0;
    default:
        return 1 + (uint32_t)col_width(c->type);
    }
}

static uint32_t row_width(const struct batch *b, const uint32_t *columns, uint32_t n)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t one = fixed_width(&b->columns[columns[i]]);
        if (one == 0 || one >= KEY_BYTES_MAX - sum) /* as long a key is cut */
            return 0;
        sum += one;
    }
    return sum;
}

static void fill_int64(const struct column *c, int64_t rows, uint64_t flip, uint8_t *to,
                       size_t stride)
{
    const uint64_t *from = (const uint64_t *)(const void *)c->values->data;
    for (int64_t i = 0; i < rows; i++, to += stride) {
        uint64_t v = htobe64(from[i] ^ flip);
        to[0] = 1;
        memcpy(to + 1, &v, sizeof v);
    }
}

static void fill_int32(const struct column *c, int64_t rows, uint32_t flip, uint8_t *to,
                       size_t stride)
{
    const uint32_t *from = (const uint32_t *)(const void *)c->values->data;
    for (int64_t i = 0; i < rows; i++, to += stride) {
        uint32_t v = htobe32(from[i] ^ flip);
        to[0] = 1;
        memcpy(to + 1, &v, sizeof v);
    }
}

static kamu_code fill_other(const struct batch *b, uint32_t column, int64_t rows, uint8_t *to,
                            size_t stride, struct kamu_error *err)
{
    struct buf one = BUF_INIT((size_t)1 << 16);
    kamu_code rc = KAMU_OK;
    for (int64_t i = 0; i < rows && rc == KAMU_OK; i++, to += stride) {
        rc = key_encode(b, i, &column, 1, &one, err);
        if (rc == KAMU_OK)
            memcpy(to, one.data, one.len);
    }
    buf_free(&one);
    return rc;
}

static kamu_code fill_column(const struct batch *b, uint32_t column, int64_t rows, uint8_t *to,
                             size_t stride, struct kamu_error *err)
{
    const struct column *c = &b->columns[column];
    switch (c->type->kind) {
    case COL_INT64:
    case COL_TIME64:
    case COL_TIMESTAMP:
    case COL_DURATION:
        fill_int64(c, rows, UINT64_C(1) << 63, to, stride);
        return KAMU_OK;
    case COL_UINT64:
        fill_int64(c, rows, 0, to, stride);
        return KAMU_OK;
    case COL_INT32:
    case COL_DATE32:
    case COL_TIME32:
        fill_int32(c, rows, UINT32_C(1) << 31, to, stride);
        return KAMU_OK;
    case COL_UINT32:
        fill_int32(c, rows, 0, to, stride);
        return KAMU_OK;
    default:
        return fill_other(b, column, rows, to, stride, err);
    }
}

static kamu_code add_fixed(struct key_list *l, const struct batch *b, int64_t rows,
                           const uint32_t *columns, uint32_t n, uint32_t width,
                           struct kamu_error *err)
{
    size_t bytes = (size_t)rows * width; /* at most BATCH_ROWS_MAX * KEY_BYTES_MAX */
    KAMU_TRY(buf_reserve(&l->bytes, bytes, err));
    uint8_t *to = l->bytes.data + l->bytes.len;
    for (uint32_t i = 0; i < n; i++) {
        KAMU_TRY(fill_column(b, columns[i], rows, to, width, err));
        to += fixed_width(&b->columns[columns[i]]);
    }
    l->bytes.len += bytes;
    return KAMU_OK;
}

/* ---- keys of all lengths --------------------------------------------------------------- */

static void write_ends(struct key_list *l, size_t from, size_t to, uint64_t start, uint32_t width)
{
    for (size_t i = from; i < to; i++)
        l->ends[i] = start + (i - from + 1) * width;
}

static kamu_code add_varying(struct key_list *l, const struct batch *b, int64_t rows,
                             const uint32_t *columns, uint32_t n, struct kamu_error *err)
{
    struct buf one = BUF_INIT((size_t)1 << 32);
    kamu_code rc = KAMU_OK;
    for (int64_t i = 0; i < rows && rc == KAMU_OK; i++) {
        rc = key_encode(b, i, columns, n, &one, err);
        if (rc == KAMU_OK)
            rc = buf_append(&l->bytes, one.data, one.len, err);
        l->ends[l->n + (size_t)i] = l->bytes.len;
    }
    buf_free(&one);
    return rc;
}

kamu_code key_list_add(struct key_list *l, const struct batch *b, int64_t rows,
                       const uint32_t *columns, uint32_t n, struct kamu_error *err)
{
    KAMU_ASSERT(rows >= 0 && rows <= b->length);
    if (rows == 0)
        return KAMU_OK;
    KAMU_TRY(room_for(l, (size_t)rows, err));
    uint32_t width = b->length <= BATCH_ROWS_MAX ? row_width(b, columns, n) : 0;
    uint64_t start = l->bytes.len;
    if (l->n == 0)
        l->width = width;
    else if (l->width != 0 && width != l->width) {
        write_ends(l, 0, l->n, 0, l->width);
        l->width = 0;
    }
    if (width != 0)
        KAMU_TRY(add_fixed(l, b, rows, columns, n, width, err));
    else
        KAMU_TRY(add_varying(l, b, rows, columns, n, err));
    if (width != 0 && l->width == 0)
        write_ends(l, l->n, l->n + (size_t)rows, start, width);
    l->n += (size_t)rows;
    return KAMU_OK;
}
