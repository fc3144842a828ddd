/* Expressions, by precedence climbing; the levels are those of DataFusion's parser. */
#include "sql/parse.h"

enum level {
    LEVEL_OR = 5,
    LEVEL_AND = 10,
    LEVEL_NOT = 15,
    LEVEL_OTHER = 16,
    LEVEL_IS = 17,
    LEVEL_LIKE = 19,
    LEVEL_COMPARE = 20,
    LEVEL_PIPE = 21,
    LEVEL_CARET = 22,
    LEVEL_AMPERSAND = 23,
    LEVEL_PLUS = 30,
    LEVEL_TIMES = 40,
    LEVEL_ZONE = 41,
    LEVEL_CAST = 50,
    LEVEL_PERIOD = 100
};

static const struct {
    const char *op;
    enum level level;
} binary_operators[] = {
    {"=", LEVEL_COMPARE},   {"==", LEVEL_COMPARE},  {"<>", LEVEL_COMPARE},  {"!=", LEVEL_COMPARE},
    {"<", LEVEL_COMPARE},   {"<=", LEVEL_COMPARE},  {">", LEVEL_COMPARE},   {">=", LEVEL_COMPARE},
    {"~", LEVEL_COMPARE},   {"~*", LEVEL_COMPARE},  {"!~", LEVEL_COMPARE},  {"!~*", LEVEL_COMPARE},
    {"~~", LEVEL_COMPARE},  {"~~*", LEVEL_COMPARE}, {"!~~", LEVEL_COMPARE}, {"!~~*", LEVEL_COMPARE},
    {"<=>", LEVEL_COMPARE}, {"|", LEVEL_PIPE},      {"^", LEVEL_CARET},     {"&", LEVEL_AMPERSAND},
    {"<<", LEVEL_CARET},    {">>", LEVEL_CARET},    {"+", LEVEL_PLUS},      {"-", LEVEL_PLUS},
    {"*", LEVEL_TIMES},     {"/", LEVEL_TIMES},     {"%", LEVEL_TIMES},     {"||", LEVEL_TIMES},
    {"->", LEVEL_OTHER},    {"->>", LEVEL_OTHER},   {"@>", LEVEL_OTHER},    {"<@", LEVEL_OTHER},
    {"?", LEVEL_OTHER},     {"#", LEVEL_OTHER},     {"#>", LEVEL_OTHER},    {"#>>", LEVEL_OTHER},
    {"@@", LEVEL_OTHER},    {"?|", LEVEL_OTHER},    {"?&", LEVEL_OTHER},
};

static kamu_code expr_above(struct sql_parser *p, int level, struct sql_expr **out);

static kamu_code new_expr(struct sql_parser *p, enum sql_expr_kind kind, uint32_t at,
                          struct sql_expr **out)
{
    struct sql_expr *e = sql_new(p, sizeof *e);
    if (!e)
        return KAMU_E_NOMEM;
    e->kind = kind;
    e->at = at;
    *out = e;
    return KAMU_OK;
}

static kamu_code set_args(struct sql_parser *p, struct sql_expr *e, struct sql_expr *a,
                          struct sql_expr *b, struct sql_expr *c)
{
    e->args = sql_new(p, 3 * sizeof *e->args);
    if (!e->args)
        return KAMU_E_NOMEM;
    e->args[0] = a;
    e->args[1] = b;
    e->args[2] = c;
    e->n_args = b ? c ? 3 : 2 : 1;
    return KAMU_OK;
}

kamu_code sql_parse_exprs(struct sql_parser *p, struct sql_expr ***out, size_t *n)
{
    struct sql_list list = {0};
    do {
        struct sql_expr *e = NULL;
        KAMU_TRY(sql_parse_expr(p, &e));
        KAMU_TRY(sql_list_add(p, &list, e));
    } while (sql_take_op(p, ","));
    *out = (struct sql_expr **)list.items;
    *n = list.n;
    return KAMU_OK;
}

/* ---- what an expression begins with -------------------------------------------------- */

