/*
 * Keccak states in the lanes of AVX-512 registers: eight in 512 bits, up to four
 * in 256, one in 128. vprolq rotates in one instruction, vpternlogq does a
 * three-way xor and the whole of chi, and 32 registers hold the state: 90
 * instructions a round against some 190 with AVX2 and 130 on integers. The narrow
 * forms need fewer cycles (three vector ports instead of two), so they are used
 * when few lanes are busy, even for a single stream.
 */
#include "digest/keccak.h"

#ifdef KECCAK_X86
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512vl")))
#define TERNLOG_XOR3 0x96
#define TERNLOG_CHI 0xd2 /* a ^ (~b & c) */

#define THETA_THREE

/* ---- eight lanes ----------------------------------------------------------- */

#define V __m512i
#define XOR2(a, b) _mm512_xor_si512(a, b)
#define XOR3(a, b, c) _mm512_ternarylogic_epi64(a, b, c, TERNLOG_XOR3)
#define XOR5(a, b, c, d, e) XOR3(XOR3(a, b, c), d, e)
#define ROL(a, n) _mm512_rol_epi64(a, n)
#define CHI(a, b, c) _mm512_ternarylogic_epi64(a, b, c, TERNLOG_CHI)
#define IOTA(a, i) XOR2(a, _mm512_set1_epi64((long long)keccak_round_constants[i]))
#include "digest/keccak_round.h"

#define LOAD(word, k)                                                                              \
    word = _mm512_i64gather_epi64(at, (const void *)(uintptr_t)(8 * (size_t)(k)), 1);
#define STORE(word, k)                                                                             \
    _mm512_mask_i64scatter_epi64((void *)(uintptr_t)(8 * (size_t)(k)), busy, at, word, 1);
#define ABSORB(word, k) word = XOR2(word, in[k]);

/* in[0..7] = words 0..7 of the eight blocks at p[]: an 8x8 transpose. */
TARGET static inline __attribute__((always_inline)) void
gather_words(__m512i in[8], const uint8_t *const p[8], size_t at)
{
    const __m512i lo = _mm512_setr_epi64(0, 1, 8, 9, 4, 5, 12, 13);
    const __m512i hi = _mm512_setr_epi64(2, 3, 10, 11, 6, 7, 14, 15);
    __m512i r[8], t[8];

    for (int l = 0; l < 8; l++)
        r[l] = _mm512_loadu_si512((const void *)(p[l] + at));
    for (int l = 0; l < 8; l += 2) {
        t[l] = _mm512_unpacklo_epi64(r[l], r[l + 1]);
        t[l + 1] = _mm512_unpackhi_epi64(r[l], r[l + 1]);
    }
    for (int h = 0; h < 2; h++) { /* t: pairs of lanes, words 0 2 4 6 / 1 3 5 7 */
        __m512i a = _mm512_permutex2var_epi64(t[h], lo, t[2 + h]);
        __m512i b = _mm512_permutex2var_epi64(t[h], hi, t[2 + h]);
        __m512i c = _mm512_permutex2var_epi64(t[4 + h], lo, t[6 + h]);
        __m512i d = _mm512_permutex2var_epi64(t[4 + h], hi, t[6 + h]);
        in[h] = _mm512_shuffle_i64x2(a, c, 0x44);
        in[4 + h] = _mm512_shuffle_i64x2(a, c, 0xee);
        in[2 + h] = _mm512_shuffle_i64x2(b, d, 0x44);
        in[6 + h] = _mm512_shuffle_i64x2(b, d, 0xee);
    }
}

TARGET void keccak_absorb_x8_avx512(uint64_t *const states[], const uint8_t *const data[], size_t n,
                                    size_t blocks)
{
    uint64_t address[8] __attribute__((aligned(64)));
    const uint8_t *p[8];
    const __mmask8 busy = (__mmask8)((1u << n) - 1);
    __m512i at, in[KECCAK_RATE_WORDS];
    KECCAK_DECLARE(a);
    KECCAK_DECLARE(e);

    /* Idle lanes repeat lane 0; their results are dropped. */
    for (size_t l = 0; l < 8; l++) {
        address[l] = (uint64_t)(uintptr_t)states[l < n ? l : 0];
        p[l] = data[l < n ? l : 0];
    }
    at = _mm512_load_si512(address);
    KECCAK_WORDS_DO(a, LOAD)
    for (; blocks > 0; blocks--) {
        gather_words(in, p, 0);
        gather_words(in + 8, p, 64);
        in[16] = _mm512_i64gather_epi64(_mm512_loadu_si512(p), (const void *)(uintptr_t)128, 1);
        KECCAK_RATE_WORDS_DO(a, ABSORB)
        for (int i = 0; i < 24; i += 2) {
            KECCAK_ROUND(a, e, i);
            KECCAK_ROUND(e, a, i + 1);
        }
        for (int l = 0; l < 8; l++)
            p[l] += KECCAK_RATE;
    }
    KECCAK_WORDS_DO(a, STORE)
}

