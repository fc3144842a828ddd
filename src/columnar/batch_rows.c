/* Rows of columns: taken by index, cut out, put together. */
#include "columnar/batch.h"
#include "columnar/bits.h"

static kamu_code children_new(const struct column *src, struct column *dst, struct kamu_error *err)
{
    if (src->n_children == 0)
        return KAMU_OK;
    dst->children = mem_calloc(src->n_children, sizeof(struct column));
    if (dst->children == NULL)
        return error_nomem(err);
    dst->n_children = src->n_children; /* zeroed ones release to nothing */
    return KAMU_OK;
}

static bool has_offsets(enum col_kind k)
{
    return k == COL_STRING || k == COL_BINARY || k == COL_LIST || k == COL_MAP;
}

static kamu_code too_long(struct kamu_error *err)
{
    return error_set(err, KAMU_E_LIMIT,
                     "A column of one batch would hold more than 2 GiB or 2^31 items");
}

/* ---- take ------------------------------------------------------------------ */

#define TAKE_FIXED(ctype)                                                                          \
    do {                                                                                           \
        const ctype *from_ = (const ctype *)(const void *)src;                                     \
        ctype *to_ = (ctype *)(void *)dst;                                                         \
        for (int64_t k = 0; k < n; k++)                                                            \
            to_[k] = from_[idx[k]];                                                                \
    } while (0)

static void take_fixed(uint8_t *dst, const uint8_t *src, size_t width, const int32_t *idx,
                       int64_t n)
{
    switch (width) {
    case 1:
        TAKE_FIXED(uint8_t);
        return;
    case 2:
        TAKE_FIXED(uint16_t);
        return;
    case 4:
        TAKE_FIXED(uint32_t);
        return;
    case 8:
        TAKE_FIXED(uint64_t);
        return;
    default:
        for (int64_t k = 0; k < n; k++)
            memcpy(dst + (size_t)k * width, src + (size_t)idx[k] * width, width);
    }
}

static struct blk *take_bits(const uint8_t *src, const int32_t *idx, int64_t n, int64_t *ones)
{
    struct blk *b = blk_new(BITS_BYTES(n));
    int64_t count = 0;

    if (b == NULL)
        return NULL;
    for (int64_t k = 0; k < n; k += 8) {
        unsigned byte = 0;
        int top = n - k < 8 ? (int)(n - k) : 8;
        for (int j = 0; j < top; j++)
            byte |= (unsigned)bit_get(src, idx[k + j]) << j;
        b->data[k >> 3] = (uint8_t)byte;
        count += __builtin_popcount(byte);
    }
    *ones = count;
    return b;
}

/* New offsets for the chosen rows; *total = their sum of lengths. */
static kamu_code take_offsets(const int32_t *from, const int32_t *idx, int64_t n, struct blk **out,
                              int64_t *total, struct kamu_error *err)
{
    struct blk *b = blk_new(((size_t)n + 1) * sizeof(int32_t));
    int32_t *o;
    int64_t sum = 0;

    if (b == NULL)
        return error_nomem(err);
    o = (int32_t *)(void *)b->data;
    o[0] = 0;
    for (int64_t k = 0; k < n; k++) {
        sum += from[idx[k] + 1] - from[idx[k]];
        if (sum > INT32_MAX) {
            blk_unref(b);
            return too_long(err);
        }
        o[k + 1] = (int32_t)sum;
    }
    *out = b;
    *total = sum;
    return KAMU_OK;
}

static kamu_code take_bytes(const struct column *src, const int32_t *idx, int64_t n,
                            struct column *dst, struct kamu_error *err)
{
    const int32_t *from = col_offsets(src);
    int64_t total = 0;
    uint8_t *to;

    KAMU_TRY(take_offsets(from, idx, n, &dst->offsets, &total, err));
    dst->values = blk_new((size_t)total);
    if (dst->values == NULL)
        return error_nomem(err);
    to = dst->values->data;
    for (int64_t k = 0; k < n; k++) {
        size_t len = (size_t)(from[idx[k] + 1] - from[idx[k]]);
        if (len != 0)
            memcpy(to, src->values->data + from[idx[k]], len);
        to += len;
    }
    return KAMU_OK;
}

static kamu_code take_children(const struct column *src, const int32_t *idx, int64_t n,
                               struct column *dst, struct kamu_error *err)
{
    int32_t *inner;
    int64_t total = 0, at = 0;
    kamu_code rc;

