/*
 * See producers.h. The cache:
 *
 *   magic 8 | format 8 | tag = hash of the head 32 | n 8 | each: epoch + 1 or 0, and three texts
 * with their lengths | checksum 8
 *
 * Written without sync, since it is derived: what a power cut leaves of it fails the checksum.
 */
#include "store/producers.h"

#include "base/map.h"
#include "odf/json_pull.h"
#include "store/private.h"

#define CACHE_MAGIC "kamuprod"
#define CACHE_FORMAT 1u
#define CACHE_BYTES_MAX ((size_t)1 << 30)
/* The cache is written anew after so many blocks, and the more the larger it is: what one push pays
 * for it stays the same. */
#define SAVE_AFTER_BLOCKS 64
#define SAVE_ENTRIES_PER_BLOCK 16

struct producers {
    struct map map; /* source NUL name -> struct entry */
    bool at_head, loaded;
    struct odf_hash head;
    uint64_t unsaved; /* blocks since the cache was written */
};

struct entry {
    struct producer p;
    char text[]; /* source, name, offset */
};

/* ---- a table of them ------------------------------------------------------------------- */

enum { KEY_MAX = 1024 };

static kamu_code make_key(struct str source, struct str name, char key[KEY_MAX], struct str *out,
                          struct kamu_error *err)
{
    if (name.n > PRODUCER_TEXT_MAX || source.n > KEY_MAX - 2 - PRODUCER_TEXT_MAX)
        return error_set(err, KAMU_E_LIMIT, "The name of a producer or of its source is too long");
    memcpy(key, source.p, source.n);
    key[source.n] = '\0';
    memcpy(key + source.n + 1, name.p, name.n);
    *out = (struct str){key, source.n + 1 + name.n};
    return KAMU_OK;
}

static struct entry *entry_new(const struct producer *p)
{
    struct entry *e = mem_alloc(sizeof *e + p->source.n + p->name.n + p->offset.n);
    if (e == NULL)
        return NULL;
    char *t = e->text;
    e->p = *p;
    memcpy(t, p->source.p, p->source.n);
    e->p.source.p = t;
    t += p->source.n;
    memcpy(t, p->name.p, p->name.n);
    e->p.name.p = t;
    t += p->name.n;
    memcpy(t, p->offset.p, p->offset.n);
    e->p.offset.p = t;
    return e;
}

static void table_free(struct map *m)
{
    size_t i = 0;
    struct str key;
    void *e;
    while (map_next(m, &i, &key, &e))
        mem_free(e);
    map_free(m);
    map_init(m);
}

/* `keep`: an entry that is there counts. */
static kamu_code table_put(struct map *m, const struct producer *p, bool keep,
                           struct kamu_error *err)
{
    char text[KEY_MAX];
    struct str key;
    KAMU_TRY(make_key(p->source, p->name, text, &key, err));
    struct entry *old = map_get(m, key);
    if (old != NULL && keep)
        return KAMU_OK;
    if (old == NULL && m->len >= PRODUCERS_READ_MAX)
        return error_set(err, KAMU_E_LIMIT, "The dataset has more than %d producers",
                         PRODUCERS_READ_MAX);
    struct entry *e = entry_new(p);
    if (e == NULL)
        return error_nomem(err);
    kamu_code rc = map_put(m, key, e, err);
    mem_free(rc == KAMU_OK ? old : e);
    return rc;
}

/* What `newer` says replaces what `older` does; `newer` is emptied. */
static kamu_code table_merge(struct map *older, struct map *newer, struct kamu_error *err)
{
    size_t i = 0;
    struct str key;
    void *e;
    kamu_code rc = KAMU_OK;
    while (rc == KAMU_OK && map_next(newer, &i, &key, &e))
        rc = table_put(older, &((struct entry *)e)->p, false, err);
    table_free(newer);
    return rc;
}

