/* Shared by the files of filter.h. */
#ifndef KAMU_COLUMNAR_FILTER_INTERNAL_H
#define KAMU_COLUMNAR_FILTER_INTERNAL_H

#include "columnar/filter.h"

enum filter_op {
    FILTER_AND,
    FILTER_OR,
    FILTER_NOT, /* one child */
    FILTER_IS_NULL,
    FILTER_KEYS,   /* lo <= key <= hi */
    FILTER_VALUES, /* between `low` and `high`, for types without keys */
    FILTER_LIKE
};

struct filter_node {
    enum filter_op op;
    struct filter_node **children; /* AND, OR, NOT */
    uint32_t n_children;
    /* the others: */
    uint32_t column; /* in the schema of filter_parse */
    uint32_t bound;  /* in that of the batches */
    int64_t lo, hi;
    bool has_low, has_high, low_open, high_open;
    struct column low, high; /* one value each */
    struct str pattern;
    struct filter_node *next; /* all tests, for binding and freeing */
};

struct filter {
    struct col_schema *schema;
    struct arena arena;
    struct filter_node *root;
    struct filter_node *tests;
    uint32_t depth; /* rows of scratch that evaluation needs */
    uint8_t *scratch;
    size_t scratch_bytes;
};

/* ---- reading ------------------------------------------------------------ */

enum filter_token_kind {
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_NAME /* "quoted" */,
    TOKEN_NUMBER,
    TOKEN_TEXT,
    TOKEN_SIGN
};

struct filter_token {
    enum filter_token_kind kind;
    struct str source; /* as written */
    struct str value;  /* unquoted */
};

struct filter_parser {
    struct filter *f;
    struct str text;
    const char *name;
    size_t at; /* behind `token` */
    struct filter_token token;
    unsigned depth;
    struct kamu_error *err;
};

/* A literal as a value of a type. */
struct filter_literal {
    int64_t key;
    struct column value; /* for types without keys */
};

/* The next token of the text to p->token. */
kamu_code filter_next(struct filter_parser *p);
bool filter_is_word(const struct filter_parser *p, const char *word); /* in any case */
/* Puts the position of `where`, a piece of the text, to p->err; returns rc. */
kamu_code filter_place(const struct filter_parser *p, kamu_code rc, struct str where);
/* "Column 'x' has the type Int64: expected <form>, found <token>". */
kamu_code filter_not_of_type(const struct filter_parser *p, const struct col_field *field,
                             const char *form);
/* The token as a value of the field's type; goes on to the next one. */
kamu_code filter_literal_read(struct filter_parser *p, const struct col_field *field,
                              struct filter_literal *out);

#endif
