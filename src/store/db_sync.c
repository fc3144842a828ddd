/* What a dataset's state means for kamu's database. */
#include "store/kamu_db.h"
#include "store/private.h"

static kamu_code put_entry(struct kamu_db *db, const struct dataset *ds,
                           const struct dataset_state *state, struct kamu_error *err)
{
    const struct odf_set_transform *t = state->chain.transform;
    size_t n = 0;
    struct odf_did *upstream = mem_calloc(t ? t->inputs.n + 1 : 1, sizeof *upstream);
    if (!upstream)
        return error_nomem(err);
    for (uint32_t i = 0; t && i < t->inputs.n; i++)
        n += odf_did_parse(t->inputs.items[i].dataset_ref, &upstream[n], NULL) == KAMU_OK;
    kamu_code rc = kamu_db_put_dataset(db, &ds->handle, state->chain.dataset_kind,
                                       state->chain.system_time, upstream, n, err);
    mem_free(upstream);
    return rc;
}

kamu_code store_db_put_head(struct kamu_db *db, struct dataset *ds, const struct odf_hash *old_head,
                            const struct odf_hash *new_head, const struct kamu_db_block *blocks,
                            size_t n_blocks, const struct dataset_state *state,
                            struct kamu_error *err)
{
    struct kamu_db_dataset known;
    struct arena arena;
    bool found;
    arena_init(&arena, 64 << 10);
    kamu_code rc = kamu_db_find(db, &ds->handle.id, &arena, &known, &found, err);
    arena_free(&arena);
    bool transform = n_blocks == 0;
    for (size_t i = 0; i < n_blocks; i++)
        transform |= strcmp(blocks[i].event_type, "SetTransform") == 0;
    /* Kept as it is where kamu has it already, but for what the dataset depends on. */
    if (rc == KAMU_OK && (!found || transform))
        rc = put_entry(db, ds, state, err);
    struct kamu_db_statistics sums = {state->pulled, state->chain.rows_total,
                                      state->chain.data_bytes_total, state->checkpoint_bytes};
    if (rc == KAMU_OK)
        rc = kamu_db_set_head(db, &ds->handle.id, old_head, new_head, blocks, n_blocks, &sums, err);
    return rc;
}

kamu_code store_db_move_head(struct dataset *ds, const struct odf_hash *old_head,
                             const struct odf_hash *new_head, const struct kamu_db_block *blocks,
                             size_t n_blocks, const struct dataset_state *state,
                             struct kamu_error *err)
{
    struct kamu_db *db;
    KAMU_TRY(kamu_db_get(ds->ws, &db, err));
    if (!db)
        return KAMU_OK;
    KAMU_TRY(kamu_db_begin(db, err));
    kamu_code rc = store_db_put_head(db, ds, old_head, new_head, blocks, n_blocks, state, err);
    if (rc == KAMU_OK)
        return kamu_db_commit(db, err);
    kamu_db_rollback(db);
    return rc;
}
