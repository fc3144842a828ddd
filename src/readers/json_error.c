/* What the exact parser found wrong, as a message for people. Where kamu's words are about the data
 * and not about its insides, they are kamu's (spec/read-formats.md 1.3, 3.1). */
#include "readers/json_parser.h"

#include <stdio.h>

/* "a.b[3]" */
static void path_text(const struct json_parser *ps, char *out, size_t n)
{
    size_t at = 0;
    out[0] = 0;
    for (unsigned i = 0; i < ps->path_n && i < JSON_PATH_MAX && at < n; i++) {
        const struct json_path_step *s = &ps->path[i];
        int wrote = s->name == NULL
                        ? snprintf(out + at, n - at, "[%llu]", (unsigned long long)s->index)
                        : snprintf(out + at, n - at, "%s%s", i > 0 ? "." : "", s->name);
        at += wrote > 0 ? (size_t)wrote : 0;
    }
}

/* The value as it stands in the text, shortened at a character's border. */
static int shown(const struct json_parser *ps, const char **text, bool *cut)
{
    size_t n = ps->fault_end > ps->fault_at ? (size_t)(ps->fault_end - ps->fault_at) : 0;
    *text = (const char *)ps->fault_at;
    *cut = n > 80;
    if (*cut)
        n = utf8_cut(*text, n, 80);
    return (int)n;
}

static const char *kind_hint(const struct json_parser *ps)
{
    uint8_t c = *ps->fault_at;
    const struct json_node *n = ps->fault_node;
    if (n == NULL)
        return c == '[' ? "this is a JSON array: use the format Json (--input-format json)" : NULL;
    if (n->op == JSON_OP_STRING && c != '{' && c != '[')
        return "declare the column with the type of its values, or quote them in the data";
    if (n->op == JSON_OP_BOOL)
        return "booleans are true and false, without quotes";
    return NULL;
}

static const char *parse_hint(const struct json_parser *ps)
{
    const uint8_t *p = ps->fault_at;
    size_t n = (size_t)(ps->fault_end - p);
    const struct json_node *node = ps->fault_node;
    if (node == NULL)
        return NULL;
    bool number = (node->op >= JSON_OP_INT && node->op <= JSON_OP_DECIMAL);
    if (number && n > 2 && *p == '"' && memchr(p, ',', n) != NULL)
        return "a decimal comma? Write a point; groups of thousands are not accepted";
    if (node->op == JSON_OP_TIMESTAMP && *p == '"') {
        bool digits = n > 2;
        for (size_t i = 1; i + 1 < n; i++)
            digits &= p[i] >= '0' && p[i] <= '9';
        if (digits)
            return "a count since 1970 is read from a number, not from text; its unit is that of "
                   "the column (milliseconds by default)";
        return "expected is e.g. 2020-09-08T13:42:29.190Z";
    }
    return NULL;
}

static void set_unexpected(const struct json_parser *ps, struct kamu_error *err)
{
    uint8_t c = *ps->fault_at;
    char text[16];
    if (c < 0x20 || c == 0x7f)
        snprintf(text, sizeof text, "\\x%02x", c);
    else if (c < 0x80)
        snprintf(text, sizeof text, "%c", c);
    else { /* the whole character */
        size_t left = (size_t)(ps->end - ps->fault_at);
        uint32_t cp;
        unsigned n = utf8_decode((const char *)ps->fault_at, left, &cp);
        if (n == 0)
            snprintf(text, sizeof text, "\\x%02x", c);
        else
            snprintf(text, sizeof text, "%.*s", (int)n, (const char *)ps->fault_at);
    }
    error_set(err, KAMU_E_INPUT, "Encountered unexpected '%s' whilst parsing %s", text, ps->what);
    if (strcmp(ps->what, "value") == 0)
        error_expected(err, "JSON value");
}

