#include "cli/config.h"
#include "cli/config_keys.h"
#include "columnar/text.h"

#include "store/workspace.h"

#include <ctype.h>
#include <unistd.h>

#define CONFIG_FILES_MAX 128
#define EXTRA ".extra" /* ends the name of a file with keys of ours */

extern char **environ;

/* ---- checking ------------------------------------------------------------------------- */

static kamu_code wrong_type(const struct node *n, const char *expected, struct kamu_error *err)
{
    switch (n->kind) {
    case NODE_STRING:
        return error_set(err, KAMU_E_USAGE, "invalid type: string \"" STR_FMT "\", expected %s",
                         STR_ARG(n->text), expected);
    case NODE_BOOL:
        return error_set(err, KAMU_E_USAGE, "invalid type: boolean `" STR_FMT "`, expected %s",
                         STR_ARG(n->text), expected);
    case NODE_NULL:
        return error_set(err, KAMU_E_USAGE, "invalid type: null, expected %s", expected);
    case NODE_LIST:
        return error_set(err, KAMU_E_USAGE, "invalid type: sequence, expected %s", expected);
    case NODE_MAP:
        return error_set(err, KAMU_E_USAGE, "invalid type: map, expected %s", expected);
    default:
        return error_set(err, KAMU_E_USAGE, "invalid type: number, expected %s", expected);
    }
}

static kamu_code unknown_field(struct str key, const struct config_key *keys,
                               struct kamu_error *err)
{
    size_t n = 0;
    char list[2048] = "";
    size_t len = 0;
    while (keys[n].name && !keys[n].own) /* as kamu-cli says it: ours stand behind */
        n++;
    for (size_t i = 0; i < n && len < sizeof list; i++)
        len += (size_t)snprintf(list + len, sizeof list - len, "%s`%s`",
                                i == 0   ? ""
                                : n == 2 ? " or "
                                         : ", ",
                                keys[i].name);
    if (n == 0)
        return error_set(err, KAMU_E_USAGE, "unknown field `" STR_FMT "`, there are no fields",
                         STR_ARG(key));
    return error_set(err, KAMU_E_USAGE, "unknown field `" STR_FMT "`, expected %s%s", STR_ARG(key),
                     n > 2 ? "one of " : "", list);
}

static kamu_code check_number(const struct node *n, const char *type, uint64_t max,
                              struct kamu_error *err)
{
    char text[32];
    if (n->kind != NODE_INT && n->kind != NODE_FLOAT)
        return wrong_type(n, type, err);
    snprintf(text, sizeof text, STR_FMT, STR_ARG(n->text));
    if (n->kind == NODE_FLOAT || cli_check_u64(text, NULL) != KAMU_OK ||
        strtoull(text, NULL, 10) > max)
        return error_set(err, KAMU_E_USAGE, "invalid number");
    return KAMU_OK;
}

static kamu_code check_duration(const struct node *n, struct kamu_error *err)
{
    static const char *const units[] = {"ns", "us", "ms", "s", "m", "h", "d", "w", "y"};
    if (n->kind != NODE_STRING)
        return wrong_type(n, "string", err);
    struct str s = n->text;
    bool ok = s.n > 0;
    for (size_t i = 0; i < s.n && ok;) {
        size_t digits = 0, unit = 0;
        while (i < s.n && s.p[i] == ' ')
            i++;
        while (i + digits < s.n && isdigit((unsigned char)s.p[i + digits]))
            digits++;
        while (i + digits + unit < s.n && isalpha((unsigned char)s.p[i + digits + unit]))
            unit++;
        ok = false;
        for (size_t u = 0; digits && u < sizeof units / sizeof units[0]; u++)
            ok = ok || (strlen(units[u]) == unit && memcmp(s.p + i + digits, units[u], unit) == 0);
        i += digits + unit;
    }
    if (ok)
        return KAMU_OK;
    return error_set(err, KAMU_E_USAGE,
                     "invalid value: string \"missing time duration format, must be multiples of "
                     "`[0-9]+(ns|us|ms|[smhdwy])`\", expected string");
}

bool config_percent(struct str text, double *share)
{
    double v = 0;
    text = str_trim(text);
    if (str_ends(text, "%"))
        text = str_trim((struct str){text.p, text.n - 1});
    if (text_to_f64(text, &v) != NULL || !(v >= 0 && v <= 100))
        return false;
    *share = v / 100;
    return true;
}

