/*
 * The files of a key state, in a directory of its own:
 *   state        what key_tag holds, and the list of runs with their small segments; replaced
 *                as a whole, with a sum at its end
 *   <n>.keys     segments (key_segment.h)
 *   <n>.slices   which slices there are, oldest first, 64 bytes each with a sum: only ever
 *                added to; records behind those that `state` counts are leftovers
 *   lock         held while any of these is written
 * Nothing is synced: each part is believed only after its sum, so what a power cut left
 * half-written is found out, and built anew from the dataset.
 */
#include "base/bytes.h"
#include "base/map.h"
#include "merge/key_state_impl.h"
#include "store/dataset.h"

#include <endian.h>

#define STATE_BYTES_MAX ((size_t)1 << 30)

static const char magic[8] = "KAMUKEY3";

/* ---- where ------------------------------------------------------------------------------- */

static kamu_code describe(const struct key_state *k, struct buf *b, struct kamu_error *err)
{
    const struct merge_spec *spec = k->options.spec;
    KAMU_TRY(buf_printf(b, err, "1 %s", k->ledger ? "seen" : "state"));
    for (uint32_t i = 0; i < k->n_keys; i++) {
        const struct col_field *f = &k->wanted->fields[k->key_columns[i]];
        char type[128];
        (void)col_type_name(&f->type, type, sizeof type);
        KAMU_TRY(buf_printf(b, err, "%ckey %s %s", 0, f->name, type));
    }
    if (k->ledger)
        return KAMU_OK;
    if (spec->has_compare_columns)
        for (size_t i = 0; i < spec->n_compare_columns; i++)
            KAMU_TRY(
                buf_printf(b, err, "%ccompare " STR_FMT, 0, STR_ARG(spec->compare_columns[i])));
    return buf_printf(b, err, "%cop %s%ctime %s", 0, k->wanted->fields[k->op_column].name, 0,
                      k->wanted->fields[k->time_column].name);
}

kamu_code key_state_place(struct key_state *k, struct kamu_error *err)
{
    static const uint8_t fixed[16] = "kamu key state";
    char did[ODF_DID_DIR_MAX], name[ODF_DID_DIR_MAX + 40], base[FS_PATH_MAX];
    const struct workspace *ws = dataset_workspace(k->ds);
    struct buf b = BUF_INIT((size_t)1 << 20);
    uint64_t h[2] = {0, 0};
    kamu_code rc = describe(k, &b, err);
    if (rc == KAMU_OK)
        siphash128(fixed, b.data, b.len, h);
    buf_free(&b);
    KAMU_TRY(rc);
    (void)odf_did_dir(&dataset_handle(k->ds)->id, did);
    (void)snprintf(name, sizeof name, "%s-%016llx", did, (unsigned long long)h[0]);
    KAMU_TRY(path_join(base, err, ws->dir, "cache/" WORKSPACE_CACHE_KEYS));
    return path_join(k->store.dir, err, base, name);
}

/* ---- the list of runs ---------------------------------------------------------------------- */

static kamu_code write_state(const struct key_state *k, struct buf *out, struct kamu_error *err)
{
    const struct key_tag *t = &k->tag;
    const uint64_t numbers[] = {t->offset_next, t->slices, t->slices_id, t->credit,
                                k->store.next_id};
    KAMU_TRY(buf_append(out, magic, sizeof magic, err));
    KAMU_TRY(buf_append(out, t->head, sizeof t->head, err));
    KAMU_TRY(buf_append(out, t->secret, sizeof t->secret, err));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        KAMU_TRY(buf_append_u64(out, numbers[i], err));
    KAMU_TRY(key_runs_write(&k->runs, out, err));
    return buf_append_u64(out, hash_bytes(out->data, out->len, 0), err);
}

static void use_secret(struct key_state *k)
{
    memcpy(&k->store.secret, k->tag.secret, sizeof k->store.secret);
}

static bool read_state(struct key_state *k, const uint8_t *p, size_t n)
{
    struct key_tag *t = &k->tag;
    const size_t head = sizeof magic + sizeof t->head + sizeof t->secret + 5 * 8;
    if (n < head + 8 || memcmp(p, magic, sizeof magic) != 0 ||
        little64(p + n - 8) != hash_bytes(p, n - 8, 0))
        return false;
    const uint8_t *at = p + sizeof magic, *end = p + n - 8;
    memcpy(t->head, at, sizeof t->head);
    memcpy(t->secret, at + sizeof t->head, sizeof t->secret);
    at += sizeof t->head + sizeof t->secret;
    uint64_t *const numbers[] = {&t->offset_next, &t->slices, &t->slices_id, &t->credit,
                                 &k->store.next_id};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++, at += 8)
        *numbers[i] = little64(at);
    t->sum = little64(end);
    return key_runs_read(&k->runs, &at, end, NULL) == KAMU_OK && at == end;
}

