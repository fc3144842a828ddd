/* FROM: tables, subqueries, joins, table functions. */
#include "sql/bind.h"

static const struct sql_expr *place(struct binder *b, const struct sql_table_ref *t)
{
    struct sql_expr *e = arena_calloc(b->arena, 1, sizeof *e);
    if (e) {
        e->at = t->at;
        e->end = t->end;
    }
    return e;
}

kamu_code bind_add_columns(struct binder *b, struct scope *s, const struct column *columns,
                           size_t n)
{
    if (s->n_columns + n > 4 * COL_FIELDS_MAX)
        return error_set(b->err, KAMU_E_LIMIT, "SQL error: the tables have too many columns");
    struct column *all =
        arena_calloc(b->arena, s->n_columns + n ? s->n_columns + n : 1, sizeof *all);
    if (!all)
        return bind_nomem(b);
    if (s->n_columns)
        memcpy(all, s->columns, s->n_columns * sizeof *all);
    if (n)
        memcpy(all + s->n_columns, columns, n * sizeof *all);
    s->columns = all;
    s->n_columns += n;
    return KAMU_OK;
}

/* The columns of something that is called t<alias> in the SQL. */
static kamu_code add_table(struct binder *b, const struct sql_table_ref *t, struct scope *s,
                           const struct column *from, size_t n, struct str name, unsigned alias)
{
    struct column *columns = arena_calloc(b->arena, n ? n : 1, sizeof *columns);
    if (!columns)
        return bind_nomem(b);
    if (t->n_columns > n)
        return bind_fail(b, place(b, t),
                         "Source table contains %zu columns but %zu names given as "
                         "column alias",
                         n, t->n_columns);
    for (size_t i = 0; i < s->n_columns; i++)
        if (name.p && s->columns[i].table.p && str_eq(s->columns[i].table, name))
            return bind_fail(b, place(b, t),
                             "the table name `" STR_FMT "` is used twice, give one "
                             "of them an alias",
                             STR_ARG(name));
    for (size_t i = 0; i < n; i++) {
        columns[i] = from[i];
        columns[i].table = name;
        columns[i].hidden = false;
        if (i < t->n_columns)
            columns[i].name = t->columns[i];
        columns[i].sql = rope(b->arena, "t%u.c%d", alias, (int64_t)i);
        if (!columns[i].sql)
            return bind_nomem(b);
    }
    return bind_add_columns(b, s, columns, n);
}

static const struct cte *find_cte(const struct binder *b, struct str name)
{
    for (const struct cte *c = b->ctes; c; c = c->next)
        if (str_eq(c->name, name))
            return c;
    return NULL;
}

static kamu_code find_table(struct binder *b, const struct sql_table_ref *t,
                            const struct str *parts, size_t n, struct dialect_table *out)
{
    struct str name = parts[n - 1];
    kamu_code rc =
        n > 3 ? KAMU_E_NOT_FOUND : b->catalog->find(b->catalog->ctx, parts, n, out, b->err);
    if (rc != KAMU_E_NOT_FOUND)
        return rc;
    char hint[256] = "";
    if (b->err)
        snprintf(hint, sizeof hint, "%s", b->err->at.hint);
    const char *prefix = n == 1 ? "kamu.kamu." : n == 2 ? "kamu." : "";
    struct str first = n > 1 ? parts[0] : STR(""), second = n > 2 ? parts[1] : STR("");
    rc = sql_fail(
        b->text, t->at, t->end, KAMU_E_INPUT, b->err,
        "Error during planning: table '%s" STR_FMT "%s" STR_FMT "%s" STR_FMT "' not found", prefix,
        STR_ARG(first), n > 1 ? "." : "", STR_ARG(second), n > 2 ? "." : "", STR_ARG(name));
    if (hint[0])
        error_hint(b->err, "%s", hint);
    return rc;
}

static kamu_code table_columns(struct binder *b, const struct col_schema *schema,
                               struct column **out)
{
    *out = arena_calloc(b->arena, schema->n_fields ? schema->n_fields : 1, sizeof **out);
    if (!*out)
        return bind_nomem(b);
    for (uint32_t i = 0; i < schema->n_fields; i++)
        (*out)[i] = (struct column){.name = str_c(schema->fields[i].name),
                                    .type = schema->fields[i].type,
                                    .nullable = schema->fields[i].nullable};
    return KAMU_OK;
}

