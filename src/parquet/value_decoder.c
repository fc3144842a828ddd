/* See value_decoder.h. */
#include "parquet/value_decoder.h"

enum { BLOCK = 1024, ROOM_MAX = 8 << 20, JULIAN_EPOCH = 2440588 };

static kamu_code short_page(const struct value_decoder *d, struct kamu_error *err)
{
    return error_set(err, KAMU_E_CORRUPT,
                     "column `" STR_FMT "`: a %s page ends before its last value",
                     STR_ARG(d->leaf->path[0]), pq_encoding_text(d->encoding));
}

/* ---- buffers -------------------------------------------------------------------- */

void value_buf_free(struct value_buf *b)
{
    blk_unref(b->fixed);
    blk_unref(b->bytes);
    b->fixed = b->bytes = NULL;
    b->n = b->bytes_n = 0;
}

static kamu_code grow(struct blk **b, uint64_t need, uint64_t first, uint64_t max,
                      struct kamu_error *err)
{
    uint64_t have = *b ? (*b)->size : 0;
    if (need <= have)
        return KAMU_OK;
    if (need > max)
        return error_set(err, KAMU_E_LIMIT,
                         "a batch of one column exceeds the memory limit of %llu bytes",
                         (unsigned long long)max);
    uint64_t size = need > first ? need : first;
    if (size < have + have / 2)
        size = have + have / 2;
    if (size > max)
        size = max;
    struct blk *fresh = *b ? blk_resize(*b, (size_t)size) : blk_new((size_t)size);
    if (fresh == NULL)
        return error_nomem(err);
    *b = fresh;
    return KAMU_OK;
}

kamu_code value_buf_reserve(struct value_buf *b, size_t values, struct kamu_error *err)
{
    size_t width = b->width ? b->width : 4;
    uint64_t need, extra = b->width ? 0 : 4;
    if (MUL_OVERFLOW((uint64_t)(b->n + values), (uint64_t)width, &need))
        return error_set(err, KAMU_E_LIMIT, "too many values");
    bool first = b->fixed == NULL;
    KAMU_TRY(grow(&b->fixed, need + extra, b->rows_hint * width + extra,
                  b->bytes_max > need + extra ? b->bytes_max
                  : b->width                  ? b->bytes_max
                                              : need + extra,
                  err));
    if (first && b->width == 0)
        memset(b->fixed->data, 0, 4);
    return KAMU_OK;
}

kamu_code value_buf_reserve_bytes(struct value_buf *b, size_t bytes, struct kamu_error *err)
{
    uint64_t max = b->bytes_max < INT32_MAX ? b->bytes_max : INT32_MAX;
    return grow(&b->bytes, (uint64_t)b->bytes_n + bytes + 1, 8 * b->rows_hint, max, err);
}

size_t value_normal_width(const struct pq_leaf *leaf)
{
    return leaf->conv == PQ_AS_BITS ? 1 : leaf->conv == PQ_AS_NULL ? 1 : col_width(leaf->type);
}

/* ---- physical -> normal ------------------------------------------------------------ */

static void decimal_from_be(const uint8_t *p, size_t n, uint8_t *out, size_t width)
{
    uint8_t sign = n > 0 && (p[0] & 0x80) ? 0xff : 0;
    for (size_t i = 0; i < width; i++)
        out[i] = i < n ? p[n - 1 - i] : sign;
}

static void int96(const struct pq_leaf *leaf, const uint8_t *p, uint8_t *out)
{
    uint64_t nanos, day_ns = UINT64_C(86400000000000), v;
    uint32_t julian;
    memcpy(&nanos, p, 8);
    memcpy(&julian, p + 8, 4);
    uint64_t days = (uint64_t)((int64_t)(int32_t)julian - JULIAN_EPOCH);
    static const uint64_t per_unit[] = {1000000000, 1000000, 1000, 1};
    uint64_t unit = per_unit[leaf->type->unit];
    v = days * (day_ns / unit) + nanos / unit; /* wraps as arrow-rs does for far years in ns */
    memcpy(out, &v, 8);
}

