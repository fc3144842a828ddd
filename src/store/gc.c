/* See gc.h. A dataset is swept under its lock: no commit of ours is between its files and its head.
 */
#include "store/gc.h"

#include "base/map.h"
#include "store/kamu_db.h"
#include "store/private.h"

#include <stdio.h>

#define KEEP_YOUNGER_DEFAULT_S 3600
#define INCOMING_KEEP_S (24 * 3600)
#define LOCK_WAIT_MS 1
#define UNLOCKED_DIRECTORY_KEEP_S 60 /* its maker may be between mkdir and lock */

struct sweep {
    struct workspace *ws;
    const struct gc_options *options;
    struct gc_result *result;
    struct instant now;
    const char *dir;        /* being listed */
    const struct map *live; /* names that stay; NULL: none */
    bool pending_only;
    bool has_server; /* a server works here, or has: objects may be part of a push in progress */
};

/* By the clock of the file system, which is the machine's. */
static bool is_older(const struct sweep *s, const struct fs_stat *st, uint64_t seconds)
{
    int64_t age = s->now.seconds - st->mtime.seconds;
    return seconds == 0 || (age > 0 && (uint64_t)age >= seconds);
}

static bool is_old(const struct sweep *s, const struct fs_stat *st)
{
    uint64_t keep = s->options->keep_younger_s;
    if (keep == 0 && (kamu_db_exists(s->ws) || s->has_server))
        keep = KEEP_YOUNGER_DEFAULT_S;
    return is_older(s, st, keep);
}

/* ---- sizes ------------------------------------------------------------------------------------
 */

struct tree {
    struct workspace *ws;
    const char *dir;
    uint64_t bytes, files;
    unsigned depth;
};

static kamu_code measure(void *ctx, const char *name, struct kamu_error *err)
{
    struct tree *t = ctx;
    char path[FS_PATH_MAX];
    struct fs_stat st;
    KAMU_TRY(path_join(path, err, t->dir, name));
    KAMU_TRY(fs_stat(&t->ws->env->fs, path, &st, err));
    if (st.kind == FS_REGULAR) {
        t->bytes += st.size_bytes;
        t->files++;
    } else if (st.kind == FS_DIRECTORY && t->depth < 16) {
        struct tree sub = {.ws = t->ws, .dir = path, .depth = t->depth + 1};
        KAMU_TRY(fs_list(&t->ws->env->fs, path, measure, &sub, err));
        t->bytes += sub.bytes;
        t->files += sub.files;
    }
    return KAMU_OK;
}

/* ---- cache -------------------------------------------------------------------------------------
 */

static kamu_code clean_cache_entry(void *ctx, const char *name, struct kamu_error *err)
{
    struct sweep *s = ctx;
    struct tree t = {.ws = s->ws, .dir = s->dir};
    char path[FS_PATH_MAX];
    KAMU_TRY(measure(&t, name, err));
    s->result->cache_bytes += t.bytes;
    s->result->cache_files += t.files;
    if (s->options->dry_run)
        return KAMU_OK;
    KAMU_TRY(path_join(path, err, s->dir, name));
    return fs_remove_tree(&s->ws->env->fs, path, err);
}

static kamu_code clean_cache(struct sweep *s, struct kamu_error *err)
{
    struct fs_stat st;
    KAMU_TRY(fs_stat(&s->ws->env->fs, s->ws->priv->cache, &st, err));
    if (st.kind != FS_DIRECTORY)
        return KAMU_OK;
    s->dir = s->ws->priv->cache;
    return fs_list(&s->ws->env->fs, s->dir, clean_cache_entry, s, err);
}

/* ---- one directory of objects
 * -------------------------------------------------------------------- */

/* Its writer has ended: the lock on it went with the process. */
static bool writer_is_dead(struct sweep *s, const char *path)
{
    struct fs_file *lock;
    if (fs_lock(&s->ws->env->fs, path, LOCK_WAIT_MS, &lock, NULL) != KAMU_OK)
        return false;
    fs_close(lock, NULL);
    return true;
}

