/*
 * What the merge strategies mean, as slow and obvious as can be: lists of rows, every
 * question answered by looking at all of them. Key (k, s), value v, later also w.
 */
#ifndef KAMU_TESTS_MERGE_MODEL_H
#define KAMU_TESTS_MERGE_MODEL_H

#include "merge/strategy.h"
#include "unit/harness.h"

#include <stdio.h>

#define FALLBACK INT64_C(1000000) /* event time of rows that have none, in ms */

struct row {
    int op;
    bool k_null, v_null, w_null, t_null;
    int64_t k, v, w, t;
    char s[4];
};

struct rows {
    struct row *items;
    size_t n, cap;
};

struct model {
    enum merge_kind kind;
    bool compare_v;                    /* Snapshot: compareColumns [v] */
    enum kamu_on_repeated_key repeats; /* FIRST, LAST, or what the strategy does */
    struct rows history, state;        /* state: one row for each live key (not for Append) */
    struct rows out;                   /* of the last push */
    size_t changed;                    /* Ledger: known keys with other values, in the last push */
    size_t unknown;                    /* UpsertStream: retractions of what is not there */
};

static inline void rows_add(struct rows *l, const struct row *r)
{
    if (l->n == l->cap) {
        l->cap = l->cap == 0 ? 64 : l->cap * 2;
        l->items = realloc(l->items, l->cap * sizeof *l->items);
        assert_non_null(l->items);
    }
    l->items[l->n++] = *r;
}

static inline void rows_copy(struct rows *to, const struct rows *from)
{
    to->n = 0;
    for (size_t i = 0; i < from->n; i++)
        rows_add(to, &from->items[i]);
}

static inline int compare_keys(const struct row *a, const struct row *b)
{
    if (a->k_null != b->k_null)
        return a->k_null ? -1 : 1;
    if (!a->k_null && a->k != b->k)
        return a->k < b->k ? -1 : 1;
    return strcmp(a->s, b->s);
}

static inline struct row *find_key(const struct rows *l, const struct row *key)
{
    for (size_t i = 0; i < l->n; i++)
        if (compare_keys(&l->items[i], key) == 0)
            return &l->items[i];
    return NULL;
}

static inline void put_state(struct rows *state, const struct row *r)
{
    struct row *old = find_key(state, r);
    if (old != NULL)
        *old = *r;
    else
        rows_add(state, r);
}

static inline void drop_state(struct rows *state, const struct row *key)
{
    struct row *old = find_key(state, key);
    if (old != NULL)
        *old = state->items[--state->n];
}

/* "of each key the row with the greatest offset, dropped when it is a retraction" */
static inline void project(const struct rows *history, struct rows *state)
{
    state->n = 0;
    for (size_t i = 0; i < history->n; i++)
        if (history->items[i].op == OP_RETRACT)
            drop_state(state, &history->items[i]);
        else
            put_state(state, &history->items[i]);
}

/* ---- one push --------------------------------------------------------------------------- */

static inline bool equal_or_null(bool a_null, int64_t a, bool b_null, int64_t b)
{
    return a_null == b_null && (a_null || a == b);
}

static inline bool row_changed(const struct model *m, const struct row *old, const struct row *new)
{
    if (!equal_or_null(old->v_null, old->v, new->v_null, new->v))
        return true;
    if (m->compare_v)
        return false;
    return !equal_or_null(old->w_null, old->w, new->w_null, new->w) ||
           (!new->t_null &&new->t != old->t);
}

static inline struct row put_out(struct model *m, const struct row *r, int op)
{
    struct row o = *r;
    o.op = op;
    o.t = o.t_null ? FALLBACK : o.t;
    o.t_null = false;
    rows_add(&m->out, &o);
    return o;
}

