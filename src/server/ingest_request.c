/* What a request says of its push: see ingest_request.h. */
#include "server/ingest_request.h"

#include "odf/json.h"
#include "readers/format.h"

#include <unistd.h>

#define REJECTS_BYTES_MAX ((size_t)1 << 20)

/* ---- texts ------------------------------------------------------------------------------ */

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || (unsigned char)s.p[i] > 0x7e)
            return false;
    return true;
}

static kamu_code flag_param(struct exchange *x, const char *name, bool *out, struct kamu_error *err)
{
    struct str v;
    KAMU_TRY(exchange_param(x, name, &v, err));
    *out = v.p != NULL && (v.n == 0 || str_eqc(v, "1") || str_ieq(v, STR("true")));
    if (v.p == NULL || *out || str_eqc(v, "0") || str_ieq(v, STR("false")))
        return KAMU_OK;
    return error_set(err, KAMU_E_USAGE, "%s is 1 or 0, not '" STR_FMT "'", name, STR_ARG(v));
}

/* ---- headers ----------------------------------------------------------------------------- */

kamu_code ingest_event_time(struct exchange *x, struct kamu_push_options *o, struct kamu_error *err)
{
    struct str text = exchange_header(x, "odf-event-time");
    struct instant t;
    if (text.p == NULL)
        return KAMU_OK;
    if (!is_ascii(text))
        return error_set(err, KAMU_E_USAGE, "failed to convert header to a str");
    struct kamu_error why;
    if (instant_parse_rfc3339(text, &t, &why) != KAMU_OK)
        return error_set(err, KAMU_E_USAGE, "%s", kamu_error_message(&why, 0));
    o->has_event_time = true;
    o->event_time = (struct kamu_time){t.seconds, t.nanos / 1000000 * 1000000};
    return KAMU_OK;
}

static kamu_code if_match(struct ingest_request *r, struct kamu_error *err)
{
    struct str tag = exchange_header(r->x, "if-match");
    struct odf_hash hash;
    if (tag.p == NULL || str_eqc(tag, "*"))
        return KAMU_OK;
    if (tag.n >= 2 && tag.p[0] == '"' && tag.p[tag.n - 1] == '"')
        tag = (struct str){tag.p + 1, tag.n - 2};
    if (odf_hash_parse(tag, &hash, NULL) != KAMU_OK)
        return error_set(err, KAMU_E_USAGE, "If-Match is not the hash of a block");
    r->push.options.expected_head = arena_str(&r->x->arena, tag).p;
    r->conditional = true;
    return r->push.options.expected_head == NULL ? error_nomem(err) : KAMU_OK;
}

/* ---- formats ------------------------------------------------------------------------------- */

static const char *const format_names[FORMAT_KINDS] = {
    [DATA_CSV] = "csv",         [DATA_JSON] = "json",
    [DATA_NDJSON] = "ndjson",   [DATA_GEOJSON] = "geojson",
    [DATA_PARQUET] = "parquet", [DATA_NDGEOJSON] = "ndgeojson",
    [DATA_ARROW] = "arrow",     [DATA_ESRI_SHAPEFILE] = "esrishapefile",
};

/* Options of formats that a query may set, as in --input-format of `kamu ingest`. */
static const char *const format_params[] = {
    "separator",   "quote",     "escape",     "encoding",        "header",
    "inferSchema", "nullValue", "dateFormat", "timestampFormat", "subPath",
};

static kamu_code add_format_params(struct exchange *x, struct buf *text, bool *any,
                                   struct kamu_error *err)
{
    *any = false;
    for (size_t i = 0; x->query.p != NULL && i < sizeof format_params / sizeof *format_params;
         i++) {
        struct str v;
        KAMU_TRY(exchange_param(x, format_params[i], &v, err));
        if (v.p == NULL)
            continue;
        *any = true;
        KAMU_TRY(buf_printf(text, err, ";%s=" STR_FMT, format_params[i], STR_ARG(v)));
    }
    return KAMU_OK;
}

