/*
 * See transaction.h. The record is text, one step a line, and a last line with the
 * checksum of what is above it:
 *
 *   make <dataset directory> <pending directory>
 *   head <dataset directory> <old head or -> <new head>
 *   remove <dataset directory>
 *   rename <dataset directory> <alias>
 *   end <hex>
 *
 * Every step can be repeated: it looks whether it is done already.
 */
#include "store/transaction.h"

#include "base/map.h"
#include "store/kamu_db.h"
#include "store/private.h"

#include <stdio.h>

#define RECORD_BYTES_MAX ((size_t)64 << 20)

/* ---- one step on the files ---------------------------------------------------------------- */

static kamu_code exists(struct workspace *ws, const char *path, bool *out, struct kamu_error *err)
{
    struct fs_stat st;
    KAMU_TRY(fs_stat(&ws->env->fs, path, &st, err));
    *out = st.kind != FS_NONE;
    return KAMU_OK;
}

static kamu_code pending_dir(struct workspace *ws, const struct transaction_step *s,
                             char out[FS_PATH_MAX], struct kamu_error *err)
{
    char name[64];
    snprintf(name, sizeof name, STR_FMT, STR_ARG(s->pending));
    return path_join(out, err, ws->priv->datasets, name);
}

static kamu_code make(struct workspace *ws, const char *dir, const struct transaction_step *s,
                      struct kamu_error *err)
{
    char pending[FS_PATH_MAX];
    struct odf_hash head;
    bool there, has_head;
    KAMU_TRY(pending_dir(ws, s, pending, err));
    KAMU_TRY(exists(ws, pending, &there, err));
    if (!there)
        return KAMU_OK; /* done */
    KAMU_TRY(exists(ws, dir, &there, err));
    if (there) { /* without a head it is what a crash of kamu has left */
        KAMU_TRY(store_read_head(ws->env, dir, &head, &has_head, err));
        if (has_head)
            return error_set(err, KAMU_E_EXISTS, "Directory %s already exists", dir);
        KAMU_TRY(fs_remove_tree(&ws->env->fs, dir, err));
    }
    KAMU_TRY(fs_rename(&ws->env->fs, pending, dir, err));
    return fs_sync_dir(&ws->env->fs, ws->priv->datasets, err);
}

static kamu_code write_head_locked(struct workspace *ws, const char *dir,
                                   const struct transaction_step *s, struct kamu_error *err)
{
    char refs[FS_PATH_MAX], text[ODF_HASH_TEXT_MAX];
    struct odf_hash now;
    bool found;
    kamu_code rc = store_read_head(ws->env, dir, &now, &found, err);
    if (rc == KAMU_E_CORRUPT)
        found = false; /* a reset repairs it */
    else
        KAMU_TRY(rc);
    if (found && !odf_hash_eq(&now, &s->old))
        return KAMU_OK; /* done, and perhaps gone on from there */
    size_t n = odf_hash_text(&s->head, text);
    KAMU_TRY(path_join(refs, err, dir, "refs"));
    return fs_write_atomic(&ws->env->fs, &ws->env->random, refs, "head", text, n, true, err);
}

/* Under the dataset's lock, so that no commit is under way and no sweep takes the pending file.
 * A dataset that another program has deleted since then is skipped. */
static kamu_code write_head(struct workspace *ws, const char *dir, const struct transaction_step *s,
                            struct kamu_error *err)
{
    struct fs_file *lock = NULL;
    bool there;
    KAMU_TRY(exists(ws, dir, &there, err));
    if (!there)
        return KAMU_OK;
    if (!s->locked)
        KAMU_TRY(store_lock(ws->env, dir, &lock, err));
    kamu_code rc = write_head_locked(ws, dir, s, err);
    fs_close(lock, NULL);
    return rc;
}

/* One rename takes the dataset out of sight whole: an end at any step leaves it as it was, or a
 * pending directory that no scan of the workspace looks into and that gc removes. */
