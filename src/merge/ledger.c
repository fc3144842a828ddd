/*
 * Ledger (spec/merge-strategies.md 3): rows whose key the history has not seen are added, all
 * others are dropped. Whatever became of a row since, its key stays seen. Repeats inside one
 * input are kept, as kamu does; ingest/repeats.h takes them out where that is wanted. A null in a
 * key equals another null (in kamu it never does, so such rows come again with every push).
 */
#include "merge/ledger_changes.h"

/* Rows that wait to be looked up together: keys spread at random go through all of the key state
 * each time. */
#define WAITING_ROWS_MAX (4 * BATCH_ROWS_MAX)
#define WAITING_BYTES_MAX ((uint64_t)24 << 20)
#define WAITING_MAX 64 /* batches */

struct ledger {
    struct key_lookup lookup;
    int32_t *kept;                  /* rows of a batch */
    struct ledger_changes *changes; /* NULL = what known keys say is not looked at */
    struct batch *waiting[WAITING_MAX];
    size_t n_waiting;
    uint64_t waiting_rows, waiting_bytes;
};

static kamu_code ledger_open(struct merge *m, struct kamu_error *err)
{
    struct ledger *l = mem_calloc(1, sizeof *l);
    if (l == NULL)
        return error_nomem(err);
    m->impl = l;
    KAMU_TRY(key_lookup_init(&l->lookup, WAITING_ROWS_MAX + BATCH_ROWS_MAX, err));
    l->kept = mem_realloc_array(NULL, BATCH_ROWS_MAX, sizeof *l->kept);
    if (l->kept == NULL)
        return error_nomem(err);
    if (m->setup.keys == NULL || m->setup.on_changed_row == KAMU_CHANGED_ROW_IGNORE)
        return KAMU_OK;
    return ledger_changes_open(m, &l->changes, err);
}

/* Consumes b, whose rows were looked up. */
static kamu_code emit_unseen(struct merge *m, struct batch *b, const struct key_lookup *lookup,
                             merge_emit emit, void *ctx, struct kamu_error *err)
{
    struct ledger *l = m->impl;
    struct batch *out = NULL;
    int64_t n = 0;
    for (int64_t i = 0; i < b->length; i++)
        if (!lookup->found[i])
            l->kept[n++] = (int32_t)i;
    kamu_code rc = l->changes == NULL ? KAMU_OK : ledger_changes_check(l->changes, b, lookup, err);
    m->counts.added += (uint64_t)n;
    m->counts.dropped += (uint64_t)(b->length - n);
    if (rc == KAMU_OK && n != 0)
        rc = merge_with_op(m, b, OP_APPEND, n == b->length ? NULL : l->kept, n, &out, err);
    batch_free(b);
    return rc != KAMU_OK || out == NULL ? rc : emit(ctx, out, err);
}

static kamu_code ledger_finish(struct merge *m, merge_emit emit, void *ctx, struct kamu_error *err)
{
    struct ledger *l = m->impl;
    if (l->n_waiting == 0)
        return KAMU_OK;
    KAMU_TRY(key_lookup_many(&l->lookup, m, l->waiting, l->n_waiting, err));
    struct key_lookup part = l->lookup; /* of one batch */
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < l->n_waiting; i++) {
        struct batch *b = l->waiting[i];
        int64_t rows = b->length;
        l->waiting[i] = NULL;
        if (rc == KAMU_OK)
            rc = emit_unseen(m, b, &part, emit, ctx, err);
        else
            batch_free(b);
        part.entries += rows;
        part.found += rows;
    }
    l->n_waiting = 0;
    l->waiting_rows = l->waiting_bytes = 0;
    return rc;
}

static kamu_code ledger_add(struct merge *m, struct batch *b, merge_emit emit, void *ctx,
                            struct kamu_error *err)
{
    struct ledger *l = m->impl;
    if (m->setup.keys == NULL) {
        struct batch *out = NULL;
        m->counts.added += (uint64_t)b->length;
        kamu_code rc =
            b->length == 0 ? KAMU_OK : merge_with_op(m, b, OP_APPEND, NULL, 0, &out, err);
        batch_free(b);
        return rc != KAMU_OK || out == NULL ? rc : emit(ctx, out, err);
    }
    KAMU_ASSERT(b->length <= BATCH_ROWS_MAX);
    l->waiting[l->n_waiting++] = b;
    l->waiting_rows += (uint64_t)b->length;
    l->waiting_bytes += batch_bytes(b);
    /* an error about a known key comes before those of later records */
    bool wait = l->changes == NULL && l->n_waiting < WAITING_MAX &&
                l->waiting_rows < WAITING_ROWS_MAX && l->waiting_bytes < WAITING_BYTES_MAX;
    return wait ? KAMU_OK : ledger_finish(m, emit, ctx, err);
}

static void ledger_free(struct merge *m)
{
    struct ledger *l = m->impl;
    if (l == NULL)
        return;
    for (size_t i = 0; i < l->n_waiting; i++)
        batch_free(l->waiting[i]);
    ledger_changes_free(l->changes);
    key_lookup_free(&l->lookup);
    mem_free(l->kept);
    mem_free(l);
}

const struct merge_ops merge_ledger_ops = {
    .open = ledger_open, .add = ledger_add, .finish = ledger_finish, .free = ledger_free};
