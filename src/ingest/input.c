/* Input: see input.h. */
#include "ingest/input.h"

#include <errno.h>
#include <unistd.h>

#define SPOOL_MEMORY ((size_t)4 << 20) /* kept in memory; more goes to a file */
#define SPOOL_MAX ((size_t)1 << 62)

/* What has been read of a stream so far, so that it can be read again. */
struct spool {
    struct input *in;
    bool keep;
    struct buf memory;
    struct fs_file *file; /* unlinked; holds what no longer fits into memory */
    uint64_t file_bytes;
    char *temp_dir;
};

/* One reader of the input. */
struct cursor {
    struct input *in;
    uint64_t at; /* next byte to deliver; what the spool holds is a repetition */
    struct cursor *next;
};

static kamu_code named(struct input *in, const char *name, const char *otherwise,
                       struct kamu_error *err)
{
    in->name = mem_strdup(name != NULL ? name : otherwise);
    return in->name == NULL ? error_nomem(err) : KAMU_OK;
}

static void zero(struct env *env, enum input_kind kind, struct input *in)
{
    memset(in, 0, sizeof *in);
    in->env = env;
    in->kind = kind;
    in->fd = -1;
    in->size_bytes = UINT64_MAX;
}

kamu_code input_path(struct env *env, const char *path, struct input *in, struct kamu_error *err)
{
    if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdin") == 0)
        return input_fd(env, STDIN_FILENO, NULL, in, err);
    zero(env, INPUT_PATH, in);
    struct fs_stat st;
    KAMU_TRY(fs_stat(&env->fs, path, &st, err));
    if (st.kind == FS_NONE)
        return error_os(err, ENOENT, "Invalid path %s", path);
    if (st.kind == FS_DIRECTORY) {
        kamu_code rc = error_set(err, KAMU_E_USAGE, "Invalid path %s: Is a directory", path);
        error_hint(err, "name the files in it: %s/*", path);
        return rc;
    }
    if (st.kind == FS_SOCKET)
        return error_set(err, KAMU_E_USAGE, "Invalid path %s: Is a socket", path);
    KAMU_TRY(named(in, path, path, err));
    in->path = mem_strdup(path);
    if (in->path == NULL)
        return error_nomem(err);
    if (st.kind == FS_REGULAR)
        in->size_bytes = st.size_bytes;
    else
        in->kind = INPUT_STREAM;
    return KAMU_OK;
}

kamu_code input_fd(struct env *env, int fd, const char *name, struct input *in,
                   struct kamu_error *err)
{
    zero(env, INPUT_FD, in);
    KAMU_TRY(named(in, name, "STDIN", err));
    in->fd = fd;
    off_t end = lseek(fd, 0, SEEK_END);
    if (end >= 0 && lseek(fd, 0, SEEK_SET) == 0) { /* a regular file: from its beginning, as kamu */
        in->rewinds = true;
        in->size_bytes = (uint64_t)end;
    } else if (errno == EBADF) { /* a closed standard input counts as empty, as in kamu */
        in->kind = INPUT_MEMORY;
        in->data = "";
        in->size_bytes = 0;
    }
    return KAMU_OK;
}

kamu_code input_memory(struct env *env, const void *data, size_t size, const char *name,
                       struct input *in, struct kamu_error *err)
{
    zero(env, INPUT_MEMORY, in);
    in->data = data;
    in->size = size;
    in->size_bytes = size;
    return named(in, name, "memory", err);
}

kamu_code input_callback(struct env *env, kamu_read_fn read, void *ctx, const char *name,
                         struct input *in, struct kamu_error *err)
{
    zero(env, INPUT_CALLBACK, in);
    in->read = read;
    in->ctx = ctx;
    return named(in, name, "input", err);
}

kamu_code input_batch(struct env *env, struct batch *batch, const char *name, struct input *in,
                      struct kamu_error *err)
{
    zero(env, INPUT_BATCH, in);
    in->batch = batch;
    in->size_bytes = batch_bytes(batch);
    return named(in, name, "batch", err);
}

static void spool_free(struct spool *s)
{
    if (s == NULL)
        return;
    buf_free(&s->memory);
    if (s->file != NULL)
        (void)fs_close(s->file, NULL);
    mem_free(s->temp_dir);
    mem_free(s);
}

void input_free(struct input *in)
{
    while (in->cursors != NULL) {
        struct cursor *c = in->cursors;
        in->cursors = c->next;
        mem_free(c);
    }
    spool_free(in->spool);
    if (in->stream != NULL)
        (void)fs_close(in->stream, NULL);
    batch_free(in->batch);
    mem_free(in->name);
    mem_free(in->path);
    memset(in, 0, sizeof *in);
}

/* ---- the spool ----------------------------------------------------------------------- */

static kamu_code source_read(struct input *in, void *out, size_t n, size_t *got,
                             struct kamu_error *err)
{
    *got = 0;
    if (in->kind != INPUT_CALLBACK)
        return fs_read(in->stream, out, n, got, err);
    kamu_code rc = in->read(in->ctx, out, n, got);
    if (rc != KAMU_OK)
        return error_set(err, rc, "Reading from the caller failed");
    if (*got > n)
        return error_set(err, KAMU_E_USAGE, "The read callback delivered more than was asked for");
    return KAMU_OK;
}

