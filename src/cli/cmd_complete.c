/* `kamu completions` and the hidden `kamu complete`: spec/cli.md 8.6. */
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/repos.h"

#include "store/workspace.h"

#define WORDS_MAX 256

/* ---- candidates ----------------------------------------------------------------------------- */

struct completion {
    struct cli *cli;
    const char *word; /* what is typed so far */
};

static void offer(const struct completion *c, const char *candidate)
{
    if (strncmp(candidate, c->word, strlen(c->word)) == 0)
        fprintf(c->cli->out, "%s\n", candidate);
}

static void offer_key(void *ctx, const char *key)
{
    offer(ctx, key);
}

static void offer_datasets(const struct completion *c)
{
    struct workspace *ws;
    struct dataset_list list;
    if (cli_workspace(c->cli, &ws, NULL) != KAMU_OK || workspace_list(ws, &list, NULL) != KAMU_OK)
        return;
    for (size_t i = 0; i < list.n; i++)
        offer(c, list.items[i].alias.p);
    dataset_list_free(&list);
}

static void offer_repositories(const struct completion *c)
{
    struct repo_list list;
    if (repos_list(c->cli, &list, NULL) != KAMU_OK)
        return;
    for (size_t i = 0; i < list.n; i++)
        offer(c, list.items[i].name.p);
    repo_list_free(&list);
}

struct file_completion {
    const struct completion *c;
    const char *dir;
    size_t dir_n; /* of the word: the part up to the last '/' */
};

static kamu_code offer_file(void *ctx, const char *name, struct kamu_error *err)
{
    (void)err;
    const struct file_completion *f = ctx;
    char path[FS_PATH_MAX], full[FS_PATH_MAX];
    struct fs_stat st;
    const char *typed = f->c->word + f->dir_n;
    if (name[0] == '.' && typed[0] != '.')
        return KAMU_OK;
    if (path_join(full, NULL, f->dir, name) != KAMU_OK ||
        fs_stat(&f->c->cli->env.fs, full, &st, NULL) != KAMU_OK)
        return KAMU_OK;
    int n = snprintf(path, sizeof path, "%.*s%s%s", (int)f->dir_n, f->c->word, name,
                     st.kind == FS_DIRECTORY ? "/" : "");
    if (n > 0 && (size_t)n < sizeof path)
        offer(f->c, path);
    return KAMU_OK;
}

static void offer_files(const struct completion *c)
{
    char dir[FS_PATH_MAX];
    const char *slash = strrchr(c->word, '/');
    struct file_completion f = {
        .c = c, .dir = dir, .dir_n = slash ? (size_t)(slash - c->word) + 1 : 0};
    if (f.dir_n >= sizeof dir)
        return;
    snprintf(dir, sizeof dir, "%.*s", (int)f.dir_n, c->word);
    if (!f.dir_n)
        snprintf(dir, sizeof dir, ".");
    fs_list(&c->cli->env.fs, dir, offer_file, &f, NULL);
}

static void offer_positional(const struct completion *c, const struct cli_positional *p)
{
    for (size_t i = 0; p->values && p->values[i]; i++)
        offer(c, p->values[i]);
    if (strcmp(p->name, "DATASET") == 0)
        offer_datasets(c);
    else if (strcmp(p->name, "CFGKEY") == 0)
        config_each_key(offer_key, (void *)(uintptr_t)c);
    else if (strcmp(p->name, "REPOSITORY") == 0)
        offer_repositories(c);
    else if (strcmp(p->name, "FILE") == 0 || strcmp(p->name, "MANIFEST") == 0)
        offer_files(c);
}

/* ---- where in the command line ------------------------------------------------------------------
 */

struct place {
    const struct cli_command *command;
    const struct cli_option *value_of; /* the word is the value of this option, or NULL */
    size_t positional;                 /* how many plain arguments stand before */
};

static const struct cli_option *option_named(const struct cli_command *c, const char *word)
{
    for (size_t i = 0; c->options && c->options[i].long_name; i++) {
        const struct cli_option *o = &c->options[i];
        bool is_long = word[1] == '-' && strcmp(word + 2, o->long_name) == 0;
        bool is_short = word[1] == o->short_name && o->short_name && !word[2];
        if (is_long || is_short)
            return o;
    }
    return NULL;
}

static struct place find_place(char *const *words, size_t n)
{
    struct place at = {.command = &cli_root};
    for (size_t i = 1; i < n; i++) {
        const char *word = words[i];
        if (at.value_of) {
            at.value_of = NULL;
            continue;
        }
        if (word[0] == '-' && word[1]) {
            const struct cli_option *o = option_named(at.command, word);
            if (!o)
                o = option_named(&cli_root, word);
            at.value_of = o && o->value_name ? o : NULL;
            continue;
        }
        const struct cli_command *sub = NULL;
        for (size_t j = 0; at.command->commands && at.command->commands[j] && !sub; j++) {
            const struct cli_command *c = at.command->commands[j];
            if (strcmp(c->name, word) == 0 || (c->alias && strcmp(c->alias, word) == 0))
                sub = c;
        }
        if (sub)
            at = (struct place){.command = sub};
        else
            at.positional++;
    }
    return at;
}

