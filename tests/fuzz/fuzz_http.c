/* Whatever comes from the network: the head of a request, its path, query string and headers, the
 * framing of its body, what its body is packed in. The first byte chooses how the rest is cut. */
#include "server/content_coding.h"
#include "server/content_digest.h"
#include "unit/server/fake_exchange.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(struct str s, const char *from, size_t n)
{
    if (s.p && s.n && !(s.p >= from && s.p + s.n <= from + n) && !str_eqc(s, "/"))
        abort();
}

static void look_at(struct fake *f, bool multi_tenant)
{
    struct str account, dataset;
    struct exchange_pair *pairs;
    size_t n;
    char allow[64];
    if (route_find(f->x, multi_tenant, &account, &dataset, NULL) != ROUTE_NONE)
        route_allow(f->x, allow);
    if (exchange_params(f->x, &pairs, &n, NULL) == KAMU_OK)
        for (size_t i = 0; i < n; i++)
            if (!utf8_valid(pairs[i].value.p, pairs[i].value.n, NULL))
                abort();
    struct content_digest *digest = NULL;
    if (content_digest_open(exchange_header(f->x, "content-digest"), &digest, NULL) == KAMU_OK &&
        digest && content_digest_check(digest, NULL) == KAMU_OK &&
        !exchange_header(f->x, "content-digest").n)
        abort();
    content_digest_free(digest);
}

static void head(const char *p, size_t n)
{
    static struct fake f;
    fake_init(&f);
    size_t end = http1_head_end(p, n, 0);
    if (end > n)
        abort();
    for (int mode = 0; end && mode < 2; mode++) {
        if (fake_request(&f, p, end))
            break;
        for (size_t i = 0; i < f.r->n_headers; i++) {
            check_inside(f.r->headers[i].name, f.r->head_bytes, end);
            check_inside(f.r->headers[i].value, f.r->head_bytes, end);
        }
        check_inside(f.x->path, f.r->head_bytes, end);
        check_inside(f.x->query, f.r->head_bytes, end);
        look_at(&f, mode);
    }
    fake_end(&f);
}

/* The decoded length, whatever the pieces; negative when it is wrong. */
static long chunked(const char *p, size_t n, size_t step)
{
    struct http1_chunks c = {0};
    long total = 0;
    for (size_t at = 0; at < n;) {
        const char *piece;
        size_t got;
        bool end;
        ptrdiff_t used =
            http1_chunks_next(&c, p + at, n - at < step ? n - at : step, &piece, &got, &end);
        if (used < 0)
            return -1;
        if (used == 0 || (got && (piece < p + at || piece + got > p + at + used)))
            abort();
        total += (long)got;
        at += (size_t)used;
        if (end)
            break;
    }
    return total;
}

static void unpack(enum content_coding coding, const uint8_t *p, size_t n)
{
    struct unpacker *u;
    static uint8_t out[4096];
    size_t total = 0, got;
    if (unpacker_open(coding, &u, NULL) != KAMU_OK)
        return;
    do {
        size_t before = n;
        if (unpacker_step(u, &p, &n, out, sizeof out, &got, NULL) != KAMU_OK)
            break;
        if (got > sizeof out || n > before)
            abort();
        total += got;
        if (!got && n == before)
            break;
    } while (total < 1 << 20);
    (void)unpacker_end(u, NULL);
    unpacker_free(u);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    unsigned how = data[0] % 6;
    const char *p = (const char *)data + 1;
    if (how == 0)
        head(p, size - 1);
    else if (how == 1 && chunked(p, size - 1, 1) != chunked(p, size - 1, 1 + data[0] / 6))
        abort();
    else if (how > 1)
        unpack(how - 2 + CODING_GZIP, data + 1, size - 1);
    return 0;
}
