/* The engine: see engine.h. */
#include "columnar/builder.h"
#include "sql/dialect.h"
#include "sql/duck_vector.h"
#include "sql/engine_impl.h"

#include <errno.h>

#define SQL_BYTES_MAX ((size_t)64 << 20)
#define WATCH_EVERY_MS 50
#define SOURCES_MAX 65536u

struct engine_query {
    struct engine *e;
    duckdb_prepared_statement prepared;
    duckdb_pending_result pending;
    struct duckdb_result result;
    bool running, has_result, done;
    struct col_schema *schema;
    struct batch_builder builder;
};

/* ---- the watch: interrupts what takes too long or was cancelled --------------------------------
 */

static bool cancelled(const struct engine *e)
{
    return (e->env->cancel != NULL && *e->env->cancel != 0) ||
           (e->gone != NULL && e->gone(e->gone_ctx));
}

static void *watch(void *arg)
{
    struct engine *e = arg;
    pthread_mutex_lock(&e->lock);
    while (!e->quit) {
        struct timespec until;
        if (e->active == 0) {
            (void)pthread_cond_wait(&e->wake, &e->lock);
            continue;
        }
        (void)clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += WATCH_EVERY_MS * 1000000L;
        if (until.tv_nsec >= 1000000000L) {
            until.tv_sec++;
            until.tv_nsec -= 1000000000L;
        }
        (void)pthread_cond_timedwait(&e->wake, &e->lock, &until);
        bool late = e->deadline_ns != 0 && clock_monotonic_ns() >= e->deadline_ns;
        if (e->quit || e->active == 0 || (!late && !cancelled(e)))
            continue;
        if (e->stopped == KAMU_OK)
            e->stopped = late ? KAMU_E_LIMIT : KAMU_E_CANCELLED;
        e->db.interrupt(e->db.connection); /* again and again: one may come too early */
    }
    pthread_mutex_unlock(&e->lock);
    return NULL;
}

/* The time of a query starts. `active`: what work_ends takes away. */
static kamu_code start_watch(struct engine *e, bool active, struct kamu_error *err)
{
    pthread_mutex_lock(&e->lock);
    e->active += active;
    pthread_cond_signal(&e->wake);
    e->stopped = KAMU_OK;
    e->failed = (struct kamu_error){0};
    e->deadline_ns = 0;
    if (e->time_max_ms != 0 && e->time_max_ms < UINT64_MAX / 2000000)
        e->deadline_ns = clock_monotonic_ns() + e->time_max_ms * 1000000u;
    bool needed =
        !e->watching && (e->env->cancel != NULL || e->gone != NULL || e->deadline_ns != 0);
    if (needed && pthread_create(&e->watch, NULL, watch, e) == 0)
        e->watching = true;
    bool ok = !needed || e->watching;
    pthread_mutex_unlock(&e->lock);
    return ok ? KAMU_OK : error_os(err, EAGAIN, "Cannot start a thread");
}

static void work_ends(struct engine *e)
{
    pthread_mutex_lock(&e->lock);
    KAMU_ASSERT(e->active > 0);
    e->active--;
    pthread_mutex_unlock(&e->lock);
}

void engine_watch(struct engine *e, bool (*gone)(void *ctx), void *ctx)
{
    pthread_mutex_lock(&e->lock);
    e->gone = gone;
    e->gone_ctx = ctx;
    pthread_mutex_unlock(&e->lock);
}

static void stop_watch(struct engine *e)
{
    if (!e->watching)
        return;
    pthread_mutex_lock(&e->lock);
    e->quit = true;
    pthread_cond_signal(&e->wake);
    pthread_mutex_unlock(&e->lock);
    (void)pthread_join(e->watch, NULL);
}

/* ---- errors ---------------------------------------------------------------------------------- */

