/*
 * GeoJSON features (spec/read-formats.md 1.5, 1.6): the members of `properties` are the columns,
 * `geometry` becomes text. The text is hash-relevant: compact, keys sorted by bytes at all levels
 * (the last of repeated ones counts), numbers digit by digit as written but for the exponent, which
 * gets a lower-case e and a sign, and the integer -0, which is 0.
 */
#include "readers/json_parser.h"

#define CANON_DEPTH_MAX 128

struct member {
    struct str name; /* unescaped */
    const uint8_t *value;
    uint32_t order;
};

static const uint8_t *canonical(struct json_parser *ps, const uint8_t *p, struct arena *a,
                                struct buf *out, unsigned depth);

static kamu_code put_text(struct buf *out, struct str s)
{
    KAMU_TRY(buf_append_byte(out, '"', NULL));
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = (uint8_t)s.p[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        KAMU_TRY(buf_append(out, s.p + from, i - from, NULL));
        from = i + 1;
        const char *at = c == 0 ? NULL : strchr("\"\"\\\\\bb\ff\nn\rr\tt", c);
        if (at != NULL)
            KAMU_TRY(buf_printf(out, NULL, "\\%c", at[1]));
        else
            KAMU_TRY(buf_printf(out, NULL, "\\u%04x", c));
    }
    KAMU_TRY(buf_append(out, s.p + from, s.n - from, NULL));
    return buf_append_byte(out, '"', NULL);
}

static kamu_code put_number(struct buf *out, const uint8_t *p, const uint8_t *end)
{
    size_t n = (size_t)(end - p);
    if (n == 2 && p[0] == '-' && p[1] == '0')
        return buf_append_byte(out, '0', NULL);
    const uint8_t *e = p;
    while (e < end && (*e | 0x20) != 'e')
        e++;
    KAMU_TRY(buf_append(out, p, (size_t)(e - p), NULL));
    if (e == end)
        return KAMU_OK;
    e++;
    KAMU_TRY(buf_append(out, *e == '-' ? "e-" : "e+", 2, NULL));
    e += *e == '-' || *e == '+';
    return buf_append(out, e, (size_t)(end - e), NULL);
}

static const uint8_t *no_memory(struct json_parser *ps, const uint8_t *p)
{
    return json_fail(ps, JSON_FAULT_NOMEM, NULL, p, p);
}

static const uint8_t *canonical_list(struct json_parser *ps, const uint8_t *p, struct arena *a,
                                     struct buf *out, unsigned depth)
{
    bool first = true;
    if (buf_append_byte(out, '[', NULL) != KAMU_OK)
        return no_memory(ps, p);
    for (p = json_next_item(ps, p, true); p != NULL && *p != ']'; first = false) {
        if (!first && buf_append_byte(out, ',', NULL) != KAMU_OK)
            return no_memory(ps, p);
        p = canonical(ps, p, a, out, depth + 1);
        if (p != NULL)
            p = json_next_item(ps, p, false);
    }
    if (p != NULL && buf_append_byte(out, ']', NULL) != KAMU_OK)
        return no_memory(ps, p);
    return p == NULL ? NULL : p + 1;
}

static int by_name(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    int c = str_cmp(x->name, y->name);
    return c != 0 ? c : (x->order > y->order) - (x->order < y->order);
}

