/* Access tokens, `ka_` and 58 characters (spec/http-api.md 3.1): a random id, a random secret and
 * its sum. Of the secret only the SHA3-256 is ever kept. */
#ifndef KAMU_SERVER_ACCESS_TOKEN_H
#define KAMU_SERVER_ACCESS_TOKEN_H

#include "base/time.h"

#define ACCESS_TOKEN_TEXT 61
#define UUID_TEXT 36

struct access_token {
    uint8_t id[16]; /* UUID v4 */
    uint8_t secret[16];
};

kamu_code access_token_make(struct random *r, struct access_token *out, struct kamu_error *err);
void access_token_text(const struct access_token *t, char out[ACCESS_TOKEN_TEXT + 1]);
/* The one text of a token, with the right sum. */
bool access_token_parse(struct str text, struct access_token *out);
void access_token_hash(const struct access_token *t, uint8_t out[32]);

void uuid_text(const uint8_t id[16], char out[UUID_TEXT + 1]);
bool uuid_parse(struct str text, uint8_t out[16]);

#endif
