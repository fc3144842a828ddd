/* Expressions: literals, CASE, IN, IS and the like. */
#include "sql/bind.h"

#include "columnar/text.h"

/* ---- literals ------------------------------------------------------------------------------ */

static kamu_code bind_number(struct binder *b, const struct sql_expr *e, bool negative,
                             struct value *out)
{
    char digits[340];
    size_t n = 0;
    bool whole = true;
    uint64_t u = 0;
    double d = 0;
    if (e->name.n >= sizeof digits - 2)
        return bind_fail(b, e, "a number of more than %zu digits", sizeof digits - 2);
    if (negative)
        digits[n++] = '-';
    for (size_t i = 0; i < e->name.n; i++) {
        if (e->name.p[i] == '_')
            continue;
        digits[n++] = e->name.p[i];
        whole = whole && e->name.p[i] >= '0' && e->name.p[i] <= '9';
    }
    digits[n] = 0;
    int64_t l;
    kamu_code rc;
    if (whole && !text_to_i64((struct str){digits, n}, &l))
        rc = bind_done(b, e, sql_type(COL_INT64), false, rope(b->arena, "CAST(%d AS BIGINT)", l),
                       out);
    else if (whole && !negative && !text_to_u64((struct str){digits, n}, &u))
        rc = bind_done(b, e, sql_type(COL_UINT64), false,
                       rope(b->arena, "CAST(%s AS UBIGINT)", arena_strdup(b->arena, digits)), out);
    else if (!text_to_f64((struct str){digits, n}, &d))
        rc = bind_done(
            b, e, sql_type(COL_FLOAT64), false,
            rope(b->arena, "CAST(%q AS DOUBLE)", arena_str(b->arena, (struct str){digits, n})),
            out);
    else
        return bind_fail(b, e, "Cannot parse %s as a number", digits);
    out->literal = true;
    return rc;
}

static kamu_code bind_hex(struct binder *b, const struct sql_expr *e, struct value *out)
{
    char *text = arena_alloc(b->arena, 2 * e->name.n + 16);
    size_t n = 0;
    if (!text)
        return bind_nomem(b);
    if (e->name.n % 2 != 0)
        return bind_fail(b, e, "a binary literal needs an even number of digits");
    for (size_t i = 0; i < e->name.n; i++) {
        char c = e->name.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
            return bind_fail(b, e, "a binary literal has hexadecimal digits only");
        text[n++] = c;
    }
    return bind_done(b, e, sql_type(COL_BINARY), false,
                     rope(b->arena, "from_hex(%q)", (struct str){text, n}), out);
}

bool sql_literal_text(const struct value *v, struct str *out)
{
    if (!v->expr || v->expr->kind != SQL_STRING || v->type.kind != COL_STRING)
        return false;
    *out = v->expr->name;
    return true;
}

bool sql_literal_int(const struct sql_expr *e, int64_t *out)
{
    bool minus = e->kind == SQL_UNARY && e->op[0] == '-';
    const struct sql_expr *n = minus ? e->args[0] : e;
    if (n->kind != SQL_NUMBER || text_to_i64(n->name, out) != NULL)
        return false;
    if (minus)
        *out = -*out;
    return true;
}

static kamu_code bind_typed(struct binder *b, const struct sql_expr *e, struct value *out)
{
    struct col_type type;
    KAMU_TRY(sql_named_type(b, e->type, &type));
    KAMU_TRY(bind_done(b, e, sql_type(COL_STRING), false, rope(b->arena, "%q", e->name), out));
    KAMU_TRY(bind_cast(b, out, &type, false));
    out->literal = true;
    return KAMU_OK;
}

/* ---- operators and tests -----------------------------------------------------------------------
 */

kamu_code bind_bool(struct binder *b, struct scope *s, const struct sql_expr *e, const char *clause,
                    struct value *out)
{
    struct col_type boolean = sql_type(COL_BOOL);
    KAMU_TRY(bind_expr(b, s, e, out));
    if (out->type.kind == COL_NULL)
        return bind_cast(b, out, &boolean, false);
    if (out->type.kind == COL_BOOL)
        return KAMU_OK;
    struct str type = sql_type_text(b, &out->type);
    return bind_fail(b, e, "%s needs a Boolean, this is " STR_FMT, clause, STR_ARG(type));
}

