/* Numbers and booleans from text (spec/read-formats.md 3.2, 3.5). */
#include "columnar/text.h"

#include <math.h>

static const char bad_number[] = "not a number";

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- integers ------------------------------------------------------------------ */

/* Digits only, at least one; false when there is anything else or it does not fit. */
static bool digits_to_u64(const char *p, size_t n, uint64_t *out)
{
    uint64_t v = 0;

    if (n == 0)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!is_digit(p[i]) || MUL_OVERFLOW(v, (uint64_t)10, &v) ||
            ADD_OVERFLOW(v, (uint64_t)(p[i] - '0'), &v))
            return false;
    }
    *out = v;
    return true;
}

const char *text_to_u64(struct str s, uint64_t *out)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    size_t sign = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+');
    uint64_t v;

    if (s.n == 0 || !digits_to_u64(s.p + sign, s.n - sign, &v) || (negative && v != 0))
        return bad_number;
    *out = v;
    return NULL;
}

const char *text_to_i64(struct str s, int64_t *out)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    size_t sign = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+');
    uint64_t v;

    if (s.n == 0 || !digits_to_u64(s.p + sign, s.n - sign, &v) ||
        v > (uint64_t)INT64_MAX + negative)
        return bad_number;
    *out = negative ? (int64_t)(0 - v) : (int64_t)v;
    return NULL;
}

/* ---- decimal notation, for floats and decimals ------------------------------------ */

/* [sign] digits [. digits] [e [sign] digits]; value = digits * 10^exponent. */
struct notation {
    bool negative;
    const char *whole, *fraction; /* digits, leading zeros not yet removed */
    size_t n_whole, n_fraction;
    int64_t exponent; /* as written, clamped to +-1000000 */
};

#define EXPONENT_CLAMP 1000000

static bool parse_notation(struct str s, struct notation *d)
{
    size_t i = 0, from;

    memset(d, 0, sizeof(*d));
    if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
        d->negative = s.p[i++] == '-';
    d->whole = s.p + i;
    while (i < s.n && is_digit(s.p[i]))
        i++;
    d->n_whole = (size_t)(s.p + i - d->whole);
    if (i < s.n && s.p[i] == '.') {
        i++;
        d->fraction = s.p + i;
        while (i < s.n && is_digit(s.p[i]))
            i++;
        d->n_fraction = (size_t)(s.p + i - d->fraction);
    }
    if (d->n_whole + d->n_fraction == 0)
        return false;
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        bool negative = false;
        i++;
        if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
            negative = s.p[i++] == '-';
        for (from = i; i < s.n && is_digit(s.p[i]); i++)
            if (d->exponent < EXPONENT_CLAMP)
                d->exponent = d->exponent * 10 + (s.p[i] - '0');
        if (i == from)
            return false;
        if (negative)
            d->exponent = -d->exponent;
    }
    return i == s.n;
}

/* Digit k of the whole and fraction digits put together. */
static char digit_at(const struct notation *d, size_t k)
{
    return k < d->n_whole ? d->whole[k] : d->fraction[k - d->n_whole];
}

/* ---- floats -------------------------------------------------------------------------- */

/* No decimal number needs more digits than this to be rounded right, the rest being "not zero". */
#define FLOAT_DIGITS 800

/* As "[-]digits e exponent": no decimal point, so that no locale can disturb strtod. */
static void canonical_float(const struct notation *d, char out[FLOAT_DIGITS + 40])
{
    size_t n = d->n_whole + d->n_fraction, k = 0, kept = 0;
    int64_t exponent = d->exponent - (int64_t)d->n_fraction;
    bool rest = false;
    char *p = out;

    if (d->negative)
        *p++ = '-';
    while (k < n && digit_at(d, k) == '0')
        k++;
    for (; k < n && kept < FLOAT_DIGITS; k++, kept++)
        *p++ = digit_at(d, k);
    exponent += (int64_t)(n - k);
    for (; k < n && !rest; k++)
        rest = digit_at(d, k) != '0';
    if (kept == 0)
        *p++ = '0';
    if (rest) {
        *p++ = '1';
        exponent--;
    }
    snprintf(p, 32, "e%lld", (long long)exponent);
}

static bool special_float(struct str s, double *out)
{
    bool negative = s.n > 0 && s.p[0] == '-';

    if (s.n > 0 && (s.p[0] == '-' || s.p[0] == '+')) {
        s.p++;
        s.n--;
    }
    if (str_ieq(s, STR("nan")))
        *out = (double)NAN;
    else if (str_ieq(s, STR("inf")) || str_ieq(s, STR("infinity")))
        *out = (double)INFINITY;
    else
        return false;
    if (negative)
        *out = -*out;
    return true;
}

