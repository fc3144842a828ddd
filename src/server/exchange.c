/* What handlers call, on any thread. */
#include "server/body.h"
#include "server/listener.h"

#include <unistd.h>

enum { ARENA_MAX = 64 << 20, LINES_MAX = 64 * 1024, OUT_MAX = 2 * STREAM_WINDOW };

struct exchange_private *exchange_new(struct loop *loop, const struct http1_head *head,
                                      const char *bytes, size_t n)
{
    size_t pairs = head->n_headers * sizeof(struct exchange_pair);
    struct exchange_private *r = mem_alloc(sizeof *r + pairs + n);
    if (!r)
        return NULL;
    memset(r, 0, sizeof *r);
    r->headers = (struct exchange_pair *)(r + 1);
    r->head_bytes = (char *)(r + 1) + pairs;
    memcpy(r->head_bytes, bytes, n);
    /* The strings of `head` point into `bytes`, but for the path "/" of an empty one. */
#define MOVED(s)                                                                                   \
    ((s).p >= bytes && (s).p <= bytes + n ? (struct str){r->head_bytes + ((s).p - bytes), (s).n}   \
                                          : (s))
    for (size_t i = 0; i < head->n_headers; i++)
        r->headers[i] =
            (struct exchange_pair){MOVED(head->headers[i].name), MOVED(head->headers[i].value)};
    r->n_headers = head->n_headers;
    r->x.path = MOVED(head->path);
    r->x.query = head->query.p ? MOVED(head->query) : STR_NONE;
#undef MOVED
    r->x.method = head->method;
    r->x.server = loop->listener->server;
    r->x.priv = r;
    r->x.started_ns = loop->now_ns;
    arena_init(&r->x.arena, ARENA_MAX);
    r->loop = loop;
    r->minor = head->minor;
    r->keep_alive = head->keep_alive;
    r->expects = head->expects;
    r->chunked = head->chunked;
    r->has_length = head->has_length;
    r->length = head->length;
    r->body.fd = r->answer.fd = r->taken_fd = -1;
    r->body.declared = head->has_length || head->chunked;
    buf_init(&r->answer.lines, LINES_MAX);
    buf_init(&r->out, OUT_MAX);
    buf_init(&r->memory, OUT_MAX);
    buf_init(&r->drain, OUT_MAX);
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->cond, NULL);
    return r;
}

void exchange_free(struct exchange_private *r)
{
    if (!r)
        return;
    observe_end(r);
    arena_free(&r->x.arena);
    body_pipe_free(r->pipe);
    atomic_fetch_sub(&r->loop->listener->bodies_bytes, r->reserved);
    buf_free(&r->memory);
    buf_free(&r->drain);
    buf_free(&r->answer.lines);
    buf_free(&r->out);
    mem_free(r->answer.data);
    if (r->answer.fd >= 0)
        close(r->answer.fd);
    if (r->body.fd >= 0)
        close(r->body.fd);
    pthread_mutex_destroy(&r->lock);
    pthread_cond_destroy(&r->cond);
    mem_free(r);
}

void exchange_post(struct exchange_private *r, unsigned bits)
{
    struct loop *loop = r->loop;
    if (atomic_fetch_or(&r->posted, bits) != 0)
        return; /* it is in the list already */
    struct exchange_private *first = atomic_load(&loop->posts);
    do {
        r->post_next = first;
    } while (!atomic_compare_exchange_weak(&loop->posts, &first, r));
    if (!first) {
        uint64_t one = 1;
        ssize_t written = write(loop->wake, &one, sizeof one);
        (void)written; /* full only when a wake-up is due anyway */
    }
}

/* ---- the request ---------------------------------------------------------------------- */

struct str exchange_header(const struct exchange *x, const char *name)
{
    const struct exchange_private *r = x->priv;
    size_t n = strlen(name);
    for (size_t i = 0; i < r->n_headers; i++)
        if (r->headers[i].name.n == n && str_ieq(r->headers[i].name, (struct str){name, n}))
            return r->headers[i].value;
    return STR_NONE;
}

bool header_lists(struct str header, const char *word)
{
    while (header.p != NULL && header.n > 0) {
        const char *comma = memchr(header.p, ',', header.n);
        size_t n = comma == NULL ? header.n : (size_t)(comma - header.p);
        const char *semicolon = memchr(header.p, ';', n);
        struct str one = {header.p, semicolon == NULL ? n : (size_t)(semicolon - header.p)};
        if (str_ieq(str_trim(one), str_c(word)))
            return true;
        n += comma != NULL;
        header = (struct str){header.p + n, header.n - n};
    }
    return false;
}

