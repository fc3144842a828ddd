/* Functions whose type or text needs more than a row of the table. */
#include "sql/functions.h"

static const struct rope *joined(struct binder *b, const struct value *args, size_t n)
{
    const struct rope **items = arena_calloc(b->arena, n ? n : 1, sizeof *items);
    if (!items)
        return NULL;
    for (size_t i = 0; i < n; i++)
        items[i] = args[i].sql;
    return rope_join(b->arena, items, n, ", ");
}

static bool is(const struct sql_expr *e, const char *name)
{
    return str_ieq(e->name, str_c(name));
}

/* ---- conditions ------------------------------------------------------------------------------ */

SQL_SPECIAL(special_coalesce)
{
    bool nullable = true;
    if (n == 0)
        return bind_fail(b, e, "coalesce() needs an argument");
    bool nvl = !is(e, "coalesce");
    if (nvl && (sql_is_temporal(&args[0].type) || sql_is_temporal(&args[1].type)) &&
        !sql_type_same(&args[0].type, &args[1].type))
        return bind_refuse(b, e, "use coalesce(), or cast one of them",
                           STR_FMT "() of an instant and another type", STR_ARG(e->name));
    KAMU_TRY(bind_unify(b, e, args, n, nvl ? sql_union_type : sql_coalesce_type, "coalesce"));
    for (size_t i = 0; i < n; i++)
        nullable = nullable && args[i].nullable;
    return bind_done(b, e, args[0].type, nullable,
                     rope(b->arena, "coalesce(%r)", joined(b, args, n)), out);
}

SQL_SPECIAL(special_nullif)
{
    struct col_type common;
    struct col_type first = args[0].type;
    if (!sql_compare_type(&args[0].type, &args[1].type, &common) || col_is_nested(common.kind))
        return bind_refuse(b, e, NULL, "nullif() of these types");
    if (common.kind == COL_NULL)
        return bind_refuse(b, e, "cast one of them", "nullif() of two NULLs");
    (void)first;
    KAMU_TRY(bind_cast(b, &args[0], &common, false));
    KAMU_TRY(bind_cast(b, &args[1], &common, false));
    return bind_done(b, e, common, true, rope(b->arena, "nullif(%r, %r)", args[0].sql, args[1].sql),
                     out);
}

SQL_SPECIAL(special_nvl2)
{
    KAMU_TRY(bind_unify(b, e, args + 1, 2, sql_coalesce_type, "nvl2"));
    return bind_done(b, e, args[1].type, args[1].nullable || args[2].nullable,
                     rope(b->arena, "CASE WHEN %r IS NOT NULL THEN %r ELSE %r END", args[0].sql,
                          args[1].sql, args[2].sql),
                     out);
}

SQL_SPECIAL(special_greatest)
{
    if (n == 0)
        return bind_fail(b, e, STR_FMT "() needs an argument", STR_ARG(e->name));
    KAMU_TRY(bind_unify(b, e, args, n, sql_coalesce_type, is(e, "least") ? "least" : "greatest"));
    if (col_is_nested(args[0].type.kind) || args[0].type.kind == SQL_KIND_INTERVAL)
        return bind_refuse(b, e, NULL, STR_FMT "() of lists, structs or intervals",
                           STR_ARG(e->name));
    return bind_done(
        b, e, args[0].type, true,
        rope(b->arena, "%s(%r)", is(e, "least") ? "least" : "greatest", joined(b, args, n)), out);
}

/* ---- the clock ----------------------------------------------------------------------------------
 */

SQL_SPECIAL(special_now)
{
    return bind_done(b, e, sql_timestamp(UNIT_NANO, NULL), false,
                     rope(b->arena, "kamu_ts_to_ns_us(kamu_raw_ts_us(%d))", b->catalog->now_us),
                     out);
}

static int64_t day_of(int64_t us)
{
    const int64_t day = 86400000000;
    return us / day - (us % day < 0);
}

SQL_SPECIAL(special_today)
{
    return bind_done(
        b, e, sql_type(COL_DATE32), true,
        rope(b->arena, "kamu_raw_date(CAST(%d AS INTEGER))", day_of(b->catalog->now_us)), out);
}

