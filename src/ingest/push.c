/*
 * The push: see include/kamu.h and push.h. One attempt plans on the head as it is, takes
 * every input through read, normalize, merge and slice, and publishes one commit; when the
 * head has moved meanwhile, everything is done again on the new one.
 */
#include "ingest/push.h"

#include "ingest/push_impl.h"
#include "ingest/rows.h"
#include "odf/schema.h"
#include "store/dataset.h"

const char *push_stage_name(enum kamu_stage stage)
{
    static const char *const names[KAMU_STAGES] = {"read",  "parse",  "normalize", "sort",
                                                   "merge", "encode", "compress",  "hash",
                                                   "write", "sync",   "other",     "query"};
    return (unsigned)stage < KAMU_STAGES ? names[stage] : "";
}

void kamu_push_options_init(struct kamu_push_options *options)
{
    memset(options, 0, sizeof *options);
    options->preview_rows = 10;
    options->retries_max = 16;
}

/* ---- opening ----------------------------------------------------------------------- */

static kamu_code copy_text(const char **s, struct kamu_error *err)
{
    if (*s == NULL)
        return KAMU_OK;
    *s = mem_strdup(*s);
    return *s == NULL ? error_nomem(err) : KAMU_OK;
}

static void free_text(const char *s)
{
    union { /* the copies are ours to free though their type says const */
        const char *c;
        char *m;
    } u = {.c = s};
    mem_free(u.m);
}

static kamu_code copy_options(struct kamu_push *p, const struct kamu_push_options *o,
                              struct kamu_error *err)
{
    if (o == NULL)
        kamu_push_options_init(&p->options);
    else
        p->options = *o;
    o = &p->options;
    const char *format = o->input_format, *head = o->expected_head;
    p->options.input_format = p->options.expected_head = NULL;
    KAMU_TRY(copy_text(&p->options.source_name, err));
    p->options.input_format = format;
    KAMU_TRY(copy_text(&p->options.input_format, err));
    p->options.expected_head = head;
    KAMU_TRY(copy_text(&p->options.expected_head, err));
    if (p->options.expected_head != NULL)
        KAMU_TRY(odf_hash_parse(str_c(p->options.expected_head), &p->expected_head, err));
    return KAMU_OK;
}

/* Staging of a push: the workspace's run directory, or the dataset's own. */
kamu_code push_temp_dir(struct env *env, struct dataset *ds, char out[FS_PATH_MAX],
                        struct kamu_error *err)
{
    const struct workspace *ws = dataset_workspace(ds);
    if (ws == NULL)
        return path_join(out, err, dataset_dir(ds), "data");
    KAMU_TRY(path_join(out, err, ws->dir, "run"));
    return fs_mkdir(&env->fs, out, err);
}

kamu_code push_conflict(const struct odf_hash *expected, const struct odf_hash *actual,
                        struct kamu_error *err)
{
    char e[ODF_HASH_TEXT_MAX], a[ODF_HASH_TEXT_MAX];
    (void)odf_hash_text(expected, e);
    (void)odf_hash_text(actual, a);
    return error_set(err, KAMU_E_CONFLICT, "head expected to point at %s but points at %s", e, a);
}

