/* str: a borrowed piece of text. Not NUL-terminated unless its maker says so. */
#ifndef KAMU_BASE_STR_H
#define KAMU_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *p; /* NULL means "absent" where a field is optional; "" is an empty value */
    size_t n;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_NONE ((struct str){NULL, 0})
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

static inline struct str str_c(const char *s)
{
    return (struct str){s, s ? strlen(s) : 0};
}
static inline bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool str_eqc(struct str a, const char *b)
{
    return str_eq(a, str_c(b));
}
bool str_ieq(struct str a, struct str b); /* ASCII letters without case */
int str_cmp(struct str a, struct str b);  /* bytewise, shorter first */
int str_icmp(struct str a, struct str b); /* ASCII letters without case */
bool str_starts(struct str s, const char *prefix);
bool str_ends(struct str s, const char *suffix);
struct str str_trim(struct str s); /* ASCII white space at both ends */
/* Decimal digits alone; false for none, for anything else, and beyond 64 bits. */
bool str_u64(struct str s, uint64_t *out);
static inline int str_hex_digit(char c) /* either case; -1: it is none */
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
#define utf8_encode kamu_utf8_encode /* libjansson.a has one too */
bool utf8_valid(const void *p, size_t n, size_t *bad_offset /* may be NULL */);
/* Decode one code point at s (n > 0): its length 1..4, 0 when invalid. */
unsigned utf8_decode(const char *s, size_t n, uint32_t *code_point);
#define utf8_encode kamu_utf8_encode /* libjansson.a has a function of this name */
unsigned utf8_encode(uint32_t code_point, char out[4]); /* length, 0 when not a scalar value */
/* Length of the longest prefix of at most max bytes that ends at a code point boundary. */
size_t utf8_cut(const char *s, size_t n, size_t max);
/* Levenshtein-like distance for "did you mean", ASCII case ignored; capped at `cap`. */
unsigned str_distance(struct str a, struct str b, unsigned cap);

#endif
