/* See slice_output.h. Write-back starts every few megabytes: the caller's sync then finds most
 * of the file on the disk already. */
#include "parquet/slice_output.h"

#include "base/stage.h"

enum { WRITE_MAX = 1 << 20, WRITE_BACK_BYTES = 8 << 20, SMALL_BYTES = 64 << 10 };

void slice_output_init(struct slice_output *o, struct fs_file *file)
{
    *o = (struct slice_output){.file = file};
    sha3_init(&o->physical);
    buf_init(&o->small, SMALL_BYTES);
}

static void free_list(struct out_piece *p)
{
    while (p != NULL) {
        struct out_piece *next = p->next;
        buf_free(&p->bytes);
        mem_free(p);
        p = next;
    }
}

void slice_output_free(struct slice_output *o)
{
    free_list(o->first);
    free_list(o->done);
    buf_free(&o->small);
}

kamu_code slice_output_queue(struct slice_output *o, struct buf *bytes, uint32_t leaf,
                             struct kamu_error *err)
{
    if (bytes->len == 0)
        return KAMU_OK;
    struct out_piece *p = mem_alloc(sizeof *p);
    if (p == NULL)
        return error_nomem(err);
    *p = (struct out_piece){.bytes = *bytes, .leaf = leaf};
    buf_init(bytes, bytes->max);
    if (o->first == NULL)
        o->first = p;
    else
        *o->last = p;
    o->last = &p->next;
    o->queued_at += p->bytes.len;
    return KAMU_OK;
}

struct sha3_piece slice_output_next(const struct slice_output *o, size_t max)
{
    const struct out_piece *p = o->first;
    if (p == NULL)
        return (struct sha3_piece){NULL, 0};
    size_t left = p->bytes.len - p->at;
    return (struct sha3_piece){p->bytes.data + p->at, left < max ? left : max};
}

static kamu_code put(struct slice_output *o, const uint8_t *p, size_t n, struct kamu_error *err)
{
    struct stage_mark before = stage_enter(KAMU_STAGE_WRITE);
    kamu_code rc = fs_write(o->file, p, n, err);
    o->in_file += n;
    if (rc == KAMU_OK && o->in_file - o->synced >= WRITE_BACK_BYTES) {
        fs_write_back(o->file, o->synced, o->in_file - o->synced);
        o->synced = o->in_file;
    }
    stage_leave(before);
    return rc;
}

kamu_code slice_output_flush(struct slice_output *o, struct kamu_error *err)
{
    size_t n = o->small.len;
    o->small.len = 0;
    return n > 0 ? put(o, o->small.data, n, err) : KAMU_OK;
}

/* Pages of a small slice, and its footer, go out with one call. */
static kamu_code write_bytes(struct slice_output *o, const uint8_t *p, size_t n, bool hashed,
                             struct kamu_error *err)
{
    struct stage_mark before = stage_enter(KAMU_STAGE_HASH);
    kamu_code rc = KAMU_OK;
    o->written += n;
    while (n > 0 &&
           rc == KAMU_OK) { /* in pieces that stay in the cache between hashing and copying */
        size_t k = n < WRITE_MAX ? n : WRITE_MAX;
        if (!hashed)
            sha3_update(&o->physical, p, k);
        if (k < SMALL_BYTES && o->small.len + k <= SMALL_BYTES) {
            rc = buf_append(&o->small, p, k, err);
        } else {
            rc = slice_output_flush(o, err);
            if (rc == KAMU_OK)
                rc = put(o, p, k, err);
        }
        p += k;
        n -= k;
    }
    stage_leave(before);
    return rc;
}

kamu_code slice_output_write(struct slice_output *o, size_t n, bool hashed, struct kamu_error *err)
{
    struct out_piece *p = o->first;
    if (n == 0)
        return KAMU_OK;
    KAMU_TRY(write_bytes(o, p->bytes.data + p->at, n, hashed, err));
    p->at += n;
    if (p->at == p->bytes.len) {
        o->first = p->next;
        p->next = o->done;
        o->done = p;
    }
    return KAMU_OK;
}

kamu_code slice_output_drain(struct slice_output *o, struct kamu_error *err)
{
    while (o->first != NULL)
        KAMU_TRY(slice_output_write(o, slice_output_next(o, SIZE_MAX).n, false, err));
    return KAMU_OK;
}

kamu_code slice_output_raw(struct slice_output *o, const void *p, size_t n, struct kamu_error *err)
{
    KAMU_ASSERT(o->first == NULL);
    o->queued_at += n;
    return write_bytes(o, p, n, false, err);
}
