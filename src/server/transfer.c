/*
 * The simple transfer protocol (spec/http-api.md 6): refs, blocks, data and checkpoints as raw
 * bytes. What lies under a hash never changes, so answers carry it as ETag and may be kept for
 * ever; data files can be had in parts.
 *
 * Only what has the name of a hash in one of the three directories can be reached.
 */
#include "server/incoming.h"
#include "server/routes.h"
#include "server/server.h"
#include "server/transfer_range.h"
#include "store/dataset.h"
#include "store/receive.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define OCTETS "application/octet-stream"
#define TEXT "text/plain; charset=utf-8"

/* ---- the hash in the path ---------------------------------------------------------------------
 */

static bool parse_hash(struct exchange *x, const char *parameter, struct odf_hash *out)
{
    if (odf_hash_parse(x->args[0], out, NULL) == KAMU_OK)
        return true;
    char *text = arena_printf(&x->arena,
                              "Invalid URL: Cannot parse `%s` with value `" STR_FMT
                              "`: Value '" STR_FMT "' is not a valid multihash",
                              parameter, STR_ARG(x->args[0]), STR_ARG(x->args[0]));
    exchange_send_text(x, 400, TEXT, text ? text : "Invalid URL");
    return false;
}

static void no_such(struct exchange *x, const char *what, const struct odf_hash *hash)
{
    char text[ODF_HASH_TEXT_MAX], message[160];
    odf_hash_text(hash, text);
    snprintf(message, sizeof message, "%s does not exist: %s", what, text);
    exchange_refuse(x, 404, message);
}

static bool open_dataset(struct exchange *x, struct worker *w, struct dataset **out)
{
    struct kamu_error err = {0};
    if (dataset_open(w->ws, &x->dataset, out, &err) == KAMU_OK)
        return true;
    exchange_fail(x, &err);
    return false;
}

/* Adds the headers of what never changes; true: the client has it already, and was told so. */
static bool is_cached(struct exchange *x, const struct odf_hash *hash, char etag[ODF_HASH_TEXT_MAX])
{
    char header[ODF_HASH_TEXT_MAX + 2];
    odf_hash_text(hash, etag);
    snprintf(header, sizeof header, "\"%s\"", etag);
    exchange_add_header(x, "etag", header);
    exchange_add_header(x, "cache-control",
                        exchange_header(x, "authorization").p
                            ? "private, max-age=31536000, immutable"
                            : "public, max-age=31536000, immutable");
    struct str none_match = exchange_header(x, "if-none-match");
    if (!none_match.p || !transfer_etag_matches(none_match, etag))
        return false;
    exchange_send(x, 304, NULL, NULL, 0);
    return true;
}

/* ---- refs and blocks --------------------------------------------------------------------------
 */

void handle_ref(struct exchange *x, struct worker *w)
{
    struct dataset *ds;
    struct odf_hash head;
    struct kamu_error err = {0};
    char text[ODF_HASH_TEXT_MAX], etag[ODF_HASH_TEXT_MAX + 2];
    if (!str_eqc(x->args[0], "head")) {
        exchange_refuse(x, 404, "Internal error"); /* kamu's words for a name it does not know */
        return;
    }
    if (!open_dataset(x, w, &ds))
        return;
    kamu_code rc = dataset_head(ds, &head, &err);
    dataset_close(ds);
    if (rc != KAMU_OK) {
        exchange_fail(x, &err);
        return;
    }
    size_t n = odf_hash_text(&head, text);
    snprintf(etag, sizeof etag, "\"%s\"", text);
    exchange_add_header(x, "etag", etag);
    struct str none_match = exchange_header(x, "if-none-match");
    if (none_match.p && transfer_etag_matches(none_match, text))
        exchange_send(x, 304, NULL, NULL, 0);
    else
        exchange_send(x, 200, TEXT, text, n);
}

void handle_block(struct exchange *x, struct worker *w)
{
    struct dataset *ds;
    struct odf_hash hash;
    struct kamu_error err = {0};
    char etag[ODF_HASH_TEXT_MAX];
    struct buf bytes = BUF_INIT(ODF_BLOCK_BYTES_MAX + 1);
    if (!parse_hash(x, "block_hash", &hash) || !open_dataset(x, w, &ds))
        return;
    if (hash.len == 32)
        hash.code = ODF_CODE_SHA3_256; /* kamu takes other codes over the same digest */
    kamu_code rc = dataset_block_bytes(ds, &hash, &bytes, &err);
    dataset_close(ds);
    if (rc == KAMU_E_NOT_FOUND)
        no_such(x, "Block", &hash);
    else if (rc != KAMU_OK)
        exchange_fail(x, &err);
    else if (!is_cached(x, &hash, etag))
        exchange_send_buf(x, 200, OCTETS, &bytes);
    buf_free(&bytes);
}

/* ---- objects ----------------------------------------------------------------------------------
 */

static enum dataset_object kind_of(const struct exchange *x)
{
    return str_eqc(str_c(x->route->path), "{ds}/checkpoints/{}") ? DATASET_CHECKPOINT
                                                                 : DATASET_DATA;
}

/* kamu names no type, and whoever may push chooses the bytes: a browser must not take them for a
 * page of this server, whose scripts could read the token that its own page keeps. */
