/* The files of one dataset's idempotency records, and the tables over them. See idempotency.h. */
#include "base/bytes.h"
#include "base/map.h"
#include "server/idempotency_impl.h"

#include <inttypes.h>

/* ---- a table --------------------------------------------------------------------------- */

enum { PLACE_FREE, PLACE_REMOVED };

void scope_table_free(struct scope_table *t)
{
    mem_free(t->keys);
    mem_free(t->places);
    *t = (struct scope_table){0};
}

static void put_free(struct scope_table *t, uint64_t key, uint32_t place)
{
    size_t i = (size_t)(key & (t->cap - 1));
    while (t->places[i] != PLACE_FREE)
        i = (i + 1) & (t->cap - 1);
    t->keys[i] = key;
    t->places[i] = place;
    t->len++;
    t->used++;
}

static kamu_code grow(struct scope_table *t, struct kamu_error *err)
{
    struct scope_table bigger = {.cap = t->cap == 0 ? 64 : t->cap};
    if (t->len * 2 >= t->cap && t->cap != 0)
        bigger.cap = t->cap * 2;
    bigger.keys = mem_calloc(bigger.cap, sizeof *bigger.keys);
    bigger.places = mem_calloc(bigger.cap, sizeof *bigger.places);
    if (bigger.keys == NULL || bigger.places == NULL) {
        scope_table_free(&bigger);
        return error_nomem(err);
    }
    for (size_t i = 0; i < t->cap; i++)
        if (t->places[i] > PLACE_REMOVED)
            put_free(&bigger, t->keys[i], t->places[i]);
    scope_table_free(t);
    *t = bigger;
    return KAMU_OK;
}

kamu_code scope_table_put(struct scope_table *t, uint64_t key, uint32_t place,
                          struct kamu_error *err)
{
    if (t->used * 4 >= t->cap * 3)
        KAMU_TRY(grow(t, err));
    put_free(t, key, place);
    return KAMU_OK;
}

uint32_t scope_table_next(const struct scope_table *t, uint64_t key, size_t *i)
{
    if (t->cap == 0)
        return PLACE_FREE;
    size_t at = *i == SIZE_MAX ? (size_t)(key & (t->cap - 1)) : (*i + 1) & (t->cap - 1);
    for (; t->places[at] != PLACE_FREE; at = (at + 1) & (t->cap - 1)) {
        if (t->places[at] == PLACE_REMOVED || t->keys[at] != key)
            continue;
        *i = at;
        return t->places[at];
    }
    return PLACE_FREE;
}

bool scope_table_remove(struct scope_table *t, uint64_t key, uint32_t place)
{
    size_t i = SIZE_MAX;
    uint32_t p;
    while ((p = scope_table_next(t, key, &i)) != PLACE_FREE)
        if (p == place) {
            t->places[i] = PLACE_REMOVED;
            t->len--;
            return true;
        }
    return false;
}

/* ---- records ------------------------------------------------------------------------------ */

static void put32(uint8_t *p, uint32_t v)
{
    v = htole32(v);
    memcpy(p, &v, sizeof v);
}

static void put64(uint8_t *p, uint64_t v)
{
    v = htole64(v);
    memcpy(p, &v, sizeof v);
}

uint64_t scope_key(const uint8_t scope[16])
{
    return little64(scope);
}

bool group_record_decode(const struct record *r, uint64_t number, struct group_record *out)
{
    if (r->type != RECORD_GROUP || r->n < GROUP_HEAD)
        return false;
    *out = (struct group_record){
        .place = {number, r->at},
        .base = odf_hash_sha3(r->data),
        .head = odf_hash_sha3(r->data + 32),
        .base_sequence = little64(r->data + 64),
        .sequence = little64(r->data + 72),
        .time_ms = (int64_t)little64(r->data + 80),
        .n = little32(r->data + 88),
        .members = r->data + GROUP_HEAD,
    };
    return (r->n - GROUP_HEAD) / MEMBER_SIZE == out->n && (r->n - GROUP_HEAD) % MEMBER_SIZE == 0 &&
           r->at + RECORD_OVERHEAD + r->n <= UINT32_MAX;
}

static void member_encode(const struct idempotency_entry *e, uint32_t index, uint8_t p[MEMBER_SIZE])
{
    const struct idempotency_outcome *o = &e->outcome;
    memcpy(p, e->scope, 16);
    memcpy(p + 16, e->fingerprint, 16);
    put64(p + 32, o->rows_received);
    put64(p + 40, o->rows_new);
    put64(p + 48, o->rows_rejected);
    put64(p + 56, o->offset_first);
    put64(p + 64, o->offset_last);
    put32(p + 72, (o->updated ? 1u : 0) | (o->has_offsets ? 2u : 0));
    put32(p + 76, index);
}