kamu_code bind_json_operand(struct binder *b, struct scope *s, const struct sql_expr *e,
                            struct value *out)
{
    bool before = s->json_fits;
    bool member = (e->kind == SQL_BINARY && strcmp(e->op, "->") == 0) ||
                  (e->kind == SQL_CALL && str_ieq(e->name, STR("json_get")));
    s->json_fits = member;
    KAMU_TRY(bind_expr(b, s, e, out));
    s->json_fits = before;
    return KAMU_OK;
}

kamu_code bind_list(struct binder *b, struct scope *s, struct sql_expr *const *args, size_t n,
                    struct value **out)
{
    *out = arena_calloc(b->arena, n ? n : 1, sizeof **out);
    if (!*out)
        return bind_nomem(b);
    for (size_t i = 0; i < n; i++)
        KAMU_TRY(bind_expr(b, s, args[i], &(*out)[i]));
    return KAMU_OK;
}

kamu_code bind_unify(struct binder *b, const struct sql_expr *e, struct value *v, size_t n,
                     bool (*rule)(const struct col_type *, const struct col_type *,
                                  struct col_type *),
                     const char *what)
{
    struct col_type type = sql_type(COL_NULL);
    for (size_t i = 0; i < n; i++) {
        struct col_type next;
        if (!rule(&type, &v[i].type, &next)) {
            struct str l = sql_type_text(b, &type), r = sql_type_text(b, &v[i].type);
            return bind_fail(b, v[i].expr ? v[i].expr : e,
                             "%s: no common type of " STR_FMT " and " STR_FMT, what, STR_ARG(l),
                             STR_ARG(r));
        }
        type = next;
    }
    for (size_t i = 0; i < n; i++)
        KAMU_TRY(bind_cast(b, &v[i], &type, false));
    return KAMU_OK;
}

static kamu_code bind_unary(struct binder *b, struct scope *s, const struct sql_expr *e,
                            struct value *out)
{
    struct value v;
    if (strcmp(e->op, "not") == 0) {
        KAMU_TRY(bind_bool(b, s, e->args[0], "NOT", &v));
        return bind_done(b, e, v.type, v.nullable, rope(b->arena, "(NOT %r)", v.sql), out);
    }
    if (e->op[0] == '-' && e->args[0]->kind == SQL_NUMBER) {
        KAMU_TRY(bind_number(b, e->args[0], true, out));
        out->expr = e;
        return KAMU_OK;
    }
    KAMU_TRY(bind_expr(b, s, e->args[0], &v));
    if (v.type.kind == SQL_KIND_INTERVAL && e->op[0] == '-')
        return bind_done(b, e, v.type, v.nullable, rope(b->arena, "(- %r)", v.sql), out);
    if (!sql_is_numeric(&v.type) ||
        (sql_is_integer(&v.type) && !sql_is_signed(&v.type) && e->op[0] == '-')) {
        struct str type = sql_type_text(b, &v.type);
        return bind_fail(b, e,
                         "Negation only supports numeric, interval and timestamp types, "
                         "this is " STR_FMT,
                         STR_ARG(type));
    }
    return bind_done(b, e, v.type, v.nullable,
                     e->op[0] == '-'
                         ? rope(b->arena, "CAST(- %r AS %r)", v.sql, sql_duck_type(b, &v.type))
                         : v.sql,
                     out);
}

static kamu_code bind_logic(struct binder *b, struct scope *s, const struct sql_expr *e,
                            struct value *out)
{
    struct value l, r;
    bool and = e->op[0] == 'a';
    KAMU_TRY(bind_bool(b, s, e->args[0], and? "AND" : "OR", &l));
    KAMU_TRY(bind_bool(b, s, e->args[1], and? "AND" : "OR", &r));
    return bind_done(b, e, l.type, l.nullable || r.nullable,
                     rope(b->arena, and? "(%r AND %r)" : "(%r OR %r)", l.sql, r.sql), out);
}

