/* Whole datasets: create, delete, rename, reset. */
#include "store/private.h"
#include "store/rights.h"
#include "store/sync.h"
#include "store/transaction.h"

#include <stdio.h>

#define OPEN_FILES_MAX 256

static const char *const subdirs[] = {"blocks", "checkpoints", "data", "info", "refs"};

static kamu_code name_taken(struct str alias, struct kamu_error *err)
{
    return error_set(err, KAMU_E_EXISTS, "Dataset with name " STR_FMT " already exists",
                     STR_ARG(alias));
}

/* ---- create: the directory ------------------------------------------------------------------ */

/* One dataset being made, in a directory `.pending-*` of its own that is locked as long as its
 * maker lives (gc.c). */
struct making {
    struct dataset *ds; /* its dir is the pending one */
    struct dataset_state state;
    struct arena arena;
    struct str pending; /* name of the directory */
    struct fs_file *lock;
    struct sync_set set; /* files and directories that are not on the disk yet */
    struct fs_file *open[OPEN_FILES_MAX];
    size_t n_open;
};

/* What was written so far reaches the disk, and is closed: descriptors are few. */
static kamu_code sync_open(struct making *m, struct kamu_error *err)
{
    kamu_code rc = sync_set_run(&m->set, err);
    for (size_t i = 0; i < m->n_open; i++)
        fs_close(m->open[i], NULL);
    m->n_open = 0;
    sync_set_free(&m->set);
    sync_set_init(&m->set, m->ds->env);
    return rc;
}

static kamu_code write_file(struct making *m, const char *subdir, const char *name,
                            const void *bytes, size_t n, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct fs_file *file;
    if (m->n_open == OPEN_FILES_MAX)
        KAMU_TRY(sync_open(m, err));
    KAMU_TRY(store_path2(path, m->ds->dir, subdir, name, err));
    KAMU_TRY(fs_create(&m->ds->env->fs, path, false, &file, err));
    m->open[m->n_open++] = file;
    KAMU_TRY(fs_write(file, bytes, n, err));
    return sync_set_file(&m->set, file, err);
}

/* The directory is nobody else's and not yet a dataset: files get their names at once, and all of
 * it is synced together at the end. */
static kamu_code write_chain(struct making *m, const struct dataset_new *item,
                             struct instant system_time, struct kamu_error *err)
{
    struct buf bytes = BUF_INIT(ODF_BLOCK_BYTES_MAX);
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < item->n_events && rc == KAMU_OK; i++) {
        char name[ODF_HASH_TEXT_MAX];
        struct arena arena;
        arena_init(&arena, 4 * ODF_BLOCK_BYTES_MAX);
        struct odf_block block = {0};
        if (item->raw)
            rc = odf_block_decode(item->raw[i].p, item->raw[i].n, &arena, &block, err);
        else
            block = odf_chain_next(&m->state.chain, system_time, item->events[i]);
        if (rc == KAMU_OK)
            rc = odf_chain_check(&m->state.chain, &block, item->raw ? ODF_CHAIN_AS_KAMU : 0, err);
        bytes.len = 0;
        if (rc == KAMU_OK)
            rc = item->raw ? buf_append(&bytes, item->raw[i].p, item->raw[i].n, err)
                           : odf_block_encode(&block, &bytes, err);
        struct odf_hash hash = {0};
        if (rc == KAMU_OK) {
            hash = odf_block_hash(bytes.data, bytes.len);
            odf_hash_text(&hash, name);
            rc = store_state_apply(&m->state, &block, &hash, err);
        }
        arena_free(&arena);
        if (rc == KAMU_OK)
            rc = write_file(m, "blocks", name, bytes.data, bytes.len, err);
    }
    buf_free(&bytes);
    if (rc == KAMU_OK)
        rc = write_file(m, "info", "alias", m->ds->handle.alias.p, m->ds->handle.alias.n, err);
    if (rc == KAMU_OK) {
        char head[ODF_HASH_TEXT_MAX];
        size_t n = odf_hash_text(&m->state.head, head);
        rc = write_file(m, "refs", "head", head, n, err);
    }
    return rc;
}

static kamu_code sync_all(struct making *m, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    for (size_t i = 0; i < sizeof subdirs / sizeof subdirs[0]; i++) {
        KAMU_TRY(path_join(path, err, m->ds->dir, subdirs[i]));
        KAMU_TRY(sync_set_dir(&m->set, path, err));
    }
    KAMU_TRY(sync_set_dir(&m->set, m->ds->dir, err));
    return sync_open(m, err);
}