static kamu_code put_format(struct exchange *x, const struct reader_format *f, const char **out,
                            struct kamu_error *err)
{
    struct buf text = BUF_INIT(64 << 10);
    bool any = false;
    const char *name = f->separator.p != NULL ? "tsv" : format_names[f->kind];
    kamu_code rc = buf_printf(&text, err, "%s", name);
    if (rc == KAMU_OK && f->header != FORMAT_UNSET)
        rc = buf_printf(&text, err, ";header=%s", f->header == FORMAT_YES ? "true" : "false");
    if (rc == KAMU_OK)
        rc = add_format_params(x, &text, &any, err);
    if (rc == KAMU_OK) {
        struct str copy = arena_str(&x->arena, (struct str){(const char *)text.data, text.len});
        *out = copy.p;
        rc = copy.p == NULL ? error_nomem(err) : KAMU_OK;
    }
    buf_free(&text);
    return rc;
}

kamu_code ingest_format(struct exchange *x, struct str media_type, const char **out, bool *unknown,
                        struct kamu_error *err)
{
    struct reader_format f;
    *out = NULL;
    *unknown = false;
    if (media_type.p == NULL) {
        struct buf text = BUF_INIT(64 << 10);
        bool any = false;
        kamu_code rc = add_format_params(x, &text, &any, err);
        buf_free(&text);
        if (rc == KAMU_OK && any)
            rc = error_set(err, KAMU_E_USAGE, "Options of a format need a Content-Type");
        return rc;
    }
    if (!format_from_media_type(media_type, &f)) {
        *unknown = true;
        return KAMU_OK;
    }
    if (x->query.p == NULL && f.header == FORMAT_UNSET && f.separator.p == NULL) {
        *out = format_names[f.kind]; /* as nearly always */
        return KAMU_OK;
    }
    return put_format(x, &f, out, err);
}

/* ---- bad records that are left out ------------------------------------------------------------
 */

static kamu_code put_member(struct buf *b, const char *name, const char *text,
                            struct kamu_error *err)
{
    if (text[0] == 0)
        return KAMU_OK;
    KAMU_TRY(buf_printf(b, err, ",\"%s\":", name));
    return odf_json_quote(str_c(text), b, err);
}

static kamu_code tell_reject(struct buf *b, const struct kamu_error *e, struct kamu_error *err)
{
    const struct kamu_position *at = &e->at;
    KAMU_TRY(buf_printf(b, err, "%s{\"record\":%llu", b->len == 0 ? "" : ",",
                        (unsigned long long)at->record));
    if (at->line != 0)
        KAMU_TRY(buf_printf(b, err, ",\"line\":%llu,\"column\":%llu", (unsigned long long)at->line,
                            (unsigned long long)at->column));
    KAMU_TRY(put_member(b, "field", at->field, err));
    KAMU_TRY(put_member(b, "text", at->excerpt, err));
    KAMU_TRY(put_member(b, "expected", at->expected, err));
    const char *message = kamu_error_message(e, 0);
    KAMU_TRY(put_member(b, "message", message == NULL ? "" : message, err));
    return buf_append_byte(b, '}', err);
}

static enum kamu_code on_reject(void *ctx, const struct kamu_error *error, const char *raw,
                                size_t raw_size)
{
    struct ingest_request *r = ctx;
    (void)raw;
    (void)raw_size;
    if (error == NULL) { /* once more from the beginning */
        r->rejects.len = 0;
        r->n_rejects = 0;
        return KAMU_OK;
    }
    if (r->n_rejects++ >= REJECTS_TOLD)
        return KAMU_OK;
    size_t before = r->rejects.len;
    if (tell_reject(&r->rejects, error, NULL) != KAMU_OK)
        r->rejects.len = before; /* too long: it is counted */
    return KAMU_OK;
}

/* ---- the query
 * ----------------------------------------------------------------------------------- */

static kamu_code read_on_error(struct ingest_request *r, struct kamu_error *err)
{
    struct kamu_push_options *o = &r->push.options;
    struct str v, max;
    KAMU_TRY(exchange_param(r->x, "onError", &v, err));
    KAMU_TRY(exchange_param(r->x, "maxErrors", &max, err));
    KAMU_TRY(flag_param(r->x, "strict", &o->strict, err));
    KAMU_TRY(flag_param(r->x, "validateOnly", &r->dry_run, err));
    if (v.p != NULL && !str_eqc(v, "skip") && !str_eqc(v, "reject") && !str_eqc(v, "stop"))
        return error_set(err, KAMU_E_USAGE, "onError is skip or reject, not '" STR_FMT "'",
                         STR_ARG(v));
    r->skips = v.p != NULL && str_eqc(v, "skip");
    if (max.p != NULL) {
        char *end = NULL;
        o->max_errors = strtoull(max.p, &end, 10);
        if (max.n == 0 || *end != 0 || max.p[0] == '-')
            return error_set(err, KAMU_E_USAGE, "maxErrors is a number, not '" STR_FMT "'",
                             STR_ARG(max));
    }
    if (r->skips) {
        o->on_error = KAMU_ON_ERROR_SKIP;
        o->reject = on_reject;
        o->reject_ctx = r;
        buf_init(&r->rejects, REJECTS_BYTES_MAX);
    }
    return KAMU_OK;
}

