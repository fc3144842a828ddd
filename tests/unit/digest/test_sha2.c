/* SHA-224, SHA-384, SHA-512: OpenSSL as the oracle, all lengths around the ends of blocks. */
#include "unit/harness.h"

#include "digest/sha2.h"

#include <openssl/evp.h>

static void lengths(void **state)
{
    static const unsigned bits[] = {224, 384, 512};
    static uint8_t data[600];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 7 + i / 256);
    for (size_t k = 0; k < 3; k++)
        for (size_t n = 0; n <= sizeof data; n++) {
            uint8_t got[SHA2_BYTES_MAX], want[EVP_MAX_MD_SIZE];
            unsigned len = 0;
            const EVP_MD *md = k == 0 ? EVP_sha224() : k == 1 ? EVP_sha384() : EVP_sha512();
            assert_int_equal(EVP_Digest(data, n, want, &len, md, NULL), 1);
            assert_int_equal(sha2(bits[k], data, n, got), len);
            assert_memory_equal(got, want, len);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lengths)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
