/*
 * What another program pushes into the workspace: objects first, each checked against its hash and
 * stored durably, then blocks as raw bytes, whose objects must be there. All of it is checked as in
 * a pull (transfer.h); the head moves last, or nothing is changed.
 *
 * Objects of a dataset that does not exist yet lie in a directory of their own, `data/` and
 * `checkpoints/` below it, until the dataset is made with all its blocks in one step.
 */
#ifndef KAMU_STORE_RECEIVE_H
#define KAMU_STORE_RECEIVE_H

#include "store/block_archive.h"
#include "store/commit.h"
#include "store/transfer.h"

/*
 * Stores an object under `dir` (a dataset's directory, or a staging directory). Its bytes are in
 * memory, or are those of the file `fd` (memory NULL), which gets a name instead of being copied
 * where the file system can do that. KAMU_E_INPUT when they have another hash; then nothing is
 * stored. One that is there already, of the same length, is left.
 */
kamu_code receive_object(struct env *env, const char *dir, enum dataset_object kind,
                         const struct odf_hash *hash, const void *memory, int fd, uint64_t size,
                         struct kamu_error *err);

/* Whether it is there, of this length; if so it counts as new again for a sweep (gc.h). */
kamu_code receive_has(struct env *env, const char *dir, const struct transfer_object *o, bool *out,
                      struct kamu_error *err);

/* The objects that the blocks name, each once; the caller frees *out with mem_free. */
kamu_code receive_objects_of(const struct block_archive *blocks, struct transfer_object **out,
                             size_t *n, struct kamu_error *err);

/*
 * Appends the blocks, the first of which follows `expected_head`; KAMU_E_CONFLICT when the head is
 * another one. With `force` the first may follow any block of the chain, or be the Seed of the same
 * dataset: then they replace what is there. KAMU_E_CORRUPT, KAMU_E_CHAIN: the blocks or their
 * objects are wrong.
 */
kamu_code receive_blocks(struct dataset *ds, const struct odf_hash *expected_head, bool force,
                         const struct block_archive *blocks, struct commit_result *out,
                         struct kamu_error *err);

/* Makes the dataset; account.p NULL: the workspace's own. Errors as dataset_create. */
kamu_code receive_new(struct workspace *ws, struct str account, struct str name,
                      enum dataset_visibility visibility, const char *staging,
                      const struct block_archive *blocks, struct odf_did *id, struct odf_hash *head,
                      struct kamu_error *err);

#endif
