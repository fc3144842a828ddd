/*
 * SELECT. A grouped query becomes two: the inner one groups and computes the aggregates as g7.k0,
 * g7.a0, ..., the outer one has everything that is made of them, windows included.
 */
#include "sql/bind.h"

struct select {
    struct binder *b;
    const struct sql_select *s;
    struct scope input;   /* FROM */
    struct scope grouped; /* behind GROUP BY */
    struct grouping group;
    struct scope *scope; /* of the SELECT list: one of the two */
    const struct rope *from, *where;
    struct column *columns; /* of the result */
    const struct sql_expr **exprs;
    size_t n, cap;
};

/* ---- the SELECT list -------------------------------------------------------------------- */

static kamu_code add_output(struct select *x, const struct column *c, const struct sql_expr *e)
{
    if (x->n == COL_FIELDS_MAX)
        return error_set(x->b->err, KAMU_E_LIMIT, "SQL error: more than %d result columns",
                         COL_FIELDS_MAX);
    if (x->n == x->cap) {
        size_t cap = x->cap ? 2 * x->cap : 16;
        struct column *columns = arena_calloc(x->b->arena, cap, sizeof *columns);
        const struct sql_expr **exprs = arena_calloc(x->b->arena, cap, sizeof *exprs);
        if (!columns || !exprs)
            return bind_nomem(x->b);
        if (x->n) {
            memcpy(columns, x->columns, x->n * sizeof *columns);
            memcpy(exprs, x->exprs, x->n * sizeof *exprs);
        }
        x->columns = columns;
        x->exprs = exprs;
        x->cap = cap;
    }
    x->columns[x->n] = *c;
    x->exprs[x->n++] = e;
    return KAMU_OK;
}

static kamu_code add_item(struct select *x, const struct sql_expr *e, struct str alias)
{
    struct value v;
    struct column c = {.name = alias};
    KAMU_TRY(bind_expr(x->b, x->scope, e, &v));
    if (!alias.p)
        KAMU_TRY(bind_display(x->b, x->scope, e, &c.name));
    if (!alias.p && e->kind == SQL_COLUMN && e->n_parts > 1)
        c.table = e->parts[e->n_parts - 2];
    c.type = v.type;
    c.nullable = v.nullable;
    c.sql = v.sql;
    return add_output(x, &c, e);
}

static bool among(const struct str *names, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(names[i], name))
            return true;
    return false;
}

static const struct sql_expr *column_expr(struct binder *b, const struct sql_item *item,
                                          const struct column *c)
{
    struct sql_expr *e = arena_calloc(b->arena, 1, sizeof *e);
    struct str *parts = arena_calloc(b->arena, 2, sizeof *parts);
    if (!e || !parts)
        return NULL;
    *e = (struct sql_expr){.kind = SQL_COLUMN, .at = item->at, .end = item->end, .parts = parts};
    if (c->table.p)
        parts[e->n_parts++] = c->table;
    parts[e->n_parts++] = c->name;
    return e;
}

static kamu_code check_names(struct select *x, const struct sql_item *item, const struct str *names,
                             size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!bind_has_column(x->scope, names[i])) {
            struct sql_expr e = {.kind = SQL_COLUMN,
                                 .at = item->at,
                                 .end = item->end,
                                 .parts = (struct str[]){names[i]},
                                 .n_parts = 1};
            const struct column *c;
            struct scope *found;
            size_t rest;
            KAMU_TRY(bind_name(x->b, x->scope, &e, &c, &found, &rest));
        }
    return KAMU_OK;
}

static kamu_code add_wildcard(struct select *x, const struct sql_item *item)
{
    const struct scope *in = &x->input;
    size_t seen = 0;
    KAMU_TRY(check_names(x, item, item->except, item->n_except));
    for (size_t i = 0; i < in->n_columns; i++) {
        const struct column *c = &in->columns[i];
        const struct sql_item *replace = NULL;
        if (item->n_qualifier > 0
                ? !c->table.p || !str_eq(c->table, item->qualifier[item->n_qualifier - 1])
                : c->hidden)
            continue;
        seen++;
        if (among(item->except, item->n_except, c->name))
            continue;
        for (size_t r = 0; r < item->n_replace; r++)
            if (str_eq(item->replace[r].alias, c->name))
                replace = &item->replace[r];
        if (replace) {
            KAMU_TRY(add_item(x, replace->expr, c->name));
            continue;
        }
        const struct sql_expr *e = column_expr(x->b, item, c);
        if (!e)
            return bind_nomem(x->b);
        if (x->scope->group) {
            KAMU_TRY(add_item(x, e, STR_NONE));
            continue;
        }
        struct column out = *c;
        out.hidden = false;
        KAMU_TRY(add_output(x, &out, e));
    }
    if (seen == 0 && (item->n_qualifier > 0 || !x->s->from)) {
        struct sql_expr e = {.at = item->at, .end = item->end};
        return bind_fail(
            x->b, &e,
            item->n_qualifier > 0 ? "Invalid qualifier " STR_FMT
                                  : "SELECT * with no tables specified is "
                                    "not valid" STR_FMT,
            STR_ARG(item->n_qualifier > 0 ? item->qualifier[item->n_qualifier - 1] : STR("")));
    }
    return KAMU_OK;
}

