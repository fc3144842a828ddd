/* Rows as JSON: see json_rows.h. */
#include "columnar/json_rows.h"

#include "columnar/format.h"

#define KEYS_MAX ((size_t)64 << 20)

struct json_rows {
    enum json_form form;
    enum format_style style;
    struct col_schema *schema;
    uint64_t rows;
    uint32_t *order; /* columns as they are written */
    /* Keys are quoted once, in that order: with the brace or comma in front and the colon behind.
     */
    struct str *keys;
    struct buf key_text;
    struct buf *columns; /* SOA: what stands between [ and ] */
    size_t kept, kept_max;
};

/* By name when that is asked for. Insertion: there are few columns, mostly in no order at all. */
static kamu_code make_order(struct json_rows *r, bool sorted, struct kamu_error *err)
{
    uint32_t n = r->schema->n_fields;
    const struct col_field *f = r->schema->fields;
    r->order = mem_calloc((size_t)n + 1, sizeof *r->order);
    if (r->order == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = i;
        for (; sorted && at > 0 && strcmp(f[r->order[at - 1]].name, f[i].name) > 0; at--)
            r->order[at] = r->order[at - 1];
        r->order[at] = i;
    }
    return KAMU_OK;
}

/* {"name": , ,"name2": */
static kamu_code make_keys(struct json_rows *r, struct kamu_error *err)
{
    uint32_t n = r->schema->n_fields;
    size_t at = 0;
    r->keys = mem_calloc((size_t)n + 1, sizeof *r->keys);
    if (r->keys == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < n; i++) {
        KAMU_TRY(buf_append_byte(&r->key_text, i > 0 ? ',' : '{', err));
        KAMU_TRY(format_json_string(str_c(r->schema->fields[r->order[i]].name), &r->key_text, err));
        KAMU_TRY(buf_append_byte(&r->key_text, ':', err));
        r->keys[i].n = r->key_text.len - at;
        at = r->key_text.len;
    }
    at = 0;
    for (uint32_t i = 0; i < n; i++) {
        r->keys[i].p = (const char *)r->key_text.data + at;
        at += r->keys[i].n;
    }
    return KAMU_OK;
}

static kamu_code make_columns(struct json_rows *r, struct kamu_error *err)
{
    uint32_t n = r->schema->n_fields;
    r->columns = mem_calloc((size_t)n + 1, sizeof *r->columns);
    if (r->columns == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < n; i++)
        buf_init(&r->columns[i], r->kept_max);
    return KAMU_OK;
}

static kamu_code make(enum json_form form, bool sorted, struct col_schema *schema,
                      size_t columns_max, struct json_rows **out, struct kamu_error *err)
{
    struct json_rows *r = mem_calloc(1, sizeof *r);
    if (r == NULL)
        return error_nomem(err);
    r->form = form;
    r->style = sorted ? FORMAT_JSON_SORTED : FORMAT_JSON;
    r->schema = col_schema_ref(schema);
    r->kept_max = columns_max;
    buf_init(&r->key_text, KEYS_MAX);
    kamu_code rc = make_order(r, sorted, err);
    if (rc == KAMU_OK)
        rc = make_keys(r, err);
    if (rc == KAMU_OK && form == JSON_SOA)
        rc = make_columns(r, err);
    if (rc != KAMU_OK) {
        json_rows_free(r);
        return rc;
    }
    *out = r;
    return KAMU_OK;
}

kamu_code json_rows_new(enum json_form form, struct col_schema *schema, size_t columns_max,
                        struct json_rows **out, struct kamu_error *err)
{
    return make(form, false, schema, columns_max, out, err);
}

kamu_code json_rows_new_sorted(enum json_form form, struct col_schema *schema, size_t columns_max,
                               struct json_rows **out, struct kamu_error *err)
{
    return make(form, true, schema, columns_max, out, err);
}

void json_rows_free(struct json_rows *r)
{
    if (r == NULL)
        return;
    for (uint32_t i = 0; r->columns != NULL && i < r->schema->n_fields; i++)
        buf_free(&r->columns[i]);
    mem_free(r->columns);
    mem_free(r->order);
    mem_free(r->keys);
    buf_free(&r->key_text);
    col_schema_unref(r->schema);
    mem_free(r);
}

uint64_t json_rows_count(const struct json_rows *r)
{
    return r->rows;
}

/* ---- one row ----------------------------------------------------------------------------- */

