/* Taking slices into the key state: see key_state.h. */
#include "merge/key_state_impl.h"
#include "store/slices.h"

int64_t event_time_at(const struct column *c, int64_t row)
{
    if (c->type->kind == COL_DATE32)
        return ((const int32_t *)(const void *)c->values->data)[row];
    return ((const int64_t *)(const void *)c->values->data)[row];
}

bool event_time_compared(const struct merge_spec *spec, const struct merge_vocab *vocab)
{
    for (size_t i = 0; i < spec->n_primary_key; i++)
        if (str_eq(spec->primary_key[i], vocab->event_time))
            return false;
    if (!spec->has_compare_columns)
        return true;
    for (size_t i = 0; i < spec->n_compare_columns; i++)
        if (str_eq(spec->compare_columns[i], vocab->event_time))
            return true;
    return false;
}

static bool listed(const struct str *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eqc(names[i], name))
            return true;
    return false;
}

uint32_t compared_columns(const struct merge_spec *spec, const struct merge_vocab *vocab,
                          const struct col_schema *schema, uint32_t *out)
{
    uint32_t n = 0;
    const struct str system[] = {vocab->offset, vocab->op, vocab->system_time, vocab->event_time};
    for (uint32_t i = 0; i < schema->n_fields; i++) {
        const char *name = schema->fields[i].name;
        if (listed(system, 4, name) || listed(spec->primary_key, spec->n_primary_key, name))
            continue;
        if (!spec->has_compare_columns ||
            listed(spec->compare_columns, spec->n_compare_columns, name))
            out[n++] = i;
    }
    return n;
}

/* ---- rows gathered for one run ------------------------------------------------------------ */

#define FAN 4                          /* runs of like size that are merged into one */
#define FAN_BUILD 128                  /* while much is taken in at once */
#define BUILD_ROWS ((uint64_t)2 << 20) /* that much */
/* Each key is rewritten once for each size that runs have, from those of one push to that of the
 * whole: a push pays for that much rewriting, then nothing piles up. */
#define CREDIT_PER_KEY 8
#define CREDIT_MAX ((uint64_t)1 << 40)
/* Of what a push does not need so much is kept for later ones: some 20 ms of merging. */
#define CREDIT_KEPT ((uint64_t)256 << 10)
/* Pushes of few rows make many sizes of small runs: these are merged without counting, in a
 * millisecond at most. */
#define SMALL_ROWS ((uint64_t)16 << 10)
#define PART_ROWS ((uint64_t)64 << 10)             /* of a merge that goes on with the next push */
#define TEMPORARY_SEGMENT_ROWS ((uint64_t)8 << 20) /* few files: all of them stay open */
#define SORT_BYTES 36 /* of a key while it is sorted, besides its own and its entry */

struct gather {
    struct key_state *k;
    struct key_list keys;
    struct key_entry *entries;
    size_t cap;
    struct row_digest digest;
    uint64_t *digests; /* two for each row of a batch */
    uint64_t bytes_max;
};

static kamu_code gather_init(struct gather *g, struct key_state *k, struct kamu_error *err)
{
    memset(g, 0, sizeof *g);
    g->k = k;
    g->bytes_max = k->env->memory_max_bytes / 3;
    key_list_init(&g->keys);
    g->digests = mem_realloc_array(NULL, (size_t)2 * BATCH_ROWS_MAX, sizeof *g->digests);
    if (g->digests == NULL)
        return error_nomem(err);
    return row_digest_init(&g->digest, k->tag.secret, k->wanted, k->compared, k->n_compared, err);
}

static void gather_free(struct gather *g)
{
    key_list_free(&g->keys);
    mem_free(g->entries);
    row_digest_free(&g->digest);
    mem_free(g->digests);
}

static kamu_code make_room(struct gather *g, size_t more, struct kamu_error *err)
{
    size_t n = g->keys.n + more;
    if (n <= g->cap)
        return KAMU_OK;
    size_t cap = g->cap == 0 ? 1024 : g->cap;
    while (cap < n)
        cap *= 2;
    struct key_entry *grown = mem_realloc_array(g->entries, cap, sizeof *grown);
    if (grown == NULL)
        return error_nomem(err);
    g->entries = grown;
    g->cap = cap;
    return KAMU_OK;
}

/* What Snapshot and UpsertStream keep of row i. A row without an operation ends its key, as in
 * kamu. */
