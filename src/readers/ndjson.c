/*
 * NdJson and NdGeoJson: JSON objects one after the other (spec/read-formats.md 1.3, 1.6). With a
 * schema as without: objects may share or span lines.
 */
#include "readers/json_reader.h"

/* The last line that starts with a brace, else the last line. */
static size_t cut_lines(void *ctx, const uint8_t *text, size_t n)
{
    size_t last = 0, end = n;
    for (unsigned tries = 0; tries < 4096; tries++) {
        const uint8_t *p = memrchr(text, '\n', end);
        if (p == NULL)
            break;
        end = (size_t)(p - text);
        if (end + 1 < n && p[1] == '{')
            return end + 1;
        if (last == 0)
            last = end + 1;
    }
    return last;
}

static const struct record_ops ndjson_ops = {
    .pipeline = {.cut = cut_lines,
                 .run = json_records_run,
                 .worker_new = json_records_worker,
                 .worker_free = json_records_worker_free},
    .explain = json_records_explain,
    .count = json_records_count,
    .free = mem_free,
};

kamu_code ndjson_reader_open(struct reader *r, struct kamu_error *err)
{
    struct json_records *x;
    bool features = r->o.format.kind == DATA_NDGEOJSON;
    struct json_options o = {
        .mode = JSON_STREAM, .shape = features ? JSON_FEATURE : JSON_PLAIN, .strict = features};
    if (r->schema == NULL) {
        byte_input_keep(r->in);
        KAMU_TRY(
            json_infer(r, &ndjson_ops.pipeline, &o, NULL, (struct text_position){0}, NULL, err));
        KAMU_TRY(byte_input_rewind(r->in, err));
    }
    if (r->schema == NULL)
        return KAMU_OK;
    x = mem_alloc(sizeof *x);
    if (x == NULL)
        return error_nomem(err);
    json_records_init(x, r, &o);
    return records_open(r, &ndjson_ops, x, NULL, 0, 0, 0, err);
}
