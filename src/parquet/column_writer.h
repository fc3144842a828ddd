/*
 * Encodes one leaf column into the pages of the current row group. Each leaf has its own
 * writer and its own buffers, so leaves can be encoded by different threads.
 */
#ifndef KAMU_PARQUET_COLUMN_WRITER_H
#define KAMU_PARQUET_COLUMN_WRITER_H

#include "parquet/dictionary.h"
#include "parquet/shred.h"
#include "parquet/slice_writer.h"
#include "parquet/snappy_page.h"
#include "parquet/statistics.h"

struct page_limits {
    uint32_t rows, bytes, dictionary_bytes;
    uint32_t sample;        /* values until it is known whether a dictionary pays */
    bool dictionary;        /* try one */
    bool dictionary_always; /* keep it even where it does not pay */
    enum slice_codec codec;
};

struct page_record { /* for the page index */
    int64_t first_row;
    int32_t bytes; /* in the file */
    struct stats stats;
};

struct chunk_bytes {       /* a finished column chunk */
    struct buf dictionary; /* its dictionary page, first in the file; empty = none */
    struct buf pages;      /* data pages, one behind the other */
    uint64_t plain_bytes;  /* headers and uncompressed bodies */
    uint32_t encodings;    /* bit per enum pq_encoding */
    uint64_t slots;
    struct stats stats;
    struct page_record *records;
    uint32_t n_pages, records_cap;
};

void chunk_bytes_free(struct chunk_bytes *c);

struct column_writer {
    const struct pq_leaf *leaf;
    const struct pq_node *node; /* top level */
    uint32_t leaf_index;
    struct page_limits limits;
    size_t width; /* of a physical value in memory; 0 = byte array */
    struct shredder shredder;
    /* page under construction */
    int64_t page_rows;
    uint64_t page_slots, page_values, page_plain;
    bool page_has_def;   /* def holds the levels; else all slots are at max_def */
    struct buf def, rep; /* one byte per slot */
    struct buf plain;    /* values, when not by dictionary */
    struct buf ids;      /* uint32 per value */
    bool one_id;         /* all values of the page so far have the id `id`; ids is empty */
    uint32_t id;
    struct stats page_stats;
    /* chunk under construction */
    bool by_dictionary;
    struct dictionary dictionary;
    struct chunk_bytes chunk;
    int64_t chunk_rows;
    struct snappy_page snappy;
    bool sampled;     /* enough values were seen to decide on the dictionary */
    struct buf spare; /* memory of a chunk that was written, for the next one */
    struct buf body, comp, header, scratch;
};

void column_writer_init(struct column_writer *w, const struct pq_node *node,
                        const struct pq_leaf *leaf, uint32_t leaf_index,
                        const struct page_limits *limits);
void column_writer_free(struct column_writer *w);
/* Rows [start, start + rows) of the leaf's top-level column. */
kamu_code column_writer_add(struct column_writer *w, const struct column *col, int64_t start,
                            int64_t rows, struct kamu_error *err);
/* Ends the chunk and hands it over; the next row starts a new one. */
kamu_code column_writer_finish_chunk(struct column_writer *w, struct chunk_bytes *out,
                                     struct kamu_error *err);
/* Bytes of finished pages and of the one under construction. */
uint64_t column_writer_bytes(const struct column_writer *w);

#endif
