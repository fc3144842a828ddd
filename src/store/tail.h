/*
 * The newest rows of a dataset, in ascending order of offset: what is equivalent to
 *   select * from (select * from ds order by offset desc limit LIMIT offset SKIP) order by offset
 *
 * Walks the chain from its head only as far as the wanted rows reach, opens only the slices that
 * hold them, and skips the row groups in front of them: the cost follows the rows asked for.
 */
#ifndef KAMU_STORE_TAIL_H
#define KAMU_STORE_TAIL_H

#include "columnar/batch.h"
#include "store/dataset.h"

struct dataset_tail;

/* The head is read now; later pushes are not seen. */
kamu_code dataset_tail_open(struct env *env, struct dataset *ds, uint64_t skip, uint64_t limit,
                            struct dataset_tail **out, struct kamu_error *err);
/* The dataset's schema; NULL while it has none (then there are no rows). Borrowed. */
struct col_schema *dataset_tail_schema(const struct dataset_tail *t);
/* *out = NULL at the end, else the caller's to free. A slice that is missing, or has other rows
 * than its block says, is KAMU_E_CORRUPT. */
kamu_code dataset_tail_next(struct dataset_tail *t, struct batch **out, struct kamu_error *err);
void dataset_tail_close(struct dataset_tail *t); /* NULL is fine */

#endif
