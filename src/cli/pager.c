/* A pager for long answers on a terminal: $KAMU_PAGER, else $PAGER; none when neither is set. */
#include "cli/frame.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

struct cli_pager {
    pid_t pid;
    int saved_stdout;
};

/* The pager was left early: nobody reads on, which is no error. */
static void on_broken_pipe(int signal_number)
{
    (void)signal_number;
    _exit(0);
}

static _Noreturn void run_pager(const char *command, int in)
{
    dup2(in, STDIN_FILENO);
    close(in);
    setenv("LESS", "FRX", 0); /* leave when all fits, keep colours, keep the screen */
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

void cli_page_output(struct cli *cli, const char *title)
{
    const char *command = getenv("KAMU_PAGER");
    if (!command)
        command = getenv("PAGER");
    if (!command || !command[0] || strcmp(command, "cat") == 0)
        return;
    if (!cli->out_tty || cli->verbosity || cli->pager || cli->out != stdout)
        return;
    struct cli_pager *p = mem_calloc(1, sizeof *p);
    int ends[2];
    if (!p || pipe(ends) != 0) {
        mem_free(p);
        return;
    }
    fflush(cli->out);
    if (title)
        setenv("KAMU_PAGER_TITLE", title, 1);
    p->pid = fork();
    if (p->pid == 0) {
        close(ends[1]);
        run_pager(command, ends[0]);
    }
    close(ends[0]);
    p->saved_stdout = p->pid > 0 ? dup(STDOUT_FILENO) : -1;
    if (p->pid < 0 || p->saved_stdout < 0) {
        close(ends[1]);
        mem_free(p);
        return;
    }
    struct sigaction quiet = {.sa_handler = on_broken_pipe};
    sigaction(SIGPIPE, &quiet, NULL);
    dup2(ends[1], STDOUT_FILENO);
    close(ends[1]);
    cli->pager = p;
}

void pager_finish(struct cli *cli)
{
    struct cli_pager *p = cli->pager;
    if (!p)
        return;
    fflush(cli->out);
    dup2(p->saved_stdout, STDOUT_FILENO); /* closes the pipe: the pager sees the end */
    close(p->saved_stdout);
    while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    mem_free(p);
    cli->pager = NULL;
}
