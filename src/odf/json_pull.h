/* A strict pull parser for JSON texts that are already in memory (RFC 8259). */
#ifndef KAMU_ODF_JSON_PULL_H
#define KAMU_ODF_JSON_PULL_H

#include "odf/json.h"

enum json_token {
    JSON_ERROR, /* see error and at */
    JSON_END,   /* the one value is complete, only blanks follow */
    JSON_OBJECT,
    JSON_OBJECT_END,
    JSON_ARRAY,
    JSON_ARRAY_END,
    JSON_KEY,    /* text */
    JSON_STRING, /* text */
    JSON_NUMBER, /* text: as written */
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL
};

struct json_pull {
    const char *start, *p, *end;
    uint8_t expect;
    unsigned depth;
    bool in_object[ODF_JSON_DEPTH_MAX];
    struct buf scratch; /* decoded text of a string with escapes */
    struct str text;    /* valid until the next call */
    const char *error;
    bool no_memory; /* the error is that, not the text's */
    size_t at;      /* byte offset of the token or the error */
};

void json_pull_init(struct json_pull *j, struct str text);
void json_pull_free(struct json_pull *j);
enum json_token json_pull_next(struct json_pull *j);
/* Where a value is due: an array of integers 0 to 255, appended to `out`. JSON_ARRAY_END or
 * JSON_ERROR. */
enum json_token json_pull_bytes(struct json_pull *j, struct buf *out);

#endif
