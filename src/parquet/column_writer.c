/*
 * Rows into pages. A page ends when its row count is reached or when the next row would take its
 * plain size over the limit: a rule over rows alone, so pages do not depend on how rows arrive.
 */
#include "parquet/column_writer.h"

#include "parquet/page_writer.h"

static const size_t buf_max = (size_t)INT32_MAX;
static const size_t chunk_max = (size_t)1 << 40;

void chunk_bytes_free(struct chunk_bytes *c)
{
    buf_free(&c->dictionary);
    buf_free(&c->pages);
    mem_free(c->records);
    *c = (struct chunk_bytes){0};
}

static void chunk_start(struct column_writer *w)
{
    w->chunk = (struct chunk_bytes){0};
    w->chunk.pages = w->spare;
    w->chunk.pages.len = 0;
    w->chunk.pages.max = chunk_max;
    buf_init(&w->chunk.dictionary, chunk_max);
    buf_init(&w->spare, chunk_max);
    w->chunk_rows = 0;
    w->by_dictionary = w->limits.dictionary;
    w->sampled = false;
    w->snappy = (struct snappy_page){0};
    w->one_id = true;
    dictionary_clear(&w->dictionary);
}

void column_writer_init(struct column_writer *w, const struct pq_node *node,
                        const struct pq_leaf *leaf, uint32_t leaf_index,
                        const struct page_limits *limits)
{
    *w = (struct column_writer){
        .leaf = leaf, .node = node, .leaf_index = leaf_index, .limits = *limits};
    w->width =
        leaf->physical == PQ_BOOLEAN ? 1 : pq_physical_width(leaf->physical, leaf->type_length);
    if (leaf->physical == PQ_BOOLEAN || leaf->conv == PQ_AS_NULL)
        w->limits.dictionary = false;
    if (leaf->physical == PQ_FIXED && !limits->dictionary_always)
        w->limits.dictionary = false; /* as kamu: none for FIXED_LEN_BYTE_ARRAY */
    buf_init(&w->def, buf_max);
    buf_init(&w->rep, buf_max);
    buf_init(&w->plain, buf_max);
    buf_init(&w->ids, buf_max);
    buf_init(&w->body, buf_max);
    buf_init(&w->comp, (size_t)UINT32_MAX);
    buf_init(&w->header, 4096);
    buf_init(&w->scratch, (size_t)UINT32_MAX);
    dictionary_init(&w->dictionary, w->width, limits->dictionary_bytes);
    chunk_start(w);
}

void column_writer_free(struct column_writer *w)
{
    shredder_free(&w->shredder);
    buf_free(&w->def);
    buf_free(&w->rep);
    buf_free(&w->plain);
    buf_free(&w->ids);
    buf_free(&w->body);
    buf_free(&w->comp);
    buf_free(&w->header);
    buf_free(&w->scratch);
    dictionary_free(&w->dictionary);
    chunk_bytes_free(&w->chunk);
    buf_free(&w->spare);
}

uint64_t column_writer_bytes(const struct column_writer *w)
{
    return w->chunk.pages.len + w->plain.len + w->ids.len / 2 + w->dictionary.plain.len;
}

/* ---- levels ------------------------------------------------------------------ */

static kamu_code add_def(struct column_writer *w, const struct leaf_values *v, size_t slot,
                         size_t n, struct kamu_error *err)
{
    if (w->leaf->max_def == 0)
        return KAMU_OK;
    if (v->def == NULL && !w->page_has_def)
        return KAMU_OK;
    KAMU_TRY(buf_reserve(&w->def, w->page_slots + n, err));
    if (!w->page_has_def) {
        memset(w->def.data, w->leaf->max_def, w->page_slots);
        w->def.len = w->page_slots;
        w->page_has_def = true;
    }
    if (v->def == NULL)
        memset(w->def.data + w->def.len, w->leaf->max_def, n);
    else
        memcpy(w->def.data + w->def.len, v->def + slot, n);
    w->def.len += n;
    return KAMU_OK;
}