static kamu_code add_items(struct select *x)
{
    for (size_t i = 0; i < x->s->n_items; i++) {
        const struct sql_item *item = &x->s->items[i];
        if (item->expr)
            KAMU_TRY(add_item(x, item->expr, item->alias));
        else
            KAMU_TRY(add_wildcard(x, item));
    }
    return KAMU_OK;
}

/* ---- GROUP BY -------------------------------------------------------------------------------- */

static bool is_grouped(const struct sql_query *q, const struct sql_select *s)
{
    bool any = s->group || (s->having && sql_has_aggregate(s->having)) ||
               (s->qualify && sql_has_aggregate(s->qualify));
    for (size_t i = 0; !any && i < s->n_items; i++)
        any = s->items[i].expr && sql_has_aggregate(s->items[i].expr);
    for (size_t i = 0; !any && q && i < q->n_order; i++)
        any = sql_has_aggregate(q->order[i].expr);
    return any;
}

/* 1 and aliases stand for items of the SELECT list. */
static kamu_code key_of(struct select *x, const struct sql_expr *e, const struct sql_expr **out)
{
    int64_t ordinal;
    *out = e;
    if (e->kind == SQL_NUMBER && sql_literal_int(e, &ordinal)) {
        if (ordinal < 1 || (uint64_t)ordinal > x->s->n_items || !x->s->items[ordinal - 1].expr)
            return bind_fail(x->b, e,
                             "Cannot find column with position %lld in SELECT clause. Valid "
                             "columns: 1 to %zu",
                             (long long)ordinal, x->s->n_items);
        *out = x->s->items[ordinal - 1].expr;
    } else if (e->kind == SQL_COLUMN && e->n_parts == 1 &&
               !bind_has_column(&x->input, e->parts[0])) {
        const struct sql_expr *item = bind_alias(&x->input, e->parts[0]);
        if (item)
            *out = item;
    }
    return KAMU_OK;
}

static kamu_code list_keys(struct select *x, const struct sql_expr ***out, size_t *n)
{
    size_t max = x->s->group_all ? x->s->n_items : x->s->n_keys;
    *out = arena_calloc(x->b->arena, max ? max : 1, sizeof **out);
    *n = 0;
    if (!*out)
        return bind_nomem(x->b);
    if (!x->s->group_all) {
        for (size_t i = 0; i < max; i++)
            if (x->s->keys[i]->kind != SQL_TUPLE || x->s->keys[i]->n_args > 0)
                KAMU_TRY(key_of(x, x->s->keys[i], &(*out)[(*n)++]));
        return KAMU_OK;
    }
    for (size_t i = 0; i < max; i++) {
        const struct sql_expr *e = x->s->items[i].expr;
        if (!e)
            return bind_refuse(x->b, NULL, NULL, "GROUP BY ALL with *");
        if (!sql_has_aggregate(e))
            (*out)[(*n)++] = e;
    }
    return KAMU_OK;
}

static kamu_code bind_keys(struct select *x)
{
    struct grouping *g = &x->group;
    const struct sql_expr **keys;
    size_t n;
    KAMU_TRY(list_keys(x, &keys, &n));
    g->input = &x->input;
    g->alias = x->b->next_alias++;
    g->keys = keys;
    g->key_values = arena_calloc(x->b->arena, n ? n : 1, sizeof *g->key_values);
    if (!g->key_values)
        return bind_nomem(x->b);
    struct scope in = x->input;
    in.no_aggregates = in.no_windows = "GROUP BY";
    for (size_t i = 0; i < n; i++) {
        KAMU_TRY(bind_expr(x->b, &in, keys[i], &g->key_values[i]));
        if (g->key_values[i].type.kind == COL_NULL ||
            g->key_values[i].type.kind == SQL_KIND_INTERVAL)
            return bind_refuse(x->b, keys[i], NULL, "GROUP BY an interval or NULL");
        g->key_values[i].nullable = g->key_values[i].nullable || x->s->groupings != NULL;
    }
    g->n_keys = n;
    x->grouped = (struct scope){.outer = x->input.outer, .group = g, .select = x->s};
    x->scope = &x->grouped;
    return KAMU_OK;
}

