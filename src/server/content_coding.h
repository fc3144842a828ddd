/* Content codings: bodies that come compressed (RFC 9110 8.4). Never more than a buffer at a time
 * comes out, so that a limit on what comes out ends a zip bomb at the limit. */
#ifndef KAMU_SERVER_CONTENT_CODING_H
#define KAMU_SERVER_CONTENT_CODING_H

#include "base/mem.h"

enum content_coding {
    CODING_IDENTITY,
    CODING_GZIP,
    CODING_DEFLATE, /* zlib's format, or bare deflate as some clients send it */
    CODING_ZSTD,
    CODING_BROTLI,
    CODING_UNKNOWN /* another, or more than one */
};
#define CONTENT_CODINGS "gzip, zstd, br, deflate" /* as Accept-Encoding of an answer 415 */

/* Of a Content-Encoding header; .p NULL is identity. */
enum content_coding content_coding_of(struct str header);

struct unpacker;
kamu_code unpacker_open(enum content_coding coding, struct unpacker **out, struct kamu_error *err);
void unpacker_free(struct unpacker *u); /* NULL is fine */
/* Takes from *in and fills out: *got = 0 and *n_in = 0 when it needs more. KAMU_E_INPUT when the
 * data are damaged. */
kamu_code unpacker_step(struct unpacker *u, const uint8_t **in, size_t *n_in, uint8_t *out,
                        size_t capacity, size_t *got, struct kamu_error *err);
/* KAMU_E_INPUT when the input has ended in the middle. */
kamu_code unpacker_end(const struct unpacker *u, struct kamu_error *err);

#endif
