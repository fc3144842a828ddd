/* The column-list DDL of read steps (spec/read-formats.md 2.1 and 8.1). */
#include "odf/ddl.h"

#include "odf/schema.h"

#define DDL_BYTES_MAX ((size_t)1 << 20)
#define NESTING_MAX 24

enum token_kind { T_END, T_WORD, T_QUOTED, T_NUMBER, T_STRING, T_PUNCT, T_BAD };

struct token {
    enum token_kind kind;
    struct str text; /* as written; a quoted name without its quotes */
    size_t from, to; /* bytes of the joined text */
};

struct ddl {
    const struct str *items;
    uint32_t n_items;
    struct str text; /* all items joined with ", " */
    size_t at;
    struct token token; /* the current one */
    struct arena *arena;
    struct str column; /* being read; p == NULL between columns */
    struct kamu_error *err;
};

/* ---- errors --------------------------------------------------------------------- */

/* Item (from 1) and character (from 1) of a byte of the joined text. */
static void locate(const struct ddl *d, size_t at, uint32_t *item, uint32_t *column)
{
    size_t start = 0;
    *item = 0;
    while (*item + 1 < d->n_items && at >= start + d->items[*item].n + 2)
        start += d->items[(*item)++].n + 2;
    *column = 1;
    for (size_t i = start; i < at && i < d->text.n; i++)
        *column += ((unsigned char)d->text.p[i] & 0xc0) != 0x80;
    (*item)++;
}

static kamu_code fail_at(const struct ddl *d, size_t from, size_t to, const char *fmt, ...)
    KAMU_PRINTF(4, 5);
static kamu_code fail_at(const struct ddl *d, size_t from, size_t to, const char *fmt, ...)
{
    char text[600], column[160] = "";
    uint32_t item, character;
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    locate(d, from, &item, &character);
    if (d->column.p)
        snprintf(column, sizeof column, " of column `" STR_FMT "`",
                 (int)(d->column.n < 100 ? d->column.n : 100), d->column.p);
    error_set(d->err, KAMU_E_INPUT, "%s%s (schema item %u, character %u)", text, column, item,
              character);
    error_at(d->err, NULL, item, character, from);
    if (d->err)
        d->err->at.record = item;
    if (d->column.p)
        error_field(d->err, STR_FMT, STR_ARG(d->column));
    if (from < d->text.n)
        error_excerpt(d->err, d->text.p + from, to - from);
    return KAMU_E_INPUT;
}

static kamu_code unexpected(const struct ddl *d, const char *expected)
{
    const struct token *t = &d->token;
    kamu_code rc;
    if (t->kind == T_END)
        rc = fail_at(d, t->from, t->to, "Invalid DDL: expected %s, found the end", expected);
    else
        rc = fail_at(d, t->from, t->to, "Invalid DDL: expected %s, found `%.*s`", expected,
                     (int)(t->to - t->from < 60 ? t->to - t->from : 60), d->text.p + t->from);
    error_expected(d->err, "%s", expected);
    return rc;
}

/* ---- tokens ------------------------------------------------------------------------- */

static bool name_start(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '#' || c == '@' ||
           c >= 0x80;
}

static bool name_part(unsigned char c)
{
    return name_start(c) || (c >= '0' && c <= '9') || c == '$';
}

static void skip_blanks(struct ddl *d)
{
    const char *p = d->text.p;
    for (;;) {
        while (d->at < d->text.n && p[d->at] && strchr(" \t\r\n\f", p[d->at]))
            d->at++;
        if (d->at + 1 < d->text.n && p[d->at] == '-' && p[d->at + 1] == '-') {
            while (d->at < d->text.n && p[d->at] != '\n')
                d->at++;
        } else if (d->at + 1 < d->text.n && p[d->at] == '/' && p[d->at + 1] == '*') {
            const char *end = memmem(p + d->at + 2, d->text.n - d->at - 2, "*/", 2);
            if (!end)
                return; /* the '/' is then an unexpected character */
            d->at = (size_t)(end - p) + 2;
        } else {
            return;
        }
    }
}

