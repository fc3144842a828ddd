/* A query over datasets: see dataset_query.h. */
#include "sql/dataset_query.h"

#include "sql/dataset_source.h"
#include "sql/duck_query.h"
#include "sql/query_error.h"

#define ARENA_MAX ((size_t)256 << 20)
#define SQL_MAX ((size_t)64 << 20)
#define TABLES_MAX 4096

/* A dataset at one block. */
struct opened {
    struct odf_did id;
    struct odf_hash head;
    bool newest; /* opened without a block */
    struct dataset *ds;
    struct dataset_source *source;
    char relation[32]; /* kamu_scan(<id>) */
};

struct dataset_query {
    struct workspace *ws;
    struct engine *engine;
    struct dataset_query_options options;
    struct arena arena;
    struct opened *opened; /* room for TABLES_MAX: sources point to what they hold */
    size_t n_opened;
    struct query_table *tables; /* room for TABLES_MAX */
    size_t *table_of;           /* into opened */
    size_t n_tables;
    struct dialect_query compiled;
    struct engine_query *query;
};

/* ---- tables -------------------------------------------------------------------------------- */

static kamu_code open_dataset(struct dataset_query *q, const struct dataset_handle *handle,
                              const struct odf_hash *at, size_t *out, struct kamu_error *err)
{
    uint32_t id = 0;
    for (size_t i = 0; i < q->n_opened; i++)
        if (odf_did_eq(&q->opened[i].id, &handle->id) &&
            (at == NULL ? q->opened[i].newest : odf_hash_eq(at, &q->opened[i].head))) {
            *out = i;
            return KAMU_OK;
        }
    if (q->n_opened == TABLES_MAX)
        return error_set(err, KAMU_E_LIMIT, "A query over more than %d datasets", TABLES_MAX);
    struct opened *o = &q->opened[q->n_opened];
    KAMU_TRY(dataset_open(q->ws, handle, &o->ds, err));
    *out = q->n_opened++; /* from here on dataset_query_close frees it */
    o->id = handle->id;
    o->newest = at == NULL;
    KAMU_TRY(dataset_source_open(q->ws->env, o->ds, at, &o->source, err));
    o->head = *dataset_source_head(o->source);
    struct engine_source source = dataset_source_table(o->source);
    KAMU_TRY(engine_add_source(q->engine, &source, &id, err));
    (void)snprintf(o->relation, sizeof o->relation, "kamu_scan(%u)", id);
    return KAMU_OK;
}

static kamu_code add_table(struct dataset_query *q, struct str alias, size_t opened,
                           struct kamu_error *err)
{
    if (q->n_tables == TABLES_MAX)
        return error_set(err, KAMU_E_LIMIT, "A query over more than %d tables", TABLES_MAX);
    struct str copy = arena_str(&q->arena, alias);
    if (copy.p == NULL)
        return error_nomem(err);
    q->table_of[q->n_tables] = opened;
    q->tables[q->n_tables++] = (struct query_table){.alias = copy,
                                                    .id = q->opened[opened].id,
                                                    .has_block = true,
                                                    .block = q->opened[opened].head};
    return KAMU_OK;
}

/* `name` as the workspace resolves it: kamu takes the account's name in single-tenant ones, too,
 * and a bare name is the caller's own. */
static kamu_code resolve(struct dataset_query *q, struct str name, struct dataset_handle *out,
                         struct kamu_error *err)
{
    struct str account = q->options.account;
    const char *slash = name.p == NULL ? NULL : memchr(name.p, '/', name.n);
    if (slash != NULL && !q->ws->multi_tenant &&
        str_ieq((struct str){name.p, (size_t)(slash - name.p)}, str_c(q->ws->account)))
        name = (struct str){slash + 1, name.n - (size_t)(slash + 1 - name.p)};
    else if (slash == NULL && q->ws->multi_tenant && account.p != NULL &&
             !str_starts(name, "did:")) {
        const char *own =
            arena_printf(&q->arena, STR_FMT "/" STR_FMT, STR_ARG(account), STR_ARG(name));
        if (own == NULL)
            return error_nomem(err);
        name = str_c(own);
    }
    /* near names, the hint, are not for those who do not see all */
    struct kamu_error *hints = q->options.visible == NULL ? err : NULL;
    kamu_code rc = workspace_resolve(q->ws, name, &q->arena, out, hints);
    if (rc == KAMU_E_USAGE || rc == KAMU_E_INPUT) /* no name of a dataset at all */
        return KAMU_E_NOT_FOUND;
    if (rc == KAMU_OK && q->options.visible != NULL && !q->options.visible(q->options.ctx, out))
        return KAMU_E_NOT_FOUND;
    if (rc != KAMU_OK && rc != KAMU_E_NOT_FOUND && hints == NULL)
        return error_set(err, rc, "Cannot look for the dataset '" STR_FMT "'", STR_ARG(name));
    return rc;
}

