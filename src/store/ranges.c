/*
 * Ranges of slices, kept in `.kamu/cache/ranges/<dataset>`: blocks, one for what one query found of
 * one column,
 *
 *   struct head | key: name, 0, type, padded to 8 bytes | struct packed for each slice | checksum 8
 *
 * Written without sync, since it is derived. What is behind the first block that fails its checksum
 * is not believed; whoever appends next writes the file anew. So it is when it has too many blocks.
 */
#include "store/ranges.h"

#include "base/map.h"
#include "store/private.h"

#include <pthread.h>
#include <stddef.h>

#define RANGES_MAGIC 0x31676e72u /* "rng1" */
#define RANGES_BYTES_MAX ((size_t)256 << 20)
#define RANGES_BLOCKS_MAX 256
/* With fewer slices it costs more to read the file than to open them. */
#define SLICES_MIN 32
/* Ranges in memory; above that they are not kept. */
#define RANGES_MAX ((size_t)16 << 20)
#define KEY_MAX 1024

struct head {
    uint32_t magic, key_bytes; /* with its padding */
    uint64_t n;
};
struct packed {
    uint8_t digest[32];
    uint32_t code, kind;
    int64_t low, high;
};

struct known {
    uint8_t kind;
    bool fresh; /* not in the file yet */
    int64_t low, high;
};

struct slice_ranges {
    struct dataset *ds;
    const struct slice_ref *slices;
    size_t n;
    uint32_t n_columns;
    struct buf *keys;    /* of the columns */
    struct known *known; /* n of each column */
    uint32_t *table;     /* slice + 1 by its digest; 0 = empty; open addressing */
    size_t mask;
    struct buf file;
    size_t sound;  /* bytes of it that can be believed */
    size_t blocks; /* in these */
    size_t n_fresh;
    pthread_mutex_t lock;
};

bool slice_ranges_fit(const struct col_type *t)
{
    switch (t->kind) {
    case COL_INT8:
    case COL_INT16:
    case COL_INT32:
    case COL_INT64:
    case COL_DATE32:
    case COL_TIME32:
    case COL_TIME64:
    case COL_TIMESTAMP:
        return true;
    default:
        return false;
    }
}

/* ---- which slice ------------------------------------------------------------------------------
 */

static size_t slot_of(const struct slice_ranges *r, const uint8_t digest[32])
{
    uint64_t h;
    memcpy(&h, digest, sizeof h); /* of a cryptographic hash: as good as random */
    return (size_t)h & r->mask;
}

/* n when it is none of ours. */
static size_t find_slice(const struct slice_ranges *r, const struct packed *p)
{
    for (size_t i = slot_of(r, p->digest); r->table[i] != 0; i = (i + 1) & r->mask) {
        const struct odf_hash *h = &r->slices[r->table[i] - 1].physical;
        if (h->code == p->code && memcmp(h->digest, p->digest, sizeof p->digest) == 0)
            return r->table[i] - 1;
    }
    return r->n;
}

static kamu_code make_table(struct slice_ranges *r, struct kamu_error *err)
{
    size_t cap = 64;
    while (cap < 2 * r->n)
        cap *= 2;
    r->table = mem_calloc(cap, sizeof *r->table);
    if (r->table == NULL)
        return error_nomem(err);
    r->mask = cap - 1;
    for (size_t s = 0; s < r->n; s++) {
        if (r->slices[s].physical.len != 32)
            continue; /* never found, so never known */
        size_t i = slot_of(r, r->slices[s].physical.digest);
        while (r->table[i] != 0)
            i = (i + 1) & r->mask;
        r->table[i] = (uint32_t)s + 1;
    }
    return KAMU_OK;
}

/* ---- the file ---------------------------------------------------------------------------------
 */

static bool file_path(const struct dataset *ds, char dir[FS_PATH_MAX], char name[ODF_DID_DIR_MAX],
                      char path[FS_PATH_MAX])
{
    if (ds->ws == NULL)
        return false;
    odf_did_dir(&ds->handle.id, name);
    return path_join(dir, NULL, ds->ws->priv->cache, STORE_CACHE_RANGES) == KAMU_OK &&
           path_join(path, NULL, dir, name) == KAMU_OK;
}

