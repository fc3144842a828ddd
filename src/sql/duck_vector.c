/* Values into DuckDB's vectors and back: see duck_vector.h. */
#include "sql/duck_vector.h"

#include "columnar/bits.h"
#include "columnar/text.h"

#include <math.h>

/* ---- nulls --------------------------------------------------------------------------------- */

static void fill_validity(const struct duckdb *db, const struct column *c, int64_t start, int64_t n,
                          duckdb_vector v)
{
    if (c->validity == NULL || bits_count(c->validity->data, start, n) == n)
        return;
    db->vector_ensure_validity_writable(v);
    bits_copy((uint8_t *)db->vector_get_validity(v), 0, c->validity->data, start, n);
}

static void all_null(const struct duckdb *db, int64_t n, duckdb_vector v)
{
    db->vector_ensure_validity_writable(v);
    bits_fill((uint8_t *)db->vector_get_validity(v), 0, n, false);
}

/* ---- filling: ours to DuckDB's -------------------------------------------------------------- */

static void fill_bools(const struct column *c, int64_t start, int64_t n, uint8_t *to)
{
    for (int64_t i = 0; i < n; i++)
        to[i] = bit_get(c->values->data, start + i);
}

/* Up to 12 bytes, the rest zero: it counts in comparisons. Column buffers can be read past their
 * end (mem.h), so all 12 are taken and cut to size. */
static void put_inline(struct duckdb_string *to, const char *from, uint32_t length)
{
    uint64_t low;
    uint32_t high;
    memcpy(&low, from, sizeof low);
    memcpy(&high, from + sizeof low, sizeof high);
    if (length < 8) {
        low &= (UINT64_C(1) << (8 * length)) - 1;
        high = 0;
    } else if (length < 12) {
        high &= (UINT32_C(1) << (8 * (length - 8))) - 1;
    }
    to->length = length;
    char *at = (char *)to + offsetof(struct duckdb_string, prefix);
    memcpy(at, &low, sizeof low);
    memcpy(at + sizeof low, &high, sizeof high);
}

static void fill_strings(const struct duckdb *db, const struct column *c, int64_t start, int64_t n,
                         duckdb_vector v)
{
    struct duckdb_string *to = db->vector_get_data(v);
    const int32_t *offsets = col_offsets(c) + start;
    const char *bytes = (const char *)c->values->data;
    for (int64_t i = 0; i < n; i++) {
        uint32_t length = (uint32_t)(offsets[i + 1] - offsets[i]);
        if (length > DUCKDB_INLINE_MAX) {
            db->vector_assign_string_element_len(v, (uint64_t)i, bytes + offsets[i], length);
            continue;
        }
        put_inline(&to[i], bytes + offsets[i], length);
    }
}

static void fill_fixed_binary(const struct duckdb *db, const struct column *c, int64_t start,
                              int64_t n, duckdb_vector v)
{
    uint64_t width = (uint64_t)c->type->fixed_length;
    const char *bytes = (const char *)c->values->data;
    for (int64_t i = 0; i < n; i++)
        db->vector_assign_string_element_len(v, (uint64_t)i, bytes + (uint64_t)(start + i) * width,
                                             width);
}

/* Decimals lie in as few bytes as their precision needs. */
static void fill_decimals(const struct column *c, int64_t start, int64_t n, void *to)
{
    const __int128 *from = (const __int128 *)(const void *)c->values->data + start;
    unsigned p = c->type->precision;
    for (int64_t i = 0; i < n; i++) {
        __int128 x;
        memcpy(&x, &from[i], sizeof x);
        if (p <= 4)
            ((int16_t *)to)[i] = (int16_t)x;
        else if (p <= 9)
            ((int32_t *)to)[i] = (int32_t)x;
        else if (p <= 18)
            ((int64_t *)to)[i] = (int64_t)x;
        else
            memcpy((char *)to + (size_t)i * sizeof x, &x, sizeof x);
    }
}

static void fill_halves(const struct column *c, int64_t start, int64_t n, float *to)
{
    const uint16_t *from = (const uint16_t *)(const void *)c->values->data + start;
    for (int64_t i = 0; i < n; i++)
        to[i] = f16_to_f32(from[i]);
}

static void fill_times(const struct column *c, int64_t start, int64_t n, int64_t *to)
{
    const int32_t *from = (const int32_t *)(const void *)c->values->data + start;
    int64_t factor = c->type->unit == UNIT_SECOND ? 1000000 : 1000;
    for (int64_t i = 0; i < n; i++)
        to[i] = from[i] * factor;
}

