/* json, ndjson, json-aoa (streaming) and json-soa (by column, kept until the end). */
#include "cli/output_internal.h"
#include "columnar/format.h"

/* ---- rows as objects --------------------------------------------------------------------- */

/* Keys are quoted once: {"name": , ,"name2": */
struct keys {
    struct str *quoted; /* with the brace or comma in front and the colon behind */
    struct buf text;
};

static kamu_code open_keys(struct output *o, struct kamu_error *err)
{
    struct keys *k = mem_calloc(1, sizeof(*k));
    uint32_t n = o->schema->n_fields;
    size_t at = 0;

    if (k == NULL)
        return error_nomem(err);
    o->state = k;
    buf_init(&k->text, OUTPUT_TEXT_MAX);
    k->quoted = mem_calloc(n ? n : 1, sizeof(*k->quoted));
    if (k->quoted == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < n; i++) {
        KAMU_TRY(buf_append_byte(&k->text, i ? ',' : '{', err));
        KAMU_TRY(format_json_string(str_c(o->schema->fields[i].name), &k->text, err));
        KAMU_TRY(buf_append_byte(&k->text, ':', err));
        k->quoted[i].n = k->text.len - at;
        at = k->text.len;
    }
    at = 0;
    for (uint32_t i = 0; i < n; i++) {
        k->quoted[i].p = (const char *)k->text.data + at;
        at += k->quoted[i].n;
    }
    return KAMU_OK;
}

static void free_keys(struct output *o)
{
    struct keys *k = o->state;

    if (k == NULL)
        return;
    buf_free(&k->text);
    mem_free(k->quoted);
    mem_free(k);
}

static kamu_code put_object(struct output *o, const struct batch *b, int64_t i,
                            struct kamu_error *err)
{
    const struct keys *k = o->state;

    if (b->n_columns == 0)
        return buf_append_str(&o->text, "{}", err);
    for (uint32_t c = 0; c < b->n_columns; c++) {
        KAMU_TRY(buf_append(&o->text, k->quoted[c].p, k->quoted[c].n, err));
        KAMU_TRY(value_format(&b->columns[c], i, FORMAT_JSON, &o->text, err));
    }
    return buf_append_byte(&o->text, '}', err);
}

/* The same without keys whose value is null. */
static kamu_code put_sparse_object(struct output *o, const struct batch *b, int64_t i,
                                   struct kamu_error *err)
{
    const struct keys *k = o->state;
    bool any = false;

    for (uint32_t c = 0; c < b->n_columns; c++) {
        const struct column *col = &b->columns[c];
        if (col->type->kind == COL_NULL || col_is_null(col, i))
            continue;
        KAMU_TRY(buf_append_byte(&o->text, any ? ',' : '{', err));
        KAMU_TRY(buf_append(&o->text, k->quoted[c].p + 1, k->quoted[c].n - 1, err));
        KAMU_TRY(value_format(col, i, FORMAT_EXPORT_JSON, &o->text, err));
        any = true;
    }
    return buf_append_str(&o->text, any ? "}" : "{}", err);
}

static kamu_code json_row(struct output *o, const struct batch *b, int64_t i,
                          struct kamu_error *err)
{
    KAMU_TRY(buf_append_byte(&o->text, o->rows ? ',' : '[', err));
    return put_object(o, b, i, err);
}

static kamu_code json_finish(struct output *o, struct kamu_error *err)
{
    return buf_append_str(&o->text, o->rows ? "]" : "[]", err);
}

static kamu_code ndjson_row(struct output *o, const struct batch *b, int64_t i,
                            struct kamu_error *err)
{
    bool whole = o->options.whole_lines;

    if (o->rows && !whole)
        KAMU_TRY(buf_append_byte(&o->text, '\n', err));
    KAMU_TRY(o->options.export_values ? put_sparse_object(o, b, i, err) : put_object(o, b, i, err));
    return whole ? buf_append_byte(&o->text, '\n', err) : KAMU_OK;
}

static kamu_code ndjson_finish(struct output *o, struct kamu_error *err)
{
    return KAMU_OK;
}

const struct output_printer output_json = {
    .open = open_keys, .row = json_row, .finish = json_finish, .free = free_keys};
const struct output_printer output_ndjson = {
    .open = open_keys, .row = ndjson_row, .finish = ndjson_finish, .free = free_keys};

/* ---- rows as arrays -------------------------------------------------------------------------- */

static kamu_code aoa_row(struct output *o, const struct batch *b, int64_t i, struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(&o->text, o->rows ? ",[" : "[[", err));
    for (uint32_t c = 0; c < b->n_columns; c++) {
        if (c > 0)
            KAMU_TRY(buf_append_byte(&o->text, ',', err));
        KAMU_TRY(value_format(&b->columns[c], i, FORMAT_JSON_AOA, &o->text, err));
    }
    return buf_append_byte(&o->text, ']', err);
}

const struct output_printer output_json_aoa = {.row = aoa_row, .finish = json_finish};

/* ---- columns as arrays -------------------------------------------------------------------------
 */

static kamu_code soa_open(struct output *o, struct kamu_error *err)
{
    uint32_t n = o->schema->n_fields;
    struct buf *columns = mem_calloc(n ? n : 1, sizeof(*columns));

    if (columns == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < n; i++)
        buf_init(&columns[i], OUTPUT_TEXT_MAX);
    o->state = columns;
    return KAMU_OK;
}

static kamu_code soa_row(struct output *o, const struct batch *b, int64_t i, struct kamu_error *err)
{
    struct buf *columns = o->state;

    for (uint32_t c = 0; c < b->n_columns; c++) {
        if (o->rows)
            KAMU_TRY(buf_append_byte(&columns[c], ',', err));
        KAMU_TRY(value_format(&b->columns[c], i, FORMAT_JSON, &columns[c], err));
    }
    return KAMU_OK;
}

static kamu_code soa_finish(struct output *o, struct kamu_error *err)
{
    struct buf *columns = o->state;
    bool names = o->rows != 0 || o->options.names_when_empty;

    KAMU_TRY(buf_append_byte(&o->text, '{', err));
    for (uint32_t c = 0; names && c < o->schema->n_fields; c++) {
        if (c > 0)
            KAMU_TRY(buf_append_byte(&o->text, ',', err));
        KAMU_TRY(format_json_string(str_c(o->schema->fields[c].name), &o->text, err));
        KAMU_TRY(buf_append_str(&o->text, ":[", err));
        if (columns[c].len != 0)
            KAMU_TRY(buf_append(&o->text, columns[c].data, columns[c].len, err));
        KAMU_TRY(buf_append_byte(&o->text, ']', err));
    }
    return buf_append_byte(&o->text, '}', err);
}

static void soa_free(struct output *o)
{
    struct buf *columns = o->state;

    for (uint32_t c = 0; columns != NULL && c < o->schema->n_fields; c++)
        buf_free(&columns[c]);
    mem_free(columns);
}

const struct output_printer output_json_soa = {
    .open = soa_open, .row = soa_row, .finish = soa_finish, .free = soa_free};
