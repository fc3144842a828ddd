/*
 * The logical hash: schema part, leaves, and the round that feeds all leaves to
 * the SHA3 lanes. How values become bytes: logical_hash_encode.c. The struct-null
 * rule of spec/data-slices.md 3.7: logical_hash_window.c.
 */
#include "columnar/logical_hash.h"

#include "columnar/logical_hash_internal.h"

#include <inttypes.h>

/* ---- what can be hashed ------------------------------------------------------ */

static bool item_supported(const struct col_type *t)
{
    switch (t->kind) {
    case COL_NULL:
    case COL_DURATION:
    case COL_MAP:
    case COL_STRUCT: /* as the item of a list */
        return false;
    case COL_LIST:
    case COL_FIXED_LIST:
        return item_supported(&t->children[0].type);
    default:
        return true;
    }
}

static kamu_code check_field(const struct col_field *f, const char *top, uint32_t *n_leaves,
                             struct kamu_error *err)
{
    char name[256];

    if (f->type.kind == COL_STRUCT) {
        for (uint32_t i = 0; i < f->type.n_children; i++)
            KAMU_TRY(check_field(&f->type.children[i], top, n_leaves, err));
        return KAMU_OK;
    }
    if (++*n_leaves > COL_FIELDS_MAX)
        return error_set(err, KAMU_E_LIMIT, "Schema has more than %d leaf columns", COL_FIELDS_MAX);
    if (item_supported(&f->type))
        return KAMU_OK;
    col_type_name(&f->type, name, sizeof(name));
    error_set(err, KAMU_E_UNSUPPORTED,
              "Column '%s' has type %s, for which ODF defines no logical hash: it cannot be stored",
              top, name);
    error_field(err, "%s", top);
    error_hint(err, "Declare another type for the column, or drop it in a preprocess step");
    return KAMU_E_UNSUPPORTED;
}

kamu_code logical_hash_supports(const struct col_schema *schema, struct kamu_error *err)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < schema->n_fields; i++)
        KAMU_TRY(check_field(&schema->fields[i], schema->fields[i].name, &n, err));
    return KAMU_OK;
}

/* ---- schema part and type prefixes (3.2, 3.3) ----------------------------------- */

static void feed_u64(struct sha3 *s, uint64_t v)
{
    uint8_t b[8];

    for (int i = 0; i < 8; i++)
        b[i] = (uint8_t)(v >> (8 * i));
    sha3_update(s, b, 8);
}

static void feed_u16(struct sha3 *s, unsigned v)
{
    uint8_t b[2] = {(uint8_t)v, (uint8_t)(v >> 8)};

    sha3_update(s, b, 2);
}

static void feed_u8(struct sha3 *s, unsigned v)
{
    uint8_t b = (uint8_t)v;

    sha3_update(s, &b, 1);
}

static void feed_int(struct sha3 *s, bool is_signed, unsigned bits)
{
    feed_u16(s, 1);
    feed_u8(s, is_signed);
    feed_u64(s, bits);
}

static void feed_prefix(struct sha3 *s, const struct col_type *t)
{
    unsigned bits = (unsigned)col_width(t) * 8;

    switch (t->kind) {
    case COL_INT8:
    case COL_INT16:
    case COL_INT32:
    case COL_INT64:
        feed_int(s, true, bits);
        return;
    case COL_UINT8:
    case COL_UINT16:
    case COL_UINT32:
    case COL_UINT64:
        feed_int(s, false, bits);
        return;
    case COL_FLOAT16:
    case COL_FLOAT32:
    case COL_FLOAT64:
        feed_u16(s, 2);
        feed_u64(s, bits);
        return;
    case COL_BINARY:
    case COL_FIXED_BINARY:
        feed_u16(s, 3);
        return;
    case COL_STRING:
        feed_u16(s, 4);
        return;
    case COL_BOOL:
        feed_u16(s, 5);
        return;
    case COL_DECIMAL128:
    case COL_DECIMAL256:
        feed_u16(s, 6);
        feed_u64(s, bits);
        feed_u64(s, t->precision);
        feed_u64(s, (uint64_t)(int64_t)t->scale);
        return;
    case COL_DATE32:
        feed_u16(s, 7);
        feed_u64(s, 32);
        feed_u16(s, 0);
        return;
    case COL_TIME32:
    case COL_TIME64:
        feed_u16(s, 8);
        feed_u64(s, bits);
        feed_u16(s, (unsigned)t->unit);
        return;
    case COL_TIMESTAMP:
        feed_u16(s, 9);
        feed_u16(s, (unsigned)t->unit);
        if (t->timezone == NULL) {
            feed_u8(s, 0);
            return;
        }
        feed_u64(s, strlen(t->timezone));
        sha3_update(s, t->timezone, strlen(t->timezone));
        return;
    case COL_LIST:
    case COL_FIXED_LIST:
        feed_u16(s, 11);
        feed_prefix(s, &t->children[0].type);
        return;
    case COL_NULL:
    case COL_DURATION:
    case COL_MAP:
    case COL_STRUCT:
        break;
    }
    KAMU_BUG("type kind %d in the logical hash", (int)t->kind);
}

