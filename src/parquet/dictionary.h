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
    uint32_t *slots;  /* open addressing: id + 1, 0 = free */
    uint32_t mask;
    struct buf plain; /* PLAIN page so far */
    size_t *starts;   /* byte arrays: start of value i's bytes in plain */
    uint32_t starts_cap;
};

#define DICTIONARY_FULL UINT32_MAX

void dictionary_init(struct dictionary *d, size_t width, size_t max_bytes);
void dictionary_free(struct dictionary *d);
void dictionary_clear(struct dictionary *d); /* for the next chunk, buffers kept */

/* Ids of n fixed-width values. *done < n: the dictionary is full at value *done. */
kamu_code dictionary_put_fixed(struct dictionary *d, const uint8_t *values, size_t n, uint32_t *ids,
                               size_t *done, struct kamu_error *err);
/* The same for one byte array; *id = DICTIONARY_FULL when full. */
kamu_code dictionary_put_bytes(struct dictionary *d, const uint8_t *p, size_t n, uint32_t *id,
                               struct kamu_error *err);
/* Value i: its bytes in PLAIN form (byte arrays with their length). */
const uint8_t *dictionary_value(const struct dictionary *d, uint32_t i, size_t *n);

enum { DICTIONARY_SAMPLE = 4096 };
/* After DICTIONARY_SAMPLE values: does a domain small enough for the page explain the repeats seen?
 * With n draws from D equally likely values about n^2 / 2D repeat; fewer repeats mean a larger D.
 */
bool dictionary_hopeless(const struct dictionary *d);

#endif
