/* Calls: the row of the table that fits, aggregates, windows. */
#include "sql/functions.h"

/* ---- which row fits ------------------------------------------------------------------------ */

static bool fits(char letter, const struct value *v)
{
    const struct col_type *t = &v->type;
    struct str text;
    struct col_type string = sql_type(COL_STRING);
    if (letter == 'q')
        return sql_literal_text(v, &text);
    if (t->kind == COL_NULL)
        return letter != 'l' && letter != 't' && letter != 'v';
    switch (letter) {
    case 's':
        return t->kind == COL_STRING;
    case 'c':
        return sql_can_cast(t, &string);
    case 'i':
        return sql_is_integer(t);
    case 'f':
        return sql_is_integer(t) || t->kind == COL_FLOAT64 || t->kind == COL_FLOAT32;
    case 'g':
        return sql_is_integer(t) || t->kind == COL_FLOAT64 || sql_is_decimal(t);
    case 'r':
        return t->kind == COL_FLOAT32;
    case 'n':
        return sql_is_numeric(t);
    case 'k':
        return sql_is_decimal(t);
    case 'd':
        return t->kind == COL_DATE32;
    case 't':
        return t->kind == COL_TIMESTAMP && sql_is_utc(t);
    case 'o':
        return t->kind == COL_TIME64;
    case 'v':
        return t->kind == SQL_KIND_INTERVAL;
    case 'b':
        return t->kind == COL_BOOL;
    case 'x':
        return t->kind == COL_BINARY;
    case 'y':
        return t->kind == COL_BINARY || t->kind == COL_STRING;
    case 'j':
        return t->kind == COL_STRING || t->kind == SQL_KIND_JSON;
    case 'l':
    case 'p':
        return t->kind == COL_LIST;
    default:
        return t->kind != SQL_KIND_JSON;
    }
}

static char letter_at(const char *args, size_t i)
{
    size_t n = strlen(args);
    bool star = n > 0 && args[n - 1] == '*';
    size_t plain = star ? n - 1 : n;
    if (i < plain)
        return args[i];
    return star ? args[plain - 1] : 0;
}

static bool row_fits(const struct sql_function *f, const struct value *args, size_t n)
{
    size_t len = strlen(f->args);
    bool star = len > 0 && f->args[len - 1] == '*';
    size_t least = star ? len - 2 : len;
    if (n < least || (!star && n > len))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!fits(letter_at(f->args, i), &args[i]))
            return false;
    return true;
}

static kamu_code take_as(struct binder *b, char letter, struct value *v)
{
    struct col_type t;
    switch (letter) {
    case 's':
    case 'c':
    case 'q':
        t = sql_type(COL_STRING);
        break;
    case 'i':
        t = sql_type(COL_INT64);
        break;
    case 'f':
    case 'g':
        t = sql_type(COL_FLOAT64);
        break;
    case 'r':
        t = sql_type(COL_FLOAT32);
        break;
    case 'b':
        t = sql_type(COL_BOOL);
        break;
    case 'd':
        t = sql_type(COL_DATE32);
        break;
    case 'x':
        t = sql_type(COL_BINARY);
        break;
    case 'y':
        if (v->type.kind != COL_NULL)
            return KAMU_OK;
        t = sql_type(COL_STRING);
        break;
    case 'n':
        if (v->type.kind != COL_NULL)
            return KAMU_OK;
        t = sql_type(COL_FLOAT64);
        break;
    default:
        return KAMU_OK;
    }
    return bind_cast(b, v, &t, false);
}