static kamu_code remove_tree(struct sweep *s, const char *name, const char *path,
                             struct kamu_error *err)
{
    struct tree t = {.ws = s->ws, .dir = s->dir};
    KAMU_TRY(measure(&t, name, err));
    s->result->orphan_bytes += t.bytes;
    s->result->orphan_files += t.files;
    return s->options->dry_run ? KAMU_OK : fs_remove_tree(&s->ws->env->fs, path, err);
}

/* A dataset that was being made. */
static kamu_code sweep_pending_directory(struct sweep *s, const char *name, const char *path,
                                         const struct fs_stat *st, struct kamu_error *err)
{
    char lock[FS_PATH_MAX];
    struct fs_stat lock_st;
    KAMU_TRY(path_join(lock, err, path, STORE_LOCK_NAME));
    KAMU_TRY(fs_stat(&s->ws->env->fs, lock, &lock_st, err));
    bool dead = lock_st.kind == FS_NONE ? is_older(s, st, UNLOCKED_DIRECTORY_KEEP_S)
                                        : writer_is_dead(s, lock);
    return dead ? remove_tree(s, name, path, err) : KAMU_OK;
}

static kamu_code sweep_entry(void *ctx, const char *name, struct kamu_error *err)
{
    struct sweep *s = ctx;
    char path[FS_PATH_MAX];
    struct fs_stat st;
    struct odf_hash hash;
    bool pending = strncmp(name, ".pending-", 9) == 0;
    if (!pending && (s->pending_only || odf_hash_parse(str_c(name), &hash, NULL) != KAMU_OK))
        return KAMU_OK; /* not one of ours */
    if (!pending && s->live && map_get(s->live, str_c(name)))
        return KAMU_OK;
    KAMU_TRY(path_join(path, err, s->dir, name));
    KAMU_TRY(fs_stat(&s->ws->env->fs, path, &st, err));
    if (pending && st.kind == FS_DIRECTORY)
        return sweep_pending_directory(s, name, path, &st, err);
    if (st.kind != FS_REGULAR || !is_old(s, &st) || (pending && !writer_is_dead(s, path)))
        return KAMU_OK;
    s->result->orphan_bytes += st.size_bytes;
    s->result->orphan_files++;
    return s->options->dry_run ? KAMU_OK : fs_unlink(&s->ws->env->fs, path, err);
}

static kamu_code sweep_dir(struct sweep *s, const char *dataset, const char *subdir,
                           const struct map *live, struct kamu_error *err)
{
    char dir[FS_PATH_MAX];
    struct fs_stat st;
    KAMU_TRY(path_join(dir, err, dataset, subdir));
    KAMU_TRY(fs_stat(&s->ws->env->fs, dir, &st, err));
    if (st.kind != FS_DIRECTORY)
        return KAMU_OK;
    s->dir = dir;
    s->live = live;
    s->pending_only = live == NULL;
    return fs_list(&s->ws->env->fs, dir, sweep_entry, s, err);
}

/* ---- what a head reaches
 * -------------------------------------------------------------------------- */

struct live {
    struct map blocks, data, checkpoints;
};

static kamu_code keep(struct map *m, const struct odf_hash *hash, struct kamu_error *err)
{
    static char mark;
    char text[ODF_HASH_TEXT_MAX];
    size_t n = odf_hash_text(hash, text);
    return map_put(m, (struct str){text, n}, &mark, err);
}

static kamu_code keep_block(struct live *l, const struct odf_block *block,
                            const struct odf_hash *hash, struct kamu_error *err)
{
    const struct odf_data_slice *data = NULL;
    const struct odf_checkpoint *checkpoint = NULL;
    KAMU_TRY(keep(&l->blocks, hash, err));
    if (block->event.kind == ODF_ADD_DATA) {
        data = block->event.add_data->new_data;
        checkpoint = block->event.add_data->new_checkpoint;
    } else if (block->event.kind == ODF_EXECUTE_TRANSFORM) {
        data = block->event.execute_transform->new_data;
        checkpoint = block->event.execute_transform->new_checkpoint;
    }
    if (data)
        KAMU_TRY(keep(&l->data, &data->physical_hash, err));
    if (checkpoint)
        KAMU_TRY(keep(&l->checkpoints, &checkpoint->physical_hash, err));
    return KAMU_OK;
}