/* Collects the members of the object at p into an array of the arena; returns the closing brace. */
static const uint8_t *collect(struct json_parser *ps, const uint8_t *p, struct arena *a,
                              struct member **out, uint32_t *n)
{
    uint32_t cap = 0;
    *n = 0;
    *out = NULL;
    for (p = json_next_member(ps, p, true); p != NULL && *p != '}';
         p = p == NULL ? NULL : json_next_member(ps, p, false)) {
        if (*n == cap) {
            struct member *more = arena_calloc(a, cap = cap * 2 + 8, sizeof *more);
            if (more == NULL)
                return no_memory(ps, p);
            if (*n > 0)
                memcpy(more, *out, *n * sizeof *more);
            *out = more;
        }
        const uint8_t *end = json_skip_string(ps, p);
        if (end == NULL)
            return NULL;
        struct member *m = &(*out)[*n];
        m->order = (*n)++;
        if (json_string_text(p, end, &ps->scratch, &m->name) != KAMU_OK)
            return no_memory(ps, p);
        if (m->name.p != (const char *)p + 1) {
            m->name = arena_str(a, m->name);
            if (m->name.p == NULL)
                return no_memory(ps, p);
        }
        m->value = json_to_value(ps, end);
        p = m->value == NULL ? NULL : json_skip_value(ps, m->value);
    }
    return p;
}

static const uint8_t *canonical_object(struct json_parser *ps, const uint8_t *p, struct arena *a,
                                       struct buf *out, unsigned depth)
{
    struct member *m;
    uint32_t n;
    bool first = true;
    const uint8_t *close = collect(ps, p, a, &m, &n);
    if (close == NULL)
        return NULL;
    if (n > 1)
        qsort(m, n, sizeof *m, by_name);
    if (buf_append_byte(out, '{', NULL) != KAMU_OK)
        return no_memory(ps, p);
    for (uint32_t i = 0; i < n; i++) {
        if (i + 1 < n && str_eq(m[i].name, m[i + 1].name))
            continue;
        if ((!first && buf_append_byte(out, ',', NULL) != KAMU_OK) ||
            put_text(out, m[i].name) != KAMU_OK || buf_append_byte(out, ':', NULL) != KAMU_OK)
            return no_memory(ps, p);
        first = false;
        if (canonical(ps, m[i].value, a, out, depth + 1) == NULL)
            return NULL;
    }
    return buf_append_byte(out, '}', NULL) == KAMU_OK ? close + 1 : no_memory(ps, p);
}

static const uint8_t *canonical(struct json_parser *ps, const uint8_t *p, struct arena *a,
                                struct buf *out, unsigned depth)
{
    if (depth > CANON_DEPTH_MAX)
        return json_fail(ps, JSON_FAULT_DEPTH, NULL, p, p + 1);
    if (*p == '{')
        return canonical_object(ps, p, a, out, depth);
    if (*p == '[')
        return canonical_list(ps, p, a, out, depth);
    const uint8_t *end = json_skip_value(ps, p);
    kamu_code rc;
    if (end == NULL)
        return NULL;
    if (*p == '"') {
        struct str s;
        rc = json_string_text(p, end, &ps->scratch, &s);
        rc = rc == KAMU_OK ? put_text(out, s) : rc;
    } else if (*p == '-' || (*p >= '0' && *p <= '9')) {
        rc = put_number(out, p, end);
    } else {
        rc = buf_append(out, p, (size_t)(end - p), NULL);
    }
    return rc == KAMU_OK ? end : no_memory(ps, p);
}

const uint8_t *json_canonical(struct json_parser *ps, const uint8_t *p, struct buf *out)
{
    struct arena a;
    arena_init(&a, (size_t)1 << 30);
    p = canonical(ps, p, &a, out, 0);
    arena_free(&a);
    return p;
}

/* ---- features ------------------------------------------------------------------- */

/* Checks the feature's grammar and finds its three members. Returns its end. */
const uint8_t *json_feature_parts(struct json_parser *ps, const uint8_t *p, struct json_feature *f)
{
    *f = (struct json_feature){NULL, NULL, NULL};
    for (p = json_next_member(ps, p, true); p != NULL && *p != '}';
         p = p == NULL ? NULL : json_next_member(ps, p, false)) {
        const uint8_t *key = p, *end = json_skip_string(ps, p);
        struct str name;
        if (end == NULL)
            return NULL;
        if (json_string_text(key, end, &ps->scratch, &name) != KAMU_OK)
            return no_memory(ps, p);
        bool type = str_eqc(name, "type"), properties = str_eqc(name, "properties");
        bool geometry = str_eqc(name, "geometry");
        p = json_to_value(ps, end);
        if (p == NULL)
            return NULL;
        if (type)
            f->type = p;
        else if (properties)
            f->properties = p;
        else if (geometry)
            f->geometry = p;
        p = json_skip_value(ps, p);
    }
    return p == NULL ? NULL : p + 1;
}

