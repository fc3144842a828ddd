/* JSON bodies: see json_fields.h. */
#include "server/json_fields.h"

#include "server/json_body.h"

/* ---- what is wrong ----------------------------------------------------------------------------
 */

/* Behind the token that was read last, as the framework counts: columns are bytes. */
static void put_error(struct json_fields *b, const char *at, const char *text)
{
    size_t line = 1, column = 0;
    if (at > b->pull.end)
        at = b->pull.end;
    for (const char *p = b->pull.start; p < at; p++) {
        column++;
        if (*p == '\n') {
            line++;
            column = 0;
        }
    }
    if (b->error[0] == 0)
        (void)snprintf(b->error, sizeof b->error, "%s%s%s at line %zu column %zu", b->path,
                       b->path[0] == 0 ? "" : ": ", text, line, column);
}

bool json_fields_wrong(struct json_fields *b, const char *fmt, ...)
{
    char text[1500];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    b->shape = true;
    const char *at = b->pull.p;
    if (b->pull.text.p != NULL && b->key) /* the colon has been taken, too */
        while (at > b->pull.start && at[-1] != '"')
            at--;
    put_error(b, at, text);
    return false;
}

static bool no_json(struct json_fields *b)
{
    const struct json_pull *j = &b->pull;
    b->shape = false;
    put_error(b, j->start + j->at,
              j->p >= j->end     ? "EOF while parsing a value"
              : j->error == NULL ? "?"
                                 : j->error);
    return false;
}

/* "invalid type: integer `1`, expected a string" */
static bool wrong_type(struct json_fields *b, enum json_token t, const char *expected)
{
    struct str s = b->pull.text;
    int n = (int)(s.n > 100 ? 100 : s.n);
    bool integer = t == JSON_NUMBER && s.n < 20;
    switch (t) {
    case JSON_ERROR:
    case JSON_END:
        return no_json(b);
    case JSON_NULL:
        return json_fields_wrong(b, "invalid type: null, expected %s", expected);
    case JSON_TRUE:
    case JSON_FALSE:
        return json_fields_wrong(b, "invalid type: boolean `%s`, expected %s",
                                 t == JSON_TRUE ? "true" : "false", expected);
    case JSON_STRING:
        return json_fields_wrong(b, "invalid type: string \"%.*s\", expected %s", n, s.p, expected);
    case JSON_NUMBER:
        for (size_t i = 0; i < s.n; i++)
            integer = integer && s.p[i] != '.' && s.p[i] != 'e' && s.p[i] != 'E';
        return json_fields_wrong(b, "invalid type: %s `%.*s`, expected %s",
                                 integer ? "integer" : "floating point", n, s.p, expected);
    default:
        b->pull.p = b->pull.start + b->pull.at; /* the bracket has not been taken */
        return json_fields_wrong(b, "invalid type: %s, expected %s",
                                 t == JSON_OBJECT ? "map" : "sequence", expected);
    }
}

/* ---- values -----------------------------------------------------------------------------------
 */

bool json_fields_string(struct json_fields *b, enum json_token t, struct str *out)
{
    if (t != JSON_STRING)
        return wrong_type(b, t, "a string");
    *out = arena_str(b->arena, b->pull.text);
    return out->p != NULL || json_fields_wrong(b, "out of memory");
}

bool json_fields_variant(struct json_fields *b, enum json_token t, struct str *out)
{
    if (t == JSON_STRING)
        return json_fields_string(b, t, out);
    if (t == JSON_ERROR || t == JSON_END)
        return no_json(b);
    b->shape = false;
    put_error(b, b->pull.start + b->pull.at + 1, "expected value");
    return false;
}

bool json_fields_u64(struct json_fields *b, enum json_token t, uint64_t *out)
{
    struct str s = b->pull.text;
    uint64_t v = 0;
    if (t != JSON_NUMBER)
        return wrong_type(b, t, "u64");
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[0] == '-' && s.n < 20 && memchr(s.p, '.', s.n) == NULL &&
            memchr(s.p, 'e', s.n) == NULL)
            return json_fields_wrong(b, "invalid value: integer `%.*s`, expected u64", (int)s.n,
                                     s.p);
        if (s.p[i] < '0' || s.p[i] > '9' || MUL_OVERFLOW(v, (uint64_t)10, &v) ||
            ADD_OVERFLOW(v, (uint64_t)(s.p[i] - '0'), &v))
            return wrong_type(b, t, "u64");
    }
    *out = v;
    return true;
}

bool json_fields_raw(struct json_fields *b, enum json_token t, struct str *out)
{
    size_t from = b->pull.at;
    unsigned depth = b->pull.depth - (t == JSON_OBJECT || t == JSON_ARRAY);
    while (t != JSON_ERROR && b->pull.depth > depth)
        t = json_pull_next(&b->pull);
    if (t == JSON_ERROR)
        return no_json(b);
    *out = (struct str){b->pull.start + from, (size_t)(b->pull.p - b->pull.start) - from};
    return true;
}

