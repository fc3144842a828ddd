#include "server/access_private.h"
#include "server/jwt.h"

#include <openssl/crypto.h>

#define SECRET_FILE "jwt-secret"
#define SECRET_LOCK "jwt-secret.lock"
#define SECRET_CHARS 64 /* as kamu makes them */
#define LOCK_TIMEOUT_MS 10000
#define FRESH_NS INT64_C(100000000)
#define ARENA_MAX ((size_t)64 << 20)

/* ---- the secret ------------------------------------------------------------------------ */

static kamu_code read_secret(struct workspace *ws, const char *path, char out[256], size_t *len,
                             struct kamu_error *err)
{
    struct fs_stat st;
    struct buf text;
    *len = 0;
    KAMU_TRY(fs_stat(&ws->env->fs, path, &st, err));
    if (st.kind == FS_NONE)
        return KAMU_OK;
    buf_init(&text, 255);
    kamu_code rc = fs_read_all(&ws->env->fs, path, 255, &text, err);
    if (rc == KAMU_OK && text.len < 32)
        rc = error_set(err, KAMU_E_CORRUPT, "%s: a secret of at least 32 characters was expected",
                       path);
    if (rc == KAMU_OK) {
        memcpy(out, text.data, text.len);
        *len = text.len;
    }
    buf_free(&text);
    return rc;
}

/* Under a lock, so that two servers that begin at once have one secret. */
static kamu_code make_secret(struct workspace *ws, const char *dir, const char *path, char out[256],
                             size_t *len, struct kamu_error *err)
{
    char lock_path[FS_PATH_MAX];
    struct fs_file *lock;
    KAMU_TRY(path_join(lock_path, err, dir, SECRET_LOCK));
    KAMU_TRY(fs_lock(&ws->env->fs, lock_path, LOCK_TIMEOUT_MS, &lock, err));
    kamu_code rc = read_secret(ws, path, out, len, err);
    if (rc == KAMU_OK && *len == 0) {
        rc = random_alnum(&ws->env->random, out, SECRET_CHARS, err);
        if (rc == KAMU_OK)
            rc = fs_write_secret(&ws->env->fs, &ws->env->random, dir, SECRET_FILE, out,
                                 SECRET_CHARS, err);
        *len = SECRET_CHARS;
    }
    fs_close(lock, NULL);
    return rc;
}

kamu_code access_secret(struct workspace *ws, const char *configured, char out[256], size_t *len,
                        struct kamu_error *err)
{
    char dir[FS_PATH_MAX], path[FS_PATH_MAX];
    if (configured && configured[0]) {
        *len = strlen(configured);
        if (*len > 255)
            return error_set(err, KAMU_E_LIMIT, "KAMU_JWT_SECRET is longer than 255 bytes");
        memcpy(out, configured, *len);
        return KAMU_OK;
    }
    KAMU_TRY(workspace_server_dir(ws, dir, err));
    KAMU_TRY(path_join(path, err, dir, SECRET_FILE));
    KAMU_TRY(read_secret(ws, path, out, len, err));
    return *len ? KAMU_OK : make_secret(ws, dir, path, out, len, err);
}

/* ---- opening --------------------------------------------------------------------------- */

static kamu_code split_patterns(struct access *a, struct str text, struct pattern_list *out,
                                struct kamu_error *err)
{
    out->items = arena_calloc(&a->arena, ACCESS_PATTERNS_MAX, sizeof *out->items);
    if (!out->items)
        return error_nomem(err);
    for (size_t i = 0; i < text.n;) {
        size_t n = 0;
        while (i + n < text.n && !strchr(", \t\n", text.p[i + n]))
            n++;
        struct str one = {text.p + i, n};
        i += n + 1;
        if (n == 0)
            continue;
        if (out->n == ACCESS_PATTERNS_MAX)
            return error_set(err, KAMU_E_LIMIT, "There are more than %d patterns",
                             ACCESS_PATTERNS_MAX);
        KAMU_TRY(token_pattern_check(one, err));
        out->items[out->n] = arena_str(&a->arena, one);
        if (!out->items[out->n++].p)
            return error_nomem(err);
    }
    return KAMU_OK;
}

