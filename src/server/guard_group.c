/* The guard's part of one commit; see guard.h. */
#include "server/guard_impl.h"
#include "server/metrics.h"
#include "server/server.h"
#include "store/commit.h"

enum decision {
    NEW,       /* to be merged */
    REPLAY,    /* committed before: `found` */
    REPEAT,    /* a producer's, committed before */
    REPEAT_OF, /* a producer's, repeats another member of this commit */
    REFUSED    /* with a verdict */
};

struct decided {
    enum decision decision;
    enum push_verdict verdict;
    struct idempotency_found found;
    size_t of;         /* REPEAT_OF */
    struct str source; /* of a producer; valid during the commit */
    bool moves;        /* its producer's entry changes when it is committed */
    struct str offset; /* then this is its offset */
    bool has_epoch;    /* and its epoch */
    uint64_t epoch;
};

struct guard_group {
    struct guard *g;
    struct env *env;
    struct guard_dataset *d;
    struct guard_ticket *const *tickets;
    size_t n;
    struct decided *decided;
    struct arena arena; /* of one attempt: sources, offsets, the state */
    const struct group_member *members;
    struct dataset *ds;
    struct odf_hash head; /* at which it was admitted */
    struct producer *moved;
    size_t n_moved;
    struct group_commit_point at;
    bool keyed, has_producers; /* among the tickets */
    bool committing;           /* before_head was called in this attempt */
    bool appended;             /* records were written for it */
};

#define GROUP_ARENA_MAX ((size_t)64 << 20)

kamu_code guard_group_new(struct guard *g, struct env *env, struct guard_ticket *const *tickets,
                          size_t n, struct guard_group **out, struct kamu_error *err)
{
    struct guard_group x = {.g = g, .env = env, .tickets = tickets, .n = n};
    *out = NULL;
    for (size_t i = 0; i < n; i++) {
        if (tickets[i] == NULL)
            continue;
        x.d = tickets[i]->d;
        x.keyed |= tickets[i]->guard.has_key;
        x.has_producers |= tickets[i]->guard.producer.p != NULL;
    }
    if (x.d == NULL)
        return KAMU_OK;
    x.decided = mem_calloc(n, sizeof *x.decided);
    x.moved = mem_calloc(n, sizeof *x.moved);
    struct guard_group *made = mem_alloc(sizeof *made);
    if (x.decided == NULL || x.moved == NULL || made == NULL) {
        mem_free(x.decided);
        mem_free(x.moved);
        mem_free(made);
        return error_nomem(err);
    }
    *made = x;
    arena_init(&made->arena, GROUP_ARENA_MAX);
    *out = made;
    return KAMU_OK;
}

void guard_group_free(struct guard_group *x)
{
    if (x == NULL)
        return;
    mem_free(x->decided);
    mem_free(x->moved);
    arena_free(&x->arena);
    mem_free(x);
}

/* ---- admitting: keys ---------------------------------------------------------------------------
 */

static kamu_code admit_keys(struct guard_group *x, const struct dataset_state *state,
                            struct kamu_error *err)
{
    struct guard_dataset *d = x->d;
    KAMU_TRY(guard_keys(d, &dataset_handle(x->ds)->id, err));
    KAMU_TRY(idempotency_catch_up(d->keys, x->ds, state, err));
    for (size_t i = 0; i < x->n; i++) {
        const struct guard_ticket *t = x->tickets[i];
        struct decided *c = &x->decided[i];
        bool found;
        if (t == NULL || !t->guard.has_key)
            continue;
        KAMU_TRY(idempotency_find(d->keys, t->guard.scope, &found, &c->found, err));
        if (!found)
            continue;
        bool same = memcmp(c->found.entry.fingerprint, t->guard.fingerprint,
                           sizeof t->guard.fingerprint) == 0;
        c->decision = same ? REPLAY : REFUSED;
        c->verdict = same ? VERDICT_NONE : VERDICT_MISMATCH;
    }
    return KAMU_OK;
}

/* ---- admitting: producers
 * ------------------------------------------------------------------------ */

