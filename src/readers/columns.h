/* What the readers of files of columns (Parquet, Arrow) share: binding to a schema, casts, bad
 * rows, strictness. */
#ifndef KAMU_READERS_COLUMNS_H
#define KAMU_READERS_COLUMNS_H

#include "readers/reader_impl.h"

struct columns_ops {
    /* Batches shall hold these columns only, in this order. NULL: they always hold all. */
    kamu_code (*project)(void *ctx, const struct str *names, uint32_t n, struct kamu_error *err);
    /* At most BATCH_ROWS_MAX rows; NULL at the end. The caller frees it. */
    kamu_code (*next)(void *ctx, struct batch **out, struct kamu_error *err);
    void (*close)(void *ctx);
};

/* Makes r a reader of `ctx` (owned from here on, also on error) whose batches are of the schema
 * `file`. */
kamu_code columns_open(struct reader *r, const struct columns_ops *ops, void *ctx,
                       struct col_schema *file, struct kamu_error *err);

#endif
