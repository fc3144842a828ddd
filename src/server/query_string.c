/* The parameters of a request's query string, with the texts of kamu's framework. */
#include "server/exchange.h"

enum { PARAMS_MAX = 256 };

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* `+` is a blank; what is no escape stands for itself, as browsers and kamu read it. */
static kamu_code decode(struct arena *arena, struct str s, struct str *out, struct kamu_error *err)
{
    char *p = arena_alloc(arena, s.n + 1);
    size_t n = 0;
    if (!p)
        return error_nomem(err);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '+') {
            p[n++] = ' ';
        } else if (s.p[i] == '%' && i + 2 < s.n && hex(s.p[i + 1]) >= 0 && hex(s.p[i + 2]) >= 0) {
            p[n++] = (char)(hex(s.p[i + 1]) << 4 | hex(s.p[i + 2]));
            i += 2;
        } else {
            p[n++] = s.p[i];
        }
    }
    p[n] = '\0';
    if (!utf8_valid(p, n, NULL))
        return error_set(err, KAMU_E_USAGE,
                         "Failed to deserialize query string: a parameter is not UTF-8");
    *out = (struct str){p, n};
    return KAMU_OK;
}

kamu_code exchange_params(struct exchange *x, struct exchange_pair **out, size_t *n,
                          struct kamu_error *err)
{
    struct str rest = x->query;
    size_t count = 1;
    for (size_t i = 0; rest.p && i < rest.n; i++)
        count += rest.p[i] == '&';
    if (count > PARAMS_MAX)
        return error_set(err, KAMU_E_USAGE,
                         "Failed to deserialize query string: more than %d parameters", PARAMS_MAX);
    struct exchange_pair *pairs = arena_calloc(&x->arena, count, sizeof *pairs);
    if (!pairs)
        return error_nomem(err);
    *n = 0;
    while (rest.p && rest.n) {
        const char *amp = memchr(rest.p, '&', rest.n);
        struct str item = {rest.p, amp ? (size_t)(amp - rest.p) : rest.n};
        rest.p += amp ? item.n + 1 : item.n;
        rest.n -= amp ? item.n + 1 : item.n;
        if (item.n == 0)
            continue;
        const char *eq = memchr(item.p, '=', item.n);
        struct str name = {item.p, eq ? (size_t)(eq - item.p) : item.n};
        struct str value = eq ? (struct str){eq + 1, item.n - name.n - 1} : STR("");
        KAMU_TRY(decode(&x->arena, name, &pairs[*n].name, err));
        KAMU_TRY(decode(&x->arena, value, &pairs[*n].value, err));
        ++*n;
    }
    *out = pairs;
    return KAMU_OK;
}

kamu_code exchange_param(struct exchange *x, const char *name, struct str *out,
                         struct kamu_error *err)
{
    struct exchange_pair *pairs;
    size_t n;
    *out = STR_NONE;
    if (!x->query.p)
        return KAMU_OK;
    KAMU_TRY(exchange_params(x, &pairs, &n, err));
    for (size_t i = 0; i < n; i++) {
        if (!str_eqc(pairs[i].name, name))
            continue;
        if (out->p)
            return error_set(err, KAMU_E_USAGE,
                             "Failed to deserialize query string: duplicate field `%s`", name);
        *out = pairs[i].value;
    }
    return KAMU_OK;
}
