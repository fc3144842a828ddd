/* Any bytes are an archive of blocks that have their hashes, or an error. First as they are, then
 * as a tar that is gzipped here, so that the bytes reach its reader. */
#include "store/block_archive.h"

#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_archive(const void *p, size_t n)
{
    struct kamu_error err;
    struct block_archive a;
    struct block_archive_writer *w;
    struct buf again = {0};
    if (block_archive_read(p, n, 100, 1 << 20, &a, &err) != KAMU_OK)
        return;
    KAMU_ASSERT(a.n <= 100 && a.unpacked.len <= 1 << 20);
    KAMU_ASSERT(block_archive_writer_open(8 << 20, &w, &err) == KAMU_OK);
    for (size_t i = 0; i < a.n; i++) {
        struct odf_hash hash = odf_hash_of(a.entries[i].bytes.p, a.entries[i].bytes.n);
        KAMU_ASSERT(odf_hash_eq(&hash, &a.entries[i].hash));
        KAMU_ASSERT(block_archive_add(w, &hash, a.entries[i].bytes.p, a.entries[i].bytes.n, &err) ==
                    KAMU_OK);
    }
    KAMU_ASSERT(block_archive_finish(w, &again, &err) == KAMU_OK);
    block_archive_writer_free(w);
    size_t n_entries = a.n;
    block_archive_free(&a);
    KAMU_ASSERT(block_archive_read(again.data, again.len, 100, 2 << 20, &a, &err) == KAMU_OK);
    KAMU_ASSERT(a.n == n_entries);
    block_archive_free(&a);
    buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    z_stream z = {0};
    if (size > 1 << 20)
        return 0;
    read_archive(data, size);
    if (deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return 0;
    size_t room = deflateBound(&z, size);
    uint8_t *packed = mem_alloc(room);
    z.next_in = (Bytef *)(uintptr_t)data;
    z.avail_in = (uInt)size;
    z.next_out = packed;
    z.avail_out = (uInt)room;
    if (packed && deflate(&z, Z_FINISH) == Z_STREAM_END)
        read_archive(packed, room - z.avail_out);
    deflateEnd(&z);
    mem_free(packed);
    return 0;
}
