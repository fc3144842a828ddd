/* json, ndjson, json-aoa (streaming) and json-soa (by column, kept until the end). */
#include "cli/output_internal.h"
#include "columnar/json_rows.h"

static kamu_code open_rows(struct output *o, enum json_form form, struct kamu_error *err)
{
    struct json_rows *rows = NULL;
    kamu_code rc = json_rows_new(form, o->schema, OUTPUT_TEXT_MAX, &rows, err);
    o->state = rows;
    return rc;
}

static kamu_code open_aos(struct output *o, struct kamu_error *err)
{
    return open_rows(o, JSON_AOS, err);
}

static kamu_code open_aoa(struct output *o, struct kamu_error *err)
{
    return open_rows(o, JSON_AOA, err);
}

static kamu_code open_soa(struct output *o, struct kamu_error *err)
{
    return open_rows(o, JSON_SOA, err);
}

static void free_rows(struct output *o)
{
    json_rows_free(o->state);
}

static kamu_code json_row(struct output *o, const struct batch *b, int64_t i,
                          struct kamu_error *err)
{
    return json_rows_add(o->state, b, i, &o->text, err);
}

static kamu_code json_finish(struct output *o, struct kamu_error *err)
{
    return json_rows_end(o->state, o->options.names_when_empty, &o->text, err);
}

static kamu_code ndjson_row(struct output *o, const struct batch *b, int64_t i,
                            struct kamu_error *err)
{
    bool whole = o->options.whole_lines;

    if (o->rows && !whole)
        KAMU_TRY(buf_append_byte(&o->text, '\n', err));
    KAMU_TRY(o->options.export_values ? json_rows_sparse(o->state, b, i, &o->text, err)
                                      : json_rows_one(o->state, b, i, &o->text, err));
    return whole ? buf_append_byte(&o->text, '\n', err) : KAMU_OK;
}

static kamu_code ndjson_finish(struct output *o, struct kamu_error *err)
{
    return KAMU_OK;
}

const struct output_printer output_json = {
    .open = open_aos, .row = json_row, .finish = json_finish, .free = free_rows};
const struct output_printer output_ndjson = {
    .open = open_aos, .row = ndjson_row, .finish = ndjson_finish, .free = free_rows};
const struct output_printer output_json_aoa = {
    .open = open_aoa, .row = json_row, .finish = json_finish, .free = free_rows};
const struct output_printer output_json_soa = {
    .open = open_soa, .row = json_row, .finish = json_finish, .free = free_rows};
