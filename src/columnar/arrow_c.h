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

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};
#endif

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
