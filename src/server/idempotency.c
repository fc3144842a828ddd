/* See idempotency.h: what is known, and at which head it counts. */
#include "server/idempotency_impl.h"

#define LOCK_TIMEOUT_MS 120000

/* ---- open, close ---------------------------------------------------------------------- */

kamu_code idempotency_open(struct env *env, const char *dir, const struct odf_did *dataset,
                           struct idempotency_limits *limits, struct idempotency **out,
                           struct kamu_error *err)
{
    char name[ODF_DID_DIR_MAX];
    struct idempotency *d = mem_calloc(1, sizeof *d);
    *out = NULL;
    if (d == NULL)
        return error_nomem(err);
    d->env = env;
    d->limits = limits;
    odf_did_dir(dataset, name);
    kamu_code rc = path_join(d->parent, err, dir, "");
    if (rc == KAMU_OK)
        rc = path_join(d->dir, err, dir, name);
    if (rc != KAMU_OK) {
        mem_free(d);
        return rc;
    }
    *out = d;
    return KAMU_OK;
}

static void drop_open(struct idempotency *d)
{
    mem_free(d->open.keys);
    d->open = (struct open_group){0};
}

static void forget(struct idempotency *d)
{
    drop_open(d);
    idempotency_files_close(d);
    d->has_tag = d->loaded = false;
    d->n_voids = 0;
}

void idempotency_close(struct idempotency *d)
{
    if (d == NULL)
        return;
    forget(d);
    mem_free(d->voids);
    mem_free(d);
}

/* ---- taking records in ------------------------------------------------------------------ */

static uint32_t member_place(const struct group_place *g, uint32_t i)
{
    return (uint32_t)(g->at + RECORD_OVERHEAD - 8 + GROUP_HEAD + (uint64_t)i * MEMBER_SIZE);
}

/* The open group counts: its pushes can be found from now on. */
static kamu_code settle_open(struct idempotency *d, struct kamu_error *err)
{
    struct idempotency_file *f = idempotency_file_of(d, d->open.place.number);
    kamu_code rc = KAMU_OK;
    for (uint32_t i = 0; f != NULL && i < d->open.n && rc == KAMU_OK; i++) {
        rc = scope_table_put(&f->table, d->open.keys[i], member_place(&d->open.place, i), err);
        if (rc == KAMU_OK)
            atomic_fetch_add(&d->limits->keys, 1);
    }
    drop_open(d);
    return rc;
}

static kamu_code set_open(struct idempotency *d, const struct group_record *g,
                          struct kamu_error *err)
{
    struct open_group o = {
        .present = true, .place = g->place, .head = g->head, .sequence = g->sequence, .n = g->n};
    o.keys = mem_calloc((size_t)g->n + 1, sizeof *o.keys);
    if (o.keys == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < g->n; i++)
        o.keys[i] = scope_key(g->members + (size_t)i * MEMBER_SIZE);
    drop_open(d);
    d->open = o;
    return KAMU_OK;
}

static void note_time(struct idempotency_file *f, int64_t ms)
{
    f->oldest_ms = ms < f->oldest_ms ? ms : f->oldest_ms;
    f->newest_ms = ms > f->newest_ms ? ms : f->newest_ms;
}

/* Whoever wrote this group has made sure of the one before. */
static kamu_code take_group(struct idempotency *d, const struct group_record *g,
                            struct kamu_error *err)
{
    if (d->open.present)
        KAMU_TRY(settle_open(d, err));
    KAMU_TRY(set_open(d, g, err));
    d->has_tag = true;
    d->tag = g->base;
    d->tag_sequence = g->base_sequence;
    return odf_hash_eq(&g->base, &g->head) ? settle_open(d, err) : KAMU_OK;
}