static kamu_code make_directory(struct making *m, const struct dataset_new *item,
                                struct instant system_time, struct kamu_error *err)
{
    struct env *env = m->ds->env;
    char path[FS_PATH_MAX];
    kamu_code rc = fs_mkdir(&env->fs, m->ds->dir, err);
    if (rc == KAMU_OK)
        rc = store_lock(env, m->ds->dir, &m->lock, err);
    for (size_t i = 0; i < sizeof subdirs / sizeof subdirs[0] && rc == KAMU_OK; i++) {
        rc = path_join(path, err, m->ds->dir, subdirs[i]);
        if (rc == KAMU_OK)
            rc = fs_mkdir(&env->fs, path, err);
    }
    if (rc == KAMU_OK)
        rc = write_chain(m, item, system_time, err);
    if (rc == KAMU_OK && item->fill)
        rc = item->fill(item->fill_ctx, m->ds->dir, err);
    return rc == KAMU_OK ? sync_all(m, err) : rc;
}

static void making_free(struct making *m, bool keep)
{
    for (size_t i = 0; i < m->n_open; i++)
        fs_close(m->open[i], NULL);
    sync_set_free(&m->set);
    if (m->ds && m->pending.p && !keep) /* once it has its name there is nothing here */
        fs_remove_tree(&m->ds->env->fs, m->ds->dir, NULL);
    fs_close(m->lock, NULL);
    dataset_close(m->ds);
    store_state_free(&m->state);
    arena_free(&m->arena);
}

static kamu_code prepare(struct workspace *ws, struct dataset_new *item, struct instant system_time,
                         struct making *m, struct kamu_error *err)
{
    struct dataset_handle handle;
    arena_init(&m->arena, 64 << 10);
    store_state_init(&m->state);
    sync_set_init(&m->set, ws->env);
    KAMU_TRY(odf_dataset_name_check(item->name, err));
    if (item->n_events == 0 || item->events[0].kind != ODF_SEED)
        return error_set(err, KAMU_E_CHAIN,
                         "First block has to be a seed, perhaps new block does not link to the "
                         "previous");
    struct str account = item->account.p ? item->account : str_c(ws->account);
    char *alias = ws->multi_tenant ? arena_printf(&m->arena, STR_FMT "/" STR_FMT, STR_ARG(account),
                                                  STR_ARG(item->name))
                                   : arena_printf(&m->arena, STR_FMT, STR_ARG(item->name));
    if (!alias)
        return error_nomem(err);
    item->id = item->events[0].seed->dataset_id;
    store_handle_set(&handle, &item->id, str_c(alias));
    KAMU_TRY(dataset_open(ws, &handle, &m->ds, err));
    char name[32] = ".pending-";
    KAMU_TRY(random_alnum(&ws->env->random, name + strlen(name), 16, err));
    m->pending = arena_str(&m->arena, str_c(name));
    if (!m->pending.p)
        return error_nomem(err);
    KAMU_TRY(path_join(m->ds->dir, err, ws->priv->datasets, name));
    KAMU_TRY(make_directory(m, item, system_time, err));
    item->head = m->state.head;
    return KAMU_OK;
}

/* ---- create: the decision ------------------------------------------------------------------- */

static kamu_code check_unreferenced(struct workspace *ws, const struct dataset_handle *items,
                                    size_t n, struct kamu_error *err);

/* Under the lock of datasets/: the names are free, or are freed by a step. */
static kamu_code plan_names(struct workspace *ws, struct making *made,
                            const struct dataset_new *items, size_t n,
                            struct transaction_step *steps, size_t *n_steps, size_t *failed,
                            struct kamu_error *err)
{
    for (size_t i = 0; i < n; i++) {
        struct dataset_handle *h = &made[i].ds->handle, old;
        bool found;
        *failed = i;
        for (size_t j = 0; j < i; j++)
            if (str_ieq(made[j].ds->handle.alias, h->alias))
                return name_taken(h->alias, err);
        KAMU_TRY(store_find_alias(ws, h->account, h->name, &made[i].arena, &old, &found, err));
        if (found && !items[i].replace)
            return name_taken(old.alias, err);
        if (found) {
            KAMU_TRY(check_unreferenced(ws, &old, 1, err));
            steps[(*n_steps)++] =
                (struct transaction_step){.kind = TRANSACTION_REMOVE, .id = old.id};
        }
    }
    for (size_t i = 0; i < n; i++) {
        struct odf_hash head;
        char dir[FS_PATH_MAX];
        bool found;
        *failed = i;
        KAMU_TRY(store_dataset_dir(ws, &items[i].id, dir, err));
        KAMU_TRY(store_read_head(ws->env, dir, &head, &found, err));
        if (found)
            return error_set(err, KAMU_E_EXISTS, "Directory %s already exists", dir);
        steps[(*n_steps)++] = (struct transaction_step){
            .kind = TRANSACTION_MAKE, .id = items[i].id, .pending = made[i].pending};
    }
    *failed = n;
    return KAMU_OK;
}

