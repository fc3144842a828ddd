/* GraphQL: rows and schemas, as texts. */
#include "columnar/format.h"
#include "columnar/json_rows.h"
#include "odf/schema.h"
#include "server/engines.h"
#include "server/graphql_schema.h"
#include "sql/dataset_query.h"
#include "store/tail.h"

enum { CONTENT_MAX = 64 << 20 }; /* bytes of rows or a schema in an answer */

struct data_text { /* DataSchema and DataBatch */
    struct str format, content;
    int64_t n;
};

struct data_result {
    struct gql_out schema;
    struct data_text data;
    const struct gql_out *datasets;
    size_t n_datasets;
    int64_t limit;
};

struct data_error {
    struct str message;
    struct str kind;
};

struct state { /* DatasetState */
    struct query_table table;
};

/* ---- schemas -------------------------------------------------------------------------------- */

static enum odf_schema_format schema_format(const struct gql_call *c, struct str *name)
{
    static const struct {
        struct str name;
        enum odf_schema_format format;
    } all[] = {{{"ARROW_JSON", 10}, ODF_SCHEMA_ARROW_JSON},
               {{"ODF_JSON", 8}, ODF_SCHEMA_ODF_JSON},
               {{"ODF_YAML", 8}, ODF_SCHEMA_ODF_YAML},
               {{"PARQUET_JSON", 12}, ODF_SCHEMA_PARQUET_JSON}};
    struct str wanted = gql_arg_text(c, "schemaFormat");
    if (wanted.p == NULL)
        wanted = gql_arg_text(c, "format");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        *name = all[i].name;
        if (str_eq(wanted, all[i].name))
            return all[i].format;
    }
    *name = STR("PARQUET");
    return ODF_SCHEMA_PARQUET;
}

static kamu_code schema_object(struct gql_call *c, struct str format, const struct buf *text,
                               struct gql_out *out, struct kamu_error *err)
{
    struct data_text *s = gql_new(c, sizeof *s);
    if (s == NULL)
        return error_nomem(err);
    s->format = format;
    s->content = gql_copy(c, (struct str){(const char *)text->data, text->len});
    if (text->len == 0)
        s->content = STR("");
    *out = gql_object(&gql_DataSchema, s);
    return s->content.p != NULL ? KAMU_OK : error_nomem(err);
}

kamu_code gql_schema_of(struct gql_call *c, const struct odf_data_schema *schema,
                        struct gql_out *out, struct kamu_error *err)
{
    struct str name;
    enum odf_schema_format format = schema_format(c, &name);
    struct buf text = BUF_INIT(CONTENT_MAX);
    kamu_code rc = odf_schema_print(schema, format, &text, err);
    if (rc == KAMU_OK)
        rc = schema_object(c, name, &text, out, err);
    buf_free(&text);
    return rc;
}

static kamu_code schema_of_columns(struct gql_call *c, const struct col_schema *schema,
                                   struct gql_out *out, struct kamu_error *err)
{
    struct str name;
    enum odf_schema_format format = schema_format(c, &name);
    struct buf text = BUF_INIT(CONTENT_MAX);
    kamu_code rc = odf_schema_print_columns(schema, format, &text, err);
    if (rc == KAMU_OK)
        rc = schema_object(c, name, &text, out, err);
    buf_free(&text);
    return rc;
}

/* ---- rows -------------------------------------------------------------------------------------
 */

enum row_format { ROWS_JSON, ROWS_LINES, ROWS_CSV };

struct rows {
    enum row_format format;
    struct str name;
    struct json_rows *json;
    struct buf text, field;
    int64_t n;
};

static kamu_code rows_open(struct gql_call *c, struct col_schema *schema, struct rows *r,
                           struct kamu_error *err)
{
    struct str name = gql_arg_text(c, "dataFormat");
    enum json_form form = JSON_AOS;
    *r = (struct rows){.format = ROWS_JSON, .name = name.p != NULL ? name : STR("JSON")};
    buf_init(&r->text, CONTENT_MAX);
    buf_init(&r->field, CONTENT_MAX);
    if (str_eqc(name, "CSV"))
        r->format = ROWS_CSV;
    else if (str_eqc(name, "ND_JSON") || str_eqc(name, "JSON_LD"))
        r->format = ROWS_LINES;
    else if (str_eqc(name, "JSON_SOA"))
        form = JSON_SOA;
    else if (str_eqc(name, "JSON_AOA"))
        form = JSON_AOA;
    return json_rows_new(form, schema, CONTENT_MAX, &r->json, err);
}

