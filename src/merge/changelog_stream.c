/*
 * ChangelogStream (spec/merge-strategies.md 5): the input says itself what is added,
 * retracted and corrected; the history is not looked at. Operation codes have been checked
 * before (ingest/op_column.h). The changes of one key keep their order.
 */
#include "merge/strategy_impl.h"

static kamu_code changelog_add(struct merge *m, struct batch *b, merge_emit emit, void *ctx,
                               struct kamu_error *err)
{
    struct batch *out = NULL;
    kamu_code rc = merge_with_op(m, b, OP_APPEND, NULL, 0, &out, err);
    if (rc == KAMU_OK) {
        column_release(&out->columns[0]);
        rc = column_ref(&b->columns[m->op_column], &out->columns[0], err);
        out->columns[0].type = &m->output->fields[0].type;
    }
    batch_free(b);
    if (rc != KAMU_OK) {
        batch_free(out);
        return rc;
    }
    const int32_t *op = (const int32_t *)(const void *)out->columns[0].values->data;
    for (int64_t i = 0; i < out->length; i++) {
        m->counts.added += op[i] == OP_APPEND;
        m->counts.retracted += op[i] == OP_RETRACT;
        m->counts.corrected += op[i] == OP_CORRECT_TO;
    }
    return emit(ctx, out, err);
}

const struct merge_ops merge_changelog_stream_ops = {.add = changelog_add};
