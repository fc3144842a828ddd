/* Reads conditions: text to a tree of typed tests. */
#include "columnar/filter_internal.h"

#include <stdio.h>

#define ARENA_MAX ((size_t)16 << 20)

/* ---- errors -------------------------------------------------------------------------------------
 */

/* Puts the position of `where` (a piece of the text) to the error. */
kamu_code filter_place(const struct filter_parser *p, kamu_code rc, struct str where)
{
    size_t byte = (size_t)(where.p - p->text.p), line = 1, column = 1;
    for (size_t i = 0; i < byte; i++) {
        if (p->text.p[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)p->text.p[i] & 0xc0) != 0x80) {
            column++;
        }
    }
    error_at(p->err, p->name, line, column, 0);
    return rc;
}

static kamu_code expected(const struct filter_parser *p, const char *what)
{
    if (p->token.kind == TOKEN_END)
        return filter_place(p,
                            error_set(p->err, KAMU_E_USAGE, "Expected %s, but the text ends", what),
                            p->token.source);
    return filter_place(p,
                        error_set(p->err, KAMU_E_USAGE, "Expected %s, found `" STR_FMT "`", what,
                                  STR_ARG(p->token.source)),
                        p->token.source);
}

kamu_code filter_unknown_column(const struct col_schema *schema, struct str name,
                                struct kamu_error *err)
{
    char all[300];
    size_t n = 0;
    unsigned best = name.n < 6 ? 3 : 4;
    const char *near = NULL;
    bool cut = false;
    error_set(err, KAMU_E_NOT_FOUND, "Column '" STR_FMT "' does not exist", STR_ARG(name));
    for (uint32_t i = 0; i < schema->n_fields; i++) {
        const char *candidate = schema->fields[i].name;
        unsigned d = str_distance(name, str_c(candidate), best);
        if (d < best) {
            best = d;
            near = candidate;
        }
        cut |= n + strlen(candidate) + sizeof ", , ..." > sizeof all;
        if (!cut)
            n += (size_t)snprintf(all + n, sizeof all - n, "%s%s", n ? ", " : "", candidate);
    }
    if (near != NULL)
        error_hint(err, "Is it '%s'?", near);
    else if (n > 0)
        error_hint(err, "There are %s%s", all, cut ? ", ..." : "");
    return KAMU_E_NOT_FOUND;
}

/* ---- tokens -------------------------------------------------------------------------------------
 */

static bool in_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t number_length(struct str s)
{
    size_t n = s.p[0] == '-' || s.p[0] == '+';
    while (n < s.n && (digit(s.p[n]) || s.p[n] == '.'))
        n++;
    if (n < s.n && (s.p[n] == 'e' || s.p[n] == 'E')) {
        size_t e = n + 1;
        if (e < s.n && (s.p[e] == '-' || s.p[e] == '+'))
            e++;
        if (e < s.n && digit(s.p[e]))
            for (n = e; n < s.n && digit(s.p[n]);)
                n++;
    }
    return n;
}

/* 'text' or "name": the quote doubled stands for itself. */
static kamu_code quoted(struct filter_parser *p, struct str s, size_t *length)
{
    char q = s.p[0];
    char *out = arena_alloc(&p->f->arena, s.n);
    size_t n = 0, i = 1;
    if (out == NULL)
        return error_nomem(p->err);
    for (; i < s.n; i++) {
        if (s.p[i] == q && !(i + 1 < s.n && s.p[i + 1] == q))
            break;
        i += s.p[i] == q;
        out[n++] = s.p[i];
    }
    if (i == s.n)
        return filter_place(p, error_set(p->err, KAMU_E_USAGE, "The quote %c is not closed", q), s);
    p->token.value = (struct str){out, n};
    *length = i + 1;
    return KAMU_OK;
}

kamu_code filter_next(struct filter_parser *p)
{
    struct str s;
    size_t n = 1;
    while (p->at < p->text.n && strchr(" \t\r\n", p->text.p[p->at]) != NULL)
        p->at++;
    s = (struct str){p->text.p + p->at, p->text.n - p->at};
    p->token = (struct filter_token){.source = {s.p, 0}};
    if (s.n == 0)
        return KAMU_OK;
    bool sign = s.p[0] == '-' || s.p[0] == '+';
    if (s.p[0] == '\'' || s.p[0] == '"') {
        p->token.kind = s.p[0] == '"' ? TOKEN_NAME : TOKEN_TEXT;
        KAMU_TRY(quoted(p, s, &n));
    } else if (digit(s.p[0]) ||
               (s.n > 1 && (sign || s.p[0] == '.') && (digit(s.p[1]) || s.p[1] == '.'))) {
        p->token.kind = TOKEN_NUMBER;
        n = number_length(s);
    } else if (in_word(s.p[0])) {
        p->token.kind = TOKEN_WORD;
        while (n < s.n && in_word(s.p[n]))
            n++;
    } else {
        p->token.kind = TOKEN_SIGN;
        if (s.n > 1 && (strchr("<>!", s.p[0]) != NULL && s.p[1] == '='))
            n = 2;
        else if (s.n > 1 && s.p[0] == '<' && s.p[1] == '>')
            n = 2;
    }
    p->token.source.n = n;
    if (p->token.kind == TOKEN_WORD || p->token.kind == TOKEN_NUMBER)
        p->token.value = p->token.source;
    p->at += n;
    return KAMU_OK;
}

