/* Preprocess: see preprocess.h. */
#include "sql/preprocess.h"

#include "base/stage.h"
#include "sql/dialect.h"
#include "sql/duck_query.h"

#define ARENA_MAX ((size_t)256 << 20)
#define SQL_MAX ((size_t)64 << 20)
#define STEPS_MAX 1000u
/* Of one push, unless KAMU_SQL_TIMEOUT says otherwise. */
#define TIME_MAX_MS ((uint64_t)3600 * 1000)

enum engine_kind { ENGINE_DATAFUSION, ENGINE_DUCKDB };

/* A table that a query may name: the input, or a step before it. */
struct named {
    struct str name;
    struct col_schema *schema; /* one reference */
    const char *relation;
    const char *sql; /* of a step: what the relation stands for */
};

struct steps {
    enum engine_kind engine;
    struct odf_sql_query_step one; /* when the transform has `query` */
    const struct odf_sql_query_step *items;
    uint32_t n;
    struct arena arena;
    int64_t now_us;
    struct named *tables; /* [0] is the input */
    uint32_t n_tables;
    struct dialect_query result;
};

struct preprocess {
    struct steps steps;
    struct engine *engine;
    uint32_t input_id;
    struct engine_query *query;
};

/* ---- steps ------------------------------------------------------------------------------------
 */

static kamu_code pick_engine(struct str name, enum engine_kind *out, struct kamu_error *err)
{
    static const char *const containers[] = {"spark", "flink", "risingwave"};
    kamu_code rc = KAMU_E_UNSUPPORTED;
    if (str_ieq(name, STR("datafusion"))) {
        *out = ENGINE_DATAFUSION;
        return KAMU_OK;
    }
    if (str_ieq(name, STR("duckdb"))) {
        *out = ENGINE_DUCKDB;
        return KAMU_OK;
    }
    bool container = false;
    for (size_t i = 0; i < sizeof containers / sizeof *containers; i++)
        container = container || str_ieq(name, str_c(containers[i]));
    if (container)
        error_set(err, rc,
                  "Engine '" STR_FMT "' runs in a container, which this program does not "
                  "start",
                  STR_ARG(name));
    else
        error_set(err, rc, "Unsupported engine " STR_FMT, STR_ARG(name));
    error_hint(err, "`engine: datafusion` and `engine: duckdb` work here; or push with kamu-cli");
    return error_wrap(err, rc, "Engine error");
}

bool preprocess_runs_here(const struct odf_transform *sql)
{
    enum engine_kind unused;
    return pick_engine(sql->sql->engine, &unused, NULL) == KAMU_OK;
}

static void steps_free(struct steps *s)
{
    for (uint32_t i = 0; i < s->n_tables; i++)
        col_schema_unref(s->tables[i].schema);
    col_schema_unref(s->result.schema);
    mem_free(s->tables);
    arena_free(&s->arena);
}

/* s needs steps_free, also on error. */
static kamu_code steps_init(struct steps *s, const struct odf_transform *t, struct instant now,
                            struct kamu_error *err)
{
    const struct odf_transform_sql *sql = t->sql;
    memset(s, 0, sizeof *s);
    arena_init(&s->arena, ARENA_MAX);
    KAMU_TRY(pick_engine(sql->engine, &s->engine, err));
    s->now_us = now.seconds * 1000000 + now.nanos / 1000;
    s->items = sql->queries.items;
    s->n = sql->queries.n;
    if (sql->query.p != NULL) {
        s->one.query = sql->query;
        s->items = &s->one;
        s->n = 1;
    }
    if (s->n == 0)
        return error_set(err, KAMU_E_INPUT, "Transform must have at least one query");
    if (s->n > STEPS_MAX)
        return error_set(err, KAMU_E_LIMIT, "More than %u preprocess steps", STEPS_MAX);
    s->tables = mem_calloc((size_t)s->n + 1, sizeof *s->tables);
    return s->tables == NULL ? error_nomem(err) : KAMU_OK;
}

