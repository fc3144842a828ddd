/*
 * A leaf's path is walked from the top. At each node every slot either ends (null, empty
 * list: it keeps the level reached) or goes on with an index into the node's column; a list turns a
 * slot into one per item. Slots that are still going at the leaf hold its values.
 */
#include "parquet/shred.h"

enum { SLOTS_MAX = 1 << 30 };

void shredder_free(struct shredder *s)
{
    mem_free(s->level_mem);
    mem_free(s->idx_mem);
    mem_free(s->values);
    *s = (struct shredder){0};
}

/* Two sets of def, rep, idx for n slots; what is in the first set stays. */
static kamu_code room_slots(struct shredder *s, size_t n, size_t keep, struct kamu_error *err)
{
    if (n > SLOTS_MAX)
        return error_set(err, KAMU_E_LIMIT, "more than %d list items in one batch", SLOTS_MAX);
    if (n <= s->level_cap)
        return KAMU_OK;
    size_t cap = n + n / 2 + 64;
    uint8_t *levels = mem_alloc(4 * cap);
    int32_t *idx = mem_realloc_array(NULL, 2 * cap, sizeof *idx);
    if (levels == NULL || idx == NULL) {
        mem_free(levels);
        mem_free(idx);
        return error_nomem(err);
    }
    if (keep > 0) {
        memcpy(levels, s->def, keep);
        memcpy(levels + cap, s->rep, keep);
        memcpy(idx, s->idx, keep * sizeof *idx);
    }
    mem_free(s->level_mem);
    mem_free(s->idx_mem);
    s->level_mem = levels;
    s->def = levels;
    s->rep = levels + cap;
    s->def2 = levels + 2 * cap;
    s->rep2 = levels + 3 * cap;
    s->idx_mem = s->idx = idx;
    s->idx2 = idx + cap;
    s->level_cap = cap;
    return KAMU_OK;
}

static kamu_code room_values(struct shredder *s, size_t n, size_t width, struct kamu_error *err)
{
    size_t bytes;
    if (MUL_OVERFLOW(n, width, &bytes) || bytes > (size_t)SLOTS_MAX * 8)
        return error_set(err, KAMU_E_LIMIT, "batch too large");
    bytes += 64;
    if (bytes <= s->values_cap)
        return KAMU_OK;
    mem_free(s->values);
    s->values_cap = 0;
    s->values = mem_alloc(bytes);
    if (s->values == NULL)
        return error_nomem(err);
    s->values_cap = bytes;
    return KAMU_OK;
}

static kamu_code null_in_required(const struct pq_leaf *leaf, struct kamu_error *err)
{
    kamu_code rc = error_set(err, KAMU_E_INPUT,
                             "Column `" STR_FMT "` contains null values while none were expected",
                             STR_ARG(leaf->path[0]));
    error_field(err, STR_FMT, STR_ARG(leaf->path[0]));
    return rc;
}

/* Slots whose value is null end here; the others reach node->def. */
static kamu_code walk_nulls(struct shredder *s, const struct pq_node *node,
                            const struct pq_leaf *leaf, const struct column *col, size_t n,
                            struct kamu_error *err)
{
    bool nulls = col->validity != NULL && col->null_count > 0;
    bool all = leaf->conv == PQ_AS_NULL && node->kind == PQ_NODE_LEAF;
    if (!node->nullable && !nulls)
        return KAMU_OK;
    for (size_t i = 0; i < n; i++) {
        if (s->idx[i] < 0)
            continue;
        if (all || (nulls && !bit_get(col->validity->data, s->idx[i]))) {
            if (!node->nullable)
                return null_in_required(leaf, err);
            s->idx[i] = -1;
        } else {
            s->def[i] = node->def;
        }
    }
    return KAMU_OK;
}

static void list_range(const struct pq_node *node, const struct column *col, int32_t i,
                       int64_t *from, int64_t *to)
{
    if (node->type->kind == COL_FIXED_LIST) {
        *from = (int64_t)i * node->type->fixed_length;
        *to = *from + node->type->fixed_length;
    } else {
        *from = col_offsets(col)[i];
        *to = col_offsets(col)[i + 1];
    }
}

