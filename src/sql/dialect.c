/* The dialect's door: text in, DuckDB SQL and a schema out. See dialect.h. */
#include "sql/dialect.h"

#include "sql/bind.h"

#define QUERY_ARENA_MAX ((size_t)96 << 20)

/* ---- types -------------------------------------------------------------------------------- */

static const char *plain_type(const struct col_type *t)
{
    static const char *const timestamps[] = {"TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP",
                                             "TIMESTAMP_NS"};
    switch (t->kind) {
    case COL_NULL:
        return "\"NULL\"";
    case COL_BOOL:
        return "BOOLEAN";
    case COL_INT8:
        return "TINYINT";
    case COL_INT16:
        return "SMALLINT";
    case COL_INT32:
        return "INTEGER";
    case COL_INT64:
    case COL_DURATION:
        return "BIGINT";
    case COL_UINT8:
        return "UTINYINT";
    case COL_UINT16:
        return "USMALLINT";
    case COL_UINT32:
        return "UINTEGER";
    case COL_UINT64:
        return "UBIGINT";
    case COL_FLOAT16:
    case COL_FLOAT32:
        return "FLOAT";
    case COL_FLOAT64:
        return "DOUBLE";
    case COL_STRING:
        return "VARCHAR";
    case COL_BINARY:
    case COL_FIXED_BINARY:
        return "BLOB";
    case COL_DATE32:
        return "DATE";
    case COL_TIME32:
        return "TIME";
    case COL_TIME64:
        return t->unit == UNIT_NANO ? "TIME_NS" : "TIME";
    case COL_TIMESTAMP:
        return timestamps[t->unit];
    default:
        return NULL;
    }
}

static kamu_code struct_type(const struct col_type *t, struct buf *out, struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(out, "STRUCT(", err));
    for (uint32_t i = 0; i < t->n_children; i++) {
        KAMU_TRY(buf_printf(out, err, "%sm%u ", i ? ", " : "", i));
        KAMU_TRY(dialect_duck_type(&t->children[i].type, out, err));
    }
    return buf_append_str(out, ")", err);
}

kamu_code dialect_duck_type(const struct col_type *t, struct buf *out, struct kamu_error *err)
{
    const char *plain = plain_type(t);
    char name[160];
    if (plain)
        return buf_append_str(out, plain, err);
    switch (t->kind) {
    case COL_DECIMAL128:
        if (t->precision > 38 || t->scale < 0 || t->scale > t->precision)
            break;
        return buf_printf(out, err, "DECIMAL(%d,%d)", t->precision, t->scale);
    case COL_LIST:
        KAMU_TRY(dialect_duck_type(&t->children[0].type, out, err));
        return buf_append_str(out, "[]", err);
    case COL_FIXED_LIST:
        KAMU_TRY(dialect_duck_type(&t->children[0].type, out, err));
        return buf_printf(out, err, "[%d]", t->fixed_length);
    case COL_STRUCT:
        return struct_type(t, out, err);
    case COL_MAP:
        KAMU_TRY(buf_append_str(out, "MAP(", err));
        KAMU_TRY(dialect_duck_type(&t->children[0].type.children[0].type, out, err));
        KAMU_TRY(buf_append_str(out, ", ", err));
        KAMU_TRY(dialect_duck_type(&t->children[0].type.children[1].type, out, err));
        return buf_append_str(out, ")", err);
    default:
        break;
    }
    col_type_name(t, name, sizeof name);
    return error_set(err, KAMU_E_UNSUPPORTED, "DuckDB has no type for %s", name);
}

/* ---- compiling ------------------------------------------------------------------------------ */

static kamu_code check_columns(struct binder *b, const struct relation *r)
{
    for (size_t i = 0; i < r->n_columns; i++) {
        const struct column *c = &r->columns[i];
        if (c->type.kind == SQL_KIND_INTERVAL && !b->catalog->has_to_table) {
            kamu_code rc = sql_fail(b->text, 0, 0, KAMU_E_UNSUPPORTED, b->err,
                                    "This feature is not implemented: the column `" STR_FMT
                                    "` of the result is an interval",
                                    STR_ARG(c->name));
            error_hint(b->err,
                       "a dataset cannot hold intervals; cast it to text, or add it to a date");
            return rc;
        }
        for (size_t j = 0; j < i; j++)
            if (str_eq(c->name, r->columns[j].name)) {
                kamu_code rc =
                    sql_fail(b->text, 0, 0, KAMU_E_INPUT, b->err,
                             "Error during planning: the result has two columns called `" STR_FMT
                             "`, at positions %zu and %zu",
                             STR_ARG(c->name), j + 1, i + 1);
                error_hint(b->err, "give one of them another name with AS");
                return rc;
            }
    }
    return KAMU_OK;
}