const char *text_to_f64(struct str s, double *out)
{
    char text[FLOAT_DIGITS + 40];
    struct notation d;

    if (special_float(s, out))
        return NULL;
    if (!parse_notation(s, &d))
        return bad_number;
    canonical_float(&d, text);
    *out = strtod(text, NULL);
    return NULL;
}

const char *text_to_f32(struct str s, float *out)
{
    char text[FLOAT_DIGITS + 40];
    struct notation d;
    double v;

    if (special_float(s, &v)) {
        *out = (float)v;
        return NULL;
    }
    if (!parse_notation(s, &d))
        return bad_number;
    canonical_float(&d, text);
    *out = strtof(text, NULL);
    return NULL;
}

/* ---- decimals --------------------------------------------------------------------------- */

struct wide {
    uint64_t w[4]; /* least significant first */
};

/* v = v * 10 + digit; false on overflow beyond 255 bits */
static bool wide_push(struct wide *v, unsigned digit)
{
    unsigned __int128 carry = digit;

    for (int i = 0; i < 4; i++) {
        carry += (unsigned __int128)v->w[i] * 10;
        v->w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    return carry == 0 && v->w[3] >> 63 == 0;
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

const char *text_to_decimal(struct str s, uint8_t precision, int8_t scale, uint8_t *out,
                            size_t width)
{
    static const char overflow[] = "parse decimal overflow";
    static const char bad[] = "can't parse the string value to decimal";
    struct wide v = {{0}};
    struct notation d;
    size_t n, k = 0;
    int64_t take; /* digits (zeros behind the last) that make the unscaled value */

    if (!parse_notation(s, &d))
        return bad;
    n = d.n_whole + d.n_fraction;
    take = (int64_t)d.n_whole + d.exponent + scale;
    while (k < n && digit_at(&d, k) == '0')
        k++;
    if (k < n && take - (int64_t)k > precision)
        return overflow;
    if (k < n)
        for (int64_t i = (int64_t)k; i < take; i++)
            if (!wide_push(&v, (size_t)i < n ? (unsigned)(digit_at(&d, (size_t)i) - '0') : 0))
                return overflow;
    if (d.negative)
        wide_negate(&v);
    KAMU_ASSERT(width == 16 || width == 32);
    memcpy(out, v.w, width);
    return NULL;
}

/* ---- booleans, half precision ------------------------------------------------------------- */

const char *text_to_bool(struct str s, bool *out)
{
    if (str_ieq(s, STR("true")))
        *out = true;
    else if (str_ieq(s, STR("false")))
        *out = false;
    else
        return "not a boolean";
    return NULL;
}

float f16_to_f32(uint16_t v)
{
    uint32_t sign = (uint32_t)(v & 0x8000) << 16, exponent = (v >> 10) & 0x1f, fraction = v & 0x3ff;
    uint32_t bits;
    float out;

    if (exponent == 0) {
        out = ldexpf((float)fraction, -24);
        return sign ? -out : out;
    }
    bits = sign | (exponent == 31 ? 0x7f800000 : (exponent + 112) << 23) | fraction << 13;
    memcpy(&out, &bits, 4);
    return out;
}

uint16_t f32_to_f16(float v)
{
    uint32_t bits, sign, magnitude, shift, half, rest;

    memcpy(&bits, &v, 4);
    sign = (bits >> 16) & 0x8000;
    magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) /* NaN: stays one */
        return (uint16_t)(sign | 0x7e00 | ((magnitude >> 13) & 0x3ff));
    if (magnitude >= 0x477ff000) /* rounds to 65536 or more */
        return (uint16_t)(sign | 0x7c00);
    if (magnitude >= 0x38800000) { /* normal: round the 13 bits away, ties to even */
        magnitude += 0xfff + ((magnitude >> 13) & 1);
        return (uint16_t)(sign | (magnitude - 0x38000000) >> 13);
    }
    if (magnitude < 0x33000000) /* below half of the smallest */
        return (uint16_t)sign;
    shift = 126 - (magnitude >> 23); /* 14 .. 24 */
    magnitude = (magnitude & 0x7fffff) | 0x800000;
    half = magnitude >> shift;
    rest = magnitude & ((1u << shift) - 1);
    if (rest > 1u << (shift - 1) || (rest == 1u << (shift - 1) && (half & 1)))
        half++;
    return (uint16_t)(sign | half);
}
