/* One commit of an endless body, and what the client is told of it; see stream.c. */
#include "odf/json.h"
#include "server/guard_impl.h"
#include "server/metrics.h"
#include "server/server.h"
#include "server/stream_impl.h"

#include <inttypes.h>
#include <time.h>

#define LINE_MAX_BYTES ((size_t)64 << 10)

/* ---- lines of the answer --------------------------------------------------------------------- */

static kamu_code put_member(struct buf *b, const char *name, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return KAMU_OK;
    KAMU_TRY(buf_printf(b, NULL, ",\"%s\":", name));
    return odf_json_quote(str_c(text), b, NULL);
}

static kamu_code put_error(struct buf *b, const char *status, const struct kamu_error *e,
                           uint64_t line)
{
    bool inside = exchange_status_of(e) >= 500; /* nothing of it is the client's business */
    const char *message = inside ? "The server cannot do this now" : kamu_error_message(e, 0);
    KAMU_TRY(buf_printf(b, NULL, "{\"status\":\"%s\"", status));
    if (line != 0)
        KAMU_TRY(buf_printf(b, NULL, ",\"line\":%" PRIu64, line));
    KAMU_TRY(put_member(b, "message", message != NULL ? message : kamu_code_name(e->code)));
    if (inside)
        return buf_append_str(b, ",\"retry\":true}\n", NULL);
    if (e->at.column != 0)
        KAMU_TRY(buf_printf(b, NULL, ",\"column\":%" PRIu64, e->at.column));
    KAMU_TRY(put_member(b, "field", e->at.field));
    KAMU_TRY(put_member(b, "text", e->at.excerpt));
    KAMU_TRY(put_member(b, "expected", e->at.expected));
    KAMU_TRY(put_member(b, "hint", e->at.hint));
    return buf_append_str(b, "}\n", NULL);
}

kamu_code stream_tell_error(struct stream *s, const struct kamu_error *e, uint64_t line,
                            struct kamu_error *err)
{
    struct buf b = BUF_INIT(LINE_MAX_BYTES);
    kamu_code rc = put_error(&b, "error", e, line);
    if (rc == KAMU_OK)
        rc = exchange_write(s->x, b.data, b.len, err);
    buf_free(&b);
    return rc;
}

static kamu_code put_done(struct buf *b, const struct stream *s, const struct push_outcome *o,
                          uint64_t line)
{
    char head[ODF_HASH_TEXT_MAX] = "";
    if (odf_hash_present(&o->new_head))
        (void)odf_hash_text(&o->new_head, head);
    KAMU_TRY(buf_printf(b, NULL,
                        "{\"status\":\"%s\",\"line\":%" PRIu64 ",\"rows\":{\"received\":%" PRIu64
                        ",\"new\":%" PRIu64 ",\"rejected\":%" PRIu64 "}",
                        o->updated ? "committed" : "up-to-date", line, o->rows_received,
                        o->rows_new, o->rows_rejected));
    if (o->has_offsets)
        KAMU_TRY(buf_printf(b, NULL, ",\"offsets\":{\"start\":%" PRIu64 ",\"end\":%" PRIu64 "}",
                            o->offset_first, o->offset_last));
    KAMU_TRY(put_member(b, "newHead", head));
    if (s->producer.p != NULL)
        KAMU_TRY(buf_printf(b, NULL, ",\"offset\":\"%" PRIu64 "\"", s->base + line));
    return buf_append_str(b, "}\n", NULL);
}

static kamu_code tell_done(struct stream *s, const struct push_outcome *o, uint64_t line,
                           struct kamu_error *err)
{
    struct buf b = BUF_INIT(LINE_MAX_BYTES);
    kamu_code rc = KAMU_OK;
    if (s->rejects.len != 0)
        rc = exchange_write(s->x, s->rejects.data, s->rejects.len, err);
    if (rc == KAMU_OK)
        rc = put_done(&b, s, o, line);
    if (rc == KAMU_OK)
        rc = exchange_write(s->x, b.data, b.len, err);
    buf_free(&b);
    return rc;
}

/* ---- through the queue --------------------------------------------------------------------------
 */

struct waiting {
    pthread_mutex_t mutex;
    pthread_cond_t cond;
    bool done;
    struct push_outcome outcome;
};

static void done(void *ctx, const struct push_outcome *outcome)
{
    struct waiting *w = ctx;
    pthread_mutex_lock(&w->mutex);
    w->outcome = *outcome;
    w->done = true;
    pthread_cond_signal(&w->cond);
    pthread_mutex_unlock(&w->mutex);
}

static enum kamu_code on_reject(void *ctx, const struct kamu_error *error, const char *raw,
                                size_t raw_size)
{
    struct stream *s = ctx;
    (void)raw;
    (void)raw_size;
    if (error == NULL) { /* once more from the beginning */
        s->rejects.len = 0;
        s->n_rejects = 0;
        return KAMU_OK;
    }
    if (s->n_rejects++ >= STREAM_REJECTS_TOLD)
        return KAMU_OK;
    size_t before = s->rejects.len;
    uint64_t line = error->at.line != 0 ? error->at.line : error->at.record;
    if (put_error(&s->rejects, "rejected", error, s->line + line) != KAMU_OK)
        s->rejects.len = before; /* it is counted */
    return KAMU_OK;
}

