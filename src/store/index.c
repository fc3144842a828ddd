/*
 * Which datasets there are. The directories are the truth; `.kamu/cache/index`
 * remembers of each what would take more than a look: its alias (trusted while
 * info/alias has the same inode, size and time) and its summary (trusted while
 * refs/head has the same content).
 */
#include "store/index.h"

#include <stdlib.h>

#define INDEX_MAGIC "kamuidx\1"
#define INDEX_BYTES_MAX ((size_t)256 << 20)
#define INDEX_RACY_SECONDS                                                                         \
    2 /* a file changed this shortly before the index was written may change                       \
         again without a trace: look at it again */

/* ---- file -------------------------------------------------------------------------- */

struct reader {
    const uint8_t *p;
    size_t n;
    bool bad;
};

static void take(struct reader *r, void *out, size_t n)
{
    if (r->n < n) {
        r->bad = true;
        memset(out, 0, n);
        return;
    }
    memcpy(out, r->p, n);
    r->p += n;
    r->n -= n;
}

struct packed { /* one entry without its alias; written as it is: the file never leaves the machine
                 */
    uint8_t id[32], head[32];
    struct file_stamp alias_stamp, config_stamp;
    uint64_t blocks, records, data_bytes;
    int64_t pulled_s, watermark_s;
    uint32_t pulled_ns, watermark_ns;
    uint32_t alias_n;
    int32_t kind;
    uint8_t has_summary, remote, has_pulled, has_watermark;
    uint8_t unused[4];
};
_Static_assert(sizeof(struct packed) % 8 == 0, "no hidden padding at the end");

static void pack(const struct index_entry *e, struct packed *p)
{
    *p = (struct packed){
        .alias_stamp = e->alias_stamp,
        .config_stamp = e->config_stamp,
        .blocks = e->summary.blocks,
        .records = e->summary.records,
        .data_bytes = e->summary.data_bytes,
        .pulled_s = e->summary.pulled.value.seconds,
        .pulled_ns = e->summary.pulled.value.nanos,
        .watermark_s = e->summary.watermark.value.seconds,
        .watermark_ns = e->summary.watermark.value.nanos,
        .alias_n = (uint32_t)e->alias.n,
        .kind = e->summary.kind,
        .has_summary = e->has_summary,
        .remote = e->summary.remote,
        .has_pulled = e->summary.pulled.set,
        .has_watermark = e->summary.watermark.set,
    };
    memcpy(p->id, e->id.key, 32);
    memcpy(p->head, e->summary.head.digest, 32);
}

static void unpack(const struct packed *p, struct index_entry *e)
{
    *e = (struct index_entry){
        .alias_stamp = p->alias_stamp,
        .config_stamp = p->config_stamp,
        .has_summary = p->has_summary,
        .summary = {.head = odf_hash_sha3(p->head),
                    .kind = p->kind,
                    .remote = p->remote,
                    .blocks = p->blocks,
                    .records = p->records,
                    .data_bytes = p->data_bytes,
                    .pulled = {p->has_pulled, {p->pulled_s, p->pulled_ns}},
                    .watermark = {p->has_watermark, {p->watermark_s, p->watermark_ns}}},
    };
    memcpy(e->id.key, p->id, 32);
}

static bool decode(const struct buf *file, struct index *out)
{
    struct reader r = {file->data, file->len, false};
    char magic[8];
    uint64_t sum;
    uint32_t count;
    if (file->len < sizeof magic + sizeof count + sizeof sum)
        return false;
    memcpy(&sum, file->data + file->len - sizeof sum, sizeof sum);
    r.n -= sizeof sum;
    if (sum != hash_bytes(file->data, r.n, 0))
        return false;
    take(&r, magic, sizeof magic);
    take(&r, &count, sizeof count);
    if (r.bad || memcmp(magic, INDEX_MAGIC, sizeof magic) != 0 ||
        count > r.n / sizeof(struct packed))
        return false;
    out->entries = arena_calloc(&out->arena, count ? count : 1, sizeof *out->entries);
    if (!out->entries)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        struct packed p;
        take(&r, &p, sizeof p);
        if (r.bad || p.alias_n > r.n || p.alias_n > DATASET_NAME_MAX)
            return false;
        unpack(&p, &out->entries[i]);
        out->entries[i].alias = arena_str(&out->arena, (struct str){(const char *)r.p, p.alias_n});
        if (!out->entries[i].alias.p)
            return false;
        r.p += p.alias_n;
        r.n -= p.alias_n;
        out->n++;
    }
    return r.n == 0;
}

