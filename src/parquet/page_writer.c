/* See page_writer.h. Pages are DATA_PAGE (V1): kamu's Flink engine reads no other. */
#include "parquet/page_writer.h"

#include "parquet/rle.h"

#include <zstd.h>

enum { ZSTD_LEVEL = 3, HEADER_MAX = 128 };

static bool all_equal(const uint8_t *p, size_t n)
{
    return n == 0 || memcmp(p, p + 1, n - 1) == 0;
}

/* u32 length, then the hybrid. levels NULL: n times max. */
static kamu_code put_levels(struct column_writer *w, const uint8_t *levels, size_t n, uint8_t max,
                            struct kamu_error *err)
{
    unsigned width = rle_bit_width(max);
    size_t start = w->body.len;
    KAMU_TRY(buf_append(&w->body, "\0\0\0\0", 4, err));
    if (levels == NULL || all_equal(levels, n)) {
        KAMU_TRY(rle_encode_run(levels && n > 0 ? levels[0] : max, n, width, &w->body, err));
    } else {
        w->scratch.len = 0;
        KAMU_TRY(buf_reserve(&w->scratch, n * 4, err));
        uint32_t *wide = (void *)w->scratch.data;
        for (size_t i = 0; i < n; i++)
            wide[i] = levels[i];
        KAMU_TRY(rle_encode(wide, n, width, &w->body, err));
    }
    uint32_t len = (uint32_t)(w->body.len - start - 4);
    memcpy(w->body.data + start, &len, 4);
    return KAMU_OK;
}

static kamu_code put_ids(struct column_writer *w, struct kamu_error *err)
{
    unsigned width = rle_bit_width(w->dictionary.n > 0 ? w->dictionary.n - 1 : 0);
    KAMU_TRY(buf_append_byte(&w->body, (uint8_t)width, err));
    if (w->one_id)
        return rle_encode_run(w->id, w->page_values, width, &w->body, err);
    return rle_encode((const uint32_t *)(const void *)w->ids.data, w->page_values, width, &w->body,
                      err);
}

static kamu_code put_bools(struct column_writer *w, struct kamu_error *err)
{
    size_t n = w->plain.len, bytes = (n + 7) / 8;
    KAMU_TRY(buf_reserve(&w->body, bytes, err));
    uint8_t *out = w->body.data + w->body.len;
    memset(out, 0, bytes);
    for (size_t i = 0; i < n; i++)
        out[i >> 3] |= (uint8_t)((w->plain.data[i] & 1u) << (i & 7));
    w->body.len += bytes;
    return KAMU_OK;
}

static kamu_code page_alloc(struct column_writer *w, size_t n, struct page_bytes **out,
                            struct kamu_error *err)
{
    *out = mem_alloc(sizeof **out + n);
    if (*out == NULL)
        return error_nomem(err);
    (*out)->next = NULL;
    (*out)->n = n;
    return KAMU_OK;
}

/* Compresses `body` and makes header and body one piece. h has everything but the sizes. */
static kamu_code make_page(struct column_writer *w, struct pq_page_header *h, const uint8_t *body,
                           size_t n, size_t values, unsigned stride, struct page_bytes **out,
                           struct kamu_error *err)
{
    const uint8_t *data = body;
    size_t len = n;
    if (n > (size_t)INT32_MAX - 64)
        return error_set(err, KAMU_E_LIMIT,
                         "Column `" STR_FMT "`: a value of %zu bytes exceeds a Parquet page",
                         STR_ARG(w->leaf->path[0]), n);
    w->comp.len = 0;
    if (w->limits.codec == SLICE_SNAPPY) {
        KAMU_TRY(buf_reserve(&w->comp, snappy_page_bound(n), err));
        len = snappy_page_compress(&w->snappy, body, n, values, stride, w->comp.data);
        data = w->comp.data;
    } else if (w->limits.codec == SLICE_ZSTD) {
        KAMU_TRY(buf_reserve(&w->comp, ZSTD_compressBound(n), err));
        len = ZSTD_compress(w->comp.data, w->comp.cap, body, n, ZSTD_LEVEL);
        if (ZSTD_isError(len))
            return error_set(err, KAMU_E_BUG, "ZSTD: %s", ZSTD_getErrorName(len));
        data = w->comp.data;
    }
    if (len > (size_t)INT32_MAX)
        return error_set(err, KAMU_E_LIMIT, "page too large");
    h->uncompressed_size = (int32_t)n;
    h->compressed_size = (int32_t)len;
    w->header.len = 0;
    KAMU_TRY(pq_page_header_write(h, &w->header, err));
    KAMU_TRY(page_alloc(w, w->header.len + len, out, err));
    memcpy((*out)->data, w->header.data, w->header.len);
    memcpy((*out)->data + w->header.len, data, len);
    w->chunk.bytes += (*out)->n;
    w->chunk.plain_bytes += w->header.len + n;
    return KAMU_OK;
}