static void rows_free(struct rows *r)
{
    json_rows_free(r->json);
    buf_free(&r->text);
    buf_free(&r->field);
}

static kamu_code csv_header(struct rows *r, const struct batch *b, struct kamu_error *err)
{
    for (uint32_t i = 0; i < b->n_columns; i++) {
        if (i > 0)
            KAMU_TRY(buf_append_byte(&r->text, ',', err));
        KAMU_TRY(format_csv_field(str_c(b->schema->fields[i].name), &r->text, err));
    }
    return KAMU_OK;
}

static kamu_code csv_row(struct rows *r, const struct batch *b, int64_t i, struct kamu_error *err)
{
    if (r->n == 0)
        KAMU_TRY(csv_header(r, b, err));
    KAMU_TRY(buf_append_byte(&r->text, '\n', err));
    for (uint32_t c = 0; c < b->n_columns; c++) {
        if (c > 0)
            KAMU_TRY(buf_append_byte(&r->text, ',', err));
        r->field.len = 0;
        KAMU_TRY(value_format(&b->columns[c], i, FORMAT_CSV, &r->field, err));
        KAMU_TRY(format_csv_field((struct str){(const char *)r->field.data, r->field.len}, &r->text,
                                  err));
    }
    return KAMU_OK;
}

static kamu_code add_row(struct rows *r, const struct batch *b, int64_t i, struct kamu_error *err)
{
    switch (r->format) {
    case ROWS_JSON:
        return json_rows_add(r->json, b, i, &r->text, err);
    case ROWS_LINES:
        if (r->n > 0)
            KAMU_TRY(buf_append_byte(&r->text, '\n', err));
        return json_rows_one(r->json, b, i, &r->text, err);
    case ROWS_CSV:
        return csv_row(r, b, i, err);
    }
    return KAMU_OK;
}

static kamu_code add_batch(struct rows *r, struct batch *b, struct kamu_error *err)
{
    kamu_code rc = KAMU_OK;
    for (int64_t i = 0; i < b->length && rc == KAMU_OK; i++, r->n++)
        rc = add_row(r, b, i, err);
    batch_free(b);
    if (rc == KAMU_E_LIMIT)
        return error_set(err, rc, "The answer is larger than %d MiB", CONTENT_MAX >> 20);
    return rc;
}

static kamu_code rows_end(struct gql_call *c, struct rows *r, struct data_text *out,
                          struct kamu_error *err)
{
    if (r->format == ROWS_JSON)
        KAMU_TRY(json_rows_end(r->json, false, &r->text, err));
    out->format = r->name;
    out->n = r->n;
    out->content = r->text.len == 0
                       ? STR("")
                       : gql_copy(c, (struct str){(const char *)r->text.data, r->text.len});
    return out->content.p != NULL ? KAMU_OK : error_nomem(err);
}

/* ---- tail --------------------------------------------------------------------------------------
 */

static kamu_code tail_rows(struct gql_call *c, struct dataset_tail *t, struct data_result *out,
                           struct kamu_error *err)
{
    struct col_schema *schema = dataset_tail_schema(t), *none = NULL;
    struct rows rows;
    struct batch *b;
    if (schema != NULL)
        KAMU_TRY(schema_of_columns(c, schema, &out->schema, err));
    else
        KAMU_TRY(col_schema_new(0, &none, err));
    kamu_code rc = rows_open(c, schema != NULL ? schema : none, &rows, err);
    while (rc == KAMU_OK && (rc = dataset_tail_next(t, &b, err)) == KAMU_OK && b != NULL)
        rc = add_batch(&rows, b, err);
    if (rc == KAMU_OK)
        rc = rows_end(c, &rows, &out->data, err);
    rows_free(&rows);
    col_schema_unref(none);
    return rc;
}

