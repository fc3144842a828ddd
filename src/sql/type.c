/* Types: their names, DataFusion's rules for common types, DuckDB's names. */
#include "sql/bind.h"

struct col_type sql_type(enum col_kind kind)
{
    return (struct col_type){.kind = kind};
}

struct col_type sql_timestamp(enum col_unit unit, const char *timezone)
{
    return (struct col_type){.kind = COL_TIMESTAMP, .unit = unit, .timezone = timezone};
}

struct col_type sql_decimal(int precision, int scale)
{
    return (struct col_type){.kind = COL_DECIMAL128,
                             .precision = (uint8_t)(precision > 38 ? 38 : precision),
                             .scale = (int8_t)scale};
}

const struct col_type *sql_list_of(struct binder *b, struct col_type item, struct col_type *out)
{
    struct col_field *f = arena_calloc(b->arena, 1, sizeof *f);
    if (!f)
        return NULL;
    *f = (struct col_field){.name = "item", .type = item, .nullable = true};
    *out = (struct col_type){.kind = COL_LIST, .n_children = 1, .children = f};
    return out;
}

bool sql_is_integer(const struct col_type *t)
{
    return t->kind >= COL_INT8 && t->kind <= COL_UINT64;
}

bool sql_is_signed(const struct col_type *t)
{
    return t->kind >= COL_INT8 && t->kind <= COL_INT64;
}

bool sql_is_float(const struct col_type *t)
{
    return t->kind >= COL_FLOAT16 && t->kind <= COL_FLOAT64;
}

bool sql_is_decimal(const struct col_type *t)
{
    return t->kind == COL_DECIMAL128;
}

bool sql_is_numeric(const struct col_type *t)
{
    return sql_is_integer(t) || sql_is_float(t) || sql_is_decimal(t);
}

bool sql_is_temporal(const struct col_type *t)
{
    return t->kind == COL_DATE32 || t->kind == COL_TIMESTAMP;
}

bool sql_is_utc(const struct col_type *t)
{
    static const char *const names[] = {"UTC", "+00:00", "Etc/UTC", "Z", "-00:00", "+00", "+0000"};
    if (!t->timezone)
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(t->timezone, names[i]) == 0)
            return true;
    return false;
}

bool sql_type_same(const struct col_type *a, const struct col_type *b)
{
    if (a->kind != b->kind || a->n_children != b->n_children)
        return false;
    if ((a->kind == COL_TIME32 || a->kind == COL_TIME64 || a->kind == COL_TIMESTAMP ||
         a->kind == COL_DURATION) &&
        a->unit != b->unit)
        return false;
    if (a->kind == COL_TIMESTAMP &&
        (!a->timezone != !b->timezone || (a->timezone && strcmp(a->timezone, b->timezone) != 0)))
        return false;
    if (a->kind == COL_DECIMAL128 && (a->precision != b->precision || a->scale != b->scale))
        return false;
    if ((a->kind == COL_FIXED_BINARY || a->kind == COL_FIXED_LIST) &&
        a->fixed_length != b->fixed_length)
        return false;
    for (uint32_t i = 0; i < a->n_children; i++)
        if (!sql_type_same(&a->children[i].type, &b->children[i].type) ||
            (a->kind == COL_STRUCT && strcmp(a->children[i].name, b->children[i].name) != 0))
            return false;
    return true;
}

const char *sql_unit_suffix(enum col_unit unit)
{
    static const char *const names[] = {"s", "ms", "us", "ns"};
    return names[unit];
}

int64_t sql_unit_per_second(enum col_unit unit)
{
    static const int64_t per_second[] = {1, 1000, 1000000, 1000000000};
    return per_second[unit];
}

struct str sql_type_text(struct binder *b, const struct col_type *t)
{
    char text[400];
    if (t->kind == SQL_KIND_INTERVAL)
        return STR("Interval(MonthDayNano)");
    if (t->kind == SQL_KIND_JSON)
        return STR("JSON");
    size_t n = col_type_name(t, text, sizeof text);
    struct str s = arena_str(b->arena, (struct str){text, n < sizeof text ? n : sizeof text - 1});
    return s.p ? s : STR("?");
}

/* ---- from names ------------------------------------------------------------------------- */

