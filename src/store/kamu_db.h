/*
 * kamu-cli's own database, `.kamu/workspace.sqlite.db` (spec/odf-metadata.md 1.5).
 *
 * For kamu it is the primary source of names and heads; the files are written
 * after it. So that both programs can work in turn on one workspace:
 *
 *  writing  every change of a head or a name is also made there, in one
 *           transaction that is committed before `refs/head` is moved.
 *  reading  the files are the truth, except where the database is ahead of them:
 *           kamu (or we) ended between its commit and the file. That is seen by
 *           an unconsumed outbox message of kamu, or by a head in the database
 *           that descends from the one in the file.
 *
 * The database is opened at the first need; a workspace without one never touches
 * SQLite.
 */
#ifndef KAMU_STORE_KAMU_DB_H
#define KAMU_STORE_KAMU_DB_H

#include "store/workspace.h"

struct kamu_db;

/* Whether kamu has a database here. It may come while the workspace is open: when kamu works for
 * the first time beside a server of ours. It counts from when kamu has entered what there is; a
 * stat while there is none. */
bool kamu_db_exists(struct workspace *ws);

/* The database of the workspace, or NULL without one. */
kamu_code kamu_db_get(struct workspace *ws, struct kamu_db **out, struct kamu_error *err);
void kamu_db_close(struct kamu_db *db); /* NULL is fine */

/* Write transaction; waits for a running kamu. */
kamu_code kamu_db_begin(struct kamu_db *db, struct kamu_error *err);
kamu_code kamu_db_commit(struct kamu_db *db, struct kamu_error *err);
void kamu_db_rollback(struct kamu_db *db);

struct kamu_db_dataset {
    struct odf_did id;
    struct str alias; /* "name", or "account/name" in a multi-tenant workspace */
    bool has_head;
    struct odf_hash head;
};
/* Every dataset that kamu knows, sorted by id; in `arena`. */
kamu_code kamu_db_datasets(struct kamu_db *db, struct arena *arena, struct kamu_db_dataset **out,
                           size_t *n, struct kamu_error *err);
kamu_code kamu_db_find(struct kamu_db *db, const struct odf_did *id, struct arena *arena,
                       struct kamu_db_dataset *out, bool *found, struct kamu_error *err);
/* Whether kamu has committed a change of this dataset's head (or name) whose file it has not
 * written. */
kamu_code kamu_db_head_pending(struct kamu_db *db, const struct odf_did *id, bool *out,
                               struct kamu_error *err);
kamu_code kamu_db_name_pending(struct kamu_db *db, const struct odf_did *id, bool *out,
                               struct kamu_error *err);

/* ---- inside a transaction ------------------------------------------------------------ */

struct kamu_db_block { /* appended to a chain */
    struct odf_hash hash;
    uint64_t sequence_number;
    const char *event_type; /* "AddData" */
    bool is_data;           /* AddData, ExecuteTransform */
    const void *bytes;
    size_t n;
};

/* Head from `old_head` to `new_head`. When the rows of the database are those of old_head the
 * blocks are added to them; else they are dropped, and kamu builds them anew. Statistics likewise:
 * the new sums are given. */
struct kamu_db_statistics {
    struct odf_opt_instant pulled;
    uint64_t records, data_bytes, checkpoint_bytes;
};
kamu_code kamu_db_set_head(struct kamu_db *db, const struct odf_did *id,
                           const struct odf_hash *old_head, const struct odf_hash *new_head,
                           const struct kamu_db_block *blocks, size_t n_blocks,
                           const struct kamu_db_statistics *statistics, struct kamu_error *err);
/* Entry of a dataset that kamu may not know yet. `upstream`: what its transformation reads. */
kamu_code kamu_db_put_dataset(struct kamu_db *db, const struct dataset_handle *dataset,
                              int32_t kind, struct instant created_at,
                              const struct odf_did *upstream, size_t n_upstream,
                              struct kamu_error *err);
kamu_code kamu_db_rename_dataset(struct kamu_db *db, const struct odf_did *id, struct str name,
                                 struct kamu_error *err);
kamu_code kamu_db_delete_dataset(struct kamu_db *db, const struct odf_did *id,
                                 struct kamu_error *err);

/* ---- accounts, access tokens, rights (kamu_db_access.c) ------------------------------ */

/* Another number when somebody else has changed the database since the last call. */
kamu_code kamu_db_version(struct kamu_db *db, int64_t *out, struct kamu_error *err);

struct kamu_db_account {
    struct odf_did id;
    struct str name;
    bool admin;
};
/* By id, or by name (without case) when id is NULL. Accounts that are no did:odf are not found. */
kamu_code kamu_db_account(struct kamu_db *db, const struct odf_did *id, struct str name,
                          struct arena *arena, struct kamu_db_account *out, bool *found,
                          struct kamu_error *err);

struct kamu_db_token {
    uint8_t id[16], hash[32];
    struct str name, created_at, revoked_at; /* times as kamu writes them; .p NULL: never */
    struct odf_did account;
};
/* Tokens of the account, or the one with this id (account NULL). */
kamu_code kamu_db_tokens(struct kamu_db *db, const struct odf_did *account, const uint8_t id[16],
                         struct arena *arena, struct kamu_db_token **out, size_t *n,
                         struct kamu_error *err);

/* Calls back with each role on the dataset: "reader", "editor", "maintainer". */
kamu_code kamu_db_rights(struct kamu_db *db, const struct odf_did *id, bool *public_read,
                         bool *anonymous_read,
                         kamu_code (*role)(void *ctx, const struct odf_did *account,
                                           struct str role, struct kamu_error *err),
                         void *ctx, struct kamu_error *err);
kamu_code kamu_db_set_public(struct kamu_db *db, const struct odf_did *id, bool public_read,
                             bool anonymous_read, struct kamu_error *err);
kamu_code kamu_db_forget_rights(struct kamu_db *db, const struct odf_did *id,
                                struct kamu_error *err);
/* role NULL: none. */
kamu_code kamu_db_set_role(struct kamu_db *db, const struct odf_did *id,
                           const struct odf_did *account, const char *role, struct kamu_error *err);

#endif
