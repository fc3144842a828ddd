/* What kamu's database says of accounts, access tokens and rights (spec/http-api.md 3). */
#include "store/kamu_db_private.h"

#define PUBLIC_READ "dataset/allows_public_read"
#define ANONYMOUS_READ "dataset/allows_anonymous_read"
#define ROLE_PREFIX "account->dataset/"
#define TOKENS_MAX 10000

kamu_code kamu_db_version(struct kamu_db *db, int64_t *out, struct kamu_error *err)
{
    sqlite3_stmt *stmt;
    KAMU_TRY(kamu_db_prepare(db, "PRAGMA data_version", NULL, 0, &stmt, err));
    int rc = sqlite3_step(stmt);
    *out = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    kamu_code code = rc == SQLITE_ROW ? KAMU_OK : kamu_db_error(db, err);
    sqlite3_finalize(stmt);
    return code;
}

kamu_code kamu_db_account(struct kamu_db *db, const struct odf_did *id, struct str name,
                          struct arena *arena, struct kamu_db_account *out, bool *found,
                          struct kamu_error *err)
{
    static const char by_id[] =
        "SELECT a.id, a.account_name, p.property_value FROM accounts a LEFT JOIN "
        "auth_rebac_properties p ON p.entity_type = 'account' AND p.entity_id = a.id AND "
        "p.property_name = 'account/is_admin' WHERE a.id = ?";
    static const char by_name[] =
        "SELECT a.id, a.account_name, p.property_value FROM accounts a LEFT JOIN "
        "auth_rebac_properties p ON p.entity_type = 'account' AND p.entity_id = a.id AND "
        "p.property_name = 'account/is_admin' WHERE lower(a.account_name) = lower(?)";
    char text[ODF_DID_TEXT_MAX] = "";
    sqlite3_stmt *stmt;
    kamu_code code = KAMU_OK;
    if (id)
        odf_did_text(id, text);
    const struct arg arg = id ? ARG_C(text) : ARG_S(name);
    *found = false;
    KAMU_TRY(kamu_db_prepare(db, id ? by_id : by_name, &arg, 1, &stmt, err));
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW && odf_did_parse(kamu_db_text(stmt, 0), &out->id, NULL) == KAMU_OK) {
        out->name = arena_str(arena, kamu_db_text(stmt, 1));
        out->admin = str_eqc(kamu_db_text(stmt, 2), "true");
        *found = out->name.p != NULL;
        code = *found ? KAMU_OK : error_nomem(err);
    } else if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
        code = kamu_db_error(db, err);
    }
    sqlite3_finalize(stmt);
    return code;
}

/* ---- access tokens ------------------------------------------------------------------- */

static bool read_token(sqlite3_stmt *stmt, struct arena *arena, struct kamu_db_token *t,
                       bool *no_memory)
{
    if (sqlite3_column_bytes(stmt, 0) != 16 || sqlite3_column_bytes(stmt, 2) != 32 ||
        odf_did_parse(kamu_db_text(stmt, 5), &t->account, NULL) != KAMU_OK)
        return false;
    memcpy(t->id, sqlite3_column_blob(stmt, 0), 16);
    memcpy(t->hash, sqlite3_column_blob(stmt, 2), 32);
    t->name = arena_str(arena, kamu_db_text(stmt, 1));
    t->created_at = arena_str(arena, kamu_db_text(stmt, 3));
    t->revoked_at = sqlite3_column_type(stmt, 4) == SQLITE_NULL
                        ? STR_NONE
                        : arena_str(arena, kamu_db_text(stmt, 4));
    *no_memory = !t->name.p || !t->created_at.p;
    return !*no_memory;
}

kamu_code kamu_db_tokens(struct kamu_db *db, const struct odf_did *account, const uint8_t id[16],
                         struct arena *arena, struct kamu_db_token **out, size_t *n,
                         struct kamu_error *err)
{
    static const char by_id[] = "SELECT id, token_name, token_hash, created_at, revoked_at, "
                                "account_id FROM access_tokens WHERE id = ?";
    static const char by_account[] = "SELECT id, token_name, token_hash, created_at, revoked_at, "
                                     "account_id FROM access_tokens WHERE account_id = ? ORDER BY "
                                     "created_at";
    char text[ODF_DID_TEXT_MAX] = "";
    sqlite3_stmt *stmt;
    kamu_code code = KAMU_OK;
    size_t cap = 0;
    int rc = SQLITE_DONE;
    if (account)
        odf_did_text(account, text);
    const struct arg arg = account ? ARG_C(text) : ARG_B(id, 16);
    *out = NULL;
    *n = 0;
    KAMU_TRY(kamu_db_prepare(db, account ? by_account : by_id, &arg, 1, &stmt, err));
    while (code == KAMU_OK && *n < TOKENS_MAX && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        if (*n == cap) {
            cap = cap ? cap * 2 : 4;
            struct kamu_db_token *grown = arena_calloc(arena, cap, sizeof *grown);
            if (grown && *n)
                memcpy(grown, *out, *n * sizeof *grown);
            if (!grown) {
                code = error_nomem(err);
                break;
            }
            *out = grown;
        }
        bool no_memory = false;
        *n += read_token(stmt, arena, &(*out)[*n], &no_memory);
        if (no_memory)
            code = error_nomem(err);
    }
    if (code == KAMU_OK && rc != SQLITE_ROW && rc != SQLITE_DONE)
        code = kamu_db_error(db, err);
    sqlite3_finalize(stmt);
    return code;
}

