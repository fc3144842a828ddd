/* Validation: is the whole document something that can be asked? */
#include "server/graphql_exec.h"

struct spread { /* the fragments that we are in, innermost first */
    const struct spread *up;
    const struct gql_fragment *fragment;
};

struct validation {
    struct gql_exec *exec;
    unsigned depth;
};

static kamu_code check_selections(struct validation *v, const struct gql_type *parent,
                                  const struct gql_selection *first, const struct spread *in,
                                  struct kamu_error *err);

static bool is_composite(const struct gql_type *t)
{
    return t->kind == GQL_TYPE_OBJECT || t->kind == GQL_TYPE_INTERFACE;
}

/* "Did you mean" for a name that is not there. */
static const char *nearest(const struct gql_type *t, struct str name)
{
    const char *best = NULL;
    unsigned limit = 3;
    for (const struct gql_field *f = t->fields; f != NULL && f->name != NULL; f++) {
        unsigned distance = str_distance(name, str_c(f->name), limit);
        if (distance < limit) {
            limit = distance;
            best = f->name;
        }
    }
    return best;
}

static kamu_code unknown_field(const struct gql_type *parent, const struct gql_selection *s,
                               struct kamu_error *err)
{
    const char *near = nearest(parent, s->name);
    if (near != NULL)
        return gql_bad_document(err, s->at,
                                "Unknown field \"" STR_FMT "\" on type \"%s\". Did you mean "
                                "\"%s\"?",
                                STR_ARG(s->name), parent->name, near);
    if (str_starts(s->name, "__"))
        return gql_bad_document(err, s->at,
                                "Field \"" STR_FMT "\" is not supported: the schema is at GET "
                                "/graphql?schema",
                                STR_ARG(s->name));
    return gql_bad_document(err, s->at, "Unknown field \"" STR_FMT "\" on type \"%s\"",
                            STR_ARG(s->name), parent->name);
}

static kamu_code check_field(struct validation *v, const struct gql_type *parent,
                             const struct gql_selection *s, const struct spread *in,
                             struct kamu_error *err)
{
    const struct gql_value *unused;
    if (str_eqc(s->name, "__typename")) {
        if (s->arguments != NULL || s->selections != NULL)
            return gql_bad_document(err, s->at, "Field \"__typename\" is a plain text");
        return KAMU_OK;
    }
    const struct gql_field *field = gql_field_find(parent, s->name);
    if (field == NULL)
        return unknown_field(parent, s, err);
    KAMU_TRY(gql_bind_arguments(v->exec, s, field, &unused, err));
    const struct gql_type *type = gql_type_find(v->exec->schema, gql_shape_of(field->type).name);
    KAMU_ASSERT(type != NULL);
    if (!is_composite(type) && s->selections != NULL)
        return gql_bad_document(err, s->at,
                                "Field \"%s\" must not have a selection since type \"%s\" has no "
                                "subfields",
                                field->name, field->type);
    if (is_composite(type) && s->selections == NULL)
        return gql_bad_document(err, s->at,
                                "Field \"%s\" of type \"%s\" must have a selection of subfields",
                                field->name, field->type);
    return is_composite(type) ? check_selections(v, type, s->selections, in, err) : KAMU_OK;
}

static kamu_code check_condition(struct validation *v, struct str name, struct gql_place at,
                                 const struct gql_type **out, struct kamu_error *err)
{
    *out = gql_type_find(v->exec->schema, name);
    if (*out == NULL)
        return gql_bad_document(err, at, "Unknown type \"" STR_FMT "\"", STR_ARG(name));
    if (!is_composite(*out))
        return gql_bad_document(err, at, "Fragment cannot condition on non composite type \"%s\"",
                                (*out)->name);
    return KAMU_OK;
}

static kamu_code check_spread(struct validation *v, const struct gql_selection *s,
                              const struct spread *in, struct kamu_error *err)
{
    const struct gql_fragment *f = gql_fragment_find(v->exec->doc, s->name);
    const struct gql_type *type;
    if (f == NULL)
        return gql_bad_document(err, s->at, "Unknown fragment: \"" STR_FMT "\"", STR_ARG(s->name));
    for (const struct spread *i = in; i != NULL; i = i->up)
        if (i->fragment == f)
            return gql_bad_document(err, s->at,
                                    "Cannot spread fragment \"" STR_FMT "\" within itself",
                                    STR_ARG(s->name));
    KAMU_TRY(check_condition(v, f->type, f->at, &type, err));
    bool unused;
    KAMU_TRY(gql_is_included(v->exec, f->directives, &unused, err));
    struct spread here = {in, f};
    return check_selections(v, type, f->selections, &here, err);
}

static kamu_code check_selections(struct validation *v, const struct gql_type *parent,
                                  const struct gql_selection *first, const struct spread *in,
                                  struct kamu_error *err)
{
    if (++v->depth > GQL_DEPTH_MAX)
        return gql_bad_document(err, first->at, "The query is nested deeper than %d",
                                GQL_DEPTH_MAX);
    for (const struct gql_selection *s = first; s != NULL; s = s->next) {
        bool unused;
        if (++v->exec->n_fields > GQL_FIELDS_MAX)
            return gql_bad_document(err, s->at, "The query asks for more than %d fields",
                                    GQL_FIELDS_MAX);
        KAMU_TRY(gql_is_included(v->exec, s->directives, &unused, err));
        const struct gql_type *type = parent;
        switch (s->kind) {
        case GQL_FIELD:
            KAMU_TRY(check_field(v, parent, s, in, err));
            break;
        case GQL_SPREAD:
            KAMU_TRY(check_spread(v, s, in, err));
            break;
        case GQL_INLINE:
            if (s->name.p != NULL)
                KAMU_TRY(check_condition(v, s->name, s->at, &type, err));
            KAMU_TRY(check_selections(v, type, s->selections, in, err));
            break;
        }
    }
    v->depth--;
    return KAMU_OK;
}

kamu_code gql_validate(struct gql_exec *e, const struct gql_type *root, struct kamu_error *err)
{
    struct validation v = {.exec = e};
    bool unused;
    e->n_fields = 0;
    KAMU_TRY(gql_is_included(e, e->operation->directives, &unused, err));
    KAMU_TRY(check_selections(&v, root, e->operation->selections, NULL, err));
    e->n_fields = 0;
    return KAMU_OK;
}
