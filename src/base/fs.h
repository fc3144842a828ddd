/*
 * The file system: the only place that opens, reads, writes, syncs, renames,
 * locks. Replaceable: tests make the n-th call fail or kill the process at it.
 *
 * Every function names the path and the operating system's reason in the error.
 * Paths are NUL-terminated; PATHS LONGER THAN FS_PATH_MAX are KAMU_E_LIMIT.
 */
#ifndef KAMU_BASE_FS_H
#define KAMU_BASE_FS_H

#include "base/error.h"
#include "base/mem.h"
#include "base/time.h"

#define FS_PATH_MAX 4096

struct fs_file; /* an open file */

enum fs_kind { FS_NONE, FS_REGULAR, FS_DIRECTORY, FS_FIFO, FS_DEVICE, FS_SOCKET, FS_OTHER };

struct fs_stat {
    enum fs_kind kind; /* FS_NONE: does not exist (not an error) */
    uint64_t size_bytes;
    struct instant mtime;
    uint64_t inode, device;
};

enum fs_step { /* what a fault hook sees, in the order of the call */
               FS_STEP_OPEN,
               FS_STEP_CREATE,
               FS_STEP_READ,
               FS_STEP_WRITE,
               FS_STEP_SYNC,
               FS_STEP_SYNC_DIR,
               FS_STEP_RENAME,
               FS_STEP_UNLINK,
               FS_STEP_MKDIR,
               FS_STEP_LOCK,
               FS_STEP_LIST,
               FS_STEP_STAT
};

/* A file-system object. `hook` (may be NULL) runs before each operation and may
 * return an errno to inject (0 = go on), or end the process (crash tests). The
 * hook is also installed from the environment variable KAMU_TEST_FAULT in builds
 * with KAMU_FAULTS (test builds only): STEP:N:ACTION[:PATH], the N-th such step (of those whose
 * path contains PATH) gets ACTION, an errno name or `kill`; "N+" = that one and all behind it. For
 * example "write:7:ENOSPC", "rename:2:kill", "*:13:kill", "sync:1+:EIO:/blocks/". */
struct fs {
    int (*hook)(void *ctx, enum fs_step step, const char *path);
    void *hook_ctx;
    bool no_sync; /* tests only: skip fsync */
    _Atomic int
        *cancel; /* non-zero ends a blocked read or lock with KAMU_E_CANCELLED; may be NULL */
};

kamu_code fs_init(struct fs *fs, struct kamu_error *err);

kamu_code fs_open_read(struct fs *fs, const char *path, struct fs_file **out,
                       struct kamu_error *err);
kamu_code fs_open_fd(struct fs *fs, int fd, const char *name, struct fs_file **out,
                     struct kamu_error *err);
/* New file, O_EXCL, mode 0644 (0600 when secret). */
kamu_code fs_create(struct fs *fs, const char *path, bool secret, struct fs_file **out,
                    struct kamu_error *err);
/* For writing from byte `at` on; created (mode 0644) when missing. What lies before stays. */
kamu_code fs_open_write(struct fs *fs, const char *path, uint64_t at, struct fs_file **out,
                        struct kamu_error *err);
/* Everything is written behind the end, also when other processes write too; created (mode 0640)
 * when missing. For logs. */
kamu_code fs_open_append(struct fs *fs, const char *path, struct fs_file **out,
                         struct kamu_error *err);
/* ".pending-" + 16 random characters in dir (spec/odf-metadata.md 1.3); path_out receives the name.
 */
kamu_code fs_create_pending(struct fs *fs, struct random *r, const char *dir,
                            char path_out[FS_PATH_MAX], struct fs_file **out,
                            struct kamu_error *err);
/* A file in dir that has no name and is gone when it is closed; fs_link_fd can give it one. */
kamu_code fs_create_unnamed(struct fs *fs, struct random *r, const char *dir, struct fs_file **out,
                            struct kamu_error *err);