static kamu_code fill_list(const struct duckdb *db, const struct column *c, int64_t start,
                           int64_t n, duckdb_vector v, struct kamu_error *err)
{
    struct duckdb_list_entry *to = db->vector_get_data(v);
    const int32_t *offsets = col_offsets(c) + start;
    int64_t items = offsets[n] - offsets[0];
    if (db->list_vector_reserve(v, (uint64_t)items) != DUCKDB_OK ||
        db->list_vector_set_size(v, (uint64_t)items) != DUCKDB_OK)
        return error_nomem(err);
    for (int64_t i = 0; i < n; i++)
        to[i] = (struct duckdb_list_entry){.offset = (uint64_t)(offsets[i] - offsets[0]),
                                           .length = (uint64_t)(offsets[i + 1] - offsets[i])};
    return duck_vector_fill(db, &c->children[0], offsets[0], items, db->list_vector_get_child(v),
                            err);
}

static kamu_code fill_struct(const struct duckdb *db, const struct column *c, int64_t start,
                             int64_t n, duckdb_vector v, struct kamu_error *err)
{
    for (uint32_t i = 0; i < c->n_children; i++)
        KAMU_TRY(duck_vector_fill(db, &c->children[i], start, n, db->struct_vector_get_child(v, i),
                                  err));
    return KAMU_OK;
}

kamu_code duck_vector_fill(const struct duckdb *db, const struct column *c, int64_t start,
                           int64_t n, duckdb_vector v, struct kamu_error *err)
{
    size_t width = col_width(c->type);
    if (n == 0)
        return KAMU_OK;
    if (c->type->kind == COL_NULL) {
        all_null(db, n, v);
        return KAMU_OK;
    }
    fill_validity(db, c, start, n, v);
    void *to = db->vector_get_data(v);
    switch (c->type->kind) {
    case COL_BOOL:
        fill_bools(c, start, n, to);
        return KAMU_OK;
    case COL_STRING:
    case COL_BINARY:
        fill_strings(db, c, start, n, v);
        return KAMU_OK;
    case COL_FIXED_BINARY:
        fill_fixed_binary(db, c, start, n, v);
        return KAMU_OK;
    case COL_DECIMAL128:
        fill_decimals(c, start, n, to);
        return KAMU_OK;
    case COL_FLOAT16:
        fill_halves(c, start, n, to);
        return KAMU_OK;
    case COL_TIME32:
        fill_times(c, start, n, to);
        return KAMU_OK;
    case COL_LIST:
    case COL_MAP:
        return fill_list(db, c, start, n, v, err);
    case COL_FIXED_LIST:
        return duck_vector_fill(db, &c->children[0], start * c->type->fixed_length,
                                n * c->type->fixed_length, db->array_vector_get_child(v), err);
    case COL_STRUCT:
        return fill_struct(db, c, start, n, v, err);
    default:
        memcpy(to, c->values->data + (size_t)start * width, (size_t)n * width);
        return KAMU_OK;
    }
}

/* ---- appending: DuckDB's to ours --------------------------------------------------------------
 */

static bool valid(const uint64_t *mask, int64_t i)
{
    return mask == NULL || (mask[i >> 6] >> (i & 63) & 1) != 0;
}

static bool all_valid(const uint64_t *mask, int64_t n)
{
    return mask == NULL || bits_count((const uint8_t *)mask, 0, n) == n;
}

static kamu_code out_of_range(struct kamu_error *err, const struct col_type *t)
{
    char name[160];
    col_type_name(t, name, sizeof name);
    return error_set(err, KAMU_E_INPUT, "A value does not fit into %s", name);
}

static __int128 decimal38_max(void)
{
    return (__int128)INT64_C(1000000000000000000) * INT64_C(1000000000000000000) * 100 - 1;
}

static kamu_code put_decimal(const void *from, int64_t i, struct col_builder *b,
                             struct kamu_error *err)
{
    __int128 x;
    unsigned p = b->type->precision;
    if (p <= 4)
        x = ((const int16_t *)from)[i];
    else if (p <= 9)
        x = ((const int32_t *)from)[i];
    else if (p <= 18)
        x = ((const int64_t *)from)[i];
    else
        memcpy(&x, (const char *)from + (size_t)i * sizeof x, sizeof x);
    if (p == 38 && (x > decimal38_max() || x < -decimal38_max()))
        return out_of_range(err, b->type); /* HUGEINT reaches a little farther */
    return col_put_fixed(b, &x, err);
}

static kamu_code put_time(int64_t us, struct col_builder *b, struct kamu_error *err)
{
    int64_t factor = b->type->unit == UNIT_SECOND ? 1000000 : 1000;
    return col_put_i32(b, (int32_t)(us / factor), err);
}

static kamu_code put_string(const struct duckdb_string *s, struct col_builder *b,
                            struct kamu_error *err)
{
    if (b->type->kind == COL_FIXED_BINARY) {
        if (s->length != (uint32_t)b->type->fixed_length)
            return out_of_range(err, b->type);
        return col_put_fixed(b, duckdb_string_data(s), err);
    }
    return col_put_string(b, duckdb_string_data(s), s->length, err);
}

