/* See fs_watch.h. */
#include "base/fs_watch.h"

#include <errno.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

/* The flag of a signal that comes just before poll() is seen after this time. */
#define WATCH_MS 1000
#define POLL_MS 500

void fs_watch_open(struct fs_watch *w, struct fs *fs, const char *dir)
{
    w->fs = fs;
    w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (w->fd >= 0 &&
        inotify_add_watch(w->fd, dir, IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE | IN_DELETE) < 0)
        fs_watch_close(w);
}

static void drain(int fd)
{
    char events[4096];
    while (read(fd, events, sizeof events) > 0)
        ;
}

kamu_code fs_watch_wait(struct fs_watch *w, int out_fd, struct kamu_error *err)
{
    struct pollfd fds[2] = {{.fd = out_fd}, {.fd = w->fd, .events = POLLIN}};
    int n = poll(fds, 2, w->fd >= 0 ? WATCH_MS : POLL_MS);
    if (w->fs->cancel != NULL && *w->fs->cancel)
        return error_set(err, KAMU_E_CANCELLED, "Operation aborted");
    if (n < 0 && errno != EINTR)
        return error_os(err, errno, "Cannot wait for changes");
    if (n > 0 && fds[0].revents & (POLLERR | POLLNVAL)) {
        error_set(err, KAMU_E_CANCELLED, "The reader of the output has gone away");
        if (err != NULL)
            err->os_errno = EPIPE;
        return KAMU_E_CANCELLED;
    }
    if (n > 0 && fds[1].revents)
        drain(w->fd);
    return KAMU_OK;
}

void fs_watch_close(struct fs_watch *w)
{
    if (w->fd >= 0)
        close(w->fd);
    w->fd = -1;
}