SQL_SPECIAL(special_current_time)
{
    int64_t us = b->catalog->now_us - day_of(b->catalog->now_us) * 86400000000;
    struct col_type time = {.kind = COL_TIME64, .unit = UNIT_NANO};
    return bind_done(b, e, time, true, rope(b->arena, "kamu_raw_time(%d)", us * 1000), out);
}

/* ---- numbers
 * ---------------------------------------------------------------------------------------- */

SQL_SPECIAL(special_abs)
{
    struct col_type f64 = sql_type(COL_FLOAT64);
    if (args[0].type.kind == COL_NULL)
        KAMU_TRY(bind_cast(b, &args[0], &f64, false));
    bool plain = sql_is_integer(&args[0].type) && !sql_is_signed(&args[0].type);
    return bind_done(b, e, args[0].type, true,
                     plain ? args[0].sql : rope(b->arena, "abs(%r)", args[0].sql), out);
}

SQL_SPECIAL(special_ceil)
{
    const char *name = is(e, "floor") ? "floor" : "ceil";
    struct col_type f64 = sql_type(COL_FLOAT64), type = args[0].type;
    if (sql_is_decimal(&type))
        return bind_done(
            b, e, type, true,
            rope(b->arena, "CAST(%s(%r) AS %r)", name, args[0].sql, sql_duck_type(b, &type)), out);
    if (type.kind != COL_FLOAT32)
        KAMU_TRY(bind_cast(b, &args[0], &f64, false));
    return bind_done(b, e, args[0].type, true,
                     rope(b->arena, "kamu_%s_%s(%r)", name,
                          type.kind == COL_FLOAT32 ? "f32" : "f64", args[0].sql),
                     out);
}

SQL_SPECIAL(special_round)
{
    struct col_type f64 = sql_type(COL_FLOAT64), wide = sql_type(COL_INT64), type = args[0].type;
    bool nullable = args[0].nullable || (n > 1 && args[1].nullable);
    if (n > 2)
        return bind_fail(b, e, "round() takes a number and a count of digits");
    if (sql_is_decimal(&type)) {
        if (n == 2)
            return bind_refuse(
                b, e, "cast it to a decimal of that scale, which rounds too",
                "round() of a decimal to a number of digits (its type depends on the "
                "query around it)");
        if (type.scale == 0)
            return bind_done(b, e, type, nullable, args[0].sql, out);
        struct col_type to = sql_decimal(type.precision, 0);
        return bind_done(b, e, to, nullable,
                         rope(b->arena, "CAST(%r AS %r)", args[0].sql, sql_duck_type(b, &to)), out);
    }
    if (type.kind != COL_FLOAT32)
        KAMU_TRY(bind_cast(b, &args[0], &f64, false));
    if (n == 1)
        return bind_done(b, e, args[0].type, nullable,
                         rope(b->arena, "kamu_round_%s(%r)",
                              args[0].type.kind == COL_FLOAT32 ? "f32" : "f64", args[0].sql),
                         out);
    KAMU_TRY(bind_cast(b, &args[1], &wide, false));
    return bind_done(b, e, args[0].type, nullable,
                     rope(b->arena, "kamu_round_to_%s(%r, %r)",
                          args[0].type.kind == COL_FLOAT32 ? "f32" : "f64", args[0].sql,
                          args[1].sql),
                     out);
}

/* ---- dates
 * --------------------------------------------------------------------------------------------- */

/* Texts and dates as Timestamp(ns), other timestamps as they are. */
static kamu_code as_timestamp(struct binder *b, const struct sql_expr *e, struct value *v)
{
    struct col_type ns = sql_timestamp(UNIT_NANO, NULL);
    if (v->type.kind == COL_TIMESTAMP && sql_is_utc(&v->type))
        return KAMU_OK;
    if (v->type.kind != COL_DATE32 && v->type.kind != COL_STRING && v->type.kind != COL_NULL) {
        struct str t = sql_type_text(b, &v->type);
        return bind_refuse(b, e, NULL, STR_FMT "() of " STR_FMT, STR_ARG(e->name), STR_ARG(t));
    }
    return bind_cast(b, v, &ns, false);
}

static bool one_of(struct str s, const char *const *names, size_t n, size_t *at)
{
    for (size_t i = 0; i < n; i++)
        if (str_ieq(s, str_c(names[i]))) {
            if (at)
                *at = i;
            return true;
        }
    return false;
}

