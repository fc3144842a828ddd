/*
 * Slice reader: the footer, what to read, and batches. A task per top-level column reads and
 * assembles; batches end at row groups.
 */
#include "parquet/slice_reader.h"

#include "columnar/cast.h"
#include "columnar/logical_hash.h"
#include "parquet/slice_reader_impl.h"

enum { FOOTER_MAX = 512 << 20, BATCH_BYTES = 48 << 20, INLINE_VALUES = 16384 };

/* ---- opening ------------------------------------------------------------------------ */

static kamu_code not_parquet(const struct slice_reader *r, const char *why, struct kamu_error *err)
{
    kamu_code rc =
        error_set(err, KAMU_E_CORRUPT, "%s is not a Parquet file: %s", r->source.name, why);
    error_at(err, r->source.name, 0, 0, 0);
    return rc;
}

static kamu_code read_footer(struct slice_reader *r, struct kamu_error *err)
{
    uint8_t tail[8], head[4];
    const struct pq_source *s = &r->source;
    if (s->size < 12)
        return not_parquet(r, s->size == 0 ? "it is empty" : "it is too short", err);
    KAMU_TRY(pq_source_read(s, 0, 4, head, err));
    KAMU_TRY(pq_source_read(s, s->size - 8, 8, tail, err));
    if (memcmp(tail + 4, "PARE", 4) == 0)
        return error_set(err, KAMU_E_UNSUPPORTED, "%s: encrypted Parquet files are not supported",
                         s->name);
    if (memcmp(head, "PAR1", 4) != 0 || memcmp(tail + 4, "PAR1", 4) != 0)
        return not_parquet(r, "PAR1 is missing at its start or end (is it complete?)", err);
    uint64_t n =
        tail[0] | (uint64_t)tail[1] << 8 | (uint64_t)tail[2] << 16 | (uint64_t)tail[3] << 24;
    if (n > s->size - 12 || n > FOOTER_MAX)
        return not_parquet(r, "the footer is longer than the file", err);
    uint8_t *bytes = arena_alloc(&r->arena, n + 1);
    if (bytes == NULL)
        return error_nomem(err);
    KAMU_TRY(pq_source_read(s, s->size - 8 - n, n, bytes, err));
    return pq_file_read(bytes, n, &r->arena, &r->file, err);
}

static kamu_code check_groups(struct slice_reader *r, struct kamu_error *err)
{
    r->rows = 0;
    for (uint32_t i = 0; i < r->file.n_row_groups; i++) {
        const struct pq_row_group *g = &r->file.row_groups[i];
        if (g->n_columns != r->tree.n_leaves)
            return error_set(err, KAMU_E_CORRUPT,
                             "%s: row group %u has %u columns, the schema has %u", r->source.name,
                             i, g->n_columns, r->tree.n_leaves);
        if (g->num_rows < 0 || ADD_OVERFLOW(r->rows, (uint64_t)g->num_rows, &r->rows) ||
            r->rows > INT64_MAX)
            return error_set(err, KAMU_E_CORRUPT,
                             "%s: row group %u has an impossible number of rows", r->source.name,
                             i);
    }
    if (r->file.num_rows < 0 || (uint64_t)r->file.num_rows != r->rows)
        return error_set(err, KAMU_E_CORRUPT, "%s: the file has %lld rows, its row groups %llu",
                         r->source.name, (long long)r->file.num_rows, (unsigned long long)r->rows);
    return KAMU_OK;
}

static kamu_code parse(struct slice_reader *r, struct kamu_error *err)
{
    struct arrow_field *hint = NULL;
    KAMU_TRY(read_footer(r, err));
    struct str value = slice_reader_metadata(r, STR("ARROW:schema"));
    if (value.p != NULL)
        KAMU_TRY(arrow_hint_read(value, &r->arena, &hint, err));
    KAMU_TRY(
        pq_schema_read(&r->file, hint, r->hash_form, &r->arena, &r->file_schema, &r->tree, err));
    KAMU_TRY(check_groups(r, err));
    /* created_by is printed: make it a C string */
    struct str by = arena_str(&r->arena, r->file.created_by);
    r->created_by = by.p ? by.p : "";
    return KAMU_OK;
}