static struct col_type result_type(const struct sql_function *f, const struct value *args)
{
    switch (f->result[0]) {
    case 's':
        return sql_type(COL_STRING);
    case 'i':
        return sql_type(COL_INT32);
    case 'l':
        return sql_type(COL_INT64);
    case 'L':
        return sql_type(COL_UINT64);
    case 'd':
        return sql_type(COL_FLOAT64);
    case 'r':
        return sql_type(COL_FLOAT32);
    case 'b':
        return sql_type(COL_BOOL);
    case 'x':
        return sql_type(COL_BINARY);
    case 'D':
        return sql_type(COL_DATE32);
    case 'T':
        return (struct col_type){.kind = COL_TIME64, .unit = UNIT_NANO};
    case 't':
        return (struct col_type){.kind = COL_TIME32, .unit = UNIT_SECOND};
    case 'z':
        return sql_timestamp(UNIT_SECOND, NULL);
    case 'm':
        return sql_timestamp(UNIT_MILLI, NULL);
    case 'u':
        return sql_timestamp(UNIT_MICRO, NULL);
    case 'n':
        return sql_timestamp(UNIT_NANO, NULL);
    case 'w':
        return sql_timestamp(args[0].type.unit, NULL);
    case 'e':
        return args[0].type.children[0].type;
    default:
        return args[f->result[0] - '1'].type;
    }
}

static const struct rope *expand(struct binder *b, const char *emit, const struct value *args,
                                 size_t n)
{
    const struct rope *parts[64], **all = arena_calloc(b->arena, n ? n : 1, sizeof *all);
    size_t m = 0;
    const char *unit = "ns";
    if (!all)
        return NULL;
    for (size_t i = n; i-- > 0;) {
        all[i] = args[i].sql;
        if (args[i].type.kind == COL_TIMESTAMP)
            unit = sql_unit_suffix(args[i].type.unit);
    }
    while (*emit && m < 62) {
        size_t plain = strcspn(emit, "$");
        if (plain) {
            struct rope *leaf = arena_calloc(b->arena, 1, sizeof *leaf);
            if (!leaf)
                return NULL;
            leaf->text = (struct str){emit, plain};
            leaf->bytes = plain;
            parts[m++] = leaf;
            emit += plain;
            continue;
        }
        char c = emit[1];
        if (c == '*')
            parts[m++] = rope_join(b->arena, all, n, ", ");
        else if (c == '+')
            parts[m++] = n > 1 ? rope_join(b->arena, all + 1, n - 1, ", ") : rope(b->arena, "");
        else if (c == 'u')
            parts[m++] = rope(b->arena, "%s", unit);
        else if (c == 'a')
            parts[m++] = rope(b->arena, "%u", b->next_alias);
        else
            parts[m++] = args[c - '1'].sql;
        emit += 2;
    }
    b->next_alias++;
    return rope_join(b->arena, parts, m, "");
}

/* Items of the type that the list's items have, and lists of one type. */
static kamu_code unify_items(struct binder *b, const struct sql_expr *e, const char *letters,
                             struct value *args, size_t n)
{
    for (size_t round = 0; round < 2; round++) /* the second time all are of the widest */
        for (size_t i = 1; i < n; i++) {
            char letter = letter_at(letters, i);
            if (letter == 'm')
                KAMU_TRY(bind_list_item(b, e, &args[0], &args[i]));
            if (letter == 'p' && !sql_type_same(&args[0].type, &args[i].type))
                return bind_refuse(b, e, "cast one of them", STR_FMT "() of lists of several types",
                                   STR_ARG(e->name));
        }
    return KAMU_OK;
}

static kamu_code no_function(struct binder *b, const struct sql_expr *e)
{
    const char *near = sql_function_near(e->name);
    struct sql_expr at = *e;
    at.end = e->at + (uint32_t)e->name.n;
    kamu_code rc = near ? bind_fail(b, &at, "Invalid function '" STR_FMT "'.\nDid you mean '%s'?",
                                    STR_ARG(e->name), near)
                        : bind_fail(b, &at, "Invalid function '" STR_FMT "'.", STR_ARG(e->name));
    error_hint(b->err, "docs/sql.md lists the functions that are supported");
    return rc;
}

