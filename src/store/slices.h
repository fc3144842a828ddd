/*
 * The data slices of a dataset, all of them: what a query over the dataset reads.
 *
 * Found by walking the chain once; kept, tagged with the head, in `.kamu/cache/slices/<dataset>`,
 * and from then on only the blocks behind the tag are read. A missing, foreign or damaged file is
 * made anew; deleting it is always safe.
 */
#ifndef KAMU_STORE_SLICES_H
#define KAMU_STORE_SLICES_H

#include "columnar/batch.h"
#include "store/dataset.h"

struct slice_ref {
    uint64_t offset_first, offset_last; /* of its rows; first <= last */
    uint64_t bytes;                     /* of the file, as its block says */
    struct odf_hash physical;           /* the file's name in data/ */
};

/* Oldest first, of the chain that ends at `head`. The caller frees *out with mem_free. Needs 64
 * bytes a slice. KAMU_E_CORRUPT for offsets that do not go upwards. */
kamu_code dataset_slices(struct dataset *ds, const struct odf_hash *head, struct slice_ref **out,
                         size_t *n, struct kamu_error *err);

/* The rows of one slice's file in the columns of `wanted`, by name: what the file lacks is null,
 * what it has in another type (foreign writers) is converted. */
struct slice_rows;
/* `rows`: as many as its block says, else KAMU_E_CORRUPT; KAMU_E_CORRUPT too without the file.
 * `wanted` is borrowed. */
kamu_code slice_rows_open(struct env *env, const char *path, uint64_t rows,
                          struct col_schema *wanted, struct slice_rows **out,
                          struct kamu_error *err);
kamu_code slice_rows_seek(struct slice_rows *r, uint64_t row, uint32_t batch_rows,
                          struct kamu_error *err);
/* *out = NULL at the end. */
kamu_code slice_rows_next(struct slice_rows *r, struct batch **out, struct kamu_error *err);
struct slice_reader *slice_rows_reader(struct slice_rows *r); /* for statistics */
void slice_rows_close(struct slice_rows *r);                  /* NULL is fine */

#endif
