#include "server/content_coding.h"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

enum {
    ZSTD_WINDOW_LOG_MAX = 23 /* RFC 9659: 8 MiB, for each request in hand */
};

struct unpacker {
    enum content_coding coding;
    bool begun;    /* something has come in */
    bool complete; /* it may end here */
    bool zlib_open;
    z_stream zlib;
    ZSTD_DCtx *zstd;
    BrotliDecoderState *brotli;
    uint8_t first[2]; /* of deflate: tells both formats apart */
    unsigned n_first;
};

enum content_coding content_coding_of(struct str header)
{
    static const struct {
        const char *name;
        enum content_coding coding;
    } known[] = {{"identity", CODING_IDENTITY}, {"", CODING_IDENTITY},       {"gzip", CODING_GZIP},
                 {"x-gzip", CODING_GZIP},       {"deflate", CODING_DEFLATE}, {"zstd", CODING_ZSTD},
                 {"br", CODING_BROTLI}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_ieq(header, str_c(known[i].name)))
            return known[i].coding;
    return CODING_UNKNOWN;
}

static void *zlib_alloc(void *ctx, unsigned n, unsigned size)
{
    (void)ctx;
    return mem_calloc(n, size);
}

static void zlib_release(void *ctx, void *p)
{
    (void)ctx;
    mem_free(p);
}

static void *brotli_alloc(void *ctx, size_t n)
{
    (void)ctx;
    return mem_alloc(n);
}

static kamu_code open_zlib(struct unpacker *u, int window_bits, struct kamu_error *err)
{
    u->zlib = (z_stream){.zalloc = zlib_alloc, .zfree = zlib_release};
    u->zlib_open = inflateInit2(&u->zlib, window_bits) == Z_OK;
    return u->zlib_open ? KAMU_OK : error_nomem(err);
}

kamu_code unpacker_open(enum content_coding coding, struct unpacker **out, struct kamu_error *err)
{
    struct unpacker *u = mem_calloc(1, sizeof *u);
    if (!u)
        return error_nomem(err);
    u->coding = coding;
    kamu_code rc = KAMU_OK;
    if (coding == CODING_GZIP) {
        rc = open_zlib(u, 15 + 16, err);
    } else if (coding == CODING_ZSTD) {
        u->zstd = ZSTD_createDCtx();
        if (!u->zstd ||
            ZSTD_isError(ZSTD_DCtx_setParameter(u->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG_MAX)))
            rc = error_nomem(err);
    } else if (coding == CODING_BROTLI) {
        u->brotli = BrotliDecoderCreateInstance(brotli_alloc, zlib_release, NULL);
        if (!u->brotli)
            rc = error_nomem(err);
    }
    if (rc != KAMU_OK) {
        unpacker_free(u);
        return rc;
    }
    *out = u;
    return KAMU_OK;
}

void unpacker_free(struct unpacker *u)
{
    if (!u)
        return;
    if (u->zlib_open)
        inflateEnd(&u->zlib);
    ZSTD_freeDCtx(u->zstd);
    if (u->brotli)
        BrotliDecoderDestroyInstance(u->brotli);
    mem_free(u);
}

static kamu_code damaged(const char *what, struct kamu_error *err)
{
    return error_set(err, KAMU_E_INPUT, "The body is not valid %s data", what);
}

static kamu_code inflate_some(struct unpacker *u, const uint8_t **in, size_t *n_in, uint8_t *out,
                              size_t capacity, size_t *got, struct kamu_error *err)
{
    z_stream *z = &u->zlib;
    size_t n = *n_in < UINT32_MAX ? *n_in : UINT32_MAX,
           room = capacity < UINT32_MAX ? capacity : UINT32_MAX;
    if (u->complete && n > 0) { /* another member of the gzip file */
        if (u->coding == CODING_DEFLATE || inflateReset(z) != Z_OK)
            return damaged("deflate", err);
        u->complete = false;
    }
    z->next_in = (uint8_t *)(uintptr_t)*in;
    z->avail_in = (unsigned)n;
    z->next_out = out;
    z->avail_out = (unsigned)room;
    int rc = inflate(z, Z_NO_FLUSH);
    *got = room - z->avail_out;
    *in += n - z->avail_in;
    *n_in -= n - z->avail_in;
    if (rc == Z_MEM_ERROR)
        return error_nomem(err);
    if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
        return damaged(u->coding == CODING_GZIP ? "gzip" : "deflate", err);
    u->complete = rc == Z_STREAM_END;
    return KAMU_OK;
}

