/* Slice: see slice.h. */
#include "ingest/slice.h"

#include "columnar/compare.h"
#include "columnar/sort.h"
#include "ingest/rows.h"
#include "ingest/sorter.h"
#include "parquet/slice_reader.h"
#include "store/commit.h"

#define SYSTEM_COLUMNS 4
#define ROWS_OP 0
#define ROWS_EVENT_TIME 1

struct slice_stage {
    struct env *env;
    struct commit *commit;
    struct col_schema *rows, *slice;
    uint32_t *keys; /* the order, as columns of rows; n_keys == 0: as it comes */
    uint32_t n_keys;
    uint64_t offset_first, offset_next;
    int64_t system_time_ms;
    struct instant event_time;
    char *temp_dir;

    struct fs_file *file; /* being written, or NULL */
    struct slice_writer *writer;
    struct batch *last; /* written last: the next one must not come before it */

    struct sorter *sorter; /* once rows came out of order */
    struct fs_file *run;   /* what had been written by then */
    struct slice_reader *run_reader;

    struct batch **preview;
    size_t n_preview;
    uint32_t preview_left;
};

static kamu_code set_order(struct slice_stage *s, const struct slice_stage_options *o,
                           struct kamu_error *err)
{
    s->keys = mem_calloc((size_t)o->n_keys + 1, sizeof *s->keys);
    if (s->keys == NULL)
        return error_nomem(err);
    if (o->order == ORDER_EVENT_TIME)
        s->keys[s->n_keys++] = ROWS_EVENT_TIME;
    if (o->order == ORDER_KEY || o->order == ORDER_KEY_OP)
        for (uint32_t i = 0; i < o->n_keys; i++)
            s->keys[s->n_keys++] = o->keys[i];
    if (o->order == ORDER_KEY_OP)
        s->keys[s->n_keys++] = ROWS_OP;
    return KAMU_OK;
}

kamu_code slice_stage_open(struct env *env, const struct slice_stage_options *o,
                           struct slice_stage **out, struct kamu_error *err)
{
    KAMU_ASSERT(o->rows->n_fields + 2 == o->slice->n_fields);
    struct slice_stage *s = mem_calloc(1, sizeof *s);
    if (s == NULL)
        return error_nomem(err);
    s->env = env;
    s->commit = o->commit;
    s->rows = col_schema_ref(o->rows);
    s->slice = col_schema_ref(o->slice);
    s->offset_first = s->offset_next = o->offset_first;
    s->system_time_ms = o->system_time_ms;
    s->event_time = o->event_time;
    s->preview_left = o->preview_rows;
    s->temp_dir = mem_strdup(o->temp_dir);
    kamu_code rc = s->temp_dir == NULL ? error_nomem(err) : set_order(s, o, err);
    if (rc != KAMU_OK) {
        slice_stage_free(s);
        return rc;
    }
    *out = s;
    return KAMU_OK;
}

/* ---- writing rows that are in order ------------------------------------------------- */

static kamu_code keep_preview(struct slice_stage *s, const struct batch *b, struct kamu_error *err)
{
    if (s->preview_left == 0)
        return KAMU_OK;
    int64_t n = b->length < (int64_t)s->preview_left ? b->length : (int64_t)s->preview_left;
    struct batch **grown = mem_realloc_array(s->preview, s->n_preview + 1, sizeof(struct batch *));
    if (grown == NULL)
        return error_nomem(err);
    s->preview = grown;
    KAMU_TRY(batch_slice(b, 0, n, &s->preview[s->n_preview], err));
    s->n_preview++;
    s->preview_left -= (uint32_t)n;
    return KAMU_OK;
}

static void drop_preview(struct slice_stage *s)
{
    for (size_t i = 0; i < s->n_preview; i++) {
        s->preview_left += (uint32_t)s->preview[i]->length;
        batch_free(s->preview[i]);
    }
    s->n_preview = 0;
}

static kamu_code number_rows(struct slice_stage *s, int64_t n, struct column *out,
                             struct kamu_error *err)
{
    if (s->offset_next > (uint64_t)INT64_MAX - (uint64_t)n)
        return error_set(err, KAMU_E_LIMIT, "The dataset has no offsets left");
    struct blk *values = blk_new((size_t)n * sizeof(int64_t));
    if (values == NULL)
        return error_nomem(err);
    int64_t *v = (int64_t *)(void *)values->data;
    for (int64_t i = 0; i < n; i++)
        v[i] = (int64_t)s->offset_next + i;
    s->offset_next += (uint64_t)n;
    *out = (struct column){.type = &s->slice->fields[0].type, .length = n, .values = values};
    return KAMU_OK;
}

