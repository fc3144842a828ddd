/*
 * The file behind the encoders: finished column chunks are queued, then hashed and written in
 * order, a share with each step of encoding, so that the last row group alone is left for the end.
 */
#ifndef KAMU_PARQUET_SLICE_OUTPUT_H
#define KAMU_PARQUET_SLICE_OUTPUT_H

#include "base/fs.h"
#include "base/mem.h"
#include "digest/sha3.h"

struct out_piece {
    struct out_piece *next;
    struct buf bytes;
    size_t at;     /* written up to here */
    uint32_t leaf; /* whose memory it is */
};

struct slice_output {
    struct fs_file *file;
    struct sha3 physical;
    uint64_t queued_at; /* offset in the file of what is queued next */
    uint64_t written;   /* bytes hashed, and written but for those in `small` */
    uint64_t in_file;   /* bytes written */
    struct buf small;   /* short pieces waiting for a common write */
    uint64_t synced;    /* write-back was started up to here */
    uint64_t share;     /* bytes per step */
    struct out_piece *first, **last;
    struct out_piece *done; /* written: memory to be used again */
};

void slice_output_init(struct slice_output *o, struct fs_file *file);
void slice_output_free(struct slice_output *o);
/* Queues the bytes; takes the buffer (left empty). */
kamu_code slice_output_queue(struct slice_output *o, struct buf *bytes, uint32_t leaf,
                             struct kamu_error *err);
/* What comes next in one piece, at most max bytes; n == 0: the queue is empty. */
struct sha3_piece slice_output_next(const struct slice_output *o, size_t max);
/* Writes the next n bytes; `hashed` tells that they were given to `physical` already. */
kamu_code slice_output_write(struct slice_output *o, size_t n, bool hashed, struct kamu_error *err);
/* Everything that is queued. */
kamu_code slice_output_drain(struct slice_output *o, struct kamu_error *err);
/* Bytes in front of or behind the chunks; the queue must be empty. */
kamu_code slice_output_raw(struct slice_output *o, const void *p, size_t n, struct kamu_error *err);

/* Writes what waits; at the end. */
kamu_code slice_output_flush(struct slice_output *o, struct kamu_error *err);

#endif