static kamu_code remove_group(struct idempotency *d, const struct group_place *at,
                              struct kamu_error *err)
{
    struct idempotency_file *f = idempotency_file_of(d, at->number);
    struct buf payload = BUF_INIT(RECORD_PAYLOAD_MAX + 1);
    struct record r = {.at = at->at};
    struct group_record g;
    if (f == NULL)
        return KAMU_OK;
    kamu_code rc = record_log_read(&f->log, at->at, &payload, &r.type, err);
    r.data = payload.data;
    r.n = payload.len;
    if (rc == KAMU_OK && group_record_decode(&r, at->number, &g))
        for (uint32_t i = 0; i < g.n; i++)
            if (scope_table_remove(&f->table, scope_key(g.members + (size_t)i * MEMBER_SIZE),
                                   member_place(&g.place, i)))
                atomic_fetch_sub(&d->limits->keys, 1);
    buf_free(&payload);
    return rc == KAMU_E_CORRUPT ? KAMU_OK : rc;
}

static kamu_code take_void(struct idempotency *d, const struct group_record *v,
                           struct kamu_error *err)
{
    if (d->open.present && d->open.place.number == v->place.number &&
        d->open.place.at == v->place.at) {
        drop_open(d);
        return KAMU_OK;
    }
    return remove_group(d, &v->place, err);
}

struct reading {
    struct idempotency *d;
    struct idempotency_file *f;
};

static kamu_code each_record(void *ctx, const struct record *r, struct kamu_error *err)
{
    struct reading *x = ctx;
    struct group_record g;
    if (group_record_decode(r, x->f->number, &g)) {
        note_time(x->f, g.time_ms);
        return take_group(x->d, &g, err);
    }
    return void_record_decode(r, &g) ? take_void(x->d, &g, err) : KAMU_OK;
}

static kamu_code read_new(struct idempotency *d, struct kamu_error *err)
{
    size_t from = d->n_files == 0 ? 0 : d->n_files - 1;
    KAMU_TRY(idempotency_files_find(d, err));
    for (size_t i = from; i < d->n_files; i++) {
        struct reading x = {d, d->files[i]};
        uint64_t skipped = 0;
        KAMU_TRY(record_log_scan(&x.f->log, x.f->scanned, each_record, &x, &x.f->scanned, &skipped,
                                 err));
        if (skipped != 0)
            log_write(&d->env->log, LOG_WARN, "%s: %llu byte(s) that were not written whole",
                      fs_name(x.f->log.file), (unsigned long long)skipped);
    }
    d->loaded = true;
    return KAMU_OK;
}

/* ---- what counts at a head ------------------------------------------------------------------ */

static kamu_code add_void(struct idempotency *d, const struct group_record *g,
                          struct kamu_error *err)
{
    if (d->n_voids == d->cap_voids) {
        size_t cap = d->cap_voids == 0 ? 8 : d->cap_voids * 2;
        struct group_record *grown = mem_realloc_array(d->voids, cap, sizeof *grown);
        if (grown == NULL)
            return error_nomem(err);
        d->voids = grown;
        d->cap_voids = cap;
    }
    d->voids[d->n_voids++] = *g;
    return KAMU_OK;
}

static kamu_code void_open(struct idempotency *d, struct kamu_error *err)
{
    struct group_record g = {.head = d->open.head, .place = d->open.place};
    KAMU_TRY(add_void(d, &g, err));
    drop_open(d);
    return KAMU_OK;
}

static void at_head(struct idempotency *d, const struct odf_hash *head, uint64_t sequence)
{
    d->has_tag = true;
    d->tag = *head;
    d->tag_sequence = sequence;
}

