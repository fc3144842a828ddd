/* What DataFusion calls a column that has no alias: `count(*)`, `t.a + Int64(1)`. */
#include "sql/bind.h"

#include <math.h>

struct display {
    struct binder *b;
    struct scope *s;
    struct buf out;
    bool filter; /* inside FILTER or a second name, which are shown in another way */
};

static kamu_code show(struct display *d, const struct sql_expr *e);

static kamu_code put(struct display *d, const char *text)
{
    return buf_append_str(&d->out, text, d->b->err);
}

static kamu_code put_str(struct display *d, struct str s)
{
    return s.n ? buf_append(&d->out, s.p, s.n, d->b->err) : KAMU_OK;
}

static kamu_code put_lower(struct display *d, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = (uint8_t)s.p[i];
        KAMU_TRY(buf_append_byte(&d->out, c >= 'A' && c <= 'Z' ? c | 32 : c, d->b->err));
    }
    return KAMU_OK;
}

static kamu_code show_column(struct display *d, const struct sql_expr *e)
{
    const struct column *c;
    struct scope *found;
    size_t rest;
    KAMU_TRY(bind_name(d->b, d->s, e, &c, &found, &rest));
    if (c->table.p) {
        KAMU_TRY(put_str(d, c->table));
        KAMU_TRY(put(d, "."));
    }
    KAMU_TRY(put_str(d, c->name));
    for (size_t i = e->n_parts - rest; i < e->n_parts; i++) {
        KAMU_TRY(put(d, "["));
        KAMU_TRY(put_str(d, e->parts[i]));
        KAMU_TRY(put(d, "]"));
    }
    return KAMU_OK;
}

/* As Rust prints a float: never with an exponent, 1.0 is 1. */
static kamu_code show_float(struct display *d, double x)
{
    char text[64], digits[32];
    int exponent = 0, n = 0, p = 0;
    if (isinf(x))
        return put(d, "inf");
    do
        snprintf(text, sizeof text, "%.*e", p, x);
    while (strtod(text, NULL) != x && p++ < 17);
    for (const char *c = text; *c && *c != 'e'; c++)
        if (*c != '.' && n < 31)
            digits[n++] = *c;
    exponent = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
    while (n > 1 && digits[n - 1] == '0')
        n--;
    if (exponent < 0) {
        KAMU_TRY(put(d, "0."));
        for (int i = -1; i > exponent; i--)
            KAMU_TRY(put(d, "0"));
    }
    for (int i = 0; i < n || i <= exponent; i++) {
        char c[2] = {i < n ? digits[i] : '0', 0};
        if (exponent >= 0 && i == exponent + 1)
            KAMU_TRY(put(d, "."));
        KAMU_TRY(put(d, c));
    }
    return KAMU_OK;
}

static kamu_code show_number(struct display *d, const struct sql_expr *e, bool minus)
{
    struct value v;
    struct sql_expr minus_one = {
        .kind = SQL_UNARY, .op = "-", .args = (struct sql_expr *[]){NULL}, .n_args = 1};
    struct sql_expr number = *e;
    minus_one.args[0] = &number;
    KAMU_TRY(bind_expr(d->b, d->s, minus ? &minus_one : &number, &v));
    KAMU_TRY(put(d, v.type.kind == COL_INT64    ? "Int64("
                    : v.type.kind == COL_UINT64 ? "UInt64("
                                                : "Float64("));
    if (minus)
        KAMU_TRY(put(d, "-"));
    if (v.type.kind == COL_FLOAT64) {
        struct str copy = arena_str(d->b->arena, e->name);
        if (!copy.p)
            return bind_nomem(d->b);
        KAMU_TRY(show_float(d, strtod(copy.p, NULL)));
    } else {
        KAMU_TRY(put_str(d, e->name));
    }
    return put(d, ")");
}

static kamu_code show_list(struct display *d, struct sql_expr *const *args, size_t n,
                           const char *between)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            KAMU_TRY(put(d, between));
        KAMU_TRY(show(d, args[i]));
    }
    return KAMU_OK;
}

static kamu_code show_order(struct display *d, const struct sql_order *o, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool first = o[i].nulls_given ? o[i].nulls_first : o[i].descending;
        if (i > 0)
            KAMU_TRY(put(d, ", "));
        KAMU_TRY(show(d, o[i].expr));
        KAMU_TRY(put(d, o[i].descending ? " DESC" : " ASC"));
        KAMU_TRY(put(d, first ? " NULLS FIRST" : " NULLS LAST"));
    }
    return KAMU_OK;
}

