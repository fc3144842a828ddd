/* Queries in DuckDB's dialect: see duck_query.h. DuckDB's parser gives its tree as JSON. */
#include "sql/duck_query.h"

#include "odf/json_pull.h"

#define TREE_MAX ((size_t)256 << 20)

/* Table functions that only make rows of their arguments. */
static const char *const table_functions[] = {
    "generate_series",       "json_each", "json_tree", "range",
    "regexp_split_to_table", "repeat",    "unnest"};
/* Functions that tell about the program or reach further; a trailing * stands for anything. */
static const char *const closed_functions[] = {"checkpoint",
                                               "current_setting",
                                               "current_schema*",
                                               "duckdb_*",
                                               "force_checkpoint",
                                               "getenv",
                                               "getvariable",
                                               "glob",
                                               "json_serialize_plan",
                                               "kamu_scan",
                                               "parquet_*",
                                               "pg_*",
                                               "pragma_*",
                                               "query",
                                               "query_table",
                                               "read_*",
                                               "sniff_csv",
                                               "sql_auto_complete",
                                               "which_secret",
                                               "write_log"};
static const char *const closed_tables[] = {"duckdb_*", "pg_*", "pragma_*", "sqlite_*"};

static bool matches(struct str name, const char *pattern)
{
    size_t n = strlen(pattern);
    if (pattern[n - 1] != '*')
        return str_ieq(name, (struct str){pattern, n});
    return name.n >= n - 1 && str_ieq((struct str){name.p, n - 1}, (struct str){pattern, n - 1});
}

static bool one_of(struct str name, const char *const *patterns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (matches(name, patterns[i]))
            return true;
    return false;
}
#define ONE_OF(name, list) one_of(name, list, sizeof(list) / sizeof *(list))

void text_position(struct str text, size_t at, uint64_t *line, uint64_t *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < at && i < text.n; i++) {
        if (text.p[i] == '\n') {
            (*line)++;
            *column = 1;
        } else if (((unsigned char)text.p[i] & 0xc0) != 0x80) {
            (*column)++;
        }
    }
}

static void point_at(struct kamu_error *err, struct str sql, size_t at)
{
    uint64_t line, column;
    if (at > sql.n)
        return;
    text_position(sql, at, &line, &column);
    error_at(err, NULL, line, column, at);
}

/* ---- the tree as JSON -------------------------------------------------------------------- */

static kamu_code ask_for_tree(struct engine *e, struct str sql, struct buf *out,
                              struct kamu_error *err)
{
    struct engine_query *q = NULL;
    struct batch *b = NULL;
    struct buf ask = BUF_INIT(TREE_MAX);
    if (memchr(sql.p, 0, sql.n) != NULL)
        return error_set(err, KAMU_E_INPUT, "The query holds a NUL byte");
    kamu_code rc = buf_append_str(&ask, "SELECT json_serialize_sql(", err);
    if (rc == KAMU_OK)
        rc = sql_quote_text(sql, &ask, err);
    if (rc == KAMU_OK)
        rc = buf_append_str(&ask, ")::VARCHAR", err);
    const char *text = rc == KAMU_OK ? buf_cstr(&ask) : NULL;
    if (rc == KAMU_OK)
        rc = text == NULL ? error_nomem(err) : engine_prepare(e, text, NULL, &q, err);
    if (rc == KAMU_OK)
        rc = engine_next(q, &b, err);
    if (rc == KAMU_OK && (b == NULL || b->length != 1))
        rc = error_set(err, KAMU_E_BUG, "DuckDB does not parse");
    if (rc == KAMU_OK) {
        const int32_t *offsets = col_offsets(&b->columns[0]);
        rc = buf_append(out, b->columns[0].values->data, (size_t)offsets[1], err);
    }
    batch_free(b);
    engine_query_free(q);
    buf_free(&ask);
    return rc;
}

/* ---- what is in it ------------------------------------------------------------------------- */

struct look {
    struct str sql;
    kamu_code (*table)(void *ctx, struct str name, struct kamu_error *err);
    void *ctx;
    bool failed;         /* "error": true */
    bool table_function; /* the next function name is one of a table function */
    char schema[64];     /* of the table that comes next */
    size_t at;           /* the newest place */
    unsigned statements;
    char message[1024];
};