static void forbid_page(struct exchange *x)
{
    exchange_add_header(x, "x-content-type-options", "nosniff");
    exchange_add_header(x, "content-security-policy", "sandbox; default-src 'none'");
}

static void send_part(struct exchange *x, int fd, uint64_t size, const char *etag)
{
    struct transfer_range part = {0, size};
    char text[80];
    struct str range = exchange_header(x, "range");
    struct str if_range = exchange_header(x, "if-range");
    forbid_page(x);
    enum transfer_range_kind kind = TRANSFER_RANGE_NONE;
    if (range.p && (!if_range.p || transfer_etag_is(if_range, etag)))
        kind = transfer_range_parse(range, size, &part);
    if (kind == TRANSFER_RANGE_BAD) {
        snprintf(text, sizeof text, "bytes */%" PRIu64, size);
        exchange_add_header(x, "content-range", text);
        close(fd);
        exchange_send(x, 416, NULL, NULL, 0);
        return;
    }
    if (kind == TRANSFER_RANGE_PART) {
        snprintf(text, sizeof text, "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, part.from,
                 part.from + part.n - 1, size);
        exchange_add_header(x, "content-range", text);
    }
    exchange_send_file(x, kind == TRANSFER_RANGE_PART ? 206 : 200, NULL, fd, part.from, part.n);
}

void handle_object_get(struct exchange *x, struct worker *w)
{
    struct dataset *ds;
    struct odf_hash hash;
    struct fs_file *file;
    struct fs_stat st;
    struct kamu_error err = {0};
    char path[FS_PATH_MAX], etag[ODF_HASH_TEXT_MAX];
    if (!parse_hash(x, "physical_hash", &hash) || !open_dataset(x, w, &ds))
        return;
    kamu_code rc = dataset_object_path(ds, kind_of(x), &hash, path, &err);
    dataset_close(ds);
    if (rc == KAMU_OK)
        rc = fs_open_read(&w->env.fs, path, &file, &err);
    if (rc == KAMU_E_NOT_FOUND) {
        no_such(x, "Object", &hash);
        return;
    }
    int fd = -1;
    if (rc == KAMU_OK) {
        rc = fs_fstat(file, &st, &err);
        if (rc == KAMU_OK && (fd = dup(fs_fd(file))) < 0)
            rc = error_set(&err, KAMU_E_IO, "No descriptor is left");
        fs_close(file, NULL);
    }
    if (rc != KAMU_OK) {
        exchange_fail(x, &err);
        return;
    }
    if (is_cached(x, &hash, etag))
        close(fd);
    else
        send_part(x, fd, st.size_bytes, etag);
}

/* There is a dataset, or a push that makes one. false: answered. */
static bool has_target(struct exchange *x, struct worker *w)
{
    struct kamu_error err = {0};
    char staging[FS_PATH_MAX];
    bool open = true;
    if (!x->dataset.alias.p && incoming_find(w->ws, x->dataset.account, x->dataset.name, &open,
                                             staging, &err) != KAMU_OK) {
        exchange_fail(x, &err);
        return false;
    }
    if (!open)
        exchange_send(x, 404, NULL, NULL, 0);
    return open;
}

/* The hash and the length are asked for before a byte of the body is taken. */
bool object_put_precheck(struct exchange *x, struct worker *w)
{
    struct odf_hash hash;
    if (!has_target(x, w) || !parse_hash(x, "physical_hash", &hash))
        return true;
    if (exchange_header(x, "content-length").p && !exchange_header(x, "transfer-encoding").p)
        return false;
    exchange_send_text(x, 400, TEXT, "Header of type `content-length` was missing");
    return true;
}

/* Where the object goes: into the dataset, or where a push that makes one gathers its objects. */
static kamu_code target(struct exchange *x, struct worker *w, char out[FS_PATH_MAX],
                        struct kamu_error *err)
{
    struct dataset *ds;
    bool open;
    if (x->dataset.alias.p) {
        KAMU_TRY(dataset_open(w->ws, &x->dataset, &ds, err));
        kamu_code rc = path_join(out, err, dataset_dir(ds), "");
        dataset_close(ds);
        return rc;
    }
    KAMU_TRY(incoming_find(w->ws, x->dataset.account, x->dataset.name, &open, out, err));
    return open ? KAMU_OK : error_set(err, KAMU_E_NOT_FOUND, "The push has ended");
}

void handle_object_put(struct exchange *x, struct worker *w)
{
    const struct body *body = exchange_body(x);
    struct odf_hash hash;
    struct kamu_error err = {0};
    char dir[FS_PATH_MAX];
    if (!parse_hash(x, "physical_hash", &hash))
        return;
    if (exchange_header(x, "content-encoding").p && body->sent_size != body->size) {
        exchange_refuse(x, 415, "Objects are sent as they are, without Content-Encoding");
        return;
    }
    kamu_code rc = target(x, w, dir, &err);
    if (rc == KAMU_OK)
        rc = receive_object(&w->env, dir, kind_of(x), &hash,
                            body->fd >= 0 ? NULL
                            : body->data  ? body->data
                                          : (const void *)"",
                            body->fd, body->size, &err);
    if (rc != KAMU_OK)
        exchange_fail(x, &err);
    else
        exchange_send(x, 200, NULL, NULL, 0);
}
