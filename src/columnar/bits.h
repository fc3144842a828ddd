/* Bitmaps of columns: least significant bit first, bits past the length undefined. */
#ifndef KAMU_COLUMNAR_BITS_H
#define KAMU_COLUMNAR_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BITS_BYTES(n) ((size_t)(((n) + 7) / 8))

static inline void bit_set(uint8_t *bits, int64_t i)
{
    bits[i >> 3] |= (uint8_t)(1u << (i & 7));
}
static inline void bit_clear(uint8_t *bits, int64_t i)
{
    bits[i >> 3] &= (uint8_t) ~(1u << (i & 7));
}

/* Ones among bits [start, start + n). */
int64_t bits_count(const uint8_t *bits, int64_t start, int64_t n);
/* dst[dst_start ..] = src[src_start ..], n bits; the other bits of dst are kept. No overlap. */
void bits_copy(uint8_t *dst, int64_t dst_start, const uint8_t *src, int64_t src_start, int64_t n);
/* Bits [start, start + n) all to one value. */
void bits_fill(uint8_t *bits, int64_t start, int64_t n, bool value);

#endif
