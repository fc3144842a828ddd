/* Arrow's format strings and our types. */
#include "columnar/arrow_format.h"

#include "columnar/text.h"

static const char unit_letters[] = "smun";

static const struct {
    const char *format;
    enum col_kind kind;
    enum arrow_form form;
} simple[] = {
    {"n", COL_NULL, ARROW_PLAIN},      {"b", COL_BOOL, ARROW_PLAIN},
    {"c", COL_INT8, ARROW_PLAIN},      {"C", COL_UINT8, ARROW_PLAIN},
    {"s", COL_INT16, ARROW_PLAIN},     {"S", COL_UINT16, ARROW_PLAIN},
    {"i", COL_INT32, ARROW_PLAIN},     {"I", COL_UINT32, ARROW_PLAIN},
    {"l", COL_INT64, ARROW_PLAIN},     {"L", COL_UINT64, ARROW_PLAIN},
    {"e", COL_FLOAT16, ARROW_PLAIN},   {"f", COL_FLOAT32, ARROW_PLAIN},
    {"g", COL_FLOAT64, ARROW_PLAIN},   {"u", COL_STRING, ARROW_PLAIN},
    {"U", COL_STRING, ARROW_LARGE},    {"vu", COL_STRING, ARROW_VIEW},
    {"z", COL_BINARY, ARROW_PLAIN},    {"Z", COL_BINARY, ARROW_LARGE},
    {"vz", COL_BINARY, ARROW_VIEW},    {"tdD", COL_DATE32, ARROW_PLAIN},
    {"tdm", COL_DATE32, ARROW_DATE64}, {"+s", COL_STRUCT, ARROW_PLAIN},
    {"+l", COL_LIST, ARROW_PLAIN},     {"+L", COL_LIST, ARROW_LARGE},
    {"+vl", COL_LIST, ARROW_VIEW},     {"+vL", COL_LIST, ARROW_LARGE_VIEW},
    {"+m", COL_MAP, ARROW_PLAIN},
};

kamu_code arrow_format_of(const struct col_type *t, char out[ARROW_FORMAT_MAX],
                          struct kamu_error *err)
{
    int n = 0;

    for (size_t i = 0; i < sizeof(simple) / sizeof(simple[0]); i++)
        if (simple[i].kind == t->kind && simple[i].form == ARROW_PLAIN) {
            snprintf(out, ARROW_FORMAT_MAX, "%s", simple[i].format);
            return KAMU_OK;
        }
    switch (t->kind) {
    case COL_DECIMAL128:
        n = snprintf(out, ARROW_FORMAT_MAX, "d:%u,%d", (unsigned)t->precision, t->scale);
        break;
    case COL_DECIMAL256:
        n = snprintf(out, ARROW_FORMAT_MAX, "d:%u,%d,256", (unsigned)t->precision, t->scale);
        break;
    case COL_FIXED_BINARY:
        n = snprintf(out, ARROW_FORMAT_MAX, "w:%d", t->fixed_length);
        break;
    case COL_FIXED_LIST:
        n = snprintf(out, ARROW_FORMAT_MAX, "+w:%d", t->fixed_length);
        break;
    case COL_TIME32:
    case COL_TIME64:
        n = snprintf(out, ARROW_FORMAT_MAX, "tt%c", unit_letters[t->unit]);
        break;
    case COL_DURATION:
        n = snprintf(out, ARROW_FORMAT_MAX, "tD%c", unit_letters[t->unit]);
        break;
    case COL_TIMESTAMP:
        n = snprintf(out, ARROW_FORMAT_MAX, "ts%c:%s", unit_letters[t->unit],
                     t->timezone ? t->timezone : "");
        break;
    default:
        KAMU_BUG("column kind %d", (int)t->kind);
    }
    if (n < 0 || n >= ARROW_FORMAT_MAX)
        return error_set(err, KAMU_E_LIMIT, "The name of a time zone is too long");
    return KAMU_OK;
}

