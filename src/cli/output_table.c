/*
 * table: a box around centred headers and aligned cells (spec/cli.md 6.3). The
 * widths are known only at the end, so the text of all cells is kept.
 */
#include "cli/output_internal.h"
#include "columnar/format.h"

#define CHARS_MAX_DEFAULT 90
static const char ellipsis[] = "…";

struct table {
    struct buf cells; /* all texts, row after row */
    struct buf ends;  /* size_t: where each ends in `cells` */
    size_t *widths;   /* of each column, header included */
};

static struct str header(const struct output *o, uint32_t c)
{
    return str_c(o->schema->fields[c].name);
}

static kamu_code table_open(struct output *o, struct kamu_error *err)
{
    uint32_t n = o->schema->n_fields;
    struct table *t = mem_calloc(1, sizeof(*t));

    if (t == NULL)
        return error_nomem(err);
    o->state = t;
    buf_init(&t->cells, OUTPUT_TEXT_MAX);
    buf_init(&t->ends, OUTPUT_TEXT_MAX);
    t->widths = mem_calloc(n ? n : 1, sizeof(size_t));
    if (t->widths == NULL)
        return error_nomem(err);
    for (uint32_t c = 0; c < n; c++)
        t->widths[c] = text_width(header(o, c));
    return KAMU_OK;
}

static void table_free(struct output *o)
{
    struct table *t = o->state;

    if (t == NULL)
        return;
    buf_free(&t->cells);
    buf_free(&t->ends);
    mem_free(t->widths);
    mem_free(t);
}

/* Bytes of the first `chars` characters. */
static size_t prefix_of_chars(const char *p, size_t n, uint32_t chars)
{
    size_t at = 0;

    while (at < n && chars > 0) {
        uint32_t c;
        unsigned len = utf8_decode(p + at, n - at, &c);
        at += len ? len : 1;
        chars--;
    }
    return at < n ? at : n;
}

static kamu_code put_text(struct output *o, const struct batch *b, uint32_t c, int64_t i,
                          struct kamu_error *err)
{
    static const struct output_column plain;
    const struct output_column *look = o->options.columns ? &o->options.columns[c] : &plain;
    const struct column *col = &b->columns[c];
    struct table *t = o->state;
    size_t from = t->cells.len, cut;
    bool null = col->type->kind == COL_NULL || col_is_null(col, i);
    uint32_t most = look->max_chars ? look->max_chars : CHARS_MAX_DEFAULT;

    if (look->humanize != NULL && (!null || look->humanize_nulls))
        KAMU_TRY(look->humanize(look->ctx, col, i, &t->cells, err));
    else if (null)
        KAMU_TRY(buf_append_str(&t->cells, look->null_text ? look->null_text : "", err));
    else
        KAMU_TRY(value_format(col, i, FORMAT_TABLE, &t->cells, err));
    if (t->cells.len == from)
        return KAMU_OK;
    cut = prefix_of_chars((const char *)t->cells.data + from, t->cells.len - from, most);
    if (cut < t->cells.len - from) {
        t->cells.len = from + cut;
        KAMU_TRY(buf_append_str(&t->cells, ellipsis, err));
    }
    return KAMU_OK;
}

static kamu_code table_row(struct output *o, const struct batch *b, int64_t i,
                           struct kamu_error *err)
{
    struct table *t = o->state;

    for (uint32_t c = 0; c < b->n_columns; c++) {
        size_t from = t->cells.len, width;
        KAMU_TRY(put_text(o, b, c, i, err));
        KAMU_TRY(buf_append(&t->ends, &t->cells.len, sizeof(size_t), err));
        if (t->cells.len == from)
            continue;
        width = text_width((struct str){(const char *)t->cells.data + from, t->cells.len - from});
        if (width > t->widths[c])
            t->widths[c] = width;
    }
    return KAMU_OK;
}

/* ---- drawing ------------------------------------------------------------------------------ */

static kamu_code put_repeated(struct buf *out, const char *what, size_t n, struct kamu_error *err)
{
    for (; n > 0; n--)
        KAMU_TRY(buf_append_str(out, what, err));
    return KAMU_OK;
}

static kamu_code put_rule(const struct output *o, struct buf *out, const char *left,
                          const char *cross, const char *right, struct kamu_error *err)
{
    const struct table *t = o->state;

    KAMU_TRY(buf_append_str(out, left, err));
    for (uint32_t c = 0; c < o->schema->n_fields; c++) {
        if (c > 0)
            KAMU_TRY(buf_append_str(out, cross, err));
        KAMU_TRY(put_repeated(out, "─", t->widths[c] + 2, err));
    }
    KAMU_TRY(buf_append_str(out, right, err));
    return buf_append_byte(out, '\n', err);
}

