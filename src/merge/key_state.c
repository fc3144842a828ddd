/*
 * Key state: see key_state.h. Tables of the LMDB file:
 *   meta    "tag" -> struct key_state_tag
 *   keys    encoded key -> struct key_entry (Ledger: only its offset)
 *   slices  last offset, big-endian -> first offset and name of the file
 * A state that is being built has no head in its tag and is never looked at; a row is taken
 * in by overwriting, so one that was interrupted is simply begun again.
 */
#include "merge/key_codec.h"
#include "merge/key_state_impl.h"
#include "store/dataset.h"

#include <endian.h>
#include <errno.h>
#include <unistd.h>

kamu_code key_state_fail(int code, const char *what, struct kamu_error *err)
{
    if (code == ENOMEM)
        return error_nomem(err);
    return error_set(err, KAMU_E_IO, "Key state: %s: %s", what, mdb_strerror(code));
}

/* ---- what it is a state of ------------------------------------------------------------ */

static kamu_code add_wanted(struct key_state *k, uint32_t *n, const struct col_field *f,
                            struct kamu_error *err)
{
    struct col_field *to = &k->wanted->fields[(*n)++];
    KAMU_TRY(col_field_copy(&k->wanted->arena, f, to, err));
    to->nullable = true;
    return KAMU_OK;
}

static kamu_code column_of(const struct col_schema *s, struct str name, uint32_t *out,
                           struct kamu_error *err)
{
    int at = col_schema_find(s, name);
    if (at < 0)
        return error_set(err, KAMU_E_SCHEMA,
                         "Bad input schema: key column '" STR_FMT
                         "' is not in the schema of the dataset",
                         STR_ARG(name));
    *out = (uint32_t)at;
    return KAMU_OK;
}

/* Columns to be read from the history, and which of them are keys and which are compared. */
static kamu_code choose_columns(struct key_state *k, const struct key_state_options *o,
                                struct kamu_error *err)
{
    const struct merge_spec *spec = o->spec;
    struct col_schema *schema = history_schema(k->history);
    uint32_t *compared = mem_calloc((size_t)schema->n_fields + 1, sizeof *compared);
    k->key_columns = mem_calloc(spec->n_primary_key + 1, sizeof *k->key_columns);
    k->compared = compared;
    if (compared == NULL || k->key_columns == NULL)
        return error_nomem(err);
    k->ledger = spec->kind == MERGE_LEDGER;
    k->n_keys = (uint32_t)spec->n_primary_key;
    k->n_compared = k->ledger ? 0 : compared_columns(spec, o->vocab, schema, compared);
    KAMU_TRY(col_schema_new(3 + k->n_keys + k->n_compared, &k->wanted, err));
    const struct str system[] = {o->vocab->offset, o->vocab->op, o->vocab->event_time};
    uint32_t n = 0, at = 0;
    for (int i = 0; i < 3; i++) {
        KAMU_TRY(column_of(schema, system[i], &at, err));
        KAMU_TRY(add_wanted(k, &n, &schema->fields[at], err));
    }
    for (uint32_t i = 0; i < k->n_keys; i++) {
        KAMU_TRY(column_of(schema, spec->primary_key[i], &at, err));
        if (str_eq(spec->primary_key[i], o->vocab->event_time)) {
            k->key_columns[i] = 2;
            continue;
        }
        k->key_columns[i] = n;
        KAMU_TRY(add_wanted(k, &n, &schema->fields[at], err));
    }
    for (uint32_t i = 0; i < k->n_compared; i++) {
        uint32_t column = n;
        KAMU_TRY(add_wanted(k, &n, &schema->fields[compared[i]], err));
        compared[i] = column;
    }
    k->wanted->n_fields = n;
    return KAMU_OK;
}

