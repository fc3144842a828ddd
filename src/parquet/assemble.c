/*
 * A node below lists of repetition level R, whose parent exists from definition level D on, has one
 * value for each slot of (any of) its leaves with rep <= R and def >= D. All shapes follow from
 * that rule.
 */
#include "parquet/assemble.h"

#include "columnar/bits.h"
#include "columnar/builder.h"

struct assembly {
    struct leaf_reader *leaves;
    uint32_t first_leaf;
    struct kamu_error *err;
};

struct level { /* where a node stands */
    uint8_t def, rep;
};

static kamu_code build(struct assembly *a, const struct pq_node *node, const struct col_type *type,
                       struct level at, struct column *out);

static kamu_code corrupt(struct assembly *a, const char *what)
{
    const struct leaf_reader *r = a->leaves;
    kamu_code rc = error_set(a->err, KAMU_E_CORRUPT, "%s: column `%s`: %s", r->pages.source->name,
                             r->column, what);
    error_field(a->err, "%s", r->column);
    return rc;
}

/* ---- leaves --------------------------------------------------------------------------- */

static bool all_ascii(const uint8_t *p, size_t n)
{
    uint64_t any = 0, w;
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        memcpy(&w, p + i, 8);
        any |= w;
    }
    for (; i < n; i++)
        any |= (uint64_t)p[i] << 56;
    return (any & UINT64_C(0x8080808080808080)) == 0;
}

/* Every value UTF-8: the bytes as a whole are, and no value starts inside a character. */
static bool texts_valid(const int32_t *offsets, size_t n, const uint8_t *bytes)
{
    size_t len = (size_t)offsets[n];
    if (all_ascii(bytes, len))
        return true;
    if (!utf8_valid(bytes, len, NULL))
        return false;
    for (size_t i = 0; i < n; i++)
        if ((size_t)offsets[i] < len && (bytes[offsets[i]] & 0xc0) == 0x80)
            return false;
    return true;
}

static struct blk *pack_bools(const uint8_t *v, size_t n)
{
    struct blk *b = blk_new(BITS_BYTES(n));
    if (b == NULL)
        return NULL;
    memset(b->data, 0, BITS_BYTES(n));
    for (size_t i = 0; i < n; i++)
        b->data[i >> 3] |= (uint8_t)((v[i] & 1u) << (i & 7));
    return b;
}

/* Dense fixed-width values to slots; null slots become zero. */
static void spread_fixed(const uint8_t *dense, size_t width, const uint8_t *valid, size_t n,
                         uint8_t *out)
{
    size_t k = 0;
    if (width == 8) {
        const uint64_t *in = (const void *)dense;
        uint64_t *o = (void *)out;
        for (size_t i = 0; i < n; i++) {
            uint64_t bit = valid[i >> 3] >> (i & 7) & 1;
            o[i] = bit ? in[k] : 0;
            k += bit;
        }
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (valid[i >> 3] >> (i & 7) & 1)
            memcpy(out + i * width, dense + k++ * width, width);
        else
            memset(out + i * width, 0, width);
    }
}

static kamu_code spread(struct assembly *a, struct value_buf *v, size_t n, struct column *out)
{
    const uint8_t *valid = out->validity->data;
    size_t width = v->width ? v->width : 4;
    struct blk *b = blk_new((n + 1) * width);
    if (b == NULL)
        return error_nomem(a->err);
    if (v->width > 0) {
        spread_fixed(v->fixed ? v->fixed->data : (const uint8_t *)"", width, valid, n, b->data);
    } else {
        const int32_t *in = v->fixed ? (const void *)v->fixed->data : NULL;
        int32_t *o = (void *)b->data;
        size_t k = 0;
        o[0] = 0;
        for (size_t i = 0; i < n; i++) {
            k += valid[i >> 3] >> (i & 7) & 1;
            o[i + 1] = k > 0 ? in[k] : 0;
        }
    }
    blk_unref(v->fixed);
    v->fixed = b;
    v->n = n;
    return KAMU_OK;
}

