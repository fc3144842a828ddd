/* Group commit: see group.h. Here: one commit of many members, and its repetition when another
 * process was faster. What is kept in between is in group_writer.c. */
#include "columnar/sort.h"
#include "ingest/arrange.h"
#include "ingest/group_writer.h"
#include "ingest/push_impl.h"
#include "ingest/rows.h"
#include "ingest/slice.h"
#include "odf/schema.h"
#include "store/producers.h"

#define RETRIES_MAX 16

/* One try at a commit. */
struct attempt_at {
    struct group_writer *w;
    struct group_member *members;
    size_t n;
    const struct group_options *o; /* NULL: no hooks */
    struct commit *commit;
    struct odf_hash base;
    uint64_t base_number;
    struct instant system_time;
    const struct prepared *one;     /* any member with rows: all are of one source */
    const struct target_plan *plan; /* its plan */
    struct batch *rows;             /* of all members */
    struct col_schema *slice_schema;
    int64_t *rows_of;
    struct merge_member *parts;
    struct merge_group merged;
    int32_t *order; /* of the merged rows in the slice; NULL: as they are */
    struct slice_stage *slice;
    struct slice_stage_result written;
};

static bool counts(const struct group_member *m)
{
    return m->code == KAMU_OK && !m->skip && !m->left;
}

static void fail_member(struct group_member *m, kamu_code rc, const struct kamu_error *why)
{
    m->code = rc;
    m->error = mem_alloc(sizeof *m->error);
    if (m->error != NULL)
        *m->error = *why;
}

static void reset_member(struct group_member *m)
{
    mem_free(m->error);
    m->error = NULL;
    m->code = KAMU_OK;
    m->skip = m->left = false;
    memset(&m->result, 0, sizeof m->result);
}

/* ---- who takes part ---------------------------------------------------------------------- */

/* A member that was prepared for another schema or source is prepared anew. */
static kamu_code bring_up(struct attempt_at *a, struct group_member *m)
{
    struct kamu_error why = {0};
    struct target *now = a->w->target;
    kamu_code rc = KAMU_OK;
    if (!target_same(m->push->target, now) || prepared_how(m->push) == PREPARED_FIRST)
        rc = prepare_again(a->w->env, now, &m->push, &why);
    if (rc == KAMU_E_NOMEM || rc == KAMU_E_CANCELLED)
        return rc;
    if (rc != KAMU_OK)
        fail_member(m, rc, &why);
    else
        m->left = prepared_how(m->push) != PREPARED_TOGETHER;
    return KAMU_OK;
}

static kamu_code bring_up_all(struct attempt_at *a, struct kamu_error *err)
{
    const struct dataset_state *state = commit_state(a->commit);
    KAMU_TRY(group_writer_see(a->w, state, err));
    for (size_t i = 0; i < a->n; i++) {
        kamu_code rc = bring_up(a, &a->members[i]);
        if (rc != KAMU_OK)
            return error_set(err, rc, "A push could not be prepared anew");
        a->members[i].result.rows_read = a->members[i].push->records;
        a->members[i].result.rows_rejected = a->members[i].push->rejected;
    }
    return KAMU_OK;
}

/* Only as many as one batch holds: the others are for the next commit. */
static void limit_rows(struct attempt_at *a)
{
    uint64_t rows = 0;
    for (size_t i = 0; i < a->n; i++) {
        struct group_member *m = &a->members[i];
        if (!counts(m))
            continue;
        rows += prepared_rows(m->push);
        if (rows > BATCH_ROWS_MAX)
            m->left = true;
    }
}

static kamu_code begin(struct attempt_at *a, struct kamu_error *err)
{
    struct group_writer *w = a->w;
    KAMU_TRY(commit_begin(w->ds, NULL, &a->commit, err));
    const struct dataset_state *state = commit_state(a->commit);
    a->base = *commit_base(a->commit);
    a->base_number = state->chain.sequence_number;
    a->system_time = clock_now(&w->env->clock);
    if (instant_cmp(a->system_time, state->chain.system_time) < 0) {
        if (w->env->clock.fixed)
            return error_set(err, KAMU_E_CHAIN,
                             "System time has to be monotonically non-decreasing");
        a->system_time = state->chain.system_time; /* a clock that was set back a little */
    }
    KAMU_TRY(bring_up_all(a, err));
    limit_rows(a);
    return a->o == NULL || a->o->admit == NULL
               ? KAMU_OK
               : a->o->admit(a->o->ctx, w->ds, state, a->members, a->n, err);
}

