/* Names: the columns that they stand for; the errors of the binder. */
#include "sql/bind.h"

#include <stdarg.h>

/* ---- errors -------------------------------------------------------------------------- */

kamu_code bind_fail(struct binder *b, const struct sql_expr *e, const char *fmt, ...)
{
    char text[2000];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return sql_fail(b->text, e ? e->at : 0, e ? e->end : 0, KAMU_E_INPUT, b->err,
                    "Error during planning: %s", text);
}

kamu_code bind_refuse(struct binder *b, const struct sql_expr *e, const char *hint, const char *fmt,
                      ...)
{
    char text[1000];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    sql_fail(b->text, e ? e->at : 0, e ? e->end : 0, KAMU_E_UNSUPPORTED, b->err,
             "This feature is not implemented: %s", text);
    error_hint(b->err, "%s",
               hint ? hint : "write it in another way; docs/sql.md lists what is supported");
    return KAMU_E_UNSUPPORTED;
}

kamu_code bind_nomem(struct binder *b)
{
    if (b->arena->used_total + 4096 >= b->arena->max)
        return error_set(b->err, KAMU_E_LIMIT, "SQL error: the query is too large");
    return error_nomem(b->err);
}

kamu_code bind_enter(struct binder *b, uint32_t at)
{
    if (++b->depth > 3 * SQL_DEPTH_MAX)
        return sql_fail(b->text, at, at, KAMU_E_LIMIT, b->err,
                        "SQL error: nested deeper than %d levels", 3 * SQL_DEPTH_MAX);
    return KAMU_OK;
}

/* ---- names ----------------------------------------------------------------------------- */

static bool plain_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '_' ||
              (i > 0 && s.p[i] >= '0' && s.p[i] <= '9')))
            return false;
    return s.n > 0;
}

static void put_name(struct buf *out, struct str s)
{
    bool plain = plain_name(s);
    if (buf_append(out, "\"", plain ? 0 : 1, NULL) || buf_append(out, s.p, s.n, NULL) ||
        buf_append(out, "\"", plain ? 0 : 1, NULL))
        return; /* the message is cut */
}

/* "No field named x. Valid fields are t.a, t.b." and the near names as a hint. */
static kamu_code no_field(struct binder *b, const struct scope *s, const struct sql_expr *e)
{
    struct buf text = BUF_INIT(3000);
    struct str near = STR_NONE, name = e->parts[e->n_parts - 1];
    unsigned best = name.n < 3 ? 1 : (unsigned)(name.n / 3 + 1);
    KAMU_TRY(buf_append_str(&text, "Schema error: No field named ", b->err));
    for (size_t i = 0; i < e->n_parts; i++) {
        if (i > 0)
            KAMU_TRY(buf_append_str(&text, ".", b->err));
        put_name(&text, e->parts[i]);
    }
    KAMU_TRY(buf_append_str(&text, ".", b->err));
    for (size_t i = 0, shown = 0; i < s->n_columns && text.len < 2000; i++) {
        const struct column *c = &s->columns[i];
        if (c->hidden)
            continue;
        KAMU_TRY(buf_append_str(&text, shown++ ? ", " : " Valid fields are ", b->err));
        if (c->table.p) {
            put_name(&text, c->table);
            KAMU_TRY(buf_append_str(&text, ".", b->err));
        }
        put_name(&text, c->name);
        unsigned d = str_distance(c->name, name, best + 1);
        if (d <= best) {
            best = d > 0 ? d - 1 : 0;
            near = c->name;
        }
    }
    if (s->n_columns > 0)
        KAMU_TRY(buf_append_str(&text, ".", b->err));
    kamu_code rc = sql_fail(b->text, e->at, e->end, KAMU_E_INPUT, b->err, "%s",
                            buf_cstr(&text) ? buf_cstr(&text) : "Schema error");
    buf_free(&text);
    if (near.p)
        error_hint(b->err, "did you mean `" STR_FMT "`?", STR_ARG(near));
    return rc;
}

static size_t find_column(const struct scope *s, const struct str *table, struct str name,
                          const struct column **out)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_columns; i++) {
        const struct column *c = &s->columns[i];
        if (!str_eq(c->name, name))
            continue;
        if (table ? c->table.p && str_eq(c->table, *table) : !c->hidden) {
            *out = c;
            n++;
        }
    }
    return n;
}

