/*
 * The slices of a dataset, kept in `.kamu/cache/slices/<dataset>`:
 *
 *   magic 8 | struct header (tag = hash of the head) | struct packed for each slice | checksum 8
 *
 * Written without sync, since it is derived: what a power cut leaves of it fails the checksum.
 */
#include "store/slices.h"

#include "base/map.h"
#include "store/private.h"

#define SLICES_MAGIC "kamuslic"
#define SLICES_FORMAT 1u
#define SLICES_BYTES_MAX ((size_t)4 << 30)
/* Above so many new blocks the list is written anew. */
#define SAVE_AFTER_BLOCKS 64

struct header {
    uint32_t format, head_code;
    uint8_t head[32];
    uint64_t n;
};
struct packed {
    uint64_t offset_first, offset_last, bytes;
    uint32_t code, length;
    uint8_t digest[32];
};

struct list {
    struct slice_ref *items;
    size_t n, cap;
};

static kamu_code list_add(struct list *l, const struct slice_ref *s, struct kamu_error *err)
{
    if (l->n == l->cap) {
        size_t cap = l->cap == 0 ? 64 : l->cap * 2;
        struct slice_ref *grown = mem_realloc_array(l->items, cap, sizeof *grown);
        if (grown == NULL)
            return error_nomem(err);
        l->items = grown;
        l->cap = cap;
    }
    l->items[l->n++] = *s;
    return KAMU_OK;
}

/* ---- the file ---------------------------------------------------------------------------- */

static bool file_path(const struct dataset *ds, char dir[FS_PATH_MAX], char name[ODF_DID_DIR_MAX],
                      char path[FS_PATH_MAX])
{
    if (ds->ws == NULL)
        return false;
    odf_did_dir(&ds->handle.id, name);
    return path_join(dir, NULL, ds->ws->priv->cache, STORE_CACHE_SLICES) == KAMU_OK &&
           path_join(path, NULL, dir, name) == KAMU_OK;
}

static bool decode(const struct buf *file, struct odf_hash *head, struct list *l)
{
    struct header h;
    uint64_t sum, expected;
    size_t start = 8 + sizeof h;
    if (file->len < start + sizeof sum || memcmp(file->data, SLICES_MAGIC, 8) != 0)
        return false;
    memcpy(&h, file->data + 8, sizeof h);
    memcpy(&sum, file->data + file->len - sizeof sum, sizeof sum);
    if (h.format != SLICES_FORMAT || MUL_OVERFLOW(h.n, sizeof(struct packed), &expected) ||
        expected != file->len - start - sizeof sum ||
        sum != hash_bytes(file->data, file->len - sizeof sum, SLICES_FORMAT))
        return false;
    *head = (struct odf_hash){.code = h.head_code, .len = 32};
    memcpy(head->digest, h.head, sizeof h.head);
    for (uint64_t i = 0; i < h.n; i++) {
        struct packed p;
        memcpy(&p, file->data + start + i * sizeof p, sizeof p);
        struct slice_ref s = {.offset_first = p.offset_first,
                              .offset_last = p.offset_last,
                              .bytes = p.bytes,
                              .physical = {.code = p.code, .len = (uint8_t)p.length}};
        memcpy(s.physical.digest, p.digest, sizeof p.digest);
        if (p.length > sizeof p.digest)
            return false;
        if (list_add(l, &s, NULL) != KAMU_OK)
            return false;
    }
    return true;
}

/* What is remembered, for whatever head; false when there is nothing usable. */
static bool load(const struct dataset *ds, struct odf_hash *head, struct list *l)
{
    char dir[FS_PATH_MAX], name[ODF_DID_DIR_MAX], path[FS_PATH_MAX];
    struct buf file = BUF_INIT(SLICES_BYTES_MAX);
    bool ok = file_path(ds, dir, name, path) &&
              fs_read_all(&ds->env->fs, path, SLICES_BYTES_MAX, &file, NULL) == KAMU_OK &&
              decode(&file, head, l);
    buf_free(&file);
    if (!ok)
        l->n = 0;
    return ok;
}

static kamu_code encode(const struct list *l, const struct odf_hash *head, struct buf *out)
{
    struct header h = {.format = SLICES_FORMAT, .head_code = head->code, .n = l->n};
    memcpy(h.head, head->digest, sizeof h.head);
    KAMU_TRY(buf_append(out, SLICES_MAGIC, 8, NULL));
    KAMU_TRY(buf_append(out, &h, sizeof h, NULL));
    for (size_t i = 0; i < l->n; i++) {
        const struct slice_ref *s = &l->items[i];
        struct packed p = {.offset_first = s->offset_first,
                           .offset_last = s->offset_last,
                           .bytes = s->bytes,
                           .code = s->physical.code,
                           .length = s->physical.len};
        memcpy(p.digest, s->physical.digest, sizeof p.digest);
        KAMU_TRY(buf_append(out, &p, sizeof p, NULL));
    }
    uint64_t sum = hash_bytes(out->data, out->len, SLICES_FORMAT);
    return buf_append(out, &sum, sizeof sum, NULL);
}

