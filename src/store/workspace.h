/*
 * A workspace: the directory that holds `.kamu`, and the datasets in it
 * (spec/odf-metadata.md 1; spec/cli.md 2.10, 3).
 *
 * The layout is kamu's version 7. Which datasets exist, what they are called
 * and where their heads stand is told by the files `datasets/<id>/refs/head`
 * and `info/alias`. Where kamu's database exists as well it is kept in step by
 * every writing function of this room (store/kamu_db.h).
 *
 * A `struct workspace` belongs to one thread at a time; other processes, kamu
 * included, may work in the same directory meanwhile.
 */
#ifndef KAMU_STORE_WORKSPACE_H
#define KAMU_STORE_WORKSPACE_H

#include "base/env.h"
#include "base/mem.h"
#include "odf/event.h"

#define WORKSPACE_VERSION 7
#define WORKSPACE_DEFAULT_ACCOUNT "kamu"
#define DATASET_NAME_MAX 1024 /* bytes of an alias file that are accepted */
/* In .kamu/cache: key states of the merge strategies, in directories named <did>-<which>. They
 * go when the dataset is deleted. */
#define WORKSPACE_CACHE_KEYS "keys"

struct workspace { /* read-only for callers */
    struct env *env;
    char root[FS_PATH_MAX]; /* absolute; holds .kamu */
    char dir[FS_PATH_MAX];  /* <root>/.kamu */
    bool multi_tenant;
    bool has_database; /* kamu has used this workspace: its database is kept in step. May become
                          true later: see kamu_db_exists */
    char account[256]; /* whose datasets a bare name means; "kamu" unless changed */
    struct workspace_private *priv;
};

/*
 * The directory whose `.kamu` is meant: `kamu_workspace` (the value of
 * $KAMU_WORKSPACE, NULL or "" when unset), else the nearest ancestor of the
 * current directory that has one. *found = false: there is none, and `root` is
 * where `kamu init` would make it.
 */
kamu_code workspace_find(struct env *env, const char *kamu_workspace, char root[FS_PATH_MAX],
                         bool *found, struct kamu_error *err);

/*
 * Make a workspace. When there is one already (also in an ancestor): with
 * `exists_ok` *created = false and KAMU_OK, else KAMU_E_EXISTS "Directory is
 * already a kamu workspace". The file `version` is written last, so a crash
 * leaves nothing that passes for a workspace.
 */
kamu_code workspace_init(struct env *env, const char *kamu_workspace, bool multi_tenant,
                         bool exists_ok, bool *created, struct kamu_error *err);

/*
 * KAMU_E_NOT_FOUND "Directory is not a kamu workspace"; KAMU_E_UNSUPPORTED when
 * the layout is of another version (kamu's text for older ones).
 * Finishes an `add` of several datasets that a crash cut short.
 */
kamu_code workspace_open(struct env *env, const char *kamu_workspace, struct workspace **out,
                         struct kamu_error *err);
void workspace_close(struct workspace *ws); /* NULL is fine */

/* The layout version on disk: 0 without a file. KAMU_E_CORRUPT when it is not a number. */
kamu_code workspace_version(struct env *env, const char *root, uint64_t *out,
                            struct kamu_error *err);

/* ---- datasets -------------------------------------------------------------- */

/* Names one dataset. Strings belong to the list or caller's arena they came with. */
struct dataset_handle {
    struct odf_did id;
    struct str account; /* owner; .p NULL in a single-tenant workspace */
    struct str name;    /* as typed at creation, without account */
    struct str alias;   /* "name" or "account/name": what messages show; NUL-terminated */
};

struct dataset_list {
    struct dataset_handle *items; /* by alias, without case */
    size_t n;
    struct arena arena; /* holds the strings and the items */
};
void dataset_list_free(struct dataset_list *l); /* NULL is fine */

/* Every dataset that has a head. */
kamu_code workspace_list(struct workspace *ws, struct dataset_list *out, struct kamu_error *err);

/*
 * `ref`: "name", "account/name" or "did:odf:…". Strings go to `arena`.
 * KAMU_E_NOT_FOUND "Dataset not found: <ref>", with near names as a hint;
 * KAMU_E_USAGE for an account in a single-tenant workspace.
 */
kamu_code workspace_resolve(struct workspace *ws, struct str ref, struct arena *arena,
                            struct dataset_handle *out, struct kamu_error *err);

/*
 * Several references and patterns ("%" = any sequence, without case), as
 * spec/cli.md 3: without a pattern the order given is kept (twice named = once)
 * and the first unresolved one is the error; with one, all that match, by alias.
 */
kamu_code workspace_select(struct workspace *ws, const struct str *refs, size_t n,
                           struct dataset_list *out, struct kamu_error *err);

/* What `kamu list` shows of a dataset; kept in `.kamu/cache/index` under the head's hash. */
struct dataset_summary {
    struct odf_hash head;
    int32_t kind; /* enum odf_dataset_kind */
    bool remote;  /* it has a pull alias */
    uint64_t blocks;
    uint64_t records; /* sums over the whole chain */
    uint64_t data_bytes;
    struct odf_opt_instant pulled; /* system time of the newest AddData / ExecuteTransform */
    struct odf_opt_instant watermark;
    bool damaged; /* the chain could not be read: only `head` is right (see dataset_state) */
};

/* workspace_list with a summary each, in the same order: *summaries[0 .. out->n) lies in out's
 * arena. About 10 us a dataset. */
kamu_code workspace_list_summaries(struct workspace *ws, struct dataset_list *out,
                                   struct dataset_summary **summaries, struct kamu_error *err);

/* ---- dependencies ---------------------------------------------------------- */

/* Datasets whose newest SetTransform reads `id`, directly (and, if `transitive`, through others:
 * then dependents come before what they depend on). */
kamu_code workspace_downstream(struct workspace *ws, const struct odf_did *id, bool transitive,
                               struct dataset_list *out, struct kamu_error *err);

/* Datasets that the newest SetTransform of `id` reads, likewise. */
kamu_code workspace_upstream(struct workspace *ws, const struct odf_did *id, bool transitive,
                             struct dataset_list *out, struct kamu_error *err);

#endif
