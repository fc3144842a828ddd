/* Reads rows of one leaf column: levels and dense values, from page to page within a row group. */
#ifndef KAMU_PARQUET_LEAF_READER_H
#define KAMU_PARQUET_LEAF_READER_H

#include "parquet/page_reader.h"
#include "parquet/value_decoder.h"

/* What a read gave. Levels exist when has_def (flat leaves: only where something is null) and for
 * repeated leaves. */
struct leaf_rows {
    size_t rows, slots;
    bool has_def;
    uint8_t *def, *rep;
    size_t cap;
    struct value_buf values;
};

struct leaf_reader {
    const struct pq_leaf *leaf;
    const char *column;
    struct page_reader pages;
    struct value_decoder values;
    struct value_buf dictionary;
    bool has_dictionary;
    int64_t rows_left; /* of the row group */
    /* current page */
    uint64_t slots_left; /* levels not decoded yet */
    struct rle_decoder def, rep;
    uint8_t *block_def, *block_rep; /* decoded levels of repeated leaves that were not taken yet */
    size_t block_at, block_n;
    struct leaf_rows out;
};

/* column: name for messages, borrowed */
kamu_code leaf_reader_init(struct leaf_reader *r, const struct pq_leaf *leaf, const char *column,
                           const struct pq_source *source, uint64_t bytes_max,
                           struct kamu_error *err);
void leaf_reader_free(struct leaf_reader *r);
/* Starts at row `row` of a row group. locations: its offset index, NULL when there is none. */
kamu_code leaf_reader_start(struct leaf_reader *r, const struct pq_chunk *chunk, int64_t group_rows,
                            int64_t row, const struct pq_page_location *locations,
                            uint32_t n_locations, struct kamu_error *err);
/* The next rows (all within the row group) into r->out, which is emptied first. */
kamu_code leaf_reader_read(struct leaf_reader *r, size_t rows, struct kamu_error *err);

#endif