static inline void model_upsert(struct model *m, const struct rows *before, const struct row *r)
{
    const struct row *old = find_key(before, r);
    if (r->op == OP_RETRACT) {
        m->unknown += old == NULL;
        if (old == NULL)
            return;
        put_out(m, old, OP_RETRACT);
        drop_state(&m->state, r);
    } else if (old == NULL || row_changed(m, old, r)) {
        if (old != NULL)
            put_out(m, old, OP_CORRECT_FROM);
        struct row now = put_out(m, r, old == NULL ? OP_APPEND : OP_CORRECT_TO);
        put_state(&m->state, &now);
    }
}

static inline void model_ledger(struct model *m, const struct rows *before, const struct row *r)
{
    const struct row *first = find_key(before, r);
    if (first == NULL)
        put_out(m, r, OP_APPEND);
    else
        m->changed += row_changed(m, first, r);
}

/* Does row i count, seen that others of the input have its key? */
static inline bool counts(const struct model *m, const struct rows *in, size_t i)
{
    enum kamu_on_repeated_key p = m->repeats;
    if (p == KAMU_REPEATED_KEY_DEFAULT)
        p = m->kind == MERGE_SNAPSHOT || m->kind == MERGE_UPSERT_STREAM ? KAMU_REPEATED_KEY_LAST
                                                                        : KAMU_REPEATED_KEY_ALL;
    size_t from = p == KAMU_REPEATED_KEY_FIRST ? 0 : i + 1;
    size_t to = p == KAMU_REPEATED_KEY_FIRST ? i : in->n;
    for (size_t j = from; p != KAMU_REPEATED_KEY_ALL && j < to; j++)
        if (compare_keys(&in->items[j], &in->items[i]) == 0)
            return false;
    return true;
}

static inline void stable_sort(struct rows *l,
                               int (*compare)(const struct row *, const struct row *))
{
    for (size_t i = 1; i < l->n; i++)
        for (size_t j = i; j > 0 && compare(&l->items[j - 1], &l->items[j]) > 0; j--) {
            struct row t = l->items[j];
            l->items[j] = l->items[j - 1];
            l->items[j - 1] = t;
        }
}

static inline int by_time(const struct row *a, const struct row *b)
{
    return a->t < b->t ? -1 : a->t > b->t;
}

static inline int by_key_and_op(const struct row *a, const struct row *b)
{
    int c = compare_keys(a, b);
    return c != 0 ? c : a->op - b->op;
}

static inline void model_push(struct model *m, const struct rows *in)
{
    struct rows before = {0};
    bool keyed = m->kind == MERGE_SNAPSHOT || m->kind == MERGE_UPSERT_STREAM;
    rows_copy(&before, m->kind == MERGE_LEDGER ? &m->history : &m->state);
    m->out.n = m->changed = m->unknown = 0;
    for (size_t i = 0; i < in->n; i++) {
        if (!counts(m, in, i))
            continue;
        if (keyed)
            model_upsert(m, &before, &in->items[i]);
        else if (m->kind == MERGE_LEDGER)
            model_ledger(m, &before, &in->items[i]);
        else
            put_out(m, &in->items[i], m->kind == MERGE_APPEND ? OP_APPEND : in->items[i].op);
    }
    for (size_t i = 0; m->kind == MERGE_SNAPSHOT && i < before.n; i++)
        if (find_key(in, &before.items[i]) == NULL) {
            put_out(m, &before.items[i], OP_RETRACT);
            drop_state(&m->state, &before.items[i]);
        }
    stable_sort(&m->out, keyed                               ? by_key_and_op
                         : m->kind == MERGE_CHANGELOG_STREAM ? compare_keys
                                                             : by_time);
    for (size_t i = 0; i < m->out.n; i++)
        rows_add(&m->history, &m->out.items[i]);
    if (!keyed)
        project(&m->history, &m->state);
    free(before.items);
}

static inline void model_free(struct model *m)
{
    free(m->history.items);
    free(m->state.items);
    free(m->out.items);
}

#endif
