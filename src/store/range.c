/* Rows from an offset on: see range.h. */
#include "store/range.h"

#include "odf/schema.h"
#include "store/slices.h"

#define SCHEMA_ARENA_MAX ((size_t)64 << 20)
/* So many slices are looked for in the blocks below the head before the whole list is taken. */
#define WALK_SLICES 256

struct dataset_range {
    struct env *env;
    struct dataset *ds;
    struct odf_hash head;
    uint64_t from, left, end;
    uint32_t batch_rows;
    struct col_schema *schema;
    int offset_column;
    struct slice_ref *slices; /* oldest first */
    size_t n, at;
    struct slice_rows *rows; /* of slices[at], or NULL */
    uint64_t rows_left;      /* of it */
};

static kamu_code take_schema(struct dataset_range *r, const struct odf_chain_state *chain,
                             struct kamu_error *err)
{
    struct odf_data_schema schema;
    struct arena arena;
    bool has = false;
    r->offset_column = -1;
    arena_init(&arena, SCHEMA_ARENA_MAX);
    kamu_code rc = odf_chain_schema(chain, &arena, &schema, &has, err);
    if (rc == KAMU_OK && has)
        rc = odf_schema_to_columns(&schema, &r->schema, err);
    if (rc == KAMU_OK && has)
        r->offset_column = col_schema_find(r->schema, odf_vocab_of(chain->vocab).offset);
    arena_free(&arena);
    return rc;
}

/* ---- which slices ------------------------------------------------------------------------- */

static const struct odf_data_slice *slice_of(const struct odf_event *e)
{
    if (e->kind == ODF_ADD_DATA)
        return e->add_data->new_data;
    return e->kind == ODF_EXECUTE_TRANSFORM ? e->execute_transform->new_data : NULL;
}

/* The newest slices, newest first, down to the one that holds `from`. *done: it was found. */
static kamu_code walk(struct dataset_range *r, struct block_walk *w, bool *done,
                      struct kamu_error *err)
{
    const struct odf_block *b = NULL;
    const struct odf_hash *hash = NULL;
    for (*done = false; !*done;) {
        KAMU_TRY(block_walk_next(w, &b, &hash, err));
        const struct odf_data_slice *s = b == NULL ? NULL : slice_of(&b->event);
        *done = b == NULL || (s != NULL && s->offset_interval.end < r->from);
        if (s == NULL || *done)
            continue;
        if (r->n == WALK_SLICES)
            return KAMU_OK;
        if (s->offset_interval.end < s->offset_interval.start ||
            s->offset_interval.end == UINT64_MAX)
            return error_set(err, KAMU_E_CORRUPT, "Block with an impossible offset interval");
        r->slices[r->n++] = (struct slice_ref){.offset_first = s->offset_interval.start,
                                               .offset_last = s->offset_interval.end,
                                               .bytes = s->size,
                                               .physical = s->physical_hash};
        *done = s->offset_interval.start <= r->from;
    }
    return KAMU_OK;
}

static kamu_code find_slices(struct dataset_range *r, struct kamu_error *err)
{
    struct block_walk *w = NULL;
    bool done = false;
    r->slices = mem_calloc(WALK_SLICES, sizeof *r->slices);
    if (r->slices == NULL)
        return error_nomem(err);
    KAMU_TRY(block_walk_open(r->ds, &r->head, &w, err));
    kamu_code rc = walk(r, w, &done, err);
    block_walk_free(w);
    KAMU_TRY(rc);
    if (!done) {
        mem_free(r->slices);
        r->slices = NULL;
        r->n = 0;
        KAMU_TRY(dataset_slices(r->ds, &r->head, &r->slices, &r->n, err));
    } else {
        for (size_t i = 0; i < r->n / 2; i++) {
            struct slice_ref t = r->slices[i];
            r->slices[i] = r->slices[r->n - 1 - i];
            r->slices[r->n - 1 - i] = t;
        }
    }
    size_t low = 0, high = r->n; /* the first that is not wholly before `from` */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->slices[middle].offset_last < r->from)
            low = middle + 1;
        else
            high = middle;
    }
    r->at = low;
    return KAMU_OK;
}

