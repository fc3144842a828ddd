/* What stands behind FROM. */
#include "sql/parse.h"

static kamu_code parse_table_name(struct sql_parser *p, struct sql_table_ref *t)
{
    if (sql_peek(p, 0)->kind == SQL_T_STRING) { /* 'name', as kamu takes it */
        t->parts = sql_new(p, sizeof *t->parts);
        if (!t->parts)
            return KAMU_E_NOMEM;
        t->parts[0] = sql_peek(p, 0)->text;
        t->n_parts = 1;
        p->at++;
        return KAMU_OK;
    }
    KAMU_TRY(sql_parse_path(p, &t->parts, &t->n_parts));
    if (t->n_parts != 1 || !sql_take_op(p, "("))
        return KAMU_OK;
    t->kind = str_ieq(t->parts[0], STR("unnest")) ? SQL_TABLE_UNNEST : SQL_TABLE_CALL;
    if (!sql_is_op(p, ")"))
        KAMU_TRY(sql_parse_exprs(p, &t->args, &t->n_args));
    KAMU_TRY(sql_need_op(p, ")"));
    if (sql_is_word(p, "with") && sql_is_word_at(p, 1, "ordinality")) {
        t->ordinality = true;
        p->at += 2;
    }
    return KAMU_OK;
}

static kamu_code parse_factor(struct sql_parser *p, struct sql_table_ref **out)
{
    struct sql_table_ref *t = sql_new(p, sizeof *t);
    if (!t)
        return KAMU_E_NOMEM;
    t->at = sql_peek(p, 0)->at;
    *out = t;
    t->lateral = sql_take_word(p, "lateral");
    if (sql_take_op(p, "(")) {
        if (sql_at_query(p)) {
            t->kind = SQL_TABLE_QUERY;
            KAMU_TRY(sql_parse_query(p, &t->query));
            KAMU_TRY(sql_need_op(p, ")"));
        } else {
            KAMU_TRY(sql_enter(p));
            KAMU_TRY(sql_parse_tables(p, out));
            sql_leave(p);
            KAMU_TRY(sql_need_op(p, ")"));
            t = *out;
            if (t->kind == SQL_TABLE_JOIN)
                return KAMU_OK;
        }
    } else {
        KAMU_TRY(parse_table_name(p, t));
    }
    KAMU_TRY(sql_parse_alias(p, true, &t->alias));
    if (t->alias.p && sql_is_op(p, "("))
        KAMU_TRY(sql_parse_names(p, &t->columns, &t->n_columns));
    t->end = sql_last_end(p);
    if (sql_is_word(p, "tablesample") || sql_is_word(p, "pivot") || sql_is_word(p, "unpivot") ||
        sql_is_word(p, "match_recognize"))
        return sql_expected(p, "a plain table");
    return KAMU_OK;
}

/* The kind of join that begins here; false: none. */
static kamu_code parse_join_kind(struct sql_parser *p, struct sql_table_ref *j, bool *found)
{
    *found = true;
    j->natural = sql_take_word(p, "natural");
    j->join = SQL_JOIN_INNER;
    if (sql_take_words(p, "cross", "join")) {
        j->join = SQL_JOIN_CROSS;
        return KAMU_OK;
    }
    if (sql_take_word(p, "join") || sql_take_words(p, "inner", "join"))
        return KAMU_OK;
    bool left = sql_is_word(p, "left"), right = sql_is_word(p, "right");
    if (left || right || sql_is_word(p, "full")) {
        p->at++;
        j->join = left ? SQL_JOIN_LEFT : right ? SQL_JOIN_RIGHT : SQL_JOIN_FULL;
        if (!sql_take_word(p, "outer") && (left || right)) {
            if (sql_take_word(p, "semi"))
                j->join = left ? SQL_JOIN_SEMI : SQL_JOIN_RIGHT_SEMI;
            else if (sql_take_word(p, "anti"))
                j->join = left ? SQL_JOIN_ANTI : SQL_JOIN_RIGHT_ANTI;
        }
        return sql_need_word(p, "join");
    }
    if (sql_take_words(p, "semi", "join")) {
        j->join = SQL_JOIN_SEMI;
        return KAMU_OK;
    }
    if (sql_take_words(p, "anti", "join")) {
        j->join = SQL_JOIN_ANTI;
        return KAMU_OK;
    }
    *found = false;
    return j->natural ? sql_expected(p, "JOIN after NATURAL") : KAMU_OK;
}

static kamu_code parse_joined(struct sql_parser *p, struct sql_table_ref **out)
{
    struct sql_table_ref *left = NULL;
    size_t chain = 0;
    KAMU_TRY(parse_factor(p, &left));
    for (;;) {
        bool found = false;
        struct sql_table_ref *j = sql_new(p, sizeof *j);
        if (!j)
            return KAMU_E_NOMEM;
        j->at = left->at;
        j->kind = SQL_TABLE_JOIN;
        KAMU_TRY(parse_join_kind(p, j, &found));
        if (!found)
            break;
        if (++chain > SQL_DEPTH_MAX / 2)
            return sql_expected(p, "fewer joins");
        j->left = left;
        KAMU_TRY(parse_factor(p, &j->right));
        if (j->join != SQL_JOIN_CROSS && !j->natural) {
            if (sql_take_word(p, "on"))
                KAMU_TRY(sql_parse_expr(p, &j->on));
            else if (sql_take_word(p, "using"))
                KAMU_TRY(sql_parse_names(p, &j->using_, &j->n_using));
        }
        j->end = sql_last_end(p);
        left = j;
    }
    *out = left;
    return KAMU_OK;
}

kamu_code sql_parse_tables(struct sql_parser *p, struct sql_table_ref **out)
{
    struct sql_table_ref *left = NULL;
    size_t chain = 0;
    KAMU_TRY(parse_joined(p, &left));
    while (sql_take_op(p, ",")) {
        struct sql_table_ref *j = sql_new(p, sizeof *j);
        if (!j)
            return KAMU_E_NOMEM;
        if (++chain > SQL_DEPTH_MAX / 2)
            return sql_expected(p, "fewer tables");
        j->kind = SQL_TABLE_JOIN;
        j->join = SQL_JOIN_CROSS;
        j->at = left->at;
        j->left = left;
        KAMU_TRY(parse_joined(p, &j->right));
        j->end = sql_last_end(p);
        left = j;
    }
    *out = left;
    return KAMU_OK;
}
