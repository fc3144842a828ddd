/*
 * Slice reader: Parquet files as kamu (arrow-rs), DuckDB, pyarrow and we write them, to
 * batches. Every value comes in the normal form of columnar/type.h: views, large offsets
 * and dictionaries become plain strings and lists; Date64 becomes Date32, Decimal32/64
 * Decimal128, INT96 a nanosecond timestamp.
 *
 * Any byte string gives rows or an error (KAMU_E_CORRUPT with file and byte), never a crash;
 * KAMU_E_UNSUPPORTED names what a valid file uses and this reader does not know.
 */
#ifndef KAMU_PARQUET_SLICE_READER_H
#define KAMU_PARQUET_SLICE_READER_H

#include "base/env.h"
#include "columnar/batch.h"

struct slice_reader;

/* Opens and reads the footer. On a file that is not Parquet: KAMU_E_CORRUPT. */
kamu_code slice_reader_open(struct env *env, const char *path, struct slice_reader **out,
                            struct kamu_error *err);
/* Takes over `file` (closed by slice_reader_close, also when this fails); it must be seekable. */
kamu_code slice_reader_open_file(struct env *env, struct fs_file *file, struct slice_reader **out,
                                 struct kamu_error *err);
/* Bytes in memory, borrowed until close; `name` is for messages. */
kamu_code slice_reader_open_bytes(struct env *env, const void *data, size_t n, const char *name,
                                  struct slice_reader **out, struct kamu_error *err);
void slice_reader_close(struct slice_reader *r); /* NULL is fine */

/* Schema of the batches: the file's, or after project / want what those ask for. Borrowed. */
struct col_schema *slice_reader_schema(const struct slice_reader *r);
struct col_schema *slice_reader_file_schema(const struct slice_reader *r);
uint64_t slice_reader_rows(const struct slice_reader *r);
const char *slice_reader_created_by(const struct slice_reader *r); /* "" when absent */
/* Value of a key of the file's key-value metadata; .p NULL when absent. */
struct str slice_reader_metadata(const struct slice_reader *r, struct str key);

/* Before the first next/seek. Only these top-level columns, in this order; an unknown
 * name is KAMU_E_NOT_FOUND. */
kamu_code slice_reader_project(struct slice_reader *r, const struct str *names, size_t n,
                               struct kamu_error *err);
/* Before the first next/seek. Batches get exactly this schema: columns by name; a missing one is
 * filled with nulls when nullable, else KAMU_E_SCHEMA; a type that differs is KAMU_E_SCHEMA
 * unless it is the same values in another unit-free form (smaller integer to larger of the same
 * sign, string to binary, item and entry names, nullability). */
kamu_code slice_reader_want(struct slice_reader *r, struct col_schema *wanted,
                            struct kamu_error *err);
/* Rows per batch, 1..BATCH_ROWS_MAX (the default). */
void slice_reader_set_batch_rows(struct slice_reader *r, uint32_t rows);
/* Next batch starts at this row (0-based; at or past the end = nothing left). Skips row groups and
 * pages without decoding them. */
kamu_code slice_reader_seek(struct slice_reader *r, uint64_t row, struct kamu_error *err);
/* *out = NULL at the end; else the caller's to free. Columns are decoded in parallel on env->pool.
 */
kamu_code slice_reader_next(struct slice_reader *r, struct batch **out, struct kamu_error *err);

/* ---- row groups and statistics -------------------------------------------- */

uint32_t slice_reader_row_groups(const struct slice_reader *r);
uint64_t slice_reader_row_group_rows(const struct slice_reader *r, uint32_t group);

/* Statistics of one leaf column's chunk, only as far as they can be trusted
 * (min_value/max_value under a defined order; legacy min/max for signed types only). */
struct slice_stats {
    bool has_null_count, has_min, has_max;
    bool min_exact, max_exact; /* false: a bound, maybe truncated */
    uint64_t null_count;
    struct str min, max; /* PLAIN-encoded values (byte arrays without length), borrowed */
};
/* column: top-level index in the FILE schema; nested columns have no statistics here. */
void slice_reader_stats(const struct slice_reader *r, uint32_t group, uint32_t column,
                        struct slice_stats *out);
/* min..max of a top-level integer, date, time or timestamp column over the file from statistics
 * alone; false when any row group lacks them. All-null groups count as no values. */
bool slice_reader_range(const struct slice_reader *r, uint32_t column, int64_t *min, int64_t *max,
                        bool *any);

/* ---- whole-file checks ------------------------------------------------------- */

/* Logical hash as kamu computes it from the file (spec/data-slices.md 3.6, 3.7: the
 * ARROW:schema hint honoured, pieces of 10,000 rows). Reads everything; types that cannot be
 * hashed: KAMU_E_UNSUPPORTED with the column. Independent of project/want/seek. */
kamu_code slice_reader_logical_hash(struct slice_reader *r, uint8_t out[32],
                                    struct kamu_error *err);

#endif
