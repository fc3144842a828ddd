/* History: see history.h. */
#include "merge/history.h"

#include "parquet/slice_reader.h"
#include "store/slices.h"

struct history {
    struct env *env;
    struct dataset *ds;
    struct col_schema *schema;
    struct history_slice *slices; /* oldest first; `pending` is owned */
    size_t n, cap;
    kamu_code (*find)(void *ctx, uint64_t offset, struct history_slice *out,
                      struct kamu_error *err);
    void *find_ctx;
    /* The slice that rows were fetched from last, and where its reader stands: who fetches in
     * ascending order reads and unpacks each page once. */
    struct slice_rows *open;
    struct history_slice open_slice;
    struct col_schema *open_wanted;
    uint64_t open_row;
};

kamu_code history_open(struct env *env, struct dataset *ds, struct col_schema *schema,
                       struct history **out, struct kamu_error *err)
{
    struct history *h = mem_calloc(1, sizeof *h);
    if (h == NULL)
        return error_nomem(err);
    h->env = env;
    h->ds = ds;
    h->schema = col_schema_ref(schema);
    *out = h;
    return KAMU_OK;
}

static void drop_pending(struct history_slice *s)
{
    union {
        const char *c;
        char *m;
    } u = {.c = s->pending};
    mem_free(u.m);
    s->pending = NULL;
}

kamu_code history_append(struct history *h, const struct history_slice *slice,
                         struct kamu_error *err)
{
    if (h->n == h->cap) {
        size_t cap = h->cap == 0 ? 16 : h->cap * 2;
        struct history_slice *grown = mem_realloc_array(h->slices, cap, sizeof *grown);
        if (grown == NULL)
            return error_nomem(err);
        h->slices = grown;
        h->cap = cap;
    }
    struct history_slice *s = &h->slices[h->n];
    *s = *slice;
    if (slice->pending != NULL) {
        s->pending = mem_strdup(slice->pending);
        if (s->pending == NULL)
            return error_nomem(err);
    }
    h->n++;
    return KAMU_OK;
}

static void forget(struct history *h)
{
    for (size_t i = 0; i < h->n; i++)
        drop_pending(&h->slices[i]);
    h->n = 0;
}

size_t history_pending(const struct history *h)
{
    size_t n = 0;
    while (n < h->n && h->slices[h->n - 1 - n].pending != NULL)
        n++;
    return n;
}

void history_drop_pending(struct history *h)
{
    for (size_t n = history_pending(h); n > 0; n--)
        drop_pending(&h->slices[--h->n]);
}

static const struct odf_data_slice *slice_of(const struct odf_event *e)
{
    if (e->kind == ODF_ADD_DATA)
        return e->add_data->new_data;
    return e->kind == ODF_EXECUTE_TRANSFORM ? e->execute_transform->new_data : NULL;
}

static void reverse(struct history_slice *s, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        struct history_slice t = s[i];
        s[i] = s[n - 1 - i];
        s[n - 1 - i] = t;
    }
}

/* Only those being pushed stay. */
static size_t forget_chain(struct history *h)
{
    size_t n = history_pending(h);
    memmove(h->slices, h->slices + (h->n - n), n * sizeof *h->slices);
    h->n = n;
    return n;
}

kamu_code history_load(struct history *h, const struct odf_hash *head, const struct odf_hash *stop,
                       bool *reached, struct kamu_error *err)
{
    struct block_walk *w = NULL;
    *reached = false;
    size_t pending = h->n == 0 ? 0 : forget_chain(h);
    KAMU_TRY(block_walk_open(h->ds, head, &w, err));
    kamu_code rc = KAMU_OK;
    while (rc == KAMU_OK) {
        const struct odf_block *block = NULL;
        const struct odf_hash *hash = NULL;
        rc = block_walk_next(w, &block, &hash, err);
        if (rc != KAMU_OK || block == NULL)
            break;
        if (odf_hash_present(stop) && odf_hash_eq(hash, stop)) {
            *reached = true;
            break;
        }
        const struct odf_data_slice *s = slice_of(&block->event);
        if (s == NULL)
            continue;
        struct history_slice one = {.offset_first = s->offset_interval.start,
                                    .offset_last = s->offset_interval.end,
                                    .physical = s->physical_hash};
        rc = history_append(h, &one, err);
    }
    block_walk_free(w);
    reverse(h->slices, h->n); /* now the chain is in order, and behind it what was before it */
    reverse(h->slices + (h->n - pending), pending);
    return rc;
}

