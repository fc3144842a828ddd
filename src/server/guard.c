/* See guard.h: the server's part, and the way of one push. guard_group.c has that of a commit. */
#include "server/guard.h"

#include "server/guard_impl.h"

#define CATCH_UP_MAX 16

/* ---- the guard --------------------------------------------------------------------------- */

/* Records of datasets that are gone. */
static kamu_code sweep_one(void *ctx, const char *name, struct kamu_error *err)
{
    struct server *s = ctx;
    struct odf_did id;
    char data[FS_PATH_MAX], path[FS_PATH_MAX];
    struct fs_stat st;
    if (odf_did_parse_dir(str_c(name), &id, NULL) != KAMU_OK)
        return KAMU_OK;
    (void)snprintf(data, sizeof data, "%.3000s/datasets/%.100s", s->ws->dir, name);
    (void)snprintf(path, sizeof path, "%.3000s/%s/%.100s", s->server_dir, IDEMPOTENCY_DIR, name);
    if (fs_stat(&s->env->fs, data, &st, NULL) == KAMU_OK && st.kind == FS_NONE)
        (void)fs_remove_tree(&s->env->fs, path, NULL);
    return KAMU_OK;
}

kamu_code guard_open(struct server *s, struct guard **out, struct kamu_error *err)
{
    struct guard *g = mem_calloc(1, sizeof *g);
    *out = NULL;
    if (g == NULL)
        return error_nomem(err);
    g->metrics = s->metrics;
    g->env = *s->env;
    g->env.cancel = g->env.fs.cancel = NULL;
    g->limits.seconds = s->options.idempotency_seconds;
    g->limits.keys_max = IDEMPOTENCY_KEYS_MAX;
    kamu_code rc = path_join(g->dir, err, s->server_dir, IDEMPOTENCY_DIR);
    if (rc == KAMU_OK && pthread_mutex_init(&g->mutex, NULL) != 0)
        rc = error_nomem(err);
    if (rc != KAMU_OK) {
        mem_free(g);
        return rc;
    }
    map_init(&g->datasets);
    (void)fs_list(&s->env->fs, g->dir, sweep_one, s, NULL); /* it may not be there */
    *out = g;
    return KAMU_OK;
}

static void dataset_free(struct guard_dataset *d)
{
    idempotency_close(d->keys);
    producers_free(d->producers);
    map_free(&d->running);
    pthread_mutex_destroy(&d->mutex);
    mem_free(d);
}

void guard_close(struct guard *g)
{
    size_t i = 0;
    struct str key;
    void *d;
    if (g == NULL)
        return;
    while (map_next(&g->datasets, &i, &key, &d))
        dataset_free(d);
    map_free(&g->datasets);
    pthread_mutex_destroy(&g->mutex);
    mem_free(g);
}

static kamu_code dataset_add(struct guard *g, struct str key, struct guard_dataset **out,
                             struct kamu_error *err)
{
    struct guard_dataset *d = mem_calloc(1, sizeof *d);
    if (d == NULL)
        return error_nomem(err);
    d->g = g;
    map_init(&d->running);
    kamu_code rc = pthread_mutex_init(&d->mutex, NULL) == 0 ? KAMU_OK : error_nomem(err);
    if (rc == KAMU_OK)
        rc = map_put(&g->datasets, key, d, err);
    if (rc != KAMU_OK) {
        mem_free(d);
        return rc;
    }
    *out = d;
    return KAMU_OK;
}

kamu_code guard_dataset_of(struct guard *g, const struct odf_did *id, struct guard_dataset **out,
                           struct kamu_error *err)
{
    struct str key = {(const char *)id->key, sizeof id->key};
    kamu_code rc = KAMU_OK;
    pthread_mutex_lock(&g->mutex);
    *out = map_get(&g->datasets, key);
    if (*out == NULL)
        rc = dataset_add(g, key, out, err);
    pthread_mutex_unlock(&g->mutex);
    return rc;
}

kamu_code guard_keys(struct guard_dataset *d, const struct odf_did *id, struct kamu_error *err)
{
    return d->keys != NULL
               ? KAMU_OK
               : idempotency_open(&d->g->env, d->g->dir, id, &d->g->limits, &d->keys, err);
}

kamu_code guard_producers(struct guard_dataset *d, struct kamu_error *err)
{
    return d->producers != NULL ? KAMU_OK : producers_new(&d->producers, err);
}

/* ---- what is answered ---------------------------------------------------------------------- */

