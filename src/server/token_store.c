#include "server/token_store.h"

#include "odf/json_pull.h"

#define TOKEN_LOCK "tokens.lock"
#define LOCK_TIMEOUT_MS 10000
#define ARENA_MAX ((size_t)64 << 20)
#define KEEP_ENDED_S ((int64_t)30 * 86400)

void token_list_init(struct token_list *l)
{
    *l = (struct token_list){0};
    arena_init(&l->arena, ARENA_MAX);
}

void token_list_free(struct token_list *l)
{
    if (!l)
        return;
    arena_free(&l->arena);
    mem_free(l->items);
    l->items = NULL;
    l->n = 0;
}

/* ---- patterns ------------------------------------------------------------------------ */

kamu_code token_pattern_check(struct str pattern, struct kamu_error *err)
{
    struct odf_ref ref;
    return odf_ref_parse_pattern(pattern, &ref, NULL) == KAMU_OK
               ? KAMU_OK
               : error_set(err, KAMU_E_USAGE,
                           "Value '" STR_FMT "' is not a valid dataset name or pattern",
                           STR_ARG(pattern));
}

bool token_pattern_any(const struct str *patterns, size_t n, struct str account, struct str name,
                       const struct odf_did *id)
{
    const struct odf_alias alias = {.account = account, .name = name};
    struct odf_ref ref;
    for (size_t i = 0; i < n; i++)
        if (odf_ref_parse_pattern(patterns[i], &ref, NULL) == KAMU_OK &&
            odf_ref_matches(&ref, &alias, id))
            return true;
    return false;
}