static void push_once(struct stream *s, size_t size, uint64_t lines, struct waiting *w)
{
    char offset[24];
    struct push_request r = {.dataset = s->x->dataset,
                             .options = s->options,
                             .media_type = "application/x-ndjson",
                             .data = s->text.data,
                             .size = size,
                             .fd = -1,
                             .name = "request body",
                             .done = done,
                             .ctx = w};
    if (s->skips) {
        r.options.on_error = KAMU_ON_ERROR_SKIP;
        r.options.reject = on_reject;
        r.options.reject_ctx = s;
    }
    if (s->producer.p != NULL) {
        (void)snprintf(offset, sizeof offset, "%" PRIu64, s->base + s->line + lines);
        r.guard = (struct push_guard){.producer = s->producer,
                                      .offset = str_c(offset),
                                      .has_epoch = s->has_epoch,
                                      .epoch = s->epoch};
    }
    s->rejects.len = 0;
    s->n_rejects = 0;
    w->done = false;
    commit_queue_push(s->w, &r);
    pthread_mutex_lock(&w->mutex);
    while (!w->done)
        pthread_cond_wait(&w->cond, &w->mutex);
    pthread_mutex_unlock(&w->mutex);
}

static bool is_full(const struct push_outcome *o)
{
    return o->code != KAMU_OK &&
           (o->verdict == VERDICT_QUEUE_FULL || o->verdict == VERDICT_DATASET_FULL ||
            o->verdict == VERDICT_RUNNING);
}

/* A full queue holds the client up instead of failing it. */
static void push(struct stream *s, size_t size, uint64_t lines, struct waiting *w)
{
    unsigned ms = 10;
    for (;;) {
        push_once(s, size, lines, w);
        if (!is_full(&w->outcome) || atomic_load(&s->x->server->stopping) != 0)
            return;
        struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};
        (void)nanosleep(&t, NULL);
        ms = ms < 500 ? ms * 2 : 1000;
    }
}

/* ---- one chunk
 * ------------------------------------------------------------------------------------- */

static void drop_lines(struct stream *s, size_t size, uint64_t lines)
{
    s->text.len -= size;
    memmove(s->text.data, s->text.data + size, s->text.len);
    s->whole -= size;
    s->lines -= lines;
    s->line += lines;
    s->since_ns = clock_monotonic_ns();
}

/* Bytes of so many lines at the beginning. */
static size_t bytes_of(const struct stream *s, uint64_t lines)
{
    size_t n = 0;
    for (; lines > 0 && n < s->whole; lines--) {
        const uint8_t *end = memchr(s->text.data + n, '\n', s->whole - n);
        n = end == NULL ? s->whole : (size_t)(end - s->text.data) + 1;
    }
    return n;
}

static kamu_code succeed(struct stream *s, const struct push_outcome *o, size_t size,
                         uint64_t lines, struct kamu_error *err)
{
    kamu_code rc = tell_done(s, o, s->line + lines, err);
    s->rows += o->rows_new;
    s->rejected += o->rows_rejected;
    metrics_count(s->x->server->metrics, METRIC_STREAM_RECORDS, o->rows_received);
    drop_lines(s, size, lines);
    return rc;
}

/* The line of the record at fault, in the chunk; 0: none. */
static uint64_t bad_line(const struct stream *s, const struct push_outcome *o)
{
    uint64_t line = o->error.at.line != 0 ? o->error.at.line : o->error.at.record;
    return o->code == KAMU_E_INPUT && line <= s->lines ? line : 0;
}

static kamu_code commit_with(struct stream *s, struct waiting *w, bool *over,
                             struct kamu_error *err)
{
    uint64_t lines = s->lines;
    push(s, s->whole, lines, w);
    if (w->outcome.code == KAMU_OK)
        return succeed(s, &w->outcome, s->whole, lines, err);
    *over = true;
    struct kamu_error why = w->outcome.error;
    why.code = w->outcome.code;
    uint64_t bad = bad_line(s, &w->outcome);
    if (bad > 1) { /* what was good before it */
        size_t size = bytes_of(s, bad - 1);
        push(s, size, bad - 1, w);
        if (w->outcome.code != KAMU_OK)
            return stream_tell_error(s, &w->outcome.error, 0, err);
        KAMU_TRY(succeed(s, &w->outcome, size, bad - 1, err));
        bad = 1;
    }
    return stream_tell_error(s, &why, bad != 0 ? s->line + bad : 0, err);
}

kamu_code stream_commit(struct stream *s, bool *over, struct kamu_error *err)
{
    struct waiting *w = mem_calloc(1, sizeof *w);
    if (w == NULL)
        return error_nomem(err);
    pthread_mutex_init(&w->mutex, NULL);
    pthread_cond_init(&w->cond, NULL);
    kamu_code rc = commit_with(s, w, over, err);
    pthread_cond_destroy(&w->cond);
    pthread_mutex_destroy(&w->mutex);
    mem_free(w);
    return rc;
}
