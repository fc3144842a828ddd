/* Files: open, read, write, sync, lock. Names and directories are fs_path.c. */
#include "base/fs.h"

#include "base/fs_fault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct fs_file {
    struct fs *fs;
    int fd;
    bool owned; /* fs_close closes fd */
    char name[];
};

/* Most bytes of one read(2) or write(2): Linux cuts at 2 GiB - 4 KiB. */
enum { IO_MAX = 1 << 30 };

kamu_code fs_init(struct fs *fs, struct kamu_error *err)
{
    *fs = (struct fs){0};
    return fs_fault_from_env(fs, err);
}

static int hook(struct fs *fs, enum fs_step step, const char *path)
{
    return fs->hook == NULL ? 0 : fs->hook(fs->hook_ctx, step, path);
}

static bool cancelled(const struct fs *fs)
{
    return fs->cancel != NULL && atomic_load_explicit(fs->cancel, memory_order_relaxed) != 0;
}

static kamu_code wrap_fd(struct fs *fs, int fd, bool owned, const char *name, struct fs_file **out,
                         struct kamu_error *err)
{
    size_t n = strlen(name) + 1;
    struct fs_file *f = mem_alloc(sizeof *f + n);
    if (f == NULL) {
        if (owned)
            close(fd);
        return error_nomem(err);
    }
    f->fs = fs;
    f->fd = fd;
    f->owned = owned;
    memcpy(f->name, name, n);
    *out = f;
    return KAMU_OK;
}

/* open(2) with the hook; -1 and errno on failure */
static int open_hooked(struct fs *fs, enum fs_step step, const char *path, int flags, mode_t mode)
{
    int e = hook(fs, step, path);
    if (e != 0) {
        errno = e;
        return -1;
    }
    for (;;) {
        int fd = open(path, flags | O_CLOEXEC, mode);
        if (fd >= 0 || errno != EINTR)
            return fd;
        if (cancelled(fs))
            return -1;
    }
}

kamu_code fs_open_read(struct fs *fs, const char *path, struct fs_file **out,
                       struct kamu_error *err)
{
    int fd = open_hooked(fs, FS_STEP_OPEN, path, O_RDONLY, 0);
    if (fd < 0 && errno == EINTR)
        return error_set(err, KAMU_E_CANCELLED, "Operation aborted");
    if (fd < 0)
        return error_os(err, errno, "Cannot open %s", path);
    return wrap_fd(fs, fd, true, path, out, err);
}

kamu_code fs_open_fd(struct fs *fs, int fd, const char *name, struct fs_file **out,
                     struct kamu_error *err)
{
    return wrap_fd(fs, fd, false, name, out, err);
}

kamu_code fs_create(struct fs *fs, const char *path, bool secret, struct fs_file **out,
                    struct kamu_error *err)
{
    int fd = open_hooked(fs, FS_STEP_CREATE, path, O_RDWR | O_CREAT | O_EXCL, secret ? 0600 : 0644);
    if (fd < 0)
        return error_os(err, errno, "Cannot create %s", path);
    return wrap_fd(fs, fd, true, path, out, err);
}

kamu_code fs_open_write(struct fs *fs, const char *path, uint64_t at, struct fs_file **out,
                        struct kamu_error *err)
{
    int fd = open_hooked(fs, FS_STEP_CREATE, path, O_RDWR | O_CREAT, 0644);
    if (fd < 0)
        return error_os(err, errno, "Cannot open %s", path);
    if (at > INT64_MAX || lseek(fd, (off_t)at, SEEK_SET) < 0) {
        int e = errno;
        close(fd);
        return error_os(err, e, "Cannot open %s at byte %llu", path, (unsigned long long)at);
    }
    return wrap_fd(fs, fd, true, path, out, err);
}

kamu_code fs_open_append(struct fs *fs, const char *path, struct fs_file **out,
                         struct kamu_error *err)
{
    int fd = open_hooked(fs, FS_STEP_CREATE, path, O_WRONLY | O_APPEND | O_CREAT, 0640);
    if (fd < 0)
        return error_os(err, errno, "Cannot open %s", path);
    return wrap_fd(fs, fd, true, path, out, err);
}

