/* Accounts of a server, and logging in with a password. */
#include "server/access_private.h"
#include "server/jwt.h"

#include "digest/sha3.h"

#define USERS_MAX 10000

static kamu_code add(struct access *a, const struct access_user *u, struct kamu_error *err)
{
    struct account *acc = &a->accounts[a->n_accounts];
    for (size_t i = 0; i < a->n_accounts; i++)
        if (str_ieq(a->accounts[i].name, u->name))
            return KAMU_OK; /* the first counts */
    *acc = (struct account){.name = arena_str(&a->arena, u->name), .admin = u->admin};
    if (!acc->name.p)
        return error_nomem(err);
    if (u->id.p)
        KAMU_TRY(odf_did_parse(u->id, &acc->id, err));
    else
        odf_did_seeded(u->name, &acc->id);
    if (u->password.p) {
        acc->has_password = true;
        sha3_256(u->password.p, u->password.n, acc->password);
    }
    a->n_accounts++;
    return KAMU_OK;
}

static kamu_code add_single(struct access *a, const struct access_options *o,
                            struct kamu_error *err)
{
    bool well_known = !o->password.p && o->well_known_password;
    struct access_user kamu = {.name = STR(WORKSPACE_DEFAULT_ACCOUNT),
                               .admin = true,
                               .password =
                                   well_known ? STR(ACCESS_WELL_KNOWN_PASSWORD) : o->password};
    KAMU_TRY(add(a, &kamu, err));
    a->accounts[0].well_known = well_known;
    a->operator= STR(WORKSPACE_DEFAULT_ACCOUNT);
    return KAMU_OK;
}

kamu_code access_add_accounts(struct access *a, const struct access_options *o,
                              struct kamu_error *err)
{
    if (o->n_users > USERS_MAX)
        return error_set(err, KAMU_E_LIMIT, "There are more than %d predefined accounts",
                         USERS_MAX);
    if (!a->multi_tenant && o->n_users)
        return error_set(err, KAMU_E_USAGE,
                         "There cannot be predefined users in a single-tenant workspace");
    a->accounts = arena_calloc(&a->arena, o->n_users + 1, sizeof *a->accounts);
    if (!a->accounts)
        return error_nomem(err);
    if (!a->multi_tenant)
        return add_single(a, o, err);
    for (size_t i = 0; i < o->n_users; i++)
        KAMU_TRY(add(a, &o->users[i], err));
    if (!o->operator.p)
        return KAMU_OK;
    a->operator= arena_str(&a->arena, o->operator);
    if (!a->operator.p)
        return error_nomem(err);
    return add(a, &(struct access_user){.name = o->operator, .admin = true}, err);
}

static const struct account *known(const struct access *a, const struct odf_did *id,
                                   struct str name)
{
    for (size_t i = 0; i < a->n_accounts; i++)
        if (id ? odf_did_eq(&a->accounts[i].id, id) : str_ieq(a->accounts[i].name, name))
            return &a->accounts[i];
    return NULL;
}

kamu_code access_find_account(struct access *a, const struct odf_did *id, struct str name,
                              struct arena *arena, struct access_account *out, bool *found,
                              struct kamu_error *err)
{
    const struct account *acc = known(a, id, name);
    struct kamu_db_account row;
    struct kamu_db *db;
    *found = acc != NULL;
    if (acc) {
        *out = (struct access_account){acc->id, acc->name, acc->admin};
        return KAMU_OK;
    }
    if (!a->multi_tenant)
        return KAMU_OK;
    KAMU_TRY(kamu_db_get(a->ws, &db, err));
    if (!db)
        return KAMU_OK;
    KAMU_TRY(kamu_db_account(db, id, name, arena, &row, found, err));
    if (*found)
        *out = (struct access_account){row.id, row.name, row.admin};
    return KAMU_OK;
}