static kamu_code add_system_columns(struct slice_stage *s, const struct batch *rows,
                                    struct batch *b, struct kamu_error *err)
{
    KAMU_TRY(number_rows(s, rows->length, &b->columns[0], err));
    KAMU_TRY(column_ref(&rows->columns[ROWS_OP], &b->columns[1], err));
    KAMU_TRY(column_constant(&s->slice->fields[2].type, &s->system_time_ms, rows->length,
                             &b->columns[2], err));
    for (uint32_t i = ROWS_EVENT_TIME; i < rows->n_columns; i++)
        KAMU_TRY(column_ref(&rows->columns[i], &b->columns[i + 2], err));
    for (uint32_t i = 0; i < b->n_columns; i++)
        column_retype(&b->columns[i], &s->slice->fields[i].type);
    return KAMU_OK;
}

static kamu_code open_file(struct slice_stage *s, struct kamu_error *err)
{
    KAMU_TRY(commit_data_create(s->commit, &s->file, err));
    return slice_writer_open(s->env, s->file, s->slice, NULL, &s->writer, err);
}

static kamu_code write_rows(struct slice_stage *s, const struct batch *rows, struct kamu_error *err)
{
    struct stage_mark before = stage_enter(KAMU_STAGE_ENCODE);
    struct batch *b = NULL;
    kamu_code rc = s->writer == NULL ? open_file(s, err) : KAMU_OK;
    if (rc == KAMU_OK)
        rc = batch_new(s->slice, rows->length, &b, err);
    if (rc == KAMU_OK)
        rc = add_system_columns(s, rows, b, err);
    if (rc == KAMU_OK)
        rc = keep_preview(s, b, err);
    if (rc == KAMU_OK)
        rc = slice_writer_append(s->writer, b, err);
    batch_free(b);
    stage_leave(before);
    return rc;
}

/* ---- order --------------------------------------------------------------------------------- */

/* The written part of the slice as rows again: offset and system time taken off. */
static kamu_code next_of_run(void *ctx, struct batch **out, struct kamu_error *err)
{
    struct slice_stage *s = ctx;
    struct batch *b = NULL;
    *out = NULL;
    KAMU_TRY(slice_reader_next(s->run_reader, &b, err));
    if (b == NULL)
        return KAMU_OK;
    struct batch *rows = NULL;
    kamu_code rc = batch_new(s->rows, b->length, &rows, err);
    for (uint32_t i = 0; rc == KAMU_OK && i < s->rows->n_fields; i++) {
        rc = column_ref(&b->columns[i == ROWS_OP ? 1 : i + 2], &rows->columns[i], err);
        if (rc == KAMU_OK)
            column_retype(&rows->columns[i], &s->rows->fields[i].type);
    }
    batch_free(b);
    if (rc != KAMU_OK) {
        batch_free(rows);
        return rc;
    }
    *out = rows;
    return KAMU_OK;
}

/* Rows came out of order: from here on through the sorter. */
static kamu_code begin_sorting(struct slice_stage *s, struct kamu_error *err)
{
    struct sorter_options o = {.keys = s->keys, .n_keys = s->n_keys, .temp_dir = s->temp_dir};
    KAMU_TRY(sorter_open(s->env, s->rows, &o, &s->sorter, err));
    struct slice_result unused;
    KAMU_TRY(slice_writer_finish(s->writer, &unused, err));
    slice_writer_free(s->writer);
    s->writer = NULL;
    s->run = s->file;
    s->file = NULL;
    KAMU_TRY(slice_reader_open(s->env, fs_name(s->run), &s->run_reader, err));
    slice_reader_set_batch_rows(s->run_reader, 8192);
    sorter_prepend(s->sorter, (struct sorter_source){next_of_run, s});
    s->offset_next = s->offset_first;
    batch_free(s->last);
    s->last = NULL;
    drop_preview(s);
    return KAMU_OK;
}

/* Puts the rows of one batch in order. */
static kamu_code sort_batch(struct slice_stage *s, struct batch **rows, struct kamu_error *err)
{
    struct batch *b = *rows;
    if (batch_is_sorted(b, s->keys, s->n_keys))
        return KAMU_OK;
    int32_t *idx = mem_realloc_array(NULL, (size_t)b->length, sizeof *idx);
    if (idx == NULL)
        return error_nomem(err);
    struct batch *sorted = NULL;
    kamu_code rc = batch_sort_order(b, s->keys, s->n_keys, idx, NULL, err);
    if (rc == KAMU_OK)
        rc = batch_take(b, idx, b->length, &sorted, err);
    mem_free(idx);
    if (rc == KAMU_OK) {
        batch_free(b);
        *rows = sorted;
    }
    return rc;
}

/* Takes the batch over. */
static kamu_code put_in_order(struct slice_stage *s, struct batch *rows, struct kamu_error *err)
{
    struct stage_mark before = stage_enter(KAMU_STAGE_SORT);
    kamu_code rc = KAMU_OK;
    if (s->sorter == NULL && s->n_keys != 0) {
        rc = sort_batch(s, &rows, err);
        if (rc == KAMU_OK && s->last != NULL &&
            batch_row_compare(s->last, s->last->length - 1, rows, 0, s->keys, s->keys, s->n_keys) >
                0)
            rc = begin_sorting(s, err);
    }
    bool sorting = rc == KAMU_OK && s->sorter != NULL;
    if (sorting)
        rc = sorter_add(s->sorter, rows, err);
    else if (rc != KAMU_OK)
        batch_free(rows);
    stage_leave(before);
    if (sorting || rc != KAMU_OK)
        return rc;
    rc = write_rows(s, rows, err);
    if (s->n_keys == 0) {
        batch_free(rows);
        return rc;
    }
    batch_free(s->last);
    s->last = rows;
    return rc;
}