const struct body *exchange_body(const struct exchange *x)
{
    return &x->priv->body;
}

uint64_t exchange_declared(const struct exchange *x)
{
    return x->priv->has_length ? x->priv->length : UINT64_MAX;
}

void exchange_stream_body(struct exchange *x)
{
    x->priv->streams = true;
}

bool exchange_streams(const struct exchange *x)
{
    return x->priv->streams;
}

kamu_code exchange_read(struct exchange *x, void *out, size_t capacity, int timeout_ms, size_t *got,
                        bool *timed_out, struct kamu_error *err)
{
    struct exchange_private *r = x->priv;
    bool late = false;
    *got = 0;
    if (timed_out)
        *timed_out = false;
    if (!r->pipe)
        KAMU_TRY(body_pipe_open(x, UINT64_MAX, &r->pipe, err));
    while (*got == 0) {
        const uint8_t *in = r->drain.data + r->drained;
        size_t n = r->drain.len - r->drained, before = n;
        if (n || r->more_inside) {
            KAMU_TRY(body_pipe_take(r->pipe, &in, &n, out, capacity, got, err));
            r->drained += before - n;
            r->more_inside = *got == capacity;
            continue;
        }
        r->drain.len = r->drained = 0;
        KAMU_TRY(exchange_stream_fill(r, timeout_ms, &late, err));
        if (timed_out)
            *timed_out = late;
        if (late)
            return KAMU_OK;
        if (r->drain.len == 0)
            return body_pipe_finish(r->pipe, err);
    }
    return KAMU_OK;
}

/* Nobody is there to send to. */
static bool cut_off(struct exchange *x)
{
    return atomic_load(&x->priv->gone) || atomic_load(&x->server->stopping) == 2;
}

bool exchange_left(struct exchange *x)
{
    return cut_off(x) || atomic_load(&x->priv->half_gone);
}

bool exchange_gone(struct exchange *x)
{
    const struct exchange_private *r = x->priv;
    bool lasts = r->spawned || r->answer.kind == ANSWER_STREAM;
    return cut_off(x) ||
           (lasts && (atomic_load(&x->priv->half_gone) || atomic_load(&x->server->stopping)));
}

/* ---- the answer ------------------------------------------------------------------------- */

/* Line breaks in a value would start a header of their own. */
static void add_clean(struct buf *b, const char *s)
{
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        buf_append_byte(b, (c < ' ' && c != '\t') || c == 0x7f ? ' ' : c, NULL);
    }
}

void exchange_add_header(struct exchange *x, const char *name, const char *value)
{
    struct buf *b = &x->priv->answer.lines;
    size_t before = b->len;
    if (buf_reserve(b, strlen(name) + strlen(value) + 4, NULL) != KAMU_OK)
        return;
    add_clean(b, name);
    buf_append(b, ": ", 2, NULL);
    add_clean(b, value);
    if (buf_append(b, "\r\n", 2, NULL) != KAMU_OK)
        b->len = before;
}

static void answer_ready(struct exchange_private *r, unsigned bits)
{
    if (!r->on_loop)
        exchange_post(r, bits);
}

static void begin(struct exchange *x, unsigned status, const char *type, enum answer_kind kind)
{
    struct answer *a = &x->priv->answer;
    if (a->kind != ANSWER_NONE)
        KAMU_BUG("two answers to one request (" STR_FMT ")", STR_ARG(x->path));
    a->kind = kind;
    a->status = status;
    a->type = type ? arena_strdup(&x->arena, type) : NULL;
}

/* Without memory for an answer there is one that needs none. */
static void no_memory(struct exchange_private *r)
{
    r->answer.kind = ANSWER_MEMORY;
    r->answer.status = 503;
    r->answer.type = NULL;
    r->answer.data = NULL;
    r->answer.size = 0;
    answer_ready(r, POST_ANSWER | POST_END);
}

void exchange_send(struct exchange *x, unsigned status, const char *type, const void *data,
                   size_t n)
{
    struct exchange_private *r = x->priv;
    begin(x, status, type, ANSWER_MEMORY);
    if (n) {
        r->answer.data = mem_alloc(n);
        if (!r->answer.data) {
            no_memory(r);
            return;
        }
        memcpy(r->answer.data, data, n);
    }
    r->answer.size = n;
    answer_ready(r, POST_ANSWER | POST_END);
}

void exchange_send_text(struct exchange *x, unsigned status, const char *type, const char *text)
{
    exchange_send(x, status, type, text, strlen(text));
}

