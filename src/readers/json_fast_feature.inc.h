/*
 * GeoJSON features in the usual form: `type`, `properties` and `geometry` in any order, the
 * geometry a type and coordinates. Part of json_fast.inc.h; NULL sends the feature to the exact
 * parser.
 */

/* ---- the geometry's text ------------------------------------------------------------ */

/* The end of a number at p that is stored as it is written, copied to `to` (32 bytes may be
 * touched): no exponent, no -0. */
HOT const uint8_t *copy_number(const uint8_t *p, uint8_t *to)
{
    const uint8_t *const start = p;
    p += *p == '-';
#if FAST_AVX2
    __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i d = _mm256_sub_epi8(v, _mm256_set1_epi8('0'));
    uint32_t other = ~(uint32_t)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(_mm256_min_epu8(d, _mm256_set1_epi8(9)), d));
    unsigned whole = other == 0 ? 32 : (unsigned)__builtin_ctz(other), n = whole;
    if (LIKELY(whole < 31 && p[whole] == '.')) {
        other &= UINT32_MAX << (whole + 1);
        n = other == 0 ? 32 : (unsigned)__builtin_ctz(other);
    }
#else
    unsigned whole = 0, n;
    while (whole < 32 && p[whole] >= '0' && p[whole] <= '9')
        whole++;
    n = whole;
    if (p[whole] == '.')
        for (n++; n < 32 && p[n] >= '0' && p[n] <= '9';)
            n++;
#endif
    if (UNLIKELY(n > 31 || whole == 0 || n == whole + 1 || (*p == '0' && whole > 1) ||
                 number_goes_on[p[n]] || (*p == '0' && n == 1 && p > start)))
        return NULL;
    memcpy(to, start, 32);
    return p + n;
}

#define COORDINATES_DEPTH_MAX 64

/* The list of numbers or such lists at p, without blanks, behind what b's string has so far (*n).
 */
static const uint8_t *copy_coordinates(const struct json_parser *ps, struct col_builder *b,
                                       const uint8_t *p, int64_t *n)
{
    unsigned depth = 0;
    bool opened = false; /* just now: the list may be empty */
    do {
        uint8_t *at;
        if (UNLIKELY(p >= ps->end || depth > COORDINATES_DEPTH_MAX ||
                     col_string_begin(b, *n + 64, &at, NULL) != KAMU_OK))
            return NULL;
        at += *n;
        uint8_t *to = at;
        if (UNLIKELY(json_is_space(*p)))
            p = json_skip_space(ps, p);
        if (*p == '[') {
            *to++ = *p++;
            depth++;
            opened = true;
            *n += 1;
            continue;
        }
        if (*p != ']' || !opened) {
            const uint8_t *end = depth > 0 ? copy_number(p, to) : NULL;
            if (UNLIKELY(end == NULL))
                return NULL;
            to += end - p;
            p = end;
        }
        /* behind a value: a comma, or the ends of lists and then a comma */
        for (opened = false; depth > 0;) {
            if (UNLIKELY(json_is_space(*p)))
                p = json_skip_space(ps, p);
            uint8_t c = *p;
            if (c != ',' && c != ']')
                return NULL;
            if (to - at >= 63) /* the rest of many ends */
                return NULL;
            *to++ = c;
            p++;
            if (c == ',')
                break;
            depth--;
        }
        *n += to - at;
    } while (depth > 0);
    return p;
}

/* "type" or "coordinates" with the colon: 4, 11, or 0 for another key. */
HOT unsigned geometry_key(const struct json_parser *ps, const uint8_t **p)
{
    unsigned n = memcmp(*p, "\"type\"", 6) == 0           ? 4
                 : memcmp(*p, "\"coordinates\"", 13) == 0 ? 11
                                                          : 0;
    if (n == 0)
        return 0;
    const uint8_t *q = json_skip_space(ps, *p + n + 2);
    if (*q != ':')
        return 0;
    *p = json_skip_space(ps, q + 1);
    return n;
}

/* A word of letters in quotes. */
HOT const uint8_t *geometry_type(const uint8_t *p)
{
    if (*p++ != '"')
        return NULL;
    const uint8_t *start = p;
    while ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z')
        p++;
    return *p == '"' && p > start && p - start <= 32 ? p + 1 : NULL;
}

/* {"type":"Point","coordinates":[1,2]} becomes {"coordinates":[1,2],"type":"Point"}: keys sorted.
 */
