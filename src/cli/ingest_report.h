/* What `kamu ingest` says about a push: summary, JSON, timings, preview, rejected records. */
#ifndef KAMU_CLI_INGEST_REPORT_H
#define KAMU_CLI_INGEST_REPORT_H

#include "cli/command.h"
#include "ingest/push.h"

struct ingest_report {
    struct kamu_push *push;
    const struct kamu_push_result *result;
    bool dry_run, timings, json;
};

kamu_code ingest_report(struct cli *cli, const struct ingest_report *r, struct kamu_error *err);

/* The file of --rejects: one JSON object for each record left out. */
struct ingest_rejects {
    struct cli *cli;
    FILE *file;
    char path[FS_PATH_MAX];
};
kamu_code ingest_rejects_open(struct ingest_rejects *r, struct cli *cli, const char *path,
                              struct kamu_error *err);
/* As kamu_push_options.reject. */
enum kamu_code ingest_rejects_write(void *rejects, const struct kamu_error *error, const char *raw,
                                    size_t raw_size);
kamu_code ingest_rejects_close(struct ingest_rejects *r, struct kamu_error *err);
void ingest_rejects_free(struct ingest_rejects *r); /* may be called on zeroes */

#endif
