/*
 * Hard compaction (spec/data-slices.md 6): neighbouring small slices are joined
 * and the chain is written anew behind its Seed, in one move of the head. Rows,
 * offsets and the columns of the system stay as they are; block hashes change.
 *
 * Unlike kamu's the newest watermark and source state always survive, also where
 * a block that only sets them lies alone, and so does what the chain says of each
 * producer (producers.h); a missing slice is an error, never left out. The old files stay until
 * `kamu system gc`.
 */
#ifndef KAMU_STORE_COMPACT_H
#define KAMU_STORE_COMPACT_H

#include "store/dataset.h"

#define COMPACT_SLICE_BYTES 300000000
#define COMPACT_SLICE_RECORDS 10000

struct compact_move {
    struct odf_hash base, new_head;
    uint64_t base_sequence, sequence; /* their numbers in the old chain and in the new one */
};

struct compact_options {
    uint64_t max_slice_bytes;   /* sum of file sizes of joined slices; 0 = COMPACT_SLICE_BYTES */
    uint64_t max_slice_records; /* 0 = COMPACT_SLICE_RECORDS */
    bool keep_metadata_only;    /* drop all data instead, and with it all source states */
    bool dry_run;               /* only say what would be done */
    void (*progress)(void *ctx, uint64_t rows_done, uint64_t rows_total); /* may be NULL */
    void *progress_ctx;
    /* Called under the dataset's lock before the head moves; may be NULL.
     * An error ends the compaction. */
    kamu_code (*before_head)(void *ctx, struct dataset *ds, const struct compact_move *move,
                             struct kamu_error *err);
    void *before_ctx;
};

struct compact_result {
    bool changed; /* false: there was nothing to join; the heads are equal. A dry run says what
                     would be, the heads are equal too */
    uint64_t old_blocks, new_blocks;
    struct odf_hash old_head, new_head;
};

/*
 * KAMU_E_USAGE "Dataset '<alias>' in not root kind" (kamu's text) for a derivative
 * without keep_metadata_only; KAMU_E_CONFLICT when the head moved meanwhile.
 */
kamu_code dataset_compact(struct dataset *ds, const struct compact_options *options,
                          struct instant system_time, struct compact_result *out,
                          struct kamu_error *err);

#endif