/* Who may see what is being made, and no more what is being removed. */
static kamu_code settle_rights(struct workspace *ws, const struct dataset_new *items, size_t n,
                               struct kamu_error *err)
{
    for (size_t i = 0; i < n; i++) {
        bool open = items[i].visibility == VISIBILITY_PUBLIC;
        if (items[i].visibility != VISIBILITY_USUAL)
            KAMU_TRY(rights_set_public(ws, &items[i].id, open, open, err));
    }
    return KAMU_OK;
}

static kamu_code forget_rights(struct workspace *ws, const struct transaction_step *steps, size_t n,
                               struct kamu_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (steps[i].kind == TRANSACTION_REMOVE)
            KAMU_TRY(rights_forget(ws, &steps[i].id, err));
    return KAMU_OK;
}

static bool recorded(struct workspace *ws);

static kamu_code run_steps(struct workspace *ws, const struct dataset_new *items, size_t n,
                           const struct transaction_step *steps, size_t n_steps,
                           struct kamu_error *err)
{
    kamu_code rc = settle_rights(ws, items, n, err);
    if (rc == KAMU_OK)
        rc = transaction_run(ws, steps, n_steps, err);
    if (rc == KAMU_OK)
        return forget_rights(ws, steps, n_steps, err);
    for (size_t i = 0; i < n && !recorded(ws); i++)
        if (items[i].visibility != VISIBILITY_USUAL)
            rights_forget(ws, &items[i].id, NULL);
    return rc;
}

static kamu_code decide(struct workspace *ws, struct making *made, const struct dataset_new *items,
                        size_t n, size_t *failed, struct kamu_error *err)
{
    struct fs_file *lock;
    size_t n_steps = 0;
    struct transaction_step *steps = mem_calloc(2 * n, sizeof *steps);
    if (!steps)
        return error_nomem(err);
    kamu_code rc = store_lock(ws->env, ws->priv->datasets, &lock, err);
    if (rc == KAMU_OK) {
        rc = plan_names(ws, made, items, n, steps, &n_steps, failed, err);
        if (rc == KAMU_OK)
            rc = run_steps(ws, items, n, steps, n_steps, err);
        fs_close(lock, NULL);
    }
    mem_free(steps);
    return rc;
}

/* After a failure of transaction_run the record may still be there, and then what was made is
 * needed to finish it. */
static bool recorded(struct workspace *ws)
{
    char path[FS_PATH_MAX];
    struct fs_stat st;
    return path_join(path, NULL, ws->priv->datasets, STORE_TRANSACTION) != KAMU_OK ||
           fs_stat(&ws->env->fs, path, &st, NULL) != KAMU_OK || st.kind != FS_NONE;
}

kamu_code dataset_create(struct workspace *ws, struct dataset_new *items, size_t n,
                         struct instant system_time, size_t *failed, struct kamu_error *err)
{
    size_t unused;
    if (!failed)
        failed = &unused;
    *failed = n;
    if (n == 0)
        return KAMU_OK;
    struct making *made = mem_calloc(n, sizeof *made);
    if (!made)
        return error_nomem(err);
    kamu_code rc = fs_mkdir(&ws->env->fs, ws->priv->datasets, err);
    for (size_t i = 0; i < n && rc == KAMU_OK; i++) {
        *failed = i;
        rc = env_check_cancel(ws->env, err);
        if (rc == KAMU_OK)
            rc = prepare(ws, &items[i], system_time, &made[i], err);
    }
    if (rc == KAMU_OK) {
        *failed = n;
        rc = decide(ws, made, items, n, failed, err);
    }
    bool keep = rc == KAMU_OK || recorded(ws);
    for (size_t i = 0; i < n; i++) {
        if (rc == KAMU_OK)
            store_state_save(made[i].ds, &made[i].state);
        making_free(&made[i], keep);
    }
    mem_free(made);
    return rc;
}

/* ---- delete -----------------------------------------------------------------------------------
 */

static bool contains(const struct dataset_handle *items, size_t n, const struct odf_did *id)
{
    for (size_t i = 0; i < n; i++)
        if (odf_did_eq(&items[i].id, id))
            return true;
    return false;
}

static kamu_code check_unreferenced(struct workspace *ws, const struct dataset_handle *items,
                                    size_t n, struct kamu_error *err)
{
    for (size_t i = 0; i < n; i++) {
        struct dataset_list users;
        struct buf names = BUF_INIT(KAMU_ERROR_TEXT_MAX);
        KAMU_TRY(workspace_downstream(ws, &items[i].id, false, &users, err));
        for (size_t j = 0; j < users.n; j++)
            if (!contains(items, n, &users.items[j].id))
                buf_printf(&names, NULL, "%s%s", names.len ? ", " : "", users.items[j].alias.p);
        kamu_code rc = KAMU_OK;
        if (names.len)
            rc = error_set(err, KAMU_E_CHAIN, "Dataset " STR_FMT " is referenced by: " STR_FMT,
                           STR_ARG(items[i].alias), (int)names.len, (const char *)names.data);
        buf_free(&names);
        dataset_list_free(&users);
        KAMU_TRY(rc);
    }
    return KAMU_OK;
}