static kamu_code make_key(const struct col_field *f, struct buf *out, struct kamu_error *err)
{
    char type[256];
    size_t n = col_type_name(&f->type, type, sizeof type);
    KAMU_TRY(buf_append_str(out, f->name, err));
    KAMU_TRY(buf_append(out, "", 1, err));
    KAMU_TRY(buf_append(out, type, n < sizeof type ? n : sizeof type - 1, err));
    while (out->len % 8 != 0)
        KAMU_TRY(buf_append(out, "", 1, err));
    return KAMU_OK;
}

struct block {
    const uint8_t *key, *items;
    size_t key_bytes, n, bytes; /* of the whole */
};

/* The block at byte `at`, whatever its sum; false: there is none. */
static bool block_at(const struct buf *file, size_t at, struct block *out)
{
    struct head h;
    uint64_t sum;
    size_t left = file->len - at;
    if (left < sizeof h + sizeof sum)
        return false;
    memcpy(&h, file->data + at, sizeof h);
    left -= sizeof h + sizeof sum;
    if (h.magic != RANGES_MAGIC || h.key_bytes > left ||
        h.n > (left - h.key_bytes) / sizeof(struct packed))
        return false;
    *out = (struct block){.key = file->data + at + sizeof h,
                          .items = file->data + at + sizeof h + h.key_bytes,
                          .key_bytes = h.key_bytes,
                          .n = (size_t)h.n,
                          .bytes = sizeof h + h.key_bytes + (size_t)h.n * sizeof(struct packed) +
                                   sizeof sum};
    return true;
}

static bool is_sound(const struct buf *file, size_t at, const struct block *b)
{
    uint64_t sum;
    size_t n = b->bytes - sizeof sum;
    memcpy(&sum, file->data + at + n, sizeof sum);
    return sum == hash_bytes(file->data + at, n, RANGES_MAGIC);
}

static bool has_key(const struct block *b, const struct buf *key)
{
    return b->key_bytes == key->len && memcmp(b->key, key->data, key->len) == 0;
}

static void take_block(struct slice_ranges *r, const struct block *b, struct known *known)
{
    for (size_t i = 0; i < b->n; i++) {
        struct packed p;
        memcpy(&p, b->items + i * sizeof p, sizeof p);
        size_t s = find_slice(r, &p);
        if (s < r->n && p.kind > SLICE_RANGE_NEW && p.kind <= SLICE_RANGE_SOME)
            known[s] = (struct known){.kind = (uint8_t)p.kind, .low = p.low, .high = p.high};
    }
}

/* Without the file nothing is known, which is fine. */
static void load(struct slice_ranges *r)
{
    char dir[FS_PATH_MAX], name[ODF_DID_DIR_MAX], path[FS_PATH_MAX];
    struct block b;
    if (!file_path(r->ds, dir, name, path) ||
        fs_read_all(&r->ds->env->fs, path, RANGES_BYTES_MAX, &r->file, NULL) != KAMU_OK) {
        r->file.len = 0;
        return;
    }
    for (; block_at(&r->file, r->sound, &b) && is_sound(&r->file, r->sound, &b);
         r->sound += b.bytes) {
        r->blocks++;
        for (uint32_t c = 0; c < r->n_columns; c++)
            if (has_key(&b, &r->keys[c]))
                take_block(r, &b, r->known + c * r->n);
    }
}

/* ---- keeping what is new ----------------------------------------------------------------------
 */

static kamu_code end_block(struct buf *out, size_t start, uint64_t n)
{
    memcpy(out->data + start + offsetof(struct head, n), &n, sizeof n);
    uint64_t sum = hash_bytes(out->data + start, out->len - start, RANGES_MAGIC);
    return buf_append(out, &sum, sizeof sum, NULL);
}

static kamu_code start_block(struct buf *out, const uint8_t *key, size_t key_bytes)
{
    struct head h = {.magic = RANGES_MAGIC, .key_bytes = (uint32_t)key_bytes};
    KAMU_TRY(buf_append(out, &h, sizeof h, NULL));
    return buf_append(out, key, key_bytes, NULL);
}

