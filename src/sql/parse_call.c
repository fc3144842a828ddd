/* Calls: arguments, DISTINCT, ORDER BY, FILTER, OVER; the functions with keywords among their
 * arguments; names of types. */
#include "sql/parse.h"

static kamu_code string_expr(struct sql_parser *p, struct str text, struct sql_expr **out)
{
    struct sql_expr *e = sql_new(p, sizeof *e);
    if (!e)
        return KAMU_E_NOMEM;
    e->kind = SQL_STRING;
    e->at = sql_peek(p, 0)->at;
    e->end = sql_peek(p, 0)->end;
    e->name = text;
    *out = e;
    return KAMU_OK;
}

/* ---- windows ------------------------------------------------------------------------------ */

static kamu_code parse_bound(struct sql_parser *p, struct sql_bound *out)
{
    if (sql_take_words(p, "current", "row")) {
        out->kind = SQL_BOUND_CURRENT;
        return KAMU_OK;
    }
    if (!sql_take_word(p, "unbounded"))
        KAMU_TRY(sql_parse_expr(p, &out->offset));
    if (sql_take_word(p, "preceding"))
        out->kind = SQL_BOUND_PRECEDING;
    else if (sql_take_word(p, "following"))
        out->kind = SQL_BOUND_FOLLOWING;
    else
        return sql_expected(p, "PRECEDING or FOLLOWING");
    return KAMU_OK;
}

static kamu_code parse_frame(struct sql_parser *p, struct sql_window *w)
{
    if (sql_take_word(p, "rows"))
        w->unit = SQL_FRAME_ROWS;
    else if (sql_take_word(p, "range"))
        w->unit = SQL_FRAME_RANGE;
    else if (sql_take_word(p, "groups"))
        w->unit = SQL_FRAME_GROUPS;
    else
        return KAMU_OK;
    w->to.kind = SQL_BOUND_CURRENT;
    if (!sql_take_word(p, "between"))
        return parse_bound(p, &w->from);
    KAMU_TRY(parse_bound(p, &w->from));
    KAMU_TRY(sql_need_word(p, "and"));
    return parse_bound(p, &w->to);
}

/* ( [base] [PARTITION BY ...] [ORDER BY ...] [frame] ) */
kamu_code sql_parse_window(struct sql_parser *p, struct sql_window **out)
{
    struct sql_window *w = sql_new(p, sizeof *w);
    if (!w)
        return KAMU_E_NOMEM;
    w->at = sql_peek(p, 0)->at;
    *out = w;
    KAMU_TRY(sql_need_op(p, "("));
    const struct sql_token *t = sql_peek(p, 0);
    bool keyword = sql_is_word(p, "partition") || sql_is_word(p, "order") ||
                   sql_is_word(p, "rows") || sql_is_word(p, "range") || sql_is_word(p, "groups");
    if ((t->kind == SQL_T_WORD && !keyword) || t->kind == SQL_T_QUOTED)
        KAMU_TRY(sql_parse_name(p, "the name of a window", &w->base));
    if (sql_take_words(p, "partition", "by"))
        KAMU_TRY(sql_parse_exprs(p, &w->partition, &w->n_partition));
    if (sql_take_words(p, "order", "by"))
        KAMU_TRY(sql_parse_order(p, &w->order, &w->n_order));
    KAMU_TRY(parse_frame(p, w));
    return sql_need_op(p, ")");
}

/* ---- calls ------------------------------------------------------------------------------------
 */

static kamu_code parse_nulls(struct sql_parser *p, struct sql_call *call)
{
    if (sql_take_words(p, "ignore", "nulls"))
        call->nulls = 1;
    else if (sql_take_words(p, "respect", "nulls"))
        call->nulls = 2;
    return KAMU_OK;
}

