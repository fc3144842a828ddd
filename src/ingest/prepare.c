/* One push of a group, prepared: see group.h. */
#include "ingest/group_impl.h"

#include "ingest/push_impl.h"
#include "ingest/rows.h"

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

void prepared_free(struct prepared *p)
{
    if (p == NULL)
        return;
    batch_free(p->rows);
    normalizer_free(p->normalizer);
    if (p->plan != NULL)
        target_plan_unref(p->plan);
    target_unref(p->target);
    free_text(p->options.source_name);
    free_text(p->options.input_format);
    free_text(p->options.expected_head);
    free_text(p->input.name);
    mem_free(p);
}

static kamu_code new_prepared(const struct kamu_push_options *o, const struct prepare_input *input,
                              const char *temp_dir, struct prepared **out, struct kamu_error *err)
{
    struct prepared *p = mem_calloc(1, sizeof *p);
    if (p == NULL)
        return error_nomem(err);
    p->options = *o;
    p->options.source_name = p->options.input_format = p->options.expected_head = NULL;
    p->input = *input;
    p->input.name = NULL;
    p->temp_dir = temp_dir;
    *out = p;
    p->options.source_name = o->source_name;
    KAMU_TRY(copy_text(&p->options.source_name, err));
    p->options.input_format = o->input_format;
    KAMU_TRY(copy_text(&p->options.input_format, err));
    p->options.expected_head = o->expected_head;
    KAMU_TRY(copy_text(&p->options.expected_head, err));
    p->input.name = input->name;
    return copy_text(&p->input.name, err);
}

/* ---- how it may be committed ----------------------------------------------------------- */

static enum prepared_how how_of(const struct prepared *p)
{
    const struct kamu_push_options *o = &p->options;
    enum merge_kind kind = p->plan->plan.merge.kind;
    bool policy = o->on_repeated_key != KAMU_REPEATED_KEY_DEFAULT &&
                  o->on_repeated_key != KAMU_REPEATED_KEY_ALL;
    if (kind == MERGE_SNAPSHOT || o->dry_run || o->expected_head != NULL ||
        p->input.size > PREPARE_BYTES_MAX || (merge_needs_history(kind) && policy) ||
        (kind == MERGE_UPSERT_STREAM && o->on_repeated_key != KAMU_REPEATED_KEY_DEFAULT) ||
        (kind == MERGE_LEDGER && o->on_changed_row != KAMU_CHANGED_ROW_IGNORE))
        return PREPARED_ALONE;
    if (target_schema(p->target) == NULL ||
        (kind == MERGE_UPSERT_STREAM && !target_has_data(p->target)))
        return PREPARED_FIRST;
    return PREPARED_TOGETHER;
}

/* A null where the dataset wants a value is told by the merge, of rows that are stored only. */
static bool lacks_values(const struct prepared *p)
{
    const struct col_schema *slice = normalizer_slice(p->normalizer);
    uint32_t skip = p->rows->n_columns - (slice->n_fields - 4);
    for (uint32_t i = 4; i < slice->n_fields; i++)
        if (column_check_required(&p->rows->columns[i - 4 + skip], &slice->fields[i], UINT64_MAX,
                                  NULL) != KAMU_OK)
            return true;
    return false;
}

/* ---- reading ------------------------------------------------------------------------------ */

static kamu_code on_reject(void *ctx, const struct reader_reject *r, struct kamu_error *err)
{
    const struct kamu_push_options *o = &((struct prepared *)ctx)->options;
    if (o->reject == NULL)
        return KAMU_OK;
    kamu_code rc = o->reject(o->reject_ctx, r->error, r->raw.p, r->raw.n);
    return rc == KAMU_OK ? KAMU_OK
                         : error_set(err, rc, "The report of a bad record was not accepted");
}

static void on_warning(void *ctx, const char *text)
{
    const struct kamu_push_options *o = &((struct prepared *)ctx)->options;
    if (o->warn != NULL)
        o->warn(o->warn_ctx, text);
}

static kamu_code open_normalizer(struct prepared *p, struct col_schema *columns,
                                 struct kamu_error *err)
{
    const struct ingest_plan *plan = &p->plan->plan;
    if (p->plan->normalizer != NULL && columns == plan->read_schema)
        return normalizer_copy(p->plan->normalizer, &p->normalizer, err);
    struct normalize_options o = {.vocab = plan->vocab,
                                  .merge = plan->merge,
                                  .clean_up = plan->clean_up,
                                  .dataset = target_schema(p->target),
                                  .with_history = p->plan->with_history,
                                  .check_required = plan->merge.kind == MERGE_APPEND ||
                                                    plan->merge.kind == MERGE_CHANGELOG_STREAM};
    return normalizer_open(columns, &o, &p->normalizer, err);
}

struct parts {
    struct batch *items[64]; /* beyond them it is too much for a group */
    size_t n;
    int64_t rows;
};

/* *more = false: the end, or too much. */
static kamu_code next_part(struct prepared *p, struct feed *feed, struct parts *parts, bool *more,
                           struct kamu_error *err)
{
    struct batch *in = NULL, *rows = NULL;
    KAMU_TRY(feed_next(feed, &in, err));
    *more = in != NULL;
    if (in == NULL)
        return KAMU_OK;
    kamu_code rc = normalizer_apply(p->normalizer, in, &rows, err);
    batch_free(in);
    KAMU_TRY(rc);
    parts->items[parts->n++] = rows;
    parts->rows += rows->length;
    if (parts->rows > BATCH_ROWS_MAX || parts->n == sizeof parts->items / sizeof *parts->items) {
        p->how = PREPARED_ALONE;
        *more = false;
    }
    return KAMU_OK;
}

