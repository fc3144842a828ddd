/* Schemas and batches of others for us: copied into our one form per type, checked as far as the
 * interface allows. */
#include "columnar/arrow_format.h"
#include "columnar/bits.h"

#include <inttypes.h>

#define ROWS_MAX (INT64_C(1) << 30)

static kamu_code bad(struct kamu_error *err, const char *name, const char *what)
{
    error_set(err, KAMU_E_INPUT, "Arrow array of column '%s' is malformed: %s", name, what);
    error_field(err, "%s", name);
    return KAMU_E_INPUT;
}

/* ---- schema ------------------------------------------------------------------------------ */

static kamu_code import_field(const struct ArrowSchema *in, struct arena *a, struct col_field *out,
                              int depth, uint32_t *leaves, struct kamu_error *err);

static kamu_code import_name(const char *name, struct arena *a, const char **out,
                             struct kamu_error *err)
{
    size_t n = name ? strlen(name) : 0;

    if (!utf8_valid(name, n, NULL)) {
        error_set(err, KAMU_E_INPUT, "Name of a column is not UTF-8");
        error_excerpt(err, name, n);
        return KAMU_E_INPUT;
    }
    *out = arena_strdup(a, name ? name : "");
    return *out ? KAMU_OK : error_nomem(err);
}

static kamu_code import_members(const struct ArrowSchema *in, struct arena *a, struct col_type *t,
                                int depth, uint32_t *leaves, struct kamu_error *err)
{
    if (in->n_children < 0 || in->n_children > COL_FIELDS_MAX ||
        (in->n_children > 0 && in->children == NULL))
        return error_set(err, KAMU_E_INPUT, "Arrow schema with an impossible number of children");
    t->n_children = (uint32_t)in->n_children;
    t->children = arena_calloc(a, t->n_children ? t->n_children : 1, sizeof(struct col_field));
    if (t->children == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < t->n_children; i++) {
        if (in->children[i] == NULL)
            return error_set(err, KAMU_E_INPUT, "Arrow schema with a missing child");
        KAMU_TRY(import_field(in->children[i], a, &t->children[i], depth + 1, leaves, err));
    }
    return KAMU_OK;
}

static kamu_code import_field(const struct ArrowSchema *in, struct arena *a, struct col_field *out,
                              int depth, uint32_t *leaves, struct kamu_error *err)
{
    const struct ArrowSchema *value = in->dictionary != NULL ? in->dictionary : in;
    struct col_type *t = &out->type;
    enum arrow_form form;

    if (depth > COL_DEPTH_MAX || ++*leaves > 2 * COL_FIELDS_MAX)
        return error_set(err, KAMU_E_LIMIT, "Arrow schema is nested too deeply or too large");
    KAMU_TRY(import_name(in->name, a, &out->name, err));
    out->nullable = (in->flags & ARROW_FLAG_NULLABLE) != 0;
    KAMU_TRY(arrow_format_parse(value->format, t, &form, err));
    if (t->timezone != NULL) {
        t->timezone = arena_strdup(a, t->timezone);
        if (t->timezone == NULL)
            return error_nomem(err);
    }
    t->keys_sorted = t->kind == COL_MAP && (in->flags & ARROW_FLAG_MAP_KEYS_SORTED) != 0;
    if (in->dictionary != NULL && col_is_nested(t->kind))
        return error_set(err, KAMU_E_UNSUPPORTED,
                         "Column '%s': dictionaries of nested values are not supported", out->name);
    if (!col_is_nested(t->kind))
        return KAMU_OK;
    KAMU_TRY(import_members(value, a, t, depth, leaves, err));
    if (t->kind != COL_STRUCT && t->n_children != 1)
        return bad(err, out->name, "a list or map needs one child");
    if (t->kind == COL_MAP &&
        (t->children[0].type.kind != COL_STRUCT || t->children[0].type.n_children != 2))
        return bad(err, out->name, "the entries of a map are not a struct of key and value");
    return KAMU_OK;
}

kamu_code arrow_import_schema(const struct ArrowSchema *in, struct col_schema **out,
                              struct kamu_error *err)
{
    struct col_schema *s = NULL;
    uint32_t leaves = 0;