static kamu_code reach(struct dataset *ds, struct live *l, struct kamu_error *err)
{
    struct block_walk *walk;
    const struct odf_block *block;
    const struct odf_hash *hash;
    KAMU_TRY(block_walk_open(ds, NULL, &walk, err));
    kamu_code rc;
    do {
        rc = block_walk_next(walk, &block, &hash, err);
        if (rc == KAMU_OK && block)
            rc = keep_block(l, block, hash, err);
    } while (rc == KAMU_OK && block);
    block_walk_free(walk);
    return rc;
}

/* Objects that kamu's object-link columns name lie in data/ as well: only slices are known from the
 * chain, so data/ of a dataset with links is left alone. */
static bool has_links(const struct dataset_state *state)
{
    static const char mark[] = "ObjectLink";
    const struct odf_set_data_schema *s = state->chain.schema;
    for (uint32_t i = 0; s && s->schema && i < s->schema->fields.n; i++) {
        struct str extra = s->schema->fields.items[i].extra;
        if (extra.p && memmem(extra.p, extra.n, mark, sizeof mark - 1))
            return true;
    }
    return false;
}

static kamu_code sweep_locked(struct sweep *s, struct dataset *ds, struct kamu_error *err)
{
    struct live live;
    const struct dataset_state *state;
    map_init(&live.blocks);
    map_init(&live.data);
    map_init(&live.checkpoints);
    kamu_code rc = reach(ds, &live, err);
    if (rc == KAMU_OK)
        rc = dataset_state(ds, &state, err);
    if (rc == KAMU_OK)
        rc = sweep_dir(s, ds->dir, "blocks", &live.blocks, err);
    if (rc == KAMU_OK)
        rc = sweep_dir(s, ds->dir, "data", has_links(state) ? NULL : &live.data, err);
    if (rc == KAMU_OK)
        rc = sweep_dir(s, ds->dir, "checkpoints", &live.checkpoints, err);
    if (rc == KAMU_OK)
        rc = sweep_dir(s, ds->dir, "refs", NULL, err);
    if (rc == KAMU_OK)
        rc = sweep_dir(s, ds->dir, "info", NULL, err);
    map_free(&live.blocks);
    map_free(&live.data);
    map_free(&live.checkpoints);
    return rc;
}

/* A dataset whose chain cannot be read in full keeps everything. */
static kamu_code sweep_dataset(struct sweep *s, const struct dataset_handle *h,
                               struct kamu_error *err)
{
    struct dataset *ds;
    struct fs_file *lock;
    struct kamu_error local;
    KAMU_TRY(dataset_open(s->ws, h, &ds, err));
    kamu_code rc = store_lock(s->ws->env, ds->dir, &lock, &local);
    if (rc == KAMU_OK) {
        rc = sweep_locked(s, ds, &local);
        fs_close(lock, NULL);
    }
    dataset_close(ds);
    if (rc == KAMU_E_NOMEM || rc == KAMU_E_CANCELLED || rc == KAMU_E_ACCESS || rc == KAMU_E_IO) {
        if (err)
            *err = local;
        return rc;
    }
    if (rc != KAMU_OK) {
        s->result->skipped++;
        log_write(&s->ws->env->log, LOG_WARN, "%s is left alone: %s", h->alias.p,
                  kamu_error_message(&local, 0));
    }
    return KAMU_OK;
}

/* ---- half-made directories
 * ------------------------------------------------------------------------ */

static kamu_code sweep_stray(void *ctx, const char *name, struct kamu_error *err)
{
    struct sweep *s = ctx;
    struct odf_did id;
    struct odf_hash head;
    char dir[FS_PATH_MAX];
    struct fs_stat st;
    bool found;
    if (name[0] == '.' || odf_did_parse_dir(str_c(name), &id, NULL) != KAMU_OK ||
        map_get(s->live, str_c(name)))
        return KAMU_OK;
    KAMU_TRY(path_join(dir, err, s->dir, name));
    KAMU_TRY(fs_stat(&s->ws->env->fs, dir, &st, err));
    if (st.kind != FS_DIRECTORY || !is_older(s, &st, UNLOCKED_DIRECTORY_KEEP_S) || !is_old(s, &st))
        return KAMU_OK;
    if (store_read_head(s->ws->env, dir, &head, &found, NULL) != KAMU_OK || found)
        return KAMU_OK;
    return remove_tree(s, name, dir, err);
}

