/*
 * Readers of files that hold columns: see columns.h. Without a schema the file's columns come as
 * they are. With one, columns and struct members bind by exact name, types are cast by the rules
 * for columns (not those for text), what is missing is NULL (spec/read-formats.md 1.8).
 */
#include "readers/columns.h"

#include "columnar/format.h"
#include "readers/columns_adapt.h"

struct columns {
    const struct columns_ops *ops;
    void *ctx;
    struct col_schema *file;
    uint32_t *source; /* per column of the schema: the batch's column, UINT32_MAX = none */
    uint64_t n_missing, n_unknown; /* columns */
    uint64_t row;                  /* rows handed out */
    bool same;                     /* batches are taken as they are */
    /* what is left of a batch when bad rows were taken out of it */
    struct batch **parts;
    size_t n_parts, next_part;
};

/* ---- batches ---------------------------------------------------------------------------- */

static kamu_code locate_error(const struct reader *r, const char *column, uint64_t row,
                              struct kamu_error *err)
{
    if (err == NULL)
        return KAMU_E_INPUT;
    uint64_t record = err->at.record;
    if (err->code == KAMU_E_INPUT && record > 0) {
        error_at(err, byte_input_name(r->in), 0, 0, 0);
        err->at.record = row + record;
    }
    if (column != NULL && err->at.field[0] == 0)
        error_field(err, "%s", column);
    return err->code;
}

static bool all_null(const struct batch *b, int64_t row)
{
    for (uint32_t i = 0; i < b->n_columns; i++)
        if (!col_is_null(&b->columns[i], row))
            return false;
    return true;
}

/* Counts rows without a value; with --strict the first is an error. */
static kamu_code check_null_rows(struct reader *r, const struct batch *b, struct kamu_error *err)
{
    for (uint32_t i = 0; i < b->n_columns; i++)
        if (b->columns[i].null_count == 0)
            return KAMU_OK;
    for (int64_t row = 0; row < b->length; row++) {
        if (!all_null(b, row))
            continue;
        if (r->o.strict) {
            error_set(err, KAMU_E_INPUT, "all columns of the row are null");
            error_hint(err, "--strict makes this an error");
            if (err != NULL)
                err->at.record = (uint64_t)row + 1;
            return KAMU_E_INPUT;
        }
        r->stats.all_null_rows++;
    }
    return KAMU_OK;
}

/* Rows [0, in->length) of a batch, which is row `row` of the file. */
static kamu_code convert(struct reader *r, const struct batch *in, uint64_t row, struct batch **out,
                         struct kamu_error *err)
{
    struct columns *x = r->impl;
    struct batch *b;
    KAMU_TRY(batch_new(r->schema, in->length, &b, err));
    kamu_code rc = KAMU_OK;
    const char *column = NULL;
    for (uint32_t i = 0; i < b->n_columns && rc == KAMU_OK; i++) {
        const struct col_field *want = &r->schema->fields[i];
        column = want->name;
        rc = x->source[i] == UINT32_MAX
                 ? column_nulls(&want->type, in->length, &b->columns[i], err)
                 : columns_adapt(&in->columns[x->source[i]], want, &b->columns[i], err);
    }
    if (rc == KAMU_OK) {
        column = NULL;
        rc = check_null_rows(r, b, err);
    }
    if (rc != KAMU_OK) {
        batch_free(b);
        (void)locate_error(r, column, row, err);
        return rc;
    }
    *out = b;
    return KAMU_OK;
}

/* ---- bad rows left out ------------------------------------------------------------------- */

static kamu_code row_text(const struct batch *b, struct buf *out, struct kamu_error *err)
{
    for (uint32_t i = 0; i < b->n_columns; i++) {
        KAMU_TRY(buf_append_str(out, i == 0 ? "{" : ",", err));
        KAMU_TRY(format_json_string(str_c(b->schema->fields[i].name), out, err));
        KAMU_TRY(buf_append_byte(out, ':', err));
        KAMU_TRY(value_format(&b->columns[i], 0, FORMAT_JSON, out, err));
    }
    return buf_append_str(out, b->n_columns == 0 ? "{}" : "}", err);
}

static kamu_code reject_row(struct reader *r, const struct batch *row, const struct kamu_error *why,
                            struct kamu_error *err)
{
    struct buf text = BUF_INIT((size_t)1 << 31);
    kamu_code rc = row_text(row, &text, err);
    struct reader_reject reject = {
        .error = why,
        .raw = {(const char *)text.data, text.len > READER_RAW_MAX ? READER_RAW_MAX : text.len}};
    if (rc == KAMU_OK)
        rc = reader_reject_record(r, &reject, err);
    buf_free(&text);
    return rc;
}

