/* The newest rows of a dataset: planned from the blocks alone, then read slice by slice. */
#include "odf/schema.h"
#include "store/tail_internal.h"

#include <inttypes.h>

#define SCHEMA_ARENA_MAX ((size_t)64 << 20)

/* ---- plan ------------------------------------------------------------------------------ */

kamu_code tail_add_part(struct dataset_tail *t, const struct tail_part *p, struct kamu_error *err)
{
    if (t->n == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 16;
        struct tail_part *grown = mem_realloc_array(t->parts, cap, sizeof(*grown));
        if (grown == NULL)
            return error_nomem(err);
        t->parts = grown;
        t->cap = cap;
    }
    t->parts[t->n++] = *p;
    return KAMU_OK;
}

static const struct odf_data_slice *slice_of(const struct odf_event *e)
{
    if (e->kind == ODF_ADD_DATA)
        return e->add_data->new_data;
    if (e->kind == ODF_EXECUTE_TRANSFORM)
        return e->execute_transform->new_data;
    return NULL;
}

/* *done: older slices hold nothing that is wanted. */
static kamu_code plan_slice(struct dataset_tail *t, const struct odf_data_slice *s, uint64_t *skip,
                            uint64_t *limit, bool *done, struct kamu_error *err)
{
    struct tail_part p = {.hash = s->physical_hash, .first = s->offset_interval.start};

    if (s->offset_interval.end < s->offset_interval.start ||
        ADD_OVERFLOW(s->offset_interval.end - s->offset_interval.start, (uint64_t)1, &p.slice_rows))
        return error_set(err, KAMU_E_CORRUPT, "Block with an impossible offset interval");
    if (s->offset_interval.end < t->options.from) {
        *done = true;
        return KAMU_OK;
    }
    p.from = p.first < t->options.from ? t->options.from - p.first : 0;
    if (t->filter != NULL) {
        KAMU_TRY(tail_search_slice(t, &p, err));
        *done = t->matched >= *skip && t->matched - *skip >= *limit;
        return KAMU_OK;
    }
    p.rows = p.slice_rows - p.from;
    if (*skip >= p.rows) {
        *skip -= p.rows;
        return KAMU_OK;
    }
    p.rows -= *skip;
    *skip = 0;
    if (p.rows > *limit) {
        p.from += p.rows - *limit;
        p.rows = *limit;
    }
    *limit -= p.rows;
    *done = *limit == 0;
    return tail_add_part(t, &p, err);
}

static kamu_code plan(struct dataset_tail *t, struct kamu_error *err)
{
    uint64_t skip = t->options.skip, limit = t->options.limit;
    const struct odf_block *block;
    const struct odf_hash *hash;
    struct block_walk *w = NULL;
    bool done = false;
    kamu_code rc;

    KAMU_TRY(block_walk_open(t->ds, &t->head, &w, err));
    while (!done) {
        const struct odf_data_slice *s;
        KAMU_TRY_GOTO(env_check_cancel(t->env, err), out);
        KAMU_TRY_GOTO(block_walk_next(w, &block, &hash, err), out);
        if (block == NULL)
            break;
        if (t->options.since != NULL && odf_hash_eq(hash, t->options.since)) {
            t->connected = true;
            break;
        }
        s = slice_of(&block->event);
        if (s != NULL)
            KAMU_TRY_GOTO(plan_slice(t, s, &skip, &limit, &done, err), out);
    }
    rc = KAMU_OK;
out:
    block_walk_free(w);
    return rc;
}

/* ---- columns ----------------------------------------------------------------------------- */

static kamu_code take_schema(struct dataset_tail *t, const struct odf_chain_state *chain,
                             struct kamu_error *err)
{
    struct odf_data_schema schema;
    struct arena arena;
    bool has = false;
    kamu_code rc;

    arena_init(&arena, SCHEMA_ARENA_MAX);
    rc = odf_chain_schema(chain, &arena, &schema, &has, err);
    if (rc == KAMU_OK && has)
        rc = odf_schema_to_columns(&schema, &t->schema, err);
    arena_free(&arena);
    return rc;
}

/* Fields of the dataset's schema by number. */
static kamu_code select_fields(const struct col_schema *from, const uint32_t *fields, uint32_t n,
                               struct col_schema **out, struct kamu_error *err)
{
    struct col_schema *s;
    KAMU_TRY(col_schema_new(n, &s, err));
    for (uint32_t i = 0; i < n; i++) {
        kamu_code rc = col_field_copy(&s->arena, &from->fields[fields[i]], &s->fields[i], err);
        if (rc != KAMU_OK) {
            col_schema_unref(s);
            return rc;
        }
    }
    *out = s;
    return KAMU_OK;
}