static kamu_code bind_case(struct binder *b, struct scope *s, const struct sql_expr *e,
                           struct value *out)
{
    size_t n = e->n_args / 2, m = n + 1;
    struct value subject = {0}, *then = arena_calloc(b->arena, m, sizeof *then);
    const struct rope **when = arena_calloc(b->arena, n, sizeof *when);
    const struct rope **arms = arena_calloc(b->arena, n, sizeof *arms);
    if (!then || !when || !arms)
        return bind_nomem(b);
    if (e->subject)
        KAMU_TRY(bind_expr(b, s, e->subject, &subject));
    for (size_t i = 0; i < n; i++) {
        struct value test;
        if (e->subject) {
            struct value l = subject, r, eq;
            KAMU_TRY(bind_expr(b, s, e->args[2 * i], &r));
            KAMU_TRY(bind_compare(b, e->args[2 * i], "=", &l, &r, &eq));
            test = eq;
        } else {
            KAMU_TRY(bind_bool(b, s, e->args[2 * i], "CASE WHEN", &test));
        }
        when[i] = test.sql;
        KAMU_TRY(bind_expr(b, s, e->args[2 * i + 1], &then[i]));
    }
    bool nullable = !e->otherwise;
    if (e->otherwise)
        KAMU_TRY(bind_expr(b, s, e->otherwise, &then[n]));
    KAMU_TRY(bind_unify(b, e, then, e->otherwise ? m : n, sql_union_type, "CASE"));
    for (size_t i = 0; i < (e->otherwise ? m : n); i++)
        nullable = nullable || then[i].nullable;
    for (size_t i = 0; i < n; i++)
        arms[i] = rope(b->arena, "WHEN %r THEN %r", when[i], then[i].sql);
    const struct rope *all = rope_join(b->arena, arms, n, " ");
    return bind_done(b, e, then[0].type, nullable,
                     e->otherwise ? rope(b->arena, "CASE %r ELSE %r END", all, then[n].sql)
                                  : rope(b->arena, "CASE %r END", all),
                     out);
}

static kamu_code bind_between(struct binder *b, struct scope *s, const struct sql_expr *e,
                              struct value *out)
{
    struct value *v, low, high, copy;
    KAMU_TRY(bind_list(b, s, e->args, 3, &v));
    copy = v[0];
    KAMU_TRY(bind_compare(b, e, ">=", &v[0], &v[1], &low));
    KAMU_TRY(bind_compare(b, e, "<=", &copy, &v[2], &high));
    return bind_done(
        b, e, sql_type(COL_BOOL), low.nullable || high.nullable,
        rope(b->arena, e->negated ? "(NOT (%r AND %r))" : "(%r AND %r)", low.sql, high.sql), out);
}

static kamu_code bind_in_query(struct binder *b, struct scope *s, const struct sql_expr *e,
                               struct value *out)
{
    struct value l;
    struct relation r;
    struct col_type common;
    KAMU_TRY(bind_expr(b, s, e->args[0], &l));
    KAMU_TRY(bind_query(b, e->query, s, &r));
    if (r.n_columns != 1)
        return bind_fail(b, e, "the query behind IN has %zu columns, it must have one",
                         r.n_columns);
    if (!sql_compare_type(&l.type, &r.columns[0].type, &common)) {
        struct str lt = sql_type_text(b, &l.type), rt = sql_type_text(b, &r.columns[0].type);
        return bind_fail(b, e, "Cannot infer common argument type for IN: " STR_FMT ", " STR_FMT,
                         STR_ARG(lt), STR_ARG(rt));
    }
    struct value item = {.type = r.columns[0].type, .expr = e};
    unsigned alias = b->next_alias++;
    item.sql = rope(b->arena, "q%u.c0", alias);
    if (!item.sql)
        return bind_nomem(b);
    KAMU_TRY(bind_cast(b, &l, &common, false));
    KAMU_TRY(bind_cast(b, &item, &common, false));
    return bind_done(b, e, sql_type(COL_BOOL), l.nullable || r.columns[0].nullable,
                     rope(b->arena, "(%r %s (SELECT %r FROM (%r) AS q%u))", l.sql,
                          e->negated ? "NOT IN" : "IN", item.sql, r.sql, alias),
                     out);
}

