/* Numbers: from text and to it, division, the functions of mathematics as Rust has them. */
#include "sql/native.h"

#include "columnar/format.h"
#include "columnar/text.h"

#include <inttypes.h>
#include <math.h>

/* ---- text to numbers --------------------------------------------------------------------------
 */

static const char *const type_names[] = {"Int8",  "Int16",  "Int32",  "Int64",
                                         "UInt8", "UInt16", "UInt32", "UInt64"};

static int show(struct str s)
{
    return (int)utf8_cut(s.p, s.n, 100);
}

static bool f_text_int(struct native_call *c)
{
    struct str s = c->args[0].s;
    int64_t width = c->code & 3, max = width == 3 ? INT64_MAX : ((int64_t)1 << (8 << width)) - 1;
    bool ok;
    if (c->code == 7) {
        uint64_t u = 0;
        ok = text_to_u64(s, &u) == NULL;
        c->out.i = (int64_t)u;
    } else {
        ok = text_to_i64(s, &c->out.i) == NULL;
        if (c->code < 4 && width < 3)
            ok = ok && c->out.i >= -(max / 2) - 1 && c->out.i <= max / 2;
        else if (c->code >= 4)
            ok = ok && c->out.i >= 0 && c->out.i <= max;
    }
    return ok || native_fail(c,
                             "Arrow error: Cast error: Cannot cast string '%.*s' to value of %s "
                             "type",
                             show(s), s.p, type_names[c->code]);
}

static bool f_text_float(struct native_call *c)
{
    struct str s = str_trim(c->args[0].s);
    float f = 0;
    const char *bad = c->code == 32 ? text_to_f32(s, &f) : text_to_f64(s, &c->out.f);
    if (c->code == 32)
        c->out.f = (double)f;
    return !bad || native_fail(c,
                               "Arrow error: Cast error: Cannot cast string '%.*s' to value of "
                               "Float%d type",
                               show(c->args[0].s), c->args[0].s.p, (int)c->code);
}

static bool f_text_bool(struct native_call *c)
{
    static const char *const words[] = {"t",  "tr", "tru", "true", "y",   "ye",   "yes",
                                        "on", "1",  "f",   "fa",   "fal", "fals", "false",
                                        "n",  "no", "of",  "off",  "0"};
    struct str s = str_trim(c->args[0].s);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_ieq(s, str_c(words[i]))) {
            c->out.i = i < 9;
            return true;
        }
    return native_fail(c,
                       "Arrow error: Cast error: Cannot cast value '%.*s' to value of Boolean type",
                       show(c->args[0].s), c->args[0].s.p);
}

/* ---- decimals: as texts of exact digits
 * ------------------------------------------------------------ */

typedef __int128 wide;

static bool put_decimal(struct native_call *c, wide v, int scale)
{
    char text[FORMAT_DECIMAL_MAX];
    size_t n = format_decimal(&v, 16, (int8_t)scale, text);
    return native_text(c, text, n);
}

static wide power_of_ten(int n)
{
    wide value = 1;
    while (n-- > 0)
        value *= 10;
    return value;
}

/* [+-]digits[.digits] to a count of 10^-scale, rounded half away from zero; "" is 0. */
static bool parse_decimal(struct str s, int scale, wide *out)
{
    size_t i = 0;
    bool minus = false, any = false, point = false, round_up = false, cut = false;
    int places = 0;
    wide v = 0;
    const wide limit = power_of_ten(38);
    if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
        minus = s.p[i++] == '-';
    for (; i < s.n; i++) {
        if (s.p[i] == '.' && !point) {
            point = true;
            continue;
        }
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        any = true;
        if (point)
            places++;
        if (places > scale) { /* beyond the scale: the first one rounds */
            if (!cut)
                round_up = s.p[i] >= '5' && places == scale + 1;
            cut = true;
            continue;
        }
        if (v >= limit / 10)
            return false;
        v = v * 10 + (s.p[i] - '0');
    }
    if (!any && s.n > 0)
        return false;
    for (int have = places; !cut && have < scale; have++) {
        if (v >= limit / 10)
            return false;
        v *= 10;
    }
    v += round_up;
    *out = minus ? -v : v;
    return true;
}

