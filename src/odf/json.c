/* Extra attributes as JSON text (spec/odf-metadata.md 3.4, end). */
#include "odf/json.h"

#include "columnar/format.h"
#include "odf/json_pull.h"

#include <errno.h>

/* Everything that is not printable ASCII as \uXXXX. */
static kamu_code quote_ascii(struct str s, struct buf *out, struct kamu_error *err)
{
    size_t at = out->len;
    KAMU_TRY(odf_json_quote(s, out, err));
    size_t n = out->len - at, i = 0;
    bool plain = true;
    for (size_t k = 0; k < n && plain; k++)
        plain = out->data[at + k] < 0x7f;
    if (plain)
        return KAMU_OK;
    char *quoted = mem_alloc(n);
    if (quoted == NULL)
        return error_nomem(err);
    memcpy(quoted, out->data + at, n);
    out->len = at;
    kamu_code rc = KAMU_OK;
    while (i < n && rc == KAMU_OK) {
        uint32_t c = 0;
        unsigned length = utf8_decode(quoted + i, n - i, &c);
        if (length == 0)
            rc = error_set(err, KAMU_E_INPUT, "Text is not UTF-8");
        else if (c >= 0x10000)
            rc = buf_printf(out, err, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10),
                            0xdc00 + ((c - 0x10000) & 0x3ff));
        else if (c >= 0x7f)
            rc = buf_printf(out, err, "\\u%04x", c);
        else
            rc = buf_append_byte(out, (uint8_t)c, err);
        i += length;
    }
    mem_free(quoted);
    return rc;
}

kamu_code odf_json_quote(struct str s, struct buf *out, struct kamu_error *err)
{
    size_t from = 0;
    KAMU_TRY(buf_append_byte(out, '"', err));
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        KAMU_TRY(buf_append(out, s.p + from, i - from, err));
        from = i + 1;
        switch (c) {
        case '"':
            KAMU_TRY(buf_append_str(out, "\\\"", err));
            break;
        case '\\':
            KAMU_TRY(buf_append_str(out, "\\\\", err));
            break;
        case '\b':
            KAMU_TRY(buf_append_str(out, "\\b", err));
            break;
        case '\f':
            KAMU_TRY(buf_append_str(out, "\\f", err));
            break;
        case '\n':
            KAMU_TRY(buf_append_str(out, "\\n", err));
            break;
        case '\r':
            KAMU_TRY(buf_append_str(out, "\\r", err));
            break;
        case '\t':
            KAMU_TRY(buf_append_str(out, "\\t", err));
            break;
        default:
            KAMU_TRY(buf_printf(out, err, "\\u%04x", c));
            break;
        }
    }
    KAMU_TRY(buf_append(out, s.p ? s.p + from : "", s.n - from, err));
    return buf_append_byte(out, '"', err);
}

size_t odf_json_double(double v, char out[32])
{
    char text[FORMAT_NUMBER_MAX];
    size_t n = format_f64(v, true, text);
    KAMU_ASSERT(n < 32);
    memcpy(out, text, n);
    out[n] = '\0';
    return n;
}

/* Integers stay as they are while they fit 64 bits, the rest becomes the shortest double. */
static kamu_code canonical_number(struct str s, struct buf *out, struct kamu_error *err)
{
    char text[512], shown[32];
    bool integer = true;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '.' || s.p[i] == 'e' || s.p[i] == 'E')
            integer = false;
    if (s.n >= sizeof text)
        return error_set(err, KAMU_E_INPUT, "Number is too long");
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    errno = 0;
    if (integer && s.p[0] == '-' && strcmp(text, "-0") != 0)
        (void)strtoll(text, NULL, 10);
    else if (integer && s.p[0] != '-')
        (void)strtoull(text, NULL, 10);
    else
        integer = false;
    if (integer && errno == 0)
        return buf_append(out, s.p, s.n, err);
    double v = strtod(text, NULL);
    if (v - v != 0)
        return error_set(err, KAMU_E_INPUT, "Number out of range: %.60s", text);
    return buf_append(out, shown, odf_json_double(v, shown), err);
}

struct member {
    struct str key;
    size_t from, to; /* of its value in the text written so far */
    uint32_t index;
};

static int member_cmp(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    int c = str_cmp(x->key, y->key);
    return c ? c : (x->index < y->index ? -1 : 1);
}

struct canonical {
    struct json_pull pull;
    struct arena arena;
    bool ascii;
};

static kamu_code put_text(const struct canonical *c, struct str s, struct buf *out,
                          struct kamu_error *err)
{
    return c->ascii ? quote_ascii(s, out, err) : odf_json_quote(s, out, err);
}

static kamu_code bad_json(const struct json_pull *j, struct kamu_error *err)
{
    if (j->no_memory)
        return error_nomem(err);
    return error_set(err, KAMU_E_INPUT, "Invalid JSON at byte %zu: %s", j->at, j->error);
}

static kamu_code canonical_value(struct canonical *c, enum json_token t, struct buf *out,
                                 struct kamu_error *err);

