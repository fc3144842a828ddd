#include "server/graphql_parse.h"

#include "server/graphql_lex.h"

struct parser {
    struct gql_lexer lexer;
    struct gql_token token; /* the next one, not yet taken */
    struct arena *arena;
    struct gql_document *doc;
    unsigned depth;
    size_t end; /* of the token taken last */
};

static kamu_code parse_selections(struct parser *p, struct gql_selection **out,
                                  struct kamu_error *err);
static kamu_code parse_value(struct parser *p, bool constant, struct gql_value **out,
                             struct kamu_error *err);

static kamu_code take(struct parser *p, struct kamu_error *err)
{
    p->end = p->token.to;
    return gql_lex(&p->lexer, &p->token, err);
}

static bool at(const struct parser *p, char punctuator)
{
    return p->token.kind == GQL_TOKEN_PUNCTUATOR && p->token.punctuator == punctuator;
}

static bool at_word(const struct parser *p, const char *word)
{
    return p->token.kind == GQL_TOKEN_NAME && str_eqc(p->token.text, word);
}

static kamu_code unexpected(const struct parser *p, const char *expected, struct kamu_error *err)
{
    const struct gql_token *t = &p->token;
    if (t->kind == GQL_TOKEN_END)
        return gql_syntax_error(err, t->at, "expected %s, found the end of the document", expected);
    size_t n = utf8_cut(t->text.p, t->text.n, 60);
    return gql_syntax_error(err, t->at, "expected %s, found %s%.*s%s", expected,
                            t->kind == GQL_TOKEN_STRING ? "the text \"" : "`", (int)n, t->text.p,
                            t->kind == GQL_TOKEN_STRING ? "\"" : "`");
}

static kamu_code expect(struct parser *p, char punctuator, struct kamu_error *err)
{
    char name[4] = {'`', punctuator, '`', '\0'};
    return at(p, punctuator) ? take(p, err) : unexpected(p, name, err);
}

static kamu_code parse_name(struct parser *p, const char *what, struct str *out,
                            struct kamu_error *err)
{
    if (p->token.kind != GQL_TOKEN_NAME)
        return unexpected(p, what, err);
    *out = p->token.text;
    return take(p, err);
}

static kamu_code deeper(struct parser *p, struct kamu_error *err)
{
    if (++p->depth <= GQL_DEPTH_MAX)
        return KAMU_OK;
    error_set(err, KAMU_E_LIMIT, "The document is nested deeper than %d", GQL_DEPTH_MAX);
    error_at(err, NULL, p->token.at.line, p->token.at.column, 0);
    return KAMU_E_LIMIT;
}

/* ---- values ------------------------------------------------------------------------------ */

static kamu_code value_new(struct parser *p, enum gql_value_kind kind, struct gql_value **out,
                           struct kamu_error *err)
{
    struct gql_value *v = arena_calloc(p->arena, 1, sizeof *v);
    if (v == NULL)
        return error_nomem(err);
    v->kind = kind;
    v->at = p->token.at;
    v->text = p->token.text;
    *out = v;
    return KAMU_OK;
}

static kamu_code parse_list(struct parser *p, bool constant, struct gql_value *list,
                            struct kamu_error *err)
{
    struct gql_value **last = &list->first;
    KAMU_TRY(deeper(p, err));
    KAMU_TRY(take(p, err));
    while (!at(p, ']')) {
        KAMU_TRY(parse_value(p, constant, last, err));
        last = &(*last)->next;
    }
    p->depth--;
    return take(p, err);
}

/* `name: value` until the closing bracket: of an object, or arguments. */
static kamu_code parse_members(struct parser *p, bool constant, char close,
                               struct gql_value **first, struct kamu_error *err)
{
    struct gql_value **last = first;
    while (!at(p, close)) {
        struct str name;
        struct gql_place where = p->token.at;
        KAMU_TRY(parse_name(p, "a name", &name, err));
        KAMU_TRY(expect(p, ':', err));
        KAMU_TRY(parse_value(p, constant, last, err));
        (*last)->name = name;
        (*last)->at = where;
        for (const struct gql_value *v = *first; v != *last; v = v->next)
            if (str_eq(v->name, name))
                return gql_syntax_error(err, where, "`" STR_FMT "` is there twice", STR_ARG(name));
        last = &(*last)->next;
    }
    return take(p, err);
}