void index_init(struct index *ix)
{
    *ix = (struct index){0};
    arena_init(&ix->arena, INDEX_BYTES_MAX);
}

void index_free(struct index *ix)
{
    arena_free(&ix->arena);
    ix->n = 0;
}

void index_load(struct workspace *ws, struct index *out)
{
    char path[FS_PATH_MAX];
    struct buf file = BUF_INIT(INDEX_BYTES_MAX);
    struct fs_stat st;
    index_init(out);
    if (path_join(path, NULL, ws->priv->cache, STORE_CACHE_INDEX) == KAMU_OK &&
        fs_stat(&ws->env->fs, path, &st, NULL) == KAMU_OK && st.kind == FS_REGULAR &&
        fs_read_all(&ws->env->fs, path, INDEX_BYTES_MAX, &file, NULL) == KAMU_OK) {
        out->written = st.mtime;
        if (!decode(&file, out)) {
            index_free(out);
            index_init(out);
        }
    }
    buf_free(&file);
}

static kamu_code encode(const struct index *ix, struct buf *out)
{
    uint32_t count = (uint32_t)ix->n;
    KAMU_TRY(buf_append(out, INDEX_MAGIC, 8, NULL));
    KAMU_TRY(buf_append(out, &count, sizeof count, NULL));
    for (size_t i = 0; i < ix->n; i++) {
        struct packed p;
        pack(&ix->entries[i], &p);
        KAMU_TRY(buf_append(out, &p, sizeof p, NULL));
        KAMU_TRY(buf_append(out, ix->entries[i].alias.p, ix->entries[i].alias.n, NULL));
    }
    uint64_t sum = hash_bytes(out->data, out->len, 0);
    return buf_append(out, &sum, sizeof sum, NULL);
}

/* Derived: when it cannot be written the next one looks again. */
static void save(struct workspace *ws, const struct index *ix)
{
    struct buf out = BUF_INIT(INDEX_BYTES_MAX);
    struct fs_stat st;
    if (fs_stat(&ws->env->fs, ws->priv->cache, &st, NULL) == KAMU_OK && st.kind == FS_NONE)
        fs_mkdir(&ws->env->fs, ws->priv->cache, NULL);
    if (encode(ix, &out) == KAMU_OK)
        fs_write_atomic(&ws->env->fs, &ws->env->random, ws->priv->cache, STORE_CACHE_INDEX,
                        out.data, out.len, false, NULL);
    buf_free(&out);
}

/* ---- looking at the directories -------------------------------------------------------- */

static int by_id(const void *a, const void *b)
{
    return memcmp(((const struct index_entry *)a)->id.key, ((const struct index_entry *)b)->id.key,
                  32);
}

static int db_by_id(const void *a, const void *b)
{
    return memcmp(((const struct kamu_db_dataset *)a)->id.key,
                  ((const struct kamu_db_dataset *)b)->id.key, 32);
}

struct scan {
    struct workspace *ws;
    const struct index *old;
    struct index *now;
    size_t cap;
    bool summaries, changed;
    const struct kamu_db_dataset *db;
    size_t n_db;
};

static kamu_code stamp_of(struct env *env, const char *path, struct file_stamp *out,
                          struct kamu_error *err)
{
    struct fs_stat st;
    KAMU_TRY(fs_stat(&env->fs, path, &st, err));
    *out = (struct file_stamp){0};
    if (st.kind != FS_NONE)
        *out = (struct file_stamp){st.mtime.seconds, st.inode, st.size_bytes, st.mtime.nanos, 1};
    return KAMU_OK;
}

static bool stamp_trusted(const struct index *ix, const struct file_stamp *old,
                          const struct file_stamp *now)
{
    return memcmp(old, now, sizeof *old) == 0 &&
           (!now->exists || now->seconds + INDEX_RACY_SECONDS < ix->written.seconds);
}

