/* A dataset as a source of the engine: see dataset_source.h. */
#include "sql/dataset_source.h"

#include "columnar/builder.h"
#include "odf/schema.h"
#include "parquet/slice_reader.h"
#include "sql/dataset_scan.h"
#include "store/past.h"

#define ARENA_MAX ((size_t)64 << 20)
/* How many slices one call takes when only their rows are counted. */
#define COUNT_SLICES 256

struct worker {
    struct dataset_scan *scan;
    struct slice_rows *rows; /* of the piece at work, or NULL */
    uint64_t left;           /* of it */
};

/* ---- the source ------------------------------------------------------------------------------ */

/* The primary key of a changelog: that of a source that has one. Borrowed from the state. */
static struct odf_strs key_of(const struct odf_chain_state *chain)
{
    for (uint32_t i = 0; i < chain->n_sources; i++) {
        struct odf_strs key = odf_merge_primary_key(&chain->sources[i].source.merge);
        if (key.items != NULL && key.n > 0)
            return key;
    }
    if (chain->polling != NULL)
        return odf_merge_primary_key(&chain->polling->merge);
    return (struct odf_strs){0};
}

static kamu_code take_key(struct dataset_source *s, struct odf_strs key, struct kamu_error *err)
{
    s->key = arena_calloc(&s->arena, (size_t)key.n + 1, sizeof *s->key);
    if (s->key == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < key.n; i++) {
        s->key[i] = arena_str(&s->arena, key.items[i]);
        if (s->key[i].p == NULL)
            return error_nomem(err);
    }
    s->n_key = key.n;
    return KAMU_OK;
}

static kamu_code take_schema(struct dataset_source *s, const struct odf_chain_state *chain,
                             struct kamu_error *err)
{
    struct odf_data_schema schema;
    struct arena arena;
    bool has = false;
    s->rows = chain->rows_total;
    s->offset_column = s->op_column = -1;
    arena_init(&arena, ARENA_MAX);
    kamu_code rc = odf_chain_schema(chain, &arena, &schema, &has, err);
    if (rc == KAMU_OK)
        rc = has ? odf_schema_to_columns(&schema, &s->schema, err)
                 : col_schema_new(0, &s->schema, err);
    struct odf_vocab vocab = odf_vocab_of(chain->vocab);
    if (rc == KAMU_OK) {
        s->offset_column = col_schema_find(s->schema, vocab.offset);
        s->op_column = col_schema_find(s->schema, vocab.op);
    }
    if (rc == KAMU_OK)
        rc = take_key(s, key_of(chain), err);
    arena_free(&arena);
    return rc;
}

static kamu_code take_state(struct dataset_source *s, const struct odf_hash *at,
                            struct kamu_error *err)
{
    const struct dataset_state *state = NULL;
    struct dataset_past past;
    KAMU_TRY(dataset_state(s->ds, &state, err));
    s->head = state->head;
    if (at == NULL || odf_hash_eq(at, &s->head))
        return take_schema(s, &state->chain, err);
    KAMU_TRY(dataset_past_open(s->ds, at, &past, err));
    s->head = *at;
    s->slices = past.slices;
    s->n_slices = past.n_slices;
    s->known = true;
    past.slices = NULL;
    kamu_code rc = take_schema(s, &past.chain, err);
    dataset_past_free(&past);
    return rc;
}

kamu_code dataset_source_open(struct env *env, struct dataset *ds, const struct odf_hash *at,
                              struct dataset_source **out, struct kamu_error *err)
{
    struct dataset_source *s = mem_calloc(1, sizeof *s);
    if (s == NULL)
        return error_nomem(err);
    s->env = *env;
    s->env.pool = NULL;
    s->ds = ds;
    arena_init(&s->arena, ARENA_MAX);
    kamu_code rc = pool_create(0, &s->env.pool, err);
    if (rc == KAMU_OK)
        rc = take_state(s, at, err);
    if (rc != KAMU_OK) {
        dataset_source_close(s);
        return rc;
    }
    *out = s;
    return KAMU_OK;
}

const struct odf_hash *dataset_source_head(const struct dataset_source *s)
{
    return &s->head;
}

void dataset_source_describe(const struct dataset_source *s, struct dialect_table *out)
{
    out->schema = s->schema;
    out->takes_bounds = true;
    out->key = s->key;
    out->n_key = s->offset_column < 0 || s->op_column < 0 ? 0 : s->n_key;
    out->offset_column = s->offset_column < 0 ? 0 : (uint32_t)s->offset_column;
    out->op_column = s->op_column < 0 ? 0 : (uint32_t)s->op_column;
}

