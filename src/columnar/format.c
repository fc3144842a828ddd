/* Values as text in the three styles; the parts are in format_number.c and format_time.c. */
#include "columnar/format.h"

#include "columnar/text.h"

#include <math.h>

/* ---- strings ------------------------------------------------------------------------- */

kamu_code format_json_string(struct str s, struct buf *out, struct kamu_error *err)
{
    size_t from = 0;

    KAMU_TRY(buf_append_byte(out, '"', err));
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        const char *escape = NULL;
        char code[8];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        switch (c) {
        case '"':
            escape = "\\\"";
            break;
        case '\\':
            escape = "\\\\";
            break;
        case '\b':
            escape = "\\b";
            break;
        case '\f':
            escape = "\\f";
            break;
        case '\n':
            escape = "\\n";
            break;
        case '\r':
            escape = "\\r";
            break;
        case '\t':
            escape = "\\t";
            break;
        default:
            snprintf(code, sizeof(code), "\\u%04x", c);
            escape = code;
        }
        KAMU_TRY(buf_append(out, s.p + from, i - from, err));
        KAMU_TRY(buf_append_str(out, escape, err));
        from = i + 1;
    }
    if (s.n > from)
        KAMU_TRY(buf_append(out, s.p + from, s.n - from, err));
    return buf_append_byte(out, '"', err);
}

kamu_code format_csv_field(struct str s, struct buf *out, struct kamu_error *err)
{
    size_t from = 0;
    bool quote = false;

    for (size_t i = 0; i < s.n && !quote; i++)
        quote = s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r';
    if (!quote)
        return s.n ? buf_append(out, s.p, s.n, err) : KAMU_OK;
    KAMU_TRY(buf_append_byte(out, '"', err));
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '"')
            continue;
        KAMU_TRY(buf_append(out, s.p + from, i + 1 - from, err));
        from = i; /* once more: doubled */
    }
    KAMU_TRY(buf_append(out, s.p + from, s.n - from, err));
    return buf_append_byte(out, '"', err);
}

static kamu_code put_hex(const uint8_t *p, size_t n, struct buf *out, struct kamu_error *err)
{
    static const char digits[] = "0123456789abcdef";

    KAMU_TRY(buf_reserve(out, 2 * n, err));
    for (size_t i = 0; i < n; i++) {
        out->data[out->len++] = (uint8_t)digits[p[i] >> 4];
        out->data[out->len++] = (uint8_t)digits[p[i] & 15];
    }
    return KAMU_OK;
}

/* ---- nested values ---------------------------------------------------------------------- */

static bool json_like(enum format_style style)
{
    return style == FORMAT_JSON || style == FORMAT_JSON_AOA || style == FORMAT_JSON_SORTED ||
           style == FORMAT_EXPORT_JSON;
}

static bool is_null(const struct column *c, int64_t i)
{
    return c->type->kind == COL_NULL || col_is_null(c, i);
}

static kamu_code put_list(const struct column *items, int64_t from, int64_t to,
                          enum format_style style, struct buf *out, struct kamu_error *err)
{
    KAMU_TRY(buf_append_byte(out, '[', err));
    for (int64_t i = from; i < to; i++) {
        if (i > from)
            KAMU_TRY(buf_append_str(out, json_like(style) ? "," : ", ", err));
        KAMU_TRY(value_format(items, i, style, out, err));
    }
    return buf_append_byte(out, ']', err);
}

/* The member whose name comes behind `last` (NULL: the first of all). */
static uint32_t next_by_name(const struct col_type *t, const char *last)
{
    uint32_t found = UINT32_MAX;
    for (uint32_t k = 0; k < t->n_children; k++)
        if ((last == NULL || strcmp(t->children[k].name, last) > 0) &&
            (found == UINT32_MAX || strcmp(t->children[k].name, t->children[found].name) < 0))
            found = k;
    return found;
}

static kamu_code put_sorted_struct(const struct column *c, int64_t i, struct buf *out,
                                   struct kamu_error *err)
{
    const char *last = NULL;
    KAMU_TRY(buf_append_byte(out, '{', err));
    for (uint32_t k; (k = next_by_name(c->type, last)) != UINT32_MAX;) {
        if (last != NULL)
            KAMU_TRY(buf_append_byte(out, ',', err));
        last = c->type->children[k].name;
        KAMU_TRY(format_json_string(str_c(last), out, err));
        KAMU_TRY(buf_append_byte(out, ':', err));
        KAMU_TRY(value_format(&c->children[k], i, FORMAT_JSON_SORTED, out, err));
    }
    return buf_append_byte(out, '}', err);
}