static kamu_code open_source(struct env *env, struct pq_source source, struct fs_file *owned,
                             bool hash_form, struct slice_reader **out, struct kamu_error *err)
{
    struct slice_reader *r = mem_calloc(1, sizeof *r);
    *out = NULL;
    if (r == NULL) {
        if (owned)
            (void)fs_close(owned, NULL);
        return error_nomem(err);
    }
    r->env = env;
    r->source = source;
    r->owned = owned;
    r->hash_form = hash_form;
    r->batch_rows = BATCH_ROWS_MAX;
    r->bytes_max = env->memory_max_bytes > 0 ? 2 * env->memory_max_bytes : UINT64_C(384) << 20;
    pool_group_init(&r->pool_group, env->pool);
    arena_init(&r->arena, (size_t)2 << 30);
    kamu_code rc = parse(r, err);
    if (rc == KAMU_OK)
        rc = slice_reader_select_all(r, err);
    if (rc != KAMU_OK) {
        if (rc == KAMU_E_CORRUPT && err != NULL && err->at.input[0] == '\0')
            (void)error_wrap(err, rc, "%s: damaged Parquet file", source.name);
        slice_reader_close(r);
        return rc;
    }
    *out = r;
    return KAMU_OK;
}

kamu_code slice_reader_open(struct env *env, const char *path, struct slice_reader **out,
                            struct kamu_error *err)
{
    struct fs_file *f;
    *out = NULL;
    KAMU_TRY(fs_open_read(&env->fs, path, &f, err));
    return slice_reader_open_file(env, f, out, err);
}

kamu_code slice_reader_open_file(struct env *env, struct fs_file *file, struct slice_reader **out,
                                 struct kamu_error *err)
{
    struct fs_stat st;
    *out = NULL;
    kamu_code rc = fs_fstat(file, &st, err);
    if (rc != KAMU_OK) {
        (void)fs_close(file, NULL);
        return rc;
    }
    struct pq_source s = {.file = file, .size = st.size_bytes, .name = fs_name(file)};
    return open_source(env, s, file, false, out, err);
}

kamu_code slice_reader_open_bytes(struct env *env, const void *data, size_t n, const char *name,
                                  struct slice_reader **out, struct kamu_error *err)
{
    struct pq_source s = {.data = data, .size = n, .name = name};
    return open_source(env, s, NULL, false, out, err);
}

static void drop_selection(struct slice_reader *r)
{
    for (uint32_t i = 0; i < r->n_columns; i++) {
        struct column_task *t = &r->columns[i];
        for (uint32_t k = 0; k < t->n_leaves; k++)
            leaf_reader_free(&t->leaves[k]);
        mem_free(t->leaves);
        column_release(&t->out);
    }
    mem_free(r->columns);
    r->columns = NULL;
    r->n_columns = 0;
    col_schema_unref(r->schema);
    r->schema = NULL;
}

void slice_reader_close(struct slice_reader *r)
{
    if (r == NULL)
        return;
    drop_selection(r);
    col_schema_unref(r->file_schema);
    mem_free(r->prefixes);
    arena_free(&r->arena);
    if (r->owned != NULL)
        (void)fs_close(r->owned, NULL);
    mem_free(r);
}

/* ---- what to read ------------------------------------------------------------------------ */

static kamu_code open_column(struct slice_reader *r, struct column_task *t, int32_t file_column,
                             struct kamu_error *err)
{
    *t = (struct column_task){.reader = r, .file_column = file_column};
    if (file_column < 0)
        return KAMU_OK;
    t->node = &r->tree.top[file_column];
    t->name = r->file_schema->fields[file_column].name;
    t->leaves = mem_calloc(t->node->n_leaves, sizeof *t->leaves);
    if (t->leaves == NULL)
        return error_nomem(err);
    for (; t->n_leaves < t->node->n_leaves; t->n_leaves++) {
        const struct pq_leaf *leaf = &r->tree.leaves[t->node->first_leaf + t->n_leaves];
        KAMU_TRY(leaf_reader_init(&t->leaves[t->n_leaves], leaf, t->name, &r->source, r->bytes_max,
                                  err));
    }
    return KAMU_OK;
}