/* ---- merging ------------------------------------------------------------------------------- */

static int64_t time_of(const struct attempt_at *a, const struct prepared *p,
                       const struct col_type *type)
{
    struct instant t = a->system_time;
    if (p->options.has_event_time)
        t = (struct instant){p->options.event_time.seconds, p->options.event_time.nanos};
    int64_t ms = instant_ms_floor(t), day = ms / MS_PER_DAY;
    return type->kind == COL_DATE32 ? day - (ms % MS_PER_DAY < 0) : ms;
}

/* The event time is part of the key: it must be known before. */
static kamu_code fill_key_times(struct attempt_at *a, uint32_t column, struct kamu_error *err)
{
    struct column *c = &a->rows->columns[column];
    if (c->null_count == 0)
        return KAMU_OK;
    struct blk *values = blk_new((size_t)c->length * col_width(c->type));
    if (values == NULL)
        return error_nomem(err);
    int64_t i = 0;
    for (size_t p = 0; p < a->n; p++)
        for (int64_t end = i + a->rows_of[p]; i < end; i++) {
            bool null = c->values == NULL || col_is_null(c, i);
            int64_t v = null ? a->parts[p].event_time : event_time_at(c, i);
            if (c->type->kind == COL_DATE32)
                ((int32_t *)(void *)values->data)[i] = (int32_t)v;
            else
                ((int64_t *)(void *)values->data)[i] = v;
        }
    struct column filled = {.type = c->type, .length = c->length, .values = values};
    column_release(c);
    *c = filled;
    return KAMU_OK;
}

static kamu_code merge_rows(struct attempt_at *a, struct kamu_error *err)
{
    struct group_writer *w = a->w;
    a->parts = mem_calloc(a->n + 1, sizeof *a->parts);
    a->rows_of = mem_calloc(a->n + 1, sizeof *a->rows_of);
    if (a->parts == NULL || a->rows_of == NULL)
        return error_nomem(err);
    KAMU_TRY(group_rows(w->target, a->members, a->n, &a->rows, &a->slice_schema, a->rows_of, err));
    if (a->rows == NULL)
        return KAMU_OK;
    uint32_t time = a->rows->n_columns - (a->slice_schema->n_fields - 4) - 1;
    for (size_t i = 0; i < a->n; i++) {
        a->parts[i].rows = a->rows_of[i];
        if (a->rows_of[i] != 0) {
            a->one = a->members[i].push;
            a->plan = a->one->plan;
            a->parts[i].event_time =
                time_of(a, a->members[i].push, &a->slice_schema->fields[3].type);
        }
    }
    if (merge_fills_event_time_first(&a->plan->plan.merge, &a->plan->plan.vocab))
        KAMU_TRY(fill_key_times(a, time, err));
    KAMU_TRY(group_writer_open_keys(w, a->one, &a->base, err));
    struct merge_setup setup = {.spec = a->plan->plan.merge,
                                .vocab = a->plan->plan.vocab,
                                .input = a->rows->schema,
                                .history = w->history,
                                .keys = w->keys};
    return merge_group(w->env, &setup, w->keys == NULL ? NULL : &w->recent, a->rows, a->parts, a->n,
                       &a->merged, err);
}

/* ---- the slice --------------------------------------------------------------------------------
 */

/* UpsertStream by keys alone: what several members do to one key must stay in their order, the
 * pairs of corrections together. Of one member it is the same order. */
static enum merge_order order_of(const struct merge_spec *spec)
{
    return spec->kind == MERGE_UPSERT_STREAM ? ORDER_KEY : merge_output_order(spec);
}

/* Sorts here, so that each row's place is known. */
static kamu_code sort_rows(struct attempt_at *a, const uint32_t *keys, uint32_t n,
                           struct kamu_error *err)
{
    static const uint32_t event_time = 1;
    struct batch *sorted = NULL;
    bool in_order = false;
    if (order_of(&a->plan->plan.merge) == ORDER_EVENT_TIME) {
        keys = &event_time;
        n = 1;
    }
    a->order = mem_realloc_array(NULL, (size_t)a->merged.rows->length, sizeof *a->order);
    if (a->order == NULL)
        return error_nomem(err);
    KAMU_TRY(batch_sort_order(a->merged.rows, keys, n, a->order, &in_order, err));
    if (in_order)
        return KAMU_OK;
    KAMU_TRY(batch_take(a->merged.rows, a->order, a->merged.rows->length, &sorted, err));
    batch_free(a->merged.rows);
    a->merged.rows = sorted;
    return KAMU_OK;
}

