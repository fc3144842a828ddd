/* Arguments and variables: what was written or sent, checked against what the tables ask for. */
#include "server/graphql_exec.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

kamu_code gql_bad_document(struct kamu_error *err, struct gql_place at, const char *fmt, ...)
{
    char what[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    error_set(err, KAMU_E_INPUT, "%s", what);
    error_at(err, NULL, at.line, at.column, 0);
    return KAMU_E_INPUT;
}

static const struct gql_value *find(const struct gql_value *list, struct str name)
{
    for (; list != NULL; list = list->next)
        if (str_eq(list->name, name))
            return list;
    return NULL;
}

const struct gql_value *gql_member(const struct gql_value *object, const char *name)
{
    return object != NULL ? find(object->first, str_c(name)) : NULL;
}

const struct gql_value *gql_arg(const struct gql_call *c, const char *name)
{
    return find(c->arguments, str_c(name));
}

struct str gql_arg_text(const struct gql_call *c, const char *name)
{
    const struct gql_value *v = gql_arg(c, name);
    return v != NULL ? v->text : STR_NONE;
}

kamu_code gql_number(const struct gql_value *v, const char *name, uint64_t *out,
                     struct kamu_error *err)
{
    if (v == NULL)
        return KAMU_OK;
    if (v->text.n > 18 || v->text.p[0] == '-')
        return error_set(err, KAMU_E_USAGE, "Invalid value for argument \"%s\": %.*s", name,
                         (int)utf8_cut(v->text.p, v->text.n, 40), v->text.p);
    *out = 0;
    for (size_t i = 0; i < v->text.n; i++)
        *out = 10 * *out + (uint64_t)(v->text.p[i] - '0');
    return KAMU_OK;
}

kamu_code gql_arg_number(const struct gql_call *c, const char *name, uint64_t standard,
                         uint64_t *out, struct kamu_error *err)
{
    *out = standard;
    return gql_number(gql_arg(c, name), name, out, err);
}

/* ---- values of a type -------------------------------------------------------------------- */

struct binding { /* for messages */
    struct gql_exec *exec;
    const char *argument;
    struct gql_place at;
};

static kamu_code bind(const struct binding *b, const struct gql_value *v, struct str type,
                      struct gql_value **out, struct kamu_error *err);

static kamu_code mismatch(const struct binding *b, struct str type, const char *found,
                          struct kamu_error *err)
{
    return gql_bad_document(
        err, b->at, "Invalid value for argument \"%s\", expected type \"" STR_FMT "\", found %s",
        b->argument, STR_ARG(type), found);
}

static const char *kind_name(const struct gql_value *v)
{
    static const char *const names[] = {"null",     "a boolean", "an integer",
                                        "a number", "a text",    "an enum value",
                                        "a list",   "an object", "a variable"};
    return names[v->kind];
}

static kamu_code copy_value(const struct binding *b, const struct gql_value *v,
                            struct gql_value **out, struct kamu_error *err)
{
    struct gql_value *copy = arena_alloc(b->exec->arena, sizeof *copy);
    if (copy == NULL)
        return error_nomem(err);
    *copy = *v;
    copy->next = NULL;
    *out = copy;
    return KAMU_OK;
}

static kamu_code bind_enum(const struct binding *b, const struct gql_value *v,
                           const struct gql_type *type, struct kamu_error *err)
{
    if (v->kind != GQL_ENUM && !(v->kind == GQL_STRING && v->from_json))
        return mismatch(b, str_c(type->name), kind_name(v), err);
    for (const char *const *value = type->values; *value != NULL; value++)
        if (str_eqc(v->text, *value))
            return KAMU_OK;
    return gql_bad_document(err, b->at,
                            "Invalid value for argument \"%s\", enumeration type \"%s\" does not "
                            "contain the value \"%.*s\"",
                            b->argument, type->name, (int)utf8_cut(v->text.p, v->text.n, 100),
                            v->text.p);
}

static kamu_code bind_scalar(const struct binding *b, const struct gql_value *v,
                             const struct gql_type *type, struct kamu_error *err)
{
    enum gql_value_kind wanted = GQL_STRING;
    if (strcmp(type->name, "Boolean") == 0)
        wanted = GQL_BOOL;
    else if (strcmp(type->name, "Int") == 0)
        wanted = GQL_INT;
    if (v->kind == wanted)
        return KAMU_OK;
    if (strcmp(type->name, "Float") == 0 && (v->kind == GQL_INT || v->kind == GQL_FLOAT))
        return KAMU_OK;
    return mismatch(b, str_c(type->name), kind_name(v), err);
}

static kamu_code bind_object(const struct binding *b, const struct gql_value *v,
                             const struct gql_type *type, struct gql_value *out,
                             struct kamu_error *err)
{
    struct gql_value **last = &out->first;
    unsigned given = 0;
    if (v->kind != GQL_OBJECT)
        return mismatch(b, str_c(type->name), kind_name(v), err);
    for (const struct gql_value *m = v->first; m != NULL; m = m->next) {
        bool known = false;
        for (const struct gql_arg *a = type->members; a->name != NULL && !known; a++)
            known = str_eqc(m->name, a->name);
        if (!known)
            return gql_bad_document(err, b->at,
                                    "Invalid value for argument \"%s\", unknown field \"" STR_FMT
                                    "\" of type \"%s\"",
                                    b->argument, STR_ARG(m->name), type->name);
    }
    *last = NULL;
    for (const struct gql_arg *a = type->members; a->name != NULL; a++) {
        struct gql_shape shape = gql_shape_of(a->type);
        const struct gql_value *m = find(v->first, str_c(a->name));
        struct gql_value *bound = NULL;
        if (m != NULL)
            KAMU_TRY(bind(b, m, str_c(a->type), &bound, err));
        if (bound == NULL && shape.non_null)
            return gql_bad_document(err, b->at,
                                    "Invalid value for argument \"%s\", field \"%s\" of type "
                                    "\"%s\" is required but not provided",
                                    b->argument, a->name, type->name);
        if (bound == NULL)
            continue;
        bound->name = str_c(a->name);
        *last = bound;
        last = &bound->next;
        given++;
    }
    if (type->one_of && given != 1)
        return gql_bad_document(err, b->at,
                                "Invalid value for argument \"%s\", type \"%s\" takes exactly one "
                                "field",
                                b->argument, type->name);
    return KAMU_OK;
}

static kamu_code bind_list(const struct binding *b, const struct gql_value *v, struct str item,
                           struct gql_value *out, struct kamu_error *err)
{
    struct gql_value **last = &out->first;
    if (v->kind != GQL_LIST) { /* one value stands for a list of it */
        out->kind = GQL_LIST;
        return bind(b, v, item, last, err);
    }
    *last = NULL;
    for (const struct gql_value *i = v->first; i != NULL; i = i->next) {
        KAMU_TRY(bind(b, i, item, last, err));
        if (*last == NULL)
            return mismatch(b, item, "null", err);
        last = &(*last)->next;
    }
    return KAMU_OK;
}

/* *out = NULL: null, or a variable that was not given. `type` as in the tables. */
static kamu_code bind(const struct binding *b, const struct gql_value *v, struct str type,
                      struct gql_value **out, struct kamu_error *err)
{
    *out = NULL;
    if (v->kind == GQL_VARIABLE) {
        v = find(b->exec->variables, v->text);
        if (v == NULL)
            return KAMU_OK;
    }
    if (v->kind == GQL_NULL)
        return KAMU_OK;
    if (str_ends(type, "!"))
        type.n--;
    KAMU_TRY(copy_value(b, v, out, err));
    if (str_starts(type, "["))
        return bind_list(b, v, (struct str){type.p + 1, type.n - 2}, *out, err);
    const struct gql_type *t = gql_type_find(b->exec->schema, type);
    KAMU_ASSERT(t != NULL);
    switch (t->kind) {
    case GQL_TYPE_ENUM:
        return bind_enum(b, v, t, err);
    case GQL_TYPE_INPUT:
        return bind_object(b, v, t, *out, err);
    default:
        return bind_scalar(b, v, t, err);
    }
}

/* ---- arguments ------------------------------------------------------------------------------ */

/* Variables must have been declared, also where they are not given. */
static kamu_code check_declared(const struct gql_exec *e, const struct gql_value *v,
                                struct kamu_error *err)
{
    for (const struct gql_value *i = v->first; i != NULL; i = i->next)
        KAMU_TRY(check_declared(e, i, err));
    if (v->kind != GQL_VARIABLE)
        return KAMU_OK;
    for (const struct gql_variable *d = e->operation->variables; d != NULL; d = d->next)
        if (str_eq(d->name, v->text))
            return KAMU_OK;
    return gql_bad_document(err, v->at, "Variable \"$" STR_FMT "\" is not defined",
                            STR_ARG(v->text));
}

static kamu_code check_known(const struct gql_exec *e, const struct gql_selection *s,
                             const struct gql_field *field, struct kamu_error *err)
{
    for (const struct gql_value *v = s->arguments; v != NULL; v = v->next) {
        bool known = false;
        for (const struct gql_arg *a = field->args; a != NULL && a->name != NULL && !known; a++)
            known = str_eqc(v->name, a->name);
        if (!known)
            return gql_bad_document(err, v->at, "Unknown argument \"" STR_FMT "\" on field \"%s\"",
                                    STR_ARG(v->name), field->name);
        KAMU_TRY(check_declared(e, v, err));
    }
    return KAMU_OK;
}

kamu_code gql_bind_arguments(struct gql_exec *e, const struct gql_selection *s,
                             const struct gql_field *field, const struct gql_value **out,
                             struct kamu_error *err)
{
    struct gql_value *first = NULL, **last = &first;
    KAMU_TRY(check_known(e, s, field, err));
    for (const struct gql_arg *a = field->args; a != NULL && a->name != NULL; a++) {
        const struct gql_value *v = find(s->arguments, str_c(a->name));
        struct gql_value *bound = NULL;
        struct binding b = {e, a->name, v != NULL ? v->at : s->at};
        if (v != NULL)
            KAMU_TRY(bind(&b, v, str_c(a->type), &bound, err));
        if (bound == NULL && gql_shape_of(a->type).non_null)
            return gql_bad_document(err, b.at,
                                    "Argument \"%s\" of type \"%s\" is required but not provided "
                                    "for field \"%s\"",
                                    a->name, a->type, field->name);
        if (bound == NULL)
            continue;
        bound->name = str_c(a->name);
        *last = bound;
        last = &bound->next;
    }
    *out = first;
    return KAMU_OK;
}

kamu_code gql_is_included(struct gql_exec *e, const struct gql_directive *directives, bool *out,
                          struct kamu_error *err)
{
    *out = true;
    for (const struct gql_directive *d = directives; d != NULL; d = d->next) {
        static const struct gql_arg condition[] = {{"if", "Boolean!", NULL}, {0}};
        bool skip = str_eqc(d->name, "skip");
        if (!skip && !str_eqc(d->name, "include"))
            return gql_bad_document(err, d->at, "Unknown directive \"" STR_FMT "\"",
                                    STR_ARG(d->name));
        struct gql_field field = {.name = skip ? "@skip" : "@include", .args = condition};
        struct gql_selection s = {.at = d->at, .arguments = d->arguments};
        const struct gql_value *v;
        KAMU_TRY(gql_bind_arguments(e, &s, &field, &v, err));
        if (v->boolean == skip)
            *out = false;
    }
    return KAMU_OK;
}

/* ---- variables ------------------------------------------------------------------------------- */

static const struct gql_type_ref *innermost(const struct gql_type_ref *t)
{
    while (t->item != NULL)
        t = t->item;
    return t;
}

kamu_code gql_bind_variables(struct gql_exec *e, struct gql_value *given, struct kamu_error *err)
{
    struct gql_value **last = &e->variables;
    *last = NULL;
    for (const struct gql_variable *d = e->operation->variables; d != NULL; d = d->next) {
        struct str name = innermost(d->type)->name;
        const struct gql_type *type = gql_type_find(e->schema, name);
        if (type == NULL || type->kind == GQL_TYPE_OBJECT || type->kind == GQL_TYPE_INTERFACE)
            return gql_bad_document(err, d->at,
                                    "Variable \"$" STR_FMT "\" cannot be of type \"" STR_FMT "\"",
                                    STR_ARG(d->name), STR_ARG(name));
        const struct gql_value *v = find(given, d->name);
        if (v == NULL)
            v = d->standard;
        if (d->type->non_null && (v == NULL || v->kind == GQL_NULL))
            return gql_bad_document(err, d->at,
                                    "Variable \"$" STR_FMT "\" is required but not provided",
                                    STR_ARG(d->name));
        if (v == NULL)
            continue;
        struct binding b = {.exec = e};
        KAMU_TRY(copy_value(&b, v, last, err));
        (*last)->name = d->name;
        last = &(*last)->next;
    }
    return KAMU_OK;
}
