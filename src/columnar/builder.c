/* Builders: growth, nulls, handing over. The fast paths are inline in the header. */
#include "columnar/builder.h"

#include "columnar/bits.h"

#define ROWS_FIRST 1024
#define BYTES_FIRST 16384
#define BYTES_LEAST 256

static bool has_offsets(enum col_kind k)
{
    return k == COL_STRING || k == COL_BINARY || k == COL_LIST || k == COL_MAP;
}

kamu_code col_builder_init(struct col_builder *b, const struct col_type *type,
                           struct kamu_error *err)
{
    memset(b, 0, sizeof(*b));
    b->type = type;
    b->width = col_width(type);
    b->rows_hint = ROWS_FIRST;
    b->bytes_hint = BYTES_FIRST;
    if (type->n_children == 0)
        return KAMU_OK;
    b->children = mem_calloc(type->n_children, sizeof(struct col_builder));
    if (b->children == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < type->n_children; i++) {
        kamu_code rc = col_builder_init(&b->children[i], &type->children[i].type, err);
        if (rc != KAMU_OK) {
            col_builder_free(b);
            return rc;
        }
        b->n_children++;
    }
    return KAMU_OK;
}

void col_builder_free(struct col_builder *b)
{
    blk_unref(b->valid_blk);
    blk_unref(b->values_blk);
    blk_unref(b->offsets_blk);
    for (uint32_t i = 0; i < b->n_children; i++)
        col_builder_free(&b->children[i]);
    mem_free(b->children);
    memset(b, 0, sizeof(*b));
}

/* ---- growth ----------------------------------------------------------------- */

static kamu_code grow(struct blk **blk, size_t size, struct kamu_error *err)
{
    struct blk *b = *blk ? blk_resize(*blk, size) : blk_new(size);

    if (b == NULL)
        return error_nomem(err);
    *blk = b;
    return KAMU_OK;
}

/* The bitmap with ones for every row up to the capacity, from old_capacity on. */
static kamu_code grow_valid(struct col_builder *b, int64_t old_capacity, int64_t capacity,
                            struct kamu_error *err)
{
    KAMU_TRY(grow(&b->valid_blk, BITS_BYTES(capacity), err));
    b->valid = b->valid_blk->data;
    bits_fill(b->valid, old_capacity, (int64_t)BITS_BYTES(capacity) * 8 - old_capacity, true);
    return KAMU_OK;
}

kamu_code col_grow_rows(struct col_builder *b, int64_t extra, struct kamu_error *err)
{
    int64_t capacity = b->capacity ? b->capacity * 2 : b->rows_hint;
    size_t bytes;

    if (capacity < 64)
        capacity = 64;
    if (extra > COL_BUILDER_ROWS_MAX - b->length)
        return error_set(err, KAMU_E_LIMIT, "A column of one batch would hold more than %lld rows",
                         (long long)COL_BUILDER_ROWS_MAX);
    if (capacity < b->length + extra)
        capacity = (b->length + extra + 63) & ~INT64_C(63);
    if (capacity > COL_BUILDER_ROWS_MAX)
        capacity = COL_BUILDER_ROWS_MAX;
    if (b->valid != NULL)
        KAMU_TRY(grow_valid(b, b->capacity, capacity, err));
    if (has_offsets(b->type->kind)) {
        KAMU_TRY(grow(&b->offsets_blk, ((size_t)capacity + 1) * sizeof(int32_t), err));
        b->offsets = (int32_t *)(void *)b->offsets_blk->data;
        if (b->capacity == 0)
            b->offsets[0] = 0;
    } else if (b->type->kind == COL_BOOL) {
        size_t old = b->values_blk ? BITS_BYTES(b->capacity) : 0;
        KAMU_TRY(grow(&b->values_blk, BITS_BYTES(capacity), err));
        b->values = b->values_blk->data;
        memset(b->values + old, 0, BITS_BYTES(capacity) - old);
    } else if (b->width != 0) {
        if (MUL_OVERFLOW((size_t)capacity, b->width, &bytes))
            return error_set(err, KAMU_E_LIMIT, "A column of one batch would be too large");
        KAMU_TRY(grow(&b->values_blk, bytes, err));
        b->values = b->values_blk->data;
    }
    b->capacity = capacity;
    return KAMU_OK;
}