    KAMU_TRY(children_new(src, dst, err));
    if (src->type->kind == COL_STRUCT) {
        for (uint32_t i = 0; i < src->n_children; i++)
            KAMU_TRY(column_take(&src->children[i], idx, n, &dst->children[i], err));
        return KAMU_OK;
    }
    if (src->type->kind == COL_FIXED_LIST) {
        if (MUL_OVERFLOW(n, (int64_t)src->type->fixed_length, &total) || total > INT32_MAX)
            return too_long(err);
    } else {
        KAMU_TRY(take_offsets(col_offsets(src), idx, n, &dst->offsets, &total, err));
    }
    inner = mem_realloc_array(NULL, (size_t)total + 1, sizeof(int32_t));
    if (inner == NULL)
        return error_nomem(err);
    for (int64_t k = 0; k < n; k++) {
        int64_t from, to;
        if (src->type->kind == COL_FIXED_LIST) {
            from = (int64_t)idx[k] * src->type->fixed_length;
            to = from + src->type->fixed_length;
        } else {
            from = col_offsets(src)[idx[k]];
            to = col_offsets(src)[idx[k] + 1];
        }
        for (; from < to; from++)
            inner[at++] = (int32_t)from;
    }
    rc = column_take(&src->children[0], inner, total, &dst->children[0], err);
    mem_free(inner);
    return rc;
}

static kamu_code take_into(const struct column *src, const int32_t *idx, int64_t n,
                           struct column *dst, struct kamu_error *err)
{
    size_t width = col_width(src->type), bytes;
    int64_t ones = n;

    if (src->type->kind == COL_NULL) {
        dst->null_count = n;
        return KAMU_OK;
    }
    if (src->validity != NULL && src->null_count != 0) {
        dst->validity = take_bits(src->validity->data, idx, n, &ones);
        if (dst->validity == NULL)
            return error_nomem(err);
        dst->null_count = n - ones;
        if (dst->null_count == 0) {
            blk_unref(dst->validity);
            dst->validity = NULL;
        }
    }
    if (src->type->kind == COL_STRING || src->type->kind == COL_BINARY)
        return take_bytes(src, idx, n, dst, err);
    if (col_is_nested(src->type->kind))
        return take_children(src, idx, n, dst, err);
    if (src->type->kind == COL_BOOL) {
        dst->values = take_bits(src->values->data, idx, n, &ones);
        return dst->values ? KAMU_OK : error_nomem(err);
    }
    if (MUL_OVERFLOW((size_t)n, width, &bytes))
        return too_long(err);
    dst->values = blk_new(bytes);
    if (dst->values == NULL)
        return error_nomem(err);
    take_fixed(dst->values->data, src->values ? src->values->data : NULL, width, idx, n);
    return KAMU_OK;
}

kamu_code column_take(const struct column *src, const int32_t *idx, int64_t n, struct column *dst,
                      struct kamu_error *err)
{
    kamu_code rc;

    memset(dst, 0, sizeof(*dst));
    dst->type = src->type;
    dst->length = n;
    rc = take_into(src, idx, n, dst, err);
    if (rc != KAMU_OK)
        column_release(dst);
    return rc;
}

kamu_code batch_take(const struct batch *src, const int32_t *idx, int64_t n, struct batch **out,
                     struct kamu_error *err)
{
    struct batch *b = NULL;

    KAMU_TRY(batch_new(src->schema, n, &b, err));
    for (uint32_t i = 0; i < src->n_columns; i++) {
        kamu_code rc = column_take(&src->columns[i], idx, n, &b->columns[i], err);
        if (rc != KAMU_OK) {
            batch_free(b);
            return rc;
        }
    }
    *out = b;
    return KAMU_OK;
}

/* ---- slice -------------------------------------------------------------------- */

static struct blk *copy_bytes(const uint8_t *p, size_t n)
{
    struct blk *b = blk_new(n);

    if (b != NULL && n != 0)
        memcpy(b->data, p, n);
    return b;
}

static struct blk *slice_bits(struct blk *src, int64_t start, int64_t n)
{
    struct blk *b;

    if (start == 0)
        return blk_ref(src);
    b = blk_new(BITS_BYTES(n));
    if (b != NULL)
        bits_copy(b->data, 0, src->data, start, n);
    return b;
}

/* Offsets [start, start + n] rebased to 0; from and to = the range of the values. */
static kamu_code slice_offsets(const struct column *src, int64_t start, int64_t n,
                               struct column *dst, struct kamu_error *err)
{
    const int32_t *from = col_offsets(src) + start;
    int32_t *to;

    if (start == 0) {
        dst->offsets = blk_ref(src->offsets);
        return KAMU_OK;
    }
    dst->offsets = blk_new(((size_t)n + 1) * sizeof(int32_t));
    if (dst->offsets == NULL)
        return error_nomem(err);
    to = (int32_t *)(void *)dst->offsets->data;
    for (int64_t i = 0; i <= n; i++)
        to[i] = from[i] - from[0];
    return KAMU_OK;
}