struct col_schema *dataset_source_schema(const struct dataset_source *s)
{
    return s->schema;
}

void dataset_source_close(struct dataset_source *s)
{
    if (s == NULL)
        return;
    pool_destroy(s->env.pool);
    col_schema_unref(s->schema);
    mem_free(s->slices);
    arena_free(&s->arena);
    mem_free(s);
}

/* ---- a scan ---- */

static void scan_close(void *p)
{
    struct dataset_scan *c = p;
    slice_ranges_close(c->ranges);
    mem_free(c->range_columns);
    mem_free(c->folded);
    mem_free(c->pieces);
    mem_free(c);
}

static kamu_code scan_open(void *ctx, const struct scan_request *request, void **scan,
                           struct kamu_error *err)
{
    struct dataset_scan *c = mem_calloc(1, sizeof *c);
    if (c == NULL)
        return error_nomem(err);
    c->s = ctx;
    c->request = request;
    kamu_code rc = c->s->schema->n_fields == 0 ? KAMU_OK : dataset_scan_plan(c, err);
    if (rc != KAMU_OK) {
        scan_close(c);
        return rc;
    }
    *scan = c;
    return KAMU_OK;
}

/* ---- reading them ---- */

static kamu_code worker_open(void *scan, void **out, struct kamu_error *err)
{
    struct worker *w = mem_calloc(1, sizeof *w);
    if (w == NULL)
        return error_nomem(err);
    w->scan = scan;
    *out = w;
    return KAMU_OK;
}

static void worker_close(void *p)
{
    struct worker *w = p;
    slice_rows_close(w->rows);
    mem_free(w);
}

/* What the statistics of the file say of a column. */
static struct slice_range file_range(const struct worker *w, const struct col_field *f)
{
    struct slice_reader *reader = slice_rows_reader(w->rows);
    struct col_schema *file = slice_reader_file_schema(reader);
    int at = col_schema_find(file, str_c(f->name));
    struct slice_range r = {.kind = SLICE_RANGE_NONE};
    bool any = false;
    if (at < 0) /* null in all rows */
        return r;
    if (!col_type_eq(&file->fields[at].type, &f->type) ||
        !slice_reader_range(reader, (uint32_t)at, &r.low, &r.high, &any))
        r.kind = SLICE_RANGE_UNKNOWN;
    else if (any)
        r.kind = SLICE_RANGE_SOME;
    return r;
}

/* For the next query. */
static void remember(const struct worker *w, const struct slice_piece *p)
{
    const struct dataset_scan *c = w->scan;
    for (uint32_t i = 0; c->ranges != NULL && i < c->n_range_columns; i++)
        slice_ranges_put(c->ranges, i, (size_t)(p->slice - c->s->slices),
                         file_range(w, &c->s->schema->fields[c->range_columns[i]]));
}

static bool useless(const struct worker *w)
{
    const struct scan_request *q = w->scan->request;
    for (uint32_t i = 0; i < q->n_bounds; i++) {
        struct slice_range r = file_range(w, &w->scan->s->schema->fields[q->bounds[i].column]);
        if (dataset_scan_rules_out(&q->bounds[i], &r))
            return true;
    }
    return false;
}

static kamu_code put_range(struct col_builder *b, const struct slice_range *r,
                           struct kamu_error *err)
{
    if (r->kind != SLICE_RANGE_SOME)
        return col_put_nulls(b, 2, err);
    KAMU_TRY(col_reserve(b, 2, err));
    memcpy(b->values, &r->low, b->width); /* little-endian: the low bytes are the narrow value */
    memcpy(b->values + b->width, &r->high, b->width);
    b->length = 2;
    return KAMU_OK;
}

/* Two rows, with the least and the greatest value of each column. */
static kamu_code range_rows(struct col_schema *schema, const struct slice_range *ranges,
                            struct batch **out, struct kamu_error *err)
{
    struct batch *b = NULL;
    KAMU_TRY(batch_new(schema, 2, &b, err));
    for (uint32_t i = 0; i < schema->n_fields; i++) {
        struct col_builder builder;
        kamu_code rc = col_builder_init(&builder, &schema->fields[i].type, err);
        if (rc == KAMU_OK) {
            rc = put_range(&builder, &ranges[i], err);
            if (rc == KAMU_OK)
                rc = col_builder_finish(&builder, &b->columns[i], err);
            col_builder_free(&builder);
        }
        if (rc != KAMU_OK) {
            batch_free(b);
            return rc;
        }
    }
    *out = b;
    return KAMU_OK;
}

