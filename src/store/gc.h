/*
 * Clean a workspace: the derived files of `.kamu/cache`, and what a crash, a lost
 * race, a reset or a deletion left behind: blocks, slices and checkpoints that no
 * head reaches, `.pending-*` of dead writers, half-made dataset directories.
 *
 * Nothing of a running writer is touched. Ours hold locks that end with their
 * process: on pending data files and directories, and on the dataset while blocks
 * and head are written; a sweep takes the same lock. kamu-cli takes none, so in a
 * workspace that it has used (one with its database) everything that is younger
 * than `keep_younger_s` stays. So it does where a server of ours has worked: objects
 * of a push in progress lie there before their blocks come.
 *
 * What a reset has cut off is gone afterwards: no second reset goes forward to it.
 */
#ifndef KAMU_STORE_GC_H
#define KAMU_STORE_GC_H

#include "store/workspace.h"

struct gc_options {
    bool cache_only;         /* as kamu's `system gc` */
    uint64_t keep_younger_s; /* 0: an hour where kamu or a server may be at work, else nothing */
    bool dry_run;
};

struct gc_result {
    uint64_t cache_bytes, cache_files;
    uint64_t orphan_bytes, orphan_files; /* unreachable objects and pending files */
    uint64_t skipped; /* datasets left alone: locked, or their chain cannot be read */
};

kamu_code workspace_gc(struct workspace *ws, const struct gc_options *options,
                       struct gc_result *out, struct kamu_error *err);

#endif
