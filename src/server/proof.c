/* Commitments and signatures: see proof.h. */
#include "server/proof.h"

#include "odf/json.h"
#include "server/jwt.h"

#include <openssl/evp.h>

#define CANONICAL_MAX ((size_t)512 << 20)
#define SIGNATURE_BYTES 64
static const uint8_t ed25519_code[2] = {0xed, 0x01};

kamu_code node_key_parse(const char *text, struct node_key *out, struct kamu_error *err)
{
    size_t n = 0;
    if (odf_multibase_decode(str_c(text), out->secret, sizeof out->secret, &n, NULL) != KAMU_OK ||
        n != sizeof out->secret)
        return error_set(err, KAMU_E_USAGE,
                         "identity.ed25519PrivateKey is not a multibase text of 32 bytes");
    return odf_did_of_secret(out->secret, &out->public_key, err);
}

kamu_code proof_hash(struct str json, struct odf_hash *out, struct kamu_error *err)
{
    struct buf text = BUF_INIT(CANONICAL_MAX);
    kamu_code rc = odf_json_canonical_ascii(json, &text, err);
    if (rc == KAMU_OK)
        *out = odf_hash_of(text.data, text.len);
    buf_free(&text);
    return rc;
}

kamu_code commitment_write(const struct commitment *c, struct buf *out, struct kamu_error *err)
{
    char input[ODF_HASH_TEXT_MAX], output[ODF_HASH_TEXT_MAX], sub[ODF_HASH_TEXT_MAX];
    odf_hash_text(&c->input, input);
    odf_hash_text(&c->output, output);
    odf_hash_text(&c->sub_queries, sub);
    return buf_printf(out, err,
                      "{\"inputHash\":\"%s\",\"outputHash\":\"%s\",\"subQueriesHash\":\"%s\"}",
                      input, output, sub);
}

/* ---- Ed25519 -----------------------------------------------------------------------------------
 */

static kamu_code sign(const struct node_key *key, const struct buf *text,
                      uint8_t out[SIGNATURE_BYTES], struct kamu_error *err)
{
    size_t n = SIGNATURE_BYTES;
    EVP_PKEY *pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, key->secret, 32);
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool ok = pkey != NULL && md != NULL && EVP_DigestSignInit(md, NULL, NULL, NULL, pkey) == 1 &&
              EVP_DigestSign(md, out, &n, text->data, text->len) == 1 && n == SIGNATURE_BYTES;
    EVP_MD_CTX_free(md);
    EVP_PKEY_free(pkey);
    return ok ? KAMU_OK : error_set(err, KAMU_E_BUG, "libcrypto cannot sign with Ed25519");
}

static kamu_code verify(const uint8_t public_key[32], const struct buf *text,
                        const uint8_t signature[SIGNATURE_BYTES], bool *good,
                        struct kamu_error *err)
{
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_key, 32);
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool ok = pkey != NULL && md != NULL && EVP_DigestVerifyInit(md, NULL, NULL, NULL, pkey) == 1;
    *good = ok && EVP_DigestVerify(md, signature, SIGNATURE_BYTES, text->data, text->len) == 1;
    EVP_MD_CTX_free(md);
    EVP_PKEY_free(pkey);
    return ok ? KAMU_OK : error_set(err, KAMU_E_BUG, "libcrypto cannot check Ed25519");
}

/* ---- the answer --------------------------------------------------------------------------------
 */

static kamu_code write_proof(const struct node_key *key, const struct buf *signed_text,
                             struct buf *out, struct kamu_error *err)
{
    uint8_t signature[SIGNATURE_BYTES];
    char did[ODF_DID_TEXT_MAX];
    KAMU_TRY(sign(key, signed_text, signature, err));
    odf_did_key_text(&key->public_key, did);
    KAMU_TRY(buf_printf(out, err,
                        "{\"type\":\"Ed25519Signature2020\",\"verificationMethod\":\"%s\","
                        "\"proofValue\":\"u",
                        did));
    KAMU_TRY(base64url_put(signature, sizeof signature, out, err));
    return buf_append_str(out, "\"}", err);
}

kamu_code proof_write(const struct node_key *key, const struct buf *input, const struct buf *output,
                      struct buf *out, struct kamu_error *err)
{
    struct commitment c;
    struct buf text = BUF_INIT(4096);
    KAMU_TRY(proof_hash((struct str){(const char *)input->data, input->len}, &c.input, err));
    KAMU_TRY(proof_hash((struct str){(const char *)output->data, output->len}, &c.output, err));
    KAMU_TRY(proof_hash(STR("[]"), &c.sub_queries, err));
    KAMU_TRY(buf_append_str(out, "{\"input\":", err));
    KAMU_TRY(buf_append(out, input->data, input->len, err));
    KAMU_TRY(buf_append_str(out, ",\"output\":", err));
    KAMU_TRY(buf_append(out, output->data, output->len, err));
    KAMU_TRY(buf_append_str(out, ",\"subQueries\":[],\"commitment\":", err));
    kamu_code rc = commitment_write(&c, &text, err); /* canonical as it is */
    if (rc == KAMU_OK)
        rc = buf_append(out, text.data, text.len, err);
    if (rc == KAMU_OK)
        rc = buf_append_str(out, ",\"proof\":", err);
    if (rc == KAMU_OK)
        rc = write_proof(key, &text, out, err);
    buf_free(&text);
    return rc == KAMU_OK ? buf_append_byte(out, '}', err) : rc;
}

kamu_code proof_check(const struct commitment *c, struct str method, struct str value, bool *good,
                      struct kamu_error *err)
{
    static const char prefix[] = "did:key:";
    uint8_t key[34], signature[SIGNATURE_BYTES];
    struct buf text = BUF_INIT(4096);
    size_t n = 0, prefix_n = sizeof prefix - 1;
    *good = false;
    if (!str_starts(method, prefix) ||
        odf_multibase_decode((struct str){method.p + prefix_n, method.n - prefix_n}, key,
                             sizeof key, &n, NULL) != KAMU_OK ||
        n != sizeof key || memcmp(key, ed25519_code, 2) != 0)
        return error_set(err, KAMU_E_INPUT, "Value '%.*s' is not a valid did:key",
                         (int)(method.n > 200 ? 200 : method.n), method.p);
    if (odf_multibase_decode(value, signature, sizeof signature, &n, NULL) != KAMU_OK ||
        n != sizeof signature)
        return error_set(err, KAMU_E_INPUT, "Value '%.*s' is not a valid Ed25519 signature",
                         (int)(value.n > 200 ? 200 : value.n), value.p);
    kamu_code rc = commitment_write(c, &text, err);
    if (rc == KAMU_OK)
        rc = verify(key + 2, &text, signature, good, err);
    buf_free(&text);
    return rc;
}
