/* One commit of a line: see commit_line.h. */
#include "server/commit_line.h"

#include "server/quota.h"

void waiting_append(struct waiting_list *l, struct waiting *w)
{
    w->next = NULL;
    if (l->last == NULL)
        l->first = w;
    else
        l->last->next = w;
    l->last = w;
    l->n++;
}

/* ---- room for a group ----------------------------------------------------------------- */

void batch_of_pushes_free(struct batch_of_pushes *b)
{
    mem_free(b->items);
    mem_free(b->members);
    mem_free(b->outcomes);
    mem_free(b->tickets);
    memset(b, 0, sizeof *b);
}

#define GROW(array, cap)                                                                           \
    do {                                                                                           \
        void *grown_ = mem_realloc_array(array, cap, sizeof *(array));                             \
        if (grown_ == NULL)                                                                        \
            return error_nomem(err);                                                               \
        (array) = grown_;                                                                          \
    } while (0)

kamu_code batch_of_pushes_reserve(struct batch_of_pushes *b, size_t n, struct kamu_error *err)
{
    size_t cap = b->cap == 0 ? 16 : b->cap;
    if (n <= b->cap)
        return KAMU_OK;
    while (cap < n)
        cap *= 2;
    GROW(b->items, cap);
    GROW(b->members, cap);
    GROW(b->outcomes, cap);
    GROW(b->tickets, cap);
    b->cap = cap;
    return KAMU_OK;
}
#undef GROW

void outcome_clear(struct push_outcome *o)
{
    memset(o, 0, offsetof(struct push_outcome, error));
    o->error.code = KAMU_OK;
    o->error.os_errno = 0;
    memset(&o->error.at, 0, sizeof o->error.at);
    o->error.text[0] = o->error.text[1] = 0;
}

/* ---- opening, closing ------------------------------------------------------------------------ */

static kamu_code line_open(struct line *l, struct kamu_error *err)
{
    if (l->open)
        return KAMU_OK;
    KAMU_TRY(worker_init(&l->worker, l->queue->server, 0, err));
    l->open = true;
    kamu_code rc = dataset_open(l->worker.ws, &l->dataset, &l->ds, err);
    if (rc == KAMU_OK)
        rc = group_writer_new(&l->worker.env, l->ds, &l->writer, err);
    if (rc != KAMU_OK)
        line_close(l);
    return rc;
}

void line_close(struct line *l)
{
    if (!l->open)
        return;
    group_writer_free(l->writer);
    dataset_close(l->ds);
    worker_free(&l->worker);
    l->writer = NULL;
    l->ds = NULL;
    l->open = false;
}

void line_rest(struct line *l)
{
    if (l->open)
        group_writer_rest(l->writer);
    l->rested = true;
}

struct target *line_target(struct line *l)
{
    return l->open ? group_writer_known(l->writer) : NULL;
}

/* ---- outcomes ----------------------------------------------------------------------------------
 */

static struct odf_hash hash_of(const struct kamu_block_ref *r)
{
    return odf_hash_sha3(r->digest);
}

static void tell(const struct group_member *m, struct push_outcome *o)
{
    const struct kamu_push_result *r = &m->result;
    o->code = m->code;
    if (m->code != KAMU_OK) {
        if (m->error != NULL)
            o->error = *m->error;
        else
            (void)(error_set)(&o->error, m->code, "The push failed");
        return;
    }
    o->updated = r->updated;
    o->old_head = hash_of(&r->old_head);
    o->new_head = hash_of(&r->new_head);
    o->rows_received = r->rows_read;
    o->rows_rejected = r->rows_rejected;
    o->rows_new = r->rows_added + r->rows_retracted + r->rows_corrected;
    o->has_offsets = r->has_data;
    o->offset_first = r->offset_first;
    o->offset_last = r->offset_last;
}

static void tell_all_failed(struct batch_of_pushes *b, kamu_code rc, const struct kamu_error *why)
{
    for (size_t i = 0; i < b->n; i++) {
        b->outcomes[i].code = rc;
        b->outcomes[i].error = *why;
    }
}

/* ---- committing
 * ----------------------------------------------------------------------------------
 */

