/* Going through runs, looking keys up and merging them: see key_runs.h. */
#include "merge/key_runs.h"

static struct str str_of(const struct buf *b)
{
    return (struct str){(const char *)b->data, b->len};
}

void key_cursor_init(struct key_cursor *c, struct key_store *st, const struct key_run *run)
{
    memset(c, 0, sizeof *c);
    c->run = run;
    c->segment = SIZE_MAX;
    key_segment_reader_init(&c->reader, st);
}

void key_cursor_free(struct key_cursor *c)
{
    key_segment_reader_free(&c->reader);
}

/* First segment from `low` on whose last key is not below `key`. */
static size_t segment_of(const struct key_run *run, struct str key, size_t low)
{
    size_t high = run->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (key_compare(str_of(&run->segments[mid]->last), key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static kamu_code open_segment(struct key_cursor *c, size_t segment, struct kamu_error *err)
{
    if (c->segment == segment)
        return KAMU_OK;
    c->segment = SIZE_MAX;
    KAMU_TRY(key_segment_open(&c->reader, c->run->segments[segment], err));
    c->segment = segment;
    c->block = 0;
    c->at = 0;
    return KAMU_OK;
}

/* ---- looking up ------------------------------------------------------------------------------ */

static bool in_segment(const struct key_segment *s, struct str key)
{
    return key_compare(str_of(&s->first), key) <= 0 && key_compare(key, str_of(&s->last)) <= 0;
}

kamu_code key_cursor_find(struct key_cursor *c, struct str key, struct key_entry *out, bool *found,
                          struct kamu_error *err)
{
    const struct key_run *run = c->run;
    size_t at = c->segment;
    *found = false;
    if (run->low.len != 0 && key_compare(key, str_of(&run->low)) <= 0)
        return KAMU_OK;
    if (at == SIZE_MAX || !in_segment(run->segments[at], key)) {
        at = segment_of(run, key, 0);
        if (at == run->n || !in_segment(run->segments[at], key))
            return KAMU_OK;
    }
    KAMU_TRY(open_segment(c, at, err));
    if (c->block >= c->reader.blocks ||
        key_compare(key_segment_first_of(&c->reader, c->block), key) > 0)
        c->block = c->at = 0; /* a step back */
    uint32_t block = key_segment_block_of(&c->reader, key, c->block);
    if (block != c->block)
        c->at = 0;
    c->block = block;
    KAMU_TRY(key_segment_load(&c->reader, block, err));
    const uint8_t *p = (const uint8_t *)key.p;
    c->at = key_block_find(&c->reader.block, p, (uint32_t)key.n, c->at, found);
    if (*found)
        key_block_entry(&c->reader.block, c->at, out);
    return KAMU_OK;
}

void key_cursor_rewind(struct key_cursor *c)
{
    c->at = 0;
}

/* ---- row by row -------------------------------------------------------------------------------
 */

static void set_row(struct key_cursor *c)
{
    c->row.key = c->key;
    c->row.n = key_block_key(&c->reader.block, c->at, c->key);
    key_block_entry(&c->reader.block, c->at, &c->row.entry);
}

/* To the row c->at of c->block, or the one that follows it when the block has no such row. */
static kamu_code settle(struct key_cursor *c, struct kamu_error *err)
{
    for (;;) {
        KAMU_TRY(key_segment_load(&c->reader, c->block, err));
        if (c->at < c->reader.block.n) {
            set_row(c);
            return KAMU_OK;
        }
        c->at = 0;
        if (++c->block < c->reader.blocks)
            continue;
        if (c->segment + 1 == c->run->n) {
            c->end = true;
            return KAMU_OK;
        }
        KAMU_TRY(open_segment(c, c->segment + 1, err));
    }
}

kamu_code key_cursor_start(struct key_cursor *c, struct str after, struct kamu_error *err)
{
    struct str low = str_of(&c->run->low);
    if (low.n != 0 && (after.n == 0 || key_compare(low, after) > 0))
        after = low;
    size_t segment = after.n == 0 ? 0 : segment_of(c->run, after, 0);
    c->end = segment == c->run->n;
    if (c->end)
        return KAMU_OK;
    KAMU_TRY(open_segment(c, segment, err));
    c->block = c->at = 0;
    if (after.n != 0 && key_compare(str_of(&c->run->segments[segment]->first), after) <= 0) {
        c->block = key_segment_block_of(&c->reader, after, 0);
        KAMU_TRY(key_segment_load(&c->reader, c->block, err));
        c->at = key_block_above(&c->reader.block, (const uint8_t *)after.p, (uint32_t)after.n);
    }
    return settle(c, err);
}

kamu_code key_cursor_next(struct key_cursor *c, struct kamu_error *err)
{
    if (++c->at < c->reader.block.n) {
        set_row(c);
        return KAMU_OK;
    }
    return settle(c, err);
}

/* ---- several runs ------------------------------------------------------------------------------
 */

static struct str key_of(const struct key_row *row)
{
    return (struct str){(const char *)row->key, row->n};
}

/* By key; of equal ones the older run first. */
static bool before(const struct key_scan *s, uint32_t a, uint32_t b)
{
    int c = key_compare(key_of(&s->cursors[a].row), key_of(&s->cursors[b].row));
    return c != 0 ? c < 0 : a < b;
}

static void sink(struct key_scan *s, size_t i)
{
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= s->n_heap)
            return;
        if (child + 1 < s->n_heap && before(s, s->heap[child + 1], s->heap[child]))
            child++;
        if (!before(s, s->heap[child], s->heap[i]))
            return;
        uint32_t t = s->heap[i];
        s->heap[i] = s->heap[child];
        s->heap[child] = t;
        i = child;
    }
}

static kamu_code start_all(struct key_scan *s, struct str after, struct kamu_error *err)
{
    for (size_t i = 0; i < s->n; i++) {
        KAMU_TRY(key_cursor_start(&s->cursors[i], after, err));
        if (!s->cursors[i].end)
            s->heap[s->n_heap++] = (uint32_t)i;
    }
    for (size_t i = s->n_heap / 2; i-- > 0;)
        sink(s, i);
    return KAMU_OK;
}

kamu_code key_scan_open(struct key_scan *s, struct key_store *st, const struct key_run *runs,
                        size_t n, bool oldest_wins, struct str after, struct kamu_error *err)
{
    memset(s, 0, sizeof *s);
    s->oldest_wins = oldest_wins;
    s->cursors = mem_calloc(n + 1, sizeof *s->cursors);
    s->heap = mem_calloc(n + 1, sizeof *s->heap);
    if (s->cursors == NULL || s->heap == NULL)
        return error_nomem(err);
    for (; s->n < n; s->n++)
        key_cursor_init(&s->cursors[s->n], st, &runs[s->n]);
    return start_all(s, after, err);
}

/* The top of the heap has moved on. */
static void settle_top(struct key_scan *s)
{
    if (s->cursors[s->heap[0]].end)
        s->heap[0] = s->heap[--s->n_heap];
    if (s->n_heap > 1)
        sink(s, 0);
}

kamu_code key_scan_next(struct key_scan *s, struct kamu_error *err)
{
    s->row = NULL;
    if (s->n_heap == 0)
        return KAMU_OK;
    do { /* the cursor at the top moves on; what it had is kept here */
        struct key_cursor *c = &s->cursors[s->heap[0]];
        if (s->row == NULL || !s->oldest_wins) {
            s->copy = c->row;
            memcpy(s->key, c->key, c->row.n);
            s->copy.key = s->key;
            s->row = &s->copy;
        }
        KAMU_TRY(key_cursor_next(c, err));
        settle_top(s);
    } while (s->n_heap != 0 &&
             key_compare(key_of(&s->cursors[s->heap[0]].row), key_of(s->row)) == 0);
    return KAMU_OK;
}

bool key_scan_whole_segment(const struct key_scan *s, size_t *run, size_t *segment)
{
    if (s->n_heap == 0)
        return false;
    const struct key_cursor *c = &s->cursors[s->heap[0]];
    if (c->block != 0 || c->at != 0)
        return false;
    struct str last = str_of(&c->run->segments[c->segment]->last);
    for (size_t i = 1; i < s->n_heap && i < 3; i++) {
        if (key_compare(last, key_of(&s->cursors[s->heap[i]].row)) >= 0)
            return false;
    }
    *run = s->heap[0];
    *segment = c->segment;
    return true;
}

kamu_code key_scan_skip_segment(struct key_scan *s, struct kamu_error *err)
{
    struct key_cursor *c = &s->cursors[s->heap[0]];
    if (c->segment + 1 == c->run->n) {
        c->end = true;
    } else {
        KAMU_TRY(open_segment(c, c->segment + 1, err));
        KAMU_TRY(settle(c, err));
    }
    settle_top(s);
    return KAMU_OK;
}

size_t key_scan_position(const struct key_scan *s, size_t run)
{
    const struct key_cursor *c = &s->cursors[run];
    return c->end ? c->run->n : c->segment;
}

void key_scan_close(struct key_scan *s)
{
    for (size_t i = 0; i < s->n; i++)
        key_cursor_free(&s->cursors[i]);
    mem_free(s->cursors);
    mem_free(s->heap);
    memset(s, 0, sizeof *s);
}