/* A state depends on keys, their types and the compared columns: each choice has its own file. */
static kamu_code state_name(const struct key_state *k, const struct merge_spec *spec,
                            char out[ODF_DID_DIR_MAX + 40], struct kamu_error *err)
{
    struct buf b = BUF_INIT((size_t)1 << 20);
    kamu_code rc = buf_printf(&b, err, "%d %s", KEY_STATE_VERSION, k->ledger ? "seen" : "state");
    for (uint32_t i = 0; i < k->n_keys && rc == KAMU_OK; i++) {
        const struct col_field *f = &k->wanted->fields[k->key_columns[i]];
        char type[128];
        (void)col_type_name(&f->type, type, sizeof type);
        rc = buf_printf(&b, err, "%ckey %s %s", 0, f->name, type);
    }
    if (rc == KAMU_OK && !k->ledger && spec->has_compare_columns)
        for (size_t i = 0; i < spec->n_compare_columns && rc == KAMU_OK; i++)
            rc = buf_printf(&b, err, "%ccompare " STR_FMT, 0, STR_ARG(spec->compare_columns[i]));
    if (rc == KAMU_OK) {
        static const uint8_t fixed[16] = "kamu key state";
        uint64_t h[2];
        char did[ODF_DID_DIR_MAX];
        siphash128(fixed, b.data, b.len, h);
        (void)odf_did_dir(&dataset_handle(k->ds)->id, did);
        (void)snprintf(out, ODF_DID_DIR_MAX + 40, "%s-%016llx", did, (unsigned long long)h[0]);
    }
    buf_free(&b);
    return rc;
}

/* ---- files ------------------------------------------------------------------------------- */

static kamu_code open_mdb(struct key_state *k, struct kamu_error *err)
{
    unsigned flags = MDB_NOTLS | MDB_NORDAHEAD;
    flags |= k->temporary ? MDB_NOLOCK | MDB_NOSYNC | MDB_WRITEMAP : MDB_NOMETASYNC;
    MDB_txn *txn = NULL;
    int rc = mdb_env_create(&k->mdb);
    if (rc == 0)
        rc = mdb_env_set_mapsize(k->mdb, KEY_STATE_MAP_BYTES);
    if (rc == 0)
        rc = mdb_env_set_maxdbs(k->mdb, 4);
    if (rc == 0)
        rc = mdb_env_open(k->mdb, k->dir, flags, 0644);
    if (rc == 0)
        rc = mdb_txn_begin(k->mdb, NULL, 0, &txn);
    if (rc == 0)
        rc = mdb_dbi_open(txn, "meta", MDB_CREATE, &k->meta);
    if (rc == 0)
        rc = mdb_dbi_open(txn, "keys", MDB_CREATE, &k->keys);
    if (rc == 0)
        rc = mdb_dbi_open(txn, "slices", MDB_CREATE, &k->slices);
    if (rc == 0) {
        rc = mdb_txn_commit(txn);
        txn = NULL;
    }
    if (txn != NULL)
        mdb_txn_abort(txn);
    return rc == 0 ? KAMU_OK : key_state_fail(rc, "opening", err);
}

static void end_reading(struct key_state *k)
{
    if (k->cursor != NULL)
        mdb_cursor_close(k->cursor);
    k->cursor = NULL;
    if (k->txn != NULL)
        mdb_txn_abort(k->txn);
    k->txn = NULL;
}

static void close_mdb(struct key_state *k)
{
    end_reading(k);
    if (k->mdb != NULL)
        mdb_env_close(k->mdb);
    k->mdb = NULL;
}

static kamu_code make_temporary(struct key_state *k, const char *temp_dir, struct kamu_error *err)
{
    char name[32] = "keys-";
    KAMU_TRY(random_alnum(&k->env->random, name + 5, 16, err));
    KAMU_TRY(path_join(k->dir, err, temp_dir, name));
    KAMU_TRY(fs_mkdir(&k->env->fs, k->dir, err));
    k->temporary = true;
    kamu_code rc = open_mdb(k, err);
    kamu_code removed = fs_remove_tree(&k->env->fs, k->dir, err); /* the open file lives on */
    return rc != KAMU_OK ? rc : removed;
}

/* LMDB must not open a file twice in one process: the second push of a process waits. */
static kamu_code lock_in_process(struct key_state *k, struct kamu_error *err)
{
    char name[48];
    (void)snprintf(name, sizeof name, "process-%ld.lock", (long)getpid());
    KAMU_TRY(path_join(k->own_lock_path, err, k->dir, name));
    return fs_lock(&k->env->fs, k->own_lock_path, 0, &k->own_lock, err);
}

