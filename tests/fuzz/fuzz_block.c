/* Any bytes give a block or an error; a block that was read is written, read and written the same.
 */
#include "odf/block.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kamu_error err;
    struct arena arena;
    struct odf_block block, peeked;
    struct buf first = BUF_INIT(ODF_BLOCK_BYTES_MAX), second = BUF_INIT(ODF_BLOCK_BYTES_MAX);
    arena_init(&arena, 64 << 20);
    kamu_code rc = odf_block_decode(data, size, &arena, &block, &err);
    if (rc == KAMU_OK && odf_block_peek(data, size, &peeked, &err) != KAMU_OK)
        abort();
    if (rc == KAMU_OK && odf_block_encode(&block, &first, &err) == KAMU_OK) {
        if (odf_block_decode(first.data, first.len, &arena, &block, &err) != KAMU_OK ||
            odf_block_encode(&block, &second, &err) != KAMU_OK || first.len != second.len ||
            memcmp(first.data, second.data, first.len) != 0)
            abort();
    }
    buf_free(&first);
    buf_free(&second);
    arena_free(&arena);
    return 0;
}
