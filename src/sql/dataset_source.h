/*
 * A dataset as a source of the engine: its slices, read by our own reader, several at a time, only
 * the columns and slices that the query can use. Columns that old slices lack are null; a slice
 * that is missing or has other rows than its block says is an error, never a wrong answer.
 *
 * Slices are left out by their offsets without being opened, and by their statistics once they are;
 * these are kept (store/ranges.h), so that the next query need not open them. What is not opened is
 * not looked for either: a slice that is missing there is noticed by `kamu verify`.
 */
#ifndef KAMU_SQL_DATASET_SOURCE_H
#define KAMU_SQL_DATASET_SOURCE_H

#include "sql/dialect.h"
#include "sql/engine.h"
#include "store/dataset.h"

struct dataset_source;

/* The dataset as it is at its head now, or at the block `at` (then KAMU_E_NOT_FOUND when it has no
 * such block); later pushes are not seen. `ds` must outlive the source and is not used by others
 * meanwhile. */
kamu_code dataset_source_open(struct env *env, struct dataset *ds, const struct odf_hash *at,
                              struct dataset_source **out, struct kamu_error *err);
const struct odf_hash *dataset_source_head(const struct dataset_source *s);
/* Everything of a table of the dialect but `relation`; borrowed. */
void dataset_source_describe(const struct dataset_source *s, struct dialect_table *out);
/* Its columns, system columns included; none at all while the dataset has no schema. Borrowed. */
struct col_schema *dataset_source_schema(const struct dataset_source *s);
/* What engine_add_source takes; `s` must outlive the engine. */
struct engine_source dataset_source_table(struct dataset_source *s);
void dataset_source_close(struct dataset_source *s); /* NULL is fine */

#endif