static bool is_number(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n != 0;
}

static struct str without_zeros(struct str s)
{
    while (s.n > 1 && s.p[0] == '0') {
        s.p++;
        s.n--;
    }
    return s;
}

bool guard_offset_reached(struct str offset, struct str committed)
{
    if (!is_number(offset) || !is_number(committed))
        return str_eq(offset, committed);
    offset = without_zeros(offset);
    committed = without_zeros(committed);
    return offset.n != committed.n ? offset.n < committed.n : str_cmp(offset, committed) <= 0;
}

/* What is known of a producer before member i: from the members before it, else from the chain. */
struct known {
    bool any;
    struct str offset;
    uint64_t epoch;
    bool pending; /* from member `of` of this commit */
    size_t of;
};

static kamu_code producer_key(const struct guard_ticket *t, struct str source, struct arena *arena,
                              struct str *out, struct kamu_error *err)
{
    char *p = arena_alloc(arena, source.n + 1 + t->guard.producer.n);
    if (p == NULL)
        return error_nomem(err);
    memcpy(p, source.p, source.n);
    p[source.n] = '\0';
    memcpy(p + source.n + 1, t->guard.producer.p, t->guard.producer.n);
    *out = (struct str){p, source.n + 1 + t->guard.producer.n};
    return KAMU_OK;
}

static struct known known_of(const struct guard_group *x, const struct map *pending, struct str key,
                             struct str source, struct str name)
{
    const struct decided *before = map_get(pending, key);
    if (before != NULL) {
        size_t of = (size_t)(before - x->decided);
        return (struct known){true, before->offset, before->has_epoch ? before->epoch : 0, true,
                              of};
    }
    const struct producer *p = producers_find(x->d->producers, source, name);
    if (p == NULL)
        return (struct known){0};
    return (struct known){true, p->offset, p->has_epoch ? p->epoch : 0, false, 0};
}

static kamu_code keep(struct guard_group *x, struct str from, struct str *out,
                      struct kamu_error *err)
{
    *out = arena_str(&x->arena, from);
    return out->p != NULL ? KAMU_OK : error_nomem(err);
}

static kamu_code decide_producer(struct guard_group *x, struct map *pending, size_t i,
                                 struct str source, struct kamu_error *err)
{
    const struct push_guard *mine = &x->tickets[i]->guard;
    struct decided *c = &x->decided[i];
    uint64_t epoch = mine->has_epoch ? mine->epoch : 0;
    struct str key;
    KAMU_TRY(producer_key(x->tickets[i], source, &x->arena, &key, err));
    struct known k = known_of(x, pending, key, source, mine->producer);
    c->source = source;
    c->has_epoch = mine->has_epoch;
    c->epoch = mine->epoch;
    c->offset = mine->offset;
    if (k.any && epoch < k.epoch) {
        c->decision = REFUSED;
        c->verdict = VERDICT_FENCED;
        return KAMU_OK;
    }
    if (!k.any && producers_count(x->d->producers) + pending->len >= PRODUCERS_MAX) {
        c->decision = REFUSED;
        c->verdict = VERDICT_FULL;
        return KAMU_OK;
    }
    if (!k.any || !guard_offset_reached(mine->offset, k.offset)) {
        c->moves = true;
        return map_put(pending, key, c, err);
    }
    c->decision = k.pending ? REPEAT_OF : REPEAT;
    c->of = k.of;
    c->moves = epoch > k.epoch; /* it takes over, although its rows are known */
    if (!c->moves)
        return KAMU_OK;
    KAMU_TRY(keep(x, k.offset, &c->offset, err));
    return map_put(pending, key, c, err);
}

