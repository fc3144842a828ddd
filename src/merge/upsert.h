/*
 * Upserting one sorted batch after another into the state of the history: the common half of
 * UpsertStream and Snapshot. New keys are added; known ones are corrected when a compared
 * value differs, retracted when asked; all else is dropped.
 *
 * Rows must come in key order; of several rows of one key in one input the last counts.
 */
#ifndef KAMU_MERGE_UPSERT_H
#define KAMU_MERGE_UPSERT_H

#include "merge/key_codec.h"
#include "merge/strategy_impl.h"

struct change;

struct changes { /* decided, not emitted yet */
    struct change *items;
    size_t n, cap, n_old;
    struct batch **fresh; /* their new rows, in order */
    size_t n_fresh;
    uint64_t fresh_bytes;
};

struct upsert {
    struct merge *m;
    struct key_lookup lookup;
    struct row_digest digest;
    uint64_t *digests;  /* two for each row of a batch */
    uint32_t *compared; /* columns of the input */
    bool event_time_compared;
    struct col_schema *wanted; /* columns of the history as the output has them, without op */
    struct changes changes;
    struct batch *held; /* last row so far: the next batch may have the same key */
    /* Called with the offset of each known key that the input has; may be NULL. */
    kamu_code (*touch)(struct merge *m, uint64_t offset, struct kamu_error *err);
};

kamu_code upsert_init(struct upsert *u, struct merge *m, struct kamu_error *err);
/* Consumes b. */
kamu_code upsert_add(struct upsert *u, struct batch *b, merge_emit emit, void *ctx,
                     struct kamu_error *err);
/* No more rows come. Afterwards: upsert_flush. */
kamu_code upsert_finish(struct upsert *u, merge_emit emit, void *ctx, struct kamu_error *err);
/* Emits all changes, and retractions of the rows of the history at `gone` (ascending). */
kamu_code upsert_flush(struct upsert *u, const uint64_t *gone, size_t n_gone, merge_emit emit,
                       void *ctx, struct kamu_error *err);
/* Rows of the history at ascending offsets, under one operation, in the form of the output. */
kamu_code upsert_old_rows(struct upsert *u, const uint64_t *offsets, size_t n, enum merge_op op,
                          struct batch **out, struct kamu_error *err);
void upsert_free(struct upsert *u);

#endif
