/* The rows of a group in one batch: see group_impl.h. */
#include "ingest/group_impl.h"
#include "ingest/rows.h"

static bool takes_part(const struct group_member *m)
{
    return m->code == KAMU_OK && !m->skip && !m->left && m->push->rows != NULL &&
           m->push->rows->length != 0;
}

struct shape { /* of the rows of all members */
    struct col_schema *rows, *slice;
    bool has_op;
};

static bool has_op(const struct prepared *p)
{
    return normalizer_rows(p->normalizer)->n_fields + 3 !=
           normalizer_slice(p->normalizer)->n_fields;
}

/* The columns of the dataset, nullable as they are there. */
static kamu_code shape_of_dataset(const struct target *t, const struct prepared *p, bool with_op,
                                  struct shape *s, struct kamu_error *err)
{
    const struct col_schema *d = target_schema(t);
    uint32_t data = d->n_fields - 4, first = with_op ? 2 : 1;
    KAMU_TRY(col_schema_copy(d, &s->slice, err));
    for (uint32_t i = 0; i < 4; i++)
        s->slice->fields[i].nullable = false;
    KAMU_TRY(col_schema_new(data + first, &s->rows, err));
    if (with_op)
        KAMU_TRY(schema_set(s->rows, 0, p->plan->plan.vocab.op, &TYPE_INT32, false, err));
    KAMU_TRY(schema_set_field(s->rows, first - 1, &d->fields[3], NULL, true, err));
    for (uint32_t i = 0; i < data; i++)
        KAMU_TRY(schema_set_field(s->rows, first + i, &d->fields[4 + i], NULL, true, err));
    return KAMU_OK;
}

/* Mostly all members are alike, of one normalizer even. */
static kamu_code find_shape(const struct target *t, const struct group_member *members, size_t n,
                            struct shape *s, struct kamu_error *err)
{
    const struct prepared *first = NULL;
    bool alike = true, op = false;
    for (size_t i = 0; i < n; i++) {
        if (!takes_part(&members[i]))
            continue;
        const struct prepared *p = members[i].push;
        first = first == NULL ? p : first;
        op = op || has_op(p);
        struct col_schema *a = normalizer_slice(first->normalizer);
        struct col_schema *b = normalizer_slice(p->normalizer);
        alike = alike && has_op(p) == has_op(first) && (a == b || col_schema_eq(a, b)) &&
                (a == b ||
                 col_schema_eq(normalizer_rows(first->normalizer), normalizer_rows(p->normalizer)));
    }
    s->has_op = op;
    if (first == NULL)
        return KAMU_OK;
    if (!alike)
        return shape_of_dataset(t, first, op, s, err);
    s->rows = col_schema_ref(normalizer_rows(first->normalizer));
    s->slice = col_schema_ref(normalizer_slice(first->normalizer));
    return KAMU_OK;
}

/* The rows of one member in that shape: an operation that it does not tell is +A. */
static kamu_code reshape(const struct shape *s, const struct batch *b, struct batch **out,
                         struct kamu_error *err)
{
    uint32_t add = s->rows->n_fields - b->n_columns; /* 0 or 1 */
    int32_t append = OP_APPEND;
    KAMU_TRY(batch_new(s->rows, b->length, out, err));
    kamu_code rc = KAMU_OK;
    if (add != 0)
        rc =
            column_constant(&s->rows->fields[0].type, &append, b->length, &(*out)->columns[0], err);
    for (uint32_t i = 0; i < b->n_columns && rc == KAMU_OK; i++)
        rc = batch_set_column(*out, i + add, &b->columns[i], err);
    if (rc != KAMU_OK) {
        batch_free(*out);
        *out = NULL;
    }
    return rc;
}

static kamu_code collect(const struct shape *s, const struct group_member *members, size_t n,
                         struct batch **parts, bool *ours, size_t *n_parts, int64_t *rows_of,
                         struct kamu_error *err)
{
    for (size_t i = 0; i < n; i++) {
        rows_of[i] = 0;
        if (!takes_part(&members[i]))
            continue;
        struct batch *b = members[i].push->rows;
        rows_of[i] = b->length;
        ours[*n_parts] = b->schema != s->rows;
        parts[*n_parts] = b;
        if (ours[*n_parts])
            KAMU_TRY(reshape(s, b, &parts[*n_parts], err));
        ++*n_parts;
    }
    return KAMU_OK;
}

kamu_code group_rows(const struct target *target, struct group_member *members, size_t n,
                     struct batch **out, struct col_schema **slice, int64_t *rows_of,
                     struct kamu_error *err)
{
    struct shape s = {.rows = NULL};
    struct batch **parts = mem_calloc(n + 1, sizeof(struct batch *));
    bool *ours = mem_calloc(n + 1, sizeof *ours);
    size_t n_parts = 0;
    *out = NULL;
    *slice = NULL;
    kamu_code rc =
        parts == NULL || ours == NULL ? error_nomem(err) : find_shape(target, members, n, &s, err);
    if (rc == KAMU_OK)
        rc = collect(&s, members, n, parts, ours, &n_parts, rows_of, err);
    if (rc == KAMU_OK && n_parts != 0)
        rc = batch_concat(parts, n_parts, out, err);
    if (rc == KAMU_OK && n_parts != 0)
        *slice = col_schema_ref(s.slice);
    for (size_t i = 0; parts != NULL && i < n_parts; i++)
        if (ours[i])
            batch_free(parts[i]);
    mem_free(parts);
    mem_free(ours);
    col_schema_unref(s.rows);
    col_schema_unref(s.slice);
    return rc;
}
