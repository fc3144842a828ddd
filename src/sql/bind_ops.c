/* Operators: arithmetic, comparison, text and bits, intervals. */
#include "sql/bind.h"

#include <inttypes.h>

static kamu_code no_operator(struct binder *b, const struct sql_expr *e, const char *op,
                             const struct value *l, const struct value *r)
{
    struct str lt = sql_type_text(b, &l->type), rt = sql_type_text(b, &r->type);
    kamu_code rc = bind_fail(b, e, "Cannot coerce " STR_FMT " %s " STR_FMT " to valid types",
                             STR_ARG(lt), op, STR_ARG(rt));
    error_hint(b->err, "put a cast around one of the two");
    return rc;
}

/* ---- comparison -------------------------------------------------------------------------- */

kamu_code bind_compare(struct binder *b, const struct sql_expr *e, const char *op, struct value *l,
                       struct value *r, struct value *out)
{
    struct col_type common;
    bool nullable = l->nullable || r->nullable;
    if (!sql_compare_type(&l->type, &r->type, &common)) {
        struct str lt = sql_type_text(b, &l->type), rt = sql_type_text(b, &r->type);
        return bind_fail(b, e,
                         "Cannot infer common argument type for comparison operation " STR_FMT
                         " %s " STR_FMT,
                         STR_ARG(lt), op, STR_ARG(rt));
    }
    if (col_is_nested(common.kind) || common.kind == SQL_KIND_INTERVAL)
        return bind_refuse(b, e, NULL, "comparing lists, structs or intervals");
    if (common.kind == COL_NULL)
        common = sql_type(COL_BOOL);
    KAMU_TRY(bind_cast(b, l, &common, false));
    KAMU_TRY(bind_cast(b, r, &common, false));
    return bind_done(b, e, sql_type(COL_BOOL), nullable,
                     rope(b->arena, "(%r %s %r)", l->sql, op, r->sql), out);
}

/* ---- numbers -------------------------------------------------------------------------------- */

static const char *operator_text(char op)
{
    return op == '+' ? "+" : op == '-' ? "-" : op == '*' ? "*" : op == '/' ? "/" : "%";
}

static kamu_code decimal_op(struct binder *b, const struct sql_expr *e, char op, struct value *l,
                            struct value *r, struct value *out)
{
    int digits[] = {3, 5, 10, 20, 3, 5, 10, 20};
    struct value *sides[] = {l, r};
    bool nullable = l->nullable || r->nullable;
    if (sql_is_integer(&l->type) && sql_is_integer(&r->type)) /* UInt64 and a signed one */
        for (size_t i = 0; i < 8; i++)
            digits[i] = 20;
    for (size_t i = 0; i < 2; i++) {
        struct col_type t = sql_is_integer(&sides[i]->type)
                                ? sql_decimal(digits[sides[i]->type.kind - COL_INT8], 0)
                                : sides[i]->type;
        if (sides[i]->type.kind == COL_NULL)
            t = sides[1 - i]->type;
        KAMU_TRY(bind_cast(b, sides[i], &t, false));
    }
    int p1 = l->type.precision, s1 = l->type.scale, p2 = r->type.precision, s2 = r->type.scale;
    int scale = s1 > s2 ? s1 : s2, whole = p1 - s1 > p2 - s2 ? p1 - s1 : p2 - s2, p = 0;
    const struct rope *sql = NULL;
    switch (op) {
    case '+':
    case '-':
        p = whole + scale + 1;
        break;
    case '*':
        scale = s1 + s2;
        p = p1 + p2 + 1;
        break;
    case '/':
        scale = s1 + 4;
        p = p1 - s1 + s2 + scale;
        break;
    default:
        p = (p1 - s1 < p2 - s2 ? p1 - s1 : p2 - s2) + scale;
        break;
    }
    if (scale > 38)
        return bind_refuse(b, e, "cast one side to double or to a smaller scale",
                           "a decimal with %d digits behind the point", scale);
    struct col_type type = sql_decimal(p, scale);
    struct col_type wide = sql_decimal(19, s1);
    if (p1 <= 18 && p2 <= 18 && p > 18 && op != '/' && op != '%') /* else DuckDB stays in 64 bits */
        KAMU_TRY(bind_cast(b, l, &wide, false));
    if (op == '/' || op == '%')
        sql = rope(
            b->arena, "CAST(kamu_decimal_%s(CAST(%r AS VARCHAR), CAST(%r AS VARCHAR), %d) AS %r)",
            op == '/' ? "div" : "rem", l->sql, r->sql, (int64_t)scale, sql_duck_type(b, &type));
    else
        sql = rope(b->arena, "CAST((%r %s %r) AS %r)", l->sql, operator_text(op), r->sql,
                   sql_duck_type(b, &type));
    return bind_done(b, e, type, nullable, sql, out);
}

