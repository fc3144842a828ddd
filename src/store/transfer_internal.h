/* Shared by transfer.c (what both ways need), transfer_push.c and transfer_pull.c. */
#ifndef KAMU_STORE_TRANSFER_INTERNAL_H
#define KAMU_STORE_TRANSFER_INTERNAL_H

#include "base/map.h"
#include "store/private.h"
#include "store/transfer.h"

struct transfer {
    struct env *env;
    struct dataset *from, *to; /* of a first pull `to` is NULL until all is there */
    const struct transfer_options *options;
    struct transfer_result *result;
    uint64_t bytes_total;
};

struct transfer_chain {
    struct odf_hash *hashes; /* oldest first */
    size_t n;
};

/* ---- chains -------------------------------------------------------------------------------------
 */

/* The head of the far side: of the remote, or of the directory. */
kamu_code transfer_far_head(const struct transfer *t, const char *dir, struct odf_hash *head,
                            bool *found, struct kamu_error *err);
/* Its chain down from `head`, of which only what `near` lacks is read. */
kamu_code transfer_far_chain(struct transfer *t, struct dataset *far, const struct odf_hash *head,
                             const struct transfer_chain *near, struct transfer_chain *out,
                             struct kamu_error *err);
/* How much of `from` the destination has; KAMU_E_CONFLICT when it has something else and there is
 * no `force`. Fills in result->head and up_to_date. to->n == 0: there is none yet. */
kamu_code transfer_settle(struct transfer *t, const struct transfer_chain *from,
                          const struct transfer_chain *to, size_t *common, struct kamu_error *err);

/* ---- blocks and files
 * ----------------------------------------------------------------------------- */

typedef kamu_code transfer_block(struct transfer *t, void *ctx, const struct buf *bytes,
                                 const struct odf_block *block, const struct odf_hash *hash,
                                 struct kamu_error *err);
/* Each block of the source above the common ones, oldest first. */
kamu_code transfer_each_block(struct transfer *t, const struct transfer_chain *from, size_t common,
                              transfer_block *run, void *ctx, struct kamu_error *err);

const struct odf_data_slice *transfer_slice_of(const struct odf_event *e);
/* Files that a block names. */
size_t transfer_objects_of(const struct odf_event *e, struct transfer_object out[2]);

/* The objects of the blocks to copy that the destination lacks, each once, in the order of the
 * chain; their sizes are added to bytes_total. */
struct transfer_wanted {
    struct transfer_object *items;
    size_t n, cap;
    struct map seen; /* while they are collected */
};
kamu_code transfer_collect(struct transfer *t, const struct transfer_chain *from, size_t common,
                           struct transfer_wanted *out, struct kamu_error *err);

/* The destination has it with the right length (its name is its hash). */
kamu_code transfer_is_there(struct transfer *t, const struct transfer_object *o, bool *out,
                            struct kamu_error *err);
kamu_code transfer_open_source(struct transfer *t, const struct transfer_object *o,
                               struct fs_file **out, struct kamu_error *err);
/* From one open file to another; bytes and hash must be those of the object. */
kamu_code transfer_copy(struct transfer *t, struct fs_file *in, struct fs_file *out,
                        const struct transfer_object *o, struct kamu_error *err);
/* The rows of a data file are as many as its block says, with its logical hash where they have one.
 */
kamu_code transfer_check_rows(struct env *env, const char *path, const struct odf_data_slice *data,
                              struct kamu_error *err);
/* "... declared by the source didn't match the computed". */
kamu_code transfer_corrupted(const char *what, const struct odf_hash *expected,
                             const struct odf_hash *actual, struct kamu_error *err);
/* A remote's copy that turned out wrong must not be met again. Returns rc. */
kamu_code transfer_distrust(struct transfer *t, enum dataset_object kind,
                            const struct odf_hash *hash, kamu_code rc);

#endif
