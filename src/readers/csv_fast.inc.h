/*
 * The fast CSV parser: included by csv_fast_base.c and csv_fast_avx2.c, which differ in FAST_AVX2.
 * Values are converted as they are scanned; NULL sends a record to the exact parser.
 */
#include "readers/csv_parser.h"

#include "readers/fast_values.inc.h"

/* ---- plain text ------------------------------------------------------------------------ */

#if FAST_AVX2
#define STEP 32
typedef __m256i step_bytes;
HOT step_bytes load_step(const uint8_t *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}
HOT void store_step(uint8_t *p, step_bytes v)
{
    _mm256_storeu_si256((__m256i *)(void *)p, v);
}
HOT uint32_t equal_to(step_bytes v, uint8_t c)
{
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, _mm256_set1_epi8((char)c)));
}
HOT uint32_t high_bits(step_bytes v)
{
    return (uint32_t)_mm256_movemask_epi8(v);
}
#elif defined(__SSE2__)
#define STEP 16
typedef __m128i step_bytes;
HOT step_bytes load_step(const uint8_t *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}
HOT void store_step(uint8_t *p, step_bytes v)
{
    _mm_storeu_si128((__m128i *)(void *)p, v);
}
HOT uint32_t equal_to(step_bytes v, uint8_t c)
{
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)c)));
}
HOT uint32_t high_bits(step_bytes v)
{
    return (uint32_t)_mm_movemask_epi8(v);
}
#else
#define STEP 8
typedef uint64_t step_bytes;
HOT uint32_t high_bits(step_bytes v)
{
    return (v & 0x8080808080808080u) != 0;
}
HOT step_bytes load_step(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}
HOT void store_step(uint8_t *p, step_bytes v)
{
    memcpy(p, &v, sizeof v);
}
HOT uint32_t equal_to(step_bytes v, uint8_t c)
{
    uint32_t m = 0;
    uint8_t bytes[STEP];
    memcpy(bytes, &v, sizeof bytes);
    for (unsigned i = 0; i < STEP; i++)
        m |= (uint32_t)(bytes[i] == c) << i;
    return m;
}
#endif

HOT bool at_end(const struct csv_parser *ps, const uint8_t *p)
{
    return *p == ps->d.separator || *p == '\n' || *p == '\r';
}

/* The first separator or line end from p on, or NULL when none is within the text. */
HOT const uint8_t *field_end(const struct csv_parser *ps, const uint8_t *p)
{
    for (; p < ps->end; p += STEP) {
        step_bytes v = load_step(p);
        uint32_t stops = equal_to(v, ps->d.separator) | equal_to(v, '\n') | equal_to(v, '\r');
        if (stops != 0)
            return p + __builtin_ctz(stops);
    }
    return NULL;
}

/* The closing quote of the quoted field at p; NULL when it holds quotes or escapes. */
COLD const uint8_t *quoted_end(const struct csv_parser *ps, const uint8_t *p)
{
    for (p++; p < ps->end; p++) {
        if (*p == ps->d.quote) {
            uint8_t next = p[1];
            return next == ps->d.separator || next == '\n' || next == '\r' ? p : NULL;
        }
        if (ps->d.escaping && *p == ps->d.escape)
            return NULL;
    }
    return NULL;
}

/* Any field in any form but escapes: the bytes behind it. */
COLD const uint8_t *slow_field(struct csv_parser *ps, const struct csv_column *c, const uint8_t *p)
{
    bool quoted = ps->d.quoting && *p == ps->d.quote;
    if (p < ps->end && at_end(ps, p) && ps->plain_nulls && c->field != NULL && c->nullable)
        return col_put_null(c->b, NULL) == KAMU_OK ? p : NULL;
    csv_check_utf8(ps);
    const uint8_t *end = quoted ? quoted_end(ps, p) : field_end(ps, p);
    if (end == NULL || end >= ps->end)
        return NULL;
    struct str s = {(const char *)p + quoted, (size_t)(end - p) - quoted};
    return csv_put(ps, c, s, quoted) ? end + quoted : NULL;
}

/* ---- fields ------------------------------------------------------------------------------ */

HOT const uint8_t *string_field(struct csv_parser *ps, const struct csv_column *c, const uint8_t *p)
{
    struct col_builder *b = c->b;
    if (UNLIKELY((ps->d.quoting && *p == ps->d.quote) || at_end(ps, p) || !ps->plain_nulls))
        return slow_field(ps, c, p);
    uint32_t high = 0;
    for (int64_t n = 0;; n += STEP) {
        uint8_t *at;
        if (UNLIKELY(p + n >= ps->end || col_string_begin(b, n + STEP, &at, NULL) != KAMU_OK))
            return NULL;
        step_bytes v = load_step(p + n);
        store_step(at + n, v);
        high |= high_bits(v);
        uint32_t stops = equal_to(v, ps->d.separator) | equal_to(v, '\n') | equal_to(v, '\r');
        if (LIKELY(stops != 0)) {
            if (UNLIKELY(high != 0)) /* perhaps only behind the field: then it costs one look */
                csv_check_utf8(ps);
            n += __builtin_ctz(stops);
            col_string_end(b, n);
            return p + n;
        }
    }
}

