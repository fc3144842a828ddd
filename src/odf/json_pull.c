#include "odf/json_pull.h"

#include <limits.h>

enum expect { VALUE, VALUE_OR_END, KEY, KEY_OR_END, COMMA_OR_END, DONE };

static const char no_memory[] = "out of memory";

void json_pull_init(struct json_pull *j, struct str text)
{
    *j = (struct json_pull){.expect = VALUE};
    j->start = j->p = text.p ? text.p : "";
    j->end = j->start + text.n;
    buf_init(&j->scratch, INT_MAX);
}

void json_pull_free(struct json_pull *j)
{
    buf_free(&j->scratch);
}

static enum json_token fail(struct json_pull *j, const char *why)
{
    j->error = why;
    j->no_memory = why == no_memory;
    j->at = (size_t)(j->p - j->start);
    return JSON_ERROR;
}

static void skip_blanks(struct json_pull *j)
{
    while (j->p < j->end && (*j->p == ' ' || *j->p == '\n' || *j->p == '\r' || *j->p == '\t'))
        j->p++;
}

static int hex4(const char *p)
{
    int v = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int d = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
        if (d < 0)
            return -1;
        v = v << 4 | d;
    }
    return v;
}

/* After "\u": the code point of one escape or of a surrogate pair; -1 when wrong. */
static int64_t unicode_escape(struct json_pull *j)
{
    int hi = j->end - j->p >= 4 ? hex4(j->p) : -1;
    if (hi < 0)
        return -1;
    j->p += 4;
    if (hi < 0xd800 || hi > 0xdfff)
        return hi;
    if (hi > 0xdbff || j->end - j->p < 6 || j->p[0] != '\\' || j->p[1] != 'u')
        return -1;
    int lo = hex4(j->p + 2);
    if (lo < 0xdc00 || lo > 0xdfff)
        return -1;
    j->p += 6;
    return 0x10000 + ((int64_t)(hi - 0xd800) << 10) + (lo - 0xdc00);
}

static const char *escape(struct json_pull *j)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char utf8[4];
    if (j->p == j->end)
        return "unterminated string";
    char c = *j->p++;
    const char *known = c ? strchr(from, c) : NULL;
    if (known)
        return buf_append_byte(&j->scratch, (uint8_t)to[known - from], NULL) ? no_memory : NULL;
    int64_t code = c == 'u' ? unicode_escape(j) : -1;
    if (code < 0)
        return "invalid escape";
    unsigned n = utf8_encode((uint32_t)code, utf8);
    return buf_append(&j->scratch, utf8, n, NULL) ? no_memory : NULL;
}

/* At the opening quote. */
static const char *string(struct json_pull *j)
{
    const char *from = ++j->p;
    j->scratch.len = 0;
    for (;;) {
        const char *run = j->p;
        while (j->p < j->end && *j->p != '"' && *j->p != '\\' && (unsigned char)*j->p >= 0x20)
            j->p++;
        if (j->p == j->end)
            return "unterminated string";
        if ((unsigned char)*j->p < 0x20)
            return "control character in a string";
        if (!utf8_valid(run, (size_t)(j->p - run), NULL))
            return "string is not UTF-8";
        if (*j->p == '"' && j->scratch.len == 0 && run == from) { /* no escapes: borrow */
            j->text = (struct str){from, (size_t)(j->p++ - from)};
            return NULL;
        }
        if (buf_append(&j->scratch, run, (size_t)(j->p - run), NULL) != KAMU_OK)
            return no_memory;
        if (*j->p++ == '"')
            break;
        const char *why = escape(j);
        if (why)
            return why;
    }
    const char *text = buf_cstr(&j->scratch);
    j->text = (struct str){text, j->scratch.len};
    return text ? NULL : no_memory;
}

static size_t digits(struct json_pull *j)
{
    const char *from = j->p;
    while (j->p < j->end && *j->p >= '0' && *j->p <= '9')
        j->p++;
    return (size_t)(j->p - from);
}

static bool number(struct json_pull *j)
{
    const char *from = j->p;
    if (j->p < j->end && *j->p == '-')
        j->p++;
    if (j->p < j->end && *j->p == '0')
        j->p++;
    else if (!digits(j))
        return false;
    if (j->p < j->end && *j->p == '.') {
        j->p++;
        if (!digits(j))
            return false;
    }
    if (j->p < j->end && (*j->p == 'e' || *j->p == 'E')) {
        j->p++;
        if (j->p < j->end && (*j->p == '+' || *j->p == '-'))
            j->p++;
        if (!digits(j))
            return false;
    }
    j->text = (struct str){from, (size_t)(j->p - from)};
    return true;
}