static kamu_code no_row(struct binder *b, const struct sql_expr *e, const struct value *args,
                        size_t n)
{
    char types[600] = "";
    size_t len = 0;
    for (size_t i = 0; i < n && len < sizeof types - 2; i++) {
        struct str t = sql_type_text(b, &args[i].type);
        len += (size_t)snprintf(types + len, sizeof types - len, "%s" STR_FMT, i ? ", " : "",
                                STR_ARG(t));
    }
    kamu_code rc =
        bind_fail(b, e, "No function matches the given name and argument types '" STR_FMT "(%s)'",
                  STR_ARG(e->name), types);
    error_hint(b->err, "docs/sql.md lists the arguments that are supported; put a cast around one");
    return rc;
}

static kamu_code bind_scalar(struct binder *b, struct scope *s, const struct sql_expr *e,
                             struct value *out)
{
    struct value *args;
    size_t at = 0;
    const struct sql_function *f = sql_function_next(e->name, &at);
    if (!f)
        return no_function(b, e);
    if (e->call->distinct || e->call->n_order || e->call->filter || e->call->nulls || e->call->over)
        return bind_fail(b, e,
                         STR_FMT " is no aggregate: DISTINCT, ORDER BY, FILTER and OVER are "
                                 "not for it",
                         STR_ARG(e->name));
    bool json = strncasecmp(f->name, "json_", 5) == 0 && e->n_args > 0;
    KAMU_TRY(bind_list(b, s, json ? e->args + 1 : e->args, e->n_args - json, &args));
    if (json) { /* the first one may be a member itself */
        struct value *all = arena_calloc(b->arena, e->n_args, sizeof *all);
        if (!all)
            return bind_nomem(b);
        memcpy(all + 1, args, (e->n_args - 1) * sizeof *all);
        KAMU_TRY(bind_json_operand(b, s, e->args[0], &all[0]));
        args = all;
    }
    for (; f; f = sql_function_next(e->name, &at)) {
        if (!row_fits(f, args, e->n_args))
            continue;
        bool nullable = f->nulls == 'y';
        for (size_t i = 0; i < e->n_args; i++)
            nullable = nullable || (f->nulls == 'a' && args[i].nullable);
        if (f->special)
            return f->special(b, e, args, e->n_args, out);
        for (size_t i = 0; i < e->n_args; i++)
            KAMU_TRY(take_as(b, letter_at(f->args, i), &args[i]));
        KAMU_TRY(unify_items(b, e, f->args, args, e->n_args));
        return bind_done(b, e, result_type(f, args), nullable, expand(b, f->emit, args, e->n_args),
                         out);
    }
    return no_row(b, e, args, e->n_args);
}

/* ---- aggregates -------------------------------------------------------------------------------
 */

bool sql_is_aggregate(const struct sql_expr *e)
{
    if (e->kind != SQL_CALL || e->call->over)
        return false;
    const struct sql_aggregate *a = sql_aggregate_find(e->name);
    return a && a->kind != 'w';
}

bool sql_has_aggregate(const struct sql_expr *e)
{
    if (!e)
        return false;
    if (sql_is_aggregate(e))
        return true;
    bool any = (e->subject && sql_has_aggregate(e->subject)) ||
               (e->otherwise && sql_has_aggregate(e->otherwise));
    for (size_t i = 0; !any && i < e->n_args; i++)
        any = sql_has_aggregate(e->args[i]);
    if (!any && e->call) {
        for (size_t i = 0; !any && i < e->call->n_order; i++)
            any = sql_has_aggregate(e->call->order[i].expr);
        const struct sql_window *w = e->call->over;
        for (size_t i = 0; w && !any && i < w->n_partition; i++)
            any = sql_has_aggregate(w->partition[i]);
        for (size_t i = 0; w && !any && i < w->n_order; i++)
            any = sql_has_aggregate(w->order[i].expr);
    }
    return any;
}

