#include "server/json_body.h"

#include "odf/json_pull.h"

#include <unistd.h>

#define TEXT_TYPE "text/plain; charset=utf-8"

/* application/json, application/<anything>+json, with any parameters. */
static bool is_json_type(struct str type)
{
    const char *semicolon = type.p ? memchr(type.p, ';', type.n) : NULL;
    struct str essence =
        str_trim(semicolon ? (struct str){type.p, (size_t)(semicolon - type.p)} : type);
    static const char prefix[] = "application/", suffix[] = "+json";
    size_t n = sizeof prefix - 1, m = sizeof suffix - 1;
    if (!type.p)
        return false;
    return str_ieq(essence, STR("application/json")) ||
           (essence.n > n + m && str_ieq((struct str){essence.p, n}, STR("application/")) &&
            str_ieq((struct str){essence.p + essence.n - m, m}, STR("+json")));
}

static bool read_file(int fd, char *out, uint64_t size)
{
    for (uint64_t at = 0; at < size;) {
        ssize_t got = pread(fd, out + at, size - at, (off_t)at);
        if (got <= 0)
            return false;
        at += (uint64_t)got;
    }
    return true;
}

bool json_body_text(struct exchange *x, struct str *out)
{
    const struct body *b = exchange_body(x);
    if (!is_json_type(exchange_header(x, "content-type"))) {
        exchange_send_text(x, 415, TEXT_TYPE,
                           "Expected request with `Content-Type: application/json`");
        return false;
    }
    *out = (struct str){b->data ? b->data : "", b->size};
    if (b->data || b->size == 0)
        return true;
    char *copy = arena_alloc(&x->arena, b->size);
    if (!copy || !read_file(b->fd, copy, b->size)) {
        exchange_refuse(x, 503, "The request's body cannot be kept");
        return false;
    }
    out->p = copy;
    return true;
}

/* ---- what is wrong, as serde_json says it -------------------------------------------------- */

static const char *at_place(struct arena *arena, struct str text, size_t offset, const char *what)
{
    unsigned long line = 1;
    size_t start = 0;
    if (!what)
        return "out of memory";
    for (size_t i = 0; i < offset && i < text.n; i++) {
        if (text.p[i] == '\n') {
            line++;
            start = i + 1;
        }
    }
    const char *out = arena_printf(arena, "%s at line %lu column %lu", what, line,
                                   (unsigned long)(offset - start));
    return out ? out : what;
}

static const char *syntax_error(struct arena *arena, struct str text, const struct json_pull *j)
{
    size_t offset = (size_t)(j->p - j->start);
    const char *what = "expected value";
    struct str left = {j->p, (size_t)(j->end - j->p)};
    if (left.n == 0)
        what = j->depth ? "EOF while parsing an object" : "EOF while parsing a value";
    else if (strcmp(j->error, "text after the value") == 0)
        what = "trailing characters";
    else if (strchr("tfn", *left.p))
        what = "expected ident";
    else if (strcmp(j->error, "expected a key") == 0)
        what = "key must be a string";
    else if (strcmp(j->error, "expected a value") != 0)
        what = j->error;
    return at_place(arena, text,
                    left.n ? offset + (*what == 'e' && what[9] == 'i' ? 2 : 1) : offset, what);
}

static const char *unexpected(struct arena *arena, struct str text, const struct json_pull *j,
                              enum json_token t, const char *expected)
{
    size_t end = (size_t)(j->p - j->start);
    const char *found = "null";
    switch (t) {
    case JSON_OBJECT: /* only looked at */
    case JSON_ARRAY:
        found = t == JSON_OBJECT ? "map" : "sequence";
        end--;
        break;
    case JSON_STRING:
        found = arena_printf(arena, "string \"" STR_FMT "\"", STR_ARG(j->text));
        break;
    case JSON_NUMBER:
        found = arena_printf(arena, "%s `" STR_FMT "`",
                             memchr(j->text.p, '.', j->text.n) ? "floating point" : "integer",
                             STR_ARG(j->text));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        found = t == JSON_TRUE ? "boolean `true`" : "boolean `false`";
        break;
    default:
        break;
    }
    const char *what =
        found ? arena_printf(arena, "invalid type: %s, expected %s", found, expected) : NULL;
    return at_place(arena, text, end, what ? what : "invalid type");
}

/* ---- the object ---------------------------------------------------------------------------- */

static bool skip_value(struct json_pull *j)
{
    unsigned depth = 0;
    do {
        enum json_token t = json_pull_next(j);
        if (t == JSON_ERROR || t == JSON_END)
            return false;
        depth += t == JSON_OBJECT || t == JSON_ARRAY;
        depth -= t == JSON_OBJECT_END || t == JSON_ARRAY_END;
    } while (depth);
    return true;
}