static kamu_code write_slice(struct attempt_at *a, struct kamu_error *err)
{
    const struct odf_chain_state *chain = &commit_state(a->commit)->chain;
    struct col_schema *rows = a->merged.rows->schema;
    uint32_t *keys = NULL;
    KAMU_TRY(key_columns(&a->plan->plan.merge, rows, &keys, err));
    kamu_code rc = sort_rows(a, keys, (uint32_t)a->plan->plan.merge.n_primary_key, err);
    struct slice_stage_options o = {
        .commit = a->commit,
        .rows = rows,
        .slice = a->slice_schema,
        .order = order_of(&a->plan->plan.merge),
        .keys = keys,
        .n_keys = (uint32_t)a->plan->plan.merge.n_primary_key,
        .offset_first = chain->last_offset.set ? chain->last_offset.value + 1 : 0,
        .system_time_ms = instant_ms_floor(a->system_time),
        .event_time = a->system_time,
        .temp_dir = a->w->temp_dir,
    };
    if (rc == KAMU_OK)
        rc = slice_stage_open(a->w->env, &o, &a->slice, err);
    mem_free(keys);
    if (rc == KAMU_OK) { /* in parts when a group makes more rows than a batch holds */
        struct batch *b = a->merged.rows;
        a->merged.rows = NULL;
        rc = slice_stage_add(a->slice, b, err);
    }
    return rc == KAMU_OK ? slice_stage_finish(a->slice, &a->written, err) : rc;
}

/* ---- the event ----------------------------------------------------------------------------------
 */

static struct odf_opt_instant new_watermark(const struct odf_opt_instant *old,
                                            const struct slice_stage_result *written)
{
    if (written->has_event_time &&
        (!old->set || instant_cmp(written->event_time_max, old->value) > 0))
        return (struct odf_opt_instant){.set = true, .value = written->event_time_max};
    return *old;
}

static kamu_code add_event(struct attempt_at *a, struct kamu_error *err)
{
    const struct odf_chain_state *chain = &commit_state(a->commit)->chain;
    const struct slice_stage_result *s = &a->written;
    struct odf_source_state state;
    bool has_state = false;
    if (a->o != NULL && a->o->source_state != NULL)
        KAMU_TRY(a->o->source_state(a->o->ctx, a->members, a->n, &state, &has_state, err));
    if (!s->has_data && !has_state)
        return KAMU_OK;
    struct odf_data_slice slice = {
        .logical_hash = odf_hash_arrow0(s->file.logical_hash),
        .physical_hash = odf_hash_sha3(s->file.physical_hash),
        .offset_interval = {.start = s->offset_first, .end = s->offset_last},
        .size = s->file.size_bytes,
    };
    struct odf_add_data add = {
        .prev_checkpoint = chain->checkpoint,
        .prev_offset = chain->last_offset,
        .new_data = s->has_data ? &slice : NULL,
        .new_watermark = new_watermark(&chain->watermark, s),
        .new_source_state = has_state                              ? &state
                            : producers_state(chain->source_state) ? NULL
                                                                   : chain->source_state,
    };
    struct odf_event e = {.kind = ODF_ADD_DATA, .add_data = &add};
    if (s->has_data)
        KAMU_TRY(commit_data_done(a->commit, s->data, &slice.physical_hash, err));
    return commit_add_event(a->commit, a->system_time, &e, err);
}

/* ---- what is told
 * -------------------------------------------------------------------------------- */

static struct kamu_block_ref ref_of(const struct odf_hash *h, uint64_t number)
{
    struct kamu_block_ref r = {.sequence_number = number};
    memcpy(r.digest, h->digest, sizeof r.digest);
    return r;
}

static void note_offset(struct kamu_push_result *r, uint64_t offset)
{
    r->offset_first = r->has_data ? r->offset_first : offset;
    r->offset_last = offset;
    r->has_data = true;
    r->rows_written++;
}

