/*
 * Rows are collected into steps of a fixed number of rows. A step is a task per leaf column
 * (encode) plus one that runs behind: the logical hash of the step's rows with a share of finished
 * pages in a spare lane for the physical hash, and their writing. While a step runs, the caller
 * fills the next one. All decisions (pages, row groups, dictionaries) are made at row
 * numbers that do not depend on how rows came or on what ran when.
 *
 * Row groups end at row_group_rows or at row_group_bytes encoded, whichever is first. The
 * bytes bound both memory (one group being written, one being encoded) and the tail that
 * nothing overlaps with: the last group's physical hash, at about 2.2 ns per byte.
 */
#include "parquet/slice_writer.h"

#include "columnar/logical_hash.h"
#include "parquet/arrow_hint.h"
#include "parquet/column_writer.h"
#include "parquet/slice_output.h"

#include <pthread.h>

enum {
    STEP_ROWS = 65536,
    INLINE_VALUES = 16384,     /* a step this small costs less than waking a thread for it */
    STEP_PIECES_MAX = 1024,    /* batches, and ... */
    STEP_BYTES_MAX = 32 << 20, /* ... their bytes, with which a part of a step starts already */
    ROW_GROUP_ROWS = 1048576,
    ROW_GROUP_BYTES = 16 << 20,
    PAGE_ROWS = 20000,
    PAGE_BYTES = 1 << 20,
    DICTIONARY_BYTES = 2 << 20,
    META_BYTES_MAX = 1 << 30,
    SHARE_MIN = 256 << 10,
    RIDE_MIN = 64 << 10,
    WRITE_BACK_MIN = 1 << 20,
    LEAVES_MANY = 64, /* with more columns than this, all pages together have the size of */
    PAGES_OF_MANY = 16,
    GROUP_BYTES_OF_MANY = 32 << 20,
    STEP_ROWS_LEAST = 1024,
    PAGE_BYTES_LEAST = 16 << 10,
    DICTIONARY_BYTES_LEAST = 32 << 10,
};

struct piece {
    struct batch *batch; /* own (columns shared) */
    int64_t start, rows;
};

struct step {
    struct piece *pieces;
    uint32_t n, cap;
    int64_t rows;
    bool group_ends_before, group_ends_after;
};

struct leaf_task {
    struct slice_writer *w;
    struct column_writer column;
    struct chunk_bytes before, after; /* finished in this step */
    struct pool_task task;
    struct stats total;
};

struct slice_writer {
    struct env *env;
    struct col_schema *schema;
    struct slice_writer_options options;
    int64_t step_rows;
    bool has_struct;
    struct arena meta;
    struct pq_file file;
    struct pq_tree tree;
    struct leaf_task *leaves;
    struct logical_hash *logical;
    struct slice_output out;
    struct pool_group group;
    struct pool_task behind;
    struct step filling, running;
    uint64_t filling_bytes;
    int64_t step_at; /* rows of the current step that were started as earlier parts */
    bool running_any;
    int64_t group_rows,
        before_rows; /* rows of the group being encoded; of the one ended before it */
    uint32_t group_steps;
    uint32_t groups_cap;
    struct buf index;     /* page indexes, written behind the last row group */
    pthread_mutex_t lock; /* guards rc, failed, err: several tasks may fail */
    kamu_code rc;
    uint32_t failed;
    struct kamu_error err;
    bool finished;
};

/* ---- pieces ------------------------------------------------------------------- */

static kamu_code batch_share(const struct batch *b, struct batch **out, struct kamu_error *err)
{
    KAMU_TRY(batch_new(b->schema, b->length, out, err));
    for (uint32_t i = 0; i < b->n_columns; i++) {
        kamu_code rc = column_ref(&b->columns[i], &(*out)->columns[i], err);
        if (rc != KAMU_OK) {
            batch_free(*out);
            return rc;
        }
    }
    return KAMU_OK;
}