static const struct named *find_table(const struct steps *s, struct str name)
{
    for (uint32_t i = 0; i < s->n_tables; i++)
        if (str_eq(s->tables[i].name, name))
            return &s->tables[i];
    return NULL;
}

/* Aliases must differ, without regard to case in DuckDB's own SQL. */
static kamu_code check_aliases(const struct steps *s, struct kamu_error *err)
{
    for (uint32_t i = 0; i + 1 < s->n; i++) {
        struct str alias = s->items[i].alias;
        if (alias.p == NULL || alias.n == 0)
            return error_set(err, KAMU_E_INPUT,
                             "In a transform all queries except the last one "
                             "must have aliases");
        bool taken = str_ieq(alias, STR("input"));
        taken = s->engine == ENGINE_DUCKDB ? taken : str_eqc(alias, "input");
        for (uint32_t k = 0; k < i && !taken; k++)
            taken = s->engine == ENGINE_DUCKDB ? str_ieq(alias, s->items[k].alias)
                                               : str_eq(alias, s->items[k].alias);
        if (!taken)
            continue;
        kamu_code rc =
            error_set(err, KAMU_E_INPUT, "Execution error: Table '" STR_FMT "' already exists",
                      STR_ARG(alias));
        error_hint(err, "each preprocess step needs an alias of its own, other than `input`");
        return error_wrap(err, rc, "Engine error");
    }
    return KAMU_OK;
}

/* Where the error is, and the words that kamu has around it. */
static kamu_code in_step(const struct steps *s, uint32_t i, kamu_code rc, struct kamu_error *err)
{
    if (err == NULL || rc == KAMU_E_NOMEM || rc == KAMU_E_CANCELLED)
        return rc;
    if (s->n == 1 || i + 1 == s->n)
        (void)snprintf(err->at.input, sizeof err->at.input, "preprocess");
    else
        (void)snprintf(err->at.input, sizeof err->at.input, "preprocess step '" STR_FMT "'",
                       STR_ARG(s->items[i].alias));
    struct kamu_error inner = *err;
    const char *text = kamu_error_message(&inner, 0);
    struct kamu_position at = inner.at;
    error_set(err, rc, "Invalid query: %s", text == NULL ? "" : text);
    err->at = at;
    return error_wrap(err, rc, "Engine error");
}

/* ---- DataFusion's dialect
 * ------------------------------------------------------------------------ */

/* "input", "kamu"."kamu"."input" */
static kamu_code find(void *ctx, const struct str *parts, size_t n, struct dialect_table *out,
                      struct kamu_error *err)
{
    const struct steps *s = ctx;
    (void)err;
    for (size_t i = 0; i + 1 < n; i++)
        if (!str_eqc(parts[i], "kamu"))
            return KAMU_E_NOT_FOUND;
    const struct named *t = find_table(s, parts[n - 1]);
    if (t == NULL)
        return KAMU_E_NOT_FOUND;
    *out = (struct dialect_table){.schema = t->schema, .relation = t->relation};
    return KAMU_OK;
}

/* The step becomes a table for those behind it. Takes the schema over. */
static kamu_code add_table(struct steps *s, struct str name, struct col_schema *schema,
                           const char *sql, struct kamu_error *err)
{
    struct named *t = &s->tables[s->n_tables];
    *t = (struct named){.name = name, .schema = schema, .sql = sql};
    t->relation = sql == NULL ? "kamu_scan(0)" : arena_printf(&s->arena, "step%u", s->n_tables);
    s->n_tables++;
    return t->relation == NULL ? error_nomem(err) : KAMU_OK;
}

static kamu_code compile_steps(struct steps *s, struct col_schema *input, struct kamu_error *err)
{
    struct dialect_catalog catalog = {.find = find, .ctx = s, .now_us = s->now_us};
    KAMU_TRY(add_table(s, STR("input"), col_schema_ref(input), NULL, err));
    for (uint32_t i = 0; i < s->n; i++) {
        struct dialect_query q = {0};
        kamu_code rc = dialect_compile(s->items[i].query, &catalog, &s->arena, &q, err);
        if (rc != KAMU_OK)
            return in_step(s, i, rc, err);
        if (i + 1 == s->n)
            s->result = q;
        else
            KAMU_TRY(add_table(s, s->items[i].alias, q.schema, q.sql, err));
    }
    return KAMU_OK;
}

