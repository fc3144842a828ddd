/*
 * One input of a push through all stages: read, (preprocess,) normalize, (sort,) merge, slice, and
 * the events that come of it (spec/data-slices.md 1.12).
 */
#include "columnar/arrow_c.h"
#include "ingest/arrange.h"
#include "ingest/feed.h"
#include "ingest/normalize.h"
#include "ingest/push_impl.h"
#include "ingest/record_numbers.h"
#include "ingest/rows.h"
#include "ingest/slice.h"
#include "merge/history.h"
#include "merge/key_state.h"
#include "odf/schema.h"
#include "store/producers.h"

/* Everything that one input needs; opened in this order. */
struct work {
    struct attempt *a;
    struct kamu_push *push;
    struct input *input;
    uint32_t index;
    struct kamu_input_result *result;

    struct feed *feed;
    struct col_schema *columns; /* of the feed's batches; borrowed. NULL: no frame */
    struct normalizer *normalizer;
    struct arrange *arrange;        /* before the merge; NULL = rows go straight on */
    struct record_numbers *numbers; /* NULL = not wanted */
    struct merge *merge;
    struct slice_stage *slice;
    struct slice_stage_result written;
};

static void report(struct work *w, enum kamu_stage s)
{
    const struct kamu_push_options *o = &w->push->options;
    if (o->progress == NULL)
        return;
    struct kamu_progress p = {.stage = s,
                              .input = w->input->name,
                              .input_index = w->index,
                              .bytes_done = w->push->bytes_before + w->result->bytes_read,
                              .bytes_total = w->push->bytes_total,
                              .rows_read = w->result->rows_read};
    o->progress(o->progress_ctx, &p);
}

/* ---- reading ------------------------------------------------------------------------- */

static void on_progress(void *ctx, uint64_t done, uint64_t total)
{
    struct work *w = ctx;
    (void)total;
    w->result->bytes_read = done;
    report(w, KAMU_STAGE_READ);
}

static void on_warning(void *ctx, const char *text)
{
    struct work *w = ctx;
    if (w->push->options.warn != NULL)
        w->push->options.warn(w->push->options.warn_ctx, text);
}

static bool has_query(const struct attempt *a)
{
    return a->plan.source->preprocess.kind != ODF_TRANSFORM_NONE;
}

static kamu_code on_reject(void *ctx, const struct reader_reject *r, struct kamu_error *err)
{
    struct work *w = ctx;
    const struct kamu_push_options *o = &w->push->options;
    if (w->numbers != NULL && !has_query(w->a))
        KAMU_TRY(record_numbers_leave_out(w->numbers, r->error->at.record, err));
    if (o->reject == NULL)
        return KAMU_OK;
    kamu_code rc = o->reject(o->reject_ctx, r->error, r->raw.p, r->raw.n);
    return rc == KAMU_OK ? KAMU_OK
                         : error_set(err, rc, "The report of a bad record was not accepted");
}

/* May the input be needed a second time? */
static bool may_retry(const struct kamu_push *p)
{
    return !p->options.dry_run && !odf_hash_present(&p->expected_head) &&
           p->options.retries_max != 0;
}

static kamu_code open_feed(struct work *w, struct kamu_error *err)
{
    struct kamu_push *p = w->push;
    struct feed_options o = {
        .plan = &w->a->plan,
        .input = w->input,
        .push = &p->options,
        .again = may_retry(p),
        .now = w->a->system_time,
        .temp_dir = p->temp_dir,
        .ctx = w,
        .reject = on_reject,
        .progress = on_progress,
        .warn = on_warning,
    };
    KAMU_TRY(feed_open(p->env, &o, &w->feed, err));
    w->columns = feed_schema(w->feed);
    return KAMU_OK;
}

static kamu_code next_batch(struct work *w, struct batch **out, struct kamu_error *err)
{
    struct stage_mark before = stage_enter(KAMU_STAGE_READ);
    kamu_code rc = feed_next(w->feed, out, err);
    stage_leave(before);
    return rc;
}

