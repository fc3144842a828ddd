/*
 * kamu_scan(<source>, bounds := '<column> <op> <value>;...', extremes := 1): the table function
 * through which a query reads a source (engine.h, scan_request). DuckDB says which columns it uses,
 * so no others are asked for. In front of the source's columns there is one that means nothing
 * ("_", false): `SELECT *` is not for users.
 */
#include "sql/duck_vector.h"
#include "sql/engine_impl.h"

#define BOUNDS_MAX 64

struct binding {
    struct engine *e;
    struct source_slot *slot;
    struct scan_bound bounds[BOUNDS_MAX];
    uint32_t n_bounds;
    bool extremes;
};

/* One reading of a source. */
struct scan {
    struct binding *binding;
    struct scan_request request;
    uint32_t *columns; /* what the request points to */
    int32_t *places;   /* of each column of DuckDB's chunks in our batches; -1 = not used */
    uint32_t n_places;
    void *state; /* the source's */
};

/* One thread of it. */
struct worker {
    struct scan *scan;
    void *state; /* the source's */
    struct batch *batch;
    int64_t at; /* next row of the batch */
};

void engine_source_failed(struct engine *e, const struct kamu_error *cause)
{
    pthread_mutex_lock(&e->lock);
    if (e->failed.code == KAMU_OK)
        e->failed = *cause;
    pthread_mutex_unlock(&e->lock);
}

/* ---- bind ---------------------------------------------------------------------------------- */

static bool parse_op(const char **text, enum scan_op *op)
{
    const char *t = *text;
    if (*t == '=')
        *op = SCAN_EQ;
    else if (*t == '<')
        *op = t[1] == '=' ? SCAN_LE : SCAN_LT;
    else if (*t == '>')
        *op = t[1] == '=' ? SCAN_GE : SCAN_GT;
    else
        return false;
    *text = t + (*op == SCAN_LE || *op == SCAN_GE ? 2 : 1);
    return true;
}

/* Made by our own dialect: what is not understood or too much is left out, which is safe. */
static void parse_bounds(const char *text, struct binding *b)
{
    while (*text != 0 && b->n_bounds < BOUNDS_MAX) {
        struct scan_bound one;
        char *end = NULL;
        unsigned long column = strtoul(text, &end, 10);
        if (end == text || column >= b->slot->source.schema->n_fields)
            return;
        for (text = end; *text == ' '; text++)
            ;
        if (!parse_op(&text, &one.op))
            return;
        one.column = (uint32_t)column;
        one.value = strtoll(text, &end, 10);
        if (end == text)
            return;
        b->bounds[b->n_bounds++] = one;
        for (text = end; *text == ';' || *text == ' '; text++)
            ;
    }
}

static void take_bounds(duckdb_bind_info info, struct binding *b)
{
    const struct duckdb *db = &b->e->db;
    duckdb_value v = db->bind_get_named_parameter(info, "bounds");
    if (v == NULL)
        return;
    char *text = db->get_varchar(v);
    if (text != NULL)
        parse_bounds(text, b);
    db->free(text);
    db->destroy_value(&v);
}

static bool take_extremes(duckdb_bind_info info, const struct duckdb *db)
{
    duckdb_value v = db->bind_get_named_parameter(info, "extremes");
    if (v == NULL)
        return false;
    bool on = db->get_int64(v) != 0;
    db->destroy_value(&v);
    return on;
}

/* What only counts rows asks for the first column: that one must cost nothing and fail never. */
static kamu_code add_row_column(duckdb_bind_info info, struct binding *b, struct kamu_error *err)
{
    const struct duckdb *db = &b->e->db;
    const struct col_schema *schema = b->slot->source.schema;
    char name[COL_FIELDS_MAX + 2];
    size_t n = 0;
    bool taken = true;
    while (taken) { /* a name that no column has */
        name[n++] = '_';
        taken = false;
        for (uint32_t i = 0; i < schema->n_fields && !taken; i++)
            taken = str_ieq(str_c(schema->fields[i].name), (struct str){name, n});
    }
    name[n] = 0;
    duckdb_logical_type type = db->create_logical_type(DUCKDB_TYPE_BOOLEAN);
    if (type == NULL)
        return error_nomem(err);
    db->bind_add_result_column(info, name, type);
    db->destroy_logical_type(&type);
    return KAMU_OK;
}

static kamu_code add_columns(duckdb_bind_info info, struct binding *b, struct kamu_error *err)
{
    const struct duckdb *db = &b->e->db;
    const struct engine_source *s = &b->slot->source;
    KAMU_TRY(add_row_column(info, b, err));
    for (uint32_t i = 0; i < s->schema->n_fields; i++) {
        const struct col_field *f = &s->schema->fields[i];
        duckdb_logical_type type = NULL;
        char name[24];
        (void)snprintf(name, sizeof name, "c%u", (unsigned)i);
        kamu_code rc = duck_type_of(db, &f->type, s->own_names, &type, NULL);
        if (rc == KAMU_E_UNSUPPORTED) {
            /* A column that no query can read must not spoil the others: it is there as NULL, and
             * reading it is an error (scan_open). */
            type = db->create_logical_type(DUCKDB_TYPE_INTEGER);
            rc = type == NULL ? KAMU_E_NOMEM : KAMU_OK;
        }
        if (rc != KAMU_OK)
            return error_nomem(err);
        db->bind_add_result_column(info, s->own_names ? f->name : name, type);
        db->destroy_logical_type(&type);
    }
    return KAMU_OK;
}

