/* Key segments: see key_segment.h. */
#include "merge/key_segment.h"
#include "base/bytes.h"

#include "base/map.h"

#include <endian.h>

#define WRITE_BYTES ((size_t)256 << 10) /* gathered before they go to the file */
#define INDEX_BYTES_MAX ((size_t)1 << 30)

static uint64_t seed_of(const struct key_store *st, uint64_t id, uint64_t block)
{
    return st->secret ^ (id * UINT64_C(0x9e3779b97f4a7c15)) ^ (block << 32);
}

void key_segment_path(const struct key_store *st, uint64_t id, char out[FS_PATH_MAX])
{
    char name[32];
    (void)snprintf(name, sizeof name, "%llu.keys", (unsigned long long)id);
    if (path_join(out, NULL, st->dir, name) != KAMU_OK)
        out[0] = 0;
}

bool key_segment_is_inline(const struct key_segment *s)
{
    return s->contents.data != NULL;
}

void key_segment_free(struct key_store *st, struct key_segment *s)
{
    if (s == NULL)
        return;
    if (s->fresh) {
        char path[FS_PATH_MAX];
        key_segment_path(st, s->id, path);
        (void)fs_unlink(&st->env->fs, path, NULL);
    }
    (void)fs_close(s->file, NULL);
    buf_free(&s->first);
    buf_free(&s->last);
    buf_free(&s->contents);
    mem_free(s);
}

/* ---- writing -------------------------------------------------------------------------------- */

void key_segment_writer_init(struct key_segment_writer *w, struct key_store *st)
{
    memset(w, 0, sizeof *w);
    w->store = st;
    key_packer_init(&w->packer, st->with_values);
    buf_init(&w->out, (size_t)1 << 30);
    buf_init(&w->index, INDEX_BYTES_MAX);
}

static void drop_made(struct key_segment_writer *w)
{
    (void)fs_close(w->file, NULL);
    w->file = NULL;
    key_segment_free(w->store, w->made);
    w->made = NULL;
}

void key_segment_writer_free(struct key_segment_writer *w)
{
    drop_made(w);
    key_packer_free(&w->packer);
    buf_free(&w->out);
    buf_free(&w->index);
}

static kamu_code begin(struct key_segment_writer *w, struct kamu_error *err)
{
    w->made = mem_calloc(1, sizeof *w->made);
    if (w->made == NULL)
        return error_nomem(err);
    w->made->id = ++w->store->next_id;
    buf_init(&w->made->first, KEY_BYTES_MAX);
    buf_init(&w->made->last, KEY_BYTES_MAX);
    buf_init(&w->made->contents, KEY_SEGMENT_INLINE_MAX * 4);
    w->out.len = w->index.len = 0;
    w->written = 0;
    w->blocks = 0;
    return KAMU_OK;
}

static kamu_code create_file(struct key_segment_writer *w, struct kamu_error *err)
{
    struct key_store *st = w->store;
    char path[FS_PATH_MAX];
    if (st->temporary) {
        KAMU_TRY(
            fs_create_pending(&st->env->fs, &st->env->random, st->temp_dir, path, &w->file, err));
        return fs_unlink(&st->env->fs, path, err);
    }
    key_segment_path(st, w->made->id, path);
    KAMU_TRY(fs_unlink(&st->env->fs, path, err)); /* of a push that was killed */
    KAMU_TRY(fs_create(&st->env->fs, path, false, &w->file, err));
    w->made->fresh = true;
    return KAMU_OK;
}

static kamu_code flush(struct key_segment_writer *w, struct kamu_error *err)
{
    if (w->file == NULL)
        KAMU_TRY(create_file(w, err));
    KAMU_TRY(fs_write(w->file, w->out.data, w->out.len, err));
    w->written += w->out.len;
    w->out.len = 0;
    return KAMU_OK;
}

static kamu_code put_u32(struct buf *b, uint32_t v, struct kamu_error *err)
{
    v = htole32(v);
    return buf_append(b, &v, sizeof v, err);
}

