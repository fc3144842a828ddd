/*
 * EsriShapefile: each record becomes a line of JSON (the attributes, and `geometry` as text), which
 * the NdJson reader reads: coercion and inference are the same (spec/read-formats.md 1.7).
 */
#include "readers/shapefile.h"

struct shapefile {
    struct shape_parts parts;
    struct dbf dbf;
    uint64_t offset;
    uint32_t record;
    struct buf line, geometry;
    size_t line_at;
    struct reader *rows;
};

static kamu_code record_error(const struct shapefile *x, const struct reader *r, kamu_code rc,
                              struct kamu_error *err)
{
    if (rc != KAMU_E_INPUT || err == NULL)
        return rc;
    char field[sizeof err->at.field];
    memcpy(field, err->at.field, sizeof field);
    error_at(err, byte_input_name(r->in), 0, 0, 0);
    err->at.record = (uint64_t)x->record + 1;
    memcpy(err->at.field, field, sizeof field);
    return rc;
}

/* Where no column takes it, it is not there: a field that each shapefile has is no unknown one. */
static kamu_code put_geometry(struct shapefile *x, const struct reader *r, struct kamu_error *err)
{
    if (r->schema != NULL && col_schema_find(r->schema, STR("geometry")) < 0)
        return buf_append_byte(&x->line, '{', err);
    KAMU_TRY(buf_append_str(&x->line, "{\"geometry\":", err));
    if (x->geometry.len == 0)
        return buf_append_str(&x->line, "null", err);
    return shape_put_text(&x->line, (const char *)x->geometry.data, x->geometry.len, err);
}

static kamu_code next_line(struct shapefile *x, const struct reader *r, struct kamu_error *err)
{
    bool end;
    x->line.len = x->line_at = x->geometry.len = 0;
    KAMU_TRY(env_check_cancel(r->env, err));
    kamu_code rc = shp_put(&x->parts.shp, &x->offset, &x->geometry, &end, err);
    if (rc != KAMU_OK)
        return record_error(x, r, rc, err);
    if (end)
        return KAMU_OK;
    KAMU_TRY(put_geometry(x, r, err));
    rc = x->record < x->dbf.records
             ? dbf_put(&x->dbf, &x->parts.dbf, x->record, &x->line, err)
             : error_set(err, KAMU_E_INPUT, "The .dbf has only %u records", x->dbf.records);
    if (rc != KAMU_OK)
        return record_error(x, r, rc, err);
    x->record++;
    return buf_append_str(&x->line, "}\n", err);
}

static kamu_code give(void *ctx, void *out, size_t n, size_t *got, struct kamu_error *err)
{
    struct reader *r = ctx;
    struct shapefile *x = r->impl;
    if (x->line_at == x->line.len)
        KAMU_TRY(next_line(x, r, err));
    *got = x->line.len - x->line_at < n ? x->line.len - x->line_at : n;
    if (*got > 0)
        memcpy(out, x->line.data + x->line_at, *got);
    x->line_at += *got;
    return KAMU_OK;
}

/* Lines are records here, and their columns nowhere in the input. */
static void as_record(struct kamu_error *err)
{
    if (err->at.line == 0)
        return;
    err->at.record = err->at.line;
    err->at.line = err->at.column = err->at.byte = 0;
}

static kamu_code on_reject(void *ctx, const struct reader_reject *reject, struct kamu_error *err)
{
    const struct reader *r = ctx;
    struct kamu_error why = *reject->error;
    struct reader_reject told = {.error = &why, .raw = reject->raw};
    as_record(&why);
    return r->o.reject(r->o.reject_ctx, &told, err);
}

static kamu_code shapefile_next(struct reader *r, struct batch **out, struct kamu_error *err)
{
    struct shapefile *x = r->impl;
    uint64_t rows = r->stats.rows;
    kamu_code rc = reader_next(x->rows, out, err);
    reader_stats(x->rows, &r->stats);
    r->stats.rows = rows;
    if (rc == KAMU_E_INPUT && err != NULL)
        as_record(err);
    return rc;
}

static void shapefile_close(struct reader *r)
{
    struct shapefile *x = r->impl;
    reader_close(x->rows);
    dbf_close(&x->dbf);
    shape_parts_close(&x->parts);
    buf_free(&x->line);
    buf_free(&x->geometry);
    mem_free(x);
}

static const struct reader_ops shapefile_ops = {shapefile_next, shapefile_close, NULL};

kamu_code shapefile_reader_open(struct reader *r, struct kamu_error *err)
{
    struct shapefile *x = mem_calloc(1, sizeof *x);
    if (x == NULL)
        return error_nomem(err);
    r->impl = x;
    r->ops = &shapefile_ops;
    x->offset = SHP_HEADER_BYTES;
    buf_init(&x->line, (size_t)1 << 31);
    buf_init(&x->geometry, (size_t)1 << 31);
    kamu_code rc = shape_parts_open(r, &x->parts, err);
    if (rc == KAMU_E_INPUT)
        hint_from_head(r, err);
    KAMU_TRY(rc);
    KAMU_TRY(shp_check(&x->parts.shp, err));
    KAMU_TRY(dbf_open(&x->parts.dbf, x->parts.encoding, &x->dbf, err));
    struct reader_options o = r->o;
    o.input = (struct reader_input){
        .kind = READER_STREAM, .read = give, .ctx = r, .name = byte_input_name(r->in)};
    o.format = (struct reader_format){.kind = DATA_NDJSON};
    o.schema = r->schema;
    o.progress = NULL;
    o.detect = false;
    if (o.reject != NULL) {
        o.reject = on_reject;
        o.reject_ctx = r;
    }
    KAMU_TRY(reader_open(r->env, &o, &x->rows, err));
    if (r->schema == NULL)
        r->schema = reader_schema(x->rows) == NULL ? NULL : col_schema_ref(reader_schema(x->rows));
    return KAMU_OK;
}
