/* Queries: WITH, SELECT, set operations, ORDER BY, LIMIT. */
#include "sql/parse.h"

/* ---- the SELECT list ------------------------------------------------------------------ */

static kamu_code parse_wildcard(struct sql_parser *p, struct sql_item *item)
{
    if (sql_take_word(p, "exclude") ||
        (sql_is_word(p, "except") && str_eqc(sql_peek(p, 1)->text, "(") && p->at++ + 1)) {
        if (sql_is_op(p, "(")) {
            KAMU_TRY(sql_parse_names(p, &item->except, &item->n_except));
        } else {
            item->except = sql_new(p, sizeof *item->except);
            if (!item->except)
                return KAMU_E_NOMEM;
            item->n_except = 1;
            KAMU_TRY(sql_parse_name(p, "a name of a column", item->except));
        }
    }
    if (!sql_take_word(p, "replace"))
        return KAMU_OK;
    struct sql_list list = {0};
    KAMU_TRY(sql_need_op(p, "("));
    do {
        struct sql_item *r = sql_new(p, sizeof *r);
        if (!r)
            return KAMU_E_NOMEM;
        r->at = sql_peek(p, 0)->at;
        KAMU_TRY(sql_parse_expr(p, &r->expr));
        sql_take_word(p, "as");
        KAMU_TRY(sql_parse_name(p, "the name of the replaced column", &r->alias));
        r->end = sql_last_end(p);
        KAMU_TRY(sql_list_add(p, &list, r));
    } while (sql_take_op(p, ","));
    KAMU_TRY(sql_need_op(p, ")"));
    item->replace = sql_new(p, list.n * sizeof *item->replace);
    if (!item->replace)
        return KAMU_E_NOMEM;
    for (size_t i = 0; i < list.n; i++)
        item->replace[i] = *(struct sql_item *)list.items[i];
    item->n_replace = list.n;
    return KAMU_OK;
}

/* t.* : the tokens up to the star, when there is one */
static bool at_qualified_star(const struct sql_parser *p, size_t *parts)
{
    size_t i = 0;
    for (*parts = 0; *parts < 3; (*parts)++, i += 2) {
        if (sql_peek(p, i)->kind != SQL_T_WORD && sql_peek(p, i)->kind != SQL_T_QUOTED)
            return false;
        if (sql_peek(p, i + 1)->kind != SQL_T_OP || !str_eqc(sql_peek(p, i + 1)->text, "."))
            return false;
        const struct sql_token *t = sql_peek(p, i + 2);
        if (t->kind == SQL_T_OP && str_eqc(t->text, "*")) {
            (*parts)++;
            return true;
        }
    }
    return false;
}

static kamu_code parse_item(struct sql_parser *p, struct sql_item *item)
{
    size_t parts = 0;
    item->at = sql_peek(p, 0)->at;
    if (sql_take_op(p, "*")) {
        KAMU_TRY(parse_wildcard(p, item));
    } else if (at_qualified_star(p, &parts)) {
        item->qualifier = sql_new(p, parts * sizeof *item->qualifier);
        if (!item->qualifier)
            return KAMU_E_NOMEM;
        item->n_qualifier = parts;
        for (size_t i = 0; i < parts; i++, p->at += 2)
            item->qualifier[i] = sql_peek(p, 0)->text;
        p->at++;
        KAMU_TRY(parse_wildcard(p, item));
    } else {
        KAMU_TRY(sql_parse_expr(p, &item->expr));
        KAMU_TRY(sql_parse_alias(p, false, &item->alias));
    }
    item->end = sql_last_end(p);
    return KAMU_OK;
}

static kamu_code parse_items(struct sql_parser *p, struct sql_select *s)
{
    struct sql_list list = {0};
    do {
        struct sql_item *item = sql_new(p, sizeof *item);
        if (!item)
            return KAMU_E_NOMEM;
        KAMU_TRY(parse_item(p, item));
        KAMU_TRY(sql_list_add(p, &list, item));
    } while (sql_take_op(p, ",") && !(sql_is_word(p, "from") && !sql_is_word_at(p, 1, "from")));
    s->items = sql_new(p, list.n * sizeof *s->items);
    if (!s->items)
        return KAMU_E_NOMEM;
    for (size_t i = 0; i < list.n; i++)
        s->items[i] = *(struct sql_item *)list.items[i];
    s->n_items = list.n;
    return KAMU_OK;
}

/* ---- SELECT ------------------------------------------------------------------------------- */