/* kamu_scan(3<room for bounds>) */
static kamu_code bind_scan(struct binder *b, struct column *columns, uint32_t n, unsigned alias,
                           char *relation, const struct rope **sql)
{
    struct scan *scan = arena_calloc(b->arena, 1, sizeof *scan);
    struct rope *bounds = arena_calloc(b->arena, 1, sizeof *bounds);
    size_t length = strlen(relation);
    if (scan == NULL || bounds == NULL)
        return bind_nomem(b);
    KAMU_ASSERT(length > 0 && relation[length - 1] == ')');
    relation[length - 1] = 0;
    bounds->text = STR("");
    *scan = (struct scan){.call = relation, .bounds = bounds, .alias = alias};
    for (uint32_t i = 0; i < n; i++) {
        columns[i].scan = scan;
        columns[i].scan_column = i;
    }
    *sql = rope(b->arena, "%s%r) AS t%u", relation, (const struct rope *)bounds, alias);
    return KAMU_OK;
}

static kamu_code bind_table(struct binder *b, const struct sql_table_ref *t, struct scope *s,
                            const struct rope **sql)
{
    unsigned alias = b->next_alias++;
    struct str name = t->alias.p ? t->alias : t->parts[t->n_parts - 1];
    const struct cte *cte = t->n_parts == 1 ? find_cte(b, t->parts[0]) : NULL;
    if (cte) {
        *sql = rope(b->arena, "%s AS t%u", cte->relation, alias);
        return add_table(b, t, s, cte->columns, cte->n_columns, name, alias);
    }
    struct dialect_table table = {0};
    struct column *columns;
    KAMU_TRY(find_table(b, t, t->parts, t->n_parts, &table));
    KAMU_TRY(table_columns(b, table.schema, &columns));
    char *relation = arena_strdup(b->arena, table.relation);
    if (table.takes_bounds && relation != NULL)
        KAMU_TRY(bind_scan(b, columns, table.schema->n_fields, alias, relation, sql));
    else
        *sql = rope(b->arena, "%s AS t%u", relation, alias);
    return add_table(b, t, s, columns, table.schema->n_fields, name, alias);
}

/* The newest row of each key. */
static kamu_code bind_to_table(struct binder *b, const struct sql_table_ref *t, struct scope *s,
                               const struct rope **sql)
{
    struct dialect_table table = {0};
    struct column *columns;
    unsigned alias = b->next_alias++;
    if (t->n_args != 1 || t->args[0]->kind != SQL_COLUMN)
        return bind_fail(b, place(b, t), "to_table(): dataset_ref must be a table reference");
    KAMU_TRY(find_table(b, t, t->args[0]->parts, t->args[0]->n_parts, &table));
    struct str name = t->args[0]->parts[t->args[0]->n_parts - 1];
    if (table.n_key == 0)
        return bind_fail(b, place(b, t), "'" STR_FMT "' has no primary keys", STR_ARG(name));
    KAMU_TRY(table_columns(b, table.schema, &columns));
    const struct rope **keys = arena_calloc(b->arena, table.n_key, sizeof *keys);
    if (!keys)
        return bind_nomem(b);
    for (size_t i = 0; i < table.n_key; i++) {
        int at = col_schema_find(table.schema, table.key[i]);
        if (at < 0)
            return bind_fail(b, place(b, t), "'" STR_FMT "' has no column `" STR_FMT "`",
                             STR_ARG(name), STR_ARG(table.key[i]));
        keys[i] = rope(b->arena, "c%d", (int64_t)at);
    }
    char *relation = arena_strdup(b->arena, table.relation);
    *sql = rope(b->arena,
                "(SELECT * FROM %s QUALIFY row_number() OVER (PARTITION BY %r ORDER BY c%d DESC) = "
                "1) AS t%u",
                relation, rope_join(b->arena, keys, table.n_key, ", "),
                (int64_t)table.offset_column, alias);
    return add_table(b, t, s, columns, table.schema->n_fields, t->alias.p ? t->alias : name, alias);
}