/* Moves the buffers of v into the column. */
static kamu_code finish_leaf(struct assembly *a, struct value_buf *v, size_t n, struct column *out)
{
    enum col_kind kind = out->type->kind;
    if (kind == COL_NULL)
        return KAMU_OK;
    KAMU_TRY(value_buf_reserve(v, 0, a->err));
    if (v->fixed == NULL && (v->fixed = blk_new(8)) == NULL)
        return error_nomem(a->err);
    if (kind == COL_BOOL) {
        out->values = pack_bools(v->fixed->data, n);
        return out->values ? KAMU_OK : error_nomem(a->err);
    }
    if (v->width > 0) {
        out->values = v->fixed;
        v->fixed = NULL;
        return KAMU_OK;
    }
    KAMU_TRY(value_buf_reserve_bytes(v, 0, a->err));
    if (kind == COL_STRING && !texts_valid((const void *)v->fixed->data, n, v->bytes->data))
        return corrupt(a, "text that is not UTF-8");
    out->offsets = v->fixed;
    out->values = v->bytes;
    v->fixed = v->bytes = NULL;
    return KAMU_OK;
}

static kamu_code all_null(struct assembly *a, size_t n, struct column *out)
{
    out->null_count = (int64_t)n;
    out->validity = blk_new(BITS_BYTES(n));
    if (out->validity == NULL)
        return error_nomem(a->err);
    memset(out->validity->data, 0, BITS_BYTES(n));
    return KAMU_OK;
}

static kamu_code build_leaf(struct assembly *a, const struct pq_node *node, struct level at,
                            struct column *out)
{
    struct leaf_reader *r = &a->leaves[node->first_leaf - a->first_leaf];
    struct leaf_rows *o = &r->out;
    size_t n = o->slots;
    if (o->has_def) { /* validity of the slots that exist here */
        struct blk *bits = blk_new(BITS_BYTES(o->slots));
        size_t valid = 0;
        if (bits == NULL)
            return error_nomem(a->err);
        memset(bits->data, 0, BITS_BYTES(o->slots));
        n = 0;
        for (size_t i = 0; i < o->slots; i++) {
            unsigned bit = o->def[i] == r->leaf->max_def;
            bits->data[n >> 3] |= (uint8_t)(bit << (n & 7));
            valid += bit;
            n += o->def[i] >= at.def;
        }
        out->null_count = (int64_t)(n - valid);
        if (valid < n)
            out->validity = bits;
        else
            blk_unref(bits);
        if (valid != o->values.n)
            return corrupt(a, "levels do not match the number of values");
    }
    out->length = (int64_t)n;
    if (r->leaf->conv == PQ_AS_NULL) {
        blk_unref(out->validity);
        out->validity = NULL;
        return all_null(a, n, out);
    }
    if (out->validity != NULL)
        KAMU_TRY(spread(a, &o->values, n, out));
    return finish_leaf(a, &o->values, n, out);
}

/* ---- structs and lists ------------------------------------------------------------------ */

static kamu_code new_children(struct assembly *a, uint32_t n, struct column *out)
{
    out->children = mem_calloc(n, sizeof *out->children);
    if (out->children == NULL)
        return error_nomem(a->err);
    out->n_children = n;
    return KAMU_OK;
}

/* Validity and number of a node's values. */
static kamu_code shape(struct assembly *a, const struct pq_node *node, struct level at,
                       struct column *out)
{
    const struct leaf_reader *r = &a->leaves[node->first_leaf - a->first_leaf];
    const struct leaf_rows *o = &r->out;
    bool repeated = r->leaf->max_rep > 0;
    if (!o->has_def) {
        out->length = (int64_t)o->slots;
        return KAMU_OK;
    }
    struct blk *bits = blk_new(BITS_BYTES(o->slots));
    size_t n = 0, valid = 0;
    if (bits == NULL)
        return error_nomem(a->err);
    memset(bits->data, 0, BITS_BYTES(o->slots));
    for (size_t i = 0; i < o->slots; i++) {
        if (o->def[i] < at.def || (repeated && o->rep[i] > at.rep))
            continue;
        unsigned bit = o->def[i] >= node->def;
        bits->data[n >> 3] |= (uint8_t)(bit << (n & 7));
        valid += bit;
        n++;
    }
    out->length = (int64_t)n;
    out->null_count = (int64_t)(n - valid);
    if (valid < n)
        out->validity = bits;
    else
        blk_unref(bits);
    return KAMU_OK;
}

