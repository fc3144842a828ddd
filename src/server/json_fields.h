/*
 * JSON bodies of requests, read into structs with the words of kamu's framework (spec/http-api.md
 * 2.3): "Failed to parse the request body as JSON: ..." with 400 for what is no JSON, "Failed to
 * deserialize the JSON body into the target type: limit: invalid type: ... at line 1 column 30"
 * with 422 for what has another shape.
 */
#ifndef KAMU_SERVER_JSON_FIELDS_H
#define KAMU_SERVER_JSON_FIELDS_H

#include "odf/json_pull.h"
#include "server/exchange.h"

struct json_fields {
    struct json_pull pull;
    struct arena *arena; /* of the texts */
    char path[256];
    bool key;         /* the token read last is one */
    bool shape;       /* what is wrong is the shape */
    char error[2048]; /* "" while nothing is wrong */
};

/* Reads a value that begins with token t; false with b->error set. */
typedef bool (*json_take)(struct json_fields *b, enum json_token t, void *to);

struct json_field {
    const char *name;
    bool required;
    json_take take;
};

/* Reads the whole body of the request into `to`. false: the answer has been sent (415, 400, 422).
 */
bool json_fields_read(struct exchange *x, const char *type_name, const struct json_field *fields,
                      void *to);

/* The same of a text; NULL, or what is wrong with it, in the arena. */
const char *json_fields_of_text(struct str text, const char *type_name,
                                const struct json_field *fields, void *to, struct arena *arena,
                                bool *shape);

/* An object of these fields, ended by name == NULL; others are refused. */
bool json_fields_object(struct json_fields *b, enum json_token t, const char *type_name,
                        const struct json_field *fields, void *to);
bool json_fields_list(struct json_fields *b, enum json_token t, json_take item, void *to);
bool json_fields_string(struct json_fields *b, enum json_token t, struct str *out);
bool json_fields_u64(struct json_fields *b, enum json_token t, uint64_t *out);
/* A name of a variant, where kamu's framework says "expected value" to anything but a text. */
bool json_fields_variant(struct json_fields *b, enum json_token t, struct str *out);
/* Any value, as it is written. */
bool json_fields_raw(struct json_fields *b, enum json_token t, struct str *out);
/* The value is of no use: "<path>: <text> at line 1 column 2". Returns false. */
bool json_fields_wrong(struct json_fields *b, const char *fmt, ...) KAMU_PRINTF(2, 3);

#endif