kamu_code bind_name(struct binder *b, struct scope *s, const struct sql_expr *e,
                    const struct column **out, struct scope **found, size_t *rest)
{
    for (struct scope *at = s; at; at = at->outer) {
        const struct scope *in = at->group ? at->group->input : at;
        /* kamu.kamu.t.c, t.c.member, c.member: the longest qualifier first */
        for (size_t q = e->n_parts < 4 ? e->n_parts - 1 : 3; q + 1 > 0; q--) {
            if (q == 2 && e->n_parts > 2 && !str_eqc(e->parts[0], "kamu"))
                continue;
            if (q == 3 && !(str_eqc(e->parts[0], "kamu") && str_eqc(e->parts[1], "kamu")))
                continue;
            size_t n = find_column(in, q ? &e->parts[q - 1] : NULL, e->parts[q], out);
            if (n > 1)
                return sql_fail(b->text, e->at, e->end, KAMU_E_INPUT, b->err,
                                "Schema error: Ambiguous reference to unqualified field " STR_FMT,
                                STR_ARG(e->parts[q]));
            if (n == 1) {
                *found = at;
                *rest = e->n_parts - 1 - q;
                return KAMU_OK;
            }
        }
    }
    while (s->outer && s->n_columns == 0 && !s->group)
        s = s->outer;
    return no_field(b, s->group ? s->group->input : s, e);
}

static kamu_code not_grouped(struct binder *b, const struct sql_expr *e)
{
    kamu_code rc = bind_fail(b, e,
                             "Column in SELECT must be in GROUP BY or an aggregate function: "
                             "column \"" STR_FMT "\" must appear in the GROUP BY clause or must be "
                             "part of an aggregate function",
                             STR_ARG(e->parts[e->n_parts - 1]));
    return rc;
}

const struct sql_expr *bind_alias(const struct scope *s, struct str name)
{
    for (size_t i = 0; s->select && i < s->select->n_items; i++)
        if (s->select->items[i].alias.p && str_eq(s->select->items[i].alias, name))
            return s->select->items[i].expr;
    return NULL;
}

bool bind_has_column(const struct scope *s, struct str name)
{
    const struct column *c;
    return find_column(s->group ? s->group->input : s, NULL, name, &c) > 0;
}

kamu_code bind_column(struct binder *b, struct scope *s, const struct sql_expr *e,
                      struct value *out)
{
    if (s->aliases != ALIAS_NONE && e->n_parts == 1) {
        const struct sql_expr *item = bind_alias(s, e->parts[0]);
        if (item && (s->aliases == ALIAS_FIRST || !bind_has_column(s, e->parts[0]))) {
            struct scope plain = *s;
            plain.aliases = ALIAS_NONE;
            return bind_expr(b, &plain, item, out);
        }
    }
    const struct column *c = NULL;
    struct scope *found = NULL;
    size_t rest = 0;
    KAMU_TRY(bind_name(b, s, e, &c, &found, &rest));
    KAMU_TRY(bind_done(b, e, c->type, c->nullable, c->sql, out));
    if (found->group) { /* one of the keys, written in another way */
        const struct grouping *g = found->group;
        size_t k = 0;
        while (k < g->n_keys && !rope_eq(g->key_values[k].sql, c->sql))
            k++;
        if (k == g->n_keys)
            return not_grouped(b, e);
        out->nullable = g->key_values[k].nullable; /* ROLLUP makes it so */
        out->sql = rope(b->arena, "g%u.k%d", g->alias, (int64_t)k);
        if (!out->sql)
            return bind_nomem(b);
    }
    for (size_t i = e->n_parts - rest; i < e->n_parts; i++)
        KAMU_TRY(bind_member(b, e, out, e->parts[i], out));
    return KAMU_OK;
}

/* ---- results ---- */

kamu_code bind_done(struct binder *b, const struct sql_expr *e, struct col_type type, bool nullable,
                    const struct rope *sql, struct value *out)
{
    if (!sql)
        return bind_nomem(b);
    *out = (struct value){.type = type, .nullable = nullable, .sql = sql, .expr = e};
    return KAMU_OK;
}