static kamu_code show_bound(struct display *d, const struct sql_bound *f)
{
    if (f->kind == SQL_BOUND_CURRENT)
        return put(d, "CURRENT ROW");
    if (f->offset)
        KAMU_TRY(put_str(d, f->offset->name));
    else
        KAMU_TRY(put(d, "UNBOUNDED"));
    return put(d, f->kind == SQL_BOUND_PRECEDING ? " PRECEDING" : " FOLLOWING");
}

static kamu_code show_window(struct display *d, const struct sql_window *w)
{
    static const char *const units[] = {"", "ROWS", "RANGE", "GROUPS"};
    if (w->base.p)
        for (size_t i = 0; d->s->select && i < d->s->select->n_windows; i++)
            if (str_eq(d->s->select->windows[i].name, w->base))
                w = d->s->select->windows[i].window;
    if (w->n_partition) {
        KAMU_TRY(put(d, " PARTITION BY ["));
        KAMU_TRY(show_list(d, w->partition, w->n_partition, ", "));
        KAMU_TRY(put(d, "]"));
    }
    if (w->n_order) {
        KAMU_TRY(put(d, " ORDER BY ["));
        KAMU_TRY(show_order(d, w->order, w->n_order));
        KAMU_TRY(put(d, "]"));
    }
    if (w->unit == SQL_FRAME_NONE)
        return put(d, w->n_order ? " RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
                                 : " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING");
    KAMU_TRY(put(d, " "));
    KAMU_TRY(put(d, units[w->unit]));
    KAMU_TRY(put(d, " BETWEEN "));
    KAMU_TRY(show_bound(d, &w->from));
    KAMU_TRY(put(d, " AND "));
    return show_bound(d, &w->to);
}

/* Second names of functions: what stands inside of them is shown as inside FILTER. */
static bool is_alias(struct str name)
{
    static const char *const names[] = {"length",
                                        "char_length",
                                        "pow",
                                        "instr",
                                        "mean",
                                        "ifnull",
                                        "stddev_samp",
                                        "var_samp",
                                        "var_population",
                                        "date_format",
                                        "datetrunc",
                                        "datepart",
                                        "array_join",
                                        "rand",
                                        "make_list",
                                        "array_cat",
                                        "array_push_back",
                                        "array_empty",
                                        "substring_index",
                                        "row",
                                        "array_contains",
                                        "string_to_list",
                                        "quantile_cont"};
    if (name.n > 5 && str_ieq((struct str){name.p, 5}, STR("list_")))
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_ieq(name, str_c(names[i])))
            return true;
    return false;
}

/* CAST(t.a AS Int64), shown only there */
static kamu_code show_cast(struct display *d, const struct sql_expr *e)
{
    struct col_type type;
    KAMU_TRY(sql_named_type(d->b, e->type, &type));
    KAMU_TRY(put(d, e->flag ? "TRY_CAST(" : "CAST("));
    KAMU_TRY(show(d, e->args[0]));
    KAMU_TRY(put(d, " AS "));
    KAMU_TRY(put_str(d, type.kind == COL_STRING ? STR("Utf8View") : sql_type_text(d->b, &type)));
    return put(d, ")");
}