/* `schema` is taken over; file_columns[i] = -1: nulls. */
static kamu_code select_columns(struct slice_reader *r, struct col_schema *schema,
                                const int32_t *file_columns, struct kamu_error *err)
{
    drop_selection(r);
    r->schema = schema;
    r->columns = mem_calloc(schema->n_fields + 1, sizeof *r->columns);
    if (r->columns == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < schema->n_fields; i++) {
        r->n_columns = i + 1;
        KAMU_TRY(open_column(r, &r->columns[i], file_columns[i], err));
        r->columns[i].index = i;
        r->columns[i].read_type = &schema->fields[i].type;
    }
    return KAMU_OK;
}

kamu_code slice_reader_select_all(struct slice_reader *r, struct kamu_error *err)
{
    uint32_t n = r->file_schema->n_fields;
    int32_t *all = mem_calloc(n + 1, sizeof *all);
    if (all == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < n; i++)
        all[i] = (int32_t)i;
    kamu_code rc = select_columns(r, col_schema_ref(r->file_schema), all, err);
    mem_free(all);
    return rc;
}

kamu_code slice_reader_project(struct slice_reader *r, const struct str *names, size_t n,
                               struct kamu_error *err)
{
    struct col_schema *schema = NULL;
    kamu_code rc = KAMU_OK;
    KAMU_ASSERT(!r->started);
    int32_t *at = mem_calloc(n + 1, sizeof *at);
    if (at == NULL)
        return error_nomem(err);
    for (size_t i = 0; i < n && rc == KAMU_OK; i++) {
        at[i] = col_schema_find(r->file_schema, names[i]);
        if (at[i] < 0) {
            rc = error_set(err, KAMU_E_NOT_FOUND, "%s has no column `" STR_FMT "`", r->source.name,
                           STR_ARG(names[i]));
            error_field(err, STR_FMT, STR_ARG(names[i]));
        }
    }
    if (rc == KAMU_OK)
        rc = col_schema_new((uint32_t)n, &schema, err);
    for (size_t i = 0; i < n && rc == KAMU_OK; i++)
        rc =
            col_field_copy(&schema->arena, &r->file_schema->fields[at[i]], &schema->fields[i], err);
    if (rc == KAMU_OK)
        rc = select_columns(r, schema, at, err);
    else
        col_schema_unref(schema);
    mem_free(at);
    return rc;
}

/* Equal but for names of items and entries, nullability, and time zones: the same buffers. */
static bool same_layout(const struct col_type *a, const struct col_type *b)
{
    bool text = (a->kind == COL_STRING && b->kind == COL_BINARY);
    if ((a->kind != b->kind && !text) || a->n_children != b->n_children || a->unit != b->unit ||
        a->precision != b->precision || a->scale != b->scale || a->fixed_length != b->fixed_length)
        return false;
    for (uint32_t i = 0; i < a->n_children; i++) {
        if (a->kind == COL_STRUCT && strcmp(a->children[i].name, b->children[i].name) != 0)
            return false;
        if (!same_layout(&a->children[i].type, &b->children[i].type))
            return false;
    }
    return true;
}