/* CREATE TEMP VIEW step1 (c0, c1) AS ... */
static kamu_code create_views(const struct preprocess *p, struct kamu_error *err)
{
    const struct steps *s = &p->steps;
    kamu_code rc = KAMU_OK;
    for (uint32_t i = 1; i < s->n_tables && rc == KAMU_OK; i++) {
        const struct named *t = &s->tables[i];
        struct buf sql = BUF_INIT(SQL_MAX);
        rc = buf_printf(&sql, err, "CREATE TEMP VIEW %s (", t->relation);
        for (uint32_t c = 0; c < t->schema->n_fields && rc == KAMU_OK; c++)
            rc = buf_printf(&sql, err, "%sc%u", c == 0 ? "" : ", ", c);
        if (rc == KAMU_OK)
            rc = buf_append_str(&sql, ") AS ", err);
        if (rc == KAMU_OK)
            rc = buf_append_str(&sql, t->sql, err);
        const char *text = rc == KAMU_OK ? buf_cstr(&sql) : NULL;
        if (rc == KAMU_OK)
            rc = text == NULL ? error_nomem(err) : engine_run(p->engine, text, err);
        buf_free(&sql);
    }
    return rc;
}

/* ---- DuckDB's own SQL
 * ----------------------------------------------------------------------------- */

/* CREATE TEMP VIEW "name" AS <body> */
static kamu_code duck_view(struct engine *e, struct str name, struct str body,
                           struct kamu_error *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    kamu_code rc = buf_append_str(&sql, "CREATE TEMP VIEW ", err);
    if (rc == KAMU_OK)
        rc = sql_quote_name(name, &sql, err);
    if (rc == KAMU_OK)
        rc = buf_append_str(&sql, " AS\n", err);
    if (rc == KAMU_OK)
        rc = buf_append(&sql, body.p, body.n, err);
    const char *text = rc == KAMU_OK ? buf_cstr(&sql) : NULL;
    if (rc == KAMU_OK)
        rc = text == NULL ? error_nomem(err) : engine_run(e, text, err);
    buf_free(&sql);
    return rc;
}

static kamu_code duck_input(struct engine *e, const struct col_schema *schema,
                            struct kamu_error *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    kamu_code rc = buf_append_str(&sql, "SELECT ", err);
    for (uint32_t i = 0; i < schema->n_fields && rc == KAMU_OK; i++) {
        for (uint32_t k = 0; k < i && rc == KAMU_OK; k++)
            if (str_ieq(str_c(schema->fields[k].name), str_c(schema->fields[i].name)))
                rc = error_set(err, KAMU_E_UNSUPPORTED,
                               "Columns '%s' and '%s' are the same to DuckDB, which compares names "
                               "without case",
                               schema->fields[k].name, schema->fields[i].name);
        if (rc == KAMU_OK && i > 0)
            rc = buf_append_str(&sql, ", ", err);
        if (rc == KAMU_OK)
            rc = sql_quote_name(str_c(schema->fields[i].name), &sql, err);
    }
    if (rc == KAMU_OK)
        rc = buf_append_str(&sql, " FROM kamu_scan(0)", err);
    if (rc == KAMU_OK)
        rc = duck_view(e, STR("input"), (struct str){(const char *)sql.data, sql.len}, err);
    buf_free(&sql);
    return rc;
}

/* A step is prepared by itself first: its errors then have places in its own text. */
static kamu_code duck_step(struct engine *e, struct str query, struct engine_query **out,
                           struct kamu_error *err)
{
    struct buf text = BUF_INIT(SQL_MAX);
    KAMU_TRY(duck_query_check(e, query, NULL, NULL, err));
    kamu_code rc = buf_append(&text, query.p, query.n, err);
    const char *sql = rc == KAMU_OK ? buf_cstr(&text) : NULL;
    if (rc == KAMU_OK)
        rc = sql == NULL ? error_nomem(err) : engine_prepare(e, sql, NULL, out, err);
    buf_free(&text);
    return rc;
}