/* n physical values at src to normal form at dst. */
static void convert(const struct pq_leaf *leaf, size_t physical, const uint8_t *src, size_t n,
                    uint8_t *dst)
{
    size_t width = value_normal_width(leaf);
    switch (leaf->conv) {
    case PQ_AS_SAME:
        memcpy(dst, src, n * width);
        break;
    case PQ_AS_TO_8:
        for (size_t i = 0; i < n; i++)
            dst[i] = src[4 * i];
        break;
    case PQ_AS_TO_16:
        for (size_t i = 0; i < n; i++)
            memcpy(dst + 2 * i, src + 4 * i, 2);
        break;
    case PQ_AS_DEC_INT:
        for (size_t i = 0; i < n; i++) {
            uint8_t sign = src[(i + 1) * physical - 1] & 0x80 ? 0xff : 0;
            memset(dst + i * width, sign, width);
            memcpy(dst + i * width, src + i * physical, physical < width ? physical : width);
        }
        break;
    case PQ_AS_DEC_FIXED:
        for (size_t i = 0; i < n; i++)
            decimal_from_be(src + i * physical, physical, dst + i * width, width);
        break;
    case PQ_AS_INT96:
        for (size_t i = 0; i < n; i++)
            int96(leaf, src + 12 * i, dst + 8 * i);
        break;
    case PQ_AS_DAYS_MS:
        for (size_t i = 0; i < n; i++) {
            int32_t days;
            memcpy(&days, src + 4 * i, 4);
            int64_t ms = (int64_t)days * 86400000;
            memcpy(dst + 8 * i, &ms, 8);
        }
        break;
    case PQ_AS_DATE64:
        for (size_t i = 0; i < n; i++) {
            int64_t ms, day = 86400000;
            memcpy(&ms, src + 8 * i, 8);
            int32_t days = (int32_t)(ms / day - (ms % day < 0));
            memcpy(dst + 4 * i, &days, 4);
        }
        break;
    default:
        memset(dst, 0, n * width);
    }
}

/* One byte array value. */
static kamu_code put_bytes(struct value_decoder *d, const uint8_t *p, size_t n,
                           struct value_buf *out, struct kamu_error *err)
{
    if (d->leaf->conv == PQ_AS_DEC_BYTES) {
        if (n > out->width) { /* superfluous sign bytes are fine */
            uint8_t sign = p[0] & 0x80 ? 0xff : 0;
            while (n > out->width && *p == sign) {
                p++;
                n--;
            }
            if (n > out->width)
                return error_set(err, KAMU_E_CORRUPT, "column `" STR_FMT "`: DECIMAL of %zu bytes",
                                 STR_ARG(d->leaf->path[0]), n);
        }
        decimal_from_be(p, n, out->fixed->data + out->n * out->width, out->width);
        out->n++;
        return KAMU_OK;
    }
    if (d->leaf->conv == PQ_AS_NULL) {
        out->n++;
        return KAMU_OK;
    }
    KAMU_TRY(value_buf_reserve_bytes(out, n, err));
    if (n > 0)
        memcpy(out->bytes->data + out->bytes_n, p, n);
    out->bytes_n += n;
    ((int32_t *)(void *)out->fixed->data)[++out->n] = (int32_t)out->bytes_n;
    return KAMU_OK;
}

/* ---- start of a page ------------------------------------------------------------------ */

void value_decoder_init(struct value_decoder *d, const struct pq_leaf *leaf)
{
    *d = (struct value_decoder){
        .leaf = leaf, .physical_width = pq_physical_width(leaf->physical, leaf->type_length)};
    buf_init(&d->previous, INT32_MAX);
    buf_init(&d->tmp, INT32_MAX);
}

void value_decoder_free(struct value_decoder *d)
{
    buf_free(&d->previous);
    buf_free(&d->tmp);
}

static kamu_code delta_lengths(struct value_decoder *d, struct delta_decoder *lengths,
                               const uint8_t *p, size_t n, const uint8_t **data,
                               struct kamu_error *err)
{
    /* The bytes start behind the lengths: walk those once to find the place. */
    struct delta_decoder walk;
    uint64_t drop[256];
    if (!delta_init(&walk, p, n))
        return short_page(d, err);
    *lengths = walk;
    while (walk.left > 0)
        if (delta_decode(&walk, drop, 256) == 0)
            return short_page(d, err);
    *data = delta_end(&walk);
    return KAMU_OK;
}

