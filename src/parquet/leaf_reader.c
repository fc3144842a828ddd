/*
 * See leaf_reader.h. Levels are decoded as they are needed, never a page ahead: a damaged header
 * may claim two thousand million values in a page of ten bytes.
 */
#include "parquet/leaf_reader.h"

enum { LEVEL_BLOCK = 4096, SLOTS_MAX = 1 << 28 };

static kamu_code corrupt(const struct leaf_reader *r, const char *what, struct kamu_error *err)
{
    kamu_code rc =
        error_set(err, KAMU_E_CORRUPT, "%s: column `%s`: %s near byte %llu", r->pages.source->name,
                  r->pages.column, what, (unsigned long long)r->pages.at);
    error_field(err, "%s", r->pages.column);
    return rc;
}

kamu_code leaf_reader_init(struct leaf_reader *r, const struct pq_leaf *leaf, const char *column,
                           const struct pq_source *source, uint64_t bytes_max,
                           struct kamu_error *err)
{
    *r = (struct leaf_reader){.leaf = leaf, .column = column};
    page_reader_init(&r->pages, source, bytes_max);
    value_decoder_init(&r->values, leaf);
    r->out.values = (struct value_buf){.width = value_normal_width(leaf), .bytes_max = bytes_max};
    r->dictionary = r->out.values;
    r->dictionary.rows_hint = 16;
    if (leaf->max_rep > 0) {
        r->block_def = mem_alloc(2 * LEVEL_BLOCK);
        if (r->block_def == NULL)
            return error_nomem(err);
        r->block_rep = r->block_def + LEVEL_BLOCK;
    }
    return KAMU_OK;
}

void leaf_reader_free(struct leaf_reader *r)
{
    page_reader_free(&r->pages);
    value_decoder_free(&r->values);
    value_buf_free(&r->dictionary);
    value_buf_free(&r->out.values);
    mem_free(r->block_def);
    mem_free(r->out.def);
    mem_free(r->out.rep);
    *r = (struct leaf_reader){.leaf = r->leaf};
}

/* ---- pages ------------------------------------------------------------------------ */

static kamu_code read_dictionary(struct leaf_reader *r, const struct pq_page_header *h,
                                 struct kamu_error *err)
{
    struct page page;
    if (h->encoding != PQ_PLAIN && h->encoding != PQ_PLAIN_DICTIONARY)
        return corrupt(r, "dictionary page is not PLAIN", err);
    if (r->has_dictionary)
        return corrupt(r, "second dictionary page", err);
    KAMU_TRY(page_reader_body(&r->pages, h, &page, err));
    KAMU_TRY(value_decoder_dictionary(&r->values, page.body, page.n, (size_t)h->num_values,
                                      &r->dictionary, err));
    r->has_dictionary = true;
    return KAMU_OK;
}

/* V1: u32 length, then the hybrid. */
static kamu_code levels_v1(struct leaf_reader *r, struct rle_decoder *d, uint8_t max, int encoding,
                           const uint8_t **p, size_t *n, struct kamu_error *err)
{
    uint32_t len = 0;
    if (max == 0)
        return KAMU_OK;
    if (encoding == PQ_BIT_PACKED)
        return error_set(err, KAMU_E_UNSUPPORTED,
                         "%s: column `%s`: levels in the deprecated BIT_PACKED encoding",
                         r->pages.source->name, r->pages.column);
    if (*n >= 4)
        memcpy(&len, *p, 4);
    if (*n < 4 || len > *n - 4)
        return corrupt(r, "levels are longer than their page", err);
    rle_decoder_init(d, *p + 4, len, rle_bit_width(max));
    *p += 4 + len;
    *n -= 4 + len;
    return KAMU_OK;
}

static kamu_code open_page(struct leaf_reader *r, const struct pq_page_header *h,
                           struct kamu_error *err)
{
    struct page page;
    KAMU_TRY(page_reader_body(&r->pages, h, &page, err));
    const uint8_t *p = page.body;
    size_t n = page.n;
    uint8_t max_def = r->leaf->max_def, max_rep = r->leaf->max_rep;
    if (h->type == PQ_DATA_PAGE_V2) {
        rle_decoder_init(&r->rep, p, (size_t)h->rep_bytes, rle_bit_width(max_rep));
        p += h->rep_bytes;
        rle_decoder_init(&r->def, p, (size_t)h->def_bytes, rle_bit_width(max_def));
        p += h->def_bytes;
        n -= (size_t)h->rep_bytes + (size_t)h->def_bytes;
    } else {
        KAMU_TRY(levels_v1(r, &r->rep, max_rep, h->rep_encoding, &p, &n, err));
        KAMU_TRY(levels_v1(r, &r->def, max_def, h->def_encoding, &p, &n, err));
    }
    r->slots_left = (uint64_t)h->num_values;
    r->block_at = r->block_n = 0;
    if (n == 0 && h->encoding != PQ_PLAIN) { /* every value is null: nothing to start at */
        r->values.encoding = PQ_PLAIN;
        r->values.p = r->values.end = p;
        return KAMU_OK;
    }
    return value_decoder_page(&r->values, h->encoding, p, n, (size_t)h->num_values,
                              r->has_dictionary ? &r->dictionary : NULL, err);
}

