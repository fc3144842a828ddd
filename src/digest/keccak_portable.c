/* Keccak-f[1600] on 64-bit integers, for every machine; and the same code built for BMI2. */
#include "digest/keccak.h"

#include <string.h>

const uint64_t keccak_round_constants[24] = {
    UINT64_C(0x0000000000000001), UINT64_C(0x0000000000008082), UINT64_C(0x800000000000808a),
    UINT64_C(0x8000000080008000), UINT64_C(0x000000000000808b), UINT64_C(0x0000000080000001),
    UINT64_C(0x8000000080008081), UINT64_C(0x8000000000008009), UINT64_C(0x000000000000008a),
    UINT64_C(0x0000000000000088), UINT64_C(0x0000000080008009), UINT64_C(0x000000008000000a),
    UINT64_C(0x000000008000808b), UINT64_C(0x800000000000008b), UINT64_C(0x8000000000008089),
    UINT64_C(0x8000000000008003), UINT64_C(0x8000000000008002), UINT64_C(0x8000000000000080),
    UINT64_C(0x000000000000800a), UINT64_C(0x800000008000000a), UINT64_C(0x8000000080008081),
    UINT64_C(0x8000000000008080), UINT64_C(0x0000000080000001), UINT64_C(0x8000000080008008),
};

static inline uint64_t load_le64(const uint8_t *p)
{
    uint64_t v;

    memcpy(&v, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

#define V uint64_t
#define XOR2(a, b) ((a) ^ (b))
#define XOR3(a, b, c) ((a) ^ (b) ^ (c))
#define XOR5(a, b, c, d, e) ((a) ^ (b) ^ (c) ^ (d) ^ (e))
#define ROL(a, n) rol64(a, n)
#define CHI(a, b, c) ((a) ^ (~(b) & (c)))
#define IOTA(a, i) ((a) ^ keccak_round_constants[i])
#include "digest/keccak_round.h"

static inline uint64_t rol64(uint64_t v, unsigned n)
{
    return v << n | v >> (64 - n);
}

#define LOAD(word, k) word = state[k];
#define STORE(word, k) state[k] = word;
#define ABSORB(word, k) word ^= load_le64(data + 8 * (k));

static inline __attribute__((always_inline)) void absorb(uint64_t state[25], const uint8_t *data,
                                                         size_t blocks)
{
    KECCAK_DECLARE(a);
    KECCAK_DECLARE(e);

    KECCAK_WORDS_DO(a, LOAD)
    for (; blocks > 0; blocks--, data += KECCAK_RATE) {
        KECCAK_RATE_WORDS_DO(a, ABSORB)
        for (int i = 0; i < 24; i += 2) {
            KECCAK_ROUND(a, e, i);
            KECCAK_ROUND(e, a, i + 1);
        }
    }
    KECCAK_WORDS_DO(a, STORE)
}

void keccak_absorb_portable(uint64_t state[25], const uint8_t *data, size_t blocks)
{
    absorb(state, data, blocks);
}

#ifdef KECCAK_X86
/* andn and rorx save a third of the instructions. */
__attribute__((target("bmi,bmi2"))) void keccak_absorb_bmi2(uint64_t state[25], const uint8_t *data,
                                                            size_t blocks)
{
    absorb(state, data, blocks);
}
#endif
