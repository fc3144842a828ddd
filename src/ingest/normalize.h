/*
 * Normalize: the columns of an input as they were read, brought into the form in which
 * they are merged and stored (spec/data-slices.md 1.2 steps 0 to 4, 1.4, 1.6, 1.10).
 *
 * Decided once for an input (names, order, types, what must be checked), then applied
 * to each batch. Columns bind to the dataset's by name: order does not matter, absent
 * optional columns are null.
 */
#ifndef KAMU_INGEST_NORMALIZE_H
#define KAMU_INGEST_NORMALIZE_H

#include "base/env.h"
#include "columnar/batch.h"
#include "merge/strategy.h"

struct normalizer;

struct normalize_options {
    struct merge_vocab vocab;
    struct merge_spec merge;
    /* No schema in the read step and no preprocess: reserved names get an underscore, event times
     * given as text or UNIX seconds are converted. */
    bool clean_up;
    struct col_schema *dataset; /* schema of the dataset, system columns first; NULL = none yet */
    /* Rows of the history are mixed in (Snapshot, UpsertStream): the slice takes the dataset's
     * nullability, and columns of another number type are converted value by value when nothing is
     * lost (kamu does too, even when something is). Else types must agree. */
    bool with_history;
    bool fill_event_time; /* nulls get event_time at once, not only when stored */
    struct instant event_time;
    /* Every row is going to be stored: a null where none may be is told at once, with its record.
     */
    bool check_required;
};

/* KAMU_E_SCHEMA with kamu's texts when the input cannot fit. */
kamu_code normalizer_open(struct col_schema *input, const struct normalize_options *options,
                          struct normalizer **out, struct kamu_error *err);
/* Another one like it for another input of these columns, at its first record. */
kamu_code normalizer_copy(const struct normalizer *n, struct normalizer **out,
                          struct kamu_error *err);
/* Columns of normalizer_apply: [op (Int32, required),] event time (nullable), data. All data
 * columns are nullable here; what must not be null is said by the slice schema. */
struct col_schema *normalizer_rows(const struct normalizer *n);
/* Columns of the slice to be written: offset, op, system time, event time (all required), data. */
struct col_schema *normalizer_slice(const struct normalizer *n);
/* A new batch; `in` stays the caller's. */
kamu_code normalizer_apply(struct normalizer *n, const struct batch *in, struct batch **out,
                           struct kamu_error *err);
void normalizer_free(struct normalizer *n);

#endif
