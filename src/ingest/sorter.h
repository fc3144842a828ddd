/*
 * Sorter: rows in, rows out in stable order by key columns, ascending, nulls first.
 * In memory while they fit; beyond the budget sorted runs go to spill files and are
 * merged. Input that comes in order is passed through without sorting.
 */
#ifndef KAMU_INGEST_SORTER_H
#define KAMU_INGEST_SORTER_H

#include "base/env.h"
#include "columnar/batch.h"

struct sorter;

/* Rows that are sorted already and come before all that are added: the next batch in *out, NULL at
 * the end. */
struct sorter_source {
    kamu_code (*next)(void *ctx, struct batch **out, struct kamu_error *err);
    void *ctx;
};

struct sorter_options {
    const uint32_t *keys; /* column numbers; copied */
    uint32_t n_keys;
    uint64_t memory_max_bytes; /* of the rows held; 0 = a third of env->memory_max_bytes */
    const char *temp_dir;      /* for spill files; copied */
};

kamu_code sorter_open(struct env *env, struct col_schema *schema,
                      const struct sorter_options *options, struct sorter **out,
                      struct kamu_error *err);
/* At most one, before sorter_next. */
void sorter_prepend(struct sorter *s, struct sorter_source source);
/* Takes the batch over, also on an error. */
kamu_code sorter_add(struct sorter *s, struct batch *b, struct kamu_error *err);
/* *out = NULL at the end. After the first call nothing may be added. */
kamu_code sorter_next(struct sorter *s, struct batch **out, struct kamu_error *err);
uint64_t sorter_spilled_bytes(const struct sorter *s);
void sorter_free(struct sorter *s);

#endif
