/* RLE / bit-packed hybrid (levels, dictionary ids, RLE booleans), both directions. */
#ifndef KAMU_PARQUET_RLE_H
#define KAMU_PARQUET_RLE_H

#include "base/mem.h"

static inline unsigned rle_bit_width(uint32_t max_value)
{
    return max_value == 0 ? 0 : 32u - (unsigned)__builtin_clz(max_value);
}

/* Appends n values of `width` bits (0..32). Equal input gives equal bytes. */
kamu_code rle_encode(const uint32_t *values, size_t n, unsigned width, struct buf *out,
                     struct kamu_error *err);
/* n times one value. */
kamu_code rle_encode_run(uint32_t value, size_t n, unsigned width, struct buf *out,
                         struct kamu_error *err);

/* 8 values of `width` bits from `in` (width bytes). */
void bits_unpack8(const uint8_t *in, unsigned width, uint32_t *out);

/* Unpacks values of `width` (0..32) bits that start at bit `bit` of in[0..len): at most what is
 * there. Returns how many of n were unpacked. */
size_t bits_unpack(const uint8_t *in, size_t len, uint64_t bit, unsigned width, uint32_t *out,
                   size_t n);

struct rle_decoder {
    const uint8_t *p, *end;
    unsigned width;
    uint64_t run;   /* values left in the current run */
    bool packed;    /* current run is bit-packed: */
    uint32_t value; /* else its value */
    const uint8_t *bits;
    size_t bits_len;
    uint64_t bit; /* next bit of the packed run */
};

void rle_decoder_init(struct rle_decoder *d, const void *data, size_t n, unsigned width);
/* Up to n values; returns how many there were (fewer: the stream is over or damaged). */
size_t rle_decode(struct rle_decoder *d, uint32_t *out, size_t n);
size_t rle_decode8(struct rle_decoder *d, uint8_t *out, size_t n); /* width <= 8 */
size_t rle_skip(struct rle_decoder *d, size_t n);
/* When the next n values (or more) are one RLE run: true and its value. */
bool rle_peek_run(struct rle_decoder *d, size_t n, uint32_t *value);

#endif
