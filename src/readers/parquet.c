/*
 * Parquet (spec/read-formats.md 1.8). Without a schema the file's columns come as they are. With
 * one, columns and struct members bind by exact name, types are cast by the rules for columns (not
 * those for text), what is missing is NULL.
 */
#include "columnar/cast.h"
#include "columnar/text.h"
#include "parquet/slice_reader.h"
#include "readers/reader_impl.h"

#include <math.h>
#include <stdio.h>

struct parquet {
    struct slice_reader *slice;
    uint32_t *source; /* per column of the schema: the batch's column, UINT32_MAX = none */
    uint64_t row;     /* rows handed out */
    bool same;        /* batches are taken as they are */
};

/* ---- types -------------------------------------------------------------------------- */

static bool is_int(enum col_kind k)
{
    return k >= COL_INT8 && k <= COL_UINT64;
}
static bool is_float(enum col_kind k)
{
    return k == COL_FLOAT16 || k == COL_FLOAT32 || k == COL_FLOAT64;
}

static const struct col_field *member(const struct col_type *t, const char *name, uint32_t *at)
{
    for (uint32_t i = 0; i < t->n_children; i++)
        if (strcmp(t->children[i].name, name) == 0) {
            *at = i;
            return &t->children[i];
        }
    return NULL;
}

static bool can_adapt(const struct col_type *from, const struct col_type *to)
{
    uint32_t at;
    bool common = false;
    if (from->kind == COL_NULL)
        return true;
    if (from->kind == COL_STRUCT && to->kind == COL_STRUCT) {
        for (uint32_t i = 0; i < to->n_children; i++) {
            const struct col_field *f = member(from, to->children[i].name, &at);
            if (f == NULL && !to->children[i].nullable)
                return false;
            if (f != NULL && !can_adapt(&f->type, &to->children[i].type))
                return false;
            common |= f != NULL;
        }
        return common;
    }
    if (from->kind == to->kind && (from->kind == COL_LIST || from->kind == COL_FIXED_LIST))
        return from->fixed_length == to->fixed_length &&
               can_adapt(&from->children[0].type, &to->children[0].type);
    return (is_float(from->kind) && is_int(to->kind)) ||
           (is_int(from->kind) && (to->kind == COL_TIMESTAMP || to->kind == COL_BOOL)) ||
           (from->kind == COL_BOOL && is_int(to->kind)) ||
           (from->kind == COL_STRING && to->kind == COL_BINARY) || column_can_cast(from, to);
}

/* ---- values ------------------------------------------------------------------------- */

static const struct col_type int64_type = {.kind = COL_INT64};

/* parent (may be NULL): the struct that src is a member of; where it is null, so may be a required
 * member. */
static kamu_code adapt(const struct column *src, const struct column *parent,
                       const struct col_field *want, struct column *dst, struct kamu_error *err);

/* Cut toward zero; what does not fit is an error. */
static kamu_code float_to_int64(const struct column *src, struct column *dst,
                                struct kamu_error *err)
{
    struct column wide = {0};
    static const struct col_type f64_type = {.kind = COL_FLOAT64};
    KAMU_TRY(column_cast(src, &f64_type, &wide, err));
    kamu_code rc = column_constant(&int64_type, &(int64_t){0}, src->length, dst, err);
    for (int64_t i = 0; i < src->length && rc == KAMU_OK; i++) {
        double v = trunc(((const double *)(const void *)wide.values->data)[i]);
        if (col_is_null(&wide, i))
            continue;
        if (!(v >= -9223372036854775808.0 && v < 9223372036854775808.0)) {
            rc = error_set(err, KAMU_E_INPUT, "Can't cast value %g to type Int64", v);
            if (err != NULL)
                err->at.record = (uint64_t)i + 1;
            break;
        }
        ((int64_t *)(void *)dst->values->data)[i] = (int64_t)v;
    }
    if (rc == KAMU_OK && wide.validity != NULL) {
        dst->validity = blk_ref(wide.validity);
        dst->null_count = wide.null_count;
    }
    column_release(&wide);
    if (rc != KAMU_OK)
        column_release(dst);
    return rc;
}

/* Any integer of any width. */
static __int128 int_at(const struct column *c, int64_t i)
{
    const uint8_t *p = c->values->data + (size_t)i * col_width(c->type);
    switch (c->type->kind) {
    case COL_INT8:
        return *(const int8_t *)p;
    case COL_INT16:
        return *(const int16_t *)(const void *)p;
    case COL_INT32:
        return *(const int32_t *)(const void *)p;
    case COL_INT64:
        return *(const int64_t *)(const void *)p;
    case COL_UINT8:
        return *p;
    case COL_UINT16:
        return *(const uint16_t *)(const void *)p;
    case COL_UINT32:
        return *(const uint32_t *)(const void *)p;
    default:
        return *(const uint64_t *)(const void *)p;
    }
}

