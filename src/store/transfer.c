/* See transfer.h. */
#include "store/transfer.h"

#include "digest/sha3.h"
#include "store/private.h"

#include <inttypes.h>

#define COPY_PIECE_BYTES ((size_t)1 << 20)

struct transfer {
    struct env *env;
    struct dataset *from, *to;
    const struct transfer_options *options;
    struct transfer_result *result;
    uint64_t bytes_total;
};

/* ---- which blocks are missing ------------------------------------------------------------- */

struct chain {
    struct odf_hash *hashes; /* oldest first */
    size_t n;
};

static const char *name_of(const struct dataset *ds, const char *given)
{
    return given ? given : dataset_alias(ds);
}

static size_t common_length(const struct chain *a, const struct chain *b)
{
    size_t n = 0;
    while (n < a->n && n < b->n && odf_hash_eq(&a->hashes[n], &b->hashes[n]))
        n++;
    return n;
}

/* *common: how many blocks the destination has of the source's chain. */
static kamu_code compare(const struct transfer *t, const struct chain *from, const struct chain *to,
                         size_t *common, struct kamu_error *err)
{
    char source[ODF_HASH_TEXT_MAX], destination[ODF_HASH_TEXT_MAX];
    *common = common_length(from, to);
    if (*common == to->n)
        return KAMU_OK;
    if (*common == 0)
        return error_set(err, KAMU_E_CONFLICT, "%s and %s are different datasets",
                         name_of(t->from, t->options->from), name_of(t->to, t->options->to));
    if (t->options->force)
        return KAMU_OK;
    odf_hash_text(&from->hashes[from->n - 1], source);
    odf_hash_text(&to->hashes[to->n - 1], destination);
    if (*common == from->n)
        error_set(err, KAMU_E_CONFLICT,
                  "Destination head %s is ahead of source head %s by %zu blocks", destination,
                  source, to->n - *common);
    else
        error_set(err, KAMU_E_CONFLICT,
                  "Source and destination datasets have diverged and have %zu and %zu different "
                  "blocks respectively, source head is %s, destination head is %s",
                  from->n - *common, to->n - *common, source, destination);
    error_hint(err, "--force overwrites the destination");
    return KAMU_E_CONFLICT;
}

static void done_bytes(struct transfer *t, uint64_t n)
{
    t->result->bytes += n;
    if (t->options->progress)
        t->options->progress(t->options->progress_ctx, t->result->bytes, t->bytes_total);
}

/* ---- one file ---------------------------------------------------------------------------------
 */

static kamu_code corrupted(const char *what, const struct odf_hash *expected,
                           const struct odf_hash *actual, struct kamu_error *err)
{
    char e[ODF_HASH_TEXT_MAX], a[ODF_HASH_TEXT_MAX];
    odf_hash_text(expected, e);
    odf_hash_text(actual, a);
    error_set(err, KAMU_E_CORRUPT, "Expected hash %s but got %s", e, a);
    error_wrap(err, KAMU_E_CORRUPT, "%s hash declared by the source didn't match the computed",
               what);
    return error_wrap(err, KAMU_E_CORRUPT, "Repository appears to have corrupted data");
}

/* From one open file to another; the bytes must have this hash. */
static kamu_code copy_bytes(struct transfer *t, struct fs_file *in, struct fs_file *out,
                            const char *what, const struct odf_hash *hash, struct kamu_error *err)
{
    struct sha3 sha;
    uint8_t digest[SHA3_256_SIZE];
    uint8_t *piece = mem_alloc(COPY_PIECE_BYTES);
    kamu_code rc = piece ? KAMU_OK : error_nomem(err);
    sha3_init(&sha);
    for (size_t got = 1; rc == KAMU_OK && got;) {
        rc = env_check_cancel(t->env, err);
        if (rc == KAMU_OK)
            rc = fs_read(in, piece, COPY_PIECE_BYTES, &got, err);
        if (rc != KAMU_OK)
            break;
        sha3_update(&sha, piece, got);
        rc = fs_write(out, piece, got, err);
        done_bytes(t, got);
    }
    mem_free(piece);
    if (rc != KAMU_OK)
        return rc;
    sha3_final(&sha, digest);
    struct odf_hash actual = odf_hash_sha3(digest);
    return odf_hash_eq(&actual, hash) ? KAMU_OK : corrupted(what, hash, &actual, err);
}

static kamu_code open_source(struct transfer *t, enum dataset_object kind,
                             const struct odf_hash *hash, struct fs_file **out,
                             struct kamu_error *err)
{
    char path[FS_PATH_MAX], text[ODF_HASH_TEXT_MAX];
    struct kamu_error local;
    KAMU_TRY(dataset_object_path(t->from, kind, hash, path, err));
    kamu_code rc = fs_open_read(&t->env->fs, path, out, &local);
    if (rc != KAMU_E_NOT_FOUND) {
        if (rc != KAMU_OK && err)
            *err = local;
        return rc;
    }
    odf_hash_text(hash, text);
    error_set(err, KAMU_E_CORRUPT, "Object does not exist: %s", text);
    return error_wrap(err, KAMU_E_CORRUPT, "Repository appears to have corrupted data");
}