static kamu_code find_alias(struct scan *s, const char *dir, const struct index_entry *old,
                            struct index_entry *e, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    bool found;
    KAMU_TRY(store_path2(path, dir, "info", "alias", err));
    KAMU_TRY(stamp_of(s->ws->env, path, &e->alias_stamp, err));
    if (old && stamp_trusted(s->old, &old->alias_stamp, &e->alias_stamp)) {
        e->alias = arena_str(&s->now->arena, old->alias);
        return e->alias.p ? KAMU_OK : error_nomem(err);
    }
    s->changed = true;
    KAMU_TRY(store_read_alias(s->ws->env, dir, &s->now->arena, &e->alias, &found, err));
    if (found)
        return KAMU_OK;
    /* A dataset with a head and without a name: shown under its id, so that it can be renamed. */
    char text[ODF_DID_DIR_MAX];
    odf_did_dir(&e->id, text);
    e->alias = arena_str(&s->now->arena, str_c(text));
    log_write(&s->ws->env->log, LOG_WARN, "%s/info/alias is missing or malformed", dir);
    return e->alias.p ? KAMU_OK : error_nomem(err);
}

/* kamu's database may be ahead of the files (kamu_db.h). */
static kamu_code consult_db(struct scan *s, const char *dir, struct index_entry *e, bool *has_head,
                            struct kamu_error *err)
{
    struct kamu_db_dataset key = {.id = e->id};
    struct kamu_db_dataset *found =
        s->n_db ? bsearch(&key, s->db, s->n_db, sizeof *s->db, db_by_id) : NULL;
    if (!found)
        return KAMU_OK;
    struct kamu_db *db;
    bool pending = false;
    if (e->alias.p && !str_eq(found->alias, e->alias)) {
        KAMU_TRY(kamu_db_get(s->ws, &db, err));
        KAMU_TRY(kamu_db_name_pending(db, &e->id, &pending, err));
        if (pending) {
            e->alias = arena_str(&s->now->arena, found->alias);
            e->alias_stamp = (struct file_stamp){0};
            if (!e->alias.p)
                return error_nomem(err);
        }
    }
    if (!found->has_head || (*has_head && odf_hash_eq(&found->head, &e->summary.head)))
        return KAMU_OK;
    return store_reconcile_head(s->ws, dir, &e->id, &found->head, &e->summary.head, has_head, err);
}

static kamu_code find_summary(struct scan *s, const char *dir, const struct index_entry *old,
                              struct index_entry *e, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    KAMU_TRY(store_path2(path, dir, "info", "config", err));
    KAMU_TRY(stamp_of(s->ws->env, path, &e->config_stamp, err));
    bool config_same = old && stamp_trusted(s->old, &old->config_stamp, &e->config_stamp);
    if (old && old->has_summary && odf_hash_eq(&old->summary.head, &e->summary.head) &&
        config_same) {
        e->summary = old->summary;
        e->has_summary = true;
        return KAMU_OK;
    }
    s->changed = true;
    struct dataset_handle handle;
    struct dataset *ds;
    struct odf_hash head = e->summary.head;
    store_handle_set(&handle, &e->id, e->alias);
    KAMU_TRY(dataset_open(s->ws, &handle, &ds, err));
    kamu_code rc = store_state_load(ds, &head, err);
    if (rc == KAMU_OK) {
        const struct dataset_state *st = &ds->state;
        e->summary = (struct dataset_summary){.head = head,
                                              .kind = st->chain.dataset_kind,
                                              .blocks = st->blocks,
                                              .records = st->chain.rows_total,
                                              .data_bytes = st->chain.data_bytes_total,
                                              .pulled = st->pulled,
                                              .watermark = st->chain.watermark};
        struct dataset_aliases aliases;
        if (e->config_stamp.exists && dataset_aliases_read(ds, &aliases, NULL) == KAMU_OK) {
            e->summary.remote = aliases.n_pull > 0;
            dataset_aliases_free(&aliases);
        }
        e->has_summary = true;
    } else if (rc != KAMU_E_NOMEM && rc != KAMU_E_CANCELLED) {
        e->summary.damaged = true; /* one bad dataset must not hide the others */
        log_write(&s->ws->env->log, LOG_WARN, "the chain of %s cannot be read", dir);
        rc = KAMU_OK;
    }
    dataset_close(ds);
    return rc;
}

