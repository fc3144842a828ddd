/*
 * UpsertStream (spec/merge-strategies.md 6): each row says what its key is from now on, or
 * that it is gone (-R). The full rule holds for the first push too: retractions of unknown
 * keys vanish, of several rows of one key the last counts.
 */
#include "merge/upsert.h"

static kamu_code stream_open(struct merge *m, struct kamu_error *err)
{
    struct upsert *u = mem_calloc(1, sizeof *u);
    if (u == NULL)
        return error_nomem(err);
    m->impl = u;
    return upsert_init(u, m, err);
}

static kamu_code stream_add(struct merge *m, struct batch *b, merge_emit emit, void *ctx,
                            struct kamu_error *err)
{
    return upsert_add(m->impl, b, emit, ctx, err);
}

static kamu_code stream_finish(struct merge *m, merge_emit emit, void *ctx, struct kamu_error *err)
{
    KAMU_TRY(upsert_finish(m->impl, emit, ctx, err));
    return upsert_flush(m->impl, NULL, 0, emit, ctx, err);
}

static void stream_free(struct merge *m)
{
    if (m->impl != NULL)
        upsert_free(m->impl);
    mem_free(m->impl);
}

const struct merge_ops merge_upsert_stream_ops = {
    .open = stream_open, .add = stream_add, .finish = stream_finish, .free = stream_free};
