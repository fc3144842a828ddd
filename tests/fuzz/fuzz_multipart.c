/* Any bytes are a form or an error; its parts lie in it one behind the other. The first line is the
 * media type. */
#include "server/multipart.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data, *line = size ? memchr(data, '\n', size) : NULL;
    char boundary[MULTIPART_BOUNDARY_MAX + 1];
    struct kamu_error err;
    struct multipart m;
    struct multipart_part part;
    bool more = true;
    if (!line || !multipart_boundary((struct str){text, (size_t)(line - text)}, boundary))
        return 0;
    struct str body = {line + 1, size - (size_t)(line + 1 - text)};
    const char *at = body.p;
    if (multipart_open(&m, body, boundary, &err) != KAMU_OK)
        return 0;
    while (multipart_next(&m, &part, &more, &err) == KAMU_OK && more) {
        if (part.content.p < at || part.content.p + part.content.n > body.p + body.n)
            KAMU_BUG("a part lies outside");
        at = part.content.p + part.content.n;
        if (memmem(part.content.p, part.content.n, "\r\n--", 4) != NULL) {
            const char *d = memmem(part.content.p, part.content.n, boundary, strlen(boundary));
            while (d && !(d - part.content.p >= 4 && memcmp(d - 4, "\r\n--", 4) == 0))
                d = memmem(d + 1, part.content.n - (size_t)(d + 1 - part.content.p), boundary,
                           strlen(boundary));
            if (d)
                KAMU_BUG("a part holds a delimiter");
        }
    }
    return 0;
}