/* ---- nested -----------------------------------------------------------------------------------
 */

static size_t enter(struct json_fields *b, const char *name, long index)
{
    size_t n = strlen(b->path);
    if (name == NULL)
        (void)snprintf(b->path + n, sizeof b->path - n, "[%ld]", index);
    else
        (void)snprintf(b->path + n, sizeof b->path - n, "%s%s", n > 0 ? "." : "", name);
    return n;
}

static bool unknown_field(struct json_fields *b, const struct json_field *fields)
{
    char list[1024];
    size_t n = 0, count = 0;
    int shown = (int)(b->pull.text.n > 100 ? 100 : b->pull.text.n);
    char name[104];
    (void)snprintf(name, sizeof name, "%.*s", shown, b->pull.text.p);
    while (fields[count].name != NULL)
        count++;
    for (size_t i = 0; i < count && n < sizeof list; i++)
        n += (size_t)snprintf(list + n, sizeof list - n, "%s`%s`",
                              i == 0       ? ""
                              : count == 2 ? " or "
                                           : ", ",
                              fields[i].name);
    (void)enter(b, name, 0);
    return json_fields_wrong(b, "unknown field `%s`, expected %s%s", name,
                             count > 2 ? "one of " : "", list);
}

static bool take_members(struct json_fields *b, const struct json_field *fields, uint64_t *seen,
                         void *to)
{
    enum json_token t;
    while ((t = json_pull_next(&b->pull)) == JSON_KEY) {
        b->key = true;
        size_t i = 0;
        while (fields[i].name != NULL && !str_eqc(b->pull.text, fields[i].name))
            i++;
        if (fields[i].name == NULL)
            return unknown_field(b, fields);
        if (*seen >> i & 1)
            return json_fields_wrong(b, "duplicate field `%s`", fields[i].name);
        *seen |= (uint64_t)1 << i;
        b->key = false;
        size_t n = enter(b, fields[i].name, 0);
        if (!fields[i].take(b, json_pull_next(&b->pull), to))
            return false;
        b->path[n] = 0;
    }
    return t == JSON_OBJECT_END || no_json(b);
}

bool json_fields_object(struct json_fields *b, enum json_token t, const char *type_name,
                        const struct json_field *fields, void *to)
{
    char expected[100];
    uint64_t seen = 0;
    (void)snprintf(expected, sizeof expected, "struct %s", type_name);
    if (t != JSON_OBJECT)
        return wrong_type(b, t, expected);
    if (!take_members(b, fields, &seen, to))
        return false;
    for (size_t i = 0; fields[i].name != NULL; i++)
        if (fields[i].required && !(seen >> i & 1))
            return json_fields_wrong(b, "missing field `%s`", fields[i].name);
    return true;
}

bool json_fields_list(struct json_fields *b, enum json_token t, json_take item, void *to)
{
    if (t != JSON_ARRAY)
        return wrong_type(b, t, "a sequence");
    for (long i = 0; (t = json_pull_next(&b->pull)) != JSON_ARRAY_END; i++) {
        if (t == JSON_ERROR)
            return no_json(b);
        size_t n = enter(b, NULL, i);
        if (!item(b, t, to))
            return false;
        b->path[n] = 0;
    }
    return true;
}

/* ---- the body ---------------------------------------------------------------------------------
 */

const char *json_fields_of_text(struct str text, const char *type_name,
                                const struct json_field *fields, void *to, struct arena *arena,
                                bool *shape)
{
    struct json_fields b = {.arena = arena};
    json_pull_init(&b.pull, text);
    bool ok = json_fields_object(&b, json_pull_next(&b.pull), type_name, fields, to);
    if (ok && json_pull_next(&b.pull) != JSON_END) {
        b.shape = ok = false;
        put_error(&b, b.pull.p < b.pull.end ? b.pull.p + 1 : b.pull.p, "trailing characters");
    }
    json_pull_free(&b.pull);
    *shape = b.shape;
    if (ok)
        return NULL;
    const char *why =
        arena_printf(arena, "%s%s",
                     b.shape ? "Failed to deserialize the JSON body into the target type: "
                             : "Failed to parse the request body as JSON: ",
                     b.error);
    return why == NULL ? "The request's body cannot be kept" : why;
}

bool json_fields_read(struct exchange *x, const char *type_name, const struct json_field *fields,
                      void *to)
{
    struct str text;
    bool shape = false;
    if (!json_body_text(x, &text))
        return false;
    const char *why = json_fields_of_text(text, type_name, fields, to, &x->arena, &shape);
    if (why != NULL)
        exchange_send_text(x, shape ? 422 : 400, "text/plain; charset=utf-8", why);
    return why == NULL;
}
