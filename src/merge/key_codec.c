/* Keys and compared values as bytes: see key_codec.h. */
#include "merge/key_codec.h"

#include "columnar/compare.h"
#include "digest/sha3.h"

#include <endian.h>

/* ---- SipHash ------------------------------------------------------------------------- */

#define ROTL(x, b) (((x) << (b)) | ((x) >> (64 - (b))))

static inline void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = ROTL(v[1], 13) ^ v[0];
    v[0] = ROTL(v[0], 32);
    v[2] += v[3];
    v[3] = ROTL(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = ROTL(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = ROTL(v[1], 17) ^ v[2];
    v[2] = ROTL(v[2], 32);
}

static uint64_t load64(const uint8_t *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return le64toh(x);
}

void siphash128(const uint8_t key[16], const void *data, size_t n, uint64_t out[2])
{
    const uint8_t *p = data;
    uint64_t k0 = load64(key), k1 = load64(key + 8);
    uint64_t v[4] = {0x736f6d6570736575u ^ k0, 0x646f72616e646f6du ^ k1 ^ 0xee,
                     0x6c7967656e657261u ^ k0, 0x7465646279746573u ^ k1};
    size_t left = n;
    for (; left >= 8; left -= 8, p += 8) {
        uint64_t m = load64(p);
        v[3] ^= m;
        sip_round(v);
        sip_round(v);
        v[0] ^= m;
    }
    uint8_t tail[8] = {0};
    if (left != 0)
        memcpy(tail, p, left);
    tail[7] = (uint8_t)n;
    uint64_t m = load64(tail);
    v[3] ^= m;
    sip_round(v);
    sip_round(v);
    v[0] ^= m;
    v[2] ^= 0xee;
    for (int i = 0; i < 4; i++)
        sip_round(v);
    out[0] = v[0] ^ v[1] ^ v[2] ^ v[3];
    v[1] ^= 0xdd;
    for (int i = 0; i < 4; i++)
        sip_round(v);
    out[1] = v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* ---- keys ------------------------------------------------------------------------------- */

enum { MARK_NULL = 0, MARK_VALUE = 1 };

static const uint8_t *value_at(const struct column *c, int64_t row, size_t width)
{
    return c->values->data + (size_t)row * width;
}

/* Little-endian integer to big-endian; signed ones with the sign turned over. */
static kamu_code put_integer(const uint8_t *p, size_t width, bool is_signed, struct buf *out,
                             struct kamu_error *err)
{
    uint8_t be[32];
    for (size_t i = 0; i < width; i++)
        be[i] = p[width - 1 - i];
    if (is_signed)
        be[0] ^= 0x80;
    return buf_append(out, be, width, err);
}

/* IEEE total order as unsigned order; every NaN is the same one. */
static kamu_code put_float(const uint8_t *p, size_t width, struct buf *out, struct kamu_error *err)
{
    uint64_t bits = 0;
    memcpy(&bits, p, width);
    unsigned n = (unsigned)width * 8, mantissa = width == 2 ? 10 : width == 4 ? 23 : 52;
    uint64_t sign = UINT64_C(1) << (n - 1), mask = sign - 1;
    uint64_t infinity = mask & ~((UINT64_C(1) << mantissa) - 1);
    if ((bits & mask) > infinity)
        bits = infinity | (UINT64_C(1) << (mantissa - 1));
    bits = bits & sign ? ~bits & (mask | sign) : bits | sign;
    uint8_t le[8];
    memcpy(le, &bits, sizeof le);
    return put_integer(le, width, false, out, err);
}

/* Bytes with 00 written 00 FF, ended by 00 00: order kept, no key a prefix of another. */
static kamu_code put_bytes(const uint8_t *p, size_t n, struct buf *out, struct kamu_error *err)
{
    while (n != 0) {
        const uint8_t *zero = memchr(p, 0, n);
        size_t run = zero == NULL ? n : (size_t)(zero - p);
        KAMU_TRY(buf_append(out, p, run, err));
        p += run;
        n -= run;
        if (n != 0) {
            KAMU_TRY(buf_append(out, "\0\xff", 2, err));
            p++;
            n--;
        }
    }
    return buf_append(out, "\0", 2, err);
}

static kamu_code put_nested(const struct column *c, int64_t row, struct buf *out,
                            struct kamu_error *err)
{
    struct buf value = BUF_INIT((size_t)1 << 28);
    kamu_code rc = column_value_encode(c, row, &value, err);
    if (rc == KAMU_OK)
        rc = put_bytes(value.data, value.len, out, err);
    buf_free(&value);
    return rc;
}

static kamu_code put_value(const struct column *c, int64_t row, struct buf *out,
                           struct kamu_error *err)
{
    size_t width = col_width(c->type);
    switch (c->type->kind) {
    case COL_BOOL:
        return buf_append_byte(out, bit_get(c->values->data, row), err);
    case COL_UINT8:
    case COL_UINT16:
    case COL_UINT32:
    case COL_UINT64:
        return put_integer(value_at(c, row, width), width, false, out, err);
    case COL_FLOAT16:
    case COL_FLOAT32:
    case COL_FLOAT64:
        return put_float(value_at(c, row, width), width, out, err);
    case COL_FIXED_BINARY:
        return buf_append(out, value_at(c, row, width), width, err);
    case COL_STRING:
    case COL_BINARY: {
        const int32_t *o = col_offsets(c);
        return put_bytes(c->values->data + o[row], (size_t)(o[row + 1] - o[row]), out, err);
    }
    case COL_LIST:
    case COL_FIXED_LIST:
    case COL_STRUCT:
    case COL_MAP:
    case COL_NULL:
        return put_nested(c, row, out, err);
    default: /* signed integers, decimals, dates, times */
        return put_integer(value_at(c, row, width), width, true, out, err);
    }
}

kamu_code key_encode(const struct batch *b, int64_t row, const uint32_t *columns, uint32_t n,
                     struct buf *out, struct kamu_error *err)
{
    out->len = 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct column *c = &b->columns[columns[i]];
        bool null = c->type->kind == COL_NULL || col_is_null(c, row);
        KAMU_TRY(buf_append_byte(out, null ? MARK_NULL : MARK_VALUE, err));
        if (!null)
            KAMU_TRY(put_value(c, row, out, err));
    }
    if (out->len <= KEY_BYTES_MAX)
        return KAMU_OK;
    uint8_t digest[SHA3_256_SIZE];
    struct sha3 h;
    sha3_init(&h);
    sha3_update(&h, out->data, out->len);
    sha3_final(&h, digest);
    memcpy(out->data + KEY_BYTES_MAX - sizeof digest, digest, sizeof digest);
    out->len = KEY_BYTES_MAX;
    return KAMU_OK;
}

/* ---- digests ------------------------------------------------------------------------------ */

kamu_code row_digest_init(struct row_digest *d, const uint8_t key[16],
                          const struct col_schema *schema, const uint32_t *columns, uint32_t n,
                          struct kamu_error *err)
{
    memset(d, 0, sizeof *d);
    memcpy(d->key, key, sizeof d->key);
    d->columns = columns;
    d->n = n;
    buf_init(&d->buf, (size_t)1 << 30);
    d->names = mem_calloc((size_t)n + 1, sizeof *d->names);
    if (d->names == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < n; i++) {
        uint64_t h[2];
        const char *name = schema->fields[columns[i]].name;
        siphash128(key, name, strlen(name), h);
        d->names[i] = h[0];
    }
    return KAMU_OK;
}

kamu_code row_digest_of(struct row_digest *d, const struct batch *b, int64_t row, uint64_t out[2],
                        struct kamu_error *err)
{
    d->buf.len = 0;
    for (uint32_t i = 0; i < d->n; i++) {
        const struct column *c = &b->columns[d->columns[i]];
        if (c->type->kind == COL_NULL || col_is_null(c, row))
            continue;
        KAMU_TRY(buf_append(&d->buf, &d->names[i], sizeof d->names[i], err));
        KAMU_TRY(column_value_encode(c, row, &d->buf, err));
    }
    siphash128(d->key, d->buf.data, d->buf.len, out);
    return KAMU_OK;
}

void row_digest_free(struct row_digest *d)
{
    mem_free(d->names);
    buf_free(&d->buf);
}
