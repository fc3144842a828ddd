/* Tokens of GraphQL. Internal to the parser. */
#ifndef KAMU_SERVER_GRAPHQL_LEX_H
#define KAMU_SERVER_GRAPHQL_LEX_H

#include "server/graphql_parse.h"

enum gql_token_kind {
    GQL_TOKEN_END,
    GQL_TOKEN_PUNCTUATOR, /* one character, or '.' for "..." */
    GQL_TOKEN_NAME,
    GQL_TOKEN_INT,
    GQL_TOKEN_FLOAT,
    GQL_TOKEN_STRING
};

struct gql_token {
    enum gql_token_kind kind;
    char punctuator;
    struct gql_place at;
    struct str text; /* GQL_TOKEN_STRING: its value */
    size_t from, to; /* bytes of the document */
};

struct gql_lexer {
    struct str text;
    size_t p;      /* next byte */
    uint32_t line; /* from 1 */
    /* Column at an earlier byte of the line, so that characters are counted once. */
    size_t counted;
    uint32_t column;
    uint32_t n_tokens;
    struct arena *arena;
};

/* KAMU_E_INPUT when the text is not UTF-8. */
kamu_code gql_lexer_init(struct gql_lexer *l, struct str text, struct arena *arena,
                         struct kamu_error *err);
kamu_code gql_lex(struct gql_lexer *l, struct gql_token *out, struct kamu_error *err);

/* An error at a place: "Syntax error: <what>". */
kamu_code gql_syntax_error(struct kamu_error *err, struct gql_place at, const char *fmt, ...)
    KAMU_PRINTF(3, 4);

#endif