static const char *integer_name(const struct col_type *t)
{
    static const char *const names[] = {"i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"};
    return names[t->kind - COL_INT8];
}

static kamu_code arithmetic(struct binder *b, const struct sql_expr *e, char op, struct value *l,
                            struct value *r, struct value *out)
{
    struct col_type t;
    bool nullable = l->nullable || r->nullable;
    if (!sql_arithmetic_type(&l->type, &r->type, &t)) {
        if (l->type.kind == COL_NULL && r->type.kind == COL_NULL)
            return bind_refuse(b, e, NULL, "arithmetic of NULL with NULL");
        return no_operator(b, e, operator_text(op), l, r);
    }
    if (sql_is_decimal(&t))
        return decimal_op(b, e, op, l, r, out);
    int64_t divisor = 0;
    bool plain_divisor = r->expr && r->literal && sql_literal_int(r->expr, &divisor) &&
                         divisor != 0 && divisor != -1;
    KAMU_TRY(bind_cast(b, l, &t, false));
    KAMU_TRY(bind_cast(b, r, &t, false));
    const struct rope *sql;
    if (sql_is_integer(&t) && op == '/')
        sql = plain_divisor
                  ? rope(b->arena, "(%r // %r)", l->sql, r->sql)
                  : rope(b->arena, "kamu_div_%s(%r, %r)", integer_name(&t), l->sql, r->sql);
    else if (sql_is_integer(&t) && op == '%')
        sql = plain_divisor
                  ? rope(b->arena, "(%r %% %r)", l->sql, r->sql)
                  : rope(b->arena, "kamu_rem_%s(%r, %r)", integer_name(&t), l->sql, r->sql);
    else
        sql = rope(b->arena, "(%r %s %r)", l->sql, operator_text(op), r->sql);
    return bind_done(b, e, t, nullable, sql, out);
}

/* ---- instants ---------------------------------------------------------------------------------
 */

static kamu_code add_interval(struct binder *b, const struct sql_expr *e, bool minus,
                              const struct value *t, const struct value *i, struct value *out)
{
    const struct rope *span = minus ? rope(b->arena, "(- %r)", i->sql) : i->sql;
    bool nullable = t->nullable || i->nullable;
    if (t->type.kind == COL_DATE32)
        return bind_done(b, e, t->type, nullable,
                         rope(b->arena, "kamu_date_add(%r, %r)", t->sql, span), out);
    if (!sql_is_utc(&t->type))
        return bind_refuse(b, e, NULL, "intervals with time zones other than UTC");
    return bind_done(
        b, e, t->type, nullable,
        rope(b->arena, "kamu_ts_add_%s(%r, %r)", sql_unit_suffix(t->type.unit), t->sql, span), out);
}