/* Of the index: how long the block is, its first key. */
static kamu_code finish_block(struct key_segment_writer *w, struct kamu_error *err)
{
    size_t before = w->out.len;
    uint32_t first_n = w->packer.ends[0];
    KAMU_TRY(put_u32(&w->index, 0, err));
    KAMU_TRY(put_u32(&w->index, first_n, err));
    KAMU_TRY(buf_append(&w->index, w->packer.keys.data, first_n, err));
    KAMU_TRY(
        key_packer_finish(&w->packer, seed_of(w->store, w->made->id, w->blocks), &w->out, err));
    uint32_t bytes = htole32((uint32_t)(w->out.len - before));
    memcpy(w->index.data + w->index.len - first_n - 8, &bytes, sizeof bytes);
    w->blocks++;
    if (w->out.len >= WRITE_BYTES)
        return flush(w, err);
    return KAMU_OK;
}

kamu_code key_segment_add(struct key_segment_writer *w, const struct key_row *row,
                          struct kamu_error *err)
{
    if (w->made == NULL)
        KAMU_TRY(begin(w, err));
    if (w->made->keys == 0)
        KAMU_TRY(buf_append(&w->made->first, row->key, row->n, err));
    if (key_packer_full(&w->packer))
        KAMU_TRY(finish_block(w, err));
    w->made->keys++;
    return key_packer_add(&w->packer, row, err);
}

uint64_t key_segment_written(const struct key_segment_writer *w)
{
    return w->made == NULL ? 0 : w->made->keys;
}

static kamu_code finish(struct key_segment_writer *w, struct kamu_error *err)
{
    struct key_segment *s = w->made;
    const struct key_packer *p = &w->packer;
    uint32_t last_at = p->n > 1 ? p->ends[p->n - 2] : 0;
    KAMU_TRY(buf_append(&s->last, p->keys.data + last_at, p->keys.len - last_at, err));
    KAMU_TRY(finish_block(w, err));
    s->index_at = w->written + w->out.len;
    s->index_sum = hash_bytes(w->index.data, w->index.len, seed_of(w->store, s->id, UINT32_MAX));
    KAMU_TRY(buf_append(&w->out, w->index.data, w->index.len, err));
    s->bytes = w->written + w->out.len;
    if (w->file == NULL && w->out.len <= w->store->inline_max) {
        KAMU_TRY(buf_append(&s->contents, w->out.data, w->out.len, err));
        return buf_reserve(&s->contents, KEY_BLOCK_SLACK, err);
    }
    KAMU_TRY(flush(w, err));
    if (!w->store->temporary) {
        fs_write_back(w->file, 0, s->bytes);
        kamu_code rc = fs_close(w->file, err);
        w->file = NULL;
        return rc;
    }
    s->file = w->file;
    w->file = NULL;
    return KAMU_OK;
}

kamu_code key_segment_finish(struct key_segment_writer *w, struct key_segment **out,
                             struct kamu_error *err)
{
    *out = NULL;
    if (w->made == NULL)
        return KAMU_OK;
    kamu_code rc = finish(w, err);
    if (rc != KAMU_OK) {
        drop_made(w);
        return rc;
    }
    *out = w->made;
    w->made = NULL;
    return KAMU_OK;
}

/* ---- reading --------------------------------------------------------------------------------- */

void key_segment_reader_init(struct key_segment_reader *r, struct key_store *st)
{
    memset(r, 0, sizeof *r);
    r->store = st;
    r->loaded = UINT32_MAX;
    buf_init(&r->index, INDEX_BYTES_MAX);
    buf_init(&r->bytes, KEY_BLOCK_BYTES_MAX + KEY_BLOCK_SLACK);
}

static void close_segment(struct key_segment_reader *r)
{
    (void)fs_close(r->file, NULL);
    mem_free(r->keys_at);
    mem_free(r->at);
    r->file = NULL;
    r->keys_at = NULL;
    r->at = NULL;
    r->segment = NULL;
    r->loaded = UINT32_MAX;
    r->blocks = 0;
}

void key_segment_reader_free(struct key_segment_reader *r)
{
    close_segment(r);
    buf_free(&r->index);
    buf_free(&r->bytes);
}

static kamu_code read_at(struct key_segment_reader *r, uint64_t at, size_t n, struct buf *out,
                         struct kamu_error *err)
{
    const struct key_segment *s = r->segment;
    out->len = 0;
    KAMU_TRY(buf_reserve(out, n + KEY_BLOCK_SLACK, err));
    out->len = n;
    if (key_segment_is_inline(s)) {
        if (at > s->contents.len || n > s->contents.len - at)
            return error_set(err, KAMU_E_CORRUPT, "Key state: a segment is too short");
        memcpy(out->data, s->contents.data + at, n);
        return KAMU_OK;
    }
    return fs_pread(s->file != NULL ? s->file : r->file, out->data, n, at, err);
}

