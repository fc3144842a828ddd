/* Batches: life, sharing, constants, checks. Taking, slicing and joining rows: batch_rows.c. */
#include "columnar/batch.h"

#include "columnar/bits.h"

#include <inttypes.h>

/* ---- life ----------------------------------------------------------------- */

kamu_code batch_new(struct col_schema *schema, int64_t length, struct batch **out,
                    struct kamu_error *err)
{
    struct batch *b = mem_calloc(1, sizeof(*b));

    if (b == NULL)
        return error_nomem(err);
    b->columns = mem_calloc(schema->n_fields ? schema->n_fields : 1, sizeof(struct column));
    if (b->columns == NULL) {
        mem_free(b);
        return error_nomem(err);
    }
    b->schema = col_schema_ref(schema);
    b->length = length;
    b->n_columns = schema->n_fields;
    for (uint32_t i = 0; i < b->n_columns; i++) {
        b->columns[i].type = &schema->fields[i].type;
        b->columns[i].length = length;
    }
    *out = b;
    return KAMU_OK;
}

void batch_free(struct batch *b)
{
    if (b == NULL)
        return;
    for (uint32_t i = 0; i < b->n_columns; i++)
        column_release(&b->columns[i]);
    mem_free(b->columns);
    col_schema_unref(b->schema);
    mem_free(b);
}

void column_release(struct column *c)
{
    blk_unref(c->validity);
    blk_unref(c->values);
    blk_unref(c->offsets);
    for (uint32_t i = 0; i < c->n_children; i++)
        column_release(&c->children[i]);
    mem_free(c->children);
    memset(c, 0, sizeof(*c));
}

kamu_code column_ref(const struct column *src, struct column *dst, struct kamu_error *err)
{
    *dst = *src;
    dst->children = NULL;
    dst->n_children = 0;
    blk_ref(dst->validity);
    blk_ref(dst->values);
    blk_ref(dst->offsets);
    if (src->n_children == 0)
        return KAMU_OK;
    dst->children = mem_calloc(src->n_children, sizeof(struct column));
    if (dst->children == NULL) {
        column_release(dst);
        return error_nomem(err);
    }
    for (uint32_t i = 0; i < src->n_children; i++) {
        kamu_code rc = column_ref(&src->children[i], &dst->children[i], err);
        if (rc != KAMU_OK) {
            column_release(dst);
            return rc;
        }
        dst->n_children++;
    }
    return KAMU_OK;
}

void column_set_type(struct column *c, const struct col_type *type)
{
    KAMU_ASSERT(c->n_children == 0 || c->n_children == type->n_children);
    c->type = type;
    for (uint32_t i = 0; i < c->n_children; i++)
        column_set_type(&c->children[i], &type->children[i].type);
}

kamu_code batch_set_column(struct batch *b, uint32_t i, const struct column *src,
                           struct kamu_error *err)
{
    struct column shared;

    KAMU_ASSERT(i < b->n_columns && src->length == b->length);
    KAMU_TRY(column_ref(src, &shared, err));
    column_set_type(&shared, &b->schema->fields[i].type);
    column_release(&b->columns[i]);
    b->columns[i] = shared;
    return KAMU_OK;
}

/* ---- constants --------------------------------------------------------------- */

static kamu_code nulls_nested(const struct col_type *t, int64_t n, struct column *out,
                              struct kamu_error *err)
{
    if (t->kind == COL_LIST || t->kind == COL_MAP) {
        size_t bytes = ((size_t)n + 1) * sizeof(int32_t);
        out->offsets = blk_new(bytes);
        if (out->offsets == NULL)
            return error_nomem(err);
        memset(out->offsets->data, 0, bytes);
    }
    out->children = mem_calloc(t->n_children ? t->n_children : 1, sizeof(struct column));
    if (out->children == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < t->n_children; i++) {
        int64_t rows = t->kind == COL_STRUCT       ? n
                       : t->kind == COL_FIXED_LIST ? n * t->fixed_length
                                                   : 0;
        KAMU_TRY(column_nulls(&t->children[i].type, rows, &out->children[i], err));
        out->n_children++;
    }
    return KAMU_OK;
}