/* Casts the arguments, says what comes out; *cast: DuckDB's own result is another type. */
static kamu_code aggregate_type(struct binder *b, const struct sql_expr *e,
                                const struct sql_aggregate *a, struct value *args, size_t n,
                                struct col_type *out, bool *nullable)
{
    struct col_type f64 = sql_type(COL_FLOAT64), text = sql_type(COL_STRING);
    const struct col_type *t = n ? &args[0].type : &f64;
    *nullable = true;
    *out = f64;
    switch (a->result) {
    case SQL_RESULT_COUNT:
        *out = sql_type(COL_INT64);
        *nullable = false;
        return KAMU_OK;
    case SQL_RESULT_GROUPING: /* bind_grouping */
    case SQL_RESULT_RANK:
        *out = sql_type(COL_UINT64);
        *nullable = false;
        return KAMU_OK;
    case SQL_RESULT_UINT64:
        *out = sql_type(COL_UINT64);
        return KAMU_OK;
    case SQL_RESULT_SUM:
        if (t->kind == COL_NULL)
            KAMU_TRY(bind_cast(b, &args[0], &(struct col_type){.kind = COL_INT64}, false));
        if (sql_is_decimal(t))
            *out = sql_decimal(t->precision + 10, t->scale);
        else if (sql_is_integer(t))
            *out = sql_type(sql_is_signed(t) ? COL_INT64 : COL_UINT64);
        else if (!sql_is_float(t))
            return no_row(b, e, args, n);
        else
            KAMU_TRY(bind_cast(b, &args[0], &f64, false));
        return KAMU_OK;
    case SQL_RESULT_AVG:
        if (sql_is_decimal(t)) {
            if (e->call->over || t->precision + 4 > 38)
                return bind_refuse(b, e, "cast it to double", "avg() of such a decimal here");
            *out = sql_decimal(t->precision + 4, t->scale + 4);
            return KAMU_OK;
        }
        if (!sql_is_numeric(t) && t->kind != COL_NULL)
            return no_row(b, e, args, n);
        return bind_cast(b, &args[0], &f64, false);
    case SQL_RESULT_PERCENTILE:
        return bind_refuse(b, e, NULL, "%s() over a window", a->name);
    case SQL_RESULT_MEDIAN:
        if (sql_is_decimal(t) || t->kind == COL_FLOAT32)
            return bind_refuse(b, e, "cast it to double",
                               "median() of such a number over a window");
        if (!sql_is_numeric(t))
            return no_row(b, e, args, n);
        return bind_cast(b, &args[0], &f64, false);
    case SQL_RESULT_FLOAT:
        *nullable = n > 0;
        for (size_t i = 0; i < n; i++) {
            if (!sql_is_numeric(&args[i].type) && args[i].type.kind != COL_NULL)
                return no_row(b, e, args, n);
            KAMU_TRY(bind_cast(b, &args[i], &f64, false));
        }
        return KAMU_OK;
    case SQL_RESULT_BOOL:
        *out = sql_type(COL_BOOL);
        return t->kind == COL_BOOL ? KAMU_OK : no_row(b, e, args, n);
    case SQL_RESULT_INTEGER:
        *out = *t;
        return sql_is_integer(t) ? KAMU_OK : no_row(b, e, args, n);
    case SQL_RESULT_LIST:
        if (t->kind == COL_NULL || t->kind == SQL_KIND_INTERVAL)
            return bind_refuse(b, e, NULL, "array_agg() of NULL or of intervals");
        return sql_list_of(b, *t, out) ? KAMU_OK : bind_nomem(b);
    case SQL_RESULT_TEXT:
        for (size_t i = 0; i < n; i++) {
            if (args[i].type.kind != COL_STRING && args[i].type.kind != COL_NULL)
                return no_row(b, e, args, n);
            KAMU_TRY(bind_cast(b, &args[i], &text, false));
        }
        *out = text;
        return KAMU_OK;
    case SQL_RESULT_SAME:
        if ((a->emit[0] == 'm' && col_is_nested(t->kind)) || t->kind == SQL_KIND_INTERVAL)
            return bind_refuse(b, e, NULL, "%s() of a list, a struct or an interval", a->name);
        if (t->kind == COL_NULL)
            return bind_refuse(b, e, "cast it", "%s() of NULL", a->name);
        *out = *t;
        return KAMU_OK;
    }
    return KAMU_OK;
}

