/*
 * Text to float by the Eisel-Lemire method (D. Lemire, "Number Parsing at a Gigabyte per Second",
 * 2021): up to 19 significant digits become a 64-bit integer that is multiplied by a 128-bit power
 * of five; the product decides the rounding. Longer texts are tried with the cut integer and its
 * successor; only when these differ does the C library's exact conversion decide.
 */
#include "readers/number.h"

#include "columnar/pow5_table.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- the parts of a decimal --------------------------------------------------- */

struct decimal_text {
    uint64_t mantissa;  /* the first 19 significant digits */
    int32_t exponent;   /* value = mantissa * 10^exponent, when not cut */
    bool negative, cut; /* cut: more digits followed */
    const char *digits; /* the text from the first digit or point on */
    const char *digits_end;
    int32_t exponent_text; /* what stood behind the 'e', clamped */
};

static bool parse_exponent(const char *p, const char *end, int32_t *out)
{
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    if (p == end)
        return false;
    int32_t v = 0;
    for (; p < end; p++) {
        unsigned d = (unsigned)(uint8_t)*p - '0';
        if (d > 9)
            return false;
        if (v < 100000000)
            v = v * 10 + (int32_t)d;
    }
    *out = negative ? -v : v;
    return true;
}

static bool parse_decimal(const char *p, size_t n, struct decimal_text *d)
{
    const char *end = p + n;
    *d = (struct decimal_text){.negative = n > 0 && *p == '-'};
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    d->digits = p;
    bool point = false, any = false;
    unsigned significant = 0;
    int64_t exponent = 0;
    for (; p < end; p++) {
        unsigned c = (unsigned)(uint8_t)*p - '0';
        if (c > 9) {
            if (*p != '.' || point)
                break;
            point = true;
            continue;
        }
        any = true;
        if (significant < 19) {
            d->mantissa = d->mantissa * 10 + c;
            significant += d->mantissa != 0;
            exponent -= point;
        } else {
            d->cut |= c != 0;
            exponent += !point;
        }
    }
    d->digits_end = p;
    if (!any)
        return false;
    if (p < end) {
        if ((*p | 0x20) != 'e' || !parse_exponent(p + 1, end, &d->exponent_text))
            return false;
        exponent += d->exponent_text;
    }
    d->exponent = exponent > 1000000 ? 1000000 : exponent < -1000000 ? -1000000 : (int32_t)exponent;
    return true;
}

/* ---- Eisel-Lemire ------------------------------------------------------------- */

struct float_format {
    int mantissa_bits;
    int minimum_exponent;
    int infinite_power;
    int smallest_power10, largest_power10;
    int even_min, even_max; /* exponents of ten for which a tie can be exact */
};
static const struct float_format format_f64 = {52, -1023, 0x7ff, -342, 308, -4, 23};
static const struct float_format format_f32 = {23, -127, 0xff, -65, 38, -17, 10};

/* The bits of the nearest float, without sign. */
static uint64_t eisel_lemire(uint64_t w, int64_t q, const struct float_format *f)
{
    const uint64_t infinite = (uint64_t)f->infinite_power << f->mantissa_bits;
    if (w == 0 || q < f->smallest_power10)
        return 0;
    if (q > f->largest_power10)
        return infinite;
    int lz = __builtin_clzll(w);
    w <<= lz;
    const uint64_t *power5 = &pow5_table[2 * (q - POW5_MIN)];
    unsigned __int128 first = (unsigned __int128)w * power5[0];
    uint64_t high = (uint64_t)(first >> 64), low = (uint64_t)first;
    uint64_t precision_mask = UINT64_MAX >> (f->mantissa_bits + 3);
    if ((high & precision_mask) == precision_mask) {
        uint64_t more = (uint64_t)(((unsigned __int128)w * power5[1]) >> 64);
        low += more;
        if (more > low)
            high++;
    }
    int upper = (int)(high >> 63);
    int shift = upper + 64 - f->mantissa_bits - 3;
    uint64_t mantissa = high >> shift;
    /* floor(q * log2(10)) + 63 */
    int power2 = (int)((((152170 + 65536) * q) >> 16) + 63) + upper - lz - f->minimum_exponent;
    if (power2 <= 0) { /* subnormal */
        if (-power2 + 1 >= 64)
            return 0;
        mantissa >>= -power2 + 1;
        mantissa += mantissa & 1;
        return mantissa >> 1; /* a carry into the exponent gives the smallest normal number */
    }
    if (low <= 1 && q >= f->even_min && q <= f->even_max && (mantissa & 3) == 1 &&
        mantissa << shift == high)
        mantissa &= ~(uint64_t)1; /* an exact tie goes to even */
    mantissa += mantissa & 1;
    mantissa >>= 1;
    if (mantissa >= (uint64_t)2 << f->mantissa_bits) {
        mantissa = (uint64_t)1 << f->mantissa_bits;
        power2++;
    }
    mantissa &= ~((uint64_t)1 << f->mantissa_bits);
    if (power2 >= f->infinite_power)
        return infinite;
    return mantissa | ((uint64_t)power2 << f->mantissa_bits);
}