/* ---- reading ------------------------------------------------------------------------- */

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_hash(struct str s, uint8_t out[32])
{
    if (s.n != 64)
        return false;
    for (size_t i = 0; i < 32; i++) {
        int high = hex_digit(s.p[2 * i]), low = hex_digit(s.p[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static bool read_patterns(struct json_pull *j, struct arena *arena, const struct str **out,
                          size_t *n)
{
    struct str list[TOKEN_PATTERNS_MAX];
    enum json_token t;
    *n = 0;
    while ((t = json_pull_next(j)) == JSON_STRING && *n < TOKEN_PATTERNS_MAX) {
        list[*n] = arena_str(arena, j->text);
        if (!list[*n].p)
            return false;
        (*n)++;
    }
    struct str *copy = arena_calloc(arena, *n ? *n : 1, sizeof *copy);
    if (copy && *n)
        memcpy(copy, list, *n * sizeof *copy);
    *out = copy;
    return copy && t == JSON_ARRAY_END;
}

enum member { ID = 1, NAME = 2, HASH = 4, ACCOUNT = 8, CREATED = 16, ALL = 31 };

static bool read_member(struct json_pull *j, struct str key, struct arena *arena,
                        struct stored_token *t, unsigned *seen)
{
    enum json_token v = json_pull_next(j);
    if (str_eqc(key, "read") || str_eqc(key, "push")) {
        t->scoped = true;
        return v == JSON_ARRAY &&
               (key.p[0] == 'r' ? read_patterns(j, arena, &t->scope.read, &t->scope.n_read)
                                : read_patterns(j, arena, &t->scope.push, &t->scope.n_push));
    }
    if (v != JSON_STRING)
        return false;
    if (str_eqc(key, "id"))
        return *seen |= ID, uuid_parse(j->text, t->id);
    if (str_eqc(key, "name"))
        return *seen |= NAME, (t->name = arena_str(arena, j->text)).p != NULL;
    if (str_eqc(key, "hash"))
        return *seen |= HASH, read_hash(j->text, t->hash);
    if (str_eqc(key, "account"))
        return *seen |= ACCOUNT, odf_did_parse(j->text, &t->account, NULL) == KAMU_OK;
    if (str_eqc(key, "createdAt"))
        return *seen |= CREATED, instant_parse_rfc3339(j->text, &t->created_at, NULL) == KAMU_OK;
    if (str_eqc(key, "revokedAt"))
        return t->revoked = true, instant_parse_rfc3339(j->text, &t->revoked_at, NULL) == KAMU_OK;
    if (str_eqc(key, "expiresAt"))
        return t->expires = true, instant_parse_rfc3339(j->text, &t->expires_at, NULL) == KAMU_OK;
    return false; /* of a later version: it may limit the token */
}

static bool read_line(struct str line, struct arena *arena, struct stored_token *out)
{
    struct json_pull j;
    unsigned seen = 0;
    char key[16];
    enum json_token t = JSON_ERROR;
    *out = (struct stored_token){0};
    json_pull_init(&j, line);
    bool ok = json_pull_next(&j) == JSON_OBJECT;
    while (ok && (t = json_pull_next(&j)) == JSON_KEY) {
        ok = j.text.n < sizeof key;
        if (!ok)
            break;
        memcpy(key, j.text.p, j.text.n);
        ok = read_member(&j, (struct str){key, j.text.n}, arena, out, &seen);
    }
    ok = ok && t == JSON_OBJECT_END && json_pull_next(&j) == JSON_END && seen == ALL;
    json_pull_free(&j);
    return ok;
}

static kamu_code grow(struct token_list *l, struct kamu_error *err)
{
    if (l->n == TOKEN_COUNT_MAX)
        return error_set(err, KAMU_E_LIMIT, "There are more than %d access tokens",
                         TOKEN_COUNT_MAX);
    if (l->n % 64 == 0) {
        struct stored_token *items = mem_realloc_array(l->items, l->n + 64, sizeof *items);
        if (!items)
            return error_nomem(err);
        l->items = items;
    }
    return KAMU_OK;
}

kamu_code token_list_parse(struct str text, const char *path, struct token_list *out,
                           struct kamu_error *err)
{
    size_t line_no = 0;
    for (size_t at = 0; at < text.n;) {
        const char *line = text.p + at;
        const char *end = memchr(line, '\n', text.n - at);
        size_t n = end ? (size_t)(end - line) : text.n - at;
        line_no++;
        KAMU_TRY(grow(out, err));
        if (!read_line((struct str){line, n}, &out->arena, &out->items[out->n]))
            return error_set(err, KAMU_E_CORRUPT, "%s: line %zu is not an access token", path,
                             line_no);
        out->n++;
        at += n + 1;
    }
    return KAMU_OK;
}

kamu_code token_store_read(struct fs *fs, const char *dir, struct token_list *out,
                           struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct fs_stat st;
    struct buf text;
    KAMU_TRY(path_join(path, err, dir, TOKEN_FILE));
    KAMU_TRY(fs_stat(fs, path, &st, err));
    if (st.kind == FS_NONE)
        return KAMU_OK;
    buf_init(&text, TOKEN_FILE_MAX);
    kamu_code rc = fs_read_all(fs, path, TOKEN_FILE_MAX, &text, err);
    if (rc == KAMU_OK)
        rc = token_list_parse((struct str){(const char *)text.data, text.len}, path, out, err);
    buf_free(&text);
    return rc;
}

/* ---- writing ------------------------------------------------------------------------- */

static kamu_code put_text(struct buf *b, const char *key, struct str value, struct kamu_error *err)
{
    KAMU_TRY(buf_printf(b, err, "%s\"%s\":", b->data[b->len - 1] == '{' ? "" : ",", key));
    return odf_json_quote(value, b, err);
}

static kamu_code put_time(struct buf *b, const char *key, struct instant t, struct kamu_error *err)
{
    char text[INSTANT_TEXT_MAX];
    size_t n = instant_format(t, text);
    return put_text(b, key, (struct str){text, n}, err);
}

static kamu_code put_patterns(struct buf *b, const char *key, const struct str *list, size_t n,
                              struct kamu_error *err)
{
    KAMU_TRY(buf_printf(b, err, ",\"%s\":[", key));
    for (size_t i = 0; i < n; i++) {
        if (i)
            KAMU_TRY(buf_append_byte(b, ',', err));
        KAMU_TRY(odf_json_quote(list[i], b, err));
    }
    return buf_append_byte(b, ']', err);
}

kamu_code token_line(const struct stored_token *t, struct buf *b, struct kamu_error *err)
{
    char id[UUID_TEXT + 1], hash[65], account[ODF_DID_TEXT_MAX];
    uuid_text(t->id, id);
    for (size_t i = 0; i < 32; i++)
        snprintf(hash + 2 * i, 3, "%02x", t->hash[i]);
    odf_did_text(&t->account, account);
    KAMU_TRY(buf_append_byte(b, '{', err));
    KAMU_TRY(put_text(b, "id", str_c(id), err));
    KAMU_TRY(put_text(b, "name", t->name, err));
    KAMU_TRY(put_text(b, "hash", str_c(hash), err));
    KAMU_TRY(put_text(b, "account", str_c(account), err));
    KAMU_TRY(put_time(b, "createdAt", t->created_at, err));
    if (t->expires)
        KAMU_TRY(put_time(b, "expiresAt", t->expires_at, err));
    if (t->revoked)
        KAMU_TRY(put_time(b, "revokedAt", t->revoked_at, err));
    if (t->scoped) {
        KAMU_TRY(put_patterns(b, "read", t->scope.read, t->scope.n_read, err));
        KAMU_TRY(put_patterns(b, "push", t->scope.push, t->scope.n_push, err));
    }
    return buf_append_str(b, "}\n", err);
}

static kamu_code write_list(struct env *env, const char *dir, const struct token_list *l,
                            struct kamu_error *err)
{
    struct buf text;
    buf_init(&text, TOKEN_FILE_MAX);
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < l->n && rc == KAMU_OK; i++)
        rc = token_line(&l->items[i], &text, err);
    if (rc == KAMU_OK)
        rc = fs_write_secret(&env->fs, &env->random, dir, TOKEN_FILE, text.data, text.len, err);
    buf_free(&text);
    return rc;
}

static kamu_code lock_and_read(struct env *env, const char *dir, struct fs_file **lock,
                               struct token_list *l, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    KAMU_TRY(path_join(path, err, dir, TOKEN_LOCK));
    KAMU_TRY(fs_lock(&env->fs, path, LOCK_TIMEOUT_MS, lock, err));
    token_list_init(l);
    kamu_code rc = token_store_read(&env->fs, dir, l, err);
    if (rc != KAMU_OK) {
        token_list_free(l);
        fs_close(*lock, NULL);
    }
    return rc;
}

static bool ended_before(const struct stored_token *t, int64_t seconds)
{
    return (t->revoked && t->revoked_at.seconds < seconds) ||
           (t->expires && t->expires_at.seconds < seconds);
}

static kamu_code add(struct env *env, const char *dir, struct token_list *l,
                     const struct stored_token *token, struct kamu_error *err)
{
    int64_t now = clock_now(&(struct clock){0}).seconds;
    size_t kept = 0;
    for (size_t i = 0; i < l->n; i++)
        if (!ended_before(&l->items[i], now - KEEP_ENDED_S))
            l->items[kept++] = l->items[i];
    l->n = kept;
    for (size_t i = 0; i < l->n; i++)
        if (!l->items[i].revoked && odf_did_eq(&l->items[i].account, &token->account) &&
            str_eq(l->items[i].name, token->name))
            return error_set(err, KAMU_E_EXISTS,
                             "Access token with " STR_FMT " name already exists",
                             STR_ARG(token->name));
    if (l->n == TOKEN_COUNT_MAX)
        return error_set(err, KAMU_E_LIMIT, "There are already %d access tokens", TOKEN_COUNT_MAX);
    struct stored_token *items = mem_realloc_array(l->items, l->n + 1, sizeof *items);
    if (!items)
        return error_nomem(err);
    l->items = items;
    l->items[l->n++] = *token;
    return write_list(env, dir, l, err);
}

kamu_code token_store_add(struct env *env, const char *dir, const struct stored_token *token,
                          struct kamu_error *err)
{
    struct fs_file *lock;
    struct token_list l;
    if (token->name.n > TOKEN_NAME_MAX || !utf8_valid(token->name.p, token->name.n, NULL))
        return error_set(err, KAMU_E_USAGE, "The name of a token has at most %d bytes of UTF-8",
                         TOKEN_NAME_MAX);
    if (token->scope.n_read > TOKEN_PATTERNS_MAX || token->scope.n_push > TOKEN_PATTERNS_MAX)
        return error_set(err, KAMU_E_USAGE, "A token has at most %d patterns of each kind",
                         TOKEN_PATTERNS_MAX);
    KAMU_TRY(lock_and_read(env, dir, &lock, &l, err));
    kamu_code rc = add(env, dir, &l, token, err);
    token_list_free(&l);
    fs_close(lock, NULL);
    return rc;
}

kamu_code token_store_revoke(struct env *env, const char *dir, const uint8_t id[16],
                             struct kamu_error *err)
{
    struct fs_file *lock;
    struct token_list l;
    struct stored_token *found = NULL;
    KAMU_TRY(lock_and_read(env, dir, &lock, &l, err));
    for (size_t i = 0; i < l.n; i++)
        if (memcmp(l.items[i].id, id, 16) == 0)
            found = &l.items[i];
    kamu_code rc = KAMU_OK;
    if (!found) {
        rc = error_set(err, KAMU_E_NOT_FOUND, "There is no such access token");
    } else if (!found->revoked) {
        found->revoked = true;
        found->revoked_at = clock_now(&(struct clock){0});
        rc = write_list(env, dir, &l, err);
    }
    token_list_free(&l);
    fs_close(lock, NULL);
    return rc;
}