/* A column of another flat type with src's nulls and zeroed values. */
static kamu_code like(const struct column *src, const struct col_type *to, struct column *dst,
                      struct kamu_error *err)
{
    size_t width = col_width(to);
    size_t bytes = width == 0 ? ((size_t)src->length + 7) / 8 : (size_t)src->length * width;
    *dst = (struct column){.type = to, .length = src->length, .values = blk_new(bytes)};
    if (dst->values == NULL)
        return error_nomem(err);
    memset(dst->values->data, 0, bytes);
    dst->validity = blk_ref(src->validity);
    dst->null_count = src->null_count;
    return KAMU_OK;
}

static kamu_code int_to_bool(const struct column *src, const struct col_type *to,
                             struct column *dst, struct kamu_error *err)
{
    KAMU_TRY(like(src, to, dst, err));
    for (int64_t i = 0; i < src->length; i++)
        if (int_at(src, i) != 0)
            dst->values->data[i >> 3] |= (uint8_t)(1u << (i & 7));
    return KAMU_OK;
}

/* Rounded to the nearest, like a number of a text: a declared float asks for that. */
static kamu_code int_to_float(const struct column *src, const struct col_type *to,
                              struct column *dst, struct kamu_error *err)
{
    KAMU_TRY(like(src, to, dst, err));
    for (int64_t i = 0; i < src->length; i++) {
        __int128 v = int_at(src, i);
        if (to->kind == COL_FLOAT64)
            ((double *)(void *)dst->values->data)[i] = (double)v;
        else if (to->kind == COL_FLOAT32)
            ((float *)(void *)dst->values->data)[i] = (float)v;
        else
            ((uint16_t *)(void *)dst->values->data)[i] = f32_to_f16((float)v);
    }
    return KAMU_OK;
}

static kamu_code cast_by(kamu_code (*first)(const struct column *, struct column *,
                                            struct kamu_error *),
                         const struct column *src, const struct col_type *to, struct column *dst,
                         struct kamu_error *err)
{
    struct column between = {0};
    KAMU_TRY(first(src, &between, err));
    kamu_code rc = column_cast(&between, to, dst, err);
    column_release(&between);
    return rc;
}

static kamu_code to_int64(const struct column *src, struct column *dst, struct kamu_error *err)
{
    return column_cast(src, &int64_type, dst, err);
}

static kamu_code bool_to_int64(const struct column *src, struct column *dst, struct kamu_error *err)
{
    KAMU_TRY(column_constant(&int64_type, &(int64_t){0}, src->length, dst, err));
    for (int64_t i = 0; i < src->length; i++)
        ((int64_t *)(void *)dst->values->data)[i] = bit_get(src->values->data, i);
    dst->validity = blk_ref(src->validity);
    dst->null_count = src->null_count;
    return KAMU_OK;
}

static kamu_code adapt_struct(const struct column *src, const struct col_type *to,
                              struct column *dst, struct kamu_error *err)
{
    *dst = (struct column){.type = to,
                           .length = src->length,
                           .null_count = src->null_count,
                           .validity = blk_ref(src->validity)};
    dst->children = mem_calloc(to->n_children, sizeof *dst->children);
    if (dst->children == NULL && to->n_children > 0)
        return error_nomem(err);
    for (uint32_t i = 0; i < to->n_children; i++) {
        uint32_t at;
        dst->n_children = i + 1;
        const struct col_field *want = &to->children[i];
        if (member(src->type, want->name, &at) == NULL)
            KAMU_TRY(column_nulls(&want->type, src->length, &dst->children[i], err));
        else
            KAMU_TRY(adapt(&src->children[at], src, want, &dst->children[i], err));
    }
    return KAMU_OK;
}

static kamu_code adapt_list(const struct column *src, const struct col_type *to, struct column *dst,
                            struct kamu_error *err)
{
    *dst = (struct column){.type = to,
                           .length = src->length,
                           .null_count = src->null_count,
                           .validity = blk_ref(src->validity),
                           .offsets = blk_ref(src->offsets)};
    dst->children = mem_calloc(1, sizeof *dst->children);
    if (dst->children == NULL)
        return error_nomem(err);
    dst->n_children = 1;
    return adapt(&src->children[0], NULL, &to->children[0], &dst->children[0], err);
}