static kamu_code check_percent(const struct node *n, struct kamu_error *err)
{
    double share = 0;
    if (n->kind != NODE_STRING && n->kind != NODE_INT && n->kind != NODE_FLOAT)
        return wrong_type(n, "a percentage", err);
    return config_percent(n->text, &share)
               ? KAMU_OK
               : error_set(err, KAMU_E_USAGE,
                           "invalid value: \"" STR_FMT "\", expected a percentage from 0 to 100",
                           STR_ARG(n->text));
}

static kamu_code check_enum(const struct node *n, const struct config_key *key,
                            struct kamu_error *err)
{
    if (n->kind != NODE_STRING)
        return wrong_type(n, "a string", err);
    char list[512] = "";
    size_t len = 0;
    for (size_t i = 0; key->variants[i] && len < sizeof list; i++) {
        char lower[32];
        snprintf(lower, sizeof lower, "%s", key->variants[i]);
        lower[0] = (char)tolower((unsigned char)lower[0]);
        if (str_eqc(n->text, lower) || str_eqc(n->text, key->variants[i]))
            return KAMU_OK;
        len += (size_t)snprintf(list + len, sizeof list - len, "%s`%s`, `%s`", i ? ", " : "",
                                key->variants[i], lower);
    }
    return error_set(err, KAMU_E_USAGE, "unknown variant `" STR_FMT "`, expected one of %s",
                     STR_ARG(n->text), list);
}

static kamu_code check_value(const struct node *n, const struct config_key *key,
                             struct kamu_error *err);

static kamu_code check_struct(const struct node *n, const struct config_key *key,
                              struct kamu_error *err)
{
    char expected[96];
    if (n->kind != NODE_MAP) {
        snprintf(expected, sizeof expected, "struct %s",
                 key->rust_name ? key->rust_name : key->name);
        return wrong_type(n, expected, err);
    }
    for (size_t i = 0; i < n->n; i++) {
        const struct config_key *k = key->keys;
        while (k->name && !str_eqc(n->items[i].key, k->name))
            k++;
        if (!k->name)
            return unknown_field(n->items[i].key, key->keys, err);
        KAMU_TRY(check_value(&n->items[i].value, k, err));
    }
    for (const struct config_key *k = key->keys; k->name; k++)
        if (k->required && !node_get(n, str_c(k->name)))
            return error_set(err, KAMU_E_USAGE, "missing field `%s`", k->name);
    return KAMU_OK;
}

static kamu_code check_list(const struct node *n, const struct config_key *key,
                            struct kamu_error *err)
{
    if (n->kind != NODE_LIST)
        return wrong_type(n, "a sequence", err);
    struct config_key item = {.name = key->name, .type = CONFIG_STRUCT, .keys = key->keys};
    for (size_t i = 0; key->keys && i < n->n; i++) {
        KAMU_TRY(check_struct(&n->items[i].value, &item, err));
        const struct node *account = node_get(&n->items[i].value, STR("accountName"));
        char name[256];
        if (!account)
            continue;
        snprintf(name, sizeof name, STR_FMT, STR_ARG(account->text));
        if (cli_check_repo_name(name, NULL) != KAMU_OK)
            return error_set(err, KAMU_E_USAGE, "Value '%s' is not a valid AccountName", name);
    }
    return KAMU_OK;
}

static kamu_code check_map(const struct node *n, const struct config_key *key,
                           struct kamu_error *err)
{
    if (n->kind != NODE_MAP)
        return wrong_type(n, "a map", err);
    for (size_t i = 0; key->type == CONFIG_TEXT_MAP && i < n->n; i++)
        if (n->items[i].value.kind != NODE_STRING)
            return wrong_type(&n->items[i].value, "a string", err);
    if (key->type == CONFIG_TAGGED && !node_get(n, str_c(key->value)))
        return error_set(err, KAMU_E_USAGE, "missing field `%s`", key->value);
    return KAMU_OK;
}

static kamu_code check_value(const struct node *n, const struct config_key *key,
                             struct kamu_error *err)
{
    switch (key->type) {
    case CONFIG_STRUCT:
        return check_struct(n, key, err);
    case CONFIG_LIST:
        return check_list(n, key, err);
    case CONFIG_TEXT_MAP:
    case CONFIG_ANY_MAP:
    case CONFIG_TAGGED:
        return check_map(n, key, err);
    case CONFIG_TEXT:
        return n->kind == NODE_STRING ? KAMU_OK : wrong_type(n, "a string", err);
    case CONFIG_BOOL:
        return n->kind == NODE_BOOL ? KAMU_OK : wrong_type(n, "a boolean", err);
    case CONFIG_USIZE:
        return check_number(n, "usize", UINT64_MAX, err);
    case CONFIG_U32:
        return check_number(n, "u32", UINT32_MAX, err);
    case CONFIG_U64:
        return check_number(n, "u64", UINT64_MAX, err);
    case CONFIG_DURATION:
        return check_duration(n, err);
    case CONFIG_PERCENT:
        return check_percent(n, err);
    case CONFIG_ENUM:
        return check_enum(n, key, err);
    }
    return KAMU_OK;
}