/* ---- values ------------------------------------------------------------------ */

static kamu_code plain_fixed(struct column_writer *w, const uint8_t *v, size_t n,
                             struct kamu_error *err)
{
    return buf_append(&w->plain, v, n * w->width, err);
}

static kamu_code plain_bytes(struct column_writer *w, const struct leaf_values *v, size_t at,
                             size_t n, struct kamu_error *err)
{
    for (size_t done = 0; done < n;) {
        /* room for a block at a time, so that the inner loop needs no check */
        size_t k = n - done < 1024 ? n - done : 1024;
        size_t bytes = 32;
        for (size_t i = at + done; i < at + done + k; i++) {
            int32_t j = v->sel ? v->sel[i] : (int32_t)i;
            bytes += 4 + (size_t)(v->offsets[j + 1] - v->offsets[j]);
        }
        KAMU_TRY(buf_reserve(&w->plain, bytes, err));
        uint8_t *p = w->plain.data + w->plain.len;
        for (size_t i = at + done; i < at + done + k; i++) {
            int32_t j = v->sel ? v->sel[i] : (int32_t)i;
            const uint8_t *src = v->bytes + v->offsets[j];
            uint32_t len = (uint32_t)(v->offsets[j + 1] - v->offsets[j]);
            memcpy(p, &len, 4);
            if (len <= 16) /* blk promises 64 readable bytes behind, the block has 32 spare */
                memcpy(p + 4, src, 16);
            else
                memcpy(p + 4, src, len);
            p += 4 + len;
        }
        w->plain.len = (size_t)(p - w->plain.data);
        done += k;
    }
    return KAMU_OK;
}

/* The page's values so far, given by id, as PLAIN; the rest of the chunk goes without dictionary.
 */
static kamu_code leave_dictionary(struct column_writer *w, struct kamu_error *err)
{
    const uint32_t *ids = (const void *)w->ids.data;
    for (uint64_t i = 0; i < w->page_values; i++) {
        size_t n;
        const uint8_t *p = dictionary_value(&w->dictionary, w->one_id ? w->id : ids[i], &n);
        KAMU_TRY(buf_append(&w->plain, p, n, err));
    }
    w->ids.len = 0;
    w->one_id = true;
    w->by_dictionary = false;
    w->snappy = (struct snappy_page){0}; /* other bytes from here on */
    return KAMU_OK;
}

static kamu_code spread_one_id(struct column_writer *w, size_t extra, struct kamu_error *err)
{
    KAMU_TRY(buf_reserve(&w->ids, (w->page_values + extra) * 4, err));
    uint32_t *ids = (void *)w->ids.data;
    for (uint64_t i = 0; i < w->page_values; i++)
        ids[i] = w->id;
    w->ids.len = w->page_values * 4;
    w->one_id = false;
    return KAMU_OK;
}

/* Ids for up to n values; *done < n when the dictionary is full. */
static kamu_code put_ids(struct column_writer *w, const struct leaf_values *v, size_t at, size_t n,
                         size_t *done, struct kamu_error *err)
{
    *done = 0;
    if (w->width > 0) {
        const uint8_t *p = v->fixed + at * w->width;
        bool same = w->one_id && memcmp(p, p + w->width, (n - 1) * w->width) == 0;
        if (same) {
            uint32_t id;
            size_t one;
            KAMU_TRY(dictionary_put_fixed(&w->dictionary, p, 1, &id, &one, err));
            if (one == 0)
                return KAMU_OK;
            if (w->page_values == 0 || id == w->id) {
                w->id = id;
                w->dictionary.seen += n - 1;
                *done = n;
                return KAMU_OK;
            }
            w->dictionary.seen--; /* it comes again below */
        }
    }
    if (w->one_id)
        KAMU_TRY(spread_one_id(w, n, err));
    KAMU_TRY(buf_reserve(&w->ids, n * 4, err));
    uint32_t *ids = (uint32_t *)(void *)(w->ids.data + w->ids.len);
    if (w->width > 0) {
        KAMU_TRY(dictionary_put_fixed(&w->dictionary, v->fixed + at * w->width, n, ids, done, err));
    } else {
        KAMU_TRY(dictionary_put_bytes(&w->dictionary, v->offsets, v->bytes, v->sel, at, n, ids,
                                      done, err));
    }
    w->ids.len += *done * 4;
    return KAMU_OK;
}