SQL_SPECIAL(special_date_part)
{
    static const char *const parts[] = {
        "year",        "quarter",     "month",      "week", "day", "hour",   "minute", "second",
        "millisecond", "microsecond", "nanosecond", "dow",  "doy", "isodow", "epoch",  "isoyear"};
    static const char *const plural[] = {"years",        "quarters",     "months",     "weeks",
                                         "days",         "hours",        "minutes",    "seconds",
                                         "milliseconds", "microseconds", "nanoseconds"};
    struct str part;
    size_t at = 0;
    if (!sql_literal_text(&args[0], &part))
        return bind_refuse(b, e, NULL, "a part of a date that is no literal");
    if (!one_of(part, parts, sizeof parts / sizeof *parts, &at) &&
        !one_of(part, plural, sizeof plural / sizeof *plural, &at))
        return bind_fail(b, args[0].expr, "Execution error: Date part '" STR_FMT "' not supported",
                         STR_ARG(part));
    if (strcmp(parts[at], "nanosecond") == 0)
        return bind_refuse(b, args[0].expr, "use microsecond",
                           "the nanoseconds of a minute (they do not fit the Int32 that they are)");
    bool nullable = args[1].nullable;
    if (args[1].type.kind == COL_DATE32) { /* dates beyond the range of nanoseconds too */
        struct col_type s = sql_timestamp(UNIT_SECOND, NULL);
        KAMU_TRY(bind_cast(b, &args[1], &s, false));
    }
    KAMU_TRY(as_timestamp(b, e, &args[1]));
    const char *unit = sql_unit_suffix(args[1].type.unit);
    if (strcmp(parts[at], "epoch") == 0)
        return bind_done(b, e, sql_type(COL_FLOAT64), nullable,
                         rope(b->arena, "kamu_epoch_%s(%r)", unit, args[1].sql), out);
    return bind_done(b, e, sql_type(COL_INT32), nullable,
                     rope(b->arena, "kamu_part_%s(%d, %r)", unit, (int64_t)at, args[1].sql), out);
}

SQL_SPECIAL(special_date_trunc)
{
    static const char *const units[] = {"year", "quarter", "month",  "week",        "day",
                                        "hour", "minute",  "second", "millisecond", "microsecond"};
    struct str part;
    size_t at = 0;
    if (!sql_literal_text(&args[0], &part))
        return bind_refuse(b, e, NULL, "a part of a date that is no literal");
    if (!one_of(part, units, sizeof units / sizeof *units, &at))
        return bind_fail(b, args[0].expr,
                         "Execution error: Unsupported date_trunc granularity: '" STR_FMT "'",
                         STR_ARG(part));
    bool nullable = args[1].nullable;
    KAMU_TRY(as_timestamp(b, e, &args[1]));
    return bind_done(b, e, args[1].type, nullable,
                     rope(b->arena, "kamu_trunc_%s(%d, %r)", sql_unit_suffix(args[1].type.unit),
                          (int64_t)at, args[1].sql),
                     out);
}

/* In nanoseconds; a timestamp without zone gets its unit back. */
SQL_SPECIAL(special_date_bin)
{
    if (n > 3)
        return bind_fail(b, e, "date_bin() takes an interval, an instant and an origin");
    KAMU_TRY(as_timestamp(b, e, &args[1]));
    struct col_type type = args[1].type;
    if (type.timezone)
        type.unit = UNIT_NANO;
    for (size_t i = 1; i < n; i++) {
        KAMU_TRY(as_timestamp(b, e, &args[i]));
        struct col_type ns = sql_timestamp(UNIT_NANO, args[i].type.timezone);
        KAMU_TRY(bind_cast(b, &args[i], &ns, false));
    }
    KAMU_TRY(bind_done(
        b, e, args[1].type, true,
        n == 3
            ? rope(b->arena, "kamu_date_bin(%r, %r, %r)", args[0].sql, args[1].sql, args[2].sql)
            : rope(b->arena, "kamu_date_bin(%r, %r, kamu_raw_ts_ns(0))", args[0].sql, args[1].sql),
        out));
    return bind_cast(b, out, &type, false);
}