static kamu_code add_input(struct kamu_push *push, const struct push_request *r,
                           struct kamu_error *err)
{
    if (r->read != NULL)
        return kamu_push_add_callback(push, r->read, r->read_ctx, r->name, err);
    if (r->data == NULL && r->fd >= 0)
        return kamu_push_add_fd(push, r->fd, r->name, err);
    return kamu_push_add_memory(push, r->data != NULL ? r->data : "", (size_t)r->size, r->name,
                                err);
}

static kamu_code push_alone(struct line *l, struct batch_of_pushes *b,
                            const struct group_options *o, struct kamu_error *err)
{
    const struct push_request *r = &b->items[0]->request;
    struct kamu_push *push = NULL;
    struct kamu_error why = {0};
    struct kamu_push_options options = r->options;
    if (r->read != NULL)
        options.retries_max = 0;
    kamu_code rc = r->makes_source ? push_open_auto(&l->worker.env, l->ds, &options, r->auto_format,
                                                    &push, &why)
                                   : push_open(&l->worker.env, l->ds, &options, &push, &why);
    if (rc == KAMU_OK)
        rc = add_input(push, r, &why);
    if (rc == KAMU_OK) {
        rc = group_commit_alone(l->writer, &b->members[0], push, o, err);
    } else { /* its own fault: another source, another head */
        b->members[0].code = rc;
        b->members[0].error = mem_alloc(sizeof why);
        if (b->members[0].error != NULL)
            *b->members[0].error = why;
        rc = KAMU_OK;
    }
    kamu_push_free(push);
    return rc;
}

/* A push that was too early to be part of a group may be one by now. */
static kamu_code together(struct line *l, const struct batch_of_pushes *b, bool *yes,
                          struct kamu_error *err)
{
    const struct prepared *p = b->items[0]->push;
    *yes = b->n > 1 || prepared_how(p) == PREPARED_TOGETHER;
    if (*yes || prepared_how(p) == PREPARED_ALONE)
        return KAMU_OK;
    struct target *now = NULL;
    KAMU_TRY(group_writer_target(l->writer, &now, err));
    *yes = target_schema(now) != NULL && target_has_data(now);
    target_unref(now);
    return KAMU_OK;
}

static kamu_code commit(struct line *l, struct batch_of_pushes *b, const struct group_options *o,
                        struct kamu_error *err)
{
    bool yes = false;
    KAMU_TRY(line_open(l, err));
    KAMU_TRY(together(l, b, &yes, err));
    if (!yes)
        return push_alone(l, b, o, err);
    kamu_code rc = group_commit(l->writer, b->members, b->n, o, err);
    for (size_t i = 0; i < b->n; i++)
        b->items[i]->push = b->members[i].push; /* prepared anew, maybe */
    return rc;
}

/* What the commit has spent its time on; a push that was committed alone has measured that itself.
 */
static void take_times(struct line *l, const struct batch_of_pushes *b, uint64_t out[KAMU_STAGES])
{
    for (unsigned s = 0; s < KAMU_STAGES; s++) {
        out[s] = atomic_exchange(&l->times.wall_ns[s], 0);
        for (size_t i = 0; i < b->n; i++)
            out[s] += b->members[i].result.stage_ns[s];
    }
}

static void count(struct line *l, const struct batch_of_pushes *b, uint64_t started_ns)
{
    struct metrics *m = l->queue->server->metrics;
    uint64_t stages[KAMU_STAGES];
    bool updated = false;
    take_times(l, b, stages);
    for (size_t i = 0; i < b->n; i++) {
        updated = updated || b->outcomes[i].updated;
        b->outcomes[i].group = b->outcomes[i].code == KAMU_OK ? b->n : 0;
    }
    if (!updated)
        return;
    struct metrics_commit c = {.dataset = &l->dataset,
                               .pushes = b->n,
                               .total_ns = clock_monotonic_ns() - started_ns,
                               .sync_ns = stages[KAMU_STAGE_SYNC],
                               .slice_bytes = b->members[0].result.slice_bytes,
                               .stage_ns = stages};
    metrics_commit(m, &c);
    quotas_add(l->queue->server->quotas, l->dataset.account, c.slice_bytes);
    metrics_count(m, METRIC_COMMIT_RETRIES, b->members[0].result.retries);
}

