/* Four Keccak states in the lanes of AVX2 registers. */
#include "digest/keccak.h"

#ifdef KECCAK_X86
#include <immintrin.h>
#include <string.h>

#define V __m256i
#define XOR2(a, b) _mm256_xor_si256(a, b)
#define XOR5(a, b, c, d, e) XOR2(XOR2(XOR2(a, b), XOR2(c, d)), e)
/* Whole-byte rotations are one shuffle instead of two shifts and an or. */
#define ROL(a, n)                                                                                  \
    ((n) == 8    ? _mm256_shuffle_epi8(a, rol8)                                                    \
     : (n) == 56 ? _mm256_shuffle_epi8(a, rol56)                                                   \
                 : _mm256_or_si256(_mm256_slli_epi64(a, n), _mm256_srli_epi64(a, 64 - (n))))
#define CHI(a, b, c) XOR2(a, _mm256_andnot_si256(b, c))
#define IOTA(a, i) XOR2(a, _mm256_set1_epi64x((long long)keccak_round_constants[i]))
#include "digest/keccak_round.h"

#define STATE_WORDS(k)                                                                             \
    _mm256_set_epi64x((long long)s3[k], (long long)s2[k], (long long)s1[k], (long long)s0[k])
#define LOAD(word, k) word = STATE_WORDS(k);
#define STORE(word, k)                                                                             \
    _mm256_store_si256((__m256i *)(void *)lanes, word);                                            \
    for (size_t l = 0; l < n; l++)                                                                 \
        states[l][k] = lanes[l];
#define ABSORB(word, k) word = XOR2(word, in[k]);

static inline long long load64(const uint8_t *p)
{
    long long v;

    memcpy(&v, p, sizeof(v));
    return v;
}

/* in[k] = word k of the four blocks: 4x4 transposes. */
static inline __attribute__((always_inline, target("avx2"))) void
gather_block(__m256i in[KECCAK_RATE_WORDS], const uint8_t *const p[4])
{
    for (int k = 0; k < 16; k += 4) {
        __m256i r0 = _mm256_loadu_si256((const __m256i *)(const void *)(p[0] + 8 * k));
        __m256i r1 = _mm256_loadu_si256((const __m256i *)(const void *)(p[1] + 8 * k));
        __m256i r2 = _mm256_loadu_si256((const __m256i *)(const void *)(p[2] + 8 * k));
        __m256i r3 = _mm256_loadu_si256((const __m256i *)(const void *)(p[3] + 8 * k));
        __m256i t0 = _mm256_unpacklo_epi64(r0, r1), t1 = _mm256_unpackhi_epi64(r0, r1);
        __m256i t2 = _mm256_unpacklo_epi64(r2, r3), t3 = _mm256_unpackhi_epi64(r2, r3);
        in[k] = _mm256_permute2x128_si256(t0, t2, 0x20);
        in[k + 1] = _mm256_permute2x128_si256(t1, t3, 0x20);
        in[k + 2] = _mm256_permute2x128_si256(t0, t2, 0x31);
        in[k + 3] = _mm256_permute2x128_si256(t1, t3, 0x31);
    }
    in[16] = _mm256_set_epi64x(load64(p[3] + 128), load64(p[2] + 128), load64(p[1] + 128),
                               load64(p[0] + 128));
}

__attribute__((target("avx2"))) void keccak_absorb_x4_avx2(uint64_t *const states[],
                                                           const uint8_t *const data[], size_t n,
                                                           size_t blocks)
{
    const __m256i rol8 = _mm256_setr_epi8(7, 0, 1, 2, 3, 4, 5, 6, 15, 8, 9, 10, 11, 12, 13, 14, 7,
                                          0, 1, 2, 3, 4, 5, 6, 15, 8, 9, 10, 11, 12, 13, 14);
    const __m256i rol56 = _mm256_setr_epi8(1, 2, 3, 4, 5, 6, 7, 0, 9, 10, 11, 12, 13, 14, 15, 8, 1,
                                           2, 3, 4, 5, 6, 7, 0, 9, 10, 11, 12, 13, 14, 15, 8);
    /* Idle lanes repeat lane 0; their results are dropped. */
    const uint64_t *s0 = states[0], *s1 = states[n > 1 ? 1 : 0], *s2 = states[n > 2 ? 2 : 0],
                   *s3 = states[n > 3 ? 3 : 0];
    const uint8_t *p[4] = {data[0], data[n > 1 ? 1 : 0], data[n > 2 ? 2 : 0], data[n > 3 ? 3 : 0]};
    uint64_t lanes[4] __attribute__((aligned(32)));
    __m256i in[KECCAK_RATE_WORDS];
    KECCAK_DECLARE(a);
    KECCAK_DECLARE(e);

    KECCAK_WORDS_DO(a, LOAD)
    for (; blocks > 0; blocks--) {
        gather_block(in, p);
        KECCAK_RATE_WORDS_DO(a, ABSORB)
        for (int i = 0; i < 24; i += 2) {
            KECCAK_ROUND(a, e, i);
            KECCAK_ROUND(e, a, i + 1);
        }
        for (int l = 0; l < 4; l++)
            p[l] += KECCAK_RATE;
    }
    KECCAK_WORDS_DO(a, STORE)
}
#endif