/* ---- the exact way for texts of more than 19 digits ---------------------------- */

#define EXACT_DIGITS 800 /* more than any double needs; a later non-zero digit only breaks ties */

static void exact_text(const struct decimal_text *d, char out[EXACT_DIGITS + 32])
{
    size_t n = 0;
    int64_t exponent = d->exponent_text;
    bool point = false, sticky = false;
    for (const char *p = d->digits; p < d->digits_end; p++) {
        if (*p == '.') {
            point = true;
        } else if (n == 0 && *p == '0') {
            exponent -= point;
        } else if (n < EXACT_DIGITS) {
            out[n++] = *p;
            exponent -= point;
        } else {
            sticky |= *p != '0';
            exponent += !point;
        }
    }
    if (n == 0)
        out[n++] = '0';
    if (sticky) {
        out[n++] = '1';
        exponent--;
    }
    snprintf(out + n, 24, "e%lld", (long long)exponent);
}

static double exact_f64(const struct decimal_text *d, bool as_f32)
{
    char text[EXACT_DIGITS + 32];
    exact_text(d, text);
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0); /* the C locale is static: no cost */
    double v = as_f32 ? (double)strtof_l(text, NULL, c) : strtod_l(text, NULL, c);
    if (c != (locale_t)0)
        freelocale(c);
    return v;
}

static bool special(const char *p, size_t n, double *out)
{
    bool negative = n > 0 && *p == '-';
    if (n > 0 && (*p == '-' || *p == '+')) {
        p++;
        n--;
    }
    struct str s = {p, n};
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

static double from_bits64(uint64_t bits)
{
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

static float from_bits32(uint32_t bits)
{
    float v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

double number_scale_f64(uint64_t mantissa, int32_t exponent10)
{
    return from_bits64(eisel_lemire(mantissa, exponent10, &format_f64));
}

bool number_f64(const char *p, size_t n, double *out)
{
    struct decimal_text d;
    if (!parse_decimal(p, n, &d))
        return special(p, n, out);
    uint64_t bits = eisel_lemire(d.mantissa, d.exponent, &format_f64);
    double v = from_bits64(bits);
    if (d.cut && bits != eisel_lemire(d.mantissa + 1, d.exponent, &format_f64))
        v = exact_f64(&d, false);
    *out = d.negative ? -v : v;
    return true;
}

bool number_f32(const char *p, size_t n, float *out)
{
    struct decimal_text d;
    if (!parse_decimal(p, n, &d)) {
        double s;
        if (!special(p, n, &s))
            return false;
        *out = (float)s;
        return true;
    }
    uint64_t bits = eisel_lemire(d.mantissa, d.exponent, &format_f32);
    float v = from_bits32((uint32_t)bits);
    if (d.cut && bits != eisel_lemire(d.mantissa + 1, d.exponent, &format_f32))
        v = (float)exact_f64(&d, true);
    *out = d.negative ? -v : v;
    return true;
}
