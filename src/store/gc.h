/*
 * Clean a workspace: the derived files of `.kamu/cache`, and what a crash, a lost
 * race, a reset or a deletion left behind: blocks, slices and checkpoints that no
 * head reaches, `.pending-*` of dead writers, half-made dataset directories.
 *
 * Nothing of a running writer is touched: its pending data files hold a lock, a
 * commit and the sweep of its dataset exclude each other, and what is younger than
 * `keep_younger_s` is kept (kamu-cli, which takes no locks, may be its writer).
 */
#ifndef KAMU_STORE_GC_H
#define KAMU_STORE_GC_H

#include "store/workspace.h"

struct gc_options {
    bool cache_only;         /* as kamu's `system gc` */
    uint64_t keep_younger_s; /* 0 = 3600 */
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
