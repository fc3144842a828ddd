/* SHA-224, SHA-384 and SHA-512 (FIPS 180-4), for the functions of SQL; nothing of ours is hashed
 * so. */
#ifndef KAMU_DIGEST_SHA2_H
#define KAMU_DIGEST_SHA2_H

#include <stddef.h>
#include <stdint.h>

#define SHA2_BYTES_MAX 64

/* bits: 224, 384 or 512. Returns the length of the digest in bytes. */
size_t sha2(unsigned bits, const void *data, size_t n, uint8_t out[SHA2_BYTES_MAX]);

#endif