static kamu_code bind_series(struct binder *b, const struct sql_table_ref *t, struct scope *s,
                             const struct rope **sql)
{
    struct value *v;
    struct col_type wide = sql_type(COL_INT64);
    unsigned alias = b->next_alias++;
    bool inclusive = str_ieq(t->parts[0], STR("generate_series"));
    const struct rope *args[3];
    if (t->n_args < 1 || t->n_args > 3)
        return bind_fail(b, place(b, t), STR_FMT "() takes start, end and step",
                         STR_ARG(t->parts[0]));
    KAMU_TRY(bind_list(b, s, t->args, t->n_args, &v));
    for (size_t i = 0; i < t->n_args; i++) {
        if (!sql_is_integer(&v[i].type))
            return bind_refuse(b, t->args[i], NULL, STR_FMT "() of other than whole numbers",
                               STR_ARG(t->parts[0]));
        KAMU_TRY(bind_cast(b, &v[i], &wide, false));
        args[i] = v[i].sql;
    }
    *sql = rope(b->arena, "(SELECT unnest(%s(%r)) AS c0) AS t%u",
                inclusive ? "generate_series" : "range", rope_join(b->arena, args, t->n_args, ", "),
                alias);
    struct column c = {.name = STR("value"), .type = wide};
    return add_table(b, t, s, &c, 1, t->alias.p ? t->alias : t->parts[0], alias);
}

static kamu_code bind_unnest(struct binder *b, const struct sql_table_ref *t, struct scope *s,
                             const struct rope **sql)
{
    struct value v;
    unsigned alias = b->next_alias++;
    if (t->ordinality || t->n_args != 1)
        return bind_refuse(b, place(b, t), NULL, "UNNEST with ordinality or of several lists");
    KAMU_TRY(bind_expr(b, s, t->args[0], &v));
    if (v.type.kind != COL_LIST)
        return bind_fail(b, t->args[0], "unnest() can only be applied to a list here");
    *sql = rope(b->arena, "(SELECT unnest(%r) AS c0) AS t%u", v.sql, alias);
    struct column c = {.name = STR("unnest"), .type = v.type.children[0].type, .nullable = true};
    if (t->n_columns == 0 && t->alias.p)
        c.name = t->alias;
    return add_table(b, t, s, &c, 1, t->alias, alias);
}

static kamu_code bind_subquery(struct binder *b, const struct sql_table_ref *t, struct scope *s,
                               const struct rope **sql)
{
    struct relation r;
    unsigned alias = b->next_alias++;
    KAMU_TRY(bind_query(b, t->query, t->lateral ? s : s->outer, &r));
    *sql = rope(b->arena, t->lateral ? "LATERAL (%r) AS t%u" : "(%r) AS t%u", r.sql, alias);
    return add_table(b, t, s, r.columns, r.n_columns, t->alias, alias);
}

/* ---- joins ------------------------------------------------------------------------------- */

static void set_nullable(struct scope *s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        s->columns[i].nullable = true;
}

static size_t find_one(const struct scope *s, size_t from, size_t to, struct str name, size_t *n)
{
    size_t found = to;
    *n = 0;
    for (size_t i = from; i < to; i++)
        if (!s->columns[i].hidden && str_eq(s->columns[i].name, name)) {
            found = i;
            (*n)++;
        }
    return found;
}

static kamu_code using_condition(struct binder *b, const struct sql_table_ref *t, struct scope *s,
                                 size_t start, size_t middle, const struct str *names, size_t n,
                                 const struct rope **on)
{
    const struct rope **tests = arena_calloc(b->arena, n ? n : 1, sizeof *tests);
    if (!tests)
        return bind_nomem(b);
    for (size_t i = 0; i < n; i++) {
        size_t nl, nr;
        size_t l = find_one(s, start, middle, names[i], &nl);
        size_t r = find_one(s, middle, s->n_columns, names[i], &nr);
        if (nl != 1 || nr != 1)
            return bind_fail(b, place(b, t), "the column `" STR_FMT "` of USING is %s",
                             STR_ARG(names[i]),
                             nl > 1 || nr > 1 ? "ambiguous" : "not in both tables");
        struct value lv = {.type = s->columns[l].type, .sql = s->columns[l].sql},
                     rv = {.type = s->columns[r].type, .sql = s->columns[r].sql}, eq;
        KAMU_TRY(bind_compare(b, place(b, t), "=", &lv, &rv, &eq));
        tests[i] = eq.sql;
        /* DataFusion takes the left one even where it is filled with nulls */
        s->columns[r].hidden = true;
    }
    *on = n ? rope_join(b->arena, tests, n, " AND ") : NULL;
    return KAMU_OK;
}

