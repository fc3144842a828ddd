/*
 * GraphQL, carried out: tables say which types there are, which fields they have and which function
 * gives a field's value; everything else (validation, arguments, fragments, errors, nulls) is the
 * same for all of them.
 *
 * A document is validated as a whole before its first field is asked, so a mutation is not half
 * done because of a misspelt field. Fields are asked one after the other, in order.
 */
#ifndef KAMU_SERVER_GRAPHQL_EXEC_H
#define KAMU_SERVER_GRAPHQL_EXEC_H

#include "server/graphql_parse.h"

#define GQL_FIELDS_MAX 20000      /* selections of a document, fragments unfolded */
#define GQL_FIELDS_RUN_MAX 200000 /* the same once for each object of a list */
#define GQL_ERRORS_MAX 50         /* told of in one answer */
#define GQL_OUTPUT_MAX (1 << 28)  /* bytes of an answer */

/* ---- the tables ------------------------------------------------------------------------- */

struct gql_call;
struct gql_out;

struct gql_arg {
    const char *name, *type; /* "limit", "Int" or "String!" or "[String!]" */
    const char *standard;    /* shown in the schema; the resolver knows it; NULL: none */
};

struct gql_field {
    const char *name, *type;
    /* `parent` is what was given out as the object. An error becomes null and an entry of `errors`.
     */
    kamu_code (*resolve)(struct gql_call *c, const void *parent, struct gql_out *out,
                         struct kamu_error *err);
    const struct gql_arg *args; /* ended by one without a name; NULL: none */
};

enum gql_type_kind {
    GQL_TYPE_OBJECT,
    GQL_TYPE_INTERFACE, /* unions are interfaces without fields here */
    GQL_TYPE_ENUM,
    GQL_TYPE_INPUT,
    GQL_TYPE_SCALAR
};

struct gql_type {
    const char *name;
    enum gql_type_kind kind;
    const struct gql_field *fields; /* OBJECT, INTERFACE; ended by one without a name */
    const struct gql_arg *members;  /* INPUT; likewise */
    const char *const *values;      /* ENUM; ended by NULL */
    const char *const *interfaces;  /* OBJECT; ended by NULL; NULL: none */
    bool one_of;                    /* INPUT: exactly one member is given */
};

struct gql_schema {
    const struct gql_type *const *types; /* ended by NULL */
    const struct gql_type *query, *mutation;
};

