/* Queries: WITH, set operations, VALUES, LIMIT. */
#include "sql/bind.h"

static kamu_code bind_body(struct binder *b, const struct sql_query *q, const struct sql_body *body,
                           struct scope *outer, struct relation *out);

/* The columns of a relation that is called <name> in the SQL around it. */
static kamu_code requalify(struct binder *b, struct relation *r, const char *name, unsigned alias)
{
    struct column *columns =
        arena_calloc(b->arena, r->n_columns ? r->n_columns : 1, sizeof *columns);
    if (!columns)
        return bind_nomem(b);
    for (size_t i = 0; i < r->n_columns; i++) {
        columns[i] = r->columns[i];
        columns[i].table = STR_NONE;
        columns[i].hidden = false;
        columns[i].sql = rope(b->arena, "%s%u.c%d", name, alias, (int64_t)i);
        if (!columns[i].sql)
            return bind_nomem(b);
    }
    r->columns = columns;
    return KAMU_OK;
}

/* ---- VALUES ---------------------------------------------------------------------------------- */

static kamu_code bind_values(struct binder *b, const struct sql_body *body, struct scope *outer,
                             struct relation *out)
{
    size_t n = body->n_columns, m = body->n_rows;
    struct value **rows = arena_calloc(b->arena, m, sizeof *rows);
    struct value *one = arena_calloc(b->arena, m, sizeof *one);
    const struct rope **lines = arena_calloc(b->arena, m, sizeof *lines);
    const struct rope **items = arena_calloc(b->arena, n, sizeof *items);
    const struct rope **names = arena_calloc(b->arena, n, sizeof *names);
    out->columns = arena_calloc(b->arena, n, sizeof *out->columns);
    struct scope s = {.outer = outer, .no_aggregates = "VALUES", .no_windows = "VALUES"};
    if (!rows || !one || !lines || !items || !names || !out->columns)
        return bind_nomem(b);
    for (size_t i = 0; i < m; i++)
        KAMU_TRY(bind_list(b, &s, body->rows[i], n, &rows[i]));
    for (size_t c = 0; c < n; c++) {
        bool nullable = false;
        for (size_t i = 0; i < m; i++) {
            one[i] = rows[i][c];
            nullable = nullable || one[i].nullable;
        }
        KAMU_TRY(bind_unify(b, body->rows[0][c], one, m, sql_union_type, "VALUES"));
        for (size_t i = 0; i < m; i++)
            rows[i][c] = one[i];
        char *name = arena_printf(b->arena, "column%zu", c + 1);
        if (!name)
            return bind_nomem(b);
        (void)nullable; /* DataFusion says so of every column of VALUES */
        out->columns[c] =
            (struct column){.name = str_c(name), .type = one[0].type, .nullable = true};
        names[c] = rope(b->arena, "c%d", (int64_t)c);
    }
    for (size_t i = 0; i < m; i++) {
        for (size_t c = 0; c < n; c++)
            items[c] = rows[i][c].sql;
        lines[i] = rope(b->arena, "(%r)", rope_join(b->arena, items, n, ", "));
    }
    unsigned alias = b->next_alias++;
    out->n_columns = n;
    const struct rope *list = rope_join(b->arena, names, n, ", ");
    out->sql = rope(b->arena, "SELECT %r FROM (VALUES %r) AS v%u(%r)", list,
                    rope_join(b->arena, lines, m, ", "), alias, list);
    return out->sql ? KAMU_OK : bind_nomem(b);
}

/* ---- set operations
 * ------------------------------------------------------------------------------ */

static kamu_code cast_columns(struct binder *b, const struct sql_expr *at, struct relation *r,
                              const struct col_type *types)
{
    unsigned alias = b->next_alias++;
    const struct rope **items =
        arena_calloc(b->arena, r->n_columns ? r->n_columns : 1, sizeof *items);
    bool same = true;
    if (!items)
        return bind_nomem(b);
    KAMU_TRY(requalify(b, r, "u", alias));
    for (size_t i = 0; i < r->n_columns; i++) {
        struct value v = {.type = r->columns[i].type,
                          .sql = r->columns[i].sql,
                          .expr = at,
                          .nullable = r->columns[i].nullable};
        same = same && sql_type_same(&v.type, &types[i]);
        KAMU_TRY(bind_cast(b, &v, &types[i], false));
        r->columns[i].type = types[i];
        items[i] = rope(b->arena, "%r AS c%d", v.sql, (int64_t)i);
    }
    if (!same)
        r->sql = rope(b->arena, "SELECT %r FROM (%r) AS u%u",
                      rope_join(b->arena, items, r->n_columns, ", "), r->sql, alias);
    return r->sql ? KAMU_OK : bind_nomem(b);
}

