/* Functions of lists, structs and regular expressions; digests and encodings. */
#include "sql/functions.h"

static bool ends(struct str name, const char *what)
{
    size_t n = strlen(what);
    return name.n >= n && str_ieq((struct str){name.p + name.n - n, n}, str_c(what));
}

/* ---- lists ------------------------------------------------------------------------------------
 */

SQL_SPECIAL(special_make_array)
{
    return bind_make_array(b, e, args, n, out);
}

/* The element in the type of the list's items. */
kamu_code bind_list_item(struct binder *b, const struct sql_expr *e, struct value *list,
                         struct value *item)
{
    struct col_type common, whole;
    if (!sql_union_type(&list->type.children[0].type, &item->type, &common)) {
        struct str l = sql_type_text(b, &list->type), r = sql_type_text(b, &item->type);
        return bind_fail(b, e, STR_FMT "(): " STR_FMT " does not go with " STR_FMT,
                         STR_ARG(e->name), STR_ARG(r), STR_ARG(l));
    }
    if (!sql_list_of(b, common, &whole))
        return bind_nomem(b);
    KAMU_TRY(bind_cast(b, list, &whole, false));
    return bind_cast(b, item, &common, false);
}

SQL_SPECIAL(special_list_with)
{
    struct str literal;
    struct arena *a = b->arena;
    if (str_ieq(e->name, STR("string_to_array")) || str_ieq(e->name, STR("string_to_list"))) {
        struct col_type list, text = sql_type(COL_STRING);
        if (n != 2 || !sql_literal_text(&args[1], &literal) || literal.n == 0)
            return bind_refuse(b, e, NULL, "string_to_array() with such a delimiter");
        KAMU_TRY(bind_cast(b, &args[0], &text, false));
        if (!sql_list_of(b, text, &list))
            return bind_nomem(b);
        return bind_done(b, e, list, true,
                         rope(a, "CASE WHEN %r = '' THEN [] ELSE string_split(%r, %r) END",
                              args[0].sql, args[0].sql, args[1].sql),
                         out);
    }
    if (ends(e->name, "_to_string") || ends(e->name, "_join")) {
        if (args[0].type.children[0].type.kind != COL_STRING &&
            !sql_is_integer(&args[0].type.children[0].type))
            return bind_refuse(b, e, NULL,
                               STR_FMT "() of items that are neither texts nor integers",
                               STR_ARG(e->name));
        return bind_done(b, e, sql_type(COL_STRING), true,
                         rope(a,
                              "array_to_string(list_filter(%r, lambda y%u: y%u IS NOT NULL), %r)",
                              args[0].sql, b->next_alias, b->next_alias, args[1].sql),
                         out);
    }
    KAMU_TRY(bind_list_item(b, e, &args[0], &args[1]));
    if (ends(e->name, "_position"))
        return bind_done(
            b, e, sql_type(COL_UINT64), true,
            rope(a, "CAST(nullif(list_position(%r, %r), 0) AS UBIGINT)", args[0].sql, args[1].sql),
            out);
    if (ends(e->name, "_append") || ends(e->name, "_push_back"))
        return bind_done(b, e, args[0].type, true,
                         rope(a, "list_append(%r, %r)", args[0].sql, args[1].sql), out);
    return bind_done(b, e, sql_type(COL_BOOL), true,
                     rope(a, "list_contains(%r, %r)", args[0].sql, args[1].sql), out);
}

/* Without a word: ascending; nulls are first both ways. */
SQL_SPECIAL(special_list_sort)
{
    static const char *const orders[] = {"ASC", "DESC"};
    static const char *const nulls[] = {"NULLS FIRST", "NULLS LAST"};
    size_t order = 0, null = 0;
    struct str text;
    if (n > 3)
        return bind_fail(b, e, STR_FMT "() has at most 3 arguments", STR_ARG(e->name));
    if (col_is_nested(args[0].type.children[0].type.kind))
        return bind_refuse(b, e, NULL, STR_FMT "() of lists or structs", STR_ARG(e->name));
    for (size_t i = 1; i < n; i++) {
        const char *const *words = i == 1 ? orders : nulls;
        size_t k = 0;
        (void)sql_literal_text(&args[i], &text);
        while (k < 2 && !str_ieq(text, str_c(words[k])))
            k++;
        if (k == 2)
            return bind_fail(b, args[i].expr,
                             "the second parameter of " STR_FMT "() is DESC or ASC, "
                             "the third NULLS FIRST or NULLS LAST",
                             STR_ARG(e->name));
        *(i == 1 ? &order : &null) = k;
    }
    return bind_done(
        b, e, args[0].type, true,
        rope(b->arena, "list_sort(%r, '%s', '%s')", args[0].sql, orders[order], nulls[null]), out);
}

