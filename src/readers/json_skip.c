/*
 * The grammar: from one token to the next, by the lenient rules of NdJson (1.3: commas may be
 * missing, doubled or trailing; numbers are any run of number characters; raw control characters in
 * strings) or the strict ones of JSON (1.4). Checks everything, converts nothing, uses no stack.
 */
#include "readers/json_parser.h"

static bool strict(const struct json_parser *ps)
{
    return ps->strict;
}

static const uint8_t *unexpected(struct json_parser *ps, const char *what, const uint8_t *at)
{
    return json_fail(ps, JSON_FAULT_UNEXPECTED, what, at, at + 1);
}

static const uint8_t *truncated(struct json_parser *ps, const char *what)
{
    return json_fail(ps, JSON_FAULT_TRUNCATED, what, ps->end, ps->end);
}

const uint8_t *json_skip_space(const struct json_parser *ps, const uint8_t *p)
{
    while (p < ps->end && json_is_space(*p))
        p++;
    return p;
}

/* ---- strings -------------------------------------------------------------------- */

/* Four hexadecimal digits at p. */
static const uint8_t *unicode_digits(struct json_parser *ps, const uint8_t *p, uint32_t *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++, p++) {
        if (p >= ps->end)
            return truncated(ps, "unicode literal");
        int d = str_hex_digit((char)*p);
        if (d < 0)
            return unexpected(ps, "unicode escape", p);
        *out = *out << 4 | (uint32_t)d;
    }
    return p;
}

/* p behind the backslash. */
static const uint8_t *skip_escape(struct json_parser *ps, const uint8_t *p)
{
    const uint8_t *start = p - 1;
    if (p >= ps->end)
        return truncated(ps, "escape");
    if (*p != 'u')
        return strchr("\"\\/bfnrt", *p) != NULL && *p != 0 ? p + 1
                                                           : unexpected(ps, "escape sequence", p);
    uint32_t high, low;
    p = unicode_digits(ps, p + 1, &high);
    if (p == NULL)
        return NULL;
    if (high < 0xd800 || high > 0xdfff)
        return p;
    if (p >= ps->end || (*p == '\\' && p + 1 >= ps->end))
        return truncated(ps, "unicode literal");
    if (*p != '\\')
        return unexpected(ps, "surrogate pair escape", p);
    if (p[1] != 'u')
        return unexpected(ps, "surrogate pair unicode", p + 1);
    p = unicode_digits(ps, p + 2, &low);
    if (p == NULL)
        return NULL;
    if (high > 0xdbff || low < 0xdc00 || low > 0xdfff)
        return json_fail(ps, JSON_FAULT_SURROGATE, NULL, start, p);
    return p;
}

const uint8_t *json_skip_string(struct json_parser *ps, const uint8_t *p)
{
    const uint8_t *end = ps->end;
    for (p++; p < end; p++) {
        if (*p == '"') {
            if (ps->utf8_bad < p)
                return json_fail(ps, JSON_FAULT_UTF8, NULL, ps->utf8_bad, ps->utf8_bad + 1);
            return p + 1;
        }
        if (*p == '\\') {
            p = skip_escape(ps, p + 1);
            if (p == NULL)
                return NULL;
            p--;
        } else if (*p < 0x20 && strict(ps)) {
            return unexpected(ps, "string", p);
        }
    }
    return truncated(ps, "string");
}

size_t json_unescape(const uint8_t *p, const uint8_t *end, uint8_t *out)
{
    uint8_t *o = out;
    end--; /* the closing quote */
    for (p++; p < end; p++) {
        if (*p != '\\') {
            *o++ = *p;
            continue;
        }
        switch (*++p) {
        case 'b':
            *o++ = '\b';
            break;
        case 'f':
            *o++ = '\f';
            break;
        case 'n':
            *o++ = '\n';
            break;
        case 'r':
            *o++ = '\r';
            break;
        case 't':
            *o++ = '\t';
            break;
        case 'u': {
            uint32_t c = 0, low = 0;
            for (int i = 1; i <= 4; i++)
                c = c << 4 | (uint32_t)str_hex_digit((char)p[i]);
            p += 4;
            if (c >= 0xd800 && c <= 0xdbff) {
                for (int i = 3; i <= 6; i++)
                    low = low << 4 | (uint32_t)str_hex_digit((char)p[i]);
                p += 6;
                c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            }
            char utf8[4];
            unsigned n = utf8_encode(c, utf8);
            memcpy(o, utf8, n);
            o += n;
            break;
        }
        default:
            *o++ = *p;
        }
    }
    return (size_t)(o - out);
}

kamu_code json_string_text(const uint8_t *p, const uint8_t *end, struct buf *tmp, struct str *out)
{
    size_t n = (size_t)(end - p);
    *out = (struct str){(const char *)p + 1, n - 2};
    if (memchr(p, '\\', n) == NULL)
        return KAMU_OK;
    tmp->len = 0;
    KAMU_TRY(buf_reserve(tmp, n, NULL));
    *out = (struct str){(const char *)tmp->data, json_unescape(p, end, tmp->data)};
    return KAMU_OK;
}

/* ---- scalars -------------------------------------------------------------------- */

static const uint8_t *skip_digits(const struct json_parser *ps, const uint8_t *p)
{
    while (p < ps->end && *p >= '0' && *p <= '9')
        p++;
    return p;
}