static kamu_code bind_in(struct binder *b, struct scope *s, const struct sql_expr *e,
                         struct value *out)
{
    struct value *v;
    struct col_type common;
    bool nullable = false;
    if (e->query)
        return bind_in_query(b, s, e, out);
    KAMU_TRY(bind_list(b, s, e->args, e->n_args, &v));
    if (e->n_args == 1)
        return bind_done(b, e, sql_type(COL_BOOL), v[0].nullable,
                         rope(b->arena, e->negated ? "TRUE" : "FALSE"), out);
    common = v[0].type;
    for (size_t i = 1; i < e->n_args; i++) {
        struct col_type next;
        if (!sql_compare_type(&common, &v[i].type, &next)) {
            struct str l = sql_type_text(b, &common), r = sql_type_text(b, &v[i].type);
            return bind_fail(b, e->args[i],
                             "Cannot infer common argument type for IN: " STR_FMT ", " STR_FMT,
                             STR_ARG(l), STR_ARG(r));
        }
        common = next;
    }
    const struct rope **items = arena_calloc(b->arena, e->n_args, sizeof *items);
    if (!items)
        return bind_nomem(b);
    for (size_t i = 0; i < e->n_args; i++) {
        nullable = nullable || v[i].nullable;
        KAMU_TRY(bind_cast(b, &v[i], &common, false));
        items[i] = v[i].sql;
    }
    return bind_done(b, e, sql_type(COL_BOOL), nullable,
                     rope(b->arena, "(%r %s (%r))", v[0].sql, e->negated ? "NOT IN" : "IN",
                          rope_join(b->arena, items + 1, e->n_args - 1, ", ")),
                     out);
}

static kamu_code bind_like(struct binder *b, struct scope *s, const struct sql_expr *e,
                           struct value *out)
{
    struct value *v;
    struct col_type text = sql_type(COL_STRING);
    KAMU_TRY(bind_list(b, s, e->args, 2, &v));
    bool nullable = v[0].nullable || v[1].nullable;
    for (size_t i = 0; i < 2; i++) {
        if (v[i].type.kind != COL_STRING && v[i].type.kind != COL_NULL)
            return bind_fail(b, e->args[i], "%s needs texts on both sides", e->op);
        KAMU_TRY(bind_cast(b, &v[i], &text, false));
    }
    if (e->name.p && !str_eqc(e->name, "\\"))
        return bind_refuse(b, e, "DataFusion knows no other either",
                           "LIKE with an ESCAPE other than the backslash");
    const struct rope *test;
    if (e->op[0] == 's') { /* DataFusion takes the pattern for a regular expression as it is */
        if (e->name.p)
            return bind_refuse(b, e, NULL, "SIMILAR TO with ESCAPE");
        KAMU_TRY(bind_pattern(b, &v[1]));
        test = rope(b->arena, "regexp_matches(%r, %r, 'c')", v[0].sql, v[1].sql);
    } else {
        test = rope(b->arena, "(%r %s %r ESCAPE '\\')", v[0].sql,
                    e->op[0] == 'i' ? "ILIKE" : "LIKE", v[1].sql);
    }
    return bind_done(b, e, sql_type(COL_BOOL), nullable,
                     e->negated ? rope(b->arena, "(NOT %r)", test) : test, out);
}

static kamu_code bind_is(struct binder *b, struct scope *s, const struct sql_expr *e,
                         struct value *out)
{
    struct value v;
    const char *format;
    if (strcmp(e->op, "null") == 0) {
        KAMU_TRY(bind_expr(b, s, e->args[0], &v));
        format = e->negated ? "(%r IS NOT NULL)" : "(%r IS NULL)";
    } else {
        KAMU_TRY(bind_bool(b, s, e->args[0], "IS", &v));
        if (e->op[0] == 'u')
            format = e->negated ? "(%r IS NOT NULL)" : "(%r IS NULL)";
        else if (e->op[0] == 't')
            format = e->negated ? "(%r IS DISTINCT FROM TRUE)" : "(%r IS NOT DISTINCT FROM TRUE)";
        else
            format = e->negated ? "(%r IS DISTINCT FROM FALSE)" : "(%r IS NOT DISTINCT FROM FALSE)";
    }
    return bind_done(b, e, sql_type(COL_BOOL), false, rope(b->arena, format, v.sql), out);
}

