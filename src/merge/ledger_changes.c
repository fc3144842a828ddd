/* Records under known keys: see ledger_changes.h. */
#include "merge/ledger_changes.h"

#include "columnar/compare.h"
#include "merge/row_text.h"

#include <stdio.h>

struct seen {
    uint64_t offset; /* of the row in the history */
    int32_t row;     /* of the batch */
};

struct ledger_changes {
    struct merge *m;
    struct col_schema *wanted; /* of the history: the compared columns */
    uint32_t *compared;        /* the same columns in the input */
    uint32_t n;
    int event_time;      /* which of them, -1 = not compared */
    struct seen *seen;   /* of one batch, by offset */
    uint64_t *offsets;   /* the same without repeats */
    int32_t *old_row_of; /* of each row of the batch: its place among the old rows, -1 = none */
};

static kamu_code choose_columns(struct ledger_changes *c, struct kamu_error *err)
{
    struct merge *m = c->m;
    const struct col_schema *input = m->setup.input;
    c->compared = mem_calloc((size_t)input->n_fields + 1, sizeof *c->compared);
    if (c->compared == NULL)
        return error_nomem(err);
    c->n = compared_columns(&m->setup.spec, &m->setup.vocab, input, c->compared);
    c->event_time = -1;
    if (event_time_compared(&m->setup.spec, &m->setup.vocab)) {
        c->event_time = (int)c->n;
        c->compared[c->n++] = m->event_time;
    }
    KAMU_TRY(col_schema_new(c->n, &c->wanted, err));
    for (uint32_t i = 0; i < c->n; i++)
        KAMU_TRY(col_field_copy(&c->wanted->arena, &input->fields[c->compared[i]],
                                &c->wanted->fields[i], err));
    return KAMU_OK;
}

kamu_code ledger_changes_open(struct merge *m, struct ledger_changes **out, struct kamu_error *err)
{
    struct ledger_changes *c = mem_calloc(1, sizeof *c);
    if (c == NULL)
        return error_nomem(err);
    c->m = m;
    c->seen = mem_realloc_array(NULL, BATCH_ROWS_MAX, sizeof *c->seen);
    c->offsets = mem_realloc_array(NULL, BATCH_ROWS_MAX, sizeof *c->offsets);
    c->old_row_of = mem_realloc_array(NULL, BATCH_ROWS_MAX, sizeof *c->old_row_of);
    kamu_code rc = c->seen == NULL || c->offsets == NULL || c->old_row_of == NULL
                       ? error_nomem(err)
                       : choose_columns(c, err);
    if (rc != KAMU_OK) {
        ledger_changes_free(c);
        return rc;
    }
    *out = c;
    return KAMU_OK;
}

void ledger_changes_free(struct ledger_changes *c)
{
    if (c == NULL)
        return;
    col_schema_unref(c->wanted);
    mem_free(c->compared);
    mem_free(c->seen);
    mem_free(c->offsets);
    mem_free(c->old_row_of);
    mem_free(c);
}

static int by_offset(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* The rows of the history under the keys that were found; *old = NULL when there are none. */
static kamu_code fetch(struct ledger_changes *c, const struct batch *b,
                       const struct key_lookup *lookup, struct batch **old, struct kamu_error *err)
{
    size_t n = 0, n_offsets = 0;
    *old = NULL;
    for (int64_t i = 0; i < b->length; i++) {
        c->old_row_of[i] = -1;
        if (lookup->found[i])
            c->seen[n++] = (struct seen){lookup->entries[i].offset, (int32_t)i};
    }
    if (n == 0)
        return KAMU_OK;
    qsort(c->seen, n, sizeof *c->seen, by_offset);
    for (size_t i = 0; i < n; i++) {
        if (n_offsets == 0 || c->offsets[n_offsets - 1] != c->seen[i].offset)
            c->offsets[n_offsets++] = c->seen[i].offset;
        c->old_row_of[c->seen[i].row] = (int32_t)(n_offsets - 1);
    }
    return history_fetch(c->m->setup.history, c->offsets, n_offsets, c->wanted, old, err);
}

/* The first compared column that differs, -1 when none does. */
static int difference(const struct ledger_changes *c, const struct batch *b, int64_t row,
                      const struct batch *old, int64_t old_row)
{
    for (uint32_t i = 0; i < c->n; i++) {
        const struct column *new = &b->columns[c->compared[i]];
        if ((int)i == c->event_time && col_is_null(new, row))
            continue;
        if (!column_value_equal(new, row, &old->columns[i], old_row))
            return (int)i;
    }
    return -1;
}

static kamu_code changed_row(struct ledger_changes *c, const struct batch *b, int64_t row,
                             const struct batch *old, int64_t old_row, int which,
                             struct kamu_error *err)
{
    struct merge *m = c->m;
    char key[ROW_TEXT_MAX], before[ROW_TEXT_MAX], now[ROW_TEXT_MAX];
    const char *name = c->wanted->fields[which].name;
    (void)row_text(b, row, m->keys, m->n_keys, key);
    (void)value_text(&old->columns[which], old_row, before);
    (void)value_text(&b->columns[c->compared[which]], row, now);
    if (m->setup.on_changed_row == KAMU_CHANGED_ROW_REPORT) {
        if (m->counts.changed++ != 0)
            return KAMU_OK;
        (void)snprintf(m->first_change, sizeof m->first_change,
                       "record %llu, %s: `%s` is %s in the dataset, %s here",
                       (unsigned long long)merge_record_of(m, row), key, name, before, now);
        return KAMU_OK;
    }
    kamu_code rc = error_set(err, KAMU_E_INPUT,
                             "The key %s is in the dataset with other values: `%s` is %s there, "
                             "%s here",
                             key, name, before, now);
    if (err != NULL)
        err->at.record = merge_record_of(m, row);
    error_field(err, "%s", name);
    error_hint(err, "a Ledger never changes what it has: give the record another key, or let such "
                    "records be left out");
    return rc;
}

kamu_code ledger_changes_check(struct ledger_changes *c, const struct batch *b,
                               const struct key_lookup *lookup, struct kamu_error *err)
{
    struct batch *old = NULL;
    KAMU_ASSERT(b->length <= BATCH_ROWS_MAX);
    kamu_code rc = fetch(c, b, lookup, &old, err);
    for (int64_t i = 0; rc == KAMU_OK && old != NULL && i < b->length; i++) {
        int32_t at = c->old_row_of[i];
        int which = at < 0 ? -1 : difference(c, b, i, old, at);
        if (which >= 0)
            rc = changed_row(c, b, i, old, at, which, err);
    }
    batch_free(old);
    return rc;
}
