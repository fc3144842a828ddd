/*
 * Several files and directories brought to the disk with one wait: the syncs run
 * at the same time, so that the file system joins them to one journal commit.
 */
#ifndef KAMU_STORE_SYNC_H
#define KAMU_STORE_SYNC_H

#include "base/env.h"
#include "base/pool.h"

struct sync_item;
struct sync_set {
    struct env *env;
    struct sync_item **items;
    size_t n, cap;
};

void sync_set_init(struct sync_set *set, struct env *env);
void sync_set_free(struct sync_set *set);
/* The file stays open until sync_set_run has returned. */
kamu_code sync_set_file(struct sync_set *set, struct fs_file *file, struct kamu_error *err);
kamu_code sync_set_dir(struct sync_set *set, const char *dir, struct kamu_error *err);
/* The first failure in the order given. */
kamu_code sync_set_run(struct sync_set *set, struct kamu_error *err);

#endif
