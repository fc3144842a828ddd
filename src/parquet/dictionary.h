/*
 * Dictionary of one column chunk while it is written: value -> id in order of first
 * appearance. Gives up (kept to the end of the chunk) when its page would exceed the maximum,
 * or early when a sample shows that it will.
 */
#ifndef KAMU_PARQUET_DICTIONARY_H
#define KAMU_PARQUET_DICTIONARY_H

#include "base/mem.h"

struct dictionary {
    size_t width;     /* bytes of a value; 0 = byte arrays */
    size_t max_bytes; /* of the plain page */
    uint32_t n;       /* values */
    uint64_t seen;    /* values asked for */
    uint64_t *slots;  /* open addressing: id << 32 | place in plain + 1, 0 = free */
    uint32_t mask;
    struct buf plain; /* PLAIN page so far */
    uint32_t *starts; /* byte arrays: place of value i in plain */
    uint32_t starts_cap;
};

void dictionary_init(struct dictionary *d, size_t width, size_t max_bytes);
void dictionary_free(struct dictionary *d);
void dictionary_clear(struct dictionary *d); /* for the next chunk, buffers kept */

/* Ids of n fixed-width values. *done < n: the dictionary is full at value *done. */
kamu_code dictionary_put_fixed(struct dictionary *d, const uint8_t *values, size_t n, uint32_t *ids,
                               size_t *done, struct kamu_error *err);
/* The same for byte arrays: value i is bytes[offsets[k] .. offsets[k + 1]) with k = sel ? sel[i] :
 * i, from i = at. */
kamu_code dictionary_put_bytes(struct dictionary *d, const int32_t *offsets, const uint8_t *bytes,
                               const int32_t *sel, size_t at, size_t n, uint32_t *ids, size_t *done,
                               struct kamu_error *err);
/* Value i: its bytes in PLAIN form (byte arrays with their length). */
const uint8_t *dictionary_value(const struct dictionary *d, uint32_t i, size_t *n);

enum { DICTIONARY_SAMPLE = 4096, DICTIONARY_SAMPLE_SMALL = 512 /* for small chunks */ };
/* After a sample of values: is a dictionary not worth its time? With n draws from D equally
 * likely values about n^2 / 2D repeat. Where that D would overflow the page, or where it is so
 * large that each look-up leaves the cache (some 20 ns) and saves few bytes (3 ns each), it is not.
 */
bool dictionary_hopeless(const struct dictionary *d);

#endif
