/* One value from one type to another. Which pairs exist: column_can_cast in cast.c. */
#include "columnar/cast_internal.h"
#include "columnar/format.h"
#include "columnar/text.h"

#include <math.h>

static const char does_not_fit[] = "does not fit";
static const char failed[] = "";

static const int64_t per_second[] = {1, 1000, 1000000, 1000000000};

/* ---- reading --------------------------------------------------------------------------- */

static __int128 load_int(const struct column *c, int64_t i)
{
    const uint8_t *p = c->values->data;

    switch (c->type->kind) {
    case COL_BOOL:
        return bit_get(p, i);
    case COL_INT8:
        return ((const int8_t *)p)[i];
    case COL_UINT8:
        return p[i];
    case COL_INT16:
        return ((const int16_t *)(const void *)p)[i];
    case COL_UINT16:
        return ((const uint16_t *)(const void *)p)[i];
    case COL_UINT32:
        return ((const uint32_t *)(const void *)p)[i];
    case COL_INT32:
    case COL_DATE32:
    case COL_TIME32:
        return ((const int32_t *)(const void *)p)[i];
    case COL_UINT64:
        return ((const uint64_t *)(const void *)p)[i];
    default:
        return ((const int64_t *)(const void *)p)[i];
    }
}

static double load_float(const struct column *c, int64_t i)
{
    const void *p = c->values->data;

    switch (c->type->kind) {
    case COL_FLOAT16:
        return (double)f16_to_f32(((const uint16_t *)p)[i]);
    case COL_FLOAT32:
        return (double)((const float *)p)[i];
    default:
        return ((const double *)p)[i];
    }
}

static struct str load_bytes(const struct column *c, int64_t i)
{
    size_t width = col_width(c->type);
    const char *p = c->values ? (const char *)c->values->data : "";

    if (c->type->kind == COL_FIXED_BINARY)
        return (struct str){p + (size_t)i * width, width};
    return (struct str){p + col_offsets(c)[i], (size_t)(col_offsets(c)[i + 1] - col_offsets(c)[i])};
}

static bool is_text(enum col_kind k)
{
    return k == COL_STRING;
}
static bool is_float(enum col_kind k)
{
    return k == COL_FLOAT16 || k == COL_FLOAT32 || k == COL_FLOAT64;
}
static bool is_decimal(enum col_kind k)
{
    return k == COL_DECIMAL128 || k == COL_DECIMAL256;
}

/* ---- decimals: signed numbers of 256 bits --------------------------------------------------- */

struct wide {
    uint64_t w[4];
};

static bool wide_negative(const struct wide *v)
{
    return v->w[3] >> 63;
}

static void wide_negate(struct wide *v)
{
    unsigned __int128 carry = 1;

    for (int i = 0; i < 4; i++) {
        carry += (uint64_t)~v->w[i];
        v->w[i] = (uint64_t)carry;
        carry >>= 64;
    }
}

static struct wide load_decimal(const struct column *c, int64_t i)
{
    size_t width = col_width(c->type);
    struct wide v;

    memcpy(v.w, c->values->data + (size_t)i * width, width);
    if (width == 16)
        v.w[2] = v.w[3] = v.w[1] >> 63 ? UINT64_MAX : 0;
    return v;
}

static struct wide wide_of(__int128 x)
{
    unsigned __int128 u = (unsigned __int128)x;
    uint64_t sign = x < 0 ? UINT64_MAX : 0;

    return (struct wide){{(uint64_t)u, (uint64_t)(u >> 64), sign, sign}};
}