static kamu_code walk_items(struct shredder *s, const struct pq_node *node,
                            const struct column *col, size_t *n, struct kamu_error *err)
{
    size_t total = 0;
    int64_t from, to;
    for (size_t i = 0; i < *n; i++) {
        from = to = 0;
        if (s->idx[i] >= 0)
            list_range(node, col, s->idx[i], &from, &to);
        total += to > from ? (size_t)(to - from) : 1;
    }
    KAMU_TRY(room_slots(s, total, *n, err));
    size_t k = 0;
    for (size_t i = 0; i < *n; i++) {
        from = to = 0;
        if (s->idx[i] >= 0)
            list_range(node, col, s->idx[i], &from, &to);
        if (to <= from) {
            s->def2[k] = s->def[i];
            s->rep2[k] = s->rep[i];
            s->idx2[k++] = -1;
            continue;
        }
        for (int64_t j = from; j < to; j++, k++) {
            s->def2[k] = node->def_item;
            s->rep2[k] = j == from ? s->rep[i] : node->rep_item;
            s->idx2[k] = (int32_t)j;
        }
    }
    uint8_t *t8 = s->def;
    s->def = s->def2;
    s->def2 = t8;
    t8 = s->rep;
    s->rep = s->rep2;
    s->rep2 = t8;
    int32_t *t32 = s->idx;
    s->idx = s->idx2;
    s->idx2 = t32;
    *n = total;
    return KAMU_OK;
}

/* ---- values in physical form ------------------------------------------------ */

#define GATHER(ctype)                                                                              \
    do {                                                                                           \
        const ctype *in = (const void *)src;                                                       \
        ctype *o = (void *)out;                                                                    \
        for (size_t i = 0; i < n; i++)                                                             \
            o[i] = in[sel[i]];                                                                     \
    } while (0)

static void gather(const uint8_t *src, size_t width, const int32_t *sel, size_t n, uint8_t *out)
{
    if (width == 8)
        GATHER(uint64_t);
    else if (width == 4)
        GATHER(uint32_t);
    else
        for (size_t i = 0; i < n; i++)
            memcpy(out + i * width, src + (size_t)sel[i] * width, width);
}

static void widen(const struct col_type *t, const uint8_t *src, const int32_t *sel, size_t start,
                  size_t n, int32_t *out)
{
    for (size_t i = 0; i < n; i++) {
        size_t k = sel ? (size_t)sel[i] : start + i;
        switch (t->kind) {
        case COL_INT8:
            out[i] = (int8_t)src[k];
            break;
        case COL_UINT8:
            out[i] = src[k];
            break;
        case COL_INT16:
            out[i] = ((const int16_t *)(const void *)src)[k];
            break;
        default:
            out[i] = ((const uint16_t *)(const void *)src)[k];
        }
    }
}

/* Little-endian decimal of `from` bytes: the low bytes as an integer, or turned round. */
static void decimals(const struct pq_leaf *leaf, const uint8_t *src, size_t from,
                     const int32_t *sel, size_t start, size_t n, uint8_t *out)
{
    size_t to = pq_physical_width(leaf->physical, leaf->type_length);
    for (size_t i = 0; i < n; i++) {
        const uint8_t *v = src + (sel ? (size_t)sel[i] : start + i) * from;
        uint8_t *o = out + i * to;
        if (leaf->conv == PQ_AS_DEC_INT) {
            memcpy(o, v, to);
        } else {
            for (size_t j = 0; j < to; j++) /* `to` may exceed 16 bytes by the sign's extension */
                o[to - 1 - j] = j < from ? v[j] : (uint8_t)(v[from - 1] & 0x80 ? 0xff : 0);
        }
    }
}