static void step_clear(struct step *s)
{
    for (uint32_t i = 0; i < s->n; i++)
        batch_free(s->pieces[i].batch);
    s->n = 0;
    s->rows = 0;
    s->group_ends_before = s->group_ends_after = false;
}

static kamu_code step_add(struct step *s, const struct batch *b, int64_t start, int64_t rows,
                          struct kamu_error *err)
{
    if (s->n == s->cap) {
        uint32_t cap = s->cap ? 2 * s->cap : 8;
        struct piece *pieces = mem_realloc_array(s->pieces, cap, sizeof *pieces);
        if (pieces == NULL)
            return error_nomem(err);
        s->pieces = pieces;
        s->cap = cap;
    }
    struct piece *p = &s->pieces[s->n];
    KAMU_TRY(batch_share(b, &p->batch, err));
    p->start = start;
    p->rows = rows;
    s->n++;
    s->rows += rows;
    return KAMU_OK;
}

/* ---- tasks ------------------------------------------------------------------------ */

/* The error of the first column wins, whatever task comes first. */
static void report(struct slice_writer *w, uint32_t order, kamu_code rc,
                   const struct kamu_error *err)
{
    pthread_mutex_lock(&w->lock);
    if (w->rc == KAMU_OK || order < w->failed) {
        w->rc = rc;
        w->failed = order;
        w->err = *err;
    }
    pthread_mutex_unlock(&w->lock);
}

static kamu_code encode_leaf(struct leaf_task *t, struct kamu_error *err)
{
    const struct step *s = &t->w->running;
    if (s->group_ends_before)
        KAMU_TRY(column_writer_finish_chunk(&t->column, &t->before, err));
    for (uint32_t i = 0; i < s->n; i++) {
        const struct piece *p = &s->pieces[i];
        KAMU_TRY(column_writer_add(&t->column, &p->batch->columns[t->column.leaf->top], p->start,
                                   p->rows, err));
    }
    if (s->group_ends_after)
        KAMU_TRY(column_writer_finish_chunk(&t->column, &t->after, err));
    return KAMU_OK;
}

static void run_leaf(void *arg)
{
    struct leaf_task *t = arg;
    struct kamu_error err;
    kamu_code rc = encode_leaf(t, &err);
    if (rc != KAMU_OK)
        report(t->w, t->column.leaf_index, rc, &err);
}

/* Logical hash of one piece. Without structs only whole batches matter, in order: they are hashed
 * with their last piece and need no slicing. */
static kamu_code hash_piece(struct slice_writer *w, const struct piece *p, struct sha3 *extra,
                            struct sha3_piece bytes, struct kamu_error *err)
{
    if (!w->has_struct || p->rows == p->batch->length)
        return logical_hash_update(w->logical, p->batch, extra, bytes, err);
    struct batch *part;
    KAMU_TRY(batch_slice(p->batch, p->start, p->rows, &part, err));
    kamu_code rc = logical_hash_update(w->logical, part, extra, bytes, err);
    batch_free(part);
    return rc;
}

/* Bytes of the file that take a lane beside the logical hash: large ones, small chunks go on their
 * own. */
static kamu_code ride_piece(struct slice_output *o, uint64_t part, struct sha3_piece *bytes,
                            uint64_t *left, struct kamu_error *err)
{
    for (;;) {
        *bytes = slice_output_next(o, (size_t)(part < *left ? part : *left));
        *left -= bytes->n;
        if (bytes->n == 0 || bytes->n >= part / 4)
            return KAMU_OK;
        KAMU_TRY(slice_output_write(o, bytes->n, false, err));
    }
}

