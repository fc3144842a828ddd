/*
 * Slice writer: one pass over batches gives a complete Parquet file, its physical
 * and its logical hash, row count, size and value ranges (spec/data-slices.md 2, 3, 4.1).
 *
 * Columns are encoded in parallel on env->pool while the caller prepares the next
 * batch; finished row groups are hashed and written behind that. The bytes depend
 * on schema, rows and options alone: not on how rows were cut into batches, nor on
 * the number of threads.
 */
#ifndef KAMU_PARQUET_SLICE_WRITER_H
#define KAMU_PARQUET_SLICE_WRITER_H

#include "base/env.h"
#include "columnar/batch.h"

enum slice_codec { SLICE_SNAPPY, SLICE_UNCOMPRESSED, SLICE_ZSTD };

/* All zero = the defaults. */
struct slice_writer_options {
    enum slice_codec codec;
    uint32_t row_group_rows;   /* 0 = 1,048,576 */
    uint64_t row_group_bytes;  /* encoded bytes after which a row group ends; 0 = the default */
    uint32_t page_rows;        /* 0 = 20,000 */
    uint32_t page_bytes;       /* plain bytes of a page; 0 = 1 MiB */
    uint32_t dictionary_bytes; /* largest dictionary page; 0 = 2 MiB */
    bool no_dictionary;
    bool
        no_logical_hash; /* result.logical_hash stays zero; then types that cannot be hashed pass */
    bool unsorted;       /* do not declare that rows ascend by column 0 (the offset) */
    bool views; /* the ARROW:schema entry is always there, and shows texts and binaries as views */
};

struct slice_result {
    uint64_t rows;
    uint64_t size_bytes;
    uint8_t physical_hash[32]; /* SHA3-256 of the file */
    uint8_t logical_hash[32];  /* arrow0-sha3-256 */
};

/* Range of the values of one top-level integer, date, time or timestamp column over all
 * rows written so far, in the column's own unit. */
struct slice_range {
    bool any;         /* a non-null value exists */
    int64_t min, max; /* UInt64 above INT64_MAX: any = false */
    uint64_t null_count;
};

struct slice_writer;

/* KAMU_E_UNSUPPORTED, naming the column, before anything is written when the schema has a type that
 * Parquet or the logical hash cannot carry (spec 3.5, 7): empty struct, negative decimal scale,
 * and unless no_logical_hash: Null, Map, Duration, list of struct.
 * The file stays the caller's (not synced, not closed) and must be empty; it must live until
 * slice_writer_free. `schema` gets a reference. options may be NULL. */
kamu_code slice_writer_open(struct env *env, struct fs_file *file, struct col_schema *schema,
                            const struct slice_writer_options *options, struct slice_writer **out,
                            struct kamu_error *err);
/* Same schema (col_schema_eq). The batch may be freed at once: its buffers are shared. A null
 * in a required column is KAMU_E_INPUT naming column and row. After an error only free is allowed.
 */
kamu_code slice_writer_append(struct slice_writer *w, const struct batch *batch,
                              struct kamu_error *err);
/* Footer, hashes; everything written (write-back started; syncing is the caller's). */
kamu_code slice_writer_finish(struct slice_writer *w, struct slice_result *out,
                              struct kamu_error *err);
/* Range of top-level column i; after slice_writer_finish. */
struct slice_range slice_writer_range(const struct slice_writer *w, uint32_t i);
void slice_writer_free(struct slice_writer *w); /* NULL is fine; waits for running tasks */

#endif