kamu_code dataset_delete(struct workspace *ws, const struct dataset_handle *items, size_t n,
                         struct kamu_error *err)
{
    struct fs_file *lock;
    if (n == 0)
        return KAMU_OK;
    struct transaction_step *steps = mem_calloc(n, sizeof *steps);
    if (!steps)
        return error_nomem(err);
    for (size_t i = 0; i < n; i++)
        steps[i] = (struct transaction_step){.kind = TRANSACTION_REMOVE, .id = items[i].id};
    kamu_code rc = store_lock(ws->env, ws->priv->datasets, &lock, err);
    if (rc == KAMU_OK) {
        rc = check_unreferenced(ws, items, n, err);
        if (rc == KAMU_OK)
            rc = transaction_run(ws, steps, n, err);
        if (rc == KAMU_OK)
            rc = forget_rights(ws, steps, n, err);
        fs_close(lock, NULL);
    }
    mem_free(steps);
    return rc;
}

/* ---- rename ------------------------------------------------------------------------------------
 */

static kamu_code rename_locked(struct workspace *ws, const struct dataset_handle *dataset,
                               struct str new_name, struct arena *arena, struct kamu_error *err)
{
    struct dataset_handle other;
    bool found;
    KAMU_TRY(store_find_alias(ws, dataset->account, new_name, arena, &other, &found, err));
    if (found && !odf_did_eq(&other.id, &dataset->id))
        return name_taken(other.alias, err);
    char *alias = dataset->account.p ? arena_printf(arena, STR_FMT "/" STR_FMT,
                                                    STR_ARG(dataset->account), STR_ARG(new_name))
                                     : arena_printf(arena, STR_FMT, STR_ARG(new_name));
    if (!alias)
        return error_nomem(err);
    if (str_eqc(dataset->alias, alias))
        return KAMU_OK;
    struct transaction_step step = {
        .kind = TRANSACTION_RENAME, .id = dataset->id, .alias = str_c(alias)};
    return transaction_run(ws, &step, 1, err);
}

kamu_code dataset_rename(struct workspace *ws, const struct dataset_handle *dataset,
                         struct str new_name, struct kamu_error *err)
{
    struct fs_file *lock;
    struct arena arena;
    KAMU_TRY(odf_dataset_name_check(new_name, err));
    KAMU_TRY(store_lock(ws->env, ws->priv->datasets, &lock, err));
    arena_init(&arena, 64 << 10);
    kamu_code rc = rename_locked(ws, dataset, new_name, &arena, err);
    arena_free(&arena);
    fs_close(lock, NULL);
    return rc;
}

/* ---- reset
 * --------------------------------------------------------------------------------------- */

static kamu_code reset_locked(struct dataset *ds, const struct odf_hash *to, struct kamu_error *err)
{
    struct odf_hash head;
    struct transaction_step step = {
        .kind = TRANSACTION_HEAD, .id = ds->handle.id, .head = *to, .locked = true};
    kamu_code rc = dataset_head(ds, &head, err);
    if (rc == KAMU_E_NOT_FOUND)
        return rc;
    if (rc == KAMU_OK) /* a damaged head is what a reset repairs */
        step.old = head;
    /* The whole chain below it is read and belongs to this dataset. */
    KAMU_TRY(store_state_load(ds, to, err));
    if (rc == KAMU_OK && odf_hash_eq(&head, to))
        return KAMU_OK;
    KAMU_TRY(transaction_run(ds->ws, &step, 1, err));
    store_state_save(ds, &ds->state);
    return KAMU_OK;
}

kamu_code dataset_reset(struct dataset *ds, const struct odf_hash *to, struct kamu_error *err)
{
    struct fs_file *datasets, *lock;
    struct buf bytes = BUF_INIT(ODF_BLOCK_BYTES_MAX + 1);
    KAMU_ASSERT(ds->ws);
    kamu_code rc = dataset_block_bytes(ds, to, &bytes, err);
    buf_free(&bytes);
    KAMU_TRY(rc);
    KAMU_TRY(store_lock(ds->env, ds->ws->priv->datasets, &datasets, err));
    rc = store_lock(ds->env, ds->dir, &lock, err);
    if (rc == KAMU_OK) {
        rc = reset_locked(ds, to, err);
        fs_close(lock, NULL);
    }
    fs_close(datasets, NULL);
    return rc;
}