static kamu_code parse_arguments(struct sql_parser *p, struct sql_expr *e)
{
    struct sql_list args = {0};
    if (sql_take_word(p, "distinct"))
        e->call->distinct = true;
    else
        sql_take_word(p, "all");
    while (!sql_is_op(p, ")")) {
        struct sql_expr *a = NULL;
        if (args.n > 0)
            KAMU_TRY(sql_need_op(p, ","));
        if (sql_is_op(p, "*")) {
            a = sql_new(p, sizeof *a);
            if (!a)
                return KAMU_E_NOMEM;
            a->kind = SQL_WILDCARD;
            a->at = sql_peek(p, 0)->at;
            a->end = sql_peek(p, 0)->end;
            p->at++;
        } else {
            KAMU_TRY(sql_parse_expr(p, &a));
        }
        KAMU_TRY(sql_list_add(p, &args, a));
        if (sql_is_op(p, "=>") || sql_is_op(p, ":="))
            return sql_expected(p, "arguments by position");
        if (sql_is_word(p, "order") || sql_is_word(p, "ignore") || sql_is_word(p, "respect"))
            break;
    }
    e->args = (struct sql_expr **)args.items;
    e->n_args = args.n;
    KAMU_TRY(parse_nulls(p, e->call));
    if (sql_take_words(p, "order", "by"))
        KAMU_TRY(sql_parse_order(p, &e->call->order, &e->call->n_order));
    KAMU_TRY(parse_nulls(p, e->call));
    return sql_need_op(p, ")");
}

kamu_code sql_parse_call(struct sql_parser *p, struct sql_expr *e)
{
    e->kind = SQL_CALL;
    e->name = e->parts[0];
    e->call = sql_new(p, sizeof *e->call);
    if (!e->call)
        return KAMU_E_NOMEM;
    KAMU_TRY(sql_need_op(p, "("));
    KAMU_TRY(parse_arguments(p, e));
    if (sql_take_words(p, "within", "group")) {
        KAMU_TRY(sql_need_op(p, "("));
        KAMU_TRY(sql_need_word(p, "order"));
        KAMU_TRY(sql_need_word(p, "by"));
        KAMU_TRY(sql_parse_order(p, &e->call->order, &e->call->n_order));
        KAMU_TRY(sql_need_op(p, ")"));
        e->call->within_group = true;
    }
    if (sql_is_word(p, "filter") && sql_peek(p, 1)->kind == SQL_T_OP &&
        str_eqc(sql_peek(p, 1)->text, "(")) {
        p->at += 2;
        KAMU_TRY(sql_need_word(p, "where"));
        KAMU_TRY(sql_parse_expr(p, &e->call->filter));
        KAMU_TRY(sql_need_op(p, ")"));
    }
    KAMU_TRY(parse_nulls(p, e->call));
    if (!sql_take_word(p, "over"))
        return KAMU_OK;
    if (sql_is_op(p, "("))
        return sql_parse_window(p, &e->call->over);
    e->call->over = sql_new(p, sizeof *e->call->over);
    if (!e->call->over)
        return KAMU_E_NOMEM;
    e->call->over->at = sql_peek(p, 0)->at;
    return sql_parse_name(p, "the name of a window", &e->call->over->base);
}

/* ---- forms with keywords
 * ------------------------------------------------------------------------- */

static kamu_code begin_call(struct sql_parser *p, struct sql_expr *e, const char *name, size_t n)
{
    e->kind = SQL_CALL;
    e->name = str_c(name);
    e->call = sql_new(p, sizeof *e->call);
    e->args = sql_new(p, n * sizeof *e->args);
    return e->call && e->args ? KAMU_OK : KAMU_E_NOMEM;
}

