/* Literals of conditions: text to a value of the column's type. */
#include "columnar/builder.h"
#include "columnar/filter_internal.h"
#include "columnar/text.h"

#define TYPE_NAME_MAX 96

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

kamu_code filter_not_of_type(const struct filter_parser *p, const struct col_field *field,
                             const char *form)
{
    char type[TYPE_NAME_MAX];
    col_type_name(&field->type, type, sizeof type);
    if (p->token.kind == TOKEN_END)
        error_set(p->err, KAMU_E_USAGE,
                  "Column '%s' has the type %s: expected %s, but the text ends", field->name, type,
                  form);
    else
        error_set(p->err, KAMU_E_USAGE,
                  "Column '%s' has the type %s: expected %s, found `" STR_FMT "`", field->name,
                  type, form, STR_ARG(p->token.source));
    return filter_place(p, KAMU_E_USAGE, p->token.source);
}

static kamu_code integer(const struct filter_parser *p, const struct col_field *field,
                         struct filter_literal *out)
{
    static const struct {
        int64_t min, max;
    } ranges[] = {
        [COL_INT8] = {INT8_MIN, INT8_MAX},    [COL_INT16] = {INT16_MIN, INT16_MAX},
        [COL_INT32] = {INT32_MIN, INT32_MAX}, [COL_INT64] = {INT64_MIN, INT64_MAX},
        [COL_UINT8] = {0, UINT8_MAX},         [COL_UINT16] = {0, UINT16_MAX},
        [COL_UINT32] = {0, UINT32_MAX},
    };
    enum col_kind k = field->type.kind;
    uint64_t u;
    if (p->token.kind == TOKEN_NUMBER && k == COL_UINT64 &&
        text_to_u64(p->token.value, &u) == NULL) {
        out->key = filter_key(&field->type, &u);
        return KAMU_OK;
    }
    if (p->token.kind == TOKEN_NUMBER && k != COL_UINT64 &&
        text_to_i64(p->token.value, &out->key) == NULL && out->key >= ranges[k].min &&
        out->key <= ranges[k].max)
        return KAMU_OK;
    return filter_not_of_type(p, field, "an integer of its range");
}

/* Rounded like the values of the column, so that what is printed of one finds it. */
static kamu_code floating(const struct filter_parser *p, const struct col_field *field,
                          struct filter_literal *out)
{
    enum col_kind k = field->type.kind;
    double wide;
    float narrow;
    if ((p->token.kind != TOKEN_NUMBER && p->token.kind != TOKEN_TEXT) ||
        text_to_f64(p->token.value, &wide) != NULL || text_to_f32(p->token.value, &narrow) != NULL)
        return filter_not_of_type(p, field, "a number, 'NaN', 'inf' or '-inf'");
    if (k == COL_FLOAT64) {
        out->key = filter_key(&field->type, &wide);
    } else if (k == COL_FLOAT32) {
        out->key = filter_key(&field->type, &narrow);
    } else {
        uint16_t half = f32_to_f16(narrow);
        out->key = filter_key(&field->type, &half);
    }
    return KAMU_OK;
}

static kamu_code boolean(const struct filter_parser *p, const struct col_field *field,
                         struct filter_literal *out)
{
    bool v;
    if (p->token.kind != TOKEN_WORD || text_to_bool(p->token.value, &v) != NULL)
        return filter_not_of_type(p, field, "true or false");
    out->key = v;
    return KAMU_OK;
}

static kamu_code moment(const struct filter_parser *p, const struct col_field *field,
                        struct filter_literal *out)
{
    static const uint32_t nanos_per_unit[] = {1000000000, 1000000, 1000, 1};
    const struct col_type *t = &field->type;
    struct str s = p->token.value;
    if (t->kind == COL_DATE32) {
        int32_t days;
        if (p->token.kind != TOKEN_TEXT || text_to_date(s, &days) != NULL)
            return filter_not_of_type(p, field, "a date like '2020-01-31'");
        out->key = days;
        return KAMU_OK;
    }
    if (t->kind != COL_TIMESTAMP) {
        int64_t nanos;
        if (p->token.kind != TOKEN_TEXT || text_to_time(s, UNIT_NANO, &nanos) != NULL ||
            nanos % nanos_per_unit[t->unit] != 0)
            return filter_not_of_type(p, field, "a time like '13:05:59'");
        out->key = nanos / nanos_per_unit[t->unit];
        return KAMU_OK;
    }
    int64_t seconds;
    uint32_t nanos;
    if (p->token.kind != TOKEN_TEXT || text_to_instant(s, zone_utc(), &seconds, &nanos) != NULL ||
        nanos % nanos_per_unit[t->unit] != 0 ||
        text_to_timestamp(s, zone_utc(), t->unit, &out->key, NULL) != NULL)
        return filter_not_of_type(p, field, "a time like '2020-01-31T13:05:59Z'");
    return KAMU_OK;
}

