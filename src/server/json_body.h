/* JSON bodies of requests, refused with the texts of kamu's framework (spec/http-api.md 2.3). Of
 * these functions false means: answered. */
#ifndef KAMU_SERVER_JSON_BODY_H
#define KAMU_SERVER_JSON_BODY_H

#include "server/exchange.h"

/* The body as text, in memory until the answer. 415 without a JSON content type. */
bool json_body_text(struct exchange *x, struct str *out);

/* An object whose members of these names are texts, all required; others are ignored. `type`:
 * kamu's name of it, in messages. Texts go to the exchange's arena. */
struct json_body_field {
    const char *name;
    struct str *out;
};
#define JSON_BODY_FIELDS_MAX 8
bool json_body_strings(struct exchange *x, const char *type, const struct json_body_field *fields,
                       size_t n);

/* The same of a text that is no body; NULL or what is wrong, in the arena. *syntax: it is no JSON
 * at all. */
const char *json_strings(struct str text, const char *type, const struct json_body_field *fields,
                         size_t n, struct arena *arena, bool *syntax);

#endif
