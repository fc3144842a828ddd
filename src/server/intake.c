/*
 * The body of a request on the loop's side. Small ones of known length are gathered in memory and
 * go to a worker whole. Others go in pieces: the loop fills one while a worker checks, unpacks and
 * keeps the one before (body.h), and the client is held up when both are full. A stream's handler
 * fetches the bytes itself. What nobody wants is read and thrown away.
 */
#include "server/body.h"
#include "server/listener.h"
#include "server/workers.h"

enum {
    PIECE_FULL = 256 * 1024, /* goes to a worker when it can */
    PIECE_MAX = 512 * 1024,  /* then the client waits */
    RATE_AFTER_MS = 10000    /* the minimum rate counts from here on */
};

/* ---- room for bodies ------------------------------------------------------------------------ */

static uint64_t memory_needed(const struct exchange_private *r, enum intake_kind intake)
{
    if (intake == INTAKE_MEMORY)
        return r->length;
    if (intake == INTAKE_PIECES)
        return 2 * PIECE_MAX + r->x.server->options.spool_bytes;
    return intake == INTAKE_STREAM ? 2 * STREAM_WINDOW : 0;
}

static bool reserve(struct exchange_private *r, uint64_t bytes)
{
    _Atomic uint64_t *total = &r->loop->listener->bodies_bytes;
    if (bytes == 0) /* to read a body away there is always room */
        return true;
    if (atomic_fetch_add(total, bytes) + bytes > r->x.server->options.bodies_max_bytes) {
        atomic_fetch_sub(total, bytes);
        return false;
    }
    r->reserved += bytes;
    return true;
}

/* ---- pieces -----------------------------------------------------------------------------------
 */

/* On a worker: a piece of the body; with the last one the handler follows. */
static void pump(struct worker *w, void *request)
{
    struct exchange_private *r = request;
    struct exchange *x = &r->x;
    struct kamu_error err = {0};
    kamu_code rc = r->pipe ? KAMU_OK : body_pipe_open(x, r->body_limit, &r->pipe, &err);
    if (rc == KAMU_OK)
        rc = body_pipe_add(r->pipe, w, r->drain.data, r->drain.len, &err);
    if (rc == KAMU_OK && r->last_piece)
        rc = body_pipe_end(r->pipe, w, &r->body, &r->memory, &err);
    if (rc != KAMU_OK) {
        body_refuse(x, r->body_limit, &err);
    } else if (r->last_piece) {
        buf_free(&r->drain);
        body_pipe_free(r->pipe);
        r->pipe = NULL;
        x->route->handle(x, w);
    } else {
        exchange_post(r, POST_TAKEN);
    }
}

/* Hands the piece over, if a worker can have it. */
static void pass_piece(struct conn *c, struct exchange_private *r)
{
    if (r->pumping || c->writing || (!r->body_read && r->memory.len < PIECE_FULL))
        return;
    struct buf piece = r->memory;
    r->memory = r->drain;
    r->memory.len = 0;
    r->drain = piece;
    r->last_piece = r->body_read;
    r->pumping = r->handed = true;
    if (r->last_piece) {
        buf_free(&r->memory); /* the worker puts the body there */
        c->reading = READ_NOTHING;
    }
    if (workers_try(r->x.server->workers, pump, r))
        return;
    if (r->last_piece)
        c->reading = READ_BODY;
    r->pumping = r->handed = false; /* the workers are busy: the next sweep tries again */
    r->drain = r->memory;
    r->memory = piece;
}

/* ---- streams ------------------------------------------------------------------------------------
 */

static void end_stream(struct exchange_private *r, kamu_code code, const char *why)
{
    pthread_mutex_lock(&r->lock);
    if (!r->in_ended) {
        r->in_ended = true;
        r->in_code = code;
        r->in_why = why;
    }
    pthread_cond_broadcast(&r->cond);
    pthread_mutex_unlock(&r->lock);
}

