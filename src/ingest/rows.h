/* Small tools on batches and schemas that normalize, slice and sorter share. */
#ifndef KAMU_INGEST_ROWS_H
#define KAMU_INGEST_ROWS_H

#include "base/time.h"
#include "columnar/batch.h"

#define MS_PER_DAY INT64_C(86400000)

extern const struct col_type TYPE_INT64, TYPE_INT32, TYPE_STRING, TYPE_DATE32;
extern const struct col_type TYPE_TIMESTAMP_MS; /* Timestamp(ms, "UTC") */

/* Copies a field into schema->fields[i]; `name` (may be NULL) replaces its name. */
kamu_code schema_set_field(struct col_schema *s, uint32_t i, const struct col_field *src,
                           const char *name, bool nullable, struct kamu_error *err);
kamu_code schema_set(struct col_schema *s, uint32_t i, struct str name, const struct col_type *type,
                     bool nullable, struct kamu_error *err);

/* Lets a column (and its children) point at an equal type that lives elsewhere. */
void column_retype(struct column *c, const struct col_type *type);

/* Types equal but for nullability at any level and the names of list items and map entries. */
bool type_same_shape(const struct col_type *a, const struct col_type *b);

/* Checks that no null stands where `field` requires a value, at any level. `rows_before` counts the
 * records of earlier batches, when rows are still the records of the input; UINT64_MAX: they are
 * not, so no record is named. kamu's text: "Column `v` contains 2 null values while none were
 * expected" (KAMU_E_INPUT). */
kamu_code column_check_required(const struct column *c, const struct col_field *field,
                                uint64_t rows_before, struct kamu_error *err);

/* Replaces the nulls of an event time column: milliseconds cut downwards, or the UTC day. */
kamu_code event_time_fill(struct column *c, struct instant t, struct kamu_error *err);

#endif