/* Another kind of data than the source is for, most likely: nothing of it arrives. */
static void warn_of_strangers(struct work *w)
{
    const struct kamu_input_result *r = w->result;
    char text[512];
    if (r->all_null_rows == 0 || r->all_null_rows + r->rows_rejected < r->rows_read ||
        r->unknown_fields == 0 || has_query(w->a))
        return;
    (void)snprintf(text, sizeof text,
                   "%s: none of its fields is in the schema: %llu record(s) without any value",
                   r->name, (unsigned long long)r->all_null_rows);
    on_warning(w, text);
}

static void note_stats(struct work *w)
{
    struct kamu_input_result *r = w->result;
    struct reader_stats s;
    feed_stats(w->feed, &s);
    r->bytes_read = s.bytes_read;
    r->rows_read = s.records;
    r->rows_rejected = s.rejected;
    r->unknown_fields = s.unknown_fields;
    memcpy(r->unknown_field, s.unknown_name, sizeof r->unknown_field);
    r->missing_fields = s.missing_fields;
    r->all_null_rows = s.all_null_rows;
    warn_of_strangers(w);
}

/* ---- opening the stages ------------------------------------------------------------------ */

static kamu_code know_schema(struct attempt *a, struct kamu_error *err)
{
    if (a->schema_known)
        return KAMU_OK;
    KAMU_TRY(plan_dataset_schema(&commit_state(a->commit)->chain, &a->schema, err));
    a->schema_known = true;
    return KAMU_OK;
}

static bool has_data(const struct attempt *a)
{
    return commit_state(a->commit)->chain.last_offset.set;
}

static kamu_code open_history_at(struct attempt *a, const struct odf_hash *head,
                                 struct kamu_error *err)
{
    KAMU_TRY(know_schema(a, err));
    struct key_state_options o = {.spec = &a->plan.merge,
                                  .vocab = &a->plan.vocab,
                                  .temp_dir = a->push->temp_dir,
                                  .warn = a->push->options.warn,
                                  .warn_ctx = a->push->options.warn_ctx};
    KAMU_TRY(history_open(a->push->env, a->push->ds, a->schema, &a->history, err));
    return key_state_open(a->push->env, a->push->ds, a->history, head, &o, &a->keys, err);
}

static kamu_code open_history(struct attempt *a, struct kamu_error *err)
{
    if (!merge_needs_history(a->plan.merge.kind) || a->history != NULL || !has_data(a))
        return KAMU_OK;
    return open_history_at(a, commit_base(a->commit), err);
}

static kamu_code open_normalizer(struct work *w, struct kamu_error *err)
{
    struct attempt *a = w->a;
    bool mixes = a->plan.merge.kind == MERGE_SNAPSHOT || a->plan.merge.kind == MERGE_UPSERT_STREAM;
    struct normalize_options o = {
        .vocab = a->plan.vocab,
        .merge = a->plan.merge,
        .clean_up = a->plan.clean_up,
        .dataset = a->schema,
        .with_history = mixes && has_data(a),
        .fill_event_time = merge_fills_event_time_first(&a->plan.merge, &a->plan.vocab),
        .event_time = a->event_time,
        .check_required =
            a->plan.merge.kind == MERGE_APPEND || a->plan.merge.kind == MERGE_CHANGELOG_STREAM,
    };
    return normalizer_open(w->columns, &o, &w->normalizer, err);
}

/* Errors and warnings of the merge name records. */
static kamu_code open_numbers(struct work *w, struct kamu_error *err)
{
    const struct merge_spec *spec = &w->a->plan.merge;
    const struct kamu_push_options *o = &w->push->options;
    if (!arrange_repeats(spec, o->on_repeated_key) &&
        (spec->kind != MERGE_LEDGER || o->on_changed_row == KAMU_CHANGED_ROW_IGNORE))
        return KAMU_OK;
    w->numbers = mem_calloc(1, sizeof *w->numbers);
    return w->numbers == NULL ? error_nomem(err) : KAMU_OK;
}

