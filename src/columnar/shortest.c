/*
 * Shortest digits in three ways, the quickest that can first:
 *   few_digits   numbers like 49.28
 *   by_table     all others but the smallest (Giulietti, "The Schubfach way to render doubles",
 *                2020): three products with a power of ten of 128 bits
 *   shortest_digits  exact integer arithmetic (Steele and White 1990, Burger and Dybvig 1996):
 *                right for every number by construction; the others are tested against it
 */
#include "columnar/shortest.h"

#include "columnar/pow5_table.h"

#include <math.h>
#include <string.h>

/* ---- natural numbers of up to 1280 bits ----------------------------------------------- */

#define WORDS 40

struct natural {
    uint32_t w[WORDS]; /* least significant first */
    int n;             /* words in use; w[n - 1] != 0 */
};

static void set(struct natural *a, uint64_t v)
{
    a->n = 0;
    for (; v != 0; v >>= 32)
        a->w[a->n++] = (uint32_t)v;
}

static void multiply(struct natural *a, uint32_t by)
{
    uint64_t carry = 0;

    for (int i = 0; i < a->n; i++) {
        carry += (uint64_t)a->w[i] * by;
        a->w[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0)
        a->w[a->n++] = (uint32_t)carry;
}

static void multiply_pow10(struct natural *a, int power)
{
    for (; power >= 9; power -= 9)
        multiply(a, 1000000000);
    for (; power > 0; power--)
        multiply(a, 10);
}

static void shift_left(struct natural *a, int bits)
{
    int words = bits / 32, rest = bits % 32;

    if (a->n == 0)
        return;
    if (rest != 0)
        multiply(a, UINT32_C(1) << rest);
    memmove(a->w + words, a->w, (size_t)a->n * sizeof(uint32_t));
    memset(a->w, 0, (size_t)words * sizeof(uint32_t));
    a->n += words;
}

static int compare(const struct natural *a, const struct natural *b)
{
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (int i = a->n - 1; i >= 0; i--)
        if (a->w[i] != b->w[i])
            return a->w[i] < b->w[i] ? -1 : 1;
    return 0;
}

static void add(struct natural *a, const struct natural *b)
{
    uint64_t carry = 0;
    int n = a->n > b->n ? a->n : b->n;

    for (int i = 0; i < n; i++) {
        carry += (uint64_t)(i < a->n ? a->w[i] : 0) + (i < b->n ? b->w[i] : 0);
        a->w[i] = (uint32_t)carry;
        carry >>= 32;
    }
    a->n = n;
    if (carry != 0)
        a->w[a->n++] = (uint32_t)carry;
}

/* a >= b */
static void subtract(struct natural *a, const struct natural *b)
{
    int64_t borrow = 0;

    for (int i = 0; i < a->n; i++) {
        borrow += (int64_t)a->w[i] - (i < b->n ? b->w[i] : 0);
        a->w[i] = (uint32_t)borrow;
        borrow >>= 32;
    }
    while (a->n > 0 && a->w[a->n - 1] == 0)
        a->n--;
}

static int compare_sum(const struct natural *a, const struct natural *b, const struct natural *c)
{
    struct natural sum = *a;

    add(&sum, b);
    return compare(&sum, c);
}

/* ---- digits ------------------------------------------------------------------------------ */

/* v = r / s; half the gap to the next number above = up / s, below = down / s. */
struct scaled {
    struct natural r, s, up, down;
    int exponent;
};

static void scale(uint64_t fraction, int exponent, int hidden_bits, int lowest, struct scaled *x)
{
    bool narrow_below = fraction == UINT64_C(1) << (hidden_bits - 1) && exponent > lowest;
    int log2 = exponent + 63 - __builtin_clzll(fraction), estimate;

    /* Everything doubled, so that half gaps are whole; doubled again if the gap below is half. */
    set(&x->r, fraction);
    set(&x->s, 1);
    set(&x->up, 1);
    set(&x->down, 1);
    shift_left(&x->r, (exponent > 0 ? exponent : 0) + 1 + narrow_below);
    shift_left(&x->s, (exponent < 0 ? -exponent : 0) + 1 + narrow_below);
    shift_left(&x->up, (exponent > 0 ? exponent : 0) + narrow_below);
    shift_left(&x->down, exponent > 0 ? exponent : 0);
    estimate = (int)ceil((double)log2 * 0.30102999566398119521 - 1e-10);
    if (estimate >= 0) {
        multiply_pow10(&x->s, estimate);
    } else {
        multiply_pow10(&x->r, -estimate);
        multiply_pow10(&x->up, -estimate);
        multiply_pow10(&x->down, -estimate);
    }
    x->exponent = estimate;
}

void shortest_digits(uint64_t fraction, int exponent, int hidden_bits, int lowest,
                     struct shortest *out)
{
    struct scaled x;
    bool even = (fraction & 1) == 0, low, high;
    int c;

    scale(fraction, exponent, hidden_bits, lowest, &x);
    c = compare_sum(&x.r, &x.up, &x.s);
    if (even ? c >= 0 : c > 0) { /* the estimate was one too small */
        x.exponent++;
    } else {
        multiply(&x.r, 10);
        multiply(&x.up, 10);
        multiply(&x.down, 10);
    }
    out->n = 0;
    out->exponent = x.exponent;
    for (;;) {
        int digit = 0;
        while (compare(&x.r, &x.s) >= 0) {
            subtract(&x.r, &x.s);
            digit++;
        }
        c = compare(&x.r, &x.down);
        low = even ? c <= 0 : c < 0;
        c = compare_sum(&x.r, &x.up, &x.s);
        high = even ? c >= 0 : c > 0;
        if (low || high) {
            if (low && high) {
                c = compare_sum(&x.r, &x.r, &x.s);
                high = c > 0 || (c == 0 && (digit & 1));
            }
            out->digits[out->n++] = (char)('0' + digit + high);
            break;
        }
        out->digits[out->n++] = (char)('0' + digit);
        multiply(&x.r, 10);
        multiply(&x.up, 10);
        multiply(&x.down, 10);
    }
    /* A last digit of 10 carries. */
    for (int i = out->n - 1; i > 0 && out->digits[i] > '9'; i--) {
        out->n--;
        out->digits[i - 1]++;
    }
    if (out->digits[0] > '9') {
        out->digits[0] = '1';
        out->exponent++;
    }
}

/* Numbers like 49.28: an integer below 10^15 over a power of ten. Both are exact, so their quotient
 * is rounded right, and no two decimals of at most 15 digits are the same double: when the quotient
 * is v, the integer's digits are the shortest. */
static bool few_digits(double v, struct shortest *out)
{
    static const double pow10[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};
    uint64_t digits;
    double scaled;
    char text[24];
    int n = 0;

    if (v < 1e-5 || v >= 1e15)
        return false;
    for (int d = 0; d <= 8; d++) {
        scaled = v * pow10[d];
        if (scaled >= 1e15)
            return false;
        digits = (uint64_t)(scaled + 0.5);
        if ((double)digits / pow10[d] != v)
            continue;
        for (; digits != 0; digits /= 10)
            text[n++] = (char)('0' + digits % 10);
        out->exponent = n - d;
        out->n = 0;
        while (n > 0)
            out->digits[out->n++] = text[--n];
        while (out->n > 1 && out->digits[out->n - 1] == '0')
            out->n--;
        return true;
    }
    return false;
}

static int floor_log2_pow10(int e)
{
    return (int)(((int64_t)e * 1741647) >> 19);
}

/* floor(log10(2^q)), or of three quarters of it */
static int floor_log10_pow2(int q, bool three_quarters)
{
    return (int)(((int64_t)q * 1262611 - (three_quarters ? 524031 : 0)) >> 22);
}

/* The least 128-bit mantissa above 10^e. */
static unsigned __int128 mantissa_above(int e)
{
    const uint64_t *w = &pow5_table[2 * (e - POW5_MIN)];
    return (((unsigned __int128)w[0] << 64) | w[1]) + !(e >= POW5_ABOVE_MIN && e <= POW5_ABOVE_MAX);
}

/* The upper half of the product, its last bit set when there is more below: enough to compare with
 * whole numbers, as the paper proves. */
static uint64_t product_odd(unsigned __int128 power, uint64_t c)
{
    uint64_t above_low = (uint64_t)(((unsigned __int128)(uint64_t)power * c) >> 64);
    unsigned __int128 high = (unsigned __int128)(uint64_t)(power >> 64) * c + above_low;
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

static void put_digits(uint64_t n, int exponent, struct shortest *out)
{
    char text[24];
    int length = 0;
    for (; n % 10 == 0; exponent++)
        n /= 10;
    for (; n != 0; n /= 10)
        text[length++] = (char)('0' + n % 10);
    out->exponent = exponent + length;
    out->n = 0;
    while (length > 0)
        out->digits[out->n++] = text[--length];
}

/* Of the multiples of 10^k next to v, and of those of 10^(k+1), the ones that lie between the
 * halfway points to v's neighbours; k is such that there is one, and at most one of the coarser.
 * All numbers are multiplied by four, so that halfway points are whole. */
static bool by_table(uint64_t fraction, int exponent, int hidden_bits, int lowest,
                     struct shortest *out)
{
    bool narrow_below = fraction == UINT64_C(1) << (hidden_bits - 1) && exponent > lowest;
    int k = floor_log10_pow2(exponent, narrow_below);
    if (-k < POW5_MIN || -k > POW5_MAX)
        return false;
    int shift = exponent + floor_log2_pow10(-k) + 1;
    unsigned __int128 power = mantissa_above(-k);
    uint64_t at = product_odd(power, fraction << 2 << shift);
    uint64_t odd = fraction & 1; /* then the halfway points read back as the neighbours */
    uint64_t low = product_odd(power, ((fraction << 2) - (narrow_below ? 1 : 2)) << shift) + odd;
    uint64_t high = product_odd(power, ((fraction << 2) + 2) << shift) - odd;
    uint64_t fine = at / 4, coarse = fine / 10;
    bool under, over;
    if (fine >= 10) {
        under = low <= 40 * coarse;
        over = 40 * coarse + 40 <= high;
        if (under != over) {
            put_digits(coarse + over, k + 1, out);
            return true;
        }
    }
    under = low <= 4 * fine;
    over = 4 * fine + 4 <= high;
    if (under == over) /* the nearer, of equally near ones the even */
        over = at > 4 * fine + 2 || (at == 4 * fine + 2 && (fine & 1) != 0);
    put_digits(fine + over, k, out);
    return true;
}

void shortest_f64(double v, struct shortest *out)
{
    uint64_t bits, fraction;
    int exponent;

    if (few_digits(v, out))
        return;
    memcpy(&bits, &v, 8);
    fraction = bits & ((UINT64_C(1) << 52) - 1);
    exponent = (int)(bits >> 52);
    if (exponent != 0)
        fraction |= UINT64_C(1) << 52;
    else
        exponent = 1;
    if (!by_table(fraction, exponent - 1075, 53, -1074, out))
        shortest_digits(fraction, exponent - 1075, 53, -1074, out);
}

void shortest_f32(float v, struct shortest *out)
{
    uint32_t bits, fraction;
    int exponent;

    memcpy(&bits, &v, 4);
    fraction = bits & ((1u << 23) - 1);
    exponent = (int)(bits >> 23);
    if (exponent != 0)
        fraction |= 1u << 23;
    else
        exponent = 1;
    if (!by_table(fraction, exponent - 150, 24, -149, out))
        shortest_digits(fraction, exponent - 150, 24, -149, out);
}