/* "LINE 2: ...text" and a caret under the place, as DuckDB puts them behind its messages. */
static void take_position(const char *text, const char *sql, struct kamu_error *err)
{
    const char *line = strstr(text, "\nLINE ");
    char *end = NULL;
    if (line == NULL || err == NULL)
        return;
    unsigned long number = strtoul(line + 6, &end, 10);
    if (number == 0 || strncmp(end, ": ", 2) != 0)
        return;
    const char *excerpt = end + 2, *caret_line = strchr(excerpt, '\n');
    const char *caret = caret_line == NULL ? NULL : strchr(caret_line, '^');
    if (caret == NULL)
        return;
    struct str shown = {excerpt, (size_t)(caret_line - excerpt)};
    size_t indent = (size_t)(excerpt - (line + 1));
    size_t at = (size_t)(caret - caret_line - 1);
    at = at < indent ? 0 : at - indent; /* in the excerpt */
    for (unsigned long i = 1; i < number && sql != NULL; i++) {
        sql = strchr(sql, '\n');
        sql = sql == NULL ? NULL : sql + 1;
    }
    size_t before = 0;
    if (sql != NULL && str_starts(shown, "...")) { /* a long line was cut */
        struct str rest = {shown.p + 3, shown.n - 3};
        if (str_ends(rest, "..."))
            rest.n -= 3;
        const char *found = memmem(sql, strlen(sql), rest.p, rest.n);
        before = found == NULL ? 0 : (size_t)(found - sql);
        at = at < 3 ? 0 : at - 3;
    }
    error_at(err, NULL, number, before + at + 1, 0);
}

static kamu_code code_of(enum duckdb_error_type type)
{
    switch (type) {
    case DUCKDB_ERROR_OUT_OF_MEMORY:
        return KAMU_E_LIMIT;
    case DUCKDB_ERROR_INTERNAL:
    case DUCKDB_ERROR_FATAL:
        return KAMU_E_BUG;
    default:
        return KAMU_E_INPUT;
    }
}

static kamu_code stopped(enum kamu_code why, uint64_t time_max_ms, struct kamu_error *err)
{
    if (why == KAMU_E_CANCELLED)
        return error_set(err, why, "Operation aborted");
    kamu_code rc = error_set(err, why, "The query took longer than %llu s",
                             (unsigned long long)(time_max_ms / 1000));
    error_hint(err, "the limit is set by KAMU_SQL_TIMEOUT, in seconds");
    return rc;
}

/* DuckDB's words, unless one of ours are behind it. `sql`: where positions count; NULL = nowhere.
 */
static kamu_code failed(struct engine *e, const char *text, const char *sql,
                        enum duckdb_error_type type, struct kamu_error *err)
{
    pthread_mutex_lock(&e->lock);
    struct kamu_error ours = e->failed;
    enum kamu_code why = e->stopped;
    pthread_mutex_unlock(&e->lock);
    if (ours.code != KAMU_OK) {
        if (err != NULL)
            *err = ours;
        return ours.code;
    }
    if (why != KAMU_OK)
        return stopped(why, e->time_max_ms, err);
    if (text == NULL)
        text = "DuckDB failed without a word";
    const char *raised = strstr(text, DIALECT_RAISE);
    size_t n = strcspn(text, "\n");
    if (raised != NULL) {
        raised += strlen(DIALECT_RAISE);
        return error_set(err, KAMU_E_INPUT, "%.*s", (int)strcspn(raised, "\n"), raised);
    }
    kamu_code rc = error_set(err, code_of(type), "%.*s", (int)(n > 4000 ? 4000 : n), text);
    if (rc == KAMU_E_LIMIT)
        error_hint(err, "the limit is set by KAMU_SQL_MEMORY, in MiB");
    take_position(text, sql, err);
    return rc;
}

/* ---- opening ------------------------------------------------------------------------------------
 */

/* A whole number of an environment variable; `otherwise` when it is not set. */
static kamu_code limit_of(const char *name, uint64_t unit, uint64_t otherwise, uint64_t *out,
                          struct kamu_error *err)
{
    const char *text = getenv(name);
    char *end = NULL;
    *out = otherwise;
    if (text == NULL || *text == 0)
        return KAMU_OK;
    unsigned long long v = *text >= '0' && *text <= '9' ? strtoull(text, &end, 10) : 0;
    if (end == NULL || *end != 0 || MUL_OVERFLOW((uint64_t)v, unit, out))
        return error_set(err, KAMU_E_USAGE, "%s is '%s', where a whole number is expected", name,
                         text);
    return KAMU_OK;
}

/* A directory for this engine alone: DuckDB gives its files the same names in every process, and
 * lets queries read what lies there. */