static const struct {
    const char *name;
    enum col_kind kind;
} plain_types[] = {
    {"boolean", COL_BOOL},
    {"bool", COL_BOOL},
    {"tinyint", COL_INT8},
    {"int8", COL_INT64}, /* as PostgreSQL has it: eight bytes */
    {"smallint", COL_INT16},
    {"int2", COL_INT16},
    {"int", COL_INT32},
    {"integer", COL_INT32},
    {"int4", COL_INT32},
    {"bigint", COL_INT64},
    {"tinyint unsigned", COL_UINT8},
    {"smallint unsigned", COL_UINT16},
    {"int2 unsigned", COL_UINT16},
    {"int unsigned", COL_UINT32},
    {"integer unsigned", COL_UINT32},
    {"int4 unsigned", COL_UINT32},
    {"bigint unsigned", COL_UINT64},
    {"int8 unsigned", COL_UINT64},
    {"float", COL_FLOAT32},
    {"real", COL_FLOAT32},
    {"float4", COL_FLOAT32},
    {"double", COL_FLOAT64},
    {"double precision", COL_FLOAT64},
    {"float8", COL_FLOAT64},
    {"string", COL_STRING},
    {"text", COL_STRING},
    {"varchar", COL_STRING},
    {"char", COL_STRING},
    {"character varying", COL_STRING},
    {"char varying", COL_STRING},
    {"bytea", COL_BINARY},
    {"date", COL_DATE32},
    {"interval", SQL_KIND_INTERVAL},
};

static kamu_code bad_type(struct binder *b, const struct sql_type_name *n)
{
    return sql_fail(b->text, n->at, n->end, KAMU_E_INPUT, b->err,
                    "This feature is not implemented: Unsupported SQL type " STR_FMT,
                    (int)(n->end - n->at), b->text.p + n->at);
}

static kamu_code decimal_type(struct binder *b, const struct sql_type_name *n, struct col_type *out)
{
    int64_t p = n->n_args > 0 ? n->args[0] : 38, s = n->n_args > 1 ? n->args[1] : 0;
    if (n->n_args == 0)
        s = 10;
    if (p < 1 || p > 38 || s < 0 || s > p) {
        kamu_code rc =
            sql_fail(b->text, n->at, n->end, KAMU_E_INPUT, b->err,
                     "Error during planning: Decimal(precision = %lld, scale = %lld) "
                     "should satisfy `0 < precision <= 38`, and `0 <= scale <= precision`",
                     (long long)p, (long long)s);
        return rc;
    }
    *out = sql_decimal((int)p, (int)s);
    return KAMU_OK;
}

static kamu_code struct_type(struct binder *b, const struct sql_type_name *n, struct col_type *out)
{
    struct col_field *f = arena_calloc(b->arena, n->n_members, sizeof *f);
    if (!f)
        return bind_nomem(b);
    for (size_t i = 0; i < n->n_members; i++) {
        f[i].name = arena_str(b->arena, n->member_names[i]).p;
        f[i].nullable = true;
        if (!f[i].name)
            return bind_nomem(b);
        KAMU_TRY(sql_named_type(b, n->members[i], &f[i].type));
    }
    *out =
        (struct col_type){.kind = COL_STRUCT, .n_children = (uint32_t)n->n_members, .children = f};
    return KAMU_OK;
}

kamu_code sql_named_type(struct binder *b, const struct sql_type_name *n, struct col_type *out)
{
    if (n->item) {
        struct col_type item;
        KAMU_TRY(sql_named_type(b, n->item, &item));
        return sql_list_of(b, item, out) ? KAMU_OK : bind_nomem(b);
    }
    if (n->n_members > 0)
        return struct_type(b, n, out);
    if (str_eqc(n->name, "decimal") || str_eqc(n->name, "numeric") || str_eqc(n->name, "dec"))
        return decimal_type(b, n, out);
    if (str_eqc(n->name, "timestamp") || str_eqc(n->name, "timestamptz") ||
        str_eqc(n->name, "datetime")) {
        enum col_unit unit = UNIT_NANO;
        if (n->n_args == 1) {
            if (n->args[0] != 0 && n->args[0] != 3 && n->args[0] != 6 && n->args[0] != 9)
                return bad_type(b, n);
            unit = (enum col_unit)(n->args[0] / 3);
        }
        *out = sql_timestamp(unit, NULL); /* the session has no time zone, TIMESTAMPTZ neither */
        return KAMU_OK;
    }
    if (str_eqc(n->name, "time")) {
        *out = (struct col_type){.kind = COL_TIME64, .unit = UNIT_NANO};
        return KAMU_OK;
    }
    for (size_t i = 0; i < sizeof plain_types / sizeof *plain_types; i++)
        if (str_eqc(n->name, plain_types[i].name)) {
            *out = sql_type(plain_types[i].kind);
            return KAMU_OK;
        }
    return bad_type(b, n);
}

