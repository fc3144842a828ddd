#include "readers/pipeline.h"

#define PIECE_DEFAULT ((size_t)1 << 20)
#define PIECE_FIRST ((size_t)256 << 10) /* until something is known about the records */
#define PIECE_MIN 64
#define IN_ORDER_MAX 1024
#define PIECES_MAX 66
/* What a piece may become in columns: a short record can have a thousand NULLs. */
#define PIECE_COLUMNS_MAX ((uint64_t)8 << 20)

struct pipeline {
    struct env *env;
    struct byte_input *in;
    struct pipeline_ops ops;
    void *ctx;
    size_t piece_bytes, record_max;
    size_t piece_now; /* up to piece_bytes, less where columns take much more room than the text */
    struct pool_group group;
    struct piece pieces[PIECES_MAX]; /* a ring: first .. first + busy */
    unsigned n_pieces, first, busy;

    struct buf carry; /* text put back: comes before what is read next */
    size_t carry_at;
    size_t want; /* size of the next piece: grows for a record that does not fit */
    /* Pieces to go one at a time: where one was cut inside a record, more such places follow, but
     * not for ever. Each time it happens it is twice as many. */
    unsigned in_order, in_order_next;
    bool waiting; /* the piece at work has no known end: no further one may start */
    bool at_end, started;
    uint64_t line, record, column; /* before the oldest piece */
    uint64_t filled;               /* bytes put into pieces so far */
    uint64_t origin;               /* offset of the first piece */
};

/* One definition for several widths of vectors. `rounds` keeps the byte counters from overflowing.
 */
#define COUNT_BYTE(name, width, attribute)                                                         \
    typedef uint8_t name##_lanes __attribute__((vector_size(width)));                              \
    attribute static uint64_t name(const uint8_t *p, size_t n, uint8_t c)                          \
    {                                                                                              \
        name##_lanes want;                                                                         \
        uint64_t total = 0;                                                                        \
        memset(&want, c, sizeof want);                                                             \
        while (n >= sizeof want) {                                                                 \
            name##_lanes lanes = {0};                                                              \
            size_t rounds = n / sizeof want < 255 ? n / sizeof want : 255;                         \
            for (size_t i = 0; i < rounds; i++, p += sizeof want) {                                \
                name##_lanes v;                                                                    \
                memcpy(&v, p, sizeof v);                                                           \
                lanes -= (name##_lanes)(v == want); /* true is -1 */                               \
            }                                                                                      \
            n -= rounds * sizeof want;                                                             \
            for (unsigned k = 0; k < sizeof want; k++)                                             \
                total += lanes[k];                                                                 \
        }                                                                                          \
        for (; n > 0; n--)                                                                         \
            total += *p++ == c;                                                                    \
        return total;                                                                              \
    }
COUNT_BYTE(count_by_16, 16, )
#if defined(__x86_64__)
COUNT_BYTE(count_by_32, 32, __attribute__((target("avx2"))))
#endif

uint64_t count_byte(const uint8_t *p, size_t n, uint8_t c)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        return count_by_32(p, n, c);
#endif
    return count_by_16(p, n, c);
}

uint64_t count_newlines(const uint8_t *p, size_t n)
{
    return count_byte(p, n, '\n');
}

bool piece_add_batch(struct piece *p, struct batch *b)
{
    struct batch **more = mem_realloc_array(p->batches, p->n_batches + 1, sizeof *more);
    if (more == NULL) {
        batch_free(b);
        return false;
    }
    p->batches = more;
    p->batches[p->n_batches++] = b;
    return true;
}

bool piece_add_reject(struct piece *p, size_t at, uint64_t record)
{
    if ((p->n_rejects & (p->n_rejects + 1)) == 0) { /* room for 1, 3, 7, ... */
        struct piece_reject *more =
            mem_realloc_array(p->rejects, p->n_rejects * 2 + 1, sizeof *more);
        if (more == NULL)
            return false;
        p->rejects = more;
    }
    p->rejects[p->n_rejects++] = (struct piece_reject){at, record};
    return true;
}

