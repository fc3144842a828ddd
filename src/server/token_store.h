/*
 * The access tokens of a workspace: `.kamu/server/tokens`, one JSON object a line, mode 0600,
 * replaced as a whole under `.kamu/server/tokens.lock`. Servers and command lines may change it at
 * once; a server notices by the file's inode and time (access.c).
 */
#ifndef KAMU_SERVER_TOKEN_STORE_H
#define KAMU_SERVER_TOKEN_STORE_H

#include "base/env.h"
#include "base/mem.h"
#include "odf/ids.h"
#include "server/access_token.h"

#define TOKEN_FILE "tokens"
#define TOKEN_NAME_MAX 100
#define TOKEN_PATTERNS_MAX 64 /* of each kind */
#define TOKEN_COUNT_MAX 10000
#define TOKEN_FILE_MAX ((size_t)16 << 20)

/* What a token may do: read, push to the datasets that match one of the patterns. */
struct token_scope {
    const struct str *read, *push;
    size_t n_read, n_push;
};

struct stored_token {
    uint8_t id[16];
    uint8_t hash[32]; /* of the secret */
    struct str name;
    struct odf_did account;
    struct instant created_at;
    bool revoked, expires;
    struct instant revoked_at, expires_at;
    bool scoped; /* else all that the account may */
    struct token_scope scope;
    bool of_kamu; /* from kamu's database, not from our file */
};

struct token_list {
    struct stored_token *items; /* as created */
    size_t n;
    struct arena arena;
};
void token_list_init(struct token_list *l);
void token_list_free(struct token_list *l);

/* The text of the file, and one line of it. `path` is for messages. */
kamu_code token_list_parse(struct str text, const char *path, struct token_list *out,
                           struct kamu_error *err);
kamu_code token_line(const struct stored_token *t, struct buf *out, struct kamu_error *err);

/* `dir`: .kamu/server. A missing file is an empty list. KAMU_E_CORRUPT names the line. */
kamu_code token_store_read(struct fs *fs, const char *dir, struct token_list *out,
                           struct kamu_error *err);
/* KAMU_E_EXISTS "Access token with <name> name already exists" when one of the account has that
 * name and is not revoked. Tokens that ended a month ago are dropped. */
kamu_code token_store_add(struct env *env, const char *dir, const struct stored_token *token,
                          struct kamu_error *err);
/* KAMU_E_NOT_FOUND; a token that is revoked already stays as it is. */
kamu_code token_store_revoke(struct env *env, const char *dir, const uint8_t id[16],
                             struct kamu_error *err);

/* A pattern is a name, an alias, an id, with "%" for any sequence. KAMU_E_USAGE. */
kamu_code token_pattern_check(struct str pattern, struct kamu_error *err);
bool token_pattern_any(const struct str *patterns, size_t n, struct str account, struct str name,
                       const struct odf_did *id);

#endif