static kamu_code want_column(struct slice_reader *r, uint32_t i, const struct col_field *want,
                             struct kamu_error *err)
{
    struct column_task *t = &r->columns[i];
    if (t->file_column < 0) {
        if (want->nullable)
            return KAMU_OK;
        kamu_code rc = error_set(err, KAMU_E_SCHEMA, "%s has no column `%s`, which is required",
                                 r->source.name, want->name);
        error_field(err, "%s", want->name);
        return rc;
    }
    const struct col_type *have = &r->file_schema->fields[t->file_column].type;
    if (same_layout(have, &want->type))
        return KAMU_OK;
    if (column_can_cast(have, &want->type)) {
        t->read_type = have;
        t->cast = true;
        return KAMU_OK;
    }
    char a[128], b[128];
    col_type_name(have, a, sizeof a);
    col_type_name(&want->type, b, sizeof b);
    kamu_code rc = error_set(err, KAMU_E_SCHEMA, "%s: column `%s` is %s, %s was expected",
                             r->source.name, want->name, a, b);
    error_field(err, "%s", want->name);
    error_expected(err, "%s", b);
    return rc;
}

kamu_code slice_reader_want(struct slice_reader *r, struct col_schema *wanted,
                            struct kamu_error *err)
{
    KAMU_ASSERT(!r->started);
    int32_t *at = mem_calloc(wanted->n_fields + 1, sizeof *at);
    if (at == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < wanted->n_fields; i++)
        at[i] = col_schema_find(r->file_schema, str_c(wanted->fields[i].name));
    kamu_code rc = select_columns(r, col_schema_ref(wanted), at, err);
    mem_free(at);
    for (uint32_t i = 0; i < wanted->n_fields && rc == KAMU_OK; i++)
        rc = want_column(r, i, &wanted->fields[i], err);
    return rc;
}

void slice_reader_set_batch_rows(struct slice_reader *r, uint32_t rows)
{
    r->batch_rows = rows == 0 ? 1 : rows > BATCH_ROWS_MAX ? BATCH_ROWS_MAX : rows;
}

/* ---- reading --------------------------------------------------------------------------- */

static kamu_code start_leaf(struct slice_reader *r, struct leaf_reader *leaf, uint32_t leaf_index,
                            struct kamu_error *err)
{
    const struct pq_row_group *g = &r->file.row_groups[r->group];
    const struct pq_chunk *c = &g->columns[leaf_index];
    struct pq_page_location *places = NULL;
    uint32_t n = 0;
    struct arena tmp;
    kamu_code rc = KAMU_OK;
    arena_init(&tmp, (size_t)1 << 30);
    if (r->group_row > 0 && c->offset_index_offset > 0 && c->offset_index_length > 0 &&
        (uint64_t)c->offset_index_length <= r->source.size) {
        uint8_t *bytes = arena_alloc(&tmp, (size_t)c->offset_index_length);
        rc = bytes == NULL ? error_nomem(err)
                           : pq_source_read(&r->source, (uint64_t)c->offset_index_offset,
                                            (size_t)c->offset_index_length, bytes, err);
        if (rc == KAMU_OK)
            rc =
                pq_offset_index_read(bytes, (size_t)c->offset_index_length, &tmp, &places, &n, err);
    }
    if (rc == KAMU_OK)
        rc = leaf_reader_start(leaf, c, g->num_rows, (int64_t)r->group_row, places, n, err);
    arena_free(&tmp);
    return rc;
}

static kamu_code check_nulls(struct slice_reader *r, const struct column_task *t,
                             struct kamu_error *err)
{
    const struct col_field *f = &r->schema->fields[t->index];
    if (f->nullable || t->out.null_count == 0 || f->type.kind == COL_NULL)
        return KAMU_OK;
    kamu_code rc = error_set(err, KAMU_E_SCHEMA, "%s: required column `%s` has %lld nulls",
                             r->source.name, f->name, (long long)t->out.null_count);
    error_field(err, "%s", f->name);
    return rc;
}