size_t history_slices(const struct history *h, const struct history_slice **out)
{
    if (out != NULL)
        *out = h->slices;
    return h->n;
}

void history_set_older(struct history *h,
                       kamu_code (*find)(void *ctx, uint64_t offset, struct history_slice *out,
                                         struct kamu_error *err),
                       void *ctx)
{
    h->find = find;
    h->find_ctx = ctx;
}

struct col_schema *history_schema(const struct history *h)
{
    return h->schema;
}

static void close_open(struct history *h);

void history_free(struct history *h)
{
    if (h == NULL)
        return;
    close_open(h);
    forget(h);
    mem_free(h->slices);
    col_schema_unref(h->schema);
    mem_free(h);
}

/* ---- rows of one slice -------------------------------------------------------------- */

static kamu_code slice_path(struct history *h, const struct history_slice *s, char out[FS_PATH_MAX],
                            struct kamu_error *err)
{
    if (s->pending == NULL)
        return dataset_object_path(h->ds, DATASET_DATA, &s->physical, out, err);
    (void)snprintf(out, FS_PATH_MAX, "%s", s->pending);
    return KAMU_OK;
}

kamu_code history_slice_open(struct history *h, const struct history_slice *slice,
                             struct col_schema *wanted, struct slice_rows **out,
                             struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    KAMU_TRY(slice_path(h, slice, path, err));
    return slice_rows_open(h->env, path, slice->offset_last - slice->offset_first + 1, wanted, out,
                           err);
}

/* ---- rows by offset -------------------------------------------------------------------- */

kamu_code history_find(const struct history *h, uint64_t offset, struct history_slice *out,
                       struct kamu_error *err)
{
    size_t low = 0, high = h->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (h->slices[mid].offset_last < offset)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == h->n || h->slices[low].offset_first > offset)
        return error_set(err, KAMU_E_CORRUPT, "No data slice holds the offset %llu",
                         (unsigned long long)offset);
    *out = h->slices[low];
    return KAMU_OK;
}

static kamu_code find_slice(struct history *h, uint64_t offset, struct history_slice *out,
                            struct kamu_error *err)
{
    if (history_find(h, offset, out, NULL) == KAMU_OK)
        return KAMU_OK;
    if (h->find != NULL)
        return h->find(h->find_ctx, offset, out, err);
    return history_find(h, offset, out, err);
}

struct parts {
    struct batch **items;
    size_t n, cap;
};

static kamu_code add_part(struct parts *p, struct batch *b, struct kamu_error *err)
{
    if (p->n == p->cap) {
        size_t cap = p->cap == 0 ? 16 : p->cap * 2;
        struct batch **grown = mem_realloc_array(p->items, cap, sizeof(struct batch *));
        if (grown == NULL) {
            batch_free(b);
            return error_nomem(err);
        }
        p->items = grown;
        p->cap = cap;
    }
    p->items[p->n++] = b;
    return KAMU_OK;
}

/* How far apart wanted rows may lie to be decoded in one go rather than looked up anew. */
#define GAP_ROWS 4096

static void close_open(struct history *h)
{
    slice_rows_close(h->open);
    col_schema_unref(h->open_wanted);
    h->open = NULL;
    h->open_wanted = NULL;
}

/* Lets the next batch of h->open begin at `row` of slice s or a little before, and end with row
 * `last` at most. */
