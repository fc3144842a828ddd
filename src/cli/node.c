#include "cli/node.h"

#include <jansson.h>
#include <yaml.h>

/* ---- scalars ------------------------------------------------------------------- */

static bool one_of(struct str s, const char *const *words)
{
    for (; *words; words++)
        if (str_eqc(s, *words))
            return true;
    return false;
}

static bool all_in(struct str s, size_t from, const char *set)
{
    if (from >= s.n)
        return false;
    for (size_t i = from; i < s.n; i++)
        if (s.p[i] == '\0' || !strchr(set, s.p[i]))
            return false;
    return true;
}

static bool is_int(struct str s)
{
    size_t sign = s.n && (s.p[0] == '-' || s.p[0] == '+');
    if (s.n > sign + 2 && s.p[sign] == '0') {
        char base = s.p[sign + 1];
        if (base == 'x')
            return all_in(s, sign + 2, "0123456789abcdefABCDEF");
        if (base == 'o')
            return all_in(s, sign + 2, "01234567");
        if (base == 'b')
            return all_in(s, sign + 2, "01");
    }
    bool leading_zero = s.n > sign + 1 && s.p[sign] == '0';
    return !leading_zero && all_in(s, sign, "0123456789");
}

static bool is_float(struct str s)
{
    static const char *const special[] = {".inf",  "-.inf", "+.inf", ".Inf",  "-.Inf",
                                          "+.Inf", ".INF",  "-.INF", "+.INF", ".nan",
                                          ".NaN",  ".NAN",  NULL};
    if (one_of(s, special))
        return true;
    size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+'), digits = 0;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        digits++;
    if (i < s.n && s.p[i] == '.')
        for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
            digits++;
    if (digits && i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        i++;
        i += i < s.n && (s.p[i] == '-' || s.p[i] == '+');
        size_t exponent = i;
        while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
            i++;
        if (i == exponent)
            return false;
    }
    return digits && i == s.n;
}

struct node node_scalar(struct str word, bool quoted)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const bools[] = {"true", "True", "TRUE", "false", "False", "FALSE", NULL};
    struct node n = {.kind = NODE_STRING, .text = word};
    if (quoted)
        return n;
    if (one_of(word, nulls))
        n.kind = NODE_NULL;
    else if (one_of(word, bools))
        n.kind = NODE_BOOL;
    else if (is_int(word))
        n.kind = NODE_INT;
    else if (is_float(word))
        n.kind = NODE_FLOAT;
    return n;
}

/* ---- building --------------------------------------------------------------------- */

struct node *node_get(const struct node *map, struct str key)
{
    for (size_t i = 0; map->kind == NODE_MAP && i < map->n; i++)
        if (str_eq(map->items[i].key, key))
            return &map->items[i].value;
    return NULL;
}

/* Room for one more entry at index i. The old array stays in the arena. */
static kamu_code make_room(struct node *n, size_t i, struct arena *a, struct kamu_error *err)
{
    bool full = (n->n & (n->n - 1)) == 0; /* grown at powers of two */
    if (full) {
        struct node_entry *grown = arena_calloc(a, n->n ? n->n * 2 : 1, sizeof *grown);
        if (!grown)
            return error_nomem(err);
        if (n->n)
            memcpy(grown, n->items, n->n * sizeof *grown);
        n->items = grown;
    }
    memmove(&n->items[i + 1], &n->items[i], (n->n - i) * sizeof *n->items);
    n->n++;
    return KAMU_OK;
}

kamu_code node_set(struct node *map, struct str key, struct node value, struct arena *a,
                   struct kamu_error *err)
{
    struct node *old = node_get(map, key);
    if (old) {
        *old = value;
        return KAMU_OK;
    }
    struct str copy = arena_str(a, key);
    if (!copy.p)
        return error_nomem(err);
    size_t i = 0;
    while (i < map->n && str_cmp(map->items[i].key, key) < 0)
        i++;
    KAMU_TRY(make_room(map, i, a, err));
    map->items[i] = (struct node_entry){.key = copy, .value = value};
    return KAMU_OK;
}

kamu_code node_append(struct node *list, struct node value, struct arena *a, struct kamu_error *err)
{
    KAMU_TRY(make_room(list, list->n, a, err));
    list->items[list->n - 1] = (struct node_entry){.value = value};
    return KAMU_OK;
}

