/* csv: a header and rows, "\n" between them and, unless whole_lines asks for it, none at the end.
 */
#include "cli/output_internal.h"
#include "columnar/format.h"

static kamu_code csv_open(struct output *o, struct kamu_error *err)
{
    struct buf *value = mem_calloc(1, sizeof(*value)); /* a value before it is quoted */

    if (value == NULL)
        return error_nomem(err);
    buf_init(value, OUTPUT_TEXT_MAX);
    o->state = value;
    return KAMU_OK;
}

static void csv_free(struct output *o)
{
    struct buf *value = o->state;

    if (value != NULL)
        buf_free(value);
    mem_free(value);
}

static kamu_code put_header(struct output *o, struct kamu_error *err)
{
    for (uint32_t i = 0; i < o->schema->n_fields; i++) {
        if (i > 0)
            KAMU_TRY(buf_append_byte(&o->text, ',', err));
        KAMU_TRY(format_csv_field(str_c(o->schema->fields[i].name), &o->text, err));
    }
    return o->options.whole_lines ? buf_append_byte(&o->text, '\n', err) : KAMU_OK;
}

/* Only texts and nested values can hold what needs quotes. */
static bool may_need_quotes(enum col_kind k)
{
    return k == COL_STRING || col_is_nested(k);
}

static kamu_code csv_row(struct output *o, const struct batch *b, int64_t i, struct kamu_error *err)
{
    struct buf *value = o->state;
    enum format_style style = o->options.export_values ? FORMAT_EXPORT_CSV : FORMAT_CSV;
    bool whole = o->options.whole_lines;
    size_t start;

    if (o->rows == 0)
        KAMU_TRY(put_header(o, err));
    if (!whole)
        KAMU_TRY(buf_append_byte(&o->text, '\n', err));
    start = o->text.len;
    for (uint32_t c = 0; c < b->n_columns; c++) {
        if (c > 0)
            KAMU_TRY(buf_append_byte(&o->text, ',', err));
        if (!may_need_quotes(b->columns[c].type->kind)) {
            KAMU_TRY(value_format(&b->columns[c], i, style, &o->text, err));
            continue;
        }
        value->len = 0;
        KAMU_TRY(value_format(&b->columns[c], i, style, value, err));
        KAMU_TRY(
            format_csv_field((struct str){(const char *)value->data, value->len}, &o->text, err));
    }
    if (o->options.export_values && o->text.len == start) /* else the line would be an empty one */
        KAMU_TRY(buf_append_str(&o->text, "\"\"", err));
    return whole ? buf_append_byte(&o->text, '\n', err) : KAMU_OK;
}

static kamu_code csv_finish(struct output *o, struct kamu_error *err)
{
    return o->rows == 0 && o->options.names_when_empty ? put_header(o, err) : KAMU_OK;
}

const struct output_printer output_csv = {
    .open = csv_open, .row = csv_row, .finish = csv_finish, .free = csv_free};