kamu_code config_check(const struct node *content, struct kamu_error *err)
{
    return check_struct(content, &config_root, err);
}

/* ---- defaults and merging ------------------------------------------------------------------- */

static kamu_code defaults_of(const struct config_key *keys, struct arena *a, struct node *out,
                             struct kamu_error *err)
{
    *out = (struct node){.kind = NODE_MAP};
    for (const struct config_key *k = keys; k->name; k++) {
        struct node value;
        if (k->type == CONFIG_TAGGED || k->own)
            continue;
        if (k->type == CONFIG_STRUCT && !k->value)
            KAMU_TRY(defaults_of(k->keys, a, &value, err));
        else if (k->value)
            KAMU_TRY(node_from_yaml(str_c(k->value), a, &value, err));
        else
            continue;
        KAMU_TRY(node_set(out, str_c(k->name), value, a, err));
    }
    return KAMU_OK;
}

/* `over` wins; structs are merged key by key, lists that append are joined. */
static kamu_code merge(struct node *base, const struct node *over, const struct config_key *key,
                       struct arena *a, struct kamu_error *err)
{
    for (size_t i = 0; over->kind == NODE_MAP && i < over->n; i++) {
        struct str name = over->items[i].key;
        const struct node *value = &over->items[i].value;
        struct node *old = node_get(base, name);
        const struct config_key *k = key ? key->keys : NULL;
        while (k && k->name && !str_eqc(name, k->name))
            k++;
        bool known = k && k->name;
        if (old && old->kind == NODE_MAP && value->kind == NODE_MAP && known &&
            (k->type == CONFIG_STRUCT || k->appends)) {
            KAMU_TRY(merge(old, value, k->type == CONFIG_STRUCT ? k : NULL, a, err));
        } else if (old && old->kind == NODE_LIST && value->kind == NODE_LIST && known &&
                   k->appends) {
            for (size_t j = 0; j < value->n; j++)
                KAMU_TRY(node_append(old, value->items[j].value, a, err));
        } else {
            KAMU_TRY(node_set(base, name, *value, a, err));
        }
    }
    return KAMU_OK;
}

static kamu_code merge_environment(struct node *content, struct arena *a, struct kamu_error *err)
{
    static const char prefix[] = "KAMU_CONFIG__";
    for (char **v = environ; *v; v++) {
        if (strncmp(*v, prefix, sizeof prefix - 1) != 0)
            continue;
        const char *name = *v + sizeof prefix - 1, *eq = strchr(name, '=');
        char path[512];
        size_t n = 0;
        for (const char *p = name; eq && p < eq && n + 1 < sizeof path; p++) {
            bool separator = p[0] == '_' && p[1] == '_';
            path[n++] = separator ? '.' : *p;
            p += separator;
        }
        path[n] = '\0';
        struct node value;
        if (!eq)
            continue;
        KAMU_TRY(node_from_yaml(str_c(eq + 1), a, &value, err));
        KAMU_TRY(node_set_path(content, str_c(path), value, a, err));
    }
    return KAMU_OK;
}

/* ---- files
 * ---------------------------------------------------------------------------------------- */

static kamu_code check_envelope(const struct node *root, const char *path, struct kamu_error *err)
{
    const struct node *kind = node_get(root, STR("kind"));
    const struct node *version = node_get(root, STR("version"));
    if (!kind || !str_eqc(kind->text, "CLIConfig"))
        error_set(err, KAMU_E_INPUT, "Configuration file %s must have `kind: CLIConfig`", path);
    else if (!version || !str_eqc(version->text, "1"))
        error_set(err, KAMU_E_INPUT, "Configuration file %s must have `version: 1`", path);
    else
        return KAMU_OK;
    return KAMU_E_INPUT;
}