/* The scan whose least and greatest values are all that the query wants to know, besides how many
 * rows there are; NULL: it wants more. */
static struct scan *extremes_only(const struct select *x)
{
    const struct grouping *g = &x->group;
    bool any = false;
    if (x->s->where || g->n_keys > 0 || !x->s->from || x->s->from->kind != SQL_TABLE_NAME ||
        x->input.n_columns == 0)
        return NULL;
    for (size_t i = 0; i < g->n_aggregates; i++) {
        if (g->aggregates[i].use == AGGREGATE_OTHER)
            return NULL;
        any |= g->aggregates[i].use == AGGREGATE_EXTREME;
    }
    return any ? x->input.columns[0].scan : NULL;
}

/* The scan gives least and greatest values instead of rows, so rows are counted by another one. */
static void ask_extremes(struct select *x)
{
    struct scan *scan = extremes_only(x);
    if (scan == NULL)
        return;
    for (size_t i = 0; i < x->group.n_aggregates; i++)
        if (x->group.aggregates[i].use == AGGREGATE_ROWS)
            x->group.aggregates[i].sql =
                rope(x->b->arena, "(SELECT count(*) FROM %s))", scan->call);
    scan->bounds->text = STR(", extremes := 1");
}

/* "(a, b)": the keys from *at on that belong to one set; without parentheses when it is but one. */
static const struct rope *grouping_set(struct select *x, size_t *at, size_t n)
{
    const struct rope **items = arena_calloc(x->b->arena, n + 1, sizeof *items);
    if (!items)
        return NULL;
    for (size_t i = 0; i < n; i++)
        items[i] = x->group.key_values[(*at)++].sql;
    return n == 1 ? items[0] : rope(x->b->arena, "(%r)", rope_join(x->b->arena, items, n, ", "));
}

/* GROUP BY a, ROLLUP (b, c) */
static const struct rope *grouping_text(struct select *x)
{
    static const char *const words[] = {"", "ROLLUP ", "CUBE ", "GROUPING SETS "};
    struct arena *a = x->b->arena;
    const struct sql_select *s = x->s;
    const struct rope **parts = arena_calloc(a, s->n_groupings + 1, sizeof *parts);
    size_t set = 0, key = 0;
    if (!parts)
        return NULL;
    for (size_t i = 0; i < s->n_groupings; i++) {
        const struct sql_grouping *g = &s->groupings[i];
        const struct rope **items = arena_calloc(a, g->n_sets + 1, sizeof *items);
        if (!items)
            return NULL;
        for (size_t k = 0; k < g->n_sets; k++)
            items[k] = grouping_set(x, &key, s->sets[set++]);
        const struct rope *list = rope_join(a, items, g->n_sets, ", ");
        parts[i] = g->kind == SQL_GROUP_PLAIN ? list : rope(a, "%s(%r)", words[g->kind], list);
    }
    return rope(a, " GROUP BY %r", rope_join(a, parts, s->n_groupings, ", "));
}

/* (SELECT key AS k0, sum(...) AS a0 FROM ... GROUP BY 1) AS g7 */
static const struct rope *group_query(struct select *x)
{
    struct arena *a = x->b->arena;
    const struct grouping *g = &x->group;
    ask_extremes(x);
    size_t n = g->n_keys + g->n_aggregates, m = 0;
    const struct rope **items = arena_calloc(a, n + 1, sizeof *items);
    const struct rope **keys = arena_calloc(a, g->n_keys + 1, sizeof *keys);
    if (!items || !keys)
        return NULL;
    for (size_t i = 0; i < g->n_keys; i++) {
        items[m++] = rope(a, "%r AS k%d", g->key_values[i].sql, (int64_t)i);
        keys[i] = rope(a, "%d", (int64_t)i + 1);
    }
    for (size_t i = 0; i < g->n_aggregates; i++)
        items[m++] = rope(a, "%r AS a%d", g->aggregates[i].sql, (int64_t)i);
    if (m == 0)
        items[m++] = rope(a, "count(*) AS a0");
    const struct rope *list = rope_join(a, items, m, ", ");
    const struct rope *by = x->s->groupings ? grouping_text(x)
                            : g->n_keys
                                ? rope(a, " GROUP BY %r", rope_join(a, keys, g->n_keys, ", "))
                                : rope(a, "");
    return rope(a, "(SELECT %r%r%r%r) AS g%u", list, x->from, x->where, by, g->alias);
}

