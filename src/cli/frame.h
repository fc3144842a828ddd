/* The frame around a command: from argv to the exit code. */
#ifndef KAMU_CLI_FRAME_H
#define KAMU_CLI_FRAME_H

#include "cli/args.h"

int cli_main(int argc, char *argv[]);

/* pager.c: ends the pager, when one runs, and waits for it. */
void pager_finish(struct cli *cli);

/* measure.c: --trace and --metrics; failures are only warnings. */
void measure_write(struct cli *cli, const struct cli_args *args, uint64_t started_ns, bool ok);

#endif