static kamu_code read_column(struct column_task *t, struct kamu_error *err)
{
    struct slice_reader *r = t->reader;
    const struct col_type *type = &r->schema->fields[t->index].type;
    if (t->file_column < 0)
        return column_nulls(type, (int64_t)r->take, &t->out, err);
    for (uint32_t i = 0; i < t->n_leaves; i++) {
        if (r->start)
            KAMU_TRY(start_leaf(r, &t->leaves[i], t->node->first_leaf + i, err));
        KAMU_TRY(leaf_reader_read(&t->leaves[i], r->take, err));
    }
    KAMU_TRY(assemble_column(t->node, t->read_type, t->leaves, r->take, &t->out, err));
    if (t->cast) {
        struct column cast = {0};
        kamu_code rc = column_cast(&t->out, type, &cast, err);
        if (rc != KAMU_OK)
            return error_wrap(err, rc, "%s: column `%s`", r->source.name, t->name);
        column_release(&t->out);
        t->out = cast;
    }
    return check_nulls(r, t, err);
}

static void run_column(void *arg)
{
    struct column_task *t = arg;
    struct kamu_error local;
    t->rc = read_column(t, &local);
    if (t->rc == KAMU_OK)
        return;
    t->err = mem_alloc(sizeof *t->err);
    if (t->err != NULL)
        *t->err = local;
}

/* Rows of the next batch: all that is asked for, fewer where rows are very wide. */
static size_t batch_size(const struct slice_reader *r, uint64_t left)
{
    const struct pq_row_group *g = &r->file.row_groups[r->group];
    uint64_t bytes = 0, rows = r->batch_rows;
    for (uint32_t i = 0; i < r->n_columns; i++)
        for (uint32_t k = 0; k < r->columns[i].n_leaves; k++) {
            int64_t n = g->columns[r->columns[i].node->first_leaf + k].total_uncompressed;
            bytes += n > 0 && n < INT64_MAX / COL_FIELDS_MAX ? (uint64_t)n : 0;
        }
    uint64_t each = bytes / ((uint64_t)g->num_rows + 1) + 1;
    if (rows * each > BATCH_BYTES)
        rows = BATCH_BYTES / each + 1;
    return (size_t)(rows < left ? rows : left);
}

static kamu_code run_columns(struct slice_reader *r, struct kamu_error *err)
{
    if (r->take * r->n_columns <= INLINE_VALUES) { /* less work than waking a thread */
        for (uint32_t i = 0; i < r->n_columns; i++)
            run_column(&r->columns[i]);
    } else {
        for (uint32_t i = 0; i < r->n_columns; i++)
            pool_submit(&r->pool_group, &r->columns[i].task, run_column, &r->columns[i]);
        pool_wait(&r->pool_group);
    }
    kamu_code rc = KAMU_OK;
    for (uint32_t i = 0; i < r->n_columns; i++) {
        struct column_task *t = &r->columns[i];
        if (t->rc != KAMU_OK && rc == KAMU_OK) {
            rc = t->rc;
            if (err != NULL && t->err != NULL)
                *err = *t->err;
            else if (t->err == NULL)
                rc = error_nomem(err);
        }
        mem_free(t->err);
        t->err = NULL;
    }
    return rc;
}

kamu_code slice_reader_seek(struct slice_reader *r, uint64_t row, struct kamu_error *err)
{
    r->started = true;
    r->group = 0;
    while (r->group < r->file.n_row_groups &&
           row >= (uint64_t)r->file.row_groups[r->group].num_rows)
        row -= (uint64_t)r->file.row_groups[r->group++].num_rows;
    r->group_row = row;
    r->start = true;
    return KAMU_OK;
}

kamu_code slice_reader_next(struct slice_reader *r, struct batch **out, struct kamu_error *err)
{
    *out = NULL;
    KAMU_TRY(env_check_cancel(r->env, err));
    if (!r->started)
        KAMU_TRY(slice_reader_seek(r, 0, err));
    while (r->group < r->file.n_row_groups &&
           r->group_row >= (uint64_t)r->file.row_groups[r->group].num_rows) {
        r->group++;
        r->group_row = 0;
        r->start = true;
    }
    if (r->group >= r->file.n_row_groups)
        return KAMU_OK;
    r->take = batch_size(r, (uint64_t)r->file.row_groups[r->group].num_rows - r->group_row);
    kamu_code rc = run_columns(r, err);
    struct batch *b = NULL;
    if (rc == KAMU_OK)
        rc = batch_new(r->schema, (int64_t)r->take, &b, err);
    for (uint32_t i = 0; i < r->n_columns; i++) {
        if (rc == KAMU_OK) {
            b->columns[i] = r->columns[i].out;
            b->columns[i].type = &r->schema->fields[i].type;
        } else {
            column_release(&r->columns[i].out);
        }
        r->columns[i].out = (struct column){0};
    }
    if (rc != KAMU_OK)
        return rc;
    r->start = false;
    r->group_row += r->take;
    *out = b;
    return KAMU_OK;
}