static kamu_code put_struct(const struct column *c, int64_t i, enum format_style style,
                            struct buf *out, struct kamu_error *err)
{
    bool array = style == FORMAT_JSON_AOA, first = true;

    KAMU_TRY(buf_append_byte(out, array ? '[' : '{', err));
    for (uint32_t k = 0; k < c->n_children; k++) {
        struct str name = str_c(c->type->children[k].name);
        if (style == FORMAT_EXPORT_JSON && is_null(&c->children[k], i))
            continue;
        if (!first)
            KAMU_TRY(buf_append_str(out, json_like(style) ? "," : ", ", err));
        first = false;
        if (style == FORMAT_JSON || style == FORMAT_EXPORT_JSON) {
            KAMU_TRY(format_json_string(name, out, err));
            KAMU_TRY(buf_append_byte(out, ':', err));
        } else if (style == FORMAT_TABLE) {
            KAMU_TRY(buf_append(out, name.p, name.n, err));
            KAMU_TRY(buf_append_str(out, ": ", err));
        }
        KAMU_TRY(value_format(&c->children[k], i, style, out, err));
    }
    return buf_append_byte(out, array ? ']' : '}', err);
}

/* JSON keys are texts: other keys are shown by the text of their value. */
static kamu_code put_map_key(const struct column *keys, int64_t i, enum format_style style,
                             struct buf *out, struct kamu_error *err)
{
    struct buf text;
    kamu_code rc;

    if (!json_like(style))
        return value_format(keys, i, style, out, err);
    if (keys->type->kind == COL_STRING)
        return value_format(keys, i, style, out, err);
    buf_init(&text, out->max);
    rc = value_format(keys, i, FORMAT_CSV, &text, err);
    if (rc == KAMU_OK)
        rc = format_json_string((struct str){(const char *)text.data, text.len}, out, err);
    buf_free(&text);
    return rc;
}

static kamu_code put_map(const struct column *c, int64_t i, enum format_style style,
                         struct buf *out, struct kamu_error *err)
{
    const struct column *entries = &c->children[0];

    KAMU_TRY(buf_append_byte(out, '{', err));
    for (int32_t k = col_offsets(c)[i]; k < col_offsets(c)[i + 1]; k++) {
        if (k > col_offsets(c)[i])
            KAMU_TRY(buf_append_str(out, json_like(style) ? "," : ", ", err));
        KAMU_TRY(put_map_key(&entries->children[0], k, style, out, err));
        KAMU_TRY(buf_append_str(out, json_like(style) ? ":" : ": ", err));
        KAMU_TRY(value_format(&entries->children[1], k, style, out, err));
    }
    return buf_append_byte(out, '}', err);
}

/* ---- scalars ------------------------------------------------------------------------------- */

static kamu_code put_float(double wide, float narrow, bool is_double, enum format_style style,
                           struct buf *out, struct kamu_error *err)
{
    char text[FORMAT_NUMBER_MAX];
    bool table = style == FORMAT_TABLE || style == FORMAT_EXPORT_CSV;
    size_t n;

    if (!table && !isfinite(wide))
        return buf_append_str(out, "null", err);
    if (style == FORMAT_EXPORT_JSON)
        n = format_export_float(wide, !is_double, text);
    else
        n = is_double ? format_f64(wide, !table, text) : format_f32(narrow, !table, text);
    return buf_append(out, text, n, err);
}

/* Text that JSON puts in quotes. */
static kamu_code put_quoted(const char *text, size_t n, enum format_style style, struct buf *out,
                            struct kamu_error *err)
{
    bool quotes = json_like(style);

    if (quotes)
        KAMU_TRY(buf_append_byte(out, '"', err));
    KAMU_TRY(buf_append(out, text, n, err));
    return quotes ? buf_append_byte(out, '"', err) : KAMU_OK;
}

static int64_t load_int(const struct column *c, int64_t i)
{
    const uint8_t *p = c->values->data;

    switch (c->type->kind) {
    case COL_INT8:
        return ((const int8_t *)p)[i];
    case COL_UINT8:
        return p[i];
    case COL_INT16:
        return ((const int16_t *)(const void *)p)[i];
    case COL_UINT16:
        return ((const uint16_t *)(const void *)p)[i];
    case COL_UINT32:
        return ((const uint32_t *)(const void *)p)[i];
    case COL_INT32:
    case COL_DATE32:
    case COL_TIME32:
        return ((const int32_t *)(const void *)p)[i];
    default:
        return ((const int64_t *)(const void *)p)[i];
    }
}

