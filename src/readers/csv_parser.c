/* Building a CSV parser, the loop over records, and what it says about bad ones. */
#include "readers/csv_parser.h"

#define SCRATCH_MAX ((size_t)1 << 31)

static enum json_op op_of(const struct col_type *t)
{
    switch (t->kind) {
    case COL_NULL:
        return JSON_OP_NULL;
    case COL_BOOL:
        return JSON_OP_BOOL;
    case COL_INT8:
    case COL_INT16:
    case COL_INT32:
    case COL_INT64:
        return JSON_OP_INT;
    case COL_UINT8:
    case COL_UINT16:
    case COL_UINT32:
    case COL_UINT64:
        return JSON_OP_UINT;
    case COL_FLOAT16:
        return JSON_OP_FLOAT16;
    case COL_FLOAT32:
        return JSON_OP_FLOAT32;
    case COL_FLOAT64:
        return JSON_OP_FLOAT64;
    case COL_DECIMAL128:
    case COL_DECIMAL256:
        return JSON_OP_DECIMAL;
    case COL_STRING:
        return JSON_OP_STRING;
    case COL_DATE32:
        return JSON_OP_DATE;
    case COL_TIME32:
    case COL_TIME64:
        return JSON_OP_TIME;
    case COL_TIMESTAMP:
        return JSON_OP_TIMESTAMP;
    case COL_DURATION:
        return JSON_OP_DURATION;
    default: /* binary and nested: no text form */
        return JSON_OP_STRUCT;
    }
}

static kamu_code column_init(struct csv_column *c, const struct col_field *field,
                             struct col_builder *b, struct kamu_error *err)
{
    *c = (struct csv_column){
        .op = op_of(&field->type), .nullable = field->nullable, .field = field, .b = b};
    if (c->op == JSON_OP_STRUCT) {
        char type[128];
        col_type_name(&field->type, type, sizeof type);
        error_set(err, KAMU_E_SCHEMA, "field '%s': Unsupported data type %s in Csv", field->name,
                  type);
        error_field(err, "%s", field->name);
        return KAMU_E_SCHEMA;
    }
    if (c->op == JSON_OP_TIMESTAMP) {
        struct str zone = field->type.timezone == NULL ? STR("UTC") : str_c(field->type.timezone);
        c->utc = str_eqc(zone, "UTC");
        c->zone = c->utc ? zone_utc() : zone_find(zone);
    }
    return KAMU_OK;
}

kamu_code csv_parser_init(struct csv_parser *ps, const struct csv_dialect *d,
                          struct col_schema *schema, const struct csv_options *o,
                          struct kamu_error *err)
{
    *ps = (struct csv_parser){.d = *d,
                              .n = o->n,
                              .strict_rows = o->strict_rows,
                              .plain_nulls = d->null_value.n == 0,
                              .rows_max = BATCH_ROWS_MAX,
                              .day = {.text = {1, 0}}};
    buf_init(&ps->scratch, SCRATCH_MAX);
    KAMU_TRY(batch_builder_init(&ps->builder, schema, err));
    ps->columns = mem_calloc(o->n, sizeof *ps->columns);
    ps->fields = mem_calloc(o->n, sizeof *ps->fields);
    ps->absent = mem_calloc(schema->n_fields, sizeof *ps->absent);
    bool *fed = mem_calloc(schema->n_fields, sizeof *fed);
    kamu_code rc = ps->columns == NULL || ps->fields == NULL || ps->absent == NULL || fed == NULL
                       ? error_nomem(err)
                       : KAMU_OK;
    for (uint32_t i = 0; i < o->n && rc == KAMU_OK; i++) {
        uint32_t f = o->field_of[i];
        if (f == JSON_NO_FIELD)
            continue;
        fed[f] = true;
        rc = column_init(&ps->columns[i], &schema->fields[f], &ps->builder.columns[f], err);
        if (o->wanted != NULL && !o->wanted[f])
            ps->columns[i].op = JSON_OP_SKIP;
    }
    for (uint32_t f = 0; f < schema->n_fields && rc == KAMU_OK; f++)
        if (!fed[f])
            ps->absent[ps->n_absent++] = f;
    mem_free(fed);
    return rc;
}

void csv_parser_free(struct csv_parser *ps)
{
    batch_builder_free(&ps->builder);
    mem_free(ps->columns);
    mem_free(ps->fields);
    mem_free(ps->absent);
    buf_free(&ps->scratch);
    memset(ps, 0, sizeof *ps);
}

void csv_parser_text(struct csv_parser *ps, const uint8_t *p, size_t n, bool last)
{
    ps->end = ps->utf8_bad = p + n;
    ps->utf8_from = p;
    ps->utf8_known = false;
    ps->last = last;
    ps->records = ps->null_rows = 0;
}

void csv_check_utf8(struct csv_parser *ps)
{
    size_t bad;
    if (ps->utf8_known)
        return;
    ps->utf8_known = true;
    if (!utf8_valid(ps->utf8_from, (size_t)(ps->end - ps->utf8_from), &bad))
        ps->utf8_bad = ps->utf8_from + bad;
}

void csv_check_utf8_from(struct csv_parser *ps, const uint8_t *p)
{
    if (ps->utf8_known && ps->utf8_bad >= p)
        return;
    ps->utf8_from = p;
    ps->utf8_bad = ps->end;
    ps->utf8_known = false;
}

