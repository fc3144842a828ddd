/* See slice_output.h. Write-back starts every few megabytes: the caller's sync then finds most
 * of the file on the disk already. */
#include "parquet/slice_output.h"

enum { STAGE_MAX = 4 << 20, WRITE_BACK_BYTES = 8 << 20 };

void slice_output_init(struct slice_output *o, struct fs_file *file)
{
    *o = (struct slice_output){.file = file};
    sha3_init(&o->physical);
    buf_init(&o->staging, (size_t)INT32_MAX * 2);
    o->last = NULL;
}

void slice_output_free(struct slice_output *o)
{
    while (o->first != NULL) {
        struct page_bytes *next = o->first->next;
        mem_free(o->first);
        o->first = next;
    }
    buf_free(&o->staging);
}

void slice_output_page(struct slice_output *o, struct page_bytes *page)
{
    page->next = NULL;
    if (o->first == NULL)
        o->first = page;
    else
        *o->last = page;
    o->last = &page->next;
    o->queued += page->n;
    o->queued_at += page->n;
}

kamu_code slice_output_stage(struct slice_output *o, uint64_t bytes, struct kamu_error *err)
{
    while (o->first != NULL && (o->staging.len == 0 || o->staging.len + o->first->n <= bytes)) {
        struct page_bytes *page = o->first;
        KAMU_TRY(buf_append(&o->staging, page->data, page->n, err));
        o->first = page->next;
        o->queued -= page->n;
        mem_free(page);
    }
    return KAMU_OK;
}

kamu_code slice_output_flush(struct slice_output *o, bool hashed, struct kamu_error *err)
{
    size_t n = o->staging.len;
    if (n == 0)
        return KAMU_OK;
    if (!hashed)
        sha3_update(&o->physical, o->staging.data, n);
    KAMU_TRY(fs_write(o->file, o->staging.data, n, err));
    o->staging.len = 0;
    o->written += n;
    if (o->written - o->synced >= WRITE_BACK_BYTES) {
        fs_write_back(o->file, o->synced, o->written - o->synced);
        o->synced = o->written;
    }
    return KAMU_OK;
}

kamu_code slice_output_drain(struct slice_output *o, struct kamu_error *err)
{
    do {
        KAMU_TRY(slice_output_stage(o, STAGE_MAX, err));
        KAMU_TRY(slice_output_flush(o, false, err));
    } while (o->first != NULL);
    return KAMU_OK;
}

kamu_code slice_output_raw(struct slice_output *o, const void *p, size_t n, struct kamu_error *err)
{
    KAMU_ASSERT(o->first == NULL);
    KAMU_TRY(buf_append(&o->staging, p, n, err));
    o->queued_at += n;
    return slice_output_flush(o, false, err);
}