static kamu_code parse_case(struct sql_parser *p, struct sql_expr *e)
{
    struct sql_list args = {0};
    e->kind = SQL_CASE;
    p->at++;
    if (!sql_is_word(p, "when"))
        KAMU_TRY(sql_parse_expr(p, &e->subject));
    if (!sql_is_word(p, "when"))
        return sql_expected(p, "WHEN");
    while (sql_take_word(p, "when")) {
        struct sql_expr *when = NULL, *then = NULL;
        KAMU_TRY(sql_parse_expr(p, &when));
        KAMU_TRY(sql_need_word(p, "then"));
        KAMU_TRY(sql_parse_expr(p, &then));
        KAMU_TRY(sql_list_add(p, &args, when));
        KAMU_TRY(sql_list_add(p, &args, then));
    }
    e->args = (struct sql_expr **)args.items;
    e->n_args = args.n;
    if (sql_take_word(p, "else"))
        KAMU_TRY(sql_parse_expr(p, &e->otherwise));
    return sql_need_word(p, "end");
}

static kamu_code parse_cast(struct sql_parser *p, struct sql_expr *e)
{
    struct sql_expr *value = NULL;
    e->kind = SQL_CAST;
    e->flag = !sql_is_word(p, "cast");
    p->at += 2;
    KAMU_TRY(sql_parse_expr(p, &value));
    KAMU_TRY(set_args(p, e, value, NULL, NULL));
    KAMU_TRY(sql_need_word(p, "as"));
    KAMU_TRY(sql_parse_type(p, &e->type));
    return sql_need_op(p, ")");
}

