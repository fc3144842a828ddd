/* The exact CSV parser: the state machine of spec/read-formats.md 1.2, field by field. */
#include "readers/csv_parser.h"

#include "readers/number.h"

void csv_dialect_init(struct csv_dialect *d, const struct reader_format *f)
{
    *d = (struct csv_dialect){.separator = ',',
                              .quote = '"',
                              .escape = '\\',
                              .quoting = true,
                              .escaping = true,
                              .null_value = STR("")};
    if (f->separator.p != NULL)
        d->separator = (uint8_t)f->separator.p[0];
    if (f->quote.p != NULL) {
        d->quoting = f->quote.n == 1;
        d->quote = d->quoting ? (uint8_t)f->quote.p[0] : 0;
    }
    if (f->escape.p != NULL) {
        d->escaping = f->escape.n == 1;
        d->escape = d->escaping ? (uint8_t)f->escape.p[0] : 0;
    }
    if (!d->quoting || d->escape == d->quote)
        d->escaping = false; /* the quote rule comes first */
    if (f->null_value.p != NULL)
        d->null_value = f->null_value;
    d->date_format = time_format_of(f->date_format);
    d->timestamp_format = time_format_of(f->timestamp_format);
}

/* ---- fields ---------------------------------------------------------------------- */

static bool ends_record(uint8_t c)
{
    return c == '\n' || c == '\r';
}

/* A quoted field from its quote on. It may go on plainly behind the closing quote. */
static const uint8_t *split_quoted(struct csv_parser *ps, const uint8_t *p, struct csv_field *f)
{
    const struct csv_dialect *d = &ps->d;
    size_t at = ps->scratch.len;
    bool inside = true;
    f->quoted = f->copied = true;
    for (p++; p < ps->end; p++) {
        uint8_t c = *p;
        if (inside && c == d->quote) {
            inside = p + 1 < ps->end && p[1] == d->quote;
            if (!inside)
                continue;
            p++;
        } else if (inside && d->escaping && c == d->escape) {
            if (++p == ps->end)
                break;
            c = *p;
        } else if (!inside && (c == d->separator || ends_record(c))) {
            break;
        }
        if (buf_append_byte(&ps->scratch, c, NULL) != KAMU_OK) {
            ps->fault = CSV_FAULT_NOMEM;
            return NULL;
        }
    }
    f->p = (const uint8_t *)(uintptr_t)at;
    f->n = ps->scratch.len - at;
    if (p >= ps->end && !ps->last) {
        ps->fault = CSV_FAULT_TRUNCATED;
        return NULL;
    }
    return p < ps->end ? p : ps->end;
}

static const uint8_t *split_field(struct csv_parser *ps, const uint8_t *p, struct csv_field *f)
{
    *f = (struct csv_field){.p = p, .start = p};
    if (p < ps->end && ps->d.quoting && *p == ps->d.quote)
        return split_quoted(ps, p, f);
    while (p < ps->end && *p != ps->d.separator && !ends_record(*p))
        p++;
    f->n = (size_t)(p - f->start);
    if (p >= ps->end && !ps->last) {
        ps->fault = CSV_FAULT_TRUNCATED;
        return NULL;
    }
    return p;
}

const uint8_t *csv_split(struct csv_parser *ps, const uint8_t *p, struct csv_field *fields,
                         uint32_t max, uint64_t *n)
{
    struct csv_field beyond;
    ps->scratch.len = 0;
    ps->fault = CSV_FAULT_NONE;
    for (*n = 0;; p++) {
        p = split_field(ps, p, *n < max ? &fields[*n] : &beyond);
        if (p == NULL)
            return NULL;
        ++*n;
        if (p >= ps->end || ends_record(*p))
            break;
    }
    for (uint32_t i = 0; i < *n && i < max; i++)
        if (fields[i].copied && fields[i].n > 0)
            fields[i].p = ps->scratch.data + (uintptr_t)fields[i].p;
        else if (fields[i].copied)
            fields[i].p = fields[i].start; /* an empty text */
    if (p < ps->end && *p == '\r')
        p++;
    if (p < ps->end && *p == '\n')
        p++;
    return p;
}

