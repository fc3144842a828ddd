/*
 * Repeats: see repeats.h. A column with the record number travels behind the others: it
 * brings rows back into the order of the input, and names the culprit.
 */
#include "ingest/repeats.h"

#include "columnar/compare.h"
#include "ingest/rows.h"
#include "ingest/sorter.h"
#include "merge/row_text.h"

struct repeats {
    struct env *env;
    struct col_schema *schema;   /* as it comes and goes */
    struct col_schema *numbered; /* the same and the record number */
    enum kamu_on_repeated_key policy;
    uint32_t *keys, n_keys;
    bool input_order;
    char *temp_dir;
    struct sorter *by_key;
    struct sorter *by_record; /* NULL unless input_order and begun */
    struct batch *last;       /* one row: the last one seen */
    struct batch *given;      /* the batch handed out last; its numbers are still wanted */
    uint64_t dropped;

    uint64_t culprit, original; /* ERROR: records; 0 = none so far */
    char culprit_key[ROW_TEXT_MAX];
};

static kamu_code make_numbered(struct repeats *r, struct kamu_error *err)
{
    uint32_t n = r->schema->n_fields;
    KAMU_TRY(col_schema_new(n + 1, &r->numbered, err));
    for (uint32_t i = 0; i < n; i++)
        KAMU_TRY(col_field_copy(&r->numbered->arena, &r->schema->fields[i], &r->numbered->fields[i],
                                err));
    return schema_set(r->numbered, n, STR("record"), &TYPE_INT64, false, err);
}

static kamu_code open_sorter(struct repeats *r, const uint32_t *keys, uint32_t n,
                             struct sorter **out, struct kamu_error *err)
{
    struct sorter_options o = {.keys = keys, .n_keys = n, .temp_dir = r->temp_dir};
    return sorter_open(r->env, r->numbered, &o, out, err);
}

kamu_code repeats_open(struct env *env, struct col_schema *schema, const struct repeats_options *o,
                       struct repeats **out, struct kamu_error *err)
{
    struct repeats *r = mem_calloc(1, sizeof *r);
    if (r == NULL)
        return error_nomem(err);
    r->env = env;
    r->schema = col_schema_ref(schema);
    r->policy = o->policy;
    r->input_order = o->input_order;
    r->n_keys = o->n_keys;
    r->keys = mem_calloc((size_t)o->n_keys + 1, sizeof *r->keys);
    r->temp_dir = mem_strdup(o->temp_dir);
    kamu_code rc = r->keys == NULL || r->temp_dir == NULL ? error_nomem(err) : KAMU_OK;
    if (rc == KAMU_OK) {
        memcpy(r->keys, o->keys, o->n_keys * sizeof *r->keys);
        rc = make_numbered(r, err);
    }
    if (rc == KAMU_OK)
        rc = open_sorter(r, r->keys, r->n_keys, &r->by_key, err);
    if (rc != KAMU_OK) {
        repeats_free(r);
        return rc;
    }
    *out = r;
    return KAMU_OK;
}

void repeats_free(struct repeats *r)
{
    if (r == NULL)
        return;
    sorter_free(r->by_key);
    sorter_free(r->by_record);
    batch_free(r->last);
    batch_free(r->given);
    col_schema_unref(r->schema);
    col_schema_unref(r->numbered);
    mem_free(r->keys);
    mem_free(r->temp_dir);
    mem_free(r);
}

uint64_t repeats_dropped(const struct repeats *r)
{
    return r->dropped;
}

/* ---- with and without the number ---------------------------------------------------------- */

static kamu_code copy_columns(const struct batch *from, struct batch *to, uint32_t n,
                              struct kamu_error *err)
{
    for (uint32_t i = 0; i < n; i++)
        KAMU_TRY(batch_set_column(to, i, &from->columns[i], err));
    return KAMU_OK;
}

static kamu_code number_rows(struct repeats *r, const struct batch *b, const uint64_t *records,
                             struct batch **out, struct kamu_error *err)
{
    uint32_t n = r->schema->n_fields;
    size_t bytes = (size_t)b->length * sizeof *records;
    KAMU_TRY(batch_new(r->numbered, b->length, out, err));
    kamu_code rc = copy_columns(b, *out, n, err);
    struct blk *values = rc == KAMU_OK ? blk_new(bytes) : NULL;
    if (values == NULL) {
        batch_free(*out);
        return rc != KAMU_OK ? rc : error_nomem(err);
    }
    memcpy(values->data, records, bytes);
    (*out)->columns[n] = (struct column){
        .type = &r->numbered->fields[n].type, .length = b->length, .values = values};
    return KAMU_OK;
}

kamu_code repeats_add(struct repeats *r, struct batch *b, const uint64_t *records,
                      struct kamu_error *err)
{
    struct batch *numbered = NULL;
    kamu_code rc = number_rows(r, b, records, &numbered, err);
    batch_free(b);
    return rc == KAMU_OK ? sorter_add(r->by_key, numbered, err) : rc;
}

static const uint64_t *records_of(const struct batch *numbered)
{
    return (const uint64_t *)(const void *)numbered->columns[numbered->n_columns - 1].values->data;
}

/* ---- one row of each key --------------------------------------------------------------------
 */

static bool same_key(const struct repeats *r, const struct batch *a, int64_t i,
                     const struct batch *b, int64_t j)
{
    return batch_row_equal(a, i, b, j, r->keys, r->keys, r->n_keys);
}