/* Value i of a kind that is not nested and not simply its bytes. */
static kamu_code put_value(const void *from, int64_t i, struct col_builder *b,
                           struct kamu_error *err)
{
    switch (b->type->kind) {
    case COL_BOOL:
        return col_put_bool(b, ((const uint8_t *)from)[i] != 0, err);
    case COL_STRING:
    case COL_BINARY:
    case COL_FIXED_BINARY:
        return put_string((const struct duckdb_string *)from + i, b, err);
    case COL_DECIMAL128:
        return put_decimal(from, i, b, err);
    case COL_FLOAT16:
        return col_put_u16(b, f32_to_f16(((const float *)from)[i]), err);
    case COL_TIME32:
        return put_time(((const int64_t *)from)[i], b, err);
    default:
        return col_put_fixed(b, (const char *)from + (size_t)i * b->width, err);
    }
}

static bool is_plain_copy(enum col_kind k)
{
    return k != COL_BOOL && k != COL_STRING && k != COL_BINARY && k != COL_FIXED_BINARY &&
           k != COL_DECIMAL128 && k != COL_FLOAT16 && k != COL_TIME32;
}

/* Strings without nulls: room for all of them, then nothing but copies. */
static kamu_code append_strings(const struct duckdb_string *from, int64_t n, struct col_builder *b,
                                struct kamu_error *err)
{
    int64_t total = 0;
    for (int64_t i = 0; i < n; i++)
        total += from[i].length;
    KAMU_TRY(col_reserve_bytes(b, total + DUCKDB_INLINE_MAX, err));
    for (int64_t i = 0; i < n; i++) {
        uint8_t *to = b->values + b->bytes;
        if (from[i].length <= DUCKDB_INLINE_MAX) /* room for one more was asked for */
            memcpy(to, (const char *)&from[i] + offsetof(struct duckdb_string, prefix),
                   DUCKDB_INLINE_MAX);
        else
            memcpy(to, from[i].rest.ptr, from[i].length);
        col_string_end(b, from[i].length);
    }
    return KAMU_OK;
}

static kamu_code append_values(const void *from, const uint64_t *mask, int64_t n,
                               struct col_builder *b, struct kamu_error *err)
{
    KAMU_TRY(col_reserve(b, n, err));
    if (is_plain_copy(b->type->kind) && all_valid(mask, n)) {
        memcpy(col_slot(b), from, (size_t)n * b->width);
        b->length += n;
        return KAMU_OK;
    }
    if ((b->type->kind == COL_STRING || b->type->kind == COL_BINARY) && all_valid(mask, n))
        return append_strings(from, n, b, err);
    for (int64_t i = 0; i < n; i++)
        KAMU_TRY(valid(mask, i) ? put_value(from, i, b, err) : col_put_null(b, err));
    return KAMU_OK;
}

/* Items of one row at a time: DuckDB's lists may lie in any order, with gaps. */
static kamu_code append_range(const struct duckdb *db, duckdb_vector v, int64_t start, int64_t n,
                              struct col_builder *b, struct kamu_error *err);

static kamu_code append_row(const struct duckdb *db, duckdb_vector v, int64_t i,
                            struct col_builder *b, struct kamu_error *err)
{
    if (b->type->kind == COL_NULL || !valid(db->vector_get_validity(v), i))
        return col_put_null(b, err);
    struct duckdb_list_entry at;
    int64_t length = b->type->fixed_length;
    switch (b->type->kind) {
    case COL_LIST:
    case COL_MAP:
        memcpy(&at, (const struct duckdb_list_entry *)db->vector_get_data(v) + i, sizeof at);
        KAMU_TRY(append_range(db, db->list_vector_get_child(v), (int64_t)at.offset,
                              (int64_t)at.length, &b->children[0], err));
        return col_list_end(b, err);
    case COL_FIXED_LIST:
        KAMU_TRY(append_range(db, db->array_vector_get_child(v), i * length, length,
                              &b->children[0], err));
        return col_struct_end(b, err);
    case COL_STRUCT:
        for (uint32_t m = 0; m < b->n_children; m++)
            KAMU_TRY(
                append_range(db, db->struct_vector_get_child(v, m), i, 1, &b->children[m], err));
        return col_struct_end(b, err);
    default:
        return put_value(db->vector_get_data(v), i, b, err);
    }
}

static kamu_code append_range(const struct duckdb *db, duckdb_vector v, int64_t start, int64_t n,
                              struct col_builder *b, struct kamu_error *err)
{
    for (int64_t i = 0; i < n; i++)
        KAMU_TRY(append_row(db, v, start + i, b, err));
    return KAMU_OK;
}

kamu_code duck_vector_append(const struct duckdb *db, duckdb_vector v, int64_t n,
                             struct col_builder *b, struct kamu_error *err)
{
    if (b->type->kind == COL_NULL)
        return col_put_nulls(b, n, err);
    if (col_is_nested(b->type->kind))
        return append_range(db, v, 0, n, b, err);
    return append_values(db->vector_get_data(v), db->vector_get_validity(v), n, b, err);
}