static kamu_code find_table(struct dataset_query *q, struct str name, struct opened **out,
                            struct kamu_error *err)
{
    struct dataset_handle handle;
    size_t at = 0;
    for (size_t i = 0; i < q->n_tables; i++)
        if (str_eq(q->tables[i].alias, name)) {
            *out = &q->opened[q->table_of[i]];
            return KAMU_OK;
        }
    if (q->options.tables != NULL)
        return KAMU_E_NOT_FOUND;
    KAMU_TRY(resolve(q, name, &handle, err));
    KAMU_TRY(open_dataset(q, &handle, NULL, &at, err));
    KAMU_TRY(add_table(q, name, at, err));
    *out = &q->opened[at];
    return KAMU_OK;
}

/* The tables that were given, whether the query names them or not. */
static kamu_code open_pinned(struct dataset_query *q, struct kamu_error *err)
{
    for (size_t i = 0; i < q->options.n_tables; i++) {
        const struct query_table *t = &q->options.tables[i];
        struct dataset_handle handle;
        char did[ODF_DID_TEXT_MAX];
        size_t at = 0;
        bool known = false;
        for (size_t k = 0; k < q->n_tables; k++)
            known = known || str_eq(q->tables[k].alias, t->alias);
        if (known) /* the first of equal names counts */
            continue;
        size_t n = odf_did_text(&t->id, did);
        kamu_code rc = resolve(q, (struct str){did, n}, &handle, NULL);
        if (rc == KAMU_E_NOT_FOUND)
            continue;
        if (rc != KAMU_OK) /* once more, for its message */
            KAMU_TRY(resolve(q, (struct str){did, n}, &handle, err));
        KAMU_TRY(open_dataset(q, &handle, t->has_block ? &t->block : NULL, &at, err));
        KAMU_TRY(add_table(q, t->alias, at, err));
    }
    return KAMU_OK;
}

/* name, kamu.name, kamu.kamu.name; nothing else is a catalog or schema. */
static kamu_code find(void *ctx, const struct str *parts, size_t n, struct dialect_table *out,
                      struct kamu_error *err)
{
    struct opened *o = NULL;
    for (size_t i = 0; i + 1 < n; i++)
        if (!str_eqc(parts[i], "kamu"))
            return KAMU_E_NOT_FOUND;
    KAMU_TRY(find_table(ctx, parts[n - 1], &o, err));
    *out = (struct dialect_table){.relation = o->relation};
    dataset_source_describe(o->source, out);
    return KAMU_OK;
}

/* ---- DataFusion's SQL --------------------------------------------------------------------------
 */

/* Only some rows of the result; the order of an ordered one is kept. */
static kamu_code limit(struct dataset_query *q, struct kamu_error *err)
{
    if (q->options.skip > INT64_MAX || q->options.limit > INT64_MAX)
        return error_set(err, KAMU_E_INPUT, "skip and limit must be less than 2^63");
    const char *sql =
        arena_printf(&q->arena, "SELECT * FROM (%s) LIMIT %llu OFFSET %llu", q->compiled.sql,
                     (unsigned long long)q->options.limit, (unsigned long long)q->options.skip);
    if (sql == NULL)
        return error_nomem(err);
    q->compiled.sql = sql;
    return KAMU_OK;
}

/* What DuckDB says of a place is one in the SQL that it was given. */
static kamu_code without_place(const struct dataset_query *q, kamu_code rc, struct kamu_error *err)
{
    if (rc != KAMU_OK && err != NULL && q->options.dialect == SQL_DATAFUSION)
        err->at.line = err->at.column = 0;
    return rc;
}

static kamu_code compile(struct dataset_query *q, struct str query, struct kamu_error *err)
{
    struct instant now = clock_now(&q->ws->env->clock);
    struct dialect_catalog catalog = {.find = find,
                                      .ctx = q,
                                      .has_to_table = true,
                                      .now_us = now.seconds * 1000000 + now.nanos / 1000};
    KAMU_TRY(dialect_compile(query, &catalog, &q->arena, &q->compiled, err));
    if (q->options.limited)
        KAMU_TRY(limit(q, err));
    return without_place(
        q, engine_prepare(q->engine, q->compiled.sql, q->compiled.schema, &q->query, err), err);
}

/* ---- DuckDB's own ------------------------------------------------------------------------------
 */