static kamu_code open_slice(struct work *w, struct kamu_error *err)
{
    struct attempt *a = w->a;
    const struct odf_chain_state *chain = &commit_state(a->commit)->chain;
    struct col_schema *rows = merge_output_schema(w->merge);
    uint32_t *keys = NULL;
    KAMU_TRY(key_columns(&a->plan.merge, rows, &keys, err));
    bool first = w->push->preview == NULL && w->push->options.dry_run;
    struct slice_stage_options o = {
        .commit = a->commit,
        .rows = rows,
        .slice = normalizer_slice(w->normalizer),
        .order = merge_output_order(&a->plan.merge),
        .keys = keys,
        .n_keys = (uint32_t)a->plan.merge.n_primary_key,
        .offset_first = chain->last_offset.set ? chain->last_offset.value + 1 : 0,
        .system_time_ms = instant_ms_floor(a->system_time),
        .event_time = a->event_time,
        .temp_dir = w->push->temp_dir,
        .preview_rows = first ? w->push->options.preview_rows : 0,
    };
    kamu_code rc = slice_stage_open(w->push->env, &o, &w->slice, err);
    mem_free(keys);
    return rc;
}

static kamu_code open_stages(struct work *w, struct kamu_error *err)
{
    struct attempt *a = w->a;
    KAMU_TRY(know_schema(a, err));
    KAMU_TRY(open_normalizer(w, err));
    if (a->schema == NULL) { /* kamu writes the whole input and then stops with a panic */
        struct odf_data_schema unused;
        struct arena arena;
        arena_init(&arena, (size_t)64 << 20);
        kamu_code rc =
            odf_schema_from_columns(normalizer_slice(w->normalizer), &arena, &unused, err);
        if (rc == KAMU_OK)
            rc = odf_schema_check_storable(&unused, err);
        arena_free(&arena);
        KAMU_TRY(rc);
    }
    KAMU_TRY(open_history(a, err));
    struct merge_setup setup = {
        .spec = a->plan.merge,
        .vocab = a->plan.vocab,
        .input = normalizer_rows(w->normalizer),
        .history = a->history,
        .keys = a->keys,
        .retract_max_share = w->push->options.retract_max_share,
        .limits_retractions = w->push->options.limits_retractions,
        .retract_max_rows = w->push->options.retract_max_rows,
        .on_changed_row = w->push->options.on_changed_row,
    };
    KAMU_TRY(merge_open(w->push->env, &setup, &w->merge, err));
    KAMU_TRY(arrange_open(w->push->env, normalizer_rows(w->normalizer), &a->plan.merge,
                          w->push->options.on_repeated_key, w->push->temp_dir, &w->arrange, err));
    return open_slice(w, err);
}

/* ---- rows flow ------------------------------------------------------------------------------- */

static kamu_code into_slice(void *ctx, struct batch *rows, struct kamu_error *err)
{
    struct work *w = ctx;
    return slice_stage_add(w->slice, rows, err);
}

/* Takes the batch over. */
static kamu_code into_merge(struct work *w, struct batch *rows, const uint64_t *records,
                            struct kamu_error *err)
{
    struct stage_mark before = stage_enter(KAMU_STAGE_MERGE);
    merge_set_records(w->merge, records);
    kamu_code rc = merge_add(w->merge, rows, into_slice, w, err);
    stage_leave(before);
    return rc;
}