static kamu_code natural_names(struct binder *b, const struct scope *s, size_t start, size_t middle,
                               struct str **names, size_t *n)
{
    *names = arena_calloc(b->arena, s->n_columns + 1, sizeof **names);
    *n = 0;
    if (!*names)
        return bind_nomem(b);
    for (size_t i = start; i < middle; i++) {
        size_t count;
        find_one(s, middle, s->n_columns, s->columns[i].name, &count);
        if (count > 0 && !s->columns[i].hidden)
            (*names)[(*n)++] = s->columns[i].name;
    }
    return KAMU_OK;
}

static kamu_code bind_join(struct binder *b, const struct sql_table_ref *t, struct scope *s,
                           const struct rope **sql)
{
    static const char *const words[] = {"INNER JOIN", "LEFT JOIN",  "RIGHT JOIN",
                                        "FULL JOIN",  "CROSS JOIN", "SEMI JOIN",
                                        "ANTI JOIN",  "SEMI JOIN",  "ANTI JOIN"};
    const struct rope *left, *right, *on = NULL;
    size_t start = s->n_columns;
    KAMU_TRY(bind_from(b, t->left, s, &left));
    size_t middle = s->n_columns;
    KAMU_TRY(bind_from(b, t->right, s, &right));
    size_t end = s->n_columns;
    if (t->natural) {
        struct str *names;
        size_t n;
        KAMU_TRY(natural_names(b, s, start, middle, &names, &n));
        KAMU_TRY(using_condition(b, t, s, start, middle, names, n, &on));
    } else if (t->n_using > 0) {
        KAMU_TRY(using_condition(b, t, s, start, middle, t->using_, t->n_using, &on));
    } else if (t->on) {
        struct value v;
        struct scope in = *s;
        in.no_aggregates = in.no_windows = "ON";
        KAMU_TRY(bind_bool(b, &in, t->on, "ON", &v));
        on = v.sql;
    }
    bool swap = t->join == SQL_JOIN_RIGHT_SEMI || t->join == SQL_JOIN_RIGHT_ANTI;
    if (!on && t->join != SQL_JOIN_CROSS && t->join != SQL_JOIN_INNER)
        return bind_fail(b, place(b, t), "this join needs ON or USING");
    const char *word = on ? words[t->join] : "CROSS JOIN";
    if (swap) {
        const struct rope *other = left;
        left = right;
        right = other;
    }
    *sql = on ? rope(b->arena, "(%r %s %r ON %r)", left, word, right, on)
              : rope(b->arena, "(%r %s %r)", left, word, right);
    if (t->join == SQL_JOIN_LEFT || t->join == SQL_JOIN_FULL)
        set_nullable(s, middle, end);
    if (t->join == SQL_JOIN_RIGHT || t->join == SQL_JOIN_FULL)
        set_nullable(s, start, middle);
    if (t->join == SQL_JOIN_SEMI || t->join == SQL_JOIN_ANTI)
        s->n_columns = middle;
    if (swap) {
        memmove(s->columns + start, s->columns + middle, (end - middle) * sizeof *s->columns);
        s->n_columns = start + (end - middle);
    }
    return KAMU_OK;
}

kamu_code bind_from(struct binder *b, const struct sql_table_ref *t, struct scope *s,
                    const struct rope **sql)
{
    KAMU_TRY(bind_enter(b, t->at));
    *sql = NULL;
    kamu_code rc;
    switch (t->kind) {
    case SQL_TABLE_NAME:
        rc = bind_table(b, t, s, sql);
        break;
    case SQL_TABLE_QUERY:
        rc = bind_subquery(b, t, s, sql);
        break;
    case SQL_TABLE_JOIN:
        rc = bind_join(b, t, s, sql);
        break;
    case SQL_TABLE_UNNEST:
        rc = bind_unnest(b, t, s, sql);
        break;
    default:
        if (str_ieq(t->parts[0], STR("generate_series")) || str_ieq(t->parts[0], STR("range")))
            rc = bind_series(b, t, s, sql);
        else if (b->catalog->has_to_table && str_ieq(t->parts[0], STR("to_table")))
            rc = bind_to_table(b, t, s, sql);
        else
            return bind_fail(b, place(b, t), "table function '" STR_FMT "' not found",
                             STR_ARG(t->parts[0]));
        break;
    }
    KAMU_TRY(rc);
    b->depth--;
    return *sql ? KAMU_OK : bind_nomem(b);
}
