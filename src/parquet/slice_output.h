/*
 * The file behind the encoders: finished pages are queued, then hashed and written in order, a
 * share with each step of encoding, so that the last row group alone is left for the end.
 */
#ifndef KAMU_PARQUET_SLICE_OUTPUT_H
#define KAMU_PARQUET_SLICE_OUTPUT_H

#include "base/fs.h"
#include "columnar/logical_hash.h"
#include "parquet/column_writer.h"

struct slice_output {
    struct fs_file *file;
    struct sha3 physical;
    uint64_t queued_at; /* offset in the file of what is queued next */
    uint64_t written;   /* bytes hashed and written */
    uint64_t synced;    /* write-back was started up to here */
    uint64_t share;     /* bytes per step */
    struct page_bytes *first, **last;
    uint64_t queued;    /* bytes in the queue */
    struct buf staging; /* pages of one share, in one piece for one write and one hash call */
};

void slice_output_init(struct slice_output *o, struct fs_file *file);
void slice_output_free(struct slice_output *o);
/* Takes the page. */
void slice_output_page(struct slice_output *o, struct page_bytes *page);
/* Up to `bytes` (at least a page when any is queued) into staging. */
kamu_code slice_output_stage(struct slice_output *o, uint64_t bytes, struct kamu_error *err);
/* Writes what is staged; `hashed` tells that it was given to `physical` already. */
kamu_code slice_output_flush(struct slice_output *o, bool hashed, struct kamu_error *err);
/* Everything that is queued. */
kamu_code slice_output_drain(struct slice_output *o, struct kamu_error *err);
/* Bytes in front of or behind the pages; the queue must be empty. */
kamu_code slice_output_raw(struct slice_output *o, const void *p, size_t n, struct kamu_error *err);

#endif