static kamu_code hide_dataset(struct workspace *ws, const char *dir, char hidden[FS_PATH_MAX],
                              struct kamu_error *err)
{
    char name[32] = ".pending-";
    KAMU_TRY(random_alnum(&ws->env->random, name + strlen(name), 16, err));
    KAMU_TRY(path_join(hidden, err, ws->priv->datasets, name));
    KAMU_TRY(fs_rename(&ws->env->fs, dir, hidden, err));
    return fs_sync_dir(&ws->env->fs, ws->priv->datasets, err);
}

static kamu_code remove_dataset(struct workspace *ws, const char *dir, const struct odf_did *id,
                                struct kamu_error *err)
{
    char hidden[FS_PATH_MAX];
    struct fs_file *lock;
    bool there;
    KAMU_TRY(exists(ws, dir, &there, err));
    if (!there)
        return KAMU_OK;
    KAMU_TRY(store_lock(ws->env, dir, &lock, err)); /* no commit is under way */
    kamu_code rc = hide_dataset(ws, dir, hidden, err);
    if (rc == KAMU_OK && fs_remove_tree(&ws->env->fs, hidden, NULL) != KAMU_OK)
        log_write(&ws->env->log, LOG_WARN, "%s could not be removed; `kamu system gc` will",
                  hidden);
    fs_close(lock, NULL);
    store_state_forget(ws, id);
    return rc;
}

static kamu_code write_alias(struct workspace *ws, const char *dir, struct str alias,
                             struct kamu_error *err)
{
    char info[FS_PATH_MAX];
    struct fs_file *lock;
    bool there;
    KAMU_TRY(exists(ws, dir, &there, err));
    if (!there)
        return KAMU_OK;
    KAMU_TRY(path_join(info, err, dir, "info"));
    KAMU_TRY(fs_mkdir(&ws->env->fs, info, err));
    KAMU_TRY(store_lock(ws->env, dir, &lock, err));
    kamu_code rc =
        fs_write_atomic(&ws->env->fs, &ws->env->random, info, "alias", alias.p, alias.n, true, err);
    fs_close(lock, NULL);
    return rc;
}

static kamu_code apply_files(struct workspace *ws, const struct transaction_step *steps, size_t n,
                             struct kamu_error *err)
{
    for (size_t i = 0; i < n; i++) {
        const struct transaction_step *s = &steps[i];
        char dir[FS_PATH_MAX];
        KAMU_TRY(store_dataset_dir(ws, &s->id, dir, err));
        if (s->kind == TRANSACTION_MAKE)
            KAMU_TRY(make(ws, dir, s, err));
        else if (s->kind == TRANSACTION_HEAD)
            KAMU_TRY(write_head(ws, dir, s, err));
        else if (s->kind == TRANSACTION_REMOVE)
            KAMU_TRY(remove_dataset(ws, dir, &s->id, err));
        else
            KAMU_TRY(write_alias(ws, dir, s->alias, err));
    }
    return KAMU_OK;
}

/* ---- the steps in kamu's database ------------------------------------------------------------ */

/* The dataset of a MAKE step lies in its pending directory yet. *ds = NULL: deleted since then. */
static kamu_code open_where_it_is(struct workspace *ws, const struct transaction_step *s,
                                  struct dataset **ds, struct kamu_error *err)
{
    struct dataset_handle handle;
    struct arena arena;
    struct str alias;
    char dir[FS_PATH_MAX];
    bool found, there = false;
    *ds = NULL;
    if (s->kind == TRANSACTION_MAKE) {
        KAMU_TRY(pending_dir(ws, s, dir, err));
        KAMU_TRY(exists(ws, dir, &there, err));
    }
    if (!there) {
        KAMU_TRY(store_dataset_dir(ws, &s->id, dir, err));
        KAMU_TRY(exists(ws, dir, &there, err));
    }
    if (!there)
        return KAMU_OK;
    arena_init(&arena, 64 << 10);
    kamu_code rc = store_read_alias(ws->env, dir, &arena, &alias, &found, err);
    if (rc == KAMU_OK && !found)
        rc = error_set(err, KAMU_E_CORRUPT, "%s/info/alias is missing or malformed", dir);
    if (rc == KAMU_OK) {
        store_handle_set(&handle, &s->id, alias);
        rc = dataset_open(ws, &handle, ds, err);
    }
    arena_free(&arena);
    KAMU_TRY(rc);
    memcpy((*ds)->dir, dir, strlen(dir) + 1);
    return KAMU_OK;
}

