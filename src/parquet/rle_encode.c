/* RLE / bit-packed hybrid, writing: runs of 8 and more as RLE, all else packed in groups of 8. */
#include "parquet/rle.h"

static kamu_code put_varint(struct buf *out, uint64_t v, struct kamu_error *err)
{
    uint8_t b[10];
    size_t n = 0;
    while (v >= 0x80) {
        b[n++] = (uint8_t)(v | 0x80);
        v >>= 7;
    }
    b[n++] = (uint8_t)v;
    return buf_append(out, b, n, err);
}

kamu_code rle_encode_run(uint32_t value, size_t n, unsigned width, struct buf *out,
                         struct kamu_error *err)
{
    uint8_t b[4] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16),
                    (uint8_t)(value >> 24)};
    if (n == 0)
        return KAMU_OK;
    KAMU_TRY(put_varint(out, (uint64_t)n << 1, err));
    return buf_append(out, b, (width + 7) / 8, err);
}

/* One packed run of n values; the last group is filled up with zeros. */
static kamu_code encode_packed(const uint32_t *values, size_t n, unsigned width, struct buf *out,
                               struct kamu_error *err)
{
    size_t groups = (n + 7) / 8;
    if (groups == 0)
        return KAMU_OK;
    KAMU_TRY(put_varint(out, (uint64_t)groups << 1 | 1, err));
    KAMU_TRY(buf_reserve(out, groups * width + 8, err));
    uint8_t *p = out->data + out->len;
    uint8_t *end = p + groups * width;
    uint64_t acc = 0;
    unsigned have = 0;
    for (size_t i = 0; i < n; i++) {
        acc |= (uint64_t)values[i] << have;
        have += width;
        if (have >= 32) { /* whole 32-bit words: the 8 spare bytes take the overhang */
            uint32_t word = (uint32_t)acc;
            memcpy(p, &word, 4);
            p += 4;
            acc >>= 32;
            have -= 32;
        }
    }
    memcpy(p, &acc, 8);
    p += (have + 7) / 8;
    if (p < end)
        memset(p, 0, (size_t)(end - p));
    out->len += groups * width;
    return KAMU_OK;
}

kamu_code rle_encode(const uint32_t *values, size_t n, unsigned width, struct buf *out,
                     struct kamu_error *err)
{
    size_t packed = 0; /* first value that is not written yet */
    if (width == 0)
        return rle_encode_run(0, n, 0, out, err);
    for (size_t i = 0; i < n;) {
        size_t run = 1;
        while (i + run < n && values[i + run] == values[i])
            run++;
        if (run >= 8) {
            size_t fill = (8 - (i - packed) % 8) % 8;
            if (run - fill >= 8) {
                KAMU_TRY(encode_packed(values + packed, i + fill - packed, width, out, err));
                KAMU_TRY(rle_encode_run(values[i], run - fill, width, out, err));
                packed = i + run;
            }
        }
        i += run;
    }
    return encode_packed(values + packed, n - packed, width, out, err);
}
