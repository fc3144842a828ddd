/* SHA3-256: streams, padding, choice of kernel, and the packing of many streams into lanes. */
#include "digest/sha3.h"

#include "base/error.h"
#include "digest/keccak.h"

#include <string.h>

_Static_assert(SHA3_256_RATE == KECCAK_RATE, "one rate");

/* ---- which kernels ------------------------------------------------------------ */

struct kernels {
    keccak_absorb_fn *one;
    keccak_absorb_lanes_fn *narrow; /* up to narrow_lanes; NULL = none */
    keccak_absorb_lanes_fn *wide;   /* up to wide_lanes; NULL = none */
    unsigned narrow_lanes, wide_lanes;
    /* Fewest busy lanes for which the wide and the narrow kernel beat the next smaller one. */
    unsigned narrow_from, wide_from;
    /* The wide kernel's permutation takes longer. It pays when the longest stream is less than this
     * part of all: otherwise the narrow one is done with the others before that stream ends. */
    unsigned wide_if_parts;
};

static const struct kernels portable = {.one = keccak_absorb_portable, .narrow_lanes = 1};
#ifdef KECCAK_X86
static const struct kernels avx2 = {.one = keccak_absorb_bmi2,
                                    .narrow = keccak_absorb_x4_avx2,
                                    .narrow_lanes = 4,
                                    .narrow_from = 2};
static const struct kernels avx512 = {.one = keccak_absorb_avx512,
                                      .narrow = keccak_absorb_x4_avx512,
                                      .narrow_lanes = 4,
                                      .narrow_from = 2,
                                      .wide = keccak_absorb_x8_avx512,
                                      .wide_lanes = 8,
                                      .wide_from = 5,
                                      .wide_if_parts = 6};
#endif

int sha3_supports(enum sha3_impl impl)
{
    switch (impl) {
    case SHA3_BEST:
    case SHA3_PORTABLE:
        return 1;
    case SHA3_AVX2:
#ifdef KECCAK_X86
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
               __builtin_cpu_supports("bmi2");
#else
        return 0;
#endif
    case SHA3_AVX512:
#ifdef KECCAK_X86
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl");
#else
        return 0;
#endif
    }
    return 0;
}

enum sha3_impl sha3_best(void)
{
    if (sha3_supports(SHA3_AVX512))
        return SHA3_AVX512;
    return sha3_supports(SHA3_AVX2) ? SHA3_AVX2 : SHA3_PORTABLE;
}

const char *sha3_impl_name(enum sha3_impl impl)
{
    switch (impl) {
    case SHA3_BEST:
        return sha3_impl_name(sha3_best());
    case SHA3_PORTABLE:
        return "portable";
    case SHA3_AVX2:
        return "avx2";
    case SHA3_AVX512:
        return "avx512";
    }
    return "?";
}

static const struct kernels *kernels_of(enum sha3_impl impl)
{
    if (impl == SHA3_BEST)
        impl = sha3_best();
    KAMU_ASSERT(sha3_supports(impl));
#ifdef KECCAK_X86
    if (impl == SHA3_AVX512)
        return &avx512;
    if (impl == SHA3_AVX2)
        return &avx2;
#endif
    return &portable;
}

/* ---- one stream ------------------------------------------------------------------ */

void sha3_init(struct sha3 *s)
{
    memset(s->state, 0, sizeof(s->state));
    s->filled = 0;
}

void sha3_update_with(enum sha3_impl impl, struct sha3 *s, const void *data, size_t n)
{
    const struct kernels *k = kernels_of(impl);
    const uint8_t *p = data;
    size_t blocks;

    if (s->filled != 0) {
        size_t room = SHA3_256_RATE - s->filled, take = n < room ? n : room;
        if (take != 0)
            memcpy(s->block + s->filled, p, take);
        s->filled += (uint32_t)take;
        if (s->filled < SHA3_256_RATE)
            return;
        k->one(s->state, s->block, 1);
        s->filled = 0;
        p += take;
        n -= take;
    }
    blocks = n / SHA3_256_RATE;
    if (blocks != 0)
        k->one(s->state, p, blocks);
    n -= blocks * SHA3_256_RATE;
    if (n != 0)
        memcpy(s->block, p + blocks * SHA3_256_RATE, n);
    s->filled = (uint32_t)n;
}

void sha3_update(struct sha3 *s, const void *data, size_t n)
{
    sha3_update_with(SHA3_BEST, s, data, n);
}

/* The last block: pad10*1 behind the domain bits 01 of SHA-3. */
static void pad(struct sha3 *s)
{
    memset(s->block + s->filled, 0, SHA3_256_RATE - s->filled);
    s->block[s->filled] = 0x06;
    s->block[SHA3_256_RATE - 1] |= 0x80;
}

static void squeeze(const struct sha3 *s, uint8_t out[SHA3_256_SIZE])
{
    for (int w = 0; w < SHA3_256_SIZE / 8; w++)
        for (int b = 0; b < 8; b++)
            out[8 * w + b] = (uint8_t)(s->state[w] >> (8 * b));
}

void sha3_final(struct sha3 *s, uint8_t out[SHA3_256_SIZE])
{
    pad(s);
    kernels_of(SHA3_BEST)->one(s->state, s->block, 1);
    squeeze(s, out);
}

void sha3_256(const void *data, size_t n, uint8_t out[SHA3_256_SIZE])
{
    struct sha3 s;

    sha3_init(&s);
    sha3_update(&s, data, n);
    sha3_final(&s, out);
}

/* ---- many streams ------------------------------------------------------------------ */