/* The plan is made only to be checked: it is made again on the head of each attempt. */
static kamu_code check_plan(struct kamu_push *p, struct kamu_error *err)
{
    const struct dataset_state *state = NULL;
    KAMU_TRY(dataset_state(p->ds, &state, err));
    if (state->chain.dataset_kind != ODF_ROOT)
        return error_set(err, KAMU_E_USAGE, "Ingesting data available for root datasets only");
    if (odf_hash_present(&p->expected_head) && !odf_hash_eq(&p->expected_head, &state->head))
        return push_conflict(&p->expected_head, &state->head, err);
    if (p->makes_source && push_lacks_source(&state->chain, p->options.source_name))
        return KAMU_OK;
    struct plan_options o = {str_c(p->options.source_name), str_c(p->options.input_format)};
    struct ingest_plan plan;
    kamu_code rc = plan_make(&state->chain, &o, &plan, err);
    p->merge_kind = rc == KAMU_OK ? plan.merge.kind : MERGE_APPEND;
    plan_free(&plan);
    KAMU_TRY(rc);
    if (p->options.on_repeated_key == KAMU_REPEATED_KEY_ALL &&
        (p->merge_kind == MERGE_SNAPSHOT || p->merge_kind == MERGE_UPSERT_STREAM))
        return error_set(err, KAMU_E_USAGE,
                         "%s has one row for each key: of several records the first or the last "
                         "can count, not all",
                         merge_kind_name(p->merge_kind));
    return KAMU_OK;
}

static kamu_code open_push(struct env *env, struct dataset *ds,
                           const struct kamu_push_options *options, const enum format_kind *format,
                           struct kamu_push **out, struct kamu_error *err)
{
    struct kamu_push *p = mem_calloc(1, sizeof *p);
    if (p == NULL)
        return error_nomem(err);
    p->env = env;
    p->ds = ds;
    p->makes_source = format != NULL;
    p->auto_format = format != NULL ? *format : DATA_NDJSON;
    kamu_code rc = copy_options(p, options, err);
    if (rc == KAMU_OK)
        rc = push_temp_dir(p->env, p->ds, p->temp_dir, err);
    if (rc == KAMU_OK)
        rc = check_plan(p, err);
    if (rc != KAMU_OK) {
        kamu_push_free(p);
        return rc;
    }
    *out = p;
    return KAMU_OK;
}

kamu_code push_open(struct env *env, struct dataset *ds, const struct kamu_push_options *options,
                    struct kamu_push **out, struct kamu_error *err)
{
    return open_push(env, ds, options, NULL, out, err);
}

kamu_code push_open_auto(struct env *env, struct dataset *ds,
                         const struct kamu_push_options *options, enum format_kind format,
                         struct kamu_push **out, struct kamu_error *err)
{
    return open_push(env, ds, options, &format, out, err);
}

/* ---- inputs ---------------------------------------------------------------------------- */

static kamu_code next_input(struct kamu_push *p, struct input **out, struct kamu_error *err)
{
    if (p->committed)
        return error_set(err, KAMU_E_USAGE, "The push is over: open another one");
    if (p->n_inputs == PUSH_INPUTS_MAX)
        return error_set(err, KAMU_E_LIMIT, "More than %d inputs in one push", PUSH_INPUTS_MAX);
    struct input *grown = mem_realloc_array(p->inputs, p->n_inputs + 1, sizeof *grown);
    if (grown == NULL)
        return error_nomem(err);
    p->inputs = grown;
    *out = &p->inputs[p->n_inputs];
    memset(*out, 0, sizeof **out);
    return KAMU_OK;
}

static kamu_code added(struct kamu_push *p, struct input *in, kamu_code rc)
{
    if (rc == KAMU_OK)
        p->n_inputs++;
    else
        input_free(in);
    return rc;
}

enum kamu_code kamu_push_add_file(struct kamu_push *push, const char *path,
                                  struct kamu_error *error)
{
    struct input *in = NULL;
    KAMU_TRY(next_input(push, &in, error));
    return added(push, in, input_path(push->env, path, in, error));
}

enum kamu_code kamu_push_add_fd(struct kamu_push *push, int fd, const char *name,
                                struct kamu_error *error)
{
    struct input *in = NULL;
    KAMU_TRY(next_input(push, &in, error));
    return added(push, in, input_fd(push->env, fd, name, in, error));
}

enum kamu_code kamu_push_add_memory(struct kamu_push *push, const void *data, size_t size,
                                    const char *name, struct kamu_error *error)
{
    struct input *in = NULL;
    KAMU_TRY(next_input(push, &in, error));
    return added(push, in, input_memory(push->env, data, size, name, in, error));
}

