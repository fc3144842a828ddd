#include "server/transfer_range.h"

/* Digits; at the end of `s` or in front of something else. false: none, or too many. */
static bool number(struct str *s, uint64_t *out)
{
    size_t i = 0;
    *out = 0;
    for (; i < s->n && s->p[i] >= '0' && s->p[i] <= '9'; i++) {
        if (i == 19)
            return false;
        *out = 10 * *out + (uint64_t)(s->p[i] - '0');
    }
    s->p += i;
    s->n -= i;
    return i > 0;
}

static enum transfer_range_kind suffix(struct str s, uint64_t size, struct transfer_range *out)
{
    uint64_t n;
    if (!number(&s, &n) || s.n)
        return TRANSFER_RANGE_NONE;
    if (n == 0 || size == 0)
        return TRANSFER_RANGE_BAD;
    out->n = n < size ? n : size;
    out->from = size - out->n;
    return TRANSFER_RANGE_PART;
}

enum transfer_range_kind transfer_range_parse(struct str header, uint64_t size,
                                              struct transfer_range *out)
{
    uint64_t from, to = size;
    struct str s = str_trim(header);
    if (s.n < 6 || !str_ieq((struct str){s.p, 6}, STR("bytes=")))
        return TRANSFER_RANGE_NONE;
    s = str_trim((struct str){s.p + 6, s.n - 6});
    if (s.n && s.p[0] == '-')
        return suffix((struct str){s.p + 1, s.n - 1}, size, out);
    if (!number(&s, &from) || s.n == 0 || s.p[0] != '-')
        return TRANSFER_RANGE_NONE;
    s.p++;
    s.n--;
    if (s.n && (!number(&s, &to) || s.n || to < from))
        return TRANSFER_RANGE_NONE;
    if (from >= size)
        return TRANSFER_RANGE_BAD;
    out->from = from;
    out->n = (to < size - 1 ? to + 1 : size) - from;
    return TRANSFER_RANGE_PART;
}

static bool same_tag(struct str s, const char *tag)
{
    return s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"' &&
           str_eqc((struct str){s.p + 1, s.n - 2}, tag);
}

bool transfer_etag_is(struct str header, const char *tag)
{
    return same_tag(str_trim(header), tag);
}

bool transfer_etag_matches(struct str header, const char *tag)
{
    struct str rest = str_trim(header);
    if (str_eqc(rest, "*"))
        return true;
    while (rest.n) {
        const char *comma = memchr(rest.p, ',', rest.n);
        size_t n = comma ? (size_t)(comma - rest.p) : rest.n;
        struct str one = str_trim((struct str){rest.p, n});
        if (str_starts(one, "W/")) {
            one.p += 2;
            one.n -= 2;
        }
        if (same_tag(one, tag))
            return true;
        n += comma != NULL;
        rest.p += n;
        rest.n -= n;
    }
    return false;
}
