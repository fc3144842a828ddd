/* What the strategies share: names, checks of options, choice of the implementation. */
#include "merge/strategy_impl.h"

const char *merge_kind_name(enum merge_kind kind)
{
    static const char *const names[] = {"",         "Append",          "Ledger",
                                        "Snapshot", "ChangelogStream", "UpsertStream"};
    return kind >= MERGE_APPEND && kind <= MERGE_UPSERT_STREAM ? names[kind] : "";
}

enum merge_order merge_input_order(const struct merge_spec *spec)
{
    return spec->kind == MERGE_UPSERT_STREAM || spec->kind == MERGE_SNAPSHOT ? ORDER_KEY
                                                                             : ORDER_NONE;
}

/* ChangelogStream keeps the order of the changes of one key (kamu sorts them by operation and so
 * tears pairs apart: kamu-cli issue 1228). */
enum merge_order merge_output_order(const struct merge_spec *spec)
{
    switch (spec->kind) {
    case MERGE_APPEND:
    case MERGE_LEDGER:
        return ORDER_EVENT_TIME;
    case MERGE_CHANGELOG_STREAM:
        return ORDER_KEY;
    default:
        return ORDER_KEY_OP;
    }
}

bool merge_fills_event_time_first(const struct merge_spec *spec, const struct merge_vocab *vocab)
{
    for (size_t i = 0; i < spec->n_primary_key; i++)
        if (str_eq(spec->primary_key[i], vocab->event_time))
            return true;
    return false;
}

bool merge_needs_history(enum merge_kind kind)
{
    return kind == MERGE_LEDGER || kind == MERGE_SNAPSHOT || kind == MERGE_UPSERT_STREAM;
}

bool merge_takes_op(enum merge_kind kind)
{
    return kind == MERGE_CHANGELOG_STREAM || kind == MERGE_UPSERT_STREAM;
}

/* ---- checks ------------------------------------------------------------------------- */

static kamu_code missing_column(enum merge_kind kind, const char *role, struct str name,
                                struct kamu_error *err)
{
    kamu_code rc = error_set(err, KAMU_E_SCHEMA,
                             "Bad input schema: %s column '" STR_FMT
                             "' of the %s merge strategy is not in the data",
                             role, STR_ARG(name), merge_kind_name(kind));
    error_field(err, STR_FMT, STR_ARG(name));
    return rc;
}

static kamu_code check_names(const struct merge_spec *spec, const struct merge_vocab *vocab,
                             const char *list, const struct str *names, size_t n,
                             struct kamu_error *err)
{
    const char *kind = merge_kind_name(spec->kind);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(names[i], vocab->offset) || str_eq(names[i], vocab->op) ||
            str_eq(names[i], vocab->system_time))
            return error_set(err, KAMU_E_INPUT,
                             "%s of the %s merge strategy names the system column '" STR_FMT "'",
                             list, kind, STR_ARG(names[i]));
        for (size_t j = 0; j < i; j++)
            if (str_eq(names[i], names[j]))
                return error_set(err, KAMU_E_INPUT,
                                 "%s of the %s merge strategy names the column '" STR_FMT "' twice",
                                 list, kind, STR_ARG(names[i]));
    }
    return KAMU_OK;
}

static kamu_code check_columns(const struct merge_spec *spec, const struct merge_vocab *vocab,
                               const char *list, const struct str *names, size_t n,
                               const struct col_schema *schema, struct kamu_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (!str_eq(names[i], vocab->event_time) && col_schema_find(schema, names[i]) < 0)
            return error_set(err, KAMU_E_INPUT,
                             "%s of the %s merge strategy names the column '" STR_FMT
                             "', which the read schema does not have",
                             list, merge_kind_name(spec->kind), STR_ARG(names[i]));
    return KAMU_OK;
}

kamu_code merge_spec_check(const struct merge_spec *spec, const struct merge_vocab *vocab,
                           const struct col_schema *read_schema, struct kamu_error *err)
{
    if (spec->kind == MERGE_APPEND)
        return KAMU_OK;
    if (spec->n_primary_key == 0)
        return error_set(err, KAMU_E_INPUT, "primaryKey of the %s merge strategy is empty",
                         merge_kind_name(spec->kind));
    if (spec->has_compare_columns && spec->n_compare_columns == 0)
        return error_set(err, KAMU_E_INPUT,
                         "compareColumns of the Snapshot merge strategy is empty: leave it out to "
                         "compare all columns");
    KAMU_TRY(check_names(spec, vocab, "primaryKey", spec->primary_key, spec->n_primary_key, err));
    for (size_t i = 0; i < spec->n_compare_columns; i++)
        KAMU_TRY(check_names(spec, vocab, "compareColumns", &spec->compare_columns[i], 1, err));
    if (read_schema == NULL)
        return KAMU_OK;
    KAMU_TRY(check_columns(spec, vocab, "primaryKey", spec->primary_key, spec->n_primary_key,
                           read_schema, err));
    return check_columns(spec, vocab, "compareColumns", spec->compare_columns,
                         spec->n_compare_columns, read_schema, err);
}

