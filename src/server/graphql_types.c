/* The type tables: looking things up in them, and printing them. */
#include "server/graphql_exec.h"

struct gql_shape gql_shape_of(const char *type)
{
    struct gql_shape s = {0};
    struct str t = str_c(type);
    if (str_ends(t, "!")) {
        s.non_null = true;
        t.n--;
    }
    if (str_starts(t, "[")) {
        s.list = true;
        t = (struct str){t.p + 1, t.n - 2};
        if (str_ends(t, "!")) {
            s.item_non_null = true;
            t.n--;
        }
    }
    s.name = t;
    return s;
}

const struct gql_type *gql_type_find(const struct gql_schema *s, struct str name)
{
    for (const struct gql_type *const *t = s->types; *t != NULL; t++)
        if (str_eqc(name, (*t)->name))
            return *t;
    return NULL;
}

const struct gql_field *gql_field_find(const struct gql_type *t, struct str name)
{
    for (const struct gql_field *f = t->fields; f != NULL && f->name != NULL; f++)
        if (str_eqc(name, f->name))
            return f;
    return NULL;
}

bool gql_type_is(const struct gql_type *t, struct str name)
{
    if (str_eqc(name, t->name))
        return true;
    for (const char *const *i = t->interfaces; i != NULL && *i != NULL; i++)
        if (str_eqc(name, *i))
            return true;
    return false;
}

/* ---- the definition language --------------------------------------------------------------- */

static kamu_code put_args(const struct gql_arg *args, const char *open, const char *between,
                          const char *close, struct buf *out, struct kamu_error *err)
{
    if (args == NULL || args->name == NULL)
        return KAMU_OK;
    KAMU_TRY(buf_append_str(out, open, err));
    for (const struct gql_arg *a = args; a->name != NULL; a++) {
        KAMU_TRY(buf_printf(out, err, "%s%s: %s", a == args ? "" : between, a->name, a->type));
        if (a->standard != NULL)
            KAMU_TRY(buf_printf(out, err, " = %s", a->standard));
    }
    return buf_append_str(out, close, err);
}

static kamu_code put_fields(const struct gql_type *t, struct buf *out, struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(out, " {\n", err));
    for (const struct gql_field *f = t->fields; f->name != NULL; f++) {
        KAMU_TRY(buf_printf(out, err, "  %s", f->name));
        KAMU_TRY(put_args(f->args, "(", ", ", ")", out, err));
        KAMU_TRY(buf_printf(out, err, ": %s\n", f->type));
    }
    return buf_append_str(out, "}\n\n", err);
}

static kamu_code put_union(const struct gql_schema *s, const struct gql_type *t, struct buf *out,
                           struct kamu_error *err)
{
    const char *sign = "=";
    KAMU_TRY(buf_printf(out, err, "union %s", t->name));
    for (const struct gql_type *const *m = s->types; *m != NULL; m++) {
        if (*m == t || !gql_type_is(*m, str_c(t->name)))
            continue;
        KAMU_TRY(buf_printf(out, err, " %s %s", sign, (*m)->name));
        sign = "|";
    }
    return buf_append_str(out, "\n\n", err);
}

/* The interfaces of an object that have fields; those without are unions. */
static kamu_code put_interfaces(const struct gql_schema *s, const struct gql_type *t,
                                struct buf *out, struct kamu_error *err)
{
    const char *sign = " implements";
    for (const char *const *i = t->interfaces; i != NULL && *i != NULL; i++) {
        const struct gql_type *interface = gql_type_find(s, str_c(*i));
        if (interface == NULL || interface->fields == NULL)
            continue;
        KAMU_TRY(buf_printf(out, err, "%s %s", sign, *i));
        sign = " &";
    }
    return KAMU_OK;
}

static kamu_code put_type(const struct gql_schema *s, const struct gql_type *t, struct buf *out,
                          struct kamu_error *err)
{
    switch (t->kind) {
    case GQL_TYPE_OBJECT:
        KAMU_TRY(buf_printf(out, err, "type %s", t->name));
        KAMU_TRY(put_interfaces(s, t, out, err));
        return put_fields(t, out, err);
    case GQL_TYPE_INTERFACE:
        if (t->fields == NULL)
            return put_union(s, t, out, err);
        KAMU_TRY(buf_printf(out, err, "interface %s", t->name));
        return put_fields(t, out, err);
    case GQL_TYPE_ENUM:
        KAMU_TRY(buf_printf(out, err, "enum %s {\n", t->name));
        for (const char *const *v = t->values; *v != NULL; v++)
            KAMU_TRY(buf_printf(out, err, "  %s\n", *v));
        return buf_append_str(out, "}\n\n", err);
    case GQL_TYPE_INPUT:
        KAMU_TRY(buf_printf(out, err, "input %s%s", t->name, t->one_of ? " @oneOf" : ""));
        return put_args(t->members, " {\n  ", "\n  ", "\n}\n\n", out, err);
    case GQL_TYPE_SCALAR:
        break;
    }
    static const char *const built_in[] = {"String", "Int", "Float", "Boolean", "ID"};
    for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
        if (strcmp(t->name, built_in[i]) == 0)
            return KAMU_OK;
    return buf_printf(out, err, "scalar %s\n\n", t->name);
}

kamu_code gql_schema_text(const struct gql_schema *s, struct buf *out, struct kamu_error *err)
{
    for (const struct gql_type *const *t = s->types; *t != NULL; t++)
        KAMU_TRY(put_type(s, *t, out, err));
    return buf_printf(out, err, "schema {\n  query: %s\n  mutation: %s\n}\n", s->query->name,
                      s->mutation->name);
}