static kamu_code step_behind(struct slice_writer *w, struct kamu_error *err)
{
    const struct step *s = &w->running;
    struct slice_output *o = &w->out;
    if (w->logical != NULL && s->group_ends_before)
        KAMU_TRY(logical_hash_end_row_group(w->logical, err));
    uint64_t left = o->share;
    for (uint32_t i = 0; w->logical != NULL && i < s->n; i++) {
        const struct piece *p = &s->pieces[i];
        if (!w->has_struct && p->start + p->rows < p->batch->length)
            continue;
        uint64_t part = s->rows > 0 ? o->share * (uint64_t)p->rows / (uint64_t)s->rows : 0;
        struct sha3_piece bytes = {NULL, 0};
        if (part >= RIDE_MIN)
            KAMU_TRY(ride_piece(o, part, &bytes, &left, err));
        KAMU_TRY(hash_piece(w, p, bytes.n > 0 ? &o->physical : NULL, bytes, err));
        KAMU_TRY(slice_output_write(o, bytes.n, true, err));
    }
    while (o->first != NULL && left > 0) {
        struct sha3_piece bytes = slice_output_next(o, left);
        KAMU_TRY(slice_output_write(o, bytes.n, false, err));
        left -= bytes.n;
    }
    return KAMU_OK;
}

static void run_behind(void *arg)
{
    struct slice_writer *w = arg;
    struct kamu_error err;
    struct stage_mark before = stage_enter(KAMU_STAGE_HASH);
    kamu_code rc = step_behind(w, &err);
    stage_leave(before);
    if (rc != KAMU_OK)
        report(w, UINT32_MAX, rc, &err);
}

/* ---- row groups ---------------------------------------------------------------------- */

static kamu_code bound_copy(struct slice_writer *w, const struct stats_bound *b, struct str *out,
                            struct kamu_error *err)
{
    *out = arena_str(&w->meta, (struct str){(const char *)b->b, b->n});
    return out->p ? KAMU_OK : error_nomem(err);
}

static kamu_code fill_statistics(struct slice_writer *w, const struct pq_leaf *leaf,
                                 const struct stats *s, struct pq_statistics *out,
                                 struct kamu_error *err)
{
    struct stats_bound min, max;
    *out =
        (struct pq_statistics){.null_count = (int64_t)s->nulls, .min_exact = -1, .max_exact = -1};
    stats_bounds(s, leaf, &min, &max);
    if (min.has) {
        KAMU_TRY(bound_copy(w, &min, &out->min_value, err));
        out->min_exact = min.exact;
    }
    if (max.has) {
        KAMU_TRY(bound_copy(w, &max, &out->max_value, err));
        out->max_exact = max.exact;
    }
    return KAMU_OK;
}

/* Column index (bounds of each page) and offset index of a chunk of several pages; written to
 * w->index, offsets relative to its start until finish. */
