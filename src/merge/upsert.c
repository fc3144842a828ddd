/* Upserting sorted batches: see upsert.h. */
#include "merge/upsert.h"

#include "columnar/compare.h"

#define CHANGES_MAX BATCH_ROWS_MAX

static void drop_fresh(struct changes *c);

kamu_code upsert_init(struct upsert *u, struct merge *m, struct kamu_error *err)
{
    static const uint8_t no_secret[16];
    const struct merge_setup *s = &m->setup;
    memset(u, 0, sizeof *u);
    u->m = m;
    KAMU_TRY(key_lookup_init(&u->lookup, BATCH_ROWS_MAX, err));
    u->digests = mem_realloc_array(NULL, (size_t)2 * BATCH_ROWS_MAX, sizeof *u->digests);
    u->compared = mem_calloc((size_t)s->input->n_fields + 1, sizeof *u->compared);
    if (u->compared == NULL || u->digests == NULL)
        return error_nomem(err);
    uint32_t n = compared_columns(&s->spec, &s->vocab, s->input, u->compared);
    u->event_time_compared = event_time_compared(&s->spec, &s->vocab);
    KAMU_TRY(row_digest_init(&u->digest, s->keys == NULL ? no_secret : key_state_secret(s->keys),
                             s->input, u->compared, n, err));
    KAMU_TRY(col_schema_new(m->output->n_fields - 1, &u->wanted, err));
    for (uint32_t i = 0; i < u->wanted->n_fields; i++)
        KAMU_TRY(col_field_copy(&u->wanted->arena, &m->output->fields[i + 1], &u->wanted->fields[i],
                                err));
    return KAMU_OK;
}

void upsert_free(struct upsert *u)
{
    key_lookup_free(&u->lookup);
    row_digest_free(&u->digest);
    mem_free(u->digests);
    mem_free(u->compared);
    col_schema_unref(u->wanted);
    batch_free(u->held);
    drop_fresh(&u->changes);
    mem_free(u->changes.fresh);
    mem_free(u->changes.items);
}

/* ---- what becomes of each row ------------------------------------------------------------ */

struct change {
    uint64_t offset;  /* of the old row */
    int32_t row;      /* of the batch, while it is looked at; -1 = no new row */
    int32_t old;      /* place among the old rows, once fetched; -1 = none */
    enum merge_op op; /* of the first row that comes of it: OP_CORRECT_FROM stands for the pair */
};

static kamu_code room_for_changes(struct changes *c, size_t more, struct kamu_error *err)
{
    if (c->n + more <= c->cap)
        return KAMU_OK;
    struct change *grown = mem_realloc_array(c->items, c->n + more, sizeof *grown);
    if (grown == NULL)
        return error_nomem(err);
    c->items = grown;
    c->cap = c->n + more;
    return KAMU_OK;
}

static void drop_fresh(struct changes *c)
{
    for (size_t i = 0; i < c->n_fresh; i++)
        batch_free(c->fresh[i]);
    c->n = c->n_old = c->n_fresh = 0;
    c->fresh_bytes = 0;
}

static int32_t op_at(const struct upsert *u, const struct batch *b, int64_t i)
{
    if (u->m->op_column < 0)
        return OP_APPEND;
    return ((const int32_t *)(const void *)b->columns[u->m->op_column].values->data)[i];
}

static bool differs(const struct upsert *u, const struct batch *b, int64_t i,
                    const struct key_entry *entry)
{
    const uint64_t *digest = u->digests + 2 * i;
    const struct column *time = &b->columns[u->m->event_time];
    if (digest[0] != entry->digest[0] || digest[1] != entry->digest[1])
        return true;
    return u->event_time_compared && !col_is_null(time, i) &&
           event_time_at(time, i) != entry->event_time;
}

