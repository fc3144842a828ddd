/*
 * Records for a Ledger under keys that it has: do they say the same? (include/kamu.h,
 * enum kamu_on_changed_row.)
 *
 * Compared are all data columns with the first row that the history has under the key, and
 * the event time where the record has one. The rows of the history are read by offset: a
 * push pays for its own repeats.
 */
#ifndef KAMU_MERGE_LEDGER_CHANGES_H
#define KAMU_MERGE_LEDGER_CHANGES_H

#include "merge/strategy_impl.h"

struct ledger_changes;

/* m has a key state, and m->setup.on_changed_row is not KAMU_CHANGED_ROW_IGNORE. */
kamu_code ledger_changes_open(struct merge *m, struct ledger_changes **out, struct kamu_error *err);
/* Looks at the rows of the batch that were found: counts in m->counts.changed, notes the first in
 * m->first_change, or fails there. */
kamu_code ledger_changes_check(struct ledger_changes *c, const struct batch *b,
                               const struct key_lookup *lookup, struct kamu_error *err);
void ledger_changes_free(struct ledger_changes *c);

#endif
