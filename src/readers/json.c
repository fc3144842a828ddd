/*
 * Json and GeoJson: the elements of an array somewhere in a document (spec/read-formats.md 1.4,
 * 1.5), streamed: what stands before the array is read until the array is found, the elements go
 * through the pipeline, what follows is checked at the end.
 */
#include "readers/json_reader.h"

#define PATH_MAX_PARTS 64
#define BLOCK ((size_t)64 << 10)

struct document {
    struct json_records records; /* first: the ctx of the record functions */
    struct str path[PATH_MAX_PARTS];
    unsigned path_n;
    bool geo;
    bool type_seen;

    struct buf text; /* the document's beginning, then what follows the array */
    size_t array;    /* where the first element is */
    bool found;
    struct json_parser scan;
};

/* ---- path ---------------------------------------------------------------------------- */

static kamu_code split_path(struct document *d, const struct reader_format *f,
                            struct kamu_error *err)
{
    struct str rest = f->sub_path;
    if (d->geo)
        rest = STR("features");
    if (rest.p == NULL)
        return KAMU_OK;
    for (;;) {
        const char *dot = memchr(rest.p, '.', rest.n);
        size_t n = dot == NULL ? rest.n : (size_t)(dot - rest.p);
        if (d->path_n == PATH_MAX_PARTS)
            return error_set(err, KAMU_E_INPUT, "Sub-path has more than %d parts: " STR_FMT,
                             PATH_MAX_PARTS, STR_ARG(f->sub_path));
        d->path[d->path_n++] = (struct str){rest.p, n};
        if (dot == NULL)
            return KAMU_OK;
        rest = (struct str){dot + 1, rest.n - n - 1};
    }
}

/* The path up to and including part `n`, as it was written. */
static struct str path_upto(const struct document *d, unsigned n)
{
    if (d->path_n == 0)
        return STR(".");
    const char *start = d->path[0].p, *end = d->path[n].p + d->path[n].n;
    return (struct str){start, (size_t)(end - start)};
}

/* Line and column of p, which lies in d->text. `at`: where that text begins. */
static void error_in_text(const struct document *d, struct text_position at, const uint8_t *p,
                          struct kamu_error *err)
{
    struct piece whole = {.text = d->text.data,
                          .n = d->text.len,
                          .offset = at.offset,
                          .line = at.line,
                          .column = at.column};
    piece_error_at(&whole, byte_input_name(d->records.r->in), p, 0, err);
    if (err != NULL)
        err->at.record = 0;
    hint_from_head(d->records.r, err);
}

static kamu_code path_error(const struct document *d, const char *what, unsigned n,
                            const uint8_t *at, struct kamu_error *err)
{
    if (d->geo)
        error_set(err, KAMU_E_INPUT, "Invalid geojson: `features` is not an array");
    else
        error_set(err, KAMU_E_INPUT, "%s: " STR_FMT, what, STR_ARG(path_upto(d, n)));
    error_in_text(d, (struct text_position){0}, at, err);
    if (!d->geo && n == 0 && d->path_n == 0 && *at == '{')
        error_hint(err, "the document is an object: name the member that holds the array with the "
                        "option `subPath`, or use --input-format 'ndjson' if it is one record");
    else if (!d->geo && n == 0 && d->path_n > 0 && *at == '[')
        error_hint(err, "the document is an array itself, without the option `subPath`");
    return KAMU_E_INPUT;
}

/* ---- the document around the array ------------------------------------------------------ */

static kamu_code check_type(struct document *d, struct text_position at, const uint8_t *p,
                            struct kamu_error *err)
{
    const uint8_t *end = json_skip_value(&d->scan, p);
    size_t n = end == NULL ? 1 : (size_t)(end - p);
    d->type_seen = true;
    if (json_string_is(&d->scan, p, "FeatureCollection"))
        return KAMU_OK;
    error_set(err, KAMU_E_INPUT, "Expected FeatureCollection type but got %.*s instead",
              (int)(n > 80 ? 80 : n), (const char *)p);
    error_in_text(d, at, p, err);
    return KAMU_E_INPUT;
}

