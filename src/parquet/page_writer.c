/* See page_writer.h. Pages are DATA_PAGE (V1): kamu's Flink engine reads no other. */
#include "parquet/page_writer.h"

#include "base/stage.h"
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

static kamu_code put_header(struct column_writer *w, struct pq_page_header *h, size_t plain,
                            size_t packed, struct buf *out, struct kamu_error *err)
{
    if (plain > (size_t)INT32_MAX || packed > (size_t)INT32_MAX)
        return error_set(err, KAMU_E_LIMIT,
                         "Column `" STR_FMT "`: a value of %zu bytes exceeds a Parquet page",
                         STR_ARG(w->leaf->path[0]), plain);
    size_t at = out->len;
    h->uncompressed_size = (int32_t)plain;
    h->compressed_size = (int32_t)packed;
    KAMU_TRY(pq_page_header_write(h, out, err));
    w->chunk.plain_bytes += out->len - at + plain;
    return KAMU_OK;
}

/* Header and compressed body behind `out`. What is stored as it is goes there without a stop. h has
 * everything but the sizes. */
static kamu_code pack_page(struct column_writer *w, struct pq_page_header *h, const uint8_t *body,
                           size_t plain, size_t values, unsigned stride, struct buf *out,
                           struct kamu_error *err)
{
    const uint8_t *data = body;
    size_t len = plain;
    w->comp.len = 0;
    if (w->limits.codec == SLICE_SNAPPY) {
        KAMU_TRY(buf_reserve(&w->comp, snappy_page_bound(plain), err));
        enum snappy_way way =
            snappy_page_choose(&w->snappy, body, plain, values, stride, w->comp.data);
        if (way == SNAPPY_STORED) {
            len = snappy_stored_length(plain);
            KAMU_TRY(put_header(w, h, plain, len, out, err));
            KAMU_TRY(buf_reserve(out, len, err));
            out->len += snappy_page_compress(way, body, plain, values, out->data + out->len);
            return KAMU_OK;
        }
        len = snappy_page_compress(way, body, plain, values, w->comp.data);
        data = w->comp.data;
    } else if (w->limits.codec == SLICE_ZSTD) {
        KAMU_TRY(buf_reserve(&w->comp, ZSTD_compressBound(plain), err));
        len = ZSTD_compress(w->comp.data, w->comp.cap, body, plain, ZSTD_LEVEL);
        if (ZSTD_isError(len))
            return error_set(err, KAMU_E_BUG, "ZSTD: %s", ZSTD_getErrorName(len));
        data = w->comp.data;
    }
    KAMU_TRY(put_header(w, h, plain, len, out, err));
    return buf_append(out, data, len, err);
}

static kamu_code make_page(struct column_writer *w, struct pq_page_header *h, const uint8_t *body,
                           size_t plain, size_t values, unsigned stride, struct buf *out,
                           struct kamu_error *err)
{
    struct stage_mark before = stage_enter(KAMU_STAGE_COMPRESS);
    kamu_code rc = pack_page(w, h, body, plain, values, stride, out, err);
    stage_leave(before);
    return rc;
}

static kamu_code record_page(struct column_writer *w, size_t bytes, struct kamu_error *err)
{
    struct chunk_bytes *c = &w->chunk;
    if (c->n_pages == c->records_cap) {
        uint32_t cap = c->records_cap ? 2 * c->records_cap : 4;
        struct page_record *records = mem_realloc_array(c->records, cap, sizeof *records);
        if (records == NULL)
            return error_nomem(err);
        c->records = records;
        c->records_cap = cap;
    }
    c->records[c->n_pages++] = (struct page_record){
        .first_row = w->chunk_rows, .bytes = (int32_t)bytes, .stats = w->page_stats};
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
    const uint8_t *body;
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
    size_t at = w->chunk.pages.len;
    KAMU_TRY(make_page(w, &h, body, n, values, stride, &w->chunk.pages, err));
    KAMU_TRY(record_page(w, w->chunk.pages.len - at, err));
    w->chunk.encodings |= 1u << h.encoding | 1u << PQ_RLE;
    page_start(w);
    return KAMU_OK;
}

kamu_code page_writer_dictionary(struct column_writer *w, struct kamu_error *err)
{
    struct pq_page_header h = {
        .type = PQ_DICTIONARY_PAGE, .num_values = (int32_t)w->dictionary.n, .encoding = PQ_PLAIN};
    w->snappy = (struct snappy_page){0};
    w->chunk.encodings |= 1u << PQ_PLAIN;
    return make_page(w, &h, w->dictionary.plain.data, w->dictionary.plain.len, 0,
                     w->width == 8 ? 8 : 0, &w->chunk.dictionary, err);
}
