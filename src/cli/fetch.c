#include "cli/fetch.h"
#include "cli/repos.h"

#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>
#include <unistd.h>

/* ---- libcurl, at run time only ------------------------------------------------------- */

/* The few values of curl.h that are needed; they are part of libcurl's stable ABI. */
enum {
    OPT_URL = 10002,
    OPT_WRITEDATA = 10001,
    OPT_WRITEFUNCTION = 20011,
    OPT_ERRORBUFFER = 10010,
    OPT_USERAGENT = 10018,
    OPT_FOLLOWLOCATION = 52,
    OPT_MAXREDIRS = 68,
    OPT_CONNECTTIMEOUT = 78,
    OPT_NOSIGNAL = 99,
    OPT_LOW_SPEED_LIMIT = 19,
    OPT_LOW_SPEED_TIME = 20,
    OPT_ACCEPT_ENCODING = 10102,
    INFO_RESPONSE_CODE = 0x200002,
    ERROR_SIZE = 256,
};

struct curl_library {
    void *handle;
    void *(*easy_init)(void);
    void (*easy_cleanup)(void *);
    int (*easy_setopt)(void *, int, ...);
    int (*easy_perform)(void *);
    int (*easy_getinfo)(void *, int, ...);
    const char *(*easy_strerror)(int);
};

static bool load_symbol(void *handle, const char *name, void *slot)
{
    void *symbol = dlsym(handle, name);
    memcpy(slot, &symbol, sizeof symbol); /* ISO C has no cast from object to function pointer */
    return symbol != NULL;
}

static kamu_code curl_load(struct curl_library *c, struct kamu_error *err)
{
    static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so"};
    c->handle = NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !c->handle; i++)
        c->handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    bool ok = c->handle && load_symbol(c->handle, "curl_easy_init", &c->easy_init) &&
              load_symbol(c->handle, "curl_easy_cleanup", &c->easy_cleanup) &&
              load_symbol(c->handle, "curl_easy_setopt", &c->easy_setopt) &&
              load_symbol(c->handle, "curl_easy_perform", &c->easy_perform) &&
              load_symbol(c->handle, "curl_easy_getinfo", &c->easy_getinfo) &&
              load_symbol(c->handle, "curl_easy_strerror", &c->easy_strerror);
    if (ok)
        return KAMU_OK;
    error_set(err, KAMU_E_UNSUPPORTED, "Cannot load libcurl, which reads http and https URLs");
    error_hint(err, "Install it (Debian: libcurl4), or download the file first");
    return KAMU_E_UNSUPPORTED;
}

struct download {
    struct buf *out;
    struct cli *cli;
    struct kamu_error *err; /* why the sink stopped */
    kamu_code rc;
};

static size_t on_data(char *p, size_t size, size_t n, void *arg)
{
    struct download *d = arg;
    size_t bytes = size * n;
    d->rc = env_check_cancel(&d->cli->env, d->err);
    if (d->rc == KAMU_OK)
        d->rc = buf_append(d->out, p, bytes, d->err);
    return d->rc == KAMU_OK ? bytes : 0;
}

static kamu_code perform(const struct curl_library *c, void *easy, const char *url,
                         struct download *d, struct kamu_error *err)
{
    char reason[ERROR_SIZE] = "";
    c->easy_setopt(easy, OPT_URL, url);
    c->easy_setopt(easy, OPT_WRITEFUNCTION, on_data);
    c->easy_setopt(easy, OPT_WRITEDATA, d);
    c->easy_setopt(easy, OPT_ERRORBUFFER, reason);
    c->easy_setopt(easy, OPT_USERAGENT, "kamu/" KAMU_VERSION);
    c->easy_setopt(easy, OPT_ACCEPT_ENCODING, "");
    c->easy_setopt(easy, OPT_FOLLOWLOCATION, 1L);
    c->easy_setopt(easy, OPT_MAXREDIRS, 10L);
    c->easy_setopt(easy, OPT_CONNECTTIMEOUT, 30L);
    c->easy_setopt(easy, OPT_LOW_SPEED_LIMIT, 1L);
    c->easy_setopt(easy, OPT_LOW_SPEED_TIME, 60L);
    c->easy_setopt(easy, OPT_NOSIGNAL, 1L);
    int code = c->easy_perform(easy);
    if (d->rc != KAMU_OK)
        return d->rc;
    if (code != 0) {
        error_set(err, KAMU_E_IO, "%s", reason[0] ? reason : c->easy_strerror(code));
        return error_wrap(err, KAMU_E_IO, "Source is unreachable at %s", url);
    }
    long status = 0;
    c->easy_getinfo(easy, INFO_RESPONSE_CODE, &status);
    if (status == 404 || status == 410)
        return error_set(err, KAMU_E_NOT_FOUND, "Source not found at %s", url);
    if (status >= 400) {
        error_set(err, KAMU_E_IO, "The server answered with status %ld", status);
        return error_wrap(err, KAMU_E_IO, "Source is unreachable at %s", url);
    }
    return KAMU_OK;
}

static kamu_code fetch_http(struct cli *cli, const char *url, struct buf *out,
                            struct kamu_error *err)
{
    struct curl_library c;
    KAMU_TRY(curl_load(&c, err));
    void *easy = c.easy_init();
    if (!easy)
        return error_nomem(err);
    struct download d = {.out = out, .cli = cli, .err = err};
    kamu_code rc = perform(&c, easy, url, &d, err);
    c.easy_cleanup(easy);
    return rc;
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