static kamu_code nulls_into(const struct col_type *t, int64_t n, struct column *out,
                            struct kamu_error *err)
{
    size_t width = col_width(t), bytes = 0;

    if (t->kind != COL_NULL) {
        out->validity = blk_new(BITS_BYTES(n));
        if (out->validity == NULL)
            return error_nomem(err);
        memset(out->validity->data, 0, BITS_BYTES(n));
    }
    if (col_is_nested(t->kind))
        return nulls_nested(t, n, out, err);
    if (t->kind == COL_STRING || t->kind == COL_BINARY) {
        out->offsets = blk_new(((size_t)n + 1) * sizeof(int32_t));
        if (out->offsets == NULL)
            return error_nomem(err);
        memset(out->offsets->data, 0, ((size_t)n + 1) * sizeof(int32_t));
    } else if (t->kind == COL_BOOL) {
        bytes = BITS_BYTES(n);
    } else if (MUL_OVERFLOW((size_t)n, width, &bytes)) {
        return error_set(err, KAMU_E_LIMIT, "Column is too large");
    }
    if (t->kind == COL_NULL)
        return KAMU_OK;
    out->values = blk_new(bytes);
    if (out->values == NULL)
        return error_nomem(err);
    memset(out->values->data, 0, bytes);
    return KAMU_OK;
}

kamu_code column_nulls(const struct col_type *t, int64_t n, struct column *out,
                       struct kamu_error *err)
{
    kamu_code rc;

    memset(out, 0, sizeof(*out));
    out->type = t;
    out->length = n;
    out->null_count = n;
    rc = nulls_into(t, n, out, err);
    if (rc != KAMU_OK)
        column_release(out);
    else if (n == 0 && out->validity != NULL) {
        blk_unref(out->validity);
        out->validity = NULL;
    }
    return rc;
}

kamu_code column_constant(const struct col_type *t, const void *value, int64_t n,
                          struct column *out, struct kamu_error *err)
{
    size_t width = col_width(t), bytes;

    if (value == NULL)
        return column_nulls(t, n, out, err);
    KAMU_ASSERT(width != 0);
    if (MUL_OVERFLOW((size_t)n, width, &bytes))
        return error_set(err, KAMU_E_LIMIT, "Column is too large");
    memset(out, 0, sizeof(*out));
    out->type = t;
    out->length = n;
    out->values = blk_new(bytes);
    if (out->values == NULL)
        return error_nomem(err);
    if (bytes != 0)
        memcpy(out->values->data, value, width);
    /* Doubling copies: each at most as long as what is there. */
    for (size_t done = width; done < bytes;) {
        size_t step = done < bytes - done ? done : bytes - done;
        memcpy(out->values->data + done, out->values->data, step);
        done += step;
    }
    return KAMU_OK;
}

/* ---- checks -------------------------------------------------------------------- */

static kamu_code bad(struct kamu_error *err, const char *path, const char *what)
{
    return error_set(err, KAMU_E_CORRUPT, "Column '%s' is malformed: %s", path, what);
}

static kamu_code check_offsets(const struct column *c, int64_t limit, const char *path,
                               struct kamu_error *err)
{
    const int32_t *o;

    if (c->offsets == NULL || c->offsets->size / sizeof(int32_t) < (size_t)c->length + 1)
        return bad(err, path, "offsets are too short");
    o = col_offsets(c);
    if (o[0] != 0)
        return bad(err, path, "offsets do not start at 0");
    for (int64_t i = 0; i < c->length; i++)
        if (o[i + 1] < o[i])
            return bad(err, path, "offsets descend");
    if (o[c->length] > limit)
        return bad(err, path, "offsets reach beyond the values");
    return KAMU_OK;
}

static kamu_code check_utf8(const struct column *c, const char *path, struct kamu_error *err)
{
    const int32_t *o = col_offsets(c);
    const char *p = c->values ? (const char *)c->values->data : "";

    for (int64_t i = 0; i < c->length; i++) {
        size_t at = 0, n = (size_t)(o[i + 1] - o[i]);
        if (!col_is_null(c, i) && !utf8_valid(p + o[i], n, &at)) {
            kamu_code rc =
                error_set(err, KAMU_E_INPUT, "Column '%s' has text that is not UTF-8", path);
            error_field(err, "%s", path);
            error_excerpt(err, p + o[i], n);
            error_expected(err, "UTF-8 text");
            if (err != NULL)
                err->at.record = (uint64_t)i + 1;
            return rc;
        }
    }
    return KAMU_OK;
}