/* Inside the transaction, where kamu cannot move it any more. */
static kamu_code check_not_moved(struct dataset *ds, const struct transaction_step *s,
                                 struct kamu_error *err)
{
    struct odf_hash now;
    kamu_code rc = dataset_head(ds, &now, NULL);
    if (rc != KAMU_OK || !odf_hash_present(&s->old) || odf_hash_eq(&now, &s->old) ||
        odf_hash_eq(&now, &s->head))
        return KAMU_OK;
    return error_set(err, KAMU_E_CONFLICT, "The head of dataset %s has moved meanwhile",
                     dataset_alias(ds));
}

static kamu_code db_head(struct workspace *ws, struct kamu_db *db, const struct transaction_step *s,
                         struct kamu_error *err)
{
    struct dataset *ds;
    struct odf_hash head = s->head;
    bool found = true;
    KAMU_TRY(open_where_it_is(ws, s, &ds, err));
    if (!ds)
        return KAMU_OK;
    kamu_code rc = KAMU_OK;
    if (s->kind == TRANSACTION_MAKE)
        rc = store_read_head(ws->env, ds->dir, &head, &found, err);
    else
        rc = check_not_moved(ds, s, err);
    if (rc == KAMU_OK && found)
        rc = store_state_load(ds, &head, err);
    if (rc == KAMU_OK && found)
        rc = store_db_put_head(db, ds, &s->old, &head, NULL, 0, &ds->state, err);
    dataset_close(ds);
    return rc;
}

static kamu_code db_step(struct workspace *ws, struct kamu_db *db, const struct transaction_step *s,
                         struct kamu_error *err)
{
    const char *slash;
    struct str name = s->alias;
    switch (s->kind) {
    case TRANSACTION_MAKE:
    case TRANSACTION_HEAD:
        return db_head(ws, db, s, err);
    case TRANSACTION_REMOVE:
        return kamu_db_delete_dataset(db, &s->id, err);
    case TRANSACTION_RENAME:
        slash = name.n ? memchr(name.p, '/', name.n) : NULL;
        if (slash)
            name = (struct str){slash + 1, name.n - (size_t)(slash - name.p) - 1};
        return kamu_db_rename_dataset(db, &s->id, name, err);
    }
    return KAMU_OK;
}

static kamu_code apply_db(struct workspace *ws, const struct transaction_step *steps, size_t n,
                          struct kamu_error *err)
{
    struct kamu_db *db;
    KAMU_TRY(kamu_db_get(ws, &db, err));
    if (!db)
        return KAMU_OK;
    KAMU_TRY(kamu_db_begin(db, err));
    kamu_code rc = KAMU_OK;
    /* Names become free before they are taken. */
    for (size_t i = 0; i < n && rc == KAMU_OK; i++)
        if (steps[i].kind == TRANSACTION_REMOVE)
            rc = db_step(ws, db, &steps[i], err);
    for (size_t i = 0; i < n && rc == KAMU_OK; i++)
        if (steps[i].kind != TRANSACTION_REMOVE)
            rc = db_step(ws, db, &steps[i], err);
    if (rc == KAMU_OK)
        return kamu_db_commit(db, err);
    kamu_db_rollback(db);
    return rc;
}

/* ---- record
 * -------------------------------------------------------------------------------------- */

