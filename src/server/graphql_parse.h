/*
 * GraphQL documents (specification of October 2021): text into a tree that lies in an arena. Only
 * what is executed: operations and fragments, no type definitions.
 *
 * Safe against hostile texts: nesting and the number of tokens are limited, everything else is
 * linear in the text.
 */
#ifndef KAMU_SERVER_GRAPHQL_PARSE_H
#define KAMU_SERVER_GRAPHQL_PARSE_H

#include "base/mem.h"

#define GQL_DEPTH_MAX 64     /* of selections and of values within each other */
#define GQL_TOKENS_MAX 20000 /* of a document; a text of any length is one */

struct gql_place { /* from 1; columns count characters */
    uint32_t line, column;
};

enum gql_value_kind {
    GQL_NULL,
    GQL_BOOL,   /* boolean */
    GQL_INT,    /* text */
    GQL_FLOAT,  /* text */
    GQL_STRING, /* text, escapes undone */
    GQL_ENUM,   /* text */
    GQL_LIST,
    GQL_OBJECT,  /* its members have names */
    GQL_VARIABLE /* text, without '$' */
};

struct gql_value {
    enum gql_value_kind kind;
    bool boolean;
    bool from_json; /* a variable's: texts are also taken for enumeration values */
    struct gql_place at;
    struct str name; /* of an argument or a member; else .p NULL */
    struct str text;
    struct gql_value *first; /* of a list or object */
    struct gql_value *next;  /* within it, or the next argument */
};

struct gql_type_ref {                /* of a variable: `[Int!]` */
    struct str name;                 /* .p NULL: a list of `item` */
    const struct gql_type_ref *item; /* NULL: a name */
    bool non_null;
};

struct gql_directive {
    struct str name;
    struct gql_place at;
    struct gql_value *arguments;
    struct gql_directive *next;
};

enum gql_selection_kind { GQL_FIELD, GQL_SPREAD, GQL_INLINE };

struct gql_selection {
    enum gql_selection_kind kind;
    struct gql_place at;
    struct str key;  /* GQL_FIELD: the alias, else the name */
    struct str name; /* of the field or fragment; GQL_INLINE: type condition, .p NULL without */
    struct gql_value *arguments;
    struct str arguments_text; /* as written, to be compared */
    struct gql_directive *directives;
    struct gql_selection *selections; /* NULL: none */
    struct gql_selection *next;
};

struct gql_variable {
    struct str name;
    struct gql_place at;
    const struct gql_type_ref *type;
    struct gql_value *standard; /* value when none is given; NULL: there is none */
    struct gql_variable *next;
};

enum gql_operation_kind { GQL_QUERY, GQL_MUTATION, GQL_SUBSCRIPTION };

struct gql_operation {
    enum gql_operation_kind kind;
    struct str name; /* .p NULL: none */
    struct gql_place at;
    struct gql_variable *variables;
    struct gql_directive *directives;
    struct gql_selection *selections;
    struct gql_operation *next;
};

struct gql_fragment {
    struct str name, type;
    struct gql_place at;
    struct gql_directive *directives;
    struct gql_selection *selections;
    struct gql_fragment *next;
    bool visiting, used; /* for the validation */
};

struct gql_document {
    struct gql_operation *operations;
    struct gql_fragment *fragments;
};

/* The tree may point into `text`. KAMU_E_INPUT with line and column, KAMU_E_LIMIT. */
kamu_code gql_parse(struct str text, struct arena *arena, struct gql_document *out,
                    struct kamu_error *err);

/* `variables` of a request: a JSON object, or null, into a list of named values. */
kamu_code gql_parse_variables(struct str json, struct arena *arena, struct gql_value **out,
                              struct kamu_error *err);

const struct gql_fragment *gql_fragment_find(const struct gql_document *d, struct str name);

#endif
