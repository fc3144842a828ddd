/*
 * History: the rows that a dataset already has, by offset. Offsets are dense, so a row is
 * found by binary search over the slices and its place inside one.
 */
#ifndef KAMU_MERGE_HISTORY_H
#define KAMU_MERGE_HISTORY_H

#include "base/env.h"
#include "columnar/batch.h"
#include "odf/ids.h"

struct dataset;
struct history;

struct history_slice {
    const char *path;
    uint64_t offset_first, offset_last;
    struct odf_hash physical; /* code 0: not committed yet */
};

/* The data blocks from `head` down; `schema` (of the dataset, system columns included) is what rows
 * are read with: columns that old slices lack are null. References the schema. */
kamu_code history_open(struct env *env, struct dataset *ds, const struct odf_hash *head,
                       struct col_schema *schema, struct history **out, struct kamu_error *err);
/* One more slice behind the others: an input of the same push, not committed yet. */
kamu_code history_append(struct history *h, const char *path, uint64_t offset_first,
                         uint64_t offset_last, struct kamu_error *err);
bool history_has_data(const struct history *h);
size_t history_slices(const struct history *h, const struct history_slice **out);
struct col_schema *history_schema(const struct history *h);

/*
 * The rows at these offsets (ascending, none twice), columns `names` in that order. KAMU_E_CORRUPT
 * when the dataset does not have one of them.
 */
kamu_code history_fetch(struct history *h, const uint64_t *offsets, size_t n,
                        const struct str *names, size_t n_names, struct batch **out,
                        struct kamu_error *err);
void history_free(struct history *h);

#endif