static kamu_code date_plus_days(struct binder *b, const struct sql_expr *e, bool minus,
                                const struct value *d, struct value *days, struct value *out)
{
    struct col_type wide = sql_type(COL_INT64);
    bool nullable = d->nullable || days->nullable;
    KAMU_TRY(bind_cast(b, days, &wide, false));
    return bind_done(
        b, e, d->type, nullable,
        rope(b->arena, "kamu_date_days(%r, %s%r)", d->sql, minus ? "- " : "", days->sql), out);
}

static kamu_code difference(struct binder *b, const struct sql_expr *e, struct value *l,
                            struct value *r, struct value *out)
{
    struct col_type common;
    bool nullable = l->nullable || r->nullable;
    if (l->type.kind == COL_DATE32 && r->type.kind == COL_DATE32)
        return bind_done(b, e, sql_type(COL_INT64), nullable,
                         rope(b->arena, "(CAST(kamu_date_raw(%r) AS BIGINT) - kamu_date_raw(%r))",
                              l->sql, r->sql),
                         out);
    if (!sql_compare_type(&l->type, &r->type, &common) || common.kind != COL_TIMESTAMP)
        return no_operator(b, e, "-", l, r);
    KAMU_TRY(bind_cast(b, l, &common, false));
    KAMU_TRY(bind_cast(b, r, &common, false));
    struct col_type span = {.kind = COL_DURATION, .unit = common.unit};
    const char *unit = sql_unit_suffix(common.unit);
    return bind_done(
        b, e, span, nullable,
        rope(b->arena, "(kamu_ts_raw_%s(%r) - kamu_ts_raw_%s(%r))", unit, l->sql, unit, r->sql),
        out);
}

static kamu_code temporal(struct binder *b, const struct sql_expr *e, char op, struct value *l,
                          struct value *r, struct value *out)
{
    bool li = l->type.kind == SQL_KIND_INTERVAL, ri = r->type.kind == SQL_KIND_INTERVAL;
    if (op != '+' && op != '-')
        return no_operator(b, e, operator_text(op), l, r);
    if (li && ri)
        return bind_done(b, e, l->type, l->nullable || r->nullable,
                         rope(b->arena, op == '+' ? "(%r + %r)" : "(%r - %r)", l->sql, r->sql),
                         out);
    if (sql_is_temporal(&l->type) && ri)
        return add_interval(b, e, op == '-', l, r, out);
    if (li && sql_is_temporal(&r->type) && op == '+')
        return add_interval(b, e, false, r, l, out);
    if (l->type.kind == COL_DATE32 && sql_is_integer(&r->type))
        return date_plus_days(b, e, op == '-', l, r, out);
    if (r->type.kind == COL_DATE32 && sql_is_integer(&l->type) && op == '+')
        return date_plus_days(b, e, false, r, l, out);
    if (op == '-' && sql_is_temporal(&l->type) && sql_is_temporal(&r->type))
        return difference(b, e, l, r, out);
    return no_operator(b, e, operator_text(op), l, r);
}

/* ---- text, bits
 * ---------------------------------------------------------------------------------- */

static kamu_code concat(struct binder *b, const struct sql_expr *e, struct value *l,
                        struct value *r, struct value *out)
{
    struct col_type text = sql_type(COL_STRING);
    bool nullable = l->nullable || r->nullable;
    if (l->type.kind == COL_LIST || r->type.kind == COL_LIST)
        return bind_refuse(b, e, "use array_append, array_prepend or array_concat",
                           "|| with lists");
    if (l->type.kind != COL_STRING && r->type.kind != COL_STRING) {
        struct str lt = sql_type_text(b, &l->type), rt = sql_type_text(b, &r->type);
        return bind_fail(b, e,
                         "Cannot infer common string type for string concat operation " STR_FMT
                         " || " STR_FMT,
                         STR_ARG(lt), STR_ARG(rt));
    }
    if (l->type.kind == COL_BINARY || r->type.kind == COL_BINARY)
        return bind_refuse(b, e, NULL, "|| of a text and a binary");
    KAMU_TRY(bind_cast(b, l, &text, false));
    KAMU_TRY(bind_cast(b, r, &text, false));
    return bind_done(b, e, text, nullable, rope(b->arena, "(%r || %r)", l->sql, r->sql), out);
}