static kamu_code parse_object(struct parser *p, bool constant, struct gql_value *object,
                              struct kamu_error *err)
{
    KAMU_TRY(deeper(p, err));
    KAMU_TRY(take(p, err));
    KAMU_TRY(parse_members(p, constant, '}', &object->first, err));
    p->depth--;
    return KAMU_OK;
}

static kamu_code parse_word(struct parser *p, struct gql_value **out, struct kamu_error *err)
{
    bool yes = at_word(p, "true");
    enum gql_value_kind kind = yes || at_word(p, "false") ? GQL_BOOL
                               : at_word(p, "null")       ? GQL_NULL
                                                          : GQL_ENUM;
    KAMU_TRY(value_new(p, kind, out, err));
    (*out)->boolean = yes;
    return take(p, err);
}

static kamu_code parse_variable_use(struct parser *p, bool constant, struct gql_value **out,
                                    struct kamu_error *err)
{
    if (constant)
        return unexpected(p, "a constant", err);
    KAMU_TRY(value_new(p, GQL_VARIABLE, out, err));
    KAMU_TRY(take(p, err));
    return parse_name(p, "the name of a variable", &(*out)->text, err);
}

static kamu_code parse_value(struct parser *p, bool constant, struct gql_value **out,
                             struct kamu_error *err)
{
    switch (p->token.kind) {
    case GQL_TOKEN_INT:
    case GQL_TOKEN_FLOAT:
        KAMU_TRY(value_new(p, p->token.kind == GQL_TOKEN_INT ? GQL_INT : GQL_FLOAT, out, err));
        return take(p, err);
    case GQL_TOKEN_STRING:
        KAMU_TRY(value_new(p, GQL_STRING, out, err));
        return take(p, err);
    case GQL_TOKEN_NAME:
        return parse_word(p, out, err);
    case GQL_TOKEN_PUNCTUATOR:
        if (at(p, '$'))
            return parse_variable_use(p, constant, out, err);
        if (at(p, '[')) {
            KAMU_TRY(value_new(p, GQL_LIST, out, err));
            return parse_list(p, constant, *out, err);
        }
        if (at(p, '{')) {
            KAMU_TRY(value_new(p, GQL_OBJECT, out, err));
            return parse_object(p, constant, *out, err);
        }
        break;
    case GQL_TOKEN_END:
        break;
    }
    return unexpected(p, "a value", err);
}

static kamu_code parse_arguments(struct parser *p, bool constant, struct gql_value **out,
                                 struct kamu_error *err)
{
    *out = NULL;
    if (!at(p, '('))
        return KAMU_OK;
    KAMU_TRY(take(p, err));
    if (at(p, ')'))
        return unexpected(p, "an argument", err);
    return parse_members(p, constant, ')', out, err);
}

static kamu_code parse_directives(struct parser *p, bool constant, struct gql_directive **out,
                                  struct kamu_error *err)
{
    struct gql_directive **last = out;
    *out = NULL;
    while (at(p, '@')) {
        struct gql_directive *d = arena_calloc(p->arena, 1, sizeof *d);
        if (d == NULL)
            return error_nomem(err);
        d->at = p->token.at;
        KAMU_TRY(take(p, err));
        KAMU_TRY(parse_name(p, "the name of a directive", &d->name, err));
        KAMU_TRY(parse_arguments(p, constant, &d->arguments, err));
        *last = d;
        last = &d->next;
    }
    return KAMU_OK;
}

/* ---- selections -------------------------------------------------------------------------- */

