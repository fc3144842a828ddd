/* Metadata blocks as bytes (spec/odf-metadata.md 3). */
#include "odf/block.h"

#include "odf/fb_build.h"
#include "odf/fb_read.h"

#define MANIFEST_KIND 0x400000

struct odf_hash odf_block_hash(const void *bytes, size_t n)
{
    return odf_hash_of(bytes, n);
}

static kamu_code encode_manifest(const struct fb *inner, int version, struct fb *outer,
                                 struct kamu_error *err)
{
    struct fb_table t;
    uint32_t content = fb_bytes(outer, fb_data(inner), inner->used);
    fb_table_start(outer, &t);
    fb_table_scalar(outer, &t, 0, MANIFEST_KIND, 8);
    fb_table_scalar(outer, &t, 1, (uint64_t)version, 4);
    fb_table_offset(outer, &t, 2, content);
    return fb_finish(outer, fb_table_end(outer, &t), err);
}

kamu_code odf_block_encode_version(const struct odf_block *b, int version, struct buf *out,
                                   struct kamu_error *err)
{
    struct fb inner, outer;
    kamu_code rc;
    fb_init(&inner, ODF_BLOCK_BYTES_MAX);
    fb_init(&outer, ODF_BLOCK_BYTES_MAX);
    inner.unaligned_structs = version == 2;
    rc = fb_finish(&inner, fb_object(&inner, &odf_object_block, b), err);
    if (rc == KAMU_OK)
        rc = encode_manifest(&inner, version, &outer, err);
    out->len = 0;
    if (rc == KAMU_OK)
        rc = buf_append(out, fb_data(&outer), outer.used, err);
    fb_free(&inner);
    fb_free(&outer);
    return rc;
}

kamu_code odf_block_encode(const struct odf_block *b, struct buf *out, struct kamu_error *err)
{
    return odf_block_encode_version(b, ODF_BLOCK_VERSION, out, err);
}

/* The inner buffer of a manifest and its version. */
static kamu_code open_manifest(const void *bytes, size_t n, struct fbr *inner, int *version,
                               struct kamu_error *err)
{
    struct fbr r = {.p = bytes, .n = n, .what = "metadata block"};
    struct fbr_table t;
    uint64_t kind, v;
    uint32_t at, len;
    if (n > ODF_BLOCK_BYTES_MAX)
        return error_set(err, KAMU_E_LIMIT, "Metadata block is larger than %zu bytes",
                         ODF_BLOCK_BYTES_MAX);
    KAMU_TRY(fbr_root(&r, &t, err));
    KAMU_TRY(fbr_scalar(&r, &t, 0, 8, 0, "kind", &kind, err));
    KAMU_TRY(fbr_scalar(&r, &t, 1, 4, 0, "version", &v, err));
    if (kind != MANIFEST_KIND)
        return fbr_bad(&r, err, "kind", "not a metadata block");
    if ((int32_t)v < 2)
        return error_set(
            err, KAMU_E_CORRUPT,
            "Obsolete version: manifest has version %d while minimum supported version "
            "is 2",
            (int32_t)v);
    if ((int32_t)v > ODF_BLOCK_VERSION)
        return error_set(err, KAMU_E_UNSUPPORTED,
                         "Unsupported version: manifest has version %d while maximum supported "
                         "version is %d",
                         (int32_t)v, ODF_BLOCK_VERSION);
    KAMU_TRY(fbr_vector(&r, &t, 2, 1, "content", &at, &len, err));
    if (!at)
        return fbr_bad(&r, err, "content", "missing");
    *version = (int)v;
    *inner = (struct fbr){.p = r.p + at, .n = len, .what = r.what};
    return KAMU_OK;
}

int odf_block_version(const void *bytes, size_t n)
{
    struct fbr inner;
    int version = 0;
    return open_manifest(bytes, n, &inner, &version, NULL) == KAMU_OK ? version : 0;
}

kamu_code odf_block_decode(const void *bytes, size_t n, struct arena *arena, struct odf_block *out,
                           struct kamu_error *err)
{
    struct fbr r;
    struct fbr_table t;
    int version;
    KAMU_TRY(open_manifest(bytes, n, &r, &version, err));
    r.arena = arena;
    KAMU_TRY(fbr_root(&r, &t, err));
    return fbr_object(&r, &t, &odf_object_block, out, err);
}

kamu_code odf_block_peek(const void *bytes, size_t n, struct odf_block *out, struct kamu_error *err)
{
    struct fbr r;
    struct fbr_table t;
    int version;
    uint64_t tag;
    KAMU_TRY(open_manifest(bytes, n, &r, &version, err));
    KAMU_TRY(fbr_root(&r, &t, err));
    /* everything but the event, which is the last field */
    struct odf_object head = odf_object_block;
    head.n_fields--;
    KAMU_TRY(fbr_object(&r, &t, &head, out, err));
    KAMU_TRY(fbr_scalar(&r, &t, 3, 1, 0, "event", &tag, err));
    if (tag == 0 || tag >= ODF_EVENT_COUNT)
        return fbr_bad(&r, err, "event", "unknown union tag");
    out->event.kind = (enum odf_event_kind)tag;
    return KAMU_OK;
}