void guard_replay(const struct idempotency_found *found, struct push_outcome *o)
{
    const struct idempotency_outcome *first = &found->entry.outcome;
    *o = (struct push_outcome){
        .code = KAMU_OK,
        .replayed = true,
        .updated = first->updated,
        .old_head = found->old_head,
        .new_head = found->new_head,
        .rows_received = first->rows_received,
        .rows_new = first->rows_new,
        .rows_rejected = first->rows_rejected,
        .has_offsets = first->has_offsets,
        .offset_first = first->offset_first,
        .offset_last = first->offset_last,
    };
}

void guard_refuse(struct push_outcome *o, enum push_verdict verdict)
{
    static const char *const texts[] = {
        [VERDICT_RUNNING] = "The same push is under way; send it again a little later",
        [VERDICT_MISMATCH] = "The Idempotency-Key was used for another push",
        [VERDICT_FENCED] = "The producer goes on under a higher epoch",
        [VERDICT_FULL] =
            "The server remembers as many idempotency keys, or the dataset as many producers, as "
            "it may",
    };
    o->verdict = verdict;
    o->code = error_set(&o->error, verdict == VERDICT_FULL ? KAMU_E_LIMIT : KAMU_E_CONFLICT, "%s",
                        texts[verdict]);
}

bool guard_answer(struct exchange *x, const struct push_outcome *o)
{
    static const unsigned statuses[] = {[VERDICT_RUNNING] = 409,
                                        [VERDICT_MISMATCH] = 422,
                                        [VERDICT_FENCED] = 409,
                                        [VERDICT_FULL] = 503};
    if (exchange_header(x, "idempotency-key").p != NULL) {
        char seconds[24];
        (void)snprintf(seconds, sizeof seconds, "%llu",
                       (unsigned long long)x->server->options.idempotency_seconds);
        exchange_add_header(x, "Idempotency-Key-Retention", seconds);
    }
    if (o->replayed)
        exchange_add_header(x, "Idempotent-Replayed", "true");
    if (o->verdict == VERDICT_NONE || o->verdict > VERDICT_FULL)
        return false;
    if (o->verdict == VERDICT_RUNNING)
        exchange_add_header(x, "Retry-After", "1");
    if (o->verdict == VERDICT_FULL)
        exchange_add_header(x, "Retry-After", "600");
    const char *text = kamu_error_message(&o->error, 0);
    exchange_refuse(x, statuses[o->verdict], text != NULL ? text : "");
    return true;
}

/* ---- one push -------------------------------------------------------------------------------- */

static char *put_text(char *to, struct str from, struct str *out)
{
    if (from.p == NULL) {
        *out = STR_NONE;
        return to;
    }
    memcpy(to, from.p, from.n);
    *out = (struct str){to, from.n};
    return to + from.n;
}

static struct guard_ticket *ticket_new(struct guard_dataset *d, const struct push_request *r)
{
    struct str source = str_c(r->options.source_name);
    struct guard_ticket *t =
        mem_alloc(sizeof *t + source.n + r->guard.producer.n + r->guard.offset.n);
    if (t == NULL)
        return NULL;
    t->d = d;
    t->guard = r->guard;
    char *at = put_text(t->text, source, &t->source);
    at = put_text(at, r->guard.producer, &t->guard.producer);
    put_text(at, r->guard.offset, &t->guard.offset);
    return t;
}

/* At the head as it is now; others may move it meanwhile. */
static kamu_code catch_up_keys(struct guard_dataset *d, struct dataset *ds, struct kamu_error *err)
{
    const struct dataset_state *state;
    kamu_code rc = KAMU_E_CONFLICT;
    for (int i = 0; i < CATCH_UP_MAX && rc == KAMU_E_CONFLICT; i++) {
        KAMU_TRY(dataset_state(ds, &state, err));
        rc = idempotency_catch_up(d->keys, ds, state, err);
    }
    return rc;
}

/* It is in the tables: does it count at the head, and was it the same push? */
static kamu_code look_up_key(struct guard_dataset *d, struct worker *w,
                             const struct push_request *r, struct push_outcome *o, bool *known,
                             struct kamu_error *err)
{
    struct dataset *ds;
    struct idempotency_found found;
    KAMU_TRY(dataset_open(w->ws, &r->dataset, &ds, err));
    kamu_code rc = catch_up_keys(d, ds, err);
    if (rc == KAMU_OK)
        rc = idempotency_find(d->keys, r->guard.scope, known, &found, err);
    dataset_close(ds);
    if (rc != KAMU_OK || !*known)
        return rc;
    if (memcmp(found.entry.fingerprint, r->guard.fingerprint, sizeof r->guard.fingerprint) == 0)
        guard_replay(&found, o);
    else
        guard_refuse(o, VERDICT_MISMATCH);
    return KAMU_OK;
}