static kamu_code parse_field(struct parser *p, struct gql_selection *s, struct kamu_error *err)
{
    s->kind = GQL_FIELD;
    KAMU_TRY(parse_name(p, "a field", &s->key, err));
    s->name = s->key;
    if (at(p, ':')) {
        KAMU_TRY(take(p, err));
        KAMU_TRY(parse_name(p, "a field", &s->name, err));
    }
    size_t from = p->token.from;
    KAMU_TRY(parse_arguments(p, false, &s->arguments, err));
    if (s->arguments != NULL)
        s->arguments_text = (struct str){p->lexer.text.p + from, p->end - from};
    KAMU_TRY(parse_directives(p, false, &s->directives, err));
    return at(p, '{') ? parse_selections(p, &s->selections, err) : KAMU_OK;
}

static kamu_code parse_spread(struct parser *p, struct gql_selection *s, struct kamu_error *err)
{
    KAMU_TRY(take(p, err));
    if (p->token.kind == GQL_TOKEN_NAME && !at_word(p, "on")) {
        s->kind = GQL_SPREAD;
        KAMU_TRY(parse_name(p, "the name of a fragment", &s->name, err));
        return parse_directives(p, false, &s->directives, err);
    }
    s->kind = GQL_INLINE;
    if (at_word(p, "on")) {
        KAMU_TRY(take(p, err));
        KAMU_TRY(parse_name(p, "a type", &s->name, err));
    }
    KAMU_TRY(parse_directives(p, false, &s->directives, err));
    return parse_selections(p, &s->selections, err);
}

static kamu_code parse_selections(struct parser *p, struct gql_selection **out,
                                  struct kamu_error *err)
{
    struct gql_selection **last = out;
    *out = NULL;
    KAMU_TRY(deeper(p, err));
    KAMU_TRY(expect(p, '{', err));
    if (at(p, '}'))
        return unexpected(p, "a field", err);
    while (!at(p, '}')) {
        struct gql_selection *s = arena_calloc(p->arena, 1, sizeof *s);
        if (s == NULL)
            return error_nomem(err);
        s->at = p->token.at;
        KAMU_TRY(at(p, '.') ? parse_spread(p, s, err) : parse_field(p, s, err));
        *last = s;
        last = &s->next;
    }
    p->depth--;
    return take(p, err);
}

/* ---- definitions ------------------------------------------------------------------------- */

static kamu_code parse_type(struct parser *p, const struct gql_type_ref **out,
                            struct kamu_error *err)
{
    struct gql_type_ref *t = arena_calloc(p->arena, 1, sizeof *t);
    if (t == NULL)
        return error_nomem(err);
    KAMU_TRY(deeper(p, err));
    if (at(p, '[')) {
        KAMU_TRY(take(p, err));
        KAMU_TRY(parse_type(p, &t->item, err));
        KAMU_TRY(expect(p, ']', err));
    } else {
        KAMU_TRY(parse_name(p, "a type", &t->name, err));
    }
    if (at(p, '!')) {
        t->non_null = true;
        KAMU_TRY(take(p, err));
    }
    p->depth--;
    *out = t;
    return KAMU_OK;
}

static kamu_code parse_variable(struct parser *p, struct gql_variable *v, struct kamu_error *err)
{
    struct gql_directive *none;
    v->at = p->token.at;
    KAMU_TRY(expect(p, '$', err));
    KAMU_TRY(parse_name(p, "the name of a variable", &v->name, err));
    KAMU_TRY(expect(p, ':', err));
    KAMU_TRY(parse_type(p, &v->type, err));
    if (at(p, '=')) {
        KAMU_TRY(take(p, err));
        KAMU_TRY(parse_value(p, true, &v->standard, err));
    }
    return parse_directives(p, true, &none, err);
}