static kamu_code check_required(struct slice_stage *s, const struct batch *rows,
                                struct kamu_error *err)
{
    for (uint32_t i = ROWS_EVENT_TIME; i < rows->n_columns; i++)
        KAMU_TRY(
            column_check_required(&rows->columns[i], &s->slice->fields[i + 2], UINT64_MAX, err));
    return KAMU_OK;
}

/* A merge may make more rows than it was given. */
static kamu_code add_in_parts(struct slice_stage *s, struct batch *rows, struct kamu_error *err)
{
    kamu_code rc = KAMU_OK;
    for (int64_t at = 0; at < rows->length && rc == KAMU_OK; at += BATCH_ROWS_MAX) {
        int64_t n = rows->length - at < BATCH_ROWS_MAX ? rows->length - at : BATCH_ROWS_MAX;
        struct batch *part = NULL;
        rc = batch_slice(rows, at, n, &part, err);
        if (rc == KAMU_OK)
            rc = slice_stage_add(s, part, err);
    }
    batch_free(rows);
    return rc;
}

kamu_code slice_stage_add(struct slice_stage *s, struct batch *rows, struct kamu_error *err)
{
    if (rows->length == 0) {
        batch_free(rows);
        return KAMU_OK;
    }
    if (rows->length > BATCH_ROWS_MAX)
        return add_in_parts(s, rows, err);
    kamu_code rc = env_check_cancel(s->env, err);
    if (rc == KAMU_OK)
        rc = event_time_fill(&rows->columns[ROWS_EVENT_TIME], s->event_time, err);
    if (rc == KAMU_OK)
        rc = check_required(s, rows, err);
    if (rc != KAMU_OK) {
        batch_free(rows);
        return rc;
    }
    return put_in_order(s, rows, err);
}

/* ---- the end ----------------------------------------------------------------------------------
 */

static kamu_code write_sorted(struct slice_stage *s, struct kamu_error *err)
{
    for (;;) {
        struct batch *b = NULL;
        KAMU_TRY(env_check_cancel(s->env, err));
        struct stage_mark before = stage_enter(KAMU_STAGE_SORT);
        kamu_code rc = sorter_next(s->sorter, &b, err);
        stage_leave(before);
        KAMU_TRY(rc);
        if (b == NULL)
            return KAMU_OK;
        rc = write_rows(s, b, err);
        batch_free(b);
        KAMU_TRY(rc);
    }
}

static void close_run(struct slice_stage *s)
{
    slice_reader_close(s->run_reader);
    s->run_reader = NULL;
    if (s->run != NULL)
        commit_data_drop(s->commit, s->run);
    s->run = NULL;
}

kamu_code slice_stage_finish(struct slice_stage *s, struct slice_stage_result *out,
                             struct kamu_error *err)
{
    memset(out, 0, sizeof *out);
    if (s->sorter != NULL) {
        KAMU_TRY(write_sorted(s, err));
        close_run(s);
    }
    if (s->writer == NULL)
        return KAMU_OK;
    struct stage_mark before = stage_enter(KAMU_STAGE_ENCODE);
    kamu_code rc = slice_writer_finish(s->writer, &out->file, err);
    stage_leave(before);
    KAMU_TRY(rc);
    struct slice_range range = slice_writer_range(s->writer, 3);
    out->has_data = true;
    out->offset_first = s->offset_first;
    out->offset_last = s->offset_next - 1;
    out->has_event_time = range.any;
    bool date = s->slice->fields[3].type.kind == COL_DATE32;
    out->event_time_max = date ? (struct instant){.seconds = range.max * (MS_PER_DAY / 1000)}
                               : instant_from_ms(range.max);
    out->data = s->file;
    s->file = NULL;
    slice_writer_free(s->writer);
    s->writer = NULL;
    return KAMU_OK;
}

struct batch *slice_stage_take_preview(struct slice_stage *s)
{
    struct batch *all = NULL;
    if (s->n_preview == 0 || batch_concat(s->preview, s->n_preview, &all, NULL) != KAMU_OK)
        return NULL;
    return all;
}

void slice_stage_free(struct slice_stage *s)
{
    if (s == NULL)
        return;
    sorter_free(s->sorter);
    slice_writer_free(s->writer);
    close_run(s);
    if (s->file != NULL)
        commit_data_drop(s->commit, s->file);
    batch_free(s->last);
    drop_preview(s);
    mem_free(s->preview);
    mem_free(s->keys);
    mem_free(s->temp_dir);
    col_schema_unref(s->rows);
    col_schema_unref(s->slice);
    mem_free(s);
}