struct job {
    uint64_t *state;
    const uint8_t *data;
    size_t blocks;
};

/* The jobs still to start, longest last. Few at a time, so insertion sort. */
static void sort_jobs(struct job *jobs, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct job j = jobs[i];
        size_t at = i;
        while (at > 0 && jobs[at - 1].blocks > j.blocks) {
            jobs[at] = jobs[at - 1];
            at--;
        }
        jobs[at] = j;
    }
}

static void absorb_lanes(const struct kernels *k, struct job *lanes, size_t n, size_t blocks)
{
    uint64_t *states[KECCAK_LANES_MAX];
    const uint8_t *data[KECCAK_LANES_MAX];

    for (size_t l = 0; l < n; l++) {
        states[l] = lanes[l].state;
        data[l] = lanes[l].data;
        lanes[l].data += blocks * SHA3_256_RATE;
        lanes[l].blocks -= blocks;
    }
    if (k->wide != NULL && n >= k->wide_from)
        k->wide(states, data, n, blocks);
    else if (k->narrow != NULL && n >= k->narrow_from)
        k->narrow(states, data, n, blocks);
    else
        for (size_t l = 0; l < n; l++)
            k->one(states[l], data[l], blocks);
}

static unsigned choose_width(const struct kernels *k, const struct job *jobs, size_t n)
{
    size_t all = 0, longest = 0;

    if (k->wide == NULL)
        return k->narrow_lanes;
    for (size_t i = 0; i < n; i++) {
        all += jobs[i].blocks;
        longest = jobs[i].blocks > longest ? jobs[i].blocks : longest;
    }
    return all / k->wide_if_parts > longest ? k->wide_lanes : k->narrow_lanes;
}

/* Runs all jobs, as many at once as there are lanes. The longest start first, so that the lanes end
 * at about the same time; a lane that ends takes the next job. */
static void run_jobs(const struct kernels *k, struct job *jobs, size_t n)
{
    unsigned width = choose_width(k, jobs, n);
    struct job lanes[KECCAK_LANES_MAX];
    size_t busy = 0;

    sort_jobs(jobs, n);
    while (n > 0 || busy > 0) {
        size_t least = SIZE_MAX, kept = 0;
        while (busy < width && n > 0)
            lanes[busy++] = jobs[--n];
        for (size_t l = 0; l < busy; l++)
            least = lanes[l].blocks < least ? lanes[l].blocks : least;
        absorb_lanes(k, lanes, busy, least);
        for (size_t l = 0; l < busy; l++)
            if (lanes[l].blocks != 0)
                lanes[kept++] = lanes[l];
        busy = kept;
    }
}

#define JOBS_MAX 64

/* One round over at most JOBS_MAX streams: first the blocks begun earlier, then whole blocks
 * straight from the pieces, then the rests are kept. */
static void update_some(const struct kernels *k, struct sha3 *const states[],
                        const struct sha3_piece pieces[], size_t n)
{
    struct job jobs[JOBS_MAX];
    const uint8_t *p[JOBS_MAX];
    size_t left[JOBS_MAX], n_jobs = 0;

    for (size_t i = 0; i < n; i++) {
        struct sha3 *s = states[i];
        p[i] = pieces[i].p;
        left[i] = pieces[i].n;
        if (s->filled != 0 && left[i] != 0) {
            size_t room = SHA3_256_RATE - s->filled, take = left[i] < room ? left[i] : room;
            memcpy(s->block + s->filled, p[i], take);
            s->filled += (uint32_t)take;
            p[i] += take;
            left[i] -= take;
            if (s->filled == SHA3_256_RATE) {
                jobs[n_jobs++] = (struct job){s->state, s->block, 1};
                s->filled = 0;
            }
        }
    }
    run_jobs(k, jobs, n_jobs);
    n_jobs = 0;
    for (size_t i = 0; i < n; i++) {
        struct sha3 *s = states[i];
        size_t blocks = left[i] / SHA3_256_RATE, rest = left[i] % SHA3_256_RATE;
        if (blocks != 0)
            jobs[n_jobs++] = (struct job){s->state, p[i], blocks};
        if (rest != 0) {
            memcpy(s->block, p[i] + blocks * SHA3_256_RATE, rest);
            s->filled = (uint32_t)rest;
        }
    }
    run_jobs(k, jobs, n_jobs);
}

void sha3_update_many_with(enum sha3_impl impl, struct sha3 *const states[],
                           const struct sha3_piece pieces[], size_t n)
{
    const struct kernels *k = kernels_of(impl);

    for (size_t at = 0; at < n; at += JOBS_MAX) {
        size_t some = n - at < JOBS_MAX ? n - at : JOBS_MAX;
        update_some(k, states + at, pieces + at, some);
    }
}

void sha3_update_many(struct sha3 *const states[], const struct sha3_piece pieces[], size_t n)
{
    sha3_update_many_with(SHA3_BEST, states, pieces, n);
}

void sha3_final_many(struct sha3 *const states[], uint8_t (*out)[SHA3_256_SIZE], size_t n)
{
    const struct kernels *k = kernels_of(SHA3_BEST);
    struct job jobs[JOBS_MAX];

    for (size_t at = 0; at < n; at += JOBS_MAX) {
        size_t some = n - at < JOBS_MAX ? n - at : JOBS_MAX;
        for (size_t i = 0; i < some; i++) {
            pad(states[at + i]);
            jobs[i] = (struct job){states[at + i]->state, states[at + i]->block, 1};
        }
        run_jobs(k, jobs, some);
        for (size_t i = 0; i < some; i++)
            squeeze(states[at + i], out[at + i]);
    }
}