static void unlock_in_process(struct key_state *k)
{
    if (k->own_lock == NULL)
        return;
    (void)fs_unlink(&k->env->fs, k->own_lock_path, NULL);
    (void)fs_close(k->own_lock, NULL);
    k->own_lock = NULL;
}

static kamu_code open_files(struct key_state *k, const struct key_state_options *o,
                            struct kamu_error *err)
{
    char name[ODF_DID_DIR_MAX + 40], base[FS_PATH_MAX];
    const struct workspace *ws = dataset_workspace(k->ds);
    const char *off = getenv("KAMU_KEY_STATE");
    if (o->temporary || ws == NULL || (off != NULL && strcmp(off, "off") == 0))
        return make_temporary(k, o->temp_dir, err);
    KAMU_TRY(state_name(k, o->spec, name, err));
    KAMU_TRY(path_join(base, err, ws->dir, "cache/keys"));
    KAMU_TRY(path_join(k->dir, err, base, name));
    kamu_code rc = fs_mkdirs(&k->env->fs, k->dir, NULL);
    if (rc == KAMU_OK)
        rc = lock_in_process(k, NULL);
    if (rc == KAMU_OK)
        rc = open_mdb(k, NULL);
    if (rc == KAMU_OK)
        return KAMU_OK;
    close_mdb(k); /* damaged, or of another version: it is derived, so away with it */
    unlock_in_process(k);
    rc = fs_remove_tree(&k->env->fs, k->dir, NULL);
    if (rc == KAMU_OK)
        rc = fs_mkdirs(&k->env->fs, k->dir, NULL);
    if (rc == KAMU_OK)
        rc = lock_in_process(k, NULL);
    if (rc == KAMU_OK && open_mdb(k, NULL) == KAMU_OK)
        return KAMU_OK;
    close_mdb(k);
    unlock_in_process(k);
    return make_temporary(k, o->temp_dir, err); /* a read-only cache, say */
}

/* ---- catching up ------------------------------------------------------------------------- */

static bool read_tag(struct key_state *k, MDB_txn *txn)
{
    char name[] = "tag";
    MDB_val key = {3, name}, value;
    memset(&k->tag, 0, sizeof k->tag);
    if (mdb_get(txn, k->meta, &key, &value) != 0 || value.mv_size != sizeof k->tag)
        return false;
    memcpy(&k->tag, value.mv_data, sizeof k->tag);
    return k->tag.version == KEY_STATE_VERSION && k->tag.has_head != 0;
}

static bool tag_is(const struct key_state *k, const struct odf_hash *head)
{
    return k->tag.has_head != 0 && memcmp(k->tag.head, head->digest, sizeof k->tag.head) == 0;
}

static kamu_code wipe(struct key_state *k, MDB_txn *txn, struct kamu_error *err)
{
    int rc = mdb_drop(txn, k->meta, 0);
    if (rc == 0)
        rc = mdb_drop(txn, k->keys, 0);
    if (rc == 0)
        rc = mdb_drop(txn, k->slices, 0);
    if (rc != 0)
        return key_state_fail(rc, "emptying", err);
    memset(&k->tag, 0, sizeof k->tag);
    k->tag.version = KEY_STATE_VERSION;
    return random_bytes(&k->env->random, k->tag.secret, sizeof k->tag.secret, err);
}

static kamu_code finish_txn(struct key_state *k, MDB_txn *txn, const struct odf_hash *head,
                            struct kamu_error *err)
{
    k->tag.has_head = 1;
    memcpy(k->tag.head, head->digest, sizeof k->tag.head);
    kamu_code rc = key_state_put_tag(k, txn, err);
    if (rc != KAMU_OK) {
        mdb_txn_abort(txn);
        return rc;
    }
    int m = mdb_txn_commit(txn);
    return m == 0 ? KAMU_OK : key_state_fail(m, "committing", err);
}