GQL_RESOLVER(data_tail)
{
    struct dataset *ds;
    struct dataset_tail *t;
    struct dataset_tail_options o = {0};
    struct data_result *r = gql_new(c, sizeof *r);
    if (r == NULL)
        return error_nomem(err);
    KAMU_TRY(gql_arg_number(c, "skip", 0, &o.skip, err));
    KAMU_TRY(gql_arg_number(c, "limit", 20, &o.limit, err));
    KAMU_TRY(gql_open_dataset(c, parent, &ds, err));
    KAMU_TRY(dataset_tail_open(&gql_context(c)->worker->env, ds, &o, &t, err));
    kamu_code rc = tail_rows(c, t, r, err);
    dataset_tail_close(t);
    KAMU_TRY(rc);
    r->limit = (int64_t)o.limit;
    *out = gql_object(&gql_DataQueryResultSuccess, r);
    return KAMU_OK;
}
GQL_RESOLVER(data_rows)
{
    const struct dataset_state *s;
    KAMU_TRY(gql_dataset_state(c, parent, &s, err));
    *out = gql_int((int64_t)s->chain.rows_total);
    return KAMU_OK;
}
GQL_RESOLVER(data_bytes)
{
    const struct dataset_state *s;
    KAMU_TRY(gql_dataset_state(c, parent, &s, err));
    *out = gql_int((int64_t)s->chain.data_bytes_total);
    return KAMU_OK;
}

/* ---- queries ------------------------------------------------------------------------------------
 */

static bool may_read(void *ctx, const struct dataset_handle *dataset)
{
    const struct gql_context *x = ctx;
    unsigned rights = 0;
    return access_rights(x->server->access, x->caller, dataset, &rights, NULL) == KAMU_OK &&
           rights & ACCESS_READ;
}

static kamu_code query_tables(struct gql_call *c, const struct dataset_query *q,
                              struct data_result *out, struct kamu_error *err)
{
    size_t n;
    const struct query_table *tables = dataset_query_tables(q, &n);
    struct gql_out *list = arena_calloc(c->exec->arena, n + 1, sizeof *list);
    if (list == NULL)
        return error_nomem(err);
    for (size_t i = 0; i < n; i++) {
        struct state *s = gql_new(c, sizeof *s);
        if (s == NULL)
            return error_nomem(err);
        s->table = tables[i];
        s->table.alias = gql_copy(c, tables[i].alias);
        list[i] = gql_object(&gql_DatasetState, s);
    }
    out->datasets = list;
    out->n_datasets = n;
    return KAMU_OK;
}

static kamu_code query_rows(struct gql_call *c, struct dataset_query *q, struct data_result *out,
                            struct kamu_error *err)
{
    struct rows rows;
    struct batch *b;
    KAMU_TRY(query_tables(c, q, out, err));
    KAMU_TRY(schema_of_columns(c, dataset_query_schema(q), &out->schema, err));
    kamu_code rc = rows_open(c, dataset_query_schema(q), &rows, err);
    while (rc == KAMU_OK && (rc = dataset_query_next(q, &b, err)) == KAMU_OK && b != NULL)
        rc = add_batch(&rows, b, err);
    if (rc == KAMU_OK)
        rc = rows_end(c, &rows, &out->data, err);
    rows_free(&rows);
    return rc;
}

static kamu_code query_on(struct gql_call *c, struct engine *engine, struct data_result *out,
                          struct kamu_error *err)
{
    struct gql_context *x = gql_context(c);
    struct dataset_query *q;
    struct dataset_query_options o = {
        .visible = may_read, .ctx = x, .account = x->caller->account_name, .limited = true};
    KAMU_TRY(gql_arg_number(c, "skip", 0, &o.skip, err));
    KAMU_TRY(gql_arg_number(c, "limit", 100, &o.limit, err));
    out->limit = (int64_t)o.limit;
    if (!str_eqc(gql_arg_text(c, "queryDialect"), "SQL_DATA_FUSION"))
        return error_set(err, KAMU_E_INPUT, "Query dialect " STR_FMT " is not supported",
                         STR_ARG(gql_arg_text(c, "queryDialect")));
    KAMU_TRY(dataset_query_open(x->worker->ws, engine, &o, gql_arg_text(c, "query"), &q, err));
    kamu_code rc = query_rows(c, q, out, err);
    dataset_query_close(q);
    return rc;
}

