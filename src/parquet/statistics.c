/* See statistics.h. The loops over integers and doubles are plain so that the compiler makes
 * vectors of them; clones are chosen at load time. */
#include "parquet/statistics.h"

#include "parquet/simd.h"

enum stats_order stats_order_of(const struct pq_leaf *leaf)
{
    switch (leaf->type->kind) {
    case COL_NULL:
        return STATS_NONE;
    case COL_FLOAT16:
    case COL_FLOAT32:
    case COL_FLOAT64:
        return STATS_FLOAT;
    case COL_STRING:
        return STATS_TEXT;
    case COL_BINARY:
    case COL_FIXED_BINARY:
        return STATS_BYTES;
    case COL_DECIMAL128:
    case COL_DECIMAL256:
        return leaf->physical == PQ_FIXED ? STATS_DECIMAL : STATS_SIGNED;
    default:
        return leaf->is_unsigned ? STATS_UNSIGNED : STATS_SIGNED;
    }
}

void stats_clear(struct stats *s)
{
    s->any = s->nan = false;
    s->values = s->nulls = 0;
}

#define MIN_MAX(name, type)                                                                        \
    KAMU_CLONES static void name(const type *v, size_t n, type *min, type *max)                    \
    {                                                                                              \
        type lo = v[0], hi = v[0];                                                                 \
        for (size_t i = 1; i < n; i++) {                                                           \
            lo = v[i] < lo ? v[i] : lo;                                                            \
            hi = v[i] > hi ? v[i] : hi;                                                            \
        }                                                                                          \
        *min = lo;                                                                                 \
        *max = hi;                                                                                 \
    }
MIN_MAX(range_i32, int32_t)
MIN_MAX(range_u32, uint32_t)
MIN_MAX(range_i64, int64_t)
MIN_MAX(range_u64, uint64_t)

/* NaN compares false, so it never becomes a bound once lo and hi are numbers. */
#define FLOAT_MIN_MAX(name, type)                                                                  \
    KAMU_CLONES static bool name(const type *v, size_t n, double *min, double *max)                \
    {                                                                                              \
        type lo = (type)INFINITY, hi = -(type)INFINITY;                                            \
        unsigned nans = 0;                                                                         \
        for (size_t i = 0; i < n; i++) {                                                           \
            lo = v[i] < lo ? v[i] : lo;                                                            \
            hi = v[i] > hi ? v[i] : hi;                                                            \
            nans |= v[i] != v[i];                                                                  \
        }                                                                                          \
        *min = (double)lo;                                                                         \
        *max = (double)hi;                                                                         \
        return nans != 0;                                                                          \
    }
#include <math.h>
FLOAT_MIN_MAX(range_f32, float)
FLOAT_MIN_MAX(range_f64, double)

static double half_to_double(uint16_t h)
{
    int exponent = h >> 10 & 31;
    double m = h & 1023;
    double v = exponent == 0    ? ldexp(m, -24)
               : exponent == 31 ? (m != 0 ? (double)NAN : (double)INFINITY)
                                : ldexp(m + 1024, exponent - 25);
    return h & 0x8000 ? -v : v;
}

static uint16_t double_to_half(double v) /* only values that came from a half */
{
    uint16_t sign = signbit(v) ? 0x8000 : 0;
    int e;
    double a = fabs(v);
    if (isinf(a))
        return sign | 0x7c00;
    if (a < ldexp(1, -14))
        return (uint16_t)(sign | (uint16_t)ldexp(a, 24));
    double m = frexp(a, &e); /* m in [0.5, 1) */
    return (uint16_t)(sign | (uint16_t)(e + 14) << 10 | ((uint16_t)ldexp(m, 11) & 1023));
}