static size_t column_named(const struct relation *r, struct str name)
{
    for (size_t i = 0; i < r->n_columns; i++)
        if (str_eq(r->columns[i].name, name))
            return i;
    return r->n_columns;
}

/* Columns of UNION BY NAME: the left ones, behind them those that the right one alone has. */
static kamu_code list_names(struct binder *b, const struct sql_expr *at, const struct relation *l,
                            const struct relation *r, struct column **out, size_t *n)
{
    *out = arena_calloc(b->arena, l->n_columns + r->n_columns + 1, sizeof **out);
    *n = 0;
    if (!*out)
        return bind_nomem(b);
    for (size_t k = 0; k < 2; k++) {
        const struct relation *one = k == 0 ? l : r;
        for (size_t i = 0; i < one->n_columns; i++) {
            if (column_named(one, one->columns[i].name) != i)
                return bind_fail(b, at,
                                 "Projections require unique expression names but there are "
                                 "several called \"" STR_FMT "\"",
                                 STR_ARG(one->columns[i].name));
            if (k == 0 || column_named(l, one->columns[i].name) == l->n_columns)
                (*out)[(*n)++] = one->columns[i];
        }
    }
    return KAMU_OK;
}

/* The relation with these columns; those that it lacks are NULL. */
static kamu_code align(struct binder *b, struct relation *r, const struct column *columns, size_t n)
{
    unsigned alias = b->next_alias++;
    const struct rope **items = arena_calloc(b->arena, n + 1, sizeof *items);
    struct column *aligned = arena_calloc(b->arena, n + 1, sizeof *aligned);
    if (!items || !aligned)
        return bind_nomem(b);
    for (size_t i = 0; i < n; i++) {
        size_t at = column_named(r, columns[i].name);
        aligned[i] = at < r->n_columns ? r->columns[at] : columns[i];
        aligned[i].nullable = aligned[i].nullable || at == r->n_columns;
        aligned[i].scan = NULL;
        items[i] = at < r->n_columns
                       ? rope(b->arena, "n%u.c%d AS c%d", alias, (int64_t)at, (int64_t)i)
                       : rope(b->arena, "CAST(NULL AS %r) AS c%d",
                              sql_duck_type(b, &columns[i].type), (int64_t)i);
    }
    r->columns = aligned;
    r->n_columns = n;
    r->sql = rope(b->arena, "SELECT %r FROM (%r) AS n%u", rope_join(b->arena, items, n, ", "),
                  r->sql, alias);
    return r->sql ? KAMU_OK : bind_nomem(b);
}

static kamu_code align_by_name(struct binder *b, const struct sql_body *body,
                               const struct sql_expr *at, struct relation *l, struct relation *r)
{
    struct column *columns;
    size_t n;
    if (body->set != SQL_UNION)
        return bind_refuse(b, at, NULL, "%s BY NAME not implemented",
                           body->set == SQL_EXCEPT ? "EXCEPT" : "INTERSECT");
    KAMU_TRY(list_names(b, at, l, r, &columns, &n));
    KAMU_TRY(align(b, l, columns, n));
    return align(b, r, columns, n);
}

static kamu_code common_types(struct binder *b, const struct sql_expr *at, const struct relation *l,
                              const struct relation *r, struct col_type **out)
{
    *out = arena_calloc(b->arena, l->n_columns ? l->n_columns : 1, sizeof **out);
    if (!*out)
        return bind_nomem(b);
    for (size_t i = 0; i < l->n_columns; i++) {
        if (sql_union_type(&l->columns[i].type, &r->columns[i].type, &(*out)[i]))
            continue;
        struct str lt = sql_type_text(b, &l->columns[i].type),
                   rt = sql_type_text(b, &r->columns[i].type);
        return bind_fail(b, at,
                         "UNION Column '" STR_FMT "' (type: " STR_FMT
                         ") is not compatible with column '" STR_FMT "' (type: " STR_FMT ")",
                         STR_ARG(l->columns[i].name), STR_ARG(lt), STR_ARG(r->columns[i].name),
                         STR_ARG(rt));
    }
    return KAMU_OK;
}

/*
 * INTERSECT and EXCEPT are joins in DataFusion: rows of the left side stay, with its types, when
 * the other side has them (or has not); ALL does not count how often.
 */
