/* A dataset's directory: head, objects, blocks, aliases. Its state is in head_state.c. */
#include "store/kamu_db.h"
#include "store/manifest.h"
#include "store/private.h"

#define ALIASES_BYTES_MAX (1u << 20)

kamu_code store_dataset_dir(const struct workspace *ws, const struct odf_did *id,
                            char out[FS_PATH_MAX], struct kamu_error *err)
{
    char name[ODF_DID_DIR_MAX];
    odf_did_dir(id, name);
    return path_join(out, err, ws->priv->datasets, name);
}

kamu_code store_lock(struct env *env, const char *dir, struct fs_file **out, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct fs_stat held, there;
    KAMU_TRY(path_join(path, err, dir, STORE_LOCK_NAME));
    KAMU_TRY(fs_lock(&env->fs, path, STORE_LOCK_TIMEOUT_MS, out, err));
    kamu_code rc = fs_fstat(*out, &held, err);
    if (rc == KAMU_OK)
        rc = fs_stat(&env->fs, path, &there, err);
    if (rc == KAMU_OK && (there.kind == FS_NONE || there.inode != held.inode))
        rc = error_set(err, KAMU_E_NOT_FOUND, "%s was deleted meanwhile", dir);
    if (rc != KAMU_OK) {
        fs_close(*out, NULL);
        *out = NULL;
    }
    return rc;
}

/* A small file in one gulp: three system calls. *found = false without it. */
static kamu_code read_small(struct env *env, const char *path, char *out, size_t max, size_t *n,
                            bool *found, struct kamu_error *err)
{
    struct fs_file *f;
    struct kamu_error local;
    *found = false;
    *n = 0;
    kamu_code rc = fs_open_read(&env->fs, path, &f, &local);
    if (rc == KAMU_E_NOT_FOUND)
        return KAMU_OK;
    if (rc != KAMU_OK) {
        if (err)
            *err = local;
        return rc;
    }
    *found = true;
    for (size_t got = 1; rc == KAMU_OK && got && *n < max; *n += got) {
        rc = fs_read(f, out + *n, max - *n, &got, err);
        if (rc != KAMU_OK)
            break;
    }
    fs_close(f, NULL);
    if (rc == KAMU_OK && *n == max)
        rc = error_set(err, KAMU_E_CORRUPT, "File %s is malformed: longer than %zu bytes", path,
                       max - 1);
    return rc;
}

kamu_code store_read_head(struct env *env, const char *dir, struct odf_hash *out, bool *found,
                          struct kamu_error *err)
{
    char path[FS_PATH_MAX], text[STORE_HEAD_BYTES_MAX];
    size_t n;
    *out = (struct odf_hash){0};
    KAMU_TRY(store_path2(path, dir, "refs", "head", err));
    KAMU_TRY(read_small(env, path, text, sizeof text, &n, found, err));
    if (!*found)
        return KAMU_OK;
    struct str s = str_trim((struct str){text, n});
    if (odf_hash_parse(s, out, NULL) == KAMU_OK && out->code == ODF_CODE_SHA3_256)
        return KAMU_OK;
    *out = (struct odf_hash){0};
    error_set(err, KAMU_E_CORRUPT, "File %s is malformed", path);
    error_at(err, path, 1, 1, 0);
    error_excerpt(err, s.p, s.n);
    error_expected(err, "the hash of a block, f1620…");
    error_hint(err, "`kamu reset` gives the dataset a head again");
    return KAMU_E_CORRUPT;
}

kamu_code store_read_alias(struct env *env, const char *dir, struct arena *arena, struct str *out,
                           bool *found, struct kamu_error *err)
{
    char path[FS_PATH_MAX], text[DATASET_NAME_MAX + 1];
    struct odf_alias alias;
    size_t n;
    *out = STR_NONE;
    KAMU_TRY(store_path2(path, dir, "info", "alias", err));
    kamu_code rc = read_small(env, path, text, sizeof text, &n, found, err);
    if (rc == KAMU_E_CORRUPT)
        *found = false;
    else
        KAMU_TRY(rc);
    struct str s = str_trim((struct str){text, n});
    *found = *found && odf_alias_parse(s, &alias, NULL) == KAMU_OK;
    if (!*found)
        return KAMU_OK;
    *out = arena_str(arena, s);
    return out->p ? KAMU_OK : error_nomem(err);
}

/* ---- open ---------------------------------------------------------------------------- */