static kamu_code slice_into(const struct column *src, int64_t start, int64_t n, struct column *dst,
                            struct kamu_error *err)
{
    enum col_kind kind = src->type->kind;
    size_t width = col_width(src->type);
    int64_t from = start, count = n;

    if (kind == COL_NULL) {
        dst->null_count = n;
        return KAMU_OK;
    }
    if (src->validity != NULL && src->null_count != 0) {
        dst->null_count = n - bits_count(src->validity->data, start, n);
        if (dst->null_count != 0) {
            dst->validity = slice_bits(src->validity, start, n);
            if (dst->validity == NULL)
                return error_nomem(err);
        }
    }
    if (kind == COL_BOOL) {
        dst->values = slice_bits(src->values, start, n);
        return dst->values ? KAMU_OK : error_nomem(err);
    }
    if (has_offsets(kind)) {
        KAMU_TRY(slice_offsets(src, start, n, dst, err));
        from = col_offsets(src)[start];
        count = col_offsets(src)[start + n] - from;
    }
    if (kind == COL_STRING || kind == COL_BINARY)
        width = 1;
    if (kind == COL_FIXED_LIST) {
        from = start * src->type->fixed_length;
        count = n * src->type->fixed_length;
    }
    KAMU_TRY(children_new(src, dst, err));
    for (uint32_t i = 0; i < src->n_children; i++)
        KAMU_TRY(column_slice(&src->children[i], from, count, &dst->children[i], err));
    if (width == 0 || src->values == NULL)
        return KAMU_OK;
    dst->values = from == 0
                      ? blk_ref(src->values)
                      : copy_bytes(src->values->data + (size_t)from * width, (size_t)count * width);
    return dst->values ? KAMU_OK : error_nomem(err);
}

kamu_code column_slice(const struct column *src, int64_t start, int64_t n, struct column *dst,
                       struct kamu_error *err)
{
    kamu_code rc;

    KAMU_ASSERT(start >= 0 && n >= 0 && start <= src->length && n <= src->length - start);
    if (start == 0 && n == src->length)
        return column_ref(src, dst, err);
    memset(dst, 0, sizeof(*dst));
    dst->type = src->type;
    dst->length = n;
    rc = slice_into(src, start, n, dst, err);
    if (rc != KAMU_OK)
        column_release(dst);
    return rc;
}

kamu_code batch_slice(const struct batch *src, int64_t start, int64_t n, struct batch **out,
                      struct kamu_error *err)
{
    struct batch *b = NULL;

    KAMU_TRY(batch_new(src->schema, n, &b, err));
    for (uint32_t i = 0; i < src->n_columns; i++) {
        kamu_code rc = column_slice(&src->columns[i], start, n, &b->columns[i], err);
        if (rc != KAMU_OK) {
            batch_free(b);
            return rc;
        }
    }
    *out = b;
    return KAMU_OK;
}

/* ---- concat --------------------------------------------------------------------- */

static kamu_code concat_bits(const struct column *const *parts, size_t n_parts, bool validity,
                             int64_t total, struct blk **out, struct kamu_error *err)
{
    struct blk *b = blk_new(BITS_BYTES(total));
    int64_t at = 0;

    if (b == NULL)
        return error_nomem(err);
    for (size_t p = 0; p < n_parts; p++) {
        const struct blk *from = validity ? parts[p]->validity : parts[p]->values;
        if (from != NULL)
            bits_copy(b->data, at, from->data, 0, parts[p]->length);
        else
            bits_fill(b->data, at, parts[p]->length, validity);
        at += parts[p]->length;
    }
    *out = b;
    return KAMU_OK;
}

static kamu_code concat_offsets(const struct column *const *parts, size_t n_parts,
                                struct column *dst, struct kamu_error *err)
{
    int64_t base = 0, at = 0;
    int32_t *o;

    dst->offsets = blk_new(((size_t)dst->length + 1) * sizeof(int32_t));
    if (dst->offsets == NULL)
        return error_nomem(err);
    o = (int32_t *)(void *)dst->offsets->data;
    o[0] = 0;
    for (size_t p = 0; p < n_parts; p++) {
        const int32_t *from = col_offsets(parts[p]);
        int64_t n = parts[p]->length;
        if (base + from[n] > INT32_MAX)
            return too_long(err);
        for (int64_t i = 1; i <= n; i++)
            o[at + i] = (int32_t)(base + from[i]);
        at += n;
        base += from[n];
    }
    return KAMU_OK;
}

static kamu_code concat_values(const struct column *const *parts, size_t n_parts, size_t width,
                               struct column *dst, struct kamu_error *err)
{
    size_t total = 0, at = 0;