static void note_repeat(struct repeats *r, const struct batch *first, int64_t i,
                        const struct batch *b, int64_t j)
{
    uint64_t record = records_of(b)[j];
    r->dropped++;
    if (r->policy != KAMU_REPEATED_KEY_ERROR || (r->culprit != 0 && record >= r->culprit))
        return;
    r->culprit = record;
    r->original = records_of(first)[i];
    (void)row_text(b, j, r->keys, r->n_keys, r->culprit_key);
}

static kamu_code keep_last(struct repeats *r, const struct batch *b, struct kamu_error *err)
{
    struct batch *last = NULL;
    KAMU_TRY(batch_slice(b, b->length - 1, 1, &last, err));
    batch_free(r->last);
    r->last = last;
    return KAMU_OK;
}

/* FIRST, ERROR: rows that do not have the key of the one before them. */
static kamu_code pick_first(struct repeats *r, const struct batch *b, struct batch **out,
                            struct kamu_error *err)
{
    int64_t n = 0;
    int32_t *idx = mem_realloc_array(NULL, (size_t)b->length, sizeof *idx);
    if (idx == NULL)
        return error_nomem(err);
    for (int64_t i = 0; i < b->length; i++) {
        const struct batch *before = i == 0 ? r->last : b;
        int64_t at = i == 0 ? 0 : i - 1;
        if (before != NULL && same_key(r, before, at, b, i))
            note_repeat(r, before, at, b, i);
        else
            idx[n++] = (int32_t)i;
    }
    kamu_code rc = keep_last(r, b, err);
    if (rc == KAMU_OK)
        rc = batch_take(b, idx, n, out, err);
    mem_free(idx);
    return rc;
}

/* LAST: rows that do not have the key of the one behind them; the last one waits. */
static kamu_code pick_last(struct repeats *r, struct batch *b, struct batch **out,
                           struct kamu_error *err)
{
    struct batch *parts[] = {r->last, b}, *all = NULL;
    int64_t n = 0;
    if (r->last != NULL)
        KAMU_TRY(batch_concat(parts, 2, &all, err));
    const struct batch *rows = all != NULL ? all : b;
    int32_t *idx = mem_realloc_array(NULL, (size_t)rows->length, sizeof *idx);
    kamu_code rc = idx == NULL ? error_nomem(err) : KAMU_OK;
    for (int64_t i = 0; rc == KAMU_OK && i + 1 < rows->length; i++) {
        if (same_key(r, rows, i, rows, i + 1))
            r->dropped++;
        else
            idx[n++] = (int32_t)i;
    }
    if (rc == KAMU_OK)
        rc = keep_last(r, rows, err);
    if (rc == KAMU_OK)
        rc = batch_take(rows, idx, n, out, err);
    mem_free(idx);
    batch_free(all);
    return rc;
}

static kamu_code culprit(const struct repeats *r, struct kamu_error *err)
{
    kamu_code rc = error_set(err, KAMU_E_INPUT, "The key %s is that of record %llu as well",
                             r->culprit_key, (unsigned long long)r->original);
    if (err != NULL)
        err->at.record = r->culprit;
    error_field(err, "%s", r->schema->fields[r->keys[0]].name);
    error_expected(err, "each key once");
    return rc;
}

/* The next rows that are passed on, in the order of the keys. */
static kamu_code next_picked(struct repeats *r, struct batch **out, struct kamu_error *err)
{
    bool last = r->policy == KAMU_REPEATED_KEY_LAST;
    do {
        struct batch *b = NULL;
        KAMU_TRY(sorter_next(r->by_key, &b, err));
        if (b == NULL && r->culprit != 0)
            return culprit(r, err);
        if (b == NULL) {
            *out = last ? r->last : NULL;
            if (last)
                r->last = NULL;
            return KAMU_OK;
        }
        kamu_code rc = last ? pick_last(r, b, out, err) : pick_first(r, b, out, err);
        batch_free(b);
        KAMU_TRY(rc);
        if ((*out)->length == 0) {
            batch_free(*out);
            *out = NULL;
        }
    } while (*out == NULL);
    return KAMU_OK;
}

static kamu_code back_into_input_order(struct repeats *r, struct kamu_error *err)
{
    uint32_t record = r->schema->n_fields;
    KAMU_TRY(open_sorter(r, &record, 1, &r->by_record, err));
    for (;;) {
        struct batch *b = NULL;
        KAMU_TRY(env_check_cancel(r->env, err));
        KAMU_TRY(next_picked(r, &b, err));
        if (b == NULL)
            return KAMU_OK;
        KAMU_TRY(sorter_add(r->by_record, b, err));
    }
}

kamu_code repeats_next(struct repeats *r, struct batch **out, const uint64_t **records,
                       struct kamu_error *err)
{
    struct batch *numbered = NULL;
    *out = NULL;
    batch_free(r->given);
    r->given = NULL;
    if (r->input_order && r->by_record == NULL)
        KAMU_TRY(back_into_input_order(r, err));
    if (r->input_order)
        KAMU_TRY(sorter_next(r->by_record, &numbered, err));
    else
        KAMU_TRY(next_picked(r, &numbered, err));
    r->given = numbered;
    if (numbered == NULL)
        return KAMU_OK;
    *records = records_of(numbered);
    KAMU_TRY(batch_new(r->schema, numbered->length, out, err));
    kamu_code rc = copy_columns(numbered, *out, r->schema->n_fields, err);
    if (rc != KAMU_OK) {
        batch_free(*out);
        *out = NULL;
    }
    return rc;
}
