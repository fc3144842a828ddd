/* Order, equality, hashes and canonical bytes of values. */
#include "columnar/compare.h"

#include "base/map.h"

static int order_i64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}
static int order_u64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* IEEE total order of bits: as signed integers once the bits of negative numbers are turned. */
static int order_float(uint64_t a, uint64_t b, unsigned bits)
{
    uint64_t sign = UINT64_C(1) << (bits - 1), mask = sign | (sign - 1);
    uint64_t ka = (a & sign) ? ~a & mask : a | sign;
    uint64_t kb = (b & sign) ? ~b & mask : b | sign;

    return order_u64(ka, kb);
}

static bool float_is_nan(uint64_t v, unsigned bits)
{
    switch (bits) {
    case 16:
        return (v & 0x7fff) > 0x7c00;
    case 32:
        return (v & 0x7fffffff) > 0x7f800000;
    default:
        return (v & INT64_MAX) > UINT64_C(0x7ff0000000000000);
    }
}

/* Little-endian bytes of a value of at most 8 bytes. */
static uint64_t load(const struct column *c, int64_t i, size_t width)
{
    const uint8_t *p = c->values->data + (size_t)i * width;
    uint64_t v = 0;

    switch (width) {
    case 1:
        return p[0];
    case 2: {
        uint16_t x;
        memcpy(&x, p, 2);
        return x;
    }
    case 4: {
        uint32_t x;
        memcpy(&x, p, 4);
        return x;
    }
    default:
        memcpy(&v, p, 8);
        return v;
    }
}

static int order_decimal(const uint8_t *a, const uint8_t *b, size_t width)
{
    size_t words = width / 8;

    for (size_t w = words; w-- > 0;) {
        uint64_t x, y;
        memcpy(&x, a + w * 8, 8);
        memcpy(&y, b + w * 8, 8);
        if (x != y)
            return w == words - 1 ? order_i64((int64_t)x, (int64_t)y) : order_u64(x, y);
    }
    return 0;
}

static struct str text_at(const struct column *c, int64_t i)
{
    const int32_t *o = col_offsets(c);

    return (struct str){c->values ? (const char *)c->values->data + o[i] : "",
                        (size_t)(o[i + 1] - o[i])};
}

static int order_bytes(const void *a, size_t na, const void *b, size_t nb)
{
    size_t n = na < nb ? na : nb;
    int c = n ? memcmp(a, b, n) : 0;

    return c != 0 ? (c > 0) - (c < 0) : (na > nb) - (na < nb);
}

/* The rows of child 0 that belong to list value i. */
static void list_range(const struct column *c, int64_t i, int64_t *from, int64_t *to)
{
    if (c->type->kind == COL_FIXED_LIST) {
        *from = i * c->type->fixed_length;
        *to = *from + c->type->fixed_length;
    } else {
        *from = col_offsets(c)[i];
        *to = col_offsets(c)[i + 1];
    }
}

static int order_lists(const struct column *a, int64_t i, const struct column *b, int64_t j)
{
    int64_t ai, an, bi, bn;

    list_range(a, i, &ai, &an);
    list_range(b, j, &bi, &bn);
    for (; ai < an && bi < bn; ai++, bi++) {
        int c = column_value_compare(&a->children[0], ai, &b->children[0], bi);
        if (c != 0)
            return c;
    }
    return (ai < an) - (bi < bn);
}