static kamu_code dataset_new(struct env *env, struct dataset **out, struct kamu_error *err)
{
    struct dataset *ds = mem_calloc(1, sizeof *ds);
    if (!ds)
        return error_nomem(err);
    ds->env = env;
    arena_init(&ds->arena, 64 << 10);
    *out = ds;
    return KAMU_OK;
}

kamu_code dataset_open(struct workspace *ws, const struct dataset_handle *handle,
                       struct dataset **out, struct kamu_error *err)
{
    KAMU_TRY(dataset_new(ws->env, out, err));
    struct dataset *ds = *out;
    ds->ws = ws;
    kamu_code rc = store_handle_copy(&ds->arena, handle, &ds->handle, err);
    if (rc == KAMU_OK)
        rc = store_dataset_dir(ws, &handle->id, ds->dir, err);
    if (rc == KAMU_OK)
        return KAMU_OK;
    dataset_close(ds);
    *out = NULL;
    return rc;
}

kamu_code dataset_open_ref(struct workspace *ws, struct str ref, struct dataset **out,
                           struct kamu_error *err)
{
    struct dataset_handle handle;
    struct arena arena;
    *out = NULL;
    arena_init(&arena, 64 << 10);
    kamu_code rc = workspace_resolve(ws, ref, &arena, &handle, err);
    if (rc == KAMU_OK)
        rc = dataset_open(ws, &handle, out, err);
    arena_free(&arena);
    return rc;
}

kamu_code dataset_open_dir(struct env *env, const char *dir, struct dataset **out,
                           struct kamu_error *err)
{
    KAMU_TRY(dataset_new(env, out, err));
    struct dataset *ds = *out;
    kamu_code rc = path_join(ds->dir, err, dir, "");
    size_t n = strlen(ds->dir);
    if (rc == KAMU_OK && n > 1 && ds->dir[n - 1] == '/')
        ds->dir[n - 1] = '\0';
    ds->handle.alias = ds->handle.name = str_c(ds->dir);
    if (rc == KAMU_OK)
        return KAMU_OK;
    dataset_close(ds);
    *out = NULL;
    return rc;
}

void dataset_close(struct dataset *ds)
{
    if (!ds)
        return;
    if (ds->has_state)
        store_state_free(&ds->state);
    arena_free(&ds->arena);
    mem_free(ds);
}

const struct dataset_handle *dataset_handle(const struct dataset *ds)
{
    return &ds->handle;
}

const char *dataset_alias(const struct dataset *ds)
{
    return ds->handle.alias.p;
}

const char *dataset_dir(const struct dataset *ds)
{
    return ds->dir;
}

struct workspace *dataset_workspace(const struct dataset *ds)
{
    return ds->ws;
}

/* ---- head and objects ------------------------------------------------------------------ */

/* As in index.c: a database that cannot be read does not keep from reading. */
static kamu_code consult_db(struct dataset *ds, struct odf_hash *head, bool *found,
                            struct kamu_error *err)
{
    struct kamu_db *db;
    struct kamu_db_dataset known;
    struct kamu_error local;
    struct arena arena;
    bool is_known;
    arena_init(&arena, 64 << 10);
    kamu_code rc = kamu_db_get(ds->ws, &db, &local);
    if (rc == KAMU_OK)
        rc = kamu_db_find(db, &ds->handle.id, &arena, &known, &is_known, &local);
    arena_free(&arena);
    if (rc == KAMU_E_NOMEM)
        return error_nomem(err);
    if (rc != KAMU_OK) {
        log_write(&ds->env->log, LOG_WARN, "%s", kamu_error_message(&local, 0));
        return KAMU_OK;
    }
    if (!is_known || !known.has_head || (*found && odf_hash_eq(&known.head, head)))
        return KAMU_OK;
    return store_reconcile_head(ds->ws, ds->dir, &ds->handle.id, &known.head, head, found, err);
}

kamu_code dataset_head(struct dataset *ds, struct odf_hash *out, struct kamu_error *err)
{
    bool found;
    KAMU_TRY(store_read_head(ds->env, ds->dir, out, &found, err));
    if (ds->ws && kamu_db_exists(ds->ws))
        KAMU_TRY(consult_db(ds, out, &found, err));
    if (found)
        return KAMU_OK;
    return error_set(err, KAMU_E_NOT_FOUND, "Dataset not found: %s", dataset_alias(ds));
}

kamu_code dataset_object_path(const struct dataset *ds, enum dataset_object kind,
                              const struct odf_hash *hash, char out[FS_PATH_MAX],
                              struct kamu_error *err)
{
    static const char *const dirs[] = {"blocks", "data", "checkpoints"};
    char name[ODF_HASH_TEXT_MAX];
    odf_hash_text(hash, name);
    return store_path2(out, ds->dir, dirs[kind], name, err);
}