/* ---- queries inside
 * ------------------------------------------------------------------------------- */

static kamu_code bind_scalar_query(struct binder *b, struct scope *s, const struct sql_expr *e,
                                   struct value *out)
{
    struct relation r;
    KAMU_TRY(bind_query(b, e->query, s, &r));
    if (e->kind == SQL_EXISTS)
        return bind_done(b, e, sql_type(COL_BOOL), false, rope(b->arena, "EXISTS (%r)", r.sql),
                         out);
    if (r.n_columns != 1)
        return bind_fail(b, e, "Scalar subquery should only return one column, but found %zu",
                         r.n_columns);
    return bind_done(b, e, r.columns[0].type, r.columns[0].nullable, rope(b->arena, "(%r)", r.sql),
                     out);
}

/* ---- everything
 * ------------------------------------------------------------------------------------- */

static kamu_code bind_cast_expr(struct binder *b, struct scope *s, const struct sql_expr *e,
                                struct value *out)
{
    struct col_type type;
    KAMU_TRY(sql_named_type(b, e->type, &type));
    if (type.kind == SQL_KIND_INTERVAL && e->args[0]->kind == SQL_STRING)
        return bind_interval(b, e, out);
    KAMU_TRY(bind_json_operand(b, s, e->args[0], out));
    out->expr = e->args[0];
    KAMU_TRY(bind_cast(b, out, &type, e->flag));
    out->expr = e;
    return KAMU_OK;
}

static kamu_code bind_object(struct binder *b, struct scope *s, const struct sql_expr *e,
                             struct value *out)
{
    size_t n = e->n_args / 2;
    struct str *names = arena_calloc(b->arena, n ? n : 1, sizeof *names);
    struct value *values = arena_calloc(b->arena, n ? n : 1, sizeof *values);
    if (!names || !values)
        return bind_nomem(b);
    for (size_t i = 0; i < n; i++) {
        names[i] = e->args[2 * i]->name;
        KAMU_TRY(bind_expr(b, s, e->args[2 * i + 1], &values[i]));
    }
    return bind_make_struct(b, e, names, values, n, out);
}

static kamu_code bind_zone(struct binder *b, struct scope *s, const struct sql_expr *e,
                           struct value *out)
{
    struct value *v;
    struct str zone;
    KAMU_TRY(bind_list(b, s, e->args, 2, &v));
    struct col_type utc = sql_timestamp(UNIT_NANO, "UTC");
    if (!sql_literal_text(&v[1], &zone) || !str_eqc(zone, "UTC") || v[0].type.kind != COL_TIMESTAMP)
        return bind_refuse(b, e, NULL, "AT TIME ZONE other than 'UTC', or of no timestamp");
    *out = v[0];
    KAMU_TRY(bind_cast(b, out, &utc, false));
    out->type = utc;
    return KAMU_OK;
}

static kamu_code bind_indexed(struct binder *b, struct scope *s, const struct sql_expr *e,
                              struct value *out)
{
    struct value *v = arena_calloc(b->arena, 4, sizeof *v);
    if (!v)
        return bind_nomem(b);
    for (size_t i = 0; i < e->n_args; i++)
        if (e->args[i])
            KAMU_TRY(bind_expr(b, s, e->args[i], &v[i]));
    return bind_index(b, e, v, e->n_args, out);
}

