/*
 * Slice: merged rows become one data file of the dataset (spec/data-slices.md 1.2 steps 6
 * to 15): event times filled in, rows in the strategy's order, numbered, system columns in
 * front, written, hashed.
 *
 * Rows that come in order, as they mostly do, go straight into the file. When one does not,
 * what was written becomes the first sorted run, the rest is sorted (spilled when large),
 * and the file is written anew from the merged runs.
 */
#ifndef KAMU_INGEST_SLICE_H
#define KAMU_INGEST_SLICE_H

#include "base/env.h"
#include "columnar/batch.h"
#include "merge/strategy.h"
#include "parquet/slice_writer.h"

struct commit;
struct slice_stage;

struct slice_stage_options {
    struct commit *commit;    /* gives the file */
    struct col_schema *rows;  /* columns that come: op, event time, data */
    struct col_schema *slice; /* columns of the file: offset, op, system time, event time, data */
    enum merge_order order;
    const uint32_t *keys; /* primary key as columns of `rows`, for ORDER_KEY and ORDER_KEY_OP */
    uint32_t n_keys;
    uint64_t offset_first;
    int64_t system_time_ms;
    struct instant event_time; /* of rows without one */
    const char *temp_dir;
    uint32_t preview_rows;
};

/* Everything in options may go after this call, except that `commit` must outlive the stage. */
kamu_code slice_stage_open(struct env *env, const struct slice_stage_options *options,
                           struct slice_stage **out, struct kamu_error *err);
/* Takes the batch over. */
kamu_code slice_stage_add(struct slice_stage *s, struct batch *rows, struct kamu_error *err);

struct slice_stage_result {
    bool has_data; /* false: no rows, no file */
    struct slice_result file;
    uint64_t offset_first, offset_last;
    bool has_event_time; /* greatest one, for the watermark */
    struct instant event_time_max;
    struct fs_file *data; /* the commit's: commit_data_done comes next */
};
kamu_code slice_stage_finish(struct slice_stage *s, struct slice_stage_result *out,
                             struct kamu_error *err);
/* First rows of the file, or NULL; the caller's. Once, after finish. */
struct batch *slice_stage_take_preview(struct slice_stage *s);
/* Without a finish the file is dropped. */
void slice_stage_free(struct slice_stage *s);

#endif