kamu_code value_decoder_page(struct value_decoder *d, int encoding, const uint8_t *p, size_t n,
                             size_t n_values, const struct value_buf *dictionary,
                             struct kamu_error *err)
{
    enum pq_type t = d->leaf->physical;
    d->encoding = encoding;
    d->p = p;
    d->end = p + n;
    d->bit = 0;
    d->dictionary = NULL;
    switch (encoding) {
    case PQ_PLAIN:
        return KAMU_OK;
    case PQ_PLAIN_DICTIONARY:
    case PQ_RLE_DICTIONARY:
        d->dictionary = dictionary;
        if (dictionary == NULL)
            return error_set(err, KAMU_E_CORRUPT, "column `" STR_FMT "`: dictionary page missing",
                             STR_ARG(d->leaf->path[0]));
        if (n > 0 && p[0] > 32)
            return short_page(d, err);
        rle_decoder_init(&d->rle, n > 0 ? p + 1 : p, n > 0 ? n - 1 : 0, n > 0 ? p[0] : 0);
        return KAMU_OK;
    case PQ_RLE:
        if (t == PQ_BOOLEAN) {
            uint32_t len = 0;
            if (n >= 4)
                memcpy(&len, p, 4);
            if (n < 4 || len > n - 4)
                return short_page(d, err);
            rle_decoder_init(&d->rle, p + 4, len, 1);
            return KAMU_OK;
        }
        break;
    case PQ_DELTA_BINARY_PACKED:
        if (t == PQ_INT32 || t == PQ_INT64)
            return delta_init(&d->delta, p, n) ? KAMU_OK : short_page(d, err);
        break;
    case PQ_DELTA_LENGTH_BYTE_ARRAY:
        if (t == PQ_BYTE_ARRAY)
            return delta_lengths(d, &d->delta, p, n, &d->p, err);
        break;
    case PQ_DELTA_BYTE_ARRAY:
        if (t == PQ_BYTE_ARRAY || t == PQ_FIXED) {
            const uint8_t *suffixes = NULL;
            d->previous.len = 0;
            KAMU_TRY(delta_lengths(d, &d->delta, p, n, &suffixes, err));
            return delta_lengths(d, &d->suffix, suffixes, (size_t)(d->end - suffixes), &d->p, err);
        }
        break;
    case PQ_BYTE_STREAM_SPLIT:
        if (d->physical_width > 0 && t != PQ_INT96) {
            d->stream_n = n / d->physical_width;
            d->stream_at = 0;
            return n % d->physical_width == 0 && d->stream_n <= n_values ? KAMU_OK
                                                                         : short_page(d, err);
        }
        break;
    default:
        break;
    }
    return error_set(err, KAMU_E_UNSUPPORTED,
                     "column `" STR_FMT "`: encoding %s on %s is not supported",
                     STR_ARG(d->leaf->path[0]), pq_encoding_text(encoding), pq_type_text((int)t));
}

/* ---- reading -------------------------------------------------------------------------- */

static kamu_code read_fixed(struct value_decoder *d, const uint8_t *src, size_t n,
                            struct value_buf *out)
{
    convert(d->leaf, d->physical_width, src, n, out->fixed->data + out->n * out->width);
    out->n += n;
    return KAMU_OK;
}

static kamu_code plain_strings(struct value_decoder *d, size_t n, struct value_buf *out,
                               struct kamu_error *err)
{
    const uint8_t *p = d->p;
    int32_t *offsets = (int32_t *)(void *)out->fixed->data + out->n + 1;
    /* what is left of the page bounds what these values take; grown further where it is very long
     */
    size_t room = (size_t)(d->end - p);
    KAMU_TRY(value_buf_reserve_bytes(out, n < 4096 || room > ROOM_MAX ? 0 : room, err));
    uint8_t *bytes = out->bytes->data;
    size_t at = out->bytes_n, cap = out->bytes->size;
    for (size_t i = 0; i < n; i++) {
        uint32_t len;
        if ((size_t)(d->end - p) < 4)
            return short_page(d, err);
        memcpy(&len, p, 4);
        p += 4;
        if (len > (size_t)(d->end - p))
            return short_page(d, err);
        if (len > cap - at) {
            out->bytes_n = at;
            KAMU_TRY(value_buf_reserve_bytes(out, len, err));
            bytes = out->bytes->data;
            cap = out->bytes->size;
        }
        if (len <= 16) /* both blocks have 64 spare bytes */
            memcpy(bytes + at, p, 16);
        else
            memcpy(bytes + at, p, len);
        at += len;
        p += len;
        offsets[i] = (int32_t)at;
    }
    out->bytes_n = at;
    out->n += n;
    d->p = p;
    return KAMU_OK;
}