SQL_SPECIAL(special_list_concat)
{
    const struct rope *all;
    if (n == 0)
        return bind_fail(b, e, STR_FMT "() needs a list", STR_ARG(e->name));
    all = args[0].sql;
    for (size_t i = 1; i < n; i++) {
        if (!sql_type_same(&args[0].type, &args[i].type))
            return bind_refuse(b, e, NULL, STR_FMT "() of lists of several types",
                               STR_ARG(e->name));
        all = rope(b->arena, "list_concat(%r, %r)", all, args[i].sql);
    }
    return bind_done(b, e, args[0].type, true, all, out);
}

/* ---- structs
 * -------------------------------------------------------------------------------------- */

/* map(keys, values); make_map(key, value, ...) and MAP {key: value, ...} */
SQL_SPECIAL(special_map)
{
    struct value lists[2];
    if (str_ieq(e->name, STR("map")))
        return bind_make_map(b, e, &args[0], &args[1], out);
    if (n % 2 != 0)
        return bind_fail(b, e, "make_map() takes keys and values by turns");
    struct value *half = arena_calloc(b->arena, n, sizeof *half);
    if (!half)
        return bind_nomem(b);
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < n / 2; i++)
            half[i] = args[2 * i + k];
        KAMU_TRY(bind_make_array(b, e, half, n / 2, &lists[k]));
    }
    return bind_make_map(b, e, &lists[0], &lists[1], out);
}

SQL_SPECIAL(special_map_part)
{
    struct col_type list;
    if (args[0].type.kind != COL_MAP)
        return bind_refuse(b, e, NULL, STR_FMT "() of what is no map", STR_ARG(e->name));
    const struct col_field *pair = args[0].type.children[0].type.children;
    if (str_ieq(e->name, STR("cardinality")))
        return bind_done(b, e, sql_type(COL_UINT64), true,
                         rope(b->arena, "CAST(cardinality(%r) AS UBIGINT)", args[0].sql), out);
    bool keys = ends(e->name, "_keys");
    if (!sql_list_of(b, pair[keys ? 0 : 1].type, &list))
        return bind_nomem(b);
    if (n == 1)
        return bind_done(b, e, list, true,
                         rope(b->arena, "%s(%r)", keys ? "map_keys" : "map_values", args[0].sql),
                         out);
    KAMU_TRY(bind_cast(b, &args[1], &pair[0].type, false));
    return bind_done(b, e, list, true,
                     rope(b->arena, "CASE WHEN %r IS NOT NULL THEN [map_extract_value(%r, %r)] END",
                          args[0].sql, args[0].sql, args[1].sql),
                     out);
}

SQL_SPECIAL(special_named_struct)
{
    struct str *names = arena_calloc(b->arena, n / 2 + 1, sizeof *names);
    struct value *values = arena_calloc(b->arena, n / 2 + 1, sizeof *values);
    if (!names || !values)
        return bind_nomem(b);
    if (n == 0 || n % 2)
        return bind_fail(b, e, "named_struct requires an even number of arguments");
    for (size_t i = 0; i < n / 2; i++) {
        if (!sql_literal_text(&args[2 * i], &names[i]))
            return bind_fail(b, args[2 * i].expr, "named_struct requires text literals as names");
        values[i] = args[2 * i + 1];
    }
    return bind_make_struct(b, e, names, values, n / 2, out);
}

SQL_SPECIAL(special_struct)
{
    struct str *names = arena_calloc(b->arena, n ? n : 1, sizeof *names);
    if (!names)
        return bind_nomem(b);
    for (size_t i = 0; i < n; i++) {
        char *name = arena_printf(b->arena, "c%zu", i);
        if (!name)
            return bind_nomem(b);
        names[i] = str_c(name);
    }
    return bind_make_struct(b, e, names, args, n, out);
}

SQL_SPECIAL(special_get_field)
{
    struct str name;
    if (n != 2 || !sql_literal_text(&args[1], &name))
        return bind_fail(b, e, "get_field() takes a struct and the name of a member");
    return bind_member(b, e, &args[0], name, out);
}

