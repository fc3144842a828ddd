#include "cli/fetch.h"
#include "cli/repos.h"

#include "base/http.h"

#include <ctype.h>
#include <errno.h>
#include <unistd.h>

/* ---- http, https --------------------------------------------------------------------- */

struct answer {
    struct buf *out;
    size_t before; /* what `out` held already */
};

static kamu_code begin_answer(struct http_request *r, struct kamu_error *err)
{
    struct answer *a = r->ctx;
    (void)err;
    a->out->len = a->before;
    return KAMU_OK;
}

static kamu_code take_answer(struct http_request *r, const void *p, size_t n,
                             struct kamu_error *err)
{
    return buf_append(((struct answer *)r->ctx)->out, p, n, err);
}

static kamu_code fetch_http(struct cli *cli, const char *url, struct buf *out,
                            struct kamu_error *err)
{
    struct answer a = {out, out->len};
    struct http_request r = {
        .url = url, .begin = begin_answer, .sink = take_answer, .ctx = &a, .any_encoding = true};
    struct http *http;
    KAMU_TRY(http_open(&cli->env, NULL, &http, err));
    kamu_code rc = http_run(http, &r, 1, err);
    http_close(http);
    if (rc == KAMU_E_IO)
        return error_wrap(err, rc, "Source is unreachable at %s", url);
    KAMU_TRY(rc);
    if (r.status == 404 || r.status == 410)
        return error_set(err, KAMU_E_NOT_FOUND, "Source not found at %s", url);
    if (r.status >= 400) {
        error_set(err, KAMU_E_IO, "The server answered with status %ld", r.status);
        return error_wrap(err, KAMU_E_IO, "Source is unreachable at %s", url);
    }
    return KAMU_OK;
}

/* ---- paths and URLs -------------------------------------------------------------------- */

/* The length of "scheme" in "scheme:...", 0 when there is none. */
static size_t scheme_of(const char *arg)
{
    size_t n = 0;
    if (!isalpha((unsigned char)arg[0]))
        return 0;
    while (isalnum((unsigned char)arg[n]) || (arg[n] && strchr("+-.", arg[n])))
        n++;
    return arg[n] == ':' && n > 1 ? n : 0;
}

/* kamu's text: the operating system's words without the name, which the caller gives. */
static kamu_code plain_os_error(struct kamu_error *err, kamu_code rc)
{
    if (err && err->os_errno)
        return error_set(err, rc, "%s (os error %d)", strerror(err->os_errno), err->os_errno);
    return rc;
}

static kamu_code fetch_path(struct cli *cli, const char *path, struct buf *out,
                            struct kamu_error *err)
{
    struct fs_stat st;
    KAMU_TRY(fs_stat(&cli->env.fs, path, &st, err));
    if (st.kind == FS_DIRECTORY) {
        error_set(err, KAMU_E_USAGE, "Is a directory (os error 21)");
        error_hint(err, "--recursive adds all manifests of a directory");
        return KAMU_E_USAGE;
    }
    if (st.kind == FS_NONE)
        return error_set(err, KAMU_E_NOT_FOUND, "No such file or directory (os error 2)");
    kamu_code rc = fs_read_all(&cli->env.fs, path, out->max, out, err);
    return rc == KAMU_OK ? rc : plain_os_error(err, rc);
}

kamu_code fetch_bytes(struct cli *cli, const char *arg, struct buf *out, struct kamu_error *err)
{
    struct fs_stat st;
    size_t scheme = scheme_of(arg);
    if (scheme && fs_stat(&cli->env.fs, arg, &st, NULL) == KAMU_OK && st.kind != FS_NONE)
        scheme = 0;
    if (!scheme)
        return fetch_path(cli, arg, out, err);
    char path[FS_PATH_MAX];
    if (repos_file_path(str_c(arg), path))
        return fetch_path(cli, path, out, err);
    if ((scheme == 4 && strncasecmp(arg, "http", 4) == 0) ||
        (scheme == 5 && strncasecmp(arg, "https", 5) == 0))
        return fetch_http(cli, arg, out, err);
    if (strncmp(arg + scheme, "://", 3) != 0)
        return fetch_path(cli, arg, out, err);
    error_set(err, KAMU_E_USAGE, "Unsupported scheme %.*s", (int)scheme, arg);
    error_hint(err, "Paths and URLs with file, http or https can be read");
    return KAMU_E_USAGE;
}

kamu_code fetch_stdin(struct cli *cli, struct buf *out, struct kamu_error *err)
{
    struct fs_file *f;
    kamu_code rc;
    KAMU_TRY(fs_open_fd(&cli->env.fs, STDIN_FILENO, "STDIN", &f, err));
    for (;;) {
        size_t got = 0;
        rc = buf_reserve(out, 64 << 10, err);
        if (rc == KAMU_OK)
            rc = fs_read(f, out->data + out->len, 64 << 10, &got, err);
        if (rc == KAMU_OK)
            rc = env_check_cancel(&cli->env, err);
        if (rc != KAMU_OK || got == 0)
            break;
        out->len += got;
    }
    kamu_code closed = fs_close(f, rc == KAMU_OK ? err : NULL);
    return rc == KAMU_OK ? closed : rc;
}
