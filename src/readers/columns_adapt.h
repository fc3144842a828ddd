/*
 * Casts of columns (spec/read-formats.md 1.8): not the rules for text of chapter 3. Struct members
 * bind by exact name, missing ones are NULL.
 */
#ifndef KAMU_READERS_COLUMNS_ADAPT_H
#define KAMU_READERS_COLUMNS_ADAPT_H

#include "columnar/batch.h"

/* Is there a way at all? Single values may still not fit. */
bool columns_can_adapt(const struct col_type *from, const struct col_type *to);

/* *dst: released by the caller. KAMU_E_INPUT for a value that does not fit and for a NULL where the
 * field is required; err->at.record is its row, from 1. */
kamu_code columns_adapt(const struct column *src, const struct col_field *want, struct column *dst,
                        struct kamu_error *err);

#endif