bool filter_is_word(const struct filter_parser *p, const char *word)
{
    return p->token.kind == TOKEN_WORD && str_ieq(p->token.source, str_c(word));
}

static bool is_sign(const struct filter_parser *p, const char *sign)
{
    return p->token.kind == TOKEN_SIGN && str_eqc(p->token.source, sign);
}

static kamu_code need(struct filter_parser *p, bool found, const char *what)
{
    return found ? filter_next(p) : expected(p, what);
}

/* ---- tests --------------------------------------------------------------------------------------
 */

static kamu_code new_node(struct filter_parser *p, enum filter_op op, struct filter_node **out)
{
    *out = arena_calloc(&p->f->arena, 1, sizeof **out);
    if (*out == NULL)
        return error_nomem(p->err);
    (*out)->op = op;
    return KAMU_OK;
}

static kamu_code new_test(struct filter_parser *p, enum filter_op op, uint32_t column,
                          struct filter_node **out)
{
    KAMU_TRY(new_node(p, op, out));
    (*out)->column = column;
    (*out)->lo = INT64_MIN;
    (*out)->hi = INT64_MAX;
    (*out)->next = p->f->tests;
    p->f->tests = *out;
    return KAMU_OK;
}

static kamu_code negate(struct filter_parser *p, bool yes, struct filter_node **node)
{
    struct filter_node *inner = *node;
    if (!yes)
        return KAMU_OK;
    KAMU_TRY(new_node(p, FILTER_NOT, node));
    (*node)->children = arena_calloc(&p->f->arena, 1, sizeof inner);
    if ((*node)->children == NULL)
        return error_nomem(p->err);
    (*node)->children[0] = inner;
    (*node)->n_children = 1;
    return KAMU_OK;
}

/* An empty interval. */
static void nothing(struct filter_node *n)
{
    n->lo = 1;
    n->hi = 0;
}

/* Narrows a test to one side of a literal, whose value it takes over. */
static void above(struct filter_node *n, struct filter_literal *v, bool open)
{
    n->has_low = true;
    n->low_open = open;
    n->low = v->value;
    if (n->op != FILTER_KEYS)
        return;
    if (open && v->key == INT64_MAX)
        nothing(n);
    else
        n->lo = v->key + open;
}

static void below(struct filter_node *n, struct filter_literal *v, bool open)
{
    n->has_high = true;
    n->high_open = open;
    n->high = v->value;
    if (n->op != FILTER_KEYS)
        return;
    if (open && v->key == INT64_MIN)
        nothing(n);
    else
        n->hi = v->key - open;
}

static enum filter_op op_for(const struct col_field *f)
{
    return filter_has_keys(&f->type) ? FILTER_KEYS : FILTER_VALUES;
}

static kamu_code equal_to(struct filter_parser *p, uint32_t column, struct filter_node **out)
{
    const struct col_field *field = &p->f->schema->fields[column];
    struct filter_literal v;
    KAMU_TRY(filter_literal_read(p, field, &v));
    kamu_code rc = new_test(p, op_for(field), column, out);
    struct filter_literal again = {.key = v.key};
    if (rc == KAMU_OK && v.value.type != NULL)
        rc = column_ref(&v.value, &again.value, p->err);
    if (rc != KAMU_OK) {
        column_release(&v.value);
        return rc;
    }
    above(*out, &v, false);
    below(*out, &again, false);
    return KAMU_OK;
}

static kamu_code comparison(struct filter_parser *p, uint32_t column, struct filter_node **out)
{
    const struct col_field *field = &p->f->schema->fields[column];
    struct str sign = p->token.source;
    bool unequal = str_eqc(sign, "<>") || str_eqc(sign, "!=");
    struct filter_literal v;
    KAMU_TRY(filter_next(p));
    if (unequal || str_eqc(sign, "=")) {
        KAMU_TRY(equal_to(p, column, out));
        return negate(p, unequal, out);
    }
    KAMU_TRY(filter_literal_read(p, field, &v));
    kamu_code rc = new_test(p, op_for(field), column, out);
    if (rc != KAMU_OK) {
        column_release(&v.value);
        return rc;
    }
    if (sign.p[0] == '>')
        above(*out, &v, sign.n == 1);
    else
        below(*out, &v, sign.n == 1);
    return KAMU_OK;
}

