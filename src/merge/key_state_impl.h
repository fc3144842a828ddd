/* Inside of merge/: the key state as an LMDB environment. Others use key_state.h. */
#ifndef KAMU_MERGE_KEY_STATE_IMPL_H
#define KAMU_MERGE_KEY_STATE_IMPL_H

#include "merge/key_state.h"

#include <lmdb.h>

#define KEY_STATE_VERSION 1
#define KEY_STATE_MAP_BYTES ((size_t)1 << 38) /* address space, not memory or disk */
#define KEY_STATE_TXN_ROWS 250000 /* rows taken in before a building state is committed */

struct key_state_tag { /* the record "tag" of the meta table */
    uint32_t version;
    uint32_t has_head;    /* 0: being built */
    uint8_t head[32];     /* digest of the block it belongs to */
    uint64_t offset_next; /* rows below it are taken in */
    uint8_t secret[16];
};

struct key_state {
    struct env *env;
    struct dataset *ds;
    struct history *history; /* borrowed */
    struct odf_hash head;    /* that the push builds on */
    char dir[FS_PATH_MAX];
    bool temporary;           /* no files left: the directory is gone already */
    struct fs_file *own_lock; /* keeps another push of this process out */
    char own_lock_path[FS_PATH_MAX];

    bool ledger;
    struct str *key_names;
    uint32_t n_keys;
    struct col_schema *wanted; /* offset, op, event time, keys, compared */
    uint32_t *key_columns;     /* of wanted */
    uint32_t *compared;        /* of wanted */
    uint32_t n_compared;

    MDB_env *mdb;
    MDB_dbi meta, keys, slices;
    MDB_cursor
        *cursor;  /* for look-ups: neighbours of the last key are found without the way down */
    MDB_txn *txn; /* for look-ups; a writing one once key_state_advance was called */
    bool writing;
    struct key_state_tag tag;
    size_t taken_in; /* slices of the history that the state holds */
};

/* Takes the slices from..to of the history into `txn`; a long one may be committed and begun anew
 * meanwhile when `commits`. */
kamu_code key_state_take_in(struct key_state *k, MDB_txn **txn, bool commits, size_t from,
                            size_t to, struct kamu_error *err);
kamu_code key_state_put_tag(struct key_state *k, MDB_txn *txn, struct kamu_error *err);
/* A failure of LMDB as an error. */
kamu_code key_state_fail(int code, const char *what, struct kamu_error *err);

#endif