/* A view of that name in DuckDB, over the dataset's columns by their names. */
static kamu_code make_view(struct dataset_query *q, struct str name, const struct opened *o,
                           struct kamu_error *err)
{
    const struct col_schema *schema = dataset_source_schema(o->source);
    struct buf sql = BUF_INIT(SQL_MAX);
    kamu_code rc = buf_append_str(&sql, "CREATE OR REPLACE TEMP VIEW ", err);
    if (rc == KAMU_OK)
        rc = sql_quote_name(name, &sql, err);
    if (rc == KAMU_OK)
        rc = buf_append_str(&sql,
                            schema->n_fields == 0 ? " AS SELECT 1 AS \"no schema\" WHERE false"
                                                  : " AS SELECT ",
                            err);
    for (uint32_t i = 0; i < schema->n_fields && rc == KAMU_OK; i++) {
        rc = buf_printf(&sql, err, "%sc%u AS ", i == 0 ? "" : ", ", i);
        if (rc == KAMU_OK)
            rc = sql_quote_name(str_c(schema->fields[i].name), &sql, err);
    }
    if (rc == KAMU_OK && schema->n_fields > 0)
        rc = buf_printf(&sql, err, " FROM %s", o->relation);
    const char *text = rc == KAMU_OK ? buf_cstr(&sql) : NULL;
    if (rc == KAMU_OK)
        rc = text == NULL ? error_nomem(err) : engine_run(q->engine, text, err);
    buf_free(&sql);
    return rc;
}

static kamu_code duck_table(void *ctx, struct str name, struct kamu_error *err)
{
    struct dataset_query *q = ctx;
    struct opened *o = NULL;
    kamu_code rc = find_table(q, name, &o, NULL);
    if (rc == KAMU_E_NOT_FOUND)
        return KAMU_OK; /* of a WITH clause, or unknown: DuckDB says so, with its place */
    return rc == KAMU_OK ? make_view(q, name, o, err) : find_table(q, name, &o, err);
}

static kamu_code prepare_duck(struct dataset_query *q, struct str query, struct kamu_error *err)
{
    KAMU_TRY(duck_query_check(q->engine, query, duck_table, q, err));
    const char *sql = arena_str(&q->arena, query).p;
    return sql == NULL ? error_nomem(err) : engine_prepare(q->engine, sql, NULL, &q->query, err);
}

/* ---- life
 * ----------------------------------------------------------------------------------------
 */

static kamu_code open_query(struct dataset_query *q, struct str query, struct kamu_error *err)
{
    q->opened = mem_calloc(TABLES_MAX, sizeof *q->opened);
    q->tables = mem_calloc(TABLES_MAX, sizeof *q->tables);
    q->table_of = mem_calloc(TABLES_MAX, sizeof *q->table_of);
    if (q->opened == NULL || q->tables == NULL || q->table_of == NULL)
        return error_nomem(err);
    KAMU_TRY(open_pinned(q, err));
    kamu_code rc =
        q->options.dialect == SQL_DUCKDB ? prepare_duck(q, query, err) : compile(q, query, err);
    if (rc == KAMU_OK)
        return KAMU_OK;
    if (err != NULL && err->at.line > 0 && err->at.input[0] == 0)
        (void)snprintf(err->at.input, sizeof err->at.input, "query");
    return query_error_as_kamu(rc, err);
}

kamu_code dataset_query_open(struct workspace *ws, struct engine *e,
                             const struct dataset_query_options *options, struct str query,
                             struct dataset_query **out, struct kamu_error *err)
{
    struct dataset_query *q = mem_calloc(1, sizeof *q);
    if (q == NULL)
        return error_nomem(err);
    q->ws = ws;
    q->engine = e;
    q->options = *options;
    arena_init(&q->arena, ARENA_MAX);
    kamu_code rc = open_query(q, query, err);
    if (rc != KAMU_OK) {
        dataset_query_close(q);
        return rc;
    }
    *out = q;
    return KAMU_OK;
}

struct col_schema *dataset_query_schema(const struct dataset_query *q)
{
    return engine_query_schema(q->query);
}

kamu_code dataset_query_next(struct dataset_query *q, struct batch **out, struct kamu_error *err)
{
    return query_error_as_kamu(without_place(q, engine_next(q->query, out, err), err), err);
}

static int by_alias(const void *a, const void *b)
{
    return str_cmp(((const struct query_table *)a)->alias, ((const struct query_table *)b)->alias);
}

const struct query_table *dataset_query_tables(const struct dataset_query *q, size_t *n)
{
    /* table_of is of no use once the query is compiled */
    if (q->n_tables > 1)
        qsort(q->tables, q->n_tables, sizeof *q->tables, by_alias);
    *n = q->n_tables;
    return q->tables;
}

void dataset_query_close(struct dataset_query *q)
{
    if (q == NULL)
        return;
    engine_query_free(q->query);
    engine_reset(q->engine);
    for (size_t i = 0; i < q->n_opened; i++) {
        dataset_source_close(q->opened[i].source);
        dataset_close(q->opened[i].ds);
    }
    col_schema_unref(q->compiled.schema);
    mem_free(q->opened);
    mem_free(q->tables);
    mem_free(q->table_of);
    arena_free(&q->arena);
    mem_free(q);
}