/* A text in quotes, doubled quotes inside stand for one. */
static void quoted(struct ddl *d, struct token *t, char quote)
{
    size_t from = d->at + 1, i = from;
    bool doubled = false;
    for (; i < d->text.n; i++) {
        if (d->text.p[i] != quote)
            continue;
        if (i + 1 >= d->text.n || d->text.p[i + 1] != quote)
            break;
        doubled = true;
        i++;
    }
    t->kind = i == d->text.n ? T_BAD : quote == '\'' ? T_STRING : T_QUOTED;
    t->text = (struct str){d->text.p + from, i - from};
    d->at = i < d->text.n ? i + 1 : i;
    if (!doubled || t->kind == T_BAD)
        return;
    char *copy = arena_alloc(d->arena, t->text.n + 1);
    size_t n = 0;
    if (!copy) {
        t->kind = T_BAD;
        return;
    }
    for (size_t k = 0; k < t->text.n; k++) {
        copy[n++] = t->text.p[k];
        k += t->text.p[k] == quote;
    }
    copy[n] = '\0';
    t->text = (struct str){copy, n};
}

static void next(struct ddl *d)
{
    struct token *t = &d->token;
    skip_blanks(d);
    *t = (struct token){.kind = T_END, .from = d->at, .to = d->at};
    if (d->at >= d->text.n)
        return;
    unsigned char c = (unsigned char)d->text.p[d->at];
    if (c == '"' || c == '`' || c == '\'') {
        quoted(d, t, (char)c);
    } else {
        size_t from = d->at++;
        t->kind = name_start(c) ? T_WORD : c >= '0' && c <= '9' ? T_NUMBER : T_PUNCT;
        while (t->kind != T_PUNCT && d->at < d->text.n &&
               name_part((unsigned char)d->text.p[d->at]))
            d->at++;
        t->text = (struct str){d->text.p + from, d->at - from};
    }
    t->to = d->at;
}

static bool is_punct(const struct ddl *d, char c)
{
    return d->token.kind == T_PUNCT && d->token.text.p[0] == c;
}

static bool take_punct(struct ddl *d, char c)
{
    bool is = is_punct(d, c);
    if (is)
        next(d);
    return is;
}

static bool is_word(const struct ddl *d, const char *word)
{
    return d->token.kind == T_WORD && str_ieq(d->token.text, str_c(word));
}

static bool take_word(struct ddl *d, const char *word)
{
    bool is = is_word(d, word);
    if (is)
        next(d);
    return is;
}

/* ---- types ------------------------------------------------------------------------------- */

enum arguments { NO_ARGS, IGNORED_ARGS }; /* (n) or (n, m) may follow and says nothing */

struct type_name {
    const char *word;
    enum odf_data_type_kind kind;
    enum arguments arguments;
    bool required; /* kamu takes it for NOT NULL in any case */
};