/* ---- blocks -------------------------------------------------------------------------------- */

kamu_code dataset_block_bytes(struct dataset *ds, const struct odf_hash *hash, struct buf *out,
                              struct kamu_error *err)
{
    char path[FS_PATH_MAX], text[ODF_HASH_TEXT_MAX];
    struct kamu_error local;
    struct kamu_error *e = err ? err : &local;
    KAMU_TRY(dataset_object_path(ds, DATASET_BLOCK, hash, path, e));
    odf_hash_text(hash, text);
    out->len = 0;
    kamu_code rc = fs_read_all(&ds->env->fs, path, ODF_BLOCK_BYTES_MAX, out, e);
    if (rc == KAMU_E_NOT_FOUND)
        return error_set(e, KAMU_E_NOT_FOUND, "Block does not exist: %s", text);
    KAMU_TRY(rc);
    struct odf_hash actual = odf_block_hash(out->data, out->len);
    if (odf_hash_eq(&actual, hash))
        return KAMU_OK;
    char actual_text[ODF_HASH_TEXT_MAX];
    odf_hash_text(&actual, actual_text);
    error_set(e, KAMU_E_CORRUPT, "Block is malformed: %s: its %zu bytes hash to %s", text, out->len,
              actual_text);
    error_at(e, path, 0, 0, 0);
    return KAMU_E_CORRUPT;
}

/* In front of what the decoder says: which block. */
static kamu_code block_malformed(const struct odf_hash *hash, kamu_code rc, struct kamu_error *err)
{
    char text[ODF_HASH_TEXT_MAX];
    odf_hash_text(hash, text);
    return rc == KAMU_E_CORRUPT || rc == KAMU_E_UNSUPPORTED
               ? error_wrap(err, rc, "Block is malformed: %s", text)
               : rc;
}

kamu_code dataset_block(struct dataset *ds, const struct odf_hash *hash, struct arena *arena,
                        struct odf_block *out, struct kamu_error *err)
{
    struct buf bytes = BUF_INIT(ODF_BLOCK_BYTES_MAX + 1);
    kamu_code rc = dataset_block_bytes(ds, hash, &bytes, err);
    if (rc == KAMU_OK)
        rc = block_malformed(hash, odf_block_decode(bytes.data, bytes.len, arena, out, err), err);
    buf_free(&bytes);
    return rc;
}

struct block_walk {
    struct dataset *ds;
    struct odf_hash next; /* absent: the Seed was returned */
    bool has_expected;
    uint64_t expected; /* sequence number of `next` */
    struct odf_hash hash;
    struct odf_block block;
    struct buf bytes;
    struct arena arena;
};

kamu_code block_walk_open(struct dataset *ds, const struct odf_hash *from, struct block_walk **out,
                          struct kamu_error *err)
{
    struct odf_hash head;
    *out = NULL;
    if (!from) {
        KAMU_TRY(dataset_head(ds, &head, err));
        from = &head;
    }
    struct block_walk *w = mem_calloc(1, sizeof *w);
    if (!w)
        return error_nomem(err);
    w->ds = ds;
    w->next = *from;
    buf_init(&w->bytes, ODF_BLOCK_BYTES_MAX + 1);
    arena_init(&w->arena, 4 * ODF_BLOCK_BYTES_MAX);
    *out = w;
    return KAMU_OK;
}

void block_walk_free(struct block_walk *w)
{
    if (!w)
        return;
    buf_free(&w->bytes);
    arena_free(&w->arena);
    mem_free(w);
}

struct str block_walk_bytes(const struct block_walk *w)
{
    return (struct str){(const char *)w->bytes.data, w->bytes.len};
}

/* The numbers must count down by one to the Seed: so a walk ends, whatever is stored. */
static kamu_code check_link(struct block_walk *w, struct kamu_error *err)
{
    char text[ODF_HASH_TEXT_MAX];
    odf_hash_text(&w->hash, text);
    if (w->has_expected && w->block.sequence_number != w->expected)
        return error_set(err, KAMU_E_CORRUPT,
                         "Block is malformed: %s: it has sequence number %llu, but is followed by "
                         "%llu",
                         text, (unsigned long long)w->block.sequence_number,
                         (unsigned long long)w->expected + 1);
    if (odf_hash_present(&w->block.prev_block_hash) != (w->block.sequence_number > 0))
        return error_set(err, KAMU_E_CORRUPT,
                         "Block is malformed: %s: sequence number %llu %s a previous block", text,
                         (unsigned long long)w->block.sequence_number,
                         w->block.sequence_number ? "without" : "with");
    return KAMU_OK;
}

