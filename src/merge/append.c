/* Append (spec/merge-strategies.md 2): every row is added; the history is not looked at. */
#include "merge/strategy_impl.h"

static kamu_code append_add(struct merge *m, struct batch *b, merge_emit emit, void *ctx,
                            struct kamu_error *err)
{
    struct batch *out = NULL;
    uint64_t rows = (uint64_t)b->length;
    kamu_code rc = merge_with_op(m, b, OP_APPEND, NULL, 0, &out, err);
    batch_free(b);
    KAMU_TRY(rc);
    m->counts.added += rows;
    return emit(ctx, out, err);
}

const struct merge_ops merge_append_ops = {.add = append_add};
