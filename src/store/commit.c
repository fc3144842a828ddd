/* Appending to a chain: see commit.h for the order of what is done. */
#include "store/commit.h"
#include "store/kamu_db.h"
#include "store/private.h"
#include "store/producers.h"
#include "store/sync.h"

#define SYNC_UNDER_LOCK_BYTES (1u << 20)
/* Descriptors are few: more blocks are synced and closed by so many. */
#define OPEN_BLOCKS_MAX 256

struct data_file {
    enum dataset_object kind;
    struct fs_file *file; /* NULL: dropped */
    struct fs_file *lock; /* a second descriptor: says "its writer lives" (gc.c) */
    bool done, synced;
    struct odf_hash hash;
    char path[FS_PATH_MAX];
    struct data_file *next;
};

struct new_block {
    struct odf_hash hash;
    uint64_t sequence_number;
    enum odf_event_kind kind;
    struct buf bytes;
    struct fs_file *file; /* pending, between writing and renaming */
    char path[FS_PATH_MAX];
};

/* A file that was there before, and must still be when the head moves. */
struct commit_object {
    enum dataset_object kind;
    struct odf_hash hash;
    uint64_t size;
};

struct commit {
    struct dataset *ds;
    struct odf_hash base;
    struct dataset_state state;
    struct new_block **blocks;
    size_t n, cap;
    struct data_file *files;
    struct commit_object *required;
    size_t n_required, cap_required;
    struct fs_file *head_file;
    char head_path[FS_PATH_MAX]; /* "" = none */
    bool published;
    kamu_code (*before_head)(void *ctx, const struct odf_hash *new_head, uint64_t sequence_number,
                             struct fs_file **along, struct kamu_error *err);
    void *before_ctx;
    bool leaves_state;
};

/* ---- begin, look, end ------------------------------------------------------------------ */

static kamu_code moved(const struct odf_hash *expected, const struct odf_hash *actual,
                       struct kamu_error *err)
{
    char e[ODF_HASH_TEXT_MAX], a[ODF_HASH_TEXT_MAX];
    odf_hash_text(expected, e);
    odf_hash_text(actual, a);
    return error_set(err, KAMU_E_CONFLICT, "head expected to point at %s but points at %s", e, a);
}

/* The state comes from a cache, which knows nothing of the files: no block goes on top of one that
 * is missing or damaged. */
static kamu_code check_head_block(struct dataset *ds, const struct odf_hash *head,
                                  struct kamu_error *err)
{
    struct buf bytes = BUF_INIT(ODF_BLOCK_BYTES_MAX + 1);
    kamu_code rc = dataset_block_bytes(ds, head, &bytes, err);
    buf_free(&bytes);
    return rc;
}

kamu_code commit_begin(struct dataset *ds, const struct odf_hash *expected_head,
                       struct commit **out, struct kamu_error *err)
{
    const struct dataset_state *state;
    *out = NULL;
    KAMU_TRY(dataset_state(ds, &state, err));
    if (expected_head && !odf_hash_eq(expected_head, &state->head))
        return moved(expected_head, &state->head, err);
    KAMU_TRY(check_head_block(ds, &state->head, err));
    struct commit *c = mem_calloc(1, sizeof *c);
    if (!c)
        return error_nomem(err);
    c->ds = ds;
    c->base = state->head;
    store_state_init(&c->state);
    kamu_code rc = store_state_copy(state, &c->state, err);
    if (rc != KAMU_OK) {
        mem_free(c);
        return rc;
    }
    *out = c;
    return KAMU_OK;
}

kamu_code store_commit_restart(struct commit *c, const struct odf_hash *at, struct kamu_error *err)
{
    struct dataset_state state;
    KAMU_ASSERT(c->n == 0);
    if (at)
        KAMU_TRY(store_state_at(c->ds, at, &state, err));
    else
        store_state_init(&state);
    store_state_free(&c->state);
    c->state = state;
    return KAMU_OK;
}

const struct dataset_state *commit_state(const struct commit *c)
{
    return &c->state;
}

const struct odf_hash *commit_base(const struct commit *c)
{
    return &c->base;
}

void commit_before_head(struct commit *c,
                        kamu_code (*run)(void *ctx, const struct odf_hash *new_head,
                                         uint64_t sequence_number, struct fs_file **along,
                                         struct kamu_error *err),
                        void *ctx)
{
    c->before_head = run;
    c->before_ctx = ctx;
}

