/* See http_remote.h. */
#include "store/http_remote.h"

#include "base/http.h"
#include "digest/sha3.h"
#include "store/transfer_internal.h"

#include <inttypes.h>

#define URL_MAX 4096
#define CHUNK 64 /* objects that are asked for together */
#define HASH_PIECE_BYTES ((size_t)256 << 10)

struct http_remote {
    struct env *env;
    struct http *http;
    struct transfer_remote methods;
    char url[URL_MAX]; /* with closing '/' */
    char dir[FS_PATH_MAX];
    char etag[160]; /* of refs/head */
    void (*progress)(void *ctx, uint64_t bytes);
    void *progress_ctx;
};

static const char *const folders[] = {
    [DATASET_BLOCK] = "blocks", [DATASET_DATA] = "data", [DATASET_CHECKPOINT] = "checkpoints"};

static kamu_code object_url(const struct http_remote *r, enum dataset_object kind,
                            const struct odf_hash *hash, char out[URL_MAX], struct kamu_error *err)
{
    char text[ODF_HASH_TEXT_MAX];
    odf_hash_text(hash, text);
    int n = snprintf(out, URL_MAX, "%s%s/%s", r->url, folders[kind], text);
    return n < 0 || n >= URL_MAX ? error_set(err, KAMU_E_LIMIT, "The URL %s is too long", r->url)
                                 : KAMU_OK;
}

static kamu_code object_path(const struct http_remote *r, enum dataset_object kind,
                             const struct odf_hash *hash, char out[FS_PATH_MAX],
                             struct kamu_error *err)
{
    char text[ODF_HASH_TEXT_MAX];
    odf_hash_text(hash, text);
    return store_path2(out, r->dir, folders[kind], text, err);
}

/* What an answer that is neither success nor handled by the caller means. */
static kamu_code refused(const struct http_request *q, struct kamu_error *err)
{
    if (q->status == 401 || q->status == 403) {
        error_set(err, KAMU_E_ACCESS, "The server refuses access to %s with status %ld", q->url,
                  q->status);
        error_hint(err, "`kamu login` gets a token for the server, which is used here");
        return KAMU_E_ACCESS;
    }
    return error_set(err, KAMU_E_IO, "The server answers with status %ld for %s", q->status,
                     q->url);
}

/* ---- refs/head --------------------------------------------------------------------------------
 */

struct small_body {
    char text[STORE_HEAD_BYTES_MAX];
    size_t n;
};

static kamu_code forget_small(struct http_request *q, struct kamu_error *err)
{
    (void)err;
    ((struct small_body *)q->ctx)->n = 0;
    return KAMU_OK;
}

static kamu_code keep_small(struct http_request *q, const void *p, size_t n, struct kamu_error *err)
{
    struct small_body *b = q->ctx;
    if (n > sizeof b->text - b->n)
        return error_set(err, KAMU_E_CORRUPT, "%s is larger than %zu bytes", q->url,
                         sizeof b->text);
    memcpy(b->text + b->n, p, n);
    b->n += n;
    return KAMU_OK;
}

static kamu_code get_head(void *ctx, struct odf_hash *out, bool *found, struct kamu_error *err)
{
    struct http_remote *r = ctx;
    char url[URL_MAX + 16];
    struct small_body body;
    snprintf(url, sizeof url, "%srefs/head", r->url);
    struct http_request q = {
        .url = url, .begin = forget_small, .sink = keep_small, .ctx = &body, .any_encoding = true};
    KAMU_TRY(http_run(r->http, &q, 1, err));
    *found = q.status == 200;
    if (q.status == 404 || q.status == 410)
        return KAMU_OK;
    if (q.status != 200)
        return refused(&q, err);
    memcpy(r->etag, q.etag, sizeof r->etag);
    struct str text = str_trim((struct str){body.text, body.n});
    if (odf_hash_parse(text, out, NULL) == KAMU_OK)
        return KAMU_OK;
    error_set(err, KAMU_E_CORRUPT, "%s is no block hash", url);
    error_excerpt(err, text.p, text.n);
    return KAMU_E_CORRUPT;
}

/* ---- fetch ------------------------------------------------------------------------------------
 */

struct download {
    struct http_remote *remote;
    const struct transfer_object *object;
    struct fs_file *file;
    uint64_t got, limit;
    char url[URL_MAX];
    char path[FS_PATH_MAX], part[FS_PATH_MAX];
};