static void add_ints(struct stats *s, bool is_unsigned, int64_t lo, int64_t hi)
{
    if (!s->any) {
        s->imin = lo;
        s->imax = hi;
    } else if (is_unsigned) {
        s->imin = (uint64_t)lo < (uint64_t)s->imin ? lo : s->imin;
        s->imax = (uint64_t)hi > (uint64_t)s->imax ? hi : s->imax;
    } else {
        s->imin = lo < s->imin ? lo : s->imin;
        s->imax = hi > s->imax ? hi : s->imax;
    }
    s->any = true;
}

static void add_floats(struct stats *s, const struct pq_leaf *leaf, const void *values, size_t n)
{
    double lo = (double)INFINITY, hi = -(double)INFINITY;
    if (leaf->physical == PQ_DOUBLE) {
        s->nan |= range_f64(values, n, &lo, &hi);
    } else if (leaf->physical == PQ_FLOAT) {
        s->nan |= range_f32(values, n, &lo, &hi);
    } else {
        const uint8_t *p = values;
        for (size_t i = 0; i < n; i++) {
            double v = half_to_double((uint16_t)(p[2 * i] | p[2 * i + 1] << 8));
            lo = v < lo ? v : lo;
            hi = v > hi ? v : hi;
            s->nan |= v != v;
        }
    }
    if (lo > hi)
        return; /* only NaN */
    s->fmin = !s->any || lo < s->fmin ? lo : s->fmin;
    s->fmax = !s->any || hi > s->fmax ? hi : s->fmax;
    s->any = true;
}

static int compare_bytes(const uint8_t *a, size_t na, const uint8_t *b, size_t nb)
{
    int c = memcmp(a, b, na < nb ? na : nb);
    return c != 0 ? c : (na > nb) - (na < nb);
}

/* Two's complement big-endian, equal lengths: the sign bit turned round gives the order of bytes.
 */
static int compare_decimal(const uint8_t *a, const uint8_t *b, size_t n)
{
    int fa = a[0] ^ 0x80, fb = b[0] ^ 0x80;
    return fa != fb ? fa - fb : memcmp(a, b, n);
}

static void keep(struct stats_bytes *k, const uint8_t *p, size_t n)
{
    k->n = (uint32_t)(n < STATS_BYTES_MAX + 1 ? n : STATS_BYTES_MAX + 1);
    memcpy(k->b, p, k->n);
}

/* A kept value stands for all with its first 65 bytes; among those any will do as a bound. */
static void add_value(struct stats *s, const uint8_t *p, size_t n, bool decimal)
{
    size_t k = n < STATS_BYTES_MAX + 1 ? n : STATS_BYTES_MAX + 1;
    if (!s->any) {
        keep(&s->bmin, p, n);
        s->bmax = s->bmin;
        s->any = true;
        return;
    }
    int lo = decimal ? compare_decimal(p, s->bmin.b, n) : compare_bytes(p, k, s->bmin.b, s->bmin.n);
    int hi = decimal ? compare_decimal(p, s->bmax.b, n) : compare_bytes(p, k, s->bmax.b, s->bmax.n);
    if (lo < 0)
        keep(&s->bmin, p, n);
    if (hi > 0)
        keep(&s->bmax, p, n);
}

static void add_bools(struct stats *s, const uint8_t *v, size_t n)
{
    add_ints(s, false, memchr(v, 0, n) ? 0 : 1, memchr(v, 1, n) ? 1 : 0);
}