static kamu_code syntax_error(struct document *d, struct text_position at, struct kamu_error *err)
{
    json_error(&d->scan, err);
    error_in_text(d, at, d->scan.fault_at, err);
    return err == NULL ? KAMU_E_INPUT : err->code;
}

/* Member `name` of the object at *p: *p becomes its value. *more: the text ends before it. */
static kamu_code enter(struct document *d, unsigned part, const uint8_t **p, bool *more,
                       struct kamu_error *err)
{
    struct json_parser *ps = &d->scan;
    struct str name;
    const uint8_t *at = *p;
    if (*at != '{')
        return path_error(d, "Sub-path not found", part, at, err);
    for (at = json_next_member(ps, at, true); at != NULL && *at != '}';
         at = at == NULL ? NULL : json_next_member(ps, at, false)) {
        const uint8_t *key = at, *key_end = json_skip_string(ps, at);
        if (key_end != NULL && json_string_text(key, key_end, &ps->scratch, &name) != KAMU_OK)
            return error_nomem(err);
        at = key_end == NULL ? NULL : json_to_value(ps, key_end);
        if (at == NULL)
            break;
        if (str_eq(name, d->path[part])) {
            *p = at;
            return KAMU_OK;
        }
        const uint8_t *value = at;
        at = json_skip_value(ps, at);
        if (at != NULL && d->geo && str_eqc(name, "type"))
            KAMU_TRY(check_type(d, (struct text_position){0}, value, err));
    }
    if (at != NULL)
        return path_error(d, "Sub-path not found", part, at, err);
    *more = ps->fault == JSON_FAULT_TRUNCATED && !ps->last;
    return *more ? KAMU_OK : syntax_error(d, (struct text_position){0}, err);
}

/* Looks for the array in the text so far. */
static kamu_code look(struct document *d, bool *more, struct kamu_error *err)
{
    struct json_parser *ps = &d->scan;
    const uint8_t *p = json_skip_space(ps, d->text.data);
    *more = p >= ps->end;
    for (unsigned i = 0; i < d->path_n && !*more; i++)
        KAMU_TRY(enter(d, i, &p, more, err));
    if (*more)
        return KAMU_OK;
    unsigned last = d->path_n == 0 ? 0 : d->path_n - 1;
    if (*p == 'n' && d->path_n > 0)
        return path_error(d, "Sub-path not found", last, p, err);
    if (*p != '[') {
        if (json_skip_value(ps, p) == NULL) {
            *more = ps->fault == JSON_FAULT_TRUNCATED && !ps->last;
            return *more ? KAMU_OK : syntax_error(d, (struct text_position){0}, err);
        }
        return path_error(d, "Sub-path does not specify an array", last, p, err);
    }
    d->array = (size_t)(p - d->text.data) + 1;
    d->found = true;
    return KAMU_OK;
}

static kamu_code set_scan(struct document *d, bool last, struct kamu_error *err)
{
    KAMU_TRY(buf_reserve(&d->text, JSON_SLACK, err));
    memset(d->text.data + d->text.len, 0, JSON_SLACK);
    d->scan.mode = JSON_ARRAY;
    d->scan.strict = true;
    json_parser_text(&d->scan, d->text.data, d->text.len, last);
    json_check_utf8(&d->scan);
    return KAMU_OK;
}