HOT const uint8_t *f64_field(struct csv_parser *ps, const struct csv_column *c, const uint8_t *p)
{
    struct fast_number x;
    const uint8_t *end = fast_number(p, true, &x);
    if (UNLIKELY(end == NULL || !at_end(ps, end) || col_reserve(c->b, 1, NULL) != KAMU_OK))
        return slow_field(ps, c, p);
    col_push_f64(c->b, fast_number_f64(&x));
    return end;
}

HOT const uint8_t *int_field(struct csv_parser *ps, const struct csv_column *c, bool is_signed,
                             const uint8_t *p)
{
    struct fast_number x;
    const uint8_t *end = fast_number(p, false, &x);
    if (UNLIKELY(end == NULL || !at_end(ps, end) || col_reserve(c->b, 1, NULL) != KAMU_OK))
        return slow_field(ps, c, p);
    int64_t v = with_sign(x.mantissa, x.negative);
    if (UNLIKELY(!fits(v, (unsigned)c->b->width * 8, is_signed)))
        return NULL;
    push_int(c->b, v);
    return end;
}

HOT const uint8_t *timestamp_field(struct csv_parser *ps, const struct csv_column *c,
                                   const uint8_t *p)
{
    int64_t v;
    if (UNLIKELY(!c->utc || c->field->type.unit != UNIT_MILLI || ps->d.timestamp_format.p != NULL))
        return slow_field(ps, c, p);
    const uint8_t *end = fast_utc_ms(&ps->day, p, &v);
    if (UNLIKELY(end == NULL || !at_end(ps, end) || col_reserve(c->b, 1, NULL) != KAMU_OK))
        return slow_field(ps, c, p);
    col_push_i64(c->b, v);
    return end;
}

HOT const uint8_t *date_field(struct csv_parser *ps, const struct csv_column *c, const uint8_t *p)
{
    if (UNLIKELY(ps->d.date_format.p != NULL || !at_end(ps, p + 10) || !find_day(&ps->day, p) ||
                 col_reserve(c->b, 1, NULL) != KAMU_OK))
        return slow_field(ps, c, p);
    col_push_i32(c->b, (int32_t)(ps->day.ms / 86400000));
    return p + 10;
}

HOT const uint8_t *fast_field(struct csv_parser *ps, const struct csv_column *c, const uint8_t *p)
{
    switch (c->op) {
    case JSON_OP_STRING:
        return string_field(ps, c, p);
    case JSON_OP_FLOAT64:
        return f64_field(ps, c, p);
    case JSON_OP_INT:
        return int_field(ps, c, true, p);
    case JSON_OP_UINT:
        return int_field(ps, c, false, p);
    case JSON_OP_TIMESTAMP:
        return timestamp_field(ps, c, p);
    case JSON_OP_DATE:
        return date_field(ps, c, p);
    default:
        return slow_field(ps, c, p);
    }
}

/* ---- records -------------------------------------------------------------------------------- */

static const uint8_t *fast_record(struct csv_parser *ps, const uint8_t *p)
{
    const struct csv_column *c = ps->columns, *last = c + ps->n - 1;
    const uint8_t separator = ps->d.separator;
    bool live = false;
    for (; c < last; c++) {
        live |= *p != separator;
        p = fast_field(ps, c, p);
        if (UNLIKELY(p == NULL || *p != separator))
            return NULL;
        p++;
    }
    live |= !at_end(ps, p);
    p = fast_field(ps, c, p);
    if (UNLIKELY(p == NULL))
        return NULL;
    ps->null_rows += !live;
    if (LIKELY(*p == '\n'))
        return p + 1;
    if (*p != '\r')
        return NULL;
    return p + 1 + (p[1] == '\n');
}

const uint8_t *FAST_NAME(struct csv_parser *ps, const uint8_t *p)
{
    while (ps->rows < ps->rows_max) {
        p = csv_skip_blank(ps, p);
        if (p >= ps->end)
            return p;
        uint64_t null_rows = ps->null_rows;
        const uint8_t *q = fast_record(ps, p);
        if (UNLIKELY(q == NULL || q > ps->end || q > ps->utf8_bad)) {
            ps->null_rows = null_rows;
            csv_truncate(ps, ps->rows);
            return p;
        }
        ps->rows++;
        ps->records++;
        p = q;
    }
    return p;
}
