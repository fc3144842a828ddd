/* `kamu config list|get|set`: spec/cli.md 4.8. */
#include "cli/commands.h"
#include "cli/config.h"

static const char *const scopes[] = {"user", "workspace", "combined", NULL};
static const char *const formats[] = {"yaml", "json", NULL};

static enum config_scope scope_of(const struct cli_args *args)
{
    const char *scope = cli_value(args, "scope");
    if (cli_flag(args, "user") || strcmp(scope, "user") == 0)
        return CONFIG_USER;
    return strcmp(scope, "workspace") == 0 ? CONFIG_WORKSPACE : CONFIG_COMBINED;
}

static kamu_code print_node(struct cli *cli, const struct cli_args *args, const struct node *n,
                            struct kamu_error *err)
{
    struct buf text;
    buf_init(&text, NODE_BYTES_MAX * 4);
    bool json = strcmp(cli_value(args, "output-format"), "json") == 0;
    kamu_code rc = json ? node_to_json(n, &text, err) : node_to_yaml(n, &text, err);
    if (rc == KAMU_OK) {
        fwrite(text.data, 1, text.len, cli->out);
        fputc('\n', cli->out); /* behind YAML's own newline too, as kamu */
    }
    buf_free(&text);
    return rc;
}

static kamu_code show(struct cli *cli, const struct cli_args *args, const char *key,
                      struct kamu_error *err)
{
    struct arena a;
    struct node content;
    arena_init(&a, NODE_BYTES_MAX * 64);
    kamu_code rc =
        config_load(cli, scope_of(args), cli_flag(args, "with-defaults"), &a, &content, err);
    const struct node *found = &content;
    if (rc == KAMU_OK && key) {
        found = node_path(&content, str_c(key));
        if (!found)
            rc = error_set(err, KAMU_E_NOT_FOUND, "Path %s not found", key);
    }
    if (rc == KAMU_OK)
        rc = print_node(cli, args, found, err);
    arena_free(&a);
    return rc;
}

static kamu_code run_list(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    return show(cli, args, NULL, err);
}

static kamu_code run_get(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    return show(cli, args, cli_arg(args, "CFGKEY"), err);
}

static kamu_code change(struct cli *cli, const struct cli_args *args, struct arena *a,
                        struct kamu_error *err)
{
    const char *key = cli_arg(args, "CFGKEY"), *value = cli_arg(args, "VALUE");
    char path[FS_PATH_MAX];
    struct node content;
    KAMU_TRY(config_file(cli, scope_of(args), key, path, err));
    KAMU_TRY(config_read_file(cli, path, a, &content, err));
    if (!value) {
        if (!node_remove_path(&content, str_c(key)))
            return error_set(err, KAMU_E_NOT_FOUND, "Path %s not found", key);
        return config_write_file(cli, path, &content, err);
    }
    struct node parsed;
    bool json = strcmp(cli_value(args, "input-format"), "json") == 0;
    KAMU_TRY(json ? node_from_json(str_c(value), a, &parsed, err)
                  : node_from_yaml(str_c(value), a, &parsed, err));
    KAMU_TRY(node_set_path(&content, str_c(key), parsed, a, err));
    KAMU_TRY(config_check(&content, err));
    return config_write_file(cli, path, &content, err);
}

static kamu_code run_set(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    const char *key = cli_arg(args, "CFGKEY"), *value = cli_arg(args, "VALUE");
    struct arena a;
    arena_init(&a, NODE_BYTES_MAX * 64);
    kamu_code rc = change(cli, args, &a, err);
    arena_free(&a);
    KAMU_TRY(rc);
    const char *scope = scopes[scope_of(args)];
    if (value)
        cli_say(cli, CLI_GREEN, "Set %s to %s in %s scope", key, value, scope);
    else
        cli_say(cli, CLI_GREEN, "Removed %s from %s scope", key, scope);
    return KAMU_OK;
}

#define SCOPE_OPTIONS                                                                              \
    {.long_name = "scope",                                                                         \
     .value_name = "SC",                                                                           \
     .values = scopes,                                                                             \
     .default_value = "combined",                                                                  \
     .help = "Which files: the user's own, the workspace's, or those that commands use"},          \
    {                                                                                              \
        .long_name = "user", .help = "Short for --scope user"                                      \
    }

static const struct cli_option show_options[] = {
    SCOPE_OPTIONS,
    {.long_name = "with-defaults", .help = "Show the defaults of what is not set too"},
    {.short_name = 'o',
     .long_name = "output-format",
     .value_name = "FMT",
     .values = formats,
     .default_value = "yaml",
     .help = "Format of the answer"},
    {0},
};

static const struct cli_command cmd_config_list = {
    .name = "list",
    .alias = "ls",
    .summary = "Display current configuration combined from all config files",
    .options = show_options,
    .run = run_list,
};

static const struct cli_command cmd_config_get = {
    .name = "get",
    .summary = "Get current configuration value",
    .options = show_options,
    .positionals =
        (const struct cli_positional[]){
            {.name = "CFGKEY", .help = "Path of the key: engine.runtime"}, {0}},
    .run = run_get,
};

static const struct cli_command cmd_config_set = {
    .name = "set",
    .summary = "Set or unset configuration value",
    .examples = "  kamu config set uploads.maxFileSizeInMb 100\n"
                "  kamu config set uploads.maxFileSizeInMb       # unset\n"
                "  kamu config set ingest.maxRetract 20%\n",
    .options = (const struct cli_option[]){SCOPE_OPTIONS,
                                           {.short_name = 'i',
                                            .long_name = "input-format",
                                            .value_name = "FMT",
                                            .values = formats,
                                            .default_value = "yaml",
                                            .help = "Format of the value"},
                                           {0}},
    .positionals =
        (const struct cli_positional[]){
            {.name = "CFGKEY", .help = "Path of the key: engine.runtime", .required = true},
            {.name = "VALUE", .help = "Its new value; without one the key is unset"},
            {0}},
    .run = run_set,
};

const struct cli_command cmd_config = {
    .name = "config",
    .alias = NULL,
    .summary = "Get or set configuration options",
    .details =
        "Configuration lies in files of kind CLIConfig: `.kamu/.kamuconfig` of the workspace, "
        "`.kamuconfig` in the directories above it, and the user's "
        "`~/.config/kamu/config.yaml`. Variables like KAMU_CONFIG__engine__runtime=podman "
        "override single keys; $KAMU_CONFIG names files to use instead.\n\n"
        "Keys that kamu-cli does not have (`ingest.*`: defaults for options of `kamu ingest`) are "
        "kept in files beside those, with `.extra` behind the name, since kamu-cli refuses a file "
        "with a key it does not know.",
    .examples = "  kamu config list --with-defaults\n"
                "  kamu config get uploads.maxFileSizeInMb\n"
                "  kamu config set --user uploads.maxFileSizeInMb 100\n",
    .commands = (const struct cli_command *const[]){&cmd_config_list, &cmd_config_get,
                                                    &cmd_config_set, NULL},
};