/* RFC 8259 numbers. */
static const uint8_t *skip_strict_number(struct json_parser *ps, const uint8_t *p)
{
    const uint8_t *start;
    p += *p == '-';
    start = p;
    p = skip_digits(ps, p);
    if (p == start || (*start == '0' && p > start + 1))
        return p >= ps->end ? truncated(ps, "number")
                            : unexpected(ps, "number", p == start ? p : start + 1);
    if (p < ps->end && *p == '.') {
        start = ++p;
        p = skip_digits(ps, p);
        if (p == start)
            return p >= ps->end ? truncated(ps, "number") : unexpected(ps, "number", p);
    }
    if (p < ps->end && (*p | 0x20) == 'e') {
        p++;
        if (p < ps->end && (*p == '+' || *p == '-'))
            p++;
        start = p;
        p = skip_digits(ps, p);
        if (p == start)
            return p >= ps->end ? truncated(ps, "number") : unexpected(ps, "number", p);
    }
    return p;
}

static const uint8_t *skip_number(struct json_parser *ps, const uint8_t *p)
{
    if (strict(ps)) {
        p = skip_strict_number(ps, p);
        if (p == NULL)
            return NULL;
    } else {
        while (p < ps->end && json_is_number_byte(*p))
            p++;
    }
    return p >= ps->end ? truncated(ps, "number") : p;
}

static const uint8_t *skip_literal(struct json_parser *ps, const uint8_t *p, const char *word)
{
    for (const char *w = word; *w != 0; w++, p++) {
        if (p >= ps->end)
            return truncated(ps, word);
        if (*p != (uint8_t)*w)
            return unexpected(ps, "literal", p);
    }
    return p;
}

static const uint8_t *skip_scalar(struct json_parser *ps, const uint8_t *p)
{
    switch (*p) {
    case '"':
        return json_skip_string(ps, p);
    case 't':
        return skip_literal(ps, p, "true");
    case 'f':
        return skip_literal(ps, p, "false");
    case 'n':
        return skip_literal(ps, p, "null");
    default:
        if (*p == '-' || (*p >= '0' && *p <= '9'))
            return skip_number(ps, p);
        return unexpected(ps, "value", p);
    }
}

/* ---- objects and lists ------------------------------------------------------------ */

const uint8_t *json_next_member(struct json_parser *ps, const uint8_t *p, bool first)
{
    unsigned commas = 0;
    for (p += first; p < ps->end; p++) {
        if (json_is_space(*p))
            continue;
        if (*p == ',') {
            commas++;
            if (strict(ps) && commas + first > 1)
                return unexpected(ps, "object", p);
            continue;
        }
        if (*p == '}' && (commas == 0 || !strict(ps)))
            return p;
        if (*p == '"' && (commas + first == 1 || !strict(ps)))
            return p;
        return unexpected(ps, "object", p);
    }
    return truncated(ps, "object");
}

const uint8_t *json_to_value(struct json_parser *ps, const uint8_t *p)
{
    p = json_skip_space(ps, p);
    if (p >= ps->end)
        return truncated(ps, "colon");
    if (*p != ':')
        return unexpected(ps, "colon", p);
    p = json_skip_space(ps, p + 1);
    return p < ps->end ? p : truncated(ps, "value");
}

const uint8_t *json_next_item(struct json_parser *ps, const uint8_t *p, bool first)
{
    unsigned commas = 0;
    for (p += first; p < ps->end; p++) {
        if (json_is_space(*p))
            continue;
        if (*p == ',') {
            commas++;
            if (strict(ps) && commas + first > 1)
                return unexpected(ps, "list", p);
            continue;
        }
        if (*p == ']')
            return commas == 0 || !strict(ps) ? p : unexpected(ps, "list", p);
        if (strict(ps) && commas + first != 1)
            return unexpected(ps, "list", p);
        return p;
    }
    return truncated(ps, "list");
}

/* The kinds of the open containers, one bit each. */
struct nesting {
    uint64_t object[JSON_DEPTH_MAX / 64];
    unsigned depth;
};

static bool nesting_push(struct nesting *s, bool object)
{
    if (s->depth >= JSON_DEPTH_MAX)
        return false;
    uint64_t bit = (uint64_t)1 << (s->depth & 63);
    uint64_t *word = &s->object[s->depth++ / 64];
    *word = object ? *word | bit : *word & ~bit;
    return true;
}
static bool nesting_in_object(const struct nesting *s)
{
    unsigned at = s->depth - 1;
    return (s->object[at / 64] >> (at & 63)) & 1;
}

/* Behind '{', '[' or a value: to the next value inside, closing what ends; NULL on a fault; the
 * outermost end is reported by depth == 0. */
static const uint8_t *advance(struct json_parser *ps, struct nesting *s, const uint8_t *p,
                              bool first)
{
    while (s->depth > 0) {
        bool object = nesting_in_object(s);
        p = object ? json_next_member(ps, p, first) : json_next_item(ps, p, first);
        if (p == NULL)
            return NULL;
        if (*p == (object ? '}' : ']')) {
            p++;
            s->depth--;
            first = false;
            continue;
        }
        if (!object)
            return p;
        p = json_skip_string(ps, p);
        return p == NULL ? NULL : json_to_value(ps, p);
    }
    return p;
}

const uint8_t *json_skip_value(struct json_parser *ps, const uint8_t *p)
{
    if (p >= ps->end)
        return truncated(ps, "value");
    if (*p != '{' && *p != '[')
        return skip_scalar(ps, p);
    struct nesting s;
    s.depth = 0;
    do {
        bool open = *p == '{' || *p == '[';
        if (open && !nesting_push(&s, *p == '{'))
            return json_fail(ps, JSON_FAULT_DEPTH, NULL, p, p + 1);
        if (!open) {
            p = skip_scalar(ps, p);
            if (p == NULL)
                return NULL;
        }
        p = advance(ps, &s, p, open);
        if (p == NULL)
            return NULL;
    } while (s.depth > 0);
    return p;
}