static kamu_code add_values(struct column_writer *w, const struct leaf_values *v, size_t at,
                            size_t n, struct kamu_error *err)
{
    if (w->width > 0)
        stats_add_fixed(&w->page_stats, w->leaf, v->fixed + at * w->width, n);
    else
        stats_add_bytes(&w->page_stats, v->sel ? v->offsets : v->offsets + at, v->bytes,
                        v->sel ? v->sel + at : NULL, n);
    if (w->by_dictionary) {
        size_t done;
        KAMU_TRY(put_ids(w, v, at, n, &done, err));
        w->page_values += done;
        at += done;
        n -= done;
        if (n > 0)
            KAMU_TRY(leave_dictionary(w, err));
    }
    w->page_values += n;
    if (n == 0)
        return KAMU_OK;
    return w->width > 0 ? plain_fixed(w, v->fixed + at * w->width, n, err)
                        : plain_bytes(w, v, at, n, err);
}

/* ---- rows -------------------------------------------------------------------- */

static uint64_t plain_size(const struct column_writer *w, const struct leaf_values *v, size_t at,
                           size_t n)
{
    if (w->width > 0 || n == 0)
        return n * w->width;
    if (v->sel == NULL)
        return 4 * n + (uint64_t)(v->offsets[at + n] - v->offsets[at]);
    uint64_t bytes = 4 * n;
    for (size_t i = at; i < at + n; i++)
        bytes += (uint64_t)(v->offsets[v->sel[i] + 1] - v->offsets[v->sel[i]]);
    return bytes;
}

struct piece { /* a run of whole rows */
    size_t rows, slots, values;
    uint64_t bytes;
};

/* One row from slot `slot`, value `at`. */
static struct piece one_row(const struct column_writer *w, const struct leaf_values *v, size_t slot,
                            size_t at)
{
    size_t end = slot + 1;
    if (v->rep != NULL)
        while (end < (size_t)v->n_slots && v->rep[end] != 0)
            end++;
    struct piece p = {.rows = 1, .slots = end - slot};
    if (v->def == NULL)
        p.values = p.slots;
    else
        for (size_t i = slot; i < end; i++)
            p.values += v->def[i] == w->leaf->max_def;
    p.bytes = plain_size(w, v, at, p.values);
    return p;
}

/* Values that are still missing for the decision on the dictionary; no bound when it was made. */
static uint64_t sample_left(const struct column_writer *w)
{
    if (!w->by_dictionary || w->sampled)
        return UINT64_MAX;
    return w->dictionary.seen < w->limits.sample ? w->limits.sample - w->dictionary.seen : 1;
}

/* The first page of a chunk is by dictionary in any case, as in every file of kamu; it ends with
 * the sample when the rest goes without. */
static kamu_code decide(struct column_writer *w, struct kamu_error *err)
{
    w->sampled = true;
    if (w->limits.dictionary_always || !dictionary_hopeless(&w->dictionary))
        return KAMU_OK;
    if (w->page_rows > 0)
        KAMU_TRY(page_writer_end(w, err));
    w->by_dictionary = false;
    w->snappy = (struct snappy_page){0};
    return KAMU_OK;
}