SQL_SPECIAL(special_unixtime)
{
    struct col_type wide = sql_type(COL_INT64), seconds = sql_timestamp(UNIT_SECOND, NULL);
    struct value *v = &args[0];
    if (n > 1) {
        for (size_t i = 1; i < n; i++)
            if (args[i].type.kind != COL_STRING)
                return bind_fail(b, e, "the formats of to_unixtime() are texts");
        if (v->type.kind != COL_STRING)
            return bind_fail(b, e, "to_unixtime() has formats for texts only");
        return bind_done(b, e, wide, true,
                         rope(b->arena,
                              "kamu_ts_raw_s(kamu_parse_ts_s(%r, concat_ws(chr(31), %r)))", v->sql,
                              joined(b, args + 1, n - 1)),
                         out);
    }
    if (sql_is_integer(&v->type) || v->type.kind == COL_NULL) {
        KAMU_TRY(bind_cast(b, v, &wide, false));
        v->nullable = true;
        *out = *v;
        return KAMU_OK;
    }
    if (v->type.kind == COL_STRING || sql_is_temporal(&v->type)) {
        if (v->type.kind == COL_TIMESTAMP)
            seconds.timezone = v->type.timezone;
        KAMU_TRY(bind_cast(b, v, &seconds, false));
        return bind_done(b, e, wide, true, rope(b->arena, "kamu_ts_raw_s(%r)", v->sql), out);
    }
    struct str t = sql_type_text(b, &v->type);
    return bind_refuse(b, e, NULL, "to_unixtime() of " STR_FMT, STR_ARG(t));
}

/* ---- types
 * --------------------------------------------------------------------------------------------------
 */

static bool arrow_timestamp(struct str name, struct col_type *out)
{
    static const struct {
        const char *words[3];
        enum col_unit unit;
    } units[] = {{{"Second", "s", NULL}, UNIT_SECOND},
                 {{"Millisecond", "ms", NULL}, UNIT_MILLI},
                 {{"Microsecond", "us", "µs"}, UNIT_MICRO},
                 {{"Nanosecond", "ns", NULL}, UNIT_NANO}};
    char text[64];
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 3 && units[i].words[j]; j++) {
            static const char *const zones[] = {", None", "", ", Some(\"UTC\")", ", \"UTC\"",
                                                ", Some(\"+00:00\")"};
            for (size_t k = 0; k < 5; k++) {
                snprintf(text, sizeof text, "Timestamp(%s%s)", units[i].words[j], zones[k]);
                if (!str_eqc(name, text))
                    continue;
                *out = sql_timestamp(units[i].unit, k < 2 ? NULL : k < 4 ? "UTC" : "+00:00");
                return true;
            }
        }
    return false;
}

static bool arrow_duration(struct str name, struct col_type *out)
{
    static const char *const units[][2] = {{"Duration(Second)", "Duration(s)"},
                                           {"Duration(Millisecond)", "Duration(ms)"},
                                           {"Duration(Microsecond)", "Duration(us)"},
                                           {"Duration(Nanosecond)", "Duration(ns)"}};
    for (size_t i = 0; i < 4; i++)
        if (str_eqc(name, units[i][0]) || str_eqc(name, units[i][1])) {
            *out = (struct col_type){.kind = COL_DURATION, .unit = (enum col_unit)i};
            return true;
        }
    return false;
}

static bool arrow_type(struct str name, struct col_type *out)
{
    static const struct {
        const char *name;
        enum col_kind kind;
    } plain[] = {{"Boolean", COL_BOOL},      {"Int8", COL_INT8},          {"Int16", COL_INT16},
                 {"Int32", COL_INT32},       {"Int64", COL_INT64},        {"UInt8", COL_UINT8},
                 {"UInt16", COL_UINT16},     {"UInt32", COL_UINT32},      {"UInt64", COL_UINT64},
                 {"Float32", COL_FLOAT32},   {"Float64", COL_FLOAT64},    {"Utf8", COL_STRING},
                 {"Utf8View", COL_STRING},   {"LargeUtf8", COL_STRING},   {"Binary", COL_BINARY},
                 {"BinaryView", COL_BINARY}, {"LargeBinary", COL_BINARY}, {"Date32", COL_DATE32}};
    int p = 0, s = 0, used = 0;
    char copy[64];
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (str_eqc(name, plain[i].name)) {
            *out = sql_type(plain[i].kind);
            return true;
        }
    if (arrow_timestamp(name, out) || arrow_duration(name, out))
        return true;
    if (name.n >= sizeof copy)
        return false;
    memcpy(copy, name.p, name.n);
    copy[name.n] = 0;
    if (sscanf(copy, "Decimal128(%2d, %2d)%n", &p, &s, &used) == 2 && (size_t)used == name.n &&
        p >= 1 && p <= 38 && s >= 0 && s <= p) {
        *out = sql_decimal(p, s);
        return true;
    }
    if (strcmp(copy, "Time64(ns)") == 0 || strcmp(copy, "Time64(Nanosecond)") == 0) {
        *out = (struct col_type){.kind = COL_TIME64, .unit = UNIT_NANO};
        return true;
    }
    return false;
}