struct reading {
    struct str text;
    const struct json_body_field *fields;
    size_t n;
    bool seen[JSON_BODY_FIELDS_MAX];
    struct arena *arena;
    struct json_pull *j;
};

/* The value of the member whose key was read; NULL or what is wrong. */
static const char *read_member(struct reading *r, bool *syntax)
{
    size_t i = 0;
    while (i < r->n && !str_eqc(r->j->text, r->fields[i].name))
        i++;
    size_t key_end = (size_t)(r->j->p - r->j->start) - 1; /* behind it stands the colon */
    if (i == r->n) {
        *syntax = !skip_value(r->j);
        return *syntax ? syntax_error(r->arena, r->text, r->j) : NULL;
    }
    const char *name = r->fields[i].name;
    if (r->seen[i])
        return at_place(r->arena, r->text, key_end,
                        arena_printf(r->arena, "duplicate field `%s`", name));
    r->seen[i] = true;
    enum json_token t = json_pull_next(r->j);
    *syntax = t == JSON_ERROR;
    if (*syntax)
        return syntax_error(r->arena, r->text, r->j);
    if (t != JSON_STRING) {
        const char *why = unexpected(r->arena, r->text, r->j, t, "a string");
        const char *whole = arena_printf(r->arena, "%s: %s", name, why);
        return whole ? whole : why;
    }
    *r->fields[i].out = arena_str(r->arena, r->j->text);
    return r->fields[i].out->p ? NULL : "out of memory";
}

static const char *read_members(struct reading *r, bool *syntax)
{
    enum json_token t;
    while ((t = json_pull_next(r->j)) == JSON_KEY) {
        const char *why = read_member(r, syntax);
        if (why)
            return why;
    }
    *syntax = t == JSON_ERROR;
    if (*syntax)
        return syntax_error(r->arena, r->text, r->j);
    for (size_t i = 0; i < r->n; i++)
        if (!r->seen[i])
            return at_place(r->arena, r->text, (size_t)(r->j->p - r->j->start),
                            arena_printf(r->arena, "missing field `%s`", r->fields[i].name));
    *syntax = json_pull_next(r->j) != JSON_END;
    return *syntax ? syntax_error(r->arena, r->text, r->j) : NULL;
}

/* kamu takes the members in order too; no client sends that. */
static const char *refuse_array(struct reading *r, const char *type)
{
    size_t n = 0;
    bool ok = true;
    const char *p = r->j->p;
    while (p < r->j->end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    if (p < r->j->end && *p == ']')
        ok = json_pull_next(r->j) == JSON_ARRAY_END;
    else
        n = r->n;
    if (!ok || n)
        return unexpected(r->arena, r->text, r->j, JSON_ARRAY, type);
    return at_place(r->arena, r->text, (size_t)(r->j->p - r->j->start),
                    arena_printf(r->arena, "invalid length 0, expected struct %s with %zu elements",
                                 type, r->n));
}

const char *json_strings(struct str text, const char *type, const struct json_body_field *fields,
                         size_t n, struct arena *arena, bool *syntax)
{
    struct json_pull j;
    struct reading r = {.text = text, .fields = fields, .n = n, .arena = arena, .j = &j};
    const char *why;
    KAMU_ASSERT(n <= JSON_BODY_FIELDS_MAX);
    json_pull_init(&j, text);
    enum json_token t = json_pull_next(&j);
    *syntax = t == JSON_ERROR;
    if (t == JSON_ERROR)
        why = syntax_error(arena, text, &j);
    else if (t == JSON_ARRAY)
        why = refuse_array(&r, type);
    else if (t != JSON_OBJECT)
        why = unexpected(arena, text, &j, t, type);
    else
        why = read_members(&r, syntax);
    json_pull_free(&j);
    return why;
}

bool json_body_strings(struct exchange *x, const char *type, const struct json_body_field *fields,
                       size_t n)
{
    struct str text;
    bool syntax;
    if (!json_body_text(x, &text))
        return false;
    const char *why = json_strings(text, type, fields, n, &x->arena, &syntax);
    if (!why)
        return true;
    const char *whole = arena_printf(&x->arena, "Failed to %s%s",
                                     syntax ? "parse the request body as JSON: "
                                            : "deserialize the JSON body into the target type: ",
                                     why);
    exchange_send_text(x, syntax ? 400 : 422, TEXT_TYPE, whole ? whole : why);
    return false;
}
