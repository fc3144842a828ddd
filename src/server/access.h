/*
 * Access: who calls, and what they may do (spec/http-api.md 3). Tokens are kamu's: `ka_...` access
 * tokens and HS384 JWTs. One object for a server; every function of it may be called by any thread.
 *
 * Accounts: `kamu` alone in a single-tenant workspace; else those of the configuration, those of
 * kamu's database, and who runs the server.
 */
#ifndef KAMU_SERVER_ACCESS_H
#define KAMU_SERVER_ACCESS_H

#include "odf/ids.h"
#include "server/token_store.h"
#include "store/rights.h"
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

struct access_user { /* auth.users.predefined[] of the configuration */
    struct str id;   /* .p NULL: seeded from the name */
    struct str name, password;
    bool admin;
};

struct access_options {
    bool allow_anonymous; /* config auth.allowAnonymous, default true */
    const char
        *jwt_secret; /* KAMU_JWT_SECRET; NULL or "": kept in .kamu/server/jwt-secret (0600) */
    /* Patterns of datasets, parted by commas or blanks. Both need allow_anonymous. */
    struct str anonymous_push;       /* that anybody may push to; default none */
    struct str anonymous_read;       /* that anybody may read if they are public; default all */
    const struct access_user *users; /* multi-tenant */
    size_t n_users;
    struct str operator; /* multi-tenant: who runs the server; an admin without a password */
    struct str password; /* single-tenant: of `kamu`; .p NULL: none */
    /* single-tenant: kamu's well-known password (kamu.dev) is taken. For servers that only this
     * machine reaches. */
    bool well_known_password;
};

/* The strings of options are copied. */
kamu_code access_open(struct workspace *ws, const struct access_options *options,
                      struct access **out, struct kamu_error *err);
void access_close(struct access *a); /* NULL is fine */

bool access_anonymous_allowed(const struct access *a);

/* The caller of a request with this Authorization header (.p NULL: none). KAMU_E_USAGE "Invalid
 * Bearer token header" when it is no Bearer credential. Strings go to `arena`. A stat at most, but
 * for tokens and accounts that only kamu's database knows. */
kamu_code access_identify(struct access *a, struct str authorization, struct arena *arena,
                          struct caller *out, struct kamu_error *err);
/* kamu's text of a caller that is no account: "No authentication token provided" and so on. */
const char *access_refusal(enum caller_kind kind);

/* ACCESS_* bits of the caller on the dataset; 0: it does not exist as far as they can tell. When
 * the rights cannot be read: KAMU_OK is not returned, and *out = 0. */
kamu_code access_rights(struct access *a, const struct caller *caller,
                        const struct dataset_handle *dataset, unsigned *out,
                        struct kamu_error *err);
/* Whether the caller may make a dataset of this name (account .p NULL: their own). */
bool access_may_create(struct access *a, const struct caller *caller, struct str account,
                       struct str name);

/* ---- logging in, tokens ------------------------------------------------------------------- */

/* Where somebody logs in from. */
struct access_origin {
    struct str remote; /* the client's address, "127.0.0.1:41234"; .p NULL: not known */
    struct str page;   /* the header Origin; .p NULL: no page */
};

/* A token of JWT_LOGIN_SECONDS for name and password. KAMU_E_ACCESS "Rejected credentials: invalid
 * login or password"; KAMU_E_LIMIT when there were too many of these from that address: they are
 * counted down by one a second. The well-known password is of no use to pages of other machines,
 * though they run in a browser here. `now`: what the token says. */
kamu_code access_login(struct access *a, struct str name, struct str password,
                       const struct access_origin *from, struct instant now, struct arena *arena,
                       struct caller *who, struct buf *token, struct kamu_error *err);
#define ACCESS_LOGIN_FAILURES 30 /* at once */
/* A token for an account, NULL = who runs the server (--get-token). */
kamu_code access_mint(struct access *a, const char *account_name, struct instant now,
                      struct buf *token, struct kamu_error *err);

struct access_account {
    struct odf_did id;
    struct str name;
    bool admin;
};
/* By id, or by name without case when id is NULL. Strings go to the arena. */
kamu_code access_account(struct access *a, const struct odf_did *id, struct str name,
                         struct arena *arena, struct access_account *out, bool *found,
                         struct kamu_error *err);

/* Access tokens of an account; those of kamu's database behind ours. Who may do this is the
 * caller's to see (access_may_manage). `scope` NULL: all that the account may. `expires` NULL:
 * never. The text is to be shown once. KAMU_E_EXISTS, KAMU_E_USAGE. */
kamu_code access_token_create(struct access *a, const struct odf_did *account, struct str name,
                              const struct token_scope *scope, const struct instant *expires,
                              struct access_token *out, char text[ACCESS_TOKEN_TEXT + 1],
                              struct kamu_error *err);
kamu_code access_token_list(struct access *a, const struct odf_did *account, struct token_list *out,
                            struct kamu_error *err);
/* KAMU_E_NOT_FOUND; KAMU_E_UNSUPPORTED of a token of kamu's database. */
kamu_code access_token_revoke(struct access *a, const struct odf_did *account, const uint8_t id[16],
                              struct kamu_error *err);
/* Whether the caller may see and change what belongs to the account: its owner or an admin, with a
 * token that is not limited. */
bool access_may_manage(const struct caller *caller, const struct odf_did *account);

/* The secret of JWTs: `configured` when set, else the one in .kamu/server, made at the first need.
 * *len <= 255. */
kamu_code access_secret(struct workspace *ws, const char *configured, char out[256], size_t *len,
                        struct kamu_error *err);

#endif