#define GQL_ARGS(...)                                                                              \
    (const struct gql_arg[])                                                                       \
    {                                                                                              \
        __VA_ARGS__,                                                                               \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
#define GQL_NAMES(...)                                                                             \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* What "[Name!]!" says. One level of list is all that the tables use. */
struct gql_shape {
    struct str name;
    bool list, item_non_null, non_null;
};
struct gql_shape gql_shape_of(const char *type);

const struct gql_type *gql_type_find(const struct gql_schema *s, struct str name);
const struct gql_field *gql_field_find(const struct gql_type *t, struct str name);
/* `t` is that type, or an object that has that interface. */
bool gql_type_is(const struct gql_type *t, struct str name);
/* The schema in its definition language. */
kamu_code gql_schema_text(const struct gql_schema *s, struct buf *out, struct kamu_error *err);

/* ---- what resolvers are given and give ----------------------------------------------------- */

struct gql_exec { /* one request */
    const struct gql_schema *schema;
    const struct gql_document *doc;
    const struct gql_operation *operation;
    struct gql_value *variables; /* named; those that are not given are missing */
    struct arena *arena;
    void *ctx; /* what resolvers work with */
    /* the executor's own */
    struct buf *out;
    struct buf errors; /* entries of the list, with commas between */
    unsigned n_errors, n_fields, depth;
};

struct gql_call {
    struct gql_exec *exec;
    const struct gql_field *field;
    const struct gql_value *arguments; /* checked, variables put in; nulls are left out */
    struct str extensions;             /* set by a resolver that fails: a JSON object */
};

enum gql_out_kind {
    GQL_OUT_NULL,
    GQL_OUT_TEXT, /* also enumeration values */
    GQL_OUT_INT,
    GQL_OUT_BOOL,
    GQL_OUT_OBJECT,
    GQL_OUT_LIST
};

struct gql_out {
    enum gql_out_kind kind;
    struct str text;
    int64_t number;
    bool boolean;
    const struct gql_type *type; /* GQL_OUT_OBJECT: its own, never an interface */
    const void *object;
    const struct gql_out *items; /* GQL_OUT_LIST */
    size_t n;
};

static inline struct gql_out gql_text(struct str s)
{
    return (struct gql_out){.kind = s.p != NULL ? GQL_OUT_TEXT : GQL_OUT_NULL, .text = s};
}
static inline struct gql_out gql_int(int64_t v)
{
    return (struct gql_out){.kind = GQL_OUT_INT, .number = v};
}
static inline struct gql_out gql_bool(bool v)
{
    return (struct gql_out){.kind = GQL_OUT_BOOL, .boolean = v};
}
static inline struct gql_out gql_object(const struct gql_type *type, const void *object)
{
    return (struct gql_out){.kind = GQL_OUT_OBJECT, .type = type, .object = object};
}
static inline struct gql_out gql_list(const struct gql_out *items, size_t n)
{
    return (struct gql_out){.kind = GQL_OUT_LIST, .items = items, .n = n};
}

/* NULL: not given, or null. */
const struct gql_value *gql_arg(const struct gql_call *c, const char *name);
const struct gql_value *gql_member(const struct gql_value *object, const char *name);
struct str gql_arg_text(const struct gql_call *c, const char *name); /* .p NULL: not given */
/* A whole number; KAMU_E_USAGE when it is negative or too large. NULL: *out stays. */
kamu_code gql_number(const struct gql_value *v, const char *name, uint64_t *out,
                     struct kamu_error *err);
/* The same of an argument. */
kamu_code gql_arg_number(const struct gql_call *c, const char *name, uint64_t standard,
                         uint64_t *out, struct kamu_error *err);

/* ---- carrying out ---------------------------------------------------------------------------- */

struct gql_request {
    struct str query;
    struct str operation; /* .p NULL: the only one */
    struct str variables; /* JSON; .p NULL: none */
};

/*
 * `{"data":...,"errors":[...]}`; whatever is wrong with the document is said there. Fails only
 * without memory, or when the answer grows beyond its limit.
 */
kamu_code gql_run(const struct gql_schema *schema, const struct gql_request *request,
                  struct arena *arena, void *ctx, struct buf *out, struct kamu_error *err);

/* ---- parts -------------------------------------------------------------------------------------
 */

struct gql_path { /* where in the answer an error is */
    const struct gql_path *up;
    struct str key; /* .p NULL: the index of a list */
    size_t index;
};
kamu_code gql_add_error(struct gql_exec *e, const struct kamu_error *why, struct gql_place at,
                        const struct gql_path *path, struct str extensions, struct kamu_error *err);
/* An error of the document: KAMU_E_INPUT, with its place. */
kamu_code gql_bad_document(struct kamu_error *err, struct gql_place at, const char *fmt, ...)
    KAMU_PRINTF(3, 4);

kamu_code gql_validate(struct gql_exec *e, const struct gql_type *root, struct kamu_error *err);
/* Fills e->variables from what was sent. */
kamu_code gql_bind_variables(struct gql_exec *e, struct gql_value *given, struct kamu_error *err);
/* The arguments of a field as its table says. */
kamu_code gql_bind_arguments(struct gql_exec *e, const struct gql_selection *s,
                             const struct gql_field *field, const struct gql_value **out,
                             struct kamu_error *err);
/* What @skip and @include say. */
kamu_code gql_is_included(struct gql_exec *e, const struct gql_directive *directives, bool *out,
                          struct kamu_error *err);

#endif