/* Reads up to the array. found == false: there is nothing but white space. */
static kamu_code locate(struct document *d, struct kamu_error *err)
{
    bool more = true, last = false;
    d->text.len = 0;
    d->found = d->type_seen = false;
    for (size_t want = BLOCK; more && !last; want = d->text.len) {
        size_t got;
        KAMU_TRY(buf_reserve(&d->text, want, err));
        KAMU_TRY(byte_input_read(d->records.r->in, d->text.data + d->text.len, want, &got, err));
        d->text.len += got;
        last = got < want;
        KAMU_TRY(set_scan(d, last, err));
        KAMU_TRY(look(d, &more, err));
    }
    if (!d->found && d->scan.fault == JSON_FAULT_TRUNCATED)
        return syntax_error(d, (struct text_position){0}, err);
    return KAMU_OK;
}

/* ---- behind the array ---------------------------------------------------------------------- */

static kamu_code truncated(struct document *d, struct pipeline *pl, struct kamu_error *err)
{
    error_set(err, KAMU_E_INPUT, "Truncated record whilst reading list");
    pipeline_error_at_end(pl, byte_input_name(d->records.r->in), err);
    error_hint(err, "the array is not closed: is the input complete?");
    return KAMU_E_INPUT;
}

/* The rest of the objects that the array lies in. d->text starts at the closing bracket. */
static kamu_code check_rest(struct document *d, struct text_position at, struct kamu_error *err)
{
    struct json_parser *ps = &d->scan;
    const uint8_t *p = d->text.data + 1;
    struct str name;
    for (unsigned level = d->path_n; level > 0;) {
        p = json_next_member(ps, p, false);
        if (p == NULL)
            return syntax_error(d, at, err);
        if (*p == '}') {
            p++;
            level--;
            continue;
        }
        const uint8_t *key = p, *key_end = json_skip_string(ps, p);
        if (key_end != NULL && json_string_text(key, key_end, &ps->scratch, &name) != KAMU_OK)
            return error_nomem(err);
        const uint8_t *value = key_end == NULL ? NULL : json_to_value(ps, key_end);
        p = value == NULL ? NULL : json_skip_value(ps, value);
        if (p == NULL)
            return syntax_error(d, at, err);
        if (str_eq(name, d->path[level - 1])) {
            json_fail(ps, JSON_FAULT_FEATURE, "A second value of the sub-path", key, key_end);
            return syntax_error(d, at, err);
        }
        if (d->geo && level == 1 && str_eqc(name, "type"))
            KAMU_TRY(check_type(d, at, value, err));
    }
    p = json_skip_space(ps, p);
    if (p < ps->end) {
        json_fail(ps, JSON_FAULT_UNEXPECTED, "the end of the document", p, p + 1);
        return syntax_error(d, at, err);
    }
    if (!d->geo || d->type_seen)
        return KAMU_OK;
    error_set(err, KAMU_E_INPUT, "Expected FeatureCollection type");
    error_in_text(d, at, p, err);
    return KAMU_E_INPUT;
}

static kamu_code finish(void *ctx, struct pipeline *pl, struct piece *ended, struct kamu_error *err)
{
    struct document *d = ctx;
    if (ended == NULL)
        return truncated(d, pl, err);
    d->text.len = 0;
    KAMU_TRY(pipeline_rest(pl, ended, &d->text, err));
    KAMU_TRY(set_scan(d, true, err));
    struct text_position at = {ended->offset + ended->used, ended->line + ended->newlines,
                               column_behind(ended->text, ended->used, ended->column)};
    return check_rest(d, at, err);
}

/* ---- cutting --------------------------------------------------------------------------------- */

