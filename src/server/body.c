#include "server/body.h"
#include "server/routes.h"

#include "server/content_coding.h"
#include "server/content_digest.h"
#include "server/http1.h"

#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

enum { PIECE_BYTES = 64 * 1024 };

struct body_pipe {
    uint64_t limit, spool_bytes;
    struct content_digest *digest;
    struct unpacker *unpacker;
    uint8_t *piece;       /* unpacked, on its way */
    struct buf memory;    /* the body, while it is small */
    struct fs_file *file; /* then it is here */
    uint64_t sent, size;
};

bool body_is_plain(const struct exchange *x)
{
    return content_coding_of(exchange_header(x, "content-encoding")) == CODING_IDENTITY &&
           !exchange_header(x, "content-digest").p;
}

kamu_code body_pipe_open(struct exchange *x, uint64_t limit, struct body_pipe **out,
                         struct kamu_error *err)
{
    enum content_coding coding = content_coding_of(exchange_header(x, "content-encoding"));
    if (coding == CODING_UNKNOWN)
        return error_set(err, KAMU_E_UNSUPPORTED, "Unsupported content encoding");
    struct body_pipe *p = mem_calloc(1, sizeof *p);
    if (!p)
        return error_nomem(err);
    p->limit = limit;
    p->spool_bytes = x->server->options.spool_bytes;
    buf_init(&p->memory, SIZE_MAX);
    kamu_code rc = content_digest_open(exchange_header(x, "content-digest"), &p->digest, err);
    if (rc == KAMU_OK && coding != CODING_IDENTITY) {
        rc = unpacker_open(coding, &p->unpacker, err);
        p->piece = mem_alloc(PIECE_BYTES);
        if (rc == KAMU_OK && !p->piece)
            rc = error_nomem(err);
    }
    if (rc != KAMU_OK) {
        body_pipe_free(p);
        return rc;
    }
    *out = p;
    return KAMU_OK;
}

void body_pipe_free(struct body_pipe *p)
{
    if (!p)
        return;
    content_digest_free(p->digest);
    unpacker_free(p->unpacker);
    buf_free(&p->memory);
    if (p->file)
        fs_close(p->file, NULL);
    mem_free(p->piece);
    mem_free(p);
}

static kamu_code open_file(struct body_pipe *p, struct worker *w, struct kamu_error *err)
{
    char dir[FS_PATH_MAX];
    KAMU_TRY(path_join(dir, err, w->ws->dir, "run"));
    KAMU_TRY(fs_mkdir(&w->env.fs, dir, err));
    KAMU_TRY(fs_create_unnamed(&w->env.fs, &w->env.random, dir, &p->file, err));
    return fs_write(p->file, p->memory.data, p->memory.len, err);
}

static kamu_code keep(struct body_pipe *p, struct worker *w, const void *data, size_t n,
                      struct kamu_error *err)
{
    if (n > p->limit - p->size)
        return error_set(err, KAMU_E_LIMIT,
                         "The body is larger than the limit of %" PRIu64 " bytes", p->limit);
    p->size += n;
    if (!p->file && p->size <= p->spool_bytes)
        return buf_append(&p->memory, data, n, err);
    if (!p->file) {
        KAMU_TRY(open_file(p, w, err));
        buf_free(&p->memory);
    }
    return fs_write(p->file, data, n, err);
}

static kamu_code note(struct body_pipe *p, const void *data, size_t n, struct kamu_error *err)
{
    p->sent += n;
    return p->digest ? content_digest_add(p->digest, data, n, err) : KAMU_OK;
}

kamu_code body_pipe_add(struct body_pipe *p, struct worker *w, const void *data, size_t n,
                        struct kamu_error *err)
{
    KAMU_TRY(note(p, data, n, err));
    if (!p->unpacker)
        return n ? keep(p, w, data, n, err) : KAMU_OK;
    const uint8_t *in = data;
    size_t got;
    do {
        size_t before = n;
        KAMU_TRY(unpacker_step(p->unpacker, &in, &n, p->piece, PIECE_BYTES, &got, err));
        if (got)
            KAMU_TRY(keep(p, w, p->piece, got, err));
        else if (n && n == before)
            return error_set(err, KAMU_E_INPUT, "The compressed body cannot be unpacked");
    } while (n || got);
    return KAMU_OK;
}

kamu_code body_pipe_finish(struct body_pipe *p, struct kamu_error *err)
{
    if (p->digest)
        KAMU_TRY(content_digest_check(p->digest, err));
    return p->unpacker ? unpacker_end(p->unpacker, err) : KAMU_OK;
}

kamu_code body_pipe_end(struct body_pipe *p, struct worker *w, struct body *out, struct buf *memory,
                        struct kamu_error *err)
{
    (void)w;
    KAMU_TRY(body_pipe_finish(p, err));
    out->size = p->size;
    out->sent_size = p->sent;
    if (p->file) {
        out->data = NULL;
        out->fd = fcntl(fs_fd(p->file), F_DUPFD_CLOEXEC, 3);
        if (out->fd < 0 || lseek(out->fd, 0, SEEK_SET) != 0)
            return error_set(err, KAMU_E_IO, "Cannot keep a body in a file");
        return KAMU_OK;
    }
    buf_free(memory);
    *memory = p->memory;
    buf_init(&p->memory, SIZE_MAX);
    out->data = memory->data ? (const void *)memory->data : "";
    return KAMU_OK;
}

kamu_code body_pipe_take(struct body_pipe *p, const uint8_t **in, size_t *n_in, void *out,
                         size_t capacity, size_t *got, struct kamu_error *err)
{
    const uint8_t *before = *in;
    if (p->unpacker) {
        KAMU_TRY(unpacker_step(p->unpacker, in, n_in, out, capacity, got, err));
    } else {
        *got = *n_in < capacity ? *n_in : capacity;
        if (*got)
            memcpy(out, *in, *got);
        *in += *got;
        *n_in -= *got;
    }
    return note(p, before, (size_t)(*in - before), err);
}

/* "limit" is a member of the problem document, so that a client can cut its batches to it. */
void body_refuse(struct exchange *x, uint64_t limit, const struct kamu_error *err)
{
    if (err->code == KAMU_E_LIMIT && x->route->limit == LIMIT_JSON && !exchange_wants_problem(x)) {
        exchange_send_text(x, 413, "text/plain; charset=utf-8", /* as kamu's framework */
                           "Failed to buffer the request body: length limit exceeded");
        return;
    }
    if (err->code == KAMU_E_LIMIT) {
        exchange_problem_number(x, "limit", limit);
    } else if (err->code == KAMU_E_UNSUPPORTED) {
        exchange_add_header(x, "accept-encoding", CONTENT_CODINGS);
        exchange_problem(x, 415, kamu_error_message(err, 0));
        return;
    }
    exchange_fail(x, err);
}
