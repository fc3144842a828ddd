/* The parser's tools, and one statement as a whole. */
#include "sql/parse.h"

/* ---- tools ------------------------------------------------------------------------- */

kamu_code sql_list_add(struct sql_parser *p, struct sql_list *list, void *item)
{
    if (list->n == SQL_ITEMS_MAX)
        return sql_fail(p->text, sql_peek(p, 0)->at, sql_peek(p, 0)->end, KAMU_E_LIMIT, p->err,
                        "SQL error: a list has more than %d entries", SQL_ITEMS_MAX);
    if (list->n == list->cap) {
        size_t cap = list->cap ? 2 * list->cap : 8;
        void **more = sql_new(p, cap * sizeof *more);
        if (!more)
            return KAMU_E_NOMEM;
        if (list->n)
            memcpy(more, list->items, list->n * sizeof *more);
        list->items = more;
        list->cap = cap;
    }
    list->items[list->n++] = item;
    return KAMU_OK;
}

void *sql_new(struct sql_parser *p, size_t size)
{
    void *x = arena_calloc(p->arena, 1, size);
    if (!x)
        error_nomem(p->err);
    return x;
}

const struct sql_token *sql_peek(const struct sql_parser *p, size_t ahead)
{
    size_t i = p->at + ahead;
    return &p->tokens[i < p->count ? i : p->count - 1];
}

bool sql_is_op(const struct sql_parser *p, const char *op)
{
    const struct sql_token *t = sql_peek(p, 0);
    return t->kind == SQL_T_OP && str_eqc(t->text, op);
}

bool sql_is_word_at(const struct sql_parser *p, size_t ahead, const char *word)
{
    const struct sql_token *t = sql_peek(p, ahead);
    return t->kind == SQL_T_WORD && str_ieq(t->text, str_c(word));
}

bool sql_is_word(const struct sql_parser *p, const char *word)
{
    return sql_is_word_at(p, 0, word);
}

bool sql_take_op(struct sql_parser *p, const char *op)
{
    bool is = sql_is_op(p, op);
    p->at += is;
    return is;
}

bool sql_take_word(struct sql_parser *p, const char *word)
{
    bool is = sql_is_word(p, word);
    p->at += is;
    return is;
}

bool sql_take_words(struct sql_parser *p, const char *first, const char *second)
{
    bool is = sql_is_word(p, first) && sql_is_word_at(p, 1, second);
    p->at += is ? 2 : 0;
    return is;
}

kamu_code sql_need_op(struct sql_parser *p, const char *op)
{
    return sql_take_op(p, op) ? KAMU_OK : sql_expected(p, op);
}

kamu_code sql_need_word(struct sql_parser *p, const char *word)
{
    char upper[32];
    size_t n = 0;
    if (sql_take_word(p, word))
        return KAMU_OK;
    for (; word[n] && n + 1 < sizeof upper; n++)
        upper[n] = (char)(word[n] & ~32);
    upper[n] = 0;
    return sql_expected(p, upper);
}

kamu_code sql_expected(struct sql_parser *p, const char *what)
{
    const struct sql_token *t = sql_peek(p, 0);
    size_t n = utf8_cut(p->text.p + t->at, t->end - t->at, 60);
    kamu_code rc = sql_syntax_fail(p->text, t->at, t->end, p->err, "Expected: %s, found: %.*s",
                                   what, t->kind == SQL_T_END ? 3 : (int)n,
                                   t->kind == SQL_T_END ? "EOF" : p->text.p + t->at);
    error_expected(p->err, "%s", what);
    return rc;
}

uint32_t sql_last_end(const struct sql_parser *p)
{
    return p->at ? p->tokens[p->at - 1].end : 0;
}

kamu_code sql_enter(struct sql_parser *p)
{
    if (++p->depth > SQL_DEPTH_MAX)
        return sql_fail(p->text, sql_peek(p, 0)->at, sql_peek(p, 0)->end, KAMU_E_LIMIT, p->err,
                        "SQL error: nested deeper than %d levels", SQL_DEPTH_MAX);
    return KAMU_OK;
}

void sql_leave(struct sql_parser *p)
{
    p->depth--;
}