static kamu_code add_page_index(struct slice_writer *w, const struct pq_leaf *leaf,
                                const struct chunk_bytes *b, uint64_t at, struct pq_chunk *c,
                                struct kamu_error *err)
{
    struct arena tmp;
    kamu_code rc = KAMU_OK;
    bool bounds = stats_order_of(leaf) != STATS_NONE;
    if (b->n_pages < 2)
        return KAMU_OK;
    arena_init(&tmp, META_BYTES_MAX);
    struct pq_page_location *places = arena_calloc(&tmp, b->n_pages, sizeof *places);
    struct pq_column_index_page *pages = arena_calloc(&tmp, b->n_pages, sizeof *pages);
    struct stats_bound *mm = arena_calloc(&tmp, b->n_pages, 2 * sizeof *mm);
    if (places == NULL || pages == NULL || mm == NULL) {
        arena_free(&tmp);
        return error_nomem(err);
    }
    at += b->dictionary.len;
    bool up = true, down = true;
    const struct stats *prev = NULL;
    for (uint32_t i = 0; i < b->n_pages; i++) {
        const struct page_record *p = &b->records[i];
        places[i] = (struct pq_page_location){
            .offset = (int64_t)at, .compressed_size = p->bytes, .first_row = p->first_row};
        at += (uint64_t)p->bytes;
        struct stats_bound *min = &mm[2 * i], *max = &mm[2 * i + 1];
        stats_bounds(&p->stats, leaf, min, max);
        pages[i] =
            (struct pq_column_index_page){.null_page = p->stats.values == 0,
                                          .null_count = (int64_t)p->stats.nulls,
                                          .min = {(const char *)min->b, min->has ? min->n : 0},
                                          .max = {(const char *)max->b, max->has ? max->n : 0}};
        bounds &= pages[i].null_page || (min->has && max->has);
        if (bounds && !pages[i].null_page) {
            if (prev != NULL) {
                int lo = stats_compare_min(&p->stats, prev, leaf),
                    hi = stats_compare_max(&p->stats, prev, leaf);
                up &= lo >= 0 && hi >= 0;
                down &= lo <= 0 && hi <= 0;
            }
            prev = &p->stats;
        }
    }
    size_t start = w->index.len;
    if (bounds) {
        enum pq_boundary_order order = up ? PQ_ASCENDING : down ? PQ_DESCENDING : PQ_UNORDERED;
        KAMU_TRY_GOTO(pq_column_index_write(pages, b->n_pages, order, &w->index, err), done);
        c->column_index_offset = (int64_t)start;
        c->column_index_length = (int32_t)(w->index.len - start);
        start = w->index.len;
    }
    KAMU_TRY_GOTO(pq_offset_index_write(places, b->n_pages, &w->index, err), done);
    c->offset_index_offset = (int64_t)start;
    c->offset_index_length = (int32_t)(w->index.len - start);
done:
    arena_free(&tmp);
    return rc;
}

static kamu_code add_chunk(struct slice_writer *w, struct leaf_task *t, struct chunk_bytes *b,
                           struct pq_chunk *c, struct kamu_error *err)
{
    static const int codecs[] = {PQ_SNAPPY, PQ_UNCOMPRESSED, PQ_ZSTD};
    const struct pq_leaf *leaf = t->column.leaf;
    uint64_t at = w->out.queued_at;
    *c = (struct pq_chunk){.type = (int)leaf->physical,
                           .codec = codecs[w->options.codec],
                           .encodings = b->encodings,
                           .n_path = leaf->n_path,
                           .path = leaf->path,
                           .num_values = (int64_t)b->slots,
                           .total_uncompressed = (int64_t)b->plain_bytes,
                           .total_compressed = (int64_t)(b->dictionary.len + b->pages.len),
                           .dictionary_page_offset = b->dictionary.len > 0 ? (int64_t)at : -1,
                           .data_page_offset = (int64_t)(at + b->dictionary.len),
                           .column_index_offset = -1,
                           .offset_index_offset = -1};
    KAMU_TRY(fill_statistics(w, leaf, &b->stats, &c->statistics, err));
    KAMU_TRY(add_page_index(w, leaf, b, at, c, err));
    stats_merge(&t->total, &b->stats, leaf);
    KAMU_TRY(slice_output_queue(&w->out, &b->dictionary, UINT32_MAX, err));
    KAMU_TRY(slice_output_queue(&w->out, &b->pages, t->column.leaf_index, err));
    chunk_bytes_free(b);
    return KAMU_OK;
}

