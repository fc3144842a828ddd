#include "server/graphql_lex.h"

#include <stdio.h>

kamu_code gql_syntax_error(struct kamu_error *err, struct gql_place at, const char *fmt, ...)
{
    char what[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    error_set(err, KAMU_E_INPUT, "Syntax error: %s", what);
    error_at(err, NULL, at.line, at.column, 0);
    return KAMU_E_INPUT;
}

kamu_code gql_lexer_init(struct gql_lexer *l, struct str text, struct arena *arena,
                         struct kamu_error *err)
{
    size_t bad;
    *l = (struct gql_lexer){.text = text, .line = 1, .column = 1, .arena = arena};
    if (!utf8_valid(text.p, text.n, &bad))
        return error_set(err, KAMU_E_INPUT, "Syntax error: the document is not UTF-8 at byte %zu",
                         bad);
    if (str_starts(text, "\xef\xbb\xbf"))
        l->p = l->counted = 3;
    return KAMU_OK;
}

static bool at_end(const struct gql_lexer *l)
{
    return l->p >= l->text.n;
}

static char peek(const struct gql_lexer *l)
{
    return at_end(l) ? '\0' : l->text.p[l->p];
}

static bool looks_at(const struct gql_lexer *l, const char *what)
{
    return str_starts((struct str){l->text.p + l->p, l->text.n - l->p}, what);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name(char c)
{
    return is_name_start(c) || is_digit(c);
}

static struct gql_place place(struct gql_lexer *l)
{
    for (; l->counted < l->p; l->counted++)
        l->column += ((unsigned char)l->text.p[l->counted] & 0xc0) != 0x80;
    return (struct gql_place){l->line, l->column};
}

/* Over one byte that may be the end of a line; \r\n is one end. */
static void step(struct gql_lexer *l)
{
    char c = l->text.p[l->p++];
    if (c == '\n' || (c == '\r' && peek(l) != '\n')) {
        l->line++;
        l->counted = l->p;
        l->column = 1;
    }
}

static void skip_ignored(struct gql_lexer *l)
{
    while (!at_end(l)) {
        char c = peek(l);
        if (c == '#') {
            while (!at_end(l) && peek(l) != '\n' && peek(l) != '\r')
                l->p++;
        } else if (c == ' ' || c == '\t' || c == ',' || c == '\n' || c == '\r') {
            step(l);
        } else {
            return;
        }
    }
}

/* ---- numbers ---------------------------------------------------------------------------- */

static kamu_code digits(struct gql_lexer *l, struct kamu_error *err)
{
    if (!is_digit(peek(l)))
        return gql_syntax_error(err, place(l), "expected a digit");
    while (is_digit(peek(l)))
        l->p++;
    return KAMU_OK;
}

static kamu_code lex_number(struct gql_lexer *l, struct gql_token *t, struct kamu_error *err)
{
    t->kind = GQL_TOKEN_INT;
    if (peek(l) == '-')
        l->p++;
    if (peek(l) == '0')
        l->p++;
    else
        KAMU_TRY(digits(l, err));
    if (peek(l) == '.') {
        t->kind = GQL_TOKEN_FLOAT;
        l->p++;
        KAMU_TRY(digits(l, err));
    }
    if (peek(l) == 'e' || peek(l) == 'E') {
        t->kind = GQL_TOKEN_FLOAT;
        l->p++;
        if (peek(l) == '+' || peek(l) == '-')
            l->p++;
        KAMU_TRY(digits(l, err));
    }
    if (is_name(peek(l)) || peek(l) == '.')
        return gql_syntax_error(err, place(l), "unexpected character behind a number");
    return KAMU_OK;
}

/* ---- texts ------------------------------------------------------------------------------ */

/* The digits of \uXXXX (braces: \u{X...}); false when they are none. */
static bool hex_number(struct gql_lexer *l, uint32_t *out)
{
    bool braces = peek(l) == '{';
    unsigned n = 0;
    *out = 0;
    if (braces)
        l->p++;
    while (n < (braces ? 8u : 4u) && str_hex_digit(peek(l)) >= 0) {
        *out = *out << 4 | (uint32_t)str_hex_digit(peek(l));
        l->p++;
        n++;
    }
    if (!braces)
        return n == 4;
    if (n == 0 || peek(l) != '}')
        return false;
    l->p++;
    return true;
}

/* Behind "\u": one character, of one escape or of two that are surrogates. */
static bool unicode_escape(struct gql_lexer *l, char out[4], unsigned *n)
{
    uint32_t c, low;
    if (!hex_number(l, &c))
        return false;
    if (c >= 0xd800 && c < 0xdc00) {
        if (!looks_at(l, "\\u"))
            return false;
        l->p += 2;
        if (!hex_number(l, &low) || low < 0xdc00 || low > 0xdfff)
            return false;
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    *n = utf8_encode(c, out);
    return *n > 0;
}

static bool escape(struct gql_lexer *l, char out[4], unsigned *n)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char c = peek(l);
    if (c == '\0')
        return false;
    l->p++;
    if (c == 'u')
        return unicode_escape(l, out, n);
    const char *at = strchr(from, c);
    if (at == NULL)
        return false;
    out[0] = to[at - from];
    *n = 1;
    return true;
}

static kamu_code lex_string(struct gql_lexer *l, struct gql_token *t, struct kamu_error *err)
{
    size_t end = ++l->p;
    while (end < l->text.n && l->text.p[end] != '"')
        end += l->text.p[end] == '\\' ? 2 : 1;
    if (end >= l->text.n)
        return gql_syntax_error(err, t->at, "the text that begins here does not end");
    char *value = arena_alloc(l->arena, end - l->p + 1); /* an escape is never shorter */
    size_t n = 0;
    if (value == NULL)
        return error_nomem(err);
    while (l->p < end) {
        char c = peek(l);
        if (c == '\n' || c == '\r')
            return gql_syntax_error(err, t->at, "the text that begins here does not end");
        if (c != '\\') {
            value[n++] = c;
            l->p++;
            continue;
        }
        struct gql_place at = place(l);
        char bytes[4];
        unsigned got = 0;
        l->p++;
        if (!escape(l, bytes, &got))
            return gql_syntax_error(err, at, "bad escape in a text");
        memcpy(value + n, bytes, got);
        n += got;
    }
    l->p = end + 1;
    value[n] = '\0';
    t->text = (struct str){value, n};
    return KAMU_OK;
}

static size_t indent_of(const char *line, size_t n)
{
    size_t i = 0;
    while (i < n && (line[i] == ' ' || line[i] == '\t'))
        i++;
    return i;
}

/* The next line of s, without its end; false when there is none. */
static bool next_line(struct str s, size_t *p, struct str *line)
{
    if (*p > s.n)
        return false;
    size_t end = *p;
    while (end < s.n && s.p[end] != '\n' && s.p[end] != '\r')
        end++;
    *line = (struct str){s.p + *p, end - *p};
    *p = end + 1;
    if (end + 1 < s.n && s.p[end] == '\r' && s.p[end + 1] == '\n')
        *p = end + 2;
    return true;
}

/* The indentation that all lines but the first share goes, as do empty lines at both ends. `value`
 * has room for raw; returns its length. */
static size_t block_value(struct str raw, char *value)
{
    size_t common = SIZE_MAX, p = 0, n = 0, keep = 0;
    struct str line;
    bool first = true, begun = false;
    while (next_line(raw, &p, &line)) {
        size_t indent = indent_of(line.p, line.n);
        if (!first && indent < line.n && indent < common)
            common = indent;
        first = false;
    }
    first = true;
    p = 0;
    while (next_line(raw, &p, &line)) {
        size_t indent = indent_of(line.p, line.n);
        bool blank = indent == line.n;
        size_t cut = first || common == SIZE_MAX ? 0 : common < line.n ? common : line.n;
        first = false;
        if (blank && !begun)
            continue;
        if (begun)
            value[n++] = '\n';
        begun = true;
        memcpy(value + n, line.p + cut, line.n - cut);
        n += line.n - cut;
        if (!blank)
            keep = n;
    }
    return keep;
}

static kamu_code lex_block(struct gql_lexer *l, struct gql_token *t, struct kamu_error *err)
{
    l->p += 3;
    size_t from = l->p, n = 0;
    while (!at_end(l) && !looks_at(l, "\"\"\"")) {
        if (looks_at(l, "\\\"\"\""))
            l->p += 4;
        else
            step(l);
    }
    if (at_end(l))
        return gql_syntax_error(err, t->at, "the text that begins here does not end");
    size_t size = l->p - from;
    char *raw = arena_alloc(l->arena, size + 1), *value = arena_alloc(l->arena, size + 1);
    if (raw == NULL || value == NULL)
        return error_nomem(err);
    for (size_t i = from; i < l->p; i++) /* \""" is all that is an escape here */
        if (l->text.p[i] != '\\' || l->p - i < 4 || memcmp(l->text.p + i + 1, "\"\"\"", 3) != 0)
            raw[n++] = l->text.p[i];
    l->p += 3;
    n = block_value((struct str){raw, n}, value);
    value[n] = '\0';
    t->text = (struct str){value, n};
    return KAMU_OK;
}

/* ---- tokens ----------------------------------------------------------------------------- */

static kamu_code lex_one(struct gql_lexer *l, struct gql_token *t, struct kamu_error *err)
{
    char c = peek(l);
    if (is_name_start(c)) {
        t->kind = GQL_TOKEN_NAME;
        while (is_name(peek(l)))
            l->p++;
        return KAMU_OK;
    }
    if (is_digit(c) || c == '-')
        return lex_number(l, t, err);
    if (c == '"') {
        t->kind = GQL_TOKEN_STRING;
        return looks_at(l, "\"\"\"") ? lex_block(l, t, err) : lex_string(l, t, err);
    }
    t->kind = GQL_TOKEN_PUNCTUATOR;
    t->punctuator = c;
    if (looks_at(l, "...")) {
        l->p += 3;
        return KAMU_OK;
    }
    if (c == '\0' || c == '.' || strchr("!$&():=@[]{|}", c) == NULL)
        return gql_syntax_error(err, t->at, "unexpected character");
    l->p++;
    return KAMU_OK;
}

kamu_code gql_lex(struct gql_lexer *l, struct gql_token *out, struct kamu_error *err)
{
    skip_ignored(l);
    *out = (struct gql_token){.kind = GQL_TOKEN_END, .at = place(l), .from = l->p, .to = l->p};
    if (at_end(l))
        return KAMU_OK;
    if (++l->n_tokens > GQL_TOKENS_MAX)
        return error_set(err, KAMU_E_LIMIT, "The document has more than %d tokens", GQL_TOKENS_MAX);
    KAMU_TRY(lex_one(l, out, err));
    out->to = l->p;
    if (out->kind != GQL_TOKEN_STRING)
        out->text = (struct str){l->text.p + out->from, out->to - out->from};
    return KAMU_OK;
}