/* What needs no further words. Those that kamu-cli 0.265 does not know stand below the line. */
static const struct type_name type_names[] = {
    {"BOOL", ODF_TYPE_BOOL, NO_ARGS, false},
    {"BOOLEAN", ODF_TYPE_BOOL, NO_ARGS, false},
    {"INT32", ODF_TYPE_INT32, NO_ARGS, false},
    {"UINT32", ODF_TYPE_UINT32, NO_ARGS, false},
    {"FLOAT", ODF_TYPE_FLOAT32, IGNORED_ARGS, false},
    {"FLOAT32", ODF_TYPE_FLOAT32, NO_ARGS, false},
    {"DATE", ODF_TYPE_DATE, NO_ARGS, true},
    {"TIMESTAMPTZ", ODF_TYPE_TIMESTAMP, IGNORED_ARGS, false},
    {"STRING", ODF_TYPE_STRING, IGNORED_ARGS, false},
    {"VARCHAR", ODF_TYPE_STRING, IGNORED_ARGS, false},
    {"TEXT", ODF_TYPE_STRING, IGNORED_ARGS, false},
    {"TINYTEXT", ODF_TYPE_STRING, NO_ARGS, false},
    {"MEDIUMTEXT", ODF_TYPE_STRING, NO_ARGS, false},
    {"LONGTEXT", ODF_TYPE_STRING, NO_ARGS, false},
    {"FIXEDSTRING", ODF_TYPE_STRING, IGNORED_ARGS, false},
    /* ---- */
    {"INT16", ODF_TYPE_INT16, NO_ARGS, false},
    {"INT64", ODF_TYPE_INT64, NO_ARGS, false},
    {"INT2", ODF_TYPE_INT16, NO_ARGS, false},
    {"INT4", ODF_TYPE_INT32, NO_ARGS, false},
    {"UINT8", ODF_TYPE_UINT8, NO_ARGS, false},
    {"UINT16", ODF_TYPE_UINT16, NO_ARGS, false},
    {"UINT64", ODF_TYPE_UINT64, NO_ARGS, false},
    {"UTINYINT", ODF_TYPE_UINT8, NO_ARGS, false},
    {"USMALLINT", ODF_TYPE_UINT16, NO_ARGS, false},
    {"UINTEGER", ODF_TYPE_UINT32, NO_ARGS, false},
    {"UBIGINT", ODF_TYPE_UINT64, NO_ARGS, false},
    {"REAL", ODF_TYPE_FLOAT32, NO_ARGS, false},
    {"FLOAT4", ODF_TYPE_FLOAT32, NO_ARGS, false},
    {"FLOAT8", ODF_TYPE_FLOAT64, NO_ARGS, false},
    {"FLOAT64", ODF_TYPE_FLOAT64, NO_ARGS, false},
    {"NVARCHAR", ODF_TYPE_STRING, IGNORED_ARGS, false},
    {"CLOB", ODF_TYPE_STRING, IGNORED_ARGS, false},
    {"UUID", ODF_TYPE_STRING, NO_ARGS, false},
    {"JSON", ODF_TYPE_STRING, NO_ARGS, false},
    {"JSONB", ODF_TYPE_STRING, NO_ARGS, false},
    {"BINARY", ODF_TYPE_BINARY, IGNORED_ARGS, false},
    {"VARBINARY", ODF_TYPE_BINARY, IGNORED_ARGS, false},
    {"BLOB", ODF_TYPE_BINARY, IGNORED_ARGS, false},
    {"BYTES", ODF_TYPE_BINARY, IGNORED_ARGS, false},
    {"BYTEA", ODF_TYPE_BINARY, NO_ARGS, false},
    {"TIME", ODF_TYPE_TIME, IGNORED_ARGS, false},
    {"DATETIME", ODF_TYPE_TIMESTAMP, IGNORED_ARGS, false},
};

/* Integers that may be SIGNED or UNSIGNED. */
static const struct {
    const char *word;
    enum odf_data_type_kind is_signed, is_unsigned;
} int_names[] = {
    {"INT", ODF_TYPE_INT32, ODF_TYPE_UINT32},      {"INTEGER", ODF_TYPE_INT32, ODF_TYPE_UINT32},
    {"BIGINT", ODF_TYPE_INT64, ODF_TYPE_UINT64},   {"TINYINT", ODF_TYPE_INT8, ODF_TYPE_UINT8},
    {"SMALLINT", ODF_TYPE_INT16, ODF_TYPE_UINT16}, {"MEDIUMINT", ODF_TYPE_INT32, ODF_TYPE_UINT32},
};

static kamu_code parse_type(struct ddl *d, unsigned depth, struct odf_data_type *out,
                            bool *required);