static kamu_code bind_keep(struct binder *b, const struct sql_body *body, const struct sql_expr *at,
                           struct relation *l, struct relation *r, struct relation *out)
{
    struct arena *a = b->arena;
    const char *word = body->set == SQL_EXCEPT ? "EXCEPT" : "INTERSECT";
    unsigned left = b->next_alias++, right = b->next_alias++;
    const struct rope **items = arena_calloc(a, l->n_columns + 1, sizeof *items);
    const struct rope **tests = arena_calloc(a, l->n_columns + 1, sizeof *tests);
    if (!items || !tests)
        return bind_nomem(b);
    KAMU_TRY(requalify(b, l, "i", left));
    KAMU_TRY(requalify(b, r, "i", right));
    for (size_t i = 0; i < l->n_columns; i++) {
        struct column *lc = &l->columns[i], *rc = &r->columns[i];
        struct value lv = {.type = lc->type, .sql = lc->sql, .expr = at},
                     rv = {.type = rc->type, .sql = rc->sql, .expr = at}, test;
        if (!sql_type_same(&lv.type, &rv.type) && lv.type.kind != COL_NULL &&
            rv.type.kind != COL_NULL && !(sql_is_numeric(&lv.type) && sql_is_numeric(&rv.type)) &&
            !(sql_is_temporal(&lv.type) && sql_is_temporal(&rv.type))) {
            struct str lt = sql_type_text(b, &lv.type), rt = sql_type_text(b, &rv.type);
            return bind_refuse(b, at, "cast one of them", "%s of " STR_FMT " and " STR_FMT, word,
                               STR_ARG(lt), STR_ARG(rt));
        }
        if (sql_type_same(&lv.type, &rv.type))
            test.sql = rope(a, "%r IS NOT DISTINCT FROM %r", lv.sql, rv.sql);
        else
            KAMU_TRY(bind_compare(b, at, "IS NOT DISTINCT FROM", &lv, &rv, &test));
        items[i] = rope(a, "%r AS c%d", lc->sql, (int64_t)i);
        tests[i] = test.sql;
    }
    out->columns = l->columns;
    out->n_columns = l->n_columns;
    out->sql = rope(a, "SELECT %s%r FROM (%r) AS i%u %s JOIN (%r) AS i%u ON %r",
                    body->all ? "" : "DISTINCT ", rope_join(a, items, l->n_columns, ", "), l->sql,
                    left, body->set == SQL_EXCEPT ? "ANTI" : "SEMI", r->sql, right,
                    rope_join(a, tests, l->n_columns, " AND "));
    return out->sql ? KAMU_OK : bind_nomem(b);
}

static kamu_code bind_set(struct binder *b, const struct sql_body *body, struct scope *outer,
                          struct relation *out)
{
    static const char *const words[] = {"UNION", "INTERSECT", "EXCEPT"};
    struct relation l, r;
    struct col_type *types;
    struct sql_expr at = {.at = body->at, .end = body->at + 1};
    KAMU_TRY(bind_body(b, NULL, body->left, outer, &l));
    KAMU_TRY(bind_body(b, NULL, body->right, outer, &r));
    if (body->by_name)
        KAMU_TRY(align_by_name(b, body, &at, &l, &r));
    if (l.n_columns != r.n_columns)
        return bind_fail(b, &at,
                         "%s queries have different number of columns: left has %zu columns "
                         "whereas right has %zu columns",
                         words[body->set], l.n_columns, r.n_columns);
    if (body->set != SQL_UNION)
        return bind_keep(b, body, &at, &l, &r, out);
    KAMU_TRY(common_types(b, &at, &l, &r, &types));
    KAMU_TRY(cast_columns(b, &at, &l, types));
    KAMU_TRY(cast_columns(b, &at, &r, types));
    for (size_t i = 0; i < l.n_columns; i++)
        l.columns[i].nullable = l.columns[i].nullable || r.columns[i].nullable;
    out->columns = l.columns;
    out->n_columns = l.n_columns;
    out->sql = rope(b->arena, "(%r) UNION%s (%r)", l.sql, body->all ? " ALL" : "", r.sql);
    return out->sql ? KAMU_OK : bind_nomem(b);
}