static kamu_code duck_steps(struct preprocess *p, struct kamu_error *err)
{
    const struct steps *s = &p->steps;
    KAMU_TRY(duck_input(p->engine, s->tables[0].schema, err));
    for (uint32_t i = 0; i < s->n; i++) {
        struct engine_query *q = NULL;
        kamu_code rc = duck_step(p->engine, s->items[i].query, &q, err);
        if (rc != KAMU_OK)
            return in_step(s, i, rc, err);
        if (i + 1 == s->n) {
            p->query = q;
            return KAMU_OK;
        }
        engine_query_free(q);
        KAMU_TRY(duck_view(p->engine, s->items[i].alias, s->items[i].query, err));
    }
    return KAMU_OK;
}

/* ---- running
 * ---------------------------------------------------------------------------------------- */

static kamu_code check_names(const struct col_schema *s, struct kamu_error *err)
{
    for (uint32_t i = 0; i < s->n_fields; i++) {
        if (s->fields[i].name[0] == 0) {
            kamu_code rc = error_set(err, KAMU_E_INPUT,
                                     "Column %u of the preprocess query has no name", i + 1);
            error_hint(err, "name it: <expression> as <name>");
            return rc;
        }
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(s->fields[i].name, s->fields[k].name) == 0)
                return error_set(err, KAMU_E_INPUT,
                                 "The preprocess query yields two columns with the name '%s'",
                                 s->fields[i].name);
    }
    return KAMU_OK;
}

static kamu_code open_engine(struct env *env, const struct preprocess_options *o,
                             struct preprocess *p, struct kamu_error *err)
{
    /* One thread: the calling one. Rows keep their order, and the callbacks of whoever pushes are
     * called where they expect it. */
    struct engine_options options = {
        .threads = 1, .time_max_ms = TIME_MAX_MS, .temp_dir = o->temp_dir};
    kamu_code rc = engine_open(env, &options, &p->engine, err);
    if (rc == KAMU_E_UNSUPPORTED)
        return error_wrap(err, rc, "The push source has a preprocess query");
    KAMU_TRY(rc);
    struct engine_source input = o->input;
    input.own_names = p->steps.engine == ENGINE_DUCKDB;
    input.workers_max = 1;
    return engine_add_source(p->engine, &input, &p->input_id, err);
}

static kamu_code open_steps(struct env *env, const struct preprocess_options *options,
                            struct preprocess **out, struct kamu_error *err)
{
    struct preprocess *p = mem_calloc(1, sizeof *p);
    if (p == NULL)
        return error_nomem(err);
    struct steps *s = &p->steps;
    kamu_code rc = steps_init(s, options->sql, options->now, err);
    if (rc == KAMU_OK)
        rc = check_aliases(s, err);
    if (rc == KAMU_OK && s->engine == ENGINE_DATAFUSION)
        rc = compile_steps(s, options->input.schema, err);
    else if (rc == KAMU_OK)
        rc = add_table(s, STR("input"), col_schema_ref(options->input.schema), NULL, err);
    if (rc == KAMU_OK)
        rc = open_engine(env, options, p, err);
    if (rc == KAMU_OK && s->engine == ENGINE_DUCKDB)
        rc = duck_steps(p, err);
    else if (rc == KAMU_OK) {
        rc = create_views(p, err);
        if (rc == KAMU_OK)
            rc = engine_prepare(p->engine, s->result.sql, s->result.schema, &p->query, err);
    }
    if (rc == KAMU_OK)
        rc = check_names(engine_query_schema(p->query), err);
    if (rc != KAMU_OK) {
        preprocess_close(p);
        return rc;
    }
    *out = p;
    return KAMU_OK;
}

