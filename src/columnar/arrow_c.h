/*
 * The Arrow C Data Interface (https://arrow.apache.org/docs/format/CDataInterface.html):
 * batches of ours for others, batches of others for us.
 *
 * Import normalizes to our one form per type: large and view strings and lists, dictionaries,
 * Decimal32/64, Date64 and arrays with an offset are copied into it; what is already in our form
 * and starts at row 0 is still copied unless the buffers can be shared (they cannot: our buffers
 * are padded). Types that ODF has no counterpart for (intervals, unions, run-end) are
 * KAMU_E_UNSUPPORTED and named.
 */
#ifndef KAMU_COLUMNAR_ARROW_C_H
#define KAMU_COLUMNAR_ARROW_C_H

#include "columnar/batch.h"
#include "kamu.h" /* struct ArrowSchema, struct ArrowArray */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};
#endif

/* A schema as a struct-typed ArrowSchema ("+s"), a batch as a struct-typed ArrowArray. The receiver
 * calls release; buffers are shared by reference, nothing is copied. */
kamu_code arrow_export_schema(const struct col_schema *schema, struct ArrowSchema *out,
                              struct kamu_error *err);
kamu_code arrow_export_batch(const struct batch *batch, struct ArrowArray *out,
                             struct kamu_error *err);

/* Does not release `in`. Names must be UTF-8. */
kamu_code arrow_import_schema(const struct ArrowSchema *in, struct col_schema **out,
                              struct kamu_error *err);
/* `in_schema` is the foreign schema that belongs to `in`; `schema` what arrow_import_schema made of
 * it. Always releases `in` (also on error). The structure is checked (lengths, offsets), string
 * bytes are checked to be UTF-8; buffer sizes cannot be checked, as the interface carries none. */
kamu_code arrow_import_batch(struct ArrowArray *in, const struct ArrowSchema *in_schema,
                             struct col_schema *schema, struct batch **out, struct kamu_error *err);

#endif
