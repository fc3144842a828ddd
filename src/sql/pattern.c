/*
 * Regular expressions that may fit nothing at all: 'a*', '(a|)', '\\b'. Where and how often engines
 * find those is not the same in DataFusion's and DuckDB's.
 */
#include "sql/bind.h"

#define DEPTH_MAX 32

struct reader {
    struct str s;
    size_t at;
    bool doubtful; /* something that is not understood here */
};

static bool alternatives(struct reader *r, unsigned depth);

static int peek(const struct reader *r)
{
    return r->at < r->s.n ? (unsigned char)r->s.p[r->at] : -1;
}

static bool take(struct reader *r, char c)
{
    bool is = peek(r) == c;
    r->at += is;
    return is;
}

/* (?:, (?i:, (?P<name>; (?i) is a whole group. */
static bool group(struct reader *r, unsigned depth)
{
    if (take(r, '?')) {
        bool named = peek(r) == 'P' || peek(r) == '<';
        while (peek(r) >= 0 && peek(r) != ')' && peek(r) != (named ? '>' : ':'))
            r->at++;
        if (peek(r) != ')')
            r->at++;
    }
    bool empty = alternatives(r, depth + 1);
    r->doubtful = !take(r, ')') || r->doubtful;
    return empty;
}

/* Behind "[". */
static void class(struct reader *r)
{
    take(r, '^');
    take(r, ']');
    for (unsigned depth = 1; depth > 0 && peek(r) >= 0; r->at++) {
        if (peek(r) == '\\')
            r->at++;
        else if (peek(r) == '[')
            depth++;
        else if (peek(r) == ']')
            depth--;
    }
}

static bool escape(struct reader *r)
{
    int c = peek(r);
    r->at++;
    r->doubtful = r->doubtful || c < 0 || c == 'Q';
    if ((c == 'p' || c == 'P' || c == 'x') && take(r, '{'))
        while (peek(r) >= 0 && !take(r, '}'))
            r->at++;
    return c == 'b' || c == 'B' || c == 'A' || c == 'z';
}

static bool atom(struct reader *r, unsigned depth)
{
    if (take(r, '('))
        return group(r, depth);
    if (take(r, '\\'))
        return escape(r);
    if (take(r, '^') || take(r, '$'))
        return true;
    if (take(r, '['))
        class(r);
    else
        r->at++;
    return false;
}

static bool repeated(struct reader *r, bool empty)
{
    for (;;) {
        if (take(r, '*') || take(r, '?')) {
            empty = true;
        } else if (take(r, '{')) {
            empty = empty || peek(r) == '0' || peek(r) == ',';
            while (peek(r) >= 0 && !take(r, '}'))
                r->at++;
        } else if (!take(r, '+')) {
            return empty;
        }
    }
}

static bool alternatives(struct reader *r, unsigned depth)
{
    bool any = false, all = true;
    if (depth > DEPTH_MAX)
        r->doubtful = true;
    while (peek(r) >= 0 && peek(r) != ')' && !r->doubtful) {
        if (take(r, '|')) {
            any = any || all;
            all = true;
        } else {
            all = repeated(r, atom(r, depth)) && all;
        }
    }
    return any || all;
}

bool bind_pattern_may_be_empty(struct str pattern)
{
    struct reader r = {.s = pattern};
    bool empty = alternatives(&r, 0);
    return empty || r.doubtful || r.at < pattern.n;
}
