/*
 * Sorter: see sorter.h. A run is a contiguous piece of the input, sorted; runs are kept
 * in input order and ties go to the lower one, so the whole is stable.
 */
#include "ingest/sorter.h"

#include "columnar/compare.h"
#include "columnar/sort.h"
#include "ingest/spill.h"

#define SPILL_ROWS 8192 /* per batch in a spill file: bounds the memory of a merge */
#define RUNS_MAX 96     /* more are merged into one first */
#define HELD_MAX 1024   /* batches held in memory; more small ones are put together */

struct run { /* one sorted sequence being read */
    struct spill *spill;
    struct sorter_source source; /* when spill == NULL */
    struct batch *batch;         /* NULL = exhausted */
    int64_t row, start;          /* next row; first row not yet handed on */
    const int64_t *keys;         /* values of a single 8-byte key without nulls, else NULL */
};

struct sorter {
    struct env *env;
    struct col_schema *schema;
    uint32_t *keys;
    uint32_t n_keys;
    uint64_t memory_max_bytes;
    char *temp_dir;

    struct batch **held; /* not yet sorted */
    size_t n_held, cap_held;
    uint64_t held_bytes;
    bool in_order; /* everything held is ascending as it stands */

    struct run runs[RUNS_MAX + 2];
    size_t n_runs;
    bool has_source;
    struct sorter_source source;
    uint64_t spilled_bytes;

    bool reading;
    size_t next_held; /* in-memory output: next batch to hand out */
};

kamu_code sorter_open(struct env *env, struct col_schema *schema,
                      const struct sorter_options *options, struct sorter **out,
                      struct kamu_error *err)
{
    struct sorter *s = mem_calloc(1, sizeof *s);
    if (s == NULL)
        return error_nomem(err);
    s->env = env;
    s->schema = col_schema_ref(schema);
    s->n_keys = options->n_keys;
    s->keys = mem_calloc(options->n_keys, sizeof *s->keys);
    s->temp_dir = mem_strdup(options->temp_dir);
    s->in_order = true;
    s->memory_max_bytes =
        options->memory_max_bytes != 0 ? options->memory_max_bytes : env->memory_max_bytes / 3;
    if (s->keys == NULL || s->temp_dir == NULL) {
        sorter_free(s);
        return error_nomem(err);
    }
    memcpy(s->keys, options->keys, options->n_keys * sizeof *s->keys);
    *out = s;
    return KAMU_OK;
}

void sorter_prepend(struct sorter *s, struct sorter_source source)
{
    KAMU_ASSERT(!s->reading && !s->has_source);
    s->source = source;
    s->has_source = true;
}

static int compare_rows(const struct sorter *s, const struct batch *a, int64_t i,
                        const struct batch *b, int64_t j)
{
    return batch_row_compare(a, i, b, j, s->keys, s->keys, s->n_keys);
}

/* All held rows as one sorted sequence of batches in their place. */
static kamu_code sort_held(struct sorter *s, int64_t rows_max, struct kamu_error *err)
{
    if (s->in_order || s->n_held == 0)
        return KAMU_OK;
    struct batch *all = NULL;
    int32_t *idx = NULL;
    kamu_code rc = KAMU_OK;
    if (s->n_held == 1) {
        all = s->held[0];
    } else {
        KAMU_TRY(batch_concat(s->held, s->n_held, &all, err));
        for (size_t i = 0; i < s->n_held; i++)
            batch_free(s->held[i]);
    }
    s->n_held = 0;
    idx = mem_realloc_array(NULL, (size_t)all->length, sizeof *idx);
    if (idx == NULL)
        rc = error_nomem(err);
    if (rc == KAMU_OK)
        rc = batch_sort_order(all, s->keys, s->n_keys, idx, NULL, err);
    for (int64_t at = 0; rc == KAMU_OK && at < all->length; at += rows_max) {
        int64_t n = all->length - at < rows_max ? all->length - at : rows_max;
        if (s->n_held == s->cap_held) {
            size_t cap = s->cap_held * 2;
            struct batch **grown = mem_realloc_array(s->held, cap, sizeof(struct batch *));
            if (grown == NULL) {
                rc = error_nomem(err);
                break;
            }
            s->held = grown;
            s->cap_held = cap;
        }
        rc = batch_take(all, idx + at, n, &s->held[s->n_held], err);
        if (rc == KAMU_OK)
            s->n_held++;
    }
    mem_free(idx);
    batch_free(all);
    s->in_order = rc == KAMU_OK;
    return rc;
}

