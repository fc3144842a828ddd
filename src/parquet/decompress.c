/* Codecs of foreign pages. The decompressed size is known from the page header: anything else is
 * damage. */
#include "parquet/page_reader.h"

#include "parquet/schema_tree.h"

#include <brotli/decode.h>
#include <snappy-c.h>
#include <zlib.h>
#include <zstd.h>

static kamu_code damaged(int codec, struct kamu_error *err)
{
    return error_set(err, KAMU_E_CORRUPT, "%s page does not decompress", pq_codec_text(codec));
}

/* gzip, zlib wrappers; several members one behind the other are allowed. */
static bool inflate_all(const uint8_t *in, size_t n, uint8_t *out, size_t to)
{
    size_t in_at = 0, out_at = 0;
    while (out_at < to && in_at < n) {
        z_stream z = {.next_in = (z_const Bytef *)(uintptr_t)(in + in_at),
                      .avail_in = (uInt)(n - in_at),
                      .next_out = out + out_at,
                      .avail_out = (uInt)(to - out_at)};
        if (inflateInit2(&z, 15 + 32) != Z_OK)
            return false;
        int rc = inflate(&z, Z_FINISH);
        in_at += z.total_in;
        out_at += z.total_out;
        inflateEnd(&z);
        if (rc != Z_STREAM_END)
            return false;
    }
    return out_at == to;
}

/* One LZ4 block (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md). */
static bool lz4_length(const uint8_t **p, const uint8_t *end, size_t *len)
{
    uint8_t b;
    if (*len != 15)
        return true;
    do {
        if (*p >= end)
            return false;
        b = *(*p)++;
        *len += b;
    } while (b == 255);
    return true;
}

bool pq_lz4_part(const uint8_t *in, size_t n, uint8_t *out, size_t *done, size_t to)
{
    const uint8_t *p = in, *end = in + n;
    uint8_t *o = out + *done, *o_end = out + to;
    while (p < end) {
        unsigned token = *p++;
        size_t literals = token >> 4, match = token & 15;
        if (!lz4_length(&p, end, &literals) || literals > (size_t)(end - p) ||
            literals > (size_t)(o_end - o))
            return false;
        memcpy(o, p, literals);
        o += literals;
        p += literals;
        if (p == end)
            break; /* the last sequence is literals alone */
        if (end - p < 2)
            return false;
        size_t offset = p[0] | (size_t)p[1] << 8;
        p += 2;
        if (!lz4_length(&p, end, &match) || offset == 0 || offset > (size_t)(o - out))
            return false;
        match += 4;
        if (match > (size_t)(o_end - o))
            return false;
        for (size_t i = 0; i < match; i++, o++)
            *o = *(o - offset);
    }
    *done = (size_t)(o - out);
    return true;
}

static bool lz4_block(const uint8_t *in, size_t n, uint8_t *out, size_t to)
{
    size_t done = 0;
    return pq_lz4_part(in, n, out, &done, to) && done == to;
}

static uint32_t be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The old LZ4 codec: Hadoop's frames (big-endian sizes), else one raw block. */
static bool lz4_hadoop(const uint8_t *in, size_t n, uint8_t *out, size_t to)
{
    size_t at = 0, done = 0;
    while (n - at >= 8) {
        size_t plain = be32(in + at), packed = be32(in + at + 4);
        if (packed > n - at - 8 || plain > to - done ||
            !lz4_block(in + at + 8, packed, out + done, plain))
            break;
        at += 8 + packed;
        done += plain;
    }
    return (at == n && done == to) || lz4_block(in, n, out, to);
}

kamu_code pq_decompress(int codec, const uint8_t *in, size_t n, uint8_t *out, size_t to,
                        struct kamu_error *err)
{
    bool ok = false;
    switch (codec) {
    case PQ_UNCOMPRESSED:
        ok = n == to;
        if (ok && n > 0)
            memcpy(out, in, n);
        break;
    case PQ_SNAPPY: {
        size_t len = 0;
        ok = snappy_uncompressed_length((const char *)in, n, &len) == SNAPPY_OK && len == to &&
             snappy_uncompress((const char *)in, n, (char *)out, &len) == SNAPPY_OK && len == to;
        break;
    }
    case PQ_GZIP:
        ok = inflate_all(in, n, out, to);
        break;
    case PQ_ZSTD: {
        size_t len = ZSTD_decompress(out, to, in, n);
        ok = !ZSTD_isError(len) && len == to;
        break;
    }
    case PQ_BROTLI: {
        size_t len = to;
        ok =
            BrotliDecoderDecompress(n, in, &len, out) == BROTLI_DECODER_RESULT_SUCCESS && len == to;
        break;
    }
    case PQ_LZ4_RAW:
        ok = lz4_block(in, n, out, to);
        break;
    case PQ_LZ4:
        ok = lz4_hadoop(in, n, out, to);
        break;
    default:
        return error_set(err, KAMU_E_UNSUPPORTED, "Parquet compression %s is not supported",
                         pq_codec_text(codec));
    }
    return ok ? KAMU_OK : damaged(codec, err);
}