kamu_code config_read_file(struct cli *cli, const char *path, struct arena *a, struct node *out,
                           struct kamu_error *err)
{
    struct fs_stat st;
    *out = (struct node){.kind = NODE_MAP};
    KAMU_TRY(fs_stat(&cli->env.fs, path, &st, err));
    if (st.kind == FS_NONE)
        return KAMU_OK;
    struct buf b;
    struct node root = {.kind = NODE_NULL};
    buf_init(&b, NODE_BYTES_MAX);
    kamu_code rc = fs_read_all(&cli->env.fs, path, NODE_BYTES_MAX, &b, err);
    if (rc == KAMU_OK) {
        rc = node_from_yaml((struct str){(const char *)b.data, b.len}, a, &root, err);
        if (rc != KAMU_OK)
            error_wrap(err, rc, "Configuration file %s", path);
    }
    buf_free(&b);
    KAMU_TRY(rc);
    KAMU_TRY(check_envelope(&root, path, err));
    const struct node *content = node_get(&root, STR("content"));
    if (content && content->kind == NODE_MAP)
        *out = *content;
    return KAMU_OK;
}

kamu_code config_write_file(struct cli *cli, const char *path, const struct node *content,
                            struct kamu_error *err)
{
    char dir[FS_PATH_MAX];
    snprintf(dir, sizeof dir, "%s", path);
    char *slash = strrchr(dir, '/');
    const char *name = slash ? slash + 1 : path;
    if (slash)
        *slash = '\0';
    else
        snprintf(dir, sizeof dir, ".");
    KAMU_TRY(fs_mkdirs(&cli->env.fs, dir, err));
    struct arena a;
    struct buf b;
    arena_init(&a, NODE_BYTES_MAX);
    buf_init(&b, NODE_BYTES_MAX);
    struct node root = {.kind = NODE_MAP};
    kamu_code rc = node_set(&root, STR("content"), *content, &a, err);
    if (rc == KAMU_OK)
        rc = buf_append_str(&b, "kind: CLIConfig\nversion: 1\n", err);
    if (rc == KAMU_OK)
        rc = node_to_yaml(&root, &b, err);
    if (rc == KAMU_OK)
        rc = fs_write_atomic(&cli->env.fs, &cli->env.random, dir, name, b.data, b.len, true, err);
    buf_free(&b);
    arena_free(&a);
    return rc;
}

struct file_list {
    char *paths[CONFIG_FILES_MAX]; /* in the arena; the last wins */
    size_t n;
    bool must_exist;
};

static kamu_code add_path(struct file_list *l, struct arena *a, const char *path,
                          struct kamu_error *err)
{
    if (l->n == CONFIG_FILES_MAX)
        return error_set(err, KAMU_E_LIMIT, "More than %d configuration files", CONFIG_FILES_MAX);
    l->paths[l->n] = arena_strdup(a, path);
    return l->paths[l->n] ? (l->n++, KAMU_OK) : error_nomem(err);
}

static kamu_code path_append(char out[FS_PATH_MAX], const char *path, const char *end,
                             struct kamu_error *err)
{
    size_t n = strlen(path), m = strlen(end);
    if (n + m >= FS_PATH_MAX)
        return error_set(err, KAMU_E_LIMIT, "%s: path too long", path);
    memmove(out, path, n);
    memcpy(out + n, end, m + 1);
    return KAMU_OK;
}

/* The file and the one beside it. */
static kamu_code add_file(struct file_list *l, struct arena *a, const char *path,
                          struct kamu_error *err)
{
    char extra[FS_PATH_MAX];
    KAMU_TRY(add_path(l, a, path, err));
    KAMU_TRY(path_append(extra, path, EXTRA, err));
    return add_path(l, a, extra, err);
}

static kamu_code files_of_variable(struct file_list *l, struct arena *a, const char *v,
                                   struct kamu_error *err)
{
    l->must_exist = true;
    while (*v) {
        size_t n = strcspn(v, ",");
        char path[FS_PATH_MAX];
        snprintf(path, sizeof path, "%.*s", (int)(n < FS_PATH_MAX ? n : FS_PATH_MAX - 1), v);
        if (n)
            KAMU_TRY(add_path(l, a, path, err));
        v += n + (v[n] == ',');
    }
    return KAMU_OK;
}

static kamu_code home_file(char out[FS_PATH_MAX], bool xdg, struct kamu_error *err)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (xdg && config && config[0])
        return path_join(out, err, config, "kamu/config.yaml");
    if (!home || !home[0])
        return error_set(err, KAMU_E_NOT_FOUND, "Environment variable HOME is not set");
    return path_join(out, err, home, xdg ? ".config/kamu/config.yaml" : ".kamuconfig");
}

/* `.kamuconfig` of the directory above `dir` and so on, outermost first. */
static kamu_code add_ancestors(struct file_list *l, struct arena *a, const char *dir,
                               struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    size_t n = strlen(dir);
    for (size_t i = 0; i < n; i++) {
        if (dir[i] != '/' || (i && i + 1 == n))
            continue;
        snprintf(path, sizeof path, "%.*s/.kamuconfig", (int)i, dir);
        KAMU_TRY(add_file(l, a, path, err));
    }
    KAMU_TRY(path_join(path, err, dir, ".kamuconfig"));
    return add_file(l, a, path, err);
}

