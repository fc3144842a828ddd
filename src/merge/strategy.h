/*
 * Merge strategies (spec/merge-strategies.md): what of a push goes into the dataset,
 * and under which operation.
 *
 * A strategy takes the rows of one input, already in the dataset's schema (step 5 of
 * spec/data-slices.md 1.2), and hands on rows with an operation column in front. It
 * does not sort its output, number it, or fill in event times: ingest/ does.
 */
#ifndef KAMU_MERGE_STRATEGY_H
#define KAMU_MERGE_STRATEGY_H

#include "base/env.h"
#include "columnar/batch.h"

enum merge_kind { /* the FlatBuffers union tags */
                  MERGE_APPEND = 1,
                  MERGE_LEDGER,
                  MERGE_SNAPSHOT,
                  MERGE_CHANGELOG_STREAM,
                  MERGE_UPSERT_STREAM
};

enum merge_op { OP_APPEND = 0, OP_RETRACT = 1, OP_CORRECT_FROM = 2, OP_CORRECT_TO = 3 };

/* What the manifest says. Strings are borrowed. */
struct merge_spec {
    enum merge_kind kind;
    const struct str *primary_key; /* all but Append */
    size_t n_primary_key;
    const struct str *compare_columns; /* Snapshot; NULL = all but the key */
    size_t n_compare_columns;
    bool has_compare_columns; /* given and empty differs from absent */
};

/* Columns of the vocabulary. */
struct merge_vocab {
    struct str offset, op, system_time, event_time;
};

struct history;   /* merge/history.h: the rows already in the dataset */
struct key_state; /* merge/key_state.h: what is known of their keys */

/* True for the strategies that look at the history: Ledger, Snapshot, UpsertStream. */
bool merge_needs_history(enum merge_kind kind);

struct merge_setup {
    struct merge_spec spec;
    struct merge_vocab vocab;
    /* Columns of the batches to come: [op,] event time, data, in any order. */
    struct col_schema *input;
    struct history *history; /* NULL unless merge_needs_history */
    struct key_state *keys;  /* the same */
    /* Snapshot: KAMU_E_LIMIT beyond them. */
    double retract_max_share; /* 0 = no limit */
    bool limits_retractions;
    uint64_t retract_max_rows;
    enum kamu_on_changed_row on_changed_row; /* Ledger */
};

struct merge_counts {
    uint64_t rows_in;
    uint64_t added, retracted, corrected; /* pairs */
    uint64_t dropped;                     /* input rows that changed nothing; of these: */
    uint64_t repeated;                    /* another row of the input counts for their key */
    uint64_t changed; /* Ledger: the key is known with other values; 0 when they are ignored */
    uint64_t unknown; /* UpsertStream: retractions of keys that are not there */
};

/* Takes the batch over. `batch` has the op column (Int32, required) first, then event time and data
 * in the order of the input. */
typedef kamu_code (*merge_emit)(void *ctx, struct batch *batch, struct kamu_error *err);

struct merge; /* one strategy at work on one input */

/* Checks key, compared and operation columns against setup->input: KAMU_E_SCHEMA names the missing
 * one. Borrows everything in setup until merge_free. */
kamu_code merge_open(struct env *env, const struct merge_setup *setup, struct merge **out,
                     struct kamu_error *err);
/* Columns of emitted batches; one reference stays with the merge. */
struct col_schema *merge_output_schema(const struct merge *m);
/* The order in which the strategy wants its input and in which its output is to be stored. */
enum merge_order {
    ORDER_NONE,       /* as it comes */
    ORDER_EVENT_TIME, /* Append, Ledger */
    ORDER_KEY,        /* key columns in declared order, nulls first */
    ORDER_KEY_OP      /* the same, then op */
};
enum merge_order merge_input_order(const struct merge_spec *spec);
enum merge_order merge_output_order(const struct merge_spec *spec);
/* True when null event times must be filled in before the merge: where the event time is part of
 * the key. */
bool merge_fills_event_time_first(const struct merge_spec *spec, const struct merge_vocab *vocab);
/* True when the input may (must: ChangelogStream) have an operation column. */
bool merge_takes_op(enum merge_kind kind);
/* Which records of the input the rows of the next batch were, from 1, for messages: one number for
 * each row, borrowed until merge_add returns. Without it rows are counted. */
void merge_set_records(struct merge *m, const uint64_t *records);
/* Consumes the batch. */
kamu_code merge_add(struct merge *m, struct batch *batch, merge_emit emit, void *ctx,
                    struct kamu_error *err);
kamu_code merge_finish(struct merge *m, merge_emit emit, void *ctx, struct kamu_error *err);
const struct merge_counts *merge_counts(const struct merge *m);
/* One line about the first row of counts.changed; NULL when there is none. */
const char *merge_first_change(const struct merge *m);
void merge_free(struct merge *m);

const char *merge_kind_name(enum merge_kind kind); /* "ChangelogStream" */

/* Rules of a source's merge block that need no data: key not empty, no repeats, no system columns;
 * with `read_schema` (may be NULL) also that all columns exist and are not nested. */
kamu_code merge_spec_check(const struct merge_spec *spec, const struct merge_vocab *vocab,
                           const struct col_schema *read_schema, struct kamu_error *err);

#endif
