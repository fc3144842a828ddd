/*
 * Members of JSON texts by path: json_get_str and its kin. The text is read only as far as the
 * member; what is not JSON on the way gives NULL, as in the library behind DataFusion.
 *
 * A path is one text: "kname" or "i3" (from 0), put together by U+001F.
 */
#include "sql/native.h"

#include "columnar/text.h"

#define DEPTH_MAX 200

struct json {
    const char *p, *end;
};

static void blanks(struct json *j)
{
    while (j->p < j->end && (*j->p == ' ' || *j->p == '\t' || *j->p == '\n' || *j->p == '\r'))
        j->p++;
}

static bool take(struct json *j, char c)
{
    blanks(j);
    if (j->p >= j->end || *j->p != c)
        return false;
    j->p++;
    return true;
}

/* A string with its quotes, escapes checked. */
static bool skip_string(struct json *j, struct str *inside)
{
    if (!take(j, '"'))
        return false;
    inside->p = j->p;
    for (; j->p < j->end; j->p++) {
        unsigned char c = (unsigned char)*j->p;
        if (c == '"') {
            inside->n = (size_t)(j->p - inside->p);
            j->p++;
            return true;
        }
        if (c < 0x20)
            return false;
        if (c == '\\' && (++j->p >= j->end || !strchr("\"\\/bfnrtu", *j->p)))
            return false;
    }
    return false;
}

static bool skip_number(struct json *j, bool *whole)
{
    const char *from = j->p;
    *whole = true;
    if (j->p < j->end && *j->p == '-')
        j->p++;
    const char *first = j->p;
    while (j->p < j->end && *j->p >= '0' && *j->p <= '9')
        j->p++;
    if (j->p == first || (*first == '0' && j->p > first + 1))
        return false;
    if (j->p < j->end && *j->p == '.') {
        *whole = false;
        const char *part = ++j->p;
        while (j->p < j->end && *j->p >= '0' && *j->p <= '9')
            j->p++;
        if (j->p == part)
            return false;
    }
    if (j->p < j->end && (*j->p | 32) == 'e') {
        *whole = false;
        j->p++;
        if (j->p < j->end && (*j->p == '+' || *j->p == '-'))
            j->p++;
        const char *part = j->p;
        while (j->p < j->end && *j->p >= '0' && *j->p <= '9')
            j->p++;
        if (j->p == part)
            return false;
    }
    return j->p > from;
}

static bool skip_word(struct json *j, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(j->end - j->p) < n || memcmp(j->p, word, n) != 0)
        return false;
    j->p += n;
    return true;
}

static bool skip_value(struct json *j, unsigned depth);

static bool skip_members(struct json *j, bool object, unsigned depth, uint64_t *count)
{
    char close = object ? '}' : ']';
    *count = 0;
    j->p++;
    if (take(j, close))
        return true;
    do {
        struct str key;
        if (object && (!skip_string(j, &key) || !take(j, ':')))
            return false;
        if (!skip_value(j, depth + 1))
            return false;
        (*count)++;
    } while (take(j, ','));
    return take(j, close);
}

static bool skip_value(struct json *j, unsigned depth)
{
    struct str s;
    bool whole;
    uint64_t n;
    blanks(j);
    if (j->p >= j->end || depth > DEPTH_MAX)
        return false;
    switch (*j->p) {
    case '"':
        return skip_string(j, &s);
    case '{':
    case '[':
        return skip_members(j, *j->p == '{', depth, &n);
    case 't':
        return skip_word(j, "true");
    case 'f':
        return skip_word(j, "false");
    case 'n':
        return skip_word(j, "null");
    default:
        return skip_number(j, &whole);
    }
}

/* ---- strings ------------------------------------------------------------------------------ */

static bool four(const char *p, const char *end, uint32_t *out)
{
    *out = 0;
    if (end - p < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        uint32_t v = c >= '0' && c <= '9'                 ? (uint32_t)(c - '0')
                     : (c | 32) >= 'a' && (c | 32) <= 'f' ? (uint32_t)((c | 32) - 'a' + 10)
                                                          : 16;
        if (v > 15)
            return false;
        *out = *out * 16 + v;
    }
    return true;
}

static bool unescape_u(const char **at, const char *end, char out[4], unsigned *n)
{
    uint32_t code, low;
    if (!four(*at, end, &code))
        return false;
    *at += 4;
    if (code >= 0xd800 && code < 0xdc00) {
        if (end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u' || !four(*at + 2, end, &low) ||
            low < 0xdc00 || low > 0xdfff)
            return false;
        *at += 6;
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    *n = code == 0 ? 1 : utf8_encode(code, out);
    if (code == 0)
        out[0] = 0;
    return *n > 0;
}

static bool put_string(struct native_call *c, struct str s)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *at = s.p, *end = s.p + s.n;
    while (at < end) {
        const char *escape = memchr(at, '\\', (size_t)(end - at));
        size_t plain = (size_t)((escape ? escape : end) - at);
        if (!native_text(c, at, plain))
            return false;
        at += plain;
        if (!escape)
            break;
        char letter = at[1];
        at += 2;
        if (letter == 'u') {
            char out[4];
            unsigned n;
            if (!unescape_u(&at, end, out, &n)) {
                c->out.null = true;
                return true;
            }
            if (!native_text(c, out, n))
                return false;
        } else if (!native_text(c, &to[strchr(from, letter) - from], 1)) {
            return false;
        }
    }
    return true;
}