/* From the head down to the tag. *anchored: it was met; *open: the head of the open group too. */
static kamu_code walk_to_tag(struct idempotency *d, struct dataset *ds, const struct odf_hash *head,
                             bool *anchored, bool *open, struct kamu_error *err)
{
    struct block_walk *w;
    kamu_code rc;
    *anchored = *open = false;
    KAMU_TRY(block_walk_open(ds, head, &w, err));
    do {
        const struct odf_block *b = NULL;
        const struct odf_hash *hash = NULL;
        rc = block_walk_next(w, &b, &hash, err);
        if (rc != KAMU_OK || b == NULL)
            break;
        *open |= d->open.present && odf_hash_eq(hash, &d->open.head);
        *anchored = odf_hash_eq(hash, &d->tag);
        if (b->sequence_number <= d->tag_sequence)
            break;
    } while (!*anchored);
    block_walk_free(w);
    return rc;
}

/* ---- after the chain was rewritten ------------------------------------------------------------
 */

struct known { /* a group, and whether its base and its head are in the chain */
    struct group_record g;
    bool is_void, base, head;
};

struct all_groups {
    struct idempotency *d;
    const struct idempotency_file *f;
    struct known *items;
    size_t n, cap;
};

static kamu_code note_group(struct all_groups *all, const struct group_record *g,
                            struct kamu_error *err)
{
    if (all->n == all->cap) {
        size_t cap = all->cap == 0 ? 64 : all->cap * 2;
        struct known *grown = mem_realloc_array(all->items, cap, sizeof *grown);
        if (grown == NULL)
            return error_nomem(err);
        all->items = grown;
        all->cap = cap;
    }
    all->items[all->n++] = (struct known){.g = *g};
    return KAMU_OK;
}

static kamu_code each_group(void *ctx, const struct record *r, struct kamu_error *err)
{
    struct all_groups *all = ctx;
    struct group_record g;
    if (group_record_decode(r, all->f->number, &g))
        return note_group(all, &g, err);
    if (!void_record_decode(r, &g))
        return KAMU_OK;
    for (size_t i = all->n; i > 0; i--) {
        struct known *k = &all->items[i - 1];
        if (k->g.place.number == g.place.number && k->g.place.at == g.place.at) {
            k->is_void = true;
            break;
        }
    }
    return KAMU_OK;
}

struct wanted {
    uint64_t sequence;
    const struct odf_hash *hash;
    bool *found;
};

static int by_sequence_down(const void *a, const void *b)
{
    const struct wanted *x = a, *y = b;
    return x->sequence < y->sequence ? 1 : x->sequence > y->sequence ? -1 : 0;
}

/* One walk over the chain for all. */
static kamu_code look_up(struct dataset *ds, const struct odf_hash *head, struct wanted *wanted,
                         size_t n, struct kamu_error *err)
{
    struct block_walk *w;
    kamu_code rc = KAMU_OK;
    size_t i = 0;
    qsort(wanted, n, sizeof *wanted, by_sequence_down);
    KAMU_TRY(block_walk_open(ds, head, &w, err));
    while (i < n) {
        const struct odf_block *b = NULL;
        const struct odf_hash *hash = NULL;
        rc = block_walk_next(w, &b, &hash, err);
        if (rc != KAMU_OK || b == NULL)
            break;
        for (; i < n && wanted[i].sequence >= b->sequence_number; i++)
            *wanted[i].found =
                wanted[i].sequence == b->sequence_number && odf_hash_eq(wanted[i].hash, hash);
    }
    block_walk_free(w);
    return rc;
}

static kamu_code look_up_groups(struct all_groups *all, struct dataset *ds,
                                const struct odf_hash *head, struct kamu_error *err)
{
    struct wanted *wanted = mem_calloc(2 * all->n + 1, sizeof *wanted);
    if (wanted == NULL)
        return error_nomem(err);
    for (size_t i = 0; i < all->n; i++) {
        struct known *k = &all->items[i];
        wanted[2 * i] = (struct wanted){k->g.base_sequence, &k->g.base, &k->base};
        wanted[2 * i + 1] = (struct wanted){k->g.sequence, &k->g.head, &k->head};
    }
    kamu_code rc = look_up(ds, head, wanted, 2 * all->n, err);
    mem_free(wanted);
    return rc;
}

