/*
 * The struct-null rule of spec/data-slices.md 3.7, reproduced bit for bit.
 *
 * kamu reads the file back in windows of 10,000 rows and combines the null bitmaps
 * of nested structs with OR instead of AND. So for a leaf below optional structs:
 *
 *   - no enclosing struct has a null in the window: the leaf's own nulls;
 *   - else: only the nulls of the outermost struct that has one. Slots of the leaf
 *     that are missing for another reason are hashed as values, with whatever the
 *     reader left in them: for fixed-width types the j-th present value of the row
 *     group's part of the window (j = position in the part) or zero, for texts and
 *     lists an empty one.
 *
 * Columns that this concerns wait here until a window is full.
 */
#include "columnar/bits.h"
#include "columnar/logical_hash_internal.h"

void hash_window_free(struct hash_window *w)
{
    for (size_t i = 0; i < w->n_parts; i++)
        column_release(&w->parts[i]);
    mem_free(w->parts);
    memset(w, 0, sizeof(*w));
}

/* ---- one leaf in one window ------------------------------------------------------ */

struct window {
    int64_t rows;
    const struct column *chain[COL_DEPTH_MAX + 2]; /* structs from the outside, then the leaf */
    uint32_t depth;                                /* structs */
};

static bool has_null(const struct column *c)
{
    return c->null_count != 0;
}

/* Is the value really there: neither it nor a struct around it null? */
static bool present(const struct window *w, int64_t i)
{
    for (uint32_t k = 0; k <= w->depth; k++)
        if (col_is_null(w->chain[k], i))
            return false;
    return true;
}

/* A slot that holds no value but is hashed as if it did. `at` = row of the value whose bytes are
 * left in the slot, -1 = nothing. */
static void encode_leftover(struct hash_leaf *l, const struct column *c, int64_t at, bool views)
{
    static const uint8_t zeros[64];
    size_t width = col_width(c->type);
    uint64_t n;

    switch (c->type->kind) {
    case COL_STRING:
    case COL_BINARY:
        if (views && at >= 0)
            hash_encode_value(l, c, at);
        else
            hash_emit(l, zeros, 8);
        return;
    case COL_LIST:
        hash_emit(l, zeros, 8);
        return;
    case COL_FIXED_LIST: /* the right number of nulls */
        n = (uint64_t)c->type->fixed_length;
        hash_emit(l, &n, 8);
        for (; n > 0; n--)
            hash_emit(l, zeros, 1);
        return;
    default:
        break;
    }
    if (at >= 0) {
        hash_encode_value(l, c, at);
    } else if (c->type->kind == COL_BOOL) {
        hash_emit(l, "\x01", 1);
    } else {
        if (c->type->kind == COL_FIXED_BINARY) {
            n = width;
            hash_emit(l, &n, 8);
        }
        for (size_t done = 0; done < width; done += sizeof(zeros))
            hash_emit(l, zeros, width - done < sizeof(zeros) ? width - done : sizeof(zeros));
    }
}

/* Rows [from, to) = the part of one row group. order: rows of the present values. */
static void encode_part(struct hash_leaf *l, const struct window *w, const struct column *nulls,
                        int64_t from, int64_t to, int32_t *order, bool views)
{
    const struct column *leaf = w->chain[w->depth];
    int64_t n = 0;

    for (int64_t i = from; i < to; i++)
        if (present(w, i))
            order[n++] = (int32_t)i;
    for (int64_t i = from; i < to; i++) {
        if (col_is_null(nulls, i))
            hash_emit(l, "", 1);
        else if (present(w, i))
            hash_encode_value(l, leaf, i);
        else
            encode_leftover(l, leaf, i - from < n ? order[i - from] : -1, views);
    }
}

static void encode_window(struct logical_hash *h, struct hash_leaf *l, const struct column *top,
                          int64_t rows, int32_t *order)
{
    struct window w = {.rows = rows, .depth = l->depth};
    const struct column *nulls = NULL;
    int64_t from = 0;

    w.chain[0] = top;
    for (uint32_t i = 0; i < l->depth; i++)
        w.chain[i + 1] = &w.chain[i]->children[l->path[i]];
    for (uint32_t i = 0; i < l->depth && nulls == NULL; i++)
        if (has_null(w.chain[i]))
            nulls = w.chain[i];
    if (nulls == NULL) {
        hash_encode_rows(l, w.chain[l->depth], 0, rows);
        return;
    }
    for (size_t p = 0; p <= h->n_piece_starts; p++) {
        int64_t to = p < h->n_piece_starts ? h->piece_starts[p] : rows;
        encode_part(l, &w, nulls, from, to, order, h->options.string_views);
        from = to;
    }
}