static kamu_code read_query(struct ingest_request *r, struct kamu_error *err)
{
    struct str source;
    if (r->x->query.p == NULL)
        return KAMU_OK;
    KAMU_TRY(exchange_param(r->x, "sourceName", &source, err));
    KAMU_TRY(exchange_param(r->x, "uploadToken", &r->upload_token, err));
    r->push.options.source_name = source.p; /* ends in NUL */
    return read_on_error(r, err);
}

static void take_body(struct ingest_request *r)
{
    struct push_request *p = &r->push;
    if (r->upload.fd >= 0) {
        p->fd = r->upload.fd;
        p->size = r->upload.size;
        p->name = "uploaded file";
        return;
    }
    p->name = "request body";
    if (exchange_streams(r->x))
        return; /* ingest_large.c reads it */
    const struct body *b = exchange_body(r->x);
    p->data = b->data;
    p->size = b->size;
    p->fd = b->fd;
    p->name = "request body";
}

static kamu_code read_headers(struct ingest_request *r, struct kamu_error *err)
{
    struct str accept = exchange_header(r->x, "accept");
    KAMU_TRY(ingest_event_time(r->x, &r->push.options, err));
    KAMU_TRY(if_match(r, err));
    r->represent = header_lists(accept, "application/json") ||
                   header_lists(exchange_header(r->x, "prefer"), "return=representation");
    if (header_lists(exchange_header(r->x, "prefer"), "return=minimal"))
        r->represent = false;
    r->represent = r->represent || r->skips || r->dry_run;
    return KAMU_OK;
}

/* Of the request, or of the uploaded file: by its token, by its name. */
static kamu_code read_media_type(struct ingest_request *r, struct kamu_error *err)
{
    struct exchange *x = r->x;
    struct kamu_push_options *o = &r->push.options;
    struct str type = exchange_header(x, "content-type");
    if (r->upload.fd >= 0)
        type = r->upload.media_type;
    struct reader_format f;
    if (type.p == NULL && r->upload.fd >= 0 && format_from_file_name(r->upload.file_name, &f))
        type = str_c(format_media_type(f.kind));
    bool known = type.p != NULL && format_from_media_type(type, &f);
    r->push.makes_source = r->upload.fd >= 0 && o->source_name == NULL && known;
    r->push.auto_format = known ? f.kind : DATA_NDJSON;
    r->push.media_type = type.p == NULL ? NULL : arena_str(&x->arena, type).p;
    return ingest_format(x, type, &o->input_format, &r->unknown_media_type, err);
}

bool ingest_request_read(struct exchange *x, struct worker *w, struct ingest_request *r)
{
    struct kamu_error err = {0};
    r->x = x;
    r->upload.fd = -1;
    r->push.fd = -1;
    r->push.dataset = x->dataset;
    kamu_push_options_init(&r->push.options);
    kamu_code rc = read_query(r, &err);
    if (rc == KAMU_E_USAGE && str_starts(str_c(err.text), "Failed to deserialize")) {
        exchange_send_text(x, 400, "text/plain; charset=utf-8", err.text);
        return false;
    }
    if (rc == KAMU_OK && r->upload_token.p != NULL &&
        !upload_resolve(x, w, r->upload_token, &r->upload))
        return false; /* answered: x and r, which lies in its arena, may be gone */
    if (rc == KAMU_OK)
        rc = read_headers(r, &err);
    if (rc == KAMU_OK)
        rc = read_media_type(r, &err);
    if (rc == KAMU_OK) {
        take_body(r);
        return true;
    }
    ingest_request_free(r); /* not after the answer, with which r may go */
    ingest_fail(x, &err);
    return false;
}

void ingest_request_free(struct ingest_request *r)
{
    buf_free(&r->rejects);
    if (r->upload.fd >= 0)
        (void)close(r->upload.fd);
    r->upload.fd = -1;
}
