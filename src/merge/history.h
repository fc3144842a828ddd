/*
 * History: the rows that a dataset already has, by offset. Offsets are dense, so a row is
 * found by the slice that holds it and its place inside.
 *
 * Which slices there are is told by the chain (read once, back to where the key state
 * ends) and by the key state itself, which remembers them.
 */
#ifndef KAMU_MERGE_HISTORY_H
#define KAMU_MERGE_HISTORY_H

#include "base/env.h"
#include "columnar/batch.h"
#include "odf/ids.h"

struct dataset;
struct history;

struct history_slice {
    uint64_t offset_first, offset_last;
    struct odf_hash physical;
    const char *pending; /* where the file lies before the commit is published; else NULL */
};

/* `schema` (of the dataset, system columns included; gets a reference) is what rows are read with:
 * columns that old slices lack are null. Knows no slices yet. */
kamu_code history_open(struct env *env, struct dataset *ds, struct col_schema *schema,
                       struct history **out, struct kamu_error *err);
/* Reads the chain from `head` back to the block `stop` (code 0: to the Seed) and keeps its slices,
 * which replace those known before; those being pushed stay behind them. *reached: `stop` is in the
 * chain. */
kamu_code history_load(struct history *h, const struct odf_hash *head, const struct odf_hash *stop,
                       bool *reached, struct kamu_error *err);
/* One more slice behind the others, that is being pushed. */
kamu_code history_append(struct history *h, const struct history_slice *slice,
                         struct kamu_error *err);

/* The push is over: its slices are part of the chain now, or of nothing. */
void history_drop_pending(struct history *h);

/* The slices kept here, oldest first; `out` may be NULL. */
size_t history_slices(const struct history *h, const struct history_slice **out);
/* How many of them are being pushed: the last ones. */
size_t history_pending(const struct history *h);
/* The one of them that holds an offset; KAMU_E_CORRUPT when none does. */
kamu_code history_find(const struct history *h, uint64_t offset, struct history_slice *out,
                       struct kamu_error *err);
/* Where older ones are looked up: finds the slice with this offset. */
void history_set_older(struct history *h,
                       kamu_code (*find)(void *ctx, uint64_t offset, struct history_slice *out,
                                         struct kamu_error *err),
                       void *ctx);
struct col_schema *history_schema(const struct history *h);

/* The rows of one slice in the columns of `wanted`: see store/slices.h. */
struct slice_rows;
kamu_code history_slice_open(struct history *h, const struct history_slice *slice,
                             struct col_schema *wanted, struct slice_rows **out,
                             struct kamu_error *err);

/* The rows at these offsets (ascending, none twice) in the columns of `wanted`. KAMU_E_CORRUPT when
 * the dataset lacks one of them. */
kamu_code history_fetch(struct history *h, const uint64_t *offsets, size_t n,
                        struct col_schema *wanted, struct batch **out, struct kamu_error *err);
void history_free(struct history *h);

#endif