static kamu_code bind_any(struct binder *b, struct scope *s, const struct sql_expr *e,
                          struct value *out)
{
    struct value *v;
    switch (e->kind) {
    case SQL_COLUMN:
        return bind_column(b, s, e, out);
    case SQL_NUMBER:
        return bind_number(b, e, false, out);
    case SQL_STRING:
        KAMU_TRY(bind_done(b, e, sql_type(COL_STRING), false, rope(b->arena, "%q", e->name), out));
        out->literal = true;
        return KAMU_OK;
    case SQL_HEX:
        return bind_hex(b, e, out);
    case SQL_BOOL:
        return bind_done(b, e, sql_type(COL_BOOL), false,
                         rope(b->arena, e->flag ? "TRUE" : "FALSE"), out);
    case SQL_NULL:
        KAMU_TRY(bind_done(b, e, sql_type(COL_NULL), true, rope(b->arena, "NULL"), out));
        out->literal = true;
        return KAMU_OK;
    case SQL_TYPED:
        return bind_typed(b, e, out);
    case SQL_INTERVAL:
        return bind_interval(b, e, out);
    case SQL_UNARY:
        return bind_unary(b, s, e, out);
    case SQL_BINARY:
        if (e->op[0] == 'a' || e->op[0] == 'o')
            return bind_logic(b, s, e, out);
        v = arena_calloc(b->arena, 2, sizeof *v);
        if (!v)
            return bind_nomem(b);
        if (strncmp(e->op, "->", 2) == 0)
            KAMU_TRY(bind_json_operand(b, s, e->args[0], &v[0]));
        else
            KAMU_TRY(bind_expr(b, s, e->args[0], &v[0]));
        KAMU_TRY(bind_expr(b, s, e->args[1], &v[1]));
        return bind_binary(b, e, e->op, &v[0], &v[1], out);
    case SQL_CAST:
        return bind_cast_expr(b, s, e, out);
    case SQL_CASE:
        return bind_case(b, s, e, out);
    case SQL_CALL:
        return bind_call(b, s, e, out);
    case SQL_BETWEEN:
        return bind_between(b, s, e, out);
    case SQL_IN:
        return bind_in(b, s, e, out);
    case SQL_EXISTS:
    case SQL_SUBQUERY:
        return bind_scalar_query(b, s, e, out);
    case SQL_LIKE:
        return bind_like(b, s, e, out);
    case SQL_IS:
        return bind_is(b, s, e, out);
    case SQL_DISTINCT:
        KAMU_TRY(bind_list(b, s, e->args, 2, &v));
        /* never NULL, but DataFusion takes it for nullable when an operand is */
        return bind_compare(b, e, e->negated ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM", &v[0],
                            &v[1], out);
    case SQL_INDEX:
    case SQL_SLICE:
        return bind_indexed(b, s, e, out);
    case SQL_FIELD:
        KAMU_TRY(bind_expr(b, s, e->args[0], out));
        return bind_member(b, e, out, e->name, out);
    case SQL_ARRAY:
        KAMU_TRY(bind_list(b, s, e->args, e->n_args, &v));
        return bind_make_array(b, e, v, e->n_args, out);
    case SQL_OBJECT:
        return bind_object(b, s, e, out);
    case SQL_ZONE:
        return bind_zone(b, s, e, out);
    case SQL_TUPLE:
        return bind_refuse(b, e, NULL, "a row of several values");
    case SQL_EXTRACT:
    case SQL_WILDCARD:
        break;
    }
    return bind_fail(b, e, "* is not allowed here");
}

kamu_code bind_expr(struct binder *b, struct scope *s, const struct sql_expr *e, struct value *out)
{
    KAMU_TRY(bind_enter(b, e->at));
    struct scope *g = s;
    if (g->group) { /* the whole expression may be a key */
        for (size_t k = 0; k < g->group->n_keys; k++)
            if (sql_expr_eq(e, g->group->keys[k])) {
                *out = g->group->key_values[k];
                out->literal = false;
                out->expr = e;
                out->sql = rope(b->arena, "g%u.k%d", g->group->alias, (int64_t)k);
                b->depth--;
                return out->sql ? KAMU_OK : bind_nomem(b);
            }
    }
    KAMU_TRY(bind_any(b, s, e, out));
    if (out->type.kind == SQL_KIND_JSON && !s->json_fits)
        return bind_refuse(b, e, "use json_get_str() and its kin, ->>, or a cast",
                           "a member of a JSON text without a type (it has one for each row)");
    if (!out->expr || out->expr->kind != SQL_STRING)
        out->expr = e;
    b->depth--;
    return KAMU_OK;
}