kamu_code access_account(struct access *a, const struct odf_did *id, struct str name,
                         struct arena *arena, struct access_account *out, bool *found,
                         struct kamu_error *err)
{
    pthread_mutex_lock(&a->lock);
    kamu_code rc = access_find_account(a, id, name, arena, out, found, err);
    if (rc == KAMU_OK && *found) { /* known ones live in the server's arena */
        out->name = arena_str(arena, out->name);
        if (!out->name.p)
            rc = error_nomem(err);
    }
    pthread_mutex_unlock(&a->lock);
    return rc;
}

/* ---- tokens for accounts -------------------------------------------------------------- */

static kamu_code mint(const struct access *a, const struct odf_did *id, struct instant now,
                      struct buf *token, struct kamu_error *err)
{
    char subject[ODF_DID_TEXT_MAX];
    odf_did_text(id, subject);
    return jwt_mint((struct str){a->secret, a->secret_len}, subject, now.seconds, JWT_LOGIN_SECONDS,
                    token, err);
}

/* Whether the page that asks is of another machine: browsers name it. */
static bool is_foreign(struct str page)
{
    static const char *const here[] = {"localhost", "127.0.0.1", "[::1]"};
    const char *host = page.p ? memmem(page.p, page.n, "://", 3) : NULL;
    if (!host)
        return page.p != NULL;
    host += 3;
    size_t n = (size_t)(page.p + page.n - host);
    for (size_t i = 0; i < sizeof here / sizeof here[0]; i++) {
        size_t m = strlen(here[i]);
        if (n >= m && memcmp(host, here[i], m) == 0 && (n == m || host[m] == ':'))
            return false;
    }
    return true;
}

/* The work is the same for a name that is not known. */
static bool password_right(const struct account *acc, struct str password, struct str page)
{
    uint8_t digest[32], nobody[32] = {0};
    sha3_256(password.p, password.n, digest);
    const uint8_t *wanted = acc && acc->has_password ? acc->password : nobody;
    bool same =
        secret_eq((struct str){(const char *)digest, 32}, (struct str){(const char *)wanted, 32});
    return same && acc && acc->has_password && !(acc->well_known && is_foreign(page));
}

static kamu_code check_password(struct access *a, const struct account *acc, struct str password,
                                const struct access_origin *from, struct kamu_error *err)
{
    uint64_t now_ns = clock_monotonic_ns();
    pthread_mutex_lock(&a->lock);
    bool too_many = login_failures_too_many(a->failures, from->remote, now_ns);
    bool right = !too_many && password_right(acc, password, from->page);
    if (!right && !too_many)
        login_failures_add(a->failures, from->remote, now_ns);
    pthread_mutex_unlock(&a->lock);
    if (too_many)
        return error_set(err, KAMU_E_LIMIT, "Too many logins from this address have failed");
    return right ? KAMU_OK
                 : error_set(err, KAMU_E_ACCESS, "Rejected credentials: invalid login or password");
}

kamu_code access_login(struct access *a, struct str name, struct str password,
                       const struct access_origin *from, struct instant now, struct arena *arena,
                       struct caller *who, struct buf *token, struct kamu_error *err)
{
    const struct account *acc = known(a, NULL, name);
    *who = (struct caller){.kind = CALLER_ANONYMOUS};
    KAMU_TRY(check_password(a, acc, password, from, err));
    *who = (struct caller){.kind = CALLER_ACCOUNT,
                           .account_id = acc->id,
                           .account_name = arena_str(arena, acc->name),
                           .admin = acc->admin};
    if (!who->account_name.p)
        return error_nomem(err);
    return mint(a, &acc->id, now, token, err);
}

kamu_code access_mint(struct access *a, const char *account_name, struct instant now,
                      struct buf *token, struct kamu_error *err)
{
    struct str name = account_name ? str_c(account_name) : a->operator;
    struct access_account acc;
    struct arena arena;
    bool found = false;
    arena_init(&arena, 1 << 16);
    kamu_code rc = access_account(a, NULL, name, &arena, &acc, &found, err);
    if (rc == KAMU_OK && !found)
        rc =
            error_set(err, KAMU_E_NOT_FOUND, "Account '" STR_FMT "' not registered", STR_ARG(name));
    if (rc == KAMU_OK)
        rc = mint(a, &acc.id, now, token, err);
    arena_free(&arena);
    return rc;
}