/* ---- logical hash ------------------------------------------------------------------------- */

static void put_le(struct logical_hash_prefix *p, uint64_t v, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        p->bytes[p->n++] = (uint8_t)(v >> (8 * i));
}

/* Type prefix (spec 3.3) of a leaf that the file's hint makes a Date64, Decimal32 or Decimal64. */
static kamu_code add_prefix(struct slice_reader *r, uint32_t leaf_index,
                            struct logical_hash_options *o, struct kamu_error *err)
{
    const struct pq_leaf *leaf = &r->tree.leaves[leaf_index];
    struct logical_hash_prefix *p = &r->prefixes[o->n_prefixes];
    enum { DECIMAL = 6, DATE = 7, DATE_MS = 1 };
    p->leaf = leaf_index;
    switch (leaf->hash_as) {
    case PQ_HASH_NORMAL:
        return KAMU_OK;
    case PQ_HASH_DATE64:
        put_le(p, DATE, 2);
        put_le(p, 64, 8);
        put_le(p, DATE_MS, 2);
        break;
    case PQ_HASH_DECIMAL32:
    case PQ_HASH_DECIMAL64:
        put_le(p, DECIMAL, 2);
        put_le(p, leaf->hash_as == PQ_HASH_DECIMAL32 ? 32 : 64, 8);
        put_le(p, leaf->precision, 8);
        put_le(p, (uint64_t)(int64_t)leaf->scale, 8);
        break;
    case PQ_HASH_NEVER:
        return error_set(err, KAMU_E_UNSUPPORTED,
                         "%s: column `%s` is hinted as Dictionary: no logical hash is defined",
                         r->source.name, r->file_schema->fields[leaf->top].name);
    }
    o->n_prefixes++;
    return KAMU_OK;
}

kamu_code slice_reader_logical_hash(struct slice_reader *r, uint8_t out[32], struct kamu_error *err)
{
    struct slice_reader *scan = NULL;
    struct logical_hash *h = NULL;
    struct logical_hash_options options = {.row_group_rows = -1};
    kamu_code rc;
    for (uint32_t i = 0; i < r->tree.n_leaves; i++)
        options.string_views |= r->tree.leaves[i].hash_view;
    KAMU_TRY(open_source(r->env, r->source, NULL, true, &scan, err));
    options.prefixes = scan->prefixes = mem_calloc(scan->tree.n_leaves + 1, sizeof *scan->prefixes);
    if (options.prefixes == NULL) {
        rc = error_nomem(err);
        goto done;
    }
    for (uint32_t i = 0; i < scan->tree.n_leaves; i++)
        KAMU_TRY_GOTO(add_prefix(scan, i, &options, err), done);
    KAMU_TRY_GOTO(logical_hash_new(scan->schema, &options, &h, err), done);
    uint32_t group = 0;
    for (;;) {
        struct batch *b;
        KAMU_TRY_GOTO(slice_reader_next(scan, &b, err), done);
        if (b == NULL)
            break;
        if (scan->group != group)
            rc = logical_hash_end_row_group(h, err);
        group = scan->group;
        if (rc == KAMU_OK)
            rc = logical_hash_update(h, b, NULL, (struct sha3_piece){0}, err);
        batch_free(b);
        if (rc != KAMU_OK)
            goto done;
    }
    rc = logical_hash_finish(h, out, err);
done:
    logical_hash_free(h);
    slice_reader_close(scan);
    return rc;
}