bool json_string_is(struct json_parser *ps, const uint8_t *p, const char *want)
{
    struct str text;
    const uint8_t *end = *p == '"' ? json_skip_string(ps, p) : NULL;
    return end != NULL && json_string_text(p, end, &ps->scratch, &text) == KAMU_OK &&
           str_eqc(text, want);
}

static const uint8_t *bad_feature(struct json_parser *ps, const char *what, const uint8_t *at)
{
    const uint8_t *end = json_skip_value(ps, at);
    return json_fail(ps, JSON_FAULT_FEATURE, what, at, end == NULL ? at + 1 : end);
}

static bool put_geometry(struct json_parser *ps, const uint8_t *p, const uint8_t *feature)
{
    const struct json_node *n = &ps->root.nodes[ps->geometry];
    bool absent = p == NULL || *p == 'n';
    ps->path_n = 1;
    ps->path[0] = (struct json_path_step){"geometry", 0};
    if (n->op == JSON_OP_SKIP)
        return col_put_null(n->b, NULL) == KAMU_OK;
    if (absent && !n->nullable) {
        ps->fault_node = n;
        json_fail(ps, p == NULL ? JSON_FAULT_MISSING : JSON_FAULT_NULL, NULL, p ? p : feature,
                  p ? p + 4 : feature + 1);
        return false;
    }
    if (absent)
        return col_put_null(n->b, NULL) == KAMU_OK || no_memory(ps, feature) != NULL;
    if (n->op != JSON_OP_STRING && n->op != JSON_OP_TEXT) {
        ps->fault_node = n;
        json_fail(ps, JSON_FAULT_KIND, "a String column for the geometry", p, p + 1);
        return false;
    }
    ps->text.len = 0;
    if (json_canonical(ps, p, &ps->text) == NULL)
        return false;
    ps->path_n = 0;
    return col_put_string(n->b, ps->text.data, ps->text.len, NULL) == KAMU_OK ||
           no_memory(ps, feature) != NULL;
}

const uint8_t *json_exact_feature(struct json_parser *ps, const uint8_t *p)
{
    static const uint8_t none[JSON_SLACK] = "{}";
    struct json_feature f;
    const uint8_t *end = json_feature_parts(ps, p, &f);
    if (end == NULL)
        return NULL;
    if (ps->mode == JSON_STREAM && (f.type == NULL || !json_string_is(ps, f.type, "Feature")))
        return bad_feature(ps, "Expected Feature type", f.type == NULL ? p : f.type);
    if (f.geometry != NULL && *f.geometry != '{' && *f.geometry != 'n')
        return bad_feature(ps, "Expected an object or null as geometry", f.geometry);
    if (f.properties != NULL && *f.properties != '{' && *f.properties != 'n')
        return bad_feature(ps, "Expected an object or null as properties", f.properties);
    if (f.properties != NULL && *f.properties == '{') {
        if (json_exact_object(ps, &ps->root, f.properties, ps->geometry) == NULL)
            return NULL;
    } else { /* no properties: an empty object of their own text */
        const uint8_t *text_end = ps->end, *bad = ps->utf8_bad;
        ps->end = ps->utf8_bad = none + 2;
        const uint8_t *done = json_exact_object(ps, &ps->root, none, ps->geometry);
        ps->end = text_end;
        ps->utf8_bad = bad;
        if (done == NULL) {
            ps->fault_at = p;
            ps->fault_end = p + 1;
            return NULL;
        }
    }
    if (ps->geometry != JSON_NO_FIELD && !put_geometry(ps, f.geometry, p))
        return NULL;
    return end;
}