static kamu_code fill(struct access *a, struct workspace *ws, const struct access_options *o,
                      struct kamu_error *err)
{
    KAMU_TRY(workspace_open(&a->env, ws->root, &a->ws, err));
    a->multi_tenant = a->ws->multi_tenant;
    a->allow_anonymous = o->allow_anonymous;
    a->all_readable = o->anonymous_read.p == NULL;
    KAMU_TRY(access_secret(a->ws, o->jwt_secret, a->secret, &a->secret_len, err));
    if (a->secret_len < 16)
        log_write(&a->env.log, LOG_WARN,
                  "KAMU_JWT_SECRET has less than 16 bytes: it can be guessed");
    KAMU_TRY(workspace_server_dir(a->ws, a->dir, err));
    KAMU_TRY(path_join(a->tokens_path, err, a->dir, TOKEN_FILE));
    KAMU_TRY(rights_open(a->ws, &a->rights, err));
    KAMU_TRY(login_failures_new(&a->failures, err));
    KAMU_TRY(split_patterns(a, o->anonymous_read, &a->anonymous_read, err));
    KAMU_TRY(split_patterns(a, o->anonymous_push, &a->anonymous_push, err));
    return access_add_accounts(a, o, err);
}

kamu_code access_open(struct workspace *ws, const struct access_options *options,
                      struct access **out, struct kamu_error *err)
{
    struct access *a = mem_calloc(1, sizeof *a);
    if (!a)
        return error_nomem(err);
    arena_init(&a->arena, ARENA_MAX);
    token_list_init(&a->tokens);
    map_init(&a->token_index);
    pthread_mutex_init(&a->lock, NULL);
    a->env = *ws->env;
    kamu_code rc = fill(a, ws, options, err);
    if (rc != KAMU_OK) {
        access_close(a);
        return rc;
    }
    *out = a;
    return KAMU_OK;
}

void access_close(struct access *a)
{
    if (!a)
        return;
    OPENSSL_cleanse(a->secret, sizeof a->secret);
    rights_close(a->rights);
    login_failures_free(a->failures);
    workspace_close(a->ws);
    map_free(&a->token_index);
    token_list_free(&a->tokens);
    pthread_mutex_destroy(&a->lock);
    arena_free(&a->arena);
    mem_free(a);
}

bool access_anonymous_allowed(const struct access *a)
{
    return a->allow_anonymous;
}

/* ---- who calls --------------------------------------------------------------------------- */

const char *access_refusal(enum caller_kind kind)
{
    switch (kind) {
    case CALLER_INVALID:
        return "Authentication token invalid";
    case CALLER_EXPIRED:
        return "Authentication token expired";
    default:
        return "No authentication token provided";
    }
}

/* The token of "Bearer <token>", with any number of blanks; false when it is none. */
static bool bearer(struct str header, struct str *token)
{
    struct str s = str_trim(header);
    if (s.n < 8 || !str_ieq((struct str){s.p, 6}, STR("Bearer")) ||
        (s.p[6] != ' ' && s.p[6] != '\t'))
        return false;
    *token = str_trim((struct str){s.p + 6, s.n - 6});
    for (size_t i = 0; i < token->n; i++)
        if ((unsigned char)token->p[i] < 0x20 || token->p[i] == 0x7f)
            return false;
    return token->n > 0;
}

/* A file that was changed just now may be changed again without its time telling. */
static bool is_fresh(const struct fs_stat *st)
{
    struct instant now = clock_now(&(struct clock){0});
    return (now.seconds - st->mtime.seconds) * INT64_C(1000000000) + now.nanos - st->mtime.nanos <
           FRESH_NS;
}

static struct str id_key(const uint8_t id[16])
{
    return (struct str){(const char *)id, 16};
}

/* The tokens as the file has them now. */
static kamu_code refresh_tokens(struct access *a, struct kamu_error *err)
{
    struct fs_stat st, *old = &a->tokens_stat;
    KAMU_TRY(fs_stat(&a->env.fs, a->tokens_path, &st, err));
    bool same = a->tokens_loaded && st.kind == old->kind && st.inode == old->inode &&
                st.size_bytes == old->size_bytes && instant_eq(st.mtime, old->mtime);
    if (same && (st.kind == FS_NONE || !is_fresh(&st)))
        return KAMU_OK;
    a->tokens_loaded = false;
    map_free(&a->token_index);
    map_init(&a->token_index);
    token_list_free(&a->tokens);
    token_list_init(&a->tokens);
    KAMU_TRY(token_store_read(&a->env.fs, a->dir, &a->tokens, err));
    for (size_t i = 0; i < a->tokens.n; i++)
        KAMU_TRY(map_put(&a->token_index, id_key(a->tokens.items[i].id), &a->tokens.items[i], err));
    a->tokens_stat = st;
    a->tokens_loaded = true;
    return KAMU_OK;
}