void commit_leave_state(struct commit *c)
{
    c->leaves_state = true;
}

size_t commit_events(const struct commit *c)
{
    return c->n;
}

static void drop_pending(struct commit *c, struct fs_file **file, char *path)
{
    fs_close(*file, NULL);
    *file = NULL;
    if (*path)
        fs_unlink(&c->ds->env->fs, path, NULL);
    *path = '\0';
}

void commit_free(struct commit *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n; i++) {
        drop_pending(c, &c->blocks[i]->file, c->blocks[i]->path);
        buf_free(&c->blocks[i]->bytes);
        mem_free(c->blocks[i]);
    }
    while (c->files) {
        struct data_file *f = c->files;
        c->files = f->next;
        drop_pending(c, &f->file, f->path);
        fs_close(f->lock, NULL);
        mem_free(f);
    }
    drop_pending(c, &c->head_file, c->head_path);
    store_state_free(&c->state);
    mem_free(c->required);
    mem_free(c->blocks);
    mem_free(c);
}

/* ---- data files -------------------------------------------------------------------------- */

/* A pending file in a directory of the dataset, which is made when it is missing. */
static kamu_code create_pending(struct commit *c, const char *subdir, char path[FS_PATH_MAX],
                                struct fs_file **out, struct kamu_error *err)
{
    struct env *env = c->ds->env;
    char dir[FS_PATH_MAX];
    struct kamu_error local;
    struct kamu_error *e = err ? err : &local;
    *path = '\0';
    KAMU_TRY(path_join(dir, e, c->ds->dir, subdir));
    kamu_code rc = fs_create_pending(&env->fs, &env->random, dir, path, out, e);
    if (rc == KAMU_E_NOT_FOUND) {
        rc = fs_mkdir(&env->fs, dir, e);
        if (rc == KAMU_OK)
            rc = fs_sync_dir(&env->fs, c->ds->dir, e);
        if (rc == KAMU_OK)
            rc = fs_create_pending(&env->fs, &env->random, dir, path, out, e);
    }
    if (rc != KAMU_OK)
        *path = '\0';
    return rc;
}

/* The lock says "its writer lives". Between the making of a file and its locking a sweep may have
 * taken it for a dead one's; then the lock is on another file, and it is made again. */
static kamu_code create_locked(struct commit *c, struct data_file *f, struct kamu_error *err)
{
    const char *subdir = f->kind == DATASET_DATA ? "data" : "checkpoints";
    for (int attempt = 0; attempt < 16; attempt++) {
        struct fs_stat made, locked;
        KAMU_TRY(create_pending(c, subdir, f->path, &f->file, err));
        KAMU_TRY(fs_lock(&c->ds->env->fs, f->path, STORE_LOCK_TIMEOUT_MS, &f->lock, err));
        KAMU_TRY(fs_fstat(f->file, &made, err));
        KAMU_TRY(fs_fstat(f->lock, &locked, err));
        if (made.inode == locked.inode)
            return KAMU_OK;
        drop_pending(c, &f->file, f->path);
        fs_close(f->lock, NULL);
        f->lock = NULL;
    }
    return error_set(err, KAMU_E_IO, "%s: new files vanish", c->ds->dir);
}

kamu_code commit_data_create(struct commit *c, struct fs_file **file, struct kamu_error *err)
{
    return store_commit_object(c, DATASET_DATA, file, err);
}

kamu_code store_commit_object(struct commit *c, enum dataset_object kind, struct fs_file **file,
                              struct kamu_error *err)
{
    struct data_file *f = mem_calloc(1, sizeof *f);
    if (!f)
        return error_nomem(err);
    f->kind = kind;
    kamu_code rc = create_locked(c, f, err);
    if (rc != KAMU_OK) {
        drop_pending(c, &f->file, f->path);
        fs_close(f->lock, NULL);
        mem_free(f);
        return rc;
    }
    f->next = c->files;
    c->files = f;
    *file = f->file;
    return KAMU_OK;
}

static struct data_file *find_file(struct commit *c, const struct fs_file *file)
{
    for (struct data_file *f = c->files; f; f = f->next)
        if (f->file == file)
            return f;
    KAMU_BUG("not a data file of this commit");
}