static kamu_code bits(struct binder *b, const struct sql_expr *e, const char *op, struct value *l,
                      struct value *r, struct value *out)
{
    struct col_type t;
    bool nullable = l->nullable || r->nullable;
    if (!sql_arithmetic_type(&l->type, &r->type, &t) || !sql_is_integer(&t))
        return no_operator(b, e, op, l, r);
    KAMU_TRY(bind_cast(b, l, &t, false));
    KAMU_TRY(bind_cast(b, r, &t, false));
    if (op[0] == '<' || op[0] == '>')
        return bind_refuse(b, e, "multiply or divide by a power of two", "shifting bits");
    return bind_done(b, e, t, nullable,
                     op[0] == '^'
                         ? rope(b->arena, "xor(%r, %r)", l->sql, r->sql)
                         : rope(b->arena, op[0] == '&' ? "(%r & %r)" : "(%r | %r)", l->sql, r->sql),
                     out);
}

static kamu_code regex(struct binder *b, const struct sql_expr *e, const char *op, struct value *l,
                       struct value *r, struct value *out)
{
    bool no = op[0] == '!', insensitive = strchr(op, '*') != NULL;
    bool like = strstr(op, "~~") != NULL;
    struct col_type text = sql_type(COL_STRING);
    if ((l->type.kind != COL_STRING && l->type.kind != COL_NULL) || r->type.kind != COL_STRING)
        return no_operator(b, e, op, l, r);
    bool nullable = l->nullable || r->nullable;
    KAMU_TRY(bind_cast(b, l, &text, false));
    const struct rope *test;
    if (like) {
        test = rope(b->arena, "(%r %s %r ESCAPE '\\')", l->sql, insensitive ? "ILIKE" : "LIKE",
                    r->sql);
    } else {
        KAMU_TRY(bind_pattern(b, r));
        test = rope(b->arena, "regexp_matches(%r, %r, %q)", l->sql, r->sql,
                    insensitive ? STR("ci") : STR("c"));
    }
    return bind_done(b, e, sql_type(COL_BOOL), nullable,
                     no ? rope(b->arena, "(NOT %r)", test) : test, out);
}

kamu_code bind_binary(struct binder *b, const struct sql_expr *e, const char *op, struct value *l,
                      struct value *r, struct value *out)
{
    static const char *const compares[] = {"=", "==", "<>", "!=", "<", "<=", ">", ">="};
    for (size_t i = 0; i < sizeof compares / sizeof *compares; i++)
        if (strcmp(op, compares[i]) == 0)
            return bind_compare(b, e, i == 1 ? "=" : i == 3 ? "<>" : compares[i], l, r, out);
    if (strcmp(op, "<=>") == 0)
        return bind_compare(b, e, "IS NOT DISTINCT FROM", l, r, out);
    if (strcmp(op, "||") == 0)
        return concat(b, e, l, r, out);
    if (strcmp(op, "->") == 0 || strcmp(op, "->>") == 0 || strcmp(op, "?") == 0) {
        struct value args[] = {*l, *r};
        return bind_json_operator(b, e, op, args, out);
    }
    if (strchr(op, '~'))
        return regex(b, e, op, l, r, out);
    if (strchr("&|^", op[0]) || strcmp(op, "<<") == 0 || strcmp(op, ">>") == 0)
        return bits(b, e, op, l, r, out);
    if (!strchr("+-*/%", op[0]) || op[1])
        return bind_refuse(b, e, NULL, "the operator %s", op);
    bool time = sql_is_temporal(&l->type) || sql_is_temporal(&r->type) ||
                l->type.kind == SQL_KIND_INTERVAL || r->type.kind == SQL_KIND_INTERVAL;
    return time ? temporal(b, e, op[0], l, r, out) : arithmetic(b, e, op[0], l, r, out);
}