static kamu_code parse_extract(struct sql_parser *p, struct sql_expr *e)
{
    const struct sql_token *unit = sql_peek(p, 0);
    if (unit->kind != SQL_T_WORD && unit->kind != SQL_T_STRING && unit->kind != SQL_T_QUOTED)
        return sql_expected(p, "the part of a date to extract");
    p->at++;
    KAMU_TRY(sql_need_word(p, "from"));
    KAMU_TRY(begin_call(p, e, "date_part", 2));
    char *letters = arena_printf(p->arena, STR_FMT, STR_ARG(unit->text)); /* as it is shown */
    if (!letters)
        return error_nomem(p->err);
    for (char *c = letters; *c; c++)
        *c = (char)(*c >= 'a' && *c <= 'z' ? *c & ~32 : *c);
    KAMU_TRY(string_expr(p, str_c(letters), &e->args[0]));
    e->args[0]->at = unit->at;
    e->args[0]->end = unit->end;
    KAMU_TRY(sql_parse_expr(p, &e->args[1]));
    e->n_args = 2;
    return sql_need_op(p, ")");
}

/* substring(s from 1 for 2) */
static kamu_code parse_substring(struct sql_parser *p, struct sql_expr *e)
{
    KAMU_TRY(begin_call(p, e, "substr", 3));
    KAMU_TRY(sql_parse_expr(p, &e->args[0]));
    e->n_args = 1;
    if (sql_take_word(p, "from") || sql_take_op(p, ","))
        KAMU_TRY(sql_parse_expr(p, &e->args[e->n_args++]));
    if (e->n_args == 2 && (sql_take_word(p, "for") || sql_take_op(p, ",")))
        KAMU_TRY(sql_parse_expr(p, &e->args[e->n_args++]));
    return sql_need_op(p, ")");
}

/* trim([both|leading|trailing] [what] [from] text), trim(text, what) */
static kamu_code parse_trim(struct sql_parser *p, struct sql_expr *e)
{
    const char *name = "btrim";
    bool side = true;
    struct sql_expr *first = NULL;
    if (sql_take_word(p, "leading"))
        name = "ltrim";
    else if (sql_take_word(p, "trailing"))
        name = "rtrim";
    else if (!sql_take_word(p, "both"))
        side = false;
    KAMU_TRY(begin_call(p, e, name, 2));
    if (!(side && sql_is_word(p, "from")))
        KAMU_TRY(sql_parse_expr(p, &first));
    if (sql_take_word(p, "from")) {
        KAMU_TRY(sql_parse_expr(p, &e->args[0]));
        e->args[1] = first;
    } else {
        e->args[0] = first;
        if (sql_take_op(p, ","))
            KAMU_TRY(sql_parse_expr(p, &e->args[1]));
    }
    e->n_args = e->args[1] ? 2 : 1;
    return sql_need_op(p, ")");
}

/* position(what in text) */
static kamu_code parse_position(struct sql_parser *p, struct sql_expr *e)
{
    const struct sql_token *t = sql_peek(p, 0);
    struct sql_expr *both = NULL;
    KAMU_TRY(begin_call(p, e, "strpos", 2));
    /* `what in (text)` would be read as a list: so the simple operand first */
    if (t->kind == SQL_T_STRING && sql_is_word_at(p, 1, "in")) {
        KAMU_TRY(string_expr(p, t->text, &e->args[1]));
        p->at += 2;
        KAMU_TRY(sql_parse_expr(p, &e->args[0]));
    } else {
        size_t name = p->at;
        if ((t->kind == SQL_T_WORD || t->kind == SQL_T_QUOTED) && sql_is_word_at(p, 1, "in")) {
            struct sql_expr *what = sql_new(p, sizeof *what);
            if (!what)
                return KAMU_E_NOMEM;
            what->kind = SQL_COLUMN;
            what->at = t->at;
            what->end = t->end;
            KAMU_TRY(sql_parse_path(p, &what->parts, &what->n_parts));
            p->at = name + 2;
            e->args[1] = what;
            KAMU_TRY(sql_parse_expr(p, &e->args[0]));
        } else {
            KAMU_TRY(sql_parse_expr(p, &both));
            return sql_expected(p, "a text or a column, then IN");
        }
    }
    e->n_args = 2;
    return sql_need_op(p, ")");
}