static kamu_code bind_body(struct binder *b, const struct sql_query *q, const struct sql_body *body,
                           struct scope *outer, struct relation *out)
{
    KAMU_TRY(bind_enter(b, body->at));
    kamu_code rc = body->kind == SQL_BODY_SELECT   ? bind_select(b, q, body->select, outer, out)
                   : body->kind == SQL_BODY_VALUES ? bind_values(b, body, outer, out)
                   : body->kind == SQL_BODY_QUERY  ? bind_query(b, body->query, outer, out)
                                                   : bind_set(b, body, outer, out);
    b->depth--;
    return rc;
}

/* ---- WITH
 * -------------------------------------------------------------------------------------------- */

static kamu_code name_columns(struct binder *b, const struct sql_cte *c, struct relation *r)
{
    struct sql_expr at = {.at = c->at, .end = c->at + 1};
    if (c->n_columns == 0)
        return KAMU_OK;
    if (c->n_columns != r->n_columns)
        return bind_fail(b, &at,
                         "Source table contains %zu columns but %zu names given as column "
                         "alias",
                         r->n_columns, c->n_columns);
    for (size_t i = 0; i < r->n_columns; i++)
        r->columns[i].name = c->columns[i];
    return KAMU_OK;
}

static kamu_code push_cte(struct binder *b, const struct sql_cte *c, const struct relation *r,
                          unsigned alias)
{
    struct cte *cte = arena_calloc(b->arena, 1, sizeof *cte);
    char *relation = arena_printf(b->arena, "w%u", alias);
    if (!cte || !relation)
        return bind_nomem(b);
    *cte = (struct cte){.next = b->ctes,
                        .name = c->name,
                        .columns = r->columns,
                        .n_columns = r->n_columns,
                        .relation = relation};
    b->ctes = cte;
    return KAMU_OK;
}

/* base UNION [ALL] step, the step sees the columns of the base */
static kamu_code bind_recursive(struct binder *b, const struct sql_cte *c, struct scope *outer,
                                unsigned alias, struct relation *out)
{
    const struct sql_body *body = c->query->body;
    struct relation step;
    struct sql_expr at = {.at = c->at, .end = c->at + 1};
    if (c->query->n_order || c->query->limit || c->query->n_ctes)
        return bind_refuse(b, &at, NULL, "ORDER BY, LIMIT or WITH in a recursive query");
    KAMU_TRY(bind_body(b, NULL, body->left, outer, out));
    KAMU_TRY(requalify(b, out, "w", alias));
    KAMU_TRY(name_columns(b, c, out));
    KAMU_TRY(push_cte(b, c, out, alias));
    KAMU_TRY(bind_body(b, NULL, body->right, outer, &step));
    if (step.n_columns != out->n_columns)
        return bind_fail(b, &at, "the two parts of the recursive query have %zu and %zu columns",
                         out->n_columns, step.n_columns);
    struct col_type *types = arena_calloc(b->arena, out->n_columns + 1, sizeof *types);
    if (!types)
        return bind_nomem(b);
    for (size_t i = 0; i < out->n_columns; i++)
        types[i] = out->columns[i].type;
    KAMU_TRY(cast_columns(b, &at, &step, types));
    out->sql = rope(b->arena, "(%r) UNION%s (%r)", out->sql, body->all ? " ALL" : "", step.sql);
    return out->sql ? KAMU_OK : bind_nomem(b);
}

static bool names_itself(const struct sql_table_ref *t, struct str name)
{
    if (!t)
        return false;
    if (t->kind == SQL_TABLE_JOIN)
        return names_itself(t->left, name) || names_itself(t->right, name);
    return t->kind == SQL_TABLE_NAME && t->n_parts == 1 && str_eq(t->parts[0], name);
}

static bool is_recursive(const struct sql_query *q, const struct sql_cte *c)
{
    const struct sql_body *body = c->query->body;
    return q->recursive && body->kind == SQL_BODY_SET && body->set == SQL_UNION &&
           body->right->kind == SQL_BODY_SELECT && names_itself(body->right->select->from, c->name);
}