static void set_value_fault(const struct json_parser *ps, const char *path, struct kamu_error *err)
{
    char type[96] = "";
    const char *text;
    bool cut;
    int n = shown(ps, &text, &cut);
    if (ps->fault_node != NULL)
        col_type_name(&ps->fault_node->field->type, type, sizeof type);
    const char *prefix = *path != 0 ? "field '" : "", *suffix = *path != 0 ? "': " : "";
    if (ps->fault == JSON_FAULT_KIND)
        error_set(err, KAMU_E_INPUT, "%s%s%sexpected %s got %.*s%s", prefix, path, suffix, ps->what,
                  n, text, cut ? "…" : "");
    else
        error_set(err, KAMU_E_INPUT, "%s%s%sfailed to parse %.*s%s as %s%s%s", prefix, path, suffix,
                  n, text, cut ? "…" : "", type, ps->what != NULL ? ": " : "",
                  ps->what != NULL ? ps->what : "");
    error_expected(err, "%s", type[0] != 0 ? type : "object");
    const char *hint = ps->fault == JSON_FAULT_KIND ? kind_hint(ps) : parse_hint(ps);
    if (hint != NULL)
        error_hint(err, "%s", hint);
}

static void set_null_fault(const struct json_parser *ps, const char *path, struct kamu_error *err)
{
    char type[96] = "";
    if (ps->fault_node != NULL)
        col_type_name(&ps->fault_node->field->type, type, sizeof type);
    error_set(err, KAMU_E_INPUT, "field '%s': %s, but the column is required", path,
              ps->fault == JSON_FAULT_NULL ? "null" : "missing");
    error_expected(err, "%s", type);
    error_hint(err,
               "declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT "
               "NULL) if values may be missing");
}

kamu_code json_error(const struct json_parser *ps, struct kamu_error *err)
{
    char path[192];
    if (err == NULL)
        return KAMU_E_INPUT;
    path_text(ps, path, sizeof path);
    int n = (int)(ps->fault_end - ps->fault_at);
    const char *text = (const char *)ps->fault_at;
    switch (ps->fault) {
    case JSON_FAULT_UNEXPECTED:
        set_unexpected(ps, err);
        break;
    case JSON_FAULT_TRUNCATED:
        error_set(err, KAMU_E_INPUT, "Truncated record whilst reading %s", ps->what);
        error_hint(err, "the input ends inside a record: is it complete?");
        break;
    case JSON_FAULT_UTF8:
        error_set(err, KAMU_E_INPUT, "Encountered non-UTF-8 data");
        error_expected(err, "UTF-8 text");
        break;
    case JSON_FAULT_SURROGATE:
        error_set(err, KAMU_E_INPUT, "Invalid UTF-16 surrogate pair: %.*s", n, text);
        break;
    case JSON_FAULT_DEPTH:
        error_set(err, KAMU_E_INPUT, "Nested deeper than %d levels", JSON_DEPTH_MAX);
        break;
    case JSON_FAULT_KIND:
    case JSON_FAULT_PARSE:
        set_value_fault(ps, path, err);
        break;
    case JSON_FAULT_NULL:
    case JSON_FAULT_MISSING:
        set_null_fault(ps, path, err);
        break;
    case JSON_FAULT_LENGTH:
        error_set(err, KAMU_E_INPUT, "field '%s': expected %d %s but got %llu", path,
                  (int)ps->fault_node->field->type.fixed_length, ps->what,
                  (unsigned long long)ps->count);
        break;
    case JSON_FAULT_ZONE:
        error_set(err, KAMU_E_SCHEMA, "field '%s': unknown time zone '%s'", path,
                  ps->fault_node->field->type.timezone);
        break;
    case JSON_FAULT_UNKNOWN_FIELD:
        error_set(err, KAMU_E_INPUT, "unknown field %.*s", n, text);
        error_hint(err, "the source's schema has no such column; --strict makes this an error");
        break;
    case JSON_FAULT_ABSENT_FIELD:
        error_set(err, KAMU_E_INPUT, "field '%s' is missing", path);
        error_hint(err, "the column is optional; --strict makes this an error");
        break;
    case JSON_FAULT_NULL_ROW:
        error_set(err, KAMU_E_INPUT, "the record has no value for any column");
        error_hint(err, "--strict makes this an error");
        break;
    case JSON_FAULT_FEATURE:
        error_set(err, KAMU_E_INPUT, "%s but got %.*s instead", ps->what, n > 80 ? 80 : n, text);
        break;
    case JSON_FAULT_NOMEM:
        return error_nomem(err);
    case JSON_FAULT_NONE:
        KAMU_BUG("no fault");
    }
    if (path[0] != 0)
        error_field(err, "%s", path);
    if (n > 0 && ps->fault != JSON_FAULT_MISSING && ps->fault != JSON_FAULT_ABSENT_FIELD)
        error_excerpt(err, text, (size_t)n);
    return err->code;
}