#undef V
#undef XOR2
#undef XOR3
#undef ROL
#undef CHI
#undef IOTA
#undef LOAD
#undef STORE

/* ---- up to four lanes --------------------------------------------------------- */

#define V __m256i
#define XOR2(a, b) _mm256_xor_si256(a, b)
#define XOR3(a, b, c) _mm256_ternarylogic_epi64(a, b, c, TERNLOG_XOR3)
#define ROL(a, n) _mm256_rol_epi64(a, n)
#define CHI(a, b, c) _mm256_ternarylogic_epi64(a, b, c, TERNLOG_CHI)
#define IOTA(a, i) XOR2(a, _mm256_set1_epi64x((long long)keccak_round_constants[i]))
#define LOAD(word, k)                                                                              \
    word = _mm256_i64gather_epi64((const void *)(uintptr_t)(8 * (size_t)(k)), at, 1);
#define STORE(word, k)                                                                             \
    _mm256_mask_i64scatter_epi64((void *)(uintptr_t)(8 * (size_t)(k)), busy, at, word, 1);

/* in[0..15] = words 0..15 of the four blocks at p[]: 4x4 transposes; in[16] apart. */
TARGET static inline __attribute__((always_inline)) void
gather_block4(__m256i in[KECCAK_RATE_WORDS], const uint8_t *const p[4])
{
    for (int k = 0; k < 16; k += 4) {
        __m256i r0 = _mm256_loadu_si256((const void *)(p[0] + 8 * k));
        __m256i r1 = _mm256_loadu_si256((const void *)(p[1] + 8 * k));
        __m256i r2 = _mm256_loadu_si256((const void *)(p[2] + 8 * k));
        __m256i r3 = _mm256_loadu_si256((const void *)(p[3] + 8 * k));
        __m256i t0 = _mm256_unpacklo_epi64(r0, r1), t1 = _mm256_unpackhi_epi64(r0, r1);
        __m256i t2 = _mm256_unpacklo_epi64(r2, r3), t3 = _mm256_unpackhi_epi64(r2, r3);
        in[k] = _mm256_permute2x128_si256(t0, t2, 0x20);
        in[k + 1] = _mm256_permute2x128_si256(t1, t3, 0x20);
        in[k + 2] = _mm256_permute2x128_si256(t0, t2, 0x31);
        in[k + 3] = _mm256_permute2x128_si256(t1, t3, 0x31);
    }
    in[16] = _mm256_i64gather_epi64((const void *)(uintptr_t)128,
                                    _mm256_loadu_si256((const void *)p), 1);
}

TARGET void keccak_absorb_x4_avx512(uint64_t *const states[], const uint8_t *const data[], size_t n,
                                    size_t blocks)
{
    uint64_t address[4] __attribute__((aligned(32)));
    const uint8_t *p[4];
    const __mmask8 busy = (__mmask8)((1u << n) - 1);
    __m256i at, in[KECCAK_RATE_WORDS];
    KECCAK_DECLARE(a);
    KECCAK_DECLARE(e);

    for (size_t l = 0; l < 4; l++) {
        address[l] = (uint64_t)(uintptr_t)states[l < n ? l : 0];
        p[l] = data[l < n ? l : 0];
    }
    at = _mm256_load_si256((const __m256i *)(const void *)address);
    KECCAK_WORDS_DO(a, LOAD)
    for (; blocks > 0; blocks--) {
        gather_block4(in, p);
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

#undef V
#undef XOR2
#undef XOR3
#undef ROL
#undef CHI
#undef IOTA
#undef LOAD
#undef STORE

/* ---- one stream ------------------------------------------------------------------ */

#define V __m128i
#define XOR2(a, b) _mm_xor_si128(a, b)
#define XOR3(a, b, c) _mm_ternarylogic_epi64(a, b, c, TERNLOG_XOR3)
#define ROL(a, n) _mm_rol_epi64(a, n)
#define CHI(a, b, c) _mm_ternarylogic_epi64(a, b, c, TERNLOG_CHI)
#define LOW(p) _mm_loadl_epi64((const __m128i *)(const void *)(p))
#define IOTA(a, i) XOR2(a, LOW(&keccak_round_constants[i]))
#define LOAD(word, k) word = LOW(&state[k]);
#define STORE(word, k) _mm_storel_epi64((__m128i *)(void *)&state[k], word);
#define ABSORB1(word, k) word = XOR2(word, LOW(data + 8 * (k)));

TARGET void keccak_absorb_avx512(uint64_t state[25], const uint8_t *data, size_t blocks)
{
    KECCAK_DECLARE(a);
    KECCAK_DECLARE(e);

    KECCAK_WORDS_DO(a, LOAD)
    for (; blocks > 0; blocks--, data += KECCAK_RATE) {
        KECCAK_RATE_WORDS_DO(a, ABSORB1)
        for (int i = 0; i < 24; i += 2) {
            KECCAK_ROUND(a, e, i);
            KECCAK_ROUND(e, a, i + 1);
        }
    }
    KECCAK_WORDS_DO(a, STORE)
}
#endif
