/* gzip (RFC 1952) with its checksums looked at. */
#include "readers/input.h"

#include <zlib.h>

#define BLOCK (64u << 10)

struct gzip {
    z_stream z;
    byte_input_source *source;
    void *ctx;
    const char *name;
    bool open; /* z is initialised */
    bool source_end;
    bool between;   /* no member is begun */
    uint64_t taken; /* stored bytes that zlib has used */
    uint8_t block[BLOCK];
};

static kamu_code broken(const struct gzip *g, const char *why, struct kamu_error *err)
{
    error_set(err, KAMU_E_INPUT, "%s: broken gzip data at byte %llu: %s", g->name,
              (unsigned long long)g->taken, why);
    error_at(err, g->name, 0, 0, 0);
    error_hint(err, "is the file complete?");
    return KAMU_E_INPUT;
}

kamu_code gzip_open(byte_input_source *source, void *ctx, const char *name, struct gzip **out,
                    struct kamu_error *err)
{
    struct gzip *g = mem_calloc(1, sizeof *g);
    if (g == NULL)
        return error_nomem(err);
    g->source = source;
    g->ctx = ctx;
    g->name = name;
    *out = g;
    if (inflateInit2(&g->z, 15 + 16) != Z_OK)
        return error_nomem(err);
    g->open = true;
    return KAMU_OK;
}

static kamu_code refill(struct gzip *g, struct kamu_error *err)
{
    size_t got = 0;
    if (g->z.avail_in > 0 || g->source_end)
        return KAMU_OK;
    KAMU_TRY(g->source(g->ctx, g->block, BLOCK, &got, err));
    g->z.next_in = g->block;
    g->z.avail_in = (uInt)got;
    g->source_end = got == 0;
    return KAMU_OK;
}

/* Behind a member: another one, padding, or the end. *more = a member begins. */
static kamu_code next_member(struct gzip *g, bool *more, struct kamu_error *err)
{
    *more = false;
    for (;;) {
        KAMU_TRY(refill(g, err));
        if (g->z.avail_in == 0)
            return KAMU_OK;
        if (*g->z.next_in == 0x1f)
            break;
        if (*g->z.next_in != 0)
            return broken(g, "it goes on behind the end with something else", err);
        g->z.next_in++;
        g->z.avail_in--;
        g->taken++;
    }
    if (inflateReset(&g->z) != Z_OK)
        return error_nomem(err);
    g->between = false;
    *more = true;
    return KAMU_OK;
}

static kamu_code inflate_some(struct gzip *g, struct kamu_error *err)
{
    KAMU_TRY(refill(g, err));
    uInt before = g->z.avail_in;
    int rc = inflate(&g->z, Z_NO_FLUSH);
    g->taken += before - g->z.avail_in;
    if (rc == Z_STREAM_END)
        g->between = true;
    else if (rc == Z_MEM_ERROR)
        return error_nomem(err);
    else if (rc != Z_OK && rc != Z_BUF_ERROR)
        return broken(g, g->z.msg != NULL ? g->z.msg : "damaged", err);
    else if (g->source_end && g->z.avail_in == 0 && g->z.avail_out > 0)
        return broken(g, "the end is missing", err);
    return KAMU_OK;
}

kamu_code gzip_read(struct gzip *g, void *out, size_t n, size_t *got, struct kamu_error *err)
{
    *got = 0;
    n = n < (1u << 30) ? n : 1u << 30;
    g->z.next_out = out;
    g->z.avail_out = (uInt)n;
    while (g->z.avail_out > 0) {
        bool more = true;
        if (g->between)
            KAMU_TRY(next_member(g, &more, err));
        if (!more)
            break;
        KAMU_TRY(inflate_some(g, err));
    }
    *got = n - g->z.avail_out;
    return KAMU_OK;
}

void gzip_close(struct gzip *g)
{
    if (g != NULL && g->open)
        inflateEnd(&g->z);
    mem_free(g);
}