static bool f_text_decimal(struct native_call *c)
{
    struct str s = c->args[0].s;
    int64_t precision = c->args[1].i, scale = c->args[2].i;
    wide v;
    if (!parse_decimal(str_trim(s), (int)scale, &v))
        return native_fail(c,
                           "Arrow error: Cast error: Cannot cast string '%.*s' to value of "
                           "Decimal128(%d, %d) type",
                           show(s), s.p, (int)precision, (int)scale);
    wide limit = power_of_ten((int)precision);
    if (v >= limit || v <= -limit)
        return native_fail(c,
                           "Arrow error: Invalid argument error: %.*s is too large to store in a "
                           "Decimal128 of precision %d",
                           show(s), s.p, (int)precision);
    return put_decimal(c, v, (int)scale);
}

static int scale_of(struct str s)
{
    const char *point = memchr(s.p, '.', s.n);
    return point ? (int)(s.n - (size_t)(point - s.p) - 1) : 0;
}

static bool scaled(wide *v, int by)
{
    wide factor = power_of_ten(by);
    return !__builtin_mul_overflow(*v, factor, v);
}

/* args: two decimals, the scale of the result */
static bool f_decimal_div(struct native_call *c)
{
    int s1 = scale_of(c->args[0].s), s2 = scale_of(c->args[1].s), to = (int)c->args[2].i;
    wide a, b;
    if (!parse_decimal(c->args[0].s, s1, &a) || !parse_decimal(c->args[1].s, s2, &b))
        return native_fail(c, "Execution error: no decimal");
    if (b == 0)
        return native_fail(c, "Arrow error: Divide by zero error");
    int shift = to - s1 + s2;
    if (shift >= 0 ? !scaled(&a, shift) : !scaled(&b, -shift))
        return native_fail(c, "Arrow error: Arithmetic overflow: a decimal beyond 38 digits");
    return put_decimal(c, a / b, to);
}

static bool f_decimal_rem(struct native_call *c)
{
    int s1 = scale_of(c->args[0].s), s2 = scale_of(c->args[1].s), to = (int)c->args[2].i;
    wide a, b;
    if (!parse_decimal(c->args[0].s, s1, &a) || !parse_decimal(c->args[1].s, s2, &b))
        return native_fail(c, "Execution error: no decimal");
    if (b == 0)
        return native_fail(c, "Arrow error: Divide by zero error");
    if (!scaled(&a, to - s1) || !scaled(&b, to - s2))
        return native_fail(c, "Arrow error: Arithmetic overflow: a decimal beyond 38 digits");
    return put_decimal(c, a % b, to);
}

/* ---- numbers to text
 * ----------------------------------------------------------------------------------- */

static bool f_float_text(struct native_call *c)
{
    char text[FORMAT_NUMBER_MAX];
    return native_text(c, text,
                       c->code == 32 ? format_f32((float)c->args[0].f, false, text)
                                     : format_f64(c->args[0].f, false, text));
}

static bool f_narrow(struct native_call *c)
{
    c->out.f = c->args[0].f;
    return true;
}

/* ---- division
 * ---------------------------------------------------------------------------------------------- */

static bool f_div(struct native_call *c)
{
    int64_t a = c->args[0].i, b = c->args[1].i;
    bool rem = (c->code & 16) != 0;
    int kind = (int)(c->code & 7);
    if (b == 0)
        return native_fail(c, "Arrow error: Divide by zero error");
    if (kind >= 4) {
        uint64_t x = (uint64_t)a, y = (uint64_t)b;
        c->out.i = (int64_t)(rem ? x % y : x / y);
        return true;
    }
    if (b == -1) { /* the lowest number has no counterpart */
        int64_t low = kind == 3 ? INT64_MIN : -((int64_t)1 << ((8 << kind) - 1));
        if (a == low && !rem)
            return native_fail(
                c, "Arrow error: Arithmetic overflow: Overflow happened on: %" PRId64 " / -1", a);
        c->out.i = rem ? 0 : -a;
        return true;
    }
    c->out.i = rem ? a % b : a / b;
    return true;
}

/* ---- mathematics
 * --------------------------------------------------------------------------------------------- */