static kamu_code add_part(struct columns *x, struct batch *b, struct kamu_error *err)
{
    struct batch **grown = mem_realloc_array(x->parts, x->n_parts + 1, sizeof(struct batch *));
    if (grown == NULL) {
        batch_free(b);
        return error_nomem(err);
    }
    x->parts = grown;
    x->parts[x->n_parts++] = b;
    return KAMU_OK;
}

/* What can be converted of the batch as x->parts: halves, until the bad rows stand alone. */
static kamu_code convert_parts(struct reader *r, const struct batch *in, uint64_t row,
                               struct kamu_error *err)
{
    struct kamu_error why = {0};
    struct batch *b = NULL, *half;
    kamu_code rc = convert(r, in, row, &b, &why);
    if (rc == KAMU_OK)
        return add_part(r->impl, b, err);
    if (rc != KAMU_E_INPUT) {
        if (err != NULL)
            *err = why;
        return rc;
    }
    if (in->length == 1)
        return reject_row(r, in, &why, err);
    for (int64_t at = 0, n = in->length / 2; at < in->length; at += n, n = in->length - at) {
        KAMU_TRY(batch_slice(in, at, n, &half, err));
        rc = convert_parts(r, half, row + (uint64_t)at, err);
        batch_free(half);
        KAMU_TRY(rc);
    }
    return KAMU_OK;
}

static struct batch *next_part(struct columns *x)
{
    if (x->next_part < x->n_parts)
        return x->parts[x->next_part++];
    x->n_parts = x->next_part = 0;
    return NULL;
}

static kamu_code columns_next(struct reader *r, struct batch **out, struct kamu_error *err)
{
    struct columns *x = r->impl;
    while ((*out = next_part(x)) == NULL) {
        struct batch *b;
        KAMU_TRY(env_check_cancel(r->env, err));
        KAMU_TRY(x->ops->next(x->ctx, &b, err));
        if (b == NULL)
            return KAMU_OK;
        r->stats.records += (uint64_t)b->length;
        r->stats.missing_fields += x->n_missing * (uint64_t)b->length;
        r->stats.unknown_fields += x->n_unknown * (uint64_t)b->length;
        kamu_code rc;
        if (x->same) {
            *out = b;
            return check_null_rows(r, b, err);
        }
        rc = r->o.on_error == READER_SKIP ? convert_parts(r, b, x->row, err)
                                          : convert(r, b, x->row, out, err);
        x->row += (uint64_t)b->length;
        batch_free(b);
        if (rc != KAMU_OK || *out != NULL)
            return rc;
    }
    return KAMU_OK;
}

static void columns_close(struct reader *r)
{
    struct columns *x = r->impl;
    x->ops->close(x->ctx);
    col_schema_unref(x->file);
    for (struct batch *b; (b = next_part(x)) != NULL;)
        batch_free(b);
    mem_free(x->parts);
    mem_free(x->source);
    mem_free(x);
}

static kamu_code columns_want(struct reader *r, struct kamu_error *err);
static const struct reader_ops columns_reader_ops = {columns_next, columns_close, columns_want};

/* ---- opening ------------------------------------------------------------------------------- */

static kamu_code impossible(const struct reader *r, const struct col_field *want,
                            const struct col_field *have, struct kamu_error *err)
{
    char from[256], to[256];
    col_type_name(&have->type, from, sizeof from);
    col_type_name(&want->type, to, sizeof to);
    error_set(err, KAMU_E_INPUT,
              "Cannot cast column '%s' from '%s' (physical data type) to '%s' (logical data type)",
              want->name, from, to);
    error_at(err, byte_input_name(r->in), 0, 0, 0);
    error_field(err, "%s", want->name);
    error_expected(err, "%s", to);
    return KAMU_E_INPUT;
}

static kamu_code column_error(const struct reader *r, const char *column, const char *hint,
                              kamu_code rc, struct kamu_error *err)
{
    error_at(err, byte_input_name(r->in), 0, 0, 0);
    error_field(err, "%s", column);
    if (hint != NULL)
        error_hint(err, "%s", hint);
    return rc;
}

static kamu_code absent(struct reader *r, struct columns *x, const struct col_field *want,
                        struct kamu_error *err)
{
    x->n_missing++;
    if (!want->nullable)
        return column_error(r, want->name, NULL,
                            error_set(err, KAMU_E_INPUT,
                                      "field '%s': the column is required, but missing in the file",
                                      want->name),
                            err);
    if (!r->o.strict)
        return KAMU_OK;
    return column_error(
        r, want->name, "the column is optional; --strict makes this an error",
        error_set(err, KAMU_E_INPUT, "field '%s' is missing in the file", want->name), err);
}

