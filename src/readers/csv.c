/*
 * Csv (spec/read-formats.md 1.2). The first record is read when the input is opened: it is the
 * header, or says how many fields there are. Fields bind by position, as in kamu, unless a header
 * carries all names of the schema: then by name, and further fields are ignored.
 */
#include "readers/csv_reader.h"

#include <stdio.h>

#define BLOCK ((size_t)64 << 10)

/* ---- cutting ------------------------------------------------------------------------- */

/* Behind the last line end that is not between quotes, were the text free of escapes. */
size_t csv_cut(void *ctx, const uint8_t *text, size_t n)
{
    const struct csv_reader *x = ctx;
    size_t end = n;
    if (x->dialect.quoting) {
        uint64_t quotes = count_byte(text, n, x->dialect.quote);
        const uint8_t *open = quotes & 1 ? memrchr(text, x->dialect.quote, n) : NULL;
        if (open != NULL)
            end = (size_t)(open - text);
    }
    const uint8_t *p = memrchr(text, '\n', end);
    if (p == NULL)
        p = memrchr(text, '\r', end);
    return p == NULL ? 0 : (size_t)(p - text) + 1;
}

/* ---- pieces -------------------------------------------------------------------------- */

static kamu_code worker_new(void *ctx, void **worker, struct kamu_error *err)
{
    struct csv_reader *x = ctx;
    struct csv_parser *ps = mem_calloc(1, sizeof *ps);
    if (ps == NULL)
        return error_nomem(err);
    *worker = ps;
    struct csv_options o = {.n = x->n,
                            .field_of = x->field_of,
                            .wanted = x->r->o.wanted,
                            .strict_rows = x->r->o.strict,
                            .parser = x->r->o.parser};
    return csv_parser_init(ps, &x->dialect, x->r->schema, &o, err);
}

static void worker_free(void *ctx, void *worker)
{
    csv_parser_free(worker);
    mem_free(worker);
}

static bool flush(struct csv_parser *ps, struct piece *p)
{
    struct batch *b;
    if (ps->rows == 0)
        return true;
    ps->rows = 0;
    return batch_builder_finish(&ps->builder, &b, NULL) == KAMU_OK && piece_add_batch(p, b);
}

/* Behind the bad record, by its grammar; one with too many or few fields ends with its line. */
static const uint8_t *behind_record(struct csv_parser *ps, const uint8_t *p)
{
    uint64_t n;
    bool last = ps->last;
    ps->last = true;
    const uint8_t *end = csv_split(ps, p, ps->fields, ps->n, &n);
    ps->last = last;
    return end == NULL ? ps->end : end;
}

static void run_piece(void *ctx, struct piece *p)
{
    struct csv_reader *x = ctx;
    struct csv_parser *ps = p->worker;
    const uint8_t *at = p->text, *stop_at;
    ps->rows = 0;
    csv_parser_text(ps, p->text, p->n, p->last);
    for (;;) {
        enum csv_stop stop = csv_parse(ps, at, &stop_at);
        at = stop_at;
        p->used = (size_t)(at - p->text);
        p->records = ps->records + p->n_rejects;
        if (stop == CSV_BAD && records_skip_bad(x->r)) {
            if (piece_add_reject(p, p->used, p->records)) {
                at = behind_record(ps, at);
                csv_check_utf8_from(ps, at);
                continue;
            }
            stop = CSV_NO_MEMORY;
        }
        if (stop == CSV_NO_MEMORY || !flush(ps, p)) {
            p->stop = PIECE_NO_MEMORY;
            return;
        }
        if (stop == CSV_ROWS)
            continue;
        p->stop = stop == CSV_END          ? PIECE_ALL
                  : stop == CSV_INCOMPLETE ? PIECE_INCOMPLETE
                                           : PIECE_BAD;
        return;
    }
}

static void explain(void *ctx, struct piece *p, size_t at, uint64_t record, size_t *end,
                    struct kamu_error *err)
{
    struct csv_reader *x = ctx;
    struct csv_parser *ps = p->worker;
    const uint8_t *start = p->text + at;
    uint64_t null_rows = ps->null_rows;
    csv_check_utf8_from(ps, start);
    if (csv_exact_record(ps, start) != NULL)
        KAMU_BUG("a bad CSV record is good at second sight");
    enum csv_fault fault = ps->fault;
    *end = (size_t)(behind_record(ps, start) - p->text);
    ps->fault = fault;
    while (*end > at && (p->text[*end - 1] == '\n' || p->text[*end - 1] == '\r'))
        (*end)--;
    csv_error(ps, (struct str){(const char *)start, *end - at}, p->record + record == 0, err);
    const uint8_t *spot = ps->fault == CSV_FAULT_COUNT ? start : ps->fault_at;
    if (err->at.excerpt[0] == 0)
        error_excerpt(err, start, *end - at);
    piece_error_at(p, byte_input_name(x->r->in), spot, record, err);
    csv_truncate(ps, 0);
    ps->null_rows = null_rows;
}