static kamu_code bind_with(struct binder *b, const struct sql_query *q, struct scope *outer,
                           const struct rope **out)
{
    const struct rope **items = arena_calloc(b->arena, q->n_ctes ? q->n_ctes : 1, sizeof *items);
    bool recursive = false;
    if (!items)
        return bind_nomem(b);
    for (size_t i = 0; i < q->n_ctes; i++) {
        const struct sql_cte *c = &q->ctes[i];
        struct relation r;
        unsigned alias = b->next_alias++;
        for (size_t j = 0; j < i; j++)
            if (str_eq(c->name, q->ctes[j].name)) {
                struct sql_expr at = {.at = c->at, .end = c->at + 1};
                return bind_fail(b, &at, "WITH query name " STR_FMT " specified more than once",
                                 STR_ARG(c->name));
            }
        if (is_recursive(q, c)) {
            recursive = true;
            KAMU_TRY(bind_recursive(b, c, outer, alias, &r));
        } else {
            KAMU_TRY(bind_query(b, c->query, outer, &r));
            KAMU_TRY(requalify(b, &r, "w", alias));
            KAMU_TRY(name_columns(b, c, &r));
            KAMU_TRY(push_cte(b, c, &r, alias));
        }
        items[i] = rope(b->arena, "w%u AS (%r)", alias, r.sql);
    }
    *out = q->n_ctes == 0 ? rope(b->arena, "")
                          : rope(b->arena, "WITH %s%r ", recursive ? "RECURSIVE " : "",
                                 rope_join(b->arena, items, q->n_ctes, ", "));
    return *out ? KAMU_OK : bind_nomem(b);
}

/* ---- ORDER BY of set operations, LIMIT
 * --------------------------------------------------------------- */

static kamu_code order_result(struct binder *b, const struct sql_query *q, struct relation *r)
{
    unsigned alias = b->next_alias++;
    struct scope s = {0};
    const struct rope *order;
    KAMU_TRY(requalify(b, r, "u", alias));
    s.columns = r->columns;
    s.n_columns = r->n_columns;
    struct sql_order *list = arena_calloc(b->arena, q->n_order, sizeof *list);
    if (!list)
        return bind_nomem(b);
    for (size_t i = 0; i < q->n_order; i++) { /* 1 stands for the first column */
        int64_t at;
        list[i] = q->order[i];
        if (list[i].expr->kind != SQL_NUMBER || !sql_literal_int(list[i].expr, &at))
            continue;
        if (at < 1 || (uint64_t)at > r->n_columns)
            return bind_fail(b, list[i].expr,
                             "Order by index out of bounds, specified %lld, max %zu", (long long)at,
                             r->n_columns);
        struct sql_expr *name = arena_calloc(b->arena, 1, sizeof *name);
        if (!name)
            return bind_nomem(b);
        *name = (struct sql_expr){.kind = SQL_COLUMN,
                                  .at = list[i].expr->at,
                                  .end = list[i].expr->end,
                                  .parts = &r->columns[at - 1].name,
                                  .n_parts = 1};
        list[i].expr = name;
    }
    KAMU_TRY(bind_order(b, &s, list, q->n_order, &order));
    r->sql = rope(b->arena, "SELECT * FROM (%r) AS u%u %r", r->sql, alias, order);
    return r->sql ? KAMU_OK : bind_nomem(b);
}

static kamu_code limit_count(struct binder *b, const struct sql_expr *e, const char *what,
                             const struct rope **out)
{
    int64_t n;
    if (!sql_literal_int(e, &n))
        return bind_refuse(b, e, NULL, "%s that is no plain number", what);
    if (n < 0)
        return bind_fail(b, e, "%s must be >=0, '%lld' was provided", what, (long long)n);
    *out = rope(b->arena, " %s %d", what, n);
    return *out ? KAMU_OK : bind_nomem(b);
}

kamu_code bind_query(struct binder *b, const struct sql_query *q, struct scope *outer,
                     struct relation *out)
{
    struct cte *before = b->ctes;
    const struct rope *with, *limit = rope(b->arena, ""), *offset = limit;
    KAMU_TRY(bind_enter(b, q->at));
    *out = (struct relation){0};
    KAMU_TRY(bind_with(b, q, outer, &with));
    KAMU_TRY(bind_body(b, q, q->body, outer, out));
    if (q->n_order > 0 && q->body->kind != SQL_BODY_SELECT)
        KAMU_TRY(order_result(b, q, out));
    if (q->limit && q->limit->kind != SQL_NULL)
        KAMU_TRY(limit_count(b, q->limit, "LIMIT", &limit));
    if (q->offset)
        KAMU_TRY(limit_count(b, q->offset, "OFFSET", &offset));
    if (q->body->kind == SQL_BODY_QUERY && (q->limit || q->offset) && q->n_order == 0)
        out->sql = rope(b->arena, "SELECT * FROM (%r) AS u%u", out->sql, b->next_alias++);
    out->sql = rope(b->arena, "%r%r%r%r", with, out->sql, limit, offset);
    out->ordered = q->n_order > 0;
    b->ctes = before;
    b->depth--;
    return out->sql ? KAMU_OK : bind_nomem(b);
}