    if (in->release == NULL)
        return error_set(err, KAMU_E_INPUT, "Arrow schema is released already");
    if (in->format == NULL || strcmp(in->format, "+s") != 0 || in->dictionary != NULL)
        return error_set(err, KAMU_E_INPUT, "A record batch must be a struct array (format '+s')");
    if (in->n_children < 0 || in->n_children > COL_FIELDS_MAX ||
        (in->n_children > 0 && in->children == NULL))
        return error_set(err, KAMU_E_LIMIT, "Arrow schema with an impossible number of columns");
    KAMU_TRY(col_schema_new((uint32_t)in->n_children, &s, err));
    for (uint32_t i = 0; i < s->n_fields; i++) {
        kamu_code rc =
            in->children[i] != NULL
                ? import_field(in->children[i], &s->arena, &s->fields[i], 1, &leaves, err)
                : error_set(err, KAMU_E_INPUT, "Arrow schema with a missing column");
        if (rc != KAMU_OK) {
            col_schema_unref(s);
            return rc;
        }
    }
    *out = s;
    return KAMU_OK;
}

/* ---- arrays --------------------------------------------------------------------------------- */

/* One array on its way: rows [start, start + n) of `in`, start already with in->offset. */
struct import {
    const struct ArrowArray *in;
    const struct ArrowSchema *schema; /* of the foreign array */
    const struct col_type *type;      /* what it becomes */
    const char *name;                 /* for messages */
    int64_t start, n;
    enum arrow_form form;
};

static kamu_code import_rows(const struct ArrowArray *in, const struct ArrowSchema *schema,
                             const struct col_type *type, const char *name, int64_t first,
                             int64_t n, struct column *out, struct kamu_error *err);

static const void *buffer(const struct import *m, int64_t i)
{
    return m->in->n_buffers > i && m->in->buffers != NULL ? m->in->buffers[i] : NULL;
}

static kamu_code new_values(struct column *out, int64_t n, size_t width, struct kamu_error *err)
{
    size_t bytes;

    if (MUL_OVERFLOW((size_t)n, width, &bytes))
        return error_set(err, KAMU_E_LIMIT, "Column is too large");
    out->values = blk_new(bytes);
    return out->values ? KAMU_OK : error_nomem(err);
}

static kamu_code import_validity(const struct import *m, struct column *out, struct kamu_error *err)
{
    const uint8_t *bits = buffer(m, 0);

    if (m->type->kind == COL_NULL) {
        out->null_count = m->n;
        return KAMU_OK;
    }
    if (bits == NULL) {
        if (m->in->null_count > 0)
            return bad(err, m->name, "nulls without a validity bitmap");
        return KAMU_OK;
    }
    out->null_count = m->n - bits_count(bits, m->start, m->n);
    if (out->null_count == 0)
        return KAMU_OK;
    out->validity = blk_new(BITS_BYTES(m->n));
    if (out->validity == NULL)
        return error_nomem(err);
    bits_copy(out->validity->data, 0, bits, m->start, m->n);
    return KAMU_OK;
}

static kamu_code import_date64(const struct import *m, const int64_t *in, struct column *out,
                               struct kamu_error *err)
{
    int32_t *days;

    KAMU_TRY(new_values(out, m->n, sizeof(int32_t), err));
    days = (int32_t *)(void *)out->values->data;
    for (int64_t i = 0; i < m->n; i++) {
        int64_t v = in[m->start + i], day = v / 86400000 - (v % 86400000 < 0);
        if (col_is_null(out, i))
            day = 0;
        if (day < INT32_MIN || day > INT32_MAX)
            return bad(err, m->name, "date out of range");
        days[i] = (int32_t)day;
    }
    return KAMU_OK;
}

static kamu_code import_small_decimal(const struct import *m, const uint8_t *in, size_t width,
                                      struct column *out, struct kamu_error *err)
{
    KAMU_TRY(new_values(out, m->n, 16, err));
    for (int64_t i = 0; i < m->n; i++) {
        int32_t v32;
        int64_t v[2];
        if (width == 4) {
            memcpy(&v32, in + 4 * (m->start + i), 4);
            v[0] = v32;
        } else {
            memcpy(&v[0], in + 8 * (m->start + i), 8);
        }
        v[1] = v[0] < 0 ? -1 : 0;
        memcpy(out->values->data + 16 * (size_t)i, v, 16);
    }
    return KAMU_OK;
}

