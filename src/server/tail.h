/* What a request for {ds}/tail asks for; shared by tail.c and follow.c. */
#ifndef KAMU_SERVER_TAIL_H
#define KAMU_SERVER_TAIL_H

#include "server/params.h"

struct tail_params {
    uint64_t skip, limit;
    bool has_limit;
    enum json_form form;
    bool with_schema;
    enum odf_schema_format schema_format;
    /* ours: rows behind an offset, oldest first */
    bool has_after, after_all; /* after_all: -1, all rows */
    uint64_t after;
    bool follow;
    uint32_t batch; /* rows of one event; 0: each its own */
};

#endif