static kamu_code enter_key(struct guard_dataset *d, struct worker *w, const struct push_request *r,
                           struct push_outcome *o, bool *known, struct kamu_error *err)
{
    struct str scope = {(const char *)r->guard.scope, sizeof r->guard.scope};
    bool maybe;
    if (map_get(&d->running, scope) != NULL) {
        *known = true;
        guard_refuse(o, VERDICT_RUNNING);
        return KAMU_OK;
    }
    KAMU_TRY(guard_keys(d, &r->dataset.id, err));
    KAMU_TRY(idempotency_maybe(d->keys, r->guard.scope, &maybe, err));
    if (maybe)
        KAMU_TRY(look_up_key(d, w, r, o, known, err));
    if (*known)
        return KAMU_OK;
    if (atomic_load(&d->g->limits.keys) >= d->g->limits.keys_max) {
        *known = true;
        guard_refuse(o, VERDICT_FULL);
        return KAMU_OK;
    }
    return map_put(&d->running, scope, d, err);
}

kamu_code guard_enter(struct worker *w, const struct push_request *request,
                      struct guard_ticket **ticket, struct push_outcome *outcome, bool *known,
                      struct kamu_error *err)
{
    struct guard_dataset *d;
    const struct push_guard *guard = &request->guard;
    *ticket = NULL;
    *known = false;
    if (!guard->has_key && guard->producer.p == NULL && guard->order == NULL)
        return KAMU_OK;
    KAMU_TRY(guard_dataset_of(w->server->guard, &request->dataset.id, &d, err));
    struct guard_ticket *t = ticket_new(d, request);
    if (t == NULL)
        return error_nomem(err);
    kamu_code rc = KAMU_OK;
    if (guard->has_key) {
        pthread_mutex_lock(&d->mutex);
        rc = enter_key(d, w, request, outcome, known, err);
        pthread_mutex_unlock(&d->mutex);
    }
    if (rc != KAMU_OK || *known)
        mem_free(t);
    else
        *ticket = t;
    return rc;
}

void guard_leave(struct guard_ticket *t)
{
    if (t == NULL)
        return;
    if (t->guard.has_key) {
        pthread_mutex_lock(&t->d->mutex);
        map_remove(&t->d->running,
                   (struct str){(const char *)t->guard.scope, sizeof t->guard.scope});
        pthread_mutex_unlock(&t->d->mutex);
    }
    mem_free(t);
}

/* ---- a producer, for who asks ------------------------------------------------------------------
 */

static kamu_code copy_producer(const struct producer *from, struct arena *arena,
                               struct producer *out, struct kamu_error *err)
{
    *out = *from;
    out->source = arena_str(arena, from->source);
    out->name = arena_str(arena, from->name);
    out->offset = arena_str(arena, from->offset);
    return out->source.p != NULL && out->name.p != NULL && out->offset.p != NULL ? KAMU_OK
                                                                                 : error_nomem(err);
}

kamu_code guard_producer(struct worker *w, struct dataset *ds, const struct dataset_state *state,
                         struct str source, struct str name, struct arena *arena, bool *found,
                         struct producer *out, struct kamu_error *err)
{
    struct guard_dataset *d;
    const struct odf_add_push_source *picked = NULL;
    const struct producer *p = NULL;
    *found = false;
    if (source.p == NULL) {
        KAMU_TRY(odf_chain_pick_source(&state->chain, source, &picked, NULL, err));
        source = picked->source_name;
    }
    KAMU_TRY(guard_dataset_of(w->server->guard, &dataset_handle(ds)->id, &d, err));
    pthread_mutex_lock(&d->mutex);
    kamu_code rc = guard_producers(d, err);
    if (rc == KAMU_OK)
        rc = producers_catch_up(d->producers, ds, &state->head, err);
    if (rc == KAMU_OK)
        p = producers_find(d->producers, source, name);
    if (p != NULL)
        rc = copy_producer(p, arena, out, err);
    pthread_mutex_unlock(&d->mutex);
    *found = rc == KAMU_OK && p != NULL;
    return rc;
}