static kamu_code build_struct(struct assembly *a, const struct pq_node *node,
                              const struct col_type *type, struct level at, struct column *out)
{
    KAMU_TRY(shape(a, node, at, out));
    KAMU_TRY(new_children(a, node->n_children, out));
    for (uint32_t i = 0; i < node->n_children; i++) {
        KAMU_TRY(build(a, &node->children[i], &type->children[i].type, at, &out->children[i]));
        if (out->children[i].length != out->length)
            return corrupt(a, "members of a struct differ in length");
    }
    return KAMU_OK;
}

static kamu_code list_offsets(struct assembly *a, const struct pq_node *node, struct level at,
                              struct column *out, int32_t *total)
{
    const struct leaf_rows *o = &a->leaves[node->first_leaf - a->first_leaf].out;
    out->offsets = blk_new(((size_t)out->length + 1) * 4);
    if (out->offsets == NULL)
        return error_nomem(a->err);
    int32_t *offsets = (void *)out->offsets->data;
    int64_t n = 0;
    int32_t items = 0;
    for (size_t i = 0; i < o->slots; i++) {
        if (o->def[i] < at.def)
            continue;
        if (o->rep[i] <= at.rep)
            offsets[n++] = items;
        if (o->rep[i] <= node->rep_item && o->def[i] >= node->def_item)
            items++;
    }
    offsets[n] = items;
    *total = items;
    return KAMU_OK;
}

/* Fixed lists have items for their null values too. */
static kamu_code fix_list(struct assembly *a, const struct pq_node *node, struct column *out)
{
    const int32_t *offsets = (const void *)out->offsets->data;
    int32_t want = out->type->fixed_length;
    for (int64_t i = 0; i < out->length; i++) {
        int32_t n = offsets[i + 1] - offsets[i];
        if (n != (col_is_null(out, i) ? 0 : want))
            return corrupt(a, "a fixed-size list has another number of items");
    }
    if (out->null_count > 0) {
        struct col_builder b;
        struct column *items = &out->children[0], fresh = {0};
        kamu_code rc = KAMU_OK;
        KAMU_TRY(col_builder_init(&b, items->type, a->err));
        for (int64_t i = 0; i < out->length && rc == KAMU_OK; i++) {
            if (col_is_null(out, i))
                rc = col_put_nulls(&b, want, a->err);
            for (int32_t k = offsets[i]; k < offsets[i + 1] && rc == KAMU_OK; k++)
                rc = col_put_from(&b, items, k, a->err);
        }
        if (rc == KAMU_OK)
            rc = col_builder_finish(&b, &fresh, a->err);
        col_builder_free(&b);
        KAMU_TRY(rc);
        column_release(items);
        *items = fresh;
    }
    blk_unref(out->offsets);
    out->offsets = NULL;
    return KAMU_OK;
}

static kamu_code build_list(struct assembly *a, const struct pq_node *node,
                            const struct col_type *type, struct level at, struct column *out)
{
    int32_t total;
    struct level item = {.def = node->def_item, .rep = node->rep_item};
    KAMU_TRY(shape(a, node, at, out));
    KAMU_TRY(list_offsets(a, node, at, out, &total));
    KAMU_TRY(new_children(a, 1, out));
    KAMU_TRY(build(a, &node->children[0], &type->children[0].type, item, &out->children[0]));
    if (out->children[0].length != total)
        return corrupt(a, "leaves of a list differ in length");
    return type->kind == COL_FIXED_LIST ? fix_list(a, node, out) : KAMU_OK;
}

static kamu_code build(struct assembly *a, const struct pq_node *node, const struct col_type *type,
                       struct level at, struct column *out)
{
    out->type = type;
    switch (node->kind) {
    case PQ_NODE_LEAF:
        return build_leaf(a, node, at, out);
    case PQ_NODE_STRUCT:
        return build_struct(a, node, type, at, out);
    case PQ_NODE_LIST:
        return build_list(a, node, type, at, out);
    }
    KAMU_BUG("node kind %d", (int)node->kind);
}

kamu_code assemble_column(const struct pq_node *node, const struct col_type *type,
                          struct leaf_reader *leaves, size_t rows, struct column *out,
                          struct kamu_error *err)
{
    struct assembly a = {.leaves = leaves, .first_leaf = node->first_leaf, .err = err};
    *out = (struct column){0};
    kamu_code rc = build(&a, node, type, (struct level){0, 0}, out);
    if (rc == KAMU_OK && out->length != (int64_t)rows)
        rc = corrupt(&a, "a column has another number of rows");
    if (rc != KAMU_OK)
        column_release(out);
    return rc;
}