    for (size_t p = 0; p < n_parts; p++) {
        size_t rows =
            width ? (size_t)parts[p]->length : (size_t)col_offsets(parts[p])[parts[p]->length];
        size_t bytes;
        if (MUL_OVERFLOW(rows, width ? width : 1, &bytes) || ADD_OVERFLOW(total, bytes, &total))
            return too_long(err);
    }
    dst->values = blk_new(total);
    if (dst->values == NULL)
        return error_nomem(err);
    for (size_t p = 0; p < n_parts; p++) {
        size_t bytes = width ? (size_t)parts[p]->length * width
                             : (size_t)col_offsets(parts[p])[parts[p]->length];
        if (bytes != 0)
            memcpy(dst->values->data + at, parts[p]->values->data, bytes);
        at += bytes;
    }
    return KAMU_OK;
}

static kamu_code concat_children(const struct column *const *parts, size_t n_parts,
                                 struct column *dst, struct kamu_error *err)
{
    const struct column **inner = mem_realloc_array(NULL, n_parts, sizeof(*inner));
    struct column *cut = mem_calloc(n_parts, sizeof(*cut));
    kamu_code rc = KAMU_OK;

    if (inner == NULL || cut == NULL) {
        rc = error_nomem(err);
        goto out;
    }
    KAMU_TRY_GOTO(children_new(parts[0], dst, err), out);
    for (uint32_t i = 0; i < dst->n_children; i++) {
        for (size_t p = 0; p < n_parts; p++) {
            /* A list's child may be longer than its last offset. */
            int64_t n = has_offsets(dst->type->kind) ? col_offsets(parts[p])[parts[p]->length]
                                                     : parts[p]->children[i].length;
            column_release(&cut[p]);
            KAMU_TRY_GOTO(column_slice(&parts[p]->children[i], 0, n, &cut[p], err), out);
            inner[p] = &cut[p];
        }
        KAMU_TRY_GOTO(column_concat(inner, n_parts, &dst->children[i], err), out);
    }
out:
    for (size_t p = 0; cut != NULL && p < n_parts; p++)
        column_release(&cut[p]);
    mem_free(cut);
    mem_free(inner);
    return rc;
}

static kamu_code concat_into(const struct column *const *parts, size_t n_parts, struct column *dst,
                             struct kamu_error *err)
{
    enum col_kind kind = dst->type->kind;

    if (kind == COL_NULL)
        return KAMU_OK;
    if (dst->null_count != 0)
        KAMU_TRY(concat_bits(parts, n_parts, true, dst->length, &dst->validity, err));
    if (kind == COL_BOOL)
        return concat_bits(parts, n_parts, false, dst->length, &dst->values, err);
    if (has_offsets(kind))
        KAMU_TRY(concat_offsets(parts, n_parts, dst, err));
    if (col_is_nested(kind))
        return concat_children(parts, n_parts, dst, err);
    return concat_values(parts, n_parts, col_width(dst->type), dst, err);
}

kamu_code column_concat(const struct column *const *parts, size_t n_parts, struct column *dst,
                        struct kamu_error *err)
{
    kamu_code rc;

    KAMU_ASSERT(n_parts > 0);
    if (n_parts == 1)
        return column_ref(parts[0], dst, err);
    memset(dst, 0, sizeof(*dst));
    dst->type = parts[0]->type;
    for (size_t p = 0; p < n_parts; p++) {
        dst->length += parts[p]->length;
        dst->null_count += parts[p]->null_count;
    }
    if (dst->length > INT32_MAX) {
        memset(dst, 0, sizeof(*dst));
        return too_long(err);
    }
    rc = concat_into(parts, n_parts, dst, err);
    if (rc != KAMU_OK)
        column_release(dst);
    return rc;
}

kamu_code batch_concat(struct batch *const *parts, size_t n_parts, struct batch **out,
                       struct kamu_error *err)
{
    const struct column **columns;
    struct batch *b = NULL;
    int64_t length = 0;
    kamu_code rc;

    KAMU_ASSERT(n_parts > 0);
    for (size_t p = 0; p < n_parts; p++) {
        KAMU_ASSERT(col_schema_eq(parts[p]->schema, parts[0]->schema));
        length += parts[p]->length;
    }
    columns = mem_realloc_array(NULL, n_parts, sizeof(*columns));
    if (columns == NULL)
        return error_nomem(err);
    KAMU_TRY_GOTO(batch_new(parts[0]->schema, length, &b, err), out);
    for (uint32_t i = 0; i < b->n_columns; i++) {
        for (size_t p = 0; p < n_parts; p++)
            columns[p] = &parts[p]->columns[i];
        KAMU_TRY_GOTO(column_concat(columns, n_parts, &b->columns[i], err), out);
    }
out:
    mem_free(columns);
    if (rc != KAMU_OK)
        batch_free(b);
    else
        *out = b;
    return rc;
}