static void describe(struct gather *g, const struct batch *b, int64_t i, struct key_entry *e)
{
    const struct key_state *k = g->k;
    const struct column *op = &b->columns[k->op_column], *time = &b->columns[k->time_column];
    if (col_is_null(op, i) || ((const int32_t *)(const void *)op->values->data)[i] == OP_RETRACT) {
        e->offset |= KEY_GONE;
        return;
    }
    if (!col_is_null(time, i))
        e->event_time = event_time_at(time, i);
    memcpy(e->digest, g->digests + 2 * i, sizeof e->digest);
}

static kamu_code gather_values(struct gather *g, const struct batch *b, struct key_entry *e,
                               struct kamu_error *err)
{
    struct row_digests all;
    kamu_code rc = row_digests_begin(&all, g->k->env, &g->digest, b, b->length, g->digests, err);
    kamu_code done = row_digests_wait(&all, rc == KAMU_OK ? err : NULL);
    KAMU_TRY(rc);
    KAMU_TRY(done);
    for (int64_t i = 0; i < b->length; i++)
        describe(g, b, i, &e[i]);
    return KAMU_OK;
}

static kamu_code gather_batch(struct gather *g, const struct batch *b, uint64_t offset,
                              struct kamu_error *err)
{
    struct key_state *k = g->k;
    KAMU_TRY(make_room(g, (size_t)b->length, err));
    struct key_entry *e = g->entries + g->keys.n;
    KAMU_TRY(key_list_add(&g->keys, b, b->length, k->key_columns, k->n_keys, err));
    for (int64_t i = 0; i < b->length; i++)
        e[i] = (struct key_entry){.offset = offset + (uint64_t)i};
    return k->ledger ? KAMU_OK : gather_values(g, b, e, err);
}

static bool gathered_enough(const struct gather *g)
{
    uint64_t each = sizeof(struct key_entry) + SORT_BYTES;
    return g->keys.bytes.len + g->keys.n * each >= g->bytes_max;
}

/* ---- a run of them ----------------------------------------------------------------------------
 */

static uint64_t segment_rows(const struct key_state *k)
{
    return k->store.temporary ? TEMPORARY_SEGMENT_ROWS : KEY_SEGMENT_ROWS;
}

static kamu_code end_segment(struct key_state *k, struct key_segment_writer *w, bool first,
                             struct kamu_error *err)
{
    struct key_segment *s = NULL;
    KAMU_TRY(key_segment_finish(w, &s, err));
    if (s == NULL)
        return KAMU_OK;
    if (first)
        return key_runs_add(&k->store, &k->runs, s, err);
    return key_run_append(&k->store, &k->runs.items[k->runs.n - 1], s, err);
}

#define AHEAD 12

static bool same_key(const struct key_list *l, size_t a, size_t b)
{
    return key_compare(key_list_at(l, a), key_list_at(l, b)) == 0;
}

static kamu_code write_sorted(struct gather *g, const uint32_t *order, struct key_segment_writer *w,
                              struct kamu_error *err)
{
    struct key_state *k = g->k;
    const struct key_list *l = &g->keys;
    bool first = true;
    for (size_t i = 0; i < l->n; i++) {
        if (i + AHEAD < l->n) { /* they lie anywhere in some ten MiB */
            __builtin_prefetch(key_list_at(l, order[i + AHEAD]).p);
            __builtin_prefetch(&g->entries[order[i + AHEAD]]);
        }
        /* of equal keys Ledger wants the first, the others the last */
        if (k->ledger ? i > 0 && same_key(l, order[i - 1], order[i])
                      : i + 1 < l->n && same_key(l, order[i], order[i + 1]))
            continue;
        struct str key = key_list_at(l, order[i]);
        struct key_row row = {(const uint8_t *)key.p, (uint32_t)key.n, g->entries[order[i]]};
        KAMU_TRY(key_segment_add(w, &row, err));
        if (key_segment_written(w) < segment_rows(k))
            continue;
        KAMU_TRY(end_segment(k, w, first, err));
        first = false;
    }
    return end_segment(k, w, first, err);
}