static kamu_code add_row_group(struct slice_writer *w, bool after, int64_t rows,
                               struct kamu_error *err)
{
    struct pq_file *f = &w->file;
    if (f->n_row_groups >= INT16_MAX)
        return error_set(err, KAMU_E_LIMIT, "more than %d row groups in one slice", INT16_MAX);
    if (f->n_row_groups == w->groups_cap) {
        uint32_t cap = w->groups_cap ? 2 * w->groups_cap : 4;
        struct pq_row_group *g = arena_calloc(&w->meta, cap, sizeof *g);
        if (g == NULL)
            return error_nomem(err);
        if (f->n_row_groups > 0)
            memcpy(g, f->row_groups, f->n_row_groups * sizeof *g);
        f->row_groups = g;
        w->groups_cap = cap;
    }
    struct pq_row_group *g = &f->row_groups[f->n_row_groups];
    *g = (struct pq_row_group){.n_columns = w->tree.n_leaves,
                               .num_rows = rows,
                               .file_offset = (int64_t)w->out.queued_at,
                               .sorting_column =
                                   w->options.unsorted || w->tree.n_leaves == 0 ? -1 : 0,
                               .ordinal = (int16_t)f->n_row_groups};
    g->columns = arena_calloc(&w->meta, w->tree.n_leaves + 1, sizeof *g->columns);
    if (g->columns == NULL)
        return error_nomem(err);
    uint64_t at = w->out.queued_at;
    for (uint32_t i = 0; i < w->tree.n_leaves; i++) {
        struct leaf_task *t = &w->leaves[i];
        KAMU_TRY(add_chunk(w, t, after ? &t->after : &t->before, &g->columns[i], err));
        g->total_byte_size += g->columns[i].total_uncompressed;
        g->total_compressed += g->columns[i].total_compressed;
    }
    f->n_row_groups++;
    f->num_rows += rows;
    /* Spread over as many steps as made it: written by the time the next group is encoded. */
    uint64_t steps = w->group_steps > 0 ? w->group_steps : 1;
    w->out.share = (w->out.queued_at - at) / steps + 1;
    if (w->out.share < SHARE_MIN)
        w->out.share = SHARE_MIN;
    return KAMU_OK;
}

/* ---- steps ------------------------------------------------------------------------ */

/* Memory of written chunks goes back to the columns that filled it. */
static void recycle(struct slice_writer *w)
{
    while (w->out.done != NULL) {
        struct out_piece *p = w->out.done;
        w->out.done = p->next;
        if (p->leaf < w->tree.n_leaves && w->leaves[p->leaf].column.spare.data == NULL)
            w->leaves[p->leaf].column.spare = p->bytes;
        else
            buf_free(&p->bytes);
        mem_free(p);
    }
}

/* Waits for the running step and takes over the row groups that it ended. */
static kamu_code step_wait(struct slice_writer *w, struct kamu_error *err)
{
    if (!w->running_any)
        return KAMU_OK;
    pool_wait(&w->group);
    w->running_any = false;
    if (w->rc != KAMU_OK) {
        if (err != NULL)
            *err = w->err;
        return w->rc;
    }
    recycle(w);
    if (w->running.group_ends_before) {
        KAMU_TRY(add_row_group(w, false, w->before_rows, err));
        w->group_steps = 1;
    }
    if (w->running.group_ends_after) {
        KAMU_TRY(add_row_group(w, true, w->group_rows, err));
        w->group_rows = 0;
    }
    step_clear(&w->running);
    return KAMU_OK;
}

/* Asked where a step begins, and only there: at row numbers that the input's cut has no part in. */
static bool group_is_full(const struct slice_writer *w)
{
    if (w->group_rows == 0)
        return false;
    if (w->group_rows + w->step_rows > w->options.row_group_rows)
        return true;
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < w->tree.n_leaves; i++)
        bytes += column_writer_bytes(&w->leaves[i].column);
    return bytes >= w->options.row_group_bytes;
}

/* Starts what was filled; last: nothing comes behind it. */
static kamu_code step_start(struct slice_writer *w, bool last, struct kamu_error *err)
{
    KAMU_TRY(step_wait(w, err));
    struct step spare = w->running;
    w->running = w->filling;
    w->filling = spare;
    w->filling_bytes = 0;
    struct step *s = &w->running;
    s->group_ends_before = w->step_at == 0 && s->rows > 0 && group_is_full(w);
    if (s->group_ends_before) {
        w->before_rows = w->group_rows;
        w->group_rows = 0;
    }
    w->group_rows += s->rows;
    w->step_at = (w->step_at + s->rows) % w->step_rows;
    s->group_ends_after = last && w->group_rows > 0;
    w->group_steps++;
    w->running_any = true;
    if ((uint64_t)s->rows * w->tree.n_leaves <= INLINE_VALUES) {
        run_behind(w);
        for (uint32_t i = 0; i < w->tree.n_leaves; i++)
            run_leaf(&w->leaves[i]);
        return KAMU_OK;
    }
    pool_submit(&w->group, &w->behind, run_behind, w);
    for (uint32_t i = 0; i < w->tree.n_leaves; i++)
        pool_submit(&w->group, &w->leaves[i].task, run_leaf, &w->leaves[i]);
    return KAMU_OK;
}