static kamu_code adapt_type(const struct column *src, const struct col_type *to, struct column *dst,
                            struct kamu_error *err)
{
    enum col_kind from = src->type->kind;
    if (from == COL_NULL)
        return column_nulls(to, src->length, dst, err);
    if (from == COL_STRUCT && to->kind == COL_STRUCT)
        return adapt_struct(src, to, dst, err);
    if (from == to->kind && (from == COL_LIST || from == COL_FIXED_LIST))
        return adapt_list(src, to, dst, err);
    if (col_type_eq(src->type, to) || (from == COL_STRING && to->kind == COL_BINARY))
        return column_ref(src, dst, err);
    if (is_float(from) && is_int(to->kind))
        return cast_by(float_to_int64, src, to, dst, err);
    if (from == COL_BOOL && is_int(to->kind))
        return cast_by(bool_to_int64, src, to, dst, err);
    if (is_int(from) && to->kind == COL_BOOL)
        return int_to_bool(src, to, dst, err);
    if (is_int(from) && is_float(to->kind))
        return int_to_float(src, to, dst, err);
    if (is_int(from) && to->kind == COL_TIMESTAMP) /* the raw count in the column's unit */
        return to_int64(src, dst, err);
    return column_cast(src, to, dst, err);
}

/* The first null that no null of the parent explains; c->length when there is none. */
static int64_t first_null(const struct column *c, const struct column *parent)
{
    int64_t i = 0;
    while (i < c->length && !(col_is_null(c, i) && (parent == NULL || !col_is_null(parent, i))))
        i++;
    return i;
}

static kamu_code adapt(const struct column *src, const struct column *parent,
                       const struct col_field *want, struct column *dst, struct kamu_error *err)
{
    int64_t at;
    memset(dst, 0, sizeof *dst);
    kamu_code rc = adapt_type(src, &want->type, dst, err);
    if (rc == KAMU_OK && !want->nullable && dst->null_count > 0 && want->type.kind != COL_NULL &&
        (at = first_null(dst, parent)) < dst->length) {
        rc = error_set(err, KAMU_E_INPUT, "field '%s': null, but the column is required",
                       want->name);
        error_field(err, "%s", want->name);
        if (err != NULL)
            err->at.record = (uint64_t)at + 1;
    }
    if (rc != KAMU_OK) {
        column_release(dst);
        memset(dst, 0, sizeof *dst);
        return rc;
    }
    dst->type = &want->type;
    return KAMU_OK;
}

/* ---- batches ---------------------------------------------------------------------------- */

static kamu_code locate_error(const struct reader *r, const char *column, struct kamu_error *err)
{
    const struct parquet *x = r->impl;
    if (err == NULL)
        return KAMU_E_INPUT;
    uint64_t record = err->at.record;
    if (err->code == KAMU_E_INPUT && record > 0) {
        error_at(err, byte_input_name(r->in), 0, 0, 0);
        err->at.record = x->row + record;
    }
    if (err->at.field[0] == 0)
        error_field(err, "%s", column);
    return err->code;
}

static kamu_code convert(struct reader *r, const struct batch *in, struct batch **out,
                         struct kamu_error *err)
{
    struct parquet *x = r->impl;
    struct batch *b;
    KAMU_TRY(batch_new(r->schema, in->length, &b, err));
    for (uint32_t i = 0; i < b->n_columns; i++) {
        const struct col_field *want = &r->schema->fields[i];
        kamu_code rc = x->source[i] == UINT32_MAX
                           ? column_nulls(&want->type, in->length, &b->columns[i], err)
                           : adapt(&in->columns[x->source[i]], NULL, want, &b->columns[i], err);
        if (rc != KAMU_OK) {
            batch_free(b);
            return locate_error(r, want->name, err);
        }
    }
    *out = b;
    return KAMU_OK;
}

/* Damage of an input is bad input, not damage of the workspace. */
static kamu_code as_input_error(const struct reader *r, kamu_code rc, struct kamu_error *err)
{
    if (rc != KAMU_E_CORRUPT || err == NULL)
        return rc == KAMU_E_CORRUPT ? KAMU_E_INPUT : rc;
    err->code = KAMU_E_INPUT;
    if (err->at.input[0] == 0)
        error_at(err, byte_input_name(r->in), 0, 0, err->at.byte);
    hint_from_head(r, err);
    return KAMU_E_INPUT;
}