kamu_code commit_data_done(struct commit *c, struct fs_file *file, const struct odf_hash *physical,
                           struct kamu_error *err)
{
    struct data_file *f = find_file(c, file);
    f->hash = *physical;
    f->done = true;
    fs_write_back(file, 0, 0);
    return KAMU_OK;
}

void commit_data_drop(struct commit *c, struct fs_file *file)
{
    struct data_file *f = find_file(c, file);
    drop_pending(c, &f->file, f->path);
    fs_close(f->lock, NULL);
    f->lock = NULL;
    f->done = false;
}

kamu_code store_commit_require(struct commit *c, enum dataset_object kind,
                               const struct odf_hash *hash, uint64_t size, struct kamu_error *err)
{
    if (c->n_required == c->cap_required) {
        size_t cap = c->cap_required ? 2 * c->cap_required : 16;
        struct commit_object *grown = mem_realloc_array(c->required, cap, sizeof *grown);
        if (!grown)
            return error_nomem(err);
        c->required = grown;
        c->cap_required = cap;
    }
    c->required[c->n_required++] = (struct commit_object){kind, *hash, size};
    return KAMU_OK;
}

/* Under the lock, which a sweep takes too (gc.c): what is there now stays there. */
static kamu_code check_required(const struct commit *c, struct kamu_error *err)
{
    char path[FS_PATH_MAX], text[ODF_HASH_TEXT_MAX];
    for (size_t i = 0; i < c->n_required; i++) {
        const struct commit_object *o = &c->required[i];
        struct fs_stat st;
        KAMU_TRY(dataset_object_path(c->ds, o->kind, &o->hash, path, err));
        KAMU_TRY(fs_stat(&c->ds->env->fs, path, &st, err));
        if (st.kind == FS_REGULAR && st.size_bytes == o->size)
            continue;
        odf_hash_text(&o->hash, text);
        return error_set(err, KAMU_E_CORRUPT, "Object does not exist: %s", text);
    }
    return KAMU_OK;
}

/* ---- events -------------------------------------------------------------------------------- */

static kamu_code reserve_block(struct commit *c, struct kamu_error *err)
{
    if (c->n < c->cap)
        return KAMU_OK;
    size_t cap = c->cap ? c->cap * 2 : 4;
    struct new_block **grown = mem_realloc_array(c->blocks, cap, sizeof *grown);
    if (!grown)
        return error_nomem(err);
    c->blocks = grown;
    c->cap = cap;
    return KAMU_OK;
}

kamu_code commit_add_event(struct commit *c, struct instant system_time,
                           const struct odf_event *event, struct kamu_error *err)
{
    return store_commit_event(c, system_time, event, 0, err);
}

/* Takes the block over, or frees it. */
static kamu_code put_block(struct commit *c, struct new_block *b, const struct odf_block *block,
                           unsigned rules, struct kamu_error *err)
{
    kamu_code rc = odf_chain_check(&c->state.chain, block, rules, err);
    if (rc == KAMU_OK && b->bytes.len == 0)
        rc = odf_block_encode(block, &b->bytes, err);
    if (rc == KAMU_OK) {
        b->hash = odf_block_hash(b->bytes.data, b->bytes.len);
        b->sequence_number = block->sequence_number;
        b->kind = block->event.kind;
        rc = store_state_apply(&c->state, block, &b->hash, err);
    }
    if (rc != KAMU_OK) {
        buf_free(&b->bytes);
        mem_free(b);
        return rc;
    }
    c->blocks[c->n++] = b;
    return KAMU_OK;
}

static kamu_code new_block(struct commit *c, struct new_block **out, struct kamu_error *err)
{
    KAMU_TRY(reserve_block(c, err));
    *out = mem_calloc(1, sizeof **out);
    if (!*out)
        return error_nomem(err);
    buf_init(&(*out)->bytes, ODF_BLOCK_BYTES_MAX + 1);
    return KAMU_OK;
}

kamu_code store_commit_event(struct commit *c, struct instant system_time,
                             const struct odf_event *event, unsigned rules, struct kamu_error *err)
{
    struct new_block *b;
    KAMU_TRY(new_block(c, &b, err));
    struct odf_block block = odf_chain_next(&c->state.chain, system_time, *event);
    return put_block(c, b, &block, rules, err);
}