/* Takes in what the state lacks of k->head; consumes *txn. */
static kamu_code take_in_missing(struct key_state *k, MDB_txn *txn, struct kamu_error *err)
{
    bool reached = false;
    struct odf_hash stop = {0};
    const struct history_slice *slices = NULL;
    if (read_tag(k, txn)) {
        if (tag_is(k, &k->head)) {
            mdb_txn_abort(txn);
            return KAMU_OK;
        }
        stop = odf_hash_sha3(k->tag.head);
    }
    kamu_code rc = history_load(k->history, &k->head, &stop, &reached, err);
    if (rc == KAMU_OK && !reached)
        rc = wipe(k, txn, err);
    size_t n = history_slices(k->history, &slices);
    k->tag.has_head = 0; /* a state that is committed halfway counts for nothing */
    if (rc == KAMU_OK)
        rc = key_state_take_in(k, &txn, true, 0, n, err);
    k->taken_in = n;
    if (rc == KAMU_OK)
        return finish_txn(k, txn, &k->head, err);
    if (txn != NULL)
        mdb_txn_abort(txn);
    return rc;
}

/* Brings the state to k->head. Since a long build is committed in pieces, a lock of its own keeps
 * other builders out. */
static kamu_code catch_up(struct key_state *k, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct fs_file *lock = NULL;
    MDB_txn *txn = NULL;
    int m = mdb_txn_begin(k->mdb, NULL, MDB_RDONLY, &txn);
    if (m != 0)
        return key_state_fail(m, "beginning", err);
    bool there = read_tag(k, txn) && tag_is(k, &k->head);
    mdb_txn_abort(txn);
    if (there)
        return KAMU_OK;
    if (!k->temporary) {
        KAMU_TRY(path_join(path, err, k->dir, "build.lock"));
        KAMU_TRY(fs_lock(&k->env->fs, path, 0, &lock, err));
    }
    m = mdb_txn_begin(k->mdb, NULL, 0, &txn);
    kamu_code rc = m != 0 ? key_state_fail(m, "beginning", err) : take_in_missing(k, txn, err);
    if (lock != NULL)
        (void)fs_close(lock, NULL);
    return rc;
}

static kamu_code begin_reading(struct key_state *k, struct kamu_error *err)
{
    int m = mdb_txn_begin(k->mdb, NULL, MDB_RDONLY, &k->txn);
    if (m != 0)
        return key_state_fail(m, "beginning", err);
    if (!read_tag(k, k->txn) || !tag_is(k, &k->head))
        return error_set(err, KAMU_E_CONFLICT, "Another push was faster");
    return KAMU_OK;
}

static kamu_code find_old_slice(void *ctx, uint64_t offset, struct history_slice *out,
                                struct kamu_error *err)
{
    struct key_state *k = ctx;
    uint64_t be = htobe64(offset);
    struct {
        uint64_t first;
        struct odf_hash physical;
    } record;
    MDB_cursor *c = NULL;
    MDB_val key = {sizeof be, &be}, value;
    int m = mdb_cursor_open(k->txn, k->slices, &c);
    if (m == 0) {
        m = mdb_cursor_get(c, &key, &value, MDB_SET_RANGE);
        if (m == 0 && (value.mv_size != sizeof record || key.mv_size != sizeof be))
            m = MDB_CORRUPTED;
        if (m == 0) {
            memcpy(&record, value.mv_data, sizeof record);
            memcpy(&be, key.mv_data, sizeof be);
        }
        mdb_cursor_close(c);
    }
    if (m != 0)
        return key_state_fail(m, "looking for a slice", err);
    memset(out, 0, sizeof *out);
    out->offset_first = record.first;
    out->offset_last = be64toh(be);
    out->physical = record.physical;
    if (offset < out->offset_first)
        return error_set(err, KAMU_E_CORRUPT, "No data slice holds the offset %llu",
                         (unsigned long long)offset);
    return KAMU_OK;
}

kamu_code key_state_open(struct env *env, struct dataset *ds, struct history *history,
                         const struct odf_hash *head, const struct key_state_options *options,
                         struct key_state **out, struct kamu_error *err)
{
    struct key_state *k = mem_calloc(1, sizeof *k);
    if (k == NULL)
        return error_nomem(err);
    k->env = env;
    k->ds = ds;
    k->history = history;
    k->head = *head;
    kamu_code rc = choose_columns(k, options, err);
    if (rc == KAMU_OK)
        rc = open_files(k, options, err);
    if (rc == KAMU_OK)
        rc = catch_up(k, err);
    if (rc == KAMU_OK)
        rc = begin_reading(k, err);
    if (rc != KAMU_OK) {
        key_state_free(k);
        return rc;
    }
    history_set_older(history, find_old_slice, k);
    *out = k;
    return KAMU_OK;
}