static kamu_code call_text(struct binder *b, struct scope *s, const struct sql_expr *e,
                           const struct sql_aggregate *a, struct value *args, size_t n,
                           const struct rope **out)
{
    const struct rope **items = arena_calloc(b->arena, n ? n : 1, sizeof *items);
    const struct rope *order = rope(b->arena, ""), *filter = order, *list;
    if (!items)
        return bind_nomem(b);
    for (size_t i = 0; i < n; i++)
        items[i] = args[i].sql;
    list = rope_join(b->arena, items, n, ", ");
    if (a->result == SQL_RESULT_COUNT && n == 0)
        list = rope(b->arena, "*");
    if (a->result == SQL_RESULT_COUNT && n > 1) { /* rows in which none is NULL */
        for (size_t i = 0; i < n; i++)
            items[i] = rope(b->arena, "(%r IS NOT NULL)", args[i].sql);
        if (e->call->distinct)
            return bind_refuse(b, e, NULL, "count(DISTINCT ...) of several columns");
        list = rope(b->arena, "CASE WHEN %r THEN 1 END", rope_join(b->arena, items, n, " AND "));
    }
    if (e->call->n_order > 0) {
        KAMU_TRY(bind_order(b, s, e->call->order, e->call->n_order, &order));
        order = rope(b->arena, " %r", order);
    }
    if (e->call->filter) {
        struct value v;
        KAMU_TRY(bind_bool(b, s, e->call->filter, "FILTER", &v));
        filter = rope(b->arena, " FILTER (WHERE %r)", v.sql);
    }
    const char *name = a->emit;
    if (a->kind == 'b' && !e->call->over) /* the first row, NULL or not */
        name = a->emit[0] == 'f' ? "first" : "last";
    if (a->result == SQL_RESULT_AVG && sql_is_decimal(&args[0].type)) { /* exact, cut */
        const char *distinct = e->call->distinct ? "DISTINCT " : "";
        *out =
            rope(b->arena,
                 "kamu_decimal_div(CAST(sum(%s%r)%r AS VARCHAR), CAST(nullif(count(%s%r)%r, 0) AS "
                 "VARCHAR), %d)",
                 distinct, list, filter, distinct, list, filter, (int64_t)args[0].type.scale + 4);
        return *out ? KAMU_OK : bind_nomem(b);
    }
    *out = rope(b->arena, "%s(%s%r%r%s)%r", name, e->call->distinct ? "DISTINCT " : "", list, order,
                e->call->nulls == 1 && e->call->over ? " IGNORE NULLS" : "", filter);
    return *out ? KAMU_OK : bind_nomem(b);
}

static kamu_code bind_arguments(struct binder *b, struct scope *s, const struct sql_expr *e,
                                const struct sql_aggregate *a, struct value **args, size_t *n)
{
    *n = e->n_args;
    if (*n == 1 && e->args[0]->kind == SQL_WILDCARD) {
        if (a->result != SQL_RESULT_COUNT)
            return bind_fail(b, e, "* is an argument of count() only");
        *n = 0;
    }
    KAMU_TRY(bind_list(b, s, e->args, *n, args));
    if (*n < a->min_args || *n > a->max_args || e->call->within_group)
        return no_row(b, e, *args, *n);
    if (a->result == SQL_RESULT_COUNT && *n == 1 && (*args)[0].literal &&
        (*args)[0].type.kind != COL_NULL && !e->call->distinct)
        *n = 0; /* count(1) */
    return KAMU_OK;
}

/* The generated call brought to the type that DataFusion gives it. */
static const struct rope *settle(struct binder *b, const struct sql_aggregate *a,
                                 const struct rope *call, const struct col_type *type)
{
    bool as_is = a->result == SQL_RESULT_COUNT || a->result == SQL_RESULT_SAME ||
                 a->result == SQL_RESULT_BOOL || a->result == SQL_RESULT_TEXT ||
                 a->result == SQL_RESULT_LIST;
    return as_is ? call : rope(b->arena, "CAST(%r AS %r)", call, sql_duck_type(b, type));
}