static kamu_code import_fixed(const struct import *m, struct column *out, struct kamu_error *err)
{
    const uint8_t *in = buffer(m, 1);
    size_t width = col_width(m->type);

    if (in == NULL) {
        if (m->n != 0 && (width != 0 || m->type->kind == COL_BOOL))
            return bad(err, m->name, "values are missing");
        return new_values(out, m->n, width, err);
    }
    if (m->type->kind == COL_BOOL) {
        out->values = blk_new(BITS_BYTES(m->n));
        if (out->values == NULL)
            return error_nomem(err);
        memset(out->values->data, 0, BITS_BYTES(m->n));
        bits_copy(out->values->data, 0, in, m->start, m->n);
        return KAMU_OK;
    }
    if (m->form == ARROW_DATE64)
        return import_date64(m, (const int64_t *)(const void *)in, out, err);
    if (m->form == ARROW_DECIMAL32 || m->form == ARROW_DECIMAL64)
        return import_small_decimal(m, in, m->form == ARROW_DECIMAL32 ? 4 : 8, out, err);
    KAMU_TRY(new_values(out, m->n, width, err));
    if (m->n != 0)
        memcpy(out->values->data, in + (size_t)m->start * width, (size_t)m->n * width);
    return KAMU_OK;
}

/* Offsets of rows [start, start + n] rebased to 0; *from = the first of them. */
static kamu_code import_offsets(const struct import *m, struct column *out, int64_t *from,
                                struct kamu_error *err)
{
    const void *in = buffer(m, 1);
    bool wide = m->form == ARROW_LARGE;
    int64_t before = 0;
    int32_t *o;

    out->offsets = blk_new(((size_t)m->n + 1) * sizeof(int32_t));
    if (out->offsets == NULL)
        return error_nomem(err);
    o = (int32_t *)(void *)out->offsets->data;
    *from = 0;
    o[0] = 0;
    if (in == NULL)
        return m->n == 0 ? KAMU_OK : bad(err, m->name, "offsets are missing");
    for (int64_t i = 0; i <= m->n; i++) {
        int64_t v =
            wide ? ((const int64_t *)in)[m->start + i] : ((const int32_t *)in)[m->start + i];
        if (i == 0)
            *from = v;
        if (v < 0 || (i > 0 && v < before))
            return bad(err, m->name, "offsets descend");
        if (v - *from > INT32_MAX)
            return error_set(err, KAMU_E_LIMIT,
                             "Column '%s' of one batch holds more than 2 GiB or 2^31 items",
                             m->name);
        before = v;
        o[i] = (int32_t)(v - *from);
    }
    return KAMU_OK;
}

static kamu_code import_text(const struct import *m, struct column *out, struct kamu_error *err)
{
    const uint8_t *in = buffer(m, 2);
    int64_t from;
    size_t n;

    KAMU_TRY(import_offsets(m, out, &from, err));
    n = (size_t)col_offsets(out)[m->n];
    if (n != 0 && in == NULL)
        return bad(err, m->name, "values are missing");
    KAMU_TRY(new_values(out, (int64_t)n, 1, err));
    if (n != 0)
        memcpy(out->values->data, in + from, n);
    return KAMU_OK;
}

/* A view: length, then up to 12 bytes, or 4 bytes and where the rest lies. */
static kamu_code view_at(const struct import *m, int64_t i, const uint8_t **p, int32_t *n,
                         struct kamu_error *err)
{
    const uint8_t *view = (const uint8_t *)buffer(m, 1) + 16 * (m->start + i);
    int64_t n_data = m->in->n_buffers - 3;
    const int64_t *sizes = n_data > 0 ? buffer(m, m->in->n_buffers - 1) : NULL;
    int32_t index, offset;

    memcpy(n, view, 4);
    *p = view + 4;
    if (*n < 0)
        return bad(err, m->name, "a view of negative length");
    if (*n <= 12)
        return KAMU_OK;
    memcpy(&index, view + 8, 4);
    memcpy(&offset, view + 12, 4);
    if (index < 0 || index >= n_data || sizes == NULL || offset < 0 ||
        (int64_t)offset + *n > sizes[index] || buffer(m, 2 + index) == NULL)
        return bad(err, m->name, "a view points outside of its buffers");
    *p = (const uint8_t *)buffer(m, 2 + index) + offset;
    return KAMU_OK;
}

