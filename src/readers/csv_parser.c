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
                              .parser = o->parser,
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
    if (ps->utf8_known && ps->utf8_from <= p && ps->utf8_bad >= p)
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

static fast_parser *fast_for_this_cpu(enum reader_parser parser)
{
    if (parser == READER_PARSER_EXACT)
        return NULL;
#if defined(__x86_64__)
    if (parser == READER_PARSER_BEST && __builtin_cpu_supports("avx2") &&
        __builtin_cpu_supports("bmi2"))
        return csv_fast_avx2;
#endif
    return csv_fast_base;
}

enum csv_stop csv_parse(struct csv_parser *ps, const uint8_t *p, const uint8_t **stop_at)
{
    fast_parser *fast =
        ps->n_absent == 0 && !ps->strict_rows ? fast_for_this_cpu(ps->parser) : NULL;
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