static kamu_code keep(struct spool *s, const void *data, size_t n, struct kamu_error *err)
{
    if (s->file == NULL && n <= SPOOL_MEMORY - s->memory.len)
        return buf_append(&s->memory, data, n, err);
    if (s->file == NULL) {
        char path[FS_PATH_MAX];
        struct env *env = s->in->env;
        KAMU_TRY(fs_create_pending(&env->fs, &env->random, s->temp_dir, path, &s->file, err));
        KAMU_TRY(fs_unlink(&env->fs, path, err));
    }
    KAMU_TRY(fs_write(s->file, data, n, err));
    s->file_bytes += n;
    return KAMU_OK;
}

static kamu_code spool_read(void *ctx, void *out, size_t n, size_t *got, struct kamu_error *err)
{
    struct cursor *c = ctx;
    struct spool *s = c->in->spool;
    if (c->at < s->memory.len) {
        *got = s->memory.len - c->at < n ? s->memory.len - c->at : n;
        memcpy(out, s->memory.data + c->at, *got);
    } else if (c->at < s->memory.len + s->file_bytes) {
        uint64_t left = s->memory.len + s->file_bytes - c->at;
        *got = left < n ? (size_t)left : n;
        KAMU_TRY(fs_pread(s->file, out, *got, c->at - s->memory.len, err));
    } else {
        KAMU_TRY(source_read(s->in, out, n, got, err));
        if (s->keep && *got != 0)
            KAMU_TRY(keep(s, out, *got, err));
    }
    c->at += *got;
    return KAMU_OK;
}

/* A regular file behind a descriptor, whose position several readers would fight for. */
static kamu_code file_read(void *ctx, void *out, size_t n, size_t *got, struct kamu_error *err)
{
    struct cursor *c = ctx;
    uint64_t left = c->at < c->in->size_bytes ? c->in->size_bytes - c->at : 0;
    *got = left < n ? (size_t)left : n;
    if (*got != 0)
        KAMU_TRY(fs_pread(c->in->stream, out, *got, c->at, err));
    c->at += *got;
    return KAMU_OK;
}

static kamu_code add_cursor(struct input *in, struct reader_input *out, struct kamu_error *err)
{
    struct cursor *c = mem_calloc(1, sizeof *c);
    if (c == NULL)
        return error_nomem(err);
    *c = (struct cursor){.in = in, .next = in->cursors};
    in->cursors = c;
    out->kind = READER_STREAM;
    out->read = in->rewinds ? file_read : spool_read;
    out->ctx = c;
    return KAMU_OK;
}

static kamu_code open_shared_file(struct input *in, struct reader_input *out,
                                  struct kamu_error *err)
{
    if (in->stream == NULL)
        KAMU_TRY(fs_open_fd(&in->env->fs, in->fd, in->name, &in->stream, err));
    return add_cursor(in, out, err);
}

static kamu_code open_stream(struct input *in, enum input_use use, const char *temp_dir,
                             struct reader_input *out, struct kamu_error *err)
{
    if (in->spool == NULL) {
        if (in->kind == INPUT_STREAM)
            KAMU_TRY(fs_open_read(&in->env->fs, in->path, &in->stream, err));
        if (in->kind == INPUT_FD)
            KAMU_TRY(fs_open_fd(&in->env->fs, in->fd, in->name, &in->stream, err));
        struct spool *s = mem_calloc(1, sizeof *s);
        if (s == NULL)
            return error_nomem(err);
        in->spool = s;
        s->in = in;
        s->keep = use != INPUT_ONCE;
        buf_init(&s->memory, SPOOL_MEMORY);
        s->temp_dir = mem_strdup(temp_dir);
        if (s->temp_dir == NULL)
            return error_nomem(err);
    }
    return add_cursor(in, out, err);
}

kamu_code input_open(struct input *in, enum input_use use, const char *temp_dir,
                     struct reader_input *out, struct kamu_error *err)
{
    memset(out, 0, sizeof *out);
    out->name = in->name;
    out->fd = -1;
    switch (in->kind) {
    case INPUT_PATH:
        out->kind = READER_PATH;
        out->path = in->path;
        return KAMU_OK;
    case INPUT_MEMORY:
        out->kind = READER_MEMORY;
        out->data = in->data;
        out->size = in->size;
        return KAMU_OK;
    case INPUT_FD:
        if (in->rewinds && use == INPUT_SHARED)
            return open_shared_file(in, out, err);
        if (in->rewinds) {
            if (lseek(in->fd, 0, SEEK_SET) != 0)
                return error_os(err, errno, "Failed to rewind %s", in->name);
            out->kind = READER_FD;
            out->fd = in->fd;
            return KAMU_OK;
        }
        return open_stream(in, use, temp_dir, out, err);
    case INPUT_STREAM:
    case INPUT_CALLBACK:
        return open_stream(in, use, temp_dir, out, err);
    case INPUT_BATCH:
        break;
    }
    KAMU_BUG("input of kind %d has no bytes", (int)in->kind);
}
