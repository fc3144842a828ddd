/* Readers over a pipeline of pieces: batches in order, bad records reported or left out. */
#include "readers/reader_impl.h"

struct records {
    const struct record_ops *ops;
    void *ctx;
    struct pipeline *pl;
    struct piece *piece; /* being handed out */
    bool finished;
};

bool records_skip_bad(const struct reader *r)
{
    return r->o.on_error == READER_SKIP;
}

static kamu_code report(struct reader *r, struct piece *p, const struct piece_reject *rj,
                        struct kamu_error *err)
{
    struct records *x = r->impl;
    struct kamu_error why = {0};
    size_t end = rj->at;
    x->ops->explain(x->ctx, p, rj->at, rj->record, &end, &why);
    size_t n = end - rj->at;
    struct reader_reject reject = {
        .error = &why,
        .raw = {(const char *)p->text + rj->at, n > READER_RAW_MAX ? READER_RAW_MAX : n}};
    return reader_reject_record(r, &reject, err);
}

/* What a finished piece says: counts, bad records, and whether it ended badly. */
static kamu_code take(struct reader *r, struct piece *p, struct kamu_error *err)
{
    struct records *x = r->impl;
    x->ops->count(x->ctx, p, &r->stats);
    r->stats.records += p->records;
    for (size_t i = 0; i < p->n_rejects; i++)
        KAMU_TRY(report(r, p, &p->rejects[i], err));
    if (p->stop == PIECE_NO_MEMORY)
        return error_nomem(err);
    if (p->stop != PIECE_BAD)
        return KAMU_OK;
    struct kamu_error why = {0};
    size_t end;
    x->ops->explain(x->ctx, p, p->used, p->records, &end, &why);
    if (p->record + p->records == 0)
        hint_from_head(r, &why);
    if (err != NULL)
        *err = why;
    return why.code;
}

static kamu_code finish(struct reader *r, struct piece *ended, struct kamu_error *err)
{
    struct records *x = r->impl;
    x->finished = true;
    return x->ops->finish != NULL ? x->ops->finish(x->ctx, x->pl, ended, err) : KAMU_OK;
}

static kamu_code records_next(struct reader *r, struct batch **out, struct kamu_error *err)
{
    struct records *x = r->impl;
    *out = NULL;
    while (!x->finished) {
        struct piece *p = x->piece;
        if (p == NULL) {
            KAMU_TRY(pipeline_next(x->pl, &p, err));
            if (p == NULL)
                return finish(r, NULL, err);
            x->piece = p;
            KAMU_TRY(take(r, p, err));
        }
        if (p->next_batch < p->n_batches) {
            *out = p->batches[p->next_batch];
            p->batches[p->next_batch++] = NULL;
            return KAMU_OK;
        }
        if (p->stop == PIECE_END)
            return finish(r, p, err);
        x->piece = NULL;
        pipeline_release(x->pl, p);
        r->stats.bytes_decoded = pipeline_offset(x->pl);
    }
    return KAMU_OK;
}

static void records_close(struct reader *r)
{
    struct records *x = r->impl;
    pipeline_free(x->pl);
    x->ops->free(x->ctx);
    mem_free(x);
}

static const struct reader_ops records_ops = {records_next, records_close, NULL};

kamu_code records_open(struct reader *r, const struct record_ops *ops, void *ctx,
                       const struct buf *start, uint64_t offset, uint64_t line, uint64_t column,
                       struct kamu_error *err)
{
    struct records *x = mem_calloc(1, sizeof *x);
    if (x == NULL) {
        ops->free(ctx);
        return error_nomem(err);
    }
    *x = (struct records){.ops = ops, .ctx = ctx};
    r->impl = x;
    r->ops = &records_ops;
    KAMU_TRY(pipeline_new(r->env, r->in, &ops->pipeline, ctx, r->o.chunk_bytes,
                          r->o.record_max_bytes, &x->pl, err));
    if (start != NULL)
        return pipeline_start_with(x->pl, start->data, start->len, offset, line, column, err);
    return KAMU_OK;
}
