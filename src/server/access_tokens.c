/* Making, listing and revoking access tokens. */
#include "server/access_private.h"

kamu_code access_token_create(struct access *a, const struct odf_did *account, struct str name,
                              const struct token_scope *scope, const struct instant *expires,
                              struct access_token *out, char text[ACCESS_TOKEN_TEXT + 1],
                              struct kamu_error *err)
{
    struct stored_token t = {.name = name,
                             .account = *account,
                             .created_at = clock_now(&(struct clock){0}),
                             .scoped = scope != NULL,
                             .expires = expires != NULL};
    if (expires)
        t.expires_at = *expires;
    if (scope)
        t.scope = *scope;
    for (size_t i = 0; i < t.scope.n_read; i++)
        KAMU_TRY(token_pattern_check(t.scope.read[i], err));
    for (size_t i = 0; i < t.scope.n_push; i++)
        KAMU_TRY(token_pattern_check(t.scope.push[i], err));
    pthread_mutex_lock(&a->lock);
    kamu_code rc = access_token_make(&a->env.random, out, err);
    if (rc == KAMU_OK) {
        memcpy(t.id, out->id, sizeof t.id);
        access_token_hash(out, t.hash);
        rc = token_store_add(&a->env, a->dir, &t, err);
    }
    pthread_mutex_unlock(&a->lock);
    if (rc == KAMU_OK)
        access_token_text(out, text);
    return rc;
}

static kamu_code add_item(struct token_list *l, const struct stored_token *t,
                          struct kamu_error *err)
{
    struct stored_token *items = mem_realloc_array(l->items, l->n + 1, sizeof *items);
    if (!items)
        return error_nomem(err);
    l->items = items;
    l->items[l->n++] = *t;
    return KAMU_OK;
}

static kamu_code add_of_kamu(struct access *a, const struct odf_did *account,
                             struct token_list *out, struct kamu_error *err)
{
    struct kamu_db_token *rows;
    struct kamu_db *db;
    size_t n;
    KAMU_TRY(kamu_db_get(a->ws, &db, err));
    if (!db)
        return KAMU_OK;
    KAMU_TRY(kamu_db_tokens(db, account, NULL, &out->arena, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        struct stored_token t = {.name = rows[i].name,
                                 .account = rows[i].account,
                                 .revoked = rows[i].revoked_at.p != NULL,
                                 .of_kamu = true};
        memcpy(t.id, rows[i].id, sizeof t.id);
        instant_parse_rfc3339(rows[i].created_at, &t.created_at, NULL);
        if (t.revoked)
            instant_parse_rfc3339(rows[i].revoked_at, &t.revoked_at, NULL);
        KAMU_TRY(add_item(out, &t, err));
    }
    return KAMU_OK;
}

kamu_code access_token_list(struct access *a, const struct odf_did *account, struct token_list *out,
                            struct kamu_error *err)
{
    size_t kept = 0;
    pthread_mutex_lock(&a->lock);
    kamu_code rc = token_store_read(&a->env.fs, a->dir, out, err);
    for (size_t i = 0; i < out->n; i++)
        if (odf_did_eq(&out->items[i].account, account))
            out->items[kept++] = out->items[i];
    out->n = kept;
    if (rc == KAMU_OK)
        rc = add_of_kamu(a, account, out, err);
    pthread_mutex_unlock(&a->lock);
    return rc;
}

static kamu_code refuse_revoke(struct access *a, const struct odf_did *account,
                               const uint8_t id[16], struct kamu_error *err)
{
    struct token_list l;
    token_list_init(&l);
    kamu_code rc = add_of_kamu(a, account, &l, err);
    for (size_t i = 0; i < l.n && rc == KAMU_OK; i++)
        if (memcmp(l.items[i].id, id, 16) == 0)
            rc = error_set(err, KAMU_E_UNSUPPORTED,
                           "The token was made by kamu-cli: revoke it there");
    token_list_free(&l);
    return rc == KAMU_OK ? error_set(err, KAMU_E_NOT_FOUND, "There is no such access token") : rc;
}

kamu_code access_token_revoke(struct access *a, const struct odf_did *account, const uint8_t id[16],
                              struct kamu_error *err)
{
    struct token_list l;
    bool ours = false;
    token_list_init(&l);
    pthread_mutex_lock(&a->lock);
    kamu_code rc = token_store_read(&a->env.fs, a->dir, &l, err);
    for (size_t i = 0; i < l.n; i++)
        ours = ours ||
               (memcmp(l.items[i].id, id, 16) == 0 && odf_did_eq(&l.items[i].account, account));
    if (rc == KAMU_OK)
        rc = ours ? token_store_revoke(&a->env, a->dir, id, err)
                  : refuse_revoke(a, account, id, err);
    pthread_mutex_unlock(&a->lock);
    token_list_free(&l);
    return rc;
}