/* Walks over the index: all of it must be there. */
static bool walk(struct key_segment_reader *r, bool fill)
{
    size_t at = 0, n = r->index.len;
    uint64_t block_at = 0;
    uint32_t i = 0;
    for (; at < n; i++) {
        if (n - at < 8)
            return false;
        uint32_t bytes = little32(r->index.data + at), key_n = little32(r->index.data + at + 4);
        at += 8;
        if (key_n > KEY_BYTES_MAX || key_n > n - at || bytes > KEY_BLOCK_BYTES_MAX)
            return false;
        if (fill) {
            r->keys_at[i] = (uint32_t)at;
            r->at[i] = block_at;
            r->at[i + 1] = block_at + bytes;
        }
        block_at += bytes;
        at += key_n;
    }
    r->blocks = i;
    return i != 0 && block_at == r->segment->index_at;
}

static kamu_code read_index(struct key_segment_reader *r, struct kamu_error *err)
{
    const struct key_segment *s = r->segment;
    uint64_t n = s->bytes - s->index_at;
    if (s->index_at > s->bytes || n > INDEX_BYTES_MAX - KEY_BLOCK_SLACK)
        return error_set(err, KAMU_E_CORRUPT, "Key state: the index of a segment is too long");
    KAMU_TRY(read_at(r, s->index_at, (size_t)n, &r->index, err));
    if (hash_bytes(r->index.data, r->index.len, seed_of(r->store, s->id, UINT32_MAX)) !=
            s->index_sum ||
        !walk(r, false))
        return error_set(err, KAMU_E_CORRUPT, "Key state: the index of a segment is damaged");
    r->keys_at = mem_realloc_array(NULL, r->blocks, sizeof *r->keys_at);
    r->at = mem_realloc_array(NULL, (size_t)r->blocks + 1, sizeof *r->at);
    if (r->keys_at == NULL || r->at == NULL)
        return error_nomem(err);
    (void)walk(r, true);
    return KAMU_OK;
}

kamu_code key_segment_open(struct key_segment_reader *r, const struct key_segment *s,
                           struct kamu_error *err)
{
    if (r->segment == s)
        return KAMU_OK;
    close_segment(r);
    r->segment = s;
    kamu_code rc = KAMU_OK;
    if (!key_segment_is_inline(s) && s->file == NULL) {
        char path[FS_PATH_MAX];
        key_segment_path(r->store, s->id, path);
        rc = fs_open_read(&r->store->env->fs, path, &r->file, err);
    }
    if (rc == KAMU_OK)
        rc = read_index(r, err);
    if (rc != KAMU_OK)
        close_segment(r);
    return rc;
}

struct str key_segment_first_of(const struct key_segment_reader *r, uint32_t block)
{
    const uint8_t *p = r->index.data + r->keys_at[block];
    return (struct str){(const char *)p, little32(p - 4)};
}

uint32_t key_segment_block_of(const struct key_segment_reader *r, struct str key, uint32_t from)
{
    uint32_t low = from, high = from + 1, step = 1; /* near ones first */
    while (high < r->blocks && key_compare(key_segment_first_of(r, high), key) <= 0) {
        low = high;
        high = r->blocks - high > step ? high + step : r->blocks;
        step *= 2;
    }
    while (high - low > 1) { /* first of low <= key < first of high */
        uint32_t mid = low + (high - low) / 2;
        if (key_compare(key_segment_first_of(r, mid), key) <= 0)
            low = mid;
        else
            high = mid;
    }
    return low;
}

kamu_code key_segment_load(struct key_segment_reader *r, uint32_t block, struct kamu_error *err)
{
    if (r->loaded == block)
        return KAMU_OK;
    KAMU_ASSERT(block < r->blocks);
    r->loaded = UINT32_MAX;
    size_t n = (size_t)(r->at[block + 1] - r->at[block]);
    KAMU_TRY(read_at(r, r->at[block], n, &r->bytes, err));
    KAMU_TRY(
        key_block_open(&r->block, r->bytes.data, n, seed_of(r->store, r->segment->id, block), err));
    r->loaded = block;
    return KAMU_OK;
}
