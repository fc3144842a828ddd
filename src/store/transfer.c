/* Datasets copied: what pushes and pulls have in common. See transfer.h. */
#include "digest/sha3.h"
#include "store/transfer_internal.h"

#include <inttypes.h>

#define COPY_PIECE_BYTES ((size_t)1 << 20)

/* ---- which blocks are missing ------------------------------------------------------------- */

static const char *name_of(const struct dataset *ds, const char *given)
{
    return given ? given : dataset_alias(ds);
}

static size_t common_length(const struct transfer_chain *a, const struct transfer_chain *b)
{
    size_t n = 0;
    while (n < a->n && n < b->n && odf_hash_eq(&a->hashes[n], &b->hashes[n]))
        n++;
    return n;
}

/* *common: how many blocks the destination has of the source's chain. */
static kamu_code compare(const struct transfer *t, const struct transfer_chain *from,
                         const struct transfer_chain *to, size_t *common, struct kamu_error *err)
{
    char source[ODF_HASH_TEXT_MAX], destination[ODF_HASH_TEXT_MAX];
    *common = common_length(from, to);
    if (*common == to->n)
        return KAMU_OK;
    if (*common == 0 && !(t->options->smart && !t->options->force))
        return error_set(err, KAMU_E_CONFLICT, "%s and %s are different datasets",
                         name_of(t->from, t->options->from), name_of(t->to, t->options->to));
    if (t->options->force)
        return KAMU_OK;
    odf_hash_text(&from->hashes[from->n - 1], source);
    odf_hash_text(&to->hashes[to->n - 1], destination);
    if (t->options->smart)
        return error_set(err, KAMU_E_CONFLICT,
                         "Source and destination datasets have diverged, source head is %s, "
                         "destination head is %s",
                         source, destination);
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

/* ---- both chains ------------------------------------------------------------------------------
 */

static size_t find_hash(const struct transfer_chain *c, const struct odf_hash *hash)
{
    size_t i = c->n;
    while (i > 0 && !odf_hash_eq(&c->hashes[i - 1], hash))
        i--;
    return i; /* its number + 1 */
}

/* The number of the block and the one before it. A remote is asked for it. */
static kamu_code read_links(struct transfer *t, struct dataset *far, const struct odf_hash *hash,
                            uint64_t *number, struct odf_hash *before, bool *has_before,
                            struct kamu_error *err)
{
    const struct transfer_remote *remote = t->options->remote;
    struct transfer_object o = {DATASET_BLOCK, *hash, UINT64_MAX};
    struct odf_block block;
    struct arena arena;
    KAMU_TRY(env_check_cancel(t->env, err));
    if (remote)
        KAMU_TRY(remote->fetch(remote->ctx, &o, 1, err));
    arena_init(&arena, 4 * ODF_BLOCK_BYTES_MAX);
    kamu_code rc = dataset_block(far, hash, &arena, &block, err);
    if (rc == KAMU_OK) {
        *number = block.sequence_number;
        *has_before = block.prev_block_hash.code != 0;
        *before = block.prev_block_hash;
    } else if (transfer_distrust(t, DATASET_BLOCK, hash, rc) == KAMU_E_CORRUPT && remote) {
        error_wrap(err, rc, "Repository appears to have corrupted data");
        if (err)
            err->at.input[0] = '\0'; /* the copy, which is no more */
    }
    arena_free(&arena);
    return rc;
}

/* Appends hashes, oldest last, from `head` down to the first block that `near` has. */
static kamu_code walk_back(struct transfer *t, struct dataset *far, struct odf_hash hash,
                           const struct transfer_chain *near, struct transfer_chain *out,
                           size_t *shared, struct kamu_error *err)
{
    size_t cap = 0;
    uint64_t number, expected = UINT64_MAX;
    bool more = true;
    *shared = find_hash(near, &hash);
    while (more && *shared == 0) {
        struct odf_hash before;
        KAMU_TRY(read_links(t, far, &hash, &number, &before, &more, err));
        if ((expected != UINT64_MAX && number != expected) || more == (number == 0))
            return error_set(err, KAMU_E_CORRUPT,
                             "Repository appears to have corrupted data: the blocks are not "
                             "numbered from the Seed on");
        if (out->n == cap) {
            cap = cap ? 2 * cap : 64;
            struct odf_hash *grown = mem_realloc_array(out->hashes, cap, sizeof *grown);
            if (!grown)
                return error_nomem(err);
            out->hashes = grown;
        }
        out->hashes[out->n++] = hash;
        hash = before;
        expected = number - 1;
        if (more && expected < near->n && odf_hash_eq(&near->hashes[expected], &hash))
            *shared = (size_t)expected + 1;
    }
    return KAMU_OK;
}

/* The chain of the far side, of which only what `near` lacks is read. */
kamu_code transfer_far_chain(struct transfer *t, struct dataset *far, const struct odf_hash *head,
                             const struct transfer_chain *near, struct transfer_chain *out,
                             struct kamu_error *err)
{
    struct transfer_chain back = {0};
    size_t shared;
    kamu_code rc = walk_back(t, far, *head, near, &back, &shared, err);
    if (rc == KAMU_OK) {
        out->hashes = mem_calloc(shared + back.n, sizeof *out->hashes);
        rc = out->hashes ? KAMU_OK : error_nomem(err);
    }
    if (rc == KAMU_OK) {
        if (shared)
            memcpy(out->hashes, near->hashes, shared * sizeof *out->hashes);
        for (size_t i = 0; i < back.n; i++)
            out->hashes[shared + i] = back.hashes[back.n - 1 - i];
        out->n = shared + back.n;
    }
    mem_free(back.hashes);
    return rc;
}

kamu_code transfer_far_head(const struct transfer *t, const char *dir, struct odf_hash *head,
                            bool *found, struct kamu_error *err)
{
    const struct transfer_remote *remote = t->options->remote;
    return remote ? remote->head(remote->ctx, head, found, err)
                  : store_read_head(t->env, dir, head, found, err);
}

kamu_code transfer_settle(struct transfer *t, const struct transfer_chain *from,
                          const struct transfer_chain *to, size_t *common, struct kamu_error *err)
{
    *common = 0;
    t->result->head = from->hashes[from->n - 1];
    if (to->n)
        KAMU_TRY(compare(t, from, to, common, err));
    t->result->up_to_date = from->n == to->n && *common == to->n;
    return KAMU_OK;
}

/* ---- files ------------------------------------------------------------------------------------
 */

static void done_bytes(struct transfer *t, uint64_t n)
{
    t->result->bytes += n;
    if (t->options->progress)
        t->options->progress(t->options->progress_ctx, t->result->bytes, t->bytes_total);
}

kamu_code transfer_corrupted(const char *what, const struct odf_hash *expected,
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

static const char *what_is(const struct transfer_object *o)
{
    return o->kind == DATASET_DATA ? "Data file" : "Checkpoint file";
}

kamu_code transfer_copy(struct transfer *t, struct fs_file *in, struct fs_file *out,
                        const struct transfer_object *o, struct kamu_error *err)
{
    uint64_t total = 0;
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
        total += got;
        done_bytes(t, got);
    }
    mem_free(piece);
    if (rc != KAMU_OK)
        return rc;
    sha3_final(&sha, digest);
    struct odf_hash actual = odf_hash_sha3(digest);
    if (!odf_hash_eq(&actual, &o->hash))
        return transfer_corrupted(what_is(o), &o->hash, &actual, err);
    if (total == o->size)
        return KAMU_OK;
    error_set(err, KAMU_E_CORRUPT, "%s has %" PRIu64 " bytes, its block says %" PRIu64, what_is(o),
              total, o->size);
    return error_wrap(err, KAMU_E_CORRUPT, "Repository appears to have corrupted data");
}

/* A remote's copy that turned out wrong must not be met again. */
kamu_code transfer_distrust(struct transfer *t, enum dataset_object kind,
                            const struct odf_hash *hash, kamu_code rc)
{
    if (rc == KAMU_E_CORRUPT && t->options->remote)
        t->options->remote->forget(t->options->remote->ctx, kind, hash);
    return rc;
}

kamu_code transfer_open_source(struct transfer *t, const struct transfer_object *o,
                               struct fs_file **out, struct kamu_error *err)
{
    char path[FS_PATH_MAX], text[ODF_HASH_TEXT_MAX];
    struct kamu_error local;
    KAMU_TRY(dataset_object_path(t->from, o->kind, &o->hash, path, err));
    kamu_code rc = fs_open_read(&t->env->fs, path, out, &local);
    if (rc != KAMU_E_NOT_FOUND) {
        if (rc != KAMU_OK && err)
            *err = local;
        return rc;
    }
    odf_hash_text(&o->hash, text);
    error_set(err, KAMU_E_CORRUPT, "Object does not exist: %s", text);
    return error_wrap(err, KAMU_E_CORRUPT, "Repository appears to have corrupted data");
}

const struct odf_data_slice *transfer_slice_of(const struct odf_event *e)
{
    return e->kind == ODF_ADD_DATA            ? e->add_data->new_data
           : e->kind == ODF_EXECUTE_TRANSFORM ? e->execute_transform->new_data
                                              : NULL;
}

/* Files that a block names. */
size_t transfer_objects_of(const struct odf_event *e, struct transfer_object out[2])
{
    const struct odf_data_slice *data = transfer_slice_of(e);
    const struct odf_checkpoint *checkpoint = e->kind == ODF_ADD_DATA ? e->add_data->new_checkpoint
                                              : e->kind == ODF_EXECUTE_TRANSFORM
                                                  ? e->execute_transform->new_checkpoint
                                                  : NULL;
    size_t n = 0;
    if (data)
        out[n++] = (struct transfer_object){DATASET_DATA, data->physical_hash, data->size};
    if (checkpoint)
        out[n++] = (struct transfer_object){DATASET_CHECKPOINT, checkpoint->physical_hash,
                                            checkpoint->size};
    return n;
}

size_t transfer_block_objects(const struct odf_block *block, struct transfer_object out[2])
{
    return transfer_objects_of(&block->event, out);
}

/* Nothing to copy: the destination has it with the right length (its name is its hash). */
kamu_code transfer_is_there(struct transfer *t, const struct transfer_object *o, bool *out,
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
kamu_code transfer_each_block(struct transfer *t, const struct transfer_chain *from, size_t common,
                              transfer_block *run, void *ctx, struct kamu_error *err)
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

/* Whether it is in the list already: several blocks may name the same checkpoint. */
static kamu_code seen_before(struct transfer_wanted *w, const struct transfer_object *o, bool *out,
                             struct kamu_error *err)
{
    char key[ODF_HASH_TEXT_MAX + 2] = {(char)('0' + (int)o->kind)};
    struct str text = {key, 1 + odf_hash_text(&o->hash, key + 1)};
    *out = map_get(&w->seen, text) != NULL;
    return *out ? KAMU_OK : map_put(&w->seen, text, w, err);
}

static kamu_code collect(struct transfer *t, void *ctx, const struct buf *bytes,
                         const struct odf_block *block, const struct odf_hash *hash,
                         struct kamu_error *err)
{
    struct transfer_wanted *w = ctx;
    struct transfer_object objects[2];
    size_t n = transfer_objects_of(&block->event, objects);
    (void)bytes, (void)hash;
    for (size_t i = 0; i < n; i++) {
        bool there = false;
        if (t->to)
            KAMU_TRY(transfer_is_there(t, &objects[i], &there, err));
        if (!there)
            KAMU_TRY(seen_before(w, &objects[i], &there, err));
        if (there)
            continue;
        t->bytes_total += objects[i].size;
        if (w->n == w->cap) {
            size_t cap = w->cap ? 2 * w->cap : 16;
            struct transfer_object *grown = mem_realloc_array(w->items, cap, sizeof *grown);
            if (!grown)
                return error_nomem(err);
            w->items = grown;
            w->cap = cap;
        }
        w->items[w->n++] = objects[i];
    }
    return KAMU_OK;
}

kamu_code transfer_collect(struct transfer *t, const struct transfer_chain *from, size_t common,
                           struct transfer_wanted *out, struct kamu_error *err)
{
    map_init(&out->seen);
    kamu_code rc = transfer_each_block(t, from, common, collect, out, err);
    map_free(&out->seen);
    return rc;
}

/* ---- relation -----------------------------------------------------------------------------------
 */

static enum transfer_relation relate(const struct transfer_chain *here,
                                     const struct transfer_chain *there)
{
    size_t common = common_length(here, there);
    if (common == here->n)
        return common == there->n ? TRANSFER_EQUAL : TRANSFER_BEHIND;
    return common == there->n ? TRANSFER_AHEAD : TRANSFER_DIVERGED;
}

kamu_code transfer_compare(struct dataset *ds, const char *dir,
                           const struct transfer_options *options, enum transfer_relation *out,
                           struct kamu_error *err)
{
    struct transfer_result r;
    struct transfer t = {.env = ds->env, .from = ds, .options = options, .result = &r};
    struct transfer_chain here = {0}, there = {0};
    struct odf_hash head;
    bool found;
    KAMU_TRY(transfer_far_head(&t, dir, &head, &found, err));
    if (!found)
        return error_set(err, KAMU_E_NOT_FOUND, "Remote dataset not found");
    KAMU_TRY(dataset_open_dir(t.env, dir, &t.to, err));
    kamu_code rc = dataset_chain(ds, NULL, &here.hashes, &here.n, err);
    if (rc == KAMU_OK)
        rc = transfer_far_chain(&t, t.to, &head, &here, &there, err);
    if (rc == KAMU_OK)
        *out = relate(&here, &there);
    mem_free(here.hashes);
    mem_free(there.hashes);
    dataset_close(t.to);
    return rc;
}
