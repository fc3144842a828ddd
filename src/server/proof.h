/*
 * Proofs (spec/http-api.md 4.4): commitments to a query and its answer, signed by the node.
 *
 * What is hashed is canonical JSON (odf/json.h); a hash is SHA3-256 as multihash, in base 16; the
 * signature is Ed25519 over the canonical commitment, in base64url.
 */
#ifndef KAMU_SERVER_PROOF_H
#define KAMU_SERVER_PROOF_H

#include "odf/ids.h"

struct node_key {
    uint8_t secret[32];
    struct odf_did public_key; /* its `key` is the Ed25519 public key */
};

/* `text`: multibase of 32 bytes. KAMU_E_USAGE. */
kamu_code node_key_parse(const char *text, struct node_key *out, struct kamu_error *err);

struct commitment {
    struct odf_hash input, output, sub_queries;
};
/* Of a JSON text. */
kamu_code proof_hash(struct str json, struct odf_hash *out, struct kamu_error *err);
kamu_code commitment_write(const struct commitment *c, struct buf *out, struct kamu_error *err);

/* The whole answer: input, output, subQueries, commitment, proof. */
kamu_code proof_write(const struct node_key *key, const struct buf *input, const struct buf *output,
                      struct buf *out, struct kamu_error *err);

/* `method`: "did:key:z6Mk...", `value`: "u...". KAMU_E_INPUT when one of them is not such a text;
 * *good = false when it is no signature of that key. */
kamu_code proof_check(const struct commitment *c, struct str method, struct str value, bool *good,
                      struct kamu_error *err);

#endif