/* ---- ORDER BY
 * ------------------------------------------------------------------------------------ */

/* Which column of the result an ORDER BY entry is; n when it is none. */
static kamu_code find_output(struct select *x, const struct sql_expr *e, size_t *out)
{
    int64_t ordinal;
    *out = x->n;
    if (e->kind == SQL_NUMBER && sql_literal_int(e, &ordinal)) {
        if (ordinal < 1 || (uint64_t)ordinal > x->n)
            return bind_fail(x->b, e, "Order by index out of bounds, specified %lld, max %zu",
                             (long long)ordinal, x->n);
        *out = (size_t)ordinal - 1;
        return KAMU_OK;
    }
    for (size_t i = 0; i < x->n; i++)
        if ((e->kind == SQL_COLUMN && e->n_parts == 1 && str_eq(e->parts[0], x->columns[i].name)) ||
            (x->exprs[i] && sql_expr_eq(e, x->exprs[i]))) {
            *out = i;
            return KAMU_OK;
        }
    return KAMU_OK;
}

static const struct rope *order_entry(struct binder *b, const struct rope *what,
                                      const struct sql_order *o)
{
    bool first = o->nulls_given ? o->nulls_first : o->descending;
    return rope(b->arena, "%r %s NULLS %s", what, o->descending ? "DESC" : "ASC",
                first ? "FIRST" : "LAST");
}

kamu_code bind_order(struct binder *b, struct scope *s, const struct sql_order *order, size_t n,
                     const struct rope **out)
{
    const struct rope **items = arena_calloc(b->arena, n ? n : 1, sizeof *items);
    if (!items)
        return bind_nomem(b);
    for (size_t i = 0; i < n; i++) {
        struct value v;
        KAMU_TRY(bind_expr(b, s, order[i].expr, &v));
        if (col_is_nested(v.type.kind) || v.type.kind == SQL_KIND_INTERVAL)
            return bind_refuse(b, order[i].expr, NULL, "ORDER BY a list, a struct or an interval");
        items[i] = order_entry(b, v.sql, &order[i]);
    }
    *out =
        n ? rope(b->arena, "ORDER BY %r", rope_join(b->arena, items, n, ", ")) : rope(b->arena, "");
    return *out ? KAMU_OK : bind_nomem(b);
}

static kamu_code order_rows(struct select *x, const struct sql_query *q, const struct rope **out)
{
    struct binder *b = x->b;
    size_t n = q ? q->n_order : 0;
    const struct rope **items = arena_calloc(b->arena, n ? n : 1, sizeof *items);
    struct scope in = *x->scope;
    in.aliases = ALIAS_FIRST;
    *out = rope(b->arena, "");
    if (!items)
        return bind_nomem(b);
    for (size_t i = 0; i < n; i++) {
        size_t at;
        const struct sql_order *o = &q->order[i];
        const struct rope *what;
        struct col_type type;
        KAMU_TRY(find_output(x, o->expr, &at));
        if (at < x->n) {
            what = rope(b->arena, "%d", (int64_t)at + 1);
            type = x->columns[at].type;
        } else {
            struct value v;
            KAMU_TRY(bind_expr(b, &in, o->expr, &v));
            what = v.sql;
            type = v.type;
            for (at = 0; at < x->n && !rope_eq(v.sql, x->columns[at].sql); at++)
                ;
            if (at < x->n)
                what = rope(b->arena, "%d", (int64_t)at + 1);
            else if (x->s->distinct && x->s->n_distinct_on == 0)
                return bind_fail(b, o->expr,
                                 "For SELECT DISTINCT, ORDER BY expressions must appear in select "
                                 "list");
        }
        if (col_is_nested(type.kind) || type.kind == SQL_KIND_INTERVAL)
            return bind_refuse(b, o->expr, NULL, "ORDER BY a list, a struct or an interval");
        items[i] = order_entry(b, what, o);
    }
    if (n > 0)
        *out = rope(b->arena, " ORDER BY %r", rope_join(b->arena, items, n, ", "));
    return *out ? KAMU_OK : bind_nomem(b);
}