static bool word(struct json_pull *j, const char *w)
{
    size_t n = strlen(w);
    if ((size_t)(j->end - j->p) < n || memcmp(j->p, w, n) != 0)
        return false;
    j->p += n;
    return true;
}

static void value_done(struct json_pull *j)
{
    j->expect = j->depth ? COMMA_OR_END : DONE;
}

static enum json_token open_container(struct json_pull *j, bool object)
{
    if (j->depth == ODF_JSON_DEPTH_MAX)
        return fail(j, "nested too deeply");
    j->p++;
    j->in_object[j->depth++] = object;
    j->expect = object ? KEY_OR_END : VALUE_OR_END;
    return object ? JSON_OBJECT : JSON_ARRAY;
}

static enum json_token close_container(struct json_pull *j)
{
    bool object = j->in_object[--j->depth];
    j->p++;
    value_done(j);
    return object ? JSON_OBJECT_END : JSON_ARRAY_END;
}

static enum json_token value(struct json_pull *j)
{
    const char *why;
    enum json_token t;
    switch (*j->p) {
    case '{':
        return open_container(j, true);
    case '[':
        return open_container(j, false);
    case '"':
        if ((why = string(j)))
            return fail(j, why);
        t = JSON_STRING;
        break;
    case 't':
        t = word(j, "true") ? JSON_TRUE : JSON_ERROR;
        break;
    case 'f':
        t = word(j, "false") ? JSON_FALSE : JSON_ERROR;
        break;
    case 'n':
        t = word(j, "null") ? JSON_NULL : JSON_ERROR;
        break;
    default:
        t = number(j) ? JSON_NUMBER : JSON_ERROR;
        break;
    }
    if (t == JSON_ERROR)
        return fail(j, "expected a value");
    value_done(j);
    return t;
}

static enum json_token key(struct json_pull *j)
{
    if (*j->p != '"')
        return fail(j, "expected a key");
    const char *why = string(j);
    if (why)
        return fail(j, why);
    skip_blanks(j);
    if (j->p == j->end || *j->p != ':')
        return fail(j, "expected ':'");
    j->p++;
    j->expect = VALUE;
    return JSON_KEY;
}

enum json_token json_pull_next(struct json_pull *j)
{
    skip_blanks(j);
    j->at = (size_t)(j->p - j->start);
    if (j->expect == DONE)
        return j->p == j->end ? JSON_END : fail(j, "text after the value");
    if (j->p == j->end)
        return fail(j, "unexpected end");
    if (j->expect == COMMA_OR_END) {
        bool object = j->in_object[j->depth - 1];
        if (*j->p == (object ? '}' : ']'))
            return close_container(j);
        if (*j->p != ',')
            return fail(j, "expected ','");
        j->p++;
        skip_blanks(j);
        if (j->p == j->end)
            return fail(j, "unexpected end");
        j->expect = object ? KEY : VALUE;
    }
    if (j->expect == VALUE_OR_END && *j->p == ']')
        return close_container(j);
    if (j->expect == KEY_OR_END && *j->p == '}')
        return close_container(j);
    return j->expect == KEY || j->expect == KEY_OR_END ? key(j) : value(j);
}

/* 0..255 at j->p, which has at least one byte; -1 when it is something else. */
static int small_number(struct json_pull *j)
{
    int v = 0, n = 0;
    while (j->p < j->end && *j->p >= '0' && *j->p <= '9' && n < 4) {
        v = 10 * v + (*j->p++ - '0');
        n++;
    }
    bool padded = n > 1 && j->p[-n] == '0';
    return n == 0 || padded || v > 255 ? -1 : v;
}

enum json_token json_pull_bytes(struct json_pull *j, struct buf *out)
{
    skip_blanks(j);
    j->at = (size_t)(j->p - j->start);
    if (j->p == j->end || *j->p != '[')
        return fail(j, "expected an array of bytes");
    j->p++;
    skip_blanks(j);
    bool more = j->p == j->end || *j->p != ']';
    while (more) {
        skip_blanks(j);
        int v = j->p < j->end ? small_number(j) : -1;
        if (v < 0)
            return fail(j, "expected a number from 0 to 255");
        if (out->len == out->cap && buf_reserve(out, 1, NULL) != KAMU_OK)
            return fail(j, no_memory);
        out->data[out->len++] = (uint8_t)v;
        skip_blanks(j);
        if (j->p == j->end || (*j->p != ',' && *j->p != ']'))
            return fail(j, "expected ','");
        more = *j->p == ',';
        j->p += more;
    }
    if (j->p == j->end)
        return fail(j, "unexpected end");
    j->p++;
    value_done(j);
    return JSON_ARRAY_END;
}