/* ---- the text ---------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const struct producer *x = *(const struct producer *const *)a,
                          *y = *(const struct producer *const *)b;
    int c = str_cmp(x->source, y->source);
    return c != 0 ? c : str_cmp(x->name, y->name);
}

static kamu_code put_producer(const struct producer *p, struct buf *out, struct kamu_error *err)
{
    KAMU_TRY(odf_json_quote(p->name, out, err));
    KAMU_TRY(buf_append_str(out, p->has_epoch ? ":{\"epoch\":" : ":{", err));
    if (p->has_epoch)
        KAMU_TRY(buf_printf(out, err, "%llu,", (unsigned long long)p->epoch));
    KAMU_TRY(buf_append_str(out, "\"offset\":", err));
    KAMU_TRY(odf_json_quote(p->offset, out, err));
    return buf_append_byte(out, '}', err);
}

static kamu_code put_all(const struct producer *const *sorted, size_t n, struct buf *out,
                         struct kamu_error *err)
{
    KAMU_TRY(buf_append_byte(out, '{', err));
    for (size_t i = 0; i < n; i++) {
        bool first = i == 0 || !str_eq(sorted[i]->source, sorted[i - 1]->source);
        if (first) {
            KAMU_TRY(buf_append_str(out, i == 0 ? "" : "},", err));
            KAMU_TRY(odf_json_quote(sorted[i]->source, out, err));
        }
        KAMU_TRY(buf_append_str(out, first ? ":{" : ",", err));
        KAMU_TRY(put_producer(sorted[i], out, err));
    }
    return buf_append_str(out, n == 0 ? "}" : "}}", err);
}

kamu_code producers_encode(const struct producer *items, size_t n, struct buf *out,
                           struct kamu_error *err)
{
    const struct producer **sorted = mem_calloc(n + 1, sizeof *sorted);
    if (sorted == NULL)
        return error_nomem(err);
    for (size_t i = 0; i < n; i++)
        sorted[i] = &items[i];
    qsort(sorted, n, sizeof *sorted, by_key);
    kamu_code rc = put_all(sorted, n, out, err);
    mem_free(sorted);
    return rc;
}

struct decoding {
    struct json_pull j;
    struct buf source, name, offset;
    kamu_code (*each)(void *ctx, const struct producer *p, struct kamu_error *err);
    void *ctx;
};

static kamu_code malformed(const struct decoding *d, struct kamu_error *err)
{
    if (d->j.no_memory)
        return error_nomem(err);
    return error_set(err, KAMU_E_CORRUPT, "A source state of kind %s is damaged at byte %zu",
                     PRODUCERS_KIND, d->j.at);
}

static kamu_code keep_text(const struct decoding *d, struct buf *b, struct kamu_error *err)
{
    b->len = 0;
    return buf_append(b, d->j.text.p, d->j.text.n, err);
}

/* {"epoch":3,"offset":"42"} */
static kamu_code decode_one(struct decoding *d, struct kamu_error *err)
{
    struct producer p = {0};
    enum json_token t;
    bool has_offset = false;
    if (json_pull_next(&d->j) != JSON_OBJECT)
        return malformed(d, err);
    while ((t = json_pull_next(&d->j)) == JSON_KEY) {
        bool epoch = str_eqc(d->j.text, "epoch"), offset = str_eqc(d->j.text, "offset");
        t = json_pull_next(&d->j);
        if (epoch && t == JSON_NUMBER && str_u64(d->j.text, &p.epoch))
            p.has_epoch = true;
        else if (offset && t == JSON_STRING)
            KAMU_TRY(keep_text(d, &d->offset, err));
        else
            return malformed(d, err);
        has_offset |= offset;
    }
    if (t != JSON_OBJECT_END || !has_offset)
        return malformed(d, err);
    p.source = (struct str){(const char *)d->source.data, d->source.len};
    p.name = (struct str){(const char *)d->name.data, d->name.len};
    p.offset = (struct str){(const char *)d->offset.data, d->offset.len};
    return d->each(d->ctx, &p, err);
}

static kamu_code decode_source(struct decoding *d, struct kamu_error *err)
{
    enum json_token t;
    if (json_pull_next(&d->j) != JSON_OBJECT)
        return malformed(d, err);
    while ((t = json_pull_next(&d->j)) == JSON_KEY) {
        KAMU_TRY(keep_text(d, &d->name, err));
        KAMU_TRY(decode_one(d, err));
    }
    return t == JSON_OBJECT_END ? KAMU_OK : malformed(d, err);
}