static kamu_code show_call(struct display *d, const struct sql_expr *e)
{
    static const char *const elements[] = {"array_element", "list_element", "array_extract",
                                           "list_extract", "get_field"};
    for (size_t i = 0; i < 5 && e->n_args == 2; i++)
        if (str_ieq(e->name, str_c(elements[i]))) {
            KAMU_TRY(show(d, e->args[0]));
            KAMU_TRY(put(d, "["));
            if (i == 4)
                KAMU_TRY(put_str(d, e->args[1]->name));
            else
                KAMU_TRY(show(d, e->args[1]));
            return put(d, "]");
        }
    bool before = d->filter;
    d->filter = before || is_alias(e->name);
    KAMU_TRY(put_lower(d, e->name));
    KAMU_TRY(put(d, "("));
    if (e->call->distinct)
        KAMU_TRY(put(d, "DISTINCT "));
    if (e->n_args == 1 && e->args[0]->kind == SQL_WILDCARD)
        KAMU_TRY(put(d, "*"));
    else
        KAMU_TRY(show_list(d, e->args, e->n_args, before ? ", " : ","));
    d->filter = before;
    KAMU_TRY(put(d, ")"));
    if (e->call->filter) {
        KAMU_TRY(put(d, " FILTER (WHERE "));
        d->filter = true;
        KAMU_TRY(show(d, e->call->filter));
        d->filter = false;
        KAMU_TRY(put(d, ")"));
    }
    if (e->call->n_order) {
        KAMU_TRY(put(d, e->call->within_group ? " WITHIN GROUP [" : " ORDER BY ["));
        KAMU_TRY(show_order(d, e->call->order, e->call->n_order));
        KAMU_TRY(put(d, "]"));
    }
    if (e->call->nulls)
        KAMU_TRY(put(d, e->call->nulls == 1 ? " IGNORE NULLS" : " RESPECT NULLS"));
    return e->call->over ? show_window(d, e->call->over) : KAMU_OK;
}

static kamu_code show_case(struct display *d, const struct sql_expr *e)
{
    KAMU_TRY(put(d, "CASE "));
    if (e->subject) {
        KAMU_TRY(show(d, e->subject));
        KAMU_TRY(put(d, " "));
    }
    for (size_t i = 0; i + 1 < e->n_args; i += 2) {
        KAMU_TRY(put(d, "WHEN "));
        KAMU_TRY(show(d, e->args[i]));
        KAMU_TRY(put(d, " THEN "));
        KAMU_TRY(show(d, e->args[i + 1]));
        KAMU_TRY(put(d, " "));
    }
    if (e->otherwise) {
        KAMU_TRY(put(d, "ELSE "));
        KAMU_TRY(show(d, e->otherwise));
        KAMU_TRY(put(d, " "));
    }
    return put(d, "END");
}

static kamu_code show_test(struct display *d, const struct sql_expr *e)
{
    static const char *const words[] = {"NULL", "TRUE", "FALSE", "UNKNOWN"};
    KAMU_TRY(show(d, e->args[0]));
    KAMU_TRY(put(d, e->negated ? " IS NOT " : " IS "));
    for (size_t i = 0; i < 4; i++)
        if (strcasecmp(e->op, words[i]) == 0)
            return put(d, words[i]);
    return KAMU_OK;
}

static kamu_code show_binary(struct display *d, const struct sql_expr *e)
{
    const char *op = strcmp(e->op, "and") == 0  ? "AND"
                     : strcmp(e->op, "or") == 0 ? "OR"
                     : strcmp(e->op, "<>") == 0 ? "!="
                     : strcmp(e->op, "==") == 0 ? "="
                     : strcmp(e->op, "^") == 0  ? "BIT_XOR"
                                                : e->op;
    if (strncmp(op, "->", 2) == 0) { /* called as it is written */
        const struct sql_expr *l = e->args[0];
        if (l->kind == SQL_COLUMN)
            KAMU_TRY(put_str(d, l->parts[l->n_parts - 1]));
        else
            KAMU_TRY(show(d, l));
        KAMU_TRY(put(d, op[2] ? " ->> " : " -> "));
        if (e->args[1]->kind != SQL_STRING)
            return e->args[1]->kind == SQL_NUMBER ? put_str(d, e->args[1]->name)
                                                  : show(d, e->args[1]);
        KAMU_TRY(put(d, "'"));
        KAMU_TRY(put_str(d, e->args[1]->name));
        return put(d, "'");
    }
    KAMU_TRY(show(d, e->args[0]));
    KAMU_TRY(put(d, " "));
    KAMU_TRY(put(d, op));
    KAMU_TRY(put(d, " "));
    return show(d, e->args[1]);
}

/* A query as a value is called as its column. */
static kamu_code show_query(struct display *d, const struct sql_query *q)
{
    struct relation r;
    KAMU_TRY(bind_query(d->b, q, d->s, &r));
    return r.n_columns == 1 ? put_str(d, r.columns[0].name) : put(d, "subquery");
}

