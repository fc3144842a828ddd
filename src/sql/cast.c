/*
 * Casts by arrow's rules. Where DuckDB's own cast gives the same (integers among each other, to
 * decimals, ...) it is used; text, instants and floats go through functions of ours (native.h).
 */
#include "sql/bind.h"

#include <stdio.h>

struct cast {
    struct binder *b;
    const struct col_type *from, *to;
    bool try_;
};

static const struct rope *plain(const struct cast *c, const struct rope *x)
{
    return rope(c->b->arena, c->try_ ? "TRY_CAST(%r AS %r)" : "CAST(%r AS %r)", x,
                sql_duck_type(c->b, c->to));
}

/* kamu_<what>[_try](x) */
static const struct rope *native(const struct cast *c, const char *what, const struct rope *x)
{
    return rope(c->b->arena, "kamu_%s%s(%r)", what, c->try_ ? "_try" : "", x);
}

static const char *number_name(const struct col_type *t)
{
    static const char *const names[] = {"bool", "i8",  "i16", "i32", "i64", "u8",
                                        "u16",  "u32", "u64", "f16", "f32", "f64"};
    return t->kind >= COL_BOOL && t->kind <= COL_FLOAT64 ? names[t->kind - COL_BOOL] : NULL;
}

static const struct rope *from_text(const struct cast *c, const struct rope *x)
{
    char name[32];
    const char *number = number_name(c->to);
    switch ((int)c->to->kind) {
    case COL_DECIMAL128:
        return rope(c->b->arena, "CAST(kamu_text_decimal%s(%r, %d, %d) AS %r)",
                    c->try_ ? "_try" : "", x, (int64_t)c->to->precision, (int64_t)c->to->scale,
                    sql_duck_type(c->b, c->to));
    case COL_BINARY:
        return rope(c->b->arena, "encode(%r)", x);
    case COL_DATE32:
        return native(c, "text_date", x);
    case COL_TIME64:
        return c->to->unit == UNIT_NANO ? native(c, "text_time", x) : NULL;
    case COL_TIMESTAMP:
        if (!sql_is_utc(c->to))
            return NULL;
        snprintf(name, sizeof name, "text_ts_%s", sql_unit_suffix(c->to->unit));
        return native(c, arena_strdup(c->b->arena, name), x);
    default:
        if (!number || c->to->kind == COL_FLOAT16)
            return NULL;
        snprintf(name, sizeof name, "text_%s", number);
        return native(c, arena_strdup(c->b->arena, name), x);
    }
}

static const struct rope *to_text(const struct cast *c, const struct rope *x)
{
    struct arena *a = c->b->arena;
    switch ((int)c->from->kind) {
    case COL_FLOAT32:
        return rope(a, "kamu_f32_text(%r)", x);
    case COL_FLOAT64:
        return rope(a, "kamu_f64_text(%r)", x);
    case COL_DATE32:
        return rope(a, "kamu_date_text(%r)", x);
    case COL_TIME64:
        return c->from->unit == UNIT_NANO ? rope(a, "kamu_time_text(%r)", x) : NULL;
    case COL_TIMESTAMP:
        return sql_is_utc(c->from)
                   ? rope(a, "kamu_ts_text_%s(%r, %d)", sql_unit_suffix(c->from->unit), x,
                          (int64_t)(c->from->timezone != NULL))
                   : NULL;
    case COL_BINARY:
        return c->try_ ? NULL : rope(a, "decode(%r)", x);
    default:
        return sql_is_integer(c->from) || sql_is_decimal(c->from) || c->from->kind == COL_BOOL
                   ? plain(c, x)
                   : NULL;
    }
}

/* An integer as a count of units, or back. */
static const struct rope *instants(const struct cast *c, const struct rope *x)
{
    struct arena *a = c->b->arena;
    const struct col_type *from = c->from, *to = c->to;
    if ((from->kind == COL_TIMESTAMP && !sql_is_utc(from)) ||
        (to->kind == COL_TIMESTAMP && !sql_is_utc(to)))
        return NULL;
    if (from->kind == COL_TIMESTAMP && to->kind == COL_TIMESTAMP)
        return from->unit == to->unit ? x
                                      : rope(a, "kamu_ts_to_%s_%s%s(%r)", sql_unit_suffix(to->unit),
                                             sql_unit_suffix(from->unit), c->try_ ? "_try" : "", x);
    if (from->kind == COL_TIMESTAMP && to->kind == COL_DATE32)
        return rope(a, "kamu_ts_date_%s(%r)", sql_unit_suffix(from->unit), x);
    if (from->kind == COL_DATE32 && to->kind == COL_TIMESTAMP)
        return rope(a, "kamu_date_ts_%s%s(%r)", sql_unit_suffix(to->unit), c->try_ ? "_try" : "",
                    x);
    if (from->kind == COL_TIMESTAMP && to->kind == COL_INT64)
        return rope(a, "kamu_ts_raw_%s(%r)", sql_unit_suffix(from->unit), x);
    if (from->kind == COL_INT64 && to->kind == COL_TIMESTAMP)
        return rope(a, "kamu_raw_ts_%s(%r)", sql_unit_suffix(to->unit), x);
    if (from->kind == COL_DATE32 && to->kind == COL_INT32)
        return rope(a, "kamu_date_raw(%r)", x);
    if (from->kind == COL_INT32 && to->kind == COL_DATE32)
        return rope(a, "kamu_raw_date(%r)", x);
    return NULL;
}