static void empty(struct key_state *k)
{
    key_state_drop_cursors(k);
    key_runs_free(&k->store, &k->runs);
    (void)fs_close(k->slices, NULL);
    k->slices = NULL;
    memset(&k->tag, 0, sizeof k->tag);
    k->damaged = false;
}

void key_state_load(struct key_state *k)
{
    char path[FS_PATH_MAX];
    struct buf b = BUF_INIT(STATE_BYTES_MAX);
    uint64_t next_id = k->store.next_id;
    empty(k);
    if (path_join(path, NULL, k->store.dir, "state") == KAMU_OK &&
        fs_read_all(&k->env->fs, path, STATE_BYTES_MAX - 1, &b, NULL) == KAMU_OK)
        k->tag.set = read_state(k, b.data, b.len);
    buf_free(&b);
    if (!k->tag.set)
        empty(k);
    use_secret(k);
    if (k->store.next_id < next_id)
        k->store.next_id = next_id;
}

kamu_code key_state_reset(struct key_state *k, struct kamu_error *err)
{
    uint8_t secret[16], none[16] = {0};
    memcpy(secret, k->tag.secret, sizeof secret);
    empty(k);
    if (memcmp(secret, none, sizeof none) == 0)
        KAMU_TRY(random_bytes(&k->env->random, secret, sizeof secret, err));
    memcpy(k->tag.secret, secret, sizeof secret);
    use_secret(k);
    k->tag.slices_id = ++k->store.next_id;
    k->store.garbage = true;
    return KAMU_OK;
}

/* ---- the list of slices -----------------------------------------------------------------------
 */

static void slices_path(const struct key_state *k, char out[FS_PATH_MAX])
{
    char name[40];
    (void)snprintf(name, sizeof name, "%llu.slices", (unsigned long long)k->tag.slices_id);
    if (path_join(out, NULL, k->store.dir, name) != KAMU_OK)
        out[0] = 0;
}

static uint64_t slice_sum(const struct key_state *k, const uint8_t *record, uint64_t i)
{
    return hash_bytes(record, KEY_STATE_SLICE_BYTES - 8,
                      k->store.secret ^ (k->tag.slices_id << 40) ^ i);
}

static void put_slice(const struct key_state *k, uint8_t *to, const struct history_slice *s,
                      uint64_t i)
{
    uint64_t v = htole64(s->offset_first);
    memcpy(to, &v, 8);
    v = htole64(s->offset_last);
    memcpy(to + 8, &v, 8);
    v = htole64((uint64_t)s->physical.code << 8 | s->physical.len);
    memcpy(to + 16, &v, 8);
    memcpy(to + 24, s->physical.digest, 32);
    v = htole64(slice_sum(k, to, i));
    memcpy(to + 56, &v, 8);
}

/* Those of the history that are part of the chain come behind the ones that are listed. */
static kamu_code write_slices(struct key_state *k, uint64_t *n, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    const struct history_slice *slices = NULL;
    struct fs_file *f = NULL;
    struct buf b = BUF_INIT((size_t)1 << 32);
    size_t all = history_slices(k->history, &slices) - history_pending(k->history);
    *n = k->tag.slices;
    kamu_code rc = buf_reserve(&b, all * KEY_STATE_SLICE_BYTES, err);
    for (size_t i = 0; i < all && rc == KAMU_OK; i++, b.len += KEY_STATE_SLICE_BYTES)
        put_slice(k, b.data + b.len, &slices[i], (*n)++);
    slices_path(k, path);
    if (rc == KAMU_OK)
        rc = fs_open_write(&k->env->fs, path, k->tag.slices * KEY_STATE_SLICE_BYTES, &f, err);
    if (rc == KAMU_OK && b.len != 0)
        rc = fs_write(f, b.data, b.len, err);
    kamu_code closed = fs_close(f, rc == KAMU_OK ? err : NULL);
    buf_free(&b);
    return rc == KAMU_OK ? closed : rc;
}