static const uint8_t *usual_geometry(struct json_parser *ps, struct col_builder *b,
                                     const uint8_t *p)
{
    static const char before[] = "{\"coordinates\":", between[] = ",\"type\":";
    const uint8_t *type = NULL, *type_end = NULL;
    int64_t n = sizeof before - 1;
    uint8_t *at;
    bool coordinates = false;
    if (*p != '{' || col_string_begin(b, n, &at, NULL) != KAMU_OK)
        return NULL;
    memcpy(at, before, (size_t)n);
    for (unsigned i = 0; i < 2; i++) {
        p = json_skip_space(ps, p + 1); /* behind the brace or the comma */
        unsigned key = geometry_key(ps, &p);
        if (key == 4 && type == NULL) {
            type = p;
            p = type_end = geometry_type(p);
        } else if (key == 11 && !coordinates && *p == '[') {
            coordinates = true;
            p = copy_coordinates(ps, b, p, &n);
        } else {
            return NULL;
        }
        if (p == NULL)
            return NULL;
        p = json_skip_space(ps, p);
        if (*p != (i == 0 ? ',' : '}'))
            return NULL;
    }
    int64_t more = (int64_t)sizeof between - 1 + (type_end - type) + 1;
    if (p >= ps->end || col_string_begin(b, n + more, &at, NULL) != KAMU_OK)
        return NULL;
    at += n;
    memcpy(at, between, sizeof between - 1);
    memcpy(at + sizeof between - 1, type, (size_t)(type_end - type));
    at[more - 1] = '}';
    col_string_end(b, n + more);
    return p + 1;
}

/* Any geometry. */
static const uint8_t *fast_geometry(struct json_parser *ps, const uint8_t *p)
{
    if (ps->geometry == JSON_NO_FIELD)
        return skip_unknown(ps, p);
    const struct json_node *n = &ps->root.nodes[ps->geometry];
    if (n->op == JSON_OP_SKIP) {
        const uint8_t *end = *p == '{' || *p == 'n' ? skip_unknown(ps, p) : NULL;
        return end != NULL && col_put_null(n->b, NULL) == KAMU_OK ? end : NULL;
    }
    if (*p == 'n')
        return fast_null(n, p);
    if (*p != '{' || (n->op != JSON_OP_STRING && n->op != JSON_OP_TEXT))
        return NULL;
    const uint8_t *end = usual_geometry(ps, n->b, p);
    if (LIKELY(end != NULL))
        return end;
    json_check_utf8(ps);
    ps->text.len = 0;
    end = json_canonical(ps, p, &ps->text);
    return end != NULL && col_put_string(n->b, ps->text.data, ps->text.len, NULL) == KAMU_OK ? end
                                                                                             : NULL;
}

/* ---- features --------------------------------------------------------------------------- */

static const uint8_t *fast_feature_member(struct json_parser *ps, uint32_t field, const uint8_t *p)
{
    static const char feature[] = "\"Feature\"";
    bool live;
    switch (field) {
    case FEATURE_TYPE:
        return memcmp(p, feature, sizeof feature - 1) == 0 ? p + sizeof feature - 1 : NULL;
    case FEATURE_PROPERTIES:
        return *p == '{' ? fast_object(ps, &ps->root, p, ps->geometry, &live) : NULL;
    case FEATURE_GEOMETRY:
        return fast_geometry(ps, p);
    default:
        return skip_unknown(ps, p);
    }
}

static const uint8_t *fast_feature(struct json_parser *ps, const uint8_t *p)
{
    struct json_object *o = &ps->feature;
    const uint64_t instance = ++o->instance;
    uint32_t slot = 0, field = 0;
    for (bool first = true;; first = false) {
        if (LIKELY(slot < o->n_slots && slot_matches(p, &o->slots[slot]))) {
            p += o->slots[slot].len;
            field = o->slots[slot++].field;
        } else if (*p == '}') {
            p++;
            break;
        } else {
            bool ended = false;
            p = other_key(ps, o, p, first, &slot, &field, &ended);
            if (p == NULL)
                return NULL;
            if (ended)
                break;
        }
        if (LIKELY(field != JSON_NO_FIELD)) {
            if (UNLIKELY(o->stamp[field] == instance))
                return NULL; /* a key twice: the last counts */
            o->stamp[field] = instance;
        }
        p = fast_feature_member(ps, field, p);
        if (UNLIKELY(p == NULL))
            return NULL;
    }
    /* What is missing has rules of its own. */
    return o->stamp[FEATURE_TYPE] == instance && o->stamp[FEATURE_PROPERTIES] == instance &&
                   (o->stamp[FEATURE_GEOMETRY] == instance || ps->geometry == JSON_NO_FIELD)
               ? p
               : NULL;
}
