/* LZ4 frames (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md). Their checksums are not
 * looked at: the size must be right, and what a buffer holds is checked anyway. */
#include "base/bytes.h"
#include "parquet/page_reader.h"
#include "readers/arrow_ipc.h"

enum frame_flag { CONTENT_CHECKSUM = 4, CONTENT_SIZE = 8, BLOCK_CHECKSUM = 16, DICTIONARY_ID = 1 };
#define BLOCK_PLAIN 0x80000000u

bool ipc_lz4_frame(const uint8_t *in, size_t n, uint8_t *out, size_t to)
{
    size_t done = 0, at = 4 + 2 + 1;
    if (n < at || little32(in) != 0x184d2204u || in[4] >> 6 != 1)
        return false;
    uint8_t flags = in[4];
    at += (flags & CONTENT_SIZE ? 8 : 0) + (flags & DICTIONARY_ID ? 4 : 0);
    for (;;) {
        if (at > n || n - at < 4)
            return false;
        uint32_t head = little32(in + at), size = head & ~BLOCK_PLAIN;
        at += 4;
        if (head == 0)
            return done == to;
        if (size > n - at)
            return false;
        if (head & BLOCK_PLAIN) {
            if (size > to - done)
                return false;
            memcpy(out + done, in + at, size);
            done += size;
        } else if (!pq_lz4_part(in + at, size, out, &done, to)) {
            return false;
        }
        at += size + (flags & BLOCK_CHECKSUM ? 4 : 0);
    }
}