static int grouping_kind(const struct sql_parser *p)
{
    if (sql_is_word(p, "grouping") && sql_is_word_at(p, 1, "sets"))
        return SQL_GROUP_SETS;
    if (!str_eqc(sql_peek(p, 1)->text, "("))
        return SQL_GROUP_PLAIN;
    return sql_is_word(p, "rollup") ? SQL_GROUP_ROLLUP
           : sql_is_word(p, "cube") ? SQL_GROUP_CUBE
                                    : SQL_GROUP_PLAIN;
}

/* One key, or (a, b) of GROUPING SETS; adds how many. */
static kamu_code add_set(struct sql_parser *p, struct sql_list *keys, struct sql_list *sets,
                         struct sql_expr *e, bool may_be_many)
{
    size_t *n = sql_new(p, sizeof *n);
    if (!n)
        return KAMU_E_NOMEM;
    if (e->kind != SQL_TUPLE) {
        *n = 1;
        KAMU_TRY(sql_list_add(p, keys, e));
        return sql_list_add(p, sets, n);
    }
    if (!may_be_many && e->n_args > 0)
        return sql_expected(p, "plain expressions in ROLLUP and CUBE");
    *n = e->n_args;
    for (size_t i = 0; i < e->n_args; i++)
        KAMU_TRY(sql_list_add(p, keys, e->args[i]));
    return sql_list_add(p, sets, n);
}

/* a, (a, b) or (); in parentheses, separated by commas */
static kamu_code parse_sets(struct sql_parser *p, struct sql_grouping *g, struct sql_list *keys,
                            struct sql_list *sets)
{
    KAMU_TRY(sql_need_op(p, "("));
    do {
        struct sql_expr *e = NULL;
        if (g->kind == SQL_GROUP_SETS && sql_is_op(p, "(") && str_eqc(sql_peek(p, 1)->text, ")")) {
            p->at += 2;
            e = sql_new(p, sizeof *e);
            if (!e)
                return KAMU_E_NOMEM;
            e->kind = SQL_TUPLE;
        } else {
            KAMU_TRY(sql_parse_expr(p, &e));
        }
        KAMU_TRY(add_set(p, keys, sets, e, g->kind == SQL_GROUP_SETS));
        g->n_sets++;
    } while (sql_take_op(p, ","));
    return sql_need_op(p, ")");
}

static kamu_code parse_grouping(struct sql_parser *p, struct sql_grouping *g, struct sql_list *keys,
                                struct sql_list *sets)
{
    struct sql_expr *e = NULL;
    g->kind = grouping_kind(p);
    if (g->kind != SQL_GROUP_PLAIN) {
        p->at += g->kind == SQL_GROUP_SETS ? 2 : 1;
        return parse_sets(p, g, keys, sets);
    }
    g->n_sets = 1;
    KAMU_TRY(sql_parse_expr(p, &e));
    return add_set(p, keys, sets, e, true);
}

static kamu_code parse_group(struct sql_parser *p, struct sql_select *s)
{
    struct sql_list groupings = {0}, keys = {0}, sets = {0};
    bool plain = true;
    if (!sql_take_words(p, "group", "by"))
        return KAMU_OK;
    s->group = true;
    if (sql_take_word(p, "all")) {
        s->group_all = true;
        return KAMU_OK;
    }
    do {
        struct sql_grouping *g = sql_new(p, sizeof *g);
        if (!g)
            return KAMU_E_NOMEM;
        KAMU_TRY(sql_list_add(p, &groupings, g));
        KAMU_TRY(parse_grouping(p, g, &keys, &sets));
        plain = plain && g->kind == SQL_GROUP_PLAIN;
    } while (sql_take_op(p, ","));
    s->keys = (struct sql_expr **)keys.items;
    s->n_keys = keys.n;
    if (plain)
        return KAMU_OK;
    s->n_groupings = groupings.n;
    s->groupings = sql_new(p, groupings.n * sizeof *s->groupings);
    s->sets = sql_new(p, (sets.n + 1) * sizeof *s->sets);
    if (!s->groupings || !s->sets)
        return KAMU_E_NOMEM;
    for (size_t i = 0; i < groupings.n; i++)
        s->groupings[i] = *(struct sql_grouping *)groupings.items[i];
    for (size_t i = 0; i < sets.n; i++)
        s->sets[i] = *(size_t *)sets.items[i];
    return KAMU_OK;
}