/* Key and operation columns, which the merge asks for. */
static kamu_code check_merge(struct env *env, const struct prepared *p, struct kamu_error *err)
{
    struct merge *m = NULL;
    if (p->plan->normalizer != NULL && p->plan->merge_checked)
        return KAMU_OK;
    struct merge_setup setup = {.spec = p->plan->plan.merge,
                                .vocab = p->plan->plan.vocab,
                                .input = normalizer_rows(p->normalizer)};
    KAMU_TRY(merge_open(env, &setup, &m, err));
    merge_free(m);
    return KAMU_OK;
}

static kamu_code read_rows(struct env *env, struct prepared *p, struct feed *feed,
                           struct kamu_error *err)
{
    struct parts parts = {.n = 0};
    bool more = true;
    KAMU_TRY(open_normalizer(p, feed_schema(feed), err));
    KAMU_TRY(check_merge(env, p, err));
    kamu_code rc = KAMU_OK;
    while (rc == KAMU_OK && more)
        rc = next_part(p, feed, &parts, &more, err);
    if (rc == KAMU_OK && p->how == PREPARED_TOGETHER && parts.n == 1) {
        p->rows = parts.items[0];
        parts.n = 0;
    } else if (rc == KAMU_OK && p->how == PREPARED_TOGETHER && parts.n > 1) {
        rc = batch_concat(parts.items, parts.n, &p->rows, err);
    }
    for (size_t i = 0; i < parts.n; i++)
        batch_free(parts.items[i]);
    if (rc == KAMU_OK && p->rows != NULL && lacks_values(p))
        p->how = PREPARED_ALONE;
    return rc;
}

static kamu_code read_input(struct env *env, struct prepared *p, struct kamu_error *err)
{
    struct input in;
    struct feed *feed = NULL;
    KAMU_TRY(input_memory(env, p->input.data, (size_t)p->input.size, p->input.name, &in, err));
    struct feed_options o = {
        .plan = &p->plan->plan,
        .input = &in,
        .push = &p->options,
        .now = clock_now(&env->clock),
        .temp_dir = p->temp_dir,
        .ctx = p,
        .reject = on_reject,
        .warn = on_warning,
    };
    kamu_code rc = feed_open(env, &o, &feed, err);
    if (rc == KAMU_OK && feed_schema(feed) != NULL)
        rc = read_rows(env, p, feed, err);
    if (rc == KAMU_OK) {
        struct reader_stats s;
        feed_stats(feed, &s);
        p->records = s.records;
        p->rejected = s.rejected;
    }
    feed_close(feed);
    if (rc == KAMU_E_INPUT && err != NULL && err->at.input[0] == 0)
        (void)snprintf(err->at.input, sizeof err->at.input, "%s", in.name);
    input_free(&in);
    return rc;
}

kamu_code group_prepare(struct env *env, struct target *target,
                        const struct kamu_push_options *options, const struct prepare_input *input,
                        const char *temp_dir, struct prepared **out, struct kamu_error *err)
{
    struct prepared *p = NULL;
    kamu_code rc = new_prepared(options, input, temp_dir, &p, err);
    if (rc == KAMU_OK) {
        struct plan_options o = {str_c(p->options.source_name), str_c(p->options.input_format)};
        p->target = target_ref(target);
        if (input->makes_source && push_lacks_source(target_chain(target), p->options.source_name))
            p->how = PREPARED_ALONE;
        else
            rc = target_plan(target, &o, &p->plan, err);
    }
    if (rc == KAMU_OK && p->plan != NULL)
        p->how = how_of(p);
    if (rc == KAMU_OK && p->how == PREPARED_TOGETHER)
        rc = read_input(env, p, err);
    if (rc != KAMU_OK) {
        prepared_free(p);
        return rc;
    }
    *out = p;
    return KAMU_OK;
}

kamu_code prepare_again(struct env *env, struct target *target, struct prepared **p,
                        struct kamu_error *err)
{
    struct prepared *old = *p, *new = NULL;
    const struct kamu_push_options *o = &old->options;
    if (o->reject != NULL && old->how == PREPARED_TOGETHER)
        KAMU_TRY(o->reject(o->reject_ctx, NULL, NULL, 0));
    KAMU_TRY(group_prepare(env, target, o, &old->input, old->temp_dir, &new, err));
    prepared_free(old);
    *p = new;
    return KAMU_OK;
}

enum prepared_how prepared_how(const struct prepared *p)
{
    return p->how;
}

struct str prepared_source(const struct prepared *p)
{
    return p->plan == NULL ? STR_NONE : p->plan->source_name;
}

uint64_t prepared_rows(const struct prepared *p)
{
    return p->rows == NULL ? 0 : (uint64_t)p->rows->length;
}

uint64_t prepared_bytes(const struct prepared *p)
{
    return sizeof *p + (p->rows == NULL ? 0 : batch_bytes(p->rows));
}
