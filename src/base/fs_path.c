/* Names and directories: rename, remove, make, list, join. */
#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TREE_DEPTH_MAX = 64 };

static int hook(struct fs *fs, enum fs_step step, const char *path)
{
    return fs->hook == NULL ? 0 : fs->hook(fs->hook_ctx, step, path);
}

kamu_code path_join(char out[FS_PATH_MAX], struct kamu_error *err, const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b);
    bool slash = na > 0 && a[na - 1] != '/';
    while (na > 0 && nb > 0 && *b == '/') {
        b++;
        nb--;
    }
    if (na >= FS_PATH_MAX || nb >= FS_PATH_MAX || na + slash + nb >= FS_PATH_MAX)
        return error_set(err, KAMU_E_LIMIT, "Path is longer than %d bytes: %.80s…", FS_PATH_MAX - 1,
                         na > 0 ? a : b);
    memmove(out, a, na); /* out may be a */
    if (slash)
        out[na++] = '/';
    memcpy(out + na, b, nb + 1);
    return KAMU_OK;
}

kamu_code fs_rename(struct fs *fs, const char *from, const char *to, struct kamu_error *err)
{
    int e = hook(fs, FS_STEP_RENAME, to);
    if (e == 0 && rename(from, to) != 0)
        e = errno;
    return e == 0 ? KAMU_OK : error_os(err, e, "Cannot rename %s to %s", from, to);
}

kamu_code fs_link(struct fs *fs, const char *from, const char *to, struct kamu_error *err)
{
    int e = hook(fs, FS_STEP_RENAME, to);
    if (e == 0 && link(from, to) != 0)
        e = errno;
    return e == 0 ? KAMU_OK : error_os(err, e, "Cannot link %s to %s", from, to);
}

kamu_code fs_link_fd(struct fs *fs, int fd, const char *to, struct kamu_error *err)
{
    char from[64];
    int e = hook(fs, FS_STEP_RENAME, to);
    snprintf(from, sizeof from, "/proc/self/fd/%d",
             fd); /* needs no privilege, unlike an empty path */
    if (e == 0 && linkat(AT_FDCWD, from, AT_FDCWD, to, AT_SYMLINK_FOLLOW) != 0)
        e = errno;
    return e == 0 ? KAMU_OK : error_os(err, e, "Cannot create %s", to);
}

kamu_code fs_touch(struct fs *fs, const char *path, struct kamu_error *err)
{
    int e = hook(fs, FS_STEP_WRITE, path);
    if (e == 0 && utimensat(AT_FDCWD, path, NULL, 0) != 0 && errno != ENOENT)
        e = errno;
    return e == 0 ? KAMU_OK : error_os(err, e, "Cannot change %s", path);
}

kamu_code fs_sync_dir(struct fs *fs, const char *dir, struct kamu_error *err)
{
    int e = hook(fs, FS_STEP_SYNC_DIR, dir);
    if (e == 0 && !fs->no_sync) {
        int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        /* EINVAL: file systems that cannot sync a directory do not need it */
        if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
            e = errno;
        if (fd >= 0)
            close(fd);
    }
    return e == 0 ? KAMU_OK : error_os(err, e, "Cannot sync directory %s", dir);
}

kamu_code fs_unlink(struct fs *fs, const char *path, struct kamu_error *err)
{
    int e = hook(fs, FS_STEP_UNLINK, path);
    if (e == 0 && unlink(path) != 0 && errno != ENOENT)
        e = errno;
    return e == 0 ? KAMU_OK : error_os(err, e, "Cannot remove %s", path);
}