void csv_truncate(struct csv_parser *ps, int64_t rows)
{
    for (uint32_t i = 0; i < ps->builder.n_columns; i++)
        col_builder_truncate(&ps->builder.columns[i], rows);
}

typedef const uint8_t *fast_parser(struct csv_parser *ps, const uint8_t *p);

static fast_parser *fast_for_this_cpu(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
        return csv_fast_avx2;
#endif
    return csv_fast_base;
}

enum csv_stop csv_parse(struct csv_parser *ps, const uint8_t *p, const uint8_t **stop_at)
{
    fast_parser *fast = ps->n_absent == 0 && !ps->strict_rows ? fast_for_this_cpu() : NULL;
    for (;;) {
        if (fast != NULL)
            p = fast(ps, p);
        p = csv_skip_blank(ps, p);
        *stop_at = p;
        if (p >= ps->end)
            return CSV_END;
        if (ps->rows >= ps->rows_max)
            return CSV_ROWS;
        const uint8_t *end = csv_exact_record(ps, p);
        if (end == NULL) {
            csv_truncate(ps, ps->rows);
            return ps->fault == CSV_FAULT_NOMEM       ? CSV_NO_MEMORY
                   : ps->fault == CSV_FAULT_TRUNCATED ? CSV_INCOMPLETE
                                                      : CSV_BAD;
        }
        ps->rows++;
        ps->records++;
        p = end;
    }
}

/* ---- errors ---------------------------------------------------------------------------- */

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

static const char *value_hint(const struct csv_parser *ps, const struct csv_column *c, struct str s)
{
    bool number = c->op >= JSON_OP_INT && c->op <= JSON_OP_DECIMAL;
    if (str_eqc(s, c->field->name))
        return "this is the column's name: set the option `header: true` for a file with a header";
    if (number && memchr(s.p, ',', s.n) != NULL)
        return "a decimal comma? Write a point; groups of thousands are not accepted";
    if (number && s.n > 0 && (s.p[0] == ' ' || s.p[s.n - 1] == ' '))
        return "blanks are not trimmed";
    if (c->op == JSON_OP_TIMESTAMP && all_digits(s))
        return "a count since 1970 is not read from text; expected is e.g. "
               "2020-09-08T13:42:29.190Z";
    if (c->op == JSON_OP_TIMESTAMP)
        return "expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`";
    if (c->op == JSON_OP_BOOL)
        return "booleans are true and false";
    return NULL;
}

static void set_value_error(const struct csv_parser *ps, struct kamu_error *err)
{
    const struct csv_column *c = &ps->columns[ps->fault_field];
    const struct csv_field *f = &ps->fields[ps->fault_field];
    const char *name = c->field->name;
    struct str s = {(const char *)f->p, f->n};
    char type[128];
    bool cut = s.n > 80;
    int shown = (int)(cut ? utf8_cut(s.p, s.n, 80) : s.n);
    col_type_name(&c->field->type, type, sizeof type);
    if (ps->fault == CSV_FAULT_ZONE) {
        error_set(err, KAMU_E_SCHEMA, "field '%s': unknown time zone '%s'", name,
                  c->field->type.timezone);
    } else if (ps->fault == CSV_FAULT_NULL) {
        error_set(err, KAMU_E_INPUT, "field '%s': empty, but the column is required", name);
        error_hint(err,
                   "declare the column as optional ({kind: Option, inner: ...}; in DDL without "
                   "NOT NULL) if values may be missing");
    } else {
        const char *why = ps->what;
        error_set(err, KAMU_E_INPUT, "field '%s': failed to parse '%.*s%s' as %s%s%s", name, shown,
                  s.p, cut ? "…" : "", type, why != NULL ? ": " : "", why != NULL ? why : "");
        const char *hint = value_hint(ps, c, s);
        if (hint != NULL)
            error_hint(err, "%s", hint);
    }
    error_expected(err, "%s", type);
    error_field(err, "%s", name);
    error_excerpt(err, s.p, s.n);
}

kamu_code csv_error(const struct csv_parser *ps, const char *line, struct kamu_error *err)
{
    if (err == NULL)
        return KAMU_E_INPUT;
    switch (ps->fault) {
    case CSV_FAULT_COUNT:
        error_set(err, KAMU_E_INPUT, "incorrect number of fields%s, expected %u got %llu", line,
                  ps->n, (unsigned long long)ps->count);
        if (ps->count == 1 && ps->n > 1)
            error_hint(err, "is `separator` right? It is '%c'", ps->d.separator);
        break;
    case CSV_FAULT_UTF8:
        error_set(err, KAMU_E_INPUT, "Encountered invalid UTF-8 data");
        error_expected(err, "UTF-8 text");
        error_hint(err, "set the option `encoding` if the text is latin1, windows-1252 or utf-16");
        break;
    case CSV_FAULT_NULL_ROW:
        error_set(err, KAMU_E_INPUT, "all fields are empty");
        error_hint(err, "--strict makes this an error");
        break;
    case CSV_FAULT_NULL:
    case CSV_FAULT_PARSE:
    case CSV_FAULT_ZONE:
        set_value_error(ps, err);
        break;
    case CSV_FAULT_NOMEM:
        return error_nomem(err);
    case CSV_FAULT_TRUNCATED:
    case CSV_FAULT_NONE:
        KAMU_BUG("no fault");
    }
    return err->code;
}