/* What is wrong with the query is a result, what is wrong with the server an error. */
static kamu_code query_error(struct gql_call *c, const struct kamu_error *why, struct gql_out *out,
                             struct kamu_error *err)
{
    bool of_query = why->code == KAMU_E_INPUT || why->code == KAMU_E_LIMIT ||
                    why->code == KAMU_E_UNSUPPORTED || why->code == KAMU_E_NOT_FOUND ||
                    why->code == KAMU_E_USAGE;
    const char *text = kamu_error_message(why, 0), *more;
    if (!of_query) {
        if (err != NULL)
            *err = *why;
        return why->code;
    }
    for (unsigned i = 1; (more = kamu_error_message(why, i)) != NULL; i++)
        text = more;
    struct data_error *e = gql_new(c, sizeof *e);
    if (e == NULL)
        return error_nomem(err);
    e->message = gql_copy(c, str_c(text != NULL ? text : ""));
    e->kind = STR("INVALID_SQL");
    *out = gql_object(&gql_DataQueryResultError, e);
    return KAMU_OK;
}

/* One of the server's; on the command line its own. */
static kamu_code take_engine(struct gql_context *x, struct engine **out, struct kamu_error *err)
{
    struct engine_options options = {0};
    bool busy = false;
    if (x->x == NULL)
        return engine_open(&x->worker->env, &options, out, err);
    return engines_take(x->server->engines, x->x, out, &busy, err);
}

static void give_engine(struct gql_context *x, struct engine *engine, kamu_code rc)
{
    if (x->x == NULL)
        engine_close(engine);
    else
        engines_give(x->server->engines, engine, rc);
}

GQL_RESOLVER(data_query)
{
    struct gql_context *x = gql_context(c);
    struct engine *engine;
    struct kamu_error why = {0};
    struct data_result *r = gql_new(c, sizeof *r);
    (void)parent;
    if (r == NULL)
        return error_nomem(err);
    if (x->queries++ >= GQL_QUERIES_MAX)
        return error_set(err, KAMU_E_LIMIT, "More than %d queries in one document",
                         GQL_QUERIES_MAX);
    KAMU_TRY(take_engine(x, &engine, err));
    kamu_code rc = query_on(c, engine, r, &why);
    give_engine(x, engine, rc);
    if (rc != KAMU_OK)
        return query_error(c, &why, out, err);
    *out = gql_object(&gql_DataQueryResultSuccess, r);
    return KAMU_OK;
}

/* ---- the types
 * ------------------------------------------------------------------------------------ */

#define RESULT(p) ((const struct data_result *)(p))
#define TEXT(p) ((const struct data_text *)(p))
#define FIELD(resolver, expression)                                                                \
    GQL_RESOLVER(resolver)                                                                         \
    {                                                                                              \
        (void)c;                                                                                   \
        (void)err;                                                                                 \
        *out = (expression);                                                                       \
        return KAMU_OK;                                                                            \
    }
FIELD(result_schema, RESULT(parent)->schema)
FIELD(result_data, gql_object(&gql_DataBatch, &RESULT(parent)->data))
FIELD(result_datasets, gql_list(RESULT(parent)->datasets, RESULT(parent)->n_datasets))
FIELD(result_limit, gql_int(RESULT(parent)->limit))
FIELD(text_format, gql_text(TEXT(parent)->format))
FIELD(text_content, gql_text(TEXT(parent)->content))
FIELD(text_records, gql_int(TEXT(parent)->n))
FIELD(error_message, gql_text(((const struct data_error *)parent)->message))
FIELD(error_kind, gql_text(((const struct data_error *)parent)->kind))
FIELD(state_id, gql_did(c, &((const struct state *)parent)->table.id))
FIELD(state_alias, gql_text(((const struct state *)parent)->table.alias))
FIELD(state_block, gql_hash(c, &((const struct state *)parent)->table.block))

