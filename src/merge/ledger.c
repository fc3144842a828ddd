/*
 * Ledger (spec/merge-strategies.md 3): rows whose key the history has not seen are added, all
 * others are dropped. Whatever became of a row since, its key stays seen. Repeats inside one
 * input are kept, as kamu does; ingest/repeats.h takes them out where that is wanted. A null in a
 * key equals another null (in kamu it never does, so such rows come again with every push).
 */
#include "merge/ledger_changes.h"

struct ledger {
    struct key_lookup lookup;
    int32_t *kept;                  /* rows of a batch */
    struct ledger_changes *changes; /* NULL = what known keys say is not looked at */
};

static kamu_code ledger_open(struct merge *m, struct kamu_error *err)
{
    struct ledger *l = mem_calloc(1, sizeof *l);
    if (l == NULL)
        return error_nomem(err);
    m->impl = l;
    KAMU_TRY(key_lookup_init(&l->lookup, err));
    l->kept = mem_realloc_array(NULL, BATCH_ROWS_MAX, sizeof *l->kept);
    if (l->kept == NULL)
        return error_nomem(err);
    if (m->setup.keys == NULL || m->setup.on_changed_row == KAMU_CHANGED_ROW_IGNORE)
        return KAMU_OK;
    return ledger_changes_open(m, &l->changes, err);
}

static kamu_code unseen_rows(struct merge *m, const struct batch *b, int64_t *n,
                             struct kamu_error *err)
{
    struct ledger *l = m->impl;
    *n = 0;
    KAMU_TRY(key_lookup(&l->lookup, m, b, b->length, err));
    for (int64_t i = 0; i < b->length; i++)
        if (!l->lookup.found[i])
            l->kept[(*n)++] = (int32_t)i;
    return l->changes == NULL ? KAMU_OK : ledger_changes_check(l->changes, b, &l->lookup, err);
}

static kamu_code ledger_add(struct merge *m, struct batch *b, merge_emit emit, void *ctx,
                            struct kamu_error *err)
{
    struct ledger *l = m->impl;
    struct batch *out = NULL;
    int64_t n = b->length;
    kamu_code rc = KAMU_OK;
    if (m->setup.keys != NULL)
        rc = unseen_rows(m, b, &n, err);
    m->counts.added += (uint64_t)n;
    m->counts.dropped += (uint64_t)(b->length - n);
    if (rc == KAMU_OK && n != 0)
        rc = merge_with_op(m, b, OP_APPEND, n == b->length ? NULL : l->kept, n, &out, err);
    batch_free(b);
    if (rc != KAMU_OK || out == NULL)
        return rc;
    return emit(ctx, out, err);
}

static void ledger_free(struct merge *m)
{
    struct ledger *l = m->impl;
    if (l == NULL)
        return;
    ledger_changes_free(l->changes);
    key_lookup_free(&l->lookup);
    mem_free(l->kept);
    mem_free(l);
}

const struct merge_ops merge_ledger_ops = {
    .open = ledger_open, .add = ledger_add, .free = ledger_free};