/* The prefix of leaf number i: that of its type, or what the options say in the innermost place. */
static void feed_leaf_prefix(const struct logical_hash *h, uint32_t i, const struct col_type *t)
{
    const struct logical_hash_options *o = &h->options;
    struct sha3 *s = &h->leaves[i].stream;

    for (uint32_t k = 0; k < o->n_prefixes; k++) {
        if (o->prefixes[k].leaf != i)
            continue;
        for (; t->kind == COL_LIST || t->kind == COL_FIXED_LIST; t = &t->children[0].type)
            feed_u16(s, 11);
        sha3_update(s, o->prefixes[k].bytes, o->prefixes[k].n);
        return;
    }
    feed_prefix(s, t);
}

static void feed_schema(struct sha3 *s, const struct col_field *f, uint64_t level)
{
    feed_u64(s, strlen(f->name));
    sha3_update(s, f->name, strlen(f->name));
    feed_u64(s, level);
    if (f->type.kind == COL_STRUCT)
        for (uint32_t i = 0; i < f->type.n_children; i++)
            feed_schema(s, &f->type.children[i], level + 1);
}

/* ---- life ------------------------------------------------------------------------ */

static bool needs_scratch(const struct hash_leaf *l)
{
    return l->type->kind == COL_BOOL || col_width(l->type) == 0 ||
           l->type->kind == COL_FIXED_BINARY;
}

/* Lists the leaves below f; path = child indexes from the top-level column down. */
static void add_leaves(struct logical_hash *h, const struct col_field *f, uint32_t top,
                       uint16_t path[COL_DEPTH_MAX], uint32_t depth, bool optional_above)
{
    struct hash_leaf *l;

    if (f->type.kind == COL_STRUCT) {
        for (uint32_t i = 0; i < f->type.n_children; i++) {
            path[depth] = (uint16_t)i;
            add_leaves(h, &f->type.children[i], top, path, depth + 1,
                       optional_above || f->nullable);
        }
        return;
    }
    l = &h->leaves[h->n_leaves++];
    l->type = &f->type;
    l->top = top;
    l->depth = depth;
    memcpy(l->path, path, depth * sizeof(path[0]));
    l->windowed = optional_above;
    sha3_init(&l->stream);
    feed_leaf_prefix(h, h->n_leaves - 1, &f->type);
}

static kamu_code init(struct logical_hash *h, uint32_t n_leaves, struct kamu_error *err)
{
    uint16_t path[COL_DEPTH_MAX + 1];

    h->leaves = mem_calloc(n_leaves ? n_leaves : 1, sizeof(struct hash_leaf));
    h->windows =
        mem_calloc(h->schema->n_fields ? h->schema->n_fields : 1, sizeof(struct hash_window));
    h->states = mem_calloc((size_t)n_leaves + 1, sizeof(struct sha3 *));
    h->pieces = mem_calloc((size_t)n_leaves + 1, sizeof(struct sha3_piece));
    if (h->leaves == NULL || h->windows == NULL || h->states == NULL || h->pieces == NULL)
        return error_nomem(err);
    sha3_init(&h->record);
    for (uint32_t i = 0; i < h->schema->n_fields; i++) {
        feed_schema(&h->record, &h->schema->fields[i], 0);
        add_leaves(h, &h->schema->fields[i], i, path, 0, false);
    }
    for (uint32_t i = 0; i < h->n_leaves; i++) {
        h->windows[h->leaves[i].top].used |= h->leaves[i].windowed;
        h->any_window |= h->leaves[i].windowed;
    }
    h->scratch_size = HASH_SCRATCH_TOTAL / (n_leaves ? n_leaves : 1);
    if (h->scratch_size > HASH_SCRATCH_MAX)
        h->scratch_size = HASH_SCRATCH_MAX;
    if (h->scratch_size < HASH_SCRATCH_MIN)
        h->scratch_size = HASH_SCRATCH_MIN;
    h->round_rows = (int64_t)(h->scratch_size / 32);
    if (h->round_rows > HASH_ROUND_ROWS)
        h->round_rows = HASH_ROUND_ROWS;
    return KAMU_OK;
}

kamu_code logical_hash_new(struct col_schema *schema, const struct logical_hash_options *options,
                           struct logical_hash **out, struct kamu_error *err)
{
    struct logical_hash *h;
    uint32_t n = 0;
    kamu_code rc;

    for (uint32_t i = 0; i < schema->n_fields; i++)
        KAMU_TRY(check_field(&schema->fields[i], schema->fields[i].name, &n, err));
    h = mem_calloc(1, sizeof(*h));
    if (h == NULL)
        return error_nomem(err);
    h->schema = col_schema_ref(schema);
    if (options != NULL)
        h->options = *options;
    if (h->options.row_group_rows == 0)
        h->options.row_group_rows = LOGICAL_HASH_ROW_GROUP_ROWS;
    rc = init(h, n, err);
    if (rc != KAMU_OK) {
        logical_hash_free(h);
        return rc;
    }
    *out = h;
    return KAMU_OK;
}