/* ---- opening --------------------------------------------------------------------------- */

static const struct merge_ops *ops_of(enum merge_kind kind)
{
    switch (kind) {
    case MERGE_APPEND:
        return &merge_append_ops;
    case MERGE_LEDGER:
        return &merge_ledger_ops;
    case MERGE_SNAPSHOT:
        return &merge_snapshot_ops;
    case MERGE_CHANGELOG_STREAM:
        return &merge_changelog_stream_ops;
    case MERGE_UPSERT_STREAM:
        return &merge_upsert_stream_ops;
    }
    KAMU_BUG("merge kind %d", (int)kind);
}

static kamu_code find_columns(struct merge *m, struct kamu_error *err)
{
    const struct merge_setup *s = &m->setup;
    m->op_column = merge_takes_op(s->spec.kind) ? col_schema_find(s->input, s->vocab.op) : -1;
    if (s->spec.kind == MERGE_CHANGELOG_STREAM && m->op_column < 0)
        return missing_column(s->spec.kind, "operation", s->vocab.op, err);
    int at = col_schema_find(s->input, s->vocab.event_time);
    KAMU_ASSERT(at >= 0);
    m->event_time = (uint32_t)at;
    m->n_keys = (uint32_t)s->spec.n_primary_key;
    m->keys = mem_calloc(m->n_keys == 0 ? 1 : m->n_keys, sizeof *m->keys);
    if (m->keys == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < m->n_keys; i++) {
        at = col_schema_find(s->input, s->spec.primary_key[i]);
        if (at < 0)
            return missing_column(s->spec.kind, "key", s->spec.primary_key[i], err);
        m->keys[i] = (uint32_t)at;
    }
    for (size_t i = 0; i < s->spec.n_compare_columns; i++)
        if (col_schema_find(s->input, s->spec.compare_columns[i]) < 0)
            return missing_column(s->spec.kind, "compared", s->spec.compare_columns[i], err);
    return KAMU_OK;
}

static kamu_code make_output(struct merge *m, struct kamu_error *err)
{
    const struct col_schema *in = m->setup.input;
    uint32_t skip = m->op_column < 0 ? 0 : 1;
    KAMU_TRY(col_schema_new(in->n_fields + 1 - skip, &m->output, err));
    struct col_schema *out = m->output;
    struct str name = arena_str(&out->arena, m->setup.vocab.op);
    if (name.p == NULL)
        return error_nomem(err);
    out->fields[0] = (struct col_field){.name = name.p, .type = {.kind = COL_INT32}};
    uint32_t j = 1;
    for (uint32_t i = 0; i < in->n_fields; i++)
        if ((int)i != m->op_column)
            KAMU_TRY(col_field_copy(&out->arena, &in->fields[i], &out->fields[j++], err));
    return KAMU_OK;
}

static kamu_code open_with(struct env *env, const struct merge_setup *setup,
                           const struct merge_ops *ops, struct merge **out, struct kamu_error *err)
{
    struct merge *m = mem_calloc(1, sizeof *m);
    if (m == NULL)
        return error_nomem(err);
    m->env = env;
    m->setup = *setup;
    m->record_next = 1;
    m->ops = ops;
    col_schema_ref(m->setup.input);
    kamu_code rc = find_columns(m, err);
    if (rc == KAMU_OK)
        rc = make_output(m, err);
    if (rc == KAMU_OK && m->ops->open != NULL)
        rc = m->ops->open(m, err);
    if (rc != KAMU_OK) {
        merge_free(m);
        return rc;
    }
    *out = m;
    return KAMU_OK;
}

kamu_code merge_open(struct env *env, const struct merge_setup *setup, struct merge **out,
                     struct kamu_error *err)
{
    return open_with(env, setup, ops_of(setup->spec.kind), out, err);
}

