/*
 * Instants that are known before a query runs: '...', timestamp '...', now() - interval '1 hour',
 * date_trunc('day', now()). For bounds alone (bind_bounds.c): what is not understood here is
 * computed by DuckDB all the same, so everything doubtful is left to it.
 */
#include "sql/bind_constant.h"

#include "columnar/text.h"
#include "sql/native.h"

#define DAY INT64_C(86400)
#define SECONDS_MAX (INT64_C(1) << 42) /* beyond any year that has four digits */
#define DEPTH_MAX 8

static bool fold(struct binder *b, const struct sql_expr *e, unsigned depth,
                 struct sql_instant *out);

static bool is_call(const struct sql_expr *e, const char *name, size_t n_args)
{
    return e->kind == SQL_CALL && e->n_args == n_args && str_ieq(e->name, str_c(name));
}

static bool in_range(const struct sql_instant *t)
{
    return t->seconds < SECONDS_MAX && t->seconds > -SECONDS_MAX;
}

static bool from_text(struct str text, bool date, struct sql_instant *out)
{
    int32_t days;
    *out = (struct sql_instant){.date = date};
    if (!date)
        return text_to_instant(text, zone_utc(), &out->seconds, &out->nanos) == NULL;
    if (text_to_date(text, &days) != NULL)
        return false;
    out->seconds = (int64_t)days * DAY;
    return true;
}

static bool from_count(int64_t n, int64_t per_second, struct sql_instant *out)
{
    int64_t seconds = native_floor_div(n, per_second);
    *out = (struct sql_instant){
        .seconds = seconds,
        .nanos = (uint32_t)((n - seconds * per_second) * (1000000000 / per_second))};
    return true;
}

static bool is_date(const struct sql_type_name *type)
{
    return type->n_args == 0 && str_eqc(type->name, "date");
}

static bool is_timestamp(const struct sql_type_name *type)
{
    return type->n_args == 0 && str_eqc(type->name, "timestamp");
}

/* cast(... as date), cast(... as timestamp) */
static bool fold_cast(struct binder *b, const struct sql_expr *e, unsigned depth,
                      struct sql_instant *out)
{
    bool date = is_date(e->type);
    if (!date && !is_timestamp(e->type))
        return false;
    if (e->args[0]->kind == SQL_STRING)
        return from_text(e->args[0]->name, date, out);
    if (!fold(b, e->args[0], depth + 1, out) || (date && out->seconds < 0))
        return false;
    if (date)
        *out = (struct sql_instant){.seconds = out->seconds - out->seconds % DAY};
    out->date = date;
    return true;
}

static bool add_months(struct sql_instant *t, int64_t months)
{
    int64_t days = native_floor_div(t->seconds, DAY), year, month, day;
    int64_t rest = t->seconds - days * DAY;
    native_civil(days, &year, &month, &day);
    int64_t total = year * 12 + month - 1 + months;
    year = native_floor_div(total, 12);
    month = total - year * 12 + 1;
    int64_t last = native_month_length(year, month);
    t->seconds = native_days(year, month, day < last ? day : last) * DAY + rest;
    return in_range(t);
}

static bool fold_shift(struct binder *b, const struct sql_expr *e, unsigned depth,
                       struct sql_instant *out)
{
    int64_t sign = e->op[0] == '-' ? -1 : 1, months, days, micros;
    const struct sql_expr *base = e->args[0], *span = e->args[1];
    if (sign == 1 && base->kind == SQL_INTERVAL) {
        base = e->args[1];
        span = e->args[0];
    }
    if (span->kind != SQL_INTERVAL || !fold(b, base, depth + 1, out) ||
        bind_interval_parts(b, span, &months, &days, &micros) != KAMU_OK ||
        (out->date && micros != 0) || (months != 0 && !add_months(out, sign * months)))
        return false;
    struct sql_instant shift;
    from_count(sign * micros, 1000000, &shift);
    int64_t nanos = (int64_t)out->nanos + shift.nanos;
    out->seconds += sign * days * DAY + shift.seconds + nanos / 1000000000;
    out->nanos = (uint32_t)(nanos % 1000000000);
    return true;
}