/* Can it be answered by what is known of whole slices? */
static int use_of(struct binder *b, struct scope *in, const struct sql_expr *e,
                  const struct sql_aggregate *a, const struct value *args, size_t n)
{
    const struct column *c = NULL;
    const struct sql_call *call = e->call;
    if (call->filter || call->distinct || call->n_order || call->nulls)
        return AGGREGATE_OTHER;
    if (a->result == SQL_RESULT_COUNT && n == 0)
        return AGGREGATE_ROWS;
    if (n != 1 || (strcmp(a->name, "min") != 0 && strcmp(a->name, "max") != 0) ||
        bind_scan_of(b, in, e->args[0], &c) == NULL)
        return AGGREGATE_OTHER;
    return sql_is_signed(&args[0].type) || args[0].type.kind == COL_DATE32 ||
                   args[0].type.kind == COL_TIMESTAMP
               ? AGGREGATE_EXTREME
               : AGGREGATE_OTHER;
}

static kamu_code add_aggregate(struct binder *b, const struct sql_expr *e, struct grouping *group,
                               const struct aggregate *made, struct value *out)
{
    size_t at;
    for (at = 0; at < group->n_aggregates; at++)
        if (rope_eq(group->aggregates[at].sql, made->sql))
            break;
    if (at == group->cap_aggregates) {
        size_t cap = at ? 2 * at : 8;
        struct aggregate *more = arena_calloc(b->arena, cap, sizeof *more);
        if (!more)
            return bind_nomem(b);
        if (at)
            memcpy(more, group->aggregates, at * sizeof *more);
        group->aggregates = more;
        group->cap_aggregates = cap;
    }
    if (at == group->n_aggregates)
        group->aggregates[group->n_aggregates++] = *made;
    return bind_done(b, e, made->type, made->nullable,
                     rope(b->arena, "g%u.a%d", group->alias, (int64_t)at), out);
}

static kamu_code bind_sorted(struct binder *b, struct scope *in, struct grouping *group,
                             const struct sql_expr *e, bool median, struct value *out)
{
    struct aggregate made = {.nullable = true};
    KAMU_TRY(bind_percentile(b, in, e, median, &made.type, &made.sql));
    return add_aggregate(b, e, group, &made, out);
}

/* grouping(a, b): one bit for each, set where it is NULL because its set lacks it */
static kamu_code bind_grouping(struct binder *b, struct scope *in, struct grouping *group,
                               const struct sql_expr *e, struct value *out)
{
    const struct rope **items = arena_calloc(b->arena, e->n_args + 1, sizeof *items);
    struct aggregate made = {.type = sql_type(COL_INT32), .nullable = true};
    if (!items)
        return bind_nomem(b);
    if (e->n_args == 0 || e->n_args > 31 || e->call->distinct || e->call->filter ||
        e->call->n_order || e->call->nulls)
        return bind_fail(b, e, "grouping() takes keys of GROUP BY");
    for (size_t i = 0; i < e->n_args; i++) {
        struct value v;
        size_t k = 0;
        KAMU_TRY(bind_expr(b, in, e->args[i], &v));
        while (k < group->n_keys && !rope_eq(v.sql, group->key_values[k].sql))
            k++;
        if (k == group->n_keys)
            return bind_fail(b, e->args[i],
                             "Argument to grouping function is not in grouping "
                             "columns");
        items[i] = group->key_values[k].sql;
    }
    made.sql = rope(b->arena, "CAST(GROUPING(%r) AS INTEGER)",
                    rope_join(b->arena, items, e->n_args, ", "));
    return made.sql ? add_aggregate(b, e, group, &made, out) : bind_nomem(b);
}

