/*
 * Group commit: many small pushes into one dataset become one slice and one block.
 *
 * Each push is read, preprocessed, typed and checked alone (group_prepare, on any thread), so a bad
 * one fails by itself. The prepared ones are then merged in the order given, as if they had come
 * one after the other: a key that an earlier push of the group brought is known to the later ones.
 * For Append, Ledger, ChangelogStream and UpsertStream; a Snapshot tells a whole state and is a
 * push of its own (push.h).
 */
#ifndef KAMU_INGEST_GROUP_H
#define KAMU_INGEST_GROUP_H

#include "ingest/push.h"
#include "odf/event.h"
#include "store/dataset.h"

struct prepared; /* one push: its rows, typed as the dataset has them */

struct prepare_input {
    const void *data; /* NULL: all of fd, from its beginning */
    uint64_t size;
    int fd;
    const char *name;       /* in messages */
    const char *media_type; /* NULL: the source's own format; see kamu_push_options.input_format */
};

/* KAMU_E_UNSUPPORTED with *alone = true: this push cannot be part of a group (Snapshot, several
 * gigabytes, options that look at the history): use push.h. */
kamu_code group_prepare(struct env *env, struct dataset *ds,
                        const struct kamu_push_options *options, const struct prepare_input *input,
                        struct prepared **out, bool *alone, struct kamu_error *err);
uint64_t prepared_bytes(const struct prepared *p); /* memory it holds */
void prepared_free(struct prepared *p);

/* One member of a group and what became of it. */
struct group_member {
    struct prepared *push;
    bool skip; /* set by `admit`: it is not to be merged */
    kamu_code code;
    struct kamu_error error;
    struct kamu_push_result result;
};

struct group_commit_point { /* where a commit is about to put the head */
    struct odf_hash base;   /* the head now */
    uint64_t base_sequence;
    struct odf_hash new_head;
    uint64_t sequence; /* of new_head */
};

struct group_options {
    /* Called when the chain at which the group will stand is known (`state`; best under the
     * dataset's lock), before anything is merged; again after a lost race, with the members as they
     * were at first. Decides which members are repeats (idempotency keys, producer offsets) and
     * sets `skip`. May be NULL. */
    kamu_code (*admit)(void *ctx, struct dataset *ds, const struct dataset_state *state,
                       struct group_member *members, size_t n, struct kamu_error *err);
    /* Called after merging, when the members that failed are known. Gives what the AddData of this
     * commit carries as newSourceState; present = false: none. With a state there is a commit also
     * when there is not one new row (an AddData without data, with the watermark of the chain).
     * Strings live until the commit is over. May be NULL. */
    kamu_code (*source_state)(void *ctx, struct group_member *members, size_t n,
                              struct odf_source_state *out, bool *present, struct kamu_error *err);
    /* Called under the dataset's lock, when the head has been read again and is at->base, before
     * the files of the commit are synced; `code` and `result` of the members are final but for a
     * failure of the whole. Writes what must be durable before the head moves (idempotency
     * records); a file in *along (NULL: none; stays the callee's) is synced together with the
     * commit's own files. May be NULL. */
    kamu_code (*before_head)(void *ctx, const struct group_commit_point *at, struct fs_file **along,
                             struct kamu_error *err);
    void *ctx;
};

/* One commit, or none when nothing is new. A member that fails at this stage (a merge error) fails
 * alone; an error return means that nothing was committed for anybody. */
kamu_code group_commit(struct env *env, struct dataset *ds, struct group_member *members, size_t n,
                       const struct group_options *options, struct kamu_error *err);

#endif
