/* --trace (a Perfetto / Chrome trace of the run) and --metrics (Prometheus text), in `.kamu/run`.
 */
#include "cli/frame.h"

#include "store/workspace.h"

#include <inttypes.h>
#include <sys/resource.h>

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void command_name(const struct cli_args *args, char *out, size_t size)
{
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 1; i < args->depth && n < size; i++)
        n += (size_t)snprintf(out + n, size - n, "%s%s", i > 1 ? " " : "", args->path[i]->name);
}

static kamu_code write_metrics(const char *command, uint64_t ns, bool ok, struct buf *b,
                               struct kamu_error *err)
{
    struct rusage use = {0};
    getrusage(RUSAGE_SELF, &use);
    return buf_printf(b, err,
                      "# HELP kamu_command_duration_seconds Wall time of the command\n"
                      "# TYPE kamu_command_duration_seconds gauge\n"
                      "kamu_command_duration_seconds{command=\"%s\",outcome=\"%s\"} %.6f\n"
                      "# HELP kamu_process_cpu_seconds Processor time by mode\n"
                      "# TYPE kamu_process_cpu_seconds gauge\n"
                      "kamu_process_cpu_seconds{mode=\"user\"} %.6f\n"
                      "kamu_process_cpu_seconds{mode=\"system\"} %.6f\n"
                      "# HELP kamu_process_memory_max_bytes Largest resident size\n"
                      "# TYPE kamu_process_memory_max_bytes gauge\n"
                      "kamu_process_memory_max_bytes %" PRIu64 "\n",
                      command, ok ? "success" : "error", (double)ns / 1e9, seconds_of(use.ru_utime),
                      seconds_of(use.ru_stime), (uint64_t)use.ru_maxrss * 1024);
}

static kamu_code write_trace(const char *command, uint64_t ns, bool ok, struct buf *b,
                             struct kamu_error *err)
{
    return buf_printf(
        b, err,
        "{\"traceEvents\":[{\"name\":\"kamu %s\",\"cat\":\"command\",\"ph\":\"X\","
        "\"ts\":0,\"dur\":%.3f,\"pid\":1,\"tid\":1,\"args\":{\"outcome\":\"%s\"}}]}\n",
        command, (double)ns / 1e3, ok ? "success" : "error");
}

static kamu_code save(struct cli *cli, const char *name, const char *what, const struct buf *b,
                      struct kamu_error *err)
{
    struct workspace *ws;
    KAMU_TRY(cli_workspace(cli, &ws, err));
    char run[FS_PATH_MAX], path[FS_PATH_MAX];
    KAMU_TRY(path_join(run, err, ws->dir, "run"));
    KAMU_TRY(fs_mkdir(&cli->env.fs, run, err));
    KAMU_TRY(path_join(path, err, run, name));
    KAMU_TRY(
        fs_write_atomic(&cli->env.fs, &cli->env.random, run, name, b->data, b->len, false, err));
    cli_say(cli, CLI_PLAIN, "Saving %s to %s", what, path);
    return KAMU_OK;
}

void measure_write(struct cli *cli, const struct cli_args *args, uint64_t started_ns, bool ok)
{
    uint64_t ns = clock_monotonic_ns() - started_ns;
    char command[128];
    command_name(args, command, sizeof command);
    struct buf b;
    struct kamu_error err = {0};
    buf_init(&b, 64 << 10);
    kamu_code rc = KAMU_OK;
    if (cli->metrics)
        rc = write_metrics(command, ns, ok, &b, &err);
    if (cli->metrics && rc == KAMU_OK)
        rc = save(cli, "kamu.metrics.txt", "metrics", &b, &err);
    b.len = 0;
    if (cli->trace && rc == KAMU_OK)
        rc = write_trace(command, ns, ok, &b, &err);
    if (cli->trace && rc == KAMU_OK)
        rc = save(cli, "kamu.perfetto.json", "trace", &b, &err);
    if (rc != KAMU_OK)
        cli_say(cli, CLI_YELLOW, "Warning: cannot save what --trace or --metrics asked for: %s",
                kamu_error_message(&err, 0));
    buf_free(&b);
}