/* |v| * 10; false when it leaves 255 bits. v >= 0 */
static bool wide_times10(struct wide *v)
{
    unsigned __int128 carry = 0;

    for (int i = 0; i < 4; i++) {
        carry += (unsigned __int128)v->w[i] * 10;
        v->w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    return carry == 0 && !wide_negative(v);
}

/* v / 10, returns the rest. v >= 0 */
static unsigned wide_over10(struct wide *v)
{
    unsigned __int128 rest = 0;

    for (int i = 3; i >= 0; i--) {
        rest = rest << 64 | v->w[i];
        v->w[i] = (uint64_t)(rest / 10);
        rest %= 10;
    }
    return (unsigned)rest;
}

static bool wide_below_pow10(const struct wide *v, unsigned digits)
{
    struct wide limit = wide_of(1);

    for (unsigned i = 0; i < digits; i++)
        if (!wide_times10(&limit))
            return true;
    for (int i = 3; i >= 0; i--)
        if (v->w[i] != limit.w[i])
            return v->w[i] < limit.w[i];
    return false;
}

/* v * 10^shift, rounded half away from zero when shift < 0; then checked against the precision. */
static const char *rescale(struct wide *v, int shift, unsigned precision)
{
    bool negative = wide_negative(v);
    unsigned rest = 0;

    if (negative)
        wide_negate(v);
    for (; shift > 0; shift--)
        if (!wide_times10(v))
            return does_not_fit;
    for (; shift < 0; shift++)
        rest = wide_over10(v); /* the last digit cut decides */
    if (rest >= 5) {
        for (int i = 0; i < 4 && ++v->w[i] == 0; i++)
            ;
    }
    if (!wide_below_pow10(v, precision))
        return does_not_fit;
    if (negative)
        wide_negate(v);
    return NULL;
}

static const char *text_to_wide(struct str s, const struct col_type *t, struct wide *v)
{
    uint8_t raw[32];
    const char *why;

    if (memchr(s.p, 'e', s.n) != NULL || memchr(s.p, 'E', s.n) != NULL)
        return "can't parse the string value to decimal";
    why = text_to_decimal(s, 76, (int8_t)(t->scale + 1), raw, 32);
    if (why != NULL)
        return why;
    memcpy(v->w, raw, 32);
    return rescale(v, -1, t->precision);
}

static const char *to_decimal(const struct column *c, int64_t i, const struct col_type *t,
                              struct wide *v)
{
    enum col_kind from = c->type->kind;

    if (is_text(from))
        return text_to_wide(load_bytes(c, i), t, v);
    if (is_decimal(from)) {
        *v = load_decimal(c, i);
        return rescale(v, t->scale - c->type->scale, t->precision);
    }
    if (is_float(from)) {
        double x = round(load_float(c, i) * pow(10, t->scale));
        char text[400];
        uint8_t raw[32];
        if (!isfinite(x))
            return does_not_fit;
        snprintf(text, sizeof(text), "%.0f", x);
        if (text_to_decimal(str_c(text), t->precision, 0, raw, 32) != NULL)
            return does_not_fit;
        memcpy(v->w, raw, 32);
        return NULL;
    }
    *v = wide_of(load_int(c, i));
    return rescale(v, t->scale, t->precision);
}

/* ---- numbers -----------------------------------------------------------------------------------
 */

static const char *float_to_int(double v, __int128 *out)
{
    if (!(v > -1e37 && v < 1e37))
        return does_not_fit;
    *out = (__int128)v;
    return NULL;
}

static const char *decimal_to_int(struct wide v, int scale, __int128 *out)
{
    bool negative = wide_negative(&v);

    if (negative)
        wide_negate(&v);
    for (; scale > 0; scale--)
        wide_over10(&v);
    for (; scale < 0; scale++)
        if (!wide_times10(&v))
            return does_not_fit;
    if (v.w[1] != 0 || v.w[2] != 0 || v.w[3] != 0)
        return does_not_fit;
    *out = negative ? -(__int128)v.w[0] : (__int128)v.w[0];
    return NULL;
}

static const char *text_to_int(struct str s, enum col_kind to, __int128 *out)
{
    const char *why;
    uint64_t u;
    int64_t v;

    if (to == COL_UINT64) {
        why = text_to_u64(s, &u);
        *out = why == NULL ? u : 0;
    } else {
        why = text_to_i64(s, &v);
        *out = why == NULL ? v : 0;
    }
    return why;
}

static const char *to_int(const struct column *c, int64_t i, enum col_kind to, __int128 *out)
{
    enum col_kind from = c->type->kind;

    if (is_text(from))
        return text_to_int(load_bytes(c, i), to, out);
    if (is_float(from))
        return float_to_int(load_float(c, i), out);
    if (is_decimal(from))
        return decimal_to_int(load_decimal(c, i), c->type->scale, out);
    *out = load_int(c, i);
    return NULL;
}

static bool int_fits(__int128 v, enum col_kind to)
{
    switch (to) {
    case COL_INT8:
        return v >= INT8_MIN && v <= INT8_MAX;
    case COL_INT16:
        return v >= INT16_MIN && v <= INT16_MAX;
    case COL_INT32:
    case COL_DATE32:
    case COL_TIME32:
        return v >= INT32_MIN && v <= INT32_MAX;
    case COL_UINT8:
        return v >= 0 && v <= UINT8_MAX;
    case COL_UINT16:
        return v >= 0 && v <= UINT16_MAX;
    case COL_UINT32:
        return v >= 0 && v <= UINT32_MAX;
    case COL_UINT64:
        return v >= 0 && v <= UINT64_MAX;
    default:
        return v >= INT64_MIN && v <= INT64_MAX;
    }
}

/* Integers must be exact in the float; floats of another width are rounded, texts as they are read.
 */
static const char *to_float(struct cast_plan *p, const struct column *c, int64_t i,
                            enum col_kind to, double *out)
{
    enum col_kind from = c->type->kind;
    char text[FORMAT_DECIMAL_MAX];
    float narrow;
    __int128 v;

    if (is_text(from) && to != COL_FLOAT64) {
        const char *why = text_to_f32(load_bytes(c, i), &narrow);
        *out = why == NULL ? (double)narrow : 0;
        return why;
    }
    if (is_text(from))
        return text_to_f64(load_bytes(c, i), out);
    if (is_float(from)) {
        *out = load_float(c, i);
        return NULL;
    }
    if (is_decimal(from)) {
        size_t width = col_width(c->type);
        size_t n = format_decimal(c->values->data + (size_t)i * width, width, c->type->scale, text);
        return text_to_f64((struct str){text, n}, out);
    }
    v = load_int(c, i);
    *out = to == COL_FLOAT64   ? (double)v
           : to == COL_FLOAT32 ? (double)(float)v
                               : (double)f16_to_f32(f32_to_f16((float)v));
    return isfinite(*out) && (__int128)*out == v ? NULL : does_not_fit;
}

/* ---- times
 * ------------------------------------------------------------------------------------------ */

/* A count of one unit as a count of another; cut toward zero. */
static const char *change_unit(int64_t v, enum col_unit from, enum col_unit to, int64_t *out)
{
    if (per_second[from] >= per_second[to]) {
        *out = v / (per_second[from] / per_second[to]);
        return NULL;
    }
    return MUL_OVERFLOW(v, per_second[to] / per_second[from], out) ? does_not_fit : NULL;
}

static const char *to_timestamp(struct cast_plan *p, const struct column *c, int64_t i,
                                int64_t *out)
{
    const struct col_type *t = p->to;
    __int128 v;

    switch (c->type->kind) {
    case COL_STRING:
        return text_to_timestamp(load_bytes(c, i), p->zone, t->unit, out, NULL);
    case COL_DATE32:
        return MUL_OVERFLOW((int64_t)load_int(c, i) * 86400, per_second[t->unit], out)
                   ? does_not_fit
                   : NULL;
    case COL_TIMESTAMP: {
        const char *why = change_unit((int64_t)load_int(c, i), c->type->unit, t->unit, out);
        int64_t seconds, rest, utc;
        if (why != NULL || c->type->timezone != NULL || p->zone == zone_utc())
            return why;
        seconds = *out / per_second[t->unit]; /* wall time of the target's zone */
        rest = *out % per_second[t->unit];
        if (!zone_local_to_utc(p->zone, seconds, &utc))
            return "no such local time";
        return MUL_OVERFLOW(utc, per_second[t->unit], out) || ADD_OVERFLOW(*out, rest, out)
                   ? does_not_fit
                   : NULL;
    }
    default:
        v = load_int(c, i);
        *out = (int64_t)v;
        return int_fits(v, COL_INT64) ? NULL : does_not_fit;
    }
}

static const char *to_date(const struct column *c, int64_t i, const struct zone *zone,
                           __int128 *out)
{
    int32_t days;

    if (is_text(c->type->kind)) {
        const char *why = text_to_date(load_bytes(c, i), &days);
        *out = why == NULL ? days : 0;
        return why;
    }
    *out = load_int(c, i);
    if (c->type->kind == COL_TIMESTAMP) {
        int64_t unit = per_second[c->type->unit], v = (int64_t)*out;
        __int128 day = (__int128)86400 * unit;
        if (zone != NULL)
            *out += (__int128)unit * zone_offset_at(zone, v / unit - (v % unit < 0));
        *out = *out / day - (*out % day < 0);
    }
    return NULL;
}

static const char *to_time(const struct column *c, int64_t i, const struct col_type *t,
                           __int128 *out)
{
    int64_t v = 0;
    const char *why = NULL;

    if (is_text(c->type->kind))
        why = text_to_time(load_bytes(c, i), t->unit, &v);
    else if (c->type->kind == COL_TIME32 || c->type->kind == COL_TIME64 ||
             c->type->kind == COL_DURATION)
        why = change_unit((int64_t)load_int(c, i), c->type->unit, t->unit, &v);
    else {
        *out = load_int(c, i);
        return NULL;
    }
    *out = v;
    return why;
}

/* ---- writing
 * ------------------------------------------------------------------------------------------ */

static const char *put_int(struct col_builder *b, __int128 v, kamu_code *rc, struct kamu_error *err)
{
    uint64_t low = (uint64_t)v;

    if (!int_fits(v, b->type->kind))
        return does_not_fit;
    *rc = col_put_fixed(b, &low, err); /* little-endian: the low bytes */
    return *rc == KAMU_OK ? NULL : failed;
}

static const char *put_float(struct col_builder *b, double v, kamu_code *rc, struct kamu_error *err)
{
    uint16_t half;

    if (b->type->kind == COL_FLOAT64) {
        *rc = col_put_f64(b, v, err);
    } else if (b->type->kind == COL_FLOAT32) {
        *rc = col_put_f32(b, (float)v, err);
    } else {
        half = f32_to_f16((float)v);
        *rc = col_put_u16(b, half, err);
    }
    return *rc == KAMU_OK ? NULL : failed;
}

static const char *put_text(struct cast_plan *p, const struct column *src, int64_t i,
                            struct col_builder *b, kamu_code *rc, struct kamu_error *err)
{
    enum col_kind from = src->type->kind;
    struct str s;

    if (from == COL_BINARY || from == COL_FIXED_BINARY || from == COL_STRING) {
        s = load_bytes(src, i);
        if (b->type->kind == COL_STRING && !utf8_valid(s.p, s.n, NULL))
            return "not UTF-8";
    } else {
        p->text.len = 0;
        *rc = value_format(src, i, FORMAT_TABLE, &p->text, err);
        if (*rc != KAMU_OK)
            return failed;
        s = (struct str){(const char *)p->text.data, p->text.len};
    }
    *rc = col_put_string(b, s.p, s.n, err);
    return *rc == KAMU_OK ? NULL : failed;
}

static const char *put_bool(const struct column *src, int64_t i, struct col_builder *b,
                            kamu_code *rc, struct kamu_error *err)
{
    const char *why = NULL;
    bool v = false;
    __int128 number = 0;

    if (is_text(src->type->kind))
        why = text_to_bool(load_bytes(src, i), &v);
    else if (is_float(src->type->kind))
        v = load_float(src, i) != 0.0;
    else {
        why = to_int(src, i, COL_INT64, &number);
        v = number != 0;
    }
    if (why == NULL)
        *rc = col_put_bool(b, v, err);
    return why != NULL ? why : *rc == KAMU_OK ? NULL : failed;
}

const char *cast_value(struct cast_plan *p, const struct column *src, int64_t i,
                       struct col_builder *b, kamu_code *rc, struct kamu_error *err)
{
    const struct col_type *to = b->type;
    const char *why;
    __int128 v = 0;
    struct wide wide;
    int64_t count;
    double f;
    struct str s;

    *rc = KAMU_OK;
    switch (to->kind) {
    case COL_BOOL:
        return put_bool(src, i, b, rc, err);
    case COL_FLOAT16:
    case COL_FLOAT32:
    case COL_FLOAT64:
        why = to_float(p, src, i, to->kind, &f);
        return why != NULL ? why : put_float(b, f, rc, err);
    case COL_DECIMAL128:
    case COL_DECIMAL256:
        why = to_decimal(src, i, to, &wide);
        if (why != NULL)
            return why;
        *rc = col_put_fixed(b, wide.w, err);
        return *rc == KAMU_OK ? NULL : failed;
    case COL_STRING:
    case COL_BINARY:
        return put_text(p, src, i, b, rc, err);
    case COL_FIXED_BINARY:
        s = load_bytes(src, i);
        if (s.n != b->width)
            return "has another length";
        *rc = s.n ? col_put_fixed(b, s.p, err) : col_struct_end(b, err);
        return *rc == KAMU_OK ? NULL : failed;
    case COL_TIMESTAMP:
        why = to_timestamp(p, src, i, &count);
        return why != NULL ? why : put_int(b, count, rc, err);
    case COL_DATE32:
        why = to_date(src, i, p->from_zone, &v);
        return why != NULL ? why : put_int(b, v, rc, err);
    case COL_TIME32:
    case COL_TIME64:
    case COL_DURATION:
        why = to_time(src, i, to, &v);
        return why != NULL ? why : put_int(b, v, rc, err);
    default:
        why = to_int(src, i, to->kind, &v);
        return why != NULL ? why : put_int(b, v, rc, err);
    }
}