/* Reads up to n bytes; *got = 0 at the end. Retries EINTR. */
kamu_code fs_read(struct fs_file *f, void *out, size_t n, size_t *got, struct kamu_error *err);
/* Exactly n bytes at offset; short file = KAMU_E_CORRUPT naming the path. */
kamu_code fs_pread(struct fs_file *f, void *out, size_t n, uint64_t offset, struct kamu_error *err);
kamu_code fs_write(struct fs_file *f, const void *data, size_t n,
                   struct kamu_error *err);                   /* all of it */
kamu_code fs_sync(struct fs_file *f, struct kamu_error *err); /* fdatasync/fsync */
/* Start write-back of what was written so far, without waiting (sync_file_range); never fails. */
void fs_write_back(struct fs_file *f, uint64_t offset, uint64_t n);
kamu_code fs_fstat(struct fs_file *f, struct fs_stat *out, struct kamu_error *err);
int fs_fd(struct fs_file *f);
const char *fs_name(struct fs_file *f);
kamu_code fs_close(struct fs_file *f, struct kamu_error *err); /* frees f in every case */

kamu_code fs_stat(struct fs *fs, const char *path, struct fs_stat *out, struct kamu_error *err);
kamu_code fs_rename(struct fs *fs, const char *from, const char *to, struct kamu_error *err);
/* A second name for a file; the step counts as a rename. Not all file systems have it. */
kamu_code fs_link(struct fs *fs, const char *from, const char *to, struct kamu_error *err);
/* The same for an open file, also one that has no name (O_TMPFILE). */
kamu_code fs_link_fd(struct fs *fs, int fd, const char *to, struct kamu_error *err);
/* The file was used now, says its time of modification; missing is fine. */
kamu_code fs_touch(struct fs *fs, const char *path, struct kamu_error *err);
kamu_code fs_sync_dir(struct fs *fs, const char *dir, struct kamu_error *err);
kamu_code fs_unlink(struct fs *fs, const char *path, struct kamu_error *err); /* missing is fine */
kamu_code fs_mkdir(struct fs *fs, const char *path, struct kamu_error *err);  /* exists is fine */
kamu_code fs_mkdirs(struct fs *fs, const char *path, struct kamu_error *err);
/* A directory of mode 0700: made, or, when it exists and is ours, shut to others. KAMU_E_ACCESS
 * when it is another user's, or no directory. */
kamu_code fs_mkdir_secret(struct fs *fs, const char *path, struct kamu_error *err);
kamu_code fs_remove_tree(struct fs *fs, const char *path, struct kamu_error *err);
kamu_code fs_realpath(struct fs *fs, const char *path, char out[FS_PATH_MAX],
                      struct kamu_error *err);
/* Calls back with each entry name but "." and ".."; a callback error ends the walk and is returned.
 */
kamu_code fs_list(struct fs *fs, const char *dir,
                  kamu_code (*each)(void *ctx, const char *name, struct kamu_error *err), void *ctx,
                  struct kamu_error *err);
/* Whole file; larger than max is KAMU_E_LIMIT. */
kamu_code fs_read_all(struct fs *fs, const char *path, size_t max, struct buf *out,
                      struct kamu_error *err);
/* pending file + write + (sync) + rename + (sync of dir). */
kamu_code fs_write_atomic(struct fs *fs, struct random *r, const char *dir, const char *name,
                          const void *data, size_t n, bool durable, struct kamu_error *err);
/* The same, durable, of a file that nobody else may read at any moment (mode 0600). */
kamu_code fs_write_secret(struct fs *fs, struct random *r, const char *dir, const char *name,
                          const void *data, size_t n, struct kamu_error *err);

/* Advisory exclusive lock on a file that is created if missing (flock). Blocks up to
 * timeout_ms (0 = forever); a timeout is KAMU_E_CONFLICT. Released by fs_close or process end. */
kamu_code fs_lock(struct fs *fs, const char *path, uint64_t timeout_ms, struct fs_file **out,
                  struct kamu_error *err);

/* Joins with one '/', checks the length. */
kamu_code path_join(char out[FS_PATH_MAX], struct kamu_error *err, const char *a, const char *b);

#endif
