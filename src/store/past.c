/* A dataset as it was: see past.h. */
#include "store/past.h"

#include "store/private.h"

#define BLOCK_ARENA_MAX (4 * ODF_BLOCK_BYTES_MAX)

static const struct odf_data_slice *slice_of(const struct odf_event *e)
{
    if (e->kind == ODF_ADD_DATA)
        return e->add_data->new_data;
    return e->kind == ODF_EXECUTE_TRANSFORM ? e->execute_transform->new_data : NULL;
}

static kamu_code unknown(const struct dataset *ds, const struct odf_hash *at,
                         struct kamu_error *err)
{
    char did[ODF_DID_TEXT_MAX], hash[ODF_HASH_TEXT_MAX];
    odf_did_text(&dataset_handle(ds)->id, did);
    odf_hash_text(at, hash);
    return error_set(err, KAMU_E_NOT_FOUND, "Dataset %s does not have a block %s", did, hash);
}

/* ---- below the head -------------------------------------------------------------------------- */

struct found {
    bool below;         /* `at` is in the chain of the head */
    bool only_data;     /* and nothing but data stands above it */
    uint64_t offset_to; /* of the rows up to it, exclusive */
};

/* The end of the rows when this is the newest block with data. */
static bool take_end(const struct odf_event *e, uint64_t *end)
{
    const struct odf_data_slice *s = slice_of(e);
    const struct odf_opt_u64 *prev = NULL;
    if (s != NULL) {
        *end = s->offset_interval.end + 1;
        return true;
    }
    if (e->kind == ODF_ADD_DATA)
        prev = &e->add_data->prev_offset;
    else if (e->kind == ODF_EXECUTE_TRANSFORM)
        prev = &e->execute_transform->prev_offset;
    if (prev != NULL)
        *end = prev->set ? prev->value + 1 : 0;
    return prev != NULL;
}

/* From the head down to `at`, and on to the newest block with data. */
static kamu_code look(struct dataset *ds, const struct odf_hash *head, const struct odf_hash *at,
                      uint64_t sequence, struct found *out, struct kamu_error *err)
{
    const struct odf_block *b = NULL;
    const struct odf_hash *hash = NULL;
    struct block_walk *w = NULL;
    *out = (struct found){.only_data = true};
    KAMU_TRY(block_walk_open(ds, head, &w, err));
    kamu_code rc = KAMU_OK;
    for (bool ended = false; !ended && rc == KAMU_OK;) {
        rc = env_check_cancel(ds->env, err);
        if (rc == KAMU_OK)
            rc = block_walk_next(w, &b, &hash, err);
        if (rc != KAMU_OK || b == NULL)
            break;
        out->below = out->below || odf_hash_eq(hash, at);
        if (out->below) {
            ended = take_end(&b->event, &out->offset_to);
            continue;
        }
        out->only_data = out->only_data && odf_event_is_data(b->event.kind);
        ended = b->sequence_number <= sequence || !out->only_data;
    }
    block_walk_free(w);
    return rc;
}

static kamu_code cut(struct dataset *ds, const struct dataset_state *state, uint64_t offset_to,
                     struct dataset_past *out, struct kamu_error *err)
{
    KAMU_TRY(odf_chain_state_copy(&state->chain, &out->chain, err));
    KAMU_TRY(dataset_slices(ds, &state->head, &out->slices, &out->n_slices, err));
    while (out->n_slices > 0 && out->slices[out->n_slices - 1].offset_last >= offset_to)
        out->n_slices--;
    return KAMU_OK;
}

/* ---- by itself --------------------------------------------------------------------------------
 */

static kamu_code apply(struct dataset *ds, const struct odf_hash *hash, struct dataset_past *out,
                       struct kamu_error *err)
{
    struct odf_block b;
    struct arena arena;
    arena_init(&arena, BLOCK_ARENA_MAX);
    kamu_code rc = dataset_block(ds, hash, &arena, &b, err);
    if (rc == KAMU_OK)
        rc = odf_chain_apply(&out->chain, &b, hash, err);
    const struct odf_data_slice *s = rc == KAMU_OK ? slice_of(&b.event) : NULL;
    if (s != NULL)
        out->slices[out->n_slices++] = (struct slice_ref){.offset_first = s->offset_interval.start,
                                                          .offset_last = s->offset_interval.end,
                                                          .bytes = s->size,
                                                          .physical = s->physical_hash};
    arena_free(&arena);
    return rc;
}

static kamu_code rebuild(struct dataset *ds, const struct odf_hash *at, struct dataset_past *out,
                         struct kamu_error *err)
{
    struct odf_hash *hashes = NULL;
    size_t n = 0;
    KAMU_TRY(dataset_chain(ds, at, &hashes, &n, err));
    out->slices = mem_calloc(n + 1, sizeof *out->slices);
    kamu_code rc = out->slices == NULL ? error_nomem(err) : KAMU_OK;
    for (size_t i = 0; i < n && rc == KAMU_OK; i++) {
        rc = env_check_cancel(ds->env, err);
        if (rc == KAMU_OK)
            rc = apply(ds, &hashes[i], out, err);
    }
    mem_free(hashes);
    return rc;
}

static kamu_code check_order(const struct dataset_past *p, struct kamu_error *err)
{
    for (size_t i = 0; i < p->n_slices; i++)
        if (p->slices[i].offset_last < p->slices[i].offset_first ||
            p->slices[i].offset_last == UINT64_MAX ||
            (i > 0 && p->slices[i].offset_first <= p->slices[i - 1].offset_last))
            return error_set(err, KAMU_E_CORRUPT, "Block with an impossible offset interval");
    return KAMU_OK;
}

/* ---- opening ----------------------------------------------------------------------------------
 */

static kamu_code open_past(struct dataset *ds, const struct odf_hash *at, struct dataset_past *out,
                           struct kamu_error *err)
{
    const struct dataset_state *state = NULL;
    struct odf_block b;
    struct arena arena;
    struct found found = {0};
    arena_init(&arena, BLOCK_ARENA_MAX);
    kamu_code rc = dataset_block(ds, at, &arena, &b, err);
    uint64_t sequence = rc == KAMU_OK ? b.sequence_number : 0;
    arena_free(&arena);
    if (rc == KAMU_E_NOT_FOUND)
        return unknown(ds, at, err);
    KAMU_TRY(rc);
    KAMU_TRY(dataset_state(ds, &state, err));
    KAMU_TRY(look(ds, &state->head, at, sequence, &found, err));
    if (found.below && found.only_data)
        KAMU_TRY(cut(ds, state, found.offset_to, out, err));
    else
        KAMU_TRY(rebuild(ds, at, out, err));
    out->chain.rows_total = 0;
    for (size_t i = 0; i < out->n_slices; i++)
        out->chain.rows_total += out->slices[i].offset_last - out->slices[i].offset_first + 1;
    return check_order(out, err);
}

kamu_code dataset_past_open(struct dataset *ds, const struct odf_hash *at, struct dataset_past *out,
                            struct kamu_error *err)
{
    memset(out, 0, sizeof *out);
    odf_chain_state_init(&out->chain);
    kamu_code rc = open_past(ds, at, out, err);
    if (rc != KAMU_OK)
        dataset_past_free(out);
    return rc;
}

void dataset_past_free(struct dataset_past *p)
{
    odf_chain_state_free(&p->chain);
    mem_free(p->slices);
    memset(p, 0, sizeof *p);
}
