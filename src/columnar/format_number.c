/* Numbers as text: integers, floats, decimals (spec/cli.md 6.1, 6.4). */
#include "columnar/format.h"
#include "columnar/shortest.h"
#include "columnar/text.h"

#include <math.h>

size_t format_u64(uint64_t v, char *out)
{
    char digits[20];
    size_t n = 0, len = 0;

    do {
        digits[n++] = (char)('0' + v % 10);
        v /= 10;
    } while (v != 0);
    while (n > 0)
        out[len++] = digits[--n];
    return len;
}

size_t format_i64(int64_t v, char *out)
{
    if (v >= 0)
        return format_u64((uint64_t)v, out);
    out[0] = '-';
    return 1 + format_u64(0 - (uint64_t)v, out + 1);
}

static size_t copy_text(char *out, const char *text)
{
    size_t n = strlen(text);

    memcpy(out, text, n);
    return n;
}

enum exponent_form {
    EXPONENT_BARE /* 1e16 */,
    EXPONENT_PLUS /* 1e+16 */,
    EXPONENT_POINT /* 1.0e16 */
};

/* Digits with point or exponent. Plain for min_exponent < exponent <= max_exponent. */
static size_t lay_out(const struct shortest *s, bool negative, int min_exponent, int max_exponent,
                      enum exponent_form form, char *out)
{
    char *p = out;
    int e = s->exponent;

    if (negative)
        *p++ = '-';
    if (e > 0 && e <= max_exponent) {
        for (int i = 0; i < s->n || i < e; i++) {
            if (i == e)
                *p++ = '.';
            *p++ = i < s->n ? s->digits[i] : '0';
        }
        if (s->n <= e) {
            *p++ = '.';
            *p++ = '0';
        }
    } else if (e > min_exponent && e <= 0) {
        *p++ = '0';
        *p++ = '.';
        for (int i = e; i < 0; i++)
            *p++ = '0';
        for (int i = 0; i < s->n; i++)
            *p++ = s->digits[i];
    } else {
        *p++ = s->digits[0];
        if (s->n > 1)
            *p++ = '.';
        for (int i = 1; i < s->n; i++)
            *p++ = s->digits[i];
        if (s->n == 1 && form == EXPONENT_POINT)
            p += copy_text(p, ".0");
        *p++ = 'e';
        if (form == EXPONENT_PLUS && e - 1 >= 0)
            *p++ = '+';
        p += format_i64(e - 1, p);
    }
    return (size_t)(p - out);
}

/* NaN, infinities and zeros; 0 when v is none of them. */
static size_t special(double v, char *out)
{
    if (isnan(v))
        return copy_text(out, "NaN");
    if (isinf(v))
        return copy_text(out, v < 0 ? "-inf" : "inf");
    if (v == 0.0)
        return copy_text(out, signbit(v) ? "-0.0" : "0.0");
    return 0;
}

size_t format_f64(double v, bool plus, char out[FORMAT_NUMBER_MAX])
{
    struct shortest s;
    size_t n = special(v, out);

    if (n != 0)
        return n;
    shortest_f64(fabs(v), &s);
    return lay_out(&s, v < 0, -5, 16, plus ? EXPONENT_PLUS : EXPONENT_BARE, out);
}

size_t format_f32(float v, bool plus, char out[FORMAT_NUMBER_MAX])
{
    struct shortest s;
    size_t n = special((double)v, out);

    if (n != 0)
        return n;
    shortest_f32(fabsf(v), &s);
    return lay_out(&s, v < 0, -6, 13, plus ? EXPONENT_PLUS : EXPONENT_BARE, out);
}

size_t format_export_float(double v, bool single, char out[FORMAT_NUMBER_MAX])
{
    struct shortest s;
    size_t n = special(v, out);

    if (n != 0)
        return n;
    if (single)
        shortest_f32(fabsf((float)v), &s);
    else
        shortest_f64(fabs(v), &s);
    return lay_out(&s, v < 0, -5, 10, EXPONENT_POINT, out);
}

/* ---- decimals ------------------------------------------------------------------------- */

/* Divides in place by 10^19 - the largest power in a word; returns the rest. */
static uint64_t divide(uint64_t *w, size_t words)
{
    const uint64_t by = UINT64_C(10000000000000000000);
    unsigned __int128 rest = 0;

    for (size_t i = words; i-- > 0;) {
        rest = rest << 64 | w[i];
        w[i] = (uint64_t)(rest / by);
        rest %= by;
    }
    return (uint64_t)rest;
}

/* Digits of the absolute value, most significant first, at least one. */
static size_t decimal_digits(const void *value, size_t width, bool *negative, char out[80])
{
    uint64_t w[4];
    size_t words = width / 8, n = 0;
    char reversed[80];
    bool more = true;

    memcpy(w, value, width);
    *negative = w[words - 1] >> 63;
    if (*negative) {
        unsigned __int128 carry = 1;
        for (size_t i = 0; i < words; i++) {
            carry += (uint64_t)~w[i];
            w[i] = (uint64_t)carry;
            carry >>= 64;
        }
    }
    while (more) {
        uint64_t part = divide(w, words);
        more = false;
        for (size_t i = 0; i < words; i++)
            more |= w[i] != 0;
        for (int k = 0; k < 19 && (more || part != 0 || (k == 0 && n == 0)); k++) {
            reversed[n++] = (char)('0' + part % 10);
            part /= 10;
        }
    }
    for (size_t i = 0; i < n; i++)
        out[i] = reversed[n - 1 - i];
    return n;
}

size_t format_decimal(const void *value, size_t width, int8_t scale, char out[FORMAT_DECIMAL_MAX])
{
    char digits[80];
    bool negative;
    size_t n, len = 0;

    KAMU_ASSERT(width == 16 || width == 32);
    n = decimal_digits(value, width, &negative, digits);
    if (negative)
        out[len++] = '-';
    if (scale <= 0) {
        memcpy(out + len, digits, n);
        len += n;
        for (int i = scale; i < 0 && digits[0] != '0'; i++)
            out[len++] = '0';
        return len;
    }
    if (n <= (size_t)scale) {
        out[len++] = '0';
        out[len++] = '.';
        for (size_t i = n; i < (size_t)scale; i++)
            out[len++] = '0';
        memcpy(out + len, digits, n);
        return len + n;
    }
    memcpy(out + len, digits, n - (size_t)scale);
    len += n - (size_t)scale;
    out[len++] = '.';
    memcpy(out + len, digits + n - scale, (size_t)scale);
    return len + (size_t)scale;
}