static kamu_code import_views(const struct import *m, struct column *out, struct kamu_error *err)
{
    const uint8_t *p;
    int64_t total = 0;
    int32_t n, *o;

    out->offsets = blk_new(((size_t)m->n + 1) * sizeof(int32_t));
    if (out->offsets == NULL)
        return error_nomem(err);
    o = (int32_t *)(void *)out->offsets->data;
    o[0] = 0;
    if (buffer(m, 1) == NULL && m->n != 0)
        return bad(err, m->name, "views are missing");
    for (int64_t i = 0; i < m->n; i++) {
        if (!col_is_null(out, i)) {
            KAMU_TRY(view_at(m, i, &p, &n, err));
            total += n;
        }
        if (total > INT32_MAX)
            return error_set(err, KAMU_E_LIMIT, "Column '%s' of one batch holds more than 2 GiB",
                             m->name);
        o[i + 1] = (int32_t)total;
    }
    KAMU_TRY(new_values(out, total, 1, err));
    for (int64_t i = 0; i < m->n; i++) {
        if (o[i + 1] == o[i])
            continue;
        KAMU_TRY(view_at(m, i, &p, &n, err));
        memcpy(out->values->data + o[i], p, (size_t)n);
    }
    return KAMU_OK;
}

/* ---- nested ------------------------------------------------------------------------------------
 */

static kamu_code import_child(const struct import *m, uint32_t k, int64_t first, int64_t n,
                              struct column *out, struct kamu_error *err)
{
    if (m->in->n_children != m->schema->n_children || m->in->children == NULL ||
        m->in->children[k] == NULL)
        return bad(err, m->name, "wrong number of children");
    return import_rows(m->in->children[k], m->schema->children[k], &m->type->children[k].type,
                       m->name, first, n, &out->children[k], err);
}

/* Lists that lie anywhere, in any order: the items are taken row by row. */
static kamu_code import_list_views(const struct import *m, struct column *out,
                                   struct kamu_error *err)
{
    bool wide = m->form == ARROW_LARGE_VIEW;
    const void *offsets = buffer(m, 1), *sizes = buffer(m, 2);
    int64_t items = m->in->n_children == 1 && m->in->children != NULL && m->in->children[0] != NULL
                        ? m->in->children[0]->length
                        : 0;
    int32_t *o, *idx = NULL;
    int64_t total = 0;
    struct column all = {0};
    kamu_code rc;

    if (m->n != 0 && (offsets == NULL || sizes == NULL))
        return bad(err, m->name, "offsets are missing");
    out->offsets = blk_new(((size_t)m->n + 1) * sizeof(int32_t));
    if (out->offsets == NULL)
        return error_nomem(err);
    o = (int32_t *)(void *)out->offsets->data;
    o[0] = 0;
    for (int pass = 0; pass < 2; pass++) {
        total = 0;
        for (int64_t i = 0; i < m->n; i++) {
            int64_t at = m->start + i;
            int64_t from = wide ? ((const int64_t *)offsets)[at] : ((const int32_t *)offsets)[at];
            int64_t n = wide ? ((const int64_t *)sizes)[at] : ((const int32_t *)sizes)[at];
            if (col_is_null(out, i))
                n = 0;
            else if (from < 0 || n < 0 || n > items || from > items - n || n > INT32_MAX - total) {
                mem_free(idx);
                return bad(err, m->name, "a list view points outside of its items");
            }
            for (int64_t k = 0; pass == 1 && k < n; k++)
                idx[total + k] = (int32_t)(from + k);
            total += n;
            o[i + 1] = (int32_t)total;
        }
        if (pass == 0) {
            idx = mem_realloc_array(NULL, (size_t)total + 1, sizeof(int32_t));
            if (idx == NULL)
                return error_nomem(err);
        }
    }
    out->children = mem_calloc(1, sizeof(struct column));
    if (out->children == NULL) {
        mem_free(idx);
        return error_nomem(err);
    }
    out->n_children = 1;
    rc = items > INT32_MAX || m->in->n_children != 1
             ? bad(err, m->name, "wrong number of items")
             : import_rows(m->in->children[0], m->schema->children[0], &m->type->children[0].type,
                           m->name, 0, items, &all, err);
    if (rc == KAMU_OK)
        rc = column_take(&all, idx, total, &out->children[0], err);
    column_release(&all);
    mem_free(idx);
    return rc;
}