static kamu_code create_pending(struct fs *fs, struct random *r, const char *dir, mode_t mode,
                                char path_out[FS_PATH_MAX], struct fs_file **out,
                                struct kamu_error *err)
{
    for (int attempt = 0;; attempt++) {
        char name[sizeof ".pending-" + 16] = ".pending-";
        KAMU_TRY(random_alnum(r, name + sizeof ".pending-" - 1, 16, err));
        KAMU_TRY(path_join(path_out, err, dir, name));
        int fd = open_hooked(fs, FS_STEP_CREATE, path_out, O_RDWR | O_CREAT | O_EXCL, mode);
        if (fd >= 0) {
            kamu_code rc = wrap_fd(fs, fd, true, path_out, out, err);
            if (rc != KAMU_OK)
                unlink(path_out);
            return rc;
        }
        if (errno != EEXIST || attempt == 8) /* 95 random bits: only a seeded source repeats */
            return error_os(err, errno, "Cannot create %s", path_out);
    }
}

kamu_code fs_create_pending(struct fs *fs, struct random *r, const char *dir,
                            char path_out[FS_PATH_MAX], struct fs_file **out,
                            struct kamu_error *err)
{
    return create_pending(fs, r, dir, 0644, path_out, out, err);
}

kamu_code fs_create_unnamed(struct fs *fs, struct random *r, const char *dir, struct fs_file **out,
                            struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    int fd = open_hooked(fs, FS_STEP_CREATE, dir, O_RDWR | O_TMPFILE, 0644);
    if (fd >= 0)
        return wrap_fd(fs, fd, true, dir, out, err);
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
        return error_os(err, errno, "Cannot create a file in %s", dir);
    KAMU_TRY(fs_create_pending(fs, r, dir, path, out, err)); /* a file system without such files */
    kamu_code rc = fs_unlink(fs, path, err);
    if (rc != KAMU_OK) {
        fs_close(*out, NULL);
        *out = NULL;
    }
    return rc;
}

kamu_code fs_read(struct fs_file *f, void *out, size_t n, size_t *got, struct kamu_error *err)
{
    int e = hook(f->fs, FS_STEP_READ, f->name);
    while (e == 0) {
        ssize_t rc = read(f->fd, out, n < IO_MAX ? n : IO_MAX);
        if (rc >= 0) {
            *got = (size_t)rc;
            return KAMU_OK;
        }
        if (errno != EINTR)
            e = errno;
        else if (cancelled(f->fs))
            return error_set(err, KAMU_E_CANCELLED, "Operation aborted");
    }
    return error_os(err, e, "Cannot read %s", f->name);
}

kamu_code fs_pread(struct fs_file *f, void *out, size_t n, uint64_t offset, struct kamu_error *err)
{
    int e = hook(f->fs, FS_STEP_READ, f->name);
    uint8_t *p = out;
    if (offset > INT64_MAX - n)
        return error_set(err, KAMU_E_CORRUPT, "%s: ends before byte %llu", f->name,
                         (unsigned long long)offset);
    while (e == 0 && n > 0) {
        ssize_t rc = pread(f->fd, p, n < IO_MAX ? n : IO_MAX, (off_t)offset);
        if (rc == 0)
            return error_set(err, KAMU_E_CORRUPT, "%s: ends at byte %llu, %zu more were expected",
                             f->name, (unsigned long long)offset, n);
        if (rc > 0) {
            p += rc;
            n -= (size_t)rc;
            offset += (uint64_t)rc;
        } else if (errno != EINTR) {
            e = errno;
        }
    }
    return e == 0 ? KAMU_OK : error_os(err, e, "Cannot read %s", f->name);
}

kamu_code fs_write(struct fs_file *f, const void *data, size_t n, struct kamu_error *err)
{
    int e = hook(f->fs, FS_STEP_WRITE, f->name);
    const uint8_t *p = data;
    while (e == 0 && n > 0) {
        ssize_t rc = write(f->fd, p, n < IO_MAX ? n : IO_MAX);
        if (rc >= 0) {
            p += rc;
            n -= (size_t)rc;
        } else if (errno != EINTR) {
            e = errno;
        }
    }
    return e == 0 ? KAMU_OK : error_os(err, e, "Cannot write %s", f->name);
}

