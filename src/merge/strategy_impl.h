/* Inside of merge/: what one strategy is made of. Others use strategy.h. */
#ifndef KAMU_MERGE_STRATEGY_IMPL_H
#define KAMU_MERGE_STRATEGY_IMPL_H

#include "merge/key_state.h"
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
    const uint64_t *records;    /* of the batch being added, or NULL */
    uint64_t record_next;       /* without them */
    char first_change[4 * 512]; /* row_text.h */
    void *impl;
};

/* As merge_open, but nothing is added to it: columns, schemas and options for another way to merge.
 */
kamu_code merge_open_bare(struct env *env, const struct merge_setup *setup, struct merge **out,
                          struct kamu_error *err);

/* The record that row `row` of the batch being added was. */
static inline uint64_t merge_record_of(const struct merge *m, int64_t row)
{
    return m->records != NULL ? m->records[row] : m->record_next + (uint64_t)row;
}

/* Rows of an input batch with one operation code in front; an operation column of the input is
 * replaced. `idx` (may be NULL = all rows) chooses rows. `b` stays the caller's. */
kamu_code merge_with_op(struct merge *m, const struct batch *b, enum merge_op op,
                        const int32_t *idx, int64_t n, struct batch **out, struct kamu_error *err);

/* What the key state knows of the rows of one batch. */
struct key_lookup {
    struct key_list keys;
    struct key_entry *entries; /* of each row that was found */
    uint8_t *found;            /* of each row */
    size_t rows_max;
};
kamu_code key_lookup_init(struct key_lookup *l, size_t rows_max, struct kamu_error *err);
/* Rows 0..rows-1 of an input batch. m has a key state. */
kamu_code key_lookup(struct key_lookup *l, struct merge *m, const struct batch *b, int64_t rows,
                     struct kamu_error *err);
/* All rows of several batches, one behind the other. */
kamu_code key_lookup_many(struct key_lookup *l, struct merge *m, struct batch *const *b, size_t n,
                          struct kamu_error *err);
void key_lookup_free(struct key_lookup *l);

#endif
