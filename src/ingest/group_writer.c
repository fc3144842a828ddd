/*
 * What is kept between the commits of one dataset: see group.h.
 *
 * The key state is not brought to each new head: that would read back and index the slice of every
 * commit. Their keys are remembered in memory, and taken in by the state every now and then, when
 * nothing is to be done, and at the end. Who opens the dataset meanwhile, also after a crash,
 * catches up from the chain, as always.
 */
#include "ingest/group_writer.h"

#include "ingest/push_impl.h"

#define BEHIND_COMMITS_MAX 64
#define UNSAVED_COMMITS_MAX 16 /* who reads the dataset meanwhile applies so many blocks */
#define BEHIND_KEYS_MAX ((size_t)16 << 10)

kamu_code group_writer_new(struct env *env, struct dataset *ds, struct group_writer **out,
                           struct kamu_error *err)
{
    struct group_writer *w = mem_calloc(1, sizeof *w);
    if (w == NULL)
        return error_nomem(err);
    w->env = env;
    w->ds = ds;
    key_recent_init(&w->recent);
    kamu_code rc = push_temp_dir(env, ds, w->temp_dir, err);
    if (rc != KAMU_OK) {
        mem_free(w);
        return rc;
    }
    *out = w;
    return KAMU_OK;
}

static void close_keys(struct group_writer *w)
{
    key_state_free(w->keys);
    history_free(w->history);
    w->keys = NULL;
    w->history = NULL;
    key_recent_clear(&w->recent);
    w->behind = 0;
    if (w->plan != NULL)
        target_plan_unref(w->plan);
    target_unref(w->plan_target);
    w->plan = NULL;
    w->plan_target = NULL;
}

static void keep_state(struct group_writer *w)
{
    if (w->unsaved != 0)
        dataset_keep_state(w->ds);
    w->unsaved = 0;
}

void group_writer_rest(struct group_writer *w)
{
    keep_state(w);
    if (w->keys != NULL && w->behind != 0)
        key_state_keep(w->keys, &w->head);
    close_keys(w);
}

void group_writer_forget(struct group_writer *w)
{
    close_keys(w);
    target_unref(w->target);
    w->target = NULL;
}

void group_writer_free(struct group_writer *w)
{
    if (w == NULL)
        return;
    group_writer_rest(w);
    group_writer_forget(w);
    key_recent_free(&w->recent);
    mem_free(w);
}

kamu_code group_writer_see(struct group_writer *w, const struct dataset_state *state,
                           struct kamu_error *err)
{
    if (w->target != NULL && target_fits(w->target, &state->chain))
        return KAMU_OK;
    target_unref(w->target);
    w->target = NULL;
    return target_new(&state->chain, &w->target, err);
}

kamu_code group_writer_target(struct group_writer *w, struct target **out, struct kamu_error *err)
{
    const struct dataset_state *state = NULL;
    *out = NULL;
    KAMU_TRY(dataset_state(w->ds, &state, err));
    KAMU_TRY(group_writer_see(w, state, err));
    *out = target_ref(w->target);
    return KAMU_OK;
}

struct target *group_writer_known(const struct group_writer *w)
{
    return w->target;
}

/* ---- keys ------------------------------------------------------------------------------- */

static kamu_code open_state(struct group_writer *w, const struct prepared *member,
                            const struct odf_hash *head, struct kamu_error *err)
{
    w->plan = target_plan_ref(member->plan);
    w->plan_target = target_ref(member->target);
    w->spec = w->plan->plan.merge;
    w->vocab = w->plan->plan.vocab;
    w->head = *head;
    struct key_state_options o = {.spec = &w->spec, .vocab = &w->vocab, .temp_dir = w->temp_dir};
    KAMU_TRY(history_open(w->env, w->ds, target_schema(w->target), &w->history, err));
    return key_state_open(w->env, w->ds, w->history, head, &o, &w->keys, err);
}

kamu_code group_writer_open_keys(struct group_writer *w, const struct prepared *member,
                                 const struct odf_hash *head, struct kamu_error *err)
{
    bool wanted = merge_needs_history(member->plan->plan.merge.kind) && target_has_data(w->target);
    bool at_head = w->keys != NULL && odf_hash_eq(&w->head, head);
    if (wanted && at_head && target_same(w->plan_target, w->target) &&
        str_eq(w->plan->source_name, member->plan->source_name))
        return KAMU_OK;
    if (at_head) /* for another source; else the head is not where we left it */
        group_writer_rest(w);
    close_keys(w);
    if (!wanted)
        return KAMU_OK;
    kamu_code rc = open_state(w, member, head, err);
    if (rc != KAMU_OK)
        close_keys(w);
    return rc;
}

/* The offset of a row of the group. */
static void place_rows(const int32_t *order, uint64_t first, size_t n, uint64_t *offset_of)
{
    for (size_t j = 0; j < n; j++)
        offset_of[order[j]] = first + j;
}

static kamu_code remember(struct group_writer *w, const struct merge_group *merged,
                          const int32_t *order, const struct history_slice *slice,
                          struct kamu_error *err)
{
    size_t rows = (size_t)(slice->offset_last - slice->offset_first + 1);
    uint64_t *offset_of = mem_realloc_array(NULL, rows, sizeof *offset_of);
    if (offset_of == NULL)
        return error_nomem(err);
    place_rows(order, slice->offset_first, rows, offset_of);
    kamu_code rc = history_append(w->history, slice, err);
    for (size_t i = 0; i < merged->keys.n && rc == KAMU_OK; i++) {
        const struct merge_key *k = &merged->states[i];
        if (!k->changed || (k->row < 0 && !k->gone))
            continue;
        struct key_entry e = {.offset = k->row < 0 ? 0 : offset_of[k->row],
                              .event_time = k->event_time};
        memcpy(e.digest, k->digest, sizeof e.digest);
        if (k->gone)
            e.offset |= KEY_GONE;
        rc = key_recent_put(&w->recent, key_table_at(&merged->keys, i), &e, err);
    }
    mem_free(offset_of);
    return rc;
}

void group_writer_committed(struct group_writer *w, const struct odf_hash *base,
                            const struct odf_hash *head, const struct merge_group *merged,
                            const int32_t *order, const struct history_slice *slice)
{
    if (++w->unsaved >= UNSAVED_COMMITS_MAX)
        keep_state(w);
    if (w->keys == NULL)
        return;
    if (!odf_hash_eq(base, &w->head) || !merged->with_state) {
        close_keys(w);
        return;
    }
    if (slice != NULL && remember(w, merged, order, slice, NULL) != KAMU_OK) {
        close_keys(w); /* the next commit opens the state anew and catches up */
        return;
    }
    w->head = *head;
    w->behind++;
    if (w->behind >= BEHIND_COMMITS_MAX || w->recent.keys.n >= BEHIND_KEYS_MAX)
        group_writer_rest(w);
}