/* ---- open, append, finish ----------------------------------------------------------- */

static bool contains_struct(const struct col_field *fields, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (fields[i].type.kind == COL_STRUCT)
            return true;
    return false;
}

/* Every column has a page and a dictionary under construction: what all of them may hold is shared
 * out among many. */
static uint32_t share(uint32_t bytes, uint32_t leaves, uint32_t least)
{
    if (leaves <= LEAVES_MANY)
        return bytes;
    uint32_t part = (uint32_t)((uint64_t)bytes * PAGES_OF_MANY / leaves);
    return part > least ? part : least < bytes ? least : bytes;
}

static void set_defaults(struct slice_writer *w)
{
    struct slice_writer_options *o = &w->options;
    o->row_group_rows = o->row_group_rows ? o->row_group_rows : ROW_GROUP_ROWS;
    o->row_group_bytes = o->row_group_bytes ? o->row_group_bytes : ROW_GROUP_BYTES;
    o->page_rows = o->page_rows ? o->page_rows : PAGE_ROWS;
    o->page_bytes = o->page_bytes ? o->page_bytes : PAGE_BYTES;
    o->dictionary_bytes = o->dictionary_bytes ? o->dictionary_bytes : DICTIONARY_BYTES;
}

/* A whole number of steps fills a row group, as long as it is not full before. */
static void set_step(struct slice_writer *w)
{
    const struct slice_writer_options *o = &w->options;
    uint32_t rows = share(STEP_ROWS, w->tree.n_leaves, STEP_ROWS_LEAST);
    uint32_t steps = (o->row_group_rows + rows - 1) / rows;
    w->step_rows = o->row_group_rows / steps;
}

static kamu_code open_leaves(struct slice_writer *w, struct kamu_error *err)
{
    const struct slice_writer_options *o = &w->options;
    uint32_t n = w->tree.n_leaves;
    w->leaves = mem_calloc(w->tree.n_leaves + 1, sizeof *w->leaves);
    if (w->leaves == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < w->tree.n_leaves; i++) {
        const struct pq_leaf *leaf = &w->tree.leaves[i];
        struct page_limits limits = {
            .rows = o->page_rows,
            .bytes = share(o->page_bytes, n, PAGE_BYTES_LEAST),
            .dictionary_bytes = share(o->dictionary_bytes, n, DICTIONARY_BYTES_LEAST),
            .sample = n > LEAVES_MANY ? DICTIONARY_SAMPLE_SMALL : DICTIONARY_SAMPLE,
            .dictionary = !o->no_dictionary,
            .codec = o->codec};
        /* op and system_time always, as kamu does (spec 2); they are one value most of the time */
        limits.dictionary_always = !o->unsorted && (leaf->top == 1 || leaf->top == 2);
        w->leaves[i].w = w;
        column_writer_init(&w->leaves[i].column, &w->tree.top[leaf->top], leaf, i, &limits);
    }
    return KAMU_OK;
}

static kamu_code open_metadata(struct slice_writer *w, struct kamu_error *err)
{
    struct pq_file *f = &w->file;
    f->version = 1;
    f->created_by = STR("kamu-c version " KAMU_VERSION);
    KAMU_TRY(pq_schema_write(w->schema, !w->options.no_logical_hash, &w->meta, f, &w->tree, err));
    f->n_column_orders = w->tree.n_leaves;
    if (!w->options.views && !arrow_hint_needed(w->schema))
        return KAMU_OK;
    f->key_values = arena_calloc(&w->meta, 1, sizeof *f->key_values);
    if (f->key_values == NULL)
        return error_nomem(err);
    f->n_key_values = 1;
    f->key_values[0].key = STR("ARROW:schema");
    return arrow_hint_write(w->schema, w->options.views, &w->meta, &f->key_values[0].value, err);
}