uint64_t column_behind(const uint8_t *p, size_t n, uint64_t before)
{
    const uint8_t *start = n == 0 ? NULL : memrchr(p, '\n', n);
    return start == NULL ? before + n : n - (size_t)(start - p) - 1;
}

static void count_up_to(struct piece *p, size_t i)
{
    if (i < p->counted)
        p->counted = p->counted_line = p->counted_lines = 0;
    const uint8_t *from = p->text + p->counted;
    uint64_t lines = count_newlines(from, i - p->counted);
    if (lines > 0)
        p->counted_line = i - column_behind(from, i - p->counted, 0);
    p->counted_lines += lines;
    p->counted = i;
}

void piece_error_at(struct piece *p, const char *input, const uint8_t *at, uint64_t record,
                    struct kamu_error *err)
{
    if (err == NULL)
        return;
    size_t i = at > p->text ? (size_t)(at - p->text) : 0;
    if (i > p->n)
        i = p->n;
    count_up_to(p, i);
    uint64_t line = p->line + p->counted_lines;
    uint64_t column = i - p->counted_line + (p->counted_lines == 0 ? p->column : 0);
    error_at(err, input, line + 1, column + 1, p->offset + i);
    err->at.record = p->record + record + 1;
}

static void drop_results(struct piece *p)
{
    for (size_t i = p->next_batch; i < p->n_batches; i++)
        batch_free(p->batches[i]);
    mem_free(p->batches);
    mem_free(p->rejects);
    p->batches = NULL;
    p->rejects = NULL;
    p->n_batches = p->next_batch = p->n_rejects = 0;
    p->records = p->newlines = 0;
    p->used = 0;
    p->counted = p->counted_line = p->counted_lines = 0;
}

/* ---- making and freeing --------------------------------------------------------------- */

kamu_code pipeline_new(struct env *env, struct byte_input *in, const struct pipeline_ops *ops,
                       void *ctx, size_t piece_bytes, size_t record_max, struct pipeline **out,
                       struct kamu_error *err)
{
    struct pipeline *pl = mem_calloc(1, sizeof *pl);
    if (pl == NULL)
        return error_nomem(err);
    pl->env = env;
    pl->in = in;
    pl->ops = *ops;
    pl->ctx = ctx;
    pl->piece_bytes = piece_bytes == 0 ? PIECE_DEFAULT : piece_bytes;
    if (pl->piece_bytes < PIECE_MIN)
        pl->piece_bytes = PIECE_MIN;
    pl->piece_now = pl->piece_bytes > PIECE_FIRST ? PIECE_FIRST : pl->piece_bytes;
    pl->want = pl->piece_now;
    pl->in_order_next = 4;
    pl->record_max = record_max == 0 ? READER_RECORD_MAX : record_max;
    pool_group_init(&pl->group, env->pool);
    unsigned workers = pool_workers(env->pool);
    pl->n_pieces = workers + 1 < PIECES_MAX ? workers + 1 : PIECES_MAX;
    buf_init(&pl->carry, SIZE_MAX / 4);
    *out = pl;
    return KAMU_OK;
}

void pipeline_free(struct pipeline *pl)
{
    if (pl == NULL)
        return;
    pool_wait(&pl->group);
    for (unsigned i = 0; i < pl->n_pieces; i++) {
        struct piece *p = &pl->pieces[i];
        drop_results(p);
        mem_free(p->text);
        if (p->worker != NULL)
            pl->ops.worker_free(pl->ctx, p->worker);
    }
    buf_free(&pl->carry);
    mem_free(pl);
}

/* ---- filling ------------------------------------------------------------------------- */

static kamu_code piece_room(struct piece *p, size_t n, struct kamu_error *err)
{
    if (p->cap >= n)
        return KAMU_OK;
    size_t want = n + n / 8; /* what the last cut left comes on top of a piece */
    uint8_t *more = mem_realloc(p->text, want + PIECE_SLACK);
    if (more == NULL)
        return error_nomem(err);
    p->text = more;
    p->cap = want;
    return KAMU_OK;
}