static kamu_code scan_one(void *ctx, const char *name, struct kamu_error *err)
{
    struct scan *s = ctx;
    struct index_entry e = {0};
    char dir[FS_PATH_MAX];
    bool has_head;
    /* Whatever else lies in datasets/ is not ours (kamu refuses to work then). */
    if (name[0] == '.' || odf_did_parse_dir(str_c(name), &e.id, NULL) != KAMU_OK)
        return KAMU_OK;
    KAMU_TRY(path_join(dir, err, s->ws->priv->datasets, name));
    kamu_code rc = store_read_head(s->ws->env, dir, &e.summary.head, &has_head, err);
    if (rc == KAMU_E_CORRUPT) { /* listed, as damaged; using it gives the error */
        has_head = true;
        rc = KAMU_OK;
    }
    KAMU_TRY(rc);
    const struct index_entry *old =
        s->old->n ? bsearch(&e, s->old->entries, s->old->n, sizeof e, by_id) : NULL;
    if (has_head)
        KAMU_TRY(find_alias(s, dir, old, &e, err));
    if (s->n_db)
        KAMU_TRY(consult_db(s, dir, &e, &has_head, err));
    if (!has_head)
        return KAMU_OK;
    if (!e.alias.p)
        KAMU_TRY(find_alias(s, dir, old, &e, err));
    if (s->summaries && odf_hash_present(&e.summary.head)) {
        KAMU_TRY(find_summary(s, dir, old, &e, err));
    } else if (s->summaries) {
        e.summary.damaged = true;
    } else if (old && old->has_summary && odf_hash_eq(&old->summary.head, &e.summary.head)) {
        e.summary = old->summary;
        e.config_stamp = old->config_stamp;
        e.has_summary = true;
    }
    s->changed |= !old;
    if (s->now->n == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 64;
        struct index_entry *grown = arena_calloc(&s->now->arena, cap, sizeof *grown);
        if (!grown)
            return error_nomem(err);
        if (s->now->n)
            memcpy(grown, s->now->entries, s->now->n * sizeof *grown);
        s->now->entries = grown;
        s->cap = cap;
    }
    s->now->entries[s->now->n++] = e;
    return KAMU_OK;
}

/* Reading goes on without a database that cannot be read: read-only media, damage, other versions.
 * A change of the dataset gives the error. */
static kamu_code load_db(struct scan *s, struct arena *arena, struct kamu_error *err)
{
    struct kamu_db *db;
    struct kamu_db_dataset *items;
    struct kamu_error local;
    if (!kamu_db_exists(s->ws))
        return KAMU_OK;
    kamu_code rc = kamu_db_get(s->ws, &db, &local);
    if (rc == KAMU_OK)
        rc = kamu_db_datasets(db, arena, &items, &s->n_db, &local);
    if (rc == KAMU_OK) {
        s->db = items;
        return KAMU_OK;
    }
    s->n_db = 0;
    if (rc == KAMU_E_NOMEM)
        return error_nomem(err);
    log_write(&s->ws->env->log, LOG_WARN, "%s", kamu_error_message(&local, 0));
    return KAMU_OK;
}

kamu_code index_scan(struct workspace *ws, bool summaries, struct index *out,
                     struct kamu_error *err)
{
    struct index old;
    struct arena db_arena;
    struct scan s = {.ws = ws, .old = &old, .now = out, .summaries = summaries};
    index_load(ws, &old);
    index_init(out);
    arena_init(&db_arena, INDEX_BYTES_MAX);
    kamu_code rc = load_db(&s, &db_arena, err);
    if (rc == KAMU_OK)
        rc = fs_list(&ws->env->fs, ws->priv->datasets, scan_one, &s, err);
    if (rc == KAMU_OK && out->n)
        qsort(out->entries, out->n, sizeof *out->entries, by_id);
    if (rc == KAMU_OK && (s.changed || out->n != old.n))
        save(ws, out);
    if (rc != KAMU_OK)
        index_free(out);
    arena_free(&db_arena);
    index_free(&old);
    return rc;
}