int column_value_compare(const struct column *a, int64_t i, const struct column *b, int64_t j)
{
    size_t width;
    bool na = a->type->kind == COL_NULL || col_is_null(a, i);
    bool nb = b->type->kind == COL_NULL || col_is_null(b, j);

    if (na || nb)
        return nb - na;
    width = col_width(a->type);
    switch (a->type->kind) {
    case COL_NULL:
        return 0;
    case COL_BOOL:
        return (int)bit_get(a->values->data, i) - (int)bit_get(b->values->data, j);
    case COL_INT8:
        return order_i64((int8_t)load(a, i, 1), (int8_t)load(b, j, 1));
    case COL_INT16:
        return order_i64((int16_t)load(a, i, 2), (int16_t)load(b, j, 2));
    case COL_INT32:
    case COL_DATE32:
    case COL_TIME32:
        return order_i64((int32_t)load(a, i, 4), (int32_t)load(b, j, 4));
    case COL_INT64:
    case COL_TIME64:
    case COL_TIMESTAMP:
    case COL_DURATION:
        return order_i64((int64_t)load(a, i, 8), (int64_t)load(b, j, 8));
    case COL_UINT8:
    case COL_UINT16:
    case COL_UINT32:
    case COL_UINT64:
        return order_u64(load(a, i, width), load(b, j, width));
    case COL_FLOAT16:
    case COL_FLOAT32:
    case COL_FLOAT64:
        return order_float(load(a, i, width), load(b, j, width), (unsigned)width * 8);
    case COL_DECIMAL128:
    case COL_DECIMAL256:
        return order_decimal(a->values->data + (size_t)i * width,
                             b->values->data + (size_t)j * width, width);
    case COL_FIXED_BINARY:
        return width == 0 ? 0
                          : order_bytes(a->values->data + (size_t)i * width, width,
                                        b->values->data + (size_t)j * width, width);
    case COL_STRING:
    case COL_BINARY: {
        struct str x = text_at(a, i), y = text_at(b, j);
        return order_bytes(x.p, x.n, y.p, y.n);
    }
    case COL_STRUCT:
        for (uint32_t k = 0; k < a->n_children; k++) {
            int c = column_value_compare(&a->children[k], i, &b->children[k], j);
            if (c != 0)
                return c;
        }
        return 0;
    case COL_LIST:
    case COL_FIXED_LIST:
    case COL_MAP:
        return order_lists(a, i, b, j);
    }
    KAMU_BUG("column kind %d", (int)a->type->kind);
}

static bool equal_lists(const struct column *a, int64_t i, const struct column *b, int64_t j)
{
    int64_t ai, an, bi, bn;

    list_range(a, i, &ai, &an);
    list_range(b, j, &bi, &bn);
    if (an - ai != bn - bi)
        return false;
    for (; ai < an; ai++, bi++)
        if (!column_value_equal(&a->children[0], ai, &b->children[0], bi))
            return false;
    return true;
}

bool column_value_equal(const struct column *a, int64_t i, const struct column *b, int64_t j)
{
    size_t width;
    bool na = a->type->kind == COL_NULL || col_is_null(a, i);
    bool nb = b->type->kind == COL_NULL || col_is_null(b, j);

    if (na || nb)
        return na && nb;
    width = col_width(a->type);
    switch (a->type->kind) {
    case COL_FLOAT16:
    case COL_FLOAT32:
    case COL_FLOAT64: {
        uint64_t x = load(a, i, width), y = load(b, j, width);
        unsigned bits = (unsigned)width * 8;
        return x == y || (float_is_nan(x, bits) && float_is_nan(y, bits));
    }
    case COL_STRUCT: /* not by order: a NaN inside equals another NaN */
        for (uint32_t k = 0; k < a->n_children; k++)
            if (!column_value_equal(&a->children[k], i, &b->children[k], j))
                return false;
        return true;
    case COL_LIST:
    case COL_FIXED_LIST:
    case COL_MAP:
        return equal_lists(a, i, b, j);
    case COL_STRING:
    case COL_BINARY: {
        struct str x = text_at(a, i), y = text_at(b, j);
        return x.n == y.n && (x.n == 0 || memcmp(x.p, y.p, x.n) == 0);
    }
    default:
        if (width != 0)
            return memcmp(a->values->data + (size_t)i * width, b->values->data + (size_t)j * width,
                          width) == 0;
        return column_value_compare(a, i, b, j) == 0;
    }
}

int batch_row_compare(const struct batch *a, int64_t i, const struct batch *b, int64_t j,
                      const uint32_t *columns_a, const uint32_t *columns_b, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++) {
        int c = column_value_compare(&a->columns[columns_a[k]], i, &b->columns[columns_b[k]], j);
        if (c != 0)
            return c;
    }
    return 0;
}

bool batch_row_equal(const struct batch *a, int64_t i, const struct batch *b, int64_t j,
                     const uint32_t *columns_a, const uint32_t *columns_b, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++)
        if (!column_value_equal(&a->columns[columns_a[k]], i, &b->columns[columns_b[k]], j))
            return false;
    return true;
}

/* ---- hashes -------------------------------------------------------------------- */