/* Is the string s, with its escapes, this key? */
static bool key_is(struct native_call *c, struct str s, struct str key)
{
    if (!memchr(s.p, '\\', s.n))
        return str_eq(s, key);
    bool null = c->out.null;
    c->text->len = 0;
    bool same = put_string(c, s) && !c->out.null &&
                str_eq((struct str){(const char *)c->text->data, c->text->len}, key);
    c->text->len = 0;
    c->out.null = null;
    return same;
}

/* ---- the way to a member ----------------------------------------------------------------------
 */

static bool enter_key(struct native_call *c, struct json *j, struct str key)
{
    if (!take(j, '{'))
        return false;
    if (take(j, '}'))
        return false;
    do {
        struct str name;
        if (!skip_string(j, &name) || !take(j, ':'))
            return false;
        if (key_is(c, name, key))
            return true;
        if (!skip_value(j, 0))
            return false;
    } while (take(j, ','));
    return false;
}

static bool enter_index(struct json *j, int64_t index)
{
    if (index < 0 || !take(j, '['))
        return false;
    for (; index > 0; index--)
        if (!skip_value(j, 0) || !take(j, ','))
            return false;
    blanks(j);
    return j->p < j->end && *j->p != ']';
}

static bool find(struct native_call *c, struct json *j)
{
    struct str path = c->args[1].s;
    *j = (struct json){c->args[0].s.p, c->args[0].s.p + c->args[0].s.n};
    for (size_t from = 0; from < path.n;) {
        const char *gap = memchr(path.p + from, 31, path.n - from);
        size_t n = gap ? (size_t)(gap - path.p) - from : path.n - from;
        struct str part = {path.p + from + 1, n - 1};
        int64_t index;
        blanks(j);
        if (path.p[from] == 'k' ? !enter_key(c, j, part)
                                : text_to_i64(part, &index) || !enter_index(j, index))
            return false;
        from += n + 1;
    }
    blanks(j);
    return j->p < j->end;
}

/* ---- functions ----------------------------------------------------------------------------------
 */

static bool null(struct native_call *c)
{
    c->out.null = true;
    return true;
}

static bool f_str(struct native_call *c)
{
    struct json j;
    struct str s;
    if (!find(c, &j) || *j.p != '"' || !skip_string(&j, &s))
        return null(c);
    return put_string(c, s);
}

static bool f_int(struct native_call *c)
{
    struct json j;
    bool whole;
    if (!find(c, &j) || (*j.p != '-' && (*j.p < '0' || *j.p > '9')))
        return null(c);
    const char *from = j.p;
    if (!skip_number(&j, &whole) || !whole ||
        text_to_i64((struct str){from, (size_t)(j.p - from)}, &c->out.i))
        return null(c);
    return true;
}

static bool f_float(struct native_call *c)
{
    struct json j;
    bool whole;
    if (!find(c, &j) || (*j.p != '-' && (*j.p < '0' || *j.p > '9')))
        return null(c);
    const char *from = j.p;
    if (!skip_number(&j, &whole) ||
        text_to_f64((struct str){from, (size_t)(j.p - from)}, &c->out.f))
        return null(c);
    return true;
}

static bool f_bool(struct native_call *c)
{
    struct json j;
    if (!find(c, &j))
        return null(c);
    c->out.i = *j.p == 't';
    return skip_word(&j, "true") || skip_word(&j, "false") ? true : null(c);
}

/* The member as it is written. */
static bool f_json(struct native_call *c)
{
    struct json j;
    if (!find(c, &j))
        return null(c);
    const char *from = j.p;
    if (!skip_value(&j, 0))
        return null(c);
    return native_text(c, from, (size_t)(j.p - from));
}

/* Strings without their quotes, null as NULL, the rest as it is written. */
static bool f_text(struct native_call *c)
{
    struct json j;
    struct str s;
    if (!find(c, &j))
        return null(c);
    const char *from = j.p;
    if (*j.p == '"')
        return skip_string(&j, &s) ? put_string(c, s) : null(c);
    if (*j.p == 'n' || !skip_value(&j, 0))
        return null(c);
    return native_text(c, from, (size_t)(j.p - from));
}

static bool f_contains(struct native_call *c)
{
    struct json j;
    c->out.i = find(c, &j);
    return true;
}

static bool f_length(struct native_call *c)
{
    struct json j;
    uint64_t n;
    if (!find(c, &j) || (*j.p != '{' && *j.p != '[') || !skip_members(&j, *j.p == '{', 0, &n))
        return null(c);
    c->out.i = (int64_t)n;
    return true;
}

const struct native native_json[] = {
    {"json_str", "ss", 's', f_str, 0, false},
    {"json_int", "ss", 'l', f_int, 0, false},
    {"json_float", "ss", 'd', f_float, 0, false},
    {"json_bool", "ss", 'o', f_bool, 0, false},
    {"json_json", "ss", 's', f_json, 0, false},
    {"json_text", "ss", 's', f_text, 0, false},
    {"json_contains", "ss", 'o', f_contains, 0, false},
    {"json_length", "ss", 'L', f_length, 0, false},
};
const size_t native_json_n = sizeof native_json / sizeof *native_json;