kamu_code slice_writer_open(struct env *env, struct fs_file *file, struct col_schema *schema,
                            const struct slice_writer_options *options, struct slice_writer **out,
                            struct kamu_error *err)
{
    kamu_code rc;
    struct slice_writer *w = mem_calloc(1, sizeof *w);
    *out = NULL;
    if (w == NULL)
        return error_nomem(err);
    w->env = env;
    w->schema = col_schema_ref(schema);
    if (options != NULL)
        w->options = *options;
    set_defaults(w);
    arena_init(&w->meta, META_BYTES_MAX);
    buf_init(&w->index, META_BYTES_MAX);
    pthread_mutex_init(&w->lock, NULL);
    pool_group_init(&w->group, env->pool);
    slice_output_init(&w->out, file);
    w->has_struct = contains_struct(schema->fields, schema->n_fields);
    KAMU_TRY_GOTO(open_metadata(w, err), fail);
    set_step(w);
    if (w->tree.n_leaves > LEAVES_MANY && (options == NULL || options->row_group_bytes == 0))
        w->options.row_group_bytes = GROUP_BYTES_OF_MANY; /* else chunks get very short */
    if (!w->options.no_logical_hash) {
        struct logical_hash_options lh = {.row_group_rows = -1};
        KAMU_TRY_GOTO(logical_hash_new(schema, &lh, &w->logical, err), fail);
    }
    KAMU_TRY_GOTO(open_leaves(w, err), fail);
    KAMU_TRY_GOTO(slice_output_raw(&w->out, "PAR1", 4, err), fail);
    *out = w;
    return KAMU_OK;
fail:
    slice_writer_free(w);
    return rc;
}

static kamu_code check_required(const struct slice_writer *w, const struct batch *b,
                                struct kamu_error *err)
{
    for (uint32_t i = 0; i < b->n_columns; i++) {
        const struct column *c = &b->columns[i];
        const struct col_field *f = &w->schema->fields[i];
        if (f->nullable || c->null_count == 0 || f->type.kind == COL_NULL)
            continue;
        int64_t row = 0;
        while (row < b->length - 1 && !col_is_null(c, row))
            row++;
        kamu_code rc = error_set(err, KAMU_E_INPUT,
                                 "Column `%s` contains %lld null values while none were expected",
                                 f->name, (long long)c->null_count);
        error_field(err, "%s", f->name);
        error_expected(err, "a value in row %lld of the batch", (long long)row);
        return rc;
    }
    return KAMU_OK;
}

kamu_code slice_writer_append(struct slice_writer *w, const struct batch *b, struct kamu_error *err)
{
    KAMU_ASSERT(!w->finished);
    KAMU_TRY(env_check_cancel(w->env, err));
    if (b->schema != w->schema && !col_schema_eq(b->schema, w->schema))
        KAMU_BUG("slice_writer_append: batch of another schema");
    KAMU_TRY(check_required(w, b, err));
    w->filling_bytes += batch_bytes(b);
    for (int64_t done = 0; done < b->length;) {
        int64_t room = w->step_rows - w->step_at - w->filling.rows;
        int64_t n = b->length - done < room ? b->length - done : room;
        KAMU_TRY(step_add(&w->filling, b, done, n, err));
        done += n;
        if (n == room || w->filling.n >= STEP_PIECES_MAX || w->filling_bytes >= STEP_BYTES_MAX)
            KAMU_TRY(step_start(w, false, err));
    }
    return KAMU_OK;
}

