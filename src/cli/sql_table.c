/* Tables of the SQL shell: see sql_table.h. */
#include "cli/sql_table.h"

#include "cli/output.h"
#include "columnar/format.h"

#define TEXT_MAX ((size_t)1 << 30)

struct sql_table {
    struct col_schema *schema;
    uint64_t rows_max, rows, kept;
    struct buf text; /* of the cells, one behind the other */
    size_t *ends;    /* of cell i in text */
    size_t n_ends, cap_ends;
    size_t *widths; /* of the columns */
};

static kamu_code end_cell(struct sql_table *t, struct kamu_error *err)
{
    if (t->n_ends == t->cap_ends) {
        size_t cap = t->cap_ends == 0 ? 256 : t->cap_ends * 2;
        size_t *grown = mem_realloc_array(t->ends, cap, sizeof *grown);
        if (grown == NULL)
            return error_nomem(err);
        t->ends = grown;
        t->cap_ends = cap;
    }
    size_t start = t->n_ends == 0 ? 0 : t->ends[t->n_ends - 1];
    struct str s = {(const char *)t->text.data + start, t->text.len - start};
    size_t width = s.n == 0 ? 0 : text_width(s),
           *most = &t->widths[t->n_ends % t->schema->n_fields];
    if (width > *most)
        *most = width;
    t->ends[t->n_ends++] = t->text.len;
    return KAMU_OK;
}

kamu_code sql_table_open(struct col_schema *schema, uint64_t rows_max, struct sql_table **out,
                         struct kamu_error *err)
{
    struct sql_table *t = mem_calloc(1, sizeof *t);
    if (t == NULL)
        return error_nomem(err);
    t->schema = col_schema_ref(schema);
    t->rows_max = rows_max == 0 ? UINT64_MAX : rows_max;
    buf_init(&t->text, TEXT_MAX);
    t->widths = mem_calloc((size_t)schema->n_fields + 1, sizeof *t->widths);
    kamu_code rc = t->widths == NULL ? error_nomem(err) : KAMU_OK;
    for (uint32_t i = 0; i < schema->n_fields && rc == KAMU_OK; i++) {
        rc = buf_append_str(&t->text, schema->fields[i].name, err);
        if (rc == KAMU_OK)
            rc = end_cell(t, err);
    }
    if (rc != KAMU_OK) {
        sql_table_free(t);
        return rc;
    }
    *out = t;
    return KAMU_OK;
}

kamu_code sql_table_add(struct sql_table *t, const struct batch *b, struct kamu_error *err)
{
    for (int64_t row = 0; row < b->length && t->kept < t->rows_max; row++, t->kept++)
        for (uint32_t i = 0; i < b->n_columns; i++) {
            KAMU_TRY(value_format(&b->columns[i], row, FORMAT_TABLE, &t->text, err));
            KAMU_TRY(end_cell(t, err));
        }
    t->rows += (uint64_t)b->length;
    return KAMU_OK;
}

uint64_t sql_table_rows(const struct sql_table *t)
{
    return t->rows;
}

static kamu_code fill(struct buf *out, char c, size_t n, struct kamu_error *err)
{
    KAMU_TRY(buf_reserve(out, n, err));
    memset(out->data + out->len, c, n);
    out->len += n;
    return KAMU_OK;
}

static kamu_code border(const struct sql_table *t, struct buf *out, struct kamu_error *err)
{
    for (uint32_t i = 0; i < t->schema->n_fields; i++) {
        KAMU_TRY(buf_append_byte(out, '+', err));
        KAMU_TRY(fill(out, '-', t->widths[i] + 2, err));
    }
    return buf_append_str(out, "+\n", err);
}

static struct str cell(const struct sql_table *t, size_t i)
{
    size_t start = i == 0 ? 0 : t->ends[i - 1];
    return (struct str){(const char *)t->text.data + start, t->ends[i] - start};
}

/* Line `line` of a cell of several; .p NULL behind the last. */
static struct str line_of(struct str s, size_t line)
{
    for (; line > 0; line--) {
        const char *end = s.n == 0 ? NULL : memchr(s.p, '\n', s.n);
        if (end == NULL)
            return STR_NONE;
        s.n -= (size_t)(end + 1 - s.p);
        s.p = end + 1;
    }
    const char *end = s.n == 0 ? NULL : memchr(s.p, '\n', s.n);
    if (end != NULL)
        s.n = (size_t)(end - s.p);
    return s.p == NULL ? STR("") : s;
}

static kamu_code print_row(const struct sql_table *t, size_t first, struct buf *out,
                           struct kamu_error *err)
{
    bool more = true;
    for (size_t line = 0; more; line++) {
        more = false;
        for (uint32_t i = 0; i < t->schema->n_fields; i++) {
            struct str c = cell(t, first + i), s = line_of(c, line);
            size_t width = s.p == NULL || s.n == 0 ? 0 : text_width(s);
            more = more || (s.p != NULL && line_of(c, line + 1).p != NULL);
            KAMU_TRY(buf_append_str(out, "| ", err));
            KAMU_TRY(s.n == 0 ? KAMU_OK : buf_append(out, s.p, s.n, err));
            KAMU_TRY(fill(out, ' ', t->widths[i] - width + 1, err));
        }
        KAMU_TRY(buf_append_str(out, "|\n", err));
    }
    return KAMU_OK;
}

/* Three lines of a dot stand for the rows that are not shown. */
static kamu_code print_dots(const struct sql_table *t, struct buf *out, struct kamu_error *err)
{
    size_t width = 1;
    for (uint32_t i = 0; i < t->schema->n_fields; i++)
        width += t->widths[i] + 3;
    for (int i = 0; i < 3; i++) {
        KAMU_TRY(buf_append_str(out, "| .", err));
        KAMU_TRY(fill(out, ' ', width > 4 ? width - 4 : 0, err));
        KAMU_TRY(buf_append_str(out, "|\n", err));
    }
    return KAMU_OK;
}

kamu_code sql_table_print(struct sql_table *t, struct buf *out, struct kamu_error *err)
{
    uint32_t n = t->schema->n_fields;
    if (n == 0)
        return KAMU_OK;
    KAMU_TRY(border(t, out, err));
    KAMU_TRY(print_row(t, 0, out, err));
    KAMU_TRY(border(t, out, err));
    for (uint64_t row = 0; row < t->kept; row++)
        KAMU_TRY(print_row(t, (size_t)(row + 1) * n, out, err));
    if (t->rows > t->kept)
        KAMU_TRY(print_dots(t, out, err));
    return border(t, out, err);
}

void sql_table_free(struct sql_table *t)
{
    if (t == NULL)
        return;
    col_schema_unref(t->schema);
    buf_free(&t->text);
    mem_free(t->ends);
    mem_free(t->widths);
    mem_free(t);
}