static kamu_code write_run(struct gather *g, struct kamu_error *err)
{
    struct key_state *k = g->k;
    struct key_segment_writer w;
    if (g->keys.n == 0)
        return KAMU_OK;
    uint32_t *order = mem_realloc_array(NULL, g->keys.n, sizeof *order);
    key_segment_writer_init(&w, &k->store);
    kamu_code rc = order == NULL ? error_nomem(err) : key_list_order(&g->keys, order, err);
    if (rc == KAMU_OK) {
        rc = write_sorted(g, order, &w, err);
        k->write_failed = rc != KAMU_OK;
    }
    key_segment_writer_free(&w);
    mem_free(order);
    key_list_clear(&g->keys);
    return rc;
}

/* Tidying up may fail: then the runs stay as they are. What is wrong with them need not be found by
 * a look-up ever, but would keep the runs from being merged: such a state is not kept. */
static kamu_code tidy(struct key_state *k, bool all, uint32_t fan, uint64_t keys_max,
                      uint64_t *rewritten, struct kamu_error *err)
{
    struct key_merge_options o = {.oldest_wins = k->ledger,
                                  .all = all,
                                  .fan = fan,
                                  .keys_max = keys_max,
                                  .small_keys = SMALL_ROWS,
                                  .segment_keys = segment_rows(k),
                                  .part_keys = PART_ROWS};
    struct kamu_error why = {0};
    key_state_drop_cursors(k);
    kamu_code rc = key_runs_tidy(&k->store, &k->runs, &o, rewritten, &why);
    if (rc == KAMU_E_NOMEM || rc == KAMU_E_CANCELLED) {
        if (err != NULL)
            *err = why;
        return rc;
    }
    k->damaged |= rc == KAMU_E_CORRUPT || rc == KAMU_E_NOT_FOUND;
    if (rc != KAMU_OK)
        log_write(&k->env->log, LOG_WARN, "key state: %s", why.text);
    return KAMU_OK;
}

/* ---- slices -----------------------------------------------------------------------------------
 */

static kamu_code gather_slice(struct gather *g, const struct history_slice *s,
                              struct kamu_error *err)
{
    struct key_state *k = g->k;
    struct slice_rows *rows = NULL;
    uint64_t offset = s->offset_first, rewritten = 0;
    KAMU_TRY(history_slice_open(k->history, s, k->wanted, &rows, err));
    kamu_code rc = KAMU_OK;
    while (rc == KAMU_OK) {
        struct batch *b = NULL;
        rc = slice_rows_next(rows, &b, err);
        if (rc != KAMU_OK || b == NULL)
            break;
        rc = gather_batch(g, b, offset, err);
        offset += (uint64_t)b->length;
        batch_free(b);
        if (rc == KAMU_OK && gathered_enough(g)) {
            rc = write_run(g, err);
            if (rc == KAMU_OK)
                rc = tidy(k, false, FAN_BUILD, UINT64_MAX, &rewritten, err);
        }
    }
    slice_rows_close(rows);
    return rc;
}

static kamu_code gather_slices(struct gather *g, size_t from, size_t to, struct kamu_error *err)
{
    const struct history_slice *slices = NULL;
    struct key_state *k = g->k;
    (void)history_slices(k->history, &slices);
    for (size_t i = from; i < to; i++) {
        KAMU_TRY(gather_slice(g, &slices[i], err));
        k->tag.offset_next = slices[i].offset_last + 1;
    }
    return write_run(g, err);
}

kamu_code key_state_take_in(struct key_state *k, size_t from, size_t to, struct kamu_error *err)
{
    struct gather g;
    uint64_t offset = k->tag.offset_next, rewritten = 0;
    bool anew = k->runs.n == 0;
    k->write_failed = false;
    kamu_code rc = gather_init(&g, k, err);
    if (rc == KAMU_OK)
        rc = gather_slices(&g, from, to, err);
    gather_free(&g);
    KAMU_TRY(rc);
    uint64_t rows = k->tag.offset_next - offset;
    if (anew && rows > BUILD_ROWS)
        return tidy(k, true, 0, UINT64_MAX, &rewritten, err);
    uint64_t credit = rows > CREDIT_MAX / CREDIT_PER_KEY ? CREDIT_MAX : rows * CREDIT_PER_KEY;
    credit += k->tag.credit;
    KAMU_TRY(tidy(k, false, FAN, credit, &rewritten, err));
    credit = rewritten < credit ? credit - rewritten : 0;
    k->tag.credit = credit < CREDIT_KEPT ? credit : CREDIT_KEPT;
    return KAMU_OK;
}