static kamu_code parse_windows(struct sql_parser *p, struct sql_select *s)
{
    struct sql_list list = {0};
    if (!sql_take_word(p, "window"))
        return KAMU_OK;
    do {
        struct sql_named_window *w = sql_new(p, sizeof *w);
        if (!w)
            return KAMU_E_NOMEM;
        KAMU_TRY(sql_parse_name(p, "the name of a window", &w->name));
        KAMU_TRY(sql_need_word(p, "as"));
        KAMU_TRY(sql_parse_window(p, &w->window));
        KAMU_TRY(sql_list_add(p, &list, w));
    } while (sql_take_op(p, ","));
    s->windows = sql_new(p, list.n * sizeof *s->windows);
    if (!s->windows)
        return KAMU_E_NOMEM;
    for (size_t i = 0; i < list.n; i++)
        s->windows[i] = *(struct sql_named_window *)list.items[i];
    s->n_windows = list.n;
    return KAMU_OK;
}

static kamu_code parse_select(struct sql_parser *p, struct sql_select **out)
{
    struct sql_select *s = sql_new(p, sizeof *s);
    if (!s)
        return KAMU_E_NOMEM;
    *out = s;
    s->at = sql_peek(p, 0)->at;
    KAMU_TRY(sql_need_word(p, "select"));
    if (sql_take_word(p, "distinct")) {
        s->distinct = true;
        if (sql_take_word(p, "on")) {
            KAMU_TRY(sql_need_op(p, "("));
            KAMU_TRY(sql_parse_exprs(p, &s->distinct_on, &s->n_distinct_on));
            KAMU_TRY(sql_need_op(p, ")"));
        }
    } else {
        sql_take_word(p, "all");
    }
    KAMU_TRY(parse_items(p, s));
    if (sql_is_word(p, "into"))
        return sql_expected(p, "a query that writes nothing");
    if (sql_take_word(p, "from"))
        KAMU_TRY(sql_parse_tables(p, &s->from));
    if (sql_take_word(p, "where"))
        KAMU_TRY(sql_parse_expr(p, &s->where));
    KAMU_TRY(parse_group(p, s));
    if (sql_take_word(p, "having"))
        KAMU_TRY(sql_parse_expr(p, &s->having));
    KAMU_TRY(parse_windows(p, s));
    if (sql_take_word(p, "qualify"))
        KAMU_TRY(sql_parse_expr(p, &s->qualify));
    return parse_windows(p, s);
}

static kamu_code parse_values(struct sql_parser *p, struct sql_body *b)
{
    struct sql_list list = {0};
    b->kind = SQL_BODY_VALUES;
    do {
        struct sql_expr **row = NULL;
        size_t n = 0;
        uint32_t at = sql_peek(p, 0)->at;
        sql_take_word(p, "row");
        KAMU_TRY(sql_need_op(p, "("));
        KAMU_TRY(sql_parse_exprs(p, &row, &n));
        KAMU_TRY(sql_need_op(p, ")"));
        if (list.n > 0 && n != b->n_columns)
            return sql_fail(p->text, at, sql_last_end(p), KAMU_E_INPUT, p->err,
                            "Error during planning: Inconsistent data length across values list: "
                            "got %zu values in row %zu but expected %zu",
                            n, list.n, b->n_columns);
        b->n_columns = n;
        KAMU_TRY(sql_list_add(p, &list, row));
    } while (sql_take_op(p, ","));
    b->rows = (struct sql_expr ***)list.items;
    b->n_rows = list.n;
    return KAMU_OK;
}

static kamu_code parse_simple_body(struct sql_parser *p, struct sql_body **out)
{
    struct sql_body *b = sql_new(p, sizeof *b);
    if (!b)
        return KAMU_E_NOMEM;
    b->at = sql_peek(p, 0)->at;
    *out = b;
    if (sql_is_word(p, "select")) {
        b->kind = SQL_BODY_SELECT;
        return parse_select(p, &b->select);
    }
    if (sql_take_word(p, "values"))
        return parse_values(p, b);
    if (!sql_take_op(p, "("))
        return sql_expected(p, "SELECT, VALUES, or a subquery in the query body");
    b->kind = SQL_BODY_QUERY;
    KAMU_TRY(sql_parse_query(p, &b->query));
    return sql_need_op(p, ")");
}

static bool at_set_operation(const struct sql_parser *p, enum sql_set_op *op, int *level)
{
    *level = 10;
    if (sql_is_word(p, "union"))
        *op = SQL_UNION;
    else if (sql_is_word(p, "except") || sql_is_word(p, "minus"))
        *op = SQL_EXCEPT;
    else if (sql_is_word(p, "intersect"))
        *op = SQL_INTERSECT, *level = 20;
    else
        return false;
    return true;
}