kamu_code sql_parse_name(struct sql_parser *p, const char *what, struct str *out)
{
    const struct sql_token *t = sql_peek(p, 0);
    if (t->kind != SQL_T_WORD && t->kind != SQL_T_QUOTED)
        return sql_expected(p, what);
    *out = t->text;
    p->at++;
    return KAMU_OK;
}

kamu_code sql_parse_path(struct sql_parser *p, struct str **parts, size_t *n)
{
    struct str found[16];
    size_t count = 0;
    do {
        if (count == sizeof found / sizeof *found)
            return sql_expected(p, "a name of at most 16 parts");
        KAMU_TRY(sql_parse_name(p, "a name", &found[count++]));
    } while (sql_is_op(p, ".") &&
             (sql_peek(p, 1)->kind == SQL_T_WORD || sql_peek(p, 1)->kind == SQL_T_QUOTED) &&
             sql_take_op(p, "."));
    *parts = sql_new(p, count * sizeof **parts);
    if (!*parts)
        return KAMU_E_NOMEM;
    memcpy(*parts, found, count * sizeof **parts);
    *n = count;
    return KAMU_OK;
}

/* names without parentheses */
static kamu_code parse_name_list(struct sql_parser *p, struct str **names, size_t *n)
{
    struct sql_list list = {0};
    do {
        struct str name = STR_NONE;
        KAMU_TRY(sql_parse_name(p, "a name of a column", &name));
        struct str *copy = sql_new(p, sizeof *copy);
        if (!copy)
            return KAMU_E_NOMEM;
        *copy = name;
        KAMU_TRY(sql_list_add(p, &list, copy));
    } while (sql_take_op(p, ","));
    *names = sql_new(p, list.n * sizeof **names);
    if (!*names)
        return KAMU_E_NOMEM;
    for (size_t i = 0; i < list.n; i++)
        (*names)[i] = *(struct str *)list.items[i];
    *n = list.n;
    return KAMU_OK;
}

kamu_code sql_parse_names(struct sql_parser *p, struct str **names, size_t *n)
{
    KAMU_TRY(sql_need_op(p, "("));
    KAMU_TRY(parse_name_list(p, names, n));
    return sql_need_op(p, ")");
}

bool sql_is_reserved(struct str word, bool of_table)
{
    static const char *const both[] = {
        "with",  "explain", "analyze", "select",  "where",   "group",   "sort",      "having",
        "order", "limit",   "offset",  "fetch",   "union",   "except",  "intersect", "minus",
        "from",  "into",    "window",  "qualify", "lateral", "view",    "cluster",   "distribute",
        "end",   "for",     "when",    "then",    "else",    "and",     "or",        "not",
        "is",    "in",      "like",    "ilike",   "between", "similar", "as",        "by",
        "asc",   "desc",    "nulls",   "using"};
    static const char *const table[] = {
        "on",   "join",  "inner", "left",   "right",     "full",        "cross",  "natural", "semi",
        "anti", "outer", "set",   "global", "partition", "tablesample", "unnest", "asof"};
    for (size_t i = 0; i < sizeof both / sizeof *both; i++)
        if (str_ieq(word, str_c(both[i])))
            return true;
    for (size_t i = 0; of_table && i < sizeof table / sizeof *table; i++)
        if (str_ieq(word, str_c(table[i])))
            return true;
    return false;
}

kamu_code sql_parse_alias(struct sql_parser *p, bool of_table, struct str *out)
{
    bool as = sql_take_word(p, "as");
    const struct sql_token *t = sql_peek(p, 0);
    if (t->kind == SQL_T_QUOTED ||
        (t->kind == SQL_T_WORD && (as || !sql_is_reserved(t->text, of_table))) ||
        (t->kind == SQL_T_STRING && (as || !of_table))) {
        *out = t->text;
        p->at++;
    } else if (as) {
        return sql_expected(p, "a name after AS");
    }
    return KAMU_OK;
}