kamu_code store_commit_raw(struct commit *c, const void *bytes, size_t n,
                           const struct odf_block *block, struct kamu_error *err)
{
    struct new_block *b;
    KAMU_TRY(new_block(c, &b, err));
    kamu_code rc = buf_append(&b->bytes, bytes, n, err);
    if (rc != KAMU_OK) {
        mem_free(b);
        return rc;
    }
    return put_block(c, b, block, ODF_CHAIN_AS_KAMU, err);
}

/* ---- publish -------------------------------------------------------------------------------- */

static kamu_code write_pending(struct commit *c, const char *subdir, const void *bytes, size_t n,
                               char path[FS_PATH_MAX], struct fs_file **file,
                               struct kamu_error *err)
{
    KAMU_TRY(create_pending(c, subdir, path, file, err));
    KAMU_TRY(fs_write(*file, bytes, n, err));
    fs_write_back(*file, 0, 0);
    return KAMU_OK;
}

/* Large data reaches the disk before the lock is taken, small data together with the blocks. */
static bool is_large(const struct data_file *f, struct kamu_error *err)
{
    struct fs_stat st;
    return fs_fstat(f->file, &st, err) == KAMU_OK && st.size_bytes > SYNC_UNDER_LOCK_BYTES;
}

static kamu_code sync_large_data(struct commit *c, struct kamu_error *err)
{
    struct sync_set set;
    sync_set_init(&set, c->ds->env);
    kamu_code rc = KAMU_OK;
    for (struct data_file *f = c->files; f && rc == KAMU_OK; f = f->next) {
        if (!f->done || !is_large(f, NULL))
            continue;
        f->synced = true;
        rc = sync_set_file(&set, f->file, err);
    }
    if (rc == KAMU_OK)
        rc = sync_set_run(&set, err);
    sync_set_free(&set);
    return rc;
}

static kamu_code sync_rest(struct commit *c, size_t first_block, struct kamu_error *err)
{
    struct fs_file *along = NULL;
    struct sync_set set;
    if (c->before_head)
        KAMU_TRY(c->before_head(c->before_ctx, &c->state.head, c->state.blocks - 1, &along, err));
    sync_set_init(&set, c->ds->env);
    kamu_code rc = KAMU_OK;
    for (struct data_file *f = c->files; f && rc == KAMU_OK; f = f->next)
        if (f->done && !f->synced)
            rc = sync_set_file(&set, f->file, err);
    for (size_t i = first_block; i < c->n && rc == KAMU_OK; i++)
        rc = sync_set_file(&set, c->blocks[i]->file, err);
    if (rc == KAMU_OK)
        rc = sync_set_file(&set, c->head_file, err);
    if (rc == KAMU_OK && along)
        rc = sync_set_file(&set, along, err);
    if (rc == KAMU_OK)
        rc = sync_set_run(&set, err);
    sync_set_free(&set);
    return rc;
}

/* Blocks [from, to) are on the disk and not open any more. */
static kamu_code sync_and_close(struct commit *c, size_t from, size_t to, struct kamu_error *err)
{
    struct sync_set set;
    sync_set_init(&set, c->ds->env);
    kamu_code rc = KAMU_OK;
    for (size_t i = from; i < to && rc == KAMU_OK; i++)
        rc = sync_set_file(&set, c->blocks[i]->file, err);
    if (rc == KAMU_OK)
        rc = sync_set_run(&set, err);
    sync_set_free(&set);
    for (size_t i = from; i < to && rc == KAMU_OK; i++) {
        rc = fs_close(c->blocks[i]->file, err);
        c->blocks[i]->file = NULL;
    }
    return rc;
}

/* Everything under pending names, and on the disk: one wait for all files together, but for
 * the blocks of a commit of many. */
static kamu_code stage(struct commit *c, struct kamu_error *err)
{
    char head[ODF_HASH_TEXT_MAX];
    size_t head_n = odf_hash_text(&c->state.head, head), closed = 0;
    for (size_t i = 0; i < c->n; i++) {
        struct new_block *b = c->blocks[i];
        if (i - closed == OPEN_BLOCKS_MAX) {
            KAMU_TRY(sync_and_close(c, closed, i, err));
            closed = i;
        }
        KAMU_TRY(write_pending(c, "blocks", b->bytes.data, b->bytes.len, b->path, &b->file, err));
    }
    KAMU_TRY(write_pending(c, "refs", head, head_n, c->head_path, &c->head_file, err));
    return sync_rest(c, closed, err);
}

