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
    if (out->len < KEY_BYTES_MAX) /* that length is the cut ones' own: none equals a short one */
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

struct named {
    uint64_t name; /* its hash */
    uint32_t column;
};

static int by_name(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    return x->name < y->name ? -1 : x->name > y->name;
}

/* The order of the columns is the schema's, which an event may change: that of their names stays.
 */
static kamu_code order_columns(struct row_digest *d, const struct col_schema *schema,
                               const uint32_t *columns, struct kamu_error *err)
{
    struct named *all = mem_calloc((size_t)d->n + 1, sizeof *all);
    if (all == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < d->n; i++) {
        uint64_t h[2];
        const char *name = schema->fields[columns[i]].name;
        siphash128(d->key, name, strlen(name), h);
        all[i] = (struct named){h[0], columns[i]};
    }
    qsort(all, d->n, sizeof *all, by_name);
    for (uint32_t i = 0; i < d->n; i++) {
        d->names[i] = all[i].name;
        d->columns[i] = all[i].column;
    }
    mem_free(all);
    return KAMU_OK;
}

kamu_code row_digest_init(struct row_digest *d, const uint8_t key[16],
                          const struct col_schema *schema, const uint32_t *columns, uint32_t n,
                          struct kamu_error *err)
{
    memset(d, 0, sizeof *d);
    memcpy(d->key, key, sizeof d->key);
    d->n = n;
    buf_init(&d->buf, (size_t)1 << 30);
    d->names = mem_calloc((size_t)n + 1, sizeof *d->names);
    d->columns = mem_calloc((size_t)n + 1, sizeof *d->columns);
    if (d->names == NULL || d->columns == NULL)
        return error_nomem(err);
    return order_columns(d, schema, columns, err);
}

static inline void put_word(struct buf *b, uint64_t v)
{
    v = htole64(v);
    memcpy(b->data + b->len, &v, sizeof v);
    b->len += sizeof v;
}

static inline bool has_room(const struct buf *b, size_t n)
{
    return b->cap - b->len >= n;
}

/* A value of up to 8 bytes as a number; every NaN is the same one. */
static inline bool small_value(const struct column *c, int64_t row, uint64_t *out)
{
    const uint8_t *p = c->values == NULL ? NULL : c->values->data;
    uint64_t v = 0;
    switch (c->type->kind) {
    case COL_BOOL:
        *out = bit_get(p, row);
        return true;
    case COL_INT8:
    case COL_UINT8:
        *out = p[row];
        return true;
    case COL_INT32:
    case COL_UINT32:
    case COL_DATE32:
    case COL_TIME32: {
        uint32_t w;
        memcpy(&w, p + 4 * row, sizeof w);
        *out = w;
        return true;
    }
    case COL_FLOAT64:
        memcpy(&v, p + 8 * row, sizeof v);
        if ((v & INT64_MAX) > UINT64_C(0x7ff0000000000000))
            v = UINT64_C(0x7ff8000000000000);
        *out = v;
        return true;
    case COL_INT64:
    case COL_UINT64:
    case COL_TIME64:
    case COL_TIMESTAMP:
    case COL_DURATION:
        memcpy(&v, p + 8 * row, sizeof v);
        *out = v;
        return true;
    default:
        return false;
    }
}

static kamu_code digest_text(struct buf *b, const struct column *c, int64_t row,
                             struct kamu_error *err)
{
    const int32_t *o = col_offsets(c);
    size_t n = (size_t)(o[row + 1] - o[row]);
    if (!has_room(b, n + 8))
        KAMU_TRY(buf_reserve(b, n + 8, err));
    put_word(b, n);
    if (n != 0)
        memcpy(b->data + b->len, c->values->data + o[row], n);
    b->len += n;
    return KAMU_OK;
}

/* Of each value that is there: the name's hash, then the value, so that its end is known. */
kamu_code row_digest_of(struct row_digest *d, const struct batch *b, int64_t row, uint64_t out[2],
                        struct kamu_error *err)
{
    struct buf *to = &d->buf;
    to->len = 0;
    for (uint32_t i = 0; i < d->n; i++) {
        const struct column *c = &b->columns[d->columns[i]];
        uint64_t v = 0;
        if (c->type->kind == COL_NULL || col_is_null(c, row))
            continue;
        if (!has_room(to, 16))
            KAMU_TRY(buf_reserve(to, 16, err));
        put_word(to, d->names[i]);
        if (small_value(c, row, &v))
            put_word(to, v);
        else if (c->type->kind == COL_STRING || c->type->kind == COL_BINARY)
            KAMU_TRY(digest_text(to, c, row, err));
        else
            KAMU_TRY(column_value_encode(c, row, to, err));
    }
    siphash128(d->key, to->data, to->len, out);
    return KAMU_OK;
}

#define PART_ROWS 2048 /* less is not worth a task */
#define PARTS_MAX 64

struct digest_part {
    struct row_digest digest; /* with a buffer of its own */
    const struct batch *batch;
    int64_t from, to;
    uint64_t *out;
    struct kamu_error err;
    kamu_code rc;
    struct pool_task task;
};

static void digest_part(void *arg)
{
    struct digest_part *p = arg;
    for (int64_t i = p->from; i < p->to && p->rc == KAMU_OK; i++)
        p->rc = row_digest_of(&p->digest, p->batch, i, p->out + 2 * i, &p->err);
}

kamu_code row_digests_begin(struct row_digests *r, struct env *env, struct row_digest *d,
                            const struct batch *b, int64_t n, uint64_t *out, struct kamu_error *err)
{
    memset(r, 0, sizeof *r);
    int64_t parts = n / PART_ROWS + 1, most = 2 * (int64_t)pool_workers(env->pool);
    parts = parts < most ? parts : most;
    parts = parts < PARTS_MAX ? parts : PARTS_MAX;
    r->parts = mem_calloc((size_t)parts, sizeof *r->parts);
    if (r->parts == NULL)
        return error_nomem(err);
    pool_group_init(&r->group, env->pool);
    for (; r->n_parts < parts; r->n_parts++) {
        struct digest_part *p = &r->parts[r->n_parts];
        p->digest = *d;
        buf_init(&p->digest.buf, d->buf.max);
        p->batch = b;
        p->from = n * r->n_parts / parts;
        p->to = n * (r->n_parts + 1) / parts;
        p->out = out;
        pool_submit(&r->group, &p->task, digest_part, p);
    }
    return KAMU_OK;
}

kamu_code row_digests_wait(struct row_digests *r, struct kamu_error *err)
{
    kamu_code rc = KAMU_OK;
    if (r->n_parts != 0)
        pool_wait(&r->group);
    for (uint32_t i = 0; i < r->n_parts; i++) {
        struct digest_part *p = &r->parts[i];
        if (rc == KAMU_OK && p->rc != KAMU_OK && err != NULL)
            *err = p->err;
        rc = rc == KAMU_OK ? p->rc : rc;
        buf_free(&p->digest.buf);
    }
    mem_free(r->parts);
    r->parts = NULL;
    r->n_parts = 0;
    return rc;
}

void row_digest_free(struct row_digest *d)
{
    mem_free(d->names);
    mem_free(d->columns);
    buf_free(&d->buf);
}
