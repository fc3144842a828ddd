#include "odf/yaml_dom.h"

#include "base/map.h"

#include <errno.h>
#include <yaml.h>

struct loader {
    yaml_parser_t parser;
    struct arena *arena;
    struct map anchors; /* of the current document */
    uint32_t nodes;
    unsigned depth;
    struct yaml_docs *docs;
};

/* libyaml's complaint in the words of its Rust wrapper. */
static kamu_code syntax_error(struct loader *l)
{
    const yaml_parser_t *p = &l->parser;
    char text[512];
    int n = snprintf(text, sizeof text, "%s", p->problem ? p->problem : "cannot parse YAML");
    struct kamu_error *err = &l->docs->error;
    if (p->problem_mark.line || p->problem_mark.column)
        n += snprintf(text + n, sizeof text - (size_t)n, " at line %zu column %zu",
                      p->problem_mark.line + 1, p->problem_mark.column + 1);
    else if (p->problem_offset)
        n += snprintf(text + n, sizeof text - (size_t)n, " at position %zu", p->problem_offset);
    if (p->context) {
        n += snprintf(text + n, sizeof text - (size_t)n, ", %s", p->context);
        if ((p->context_mark.line || p->context_mark.column) &&
            (p->context_mark.line != p->problem_mark.line ||
             p->context_mark.column != p->problem_mark.column))
            snprintf(text + n, sizeof text - (size_t)n, " at line %zu column %zu",
                     p->context_mark.line + 1, p->context_mark.column + 1);
    }
    l->docs->broken = error_set(err, KAMU_E_INPUT, "%s", text);
    if (p->problem_mark.line || p->problem_mark.column)
        error_at(err, NULL, p->problem_mark.line + 1, p->problem_mark.column + 1,
                 p->problem_mark.index);
    return l->docs->broken;
}

static kamu_code position_error(struct loader *l, const yaml_mark_t *m, const char *what)
{
    struct kamu_error *err = &l->docs->error;
    l->docs->broken =
        error_set(err, KAMU_E_INPUT, "%s at line %zu column %zu", what, m->line + 1, m->column + 1);
    error_at(err, NULL, m->line + 1, m->column + 1, m->index);
    return l->docs->broken;
}

static struct str text_of(const yaml_char_t *p)
{
    return str_c((const char *)p);
}

static struct yaml_node *node_new(struct loader *l, enum yaml_kind kind, const yaml_mark_t *m,
                                  struct kamu_error *err)
{
    if (++l->nodes > YAML_NODES_MAX) {
        error_set(err, KAMU_E_LIMIT, "YAML text has more than %u nodes", YAML_NODES_MAX);
        return NULL;
    }
    struct yaml_node *n = arena_calloc(l->arena, 1, sizeof *n);
    if (!n) {
        error_nomem(err);
        return NULL;
    }
    n->kind = kind;
    n->line = (uint32_t)m->line + 1;
    n->column = (uint32_t)m->column + 1;
    n->byte = m->index;
    return n;
}

static kamu_code set_anchor(struct loader *l, const yaml_char_t *anchor, struct yaml_node *n,
                            struct kamu_error *err)
{
    return anchor ? map_put(&l->anchors, text_of(anchor), n, err) : KAMU_OK;
}

static bool is_string_tag(const yaml_char_t *tag)
{
    return tag && (str_eqc(text_of(tag), YAML_STR_TAG) || str_eqc(text_of(tag), "!"));
}

/* Items under construction. */
struct list {
    struct yaml_node **items;
    uint32_t n, cap;
};

static kamu_code list_add(struct list *list, struct yaml_node *n, struct kamu_error *err)
{
    if (list->n == list->cap) {
        uint32_t cap = list->cap ? 2 * list->cap : 8;
        struct yaml_node **items = mem_realloc_array(list->items, cap, sizeof(struct yaml_node *));
        if (!items)
            return error_nomem(err);
        list->items = items;
        list->cap = cap;
    }
    list->items[list->n++] = n;
    return KAMU_OK;
}

static kamu_code list_keep(struct loader *l, struct list *list, struct yaml_node *n,
                           struct kamu_error *err)
{
    n->n = n->kind == YAML_DICT ? list->n / 2 : list->n;
    if (list->n == 0)
        return KAMU_OK;
    n->items = arena_alloc(l->arena, list->n * sizeof(struct yaml_node *));
    if (!n->items)
        return error_nomem(err);
    memcpy(n->items, list->items, list->n * sizeof(struct yaml_node *));
    return KAMU_OK;
}

