/* Inside of merge/: what one strategy is made of. Others use strategy.h. */
#ifndef KAMU_MERGE_STRATEGY_IMPL_H
#define KAMU_MERGE_STRATEGY_IMPL_H

#include "merge/strategy.h"

struct merge_ops {
    kamu_code (*open)(struct merge *m, struct kamu_error *err); /* NULL = nothing to do */
    kamu_code (*add)(struct merge *m, struct batch *b, merge_emit emit, void *ctx,
                     struct kamu_error *err); /* consumes b */
    kamu_code (*finish)(struct merge *m, merge_emit emit, void *ctx, struct kamu_error *err);
    void (*free)(struct merge *m);
};

extern const struct merge_ops merge_append_ops, merge_ledger_ops, merge_snapshot_ops,
    merge_changelog_stream_ops, merge_upsert_stream_ops;

struct merge {
    struct env *env;
    struct merge_setup setup;
    const struct merge_ops *ops;
    struct merge_counts counts;
    struct col_schema *output; /* op, event time, data */
    int op_column;             /* of the input, -1 = none */
    uint32_t event_time;       /* column of the input */
    uint32_t *keys;            /* key columns of the input */
    uint32_t n_keys;
    void *impl;
};

/* Rows of an input batch with one operation code in front; an operation column of the input is
 * replaced. `idx` (may be NULL = all rows) chooses rows. `b` stays the caller's. */
kamu_code merge_with_op(struct merge *m, const struct batch *b, enum merge_op op,
                        const int32_t *idx, int64_t n, struct batch **out, struct kamu_error *err);

#endif