static kamu_code read_plain(struct value_decoder *d, size_t n, struct value_buf *out,
                            struct kamu_error *err)
{
    size_t left = (size_t)(d->end - d->p);
    if (d->leaf->physical == PQ_BOOLEAN) {
        if (d->bit + n > (uint64_t)left * 8)
            return short_page(d, err);
        uint8_t *o = out->fixed->data + out->n;
        for (size_t i = 0; i < n; i++, d->bit++)
            o[i] = d->p[d->bit >> 3] >> (d->bit & 7) & 1;
        out->n += n;
        return KAMU_OK;
    }
    if (d->physical_width > 0) {
        if (n > left / d->physical_width)
            return short_page(d, err);
        read_fixed(d, d->p, n, out);
        d->p += n * d->physical_width;
        return KAMU_OK;
    }
    if (d->leaf->conv == PQ_AS_BYTES)
        return plain_strings(d, n, out, err);
    for (size_t i = 0; i < n; i++) {
        uint32_t len = 0;
        left = (size_t)(d->end - d->p);
        if (left >= 4)
            memcpy(&len, d->p, 4);
        if (left < 4 || len > left - 4)
            return short_page(d, err);
        KAMU_TRY(put_bytes(d, d->p + 4, len, out, err));
        d->p += 4 + len;
    }
    return KAMU_OK;
}

#define GATHER(ctype)                                                                              \
    do {                                                                                           \
        const ctype *in = (const void *)dict->fixed->data;                                         \
        ctype *o = (ctype *)(void *)out->fixed->data + out->n;                                     \
        for (size_t i = 0; i < n; i++)                                                             \
            o[i] = in[ids[i]];                                                                     \
    } while (0)

static kamu_code gather(const struct value_buf *dict, const uint32_t *ids, size_t n,
                        struct value_buf *out, struct kamu_error *err)
{
    if (out->width == 8) {
        GATHER(uint64_t);
    } else if (out->width == 4) {
        GATHER(uint32_t);
    } else if (out->width > 0) {
        for (size_t i = 0; i < n; i++)
            memcpy(out->fixed->data + (out->n + i) * out->width,
                   dict->fixed->data + ids[i] * out->width, out->width);
    } else {
        const int32_t *from = (const void *)dict->fixed->data;
        uint64_t total = 0;
        for (size_t i = 0; i < n; i++)
            total += (uint32_t)(from[ids[i] + 1] - from[ids[i]]);
        if (total > INT32_MAX)
            return error_set(err, KAMU_E_LIMIT, "a batch of one column exceeds 2 GiB");
        KAMU_TRY(value_buf_reserve_bytes(out, (size_t)total, err));
        int32_t *offsets = (int32_t *)(void *)out->fixed->data + out->n + 1;
        const uint8_t *src = dict->bytes ? dict->bytes->data : (const uint8_t *)"";
        uint8_t *o = out->bytes->data;
        size_t at = out->bytes_n;
        for (size_t i = 0; i < n; i++) {
            size_t len = (size_t)(from[ids[i] + 1] - from[ids[i]]);
            if (len <= 16 && dict->bytes)
                memcpy(o + at, src + from[ids[i]], 16);
            else
                memcpy(o + at, src + from[ids[i]], len);
            at += len;
            offsets[i] = (int32_t)at;
        }
        out->bytes_n = at;
    }
    out->n += n;
    return KAMU_OK;
}

static kamu_code read_ids(struct value_decoder *d, size_t n, struct value_buf *out,
                          struct kamu_error *err)
{
    uint32_t ids[BLOCK];
    while (n > 0) {
        size_t k = n < BLOCK ? n : BLOCK;
        uint32_t max = 0;
        if (rle_decode(&d->rle, ids, k) != k)
            return short_page(d, err);
        for (size_t i = 0; i < k; i++)
            max = ids[i] > max ? ids[i] : max;
        if (max >= d->dictionary->n)
            return error_set(err, KAMU_E_CORRUPT,
                             "column `" STR_FMT "`: id %u in a dictionary of %zu values",
                             STR_ARG(d->leaf->path[0]), max, d->dictionary->n);
        KAMU_TRY(gather(d->dictionary, ids, k, out, err));
        n -= k;
    }
    return KAMU_OK;
}

static kamu_code read_delta(struct value_decoder *d, size_t n, struct value_buf *out,
                            struct kamu_error *err)
{
    uint64_t v[BLOCK];
    while (n > 0) {
        size_t k = n < BLOCK ? n : BLOCK;
        if (delta_decode(&d->delta, v, k) != k)
            return short_page(d, err);
        if (d->leaf->physical == PQ_INT32) {
            uint32_t narrow[BLOCK];
            for (size_t i = 0; i < k; i++)
                narrow[i] = (uint32_t)v[i];
            read_fixed(d, (const uint8_t *)narrow, k, out);
        } else {
            read_fixed(d, (const uint8_t *)v, k, out);
        }
        n -= k;
    }
    return KAMU_OK;
}