static kamu_code refuse(const struct look *l, struct kamu_error *err, const char *what,
                        struct str name)
{
    kamu_code rc = error_set(err, KAMU_E_INPUT, "%s '" STR_FMT "' cannot be used in a query here",
                             what, STR_ARG(name));
    point_at(err, l->sql, l->at);
    return rc;
}

static kamu_code see_function(struct look *l, struct str name, struct kamu_error *err)
{
    bool in_from = l->table_function;
    l->table_function = false;
    if (in_from && !ONE_OF(name, table_functions))
        return refuse(l, err, "Table function", name);
    return ONE_OF(name, closed_functions) ? refuse(l, err, "Function", name) : KAMU_OK;
}

static kamu_code see_table(struct look *l, struct str name, struct kamu_error *err)
{
    if (l->schema[0] != 0 || ONE_OF(name, closed_tables))
        return refuse(l, err, "Table", name);
    return l->table == NULL ? KAMU_OK : l->table(l->ctx, name, err);
}

static void keep(char *out, size_t size, struct str text)
{
    (void)snprintf(out, size, STR_FMT, STR_ARG(text));
}

static kamu_code see_text(struct look *l, const char *key, struct str value, struct kamu_error *err)
{
    if (strcmp(key, "function_name") == 0)
        return see_function(l, value, err);
    if (strcmp(key, "type") == 0 && str_eqc(value, "TABLE_FUNCTION"))
        l->table_function = true;
    if (strcmp(key, "type") == 0 && str_eqc(value, "SHOW_REF"))
        return refuse(l, err, "Statement", STR("SHOW"));
    if (strcmp(key, "schema_name") == 0)
        keep(l->schema, sizeof l->schema, value);
    if (strcmp(key, "table_name") == 0)
        return see_table(l, value, err);
    if (strcmp(key, "error_message") == 0)
        keep(l->message, sizeof l->message, value);
    if (strcmp(key, "position") == 0) {
        char number[24];
        keep(number, sizeof number, value);
        l->at = (size_t)strtoull(number, NULL, 10);
    }
    return KAMU_OK;
}

static kamu_code look_through(struct look *l, struct str tree, struct kamu_error *err)
{
    struct json_pull j;
    char key[64] = "";
    kamu_code rc = KAMU_OK;
    json_pull_init(&j, tree);
    while (rc == KAMU_OK) {
        enum json_token t = json_pull_next(&j);
        if (t == JSON_END)
            break;
        if (t == JSON_ERROR) {
            rc = j.no_memory ? error_nomem(err)
                             : error_set(err, KAMU_E_INPUT, "The query is nested too deep");
        } else if (t == JSON_KEY) {
            keep(key, sizeof key, j.text);
        } else if (t == JSON_TRUE && j.depth == 1 && strcmp(key, "error") == 0) {
            l->failed = true;
        } else if (t == JSON_OBJECT && j.depth == 3) {
            l->statements++;
        } else if (t == JSON_NUMBER && strcmp(key, "query_location") == 0) {
            char number[24];
            keep(number, sizeof number, j.text);
            size_t at = (size_t)strtoull(number, NULL, 10);
            l->at = at > l->sql.n ? l->at : at;
        } else if (t == JSON_STRING) {
            rc = see_text(l, key, j.text, err);
        }
    }
    json_pull_free(&j);
    return rc;
}

kamu_code duck_query_check(struct engine *e, struct str sql,
                           kamu_code (*table)(void *ctx, struct str name, struct kamu_error *err),
                           void *ctx, struct kamu_error *err)
{
    struct buf tree = BUF_INIT(TREE_MAX);
    struct look l = {.sql = sql, .table = table, .ctx = ctx, .at = SIZE_MAX};
    kamu_code rc = ask_for_tree(e, sql, &tree, err);
    if (rc == KAMU_OK)
        rc = look_through(&l, (struct str){(const char *)tree.data, tree.len}, err);
    if (rc == KAMU_OK && l.failed) {
        bool other = strstr(l.message, "Only SELECT statements") != NULL;
        rc = error_set(err, KAMU_E_INPUT, "%s",
                       other ? "Only a query is possible: SELECT, WITH or VALUES" : l.message);
        point_at(err, sql, l.at);
    } else if (rc == KAMU_OK && l.statements != 1) {
        rc = l.statements == 0
                 ? error_set(err, KAMU_E_INPUT, "There is no query")
                 : error_set(err, KAMU_E_INPUT,
                             "Only a single SQL statement is possible, there are %u", l.statements);
    }
    buf_free(&tree);
    return rc;
}
