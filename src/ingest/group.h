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

struct group_options {
    /* Called under the dataset's lock when the chain at which the group will stand is known, before
     * anything is merged; again after a lost race. Decides which members are repeats (idempotency
     * keys, producer offsets) and sets `skip`. May be NULL. */
    kamu_code (*admit)(void *ctx, struct dataset *ds, const struct dataset_state *state,
                       struct group_member *members, size_t n, struct kamu_error *err);
    /* Gives what the AddData of this commit carries as newSourceState; present = false: none.
     * Strings live until the commit is over. May be NULL. */
    kamu_code (*source_state)(void *ctx, struct group_member *members, size_t n,
                              struct odf_source_state *out, bool *present, struct kamu_error *err);
    /* The head is about to become `new_head`: what must be durable before it is (idempotency
     * records). May be NULL. */
    kamu_code (*before_head)(void *ctx, const struct odf_hash *new_head, struct kamu_error *err);
    void *ctx;
};

/* One commit, or none when nothing is new. A member that fails at this stage (a merge error) fails
 * alone; an error return means that nothing was committed for anybody. */
kamu_code group_commit(struct env *env, struct dataset *ds, struct group_member *members, size_t n,
                       const struct group_options *options, struct kamu_error *err);

#endif
