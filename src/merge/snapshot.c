/*
 * Snapshot (spec/merge-strategies.md 4): the input is the whole state as it is now. New keys
 * are added, changed ones corrected, and those that the input lacks are retracted.
 *
 * Whether a key is known decides, not its values: rows of nothing but nulls are added and
 * retracted like others (kamu loses them). Of several rows of one key the last counts.
 */
#include "merge/upsert.h"

#define SWEEP_ROWS 16384 /* retractions fetched and emitted at once */
#define TOUCHED_BYTES_MAX ((uint64_t)1 << 31)

struct snapshot {
    struct upsert upsert;
    uint8_t *touched; /* one bit for each offset: its key is in the input */
    uint64_t *gone;   /* offsets of rows to retract */
    size_t n_gone;
    uint64_t n_touched;
};

static kamu_code touch(struct merge *m, uint64_t offset, struct kamu_error *err)
{
    struct snapshot *s = m->impl;
    if (offset >= key_state_offset_end(m->setup.keys))
        return error_set(err, KAMU_E_CORRUPT, "Key state: offset out of range");
    if (!bit_get(s->touched, (int64_t)offset))
        s->n_touched++;
    s->touched[offset / 8] |= (uint8_t)(1u << (offset % 8));
    return KAMU_OK;
}

static kamu_code snapshot_open(struct merge *m, struct kamu_error *err)
{
    struct snapshot *s = mem_calloc(1, sizeof *s);
    if (s == NULL)
        return error_nomem(err);
    m->impl = s;
    KAMU_TRY(upsert_init(&s->upsert, m, err));
    if (m->setup.keys == NULL)
        return KAMU_OK;
    uint64_t bytes = key_state_offset_end(m->setup.keys) / 8 + 1;
    if (bytes > TOUCHED_BYTES_MAX)
        return error_set(err, KAMU_E_LIMIT, "The dataset has too many rows for a snapshot");
    s->touched = mem_calloc(bytes, 1);
    s->gone = mem_realloc_array(NULL, SWEEP_ROWS, sizeof *s->gone);
    if (s->touched == NULL || s->gone == NULL)
        return error_nomem(err);
    s->upsert.touch = touch;
    return KAMU_OK;
}

static kamu_code snapshot_add(struct merge *m, struct batch *b, merge_emit emit, void *ctx,
                              struct kamu_error *err)
{
    struct snapshot *s = m->impl;
    return upsert_add(&s->upsert, b, emit, ctx, err);
}

/* ---- what is no longer there -------------------------------------------------------------- */

struct sweep {
    struct merge *m;
    struct snapshot *s;
    merge_emit emit;
    void *ctx;
};

static int compare_offsets(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static kamu_code retract(struct sweep *w, struct kamu_error *err)
{
    struct snapshot *s = w->s;
    size_t n = s->n_gone;
    qsort(s->gone, n, sizeof *s->gone, compare_offsets);
    w->m->counts.retracted += n;
    s->n_gone = 0;
    return upsert_flush(&s->upsert, s->gone, n, w->emit, w->ctx, err);
}

static kamu_code sweep_entry(void *ctx, const struct key_entry *entry, struct kamu_error *err)
{
    struct sweep *w = ctx;
    struct snapshot *s = w->s;
    if (entry->offset >= key_state_offset_end(w->m->setup.keys))
        return error_set(err, KAMU_E_CORRUPT, "Key state: offset out of range");
    if (bit_get(s->touched, (int64_t)entry->offset))
        return KAMU_OK;
    s->gone[s->n_gone++] = entry->offset;
    return s->n_gone == SWEEP_ROWS ? retract(w, err) : KAMU_OK;
}

/* Is it more than that share? 29 of 100 are not more than 29 %, though 0.29 * 100 is below 29. */
static bool above_share(uint64_t gone, uint64_t live, double share)
{
    double most = share * (double)live;
    return (double)gone > most + most * 1e-12;
}

/* Before anything is retracted: is it more than the caller wants to see go? */
static kamu_code guard(struct merge *m, struct kamu_error *err)
{
    struct snapshot *s = m->impl;
    uint64_t live = 0;
    double share = m->setup.retract_max_share;
    if (share <= 0 && !m->setup.limits_retractions)
        return KAMU_OK;
    KAMU_TRY(key_state_count(m->setup.keys, &live, err));
    uint64_t gone = live - s->n_touched;
    bool too_large = share > 0 && above_share(gone, live, share);
    if (!too_large && (!m->setup.limits_retractions || gone <= m->setup.retract_max_rows))
        return KAMU_OK;
    char limit[64];
    if (too_large)
        (void)snprintf(limit, sizeof limit, "%g %%", share * 100);
    else
        (void)snprintf(limit, sizeof limit, "%llu", (unsigned long long)m->setup.retract_max_rows);
    kamu_code rc = error_set(err, KAMU_E_LIMIT,
                             "The snapshot would retract %llu of %llu rows: more than the limit "
                             "of %s",
                             (unsigned long long)gone, (unsigned long long)live, limit);
    error_hint(err, "is the data complete? If it is, push it again without the limit");
    return rc;
}

static kamu_code snapshot_finish(struct merge *m, merge_emit emit, void *ctx,
                                 struct kamu_error *err)
{
    struct snapshot *s = m->impl;
    KAMU_TRY(upsert_finish(&s->upsert, emit, ctx, err));
    if (m->setup.keys == NULL)
        return upsert_flush(&s->upsert, NULL, 0, emit, ctx, err);
    KAMU_TRY(guard(m, err));
    struct sweep w = {.m = m, .s = s, .emit = emit, .ctx = ctx};
    KAMU_TRY(key_state_scan(m->setup.keys, sweep_entry, &w, err));
    return retract(&w, err);
}

static void snapshot_free(struct merge *m)
{
    struct snapshot *s = m->impl;
    if (s == NULL)
        return;
    upsert_free(&s->upsert);
    mem_free(s->touched);
    mem_free(s->gone);
    mem_free(s);
}

const struct merge_ops merge_snapshot_ops = {
    .open = snapshot_open, .add = snapshot_add, .finish = snapshot_finish, .free = snapshot_free};