static kamu_code check_column(const struct column *c, const char *path, int depth, bool utf8,
                              struct kamu_error *err)
{
    const struct col_type *t = c->type;
    size_t width = col_width(t), bytes = 0;
    bool list = t->kind == COL_LIST || t->kind == COL_MAP;
    int64_t child_length = c->length;

    if (depth > COL_DEPTH_MAX)
        return bad(err, path, "nested too deeply");
    if (c->length < 0 || c->null_count < 0 || c->null_count > c->length)
        return bad(err, path, "impossible length or number of nulls");
    if (c->validity != NULL && c->validity->size < BITS_BYTES(c->length))
        return bad(err, path, "validity bitmap is too short");
    if (t->kind != COL_NULL &&
        c->null_count !=
            (c->validity ? c->length - bits_count(c->validity->data, 0, c->length) : 0))
        return bad(err, path, "number of nulls is wrong");
    if (t->kind == COL_BOOL)
        bytes = BITS_BYTES(c->length);
    else if (MUL_OVERFLOW((size_t)c->length, width, &bytes))
        return bad(err, path, "too long");
    if (bytes != 0 && (c->values == NULL || c->values->size < bytes))
        return bad(err, path, "values are too short");
    if (t->kind == COL_STRING || t->kind == COL_BINARY) {
        KAMU_TRY(check_offsets(c, c->values ? (int64_t)c->values->size : 0, path, err));
        return utf8 && t->kind == COL_STRING ? check_utf8(c, path, err) : KAMU_OK;
    }
    if (!col_is_nested(t->kind))
        return KAMU_OK;
    if (c->n_children != t->n_children || (t->kind != COL_STRUCT && c->n_children != 1))
        return bad(err, path, "wrong number of children");
    if (list) {
        KAMU_TRY(check_offsets(c, c->children[0].length, path, err));
        child_length = col_offsets(c)[c->length];
    } else if (t->kind == COL_FIXED_LIST &&
               (t->fixed_length < 0 ||
                MUL_OVERFLOW(c->length, (int64_t)t->fixed_length, &child_length))) {
        return bad(err, path, "impossible fixed length");
    }
    for (uint32_t i = 0; i < c->n_children; i++) {
        if (list ? c->children[i].length < child_length : c->children[i].length != child_length)
            return bad(err, path, "child of another length");
        KAMU_TRY(check_column(&c->children[i], path, depth + 1, utf8, err));
    }
    return KAMU_OK;
}

kamu_code batch_validate(const struct batch *b, bool utf8, struct kamu_error *err)
{
    if (b->n_columns != b->schema->n_fields || b->length < 0)
        return error_set(err, KAMU_E_CORRUPT, "Batch does not fit its schema");
    for (uint32_t i = 0; i < b->n_columns; i++) {
        const char *name = b->schema->fields[i].name;
        if (b->columns[i].length != b->length)
            return bad(err, name, "length differs from that of the batch");
        if (b->columns[i].type == NULL ||
            !col_type_eq(b->columns[i].type, &b->schema->fields[i].type))
            return bad(err, name, "type differs from the schema");
        KAMU_TRY(check_column(&b->columns[i], name, 1, utf8, err));
    }
    return KAMU_OK;
}

static uint64_t column_bytes(const struct column *c)
{
    uint64_t n = (uint64_t)c->n_children * sizeof(struct column);

    n += c->validity ? c->validity->size : 0;
    n += c->values ? c->values->size : 0;
    n += c->offsets ? c->offsets->size : 0;
    for (uint32_t i = 0; i < c->n_children; i++)
        n += column_bytes(&c->children[i]);
    return n;
}

uint64_t batch_bytes(const struct batch *b)
{
    uint64_t n = sizeof(*b) + (uint64_t)b->n_columns * sizeof(struct column);

    for (uint32_t i = 0; i < b->n_columns; i++)
        n += column_bytes(&b->columns[i]);
    return n;
}