static void free_binding(void *p)
{
    mem_free(p);
}

static kamu_code bind_source(duckdb_bind_info info, struct engine *e, struct kamu_error *err)
{
    const struct duckdb *db = &e->db;
    duckdb_value v = db->bind_get_parameter(info, 0);
    int64_t id = v == NULL ? -1 : db->get_int64(v);
    if (v != NULL)
        db->destroy_value(&v);
    if (id < 0 || id >= e->n_sources)
        return error_set(err, KAMU_E_INPUT, "kamu_scan: no source %lld", (long long)id);
    struct binding *b = mem_calloc(1, sizeof *b);
    if (b == NULL)
        return error_nomem(err);
    db->bind_set_bind_data(info, b, free_binding);
    b->e = e;
    b->slot = e->sources[id];
    b->slot->uses++;
    take_bounds(info, b);
    b->extremes = take_extremes(info, db);
    if (b->slot->source.rows != UINT64_MAX)
        db->bind_set_cardinality(info, b->slot->source.rows, false);
    return add_columns(info, b, err);
}

static void on_bind(duckdb_bind_info info)
{
    const struct duckdb *db = duckdb_api();
    struct engine *e = db->bind_get_extra_info(info);
    struct kamu_error err = {0};
    if (bind_source(info, e, &err) == KAMU_OK)
        return;
    engine_source_failed(e, &err);
    db->bind_set_error(info, kamu_error_message(&err, 0));
}

/* ---- init ---------------------------------------------------------------------------------- */

static void free_scan(void *p)
{
    struct scan *s = p;
    if (s->state != NULL)
        s->binding->slot->source.scan_close(s->state);
    col_schema_unref(s->request.schema);
    mem_free(s->columns);
    mem_free(s->places);
    mem_free(s);
}

static kamu_code check_readable(const struct duckdb *db, const struct col_field *f,
                                struct kamu_error *err)
{
    duckdb_logical_type type = NULL;
    kamu_code rc = duck_type_of(db, &f->type, false, &type, err);
    if (type != NULL)
        db->destroy_logical_type(&type);
    return rc == KAMU_OK ? rc
                         : error_wrap(err, rc, "Column '%s' cannot be used in a query", f->name);
}

/* Which columns DuckDB wants, and where. */
static kamu_code plan_columns(duckdb_init_info info, struct scan *s, struct kamu_error *err)
{
    const struct duckdb *db = &s->binding->e->db;
    const struct col_schema *all = s->binding->slot->source.schema;
    uint64_t n = db->init_get_column_count(info);
    if (n > COL_FIELDS_MAX)
        return error_set(err, KAMU_E_LIMIT, "A query over more than %d columns", COL_FIELDS_MAX);
    s->places = mem_calloc(n + 1, sizeof *s->places);
    s->columns = mem_calloc(n + 1, sizeof *s->columns);
    if (s->places == NULL || s->columns == NULL)
        return error_nomem(err);
    s->n_places = (uint32_t)n;
    uint32_t used = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint64_t column = db->init_get_column_index(info, i) - 1; /* behind the row column */
        s->places[i] = -1;
        if (column >= all->n_fields)
            continue;
        KAMU_TRY(check_readable(db, &all->fields[column], err));
        s->places[i] = (int32_t)used;
        s->columns[used++] = (uint32_t)column;
    }
    KAMU_TRY(col_schema_new(used, &s->request.schema, err));
    for (uint32_t i = 0; i < used; i++)
        KAMU_TRY(col_field_copy(&s->request.schema->arena, &all->fields[s->columns[i]],
                                &s->request.schema->fields[i], err));
    s->request.columns = s->columns;
    s->request.n_columns = used;
    s->request.bounds = s->binding->bounds;
    s->request.n_bounds = s->binding->n_bounds;
    s->request.extremes = s->binding->extremes;
    return KAMU_OK;
}

static kamu_code open_scan(duckdb_init_info info, struct binding *b, struct kamu_error *err)
{
    const struct duckdb *db = &b->e->db;
    const struct engine_source *source = &b->slot->source;
    struct scan *s = mem_calloc(1, sizeof *s);
    if (s == NULL)
        return error_nomem(err);
    s->binding = b;
    kamu_code rc = plan_columns(info, s, err);
    if (rc == KAMU_OK) {
        pthread_mutex_lock(&b->e->opening);
        rc = source->scan_open(source->ctx, &s->request, &s->state, err);
        pthread_mutex_unlock(&b->e->opening);
    }
    if (rc != KAMU_OK) {
        free_scan(s);
        return rc;
    }
    db->init_set_init_data(info, s, free_scan);
    db->init_set_max_threads(info, source->workers_max < 1 ? 1 : source->workers_max);
    return KAMU_OK;
}

