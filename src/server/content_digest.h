/* Content-Digest (RFC 9530): sha-256 and sha-512 of the bytes of a body as they were sent. */
#ifndef KAMU_SERVER_CONTENT_DIGEST_H
#define KAMU_SERVER_CONTENT_DIGEST_H

#include "base/mem.h"

struct content_digest;
/* *out = NULL when the header (.p NULL: none) names no algorithm that is known. KAMU_E_USAGE when
 * it cannot be understood. */
kamu_code content_digest_open(struct str header, struct content_digest **out,
                              struct kamu_error *err);
void content_digest_free(struct content_digest *d); /* NULL is fine */
kamu_code content_digest_add(struct content_digest *d, const void *p, size_t n,
                             struct kamu_error *err);
/* KAMU_E_INPUT when the body is not the one announced. */
kamu_code content_digest_check(struct content_digest *d, struct kamu_error *err);

#endif