static bool take_stream_bytes(struct conn *c, struct exchange_private *r, const char *p, size_t n)
{
    pthread_mutex_lock(&r->lock);
    bool ok = buf_append(&r->memory, p, n, NULL) == KAMU_OK;
    r->paused = r->memory.len >= STREAM_WINDOW;
    pthread_cond_broadcast(&r->cond);
    pthread_mutex_unlock(&r->lock);
    if (!ok)
        intake_broken(c, 413, "The stream cannot be buffered");
    return ok;
}

kamu_code exchange_stream_fill(struct exchange_private *r, int timeout_ms, bool *timed_out,
                               struct kamu_error *err)
{
    struct timespec until;
    kamu_code rc = KAMU_OK;
    uint64_t deadline =
        clock_monotonic_ns() + (uint64_t)(timeout_ms < 0 ? 0 : timeout_ms) * 1000000;
    pthread_mutex_lock(&r->lock);
    while (r->memory.len == 0 && !r->in_ended && rc == KAMU_OK) {
        if (atomic_load(&r->gone)) {
            rc = error_set(err, KAMU_E_INPUT, "The client has left");
            break;
        }
        if (atomic_load(&r->x.server->stopping)) {
            rc = error_set(err, KAMU_E_CANCELLED, "The server is stopping");
            break;
        }
        uint64_t now = clock_monotonic_ns();
        if (timeout_ms >= 0 && now >= deadline) {
            *timed_out = true;
            break;
        }
        /* Woken twice a second to see whether the server stops. */
        uint64_t wait = timeout_ms >= 0 && deadline - now < 500000000 ? deadline - now : 500000000;
        clock_gettime(CLOCK_MONOTONIC, &until);
        uint64_t ns = (uint64_t)until.tv_nsec + wait;
        until.tv_sec += (time_t)(ns / 1000000000);
        until.tv_nsec = (long)(ns % 1000000000);
        pthread_cond_clockwait(&r->cond, &r->lock, CLOCK_MONOTONIC, &until);
    }
    if (rc == KAMU_OK && r->memory.len > 0) {
        struct buf taken = r->memory;
        r->memory = r->drain;
        r->memory.len = 0;
        r->memory.max = taken.max;
        r->drain = taken;
    } else if (rc == KAMU_OK && r->in_ended && r->in_code != KAMU_OK) {
        rc = error_set(err, r->in_code, "%s", r->in_why);
    }
    pthread_mutex_unlock(&r->lock);
    exchange_post(r, POST_TAKEN);
    return rc;
}

/* ---- all kinds
 * ------------------------------------------------------------------------------------ */

bool intake_begin(struct conn *c, enum intake_kind intake)
{
    struct exchange_private *r = c->current;
    if (!reserve(r, memory_needed(r, intake))) {
        if (r->handed) { /* a stream's handler waits for its first byte */
            end_stream(r, KAMU_E_NOMEM, "Too many bodies are on their way");
            return false;
        }
        conn_refuse(c, 503, "Too many bodies are on their way");
        return false;
    }
    r->intake = intake;
    r->body_since_ns = c->since_ns = c->loop->now_ns;
    /* A stream's handler may look at them already. */
    if (intake != INTAKE_STREAM)
        r->memory.max = r->drain.max =
            intake == INTAKE_MEMORY ? (size_t)r->length : 2 * (size_t)PIECE_MAX;
    if (intake == INTAKE_MEMORY && buf_reserve(&r->memory, (size_t)r->length, NULL) != KAMU_OK) {
        conn_refuse(c, 503, "Out of memory");
        return false;
    }
    c->reading = READ_BODY;
    return true;
}

void intake_end(struct conn *c)
{
    struct exchange_private *r = c->current;
    r->body_read = true;
    c->reading = READ_NOTHING;
    switch (r->intake) {
    case INTAKE_STREAM:
        end_stream(r, KAMU_OK, NULL);
        return;
    case INTAKE_PIECES:
        pass_piece(c, r);
        if (!r->pumping)
            c->reading = READ_BODY; /* the sweep looks after it */
        return;
    case INTAKE_MEMORY:
        r->body.data = r->memory.data ? (const void *)r->memory.data : "";
        r->body.size = r->body.sent_size = r->memory.len;
        break;
    case INTAKE_DISCARD:
        break;
    }
    if (!c->writing)
        conn_submit(c);
}

