/*
 * Datasets copied between a workspace and plain directories (file:// repositories:
 * the tree of the simple transfer protocol, spec/odf-metadata.md 1.6). Blocks are
 * copied as they are stored, byte for byte.
 *
 * What comes in is checked in full: hash of each block, the rules of the chain, size
 * and hash of each data file and checkpoint, number of rows and logical hash of data. What goes out
 * is the workspace's own and is checked only as far as it is read.
 */
#ifndef KAMU_STORE_TRANSFER_H
#define KAMU_STORE_TRANSFER_H

#include "store/commit.h"

struct transfer_object {
    enum dataset_object kind;
    struct odf_hash hash;
    uint64_t size; /* UINT64_MAX: not known (blocks) */
};

/* The files that a block names; returns how many. */
size_t transfer_block_objects(const struct odf_block *block, struct transfer_object out[2]);

/*
 * The other side when it is no directory but, for example, a server (store/http_remote.h). The
 * directory that is given with it then holds copies of what was fetched: `fetch` brings objects
 * there (those that are there already with the right size may be left), `forget` removes one that
 * turned out wrong. What `put_*` is given is checked before.
 */
struct transfer_remote {
    void *ctx;
    kamu_code (*head)(void *ctx, struct odf_hash *out, bool *found, struct kamu_error *err);
    kamu_code (*fetch)(void *ctx, const struct transfer_object *objects, size_t n,
                       struct kamu_error *err);
    void (*forget)(void *ctx, enum dataset_object kind, const struct odf_hash *hash);
    kamu_code (*has)(void *ctx, const struct transfer_object *o, bool *out, struct kamu_error *err);
    kamu_code (*put_file)(void *ctx, const struct transfer_object *o, struct fs_file *file,
                          struct kamu_error *err);
    kamu_code (*put_block)(void *ctx, const struct odf_hash *hash, const void *bytes, size_t n,
                           struct kamu_error *err);
    /* `old`: the head that `head` gave, NULL = there was none. KAMU_E_CONFLICT when it moved. */
    kamu_code (*put_head)(void *ctx, const struct odf_hash *old, const struct odf_hash *head,
                          struct kamu_error *err);
};

struct transfer_options {
    const struct transfer_remote *remote; /* NULL: the other side is the directory itself */
    enum dataset_visibility visibility;   /* of a dataset that is made */
    bool force;            /* overwrite a destination that is ahead or has diverged */
    bool smart;            /* messages as kamu's smart transfer protocol words them */
    const char *from, *to; /* how messages name the two: alias or URL; NULL: the path */
    void (*progress)(void *ctx, uint64_t bytes_done, uint64_t bytes_total); /* may be NULL */
    /* With a remote, which tells of its bytes itself: how many there will be. May be NULL. */
    void (*total)(void *ctx, uint64_t bytes_total);
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

/* How the chain of `ds` stands to the one over there. KAMU_E_NOT_FOUND "Remote dataset not found".
 */
enum transfer_relation { TRANSFER_EQUAL, TRANSFER_AHEAD, TRANSFER_BEHIND, TRANSFER_DIVERGED };
kamu_code transfer_compare(struct dataset *ds, const char *dir,
                           const struct transfer_options *options, enum transfer_relation *out,
                           struct kamu_error *err);

#endif
