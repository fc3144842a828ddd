/* RLE / bit-packed hybrid, reading. Never reads outside of the given bytes. */
#include "parquet/rle.h"

void bits_unpack8(const uint8_t *in, unsigned width, uint32_t *out)
{
    uint64_t acc = 0;
    unsigned have = 0;
    uint32_t mask = width == 32 ? UINT32_MAX : (UINT32_C(1) << width) - 1;
    for (unsigned i = 0; i < 8; i++) {
        while (have < width) {
            acc |= (uint64_t)*in++ << have;
            have += 8;
        }
        out[i] = (uint32_t)acc & mask;
        acc >>= width;
        have -= width;
    }
}

static uint64_t load64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
}

/* One value anywhere, byte by byte at the end of the data. */
static uint32_t unpack_one(const uint8_t *in, size_t len, uint64_t bit, unsigned width)
{
    size_t at = (size_t)(bit >> 3);
    uint64_t v = 0;
    if (at + 8 <= len)
        v = load64(in + at);
    else
        for (size_t i = 0; at + i < len; i++)
            v |= (uint64_t)in[at + i] << (8 * i);
    v >>= bit & 7;
    return width == 32 ? (uint32_t)v : (uint32_t)(v & ((UINT64_C(1) << width) - 1));
}

size_t bits_unpack(const uint8_t *in, size_t len, uint64_t bit, unsigned width, uint32_t *out,
                   size_t n)
{
    if (width == 0) {
        memset(out, 0, n * sizeof *out);
        return n;
    }
    uint64_t total = (uint64_t)len * 8;
    uint64_t fit = bit >= total ? 0 : (total - bit) / width;
    if (fit < n)
        n = (size_t)fit;
    uint64_t mask = (UINT64_C(1) << width) - 1;
    size_t i = 0;
    /* 57 bits are always usable of an unaligned 8-byte load: width <= 28 gives two per load */
    if (width <= 28) {
        while (i + 2 <= n && (bit >> 3) + 8 <= len) {
            uint64_t v = load64(in + (bit >> 3)) >> (bit & 7);
            out[i] = (uint32_t)(v & mask);
            out[i + 1] = (uint32_t)((v >> width) & mask);
            bit += 2 * width;
            i += 2;
        }
    }
    for (; i < n; i++, bit += width)
        out[i] = unpack_one(in, len, bit, width);
    return n;
}

void rle_decoder_init(struct rle_decoder *d, const void *data, size_t n, unsigned width)
{
    *d = (struct rle_decoder){.p = data, .end = (const uint8_t *)data + n, .width = width};
}

/* Reads the next run's header; false at the end of the stream. */
static bool next_run(struct rle_decoder *d)
{
    while (d->run == 0) {
        uint64_t header = 0;
        unsigned shift = 0;
        uint8_t b;
        do {
            if (d->p >= d->end || shift > 35)
                return false;
            b = *d->p++;
            header |= (uint64_t)(b & 0x7f) << shift;
            shift += 7;
        } while (b & 0x80);
        d->packed = header & 1;
        if (d->packed) {
            uint64_t groups = header >> 1;
            uint64_t left = (uint64_t)(d->end - d->p);
            uint64_t bytes = groups * d->width;
            d->run = groups * 8;
            d->bits = d->p;
            d->bits_len =
                (size_t)(bytes < left ? bytes : left); /* some writers cut the last group */
            d->bit = 0;
            d->p += d->bits_len;
        } else {
            unsigned bytes = (d->width + 7) / 8;
            if ((size_t)(d->end - d->p) < bytes)
                return false;
            d->run = header >> 1;
            d->value = 0;
            for (unsigned i = 0; i < bytes; i++)
                d->value |= (uint32_t)*d->p++ << (8 * i);
        }
    }
    return true;
}

size_t rle_decode(struct rle_decoder *d, uint32_t *out, size_t n)
{
    size_t done = 0;
    while (done < n && next_run(d)) {
        size_t k = n - done < d->run ? n - done : (size_t)d->run;
        if (d->packed) {
            size_t got = bits_unpack(d->bits, d->bits_len, d->bit, d->width, out + done, k);
            if (got < k)
                return done + got;
            d->bit += (uint64_t)k * d->width;
        } else {
            for (size_t i = 0; i < k; i++)
                out[done + i] = d->value;
        }
        d->run -= k;
        done += k;
    }
    return done;
}

size_t rle_decode8(struct rle_decoder *d, uint8_t *out, size_t n)
{
    size_t done = 0;
    uint32_t tmp[256];
    while (done < n && next_run(d)) {
        size_t k = n - done < d->run ? n - done : (size_t)d->run;
        if (d->packed) {
            k = k < 256 ? k : 256;
            size_t got = bits_unpack(d->bits, d->bits_len, d->bit, d->width, tmp, k);
            for (size_t i = 0; i < got; i++)
                out[done + i] = (uint8_t)tmp[i];
            if (got < k)
                return done + got;
            d->bit += (uint64_t)k * d->width;
        } else {
            memset(out + done, (int)d->value, k);
        }
        d->run -= k;
        done += k;
    }
    return done;
}

size_t rle_skip(struct rle_decoder *d, size_t n)
{
    size_t done = 0;
    while (done < n && next_run(d)) {
        size_t k = n - done < d->run ? n - done : (size_t)d->run;
        d->bit += d->packed ? (uint64_t)k * d->width : 0;
        d->run -= k;
        done += k;
    }
    return done;
}

bool rle_peek_run(struct rle_decoder *d, size_t n, uint32_t *value)
{
    if (n == 0 || !next_run(d) || d->packed || d->run < n)
        return false;
    *value = d->value;
    return true;
}