static kamu_code unsupported(struct ddl *d, const struct token *t, const char *hint)
{
    size_t to = t->to;
    kamu_code rc =
        fail_at(d, t->from, to, "Unsupported SQL type when converting to ODF schema: %.*s",
                (int)(to - t->from < 80 ? to - t->from : 80), d->text.p + t->from);
    if (hint)
        error_hint(d->err, "%s", hint);
    return rc;
}

/* "(10, 2)": up to two integers; how many. */
static kamu_code arguments(struct ddl *d, int64_t value[2], unsigned *n)
{
    *n = 0;
    if (!take_punct(d, '('))
        return KAMU_OK;
    do {
        bool negative = take_punct(d, '-');
        if (take_word(d, "MAX")) {
            (*n)++;
            continue;
        }
        if (d->token.kind != T_NUMBER || *n == 2 || d->token.text.n > 9)
            return unexpected(d, "a number");
        value[*n] = 0;
        for (size_t i = 0; i < d->token.text.n; i++) {
            char c = d->token.text.p[i];
            if (c < '0' || c > '9')
                return unexpected(d, "a number");
            value[*n] = value[*n] * 10 + (c - '0');
        }
        if (negative)
            value[*n] = -value[*n];
        (*n)++;
        next(d);
    } while (take_punct(d, ','));
    return take_punct(d, ')') ? KAMU_OK : unexpected(d, "`)`");
}

static kamu_code simple_type(struct ddl *d, enum odf_data_type_kind kind, struct odf_data_type *out)
{
    *out = odf_data_type_simple(d->arena, kind);
    if (!out->kind)
        return error_nomem(d->err);
    if (kind == ODF_TYPE_TIMESTAMP) {
        out->timestamp->unit = (struct odf_opt_i32){true, ODF_UNIT_MILLISECOND};
        out->timestamp->timezone = STR("UTC");
    }
    if (kind == ODF_TYPE_TIME)
        out->time->unit = (struct odf_opt_i32){true, ODF_UNIT_MILLISECOND};
    return KAMU_OK;
}

static kamu_code ignore_arguments(struct ddl *d)
{
    int64_t values[2];
    unsigned n;
    return arguments(d, values, &n);
}

/* DECIMAL(p, s); NUMERIC and DEC are ours and optional like all others. */
static kamu_code decimal_type(struct ddl *d, const struct token *t, struct odf_data_type *out)
{
    int64_t v[2] = {0, 0};
    unsigned n;
    KAMU_TRY(arguments(d, v, &n));
    if (n == 0)
        return unsupported(d, t, "give precision and scale, for example DECIMAL(18, 4)");
    if (v[0] < 1 || v[0] > 76)
        return fail_at(d, t->from, t->to, "Invalid DDL: decimal precision %lld is not within 1..76",
                       (long long)v[0]);
    KAMU_TRY(simple_type(d, ODF_TYPE_DECIMAL, out));
    *out->decimal = (struct odf_data_type_decimal){(uint32_t)v[0], (int32_t)v[1]};
    return KAMU_OK;
}

static kamu_code timestamp_type(struct ddl *d, struct odf_data_type *out)
{
    KAMU_TRY(ignore_arguments(d));
    if (take_word(d, "WITH") || take_word(d, "WITHOUT")) {
        if (!take_word(d, "TIME"))
            return unexpected(d, "`TIME ZONE`");
        if (!take_word(d, "ZONE"))
            return unexpected(d, "`ZONE`");
    }
    return simple_type(d, ODF_TYPE_TIMESTAMP, out);
}

static kamu_code array_type(struct ddl *d, unsigned depth, struct odf_data_type *out)
{
    bool required;
    KAMU_TRY(simple_type(d, ODF_TYPE_LIST, out));
    bool round = is_punct(d, '(');
    if (!take_punct(d, '<') && !take_punct(d, '('))
        return unexpected(d, "`<`");
    KAMU_TRY(parse_type(d, depth + 1, &out->list->item_type, &required));
    if (!required)
        out->list->item_type = odf_data_type_optional(d->arena, out->list->item_type);
    return take_punct(d, round ? ')' : '>') ? KAMU_OK : unexpected(d, round ? "`)`" : "`>`");
}

