/* Decentralized identifiers of datasets and accounts (spec/odf-metadata.md 2.4, 2.5). */
#include "odf/ids.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

bool odf_did_eq(const struct odf_did *a, const struct odf_did *b)
{
    return memcmp(a->key, b->key, sizeof a->key) == 0;
}

void odf_did_bytes(const struct odf_did *d, uint8_t out[ODF_DID_BYTES])
{
    out[0] = 0xed;
    out[1] = 0x01;
    memcpy(out + 2, d->key, 32);
}

size_t odf_did_dir(const struct odf_did *d, char out[ODF_DID_DIR_MAX])
{
    static const char digits[] = "0123456789abcdef";
    memcpy(out, "fed01", 5);
    for (size_t i = 0; i < 32; i++) {
        out[5 + 2 * i] = digits[d->key[i] >> 4];
        out[6 + 2 * i] = digits[d->key[i] & 15];
    }
    out[69] = '\0';
    return 69;
}

size_t odf_did_text(const struct odf_did *d, char out[ODF_DID_TEXT_MAX])
{
    memcpy(out, "did:odf:", 8);
    return 8 + odf_did_dir(d, out + 8);
}

size_t odf_did_key_text(const struct odf_did *d, char out[ODF_DID_TEXT_MAX])
{
    uint8_t bytes[ODF_DID_BYTES];
    char text[2 + 2 * ODF_DID_BYTES];
    odf_did_bytes(d, bytes);
    size_t n = odf_multibase_base58(bytes, sizeof bytes, text);
    memcpy(out, "did:key:", 8);
    memcpy(out + 8, text, n + 1);
    return 8 + n;
}

kamu_code odf_did_from_bytes(const void *p, size_t n, struct odf_did *out, struct kamu_error *err)
{
    const uint8_t *b = p;
    if (n < 2 || b[0] != 0xed || b[1] != 0x01)
        return error_set(err, KAMU_E_INPUT, "Unsupported DID key type (expected ed25519-pub)");
    if (n != ODF_DID_BYTES)
        return error_set(err, KAMU_E_INPUT, "Malformed DID: key has %zu bytes instead of 32",
                         n - 2);
    memcpy(out->key, b + 2, 32);
    return KAMU_OK;
}

static kamu_code did_parse_multibase(struct str whole, struct str s, struct odf_did *out,
                                     struct kamu_error *err)
{
    uint8_t bytes[ODF_DID_BYTES];
    size_t n = 0;
    kamu_code rc = odf_multibase_decode(s, bytes, sizeof bytes, &n, err);
    if (rc == KAMU_OK)
        rc = odf_did_from_bytes(bytes, n, out, err);
    if (rc != KAMU_OK)
        return error_wrap(err, rc, "Value '" STR_FMT "' is not a valid did:odf",
                          (int)(whole.n < 200 ? whole.n : 200), whole.p ? whole.p : "");
    return KAMU_OK;
}

kamu_code odf_did_parse(struct str s, struct odf_did *out, struct kamu_error *err)
{
    if (!str_starts(s, "did:odf:"))
        return error_set(err, KAMU_E_INPUT, "Value '" STR_FMT "' is not a valid did:odf",
                         (int)(s.n < 200 ? s.n : 200), s.p ? s.p : "");
    return did_parse_multibase(s, (struct str){s.p + 8, s.n - 8}, out, err);
}

kamu_code odf_did_parse_dir(struct str s, struct odf_did *out, struct kamu_error *err)
{
    return did_parse_multibase(s, s, out, err);
}

/* CAIP-10: namespace [-a-z0-9]{3,8}, reference [-_a-zA-Z0-9]{1,32}, address [-.%a-zA-Z0-9]{1,128}.
 */
static size_t span(const char *p, size_t n, const char *extra, bool upper)
{
    size_t i = 0;
    while (i < n && ((p[i] >= 'a' && p[i] <= 'z') || (p[i] >= '0' && p[i] <= '9') ||
                     (upper && p[i] >= 'A' && p[i] <= 'Z') || (p[i] && strchr(extra, p[i]))))
        i++;
    return i;
}

bool odf_account_did_valid(struct str s)
{
    struct odf_did did;
    if (str_starts(s, "did:odf:"))
        return odf_did_parse(s, &did, NULL) == KAMU_OK;
    if (!str_starts(s, "did:pkh:"))
        return false;
    const char *p = s.p + 8;
    size_t left = s.n - 8;
    size_t ns = span(p, left, "-", false);
    if (ns < 3 || ns > 8 || ns >= left || p[ns] != ':')
        return false;
    p += ns + 1;
    left -= ns + 1;
    size_t ref = span(p, left, "-_", true);
    if (ref < 1 || ref > 32 || ref >= left || p[ref] != ':')
        return false;
    p += ref + 1;
    left -= ref + 1;
    size_t address = span(p, left, "-.%", true);
    return address >= 1 && address <= 128 && address == left;
}

void odf_did_seeded(struct str seed, struct odf_did *out)
{
    uint8_t bytes[32] = {0};
    uint64_t state[4];
    memcpy(bytes, seed.p ? seed.p : "", seed.n < 32 ? seed.n : 32);
    for (int i = 0; i < 4; i++) {
        state[i] = 0;
        for (int j = 7; j >= 0; j--)
            state[i] = state[i] << 8 | bytes[8 * i + j];
    }
    if (!(state[0] | state[1] | state[2] | state[3])) {
        /* an all-zero state is no state: xoshiro's seed_from_u64(0) through splitmix64 */
        uint64_t x = 0;
        for (int i = 0; i < 4; i++) {
            x += 0x9e3779b97f4a7c15u;
            uint64_t z = x;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
            state[i] = z ^ (z >> 31);
        }
    }
    for (int i = 0; i < 4; i++) {
        uint64_t v = xoshiro256pp_next(state);
        for (int j = 0; j < 8; j++)
            out->key[8 * i + j] = (uint8_t)(v >> (8 * j));
    }
}

kamu_code odf_did_of_secret(const uint8_t secret[32], struct odf_did *out, struct kamu_error *err)
{
    size_t n = 32;
    /* Nothing of openssl.cnf concerns a raw key, and reading it is most of libcrypto's start-up
     * cost. */
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, 32);
    int ok = key && EVP_PKEY_get_raw_public_key(key, out->key, &n) == 1 && n == 32;
    EVP_PKEY_free(key);
    return ok ? KAMU_OK : error_set(err, KAMU_E_BUG, "OpenSSL cannot derive an Ed25519 public key");
}

kamu_code odf_did_generate(struct env *env, struct odf_did *out, uint8_t secret[32],
                           struct kamu_error *err)
{
    uint8_t own[32];
    KAMU_TRY(random_bytes(&env->random, own, sizeof own, err));
    kamu_code rc = odf_did_of_secret(own, out, err);
    if (rc == KAMU_OK && secret)
        memcpy(secret, own, sizeof own);
    OPENSSL_cleanse(own, sizeof own);
    return rc;
}