static kamu_code decide(struct upsert *u, const struct batch *b, int64_t i, struct kamu_error *err)
{
    struct merge *m = u->m;
    struct changes *c = &u->changes;
    const struct key_entry *entry = &u->lookup.entries[i];
    bool known = m->setup.keys != NULL && u->lookup.found[i], changed = true;
    int32_t op = op_at(u, b, i);
    if (known && u->touch != NULL)
        KAMU_TRY(u->touch(m, entry->offset, err));
    if (!known && op != OP_RETRACT) {
        m->counts.added++;
        c->items[c->n++] = (struct change){.row = (int32_t)i, .old = -1, .op = OP_APPEND};
        return KAMU_OK;
    }
    if (known && op != OP_RETRACT)
        changed = differs(u, b, i, entry);
    if (!known || !changed) {
        m->counts.dropped++;
        m->counts.unknown += !known;
        return KAMU_OK;
    }
    struct change *one = &c->items[c->n++];
    *one = (struct change){.offset = known ? entry->offset : 0, .row = -1, .op = OP_RETRACT};
    c->n_old++;
    if (op == OP_RETRACT) {
        m->counts.retracted++;
    } else {
        m->counts.corrected++;
        one->row = (int32_t)i;
        one->op = OP_CORRECT_FROM;
    }
    return KAMU_OK;
}

/* ---- rows out ------------------------------------------------------------------------------- */

static void point_types(struct column *c, const struct col_type *type)
{
    c->type = type;
    for (uint32_t i = 0; i < c->n_children; i++)
        point_types(&c->children[i], &type->children[i].type);
}

kamu_code upsert_old_rows(struct upsert *u, const uint64_t *offsets, size_t n, enum merge_op op,
                          struct batch **out, struct kamu_error *err)
{
    struct batch *old = NULL, *b = NULL;
    int32_t code = (int32_t)op;
    KAMU_TRY(history_fetch(u->m->setup.history, offsets, n, u->wanted, &old, err));
    kamu_code rc = batch_new(u->m->output, old->length, &b, err);
    if (rc == KAMU_OK)
        rc =
            column_constant(&u->m->output->fields[0].type, &code, old->length, &b->columns[0], err);
    for (uint32_t i = 0; rc == KAMU_OK && i < old->n_columns; i++) {
        rc = column_ref(&old->columns[i], &b->columns[i + 1], err);
        if (rc == KAMU_OK)
            point_types(&b->columns[i + 1], &u->m->output->fields[i + 1].type);
    }
    batch_free(old);
    if (rc != KAMU_OK) {
        batch_free(b);
        return rc;
    }
    *out = b;
    return KAMU_OK;
}