static kamu_code name_of(struct ddl *d, const char *what, struct str *out)
{
    if (d->token.kind != T_WORD && d->token.kind != T_QUOTED)
        return unexpected(d, what);
    *out = arena_str(d->arena, d->token.text);
    if (!out->p)
        return error_nomem(d->err);
    next(d);
    return KAMU_OK;
}

/* STRUCT<a INT, b: TEXT> */
static kamu_code struct_type(struct ddl *d, unsigned depth, struct odf_data_type *out)
{
    struct odf_data_field members[64];
    uint32_t n = 0;
    bool required, round = is_punct(d, '(');
    KAMU_TRY(simple_type(d, ODF_TYPE_STRUCT, out));
    if (!take_punct(d, '<') && !take_punct(d, '('))
        return unexpected(d, "`<`");
    do {
        if (n == sizeof members / sizeof *members)
            return unexpected(d, "at most 64 members");
        struct odf_data_field *f = &members[n++];
        *f = (struct odf_data_field){0};
        KAMU_TRY(name_of(d, "a member name", &f->name));
        (void)take_punct(d, ':');
        KAMU_TRY(parse_type(d, depth + 1, &f->type, &required));
        if (take_word(d, "NOT")) {
            if (!take_word(d, "NULL"))
                return unexpected(d, "`NULL`");
            required = true;
        }
        if (!required)
            f->type = odf_data_type_optional(d->arena, f->type);
    } while (take_punct(d, ','));
    out->strukt->fields.items = arena_calloc(d->arena, n, sizeof *members);
    if (!out->strukt->fields.items)
        return error_nomem(d->err);
    memcpy(out->strukt->fields.items, members, n * sizeof *members);
    out->strukt->fields.n = n;
    return take_punct(d, round ? ')' : '>') ? KAMU_OK : unexpected(d, round ? "`)`" : "`>`");
}

/* Types of several words or with their own rules. *known = false: not one of them. */
static kamu_code special_type(struct ddl *d, const struct token *t, unsigned depth,
                              struct odf_data_type *out, bool *required, bool *known)
{
    *known = true;
    if (str_ieq(t->text, STR("SIGNED")) || str_ieq(t->text, STR("UNSIGNED"))) {
        bool is_signed = str_ieq(t->text, STR("SIGNED"));
        (void)(take_word(d, "INTEGER") || take_word(d, "INT"));
        return simple_type(d, is_signed ? ODF_TYPE_INT32 : ODF_TYPE_UINT32, out);
    }
    if (str_ieq(t->text, STR("DOUBLE"))) {
        if (!take_word(d, "PRECISION"))
            KAMU_TRY(ignore_arguments(d));
        return simple_type(d, ODF_TYPE_FLOAT64, out);
    }
    if (str_ieq(t->text, STR("DECIMAL"))) {
        *required = true;
        return decimal_type(d, t, out);
    }
    if (str_ieq(t->text, STR("NUMERIC")) || str_ieq(t->text, STR("DEC")))
        return decimal_type(d, t, out);
    if (str_ieq(t->text, STR("TIMESTAMP")))
        return timestamp_type(d, out);
    if (str_ieq(t->text, STR("CHAR")) || str_ieq(t->text, STR("CHARACTER"))) {
        (void)take_word(d, "VARYING");
        KAMU_TRY(ignore_arguments(d));
        return simple_type(d, ODF_TYPE_STRING, out);
    }
    if (str_ieq(t->text, STR("ARRAY")))
        return array_type(d, depth, out);
    if (str_ieq(t->text, STR("STRUCT")))
        return struct_type(d, depth, out);
    *known = false;
    return KAMU_OK;
}

