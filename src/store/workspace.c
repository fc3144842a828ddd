/* Finding, making and opening a workspace. Its datasets are in index.c and resolve.c. */
#include "store/manifest.h"
#include "store/private.h"
#include "store/transaction.h"

#include <stdio.h>

static const char *const subdirs[] = {"datasets", "repos", "cache", "run"};

kamu_code store_path2(char out[FS_PATH_MAX], const char *a, const char *b, const char *c,
                      struct kamu_error *err)
{
    KAMU_TRY(path_join(out, err, a, b));
    return path_join(out, err, out, c);
}

static kamu_code has_kamu_dir(struct env *env, const char *dir, bool *found, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct fs_stat st;
    KAMU_TRY(path_join(path, err, dir, ".kamu"));
    KAMU_TRY(fs_stat(&env->fs, path, &st, err));
    *found = st.kind == FS_DIRECTORY;
    return KAMU_OK;
}

kamu_code workspace_find(struct env *env, const char *kamu_workspace, char root[FS_PATH_MAX],
                         bool *found, struct kamu_error *err)
{
    *found = false;
    if (kamu_workspace && *kamu_workspace) {
        struct fs_stat st;
        KAMU_TRY(fs_stat(&env->fs, kamu_workspace, &st, err));
        if (st.kind != FS_DIRECTORY) /* init says so; for all others it is no workspace */
            return path_join(root, err, kamu_workspace, "");
        KAMU_TRY(fs_realpath(&env->fs, kamu_workspace, root, err));
        return has_kamu_dir(env, root, found, err);
    }
    char dir[FS_PATH_MAX];
    KAMU_TRY(fs_realpath(&env->fs, ".", root, err));
    memcpy(dir, root, strlen(root) + 1);
    for (;;) {
        KAMU_TRY(has_kamu_dir(env, dir, found, err));
        if (*found) {
            memcpy(root, dir, strlen(dir) + 1);
            return KAMU_OK;
        }
        char *slash = strrchr(dir, '/');
        if (!slash || dir[1] == '\0')
            return KAMU_OK;
        slash[slash == dir ? 1 : 0] = '\0';
    }
}

/* ---- init ---------------------------------------------------------------------------- */

static kamu_code fill_layout(struct env *env, const char *dir, bool multi_tenant,
                             struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    for (size_t i = 0; i < sizeof subdirs / sizeof subdirs[0]; i++) {
        KAMU_TRY(path_join(path, err, dir, subdirs[i]));
        KAMU_TRY(fs_mkdir(&env->fs, path, err));
    }
    if (multi_tenant) {
        static const char config[] =
            "kind: WorkspaceConfig\nversion: 1\ncontent:\n  multi_tenant: true\n";
        KAMU_TRY(fs_write_atomic(&env->fs, &env->random, dir, "workspace.config", config,
                                 sizeof config - 1, true, err));
    }
    char version[16];
    int n = snprintf(version, sizeof version, "%d", WORKSPACE_VERSION);
    return fs_write_atomic(&env->fs, &env->random, dir, "version", version, (size_t)n, true, err);
}

/* Made under another name and renamed, so that a crash leaves no half of a workspace. */
static kamu_code make_workspace(struct env *env, const char *root, bool multi_tenant,
                                struct kamu_error *err)
{
    char pending[FS_PATH_MAX], final[FS_PATH_MAX], name[40] = ".kamu-pending-";
    KAMU_TRY(random_alnum(&env->random, name + strlen(name), 16, err));
    KAMU_TRY(path_join(pending, err, root, name));
    KAMU_TRY(path_join(final, err, root, ".kamu"));
    KAMU_TRY(fs_mkdir(&env->fs, pending, err));
    kamu_code rc = fill_layout(env, pending, multi_tenant, err);
    if (rc == KAMU_OK)
        rc = fs_rename(&env->fs, pending, final, err);
    if (rc == KAMU_OK)
        return fs_sync_dir(&env->fs, root, err);
    fs_remove_tree(&env->fs, pending, NULL);
    return rc;
}

kamu_code workspace_init(struct env *env, const char *kamu_workspace, bool multi_tenant,
                         bool exists_ok, bool *created, struct kamu_error *err)
{
    char root[FS_PATH_MAX];
    bool found;
    *created = false;
    KAMU_TRY(workspace_find(env, kamu_workspace, root, &found, err));
    if (found && exists_ok)
        return KAMU_OK;
    if (found)
        return error_set(err, KAMU_E_EXISTS, "Directory is already a kamu workspace");
    if (kamu_workspace && *kamu_workspace) {
        struct fs_stat st;
        KAMU_TRY(fs_stat(&env->fs, kamu_workspace, &st, err));
        if (st.kind == FS_NONE)
            return error_set(err, KAMU_E_NOT_FOUND,
                             "Directory %s named by KAMU_WORKSPACE does not exist", kamu_workspace);
        if (st.kind != FS_DIRECTORY)
            return error_set(err, KAMU_E_USAGE, "KAMU_WORKSPACE names %s, which is no directory",
                             kamu_workspace);
    }
    KAMU_TRY(make_workspace(env, root, multi_tenant, err));
    *created = true;
    return KAMU_OK;
}