/* Instead of the slice's rows; *out = NULL when its statistics do not tell all. */
static kamu_code extremes(struct worker *w, struct batch **out, struct kamu_error *err)
{
    struct col_schema *schema = w->scan->request->schema;
    struct slice_range *ranges = mem_calloc((size_t)schema->n_fields + 1, sizeof *ranges);
    bool all = true;
    *out = NULL;
    if (ranges == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < schema->n_fields && all; i++) {
        ranges[i] = file_range(w, &schema->fields[i]);
        all = ranges[i].kind != SLICE_RANGE_UNKNOWN;
    }
    kamu_code rc = all ? range_rows(schema, ranges, out, err) : KAMU_OK;
    mem_free(ranges);
    return rc;
}

static kamu_code open_piece(struct worker *w, const struct slice_piece *p, struct batch **known,
                            struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct dataset_source *s = w->scan->s;
    uint64_t rows = p->slice->offset_last - p->slice->offset_first + 1;
    KAMU_TRY(dataset_scan_path(s, p->slice, path, err));
    KAMU_TRY(slice_rows_open(&s->env, path, rows, w->scan->request->schema, &w->rows, err));
    remember(w, p);
    if (w->scan->request->extremes)
        KAMU_TRY(extremes(w, known, err));
    w->left = *known != NULL || useless(w) ? 0 : p->rows;
    return slice_rows_seek(w->rows, p->from,
                           p->rows < BATCH_ROWS_MAX ? (uint32_t)p->rows : BATCH_ROWS_MAX, err);
}

/* Only rows are counted: the blocks know how many there are, the files must be there. */
static kamu_code count_some(struct dataset_scan *c, struct batch **out, struct kamu_error *err)
{
    size_t first = atomic_fetch_add(&c->next, (size_t)COUNT_SLICES);
    uint64_t rows = 0;
    for (size_t i = first; i < c->n && i < first + COUNT_SLICES; i++) {
        const struct slice_piece *p = &c->pieces[i];
        char path[FS_PATH_MAX];
        struct fs_stat st;
        KAMU_TRY(dataset_scan_path(c->s, p->slice, path, err));
        KAMU_TRY(fs_stat(&c->s->env.fs, path, &st, err));
        if (st.kind != FS_REGULAR || st.size_bytes != p->slice->bytes) {
            kamu_code rc =
                error_set(err, KAMU_E_CORRUPT, "Data file is missing or of another size: %s", path);
            error_hint(err, "`kamu verify` lists what is damaged");
            return rc;
        }
        rows += p->rows;
    }
    return rows == 0 ? KAMU_OK : batch_new(c->request->schema, (int64_t)rows, out, err);
}

static kamu_code worker_next(void *p, struct batch **out, struct kamu_error *err)
{
    struct worker *w = p;
    struct dataset_scan *c = w->scan;
    *out = NULL;
    if (c->request->n_columns == 0)
        return count_some(c, out, err);
    if (atomic_exchange(&c->folded_due, false))
        return range_rows(c->request->schema, c->folded, out, err);
    while (w->left == 0) {
        slice_rows_close(w->rows);
        w->rows = NULL;
        size_t i = atomic_fetch_add(&c->next, (size_t)1);
        if (i >= c->n)
            return KAMU_OK;
        KAMU_TRY(open_piece(w, &c->pieces[i], out, err));
        if (*out != NULL)
            return KAMU_OK;
    }
    struct batch *b = NULL;
    KAMU_TRY(slice_rows_next(w->rows, &b, err));
    if (b == NULL)
        return error_set(err, KAMU_E_CORRUPT, "A data file ends before its last row");
    if ((uint64_t)b->length > w->left) {
        struct batch *cut = NULL;
        kamu_code rc = batch_slice(b, 0, (int64_t)w->left, &cut, err);
        batch_free(b);
        KAMU_TRY(rc);
        b = cut;
    }
    w->left -= (uint64_t)b->length;
    *out = b;
    return KAMU_OK;
}

struct engine_source dataset_source_table(struct dataset_source *s)
{
    return (struct engine_source){
        .schema = s->schema,
        .rows = s->rows,
        .workers_max = 64,
        .ctx = s,
        .scan_open = scan_open,
        .worker_open = worker_open,
        .worker_next = worker_next,
        .worker_close = worker_close,
        .scan_close = scan_close,
    };
}