kamu_code merge_open_bare(struct env *env, const struct merge_setup *setup, struct merge **out,
                          struct kamu_error *err)
{
    static const struct merge_ops none;
    return open_with(env, setup, &none, out, err);
}

struct col_schema *merge_output_schema(const struct merge *m)
{
    return m->output;
}

kamu_code merge_add(struct merge *m, struct batch *batch, merge_emit emit, void *ctx,
                    struct kamu_error *err)
{
    uint64_t rows = (uint64_t)batch->length;
    m->counts.rows_in += rows;
    kamu_code rc = m->ops->add(m, batch, emit, ctx, err);
    m->record_next += rows;
    m->records = NULL;
    return rc;
}

void merge_set_records(struct merge *m, const uint64_t *records)
{
    m->records = records;
}

kamu_code merge_finish(struct merge *m, merge_emit emit, void *ctx, struct kamu_error *err)
{
    return m->ops->finish == NULL ? KAMU_OK : m->ops->finish(m, emit, ctx, err);
}

const struct merge_counts *merge_counts(const struct merge *m)
{
    return &m->counts;
}

const char *merge_first_change(const struct merge *m)
{
    return m->first_change[0] == 0 ? NULL : m->first_change;
}

void merge_free(struct merge *m)
{
    if (m == NULL)
        return;
    if (m->ops->free != NULL)
        m->ops->free(m);
    col_schema_unref(m->setup.input);
    col_schema_unref(m->output);
    mem_free(m->keys);
    mem_free(m);
}

/* ---- rows with an operation --------------------------------------------------------------- */

static void point_types(struct column *c, const struct col_type *type)
{
    c->type = type;
    for (uint32_t i = 0; i < c->n_children; i++)
        point_types(&c->children[i], &type->children[i].type);
}

kamu_code merge_with_op(struct merge *m, const struct batch *b, enum merge_op op,
                        const int32_t *idx, int64_t n, struct batch **out, struct kamu_error *err)
{
    struct batch *r = NULL;
    int32_t code = (int32_t)op;
    KAMU_TRY(batch_new(m->output, idx == NULL ? b->length : n, &r, err));
    kamu_code rc =
        column_constant(&m->output->fields[0].type, &code, r->length, &r->columns[0], err);
    uint32_t j = 1;
    for (uint32_t i = 0; rc == KAMU_OK && i < b->n_columns; i++) {
        if ((int)i == m->op_column)
            continue;
        struct column *c = &r->columns[j];
        rc = idx == NULL ? column_ref(&b->columns[i], c, err)
                         : column_take(&b->columns[i], idx, n, c, err);
        if (rc == KAMU_OK)
            point_types(c, &m->output->fields[j].type);
        j++;
    }
    if (rc != KAMU_OK) {
        batch_free(r);
        return rc;
    }
    *out = r;
    return KAMU_OK;
}

/* ---- looking up the keys of a batch -------------------------------------------------------- */

kamu_code key_lookup_init(struct key_lookup *l, size_t rows_max, struct kamu_error *err)
{
    key_list_init(&l->keys);
    l->rows_max = rows_max;
    l->entries = mem_realloc_array(NULL, rows_max, sizeof *l->entries);
    l->found = mem_alloc(rows_max);
    return l->entries == NULL || l->found == NULL ? error_nomem(err) : KAMU_OK;
}

kamu_code key_lookup(struct key_lookup *l, struct merge *m, const struct batch *b, int64_t rows,
                     struct kamu_error *err)
{
    KAMU_ASSERT((size_t)rows <= l->rows_max);
    key_list_clear(&l->keys);
    KAMU_TRY(key_list_add(&l->keys, b, rows, m->keys, m->n_keys, err));
    return key_state_find(m->setup.keys, &l->keys, l->entries, l->found, err);
}

kamu_code key_lookup_many(struct key_lookup *l, struct merge *m, struct batch *const *b, size_t n,
                          struct kamu_error *err)
{
    key_list_clear(&l->keys);
    for (size_t i = 0; i < n; i++)
        KAMU_TRY(key_list_add(&l->keys, b[i], b[i]->length, m->keys, m->n_keys, err));
    KAMU_ASSERT(l->keys.n <= l->rows_max);
    return key_state_find(m->setup.keys, &l->keys, l->entries, l->found, err);
}

void key_lookup_free(struct key_lookup *l)
{
    key_list_free(&l->keys);
    mem_free(l->entries);
    mem_free(l->found);
}
