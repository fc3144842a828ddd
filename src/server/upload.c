/*
 * Uploads (spec/http-api.md 4.9): a client asks for a place, sends the file there as a form, and
 * names it by its token when it pushes. Files lie in `.kamu/cache/uploads/<owner>/<upload id>/`
 * and are kept as long as their token is good; the next uploads clear away what is older.
 */
#include "server/upload.h"

#include "odf/json.h"
#include "server/multipart.h"
#include "server/routes.h"
#include "server/server.h"
#include "server/upload_token.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define TEXT "text/plain; charset=utf-8"
#define SWEEP_SECONDS 3600

/* ---- who, and which token ---------------------------------------------------------------------
 */

/* false: answered. */
static bool is_logged_in(struct exchange *x)
{
    if (x->caller.kind == CALLER_ACCOUNT)
        return true;
    exchange_refuse(x, 401, access_refusal(x->caller.kind));
    return false;
}

static struct str own_id(struct exchange *x)
{
    char text[ODF_DID_DIR_MAX];
    size_t n = odf_did_dir(&x->caller.account_id, text);
    return arena_str(&x->arena, (struct str){text, n});
}

static bool secret_of(struct exchange *x, struct worker *w, char secret[256], struct str *out)
{
    struct kamu_error err = {0};
    size_t n;
    if (access_secret(w->ws, x->server->options.access.jwt_secret, secret, &n, &err) == KAMU_OK) {
        *out = (struct str){secret, n};
        return true;
    }
    exchange_fail(x, &err);
    return false;
}

/* A token that was read is one of ours and still good. false: answered. */
static bool is_good(struct exchange *x, struct worker *w, const struct upload_token *t)
{
    char text[256];
    struct str secret;
    struct clock real = {0};
    if (!secret_of(x, w, text, &secret))
        return false;
    enum upload_token_state state = upload_token_check(secret, t, clock_now(&real).seconds);
    explicit_bzero(text, sizeof text);
    if (state == UPLOAD_TOKEN_EXPIRED)
        exchange_refuse(x, 403, "Upload token expired");
    else if (state == UPLOAD_TOKEN_FORGED)
        exchange_refuse(x, 403, "Upload token invalid");
    return state == UPLOAD_TOKEN_GOOD;
}

/* It belongs to the caller. false: answered. */
static bool is_own(struct exchange *x, const struct upload_token *t)
{
    if (!is_logged_in(x))
        return false;
    if (str_eq(t->owner, own_id(x)))
        return true;
    exchange_refuse(x, 403, "Unauthorized");
    return false;
}

static bool token_of_path(struct exchange *x, struct upload_token *t)
{
    struct kamu_error err = {0};
    if (upload_token_parse(x->args[0], &x->arena, t, &err) == KAMU_OK)
        return true;
    char *text = arena_printf(
        &x->arena, "Invalid URL: Cannot parse `upload_token` with value `" STR_FMT "`: %s",
        STR_ARG(x->args[0]), kamu_error_message(&err, 0));
    exchange_send_text(x, 400, TEXT, text ? text : "Invalid URL");
    return false;
}

/* ---- places -----------------------------------------------------------------------------------
 */

static kamu_code uploads_dir(struct workspace *ws, char out[FS_PATH_MAX], struct kamu_error *err)
{
    return path_join(out, err, ws->dir, "cache/uploads");
}

/* Owner and id come from a checked token: hexadecimal digits, nothing else. */
static kamu_code place_of(struct workspace *ws, const struct upload_token *t, char dir[FS_PATH_MAX],
                          char path[FS_PATH_MAX], struct kamu_error *err)
{
    char owner[ODF_DID_DIR_MAX], name[UPLOAD_NAME_MAX + 1];
    struct odf_did id;
    KAMU_TRY(odf_did_parse_dir(t->owner, &id, err));
    odf_did_dir(&id, owner);
    if (!upload_name_valid(t->file_name))
        return error_set(err, KAMU_E_USAGE, "Invalid file name");
    snprintf(name, sizeof name, STR_FMT, STR_ARG(t->file_name));
    KAMU_TRY(uploads_dir(ws, dir, err));
    KAMU_TRY(path_join(dir, err, dir, owner));
    KAMU_TRY(path_join(dir, err, dir, t->id));
    return path_join(path, err, dir, name);
}

/* ---- old files --------------------------------------------------------------------------------
 */

