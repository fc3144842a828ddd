/* Inner workings of digest/: the kernels that absorb whole blocks of SHA3-256. */
#ifndef KAMU_DIGEST_KECCAK_H
#define KAMU_DIGEST_KECCAK_H

#include <stddef.h>
#include <stdint.h>

#define KECCAK_RATE 136
#define KECCAK_RATE_WORDS 17
#define KECCAK_LANES_MAX 8

/* Absorb `blocks` blocks into one state. */
typedef void keccak_absorb_fn(uint64_t state[25], const uint8_t *data, size_t blocks);
/* Absorb `blocks` blocks into each of n states, 1 <= n <= the kernel's lanes. */
typedef void keccak_absorb_lanes_fn(uint64_t *const states[], const uint8_t *const data[], size_t n,
                                    size_t blocks);

keccak_absorb_fn keccak_absorb_portable;

#if defined(__x86_64__)
#define KECCAK_X86 1
keccak_absorb_fn keccak_absorb_bmi2;
keccak_absorb_lanes_fn keccak_absorb_x4_avx2;
keccak_absorb_fn keccak_absorb_avx512;
keccak_absorb_lanes_fn keccak_absorb_x4_avx512;
keccak_absorb_lanes_fn keccak_absorb_x8_avx512;
#endif

extern const uint64_t keccak_round_constants[24];

#endif
