/* The newest rows of a dataset: planned from the blocks alone, then read slice by slice. */
#include "store/tail.h"

#include "odf/schema.h"
#include "parquet/slice_reader.h"

#include <inttypes.h>

#define SCHEMA_ARENA_MAX ((size_t)64 << 20)

/* Rows [from, from + rows) of one slice. */
struct part {
    struct odf_hash hash;
    uint64_t slice_rows, from, rows;
};

struct dataset_tail {
    struct env *env;
    struct dataset *ds;
    struct col_schema *schema;
    struct part *parts; /* newest first */
    size_t n, cap;
    struct slice_reader *reader; /* of parts[n], or NULL */
    uint64_t left;               /* rows still to come from it */
};

/* ---- plan ------------------------------------------------------------------------------ */

static kamu_code add_part(struct dataset_tail *t, const struct part *p, struct kamu_error *err)
{
    if (t->n == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 16;
        struct part *grown = mem_realloc_array(t->parts, cap, sizeof(*grown));
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

static kamu_code plan_slice(struct dataset_tail *t, const struct odf_data_slice *s, uint64_t *skip,
                            uint64_t *limit, struct kamu_error *err)
{
    struct part p = {.hash = s->physical_hash};

    if (s->offset_interval.end < s->offset_interval.start ||
        ADD_OVERFLOW(s->offset_interval.end - s->offset_interval.start, (uint64_t)1, &p.slice_rows))
        return error_set(err, KAMU_E_CORRUPT, "Block with an impossible offset interval");
    if (*skip >= p.slice_rows) {
        *skip -= p.slice_rows;
        return KAMU_OK;
    }
    p.rows = p.slice_rows - *skip;
    *skip = 0;
    if (p.rows > *limit) {
        p.from = p.rows - *limit;
        p.rows = *limit;
    }
    *limit -= p.rows;
    return add_part(t, &p, err);
}

static kamu_code plan(struct dataset_tail *t, const struct odf_hash *head, uint64_t skip,
                      uint64_t limit, struct kamu_error *err)
{
    const struct odf_block *block;
    const struct odf_hash *hash;
    struct block_walk *w = NULL;
    kamu_code rc;

    if (limit == 0)
        return KAMU_OK;
    KAMU_TRY(block_walk_open(t->ds, head, &w, err));
    while (limit > 0) {
        const struct odf_data_slice *s;
        KAMU_TRY_GOTO(block_walk_next(w, &block, &hash, err), out);
        if (block == NULL)
            break;
        s = slice_of(&block->event);
        if (s != NULL)
            KAMU_TRY_GOTO(plan_slice(t, s, &skip, &limit, err), out);
    }
    rc = KAMU_OK;
out:
    block_walk_free(w);
    return rc;
}

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

kamu_code dataset_tail_open(struct env *env, struct dataset *ds, uint64_t skip, uint64_t limit,
                            struct dataset_tail **out, struct kamu_error *err)
{
    const struct dataset_state *state;
    struct dataset_tail *t = mem_calloc(1, sizeof(*t));
    struct odf_hash head;
    uint64_t rows;
    kamu_code rc;

    if (t == NULL)
        return error_nomem(err);
    t->env = env;
    t->ds = ds;
    KAMU_TRY_GOTO(dataset_state(ds, &state, err), out);
    head = state->head;
    rows = state->chain.rows_total;
    KAMU_TRY_GOTO(take_schema(t, &state->chain, err), out);
    if (limit > rows)
        limit = rows;
    if (t->schema != NULL && skip < rows)
        KAMU_TRY_GOTO(plan(t, &head, skip, limit, err), out);
    *out = t;
    return KAMU_OK;
out:
    dataset_tail_close(t);
    return rc;
}

struct col_schema *dataset_tail_schema(const struct dataset_tail *t)
{
    return t->schema;
}

void dataset_tail_close(struct dataset_tail *t)
{
    if (t == NULL)
        return;
    slice_reader_close(t->reader);
    col_schema_unref(t->schema);
    mem_free(t->parts);
    mem_free(t);
}

/* ---- read ------------------------------------------------------------------------------- */

static kamu_code open_part(struct dataset_tail *t, const struct part *p, struct kamu_error *err)
{
    char path[FS_PATH_MAX], hash[ODF_HASH_TEXT_MAX];
    struct fs_stat st;
    size_t n = odf_hash_text(&p->hash, hash);

    KAMU_TRY(dataset_object_path(t->ds, DATASET_DATA, &p->hash, path, err));
    KAMU_TRY(fs_stat(&t->env->fs, path, &st, err));
    if (st.kind == FS_NONE) {
        error_set(err, KAMU_E_CORRUPT, "Object does not exist: %.*s", (int)n, hash);
        error_hint(err,
                   "A data file of the dataset is missing: `kamu verify` lists what is damaged");
        return KAMU_E_CORRUPT;
    }
    KAMU_TRY(slice_reader_open(t->env, path, &t->reader, err));
    if (slice_reader_rows(t->reader) != p->slice_rows)
        return error_set(err, KAMU_E_CORRUPT,
                         "Data file %.*s has %" PRIu64 " rows, its block says %" PRIu64, (int)n,
                         hash, slice_reader_rows(t->reader), p->slice_rows);
    KAMU_TRY(slice_reader_want(t->reader, t->schema, err));
    if (p->rows < BATCH_ROWS_MAX)
        slice_reader_set_batch_rows(t->reader, (uint32_t)p->rows);
    t->left = p->rows;
    return slice_reader_seek(t->reader, p->from, err);
}

kamu_code dataset_tail_next(struct dataset_tail *t, struct batch **out, struct kamu_error *err)
{
    struct batch *b = NULL, *cut;

    *out = NULL;
    while (t->left == 0) {
        slice_reader_close(t->reader);
        t->reader = NULL;
        if (t->n == 0)
            return KAMU_OK;
        t->n--;
        KAMU_TRY(open_part(t, &t->parts[t->n], err));
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
