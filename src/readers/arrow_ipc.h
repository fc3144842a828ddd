/*
 * Arrow IPC, files and streams (https://arrow.apache.org/docs/format/Columnar.html): parts of the
 * reader. Nothing of a message is believed: each buffer is checked to lie in the body and to be as
 * long as its array needs before it is looked at; what the arrays say themselves (offsets, UTF-8,
 * indexes) is checked by arrow_import_batch.
 */
#ifndef KAMU_READERS_ARROW_IPC_H
#define KAMU_READERS_ARROW_IPC_H

#include "columnar/arrow_c.h"
#include "parquet/arrow_flat.h"
#include "parquet/arrow_hint.h"

/* A body, also unpacked: more is refused. */
#define IPC_BODY_MAX ((size_t)2 << 30)
#define IPC_METADATA_MAX ((size_t)64 << 20)

/* The values of a dictionary, with the memory that they live in. */
struct ipc_dictionary {
    int64_t id;
    struct arena memory;
    struct buf body;
    struct ArrowArray *values;
};

/* The schema of the C Data Interface for the columns of a message, in the arena. */
kamu_code ipc_schema(const struct arrow_field *root, struct arena *a, struct ArrowSchema **out,
                     struct kamu_error *err);

struct ipc_record {
    struct flat *metadata;
    size_t table; /* of the RecordBatch */
    const uint8_t *body;
    size_t body_n;
    const struct ipc_dictionary *dictionaries;
    size_t n_dictionaries;
};

/* The arrays of a record batch as a struct array, in the arena, which also holds what was
 * unpacked. With `values` it is that field alone, as the values of its dictionary. KAMU_E_INPUT, or
 * KAMU_E_UNSUPPORTED. */
kamu_code ipc_arrays(const struct ipc_record *record, const struct arrow_field *root, bool values,
                     struct arena *a, struct ArrowArray **out, struct kamu_error *err);

/* ipc_lz4.c: a whole LZ4 frame of exactly `to` bytes. */
bool ipc_lz4_frame(const uint8_t *in, size_t n, uint8_t *out, size_t to);

#endif