static void count(void *ctx, const struct piece *p, struct reader_stats *s)
{
    const struct csv_parser *ps = p->worker;
    struct csv_reader *x = ctx;
    s->all_null_rows += ps->null_rows;
    s->unknown_fields += x->n_ignored * p->records;
}

static void csv_free(void *ctx)
{
    struct csv_reader *x = ctx;
    buf_free(&x->start);
    mem_free(x->field_of);
    arena_free(&x->arena);
    mem_free(x);
}

static const struct record_ops csv_ops = {
    .pipeline = {.cut = csv_cut,
                 .run = run_piece,
                 .worker_new = worker_new,
                 .worker_free = worker_free},
    .explain = explain,
    .count = count,
    .free = csv_free,
};

/* ---- the first record -------------------------------------------------------------------- */

struct first_record {
    bool found;
    size_t at, end; /* in x->start */
};

/* Reads until the first record is whole; x->n fields, split by `ps`. */
static kamu_code first_record(struct csv_reader *x, struct csv_parser *ps, struct first_record *out,
                              struct kamu_error *err)
{
    bool last = false;
    *out = (struct first_record){.found = false};
    for (size_t want = BLOCK; !last; want = x->start.len) {
        size_t got;
        uint64_t n;
        KAMU_TRY(buf_reserve(&x->start, want + PIECE_SLACK, err));
        KAMU_TRY(byte_input_read(x->r->in, x->start.data + x->start.len, want, &got, err));
        x->start.len += got;
        last = got < want;
        memset(x->start.data + x->start.len, 0, PIECE_SLACK);
        csv_parser_text(ps, x->start.data, x->start.len, last);
        const uint8_t *p = csv_skip_blank(ps, x->start.data);
        if (p >= ps->end)
            continue;
        const uint8_t *done = csv_split(ps, p, ps->fields, CSV_FIELDS_MAX, &n);
        if (done == NULL && ps->fault == CSV_FAULT_TRUNCATED)
            continue;
        if (done == NULL)
            return error_nomem(err);
        if (n > CSV_FIELDS_MAX)
            return error_set(err, KAMU_E_LIMIT, "%s: the first record has more than %d fields",
                             byte_input_name(x->r->in), CSV_FIELDS_MAX);
        x->n = (uint32_t)n;
        out->at = (size_t)(p - x->start.data);
        out->end = (size_t)(done - x->start.data);
        out->found = true;
        return KAMU_OK;
    }
    return KAMU_OK;
}

static kamu_code keep_names(struct csv_reader *x, const struct csv_parser *ps,
                            struct kamu_error *err)
{
    x->names = arena_calloc(&x->arena, x->n, sizeof *x->names);
    if (x->names == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < x->n; i++) {
        struct str s = {(const char *)ps->fields[i].p, ps->fields[i].n};
        x->names[i] = arena_str(&x->arena, s);
        if (x->names[i].p == NULL)
            return error_nomem(err);
    }
    return KAMU_OK;
}

static bool find_name(const struct csv_reader *x, const char *name, uint32_t *at)
{
    uint32_t seen = 0;
    for (uint32_t i = 0; i < x->n; i++)
        if (str_eqc(x->names[i], name)) {
            *at = i;
            seen++;
        }
    return seen == 1;
}

/* Every column of the schema has one field of its name. */
static bool names_match(const struct csv_reader *x, const struct col_schema *schema)
{
    uint32_t at;
    for (uint32_t f = 0; f < schema->n_fields; f++)
        if (!find_name(x, schema->fields[f].name, &at))
            return false;
    return true;
}

static void at_record(const struct csv_reader *x, size_t at, struct kamu_error *err)
{
    error_at(err, byte_input_name(x->r->in), count_newlines(x->start.data, at) + 1, 1, at);
}