static kamu_code import_nested(const struct import *m, struct column *out, struct kamu_error *err)
{
    int64_t first = m->start, n = m->n;

    if (m->form == ARROW_VIEW || m->form == ARROW_LARGE_VIEW)
        return import_list_views(m, out, err);
    if (m->type->kind == COL_LIST || m->type->kind == COL_MAP) {
        KAMU_TRY(import_offsets(m, out, &first, err));
        n = col_offsets(out)[m->n];
    } else if (m->type->kind == COL_FIXED_LIST) {
        if (MUL_OVERFLOW(first, (int64_t)m->type->fixed_length, &first) ||
            MUL_OVERFLOW(n, (int64_t)m->type->fixed_length, &n))
            return bad(err, m->name, "too many items");
    }
    out->children =
        mem_calloc(m->type->n_children ? m->type->n_children : 1, sizeof(struct column));
    if (out->children == NULL)
        return error_nomem(err);
    out->n_children = m->type->n_children;
    for (uint32_t k = 0; k < m->type->n_children; k++)
        KAMU_TRY(import_child(m, k, first, n, out, err));
    return KAMU_OK;
}

/* ---- dictionaries
 * --------------------------------------------------------------------------------- */

static int64_t index_at(const struct col_type *t, const void *in, int64_t i)
{
    switch (t->kind) {
    case COL_INT8:
        return ((const int8_t *)in)[i];
    case COL_UINT8:
        return ((const uint8_t *)in)[i];
    case COL_INT16:
        return ((const int16_t *)in)[i];
    case COL_UINT16:
        return ((const uint16_t *)in)[i];
    case COL_INT32:
        return ((const int32_t *)in)[i];
    case COL_UINT32:
        return ((const uint32_t *)in)[i];
    default: /* beyond 2^63: negative, refused like any other */
        return ((const int64_t *)in)[i];
    }
}

static kamu_code dictionary_indexes(const struct import *m, const struct column *nulls,
                                    int32_t *idx, struct kamu_error *err)
{
    const void *in = buffer(m, 1);
    struct col_type t;
    enum arrow_form form;

    KAMU_TRY(arrow_format_parse(m->schema->format, &t, &form, err));
    if (t.kind < COL_INT8 || t.kind > COL_UINT64)
        return bad(err, m->name, "indexes of a dictionary are not integers");
    if (in == NULL && m->n != 0)
        return bad(err, m->name, "indexes are missing");
    for (int64_t i = 0; i < m->n; i++) {
        int64_t v = col_is_null(nulls, i) ? 0 : index_at(&t, in, m->start + i);
        if (v < 0 || (v >= m->in->dictionary->length && !col_is_null(nulls, i)))
            return bad(err, m->name, "index outside of the dictionary");
        idx[i] = (int32_t)v;
    }
    return KAMU_OK;
}

/* Nulls of the indexes on top of those of the values. */
static kamu_code add_nulls(struct column *out, const struct column *nulls, struct kamu_error *err)
{
    if (nulls->null_count == 0)
        return KAMU_OK;
    if (out->validity == NULL) {
        out->validity = blk_ref(nulls->validity);
        out->null_count = nulls->null_count;
        return KAMU_OK;
    }
    for (int64_t i = 0; i < out->length; i++)
        if (col_is_null(nulls, i))
            bit_clear(out->validity->data, i);
    out->null_count = out->length - bits_count(out->validity->data, 0, out->length);
    return KAMU_OK;
}

static kamu_code import_dictionary(const struct import *m, struct column *out,
                                   struct kamu_error *err)
{
    const struct ArrowArray *dict = m->in->dictionary;
    struct column nulls = {.type = m->type, .length = m->n}, values = {0};
    int32_t *idx = NULL;
    kamu_code rc;

    if (dict == NULL || dict->length < 0 || dict->length > INT32_MAX)
        return bad(err, m->name, "the dictionary is missing");
    KAMU_TRY(import_validity(m, &nulls, err));
    if (dict->length == 0 && nulls.null_count == m->n) {
        column_release(&nulls);
        return column_nulls(m->type, m->n, out, err);
    }
    idx = mem_realloc_array(NULL, (size_t)m->n + 1, sizeof(int32_t));
    rc = idx ? dictionary_indexes(m, &nulls, idx, err) : error_nomem(err);
    if (rc == KAMU_OK)
        rc = import_rows(dict, m->schema->dictionary, m->type, m->name, 0, dict->length, &values,
                         err);
    if (rc == KAMU_OK)
        rc = column_take(&values, idx, m->n, out, err);
    if (rc == KAMU_OK)
        rc = add_nulls(out, &nulls, err);
    column_release(&values);
    column_release(&nulls);
    mem_free(idx);
    return rc;
}

