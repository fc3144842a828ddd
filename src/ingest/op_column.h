/*
 * The operation column of an input (ChangelogStream, UpsertStream): integers of any
 * width, whole floats, or the codes +A, -R, -C, +C; always stored as required Int32 0..3.
 */
#ifndef KAMU_INGEST_OP_COLUMN_H
#define KAMU_INGEST_OP_COLUMN_H

#include "columnar/batch.h"

bool op_column_possible(const struct col_type *t);
/* `to` is Int32. KAMU_E_INPUT names record and text of a null or of any other code. */
kamu_code op_column_convert(const struct column *src, const struct col_type *to, struct column *dst,
                            struct kamu_error *err);

#endif