static kamu_code settle(struct commit *c, enum dataset_object kind, const struct odf_hash *hash,
                        struct fs_file **file, char path[FS_PATH_MAX], struct kamu_error *err)
{
    char final[FS_PATH_MAX];
    kamu_code rc = *file ? fs_close(*file, err) : KAMU_OK;
    *file = NULL;
    KAMU_TRY(rc);
    KAMU_TRY(dataset_object_path(c->ds, kind, hash, final, err));
    /* Also when there is such an object: what a power cut left of an earlier one is replaced. */
    KAMU_TRY(fs_rename(&c->ds->env->fs, path, final, err));
    *path = '\0';
    return KAMU_OK;
}

/* Objects get their names, and the directories reach the disk. */
static kamu_code settle_objects(struct commit *c, struct kamu_error *err)
{
    static const char *const subdirs[] = {"blocks", "data", "checkpoints"};
    bool touched[] = {c->n > 0, false, false};
    struct sync_set set;
    for (struct data_file *f = c->files; f; f = f->next) {
        if (!f->done)
            continue;
        KAMU_TRY(settle(c, f->kind, &f->hash, &f->file, f->path, err));
        touched[f->kind] = true;
    }
    for (size_t i = 0; i < c->n; i++) {
        struct new_block *b = c->blocks[i];
        KAMU_TRY(settle(c, DATASET_BLOCK, &b->hash, &b->file, b->path, err));
    }
    sync_set_init(&set, c->ds->env);
    kamu_code rc = KAMU_OK;
    for (int i = 0; i < 3 && rc == KAMU_OK; i++) {
        char dir[FS_PATH_MAX];
        rc = path_join(dir, err, c->ds->dir, subdirs[i]);
        if (rc == KAMU_OK && touched[i])
            rc = sync_set_dir(&set, dir, err);
    }
    if (rc == KAMU_OK)
        rc = sync_set_run(&set, err);
    sync_set_free(&set);
    return rc;
}

static kamu_code db_blocks(const struct commit *c, struct kamu_db_block **out,
                           struct kamu_error *err)
{
    *out = mem_calloc(c->n ? c->n : 1, sizeof **out);
    if (!*out)
        return error_nomem(err);
    for (size_t i = 0; i < c->n; i++) {
        const struct new_block *b = c->blocks[i];
        (*out)[i] = (struct kamu_db_block){
            b->hash,       b->sequence_number, odf_event_name(b->kind), odf_event_is_data(b->kind),
            b->bytes.data, b->bytes.len};
    }
    return KAMU_OK;
}

static kamu_code db_move(struct commit *c, struct kamu_db *db, struct kamu_error *err)
{
    struct kamu_db_block *blocks;
    if (!db)
        return KAMU_OK;
    KAMU_TRY(db_blocks(c, &blocks, err));
    kamu_code rc =
        store_db_put_head(db, c->ds, &c->base, &c->state.head, blocks, c->n, &c->state, err);
    mem_free(blocks);
    return rc == KAMU_OK ? kamu_db_commit(db, err) : rc;
}

/* The database says the new head, but the file could not be moved: take it back. When that fails as
 * well, the database's head descends from the file's, and so counts for all readers (kamu_db.h). */
static void db_move_back(struct commit *c)
{
    if (c->ds->ws && kamu_db_exists(c->ds->ws) &&
        store_state_load(c->ds, &c->base, NULL) == KAMU_OK)
        store_db_move_head(c->ds, &c->state.head, &c->base, NULL, 0, &c->ds->state, NULL);
}

static kamu_code move_head(struct commit *c, struct kamu_error *err)
{
    struct env *env = c->ds->env;
    char refs[FS_PATH_MAX], head[FS_PATH_MAX], old[ODF_HASH_TEXT_MAX];
    KAMU_TRY(path_join(refs, err, c->ds->dir, "refs"));
    KAMU_TRY(path_join(head, err, refs, "head"));
    kamu_code rc = fs_close(c->head_file, err);
    c->head_file = NULL;
    KAMU_TRY(rc);
    KAMU_TRY(fs_rename(&env->fs, c->head_path, head, err));
    c->head_path[0] = '\0';
    rc = fs_sync_dir(&env->fs, refs, err);
    if (rc != KAMU_OK) { /* visible, but perhaps not for long: not acknowledged, so undone */
        size_t n = odf_hash_text(&c->base, old);
        fs_write_atomic(&env->fs, &env->random, refs, "head", old, n, false, NULL);
    }
    return rc;
}

