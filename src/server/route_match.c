/* From a path to its route. */
#include "server/listener.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decoded into the arena; false when an escape is broken or what results is not UTF-8. */
static bool unescape(struct arena *arena, struct str s, struct str *out)
{
    if (!memchr(s.p, '%', s.n)) {
        *out = s;
        return utf8_valid(s.p, s.n, NULL);
    }
    char *p = arena_alloc(arena, s.n + 1);
    size_t n = 0;
    if (!p)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '%') {
            p[n++] = s.p[i];
            continue;
        }
        if (s.n - i < 3 || hex(s.p[i + 1]) < 0 || hex(s.p[i + 2]) < 0)
            return false;
        p[n++] = (char)(hex(s.p[i + 1]) << 4 | hex(s.p[i + 2]));
        i += 2;
    }
    p[n] = '\0';
    *out = (struct str){p, n};
    return utf8_valid(p, n, NULL);
}

/* Cuts the next segment off "/a/b": false when there is none or it is empty. */
static bool next_segment(struct str *rest, struct str *segment)
{
    if (rest->n < 2 || rest->p[0] != '/')
        return false;
    const char *slash = memchr(rest->p + 1, '/', rest->n - 1);
    size_t n = slash ? (size_t)(slash - rest->p) - 1 : rest->n - 1;
    if (n == 0)
        return false;
    *segment = (struct str){rest->p + 1, n};
    rest->p += n + 1;
    rest->n -= n + 1;
    return true;
}

/* The rest of a path against the rest of a pattern; variable segments go to args as sent. */
static bool match(struct str pattern, struct str path, struct str args[2])
{
    size_t n_args = 0;
    struct str want, have;
    while (next_segment(&pattern, &want)) {
        if (!next_segment(&path, &have))
            return false;
        if (str_eqc(want, "{}")) {
            if (n_args == 2)
                return false;
            args[n_args++] = have;
        } else if (!str_eq(want, have)) {
            return false;
        }
    }
    return path.n == 0;
}

static bool root_path(const struct exchange *x)
{
    return x->path.n == 1 && x->path.p[0] == '/';
}

enum route_match route_find(struct exchange *x, bool multi_tenant, struct str *account,
                            struct str *dataset, struct kamu_error *err)
{
    struct str tail = x->path, owner = STR_NONE, name = STR_NONE;
    bool has_dataset = (!multi_tenant || next_segment(&tail, &owner)) && next_segment(&tail, &name);
    const struct route *first = NULL, *exact = NULL;
    struct str args[2], exact_args[2] = {STR_NONE, STR_NONE};
    unsigned wanted = x->method == HTTP_HEAD ? HTTP_GET : (unsigned)x->method;
    for (size_t i = 0; i < n_routes; i++) {
        const struct route *r = &routes[i];
        bool of_dataset = str_starts(str_c(r->path), "{ds}");
        args[0] = args[1] = STR_NONE;
        if (of_dataset                  ? !has_dataset || !match(str_c(r->path + 4), tail, args)
            : strcmp(r->path, "/") == 0 ? !root_path(x)
                                        : !match(str_c(r->path), x->path, args))
            continue;
        if (r->flags & ROUTE_E2E && !x->server->options.e2e_output)
            continue;
        /* Further rows of the same path have other methods; a later path that matches as well
         * is hidden by the first. */
        if (first && strcmp(first->path, r->path) != 0)
            continue;
        if (!first) {
            first = r;
            memcpy(exact_args, args, sizeof args);
        }
        if (!exact && r->methods & wanted)
            exact = r;
    }
    if (!first)
        return ROUTE_NONE;
    x->route = exact ? exact : first;
    for (size_t i = 0; i < 2; i++) {
        x->args[i] = STR_NONE;
        if (exact_args[i].p && !unescape(&x->arena, exact_args[i], &x->args[i])) {
            error_set(err, KAMU_E_USAGE, "Invalid URL: Invalid UTF-8 in path");
            return ROUTE_BAD_NAME;
        }
    }
    *account = *dataset = STR_NONE;
    if (!(first->flags & ROUTE_DATASET))
        return ROUTE_FOUND;
    if ((multi_tenant && (!unescape(&x->arena, owner, account) || !odf_name_valid(*account))) ||
        !unescape(&x->arena, name, dataset) || !odf_name_valid(*dataset)) {
        error_set(err, KAMU_E_USAGE, "Not a name of a dataset");
        return ROUTE_BAD_NAME;
    }
    return ROUTE_FOUND;
}

void route_allow(const struct exchange *x, char out[64])
{
    static const struct {
        unsigned method;
        const char *text;
    } names[] = {
        {HTTP_GET, "GET,HEAD"}, {HTTP_POST, "POST"}, {HTTP_PUT, "PUT"}, {HTTP_DELETE, "DELETE"}};
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < n_routes; i++) {
        if (strcmp(routes[i].path, x->route->path) != 0)
            continue;
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            if (routes[i].methods & names[k].method)
                n += (size_t)snprintf(out + n, 64 - n, "%s%s", n ? "," : "", names[k].text);
    }
}
