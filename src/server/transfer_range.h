/* Conditional and partial requests (RFC 9110, 13 and 14), as far as files named by a hash need. */
#ifndef KAMU_SERVER_TRANSFER_RANGE_H
#define KAMU_SERVER_TRANSFER_RANGE_H

#include "base/str.h"

#include <stdint.h>

struct transfer_range {
    uint64_t from, n;
};
enum transfer_range_kind {
    TRANSFER_RANGE_NONE, /* all of it: not in bytes, malformed, or several parts */
    TRANSFER_RANGE_PART,
    TRANSFER_RANGE_BAD /* 416: behind the end */
};
/* A Range header against `size` bytes. */
enum transfer_range_kind transfer_range_parse(struct str header, uint64_t size,
                                              struct transfer_range *out);

/* If-None-Match: `*`, or a list that has the tag, weak or not. `tag` without quotes. */
bool transfer_etag_matches(struct str header, const char *tag);
/* If-Range: exactly this tag. */
bool transfer_etag_is(struct str header, const char *tag);

#endif
