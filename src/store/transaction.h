/*
 * Changes of which datasets there are: made, removed, renamed, moved back. All
 * steps or none, also through a crash.
 *
 * What is to be made lies complete in a directory `datasets/.pending-*`, which
 * nobody looks into. Then a record of the steps is written, `datasets/.transaction`:
 * from there on it is decided, and whoever opens the workspace next finishes it.
 * A single step without kamu's database needs no record: it is one rename.
 */
#ifndef KAMU_STORE_TRANSACTION_H
#define KAMU_STORE_TRANSACTION_H

#include "store/kamu_db.h"

enum transaction_kind {
    TRANSACTION_MAKE, /* a prepared directory gets its name */
    TRANSACTION_HEAD, /* the head moves from `old` to `head`, if it is still there */
    TRANSACTION_REMOVE,
    TRANSACTION_RENAME
};

struct transaction_step {
    enum transaction_kind kind;
    struct odf_did id;
    struct str pending; /* MAKE: name of the directory, with its refs/head */
    struct odf_hash old, head;
    struct str alias; /* RENAME: the new one */
    bool locked;      /* HEAD: the caller holds the dataset's lock */
};

/* The caller holds the lock of datasets/. After an error
 * nothing is changed, unless the file system failed behind the record: then the steps are finished
 * by whoever opens the workspace next, and the error says so. */
kamu_code transaction_run(struct workspace *ws, const struct transaction_step *steps, size_t n,
                          struct kamu_error *err);

/* Finish what a crash left. Cheap when there is nothing. */
kamu_code transaction_recover(struct workspace *ws, struct kamu_error *err);

#endif