void logical_hash_free(struct logical_hash *h)
{
    if (h == NULL)
        return;
    for (uint32_t i = 0; i < h->n_leaves; i++)
        mem_free(h->leaves[i].scratch);
    for (uint32_t i = 0; h->windows != NULL && i < h->schema->n_fields; i++)
        hash_window_free(&h->windows[i]);
    mem_free(h->piece_starts);
    mem_free(h->leaves);
    mem_free(h->windows);
    mem_free(h->states);
    mem_free(h->pieces);
    col_schema_unref(h->schema);
    mem_free(h);
}

/* ---- rounds ---------------------------------------------------------------------- */

static const struct column *leaf_column(const struct hash_leaf *l, const struct batch *b)
{
    const struct column *c = &b->columns[l->top];

    for (uint32_t i = 0; i < l->depth; i++)
        c = &c->children[l->path[i]];
    return c;
}

/* How many rows from `row` on fit the scratch of every leaf, text counted exactly. */
static int64_t rows_of_round(const struct logical_hash *h, const struct batch *b, int64_t row)
{
    int64_t rows = b->length - row < h->round_rows ? b->length - row : h->round_rows;

    for (uint32_t i = 0; i < h->n_leaves; i++) {
        const struct hash_leaf *l = &h->leaves[i];
        const struct column *c;
        if (l->windowed || (l->type->kind != COL_STRING && l->type->kind != COL_BINARY))
            continue;
        c = leaf_column(l, b);
        while (rows > 1 && col_offsets(c)[row + rows] - (int64_t)col_offsets(c)[row] + 8 * rows >
                               (int64_t)h->scratch_size)
            rows /= 2;
    }
    return rows;
}

/* The bytes of rows [row, row + rows) of one leaf: where they lie in the column, or encoded. */
static kamu_code leaf_piece(struct logical_hash *h, struct hash_leaf *l, const struct column *c,
                            int64_t row, int64_t rows, struct sha3_piece *piece,
                            struct kamu_error *err)
{
    size_t width = col_width(l->type);

    if (!needs_scratch(l) && c->null_count == 0) {
        *piece = (struct sha3_piece){c->values->data + (size_t)row * width, (size_t)rows * width};
        return KAMU_OK;
    }
    if (l->scratch == NULL) {
        l->scratch = mem_alloc(h->scratch_size + HASH_SCRATCH_SLACK);
        if (l->scratch == NULL)
            return error_nomem(err);
        l->capacity = h->scratch_size;
    }
    l->filled = 0;
    hash_encode_rows(l, c, row, rows);
    *piece = (struct sha3_piece){l->scratch, l->filled};
    return KAMU_OK;
}

kamu_code logical_hash_update(struct logical_hash *h, const struct batch *b, struct sha3 *extra,
                              struct sha3_piece piece, struct kamu_error *err)
{
    int64_t row = 0, rows;
    const uint8_t *p = piece.p;
    size_t left = extra != NULL ? piece.n : 0;

    KAMU_ASSERT(b->n_columns == h->schema->n_fields && !h->finished);
    for (; row < b->length; row += rows) {
        size_t n = 0;
        rows = rows_of_round(h, b, row);
        for (uint32_t i = 0; i < h->n_leaves; i++) {
            struct hash_leaf *l = &h->leaves[i];
            if (l->windowed)
                continue;
            KAMU_TRY(leaf_piece(h, l, leaf_column(l, b), row, rows, &h->pieces[n], err));
            h->states[n++] = &l->stream;
        }
        if (left != 0) { /* spread over the rounds, so that it never runs alone for long */
            size_t rounds = (size_t)((b->length - row + rows - 1) / rows);
            size_t step = left / rounds;
            h->pieces[n] = (struct sha3_piece){p, step};
            h->states[n++] = extra;
            p += step;
            left -= step;
        }
        sha3_update_many(h->states, h->pieces, n);
    }
    if (left != 0)
        sha3_update(extra, p, left);
    return h->any_window ? hash_windows_add(h, b, err) : KAMU_OK;
}

kamu_code logical_hash_end_row_group(struct logical_hash *h, struct kamu_error *err)
{
    return h->any_window ? hash_windows_cut(h, err) : KAMU_OK;
}

kamu_code logical_hash_finish(struct logical_hash *h, uint8_t out[SHA3_256_SIZE],
                              struct kamu_error *err)
{
    uint8_t(*digests)[SHA3_256_SIZE];

    KAMU_ASSERT(!h->finished);
    if (h->any_window)
        KAMU_TRY(hash_windows_flush(h, err));
    digests = mem_calloc(h->n_leaves ? h->n_leaves : 1, SHA3_256_SIZE);
    if (digests == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < h->n_leaves; i++)
        h->states[i] = &h->leaves[i].stream;
    sha3_final_many(h->states, digests, h->n_leaves);
    sha3_update(&h->record, digests, (size_t)h->n_leaves * SHA3_256_SIZE);
    sha3_final(&h->record, out);
    h->finished = true;
    mem_free(digests);
    return KAMU_OK;
}