static kamu_code spill_batch(struct spill *spill, const struct batch *b, struct kamu_error *err)
{
    for (int64_t at = 0; at < b->length; at += SPILL_ROWS) {
        if (at == 0 && b->length <= SPILL_ROWS)
            return spill_write(spill, b, err);
        int64_t n = b->length - at < SPILL_ROWS ? b->length - at : SPILL_ROWS;
        struct batch *part = NULL;
        KAMU_TRY(batch_slice(b, at, n, &part, err));
        kamu_code rc = spill_write(spill, part, err);
        batch_free(part);
        KAMU_TRY(rc);
    }
    return KAMU_OK;
}

static kamu_code merge_runs_next(struct sorter *s, struct batch **out, struct kamu_error *err);

/* Event times, the usual key, are compared without going through types. */
static void find_keys(const struct sorter *s, struct run *r)
{
    r->keys = NULL;
    if (r->batch == NULL || s->n_keys != 1)
        return;
    const struct column *c = &r->batch->columns[s->keys[0]];
    if (c->null_count == 0 && (c->type->kind == COL_TIMESTAMP || c->type->kind == COL_INT64))
        r->keys = (const int64_t *)(const void *)c->values->data;
}

static kamu_code run_refill(const struct sorter *s, struct run *r, struct kamu_error *err)
{
    batch_free(r->batch);
    r->batch = NULL;
    r->row = r->start = 0;
    if (r->spill != NULL)
        KAMU_TRY(spill_read(r->spill, &r->batch, err));
    else
        KAMU_TRY(r->source.next(r->source.ctx, &r->batch, err));
    find_keys(s, r);
    return KAMU_OK;
}

static kamu_code start_runs(struct sorter *s, struct kamu_error *err)
{
    for (size_t i = 0; i < s->n_runs; i++)
        KAMU_TRY(run_refill(s, &s->runs[i], err));
    return KAMU_OK;
}

static void free_runs(struct sorter *s)
{
    for (size_t i = 0; i < s->n_runs; i++) {
        batch_free(s->runs[i].batch);
        spill_free(s->runs[i].spill);
    }
    memset(s->runs, 0, sizeof s->runs);
    s->n_runs = 0;
}

/* Puts all runs into one, to keep their number small. */
static kamu_code fold_runs(struct sorter *s, struct kamu_error *err)
{
    struct spill *spill = NULL;
    KAMU_TRY(spill_open(s->env, s->temp_dir, s->schema, &spill, err));
    kamu_code rc = start_runs(s, err);
    while (rc == KAMU_OK) {
        struct batch *b = NULL;
        rc = env_check_cancel(s->env, err);
        if (rc == KAMU_OK)
            rc = merge_runs_next(s, &b, err);
        if (rc != KAMU_OK || b == NULL)
            break;
        rc = spill_batch(spill, b, err);
        batch_free(b);
    }
    free_runs(s);
    if (rc != KAMU_OK) {
        spill_free(spill);
        return rc;
    }
    s->spilled_bytes += spill_bytes(spill);
    s->runs[s->n_runs++] = (struct run){.spill = spill};
    return KAMU_OK;
}

