/*
 * The fast parser: included by json_fast_base.c and json_fast_avx2.c, which differ in JSON_AVX2.
 *
 * Every function returns the byte behind what it read, or NULL: "not the usual", which sends the
 * record to the exact parser. Reads may go JSON_SLACK bytes past the end, so a result is only taken
 * when it lies within the text.
 */
#include "readers/json_parser.h"

#include "readers/number.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define HOT static inline __attribute__((always_inline))
#define COLD static __attribute__((noinline, cold))

/* ---- comparing and scanning bytes -------------------------------------------------- */

HOT bool slot_matches(const uint8_t *p, const struct json_slot *s)
{
#if JSON_AVX2
    __m256i have = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i want = _mm256_loadu_si256((const __m256i *)(const void *)s->text);
    uint32_t same = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(have, want));
    if ((same | s->ignore[0]) != UINT32_MAX)
        return false;
    return LIKELY(s->len <= 32) || memcmp(p + 32, s->text + 32, s->len - 32) == 0;
#elif defined(__SSE2__)
    __m128i have = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i want = _mm_loadu_si128((const __m128i *)(const void *)s->text);
    uint32_t same = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(have, want));
    if ((same | (s->ignore[0] & 0xffff)) != 0xffff)
        return false;
    return LIKELY(s->len <= 16) || memcmp(p + 16, s->text + 16, s->len - 16) == 0;
#else
    return memcmp(p, s->text, s->len) == 0;
#endif
}

#if JSON_AVX2
#define STEP 32
typedef uint32_t step_mask;
/* Bytes that end a plain piece of string: quote, backslash, control characters. */
HOT step_mask string_stops(const uint8_t *p, uint8_t *copy)
{
    __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)p);
    _mm256_storeu_si256((__m256i *)(void *)copy, v);
    __m256i quote = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"'));
    __m256i slash = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\\'));
    __m256i low = _mm256_cmpeq_epi8(_mm256_min_epu8(v, _mm256_set1_epi8(0x1f)), v);
    return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(quote, slash), low));
}
#elif defined(__SSE2__)
#define STEP 16
typedef uint32_t step_mask;
HOT step_mask string_stops(const uint8_t *p, uint8_t *copy)
{
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
    _mm_storeu_si128((__m128i *)(void *)copy, v);
    __m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
    __m128i slash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
    __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);
    return (uint32_t)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, slash), low));
}
#else
#define STEP 8
typedef uint32_t step_mask;
HOT step_mask string_stops(const uint8_t *p, uint8_t *copy)
{
    step_mask m = 0;
    memcpy(copy, p, STEP);
    for (unsigned i = 0; i < STEP; i++)
        m |= (step_mask)(p[i] == '"' || p[i] == '\\' || p[i] < 0x20) << i;
    return m;
}
#endif

/* ---- strings -------------------------------------------------------------------- */

/* A string without escapes, copied as it is scanned. */
HOT const uint8_t *fast_string(struct json_parser *ps, struct col_builder *b, const uint8_t *p)
{
    if (UNLIKELY(*p != '"'))
        return NULL;
    p++;
    int64_t n = 0;
    for (;;) {
        uint8_t *at;
        if (UNLIKELY(col_string_begin(b, n + STEP, &at, NULL) != KAMU_OK))
            return NULL;
        step_mask stops = string_stops(p + n, at + n);
        if (LIKELY(stops != 0)) {
            unsigned i = (unsigned)__builtin_ctz(stops);
            n += i;
            if (UNLIKELY(p[n] != '"'))
                return NULL;
            col_string_end(b, n);
            return p + n + 1;
        }
        n += STEP;
        if (UNLIKELY(p + n > ps->end))
            return NULL;
    }
}

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

#if JSON_AVX2
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

/* The end of a number token of any length, NULL when it is not one of RFC 8259. */
COLD const uint8_t *number_end(const struct json_parser *ps, const uint8_t *p)
{
    const uint8_t *start = p;
    p += *p == '-';
    if (*p < '0' || *p > '9' || (*p == '0' && p[1] >= '0' && p[1] <= '9'))
        return NULL;
    while (p < ps->end && json_is_number_byte(*p))
        p++;
    return p < ps->end && p - start < 1000 ? p : NULL;
}