/* `want` bytes for p: what was put back, then the input. */
static kamu_code load(struct pipeline *pl, struct piece *p, struct kamu_error *err)
{
    size_t want = pl->want, back = pl->carry.len - pl->carry_at, got = 0;
    if (back > want)
        back = want;
    KAMU_TRY(piece_room(p, want, err));
    if (back > 0)
        memcpy(p->text, pl->carry.data + pl->carry_at, back);
    pl->carry_at += back;
    if (pl->carry_at == pl->carry.len)
        pl->carry.len = pl->carry_at = 0;
    if (!pl->at_end && back < want) {
        KAMU_TRY(byte_input_read(pl->in, p->text + back, want - back, &got, err));
        pl->at_end = got < want - back;
    }
    p->n = back + got;
    p->last = pl->at_end && pl->carry.len == 0;
    return KAMU_OK;
}

/* Puts text before all that was put back earlier. */
static kamu_code put_back(struct pipeline *pl, const uint8_t *text, size_t n,
                          struct kamu_error *err)
{
    size_t rest = pl->carry.len - pl->carry_at;
    if (n == 0)
        return KAMU_OK;
    if (pl->carry_at >= n) {
        pl->carry_at -= n;
        memcpy(pl->carry.data + pl->carry_at, text, n);
        return KAMU_OK;
    }
    KAMU_TRY(buf_reserve(&pl->carry, n, err));
    if (rest > 0)
        memmove(pl->carry.data + n, pl->carry.data + pl->carry_at, rest);
    if (n > 0)
        memcpy(pl->carry.data, text, n);
    pl->carry_at = 0;
    pl->carry.len = n + rest;
    return KAMU_OK;
}

static void run_piece(void *arg)
{
    struct piece *p = arg;
    p->pipeline->ops.run(p->pipeline->ctx, p);
    p->newlines = count_newlines(p->text, p->used);
}

static kamu_code start(struct pipeline *pl, struct piece *p, struct kamu_error *err)
{
    p->pipeline = pl;
    if (p->worker == NULL)
        KAMU_TRY(pl->ops.worker_new(pl->ctx, &p->worker, err));
    KAMU_TRY(load(pl, p, err));
    if (p->n == 0 && pl->started) /* only the very first piece may be empty */
        return KAMU_OK;
    pl->waiting = false;
    if (!p->last) {
        size_t cut =
            pl->in_order > 0
                ? p->n
                : pl->ops.cut(pl->ops.cut_ctx != NULL ? pl->ops.cut_ctx : pl->ctx, p->text, p->n);
        pl->waiting = pl->in_order > 0 || cut == 0;
        pl->in_order -= pl->in_order > 0;
        if (cut != 0 && cut < p->n) {
            KAMU_TRY(put_back(pl, p->text + cut, p->n - cut, err));
            p->n = cut;
        }
    }
    p->offset = pl->filled;
    p->first = p->offset == pl->origin;
    pl->filled += p->n;
    memset(p->text + p->n, 0, PIECE_SLACK);
    pl->started = true;
    p->busy = true;
    pl->busy++;
    pool_submit(&pl->group, &p->task, run_piece, p);
    return KAMU_OK;
}

static bool may_start(const struct pipeline *pl)
{
    if (pl->busy == pl->n_pieces || (pl->busy > 0 && pl->waiting))
        return false;
    return !pl->started || !pl->at_end || pl->carry.len > pl->carry_at;
}

/* ---- taking -------------------------------------------------------------------------- */

/* Takes the text of the later pieces back. */
static kamu_code drop_later(struct pipeline *pl, struct kamu_error *err)
{
    for (unsigned i = pl->busy; i-- > 1;) { /* the newest first */
        struct piece *later = &pl->pieces[(pl->first + i) % pl->n_pieces];
        pool_wait_task(&pl->group, &later->task);
        KAMU_TRY(put_back(pl, later->text, later->n, err));
        pl->filled -= later->n;
        drop_results(later);
        later->busy = false;
    }
    if (pl->busy > 1) { /* the guess of record starts is no good here */
        pl->in_order = pl->in_order_next;
        pl->in_order_next *= pl->in_order_next < IN_ORDER_MAX ? 2 : 1;
    }
    pl->busy = 1;
    return KAMU_OK;
}