static kamu_code open_part(struct download *d, bool anew, struct kamu_error *err)
{
    struct fs *fs = &d->remote->env->fs;
    struct fs_stat st;
    fs_close(d->file, NULL);
    d->file = NULL;
    KAMU_TRY(fs_stat(fs, d->part, &st, err));
    anew |= d->object->kind == DATASET_BLOCK || st.size_bytes >= d->limit;
    if (anew)
        KAMU_TRY(fs_unlink(fs, d->part, err));
    d->got = anew ? 0 : st.size_bytes;
    return fs_open_write(fs, d->part, d->got, &d->file, err);
}

static kamu_code begin_download(struct http_request *q, struct kamu_error *err)
{
    struct download *d = q->ctx;
    KAMU_TRY(open_part(d, false, err));
    q->from = d->got;
    return KAMU_OK;
}

static kamu_code take_piece(struct http_request *q, const void *p, size_t n, struct kamu_error *err)
{
    struct download *d = q->ctx;
    if (q->from > 0 && q->status == 200) { /* the server knows no ranges */
        q->from = 0;
        KAMU_TRY(open_part(d, true, err));
    }
    if (n > d->limit - d->got) {
        fs_unlink(&d->remote->env->fs, d->part, NULL);
        return error_set(err, KAMU_E_CORRUPT, "%s is longer than %" PRIu64 " bytes", q->url,
                         d->limit);
    }
    KAMU_TRY(fs_write(d->file, p, n, err));
    d->got += n;
    if (d->remote->progress && d->object->kind != DATASET_BLOCK)
        d->remote->progress(d->remote->progress_ctx, n);
    return KAMU_OK;
}

/* Only what is right gets its name. */
static kamu_code check_part(const struct download *d, struct kamu_error *err)
{
    uint8_t digest[SHA3_256_SIZE], *piece = mem_alloc(HASH_PIECE_BYTES);
    struct fs_file *file;
    struct sha3 sha;
    kamu_code rc =
        piece ? fs_open_read(&d->remote->env->fs, d->part, &file, err) : error_nomem(err);
    if (rc != KAMU_OK) {
        mem_free(piece);
        return rc;
    }
    sha3_init(&sha);
    for (size_t got = 1; rc == KAMU_OK && got;) {
        rc = fs_read(file, piece, HASH_PIECE_BYTES, &got, err);
        if (rc == KAMU_OK)
            sha3_update(&sha, piece, got);
    }
    fs_close(file, NULL);
    mem_free(piece);
    KAMU_TRY(rc);
    sha3_final(&sha, digest);
    struct odf_hash actual = odf_hash_sha3(digest);
    if (odf_hash_eq(&actual, &d->object->hash))
        return KAMU_OK;
    fs_unlink(&d->remote->env->fs, d->part, NULL);
    return transfer_corrupted(d->object->kind == DATASET_DATA ? "Data file" : "Checkpoint file",
                              &d->object->hash, &actual, err);
}

static kamu_code finish_download(struct download *d, const struct http_request *q,
                                 struct kamu_error *err)
{
    struct fs *fs = &d->remote->env->fs;
    char text[ODF_HASH_TEXT_MAX];
    fs_close(d->file, NULL);
    d->file = NULL;
    if (q->status == 404 || q->status == 410) {
        odf_hash_text(&d->object->hash, text);
        error_set(err, KAMU_E_CORRUPT, "%s does not exist: %s",
                  d->object->kind == DATASET_BLOCK ? "Block" : "Object", text);
        return error_wrap(err, KAMU_E_CORRUPT, "Repository appears to have corrupted data");
    }
    if (q->status == 416) /* the part is not what the server has: the next pull starts it anew */
        fs_unlink(fs, d->part, NULL);
    if (q->status != 200 && q->status != 206)
        return refused(q, err);
    if (d->object->size != UINT64_MAX && d->got != d->object->size) {
        fs_unlink(fs, d->part, NULL);
        error_set(err, KAMU_E_CORRUPT, "%s ends after %" PRIu64 " of %" PRIu64 " bytes", q->url,
                  d->got, d->object->size);
        return error_wrap(err, KAMU_E_CORRUPT, "Repository appears to have corrupted data");
    }
    if (d->object->kind != DATASET_BLOCK) /* those are checked whenever they are read */
        KAMU_TRY(check_part(d, err));
    return fs_rename(fs, d->part, d->path, err);
}

