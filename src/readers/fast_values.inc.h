/*
 * Kernels of the fast parsers: short numbers and UTC timestamps from bytes. Included by
 * json_fast.inc.h and csv_fast.inc.h, compiled for several CPUs (FAST_AVX2).
 *
 * They return the byte behind what they read, or NULL: "not the usual form", never "wrong". Up to
 * 32 bytes behind the text are read.
 */
#include "base/time.h"
#include "readers/fast_day.h"
#include "readers/json_parser.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define HOT static inline __attribute__((always_inline))
#define COLD static __attribute__((noinline, cold))

/* ---- numbers -------------------------------------------------------------------- */

/* [sign] digits [. digits], at most 15 digits, not followed by what belongs to a number. */
struct fast_number {
    uint64_t mantissa;
    unsigned fraction; /* digits behind the point */
    bool negative;
};

/* Bytes that may not follow a number that was read up to there. */
static const bool number_goes_on[256] = {
    ['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true, ['4'] = true,
    ['5'] = true, ['6'] = true, ['7'] = true, ['8'] = true, ['9'] = true,
    ['-'] = true, ['+'] = true, ['.'] = true, ['e'] = true, ['E'] = true,
};

/* v or -v without a branch: signs of data are hard to predict. */
HOT int64_t with_sign(uint64_t v, bool negative)
{
    uint64_t mask = 0 - (uint64_t)negative;
    return (int64_t)((v ^ mask) - mask);
}

#if FAST_AVX2
/* pshufb controls: loading 16 bytes at 16 - n moves n bytes to the end and zeroes the rest. */
static const uint8_t align_right[32] __attribute__((aligned(32))) = {
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0,    1,    2,    3,    4,    5,    6,    7,    8,    9,    10,   11,   12,   13,   14,   15};

/* The value of 16 decimal digits (0..9 each), the first the most significant. */
HOT uint64_t value_of_16(__m128i digits)
{
    __m128i pairs = _mm_maddubs_epi16(digits, _mm_set1_epi16(0x010a));
    __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00010064));
    __m128i packed = _mm_packus_epi32(fours, fours);
    __m128i eights = _mm_madd_epi16(packed, _mm_set1_epi32(0x00012710));
    uint64_t both = (uint64_t)_mm_cvtsi128_si64(eights);
    return (both & UINT32_MAX) * 100000000 + (both >> 32);
}

HOT const uint8_t *fast_number(const uint8_t *p, bool with_point, struct fast_number *out)
{
    out->negative = *p == '-';
    p += out->negative;
    __m128i raw = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i d = _mm_sub_epi8(raw, _mm_set1_epi8('0'));
    uint32_t is_digit =
        (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(d, _mm_set1_epi8(9)), d));
    unsigned whole = (unsigned)__builtin_ctz(~is_digit), fraction = 0, length = whole;
    if (UNLIKELY(whole == 0 || (p[0] == '0' && whole > 1)))
        return NULL;
    if (with_point && LIKELY(p[whole] == '.')) {
        /* close the gap of the point: bytes from it on come from one further right */
        fraction = (unsigned)__builtin_ctz(~(is_digit >> (whole + 1)));
        length = whole + 1 + fraction;
        if (UNLIKELY(fraction == 0))
            return NULL;
        __m128i right = _mm_srli_si128(d, 1);
        __m128i index = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        __m128i behind = _mm_cmpgt_epi8(index, _mm_set1_epi8((char)(whole - 1)));
        d = _mm_blendv_epi8(d, right, behind);
    }
    unsigned digits = whole + fraction;
    if (UNLIKELY(length > 15 || number_goes_on[p[length]]))
        return NULL;
    __m128i control = _mm_loadu_si128((const __m128i *)(const void *)(align_right + digits));
    out->mantissa = value_of_16(_mm_shuffle_epi8(d, control));
    out->fraction = fraction;
    return p + length;
}
#else
HOT const uint8_t *fast_number(const uint8_t *p, bool with_point, struct fast_number *out)
{
    out->negative = *p == '-';
    p += out->negative;
    const uint8_t *start = p;
    uint64_t v = 0;
    for (; *p >= '0' && *p <= '9'; p++)
        v = v * 10 + (uint64_t)(*p - '0');
    unsigned digits = (unsigned)(p - start);
    if (digits == 0 || (*start == '0' && digits > 1))
        return NULL;
    out->fraction = 0;
    if (with_point && *p == '.') {
        start = ++p;
        for (; *p >= '0' && *p <= '9'; p++)
            v = v * 10 + (uint64_t)(*p - '0');
        out->fraction = (unsigned)(p - start);
        if (out->fraction == 0)
            return NULL;
    }
    if (digits + out->fraction > 15 || number_goes_on[*p])
        return NULL;
    out->mantissa = v;
    return p;
}
#endif

