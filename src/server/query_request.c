/* What a query asks for: see query_request.h. */
#include "server/query_request.h"

#include "odf/json.h"

static const char *const dialects[] = {"SqlDataFusion", "SqlFlink", "SqlRisingWave", "SqlSpark"};

static const struct query_request defaults = {
    .dialect = "SqlDataFusion", .form = JSON_AOS, .limit = 100};

static kamu_code param_dialect(struct str s, const char **out, struct kamu_error *err)
{
    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++)
        if (str_eqc(s, dialects[i])) {
            *out = dialects[i];
            return KAMU_OK;
        }
    return error_set(err, KAMU_E_USAGE,
                     "unknown variant `%.*s`, expected one of `SqlDataFusion`, `SqlFlink`, "
                     "`SqlRisingWave`, `SqlSpark`",
                     (int)(s.n > 200 ? 200 : s.n), s.p);
}

/* ---- the query string -------------------------------------------------------------------------
 */

static kamu_code take_query(void *to, struct str value, struct kamu_error *err)
{
    ((struct query_request *)to)->query = value;
    return KAMU_OK;
}

static kamu_code take_dialect(void *to, struct str value, struct kamu_error *err)
{
    return param_dialect(value, &((struct query_request *)to)->dialect, err);
}

static kamu_code take_skip(void *to, struct str value, struct kamu_error *err)
{
    return param_u64(value, &((struct query_request *)to)->skip, err);
}

static kamu_code take_limit(void *to, struct str value, struct kamu_error *err)
{
    return param_u64(value, &((struct query_request *)to)->limit, err);
}

static kamu_code take_data_format(void *to, struct str value, struct kamu_error *err)
{
    return param_data_format(value, &((struct query_request *)to)->form, err);
}

static kamu_code take_schema_format(void *to, struct str value, struct kamu_error *err)
{
    struct query_request *r = to;
    r->has_schema_format = true;
    return param_schema_format(value, &r->schema_format, err);
}

static unsigned include_of(struct str word)
{
    return str_ieq(word, STR("input"))    ? QUERY_INPUT
           : str_ieq(word, STR("proof"))  ? QUERY_PROOF
           : str_ieq(word, STR("schema")) ? QUERY_SCHEMA
                                          : 0;
}

static kamu_code take_include(void *to, struct str value, struct kamu_error *err)
{
    struct query_request *r = to;
    for (size_t at = 0; value.n > 0 && at <= value.n;) {
        const char *comma = memchr(value.p + at, ',', value.n - at);
        size_t end = comma == NULL ? value.n : (size_t)(comma - value.p);
        unsigned bit = include_of((struct str){value.p + at, end - at});
        if (bit == 0)
            return error_set(err, KAMU_E_USAGE, "Matching variant not found");
        r->include |= bit;
        at = end + 1;
    }
    return KAMU_OK;
}

static const struct param known[] = {
    {"query", NULL, take_query},
    {"queryDialect", NULL, take_dialect},
    {"skip", NULL, take_skip},
    {"limit", NULL, take_limit},
    {"dataFormat", "format", take_data_format},
    {"schemaFormat", NULL, take_schema_format},
    {"include", NULL, take_include},
    {NULL, NULL, NULL},
};

bool query_request_from_query(struct exchange *x, struct query_request *out)
{
    *out = defaults;
    if (!params_take(x, known, true, out))
        return false;
    if (out->query.p == NULL) {
        params_refuse(x, "missing field `query`");
        return false;
    }
    return true;
}

/* ---- the body ---------------------------------------------------------------------------------
 */

static bool body_query(struct json_fields *b, enum json_token t, void *to)
{
    return json_fields_string(b, t, &((struct query_request *)to)->query);
}

/* A variant: what `parse` says is the shape's fault. */
#define TAKE_VARIANT(b, t, parse, out)                                                             \
    do {                                                                                           \
        struct str text_ = STR_NONE;                                                               \
        struct kamu_error err_ = {0};                                                              \
        if (!json_fields_variant(b, t, &text_))                                                    \
            return false;                                                                          \
        if (parse(text_, out, &err_) != KAMU_OK)                                                   \
            return json_fields_wrong(b, "%s", kamu_error_message(&err_, 0));                       \
    } while (0)