/* The numbers of the columns to show. */
static kamu_code find_columns(const struct dataset_tail *t, uint32_t *fields, uint32_t *n,
                              struct kamu_error *err)
{
    *n = 0;
    for (uint32_t i = 0; t->options.columns == NULL && i < t->schema->n_fields; i++)
        fields[(*n)++] = i;
    for (size_t i = 0; i < t->options.n_columns; i++) {
        struct str name = t->options.columns[i];
        int at = col_schema_find(t->schema, name);
        if (at < 0)
            return filter_unknown_column(t->schema, name, err);
        for (uint32_t k = 0; k < *n; k++)
            if (fields[k] == (uint32_t)at)
                return error_set(err, KAMU_E_USAGE, "Column '" STR_FMT "' is asked for twice",
                                 STR_ARG(name));
        fields[(*n)++] = (uint32_t)at;
    }
    return KAMU_OK;
}

static kamu_code make_schemas(struct dataset_tail *t, uint32_t *fields, uint32_t *tested,
                              struct kamu_error *err)
{
    uint32_t n, n_tested = 0;
    KAMU_TRY(find_columns(t, fields, &n, err));
    KAMU_TRY(select_fields(t->schema, fields, n, &t->shown, err));
    if (t->filter == NULL) {
        t->read = col_schema_ref(t->shown);
        return KAMU_OK;
    }
    for (uint32_t i = 0; i < t->schema->n_fields; i++) {
        if (!filter_uses(t->filter, i))
            continue;
        tested[n_tested++] = i;
        if (col_schema_find(t->shown, str_c(t->schema->fields[i].name)) < 0)
            fields[n++] = i;
    }
    KAMU_TRY(select_fields(t->schema, tested, n_tested, &t->tested, err));
    return select_fields(t->schema, fields, n, &t->read, err);
}

static kamu_code take_columns(struct dataset_tail *t, struct kamu_error *err)
{
    uint32_t *fields;
    kamu_code rc;
    if (t->options.where.p != NULL) {
        KAMU_TRY(filter_parse(t->options.where, "--where", t->schema, &t->filter, err));
        t->rows = mem_alloc(BATCH_ROWS_MAX * sizeof *t->rows);
        if (t->rows == NULL)
            return error_nomem(err);
    }
    fields = mem_calloc((size_t)t->schema->n_fields + 1, 2 * sizeof *fields);
    if (fields == NULL)
        return error_nomem(err);
    rc = make_schemas(t, fields, fields + t->schema->n_fields, err);
    mem_free(fields);
    return rc;
}

/* ---- life ---------------------------------------------------------------------------------- */

static kamu_code open_tail(struct dataset_tail *t, struct kamu_error *err)
{
    const struct dataset_state *state;
    const struct odf_chain_state *chain;

    KAMU_TRY(dataset_state(t->ds, &state, err));
    chain = &state->chain;
    t->head = state->head;
    t->end = chain->last_offset.set ? chain->last_offset.value + 1 : 0;
    t->connected = t->options.since == NULL || odf_hash_eq(t->options.since, &t->head);
    KAMU_TRY(take_schema(t, chain, err));
    if (t->schema == NULL)
        return KAMU_OK;
    KAMU_TRY(take_columns(t, err));
    if (t->options.limit > chain->rows_total)
        t->options.limit = chain->rows_total;
    bool nothing = t->options.since != NULL && t->connected;
    if (t->options.limit > 0 && t->options.skip < chain->rows_total && !nothing)
        KAMU_TRY(plan(t, err));
    if (t->filter == NULL)
        return KAMU_OK;
    filter_bind(t->filter, t->read);
    uint64_t after = t->matched > t->options.skip ? t->matched - t->options.skip : 0;
    t->want = after < t->options.limit ? after : t->options.limit;
    t->lead = after - t->want;
    return KAMU_OK;
}

kamu_code dataset_tail_open(struct env *env, struct dataset *ds,
                            const struct dataset_tail_options *options, struct dataset_tail **out,
                            struct kamu_error *err)
{
    struct dataset_tail *t = mem_calloc(1, sizeof(*t));
    kamu_code rc;

    if (t == NULL)
        return error_nomem(err);
    t->env = env;
    t->ds = ds;
    t->options = *options;
    rc = open_tail(t, err);
    t->options.columns = NULL; /* the caller's, no longer needed */
    t->options.since = NULL;
    if (rc != KAMU_OK) {
        dataset_tail_close(t);
        return rc;
    }
    *out = t;
    return KAMU_OK;
}