/* Never fails: without the file the chain is walked again. */
static void save(struct dataset *ds, const struct odf_hash *head, const struct list *l)
{
    char dir[FS_PATH_MAX], name[ODF_DID_DIR_MAX], path[FS_PATH_MAX];
    struct fs *fs = &ds->env->fs;
    struct buf file = BUF_INIT(SLICES_BYTES_MAX);
    if (head->len == 32 && file_path(ds, dir, name, path) && encode(l, head, &file) == KAMU_OK &&
        fs_write_atomic(fs, &ds->env->random, dir, name, file.data, file.len, false, NULL) ==
            KAMU_E_NOT_FOUND &&
        fs_mkdirs(fs, dir, NULL) == KAMU_OK)
        (void)fs_write_atomic(fs, &ds->env->random, dir, name, file.data, file.len, false, NULL);
    buf_free(&file);
}

/* ---- from the chain ------------------------------------------------------------------------ */

static const struct odf_data_slice *slice_of(const struct odf_event *e)
{
    if (e->kind == ODF_ADD_DATA)
        return e->add_data->new_data;
    return e->kind == ODF_EXECUTE_TRANSFORM ? e->execute_transform->new_data : NULL;
}

/* Slices of the blocks above `stop` (code 0: of all), newest first. */
static kamu_code walk(struct dataset *ds, const struct odf_hash *head, const struct odf_hash *stop,
                      struct list *l, size_t *blocks, bool *reached, struct kamu_error *err)
{
    struct block_walk *w = NULL;
    *reached = false;
    *blocks = 0;
    KAMU_TRY(block_walk_open(ds, head, &w, err));
    kamu_code rc = KAMU_OK;
    for (; rc == KAMU_OK; ++*blocks) {
        const struct odf_block *block = NULL;
        const struct odf_hash *hash = NULL;
        rc = env_check_cancel(ds->env, err);
        if (rc == KAMU_OK)
            rc = block_walk_next(w, &block, &hash, err);
        if (rc != KAMU_OK || block == NULL)
            break;
        *reached = odf_hash_present(stop) && odf_hash_eq(hash, stop);
        if (*reached)
            break;
        const struct odf_data_slice *s = slice_of(&block->event);
        struct slice_ref one;
        if (s == NULL)
            continue;
        one = (struct slice_ref){.offset_first = s->offset_interval.start,
                                 .offset_last = s->offset_interval.end,
                                 .bytes = s->size,
                                 .physical = s->physical_hash};
        rc = list_add(l, &one, err);
    }
    block_walk_free(w);
    return rc;
}

static void reverse(struct list *l)
{
    for (size_t i = 0; i < l->n / 2; i++) {
        struct slice_ref t = l->items[i];
        l->items[i] = l->items[l->n - 1 - i];
        l->items[l->n - 1 - i] = t;
    }
}

static kamu_code check_order(const struct list *l, struct kamu_error *err)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].offset_last < l->items[i].offset_first ||
            l->items[i].offset_last == UINT64_MAX ||
            (i > 0 && l->items[i].offset_first <= l->items[i - 1].offset_last))
            return error_set(err, KAMU_E_CORRUPT, "Block with an impossible offset interval");
    return KAMU_OK;
}

static kamu_code find(struct dataset *ds, const struct odf_hash *head, struct list *all,
                      struct list *fresh, struct kamu_error *err)
{
    struct odf_hash tag = {0};
    bool reached = false;
    size_t blocks = 0;
    if (load(ds, &tag, all) && odf_hash_eq(&tag, head))
        return KAMU_OK;
    if (all->n == 0)
        tag = (struct odf_hash){0};
    KAMU_TRY(walk(ds, head, &tag, fresh, &blocks, &reached, err));
    if (!reached)
        all->n = 0;
    reverse(fresh);
    for (size_t i = 0; i < fresh->n; i++)
        KAMU_TRY(list_add(all, &fresh->items[i], err));
    KAMU_TRY(check_order(all, err));
    if (blocks >= SAVE_AFTER_BLOCKS)
        save(ds, head, all);
    return KAMU_OK;
}

kamu_code dataset_slices(struct dataset *ds, const struct odf_hash *head, struct slice_ref **out,
                         size_t *n, struct kamu_error *err)
{
    struct list all = {0}, fresh = {0};
    kamu_code rc = find(ds, head, &all, &fresh, err);
    mem_free(fresh.items);
    if (rc != KAMU_OK) {
        mem_free(all.items);
        return rc;
    }
    *out = all.items;
    *n = all.n;
    return KAMU_OK;
}