struct sweep {
    struct env *env;
    const char *dir;
    int64_t now;
    unsigned level; /* 0: owners, 1: uploads */
};

static kamu_code sweep_entry(void *ctx, const char *name, struct kamu_error *err)
{
    struct sweep *s = ctx, inner = *s;
    char path[FS_PATH_MAX];
    struct fs_stat st;
    KAMU_TRY(path_join(path, err, s->dir, name));
    KAMU_TRY(fs_stat(&s->env->fs, path, &st, err));
    if (st.kind != FS_DIRECTORY)
        return KAMU_OK;
    inner.dir = path;
    inner.level++;
    if (s->level == 0)
        return fs_list(&s->env->fs, path, sweep_entry, &inner, err);
    /* The directory's time is that of its last file. */
    return s->now - st.mtime.seconds > UPLOAD_SECONDS + 60 ? fs_remove_tree(&s->env->fs, path, err)
                                                           : KAMU_OK;
}

/* At most once an hour, told by a file; of several servers one does it. Failures wait for the next
 * time. */
static void sweep_uploads(struct worker *w)
{
    char dir[FS_PATH_MAX], mark[FS_PATH_MAX];
    struct fs_stat st;
    struct fs_file *lock;
    struct clock real = {0};
    struct fs *fs = &w->env.fs;
    struct sweep s = {.env = &w->env, .dir = dir, .now = clock_now(&real).seconds};
    if (uploads_dir(w->ws, dir, NULL) != KAMU_OK || fs_mkdirs(fs, dir, NULL) != KAMU_OK ||
        path_join(mark, NULL, w->ws->dir, "cache/upload-sweep") != KAMU_OK ||
        fs_stat(fs, mark, &st, NULL) != KAMU_OK ||
        (st.kind != FS_NONE && s.now - st.mtime.seconds < SWEEP_SECONDS) ||
        fs_lock(fs, mark, 1, &lock, NULL) != KAMU_OK)
        return;
    fs_touch(fs, mark, NULL);
    fs_list(fs, dir, sweep_entry, &s, NULL);
    fs_close(lock, NULL);
}

/* ---- prepare ----------------------------------------------------------------------------------
 */