static kamu_code put_scalar(const struct column *c, int64_t i, enum format_style style,
                            struct buf *out, struct kamu_error *err)
{
    const struct col_type *t = c->type;
    char text[FORMAT_DECIMAL_MAX];
    size_t n, width = col_width(t);

    switch (t->kind) {
    case COL_BOOL:
        return buf_append_str(out, bit_get(c->values->data, i) ? "true" : "false", err);
    case COL_UINT64:
        n = format_u64((uint64_t)load_int(c, i), text);
        return buf_append(out, text, n, err);
    case COL_FLOAT64: {
        double v = ((const double *)(const void *)c->values->data)[i];
        return put_float(v, 0, true, style, out, err);
    }
    case COL_FLOAT32: {
        float v = ((const float *)(const void *)c->values->data)[i];
        return put_float((double)v, v, false, style, out, err);
    }
    case COL_FLOAT16: {
        float v = f16_to_f32(((const uint16_t *)(const void *)c->values->data)[i]);
        return put_float((double)v, v, false, style, out, err);
    }
    case COL_DECIMAL128:
    case COL_DECIMAL256:
        n = format_decimal(c->values->data + (size_t)i * width, width, t->scale, text);
        if (style == FORMAT_EXPORT_JSON)
            return buf_append(out, text, n, err);
        return put_quoted(text, n, style, out, err);
    case COL_DATE32:
        n = format_date(load_int(c, i), text);
        return put_quoted(text, n, style, out, err);
    case COL_TIME32:
    case COL_TIME64:
        n = format_time(load_int(c, i), t->unit, text);
        return put_quoted(text, n, style, out, err);
    case COL_TIMESTAMP:
        n = format_timestamp(load_int(c, i), t->unit, t->timezone, text);
        return put_quoted(text, n, style, out, err);
    case COL_DURATION:
        n = format_duration(load_int(c, i), t->unit, text);
        return put_quoted(text, n, style, out, err);
    default:
        n = format_i64(load_int(c, i), text);
        return buf_append(out, text, n, err);
    }
}

static kamu_code put_binary(const uint8_t *p, size_t n, enum format_style style, struct buf *out,
                            struct kamu_error *err)
{
    if (json_like(style))
        KAMU_TRY(buf_append_byte(out, '"', err));
    KAMU_TRY(put_hex(p, n, out, err));
    return json_like(style) ? buf_append_byte(out, '"', err) : KAMU_OK;
}

kamu_code value_format(const struct column *c, int64_t i, enum format_style style, struct buf *out,
                       struct kamu_error *err)
{
    enum col_kind kind = c->type->kind;
    size_t width = col_width(c->type);
    int64_t from = 0, to = 0;

    if (is_null(c, i))
        return json_like(style) ? buf_append_str(out, "null", err) : KAMU_OK;
    if (style == FORMAT_CSV && col_is_nested(kind))
        style = FORMAT_JSON;
    if (style == FORMAT_EXPORT_CSV && col_is_nested(kind))
        style = FORMAT_EXPORT_JSON;
    if (kind == COL_STRING || kind == COL_BINARY || kind == COL_LIST) {
        from = col_offsets(c)[i];
        to = col_offsets(c)[i + 1];
    }
    switch (kind) {
    case COL_STRING: {
        struct str s = {to > from ? (const char *)c->values->data + from : "", (size_t)(to - from)};
        if (json_like(style))
            return format_json_string(s, out, err);
        return s.n ? buf_append(out, s.p, s.n, err) : KAMU_OK;
    }
    case COL_BINARY:
        return put_binary(to > from ? c->values->data + from : NULL, (size_t)(to - from), style,
                          out, err);
    case COL_FIXED_BINARY:
        return put_binary(width ? c->values->data + (size_t)i * width : NULL, width, style, out,
                          err);
    case COL_LIST:
        return put_list(&c->children[0], from, to, style, out, err);
    case COL_FIXED_LIST:
        from = i * c->type->fixed_length;
        return put_list(&c->children[0], from, from + c->type->fixed_length, style, out, err);
    case COL_STRUCT:
        return style == FORMAT_JSON_SORTED ? put_sorted_struct(c, i, out, err)
                                           : put_struct(c, i, style, out, err);
    case COL_MAP:
        return put_map(c, i, style, out, err);
    default:
        return put_scalar(c, i, style, out, err);
    }
}
