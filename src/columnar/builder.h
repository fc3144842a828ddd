/*
 * Builders: columns that grow value by value, made so that a parser can write
 * straight into the buffers.
 *
 * Two ways to use one, freely mixed:
 *   - col_put_*(): checks for room, inline, no call while there is room;
 *   - col_reserve(b, rows) once, then store to col_values_*(b)[b->length++] (fixed width) or use
 *     the col_push_*() forms, which do not check.
 *
 * Validity costs nothing for values that are present: the bitmap appears with the first null and is
 * set to ones up to the capacity, so only nulls touch it. A null leaves a zero in the values (a
 * repeated end in the offsets).
 *
 * After an error the builder is still valid (the value was not added).
 */
#ifndef KAMU_COLUMNAR_BUILDER_H
#define KAMU_COLUMNAR_BUILDER_H

#include "columnar/batch.h"

/* Hard maxima of one column; beyond them KAMU_E_LIMIT. Offsets are 32 bit. */
#define COL_BUILDER_ROWS_MAX (INT64_C(1) << 30)
#define COL_BUILDER_BYTES_MAX (INT64_C(0x7fffffff))

struct col_builder {
    const struct col_type *type; /* borrowed: outlives the builder and its columns */
    int64_t length;              /* rows so far */
    int64_t capacity;            /* rows that fit without growing */
    int64_t null_count;
    uint8_t *valid; /* bitmap, NULL while null_count == 0 */
    uint8_t
        *values; /* fixed width: values; bool: bitmap, zero beyond length; string, binary: bytes */
    int32_t *offsets;       /* string, binary, list, map: capacity + 1 entries */
    int64_t bytes;          /* string, binary: bytes used in values */
    int64_t bytes_capacity; /* string, binary: bytes that fit without growing */
    size_t width;           /* fixed width: bytes of one value, else 0 */
    struct blk *valid_blk, *values_blk, *offsets_blk; /* owners of the three pointers above */
    int64_t rows_hint, bytes_hint; /* size of the next buffers: what the last batch needed */
    uint32_t n_children;
    struct col_builder
        *children; /* struct: members; list, fixed list: the item; map: the entries */
};

/* `type` is borrowed. On error nothing needs freeing. */
kamu_code col_builder_init(struct col_builder *b, const struct col_type *type,
                           struct kamu_error *err);
void col_builder_free(struct col_builder *b);
/* Moves what was built into *out and leaves b empty, ready for the next batch (with
 * fresh buffers of the same size when it is next used). Children of structs and lists must have the
 * right lengths (KAMU_BUG otherwise). */
kamu_code col_builder_finish(struct col_builder *b, struct column *out, struct kamu_error *err);
/* Drops rows from the end, children included: length <= b->length. For a repeated key (the last one
 * counts) and for undoing a record that failed half-way. */
void col_builder_truncate(struct col_builder *b, int64_t length);

/* ---- slow paths, called by the inline functions --------------------------- */

kamu_code col_grow_rows(struct col_builder *b, int64_t extra, struct kamu_error *err);
kamu_code col_grow_bytes(struct col_builder *b, int64_t extra, struct kamu_error *err);
kamu_code col_put_null_slow(struct col_builder *b, struct kamu_error *err);
/* n nulls at once (children of structs and fixed lists get them too). */
kamu_code col_put_nulls(struct col_builder *b, int64_t n, struct kamu_error *err);
/* Row i of src (same type) as the next value. */
kamu_code col_put_from(struct col_builder *b, const struct column *src, int64_t i,
                       struct kamu_error *err);

/* ---- room ----------------------------------------------------------------- */

/* Room for `rows` more rows of b itself (not of its children). */
static inline kamu_code col_reserve(struct col_builder *b, int64_t rows, struct kamu_error *err)
{
    if (__builtin_expect(b->capacity - b->length < rows, 0))
        return col_grow_rows(b, rows, err);
    return KAMU_OK;
}
/* Room for `n` more bytes of text, and one: so that there is a buffer also for an empty text. */
static inline kamu_code col_reserve_bytes(struct col_builder *b, int64_t n, struct kamu_error *err)
{
    if (__builtin_expect(b->bytes_capacity - b->bytes <= n, 0))
        return col_grow_bytes(b, n, err);
    return KAMU_OK;
}

/* ---- fixed width ---------------------------------------------------------- */

/* The next free slot of a fixed-width column with room; count it with b->length++. */
static inline void *col_slot(struct col_builder *b)
{
    return b->values + (size_t)b->length * b->width;
}
static inline int64_t *col_values_i64(struct col_builder *b)
{
    return (int64_t *)(void *)b->values;
}
static inline int32_t *col_values_i32(struct col_builder *b)
{
    return (int32_t *)(void *)b->values;
}
static inline double *col_values_f64(struct col_builder *b)
{
    return (double *)(void *)b->values;
}
static inline float *col_values_f32(struct col_builder *b)
{
    return (float *)(void *)b->values;
}

#define KAMU_COL_PUT(name, ctype)                                                                  \
    static inline void col_push_##name(struct col_builder *b, ctype v)                             \
    {                                                                                              \
        ((ctype *)(void *)b->values)[b->length++] = v;                                             \
    }                                                                                              \
    static inline kamu_code col_put_##name(struct col_builder *b, ctype v, struct kamu_error *err) \
    {                                                                                              \
        if (__builtin_expect(b->length == b->capacity, 0))                                         \
            KAMU_TRY(col_grow_rows(b, 1, err));                                                    \
        col_push_##name(b, v);                                                                     \
        return KAMU_OK;                                                                            \
    }