static kamu_code put_step(struct buf *out, const struct transaction_step *s, struct kamu_error *err)
{
    char dir[ODF_DID_DIR_MAX], old[ODF_HASH_TEXT_MAX] = "-", head[ODF_HASH_TEXT_MAX];
    odf_did_dir(&s->id, dir);
    if (s->kind == TRANSACTION_MAKE)
        return buf_printf(out, err, "make %s " STR_FMT "\n", dir, STR_ARG(s->pending));
    if (s->kind == TRANSACTION_REMOVE)
        return buf_printf(out, err, "remove %s\n", dir);
    if (s->kind == TRANSACTION_RENAME)
        return buf_printf(out, err, "rename %s " STR_FMT "\n", dir, STR_ARG(s->alias));
    if (odf_hash_present(&s->old))
        odf_hash_text(&s->old, old);
    odf_hash_text(&s->head, head);
    return buf_printf(out, err, "head %s %s %s\n", dir, old, head);
}

static kamu_code write_record(struct workspace *ws, const struct transaction_step *steps, size_t n,
                              struct kamu_error *err)
{
    struct buf text = BUF_INIT(RECORD_BYTES_MAX);
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < n && rc == KAMU_OK; i++)
        rc = put_step(&text, &steps[i], err);
    if (rc == KAMU_OK)
        rc = buf_printf(&text, err, "end %016llx\n",
                        (unsigned long long)hash_bytes(text.data, text.len, 0));
    if (rc == KAMU_OK)
        rc = fs_write_atomic(&ws->env->fs, &ws->env->random, ws->priv->datasets, STORE_TRANSACTION,
                             text.data, text.len, true, err);
    buf_free(&text);
    return rc;
}

static struct str word(struct str *line)
{
    const char *blank = line->n ? memchr(line->p, ' ', line->n) : NULL;
    struct str w = {line->p, blank ? (size_t)(blank - line->p) : line->n};
    line->p += w.n + (blank != NULL);
    line->n -= w.n + (blank != NULL);
    return w;
}

static bool take_step(struct str line, struct transaction_step *s)
{
    struct str kind = word(&line), dir = word(&line);
    *s = (struct transaction_step){0};
    if (odf_did_parse_dir(dir, &s->id, NULL) != KAMU_OK)
        return false;
    if (str_eqc(kind, "remove")) {
        s->kind = TRANSACTION_REMOVE;
        return line.n == 0;
    }
    if (str_eqc(kind, "rename")) {
        s->kind = TRANSACTION_RENAME;
        s->alias = line;
        return line.n > 0;
    }
    if (str_eqc(kind, "make")) {
        s->kind = TRANSACTION_MAKE;
        s->pending = line;
        return str_starts(line, ".pending-") && line.n < 40 && !memchr(line.p, '/', line.n);
    }
    struct str old = word(&line);
    s->kind = TRANSACTION_HEAD;
    return str_eqc(kind, "head") &&
           (str_eqc(old, "-") || odf_hash_parse(old, &s->old, NULL) == KAMU_OK) &&
           odf_hash_parse(line, &s->head, NULL) == KAMU_OK;
}

static kamu_code parse_record(const struct buf *text, struct transaction_step **steps, size_t *n,
                              struct kamu_error *err)
{
    size_t cap = 0, at = 0;
    *steps = NULL;
    *n = 0;
    while (at < text->len) {
        const char *p = (const char *)text->data + at;
        const char *end = memchr(p, '\n', text->len - at);
        struct str line = {p, end ? (size_t)(end - p) : text->len - at};
        char sum[32];
        snprintf(sum, sizeof sum, "end %016llx", (unsigned long long)hash_bytes(text->data, at, 0));
        if (str_eqc(line, sum))
            return KAMU_OK;
        if (*n == cap) {
            cap = cap ? cap * 2 : 16;
            struct transaction_step *grown = mem_realloc_array(*steps, cap, sizeof *grown);
            if (!grown)
                return error_nomem(err);
            *steps = grown;
        }
        if (!end || !take_step(line, &(*steps)[*n]))
            break;
        ++*n;
        at += line.n + 1;
    }
    return error_set(err, KAMU_E_CORRUPT, "the record of an unfinished change is damaged");
}

