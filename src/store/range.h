/*
 * Rows of a dataset from an offset on, oldest first: pages and followers. Near the end of the
 * dataset the cost follows the rows behind that offset; further back the list of slices is used
 * (slices.h). Memory does not depend on the number of rows.
 */
#ifndef KAMU_STORE_RANGE_H
#define KAMU_STORE_RANGE_H

#include "columnar/batch.h"
#include "store/dataset.h"

struct dataset_range;

/* Rows with offset >= from, at most `limit` of them, in batches of at most `batch_rows`. The head
 * is read now; later pushes are not seen. */
kamu_code dataset_range_open(struct env *env, struct dataset *ds, uint64_t from, uint64_t limit,
                             uint32_t batch_rows, struct dataset_range **out,
                             struct kamu_error *err);
/* NULL while the dataset has none. Borrowed. */
struct col_schema *dataset_range_schema(const struct dataset_range *r);
const struct odf_hash *dataset_range_head(const struct dataset_range *r);
/* The offset that the next row of the dataset will have. */
uint64_t dataset_range_end(const struct dataset_range *r);
/* Index of the column with offsets, -1 without a schema. */
int dataset_range_offset_column(const struct dataset_range *r);
/* Of row i of a batch of the range; the column is Int64, of old chains UInt64 or Int32. */
uint64_t range_offset(const struct batch *b, int column, int64_t i);
/* *out = NULL at the end, else the caller's to free. */
kamu_code dataset_range_next(struct dataset_range *r, struct batch **out, struct kamu_error *err);
void dataset_range_close(struct dataset_range *r); /* NULL is fine */

#endif