static kamu_code load_node(struct loader *l, yaml_event_t *e, struct yaml_node **out,
                           struct kamu_error *err);

/* Children until the end event. A syntax error marks the container and ends it. */
static kamu_code load_children(struct loader *l, struct yaml_node *parent, struct kamu_error *err)
{
    struct list list = {0};
    kamu_code rc = KAMU_OK;
    if (++l->depth > YAML_DEPTH_MAX) {
        yaml_mark_t m = {parent->byte, parent->line - 1, parent->column - 1};
        position_error(l, &m, "recursion limit exceeded");
        parent->broken = true;
        return KAMU_OK;
    }
    while (!parent->broken) {
        yaml_event_t e;
        struct yaml_node *child = NULL;
        if (!yaml_parser_parse(&l->parser, &e)) {
            syntax_error(l);
            parent->broken = true;
            break;
        }
        if (e.type == YAML_SEQUENCE_END_EVENT || e.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&e);
            break;
        }
        rc = load_node(l, &e, &child, err);
        yaml_event_delete(&e);
        if (rc == KAMU_OK && child)
            rc = list_add(&list, child, err);
        if (rc != KAMU_OK)
            break;
        if (!child || l->docs->broken)
            parent->broken = true;
    }
    l->depth--;
    if (rc == KAMU_OK)
        rc = list_keep(l, &list, parent, err);
    mem_free(list.items);
    return rc;
}

/* *out = NULL after an unknown alias. */
static kamu_code load_node(struct loader *l, yaml_event_t *e, struct yaml_node **out,
                           struct kamu_error *err)
{
    struct yaml_node *n;
    const yaml_char_t *anchor = NULL;
    *out = NULL;
    switch (e->type) {
    case YAML_ALIAS_EVENT:
        *out = map_get(&l->anchors, text_of(e->data.alias.anchor));
        if (!*out)
            position_error(l, &e->start_mark, "unknown anchor");
        return KAMU_OK;
    case YAML_SCALAR_EVENT:
        if (!(n = node_new(l, YAML_TEXT, &e->start_mark, err)))
            return err ? err->code : KAMU_E_NOMEM;
        n->plain =
            e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !is_string_tag(e->data.scalar.tag);
        n->text = arena_str(
            l->arena, (struct str){(const char *)e->data.scalar.value, e->data.scalar.length});
        if (!n->text.p)
            return error_nomem(err);
        anchor = e->data.scalar.anchor;
        break;
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        n = node_new(l, e->type == YAML_SEQUENCE_START_EVENT ? YAML_LIST : YAML_DICT,
                     &e->start_mark, err);
        if (!n)
            return err ? err->code : KAMU_E_NOMEM;
        KAMU_TRY(load_children(l, n, err));
        /* known only from here on: an alias inside its own anchor would be a cycle */
        anchor = e->type == YAML_SEQUENCE_START_EVENT ? e->data.sequence_start.anchor
                                                      : e->data.mapping_start.anchor;
        break;
    default:
        KAMU_BUG("unexpected YAML event %d", (int)e->type);
    }
    *out = n;
    return set_anchor(l, anchor, n, err);
}

static kamu_code load_stream(struct loader *l, struct list *roots, struct kamu_error *err)
{
    for (;;) {
        yaml_event_t e;
        struct yaml_node *root = NULL;
        kamu_code rc = KAMU_OK;
        if (!yaml_parser_parse(&l->parser, &e)) {
            syntax_error(l);
            return KAMU_OK;
        }
        yaml_event_type_t type = e.type;
        if (type == YAML_SCALAR_EVENT || type == YAML_SEQUENCE_START_EVENT ||
            type == YAML_MAPPING_START_EVENT || type == YAML_ALIAS_EVENT) {
            rc = load_node(l, &e, &root, err);
            if (rc == KAMU_OK && root)
                rc = list_add(roots, root, err);
        } else if (type == YAML_DOCUMENT_END_EVENT) {
            map_free(&l->anchors);
            map_init(&l->anchors);
        }
        yaml_event_delete(&e);
        if (rc != KAMU_OK)
            return rc;
        if (l->docs->broken || type == YAML_STREAM_END_EVENT)
            return KAMU_OK;
    }
}