/* ---- regular expressions
 * ------------------------------------------------------------------------------ */

/* \d, \w, \s mean all of Unicode in DataFusion, ASCII in DuckDB: they are written out. What has no
 * counterpart is refused. Outside of a class the replacement is a class, inside its members. */
static const char *class_of(char c, bool inside)
{
    switch (c) {
    case 'd':
        return "\\p{Nd}";
    case 'D':
        return "\\P{Nd}";
    case 'w':
        return inside ? "\\p{L}\\p{M}\\p{Nd}\\p{Pc}" : "[\\p{L}\\p{M}\\p{Nd}\\p{Pc}]";
    case 'W':
        return inside ? NULL : "[^\\p{L}\\p{M}\\p{Nd}\\p{Pc}]";
    case 's':
        return inside ? "\\t\\n\\v\\f\\r\\x{85}\\p{Z}" : "[\\t\\n\\v\\f\\r\\x{85}\\p{Z}]";
    case 'S':
        return inside ? NULL : "[^\\t\\n\\v\\f\\r\\x{85}\\p{Z}]";
    default:
        return NULL;
    }
}

static kamu_code translate(struct binder *b, const struct value *v, struct str p, struct str *out,
                           size_t *groups)
{
    struct buf text = BUF_INIT(1 << 20);
    bool inside = false;
    kamu_code rc = KAMU_OK;
    *groups = 0;
    for (size_t i = 0; i < p.n && rc == KAMU_OK; i++) {
        if (p.p[i] == '\\' && i + 1 < p.n) {
            char c = p.p[++i];
            const char *whole = class_of(c, inside);
            if (whole) {
                rc = buf_append_str(&text, whole, b->err);
            } else if (strchr("WSbBXZzAGQECUPpRKkx0123456789<>", c) && !strchr("pPAzbBx", c)) {
                buf_free(&text);
                return bind_refuse(b, v->expr, NULL, "\\%c in a regular expression", c);
            } else {
                rc = buf_append(&text, p.p + i - 1, 2, b->err);
            }
            continue;
        }
        if (p.p[i] == '[' && inside) {
            buf_free(&text);
            return bind_refuse(b, v->expr, NULL, "a class in a class of a regular expression");
        }
        if (p.p[i] == '[') {
            inside = true;
            rc = buf_append_byte(&text, '[', b->err);
            while (rc == KAMU_OK && i + 1 < p.n && (p.p[i + 1] == '^' || p.p[i + 1] == ']'))
                rc = buf_append_byte(&text, (uint8_t)p.p[++i], b->err);
            continue;
        }
        if (p.p[i] == ']')
            inside = false;
        if (p.p[i] == '(' && !inside && !(i + 1 < p.n && p.p[i + 1] == '?'))
            (*groups)++;
        rc = buf_append_byte(&text, (uint8_t)p.p[i], b->err);
    }
    if (rc == KAMU_OK) {
        *out = arena_str(b->arena, (struct str){(const char *)text.data, text.len});
        if (text.len == 0)
            *out = STR("");
        rc = out->p ? KAMU_OK : bind_nomem(b);
    }
    buf_free(&text);
    return rc;
}

static kamu_code pattern(struct binder *b, struct value *v, size_t *groups)
{
    struct str text, turned;
    if (!sql_literal_text(v, &text))
        return bind_refuse(b, v->expr, NULL, "a regular expression that is no literal");
    KAMU_TRY(translate(b, v, text, &turned, groups));
    v->sql = rope(b->arena, "%q", turned);
    return v->sql ? KAMU_OK : bind_nomem(b);
}

kamu_code bind_pattern(struct binder *b, struct value *v)
{
    size_t groups;
    return pattern(b, v, &groups);
}

/* "${1}x" and "$1" of DataFusion, "\1" of both. */
static kamu_code replacement(struct binder *b, struct value *v)
{
    struct str text;
    char *copy;
    size_t n = 0;
    if (!sql_literal_text(v, &text))
        return bind_refuse(b, v->expr, NULL, "a replacement that is no literal");
    copy = arena_alloc(b->arena, 2 * text.n + 1);
    if (!copy)
        return bind_nomem(b);
    for (size_t i = 0; i < text.n; i++) {
        bool digit = i + 1 < text.n && text.p[i + 1] >= '0' && text.p[i + 1] <= '9';
        if (text.p[i] == '$')
            return bind_refuse(b, v->expr, "write \\1 for the first group", "$ in a replacement");
        if (text.p[i] == '\\' && !digit)
            copy[n++] = '\\';
        copy[n++] = text.p[i];
    }
    v->sql = rope(b->arena, "%q", (struct str){copy, n});
    return v->sql ? KAMU_OK : bind_nomem(b);
}