/* ---- open ------------------------------------------------------------------------------ */

kamu_code workspace_version(struct env *env, const char *root, uint64_t *out,
                            struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct buf text = BUF_INIT(4096);
    *out = 0;
    KAMU_TRY(store_path2(path, root, ".kamu", "version", err));
    kamu_code rc = fs_read_all(&env->fs, path, 4096, &text, err);
    if (rc == KAMU_E_NOT_FOUND) {
        buf_free(&text);
        return KAMU_OK; /* kamu: layout before there was such a file */
    }
    if (rc == KAMU_OK) {
        struct str s = str_trim((struct str){(const char *)text.data, text.len});
        bool bad = s.n == 0;
        for (size_t i = 0; i < s.n && !bad; i++)
            bad = s.p[i] < '0' || s.p[i] > '9' || MUL_OVERFLOW(*out, 10, out) ||
                  ADD_OVERFLOW(*out, (uint64_t)(s.p[i] - '0'), out);
        if (bad) {
            rc = error_set(err, KAMU_E_CORRUPT, "Workspace version file %s is malformed", path);
            error_expected(err, "a number, like %d", WORKSPACE_VERSION);
            error_excerpt(err, s.p, s.n);
        }
    }
    buf_free(&text);
    return rc;
}

static kamu_code check_version(struct env *env, const char *root, struct kamu_error *err)
{
    uint64_t version;
    KAMU_TRY(workspace_version(env, root, &version, err));
    if (version > WORKSPACE_VERSION)
        return error_set(err, KAMU_E_UNSUPPORTED,
                         "Workspace version %llu is newer than supported version %d - upgrade to "
                         "latest software version",
                         (unsigned long long)version, WORKSPACE_VERSION);
    if (version < WORKSPACE_VERSION)
        return error_set(err, KAMU_E_UNSUPPORTED,
                         "Workspace needs to be upgraded before continuing - please run `kamu "
                         "system upgrade-workspace`");
    return KAMU_OK;
}

static kamu_code read_config(struct workspace *ws, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct manifest m;
    bool found;
    KAMU_TRY(path_join(path, err, ws->dir, "workspace.config"));
    KAMU_TRY(manifest_read(ws->env, path, "WorkspaceConfig", &m, &found, err));
    const struct manifest_entry *e = manifest_get(&m, "multi_tenant");
    ws->multi_tenant = e && e->n == 1 && str_eqc(e->values[0], "true");
    manifest_free(&m);
    return KAMU_OK;
}

static kamu_code open_at(struct env *env, const char *root, struct workspace *ws,
                         struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct fs_stat st;
    ws->env = env;
    memcpy(ws->account, WORKSPACE_DEFAULT_ACCOUNT, sizeof WORKSPACE_DEFAULT_ACCOUNT);
    KAMU_TRY(path_join(ws->root, err, root, ""));
    size_t n = strlen(ws->root);
    if (n > 1 && ws->root[n - 1] == '/')
        ws->root[n - 1] = '\0';
    KAMU_TRY(path_join(ws->dir, err, ws->root, ".kamu"));
    KAMU_TRY(path_join(ws->priv->datasets, err, ws->dir, "datasets"));
    KAMU_TRY(path_join(ws->priv->cache, err, ws->dir, "cache"));
    KAMU_TRY(check_version(env, ws->root, err));
    KAMU_TRY(read_config(ws, err));
    KAMU_TRY(path_join(path, err, ws->dir, "workspace.sqlite.db"));
    KAMU_TRY(fs_stat(&env->fs, path, &st, err));
    ws->has_database = st.kind == FS_REGULAR;
    return transaction_recover(ws, err);
}

kamu_code workspace_open(struct env *env, const char *kamu_workspace, struct workspace **out,
                         struct kamu_error *err)
{
    char root[FS_PATH_MAX];
    bool found;
    *out = NULL;
    KAMU_TRY(workspace_find(env, kamu_workspace, root, &found, err));
    if (!found)
        return error_set(err, KAMU_E_NOT_FOUND, "Directory is not a kamu workspace");
    struct workspace *ws = mem_calloc(1, sizeof *ws);
    if (!ws)
        return error_nomem(err);
    ws->priv = mem_calloc(1, sizeof *ws->priv);
    kamu_code rc = ws->priv ? open_at(env, root, ws, err) : error_nomem(err);
    if (rc != KAMU_OK) {
        workspace_close(ws);
        return rc;
    }
    *out = ws;
    return KAMU_OK;
}

void workspace_close(struct workspace *ws)
{
    if (!ws)
        return;
    if (ws->priv)
        kamu_db_close(ws->priv->db);
    mem_free(ws->priv);
    mem_free(ws);
}