static kamu_code values(struct shredder *s, const struct pq_leaf *leaf, const struct column *col,
                        const int32_t *sel, size_t start, size_t n, struct leaf_values *out,
                        struct kamu_error *err)
{
    size_t width = pq_physical_width(leaf->physical, leaf->type_length);
    out->n_values = (int64_t)n;
    if (n == 0) {
        out->fixed = (const uint8_t *)"";
        return KAMU_OK;
    }
    const uint8_t *src = col->values->data;
    if (leaf->conv == PQ_AS_BYTES) {
        out->offsets = col_offsets(col) + (sel ? 0 : start);
        out->bytes = src;
        out->sel = sel;
        return KAMU_OK;
    }
    if (leaf->conv == PQ_AS_SAME && sel == NULL) {
        out->fixed = src + start * width;
        return KAMU_OK;
    }
    KAMU_TRY(room_values(s, n, width ? width : 1, err));
    out->fixed = s->values;
    switch (leaf->conv) {
    case PQ_AS_SAME:
        gather(src, width, sel, n, s->values);
        break;
    case PQ_AS_TO_8:
    case PQ_AS_TO_16:
        widen(leaf->type, src, sel, start, n, (int32_t *)(void *)s->values);
        break;
    case PQ_AS_BITS:
        for (size_t i = 0; i < n; i++)
            s->values[i] = bit_get(src, sel ? sel[i] : (int64_t)(start + i));
        break;
    case PQ_AS_DEC_INT:
    case PQ_AS_DEC_FIXED:
        decimals(leaf, src, col_width(leaf->type), sel, start, n, s->values);
        break;
    default:
        KAMU_BUG("no way to write conversion %d", (int)leaf->conv);
    }
    return KAMU_OK;
}

/* A top-level leaf: no walk, and no levels at all while nothing is null. */
static kamu_code shred_flat(struct shredder *s, const struct pq_node *node,
                            const struct pq_leaf *leaf, const struct column *col, int64_t start,
                            int64_t rows, struct leaf_values *out, struct kamu_error *err)
{
    size_t n = (size_t)rows;
    bool all_null = leaf->conv == PQ_AS_NULL;
    if (!all_null && (col->validity == NULL || col->null_count == 0))
        return values(s, leaf, col, NULL, (size_t)start, n, out, err);
    if (!node->nullable)
        return null_in_required(leaf, err);
    KAMU_TRY(room_slots(s, n, 0, err));
    size_t k = 0;
    if (all_null)
        memset(s->def, 0, n);
    for (size_t i = 0; i < n && !all_null; i++) {
        unsigned bit = bit_get(col->validity->data, start + (int64_t)i);
        s->def[i] = (uint8_t)bit;
        s->idx[k] = (int32_t)(start + (int64_t)i);
        k += bit;
    }
    out->def = k == n ? NULL : s->def;
    if (k == n)
        return values(s, leaf, col, NULL, (size_t)start, n, out, err);
    return values(s, leaf, col, s->idx, 0, k, out, err);
}

kamu_code shred(struct shredder *s, const struct pq_node *node, const struct pq_leaf *leaf,
                uint32_t leaf_index, const struct column *col, int64_t start, int64_t rows,
                struct leaf_values *out, struct kamu_error *err)
{
    size_t n = (size_t)rows;
    *out = (struct leaf_values){.rows = rows, .n_slots = rows};
    if (node->kind == PQ_NODE_LEAF)
        return shred_flat(s, node, leaf, col, start, rows, out, err);
    KAMU_TRY(room_slots(s, n, 0, err));
    memset(s->def, 0, n);
    memset(s->rep, 0, n);
    for (size_t i = 0; i < n; i++)
        s->idx[i] = (int32_t)(start + (int64_t)i);
    for (;;) {
        KAMU_TRY(walk_nulls(s, node, leaf, col, n, err));
        if (node->kind == PQ_NODE_LEAF)
            break;
        if (node->kind == PQ_NODE_LIST)
            KAMU_TRY(walk_items(s, node, col, &n, err));
        uint32_t c = 0;
        while (leaf_index >= node->children[c].first_leaf + node->children[c].n_leaves)
            c++;
        node = &node->children[c];
        col = &col->children[c];
    }
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        s->idx2[k] = s->idx[i];
        k += s->idx[i] >= 0;
    }
    out->n_slots = (int64_t)n;
    out->def = s->def;
    out->rep = leaf->max_rep > 0 ? s->rep : NULL;
    return values(s, leaf, col, s->idx2, 0, k, out, err);
}
