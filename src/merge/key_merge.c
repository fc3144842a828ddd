/* Merging runs: see key_runs.h. */
#include "merge/key_runs.h"

/* A segment of the result: written now, or taken over as it was. */
struct piece {
    struct key_segment *segment;
    bool taken;
    size_t run, index; /* where it was */
};

struct merging {
    struct key_store *store;
    const struct key_merge_options *o;
    bool drop_gone; /* no older run has the key */
    struct key_scan scan;
    struct key_segment_writer writer;
    struct piece *pieces;
    size_t n, cap;
    uint64_t written, max;
    struct buf last; /* key */
    bool whole;      /* nothing is left */
};

static kamu_code add_piece(struct merging *m, struct piece p, struct kamu_error *err)
{
    if (m->n == m->cap) {
        size_t cap = m->cap == 0 ? 16 : m->cap * 2;
        struct piece *grown = mem_realloc_array(m->pieces, cap, sizeof *grown);
        if (grown == NULL) {
            if (!p.taken)
                key_segment_free(m->store, p.segment);
            return error_nomem(err);
        }
        m->pieces = grown;
        m->cap = cap;
    }
    m->pieces[m->n++] = p;
    return KAMU_OK;
}

static kamu_code end_segment(struct merging *m, struct kamu_error *err)
{
    struct key_segment *s = NULL;
    KAMU_TRY(key_segment_finish(&m->writer, &s, err));
    return s == NULL ? KAMU_OK : add_piece(m, (struct piece){.segment = s}, err);
}

/* Segments that lie between all others are taken over, unless many small ones would come of it. */
static kamu_code take_over(struct merging *m, const struct key_run *runs, bool *done,
                           struct kamu_error *err)
{
    size_t run = 0, index = 0;
    *done = false;
    if (!key_scan_whole_segment(&m->scan, &run, &index))
        return KAMU_OK;
    struct key_segment *s = runs[run].segments[index];
    if (key_segment_is_inline(s) || (s->file == NULL && m->store->temporary) ||
        s->keys < m->o->part_keys)
        return KAMU_OK;
    KAMU_TRY(end_segment(m, err));
    KAMU_TRY(add_piece(m, (struct piece){s, true, run, index}, err));
    m->last.len = 0;
    KAMU_TRY(buf_append(&m->last, s->last.data, s->last.len, err));
    *done = true;
    return key_scan_skip_segment(&m->scan, err);
}

static kamu_code copy_row(struct merging *m, struct kamu_error *err)
{
    const struct key_row *row = m->scan.row;
    if (!m->drop_gone || (row->entry.offset & KEY_GONE) == 0)
        KAMU_TRY(key_segment_add(&m->writer, row, err));
    m->written++;
    return KAMU_OK;
}

static kamu_code merge_rows(struct merging *m, const struct key_run *runs, struct kamu_error *err)
{
    for (;;) {
        bool taken = false;
        KAMU_TRY(take_over(m, runs, &taken, err));
        if (taken)
            continue;
        KAMU_TRY(key_scan_next(&m->scan, err));
        if (m->scan.row == NULL) {
            m->whole = true;
            return end_segment(m, err);
        }
        KAMU_TRY(copy_row(m, err));
        bool part = m->written % m->o->part_keys == 0, spent = part && m->written >= m->max;
        if (part)
            KAMU_TRY(env_check_cancel(m->store->env, err));
        if (key_segment_written(&m->writer) < m->o->segment_keys && !spent)
            continue;
        KAMU_TRY(end_segment(m, err));
        if (!spent)
            continue;
        m->last.len = 0;
        return buf_append(&m->last, m->scan.row->key, m->scan.row->n, err);
    }
}

/* ---- the runs afterwards -----------------------------------------------------------------------
 */

/* Segments before `n` of a run are in the result now, or their keys are. */
static kamu_code drop_segments(struct key_store *st, struct key_run *run, size_t n,
                               const struct buf *low, struct kamu_error *err)
{
    run->low.len = 0;
    KAMU_TRY(buf_append(&run->low, low->data, low->len, err));
    for (size_t i = 0; i < n; i++) {
        struct key_segment *s = run->segments[i];
        st->garbage |= s != NULL && !s->fresh && !key_segment_is_inline(s) && s->file == NULL;
        key_segment_free(st, s);
    }
    if (n != 0)
        memmove(run->segments, run->segments + n, (run->n - n) * sizeof(struct key_segment *));
    run->n -= n;
    return KAMU_OK;
}

static void remove_runs(struct key_store *st, struct key_runs *r, size_t first, size_t n)
{
    for (size_t i = first; i < first + n; i++) {
        (void)drop_segments(st, &r->items[i], r->items[i].n, &r->items[i].low, NULL);
        mem_free(r->items[i].segments);
        buf_free(&r->items[i].low);
    }
    memmove(r->items + first, r->items + first + n, (r->n - first - n) * sizeof *r->items);
    r->n -= n;
}

/* The result becomes part of runs[result]; the `n` behind it lose what it has. Room has been made
 * before, so that nothing can fail halfway. */
static void put_result(struct merging *m, struct key_runs *r, size_t result, size_t n)
{
    struct key_run *members = &r->items[result + 1];
    for (size_t i = 0; i < m->n; i++) {
        struct piece *p = &m->pieces[i];
        (void)key_run_append(m->store, &r->items[result], p->segment, NULL);
        if (p->taken)
            members[p->run].segments[p->index] = NULL;
    }
    for (size_t i = 0; i < n; i++)
        (void)drop_segments(m->store, &members[i], key_scan_position(&m->scan, i), &m->last, NULL);
    m->n = 0;
    r->items[result].merges = (uint32_t)n;
    if (m->whole) {
        remove_runs(m->store, r, result + 1, n);
        r->items[result].merges = 0;
        if (r->items[result].n == 0)
            remove_runs(m->store, r, result, 1);
    }
}

