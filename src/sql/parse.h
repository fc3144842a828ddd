/* Inside the parser: its state, and the pieces that its two files share. */
#ifndef KAMU_SQL_PARSE_H
#define KAMU_SQL_PARSE_H

#include "sql/ast.h"

struct sql_parser {
    struct arena *arena;
    struct str text;
    struct sql_token *tokens;
    size_t at, count; /* tokens[count - 1] is the end */
    unsigned depth;
    struct kamu_error *err;
};

/* A list that grows in the arena. */
struct sql_list {
    void **items;
    size_t n, cap;
};

kamu_code sql_list_add(struct sql_parser *p, struct sql_list *list, void *item);
void *sql_new(struct sql_parser *p, size_t size); /* zeroed; NULL with the error set */

const struct sql_token *sql_peek(const struct sql_parser *p, size_t ahead);
bool sql_is_op(const struct sql_parser *p, const char *op);
bool sql_is_word_at(const struct sql_parser *p, size_t ahead, const char *word);
bool sql_is_word(const struct sql_parser *p, const char *word);
bool sql_take_op(struct sql_parser *p, const char *op);
bool sql_take_word(struct sql_parser *p, const char *word);
/* All of "group by": takes both or none. */
bool sql_take_words(struct sql_parser *p, const char *first, const char *second);
kamu_code sql_need_op(struct sql_parser *p, const char *op);
kamu_code sql_need_word(struct sql_parser *p, const char *word);
kamu_code sql_expected(struct sql_parser *p, const char *what); /* never KAMU_OK */
uint32_t sql_last_end(const struct sql_parser *p); /* where the token before this one ended */

kamu_code sql_enter(struct sql_parser *p); /* one level deeper; a failure ends the parse */
void sql_leave(struct sql_parser *p);

kamu_code sql_parse_name(struct sql_parser *p, const char *what, struct str *out);
/* a.b.c; at least one part */
kamu_code sql_parse_path(struct sql_parser *p, struct str **parts, size_t *n);
/* [AS] name; a text in quotes passes as a name too. Absent: *out is left alone. */
kamu_code sql_parse_alias(struct sql_parser *p, bool of_table, struct str *out);
/* (a, b, c) */
kamu_code sql_parse_names(struct sql_parser *p, struct str **names, size_t *n);
kamu_code sql_parse_expr(struct sql_parser *p, struct sql_expr **out);
/* e, e, e up to something that is no comma */
kamu_code sql_parse_exprs(struct sql_parser *p, struct sql_expr ***out, size_t *n);
kamu_code sql_parse_order(struct sql_parser *p, struct sql_order **out, size_t *n);
kamu_code sql_parse_window(struct sql_parser *p, struct sql_window **out);
kamu_code sql_parse_type(struct sql_parser *p, struct sql_type_name **out);
kamu_code sql_parse_tables(struct sql_parser *p, struct sql_table_ref **out);
kamu_code sql_parse_query(struct sql_parser *p, struct sql_query **out);
bool sql_at_query(const struct sql_parser *p); /* select, with, values, or those in parentheses */
/* Words that end an expression and are no alias unless AS is written. */
bool sql_is_reserved(struct str word, bool of_table);

/* parse_call.c: what stands behind the name of a function, and the forms with keywords inside */
kamu_code sql_parse_call(struct sql_parser *p, struct sql_expr *call);
kamu_code sql_parse_special(struct sql_parser *p, struct sql_expr *e, bool *found);

#endif
