#include "cli/repos.h"
#include "cli/node.h"

#include "store/workspace.h"

#define REPO_FILE_MAX (64 << 10)

static kamu_code repos_dir(struct cli *cli, char out[FS_PATH_MAX], struct kamu_error *err)
{
    struct workspace *ws;
    KAMU_TRY(cli_workspace(cli, &ws, err));
    return path_join(out, err, ws->dir, "repos");
}

static kamu_code repo_path(struct cli *cli, struct str name, char out[FS_PATH_MAX],
                           struct kamu_error *err)
{
    char dir[FS_PATH_MAX], file[512];
    if (name.n >= sizeof file)
        return error_set(err, KAMU_E_LIMIT, "Repository name too long");
    snprintf(file, sizeof file, STR_FMT, STR_ARG(name));
    KAMU_TRY(repos_dir(cli, dir, err));
    return path_join(out, err, dir, file);
}

static kamu_code read_repo(struct cli *cli, const char *path, struct arena *arena, struct str *url,
                           struct kamu_error *err)
{
    struct buf b;
    buf_init(&b, REPO_FILE_MAX);
    struct node root = {.kind = NODE_NULL};
    kamu_code rc = fs_read_all(&cli->env.fs, path, REPO_FILE_MAX, &b, err);
    if (rc == KAMU_OK)
        rc = node_from_yaml((struct str){(const char *)b.data, b.len}, arena, &root, err);
    buf_free(&b);
    KAMU_TRY(rc);
    const struct node *found = node_path(&root, STR("content.url"));
    if (!found || found->kind != NODE_STRING)
        return error_set(err, KAMU_E_CORRUPT, "Repository file %s has no `content.url`", path);
    *url = found->text;
    return KAMU_OK;
}

struct listing {
    struct cli *cli;
    struct repo_list *list;
    const char *dir;
    size_t cap;
};

static kamu_code on_repo(void *ctx, const char *name, struct kamu_error *err)
{
    struct listing *l = ctx;
    if (cli_check_repo_name(name, NULL) != KAMU_OK)
        return KAMU_OK; /* a pending or foreign file */
    if (l->list->n == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 8;
        struct repo *grown = arena_calloc(&l->list->arena, cap, sizeof *grown);
        if (!grown)
            return error_nomem(err);
        if (l->list->n)
            memcpy(grown, l->list->items, l->list->n * sizeof *grown);
        l->list->items = grown;
        l->cap = cap;
    }
    struct repo *r = &l->list->items[l->list->n];
    char path[FS_PATH_MAX];
    KAMU_TRY(path_join(path, err, l->dir, name));
    r->name = arena_str(&l->list->arena, str_c(name));
    if (!r->name.p)
        return error_nomem(err);
    KAMU_TRY(read_repo(l->cli, path, &l->list->arena, &r->url, err));
    l->list->n++;
    return KAMU_OK;
}

static int by_name(const void *a, const void *b)
{
    const struct repo *x = a, *y = b;
    return str_cmp(x->name, y->name);
}

kamu_code repos_list(struct cli *cli, struct repo_list *out, struct kamu_error *err)
{
    char dir[FS_PATH_MAX];
    struct fs_stat st;
    *out = (struct repo_list){.items = NULL};
    arena_init(&out->arena, 16 << 20);
    KAMU_TRY(repos_dir(cli, dir, err));
    KAMU_TRY(fs_stat(&cli->env.fs, dir, &st, err));
    if (st.kind == FS_NONE)
        return KAMU_OK;
    struct listing l = {cli, out, dir, 0};
    kamu_code rc = fs_list(&cli->env.fs, dir, on_repo, &l, err);
    if (rc != KAMU_OK) {
        arena_free(&out->arena);
        return rc;
    }
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, by_name);
    return KAMU_OK;
}

void repo_list_free(struct repo_list *l)
{
    arena_free(&l->arena);
    l->items = NULL;
    l->n = 0;
}

kamu_code repos_find(struct cli *cli, struct str name, struct arena *arena, struct str *url,
                     struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct fs_stat st;
    KAMU_TRY(repo_path(cli, name, path, err));
    KAMU_TRY(fs_stat(&cli->env.fs, path, &st, err));
    if (st.kind == FS_NONE)
        return error_set(err, KAMU_E_NOT_FOUND, "Repository " STR_FMT " does not exist",
                         STR_ARG(name));
    return url ? read_repo(cli, path, arena, url, err) : KAMU_OK;
}

kamu_code repos_add(struct cli *cli, const char *name, const char *url, struct kamu_error *err)
{
    char dir[FS_PATH_MAX], path[FS_PATH_MAX];
    struct fs_stat st;
    KAMU_TRY(repos_dir(cli, dir, err));
    KAMU_TRY(repo_path(cli, str_c(name), path, err));
    KAMU_TRY(fs_stat(&cli->env.fs, path, &st, err));
    if (st.kind != FS_NONE)
        return error_set(err, KAMU_E_EXISTS, "Repository %s already exists", name);
    KAMU_TRY(fs_mkdir(&cli->env.fs, dir, err));
    struct arena arena;
    struct buf b;
    arena_init(&arena, REPO_FILE_MAX);
    buf_init(&b, REPO_FILE_MAX);
    struct node value = {.kind = NODE_STRING};
    value.text = str_c(arena_printf(&arena, "%s%s", url, str_ends(str_c(url), "/") ? "" : "/"));
    struct node content = {.kind = NODE_MAP};
    kamu_code rc =
        value.text.p ? node_set(&content, STR("url"), value, &arena, err) : error_nomem(err);
    if (rc == KAMU_OK)
        rc = buf_append_str(&b, "kind: Repository\nversion: 1\ncontent:\n  ", err);
    if (rc == KAMU_OK)
        rc = node_to_yaml(&content, &b, err);
    if (rc == KAMU_OK)
        rc = fs_write_atomic(&cli->env.fs, &cli->env.random, dir, name, b.data, b.len, true, err);
    buf_free(&b);
    arena_free(&arena);
    return rc;
}

kamu_code repos_delete(struct cli *cli, struct str name, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    KAMU_TRY(repo_path(cli, name, path, err));
    return fs_unlink(&cli->env.fs, path, err);
}

bool repos_file_path(struct str url, char out[FS_PATH_MAX])
{
    if (url.n < 8 || strncasecmp(url.p, "file://", 7) != 0 || url.p[7] != '/')
        return false;
    size_t n = 0;
    for (size_t i = 7; i < url.n; i++) {
        char c = url.p[i];
        if (c == '%' && i + 2 < url.n && str_hex_digit(url.p[i + 1]) >= 0 &&
            str_hex_digit(url.p[i + 2]) >= 0) {
            c = (char)(str_hex_digit(url.p[i + 1]) * 16 + str_hex_digit(url.p[i + 2]));
            i += 2;
        }
        if (c == '\0' || n + 1 >= FS_PATH_MAX)
            return false;
        out[n++] = c;
    }
    while (n > 1 && out[n - 1] == '/')
        n--;
    out[n] = '\0';
    return true;
}