static kamu_code decode_all(struct decoding *d, struct kamu_error *err)
{
    enum json_token t;
    if (json_pull_next(&d->j) != JSON_OBJECT)
        return malformed(d, err);
    while ((t = json_pull_next(&d->j)) == JSON_KEY) {
        KAMU_TRY(keep_text(d, &d->source, err));
        KAMU_TRY(decode_source(d, err));
    }
    if (t != JSON_OBJECT_END || json_pull_next(&d->j) != JSON_END)
        return malformed(d, err);
    return KAMU_OK;
}

kamu_code producers_decode(struct str value,
                           kamu_code (*each)(void *ctx, const struct producer *p,
                                             struct kamu_error *err),
                           void *ctx, struct kamu_error *err)
{
    struct decoding d = {.source = BUF_INIT(ODF_BLOCK_BYTES_MAX),
                         .name = BUF_INIT(ODF_BLOCK_BYTES_MAX),
                         .offset = BUF_INIT(ODF_BLOCK_BYTES_MAX),
                         .each = each,
                         .ctx = ctx};
    json_pull_init(&d.j, value);
    kamu_code rc = decode_all(&d, err);
    json_pull_free(&d.j);
    buf_free(&d.source);
    buf_free(&d.name);
    buf_free(&d.offset);
    return rc;
}

/* ---- several states as one ----------------------------------------------------------------- */

static kamu_code take_newest(void *ctx, const struct producer *p, struct kamu_error *err)
{
    return table_put(ctx, p, true, err);
}

static kamu_code take_later(void *ctx, const struct producer *p, struct kamu_error *err)
{
    return table_put(ctx, p, false, err);
}

kamu_code producers_take(struct producers *p, const struct odf_source_state *s,
                         struct kamu_error *err)
{
    return producers_decode(s->value, take_later, &p->map, err);
}

kamu_code producers_value(const struct producers *p, struct arena *arena, struct str *out,
                          struct kamu_error *err)
{
    struct producer *items = mem_calloc(p->map.len + 1, sizeof *items);
    struct buf text = BUF_INIT(ODF_BLOCK_BYTES_MAX);
    const struct producer *one;
    size_t i = 0, n = 0;
    if (items == NULL)
        return error_nomem(err);
    while ((one = producers_next(p, &i)) != NULL)
        items[n++] = *one;
    kamu_code rc = producers_encode(items, n, &text, err);
    if (rc == KAMU_OK) {
        *out = arena_str(arena, (struct str){(const char *)text.data, text.len});
        rc = out->p != NULL ? KAMU_OK : error_nomem(err);
    }
    buf_free(&text);
    mem_free(items);
    return rc;
}

/* ---- the cache --------------------------------------------------------------------------------
 */

static bool cache_place(const struct dataset *ds, char dir[FS_PATH_MAX], char name[ODF_DID_DIR_MAX],
                        char path[FS_PATH_MAX])
{
    if (ds->ws == NULL)
        return false;
    odf_did_dir(&ds->handle.id, name);
    return path_join(dir, NULL, ds->ws->priv->cache, STORE_CACHE_PRODUCERS) == KAMU_OK &&
           path_join(path, NULL, dir, name) == KAMU_OK;
}

static kamu_code put_text(struct buf *b, struct str s)
{
    uint64_t n = s.n;
    KAMU_TRY(buf_append(b, &n, sizeof n, NULL));
    return buf_append(b, s.p, s.n, NULL);
}

static kamu_code encode_entry(struct buf *b, const struct producer *p)
{
    uint64_t epoch = p->epoch, has = p->has_epoch;
    KAMU_TRY(buf_append(b, &has, sizeof has, NULL));
    KAMU_TRY(buf_append(b, &epoch, sizeof epoch, NULL));
    KAMU_TRY(put_text(b, p->source));
    KAMU_TRY(put_text(b, p->name));
    return put_text(b, p->offset);
}

