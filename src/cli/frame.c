/* From argv to the exit code: streams, colours, signals, the global options, the command, its
 * error. */
#include "cli/frame.h"
#include "cli/config.h"

#include "odf/ids.h"
#include "store/dataset.h"

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#define GRACE_SECONDS 2 /* after the first signal: then the process ends wherever it is */

/* What the signal handlers share with the program. A process has one. */
static _Atomic int interrupted; /* the signal's number */
static _Atomic int patient;     /* the command ends in its own time */

static void on_interrupt(int signal_number)
{
    if (interrupted)
        _exit(128 + signal_number);
    interrupted = signal_number;
    if (!patient)
        alarm(GRACE_SECONDS);
}

void cli_ends_itself(void)
{
    patient = 1;
}

/* A blocked read or a slow step: nothing half-written is ever visible, so leaving is safe. */
static void on_alarm(int signal_number)
{
    (void)signal_number;
    _exit(128 + interrupted);
}

static void install_signals(void)
{
    struct sigaction act = {.sa_handler = on_interrupt};
    sigemptyset(&act.sa_mask);
    struct sigaction old;
    if (sigaction(SIGINT, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        sigaction(SIGINT, &act, NULL);
    sigaction(SIGTERM, &act, NULL);
    act.sa_handler = on_alarm;
    sigaction(SIGALRM, &act, NULL);
    act.sa_handler = SIG_DFL; /* a closed pipe ends the program quietly */
    sigaction(SIGPIPE, &act, NULL);
}

/* ---- colours (spec/cli.md 2.5) ------------------------------------------------- */

static bool env_is_set(const char *name)
{
    const char *v = getenv(name);
    return v && v[0];
}

static bool wants_color(bool tty, bool no_color)
{
    if (no_color)
        return false;
    const char *force = getenv("CLICOLOR_FORCE");
    if (force && strcmp(force, "0") != 0)
        return true;
    const char *clicolor = getenv("CLICOLOR");
    const char *term = getenv("TERM");
    return tty && term && strcmp(term, "dumb") != 0 && !env_is_set("NO_COLOR") &&
           !(clicolor && strcmp(clicolor, "0") == 0);
}

static void open_streams(struct cli *cli, int argc, char *argv[])
{
    bool no_color = false; /* parse errors are coloured too, so look before parsing */
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        no_color = no_color || strcmp(argv[i], "--no-color") == 0;
    cli->out = stdout;
    cli->err = stderr;
    cli->in_tty = isatty(STDIN_FILENO);
    cli->out_tty = isatty(STDOUT_FILENO);
    cli->err_tty = isatty(STDERR_FILENO);
    cli->color_out = wants_color(cli->out_tty, no_color);
    cli->color_err = wants_color(cli->err_tty, no_color);
}

/* ---- what commands ask the frame for ---------------------------------------------- */

/* Accounts of a multi-tenant workspace are those of the configuration, `auth.users.predefined`. */
static kamu_code check_registered(struct cli *cli, const char *name, struct kamu_error *err)
{
    struct arena a;
    struct node config;
    arena_init(&a, NODE_BYTES_MAX * 64);
    kamu_code rc = config_load(cli, CONFIG_COMBINED, false, &a, &config, err);
    const struct node *users =
        rc == KAMU_OK ? node_path(&config, STR("auth.users.predefined")) : NULL;
    bool found = false;
    for (size_t i = 0; users && i < users->n; i++) {
        const struct node *account = node_get(&users->items[i].value, STR("accountName"));
        found = found || (account && str_ieq(account->text, str_c(name)));
    }
    arena_free(&a);
    if (rc == KAMU_OK && !found) {
        error_set(err, KAMU_E_NOT_FOUND, "Account '%s' not registered", name);
        error_hint(err, "Accounts are listed under auth.users.predefined of the configuration");
        rc = KAMU_E_NOT_FOUND;
    }
    return rc;
}

/* Who acts: --account, else the user of the operating system. Only several tenants can tell. */
static kamu_code take_account(struct cli *cli, struct workspace *ws, struct kamu_error *err)
{
    const char *name = cli->account;
    if (name && cli_check_repo_name(name, NULL) != KAMU_OK) /* the same grammar */
        return error_set(err, KAMU_E_USAGE, "Value '%s' is not a valid AccountName", name);
    if (!ws->multi_tenant)
        return name ? error_set(err, KAMU_E_USAGE, "Directory is not a multi-tenant kamu workspace")
                    : KAMU_OK;
    struct passwd entry, *user = NULL;
    char buffer[4096];
    if (!name && getpwuid_r(geteuid(), &entry, buffer, sizeof buffer, &user) == 0 && user)
        name = user->pw_name;
    if (!name)
        return error_set(err, KAMU_E_USAGE, "The name of the user is not known: give --account");
    if (cli->account) /* who works here is known without being registered, as to kamu */
        KAMU_TRY(check_registered(cli, name, err));
    snprintf(ws->account, sizeof ws->account, "%s", name);
    return KAMU_OK;
}

kamu_code cli_workspace(struct cli *cli, struct workspace **out, struct kamu_error *err)
{
    if (!cli->workspace) {
        struct workspace *ws;
        KAMU_TRY(workspace_open(&cli->env, getenv("KAMU_WORKSPACE"), &ws, err));
        kamu_code rc = take_account(cli, ws, err);
        if (rc != KAMU_OK) {
            workspace_close(ws);
            return rc;
        }
        cli->workspace = ws;
    }
    *out = cli->workspace;
    return KAMU_OK;
}

kamu_code cli_open_dataset(struct cli *cli, const char *ref, struct dataset **out,
                           struct kamu_error *err)
{
    struct workspace *ws;
    KAMU_TRY(cli_workspace(cli, &ws, err));
    return dataset_open_ref(ws, str_c(ref), out, err);
}

const char *cli_output_format(const struct cli *cli, const struct cli_args *args)
{
    const char *given = cli_value(args, "output-format");
    return given ? given : cli->out_tty ? "table" : "json";
}

/* ---- running ------------------------------------------------------------------------ */

static kamu_code take_globals(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    static const enum log_level levels[] = {LOG_WARN, LOG_INFO, LOG_DEBUG, LOG_DEBUG, LOG_TRACE};
    cli->verbosity = cli_count(args, "v");
    cli->quiet = cli_flag(args, "quiet");
    cli->assume_yes = cli_flag(args, "yes");
    cli->show_stack_trace = cli_flag(args, "show-error-stack-trace");
    cli->trace = cli_flag(args, "trace");
    cli->metrics = cli_flag(args, "metrics");
    cli->account = cli_value(args, "account");
    KAMU_TRY(env_init(&cli->env, err));
    cli->env.cancel = &interrupted;
    cli->env.fs.cancel = &interrupted;
    if (cli->verbosity) {
        cli->env.log.out = cli->err;
        cli->env.log.level = levels[cli->verbosity < 4 ? cli->verbosity : 4];
    }
    const char *time = cli_value(args, "system-time");
    if (time) {
        cli->env.clock.fixed = true;
        KAMU_TRY(instant_parse_rfc3339(str_c(time), &cli->env.clock.at, err));
    }
    return KAMU_OK;
}

static kamu_code run_command(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    const struct cli_command *c = cli_args_command(args);
    if (c->flags & CLI_NEEDS_WORKSPACE) {
        struct workspace *ws;
        KAMU_TRY(cli_workspace(cli, &ws, err));
    }
    return c->run(cli, args, err);
}

/* Writing the answer can fail at the very end: a full disk must not pass for success. */
static int close_output(struct cli *cli, int exit_code)
{
    pager_finish(cli);
    errno = 0;
    bool failed = fflush(cli->out) != 0 || ferror(cli->out);
    if (!failed)
        return exit_code;
    if (errno == 0)
        errno = cli->out_errno;
    if (errno == EPIPE)
        return 128 + SIGPIPE;
    if (exit_code == 0) {
        struct kamu_error err = {0};
        error_os(&err, errno ? errno : EIO, "Cannot write to standard output");
        cli_print_error(cli, &err);
    }
    return exit_code ? exit_code : 1;
}

static int exit_code_of(kamu_code rc)
{
    if (rc == KAMU_OK)
        return 0;
    if (rc == KAMU_E_CANCELLED && interrupted)
        return 128 + interrupted;
    return rc == KAMU_E_BUG ? 70 : 1;
}

int cli_main(int argc, char *argv[])
{
    struct cli cli = {.program = argc > 0 ? argv[0] : "kamu"};
    uint64_t started_ns = clock_monotonic_ns();
    open_streams(&cli, argc, argv);
    install_signals();
    struct cli_args args;
    struct cli_printer pr = {cli.out, cli.err, cli.color_out, cli.color_err};
    enum cli_parse_result parsed = cli_parse(&cli_root, argc, argv, &pr, &args);
    if (parsed != CLI_PARSE_RUN) {
        cli_args_free(&args);
        if (parsed == CLI_PARSE_NOMEM)
            fputs("Error: Out of memory\n\n", stderr);
        return close_output(&cli, parsed == CLI_PARSE_DONE ? 0 : parsed == CLI_PARSE_WRONG ? 2 : 1);
    }
    static struct kamu_error err; /* large: not on the stack */
    kamu_code rc = take_globals(&cli, &args, &err);
    if (rc == KAMU_OK)
        rc = run_command(&cli, &args, &err);
    errno = 0;
    if (fflush(cli.out) != 0)
        cli.out_errno = errno;
    bool broken_pipe = rc == KAMU_E_CANCELLED && err.os_errno == EPIPE;
    if (rc != KAMU_OK && !broken_pipe)
        cli_print_error(&cli, &err);
    if (cli.trace || cli.metrics)
        measure_write(&cli, &args, started_ns, rc == KAMU_OK);
    int code = close_output(&cli, broken_pipe ? 128 + SIGPIPE : exit_code_of(rc));
    workspace_close(cli.workspace);
    env_free(&cli.env);
    cli_args_free(&args);
    return code;
}