static kamu_code make_temp(struct engine *e, const char *in, struct kamu_error *err)
{
    char name[] = ".pending-0123456789abcdef", lock[FS_PATH_MAX];
    KAMU_TRY(random_alnum(&e->env->random, name + sizeof ".pending-" - 1, 16, err));
    KAMU_TRY(path_join(e->temp, err, in, name));
    KAMU_TRY(path_join(lock, err, e->temp, ".lock"));
    KAMU_TRY(fs_mkdir(&e->env->fs, e->temp, err));
    return fs_lock(&e->env->fs, lock, 0, &e->temp_lock, err);
}

static void remove_temp(struct engine *e)
{
    fs_close(e->temp_lock, NULL);
    if (e->temp[0] != 0)
        fs_remove_tree(&e->env->fs, e->temp, NULL);
    e->temp[0] = 0;
    e->temp_lock = NULL;
}

/* On a full disk, or one that is only read, there are queries that need none. */
static kamu_code try_temp(struct engine *e, const char *in, struct kamu_error *err)
{
    struct kamu_error why = {0};
    kamu_code rc = in == NULL ? KAMU_OK : make_temp(e, in, &why);
    if (rc == KAMU_OK)
        return rc;
    remove_temp(e);
    if (rc == KAMU_E_NOMEM || rc == KAMU_E_CANCELLED) {
        if (err != NULL)
            *err = why;
        return rc;
    }
    log_write(&e->env->log, LOG_WARN, "queries cannot spill to disk: %s",
              kamu_error_message(&why, 0));
    return KAMU_OK;
}