kamu_code yaml_load(struct str text, struct arena *arena, struct yaml_docs *docs,
                    struct kamu_error *err)
{
    struct loader l = {.arena = arena, .docs = docs};
    struct list roots = {0};
    memset(docs, 0, sizeof *docs);
    if (!yaml_parser_initialize(&l.parser))
        return error_nomem(err);
    map_init(&l.anchors);
    yaml_parser_set_input_string(&l.parser, (const unsigned char *)(text.p ? text.p : ""), text.n);
    kamu_code rc = load_stream(&l, &roots, err);
    if (rc == KAMU_OK && roots.n) {
        docs->roots = arena_alloc(arena, roots.n * sizeof(struct yaml_node *));
        if (docs->roots)
            memcpy(docs->roots, roots.items, roots.n * sizeof(struct yaml_node *));
        else
            rc = error_nomem(err);
        docs->n = roots.n;
    }
    mem_free(roots.items);
    map_free(&l.anchors);
    yaml_parser_delete(&l.parser);
    return rc;
}

/* ---- plain scalars ---------------------------------------------------------------- */

static bool is_any(struct str s, const char *const *words)
{
    for (; *words; words++)
        if (str_eqc(s, *words))
            return true;
    return false;
}

/* "007": a string by YAML 1.2. */
static bool digits_but_not_number(struct str s)
{
    if (s.n && (s.p[0] == '-' || s.p[0] == '+')) {
        s.p++;
        s.n--;
    }
    if (s.n < 2 || s.p[0] != '0')
        return false;
    for (size_t i = 1; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

/* All of s as digits of the base: 1 = yes, 0 = no digits of it, -1 = too big for 64 bits. */
static int parse_digits(struct str s, unsigned base, uint64_t *out)
{
    uint64_t v = 0;
    bool big = false;
    if (s.n == 0)
        return 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        unsigned d = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                     : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
                     : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
                                            : 99;
        if (d >= base)
            return 0;
        big = big || MUL_OVERFLOW(v, (uint64_t)base, &v) || ADD_OVERFLOW(v, (uint64_t)d, &v);
    }
    *out = v;
    return big ? -1 : 1;
}

static int parse_int(struct str s, bool *negative, uint64_t *magnitude)
{
    struct str rest = s;
    unsigned base = 10;
    *negative = s.p[0] == '-';
    if (s.p[0] == '-' || s.p[0] == '+') {
        rest.p++;
        rest.n--;
    }
    if (rest.n > 2 && rest.p[0] == '0') {
        base = rest.p[1] == 'x' ? 16 : rest.p[1] == 'o' ? 8 : rest.p[1] == 'b' ? 2 : 10;
        if (base != 10) {
            rest.p += 2;
            rest.n -= 2;
        }
    }
    if (base == 10 && digits_but_not_number(s))
        return 0;
    return parse_digits(rest, base, magnitude);
}

/* The grammar of Rust's f64: digits with a point somewhere and an exponent. */
static bool float_grammar(struct str s)
{
    size_t i = 0, digits = 0;
    if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
        i++;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        digits++;
    if (i < s.n && s.p[i] == '.')
        i++;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        digits++;
    if (!digits)
        return false;
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        size_t exponent = 0;
        i++;
        if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
            i++;
        for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
            exponent++;
        if (!exponent)
            return false;
    }
    return i == s.n;
}

static bool parse_float(struct str s, double *out)
{
    static const char *const inf[] = {".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", NULL};
    static const char *const minus_inf[] = {"-.inf", "-.Inf", "-.INF", NULL};
    static const char *const nan_words[] = {".nan", ".NaN", ".NAN", NULL};
    char text[512];
    if (is_any(s, inf))
        return *out = (double)__builtin_inff(), true;
    if (is_any(s, minus_inf))
        return *out = -(double)__builtin_inff(), true;
    if (is_any(s, nan_words))
        return *out = (double)__builtin_nanf(""), true;
    if (s.n >= sizeof text || !float_grammar(s))
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    *out = strtod(text, NULL);
    return *out - *out == 0; /* finite */
}

struct yaml_scalar yaml_resolve(struct str s)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const trues[] = {"true", "True", "TRUE", NULL};
    static const char *const falses[] = {"false", "False", "FALSE", NULL};
    struct yaml_scalar v = {.type = YAML_STRING};
    if (is_any(s, nulls)) {
        v.type = YAML_NULL;
    } else if (is_any(s, trues) || is_any(s, falses)) {
        v.type = YAML_BOOL;
        v.boolean = is_any(s, trues);
    } else {
        int integer = parse_int(s, &v.negative, &v.magnitude);
        if (integer == 1 && (!v.negative || v.magnitude <= (uint64_t)1 << 63))
            v.type = YAML_INT;
        else if (!digits_but_not_number(s) && parse_float(s, &v.real))
            v.type = YAML_FLOAT;
    }
    return v;
}

bool yaml_ambiguous(struct str s)
{
    return yaml_resolve(s).type != YAML_STRING || digits_but_not_number(s);
}