const uint8_t *csv_skip_blank(const struct csv_parser *ps, const uint8_t *p)
{
    while (p < ps->end && ends_record(*p))
        p++;
    return p;
}

/* ---- values ---------------------------------------------------------------------- */

static bool bad_value(struct csv_parser *ps, const char *what)
{
    ps->fault = CSV_FAULT_PARSE;
    ps->what = what;
    return false;
}

static bool put(struct csv_parser *ps, kamu_code rc)
{
    if (rc != KAMU_OK)
        ps->fault = CSV_FAULT_NOMEM;
    return rc == KAMU_OK;
}

static kamu_code put_integer(struct col_builder *b, int64_t v)
{
    uint8_t bytes[8];
    memcpy(bytes, &v, sizeof bytes);
    return col_put_fixed(b, bytes, NULL);
}

static bool put_int(struct csv_parser *ps, const struct csv_column *c, struct str s)
{
    unsigned bits = (unsigned)c->b->width * 8;
    int64_t v;
    uint64_t u;
    if (c->op == JSON_OP_UINT) {
        if (text_to_u64(s, &u) != NULL || (bits < 64 && u >> bits != 0))
            return bad_value(ps, NULL);
        return put(ps, put_integer(c->b, (int64_t)u));
    }
    if (text_to_i64(s, &v) != NULL ||
        (bits < 64 && (v < -(INT64_C(1) << (bits - 1)) || v >= INT64_C(1) << (bits - 1))))
        return bad_value(ps, NULL);
    return put(ps, put_integer(c->b, v));
}

static bool put_float(struct csv_parser *ps, const struct csv_column *c, struct str s)
{
    double d;
    float f;
    if (c->op == JSON_OP_FLOAT64) {
        if (!number_f64(s.p, s.n, &d))
            return bad_value(ps, NULL);
        return put(ps, col_put_f64(c->b, d, NULL));
    }
    if (!number_f32(s.p, s.n, &f))
        return bad_value(ps, NULL);
    return put(ps, c->op == JSON_OP_FLOAT32 ? col_put_f32(c->b, f, NULL)
                                            : col_put_u16(c->b, f32_to_f16(f), NULL));
}

static bool put_date(struct csv_parser *ps, const struct csv_column *c, struct str s)
{
    int32_t days;
    if (ps->d.date_format.p != NULL) {
        if (!time_format_date(ps->d.date_format, s, &days))
            return bad_value(ps, "does not match the dateFormat");
    } else if (text_to_date(s, &days) != NULL) {
        return bad_value(ps, NULL);
    }
    return put(ps, col_put_i32(c->b, days, NULL));
}

static bool put_timestamp(struct csv_parser *ps, const struct csv_column *c, struct str s)
{
    enum col_unit unit = c->field->type.unit;
    bool overflow = false;
    int64_t v;
    if (c->zone == NULL) {
        ps->fault = CSV_FAULT_ZONE;
        return false;
    }
    if (ps->d.timestamp_format.p != NULL) {
        if (!time_format_put(ps->d.timestamp_format, s, c->zone, unit, &v))
            return bad_value(ps, "does not match the timestampFormat");
    } else {
        const char *why = text_to_timestamp(s, c->zone, unit, &v, &overflow);
        if (why != NULL)
            return bad_value(ps, why);
    }
    return put(ps, col_put_i64(c->b, v, NULL));
}

