/* One line of the access log. */
#include "server/access_log.h"

#include <inttypes.h>

/* Longest of each member as it is printed, so that a whole line fits into ACCESS_LINE_MAX. */
enum { TEXT_MAX = 512, PATH_TEXT_MAX = 2048 };

struct line {
    char *p;
    size_t n, max; /* what is appended beyond max is cut */
};

static void put(struct line *l, const char *text, size_t n)
{
    if (n > l->max - l->n)
        n = l->max - l->n;
    memcpy(l->p + l->n, text, n);
    l->n += n;
}

static void puts_(struct line *l, const char *text)
{
    put(l, text, strlen(text));
}

/* ---- secrets ------------------------------------------------------------------------ */

static bool is_token_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.' || c == '=';
}

/* The length of what looks like a credential at the beginning of s: an access token `ka_...`, or
 * base64 of a JSON object, as JWTs and upload tokens are; else 0. */
static size_t token_length(struct str s)
{
    if (!str_starts(s, "ka_") && !str_starts(s, "eyJ"))
        return 0;
    size_t n = 3;
    while (n < s.n && is_token_char(s.p[n]))
        n++;
    return n >= 20 ? n : 0;
}

/* Copies s into out, its tokens replaced by `***`; at most max bytes. */
static size_t black_out(struct str s, char *out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < max;) {
        size_t token = 0;
        if (i == 0 || !is_token_char(s.p[i - 1]) || s.p[i - 1] == '=')
            token = token_length((struct str){s.p + i, s.n - i});
        if (token == 0) {
            out[n++] = s.p[i++];
            continue;
        }
        for (int star = 0; star < 3 && n < max; star++)
            out[n++] = '*';
        i += token;
    }
    return n;
}

/* Names whose values cannot be secrets. A new parameter is one until it stands here. */
static bool is_harmless(struct str name)
{
    static const char *const names[] = {
        "limit",  "skip",    "dataFormat", "schemaFormat", "include",    "sourceName",
        "follow", "onError", "maxErrors",  "type",         "fileName",   "contentLength",
        "strict", "from",    "format",     "queryDialect", "contentType"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eqc(name, names[i]))
            return true;
    return false;
}

/* The query string with the values of all other parameters left out. */
static size_t clean_query(struct str query, char *out, size_t max)
{
    size_t n = 0;
    for (size_t from = 0; from <= query.n;) {
        size_t to = from;
        while (to < query.n && query.p[to] != '&')
            to++;
        struct str pair = {query.p + from, to - from};
        const char *eq = memchr(pair.p, '=', pair.n);
        size_t name = eq != NULL ? (size_t)(eq - pair.p) : pair.n;
        if (from > 0 && n < max)
            out[n++] = '&';
        if (is_harmless((struct str){pair.p, name})) {
            n += black_out(pair, out + n, max - n);
        } else {
            n += black_out((struct str){pair.p, name}, out + n, max - n);
            for (const char *rest = eq != NULL ? "=***" : ""; *rest != '\0' && n < max; rest++)
                out[n++] = *rest;
        }
        from = to + 1;
    }
    return n;
}

/* ---- members ------------------------------------------------------------------------- */

/* The value as a JSON string of at most max bytes; bytes that are no UTF-8 become U+FFFD. */
static void put_string(struct line *l, struct str s, size_t max)
{
    size_t end = l->n + max;
    put(l, "\"", 1);
    for (size_t i = 0; i < s.n && l->n + 8 < end;) {
        uint32_t c;
        unsigned n = utf8_decode(s.p + i, s.n - i, &c);
        char escaped[8];
        if (n == 0) {
            puts_(l, "\xef\xbf\xbd");
            n = 1;
        } else if (c == '"' || c == '\\') {
            escaped[0] = '\\';
            escaped[1] = (char)c;
            put(l, escaped, 2);
        } else if (c < 0x20 || c == 0x7f) {
            snprintf(escaped, sizeof escaped, "\\u%04x", c);
            put(l, escaped, 6);
        } else {
            put(l, s.p + i, n);
        }
        i += n;
    }
    put(l, "\"", 1);
}

static void put_text(struct line *l, const char *name, struct str value, size_t max)
{
    if (value.p == NULL)
        return;
    puts_(l, ",\"");
    puts_(l, name);
    puts_(l, "\":");
    put_string(l, value, max);
}

static void put_number(struct line *l, const char *name, uint64_t value)
{
    char text[64];
    snprintf(text, sizeof text, ",\"%s\":%" PRIu64, name, value);
    puts_(l, text);
}

static void put_request(struct line *l, const struct access_entry *e)
{
    char text[PATH_TEXT_MAX];
    put_text(l, "remote", e->remote, TEXT_MAX);
    put_text(l, "method", e->method, 40);
    if (e->path.p != NULL)
        put_text(l, "path", (struct str){text, black_out(e->path, text, sizeof text)},
                 PATH_TEXT_MAX);
    if (e->query.p != NULL)
        put_text(l, "query", (struct str){text, clean_query(e->query, text, sizeof text)},
                 PATH_TEXT_MAX);
    put_text(l, "route", str_c(e->route), 80);
    put_text(l, "account", e->account, TEXT_MAX);
    put_text(l, "dataset", e->dataset, TEXT_MAX);
    put_text(l, "requestId", e->request_id, 160);
}

size_t access_line(const struct access_entry *e, uint64_t dropped, char out[ACCESS_LINE_MAX])
{
    struct line l = {.p = out, .max = ACCESS_LINE_MAX - 2};
    char when[INSTANT_TEXT_MAX];
    struct instant ms = e->at;
    ms.nanos -= ms.nanos % 1000000;
    instant_format(ms, when);
    puts_(&l, "{\"time\":\"");
    puts_(&l, when);
    puts_(&l, "\"");
    put_request(&l, e);
    put_number(&l, "status", e->status);
    put_number(&l, "bytesIn", e->bytes_in);
    put_number(&l, "bytesOut", e->bytes_out);
    put_number(&l, "durationUs", e->duration_ns / 1000);
    if (e->is_push) {
        put_number(&l, "rows", e->rows_received);
        put_number(&l, "rowsNew", e->rows_new);
        put_number(&l, "rowsRejected", e->rows_rejected);
        put_number(&l, "group", e->group);
        puts_(&l, e->replayed ? ",\"replayed\":true" : ",\"replayed\":false");
    }
    if (e->code != KAMU_OK)
        put_text(&l, "error", str_c(kamu_code_name(e->code)), 40);
    if (dropped > 0)
        put_number(&l, "dropped", dropped);
    l.max = ACCESS_LINE_MAX;
    puts_(&l, "}\n");
    return l.n;
}

bool request_id_sane(struct str id)
{
    if (id.p == NULL || id.n == 0 || id.n >= REQUEST_ID_MAX)
        return false;
    for (size_t i = 0; i < id.n; i++)
        if (id.p[i] == '=' || (!is_token_char(id.p[i]) && id.p[i] != ':'))
            return false;
    return true;
}

void request_id_make(uint64_t seed, uint64_t number, char out[REQUEST_ID_MAX])
{
    snprintf(out, REQUEST_ID_MAX, "%016" PRIx64 "-%" PRIu64, seed, number);
}
