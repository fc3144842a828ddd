/* Ropes: see rope.h. */
#include "sql/rope.h"

#include <inttypes.h>
#include <stdarg.h>

#define PARTS_MAX 24

static size_t sum(size_t a, size_t b)
{
    size_t total;
    return ADD_OVERFLOW(a, b, &total) ? SIZE_MAX : total;
}

static const struct rope *leaf(struct arena *arena, const char *p, size_t n)
{
    struct rope *r = arena_calloc(arena, 1, sizeof *r);
    if (r) {
        r->text = (struct str){p, n};
        r->bytes = n;
    }
    return r;
}

static const struct rope *join(struct arena *arena, const struct rope *const *parts, size_t n)
{
    struct rope *r = arena_calloc(arena, 1, sizeof *r);
    if (!r)
        return NULL;
    r->parts = arena_calloc(arena, n ? n : 1, sizeof *r->parts);
    if (!r->parts)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        if (!parts[i])
            return NULL;
        r->parts[i] = parts[i];
        r->bytes = sum(r->bytes, parts[i]->bytes);
    }
    r->n_parts = n;
    return r;
}

/* 'text' with doubled quotes */
static const struct rope *quoted(struct arena *arena, struct str s)
{
    size_t n = 0;
    char *p = s.n < SIZE_MAX / 4 ? arena_alloc(arena, 2 * s.n + 2) : NULL;
    if (!p)
        return NULL;
    p[n++] = '\'';
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\'')
            p[n++] = '\'';
        p[n++] = s.p[i];
    }
    p[n++] = '\'';
    return leaf(arena, p, n);
}

static const struct rope *number(struct arena *arena, int64_t v)
{
    const char *text = arena_printf(arena, "%" PRId64, v);
    return text ? leaf(arena, text, strlen(text)) : NULL;
}

static const struct rope *operand(struct arena *arena, char kind, va_list *args)
{
    switch (kind) {
    case 'r':
        return va_arg(*args, const struct rope *);
    case 's': {
        const char *s = va_arg(*args, const char *);
        return s ? leaf(arena, s, strlen(s)) : NULL;
    }
    case 'd':
        return number(arena, va_arg(*args, int64_t));
    case 'u':
        return number(arena, va_arg(*args, unsigned));
    case 'q':
        return quoted(arena, va_arg(*args, struct str));
    default:
        KAMU_BUG("rope: %%%c", kind);
    }
}

const struct rope *rope(struct arena *arena, const char *format, ...)
{
    const struct rope *parts[PARTS_MAX];
    size_t n = 0;
    va_list args;
    va_start(args, format);
    for (const char *p = format; *p;) {
        size_t plain = strcspn(p, "%");
        if (n + 2 > PARTS_MAX)
            KAMU_BUG("rope: too many parts in \"%s\"", format);
        if (plain > 0) {
            parts[n++] = leaf(arena, p, plain);
            p += plain;
        }
        if (*p == '%' && p[1] == '%') {
            parts[n++] = leaf(arena, p, 1);
            p += 2;
        } else if (*p == '%') {
            parts[n++] = operand(arena, p[1], &args);
            p += 2;
        }
    }
    va_end(args);
    return join(arena, parts, n);
}

const struct rope *rope_join(struct arena *arena, const struct rope *const *parts, size_t n,
                             const char *between)
{
    const struct rope *gap = leaf(arena, between, strlen(between));
    const struct rope **all = arena_calloc(arena, 2 * n + 1, sizeof *all);
    size_t m = 0;
    if (!gap || !all)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            all[m++] = gap;
        all[m++] = parts[i];
    }
    return join(arena, all, m);
}

static kamu_code append(const struct rope *r, struct buf *out, struct kamu_error *err)
{
    if (r->n_parts == 0)
        return r->text.n ? buf_append(out, r->text.p, r->text.n, err) : KAMU_OK;
    for (size_t i = 0; i < r->n_parts; i++)
        KAMU_TRY(append(r->parts[i], out, err));
    return KAMU_OK;
}

kamu_code rope_write(const struct rope *r, struct buf *out, struct kamu_error *err)
{
    if (r->bytes > SQL_ROPE_TEXT_MAX)
        return error_set(err, KAMU_E_LIMIT,
                         "SQL error: the query is too large: it repeats parts of itself too often");
    return append(r, out, err);
}

/* Two ropes side by side, leaf by leaf. */
struct walk {
    const struct rope *stack[256];
    size_t at[256];
    size_t depth;
    struct str left;
};

static bool next_leaf(struct walk *w)
{
    while (w->left.n == 0) {
        if (w->depth == 0)
            return false;
        const struct rope *r = w->stack[w->depth - 1];
        size_t i = w->at[w->depth - 1]++;
        if (r->n_parts == 0) {
            w->left = r->text;
            w->depth--;
        } else if (i == r->n_parts) {
            w->depth--;
        } else {
            if (w->depth == sizeof w->stack / sizeof *w->stack)
                return false;
            w->at[w->depth] = 0;
            w->stack[w->depth++] = r->parts[i];
        }
    }
    return true;
}

bool rope_eq(const struct rope *a, const struct rope *b)
{
    if (a->bytes != b->bytes || a->bytes > SQL_ROPE_TEXT_MAX)
        return false;
    struct walk wa = {.stack = {a}, .depth = 1}, wb = {.stack = {b}, .depth = 1};
    size_t seen = 0;
    while (next_leaf(&wa) && next_leaf(&wb)) {
        size_t n = wa.left.n < wb.left.n ? wa.left.n : wb.left.n;
        if (memcmp(wa.left.p, wb.left.p, n) != 0)
            return false;
        wa.left.p += n, wa.left.n -= n;
        wb.left.p += n, wb.left.n -= n;
        seen += n;
    }
    return seen == a->bytes;
}
