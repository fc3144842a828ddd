/* Text to tokens, with positions; the lexical rules of DataFusion's generic dialect. */
#include "sql/ast.h"

#include <stdarg.h>

struct lexer {
    struct arena *arena;
    struct str text;
    size_t at;
    struct kamu_error *err;
};

void sql_position(struct str text, size_t at, uint32_t *line, uint32_t *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < at && i < text.n; i++) {
        if (text.p[i] == '\n') {
            (*line)++;
            *column = 1;
        } else {
            *column += ((unsigned char)text.p[i] & 0xc0) != 0x80;
        }
    }
}

kamu_code sql_fail(struct str text, uint32_t at, uint32_t end, kamu_code code,
                   struct kamu_error *err, const char *fmt, ...)
{
    char message[4000];
    uint32_t line, column;
    va_list args;
    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    sql_position(text, at, &line, &column);
    error_set(err, code, "%s", message);
    error_at(err, NULL, line, column, at);
    if (end > at && end <= text.n)
        error_excerpt(err, text.p + at, end - at);
    return error_failed(code);
}

kamu_code sql_syntax_fail(struct str text, uint32_t at, uint32_t end, struct kamu_error *err,
                          const char *fmt, ...)
{
    char message[600];
    uint32_t line, column;
    va_list args;
    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    sql_position(text, at, &line, &column);
    return sql_fail(text, at, end, KAMU_E_INPUT, err,
                    "SQL error: ParserError(\"%s at Line: %u, Column: %u\")", message, line,
                    column);
}

static bool name_start(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}

static bool digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static bool name_part(unsigned char c)
{
    return name_start(c) || digit(c) || c == '$' || c == '@' || c == '#';
}