static bool body_dialect(struct json_fields *b, enum json_token t, void *to)
{
    TAKE_VARIANT(b, t, param_dialect, &((struct query_request *)to)->dialect);
    return true;
}

static bool body_data_format(struct json_fields *b, enum json_token t, void *to)
{
    TAKE_VARIANT(b, t, param_data_format, &((struct query_request *)to)->form);
    return true;
}

static bool body_schema_format(struct json_fields *b, enum json_token t, void *to)
{
    struct query_request *r = to;
    if (t == JSON_NULL)
        return true;
    TAKE_VARIANT(b, t, param_schema_format, &r->schema_format);
    r->has_schema_format = true;
    return true;
}

static bool body_include_item(struct json_fields *b, enum json_token t, void *to)
{
    static const struct {
        const char *name;
        unsigned bit;
    } variants[] = {{"Input", QUERY_INPUT}, {"input", QUERY_INPUT},   {"Proof", QUERY_PROOF},
                    {"proof", QUERY_PROOF}, {"Schema", QUERY_SCHEMA}, {"schema", QUERY_SCHEMA}};
    struct query_request *r = to;
    struct str text = STR_NONE;
    if (!json_fields_variant(b, t, &text))
        return false;
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++)
        if (str_eqc(text, variants[i].name)) {
            r->include |= variants[i].bit;
            return true;
        }
    return json_fields_wrong(b,
                             "unknown variant `%.*s`, expected one of `Input`, `input`, `Proof`, "
                             "`proof`, `Schema`, `schema`",
                             (int)(text.n > 200 ? 200 : text.n), text.p);
}

static bool body_include(struct json_fields *b, enum json_token t, void *to)
{
    return json_fields_list(b, t, body_include_item, to);
}

static bool body_skip(struct json_fields *b, enum json_token t, void *to)
{
    return json_fields_u64(b, t, &((struct query_request *)to)->skip);
}

static bool body_limit(struct json_fields *b, enum json_token t, void *to)
{
    return json_fields_u64(b, t, &((struct query_request *)to)->limit);
}

static bool table_id(struct json_fields *b, enum json_token t, void *to)
{
    struct str text = STR_NONE;
    struct kamu_error err = {0};
    if (!json_fields_string(b, t, &text))
        return false;
    if (odf_did_parse(text, &((struct query_table *)to)->id, &err) == KAMU_OK)
        return true;
    return json_fields_wrong(b, "%s", kamu_error_message(&err, 0));
}

static bool table_alias(struct json_fields *b, enum json_token t, void *to)
{
    return json_fields_string(b, t, &((struct query_table *)to)->alias);
}

static bool table_block(struct json_fields *b, enum json_token t, void *to)
{
    struct query_table *table = to;
    struct str text = STR_NONE;
    struct kamu_error err = {0};
    if (t == JSON_NULL)
        return true;
    if (!json_fields_string(b, t, &text))
        return false;
    if (odf_hash_parse(text, &table->block, &err) != KAMU_OK)
        return json_fields_wrong(b, "%s", kamu_error_message(&err, 0));
    table->has_block = true;
    return true;
}

static const struct json_field table_fields[] = {
    {"id", true, table_id},
    {"alias", true, table_alias},
    {"blockHash", false, table_block},
    {NULL, false, NULL},
};

static bool body_table(struct json_fields *b, enum json_token t, void *to)
{
    struct query_request *r = to;
    if (r->n_tables == QUERY_TABLES_MAX)
        return json_fields_wrong(b, "more than %d datasets", QUERY_TABLES_MAX);
    return json_fields_object(b, t, "DatasetState", table_fields, &r->tables[r->n_tables++]);
}

static bool body_tables(struct json_fields *b, enum json_token t, void *to)
{
    struct query_request *r = to;
    if (t == JSON_NULL)
        return true;
    r->has_tables = true;
    r->tables = arena_calloc(b->arena, QUERY_TABLES_MAX, sizeof *r->tables);
    if (r->tables == NULL)
        return json_fields_wrong(b, "out of memory");
    return json_fields_list(b, t, body_table, r);
}