/* A layout of texts that shows in no result; not for what is stored. */
static bool arrow_text_dictionary(struct str name, struct col_type *out)
{
    static const char *const keys[] = {"Int8",  "Int16",  "Int32",  "Int64",
                                       "UInt8", "UInt16", "UInt32", "UInt64"};
    char text[64];
    *out = sql_type(COL_STRING);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        snprintf(text, sizeof text, "Dictionary(%s, Utf8)", keys[i]);
        if (str_eqc(name, text))
            return true;
    }
    return false;
}

SQL_SPECIAL(special_arrow_cast)
{
    struct str name;
    struct col_type type;
    if (n != 2 || !sql_literal_text(&args[1], &name) ||
        !(arrow_type(str_trim(name), &type) ||
          (b->catalog->has_to_table && arrow_text_dictionary(str_trim(name), &type))))
        return bind_refuse(b, e, NULL, STR_FMT "() to this type", STR_ARG(e->name));
    *out = args[0];
    if (type.kind == COL_DURATION && sql_is_integer(&out->type))
        KAMU_TRY(bind_cast(b, out, &(struct col_type){.kind = COL_INT64}, false));
    KAMU_TRY(bind_cast(b, out, &type, is(e, "arrow_try_cast")));
    out->expr = e;
    return KAMU_OK;
}

static bool has_text(const struct col_type *t)
{
    if (t->kind == COL_STRING || t->kind == COL_BINARY)
        return true;
    for (uint32_t i = 0; i < t->n_children; i++)
        if (has_text(&t->children[i].type))
            return true;
    return false;
}

SQL_SPECIAL(special_arrow_typeof)
{
    struct str t = sql_type_text(b, &args[0].type);
    if (has_text(&args[0].type) || col_is_nested(args[0].type.kind))
        return bind_refuse(b, e, NULL,
                           "arrow_typeof() of a text, a binary, a list or a struct (DataFusion "
                           "tells its own layouts apart, which are not known here)");
    return bind_done(b, e, sql_type(COL_STRING), true, rope(b->arena, "%q", t), out);
}

/* ---- JSON
 * ------------------------------------------------------------------------------------------------------
 */

/* The way to a member as one text, "kname" and "i3" put together by U+001F (json_path.c). */
static kamu_code json_path(struct binder *b, const struct sql_expr *e, struct value *keys, size_t n,
                           const struct rope **out)
{
    struct col_type text = sql_type(COL_STRING);
    const struct rope **parts = arena_calloc(b->arena, n ? n : 1, sizeof *parts);
    if (!parts)
        return bind_nomem(b);
    for (size_t i = 0; i < n; i++) {
        bool index = sql_is_integer(&keys[i].type);
        if (!index && keys[i].type.kind != COL_STRING)
            return bind_fail(b, keys[i].expr,
                             "Unexpected argument type to '" STR_FMT "', expected string or int",
                             STR_ARG(e->name));
        KAMU_TRY(bind_cast(b, &keys[i], &text, false));
        parts[i] = rope(b->arena, index ? "('i' || %r)" : "('k' || %r)", keys[i].sql);
    }
    *out = n ? rope_join(b->arena, parts, n, " || chr(31) || ") : rope(b->arena, "''");
    return *out ? KAMU_OK : bind_nomem(b);
}

