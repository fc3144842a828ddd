/*
 * JSON Web Tokens as kamu's API has them (spec/http-api.md 3.1): HS384, issuer `dev.kamu`, claims
 * exp, iat, iss, sub. Nothing of a token is believed before its signature.
 */
#ifndef KAMU_SERVER_JWT_H
#define KAMU_SERVER_JWT_H

#include "base/mem.h"

#define JWT_TEXT_MAX 8192 /* longer ones are invalid */
#define JWT_SIGNATURE 48
#define JWT_ISSUER "dev.kamu"
#define JWT_LOGIN_SECONDS 86400
#define JWT_LEEWAY_SECONDS 60

enum jwt_verdict { JWT_VALID, JWT_EXPIRED, JWT_INVALID };

/* Appends a token. `subject` must need no escapes in JSON: a DID. */
kamu_code jwt_mint(struct str secret, const char *subject, int64_t now_s, int64_t lifetime_s,
                   struct buf *out, struct kamu_error *err);

/* now_s: the real time. *subject (of a valid one) goes to the arena. Fails only of memory or of the
 * crypto library. */
kamu_code jwt_verify(struct str secret, struct str token, int64_t now_s, struct arena *arena,
                     struct str *subject, enum jwt_verdict *out, struct kamu_error *err);

/* The three parts of a token, without looking into them. */
bool jwt_split(struct str token, struct str parts[3]);
kamu_code jwt_signature(struct str secret, struct str text, uint8_t out[JWT_SIGNATURE],
                        struct kamu_error *err);
/* Whether the third part is the signature of the first two. Constant time. */
kamu_code jwt_signed(struct str secret, struct str token, bool *out, struct kamu_error *err);

/* Base64 for URLs without padding; false: another character, or bits left over that are not zero.
 */
kamu_code base64url_put(const void *p, size_t n, struct buf *out, struct kamu_error *err);
bool base64url_get(struct str s, struct buf *out);

/* Whether two secrets are the same, in a time that tells only their lengths. */
bool secret_eq(struct str a, struct str b);

#endif
