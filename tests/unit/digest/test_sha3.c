/* SHA3-256: published vectors, and OpenSSL as the oracle for every kernel. */
#include "unit/harness.h"

#include "base/time.h"
#include "digest/sha3.h"

#include <openssl/evp.h>

#define DATA_SIZE 40000
static uint8_t data[DATA_SIZE];
static uint64_t seed[4];

static uint64_t below(uint64_t n)
{
    return n ? xoshiro256pp_next(seed) % n : 0;
}

static void openssl(const void *p, size_t n, uint8_t out[32])
{
    unsigned len = 0;

    assert_int_equal(EVP_Digest(p, n, out, &len, EVP_sha3_256(), NULL), 1);
    assert_int_equal(len, 32);
}

static void assert_digest(const uint8_t got[32], const char *want_hex)
{
    char hex[65];

    for (int i = 0; i < 32; i++)
        snprintf(hex + 2 * i, 3, "%02x", got[i]);
    assert_string_equal(hex, want_hex);
}

/* FIPS 202 examples (NIST, "SHA3-256 of 0, 24 and 1600 bits") and the multihash vector */
static void published(void **state)
{
    uint8_t out[32], a3[200];

    sha3_256("", 0, out);
    assert_digest(out, "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
    sha3_256("abc", 3, out);
    assert_digest(out, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532");
    memset(a3, 0xa3, sizeof(a3));
    sha3_256(a3, sizeof(a3), out);
    assert_digest(out, "79f38adec5c20307a98ef76e8324afbfd46cfd81b22e3973c65fa1bd9de31787");
    sha3_256("multihash", 9, out);
    assert_digest(out, "08c3792b2a4deed1bd7ea2328fb5de5531eccf0fbfa04a7d800cdc267137c635");
}

static void every_length_around_the_block(void **state)
{
    uint8_t want[32], got[32];

    for (size_t n = 0; n <= 3 * SHA3_256_RATE + 2; n++) {
        openssl(data, n, want);
        sha3_256(data, n, got);
        assert_memory_equal(got, want, 32);
    }
}

static void random_splits(void **state)
{
    for (enum sha3_impl impl = SHA3_BEST; impl <= SHA3_AVX512; impl++) {
        if (!sha3_supports(impl))
            continue;
        for (int round = 0; round < 200; round++) {
            size_t n = below(below(4) ? 900 : DATA_SIZE), at = 0;
            uint8_t want[32], got[32];
            struct sha3 s;

            openssl(data, n, want);
            sha3_init(&s);
            while (at < n) {
                size_t step = below(below(2) ? 40 : 600) + (below(9) != 0);
                step = step < n - at ? step : n - at;
                sha3_update_with(impl, &s, data + at, step);
                at += step;
            }
            sha3_final(&s, got);
            assert_memory_equal(got, want, 32);
        }
    }
}

/* Any number of streams, each fed its own random pieces (some empty), many-stream calls mixed with
 * one-stream calls. */
static void random_lane_mixes(void **state)
{
    enum { MAX = 70 };
    static struct sha3 streams[MAX];
    static uint8_t got[MAX][32];
    struct sha3 *states[MAX], *order[MAX];
    struct sha3_piece pieces[MAX];
    size_t at[MAX], start[MAX];

    for (enum sha3_impl impl = SHA3_BEST; impl <= SHA3_AVX512; impl++) {
        if (!sha3_supports(impl))
            continue;
        for (int round = 0; round < 60; round++) {
            size_t n = below(round % 10 == 0 ? MAX : 12) + 1, calls = below(6) + 1;
            size_t longest = below(3) ? 500 : 4000;

            for (size_t i = 0; i < n; i++) {
                states[i] = &streams[i];
                sha3_init(states[i]);
                at[i] = start[i] = below(1000);
            }
            for (size_t c = 0; c < calls; c++) {
                size_t m = 0;
                for (size_t i = 0; i < n; i++) {
                    size_t step = below(4) ? below(longest) : below(3);
                    if (below(5) == 0)
                        continue;
                    if (at[i] + step > DATA_SIZE)
                        step = 0;
                    order[m] = states[i];
                    pieces[m++] = (struct sha3_piece){data + at[i], step};
                    at[i] += step;
                }
                sha3_update_many_with(impl, order, pieces, m);
                sha3_update_with(impl, states[0], data + at[0], 7);
                at[0] += 7;
            }
            sha3_final_many(states, got, n);
            for (size_t i = 0; i < n; i++) {
                uint8_t want[32];
                openssl(data + start[i], at[i] - start[i], want);
                assert_memory_equal(got[i], want, 32);
            }
        }
    }
}

static void choice(void **state)
{
    assert_true(sha3_supports(SHA3_PORTABLE));
    assert_true(sha3_supports(sha3_best()));
    assert_string_equal(sha3_impl_name(SHA3_BEST), sha3_impl_name(sha3_best()));
    sha3_update_many(NULL, NULL, 0);
    sha3_final_many(NULL, NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published),     cmocka_unit_test(every_length_around_the_block),
        cmocka_unit_test(random_splits), cmocka_unit_test(random_lane_mixes),
        cmocka_unit_test(choice),
    };
    struct random r = {0};

    random_seed(&r, 20);
    memcpy(seed, r.state, sizeof(seed));
    for (size_t i = 0; i < DATA_SIZE; i++)
        data[i] = (uint8_t)below(256);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