const struct rope *sql_duck_type(struct binder *b, const struct col_type *t)
{
    struct buf text = BUF_INIT(16384);
    const struct rope *r = NULL;
    if (t->kind == SQL_KIND_INTERVAL)
        return rope(b->arena, "INTERVAL");
    struct kamu_error ignored;
    if (dialect_duck_type(t, &text, &ignored) == KAMU_OK && buf_cstr(&text)) {
        char *copy = arena_strdup(b->arena, (const char *)text.data);
        if (copy)
            r = rope(b->arena, "%s", copy);
    }
    buf_free(&text);
    return r;
}

/* ---- common types --------------------------------------------------------------------------- */

static int bits(const struct col_type *t)
{
    return 8 << ((t->kind - COL_INT8) & 3);
}

/* Precision of the decimal that holds an integer. */
static int digits(const struct col_type *t)
{
    switch (bits(t)) {
    case 8:
        return 3;
    case 16:
        return 5;
    case 32:
        return 10;
    default:
        return 20;
    }
}

static bool integer_type(const struct col_type *l, const struct col_type *r, struct col_type *out)
{
    if (sql_is_signed(l) == sql_is_signed(r)) {
        *out = sql_type(bits(l) >= bits(r) ? l->kind : r->kind);
        return true;
    }
    int s = sql_is_signed(l) ? bits(l) : bits(r), u = sql_is_signed(l) ? bits(r) : bits(l);
    if (u == 64)
        *out = sql_decimal(20, 0);
    else if (s > u)
        *out = sql_type(sql_is_signed(l) ? l->kind : r->kind);
    else
        *out = sql_type(u == 8 ? COL_INT16 : u == 16 ? COL_INT32 : COL_INT64);
    return true;
}

static struct col_type as_decimal(const struct col_type *t)
{
    return sql_is_decimal(t) ? *t : sql_decimal(digits(t), 0);
}

static bool decimal_common(const struct col_type *l, const struct col_type *r, struct col_type *out)
{
    struct col_type a = as_decimal(l), c = as_decimal(r);
    int scale = a.scale > c.scale ? a.scale : c.scale;
    int whole = a.precision - a.scale > c.precision - c.scale ? a.precision - a.scale
                                                              : c.precision - c.scale;
    *out = sql_decimal(whole + scale, scale);
    return true;
}

static struct col_type float_type(const struct col_type *l, const struct col_type *r)
{
    bool wide = l->kind == COL_FLOAT64 || r->kind == COL_FLOAT64;
    bool single =
        l->kind == COL_FLOAT32 || r->kind == COL_FLOAT32 || !sql_is_float(l) || !sql_is_float(r);
    return sql_type(wide ? COL_FLOAT64 : single ? COL_FLOAT32 : COL_FLOAT16);
}

bool sql_arithmetic_type(const struct col_type *l, const struct col_type *r, struct col_type *out)
{
    if (l->kind == COL_NULL || r->kind == COL_NULL) {
        *out = l->kind == COL_NULL ? *r : *l;
        return sql_is_numeric(out);
    }
    if (!sql_is_numeric(l) || !sql_is_numeric(r))
        return false;
    if (sql_is_float(l) || sql_is_float(r)) {
        *out = float_type(l, r);
        return true;
    }
    if (sql_is_decimal(l) || sql_is_decimal(r))
        return decimal_common(l, r, out);
    return integer_type(l, r, out);
}

