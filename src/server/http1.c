#include "server/http1.h"

enum {
    CHUNK_LINE_MAX = 4096,   /* size and extensions */
    TRAILERS_MAX = 16 * 1024 /* all lines behind the last chunk */
};

bool http1_token_char(char c)
{
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return true;
    return c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

size_t http1_head_end(const char *p, size_t n, size_t from)
{
    from = from > 3 ? from - 3 : 0;
    if (n < 4 || from > n - 4)
        return 0;
    const char *end = memmem(p + from, n - from, "\r\n\r\n", 4);
    return end ? (size_t)(end - p) + 4 : 0;
}

/* ---- request line ------------------------------------------------------------------- */

static enum http_method method_of(struct str s)
{
    static const struct {
        const char *name;
        enum http_method method;
    } known[] = {{"GET", HTTP_GET},         {"HEAD", HTTP_HEAD}, {"POST", HTTP_POST},
                 {"OPTIONS", HTTP_OPTIONS}, {"PUT", HTTP_PUT},   {"DELETE", HTTP_DELETE}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eqc(s, known[i].name))
            return known[i].method;
    return HTTP_OTHER;
}

/* "/path?query", "http://host/path?query", "*", "host:port" (CONNECT). */
static bool split_target(struct str t, struct http1_head *out)
{
    if (t.n == 0)
        return false;
    for (size_t i = 0; i < t.n; i++)
        if ((unsigned char)t.p[i] <= ' ' || t.p[i] == 0x7f)
            return false;
    if (t.p[0] != '/') {
        size_t scheme = 0;
        if (t.n >= 7 && str_ieq((struct str){t.p, 7}, STR("http://")))
            scheme = 7;
        else if (t.n >= 8 && str_ieq((struct str){t.p, 8}, STR("https://")))
            scheme = 8;
        if (scheme) {
            while (scheme < t.n && t.p[scheme] != '/' && t.p[scheme] != '?')
                scheme++;
            t.p += scheme;
            t.n -= scheme;
        }
    }
    const char *mark = t.n ? memchr(t.p, '?', t.n) : NULL;
    out->path = (struct str){t.p, mark ? (size_t)(mark - t.p) : t.n};
    if (mark)
        out->query = (struct str){mark + 1, t.n - out->path.n - 1};
    if (out->path.n == 0)
        out->path = STR("/");
    return true;
}

static unsigned parse_request_line(struct str line, struct http1_head *out)
{
    size_t i = 0;
    while (i < line.n && http1_token_char(line.p[i]))
        i++;
    if (i == 0 || i == line.n || line.p[i] != ' ')
        return 400;
    out->method_text = (struct str){line.p, i};
    out->method = method_of(out->method_text);
    struct str rest = {line.p + i + 1, line.n - i - 1};
    const char *blank = rest.n ? memchr(rest.p, ' ', rest.n) : NULL;
    if (!blank)
        return 400;
    struct str target = {rest.p, (size_t)(blank - rest.p)};
    struct str version = {blank + 1, rest.n - target.n - 1};
    if (target.n > HTTP1_TARGET_MAX)
        return 414;
    if (version.n != 8 || memcmp(version.p, "HTTP/", 5) != 0 || version.p[6] != '.')
        return 400;
    if (version.p[5] != '1' || (version.p[7] != '0' && version.p[7] != '1'))
        return 505;
    out->minor = version.p[7] == '1';
    return split_target(target, out) ? 0 : 400;
}

/* ---- headers ------------------------------------------------------------------------ */

static bool parse_header(struct str line, struct exchange_pair *out)
{
    size_t i = 0;
    while (i < line.n && http1_token_char(line.p[i]))
        i++;
    if (i == 0 || i == line.n || line.p[i] != ':')
        return false;
    out->name = (struct str){line.p, i};
    out->value = str_trim((struct str){line.p + i + 1, line.n - i - 1});
    for (size_t k = 0; k < out->value.n; k++) {
        unsigned char c = (unsigned char)out->value.p[k];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

/* Whether a comma-separated list has the word, case ignored. */
static bool list_has(struct str list, const char *word)
{
    while (list.n) {
        const char *comma = memchr(list.p, ',', list.n);
        size_t n = comma ? (size_t)(comma - list.p) : list.n;
        if (str_ieq(str_trim((struct str){list.p, n}), str_c(word)))
            return true;
        list.p += comma ? n + 1 : n;
        list.n -= comma ? n + 1 : n;
    }
    return false;
}

static unsigned take_length(struct str v, struct http1_head *out)
{
    uint64_t length = 0;
    if (!str_u64(v, &length) || length > INT64_MAX || (out->has_length && length != out->length))
        return 400;
    out->has_length = true;
    out->length = length;
    return 0;
}

/* What the headers mean for the connection and for the body's length. */
static unsigned interpret(struct http1_head *out)
{
    bool coded = false, host = false;
    out->keep_alive = out->minor == 1;
    for (size_t i = 0; i < out->n_headers; i++) {
        struct str name = out->headers[i].name, v = out->headers[i].value;
        unsigned bad = 0;
        if (str_ieq(name, STR("content-length"))) {
            bad = take_length(v, out);
        } else if (str_ieq(name, STR("transfer-encoding"))) {
            if (coded)
                return 400;
            coded = true;
            if (!str_ieq(v, STR("chunked")))
                return 501;
            out->chunked = true;
        } else if (str_ieq(name, STR("connection"))) {
            if (list_has(v, "close"))
                out->keep_alive = false;
            else if (out->minor == 0 && list_has(v, "keep-alive"))
                out->keep_alive = true;
        } else if (str_ieq(name, STR("expect"))) {
            out->expects = out->minor == 1 && str_ieq(v, STR("100-continue"));
        } else if (str_ieq(name, STR("host"))) {
            bad = host ? 400 : 0;
            host = true;
        }
        if (bad)
            return bad;
    }
    /* Two lengths are how requests are smuggled past a proxy. */
    if (coded && (out->has_length || out->minor == 0))
        return 400;
    return 0;
}

unsigned http1_parse(const char *p, size_t n, struct http1_head *out)
{
    out->n_headers = 0;
    out->query = STR_NONE;
    out->expects = out->chunked = out->has_length = false;
    out->length = 0;
    struct str rest = {p, n};
    for (bool first = true;; first = false) {
        const char *lf = rest.n ? memchr(rest.p, '\n', rest.n) : NULL;
        if (!lf || lf == rest.p || lf[-1] != '\r')
            return 400;
        struct str line = {rest.p, (size_t)(lf - rest.p) - 1};
        rest.n -= line.n + 2;
        rest.p = lf + 1;
        if (first) {
            unsigned bad = parse_request_line(line, out);
            if (bad)
                return bad;
            continue;
        }
        if (line.n == 0)
            break;
        if (out->n_headers == HTTP1_HEADERS_MAX)
            return 431;
        if (!parse_header(line, &out->headers[out->n_headers++]))
            return 400;
    }
    return interpret(out);
}

/* ---- chunked ------------------------------------------------------------------------ */

enum {
    C_SIZE,
    C_SIZE_MORE,
    C_EXTENSION,
    C_SIZE_LF,
    C_DATA,
    C_DATA_CR,
    C_DATA_LF,
    C_TRAILER,
    C_TRAILER_LINE,
    C_TRAILER_LF,
    C_END_LF,
    C_END
};

/* The line with a chunk's size. */
static bool size_byte(struct http1_chunks *c, char b)
{
    int digit = str_hex_digit(b);
    if (++c->line > CHUNK_LINE_MAX)
        return false;
    if (c->state == C_SIZE_LF) {
        c->line = 0;
        c->state = c->left ? C_DATA : C_TRAILER;
        return b == '\n';
    }
    if (c->state != C_EXTENSION && digit >= 0) {
        if (c->left > (uint64_t)INT64_MAX >> 4)
            return false;
        c->left = c->left << 4 | (unsigned)digit;
        c->state = C_SIZE_MORE;
        return true;
    }
    if (c->state == C_SIZE)
        return false; /* no digit at all */
    if (b == '\r') {
        c->state = C_SIZE_LF;
        return true;
    }
    if (c->state == C_EXTENSION)
        return b != '\n';
    c->state = C_EXTENSION;
    return b == ';' || b == ' ' || b == '\t';
}

/* CR LF behind a chunk's data, and the trailer section, which is read and thrown away. */
static bool other_byte(struct http1_chunks *c, char b)
{
    switch (c->state) {
    case C_DATA_CR:
        c->state = C_DATA_LF;
        return b == '\r';
    case C_DATA_LF:
        c->state = C_SIZE;
        return b == '\n';
    case C_TRAILER:
        c->state = b == '\r' ? C_END_LF : C_TRAILER_LINE;
        return b != '\n' && ++c->trailers <= TRAILERS_MAX;
    case C_TRAILER_LINE:
        if (b == '\r')
            c->state = C_TRAILER_LF;
        return b != '\n' && ++c->trailers <= TRAILERS_MAX;
    case C_TRAILER_LF:
        c->state = C_TRAILER;
        return b == '\n';
    default: /* C_END_LF */
        c->state = C_END;
        return b == '\n';
    }
}

ptrdiff_t http1_chunks_next(struct http1_chunks *c, const char *p, size_t n, const char **data,
                            size_t *n_data, bool *end)
{
    size_t i = 0;
    *data = NULL;
    *n_data = 0;
    *end = false;
    while (i < n) {
        if (c->state == C_DATA) {
            size_t take = n - i < c->left ? n - i : (size_t)c->left;
            *data = p + i;
            *n_data = take;
            c->left -= take;
            if (c->left == 0)
                c->state = C_DATA_CR;
            return (ptrdiff_t)(i + take);
        }
        bool ok = c->state <= C_SIZE_LF ? size_byte(c, p[i]) : other_byte(c, p[i]);
        i++;
        if (!ok)
            return -1;
        if (c->state == C_END) {
            *end = true;
            break;
        }
    }
    return (ptrdiff_t)i;
}

const char *http1_reason(unsigned status)
{
    static const struct {
        unsigned status;
        const char *reason;
    } known[] = {{100, "Continue"},
                 {101, "Switching Protocols"},
                 {200, "OK"},
                 {201, "Created"},
                 {202, "Accepted"},
                 {204, "No Content"},
                 {206, "Partial Content"},
                 {207, "Multi-Status"},
                 {301, "Moved Permanently"},
                 {302, "Found"},
                 {303, "See Other"},
                 {304, "Not Modified"},
                 {307, "Temporary Redirect"},
                 {308, "Permanent Redirect"},
                 {400, "Bad Request"},
                 {401, "Unauthorized"},
                 {403, "Forbidden"},
                 {404, "Not Found"},
                 {405, "Method Not Allowed"},
                 {406, "Not Acceptable"},
                 {408, "Request Timeout"},
                 {409, "Conflict"},
                 {410, "Gone"},
                 {411, "Length Required"},
                 {412, "Precondition Failed"},
                 {413, "Payload Too Large"},
                 {414, "URI Too Long"},
                 {415, "Unsupported Media Type"},
                 {416, "Range Not Satisfiable"},
                 {417, "Expectation Failed"},
                 {422, "Unprocessable Entity"},
                 {426, "Upgrade Required"},
                 {429, "Too Many Requests"},
                 {431, "Request Header Fields Too Large"},
                 {499, "Client Closed Request"},
                 {500, "Internal Server Error"},
                 {501, "Not Implemented"},
                 {502, "Bad Gateway"},
                 {503, "Service Unavailable"},
                 {504, "Gateway Timeout"},
                 {505, "HTTP Version Not Supported"},
                 {507, "Insufficient Storage"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].status == status)
            return known[i].reason;
    return "";
}