static kamu_code write_footer(struct slice_writer *w, struct kamu_error *err)
{
    struct buf footer;
    kamu_code rc;
    int64_t at = (int64_t)w->out.queued_at;
    for (uint32_t g = 0; g < w->file.n_row_groups; g++) {
        for (uint32_t i = 0; i < w->tree.n_leaves; i++) {
            struct pq_chunk *c = &w->file.row_groups[g].columns[i];
            c->column_index_offset += c->column_index_offset >= 0 ? at : 0;
            c->offset_index_offset += c->offset_index_offset >= 0 ? at : 0;
        }
    }
    buf_init(&footer, META_BYTES_MAX);
    KAMU_TRY_GOTO(slice_output_raw(&w->out, w->index.data, w->index.len, err), done);
    KAMU_TRY_GOTO(pq_file_write(&w->file, &footer, err), done);
    uint32_t len = (uint32_t)footer.len;
    uint8_t tail[8] = {(uint8_t)len,
                       (uint8_t)(len >> 8),
                       (uint8_t)(len >> 16),
                       (uint8_t)(len >> 24),
                       'P',
                       'A',
                       'R',
                       '1'};
    KAMU_TRY_GOTO(buf_append(&footer, tail, sizeof tail, err), done);
    rc = slice_output_raw(&w->out, footer.data, footer.len, err);
done:
    buf_free(&footer);
    return rc;
}

kamu_code slice_writer_finish(struct slice_writer *w, struct slice_result *out,
                              struct kamu_error *err)
{
    KAMU_ASSERT(!w->finished);
    KAMU_TRY(step_start(w, true, err));
    KAMU_TRY(step_wait(w, err));
    KAMU_TRY(slice_output_drain(&w->out, err));
    KAMU_TRY(write_footer(w, err));
    KAMU_TRY(slice_output_flush(&w->out, err));
    if (w->out.in_file >= WRITE_BACK_MIN) /* a small file is synced at once anyway */
        fs_write_back(w->out.file, w->out.synced, w->out.in_file - w->out.synced);
    w->finished = true;
    *out = (struct slice_result){.rows = (uint64_t)w->file.num_rows, .size_bytes = w->out.written};
    sha3_final(&w->out.physical, out->physical_hash);
    if (w->logical != NULL)
        return logical_hash_finish(w->logical, out->logical_hash, err);
    return KAMU_OK;
}

struct slice_range slice_writer_range(const struct slice_writer *w, uint32_t i)
{
    struct slice_range r = {0};
    if (i >= w->tree.n_top || w->tree.top[i].kind != PQ_NODE_LEAF)
        return r;
    const struct leaf_task *t = &w->leaves[w->tree.top[i].first_leaf];
    enum stats_order order = stats_order_of(t->column.leaf);
    r.null_count = t->total.nulls;
    r.any = t->total.any && (order == STATS_SIGNED || order == STATS_UNSIGNED);
    if (order == STATS_UNSIGNED && t->total.imax < 0)
        r.any = false;
    r.min = r.any ? t->total.imin : 0;
    r.max = r.any ? t->total.imax : 0;
    return r;
}

void slice_writer_free(struct slice_writer *w)
{
    if (w == NULL)
        return;
    if (w->running_any)
        pool_wait(&w->group);
    step_clear(&w->running);
    step_clear(&w->filling);
    mem_free(w->running.pieces);
    mem_free(w->filling.pieces);
    for (uint32_t i = 0; w->leaves != NULL && i < w->tree.n_leaves; i++) {
        column_writer_free(&w->leaves[i].column);
        chunk_bytes_free(&w->leaves[i].before);
        chunk_bytes_free(&w->leaves[i].after);
    }
    mem_free(w->leaves);
    logical_hash_free(w->logical);
    slice_output_free(&w->out);
    buf_free(&w->index);
    arena_free(&w->meta);
    col_schema_unref(w->schema);
    pthread_mutex_destroy(&w->lock);
    mem_free(w);
}