/* overlay(text placing other from 2 [for 3]) */
static kamu_code parse_overlay(struct sql_parser *p, struct sql_expr *e)
{
    static const char *const words[] = {"placing", "from", "for"};
    KAMU_TRY(begin_call(p, e, "overlay", 4));
    KAMU_TRY(sql_parse_expr(p, &e->args[0]));
    e->n_args = 1;
    for (size_t i = 0; i < 3; i++) {
        if (!sql_take_word(p, words[i]) && !sql_take_op(p, ","))
            break;
        KAMU_TRY(sql_parse_expr(p, &e->args[e->n_args++]));
    }
    return sql_need_op(p, ")");
}

kamu_code sql_parse_special(struct sql_parser *p, struct sql_expr *e, bool *found)
{
    static const struct {
        const char *name;
        kamu_code (*parse)(struct sql_parser *p, struct sql_expr *e);
    } forms[] = {{"extract", parse_extract},
                 {"substring", parse_substring},
                 {"trim", parse_trim},
                 {"position", parse_position},
                 {"overlay", parse_overlay}};
    *found = false;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (sql_is_word(p, forms[i].name)) {
            *found = true;
            p->at += 2;
            return forms[i].parse(p, e);
        }
    return KAMU_OK;
}

/* ---- names of types
 * --------------------------------------------------------------------------------- */

static kamu_code parse_type_numbers(struct sql_parser *p, struct sql_type_name *t)
{
    if (!sql_take_op(p, "("))
        return KAMU_OK;
    do {
        bool minus = sql_take_op(p, "-");
        const struct sql_token *n = sql_peek(p, 0);
        int64_t value = 0;
        if (n->kind != SQL_T_NUMBER || t->n_args == 2)
            return sql_expected(p, "precision and scale of the type");
        for (size_t i = 0; i < n->text.n; i++) {
            if (n->text.p[i] < '0' || n->text.p[i] > '9' || value > 99999)
                return sql_expected(p, "a small whole number");
            value = value * 10 + (n->text.p[i] - '0');
        }
        t->args[t->n_args++] = minus ? -value : value;
        p->at++;
    } while (sql_take_op(p, ","));
    return sql_need_op(p, ")");
}

static bool take_angle(struct sql_parser *p)
{
    if (sql_take_op(p, ">"))
        return true;
    struct sql_token *t = &p->tokens[p->at]; /* ">>" closes two */
    if (t->kind != SQL_T_OP || !str_eqc(t->text, ">>"))
        return false;
    t->text = STR(">");
    t->at++;
    return true;
}

static kamu_code parse_struct_type(struct sql_parser *p, struct sql_type_name *t)
{
    struct sql_list types = {0}, names = {0};
    bool angle = sql_is_op(p, "<");
    p->at++;
    do {
        struct sql_type_name *member = NULL;
        struct str *name = sql_new(p, sizeof *name);
        if (!name)
            return KAMU_E_NOMEM;
        KAMU_TRY(sql_parse_name(p, "the name of a member", name));
        sql_take_op(p, ":");
        KAMU_TRY(sql_parse_type(p, &member));
        KAMU_TRY(sql_list_add(p, &types, member));
        KAMU_TRY(sql_list_add(p, &names, name));
    } while (sql_take_op(p, ","));
    t->member_names = sql_new(p, types.n * sizeof *t->member_names);
    if (!t->member_names)
        return KAMU_E_NOMEM;
    for (size_t i = 0; i < names.n; i++)
        t->member_names[i] = *(struct str *)names.items[i];
    t->members = (struct sql_type_name **)types.items;
    t->n_members = types.n;
    return angle ? take_angle(p) ? KAMU_OK : sql_expected(p, ">") : sql_need_op(p, ")");
}

