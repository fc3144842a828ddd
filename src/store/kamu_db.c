/* kamu's database: see kamu_db.h. Statements are few and short, so each is prepared when used. */
#include "store/kamu_db.h"
#include "store/kamu_db_private.h"
#include "store/private.h"

#include <sqlite3.h>
#include <stdio.h>

#define DB_BUSY_TIMEOUT_MS 60000 /* kamu holds its transaction as long as its command runs */

static const char outbox_heads[] = "dev.kamu.domain.datasets.DatasetReferenceService";
static const char outbox_names[] = "dev.kamu.domain.datasets.DatasetService";
static const char outbox_alias_handler[] = "dev.kamu.domain.datasets.DatasetAliasUpdateHandler";

kamu_code kamu_db_error(struct kamu_db *db, struct kamu_error *err)
{
    int code = sqlite3_errcode(db->sqlite) & 0xff;
    const char *text = sqlite3_errmsg(db->sqlite);
    switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        error_set(err, KAMU_E_IO, "kamu's database %s is in use: %s", db->path, text);
        error_hint(err, "another kamu is working in this workspace; try again when it has ended");
        return KAMU_E_IO;
    case SQLITE_CONSTRAINT: /* a name was taken, a dataset deleted, between our look and our change
                             */
        return error_set(err, KAMU_E_CONFLICT, "kamu has changed its database %s meanwhile: %s",
                         db->path, text);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
        return error_set(err, KAMU_E_ACCESS, "kamu's database %s cannot be written: %s", db->path,
                         text);
    case SQLITE_NOMEM:
        return error_nomem(err);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        error_set(err, KAMU_E_CORRUPT, "kamu's database %s is damaged: %s", db->path, text);
        error_hint(err, "while no kamu runs it may be removed with its -wal and -shm: kamu makes "
                        "it anew from the files");
        return KAMU_E_CORRUPT;
    case SQLITE_ERROR: /* a table or column that is not there */
        return error_set(err, KAMU_E_UNSUPPORTED,
                         "kamu's database %s is of another version of kamu: %s", db->path, text);
    default:
        return error_set(err, KAMU_E_IO, "kamu's database %s: %s", db->path, text);
    }
}

static kamu_code exec(struct kamu_db *db, const char *sql, struct kamu_error *err)
{
    return sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK ? KAMU_OK
                                                                        : kamu_db_error(db, err);
}

static kamu_code open_db(struct kamu_db *db, struct kamu_error *err)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE;
    db->writable = true;
    if (sqlite3_open_v2(db->path, &db->sqlite, flags, NULL) != SQLITE_OK)
        return kamu_db_error(db, err);
    sqlite3_busy_timeout(db->sqlite, DB_BUSY_TIMEOUT_MS);
    KAMU_TRY(exec(db, "PRAGMA foreign_keys = ON", err));
    return exec(db, "PRAGMA synchronous = FULL", err);
}