/* Files that a block names. */
struct object {
    enum dataset_object kind;
    const char *what;
    struct odf_hash hash;
    uint64_t size;
};

static size_t objects_of(const struct odf_event *e, struct object out[2])
{
    const struct odf_data_slice *data = NULL;
    const struct odf_checkpoint *checkpoint = NULL;
    size_t n = 0;
    if (e->kind == ODF_ADD_DATA) {
        data = e->add_data->new_data;
        checkpoint = e->add_data->new_checkpoint;
    } else if (e->kind == ODF_EXECUTE_TRANSFORM) {
        data = e->execute_transform->new_data;
        checkpoint = e->execute_transform->new_checkpoint;
    }
    if (data)
        out[n++] = (struct object){DATASET_DATA, "Data file", data->physical_hash, data->size};
    if (checkpoint)
        out[n++] = (struct object){DATASET_CHECKPOINT, "Checkpoint file", checkpoint->physical_hash,
                                   checkpoint->size};
    return n;
}

/* Nothing to copy: the destination has it with the right length (its name is its hash). */
static kamu_code is_there(struct transfer *t, const struct object *o, bool *out,
                          struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct fs_stat st;
    KAMU_TRY(dataset_object_path(t->to, o->kind, &o->hash, path, err));
    KAMU_TRY(fs_stat(&t->env->fs, path, &st, err));
    *out = st.kind == FS_REGULAR && st.size_bytes == o->size;
    return KAMU_OK;
}

/* Each block of the source above the common ones, oldest first. */
static kamu_code each_block(struct transfer *t, const struct chain *from, size_t common,
                            kamu_code (*run)(struct transfer *t, void *ctx, const struct buf *bytes,
                                             const struct odf_block *block,
                                             const struct odf_hash *hash, struct kamu_error *err),
                            void *ctx, struct kamu_error *err)
{
    struct buf bytes = BUF_INIT(ODF_BLOCK_BYTES_MAX + 1);
    struct arena arena;
    kamu_code rc = KAMU_OK;
    arena_init(&arena, 4 * ODF_BLOCK_BYTES_MAX);
    for (size_t i = common; i < from->n && rc == KAMU_OK; i++) {
        struct odf_block block;
        arena_free(&arena);
        rc = env_check_cancel(t->env, err);
        if (rc == KAMU_OK)
            rc = dataset_block_bytes(t->from, &from->hashes[i], &bytes, err);
        if (rc == KAMU_OK)
            rc = odf_block_decode(bytes.data, bytes.len, &arena, &block, err);
        if (rc == KAMU_OK)
            rc = run(t, ctx, &bytes, &block, &from->hashes[i], err);
    }
    buf_free(&bytes);
    arena_free(&arena);
    return rc;
}

static kamu_code add_up(struct transfer *t, void *ctx, const struct buf *bytes,
                        const struct odf_block *block, const struct odf_hash *hash,
                        struct kamu_error *err)
{
    struct object objects[2];
    size_t n = objects_of(&block->event, objects);
    (void)ctx, (void)bytes, (void)hash, (void)err;
    for (size_t i = 0; i < n; i++)
        t->bytes_total += objects[i].size;
    return KAMU_OK;
}

/* ---- push: into a plain directory -------------------------------------------------------------
 */