static kamu_code set_options(const struct engine *e, duckdb_config c,
                             const struct engine_options *o, struct kamu_error *err)
{
    const struct duckdb *db = &e->db;
    char memory[32], threads[16], spill[32];
    uint64_t most = 0;
    KAMU_TRY(limit_of("KAMU_SQL_MEMORY", (uint64_t)1 << 20, o->memory_max_bytes, &most, err));
    if (most == 0)
        most = ENGINE_MEMORY_MAX;
    (void)snprintf(memory, sizeof memory, "%lluB", (unsigned long long)most);
    (void)snprintf(spill, sizeof spill, "%lluB", (unsigned long long)ENGINE_SPILL_MAX);
    (void)snprintf(threads, sizeof threads, "%u",
                   o->threads == 0 ? pool_default_threads() + 1 : o->threads);
    const char *const settings[][2] = {
        {"memory_limit", memory},
        {"threads", threads},
        {"temp_directory", e->temp},
        {"max_temp_directory_size", spill},
        {"autoinstall_known_extensions", "false"},
        {"autoload_known_extensions", "false"},
        {"allow_community_extensions", "false"},
        {"allow_unsigned_extensions", "false"},
        {"default_null_order", "nulls_last"},
        {"enable_external_access", "false"}, /* and with it no file, network, COPY, ATTACH */
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (db->set_config(c, settings[i][0], settings[i][1]) != DUCKDB_OK)
            return error_set(err, KAMU_E_UNSUPPORTED,
                             "DuckDB %s does not take the setting %s = '%s'", db->library_version(),
                             settings[i][0], settings[i][1]);
    return KAMU_OK;
}

static kamu_code open_database(struct engine *e, const struct engine_options *o,
                               struct kamu_error *err)
{
    struct duckdb *db = &e->db;
    duckdb_config config = NULL;
    char *why = NULL;
    if (db->create_config(&config) != DUCKDB_OK)
        return error_nomem(err);
    kamu_code rc = set_options(e, config, o, err);
    if (rc == KAMU_OK && db->open_ext(":memory:", &db->database, config, &why) != DUCKDB_OK)
        rc = error_set(err, KAMU_E_UNSUPPORTED, "DuckDB does not start: %s",
                       why == NULL ? "?" : why);
    if (why != NULL)
        db->free(why);
    db->destroy_config(&config);
    KAMU_TRY(rc);
    if (db->connect(db->database, &db->connection) != DUCKDB_OK)
        return error_set(err, KAMU_E_UNSUPPORTED, "DuckDB gives no connection");
    return KAMU_OK;
}

kamu_code engine_open(struct env *env, const struct engine_options *options, struct engine **out,
                      struct kamu_error *err)
{
    struct engine *e = mem_calloc(1, sizeof *e);
    if (e == NULL)
        return error_nomem(err);
    e->env = env;
    (void)pthread_mutex_init(&e->opening, NULL);
    (void)pthread_mutex_init(&e->lock, NULL);
    (void)pthread_cond_init(&e->wake, NULL);
    kamu_code rc = limit_of("KAMU_SQL_TIMEOUT", 1000, options->time_max_ms, &e->time_max_ms, err);
    if (rc == KAMU_OK)
        rc = duckdb_load(&e->db, err);
    if (rc == KAMU_OK)
        rc = try_temp(e, options->temp_dir, err);
    if (rc == KAMU_OK)
        rc = open_database(e, options, err);
    if (rc == KAMU_OK)
        rc = scan_register(e, err);
    if (rc == KAMU_OK)
        rc = dialect_register(&e->db, err);
    if (rc == KAMU_OK)
        rc = engine_run(e, "SET lock_configuration = true", err);
    if (rc != KAMU_OK) {
        engine_close(e);
        return rc;
    }
    *out = e;
    return KAMU_OK;
}

void engine_close(struct engine *e)
{
    if (e == NULL)
        return;
    stop_watch(e);
    if (e->db.connection != NULL)
        e->db.disconnect(&e->db.connection);
    if (e->db.database != NULL)
        e->db.close(&e->db.database);
    remove_temp(e);
    engine_reset(e);
    mem_free(e->sources);
    (void)pthread_cond_destroy(&e->wake);
    (void)pthread_mutex_destroy(&e->lock);
    (void)pthread_mutex_destroy(&e->opening);
    mem_free(e);
}

void engine_reset(struct engine *e)
{
    for (uint32_t i = 0; i < e->n_sources; i++) {
        col_schema_unref(e->sources[i]->source.schema);
        mem_free(e->sources[i]);
    }
    e->n_sources = 0;
    engine_watch(e, NULL, NULL);
}

const struct duckdb *engine_duckdb(const struct engine *e)
{
    return &e->db;
}

kamu_code engine_add_source(struct engine *e, const struct engine_source *source, uint32_t *id,
                            struct kamu_error *err)
{
    if (e->n_sources == SOURCES_MAX)
        return error_set(err, KAMU_E_LIMIT, "A query over more than %u tables", SOURCES_MAX);
    struct source_slot **grown =
        mem_realloc_array(e->sources, (size_t)e->n_sources + 1, sizeof *grown);
    if (grown == NULL)
        return error_nomem(err);
    e->sources = grown;
    struct source_slot *slot = mem_calloc(1, sizeof *slot); /* bindings point at it */
    if (slot == NULL)
        return error_nomem(err);
    slot->source = *source;
    slot->source.schema = col_schema_ref(source->schema);
    *id = e->n_sources;
    e->sources[e->n_sources++] = slot;
    return KAMU_OK;
}

uint32_t engine_source_uses(const struct engine *e, uint32_t id)
{
    KAMU_ASSERT(id < e->n_sources);
    return e->sources[id]->uses;
}

kamu_code engine_run(struct engine *e, const char *sql, struct kamu_error *err)
{
    struct duckdb_result r = {0};
    kamu_code rc = start_watch(e, true, err);
    if (rc == KAMU_OK && e->db.query(e->db.connection, sql, &r) != DUCKDB_OK)
        rc = failed(e, e->db.result_error(&r), NULL, e->db.result_error_type(&r), err);
    e->db.destroy_result(&r);
    work_ends(e);
    return rc;
}

/* ---- preparing
 * ------------------------------------------------------------------------------------
 */

static kamu_code prepare_statement(struct engine_query *q, const char *sql, struct kamu_error *err)
{
    struct engine *e = q->e;
    const struct duckdb *db = &e->db;
    duckdb_extracted_statements all = NULL;
    uint64_t n = db->extract_statements(db->connection, sql, &all);
    kamu_code rc = KAMU_OK;
    if (n == 0) {
        const char *why = db->extract_statements_error(all);
        rc = why == NULL || *why == 0 ? error_set(err, KAMU_E_INPUT, "There is no query")
                                      : failed(e, why, sql, (enum duckdb_error_type)0, err);
    } else if (n > 1) {
        rc = error_set(err, KAMU_E_INPUT, "Only a single SQL statement is possible, there are %llu",
                       (unsigned long long)n);
    } else if (db->prepare_extracted_statement(db->connection, all, 0, &q->prepared) != DUCKDB_OK) {
        rc = failed(e, db->prepare_error(q->prepared), sql, (enum duckdb_error_type)0, err);
    } else if (db->prepared_statement_type(q->prepared) != DUCKDB_STATEMENT_SELECT) {
        rc = error_set(err, KAMU_E_INPUT, "Only a query is possible: SELECT, WITH or VALUES");
    } else if (db->nparams(q->prepared) != 0) {
        rc =
            error_set(err, KAMU_E_INPUT, "The query has parameters, and nothing gives them values");
    }
    db->destroy_extracted(&all);
    return rc;
}

static kamu_code check_columns(struct engine_query *q, struct kamu_error *err)
{
    const struct duckdb *db = &q->e->db;
    uint64_t n = db->prepared_statement_column_count(q->prepared);
    if (q->schema->n_fields == 0 && n == 1) /* it cannot yield none: what it yields is not read */
        return KAMU_OK;
    if (n != q->schema->n_fields)
        return error_set(err, KAMU_E_BUG, "The query yields %llu columns where %u were meant",
                         (unsigned long long)n, (unsigned)q->schema->n_fields);
    for (uint32_t i = 0; i < q->schema->n_fields; i++) {
        const struct col_field *f = &q->schema->fields[i];
        duckdb_logical_type d = db->prepared_statement_column_logical_type(q->prepared, i);
        bool fits = duck_type_fits(db, d, &f->type);
        enum duckdb_type id = db->get_type_id(d);
        db->destroy_logical_type(&d);
        char name[160];
        col_type_name(&f->type, name, sizeof name);
        if (!fits)
            return error_set(err, KAMU_E_BUG,
                             "Column '%s' of the query is not of the type %s (DuckDB's type %d)",
                             f->name, name, (int)id);
    }
    return KAMU_OK;
}

static kamu_code import_columns(struct engine_query *q, struct kamu_error *err)
{
    const struct duckdb *db = &q->e->db;
    uint64_t n = db->prepared_statement_column_count(q->prepared);
    if (n > COL_FIELDS_MAX)
        return error_set(err, KAMU_E_LIMIT, "A query of more than %d columns", COL_FIELDS_MAX);
    KAMU_TRY(col_schema_new((uint32_t)n, &q->schema, err));
    struct arena *arena = &q->schema->arena;
    for (uint32_t i = 0; i < n; i++) {
        struct col_field *f = &q->schema->fields[i];
        f->nullable = true;
        char *name = db->prepared_statement_column_name(q->prepared, i);
        f->name = name == NULL ? NULL : arena_strdup(arena, name);
        db->free(name);
        if (f->name == NULL)
            return error_nomem(err);
        duckdb_logical_type d = db->prepared_statement_column_logical_type(q->prepared, i);
        kamu_code rc = duck_type_import(db, d, arena, &f->type, err);
        db->destroy_logical_type(&d);
        if (rc == KAMU_E_UNSUPPORTED) {
            error_wrap(err, rc, "Column '%s' of the query has a type that cannot be stored",
                       f->name);
            error_hint(err, "cast it, e.g. to VARCHAR");
        }
        KAMU_TRY(rc);
    }
    return KAMU_OK;
}

kamu_code engine_prepare(struct engine *e, const char *sql, struct col_schema *schema,
                         struct engine_query **out, struct kamu_error *err)
{
    struct engine_query *q = mem_calloc(1, sizeof *q);
    if (q == NULL)
        return error_nomem(err);
    q->e = e;
    for (uint32_t i = 0; i < e->n_sources; i++)
        e->sources[i]->uses = 0;
    kamu_code rc = start_watch(e, true, err);
    if (rc == KAMU_OK)
        rc = prepare_statement(q, sql, err);
    if (rc == KAMU_OK && schema != NULL) {
        q->schema = col_schema_ref(schema);
        rc = check_columns(q, err);
    } else if (rc == KAMU_OK) {
        rc = import_columns(q, err);
    }
    if (rc == KAMU_OK)
        rc = batch_builder_init(&q->builder, q->schema, err);
    if (rc != KAMU_OK) {
        engine_query_free(q);
        return rc;
    }
    *out = q;
    return KAMU_OK;
}

struct col_schema *engine_query_schema(const struct engine_query *q)
{
    return q->schema;
}

void engine_query_free(struct engine_query *q)
{
    if (q == NULL)
        return;
    const struct duckdb *db = &q->e->db;
    if (q->has_result)
        db->destroy_result(&q->result);
    if (q->pending != NULL)
        db->destroy_pending(&q->pending);
    if (q->prepared != NULL)
        db->destroy_prepare(&q->prepared);
    if (q->running && !q->done) /* what is under way, scans too, ends with the next statement */
        (void)engine_run(q->e, "SELECT 1", NULL);
    if (q->builder.schema != NULL)
        batch_builder_free(&q->builder);
    col_schema_unref(q->schema);
    work_ends(q->e);
    mem_free(q);
}

/* ---- running
 * ----------------------------------------------------------------------------------------
 */

static kamu_code start(struct engine_query *q, struct kamu_error *err)
{
    const struct duckdb *db = &q->e->db;
    KAMU_TRY(start_watch(q->e, false, err));
    q->running = true;
    if (db->pending_prepared_streaming(q->prepared, &q->pending) != DUCKDB_OK)
        return failed(q->e, db->pending_error(q->pending), NULL, (enum duckdb_error_type)0, err);
    q->has_result = true;
    if (db->execute_pending(q->pending, &q->result) != DUCKDB_OK)
        return failed(q->e, db->result_error(&q->result), NULL, db->result_error_type(&q->result),
                      err);
    return KAMU_OK;
}

static kamu_code take_chunk(struct engine_query *q, duckdb_data_chunk chunk, struct kamu_error *err)
{
    const struct duckdb *db = &q->e->db;
    int64_t n = (int64_t)db->data_chunk_get_size(chunk);
    for (uint32_t i = 0; i < q->schema->n_fields; i++) {
        const struct col_field *f = &q->schema->fields[i];
        struct col_builder *b = &q->builder.columns[i];
        KAMU_TRY(duck_vector_append(db, db->data_chunk_get_vector(chunk, i), n, b, err));
        if (!f->nullable && b->null_count != 0) {
            kamu_code rc = error_set(
                err, KAMU_E_INPUT,
                "Column '%s' is declared as non-nullable but contains null values", f->name);
            error_field(err, "%s", f->name);
            return rc;
        }
    }
    return KAMU_OK;
}

kamu_code engine_next(struct engine_query *q, struct batch **out, struct kamu_error *err)
{
    const struct duckdb *db = &q->e->db;
    int64_t rows = 0, most = BATCH_ROWS_MAX - (int64_t)db->vector_size();
    *out = NULL;
    if (!q->running)
        KAMU_TRY(start(q, err));
    while (!q->done && rows <= most) {
        duckdb_data_chunk chunk = db->fetch_chunk(q->result);
        if (chunk == NULL) {
            const char *why = db->result_error(&q->result);
            if (why != NULL && *why != 0)
                return failed(q->e, why, NULL, db->result_error_type(&q->result), err);
            q->done = true;
            break;
        }
        rows += (int64_t)db->data_chunk_get_size(chunk);
        kamu_code rc = take_chunk(q, chunk, err);
        db->destroy_data_chunk(&chunk);
        KAMU_TRY(rc);
    }
    return rows == 0 ? KAMU_OK : batch_builder_finish(&q->builder, out, err);
}

/* ---- quoting
 * ---------------------------------------------------------------------------------------
 */

static kamu_code quote(struct str s, char mark, struct buf *out, struct kamu_error *err)
{
    KAMU_TRY(buf_append_byte(out, (uint8_t)mark, err));
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == mark)
            KAMU_TRY(buf_append_byte(out, (uint8_t)mark, err));
        KAMU_TRY(buf_append_byte(out, (uint8_t)s.p[i], err));
    }
    return buf_append_byte(out, (uint8_t)mark, err);
}

kamu_code sql_quote_name(struct str name, struct buf *out, struct kamu_error *err)
{
    return quote(name, '"', out, err);
}

kamu_code sql_quote_text(struct str text, struct buf *out, struct kamu_error *err)
{
    return quote(text, '\'', out, err);
}