static kamu_code parse_interval(struct sql_parser *p, struct sql_expr *e)
{
    struct sql_expr *value = NULL;
    e->kind = SQL_INTERVAL;
    p->at++;
    KAMU_TRY(expr_above(p, LEVEL_COMPARE, &value));
    KAMU_TRY(set_args(p, e, value, NULL, NULL));
    static const char *const units[] = {
        "year",        "years",        "quarter",    "quarters",    "month",       "months",
        "week",        "weeks",        "day",        "days",        "hour",        "hours",
        "minute",      "minutes",      "second",     "seconds",     "millisecond", "milliseconds",
        "microsecond", "microseconds", "nanosecond", "nanoseconds", "decade",      "decades",
        "century",     "centuries",    "millennium"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (sql_is_word(p, units[i])) {
            e->unit = str_c(units[i]);
            p->at++;
            if (sql_is_word(p, "to"))
                return sql_expected(p, "an interval with one unit");
            return KAMU_OK;
        }
    return KAMU_OK;
}

static kamu_code parse_array(struct sql_parser *p, struct sql_expr *e)
{
    e->kind = SQL_ARRAY;
    KAMU_TRY(sql_need_op(p, "["));
    if (!sql_is_op(p, "]"))
        KAMU_TRY(sql_parse_exprs(p, &e->args, &e->n_args));
    return sql_need_op(p, "]");
}

static kamu_code parse_object(struct sql_parser *p, struct sql_expr *e)
{
    struct sql_list args = {0};
    e->kind = SQL_OBJECT;
    p->at++;
    while (!sql_is_op(p, "}")) {
        struct sql_expr *key = NULL, *value = NULL;
        const struct sql_token *t = sql_peek(p, 0);
        if (args.n > 0)
            KAMU_TRY(sql_need_op(p, ","));
        t = sql_peek(p, 0);
        if (t->kind != SQL_T_STRING && t->kind != SQL_T_WORD && t->kind != SQL_T_QUOTED)
            return sql_expected(p, "a key");
        KAMU_TRY(new_expr(p, SQL_STRING, t->at, &key));
        key->name = t->text;
        key->end = t->end;
        p->at++;
        KAMU_TRY(sql_need_op(p, ":"));
        KAMU_TRY(sql_parse_expr(p, &value));
        KAMU_TRY(sql_list_add(p, &args, key));
        KAMU_TRY(sql_list_add(p, &args, value));
    }
    e->args = (struct sql_expr **)args.items;
    e->n_args = args.n;
    return sql_need_op(p, "}");
}

/* MAP {key: value, ...}: map([key, ...], [value, ...]) */
static kamu_code parse_map(struct sql_parser *p, struct sql_expr *e)
{
    struct sql_list lists[2] = {0};
    e->kind = SQL_CALL;
    e->name = STR("map");
    e->call = sql_new(p, sizeof *e->call);
    e->args = sql_new(p, 2 * sizeof(struct sql_expr *));
    if (!e->call || !e->args)
        return KAMU_E_NOMEM;
    p->at += 2;
    do {
        struct sql_expr *key = NULL, *value = NULL;
        KAMU_TRY(sql_parse_expr(p, &key));
        KAMU_TRY(sql_need_op(p, ":"));
        KAMU_TRY(sql_parse_expr(p, &value));
        KAMU_TRY(sql_list_add(p, &lists[0], key));
        KAMU_TRY(sql_list_add(p, &lists[1], value));
    } while (sql_take_op(p, ","));
    for (size_t i = 0; i < 2; i++) {
        KAMU_TRY(new_expr(p, SQL_ARRAY, e->at, &e->args[i]));
        e->args[i]->args = (struct sql_expr **)lists[i].items;
        e->args[i]->n_args = lists[i].n;
        e->args[i]->end = sql_last_end(p);
    }
    e->n_args = 2;
    return sql_need_op(p, "}");
}

static kamu_code parse_parenthesis(struct sql_parser *p, struct sql_expr **out)
{
    struct sql_expr *e = *out;
    p->at++;
    if (sql_at_query(p)) {
        e->kind = SQL_SUBQUERY;
        KAMU_TRY(sql_parse_query(p, &e->query));
        return sql_need_op(p, ")");
    }
    KAMU_TRY(sql_parse_exprs(p, &e->args, &e->n_args));
    KAMU_TRY(sql_need_op(p, ")"));
    e->kind = SQL_TUPLE;
    if (e->n_args == 1)
        *out = e->args[0];
    return KAMU_OK;
}

/* A bare name, a.b.c, or a call; also DATE '...'. */
static kamu_code parse_named(struct sql_parser *p, struct sql_expr *e)
{
    static const char *const typed[] = {"date", "timestamp", "time", "timestamptz"};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        if (sql_is_word(p, typed[i]) && sql_peek(p, 1)->kind == SQL_T_STRING) {
            e->kind = SQL_TYPED;
            KAMU_TRY(sql_parse_type(p, &e->type));
            e->name = sql_peek(p, 0)->text;
            p->at++;
            return KAMU_OK;
        }
    KAMU_TRY(sql_parse_path(p, &e->parts, &e->n_parts));
    e->kind = SQL_COLUMN;
    static const char *const without[] = {"current_date", "current_time", "current_timestamp"};
    for (size_t i = 0; i < sizeof without / sizeof *without && e->n_parts == 1; i++)
        if (str_ieq(e->parts[0], str_c(without[i])) && !sql_is_op(p, "(") &&
            sql_peek(p, 0)[-1].kind == SQL_T_WORD) {
            e->kind = SQL_CALL;
            e->name = str_c(without[i]);
            e->call = sql_new(p, sizeof *e->call);
            return e->call ? KAMU_OK : KAMU_E_NOMEM;
        }
    if (!sql_is_op(p, "("))
        return KAMU_OK;
    if (e->n_parts != 1)
        return sql_expected(p, "the name of a function without a schema");
    return sql_parse_call(p, e);
}

static kamu_code parse_word(struct sql_parser *p, struct sql_expr **out)
{
    struct sql_expr *e = *out;
    bool special = false;
    bool call = sql_peek(p, 1)->kind == SQL_T_OP && str_eqc(sql_peek(p, 1)->text, "(");
    bool bracket = sql_peek(p, 1)->kind == SQL_T_OP && str_eqc(sql_peek(p, 1)->text, "[");
    bool alone = sql_peek(p, 1)->kind == SQL_T_OP && str_eqc(sql_peek(p, 1)->text, ".");
    if (alone)
        return parse_named(p, e);
    if (sql_is_word(p, "true") || sql_is_word(p, "false")) {
        e->kind = SQL_BOOL;
        e->flag = sql_is_word(p, "true");
        p->at++;
        return KAMU_OK;
    }
    if (sql_is_word(p, "null")) {
        e->kind = SQL_NULL;
        p->at++;
        return KAMU_OK;
    }
    if (sql_is_word(p, "case") && (sql_peek(p, 1)->kind != SQL_T_OP || call))
        return parse_case(p, e);
    if ((sql_is_word(p, "cast") || sql_is_word(p, "try_cast")) && call)
        return parse_cast(p, e);
    if (sql_is_word(p, "not")) {
        struct sql_expr *value = NULL;
        e->kind = SQL_UNARY;
        e->op = "not";
        p->at++;
        KAMU_TRY(expr_above(p, LEVEL_NOT, &value));
        return set_args(p, e, value, NULL, NULL);
    }
    if (sql_is_word(p, "exists") && call) {
        p->at += 2;
        e->kind = SQL_EXISTS;
        KAMU_TRY(sql_parse_query(p, &e->query));
        return sql_need_op(p, ")");
    }
    if (sql_is_word(p, "interval") &&
        (sql_peek(p, 1)->kind == SQL_T_STRING || sql_peek(p, 1)->kind == SQL_T_NUMBER || call))
        return parse_interval(p, e);
    if (sql_is_word(p, "array") && bracket) {
        p->at++;
        return parse_array(p, e);
    }
    if (call)
        KAMU_TRY(sql_parse_special(p, e, &special));
    if (special)
        return KAMU_OK;
    return parse_named(p, e);
}

static kamu_code parse_prefix(struct sql_parser *p, struct sql_expr **out)
{
    const struct sql_token *t = sql_peek(p, 0);
    struct sql_expr *e = NULL;
    KAMU_TRY(new_expr(p, SQL_NULL, t->at, &e));
    *out = e;
    switch (t->kind) {
    case SQL_T_NUMBER:
    case SQL_T_STRING:
    case SQL_T_HEX:
        e->kind = t->kind == SQL_T_NUMBER   ? SQL_NUMBER
                  : t->kind == SQL_T_STRING ? SQL_STRING
                                            : SQL_HEX;
        e->name = t->text;
        p->at++;
        break;
    case SQL_T_WORD:
        if (sql_is_word(p, "map") && str_eqc(sql_peek(p, 1)->text, "{"))
            KAMU_TRY(parse_map(p, e));
        else
            KAMU_TRY(parse_word(p, out));
        break;
    case SQL_T_QUOTED:
        KAMU_TRY(parse_named(p, e));
        break;
    case SQL_T_OP:
        if (sql_is_op(p, "(")) {
            KAMU_TRY(parse_parenthesis(p, out));
        } else if (sql_is_op(p, "[")) {
            KAMU_TRY(parse_array(p, e));
        } else if (sql_is_op(p, "{")) {
            KAMU_TRY(parse_object(p, e));

        } else if (sql_is_op(p, "-") || sql_is_op(p, "+")) {
            struct sql_expr *value = NULL;
            e->kind = SQL_UNARY;
            e->op = sql_is_op(p, "-") ? "-" : "+";
            p->at++;
            KAMU_TRY(expr_above(p, LEVEL_TIMES, &value));
            KAMU_TRY(set_args(p, e, value, NULL, NULL));
        } else {
            return sql_expected(p, "an expression");
        }
        break;
    default:
        return sql_expected(p, "an expression");
    }
    if ((*out)->end == 0)
        (*out)->end = sql_last_end(p);
    return KAMU_OK;
}

/* ---- what may follow ------------------------------------------------------------------- */

static const char *is_binary(const struct sql_parser *p, int *level)
{
    const struct sql_token *t = sql_peek(p, 0);
    if (t->kind == SQL_T_WORD && (str_ieq(t->text, STR("and")) || str_ieq(t->text, STR("or")))) {
        *level = t->text.n == 3 ? LEVEL_AND : LEVEL_OR;
        return t->text.n == 3 ? "and" : "or";
    }
    if (t->kind != SQL_T_OP)
        return NULL;
    for (size_t i = 0; i < sizeof binary_operators / sizeof *binary_operators; i++)
        if (str_eqc(t->text, binary_operators[i].op)) {
            *level = (int)binary_operators[i].level;
            return binary_operators[i].op;
        }
    return NULL;
}

static int word_level(const struct sql_parser *p)
{
    size_t no = sql_is_word(p, "not");
    if (sql_is_word_at(p, no, "in") || sql_is_word_at(p, no, "between"))
        return LEVEL_COMPARE;
    if (sql_is_word_at(p, no, "like") || sql_is_word_at(p, no, "ilike") ||
        (sql_is_word_at(p, no, "similar") && sql_is_word_at(p, no + 1, "to")))
        return LEVEL_LIKE;
    if (no)
        return 0;
    if (sql_is_word(p, "is"))
        return LEVEL_IS;
    if (sql_is_word(p, "at") && sql_is_word_at(p, 1, "time"))
        return LEVEL_ZONE;
    return 0;
}

static int next_level(const struct sql_parser *p)
{
    int level = 0;
    if (is_binary(p, &level))
        return level;
    if (sql_is_op(p, "::"))
        return LEVEL_CAST;
    if (sql_is_op(p, "[") || sql_is_op(p, "."))
        return LEVEL_PERIOD;
    return word_level(p);
}

static kamu_code parse_is(struct sql_parser *p, struct sql_expr *e)
{
    static const char *const tests[] = {"null", "true", "false", "unknown"};
    p->at++;
    e->kind = SQL_IS;
    e->negated = sql_take_word(p, "not");
    for (size_t i = 0; i < 4; i++)
        if (sql_take_word(p, tests[i])) {
            e->op = tests[i];
            return KAMU_OK;
        }
    if (!sql_take_words(p, "distinct", "from"))
        return sql_expected(p, "[NOT] NULL or TRUE|FALSE or [NOT] DISTINCT FROM after IS");
    struct sql_expr *right = NULL;
    e->kind = SQL_DISTINCT;
    KAMU_TRY(expr_above(p, LEVEL_IS, &right));
    return set_args(p, e, e->args[0], right, NULL);
}

static kamu_code parse_in(struct sql_parser *p, struct sql_expr *e)
{
    struct sql_list args = {0};
    e->kind = SQL_IN;
    KAMU_TRY(sql_need_op(p, "("));
    if (sql_at_query(p)) {
        KAMU_TRY(sql_parse_query(p, &e->query));
        return sql_need_op(p, ")");
    }
    struct sql_expr **list = NULL;
    size_t n = 0;
    if (!sql_is_op(p, ")"))
        KAMU_TRY(sql_parse_exprs(p, &list, &n));
    KAMU_TRY(sql_list_add(p, &args, e->args[0]));
    for (size_t i = 0; i < n; i++)
        KAMU_TRY(sql_list_add(p, &args, list[i]));
    e->args = (struct sql_expr **)args.items;
    e->n_args = args.n;
    return sql_need_op(p, ")");
}

static kamu_code parse_like(struct sql_parser *p, struct sql_expr *e)
{
    struct sql_expr *pattern = NULL;
    e->kind = SQL_LIKE;
    e->op = sql_is_word(p, "like") ? "like" : sql_is_word(p, "ilike") ? "ilike" : "similar";
    p->at += sql_is_word(p, "similar") ? 2 : 1;
    KAMU_TRY(expr_above(p, LEVEL_LIKE, &pattern));
    KAMU_TRY(set_args(p, e, e->args[0], pattern, NULL));
    if (sql_take_word(p, "escape")) {
        if (sql_peek(p, 0)->kind != SQL_T_STRING)
            return sql_expected(p, "the escape character in quotes");
        e->name = sql_peek(p, 0)->text;
        p->at++;
    }
    return KAMU_OK;
}

static kamu_code parse_index(struct sql_parser *p, struct sql_expr *e)
{
    struct sql_expr *first = NULL;
    p->at++;
    if (!sql_is_op(p, ":"))
        KAMU_TRY(sql_parse_expr(p, &first));
    e->kind = SQL_INDEX;
    if (sql_is_op(p, ":")) {
        struct sql_expr **args = sql_new(p, 4 * sizeof *args);
        if (!args)
            return KAMU_E_NOMEM;
        args[0] = e->args[0];
        args[1] = first;
        p->at++;
        if (!sql_is_op(p, "]") && !sql_is_op(p, ":"))
            KAMU_TRY(sql_parse_expr(p, &args[2]));
        if (sql_take_op(p, ":") && !sql_is_op(p, "]"))
            KAMU_TRY(sql_parse_expr(p, &args[3]));
        e->kind = SQL_SLICE;
        e->args = args;
        e->n_args = 4;
    } else {
        KAMU_TRY(set_args(p, e, e->args[0], first, NULL));
    }
    return sql_need_op(p, "]");
}

static kamu_code parse_infix(struct sql_parser *p, struct sql_expr *left, struct sql_expr **out)
{
    struct sql_expr *e = NULL, *right = NULL, *high = NULL;
    int level = 0;
    KAMU_TRY(new_expr(p, SQL_BINARY, left->at, &e));
    KAMU_TRY(set_args(p, e, left, NULL, NULL));
    *out = e;
    const char *op = is_binary(p, &level);
    if (op) {
        e->op = op;
        p->at++;
        KAMU_TRY(expr_above(p, level, &right));
        return set_args(p, e, left, right, NULL);
    }
    if (sql_take_op(p, "::")) {
        e->kind = SQL_CAST;
        return sql_parse_type(p, &e->type);
    }
    if (sql_is_op(p, "["))
        return parse_index(p, e);
    if (sql_take_op(p, ".")) {
        e->kind = SQL_FIELD;
        return sql_parse_name(p, "a name of a member", &e->name);
    }
    if (sql_is_word(p, "is"))
        return parse_is(p, e);
    if (sql_is_word(p, "at")) {
        p->at += 2;
        KAMU_TRY(sql_need_word(p, "zone"));
        e->kind = SQL_ZONE;
        KAMU_TRY(expr_above(p, LEVEL_ZONE, &right));
        return set_args(p, e, left, right, NULL);
    }
    e->negated = sql_take_word(p, "not");
    if (sql_take_word(p, "in"))
        return parse_in(p, e);
    if (!sql_take_word(p, "between"))
        return parse_like(p, e);
    e->kind = SQL_BETWEEN;
    KAMU_TRY(expr_above(p, LEVEL_COMPARE, &right));
    KAMU_TRY(sql_need_word(p, "and"));
    KAMU_TRY(expr_above(p, LEVEL_COMPARE, &high));
    return set_args(p, e, left, right, high);
}

/* An expression whose operators bind more tightly than `level`. */
static kamu_code expr_above(struct sql_parser *p, int level, struct sql_expr **out)
{
    struct sql_expr *e = NULL;
    size_t chain = 0;
    KAMU_TRY(sql_enter(p));
    KAMU_TRY(parse_prefix(p, &e));
    while (next_level(p) > level) {
        if (++chain > SQL_DEPTH_MAX)
            return sql_fail(p->text, e->at, sql_last_end(p), KAMU_E_LIMIT, p->err,
                            "SQL error: more than %d operators in a row", SQL_DEPTH_MAX);
        KAMU_TRY(parse_infix(p, e, &e));
        e->end = sql_last_end(p);
    }
    sql_leave(p);
    *out = e;
    return KAMU_OK;
}

kamu_code sql_parse_expr(struct sql_parser *p, struct sql_expr **out)
{
    return expr_above(p, 0, out);
}