static struct str next_step(struct str *path)
{
    size_t n = 0;
    while (n < path->n && path->p[n] != '.')
        n++;
    struct str step = {path->p, n};
    size_t skip = n < path->n ? n + 1 : n;
    path->p += skip;
    path->n -= skip;
    return step;
}

static bool ends_with_dot(struct str path)
{
    return path.n && path.p[path.n - 1] == '.';
}

struct node *node_path(const struct node *root, struct str path)
{
    struct node *at = NULL;
    bool more = ends_with_dot(path);
    const struct node *in = root;
    do {
        struct str step = next_step(&path);
        at = node_get(in, step);
        in = at;
    } while (at && path.n);
    return at && more ? node_get(at, STR("")) : at;
}

kamu_code node_set_path(struct node *root, struct str path, struct node value, struct arena *a,
                        struct kamu_error *err)
{
    bool more = ends_with_dot(path);
    struct node *in = root;
    for (;;) {
        struct str step = next_step(&path);
        if (path.n == 0 && !more)
            return node_set(in, step, value, a, err);
        if (path.n == 0)
            more = false;
        struct node *next = node_get(in, step);
        if (!next || next->kind != NODE_MAP) {
            KAMU_TRY(node_set(in, step, (struct node){.kind = NODE_MAP}, a, err));
            next = node_get(in, step);
        }
        in = next;
    }
}

bool node_remove_path(struct node *root, struct str path)
{
    struct node *in = root;
    for (;;) {
        struct str step = next_step(&path);
        for (size_t i = 0; path.n == 0 && in->kind == NODE_MAP && i < in->n; i++) {
            if (!str_eq(in->items[i].key, step))
                continue;
            memmove(&in->items[i], &in->items[i + 1], (in->n - i - 1) * sizeof *in->items);
            in->n--;
            return true;
        }
        in = path.n ? node_get(in, step) : NULL;
        if (!in)
            return false;
    }
}

/* ---- reading ------------------------------------------------------------------------ */

struct reader {
    yaml_parser_t parser;
    struct arena *arena;
    struct kamu_error *err;
    size_t count;
};

static kamu_code next_event(struct reader *r, yaml_event_t *e)
{
    if (yaml_parser_parse(&r->parser, e))
        return KAMU_OK;
    const yaml_parser_t *p = &r->parser;
    if (p->error == YAML_MEMORY_ERROR)
        return error_nomem(r->err);
    kamu_code rc;
    if (p->context)
        rc = error_set(r->err, KAMU_E_INPUT, "%s at line %zu column %zu, %s", p->problem,
                       p->problem_mark.line + 1, p->problem_mark.column + 1, p->context);
    else
        rc = error_set(r->err, KAMU_E_INPUT, "%s at line %zu column %zu", p->problem,
                       p->problem_mark.line + 1, p->problem_mark.column + 1);
    return rc;
}

static kamu_code bad(struct reader *r, const yaml_event_t *e, const char *what)
{
    return error_set(r->err, KAMU_E_INPUT, "%s at line %zu column %zu", what,
                     e->start_mark.line + 1, e->start_mark.column + 1);
}

static kamu_code read_node(struct reader *r, yaml_event_t *e, unsigned depth, struct node *out);

static kamu_code read_map_entry(struct reader *r, yaml_event_t *key, unsigned depth,
                                struct node *out)
{
    if (key->type != YAML_SCALAR_EVENT)
        return bad(r, key, "a key must be a plain text");
    struct str name = arena_str(
        r->arena, (struct str){(const char *)key->data.scalar.value, key->data.scalar.length});
    if (!name.p)
        return error_nomem(r->err);
    if (node_get(out, name))
        return bad(r, key, "duplicate entry");
    yaml_event_t e;
    struct node value;
    KAMU_TRY(next_event(r, &e));
    kamu_code rc = read_node(r, &e, depth + 1, &value);
    yaml_event_delete(&e);
    KAMU_TRY(rc);
    return node_set(out, name, value, r->arena, r->err);
}