/* ---- windows ------------------------------------------------------------------------ */

/* All waiting rows of one top-level column, as one column. */
static kamu_code join(struct hash_window *w, struct column *out, struct kamu_error *err)
{
    const struct column **parts = mem_realloc_array(NULL, w->n_parts, sizeof(*parts));
    kamu_code rc;

    if (parts == NULL)
        return error_nomem(err);
    for (size_t i = 0; i < w->n_parts; i++)
        parts[i] = &w->parts[i];
    rc = column_concat(parts, w->n_parts, out, err);
    mem_free(parts);
    return rc;
}

kamu_code hash_windows_flush(struct logical_hash *h, struct kamu_error *err)
{
    int32_t *order;
    kamu_code rc = KAMU_OK;

    if (h->window_rows == 0)
        return KAMU_OK;
    order = mem_realloc_array(NULL, HASH_WINDOW_ROWS, sizeof(int32_t));
    if (order == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < h->schema->n_fields && rc == KAMU_OK; i++) {
        struct column top;
        if (!h->windows[i].used)
            continue;
        KAMU_TRY_GOTO(join(&h->windows[i], &top, err), out);
        for (uint32_t k = 0; k < h->n_leaves && rc == KAMU_OK; k++) {
            struct hash_leaf *l = &h->leaves[k];
            if (l->top != i || !l->windowed)
                continue;
            if (l->scratch == NULL) {
                l->scratch = mem_alloc(h->scratch_size + HASH_SCRATCH_SLACK);
                if (l->scratch == NULL) {
                    rc = error_nomem(err);
                    break;
                }
                l->capacity = h->scratch_size;
            }
            l->filled = 0;
            encode_window(h, l, &top, h->window_rows, order);
            sha3_update(&l->stream, l->scratch, l->filled);
        }
        column_release(&top);
        hash_window_free(&h->windows[i]);
        h->windows[i].used = true;
    }
    h->window_rows = 0;
    h->n_piece_starts = 0;
out:
    mem_free(order);
    return rc;
}

kamu_code hash_windows_cut(struct logical_hash *h, struct kamu_error *err)
{
    h->group_rows = 0;
    if (h->window_rows == 0 ||
        (h->n_piece_starts != 0 && h->piece_starts[h->n_piece_starts - 1] == h->window_rows))
        return KAMU_OK;
    if (h->n_piece_starts == h->cap_piece_starts) {
        size_t cap = h->cap_piece_starts ? h->cap_piece_starts * 2 : 4;
        int32_t *p = mem_realloc_array(h->piece_starts, cap, sizeof(*p));
        if (p == NULL)
            return error_nomem(err);
        h->piece_starts = p;
        h->cap_piece_starts = cap;
    }
    h->piece_starts[h->n_piece_starts++] = (int32_t)h->window_rows;
    return KAMU_OK;
}

static kamu_code add_part(struct hash_window *w, const struct column *c, int64_t row, int64_t rows,
                          struct kamu_error *err)
{
    if (w->n_parts == w->cap_parts) {
        size_t cap = w->cap_parts ? w->cap_parts * 2 : 4;
        struct column *p = mem_realloc_array(w->parts, cap, sizeof(*p));
        if (p == NULL)
            return error_nomem(err);
        w->parts = p;
        w->cap_parts = cap;
    }
    KAMU_TRY(column_slice(c, row, rows, &w->parts[w->n_parts], err));
    w->n_parts++;
    return KAMU_OK;
}

kamu_code hash_windows_add(struct logical_hash *h, const struct batch *b, struct kamu_error *err)
{
    int64_t row = 0;

    while (row < b->length) {
        int64_t rows = b->length - row, group = h->options.row_group_rows;
        if (rows > HASH_WINDOW_ROWS - h->window_rows)
            rows = HASH_WINDOW_ROWS - h->window_rows;
        if (group > 0 && rows > group - h->group_rows)
            rows = group - h->group_rows;
        for (uint32_t i = 0; i < b->n_columns; i++) {
            if (!h->windows[i].used)
                continue;
            KAMU_TRY(add_part(&h->windows[i], &b->columns[i], row, rows, err));
            /* The batch's schema may die before the window is full. */
            column_set_type(&h->windows[i].parts[h->windows[i].n_parts - 1],
                            &h->schema->fields[i].type);
        }
        row += rows;
        h->window_rows += rows;
        h->group_rows += rows;
        if (h->window_rows == HASH_WINDOW_ROWS)
            KAMU_TRY(hash_windows_flush(h, err));
        if (group > 0 && h->group_rows == group)
            KAMU_TRY(hash_windows_cut(h, err));
    }
    return KAMU_OK;
}