const struct gql_type gql_DataQueries = {
    .name = "DataQueries",
    .fields = (const struct gql_field[]){
        {"query", "DataQueryResult!", data_query,
         GQL_ARGS({"query", "String!"}, {"queryDialect", "QueryDialect!"},
                  {"dataFormat", "DataBatchFormat", "JSON"},
                  {"schemaFormat", "DataSchemaFormat", "PARQUET"}, {"skip", "Int", "0"},
                  {"limit", "Int", "100"})},
        {0}}};
const struct gql_type gql_DatasetData = {
    .name = "DatasetData",
    .fields =
        (const struct gql_field[]){{"numRecordsTotal", "Int!", data_rows},
                                   {"estimatedSizeBytes", "Int!", data_bytes},
                                   {"tail", "DataQueryResult!", data_tail,
                                    GQL_ARGS({"skip", "Int", "0"}, {"limit", "Int", "20"},
                                             {"dataFormat", "DataBatchFormat", "JSON"},
                                             {"schemaFormat", "DataSchemaFormat", "PARQUET"})},
                                   {0}}};
const struct gql_type gql_DataQueryResult = {.name = "DataQueryResult", .kind = GQL_TYPE_INTERFACE};
const struct gql_type gql_DataQueryResultSuccess = {
    .name = "DataQueryResultSuccess",
    .interfaces = GQL_NAMES("DataQueryResult"),
    .fields = (const struct gql_field[]){{"schema", "DataSchema", result_schema},
                                         {"data", "DataBatch!", result_data},
                                         {"datasets", "[DatasetState!]", result_datasets},
                                         {"limit", "Int!", result_limit},
                                         {0}}};
const struct gql_type gql_DataQueryResultError = {
    .name = "DataQueryResultError",
    .interfaces = GQL_NAMES("DataQueryResult"),
    .fields = (const struct gql_field[]){{"errorMessage", "String!", error_message},
                                         {"errorKind", "DataQueryResultErrorKind!", error_kind},
                                         {0}}};
const struct gql_type gql_DataSchema = {
    .name = "DataSchema",
    .fields = (const struct gql_field[]){
        {"format", "DataSchemaFormat!", text_format}, {"content", "String!", text_content}, {0}}};
const struct gql_type gql_DataBatch = {
    .name = "DataBatch",
    .fields = (const struct gql_field[]){{"format", "DataBatchFormat!", text_format},
                                         {"content", "String!", text_content},
                                         {"numRecords", "Int!", text_records},
                                         {0}}};
const struct gql_type gql_DatasetState = {
    .name = "DatasetState",
    .fields = (const struct gql_field[]){{"id", "DatasetID!", state_id},
                                         {"alias", "String!", state_alias},
                                         {"blockHash", "Multihash", state_block},
                                         {0}}};
const struct gql_type gql_DataBatchFormat = {
    .name = "DataBatchFormat",
    .kind = GQL_TYPE_ENUM,
    .values = GQL_NAMES("JSON", "JSON_AOS", "JSON_SOA", "JSON_AOA", "ND_JSON", "JSON_LD", "CSV")};
const struct gql_type gql_DataSchemaFormat = {
    .name = "DataSchemaFormat",
    .kind = GQL_TYPE_ENUM,
    .values = GQL_NAMES("PARQUET", "PARQUET_JSON", "ARROW_JSON", "ODF_JSON", "ODF_YAML")};
const struct gql_type gql_QueryDialect = {
    .name = "QueryDialect",
    .kind = GQL_TYPE_ENUM,
    .values = GQL_NAMES("SQL_DATA_FUSION", "SQL_FLINK", "SQL_RISING_WAVE", "SQL_SPARK")};
const struct gql_type gql_DataQueryResultErrorKind = {
    .name = "DataQueryResultErrorKind",
    .kind = GQL_TYPE_ENUM,
    .values = GQL_NAMES("INVALID_SQL", "UNAUTHORIZED", "INTERNAL_ERROR")};