kamu_code fs_sync(struct fs_file *f, struct kamu_error *err)
{
    int e = hook(f->fs, FS_STEP_SYNC, f->name);
    if (e == 0 && !f->fs->no_sync) {
        /* Never repeated after EIO: the kernel may have dropped the pages and would then say
         * "fine". */
        int rc;
        do {
            rc = fdatasync(f->fd);
        } while (rc != 0 && errno == EINTR);
        if (rc != 0)
            e = errno;
    }
    return e == 0 ? KAMU_OK : error_os(err, e, "Cannot sync %s", f->name);
}

void fs_write_back(struct fs_file *f, uint64_t offset, uint64_t n)
{
    if (!f->fs->no_sync)
        (void)sync_file_range(f->fd, (off_t)offset, (off_t)n, SYNC_FILE_RANGE_WRITE);
}

static void stat_out(const struct stat *st, struct fs_stat *out)
{
    *out = (struct fs_stat){
        .size_bytes = (uint64_t)st->st_size,
        .mtime = {st->st_mtim.tv_sec, (uint32_t)st->st_mtim.tv_nsec},
        .inode = st->st_ino,
        .device = st->st_dev,
    };
    switch (st->st_mode & S_IFMT) {
    case S_IFREG:
        out->kind = FS_REGULAR;
        break;
    case S_IFDIR:
        out->kind = FS_DIRECTORY;
        break;
    case S_IFIFO:
        out->kind = FS_FIFO;
        break;
    case S_IFCHR:
    case S_IFBLK:
        out->kind = FS_DEVICE;
        break;
    case S_IFSOCK:
        out->kind = FS_SOCKET;
        break;
    default:
        out->kind = FS_OTHER;
    }
}

kamu_code fs_fstat(struct fs_file *f, struct fs_stat *out, struct kamu_error *err)
{
    struct stat st;
    int e = hook(f->fs, FS_STEP_STAT, f->name);
    if (e == 0 && fstat(f->fd, &st) != 0)
        e = errno;
    if (e != 0)
        return error_os(err, e, "Cannot stat %s", f->name);
    stat_out(&st, out);
    return KAMU_OK;
}

kamu_code fs_stat(struct fs *fs, const char *path, struct fs_stat *out, struct kamu_error *err)
{
    struct stat st;
    int e = hook(fs, FS_STEP_STAT, path);
    if (e == 0 && stat(path, &st) != 0)
        e = errno;
    if (e == ENOENT || e == ENOTDIR) {
        *out = (struct fs_stat){.kind = FS_NONE};
        return KAMU_OK;
    }
    if (e != 0)
        return error_os(err, e, "Cannot stat %s", path);
    stat_out(&st, out);
    return KAMU_OK;
}

int fs_fd(struct fs_file *f)
{
    return f->fd;
}

const char *fs_name(struct fs_file *f)
{
    return f->name;
}

kamu_code fs_close(struct fs_file *f, struct kamu_error *err)
{
    if (f == NULL)
        return KAMU_OK;
    kamu_code rc = KAMU_OK;
    /* On Linux the descriptor is gone even when close says EINTR. */
    if (f->owned && close(f->fd) != 0 && errno != EINTR)
        rc = error_os(err, errno, "Cannot close %s", f->name);
    mem_free(f);
    return rc;
}

