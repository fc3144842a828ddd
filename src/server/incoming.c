#include "server/incoming.h"

#include "store/rights.h"

#include <stdio.h>

/* Names keep letters, digits, '-' and '.', so the parts are told apart by '+'; case does not count.
 */
static kamu_code name_of(struct workspace *ws, struct str account, struct str name,
                         char dir[FS_PATH_MAX], struct kamu_error *err)
{
    char text[600], parent[FS_PATH_MAX];
    KAMU_TRY(odf_dataset_name_check(name, err));
    if (account.p && !odf_name_valid(account))
        return error_set(err, KAMU_E_USAGE, "Value '" STR_FMT "' is not a valid AccountName",
                         STR_ARG(account));
    int n = snprintf(text, sizeof text, STR_FMT "+" STR_FMT, STR_ARG(account), STR_ARG(name));
    if (n < 0 || n > 250)
        return error_set(err, KAMU_E_LIMIT, "The name of the dataset is too long");
    for (int i = 0; i < n; i++)
        if (text[i] >= 'A' && text[i] <= 'Z')
            text[i] = (char)(text[i] | 0x20);
    KAMU_TRY(path_join(parent, err, ws->dir, WORKSPACE_SERVER "/incoming"));
    return path_join(dir, err, parent, text);
}

kamu_code incoming_find(struct workspace *ws, struct str account, struct str name, bool *open,
                        char dir[FS_PATH_MAX], struct kamu_error *err)
{
    struct fs_stat st;
    KAMU_TRY(name_of(ws, account, name, dir, err));
    KAMU_TRY(fs_stat(&ws->env->fs, dir, &st, err));
    *open = st.kind == FS_DIRECTORY;
    return KAMU_OK;
}

kamu_code incoming_open(struct workspace *ws, struct str account, struct str name,
                        char dir[FS_PATH_MAX], struct kamu_error *err)
{
    KAMU_TRY(workspace_server_dir(ws, dir, err));
    KAMU_TRY(name_of(ws, account, name, dir, err));
    KAMU_TRY(fs_mkdirs(&ws->env->fs, dir, err));
    return fs_touch(&ws->env->fs, dir, err);
}

void incoming_remove(struct workspace *ws, const char *dir)
{
    fs_remove_tree(&ws->env->fs, dir, NULL);
}