KAMU_COL_PUT(i8, int8_t)
KAMU_COL_PUT(i16, int16_t)
KAMU_COL_PUT(i32, int32_t)
KAMU_COL_PUT(i64, int64_t)
KAMU_COL_PUT(u8, uint8_t)
KAMU_COL_PUT(u16, uint16_t)
KAMU_COL_PUT(u32, uint32_t)
KAMU_COL_PUT(u64, uint64_t)
KAMU_COL_PUT(f32, float)
KAMU_COL_PUT(f64, double)
#undef KAMU_COL_PUT

/* b->width bytes: decimals, fixed binaries, or any fixed-width value by address. */
static inline kamu_code col_put_fixed(struct col_builder *b, const void *value,
                                      struct kamu_error *err)
{
    if (__builtin_expect(b->length == b->capacity, 0))
        KAMU_TRY(col_grow_rows(b, 1, err));
    memcpy(col_slot(b), value, b->width);
    b->length++;
    return KAMU_OK;
}

static inline void col_push_bool(struct col_builder *b, bool v)
{
    b->values[b->length >> 3] |= (uint8_t)((unsigned)v << (b->length & 7));
    b->length++;
}
static inline kamu_code col_put_bool(struct col_builder *b, bool v, struct kamu_error *err)
{
    if (__builtin_expect(b->length == b->capacity, 0))
        KAMU_TRY(col_grow_rows(b, 1, err));
    col_push_bool(b, v);
    return KAMU_OK;
}

/* ---- strings and binaries -------------------------------------------------- */

/* Where the bytes of the next value go: room for n bytes and for its row. Write up to n bytes
 * there, then say how many with col_string_end(). */
static inline kamu_code col_string_begin(struct col_builder *b, int64_t n, uint8_t **at,
                                         struct kamu_error *err)
{
    if (__builtin_expect(b->length == b->capacity, 0))
        KAMU_TRY(col_grow_rows(b, 1, err));
    KAMU_TRY(col_reserve_bytes(b, n, err));
    *at = b->values + b->bytes;
    return KAMU_OK;
}
static inline void col_string_end(struct col_builder *b, int64_t n)
{
    b->bytes += n;
    b->offsets[++b->length] = (int32_t)b->bytes;
}
static inline kamu_code col_put_string(struct col_builder *b, const void *p, size_t n,
                                       struct kamu_error *err)
{
    uint8_t *at = NULL;
    if (__builtin_expect(n > (size_t)COL_BUILDER_BYTES_MAX, 0))
        return col_grow_bytes(b, INT64_MAX, err);
    KAMU_TRY(col_string_begin(b, (int64_t)n, &at, err));
    if (n != 0)
        memcpy(at, p, n);
    col_string_end(b, (int64_t)n);
    return KAMU_OK;
}

/* ---- nested ---------------------------------------------------------------- */

/* A list or map value: put its items to children[0] first, then end it here. */
static inline kamu_code col_list_end(struct col_builder *b, struct kamu_error *err)
{
    if (__builtin_expect(b->length == b->capacity, 0))
        KAMU_TRY(col_grow_rows(b, 1, err));
    if (__builtin_expect(b->children[0].length > INT32_MAX, 0))
        return col_grow_bytes(b, INT64_MAX, err);
    b->offsets[++b->length] = (int32_t)b->children[0].length;
    return KAMU_OK;
}
/* A struct or fixed-list value: put the members (the items) to the children first. */
static inline kamu_code col_struct_end(struct col_builder *b, struct kamu_error *err)
{
    if (__builtin_expect(b->length == b->capacity, 0))
        KAMU_TRY(col_grow_rows(b, 1, err));
    b->length++;
    return KAMU_OK;
}

/* ---- null ------------------------------------------------------------------- */

/* A null; a struct's members and a fixed list's items get their nulls too (do not put them). */
static inline kamu_code col_put_null(struct col_builder *b, struct kamu_error *err)
{
    if (__builtin_expect(b->length == b->capacity || b->valid == NULL || b->n_children != 0, 0))
        return col_put_null_slow(b, err);
    b->valid[b->length >> 3] &= (uint8_t) ~(1u << (b->length & 7));
    b->null_count++;
    if (b->offsets != NULL)
        b->offsets[b->length + 1] = b->offsets[b->length];
    else if (b->width == 8) /* a store, not a call */
        memset(col_slot(b), 0, 8);
    else if (b->width != 0)
        memset(col_slot(b), 0, b->width);
    b->length++;
    return KAMU_OK;
}

/* ---- a whole batch ----------------------------------------------------------- */

struct batch_builder {
    struct col_schema *schema; /* one reference */
    uint32_t n_columns;
    struct col_builder *columns;
};
kamu_code batch_builder_init(struct batch_builder *b, struct col_schema *schema,
                             struct kamu_error *err);
void batch_builder_free(struct batch_builder *b);
kamu_code batch_builder_reserve(struct batch_builder *b, int64_t rows, struct kamu_error *err);
/* All columns must have the same length (KAMU_BUG otherwise). The builder is empty afterwards. */
kamu_code batch_builder_finish(struct batch_builder *b, struct batch **out, struct kamu_error *err);

#endif