kamu_code fs_read_all(struct fs *fs, const char *path, size_t max, struct buf *out,
                      struct kamu_error *err)
{
    struct fs_file *f;
    struct fs_stat st;
    kamu_code rc;
    size_t total = 0;
    KAMU_TRY(fs_open_read(fs, path, &f, err));
    KAMU_TRY_GOTO(fs_fstat(f, &st, err), done);
    if (st.size_bytes > max) {
        rc = error_set(err, KAMU_E_LIMIT, "%s: is larger than %zu bytes", path, max);
        goto done;
    }
    KAMU_TRY_GOTO(buf_reserve(out, st.size_bytes, err), done);
    for (;;) { /* the size is a hint: pipes and /proc say 0, files may grow */
        uint8_t more[16384];
        bool known = total < st.size_bytes;
        size_t got;
        KAMU_TRY_GOTO(fs_read(f, known ? out->data + out->len : more,
                              known ? st.size_bytes - total : sizeof more, &got, err),
                      done);
        if (got == 0)
            break;
        total += got;
        if (total > max) {
            rc = error_set(err, KAMU_E_LIMIT, "%s: is larger than %zu bytes", path, max);
            goto done;
        }
        if (known)
            out->len += got;
        else
            KAMU_TRY_GOTO(buf_append(out, more, got, err), done);
    }
done:
    fs_close(f, NULL);
    return rc;
}

static kamu_code write_atomic(struct fs *fs, struct random *r, const char *dir, const char *name,
                              mode_t mode, const void *data, size_t n, bool durable,
                              struct kamu_error *err)
{
    char pending[FS_PATH_MAX], path[FS_PATH_MAX];
    struct fs_file *f;
    KAMU_TRY(path_join(path, err, dir, name));
    KAMU_TRY(create_pending(fs, r, dir, mode, pending, &f, err));
    kamu_code rc = fs_write(f, data, n, err);
    if (rc == KAMU_OK && durable)
        rc = fs_sync(f, err);
    kamu_code closed = fs_close(f, rc == KAMU_OK ? err : NULL);
    if (rc == KAMU_OK)
        rc = closed;
    if (rc == KAMU_OK)
        rc = fs_rename(fs, pending, path, err);
    if (rc != KAMU_OK) {
        fs_unlink(fs, pending, NULL);
        return rc;
    }
    return durable ? fs_sync_dir(fs, dir, err) : KAMU_OK;
}

kamu_code fs_write_atomic(struct fs *fs, struct random *r, const char *dir, const char *name,
                          const void *data, size_t n, bool durable, struct kamu_error *err)
{
    return write_atomic(fs, r, dir, name, 0644, data, n, durable, err);
}

kamu_code fs_write_secret(struct fs *fs, struct random *r, const char *dir, const char *name,
                          const void *data, size_t n, struct kamu_error *err)
{
    return write_atomic(fs, r, dir, name, 0600, data, n, true, err);
}

/* ---- lock ----------------------------------------------------------------------- */

/* 0, or the errno: EWOULDBLOCK after the timeout, ECANCELED when the cancel flag is set. */
static int lock_wait(struct fs *fs, int fd, uint64_t timeout_ms)
{
    uint64_t end = clock_monotonic_ns() + timeout_ms * 1000000;
    uint64_t pause_ns = 500000;
    for (;;) {
        if (flock(fd, LOCK_EX | (timeout_ms ? LOCK_NB : 0)) == 0)
            return 0;
        if (errno != EINTR && errno != EWOULDBLOCK)
            return errno;
        if (cancelled(fs))
            return ECANCELED;
        if (timeout_ms == 0)
            continue;
        if (clock_monotonic_ns() >= end)
            return EWOULDBLOCK;
        nanosleep(&(struct timespec){.tv_nsec = (long)pause_ns}, NULL);
        if (pause_ns < 20000000)
            pause_ns *= 2;
    }
}

kamu_code fs_lock(struct fs *fs, const char *path, uint64_t timeout_ms, struct fs_file **out,
                  struct kamu_error *err)
{
    int fd = open_hooked(fs, FS_STEP_LOCK, path, O_RDWR | O_CREAT, 0644);
    if (fd < 0)
        return error_os(err, errno, "Cannot lock %s", path);
    int e = lock_wait(fs, fd, timeout_ms);
    if (e == 0)
        return wrap_fd(fs, fd, true, path, out, err);
    close(fd);
    if (e == ECANCELED)
        return error_set(err, KAMU_E_CANCELLED, "Operation aborted");
    if (e == EWOULDBLOCK)
        return error_set(err, KAMU_E_CONFLICT,
                         "%s is held by another process for more than %llu ms", path,
                         (unsigned long long)timeout_ms);
    return error_os(err, e, "Cannot lock %s", path);
}