kamu_code col_grow_bytes(struct col_builder *b, int64_t extra, struct kamu_error *err)
{
    int64_t capacity = b->bytes_capacity ? b->bytes_capacity * 2 : b->bytes_hint;

    if (extra > COL_BUILDER_BYTES_MAX - b->bytes)
        return error_set(err, KAMU_E_LIMIT,
                         "A column of one batch would hold more than 2 GiB or 2^31 items");
    if (capacity < b->bytes + extra)
        capacity = b->bytes + extra;
    if (capacity > COL_BUILDER_BYTES_MAX)
        capacity = COL_BUILDER_BYTES_MAX;
    KAMU_TRY(grow(&b->values_blk, (size_t)capacity, err));
    b->values = b->values_blk->data;
    b->bytes_capacity = capacity;
    return KAMU_OK;
}

/* ---- nulls ------------------------------------------------------------------- */

kamu_code col_put_null_slow(struct col_builder *b, struct kamu_error *err)
{
    return col_put_nulls(b, 1, err);
}

kamu_code col_put_nulls(struct col_builder *b, int64_t n, struct kamu_error *err)
{
    enum col_kind kind = b->type->kind;

    KAMU_TRY(col_reserve(b, n, err));
    if (kind != COL_NULL && b->valid == NULL && n > 0)
        KAMU_TRY(grow_valid(b, 0, b->capacity, err));
    if (kind == COL_STRUCT || kind == COL_FIXED_LIST) {
        int64_t each = kind == COL_STRUCT ? 1 : b->type->fixed_length;
        int64_t items;
        if (MUL_OVERFLOW(n, each, &items))
            return col_grow_rows(b, INT64_MAX, err);
        for (uint32_t i = 0; i < b->n_children; i++) {
            kamu_code rc = col_put_nulls(&b->children[i], items, err);
            if (rc != KAMU_OK) {
                for (uint32_t k = 0; k <= i; k++)
                    col_builder_truncate(&b->children[k], b->length * each);
                return rc;
            }
        }
    }
    if (kind != COL_NULL)
        bits_fill(b->valid, b->length, n, false);
    if (b->offsets != NULL)
        for (int64_t i = 1; i <= n; i++)
            b->offsets[b->length + i] = b->offsets[b->length];
    else if (b->width != 0)
        memset(col_slot(b), 0, (size_t)n * b->width);
    b->null_count += n;
    b->length += n;
    return KAMU_OK;
}

/* ---- undo -------------------------------------------------------------------- */

void col_builder_truncate(struct col_builder *b, int64_t length)
{
    enum col_kind kind = b->type->kind;

    if (length > b->length)
        return;
    /* children first, and always: a value that failed half-way has items but no end yet */
    if (kind == COL_LIST || kind == COL_MAP)
        col_builder_truncate(&b->children[0], b->offsets != NULL ? b->offsets[length] : 0);
    for (uint32_t i = 0; i < b->n_children; i++) {
        if (kind == COL_STRUCT)
            col_builder_truncate(&b->children[i], length);
        else if (kind == COL_FIXED_LIST)
            col_builder_truncate(&b->children[i], length * b->type->fixed_length);
    }
    if (length == b->length)
        return;
    if (b->valid != NULL) {
        b->null_count = length - bits_count(b->valid, 0, length);
        bits_fill(b->valid, length, b->length - length, true);
    } else {
        b->null_count = kind == COL_NULL ? length : 0;
    }
    if (kind == COL_BOOL)
        bits_fill(b->values, length, b->length - length, false);
    if (kind == COL_STRING || kind == COL_BINARY)
        b->bytes = b->offsets[length];
    b->length = length;
}

/* ---- one value of another column ------------------------------------------------ */