static kamu_code prepare(struct http_remote *r, const struct transfer_object *o, struct download *d,
                         bool *needed, struct kamu_error *err)
{
    struct fs_stat st;
    *d = (struct download){.remote = r, .object = o};
    d->limit = o->size == UINT64_MAX ? ODF_BLOCK_BYTES_MAX : o->size;
    KAMU_TRY(object_url(r, o->kind, &o->hash, d->url, err));
    KAMU_TRY(object_path(r, o->kind, &o->hash, d->path, err));
    int n = snprintf(d->part, sizeof d->part, "%s.part", d->path);
    if (n < 0 || (size_t)n >= sizeof d->part)
        return error_set(err, KAMU_E_LIMIT, "The path %s is too long", d->path);
    KAMU_TRY(fs_stat(&r->env->fs, d->path, &st, err));
    *needed = st.kind != FS_REGULAR || (o->size != UINT64_MAX && st.size_bytes != o->size);
    return KAMU_OK;
}

static kamu_code fetch_chunk(struct http_remote *r, struct download *downloads,
                             const struct transfer_object *objects, size_t n,
                             struct kamu_error *err)
{
    struct http_request requests[CHUNK] = {{0}};
    size_t wanted = 0;
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < n; i++) {
        bool needed;
        struct download *d = &downloads[wanted];
        KAMU_TRY(prepare(r, &objects[i], d, &needed, err));
        if (needed)
            requests[wanted++] = (struct http_request){
                .url = d->url, .begin = begin_download, .sink = take_piece, .ctx = d};
    }
    if (wanted)
        rc = http_run(r->http, requests, wanted, err);
    for (size_t i = 0; i < wanted;
         i++) { /* those that are whole are kept, whatever the others are */
        bool answered = requests[i].status != 0 && requests[i].rc == KAMU_OK;
        bool whole = downloads[i].got == downloads[i].object->size;
        if (rc == KAMU_OK || (answered && whole)) {
            kamu_code one =
                finish_download(&downloads[i], &requests[i], rc == KAMU_OK ? err : NULL);
            rc = rc == KAMU_OK ? one : rc;
        }
        fs_close(downloads[i].file, NULL);
    }
    return rc;
}

static kamu_code fetch(void *ctx, const struct transfer_object *objects, size_t n,
                       struct kamu_error *err)
{
    struct download *downloads = mem_calloc(n < CHUNK ? n : CHUNK, sizeof *downloads);
    kamu_code rc = downloads ? KAMU_OK : error_nomem(err);
    for (size_t at = 0; at < n && rc == KAMU_OK; at += CHUNK)
        rc = fetch_chunk(ctx, downloads, objects + at, n - at < CHUNK ? n - at : CHUNK, err);
    mem_free(downloads);
    return rc;
}

static void forget(void *ctx, enum dataset_object kind, const struct odf_hash *hash)
{
    struct http_remote *r = ctx;
    char path[FS_PATH_MAX];
    if (object_path(r, kind, hash, path, NULL) == KAMU_OK)
        fs_unlink(&r->env->fs, path, NULL);
}

/* ---- put --------------------------------------------------------------------------------------
 */

static kamu_code has(void *ctx, const struct transfer_object *o, bool *out, struct kamu_error *err)
{
    struct http_remote *r = ctx;
    char url[URL_MAX];
    KAMU_TRY(object_url(r, o->kind, &o->hash, url, err));
    struct http_request q = {.url = url, .head_only = true};
    KAMU_TRY(http_run(r->http, &q, 1, err));
    *out = q.status == 200 && q.length >= 0 && (uint64_t)q.length == o->size;
    return KAMU_OK;
}

static kamu_code put(struct http_remote *r, struct http_request *q, struct kamu_error *err)
{
    KAMU_TRY(http_run(r->http, q, 1, err));
    if (q->status >= 200 && q->status < 300)
        return KAMU_OK;
    if (q->status == 404 || q->status == 405 || q->status == 501) {
        error_set(err, KAMU_E_UNSUPPORTED, "Resource is read-only");
        error_hint(err, "The server takes no PUT for %s", q->url);
        return KAMU_E_UNSUPPORTED;
    }
    if (q->status == 412)
        return error_set(err, KAMU_E_CONFLICT, "The dataset at %s was changed meanwhile", r->url);
    return refused(q, err);
}