kamu_code key_state_advance(struct key_state *k, struct kamu_error *err)
{
    if (!k->writing) {
        end_reading(k);
        int m = mdb_txn_begin(k->mdb, NULL, 0, &k->txn);
        if (m != 0)
            return key_state_fail(m, "beginning", err);
        k->writing = true;
        if (!read_tag(k, k->txn) || !tag_is(k, &k->head))
            return error_set(err, KAMU_E_CONFLICT, "Another push was faster");
    }
    if (k->cursor != NULL)
        mdb_cursor_close(k->cursor);
    k->cursor = NULL;
    const struct history_slice *slices = NULL;
    size_t n = history_slices(k->history, &slices);
    KAMU_TRY(key_state_take_in(k, &k->txn, false, k->taken_in, n, err));
    k->taken_in = n;
    return KAMU_OK;
}

void key_state_keep(struct key_state *k, const struct odf_hash *new_head)
{
    if (k->temporary)
        return;
    end_reading(k);
    k->head = *new_head;
    (void)catch_up(k, NULL);
}

void key_state_free(struct key_state *k)
{
    if (k == NULL)
        return;
    history_set_older(k->history, NULL, NULL);
    close_mdb(k);
    unlock_in_process(k);
    col_schema_unref(k->wanted);
    mem_free(k->key_columns);
    mem_free(k->compared);
    mem_free(k);
}

/* ---- looking up ---------------------------------------------------------------------------- */

static kamu_code find_one(struct key_state *k, struct str key, struct key_entry *out,
                          uint8_t *found, struct kamu_error *err)
{
    union {
        const char *c;
        void *v;
    } u = {.c = key.p};
    MDB_val name = {key.n, u.v}, value;
    int m = mdb_cursor_get(k->cursor, &name, &value, MDB_SET);
    *found = m == 0;
    if (m == MDB_NOTFOUND)
        return KAMU_OK;
    if (m != 0)
        return key_state_fail(m, "looking up a key", err);
    memset(out, 0, sizeof *out);
    memcpy(out, value.mv_data, value.mv_size < sizeof *out ? value.mv_size : sizeof *out);
    return KAMU_OK;
}

kamu_code key_state_find(struct key_state *k, const struct key_list *keys, struct key_entry *out,
                         uint8_t *found, struct kamu_error *err)
{
    int m = k->cursor == NULL ? mdb_cursor_open(k->txn, k->keys, &k->cursor) : 0;
    if (m != 0)
        return key_state_fail(m, "looking up keys", err);
    for (size_t i = 0; i < keys->n; i++)
        KAMU_TRY(find_one(k, key_list_at(keys, i), &out[i], &found[i], err));
    return KAMU_OK;
}

const uint8_t *key_state_secret(const struct key_state *k)
{
    return k->tag.secret;
}

uint64_t key_state_offset_end(const struct key_state *k)
{
    return k->tag.offset_next;
}

kamu_code key_state_count(struct key_state *k, uint64_t *out, struct kamu_error *err)
{
    MDB_stat st;
    int m = mdb_stat(k->txn, k->keys, &st);
    if (m != 0)
        return key_state_fail(m, "counting", err);
    *out = st.ms_entries;
    return KAMU_OK;
}

kamu_code key_state_scan(struct key_state *k,
                         kamu_code (*each)(void *ctx, const struct key_entry *entry,
                                           struct kamu_error *err),
                         void *ctx, struct kamu_error *err)
{
    MDB_cursor *c = NULL;
    MDB_val key, value;
    int m = mdb_cursor_open(k->txn, k->keys, &c);
    if (m != 0)
        return key_state_fail(m, "reading", err);
    kamu_code rc = KAMU_OK;
    while (rc == KAMU_OK && (m = mdb_cursor_get(c, &key, &value, MDB_NEXT)) == 0) {
        struct key_entry e = {0};
        memcpy(&e, value.mv_data, value.mv_size < sizeof e ? value.mv_size : sizeof e);
        rc = each(ctx, &e, err);
    }
    mdb_cursor_close(c);
    if (rc == KAMU_OK && m != MDB_NOTFOUND)
        rc = key_state_fail(m, "reading", err);
    return rc;
}
