/* Datasets copied into the workspace. Everything is checked before it can be seen. */
#include "parquet/slice_reader.h"
#include "store/transfer_internal.h"

#include <inttypes.h>

/* ---- pull: into the workspace ------------------------------------------------------------------
 */

/* The rows are what the block says: their number, and their logical hash where they have one. */
kamu_code transfer_check_rows(struct env *env, const char *path, const struct odf_data_slice *data,
                              struct kamu_error *err)
{
    struct slice_reader *reader;
    struct odf_hash actual = {.code = data->logical_hash.code, .len = 32};
    uint64_t rows = data->offset_interval.end - data->offset_interval.start + 1;
    KAMU_TRY(slice_reader_open(env, path, &reader, err));
    kamu_code rc = KAMU_OK;
    if (slice_reader_rows(reader) != rows)
        rc = error_set(err, KAMU_E_CORRUPT,
                       "A data file has %" PRIu64 " rows, its block says %" PRIu64,
                       slice_reader_rows(reader), rows);
    if (rc == KAMU_OK) {
        struct kamu_error local;
        rc = slice_reader_logical_hash(reader, actual.digest, &local);
        if (rc == KAMU_E_UNSUPPORTED) /* a type that has no hash, or a file of another tool */
            rc = KAMU_OK;
        else if (rc == KAMU_OK && !odf_hash_eq(&actual, &data->logical_hash))
            rc = transfer_corrupted("Data logical", &data->logical_hash, &actual, err);
        else if (rc != KAMU_OK && err)
            *err = local;
    }
    slice_reader_close(reader);
    return rc;
}

static kamu_code check_rows(struct transfer *t, const struct odf_data_slice *data,
                            struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    KAMU_TRY(dataset_object_path(t->from, DATASET_DATA, &data->physical_hash, path, err));
    return transfer_check_rows(t->env, path, data, err);
}