static kamu_code admit_producers(struct guard_group *x, const struct dataset_state *state,
                                 const struct group_member *members, struct kamu_error *err)
{
    struct map pending;
    bool waits = false;
    kamu_code rc = guard_producers(x->d, err);
    map_init(&pending);
    if (rc == KAMU_OK)
        rc = producers_catch_up(x->d->producers, x->ds, &state->head, err);
    for (size_t i = 0; i < x->n && rc == KAMU_OK; i++) {
        const struct guard_ticket *t = x->tickets[i];
        const struct odf_add_push_source *picked = NULL;
        struct str source;
        if (t == NULL || t->guard.producer.p == NULL || members[i].code != KAMU_OK)
            continue;
        if (members[i].left) { /* no later one of any producer overtakes it */
            waits = true;
            continue;
        }
        if (waits) {
            x->decided[i] = (struct decided){.decision = REFUSED, .verdict = VERDICT_RUNNING};
            continue;
        }
        rc = odf_chain_pick_source(&state->chain, t->source, &picked, NULL, err);
        if (rc == KAMU_OK)
            rc = keep(x, picked->source_name, &source, err);
        if (rc == KAMU_OK)
            rc = decide_producer(x, &pending, i, source, err);
    }
    map_free(&pending);
    return rc;
}

/* In the order of the members: one waits for all before it. */
static void admit_ordered(struct guard_group *x, const struct group_member *members)
{
    uint64_t attempt = atomic_fetch_add(&x->g->attempts, 1) + 1;
    for (size_t i = 0; i < x->n; i++) {
        const struct push_order *o = x->tickets[i] == NULL ? NULL : x->tickets[i]->guard.order;
        if (o == NULL || members[i].left || members[i].code != KAMU_OK)
            continue;
        if (!o->may(o->ctx, attempt) && x->decided[i].decision != REPLAY)
            x->decided[i] = (struct decided){.decision = REFUSED, .verdict = VERDICT_RUNNING};
    }
}

kamu_code guard_admit(void *ctx, struct dataset *ds, const struct dataset_state *state,
                      struct group_member *members, size_t n, struct kamu_error *err)
{
    struct guard_group *x = ctx;
    KAMU_ASSERT(n == x->n);
    memset(x->decided, 0, n * sizeof *x->decided);
    arena_free(&x->arena);
    x->ds = ds;
    x->members = members;
    x->head = state->head;
    x->n_moved = 0;
    x->committing = x->appended = false;
    pthread_mutex_lock(&x->d->mutex);
    kamu_code rc = x->keyed ? admit_keys(x, state, err) : KAMU_OK;
    if (rc == KAMU_OK && x->has_producers)
        rc = admit_producers(x, state, members, err);
    pthread_mutex_unlock(&x->d->mutex);
    admit_ordered(x, members);
    for (size_t i = 0; i < n && rc == KAMU_OK; i++)
        members[i].skip = x->decided[i].decision != NEW;
    return rc;
}

/* ---- committing
 * ------------------------------------------------------------------------------------
 */

/* Does what it says become part of the dataset? */
static bool goes_in(const struct guard_group *x, const struct group_member *m, size_t i)
{
    return x->tickets[i] != NULL && m->code == KAMU_OK && !m->left && !m->skip;
}

static bool moves(const struct guard_group *x, const struct group_member *m, size_t i)
{
    return x->decided[i].moves && m->code == KAMU_OK && !m->left;
}

/* The newest of each producer among the members that go in. */
static kamu_code gather_moved(struct guard_group *x, const struct group_member *members,
                              struct kamu_error *err)
{
    struct map last; /* key -> place in x->moved + 1 */
    kamu_code rc = KAMU_OK;
    x->n_moved = 0;
    map_init(&last);
    for (size_t i = 0; i < x->n && rc == KAMU_OK; i++) {
        const struct decided *c = &x->decided[i];
        struct str key;
        if (!moves(x, &members[i], i))
            continue;
        rc = producer_key(x->tickets[i], c->source, &x->arena, &key, err);
        if (rc != KAMU_OK)
            break;
        struct producer *p = map_get(&last, key);
        if (p == NULL)
            p = &x->moved[x->n_moved++];
        *p = (struct producer){.source = c->source,
                               .name = x->tickets[i]->guard.producer,
                               .offset = c->offset,
                               .has_epoch = c->has_epoch,
                               .epoch = c->epoch};
        rc = map_put(&last, key, p, err);
    }
    map_free(&last);
    return rc;
}