static void tell_members(struct attempt_at *a)
{
    const struct dataset_state *now = commit_state(a->commit);
    for (size_t i = 0; i < a->n; i++) {
        struct kamu_push_result *r = &a->members[i].result;
        r->blocks = (uint32_t)commit_events(a->commit);
        r->old_head = ref_of(&a->base, a->base_number);
        r->new_head = ref_of(&now->head, now->chain.sequence_number);
        r->has_watermark = now->chain.watermark.set;
        r->watermark = (struct kamu_time){now->chain.watermark.value.seconds,
                                          now->chain.watermark.value.nanos};
        r->slice_bytes = a->written.has_data ? a->written.file.size_bytes : 0; /* of them all */
        r->bytes_read = counts(&a->members[i]) ? a->members[i].push->input.size : 0;
        if (a->parts == NULL || !counts(&a->members[i]))
            continue;
        const struct merge_counts *c = &a->parts[i].counts;
        r->rows_added = c->added;
        r->rows_retracted = c->retracted;
        r->rows_corrected = c->corrected;
        r->rows_dropped = c->dropped;
        r->rows_repeated = c->repeated;
        r->rows_unknown = c->unknown;
        r->updated = c->added + c->retracted + c->corrected != 0;
    }
    if (!a->written.has_data)
        return;
    for (uint64_t j = 0; j <= a->written.offset_last - a->written.offset_first; j++)
        note_offset(&a->members[a->merged.member[a->order[j]]].result, a->written.offset_first + j);
}

/* ---- publishing
 * ------------------------------------------------------------------------------------ */

static kamu_code before_head(void *ctx, const struct odf_hash *new_head, uint64_t number,
                             struct fs_file **along, struct kamu_error *err)
{
    const struct attempt_at *a = ctx;
    struct group_commit_point at = {a->base, a->base_number, *new_head, number};
    return a->o->before_head(a->o->ctx, &at, along, err);
}

static kamu_code publish(struct attempt_at *a, struct kamu_error *err)
{
    struct commit_result done;
    if (commit_events(a->commit) == 0)
        return KAMU_OK;
    if (a->o != NULL && a->o->before_head != NULL)
        commit_before_head(a->commit, before_head, a);
    commit_leave_state(a->commit);
    KAMU_TRY(commit_publish(a->commit, &done, err));
    struct history_slice slice = {.offset_first = a->written.offset_first,
                                  .offset_last = a->written.offset_last,
                                  .physical = odf_hash_sha3(a->written.file.physical_hash)};
    group_writer_committed(a->w, &a->base, &done.new_head, &a->merged, a->order,
                           a->written.has_data ? &slice : NULL);
    return KAMU_OK;
}

static void free_attempt(struct attempt_at *a)
{
    slice_stage_free(a->slice);
    merge_group_free(&a->merged);
    batch_free(a->rows);
    col_schema_unref(a->slice_schema);
    mem_free(a->parts);
    mem_free(a->rows_of);
    mem_free(a->order);
    commit_free(a->commit);
}

static kamu_code try_once(struct attempt_at *a, struct kamu_error *err)
{
    for (size_t i = 0; i < a->n; i++)
        reset_member(&a->members[i]);
    kamu_code rc = begin(a, err);
    if (rc == KAMU_OK)
        rc = merge_rows(a, err);
    if (rc == KAMU_OK && a->merged.rows != NULL)
        rc = write_slice(a, err);
    if (rc == KAMU_OK)
        rc = add_event(a, err);
    if (rc == KAMU_OK) {
        tell_members(a);
        rc = publish(a, err);
    }
    return rc;
}

kamu_code group_commit(struct group_writer *w, struct group_member *members, size_t n,
                       const struct group_options *options, struct kamu_error *err)
{
    bool healed = false;
    kamu_code rc = KAMU_OK;
    for (unsigned attempt = 0;; attempt++) {
        struct attempt_at a = {.w = w, .members = members, .n = n, .o = options};
        rc = try_once(&a, err);
        free_attempt(&a);
        for (size_t i = 0; i < n; i++)
            members[i].result.retries = attempt;
        if (rc == KAMU_OK)
            return KAMU_OK;
        group_writer_forget(w);
        /* what was kept may have been at fault */
        bool again = rc == KAMU_E_CONFLICT || (rc == KAMU_E_CORRUPT && !healed);
        if (!again || attempt >= RETRIES_MAX)
            return rc;
        healed = healed || rc == KAMU_E_CORRUPT;
        push_back_off(w->env, attempt);
    }
}