/* Of one column: what is new, or all. */
static kamu_code put_column(const struct slice_ranges *r, uint32_t column, bool all,
                            struct buf *out)
{
    const struct known *known = r->known + column * r->n;
    size_t start = out->len;
    uint64_t n = 0;
    KAMU_TRY(start_block(out, r->keys[column].data, r->keys[column].len));
    for (size_t s = 0; s < r->n; s++) {
        if (known[s].kind == SLICE_RANGE_NEW || (!all && !known[s].fresh))
            continue;
        struct packed p = {.code = r->slices[s].physical.code,
                           .kind = known[s].kind,
                           .low = known[s].low,
                           .high = known[s].high};
        memcpy(p.digest, r->slices[s].physical.digest, sizeof p.digest);
        KAMU_TRY(buf_append(out, &p, sizeof p, NULL));
        n++;
    }
    if (n > 0)
        return end_block(out, start, n);
    out->len = start;
    return KAMU_OK;
}

static bool is_ours(const struct slice_ranges *r, const struct block *b)
{
    for (uint32_t c = 0; c < r->n_columns; c++)
        if (has_key(b, &r->keys[c]))
            return true;
    return false;
}

static bool key_seen_before(const struct slice_ranges *r, size_t at, const struct block *b)
{
    struct block old;
    for (size_t i = 0; i < at && block_at(&r->file, i, &old); i += old.bytes)
        if (old.key_bytes == b->key_bytes && memcmp(old.key, b->key, b->key_bytes) == 0)
            return true;
    return false;
}

/* Another column's ranges of the slices that there are, from all its blocks from `at` on. */
static kamu_code merge_blocks(const struct slice_ranges *r, size_t at, const struct block *first,
                              uint8_t *seen, struct buf *out)
{
    size_t start = out->len;
    uint64_t n = 0;
    struct block b;
    memset(seen, 0, r->n);
    KAMU_TRY(start_block(out, first->key, first->key_bytes));
    for (; at < r->sound && block_at(&r->file, at, &b); at += b.bytes) {
        if (b.key_bytes != first->key_bytes || memcmp(b.key, first->key, b.key_bytes) != 0)
            continue;
        for (size_t i = 0; i < b.n; i++) {
            struct packed p;
            memcpy(&p, b.items + i * sizeof p, sizeof p);
            size_t s = find_slice(r, &p);
            if (s == r->n || seen[s])
                continue;
            seen[s] = 1;
            n++;
            KAMU_TRY(buf_append(out, &p, sizeof p, NULL));
        }
    }
    if (n > 0)
        return end_block(out, start, n);
    out->len = start;
    return KAMU_OK;
}

static kamu_code put_others(const struct slice_ranges *r, struct buf *out)
{
    struct block b;
    uint8_t *seen = mem_calloc(r->n, 1);
    kamu_code rc = seen == NULL ? KAMU_E_NOMEM : KAMU_OK;
    for (size_t at = 0; rc == KAMU_OK && at < r->sound && block_at(&r->file, at, &b); at += b.bytes)
        if (!is_ours(r, &b) && !key_seen_before(r, at, &b))
            rc = merge_blocks(r, at, &b, seen, out);
    mem_free(seen);
    return rc;
}

static kamu_code put_columns(const struct slice_ranges *r, bool all, struct buf *out)
{
    for (uint32_t c = 0; c < r->n_columns; c++)
        KAMU_TRY(put_column(r, c, all, out));
    return KAMU_OK;
}

static void write_anew(struct slice_ranges *r, const char *dir, const char *name)
{
    struct fs *fs = &r->ds->env->fs;
    struct buf out = BUF_INIT(RANGES_BYTES_MAX);
    kamu_code rc = put_columns(r, true, &out);
    size_t own = out.len;
    if (rc == KAMU_OK && put_others(r, &out) != KAMU_OK)
        out.len = own; /* too much: the others are found again when they are wanted */
    if (rc == KAMU_OK)
        rc = fs_write_atomic(fs, &r->ds->env->random, dir, name, out.data, out.len, false, NULL);
    if (rc == KAMU_E_NOT_FOUND && fs_mkdirs(fs, dir, NULL) == KAMU_OK)
        (void)fs_write_atomic(fs, &r->ds->env->random, dir, name, out.data, out.len, false, NULL);
    buf_free(&out);
}