/* ---- all of it
 * ------------------------------------------------------------------------------------- */

static kamu_code bind_input(struct select *x)
{
    struct arena *a = x->b->arena;
    x->from = x->where = rope(a, "");
    if (x->s->from) {
        const struct rope *from;
        KAMU_TRY(bind_from(x->b, x->s->from, &x->input, &from));
        x->from = rope(a, " FROM %r", from);
    }
    if (x->s->where) {
        struct value v;
        struct scope in = x->input;
        in.no_aggregates = in.no_windows = "WHERE";
        KAMU_TRY(bind_bool(x->b, &in, x->s->where, "WHERE", &v));
        x->where = rope(a, " WHERE %r", v.sql);
        bind_bounds(x->b, &x->input, x->s->where);
    }
    return x->from && x->where ? KAMU_OK : bind_nomem(x->b);
}

static kamu_code filter_groups(struct select *x, const struct rope **having,
                               const struct rope **qualify)
{
    struct value v;
    struct scope in = *x->scope;
    in.aliases = ALIAS_LAST;
    *having = *qualify = rope(x->b->arena, "");
    if (x->s->qualify) {
        KAMU_TRY(bind_bool(x->b, &in, x->s->qualify, "QUALIFY", &v));
        *qualify = rope(x->b->arena, " QUALIFY %r", v.sql);
    }
    if (x->s->having) {
        in.no_windows = "HAVING";
        if (!x->scope->group)
            return bind_fail(x->b, x->s->having,
                             "HAVING clause references non-aggregate values: "
                             "there is neither GROUP BY nor an aggregate");
        KAMU_TRY(bind_bool(x->b, &in, x->s->having, "HAVING", &v));
        *having = rope(x->b->arena, " WHERE %r", v.sql);
    }
    return *having && *qualify ? KAMU_OK : bind_nomem(x->b);
}

static kamu_code distinct_clause(struct select *x, const struct rope **out)
{
    struct value *v;
    *out = rope(x->b->arena, x->s->distinct ? "DISTINCT " : "");
    if (x->s->n_distinct_on == 0)
        return *out ? KAMU_OK : bind_nomem(x->b);
    const struct rope **items = arena_calloc(x->b->arena, x->s->n_distinct_on, sizeof *items);
    if (!items)
        return bind_nomem(x->b);
    KAMU_TRY(bind_list(x->b, x->scope, x->s->distinct_on, x->s->n_distinct_on, &v));
    for (size_t i = 0; i < x->s->n_distinct_on; i++)
        items[i] = v[i].sql;
    *out = rope(x->b->arena, "DISTINCT ON (%r) ",
                rope_join(x->b->arena, items, x->s->n_distinct_on, ", "));
    return *out ? KAMU_OK : bind_nomem(x->b);
}

kamu_code bind_select(struct binder *b, const struct sql_query *q, const struct sql_select *s,
                      struct scope *outer, struct relation *out)
{
    struct select *x = arena_calloc(b->arena, 1, sizeof *x);
    const struct rope *having, *qualify, *distinct, *order;
    if (!x)
        return bind_nomem(b);
    *x = (struct select){.b = b, .s = s, .input = {.outer = outer, .select = s}};
    x->scope = &x->input;
    KAMU_TRY(bind_input(x));
    if (is_grouped(q, s))
        KAMU_TRY(bind_keys(x));
    KAMU_TRY(add_items(x));
    KAMU_TRY(distinct_clause(x, &distinct));
    KAMU_TRY(filter_groups(x, &having, &qualify));
    KAMU_TRY(order_rows(x, q, &order));
    const struct rope **items = arena_calloc(b->arena, x->n ? x->n : 1, sizeof *items);
    if (!items)
        return bind_nomem(b);
    for (size_t i = 0; i < x->n; i++)
        items[i] = rope(b->arena, "%r AS c%d", x->columns[i].sql, (int64_t)i);
    const struct rope *list =
        x->n ? rope_join(b->arena, items, x->n, ", ") : rope(b->arena, "NULL AS nothing");
    const struct rope *input =
        x->scope->group ? rope(b->arena, " FROM %r", group_query(x)) : x->from;
    out->sql = rope(b->arena, "SELECT %r%r%r%r%r%r", distinct, list, input,
                    x->scope->group ? having : x->where, qualify, order);
    out->columns = x->columns;
    out->n_columns = x->n;
    return out->sql ? KAMU_OK : bind_nomem(b);
}