kamu_code fs_mkdir(struct fs *fs, const char *path, struct kamu_error *err)
{
    int e = hook(fs, FS_STEP_MKDIR, path);
    if (e == 0 && mkdir(path, 0755) != 0) {
        e = errno;
        struct stat st;
        if (e == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
            e = 0;
    }
    return e == 0 ? KAMU_OK : error_os(err, e, "Cannot create directory %s", path);
}

kamu_code fs_mkdir_secret(struct fs *fs, const char *path, struct kamu_error *err)
{
    struct stat st;
    int e = hook(fs, FS_STEP_MKDIR, path);
    if (e == 0 && mkdir(path, 0700) != 0 && errno != EEXIST)
        e = errno;
    if (e == 0 && lstat(path, &st) != 0)
        e = errno;
    if (e != 0)
        return error_os(err, e, "Cannot make directory %s", path);
    if (!S_ISDIR(st.st_mode) || (st.st_uid != geteuid() && geteuid() != 0))
        return error_set(err, KAMU_E_ACCESS, "%s is not a directory of this user", path);
    if ((st.st_mode & 077) != 0 && chmod(path, 0700) != 0)
        return error_os(err, errno, "Cannot shut directory %s to others", path);
    return KAMU_OK;
}

kamu_code fs_mkdirs(struct fs *fs, const char *path, struct kamu_error *err)
{
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return KAMU_OK;
    char part[FS_PATH_MAX];
    KAMU_TRY(path_join(part, err, path, ""));
    for (char *p = part + 1; *p != '\0'; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        if (stat(part, &st) != 0)
            KAMU_TRY(fs_mkdir(fs, part, err));
        *p = '/';
    }
    return KAMU_OK;
}

kamu_code fs_list(struct fs *fs, const char *dir,
                  kamu_code (*each)(void *ctx, const char *name, struct kamu_error *err), void *ctx,
                  struct kamu_error *err)
{
    int e = hook(fs, FS_STEP_LIST, dir);
    DIR *d = e == 0 ? opendir(dir) : NULL;
    if (d == NULL)
        return error_os(err, e ? e : errno, "Cannot list directory %s", dir);
    kamu_code rc = KAMU_OK;
    while (rc == KAMU_OK) {
        errno = 0;
        struct dirent *entry = readdir(d);
        if (entry == NULL) {
            if (errno != 0)
                rc = error_os(err, errno, "Cannot list directory %s", dir);
            break;
        }
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            rc = each(ctx, entry->d_name, err);
    }
    closedir(d);
    return rc;
}

/* Empties the directory open at fd (which it closes). `path` is for messages and the hook. Works
 * by descriptor, so that a link put in place meanwhile is not followed. */
static kamu_code empty_dir(struct fs *fs, int fd, const char *path, unsigned depth,
                           struct kamu_error *err)
{
    DIR *d = fdopendir(fd);
    if (d == NULL) {
        close(fd);
        return error_os(err, errno, "Cannot list directory %s", path);
    }
    kamu_code rc = KAMU_OK;
    while (rc == KAMU_OK) {
        errno = 0;
        struct dirent *entry = readdir(d);
        if (entry == NULL) {
            if (errno != 0)
                rc = error_os(err, errno, "Cannot list directory %s", path);
            break;
        }
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        char full[FS_PATH_MAX];
        rc = path_join(full, err, path, name);
        if (rc != KAMU_OK)
            break;
        int e = hook(fs, FS_STEP_UNLINK, full);
        if (e == 0 && unlinkat(dirfd(d), name, 0) == 0)
            continue;
        if (e == 0)
            e = errno;
        if (e != EISDIR && e != EPERM) {
            rc = error_os(err, e, "Cannot remove %s", full);
            break;
        }
        int sub = openat(dirfd(d), name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (sub < 0)
            rc = error_os(err, errno == ENOTDIR ? e : errno, "Cannot remove %s", full);
        else if (depth >= TREE_DEPTH_MAX) {
            close(sub);
            rc = error_set(err, KAMU_E_LIMIT, "%s: directories nest too deeply", full);
        } else
            rc = empty_dir(fs, sub, full, depth + 1, err);
        if (rc == KAMU_OK && unlinkat(dirfd(d), name, AT_REMOVEDIR) != 0)
            rc = error_os(err, errno, "Cannot remove %s", full);
    }
    closedir(d);
    return rc;
}

kamu_code fs_remove_tree(struct fs *fs, const char *path, struct kamu_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && (errno == ENOTDIR || errno == ELOOP || errno == ENOENT))
        return fs_unlink(fs, path, err);
    if (fd < 0)
        return error_os(err, errno, "Cannot remove %s", path);
    KAMU_TRY(empty_dir(fs, fd, path, 0, err));
    int e = hook(fs, FS_STEP_UNLINK, path);
    if (e == 0 && rmdir(path) != 0)
        e = errno;
    return e == 0 ? KAMU_OK : error_os(err, e, "Cannot remove %s", path);
}

kamu_code fs_realpath(struct fs *fs, const char *path, char out[FS_PATH_MAX],
                      struct kamu_error *err)
{
    int e = hook(fs, FS_STEP_STAT, path);
    _Static_assert(FS_PATH_MAX >= 4096, "realpath(3) writes up to PATH_MAX bytes");
    if (e == 0 && realpath(path, out) == NULL)
        e = errno;
    return e == 0 ? KAMU_OK : error_os(err, e, "Cannot resolve %s", path);
}