static kamu_code remove_record(struct workspace *ws, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    KAMU_TRY(path_join(path, err, ws->priv->datasets, STORE_TRANSACTION));
    KAMU_TRY(fs_unlink(&ws->env->fs, path, err));
    return fs_sync_dir(&ws->env->fs, ws->priv->datasets, err);
}

/* ---- run and recover
 * ------------------------------------------------------------------------------- */

kamu_code transaction_run(struct workspace *ws, const struct transaction_step *steps, size_t n,
                          struct kamu_error *err)
{
    if (n == 0)
        return KAMU_OK;
    if (n == 1 && !kamu_db_exists(ws))
        return apply_files(ws, steps, n, err);
    KAMU_TRY(write_record(ws, steps, n, err));
    kamu_code rc = apply_db(ws, steps, n, err);
    if (rc != KAMU_OK) {
        remove_record(ws, NULL);
        return rc;
    }
    rc = apply_files(ws, steps, n, err);
    if (rc != KAMU_OK) {
        error_hint(err, "the change is recorded and is finished by the next command here");
        return rc;
    }
    if (remove_record(ws, NULL) != KAMU_OK)
        log_write(&ws->env->log, LOG_WARN, "the record of a finished change was not removed");
    return KAMU_OK;
}

static kamu_code recover_locked(struct workspace *ws, const char *path, struct kamu_error *err)
{
    struct buf text = BUF_INIT(RECORD_BYTES_MAX);
    struct transaction_step *steps = NULL;
    struct fs_stat st;
    size_t n;
    KAMU_TRY(fs_stat(&ws->env->fs, path, &st, err));
    if (st.kind == FS_NONE) /* its writer was still there, and has ended it */
        return KAMU_OK;
    kamu_code rc = fs_read_all(&ws->env->fs, path, RECORD_BYTES_MAX, &text, err);
    if (rc == KAMU_OK)
        rc = parse_record(&text, &steps, &n, err);
    if (rc == KAMU_E_CORRUPT) {
        error_wrap(err, rc, "File %s is malformed", path);
        error_hint(err, "it lists datasets that were being made or removed; move it away to go on");
    }
    if (rc == KAMU_OK) {
        rc = apply_db(ws, steps, n, err);
        if (rc == KAMU_OK)
            rc = apply_files(ws, steps, n, err);
        else if (rc == KAMU_E_CONFLICT && n == 1 && steps[0].kind == TRANSACTION_HEAD)
            rc = KAMU_OK; /* a reset that was never acknowledged, and others have gone on */
    }
    if (rc == KAMU_OK)
        rc = remove_record(ws, err);
    buf_free(&text);
    mem_free(steps);
    return rc;
}

kamu_code transaction_recover(struct workspace *ws, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct fs_stat st;
    struct fs_file *lock;
    struct kamu_error local;
    KAMU_TRY(path_join(path, err, ws->priv->datasets, STORE_TRANSACTION));
    KAMU_TRY(fs_stat(&ws->env->fs, path, &st, err));
    if (st.kind == FS_NONE)
        return KAMU_OK;
    kamu_code rc = store_lock(ws->env, ws->priv->datasets, &lock, &local);
    if (rc == KAMU_E_ACCESS) { /* read-only: what is not finished is not visible either */
        log_write(&ws->env->log, LOG_WARN, "an unfinished change in %s is left", path);
        return KAMU_OK;
    }
    if (rc != KAMU_OK && err)
        *err = local;
    KAMU_TRY(rc);
    rc = recover_locked(ws, path, err);
    fs_close(lock, NULL);
    return rc;
}