/* Opens the next data page. At the chunk's end: *more = false. */
static kamu_code next_page(struct leaf_reader *r, bool *more, struct kamu_error *err)
{
    struct pq_page_header h;
    for (;;) {
        KAMU_TRY(page_reader_header(&r->pages, &h, more, err));
        if (!*more)
            return KAMU_OK;
        if (h.type == PQ_DICTIONARY_PAGE) {
            KAMU_TRY(read_dictionary(r, &h, err));
        } else if (h.type == PQ_INDEX_PAGE) {
            KAMU_TRY(page_reader_skip(&r->pages, &h, err));
        } else {
            KAMU_TRY(open_page(r, &h, err));
            if (r->slots_left > 0)
                return KAMU_OK;
        }
    }
}

/* ---- reading ---------------------------------------------------------------------- */

static kamu_code room_levels(struct leaf_rows *o, size_t n, bool rep, struct kamu_error *err)
{
    if (n > SLOTS_MAX)
        return error_set(err, KAMU_E_LIMIT, "more than %d list items in one batch", SLOTS_MAX);
    if (n <= o->cap)
        return KAMU_OK;
    size_t cap = n + n / 2 + 256;
    uint8_t *def = mem_realloc(o->def, cap);
    if (def == NULL)
        return error_nomem(err);
    o->def = def;
    if (rep) {
        uint8_t *r = mem_realloc(o->rep, cap);
        if (r == NULL)
            return error_nomem(err);
        o->rep = r;
    }
    o->cap = cap;
    return KAMU_OK;
}

static size_t count_equal(const uint8_t *p, size_t n, uint8_t v)
{
    size_t c = 0;
    for (size_t i = 0; i < n; i++)
        c += p[i] == v;
    return c;
}

/* n slots of the current page, none repeated. */
static kamu_code take_flat(struct leaf_reader *r, size_t n, struct kamu_error *err)
{
    struct leaf_rows *o = &r->out;
    size_t values = n;
    uint8_t max = r->leaf->max_def;
    if (max > 0) {
        uint32_t level;
        if (rle_peek_run(&r->def, n, &level) && level == max && !o->has_def) {
            rle_skip(&r->def, n);
        } else {
            KAMU_TRY(room_levels(o, o->slots + n, false, err));
            if (!o->has_def)
                memset(o->def, max, o->slots);
            o->has_def = true;
            if (rle_decode8(&r->def, o->def + o->slots, n) != n)
                return corrupt(r, "definition levels end too early", err);
            values = count_equal(o->def + o->slots, n, max);
        }
    }
    o->slots += n;
    o->rows += n;
    r->slots_left -= n;
    return value_decoder_read(&r->values, values, &o->values, err);
}

/* Decodes the next block of levels of the current page. */
static kamu_code fill_block(struct leaf_reader *r, struct kamu_error *err)
{
    size_t n = r->slots_left < LEVEL_BLOCK ? (size_t)r->slots_left : LEVEL_BLOCK;
    if (rle_decode8(&r->rep, r->block_rep, n) != n || rle_decode8(&r->def, r->block_def, n) != n)
        return corrupt(r, "levels end too early", err);
    r->block_at = 0;
    r->block_n = n;
    r->slots_left -= n;
    return KAMU_OK;
}

/* Slots of the block up to the start of row number `rows` + 1. *done: that start was seen. */
static kamu_code take_repeated(struct leaf_reader *r, size_t rows, bool *done,
                               struct kamu_error *err)
{
    struct leaf_rows *o = &r->out;
    size_t i = r->block_at;
    *done = false;
    for (; i < r->block_n; i++) {
        if (r->block_rep[i] > r->leaf->max_rep || r->block_def[i] > r->leaf->max_def)
            return corrupt(r, "level out of range", err);
        if (r->block_rep[i] == 0) {
            if (o->rows == rows) {
                *done = true;
                break;
            }
            o->rows++;
        } else if (o->rows == 0) {
            return corrupt(r, "a row starts in its middle", err);
        }
    }
    size_t n = i - r->block_at;
    KAMU_TRY(room_levels(o, o->slots + n, true, err));
    memcpy(o->def + o->slots, r->block_def + r->block_at, n);
    memcpy(o->rep + o->slots, r->block_rep + r->block_at, n);
    o->slots += n;
    o->has_def = true;
    size_t values = count_equal(r->block_def + r->block_at, n, r->leaf->max_def);
    r->block_at = i;
    return value_decoder_read(&r->values, values, &o->values, err);
}