static bool blank(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static unsigned char peek(const struct lexer *l, size_t ahead)
{
    return l->at + ahead < l->text.n ? (unsigned char)l->text.p[l->at + ahead] : 0;
}

static kamu_code fail(const struct lexer *l, size_t from, const char *what)
{
    size_t end = from + 20 < l->text.n ? from + 20 : l->text.n;
    return sql_syntax_fail(l->text, (uint32_t)from, (uint32_t)end, l->err, "%s", what);
}

/* Blanks and comments; block comments nest. */
static kamu_code skip(struct lexer *l)
{
    for (;;) {
        while (l->at < l->text.n && blank(peek(l, 0)))
            l->at++;
        if (peek(l, 0) == '-' && peek(l, 1) == '-') {
            while (l->at < l->text.n && peek(l, 0) != '\n')
                l->at++;
        } else if (peek(l, 0) == '/' && peek(l, 1) == '*') {
            size_t from = l->at, depth = 1;
            l->at += 2;
            while (depth > 0) {
                if (l->at >= l->text.n)
                    return fail(l, from, "Unexpected EOF while in a multi-line comment");
                if (peek(l, 0) == '*' && peek(l, 1) == '/') {
                    depth--;
                    l->at += 2;
                } else if (peek(l, 0) == '/' && peek(l, 1) == '*') {
                    depth++;
                    l->at += 2;
                } else {
                    l->at++;
                }
            }
        } else {
            return KAMU_OK;
        }
    }
}

static bool hex_value(unsigned char c, uint32_t *value)
{
    if (digit(c))
        *value = *value * 16 + (c - '0');
    else if ((c | 32) >= 'a' && (c | 32) <= 'f')
        *value = *value * 16 + ((c | 32u) - 'a' + 10);
    else
        return false;
    return true;
}

/* One escape of E'...': writes it behind `out`, moves on. */
static kamu_code escape(struct lexer *l, char *out, size_t *n)
{
    unsigned char c = peek(l, 1);
    size_t digits = c == 'u' ? 4 : c == 'U' ? 8 : c == 'x' ? 2 : 0;
    if (digits > 0) {
        uint32_t code = 0;
        size_t used = 0;
        while (used < digits && hex_value(peek(l, 2 + used), &code))
            used++;
        unsigned bytes = used > 0 && code != 0 ? utf8_encode(code, out + *n) : 0;
        if (bytes == 0 || (c != 'x' && used < digits))
            return fail(l, l->at, "Invalid escape in a string");
        *n += bytes;
        l->at += 2 + used;
        return KAMU_OK;
    }
    static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
    const char *p = c ? strchr(from, c) : NULL;
    if (p) {
        out[(*n)++] = to[p - from];
    } else if (c == 0) {
        return fail(l, l->at, "Unterminated string literal");
    } else if (digit(c)) {
        return fail(l, l->at, "Octal escapes in strings are not supported");
    } else {
        out[(*n)++] = (char)c;
    }
    l->at += 2;
    return KAMU_OK;
}

/* From an opening quote to the closing one; a doubled quote stands for one. */
static kamu_code quoted(struct lexer *l, bool escapes, struct str *out)
{
    size_t from = l->at, n = 0;
    unsigned char quote = peek(l, 0);
    const char *close = memchr(l->text.p + from + 1, quote, l->text.n - from - 1);
    if (!close)
        return fail(l, from,
                    quote == '\'' ? "Unterminated string literal"
                                  : "Expected a closing quote of a name before EOF");
    if (!escapes && (close + 1 == l->text.p + l->text.n || (unsigned char)close[1] != quote)) {
        *out = (struct str){l->text.p + from + 1, (size_t)(close - l->text.p) - from - 1};
        l->at = (size_t)(close - l->text.p) + 1;
        return KAMU_OK;
    }
    char *copy = arena_alloc(l->arena, l->text.n - from);
    if (!copy)
        return error_nomem(l->err);
    l->at++;
    for (;;) {
        if (l->at >= l->text.n)
            return fail(l, from, "Unterminated string literal");
        if (peek(l, 0) == quote) {
            if (peek(l, 1) != quote)
                break;
            copy[n++] = (char)quote;
            l->at += 2;
        } else if (escapes && peek(l, 0) == '\\') {
            KAMU_TRY(escape(l, copy, &n));
        } else {
            copy[n++] = l->text.p[l->at++];
        }
    }
    l->at++;
    *out = (struct str){copy, n};
    return KAMU_OK;
}

/* $tag$ ... $tag$ */
static kamu_code dollar(struct lexer *l, struct str *out, bool *found)
{
    size_t tag = 1;
    while (name_start(peek(l, tag)) || digit(peek(l, tag)))
        tag++;
    *found = peek(l, tag) == '$' && !digit(peek(l, 1));
    if (!*found)
        return KAMU_OK;
    size_t from = l->at, body = from + tag + 1;
    const char *close = memmem(l->text.p + body, l->text.n - body, l->text.p + from, tag + 1);
    if (!close)
        return fail(l, from, "Unterminated dollar-quoted string");
    *out = (struct str){l->text.p + body, (size_t)(close - l->text.p) - body};
    l->at = (size_t)(close - l->text.p) + tag + 1;
    return KAMU_OK;
}

static void number(struct lexer *l)
{
    while (digit(peek(l, 0)) || (peek(l, 0) == '_' && digit(peek(l, 1))))
        l->at++;
    if (peek(l, 0) == '.' && peek(l, 1) != '.') {
        l->at++;
        while (digit(peek(l, 0)) || (peek(l, 0) == '_' && digit(peek(l, 1))))
            l->at++;
    }
    if ((peek(l, 0) | 32) == 'e') {
        size_t sign = peek(l, 1) == '+' || peek(l, 1) == '-';
        if (digit(peek(l, 1 + sign))) {
            l->at += 1 + sign;
            while (digit(peek(l, 0)))
                l->at++;
        }
    }
}

static size_t operator_length(const struct lexer *l)
{
    static const char *const longer[] = {
        "!~~*", "->>", "#>>", "!~*", "!~~", "~~*", "<=>", "::", "->", "#>", "@>", "<@", "<=", ">=",
        "<>",   "!=",  "==",  "||",  "<<",  ">>",  "~*",  "!~", "~~", "=>", ":=", "?|", "?&", "@@"};
    for (size_t i = 0; i < sizeof longer / sizeof *longer; i++) {
        size_t n = strlen(longer[i]);
        if (l->text.n - l->at >= n && memcmp(l->text.p + l->at, longer[i], n) == 0)
            return n;
    }
    return peek(l, 0) && strchr("+-*/%=<>(),.;:[]{}|&^#~?!@", peek(l, 0)) ? 1 : 0;
}

static kamu_code next(struct lexer *l, struct sql_token *t)
{
    KAMU_TRY(skip(l));
    unsigned char c = peek(l, 0);
    bool dollars = false;
    size_t from = l->at;
    t->at = (uint32_t)from;
    t->kind = SQL_T_END;
    t->text = STR_NONE;
    if (l->at >= l->text.n) {
        t->end = t->at;
        return KAMU_OK;
    }
    if (c == '$')
        KAMU_TRY(dollar(l, &t->text, &dollars));
    if (dollars) {
        t->kind = SQL_T_STRING;
    } else if (c == '\'') {
        t->kind = SQL_T_STRING;
        KAMU_TRY(quoted(l, false, &t->text));
    } else if ((c | 32) == 'e' && peek(l, 1) == '\'') {
        l->at++;
        t->kind = SQL_T_STRING;
        KAMU_TRY(quoted(l, true, &t->text));
    } else if ((c | 32) == 'x' && peek(l, 1) == '\'') {
        l->at++;
        t->kind = SQL_T_HEX;
        KAMU_TRY(quoted(l, false, &t->text));
    } else if (c == '"' || c == '`') {
        t->kind = SQL_T_QUOTED;
        KAMU_TRY(quoted(l, false, &t->text));
    } else if (digit(c) || (c == '.' && digit(peek(l, 1)))) {
        t->kind = SQL_T_NUMBER;
        number(l);
    } else if (name_start(c)) {
        t->kind = SQL_T_WORD;
        while (name_part(peek(l, 0)))
            l->at++;
    } else {
        t->kind = SQL_T_OP;
        size_t n = operator_length(l);
        if (n == 0)
            return fail(l, from, "Unexpected character");
        l->at += n;
    }
    t->end = (uint32_t)l->at;
    if (!t->text.p)
        t->text = (struct str){l->text.p + from, l->at - from};
    return KAMU_OK;
}

kamu_code sql_tokens(struct arena *arena, struct str text, struct sql_token **out, size_t *count,
                     struct kamu_error *err)
{
    struct lexer l = {.arena = arena, .text = text, .err = err};
    size_t bad, n = 0, cap = 64;
    if (text.n > SQL_TEXT_MAX)
        return error_set(err, KAMU_E_LIMIT,
                         "SQL error: The query has %zu bytes, at most %zu are allowed", text.n,
                         SQL_TEXT_MAX);
    if (!utf8_valid(text.p, text.n, &bad))
        return sql_syntax_fail(text, (uint32_t)bad, (uint32_t)bad, err, "Invalid UTF-8");
    const void *zero = memchr(text.p, 0, text.n);
    if (zero)
        return fail(&l, (size_t)((const char *)zero - text.p), "Unexpected zero byte");
    struct sql_token *list = arena_alloc(arena, cap * sizeof *list);
    if (!list)
        return error_nomem(err);
    for (;;) {
        if (n == cap) {
            struct sql_token *more = arena_alloc(arena, 2 * cap * sizeof *list);
            if (!more)
                return error_nomem(err);
            memcpy(more, list, n * sizeof *list);
            list = more;
            cap *= 2;
        }
        KAMU_TRY(next(&l, &list[n]));
        if (list[n++].kind == SQL_T_END)
            break;
    }
    *out = list;
    *count = n;
    return KAMU_OK;
}
