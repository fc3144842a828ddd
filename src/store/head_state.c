/*
 * The state at the head, kept in `.kamu/cache/heads/<dataset>`:
 *
 *   magic 8 | struct packed (tag = hash of the head) | odf_chain_state bytes | checksum 8
 *
 * Read: same tag = done. Other tag: walk down from the head; when the tagged block
 * is met only the blocks above it are applied, else (reset, foreign chain) all of
 * the chain is. Written without sync, since it is derived: what a power cut leaves
 * of it fails the checksum.
 */
#include "base/map.h"
#include "store/private.h"

#define STATE_MAGIC "kamuhead"
#define STATE_FORMAT 1u
#define STATE_BYTES_MAX ((size_t)128 << 20)
/* Above so many newly applied blocks a state is kept even by a command that only reads. */
#define STATE_SAVE_AFTER_BLOCKS 16

struct packed {
    uint32_t format;
    uint32_t has_pulled;
    uint8_t head[32];
    uint64_t checkpoint_bytes;
    int64_t pulled_s;
    uint64_t pulled_ns;
};

void store_state_init(struct dataset_state *s)
{
    *s = (struct dataset_state){0};
    odf_chain_state_init(&s->chain);
}

void store_state_free(struct dataset_state *s)
{
    odf_chain_state_free(&s->chain);
    odf_chain_state_init(&s->chain);
}

kamu_code store_state_copy(const struct dataset_state *from, struct dataset_state *to,
                           struct kamu_error *err)
{
    struct odf_chain_state chain;
    odf_chain_state_init(&chain);
    KAMU_TRY(odf_chain_state_copy(&from->chain, &chain, err));
    *to = *from;
    to->chain = chain;
    return KAMU_OK;
}

static const struct odf_checkpoint *checkpoint_of(const struct odf_event *e)
{
    if (e->kind == ODF_ADD_DATA)
        return e->add_data->new_checkpoint;
    return e->kind == ODF_EXECUTE_TRANSFORM ? e->execute_transform->new_checkpoint : NULL;
}

kamu_code store_state_apply(struct dataset_state *s, const struct odf_block *b,
                            const struct odf_hash *hash, struct kamu_error *err)
{
    KAMU_TRY(odf_chain_apply(&s->chain, b, hash, err));
    s->head = *hash;
    s->blocks = b->sequence_number + 1;
    if (odf_event_is_data(b->event.kind)) {
        const struct odf_checkpoint *c = checkpoint_of(&b->event);
        s->pulled = (struct odf_opt_instant){true, b->system_time};
        if (c && ADD_OVERFLOW(s->checkpoint_bytes, c->size, &s->checkpoint_bytes))
            s->checkpoint_bytes = UINT64_MAX;
    }
    return KAMU_OK;
}

/* ---- file ------------------------------------------------------------------------------ */

static kamu_code cache_path(const struct workspace *ws, const struct odf_did *id,
                            char dir[FS_PATH_MAX], char name[ODF_DID_DIR_MAX])
{
    odf_did_dir(id, name);
    return path_join(dir, NULL, ws->priv->cache, STORE_CACHE_HEADS);
}

static bool decode(const struct buf *file, struct dataset_state *out)
{
    struct packed p;
    uint64_t sum;
    size_t head = 8 + sizeof p;
    if (file->len < head + sizeof sum || memcmp(file->data, STATE_MAGIC, 8) != 0)
        return false;
    memcpy(&sum, file->data + file->len - sizeof sum, sizeof sum);
    if (sum != hash_bytes(file->data, file->len - sizeof sum, STATE_FORMAT))
        return false;
    memcpy(&p, file->data + 8, sizeof p);
    if (p.format != STATE_FORMAT ||
        odf_chain_state_decode(file->data + head, file->len - head - sizeof sum, &out->chain,
                               NULL) != KAMU_OK)
        return false;
    out->head = odf_hash_sha3(p.head);
    out->blocks = out->chain.sequence_number + 1;
    out->checkpoint_bytes = p.checkpoint_bytes;
    out->pulled = (struct odf_opt_instant){p.has_pulled, {p.pulled_s, (uint32_t)p.pulled_ns}};
    return out->chain.has_head && odf_hash_eq(&out->chain.head, &out->head);
}