COLD const uint8_t *long_f64(const struct json_parser *ps, struct col_builder *b, const uint8_t *p)
{
    const uint8_t *end = number_end(ps, p);
    double v;
    if (end == NULL || end[-1] == '.' || !number_f64((const char *)p, (size_t)(end - p), &v) ||
        col_reserve(b, 1, NULL) != KAMU_OK)
        return NULL;
    col_push_f64(b, v);
    return end;
}

HOT const uint8_t *fast_f64(struct json_parser *ps, struct col_builder *b, const uint8_t *p)
{
    struct fast_number x;
    const uint8_t *end = fast_number(p, true, &x);
    if (UNLIKELY(end == NULL))
        return long_f64(ps, b, p);
    if (UNLIKELY(col_reserve(b, 1, NULL) != KAMU_OK))
        return NULL;
    /* 15 digits and powers up to 10^15 are exact doubles, so one rounding: correct */
    double v = (double)(int64_t)x.mantissa / powers_of_ten[x.fraction];
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    bits |= (uint64_t)x.negative << 63;
    memcpy(&v, &bits, sizeof v);
    col_push_f64(b, v);
    return end;
}

COLD const uint8_t *long_i64(const struct json_parser *ps, struct col_builder *b, const uint8_t *p)
{
    const uint8_t *end = number_end(ps, p);
    int64_t v;
    if (end == NULL || text_to_i64((struct str){(const char *)p, (size_t)(end - p)}, &v) != NULL ||
        col_reserve(b, 1, NULL) != KAMU_OK)
        return NULL;
    col_push_i64(b, v);
    return end;
}

HOT const uint8_t *fast_i64(struct json_parser *ps, struct col_builder *b, const uint8_t *p)
{
    struct fast_number x;
    const uint8_t *end = fast_number(p, false, &x);
    if (UNLIKELY(end == NULL))
        return long_i64(ps, b, p);
    if (UNLIKELY(col_reserve(b, 1, NULL) != KAMU_OK))
        return NULL;
    col_push_i64(b, with_sign(x.mantissa, x.negative));
    return end;
}

/* Other widths of integers. */
HOT const uint8_t *fast_int(struct col_builder *b, bool is_signed, const uint8_t *p)
{
    struct fast_number x;
    const uint8_t *end = fast_number(p, false, &x);
    if (UNLIKELY(end == NULL || col_reserve(b, 1, NULL) != KAMU_OK))
        return NULL;
    int64_t v = with_sign(x.mantissa, x.negative);
    unsigned bits = (unsigned)b->width * 8;
    if (bits < 64) {
        int64_t low = is_signed ? -(INT64_C(1) << (bits - 1)) : 0;
        int64_t high = is_signed ? INT64_C(1) << (bits - 1) : INT64_C(1) << bits;
        if (UNLIKELY(v < low || v >= high))
            return NULL;
    } else if (UNLIKELY(!is_signed && v < 0)) {
        return NULL;
    }
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
    return end;
}

COLD const uint8_t *fast_f32(struct json_parser *ps, struct col_builder *b, const uint8_t *p)
{
    const uint8_t *end = number_end(ps, p);
    float v;
    if (end == NULL || end[-1] == '.' || !number_f32((const char *)p, (size_t)(end - p), &v) ||
        col_reserve(b, 1, NULL) != KAMU_OK)
        return NULL;
    col_push_f32(b, v);
    return end;
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
    return (a > 9) | (b > 9) ? 1000 : a * 10 + b;
}

/* A new date text: YYYY-MM-DD at p; remembers its day. */
COLD bool learn_day(struct json_parser *ps, const uint8_t *p)
{
    unsigned century = two_digits(p), year = two_digits(p + 2);
    unsigned month = two_digits(p + 5), day = two_digits(p + 8);
    static const uint8_t days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (century > 99 || year > 99 || p[4] != '-' || p[7] != '-' || month < 1 || month > 12 ||
        day < 1 || day > days[month - 1])
        return false;
    year += century * 100;
    if (month == 2 && day == 29 && (year % 4 != 0 || (year % 100 == 0 && year % 400 != 0)))
        return false;
    ps->day_text[0] = load64(p);
    ps->day_text[1] = load64(p + 2);
    ps->day_ms = days_from_civil(year, month, day) * 86400000;
    return true;
}

