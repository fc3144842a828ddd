/*
 * Upload tokens: kamu's, member by member, so that programs that look into them find what they
 * expect; but not to be forged. The upload id, which kamu takes at random, holds the time until
 * which the token is good and a code over all members, made with the server's secret.
 */
#ifndef KAMU_SERVER_UPLOAD_TOKEN_H
#define KAMU_SERVER_UPLOAD_TOKEN_H

#include "odf/ids.h"

#define UPLOAD_TOKEN_MAX 4096 /* bytes of a token's text that are looked at */
#define UPLOAD_ID_TEXT 32
#define UPLOAD_SECONDS (24 * 3600) /* how long a token is good, and a file is kept */
#define UPLOAD_NAME_MAX 255

struct upload_token {
    char id[UPLOAD_ID_TEXT + 1];
    struct str file_name;
    struct str owner; /* multibase, without did:odf: */
    uint64_t content_length;
    struct str content_type; /* .p NULL: none */
};

/* Makes the id and the text of a token whose other members are set. */
kamu_code upload_token_issue(struct env *env, struct str secret, struct upload_token *t,
                             struct arena *arena, struct str *text, struct kamu_error *err);

/* Takes a text apart. KAMU_E_INPUT with the words of kamu's decoder ("Invalid padding", "missing
 * field `upload_id` at line 1 column 2"). Says nothing of who has made it. */
kamu_code upload_token_parse(struct str text, struct arena *arena, struct upload_token *out,
                             struct kamu_error *err);

enum upload_token_state { UPLOAD_TOKEN_GOOD, UPLOAD_TOKEN_FORGED, UPLOAD_TOKEN_EXPIRED };
enum upload_token_state upload_token_check(struct str secret, const struct upload_token *t,
                                           int64_t now_seconds);

/* A name that can stand in a directory: no separators, not `.` or `..`, no control characters. */
bool upload_name_valid(struct str name);

#endif