/* Line `n` of a cell as str::lines() of Rust cuts it: "\r\n" counts as one end, the last end does
 * not begin another line. */
static struct str line_of(struct str s, size_t n)
{
    size_t from = 0;

    while (from < s.n) {
        const char *end = memchr(s.p + from, '\n', s.n - from);
        size_t to = end != NULL ? (size_t)(end - s.p) : s.n;
        if (n-- == 0) {
            if (end != NULL && to > from && s.p[to - 1] == '\r')
                to--;
            return (struct str){s.p + from, to - from};
        }
        from = to + 1;
    }
    return (struct str){"", 0};
}

static size_t count_lines(struct str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    return n + (s.n > 0 && s.p[s.n - 1] != '\n');
}

static kamu_code put_cell(struct buf *out, struct str s, size_t width, enum output_align align,
                          struct kamu_error *err)
{
    size_t taken = text_width(s), spare = width > taken ? width - taken : 0;
    size_t left = align == OUTPUT_LEFT ? 0 : align == OUTPUT_CENTER ? spare / 2 : spare;

    KAMU_TRY(put_repeated(out, " ", left + 1, err));
    if (s.n != 0)
        KAMU_TRY(buf_append(out, s.p, s.n, err));
    return put_repeated(out, " ", spare - left + 1, err);
}

static kamu_code put_line(const struct output *o, struct buf *out, const struct str *cells,
                          size_t line, bool is_header, struct kamu_error *err)
{
    const struct table *t = o->state;

    KAMU_TRY(buf_append_str(out, "│", err));
    for (uint32_t c = 0; c < o->schema->n_fields; c++) {
        enum output_align align = is_header            ? OUTPUT_CENTER
                                  : o->options.columns ? o->options.columns[c].align
                                                       : OUTPUT_RIGHT;
        if (c > 0)
            KAMU_TRY(buf_append_str(out, "│", err));
        KAMU_TRY(put_cell(out, line_of(cells[c], line), t->widths[c], align, err));
    }
    if (o->schema->n_fields == 0)
        return buf_append_str(out, "│\n", err);
    return buf_append_str(out, "│\n", err);
}

static kamu_code put_row(const struct output *o, struct buf *out, const struct str *cells,
                         bool is_header, struct kamu_error *err)
{
    size_t lines = 1;

    for (uint32_t c = 0; c < o->schema->n_fields; c++) {
        size_t n = count_lines(cells[c]);
        lines = n > lines ? n : lines;
    }
    for (size_t line = 0; line < lines; line++)
        KAMU_TRY(put_line(o, out, cells, line, is_header, err));
    return KAMU_OK;
}

static kamu_code draw(struct output *o, struct str *cells, struct kamu_error *err)
{
    const struct table *t = o->state;
    const size_t *ends = (const size_t *)(const void *)t->ends.data;
    uint32_t n = o->schema->n_fields;
    size_t from = 0, at = 0;

    KAMU_TRY(put_rule(o, &o->text, "┌", "┬", "┐", err));
    for (uint32_t c = 0; c < n; c++)
        cells[c] = header(o, c);
    KAMU_TRY(put_row(o, &o->text, cells, true, err));
    KAMU_TRY(put_rule(o, &o->text, "├", "┼", "┤", err));
    for (uint64_t r = 0; r < o->rows; r++) {
        for (uint32_t c = 0; c < n; c++, from = ends[at++])
            cells[c] = (struct str){(const char *)t->cells.data + from, ends[at] - from};
        KAMU_TRY(put_row(o, &o->text, cells, false, err));
    }
    if (o->rows == 0) { /* one empty row, so that the header shows */
        for (uint32_t c = 0; c < n; c++)
            cells[c] = (struct str){"", 0};
        KAMU_TRY(put_row(o, &o->text, cells, false, err));
    }
    return put_rule(o, &o->text, "└", "┴", "┘", err);
}

static kamu_code table_finish(struct output *o, struct kamu_error *err)
{
    struct str *cells = mem_calloc(o->schema->n_fields ? o->schema->n_fields : 1, sizeof(*cells));
    kamu_code rc;

    if (cells == NULL)
        return error_nomem(err);
    rc = draw(o, cells, err);
    mem_free(cells);
    return rc;
}

const struct output_printer output_table = {
    .open = table_open, .row = table_row, .finish = table_finish, .free = table_free};