uint32_t member_decode(const uint8_t p[MEMBER_SIZE], struct idempotency_entry *out)
{
    uint32_t flags = little32(p + 72);
    memcpy(out->scope, p, 16);
    memcpy(out->fingerprint, p + 16, 16);
    out->outcome = (struct idempotency_outcome){
        .updated = flags & 1u,
        .has_offsets = flags & 2u,
        .rows_received = little64(p + 32),
        .rows_new = little64(p + 40),
        .rows_rejected = little64(p + 48),
        .offset_first = little64(p + 56),
        .offset_last = little64(p + 64),
    };
    return little32(p + 76);
}

kamu_code group_record_put(const struct idempotency_file *f, uint64_t at,
                           const struct group_commit_point *point, int64_t time_ms,
                           const struct idempotency_entry *entries, size_t n, struct buf *out,
                           struct kamu_error *err)
{
    if (n > (RECORD_PAYLOAD_MAX - GROUP_HEAD) / MEMBER_SIZE)
        return error_set(err, KAMU_E_LIMIT, "Too many idempotency keys in one commit");
    size_t size = GROUP_HEAD + n * MEMBER_SIZE;
    uint8_t *p = mem_alloc(size);
    if (p == NULL)
        return error_nomem(err);
    memcpy(p, point->base.digest, 32);
    memcpy(p + 32, point->new_head.digest, 32);
    put64(p + 64, point->base_sequence);
    put64(p + 72, point->sequence);
    put64(p + 80, (uint64_t)time_ms);
    put32(p + 88, (uint32_t)n);
    put32(p + 92, 0);
    for (size_t i = 0; i < n; i++)
        member_encode(&entries[i], (uint32_t)i, p + GROUP_HEAD + i * MEMBER_SIZE);
    kamu_code rc = record_put(&f->log, at, RECORD_GROUP, p, size, out, err);
    mem_free(p);
    return rc;
}

kamu_code void_record_put(const struct idempotency_file *f, uint64_t at,
                          const struct group_record *g, struct buf *out, struct kamu_error *err)
{
    uint8_t p[VOID_SIZE];
    memcpy(p, g->head.digest, 32);
    put64(p + 32, g->place.number);
    put64(p + 40, g->place.at);
    return record_put(&f->log, at, RECORD_VOID, p, sizeof p, out, err);
}

bool void_record_decode(const struct record *r, struct group_record *out)
{
    if (r->type != RECORD_VOID || r->n != VOID_SIZE)
        return false;
    *out = (struct group_record){.head = odf_hash_sha3(r->data),
                                 .place = {little64(r->data + 32), little64(r->data + 40)}};
    return true;
}

/* ---- files ---------------------------------------------------------------------------------- */

enum { NAME_MAX_BYTES = 17 };

static void name_of(uint64_t number, char name[NAME_MAX_BYTES])
{
    (void)snprintf(name, NAME_MAX_BYTES, "%016" PRIx64, number);
}

