/*
 * Repeats: of the rows of one input that have the same key, one is passed on, or none and
 * the push fails (include/kamu.h, enum kamu_on_repeated_key). Only at work when asked for:
 * what a strategy does with repeats by default it does itself.
 *
 * The rows are sorted by key, spilled when large, and for Ledger brought back into the order
 * of the input.
 */
#ifndef KAMU_INGEST_REPEATS_H
#define KAMU_INGEST_REPEATS_H

#include "base/env.h"
#include "columnar/batch.h"

struct repeats;

struct repeats_options {
    enum kamu_on_repeated_key policy; /* FIRST, LAST, ERROR */
    const uint32_t *keys;             /* columns; copied */
    uint32_t n_keys;
    bool input_order;     /* else the order of the keys, nulls first */
    const char *temp_dir; /* copied */
};

kamu_code repeats_open(struct env *env, struct col_schema *schema,
                       const struct repeats_options *options, struct repeats **out,
                       struct kamu_error *err);
/* Takes the batch over, also on an error. `records`: of each row, its number in the input. */
kamu_code repeats_add(struct repeats *r, struct batch *b, const uint64_t *records,
                      struct kamu_error *err);
/* *out = NULL at the end; *records: of each row, valid until the next call. After the first call
 * nothing may be added. With ERROR the last call fails when there was a repeat: KAMU_E_INPUT with
 * the first record that repeats the key of an earlier one. */
kamu_code repeats_next(struct repeats *r, struct batch **out, const uint64_t **records,
                       struct kamu_error *err);
/* Rows that were not passed on. */
uint64_t repeats_dropped(const struct repeats *r);
void repeats_free(struct repeats *r);

#endif