static kamu_code fetch_file(struct transfer *t, struct commit *c, const struct transfer_object *o,
                            struct kamu_error *err)
{
    struct fs_file *in, *out;
    bool there;
    KAMU_TRY(transfer_is_there(t, o, &there, err));
    if (there)
        return KAMU_OK;
    KAMU_TRY(transfer_open_source(t, o, &in, err));
    kamu_code rc = store_commit_object(c, o->kind, &out, err);
    if (rc == KAMU_OK)
        rc = transfer_distrust(t, o->kind, &o->hash, transfer_copy(t, in, out, o, err));
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
    struct transfer_object objects[2];
    char text[ODF_HASH_TEXT_MAX];
    const struct odf_data_slice *data = transfer_slice_of(&block->event);
    size_t n = transfer_objects_of(&block->event, objects);
    for (size_t i = 0; i < n; i++) {
        uint64_t before = t->result->objects;
        KAMU_TRY(fetch_file(t, c, &objects[i], err));
        if (objects[i].kind == DATASET_DATA && t->result->objects > before)
            KAMU_TRY(check_rows(t, data, err));
    }
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

/* All that a remote has to send comes first: what follows is local and quick. */
static kamu_code fetch_objects(struct transfer *t, const struct transfer_chain *from, size_t common,
                               struct kamu_error *err)
{
    const struct transfer_remote *remote = t->options->remote;
    struct transfer_wanted wanted = {0};
    kamu_code rc = transfer_collect(t, from, common, &wanted, err);
    if (rc == KAMU_OK && t->options->total)
        t->options->total(t->options->progress_ctx, t->bytes_total);
    if (rc == KAMU_OK && remote && wanted.n)
        rc = remote->fetch(remote->ctx, wanted.items, wanted.n, err);
    mem_free(wanted.items);
    return rc;
}

static kamu_code pull(struct transfer *t, struct commit *c, const struct odf_hash *head,
                      struct transfer_chain *from, struct transfer_chain *to,
                      struct kamu_error *err)
{
    struct commit_result r;
    size_t common;
    KAMU_TRY(dataset_chain(t->to, NULL, &to->hashes, &to->n, err));
    KAMU_TRY(transfer_far_chain(t, t->from, head, to, from, err));
    KAMU_TRY(transfer_settle(t, from, to, &common, err));
    if (t->result->up_to_date)
        return KAMU_OK;
    if (common < to->n)
        KAMU_TRY(store_commit_restart(c, &to->hashes[common - 1], err));
    KAMU_TRY(fetch_objects(t, from, common, err));
    KAMU_TRY(transfer_each_block(t, from, common, fetch_block, c, err));
    return commit_publish(c, &r, err);
}

/* The source must be a dataset at all. */
static kamu_code open_far(struct transfer *t, const char *dir, struct odf_hash *head,
                          struct kamu_error *err)
{
    bool found;
    KAMU_TRY(transfer_far_head(t, dir, head, &found, err));
    if (!found)
        return error_set(err, KAMU_E_NOT_FOUND, "Dataset %s not found",
                         t->options->from ? t->options->from : dir);
    return dataset_open_dir(t->env, dir, &t->from, err);
}

static kamu_code pull_head(struct transfer *t, const struct odf_hash *head, struct kamu_error *err)
{
    struct transfer_chain from = {0}, to = {0};
    struct commit *c = NULL;
    kamu_code rc = commit_begin(t->to, NULL, &c, err);
    if (rc == KAMU_OK)
        rc = pull(t, c, head, &from, &to, err);
    commit_free(c);
    mem_free(from.hashes);
    mem_free(to.hashes);
    return rc;
}

kamu_code transfer_pull(struct dataset *ds, const char *dir, const struct transfer_options *options,
                        struct transfer_result *out, struct kamu_error *err)
{
    static const struct transfer_options defaults;
    struct transfer t = {.env = ds->env, .to = ds, .options = options ? options : &defaults};
    struct odf_hash head;
    *out = (struct transfer_result){0};
    t.result = out;
    KAMU_TRY(open_far(&t, dir, &head, err));
    kamu_code rc = pull_head(&t, &head, err);
    dataset_close(t.from);
    return rc;
}

/* ---- the first pull ---------------------------------------------------------------------------
 */

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

/* The first block of a chain to come, as it is stored. */
struct seed {
    struct buf bytes;
    struct arena arena;
    struct odf_block block;
};

/* Before anything large is fetched: whether the dataset can be made at all. */
static kamu_code check_seed(struct transfer *t, struct workspace *ws, const struct odf_hash *hash,
                            struct str name, struct seed *seed, struct kamu_error *err)
{
    struct dataset_handle known;
    bool taken;
    KAMU_TRY(dataset_block_bytes(t->from, hash, &seed->bytes, err));
    KAMU_TRY(odf_block_decode(seed->bytes.data, seed->bytes.len, &seed->arena, &seed->block, err));
    if (seed->block.event.kind != ODF_SEED)
        return error_set(err, KAMU_E_CORRUPT,
                         "Repository appears to have corrupted data: First block "
                         "has to be a seed");
    KAMU_TRY(id_is_free(ws, &seed->block.event.seed->dataset_id, err));
    KAMU_TRY(store_find_alias(ws, STR_NONE, name, &seed->arena, &known, &taken, err));
    return taken ? error_set(err, KAMU_E_EXISTS, "Dataset with name " STR_FMT " already exists",
                             STR_ARG(known.alias))
                 : KAMU_OK;
}

/* A dataset of only the Seed. */
static kamu_code create_seed(struct workspace *ws, const struct seed *seed, struct str name,
                             enum dataset_visibility visibility, struct odf_did *id,
                             struct kamu_error *err)
{
    struct str raw = {(const char *)seed->bytes.data, seed->bytes.len};
    struct dataset_new item = {.name = name,
                               .events = &seed->block.event,
                               .n_events = 1,
                               .raw = &raw,
                               .visibility = visibility};
    KAMU_TRY(dataset_create(ws, &item, 1, seed->block.system_time, NULL, err));
    *id = item.id;
    return KAMU_OK;
}

static kamu_code pull_rest(struct transfer *t, struct workspace *ws, const struct odf_did *id,
                           const struct odf_hash *head, struct kamu_error *err)
{
    char text[ODF_DID_TEXT_MAX];
    odf_did_text(id, text);
    KAMU_TRY(dataset_open_ref(ws, str_c(text), &t->to, err));
    kamu_code rc = pull_head(t, head, err);
    if (rc != KAMU_OK) /* nothing of it stays */
        dataset_delete(ws, dataset_handle(t->to), 1, NULL);
    dataset_close(t->to);
    t->to = NULL;
    return rc;
}

static kamu_code pull_new(struct transfer *t, struct workspace *ws, const struct odf_hash *head,
                          struct str name, struct kamu_error *err)
{
    static const struct transfer_chain nothing;
    struct seed seed = {.bytes = BUF_INIT(ODF_BLOCK_BYTES_MAX + 1)};
    struct transfer_chain chain = {0};
    struct odf_did id;
    arena_init(&seed.arena, 1 << 20);
    kamu_code rc = transfer_far_chain(t, t->from, head, &nothing, &chain, err);
    if (rc == KAMU_OK)
        rc = check_seed(t, ws, &chain.hashes[0], name, &seed, err);
    if (rc == KAMU_OK)
        rc = fetch_objects(t, &chain, 0, err);
    if (rc == KAMU_OK)
        rc = create_seed(ws, &seed, name, t->options->visibility, &id, err);
    mem_free(chain.hashes);
    buf_free(&seed.bytes);
    arena_free(&seed.arena);
    KAMU_TRY(rc);
    t->bytes_total = 0;
    return pull_rest(t, ws, &id, head, err);
}

kamu_code transfer_pull_new(struct workspace *ws, const char *dir, struct str name,
                            const struct transfer_options *options, struct transfer_result *out,
                            struct kamu_error *err)
{
    static const struct transfer_options defaults;
    struct transfer t = {.env = ws->env, .options = options ? options : &defaults};
    struct odf_hash head;
    *out = (struct transfer_result){0};
    t.result = out;
    KAMU_TRY(open_far(&t, dir, &head, err));
    kamu_code rc = pull_new(&t, ws, &head, name, err);
    dataset_close(t.from);
    KAMU_TRY(rc);
    out->up_to_date = false;
    return KAMU_OK;
}