static const double powers_of_ten[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                       1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/* A number whose value is exact: at most 15 digits and powers up to 10^15 are exact doubles, so
 * there is one rounding. */
HOT double fast_number_f64(const struct fast_number *x)
{
    double v = (double)(int64_t)x->mantissa / powers_of_ten[x->fraction];
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    bits |= (uint64_t)x->negative << 63;
    memcpy(&v, &bits, sizeof v);
    return v;
}

/* Does the value fit an integer of `bits`? */
HOT bool fits(int64_t v, unsigned bits, bool is_signed)
{
    if (bits == 64)
        return is_signed || v >= 0;
    int64_t low = is_signed ? -(INT64_C(1) << (bits - 1)) : 0;
    int64_t high = is_signed ? INT64_C(1) << (bits - 1) : INT64_C(1) << bits;
    return v >= low && v < high;
}

HOT void push_int(struct col_builder *b, int64_t v)
{
    switch (b->width) {
    case 1:
        col_push_u8(b, (uint8_t)v);
        break;
    case 2:
        col_push_u16(b, (uint16_t)v);
        break;
    case 4:
        col_push_u32(b, (uint32_t)v);
        break;
    default:
        col_push_u64(b, (uint64_t)v);
    }
}

/* ---- timestamps ----------------------------------------------------------------- */

HOT uint64_t load64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Two digits, 0..99, or >= 100 when they are none. */
HOT unsigned two_digits(const uint8_t *p)
{
    unsigned a = (unsigned)p[0] - '0', b = (unsigned)p[1] - '0';
    return ((a > 9) | (b > 9)) ? 1000 : a * 10 + b;
}

/* A new date text: YYYY-MM-DD at p; remembers its day. */
COLD bool learn_day(struct fast_day *day, const uint8_t *p)
{
    unsigned century = two_digits(p), year = two_digits(p + 2);
    unsigned month = two_digits(p + 5), mday = two_digits(p + 8);
    static const uint8_t days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (century > 99 || year > 99 || p[4] != '-' || p[7] != '-' || month < 1 || month > 12 ||
        mday < 1 || mday > days[month - 1])
        return false;
    year += century * 100;
    if (month == 2 && mday == 29 && (year % 4 != 0 || (year % 100 == 0 && year % 400 != 0)))
        return false;
    day->text[0] = load64(p);
    day->text[1] = load64(p + 2);
    day->ms = days_from_civil(year, month, mday) * 86400000;
    return true;
}

#if FAST_AVX2
/* "THH:MM:SS.mmmZ" at p: milliseconds of the day, or -1. */
HOT int64_t usual_time_of_day(const uint8_t *p)
{
    __m128i raw = _mm_loadu_si128((const __m128i *)(const void *)p);
    const __m128i form =
        _mm_setr_epi8('T', '0', '0', ':', '0', '0', ':', '0', '0', '.', '0', '0', '0', 'Z', 0, 0);
    __m128i d = _mm_sub_epi8(raw, form); /* digits become 0..9, the rest 0 */
    const __m128i most = _mm_setr_epi8(0, 9, 9, 0, 9, 9, 0, 9, 9, 0, 9, 9, 9, 0, -1, -1);
    if (_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(d, most), d)) != 0xffff)
        return -1;
    const __m128i order = _mm_setr_epi8(1, 2, 4, 5, 7, 8, 0, 10, 11, 12, 0, 0, 0, 0, 0, 0);
    __m128i pairs = _mm_maddubs_epi16(_mm_shuffle_epi8(d, order), _mm_set1_epi16(0x010a));
    const __m128i limit = _mm_setr_epi16(23, 59, 59, 99, 99, 99, 99, 99); /* HH MM SS m mm */
    if (_mm_movemask_epi8(_mm_cmpgt_epi16(pairs, limit)) != 0)
        return -1;
    __m128i sums = _mm_madd_epi16(pairs, _mm_setr_epi16(60, 1, 1000, 100, 1, 0, 0, 0));
    uint64_t low = (uint64_t)_mm_cvtsi128_si64(sums);
    return (int64_t)(low & UINT32_MAX) * 60000 + (int64_t)(low >> 32) + _mm_extract_epi32(sums, 2);
}
#endif

/* "YYYY-MM-DD" at p: is it the known day, or can it be? */
HOT bool find_day(struct fast_day *day, const uint8_t *p)
{
    if (LIKELY(load64(p) == day->text[0] && load64(p + 2) == day->text[1]))
        return true;
    return learn_day(day, p);
}

/* "YYYY-MM-DDTHH:MM:SS[.f...][Z]" as milliseconds since 1970 in UTC. */
HOT const uint8_t *fast_utc_ms(struct fast_day *day, const uint8_t *p, int64_t *out)
{
    if (UNLIKELY(!find_day(day, p)))
        return NULL;
#if FAST_AVX2
    int64_t usual = usual_time_of_day(p + 10);
    if (LIKELY(usual >= 0)) {
        *out = day->ms + usual;
        return p + 24;
    }
#endif
    unsigned hour = two_digits(p + 11), minute = two_digits(p + 14), second = two_digits(p + 17);
    if (UNLIKELY((p[10] != 'T' && p[10] != ' ') | (p[13] != ':') | (p[16] != ':') | (hour > 23) |
                 (minute > 59) | (second > 59)))
        return NULL;
    unsigned ms = 0, digits = 0;
    p += 19;
    if (*p == '.') {
        for (p++; *p >= '0' && *p <= '9'; p++, digits++)
            if (digits < 3)
                ms = ms * 10 + (unsigned)(*p - '0');
        if (digits == 0)
            return NULL;
        for (; digits < 3; digits++)
            ms *= 10;
    }
    p += *p == 'Z';
    *out = day->ms + (int64_t)((hour * 60 + minute) * 60 + second) * 1000 + ms;
    return p;
}