/* ---- intervals
 * -------------------------------------------------------------------------------------- */

enum span { SPAN_MONTHS, SPAN_DAYS, SPAN_NANOS };

static const struct {
    const char *names; /* separated by blanks */
    enum span span;
    int64_t factor;
} span_units[] = {
    {" millennium millenniums millennia ", SPAN_MONTHS, 12000},
    {" century centuries c ", SPAN_MONTHS, 1200},
    {" decade decades ", SPAN_MONTHS, 120},
    {" year years y yr yrs ", SPAN_MONTHS, 12},
    {" quarter quarters ", SPAN_MONTHS, 3},
    {" month months mon mons ", SPAN_MONTHS, 1},
    {" week weeks w ", SPAN_DAYS, 7},
    {" day days d ", SPAN_DAYS, 1},
    {" hour hours h hr hrs ", SPAN_NANOS, 3600000000000},
    {" minute minutes m min mins ", SPAN_NANOS, 60000000000},
    {" second seconds s sec secs ", SPAN_NANOS, 1000000000},
    {" millisecond milliseconds ms msec msecs ", SPAN_NANOS, 1000000},
    {" microsecond microseconds us usec usecs ", SPAN_NANOS, 1000},
    {" nanosecond nanoseconds ns nsec nsecs ", SPAN_NANOS, 1},
};

static bool find_unit(struct str word, size_t *out)
{
    char key[24];
    if (word.n == 0 || word.n + 3 > sizeof key)
        return false;
    key[0] = ' ';
    for (size_t i = 0; i < word.n; i++)
        key[i + 1] = (char)(word.p[i] >= 'A' && word.p[i] <= 'Z' ? word.p[i] | 32 : word.p[i]);
    key[word.n + 1] = ' ';
    key[word.n + 2] = 0;
    for (size_t i = 0; i < sizeof span_units / sizeof *span_units; i++)
        if (strstr(span_units[i].names, key)) {
            *out = i;
            return true;
        }
    return false;
}

