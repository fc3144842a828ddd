/* Columns of a file as those of a schema: see columns_adapt.h. */
#include "readers/columns_adapt.h"

#include "columnar/cast.h"
#include "columnar/text.h"

#include <math.h>

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

/* An instant as a float or decimal is its count in its unit. */
static bool is_count(const struct col_type *from, const struct col_type *to)
{
    return from->kind == COL_TIMESTAMP &&
           (is_float(to->kind) || to->kind == COL_DECIMAL128 || to->kind == COL_DECIMAL256);
}

bool columns_can_adapt(const struct col_type *from, const struct col_type *to)
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
            if (f != NULL && !columns_can_adapt(&f->type, &to->children[i].type))
                return false;
            common |= f != NULL;
        }
        return common;
    }
    if (from->kind == to->kind && (from->kind == COL_LIST || from->kind == COL_FIXED_LIST))
        return from->fixed_length == to->fixed_length &&
               columns_can_adapt(&from->children[0].type, &to->children[0].type);
    return (is_float(from->kind) && is_int(to->kind)) || is_count(from, to) ||
           (is_int(from->kind) && (to->kind == COL_TIMESTAMP || to->kind == COL_BOOL)) ||
           (from->kind == COL_BOOL && is_int(to->kind)) ||
           ((from->kind == COL_STRING || is_int(from->kind)) && to->kind == COL_BINARY) ||
           column_can_cast(from, to);
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

/* Its bytes, the lowest first. */
static kamu_code int_to_binary(const struct column *src, const struct col_type *to,
                               struct column *dst, struct kamu_error *err)
{
    size_t width = col_width(src->type);
    *dst = (struct column){.type = to,
                           .length = src->length,
                           .null_count = src->null_count,
                           .validity = blk_ref(src->validity),
                           .values = blk_ref(src->values),
                           .offsets = blk_new(((size_t)src->length + 1) * sizeof(int32_t))};
    if (dst->offsets == NULL)
        return error_nomem(err);
    for (int64_t i = 0; i <= src->length; i++) /* a batch has at most BATCH_ROWS_MAX rows */
        ((int32_t *)(void *)dst->offsets->data)[i] = (int32_t)((size_t)i * width);
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
    if (is_count(src->type, to)) {
        struct column count = *src; /* borrowed */
        count.type = &int64_type;
        return is_float(to->kind) ? int_to_float(&count, to, dst, err)
                                  : column_cast(&count, to, dst, err);
    }
    if (is_int(from) && to->kind == COL_BINARY)
        return int_to_binary(src, to, dst, err);
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

kamu_code columns_adapt(const struct column *src, const struct col_field *want, struct column *dst,
                        struct kamu_error *err)
{
    return adapt(src, NULL, want, dst, err);
}