/* All groups before the newest one whose base is in the chain count, since its writer has said so;
 * the others by themselves. */
static kamu_code settle_groups(struct idempotency *d, const struct all_groups *all,
                               struct kamu_error *err)
{
    size_t sure = all->n;
    while (sure > 0 && (all->items[sure - 1].is_void || !all->items[sure - 1].base))
        sure--;
    for (size_t i = sure > 0 ? sure - 1 : 0; i < all->n; i++) {
        const struct known *k = &all->items[i];
        bool open = d->open.present && d->open.place.number == k->g.place.number &&
                    d->open.place.at == k->g.place.at;
        if (k->is_void)
            continue;
        if (k->head) {
            if (open)
                KAMU_TRY(settle_open(d, err));
            continue;
        }
        if (open)
            continue;
        KAMU_TRY(remove_group(d, &k->g.place, err));
        KAMU_TRY(add_void(d, &k->g, err));
    }
    return KAMU_OK;
}

static kamu_code look_at_all(struct idempotency *d, struct dataset *ds, const struct odf_hash *head,
                             struct kamu_error *err)
{
    struct all_groups all = {.d = d};
    kamu_code rc = KAMU_OK;
    d->n_voids = 0; /* those that were not written yet are found again */
    for (size_t i = 0; i < d->n_files && rc == KAMU_OK; i++) {
        uint64_t end;
        all.f = d->files[i];
        rc = record_log_scan(&d->files[i]->log, RECORD_FILE_HEADER, each_group, &all, &end, NULL,
                             err);
    }
    if (rc == KAMU_OK)
        rc = look_up_groups(&all, ds, head, err);
    if (rc == KAMU_OK)
        rc = settle_groups(d, &all, err);
    mem_free(all.items);
    return rc;
}

/* ---- catching up --------------------------------------------------------------------------------
 */

/* Of a chain that is older than the records nothing can be said: groups that are missing in it may
 * have come since. Whoever has read it shall read it again. */
static kamu_code check_current(struct dataset *ds, const struct odf_hash *head,
                               struct kamu_error *err)
{
    struct odf_hash now;
    KAMU_TRY(dataset_head(ds, &now, err));
    return odf_hash_eq(&now, head)
               ? KAMU_OK
               : error_set(err, KAMU_E_CONFLICT, "The dataset has changed meanwhile");
}

static kamu_code settle(struct idempotency *d, struct dataset *ds, const struct odf_hash *head,
                        struct kamu_error *err)
{
    bool anchored, open;
    if (!d->has_tag)
        return KAMU_OK;
    if (d->open.present && odf_hash_eq(&d->open.head, head))
        return settle_open(d, err); /* it was put on top of the tag */
    if (odf_hash_eq(&d->tag, head))
        return KAMU_OK;
    KAMU_TRY(walk_to_tag(d, ds, head, &anchored, &open, err));
    if (!anchored) {
        KAMU_TRY(check_current(ds, head, err));
        return look_at_all(d, ds, head, err);
    }
    return open ? settle_open(d, err) : KAMU_OK; /* it may be another server's, just on its way */
}

kamu_code idempotency_catch_up(struct idempotency *d, struct dataset *ds,
                               const struct dataset_state *state, struct kamu_error *err)
{
    kamu_code rc = read_new(d, err);
    if (rc == KAMU_OK)
        rc = settle(d, ds, &state->head, err);
    if (rc != KAMU_OK) {
        forget(d); /* half of it may be in the tables */
        return rc;
    }
    at_head(d, &state->head, state->blocks - 1);
    return KAMU_OK;
}

/* ---- looking up ---------------------------------------------------------------------------------
 */

