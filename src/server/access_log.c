#include "server/access_log.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

enum {
    BUFFER_BYTES = 1 << 20, /* of lines that wait; twice, one is filled while one is written */
    WAKE_BYTES = 256 << 10, /* so many wake the writer before its time */
    WRITE_EVERY_MS = 250
};

struct access_log {
    struct fs fs; /* its own: the log is written to the end, also when the server is cancelled */
    struct log log;
    struct metrics *metrics;
    struct fs_file *file; /* the writer's */
    char *path;           /* NULL: standard error */
    bool torn;            /* the file may end in half a line */
    pthread_t thread;
    pthread_mutex_t lock; /* of what follows; held for the copy of a line */
    pthread_cond_t wake;
    char *filling, *writing;
    size_t filled;
    uint64_t dropped; /* since the last line */
    bool stop;
    _Atomic int reopen;
};

/* ---- the file ------------------------------------------------------------------------ */

static kamu_code open_file(struct access_log *l, struct kamu_error *err)
{
    if (l->path == NULL)
        return fs_open_fd(&l->fs, STDERR_FILENO, "standard error", &l->file, err);
    return fs_open_append(&l->fs, l->path, &l->file, err);
}

/* The file at our path is not the one that is open: it was renamed, or deleted. */
static bool has_moved(struct access_log *l)
{
    struct fs_stat ours, there;
    if (l->path == NULL)
        return false;
    if (fs_fstat(l->file, &ours, NULL) != KAMU_OK ||
        fs_stat(&l->fs, l->path, &there, NULL) != KAMU_OK)
        return true;
    return there.kind == FS_NONE || there.inode != ours.inode || there.device != ours.device;
}

static void open_again(struct access_log *l)
{
    struct fs_file *before = l->file;
    struct kamu_error err;
    l->file = NULL;
    if (open_file(l, &err) != KAMU_OK) {
        log_write(&l->log, LOG_WARN, "access log: %s", kamu_error_message(&err, 0));
        l->file = before; /* better the old one than none */
        return;
    }
    fs_close(before, NULL);
}

static uint64_t count_lines(const char *p, size_t n)
{
    uint64_t lines = 0;
    for (const char *end = p + n; (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
        lines++;
    return lines;
}

static void write_lines(struct access_log *l, size_t n)
{
    struct kamu_error err;
    if (atomic_exchange(&l->reopen, 0) != 0 || has_moved(l))
        open_again(l);
    if (n == 0)
        return;
    kamu_code rc = l->torn ? fs_write(l->file, "\n", 1, &err) : KAMU_OK;
    if (rc == KAMU_OK)
        rc = fs_write(l->file, l->writing, n, &err);
    l->torn = rc != KAMU_OK;
    if (rc == KAMU_OK)
        return;
    uint64_t lines = count_lines(l->writing, n);
    metrics_count(l->metrics, METRIC_LOG_DROPPED, lines);
    pthread_mutex_lock(&l->lock);
    l->dropped += lines;
    pthread_mutex_unlock(&l->lock);
    log_write(&l->log, LOG_WARN, "access log: %s", kamu_error_message(&err, 0));
}

/* ---- the writer ---------------------------------------------------------------------- */

static void wait_a_little(struct access_log *l)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += WRITE_EVERY_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&l->wake, &l->lock, &until);
}

static void *writer(void *arg)
{
    struct access_log *l = arg;
    pthread_mutex_lock(&l->lock);
    for (;;) {
        while (!l->stop && l->filled == 0)
            pthread_cond_wait(&l->wake, &l->lock);
        if (!l->stop && l->filled < WAKE_BYTES)
            wait_a_little(l);
        size_t n = l->filled;
        char *lines = l->filling;
        l->filling = l->writing;
        l->writing = lines;
        l->filled = 0;
        bool last = l->stop;
        pthread_mutex_unlock(&l->lock);
        write_lines(l, n);
        pthread_mutex_lock(&l->lock);
        if (last)
            break;
    }
    pthread_mutex_unlock(&l->lock);
    return NULL;
}

/* Signals are for the main thread. */
static int start(struct access_log *l)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int rc = pthread_create(&l->thread, NULL, writer, l);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc;
}

static void free_parts(struct access_log *l)
{
    if (l->file != NULL)
        fs_close(l->file, NULL);
    mem_free(l->path);
    mem_free(l->filling);
    mem_free(l->writing);
    mem_free(l);
}

kamu_code access_log_open(struct env *env, const char *path, struct metrics *metrics,
                          struct access_log **out, struct kamu_error *err)
{
    struct access_log *l = mem_calloc(1, sizeof *l);
    if (l == NULL)
        return error_nomem(err);
    bool to_file = strcmp(path, "-") != 0;
    l->fs = env->fs;
    l->fs.cancel = NULL;
    l->log = env->log;
    l->metrics = metrics;
    l->path = to_file ? mem_strdup(path) : NULL;
    l->filling = mem_alloc(BUFFER_BYTES);
    l->writing = mem_alloc(BUFFER_BYTES);
    kamu_code rc = KAMU_OK;
    if ((to_file && l->path == NULL) || l->filling == NULL || l->writing == NULL)
        rc = error_nomem(err);
    if (rc == KAMU_OK)
        rc = open_file(l, err);
    if (rc == KAMU_OK) {
        pthread_mutex_init(&l->lock, NULL);
        pthread_cond_init(&l->wake, NULL);
        int e = start(l);
        if (e == 0) {
            *out = l;
            return KAMU_OK;
        }
        rc = error_os(err, e, "Cannot start a thread");
    }
    free_parts(l);
    return rc;
}

void access_log_close(struct access_log *l)
{
    if (l == NULL)
        return;
    pthread_mutex_lock(&l->lock);
    l->stop = true;
    pthread_cond_signal(&l->wake);
    pthread_mutex_unlock(&l->lock);
    pthread_join(l->thread, NULL);
    pthread_cond_destroy(&l->wake);
    pthread_mutex_destroy(&l->lock);
    free_parts(l);
}

void access_log_write(struct access_log *l, const struct access_entry *entry)
{
    char line[ACCESS_LINE_MAX];
    if (l == NULL)
        return;
    size_t n = access_line(entry, 0, line);
    pthread_mutex_lock(&l->lock);
    if (l->dropped > 0)
        n = access_line(entry, l->dropped, line);
    bool fits = n <= BUFFER_BYTES - l->filled;
    if (fits) {
        memcpy(l->filling + l->filled, line, n);
        bool wake = l->filled == 0 || (l->filled < WAKE_BYTES && l->filled + n >= WAKE_BYTES);
        l->filled += n;
        l->dropped = 0;
        if (wake)
            pthread_cond_signal(&l->wake);
    } else {
        l->dropped++;
    }
    pthread_mutex_unlock(&l->lock);
    if (!fits)
        metrics_count(l->metrics, METRIC_LOG_DROPPED, 1);
}

void access_log_reopen(struct access_log *l)
{
    if (l != NULL)
        atomic_store(&l->reopen, 1);
}
