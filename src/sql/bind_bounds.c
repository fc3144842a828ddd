/*
 * What WHERE says of the tables that are scanned: `column <op> constant`, for scans that can leave
 * out whole slices by it (dialect.h, takes_bounds). A hint only: WHERE stays as it is, and so a
 * bound may be weaker than what is written, never stronger.
 *
 * A condition of WHERE holds for every row that gets through, so for the rows of the table too,
 * whatever joins there are: a row that an outer join fills with nulls fulfils no comparison.
 */
#include "sql/bind_constant.h"
#include "sql/native.h"

#include <inttypes.h>

#define BOUNDS_TEXT_MAX ((size_t)4096) /* more conditions are left out */

static const char *mirrored(const char *op)
{
    if (op[0] != '<' && op[0] != '>')
        return op;
    static const char *const pairs[][2] = {{"<", ">"}, {"<=", ">="}, {">", "<"}, {">=", "<="}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(op, pairs[i][0]) == 0)
            return pairs[i][1];
    return op;
}

static bool is_comparison(const char *op)
{
    return strcmp(op, "=") == 0 || strcmp(op, "<") == 0 || strcmp(op, "<=") == 0 ||
           strcmp(op, ">") == 0 || strcmp(op, ">=") == 0;
}

/* Between which counts of the column's unit the constant lies. */
static bool constant_of(struct binder *b, const struct col_type *t, const struct sql_expr *e,
                        int64_t *low, int64_t *high)
{
    struct sql_instant at;
    bool exact;
    if (sql_is_integer(t) && sql_literal_int(e, low)) {
        *high = *low;
        return true;
    }
    if (t->kind != COL_DATE32 && (t->kind != COL_TIMESTAMP || !sql_is_utc(t)))
        return false;
    if (!bind_constant_instant(b, t, e, &at))
        return false;
    if (t->kind == COL_DATE32) {
        *low = native_floor_div(at.seconds, 86400);
        exact = at.seconds == *low * 86400 && at.nanos == 0;
    } else {
        int64_t per_second = sql_unit_per_second(t->unit), nanos = 1000000000 / per_second;
        if (MUL_OVERFLOW(at.seconds, per_second, low) ||
            ADD_OVERFLOW(*low, (int64_t)at.nanos / nanos, low))
            return false;
        exact = at.nanos % nanos == 0;
    }
    *high = *low == INT64_MAX || exact ? *low : *low + 1;
    return true;
}

static void add(struct binder *b, struct scan *scan, uint32_t column, const char *op, int64_t value)
{
    const char *old = scan->bounds->text.n == 0 ? NULL : scan->bounds->text.p;
    if (scan->bounds->text.n > BOUNDS_TEXT_MAX)
        return;
    size_t kept = old == NULL ? 0 : scan->bounds->text.n - 1; /* without its quote */
    char *text =
        old == NULL
            ? arena_printf(b->arena, ", bounds := '%u %s %" PRId64 "'", column, op, value)
            : arena_printf(b->arena, "%.*s;%u %s %" PRId64 "'", (int)kept, old, column, op, value);
    if (text != NULL) /* without it the scan reads more */
        scan->bounds->text = str_c(text);
}

struct scan *bind_scan_of(struct binder *b, struct scope *s, const struct sql_expr *e,
                          const struct column **column)
{
    struct scope *found = NULL;
    size_t rest = 0;
    if (e->kind != SQL_COLUMN || bind_name(b, s, e, column, &found, &rest) != KAMU_OK ||
        found != s || rest != 0 || (*column)->scan == NULL)
        return NULL;
    const struct rope *own =
        rope(b->arena, "t%u.c%d", (*column)->scan->alias, (int64_t)(*column)->scan_column);
    return own != NULL && rope_eq(own, (*column)->sql) ? (*column)->scan : NULL;
}

static void compare(struct binder *b, struct scope *s, const char *op, const struct sql_expr *l,
                    const struct sql_expr *r)
{
    const struct column *c = NULL;
    struct scan *scan = bind_scan_of(b, s, l, &c);
    int64_t low, high;
    if (scan == NULL || !constant_of(b, &c->type, r, &low, &high))
        return;
    if (low == high) {
        add(b, scan, c->scan_column, op, low);
        return;
    }
    if (op[0] != '<')
        add(b, scan, c->scan_column, ">=", low);
    if (op[0] != '>')
        add(b, scan, c->scan_column, "<=", high);
}

/* column IN (constants) */
static void among(struct binder *b, struct scope *s, const struct sql_expr *in)
{
    const struct column *c = NULL;
    struct scan *scan = bind_scan_of(b, s, in->args[0], &c);
    int64_t least = INT64_MAX, greatest = INT64_MIN;
    if (scan == NULL || in->n_args < 2)
        return;
    for (size_t i = 1; i < in->n_args; i++) {
        int64_t low, high;
        if (!constant_of(b, &c->type, in->args[i], &low, &high))
            return;
        least = low < least ? low : least;
        greatest = high > greatest ? high : greatest;
    }
    add(b, scan, c->scan_column, ">=", least);
    add(b, scan, c->scan_column, "<=", greatest);
}

void bind_bounds(struct binder *b, struct scope *s, const struct sql_expr *where)
{
    if (where->kind == SQL_BETWEEN && !where->negated) {
        compare(b, s, ">=", where->args[0], where->args[1]);
        compare(b, s, "<=", where->args[0], where->args[2]);
        return;
    }
    if (where->kind == SQL_IN && !where->negated && where->query == NULL) {
        among(b, s, where);
        return;
    }
    if (where->kind != SQL_BINARY)
        return;
    if (strcmp(where->op, "and") == 0) {
        bind_bounds(b, s, where->args[0]);
        bind_bounds(b, s, where->args[1]);
    } else if (is_comparison(where->op)) {
        bool swapped = where->args[0]->kind != SQL_COLUMN;
        compare(b, s, swapped ? mirrored(where->op) : where->op, where->args[swapped],
                where->args[!swapped]);
    }
}