kamu_code guard_source_state(void *ctx, struct group_member *members, size_t n,
                             struct odf_source_state *out, bool *present, struct kamu_error *err)
{
    struct guard_group *x = ctx;
    struct buf value = BUF_INIT(GROUP_ARENA_MAX);
    *present = false;
    KAMU_ASSERT(n == x->n);
    KAMU_TRY(gather_moved(x, members, err));
    if (x->n_moved == 0)
        return KAMU_OK;
    kamu_code rc = producers_encode(x->moved, x->n_moved, &value, err);
    *out =
        (struct odf_source_state){.source_name = x->moved[0].source, .kind = STR(PRODUCERS_KIND)};
    if (rc == KAMU_OK)
        rc = keep(x, (struct str){(const char *)value.data, value.len}, &out->value, err);
    buf_free(&value);
    *present = rc == KAMU_OK;
    return rc;
}

static struct idempotency_entry entry_of(const struct guard_ticket *t, const struct group_member *m)
{
    const struct kamu_push_result *r = &m->result;
    struct idempotency_entry e = {
        .outcome = {.updated = r->updated,
                    .has_offsets = r->has_data,
                    .rows_received = r->rows_read,
                    .rows_new = r->rows_written,
                    .rows_rejected = r->rows_rejected,
                    .offset_first = r->offset_first,
                    .offset_last = r->offset_last},
    };
    memcpy(e.scope, t->guard.scope, sizeof e.scope);
    memcpy(e.fingerprint, t->guard.fingerprint, sizeof e.fingerprint);
    return e;
}

/* Records of the keyed members that go in, with the dataset's mutex held. */
static kamu_code append(struct guard_group *x, const struct group_member *members,
                        const struct group_commit_point *at, struct fs_file **file,
                        struct kamu_error *err)
{
    struct idempotency_entry *entries = mem_calloc(x->n, sizeof *entries);
    size_t n = 0;
    kamu_code rc = KAMU_OK;
    if (entries == NULL)
        return error_nomem(err);
    for (size_t i = 0; i < x->n; i++)
        if (goes_in(x, &members[i], i) && x->tickets[i]->guard.has_key)
            entries[n++] = entry_of(x->tickets[i], &members[i]);
    if (n != 0)
        rc = idempotency_append(x->d->keys, x->ds, at, entries, n, file, err);
    x->appended = rc == KAMU_OK && n != 0;
    mem_free(entries);
    return rc;
}

kamu_code guard_before_head(void *ctx, const struct group_commit_point *at, struct fs_file **along,
                            struct kamu_error *err)
{
    struct guard_group *x = ctx;
    kamu_code rc = KAMU_OK;
    *along = NULL;
    x->committing = true;
    x->at = *at;
    if (!x->keyed)
        return KAMU_OK;
    pthread_mutex_lock(&x->d->mutex);
    rc = append(x, x->members, at, along, err);
    pthread_mutex_unlock(&x->d->mutex);
    return rc;
}

/* ---- afterwards
 * ------------------------------------------------------------------------------------
 */

/* Pushes that changed nothing are remembered as well. The dataset's lock is held meanwhile: nobody
 * else stands between his records and his head. */
static kamu_code remember_locked(struct guard_group *x, struct dataset *ds,
                                 const struct group_member *members, struct kamu_error *err)
{
    const struct dataset_state *state;
    struct fs_file *file = NULL;
    KAMU_TRY(dataset_state(ds, &state, err));
    struct group_commit_point at = {state->head, state->blocks - 1, state->head, state->blocks - 1};
    pthread_mutex_lock(&x->d->mutex);
    kamu_code rc = append(x, members, &at, &file, err);
    if (rc == KAMU_OK && file != NULL)
        rc = fs_sync(file, err);
    pthread_mutex_unlock(&x->d->mutex);
    return rc;
}