static void save(struct slice_ranges *r)
{
    char dir[FS_PATH_MAX], name[ODF_DID_DIR_MAX], path[FS_PATH_MAX];
    struct buf out = BUF_INIT(RANGES_BYTES_MAX);
    struct fs_file *f = NULL;
    size_t size = 0;
    if (r->n_fresh == 0 || !file_path(r->ds, dir, name, path))
        return;
    bool append = r->sound > 0 && r->sound == r->file.len &&
                  r->blocks + r->n_columns <= RANGES_BLOCKS_MAX &&
                  put_columns(r, false, &out) == KAMU_OK &&
                  !ADD_OVERFLOW(r->file.len, out.len, &size) && size <= RANGES_BYTES_MAX;
    if (!append)
        write_anew(r, dir, name);
    else if (fs_open_append(&r->ds->env->fs, path, &f, NULL) == KAMU_OK) {
        (void)fs_write(f, out.data, out.len, NULL);
        (void)fs_close(f, NULL);
    }
    buf_free(&out);
}

/* ---- life ---------------------------------------------------------------------------------------
 */

static void free_all(struct slice_ranges *r)
{
    for (uint32_t c = 0; r->keys != NULL && c < r->n_columns; c++)
        buf_free(&r->keys[c]);
    buf_free(&r->file);
    mem_free(r->keys);
    mem_free(r->known);
    mem_free(r->table);
    pthread_mutex_destroy(&r->lock);
    mem_free(r);
}

static kamu_code make(struct slice_ranges *r, const struct col_field *const *columns,
                      struct kamu_error *err)
{
    r->keys = mem_calloc(r->n_columns, sizeof *r->keys);
    r->known = mem_calloc(r->n * r->n_columns, sizeof *r->known);
    if (r->keys == NULL || r->known == NULL)
        return error_nomem(err);
    for (uint32_t c = 0; c < r->n_columns; c++) {
        r->keys[c] = (struct buf)BUF_INIT(KEY_MAX);
        KAMU_TRY(make_key(columns[c], &r->keys[c], err));
    }
    return make_table(r, err);
}

kamu_code slice_ranges_open(struct dataset *ds, const struct col_field *const *columns,
                            uint32_t n_columns, const struct slice_ref *slices, size_t n,
                            struct slice_ranges **out, struct kamu_error *err)
{
    size_t total;
    *out = NULL;
    if (n < SLICES_MIN || n_columns == 0 || ds->ws == NULL || MUL_OVERFLOW(n, n_columns, &total) ||
        total > RANGES_MAX)
        return KAMU_OK;
    for (uint32_t c = 0; c < n_columns; c++)
        if (strlen(columns[c]->name) > KEY_MAX - 300)
            return KAMU_OK;
    struct slice_ranges *r = mem_calloc(1, sizeof *r);
    if (r == NULL)
        return error_nomem(err);
    *r = (struct slice_ranges){.ds = ds,
                               .slices = slices,
                               .n = n,
                               .n_columns = n_columns,
                               .file = BUF_INIT(RANGES_BYTES_MAX),
                               .lock = PTHREAD_MUTEX_INITIALIZER};
    kamu_code rc = make(r, columns, err);
    if (rc != KAMU_OK) {
        free_all(r);
        return rc;
    }
    load(r);
    *out = r;
    return KAMU_OK;
}

struct slice_range slice_ranges_get(const struct slice_ranges *r, uint32_t column, size_t slice)
{
    const struct known *k = &r->known[column * r->n + slice];
    return (struct slice_range){
        .kind = (enum slice_range_kind)k->kind, .low = k->low, .high = k->high};
}

void slice_ranges_put(struct slice_ranges *r, uint32_t column, size_t slice,
                      struct slice_range range)
{
    struct known *k = &r->known[column * r->n + slice];
    pthread_mutex_lock(&r->lock);
    if (k->kind == SLICE_RANGE_NEW && r->slices[slice].physical.len == 32) {
        *k = (struct known){
            .kind = (uint8_t)range.kind, .fresh = true, .low = range.low, .high = range.high};
        r->n_fresh++;
    }
    pthread_mutex_unlock(&r->lock);
}

void slice_ranges_close(struct slice_ranges *r)
{
    if (r == NULL)
        return;
    save(r);
    free_all(r);
}