/* Value of at most 8 bytes with every NaN made the same. */
static uint64_t load_canonical(const struct column *c, int64_t i, size_t width)
{
    uint64_t v = load(c, i, width);

    switch (c->type->kind) {
    case COL_FLOAT16:
        return float_is_nan(v, 16) ? 0x7e00 : v;
    case COL_FLOAT32:
        return float_is_nan(v, 32) ? 0x7fc00000 : v;
    case COL_FLOAT64:
        return float_is_nan(v, 64) ? UINT64_C(0x7ff8000000000000) : v;
    default:
        return v;
    }
}

/* splitmix64's finish */
static uint64_t mix(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

uint64_t column_value_hash(const struct column *c, int64_t i, uint64_t seed)
{
    size_t width = col_width(c->type);
    int64_t from, to;

    if (c->type->kind == COL_NULL || col_is_null(c, i))
        return mix(seed + UINT64_C(0x9e3779b97f4a7c15));
    switch (c->type->kind) {
    case COL_BOOL:
        return mix(seed ^ (bit_get(c->values->data, i) ? UINT64_C(0xd1b54a32d192ed03) : 1));
    case COL_STRING:
    case COL_BINARY: {
        struct str s = text_at(c, i);
        return hash_bytes(s.p, s.n, seed);
    }
    case COL_STRUCT:
        for (uint32_t k = 0; k < c->n_children; k++)
            seed = column_value_hash(&c->children[k], i, seed);
        return mix(seed + 3);
    case COL_LIST:
    case COL_FIXED_LIST:
    case COL_MAP:
        list_range(c, i, &from, &to);
        seed = mix(seed ^ (uint64_t)(to - from));
        for (; from < to; from++)
            seed = column_value_hash(&c->children[0], from, seed);
        return seed;
    default:
        if (width == 0)
            return mix(seed + 2);
        if (width <= 8 && c->type->kind != COL_FIXED_BINARY)
            return mix(seed ^ load_canonical(c, i, width));
        return hash_bytes(c->values->data + (size_t)i * width, width, seed);
    }
}

uint64_t batch_row_hash(const struct batch *b, int64_t i, const uint32_t *columns, uint32_t n,
                        uint64_t seed)
{
    for (uint32_t k = 0; k < n; k++)
        seed = column_value_hash(&b->columns[columns[k]], i, seed);
    return seed;
}

/* ---- canonical bytes --------------------------------------------------------------- */

static kamu_code put_u64(struct buf *out, uint64_t v, struct kamu_error *err)
{
    return buf_append(out, &v, sizeof(v), err);
}

kamu_code column_value_encode(const struct column *c, int64_t i, struct buf *out,
                              struct kamu_error *err)
{
    size_t width = col_width(c->type);
    int64_t from, to;

    if (c->type->kind == COL_NULL || col_is_null(c, i))
        return buf_append_byte(out, 0, err);
    KAMU_TRY(buf_append_byte(out, 1, err));
    switch (c->type->kind) {
    case COL_BOOL:
        return buf_append_byte(out, bit_get(c->values->data, i), err);
    case COL_STRING:
    case COL_BINARY: {
        struct str s = text_at(c, i);
        KAMU_TRY(put_u64(out, s.n, err));
        return buf_append(out, s.p, s.n, err);
    }
    case COL_STRUCT:
        for (uint32_t k = 0; k < c->n_children; k++)
            KAMU_TRY(column_value_encode(&c->children[k], i, out, err));
        return KAMU_OK;
    case COL_LIST:
    case COL_FIXED_LIST:
    case COL_MAP:
        list_range(c, i, &from, &to);
        KAMU_TRY(put_u64(out, (uint64_t)(to - from), err));
        for (; from < to; from++)
            KAMU_TRY(column_value_encode(&c->children[0], from, out, err));
        return KAMU_OK;
    default:
        if (width == 0)
            return KAMU_OK;
        if (width <= 8 && c->type->kind != COL_FIXED_BINARY) {
            uint64_t v = load_canonical(c, i, width);
            return buf_append(out, &v, width, err);
        }
        return buf_append(out, c->values->data + (size_t)i * width, width, err);
    }
}

kamu_code batch_row_encode(const struct batch *b, int64_t i, const uint32_t *columns, uint32_t n,
                           struct buf *out, struct kamu_error *err)
{
    for (uint32_t k = 0; k < n; k++)
        KAMU_TRY(column_value_encode(&b->columns[columns[k]], i, out, err));
    return KAMU_OK;
}