/* `kamu sql` shows intervals, of which there are no columns, as the texts that arrow prints. */
static kamu_code show_intervals(struct binder *b, struct relation *r)
{
    const struct rope **items = arena_calloc(b->arena, r->n_columns + 1, sizeof *items);
    struct column *columns = arena_calloc(b->arena, r->n_columns + 1, sizeof *columns);
    unsigned alias = b->next_alias++;
    bool any = false;
    if (!items || !columns)
        return bind_nomem(b);
    for (size_t i = 0; i < r->n_columns; i++) {
        bool interval = r->columns[i].type.kind == SQL_KIND_INTERVAL;
        any = any || interval;
        columns[i] = r->columns[i];
        if (interval)
            columns[i].type = sql_type(COL_STRING);
        items[i] =
            rope(b->arena, interval ? "kamu_interval_text(z%u.c%d) AS c%d" : "z%u.c%d AS c%d",
                 alias, (int64_t)i, (int64_t)i);
    }
    if (!any)
        return KAMU_OK;
    r->columns = columns;
    r->sql = rope(b->arena, "SELECT %r FROM (%r) AS z%u",
                  rope_join(b->arena, items, r->n_columns, ", "), r->sql, alias);
    return r->sql ? KAMU_OK : bind_nomem(b);
}

static kamu_code make_schema(const struct relation *r, struct col_schema **out,
                             struct kamu_error *err)
{
    struct col_schema *s = NULL;
    KAMU_TRY(col_schema_new((uint32_t)r->n_columns, &s, err));
    for (size_t i = 0; i < r->n_columns; i++) {
        char *name = NULL;
        struct str copy = arena_str(&s->arena, r->columns[i].name);
        struct col_field field = {.name = copy.p,
                                  .type = r->columns[i].type,
                                  .nullable = r->columns[i].nullable ||
                                              r->columns[i].type.kind == COL_NULL};
        (void)name;
        kamu_code rc =
            copy.p ? col_field_copy(&s->arena, &field, &s->fields[i], err) : error_nomem(err);
        if (rc != KAMU_OK) {
            col_schema_unref(s);
            return rc;
        }
    }
    *out = s;
    return KAMU_OK;
}

static kamu_code compile(struct binder *b, const struct sql_query *tree, struct arena *arena,
                         struct dialect_query *out)
{
    struct relation r;
    struct buf text = BUF_INIT(SQL_ROPE_TEXT_MAX + 1);
    KAMU_TRY(bind_query(b, tree, NULL, &r));
    KAMU_TRY(check_columns(b, &r));
    KAMU_TRY(show_intervals(b, &r));
    kamu_code rc = rope_write(r.sql, &text, b->err);
    char *sql = NULL;
    if (rc == KAMU_OK) {
        sql = arena_alloc(arena, text.len + 1);
        rc = sql ? KAMU_OK : error_nomem(b->err);
    }
    if (rc == KAMU_OK) {
        memcpy(sql, text.data, text.len);
        sql[text.len] = 0;
        rc = make_schema(&r, &out->schema, b->err);
    }
    out->sql = sql;
    out->ordered = r.ordered;
    buf_free(&text);
    return rc;
}

kamu_code dialect_compile(struct str query, const struct dialect_catalog *catalog,
                          struct arena *arena, struct dialect_query *out, struct kamu_error *err)
{
    struct arena own; /* tree and ropes; what goes out is copied */
    struct sql_query *tree = NULL;
    arena_init(&own, QUERY_ARENA_MAX);
    *out = (struct dialect_query){0};
    struct binder b = {.arena = &own, .text = query, .catalog = catalog, .err = err};
    kamu_code rc = sql_parse(&own, query, &tree, err);
    if (rc == KAMU_OK)
        rc = compile(&b, tree, arena, out);
    if (rc == KAMU_E_NOMEM && own.used_total + 65536 > own.max)
        rc = error_set(err, KAMU_E_LIMIT, "SQL error: the query is too large");
    arena_free(&own);
    return rc;
}

kamu_code dialect_check_syntax(struct str query, struct kamu_error *err)
{
    struct arena own;
    struct sql_query *tree = NULL;
    arena_init(&own, QUERY_ARENA_MAX);
    kamu_code rc = sql_parse(&own, query, &tree, err);
    arena_free(&own);
    return rc;
}

/* ---- the shell
 * ----------------------------------------------------------------------------------- */

size_t dialect_statement_end(struct str text)
{
    for (size_t i = 0; i < text.n;) {
        char c = text.p[i];
        if (c == ';')
            return i + 1;
        if (c == '\'' || c == '"' || c == '`') {
            const char *close = memchr(text.p + i + 1, c, text.n - i - 1);
            if (!close)
                return 0;
            i = (size_t)(close - text.p) + 1; /* a doubled quote begins anew */
        } else if (c == '-' && i + 1 < text.n && text.p[i + 1] == '-') {
            const char *end = memchr(text.p + i, '\n', text.n - i);
            if (!end)
                return 0;
            i = (size_t)(end - text.p) + 1;
        } else if (c == '/' && i + 1 < text.n && text.p[i + 1] == '*') {
            const char *end = memmem(text.p + i + 2, text.n - i - 2, "*/", 2);
            if (!end)
                return 0;
            i = (size_t)(end - text.p) + 2;
        } else {
            i++;
        }
    }
    return 0;
}
