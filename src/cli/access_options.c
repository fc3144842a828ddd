#include "cli/access_options.h"
#include "cli/config.h"

#include <stdlib.h>

#define PASSWORD_MIN 8 /* characters, as kamu asks for */

static struct str text_of(const struct node *map, const char *path)
{
    const struct node *n = node_path(map, str_c(path));
    bool scalar = n && n->kind != NODE_NULL && n->kind != NODE_LIST && n->kind != NODE_MAP;
    return scalar ? n->text : STR_NONE;
}

static bool has_property(const struct node *user, const char *name)
{
    const struct node *list = node_get(user, STR("properties"));
    for (size_t i = 0; list && list->kind == NODE_LIST && i < list->n; i++)
        if (str_ieq(list->items[i].value.text, str_c(name)))
            return true;
    return false;
}

static kamu_code read_user(const struct node *n, struct access_user *out, struct kamu_error *err)
{
    *out = (struct access_user){.id = text_of(n, "id"),
                                .name = text_of(n, "accountName"),
                                .password = text_of(n, "password"),
                                .admin = has_property(n, "admin")};
    if (!odf_name_valid(out->name))
        return error_set(err, KAMU_E_USAGE, "Value '" STR_FMT "' is not a valid AccountName",
                         STR_ARG(out->name));
    if (out->password.p && out->password.n < PASSWORD_MIN)
        return error_set(err, KAMU_E_USAGE,
                         "The password of account '" STR_FMT "' has less than %d characters",
                         STR_ARG(out->name), PASSWORD_MIN);
    return KAMU_OK;
}

static kamu_code read_users(const struct node *config, struct arena *arena,
                            struct access_options *out, struct kamu_error *err)
{
    const struct node *list = node_path(config, STR("auth.users.predefined"));
    if (!list || list->kind != NODE_LIST || list->n == 0)
        return KAMU_OK;
    struct access_user *users = arena_calloc(arena, list->n, sizeof *users);
    if (!users)
        return error_nomem(err);
    for (size_t i = 0; i < list->n; i++)
        KAMU_TRY(read_user(&list->items[i].value, &users[i], err));
    out->users = users;
    out->n_users = list->n;
    return KAMU_OK;
}

kamu_code cli_access_options(struct cli *cli, bool local, struct arena *arena,
                             struct access_options *out, struct kamu_error *err)
{
    struct node config;
    struct workspace *ws;
    KAMU_TRY(cli_workspace(cli, &ws, err));
    KAMU_TRY(config_load(cli, CONFIG_COMBINED, true, arena, &config, err));
    *out = (struct access_options){.allow_anonymous =
                                       !str_eqc(text_of(&config, "auth.allowAnonymous"), "false"),
                                   .jwt_secret = getenv("KAMU_JWT_SECRET"),
                                   .anonymous_read = text_of(&config, "server.anonymousRead"),
                                   .anonymous_push = text_of(&config, "server.anonymousPush"),
                                   .password = text_of(&config, "server.password"),
                                   .well_known_password = local};
    if (out->password.p && out->password.n < PASSWORD_MIN)
        return error_set(err, KAMU_E_USAGE, "server.password has less than %d characters",
                         PASSWORD_MIN);
    if (ws->multi_tenant)
        out->operator= str_c(ws->account);
    return read_users(&config, arena, out, err);
}