static kamu_code read_items(struct reader *r, yaml_event_type_t end, unsigned depth,
                            struct node *out)
{
    for (;;) {
        yaml_event_t e;
        KAMU_TRY(next_event(r, &e));
        bool last = e.type == end;
        kamu_code rc = KAMU_OK;
        struct node value;
        if (last) {
        } else if (out->kind == NODE_MAP) {
            rc = read_map_entry(r, &e, depth, out);
        } else {
            rc = read_node(r, &e, depth + 1, &value);
            if (rc == KAMU_OK)
                rc = node_append(out, value, r->arena, r->err);
        }
        yaml_event_delete(&e);
        if (last || rc != KAMU_OK)
            return rc;
    }
}

static kamu_code read_node(struct reader *r, yaml_event_t *e, unsigned depth, struct node *out)
{
    if (depth > NODE_DEPTH_MAX || ++r->count > NODE_COUNT_MAX)
        return bad(r, e, "too large or nested too deep");
    *out = (struct node){.kind = NODE_NULL};
    switch (e->type) {
    case YAML_SCALAR_EVENT: {
        struct str text = arena_str(
            r->arena, (struct str){(const char *)e->data.scalar.value, e->data.scalar.length});
        if (!text.p)
            return error_nomem(r->err);
        *out = node_scalar(text, e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE);
        return KAMU_OK;
    }
    case YAML_SEQUENCE_START_EVENT:
        out->kind = NODE_LIST;
        return read_items(r, YAML_SEQUENCE_END_EVENT, depth, out);
    case YAML_MAPPING_START_EVENT:
        out->kind = NODE_MAP;
        return read_items(r, YAML_MAPPING_END_EVENT, depth, out);
    case YAML_ALIAS_EVENT:
        return bad(r, e, "aliases are not supported");
    default:
        return bad(r, e, "unexpected YAML");
    }
}

static kamu_code read_document(struct reader *r, struct node *out)
{
    *out = (struct node){.kind = NODE_NULL};
    for (;;) {
        yaml_event_t e;
        KAMU_TRY(next_event(r, &e));
        yaml_event_type_t type = e.type;
        kamu_code rc = KAMU_OK;
        if (type == YAML_SCALAR_EVENT || type == YAML_SEQUENCE_START_EVENT ||
            type == YAML_MAPPING_START_EVENT || type == YAML_ALIAS_EVENT)
            rc = read_node(r, &e, 0, out);
        yaml_event_delete(&e);
        if (rc != KAMU_OK || type == YAML_DOCUMENT_END_EVENT || type == YAML_STREAM_END_EVENT)
            return rc;
    }
}

kamu_code node_from_yaml(struct str text, struct arena *a, struct node *out, struct kamu_error *err)
{
    struct reader r = {.arena = a, .err = err};
    if (text.n > NODE_BYTES_MAX)
        return error_set(err, KAMU_E_LIMIT, "The text is larger than %zu bytes", NODE_BYTES_MAX);
    if (!yaml_parser_initialize(&r.parser))
        return error_nomem(err);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)(text.p ? text.p : ""), text.n);
    kamu_code rc = read_document(&r, out);
    yaml_parser_delete(&r.parser);
    return rc;
}

kamu_code node_from_json(struct str text, struct arena *a, struct node *out, struct kamu_error *err)
{
    json_error_t why;
    json_t *json = json_loadb(text.p ? text.p : "", text.n, JSON_DECODE_ANY, &why);
    if (!json)
        return error_set(err, KAMU_E_INPUT, "%s at line %d column %d", why.text, why.line,
                         why.column);
    json_decref(json);
    return node_from_yaml(text, a, out, err); /* JSON is YAML */
}

/* ---- writing -------------------------------------------------------------------------- */

static bool plain_is_safe(struct str s)
{
    if (node_scalar(s, false).kind != NODE_STRING || s.n == 0)
        return false;
    if (strchr("-?:,[]{}#&*!|>'\"%@` ", s.p[0]) &&
        !(s.n > 1 && strchr("-?:", s.p[0]) && s.p[1] != ' '))
        return false;
    if (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == ':')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 || c == 0x7f)
            return false;
        if (i + 1 < s.n && ((c == ':' && s.p[i + 1] == ' ') || (c == ' ' && s.p[i + 1] == '#')))
            return false;
    }
    return true;
}