/* How many of the next values fit the page, of at most n that have no nulls and no levels. */
static size_t flat_that_fit(const struct column_writer *w, const struct leaf_values *v, size_t at,
                            size_t n)
{
    uint64_t left = w->limits.bytes > w->page_plain ? w->limits.bytes - w->page_plain : 0;
    if (w->width > 0)
        return left / w->width < n ? left / w->width : n;
    size_t low = 0, high = n; /* low fit */
    while (low < high) {
        size_t middle = high - (high - low) / 2;
        if (plain_size(w, v, at, middle) <= left)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* As many of the next rows as the page still takes; rows == 0: it is full. */
static struct piece next_piece(const struct column_writer *w, const struct leaf_values *v,
                               size_t slot, size_t at, size_t rows)
{
    size_t room = w->limits.rows - (size_t)w->page_rows;
    struct piece p = {0};
    uint64_t values_max = sample_left(w); /* the sample ends a page: with the row that fills it */
    rows = rows < room ? rows : room;
    if (v->rep == NULL && v->def == NULL) { /* flat without nulls: often all fit */
        rows = rows < values_max ? rows : values_max;
        p = (struct piece){rows, rows, rows, plain_size(w, v, at, rows)};
        if (w->page_plain + p.bytes <= w->limits.bytes)
            return p;
        if (v->sel == NULL) {
            rows = flat_that_fit(w, v, at, rows);
            if (rows == 0 && w->page_rows == 0)
                rows = 1; /* a page has a row at least */
            return (struct piece){rows, rows, rows, plain_size(w, v, at, rows)};
        }
        p = (struct piece){0};
    }
    while (p.rows < rows && p.values < values_max) {
        struct piece r = one_row(w, v, slot + p.slots, at + p.values);
        bool first = w->page_rows == 0 && p.rows == 0; /* a page has a row at least */
        if (!first && w->page_plain + p.bytes + r.bytes > w->limits.bytes)
            break;
        p.rows++;
        p.slots += r.slots;
        p.values += r.values;
        p.bytes += r.bytes;
    }
    return p;
}

kamu_code column_writer_add(struct column_writer *w, const struct column *col, int64_t start,
                            int64_t rows, struct kamu_error *err)
{
    struct leaf_values v;
    size_t slot = 0, at = 0;
    KAMU_TRY(shred(&w->shredder, w->node, w->leaf, w->leaf_index, col, start, rows, &v, err));
    for (size_t left = (size_t)rows; left > 0;) {
        struct piece p = next_piece(w, &v, slot, at, left);
        if (p.rows == 0) {
            KAMU_TRY(page_writer_end(w, err));
            continue;
        }
        KAMU_TRY(add_def(w, &v, slot, p.slots, err));
        if (w->leaf->max_rep > 0)
            KAMU_TRY(buf_append(&w->rep, v.rep + slot, p.slots, err));
        if (p.values > 0)
            KAMU_TRY(add_values(w, &v, at, p.values, err));
        w->page_stats.nulls += p.slots - p.values;
        w->page_rows += (int64_t)p.rows;
        w->page_slots += p.slots;
        w->page_plain += p.bytes;
        slot += p.slots;
        at += p.values;
        left -= p.rows;
        if (w->by_dictionary && !w->sampled && w->dictionary.seen >= w->limits.sample)
            KAMU_TRY(decide(w, err));
        if ((uint64_t)w->page_rows >= w->limits.rows)
            KAMU_TRY(page_writer_end(w, err));
    }
    return KAMU_OK;
}

kamu_code column_writer_finish_chunk(struct column_writer *w, struct chunk_bytes *out,
                                     struct kamu_error *err)
{
    if (w->page_rows > 0)
        KAMU_TRY(page_writer_end(w, err));
    if (w->chunk.encodings & 1u << PQ_RLE_DICTIONARY)
        KAMU_TRY(page_writer_dictionary(w, err));
    *out = w->chunk;
    chunk_start(w);
    return KAMU_OK;
}
