/* What the files of this room share. Nothing outside includes it. */
#ifndef KAMU_STORE_PRIVATE_H
#define KAMU_STORE_PRIVATE_H

#include "store/commit.h"
#include "store/dataset.h"
#include "store/workspace.h"

#define STORE_LOCK_NAME ".lock"      /* in datasets/ and in each dataset: kamu skips it */
#define STORE_LOCK_TIMEOUT_MS 120000 /* for a commit of another process to end */
#define STORE_HEAD_BYTES_MAX 4096    /* of a refs/head that is looked at at all */
#define STORE_CACHE_INDEX "index"
#define STORE_CACHE_HEADS "heads"
#define STORE_CACHE_SLICES "slices"
#define STORE_CACHE_RANGES "ranges"
#define STORE_CACHE_PRODUCERS "producers"
#define STORE_TRANSACTION ".transaction" /* in datasets/: see transaction.c */

struct kamu_db;

struct workspace_private {
    char datasets[FS_PATH_MAX]; /* <root>/.kamu/datasets */
    char cache[FS_PATH_MAX];
    struct kamu_db *db; /* opened at the first need; NULL before and without a database */
};

struct dataset {
    struct env *env;
    struct workspace *ws; /* NULL: a plain directory */
    struct dataset_handle handle;
    char dir[FS_PATH_MAX];
    bool has_state;
    struct dataset_state state; /* of state.head; valid while has_state */
    struct arena arena;         /* strings of the handle */
};

/* ---- paths and names ------------------------------------------------------------- */

kamu_code store_dataset_dir(const struct workspace *ws, const struct odf_did *id,
                            char out[FS_PATH_MAX], struct kamu_error *err);
kamu_code store_path2(char out[FS_PATH_MAX], const char *a, const char *b, const char *c,
                      struct kamu_error *err); /* a/b/c */

/* The lock file of a directory. A file that was removed while waiting (the dataset was deleted) is
 * KAMU_E_NOT_FOUND. */
kamu_code store_lock(struct env *env, const char *dir, struct fs_file **out,
                     struct kamu_error *err);

/* refs/head of a dataset directory. *found = false without one. */
kamu_code store_read_head(struct env *env, const char *dir, struct odf_hash *out, bool *found,
                          struct kamu_error *err);
/* info/alias, trimmed, into the arena. *found = false when there is none or it is no alias. */
kamu_code store_read_alias(struct env *env, const char *dir, struct arena *arena, struct str *out,
                           bool *found, struct kamu_error *err);
/* Fill in account, name and alias from the text of info/alias (NUL-terminated, in an arena). */
void store_handle_set(struct dataset_handle *h, const struct odf_did *id, struct str alias);
void store_list_sort(struct dataset_list *l);
/* Handles and their strings into the list's arena. */
kamu_code store_handle_copy(struct arena *arena, const struct dataset_handle *from,
                            struct dataset_handle *to, struct kamu_error *err);

struct kamu_db_block;
/* One transaction in kamu's database: the entry, when kamu does not know the dataset, and its head.
 * `state` is that of new_head. */
kamu_code store_db_move_head(struct dataset *ds, const struct odf_hash *old_head,
                             const struct odf_hash *new_head, const struct kamu_db_block *blocks,
                             size_t n_blocks, const struct dataset_state *state,
                             struct kamu_error *err);
/* The same inside a transaction that the caller has begun. */
kamu_code store_db_put_head(struct kamu_db *db, struct dataset *ds, const struct odf_hash *old_head,
                            const struct odf_hash *new_head, const struct kamu_db_block *blocks,
                            size_t n_blocks, const struct dataset_state *state,
                            struct kamu_error *err);

/* A commit whose events follow the block `at` of the dataset (NULL: nothing, so a Seed is next)
 * instead of its head, which they replace. Before the first event. */
kamu_code store_commit_restart(struct commit *c, const struct odf_hash *at, struct kamu_error *err);
/* A block as another program has written it; its bytes are kept as they are. */
kamu_code store_commit_raw(struct commit *c, const void *bytes, size_t n,
                           const struct odf_block *block, struct kamu_error *err);
/* A file that lies in the dataset already and must be there, of this size, when the head moves;
 * else commit_publish gives KAMU_E_CORRUPT "Object does not exist: <hash>". */
kamu_code store_commit_require(struct commit *c, enum dataset_object kind,
                               const struct odf_hash *hash, uint64_t size, struct kamu_error *err);
/* commit_data_create for either kind of file. */
kamu_code store_commit_object(struct commit *c, enum dataset_object kind, struct fs_file **file,
                              struct kamu_error *err);
/* commit_add_event with the flags of odf_chain_check. */
kamu_code store_commit_event(struct commit *c, struct instant system_time,
                             const struct odf_event *event, unsigned rules, struct kamu_error *err);

/* ---- head state (head_state.c) ------------------------------------------------------ */

void store_state_init(struct dataset_state *s);
void store_state_free(struct dataset_state *s);
kamu_code store_state_copy(const struct dataset_state *from, struct dataset_state *to,
                           struct kamu_error *err);
/* Take a block as the new head without checking it. */
kamu_code store_state_apply(struct dataset_state *s, const struct odf_block *b,
                            const struct odf_hash *hash, struct kamu_error *err);
/* Bring ds->state to `head`. */
kamu_code store_state_load(struct dataset *ds, const struct odf_hash *head, struct kamu_error *err);
/* The state at any block of the chain, from the blocks alone; the caller frees it. */
kamu_code store_state_at(struct dataset *ds, const struct odf_hash *at, struct dataset_state *out,
                         struct kamu_error *err);
/* Keep a state for the next process. Derived: a failure is no error. */
void store_state_save(struct dataset *ds, const struct dataset_state *s);
/* All that is derived from a dataset: it is deleted. */
void store_state_forget(struct workspace *ws, const struct odf_did *id);

/*
 * kamu's database holds `db_head` for the dataset in `dir`, the file *head (when *has_head). Leaves
 * the one that counts in *head: the file's, unless kamu has a message pending for this dataset or
 * the file's head is an ancestor of the database's (kamu_db.h).
 */
kamu_code store_reconcile_head(struct workspace *ws, const char *dir, const struct odf_did *id,
                               const struct odf_hash *db_head, struct odf_hash *head,
                               bool *has_head, struct kamu_error *err);

/* By name, without case; account.p NULL = the workspace's own. */
kamu_code store_find_alias(struct workspace *ws, struct str account, struct str name,
                           struct arena *arena, struct dataset_handle *out, bool *found,
                           struct kamu_error *err);

#endif
