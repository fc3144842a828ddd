/* See receive.h. */
#include "store/receive.h"

#include "digest/sha3.h"
#include "store/transfer_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#define PIECE_BYTES ((size_t)256 << 10)

static const char *folder_of(enum dataset_object kind)
{
    return kind == DATASET_CHECKPOINT ? "checkpoints" : "data";
}

static kamu_code object_path(const char *dir, enum dataset_object kind, const struct odf_hash *hash,
                             char out[FS_PATH_MAX], struct kamu_error *err)
{
    char text[ODF_HASH_TEXT_MAX];
    odf_hash_text(hash, text);
    return store_path2(out, dir, folder_of(kind), text, err);
}

/* ---- objects: stored ------------------------------------------------------------------------- */

/* Hashes bytes [0, size) of the file and writes them to `copy`, when it is given. */
static kamu_code hash_fd(struct env *env, int fd, uint64_t size, struct fs_file *copy,
                         struct odf_hash *out, struct kamu_error *err)
{
    uint8_t digest[SHA3_256_SIZE], *piece = mem_alloc(PIECE_BYTES);
    struct sha3 sha;
    kamu_code rc = piece ? KAMU_OK : error_nomem(err);
    sha3_init(&sha);
    for (uint64_t at = 0; at < size && rc == KAMU_OK;) {
        size_t want = size - at < PIECE_BYTES ? (size_t)(size - at) : PIECE_BYTES;
        ssize_t got = pread(fd, piece, want, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        rc = env_check_cancel(env, err);
        if (rc == KAMU_OK && got <= 0)
            rc = got < 0
                     ? error_os(err, errno, "Cannot read what was received")
                     : error_set(err, KAMU_E_INPUT, "The object ends after %" PRIu64 " bytes", at);
        if (rc != KAMU_OK)
            break;
        sha3_update(&sha, piece, (size_t)got);
        if (copy)
            rc = fs_write(copy, piece, (size_t)got, err);
        at += (uint64_t)got;
    }
    mem_free(piece);
    sha3_final(&sha, digest);
    *out = odf_hash_sha3(digest);
    return rc;
}

static kamu_code write_copy(struct env *env, const char *folder, const void *memory, int fd,
                            uint64_t size, char path[FS_PATH_MAX], struct kamu_error *err)
{
    struct fs_file *file;
    struct odf_hash unused;
    KAMU_TRY(fs_create_pending(&env->fs, &env->random, folder, path, &file, err));
    kamu_code rc = memory ? fs_write(file, memory, (size_t)size, err)
                          : hash_fd(env, fd, size, file, &unused, err);
    if (rc == KAMU_OK)
        rc = fs_sync(file, err);
    fs_close(file, NULL);
    if (rc != KAMU_OK)
        fs_unlink(&env->fs, path, NULL);
    return rc;
}

/* The file itself under a pending name. *done = false: it cannot have one. */
static kamu_code link_file(struct env *env, const char *folder, int fd, char path[FS_PATH_MAX],
                           bool *done, struct kamu_error *err)
{
    char name[32] = ".pending-";
    *done = false;
    KAMU_TRY(random_alnum(&env->random, name + strlen(name), 16, err));
    KAMU_TRY(path_join(path, err, folder, name));
    if (fs_link_fd(&env->fs, fd, path, NULL) != KAMU_OK)
        return KAMU_OK;
    *done = true;
    struct fs_file *file;
    kamu_code rc = fs_open_read(&env->fs, path, &file, err);
    if (rc == KAMU_OK) {
        rc = fs_sync(file, err);
        fs_close(file, NULL);
    }
    if (rc != KAMU_OK)
        fs_unlink(&env->fs, path, NULL);
    return rc;
}

static kamu_code store_object(struct env *env, const char *folder, const char *path,
                              const void *memory, int fd, uint64_t size, struct kamu_error *err)
{
    char pending[FS_PATH_MAX];
    bool linked = false;
    KAMU_TRY(fs_mkdirs(&env->fs, folder, err));
    if (!memory)
        KAMU_TRY(link_file(env, folder, fd, pending, &linked, err));
    if (!linked)
        KAMU_TRY(write_copy(env, folder, memory, fd, size, pending, err));
    kamu_code rc = fs_rename(&env->fs, pending, path, err);
    if (rc != KAMU_OK)
        fs_unlink(&env->fs, pending, NULL);
    return rc == KAMU_OK ? fs_sync_dir(&env->fs, folder, err) : rc;
}

kamu_code receive_has(struct env *env, const char *dir, const struct transfer_object *o, bool *out,
                      struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct fs_stat st;
    KAMU_TRY(object_path(dir, o->kind, &o->hash, path, err));
    KAMU_TRY(fs_stat(&env->fs, path, &st, err));
    *out = st.kind == FS_REGULAR && st.size_bytes == o->size;
    return *out ? fs_touch(&env->fs, path, err) : KAMU_OK;
}

kamu_code receive_object(struct env *env, const char *dir, enum dataset_object kind,
                         const struct odf_hash *hash, const void *memory, int fd, uint64_t size,
                         struct kamu_error *err)
{
    struct transfer_object o = {kind, *hash, size};
    char path[FS_PATH_MAX], folder[FS_PATH_MAX], want[ODF_HASH_TEXT_MAX], got[ODF_HASH_TEXT_MAX];
    struct odf_hash actual;
    bool there;
    if (memory)
        actual = odf_hash_of(memory, (size_t)size);
    else
        KAMU_TRY(hash_fd(env, fd, size, NULL, &actual, err));
    if (!odf_hash_eq(&actual, hash)) {
        odf_hash_text(hash, want);
        odf_hash_text(&actual, got);
        return error_set(err, KAMU_E_INPUT, "Expected hash %s but got %s", want, got);
    }
    KAMU_TRY(receive_has(env, dir, &o, &there, err));
    if (there)
        return KAMU_OK;
    KAMU_TRY(path_join(folder, err, dir, folder_of(kind)));
    KAMU_TRY(object_path(dir, kind, hash, path, err));
    return store_object(env, folder, path, memory, fd, size, err);
}

/* ---- objects: named by blocks ---------------------------------------------------------------- */

struct wanted {
    struct map seen;
    struct transfer_object *items;
    size_t n, cap;
};

static kamu_code want(struct wanted *w, const struct transfer_object *o, struct kamu_error *err)
{
    char key[ODF_HASH_TEXT_MAX + 2] = {(char)('0' + (int)o->kind)};
    struct str text = {key, 1 + odf_hash_text(&o->hash, key + 1)};
    if (map_get(&w->seen, text))
        return KAMU_OK;
    if (w->n == w->cap) {
        size_t cap = w->cap ? 2 * w->cap : 16;
        struct transfer_object *grown = mem_realloc_array(w->items, cap, sizeof *grown);
        if (!grown)
            return error_nomem(err);
        w->items = grown;
        w->cap = cap;
    }
    w->items[w->n++] = *o;
    return map_put(&w->seen, text, w, err);
}

typedef kamu_code each_block(void *ctx, const struct block_archive_entry *entry,
                             const struct odf_block *block, struct kamu_error *err);

static kamu_code for_each(const struct block_archive *blocks, size_t from, each_block *run,
                          void *ctx, struct kamu_error *err)
{
    kamu_code rc = KAMU_OK;
    for (size_t i = from; i < blocks->n && rc == KAMU_OK; i++) {
        const struct block_archive_entry *e = &blocks->entries[i];
        struct odf_block block;
        struct arena arena;
        arena_init(&arena, 4 * ODF_BLOCK_BYTES_MAX);
        rc = odf_block_decode(e->bytes.p, e->bytes.n, &arena, &block, err);
        if (rc == KAMU_OK)
            rc = run(ctx, e, &block, err);
        arena_free(&arena);
    }
    return rc;
}

static kamu_code collect(void *ctx, const struct block_archive_entry *entry,
                         const struct odf_block *block, struct kamu_error *err)
{
    struct transfer_object objects[2];
    size_t n = transfer_objects_of(&block->event, objects);
    (void)entry;
    for (size_t i = 0; i < n; i++)
        KAMU_TRY(want(ctx, &objects[i], err));
    return KAMU_OK;
}

kamu_code receive_objects_of(const struct block_archive *blocks, struct transfer_object **out,
                             size_t *n, struct kamu_error *err)
{
    struct wanted w = {0};
    map_init(&w.seen);
    kamu_code rc = for_each(blocks, 0, collect, &w, err);
    map_free(&w.seen);
    if (rc != KAMU_OK) {
        mem_free(w.items);
        return rc;
    }
    *out = w.items;
    *n = w.n;
    return KAMU_OK;
}

/* ---- objects: checked -------------------------------------------------------------------------
 */

/* All that a block says of its files is true of those in `dir`. */
static kamu_code check_object(struct env *env, const char *dir, const struct transfer_object *o,
                              const struct odf_data_slice *data, struct kamu_error *err)
{
    char path[FS_PATH_MAX], text[ODF_HASH_TEXT_MAX];
    struct fs_file *file;
    struct fs_stat st;
    struct odf_hash actual;
    KAMU_TRY(object_path(dir, o->kind, &o->hash, path, err));
    KAMU_TRY(fs_stat(&env->fs, path, &st, err));
    odf_hash_text(&o->hash, text);
    if (st.kind != FS_REGULAR)
        return error_set(err, KAMU_E_CORRUPT, "Object does not exist: %s", text);
    if (st.size_bytes != o->size)
        return error_set(err, KAMU_E_CORRUPT,
                         "Object %s has %" PRIu64 " bytes, its block says %" PRIu64, text,
                         st.size_bytes, o->size);
    KAMU_TRY(fs_open_read(&env->fs, path, &file, err));
    kamu_code rc = hash_fd(env, fs_fd(file), o->size, NULL, &actual, err);
    fs_close(file, NULL);
    KAMU_TRY(rc);
    if (!odf_hash_eq(&actual, &o->hash)) {
        fs_unlink(&env->fs, path, NULL); /* so that the next push brings it again */
        return error_set(err, KAMU_E_CORRUPT, "Object %s is damaged", text);
    }
    return data ? transfer_check_rows(env, path, data, err) : KAMU_OK;
}

static kamu_code check_objects(struct env *env, const char *dir, const struct odf_block *block,
                               struct transfer_object objects[2], size_t *n, struct kamu_error *err)
{
    *n = transfer_objects_of(&block->event, objects);
    for (size_t i = 0; i < *n; i++)
        KAMU_TRY(check_object(
            env, dir, &objects[i],
            objects[i].kind == DATASET_DATA ? transfer_slice_of(&block->event) : NULL, err));
    return KAMU_OK;
}

/* ---- into a dataset that is there -------------------------------------------------------------
 */

struct receiving {
    struct dataset *ds;
    struct commit *commit;
};

static kamu_code append(void *ctx, const struct block_archive_entry *entry,
                        const struct odf_block *block, struct kamu_error *err)
{
    struct receiving *r = ctx;
    struct transfer_object objects[2];
    size_t n;
    KAMU_TRY(env_check_cancel(r->ds->env, err));
    KAMU_TRY(check_objects(r->ds->env, r->ds->dir, block, objects, &n, err));
    for (size_t i = 0; i < n; i++)
        KAMU_TRY(store_commit_require(r->commit, objects[i].kind, &objects[i].hash, objects[i].size,
                                      err));
    return store_commit_raw(r->commit, entry->bytes.p, entry->bytes.n, block, err);
}

static kamu_code conflict(const struct odf_hash *head, struct kamu_error *err)
{
    char text[ODF_HASH_TEXT_MAX];
    odf_hash_text(head, text);
    return error_set(err, KAMU_E_CONFLICT, "The blocks do not follow the head %s", text);
}

/* Forced: where in the chain the blocks begin. Those that are there already are left out: *from. */
static kamu_code restart(struct receiving *r, const struct odf_block *first,
                         const struct block_archive *blocks, size_t *from, struct kamu_error *err)
{
    const struct dataset_state *state = commit_state(r->commit);
    struct odf_hash *chain;
    size_t n, at = 0;
    if (first->event.kind == ODF_SEED &&
        (!odf_did_eq(&first->event.seed->dataset_id, &state->chain.dataset_id) ||
         first->event.seed->dataset_kind != state->chain.dataset_kind))
        return error_set(err, KAMU_E_CHAIN, "The Seed block is that of another dataset");
    KAMU_TRY(dataset_chain(r->ds, commit_base(r->commit), &chain, &n, err));
    if (first->prev_block_hash.code)
        while (at < n && !odf_hash_eq(&chain[at], &first->prev_block_hash))
            at++;
    bool known = at < n;
    at += first->prev_block_hash.code != 0;
    kamu_code rc = known ? KAMU_OK : conflict(commit_base(r->commit), err);
    for (; rc == KAMU_OK && *from < blocks->n && at < n &&
           odf_hash_eq(&chain[at], &blocks->entries[*from].hash);
         at++)
        ++*from;
    if (rc == KAMU_OK && at < n)
        rc = store_commit_restart(r->commit, at ? &chain[at - 1] : NULL, err);
    mem_free(chain);
    return rc;
}

static kamu_code begin(struct receiving *r, bool force, const struct block_archive *blocks,
                       size_t *from, struct kamu_error *err)
{
    const struct block_archive_entry *e = &blocks->entries[0];
    struct odf_block first;
    struct arena arena;
    arena_init(&arena, 4 * ODF_BLOCK_BYTES_MAX);
    kamu_code rc = odf_block_decode(e->bytes.p, e->bytes.n, &arena, &first, err);
    bool follows = rc == KAMU_OK && odf_hash_eq(&first.prev_block_hash, commit_base(r->commit));
    if (rc == KAMU_OK && !follows)
        rc = force ? restart(r, &first, blocks, from, err) : conflict(commit_base(r->commit), err);
    arena_free(&arena);
    return rc;
}

kamu_code receive_blocks(struct dataset *ds, const struct odf_hash *expected_head, bool force,
                         const struct block_archive *blocks, struct commit_result *out,
                         struct kamu_error *err)
{
    struct receiving r = {.ds = ds};
    size_t from = 0;
    KAMU_ASSERT(blocks->n > 0);
    KAMU_TRY(commit_begin(ds, force ? NULL : expected_head, &r.commit, err));
    kamu_code rc = begin(&r, force, blocks, &from, err);
    if (rc == KAMU_OK)
        rc = for_each(blocks, from, append, &r, err);
    if (rc == KAMU_OK)
        rc = commit_publish(r.commit, out, err);
    commit_free(r.commit);
    return rc;
}

/* ---- a new dataset ----------------------------------------------------------------------------
 */

struct making {
    struct env *env;
    const char *staging;
    const struct transfer_object *objects;
    size_t n;
};

static kamu_code check_staged(void *ctx, const struct block_archive_entry *entry,
                              const struct odf_block *block, struct kamu_error *err)
{
    struct making *m = ctx;
    struct transfer_object objects[2];
    size_t n;
    (void)entry;
    KAMU_TRY(env_check_cancel(m->env, err));
    return check_objects(m->env, m->staging, block, objects, &n, err);
}

/* The staged files get second names in the dataset that is being made; where the file system has no
 * such, they move. */
static kamu_code bring_objects(void *ctx, const char *dir, struct kamu_error *err)
{
    struct making *m = ctx;
    char from[FS_PATH_MAX], to[FS_PATH_MAX];
    for (size_t i = 0; i < m->n; i++) {
        const struct transfer_object *o = &m->objects[i];
        KAMU_TRY(object_path(m->staging, o->kind, &o->hash, from, err));
        KAMU_TRY(object_path(dir, o->kind, &o->hash, to, err));
        if (fs_link(&m->env->fs, from, to, NULL) != KAMU_OK)
            KAMU_TRY(fs_rename(&m->env->fs, from, to, err));
    }
    return KAMU_OK;
}

static kamu_code make(struct workspace *ws, struct making *m, struct dataset_new *item,
                      const struct block_archive *blocks, struct kamu_error *err)
{
    struct odf_block first;
    struct arena arena;
    struct str *raw = mem_calloc(blocks->n, sizeof *raw);
    if (!raw)
        return error_nomem(err);
    for (size_t i = 0; i < blocks->n; i++)
        raw[i] = blocks->entries[i].bytes;
    arena_init(&arena, 4 * ODF_BLOCK_BYTES_MAX);
    kamu_code rc = odf_block_decode(raw[0].p, raw[0].n, &arena, &first, err);
    if (rc == KAMU_OK) {
        item->events = &first.event;
        item->n_events = blocks->n;
        item->raw = raw;
        item->fill = bring_objects;
        item->fill_ctx = m;
        rc = dataset_create(ws, item, 1, first.system_time, NULL, err);
    }
    arena_free(&arena);
    mem_free(raw);
    return rc;
}

kamu_code receive_new(struct workspace *ws, struct str account, struct str name,
                      enum dataset_visibility visibility, const char *staging,
                      const struct block_archive *blocks, struct odf_did *id, struct odf_hash *head,
                      struct kamu_error *err)
{
    struct making m = {.env = ws->env, .staging = staging};
    struct dataset_new item = {.account = account, .name = name, .visibility = visibility};
    struct transfer_object *objects = NULL;
    KAMU_ASSERT(blocks->n > 0);
    KAMU_TRY(receive_objects_of(blocks, &objects, &m.n, err));
    m.objects = objects;
    kamu_code rc = for_each(blocks, 0, check_staged, &m, err);
    if (rc == KAMU_OK)
        rc = make(ws, &m, &item, blocks, err);
    mem_free(objects);
    KAMU_TRY(rc);
    *id = item.id;
    *head = item.head;
    return KAMU_OK;
}