static void on_init(duckdb_init_info info)
{
    const struct duckdb *db = duckdb_api();
    struct binding *b = db->init_get_bind_data(info);
    struct kamu_error err = {0};
    if (open_scan(info, b, &err) == KAMU_OK)
        return;
    engine_source_failed(b->e, &err);
    db->init_set_error(info, kamu_error_message(&err, 0));
}

/* The worker of a thread gets its scan with the first rows: what DuckDB passes here is the binding
 * alone. */
static void free_worker(void *p)
{
    struct worker *w = p;
    if (w->state != NULL)
        w->scan->binding->slot->source.worker_close(w->state);
    batch_free(w->batch);
    mem_free(w);
}

static void on_local_init(duckdb_init_info info)
{
    const struct duckdb *db = duckdb_api();
    struct worker *w = mem_calloc(1, sizeof *w);
    if (w == NULL) {
        db->init_set_error(info, "out of memory");
        return;
    }
    db->init_set_init_data(info, w, free_worker);
}

/* ---- rows ------------------------------------------------------------------------------------ */

static kamu_code next_batch(struct worker *w, struct kamu_error *err)
{
    const struct engine_source *source = &w->scan->binding->slot->source;
    batch_free(w->batch);
    w->batch = NULL;
    w->at = 0;
    do {
        batch_free(w->batch);
        w->batch = NULL;
        KAMU_TRY(env_check_cancel(w->scan->binding->e->env, err));
        KAMU_TRY(source->worker_next(w->state, &w->batch, err));
    } while (w->batch != NULL && w->batch->length == 0);
    return KAMU_OK;
}

static kamu_code fill(struct worker *w, struct scan *s, duckdb_data_chunk out,
                      struct kamu_error *err)
{
    const struct duckdb *db = &s->binding->e->db;
    const struct engine_source *source = &s->binding->slot->source;
    if (w->scan == NULL) {
        w->scan = s;
        KAMU_TRY(source->worker_open(s->state, &w->state, err));
    }
    if (w->batch == NULL || w->at == w->batch->length)
        KAMU_TRY(next_batch(w, err));
    if (w->batch == NULL) {
        db->data_chunk_set_size(out, 0);
        return KAMU_OK;
    }
    int64_t n = w->batch->length - w->at, most = (int64_t)db->vector_size();
    if (n > most)
        n = most;
    for (uint32_t i = 0; i < s->n_places; i++) {
        duckdb_vector v = db->data_chunk_get_vector(out, i);
        if (s->places[i] >= 0)
            KAMU_TRY(duck_vector_fill(db, &w->batch->columns[s->places[i]], w->at, n, v, err));
        else
            memset(db->vector_get_data(v), 0, (size_t)n);
    }
    db->data_chunk_set_size(out, (uint64_t)n);
    w->at += n;
    return KAMU_OK;
}

static void on_rows(duckdb_function_info info, duckdb_data_chunk out)
{
    const struct duckdb *db = duckdb_api();
    struct scan *s = db->function_get_init_data(info);
    struct kamu_error err = {0};
    if (fill(db->function_get_local_init_data(info), s, out, &err) == KAMU_OK)
        return;
    engine_source_failed(s->binding->e, &err);
    db->function_set_error(info, kamu_error_message(&err, 0));
}

kamu_code scan_register(struct engine *e, struct kamu_error *err)
{
    const struct duckdb *db = &e->db;
    duckdb_table_function f = db->create_table_function();
    duckdb_logical_type id = db->create_logical_type(DUCKDB_TYPE_BIGINT);
    duckdb_logical_type text = db->create_logical_type(DUCKDB_TYPE_VARCHAR);
    db->table_function_set_name(f, "kamu_scan");
    db->table_function_add_parameter(f, id);
    db->table_function_add_named_parameter(f, "bounds", text);
    db->table_function_add_named_parameter(f, "extremes", id);
    db->table_function_set_extra_info(f, e, NULL);
    db->table_function_set_bind(f, on_bind);
    db->table_function_set_init(f, on_init);
    db->table_function_set_local_init(f, on_local_init);
    db->table_function_set_function(f, on_rows);
    db->table_function_supports_projection_pushdown(f, true);
    enum duckdb_state state = db->register_table_function(db->connection, f);
    db->destroy_logical_type(&text);
    db->destroy_logical_type(&id);
    db->destroy_table_function(&f);
    return state == DUCKDB_OK ? KAMU_OK
                              : error_set(err, KAMU_E_BUG, "DuckDB refuses the function kamu_scan");
}