static kamu_code read_repeated(struct leaf_reader *r, size_t rows, struct kamu_error *err)
{
    for (bool done = false, more; !done;) {
        if (r->block_at < r->block_n) {
            KAMU_TRY(take_repeated(r, rows, &done, err));
        } else if (r->slots_left > 0) {
            KAMU_TRY(fill_block(r, err));
        } else {
            KAMU_TRY(next_page(r, &more, err));
            if (!more)
                break;
        }
    }
    return KAMU_OK;
}

static kamu_code read_flat(struct leaf_reader *r, size_t rows, struct kamu_error *err)
{
    while (r->out.rows < rows) {
        bool more = true;
        if (r->slots_left == 0)
            KAMU_TRY(next_page(r, &more, err));
        if (!more)
            break;
        size_t n = rows - r->out.rows;
        KAMU_TRY(take_flat(r, n < r->slots_left ? n : (size_t)r->slots_left, err));
    }
    return KAMU_OK;
}

static void out_clear(struct leaf_reader *r, size_t rows)
{
    r->out.rows = r->out.slots = 0;
    r->out.has_def = r->leaf->max_rep > 0;
    r->out.values.n = r->out.values.bytes_n = 0;
    r->out.values.rows_hint = rows;
}

kamu_code leaf_reader_read(struct leaf_reader *r, size_t rows, struct kamu_error *err)
{
    out_clear(r, rows);
    KAMU_ASSERT((int64_t)rows <= r->rows_left);
    if (r->leaf->max_rep > 0)
        KAMU_TRY(read_repeated(r, rows, err));
    else
        KAMU_TRY(read_flat(r, rows, err));
    if (r->out.rows != rows)
        return corrupt(r, "the column chunk has fewer rows than its row group", err);
    r->rows_left -= (int64_t)rows;
    return KAMU_OK;
}

/* ---- positioning ------------------------------------------------------------------ */

/* Pages whose rows are counted by their headers are passed unread. */
static kamu_code skip_pages(struct leaf_reader *r, int64_t *rows, struct kamu_error *err)
{
    struct pq_page_header h;
    bool more;
    for (;;) {
        uint64_t at = r->pages.at;
        KAMU_TRY(page_reader_header(&r->pages, &h, &more, err));
        if (!more)
            return KAMU_OK;
        if (h.type == PQ_DICTIONARY_PAGE) {
            KAMU_TRY(read_dictionary(r, &h, err));
            continue;
        }
        int64_t page_rows = h.type == PQ_INDEX_PAGE     ? 0
                            : r->leaf->max_rep == 0     ? h.num_values
                            : h.type == PQ_DATA_PAGE_V2 ? h.num_rows
                                                        : -1;
        if (page_rows < 0 || page_rows > *rows) {
            r->pages.at = at;
            return KAMU_OK;
        }
        *rows -= page_rows;
        KAMU_TRY(page_reader_skip(&r->pages, &h, err));
    }
}

static kamu_code skip_rows(struct leaf_reader *r, int64_t rows, struct kamu_error *err)
{
    enum { PIECE = 8192 };
    KAMU_TRY(skip_pages(r, &rows, err));
    while (rows > 0) {
        size_t n = rows < PIECE ? (size_t)rows : PIECE;
        out_clear(r, n);
        KAMU_TRY(r->leaf->max_rep > 0 ? read_repeated(r, n, err) : read_flat(r, n, err));
        if (r->out.rows != n)
            return corrupt(r, "the column chunk has fewer rows than its row group", err);
        rows -= (int64_t)n;
    }
    return KAMU_OK;
}

kamu_code leaf_reader_start(struct leaf_reader *r, const struct pq_chunk *chunk, int64_t group_rows,
                            int64_t row, const struct pq_page_location *locations,
                            uint32_t n_locations, struct kamu_error *err)
{
    struct pq_page_header h;
    bool more;
    r->has_dictionary = false;
    r->dictionary.n = r->dictionary.bytes_n = 0;
    r->slots_left = 0;
    r->block_at = r->block_n = 0;
    r->rows_left = group_rows - row;
    KAMU_TRY(page_reader_chunk(&r->pages, chunk, r->column, err));
    if (chunk->type != (int)r->leaf->physical)
        return corrupt(r, "the column chunk's type is not that of the schema", err);
    if (row == 0)
        return KAMU_OK;
    uint32_t page = 0;
    while (page + 1 < n_locations && locations[page + 1].first_row <= row)
        page++;
    if (n_locations > 0 && page > 0 && locations[page].offset > 0 &&
        locations[page].first_row <= row && locations[page].first_row >= 0) {
        KAMU_TRY(page_reader_header(&r->pages, &h, &more, err));
        if (more && h.type == PQ_DICTIONARY_PAGE)
            KAMU_TRY(read_dictionary(r, &h, err));
        else if (more)
            KAMU_TRY(page_reader_skip(&r->pages, &h, err));
        KAMU_TRY(page_reader_seek(&r->pages, (uint64_t)locations[page].offset, err));
        row -= locations[page].first_row;
    }
    return skip_rows(r, row, err);
}