static kamu_code parse_variable_list(struct parser *p, struct gql_variable **out,
                                     struct kamu_error *err)
{
    struct gql_variable **last = out;
    KAMU_TRY(expect(p, '(', err));
    do {
        struct gql_variable *v = arena_calloc(p->arena, 1, sizeof *v);
        if (v == NULL)
            return error_nomem(err);
        KAMU_TRY(parse_variable(p, v, err));
        for (const struct gql_variable *before = *out; before != NULL; before = before->next)
            if (str_eq(before->name, v->name))
                return gql_syntax_error(err, v->at, "`$" STR_FMT "` is there twice",
                                        STR_ARG(v->name));
        *last = v;
        last = &v->next;
    } while (!at(p, ')'));
    return take(p, err);
}

static kamu_code parse_operation(struct parser *p, struct gql_operation *o, struct kamu_error *err)
{
    o->at = p->token.at;
    if (!at(p, '{')) {
        o->kind = at_word(p, "query")      ? GQL_QUERY
                  : at_word(p, "mutation") ? GQL_MUTATION
                                           : GQL_SUBSCRIPTION;
        KAMU_TRY(take(p, err));
        if (p->token.kind == GQL_TOKEN_NAME)
            KAMU_TRY(parse_name(p, "a name", &o->name, err));
        if (at(p, '('))
            KAMU_TRY(parse_variable_list(p, &o->variables, err));
        KAMU_TRY(parse_directives(p, false, &o->directives, err));
    }
    return parse_selections(p, &o->selections, err);
}

static kamu_code parse_fragment(struct parser *p, struct gql_fragment *f, struct kamu_error *err)
{
    f->at = p->token.at;
    KAMU_TRY(take(p, err));
    if (at_word(p, "on"))
        return unexpected(p, "the name of a fragment", err);
    KAMU_TRY(parse_name(p, "the name of a fragment", &f->name, err));
    if (!at_word(p, "on"))
        return unexpected(p, "`on`", err);
    KAMU_TRY(take(p, err));
    KAMU_TRY(parse_name(p, "a type", &f->type, err));
    KAMU_TRY(parse_directives(p, false, &f->directives, err));
    return parse_selections(p, &f->selections, err);
}

static kamu_code add_fragment(struct parser *p, struct gql_fragment ***last, struct kamu_error *err)
{
    struct gql_fragment *f = arena_calloc(p->arena, 1, sizeof *f);
    if (f == NULL)
        return error_nomem(err);
    KAMU_TRY(parse_fragment(p, f, err));
    if (gql_fragment_find(p->doc, f->name) != NULL)
        return gql_syntax_error(err, f->at, "the fragment `" STR_FMT "` is there twice",
                                STR_ARG(f->name));
    **last = f;
    *last = &f->next;
    return KAMU_OK;
}

static kamu_code parse_document(struct parser *p, struct kamu_error *err)
{
    struct gql_operation **last_operation = &p->doc->operations;
    struct gql_fragment **last_fragment = &p->doc->fragments;
    do {
        if (at_word(p, "fragment")) {
            KAMU_TRY(add_fragment(p, &last_fragment, err));
            continue;
        }
        if (!at(p, '{') && !at_word(p, "query") && !at_word(p, "mutation") &&
            !at_word(p, "subscription"))
            return unexpected(p, "a query, a mutation or a fragment", err);
        struct gql_operation *o = arena_calloc(p->arena, 1, sizeof *o);
        if (o == NULL)
            return error_nomem(err);
        KAMU_TRY(parse_operation(p, o, err));
        *last_operation = o;
        last_operation = &o->next;
    } while (p->token.kind != GQL_TOKEN_END);
    return KAMU_OK;
}

kamu_code gql_parse(struct str text, struct arena *arena, struct gql_document *out,
                    struct kamu_error *err)
{
    struct parser p = {.arena = arena, .doc = out};
    *out = (struct gql_document){0};
    KAMU_TRY(gql_lexer_init(&p.lexer, text, arena, err));
    KAMU_TRY(take(&p, err));
    return parse_document(&p, err);
}

const struct gql_fragment *gql_fragment_find(const struct gql_document *d, struct str name)
{
    for (const struct gql_fragment *f = d->fragments; f != NULL; f = f->next)
        if (str_eq(f->name, name))
            return f;
    return NULL;
}
