/*
 * The newest rows of a dataset, in ascending order of offset: what is equivalent to
 *   select COLUMNS from (select * from ds where WHERE and offset >= FROM
 *                        order by offset desc limit LIMIT offset SKIP) order by offset
 *
 * Walks the chain from its head only as far as the wanted rows reach, opens only the slices that
 * hold them, and skips the row groups in front of them: the cost follows the rows asked for. With a
 * condition slices are read backwards until enough rows match; only the columns of the condition
 * are looked at for that, and row groups whose statistics rule it out are not read. Memory does not
 * depend on the number of rows.
 */
#ifndef KAMU_STORE_TAIL_H
#define KAMU_STORE_TAIL_H

#include "columnar/batch.h"
#include "store/dataset.h"

struct dataset_tail;

struct dataset_tail_options {
    uint64_t skip, limit;         /* of the rows that match, newest first */
    uint64_t from;                /* rows with this offset and later ones only */
    const struct odf_hash *since; /* NULL, or: only rows of blocks behind this one */
    const struct str *columns;    /* NULL: all, in the order of the schema */
    size_t n_columns;
    struct str where; /* a condition (columnar/filter.h); .p NULL = none. Errors call it --where */
};

/* The head is read now; later pushes are not seen. A column that does not exist, or is named twice,
 * is KAMU_E_NOT_FOUND or KAMU_E_USAGE. */
kamu_code dataset_tail_open(struct env *env, struct dataset *ds,
                            const struct dataset_tail_options *options, struct dataset_tail **out,
                            struct kamu_error *err);
/* Of the batches, and of the dataset; NULL while it has none (then there are no rows). Borrowed. */
struct col_schema *dataset_tail_schema(const struct dataset_tail *t);
struct col_schema *dataset_tail_dataset_schema(const struct dataset_tail *t);
/* The head that was read, and the offset that its next row will have. */
const struct odf_hash *dataset_tail_head(const struct dataset_tail *t);
uint64_t dataset_tail_end(const struct dataset_tail *t);
/* False when `since` is not in the chain of that head: history was rewritten. */
bool dataset_tail_connected(const struct dataset_tail *t);
/* *out = NULL at the end, else the caller's to free. A slice that is missing, or has other rows
 * than its block says, is KAMU_E_CORRUPT. */
kamu_code dataset_tail_next(struct dataset_tail *t, struct batch **out, struct kamu_error *err);
void dataset_tail_close(struct dataset_tail *t); /* NULL is fine */

#endif
