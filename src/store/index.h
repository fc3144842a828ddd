/* The datasets of a workspace and what is remembered of each (index.c). */
#ifndef KAMU_STORE_INDEX_H
#define KAMU_STORE_INDEX_H

#include "base/map.h"
#include "store/kamu_db.h"
#include "store/private.h"

struct file_stamp { /* all zero: no such file */
    int64_t seconds;
    uint64_t inode, size;
    uint32_t nanos;
    uint32_t exists;
};

struct index_entry {
    struct odf_did id;
    struct str alias; /* text of info/alias, NUL-terminated */
    struct file_stamp alias_stamp, config_stamp;
    bool has_summary;
    struct dataset_summary summary; /* head is always set by a scan */
};

struct index {
    struct index_entry *entries; /* by id */
    size_t n;
    struct instant written; /* of the file it was loaded from */
    struct arena arena;
};

void index_init(struct index *ix);
void index_free(struct index *ix);

/* What was remembered, unchecked; empty when there is nothing. */
void index_load(struct workspace *ws, struct index *out);
/* What there is now; remembered for the next time. */
kamu_code index_scan(struct workspace *ws, bool summaries, struct index *out,
                     struct kamu_error *err);

#endif