static kamu_code between(struct filter_parser *p, uint32_t column, struct filter_node **out)
{
    const struct col_field *field = &p->f->schema->fields[column];
    struct filter_literal v;
    KAMU_TRY(new_test(p, op_for(field), column, out));
    KAMU_TRY(filter_literal_read(p, field, &v));
    above(*out, &v, false);
    KAMU_TRY(need(p, filter_is_word(p, "and"), "AND"));
    KAMU_TRY(filter_literal_read(p, field, &v));
    below(*out, &v, false);
    return KAMU_OK;
}

static kamu_code like_test(struct filter_parser *p, uint32_t column, struct filter_node **out)
{
    const struct col_field *field = &p->f->schema->fields[column];
    if (field->type.kind != COL_STRING)
        return filter_not_of_type(p, field, "a comparison, as LIKE is for texts");
    if (p->token.kind != TOKEN_TEXT)
        return filter_not_of_type(p, field, "a pattern in 'quotes'");
    KAMU_TRY(new_test(p, FILTER_LIKE, column, out));
    (*out)->pattern = p->token.value;
    return filter_next(p);
}

/* ---- lists of conditions
 * -------------------------------------------------------------------------
 */

struct parts {
    struct filter_node **items;
    uint32_t n, cap;
};

static kamu_code add_part(struct filter_parser *p, struct parts *l, struct filter_node *node)
{
    if (l->n == l->cap) {
        uint32_t cap = l->cap ? l->cap * 2 : 4;
        struct filter_node **grown = arena_calloc(&p->f->arena, cap, sizeof(*grown));
        if (grown == NULL)
            return error_nomem(p->err);
        if (l->n > 0)
            memcpy(grown, l->items, l->n * sizeof(*grown));
        l->items = grown;
        l->cap = cap;
    }
    l->items[l->n++] = node;
    return KAMU_OK;
}

static kamu_code join(struct filter_parser *p, enum filter_op op, const struct parts *l,
                      struct filter_node **out)
{
    if (l->n == 1) {
        *out = l->items[0];
        return KAMU_OK;
    }
    KAMU_TRY(new_node(p, op, out));
    (*out)->children = l->items;
    (*out)->n_children = l->n;
    return KAMU_OK;
}

static kamu_code in_list(struct filter_parser *p, uint32_t column, struct filter_node **out)
{
    struct parts l = {0};
    KAMU_TRY(need(p, is_sign(p, "("), "`(`"));
    for (;;) {
        struct filter_node *one;
        KAMU_TRY(equal_to(p, column, &one));
        KAMU_TRY(add_part(p, &l, one));
        if (!is_sign(p, ","))
            break;
        KAMU_TRY(filter_next(p));
    }
    KAMU_TRY(need(p, is_sign(p, ")"), "`,` or `)`"));
    return join(p, FILTER_OR, &l, out);
}

static kamu_code null_test(struct filter_parser *p, uint32_t column, struct filter_node **out)
{
    bool negative = filter_is_word(p, "not");
    if (negative)
        KAMU_TRY(filter_next(p));
    KAMU_TRY(need(p, filter_is_word(p, "null"), "NULL"));
    KAMU_TRY(new_test(p, FILTER_IS_NULL, column, out));
    return negate(p, negative, out);
}

static kamu_code one_test(struct filter_parser *p, struct filter_node **out)
{
    int column;
    if (p->token.kind != TOKEN_WORD && p->token.kind != TOKEN_NAME)
        return expected(p, "the name of a column, NOT or `(`");
    column = col_schema_find(p->f->schema, p->token.value);
    if (column < 0)
        return filter_place(p, filter_unknown_column(p->f->schema, p->token.value, p->err),
                            p->token.source);
    const struct col_field *field = &p->f->schema->fields[column];
    KAMU_TRY(filter_next(p));
    if (filter_is_word(p, "is")) {
        KAMU_TRY(filter_next(p));
        return null_test(p, (uint32_t)column, out);
    }
    if (col_is_nested(field->type.kind) || field->type.kind == COL_NULL ||
        field->type.kind == COL_DURATION)
        return filter_not_of_type(p, field, "IS NULL or IS NOT NULL");
    bool negative = filter_is_word(p, "not");
    if (negative)
        KAMU_TRY(filter_next(p));
    kamu_code (*rest)(struct filter_parser *, uint32_t, struct filter_node **) =
        filter_is_word(p, "in")        ? in_list
        : filter_is_word(p, "like")    ? like_test
        : filter_is_word(p, "between") ? between
                                       : NULL;
    if (rest != NULL) {
        KAMU_TRY(filter_next(p));
        KAMU_TRY(rest(p, (uint32_t)column, out));
        return negate(p, negative, out);
    }
    if (negative)
        return expected(p, "IN, LIKE or BETWEEN");
    if (p->token.kind != TOKEN_SIGN || strchr("=<>!", p->token.source.p[0]) == NULL ||
        is_sign(p, "!"))
        return expected(p, "= <> < <= > >=, IS, IN, LIKE or BETWEEN");
    return comparison(p, (uint32_t)column, out);
}

