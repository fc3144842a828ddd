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
#include "ingest/target.h"
#include "odf/event.h"
#include "store/dataset.h"

/* ---- one push, prepared ---------------------------------------------------------------- */

struct prepared; /* its rows, typed as the dataset has them */

struct prepare_input {
    const void *data; /* unchanged until prepared_free */
    uint64_t size;
    const char *name;  /* in messages; copied */
    bool makes_source; /* it will be a push_open_auto, should there be no source */
};

enum prepared_how {
    PREPARED_TOGETHER, /* may be part of a group */
    PREPARED_FIRST,    /* not yet: the dataset has no schema, or (UpsertStream) no data. It was not
                          looked at */
    PREPARED_ALONE /* never (Snapshot, many rows, options that look at the history): push.h. What
                      it says was not looked at, or only begun with */
};

/* A push is not prepared beyond so many bytes. */
#define PREPARE_BYTES_MAX ((uint64_t)8 << 20)

/*
 * Reads and checks all of it: every error that push.h would find before it merges is found here.
 * The strings of options are copied; its callbacks are called here, and again when it must be
 * prepared anew (reject first with error == NULL). `temp_dir`: for spill files; borrowed.
 */
kamu_code group_prepare(struct env *env, struct target *target,
                        const struct kamu_push_options *options, const struct prepare_input *input,
                        const char *temp_dir, struct prepared **out, struct kamu_error *err);
enum prepared_how prepared_how(const struct prepared *p);
/* Only pushes of one source can be one group. Borrowed. */
struct str prepared_source(const struct prepared *p);
uint64_t prepared_rows(const struct prepared *p);
uint64_t prepared_bytes(const struct prepared *p); /* memory it holds, without its input */
void prepared_free(struct prepared *p);            /* NULL is fine */

/* ---- many of them, committed --------------------------------------------------------------- */

/* One member of a group and what became of it. */
struct group_member {
    struct prepared *push; /* replaced when it must be prepared anew; NULL: group_commit_alone */
    bool skip;             /* set by `admit`: it is not to be merged */
    bool left; /* out: it turned out that it cannot be part of a group (prepared_how); not done */
    kamu_code code;
    struct kamu_error *error; /* with code != KAMU_OK; the caller frees it with mem_free */
    /* Heads are those of the whole commit. offset_first, offset_last: the range in which its own
     * rows lie, those of others may lie between. `updated` is false when nothing of it is new.
     * inputs, stage times and slice_bytes are not told. */
    struct kamu_push_result result;
};

struct group_commit_point { /* where a commit is about to put the head */
    struct odf_hash base;   /* the head now */
    uint64_t base_sequence;
    struct odf_hash new_head;
    uint64_t sequence; /* of new_head */
};

struct group_options {
    /* Called when the chain on which the commit will stand is known, before anything is merged;
     * again after a lost race, with the members as they were at first. The commit succeeds on this
     * head only, so what is decided here holds for it. Decides which members are repeats
     * (idempotency keys, producer offsets) and sets `skip`; members whose code is not KAMU_OK are
     * out already. May be NULL. */
    kamu_code (*admit)(void *ctx, struct dataset *ds, const struct dataset_state *state,
                       struct group_member *members, size_t n, struct kamu_error *err);
    /* Called after merging, when the members that failed are known. Gives what the AddData of this
     * commit carries as newSourceState; present = false: none of its own (what the chain has is
     * carried on). With a state there is a commit also when there is not one new row (an AddData
     * without data, with the watermark of the chain). Strings live until the commit is over. May be
     * NULL. */
    kamu_code (*source_state)(void *ctx, struct group_member *members, size_t n,
                              struct odf_source_state *out, bool *present, struct kamu_error *err);
    /* Called under the dataset's lock, when the head has been read again and is at->base, before
     * the files of the commit are synced; `code` and `result` of the members are final but for a
     * failure of the whole. Writes what must be durable before the head moves (idempotency
     * records); a file in *along (NULL: none; stays the callee's) is synced together with the
     * commit's own files. Not called when there is nothing to commit. May be NULL. */
    kamu_code (*before_head)(void *ctx, const struct group_commit_point *at, struct fs_file **along,
                             struct kamu_error *err);
    void *ctx;
};

/* What is kept between the commits of one dataset. Belongs to one thread at a time, as the dataset,
 * which must outlive it. */
struct group_writer;
kamu_code group_writer_new(struct env *env, struct dataset *ds, struct group_writer **out,
                           struct kamu_error *err);
void group_writer_free(struct group_writer *w); /* brings what is derived up to date */
/* The target at the head as it is now; a reference for the caller. */
kamu_code group_writer_target(struct group_writer *w, struct target **out, struct kamu_error *err);
/* What was last seen, without a look at the head; borrowed, NULL: nothing yet. */
struct target *group_writer_known(const struct group_writer *w);
/* Nothing comes for a while: brings what is derived up to date, so that others need not. */
void group_writer_rest(struct group_writer *w);

/*
 * One commit, or none when nothing is new. All members are of one source. A member that fails at
 * this stage fails alone; an error return means that nothing was committed for anybody. `options`
 * may be NULL.
 */
kamu_code group_commit(struct group_writer *w, struct group_member *members, size_t n,
                       const struct group_options *options, struct kamu_error *err);

/*
 * A push that cannot be part of a group, by push.h: opened on the writer's dataset, its input
 * added. It stays the caller's. KAMU_OK also when it failed by itself (a bad record, another head
 * than the expected one): then member->code says so.
 */
kamu_code group_commit_alone(struct group_writer *w, struct group_member *member,
                             struct kamu_push *push, const struct group_options *options,
                             struct kamu_error *err);

#endif