static kamu_code read_delta_lengths(struct value_decoder *d, size_t n, struct value_buf *out,
                                    struct kamu_error *err)
{
    uint64_t len[BLOCK];
    while (n > 0) {
        size_t k = n < BLOCK ? n : BLOCK;
        if (delta_decode(&d->delta, len, k) != k)
            return short_page(d, err);
        for (size_t i = 0; i < k; i++) {
            if (len[i] > (size_t)(d->end - d->p))
                return short_page(d, err);
            KAMU_TRY(put_bytes(d, d->p, (size_t)len[i], out, err));
            d->p += len[i];
        }
        n -= k;
    }
    return KAMU_OK;
}

static kamu_code read_delta_strings(struct value_decoder *d, size_t n, struct value_buf *out,
                                    struct kamu_error *err)
{
    for (; n > 0; n--) {
        uint64_t prefix, suffix;
        if (delta_decode(&d->delta, &prefix, 1) != 1 || delta_decode(&d->suffix, &suffix, 1) != 1 ||
            prefix > d->previous.len || suffix > (size_t)(d->end - d->p))
            return short_page(d, err);
        d->previous.len = (size_t)prefix;
        KAMU_TRY(buf_append(&d->previous, d->p, (size_t)suffix, err));
        d->p += suffix;
        if (d->leaf->physical == PQ_FIXED) {
            if (d->previous.len != d->physical_width)
                return short_page(d, err);
            read_fixed(d, d->previous.data, 1, out);
        } else {
            const uint8_t *p = d->previous.data ? d->previous.data : (const uint8_t *)"";
            KAMU_TRY(put_bytes(d, p, d->previous.len, out, err));
        }
    }
    return KAMU_OK;
}

static kamu_code read_streams(struct value_decoder *d, size_t n, struct value_buf *out,
                              struct kamu_error *err)
{
    size_t width = d->physical_width;
    if (n > d->stream_n - d->stream_at)
        return short_page(d, err);
    d->tmp.len = 0;
    KAMU_TRY(buf_reserve(&d->tmp, n * width, err));
    for (size_t b = 0; b < width; b++) {
        const uint8_t *in = d->p + b * d->stream_n + d->stream_at;
        for (size_t i = 0; i < n; i++)
            d->tmp.data[i * width + b] = in[i];
    }
    d->stream_at += n;
    return read_fixed(d, d->tmp.data, n, out);
}

kamu_code value_decoder_read(struct value_decoder *d, size_t n, struct value_buf *out,
                             struct kamu_error *err)
{
    if (n == 0)
        return KAMU_OK;
    KAMU_TRY(value_buf_reserve(out, n, err));
    switch (d->encoding) {
    case PQ_PLAIN:
        return read_plain(d, n, out, err);
    case PQ_PLAIN_DICTIONARY:
    case PQ_RLE_DICTIONARY:
        return read_ids(d, n, out, err);
    case PQ_RLE:
        if (rle_decode8(&d->rle, out->fixed->data + out->n, n) != n)
            return short_page(d, err);
        out->n += n;
        return KAMU_OK;
    case PQ_DELTA_BINARY_PACKED:
        return read_delta(d, n, out, err);
    case PQ_DELTA_LENGTH_BYTE_ARRAY:
        return read_delta_lengths(d, n, out, err);
    case PQ_DELTA_BYTE_ARRAY:
        return read_delta_strings(d, n, out, err);
    case PQ_BYTE_STREAM_SPLIT:
        return read_streams(d, n, out, err);
    default:
        KAMU_BUG("encoding %d", d->encoding);
    }
}

kamu_code value_decoder_dictionary(struct value_decoder *d, const uint8_t *p, size_t len, size_t n,
                                   struct value_buf *out, struct kamu_error *err)
{
    size_t least = d->leaf->physical == PQ_BOOLEAN ? 0 : d->physical_width ? d->physical_width : 4;
    if (n > len || (least > 0 && n > len / least)) {
        d->encoding = PQ_PLAIN;
        return short_page(d, err);
    }
    out->n = out->bytes_n = 0;
    KAMU_TRY(value_decoder_page(d, PQ_PLAIN, p, len, n, NULL, err));
    KAMU_TRY(value_buf_reserve(out, n ? n : 1, err));
    return value_decoder_read(d, n, out, err);
}