/* ---- one array
 * --------------------------------------------------------------------------------------- */

static kamu_code import_into(const struct import *m, struct column *out, struct kamu_error *err)
{
    enum col_kind kind = m->type->kind;

    out->type = m->type;
    out->length = m->n;
    KAMU_TRY(import_validity(m, out, err));
    if (kind == COL_NULL)
        return KAMU_OK;
    if (col_is_nested(kind))
        return import_nested(m, out, err);
    if (kind == COL_STRING || kind == COL_BINARY)
        return m->form == ARROW_VIEW ? import_views(m, out, err) : import_text(m, out, err);
    return import_fixed(m, out, err);
}

static kamu_code import_rows(const struct ArrowArray *in, const struct ArrowSchema *schema,
                             const struct col_type *type, const char *name, int64_t first,
                             int64_t n, struct column *out, struct kamu_error *err)
{
    struct import m = {.in = in, .schema = schema, .type = type, .name = name, .n = n};
    struct col_type foreign;
    kamu_code rc;

    memset(out, 0, sizeof(*out));
    if (in->release == NULL || in->length < 0 || in->offset < 0 || in->length > ROWS_MAX ||
        in->offset > ROWS_MAX || in->n_buffers < 0)
        return bad(err, name, "impossible length or offset");
    if (first < 0 || n < 0 || first > in->length || n > in->length - first)
        return bad(err, name, "shorter than its parent needs");
    m.start = in->offset + first;
    if (schema->dictionary != NULL) {
        rc = import_dictionary(&m, out, err);
    } else {
        KAMU_TRY(arrow_format_parse(schema->format, &foreign, &m.form, err));
        rc = import_into(&m, out, err);
    }
    if (rc != KAMU_OK)
        column_release(out);
    return rc;
}

static kamu_code import_columns(const struct ArrowArray *in, const struct ArrowSchema *in_schema,
                                struct batch *b, struct kamu_error *err)
{
    const uint8_t *valid = in->n_buffers > 0 && in->buffers != NULL ? in->buffers[0] : NULL;

    if (in->n_children != b->n_columns || in_schema->n_children != in->n_children ||
        (in->n_children > 0 && in->children == NULL))
        return error_set(err, KAMU_E_INPUT,
                         "Arrow record batch has %" PRId64 " columns, its schema %u",
                         in->n_children, b->n_columns);
    if (valid != NULL && in->null_count != 0 &&
        bits_count(valid, in->offset, in->length) != in->length)
        return error_set(err, KAMU_E_INPUT,
                         "Arrow record batch with rows that are null as a whole");
    for (uint32_t i = 0; i < b->n_columns; i++) {
        if (in->children[i] == NULL)
            return error_set(err, KAMU_E_INPUT, "Arrow record batch with a missing column");
        KAMU_TRY(import_rows(in->children[i], in_schema->children[i], &b->schema->fields[i].type,
                             b->schema->fields[i].name, in->offset, in->length, &b->columns[i],
                             err));
    }
    return batch_validate(b, true, err);
}

kamu_code arrow_import_batch(struct ArrowArray *in, const struct ArrowSchema *in_schema,
                             struct col_schema *schema, struct batch **out, struct kamu_error *err)
{
    struct batch *b = NULL;
    kamu_code rc;

    if (in->release == NULL)
        return error_set(err, KAMU_E_INPUT, "Arrow array is released already");
    if (in->length < 0 || in->offset < 0 || in->length > ROWS_MAX || in->offset > ROWS_MAX)
        rc = error_set(err, KAMU_E_INPUT, "Arrow record batch of impossible length");
    else
        rc = batch_new(schema, in->length, &b, err);
    if (rc == KAMU_OK)
        rc = import_columns(in, in_schema, b, err);
    in->release(in);
    if (rc != KAMU_OK)
        batch_free(b);
    else
        *out = b;
    return rc;
}