/* ---- life ---------------------------------------------------------------------------------- */

static kamu_code open_range(struct dataset_range *r, struct kamu_error *err)
{
    const struct dataset_state *state = NULL;
    KAMU_TRY(dataset_state(r->ds, &state, err));
    r->head = state->head;
    r->end = state->chain.last_offset.set ? state->chain.last_offset.value + 1 : 0;
    KAMU_TRY(take_schema(r, &state->chain, err));
    if (r->schema == NULL || r->left == 0 || r->from >= r->end)
        return KAMU_OK;
    return find_slices(r, err);
}

kamu_code dataset_range_open(struct env *env, struct dataset *ds, uint64_t from, uint64_t limit,
                             uint32_t batch_rows, struct dataset_range **out,
                             struct kamu_error *err)
{
    struct dataset_range *r = mem_calloc(1, sizeof *r);
    if (r == NULL)
        return error_nomem(err);
    r->env = env;
    r->ds = ds;
    r->from = from;
    r->left = limit;
    r->batch_rows = batch_rows;
    kamu_code rc = open_range(r, err);
    if (rc != KAMU_OK) {
        dataset_range_close(r);
        return rc;
    }
    *out = r;
    return KAMU_OK;
}

struct col_schema *dataset_range_schema(const struct dataset_range *r)
{
    return r->schema;
}

const struct odf_hash *dataset_range_head(const struct dataset_range *r)
{
    return &r->head;
}

uint64_t dataset_range_end(const struct dataset_range *r)
{
    return r->end;
}

int dataset_range_offset_column(const struct dataset_range *r)
{
    return r->offset_column;
}

void dataset_range_close(struct dataset_range *r)
{
    if (r == NULL)
        return;
    slice_rows_close(r->rows);
    col_schema_unref(r->schema);
    mem_free(r->slices);
    mem_free(r);
}

uint64_t range_offset(const struct batch *b, int column, int64_t i)
{
    const struct column *c = &b->columns[column];
    const uint8_t *at = c->values->data + (size_t)i * col_width(c->type);
    uint64_t v = 0;
    memcpy(&v, at, col_width(c->type) < sizeof v ? col_width(c->type) : sizeof v);
    return v;
}

/* ---- reading ------------------------------------------------------------------------------- */

static kamu_code open_slice(struct dataset_range *r, struct kamu_error *err)
{
    const struct slice_ref *s = &r->slices[r->at];
    char path[FS_PATH_MAX];
    uint64_t rows = s->offset_last - s->offset_first + 1;
    uint64_t skip = r->from > s->offset_first ? r->from - s->offset_first : 0;
    r->rows_left = rows - skip;
    if (r->rows_left > r->left)
        r->rows_left = r->left;
    KAMU_TRY(dataset_object_path(r->ds, DATASET_DATA, &s->physical, path, err));
    KAMU_TRY(slice_rows_open(r->env, path, rows, r->schema, &r->rows, err));
    bool few = r->rows_left < r->batch_rows;
    return slice_rows_seek(r->rows, skip, few ? (uint32_t)r->rows_left : r->batch_rows, err);
}

kamu_code dataset_range_next(struct dataset_range *r, struct batch **out, struct kamu_error *err)
{
    struct batch *b = NULL, *cut = NULL;
    *out = NULL;
    while (r->rows_left == 0) {
        if (r->rows != NULL)
            r->at++;
        slice_rows_close(r->rows);
        r->rows = NULL;
        if (r->left == 0 || r->at >= r->n)
            return KAMU_OK;
        KAMU_TRY(env_check_cancel(r->env, err));
        KAMU_TRY(open_slice(r, err));
    }
    KAMU_TRY(slice_rows_next(r->rows, &b, err));
    if (b == NULL)
        return error_set(err, KAMU_E_CORRUPT, "A data file ends before its last row");
    if ((uint64_t)b->length > r->rows_left) {
        kamu_code rc = batch_slice(b, 0, (int64_t)r->rows_left, &cut, err);
        batch_free(b);
        KAMU_TRY(rc);
        b = cut;
    }
    r->rows_left -= (uint64_t)b->length;
    r->left -= (uint64_t)b->length;
    *out = b;
    return KAMU_OK;
}