static kamu_code put_file(void *ctx, const struct transfer_object *o, struct fs_file *file,
                          struct kamu_error *err)
{
    struct http_remote *r = ctx;
    char url[URL_MAX];
    KAMU_TRY(object_url(r, o->kind, &o->hash, url, err));
    struct http_request q = {.url = url,
                             .file = file,
                             .body_bytes = o->size,
                             .header = "Content-Type: application/octet-stream"};
    KAMU_TRY(put(r, &q, err));
    if (r->progress)
        r->progress(r->progress_ctx, o->size);
    return KAMU_OK;
}

static kamu_code put_block(void *ctx, const struct odf_hash *hash, const void *bytes, size_t n,
                           struct kamu_error *err)
{
    struct http_remote *r = ctx;
    char url[URL_MAX];
    KAMU_TRY(object_url(r, DATASET_BLOCK, hash, url, err));
    struct http_request q = {.url = url,
                             .body = bytes,
                             .body_bytes = n,
                             .header = "Content-Type: application/octet-stream"};
    return put(r, &q, err);
}

static kamu_code put_head(void *ctx, const struct odf_hash *old, const struct odf_hash *head,
                          struct kamu_error *err)
{
    struct http_remote *r = ctx;
    char url[URL_MAX + 16], text[ODF_HASH_TEXT_MAX], header[200] = "If-None-Match: *";
    size_t n = odf_hash_text(head, text);
    snprintf(url, sizeof url, "%srefs/head", r->url);
    if (old)
        snprintf(header, sizeof header, "If-Match: %s", r->etag);
    struct http_request q = {
        .url = url, .body = text, .body_bytes = n, .header = old && !r->etag[0] ? NULL : header};
    return put(r, &q, err);
}

/* ---- life -------------------------------------------------------------------------------------
 */

static kamu_code make_dir(struct http_remote *r, struct workspace *ws, struct kamu_error *err)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[SHA3_256_SIZE];
    char name[33] = "", parent[FS_PATH_MAX], dir[FS_PATH_MAX];
    struct sha3 sha;
    sha3_init(&sha);
    sha3_update(&sha, r->url, strlen(r->url));
    sha3_final(&sha, digest);
    for (int i = 0; i < 32; i++)
        name[i] = digits[digest[i / 2] >> (i % 2 ? 0 : 4) & 15];
    KAMU_TRY(store_path2(parent, ws->dir, "cache", "remotes", err));
    KAMU_TRY(path_join(r->dir, err, parent, name));
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        KAMU_TRY(path_join(dir, err, r->dir, folders[i]));
        KAMU_TRY(fs_mkdirs(&r->env->fs, dir, err));
    }
    return KAMU_OK;
}

kamu_code http_remote_open(struct workspace *ws, const char *url, const char *token,
                           void (*progress)(void *ctx, uint64_t bytes), void *progress_ctx,
                           struct http_remote **out, struct kamu_error *err)
{
    size_t n = strlen(url);
    struct http_remote *r = mem_calloc(1, sizeof *r);
    if (!r)
        return error_nomem(err);
    r->env = ws->env;
    r->progress = progress;
    r->progress_ctx = progress_ctx;
    r->methods =
        (struct transfer_remote){r, get_head, fetch, forget, has, put_file, put_block, put_head};
    kamu_code rc = n + 200 < URL_MAX ? KAMU_OK
                                     : error_set(err, KAMU_E_LIMIT,
                                                 "The URL has %zu bytes, which is too long", n);
    snprintf(r->url, sizeof r->url, "%s%s", url, n && url[n - 1] == '/' ? "" : "/");
    if (rc == KAMU_OK)
        rc = http_open(ws->env, token, &r->http, err);
    if (rc == KAMU_OK)
        rc = make_dir(r, ws, err);
    if (rc != KAMU_OK) {
        http_remote_close(r);
        return rc;
    }
    *out = r;
    return KAMU_OK;
}

const struct transfer_remote *http_remote_methods(const struct http_remote *r)
{
    return &r->methods;
}

struct http *http_remote_http(const struct http_remote *r)
{
    return r->http;
}

const char *http_remote_url(const struct http_remote *r)
{
    return r->url;
}

const char *http_remote_dir(const struct http_remote *r)
{
    return r->dir;
}

void http_remote_forget_all(struct http_remote *r)
{
    fs_remove_tree(&r->env->fs, r->dir, NULL);
}

void http_remote_close(struct http_remote *r)
{
    if (!r)
        return;
    http_close(r->http);
    mem_free(r);
}