static kamu_code stand_at(struct history *h, const struct history_slice *s,
                          struct col_schema *wanted, uint64_t row, uint64_t last,
                          struct kamu_error *err)
{
    bool same = h->open != NULL && h->open_wanted == wanted &&
                h->open_slice.offset_first == s->offset_first &&
                odf_hash_eq(&h->open_slice.physical, &s->physical);
    if (!same) {
        close_open(h);
        KAMU_TRY(history_slice_open(h, s, wanted, &h->open, err));
        h->open_wanted = col_schema_ref(wanted);
        h->open_slice = *s;
        h->open_slice.pending = NULL;
    }
    bool near = same && h->open_row <= row && row - h->open_row <= GAP_ROWS;
    if (!near) {
        KAMU_TRY(slice_reader_seek(slice_rows_reader(h->open), row, err));
        h->open_row = row;
    }
    uint64_t n = last - h->open_row + 1;
    slice_reader_set_batch_rows(slice_rows_reader(h->open),
                                n < BATCH_ROWS_MAX ? (uint32_t)n : BATCH_ROWS_MAX);
    return KAMU_OK;
}

/* Rows offsets[0..n) of slice s, which lie near each other. */
static kamu_code fetch_stretch(struct history *h, const struct history_slice *s,
                               const uint64_t *offsets, size_t n, struct col_schema *wanted,
                               struct parts *parts, struct kamu_error *err)
{
    int32_t *idx = mem_realloc_array(NULL, n, sizeof *idx);
    kamu_code rc = idx == NULL ? error_nomem(err) : KAMU_OK;
    for (size_t k = 0; rc == KAMU_OK && k < n;) { /* a batch may end early, at a row group */
        struct batch *b = NULL, *taken = NULL;
        rc = stand_at(h, s, wanted, offsets[k] - s->offset_first, offsets[n - 1] - s->offset_first,
                      err);
        uint64_t start = s->offset_first + h->open_row;
        if (rc == KAMU_OK)
            rc = slice_rows_next(h->open, &b, err);
        if (rc == KAMU_OK && b == NULL)
            rc = error_set(err, KAMU_E_CORRUPT, "A data slice ends early");
        if (rc != KAMU_OK)
            break;
        int64_t m = 0;
        while (k < n && offsets[k] - start < (uint64_t)b->length)
            idx[m++] = (int32_t)(offsets[k++] - start);
        h->open_row += (uint64_t)b->length;
        rc = m == 0 ? KAMU_OK : batch_take(b, idx, m, &taken, err);
        batch_free(b);
        if (rc == KAMU_OK && m != 0)
            rc = add_part(parts, taken, err);
    }
    mem_free(idx);
    return rc;
}

/* Rows offsets[0..n) of one slice. */
static kamu_code fetch_from(struct history *h, const struct history_slice *s,
                            const uint64_t *offsets, size_t n, struct col_schema *wanted,
                            struct parts *parts, struct kamu_error *err)
{
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < n && rc == KAMU_OK;) {
        size_t j = i + 1;
        while (j < n && offsets[j] - offsets[j - 1] <= GAP_ROWS)
            j++;
        rc = fetch_stretch(h, s, offsets + i, j - i, wanted, parts, err);
        i = j;
    }
    if (rc != KAMU_OK)
        close_open(h);
    return rc;
}

kamu_code history_fetch(struct history *h, const uint64_t *offsets, size_t n,
                        struct col_schema *wanted, struct batch **out, struct kamu_error *err)
{
    struct parts parts = {0};
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < n && rc == KAMU_OK;) {
        struct history_slice s;
        rc = find_slice(h, offsets[i], &s, err);
        if (rc != KAMU_OK)
            break;
        size_t j = i + 1;
        while (j < n && offsets[j] <= s.offset_last)
            j++;
        rc = fetch_from(h, &s, offsets + i, j - i, wanted, &parts, err);
        i = j;
    }
    if (rc == KAMU_OK && parts.n == 1) {
        *out = parts.items[0];
        parts.n = 0;
    } else if (rc == KAMU_OK) {
        rc = parts.n == 0 ? batch_new(wanted, 0, out, err)
                          : batch_concat(parts.items, parts.n, out, err);
    }
    for (size_t i = 0; i < parts.n; i++)
        batch_free(parts.items[i]);
    mem_free(parts.items);
    return rc;
}