static kamu_code spill_held(struct sorter *s, struct kamu_error *err)
{
    if (s->n_runs == RUNS_MAX)
        KAMU_TRY(fold_runs(s, err));
    KAMU_TRY(sort_held(s, SPILL_ROWS, err));
    struct spill *spill = NULL;
    KAMU_TRY(spill_open(s->env, s->temp_dir, s->schema, &spill, err));
    s->runs[s->n_runs++] = (struct run){.spill = spill};
    for (size_t i = 0; i < s->n_held; i++) {
        KAMU_TRY(spill_batch(spill, s->held[i], err));
        batch_free(s->held[i]);
        s->held[i] = NULL;
    }
    s->spilled_bytes += spill_bytes(spill);
    s->n_held = 0;
    s->held_bytes = 0;
    s->in_order = true;
    return KAMU_OK;
}

/* Many small batches in one, so that their number stays bounded. */
static kamu_code pack_held(struct sorter *s, struct kamu_error *err)
{
    struct batch *all = NULL;
    KAMU_TRY(batch_concat(s->held, s->n_held, &all, err));
    for (size_t i = 0; i < s->n_held; i++)
        batch_free(s->held[i]);
    s->held[0] = all;
    s->n_held = 1;
    return KAMU_OK;
}

kamu_code sorter_add(struct sorter *s, struct batch *b, struct kamu_error *err)
{
    KAMU_ASSERT(!s->reading);
    if (b->length == 0) {
        batch_free(b);
        return KAMU_OK;
    }
    kamu_code rc = KAMU_OK;
    if (s->n_held == HELD_MAX)
        rc = pack_held(s, err);
    if (rc == KAMU_OK && s->n_held == s->cap_held) {
        size_t cap = s->cap_held == 0 ? 16 : s->cap_held * 2;
        struct batch **held = mem_realloc_array(s->held, cap, sizeof(struct batch *));
        if (held == NULL) {
            rc = error_nomem(err);
        } else {
            s->held = held;
            s->cap_held = cap;
        }
    }
    if (rc != KAMU_OK) {
        batch_free(b);
        return rc;
    }
    if (s->in_order) {
        const struct batch *last = s->n_held == 0 ? NULL : s->held[s->n_held - 1];
        s->in_order = batch_is_sorted(b, s->keys, s->n_keys) &&
                      (last == NULL || compare_rows(s, last, last->length - 1, b, 0) <= 0);
    }
    s->held[s->n_held++] = b;
    s->held_bytes += batch_bytes(b);
    if (s->held_bytes >= s->memory_max_bytes)
        return spill_held(s, err);
    return KAMU_OK;
}

/* ---- merging ------------------------------------------------------------------- */

/* Where each output row comes from: `part` indexes the pieces, `row` the rows of that piece. */
struct pick {
    uint32_t run;
    int32_t row;
};

/* Rows picks[0..n) as one batch. The picked rows of a run are its rows start..row-1, in order. */
static kamu_code gather(struct sorter *s, const struct pick *picks, int64_t n, struct batch **out,
                        struct kamu_error *err)
{
    struct batch *parts[RUNS_MAX + 2] = {NULL};
    int32_t base[RUNS_MAX + 2];
    size_t n_parts = 0;
    int32_t total = 0;
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < s->n_runs && rc == KAMU_OK; i++) {
        struct run *r = &s->runs[i];
        base[i] = total;
        if (r->batch == NULL || r->row == r->start)
            continue;
        rc = batch_slice(r->batch, r->start, r->row - r->start, &parts[n_parts], err);
        if (rc == KAMU_OK)
            n_parts++;
        base[i] = total - (int32_t)r->start;
        total += (int32_t)(r->row - r->start);
    }
    if (rc == KAMU_OK && n_parts == 1) {
        *out = parts[0];
        return KAMU_OK;
    }
    struct batch *all = NULL;
    int32_t *idx = NULL;
    if (rc == KAMU_OK)
        rc = batch_concat(parts, n_parts, &all, err);
    for (size_t i = 0; i < n_parts; i++)
        batch_free(parts[i]);
    if (rc == KAMU_OK) {
        idx = mem_realloc_array(NULL, (size_t)n, sizeof *idx);
        if (idx == NULL)
            rc = error_nomem(err);
    }
    if (rc == KAMU_OK) {
        for (int64_t i = 0; i < n; i++)
            idx[i] = base[picks[i].run] + picks[i].row;
        rc = batch_take(all, idx, n, out, err);
    }
    mem_free(idx);
    batch_free(all);
    return rc;
}

