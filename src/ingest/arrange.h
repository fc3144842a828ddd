/*
 * Arrange: the rows of an input as the merge wants them: in the order of the keys for
 * Snapshot and UpsertStream, freed of repeated keys where the caller says what is to be
 * done about them. Opened only when one of both is so; else rows go straight on.
 */
#ifndef KAMU_INGEST_ARRANGE_H
#define KAMU_INGEST_ARRANGE_H

#include "base/env.h"
#include "columnar/batch.h"
#include "merge/strategy.h"

struct arrange;

/* *out = NULL when there is nothing to arrange. `spec` has key columns that are in `schema`. */
kamu_code arrange_open(struct env *env, struct col_schema *schema, const struct merge_spec *spec,
                       enum kamu_on_repeated_key policy, const char *temp_dir, struct arrange **out,
                       struct kamu_error *err);
/* Must repeated keys be treated otherwise than the strategy does by itself? Then rows come with
 * record numbers. */
bool arrange_repeats(const struct merge_spec *spec, enum kamu_on_repeated_key policy);
/* Takes the batch over. `records`: of each row, its number in the input; may be NULL unless
 * arrange_repeats. */
kamu_code arrange_add(struct arrange *a, struct batch *b, const uint64_t *records,
                      struct kamu_error *err);
/* *out = NULL at the end; *records until the next call, NULL without arrange_repeats. */
kamu_code arrange_next(struct arrange *a, struct batch **out, const uint64_t **records,
                       struct kamu_error *err);
/* Rows that were left out. */
uint64_t arrange_dropped(const struct arrange *a);
void arrange_free(struct arrange *a);

/* The key columns as numbers of columns of `schema`, which has them all; the caller frees. */
kamu_code key_columns(const struct merge_spec *spec, const struct col_schema *schema,
                      uint32_t **out, struct kamu_error *err);

#endif