static const struct json_field fields[] = {
    {"query", true, body_query},
    {"queryDialect", false, body_dialect},
    {"dataFormat", false, body_data_format},
    {"include", false, body_include},
    {"schemaFormat", false, body_schema_format},
    {"datasets", false, body_tables},
    {"skip", false, body_skip},
    {"limit", false, body_limit},
    {NULL, false, NULL},
};

bool query_request_from_body(struct exchange *x, struct query_request *out)
{
    *out = defaults;
    return json_fields_read(x, "QueryRequest", fields, out);
}

const char *query_request_of_text(struct str text, struct arena *arena, struct query_request *out,
                                  bool *shape)
{
    *out = defaults;
    return json_fields_of_text(text, "QueryRequest", fields, out, arena, shape);
}

bool query_request_take(struct json_fields *b, enum json_token t, struct query_request *out)
{
    *out = defaults;
    return json_fields_object(b, t, "QueryRequest", fields, out);
}

void query_request_complete(struct query_request *r)
{
    if (r->has_schema_format)
        r->include |= QUERY_SCHEMA;
    if (r->include & QUERY_PROOF)
        r->include |= QUERY_INPUT;
    if (r->include & QUERY_SCHEMA && !r->has_schema_format) {
        r->has_schema_format = true;
        r->schema_format = ODF_SCHEMA_ARROW_JSON;
    }
}

/* ---- as JSON ----------------------------------------------------------------------------------
 */

static kamu_code write_include(unsigned include, struct buf *out, struct kamu_error *err)
{
    static const struct {
        unsigned bit;
        const char *text;
    } names[] = {
        {QUERY_INPUT, "\"Input\""}, {QUERY_PROOF, "\"Proof\""}, {QUERY_SCHEMA, "\"Schema\""}};
    bool any = false;
    KAMU_TRY(buf_append_str(out, ",\"include\":[", err));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!(include & names[i].bit))
            continue;
        KAMU_TRY(buf_printf(out, err, "%s%s", any ? "," : "", names[i].text));
        any = true;
    }
    return buf_append_byte(out, ']', err);
}

static kamu_code write_tables(const struct query_request *r, struct buf *out,
                              struct kamu_error *err)
{
    char did[ODF_DID_TEXT_MAX], hash[ODF_HASH_TEXT_MAX];
    KAMU_TRY(buf_append_str(out, ",\"datasets\":[", err));
    for (size_t i = 0; i < r->n_tables; i++) {
        const struct query_table *t = &r->tables[i];
        odf_did_text(&t->id, did);
        KAMU_TRY(buf_printf(out, err, "%s{\"id\":\"%s\",\"alias\":", i > 0 ? "," : "", did));
        KAMU_TRY(odf_json_quote(t->alias, out, err));
        if (t->has_block) {
            odf_hash_text(&t->block, hash);
            KAMU_TRY(buf_printf(out, err, ",\"blockHash\":\"%s\"", hash));
        }
        KAMU_TRY(buf_append_byte(out, '}', err));
    }
    return buf_append_byte(out, ']', err);
}

kamu_code query_request_write(const struct query_request *r, struct buf *out,
                              struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(out, "{\"query\":", err));
    KAMU_TRY(odf_json_quote(r->query, out, err));
    KAMU_TRY(buf_printf(out, err, ",\"queryDialect\":\"%s\",\"dataFormat\":\"%s\"", r->dialect,
                        data_format_name(r->form)));
    KAMU_TRY(write_include(r->include, out, err));
    if (r->has_schema_format)
        KAMU_TRY(
            buf_printf(out, err, ",\"schemaFormat\":\"%s\"", schema_format_name(r->schema_format)));
    if (r->has_tables)
        KAMU_TRY(write_tables(r, out, err));
    return buf_printf(out, err, ",\"skip\":%llu,\"limit\":%llu}", (unsigned long long)r->skip,
                      (unsigned long long)r->limit);
}