static kamu_code record_page(struct column_writer *w, const struct page_bytes *page,
                             struct kamu_error *err)
{
    struct chunk_bytes *c = &w->chunk;
    if (c->n_pages == c->pages_cap) {
        uint32_t cap = c->pages_cap ? 2 * c->pages_cap : 4;
        struct page_record *pages = mem_realloc_array(c->pages, cap, sizeof *pages);
        if (pages == NULL)
            return error_nomem(err);
        c->pages = pages;
        c->pages_cap = cap;
    }
    c->pages[c->n_pages++] = (struct page_record){
        .first_row = w->chunk_rows, .bytes = (int32_t)page->n, .stats = w->page_stats};
    stats_merge(&c->stats, &w->page_stats, w->leaf);
    c->slots += w->page_slots;
    w->chunk_rows += w->page_rows;
    return KAMU_OK;
}

static void page_start(struct column_writer *w)
{
    w->page_rows = 0;
    w->page_slots = w->page_values = w->page_plain = 0;
    w->page_has_def = false;
    w->one_id = true;
    w->def.len = w->rep.len = w->plain.len = w->ids.len = 0;
    stats_clear(&w->page_stats);
}

kamu_code page_writer_end(struct column_writer *w, struct kamu_error *err)
{
    struct page_bytes *page;
    struct pq_page_header h = {.type = PQ_DATA_PAGE,
                               .num_values = (int32_t)w->page_slots,
                               .encoding = w->by_dictionary ? PQ_RLE_DICTIONARY : PQ_PLAIN};
    if (w->page_slots > (uint64_t)INT32_MAX)
        return error_set(err, KAMU_E_LIMIT, "too many list items in one row");
    w->body.len = 0;
    if (w->leaf->max_rep > 0)
        KAMU_TRY(put_levels(w, w->rep.data, w->page_slots, w->leaf->max_rep, err));
    if (w->leaf->max_def > 0)
        KAMU_TRY(put_levels(w, w->page_has_def ? w->def.data : NULL, w->page_slots,
                            w->leaf->max_def, err));
    size_t values = w->body.len;
    unsigned stride = !w->by_dictionary && w->width == 8 ? 8 : 0;
    const uint8_t *body = w->body.data;
    size_t n;
    if (w->by_dictionary) {
        KAMU_TRY(put_ids(w, err));
    } else if (w->leaf->physical == PQ_BOOLEAN) {
        KAMU_TRY(put_bools(w, err));
    } else if (values > 0) {
        KAMU_TRY(buf_append(&w->body, w->plain.data, w->plain.len, err));
    }
    n = w->body.len;
    body = w->body.data;
    if (n == 0) { /* required and PLAIN: the values are the body */
        body = w->plain.data;
        n = w->plain.len;
    }
    KAMU_TRY(make_page(w, &h, body, n, values, stride, &page, err));
    kamu_code rc = record_page(w, page, err);
    if (rc != KAMU_OK) {
        mem_free(page);
        return rc;
    }
    if (w->chunk.first == NULL)
        w->chunk.first = page;
    else
        *w->chunk.last = page;
    w->chunk.last = &page->next;
    w->chunk.encodings |= 1u << h.encoding | 1u << PQ_RLE;
    page_start(w);
    return KAMU_OK;
}

kamu_code page_writer_dictionary(struct column_writer *w, struct kamu_error *err)
{
    struct page_bytes *page;
    struct pq_page_header h = {
        .type = PQ_DICTIONARY_PAGE, .num_values = (int32_t)w->dictionary.n, .encoding = PQ_PLAIN};
    struct snappy_page data_pages = w->snappy;
    w->snappy = (struct snappy_page){0};
    KAMU_TRY(make_page(w, &h, w->dictionary.plain.data, w->dictionary.plain.len, 0,
                       w->width == 8 ? 8 : 0, &page, err));
    w->snappy = data_pages;
    page->next = w->chunk.first;
    w->chunk.first = page;
    w->chunk.dictionary_bytes = (uint32_t)page->n;
    w->chunk.encodings |= 1u << PQ_PLAIN;
    return KAMU_OK;
}