/* What stands between the first two elements, up to the key (and for features its value). */
static void learn_separator(struct json_records *x, const uint8_t *text, size_t n)
{
    struct json_parser ps = {
        .strict = true, .mode = JSON_ARRAY, .end = text + n, .utf8_bad = text + n};
    const uint8_t *p = json_skip_space(&ps, text), *from, *comma, *end;
    x->separator_known = true;
    end = json_skip_value(&ps, p);
    if (end == NULL || end[-1] != '}')
        return;
    from = end - 1;
    comma = json_skip_space(&ps, end);
    if (comma >= ps.end || *comma != ',')
        return;
    p = json_skip_space(&ps, comma + 1);
    if (p >= ps.end || *p != '{')
        return;
    p = json_next_member(&ps, p, true);
    end = p == NULL || *p != '"' ? NULL : json_skip_string(&ps, p);
    if (end == NULL)
        return;
    const uint8_t *value = json_to_value(&ps, end);
    if (x->o.shape == JSON_FEATURE && value != NULL && *value == '"')
        end = json_skip_string(&ps, value);
    if (end == NULL || (size_t)(end - from) > sizeof x->separator)
        return;
    x->separator_n = (size_t)(end - from);
    memcpy(x->separator, from, x->separator_n);
    x->separator_cut = (size_t)(comma + 1 - from);
}

static size_t cut_elements(void *ctx, const uint8_t *text, size_t n)
{
    struct json_records *x = ctx;
    if (!x->separator_known)
        learn_separator(x, text, n);
    if (x->separator_n == 0)
        return 0;
    for (size_t end = n;;) {
        const uint8_t *p = memrchr(text, '}', end);
        if (p == NULL)
            return 0;
        end = (size_t)(p - text);
        if (n - end >= x->separator_n && memcmp(p, x->separator, x->separator_n) == 0)
            return end + x->separator_cut;
    }
}

/* ---- opening -----------------------------------------------------------------------------------
 */

static void document_free(void *ctx)
{
    struct document *d = ctx;
    buf_free(&d->text);
    buf_free(&d->scan.scratch);
    mem_free(d);
}

static const struct record_ops json_ops = {
    .pipeline = {.cut = cut_elements,
                 .run = json_records_run,
                 .worker_new = json_records_worker,
                 .worker_free = json_records_worker_free},
    .explain = json_records_explain,
    .count = json_records_count,
    .finish = finish,
    .free = document_free,
};

static struct text_position array_position(const struct document *d)
{
    return (struct text_position){d->array, count_newlines(d->text.data, d->array),
                                  column_behind(d->text.data, d->array, 0)};
}

static kamu_code prepare(struct reader *r, struct document *d, struct buf *start,
                         struct kamu_error *err)
{
    size_t max = r->o.record_max_bytes == 0 ? READER_RECORD_MAX : r->o.record_max_bytes;
    buf_init(&d->text, max + JSON_SLACK + BLOCK);
    buf_init(&d->scan.scratch, max);
    KAMU_TRY(split_path(d, &r->o.format, err));
    if (r->schema == NULL)
        byte_input_keep(r->in);
    KAMU_TRY(locate(d, err));
    *start = (struct buf){.data = d->text.data + d->array, .len = d->text.len - d->array};
    if (!d->found || r->schema != NULL)
        return KAMU_OK;
    KAMU_TRY(json_infer(r, &json_ops.pipeline, &d->records.o, start, array_position(d), &d->records,
                        err));
    if (r->schema == NULL)
        return KAMU_OK;
    KAMU_TRY(byte_input_rewind(r->in, err));
    KAMU_TRY(locate(d, err));
    *start = (struct buf){.data = d->text.data + d->array, .len = d->text.len - d->array};
    return KAMU_OK;
}

kamu_code json_reader_open(struct reader *r, struct kamu_error *err)
{
    struct document *d = mem_calloc(1, sizeof *d);
    struct buf start;
    if (d == NULL)
        return error_nomem(err);
    d->geo = r->o.format.kind == DATA_GEOJSON;
    struct json_options o = {
        .mode = JSON_ARRAY, .shape = d->geo ? JSON_FEATURE : JSON_PLAIN, .strict = true};
    json_records_init(&d->records, r, &o);
    kamu_code rc = prepare(r, d, &start, err);
    if (rc != KAMU_OK || !d->found || r->schema == NULL) {
        document_free(d);
        return rc;
    }
    struct text_position at = array_position(d);
    return records_open(r, &json_ops, d, &start, at.offset, at.line, at.column, err);
}