void stats_add_fixed(struct stats *s, const struct pq_leaf *leaf, const uint8_t *values, size_t n)
{
    const void *v = values;
    s->values += n;
    if (n == 0)
        return;
    enum stats_order order = stats_order_of(leaf);
    if (order == STATS_FLOAT) {
        add_floats(s, leaf, values, n);
    } else if (order == STATS_BYTES || order == STATS_DECIMAL) {
        size_t width = (size_t)leaf->type_length;
        for (size_t i = 0; i < n; i++)
            add_value(s, values + i * width, width, order == STATS_DECIMAL);
    } else if (leaf->physical == PQ_BOOLEAN) {
        add_bools(s, values, n);
    } else if (leaf->physical == PQ_INT32 && leaf->is_unsigned) {
        uint32_t lo, hi;
        range_u32(v, n, &lo, &hi);
        add_ints(s, true, (int64_t)lo, (int64_t)hi);
    } else if (leaf->physical == PQ_INT32) {
        int32_t lo, hi;
        range_i32(v, n, &lo, &hi);
        add_ints(s, false, lo, hi);
    } else if (leaf->is_unsigned) {
        uint64_t lo, hi;
        range_u64(v, n, &lo, &hi);
        add_ints(s, true, (int64_t)lo, (int64_t)hi);
    } else {
        int64_t lo, hi;
        range_i64(v, n, &lo, &hi);
        add_ints(s, false, lo, hi);
    }
}

/* First eight bytes as a big-endian number, short values filled with zeros: unequal numbers have
 * the order of the values, equal ones need a closer look. */
static inline uint64_t prefix(const uint8_t *p, size_t n)
{
    uint64_t v;
    memcpy(&v, p, 8);
    v = __builtin_bswap64(v);
    return n >= 8 ? v : n == 0 ? 0 : v & ~(UINT64_MAX >> (8 * n));
}

void stats_add_bytes(struct stats *s, const int32_t *offsets, const uint8_t *bytes,
                     const int32_t *sel, size_t n)
{
    s->values += n;
    if (n == 0)
        return;
    int32_t first = sel ? sel[0] : 0;
    add_value(s, bytes + offsets[first], (size_t)(offsets[first + 1] - offsets[first]), false);
    uint64_t lo = prefix(s->bmin.b, s->bmin.n), hi = prefix(s->bmax.b, s->bmax.n);
    for (size_t i = 0; i < n; i++) {
        int32_t k = sel ? sel[i] : (int32_t)i;
        const uint8_t *p = bytes + offsets[k];
        size_t len = (size_t)(offsets[k + 1] - offsets[k]);
        uint64_t v = prefix(p, len);
        if (__builtin_expect(v <= lo || v >= hi, 0)) {
            add_value(s, p, len, false);
            lo = prefix(s->bmin.b, s->bmin.n);
            hi = prefix(s->bmax.b, s->bmax.n);
        }
    }
}

int stats_compare_min(const struct stats *a, const struct stats *b, const struct pq_leaf *leaf)
{
    switch (stats_order_of(leaf)) {
    case STATS_SIGNED:
        return (a->imin > b->imin) - (a->imin < b->imin);
    case STATS_UNSIGNED:
        return ((uint64_t)a->imin > (uint64_t)b->imin) - ((uint64_t)a->imin < (uint64_t)b->imin);
    case STATS_FLOAT:
        return (a->fmin > b->fmin) - (a->fmin < b->fmin);
    case STATS_DECIMAL:
        return compare_decimal(a->bmin.b, b->bmin.b, a->bmin.n);
    default:
        return compare_bytes(a->bmin.b, a->bmin.n, b->bmin.b, b->bmin.n);
    }
}

int stats_compare_max(const struct stats *a, const struct stats *b, const struct pq_leaf *leaf)
{
    switch (stats_order_of(leaf)) {
    case STATS_SIGNED:
        return (a->imax > b->imax) - (a->imax < b->imax);
    case STATS_UNSIGNED:
        return ((uint64_t)a->imax > (uint64_t)b->imax) - ((uint64_t)a->imax < (uint64_t)b->imax);
    case STATS_FLOAT:
        return (a->fmax > b->fmax) - (a->fmax < b->fmax);
    case STATS_DECIMAL:
        return compare_decimal(a->bmax.b, b->bmax.b, a->bmax.n);
    default:
        return compare_bytes(a->bmax.b, a->bmax.n, b->bmax.b, b->bmax.n);
    }
}