static kamu_code encode_cache(const struct producers *p, struct buf *b)
{
    uint64_t format = CACHE_FORMAT, n = p->map.len;
    KAMU_TRY(buf_append(b, CACHE_MAGIC, 8, NULL));
    KAMU_TRY(buf_append(b, &format, sizeof format, NULL));
    KAMU_TRY(buf_append(b, p->head.digest, 32, NULL));
    KAMU_TRY(buf_append(b, &n, sizeof n, NULL));
    size_t i = 0;
    const struct producer *one;
    while ((one = producers_next(p, &i)) != NULL)
        KAMU_TRY(encode_entry(b, one));
    uint64_t sum = hash_bytes(b->data, b->len, CACHE_FORMAT);
    return buf_append(b, &sum, sizeof sum, NULL);
}

/* Never fails: without the file the chain is walked again. */
static void save(struct producers *p, struct dataset *ds)
{
    char dir[FS_PATH_MAX], name[ODF_DID_DIR_MAX], path[FS_PATH_MAX];
    struct fs *fs = &ds->env->fs;
    struct random *r = &ds->env->random;
    struct buf file = BUF_INIT(CACHE_BYTES_MAX);
    if (cache_place(ds, dir, name, path) && encode_cache(p, &file) == KAMU_OK &&
        fs_write_atomic(fs, r, dir, name, file.data, file.len, false, NULL) == KAMU_E_NOT_FOUND &&
        fs_mkdirs(fs, dir, NULL) == KAMU_OK)
        (void)fs_write_atomic(fs, r, dir, name, file.data, file.len, false, NULL);
    buf_free(&file);
    p->unsaved = 0;
}

struct reading {
    const uint8_t *p, *end;
};

static bool get_u64(struct reading *r, uint64_t *out)
{
    if ((size_t)(r->end - r->p) < sizeof *out)
        return false;
    memcpy(out, r->p, sizeof *out);
    r->p += sizeof *out;
    return true;
}

static bool get_text(struct reading *r, struct str *out)
{
    uint64_t n;
    if (!get_u64(r, &n) || n > (uint64_t)(r->end - r->p))
        return false;
    *out = (struct str){(const char *)r->p, (size_t)n};
    r->p += n;
    return true;
}

static bool decode_entries(struct producers *p, struct reading r, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        struct producer one;
        uint64_t has;
        if (!get_u64(&r, &has) || !get_u64(&r, &one.epoch) || !get_text(&r, &one.source) ||
            !get_text(&r, &one.name) || !get_text(&r, &one.offset))
            return false;
        one.has_epoch = has != 0;
        if (table_put(&p->map, &one, false, NULL) != KAMU_OK)
            return false;
    }
    return r.p == r.end;
}

static bool decode_cache(struct producers *p, const struct buf *file)
{
    enum { HEAD = 8 + 8 + 32 + 8 };
    uint64_t format, n, sum;
    if (file->len < HEAD + sizeof sum || memcmp(file->data, CACHE_MAGIC, 8) != 0)
        return false;
    memcpy(&format, file->data + 8, sizeof format);
    memcpy(&n, file->data + 48, sizeof n);
    memcpy(&sum, file->data + file->len - sizeof sum, sizeof sum);
    if (format != CACHE_FORMAT ||
        sum != hash_bytes(file->data, file->len - sizeof sum, CACHE_FORMAT))
        return false;
    p->head = odf_hash_sha3(file->data + 16);
    return decode_entries(
        p, (struct reading){file->data + HEAD, file->data + file->len - sizeof sum}, n);
}

/* What is remembered, for whatever head. */
static void load(struct producers *p, struct dataset *ds)
{
    char dir[FS_PATH_MAX], name[ODF_DID_DIR_MAX], path[FS_PATH_MAX];
    struct buf file = BUF_INIT(CACHE_BYTES_MAX);
    p->loaded = true;
    p->at_head = cache_place(ds, dir, name, path) &&
                 fs_read_all(&ds->env->fs, path, CACHE_BYTES_MAX, &file, NULL) == KAMU_OK &&
                 decode_cache(p, &file);
    buf_free(&file);
    if (!p->at_head)
        table_free(&p->map);
}

/* ---- from the chain ----------------------------------------------------------------------------
 */

