/* Options of formats: as text behind --input-format, and which values work. */
#include "readers/format.h"

#include "readers/input.h"

enum option_type { OPTION_TEXT, OPTION_BYTE, OPTION_FLAG };

struct option_row {
    const char *name, *alias;
    enum option_type type;
    size_t offset;
    unsigned formats; /* bit per kind */
};

#define IN(kind) (1u << (kind))
#define ANY_JSON (IN(DATA_JSON) | IN(DATA_NDJSON))
#define FIELD(name) offsetof(struct reader_format, name)

static const struct option_row options[] = {
    {"separator", "sep", OPTION_BYTE, FIELD(separator), IN(DATA_CSV)},
    {"quote", NULL, OPTION_BYTE, FIELD(quote), IN(DATA_CSV)},
    {"escape", NULL, OPTION_BYTE, FIELD(escape), IN(DATA_CSV)},
    {"encoding", NULL, OPTION_TEXT, FIELD(encoding), IN(DATA_CSV) | ANY_JSON},
    {"header", NULL, OPTION_FLAG, FIELD(header), IN(DATA_CSV)},
    {"inferSchema", "infer", OPTION_FLAG, FIELD(infer_schema), IN(DATA_CSV)},
    {"nullValue", "null", OPTION_TEXT, FIELD(null_value), IN(DATA_CSV)},
    {"dateFormat", NULL, OPTION_TEXT, FIELD(date_format), IN(DATA_CSV) | ANY_JSON},
    {"timestampFormat", NULL, OPTION_TEXT, FIELD(timestamp_format), IN(DATA_CSV) | ANY_JSON},
    {"subPath", NULL, OPTION_TEXT, FIELD(sub_path), IN(DATA_JSON) | IN(DATA_ESRI_SHAPEFILE)},
};
#define N_OPTIONS (sizeof options / sizeof options[0])

static const struct option_row *find_option(struct str name, enum format_kind kind)
{
    for (size_t i = 0; i < N_OPTIONS; i++)
        if ((options[i].formats & IN(kind)) &&
            (str_ieq(name, str_c(options[i].name)) ||
             (options[i].alias != NULL && str_ieq(name, str_c(options[i].alias)))))
            return &options[i];
    return NULL;
}

static kamu_code unknown_option(struct str name, enum format_kind kind, struct kamu_error *err)
{
    char list[256] = "";
    size_t at = 0;
    for (size_t i = 0; i < N_OPTIONS && at < sizeof list; i++)
        if (options[i].formats & IN(kind)) {
            int n =
                snprintf(list + at, sizeof list - at, "%s%s", at > 0 ? ", " : "", options[i].name);
            at += n > 0 ? (size_t)n : 0;
        }
    if (list[0] == 0)
        return error_set(err, KAMU_E_USAGE, "Unknown option '" STR_FMT "': the format %s has none",
                         STR_ARG(name), format_kind_name(kind));
    return error_set(err, KAMU_E_USAGE,
                     "Unknown option '" STR_FMT "' of the format %s, use one of: %s", STR_ARG(name),
                     format_kind_name(kind), list);
}

static bool flag_value(struct str v, enum format_flag *out)
{
    if (str_ieq(v, STR("true")) || str_ieq(v, STR("yes")) || str_eqc(v, "1"))
        *out = FORMAT_YES;
    else if (str_ieq(v, STR("false")) || str_ieq(v, STR("no")) || str_eqc(v, "0"))
        *out = FORMAT_NO;
    else
        return false;
    return true;
}

static kamu_code set_option(struct arena *arena, const struct option_row *o, struct str value,
                            struct reader_format *out, struct kamu_error *err)
{
    void *field = (char *)out + o->offset;
    if (o->type == OPTION_FLAG) {
        if (!flag_value(value, field))
            return error_set(err, KAMU_E_USAGE, "Option '%s' is true or false, not '" STR_FMT "'",
                             o->name, STR_ARG(value));
        return KAMU_OK;
    }
    if (o->type == OPTION_BYTE && (str_eqc(value, "\\t") || str_ieq(value, STR("tab"))))
        value = STR("\t");
    struct str copy = arena_str(arena, value);
    if (copy.p == NULL)
        return error_nomem(err);
    memcpy(field, &copy, sizeof copy);
    return KAMU_OK;
}

