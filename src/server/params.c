/* Parameters of the reading routes: see params.h. */
#include "server/params.h"

struct spelling {
    const char *text;
    int value;
};

static const struct spelling data_formats[] = {
    {"JsonAoS", JSON_AOS},
    {"JsonAos", JSON_AOS},
    {"json-aos", JSON_AOS},
    {"jsonaos", JSON_AOS},
    {"JsonSoA", JSON_SOA},
    {"JsonSoa", JSON_SOA},
    {"json-soa", JSON_SOA},
    {"jsonsoa", JSON_SOA},
    {"JsonAoA", JSON_AOA},
    {"JsonAoa", JSON_AOA},
    {"json-aoa", JSON_AOA},
    {"jsonaoa", JSON_AOA},
    {NULL, 0},
};
static const struct spelling schema_formats[] = {
    {"ArrowJson", ODF_SCHEMA_ARROW_JSON},
    {"arrow-json", ODF_SCHEMA_ARROW_JSON},
    {"arrowjson", ODF_SCHEMA_ARROW_JSON},
    {"OdfJson", ODF_SCHEMA_ODF_JSON},
    {"odf-json", ODF_SCHEMA_ODF_JSON},
    {"odfjson", ODF_SCHEMA_ODF_JSON},
    {"OdfYaml", ODF_SCHEMA_ODF_YAML},
    {"odf-yaml", ODF_SCHEMA_ODF_YAML},
    {"odfyaml", ODF_SCHEMA_ODF_YAML},
    {"Parquet", ODF_SCHEMA_PARQUET},
    {"parquet", ODF_SCHEMA_PARQUET},
    {"ParquetJson", ODF_SCHEMA_PARQUET_JSON},
    {"parquet-json", ODF_SCHEMA_PARQUET_JSON},
    {"parquetjson", ODF_SCHEMA_PARQUET_JSON},
    {NULL, 0},
};

static kamu_code find_spelling(const struct spelling *all, struct str s, int *out,
                               struct kamu_error *err)
{
    char list[512];
    size_t n = 0;
    for (const struct spelling *p = all; p->text != NULL; p++) {
        if (str_eqc(s, p->text)) {
            *out = p->value;
            return KAMU_OK;
        }
        n += (size_t)snprintf(list + n, sizeof list - n, "%s`%s`", n > 0 ? ", " : "", p->text);
        KAMU_ASSERT(n < sizeof list);
    }
    return error_set(err, KAMU_E_USAGE, "unknown variant `" STR_FMT "`, expected one of %s",
                     (int)(s.n > 200 ? 200 : s.n), s.p, list);
}

kamu_code param_data_format(struct str s, enum json_form *out, struct kamu_error *err)
{
    int value = 0;
    KAMU_TRY(find_spelling(data_formats, s, &value, err));
    *out = (enum json_form)value;
    return KAMU_OK;
}

kamu_code param_schema_format(struct str s, enum odf_schema_format *out, struct kamu_error *err)
{
    int value = 0;
    KAMU_TRY(find_spelling(schema_formats, s, &value, err));
    *out = (enum odf_schema_format)value;
    return KAMU_OK;
}

static const char *canonical_name(const struct spelling *all, int value)
{
    while (all->value != value)
        all++;
    return all->text;
}

const char *data_format_name(enum json_form f)
{
    return canonical_name(data_formats, (int)f);
}

const char *schema_format_name(enum odf_schema_format f)
{
    return canonical_name(schema_formats, (int)f);
}

kamu_code param_u64(struct str s, uint64_t *out, struct kamu_error *err)
{
    uint64_t v = 0;
    size_t i = s.n > 1 && s.p[0] == '+';
    if (s.n == 0)
        return error_set(err, KAMU_E_USAGE, "cannot parse integer from empty string");
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return error_set(err, KAMU_E_USAGE, "invalid digit found in string");
        if (MUL_OVERFLOW(v, (uint64_t)10, &v) || ADD_OVERFLOW(v, (uint64_t)(s.p[i] - '0'), &v))
            return error_set(err, KAMU_E_USAGE, "number too large to fit in target type");
    }
    *out = v;
    return KAMU_OK;
}

/* ---- the query string ------------------------------------------------------------------- */

void params_refuse(struct exchange *x, const char *detail)
{
    char text[2048];
    snprintf(text, sizeof text, "Failed to deserialize query string: %s", detail);
    exchange_send_text(x, 400, "text/plain; charset=utf-8", text);
}

static const struct param *find_param(const struct param *known, struct str name)
{
    for (const struct param *p = known; p->name != NULL; p++)
        if (str_eqc(name, p->name) || (p->alias != NULL && str_eqc(name, p->alias)))
            return p;
    return NULL;
}

static void refuse_unknown(struct exchange *x, const struct param *known, struct str name)
{
    const char *names[64];
    size_t count = 0, n = 0;
    char list[1024], text[1400];
    int shown = (int)(name.n > 100 ? 100 : name.n);
    for (const struct param *p = known; p->name != NULL && count < 62; p++) {
        names[count++] = p->name;
        if (p->alias != NULL)
            names[count++] = p->alias;
    }
    for (size_t i = 0; i < count && n < sizeof list; i++)
        n += (size_t)snprintf(list + n, sizeof list - n, "%s`%s`",
                              i == 0       ? ""
                              : count == 2 ? " or "
                                           : ", ",
                              names[i]);
    (void)snprintf(text, sizeof text, "%.*s: unknown field `%.*s`, expected %s%s", shown, name.p,
                   shown, name.p, count > 2 ? "one of " : "", list);
    params_refuse(x, text);
}

/* One parameter; false: it was refused. */
static bool take(struct exchange *x, const struct param *p, const struct exchange_pair *pair,
                 bool again, void *to)
{
    struct kamu_error err = {0};
    char text[1500];
    if (again) {
        snprintf(text, sizeof text, "duplicate field `%s`", p->name);
        params_refuse(x, text);
        return false;
    }
    kamu_code rc = p->take(to, pair->value, &err);
    if (rc == KAMU_OK)
        return true;
    snprintf(text, sizeof text, "%s: %s", p->name, kamu_error_message(&err, 0));
    if (rc == KAMU_E_USAGE)
        params_refuse(x, text);
    else
        exchange_fail(x, &err);
    return false;
}

bool params_take(struct exchange *x, const struct param *known, bool strict, void *to)
{
    struct exchange_pair *pairs = NULL;
    struct kamu_error err = {0};
    size_t n = 0;
    uint64_t seen = 0;
    if (x->query.p == NULL)
        return true;
    if (exchange_params(x, &pairs, &n, &err) != KAMU_OK) {
        if (err.code == KAMU_E_USAGE)
            exchange_send_text(x, 400, "text/plain; charset=utf-8", kamu_error_message(&err, 0));
        else
            exchange_fail(x, &err);
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        const struct param *p = find_param(known, pairs[i].name);
        if (p == NULL && strict) {
            refuse_unknown(x, known, pairs[i].name);
            return false;
        }
        if (p == NULL)
            continue;
        uint64_t bit = (uint64_t)1 << (p - known);
        if (!take(x, p, &pairs[i], seen & bit, to))
            return false;
        seen |= bit;
    }
    return true;
}