static kamu_code json_call(struct binder *b, const struct sql_expr *e, const char *name,
                           struct value *args, size_t n, struct value *out)
{
    static const struct {
        const char *name, *emit;
        enum col_kind kind;
    } calls[] = {{"json_get_str", "str", COL_STRING},      {"json_get_int", "int", COL_INT64},
                 {"json_get_float", "float", COL_FLOAT64}, {"json_get_bool", "bool", COL_BOOL},
                 {"json_get_json", "json", COL_STRING},    {"json_as_text", "text", COL_STRING},
                 {"json_contains", "contains", COL_BOOL},  {"json_length", "length", COL_UINT64},
                 {"json_len", "length", COL_UINT64}};
    const struct rope *path, *base = args[0].path;
    struct col_type text = sql_type(COL_STRING);
    size_t i = 0;
    while (strcasecmp(calls[i].name, name) != 0)
        if (++i == sizeof calls / sizeof *calls)
            KAMU_BUG("no JSON function %s", name);
    if (args[0].type.kind != SQL_KIND_JSON)
        KAMU_TRY(bind_cast(b, &args[0], &text, false));
    KAMU_TRY(json_path(b, e, args + 1, n - 1, &path));
    if (args[0].type.kind == SQL_KIND_JSON)
        path = n > 1 ? rope(b->arena, "%r || chr(31) || %r", base, path) : base;
    const struct rope *call =
        rope(b->arena, "kamu_json_%s(%r, %r)", calls[i].emit, args[0].sql, path);
    if (strcmp(calls[i].emit, "contains") == 0)
        call = rope(b->arena, "coalesce(%r, FALSE)", call);
    return bind_done(b, e, sql_type(calls[i].kind), true, call, out);
}

/* A member without a type: the text and the way to it. */
static kamu_code json_member(struct binder *b, const struct sql_expr *e, struct value *args,
                             size_t n, struct value *out)
{
    struct col_type text = sql_type(COL_STRING);
    const struct rope *path, *base = args[0].path;
    bool inner = args[0].type.kind == SQL_KIND_JSON;
    if (!inner)
        KAMU_TRY(bind_cast(b, &args[0], &text, false));
    KAMU_TRY(json_path(b, e, args + 1, n - 1, &path));
    KAMU_TRY(bind_done(b, e, sql_type(SQL_KIND_JSON), true, args[0].sql, out));
    out->path = inner ? rope(b->arena, "%r || chr(31) || %r", base, path) : path;
    return out->path ? KAMU_OK : bind_nomem(b);
}

kamu_code bind_json_cast(struct binder *b, struct value *v, const struct col_type *to)
{
    const char *emit = to->kind == COL_STRING ? "str"
                       : sql_is_integer(to)   ? "int"
                       : sql_is_float(to)     ? "float"
                       : to->kind == COL_BOOL ? "bool"
                                              : NULL;
    if (!emit) {
        struct str t = sql_type_text(b, to);
        return bind_refuse(b, v->expr, "take it by json_get_str() and cast that",
                           "a member of a JSON text as " STR_FMT, STR_ARG(t));
    }
    v->sql = rope(b->arena, "kamu_json_%s(%r, %r)", emit, v->sql, v->path);
    v->type = sql_type(to->kind == COL_STRING ? COL_STRING
                       : sql_is_integer(to)   ? COL_INT64
                       : sql_is_float(to)     ? COL_FLOAT64
                                              : COL_BOOL);
    v->nullable = true;
    v->path = NULL;
    return v->sql ? KAMU_OK : bind_nomem(b);
}

SQL_SPECIAL(special_json)
{
    char name[32];
    snprintf(name, sizeof name, STR_FMT, STR_ARG(e->name));
    if (n == 1 && strcasecmp(name, "json_length") != 0 && strcasecmp(name, "json_len") != 0)
        return bind_fail(b, e, STR_FMT "() needs a key", STR_ARG(e->name));
    return strcasecmp(name, "json_get") == 0 ? json_member(b, e, args, n, out)
                                             : json_call(b, e, name, args, n, out);
}

kamu_code bind_json_operator(struct binder *b, const struct sql_expr *e, const char *op,
                             struct value *args, struct value *out)
{
    if (args[0].type.kind != COL_STRING && args[0].type.kind != COL_NULL &&
        args[0].type.kind != SQL_KIND_JSON)
        return bind_fail(b, e, "%s is for JSON texts", op);
    if (strcmp(op, "->") == 0)
        return json_member(b, e, args, 2, out);
    return json_call(b, e, op[0] == '?' ? "json_contains" : "json_as_text", args, 2, out);
}