static kamu_code publish_transaction(struct commit *c, struct kamu_db *db, struct kamu_error *err)
{
    struct odf_hash head;
    KAMU_TRY(dataset_head(c->ds, &head, err));
    if (!odf_hash_eq(&head, &c->base))
        return moved(&c->base, &head, err);
    KAMU_TRY(check_required(c, err));
    KAMU_TRY(stage(c, err));
    KAMU_TRY(settle_objects(c, err));
    KAMU_TRY(db_move(c, db, err));
    kamu_code rc = move_head(c, err);
    if (rc != KAMU_OK)
        db_move_back(c);
    return rc;
}

/* With kamu's database its write lock is held from before the head is read: kamu, which knows no
 * other lock, cannot move it meanwhile. */
static kamu_code publish_locked(struct commit *c, struct kamu_error *err)
{
    struct kamu_db *db = NULL;
    if (c->ds->ws)
        KAMU_TRY(kamu_db_get(c->ds->ws, &db, err));
    if (db)
        KAMU_TRY(kamu_db_begin(db, err));
    kamu_code rc = publish_transaction(c, db, err);
    if (db)
        kamu_db_rollback(db); /* nothing where it was committed */
    return rc;
}

kamu_code commit_publish(struct commit *c, struct commit_result *out, struct kamu_error *err)
{
    struct dataset *ds = c->ds;
    struct fs_file *lock;
    KAMU_ASSERT(!c->published);
    c->published = true;
    *out = (struct commit_result){.old_head = c->base,
                                  .new_head = c->state.head,
                                  .sequence_number = c->state.blocks - 1,
                                  .blocks = c->n};
    if (odf_hash_eq(&c->base, &c->state.head))
        return KAMU_OK;
    KAMU_TRY(sync_large_data(c, err));
    KAMU_TRY(env_check_cancel(ds->env, err)); /* the last chance; from here on it is carried out */
    KAMU_TRY(store_lock(ds->env, ds->dir, &lock, err));
    kamu_code rc = publish_locked(c, err);
    if (rc == KAMU_OK && !c->leaves_state)
        store_state_save(ds, &c->state);
    fs_close(lock, NULL);
    if (rc != KAMU_OK)
        return rc;
    /* The dataset goes on from here without reading anything back. */
    if (ds->has_state)
        store_state_free(&ds->state);
    ds->state = c->state;
    ds->has_state = true;
    store_state_init(&c->state);
    return KAMU_OK;
}

kamu_code dataset_lock(struct dataset *ds, struct fs_file **lock, struct kamu_error *err)
{
    return store_lock(ds->env, ds->dir, lock, err);
}

/* ---- watermark ---------------------------------------------------------------------------------
 */

enum { WATERMARK_RETRIES = 16 };

static kamu_code try_watermark(struct dataset *ds, struct instant watermark,
                               struct instant system_time, struct commit_result *out,
                               struct kamu_error *err)
{
    struct commit *c;
    KAMU_TRY(commit_begin(ds, NULL, &c, err));
    const struct odf_chain_state *chain = &c->state.chain;
    kamu_code rc = KAMU_OK;
    if (chain->dataset_kind != ODF_ROOT) {
        rc = error_set(err, KAMU_E_USAGE, "Attempting to set watermark on a derivative dataset");
    } else if (!chain->watermark.set || instant_cmp(watermark, chain->watermark.value) > 0) {
        struct odf_add_data data = {
            .prev_checkpoint = chain->checkpoint,
            .prev_offset = chain->last_offset,
            .new_watermark = {true, watermark},
            .new_source_state = producers_state(chain->source_state) ? NULL : chain->source_state};
        struct odf_event event = {.kind = ODF_ADD_DATA, .add_data = &data};
        rc = commit_add_event(c, system_time, &event, err);
    }
    if (rc == KAMU_OK)
        rc = commit_publish(c, out, err);
    commit_free(c);
    return rc;
}

kamu_code dataset_set_watermark(struct dataset *ds, struct instant watermark,
                                struct instant system_time, struct commit_result *out,
                                struct kamu_error *err)
{
    kamu_code rc = KAMU_E_CONFLICT;
    for (int i = 0; i < WATERMARK_RETRIES && rc == KAMU_E_CONFLICT; i++)
        rc = try_watermark(ds, watermark, system_time, out, err);
    return rc;
}