static void offer_at(const struct completion *c, const struct place *at)
{
    const struct cli_command *cmd = at->command;
    if (at->value_of) {
        for (size_t i = 0; at->value_of->values && at->value_of->values[i] && c->word[0]; i++)
            offer(c, at->value_of->values[i]);
        for (size_t i = 0; at->value_of->values && at->value_of->values[i] && !c->word[0]; i++)
            offer(c, at->value_of->values[i]);
        return;
    }
    for (size_t i = 0; cmd->commands && cmd->commands[i]; i++)
        if (!(cmd->commands[i]->flags & CLI_COMMAND_HIDDEN))
            offer(c, cmd->commands[i]->name);
    size_t n = 0;
    while (cmd->positionals && cmd->positionals[n].name)
        n++;
    if (n && c->word[0] != '-') {
        size_t i = at->positional < n ? at->positional : n - 1;
        if (at->positional < n || cmd->positionals[i].many)
            offer_positional(c, &cmd->positionals[i]);
    }
    char flag[80];
    for (size_t i = 0; c->word[0] == '-' && cmd->options && cmd->options[i].long_name; i++) {
        if ((cmd->options[i].flags & CLI_HIDDEN) || !cmd->options[i].long_name[1])
            continue;
        snprintf(flag, sizeof flag, "--%s", cmd->options[i].long_name);
        offer(c, flag);
    }
}

/* ---- complete
 * ------------------------------------------------------------------------------------- */

static kamu_code run_complete(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    char *line = mem_strdup(cli_arg(args, "INPUT"));
    if (!line)
        return error_nomem(err);
    char *words[WORDS_MAX];
    size_t n = 0;
    for (char *p = line; *p && n < WORDS_MAX;) {
        p += strspn(p, " \t");
        if (!*p)
            break;
        words[n++] = p;
        p += strcspn(p, " \t");
        if (*p)
            *p++ = '\0';
    }
    uint64_t current = strtoull(cli_arg(args, "CURRENT"), NULL, 10);
    struct completion c = {.cli = cli, .word = current < n ? words[current] : ""};
    struct place at = find_place(words, current < n ? (size_t)current : n);
    offer_at(&c, &at);
    mem_free(line);
    return KAMU_OK;
}

const struct cli_command cmd_complete = {
    .name = "complete",
    .summary = "Print completion candidates",
    .flags = CLI_COMMAND_HIDDEN,
    .positionals =
        (const struct cli_positional[]){
            {.name = "INPUT", .help = "The command line", .required = true},
            {.name = "CURRENT",
             .help = "Which word is being typed",
             .required = true,
             .check = cli_check_u64},
            {0}},
    .run = run_complete,
};

/* ---- completions
 * -------------------------------------------------------------------------------------- */

static const char bash_script[] =
    "\n"
    "_kamu_()\n"
    "{\n"
    "    local IFS=$'\\n'\n"
    "    COMPREPLY=( $( kamu complete -- \"${COMP_WORDS[*]}\" ${COMP_CWORD} ) )\n"
    "    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace\n"
    "}\n"
    "complete -F _kamu_ kamu\n";

static const char zsh_script[] =
    "#compdef kamu\n"
    "_kamu() {\n"
    "    local -a candidates\n"
    "    candidates=( ${(f)\"$( kamu complete -- \"${words[*]}\" $(( CURRENT - 1 )) )\"} )\n"
    "    compadd -- $candidates\n"
    "}\n"
    "compdef _kamu kamu\n";

static const char fish_script[] =
    "function __kamu_complete\n"
    "    set -l words (commandline -opc)\n"
    "    kamu complete -- \"$words \"(commandline -ct) (count $words)\n"
    "end\n"
    "complete -c kamu -f -a '(__kamu_complete)'\n";

static const char elvish_script[] =
    "set edit:completion:arg-completer[kamu] = {|@words|\n"
    "    kamu complete -- (str:join ' ' $words) (- (count $words) 1)\n"
    "}\n";

static const char powershell_script[] =
    "Register-ArgumentCompleter -Native -CommandName 'kamu' -ScriptBlock {\n"
    "    param($wordToComplete, $commandAst, $cursorPosition)\n"
    "    $n = $commandAst.CommandElements.Count\n"
    "    if ($wordToComplete) { $n = $n - 1 }\n"
    "    kamu complete '--' \"$commandAst\" $n | ForEach-Object {\n"
    "        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)\n"
    "    }\n"
    "}\n";

static kamu_code run_completions(struct cli *cli, const struct cli_args *args,
                                 struct kamu_error *err)
{
    (void)err;
    const char *shell = cli_arg(args, "SHELL");
    const char *script = strcmp(shell, "bash") == 0     ? bash_script
                         : strcmp(shell, "zsh") == 0    ? zsh_script
                         : strcmp(shell, "fish") == 0   ? fish_script
                         : strcmp(shell, "elvish") == 0 ? elvish_script
                                                        : powershell_script;
    fputs(script, cli->out);
    return KAMU_OK;
}

static const char *const shells[] = {"bash", "elvish", "fish", "powershell", "zsh", NULL};

const struct cli_command cmd_completions = {
    .name = "completions",
    .summary = "Generate tab-completion scripts for your shell",
    .details =
        "Put the line of your shell into its start-up file:\n\n"
        "bash (~/.bashrc): source <(kamu completions bash)\n"
        "zsh (~/.zshrc): autoload -U +X compinit && compinit; source <(kamu completions zsh)\n"
        "fish (~/.config/fish/config.fish): kamu completions fish | source",
    .positionals =
        (const struct cli_positional[]){{.name = "SHELL", .required = true, .values = shells}, {0}},
    .run = run_completions,
};