/* The piece was cut inside a record: everything behind it goes back, to be cut anew. */
static kamu_code go_back(struct pipeline *pl, struct piece *p, struct kamu_error *err)
{
    KAMU_TRY(drop_later(pl, err));
    size_t rest = p->n - p->used;
    if (rest >= pl->record_max) {
        error_set(err, KAMU_E_LIMIT, "The record is longer than %zu bytes", pl->record_max);
        piece_error_at(p, byte_input_name(pl->in), p->text + p->used, p->records, err);
        return KAMU_E_LIMIT;
    }
    if (rest * 2 > pl->want) /* a large record: twice the text each time */
        pl->want = rest * 2;
    KAMU_TRY(put_back(pl, p->text + p->used, rest, err));
    pl->filled -= rest; /* p->n stays: a bad record before it may have been found out behind it */
    return KAMU_OK;
}

/* The size of pieces follows from what the last one became. */
static void learn_size(struct pipeline *pl, const struct piece *p)
{
    uint64_t columns = 1;
    for (size_t i = 0; i < p->n_batches; i++)
        columns += batch_bytes(p->batches[i]);
    double most = (double)p->used * ((double)PIECE_COLUMNS_MAX / (double)columns);
    size_t next = pl->piece_now < pl->piece_bytes / 4 ? pl->piece_now * 4 : pl->piece_bytes;
    if (p->n_batches > 0 && most < (double)next)
        next = (size_t)most;
    pl->piece_now = next < PIECE_MIN ? PIECE_MIN : next;
}

kamu_code pipeline_start_with(struct pipeline *pl, const uint8_t *text, size_t n, uint64_t offset,
                              uint64_t line, uint64_t column, struct kamu_error *err)
{
    pl->column = column;
    pl->filled = pl->origin = offset;
    pl->line = line;
    return put_back(pl, text, n, err);
}

uint64_t pipeline_offset(const struct pipeline *pl)
{
    return pl->filled;
}

void pipeline_error_at_end(const struct pipeline *pl, const char *input, struct kamu_error *err)
{
    error_at(err, input, pl->line + 1, pl->column + 1, pl->filled);
}

kamu_code pipeline_next(struct pipeline *pl, struct piece **out, struct kamu_error *err)
{
    *out = NULL;
    KAMU_TRY(env_check_cancel(pl->env, err));
    while (may_start(pl)) {
        unsigned before = pl->busy;
        KAMU_TRY(start(pl, &pl->pieces[(pl->first + pl->busy) % pl->n_pieces], err));
        if (pl->busy == before)
            break;
    }
    if (pl->busy == 0)
        return KAMU_OK;
    struct piece *p = &pl->pieces[pl->first];
    pool_wait_task(&pl->group, &p->task);
    p->line = pl->line;
    p->record = pl->record;
    p->column = pl->column;
    learn_size(pl, p);
    pl->want = pl->piece_now;
    if (p->stop == PIECE_INCOMPLETE)
        KAMU_TRY(go_back(pl, p, err));
    *out = p;
    return KAMU_OK;
}

kamu_code pipeline_rest(struct pipeline *pl, struct piece *p, struct buf *out,
                        struct kamu_error *err)
{
    size_t got = 1, block = (size_t)64 << 10;
    KAMU_TRY(drop_later(pl, err));
    KAMU_TRY(buf_append(out, p->text + p->used, p->n - p->used, err));
    if (pl->carry.len > pl->carry_at)
        KAMU_TRY(buf_append(out, pl->carry.data + pl->carry_at, pl->carry.len - pl->carry_at, err));
    pl->carry.len = pl->carry_at = 0;
    while (!pl->at_end && got > 0) {
        KAMU_TRY(buf_reserve(out, block, err));
        KAMU_TRY(byte_input_read(pl->in, out->data + out->len, block, &got, err));
        out->len += got;
    }
    return KAMU_OK;
}

void pipeline_release(struct pipeline *pl, struct piece *p)
{
    pl->line += p->newlines;
    pl->column = column_behind(p->text, p->used, pl->column);
    pl->record += p->records;
    drop_results(p);
    p->busy = false;
    pl->first = (pl->first + 1) % pl->n_pieces;
    pl->busy--;
}
