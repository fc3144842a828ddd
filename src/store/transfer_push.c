/* Datasets copied out of the workspace: to a plain directory or a remote. */
#include "store/transfer_internal.h"

#include <inttypes.h>

/* ---- push: into a plain directory -------------------------------------------------------------
 */

static kamu_code put_file(struct transfer *t, const struct transfer_object *o,
                          struct kamu_error *err)
{
    char dir[FS_PATH_MAX], pending[FS_PATH_MAX], path[FS_PATH_MAX];
    struct fs_file *in, *out;
    bool there;
    KAMU_TRY(transfer_is_there(t, o, &there, err));
    if (there)
        return KAMU_OK;
    KAMU_TRY(path_join(dir, err, t->to->dir, o->kind == DATASET_DATA ? "data" : "checkpoints"));
    KAMU_TRY(dataset_object_path(t->to, o->kind, &o->hash, path, err));
    KAMU_TRY(transfer_open_source(t, o, &in, err));
    kamu_code rc = fs_create_pending(&t->env->fs, &t->env->random, dir, pending, &out, err);
    if (rc == KAMU_OK) {
        rc = transfer_copy(t, in, out, o, err);
        if (rc == KAMU_OK)
            rc = fs_sync(out, err);
        fs_close(out, NULL);
        if (rc == KAMU_OK)
            rc = fs_rename(&t->env->fs, pending, path, err);
        if (rc != KAMU_OK)
            fs_unlink(&t->env->fs, pending, NULL);
    }
    fs_close(in, NULL);
    t->result->objects += rc == KAMU_OK;
    return rc;
}

static kamu_code put_block(struct transfer *t, void *ctx, const struct buf *bytes,
                           const struct odf_block *block, const struct odf_hash *hash,
                           struct kamu_error *err)
{
    char dir[FS_PATH_MAX], name[ODF_HASH_TEXT_MAX];
    struct transfer_object objects[2];
    size_t n = transfer_objects_of(&block->event, objects);
    (void)ctx;
    for (size_t i = 0; i < n; i++)
        KAMU_TRY(put_file(t, &objects[i], err));
    KAMU_TRY(path_join(dir, err, t->to->dir, "blocks"));
    odf_hash_text(hash, name);
    KAMU_TRY(fs_write_atomic(&t->env->fs, &t->env->random, dir, name, bytes->data, bytes->len, true,
                             err));
    t->result->blocks++;
    return KAMU_OK;
}

static kamu_code any_entry(void *ctx, const char *name, struct kamu_error *err)
{
    (void)name, (void)err;
    *(bool *)ctx = true;
    return KAMU_OK;
}

/* Makes the tree in a directory that is missing or empty; *has_head when there is a dataset. */
static kamu_code prepare_directory(struct transfer *t, bool *has_head, struct kamu_error *err)
{
    static const char *const subdirs[] = {"refs", "blocks", "data", "checkpoints"};
    char path[FS_PATH_MAX];
    struct odf_hash head;
    struct fs_stat st;
    bool any = false;
    struct fs *fs = &t->env->fs;
    KAMU_TRY(fs_stat(fs, t->to->dir, &st, err));
    if (st.kind != FS_NONE && st.kind != FS_DIRECTORY)
        return error_set(err, KAMU_E_USAGE, "%s is no directory", t->to->dir);
    KAMU_TRY(store_read_head(t->env, t->to->dir, &head, has_head, err));
    if (*has_head)
        return KAMU_OK;
    KAMU_TRY(path_join(path, err, t->to->dir, "refs"));
    KAMU_TRY(fs_stat(fs, path, &st, err)); /* an earlier push that ended half-way */
    if (st.kind == FS_NONE) {
        KAMU_TRY(path_join(path, err, t->to->dir, "blocks")); /* or a copy that lost its head */
        KAMU_TRY(fs_stat(fs, path, &st, err));
    }
    if (st.kind == FS_NONE) {
        KAMU_TRY(fs_mkdirs(fs, t->to->dir, err));
        KAMU_TRY(fs_list(fs, t->to->dir, any_entry, &any, err));
    }
    if (any)
        return error_set(err, KAMU_E_EXISTS, "Directory %s is not empty and holds no dataset",
                         t->to->dir);
    for (size_t i = 0; i < sizeof subdirs / sizeof subdirs[0]; i++) {
        KAMU_TRY(path_join(path, err, t->to->dir, subdirs[i]));
        KAMU_TRY(fs_mkdir(fs, path, err));
    }
    return fs_sync_dir(fs, t->to->dir, err);
}

