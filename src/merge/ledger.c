/*
 * Ledger (spec/merge-strategies.md 3): rows whose key the history has not seen are added, all
 * others are dropped. Whatever became of a row since, its key stays seen. Repeats inside one
 * input are kept, as kamu does. A null in a key equals another null (in kamu it never does,
 * so such rows come again with every push).
 */
#include "merge/key_state.h"
#include "merge/strategy_impl.h"

struct ledger {
    struct key_lookup lookup;
    int32_t *kept; /* rows of a batch */
};

static kamu_code ledger_open(struct merge *m, struct kamu_error *err)
{
    struct ledger *l = mem_calloc(1, sizeof *l);
    if (l == NULL)
        return error_nomem(err);
    m->impl = l;
    KAMU_TRY(key_lookup_init(&l->lookup, err));
    l->kept = mem_realloc_array(NULL, BATCH_ROWS_MAX, sizeof *l->kept);
    return l->kept == NULL ? error_nomem(err) : KAMU_OK;
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
    return KAMU_OK;
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
    key_lookup_free(&l->lookup);
    mem_free(l->kept);
    mem_free(l);
}

const struct merge_ops merge_ledger_ops = {
    .open = ledger_open, .add = ledger_add, .free = ledger_free};