#if JSON_AVX2
/* "THH:MM:SS.mmmZ\"" at p: milliseconds of the day, or -1. */
HOT int64_t usual_time_of_day(const uint8_t *p)
{
    __m128i raw = _mm_loadu_si128((const __m128i *)(const void *)p);
    const __m128i form =
        _mm_setr_epi8('T', '0', '0', ':', '0', '0', ':', '0', '0', '.', '0', '0', '0', 'Z', '"', 0);
    __m128i d = _mm_sub_epi8(raw, form); /* digits become 0..9, the rest 0 */
    const __m128i most = _mm_setr_epi8(0, 9, 9, 0, 9, 9, 0, 9, 9, 0, 9, 9, 9, 0, 0, -1);
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

/* "YYYY-MM-DDTHH:MM:SS[.fff][Z]" of a UTC column in milliseconds; p at the quote. */
HOT const uint8_t *fast_timestamp_ms(struct json_parser *ps, struct col_builder *b,
                                     const uint8_t *p)
{
    if (UNLIKELY(*p != '"'))
        return NULL;
    p++;
    if (UNLIKELY(load64(p) != ps->day_text[0] || load64(p + 2) != ps->day_text[1]) &&
        !learn_day(ps, p))
        return NULL;
#if JSON_AVX2
    int64_t usual = usual_time_of_day(p + 10);
    if (LIKELY(usual >= 0)) {
        if (UNLIKELY(col_reserve(b, 1, NULL) != KAMU_OK))
            return NULL;
        col_push_i64(b, ps->day_ms + usual);
        return p + 25;
    }
#endif
    unsigned hour = two_digits(p + 11), minute = two_digits(p + 14), second = two_digits(p + 17);
    if (UNLIKELY((p[10] != 'T' && p[10] != ' ') | (p[13] != ':') | (p[16] != ':') | (hour > 23) |
                 (minute > 59) | (second > 59)))
        return NULL;
    unsigned ms = 0;
    p += 19;
    if (*p == '.') {
        unsigned a = (unsigned)p[1] - '0', c = (unsigned)p[2] - '0', d = (unsigned)p[3] - '0';
        if (LIKELY((a <= 9) & (c <= 9) & (d <= 9))) {
            ms = a * 100 + c * 10 + d;
            p += 4;
        } else {
            if (a > 9)
                return NULL;
            ms = a * 100 + (c <= 9 ? c * 10 : 0);
            p += c <= 9 ? 3 : 2;
        }
        while (UNLIKELY(*p >= '0' && *p <= '9'))
            p++; /* finer than the column */
    }
    p += *p == 'Z';
    if (UNLIKELY(*p != '"' || col_reserve(b, 1, NULL) != KAMU_OK))
        return NULL;
    col_push_i64(b, ps->day_ms + (int64_t)((hour * 60 + minute) * 60 + second) * 1000 + ms);
    return p + 1;
}

/* ---- values --------------------------------------------------------------------- */

HOT bool is_null_text(const uint8_t *p)
{
    return p[0] == 'n' && p[1] == 'u' && p[2] == 'l' && p[3] == 'l';
}

COLD const uint8_t *fast_null(const struct json_node *n, const uint8_t *p)
{
    if (!n->nullable || !is_null_text(p) || col_put_null(n->b, NULL) != KAMU_OK)
        return NULL;
    return p + 4;
}

HOT const uint8_t *fast_bool(const struct json_node *n, const uint8_t *p)
{
    bool v = *p == 't';
    if (memcmp(p, v ? "true" : "fals", 4) != 0 || (!v && p[4] != 'e') ||
        col_put_bool(n->b, v, NULL) != KAMU_OK)
        return NULL;
    return p + (v ? 4 : 5);
}

static const uint8_t *fast_object(struct json_parser *ps, struct json_object *o, const uint8_t *p,
                                  bool *live);

HOT const uint8_t *fast_scalar(struct json_parser *ps, const struct json_node *n, const uint8_t *p)
{
    switch (n->op) {
    case JSON_OP_STRING:
    case JSON_OP_TEXT:
        return fast_string(ps, n->b, p);
    case JSON_OP_FLOAT64:
        return fast_f64(ps, n->b, p);
    case JSON_OP_TIMESTAMP:
        return n->utc && n->field->type.unit == UNIT_MILLI ? fast_timestamp_ms(ps, n->b, p) : NULL;
    case JSON_OP_INT:
        return n->b->width == 8 ? fast_i64(ps, n->b, p) : fast_int(n->b, true, p);
    case JSON_OP_UINT:
        return fast_int(n->b, false, p);
    case JSON_OP_FLOAT32:
        return fast_f32(ps, n->b, p);
    case JSON_OP_BOOL:
        return fast_bool(n, p);
    default:
        return NULL;
    }
}

/* Lists of strict JSON: commas between, none behind. */
static const uint8_t *fast_list(struct json_parser *ps, const struct json_node *n,
                                const uint8_t *p);

static const uint8_t *fast_nested(struct json_parser *ps, const struct json_node *n,
                                  const uint8_t *p)
{
    bool live;
    if (n->op == JSON_OP_LIST)
        return fast_list(ps, n, p);
    if (n->op != JSON_OP_STRUCT)
        return json_exact_value(ps, n, p); /* rare types; all of them check themselves */
    if (*p != '{')
        return NULL;
    p = fast_object(ps, n->object, p, &live);
    return p != NULL && col_struct_end(n->b, NULL) == KAMU_OK ? p : NULL;
}

HOT const uint8_t *fast_value(struct json_parser *ps, const struct json_node *n, const uint8_t *p)
{
    if (UNLIKELY(*p == 'n'))
        return fast_null(n, p);
    const uint8_t *end = fast_scalar(ps, n, p);
    if (LIKELY(end != NULL))
        return end;
    return n->op >= JSON_OP_BINARY || n->op == JSON_OP_TIMESTAMP || n->op == JSON_OP_SKIP ||
                   n->op == JSON_OP_DECIMAL || n->op == JSON_OP_DATE || n->op == JSON_OP_TIME
               ? fast_nested(ps, n, p)
               : NULL;
}

static const uint8_t *fast_list(struct json_parser *ps, const struct json_node *n, const uint8_t *p)
{
    if (*p != '[')
        return NULL;
    p = json_skip_space(ps, p + 1);
    while (*p != ']') {
        p = fast_value(ps, n->item, p);
        if (p == NULL)
            return NULL;
        p = json_skip_space(ps, p);
        if (*p == ',') {
            p = json_skip_space(ps, p + 1);
            if (*p == ']')
                return NULL;
        } else if (*p != ']') {
            return NULL;
        }
    }
    return col_list_end(n->b, NULL) == KAMU_OK ? p + 1 : NULL;
}

/* ---- objects -------------------------------------------------------------------- */

/* Values of unknown keys: plain scalars are passed over, the rest is checked by the grammar. */
static const uint8_t *skip_unknown(struct json_parser *ps, const uint8_t *p)
{
    return json_skip_value(ps, p);
}

#define SLOTS_AHEAD 4

/* The key is not the one that came last time: a member is missing or the order is another. Returns
 * the start of its value, or the closing brace (then *field is JSON_NO_FIELD and *ended is set). */
COLD const uint8_t *other_key(struct json_parser *ps, struct json_object *o, const uint8_t *p,
                              bool first, uint32_t *slot, uint32_t *field, bool *ended)
{
    const uint8_t *from = p;
    for (uint32_t i = *slot + 1; !first && i < o->n_slots && i <= *slot + SLOTS_AHEAD; i++)
        if (slot_matches(p, &o->slots[i])) {
            *slot = i + 1;
            *field = o->slots[i].field;
            return p + o->slots[i].len;
        }
    p = json_next_member(ps, p, first);
    if (p == NULL)
        return NULL;
    if (*p == '}') {
        *ended = true;
        return p + 1;
    }
    const uint8_t *key = p + 1;
    p = json_skip_string(ps, p);
    if (p == NULL || memchr(key, '\\', (size_t)(p - 1 - key)) != NULL)
        return NULL;
    *field = json_object_find(o, key, (size_t)(p - 1 - key));
    if (*field == JSON_NO_FIELD && ps->unknown_name.p == NULL)
        ps->unknown_name = (struct str){(const char *)key, (size_t)(p - 1 - key)};
    p = json_to_value(ps, p);
    if (p == NULL)
        return NULL;
    json_object_learn(o, *slot, from, (size_t)(p - from), *field);
    ++*slot;
    return p;
}

COLD bool fill_missing(struct json_parser *ps, struct json_object *o, uint64_t instance)
{
    for (uint32_t f = 0; f < o->n; f++) {
        if (o->stamp[f] == instance)
            continue;
        const struct json_node *n = &o->nodes[f];
        if (n->op != JSON_OP_SKIP) {
            if (!n->nullable || ps->strict_rows)
                return false;
            ps->counts.missing++;
        }
        if (col_put_null(n->b, NULL) != KAMU_OK)
            return false;
    }
    return true;
}

static const uint8_t *fast_object(struct json_parser *ps, struct json_object *o, const uint8_t *p,
                                  bool *live)
{
    const uint64_t instance = ++o->instance;
    const struct json_slot *slot = o->slots, *slots_end = slot + o->n_slots;
    uint64_t *const stamp = o->stamp;
    uint32_t seen = 0, field = 0;
    bool first = true, any = false;
    for (;; first = false) {
        if (LIKELY(slot < slots_end && slot_matches(p, slot))) {
            p += slot->len;
            field = slot->field;
            slot++;
        } else if (*p == '}') {
            p++;
            break;
        } else {
            uint32_t at = (uint32_t)(slot - o->slots);
            bool ended = false;
            p = other_key(ps, o, p, first, &at, &field, &ended);
            if (p == NULL)
                return NULL;
            if (ended)
                break;
            slot = o->slots + at;
            slots_end = o->slots + o->n_slots;
        }
        if (UNLIKELY(field == JSON_NO_FIELD)) {
            if (ps->strict_rows)
                return NULL;
            ps->counts.unknown++;
            p = skip_unknown(ps, p);
            if (p == NULL)
                return NULL;
            continue;
        }
        if (UNLIKELY(stamp[field] == instance))
            return NULL; /* a key twice: the last counts */
        stamp[field] = instance;
        seen++;
        any |= *p != 'n';
        p = fast_value(ps, &o->nodes[field], p);
        if (UNLIKELY(p == NULL))
            return NULL;
    }
    if (UNLIKELY(seen != o->n) && !fill_missing(ps, o, instance))
        return NULL;
    *live = any;
    return p;
}

/* Behind a record: to the start of the next one, or NULL. */
HOT const uint8_t *fast_separator(const struct json_parser *ps, const uint8_t *p)
{
    if (ps->mode == JSON_ARRAY) {
        p = json_skip_space(ps, p);
        if (p >= ps->end || *p != ',')
            return NULL;
        p++;
    } else if (LIKELY(*p == '\n' && p[1] == '{')) {
        return p + 1;
    }
    return p;
}

COLD void undo_record(struct json_parser *ps, struct json_counts before)
{
    json_truncate(ps, ps->rows);
    ps->counts = before;
}

const uint8_t *FAST_NAME(struct json_parser *ps, const uint8_t *p)
{
    while (ps->rows < ps->rows_max) {
        struct json_counts before = ps->counts;
        bool live;
        if (UNLIKELY(*p != '{'))
            p = json_skip_space(ps, p);
        if (p >= ps->end || *p != '{')
            return p;
        const uint8_t *q = fast_object(ps, &ps->root, p, &live);
        if (LIKELY(q != NULL && q <= ps->end))
            q = fast_separator(ps, q);
        else
            q = NULL;
        if (UNLIKELY(q == NULL || q > ps->utf8_bad || (!live && ps->strict_rows))) {
            undo_record(ps, before);
            return p;
        }
        ps->counts.null_rows += !live;
        ps->rows++;
        ps->counts.records++;
        p = q;
    }
    return p;
}
