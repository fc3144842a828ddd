/* Running a query: see query_run.h. */
#include "server/query_run.h"

#include "server/engines.h"

#define SOA_MAX ((size_t)100000000) /* as kamu */

struct reader { /* of whom the query is */
    struct exchange *x;
    struct worker *w;
};

static bool may_read(void *ctx, const struct dataset_handle *dataset)
{
    const struct reader *r = ctx;
    unsigned rights = 0;
    return access_rights(r->x->server->access, &r->x->caller, dataset, &rights, NULL) == KAMU_OK &&
           rights & ACCESS_READ;
}

static kamu_code open_query(struct reader *reader, const struct query_request *r,
                            struct engine *engine, struct dataset_query **out,
                            struct kamu_error *err)
{
    struct dataset_query_options options = {
        .visible = may_read,
        .ctx = reader,
        .account = reader->x->caller.account_name,
        .tables = r->has_tables ? r->tables : NULL,
        .n_tables = r->n_tables,
        .limited = true,
        .skip = r->skip,
        .limit = r->limit,
    };
    static const struct query_table none;
    if (r->has_tables && r->n_tables == 0)
        options.tables = &none;
    return dataset_query_open(reader->w->ws, engine, &options, r->query, out, err);
}

/* The tables with the blocks that are read. */
static kamu_code take_tables(struct exchange *x, const struct dataset_query *q,
                             struct query_request *r, struct kamu_error *err)
{
    const struct query_table *tables = dataset_query_tables(q, &r->n_tables);
    r->has_tables = true;
    r->tables = arena_calloc(&x->arena, r->n_tables + 1, sizeof *r->tables);
    if (r->tables == NULL)
        return error_nomem(err);
    for (size_t i = 0; i < r->n_tables; i++) {
        r->tables[i] = tables[i];
        r->tables[i].alias = arena_str(&x->arena, tables[i].alias);
        if (r->tables[i].alias.p == NULL)
            return error_nomem(err);
    }
    return KAMU_OK;
}

static kamu_code add_rows(struct dataset_query *q, struct json_rows *rows, struct spool *out,
                          struct kamu_error *err)
{
    struct batch *b = NULL;
    for (;;) {
        KAMU_TRY(dataset_query_next(q, &b, err));
        if (b == NULL)
            return json_rows_end(rows, false, &out->text, err);
        kamu_code rc = KAMU_OK;
        for (int64_t i = 0; i < b->length && rc == KAMU_OK; i++) {
            rc = json_rows_add(rows, b, i, &out->text, err);
            if (rc == KAMU_OK)
                rc = spool_check(out, err);
        }
        batch_free(b);
        KAMU_TRY(rc);
    }
}

static kamu_code write_output(struct dataset_query *q, const struct query_request *r,
                              struct spool *out, struct kamu_error *err)
{
    struct json_rows *rows = NULL;
    struct col_schema *schema = dataset_query_schema(q);
    KAMU_TRY(buf_append_str(&out->text, "{\"data\":", err));
    KAMU_TRY(json_rows_new_sorted(r->form, schema, SOA_MAX, &rows, err));
    kamu_code rc = add_rows(q, rows, out, err);
    json_rows_free(rows);
    KAMU_TRY(rc);
    KAMU_TRY(buf_printf(&out->text, err, ",\"dataFormat\":\"%s\"", data_format_name(r->form)));
    if (r->has_schema_format) {
        KAMU_TRY(buf_append_str(&out->text, ",\"schema\":", err));
        KAMU_TRY(odf_schema_json_value_columns(schema, r->schema_format, &out->text, err));
        KAMU_TRY(buf_printf(&out->text, err, ",\"schemaFormat\":\"%s\"",
                            schema_format_name(r->schema_format)));
    }
    return buf_append_byte(&out->text, '}', err);
}

static kamu_code run_on(struct engine *engine, struct reader *reader, struct query_request *r,
                        bool with_input, struct spool *out, enum query_stage *stage,
                        struct kamu_error *err)
{
    struct dataset_query *q = NULL;
    *stage = QUERY_PLANNED;
    KAMU_TRY(open_query(reader, r, engine, &q, err));
    kamu_code rc = take_tables(reader->x, q, r, err);
    if (rc == KAMU_OK && with_input) {
        rc = buf_append_str(&out->text, "\"input\":", err);
        if (rc == KAMU_OK)
            rc = query_request_write(r, &out->text, err);
        if (rc == KAMU_OK)
            rc = buf_append_byte(&out->text, ',', err);
    }
    *stage = QUERY_RAN;
    if (rc == KAMU_OK && with_input)
        rc = buf_append_str(&out->text, "\"output\":", err);
    if (rc == KAMU_OK)
        rc = write_output(q, r, out, err);
    dataset_query_close(q);
    return rc;
}

kamu_code query_run(struct exchange *x, struct worker *w, struct query_request *r, bool with_input,
                    struct spool *out, enum query_stage *stage, struct kamu_error *err)
{
    struct engine *engine = NULL;
    struct reader reader = {x, w};
    bool busy = false;
    kamu_code rc = engines_await(x->server->engines, x, &engine, &busy, err);
    *stage = busy ? QUERY_BUSY : QUERY_NO_ENGINE;
    KAMU_TRY(rc);
    rc = run_on(engine, &reader, r, with_input, out, stage, err);
    engines_give(x->server->engines, engine, rc);
    return rc;
}

/* ---- what went wrong ---------------------------------------------------------------------------
 */

/* The innermost message alone, which is DuckDB's or ours. */
static void innermost(struct kamu_error *err)
{
    struct kamu_position at = err->at;
    char text[KAMU_ERROR_TEXT_MAX];
    const char *last = kamu_error_message(err, 0), *next = NULL;
    for (unsigned i = 1; (next = kamu_error_message(err, i)) != NULL; i++)
        last = next;
    (void)snprintf(text, sizeof text, "%s", last == NULL ? "The query failed" : last);
    error_set(err, KAMU_E_INPUT, "%s", text);
    err->at = at;
}

void query_fail(struct exchange *x, enum query_stage stage, struct kamu_error *err)
{
    const char *message = kamu_error_message(err, 0);
    bool of_query =
        err->code == KAMU_E_INPUT || err->code == KAMU_E_LIMIT || err->code == KAMU_E_UNSUPPORTED;
    if (stage == QUERY_BUSY) {
        exchange_add_header(x, "retry-after", "1");
        exchange_refuse(x, 503, message);
    } else if (stage == QUERY_PLANNED && err->code == KAMU_E_NOT_FOUND) {
        exchange_refuse(x, 404, message);
    } else if (stage == QUERY_PLANNED && err->code == KAMU_E_INPUT &&
               strcmp(message, "Internal error") != 0) {
        exchange_refuse(x, 400, message);
    } else if (stage != QUERY_NO_ENGINE && of_query) {
        innermost(err); /* a data fault: 400, whatever the limit or the unknown function */
        exchange_fail(x, err);
    } else {
        exchange_fail(x, err);
    }
}