static kamu_code put_children_from(struct col_builder *b, const struct column *src, int64_t i,
                                   struct kamu_error *err)
{
    if (b->type->kind == COL_STRUCT) {
        for (uint32_t k = 0; k < b->n_children; k++)
            KAMU_TRY(col_put_from(&b->children[k], &src->children[k], i, err));
        return col_struct_end(b, err);
    }
    if (b->type->kind == COL_FIXED_LIST) {
        int64_t each = b->type->fixed_length;
        for (int64_t k = 0; k < each; k++)
            KAMU_TRY(col_put_from(&b->children[0], &src->children[0], i * each + k, err));
        return col_struct_end(b, err);
    }
    for (int32_t k = col_offsets(src)[i]; k < col_offsets(src)[i + 1]; k++)
        KAMU_TRY(col_put_from(&b->children[0], &src->children[0], k, err));
    return col_list_end(b, err);
}

kamu_code col_put_from(struct col_builder *b, const struct column *src, int64_t i,
                       struct kamu_error *err)
{
    enum col_kind kind = b->type->kind;

    if (kind == COL_NULL || col_is_null(src, i))
        return col_put_null(b, err);
    if (col_is_nested(kind)) {
        kamu_code rc = put_children_from(b, src, i, err);
        if (rc != KAMU_OK && kind == COL_STRUCT)
            for (uint32_t k = 0; k < b->n_children; k++)
                col_builder_truncate(&b->children[k], b->length);
        else if (rc != KAMU_OK)
            col_builder_truncate(&b->children[0], kind == COL_FIXED_LIST
                                                      ? b->length * b->type->fixed_length
                                                  : b->offsets ? b->offsets[b->length]
                                                               : 0);
        return rc;
    }
    if (kind == COL_BOOL)
        return col_put_bool(b, bit_get(src->values->data, i), err);
    if (b->width != 0)
        return col_put_fixed(b, src->values->data + (size_t)i * b->width, err);
    if (kind == COL_FIXED_BINARY) /* of length 0 */
        return col_struct_end(b, err);
    return col_put_string(b, src->values ? src->values->data + col_offsets(src)[i] : NULL,
                          (size_t)(col_offsets(src)[i + 1] - col_offsets(src)[i]), err);
}

/* ---- handing over ------------------------------------------------------------------ */

static struct blk *hand_over(struct blk **from, size_t size)
{
    struct blk *b = *from;

    *from = NULL;
    if (b == NULL || b->size <= size)
        return b;
    /* A small tail stays allocated: the block dies soon. A large one goes back: batches of wide
     * schemas have few rows, and many wait to be written. */
    if (b->size / 2 > size) {
        struct blk *cut = blk_resize(b, size);
        b = cut != NULL ? cut : b;
    }
    b->size = size; /* what others see */
    return b;
}

/* A column always has the buffers that its type calls for, also when it is empty. */
static kamu_code ensure_buffers(struct col_builder *b, struct kamu_error *err)
{
    if (b->capacity == 0)
        KAMU_TRY(col_grow_rows(b, 1, err));
    if ((b->type->kind == COL_STRING || b->type->kind == COL_BINARY) && b->values_blk == NULL)
        KAMU_TRY(col_grow_bytes(b, 1, err));
    if (b->values_blk == NULL && !col_is_nested(b->type->kind) && b->type->kind != COL_NULL)
        KAMU_TRY(grow(&b->values_blk, 0, err)); /* fixed binary of length 0 */
    for (uint32_t i = 0; i < b->n_children; i++)
        KAMU_TRY(ensure_buffers(&b->children[i], err));
    return KAMU_OK;
}

static void check_children(const struct col_builder *b)
{
    for (uint32_t i = 0; i < b->n_children; i++) {
        int64_t want = b->type->kind == COL_STRUCT       ? b->length
                       : b->type->kind == COL_FIXED_LIST ? b->length * b->type->fixed_length
                       : b->offsets != NULL              ? b->offsets[b->length]
                                                         : 0;
        if (b->children[i].length != want)
            KAMU_BUG("child of a column has %lld rows, %lld expected",
                     (long long)b->children[i].length, (long long)want);
    }
}