static kamu_code read_slice(struct key_state *k, uint64_t i, struct history_slice *out,
                            struct kamu_error *err)
{
    uint8_t r[KEY_STATE_SLICE_BYTES];
    KAMU_TRY(fs_pread(k->slices, r, sizeof r, i * KEY_STATE_SLICE_BYTES, err));
    if (little64(r + 56) != slice_sum(k, r, i))
        return error_set(err, KAMU_E_CORRUPT, "Key state: the list of slices is damaged");
    memset(out, 0, sizeof *out);
    out->offset_first = little64(r);
    out->offset_last = little64(r + 8);
    out->physical.code = (uint32_t)(little64(r + 16) >> 8);
    out->physical.len = (uint8_t)little64(r + 16);
    memcpy(out->physical.digest, r + 24, 32);
    return KAMU_OK;
}

kamu_code key_state_old_slice(struct key_state *k, uint64_t offset, struct history_slice *out,
                              struct kamu_error *err)
{
    uint64_t low = 0, high = k->tag.slices;
    if (k->slices == NULL) {
        char path[FS_PATH_MAX];
        slices_path(k, path);
        KAMU_TRY(fs_open_read(&k->env->fs, path, &k->slices, err));
    }
    while (low < high) { /* the first that does not end before it */
        uint64_t mid = low + (high - low) / 2;
        KAMU_TRY(read_slice(k, mid, out, err));
        if (out->offset_last < offset)
            low = mid + 1;
        else
            high = mid;
    }
    if (low < k->tag.slices)
        KAMU_TRY(read_slice(k, low, out, err));
    if (low == k->tag.slices || out->offset_first > offset)
        return error_set(err, KAMU_E_CORRUPT, "No data slice holds the offset %llu",
                         (unsigned long long)offset);
    return KAMU_OK;
}

/* ---- publishing ---------------------------------------------------------------------------------
 */

struct sweep {
    struct key_state *k;
    char slices[40];
};

static bool is_listed(const struct key_state *k, const char *name)
{
    char *end = NULL;
    unsigned long long id = strtoull(name, &end, 10);
    if (end == name || strcmp(end, ".keys") != 0)
        return false;
    for (size_t i = 0; i < k->runs.n; i++)
        for (size_t j = 0; j < k->runs.items[i].n; j++)
            if (k->runs.items[i].segments[j]->id == id)
                return true;
    return false;
}

static kamu_code sweep_name(void *ctx, const char *name, struct kamu_error *err)
{
    struct sweep *s = ctx;
    char path[FS_PATH_MAX];
    if (strcmp(name, "state") == 0 || strcmp(name, "lock") == 0 || strcmp(name, s->slices) == 0 ||
        is_listed(s->k, name))
        return KAMU_OK;
    KAMU_TRY(path_join(path, err, s->k->store.dir, name));
    (void)fs_unlink(&s->k->env->fs, path, NULL);
    return KAMU_OK;
}

/* Also what a push that was killed has left, or an older version. */
static void remove_garbage(struct key_state *k)
{
    struct sweep s = {.k = k};
    (void)snprintf(s.slices, sizeof s.slices, "%llu.slices", (unsigned long long)k->tag.slices_id);
    (void)fs_list(&k->env->fs, k->store.dir, sweep_name, &s, NULL);
    k->store.garbage = false;
}

static kamu_code replace_state(struct key_state *k, struct kamu_error *err)
{
    struct buf b = BUF_INIT(STATE_BYTES_MAX);
    kamu_code rc = write_state(k, &b, err);
    if (rc == KAMU_OK) {
        k->tag.sum = little64(b.data + b.len - 8);
        rc = fs_write_atomic(&k->env->fs, &k->env->random, k->store.dir, "state", b.data, b.len,
                             false, err);
    }
    buf_free(&b);
    return rc;
}

static kamu_code remove_state(struct key_state *k, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    KAMU_TRY(path_join(path, err, k->store.dir, "state"));
    return fs_unlink(&k->env->fs, path, err);
}

kamu_code key_state_publish(struct key_state *k, struct kamu_error *err)
{
    struct key_tag before = k->tag;
    uint64_t slices = 0;
    if (k->damaged)
        return remove_state(k, err);
    KAMU_TRY(write_slices(k, &slices, err));
    memcpy(k->tag.head, k->head.digest, sizeof k->tag.head);
    k->tag.slices = slices;
    k->tag.set = true;
    kamu_code rc = replace_state(k, err);
    if (rc != KAMU_OK) {
        k->tag = before;
        return rc;
    }
    for (size_t i = 0; i < k->runs.n; i++)
        for (size_t j = 0; j < k->runs.items[i].n; j++)
            k->runs.items[i].segments[j]->fresh = false;
    if (k->store.garbage)
        remove_garbage(k);
    return KAMU_OK;
}
