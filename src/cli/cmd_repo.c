/* `kamu repo add|delete|list`: spec/cli.md 8.3. */
#include "cli/commands.h"
#include "cli/repos.h"
#include "cli/rows.h"

static kamu_code run_add(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    const char *name = cli_arg(args, "NAME");
    KAMU_TRY(repos_add(cli, name, cli_arg(args, "URL"), err));
    cli_say(cli, CLI_GREEN, "Added: %s", name);
    return KAMU_OK;
}

static const struct cli_command cmd_repo_add = {
    .name = "add",
    .summary = "Adds a repository",
    .examples = "  kamu repo add my-disk file:///mnt/datasets\n"
                "  kamu repo add my-bucket s3://bucket.example/prefix\n"
                "  kamu repo add my-node odf+https://node.example/\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .positionals =
        (const struct cli_positional[]){
            {.name = "NAME",
             .help = "Local name of the repository",
             .required = true,
             .check = cli_check_repo_name},
            {.name = "URL", .help = "Where it is", .required = true, .check = cli_check_url},
            {0}},
    .run = run_add,
};

static kamu_code delete_repos(struct cli *cli, const struct str *names, size_t n,
                              struct kamu_error *err)
{
    for (size_t i = 0; i < n; i++)
        KAMU_TRY(repos_find(cli, names[i], NULL, NULL, err));
    struct buf question;
    buf_init(&question, 1 << 20);
    kamu_code rc =
        buf_append_str(&question, "You are about to delete following repository(s): ", err);
    for (size_t i = 0; i < n && rc == KAMU_OK; i++)
        rc = buf_printf(&question, err, "%s" STR_FMT, i ? ", " : "", STR_ARG(names[i]));
    const char *text = rc == KAMU_OK ? buf_cstr(&question) : NULL;
    if (rc == KAMU_OK)
        rc = text ? cli_confirm(cli, text, err) : error_nomem(err);
    buf_free(&question);
    for (size_t i = 0; i < n && rc == KAMU_OK; i++)
        rc = repos_delete(cli, names[i], err);
    if (rc == KAMU_OK)
        cli_say(cli, CLI_GREEN | CLI_BOLD, "Deleted %zu repository(s)", n);
    return rc;
}

static kamu_code run_delete(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    size_t n;
    const char *const *given = cli_arg_list(args, "REPOSITORY", &n);
    bool all = cli_flag(args, "all");
    if (!n && !all)
        return error_set(err, KAMU_E_USAGE, "Specify repository(s) or pass --all");
    if (n && all)
        return error_set(err, KAMU_E_USAGE, "You can either specify repository(s) or pass --all");
    struct repo_list list;
    KAMU_TRY(repos_list(cli, &list, err));
    size_t count = all ? list.n : n;
    if (count == 0) {
        cli_say(cli, CLI_YELLOW, "There are no repositories to delete");
        repo_list_free(&list);
        return KAMU_OK;
    }
    struct str *names = mem_calloc(count, sizeof *names);
    kamu_code rc = names ? KAMU_OK : error_nomem(err);
    for (size_t i = 0; i < count && rc == KAMU_OK; i++)
        names[i] = all ? list.items[i].name : str_c(given[i]);
    if (rc == KAMU_OK)
        rc = delete_repos(cli, names, count, err);
    mem_free(names);
    repo_list_free(&list);
    return rc;
}

static const struct cli_command cmd_repo_delete = {
    .name = "delete",
    .alias = "rm",
    .summary = "Deletes a reference to repository",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.short_name = 'a', .long_name = "all", .help = "Delete all repositories"}, {0}},
    .positionals = (const struct cli_positional[]){{.name = "REPOSITORY",
                                                    .help = "Names of repositories",
                                                    .many = true,
                                                    .check = cli_check_repo_name},
                                                   {0}},
    .run = run_delete,
};

static kamu_code run_list(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    static const struct rows_column columns[] = {{"Name", ROWS_TEXT, OUTPUT_LEFT},
                                                 {"Url", ROWS_TEXT, OUTPUT_LEFT}};
    struct repo_list list;
    struct rows rows;
    KAMU_TRY(repos_list(cli, &list, err));
    kamu_code rc = rows_open(&rows, cli, cli_output_format(cli, args), columns, 2, err);
    if (rc == KAMU_OK) {
        for (size_t i = 0; i < list.n && rc == KAMU_OK; i++) {
            rc = rows_text(&rows, list.items[i].name, err);
            if (rc == KAMU_OK)
                rc = rows_text(&rows, list.items[i].url, err);
        }
        if (rc == KAMU_OK)
            rc = rows_finish(&rows, err);
        rows_free(&rows);
    }
    repo_list_free(&list);
    return rc;
}

static const struct cli_command cmd_repo_list = {
    .name = "list",
    .alias = "ls",
    .summary = "Lists known repositories",
    .flags = CLI_NEEDS_WORKSPACE,
    .options = (const struct cli_option[]){CLI_OPTION_TABLE_FORMAT, {0}},
    .run = run_list,
};

const struct cli_command cmd_repo = {
    .name = "repo",
    .summary = "Manage set of tracked repositories",
    .details =
        "A repository is a place for copies of datasets: a directory, a bucket, or a server. "
        "Who can write there pushes, others pull.",
    .examples = "  kamu repo list\n"
                "  kamu repo add my-bucket s3://bucket.example/prefix\n",
    .commands = (const struct cli_command *const[]){&cmd_repo_add, &cmd_repo_delete, &cmd_repo_list,
                                                    &cmd_repo_alias, NULL},
};