/* Directories without a head: what kamu leaves when it ends while it makes one (ours have other
 * names until they are whole). Always only old ones: our own look like this for a moment when they
 * are removed. */
static kamu_code sweep_strays(struct sweep *s, const struct dataset_list *all,
                              struct kamu_error *err)
{
    struct map known;
    struct fs_file *lock;
    static char mark;
    map_init(&known);
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < all->n && rc == KAMU_OK; i++) {
        char name[ODF_DID_DIR_MAX];
        size_t n = odf_did_dir(&all->items[i].id, name);
        rc = map_put(&known, (struct str){name, n}, &mark, err);
    }
    if (rc == KAMU_OK)
        rc = store_lock(s->ws->env, s->ws->priv->datasets, &lock, err);
    if (rc == KAMU_OK) {
        s->dir = s->ws->priv->datasets;
        s->live = &known;
        rc = fs_list(&s->ws->env->fs, s->dir, sweep_stray, s, err);
        s->live = NULL;
        s->pending_only = true;
        if (rc == KAMU_OK)
            rc = fs_list(&s->ws->env->fs, s->dir, sweep_entry, s, err);
        fs_close(lock, NULL);
    }
    map_free(&known);
    return rc;
}

/* ---- the server's ------------------------------------------------------------------------------
 */

static kamu_code sweep_incoming(void *ctx, const char *name, struct kamu_error *err)
{
    struct sweep *s = ctx;
    char path[FS_PATH_MAX];
    struct fs_stat st;
    KAMU_TRY(path_join(path, err, s->dir, name));
    KAMU_TRY(fs_stat(&s->ws->env->fs, path, &st, err));
    return is_older(s, &st, INCOMING_KEEP_S) ? remove_tree(s, name, path, err) : KAMU_OK;
}

/* Objects of pushes that never came to an end. A push in progress touches its directory. */
static kamu_code sweep_server(struct sweep *s, struct kamu_error *err)
{
    char dir[FS_PATH_MAX];
    struct fs_stat st;
    KAMU_TRY(store_path2(dir, s->ws->dir, "server", "incoming", err));
    KAMU_TRY(fs_stat(&s->ws->env->fs, dir, &st, err));
    if (st.kind != FS_DIRECTORY)
        return KAMU_OK;
    s->dir = dir;
    return fs_list(&s->ws->env->fs, dir, sweep_incoming, s, err);
}

static kamu_code find_server(struct sweep *s, struct kamu_error *err)
{
    char dir[FS_PATH_MAX];
    struct fs_stat st;
    KAMU_TRY(path_join(dir, err, s->ws->dir, "server"));
    KAMU_TRY(fs_stat(&s->ws->env->fs, dir, &st, err));
    s->has_server = st.kind == FS_DIRECTORY;
    return KAMU_OK;
}

kamu_code workspace_gc(struct workspace *ws, const struct gc_options *options,
                       struct gc_result *out, struct kamu_error *err)
{
    static const struct gc_options defaults;
    struct clock real = {0}; /* ages are of the machine's clock, also under --system-time */
    struct sweep s = {
        .ws = ws, .options = options ? options : &defaults, .result = out, .now = clock_now(&real)};
    struct dataset_list all;
    *out = (struct gc_result){0};
    if (!s.options->cache_only) {
        KAMU_TRY(find_server(&s, err));
        KAMU_TRY(workspace_list(ws, &all, err));
        kamu_code rc = KAMU_OK;
        for (size_t i = 0; i < all.n && rc == KAMU_OK; i++) {
            rc = env_check_cancel(ws->env, err);
            if (rc == KAMU_OK)
                rc = sweep_dataset(&s, &all.items[i], err);
        }
        if (rc == KAMU_OK)
            rc = sweep_strays(&s, &all, err);
        if (rc == KAMU_OK) /* what pushes and queries that were killed have spilled */
            rc = sweep_dir(&s, ws->dir, "run", NULL, err);
        if (rc == KAMU_OK)
            rc = sweep_server(&s, err);
        dataset_list_free(&all);
        KAMU_TRY(rc);
    }
    return clean_cache(&s, err); /* last: the sweep fills it */
}
