/* One query of `kamu sql`: see sql_run.h. */
#include "cli/sql_run.h"

#include "sql/dataset_source.h"
#include "sql/dialect.h"
#include "sql/duck_query.h"
#include "store/dataset.h"

#include <unistd.h>

#define ARENA_MAX ((size_t)256 << 20)
#define SQL_MAX ((size_t)64 << 20)
#define TABLES_MAX 4096

/* A dataset that the query names. */
struct table {
    struct odf_did id;
    struct dataset *ds;
    struct dataset_source *source;
    char relation[32]; /* kamu_scan(<id>) */
    struct odf_strs key;
};

struct sql_run {
    struct cli *cli;
    struct workspace *ws;
    struct engine *engine;
    struct arena arena;
    struct table *tables; /* room for TABLES_MAX: sources point to what they hold */
    size_t n_tables;
    struct dialect_query compiled;
    struct engine_query *query;
};

/* ---- tables -------------------------------------------------------------------------------- */

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

static kamu_code copy_key(struct sql_run *r, struct odf_strs key, struct table *t,
                          struct kamu_error *err)
{
    struct str *names = arena_calloc(&r->arena, (size_t)key.n + 1, sizeof *names);
    if (names == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < key.n; i++) {
        names[i] = arena_str(&r->arena, key.items[i]);
        if (names[i].p == NULL)
            return error_nomem(err);
    }
    t->key = (struct odf_strs){.items = names, .n = key.n};
    return KAMU_OK;
}

static kamu_code add_table(struct sql_run *r, const struct dataset_handle *handle,
                           struct table **out, struct kamu_error *err)
{
    const struct dataset_state *state = NULL;
    uint32_t id = 0;
    if (r->n_tables == TABLES_MAX)
        return error_set(err, KAMU_E_LIMIT, "A query over more than %d datasets", TABLES_MAX);
    struct table *t = &r->tables[r->n_tables];
    KAMU_TRY(dataset_open(r->ws, handle, &t->ds, err));
    r->n_tables++; /* from here on sql_run_close frees it */
    t->id = handle->id;
    KAMU_TRY(dataset_source_open(&r->cli->env, t->ds, &t->source, err));
    KAMU_TRY(dataset_state(t->ds, &state, err));
    KAMU_TRY(copy_key(r, key_of(&state->chain), t, err));
    struct engine_source source = dataset_source_table(t->source);
    KAMU_TRY(engine_add_source(r->engine, &source, &id, err));
    (void)snprintf(t->relation, sizeof t->relation, "kamu_scan(%u)", id);
    *out = t;
    return KAMU_OK;
}

static kamu_code find_table(struct sql_run *r, struct str name, struct table **out,
                            struct kamu_error *err)
{
    struct dataset_handle handle;
    KAMU_TRY(workspace_resolve(r->ws, name, &r->arena, &handle, err));
    for (size_t i = 0; i < r->n_tables; i++)
        if (odf_did_eq(&r->tables[i].id, &handle.id)) {
            *out = &r->tables[i];
            return KAMU_OK;
        }
    return add_table(r, &handle, out, err);
}

/* name, kamu.name, kamu.kamu.name; nothing else is a catalog or schema. */
static kamu_code find(void *ctx, const struct str *parts, size_t n, struct dialect_table *out,
                      struct kamu_error *err)
{
    struct sql_run *r = ctx;
    struct table *t = NULL;
    for (size_t i = 0; i + 1 < n; i++)
        if (!str_eqc(parts[i], "kamu"))
            return KAMU_E_NOT_FOUND;
    kamu_code rc = find_table(r, parts[n - 1], &t, err);
    if (rc == KAMU_E_USAGE || rc == KAMU_E_INPUT) /* no name of a dataset at all */
        return KAMU_E_NOT_FOUND;
    KAMU_TRY(rc);
    const struct dataset_state *state = NULL;
    KAMU_TRY(dataset_state(t->ds, &state, err));
    struct odf_vocab vocab = odf_vocab_of(state->chain.vocab);
    struct col_schema *schema = dataset_source_schema(t->source);
    *out = (struct dialect_table){.schema = schema,
                                  .relation = t->relation,
                                  .takes_bounds = true,
                                  .key = t->key.items,
                                  .n_key = t->key.n};
    int offset = col_schema_find(schema, vocab.offset), op = col_schema_find(schema, vocab.op);
    out->offset_column = offset < 0 ? 0 : (uint32_t)offset;
    out->op_column = op < 0 ? 0 : (uint32_t)op;
    if (offset < 0 || op < 0)
        out->n_key = 0;
    return KAMU_OK;
}

/* ---- opening --------------------------------------------------------------------------------- */

static uint64_t half_of_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    uint64_t bytes = 0;
    if (pages <= 0 || size <= 0 || MUL_OVERFLOW((uint64_t)pages, (uint64_t)size, &bytes) ||
        bytes / 2 < ENGINE_MEMORY_MAX)
        return ENGINE_MEMORY_MAX;
    return bytes / 2;
}

static kamu_code open_engine(struct sql_run *r, struct kamu_error *err)
{
    char temp[FS_PATH_MAX];
    struct engine_options o = {.memory_max_bytes = half_of_memory()};
    /* In a workspace that cannot be written nothing is spilled. */
    if (path_join(temp, NULL, r->ws->dir, "run") == KAMU_OK &&
        fs_mkdir(&r->cli->env.fs, temp, NULL) == KAMU_OK)
        o.temp_dir = temp;
    return engine_open(&r->cli->env, &o, &r->engine, err);
}