static kamu_code unknown(const char *format, struct kamu_error *err)
{
    struct str s = {format, strnlen(format, 40)};

    error_set(err, KAMU_E_UNSUPPORTED,
              "Arrow type with format '" STR_FMT "' has no counterpart in ODF", STR_ARG(s));
    error_excerpt(err, s.p, s.n);
    return KAMU_E_UNSUPPORTED;
}

static bool parse_unit(char c, enum col_unit *out)
{
    const char *at = c != '\0' ? strchr(unit_letters, c) : NULL;

    if (at == NULL)
        return false;
    *out = (enum col_unit)(at - unit_letters);
    return true;
}

/* "10,2" or "10,2,256" */
static bool parse_decimal(const char *p, struct col_type *t, enum arrow_form *form)
{
    int64_t v[3] = {0, 0, 128};
    int n = 0;

    while (n < 3) {
        size_t len = strcspn(p, ",");
        if (text_to_i64((struct str){p, len}, &v[n++]) != NULL)
            return false;
        p += len;
        if (*p == '\0')
            break;
        p++;
    }
    if (n < 2 || *p != '\0')
        return false;
    if (v[2] == 32)
        *form = ARROW_DECIMAL32;
    else if (v[2] == 64)
        *form = ARROW_DECIMAL64;
    else if (v[2] != 128 && v[2] != 256)
        return false;
    t->kind = v[2] == 256 ? COL_DECIMAL256 : COL_DECIMAL128;
    if (v[0] < 1 || v[0] > (v[2] == 256 ? 76 : 38) || v[1] < -v[0] || v[1] > v[0])
        return false;
    t->precision = (uint8_t)v[0];
    t->scale = (int8_t)v[1];
    return true;
}

static bool parse_length(const char *p, int32_t *out)
{
    int64_t v;

    if (text_to_i64(str_c(p), &v) != NULL || v < 0 || v > 1 << 20)
        return false;
    *out = (int32_t)v;
    return true;
}

static bool parse_time(const char *format, struct col_type *t)
{
    if (!parse_unit(format[1] ? format[2] : '\0', &t->unit))
        return false;
    switch (format[1]) {
    case 't':
        t->kind = t->unit <= UNIT_MILLI ? COL_TIME32 : COL_TIME64;
        return format[3] == '\0';
    case 'D':
        t->kind = COL_DURATION;
        return format[3] == '\0';
    case 's':
        t->kind = COL_TIMESTAMP;
        if (format[3] != ':')
            return false;
        t->timezone = format[4] != '\0' ? format + 4 : NULL;
        return strnlen(format + 4, ARROW_FORMAT_MAX) < ARROW_FORMAT_MAX - 8;
    default:
        return false;
    }
}

kamu_code arrow_format_parse(const char *format, struct col_type *t, enum arrow_form *form,
                             struct kamu_error *err)
{
    bool ok = false;

    memset(t, 0, sizeof(*t));
    *form = ARROW_PLAIN;
    if (format == NULL)
        return error_set(err, KAMU_E_INPUT, "Arrow schema without a format");
    for (size_t i = 0; i < sizeof(simple) / sizeof(simple[0]); i++)
        if (strcmp(simple[i].format, format) == 0) {
            t->kind = simple[i].kind;
            *form = simple[i].form;
            return KAMU_OK;
        }
    if (strncmp(format, "d:", 2) == 0) {
        ok = parse_decimal(format + 2, t, form);
    } else if (strncmp(format, "w:", 2) == 0) {
        t->kind = COL_FIXED_BINARY;
        ok = parse_length(format + 2, &t->fixed_length);
    } else if (strncmp(format, "+w:", 3) == 0) {
        t->kind = COL_FIXED_LIST;
        ok = parse_length(format + 3, &t->fixed_length);
    } else if (format[0] == 't') {
        ok = parse_time(format, t);
    }
    return ok ? KAMU_OK : unknown(format, err);
}
