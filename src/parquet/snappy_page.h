/*
 * Snappy for pages, choosing among three ways to make a valid Snappy stream:
 *
 *   library   libsnappy, where its matches pay;
 *   stride    values of one width against the value before: what ascending integers and
 *             timestamps compress to, at ten times the library's speed;
 *   stored    one literal: what does not shrink costs a memcpy.
 *
 * The choice is made from a sample at the start of a page and kept for a few pages. It depends on
 * the bytes alone, so equal pages give equal streams.
 */
#ifndef KAMU_PARQUET_SNAPPY_PAGE_H
#define KAMU_PARQUET_SNAPPY_PAGE_H

#include "base/mem.h"

enum snappy_way { SNAPPY_UNDECIDED, SNAPPY_LIBRARY, SNAPPY_STRIDE, SNAPPY_STORED };

struct snappy_page {
    enum snappy_way way;
    unsigned age; /* pages since the choice */
};

/* Room that any way may need. */
size_t snappy_page_bound(size_t n);
/* The way for a page of n bytes, whose values (8 bytes each when stride == 8; 0 = no stride) begin
 * at in[values]; what is before them are levels. scratch has snappy_page_bound(n) bytes. */
enum snappy_way snappy_page_choose(struct snappy_page *s, const uint8_t *in, size_t n,
                                   size_t values, unsigned stride, uint8_t *scratch);
/* Compresses that way; out has snappy_page_bound(n) bytes. Returns the length. */
size_t snappy_page_compress(enum snappy_way way, const uint8_t *in, size_t n, size_t values,
                            uint8_t *out);
/* Length that SNAPPY_STORED gives. */
size_t snappy_stored_length(size_t n);

#endif
