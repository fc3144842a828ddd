/* Any body of POST /query is a request or an error; what is written of it is read back the same. */
#include "server/query_request.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct query_request r, again;
    struct buf text = BUF_INIT((size_t)16 << 20), second = BUF_INIT((size_t)16 << 20);
    struct arena arena;
    bool shape;
    arena_init(&arena, (size_t)64 << 20);
    if (query_request_of_text((struct str){(const char *)data, size}, &arena, &r, &shape) == NULL) {
        query_request_complete(&r);
        if (query_request_write(&r, &text, NULL) != KAMU_OK ||
            query_request_of_text((struct str){(const char *)text.data, text.len}, &arena, &again,
                                  &shape) != NULL ||
            query_request_write(&again, &second, NULL) != KAMU_OK || text.len != second.len ||
            memcmp(text.data, second.data, text.len) != 0)
            abort();
    }
    buf_free(&text);
    buf_free(&second);
    arena_free(&arena);
    return 0;
}
