/*
 * Target: what of a dataset's chain decides how a push is read and typed: its sources, its schema,
 * its vocabulary. Pushes prepared for one target may be committed on any later head that still fits
 * it. Made once and shared: everything in it is read-only, so many threads prepare at once.
 */
#ifndef KAMU_INGEST_TARGET_H
#define KAMU_INGEST_TARGET_H

#include "ingest/normalize.h"
#include "ingest/plan.h"

struct target;

struct target_plan { /* how inputs of one source and one format are taken */
    struct ingest_plan plan;
    struct str source_name; /* as in the chain */
    bool with_history;      /* see normalize.h */
    /* Where columns are declared and no query is in between, all pushes bind alike; else NULL. */
    const struct normalizer *normalizer;
    bool merge_checked; /* its columns have what the merge strategy asks for */
};

kamu_code target_new(const struct odf_chain_state *chain, struct target **out,
                     struct kamu_error *err);
struct target *target_ref(struct target *t);
void target_unref(struct target *t); /* NULL is fine */

/* Would a push prepared for t be prepared alike on this chain? */
bool target_fits(const struct target *t, const struct odf_chain_state *chain);
bool target_same(const struct target *a, const struct target *b);

struct col_schema *target_schema(const struct target *t); /* of the dataset; NULL = none yet */
bool target_has_data(const struct target *t);
const struct odf_chain_state *target_chain(const struct target *t);

/* As plan_make, but made once. Thread-safe. The caller unrefs it before t. */
kamu_code target_plan(struct target *t, const struct plan_options *options,
                      const struct target_plan **out, struct kamu_error *err);
const struct target_plan *target_plan_ref(const struct target_plan *plan);
void target_plan_unref(const struct target_plan *plan);

#endif
