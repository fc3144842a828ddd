/*
 * Waiting for a directory to change: inotify where there is one, else time. What changed is for
 * the caller to look up; a wait may end without a change.
 */
#ifndef KAMU_BASE_FS_WATCH_H
#define KAMU_BASE_FS_WATCH_H

#include "base/fs.h"

struct fs_watch {
    struct fs *fs;
    int fd; /* -1: there is no inotify, or no room in it */
};

void fs_watch_open(struct fs_watch *w, struct fs *fs, const char *dir);
/* Returns when a name of the directory was made, replaced or written, after a second at the latest
 * (half of one without inotify). KAMU_E_CANCELLED on the cancel flag; also when the other end of
 * the pipe `out_fd` has gone (os_errno EPIPE). */
kamu_code fs_watch_wait(struct fs_watch *w, int out_fd, struct kamu_error *err);
void fs_watch_close(struct fs_watch *w);

#endif
