/* Key runs and their form on disk: see key_runs.h. */
#include "merge/key_runs.h"

#include <endian.h>

#define RUNS_MAX 4096
#define SEGMENTS_MAX ((size_t)1 << 22)

static void free_run(struct key_store *st, struct key_run *run)
{
    for (size_t i = 0; i < run->n; i++)
        key_segment_free(st, run->segments[i]);
    mem_free(run->segments);
    buf_free(&run->low);
    memset(run, 0, sizeof *run);
}

void key_runs_free(struct key_store *st, struct key_runs *r)
{
    for (size_t i = 0; i < r->n; i++)
        free_run(st, &r->items[i]);
    mem_free(r->items);
    memset(r, 0, sizeof *r);
}

uint64_t key_run_keys(const struct key_run *run)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < run->n; i++)
        sum += run->segments[i]->keys;
    return sum;
}

kamu_code key_run_append(struct key_store *st, struct key_run *run, struct key_segment *s,
                         struct kamu_error *err)
{
    if (run->n == run->cap) {
        size_t cap = run->cap == 0 ? 4 : run->cap * 2;
        struct key_segment **grown = NULL;
        if (cap <= SEGMENTS_MAX)
            grown = mem_realloc_array(run->segments, cap, sizeof(struct key_segment *));
        if (grown == NULL) {
            key_segment_free(st, s);
            return error_nomem(err);
        }
        run->segments = grown;
        run->cap = cap;
    }
    run->segments[run->n++] = s;
    return KAMU_OK;
}

static kamu_code new_run(struct key_runs *r, struct key_run **out, struct kamu_error *err)
{
    if (r->n == r->cap) {
        size_t cap = r->cap == 0 ? 8 : r->cap * 2;
        struct key_run *grown = NULL;
        if (cap <= RUNS_MAX)
            grown = mem_realloc_array(r->items, cap, sizeof *grown);
        if (grown == NULL)
            return error_nomem(err);
        r->items = grown;
        r->cap = cap;
    }
    *out = &r->items[r->n++];
    memset(*out, 0, sizeof **out);
    buf_init(&(*out)->low, KEY_BYTES_MAX);
    return KAMU_OK;
}

kamu_code key_runs_add(struct key_store *st, struct key_runs *r, struct key_segment *s,
                       struct kamu_error *err)
{
    struct key_run *run = NULL;
    if (s == NULL)
        return KAMU_OK;
    kamu_code rc = new_run(r, &run, err);
    if (rc != KAMU_OK) {
        key_segment_free(st, s);
        return rc;
    }
    return key_run_append(st, run, s, err);
}

/* ---- as bytes -------------------------------------------------------------------------------- */

static kamu_code put_bytes(struct buf *out, const struct buf *b, struct kamu_error *err)
{
    KAMU_TRY(buf_append_u64(out, b->len, err));
    return b->len == 0 ? KAMU_OK : buf_append(out, b->data, b->len, err);
}

static kamu_code write_segment(const struct key_segment *s, struct buf *out, struct kamu_error *err)
{
    const uint64_t numbers[] = {s->id, s->keys, s->bytes, s->index_at, s->index_sum};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        KAMU_TRY(buf_append_u64(out, numbers[i], err));
    KAMU_TRY(put_bytes(out, &s->first, err));
    KAMU_TRY(put_bytes(out, &s->last, err));
    return put_bytes(out, &s->contents, err);
}

kamu_code key_runs_write(const struct key_runs *r, struct buf *out, struct kamu_error *err)
{
    KAMU_TRY(buf_append_u64(out, r->n, err));
    for (size_t i = 0; i < r->n; i++) {
        const struct key_run *run = &r->items[i];
        KAMU_TRY(buf_append_u64(out, run->merges, err));
        KAMU_TRY(put_bytes(out, &run->low, err));
        KAMU_TRY(buf_append_u64(out, run->n, err));
        for (size_t j = 0; j < run->n; j++)
            KAMU_TRY(write_segment(run->segments[j], out, err));
    }
    return KAMU_OK;
}

static bool take_u64(const uint8_t **at, const uint8_t *end, uint64_t *out)
{
    if (end - *at < 8)
        return false;
    memcpy(out, *at, 8);
    *out = le64toh(*out);
    *at += 8;
    return true;
}

static bool take_bytes(const uint8_t **at, const uint8_t *end, struct buf *out, size_t max,
                       size_t slack)
{
    uint64_t n;
    if (!take_u64(at, end, &n) || n > max || n > (uint64_t)(end - *at))
        return false;
    if (n == 0)
        return true;
    if (buf_append(out, *at, (size_t)n, NULL) != KAMU_OK ||
        buf_reserve(out, slack, NULL) != KAMU_OK)
        return false;
    *at += n;
    return true;
}

static bool read_segment(struct key_segment *s, const uint8_t **at, const uint8_t *end)
{
    uint64_t *const numbers[] = {&s->id, &s->keys, &s->bytes, &s->index_at, &s->index_sum};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!take_u64(at, end, numbers[i]))
            return false;
    return take_bytes(at, end, &s->first, KEY_BYTES_MAX, 0) &&
           take_bytes(at, end, &s->last, KEY_BYTES_MAX, 0) &&
           take_bytes(at, end, &s->contents, KEY_SEGMENT_INLINE_MAX, KEY_BLOCK_SLACK) &&
           s->first.len != 0 && s->last.len != 0;
}

static kamu_code damaged(struct kamu_error *err)
{
    return error_set(err, KAMU_E_CORRUPT, "Key state: the list of its files is damaged");
}

static kamu_code read_segments(struct key_run *run, uint64_t n, const uint8_t **at,
                               const uint8_t *end, struct kamu_error *err)
{
    for (uint64_t i = 0; i < n; i++) {
        struct key_segment *s = mem_calloc(1, sizeof *s);
        if (s == NULL)
            return error_nomem(err);
        buf_init(&s->first, KEY_BYTES_MAX);
        buf_init(&s->last, KEY_BYTES_MAX);
        buf_init(&s->contents, KEY_SEGMENT_INLINE_MAX * 4);
        KAMU_TRY(key_run_append(NULL, run, s, err));
        if (!read_segment(s, at, end))
            return damaged(err);
    }
    return KAMU_OK;
}

kamu_code key_runs_read(struct key_runs *r, const uint8_t **at, const uint8_t *end,
                        struct kamu_error *err)
{
    uint64_t n, merges, segments;
    if (!take_u64(at, end, &n) || n > RUNS_MAX)
        return damaged(err);
    for (uint64_t i = 0; i < n; i++) {
        struct key_run *run = NULL;
        KAMU_TRY(new_run(r, &run, err));
        if (!take_u64(at, end, &merges) || merges >= n - i ||
            !take_bytes(at, end, &run->low, KEY_BYTES_MAX, 0) || !take_u64(at, end, &segments) ||
            segments > SEGMENTS_MAX)
            return damaged(err);
        run->merges = (uint32_t)merges;
        KAMU_TRY(read_segments(run, segments, at, end, err));
    }
    return KAMU_OK;
}