enum kamu_code kamu_push_add_callback(struct kamu_push *push, kamu_read_fn read, void *ctx,
                                      const char *name, struct kamu_error *error)
{
    struct input *in = NULL;
    KAMU_TRY(next_input(push, &in, error));
    return added(push, in, input_callback(push->env, read, ctx, name, in, error));
}

kamu_code push_add_batch(struct kamu_push *push, struct batch *batch, const char *name,
                         struct kamu_error *err)
{
    struct input *in = NULL;
    kamu_code rc = next_input(push, &in, err);
    if (rc != KAMU_OK) {
        batch_free(batch);
        return rc;
    }
    return added(push, in, input_batch(push->env, batch, name, in, err));
}

/* ---- a source of its own ------------------------------------------------------------------- */

bool push_lacks_source(const struct odf_chain_state *chain, const char *source_name)
{
    return source_name == NULL && chain->n_sources == 0 && chain->polling == NULL;
}

static kamu_code add_auto_source(struct kamu_push *p, struct commit *commit,
                                 struct instant system_time, struct kamu_error *err)
{
    static const enum odf_read_step_kind kinds[FORMAT_KINDS] = {
        [DATA_CSV] = ODF_READ_CSV,
        [DATA_JSON] = ODF_READ_JSON,
        [DATA_NDJSON] = ODF_READ_ND_JSON,
        [DATA_GEOJSON] = ODF_READ_GEO_JSON,
        [DATA_NDGEOJSON] = ODF_READ_ND_GEO_JSON,
        [DATA_ESRI_SHAPEFILE] = ODF_READ_ESRI_SHAPEFILE,
        [DATA_PARQUET] = ODF_READ_PARQUET,
    };
    struct odf_empty empty;
    union { /* all are absent options when zeroed */
        struct odf_read_step_csv csv;
        struct odf_read_step_json json;
        struct odf_read_step_nd_json nd_json;
        struct odf_read_step_geo_json geo_json;
        struct odf_read_step_nd_geo_json nd_geo_json;
        struct odf_read_step_esri_shapefile shapefile;
        struct odf_read_step_parquet parquet;
    } step;
    if (p->auto_format == DATA_ARROW)
        return error_set(err, KAMU_E_UNSUPPORTED, "No source can be of the format %s",
                         format_kind_name(p->auto_format));
    memset(&step, 0, sizeof step);
    memset(&empty, 0, sizeof empty);
    if (p->auto_format == DATA_CSV)
        step.csv.header = (struct odf_opt_bool){.set = true, .value = true};
    struct odf_add_push_source source = {
        .source_name = STR("auto"),
        .read = {.kind = kinds[p->auto_format], .any = &step},
        .merge = {.kind = ODF_MERGE_APPEND, .any = &empty},
    };
    struct odf_event e = {.kind = ODF_ADD_PUSH_SOURCE, .add_push_source = &source};
    return commit_add_event(commit, system_time, &e, err);
}

/* ---- committing ---------------------------------------------------------------------------- */

static kamu_code start_attempt(struct kamu_push *p, struct attempt *a, struct kamu_error *err)
{
    const struct odf_hash *expected =
        odf_hash_present(&p->expected_head) ? &p->expected_head : NULL;
    a->push = p;
    a->system_time = clock_now(&p->env->clock);
    KAMU_TRY(commit_begin(p->ds, expected, &a->commit, err));
    const struct odf_chain_state *chain = &commit_state(a->commit)->chain;
    if (instant_cmp(a->system_time, chain->system_time) < 0)
        return error_set(err, KAMU_E_CHAIN, "System time has to be monotonically non-decreasing");
    if (p->makes_source && push_lacks_source(chain, p->options.source_name))
        KAMU_TRY(add_auto_source(p, a->commit, a->system_time, err));
    struct plan_options o = {str_c(p->options.source_name), str_c(p->options.input_format)};
    KAMU_TRY(plan_make(chain, &o, &a->plan, err));
    a->event_time = p->options.has_event_time ? (struct instant){p->options.event_time.seconds,
                                                                 p->options.event_time.nanos}
                                              : a->system_time;
    const struct push_hooks *h = p->hooks;
    if (h != NULL && h->begun != NULL)
        KAMU_TRY(h->begun(h->ctx, commit_state(a->commit), &a->skip, err));
    return KAMU_OK;
}