kamu_code preprocess_open(struct env *env, const struct preprocess_options *options,
                          struct preprocess **out, struct kamu_error *err)
{
    struct stage_mark before = stage_enter(KAMU_STAGE_QUERY);
    kamu_code rc = open_steps(env, options, out, err);
    stage_leave(before);
    return rc;
}

uint32_t preprocess_input_uses(const struct preprocess *p)
{
    return engine_source_uses(p->engine, p->input_id);
}

struct col_schema *preprocess_schema(const struct preprocess *p)
{
    return engine_query_schema(p->query);
}

kamu_code preprocess_next(struct preprocess *p, struct batch **out, struct kamu_error *err)
{
    struct stage_mark before = stage_enter(KAMU_STAGE_QUERY);
    kamu_code rc = engine_next(p->query, out, err);
    stage_leave(before);
    if (rc != KAMU_E_INPUT || err == NULL || err->at.input[0] != 0)
        return rc; /* errors of the input name it */
    struct kamu_error inner = *err;
    const char *text = kamu_error_message(&inner, 0);
    bool arrow = text != NULL && strncmp(text, "Arrow error: ", 13) == 0;
    error_set(err, rc, "%s", text == NULL ? "" : arrow ? text + 13 : text);
    err->at = inner.at;
    return error_wrap(err, rc, "The preprocess query failed");
}

void preprocess_close(struct preprocess *p)
{
    if (p == NULL)
        return;
    engine_query_free(p->query);
    engine_close(p->engine);
    steps_free(&p->steps);
    mem_free(p);
}

/* ---- checking
 * ------------------------------------------------------------------------------------- */

static kamu_code nothing_to_read(void *ctx, const struct scan_request *request, void **scan,
                                 struct kamu_error *err)
{
    (void)ctx;
    (void)request;
    (void)scan;
    return error_set(err, KAMU_E_BUG, "a query that is only checked was run");
}

/* DuckDB's own SQL over declared columns: prepared, where there is a DuckDB. */
static kamu_code check_duck(struct env *env, const struct odf_transform *t,
                            struct col_schema *input, struct col_schema **out,
                            struct kamu_error *err)
{
    struct preprocess *p = NULL;
    struct preprocess_options o = {
        .sql = t, .input = {.schema = input, .rows = UINT64_MAX, .scan_open = nothing_to_read}};
    kamu_code rc = preprocess_open(env, &o, &p, err);
    if (rc == KAMU_OK)
        *out = col_schema_ref(preprocess_schema(p));
    preprocess_close(p);
    return rc;
}

static kamu_code check_steps(struct env *env, struct steps *s, const struct odf_transform *t,
                             struct col_schema *input, struct col_schema **out,
                             struct kamu_error *err)
{
    KAMU_TRY(check_aliases(s, err));
    if (s->engine == ENGINE_DUCKDB) {
        struct duckdb unused;
        if (input == NULL || duckdb_load(&unused, NULL) != KAMU_OK)
            return KAMU_OK;
        return check_duck(env, t, input, out, err);
    }
    if (input == NULL) {
        for (uint32_t i = 0; i < s->n; i++) {
            kamu_code rc = dialect_check_syntax(s->items[i].query, err);
            if (rc != KAMU_OK)
                return in_step(s, i, rc, err);
        }
        return KAMU_OK;
    }
    KAMU_TRY(compile_steps(s, input, err));
    KAMU_TRY(check_names(s->result.schema, err));
    *out = col_schema_ref(s->result.schema);
    return KAMU_OK;
}

kamu_code preprocess_check(struct env *env, const struct odf_transform *sql,
                           struct col_schema *input, struct col_schema **out,
                           struct kamu_error *err)
{
    struct steps s;
    struct col_schema *schema = NULL;
    kamu_code rc = steps_init(&s, sql, clock_now(&env->clock), err);
    if (rc == KAMU_OK)
        rc = check_steps(env, &s, sql, input, &schema, err);
    steps_free(&s);
    if (out != NULL)
        *out = schema;
    else
        col_schema_unref(schema);
    return rc;
}