void exchange_send_buf(struct exchange *x, unsigned status, const char *type, struct buf *body)
{
    struct exchange_private *r = x->priv;
    begin(x, status, type, ANSWER_MEMORY);
    r->answer.data = body->data;
    r->answer.size = body->len;
    buf_init(body, body->max);
    answer_ready(r, POST_ANSWER | POST_END);
}

void exchange_send_file(struct exchange *x, unsigned status, const char *type, int fd,
                        uint64_t offset, uint64_t size)
{
    struct exchange_private *r = x->priv;
    begin(x, status, type, ANSWER_FILE);
    r->answer.fd = fd;
    r->answer.offset = offset;
    r->answer.size = size;
    answer_ready(r, POST_ANSWER | POST_END);
}

/* ---- answers of unknown length ------------------------------------------------------------ */

kamu_code exchange_begin(struct exchange *x, unsigned status, const char *type,
                         struct kamu_error *err)
{
    struct exchange_private *r = x->priv;
    begin(x, status, type, ANSWER_STREAM);
    answer_ready(r, POST_ANSWER);
    if (cut_off(x))
        return error_set(err, KAMU_E_CANCELLED, "The client has left");
    return KAMU_OK;
}

/* As a chunk, where the client knows chunks. */
static kamu_code append_framed(struct exchange_private *r, const void *data, size_t n,
                               struct kamu_error *err)
{
    if (r->minor == 0)
        return buf_append(&r->out, data, n, err);
    KAMU_TRY(buf_reserve(&r->out, n + 24, err));
    KAMU_TRY(buf_printf(&r->out, err, "%zx\r\n", n));
    KAMU_TRY(buf_append(&r->out, data, n, err));
    return buf_append(&r->out, "\r\n", 2, err);
}

static kamu_code write_piece(struct exchange_private *r, const void *data, size_t n,
                             struct kamu_error *err)
{
    pthread_mutex_lock(&r->lock);
    while (r->out.len >= STREAM_WINDOW && !cut_off(&r->x)) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++; /* the server's stop is not signalled */
        pthread_cond_timedwait(&r->cond, &r->lock, &until);
    }
    kamu_code rc = cut_off(&r->x) ? error_set(err, KAMU_E_CANCELLED, "The client has left")
                                  : append_framed(r, data, n, err);
    pthread_mutex_unlock(&r->lock);
    if (rc == KAMU_OK)
        exchange_post(r, POST_MORE);
    return rc;
}

kamu_code exchange_write(struct exchange *x, const void *data, size_t n, struct kamu_error *err)
{
    struct exchange_private *r = x->priv;
    if (r->answer.kind != ANSWER_STREAM)
        KAMU_BUG("exchange_write without exchange_begin");
    if (x->method == HTTP_HEAD)
        return KAMU_OK;
    const char *p = data;
    while (n > 0) {
        size_t piece = n < STREAM_WINDOW / 2 ? n : STREAM_WINDOW / 2;
        KAMU_TRY(write_piece(r, p, piece, err));
        p += piece;
        n -= piece;
    }
    return KAMU_OK;
}

void exchange_tell_taken(struct exchange *x, int eventfd)
{
    struct exchange_private *r = x->priv;
    pthread_mutex_lock(&r->lock);
    r->taken_fd = eventfd;
    pthread_mutex_unlock(&r->lock);
}

kamu_code exchange_offer(struct exchange *x, const void *data, size_t n, bool *taken,
                         struct kamu_error *err)
{
    struct exchange_private *r = x->priv;
    if (r->answer.kind != ANSWER_STREAM)
        KAMU_BUG("exchange_offer without exchange_begin");
    pthread_mutex_lock(&r->lock);
    kamu_code rc = KAMU_OK;
    *taken = r->out.len == 0;
    if (cut_off(x))
        rc = error_set(err, KAMU_E_CANCELLED, "The client has left");
    else if (*taken && x->method != HTTP_HEAD)
        rc = append_framed(r, data, n, err);
    pthread_mutex_unlock(&r->lock);
    if (rc == KAMU_OK && *taken)
        exchange_post(r, POST_MORE);
    return rc;
}

void exchange_end(struct exchange *x)
{
    struct exchange_private *r = x->priv;
    pthread_mutex_lock(&r->lock);
    if (r->minor && x->method != HTTP_HEAD && buf_append(&r->out, "0\r\n\r\n", 5, NULL) != KAMU_OK)
        r->answer.close = true; /* cut short, so that the client does not take it for whole */
    pthread_mutex_unlock(&r->lock);
    exchange_post(r, POST_END);
}
