/* See tokens.h. */
#include "cli/tokens.h"
#include "cli/node.h"

#include "store/workspace.h"

#include <stdlib.h>

#define STORE_BYTES_MAX ((size_t)1 << 20)

/* "http://host:port" of a URL. */
static struct str server_of(struct str url)
{
    size_t n = 0;
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

static kamu_code look_in(struct cli *cli, const char *dir, struct str server, struct arena *arena,
                         const char **token, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct node root = {.kind = NODE_NULL};
    struct fs_stat st;
    struct buf b;
    KAMU_TRY(path_join(path, err, dir, ".kamutokenstore"));
    KAMU_TRY(fs_stat(&cli->env.fs, path, &st, err));
    if (st.kind == FS_NONE)
        return KAMU_OK;
    buf_init(&b, STORE_BYTES_MAX);
    kamu_code rc = fs_read_all(&cli->env.fs, path, STORE_BYTES_MAX, &b, err);
    if (rc == KAMU_OK)
        rc = node_from_yaml((struct str){(const char *)b.data, b.len}, arena, &root, err);
    if (rc != KAMU_OK)
        rc = error_wrap(err, rc, "Cannot read the access tokens in %s", path);
    buf_free(&b);
    KAMU_TRY(rc);
    struct str found = pick(&root, server);
    if (found.p)
        *token = arena_str(arena, found).p;
    return found.p && !*token ? error_nomem(err) : KAMU_OK;
}

kamu_code tokens_find(struct cli *cli, struct str url, struct arena *arena, const char **token,
                      struct kamu_error *err)
{
    struct workspace *ws;
    const char *home = getenv("HOME");
    *token = NULL;
    KAMU_TRY(cli_workspace(cli, &ws, err));
    KAMU_TRY(look_in(cli, ws->dir, server_of(url), arena, token, err));
    return *token || !home ? KAMU_OK : look_in(cli, home, server_of(url), arena, token, err);
}