/* Consumes the batch as it was read. */
static kamu_code take_batch(struct work *w, struct batch *in, struct kamu_error *err)
{
    struct stage_mark before = stage_enter(KAMU_STAGE_NORMALIZE);
    struct batch *rows = NULL;
    kamu_code rc = normalizer_apply(w->normalizer, in, &rows, err);
    w->result->rows_read += (uint64_t)in->length;
    batch_free(in);
    stage_leave(before);
    KAMU_TRY(rc);
    const uint64_t *records =
        w->numbers == NULL ? NULL : record_numbers_next(w->numbers, rows->length);
    if (w->arrange == NULL)
        return into_merge(w, rows, records, err);
    before = stage_enter(KAMU_STAGE_SORT);
    rc = arrange_add(w->arrange, rows, records, err);
    stage_leave(before);
    return rc;
}

static kamu_code flow_arranged(struct work *w, struct kamu_error *err)
{
    while (w->arrange != NULL) {
        struct batch *b = NULL;
        const uint64_t *records = NULL;
        struct stage_mark before = stage_enter(KAMU_STAGE_SORT);
        kamu_code rc = arrange_next(w->arrange, &b, &records, err);
        stage_leave(before);
        KAMU_TRY(rc);
        if (b == NULL)
            break;
        KAMU_TRY(into_merge(w, b, records, err));
        report(w, KAMU_STAGE_MERGE);
    }
    return KAMU_OK;
}

static kamu_code flow(struct work *w, struct kamu_error *err)
{
    for (;;) {
        struct batch *b = NULL;
        KAMU_TRY(next_batch(w, &b, err));
        if (b == NULL)
            break;
        KAMU_TRY(take_batch(w, b, err));
        report(w, KAMU_STAGE_READ);
    }
    KAMU_TRY(flow_arranged(w, err));
    struct stage_mark before = stage_enter(KAMU_STAGE_MERGE);
    kamu_code rc = merge_finish(w->merge, into_slice, w, err);
    stage_leave(before);
    KAMU_TRY(rc);
    report(w, KAMU_STAGE_WRITE);
    return slice_stage_finish(w->slice, &w->written, err);
}

/* ---- events ------------------------------------------------------------------------------------
 */

static kamu_code add_schema_event(struct work *w, struct kamu_error *err)
{
    struct attempt *a = w->a;
    struct arena arena;
    struct odf_data_schema schema;
    arena_init(&arena, (size_t)64 << 20);
    kamu_code rc = odf_schema_from_columns(normalizer_slice(w->normalizer), &arena, &schema, err);
    if (rc == KAMU_OK) {
        struct odf_set_data_schema set = {.schema = &schema};
        struct odf_event e = {.kind = ODF_SET_DATA_SCHEMA, .set_data_schema = &set};
        rc = commit_add_event(a->commit, a->system_time, &e, err);
    }
    arena_free(&arena);
    KAMU_TRY(rc);
    a->schema_committed = true;
    col_schema_unref(a->schema); /* the next input sees it */
    a->schema = NULL;
    a->schema_known = false;
    return KAMU_OK;
}

static struct odf_opt_instant new_watermark(const struct odf_opt_instant *old,
                                            const struct slice_stage_result *written)
{
    struct odf_opt_instant mark = *old;
    if (written->has_event_time &&
        (!mark.set || instant_cmp(written->event_time_max, mark.value) > 0))
        mark = (struct odf_opt_instant){.set = true, .value = written->event_time_max};
    return mark;
}

/* The next input of this push sees the rows of this one. */
static kamu_code see_slice(struct work *w, const char *path, const struct odf_data_slice *slice,
                           struct kamu_error *err)
{
    struct attempt *a = w->a;
    if (w->index + 1 == w->push->n_inputs || !merge_needs_history(a->plan.merge.kind))
        return KAMU_OK;
    if (a->history == NULL)
        KAMU_TRY(open_history(a, err));
    struct history_slice s = {.offset_first = slice->offset_interval.start,
                              .offset_last = slice->offset_interval.end,
                              .physical = slice->physical_hash,
                              .pending = path};
    KAMU_TRY(history_append(a->history, &s, err));
    return key_state_advance(a->keys, err);
}

