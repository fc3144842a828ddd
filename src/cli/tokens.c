/* See tokens.h. */
#include "cli/tokens.h"
#include "cli/node.h"

#include "store/workspace.h"

#include <stdlib.h>

#define TOKEN_STORE ".kamutokenstore"
#define STORE_BYTES_MAX ((size_t)1 << 20)

/* "http://host:port" of a URL, also of "odf+http://host:port/path". */
static struct str server_of(struct str url)
{
    size_t n = 0;
    if (str_starts(url, "odf+"))
        url = (struct str){url.p + 4, url.n - 4};
    while (n < url.n && url.p[n] != ':')
        n++;
    n += 3; /* "://" */
    while (n < url.n && url.p[n] != '/')
        n++;
    return (struct str){url.p, n < url.n ? n : url.n};
}

static struct str text_of(const struct node *map, const char *key)
{
    const struct node *found = node_path(map, str_c(key));
    bool scalar =
        found && found->kind != NODE_NULL && found->kind != NODE_LIST && found->kind != NODE_MAP;
    return scalar ? found->text : STR_NONE;
}

static struct str pick(const struct node *root, struct str server)
{
    const struct node *entries = node_path(root, STR("content"));
    for (size_t i = 0; entries && entries->kind == NODE_LIST && i < entries->n; i++) {
        const struct node *e = &entries->items[i].value;
        struct str backend = text_of(e, "backendUrl");
        const struct node *tokens = node_path(e, STR("tokens"));
        if (!backend.p || !str_ieq(server_of(backend), server))
            continue;
        for (size_t k = 0; tokens && tokens->kind == NODE_LIST && k < tokens->n; k++)
            if (text_of(&tokens->items[k].value, "accessToken").p)
                return text_of(&tokens->items[k].value, "accessToken");
    }
    return STR_NONE;
}

static kamu_code dir_of(struct cli *cli, enum token_place place, char out[FS_PATH_MAX],
                        struct kamu_error *err)
{
    const char *home = getenv("HOME");
    struct workspace *ws;
    if (place == TOKENS_OF_USER)
        return home ? path_join(out, err, home, "")
                    : error_set(err, KAMU_E_USAGE, "HOME is not set: there is no home directory");
    KAMU_TRY(cli_workspace(cli, &ws, err));
    return path_join(out, err, ws->dir, "");
}

/* An empty document without the file. */
static kamu_code read_store(struct cli *cli, enum token_place place, struct arena *arena,
                            struct node *root, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct fs_stat st;
    struct buf b;
    *root = (struct node){.kind = NODE_NULL};
    KAMU_TRY(dir_of(cli, place, path, err));
    KAMU_TRY(path_join(path, err, path, TOKEN_STORE));
    KAMU_TRY(fs_stat(&cli->env.fs, path, &st, err));
    if (st.kind == FS_NONE)
        return KAMU_OK;
    buf_init(&b, STORE_BYTES_MAX);
    kamu_code rc = fs_read_all(&cli->env.fs, path, STORE_BYTES_MAX, &b, err);
    if (rc == KAMU_OK)
        rc = node_from_yaml((struct str){(const char *)b.data, b.len}, arena, root, err);
    if (rc != KAMU_OK)
        rc = error_wrap(err, rc, "Cannot read the access tokens in %s", path);
    buf_free(&b);
    return rc;
}

static kamu_code write_store(struct cli *cli, enum token_place place, const struct node *content,
                             struct kamu_error *err)
{
    char dir[FS_PATH_MAX];
    struct node root = {.kind = NODE_MAP};
    struct arena arena;
    struct buf b;
    KAMU_TRY(dir_of(cli, place, dir, err));
    arena_init(&arena, NODE_BYTES_MAX);
    buf_init(&b, STORE_BYTES_MAX);
    kamu_code rc = node_set(&root, STR("content"), *content, &arena, err);
    if (rc == KAMU_OK)
        rc = buf_append_str(&b, "kind: KamuTokenStore\nversion: 1\n", err);
    if (rc == KAMU_OK)
        rc = node_to_yaml(&root, &b, err);
    if (rc == KAMU_OK)
        rc = fs_write_secret(&cli->env.fs, &cli->env.random, dir, TOKEN_STORE, b.data, b.len, err);
    buf_free(&b);
    arena_free(&arena);
    return rc;
}