static bool number_of(const char *name, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < NAME_MAX_BYTES - 1; i++) {
        char c = name[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
        *out = *out << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return name[NAME_MAX_BYTES - 1] == '\0' && *out != 0;
}

struct idempotency_file *idempotency_file_of(struct idempotency *d, uint64_t number)
{
    for (size_t i = d->n_files; i > 0; i--)
        if (d->files[i - 1]->number == number)
            return d->files[i - 1];
    return NULL;
}

static void file_free(struct idempotency *d, struct idempotency_file *f)
{
    atomic_fetch_sub(&d->limits->keys, f->table.len);
    record_log_close(&f->log);
    scope_table_free(&f->table);
    mem_free(f);
}

/* Takes `log` over. */
static kamu_code add_file(struct idempotency *d, uint64_t number, struct record_log *log,
                          struct kamu_error *err)
{
    struct idempotency_file *f = mem_calloc(1, sizeof *f);
    kamu_code rc = f != NULL ? KAMU_OK : error_nomem(err);
    if (rc == KAMU_OK && d->n_files == d->cap_files) {
        size_t cap = d->cap_files == 0 ? 8 : d->cap_files * 2;
        struct idempotency_file **grown = mem_realloc_array(d->files, cap, sizeof *grown);
        rc = grown != NULL ? KAMU_OK : error_nomem(err);
        if (grown != NULL) {
            d->files = grown;
            d->cap_files = cap;
        }
    }
    if (rc != KAMU_OK) {
        mem_free(f);
        record_log_close(log);
        return rc;
    }
    *f = (struct idempotency_file){.number = number,
                                   .log = *log,
                                   .scanned = RECORD_FILE_HEADER,
                                   .oldest_ms = INT64_MAX,
                                   .newest_ms = INT64_MIN};
    size_t i = d->n_files++;
    for (; i > 0 && d->files[i - 1]->number > number; i--)
        d->files[i] = d->files[i - 1];
    d->files[i] = f;
    return KAMU_OK;
}

static kamu_code open_file(struct idempotency *d, uint64_t number, struct kamu_error *err)
{
    char name[NAME_MAX_BYTES], path[FS_PATH_MAX];
    struct record_log log;
    name_of(number, name);
    KAMU_TRY(path_join(path, err, d->dir, name));
    kamu_code rc = record_log_open(d->env, path, &log, err);
    if (rc == KAMU_E_NOT_FOUND)
        return KAMU_OK; /* another server found it too old just now */
    KAMU_TRY(rc);
    return add_file(d, number, &log, err);
}

static kamu_code each_name(void *ctx, const char *name, struct kamu_error *err)
{
    struct idempotency *d = ctx;
    uint64_t number;
    if (!number_of(name, &number) || idempotency_file_of(d, number) != NULL)
        return KAMU_OK;
    return open_file(d, number, err);
}

static kamu_code exists(struct idempotency *d, uint64_t number, bool *out, struct kamu_error *err)
{
    char name[NAME_MAX_BYTES], path[FS_PATH_MAX];
    struct fs_stat st;
    name_of(number, name);
    KAMU_TRY(path_join(path, err, d->dir, name));
    KAMU_TRY(fs_stat(&d->env->fs, path, &st, err));
    *out = st.kind != FS_NONE;
    return KAMU_OK;
}

kamu_code idempotency_files_find(struct idempotency *d, struct kamu_error *err)
{
    struct fs_stat st;
    bool there = false;
    for (;;) {
        if (d->n_files == 0)
            break;
        size_t n = d->n_files;
        uint64_t last = d->files[n - 1]->number;
        KAMU_TRY(exists(d, last + 1, &there, err));
        if (there)
            KAMU_TRY(open_file(d, last + 1, err));
        else
            KAMU_TRY(exists(d, last, &there, err));
        if (!there)
            break; /* another server has dropped it, so there may be a gap before what follows */
        if (d->n_files == n)
            return KAMU_OK;
    }
    KAMU_TRY(fs_stat(&d->env->fs, d->dir, &st, err));
    return st.kind == FS_NONE ? KAMU_OK : fs_list(&d->env->fs, d->dir, each_name, d, err);
}

kamu_code idempotency_make_dir(struct idempotency *d, struct kamu_error *err)
{
    struct fs_stat st;
    char above[FS_PATH_MAX];
    KAMU_TRY(fs_stat(&d->env->fs, d->dir, &st, err));
    if (st.kind != FS_NONE)
        return KAMU_OK;
    KAMU_TRY(fs_mkdirs(&d->env->fs, d->dir, err));
    KAMU_TRY(fs_sync_dir(&d->env->fs, d->parent, err));
    KAMU_TRY(path_join(above, err, d->parent, ".."));
    KAMU_TRY(fs_sync_dir(&d->env->fs, above, err));
    KAMU_TRY(path_join(above, err, d->parent, "../.."));
    return fs_sync_dir(&d->env->fs, above, err);
}

static bool is_done(const struct idempotency *d, const struct idempotency_file *f, int64_t now_ms)
{
    int64_t span = (int64_t)d->limits->seconds * 1000 / 8;
    return f->log.size >= IDEMPOTENCY_FILE_MAX ||
           (f->oldest_ms != INT64_MAX && now_ms - f->oldest_ms > span);
}

kamu_code idempotency_file_current(struct idempotency *d, int64_t now_ms,
                                   struct idempotency_file **out, struct kamu_error *err)
{
    char name[NAME_MAX_BYTES];
    struct record_log log;
    uint64_t number = d->n_files == 0 ? 1 : d->files[d->n_files - 1]->number;
    if (d->n_files != 0 && !is_done(d, d->files[d->n_files - 1], now_ms)) {
        *out = d->files[d->n_files - 1];
        return KAMU_OK;
    }
    if (d->n_files != 0)
        number++;
    name_of(number, name);
    KAMU_TRY(record_log_create(d->env, d->dir, name, &log, err));
    KAMU_TRY(add_file(d, number, &log, err));
    *out = d->files[d->n_files - 1];
    return KAMU_OK;
}

void idempotency_files_expire(struct idempotency *d, int64_t now_ms)
{
    int64_t age = (int64_t)d->limits->seconds * 1000;
    size_t gone = 0;
    char name[NAME_MAX_BYTES], path[FS_PATH_MAX];
    while (gone + 1 < d->n_files && d->files[gone]->newest_ms < now_ms - age) {
        name_of(d->files[gone]->number, name);
        if (path_join(path, NULL, d->dir, name) == KAMU_OK)
            (void)fs_unlink(&d->env->fs, path, NULL);
        file_free(d, d->files[gone++]);
    }
    d->n_files -= gone;
    memmove(d->files, d->files + gone, d->n_files * sizeof *d->files);
}

void idempotency_files_close(struct idempotency *d)
{
    for (size_t i = 0; i < d->n_files; i++)
        file_free(d, d->files[i]);
    mem_free(d->files);
    d->files = NULL;
    d->n_files = d->cap_files = 0;
}