/* ---- the owner's quota -------------------------------------------------------------------------
 */

struct hooks {                 /* ctx of the group's hooks */
    struct guard_group *guard; /* NULL: none */
    const struct batch_of_pushes *batch;
    uint64_t room; /* bytes that the owner may still have; QUOTA_NONE */
    bool exceeded;
};

static kamu_code admit(void *ctx, struct dataset *ds, const struct dataset_state *state,
                       struct group_member *members, size_t n, struct kamu_error *err)
{
    const struct hooks *h = ctx;
    return h->guard == NULL ? KAMU_OK : guard_admit(h->guard, ds, state, members, n, err);
}

static kamu_code source_state(void *ctx, struct group_member *members, size_t n,
                              struct odf_source_state *out, bool *present, struct kamu_error *err)
{
    const struct hooks *h = ctx;
    *present = false;
    return h->guard == NULL ? KAMU_OK : guard_source_state(h->guard, members, n, out, present, err);
}

static kamu_code before_head(void *ctx, const struct group_commit_point *at, struct fs_file **along,
                             struct kamu_error *err)
{
    struct hooks *h = ctx;
    h->exceeded = h->batch->members[0].result.slice_bytes > h->room;
    if (h->exceeded)
        return error_set(err, KAMU_E_LIMIT, "The storage quota of the dataset's owner is used up");
    return h->guard == NULL ? KAMU_OK : guard_before_head(h->guard, at, along, err);
}

static void tell_of_quota(struct batch_of_pushes *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->outcomes[i].code == KAMU_E_LIMIT)
            b->outcomes[i].verdict = VERDICT_QUOTA;
}

void line_commit(struct line *l, struct batch_of_pushes *b, struct waiting_list *left)
{
    struct guard_group *guard = NULL;
    struct kamu_error why = {0};
    uint64_t started = clock_monotonic_ns();
    size_t kept = 0;
    for (size_t i = 0; i < b->n; i++) {
        b->members[i] = (struct group_member){.push = b->items[i]->push};
        b->tickets[i] = b->items[i]->ticket;
        outcome_clear(&b->outcomes[i]);
    }
    struct worker *w = &l->worker;
    l->rested = false;
    kamu_code rc = line_open(l, &why);
    if (rc == KAMU_OK)
        rc = guard_group_new(l->queue->server->guard, &w->env, b->tickets, b->n, &guard, &why);
    struct quotas *quotas = l->queue->server->quotas;
    struct hooks h = {.guard = guard, .batch = b, .room = QUOTA_NONE};
    if (rc == KAMU_OK)
        rc = quotas_room(quotas, w->ws, l->dataset.account, &h.room, &why);
    struct group_options o = {admit, source_state, before_head, &h};
    bool hooked = guard != NULL || h.room != QUOTA_NONE;
    struct stage_mark before = stage_lead(&l->times);
    if (rc == KAMU_OK)
        rc = commit(l, b, hooked ? &o : NULL, &why);
    stage_leave(before);
    if (rc != KAMU_OK)
        tell_all_failed(b, rc, &why);
    for (size_t i = 0; rc == KAMU_OK && i < b->n; i++)
        tell(&b->members[i], &b->outcomes[i]);
    if (h.exceeded)
        tell_of_quota(b);
    if (guard != NULL)
        guard_settle(guard, l->ds, rc, b->members, b->outcomes, b->n);
    guard_group_free(guard);
    if (rc == KAMU_OK)
        count(l, b, started);
    for (size_t i = 0; i < b->n; i++) {
        mem_free(b->members[i].error);
        if (rc == KAMU_OK && b->members[i].left) {
            waiting_append(left, b->items[i]);
            continue;
        }
        if (kept != i) {
            b->items[kept] = b->items[i];
            b->outcomes[kept] = b->outcomes[i];
        }
        kept++;
    }
    b->n = kept;
    if (rc != KAMU_OK) /* a disk that was full, a dataset that is gone: begin anew */
        line_close(l);
}