/* kamu's words for what is no u64; NULL: it is one. */
static const char *read_u64(struct str s, uint64_t *out)
{
    size_t i = s.n > 1 && s.p[0] == '+';
    if (s.n == 0)
        return "cannot parse integer from empty string";
    for (*out = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return "invalid digit found in string";
    for (i = s.p[0] == '+'; i < s.n; i++)
        if (MUL_OVERFLOW(*out, (uint64_t)10, out) ||
            ADD_OVERFLOW(*out, (uint64_t)(s.p[i] - '0'), out))
            return "number too large to fit in target type";
    return NULL;
}

static void refuse_query(struct exchange *x, const char *detail)
{
    char *text = arena_printf(&x->arena, "Failed to deserialize query string: %s", detail);
    exchange_send_text(x, 400, TEXT, text ? text : detail);
}

static bool read_prepare(struct exchange *x, struct upload_token *t)
{
    struct kamu_error err = {0};
    struct str length, type;
    kamu_code rc = exchange_param(x, "fileName", &t->file_name, &err);
    if (rc == KAMU_OK)
        rc = exchange_param(x, "contentLength", &length, &err);
    if (rc == KAMU_OK)
        rc = exchange_param(x, "contentType", &type, &err);
    if (rc != KAMU_OK) {
        exchange_send_text(x, 400, TEXT, kamu_error_message(&err, 0));
        return false;
    }
    const char *bad = !t->file_name.p ? "missing field `fileName`"
                      : !length.p     ? "missing field `contentLength`"
                                      : NULL;
    if (!bad && (bad = read_u64(length, &t->content_length)))
        bad = arena_printf(&x->arena, "contentLength: %s", bad);
    if (bad) {
        refuse_query(x, bad);
        return false;
    }
    if (type.n)
        t->content_type = type;
    return true;
}

static kamu_code write_context(struct exchange *x, struct str token, struct buf *out,
                               struct kamu_error *err)
{
    char *url = arena_printf(&x->arena, "%splatform/file/upload/" STR_FMT, x->server->base_url,
                             STR_ARG(token));
    char *bearer = arena_printf(&x->arena, "Bearer " STR_FMT, STR_ARG(x->caller.token));
    if (!url || !bearer)
        return error_nomem(err);
    KAMU_TRY(buf_append_str(out, "{\"uploadUrl\":", err));
    KAMU_TRY(odf_json_quote(str_c(url), out, err));
    KAMU_TRY(buf_append_str(
        out, ",\"method\":\"POST\",\"useMultipart\":true,\"headers\":[[\"Authorization\",", err));
    KAMU_TRY(odf_json_quote(str_c(bearer), out, err));
    return buf_printf(out, err, "]],\"fields\":[],\"uploadToken\":\"" STR_FMT "\"}",
                      STR_ARG(token));
}

void handle_upload_prepare(struct exchange *x, struct worker *w)
{
    struct upload_token t = {0};
    struct kamu_error err = {0};
    struct str secret, text;
    char secret_text[256];
    struct buf out = BUF_INIT(4 * UPLOAD_TOKEN_MAX + (64 << 10));
    if (!read_prepare(x, &t) || !is_logged_in(x))
        return;
    if (t.content_length > x->server->options.upload_max_bytes) {
        exchange_refuse(x, 400, "Content too large");
        return;
    }
    if (!upload_name_valid(t.file_name) || t.content_type.n > UPLOAD_NAME_MAX) {
        exchange_refuse(x, 400,
                        t.content_type.n > UPLOAD_NAME_MAX ? "The content type is too long"
                                                           : "Invalid file name");
        return;
    }
    if (!secret_of(x, w, secret_text, &secret))
        return;
    t.owner = own_id(x);
    kamu_code rc = t.owner.p ? upload_token_issue(&w->env, secret, &t, &x->arena, &text, &err)
                             : error_nomem(&err);
    explicit_bzero(secret_text, sizeof secret_text);
    if (rc == KAMU_OK)
        rc = write_context(x, text, &out, &err);
    if (rc == KAMU_OK)
        exchange_send_buf(x, 200, "application/json", &out);
    else
        exchange_fail(x, &err);
    buf_free(&out);
    sweep_uploads(w);
}

/* ---- the file comes ---------------------------------------------------------------------------
 */

/* The only part of the form. KAMU_E_USAGE: it is another form. */
static kamu_code find_file(struct str body, const char *boundary, struct str *out,
                           struct kamu_error *err)
{
    struct multipart m;
    struct multipart_part part;
    bool more, found = false, other = false;
    KAMU_TRY(multipart_open(&m, body, boundary, err));
    for (;;) {
        KAMU_TRY(multipart_next(&m, &part, &more, err));
        if (!more)
            break;
        other |= found || !str_eqc(part.name, "file");
        found = true;
        *out = part.content;
    }
    return found && !other
               ? KAMU_OK
               : error_set(err, KAMU_E_USAGE, "Expected 'file' to be the only part of upload form");
}

static kamu_code check_length(const struct exchange *x, const struct upload_token *t, uint64_t n,
                              struct kamu_error *err)
{
    if (n > x->server->options.upload_max_bytes)
        return error_set(err, KAMU_E_USAGE, "Content too large");
    if (n != t->content_length)
        return error_set(err, KAMU_E_USAGE,
                         "Actual content length %" PRIu64
                         " does not match the initially declared length %" PRIu64,
                         n, t->content_length);
    return KAMU_OK;
}

static kamu_code store_file(struct worker *w, const struct upload_token *t, struct str content,
                            struct kamu_error *err)
{
    char dir[FS_PATH_MAX], path[FS_PATH_MAX], pending[FS_PATH_MAX];
    struct fs_file *file;
    struct fs *fs = &w->env.fs;
    KAMU_TRY(place_of(w->ws, t, dir, path, err));
    KAMU_TRY(fs_mkdirs(fs, dir, err));
    KAMU_TRY(fs_create_pending(fs, &w->env.random, dir, pending, &file, err));
    kamu_code rc = fs_write(file, content.p, content.n, err);
    kamu_code closed = fs_close(file, rc == KAMU_OK ? err : NULL);
    rc = rc == KAMU_OK ? closed : rc;
    if (rc == KAMU_OK)
        rc = fs_rename(fs, pending, path, err);
    if (rc != KAMU_OK)
        fs_unlink(fs, pending, NULL);
    return rc;
}

static kamu_code take_form(struct exchange *x, struct worker *w, const struct upload_token *t,
                           struct str body, const char *boundary, struct kamu_error *err)
{
    struct str content;
    KAMU_TRY(find_file(body, boundary, &content, err));
    KAMU_TRY(check_length(x, t, content.n, err));
    return store_file(w, t, content, err);
}

/* The body as memory, wherever it lies. *mapped is to be unmapped. */
static kamu_code body_bytes(struct exchange *x, struct str *out, void **mapped,
                            struct kamu_error *err)
{
    const struct body *b = exchange_body(x);
    *mapped = NULL;
    *out = (struct str){b->data ? b->data : "", b->data ? (size_t)b->size : 0};
    if (b->fd < 0 || b->size == 0)
        return KAMU_OK;
    void *p = mmap(NULL, (size_t)b->size, PROT_READ, MAP_PRIVATE, b->fd, 0);
    if (p == MAP_FAILED)
        return error_set(err, KAMU_E_IO, "Cannot map the body of a request");
    *mapped = p;
    *out = (struct str){p, (size_t)b->size};
    return KAMU_OK;
}

void handle_upload_post(struct exchange *x, struct worker *w)
{
    struct upload_token t;
    struct kamu_error err = {0};
    struct str body;
    void *mapped;
    char boundary[MULTIPART_BOUNDARY_MAX + 1];
    if (!token_of_path(x, &t) || !is_logged_in(x) || !is_good(x, w, &t) || !is_own(x, &t))
        return;
    if (!multipart_boundary(exchange_header(x, "content-type"), boundary)) {
        exchange_send_text(x, 400, TEXT, "Invalid `boundary` for `multipart/form-data` request");
        return;
    }
    kamu_code rc = body_bytes(x, &body, &mapped, &err);
    if (rc == KAMU_OK)
        rc = take_form(x, w, &t, body, boundary, &err);
    if (mapped)
        munmap(mapped, body.n);
    if (rc == KAMU_OK)
        exchange_send(x, 200, NULL, NULL, 0);
    else if (rc == KAMU_E_USAGE)
        exchange_refuse(x, 400, kamu_error_message(&err, 0));
    else
        exchange_fail(x, &err);
}

/* ---- and is read ------------------------------------------------------------------------------
 */

/* false: answered. */
static bool open_file(struct exchange *x, struct worker *w, const struct upload_token *t, int *fd,
                      uint64_t *size)
{
    char dir[FS_PATH_MAX], path[FS_PATH_MAX];
    struct fs_file *file;
    struct fs_stat st;
    struct kamu_error err = {0};
    *fd = -1;
    kamu_code rc = place_of(w->ws, t, dir, path, &err);
    if (rc == KAMU_OK)
        rc = fs_open_read(&w->env.fs, path, &file, &err);
    if (rc == KAMU_E_NOT_FOUND) {
        exchange_refuse(x, 404, "Uploaded file not found on the server");
        return false;
    }
    if (rc == KAMU_OK) {
        rc = fs_fstat(file, &st, &err);
        *size = st.size_bytes;
        if (rc == KAMU_OK && (*fd = fcntl(fs_fd(file), F_DUPFD_CLOEXEC, 0)) < 0)
            rc = error_set(&err, KAMU_E_IO, "No descriptor is left");
        fs_close(file, NULL);
    }
    if (rc != KAMU_OK)
        exchange_fail(x, &err);
    return rc == KAMU_OK;
}

void handle_upload_get(struct exchange *x, struct worker *w)
{
    struct upload_token t;
    uint64_t size;
    int fd;
    if (!token_of_path(x, &t) || !is_good(x, w, &t) || !open_file(x, w, &t, &fd, &size))
        return;
    if (is_own(x, &t))
        exchange_send_file(x, 200, NULL, fd, 0, size);
    else
        close(fd);
}

bool upload_resolve(struct exchange *x, struct worker *w, struct str token, struct upload *out)
{
    struct upload_token t;
    struct kamu_error err = {0};
    if (upload_token_parse(token, &x->arena, &t, &err) != KAMU_OK) {
        char *detail = arena_printf(&x->arena, "uploadToken: %s", kamu_error_message(&err, 0));
        refuse_query(x, detail ? detail : "uploadToken");
        return false;
    }
    *out = (struct upload){.fd = -1, .media_type = t.content_type, .file_name = t.file_name};
    if (!is_logged_in(x) || !is_good(x, w, &t) || !is_own(x, &t) ||
        !open_file(x, w, &t, &out->fd, &out->size))
        return false;
    if (check_length(x, &t, out->size, &err) == KAMU_OK)
        return true;
    close(out->fd);
    out->fd = -1;
    exchange_refuse(x, 400, kamu_error_message(&err, 0));
    return false;
}