static void free_attempt(struct attempt *a)
{
    attempt_close_history(a);
    plan_free(&a->plan);
    col_schema_unref(a->schema);
    commit_free(a->commit);
    memset(a, 0, sizeof *a);
}

static struct kamu_block_ref block_ref(const struct odf_hash *h, uint64_t sequence_number)
{
    struct kamu_block_ref r = {.sequence_number = sequence_number};
    memcpy(r.digest, h->digest, sizeof r.digest);
    return r;
}

static void sum_inputs(struct kamu_push *p, struct kamu_push_result *r)
{
    for (size_t i = 0; i < p->n_inputs; i++) {
        const struct kamu_input_result *in = &p->results[i];
        r->bytes_read += in->bytes_read;
        r->rows_read += in->rows_read;
        r->rows_written += in->rows_written;
        r->rows_added += in->rows_added;
        r->rows_retracted += in->rows_retracted;
        r->rows_corrected += in->rows_corrected;
        r->rows_dropped += in->rows_dropped;
        r->rows_repeated += in->rows_repeated;
        r->rows_changed += in->rows_changed;
        r->rows_unknown += in->rows_unknown;
        r->rows_rejected += in->rows_rejected;
        r->slice_bytes += in->slice_bytes;
        if (!in->has_data)
            continue;
        if (!r->has_data)
            r->offset_first = in->offset_first;
        r->offset_last = in->offset_last;
        r->has_data = true;
    }
    r->inputs = p->results;
    r->n_inputs = p->n_inputs;
}

/* The hook of the store's commit. */
struct moving_head {
    struct kamu_push *push;
    const struct odf_hash *base;
    uint64_t base_number;
};

static kamu_code before_head(void *ctx, const struct odf_hash *new_head, uint64_t number,
                             struct fs_file **along, struct kamu_error *err)
{
    const struct moving_head *m = ctx;
    const struct push_hooks *h = m->push->hooks;
    m->push->result.new_head = block_ref(new_head, number);
    return h->before_head(h->ctx, m->base, m->base_number, new_head, number, along, err);
}

static kamu_code publish(struct kamu_push *p, struct attempt *a, struct kamu_error *err)
{
    struct kamu_push_result *r = &p->result;
    sum_inputs(p, r);
    const struct odf_hash base = *commit_base(a->commit);
    uint64_t base_number = commit_state(a->commit)->chain.sequence_number;
    r->updated = commit_events(a->commit) != 0;
    r->blocks = (uint32_t)commit_events(a->commit);
    base_number -= r->blocks;
    r->old_head = r->new_head = block_ref(&base, base_number);
    const struct odf_opt_instant *mark = &commit_state(a->commit)->chain.watermark;
    r->has_watermark = mark->set;
    r->watermark = (struct kamu_time){mark->value.seconds, mark->value.nanos};
    if (!r->updated || p->options.dry_run)
        return KAMU_OK;
    struct commit_result done;
    struct moving_head moving = {p, &base, base_number};
    if (p->hooks != NULL && p->hooks->before_head != NULL)
        commit_before_head(a->commit, before_head, &moving);
    KAMU_TRY(env_check_cancel(p->env, err));
    struct stage_mark before = stage_enter(KAMU_STAGE_SYNC);
    kamu_code rc = commit_publish(a->commit, &done, err);
    stage_leave(before);
    KAMU_TRY(rc);
    r->new_head = block_ref(&done.new_head, done.sequence_number);
    attempt_keep_history(a, &done.new_head);
    return KAMU_OK;
}