static kamu_code parquet_next(struct reader *r, struct batch **out, struct kamu_error *err)
{
    struct parquet *x = r->impl;
    struct batch *b;
    KAMU_TRY(env_check_cancel(r->env, err));
    kamu_code rc = slice_reader_next(x->slice, &b, err);
    if (rc != KAMU_OK)
        return as_input_error(r, rc, err);
    if (b == NULL || x->same) {
        *out = b;
        r->stats.records += b == NULL ? 0 : (uint64_t)b->length;
        return KAMU_OK;
    }
    rc = convert(r, b, out, err);
    x->row += (uint64_t)b->length;
    r->stats.records = x->row;
    batch_free(b);
    return rc;
}

static void parquet_close(struct reader *r)
{
    struct parquet *x = r->impl;
    slice_reader_close(x->slice);
    mem_free(x->source);
    mem_free(x);
}

static kamu_code parquet_want(struct reader *r, struct kamu_error *err);
static const struct reader_ops parquet_ops = {parquet_next, parquet_close, parquet_want};

/* ---- opening ------------------------------------------------------------------------------- */

static kamu_code open_slice(struct reader *r, struct parquet *x, struct kamu_error *err)
{
    struct fs_file *file, *shared;
    if (r->o.input.kind == READER_MEMORY && !byte_input_is_unpacked(r->in))
        return slice_reader_open_bytes(r->env, r->o.input.data, r->o.input.size,
                                       byte_input_name(r->in), &x->slice, err);
    KAMU_TRY(byte_input_as_file(r->in, &file, err));
    KAMU_TRY(fs_open_fd(&r->env->fs, fs_fd(file), byte_input_name(r->in), &shared, err));
    return slice_reader_open_file(r->env, shared, &x->slice, err);
}

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

/* Which column of the file feeds which of the schema; the others are not decoded. */
static kamu_code bind(struct reader *r, struct parquet *x, struct kamu_error *err)
{
    const struct col_schema *file = slice_reader_file_schema(x->slice);
    struct str *names = mem_calloc(r->schema->n_fields, sizeof *names);
    uint32_t n = 0;
    kamu_code rc = names == NULL ? error_nomem(err) : KAMU_OK;
    for (uint32_t i = 0; i < r->schema->n_fields && rc == KAMU_OK; i++) {
        const struct col_field *want = &r->schema->fields[i];
        int at = col_schema_find(file, str_c(want->name));
        bool wanted = r->o.wanted == NULL || r->o.wanted[i];
        x->source[i] = UINT32_MAX;
        if (at < 0 && !want->nullable && wanted) {
            rc = error_set(err, KAMU_E_INPUT,
                           "field '%s': the column is required, but missing in the file",
                           want->name);
            error_at(err, byte_input_name(r->in), 0, 0, 0);
            error_field(err, "%s", want->name);
        } else if (at < 0 || !wanted) {
            r->stats.missing_fields += at < 0 ? slice_reader_rows(x->slice) : 0;
        } else if (!can_adapt(&file->fields[at].type, &want->type)) {
            rc = impossible(r, want, &file->fields[at], err);
        } else {
            names[n] = str_c(want->name);
            x->source[i] = n++;
        }
    }
    r->stats.unknown_fields =
        (file->n_fields - (n < file->n_fields ? n : file->n_fields)) * slice_reader_rows(x->slice);
    if (rc == KAMU_OK)
        rc = slice_reader_project(x->slice, names, n, err);
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

static kamu_code take_schema(struct reader *r, struct parquet *x, struct kamu_error *err)
{
    struct col_schema *file = slice_reader_file_schema(x->slice), *copy;
    KAMU_TRY(col_schema_copy(file, &copy, err));
    for (uint32_t i = 0; i < copy->n_fields; i++)
        name_items(&copy->fields[i].type);
    r->schema = copy;
    x->same = col_schema_eq(file, copy);
    if (x->same) {
        col_schema_unref(copy);
        r->schema = col_schema_ref(file);
    }
    return KAMU_OK;
}

kamu_code parquet_reader_open(struct reader *r, struct kamu_error *err)
{
    struct parquet *x = mem_calloc(1, sizeof *x);
    if (x == NULL)
        return error_nomem(err);
    r->impl = x;
    r->ops = &parquet_ops;
    kamu_code rc = open_slice(r, x, err);
    if (rc != KAMU_OK)
        return as_input_error(r, rc, err);
    if (r->schema == NULL)
        KAMU_TRY(take_schema(r, x, err));
    return r->o.wanted_later ? KAMU_OK : parquet_want(r, err);
}

static kamu_code parquet_want(struct reader *r, struct kamu_error *err)
{
    struct parquet *x = r->impl;
    x->same = x->same && r->o.wanted == NULL;
    if (x->same)
        return KAMU_OK;
    x->source = mem_calloc(r->schema->n_fields, sizeof *x->source);
    if (x->source == NULL)
        return error_nomem(err);
    return bind(r, x, err);
}