/* One value of a type without keys. */
static kamu_code constant(const struct filter_parser *p, const struct col_field *field,
                          const void *value, size_t n, struct filter_literal *out)
{
    struct col_builder b;
    kamu_code rc;
    KAMU_TRY(col_builder_init(&b, &field->type, p->err));
    rc = col_width(&field->type) ? col_put_fixed(&b, value, p->err)
                                 : col_put_string(&b, value, n, p->err);
    if (rc == KAMU_OK)
        rc = col_builder_finish(&b, &out->value, p->err);
    col_builder_free(&b);
    return rc;
}

static kamu_code decimal(const struct filter_parser *p, const struct col_field *field,
                         struct filter_literal *out)
{
    const struct col_type *t = &field->type;
    uint8_t bytes[32];
    struct str s = p->token.value;
    const char *point = p->token.kind == TOKEN_NUMBER ? memchr(s.p, '.', s.n) : NULL;
    size_t digits = point ? (size_t)(s.p + s.n - point - 1) : 0;
    if (p->token.kind != TOKEN_NUMBER || memchr(s.p, 'e', s.n) || memchr(s.p, 'E', s.n) ||
        digits > (size_t)(t->scale > 0 ? t->scale : 0) ||
        text_to_decimal(s, t->precision, t->scale, bytes, col_width(t)) != NULL)
        return filter_not_of_type(p, field, "a number of its digits");
    return constant(p, field, bytes, 0, out);
}

static int hex(char c)
{
    if (digit(c))
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static kamu_code binary(const struct filter_parser *p, const struct col_field *field,
                        struct filter_literal *out)
{
    struct str s = p->token.value;
    size_t width = col_width(&field->type);
    char *bytes = arena_alloc(&p->f->arena, s.n / 2 + 1);
    if (bytes == NULL)
        return error_nomem(p->err);
    bool ok = p->token.kind == TOKEN_TEXT && s.n % 2 == 0 && (width == 0 || s.n == 2 * width);
    for (size_t i = 0; ok && i + 1 < s.n; i += 2) {
        int high = hex(s.p[i]), low = hex(s.p[i + 1]);
        ok = high >= 0 && low >= 0;
        bytes[i / 2] = (char)(high * 16 + low);
    }
    if (!ok)
        return filter_not_of_type(p, field, "hexadecimal digits in quotes");
    return constant(p, field, bytes, s.n / 2, out);
}

kamu_code filter_literal_read(struct filter_parser *p, const struct col_field *field,
                              struct filter_literal *out)
{
    kamu_code rc;
    *out = (struct filter_literal){0};
    if (filter_is_word(p, "null")) {
        rc =
            filter_place(p, error_set(p->err, KAMU_E_USAGE, "No comparison with NULL is ever true"),
                         p->token.source);
        error_hint(p->err, "Use IS NULL or IS NOT NULL");
        return rc;
    }
    switch (field->type.kind) {
    case COL_BOOL:
        rc = boolean(p, field, out);
        break;
    case COL_FLOAT16:
    case COL_FLOAT32:
    case COL_FLOAT64:
        rc = floating(p, field, out);
        break;
    case COL_DATE32:
    case COL_TIME32:
    case COL_TIME64:
    case COL_TIMESTAMP:
        rc = moment(p, field, out);
        break;
    case COL_DECIMAL128:
    case COL_DECIMAL256:
        rc = decimal(p, field, out);
        break;
    case COL_STRING:
        rc = p->token.kind == TOKEN_TEXT
                 ? constant(p, field, p->token.value.p, p->token.value.n, out)
                 : filter_not_of_type(p, field, "a text in 'quotes'");
        break;
    case COL_BINARY:
    case COL_FIXED_BINARY:
        rc = binary(p, field, out);
        break;
    default:
        rc = integer(p, field, out);
    }
    KAMU_TRY(rc);
    rc = filter_next(p);
    if (rc != KAMU_OK)
        column_release(&out->value);
    return rc;
}