kamu_code bind_aggregate(struct binder *b, struct scope *s, const struct sql_expr *e,
                         struct value *out)
{
    const struct sql_aggregate *a = sql_aggregate_find(e->name);
    struct value *args;
    size_t n;
    struct col_type type;
    bool nullable;
    const struct rope *call;
    struct scope *g = s;
    if (s->no_aggregates || !g->group)
        return bind_fail(b, e, "an aggregate (" STR_FMT ") is not allowed in %s", STR_ARG(e->name),
                         s->no_aggregates ? s->no_aggregates : "this place");
    struct grouping *group = g->group;
    struct scope in = *group->input;
    in.no_aggregates = in.no_windows = "an aggregate";
    if (a->result == SQL_RESULT_GROUPING)
        return bind_grouping(b, &in, group, e, out);
    if (a->result == SQL_RESULT_PERCENTILE)
        return bind_sorted(b, &in, group, e, false, out);
    KAMU_TRY(bind_arguments(b, &in, e, a, &args, &n));
    if (a->result == SQL_RESULT_MEDIAN &&
        (args[0].type.kind == COL_FLOAT32 || sql_is_decimal(&args[0].type)))
        return bind_sorted(b, &in, group, e, true, out);
    KAMU_TRY(aggregate_type(b, e, a, args, n, &type, &nullable));
    if (e->call->nulls && a->kind == 'a')
        return bind_refuse(b, e, NULL, "IGNORE NULLS in %s()", a->name);
    if (a->kind == 'b' && (e->call->distinct || e->call->nulls == 1))
        return bind_refuse(b, e, NULL, "DISTINCT or IGNORE NULLS in %s()", a->name);
    KAMU_TRY(call_text(b, &in, e, a, args, n, &call));
    call = settle(b, a, call, &type);
    if (!call)
        return bind_nomem(b);
    struct aggregate made = {
        .sql = call, .type = type, .nullable = nullable, .use = use_of(b, &in, e, a, args, n)};
    return add_aggregate(b, e, group, &made, out);
}

/* ---- windows
 * ----------------------------------------------------------------------------------------- */

static kamu_code find_window(struct binder *b, struct scope *s, const struct sql_expr *e,
                             const struct sql_window **out)
{
    const struct sql_window *w = e->call->over;
    *out = w;
    if (!w->base.p)
        return KAMU_OK;
    for (size_t i = 0; s->select && i < s->select->n_windows; i++)
        if (str_eq(s->select->windows[i].name, w->base)) {
            if (w->n_partition || w->n_order || w->unit != SQL_FRAME_NONE)
                return bind_refuse(b, e, NULL, "a window that extends another");
            *out = s->select->windows[i].window;
            return (*out)->base.p ? bind_refuse(b, e, NULL, "a window that extends another")
                                  : KAMU_OK;
        }
    return bind_fail(b, e, "The window " STR_FMT " is not defined!", STR_ARG(w->base));
}

static kamu_code frame_bound(struct binder *b, const struct sql_bound *f, const struct rope **out)
{
    const char *word = f->kind == SQL_BOUND_PRECEDING ? "PRECEDING" : "FOLLOWING";
    int64_t n;
    if (f->kind == SQL_BOUND_CURRENT)
        *out = rope(b->arena, "CURRENT ROW");
    else if (!f->offset)
        *out = rope(b->arena, "UNBOUNDED %s", word);
    else if (sql_literal_int(f->offset, &n) && n >= 0)
        *out = rope(b->arena, "%d %s", n, word);
    else
        return bind_refuse(b, f->offset, NULL, "a frame bound that is no plain number");
    return *out ? KAMU_OK : bind_nomem(b);
}