kamu_code idempotency_maybe(struct idempotency *d, const uint8_t scope[16], bool *maybe,
                            struct kamu_error *err)
{
    uint64_t key = scope_key(scope);
    *maybe = false;
    if (!d->loaded) {
        kamu_code rc = read_new(d, err);
        if (rc != KAMU_OK) {
            forget(d);
            return rc;
        }
    }
    for (size_t i = 0; i < d->n_files && !*maybe; i++) {
        size_t at = SIZE_MAX;
        *maybe = scope_table_next(&d->files[i]->table, key, &at) != 0;
    }
    for (uint32_t i = 0; i < d->open.n && !*maybe; i++)
        *maybe = d->open.keys[i] == key;
    return KAMU_OK;
}

static kamu_code read_member(struct idempotency_file *f, uint32_t place, const uint8_t scope[16],
                             bool *found, struct idempotency_found *out, struct kamu_error *err)
{
    uint8_t bytes[MEMBER_SIZE];
    struct buf payload = BUF_INIT(RECORD_PAYLOAD_MAX + 1);
    struct record r = {.at = place};
    struct group_record g;
    KAMU_TRY(fs_pread(f->log.file, bytes, sizeof bytes, place, err));
    uint64_t before = (uint64_t)member_decode(bytes, &out->entry) * MEMBER_SIZE;
    *found = memcmp(out->entry.scope, scope, 16) == 0;
    if (!*found)
        return KAMU_OK;
    before += member_place(&(struct group_place){0}, 0);
    if (place < before)
        return error_set(err, KAMU_E_CORRUPT, "%s: a record is damaged", fs_name(f->log.file));
    r.at = place - before;
    kamu_code rc = record_log_read(&f->log, r.at, &payload, &r.type, err);
    r.data = payload.data;
    r.n = payload.len;
    if (rc == KAMU_OK && !group_record_decode(&r, f->number, &g))
        rc = error_set(err, KAMU_E_CORRUPT, "%s: a record is damaged", fs_name(f->log.file));
    if (rc == KAMU_OK) {
        out->old_head = g.base;
        out->new_head = g.head;
    }
    buf_free(&payload);
    return rc;
}

kamu_code idempotency_find(struct idempotency *d, const uint8_t scope[16], bool *found,
                           struct idempotency_found *out, struct kamu_error *err)
{
    uint64_t key = scope_key(scope);
    *found = false;
    for (size_t i = d->n_files; i > 0 && !*found; i--) {
        struct idempotency_file *f = d->files[i - 1];
        size_t at = SIZE_MAX;
        uint32_t place;
        while (!*found && (place = scope_table_next(&f->table, key, &at)) != 0)
            KAMU_TRY(read_member(f, place, scope, found, out, err));
    }
    return KAMU_OK;
}

/* ---- appending ------------------------------------------------------------------------------ */

static kamu_code put_records(struct idempotency *d, const struct idempotency_file *f, uint64_t end,
                             const struct group_commit_point *at, int64_t now,
                             const struct idempotency_entry *entries, size_t n, struct buf *out,
                             size_t *group_at, struct kamu_error *err)
{
    for (size_t i = 0; i < d->n_voids; i++)
        KAMU_TRY(void_record_put(f, end + out->len, &d->voids[i], out, err));
    *group_at = out->len;
    return group_record_put(f, end + out->len, at, now, entries, n, out, err);
}

static kamu_code take_own(struct idempotency *d, struct idempotency_file *f, uint64_t end,
                          const struct buf *records, size_t group_at, struct kamu_error *err)
{
    struct record r = {.type = RECORD_GROUP, .at = end + group_at};
    struct group_record g;
    r.data = records->data + group_at + RECORD_OVERHEAD - 8;
    r.n = records->len - group_at - RECORD_OVERHEAD;
    if (!group_record_decode(&r, f->number, &g))
        return error_set(err, KAMU_E_LIMIT, "%s is too long", fs_name(f->log.file));
    note_time(f, g.time_ms);
    f->scanned = end + records->len;
    d->n_voids = 0;
    return take_group(d, &g, err);
}

/* All before is settled at `base` first: what is open then did not come to be, since the lock is
 * held. */