/* None of the schema's names, and a number or date where one is expected. */
static bool looks_like_data(const struct csv_reader *x)
{
    const struct col_schema *schema = x->r->schema;
    bool data = false;
    for (uint32_t f = 0, at; f < schema->n_fields; f++) {
        struct str name = x->names[f];
        if (find_name(x, schema->fields[f].name, &at))
            return false;
        data |= schema->fields[f].type.kind != COL_STRING && name.n > 0 && name.p[0] >= '0' &&
                name.p[0] <= '9';
    }
    return data;
}

/* A header whose fields bind by position: there must be as many as columns, and none should name a
 * column that stands elsewhere. */
static kamu_code check_header(const struct csv_reader *x, const struct csv_parser *ps,
                              const struct first_record *rec, struct kamu_error *err)
{
    const struct col_schema *schema = x->r->schema;
    struct str text = {(const char *)x->start.data + rec->at, rec->end - rec->at};
    if (x->n != schema->n_fields) {
        csv_count_error(ps, schema->n_fields, x->n, text, err);
        error_excerpt(err, text.p, str_trim(text).n);
        at_record(x, rec->at, err);
        hint_from_head(x->r, err);
        return KAMU_E_INPUT;
    }
    if (looks_like_data(x))
        reader_warn(x->r, "the first record was skipped as a header (`header: true`), but it looks "
                          "like data");
    for (uint32_t f = 0, at; f < schema->n_fields; f++) {
        if (!find_name(x, schema->fields[f].name, &at) || at == f)
            continue;
        if (!x->r->o.strict) {
            reader_warn(x->r,
                        "the header names '%s' in place %u, the schema in place %u; fields were "
                        "bound by their place, since other names differ",
                        schema->fields[f].name, at + 1, f + 1);
            return KAMU_OK;
        }
        error_set(err, KAMU_E_INPUT,
                  "the header names '%s' in place %u, the schema in place %u, and other names "
                  "differ",
                  schema->fields[f].name, at + 1, f + 1);
        error_hint(err, "fields bind by name only when the header has the names of all columns");
        at_record(x, rec->at, err);
        return KAMU_E_INPUT;
    }
    return KAMU_OK;
}

/* Fields of a header with the schema's names that are none of them. */
static kamu_code ignore_fields(struct csv_reader *x, const struct first_record *rec,
                               struct kamu_error *err)
{
    struct reader_stats *stats = &x->r->stats;
    for (uint32_t i = 0; i < x->n; i++) {
        if (x->field_of[i] != JSON_NO_FIELD)
            continue;
        if (x->n_ignored++ == 0)
            (void)snprintf(stats->unknown_name, sizeof stats->unknown_name, STR_FMT,
                           STR_ARG(x->names[i]));
        if (!x->r->o.strict)
            continue;
        error_set(err, KAMU_E_INPUT, "unknown field '" STR_FMT "' in the header",
                  STR_ARG(x->names[i]));
        error_hint(err, "the source's schema has no such column; --strict makes this an error");
        at_record(x, rec->at, err);
        return KAMU_E_INPUT;
    }
    return KAMU_OK;
}

static kamu_code bind(struct csv_reader *x, bool by_name, const struct first_record *rec,
                      struct kamu_error *err)
{
    const struct col_schema *schema = x->r->schema;
    if (!by_name)
        x->n = schema->n_fields;
    x->field_of = mem_calloc(x->n, sizeof *x->field_of);
    if (x->field_of == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < x->n; i++)
        x->field_of[i] = by_name ? JSON_NO_FIELD : i;
    for (uint32_t f = 0; by_name && f < schema->n_fields; f++) {
        uint32_t at = 0;
        find_name(x, schema->fields[f].name, &at);
        x->field_of[at] = f;
    }
    return by_name ? ignore_fields(x, rec, err) : KAMU_OK;
}

/* ---- without a schema ---------------------------------------------------------------------- */

static kamu_code check_names(const struct csv_reader *x, struct kamu_error *err)
{
    for (uint32_t i = 0; i < x->n; i++)
        for (uint32_t k = 0; k < i; k++)
            if (str_eq(x->names[i], x->names[k])) {
                error_set(err, KAMU_E_INPUT,
                          "the header has the name '" STR_FMT "' twice (fields %u and %u)",
                          STR_ARG(x->names[i]), k + 1, i + 1);
                error_at(err, byte_input_name(x->r->in), 1, 1, 0);
                error_hint(err, "rename one, or declare a schema for the source");
                return KAMU_E_INPUT;
            }
    for (uint32_t i = 0; i < x->n; i++)
        if (!utf8_valid(x->names[i].p, x->names[i].n, NULL)) {
            error_set(err, KAMU_E_INPUT, "Encountered invalid UTF-8 data in the header");
            error_at(err, byte_input_name(x->r->in), 1, 1, 0);
            return KAMU_E_INPUT;
        }
    return KAMU_OK;
}

