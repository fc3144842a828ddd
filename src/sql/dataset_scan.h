/* Inside dataset_source.c: one reading of a dataset, and what of it has to be read. */
#ifndef KAMU_SQL_DATASET_SCAN_H
#define KAMU_SQL_DATASET_SCAN_H

#include "sql/dataset_source.h"
#include "store/ranges.h"

#include <stdatomic.h>

struct dataset_source {
    struct env env; /* a copy, with a pool of its own that has no threads: DuckDB has them */
    struct dataset *ds;
    struct odf_hash head;
    struct col_schema *schema;
    int offset_column, op_column; /* -1: there is none */
    struct str *key;              /* the primary key of a changelog */
    size_t n_key;
    struct arena arena;
    uint64_t rows;
    struct slice_ref *slices; /* found when the first query runs */
    size_t n_slices;
    bool known;
};

/* Rows [from, from + rows) of one slice. */
struct slice_piece {
    const struct slice_ref *slice;
    uint64_t from, rows;
};

struct dataset_scan {
    struct dataset_source *s;
    const struct scan_request *request;
    struct slice_piece *pieces;
    size_t n, cap;
    _Atomic size_t next;
    struct slice_ranges *ranges; /* of range_columns, by index there; or NULL */
    uint32_t *range_columns;     /* of the source's schema */
    uint32_t n_range_columns;
    /* With request->extremes: of all slices that need not be opened, for each column wanted. */
    struct slice_range *folded;
    _Atomic bool folded_due; /* they are to be given */
};

/* Which pieces of which slices are read. */
kamu_code dataset_scan_plan(struct dataset_scan *c, struct kamu_error *err);
kamu_code dataset_scan_path(const struct dataset_source *s, const struct slice_ref *slice,
                            char out[FS_PATH_MAX], struct kamu_error *err);
/* No value of the range can fulfil the bound. */
bool dataset_scan_rules_out(const struct scan_bound *b, const struct slice_range *r);

#endif