/* Waits for the two bytes that tell zlib's header from bare deflate; they are then put in front. */
static kamu_code begin_deflate(struct unpacker *u, const uint8_t **in, size_t *n_in,
                               struct kamu_error *err)
{
    while (u->n_first < 2 && *n_in > 0) {
        u->first[u->n_first++] = *(*in)++;
        --*n_in;
    }
    if (u->n_first < 2)
        return KAMU_OK;
    bool zlib = (u->first[0] & 0x0f) == Z_DEFLATED && (u->first[0] * 256u + u->first[1]) % 31 == 0;
    return open_zlib(u, zlib ? 15 : -15, err);
}

static kamu_code deflate_some(struct unpacker *u, const uint8_t **in, size_t *n_in, uint8_t *out,
                              size_t capacity, size_t *got, struct kamu_error *err)
{
    if (!u->zlib_open) {
        KAMU_TRY(begin_deflate(u, in, n_in, err));
        if (!u->zlib_open)
            return KAMU_OK;
        const uint8_t *first = u->first;
        size_t n = 2;
        KAMU_TRY(inflate_some(u, &first, &n, out, capacity, got, err));
        if (n || *got)
            return n ? damaged("deflate", err) : KAMU_OK;
    }
    return inflate_some(u, in, n_in, out, capacity, got, err);
}

static kamu_code zstd_some(struct unpacker *u, const uint8_t **in, size_t *n_in, uint8_t *out,
                           size_t capacity, size_t *got, struct kamu_error *err)
{
    ZSTD_inBuffer from = {*in, *n_in, 0};
    ZSTD_outBuffer to = {out, capacity, 0};
    size_t rc = ZSTD_decompressStream(u->zstd, &to, &from);
    if (ZSTD_isError(rc))
        return damaged("zstd", err);
    *in += from.pos;
    *n_in -= from.pos;
    *got = to.pos;
    if (from.pos || to.pos) /* else it would speak of the next frame */
        u->complete = rc == 0;
    return KAMU_OK;
}

static kamu_code brotli_some(struct unpacker *u, const uint8_t **in, size_t *n_in, uint8_t *out,
                             size_t capacity, size_t *got, struct kamu_error *err)
{
    if (u->complete && *n_in > 0)
        return damaged("Brotli", err);
    size_t room = capacity;
    BrotliDecoderResult rc = BrotliDecoderDecompressStream(u->brotli, n_in, in, &room, &out, NULL);
    *got = capacity - room;
    if (rc == BROTLI_DECODER_RESULT_ERROR)
        return damaged("Brotli", err);
    u->complete = rc == BROTLI_DECODER_RESULT_SUCCESS;
    return KAMU_OK;
}

kamu_code unpacker_step(struct unpacker *u, const uint8_t **in, size_t *n_in, uint8_t *out,
                        size_t capacity, size_t *got, struct kamu_error *err)
{
    *got = 0;
    u->begun = u->begun || *n_in > 0;
    if (!u->begun)
        return KAMU_OK;
    switch (u->coding) {
    case CODING_GZIP:
        return inflate_some(u, in, n_in, out, capacity, got, err);
    case CODING_DEFLATE:
        return deflate_some(u, in, n_in, out, capacity, got, err);
    case CODING_ZSTD:
        return zstd_some(u, in, n_in, out, capacity, got, err);
    default:
        return brotli_some(u, in, n_in, out, capacity, got, err);
    }
}

kamu_code unpacker_end(const struct unpacker *u, struct kamu_error *err)
{
    if (!u->begun || u->complete)
        return KAMU_OK;
    return error_set(err, KAMU_E_INPUT, "The compressed body is cut short");
}