static bool put_rest(struct csv_parser *ps, const struct csv_column *c, struct str s)
{
    uint8_t value[32];
    int64_t v;
    bool b;
    const char *why;
    switch (c->op) {
    case JSON_OP_BOOL:
        if (text_to_bool(s, &b) != NULL)
            return bad_value(ps, NULL);
        return put(ps, col_put_bool(c->b, b, NULL));
    case JSON_OP_DECIMAL:
        why =
            text_to_decimal(s, c->field->type.precision, c->field->type.scale, value, c->b->width);
        if (why != NULL)
            return bad_value(ps, why);
        return put(ps, col_put_fixed(c->b, value, NULL));
    case JSON_OP_TIME:
        if (text_to_time(s, c->field->type.unit, &v) != NULL ||
            (c->b->width == 4 && (v < INT32_MIN || v > INT32_MAX)))
            return bad_value(ps, NULL);
        return put(ps, put_integer(c->b, v));
    case JSON_OP_DURATION:
        if (text_to_i64(s, &v) != NULL)
            return bad_value(ps, NULL);
        return put(ps, col_put_i64(c->b, v, NULL));
    default:
        KAMU_BUG("a column that CSV cannot fill");
    }
}

/* The empty field, or the declared text. Where that is not empty, an empty field is an empty text
 * in a String column and NULL elsewhere. */
static bool is_null(const struct csv_parser *ps, const struct csv_column *c, struct str s,
                    bool quoted)
{
    if (ps->plain_nulls)
        return s.n == 0;
    if (!quoted && str_eq(s, ps->d.null_value))
        return true;
    return s.n == 0 && c->op != JSON_OP_STRING && c->op != JSON_OP_TEXT;
}

bool csv_put(struct csv_parser *ps, const struct csv_column *c, struct str s, bool quoted)
{
    if (c->field == NULL)
        return true;
    if (c->op == JSON_OP_SKIP || c->op == JSON_OP_NULL)
        return put(ps, col_put_null(c->b, NULL));
    if (is_null(ps, c, s, quoted)) {
        if (!c->nullable) {
            ps->fault = CSV_FAULT_NULL;
            return false;
        }
        return put(ps, col_put_null(c->b, NULL));
    }
    switch (c->op) {
    case JSON_OP_STRING:
    case JSON_OP_TEXT:
        return put(ps, col_put_string(c->b, s.p, s.n, NULL));
    case JSON_OP_INT:
    case JSON_OP_UINT:
        return put_int(ps, c, s);
    case JSON_OP_FLOAT16:
    case JSON_OP_FLOAT32:
    case JSON_OP_FLOAT64:
        return put_float(ps, c, s);
    case JSON_OP_DATE:
        return put_date(ps, c, s);
    case JSON_OP_TIMESTAMP:
        return put_timestamp(ps, c, s);
    default:
        return put_rest(ps, c, s);
    }
}

static const uint8_t *record_fault(struct csv_parser *ps, enum csv_fault fault, const uint8_t *at)
{
    ps->fault = fault;
    ps->fault_at = at;
    return NULL;
}

const uint8_t *csv_exact_record(struct csv_parser *ps, const uint8_t *p)
{
    uint64_t n;
    bool live = false;
    ps->what = NULL;
    ps->fault_field = JSON_NO_FIELD;
    ps->fault_at = p;
    csv_check_utf8(ps);
    const uint8_t *end = csv_split(ps, p, ps->fields, ps->n, &n);
    if (end == NULL)
        return NULL;
    if (ps->utf8_bad < end)
        return record_fault(ps, CSV_FAULT_UTF8, ps->utf8_bad);
    ps->count = n;
    if (n != ps->n)
        return record_fault(ps, CSV_FAULT_COUNT, n > ps->n ? p : end);
    for (uint32_t i = 0; i < ps->n; i++) {
        const struct csv_field *f = &ps->fields[i];
        live |= f->n > 0 && ps->columns[i].field != NULL;
        if (csv_put(ps, &ps->columns[i], (struct str){(const char *)f->p, f->n}, f->quoted))
            continue;
        ps->fault_field = i;
        ps->fault_at = f->start;
        return NULL;
    }
    for (uint32_t i = 0; i < ps->n_absent; i++)
        if (col_put_null(&ps->builder.columns[ps->absent[i]], NULL) != KAMU_OK)
            return record_fault(ps, CSV_FAULT_NOMEM, p);
    if (!live && ps->strict_rows)
        return record_fault(ps, CSV_FAULT_NULL_ROW, p);
    ps->null_rows += !live;
    return end;
}