/* Writes the sorted members in place of their values, which lie in `out` one after the other. */
static kamu_code write_members(const struct canonical *c, struct member *m, uint32_t n,
                               size_t start, struct buf *out, struct kamu_error *err)
{
    struct buf sorted;
    kamu_code rc = KAMU_OK;
    bool first = true;
    buf_init(&sorted, out->max);
    if (n > 1)
        qsort(m, n, sizeof *m, member_cmp);
    rc = buf_append_byte(&sorted, '{', err);
    for (uint32_t i = 0; i < n && rc == KAMU_OK; i++) {
        if (i + 1 < n && str_eq(m[i].key, m[i + 1].key))
            continue; /* the last of equal keys counts */
        if (!first)
            rc = buf_append_byte(&sorted, ',', err);
        first = false;
        if (rc == KAMU_OK)
            rc = put_text(c, m[i].key, &sorted, err);
        if (rc == KAMU_OK)
            rc = buf_append_byte(&sorted, ':', err);
        if (rc == KAMU_OK)
            rc = buf_append(&sorted, out->data + m[i].from, m[i].to - m[i].from, err);
    }
    if (rc == KAMU_OK)
        rc = buf_append_byte(&sorted, '}', err);
    out->len = start;
    if (rc == KAMU_OK)
        rc = buf_append(out, sorted.data, sorted.len, err);
    buf_free(&sorted);
    return rc;
}

static kamu_code canonical_object(struct canonical *c, struct buf *out, struct kamu_error *err)
{
    struct member *m = NULL;
    uint32_t n = 0, cap = 0;
    size_t start = out->len;
    kamu_code rc = KAMU_OK;
    enum json_token t;
    while ((t = json_pull_next(&c->pull)) == JSON_KEY) {
        if (n == cap) {
            cap = cap ? 2 * cap : 8;
            struct member *grown = mem_realloc_array(m, cap, sizeof *m);
            if (!grown) {
                rc = error_nomem(err);
                goto done;
            }
            m = grown;
        }
        m[n] = (struct member){arena_str(&c->arena, c->pull.text), out->len, 0, n};
        if (!m[n].key.p) {
            rc = error_nomem(err);
            goto done;
        }
        KAMU_TRY_GOTO(canonical_value(c, json_pull_next(&c->pull), out, err), done);
        m[n++].to = out->len;
    }
    rc = t == JSON_OBJECT_END ? write_members(c, m, n, start, out, err) : bad_json(&c->pull, err);
done:
    mem_free(m);
    return rc;
}

static kamu_code canonical_array(struct canonical *c, struct buf *out, struct kamu_error *err)
{
    enum json_token t;
    bool first = true;
    KAMU_TRY(buf_append_byte(out, '[', err));
    while ((t = json_pull_next(&c->pull)) != JSON_ARRAY_END) {
        if (!first)
            KAMU_TRY(buf_append_byte(out, ',', err));
        first = false;
        KAMU_TRY(canonical_value(c, t, out, err));
    }
    return buf_append_byte(out, ']', err);
}

static kamu_code canonical_value(struct canonical *c, enum json_token t, struct buf *out,
                                 struct kamu_error *err)
{
    switch (t) {
    case JSON_OBJECT:
        return canonical_object(c, out, err);
    case JSON_ARRAY:
        return canonical_array(c, out, err);
    case JSON_STRING:
        return put_text(c, c->pull.text, out, err);
    case JSON_NUMBER:
        return canonical_number(c->pull.text, out, err);
    case JSON_TRUE:
        return buf_append_str(out, "true", err);
    case JSON_FALSE:
        return buf_append_str(out, "false", err);
    case JSON_NULL:
        return buf_append_str(out, "null", err);
    default:
        return bad_json(&c->pull, err);
    }
}

static kamu_code canonical(struct str json, bool ascii, struct buf *out, struct kamu_error *err)
{
    struct canonical c = {.ascii = ascii};
    json_pull_init(&c.pull, json);
    arena_init(&c.arena, 16 * json.n + 65536);
    kamu_code rc = canonical_value(&c, json_pull_next(&c.pull), out, err);
    if (rc == KAMU_OK && json_pull_next(&c.pull) != JSON_END)
        rc = bad_json(&c.pull, err);
    json_pull_free(&c.pull);
    arena_free(&c.arena);
    return rc;
}

kamu_code odf_json_canonical(struct str json, struct buf *out, struct kamu_error *err)
{
    return canonical(json, false, out, err);
}

kamu_code odf_json_canonical_ascii(struct str json, struct buf *out, struct kamu_error *err)
{
    return canonical(json, true, out, err);
}

struct str odf_json_get(struct str json, const char *key)
{
    struct json_pull j;
    struct str found = STR_NONE;
    json_pull_init(&j, json);
    enum json_token t = json_pull_next(&j);
    if (t == JSON_OBJECT)
        t = json_pull_next(&j);
    else
        t = JSON_ERROR;
    while (t == JSON_KEY && !found.p) {
        bool wanted = str_eqc(j.text, key);
        unsigned depth = j.depth;
        t = json_pull_next(&j);
        size_t from = j.at;
        while (j.depth > depth && t != JSON_ERROR)
            t = json_pull_next(&j);
        if (t == JSON_ERROR)
            break;
        if (wanted)
            found = (struct str){j.start + from, (size_t)(j.p - j.start) - from};
        t = json_pull_next(&j);
    }
    json_pull_free(&j);
    return found;
}