/* The states of the blocks above `tag` (NULL: of all); the newest counts. */
static kamu_code walk(struct dataset *ds, const struct odf_hash *head, const struct odf_hash *tag,
                      struct map *found, uint64_t *blocks, bool *reached, struct kamu_error *err)
{
    struct block_walk *w = NULL;
    *reached = false;
    *blocks = 0;
    KAMU_TRY(block_walk_open(ds, head, &w, err));
    kamu_code rc = KAMU_OK;
    for (;; ++*blocks) {
        const struct odf_block *b = NULL;
        const struct odf_hash *hash = NULL;
        rc = env_check_cancel(ds->env, err);
        if (rc == KAMU_OK)
            rc = block_walk_next(w, &b, &hash, err);
        if (rc != KAMU_OK || b == NULL)
            break;
        *reached = tag != NULL && odf_hash_eq(hash, tag);
        if (*reached)
            break;
        if (b->event.kind != ODF_ADD_DATA || !producers_state(b->event.add_data->new_source_state))
            continue;
        rc = producers_decode(b->event.add_data->new_source_state->value, take_newest, found, err);
        if (rc != KAMU_OK)
            break;
    }
    block_walk_free(w);
    return rc;
}

static bool save_is_due(const struct producers *p)
{
    return p->unsaved >= SAVE_AFTER_BLOCKS + p->map.len / SAVE_ENTRIES_PER_BLOCK;
}

kamu_code producers_catch_up(struct producers *p, struct dataset *ds, const struct odf_hash *head,
                             struct kamu_error *err)
{
    struct map found;
    uint64_t blocks;
    bool reached;
    if (!p->loaded)
        load(p, ds);
    if (p->at_head && odf_hash_eq(&p->head, head))
        return KAMU_OK;
    map_init(&found);
    kamu_code rc = walk(ds, head, p->at_head ? &p->head : NULL, &found, &blocks, &reached, err);
    if (rc == KAMU_OK && !reached)
        table_free(&p->map); /* reset, or a chain of its own */
    p->at_head = false;
    if (rc == KAMU_OK)
        rc = table_merge(&p->map, &found, err);
    table_free(&found);
    if (rc != KAMU_OK) {
        table_free(&p->map);
        return rc;
    }
    p->at_head = true;
    p->head = *head;
    p->unsaved += blocks;
    if (save_is_due(p))
        save(p, ds);
    return KAMU_OK;
}

kamu_code producers_advance(struct producers *p, struct dataset *ds,
                            const struct odf_hash *new_head, const struct producer *moved, size_t n,
                            struct kamu_error *err)
{
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < n && rc == KAMU_OK; i++)
        rc = table_put(&p->map, &moved[i], false, err);
    if (rc != KAMU_OK) {
        table_free(&p->map);
        p->at_head = false;
        return rc;
    }
    p->head = *new_head;
    p->unsaved++;
    if (save_is_due(p))
        save(p, ds);
    return KAMU_OK;
}

/* ---- looking up ---------------------------------------------------------------------------------
 */

kamu_code producers_new(struct producers **out, struct kamu_error *err)
{
    *out = mem_calloc(1, sizeof **out);
    if (*out == NULL)
        return error_nomem(err);
    map_init(&(*out)->map);
    return KAMU_OK;
}

void producers_free(struct producers *p)
{
    if (p == NULL)
        return;
    table_free(&p->map);
    mem_free(p);
}

const struct producer *producers_find(const struct producers *p, struct str source, struct str name)
{
    char text[KEY_MAX];
    struct str key;
    if (make_key(source, name, text, &key, NULL) != KAMU_OK)
        return NULL;
    const struct entry *e = map_get(&p->map, key);
    return e == NULL ? NULL : &e->p;
}

bool producers_are_at(const struct producers *p, const struct odf_hash *head)
{
    return p->at_head && odf_hash_eq(&p->head, head);
}

size_t producers_count(const struct producers *p)
{
    return p->map.len;
}

const struct producer *producers_next(const struct producers *p, size_t *i)
{
    struct str key;
    void *e;
    return map_next(&p->map, i, &key, &e) ? &((struct entry *)e)->p : NULL;
}