/* What is remembered, for whatever head; false when there is nothing usable. */
static bool load(const struct dataset *ds, struct dataset_state *out)
{
    char dir[FS_PATH_MAX], name[ODF_DID_DIR_MAX], path[FS_PATH_MAX];
    struct buf file = BUF_INIT(STATE_BYTES_MAX);
    bool ok = ds->ws && cache_path(ds->ws, &ds->handle.id, dir, name) == KAMU_OK &&
              path_join(path, NULL, dir, name) == KAMU_OK &&
              fs_read_all(&ds->env->fs, path, STATE_BYTES_MAX, &file, NULL) == KAMU_OK &&
              decode(&file, out);
    buf_free(&file);
    if (!ok) {
        store_state_free(out);
        store_state_init(out);
    }
    return ok;
}

void store_state_save(struct dataset *ds, const struct dataset_state *s)
{
    char dir[FS_PATH_MAX], name[ODF_DID_DIR_MAX];
    struct buf chain = BUF_INIT(STATE_BYTES_MAX), file = BUF_INIT(STATE_BYTES_MAX);
    struct fs *fs = &ds->env->fs;
    if (!ds->ws || cache_path(ds->ws, &ds->handle.id, dir, name) != KAMU_OK)
        return;
    struct packed p = {
        .format = STATE_FORMAT,
        .has_pulled = s->pulled.set,
        .checkpoint_bytes = s->checkpoint_bytes,
        .pulled_s = s->pulled.value.seconds,
        .pulled_ns = s->pulled.value.nanos,
    };
    memcpy(p.head, s->head.digest, sizeof p.head);
    if (odf_chain_state_encode(&s->chain, &chain, NULL) == KAMU_OK &&
        buf_append(&file, STATE_MAGIC, 8, NULL) == KAMU_OK &&
        buf_append(&file, &p, sizeof p, NULL) == KAMU_OK &&
        buf_append(&file, chain.data, chain.len, NULL) == KAMU_OK) {
        uint64_t sum = hash_bytes(file.data, file.len, STATE_FORMAT);
        if (buf_append(&file, &sum, sizeof sum, NULL) == KAMU_OK &&
            fs_write_atomic(fs, &ds->env->random, dir, name, file.data, file.len, false, NULL) ==
                KAMU_E_NOT_FOUND &&
            fs_mkdirs(fs, dir, NULL) == KAMU_OK)
            fs_write_atomic(fs, &ds->env->random, dir, name, file.data, file.len, false, NULL);
    }
    buf_free(&chain);
    buf_free(&file);
}

void dataset_keep_state(struct dataset *ds)
{
    if (ds->has_state)
        store_state_save(ds, &ds->state);
}

struct forgetting {
    struct workspace *ws;
    char dir[FS_PATH_MAX], prefix[ODF_DID_DIR_MAX + 1];
};

static kamu_code forget_keys(void *ctx, const char *name, struct kamu_error *err)
{
    const struct forgetting *f = ctx;
    char path[FS_PATH_MAX];
    (void)err;
    if (strncmp(name, f->prefix, strlen(f->prefix)) == 0 &&
        path_join(path, NULL, f->dir, name) == KAMU_OK)
        (void)fs_remove_tree(&f->ws->env->fs, path, NULL);
    return KAMU_OK;
}

void store_state_forget(struct workspace *ws, const struct odf_did *id)
{
    static const char *const rooms[] = {STORE_CACHE_HEADS, STORE_CACHE_SLICES, STORE_CACHE_RANGES,
                                        STORE_CACHE_PRODUCERS};
    struct forgetting f = {.ws = ws};
    char dir[FS_PATH_MAX], name[ODF_DID_DIR_MAX], path[FS_PATH_MAX];
    odf_did_dir(id, name);
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
        if (path_join(dir, NULL, ws->priv->cache, rooms[i]) == KAMU_OK &&
            path_join(path, NULL, dir, name) == KAMU_OK)
            fs_unlink(&ws->env->fs, path, NULL);
    (void)snprintf(f.prefix, sizeof f.prefix, "%s-", name);
    if (path_join(f.dir, NULL, ws->priv->cache, WORKSPACE_CACHE_KEYS) == KAMU_OK)
        (void)fs_list(&ws->env->fs, f.dir, forget_keys, &f, NULL);
}