static kamu_code flags(struct binder *b, const struct value *v, bool *global, bool *insensitive)
{
    struct str text;
    if (!sql_literal_text(v, &text))
        return bind_refuse(b, v->expr, NULL, "flags that are no literal");
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == 'g' && global)
            *global = true;
        else if (text.p[i] == 'i')
            *insensitive = true;
        else
            return bind_refuse(b, v->expr, NULL, "the flag '%c' of a regular expression",
                               text.p[i]);
    }
    return KAMU_OK;
}

static kamu_code match_groups(struct binder *b, const struct sql_expr *e, struct value *args,
                              size_t groups, const char *option, struct value *out)
{
    struct col_type list;
    struct str text;
    const struct rope *items[10];
    if (!sql_list_of(b, sql_type(COL_STRING), &list))
        return bind_nomem(b);
    if (groups > 9 || !sql_literal_text(&args[1], &text) ||
        (groups > 0 && memchr(text.p, '|', text.n)) ||
        (groups > 0 && (memmem(text.p, text.n, ")?", 2) || memmem(text.p, text.n, ")*", 2) ||
                        memmem(text.p, text.n, "){", 2))))
        return bind_refuse(b, e, NULL, "regexp_match() with groups that may be absent");
    for (size_t i = 0; i < (groups ? groups : 1); i++)
        items[i] = rope(b->arena, "regexp_extract(%r, %r, %d, '%s')", args[0].sql, args[1].sql,
                        (int64_t)(groups ? i + 1 : 0), option);
    return bind_done(b, e, list, true,
                     rope(b->arena, "CASE WHEN regexp_matches(%r, %r, '%s') THEN [%r] END",
                          args[0].sql, args[1].sql, option,
                          rope_join(b->arena, items, groups ? groups : 1, ", ")),
                     out);
}

/* From which character on, and with which flags. */
static kamu_code regexp_from(struct binder *b, const struct sql_expr *e, struct value *args,
                             size_t n, const char **option)
{
    struct col_type wide = sql_type(COL_INT64), text = sql_type(COL_STRING);
    struct str literal;
    size_t groups;
    int64_t start;
    bool insensitive = false;
    KAMU_TRY(bind_cast(b, &args[0], &text, false));
    if (sql_literal_text(&args[1], &literal) && bind_pattern_may_be_empty(literal))
        return bind_refuse(b, args[1].expr, NULL,
                           STR_FMT "() with a pattern that fits an empty text", STR_ARG(e->name));
    KAMU_TRY(pattern(b, &args[1], &groups));
    if (n > 3)
        KAMU_TRY(flags(b, &args[3], NULL, &insensitive));
    *option = insensitive ? "i" : "c";
    if (n < 3)
        return KAMU_OK;
    if (!sql_literal_int(args[2].expr, &start) || start < 1)
        return bind_refuse(b, args[2].expr, NULL, "a start that is no positive number");
    return bind_cast(b, &args[2], &wide, false);
}

/* How often it is there; NULL counts as a text without any. */
SQL_SPECIAL(special_regexp_count)
{
    const char *option;
    if (n > 4)
        return bind_fail(b, e, "regexp_count() has at most 4 arguments");
    KAMU_TRY(regexp_from(b, e, args, n, &option));
    const struct rope *from =
        n < 3 ? args[0].sql : rope(b->arena, "kamu_substr(%r, %r)", args[0].sql, args[2].sql);
    return bind_done(b, e, sql_type(COL_INT64), true,
                     rope(b->arena,
                          "coalesce(CAST(len(regexp_extract_all(%r, %r, 0, '%s')) AS BIGINT), 0)",
                          from, args[1].sql, option),
                     out);
}