/* Columns of the file that no column of the schema takes. */
static kamu_code unknown_columns(struct reader *r, struct columns *x, struct kamu_error *err)
{
    const struct col_schema *file = x->file;
    for (uint32_t i = 0; i < file->n_fields; i++) {
        const char *name = file->fields[i].name;
        if (col_schema_find(r->schema, str_c(name)) >= 0)
            continue;
        x->n_unknown++;
        if (r->stats.unknown_name[0] == 0)
            (void)snprintf(r->stats.unknown_name, sizeof r->stats.unknown_name, "%s", name);
        if (r->o.strict)
            return column_error(
                r, name, "the source's schema has no such column; --strict makes this an error",
                error_set(err, KAMU_E_INPUT, "unknown field '%s'", name), err);
    }
    return KAMU_OK;
}

/* A name that two columns of the file have binds to neither. */
static kamu_code check_name(const struct reader *r, const struct col_schema *file, const char *name,
                            struct kamu_error *err)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < file->n_fields; i++)
        n += strcmp(file->fields[i].name, name) == 0;
    if (n < 2)
        return KAMU_OK;
    error_set(err, KAMU_E_INPUT, "the file has %u columns named '%s'", n, name);
    error_at(err, byte_input_name(r->in), 0, 0, 0);
    error_field(err, "%s", name);
    error_hint(err, "rename them where the file is made");
    return KAMU_E_INPUT;
}

/* Which column of the file feeds which of the schema; the others are not decoded. */
static kamu_code bind(struct reader *r, struct columns *x, struct kamu_error *err)
{
    const struct col_schema *file = x->file;
    struct str *names = mem_calloc(r->schema->n_fields, sizeof *names);
    uint32_t n = 0;
    kamu_code rc = names == NULL ? error_nomem(err) : unknown_columns(r, x, err);
    for (uint32_t i = 0; i < r->schema->n_fields && rc == KAMU_OK; i++) {
        const struct col_field *want = &r->schema->fields[i];
        int at = col_schema_find(file, str_c(want->name));
        x->source[i] = UINT32_MAX;
        if (r->o.wanted != NULL && !r->o.wanted[i])
            continue;
        if (at < 0) {
            rc = absent(r, x, want, err);
        } else if ((rc = check_name(r, file, want->name, err)) != KAMU_OK) {
            break;
        } else if (!columns_can_adapt(&file->fields[at].type, &want->type)) {
            rc = impossible(r, want, &file->fields[at], err);
        } else {
            names[n] = str_c(want->name);
            x->source[i] = x->ops->project != NULL ? n : (uint32_t)at;
            n++;
        }
    }
    if (rc == KAMU_OK && x->ops->project != NULL)
        rc = x->ops->project(x->ctx, names, n, err);
    mem_free(names);
    return rc;
}

/* kamu keeps a list's item name of the file, and then refuses the next push: "item" everywhere. */
static void name_items(struct col_type *t)
{
    for (uint32_t i = 0; i < t->n_children; i++) {
        if (t->kind == COL_LIST || t->kind == COL_FIXED_LIST)
            t->children[i].name = "item";
        name_items(&t->children[i].type);
    }
}

static kamu_code take_schema(struct reader *r, struct columns *x, struct kamu_error *err)
{
    struct col_schema *file = x->file, *copy;
    for (uint32_t i = 0; i < file->n_fields; i++)
        KAMU_TRY(check_name(r, file, file->fields[i].name, err));
    KAMU_TRY(col_schema_copy(file, &copy, err));
    for (uint32_t i = 0; i < copy->n_fields; i++)
        name_items(&copy->fields[i].type);
    r->schema = copy;
    x->same = col_schema_eq(file, copy) && !r->o.strict;
    if (x->same) {
        col_schema_unref(copy);
        r->schema = col_schema_ref(file);
    }
    return KAMU_OK;
}

static kamu_code columns_want(struct reader *r, struct kamu_error *err)
{
    struct columns *x = r->impl;
    x->same = x->same && r->o.wanted == NULL;
    if (x->same)
        return KAMU_OK;
    x->source = mem_calloc(r->schema->n_fields, sizeof *x->source);
    if (x->source == NULL)
        return error_nomem(err);
    return bind(r, x, err);
}

kamu_code columns_open(struct reader *r, const struct columns_ops *ops, void *ctx,
                       struct col_schema *file, struct kamu_error *err)
{
    struct columns *x = mem_calloc(1, sizeof *x);
    if (x == NULL) {
        ops->close(ctx);
        return error_nomem(err);
    }
    *x = (struct columns){.ops = ops, .ctx = ctx, .file = col_schema_ref(file)};
    r->impl = x;
    r->ops = &columns_reader_ops;
    if (r->schema == NULL)
        KAMU_TRY(take_schema(r, x, err));
    return r->o.wanted_later ? KAMU_OK : columns_want(r, err);
}
