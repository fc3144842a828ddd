/*
 * SHA3-256 (FIPS 202): one stream, and many independent streams at once.
 *
 * A stream that is fed piece by piece always gives the digest of the pieces put
 * together, whatever mix of the calls below is used. The many-stream calls run
 * up to 8 streams in the lanes of one vector register; streams may be of unequal
 * length, a lane that ends is refilled with the next stream. The implementation
 * is chosen once, from what the processor offers.
 */
#ifndef KAMU_DIGEST_SHA3_H
#define KAMU_DIGEST_SHA3_H

#include <stddef.h>
#include <stdint.h>

#define SHA3_256_SIZE 32
#define SHA3_256_RATE 136 /* bytes absorbed per permutation */

struct sha3 {
    uint64_t state[25];
    uint8_t block[SHA3_256_RATE]; /* the first `filled` bytes wait for the rest of a block */
    uint32_t filled;              /* 0 .. SHA3_256_RATE - 1 */
};

/* One stream. */
void sha3_init(struct sha3 *s);
void sha3_update(struct sha3 *s, const void *data, size_t n);
void sha3_final(struct sha3 *s, uint8_t out[SHA3_256_SIZE]); /* s must be initialized again */
void sha3_256(const void *data, size_t n, uint8_t out[SHA3_256_SIZE]);

struct sha3_piece {
    const void *p;
    size_t n; /* bytes, may be 0 */
};

/* pieces[i] is appended to *states[i], for all i < n at once. States must be distinct. */
void sha3_update_many(struct sha3 *const states[], const struct sha3_piece pieces[], size_t n);
/* Digest of *states[i] to out[i]; the states must be initialized again. */
void sha3_final_many(struct sha3 *const states[], uint8_t (*out)[SHA3_256_SIZE], size_t n);

/* ---- which implementation ------------------------------------------------- */

enum sha3_impl { SHA3_BEST, SHA3_PORTABLE, SHA3_AVX2, SHA3_AVX512 };

/* True when this machine can run it (SHA3_BEST and SHA3_PORTABLE: always). */
int sha3_supports(enum sha3_impl impl);
/* What SHA3_BEST stands for here. */
enum sha3_impl sha3_best(void);
const char *sha3_impl_name(enum sha3_impl impl);
/* As the two calls above with a given implementation, which the machine must support: for tests and
 * measurements. */
void sha3_update_with(enum sha3_impl impl, struct sha3 *s, const void *data, size_t n);
void sha3_update_many_with(enum sha3_impl impl, struct sha3 *const states[],
                           const struct sha3_piece pieces[], size_t n);

#endif