static double cot(double x)
{
    return 1.0 / tan(x);
}
static float cotf(float x)
{
    return 1.0f / tanf(x);
}
static double degrees(double x)
{
    return x * (180.0 / 3.14159265358979323846);
}
static float degreesf(float x)
{
    return x * 57.2957795130823208767981548141051703f;
}
static double radians(double x)
{
    return x * (3.14159265358979323846 / 180.0);
}
static float radiansf(float x)
{
    return x * 0.017453292519943295769236907684886f;
}
static double signum(double x)
{
    return x == 0 ? 0 : isnan(x) ? x : x < 0 ? -1 : 1;
}
static float signumf(float x)
{
    return (float)signum((double)x);
}

#define MATH(name, wide_, single)                                                                  \
    static bool f_##name(struct native_call *c)                                                    \
    {                                                                                              \
        c->out.f = c->code == 32 ? (double)single((float)c->args[0].f) : wide_(c->args[0].f);      \
        return true;                                                                               \
    }
MATH(acos, acos, acosf)
MATH(acosh, acosh, acoshf)
MATH(asin, asin, asinf)
MATH(asinh, asinh, asinhf)
MATH(atan, atan, atanf)
MATH(atanh, atanh, atanhf)
MATH(cbrt, cbrt, cbrtf)
MATH(cos, cos, cosf)
MATH(cosh, cosh, coshf)
MATH(cot, cot, cotf)
MATH(degrees, degrees, degreesf)
MATH(exp, exp, expf)
MATH(ln, log, logf)
MATH(log10, log10, log10f)
MATH(log2, log2, log2f)
MATH(radians, radians, radiansf)
MATH(signum, signum, signumf)
MATH(sin, sin, sinf)
MATH(sinh, sinh, sinhf)
MATH(sqrt, sqrt, sqrtf)
MATH(tan, tan, tanf)
MATH(tanh, tanh, tanhf)
MATH(ceil, ceil, ceilf)
MATH(floor, floor, floorf)
MATH(round, round, roundf)
MATH(trunc, trunc, truncf)

static bool f_atan2(struct native_call *c)
{
    c->out.f = atan2(c->args[0].f, c->args[1].f);
    return true;
}
static bool f_pow(struct native_call *c)
{
    c->out.f = pow(c->args[0].f, c->args[1].f);
    return true;
}
static bool f_log(struct native_call *c)
{
    double base = c->args[0].f;
    c->out.f = base == 2    ? log2(c->args[1].f)
               : base == 10 ? log10(c->args[1].f)
                            : log(c->args[1].f) / log(base);
    return true;
}

static bool f_round_to(struct native_call *c)
{
    int64_t places = c->args[1].i;
    if (places > INT32_MAX || places < INT32_MIN)
        return native_fail(c, "Execution error: round() to %" PRId64 " digits", places);
    if (c->code == 32) {
        float factor = powf(10.0f, (float)places);
        c->out.f = (double)(roundf((float)c->args[0].f * factor) / factor);
    } else {
        double factor = pow(10.0, (double)places);
        c->out.f = round(c->args[0].f * factor) / factor;
    }
    return true;
}

static bool f_trunc_to(struct native_call *c)
{
    double factor = pow(10.0, (double)c->args[1].i);
    c->out.f = c->args[1].i == 0 ? trunc(c->args[0].f) : trunc(c->args[0].f * factor) / factor;
    return true;
}

static bool f_factorial(struct native_call *c)
{
    int64_t n = c->args[0].i, v = 1;
    for (int64_t i = 2; i <= n; i++)
        if (MUL_OVERFLOW(v, i, &v))
            return native_fail(c, "Execution error: Overflow happened on FACTORIAL(%" PRId64 ")",
                               n);
    c->out.i = v;
    return true;
}

static uint64_t magnitude(int64_t v)
{
    return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t r = a % b;
        a = b;
        b = r;
    }
    return a;
}

static bool f_gcd(struct native_call *c)
{
    uint64_t a = magnitude(c->args[0].i), b = magnitude(c->args[1].i), g = common_divisor(a, b),
             v = g;
    if (c->code == 1) {
        v = 0;
        if (a && b && MUL_OVERFLOW(a / g, b, &v))
            v = UINT64_MAX;
    }
    if (v > INT64_MAX)
        return native_fail(
            c, "Execution error: Signed integer overflow in %s(%" PRId64 ", %" PRId64 ")",
            c->code ? "LCM" : "GCD", c->args[0].i, c->args[1].i);
    c->out.i = (int64_t)v;
    return true;
}