static kamu_code base_type(struct ddl *d, unsigned depth, struct odf_data_type *out, bool *required)
{
    struct token t = d->token;
    bool known;
    *required = false;
    if (t.kind != T_WORD)
        return unexpected(d, "a data type");
    next(d);
    KAMU_TRY(special_type(d, &t, depth, out, required, &known));
    if (known)
        return KAMU_OK;
    for (size_t i = 0; i < sizeof int_names / sizeof *int_names; i++) {
        if (!str_ieq(t.text, str_c(int_names[i].word)))
            continue;
        KAMU_TRY(ignore_arguments(d));
        bool is_unsigned = take_word(d, "UNSIGNED");
        if (!is_unsigned)
            (void)take_word(d, "SIGNED");
        return simple_type(d, is_unsigned ? int_names[i].is_unsigned : int_names[i].is_signed, out);
    }
    for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++) {
        if (!str_ieq(t.text, str_c(type_names[i].word)))
            continue;
        if (type_names[i].arguments == IGNORED_ARGS)
            KAMU_TRY(ignore_arguments(d));
        *required = type_names[i].required;
        return simple_type(d, type_names[i].kind, out);
    }
    bool int8 = str_ieq(t.text, STR("INT8"));
    return unsupported(
        d, &t,
        int8 ? "INT8 means 8 bits to some and 8 bytes to others: write TINYINT or BIGINT" : NULL);
}

/* A type and any number of [] behind it. */
static kamu_code parse_type(struct ddl *d, unsigned depth, struct odf_data_type *out,
                            bool *required)
{
    if (depth > NESTING_MAX)
        return unexpected(d, "fewer nested types");
    KAMU_TRY(base_type(d, depth, out, required));
    while (take_punct(d, '[')) {
        if (!take_punct(d, ']'))
            return unexpected(d, "`]`");
        struct odf_data_type item = *required ? *out : odf_data_type_optional(d->arena, *out);
        if (++depth > NESTING_MAX)
            return unexpected(d, "fewer nested types");
        KAMU_TRY(simple_type(d, ODF_TYPE_LIST, out));
        out->list->item_type = item;
        *required = false;
    }
    return KAMU_OK;
}

/* ---- columns -------------------------------------------------------------------------------- */

/* Table constraints say nothing about types: skipped up to the next comma outside parentheses. */
static bool starts_constraint(const struct ddl *d)
{
    static const char *const words[] = {"CONSTRAINT", "UNIQUE", "PRIMARY",  "FOREIGN", "CHECK",
                                        "INDEX",      "KEY",    "FULLTEXT", "SPATIAL"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(d, words[i]))
            return true;
    return false;
}

/* *column = false: it only looks like one ("key INT"), a column of that name must be quoted. */
static kamu_code skip_constraint(struct ddl *d)
{
    struct token first = d->token;
    unsigned depth = 0;
    bool parentheses = false;
    for (; d->token.kind != T_END && d->token.kind != T_BAD; next(d)) {
        if (depth == 0 && is_punct(d, ','))
            break;
        if (is_punct(d, '(')) {
            depth++;
            parentheses = true;
        } else if (is_punct(d, ')') && depth) {
            depth--;
        }
    }
    if (parentheses && depth == 0)
        return KAMU_OK;
    kamu_code rc =
        fail_at(d, first.from, first.to, "Invalid DDL: `" STR_FMT "` starts a table constraint",
                STR_ARG(first.text));
    error_hint(d->err, "quote the name to use it for a column: \"" STR_FMT "\"",
               STR_ARG(first.text));
    return rc;
}

static kamu_code column_options(struct ddl *d, bool *required)
{
    while (d->token.kind != T_END && !is_punct(d, ',')) {
        struct token t = d->token;
        if (take_word(d, "NOT")) {
            if (!take_word(d, "NULL"))
                return unexpected(d, "`NULL`");
            *required = true;
        } else if (!take_word(d, "NULL")) {
            if (t.kind != T_WORD)
                return unexpected(d, "`,`");
            return fail_at(d, t.from, t.to, "Unsupported SQL column option: " STR_FMT,
                           STR_ARG(t.text));
        }
    }
    return KAMU_OK;
}