static uint64_t total_size(const struct kamu_push *p)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < p->n_inputs; i++)
        if (p->inputs[i].size_bytes == UINT64_MAX ||
            ADD_OVERFLOW(sum, p->inputs[i].size_bytes, &sum))
            return 0;
    return sum;
}

static kamu_code try_once(struct kamu_push *p, struct kamu_error *err)
{
    struct attempt a = {0};
    p->bytes_total = total_size(p);
    p->bytes_before = 0;
    memset(p->results, 0, p->n_inputs * sizeof *p->results);
    batch_free(p->preview);
    p->preview = NULL;
    kamu_code rc = start_attempt(p, &a, err);
    for (size_t i = 0; i < p->n_inputs && rc == KAMU_OK && !a.skip; i++)
        rc = attempt_input(&a, i, err);
    if (rc == KAMU_OK) /* a repeat may have something to say as well */
        rc = attempt_source_state(&a, err);
    if (rc == KAMU_OK) {
        p->result = (struct kamu_push_result){.schema_committed = a.schema_committed};
        rc = publish(p, &a, err);
    }
    free_attempt(&a);
    return rc;
}

void push_back_off(struct env *env, uint32_t attempt)
{
    uint16_t jitter = 0;
    (void)random_bytes(&env->random, &jitter, sizeof jitter, NULL);
    uint64_t us = (uint64_t)(attempt < 6 ? 1000u << attempt : 64000u) + jitter % 4000u;
    struct timespec t = {.tv_nsec = (long)us * 1000};
    (void)nanosleep(&t, NULL);
}

static kamu_code try_often(struct kamu_push *p, struct kamu_error *err)
{
    p->results = mem_calloc(p->n_inputs, sizeof *p->results);
    if (p->results == NULL)
        return error_nomem(err);
    kamu_code rc = KAMU_OK;
    uint32_t attempt = 0;
    for (;; attempt++) {
        rc = try_once(p, err);
        if (rc != KAMU_E_CONFLICT || odf_hash_present(&p->expected_head) ||
            attempt >= p->options.retries_max)
            break;
        if (p->options.reject != NULL)
            KAMU_TRY(p->options.reject(p->options.reject_ctx, NULL, NULL, 0));
        push_back_off(p->env, attempt);
    }
    p->result.retries = attempt;
    return rc;
}

enum kamu_code kamu_push_commit(struct kamu_push *p, struct kamu_push_result *result,
                                struct kamu_error *err)
{
    if (p->committed)
        return error_set(err, KAMU_E_USAGE, "The push is over: open another one");
    if (p->n_inputs == 0)
        return error_set(err, KAMU_E_USAGE, "The push has no input");
    p->committed = true;
    uint64_t start = clock_monotonic_ns();
    struct stage_times times = {0};
    struct stage_mark before = stage_lead(&times);
    kamu_code rc = try_often(p, err);
    stage_leave(before);
    if (rc != KAMU_OK)
        return rc;
    p->result.total_ns = clock_monotonic_ns() - start;
    for (int i = 0; i < KAMU_STAGES; i++) {
        p->result.stage_ns[i] = times.wall_ns[i];
        p->result.stage_cpu_ns[i] = times.cpu_ns[i];
    }
    if (result != NULL)
        *result = p->result;
    return KAMU_OK;
}

enum merge_kind push_merge_kind(const struct kamu_push *push)
{
    return push->merge_kind;
}

const struct batch *push_preview(const struct kamu_push *push)
{
    return push->preview;
}

void kamu_push_free(struct kamu_push *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->n_inputs; i++)
        input_free(&p->inputs[i]);
    mem_free(p->inputs);
    mem_free(p->results);
    batch_free(p->preview);
    free_text(p->options.source_name);
    free_text(p->options.input_format);
    free_text(p->options.expected_head);
    mem_free(p);
}