/* What the hooks have to say, asked once. */
static kamu_code ask_source_state(struct attempt *a, bool *present, struct kamu_error *err)
{
    const struct push_hooks *h = a->push->hooks;
    *present = a->has_source_state;
    if (*present || h == NULL || h->source_state == NULL || a->push->options.dry_run)
        return KAMU_OK;
    KAMU_TRY(h->source_state(h->ctx, &a->source_state, present, err));
    a->has_source_state = *present;
    return KAMU_OK;
}

kamu_code attempt_source_state(struct attempt *a, struct kamu_error *err)
{
    bool present = a->has_source_state;
    if (present)
        return KAMU_OK; /* it went with the data */
    KAMU_TRY(ask_source_state(a, &present, err));
    if (!present)
        return KAMU_OK;
    const struct odf_chain_state *chain = &commit_state(a->commit)->chain;
    struct odf_add_data add = {.prev_checkpoint = chain->checkpoint,
                               .prev_offset = chain->last_offset,
                               .new_watermark = chain->watermark,
                               .new_source_state = &a->source_state};
    struct odf_event e = {.kind = ODF_ADD_DATA, .add_data = &add};
    return commit_add_event(a->commit, a->system_time, &e, err);
}

static kamu_code add_data_event(struct work *w, struct kamu_error *err)
{
    struct attempt *a = w->a;
    bool own_state = false;
    KAMU_TRY(ask_source_state(a, &own_state, err));
    const struct odf_chain_state *chain = &commit_state(a->commit)->chain;
    const struct slice_stage_result *s = &w->written;
    struct odf_data_slice slice = {
        .logical_hash = odf_hash_arrow0(s->file.logical_hash),
        .physical_hash = odf_hash_sha3(s->file.physical_hash),
        .offset_interval = {.start = s->offset_first, .end = s->offset_last},
        .size = s->file.size_bytes,
    };
    struct odf_add_data add = {
        .prev_checkpoint = chain->checkpoint,
        .prev_offset = chain->last_offset,
        .new_data = &slice,
        .new_watermark = new_watermark(&chain->watermark, s),
        /* A state that another source left is carried on; kamu drops it. */
        .new_source_state = own_state                              ? &a->source_state
                            : producers_state(chain->source_state) ? NULL
                                                                   : chain->source_state,
    };
    struct odf_event e = {.kind = ODF_ADD_DATA, .add_data = &add};
    char path[FS_PATH_MAX];
    (void)snprintf(path, sizeof path, "%s", fs_name(s->data));
    struct stage_mark before = stage_enter(KAMU_STAGE_SYNC);
    kamu_code rc = commit_data_done(a->commit, s->data, &slice.physical_hash, err);
    if (rc == KAMU_OK)
        rc = commit_add_event(a->commit, a->system_time, &e, err);
    stage_leave(before);
    KAMU_TRY(rc);

    const struct dataset_state *now = commit_state(a->commit);
    struct kamu_input_result *r = w->result;
    r->has_data = true;
    memcpy(r->block.digest, now->chain.head.digest, sizeof r->block.digest);
    r->block.sequence_number = now->chain.sequence_number;
    r->offset_first = s->offset_first;
    r->offset_last = s->offset_last;
    r->slice_bytes = s->file.size_bytes;
    r->rows_written = s->file.rows;
    return see_slice(w, path, &slice, err);
}

static kamu_code add_events(struct work *w, struct kamu_error *err)
{
    bool declared = w->a->plan.read_schema != NULL;
    /* A schema must not be fixed by an input that says nothing: kamu lets a blank one do it. */
    if (w->a->schema == NULL && (declared || w->result->rows_read > w->result->rows_rejected))
        KAMU_TRY(add_schema_event(w, err));
    return w->written.has_data ? add_data_event(w, err) : KAMU_OK;
}