static kamu_code make_room(struct merging *m, struct key_runs *r, size_t result, size_t n,
                           struct kamu_error *err)
{
    struct key_run *run = &r->items[result];
    struct key_segment **grown =
        mem_realloc_array(run->segments, run->n + m->n + 1, sizeof(struct key_segment *));
    if (grown == NULL)
        return error_nomem(err);
    run->segments = grown;
    run->cap = run->n + m->n + 1;
    for (size_t i = 1; i <= n; i++)
        KAMU_TRY(buf_reserve(&r->items[result + i].low,
                             KEY_BYTES_MAX - r->items[result + i].low.len, err));
    return KAMU_OK;
}

/* An empty run in front of `at`. */
static kamu_code insert_run(struct key_runs *r, size_t at, struct kamu_error *err)
{
    struct key_run *grown = mem_realloc_array(r->items, r->n + 1, sizeof *grown);
    if (grown == NULL)
        return error_nomem(err);
    r->items = grown;
    r->cap = r->n + 1;
    memmove(r->items + at + 1, r->items + at, (r->n - at) * sizeof *r->items);
    memset(&r->items[at], 0, sizeof r->items[at]);
    buf_init(&r->items[at].low, KEY_BYTES_MAX);
    r->n++;
    return KAMU_OK;
}

/* Merges the `n` runs behind `result` into it, as far as o->keys_max goes. */
static kamu_code merge_into(struct key_store *st, struct key_runs *r, size_t result, size_t n,
                            const struct key_merge_options *o, uint64_t max, uint64_t *written,
                            struct kamu_error *err)
{
    struct merging m = {.store = st, .o = o, .drop_gone = result == 0, .max = max};
    key_segment_writer_init(&m.writer, st);
    buf_init(&m.last, KEY_BYTES_MAX);
    kamu_code rc = key_scan_open(&m.scan, st, &r->items[result + 1], n, o->oldest_wins,
                                 (struct str){NULL, 0}, err);
    if (rc == KAMU_OK)
        rc = merge_rows(&m, &r->items[result + 1], err);
    if (rc == KAMU_OK)
        rc = make_room(&m, r, result, n, err);
    if (rc == KAMU_OK)
        put_result(&m, r, result, n);
    *written += m.written;
    for (size_t i = 0; i < m.n; i++)
        if (!m.pieces[i].taken)
            key_segment_free(st, m.pieces[i].segment);
    key_scan_close(&m.scan);
    key_segment_writer_free(&m.writer);
    mem_free(m.pieces);
    buf_free(&m.last);
    return rc;
}

/* ---- what is due
 * --------------------------------------------------------------------------------- */

struct group {
    size_t first, n;
    uint64_t keys;
    bool begun; /* `first` is the result so far, of the n behind it */
};

/* The merge that run i has a part in, if it was begun. */
static bool begun_with(const struct key_runs *r, size_t i, struct group *out)
{
    for (size_t j = i + 1; j-- > 0;) {
        const struct key_run *run = &r->items[j];
        if (run->merges == 0 || j + run->merges < i)
            continue;
        *out = (struct group){.first = j, .n = run->merges, .begun = true};
        for (size_t k = j + 1; k <= j + run->merges; k++)
            out->keys += key_run_keys(&r->items[k]);
        return true;
    }
    return false;
}

/* Runs of like size, beginning with `newest` and going back: none has more than twice the keys of
 * the largest one behind it. */
static struct group like_sized(const struct key_runs *r, size_t newest)
{
    struct group g = {.first = newest, .n = 1, .keys = key_run_keys(&r->items[newest])}, other;
    uint64_t largest = g.keys;
    while (g.first > 0 && !begun_with(r, g.first - 1, &other)) {
        uint64_t keys = key_run_keys(&r->items[g.first - 1]);
        if (keys / 2 > largest)
            break;
        largest = keys > largest ? keys : largest;
        g.keys += keys;
        g.first--;
        g.n++;
    }
    return g;
}

/* The newest merge that is due, looking from `end` back. */
static bool find_due(const struct key_runs *r, size_t end, uint32_t fan, struct group *out)
{
    for (size_t i = end; i-- > 0;) {
        if (begun_with(r, i, out))
            return true;
        *out = like_sized(r, i);
        if (out->n >= fan)
            return true;
    }
    return false;
}

kamu_code key_runs_tidy(struct key_store *st, struct key_runs *r, const struct key_merge_options *o,
                        uint64_t *rewritten, struct kamu_error *err)
{
    size_t end = r->n;
    struct group g;
    *rewritten = 0;
    while (end > 0) {
        if (o->all) {
            if (r->n < 2)
                return KAMU_OK;
            g = (struct group){.first = 0, .n = r->n};
        } else if (!find_due(r, end, o->fan, &g)) {
            return KAMU_OK;
        }
        uint64_t left = *rewritten < o->keys_max ? o->keys_max - *rewritten : 0;
        bool small = g.keys <= o->small_keys;
        if (!small && g.keys > left && left < o->part_keys)
            return KAMU_OK;
        if (!g.begun)
            KAMU_TRY(insert_run(r, g.first, err));
        size_t before = r->n;
        uint64_t cost = 0;
        kamu_code rc =
            merge_into(st, r, g.first, g.n, o, small || o->all ? UINT64_MAX : left, &cost, err);
        *rewritten += small ? 0 : cost;
        if (rc != KAMU_OK) {
            if (!g.begun && r->items[g.first].n == 0)
                remove_runs(st, r, g.first, 1);
            return rc;
        }
        end = r->n < before ? r->n : g.first; /* once more, or what is older than one half done */
    }
    return KAMU_OK;
}