/* Words that go on with the name of a type. */
static bool continues(const struct sql_parser *p, struct str name)
{
    return (str_eqc(name, "double") && sql_is_word(p, "precision")) || sql_is_word(p, "unsigned") ||
           ((str_eqc(name, "character") || str_eqc(name, "char")) && sql_is_word(p, "varying"));
}

static kamu_code parse_zone_words(struct sql_parser *p, struct sql_type_name *t)
{
    if (!str_eqc(t->name, "timestamp") && !str_eqc(t->name, "time"))
        return KAMU_OK;
    bool with = sql_is_word(p, "with") && sql_is_word_at(p, 1, "time");
    if (!with && !(sql_is_word(p, "without") && sql_is_word_at(p, 1, "time")))
        return KAMU_OK;
    p->at += 2;
    KAMU_TRY(sql_need_word(p, "zone"));
    if (with) {
        t->name = str_c(arena_printf(p->arena, STR_FMT "tz", STR_ARG(t->name)));
        if (!t->name.p)
            return error_nomem(p->err);
    }
    return KAMU_OK;
}

/* "double" and "PRECISION": "double precision" */
static kamu_code lower_name(struct sql_parser *p, struct str a, struct str b, struct str *out)
{
    char *text = b.p ? arena_printf(p->arena, STR_FMT " " STR_FMT, STR_ARG(a), STR_ARG(b))
                     : arena_printf(p->arena, STR_FMT, STR_ARG(a));
    if (!text)
        return error_nomem(p->err);
    for (char *c = text; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c |= 32;
    *out = str_c(text);
    return KAMU_OK;
}

static kamu_code parse_plain_type(struct sql_parser *p, struct sql_type_name *t)
{
    const struct sql_token *word = sql_peek(p, 0);
    if (word->kind != SQL_T_WORD)
        return sql_expected(p, "a data type name");
    struct str copy = STR_NONE;
    KAMU_TRY(lower_name(p, word->text, STR_NONE, &copy));
    t->name = copy;
    p->at++;
    if (str_eqc(copy, "struct") && (sql_is_op(p, "<") || sql_is_op(p, "(")))
        return parse_struct_type(p, t);
    if (str_eqc(copy, "array") && sql_take_op(p, "<")) {
        KAMU_TRY(sql_parse_type(p, &t->item));
        return take_angle(p) ? KAMU_OK : sql_expected(p, ">");
    }
    while (continues(p, t->name)) {
        struct str more = sql_peek(p, 0)->text;
        KAMU_TRY(lower_name(p, t->name, more, &t->name));
        p->at++;
    }
    KAMU_TRY(parse_type_numbers(p, t));
    if (sql_is_word(p, "unsigned")) {
        t->name = str_c(arena_printf(p->arena, STR_FMT " unsigned", STR_ARG(t->name)));
        if (!t->name.p)
            return error_nomem(p->err);
        p->at++;
    }
    return parse_zone_words(p, t);
}

kamu_code sql_parse_type(struct sql_parser *p, struct sql_type_name **out)
{
    KAMU_TRY(sql_enter(p));
    struct sql_type_name *t = sql_new(p, sizeof *t);
    if (!t)
        return KAMU_E_NOMEM;
    t->at = sql_peek(p, 0)->at;
    KAMU_TRY(parse_plain_type(p, t));
    t->end = sql_last_end(p);
    size_t levels = 0;
    while (sql_is_op(p, "[") && sql_peek(p, 1)->kind == SQL_T_OP &&
           str_eqc(sql_peek(p, 1)->text, "]")) {
        struct sql_type_name *list = sql_new(p, sizeof *list);
        if (!list)
            return KAMU_E_NOMEM;
        if (++levels > 16)
            return sql_expected(p, "a list that is not nested as deep");
        *list = (struct sql_type_name){.at = t->at, .name = STR("array"), .item = t};
        p->at += 2;
        list->end = sql_last_end(p);
        t = list;
    }
    sql_leave(p);
    *out = t;
    return KAMU_OK;
}
