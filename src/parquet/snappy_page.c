/* Snappy streams for pages: see snappy_page.h. Format: google/snappy format_description.txt. */
#include "parquet/snappy_page.h"

#include <snappy-c.h>

enum {
    SAMPLE_BYTES = 16384, /* what a choice is made from */
    LIBRARY_BYTES = 1024, /* pages below this */
    KEEP_PAGES = 16,      /* pages between choices */
};

size_t snappy_page_bound(size_t n)
{
    /* libsnappy's bound is 32 + n + n/6; the stride form is at most 9 bytes for 8, and 10 for a
     * leading literal's tag. */
    return 96 + n + n / 6;
}

static uint8_t *put_varint(uint8_t *p, size_t v)
{
    while (v >= 0x80) {
        *p++ = (uint8_t)(v | 0x80);
        v >>= 7;
    }
    *p++ = (uint8_t)v;
    return p;
}

static uint8_t *put_literal(uint8_t *p, const uint8_t *in, size_t n)
{
    if (n == 0)
        return p;
    size_t len = n - 1;
    if (len < 60) {
        *p++ = (uint8_t)(len << 2);
    } else {
        unsigned bytes = len < 0x100 ? 1 : len < 0x10000 ? 2 : len < 0x1000000 ? 3 : 4;
        *p++ = (uint8_t)((59 + bytes) << 2);
        for (unsigned i = 0; i < bytes; i++)
            *p++ = (uint8_t)(len >> (8 * i));
    }
    memcpy(p, in, n);
    return p + n;
}

/* n bytes equal to those 8 before: copies of up to 64 with a two-byte offset. */
static uint8_t *put_repeats(uint8_t *p, size_t n)
{
    while (n > 0) {
        size_t k = n < 64 ? n : 64;
        *p++ = (uint8_t)((k - 1) << 2 | 2);
        *p++ = 8;
        *p++ = 0;
        n -= k;
    }
    return p;
}

static uint64_t load64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
}

/* Each value: its low bytes that differ from the value before as a literal, the high ones that are
 * the same as a copy. n is a multiple of 8; the first value is a literal. */
static uint8_t *put_stride8(uint8_t *p, const uint8_t *in, size_t n)
{
    if (n == 0)
        return p;
    p = put_literal(p, in, 8);
    uint64_t prev = load64(in);
    for (size_t i = 8; i < n;) {
        uint64_t v = load64(in + i);
        uint64_t x = v ^ prev;
        if (x == 0) {
            size_t j = i + 8;
            while (j < n && load64(in + j) == v)
                j += 8;
            p = put_repeats(p, j - i);
            i = j;
            continue;
        }
        unsigned same = (unsigned)__builtin_clzll(x) >> 3;
        same = same >= 4 ? same : 0; /* the shortest copy with a one-byte offset is 4 */
        unsigned fresh = 8 - same;
        *p = (uint8_t)((fresh - 1) << 2);
        memcpy(p + 1, &v, 8);
        p += 1 + fresh;
        p[0] = (uint8_t)((same - 4) << 2 | 1);
        p[1] = 8;
        p += same ? 2 : 0;
        prev = v;
        i += 8;
    }
    return p;
}

static uint8_t *put_library(uint8_t *p, const uint8_t *in, size_t n, uint8_t *out_end)
{
    size_t len = (size_t)(out_end - p);
    if (snappy_compress((const char *)in, n, (char *)p, &len) != SNAPPY_OK)
        KAMU_BUG("snappy_compress: %zu bytes", n);
    return p + len;
}

static size_t literal_length(size_t n)
{
    size_t len = n - 1;
    return n == 0 ? 0
                  : n + (len < 60          ? 1
                         : len < 0x100     ? 2
                         : len < 0x10000   ? 3
                         : len < 0x1000000 ? 4
                                           : 5);
}

size_t snappy_stored_length(size_t n)
{
    uint8_t varint[10];
    return (size_t)(put_varint(varint, n) - varint) + literal_length(n);
}

static enum snappy_way choose(const uint8_t *in, size_t n, unsigned stride, uint8_t *out,
                              size_t out_bytes)
{
    if (n < LIBRARY_BYTES) /* nothing to win or lose */
        return SNAPPY_LIBRARY;
    enum snappy_way way = SNAPPY_STORED;
    size_t sample = n < SAMPLE_BYTES ? n : SAMPLE_BYTES;
    size_t best = sample - sample / 8;
    sample -= stride == 8 ? sample % 8 : 0;
    if (stride == 8) {
        size_t len = (size_t)(put_stride8(out, in, sample) - out);
        if (len < best) {
            way = SNAPPY_STRIDE;
            best = len;
        }
    }
    /* The library takes about 3 ns a byte where it finds short matches only, hashing and
     * writing a byte take about 3 as well: it must save a third, and over the stride way too. */
    if ((size_t)(put_library(out, in, sample, out + out_bytes) - out) < best - best / 3)
        way = SNAPPY_LIBRARY;
    return way;
}

enum snappy_way snappy_page_choose(struct snappy_page *s, const uint8_t *in, size_t n,
                                   size_t values, unsigned stride, uint8_t *scratch)
{
    if (n < LIBRARY_BYTES)
        return SNAPPY_LIBRARY;
    if (s->way == SNAPPY_UNDECIDED || ++s->age >= KEEP_PAGES) {
        s->way = choose(in + values, n - values, stride, scratch, snappy_page_bound(n));
        s->age = 0;
    }
    if (s->way == SNAPPY_STRIDE && (stride != 8 || (n - values) % 8 != 0))
        return SNAPPY_STORED;
    return s->way;
}

size_t snappy_page_compress(enum snappy_way way, const uint8_t *in, size_t n, size_t values,
                            uint8_t *out)
{
    if (way == SNAPPY_LIBRARY)
        return (size_t)(put_library(out, in, n, out + snappy_page_bound(n)) - out);
    uint8_t *p = put_varint(out, n);
    if (way == SNAPPY_STRIDE) {
        p = put_literal(p, in, values);
        p = put_stride8(p, in + values, n - values);
    } else {
        p = put_literal(p, in, n);
    }
    return (size_t)(p - out);
}