/* ---- from the chain ------------------------------------------------------------------------ */

static kamu_code apply_stored(struct dataset *ds, const struct odf_hash *hashes, size_t n,
                              struct dataset_state *state, struct kamu_error *err)
{
    struct arena arena;
    kamu_code rc = KAMU_OK;
    arena_init(&arena, 4 * ODF_BLOCK_BYTES_MAX);
    for (size_t i = 0; i < n && rc == KAMU_OK; i++) {
        struct odf_block block;
        arena_free(&arena);
        rc = env_check_cancel(ds->env, err);
        if (rc == KAMU_OK)
            rc = dataset_block(ds, &hashes[i], &arena, &block, err);
        if (rc == KAMU_OK)
            rc = store_state_apply(state, &block, &hashes[i], err);
    }
    arena_free(&arena);
    return rc;
}

/* The Seed must be this dataset's, or a directory was put in another's place. */
static kamu_code check_identity(const struct dataset *ds, const struct dataset_state *s,
                                struct kamu_error *err)
{
    char text[ODF_DID_TEXT_MAX];
    if (!ds->ws || odf_did_eq(&s->chain.dataset_id, &ds->handle.id))
        return KAMU_OK;
    odf_did_text(&s->chain.dataset_id, text);
    return error_set(err, KAMU_E_CORRUPT, "Directory %s holds another dataset, %s", ds->dir, text);
}

kamu_code store_state_load(struct dataset *ds, const struct odf_hash *head, struct kamu_error *err)
{
    if (ds->has_state && odf_hash_eq(&ds->state.head, head))
        return KAMU_OK;
    if (ds->has_state)
        store_state_free(&ds->state);
    ds->has_state = false;
    struct dataset_state *s = &ds->state;
    struct odf_hash *hashes;
    size_t n;
    bool reached;
    store_state_init(s);
    bool remembered = load(ds, s);
    if (remembered && odf_hash_eq(&s->head, head)) {
        ds->has_state = true;
        return KAMU_OK;
    }
    kamu_code rc =
        dataset_chain_since(ds, head, remembered ? &s->head : NULL, &hashes, &n, &reached, err);
    if (rc == KAMU_OK && remembered && !reached) {
        store_state_free(s);
        store_state_init(s);
    }
    if (rc == KAMU_OK)
        rc = apply_stored(ds, hashes, n, s, err);
    if (rc == KAMU_OK)
        rc = check_identity(ds, s, err);
    mem_free(hashes);
    if (rc != KAMU_OK) {
        store_state_free(s);
        return rc;
    }
    ds->has_state = true;
    if (n >= STATE_SAVE_AFTER_BLOCKS || !remembered)
        store_state_save(ds, s);
    return KAMU_OK;
}

kamu_code store_state_at(struct dataset *ds, const struct odf_hash *at, struct dataset_state *out,
                         struct kamu_error *err)
{
    struct odf_hash *hashes;
    size_t n;
    store_state_init(out);
    KAMU_TRY(dataset_chain(ds, at, &hashes, &n, err));
    kamu_code rc = apply_stored(ds, hashes, n, out, err);
    mem_free(hashes);
    if (rc != KAMU_OK)
        store_state_free(out);
    return rc;
}

kamu_code dataset_state(struct dataset *ds, const struct dataset_state **out,
                        struct kamu_error *err)
{
    struct odf_hash head;
    KAMU_TRY(dataset_head(ds, &head, err));
    KAMU_TRY(store_state_load(ds, &head, err));
    *out = &ds->state;
    return KAMU_OK;
}