kamu_code tokens_find_in(struct cli *cli, enum token_place place, struct str url,
                         struct arena *arena, const char **token, struct kamu_error *err)
{
    struct node root;
    *token = NULL;
    KAMU_TRY(read_store(cli, place, arena, &root, err));
    struct str found = pick(&root, server_of(url));
    if (found.p)
        *token = arena_str(arena, found).p;
    return found.p && !*token ? error_nomem(err) : KAMU_OK;
}

kamu_code tokens_find(struct cli *cli, struct str url, struct arena *arena, const char **token,
                      struct kamu_error *err)
{
    KAMU_TRY(tokens_find_in(cli, TOKENS_OF_WORKSPACE, url, arena, token, err));
    return *token || !getenv("HOME") ? KAMU_OK
                                     : tokens_find_in(cli, TOKENS_OF_USER, url, arena, token, err);
}

/* ---- changes -------------------------------------------------------------------------- */

static struct node string_node(struct str s)
{
    return (struct node){.kind = s.p ? NODE_STRING : NODE_NULL, .text = s};
}

static kamu_code make_entry(struct str frontend, struct str backend, struct str account,
                            struct str token, struct arena *arena, struct node *out,
                            struct kamu_error *err)
{
    struct node one = {.kind = NODE_MAP}, list = {.kind = NODE_LIST};
    *out = (struct node){.kind = NODE_MAP};
    KAMU_TRY(node_set(&one, STR("accountName"), string_node(account), arena, err));
    KAMU_TRY(node_set(&one, STR("accessToken"), string_node(token), arena, err));
    KAMU_TRY(node_append(&list, one, arena, err));
    KAMU_TRY(node_set(out, STR("frontendUrl"), string_node(frontend), arena, err));
    KAMU_TRY(node_set(out, STR("backendUrl"), string_node(backend), arena, err));
    return node_set(out, STR("tokens"), list, arena, err);
}

static kamu_code save(struct cli *cli, enum token_place place, const struct node *entry,
                      struct str backend, struct arena *arena, struct kamu_error *err)
{
    struct node root, content = {.kind = NODE_LIST};
    KAMU_TRY(read_store(cli, place, arena, &root, err));
    const struct node *old = node_path(&root, STR("content"));
    for (size_t i = 0; old && old->kind == NODE_LIST && i < old->n; i++) {
        struct str other = text_of(&old->items[i].value, "backendUrl");
        if (!other.p || !str_ieq(server_of(other), server_of(backend)))
            KAMU_TRY(node_append(&content, old->items[i].value, arena, err));
    }
    KAMU_TRY(node_append(&content, *entry, arena, err));
    return write_store(cli, place, &content, err);
}

kamu_code tokens_save(struct cli *cli, enum token_place place, struct str frontend,
                      struct str backend, struct str account, struct str token,
                      struct kamu_error *err)
{
    struct node entry;
    struct arena arena;
    arena_init(&arena, NODE_BYTES_MAX * 64);
    kamu_code rc = make_entry(frontend, backend, account, token, &arena, &entry, err);
    if (rc == KAMU_OK)
        rc = save(cli, place, &entry, backend, &arena, err);
    arena_free(&arena);
    return rc;
}

kamu_code tokens_forget(struct cli *cli, enum token_place place, struct str url, bool *any,
                        struct kamu_error *err)
{
    struct node root;
    struct arena arena;
    *any = false;
    arena_init(&arena, NODE_BYTES_MAX * 64);
    kamu_code rc = read_store(cli, place, &arena, &root, err);
    const struct node *list = rc == KAMU_OK ? node_path(&root, STR("content")) : NULL;
    for (size_t i = 0; list && list->kind == NODE_LIST && i < list->n; i++) {
        struct str backend = text_of(&list->items[i].value, "backendUrl");
        struct node *tokens = node_path(&list->items[i].value, STR("tokens"));
        if (!backend.p || !tokens || tokens->kind != NODE_LIST || tokens->n == 0 ||
            (url.p && !str_ieq(server_of(backend), server_of(url))))
            continue;
        tokens->n = 0; /* the server stays, as with kamu */
        *any = true;
    }
    if (*any)
        rc = write_store(cli, place, list, err);
    arena_free(&arena);
    return rc;
}