static bool run_less(const struct sorter *s, const struct run *a, const struct run *b)
{
    if (a->keys != NULL && b->keys != NULL)
        return a->keys[a->row] < b->keys[b->row];
    return compare_rows(s, a->batch, a->row, b->batch, b->row) < 0;
}

/* The run with the smallest next row, the lowest one of equals. */
static size_t smallest(const struct sorter *s)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < s->n_runs; i++)
        if (s->runs[i].batch != NULL &&
            (best == SIZE_MAX || run_less(s, &s->runs[i], &s->runs[best])))
            best = i;
    return best;
}

/* Up to BATCH_ROWS_MAX rows; less where a run's batch ends, since its rows must be taken then. */
static kamu_code merge_runs_next(struct sorter *s, struct batch **out, struct kamu_error *err)
{
    *out = NULL;
    struct pick *picks = NULL;
    int64_t n = 0, cap = 0;
    kamu_code rc = KAMU_OK;
    size_t ended = SIZE_MAX;
    while (n < BATCH_ROWS_MAX && ended == SIZE_MAX) {
        size_t best = smallest(s);
        if (best == SIZE_MAX)
            break;
        struct run *r = &s->runs[best];
        if (n == cap) {
            cap = cap == 0 ? 4096 : cap * 2;
            struct pick *grown = mem_realloc_array(picks, (size_t)cap, sizeof *picks);
            if (grown == NULL) {
                rc = error_nomem(err);
                goto done;
            }
            picks = grown;
        }
        picks[n++] = (struct pick){.run = (uint32_t)best, .row = (int32_t)r->row};
        if (++r->row == r->batch->length)
            ended = best;
    }
    if (n == 0)
        goto done;
    rc = gather(s, picks, n, out, err);
    for (size_t i = 0; i < s->n_runs; i++)
        s->runs[i].start = s->runs[i].row;
    if (rc == KAMU_OK && ended != SIZE_MAX) {
        rc = run_refill(s, &s->runs[ended], err);
        if (rc != KAMU_OK) {
            batch_free(*out);
            *out = NULL;
        }
    }
done:
    mem_free(picks);
    return rc;
}

static kamu_code begin_reading(struct sorter *s, struct kamu_error *err)
{
    s->reading = true;
    if (s->n_runs == 0 && !s->has_source)
        return sort_held(s, BATCH_ROWS_MAX, err);
    if (s->n_held != 0)
        KAMU_TRY(spill_held(s, err));
    if (s->has_source) {
        memmove(&s->runs[1], &s->runs[0], s->n_runs * sizeof s->runs[0]);
        s->runs[0] = (struct run){.source = s->source};
        s->n_runs++;
    }
    return start_runs(s, err);
}

kamu_code sorter_next(struct sorter *s, struct batch **out, struct kamu_error *err)
{
    *out = NULL;
    if (!s->reading)
        KAMU_TRY(begin_reading(s, err));
    if (s->n_runs != 0)
        return merge_runs_next(s, out, err);
    if (s->next_held < s->n_held) {
        *out = s->held[s->next_held];
        s->held[s->next_held++] = NULL;
    }
    return KAMU_OK;
}

uint64_t sorter_spilled_bytes(const struct sorter *s)
{
    return s->spilled_bytes;
}

void sorter_free(struct sorter *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; i < s->n_held; i++)
        batch_free(s->held[i]);
    mem_free(s->held);
    free_runs(s);
    mem_free(s->keys);
    mem_free(s->temp_dir);
    col_schema_unref(s->schema);
    mem_free(s);
}