static kamu_code put_object(const struct json_rows *r, const struct batch *b, int64_t i,
                            struct buf *out, struct kamu_error *err)
{
    if (b->n_columns == 0)
        return buf_append_str(out, "{}", err);
    for (uint32_t c = 0; c < b->n_columns; c++) {
        KAMU_TRY(buf_append(out, r->keys[c].p, r->keys[c].n, err));
        KAMU_TRY(value_format(&b->columns[r->order[c]], i, r->style, out, err));
    }
    return buf_append_byte(out, '}', err);
}

static kamu_code put_array(const struct batch *b, int64_t i, struct buf *out,
                           struct kamu_error *err)
{
    KAMU_TRY(buf_append_byte(out, '[', err));
    for (uint32_t c = 0; c < b->n_columns; c++) {
        if (c > 0)
            KAMU_TRY(buf_append_byte(out, ',', err));
        KAMU_TRY(value_format(&b->columns[c], i, FORMAT_JSON_AOA, out, err));
    }
    return buf_append_byte(out, ']', err);
}

kamu_code json_rows_one(const struct json_rows *r, const struct batch *b, int64_t i,
                        struct buf *out, struct kamu_error *err)
{
    KAMU_ASSERT(b->n_columns == r->schema->n_fields);
    return r->form == JSON_AOA ? put_array(b, i, out, err) : put_object(r, b, i, out, err);
}

kamu_code json_rows_sparse(const struct json_rows *r, const struct batch *b, int64_t i,
                           struct buf *out, struct kamu_error *err)
{
    bool any = false;
    for (uint32_t c = 0; c < b->n_columns; c++) {
        const struct column *col = &b->columns[r->order[c]];
        if (col->type->kind == COL_NULL || col_is_null(col, i))
            continue;
        KAMU_TRY(buf_append_byte(out, any ? ',' : '{', err));
        KAMU_TRY(buf_append(out, r->keys[c].p + 1, r->keys[c].n - 1, err));
        KAMU_TRY(value_format(col, i, FORMAT_EXPORT_JSON, out, err));
        any = true;
    }
    return buf_append_str(out, any ? "}" : "{}", err);
}

/* ---- all of them --------------------------------------------------------------------------- */

static kamu_code keep(struct json_rows *r, const struct batch *b, int64_t i, struct kamu_error *err)
{
    for (uint32_t c = 0; c < b->n_columns; c++) {
        struct buf *to = &r->columns[c];
        size_t before = to->len;
        if (r->rows > 0)
            KAMU_TRY(buf_append_byte(to, ',', err));
        KAMU_TRY(value_format(&b->columns[r->order[c]], i, r->style, to, err));
        r->kept += to->len - before;
    }
    if (r->kept > r->kept_max)
        return error_set(err, KAMU_E_LIMIT, "More than %zu bytes of columns", r->kept_max);
    return KAMU_OK;
}

kamu_code json_rows_add(struct json_rows *r, const struct batch *b, int64_t i, struct buf *out,
                        struct kamu_error *err)
{
    if (r->form == JSON_SOA) {
        KAMU_ASSERT(b->n_columns == r->schema->n_fields);
        KAMU_TRY(keep(r, b, i, err));
    } else {
        KAMU_TRY(buf_append_byte(out, r->rows > 0 ? ',' : '[', err));
        KAMU_TRY(json_rows_one(r, b, i, out, err));
    }
    r->rows++;
    return KAMU_OK;
}

static kamu_code put_columns(struct json_rows *r, struct buf *out, struct kamu_error *err)
{
    for (uint32_t c = 0; c < r->schema->n_fields; c++) {
        struct buf *column = &r->columns[c];
        KAMU_TRY(buf_append(out, r->keys[c].p, r->keys[c].n, err));
        KAMU_TRY(buf_append_byte(out, '[', err));
        if (column->len > 0)
            KAMU_TRY(buf_append(out, column->data, column->len, err));
        KAMU_TRY(buf_append_byte(out, ']', err));
        buf_free(column);
    }
    return buf_append_byte(out, '}', err);
}

kamu_code json_rows_end(struct json_rows *r, bool names, struct buf *out, struct kamu_error *err)
{
    if (r->form != JSON_SOA)
        return buf_append_str(out, r->rows > 0 ? "]" : "[]", err);
    if (r->schema->n_fields == 0 || (r->rows == 0 && !names))
        return buf_append_str(out, "{}", err);
    return put_columns(r, out, err);
}
