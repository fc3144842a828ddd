/*
 * Datasets copied between a workspace and plain directories (file:// repositories:
 * the tree of the simple transfer protocol, spec/odf-metadata.md 1.6). Blocks are
 * copied as they are stored, byte for byte.
 *
 * What comes in is checked in full: hash of each block, the rules of the chain,
 * hash and size of each data file and checkpoint. What goes out is the workspace's
 * own and is checked only as far as it is read.
 */
#ifndef KAMU_STORE_TRANSFER_H
#define KAMU_STORE_TRANSFER_H

#include "store/commit.h"

struct transfer_options {
    bool force;            /* overwrite a destination that is ahead or has diverged */
    const char *from, *to; /* how messages name the two: alias or URL; NULL: the path */
    void (*progress)(void *ctx, uint64_t bytes_done, uint64_t bytes_total); /* may be NULL */
    void *progress_ctx;
};

struct transfer_result {
    bool up_to_date;
    uint64_t blocks, objects, bytes; /* copied */
    struct odf_hash head;            /* of both now */
};

/*
 * Everything of `ds` that the directory lacks, its head last. The directory must
 * not exist, be empty, or hold this dataset. KAMU_E_CONFLICT with kamu's text when
 * the copy is ahead or has diverged.
 */
kamu_code transfer_push(struct dataset *ds, const char *dir, const struct transfer_options *options,
                        struct transfer_result *out, struct kamu_error *err);

/* The same from a directory into a dataset of the workspace. */
kamu_code transfer_pull(struct dataset *ds, const char *dir, const struct transfer_options *options,
                        struct transfer_result *out, struct kamu_error *err);

/*
 * The first pull: makes the dataset under `name` with its whole chain, or nothing.
 * KAMU_E_NOT_FOUND "Dataset <from> not found"; KAMU_E_EXISTS when the name is taken
 * or "Dataset with id <did> already exists".
 */
kamu_code transfer_pull_new(struct workspace *ws, const char *dir, struct str name,
                            const struct transfer_options *options, struct transfer_result *out,
                            struct kamu_error *err);

#endif
