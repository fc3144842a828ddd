/* SHA3-256: our many streams over OpenSSL's one; `what TAB value TAB least ratio` lines. */
#include "base/time.h"
#include "digest/sha3.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

enum { STREAMS = 16, PIECE = 1 << 16, ROUNDS = 100 };

static uint8_t *data;

/* bytes per second, best of five */
static double best(double (*once)(enum sha3_impl), enum sha3_impl impl)
{
    double most = 0;
    for (int i = 0; i < 5; i++) {
        double rate = once(impl);
        if (rate > most)
            most = rate;
    }
    return most;
}

static double openssl_once(enum sha3_impl impl)
{
    (void)impl;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    uint64_t start = clock_monotonic_ns();
    EVP_DigestInit_ex(ctx, EVP_sha3_256(), NULL);
    for (int r = 0; r < ROUNDS; r++)
        EVP_DigestUpdate(ctx, data, PIECE);
    uint8_t out[32];
    EVP_DigestFinal_ex(ctx, out, NULL);
    uint64_t ns = clock_monotonic_ns() - start;
    EVP_MD_CTX_free(ctx);
    return (double)PIECE * ROUNDS / (double)ns * 1e9;
}

static double ours_once(enum sha3_impl impl)
{
    static struct sha3 s[STREAMS];
    struct sha3 *states[STREAMS];
    struct sha3_piece pieces[STREAMS];
    for (int i = 0; i < STREAMS; i++) {
        sha3_init(&s[i]);
        states[i] = &s[i];
        pieces[i] = (struct sha3_piece){data + (size_t)i * PIECE, PIECE};
    }
    uint64_t start = clock_monotonic_ns();
    for (int r = 0; r < ROUNDS / 4; r++)
        sha3_update_many_with(impl, states, pieces, STREAMS);
    uint64_t ns = clock_monotonic_ns() - start;
    return (double)STREAMS * PIECE * (ROUNDS / 4) / (double)ns * 1e9;
}

static double one_once(enum sha3_impl impl)
{
    struct sha3 s;
    sha3_init(&s);
    uint64_t start = clock_monotonic_ns();
    for (int r = 0; r < ROUNDS; r++)
        sha3_update_with(impl, &s, data, PIECE);
    uint64_t ns = clock_monotonic_ns() - start;
    return (double)PIECE * ROUNDS / (double)ns * 1e9;
}

int main(void)
{
    data = calloc(STREAMS, PIECE);
    if (data == NULL)
        return 1;
    for (size_t i = 0; i < (size_t)STREAMS * PIECE; i++)
        data[i] = (uint8_t)(i * 2654435761u >> 24);
    double base = best(openssl_once, SHA3_BEST);
    printf("OpenSSL, one stream\t%.0f MB/s\t\n", base / 1e6);
    double one = best(one_once, SHA3_PORTABLE);
    printf("ours, one stream, portable\t%.0f MB/s, %.2f x\t\n", one / 1e6, one / base);
    static const struct {
        enum sha3_impl impl;
        const char *least;
    } many[] = {{SHA3_PORTABLE, ""}, {SHA3_AVX2, "4"}, {SHA3_AVX512, "8"}};
    for (int i = 0; i < 3; i++) {
        if (!sha3_supports(many[i].impl))
            continue;
        double rate = best(ours_once, many[i].impl);
        printf("ours, %d streams, %s\t%.0f MB/s, %.2f x\t%s\n", STREAMS,
               sha3_impl_name(many[i].impl), rate / 1e6, rate / base, many[i].least);
    }
    free(data);
    return 0;
}