static kamu_code walk_step(struct block_walk *w, bool peek, struct kamu_error *err)
{
    w->hash = w->next;
    kamu_code rc = dataset_block_bytes(w->ds, &w->hash, &w->bytes, err);
    if (rc == KAMU_E_NOT_FOUND) /* a link into nothing: the chain is damaged */
        rc = KAMU_E_CORRUPT;
    KAMU_TRY(rc);
    arena_free(&w->arena);
    rc = peek ? odf_block_peek(w->bytes.data, w->bytes.len, &w->block, err)
              : odf_block_decode(w->bytes.data, w->bytes.len, &w->arena, &w->block, err);
    KAMU_TRY(block_malformed(&w->hash, rc, err));
    KAMU_TRY(check_link(w, err));
    w->next = w->block.prev_block_hash;
    w->has_expected = true;
    w->expected = w->block.sequence_number - 1; /* unused behind the Seed */
    return KAMU_OK;
}

kamu_code block_walk_next(struct block_walk *w, const struct odf_block **block,
                          const struct odf_hash **hash, struct kamu_error *err)
{
    *block = NULL;
    if (hash)
        *hash = NULL;
    if (!odf_hash_present(&w->next))
        return KAMU_OK;
    KAMU_TRY(env_check_cancel(w->ds->env, err));
    KAMU_TRY(walk_step(w, false, err));
    *block = &w->block;
    if (hash)
        *hash = &w->hash;
    return KAMU_OK;
}

kamu_code dataset_chain_since(struct dataset *ds, const struct odf_hash *from,
                              const struct odf_hash *stop, struct odf_hash **hashes, size_t *n,
                              bool *reached, struct kamu_error *err)
{
    struct block_walk *w;
    size_t cap = 0;
    *hashes = NULL;
    *n = 0;
    *reached = false;
    KAMU_TRY(block_walk_open(ds, from, &w, err));
    kamu_code rc = KAMU_OK;
    while (rc == KAMU_OK && odf_hash_present(&w->next)) {
        if (stop && odf_hash_eq(&w->next, stop)) {
            *reached = true;
            break;
        }
        rc = env_check_cancel(ds->env, err);
        if (rc == KAMU_OK)
            rc = walk_step(w, true, err);
        if (rc != KAMU_OK)
            break;
        if (*n == cap) {
            cap = cap ? cap * 2 : 16;
            struct odf_hash *grown = mem_realloc_array(*hashes, cap, sizeof *grown);
            if (!grown) {
                rc = error_nomem(err);
                break;
            }
            *hashes = grown;
        }
        (*hashes)[(*n)++] = w->hash;
    }
    block_walk_free(w);
    if (rc != KAMU_OK) {
        mem_free(*hashes);
        *hashes = NULL;
        return rc;
    }
    for (size_t i = 0; i < *n / 2; i++) {
        struct odf_hash t = (*hashes)[i];
        (*hashes)[i] = (*hashes)[*n - 1 - i];
        (*hashes)[*n - 1 - i] = t;
    }
    return KAMU_OK;
}

/* Whether `from` is above `below` in one chain; false also when blocks are missing or damaged. */
static bool descends(struct dataset *ds, const struct odf_hash *from, const struct odf_hash *below)
{
    struct odf_block last;
    struct block_walk *w;
    struct buf bytes = BUF_INIT(ODF_BLOCK_BYTES_MAX + 1);
    bool found = false;
    if (dataset_block_bytes(ds, below, &bytes, NULL) != KAMU_OK ||
        odf_block_peek(bytes.data, bytes.len, &last, NULL) != KAMU_OK ||
        block_walk_open(ds, from, &w, NULL) != KAMU_OK) {
        buf_free(&bytes);
        return false;
    }
    while (!found && odf_hash_present(&w->next) && walk_step(w, true, NULL) == KAMU_OK &&
           w->block.sequence_number > last.sequence_number)
        found = odf_hash_eq(&w->next, below);
    block_walk_free(w);
    buf_free(&bytes);
    return found;
}

static bool block_exists(struct dataset *ds, const struct odf_hash *hash)
{
    struct buf bytes = BUF_INIT(ODF_BLOCK_BYTES_MAX + 1);
    bool ok = dataset_block_bytes(ds, hash, &bytes, NULL) == KAMU_OK;
    buf_free(&bytes);
    return ok;
}

