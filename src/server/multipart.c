#include "server/multipart.h"

#include <string.h>

/* ---- header values ----------------------------------------------------------------------------
 */

static void skip_blanks(struct str *s)
{
    while (s->n && (s->p[0] == ' ' || s->p[0] == '\t')) {
        s->p++;
        s->n--;
    }
}

static void advance(struct str *s, size_t n)
{
    s->p += n;
    s->n -= n;
}

/* The value at the beginning of s: a token, or what stands between quotes. */
static bool take_value(struct str *s, struct str *out)
{
    size_t n = 0;
    if (s->n == 0 || s->p[0] != '"') {
        while (n < s->n && s->p[n] != ';' && s->p[n] != ' ' && s->p[n] != '\t')
            n++;
        *out = (struct str){s->p, n};
        advance(s, n);
        return n > 0;
    }
    advance(s, 1);
    while (n < s->n && s->p[n] != '"')
        n += s->p[n] == '\\' && n + 1 < s->n ? 2 : 1;
    if (n >= s->n)
        return false;
    *out = (struct str){s->p, n};
    advance(s, n + 1);
    return true;
}

/* The parameter `name` of "value; name=text; ..."; .p NULL: none. */
static struct str parameter(struct str s, const char *name)
{
    for (;;) {
        struct str value;
        while (s.n && s.p[0] != ';')
            advance(&s, 1);
        if (s.n == 0)
            return STR_NONE;
        advance(&s, 1);
        skip_blanks(&s);
        size_t n = 0;
        while (n < s.n && s.p[n] != '=' && s.p[n] != ';')
            n++;
        struct str found = str_trim((struct str){s.p, n});
        advance(&s, n);
        if (s.n == 0 || s.p[0] != '=')
            continue;
        advance(&s, 1);
        skip_blanks(&s);
        if (!take_value(&s, &value))
            return STR_NONE;
        if (str_ieq(found, str_c(name)))
            return value;
    }
}

bool multipart_boundary(struct str content_type, char out[MULTIPART_BOUNDARY_MAX + 1])
{
    static const char type[] = "multipart/form-data";
    const size_t n = sizeof type - 1;
    if (content_type.n < n || !str_ieq((struct str){content_type.p, n}, STR("multipart/form-data")))
        return false;
    struct str rest = {content_type.p + n, content_type.n - n};
    skip_blanks(&rest);
    if (rest.n && rest.p[0] != ';')
        return false;
    struct str b = parameter(rest, "boundary");
    if (b.n == 0 || b.n > MULTIPART_BOUNDARY_MAX || b.p[b.n - 1] == ' ')
        return false;
    for (size_t i = 0; i < b.n; i++)
        if (b.p[i] < ' ' || b.p[i] > '~')
            return false;
    memcpy(out, b.p, b.n);
    out[b.n] = '\0';
    return true;
}

/* ---- the body ---------------------------------------------------------------------------------
 */

static kamu_code malformed(struct kamu_error *err, const char *why)
{
    return error_set(err, KAMU_E_INPUT, "Malformed multipart form: %s", why);
}

/* Behind "--boundary" at m->p: blanks and a line end, or "--". */
static kamu_code end_delimiter(struct multipart *m, struct kamu_error *err)
{
    if (m->end - m->p >= 2 && memcmp(m->p, "--", 2) == 0) {
        m->done = true; /* what follows is an epilogue, which nobody reads */
        return KAMU_OK;
    }
    while (m->p < m->end && (*m->p == ' ' || *m->p == '\t'))
        m->p++;
    if (m->end - m->p < 2 || memcmp(m->p, "\r\n", 2) != 0)
        return malformed(err, "a delimiter is not ended");
    m->p += 2;
    return KAMU_OK;
}

static bool at_boundary(const struct multipart *m, const char *p)
{
    return (size_t)(m->end - p) >= m->boundary.n + 2 && memcmp(p, "--", 2) == 0 &&
           memcmp(p + 2, m->boundary.p, m->boundary.n) == 0;
}

/* The next "\r\n--boundary" from p on; NULL: none. */
static const char *find_delimiter(const struct multipart *m, const char *p)
{
    while ((p = memmem(p, (size_t)(m->end - p), "\r\n--", 4)) != NULL) {
        if (at_boundary(m, p + 2))
            return p;
        p += 2;
    }
    return NULL;
}

kamu_code multipart_open(struct multipart *m, struct str body, const char *boundary,
                         struct kamu_error *err)
{
    const char *start = body.p ? body.p : "";
    *m = (struct multipart){.boundary = str_c(boundary), .p = start, .end = start + body.n};
    if (!at_boundary(m, m->p)) { /* a preamble */
        const char *d = find_delimiter(m, m->p);
        if (!d)
            return malformed(err, "there is no delimiter");
        m->p = d + 2;
    }
    m->p += 2 + m->boundary.n;
    return end_delimiter(m, err);
}

/* A header line, without its end; empty at the end of the headers. */
static kamu_code take_line(struct multipart *m, struct str *out, struct kamu_error *err)
{
    const char *e = memmem(m->p, (size_t)(m->end - m->p), "\r\n", 2);
    if (!e)
        return malformed(err, "it is cut off in the headers of a part");
    *out = (struct str){m->p, (size_t)(e - m->p)};
    m->p = e + 2;
    return KAMU_OK;
}

static kamu_code take_headers(struct multipart *m, struct multipart_part *part,
                              struct kamu_error *err)
{
    struct str line = {0};
    for (int i = 0; i < 32; i++) {
        KAMU_TRY(take_line(m, &line, err));
        if (line.n == 0)
            return KAMU_OK;
        const char *colon = memchr(line.p, ':', line.n);
        if (!colon)
            return malformed(err, "a header of a part has no colon");
        struct str name = str_trim((struct str){line.p, (size_t)(colon - line.p)});
        struct str value = {colon + 1, line.n - (size_t)(colon + 1 - line.p)};
        if (str_ieq(name, STR("content-disposition")))
            part->name = parameter(str_trim(value), "name");
    }
    return malformed(err, "a part has too many headers");
}

kamu_code multipart_next(struct multipart *m, struct multipart_part *part, bool *out,
                         struct kamu_error *err)
{
    *part = (struct multipart_part){0};
    *out = !m->done;
    if (m->done)
        return KAMU_OK;
    KAMU_TRY(take_headers(m, part, err));
    /* A part without content: its delimiter's line end is the one that ended the headers. */
    const char *d = at_boundary(m, m->p) ? m->p - 2 : find_delimiter(m, m->p);
    if (!d)
        return malformed(err, "it is cut off in a part");
    part->content = (struct str){m->p, d > m->p ? (size_t)(d - m->p) : 0};
    m->p = d + 4 + m->boundary.n;
    return end_delimiter(m, err);
}