static kamu_code copy_patterns(const struct str *from, size_t n, struct arena *arena,
                               const struct str **out, size_t *n_out, struct kamu_error *err)
{
    struct str *copy = arena_calloc(arena, n ? n : 1, sizeof *copy);
    if (!copy)
        return error_nomem(err);
    for (size_t i = 0; i < n; i++) {
        copy[i] = arena_str(arena, from[i]);
        if (!copy[i].p)
            return error_nomem(err);
    }
    *out = copy;
    *n_out = n;
    return KAMU_OK;
}

static kamu_code copy_scope(const struct token_scope *from, struct arena *arena,
                            const struct token_scope **out, struct kamu_error *err)
{
    struct token_scope *copy = arena_calloc(arena, 1, sizeof *copy);
    if (!copy)
        return error_nomem(err);
    KAMU_TRY(copy_patterns(from->read, from->n_read, arena, &copy->read, &copy->n_read, err));
    KAMU_TRY(copy_patterns(from->push, from->n_push, arena, &copy->push, &copy->n_push, err));
    *out = copy;
    return KAMU_OK;
}

static kamu_code token_of_kamu(struct access *a, const struct access_token *t, struct arena *arena,
                               const uint8_t hash[32], struct odf_did *account, bool *valid,
                               struct kamu_error *err)
{
    struct kamu_db_token *found;
    struct kamu_db *db;
    size_t n = 0;
    KAMU_TRY(kamu_db_get(a->ws, &db, err));
    if (!db)
        return KAMU_OK;
    KAMU_TRY(kamu_db_tokens(db, NULL, t->id, arena, &found, &n, err));
    if (n == 1 && !found->revoked_at.p && CRYPTO_memcmp(hash, found->hash, 32) == 0) {
        *account = found->account;
        *valid = true;
    }
    return KAMU_OK;
}

/* The account of a `ka_` token; the lock is held. */
static kamu_code by_access_token(struct access *a, struct str text, struct arena *arena,
                                 struct caller *out, struct odf_did *account,
                                 struct kamu_error *err)
{
    struct access_token t;
    uint8_t hash[32];
    bool valid = false;
    if (!access_token_parse(text, &t))
        return KAMU_OK;
    access_token_hash(&t, hash);
    KAMU_TRY(refresh_tokens(a, err));
    const struct stored_token *stored = map_get(&a->token_index, id_key(t.id));
    if (!stored) {
        KAMU_TRY(token_of_kamu(a, &t, arena, hash, account, &valid, err));
    } else if (!stored->revoked && CRYPTO_memcmp(hash, stored->hash, 32) == 0) {
        valid =
            !stored->expires || instant_cmp(clock_now(&(struct clock){0}), stored->expires_at) < 0;
        if (!valid)
            out->kind = CALLER_EXPIRED;
        *account = stored->account;
        if (valid && stored->scoped)
            KAMU_TRY(copy_scope(&stored->scope, arena, &out->scope, err));
    }
    if (valid)
        out->kind = CALLER_ACCOUNT;
    return KAMU_OK;
}

static kamu_code by_jwt(struct access *a, struct str text, struct arena *arena, struct caller *out,
                        struct odf_did *account, struct kamu_error *err)
{
    enum jwt_verdict verdict;
    struct str subject;
    KAMU_TRY(jwt_verify((struct str){a->secret, a->secret_len}, text,
                        clock_now(&(struct clock){0}).seconds, arena, &subject, &verdict, err));
    if (verdict == JWT_EXPIRED)
        out->kind = CALLER_EXPIRED;
    else if (verdict == JWT_VALID && odf_did_parse(subject, account, NULL) == KAMU_OK)
        out->kind = CALLER_ACCOUNT;
    return KAMU_OK;
}

static kamu_code identify(struct access *a, struct arena *arena, struct caller *out,
                          struct kamu_error *err)
{
    struct access_account account;
    struct odf_did id;
    bool found, is_jwt = !str_starts(out->token, "ka");
    if (is_jwt)
        KAMU_TRY(by_jwt(a, out->token, arena, out, &id, err));
    pthread_mutex_lock(&a->lock);
    kamu_code rc = is_jwt ? KAMU_OK : by_access_token(a, out->token, arena, out, &id, err);
    if (rc == KAMU_OK && out->kind == CALLER_ACCOUNT) {
        rc = access_find_account(a, &id, STR_NONE, arena, &account, &found, err);
        if (rc == KAMU_OK && found) {
            out->account_id = id;
            out->account_name = account.name;
            out->admin = account.admin;
        } else {
            out->kind = CALLER_INVALID;
            out->scope = NULL;
        }
    }
    pthread_mutex_unlock(&a->lock);
    return rc;
}