/* The character at which it begins, 0: nowhere. The shortest text in front of it is measured. */
SQL_SPECIAL(special_regexp_instr)
{
    const char *option;
    if (n > 3)
        return bind_refuse(b, e, NULL, "regexp_instr() of another than the first occurrence");
    KAMU_TRY(regexp_from(b, e, args, n, &option));
    const struct rope *before =
        n < 3 ? rope(b->arena, "0") : rope(b->arena, "(%r - 1)", args[2].sql);
    const struct rope *from =
        n < 3 ? args[0].sql : rope(b->arena, "kamu_substr(%r, %r)", args[0].sql, args[2].sql);
    return bind_done(b, e, sql_type(COL_INT64), true,
                     rope(b->arena,
                          "CASE WHEN regexp_matches(%r, %r, 'c') THEN %r + 1 + length("
                          "regexp_extract(%r, '^((?s:.*?))(?:' || %r || ')', 1, 'c')) "
                          "WHEN %r IS NULL THEN NULL ELSE 0 END",
                          from, args[1].sql, before, from, args[1].sql, args[0].sql),
                     out);
}

SQL_SPECIAL(special_regexp)
{
    bool global = false, insensitive = false;
    bool replace = ends(e->name, "_replace");
    struct col_type text = sql_type(COL_STRING);
    size_t groups = 0, plain = replace ? 3 : 2;
    if (n > plain + 1)
        return bind_fail(b, e, STR_FMT "() has at most %zu arguments", STR_ARG(e->name), plain + 1);
    if (n > plain)
        KAMU_TRY(flags(b, &args[plain], replace ? &global : NULL, &insensitive));
    KAMU_TRY(bind_cast(b, &args[0], &text, false));
    KAMU_TRY(pattern(b, &args[1], &groups));
    const char *option = insensitive ? "i" : "c";
    if (replace) {
        KAMU_TRY(replacement(b, &args[2]));
        return bind_done(b, e, text, true,
                         rope(b->arena, "regexp_replace(%r, %r, %r, '%s%s')", args[0].sql,
                              args[1].sql, args[2].sql, global ? "g" : "", option),
                         out);
    }
    if (ends(e->name, "_match"))
        return match_groups(b, e, args, groups, option, out);
    return bind_done(
        b, e, sql_type(COL_BOOL), true,
        rope(b->arena, "regexp_matches(%r, %r, '%s')", args[0].sql, args[1].sql, option), out);
}

/* ---- digests, encodings
 * ------------------------------------------------------------------------------------ */

SQL_SPECIAL(special_digest)
{
    static const char *const own[] = {"sha224", "sha384", "sha512"};
    struct str method = STR_NONE;
    struct col_type text = sql_type(COL_STRING);
    if (args[0].type.kind == COL_NULL)
        KAMU_TRY(bind_cast(b, &args[0], &text, false));
    sql_literal_text(&args[1], &method);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (str_ieq(method, str_c(own[i])))
            return bind_done(b, e, sql_type(COL_BINARY), true,
                             rope(b->arena, "kamu_%s(%s%r))", own[i],
                                  args[0].type.kind == COL_BINARY ? "(" : "encode(", args[0].sql),
                             out);
    if (!str_ieq(method, STR("sha256")) && !str_ieq(method, STR("md5")))
        return bind_refuse(b, e, "'md5', 'sha224', 'sha256', 'sha384' and 'sha512' are known",
                           "digest() with this method");
    return bind_done(b, e, sql_type(COL_BINARY), true,
                     rope(b->arena, "from_hex(%s(%r))",
                          str_ieq(method, STR("md5")) ? "md5" : "sha256", args[0].sql),
                     out);
}

SQL_SPECIAL(special_encode)
{
    struct str method;
    bool encode = str_ieq(e->name, STR("encode"));
    sql_literal_text(&args[1], &method);
    bool hex = str_eqc(method, "hex"), base64 = str_eqc(method, "base64");
    if (!hex && !base64)
        return bind_refuse(b, args[1].expr, "'hex' and 'base64' are known", "this encoding");
    struct col_type text = sql_type(COL_STRING);
    const struct rope *bytes = args[0].sql;
    if (args[0].type.kind == COL_NULL)
        KAMU_TRY(bind_cast(b, &args[0], &text, false));
    if (args[0].type.kind != COL_BINARY)
        bytes = rope(b->arena, "encode(%r)", args[0].sql);
    return bind_done(b, e, sql_type(encode ? COL_STRING : COL_BINARY), true,
                     rope(b->arena, "kamu_%s_%s(%r)", encode ? "encode" : "decode",
                          hex ? "hex" : "base64", bytes),
                     out);
}