static kamu_code parse_body(struct sql_parser *p, int above, struct sql_body **out)
{
    struct sql_body *left = NULL;
    enum sql_set_op op;
    int level;
    size_t chain = 0;
    KAMU_TRY(sql_enter(p));
    KAMU_TRY(parse_simple_body(p, &left));
    while (at_set_operation(p, &op, &level) && level > above) {
        struct sql_body *b = sql_new(p, sizeof *b);
        if (!b)
            return KAMU_E_NOMEM;
        if (++chain > SQL_DEPTH_MAX)
            return sql_expected(p, "fewer set operations");
        b->at = sql_peek(p, 0)->at;
        p->at++;
        b->kind = SQL_BODY_SET;
        b->set = op;
        b->all = sql_take_word(p, "all");
        if (!b->all)
            sql_take_word(p, "distinct");
        b->by_name = sql_take_words(p, "by", "name");
        b->left = left;
        KAMU_TRY(parse_body(p, level, &b->right));
        left = b;
    }
    sql_leave(p);
    *out = left;
    return KAMU_OK;
}

/* ---- queries --------------------------------------------------------------------------------- */

static kamu_code parse_ctes(struct sql_parser *p, struct sql_query *q)
{
    struct sql_list list = {0};
    if (!sql_take_word(p, "with"))
        return KAMU_OK;
    q->recursive = sql_take_word(p, "recursive");
    do {
        struct sql_cte *c = sql_new(p, sizeof *c);
        if (!c)
            return KAMU_E_NOMEM;
        c->at = sql_peek(p, 0)->at;
        KAMU_TRY(sql_parse_name(p, "a name of a common table expression", &c->name));
        if (sql_is_op(p, "("))
            KAMU_TRY(sql_parse_names(p, &c->columns, &c->n_columns));
        KAMU_TRY(sql_need_word(p, "as"));
        if (sql_take_word(p, "not"))
            KAMU_TRY(sql_need_word(p, "materialized"));
        else
            sql_take_word(p, "materialized");
        KAMU_TRY(sql_need_op(p, "("));
        KAMU_TRY(sql_parse_query(p, &c->query));
        KAMU_TRY(sql_need_op(p, ")"));
        KAMU_TRY(sql_list_add(p, &list, c));
    } while (sql_take_op(p, ","));
    q->ctes = sql_new(p, list.n * sizeof *q->ctes);
    if (!q->ctes)
        return KAMU_E_NOMEM;
    for (size_t i = 0; i < list.n; i++)
        q->ctes[i] = *(struct sql_cte *)list.items[i];
    q->n_ctes = list.n;
    return KAMU_OK;
}

static kamu_code parse_limits(struct sql_parser *p, struct sql_query *q)
{
    for (;;) {
        if (!q->limit && sql_take_word(p, "limit")) {
            if (!sql_take_word(p, "all"))
                KAMU_TRY(sql_parse_expr(p, &q->limit));
        } else if (!q->offset && sql_take_word(p, "offset")) {
            KAMU_TRY(sql_parse_expr(p, &q->offset));
            if (!sql_take_word(p, "rows"))
                sql_take_word(p, "row");
        } else if (!q->limit && sql_take_word(p, "fetch")) {
            if (!sql_take_word(p, "first"))
                KAMU_TRY(sql_need_word(p, "next"));
            KAMU_TRY(sql_parse_expr(p, &q->limit));
            if (!sql_take_word(p, "rows"))
                KAMU_TRY(sql_need_word(p, "row"));
            KAMU_TRY(sql_need_word(p, "only"));
        } else {
            return KAMU_OK;
        }
    }
}

kamu_code sql_parse_query(struct sql_parser *p, struct sql_query **out)
{
    KAMU_TRY(sql_enter(p));
    struct sql_query *q = sql_new(p, sizeof *q);
    if (!q)
        return KAMU_E_NOMEM;
    q->at = sql_peek(p, 0)->at;
    KAMU_TRY(parse_ctes(p, q));
    KAMU_TRY(parse_body(p, 0, &q->body));
    if (sql_take_words(p, "order", "by"))
        KAMU_TRY(sql_parse_order(p, &q->order, &q->n_order));
    KAMU_TRY(parse_limits(p, q));
    q->end = sql_last_end(p);
    sql_leave(p);
    *out = q;
    return KAMU_OK;
}