static int by_offset(const void *a, const void *b)
{
    const struct change *x = *(const struct change *const *)a;
    const struct change *y = *(const struct change *const *)b;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* The old rows of all changes in the order of their offsets, and behind them those at `gone`; each
 * change learns its place. */
static kamu_code fetch_old(struct upsert *u, const uint64_t *gone, size_t n_gone,
                           struct batch **out, struct kamu_error *err)
{
    struct changes *c = &u->changes;
    struct change **order = mem_realloc_array(NULL, c->n_old + 1, sizeof(struct change *));
    uint64_t *offsets = mem_realloc_array(NULL, c->n_old + n_gone, sizeof *offsets);
    int32_t *idx = mem_realloc_array(NULL, c->n_old + n_gone, sizeof *idx);
    struct batch *all = NULL;
    kamu_code rc = order == NULL || offsets == NULL || idx == NULL ? error_nomem(err) : KAMU_OK;
    size_t n = 0;
    for (size_t i = 0; rc == KAMU_OK && i < c->n; i++)
        if (c->items[i].op != OP_APPEND)
            order[n++] = &c->items[i];
    if (rc == KAMU_OK) {
        qsort(order, n, sizeof(struct change *), by_offset);
        for (size_t i = 0, j = 0; i < n || j < n_gone;) { /* one way through the slices for both */
            bool old = j == n_gone || (i < n && order[i]->offset < gone[j]);
            size_t at = i + j;
            offsets[at] = old ? order[i]->offset : gone[j];
            idx[old ? i : n + j] = (int32_t)at;
            if (old) {
                order[i]->old = (int32_t)i;
                i++;
            } else {
                j++;
            }
        }
        rc = upsert_old_rows(u, offsets, n + n_gone, OP_RETRACT, &all, err);
    }
    if (rc == KAMU_OK && n_gone != 0 && n != 0) {
        rc = batch_take(all, idx, (int64_t)(n + n_gone), out, err);
        batch_free(all);
    } else if (rc == KAMU_OK) {
        *out = all;
    }
    mem_free(order);
    mem_free(offsets);
    mem_free(idx);
    return rc;
}

/* Puts aside the new rows of the changes from `from` on, which are rows of b. */
static kamu_code take_new(struct upsert *u, const struct batch *b, size_t from,
                          struct kamu_error *err)
{
    struct changes *c = &u->changes;
    int64_t n = 0;
    struct batch **grown =
        mem_realloc_array(c->fresh, c->n_fresh + 2, sizeof(struct batch *)); /* and the old rows */
    if (grown == NULL)
        return error_nomem(err);
    c->fresh = grown;
    int32_t *idx = mem_realloc_array(NULL, c->n - from + 1, sizeof *idx);
    if (idx == NULL)
        return error_nomem(err);
    for (size_t i = from; i < c->n; i++)
        if (c->items[i].row >= 0)
            idx[n++] = c->items[i].row;
    kamu_code rc = KAMU_OK;
    if (n != 0) {
        rc = merge_with_op(u->m, b, OP_APPEND, n == b->length ? NULL : idx, n,
                           &c->fresh[c->n_fresh], err);
        if (rc == KAMU_OK)
            c->fresh_bytes += batch_bytes(c->fresh[c->n_fresh++]);
    }
    mem_free(idx);
    return rc;
}

/* Old and new rows in one batch, in the order of the changes, with their operations. */
static kamu_code weave(struct upsert *u, struct batch *old, struct batch **out,
                       struct kamu_error *err)
{
    struct changes *c = &u->changes;
    struct batch *all = NULL;
    size_t n = 0, cap = c->n * 2;
    int32_t rows = 0;
    for (size_t i = 0; i < c->n_fresh; i++)
        rows += (int32_t)c->fresh[i]->length;
    c->fresh[c->n_fresh] = old; /* take_new has left room */
    int32_t next = 0, *idx = mem_realloc_array(NULL, cap, sizeof *idx);
    struct blk *ops = blk_new(cap * sizeof(int32_t));
    kamu_code rc = idx == NULL || ops == NULL ? error_nomem(err)
                                              : batch_concat(c->fresh, c->n_fresh + 1, &all, err);
    if (rc == KAMU_OK) {
        int32_t *op = (int32_t *)(void *)ops->data;
        for (size_t i = 0; i < c->n; i++) {
            const struct change *one = &c->items[i];
            if (one->old >= 0) {
                op[n] = (int32_t)one->op;
                idx[n++] = rows + one->old;
            }
            if (one->row >= 0) {
                op[n] = one->op == OP_APPEND ? OP_APPEND : OP_CORRECT_TO;
                idx[n++] = next++;
            }
        }
        rc = batch_take(all, idx, (int64_t)n, out, err);
    }
    if (rc == KAMU_OK) {
        column_release(&(*out)->columns[0]);
        (*out)->columns[0] = (struct column){
            .type = &u->m->output->fields[0].type, .length = (int64_t)n, .values = blk_ref(ops)};
    }
    blk_unref(ops);
    mem_free(idx);
    batch_free(all);
    return rc;
}

/* The last `n_gone` rows of `old`. */
static kamu_code emit_gone(struct batch *old, size_t n_gone, merge_emit emit, void *ctx,
                           struct kamu_error *err)
{
    struct batch *out = NULL;
    if (n_gone == 0)
        return KAMU_OK;
    KAMU_TRY(batch_slice(old, old->length - (int64_t)n_gone, (int64_t)n_gone, &out, err));
    return emit(ctx, out, err);
}

kamu_code upsert_flush(struct upsert *u, const uint64_t *gone, size_t n_gone, merge_emit emit,
                       void *ctx, struct kamu_error *err)
{
    struct changes *c = &u->changes;
    struct batch *old = NULL, *out = NULL;
    kamu_code rc = KAMU_OK;
    if (c->n_old == 0) { /* only new rows: as they are */
        for (size_t i = 0; i < c->n_fresh && rc == KAMU_OK; i++) {
            out = c->fresh[i];
            c->fresh[i] = NULL;
            rc = emit(ctx, out, err);
        }
        drop_fresh(c);
        KAMU_TRY(rc);
    }
    if (c->n_old + n_gone == 0)
        return KAMU_OK;
    KAMU_TRY(fetch_old(u, gone, n_gone, &old, err));
    if (c->n_old != 0)
        rc = weave(u, old, &out, err);
    if (rc == KAMU_OK && c->n_old != 0)
        rc = emit(ctx, out, err);
    if (rc == KAMU_OK)
        rc = emit_gone(old, n_gone, emit, ctx, err);
    batch_free(old);
    drop_fresh(c);
    return rc;
}

/* ---- one row for each key ------------------------------------------------------------------- */

static bool same_key(const struct upsert *u, const struct batch *b, int64_t i, int64_t j)
{
    return batch_row_equal(b, i, b, j, u->m->keys, u->m->keys, u->m->n_keys);
}

/* What is known of rows 0..n-1, and what they would be known by. */
static kamu_code look_up(struct upsert *u, const struct batch *b, int64_t n, struct kamu_error *err)
{
    struct row_digests all;
    kamu_code rc = row_digests_begin(&all, u->m->env, &u->digest, b, n, u->digests, err);
    if (rc == KAMU_OK)
        rc = key_lookup(&u->lookup, u->m, b, n, err);
    kamu_code done = row_digests_wait(&all, rc == KAMU_OK ? err : NULL);
    return rc == KAMU_OK ? done : rc;
}

/* Decides for the last row of each key in rows 0..n-1 of b. */
static kamu_code take_rows(struct upsert *u, const struct batch *b, int64_t n, merge_emit emit,
                           void *ctx, struct kamu_error *err)
{
    struct changes *c = &u->changes;
    size_t from = c->n;
    KAMU_TRY(room_for_changes(c, (size_t)n, err));
    if (u->m->setup.keys != NULL)
        KAMU_TRY(look_up(u, b, n, err));
    for (int64_t i = 0; i < n; i++) {
        if (i + 1 < b->length && same_key(u, b, i, i + 1)) {
            u->m->counts.dropped++;
            u->m->counts.repeated++;
        } else {
            KAMU_TRY(decide(u, b, i, err));
        }
    }
    KAMU_TRY(take_new(u, b, from, err));
    if (c->n_old != 0 && c->n < CHANGES_MAX && c->fresh_bytes < u->m->env->memory_max_bytes / 8)
        return KAMU_OK; /* old rows, most likely as large, are fetched for many at once */
    return upsert_flush(u, NULL, 0, emit, ctx, err);
}

/* The last row is held back: the first one of the next batch may have its key. */
kamu_code upsert_add(struct upsert *u, struct batch *b, merge_emit emit, void *ctx,
                     struct kamu_error *err)
{
    kamu_code rc = KAMU_OK;
    if (u->held != NULL && b->length != 0) {
        const uint32_t *keys = u->m->keys;
        if (batch_row_equal(u->held, 0, b, 0, keys, keys, u->m->n_keys)) {
            u->m->counts.dropped++;
            u->m->counts.repeated++;
        } else {
            rc = take_rows(u, u->held, 1, emit, ctx, err);
        }
        batch_free(u->held);
        u->held = NULL;
    }
    if (rc == KAMU_OK && b->length != 0) {
        rc = take_rows(u, b, b->length - 1, emit, ctx, err);
        if (rc == KAMU_OK)
            rc = batch_slice(b, b->length - 1, 1, &u->held, err);
    }
    batch_free(b);
    return rc;
}

kamu_code upsert_finish(struct upsert *u, merge_emit emit, void *ctx, struct kamu_error *err)
{
    if (u->held == NULL)
        return KAMU_OK;
    return take_rows(u, u->held, 1, emit, ctx, err);
}