static kamu_code files_of_scope(struct cli *cli, enum config_scope scope, struct arena *a,
                                struct file_list *l, struct kamu_error *err)
{
    char path[FS_PATH_MAX], root[FS_PATH_MAX];
    const char *variable = getenv("KAMU_CONFIG");
    bool found;
    l->n = 0;
    l->must_exist = false;
    if (variable && variable[0])
        return files_of_variable(l, a, variable, err);
    if (scope == CONFIG_USER) {
        KAMU_TRY(home_file(path, false, err));
        KAMU_TRY(add_file(l, a, path, err));
        KAMU_TRY(home_file(path, true, err));
        return add_file(l, a, path, err);
    }
    KAMU_TRY(workspace_find(&cli->env, getenv("KAMU_WORKSPACE"), root, &found, err));
    if (scope == CONFIG_COMBINED)
        KAMU_TRY(add_ancestors(l, a, root, err));
    if (!found)
        return KAMU_OK;
    KAMU_TRY(path_join(path, err, root, ".kamu/.kamuconfig"));
    return add_file(l, a, path, err);
}

kamu_code config_load(struct cli *cli, enum config_scope scope, bool with_defaults, struct arena *a,
                      struct node *out, struct kamu_error *err)
{
    struct file_list files;
    KAMU_TRY(files_of_scope(cli, scope, a, &files, err));
    *out = (struct node){.kind = NODE_MAP};
    if (with_defaults)
        KAMU_TRY(defaults_of(config_root.keys, a, out, err));
    for (size_t i = 0; i < files.n; i++) {
        struct node content;
        struct fs_stat st;
        KAMU_TRY(fs_stat(&cli->env.fs, files.paths[i], &st, err));
        if (st.kind == FS_NONE && files.must_exist) {
            error_set(err, KAMU_E_NOT_FOUND, "No such file or directory (os error 2)");
            error_at(err, files.paths[i], 0, 0, 0);
            return KAMU_E_NOT_FOUND;
        }
        KAMU_TRY(config_read_file(cli, files.paths[i], a, &content, err));
        KAMU_TRY(merge(out, &content, &config_root, a, err));
    }
    KAMU_TRY(merge_environment(out, a, err));
    return config_check(out, err);
}

static bool is_own(const char *key)
{
    size_t n = strcspn(key, ".");
    for (const struct config_key *k = config_root.keys; k->name; k++)
        if (k->own && str_eqc((struct str){key, n}, k->name))
            return true;
    return false;
}

kamu_code config_file(struct cli *cli, enum config_scope scope, const char *key,
                      char out[FS_PATH_MAX], struct kamu_error *err)
{
    const char *variable = getenv("KAMU_CONFIG");
    const char *end = is_own(key) ? EXTRA : "";
    if (variable && variable[0]) {
        size_t n = strcspn(variable, ",");
        if (n >= FS_PATH_MAX)
            return error_set(err, KAMU_E_LIMIT, "KAMU_CONFIG: path too long");
        snprintf(out, FS_PATH_MAX, "%.*s", (int)n, variable);
        return KAMU_OK;
    }
    if (scope == CONFIG_USER) {
        KAMU_TRY(home_file(out, true, err));
        return path_append(out, out, end, err);
    }
    char root[FS_PATH_MAX];
    bool found;
    KAMU_TRY(workspace_find(&cli->env, getenv("KAMU_WORKSPACE"), root, &found, err));
    if (!found)
        return error_set(err, KAMU_E_NOT_FOUND, "Directory is not a kamu workspace");
    KAMU_TRY(path_join(out, err, root, ".kamu/.kamuconfig"));
    return path_append(out, out, end, err);
}

/* ---- completion
 * ---------------------------------------------------------------------------------------- */

static void each_key(const struct config_key *keys, const char *prefix,
                     void (*each)(void *ctx, const char *key), void *ctx)
{
    for (const struct config_key *k = keys; k && k->name; k++) {
        char path[256];
        snprintf(path, sizeof path, "%s%s%s", prefix, prefix[0] ? "." : "", k->name);
        each(ctx, path);
        if (k->type == CONFIG_STRUCT)
            each_key(k->keys, path, each, ctx);
    }
}

void config_each_key(void (*each)(void *ctx, const char *key), void *ctx)
{
    each_key(config_root.keys, "", each, ctx);
}
