/*
 * Plan: which push source is meant and how its inputs are to be read (spec/cli.md 5.3,
 * 5.4; spec/data-slices.md 1.1). Made on one head; a lost race makes a new one.
 */
#ifndef KAMU_INGEST_PLAN_H
#define KAMU_INGEST_PLAN_H

#include "base/env.h"
#include "columnar/type.h"
#include "merge/strategy.h"
#include "odf/rules.h"
#include "readers/format.h"

struct plan_options {
    struct str source_name;  /* .p NULL: the only one */
    struct str input_format; /* .p NULL: the source's */
};

struct ingest_plan {
    struct arena arena;
    const struct odf_add_push_source *source; /* borrowed from the chain state */
    struct reader_format format;
    struct col_schema *read_schema;         /* declared; NULL = infer */
    const struct odf_transform *preprocess; /* NULL = none; borrowed as the source */
    bool clean_up;                          /* see normalize.h */
    struct merge_spec merge;
    struct merge_vocab vocab;
};

/* Order of failures as spec/cli.md 5.2: format, then source. `p` needs no initialisation. */
kamu_code plan_make(const struct odf_chain_state *chain, const struct plan_options *options,
                    struct ingest_plan *p, struct kamu_error *err);
void plan_free(struct ingest_plan *p);

/* What is checked of a read step when its source is written, beside odf_source_check: that the
 * options of its format can work (spec/read-formats.md 8.1). Other events pass. */
kamu_code plan_check_source(const struct odf_event *event, struct kamu_error *err);

/* What is checked of a push source when it is written, beyond odf_source_check: its preprocess
 * query. Aliases and syntax; and, with a declared schema, names and types, also those of the result
 * against system columns, event time and merge strategy. *foreign: its engine does not run here, so
 * nothing was checked and no push will work. */
kamu_code plan_check_query(struct env *env, const struct odf_add_push_source *source,
                           const struct odf_vocab *vocab, bool *foreign, struct kamu_error *err);

/* Columns of the dataset as its chain has them; *out = NULL without a schema. */
kamu_code plan_dataset_schema(const struct odf_chain_state *chain, struct col_schema **out,
                              struct kamu_error *err);

#endif