/* Before that kamu is still making its tables, and will read heads and names from the files. */
static bool is_filled(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    bool filled =
        sqlite3_open_v2(path, &db, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(db, "SELECT 1 FROM dataset_references LIMIT 1", -1, &stmt, NULL) ==
            SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW;
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return filled;
}

bool kamu_db_exists(struct workspace *ws)
{
    char path[FS_PATH_MAX];
    struct fs_stat st;
    if (!ws->has_database && path_join(path, NULL, ws->dir, "workspace.sqlite.db") == KAMU_OK &&
        fs_stat(&ws->env->fs, path, &st, NULL) == KAMU_OK && st.kind == FS_REGULAR &&
        st.size_bytes > 0)
        ws->has_database = is_filled(path);
    return ws->has_database;
}

kamu_code kamu_db_get(struct workspace *ws, struct kamu_db **out, struct kamu_error *err)
{
    *out = ws->priv->db;
    if (*out || !kamu_db_exists(ws))
        return KAMU_OK;
    struct kamu_db *db = mem_calloc(1, sizeof *db);
    if (!db)
        return error_nomem(err);
    db->ws = ws;
    kamu_code rc = path_join(db->path, err, ws->dir, "workspace.sqlite.db");
    if (rc == KAMU_OK)
        rc = open_db(db, err);
    if (rc != KAMU_OK) {
        kamu_db_close(db);
        return rc;
    }
    *out = ws->priv->db = db;
    return KAMU_OK;
}

void kamu_db_close(struct kamu_db *db)
{
    if (!db)
        return;
    sqlite3_close(db->sqlite);
    mem_free(db);
}

kamu_code kamu_db_begin(struct kamu_db *db, struct kamu_error *err)
{
    return exec(db, "BEGIN IMMEDIATE", err);
}

kamu_code kamu_db_commit(struct kamu_db *db, struct kamu_error *err)
{
    kamu_code rc = exec(db, "COMMIT", err);
    if (rc != KAMU_OK)
        kamu_db_rollback(db);
    return rc;
}

void kamu_db_rollback(struct kamu_db *db)
{
    if (!sqlite3_get_autocommit(db->sqlite))
        sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
}

/* ---- statements --------------------------------------------------------------------------- */

kamu_code kamu_db_prepare(struct kamu_db *db, const char *sql, const struct arg *args, int n,
                          sqlite3_stmt **out, struct kamu_error *err)
{
    int rc = sqlite3_prepare_v2(db->sqlite, sql, -1, out, NULL);
    for (int i = 0; i < n && rc == SQLITE_OK; i++) {
        const struct arg *a = &args[i];
        if (a->type == 's')
            rc = sqlite3_bind_text64(*out, i + 1, a->p, a->n, SQLITE_STATIC, SQLITE_UTF8);
        else if (a->type == 'b')
            rc = sqlite3_bind_blob64(*out, i + 1, a->p, a->n, SQLITE_STATIC);
        else if (a->type == 'i')
            rc = sqlite3_bind_int64(*out, i + 1, a->i);
    }
    if (rc == SQLITE_OK)
        return KAMU_OK;
    kamu_code code = kamu_db_error(db, err);
    sqlite3_finalize(*out);
    *out = NULL;
    return code;
}

kamu_code kamu_db_run(struct kamu_db *db, const char *sql, const struct arg *args, int n,
                      struct kamu_error *err)
{
    sqlite3_stmt *stmt;
    KAMU_TRY(kamu_db_prepare(db, sql, args, n, &stmt, err));
    int rc;
    do {
        rc = sqlite3_step(stmt);
    } while (rc == SQLITE_ROW);
    kamu_code code = rc == SQLITE_DONE ? KAMU_OK : kamu_db_error(db, err);
    sqlite3_finalize(stmt);
    return code;
}

/* The first column of the first row as a number; `missing` without a row. */
static kamu_code query_int(struct kamu_db *db, const char *sql, const struct arg *args, int n,
                           int64_t missing, int64_t *out, struct kamu_error *err)
{
    sqlite3_stmt *stmt;
    KAMU_TRY(kamu_db_prepare(db, sql, args, n, &stmt, err));
    int rc = sqlite3_step(stmt);
    *out = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : missing;
    kamu_code code = rc == SQLITE_ROW || rc == SQLITE_DONE ? KAMU_OK : kamu_db_error(db, err);
    sqlite3_finalize(stmt);
    return code;
}
#define QUERY_INT(db, sql, missing, out, err, ...)                                                 \
    query_int(db, sql, (const struct arg[]){__VA_ARGS__},                                          \
              (int)(sizeof((const struct arg[]){__VA_ARGS__}) / sizeof(struct arg)), missing, out, \
              err)

/* ---- reading ------------------------------------------------------------------------------ */

#define DATASET_QUERY                                                                              \
    "SELECT e.dataset_id, e.owner_name, e.dataset_name, r.block_hash_bin FROM dataset_entries e "  \
    "LEFT JOIN dataset_references r ON r.dataset_id = e.dataset_id AND r.block_ref_name = 'head'"

/* false: an id that is no dataset's (another kind of entry) */
static bool read_row(struct kamu_db *db, sqlite3_stmt *stmt, struct arena *arena,
                     struct kamu_db_dataset *out)
{
    *out = (struct kamu_db_dataset){0};
    if (odf_did_parse(kamu_db_text(stmt, 0), &out->id, NULL) != KAMU_OK)
        return false;
    struct str owner = kamu_db_text(stmt, 1), name = kamu_db_text(stmt, 2);
    char *alias = db->ws->multi_tenant
                      ? arena_printf(arena, STR_FMT "/" STR_FMT, STR_ARG(owner), STR_ARG(name))
                      : arena_printf(arena, STR_FMT, STR_ARG(name));
    out->alias = str_c(alias);
    if (sqlite3_column_bytes(stmt, 3) == 32) {
        out->has_head = true;
        out->head = odf_hash_sha3(sqlite3_column_blob(stmt, 3));
    }
    return alias != NULL;
}

kamu_code kamu_db_datasets(struct kamu_db *db, struct arena *arena, struct kamu_db_dataset **out,
                           size_t *n, struct kamu_error *err)
{
    sqlite3_stmt *stmt;
    size_t cap = 0;
    int rc;
    kamu_code code = KAMU_OK;
    *out = NULL;
    *n = 0;
    /* Ids are "did:odf:fed01" and lower-case hex: sorted as text they are sorted as bytes. */
    KAMU_TRY(kamu_db_prepare(db, DATASET_QUERY " ORDER BY e.dataset_id", NULL, 0, &stmt, err));
    while (code == KAMU_OK && (rc = sqlite3_step(stmt)) != SQLITE_DONE) {
        if (rc != SQLITE_ROW) {
            code = kamu_db_error(db, err);
            break;
        }
        if (*n == cap) {
            cap = cap ? cap * 2 : 64;
            struct kamu_db_dataset *grown = arena_calloc(arena, cap, sizeof *grown);
            if (!grown) {
                code = error_nomem(err);
                break;
            }
            if (*n)
                memcpy(grown, *out, *n * sizeof *grown);
            *out = grown;
        }
        *n += read_row(db, stmt, arena, &(*out)[*n]);
    }
    sqlite3_finalize(stmt);
    return code;
}

kamu_code kamu_db_find(struct kamu_db *db, const struct odf_did *id, struct arena *arena,
                       struct kamu_db_dataset *out, bool *found, struct kamu_error *err)
{
    char text[ODF_DID_TEXT_MAX];
    sqlite3_stmt *stmt;
    odf_did_text(id, text);
    const struct arg arg = ARG_C(text);
    KAMU_TRY(kamu_db_prepare(db, DATASET_QUERY " WHERE e.dataset_id = ?", &arg, 1, &stmt, err));
    int rc = sqlite3_step(stmt);
    *found = rc == SQLITE_ROW && read_row(db, stmt, arena, out);
    kamu_code code = rc == SQLITE_ROW || rc == SQLITE_DONE ? KAMU_OK : kamu_db_error(db, err);
    sqlite3_finalize(stmt);
    return code;
}

static kamu_code pending(struct kamu_db *db, const char *producer, const char *consumer,
                         const struct odf_did *id, bool *out, struct kamu_error *err)
{
    char text[ODF_DID_TEXT_MAX];
    int64_t n;
    odf_did_text(id, text);
    KAMU_TRY(QUERY_INT(
        db,
        "SELECT count(*) FROM outbox_messages WHERE producer_name = ?1 AND message_id > "
        "coalesce((SELECT last_consumed_message_id FROM outbox_message_consumptions WHERE "
        "producer_name = ?1 AND consumer_name = ?2), 0) AND instr(content_json, ?3) > 0",
        0, &n, err, ARG_C(producer), ARG_C(consumer), ARG_C(text)));
    *out = n > 0;
    return KAMU_OK;
}

kamu_code kamu_db_head_pending(struct kamu_db *db, const struct odf_did *id, bool *out,
                               struct kamu_error *err)
{
    return pending(db, outbox_heads, outbox_heads, id, out, err);
}

kamu_code kamu_db_name_pending(struct kamu_db *db, const struct odf_did *id, bool *out,
                               struct kamu_error *err)
{
    return pending(db, outbox_names, outbox_alias_handler, id, out, err);
}

/* ---- writing -------------------------------------------------------------------------------- */

/* As kamu's library writes times: "2026-11-23T18:03:52.936432946+00:00". */
static void time_text(struct instant t, char out[64])
{
    int64_t year;
    unsigned month, day;
    int64_t days = t.seconds / 86400, second = t.seconds % 86400;
    if (second < 0) {
        second += 86400;
        days--;
    }
    civil_from_days(days, &year, &month, &day);
    int n = snprintf(out, 64, "%04lld-%02u-%02uT%02d:%02d:%02d", (long long)year, month, day,
                     (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
    if (t.nanos)
        n += snprintf(out + n, 64 - (size_t)n, ".%09u", t.nanos);
    snprintf(out + n, 64 - (size_t)n, "+00:00");
}

static kamu_code drop_blocks(struct kamu_db *db, struct arg id, struct kamu_error *err)
{
    KAMU_TRY(RUN(db, "DELETE FROM dataset_key_blocks WHERE dataset_id = ?", err, id));
    return RUN(db, "DELETE FROM dataset_data_blocks WHERE dataset_id = ?", err, id);
}

static kamu_code add_block(struct kamu_db *db, struct arg id, const struct kamu_db_block *b,
                           struct kamu_error *err)
{
    const char *sql =
        b->is_data
            ? "INSERT INTO dataset_data_blocks (dataset_id, block_ref_name, event_type, "
              "sequence_number, block_hash_bin, block_payload) VALUES (?, 'head', ?, ?, ?, ?)"
            : "INSERT INTO dataset_key_blocks (dataset_id, block_ref_name, event_type, "
              "sequence_number, block_hash_bin, block_payload) VALUES (?, 'head', ?, ?, ?, ?)";
    return RUN(db, sql, err, id, ARG_C(b->event_type), ARG_I(b->sequence_number),
               ARG_B(b->hash.digest, 32), ARG_B(b->bytes, b->n));
}

/* Always written: kamu counts anew only when it has no statistics of any dataset at all. Its sums
 * of linked objects stay as they are. */
static kamu_code put_statistics(struct kamu_db *db, struct arg id,
                                const struct kamu_db_statistics *s, struct kamu_error *err)
{
    char pulled[64];
    time_text(s->pulled.value, pulled);
    return RUN(db,
               "INSERT INTO dataset_statistics (dataset_id, block_ref_name, last_pulled, "
               "num_records, data_size, checkpoints_size) VALUES (?1, 'head', ?2, ?3, ?4, ?5) "
               "ON CONFLICT (dataset_id, block_ref_name) DO UPDATE SET last_pulled = "
               "excluded.last_pulled, num_records = excluded.num_records, data_size = "
               "excluded.data_size, checkpoints_size = excluded.checkpoints_size",
               err, id, s->pulled.set ? ARG_C(pulled) : ARG_NULL, ARG_I(s->records),
               ARG_I(s->data_bytes), ARG_I(s->checkpoint_bytes));
}

/* Whether the rows of this dataset describe exactly the chain below the new blocks. */
static kamu_code rows_fit(struct kamu_db *db, struct arg id, const struct odf_hash *old_head,
                          const struct kamu_db_block *first, bool *out, struct kamu_error *err)
{
    int64_t n;
    *out = false;
    if (!first || first->sequence_number == 0)
        return KAMU_OK;
    KAMU_TRY(QUERY_INT(db,
                       "SELECT (SELECT count(*) FROM dataset_references WHERE dataset_id = ?1 AND "
                       "block_ref_name = 'head' AND block_hash_bin = ?2) = 1 AND "
                       "max(coalesce((SELECT max(sequence_number) FROM dataset_key_blocks WHERE "
                       "dataset_id = ?1), -1), coalesce((SELECT max(sequence_number) FROM "
                       "dataset_data_blocks WHERE dataset_id = ?1), -1)) = ?3",
                       0, &n, err, id, ARG_B(old_head->digest, 32),
                       ARG_I(first->sequence_number - 1)));
    *out = n != 0;
    return KAMU_OK;
}

kamu_code kamu_db_set_head(struct kamu_db *db, const struct odf_did *id,
                           const struct odf_hash *old_head, const struct odf_hash *new_head,
                           const struct kamu_db_block *blocks, size_t n_blocks,
                           const struct kamu_db_statistics *statistics, struct kamu_error *err)
{
    char text[ODF_DID_TEXT_MAX];
    bool fit;
    odf_did_text(id, text);
    struct arg did = ARG_C(text);
    KAMU_TRY(rows_fit(db, did, old_head, n_blocks ? blocks : NULL, &fit, err));
    if (!fit)
        KAMU_TRY(drop_blocks(db, did, err));
    for (size_t i = 0; i < n_blocks && fit; i++)
        KAMU_TRY(add_block(db, did, &blocks[i], err));
    KAMU_TRY(put_statistics(db, did, statistics, err));
    return RUN(db,
               "INSERT INTO dataset_references (dataset_id, block_ref_name, block_hash_bin) VALUES "
               "(?1, 'head', ?2) ON CONFLICT (dataset_id, block_ref_name) DO UPDATE SET "
               "block_hash_bin = excluded.block_hash_bin",
               err, did, ARG_B(new_head->digest, 32));
}

/* The account that owns what it does not know: a known one of that name, else kamu's default. */
static kamu_code find_owner(struct kamu_db *db, struct str name, char id_out[256],
                            struct kamu_error *err)
{
    struct odf_did seeded;
    sqlite3_stmt *stmt;
    const struct arg arg = ARG_S(name);
    odf_did_seeded(STR(WORKSPACE_DEFAULT_ACCOUNT), &seeded);
    odf_did_text(&seeded, id_out);
    KAMU_TRY(kamu_db_prepare(db, "SELECT id FROM accounts WHERE lower(account_name) = lower(?)",
                             &arg, 1, &stmt, err));
    int rc = sqlite3_step(stmt);
    kamu_code code = rc == SQLITE_ROW || rc == SQLITE_DONE ? KAMU_OK : kamu_db_error(db, err);
    if (rc == SQLITE_ROW)
        snprintf(id_out, 256, STR_FMT, STR_ARG(kamu_db_text(stmt, 0)));
    sqlite3_finalize(stmt);
    return code;
}

static kamu_code put_upstream(struct kamu_db *db, struct arg id, const struct odf_did *upstream,
                              size_t n, struct kamu_error *err)
{
    KAMU_TRY(RUN(db, "DELETE FROM dataset_dependencies WHERE downstream_dataset_id = ?", err, id));
    for (size_t i = 0; i < n; i++) {
        char text[ODF_DID_TEXT_MAX];
        odf_did_text(&upstream[i], text);
        KAMU_TRY(RUN(db,
                     "INSERT OR IGNORE INTO dataset_dependencies (upstream_dataset_id, "
                     "downstream_dataset_id) VALUES (?, ?)",
                     err, ARG_C(text), id));
    }
    return KAMU_OK;
}

kamu_code kamu_db_put_dataset(struct kamu_db *db, const struct dataset_handle *dataset,
                              int32_t kind, struct instant created_at,
                              const struct odf_did *upstream, size_t n_upstream,
                              struct kamu_error *err)
{
    char text[ODF_DID_TEXT_MAX], created[64], owner_id[256];
    struct str owner = dataset->account.p ? dataset->account : STR(WORKSPACE_DEFAULT_ACCOUNT);
    odf_did_text(&dataset->id, text);
    time_text(created_at, created);
    struct arg id = ARG_C(text);
    KAMU_TRY(find_owner(db, owner, owner_id, err));
    /* The caller has made sure that no dataset has this name: an entry with it is left of one whose
     * directory is gone. Its other rows go with it. */
    KAMU_TRY(
        RUN(db,
            "DELETE FROM dataset_entries WHERE owner_id = ? AND lower(dataset_name) = lower(?) "
            "AND dataset_id <> ?",
            err, ARG_C(owner_id), ARG_S(dataset->name), id));
    KAMU_TRY(RUN(db,
                 "INSERT OR IGNORE INTO dataset_entries (dataset_id, owner_id, dataset_name, "
                 "created_at, kind, owner_name) VALUES (?, ?, ?, ?, ?, ?)",
                 err, id, ARG_C(owner_id), ARG_S(dataset->name), ARG_C(created),
                 ARG_C(kind == ODF_DERIVATIVE ? "derivative" : "root"), ARG_S(owner)));
    /* As `kamu add` does in a single-tenant workspace; private is what kamu takes without it. */
    if (!db->ws->multi_tenant)
        KAMU_TRY(RUN(db,
                     "INSERT OR IGNORE INTO auth_rebac_properties (entity_type, entity_id, "
                     "property_name, property_value) VALUES ('dataset', ?, "
                     "'dataset/allows_public_read', 'true')",
                     err, id));
    return put_upstream(db, id, upstream, n_upstream, err);
}

kamu_code kamu_db_rename_dataset(struct kamu_db *db, const struct odf_did *id, struct str name,
                                 struct kamu_error *err)
{
    char text[ODF_DID_TEXT_MAX];
    odf_did_text(id, text);
    return RUN(db, "UPDATE dataset_entries SET dataset_name = ? WHERE dataset_id = ?", err,
               ARG_S(name), ARG_C(text));
}

kamu_code kamu_db_delete_dataset(struct kamu_db *db, const struct odf_did *id,
                                 struct kamu_error *err)
{
    char text[ODF_DID_TEXT_MAX];
    odf_did_text(id, text);
    struct arg arg = ARG_C(text);
    KAMU_TRY(drop_blocks(db, arg, err));
    KAMU_TRY(RUN(db, "DELETE FROM dataset_statistics WHERE dataset_id = ?", err, arg));
    KAMU_TRY(RUN(db, "DELETE FROM dataset_references WHERE dataset_id = ?", err, arg));
    KAMU_TRY(RUN(db, "DELETE FROM dataset_dependencies WHERE downstream_dataset_id = ?", err, arg));
    KAMU_TRY(kamu_db_forget_rights(db, id, err));
    return RUN(db, "DELETE FROM dataset_entries WHERE dataset_id = ?", err, arg);
}