struct col_schema *dataset_tail_schema(const struct dataset_tail *t)
{
    return t->shown;
}

struct col_schema *dataset_tail_dataset_schema(const struct dataset_tail *t)
{
    return t->schema;
}

const struct odf_hash *dataset_tail_head(const struct dataset_tail *t)
{
    return &t->head;
}

uint64_t dataset_tail_end(const struct dataset_tail *t)
{
    return t->end;
}

bool dataset_tail_connected(const struct dataset_tail *t)
{
    return t->connected;
}

void dataset_tail_close(struct dataset_tail *t)
{
    if (t == NULL)
        return;
    tail_close_reader(t);
    filter_free(t->filter);
    col_schema_unref(t->tested);
    col_schema_unref(t->read);
    col_schema_unref(t->shown);
    col_schema_unref(t->schema);
    mem_free(t->rows);
    mem_free(t->parts);
    mem_free(t);
}

/* ---- read ------------------------------------------------------------------------------- */

void tail_close_reader(struct dataset_tail *t)
{
    slice_reader_close(t->reader);
    t->reader = NULL;
}

kamu_code tail_open_part(struct dataset_tail *t, const struct tail_part *p,
                         struct col_schema *schema, struct kamu_error *err)
{
    char path[FS_PATH_MAX], hash[ODF_HASH_TEXT_MAX];
    struct fs_stat st;
    size_t n = odf_hash_text(&p->hash, hash);

    if (t->reader != NULL && odf_hash_eq(&t->open, &p->hash))
        return slice_reader_seek(t->reader, p->from, err);
    tail_close_reader(t);
    KAMU_TRY(dataset_object_path(t->ds, DATASET_DATA, &p->hash, path, err));
    KAMU_TRY(fs_stat(&t->env->fs, path, &st, err));
    if (st.kind == FS_NONE) {
        error_set(err, KAMU_E_CORRUPT, "Object does not exist: %.*s", (int)n, hash);
        error_hint(err,
                   "A data file of the dataset is missing: `kamu verify` lists what is damaged");
        return KAMU_E_CORRUPT;
    }
    KAMU_TRY(slice_reader_open(t->env, path, &t->reader, err));
    t->open = p->hash;
    if (slice_reader_rows(t->reader) != p->slice_rows)
        return error_set(err, KAMU_E_CORRUPT,
                         "Data file %.*s has %" PRIu64 " rows, its block says %" PRIu64, (int)n,
                         hash, slice_reader_rows(t->reader), p->slice_rows);
    KAMU_TRY(slice_reader_want(t->reader, schema, err));
    if (t->filter == NULL && p->rows < BATCH_ROWS_MAX)
        slice_reader_set_batch_rows(t->reader, (uint32_t)p->rows);
    return slice_reader_seek(t->reader, p->from, err);
}

/* The next batch of the parts, cut at a part's end; NULL when all have been read. */
static kamu_code next_piece(struct dataset_tail *t, struct batch **out, struct kamu_error *err)
{
    struct batch *b = NULL, *cut;

    *out = NULL;
    while (t->left == 0) {
        if (t->n == 0)
            return KAMU_OK;
        t->n--;
        KAMU_TRY(tail_open_part(t, &t->parts[t->n], t->read, err));
        t->left = t->parts[t->n].rows;
    }
    KAMU_TRY(slice_reader_next(t->reader, &b, err));
    if (b == NULL)
        return error_set(err, KAMU_E_CORRUPT, "A data file ends before its last row");
    if ((uint64_t)b->length > t->left) {
        kamu_code rc = batch_slice(b, 0, (int64_t)t->left, &cut, err);
        batch_free(b);
        if (rc != KAMU_OK)
            return rc;
        b = cut;
    }
    t->left -= (uint64_t)b->length;
    *out = b;
    return KAMU_OK;
}

kamu_code dataset_tail_next(struct dataset_tail *t, struct batch **out, struct kamu_error *err)
{
    if (t->filter == NULL)
        return next_piece(t, out, err);
    *out = NULL;
    while (*out == NULL && t->want > 0) {
        struct batch *b;
        KAMU_TRY(next_piece(t, &b, err));
        if (b == NULL)
            return error_set(err, KAMU_E_CORRUPT, "Rows that matched are not there any more");
        kamu_code rc = tail_pick(t, b, out, err);
        batch_free(b);
        KAMU_TRY(rc);
    }
    return KAMU_OK;
}
