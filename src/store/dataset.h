/*
 * One dataset: its directory `blocks/ data/ checkpoints/ refs/ info/`
 * (spec/odf-metadata.md 1.3), its chain of blocks and the state at its head.
 *
 * Every block that is read is hashed and compared with its name, so a damaged
 * chain is KAMU_E_CORRUPT at the first touch, never a wrong answer.
 *
 * The state at the head costs O(1): it is kept, tagged with the head's hash, in
 * `.kamu/cache/heads/<dataset>`. A missing, foreign or damaged file is caught up
 * with the blocks behind its tag, or rebuilt; deleting it is always safe.
 *
 * A `struct dataset` belongs to one thread at a time.
 */
#ifndef KAMU_STORE_DATASET_H
#define KAMU_STORE_DATASET_H

#include "odf/block.h"
#include "odf/rules.h"
#include "store/workspace.h"

struct dataset;

/* Strings of the handle are copied. The workspace must outlive the dataset. */
kamu_code dataset_open(struct workspace *ws, const struct dataset_handle *handle,
                       struct dataset **out, struct kamu_error *err);
/* workspace_resolve + dataset_open. */
kamu_code dataset_open_ref(struct workspace *ws, struct str ref, struct dataset **out,
                           struct kamu_error *err);
/* A plain directory (a repository, file://): no workspace, no name; caches nothing. */
kamu_code dataset_open_dir(struct env *env, const char *dir, struct dataset **out,
                           struct kamu_error *err);
void dataset_close(struct dataset *ds); /* NULL is fine */

const struct dataset_handle *dataset_handle(const struct dataset *ds);
const char *
dataset_alias(const struct dataset *ds); /* handle's alias; the path for a plain directory */
const char *dataset_dir(const struct dataset *ds);
struct workspace *dataset_workspace(const struct dataset *ds); /* NULL for a plain directory */

/* refs/head as it is now. KAMU_E_NOT_FOUND without one, KAMU_E_CORRUPT when it is no hash (white
 * space around it is accepted). */
kamu_code dataset_head(struct dataset *ds, struct odf_hash *out, struct kamu_error *err);

enum dataset_object { DATASET_BLOCK, DATASET_DATA, DATASET_CHECKPOINT };
/* <dir>/{blocks,data,checkpoints}/<hash>; existence is not checked. */
kamu_code dataset_object_path(const struct dataset *ds, enum dataset_object kind,
                              const struct odf_hash *hash, char out[FS_PATH_MAX],
                              struct kamu_error *err);

/* ---- blocks ------------------------------------------------------------------ */

/* The stored bytes, checked against the hash. KAMU_E_NOT_FOUND "Block does not exist: <hash>". */
kamu_code dataset_block_bytes(struct dataset *ds, const struct odf_hash *hash, struct buf *out,
                              struct kamu_error *err);
/* The same, decoded; everything lies in `arena`. */
kamu_code dataset_block(struct dataset *ds, const struct odf_hash *hash, struct arena *arena,
                        struct odf_block *out, struct kamu_error *err);

/* From `from` (NULL: the head) towards the Seed. */
struct block_walk;
kamu_code block_walk_open(struct dataset *ds, const struct odf_hash *from, struct block_walk **out,
                          struct kamu_error *err);
/* *block = NULL at the end. Block, hash and bytes are valid until the next call. A chain that does
 * not count down to a Seed is KAMU_E_CORRUPT, so a walk always ends. */
kamu_code block_walk_next(struct block_walk *w, const struct odf_block **block,
                          const struct odf_hash **hash, struct kamu_error *err);
struct str block_walk_bytes(const struct block_walk *w); /* of the block returned last */
void block_walk_free(struct block_walk *w);

/* Hashes of the whole chain down from `from` (NULL: the head), OLDEST first: hashes[i] is the block
 * with sequence number i. The caller frees *hashes with mem_free. */
kamu_code dataset_chain(struct dataset *ds, const struct odf_hash *from, struct odf_hash **hashes,
                        size_t *n, struct kamu_error *err);

/* The part of it above `stop` (NULL: all), oldest first; *reached: `stop` is in the chain. */
kamu_code dataset_chain_since(struct dataset *ds, const struct odf_hash *from,
                              const struct odf_hash *stop, struct odf_hash **hashes, size_t *n,
                              bool *reached, struct kamu_error *err);

/* ---- state at the head --------------------------------------------------------- */

struct dataset_state {
    struct odf_hash head;
    uint64_t blocks; /* in the chain: sequence number of the head + 1 */
    uint64_t checkpoint_bytes;
    struct odf_opt_instant pulled; /* system time of the newest AddData / ExecuteTransform */
    struct odf_chain_state
        chain; /* all else: vocabulary, schema, sources, offset, watermark, sums */
};

/* The state at refs/head as it is now. Valid until the next call on `ds` or its closing. */
kamu_code dataset_state(struct dataset *ds, const struct dataset_state **out,
                        struct kamu_error *err);

/* Keeps the state that `ds` has, for whoever opens the dataset next. Derived: never fails. */
void dataset_keep_state(struct dataset *ds);

/* ---- info/config: aliases at remotes ----------------------------------------------- */

struct dataset_aliases {
    struct str *pull, *push; /* remote references as written */
    size_t n_pull, n_push;
    struct arena arena;
};
void dataset_aliases_free(struct dataset_aliases *a);
/* Empty without the file. */
kamu_code dataset_aliases_read(struct dataset *ds, struct dataset_aliases *out,
                               struct kamu_error *err);
/* Writes the file; removes it when both lists are empty. */
kamu_code dataset_aliases_write(struct dataset *ds, const struct str *pull, size_t n_pull,
                                const struct str *push, size_t n_push, struct kamu_error *err);

#endif