/* date_trunc('day', ...) of what is not before 1970. */
static bool fold_trunc(struct binder *b, const struct sql_expr *e, unsigned depth,
                       struct sql_instant *out)
{
    static const struct {
        const char *name;
        int64_t seconds;
    } units[] = {{"second", 1}, {"minute", 60}, {"hour", 3600}, {"day", DAY}};
    struct str unit = e->args[0]->name;
    int64_t year, month, day;
    if (e->args[0]->kind != SQL_STRING || !fold(b, e->args[1], depth + 1, out) || out->seconds < 0)
        return false;
    out->nanos = 0;
    out->date = false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_ieq(unit, str_c(units[i].name))) {
            out->seconds -= out->seconds % units[i].seconds;
            return true;
        }
    native_civil(out->seconds / DAY, &year, &month, &day);
    if (!str_ieq(unit, STR("month")) && !str_ieq(unit, STR("year")))
        return false;
    out->seconds = native_days(year, str_ieq(unit, STR("year")) ? 1 : month, 1) * DAY;
    return true;
}

static bool fold_call(struct binder *b, const struct sql_expr *e, unsigned depth,
                      struct sql_instant *out)
{
    static const struct {
        const char *name;
        int64_t per_second;
    } counts[] = {{"to_timestamp", 1},
                  {"to_timestamp_seconds", 1},
                  {"to_timestamp_millis", 1000},
                  {"to_timestamp_micros", 1000000},
                  {"to_timestamp_nanos", 1000000000}};
    int64_t n;
    if (is_call(e, "now", 0) || is_call(e, "current_timestamp", 0))
        return from_count(b->catalog->now_us, 1000000, out);
    if (is_call(e, "today", 0) || is_call(e, "current_date", 0)) {
        from_count(b->catalog->now_us, 1000000, out);
        *out = (struct sql_instant){.seconds = native_floor_div(out->seconds, DAY) * DAY,
                                    .date = true};
        return true;
    }
    if (is_call(e, "date_trunc", 2))
        return fold_trunc(b, e, depth, out);
    if (is_call(e, "to_date", 1) && e->args[0]->kind == SQL_STRING)
        return from_text(e->args[0]->name, true, out);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (!is_call(e, counts[i].name, 1))
            continue;
        if (sql_literal_int(e->args[0], &n))
            return from_count(n, counts[i].per_second, out);
        /* those of coarser units cut the fraction off */
        return e->args[0]->kind == SQL_STRING && from_text(e->args[0]->name, false, out) &&
               (out->nanos == 0 || i == 0);
    }
    return false;
}

static bool fold(struct binder *b, const struct sql_expr *e, unsigned depth,
                 struct sql_instant *out)
{
    bool ok = false;
    if (depth > DEPTH_MAX)
        return false;
    if (e->kind == SQL_TYPED)
        ok = (is_date(e->type) || is_timestamp(e->type)) &&
             from_text(e->name, is_date(e->type), out);
    else if (e->kind == SQL_CAST)
        ok = fold_cast(b, e, depth, out);
    else if (e->kind == SQL_CALL)
        ok = (e->call == NULL || e->call->over == NULL) && fold_call(b, e, depth, out);
    else if (e->kind == SQL_BINARY && (strcmp(e->op, "+") == 0 || strcmp(e->op, "-") == 0))
        ok = fold_shift(b, e, depth, out);
    return ok && in_range(out);
}

bool bind_constant_instant(struct binder *b, const struct col_type *column,
                           const struct sql_expr *e, struct sql_instant *out)
{
    if (e->kind == SQL_STRING) /* becomes what the column is */
        return from_text(e->name, column->kind == COL_DATE32, out) && in_range(out);
    return fold(b, e, 0, out);
}
