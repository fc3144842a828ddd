/* See page_reader.h. A chunk is read through a window, so that memory does not follow the chunk's
 * size. */
#include "parquet/page_reader.h"

#include "parquet/schema_tree.h"

enum { WINDOW_BYTES = 256 << 10, HEADER_GUESS = 512, HEADER_MAX = 16 << 20, SLACK = 64 };

static kamu_code corrupt(const struct page_reader *p, const char *what, struct kamu_error *err)
{
    kamu_code rc = error_set(err, KAMU_E_CORRUPT, "%s: column `%s`: %s at byte %llu",
                             p->source->name, p->column, what, (unsigned long long)p->at);
    error_field(err, "%s", p->column);
    return rc;
}

kamu_code pq_source_read(const struct pq_source *s, uint64_t offset, size_t n, void *out,
                         struct kamu_error *err)
{
    if (offset > s->size || n > s->size - offset)
        return error_set(err, KAMU_E_CORRUPT,
                         "%s: bytes %llu to %llu are behind the end of the file", s->name,
                         (unsigned long long)offset, (unsigned long long)(offset + n));
    if (s->file != NULL)
        return fs_pread(s->file, out, n, offset, err);
    memcpy(out, s->data + offset, n);
    return KAMU_OK;
}

void page_reader_init(struct page_reader *p, const struct pq_source *s, uint64_t bytes_max)
{
    *p = (struct page_reader){.source = s, .column = "", .bytes_max = bytes_max};
}

void page_reader_free(struct page_reader *p)
{
    mem_free(p->window);
    blk_unref(p->plain);
    *p = (struct page_reader){.source = p->source, .column = "", .bytes_max = p->bytes_max};
}

kamu_code page_reader_chunk(struct page_reader *p, const struct pq_chunk *c, const char *column,
                            struct kamu_error *err)
{
    p->column = column;
    p->codec = c->codec;
    int64_t start = c->data_page_offset;
    if (c->dictionary_page_offset > 0 && c->dictionary_page_offset < start)
        start = c->dictionary_page_offset;
    if (c->external)
        return error_set(err, KAMU_E_UNSUPPORTED, "%s: column `%s` lies in another file",
                         p->source->name, column);
    if (c->encrypted)
        return error_set(err, KAMU_E_UNSUPPORTED, "%s: column `%s` is encrypted", p->source->name,
                         column);
    p->at = start < 0 ? 0 : (uint64_t)start;
    if (start < 4 || c->total_compressed < 0 || (uint64_t)start > p->source->size ||
        (uint64_t)c->total_compressed > p->source->size - (uint64_t)start)
        return corrupt(p, "the column chunk lies outside of the file", err);
    p->end = p->at + (uint64_t)c->total_compressed;
    if (p->codec < 0 || p->codec > PQ_LZ4_RAW || p->codec == PQ_LZO)
        return error_set(err, KAMU_E_UNSUPPORTED,
                         "%s: column `%s`: Parquet compression %s is not supported",
                         p->source->name, column, pq_codec_text(p->codec));
    return KAMU_OK;
}

kamu_code page_reader_seek(struct page_reader *p, uint64_t offset, struct kamu_error *err)
{
    if (offset < p->at || offset > p->end)
        return corrupt(p, "the offset index points outside of the column chunk", err);
    p->at = offset;
    return KAMU_OK;
}

/* Makes n bytes at p->at (within the chunk) available; *out points to them. */
static kamu_code need(struct page_reader *p, size_t n, const uint8_t **out, struct kamu_error *err)
{
    if (p->source->file == NULL) {
        *out = p->source->data + p->at;
        return KAMU_OK;
    }
    uint64_t in = p->at - p->window_at;
    if (p->window_n > 0 && p->at >= p->window_at && in <= p->window_n && n <= p->window_n - in) {
        *out = p->window + in;
        return KAMU_OK;
    }
    size_t want = n > WINDOW_BYTES ? n : WINDOW_BYTES;
    if (want > p->end - p->at)
        want = (size_t)(p->end - p->at);
    if (want > p->window_cap) {
        mem_free(p->window);
        p->window_cap = p->window_n = 0;
        p->window = mem_alloc(want + SLACK);
        if (p->window == NULL)
            return error_nomem(err);
        p->window_cap = want;
    }
    p->window_n = 0;
    KAMU_TRY(pq_source_read(p->source, p->at, want, p->window, err));
    p->window_at = p->at;
    p->window_n = want;
    *out = p->window;
    return KAMU_OK;
}

kamu_code page_reader_header(struct page_reader *p, struct pq_page_header *h, bool *more,
                             struct kamu_error *err)
{
    *more = p->at < p->end;
    if (!*more)
        return KAMU_OK;
    for (size_t guess = HEADER_GUESS;; guess *= 8) {
        const uint8_t *bytes;
        size_t used;
        bool truncated;
        size_t n = guess < p->end - p->at ? guess : (size_t)(p->end - p->at);
        KAMU_TRY(need(p, n, &bytes, err));
        if (pq_page_header_read(bytes, n, h, &used, &truncated, NULL) == KAMU_OK) {
            p->at += used;
            if ((uint64_t)h->compressed_size > p->end - p->at)
                return corrupt(p, "page is longer than its column chunk", err);
            return KAMU_OK;
        }
        if (!truncated || n < guess || guess >= HEADER_MAX)
            return corrupt(p, "page header is damaged", err);
    }
}

kamu_code page_reader_skip(struct page_reader *p, const struct pq_page_header *h,
                           struct kamu_error *err)
{
    p->at += (uint64_t)h->compressed_size;
    return KAMU_OK;
}

kamu_code page_reader_body(struct page_reader *p, const struct pq_page_header *h, struct page *out,
                           struct kamu_error *err)
{
    const uint8_t *bytes;
    size_t n = (size_t)h->compressed_size, to = (size_t)h->uncompressed_size, levels = 0;
    out->header = *h;
    if (to > p->bytes_max)
        return error_set(err, KAMU_E_LIMIT,
                         "%s: column `%s`: a page of %zu bytes exceeds the memory limit",
                         p->source->name, p->column, to);
    KAMU_TRY(need(p, n, &bytes, err));
    if (p->plain == NULL || p->plain->size < to || atomic_load(&p->plain->refs) > 1) {
        blk_unref(p->plain);
        p->plain = blk_new(to + to / 4 + SLACK);
        if (p->plain == NULL)
            return error_nomem(err);
    }
    uint8_t *plain = p->plain->data;
    int codec = p->codec;
    if (h->type == PQ_DATA_PAGE_V2) { /* levels are never compressed */
        if (h->def_bytes < 0 || h->rep_bytes < 0 ||
            (uint64_t)h->def_bytes + (uint64_t)h->rep_bytes > n ||
            (uint64_t)h->def_bytes + (uint64_t)h->rep_bytes > to)
            return corrupt(p, "levels are longer than their page", err);
        levels = (size_t)h->def_bytes + (size_t)h->rep_bytes;
        codec = h->is_compressed ? codec : PQ_UNCOMPRESSED;
        memcpy(plain, bytes, levels);
    }
    if (to > levels || (n > levels && codec == PQ_UNCOMPRESSED)) {
        kamu_code rc =
            pq_decompress(codec, bytes + levels, n - levels, plain + levels, to - levels, err);
        if (rc == KAMU_E_CORRUPT)
            return corrupt(p, "page does not decompress", err);
        if (rc != KAMU_OK)
            return rc;
    }
    memset(plain + to, 0, SLACK);
    p->at += n;
    out->body = plain;
    out->n = to;
    return KAMU_OK;
}