kamu_code access_identify(struct access *a, struct str authorization, struct arena *arena,
                          struct caller *out, struct kamu_error *err)
{
    *out = (struct caller){.kind = CALLER_ANONYMOUS};
    if (!authorization.p)
        return KAMU_OK;
    if (!bearer(authorization, &out->token))
        return error_set(err, KAMU_E_USAGE, "Invalid Bearer token header");
    out->token = arena_str(arena, out->token);
    if (!out->token.p)
        return error_nomem(err);
    out->kind = CALLER_INVALID;
    kamu_code rc = identify(a, arena, out, err);
    if (rc != KAMU_OK)
        *out = (struct caller){.kind = CALLER_INVALID};
    return rc;
}

/* ---- what they may do ------------------------------------------------------------------ */

static unsigned role_rights(const struct caller *c, const struct dataset_rights *r)
{
    for (size_t i = 0; i < r->n_roles; i++) {
        if (!odf_did_eq(&r->roles[i].account, &c->account_id))
            continue;
        switch (r->roles[i].role) {
        case ROLE_MAINTAINER:
            return ACCESS_READ | ACCESS_WRITE | ACCESS_MAINTAIN;
        case ROLE_EDITOR:
            return ACCESS_READ | ACCESS_WRITE;
        case ROLE_READER:
            return ACCESS_READ;
        case ROLE_NONE:
            break;
        }
    }
    return 0;
}

static unsigned anonymous_rights(const struct access *a, const struct dataset_handle *d,
                                 const struct dataset_rights *r)
{
    const struct pattern_list *read = &a->anonymous_read, *push = &a->anonymous_push;
    unsigned rights = 0;
    if (!a->allow_anonymous)
        return 0;
    if (r->public_read && r->anonymous_read &&
        (a->all_readable || token_pattern_any(read->items, read->n, d->account, d->name, &d->id)))
        rights |= ACCESS_READ;
    if (push->n && token_pattern_any(push->items, push->n, d->account, d->name, &d->id))
        rights |= ACCESS_WRITE;
    return rights;
}

static unsigned account_rights(const struct caller *c, const struct dataset_handle *d,
                               const struct dataset_rights *r)
{
    struct str owner = d->account.p ? d->account : STR(WORKSPACE_DEFAULT_ACCOUNT);
    unsigned rights = r->public_read ? ACCESS_READ : 0;
    if (c->admin || str_ieq(owner, c->account_name))
        rights = ACCESS_READ | ACCESS_WRITE | ACCESS_MAINTAIN | ACCESS_OWN;
    else
        rights |= role_rights(c, r);
    if (!c->scope)
        return rights;
    unsigned allowed = 0;
    if (token_pattern_any(c->scope->read, c->scope->n_read, d->account, d->name, &d->id))
        allowed |= ACCESS_READ;
    if (token_pattern_any(c->scope->push, c->scope->n_push, d->account, d->name, &d->id))
        allowed |= ACCESS_WRITE;
    return rights & allowed;
}

kamu_code access_rights(struct access *a, const struct caller *caller,
                        const struct dataset_handle *dataset, unsigned *out, struct kamu_error *err)
{
    struct dataset_rights r;
    *out = 0;
    if (caller->kind == CALLER_ACCOUNT && caller->admin && !caller->scope) {
        *out = ACCESS_READ | ACCESS_WRITE | ACCESS_MAINTAIN | ACCESS_OWN;
        return KAMU_OK;
    }
    pthread_mutex_lock(&a->lock);
    kamu_code rc = rights_find(a->rights, &dataset->id, &r, err);
    if (rc == KAMU_OK) {
        *out = anonymous_rights(a, dataset, &r); /* a token never takes any of these away */
        if (caller->kind == CALLER_ACCOUNT)
            *out |= account_rights(caller, dataset, &r);
    }
    pthread_mutex_unlock(&a->lock);
    return rc;
}

bool access_may_create(struct access *a, const struct caller *caller, struct str account,
                       struct str name)
{
    if (caller->kind != CALLER_ACCOUNT)
        return false;
    if (a->multi_tenant && account.p && !caller->admin && !str_ieq(account, caller->account_name))
        return false;
    struct str owner = !a->multi_tenant ? STR_NONE : account.p ? account : caller->account_name;
    return !caller->scope ||
           token_pattern_any(caller->scope->push, caller->scope->n_push, owner, name, NULL);
}

bool access_may_manage(const struct caller *caller, const struct odf_did *account)
{
    return caller->kind == CALLER_ACCOUNT && !caller->scope &&
           (caller->admin || odf_did_eq(&caller->account_id, account));
}