/* ---- rights -------------------------------------------------------------------------- */

static kamu_code read_properties(struct kamu_db *db, struct arg id, bool *public_read,
                                 bool *anonymous_read, struct kamu_error *err)
{
    sqlite3_stmt *stmt;
    int rc;
    *public_read = false;
    *anonymous_read = true;
    KAMU_TRY(kamu_db_prepare(db,
                             "SELECT property_name, property_value FROM auth_rebac_properties "
                             "WHERE entity_type = 'dataset' AND entity_id = ?",
                             &id, 1, &stmt, err));
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        bool yes = str_eqc(kamu_db_text(stmt, 1), "true");
        if (str_eqc(kamu_db_text(stmt, 0), PUBLIC_READ))
            *public_read = yes;
        else if (str_eqc(kamu_db_text(stmt, 0), ANONYMOUS_READ))
            *anonymous_read = yes;
    }
    kamu_code code = rc == SQLITE_DONE ? KAMU_OK : kamu_db_error(db, err);
    sqlite3_finalize(stmt);
    return code;
}

kamu_code kamu_db_rights(struct kamu_db *db, const struct odf_did *id, bool *public_read,
                         bool *anonymous_read,
                         kamu_code (*role)(void *ctx, const struct odf_did *account,
                                           struct str role, struct kamu_error *err),
                         void *ctx, struct kamu_error *err)
{
    char text[ODF_DID_TEXT_MAX];
    struct odf_did account;
    sqlite3_stmt *stmt;
    kamu_code code = KAMU_OK;
    int rc = SQLITE_DONE;
    odf_did_text(id, text);
    const struct arg arg = ARG_C(text);
    KAMU_TRY(read_properties(db, arg, public_read, anonymous_read, err));
    KAMU_TRY(kamu_db_prepare(db,
                             "SELECT subject_entity_id, relationship FROM auth_rebac_relations "
                             "WHERE object_entity_type = 'dataset' AND object_entity_id = ? AND "
                             "subject_entity_type = 'account'",
                             &arg, 1, &stmt, err));
    while (code == KAMU_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct str what = kamu_db_text(stmt, 1);
        size_t prefix = sizeof ROLE_PREFIX - 1;
        if (str_starts(what, ROLE_PREFIX) &&
            odf_did_parse(kamu_db_text(stmt, 0), &account, NULL) == KAMU_OK)
            code = role(ctx, &account, (struct str){what.p + prefix, what.n - prefix}, err);
    }
    if (code == KAMU_OK && rc != SQLITE_DONE)
        code = kamu_db_error(db, err);
    sqlite3_finalize(stmt);
    return code;
}

kamu_code kamu_db_set_public(struct kamu_db *db, const struct odf_did *id, bool public_read,
                             bool anonymous_read, struct kamu_error *err)
{
    static const char put[] =
        "INSERT INTO auth_rebac_properties (entity_type, entity_id, property_name, property_value) "
        "VALUES ('dataset', ?, ?, ?) ON CONFLICT (entity_type, entity_id, property_name) DO UPDATE "
        "SET property_value = excluded.property_value";
    char text[ODF_DID_TEXT_MAX];
    odf_did_text(id, text);
    KAMU_TRY(
        RUN(db, put, err, ARG_C(text), ARG_C(PUBLIC_READ), ARG_C(public_read ? "true" : "false")));
    return RUN(db, put, err, ARG_C(text), ARG_C(ANONYMOUS_READ),
               ARG_C(public_read && anonymous_read ? "true" : "false"));
}

kamu_code kamu_db_set_role(struct kamu_db *db, const struct odf_did *id,
                           const struct odf_did *account, const char *role, struct kamu_error *err)
{
    char dataset[ODF_DID_TEXT_MAX], subject[ODF_DID_TEXT_MAX], relation[64];
    odf_did_text(id, dataset);
    odf_did_text(account, subject);
    KAMU_TRY(RUN(db,
                 "DELETE FROM auth_rebac_relations WHERE subject_entity_type = 'account' AND "
                 "subject_entity_id = ? AND object_entity_type = 'dataset' AND object_entity_id = "
                 "?",
                 err, ARG_C(subject), ARG_C(dataset)));
    if (!role)
        return KAMU_OK;
    snprintf(relation, sizeof relation, ROLE_PREFIX "%s", role);
    return RUN(db,
               "INSERT INTO auth_rebac_relations (subject_entity_type, subject_entity_id, "
               "relationship, object_entity_type, object_entity_id) VALUES ('account', ?, ?, "
               "'dataset', ?)",
               err, ARG_C(subject), ARG_C(relation), ARG_C(dataset));
}

kamu_code kamu_db_forget_rights(struct kamu_db *db, const struct odf_did *id,
                                struct kamu_error *err)
{
    char text[ODF_DID_TEXT_MAX];
    odf_did_text(id, text);
    KAMU_TRY(RUN(db,
                 "DELETE FROM auth_rebac_properties WHERE entity_type = 'dataset' AND entity_id = "
                 "?",
                 err, ARG_C(text)));
    return RUN(db,
               "DELETE FROM auth_rebac_relations WHERE object_entity_type = 'dataset' AND "
               "object_entity_id = ?",
               err, ARG_C(text));
}