static kamu_code window_text(struct binder *b, struct scope *s, const struct sql_expr *e,
                             const struct sql_window *w, const struct rope **out)
{
    static const char *const units[] = {"", "ROWS", "RANGE", "GROUPS"};
    struct value *keys;
    const struct rope **items = arena_calloc(b->arena, w->n_partition + 1, sizeof *items);
    const struct rope *order, *from, *to, *frame = rope(b->arena, ""), *partition = frame;
    if (!items)
        return bind_nomem(b);
    KAMU_TRY(bind_list(b, s, w->partition, w->n_partition, &keys));
    for (size_t i = 0; i < w->n_partition; i++)
        items[i] = keys[i].sql;
    if (w->n_partition)
        partition =
            rope(b->arena, "PARTITION BY %r ", rope_join(b->arena, items, w->n_partition, ", "));
    KAMU_TRY(bind_order(b, s, w->order, w->n_order, &order));
    if (w->unit != SQL_FRAME_NONE) {
        if (w->unit == SQL_FRAME_RANGE && (w->from.offset || w->to.offset))
            return bind_refuse(b, e, "use ROWS", "RANGE with a distance");
        KAMU_TRY(frame_bound(b, &w->from, &from));
        KAMU_TRY(frame_bound(b, &w->to, &to));
        frame = rope(b->arena, " %s BETWEEN %r AND %r", units[w->unit], from, to);
    }
    *out = rope(b->arena, "(%r%r%r)", partition, order, frame);
    return *out ? KAMU_OK : bind_nomem(b);
}

/* lag(x, 1, 0): the offset is a whole number, the default as x */
static kamu_code shift_arguments(struct binder *b, const struct sql_expr *e,
                                 const struct sql_aggregate *a, struct value *args, size_t n)
{
    struct col_type wide = sql_type(COL_INT64);
    bool shift = strcmp(a->name, "lag") == 0 || strcmp(a->name, "lead") == 0;
    size_t counted = shift || strcmp(a->name, "nth_value") == 0 ? 1 : 0;
    if (strcmp(a->name, "ntile") != 0 && !counted)
        return KAMU_OK;
    if (counted < n) {
        if (!sql_is_integer(&args[counted].type))
            return no_row(b, e, args, n);
        KAMU_TRY(bind_cast(b, &args[counted], &wide, false));
    }
    return shift && n == 3 ? bind_cast(b, &args[2], &args[0].type, false) : KAMU_OK;
}

static kamu_code bind_window(struct binder *b, struct scope *s, const struct sql_expr *e,
                             struct value *out)
{
    const struct sql_aggregate *a = sql_aggregate_find(e->name);
    const struct sql_window *w;
    struct value *args;
    size_t n;
    struct col_type type;
    bool nullable;
    const struct rope *call, *over;
    if (!a)
        return no_function(b, e);
    if (s->no_windows)
        return bind_fail(b, e, "a window function (" STR_FMT ") is not allowed in %s",
                         STR_ARG(e->name), s->no_windows);
    struct scope in = *s;
    in.no_windows = "a window function";
    KAMU_TRY(find_window(b, s, e, &w));
    KAMU_TRY(bind_arguments(b, &in, e, a, &args, &n));
    KAMU_TRY(aggregate_type(b, e, a, args, n, &type, &nullable));
    KAMU_TRY(shift_arguments(b, e, a, args, n));
    if (e->call->distinct || e->call->n_order)
        return bind_refuse(b, e, NULL, "DISTINCT or ORDER BY in a window function");
    KAMU_TRY(call_text(b, &in, e, a, args, n, &call));
    KAMU_TRY(window_text(b, &in, e, w, &over));
    if (a->result == SQL_RESULT_FLOAT && a->max_args == 0)
        nullable = false;
    return bind_done(b, e, type, nullable,
                     settle(b, a, rope(b->arena, "%r OVER %r", call, over), &type), out);
}

kamu_code bind_call(struct binder *b, struct scope *s, const struct sql_expr *e, struct value *out)
{
    const struct sql_aggregate *a = sql_aggregate_find(e->name);
    if (e->call->over)
        return bind_window(b, s, e, out);
    if (!a)
        return bind_scalar(b, s, e, out);
    if (a->kind == 'w')
        return bind_fail(b, e, "%s() needs OVER (...)", a->name);
    return bind_aggregate(b, s, e, out);
}
