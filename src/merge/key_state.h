/*
 * Key state: what is known of each key of a dataset's history, so that a push need not
 * read the history: the offset of its last row, whether it is live, and a digest of the
 * values that are compared (design: "Merging").
 *
 * Derived: kept in `.kamu/cache/keys/`, tagged with the head it belongs to. A state that
 * is behind is brought up with the slices that it lacks; one that is missing, foreign or
 * damaged is built anew. It never decides what is true, only how fast.
 */
#ifndef KAMU_MERGE_KEY_STATE_H
#define KAMU_MERGE_KEY_STATE_H

#include "merge/history.h"
#include "merge/strategy.h"

struct key_state;

/* The state of `history`, whose newest block is `head`. */
kamu_code key_state_open(struct env *env, struct dataset *ds, struct history *history,
                         const struct odf_hash *head, const struct merge_spec *spec,
                         const struct merge_vocab *vocab, struct key_state **out,
                         struct kamu_error *err);
/* Takes in what history_append has added since. */
kamu_code key_state_advance(struct key_state *k, struct kamu_error *err);
/* The push is committed: keep the state for the next one. Never fails. */
void key_state_keep(struct key_state *k, const struct odf_hash *new_head);
void key_state_free(struct key_state *k);

#endif