static kamu_code put_json_string(struct str s, struct buf *out, struct kamu_error *err)
{
    KAMU_TRY(buf_append_byte(out, '"', err));
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\')
            KAMU_TRY(buf_printf(out, err, "\\%c", c));
        else if (c == '\n')
            KAMU_TRY(buf_append_str(out, "\\n", err));
        else if (c == '\t')
            KAMU_TRY(buf_append_str(out, "\\t", err));
        else if (c < 0x20)
            KAMU_TRY(buf_printf(out, err, "\\u%04x", (unsigned)c));
        else
            KAMU_TRY(buf_append_byte(out, c, err));
    }
    return buf_append_byte(out, '"', err);
}

static kamu_code put_yaml_scalar(const struct node *n, struct buf *out, struct kamu_error *err)
{
    if (n->kind == NODE_NULL)
        return buf_append_str(out, "null", err);
    if (n->kind != NODE_STRING || plain_is_safe(n->text))
        return buf_append(out, n->text.p, n->text.n, err);
    for (size_t i = 0; i < n->text.n; i++)
        if ((unsigned char)n->text.p[i] < 0x20)
            return put_json_string(n->text, out, err); /* a double-quoted YAML scalar too */
    KAMU_TRY(buf_append_byte(out, '\'', err));
    for (size_t i = 0; i < n->text.n; i++) {
        if (n->text.p[i] == '\'')
            KAMU_TRY(buf_append_byte(out, '\'', err));
        KAMU_TRY(buf_append_byte(out, (uint8_t)n->text.p[i], err));
    }
    return buf_append_byte(out, '\'', err);
}

/* `lead`: the cursor stands behind "key:" or "-" and nothing is written yet. */
static kamu_code put_yaml(const struct node *n, unsigned indent, bool after_key, bool after_dash,
                          struct buf *out, struct kamu_error *err)
{
    bool block = (n->kind == NODE_MAP || n->kind == NODE_LIST) && n->n;
    if (!block) {
        if (after_key)
            KAMU_TRY(buf_append_byte(out, ' ', err));
        if (n->kind == NODE_MAP || n->kind == NODE_LIST)
            KAMU_TRY(buf_append_str(out, n->kind == NODE_MAP ? "{}" : "[]", err));
        else
            KAMU_TRY(put_yaml_scalar(n, out, err));
        return buf_append_byte(out, '\n', err);
    }
    if (after_key)
        KAMU_TRY(buf_append_byte(out, '\n', err));
    if (n->kind == NODE_LIST && after_key && indent >= 2)
        indent -= 2; /* lists are not indented under their key */
    for (size_t i = 0; i < n->n; i++) {
        if (i || !after_dash)
            KAMU_TRY(buf_printf(out, err, "%*s", (int)indent, ""));
        if (n->kind == NODE_LIST) {
            KAMU_TRY(buf_append_str(out, "- ", err));
            KAMU_TRY(put_yaml(&n->items[i].value, indent + 2, false, true, out, err));
        } else {
            struct node key = {.kind = NODE_STRING, .text = n->items[i].key};
            KAMU_TRY(put_yaml_scalar(&key, out, err));
            KAMU_TRY(buf_append_byte(out, ':', err));
            KAMU_TRY(put_yaml(&n->items[i].value, indent + 2, true, false, out, err));
        }
    }
    return KAMU_OK;
}

kamu_code node_to_yaml(const struct node *n, struct buf *out, struct kamu_error *err)
{
    return put_yaml(n, 0, false, false, out, err);
}

kamu_code node_to_json(const struct node *n, struct buf *out, struct kamu_error *err)
{
    if (n->kind == NODE_NULL)
        return buf_append_str(out, "null", err);
    if (n->kind == NODE_STRING)
        return put_json_string(n->text, out, err);
    if (n->kind != NODE_MAP && n->kind != NODE_LIST)
        return buf_append(out, n->text.p, n->text.n, err);
    bool map = n->kind == NODE_MAP;
    KAMU_TRY(buf_append_byte(out, map ? '{' : '[', err));
    for (size_t i = 0; i < n->n; i++) {
        if (i)
            KAMU_TRY(buf_append_byte(out, ',', err));
        if (map) {
            KAMU_TRY(put_json_string(n->items[i].key, out, err));
            KAMU_TRY(buf_append_byte(out, ':', err));
        }
        KAMU_TRY(node_to_json(&n->items[i].value, out, err));
    }
    return buf_append_byte(out, map ? '}' : ']', err);
}