static bool null_type(const struct col_type *l, const struct col_type *r, struct col_type *out)
{
    if (l->kind != COL_NULL && r->kind != COL_NULL)
        return false;
    *out = l->kind == COL_NULL ? *r : *l;
    return true;
}

/* Timestamps and dates with each other. DataFusion's: the coarser unit, the zone of the one that
 * has one; a date against a timestamp makes both Timestamp(ns). */
static bool time_type(const struct col_type *l, const struct col_type *r, struct col_type *out)
{
    if (l->kind == COL_TIMESTAMP && r->kind == COL_TIMESTAMP) {
        if (!sql_is_utc(l) || !sql_is_utc(r))
            return false;
        *out = sql_timestamp(l->unit < r->unit ? l->unit : r->unit,
                             l->timezone ? l->timezone : r->timezone);
        return true;
    }
    if (sql_is_temporal(l) && sql_is_temporal(r)) {
        *out = l->kind == COL_DATE32 && r->kind == COL_DATE32 ? sql_type(COL_DATE32)
                                                              : sql_timestamp(UNIT_NANO, NULL);
        return true;
    }
    if ((l->kind == COL_TIME32 || l->kind == COL_TIME64) &&
        (r->kind == COL_TIME32 || r->kind == COL_TIME64)) {
        *out = (struct col_type){.kind = COL_TIME64, .unit = UNIT_NANO};
        return true;
    }
    return false;
}

static bool text_against(const struct col_type *other, struct col_type *out)
{
    if (other->kind == COL_TIMESTAMP)
        *out = sql_timestamp(UNIT_NANO, other->timezone);
    else if (sql_is_numeric(other) || other->kind == COL_DATE32 || other->kind == COL_TIME64 ||
             other->kind == COL_TIME32 || other->kind == COL_BINARY)
        *out = *other;
    else
        return false;
    return true;
}

bool sql_compare_type(const struct col_type *l, const struct col_type *r, struct col_type *out)
{
    if (l->kind == SQL_KIND_JSON || r->kind == SQL_KIND_JSON)
        return false;
    if (sql_type_same(l, r)) {
        *out = *l;
        return true;
    }
    if (null_type(l, r, out) || time_type(l, r, out))
        return true;
    if (l->kind == COL_STRING || r->kind == COL_STRING)
        return text_against(l->kind == COL_STRING ? r : l, out);
    if (sql_is_decimal(l) && sql_is_float(r)) {
        struct col_type f = r->kind == COL_FLOAT64 ? sql_decimal(30, 15) : sql_decimal(14, 7);
        return decimal_common(l, &f, out);
    }
    if (sql_is_float(l) && sql_is_decimal(r))
        return sql_compare_type(r, l, out);
    if (l->kind == COL_LIST && r->kind == COL_LIST)
        return sql_type_same(l, r) && (*out = *l, true);
    return sql_arithmetic_type(l, r, out);
}

bool sql_union_type(const struct col_type *l, const struct col_type *r, struct col_type *out)
{
    if (l->kind == SQL_KIND_JSON || r->kind == SQL_KIND_JSON)
        return false;
    if (sql_type_same(l, r)) {
        *out = *l;
        return true;
    }
    if (null_type(l, r, out) || time_type(l, r, out))
        return true;
    if (l->kind == COL_STRING || r->kind == COL_STRING) {
        const struct col_type *other = l->kind == COL_STRING ? r : l;
        *out = sql_type(COL_STRING);
        return !col_is_nested(other->kind) && other->kind != COL_BINARY &&
               other->kind != SQL_KIND_INTERVAL;
    }
    if (sql_is_decimal(l) != sql_is_decimal(r) && (sql_is_float(l) || sql_is_float(r)))
        return sql_compare_type(l, r, out);
    return sql_arithmetic_type(l, r, out);
}

bool sql_coalesce_type(const struct col_type *l, const struct col_type *r, struct col_type *out)
{
    bool text = l->kind == COL_STRING || r->kind == COL_STRING;
    const struct col_type *other = l->kind == COL_STRING ? r : l;
    if (text && other->kind != COL_STRING && other->kind != COL_NULL)
        return sql_is_numeric(other) && (*out = *other, true);
    return sql_union_type(l, r, out);
}