kamu_code sql_parse_order(struct sql_parser *p, struct sql_order **out, size_t *n)
{
    struct sql_list list = {0};
    do {
        struct sql_order *o = sql_new(p, sizeof *o);
        if (!o)
            return KAMU_E_NOMEM;
        KAMU_TRY(sql_parse_expr(p, &o->expr));
        if (sql_take_word(p, "desc"))
            o->descending = true;
        else
            sql_take_word(p, "asc");
        if (sql_take_word(p, "nulls")) {
            o->nulls_given = true;
            o->nulls_first = sql_is_word(p, "first");
            if (!sql_take_word(p, "first") && !sql_take_word(p, "last"))
                return sql_expected(p, "FIRST or LAST");
        }
        KAMU_TRY(sql_list_add(p, &list, o));
    } while (sql_take_op(p, ","));
    *out = sql_new(p, list.n * sizeof **out);
    if (!*out)
        return KAMU_E_NOMEM;
    for (size_t i = 0; i < list.n; i++)
        (*out)[i] = *(struct sql_order *)list.items[i];
    *n = list.n;
    return KAMU_OK;
}

/* ---- a statement ---- */

/* What may follow a query in parentheses that is itself a part of a query. */
static bool goes_on(const struct sql_token *t)
{
    static const char *const words[] = {"union", "except", "minus",  "intersect",
                                        "order", "limit",  "offset", "fetch"};
    if (t->kind != SQL_T_WORD)
        return t->kind == SQL_T_END ||
               (t->kind == SQL_T_OP && t->text.n == 1 && strchr(");", *t->text.p));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_ieq(t->text, str_c(words[i])))
            return true;
    return false;
}

bool sql_at_query(const struct sql_parser *p)
{
    size_t i = 0;
    while (sql_peek(p, i)->kind == SQL_T_OP && str_eqc(sql_peek(p, i)->text, "(")) {
        uint32_t close = sql_peek(p, i)->close;
        if (close == 0 || !goes_on(&p->tokens[close + 1]))
            return false;
        i++;
    }
    return sql_is_word_at(p, i, "select") || sql_is_word_at(p, i, "with") ||
           sql_is_word_at(p, i, "values");
}

/* Finds the ")" of each "(". */
static kamu_code pair_parentheses(struct sql_parser *p)
{
    uint32_t *open = sql_new(p, p->count * sizeof *open);
    size_t depth = 0;
    if (!open)
        return KAMU_E_NOMEM;
    for (size_t i = 0; i < p->count; i++) {
        struct sql_token *t = &p->tokens[i];
        t->close = 0;
        if (t->kind == SQL_T_OP && str_eqc(t->text, "("))
            open[depth++] = (uint32_t)i;
        else if (t->kind == SQL_T_OP && str_eqc(t->text, ")") && depth > 0)
            p->tokens[open[--depth]].close = (uint32_t)i;
    }
    return KAMU_OK;
}

kamu_code sql_parse(struct arena *arena, struct str text, struct sql_query **out,
                    struct kamu_error *err)
{
    struct sql_parser p = {.arena = arena, .text = text, .err = err};
    KAMU_TRY(sql_tokens(arena, text, &p.tokens, &p.count, err));
    KAMU_TRY(pair_parentheses(&p));
    while (sql_take_op(&p, ";"))
        ;
    if (sql_peek(&p, 0)->kind == SQL_T_END)
        return sql_fail(
            text, 0, 0, KAMU_E_INPUT, err,
            "Error during planning: No SQL statements were provided in the query string");
    if (!sql_at_query(&p)) {
        kamu_code rc = sql_expected(&p, "a query (SELECT, WITH or VALUES)");
        error_hint(err, "only queries are run here, nothing that writes or changes settings");
        return rc;
    }
    KAMU_TRY(sql_parse_query(&p, out));
    bool closed = false;
    while (sql_take_op(&p, ";"))
        closed = true;
    if (sql_peek(&p, 0)->kind == SQL_T_END)
        return KAMU_OK;
    if (closed)
        return sql_fail(text, sql_peek(&p, 0)->at, sql_peek(&p, 0)->end, KAMU_E_INPUT, err,
                        "This feature is not implemented: The context currently only supports a "
                        "single SQL statement");
    return sql_expected(&p, "end of statement");
}