static void move_out(struct col_builder *b, struct column *out)
{
    size_t bytes = b->type->kind == COL_BOOL ? BITS_BYTES(b->length)
                   : b->width != 0           ? (size_t)b->length * b->width
                                             : (size_t)b->bytes;

    out->type = b->type;
    out->length = b->length;
    out->null_count = b->null_count;
    if (b->null_count != 0 && b->valid_blk != NULL) {
        out->validity = hand_over(&b->valid_blk, BITS_BYTES(b->length));
    } else {
        blk_unref(b->valid_blk);
        b->valid_blk = NULL;
    }
    out->values = hand_over(&b->values_blk, bytes);
    out->offsets = hand_over(&b->offsets_blk, ((size_t)b->length + 1) * sizeof(int32_t));
    b->valid = b->values = NULL;
    b->offsets = NULL;
    b->rows_hint = b->capacity / 2 > b->length ? b->length + b->length / 8 : b->capacity;
    b->bytes_hint = b->bytes < BYTES_LEAST ? BYTES_LEAST : b->bytes + b->bytes / 8;
    b->length = b->capacity = b->null_count = b->bytes = b->bytes_capacity = 0;
    for (uint32_t i = 0; i < b->n_children; i++)
        move_out(&b->children[i], &out->children[i]);
}

/* The children of *out, before anything is moved: moving cannot fail. */
static kamu_code alloc_children(const struct col_builder *b, struct column *out,
                                struct kamu_error *err)
{
    check_children(b);
    if (b->n_children == 0)
        return KAMU_OK;
    out->children = mem_calloc(b->n_children, sizeof(struct column));
    if (out->children == NULL)
        return error_nomem(err);
    out->n_children = b->n_children;
    for (uint32_t i = 0; i < b->n_children; i++)
        KAMU_TRY(alloc_children(&b->children[i], &out->children[i], err));
    return KAMU_OK;
}

kamu_code col_builder_finish(struct col_builder *b, struct column *out, struct kamu_error *err)
{
    kamu_code rc;

    memset(out, 0, sizeof(*out));
    KAMU_TRY(ensure_buffers(b, err));
    rc = alloc_children(b, out, err);
    if (rc != KAMU_OK) {
        column_release(out);
        return rc;
    }
    move_out(b, out);
    return KAMU_OK;
}

/* ---- a whole batch --------------------------------------------------------------------- */

kamu_code batch_builder_init(struct batch_builder *b, struct col_schema *schema,
                             struct kamu_error *err)
{
    memset(b, 0, sizeof(*b));
    b->columns = mem_calloc(schema->n_fields ? schema->n_fields : 1, sizeof(struct col_builder));
    if (b->columns == NULL)
        return error_nomem(err);
    b->schema = col_schema_ref(schema);
    for (uint32_t i = 0; i < schema->n_fields; i++) {
        kamu_code rc = col_builder_init(&b->columns[i], &schema->fields[i].type, err);
        if (rc != KAMU_OK) {
            batch_builder_free(b);
            return rc;
        }
        b->n_columns++;
    }
    return KAMU_OK;
}

void batch_builder_free(struct batch_builder *b)
{
    for (uint32_t i = 0; i < b->n_columns; i++)
        col_builder_free(&b->columns[i]);
    mem_free(b->columns);
    col_schema_unref(b->schema);
    memset(b, 0, sizeof(*b));
}

kamu_code batch_builder_reserve(struct batch_builder *b, int64_t rows, struct kamu_error *err)
{
    for (uint32_t i = 0; i < b->n_columns; i++)
        KAMU_TRY(col_reserve(&b->columns[i], rows, err));
    return KAMU_OK;
}

kamu_code batch_builder_finish(struct batch_builder *b, struct batch **out, struct kamu_error *err)
{
    int64_t length = b->n_columns ? b->columns[0].length : 0;
    struct batch *batch = NULL;

    for (uint32_t i = 0; i < b->n_columns; i++)
        if (b->columns[i].length != length)
            KAMU_BUG("columns of a batch have %lld and %lld rows", (long long)length,
                     (long long)b->columns[i].length);
    KAMU_TRY(batch_new(b->schema, length, &batch, err));
    for (uint32_t i = 0; i < b->n_columns; i++) {
        kamu_code rc = col_builder_finish(&b->columns[i], &batch->columns[i], err);
        if (rc != KAMU_OK) {
            batch_free(batch);
            return rc;
        }
    }
    *out = batch;
    return KAMU_OK;
}