static kamu_code put_file(struct transfer *t, const struct object *o, struct kamu_error *err)
{
    char dir[FS_PATH_MAX], pending[FS_PATH_MAX], path[FS_PATH_MAX];
    struct fs_file *in, *out;
    bool there;
    KAMU_TRY(is_there(t, o, &there, err));
    if (there)
        return KAMU_OK;
    KAMU_TRY(path_join(dir, err, t->to->dir, o->kind == DATASET_DATA ? "data" : "checkpoints"));
    KAMU_TRY(dataset_object_path(t->to, o->kind, &o->hash, path, err));
    KAMU_TRY(open_source(t, o->kind, &o->hash, &in, err));
    kamu_code rc = fs_create_pending(&t->env->fs, &t->env->random, dir, pending, &out, err);
    if (rc == KAMU_OK) {
        rc = copy_bytes(t, in, out, o->what, &o->hash, err);
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
    struct object objects[2];
    size_t n = objects_of(&block->event, objects);
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

static kamu_code load_chains(struct transfer *t, bool has_destination, struct chain *from,
                             struct chain *to, size_t *common, struct kamu_error *err)
{
    *common = 0;
    KAMU_TRY(dataset_chain(t->from, NULL, &from->hashes, &from->n, err));
    t->result->head = from->hashes[from->n - 1];
    if (!has_destination)
        return KAMU_OK;
    KAMU_TRY(dataset_chain(t->to, NULL, &to->hashes, &to->n, err));
    KAMU_TRY(compare(t, from, to, common, err));
    t->result->up_to_date = from->n == to->n && *common == to->n;
    return KAMU_OK;
}

static kamu_code push(struct transfer *t, struct chain *from, struct chain *to,
                      struct kamu_error *err)
{
    char refs[FS_PATH_MAX], dir[FS_PATH_MAX], text[ODF_HASH_TEXT_MAX];
    size_t common;
    bool has_head;
    KAMU_TRY(prepare_directory(t, &has_head, err));
    KAMU_TRY(load_chains(t, has_head, from, to, &common, err));
    if (t->result->up_to_date)
        return KAMU_OK;
    KAMU_TRY(each_block(t, from, common, add_up, NULL, err));
    KAMU_TRY(each_block(t, from, common, put_block, NULL, err));
    KAMU_TRY(path_join(dir, err, t->to->dir, "data"));
    KAMU_TRY(fs_sync_dir(&t->env->fs, dir, err));
    size_t n = odf_hash_text(&t->result->head, text);
    KAMU_TRY(path_join(refs, err, t->to->dir, "refs"));
    return fs_write_atomic(&t->env->fs, &t->env->random, refs, "head", text, n, true, err);
}

kamu_code transfer_push(struct dataset *ds, const char *dir, const struct transfer_options *options,
                        struct transfer_result *out, struct kamu_error *err)
{
    static const struct transfer_options defaults;
    struct transfer t = {.env = ds->env, .from = ds, .options = options ? options : &defaults};
    struct chain from = {0}, to = {0};
    *out = (struct transfer_result){0};
    t.result = out;
    KAMU_TRY(dataset_open_dir(ds->env, dir, &t.to, err));
    kamu_code rc = push(&t, &from, &to, err);
    mem_free(from.hashes);
    mem_free(to.hashes);
    dataset_close(t.to);
    return rc;
}

/* ---- pull: into the workspace ------------------------------------------------------------------
 */

static kamu_code fetch_file(struct transfer *t, struct commit *c, const struct object *o,
                            struct kamu_error *err)
{
    struct fs_file *in, *out;
    bool there;
    KAMU_TRY(is_there(t, o, &there, err));
    if (there)
        return KAMU_OK;
    KAMU_TRY(open_source(t, o->kind, &o->hash, &in, err));
    kamu_code rc = store_commit_object(c, o->kind, &out, err);
    if (rc == KAMU_OK)
        rc = copy_bytes(t, in, out, o->what, &o->hash, err);
    if (rc == KAMU_OK)
        rc = commit_data_done(c, out, &o->hash, err);
    fs_close(in, NULL);
    t->result->objects += rc == KAMU_OK;
    return rc;
}

static kamu_code fetch_block(struct transfer *t, void *ctx, const struct buf *bytes,
                             const struct odf_block *block, const struct odf_hash *hash,
                             struct kamu_error *err)
{
    struct commit *c = ctx;
    struct object objects[2];
    char text[ODF_HASH_TEXT_MAX];
    size_t n = objects_of(&block->event, objects);
    for (size_t i = 0; i < n; i++)
        KAMU_TRY(fetch_file(t, c, &objects[i], err));
    kamu_code rc = store_commit_raw(c, bytes->data, bytes->len, block, err);
    if (rc == KAMU_E_CHAIN) {
        odf_hash_text(hash, text);
        error_wrap(err, KAMU_E_CORRUPT, "Block is malformed: %s", text);
        return error_wrap(err, KAMU_E_CORRUPT,
                          "Repository appears to have corrupted data: Metadata chain is broken");
    }
    t->result->blocks += rc == KAMU_OK;
    return rc;
}

static kamu_code pull(struct transfer *t, struct commit *c, struct chain *from, struct chain *to,
                      struct kamu_error *err)
{
    struct commit_result r;
    size_t common;
    KAMU_TRY(load_chains(t, true, from, to, &common, err));
    if (t->result->up_to_date)
        return KAMU_OK;
    if (common < to->n)
        KAMU_TRY(store_commit_restart(c, &to->hashes[common - 1], err));
    KAMU_TRY(each_block(t, from, common, add_up, NULL, err));
    KAMU_TRY(each_block(t, from, common, fetch_block, c, err));
    return commit_publish(c, &r, err);
}

/* The source must be a dataset at all. */
static kamu_code open_remote(struct env *env, const char *dir, const struct transfer_options *o,
                             struct dataset **out, struct kamu_error *err)
{
    struct odf_hash head;
    bool found;
    KAMU_TRY(store_read_head(env, dir, &head, &found, err));
    if (!found)
        return error_set(err, KAMU_E_NOT_FOUND, "Dataset %s not found",
                         o && o->from ? o->from : dir);
    return dataset_open_dir(env, dir, out, err);
}

kamu_code transfer_pull(struct dataset *ds, const char *dir, const struct transfer_options *options,
                        struct transfer_result *out, struct kamu_error *err)
{
    static const struct transfer_options defaults;
    struct transfer t = {.env = ds->env, .to = ds, .options = options ? options : &defaults};
    struct chain from = {0}, to = {0};
    struct commit *c = NULL;
    *out = (struct transfer_result){0};
    t.result = out;
    KAMU_TRY(open_remote(ds->env, dir, options, &t.from, err));
    kamu_code rc = commit_begin(ds, NULL, &c, err);
    if (rc == KAMU_OK)
        rc = pull(&t, c, &from, &to, err);
    commit_free(c);
    mem_free(from.hashes);
    mem_free(to.hashes);
    dataset_close(t.from);
    return rc;
}

/* ---- the first pull
 * -------------------------------------------------------------------------------- */

static kamu_code id_is_free(struct workspace *ws, const struct odf_did *id, struct kamu_error *err)
{
    char text[ODF_DID_TEXT_MAX];
    struct dataset_handle known;
    struct arena arena;
    struct kamu_error local;
    odf_did_text(id, text);
    arena_init(&arena, 64 << 10);
    kamu_code rc = workspace_resolve(ws, str_c(text), &arena, &known, &local);
    arena_free(&arena);
    if (rc == KAMU_E_NOT_FOUND)
        return KAMU_OK;
    if (rc == KAMU_OK)
        return error_set(err, KAMU_E_EXISTS, "Dataset with id %s already exists", text);
    if (err)
        *err = local;
    return rc;
}

/* A dataset of only the Seed, as it is stored. */
static kamu_code create_seed(struct workspace *ws, struct dataset *source,
                             const struct odf_hash *hash, struct str name, struct dataset_new *item,
                             struct kamu_error *err)
{
    struct buf bytes = BUF_INIT(ODF_BLOCK_BYTES_MAX + 1);
    struct arena arena;
    struct odf_block seed;
    arena_init(&arena, 1 << 20);
    kamu_code rc = dataset_block_bytes(source, hash, &bytes, err);
    if (rc == KAMU_OK)
        rc = odf_block_decode(bytes.data, bytes.len, &arena, &seed, err);
    if (rc == KAMU_OK && seed.event.kind != ODF_SEED)
        rc = error_set(err, KAMU_E_CORRUPT,
                       "Repository appears to have corrupted data: First block "
                       "has to be a seed");
    if (rc == KAMU_OK)
        rc = id_is_free(ws, &seed.event.seed->dataset_id, err);
    if (rc == KAMU_OK) {
        struct str raw = {(const char *)bytes.data, bytes.len};
        *item =
            (struct dataset_new){.name = name, .events = &seed.event, .n_events = 1, .raw = &raw};
        rc = dataset_create(ws, item, 1, seed.system_time, NULL, err);
        item->events = NULL;
        item->raw = NULL;
    }
    buf_free(&bytes);
    arena_free(&arena);
    return rc;
}

static kamu_code pull_rest(struct workspace *ws, const struct odf_did *id, const char *dir,
                           const struct transfer_options *options, struct transfer_result *out,
                           struct kamu_error *err)
{
    char text[ODF_DID_TEXT_MAX];
    struct dataset *ds;
    odf_did_text(id, text);
    KAMU_TRY(dataset_open_ref(ws, str_c(text), &ds, err));
    kamu_code rc = transfer_pull(ds, dir, options, out, err);
    if (rc != KAMU_OK) /* nothing of it stays */
        dataset_delete(ws, dataset_handle(ds), 1, NULL);
    dataset_close(ds);
    return rc;
}

kamu_code transfer_pull_new(struct workspace *ws, const char *dir, struct str name,
                            const struct transfer_options *options, struct transfer_result *out,
                            struct kamu_error *err)
{
    struct dataset *source;
    struct dataset_new item;
    struct odf_hash *hashes = NULL;
    size_t n;
    *out = (struct transfer_result){0};
    KAMU_TRY(open_remote(ws->env, dir, options, &source, err));
    kamu_code rc = dataset_chain(source, NULL, &hashes, &n, err);
    if (rc == KAMU_OK)
        rc = create_seed(ws, source, &hashes[0], name, &item, err);
    mem_free(hashes);
    dataset_close(source);
    KAMU_TRY(rc);
    KAMU_TRY(pull_rest(ws, &item.id, dir, options, out, err));
    out->up_to_date = false;
    return KAMU_OK;
}