void intake_broken(struct conn *c, unsigned status, const char *why)
{
    struct exchange_private *r = c->current;
    c->reading = READ_NOTHING;
    c->last = r->body_broken = true;
    if (r->intake == INTAKE_STREAM)
        end_stream(r, status == 413 ? KAMU_E_LIMIT : KAMU_E_INPUT, why);
    else if (r->pumping)
        r->broken_status = status, r->broken_why = why; /* when the worker is done with its piece */
    else if (!c->writing)
        conn_refuse(c, status, why);
}

static bool take(struct conn *c, const char *p, size_t n)
{
    struct exchange_private *r = c->current;
    r->received += n;
    switch (r->intake) {
    case INTAKE_STREAM:
        return take_stream_bytes(c, r, p, n);
    case INTAKE_DISCARD:
        if (r->received <= READ_FIRST_MAX || r->has_length)
            return true;
        intake_broken(c, 413, "This request takes no body");
        return false;
    default:
        if (r->received > r->body_limit || buf_append(&r->memory, p, n, NULL) != KAMU_OK) {
            exchange_problem_number(&r->x, "limit", r->body_limit);
            intake_broken(c, 413, "The body is too large");
            return false;
        }
        if (r->intake == INTAKE_PIECES) {
            pass_piece(c, r);
            r->paused = r->memory.len >= PIECE_MAX;
        }
        return true;
    }
}

size_t intake_feed(struct conn *c, const char *p, size_t n)
{
    struct exchange_private *r = c->current;
    const char *data = p;
    size_t n_data = 0, used;
    bool end;
    if (r->body_read)
        return 0; /* its last piece waits for a worker */
    c->since_ns = c->loop->now_ns;
    if (r->chunked) {
        ptrdiff_t done = http1_chunks_next(&r->chunks, p, n, &data, &n_data, &end);
        if (done < 0) {
            intake_broken(c, 400, "The body's chunked transfer coding is broken");
            return n;
        }
        used = (size_t)done;
    } else {
        uint64_t left = r->length - r->received;
        used = n_data = n < left ? n : (size_t)left;
        end = n_data == left;
    }
    if (n_data && !take(c, data, n_data))
        return n;
    if (end)
        intake_end(c);
    return used;
}

bool intake_paused(const struct conn *c)
{
    return c->current->paused || c->current->body_read;
}

void intake_taken(struct conn *c)
{
    struct exchange_private *r = c->current;
    if (r->intake == INTAKE_STREAM) {
        pthread_mutex_lock(&r->lock);
        r->paused = r->memory.len >= STREAM_WINDOW;
        pthread_mutex_unlock(&r->lock);
        return;
    }
    r->pumping = r->handed = false;
    if (r->broken_status) {
        conn_refuse(c, r->broken_status, r->broken_why);
        return;
    }
    pass_piece(c, r);
    if (r->paused && r->memory.len < PIECE_MAX) { /* the client has waited for us */
        r->paused = false;
        r->body_waited_ns += c->loop->now_ns - c->since_ns;
        c->since_ns = c->loop->now_ns;
    }
}

void intake_sweep(struct conn *c)
{
    const struct server_options *o = &c->loop->listener->server->options;
    struct exchange_private *r = c->current;
    uint64_t now = c->loop->now_ns;
    if (r->intake == INTAKE_PIECES && !r->pumping)
        pass_piece(c, r);
    if (r->intake == INTAKE_STREAM || intake_paused(c))
        return; /* a stream may be silent; how long is its handler's business */
    uint64_t ms = (now - r->body_since_ns - r->body_waited_ns) / 1000000;
    if ((now - c->since_ns) / 1000000 > o->body_timeout_ms)
        intake_broken(c, 408, "No byte of the body has come for too long");
    else if (ms > RATE_AFTER_MS && r->received / (ms / 1000) < o->body_min_rate)
        intake_broken(c, 408, "The body comes too slowly");
}