void stats_merge(struct stats *s, const struct stats *other, const struct pq_leaf *leaf)
{
    s->values += other->values;
    s->nulls += other->nulls;
    s->nan |= other->nan;
    if (!other->any)
        return;
    uint64_t values = s->values, nulls = s->nulls;
    bool nan = s->nan;
    if (!s->any) {
        *s = *other;
        s->values = values;
        s->nulls = nulls;
        s->nan = nan;
        return;
    }
    if (stats_compare_min(other, s, leaf) < 0) {
        s->imin = other->imin;
        s->fmin = other->fmin;
        s->bmin = other->bmin;
    }
    if (stats_compare_max(other, s, leaf) > 0) {
        s->imax = other->imax;
        s->fmax = other->fmax;
        s->bmax = other->bmax;
    }
}

/* The last code point that can be raised within its length is raised, what follows is dropped. */
static bool raise_text(struct stats_bound *b)
{
    while (b->n > 0) {
        uint32_t at = b->n - 1, cp;
        char next[4];
        while (at > 0 && (b->b[at] & 0xc0) == 0x80)
            at--;
        unsigned len = utf8_decode((const char *)b->b + at, b->n - at, &cp);
        if (len > 0) {
            cp = cp + 1 == 0xd800 ? 0xe000 : cp + 1;
            if (utf8_encode(cp, next) == len) {
                memcpy(b->b + at, next, len);
                b->n = at + len;
                return true;
            }
        }
        b->n = at;
    }
    return false;
}

static bool raise_bytes(struct stats_bound *b)
{
    while (b->n > 0 && b->b[b->n - 1] == 0xff)
        b->n--;
    if (b->n == 0)
        return false;
    b->b[b->n - 1]++;
    return true;
}

static void bound_bytes(const struct stats_bytes *k, bool text, bool is_max,
                        struct stats_bound *out)
{
    out->exact = k->n <= STATS_BYTES_MAX;
    out->n = out->exact ? k->n : STATS_BYTES_MAX;
    if (!out->exact && text && utf8_cut((const char *)k->b, k->n, STATS_BYTES_MAX) > 0)
        out->n = (uint32_t)utf8_cut((const char *)k->b, k->n, STATS_BYTES_MAX);
    memcpy(out->b, k->b, out->n);
    if (!out->exact && is_max)
        out->has = text ? raise_text(out) : raise_bytes(out);
}

static void bound_float(double v, const struct pq_leaf *leaf, bool is_max, struct stats_bound *out)
{
    if (v == 0)
        v = is_max ? 0.0 : -0.0;
    if (leaf->physical == PQ_DOUBLE) {
        out->n = 8;
        memcpy(out->b, &v, 8);
    } else if (leaf->physical == PQ_FLOAT) {
        float f = (float)v;
        out->n = 4;
        memcpy(out->b, &f, 4);
    } else {
        uint16_t h = double_to_half(v);
        out->n = 2;
        memcpy(out->b, &h, 2);
    }
}

void stats_bounds(const struct stats *s, const struct pq_leaf *leaf, struct stats_bound *min,
                  struct stats_bound *max)
{
    enum stats_order order = stats_order_of(leaf);
    min->has = max->has = s->any && order != STATS_NONE;
    min->exact = max->exact = true;
    if (!min->has)
        return;
    switch (order) {
    case STATS_FLOAT:
        bound_float(s->fmin, leaf, false, min);
        bound_float(s->fmax, leaf, true, max);
        break;
    case STATS_BYTES:
    case STATS_TEXT:
    case STATS_DECIMAL:
        bound_bytes(&s->bmin, order == STATS_TEXT, false, min);
        bound_bytes(&s->bmax, order == STATS_TEXT, true, max);
        break;
    default:
        min->n = max->n = leaf->physical == PQ_BOOLEAN ? 1 : leaf->physical == PQ_INT32 ? 4 : 8;
        memcpy(min->b, &s->imin, min->n);
        memcpy(max->b, &s->imax, max->n);
    }
}