kamu_code store_reconcile_head(struct workspace *ws, const char *dir, const struct odf_did *id,
                               const struct odf_hash *db_head, struct odf_hash *head,
                               bool *has_head, struct kamu_error *err)
{
    struct kamu_db *db;
    struct dataset *ds;
    bool newer = !*has_head;
    KAMU_TRY(kamu_db_get(ws, &db, err));
    if (!newer)
        KAMU_TRY(kamu_db_head_pending(db, id, &newer, err));
    KAMU_TRY(dataset_open_dir(ws->env, dir, &ds, err));
    newer = newer ? block_exists(ds, db_head) : descends(ds, db_head, head);
    dataset_close(ds);
    if (newer) {
        log_write(&ws->env->log, LOG_INFO, "%s/refs/head is behind kamu's database", dir);
        *head = *db_head;
        *has_head = true;
    } else if (*has_head) {
        log_write(&ws->env->log, LOG_WARN, "kamu's database is behind %s/refs/head", dir);
    }
    return KAMU_OK;
}

kamu_code dataset_chain(struct dataset *ds, const struct odf_hash *from, struct odf_hash **hashes,
                        size_t *n, struct kamu_error *err)
{
    bool reached;
    return dataset_chain_since(ds, from, NULL, hashes, n, &reached, err);
}

/* ---- info/config ------------------------------------------------------------------------------
 */

void dataset_aliases_free(struct dataset_aliases *a)
{
    if (!a)
        return;
    arena_free(&a->arena);
    a->n_pull = a->n_push = 0;
}

static kamu_code copy_list(struct arena *arena, const struct manifest_entry *e, struct str **out,
                           size_t *n, struct kamu_error *err)
{
    if (!e || !e->is_list)
        return KAMU_OK;
    *out = arena_calloc(arena, e->n ? e->n : 1, sizeof **out);
    for (size_t i = 0; *out && i < e->n; i++) {
        (*out)[i] = arena_str(arena, e->values[i]);
        if (!(*out)[i].p)
            return error_nomem(err);
    }
    *n = *out ? e->n : 0;
    return *out ? KAMU_OK : error_nomem(err);
}

kamu_code dataset_aliases_read(struct dataset *ds, struct dataset_aliases *out,
                               struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct manifest m;
    bool found;
    *out = (struct dataset_aliases){0};
    arena_init(&out->arena, 4 * ALIASES_BYTES_MAX);
    KAMU_TRY(store_path2(path, ds->dir, "info", "config", err));
    KAMU_TRY(manifest_read(ds->env, path, "DatasetConfig", &m, &found, err));
    kamu_code rc =
        copy_list(&out->arena, manifest_get(&m, "pullAliases"), &out->pull, &out->n_pull, err);
    if (rc == KAMU_OK)
        rc = copy_list(&out->arena, manifest_get(&m, "pushAliases"), &out->push, &out->n_push, err);
    manifest_free(&m);
    if (rc != KAMU_OK)
        dataset_aliases_free(out);
    return rc;
}

static kamu_code write_config(struct dataset *ds, const char *info, const struct buf *text,
                              struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    if (text->len)
        return fs_write_atomic(&ds->env->fs, &ds->env->random, info, "config", text->data,
                               text->len, true, err);
    KAMU_TRY(path_join(path, err, info, "config"));
    return fs_unlink(&ds->env->fs, path, err);
}

kamu_code dataset_aliases_write(struct dataset *ds, const struct str *pull, size_t n_pull,
                                const struct str *push, size_t n_push, struct kamu_error *err)
{
    char info[FS_PATH_MAX];
    struct buf text = BUF_INIT(ALIASES_BYTES_MAX);
    struct fs_file *lock = NULL;
    kamu_code rc = path_join(info, err, ds->dir, "info");
    if (rc == KAMU_OK)
        rc = fs_mkdir(&ds->env->fs, info, err);
    if (rc == KAMU_OK && n_pull + n_push > 0) {
        rc = manifest_begin(&text, "DatasetConfig", err);
        if (rc == KAMU_OK)
            rc = manifest_put_list(&text, "pullAliases", pull, n_pull, err);
        if (rc == KAMU_OK)
            rc = manifest_put_list(&text, "pushAliases", push, n_push, err);
    }
    if (rc == KAMU_OK && ds->ws)
        rc = store_lock(ds->env, ds->dir, &lock, err);
    if (rc == KAMU_OK)
        rc = write_config(ds, info, &text, err);
    fs_close(lock, NULL);
    buf_free(&text);
    return rc;
}
