/*
 * A dataset as it was at an earlier block: what a query that pins versions reads.
 *
 * Costs the blocks between the head and that one; all of the chain when the metadata has changed
 * meanwhile, or when the block is not below the head any more (history was rewritten, and its files
 * are still there).
 */
#ifndef KAMU_STORE_PAST_H
#define KAMU_STORE_PAST_H

#include "store/dataset.h"
#include "store/slices.h"

struct dataset_past {
    /* Schema, vocabulary, sources as they were; of the rest only rows_total counts. */
    struct odf_chain_state chain;
    struct slice_ref *slices; /* oldest first */
    size_t n_slices;
};

/* KAMU_E_NOT_FOUND "Dataset did:odf:... does not have a block f1620..." */
kamu_code dataset_past_open(struct dataset *ds, const struct odf_hash *at, struct dataset_past *out,
                            struct kamu_error *err);
void dataset_past_free(struct dataset_past *p);

#endif