static kamu_code append_locked(struct idempotency *d, struct dataset *ds,
                               const struct odf_hash *base, const struct group_commit_point *at,
                               const struct idempotency_entry *entries, size_t n,
                               struct fs_file **file, struct kamu_error *err)
{
    struct idempotency_file *f;
    struct buf records = BUF_INIT(SIZE_MAX / 2);
    int64_t now = instant_ms_floor(clock_now(&d->env->clock));
    uint64_t end = 0;
    size_t group_at = 0;
    KAMU_TRY(read_new(d, err));
    KAMU_TRY(settle(d, ds, base, err));
    if (d->open.present)
        KAMU_TRY(void_open(d, err));
    KAMU_TRY(idempotency_file_current(d, now, &f, err));
    KAMU_TRY(record_log_end(&f->log, &end, err));
    kamu_code rc = put_records(d, f, end, at, now, entries, n, &records, &group_at, err);
    if (rc == KAMU_OK)
        rc = record_log_append(&f->log, end, &records, err);
    if (rc == KAMU_OK)
        rc = take_own(d, f, end, &records, group_at, err);
    *file = f->log.file;
    buf_free(&records);
    return rc;
}

static kamu_code append(struct idempotency *d, struct dataset *ds, const struct odf_hash *base,
                        const struct group_commit_point *at,
                        const struct idempotency_entry *entries, size_t n, struct fs_file **file,
                        struct kamu_error *err)
{
    char name[FS_PATH_MAX];
    struct fs_file *lock;
    *file = NULL;
    if (d->n_files == 0)
        KAMU_TRY(idempotency_make_dir(d, err));
    KAMU_TRY(path_join(name, err, d->dir, ".lock"));
    KAMU_TRY(fs_lock(&d->env->fs, name, LOCK_TIMEOUT_MS, &lock, err));
    kamu_code rc = append_locked(d, ds, base, at, entries, n, file, err);
    if (rc == KAMU_OK && atomic_load(&d->limits->hold) == 0)
        idempotency_files_expire(d, instant_ms_floor(clock_now(&d->env->clock)));
    (void)fs_close(lock, NULL);
    if (rc != KAMU_OK)
        forget(d);
    return rc;
}

kamu_code idempotency_append(struct idempotency *d, struct dataset *ds,
                             const struct group_commit_point *at,
                             const struct idempotency_entry *entries, size_t n,
                             struct fs_file **file, struct kamu_error *err)
{
    return append(d, ds, &at->base, at, entries, n, file, err);
}

void idempotency_confirm(struct idempotency *d)
{
    if (!d->open.present)
        return;
    struct odf_hash head = d->open.head;
    uint64_t sequence = d->open.sequence;
    if (settle_open(d, NULL) == KAMU_OK)
        at_head(d, &head, sequence);
    else
        forget(d);
}

kamu_code idempotency_carry_over(struct env *env, const char *server_dir, struct dataset *ds,
                                 const struct group_commit_point *at, struct kamu_error *err)
{
    struct idempotency_limits limits = {.seconds = UINT32_MAX, .keys_max = UINT64_MAX};
    struct idempotency *d;
    struct fs_file *file = NULL;
    char dir[FS_PATH_MAX];
    KAMU_TRY(path_join(dir, err, server_dir, IDEMPOTENCY_DIR));
    KAMU_TRY(idempotency_open(env, dir, &dataset_handle(ds)->id, &limits, &d, err));
    kamu_code rc = idempotency_files_find(d, err);
    if (rc == KAMU_OK && d->n_files != 0) {
        struct group_commit_point over = *at;
        over.base = at->new_head;
        over.base_sequence = at->sequence;
        forget(d);
        rc = append(d, ds, &at->base, &over, NULL, 0, &file, err);
        if (rc == KAMU_OK)
            rc = fs_sync(file, err);
    }
    idempotency_close(d);
    return rc;
}
