/*
 * The fast parser: included by json_fast_base.c and json_fast_avx2.c, which differ in FAST_AVX2.
 *
 * Every function returns the byte behind what it read, or NULL: "not the usual", which sends the
 * record to the exact parser. Reads may go JSON_SLACK bytes past the end, so a result is only taken
 * when it lies within the text.
 */
#include "readers/fast_values.inc.h"

#include "readers/number.h"

/* ---- comparing and scanning bytes -------------------------------------------------- */

HOT bool slot_matches(const uint8_t *p, const struct json_slot *s)
{
#if FAST_AVX2
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

#if FAST_AVX2
#define STEP 32
typedef uint32_t step_mask;
/* Bytes that end a plain piece of string: quote, backslash, control characters; `high`: bytes that
 * are not ASCII. */
HOT step_mask string_stops(const uint8_t *p, uint8_t *copy, step_mask *high)
{
    __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)p);
    _mm256_storeu_si256((__m256i *)(void *)copy, v);
    *high = (uint32_t)_mm256_movemask_epi8(v);
    __m256i quote = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"'));
    __m256i slash = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\\'));
    __m256i low = _mm256_cmpeq_epi8(_mm256_min_epu8(v, _mm256_set1_epi8(0x1f)), v);
    return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(quote, slash), low));
}
#elif defined(__SSE2__)
#define STEP 16
typedef uint32_t step_mask;
HOT step_mask string_stops(const uint8_t *p, uint8_t *copy, step_mask *high)
{
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
    _mm_storeu_si128((__m128i *)(void *)copy, v);
    *high = (uint32_t)_mm_movemask_epi8(v);
    __m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
    __m128i slash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
    __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);
    return (uint32_t)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, slash), low));
}
#else
#define STEP 8
typedef uint32_t step_mask;
HOT step_mask string_stops(const uint8_t *p, uint8_t *copy, step_mask *high)
{
    *high = 0;
    step_mask m = 0;
    memcpy(copy, p, STEP);
    for (unsigned i = 0; i < STEP; i++) {
        m |= (step_mask)(p[i] == '"' || p[i] == '\\' || p[i] < 0x20) << i;
        *high |= (step_mask)(p[i] > 0x7f) << i;
    }
    return m;
}
#endif

/* ---- strings -------------------------------------------------------------------- */

/* A string with escapes, or none at all. */
COLD const uint8_t *escaped_string(struct json_parser *ps, struct col_builder *b, const uint8_t *p)
{
    uint8_t *at;
    json_check_utf8(ps);
    const uint8_t *end = json_skip_string(ps, p);
    if (end == NULL || col_string_begin(b, end - p, &at, NULL) != KAMU_OK)
        return NULL;
    col_string_end(b, (int64_t)json_unescape(p, end, at));
    return end;
}

/* A string, copied as it is scanned. */
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
        step_mask high, stops = string_stops(p + n, at + n, &high);
        if (UNLIKELY((high & (stops ^ (stops - 1))) != 0))
            json_check_utf8(ps);
        if (LIKELY(stops != 0)) {
            unsigned i = (unsigned)__builtin_ctz(stops);
            n += i;
            if (UNLIKELY(p[n] != '"'))
                return p[n] == '\\' ? escaped_string(ps, b, p - 1) : NULL;
            col_string_end(b, n);
            return p + n + 1;
        }
        n += STEP;
        if (UNLIKELY(p + n > ps->end))
            return NULL;
    }
}

/* ---- numbers -------------------------------------------------------------------- */

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
    col_push_f64(b, fast_number_f64(&x));
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
    if (UNLIKELY(!fits(v, (unsigned)b->width * 8, is_signed)))
        return NULL;
    push_int(b, v);
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

/* A UTC column in milliseconds; p at the quote. */
HOT const uint8_t *fast_timestamp_ms(struct json_parser *ps, struct col_builder *b,
                                     const uint8_t *p)
{
    int64_t v;
    if (UNLIKELY(*p != '"'))
        return NULL;
    p = fast_utc_ms(&ps->day, p + 1, &v);
    if (UNLIKELY(p == NULL || *p != '"' || col_reserve(b, 1, NULL) != KAMU_OK))
        return NULL;
    col_push_i64(b, v);
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
                                  uint32_t keep, bool *live);

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
    json_check_utf8(ps);
    if (n->op == JSON_OP_LIST)
        return fast_list(ps, n, p);
    if (n->op != JSON_OP_STRUCT)
        return json_exact_value(ps, n, p); /* rare types; all of them check themselves */
    if (*p != '{')
        return NULL;
    p = fast_object(ps, n->object, p, JSON_NO_FIELD, &live);
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
    json_check_utf8(ps);
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
    json_check_utf8(ps);
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
    if (*field == JSON_NO_FIELD && ps->unknown_name.p == NULL && o != &ps->feature)
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

/* `keep`, or JSON_NO_FIELD: a column that the caller fills. */
static const uint8_t *fast_object(struct json_parser *ps, struct json_object *o, const uint8_t *p,
                                  uint32_t keep, bool *live)
{
    const uint64_t instance = ++o->instance;
    const struct json_slot *slot = o->slots, *slots_end = slot + o->n_slots;
    uint64_t *const stamp = o->stamp;
    uint32_t seen = 0, field = 0;
    bool first = true, any = false;
    if (keep != JSON_NO_FIELD) {
        stamp[keep] = instance;
        seen = 1;
    }
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

#include "readers/json_fast_feature.inc.h"

/* ---- records -------------------------------------------------------------------- */

HOT const uint8_t *fast_row(struct json_parser *ps, const uint8_t *p, bool *live)
{
    *live = true;
    return LIKELY(ps->shape == JSON_PLAIN) ? fast_object(ps, &ps->root, p, JSON_NO_FIELD, live)
                                           : fast_feature(ps, p);
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
        const uint8_t *q = fast_row(ps, p, &live);
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