/* ---- push -------------------------------------------------------------------------------------
 */

static kamu_code send_file(struct transfer *t, const struct transfer_object *o,
                           struct kamu_error *err)
{
    const struct transfer_remote *remote = t->options->remote;
    struct fs_file *file;
    struct fs_stat st;
    bool there;
    KAMU_TRY(remote->has(remote->ctx, o, &there, err));
    if (there)
        return KAMU_OK;
    KAMU_TRY(transfer_open_source(t, o, &file, err));
    kamu_code rc = fs_fstat(file, &st, err);
    if (rc == KAMU_OK && st.size_bytes != o->size) {
        error_set(err, KAMU_E_CORRUPT, "%s has %" PRIu64 " bytes, its block says %" PRIu64,
                  fs_name(file), st.size_bytes, o->size);
        error_hint(err, "`kamu verify` lists what is damaged");
        rc = KAMU_E_CORRUPT;
    }
    if (rc == KAMU_OK)
        rc = remote->put_file(remote->ctx, o, file, err);
    fs_close(file, NULL);
    t->result->objects += rc == KAMU_OK;
    return rc;
}

/* The block goes first: it does no harm without a head, and tells whether the server takes any. */
static kamu_code send_block(struct transfer *t, void *ctx, const struct buf *bytes,
                            const struct odf_block *block, const struct odf_hash *hash,
                            struct kamu_error *err)
{
    const struct transfer_remote *remote = t->options->remote;
    struct transfer_object objects[2];
    size_t n = transfer_objects_of(&block->event, objects);
    (void)ctx;
    KAMU_TRY(remote->put_block(remote->ctx, hash, bytes->data, bytes->len, err));
    for (size_t i = 0; i < n; i++)
        KAMU_TRY(send_file(t, &objects[i], err));
    t->result->blocks++;
    return KAMU_OK;
}

static kamu_code write_head(struct transfer *t, const struct transfer_chain *to,
                            struct kamu_error *err)
{
    const struct transfer_remote *remote = t->options->remote;
    char refs[FS_PATH_MAX], dir[FS_PATH_MAX], text[ODF_HASH_TEXT_MAX];
    if (remote)
        return remote->put_head(remote->ctx, to->n ? &to->hashes[to->n - 1] : NULL,
                                &t->result->head, err);
    KAMU_TRY(path_join(dir, err, t->to->dir, "data"));
    KAMU_TRY(fs_sync_dir(&t->env->fs, dir, err));
    size_t n = odf_hash_text(&t->result->head, text);
    KAMU_TRY(path_join(refs, err, t->to->dir, "refs"));
    return fs_write_atomic(&t->env->fs, &t->env->random, refs, "head", text, n, true, err);
}

static kamu_code push(struct transfer *t, struct transfer_chain *from, struct transfer_chain *to,
                      struct kamu_error *err)
{
    const bool remote = t->options->remote != NULL;
    struct transfer_wanted wanted = {0};
    struct odf_hash head;
    size_t common;
    bool has_head;
    KAMU_TRY(remote ? transfer_far_head(t, t->to->dir, &head, &has_head, err)
                    : prepare_directory(t, &has_head, err));
    KAMU_TRY(dataset_chain(t->from, NULL, &from->hashes, &from->n, err));
    if (has_head && !remote)
        KAMU_TRY(dataset_head(t->to, &head, err));
    if (has_head)
        KAMU_TRY(transfer_far_chain(t, t->to, &head, from, to, err));
    KAMU_TRY(transfer_settle(t, from, to, &common, err));
    if (t->result->up_to_date)
        return KAMU_OK;
    kamu_code rc = transfer_collect(t, from, common, &wanted, err);
    mem_free(wanted.items);
    KAMU_TRY(rc);
    KAMU_TRY(transfer_each_block(t, from, common, remote ? send_block : put_block, NULL, err));
    return write_head(t, to, err);
}

kamu_code transfer_push(struct dataset *ds, const char *dir, const struct transfer_options *options,
                        struct transfer_result *out, struct kamu_error *err)
{
    static const struct transfer_options defaults;
    struct transfer t = {.env = ds->env, .from = ds, .options = options ? options : &defaults};
    struct transfer_chain from = {0}, to = {0};
    *out = (struct transfer_result){0};
    t.result = out;
    KAMU_TRY(dataset_open_dir(ds->env, dir, &t.to, err));
    kamu_code rc = push(&t, &from, &to, err);
    mem_free(from.hashes);
    mem_free(to.hashes);
    dataset_close(t.to);
    return rc;
}