static kamu_code make_schema(struct csv_reader *x, struct col_schema **out, struct kamu_error *err)
{
    struct col_schema *s;
    KAMU_TRY(col_schema_new(x->n, &s, err));
    *out = s;
    for (uint32_t i = 0; i < x->n; i++) {
        struct col_field *f = &s->fields[i];
        f->nullable = true;
        f->type.kind = COL_STRING;
        f->name = x->names != NULL ? arena_str(&s->arena, x->names[i]).p
                                   : arena_printf(&s->arena, "column_%u", i + 1);
        if (f->name == NULL)
            return error_nomem(err);
    }
    return KAMU_OK;
}

/* Columns of text, or of what the values look like. A header alone makes no schema. */
static kamu_code infer(struct csv_reader *x, struct kamu_error *err)
{
    struct reader *r = x->r;
    struct col_schema *schema = NULL;
    kamu_code rc = x->names != NULL ? check_names(x, err) : KAMU_OK;
    if (rc == KAMU_OK)
        rc = make_schema(x, &schema, err);
    x->any_record = x->start_at < x->start.len;
    if (rc == KAMU_OK && r->o.format.infer_schema == FORMAT_YES) {
        rc = csv_infer(x, schema, err);
        if (rc == KAMU_OK) { /* the start was kept; the rest comes again */
            size_t again;
            rc = byte_input_rewind(r->in, err);
            if (rc == KAMU_OK)
                rc = byte_input_read(r->in, x->start.data, x->start.len, &again, err);
        }
    }
    if (rc != KAMU_OK || !x->any_record)
        col_schema_unref(schema);
    else
        r->schema = schema;
    return rc;
}

static kamu_code prepare(struct csv_reader *x, struct csv_parser *ps, struct kamu_error *err)
{
    struct reader *r = x->r;
    const struct reader_format *f = &r->o.format;
    bool declared = r->schema != NULL, header = f->header == FORMAT_YES, by_name = false;
    struct first_record rec;
    if (!declared && f->infer_schema == FORMAT_YES)
        byte_input_keep(r->in);
    KAMU_TRY(first_record(x, ps, &rec, err));
    if (!rec.found)
        return KAMU_OK;
    if (header || (f->header_by_guess && declared)) {
        KAMU_TRY(keep_names(x, ps, err));
        by_name = declared && names_match(x, r->schema);
        header |= by_name;
    }
    if (header && declared && !by_name)
        KAMU_TRY(check_header(x, ps, &rec, err));
    if (header)
        x->start_at = rec.end;
    else
        x->names = NULL;
    if (!declared)
        KAMU_TRY(infer(x, err));
    if (r->schema == NULL)
        return KAMU_OK;
    return bind(x, by_name, &rec, err);
}

kamu_code csv_reader_open(struct reader *r, struct kamu_error *err)
{
    struct csv_reader *x = mem_calloc(1, sizeof *x);
    struct csv_parser ps = {.rows_max = 0};
    if (x == NULL)
        return error_nomem(err);
    size_t max = r->o.record_max_bytes == 0 ? READER_RECORD_MAX : r->o.record_max_bytes;
    x->r = r;
    arena_init(&x->arena, (size_t)64 << 20);
    buf_init(&x->start, max + BLOCK + PIECE_SLACK);
    csv_dialect_init(&x->dialect, &r->o.format);
    ps.d = x->dialect;
    buf_init(&ps.scratch, max);
    ps.fields = mem_calloc(CSV_FIELDS_MAX, sizeof *ps.fields);
    kamu_code rc = ps.fields == NULL ? error_nomem(err) : prepare(x, &ps, err);
    mem_free(ps.fields);
    buf_free(&ps.scratch);
    if (rc != KAMU_OK || x->field_of == NULL) {
        csv_free(x);
        return rc;
    }
    uint64_t lines = count_newlines(x->start.data, x->start_at);
    struct buf start = {.data = x->start.data + x->start_at, .len = x->start.len - x->start_at};
    uint64_t column = column_behind(x->start.data, x->start_at, 0); /* a CR may end the header */
    return records_open(r, &csv_ops, x, &start, x->start_at, lines, column, err);
}
