/* What the files about access share. */
#ifndef KAMU_SERVER_ACCESS_PRIVATE_H
#define KAMU_SERVER_ACCESS_PRIVATE_H

#include "base/map.h"
#include "server/access.h"
#include "store/kamu_db.h"

#include <pthread.h>

#define ACCESS_PATTERNS_MAX 256
#define ACCESS_WELL_KNOWN_PASSWORD "kamu.dev"

struct account {
    struct odf_did id;
    struct str name;
    bool admin, has_password, well_known;
    uint8_t password[32]; /* SHA3-256 of it */
};

struct pattern_list {
    struct str *items;
    size_t n;
};

struct access {
    /* read-only after access_open */
    char dir[FS_PATH_MAX]; /* .kamu/server */
    char tokens_path[FS_PATH_MAX];
    char secret[256];
    size_t secret_len;
    bool multi_tenant, allow_anonymous, all_readable;
    struct str operator;
    struct pattern_list anonymous_read, anonymous_push;
    struct account *accounts;
    size_t n_accounts;
    struct arena arena;

    pthread_mutex_t lock; /* for the rest */
    struct login_failures *failures;
    struct env env;       /* our own: time, random, files */
    struct workspace *ws; /* our own handle: rights and kamu's database */
    struct rights *rights;
    struct token_list tokens;
    struct map token_index; /* by id, into `tokens` */
    bool tokens_loaded;
    struct fs_stat tokens_stat;
};

/* login_failures.c: how many logins from an address have failed of late. The lock is held. */
kamu_code login_failures_new(struct login_failures **out, struct kamu_error *err);
void login_failures_free(struct login_failures *f);
bool login_failures_too_many(struct login_failures *f, struct str remote, uint64_t now_ns);
void login_failures_add(struct login_failures *f, struct str remote, uint64_t now_ns);

/* accounts.c; the lock is held for access_find_account. */
kamu_code access_add_accounts(struct access *a, const struct access_options *o,
                              struct kamu_error *err);
kamu_code access_find_account(struct access *a, const struct odf_did *id, struct str name,
                              struct arena *arena, struct access_account *out, bool *found,
                              struct kamu_error *err);

#endif