static void close_work(struct work *w)
{
    slice_stage_free(w->slice);
    merge_free(w->merge);
    arrange_free(w->arrange);
    if (w->numbers != NULL)
        record_numbers_free(w->numbers);
    mem_free(w->numbers);
    normalizer_free(w->normalizer);
    feed_close(w->feed);
}

static void note_counts(struct work *w)
{
    const struct merge_counts *c = merge_counts(w->merge);
    w->result->rows_added = c->added;
    w->result->rows_retracted = c->retracted;
    w->result->rows_corrected = c->corrected;
    w->result->rows_dropped = c->dropped;
    w->result->rows_repeated = c->repeated;
    w->result->rows_changed = c->changed;
    w->result->rows_unknown = c->unknown;
    if (w->arrange != NULL) {
        w->result->rows_dropped += arrange_dropped(w->arrange);
        w->result->rows_repeated += arrange_dropped(w->arrange);
    }
    if (merge_first_change(w->merge) == NULL)
        return;
    char text[2048];
    (void)snprintf(text, sizeof text,
                   "%s: %llu record(s) left out: the dataset has their keys with other values; the "
                   "first is %s",
                   w->input->name, (unsigned long long)c->changed, merge_first_change(w->merge));
    on_warning(w, text);
}

kamu_code attempt_input(struct attempt *a, size_t i, struct kamu_error *err)
{
    struct work w = {.a = a,
                     .push = a->push,
                     .input = &a->push->inputs[i],
                     .index = (uint32_t)i,
                     .result = &a->push->results[i]};
    w.result->name = w.input->name;
    report(&w, KAMU_STAGE_READ);
    struct stage_mark before = stage_enter(KAMU_STAGE_READ);
    kamu_code rc = open_numbers(&w, err);
    if (rc == KAMU_OK)
        rc = open_feed(&w, err);
    stage_leave(before);
    bool frame = rc == KAMU_OK && w.columns != NULL;
    if (frame) {
        rc = open_stages(&w, err);
        if (rc == KAMU_OK)
            rc = flow(&w, err);
    }
    if (rc == KAMU_OK)
        note_stats(&w);
    if (rc == KAMU_OK && frame) {
        note_counts(&w);
        rc = add_events(&w, err);
        if (w.push->preview == NULL)
            w.push->preview = slice_stage_take_preview(w.slice);
    }
    if (w.numbers != NULL && err != NULL && err->at.record != 0 && has_query(a))
        error_hint(err, "records are counted behind the preprocess query");
    bool which = rc == KAMU_E_INPUT || (rc == KAMU_E_SCHEMA && w.push->n_inputs > 1);
    if (which && err != NULL && err->at.input[0] == 0)
        (void)snprintf(err->at.input, sizeof err->at.input, "%s", w.input->name);
    close_work(&w);
    w.push->bytes_before += w.result->bytes_read;
    return rc;
}

/* ---- the history
 * ----------------------------------------------------------------------------------- */

/* The first push of a dataset had no history to look at; its own rows are the next one's. Every
 * push pays for its own rows that way. */
static kamu_code begin_history(struct attempt *a, const struct odf_hash *head,
                               struct kamu_error *err)
{
    const struct dataset_state *state = NULL;
    KAMU_TRY(dataset_state(a->push->ds, &state, err));
    if (!state->chain.last_offset.set)
        return KAMU_OK;
    col_schema_unref(a->schema);
    a->schema = NULL;
    KAMU_TRY(plan_dataset_schema(&state->chain, &a->schema, err));
    a->schema_known = true;
    return open_history_at(a, head, err);
}

void attempt_keep_history(struct attempt *a, const struct odf_hash *new_head)
{
    if (a->keys != NULL)
        key_state_keep(a->keys, new_head);
    else if (merge_needs_history(a->plan.merge.kind))
        (void)begin_history(a, new_head, NULL);
}

void attempt_close_history(struct attempt *a)
{
    key_state_free(a->keys);
    history_free(a->history);
    a->keys = NULL;
    a->history = NULL;
}