/* The piece up to the next ';'; a ';' right behind '=' that is followed by ';' or the end is the
 * value itself. */
static struct str next_part(struct str *rest)
{
    size_t n = 0;
    while (n < rest->n) {
        bool value = n > 0 && rest->p[n - 1] == '=' && (n + 1 == rest->n || rest->p[n + 1] == ';');
        if (rest->p[n] == ';' && !value)
            break;
        n++;
    }
    struct str part = {rest->p, n};
    n += n < rest->n;
    *rest = (struct str){rest->p + n, rest->n - n};
    return part;
}

kamu_code format_parse(struct arena *arena, struct str text, struct reader_format *out,
                       struct kamu_error *err)
{
    struct str rest = text, name = next_part(&rest);
    if (!format_from_name(name, out))
        return error_set(err, KAMU_E_USAGE,
                         "Unsupported format " STR_FMT
                         ", use one of: csv, tsv, json, ndjson, geojson, ndgeojson, esrishapefile, "
                         "parquet, arrow",
                         STR_ARG(name));
    while (rest.n > 0) {
        struct str part = next_part(&rest);
        const char *equals = memchr(part.p, '=', part.n);
        size_t n = equals == NULL ? part.n : (size_t)(equals - part.p);
        struct str key = {part.p, n};
        struct str value = equals == NULL ? STR("true") : (struct str){equals + 1, part.n - n - 1};
        if (part.n == 0)
            continue;
        const struct option_row *o = find_option(key, out->kind);
        if (o == NULL)
            return unknown_option(key, out->kind, err);
        KAMU_TRY(set_option(arena, o, value, out, err));
    }
    return format_check(out, err);
}

/* ---- checking --------------------------------------------------------------------------- */

static bool is_time_format(struct str s)
{
    return str_ieq(s, STR("rfc3339")) || (s.p != NULL && memchr(s.p, '%', s.n) != NULL);
}

static kamu_code check_time_format(const char *kind, const char *option, struct str value,
                                   const char *example, struct kamu_error *err)
{
    if (value.p == NULL || is_time_format(value))
        return KAMU_OK;
    error_set(err, KAMU_E_INPUT, "Unsupported %s.%s: " STR_FMT, kind, option, STR_ARG(value));
    error_hint(err, "use rfc3339, or a format of strptime, e.g. %s", example);
    return KAMU_E_INPUT;
}

kamu_code format_check(const struct reader_format *f, struct kamu_error *err)
{
    const char *kind = format_kind_name(f->kind);
    enum text_encoding e;
    if (f->separator.p != NULL && f->separator.n != 1)
        return error_set(err, KAMU_E_INPUT,
                         "Csv.separator supports only single-character ascii values");
    if (f->separator.p != NULL && (f->separator.p[0] == '\n' || f->separator.p[0] == '\r'))
        return error_set(err, KAMU_E_INPUT, "Csv.separator cannot be a line end");
    if (f->quote.p != NULL && f->quote.n > 1)
        return error_set(err, KAMU_E_INPUT,
                         "Csv.quote supports only single-character ascii values, got: " STR_FMT,
                         STR_ARG(f->quote));
    if (f->escape.p != NULL && f->escape.n > 1)
        return error_set(err, KAMU_E_INPUT,
                         "Csv.escape supports only single-character ascii values, got: " STR_FMT,
                         STR_ARG(f->escape));
    if (f->encoding.p != NULL && !text_encoding_find(f->encoding, &e)) {
        error_set(err, KAMU_E_INPUT, "Unsupported %s.encoding: " STR_FMT, kind,
                  STR_ARG(f->encoding));
        error_hint(err, "use one of: utf8, latin1, windows-1252, utf-16");
        return KAMU_E_INPUT;
    }
    KAMU_TRY(check_time_format(kind, "dateFormat", f->date_format, "%d/%m/%Y", err));
    return check_time_format(kind, "timestampFormat", f->timestamp_format, "%d/%m/%Y %H:%M:%S",
                             err);
}