struct columns {
    struct odf_data_field *items;
    uint32_t n, cap;
};

static kamu_code parse_column(struct ddl *d, struct columns *c)
{
    bool required;
    if (c->n == c->cap) {
        uint32_t cap = c->cap ? 2 * c->cap : 16;
        struct odf_data_field *items = mem_realloc_array(c->items, cap, sizeof *items);
        if (!items)
            return error_nomem(d->err);
        c->items = items;
        c->cap = cap;
    }
    struct odf_data_field *f = &c->items[c->n];
    *f = (struct odf_data_field){0};
    KAMU_TRY(name_of(d, "a column name", &f->name));
    d->column = f->name;
    KAMU_TRY(parse_type(d, 0, &f->type, &required));
    KAMU_TRY(column_options(d, &required));
    if (!required)
        f->type = odf_data_type_optional(d->arena, f->type);
    if (!f->type.kind)
        return error_nomem(d->err);
    d->column = STR_NONE;
    c->n++;
    return KAMU_OK;
}

static kamu_code parse_all(struct ddl *d, struct columns *c)
{
    next(d);
    if (d->token.kind == T_END)
        return KAMU_OK;
    for (;;) {
        if (starts_constraint(d))
            KAMU_TRY(skip_constraint(d));
        else
            KAMU_TRY(parse_column(d, c));
        if (d->token.kind == T_END)
            return KAMU_OK;
        if (!take_punct(d, ','))
            return unexpected(d, "`,`");
    }
}

static kamu_code join(struct ddl *d)
{
    size_t n = 0;
    for (uint32_t i = 0; i < d->n_items; i++) {
        n += d->items[i].n + 2;
        if (n > DDL_BYTES_MAX)
            return error_set(d->err, KAMU_E_LIMIT, "DDL schema is longer than %zu bytes",
                             DDL_BYTES_MAX);
    }
    char *text = arena_alloc(d->arena, n + 1);
    if (!text)
        return error_nomem(d->err);
    n = 0;
    for (uint32_t i = 0; i < d->n_items; i++) {
        if (i) {
            memcpy(text + n, ", ", 2);
            n += 2;
        }
        memcpy(text + n, d->items[i].p ? d->items[i].p : "", d->items[i].n);
        n += d->items[i].n;
    }
    text[n] = '\0';
    d->text = (struct str){text, n};
    return KAMU_OK;
}

kamu_code odf_ddl_parse(const struct str *items, uint32_t n, struct arena *arena,
                        struct odf_data_schema *out, struct kamu_error *err)
{
    struct ddl d = {.items = items, .n_items = n, .arena = arena, .err = err};
    struct columns c = {0};
    *out = (struct odf_data_schema){0};
    KAMU_TRY(join(&d));
    kamu_code rc = parse_all(&d, &c);
    if (rc == KAMU_OK) {
        out->fields.items = arena_calloc(arena, c.n ? c.n : 1, sizeof *c.items);
        if (out->fields.items && c.n)
            memcpy(out->fields.items, c.items, c.n * sizeof *c.items);
        out->fields.n = c.n;
        rc = out->fields.items ? KAMU_OK : error_nomem(err);
    }
    mem_free(c.items);
    return rc;
}

kamu_code odf_read_step_declared(const struct odf_read_step *r, struct arena *arena,
                                 struct odf_data_schema *out, bool *declared,
                                 struct kamu_error *err)
{
    const struct odf_data_schema *schema = odf_read_step_schema(r);
    struct odf_strs ddl = odf_read_step_ddl(r);
    *declared = schema || ddl.items;
    *out = (struct odf_data_schema){0};
    if (schema) {
        *out = *schema;
        return KAMU_OK;
    }
    return ddl.items ? odf_ddl_parse(ddl.items, ddl.n, arena, out, err) : KAMU_OK;
}
