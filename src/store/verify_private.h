/* Shared by verify.c (chain, files) and verify_slice.c (what is in a slice). */
#ifndef KAMU_STORE_VERIFY_PRIVATE_H
#define KAMU_STORE_VERIFY_PRIVATE_H

#include "columnar/batch.h"
#include "store/verify.h"

/* One block with data, as its chain describes it. */
struct verify_slice {
    struct odf_hash block;
    uint64_t sequence_number;
    bool has_data, has_checkpoint;
    struct odf_data_slice data;
    struct odf_checkpoint checkpoint;
    struct odf_opt_instant watermark;
    bool check_watermark; /* the rule "not below the newest event time" holds for it */
    uint32_t schema;      /* index of the schema in force; UINT32_MAX: none */
};

struct verify_schema {
    struct col_schema *columns; /* NULL: has no column form (the chain check has said so) */
    char offset[256], op[256], event_time[256];
};

struct verify_run {
    struct dataset *ds;
    const struct verify_options *options;
    struct verify_report *report;
    struct verify_slice *slices;
    size_t n, cap;
    struct verify_schema *schemas;
    size_t n_schemas;
    struct verify_progress progress;
    bool derivative;
};

/* Keep a failure: `error` is the inner message, `context` goes in front of it. KAMU_E_LIMIT when
 * there are enough of them (the caller ends then). */
kamu_code verify_fail(struct verify_run *r, enum verify_kind kind, const struct odf_hash *block,
                      uint64_t sequence_number, const struct kamu_error *error, const char *context,
                      struct kamu_error *err);

/* Everything inside one file whose bytes are as the block says. */
kamu_code verify_slice_content(struct verify_run *r, const struct verify_slice *s, const char *path,
                               struct kamu_error *err);
/* Only the logical hash. *same = whether it is as the block says. */
kamu_code verify_logical_hash(struct verify_run *r, const struct verify_slice *s, const char *path,
                              bool *same, struct odf_hash *actual, struct kamu_error *err);

/* ---- statistics of a file against its values (verify_stats.c) ------------------------------- */

struct slice_reader;
/* Every value lies between the bounds that the file gives for this row group. The batch has the
 * file's columns. Adds the nulls of column i to nulls[i]. KAMU_E_CORRUPT names the column. */
kamu_code verify_stats_batch(const struct slice_reader *reader, uint32_t group,
                             const struct batch *b, uint64_t *nulls, struct kamu_error *err);
/* After the last batch of the row group: the number of nulls. Sets them to 0. */
kamu_code verify_stats_nulls(const struct slice_reader *reader, uint32_t group, uint64_t *nulls,
                             struct kamu_error *err);

#endif
