/* DELTA_BINARY_PACKED: blocks of miniblocks, each with its own width (0..64 bits). */
#include "parquet/value_decoder.h"

static bool varint(struct delta_decoder *d, uint64_t *out)
{
    *out = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
        if (d->p >= d->end)
            return false;
        uint8_t b = *d->p++;
        *out |= shift < 64 ? (uint64_t)(b & 0x7f) << shift : 0;
        if (!(b & 0x80))
            return true;
    }
    return false;
}

bool delta_init(struct delta_decoder *d, const uint8_t *p, size_t n)
{
    uint64_t block, minis, total, first;
    *d = (struct delta_decoder){.p = p, .end = p + n, .first = true};
    if (!varint(d, &block) || !varint(d, &minis) || !varint(d, &total) || !varint(d, &first))
        return false;
    if (block == 0 || block > 1 << 24 || minis == 0 || minis > 4096 || block % minis != 0 ||
        block / minis % 8 != 0)
        return false;
    d->block = (uint32_t)block;
    d->miniblocks = (uint32_t)minis;
    d->per_mini = (uint32_t)(block / minis);
    d->left = total;
    d->last = (first >> 1) ^ (0 - (first & 1));
    d->mini = d->miniblocks; /* the first value is in the header, then a block starts */
    d->in_mini = d->per_mini;
    return true;
}

static bool next_miniblock(struct delta_decoder *d)
{
    if (d->mini + 1 < d->miniblocks) {
        d->mini++;
    } else {
        uint64_t z;
        if (!varint(d, &z) || (size_t)(d->end - d->p) < d->miniblocks)
            return false;
        d->min_delta = (z >> 1) ^ (0 - (z & 1));
        d->widths = d->p;
        d->p += d->miniblocks;
        d->mini = 0;
    }
    uint64_t bytes = (uint64_t)d->widths[d->mini] * d->per_mini / 8;
    if (d->widths[d->mini] > 64)
        return false;
    if (bytes > (uint64_t)(d->end - d->p)) {
        /* the last miniblock may be cut behind its last value */
        uint64_t bits = d->left * d->widths[d->mini];
        if ((bits + 7) / 8 > (uint64_t)(d->end - d->p))
            return false;
        bytes = (uint64_t)(d->end - d->p);
    }
    d->bits = d->p;
    d->p += bytes;
    d->in_mini = 0;
    return true;
}

static uint64_t bits_at(const uint8_t *p, size_t len, uint64_t bit, unsigned width)
{
    size_t at = (size_t)(bit >> 3);
    unsigned shift = bit & 7;
    uint64_t v = 0;
    for (size_t i = 0; i < 8 && at + i < len; i++)
        v |= (uint64_t)p[at + i] << (8 * i);
    v >>= shift;
    if (shift + width > 64 && at + 8 < len)
        v |= (uint64_t)p[at + 8] << (64 - shift);
    return width == 64 ? v : v & ((UINT64_C(1) << width) - 1);
}

size_t delta_decode(struct delta_decoder *d, uint64_t *out, size_t n)
{
    size_t done = 0;
    if (n > d->left)
        n = (size_t)d->left;
    if (d->first && n > 0) {
        out[done++] = d->last;
        d->left--;
        d->first = false;
    }
    while (done < n) {
        if (d->in_mini == d->per_mini && !next_miniblock(d))
            break;
        unsigned width = d->widths[d->mini];
        size_t len = (size_t)(d->p - d->bits);
        while (done < n && d->in_mini < d->per_mini) {
            uint64_t delta = width ? bits_at(d->bits, len, (uint64_t)d->in_mini * width, width) : 0;
            d->last += d->min_delta + delta;
            out[done++] = d->last;
            d->in_mini++;
            d->left--;
        }
    }
    return done;
}

const uint8_t *delta_end(struct delta_decoder *d)
{
    /* miniblocks behind the last value have widths but (by most writers) no bytes */
    return d->left == 0 ? d->p : NULL;
}