static kamu_code remember_unchanged(struct guard_group *x, struct dataset *ds,
                                    const struct group_member *members, struct kamu_error *err)
{
    struct fs_file *lock;
    bool any = false;
    for (size_t i = 0; i < x->n; i++)
        any |= goes_in(x, &members[i], i) && x->tickets[i]->guard.has_key;
    if (!any)
        return KAMU_OK;
    KAMU_TRY(dataset_lock(ds, &lock, err));
    kamu_code rc = remember_locked(x, ds, members, err);
    (void)fs_close(lock, NULL);
    return rc;
}

/* What is known in memory goes along with the head. */
static void move_along(struct guard_group *x, struct dataset *ds)
{
    pthread_mutex_lock(&x->d->mutex);
    if (x->appended)
        idempotency_confirm(x->d->keys);
    if (x->d->producers != NULL && producers_are_at(x->d->producers, &x->at.base))
        (void)producers_advance(x->d->producers, ds, &x->at.new_head, x->moved, x->n_moved, NULL);
    pthread_mutex_unlock(&x->d->mutex);
}

static void settle_repeat(const struct guard_group *x, kamu_code rc, size_t i,
                          const struct group_member *members, struct push_outcome *outcomes)
{
    const struct decided *c = &x->decided[i];
    struct push_outcome *o = &outcomes[i];
    if (c->decision == REPEAT_OF &&
        (rc != KAMU_OK || members[c->of].code != KAMU_OK || members[c->of].left)) {
        guard_refuse(o, VERDICT_RUNNING);
        return;
    }
    if (c->moves && rc != KAMU_OK)
        return; /* the failure of the whole, as the queue has told it */
    struct odf_hash head = rc == KAMU_OK && x->committing ? x->at.new_head : x->head;
    *o = (struct push_outcome){
        .code = KAMU_OK, .replayed = true, .old_head = head, .new_head = head};
    if (c->decision == REPEAT_OF && outcomes[c->of].code == KAMU_OK) {
        *o = outcomes[c->of];
        o->replayed = true;
    }
}

static void settle_one(const struct guard_group *x, kamu_code rc, size_t i,
                       const struct group_member *members, struct push_outcome *outcomes)
{
    const struct decided *c = &x->decided[i];
    if (x->tickets[i] == NULL || c->decision == NEW)
        return;
    if (c->decision == REPLAY)
        guard_replay(&c->found, &outcomes[i]);
    else if (c->decision == REFUSED)
        guard_refuse(&outcomes[i], c->verdict);
    else
        settle_repeat(x, rc, i, members, outcomes);
}

static void tell_order(const struct guard_group *x, kamu_code rc, size_t i,
                       const struct group_member *members, const struct push_outcome *o)
{
    const struct push_order *order = x->tickets[i] == NULL ? NULL : x->tickets[i]->guard.order;
    bool again = members[i].left || o->verdict == VERDICT_RUNNING || !guard_final(o->code) ||
                 (rc != KAMU_OK && !o->replayed);
    if (order != NULL && !again)
        order->settled(order->ctx);
}

void guard_settle(struct guard_group *x, struct dataset *ds, kamu_code rc,
                  const struct group_member *members, struct push_outcome *outcomes, size_t n)
{
    struct kamu_error err;
    KAMU_ASSERT(n == x->n);
    if (rc == KAMU_OK && x->committing)
        move_along(x, ds);
    else if (rc == KAMU_OK && x->keyed && x->members != NULL &&
             remember_unchanged(x, ds, members, &err) != KAMU_OK)
        for (size_t i = 0; i < n; i++)
            if (goes_in(x, &members[i], i) && x->tickets[i]->guard.has_key) {
                outcomes[i] = (struct push_outcome){.code = err.code, .error = err};
            }
    metrics_gauge_set(x->g->metrics, METRIC_IDEMPOTENCY_KEYS,
                      (int64_t)atomic_load(&x->g->limits.keys));
    if (x->members == NULL)
        return; /* it did not come so far */
    for (size_t i = 0; i < n; i++) {
        settle_one(x, rc, i, members, outcomes);
        tell_order(x, rc, i, members, &outcomes[i]);
    }
}
