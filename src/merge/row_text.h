/* Keys and values of rows as text, for messages. */
#ifndef KAMU_MERGE_ROW_TEXT_H
#define KAMU_MERGE_ROW_TEXT_H

#include "columnar/batch.h"

#define ROW_TEXT_MAX 512

/* `k = 1, s = "a"`: columns of a row as JSON, cut where it gets long. Returns out. */
const char *row_text(const struct batch *b, int64_t row, const uint32_t *columns, uint32_t n,
                     char out[ROW_TEXT_MAX]);
/* `1`, `"a"`, `null`. */
const char *value_text(const struct column *c, int64_t row, char out[ROW_TEXT_MAX]);

#endif