/* ---- the tree -----------------------------------------------------------------------------------
 */

static kamu_code alternatives(struct filter_parser *p, struct filter_node **out);

static kamu_code too_deep(struct filter_parser *p)
{
    return filter_place(p,
                        error_set(p->err, KAMU_E_LIMIT,
                                  "More than %d levels of parentheses and NOT", FILTER_DEPTH_MAX),
                        p->token.source);
}

static kamu_code factor(struct filter_parser *p, struct filter_node **out)
{
    kamu_code rc;
    bool negative = filter_is_word(p, "not");
    if (!negative && !is_sign(p, "("))
        return one_test(p, out);
    if (p->depth == FILTER_DEPTH_MAX)
        return too_deep(p);
    p->depth++;
    KAMU_TRY(filter_next(p));
    if (negative) {
        KAMU_TRY(factor(p, out));
        rc = negate(p, true, out);
    } else {
        KAMU_TRY(alternatives(p, out));
        rc = need(p, is_sign(p, ")"), "AND, OR or `)`");
    }
    p->depth--;
    return rc;
}

static kamu_code sequence(struct filter_parser *p, const char *word, enum filter_op op,
                          kamu_code (*item)(struct filter_parser *, struct filter_node **),
                          struct filter_node **out)
{
    struct parts l = {0};
    for (;;) {
        struct filter_node *one;
        KAMU_TRY(item(p, &one));
        KAMU_TRY(add_part(p, &l, one));
        if (!filter_is_word(p, word))
            return join(p, op, &l, out);
        KAMU_TRY(filter_next(p));
    }
}

static kamu_code conditions(struct filter_parser *p, struct filter_node **out)
{
    return sequence(p, "and", FILTER_AND, factor, out);
}

static kamu_code alternatives(struct filter_parser *p, struct filter_node **out)
{
    return sequence(p, "or", FILTER_OR, conditions, out);
}

/* Levels of AND and OR, each of which needs a row of scratch. */
static uint32_t depth_of(const struct filter_node *n)
{
    uint32_t deepest = 0;
    for (uint32_t i = 0; i < n->n_children; i++) {
        uint32_t d = depth_of(n->children[i]);
        deepest = d > deepest ? d : deepest;
    }
    return deepest + (n->n_children > 1);
}

static kamu_code parse_all(struct filter_parser *p)
{
    size_t bad;
    if (p->text.n > FILTER_TEXT_MAX)
        return error_set(p->err, KAMU_E_LIMIT, "%s is longer than %zu bytes", p->name,
                         FILTER_TEXT_MAX);
    if (!utf8_valid(p->text.p, p->text.n, &bad))
        return filter_place(p, error_set(p->err, KAMU_E_USAGE, "%s is not UTF-8", p->name),
                            (struct str){p->text.p + bad, 0});
    KAMU_TRY(filter_next(p));
    KAMU_TRY(alternatives(p, &p->f->root));
    if (p->token.kind != TOKEN_END)
        return expected(p, "AND, OR or the end");
    p->f->depth = depth_of(p->f->root);
    return KAMU_OK;
}

kamu_code filter_parse(struct str text, const char *name, struct col_schema *schema,
                       struct filter **out, struct kamu_error *err)
{
    struct filter *f = mem_calloc(1, sizeof *f);
    if (f == NULL)
        return error_nomem(err);
    arena_init(&f->arena, ARENA_MAX);
    f->schema = col_schema_ref(schema);
    struct filter_parser p = {.f = f, .text = text, .name = name, .err = err};
    kamu_code rc = parse_all(&p);
    if (rc != KAMU_OK) {
        filter_free(f);
        return rc;
    }
    filter_bind(f, schema);
    *out = f;
    return KAMU_OK;
}
