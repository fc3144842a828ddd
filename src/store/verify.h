/*
 * Recompute everything that a dataset claims (spec/data-slices.md 5, and more):
 *   chain   each block's hash and decoding, all rules of the chain;
 *   files   size and physical hash of each slice and checkpoint;
 *   data    logical hash, columns against the schema, offsets dense and ascending,
 *           op codes, statistics of the file against its values, watermark against
 *           event times.
 * All failures are reported, not only the first.
 */
#ifndef KAMU_STORE_VERIFY_H
#define KAMU_STORE_VERIFY_H

#include "store/dataset.h"

enum verify_phase { VERIFY_CHAIN, VERIFY_DATA };

struct verify_progress {
    enum verify_phase phase;
    uint64_t done, total; /* slices */
    uint64_t bytes_done, bytes_total;
    const struct odf_hash *block; /* being verified; NULL in VERIFY_CHAIN */
};

struct verify_options {
    bool integrity_only;   /* chain and files only, as kamu's --integrity */
    unsigned max_failures; /* stop after so many; 0 = 100 */
    void (*progress)(void *ctx, const struct verify_progress *p); /* may be NULL */
    void *progress_ctx;
};

enum verify_kind { /* what is wrong: one line of kamu's each, or one of ours */
                   VERIFY_BAD_CHAIN,
                   VERIFY_BAD_DATA,
                   VERIFY_BAD_CHECKPOINT,
                   VERIFY_MISSING
};

struct verify_failure {
    enum verify_kind kind;
    uint64_t sequence_number; /* of the block */
    bool has_block;
    struct odf_hash block;
    struct kamu_error error; /* full message chain, position in the file where known */
};

struct verify_report {
    struct verify_failure *failures; /* in the order of the chain, newest first */
    size_t n;
    uint64_t blocks, slices, rows, bytes; /* verified */
    bool cut;                             /* max_failures reached: there may be more */
    bool replay_skipped;                  /* derivative: the transformation was not run again */
};
void verify_report_free(struct verify_report *r);

/* KAMU_OK also when failures are found: look at report->n. Errors: head unreadable, cancelled, no
 * memory. */
kamu_code dataset_verify(struct dataset *ds, const struct verify_options *options,
                         struct verify_report *report, struct kamu_error *err);

#endif
