/*
 * Access: who calls, and what they may do (spec/http-api.md 3). Tokens are kamu's: `ka_...` access
 * tokens and HS384 JWTs.
 */
#ifndef KAMU_SERVER_ACCESS_H
#define KAMU_SERVER_ACCESS_H

#include "odf/ids.h"
#include "store/workspace.h"

struct access; /* accounts, tokens, secrets of one server */

enum caller_kind {
    CALLER_ANONYMOUS, /* no token */
    CALLER_INVALID,   /* anonymous by a bad token */
    CALLER_EXPIRED,
    CALLER_ACCOUNT
};

struct caller {
    enum caller_kind kind;
    struct odf_did account_id; /* CALLER_ACCOUNT; did of the account */
    struct str account_name;
    bool admin;
    const struct token_scope *scope; /* a token that may only do some things; NULL = all that the
                                        account may */
    struct str token;                /* as sent, to be repeated in transfer URLs; .p NULL = none */
};

enum access_right { ACCESS_READ = 1, ACCESS_WRITE = 2, ACCESS_MAINTAIN = 4, ACCESS_OWN = 8 };

struct access_options {
    bool allow_anonymous;      /* config auth.allowAnonymous, default true */
    const char *jwt_secret;    /* KAMU_JWT_SECRET; NULL: kept in .kamu/server/jwt-secret (0600) */
    struct str anonymous_push; /* patterns of datasets that anybody may push to; default none */
    struct str anonymous_read; /* patterns; default: all public datasets */
};

kamu_code access_open(struct workspace *ws, const struct access_options *options,
                      struct access **out, struct kamu_error *err);
void access_close(struct access *a);

/* The caller of a request with this Authorization header (.p NULL: none). KAMU_E_USAGE "Invalid
 * Bearer token header" when it is no Bearer credential. Strings go to `arena`. Thread-safe. */
kamu_code access_identify(struct access *a, struct workspace *ws, struct str authorization,
                          struct arena *arena, struct caller *out, struct kamu_error *err);

/* ACCESS_* bits of the caller on the dataset; 0: it does not exist as far as they can tell.
 * Thread-safe, costs no file access in the usual case. */
unsigned access_rights(struct access *a, struct workspace *ws, const struct caller *caller,
                       const struct dataset_handle *dataset);

#endif