static const struct rope *numbers(const struct cast *c, const struct rope *x)
{
    struct arena *a = c->b->arena;
    if (c->to->kind == COL_FLOAT16 || c->from->kind == COL_FLOAT16)
        return NULL;
    if (sql_is_integer(c->to) && (sql_is_float(c->from) || sql_is_decimal(c->from)))
        return plain(c, rope(a, "trunc(%r)", x)); /* DuckDB would round */
    if (sql_is_decimal(c->to) && c->from->kind == COL_FLOAT32)
        return plain(c, rope(a, "CAST(%r AS DOUBLE)", x));
    if (c->to->kind == COL_FLOAT32 && c->from->kind == COL_FLOAT64)
        return rope(a, "kamu_f64_f32(%r)", x); /* too large is infinite, no error */
    return plain(c, x);
}

static const struct rope *cast_rope(const struct cast *c, const struct rope *x);

static const struct rope *lists(const struct cast *c, const struct rope *x)
{
    struct arena *a = c->b->arena;
    struct cast item = {.b = c->b,
                        .from = &c->from->children[0].type,
                        .to = &c->to->children[0].type,
                        .try_ = c->try_};
    if (sql_type_same(item.from, item.to))
        return x;
    if (item.from->kind == COL_NULL)
        return plain(c, x);
    unsigned n = c->b->next_alias++;
    const struct rope *name = rope(a, "x%u", n);
    const struct rope *inner = cast_rope(&item, name);
    return inner ? rope(a, "list_transform(%r, lambda %r: %r)", x, name, inner) : NULL;
}

static const struct rope *cast_rope(const struct cast *c, const struct rope *x)
{
    struct arena *a = c->b->arena;
    const struct col_type *from = c->from, *to = c->to;
    if (sql_type_same(from, to))
        return x;
    if (from->kind == COL_NULL)
        return rope(a, "CAST(%r AS %r)", x, sql_duck_type(c->b, to));
    if (from->kind >= SQL_KIND_INTERVAL || to->kind >= SQL_KIND_INTERVAL)
        return NULL;
    if (from->kind == COL_STRING)
        return from_text(c, x);
    if (to->kind == COL_STRING)
        return to_text(c, x);
    if (from->kind == COL_LIST && to->kind == COL_LIST)
        return lists(c, x);
    if (sql_is_temporal(from) || sql_is_temporal(to))
        return instants(c, x);
    if (from->kind == COL_BOOL && sql_is_numeric(to) && !sql_is_decimal(to))
        return plain(c, x);
    if (to->kind == COL_BOOL && sql_is_numeric(from) && !sql_is_decimal(from))
        return rope(a, "(%r <> 0)", x);
    if (from->kind == COL_DURATION && to->kind == COL_INT64)
        return x;
    if (from->kind == COL_INT64 && to->kind == COL_DURATION)
        return x;
    if (sql_is_numeric(from) && sql_is_numeric(to))
        return numbers(c, x);
    return NULL;
}

/* Instants to numbers of other widths go over the integer that they are. */
static const struct col_type *middle(const struct col_type *from, const struct col_type *to,
                                     struct col_type *out)
{
    bool number_to = sql_is_numeric(to), number_from = sql_is_numeric(from);
    if ((from->kind == COL_TIMESTAMP && number_to && to->kind != COL_INT64) ||
        (to->kind == COL_TIMESTAMP && number_from && from->kind != COL_INT64))
        *out = sql_type(COL_INT64);
    else if ((from->kind == COL_DATE32 && number_to && to->kind != COL_INT32) ||
             (to->kind == COL_DATE32 && number_from && from->kind != COL_INT32))
        *out = sql_type(COL_INT32);
    else
        return NULL;
    return out;
}

bool sql_can_cast(const struct col_type *from, const struct col_type *to)
{
    struct arena arena; /* of the ropes that are made on the way */
    arena_init(&arena, 1 << 20);
    struct binder b = {.arena = &arena};
    struct cast c = {.b = &b, .from = from, .to = to};
    bool can = cast_rope(&c, rope(&arena, "x")) != NULL;
    arena_free(&arena);
    return can;
}

static bool is_null_literal(const struct value *v)
{
    return v->expr && v->expr->kind == SQL_NULL && v->literal;
}

kamu_code bind_cast(struct binder *b, struct value *v, const struct col_type *to, bool try_)
{
    struct col_type over;
    if (v->type.kind == SQL_KIND_JSON)
        KAMU_TRY(bind_json_cast(b, v, to));
    if (sql_type_same(&v->type, to)) {
        v->type = *to;
        v->nullable = v->nullable || try_;
        return KAMU_OK;
    }
    if (middle(&v->type, to, &over)) {
        if (v->type.kind == COL_DATE32 && sql_is_float(to))
            return bind_refuse(b, v->expr, NULL, "a cast from Date32 to Float64");
        KAMU_TRY(bind_cast(b, v, &over, try_));
    }
    struct cast c = {.b = b, .from = &v->type, .to = to, .try_ = try_};
    size_t before = b->arena->used_total;
    const struct rope *sql = cast_rope(&c, v->sql);
    if (!sql) {
        if (before + 65536 > b->arena->max)
            return bind_nomem(b);
        struct str from_text_ = sql_type_text(b, &v->type), to_text_ = sql_type_text(b, to);
        return bind_refuse(b, v->expr, NULL, "a cast from " STR_FMT " to " STR_FMT,
                           STR_ARG(from_text_), STR_ARG(to_text_));
    }
    v->sql = sql;
    v->type = *to;
    v->nullable = v->nullable || try_ || is_null_literal(v);
    return KAMU_OK;
}
