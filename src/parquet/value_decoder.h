/*
 * Values of one data page in any encoding, streamed into a growing leaf buffer in their normal
 * form.
 */
#ifndef KAMU_PARQUET_VALUE_DECODER_H
#define KAMU_PARQUET_VALUE_DECODER_H

#include "columnar/batch.h"
#include "parquet/rle.h"
#include "parquet/schema_tree.h"

/* Dense values of a leaf (no slots for nulls), in the leaf's normal form. */
struct value_buf {
    size_t width; /* normal form; 1 for booleans (one byte each); 0 = byte arrays */
    size_t n;
    uint64_t bytes_max; /* of fixed, or of bytes */
    struct blk *fixed;  /* n * width; byte arrays: int32 offsets, n + 1 */
    struct blk *bytes;
    size_t bytes_n;
    size_t rows_hint; /* first allocation */
};

void value_buf_free(struct value_buf *b);
kamu_code value_buf_reserve(struct value_buf *b, size_t values, struct kamu_error *err);
kamu_code value_buf_reserve_bytes(struct value_buf *b, size_t bytes, struct kamu_error *err);

struct delta_decoder { /* DELTA_BINARY_PACKED */
    const uint8_t *p, *end;
    uint32_t block, miniblocks, per_mini;
    uint64_t left; /* values that were not delivered yet */
    uint64_t last; /* last value delivered */
    bool first;
    uint64_t min_delta;
    const uint8_t *widths;
    uint32_t mini;    /* current miniblock */
    uint32_t in_mini; /* values delivered of it */
    const uint8_t *bits;
};

bool delta_init(struct delta_decoder *d, const uint8_t *p, size_t n);
/* Up to n values (modulo 2^64); returns how many, fewer when over or damaged. */
size_t delta_decode(struct delta_decoder *d, uint64_t *out, size_t n);
/* Behind the last block, after all values were delivered; NULL when damaged. */
const uint8_t *delta_end(struct delta_decoder *d);

struct value_decoder {
    const struct pq_leaf *leaf;
    int encoding;
    size_t physical_width; /* 0: boolean, byte array */
    const uint8_t *p, *end;
    uint64_t bit;           /* booleans in PLAIN */
    struct rle_decoder rle; /* ids, RLE booleans */
    const struct value_buf *dictionary;
    struct delta_decoder
        delta; /* values; lengths of DELTA_LENGTH_BYTE_ARRAY; prefixes of DELTA_BYTE_ARRAY */
    struct delta_decoder suffix;
    struct buf previous;        /* DELTA_BYTE_ARRAY */
    size_t stream_n, stream_at; /* BYTE_STREAM_SPLIT: values in the page, delivered */
    struct buf tmp;             /* physical values before conversion */
};

void value_decoder_init(struct value_decoder *d, const struct pq_leaf *leaf);
void value_decoder_free(struct value_decoder *d);
/* Starts at the values of a page; n_values: how many are not null at most. dictionary may be NULL.
 * The bytes stay the caller's, readable 64 bytes past the end. */
kamu_code value_decoder_page(struct value_decoder *d, int encoding, const uint8_t *p, size_t n,
                             size_t n_values, const struct value_buf *dictionary,
                             struct kamu_error *err);
/* Appends n values. Fewer in the page: KAMU_E_CORRUPT. */
kamu_code value_decoder_read(struct value_decoder *d, size_t n, struct value_buf *out,
                             struct kamu_error *err);
/* PLAIN values of a dictionary page. */
kamu_code value_decoder_dictionary(struct value_decoder *d, const uint8_t *p, size_t len, size_t n,
                                   struct value_buf *out, struct kamu_error *err);
size_t value_normal_width(const struct pq_leaf *leaf); /* as value_buf.width */

#endif
