/*
 * Percentiles as DataFusion computes them: all values are sorted, and between two of them the
 * fraction is cut to six digits. A median of floats of four bytes or of decimals stays of its type.
 */
#include "sql/functions.h"

struct percentile {
    const struct sql_expr *what; /* whose */
    const struct sql_expr *part; /* which one, 0 .. 1; NULL: the median */
    bool descending;
};

static kamu_code arguments(struct binder *b, const struct sql_expr *e, bool median,
                           struct percentile *out)
{
    const struct sql_call *c = e->call;
    *out = (struct percentile){.what = e->args[0]};
    if (c->nulls || (c->n_order > 0 && !c->within_group))
        return bind_refuse(b, e, NULL, "ORDER BY or IGNORE NULLS in " STR_FMT "()",
                           STR_ARG(e->name));
    if (median)
        return KAMU_OK;
    if (c->within_group && c->n_order == 1 && e->n_args == 1)
        *out = (struct percentile){
            .what = c->order[0].expr, .part = e->args[0], .descending = c->order[0].descending};
    else if (!c->within_group && e->n_args == 2)
        out->part = e->args[1];
    else
        return bind_fail(b, e,
                         STR_FMT "() takes a number and a percentile, or a percentile and "
                                 "WITHIN GROUP (ORDER BY ...)",
                         STR_ARG(e->name));
    return KAMU_OK;
}

/* A number from 0 to 1, written down. */
static kamu_code part_of(struct binder *b, const struct sql_expr *part, double *out)
{
    char text[64];
    char *end = NULL;
    if (part->kind != SQL_NUMBER || part->name.n >= sizeof text)
        return bind_refuse(b, part, NULL, "a percentile that is no plain number");
    memcpy(text, part->name.p, part->name.n);
    text[part->name.n] = 0;
    *out = strtod(text, &end);
    if (*end != 0 || !(*out >= 0 && *out <= 1))
        return bind_fail(b, part,
                         "Percentile value must be between 0.0 and 1.0 inclusive, %s is "
                         "invalid",
                         text);
    return KAMU_OK;
}

/* The values in ascending order, without nulls; NULL when there are none. */
static kamu_code sorted(struct binder *b, struct scope *in, const struct sql_expr *e,
                        const struct value *v, const struct rope **out)
{
    struct value filter;
    const struct rope *also = rope(b->arena, "");
    if (e->call->filter) {
        KAMU_TRY(bind_bool(b, in, e->call->filter, "FILTER", &filter));
        also = rope(b->arena, " AND %r", filter.sql);
    }
    *out = rope(b->arena, "list_sort(list(%s%r) FILTER (WHERE %r IS NOT NULL%r))",
                e->call->distinct ? "DISTINCT " : "", v->sql, v->sql, also);
    return *out ? KAMU_OK : bind_nomem(b);
}

/* Item number `index` (SQL, from 0) of the list l<name>. */
static const struct rope *item(struct binder *b, unsigned name, const struct rope *index)
{
    return rope(b->arena, "l%u[CAST(%r AS BIGINT) + 1]", name, index);
}

static const struct rope *between(struct binder *b, unsigned name, double part,
                                  const struct rope *type)
{
    struct arena *a = b->arena;
    const char *digits = arena_printf(a, "%.17g", part);
    if (!digits)
        return NULL;
    const struct rope *at =
        rope(a, "(CAST('%s' AS DOUBLE) * CAST(len(l%u) - 1 AS DOUBLE))", digits, name);
    const struct rope *low = item(b, name, rope(a, "floor(%r)", at)),
                      *high = item(b, name, rope(a, "ceil(%r)", at));
    return rope(a,
                "CASE WHEN floor(%r) = ceil(%r) THEN %r ELSE %r + (%r - %r) * CAST(trunc((%r - "
                "floor(%r)) * CAST(1000000 AS DOUBLE)) AS %r) / CAST(1000000 AS %r) END",
                at, at, low, low, high, low, at, at, type, type);
}

/* The middle one, or half of the sum of two, cut. */
static const struct rope *middle(struct binder *b, unsigned name, const struct col_type *t)
{
    struct arena *a = b->arena;
    const struct rope *low = item(b, name, rope(a, "((len(l%u) - 1) // 2)", name)),
                      *high = item(b, name, rope(a, "(len(l%u) // 2)", name)), *half;
    if (sql_is_decimal(t))
        half = rope(a, "CAST(kamu_decimal_div(CAST(%r + %r AS VARCHAR), '2', %d) AS %r)", low, high,
                    (int64_t)t->scale, sql_duck_type(b, t));
    else
        half = rope(a, "(%r + %r) / CAST(2 AS %r)", low, high, sql_duck_type(b, t));
    return rope(a, "CASE WHEN (len(l%u) & 1) = 1 THEN %r ELSE %r END", name, low, half);
}

kamu_code bind_percentile(struct binder *b, struct scope *in, const struct sql_expr *e, bool median,
                          struct col_type *type, const struct rope **out)
{
    struct col_type f64 = sql_type(COL_FLOAT64);
    struct percentile p;
    struct value v;
    const struct rope *list;
    double part = 0;
    KAMU_TRY(arguments(b, e, median, &p));
    KAMU_TRY(bind_expr(b, in, p.what, &v));
    if (!median)
        KAMU_TRY(part_of(b, p.part, &part));
    if (!sql_is_numeric(&v.type) && v.type.kind != COL_NULL)
        return bind_fail(b, e, STR_FMT "() is of numbers", STR_ARG(e->name));
    if (v.type.kind != COL_FLOAT32 && !(median && sql_is_decimal(&v.type)))
        KAMU_TRY(bind_cast(b, &v, &f64, false));
    if (sql_is_decimal(&v.type) && v.type.precision > 37)
        return bind_refuse(b, e, "cast it to double", "median() of such a decimal");
    *type = v.type;
    KAMU_TRY(sorted(b, in, e, &v, &list));
    unsigned name = b->next_alias++;
    const struct rope *one =
        median ? middle(b, name, type)
               : between(b, name, p.descending ? 1 - part : part, sql_duck_type(b, type));
    *out = rope(b->arena, "list_transform([%r], lambda l%u: %r)[1]", list, name, one);
    return *out ? KAMU_OK : bind_nomem(b);
}
