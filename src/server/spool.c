/* An answer made before it is sent: see spool.h. */
#include "server/spool.h"

#include <errno.h>
#include <fcntl.h>

#define TEXT_MAX ((size_t)1 << 30) /* one row may be large */

void spool_init(struct spool *s, struct worker *w)
{
    *s = (struct spool){
        .w = w, .max = w->server->options.answer_max_bytes, .memory_max = SPOOL_MEMORY_MAX};
    buf_init(&s->text, TEXT_MAX);
}

static kamu_code open_file(struct spool *s, struct kamu_error *err)
{
    char dir[FS_PATH_MAX];
    struct env *env = &s->w->env;
    KAMU_TRY(path_join(dir, err, s->w->ws->dir, "run"));
    KAMU_TRY(fs_mkdir(&env->fs, dir, err));
    return fs_create_unnamed(&env->fs, &env->random, dir, &s->file, err);
}

kamu_code spool_check(struct spool *s, struct kamu_error *err)
{
    if (s->text.len <= s->memory_max)
        return KAMU_OK;
    if (s->written + s->text.len > s->max) {
        kamu_code rc = error_set(err, KAMU_E_INPUT, "The answer is larger than %llu bytes",
                                 (unsigned long long)s->max);
        error_hint(err, "ask for fewer rows at a time");
        return rc;
    }
    if (s->file == NULL)
        KAMU_TRY(open_file(s, err));
    KAMU_TRY(fs_write(s->file, s->text.data, s->text.len, err));
    s->written += s->text.len;
    s->text.len = 0;
    return KAMU_OK;
}

kamu_code spool_send(struct spool *s, struct exchange *x, const char *type, struct kamu_error *err)
{
    if (s->file == NULL) {
        exchange_send_buf(x, 200, type, &s->text);
        return KAMU_OK;
    }
    if (s->text.len > 0)
        KAMU_TRY(fs_write(s->file, s->text.data, s->text.len, err));
    s->written += s->text.len;
    s->text.len = 0;
    int fd = fcntl(fs_fd(s->file), F_DUPFD_CLOEXEC, 3);
    if (fd < 0)
        return error_os(err, errno, "Cannot hand over the answer's file");
    exchange_send_file(x, 200, type, fd, 0, s->written);
    return KAMU_OK;
}

void spool_free(struct spool *s)
{
    buf_free(&s->text);
    fs_close(s->file, NULL);
    s->file = NULL;
}
