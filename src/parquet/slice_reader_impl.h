/* Insides of the slice reader, shared by its files. */
#ifndef KAMU_PARQUET_SLICE_READER_IMPL_H
#define KAMU_PARQUET_SLICE_READER_IMPL_H

#include "columnar/logical_hash.h"
#include "parquet/arrow_hint.h"
#include "parquet/assemble.h"
#include "parquet/slice_reader.h"

struct column_task { /* one column of the batches */
    struct slice_reader *reader;
    uint32_t index;
    int32_t file_column; /* -1: not in the file, nulls */
    const char *name;
    const struct pq_node *node;
    const struct col_type *read_type; /* as read; cast afterwards when `cast` */
    bool cast;
    uint32_t n_leaves;
    struct leaf_reader *leaves;
    struct column out;
    struct pool_task task;
    kamu_code rc;
    struct kamu_error *err;
};

struct slice_reader {
    struct env *env;
    struct pq_source source;
    struct fs_file *owned;
    struct arena arena;
    struct pq_file file;
    struct col_schema *file_schema;
    struct pq_tree tree;
    const char *created_by;
    uint64_t rows;
    uint64_t bytes_max;
    bool hash_form; /* types and values as the logical hash sees them */
    struct logical_hash_prefix *prefixes;
    /* selection */
    struct col_schema *schema;
    uint32_t n_columns;
    struct column_task *columns;
    struct pool_group pool_group;
    /* position */
    uint32_t batch_rows;
    bool started;
    bool start; /* leaf readers must go to (group, group_row) first */
    uint32_t group;
    uint64_t group_row;
    size_t take; /* rows of the batch being read */
};

kamu_code slice_reader_select_all(struct slice_reader *r, struct kamu_error *err);

#endif