static kamu_code show_interval(struct display *d, const struct sql_expr *e)
{
    int64_t months, days, micros;
    KAMU_TRY(bind_interval_parts(d->b, e, &months, &days, &micros));
    return buf_printf(&d->out, d->b->err,
                      "IntervalMonthDayNano(\"IntervalMonthDayNano { months: %lld, days: %lld, "
                      "nanoseconds: %lld }\")",
                      (long long)months, (long long)days, (long long)micros * 1000);
}

static kamu_code show_hex(struct display *d, const struct sql_expr *e)
{
    KAMU_TRY(put(d, "Binary(\""));
    for (size_t i = 0; i + 1 < e->name.n; i += 2) {
        char two[3] = {e->name.p[i], e->name.p[i + 1], 0};
        KAMU_TRY(buf_printf(&d->out, d->b->err, "%s%lu", i ? "," : "", strtoul(two, NULL, 16)));
    }
    return put(d, "\")");
}

static kamu_code show_any(struct display *d, const struct sql_expr *e)
{
    switch (e->kind) {
    case SQL_COLUMN:
        return show_column(d, e);
    case SQL_NUMBER:
        return show_number(d, e, false);
    case SQL_STRING:
        KAMU_TRY(put(d, "Utf8(\""));
        KAMU_TRY(put_str(d, e->name));
        return put(d, "\")");
    case SQL_BOOL:
        return put(d, e->flag ? "Boolean(true)" : "Boolean(false)");
    case SQL_NULL:
        return put(d, "NULL");
    case SQL_TYPED:
        KAMU_TRY(put(d, "Utf8(\""));
        KAMU_TRY(put_str(d, e->name));
        return put(d, "\")");
    case SQL_UNARY:
        if (e->op[0] == '-' && e->args[0]->kind == SQL_NUMBER)
            return show_number(d, e->args[0], true);
        KAMU_TRY(put(d, e->op[0] == 'n' ? "NOT " : e->op[0] == '-' ? "(- " : ""));
        KAMU_TRY(show(d, e->args[0]));
        return put(d, e->op[0] == '-' ? ")" : "");
    case SQL_BINARY:
        return show_binary(d, e);
    case SQL_CAST:
        return d->filter ? show_cast(d, e) : show(d, e->args[0]);
    case SQL_CASE:
        return show_case(d, e);
    case SQL_CALL:
        return show_call(d, e);
    case SQL_BETWEEN:
        KAMU_TRY(show(d, e->args[0]));
        KAMU_TRY(put(d, e->negated ? " NOT BETWEEN " : " BETWEEN "));
        KAMU_TRY(show(d, e->args[1]));
        KAMU_TRY(put(d, " AND "));
        return show(d, e->args[2]);
    case SQL_IS:
        return show_test(d, e);
    case SQL_LIKE:
        KAMU_TRY(show(d, e->args[0]));
        KAMU_TRY(put(d, e->negated ? " NOT" : ""));
        KAMU_TRY(put(d, e->op[0] == 'i' ? " ILIKE " : e->op[0] == 's' ? " SIMILAR TO " : " LIKE "));
        KAMU_TRY(show(d, e->args[1]));
        return e->name.p ? put(d, " CHAR '\\'") : KAMU_OK;
    case SQL_IN:
        if (e->query)
            return put(d, e->negated ? "NOT IN" : "IN");
        KAMU_TRY(show(d, e->args[0]));
        KAMU_TRY(put(d, e->negated ? " NOT IN " : " IN "));
        KAMU_TRY(put(d, d->filter ? "([" : ""));
        KAMU_TRY(show_list(d, e->args + 1, e->n_args - 1, ", "));
        return put(d, d->filter ? "])" : "");
    case SQL_DISTINCT:
        KAMU_TRY(show(d, e->args[0]));
        KAMU_TRY(put(d, e->negated ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM "));
        return show(d, e->args[1]);
    case SQL_FIELD:
        KAMU_TRY(show(d, e->args[0]));
        KAMU_TRY(put(d, "["));
        KAMU_TRY(put_str(d, e->name));
        return put(d, "]");
    case SQL_INDEX:
        KAMU_TRY(show(d, e->args[0]));
        KAMU_TRY(put(d, "["));
        if (e->args[1]->kind == SQL_STRING)
            KAMU_TRY(put_str(d, e->args[1]->name));
        else
            KAMU_TRY(show(d, e->args[1]));
        return put(d, "]");
    case SQL_SLICE:
        KAMU_TRY(show(d, e->args[0]));
        for (size_t i = 1; i < 4; i++) {
            KAMU_TRY(put(d, i == 1 ? "[" : ":"));
            if (e->args[i])
                KAMU_TRY(show(d, e->args[i]));
            else
                KAMU_TRY(put(d, "Int64(1)"));
        }
        return put(d, "]");
    case SQL_OBJECT:
        KAMU_TRY(put(d, "named_struct("));
        KAMU_TRY(show_list(d, e->args, e->n_args, ","));
        return put(d, ")");
    case SQL_ZONE:
        return show(d, e->args[0]);
    case SQL_SUBQUERY:
        return show_query(d, e->query);
    case SQL_EXISTS:
        return put(d, e->negated ? "NOT EXISTS" : "EXISTS");
    case SQL_INTERVAL:
        return show_interval(d, e);
    case SQL_HEX:
        return show_hex(d, e);
    case SQL_ARRAY:
        KAMU_TRY(put(d, "make_array("));
        KAMU_TRY(show_list(d, e->args, e->n_args, d->filter ? ", " : ","));
        return put(d, ")");
    default:
        break;
    }
    return bind_refuse(d->b, e, "give it a name with AS", "a column without a name");
}

static kamu_code show(struct display *d, const struct sql_expr *e)
{
    KAMU_TRY(bind_enter(d->b, e->at));
    KAMU_TRY(show_any(d, e));
    d->b->depth--;
    return KAMU_OK;
}

kamu_code bind_display(struct binder *b, struct scope *s, const struct sql_expr *e, struct str *out)
{
    struct display d = {.b = b, .s = s};
    if (e->kind == SQL_COLUMN) { /* the name alone, unless it is a member */
        const struct column *c;
        struct scope *found;
        size_t rest;
        KAMU_TRY(bind_name(b, s, e, &c, &found, &rest));
        if (rest == 0) {
            *out = c->name;
            return KAMU_OK;
        }
    }
    buf_init(&d.out, 65536);
    kamu_code rc = show(&d, e);
    if (rc == KAMU_OK) {
        *out = arena_str(b->arena, (struct str){(const char *)d.out.data, d.out.len});
        rc = out->p ? KAMU_OK : bind_nomem(b);
    }
    buf_free(&d.out);
    return rc;
}

/* ---- are two expressions written alike? -------------------------------------------------------
 */

static bool parts_eq(const struct str *a, size_t na, const struct str *b, size_t nb)
{
    if (na != nb)
        return false;
    for (size_t i = 0; i < na; i++)
        if (!str_eq(a[i], b[i]))
            return false;
    return true;
}

static bool types_eq(const struct sql_type_name *a, const struct sql_type_name *b)
{
    if (!a || !b)
        return a == b;
    if (!str_eq(a->name, b->name) || a->n_args != b->n_args || a->n_members != b->n_members ||
        a->n_members > 0)
        return false;
    for (unsigned i = 0; i < a->n_args; i++)
        if (a->args[i] != b->args[i])
            return false;
    return types_eq(a->item, b->item);
}

bool sql_expr_eq(const struct sql_expr *a, const struct sql_expr *b)
{
    if (!a || !b)
        return a == b;
    if (a == b)
        return true;
    if (a->kind != b->kind || a->flag != b->flag || a->negated != b->negated ||
        a->n_args != b->n_args || a->query || b->query)
        return false;
    if ((a->op || b->op) && (!a->op || !b->op || strcmp(a->op, b->op) != 0))
        return false;
    if (a->kind == SQL_CALL ? !str_ieq(a->name, b->name) : !str_eq(a->name, b->name))
        return false;
    if (!str_eq(a->unit, b->unit) || !parts_eq(a->parts, a->n_parts, b->parts, b->n_parts) ||
        !types_eq(a->type, b->type))
        return false;
    if (a->call && b->call &&
        (a->call->over || b->call->over || a->call->n_order || b->call->n_order ||
         a->call->filter || b->call->filter || a->call->distinct != b->call->distinct))
        return false;
    if (!sql_expr_eq(a->subject, b->subject) || !sql_expr_eq(a->otherwise, b->otherwise))
        return false;
    for (size_t i = 0; i < a->n_args; i++)
        if (!sql_expr_eq(a->args[i], b->args[i]))
            return false;
    return true;
}
