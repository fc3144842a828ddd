/* Inside of merge/: the parts of the key state. Others use key_state.h. */
#ifndef KAMU_MERGE_KEY_STATE_IMPL_H
#define KAMU_MERGE_KEY_STATE_IMPL_H

#include "merge/key_runs.h"
#include "merge/key_state.h"

#define KEY_STATE_SLICE_BYTES 64 /* one record of the list of slices */

/* What is kept with the runs. */
struct key_tag {
    bool set;         /* false: there is no state yet */
    uint8_t head[32]; /* digest of the block it belongs to */
    uint8_t secret[16];
    uint64_t offset_next; /* rows below it are taken in */
    uint64_t slices;      /* records in the list of slices */
    uint64_t slices_id;   /* which file that is */
    uint64_t credit;      /* keys that may be rewritten to tidy up */
    uint64_t sum;         /* of the file: tells whether another process wrote it since */
};

struct key_state {
    struct env *env;
    struct dataset *ds;
    struct history *history; /* borrowed */
    struct odf_hash head;    /* that the push builds on */
    struct key_state_options options;

    struct key_store store; /* store.temporary: nothing is kept from now on */
    struct key_runs runs;
    struct key_tag tag;
    size_t taken_in;   /* slices of the history that the runs hold */
    bool write_failed; /* the last error came from writing the state */
    bool damaged;      /* the runs cannot be merged, and are not to be kept */
    uint32_t healed;   /* times that a damaged state was built anew */

    bool ledger;
    uint32_t n_keys;
    struct col_schema *wanted;  /* columns to be read from the history */
    int op_column, time_column; /* of wanted, -1 = not needed */
    uint32_t *key_columns;      /* of wanted */
    uint32_t *compared;         /* of wanted */
    uint32_t n_compared;

    uint64_t generation;        /* another one: the runs are others */
    struct key_cursor *cursors; /* for look-ups: one for each run; NULL: none yet */
    size_t n_cursors;
    uint32_t *order; /* of the keys being looked up */
    size_t order_cap;
    struct fs_file *slices; /* the list, once it was looked at */
};

/* ---- key_state_build.c ---- */

/* Takes the slices from..to of the history into new runs and tidies up. */
kamu_code key_state_take_in(struct key_state *k, size_t from, size_t to, struct kamu_error *err);

/* ---- key_state_files.c ---- */

/* Where the state lies: a directory of its own for each choice of keys and compared columns. */
kamu_code key_state_place(struct key_state *k, struct kamu_error *err);
/* Reads the list of runs; none or a bad one leaves k empty, with tag.set false. */
void key_state_load(struct key_state *k);
/* Makes k->runs what others find, as the state at k->head. What the runs of before had and these
 * have not is removed. Damaged ones leave no state: whoever comes next builds it anew. */
kamu_code key_state_publish(struct key_state *k, struct kamu_error *err);
/* Empties k; a new secret unless there is one. */
kamu_code key_state_reset(struct key_state *k, struct kamu_error *err);
/* The slice of older ones that holds an offset. */
kamu_code key_state_old_slice(struct key_state *k, uint64_t offset, struct history_slice *out,
                              struct kamu_error *err);

/* ---- key_state.c ---- */

/* After the runs have changed. */
void key_state_drop_cursors(struct key_state *k);
/* `rc` came of reading the state. When that means that it is damaged or gone, it is built anew and
 * KAMU_OK returned: try again. */
kamu_code key_state_heal(struct key_state *k, kamu_code rc, struct kamu_error *err);

#endif
