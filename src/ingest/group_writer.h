/* What a dataset's writer keeps between commits; inside of group commit. */
#ifndef KAMU_INGEST_GROUP_WRITER_H
#define KAMU_INGEST_GROUP_WRITER_H

#include "ingest/group_impl.h"
#include "merge/history.h"
#include "merge/key_state.h"
#include "merge/merge_group.h"
#include "store/commit.h"

struct group_writer {
    struct env *env;
    struct dataset *ds;
    char temp_dir[FS_PATH_MAX];
    struct target *target; /* of the head as it was last seen; NULL: not yet */

    /* Ledger, UpsertStream: the key state of one source, and the commits it has not taken in. */
    struct history *history;
    struct key_state *keys;
    struct merge_spec spec; /* copies: what the key state was opened with */
    struct merge_vocab vocab;
    const struct target_plan *plan; /* holds their strings */
    struct target *plan_target;     /* and the plan's */
    struct odf_hash head;           /* that keys and recent tell of together */
    struct key_recent recent;
    uint64_t behind;  /* commits that are only in recent */
    uint64_t unsaved; /* commits since the state of the chain was kept */
};

/* The chain as it is now: makes the target anew when it does not fit. */
kamu_code group_writer_see(struct group_writer *w, const struct dataset_state *state,
                           struct kamu_error *err);
/* Keys and history at `head` for the strategy of a member; NULL where there is none. */
kamu_code group_writer_open_keys(struct group_writer *w, const struct prepared *member,
                                 const struct odf_hash *head, struct kamu_error *err);
/* A group has been committed on `base`. `order`: see struct attempt_at; slice NULL: no data. */
void group_writer_committed(struct group_writer *w, const struct odf_hash *base,
                            const struct odf_hash *head, const struct merge_group *merged,
                            const int32_t *order, const struct history_slice *slice);
/* Nothing that is kept counts any more. */
void group_writer_forget(struct group_writer *w);

#endif
