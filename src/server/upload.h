/*
 * Uploads: files that were sent before a request that names them by a token (spec/http-api.md 4.9).
 */
#ifndef KAMU_SERVER_UPLOAD_H
#define KAMU_SERVER_UPLOAD_H

#include "server/exchange.h"

struct upload {
    int fd; /* open for reading, from its beginning; the caller closes it */
    uint64_t size;
    struct str media_type; /* of the token; .p NULL: none was given */
    struct str file_name;
};

/* The file behind a token, for the caller of x. false: there is none, and x has been answered (400,
 * 401, 403, 404). Strings go to x's arena. */
bool upload_resolve(struct exchange *x, struct worker *w, struct str token, struct upload *out);

#endif
