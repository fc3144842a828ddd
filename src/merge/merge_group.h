/*
 * Many small inputs merged at once, with the rows and counts that they would have if they came one
 * after the other (Append, Ledger, ChangelogStream, UpsertStream):
 *
 *   - Ledger: a key of an earlier member is known to the later ones; repeats inside one member are
 *     kept, as they are in one input.
 *   - UpsertStream: a later member corrects or retracts what an earlier one has brought. The rows
 *     of one key come in the order of the members, each pair of a correction together, so that one
 *     slice, stored in the order of the keys alone, tells all of it.
 *
 * All members together are looked up at once, and are one batch.
 */
#ifndef KAMU_MERGE_MERGE_GROUP_H
#define KAMU_MERGE_MERGE_GROUP_H

#include "merge/key_recent.h"
#include "merge/strategy.h"

struct merge_member {
    int64_t rows;               /* of the batch, behind those of the members before */
    int64_t event_time;         /* of its rows without one, in the unit of the column */
    struct merge_counts counts; /* out */
};

/* What became of one key. */
struct merge_key {
    int64_t row; /* of the result: where it was last added or corrected; -1 = nowhere */
    bool gone;   /* it was retracted */
    bool changed;
    uint64_t digest[2];
    int64_t event_time;
};

struct merge_group {
    struct batch *rows; /* op, event time (filled in), data, in the order of the members */
    uint32_t *member;   /* of each row */
    /* Ledger, UpsertStream: the keys of the group and what is to be known of them. */
    struct key_table keys;
    struct merge_key *states;
    bool with_state; /* setup->keys was there: digests are of its secret */
};

/* `rows`: at most BATCH_ROWS_MAX, columns as setup->input, nulls in required columns excluded by
 * the caller. `recent` may be NULL. */
kamu_code merge_group(struct env *env, const struct merge_setup *setup,
                      const struct key_recent *recent, const struct batch *rows,
                      struct merge_member *members, size_t n, struct merge_group *out,
                      struct kamu_error *err);
void merge_group_free(struct merge_group *g); /* zeroed is fine */

#endif
