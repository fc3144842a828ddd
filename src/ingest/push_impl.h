/* Inside of ingest/: the push and one attempt at it. Others use push.h. */
#ifndef KAMU_INGEST_PUSH_IMPL_H
#define KAMU_INGEST_PUSH_IMPL_H

#include "ingest/input.h"
#include "ingest/plan.h"
#include "ingest/push.h"
#include "store/commit.h"

#define PUSH_INPUTS_MAX 65536

/* For the server: what group.h calls admit, source_state and before_head. */
struct push_hooks {
    kamu_code (*begun)(void *ctx, const struct dataset_state *state, bool *skip,
                       struct kamu_error *err);
    kamu_code (*source_state)(void *ctx, struct odf_source_state *out, bool *present,
                              struct kamu_error *err);
    kamu_code (*before_head)(void *ctx, const struct odf_hash *base, uint64_t base_number,
                             const struct odf_hash *new_head, uint64_t number,
                             struct fs_file **along, struct kamu_error *err);
    void *ctx;
};

struct kamu_push {
    const struct push_hooks *hooks; /* NULL: none */
    struct env *env;
    struct dataset *ds;
    struct kamu_push_options options; /* strings are copies */
    struct odf_hash expected_head;    /* code 0: any */
    enum merge_kind merge_kind;       /* as planned at the opening */
    bool makes_source;                /* when there is none at all: push_open_auto */
    enum format_kind auto_format;
    char temp_dir[FS_PATH_MAX];
    struct input *inputs;
    size_t n_inputs;
    bool committed;                     /* kamu_push_commit was called */
    uint64_t bytes_total, bytes_before; /* of all inputs, 0 = unknown; of those that are done */

    struct kamu_input_result *results; /* one per input */
    struct kamu_push_result result;
    struct batch *preview;
};

struct attempt {
    struct kamu_push *push;
    struct commit *commit;
    struct ingest_plan plan;
    struct instant system_time, event_time;
    struct col_schema *schema; /* of the dataset, NULL = none yet */
    bool schema_known;         /* `schema` has been looked up */
    bool schema_committed;
    bool skip;                            /* the hooks have said so */
    bool has_source_state;                /* the hooks have given one */
    struct odf_source_state source_state; /* that one */
    struct history *history;              /* for the strategies that look at it */
    struct key_state *keys;
};

/* Takes input i through all stages and adds its events to the commit. */
kamu_code attempt_input(struct attempt *a, size_t i, struct kamu_error *err);
/* After all inputs: a source state of the hooks that no data event carries gets an event of its
 * own.
 */
kamu_code attempt_source_state(struct attempt *a, struct kamu_error *err);
/* After the head has moved: what is known of the keys is kept for the next push. Never fails: it is
 * derived. */
void attempt_keep_history(struct attempt *a, const struct odf_hash *new_head);
void attempt_close_history(struct attempt *a);

/* Where a push may put its temporary files. */
kamu_code push_temp_dir(struct env *env, struct dataset *ds, char out[FS_PATH_MAX],
                        struct kamu_error *err);
/* May push_open_auto make a source? */
bool push_lacks_source(const struct odf_chain_state *chain, const char *source_name);
/* A lost race shows as a conflict without an expected head. Waiting a little, longer each time and
 * never the same, lets the others finish. */
void push_back_off(struct env *env, uint32_t attempt);

kamu_code push_conflict(const struct odf_hash *expected, const struct odf_hash *actual,
                        struct kamu_error *err);
/* Takes the batch over. */
kamu_code push_add_batch(struct kamu_push *push, struct batch *batch, const char *name,
                         struct kamu_error *err);

#endif
