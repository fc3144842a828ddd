/* Bitmap loops, eight bytes at a time where it pays. */
#include "columnar/bits.h"

#include "columnar/batch.h"

int64_t bits_count(const uint8_t *bits, int64_t start, int64_t n)
{
    int64_t i = start, end = start + n, ones = 0;

    while (i < end && (i & 7) != 0)
        ones += bit_get(bits, i++);
    for (; end - i >= 64; i += 64) {
        uint64_t word;
        memcpy(&word, bits + (i >> 3), 8);
        ones += __builtin_popcountll(word);
    }
    while (i < end)
        ones += bit_get(bits, i++);
    return ones;
}

void bits_copy(uint8_t *dst, int64_t dst_start, const uint8_t *src, int64_t src_start, int64_t n)
{
    int64_t i = 0;

    while (i < n && ((dst_start + i) & 7) != 0) {
        if (bit_get(src, src_start + i))
            bit_set(dst, dst_start + i);
        else
            bit_clear(dst, dst_start + i);
        i++;
    }
    if (((src_start + i) & 7) == 0) {
        int64_t bytes = (n - i) / 8;
        if (bytes > 0)
            memcpy(dst + ((dst_start + i) >> 3), src + ((src_start + i) >> 3), (size_t)bytes);
        i += bytes > 0 ? bytes * 8 : 0;
    }
    for (; n - i >= 8; i += 8) {
        const uint8_t *s = src + ((src_start + i) >> 3);
        int shift = (int)((src_start + i) & 7);
        dst[(dst_start + i) >> 3] = (uint8_t)(s[0] >> shift | s[1] << (8 - shift));
    }
    for (; i < n; i++) {
        if (bit_get(src, src_start + i))
            bit_set(dst, dst_start + i);
        else
            bit_clear(dst, dst_start + i);
    }
}

void bits_fill(uint8_t *bits, int64_t start, int64_t n, bool value)
{
    int64_t i = start, end = start + n;

    for (; i < end && (i & 7) != 0; i++)
        value ? bit_set(bits, i) : bit_clear(bits, i);
    if (end - i >= 8) {
        memset(bits + (i >> 3), value ? 0xff : 0, (size_t)((end - i) >> 3));
        i += (end - i) & ~INT64_C(7);
    }
    for (; i < end; i++)
        value ? bit_set(bits, i) : bit_clear(bits, i);
}