static kamu_code compile(struct sql_run *r, struct str query, struct kamu_error *err)
{
    struct instant now = clock_now(&r->cli->env.clock);
    struct dialect_catalog catalog = {.find = find,
                                      .ctx = r,
                                      .has_to_table = true,
                                      .now_us = now.seconds * 1000000 + now.nanos / 1000};
    KAMU_TRY(dialect_compile(query, &catalog, &r->arena, &r->compiled, err));
    return engine_prepare(r->engine, r->compiled.sql, r->compiled.schema, &r->query, err);
}

/* A view of that name in DuckDB, over the dataset's columns by their names. */
static kamu_code make_view(struct sql_run *r, struct str name, const struct table *t,
                           struct kamu_error *err)
{
    const struct col_schema *schema = dataset_source_schema(t->source);
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
        rc = buf_printf(&sql, err, " FROM %s", t->relation);
    const char *text = rc == KAMU_OK ? buf_cstr(&sql) : NULL;
    if (rc == KAMU_OK)
        rc = text == NULL ? error_nomem(err) : engine_run(r->engine, text, err);
    buf_free(&sql);
    return rc;
}

static kamu_code duck_table(void *ctx, struct str name, struct kamu_error *err)
{
    struct sql_run *r = ctx;
    struct table *t = NULL;
    kamu_code rc = find_table(r, name, &t, NULL);
    if (rc == KAMU_E_NOT_FOUND || rc == KAMU_E_USAGE || rc == KAMU_E_INPUT)
        return KAMU_OK; /* of a WITH clause, or unknown: DuckDB says so, with its place */
    return rc == KAMU_OK ? make_view(r, name, t, err) : find_table(r, name, &t, err);
}

static kamu_code prepare_duck(struct sql_run *r, struct str query, struct kamu_error *err)
{
    KAMU_TRY(duck_query_check(r->engine, query, duck_table, r, err));
    const char *sql = arena_str(&r->arena, query).p;
    return sql == NULL ? error_nomem(err) : engine_prepare(r->engine, sql, NULL, &r->query, err);
}

/* "<class>: <text>" of the dialect as the chain of messages that kamu prints. */
static kamu_code as_kamu_says(kamu_code rc, struct kamu_error *err)
{
    static const char parser[] = "SQL error: ParserError(\"";
    static const char *const internal[] = {"This feature is not implemented: ",
                                           "Execution error: "};
    const char *message = err == NULL ? NULL : kamu_error_message(err, 0);
    char text[4096], inner[4096];
    if (message == NULL || (rc != KAMU_E_INPUT && rc != KAMU_E_UNSUPPORTED) ||
        kamu_error_message(err, 1) != NULL)
        return rc;
    struct kamu_position at = err->at;
    (void)snprintf(text, sizeof text, "%s", message);
    const char *colon = strstr(text, ": ");
    if (strncmp(text, parser, strlen(parser)) == 0) {
        size_t n = strlen(text) - strlen(parser);
        (void)snprintf(inner, sizeof inner, "sql parser error: %.*s", (int)(n < 2 ? 0 : n - 2),
                       text + strlen(parser));
        error_set(err, rc, "%s", inner);
        error_wrap(err, rc, "%s", text);
        error_wrap(err, rc, "%s", inner);
        if (strstr(inner, " at Line: ") != NULL)
            at.line = 0; /* the message has it */
    } else if (strncmp(text, "Schema error: ", 14) == 0) {
        error_set(err, rc, "%s", text + 14);
        error_wrap(err, rc, "Schema error");
        error_wrap(err, rc, "%s", text + 14);
    } else if (strncmp(text, "Error during planning: ", 23) == 0) {
        error_wrap(err, rc, "%s", text + 23);
    } else if (strncmp(text, "Arrow error: ", 13) == 0) {
        error_set(err, rc, "%s", text + 13);
        error_wrap(err, rc, "Arrow error");
    } else if (colon != NULL) {
        for (size_t i = 0; i < sizeof internal / sizeof *internal; i++)
            if (strncmp(text, internal[i], strlen(internal[i])) == 0)
                error_wrap(err, rc, "Internal error");
    }
    err->at = at;
    return rc;
}

kamu_code sql_run_open(struct cli *cli, enum sql_dialect dialect, struct str query,
                       struct sql_run **out, struct kamu_error *err)
{
    struct sql_run *r = mem_calloc(1, sizeof *r);
    if (r == NULL)
        return error_nomem(err);
    r->cli = cli;
    arena_init(&r->arena, ARENA_MAX);
    r->tables = mem_calloc(TABLES_MAX, sizeof *r->tables);
    kamu_code rc = r->tables == NULL ? error_nomem(err) : cli_workspace(cli, &r->ws, err);
    if (rc == KAMU_OK)
        rc = open_engine(r, err);
    if (rc == KAMU_OK)
        rc = dialect == SQL_DUCKDB ? prepare_duck(r, query, err) : compile(r, query, err);
    if (rc == KAMU_OK) {
        *out = r;
        return KAMU_OK;
    }
    sql_run_close(r);
    if (err != NULL && err->at.line > 0 && err->at.input[0] == 0)
        (void)snprintf(err->at.input, sizeof err->at.input, "query");
    return as_kamu_says(rc, err);
}

struct col_schema *sql_run_schema(const struct sql_run *r)
{
    return engine_query_schema(r->query);
}

kamu_code sql_run_next(struct sql_run *r, struct batch **out, struct kamu_error *err)
{
    return as_kamu_says(engine_next(r->query, out, err), err);
}

void sql_run_close(struct sql_run *r)
{
    if (r == NULL)
        return;
    engine_query_free(r->query);
    engine_close(r->engine);
    for (size_t i = 0; i < r->n_tables; i++) {
        dataset_source_close(r->tables[i].source);
        dataset_close(r->tables[i].ds);
    }
    col_schema_unref(r->compiled.schema);
    mem_free(r->tables);
    arena_free(&r->arena);
    mem_free(r);
}