#define MATH_ROWS(name)                                                                            \
    {#name "_f64", "d", 'd', f_##name, 64, false},                                                 \
    {                                                                                              \
#name "_f32", "f", 'f', f_##name, 32, false                                                \
    }
#define DIVISION_ROWS(suffix, letters, letter, kind)                                               \
    {"div_" suffix, letters, letter, f_div, kind, false},                                          \
    {                                                                                              \
        "rem_" suffix, letters, letter, f_div, kind | 16, false                                    \
    }
const struct native native_numbers[] = {
    {"text_i8", "s", 'b', f_text_int, 0, true},
    {"text_i16", "s", 'h', f_text_int, 1, true},
    {"text_i32", "s", 'i', f_text_int, 2, true},
    {"text_i64", "s", 'l', f_text_int, 3, true},
    {"text_u8", "s", 'B', f_text_int, 4, true},
    {"text_u16", "s", 'H', f_text_int, 5, true},
    {"text_u32", "s", 'I', f_text_int, 6, true},
    {"text_u64", "s", 'L', f_text_int, 7, true},
    {"text_f32", "s", 'f', f_text_float, 32, true},
    {"text_f64", "s", 'd', f_text_float, 64, true},
    {"text_bool", "s", 'o', f_text_bool, 0, true},
    {"text_decimal", "sll", 's', f_text_decimal, 0, true},
    {"decimal_div", "ssl", 's', f_decimal_div, 0, false},
    {"decimal_rem", "ssl", 's', f_decimal_rem, 0, false},
    {"f32_text", "f", 's', f_float_text, 32, false},
    {"f64_text", "d", 's', f_float_text, 64, false},
    {"f64_f32", "d", 'f', f_narrow, 0, false},
    DIVISION_ROWS("i8", "bb", 'b', 0),
    DIVISION_ROWS("i16", "hh", 'h', 1),
    DIVISION_ROWS("i32", "ii", 'i', 2),
    DIVISION_ROWS("i64", "ll", 'l', 3),
    DIVISION_ROWS("u8", "BB", 'B', 4),
    DIVISION_ROWS("u16", "HH", 'H', 5),
    DIVISION_ROWS("u32", "II", 'I', 6),
    DIVISION_ROWS("u64", "LL", 'L', 7),
    MATH_ROWS(acos),
    MATH_ROWS(acosh),
    MATH_ROWS(asin),
    MATH_ROWS(asinh),
    MATH_ROWS(atan),
    MATH_ROWS(atanh),
    MATH_ROWS(cbrt),
    MATH_ROWS(cos),
    MATH_ROWS(cosh),
    MATH_ROWS(cot),
    MATH_ROWS(degrees),
    MATH_ROWS(exp),
    MATH_ROWS(ln),
    MATH_ROWS(log10),
    MATH_ROWS(log2),
    MATH_ROWS(radians),
    MATH_ROWS(signum),
    MATH_ROWS(sin),
    MATH_ROWS(sinh),
    MATH_ROWS(sqrt),
    MATH_ROWS(tan),
    MATH_ROWS(tanh),
    MATH_ROWS(ceil),
    MATH_ROWS(floor),
    MATH_ROWS(round),
    MATH_ROWS(trunc),
    {"atan2", "dd", 'd', f_atan2, 0, false},
    {"pow", "dd", 'd', f_pow, 0, false},
    {"log", "dd", 'd', f_log, 0, false},
    {"round_to_f64", "dl", 'd', f_round_to, 64, false},
    {"round_to_f32", "fl", 'f', f_round_to, 32, false},
    {"trunc_to", "dl", 'd', f_trunc_to, 0, false},
    {"factorial", "l", 'l', f_factorial, 0, false},
    {"gcd", "ll", 'l', f_gcd, 0, false},
    {"lcm", "ll", 'l', f_gcd, 1, false},
};
const size_t native_numbers_n = sizeof native_numbers / sizeof *native_numbers;