/* [+-]digits[.digits] : whole part and nanos of one */
static bool span_number(struct str s, size_t *at, int64_t *whole, int64_t *nanos)
{
    bool minus = *at < s.n && s.p[*at] == '-', any = false;
    if (*at < s.n && (s.p[*at] == '-' || s.p[*at] == '+'))
        (*at)++;
    *whole = *nanos = 0;
    for (; *at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9'; (*at)++, any = true)
        if (MUL_OVERFLOW(*whole, 10, whole) || ADD_OVERFLOW(*whole, s.p[*at] - '0', whole))
            return false;
    if (*at < s.n && s.p[*at] == '.') {
        int64_t place = 100000000;
        for ((*at)++; *at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9'; (*at)++, any = true) {
            if (place == 0 && s.p[*at] != '0')
                return false;
            *nanos += place * (s.p[*at] - '0');
            place /= 10;
        }
    }
    if (minus) {
        *whole = -*whole;
        *nanos = -*nanos;
    }
    return any;
}

static bool add_span(int64_t total[3], size_t unit, int64_t whole, int64_t nanos)
{
    enum span span = span_units[unit].span;
    int64_t factor = span_units[unit].factor, value;
    if (MUL_OVERFLOW(whole, factor, &value) || ADD_OVERFLOW(total[span], value, &total[span]))
        return false;
    if (nanos == 0)
        return true;
    if (span == SPAN_MONTHS || factor == 7)
        return false; /* a part of a month has no fixed length */
    int64_t seconds = span == SPAN_DAYS ? 86400 : factor / 1000000000;
    if (span == SPAN_NANOS && factor < 1000000000)
        return nanos % (1000000000 / factor) == 0 &&
               !ADD_OVERFLOW(total[SPAN_NANOS], nanos / (1000000000 / factor), &total[SPAN_NANOS]);
    return !MUL_OVERFLOW(nanos, seconds, &value) &&
           !ADD_OVERFLOW(total[SPAN_NANOS], value, &total[SPAN_NANOS]);
}

/* 01:02:03.5 */
static bool clock_span(struct str s, size_t *at, int64_t total[3])
{
    static const size_t units[] = {8, 9, 10};
    bool minus = *at < s.n && s.p[*at] == '-';
    for (size_t i = 0; i < 3; i++) {
        int64_t whole, nanos;
        if (!span_number(s, at, &whole, &nanos) || (i > 0 && whole < 0))
            return false;
        if (minus && i > 0)
            whole = -whole, nanos = -nanos;
        if (!add_span(total, units[i], whole, nanos))
            return false;
        if (*at >= s.n || s.p[*at] != ':')
            return i > 0;
        (*at)++;
    }
    return true;
}

static void skip_blanks(struct str s, size_t *at)
{
    while (*at < s.n && (s.p[*at] == ' ' || s.p[*at] == '\t'))
        (*at)++;
}

static bool parse_span(struct str s, struct str unit, int64_t total[3])
{
    size_t at = 0, count = 0;
    for (skip_blanks(s, &at); at < s.n; skip_blanks(s, &at), count++) {
        int64_t whole, nanos;
        size_t from = at, index;
        if (!span_number(s, &at, &whole, &nanos))
            return false;
        if (at < s.n && s.p[at] == ':') {
            at = from;
            if (!clock_span(s, &at, total))
                return false;
            continue;
        }
        skip_blanks(s, &at);
        size_t word = at;
        while (at < s.n && ((s.p[at] | 32) >= 'a' && (s.p[at] | 32) <= 'z'))
            at++;
        struct str name = {s.p + word, at - word};
        if (name.n == 0)
            name = unit.p ? unit : STR("seconds");
        if (!find_unit(name, &index) || !add_span(total, index, whole, nanos))
            return false;
    }
    return count > 0;
}

kamu_code bind_interval_parts(struct binder *b, const struct sql_expr *e, int64_t *months,
                              int64_t *days, int64_t *micros)
{
    const struct sql_expr *v = e->args[0];
    bool minus = v->kind == SQL_UNARY && v->op[0] == '-';
    const struct sql_expr *text = minus ? v->args[0] : v;
    int64_t total[3] = {0}, sign = minus ? -1 : 1;
    if (text->kind != SQL_STRING && text->kind != SQL_NUMBER)
        return bind_refuse(b, e, NULL, "an interval that is no literal");
    if (!parse_span(text->name, e->unit, total))
        return bind_fail(b, e,
                         "Parser error: Invalid input syntax for type interval: '" STR_FMT "'",
                         STR_ARG(text->name));
    if (total[SPAN_NANOS] % 1000 != 0)
        return bind_refuse(b, e, NULL, "an interval with nanoseconds");
    if (total[SPAN_MONTHS] > INT32_MAX || total[SPAN_MONTHS] < -INT32_MAX ||
        total[SPAN_DAYS] > INT32_MAX || total[SPAN_DAYS] < -INT32_MAX)
        return bind_fail(b, e, "the interval is too long");
    *months = sign * total[SPAN_MONTHS];
    *days = sign * total[SPAN_DAYS];
    *micros = sign * (total[SPAN_NANOS] / 1000);
    return KAMU_OK;
}

kamu_code bind_interval(struct binder *b, const struct sql_expr *e, struct value *out)
{
    int64_t months, days, micros;
    KAMU_TRY(bind_interval_parts(b, e, &months, &days, &micros));
    return bind_done(b, e, sql_type(SQL_KIND_INTERVAL), false,
                     rope(b->arena,
                          "(to_months(CAST(%d AS INTEGER)) + to_days(CAST(%d AS INTEGER)) + "
                          "to_microseconds(CAST(%d AS BIGINT)))",
                          months, days, micros),
                     out);
}
